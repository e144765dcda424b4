//! Tell a client: the notice is there in the portal, and a message with a link goes to each of the client's people (clause S6.2).

use super::done;
use crate::{
    Done, Door,
    incidents::{Timeline, counting, page},
    post,
};
use bailee_model::{
    Action, Error, IncidentEventKind, MailKind, Notice, NoticeId, NoticeState, Organisation, PersonState, Result, say,
};
use sha2::{Digest, Sha256};

/// Sends the newest version. Sent a second time it is a correction, and the client confirms it anew.
///
/// # Errors
/// When that version went out already, or the notice was waived.
pub async fn send_notice(door: &Door, id: NoticeId) -> Result<Done<Notice>> {
    let (notice, _) = door.notice_for(id, Action::RunIncident).await?;
    let readers = door.app.store.people_of(Organisation::Client(notice.client)).await?;
    let readers = readers.into_iter().filter(|each| each.state == PersonState::Active);
    let mails: Vec<_> =
        readers.map(|each| post::to(&door.app, each.id, MailKind::IncidentNotice, page(notice.incident))).collect();
    let (rng, by, now) = door.telling();
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        timeline.open(notice.incident).await?;
        let mut notice = tx.get::<Notice>(notice.id).await?.ok_or_else(Error::not_found)?;
        if notice.state == NoticeState::Waived {
            return Err(Error::conflict(say!("It was decided not to tell this client.")).hint(say!("Nothing is sent.")));
        }
        if notice.sent_version > 0 && notice.version == notice.sent_version {
            return Err(Error::conflict(say!("This version went out already."))
                .hint(say!("Edit it first; then send the correction.")));
        }
        let corrects = notice.sent_version > 0;
        let versions = tx.notice_versions(notice.id).await?;
        let before = notice.version;
        let newest = versions.into_iter().filter(|each| each.number == before);
        notice.version = before.max(1);
        let mut digest = Sha256::new();
        for mut version in newest {
            version.number = notice.version;
            version.sent_at = Some(now);
            tx.save(&version).await?;
            for section in &version.sections {
                digest.update((section.len() as u64).to_be_bytes());
                digest.update(section.as_bytes());
            }
        }
        notice.sent_version = notice.version;
        notice.sent_at = notice.sent_at.or(Some(now));
        notice.sent_by = notice.sent_by.or(Some(by));
        notice.state = NoticeState::Sent;
        (notice.acknowledged_at, notice.acknowledged_by) = (None, None);
        tx.save(&notice).await?;
        for mail in &mails {
            tx.save(mail).await?;
        }
        let kind = if corrects { IncidentEventKind::NoticeCorrected } else { IncidentEventKind::NoticeSent };
        let to = counting::listed([counting::people(mails.len())]);
        let digest = hex::encode(digest.finalize());
        let text = say!("Version {version}; told: {to}; SHA-256 {digest}", version = notice.version, to, digest);
        timeline.say_to(notice.incident, kind, &notice.engagements, text).await?;
        Ok(notice)
    });
    Ok(done(recorded.await?))
}
