//! Keeping a mirror up to date with a server, and standing witness.

use bailee_log::cosignature::CosignerKey;
use bailee_model::{EngagementId, Result};
use jiff::Timestamp;

use crate::Connection;
use crate::mirror::{Alarm, Met, Mirror};

/// What a look at a server gave.
#[derive(Debug, Clone)]
pub enum Look {
    /// The log is as it was, or only grew.
    Sound {
        /// How many entries it has.
        size: u64,
        /// How many of them are new.
        grew: u64,
    },
    /// The log contradicts what was kept.
    Alarm(Box<Alarm>),
}

/// Fetches the newest head, and every entry behind it that is not kept yet.
///
/// # Errors
/// When the server does not answer, sends what is none of this log, or the mirror cannot be written. That the log
/// contradicts itself is no error but [`Look::Alarm`].
pub async fn look(connection: &Connection, engagement: EngagementId, mirror: &mut Mirror) -> Result<Look> {
    let served = connection.log_checkpoint(engagement).await?;
    let mut growth = match mirror.meet(&served)? {
        Met::Same => {
            let size = mirror.kept().map_or(0, |head| head.checkpoint.size);
            return Ok(Look::Sound { size, grew: 0 });
        }
        Met::Alarm(alarm) => return Ok(Look::Alarm(alarm)),
        Met::Grown(growth) => growth,
    };
    while let Some(place) = growth.wants() {
        growth.add(place, &connection.log_entries(engagement, place).await?)?;
    }
    Ok(match growth.keep(mirror)? {
        Ok(grew) => Look::Sound { size: mirror.kept().map_or(0, |head| head.checkpoint.size), grew },
        Err(alarm) => Look::Alarm(alarm),
    })
}

/// Cosigns the head that is kept and sends it back, unless that was done. Says whether it was done now. Only a head whose
/// whole past was seen is kept, so only such a head is cosigned.
///
/// # Errors
/// When the server does not take it, or the mirror cannot be written.
pub async fn cosign(
    connection: &Connection,
    engagement: EngagementId,
    mirror: &Mirror,
    key: &CosignerKey,
    now: Timestamp,
) -> Result<bool> {
    let Some(head) = mirror.kept().filter(|_| !mirror.is_cosigned()) else { return Ok(false) };
    let mut note = head.note.clone();
    note.push(key.cosign(head.note.text(), u64::try_from(now.as_second()).unwrap_or_default()));
    connection.witness(engagement, &key.verifier().to_string(), &note.to_string()).await?;
    mirror.keep_cosigned(&note)?;
    Ok(true)
}
