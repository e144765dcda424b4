//! Make a link through which files come in without an account (clause S4.3): dated, limited in count and size.

use super::{done, intake, named, text};
use crate::{
    Done, Door,
    door::token_hash,
    factors::{Secret, fresh_code},
};
use bailee_model::{
    Action, Category, DropLink, DropLinkId, Engagement, EngagementId, EngagementState, EntryDraft, Error, Purpose,
    Result, say,
};
use jiff::{SignedDuration, Timestamp};

/// The most files that one link takes.
const MOST_FILES: i32 = 1000;
/// The most bytes that one link takes: 1 TiB.
const MOST_BYTES: i64 = 1 << 40;

/// What link is wanted.
pub struct MakeDropLinkAsk {
    /// Into which engagement.
    pub engagement: EngagementId,
    /// Whose page it is, as senders read it.
    pub label: String,
    /// What is asked for.
    pub asked_for: String,
    /// What the files are about.
    pub category: Category,
    /// What they are for.
    pub purpose: Purpose,
    /// Until when it takes files: within the firm's days for links.
    pub until: Timestamp,
    /// How many files it takes, 1 to 1000.
    pub max_files: i32,
    /// How many bytes it takes in all, to 1 TiB.
    pub max_bytes: i64,
}

/// A link that was made.
pub struct NewDropLink {
    /// The link.
    pub link: DropLink,
    /// Its whole address, with the secret that is shown this once.
    pub address: Secret,
}

/// Makes a drop link. Its secret is in the answer and nowhere else.
///
/// # Errors
/// When category or purpose is not agreed (refused with its clause), or a bound is out of its range.
pub async fn make_drop_link(door: &Door, ask: MakeDropLinkAsk) -> Result<Done<NewDropLink>> {
    let engagement = door.engagement(ask.engagement).for_(Action::MakeDropLink).await?.it;
    if !engagement.categories.contains(&ask.category) {
        return Err(door
            .refuse(engagement.id, Action::MakeDropLink, intake::undeclared(ask.category, &door.who.language))
            .await?);
    }
    if !engagement.purposes.contains(&ask.purpose) {
        return Err(door
            .refuse(engagement.id, Action::MakeDropLink, intake::unagreed(ask.purpose, &door.who.language))
            .await?);
    }
    let now = door.now();
    check_until(door, now, ask.until)?;
    bounded("max_files", i64::from(ask.max_files), i64::from(MOST_FILES))?;
    bounded("max_bytes", ask.max_bytes, MOST_BYTES)?;
    let secret = fresh_code(door.app.rng.as_ref());
    let link = DropLink {
        id: DropLinkId::new(door.app.rng.as_ref()),
        engagement: engagement.id,
        token_hash: token_hash(&secret),
        label: text("label", &ask.label, 120)?,
        asked_for: text("asked_for", &ask.asked_for, 500)?,
        category: ask.category,
        purpose: ask.purpose,
        made_by: door.who.id,
        since: now,
        until: ask.until,
        max_files: ask.max_files,
        max_bytes: ask.max_bytes,
        ended: None,
    };
    let entry = named(EntryDraft::new(engagement.id, "drop_link.made"), "link", &link)
        .detail("label", link.label.clone())
        .detail("asked_for", link.asked_for.clone())
        .detail("category", link.category.as_str())
        .detail("purpose", link.purpose.as_str())
        .detail("until", link.until.to_string())
        .detail("max_files", link.max_files)
        .detail("max_bytes", link.max_bytes);
    let kept = link.clone();
    let recorded = door.app.store.ledger().record([door.by(entry)], move |tx| async move {
        let engagement = tx.get::<Engagement>(kept.engagement).await?.ok_or_else(Error::not_found)?;
        if engagement.state != EngagementState::Active {
            return Err(Error::conflict(say!("The engagement takes nothing in any more.")));
        }
        tx.save(&kept).await
    });
    let origin = door.app.origin(&door.app.firm().await?);
    let address = Secret::from(format!("{origin}/drop/{secret}"));
    Ok(done(recorded.await?).map(|()| NewDropLink { link, address }))
}

/// Refuses a date that is past, or later than links may run.
pub(super) fn check_until(door: &Door, now: Timestamp, until: Timestamp) -> Result<()> {
    let days = door.app.limits().drop_link_days;
    if until <= now || until.duration_since(now) > SignedDuration::from_hours(24 * days) {
        return Err(Error::bad_input(say!("A link runs for {days} days at most.", days))
            .hint(say!("Choose a moment after now and within them; another link can be made then."))
            .on_field("until"));
    }
    Ok(())
}

fn bounded(field: &'static str, value: i64, most: i64) -> Result<()> {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    Err(Error::bad_input(say!("This is a number from 1 to {most}.", most))
        .hint(say!("Choose one of those."))
        .on_field(field))
}
