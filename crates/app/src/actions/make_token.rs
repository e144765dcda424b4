//! Make a token for a program: it stands for its person, within a scope, until a day, and is shown once.
//!
//! A token is a session without anybody before it: never fresh, so whatever needs both factors again is beyond it. It takes
//! over the device that confirmed the session it is made in, and is bound to that device's posture like the session itself.

use super::{done, own_access::still_stands, text};
use crate::{
    Done, Door,
    door::{SessionToken, token_hash},
    factors, post,
    watch::is_over,
};
use bailee_model::{
    Action, EngagementId, EntryDraft, Error, LogId, MailKind, Result, Session, SessionId, SessionKind, TokenScope, say,
};
use jiff::{SignedDuration, Timestamp};

/// What every token begins with, so that one that was left lying about is recognised.
const PREFIX: &str = "blt_";

/// As many tokens as one person may have at a time.
pub const MOST_TOKENS: usize = 20;

/// What the token is for.
pub struct MakeTokenAsk {
    /// What its owner knows it by.
    pub name: String,
    /// How far it goes.
    pub scope: TokenScope,
    /// The one engagement it is good for; all of its person's when there is none.
    pub engagement: Option<EngagementId>,
    /// For how many days, from 1 to 90.
    pub days: i32,
}

/// A token, shown once.
pub struct NewToken {
    /// Its session.
    pub id: SessionId,
    /// The secret.
    pub token: SessionToken,
    /// Until when it works.
    pub until: Timestamp,
}

/// Makes a token.
///
/// # Errors
/// When the name is empty, the days are too many, or there is no such engagement for the caller; `Conflict` when they have as
/// many tokens as anybody may; the gate asks for fresh factors.
pub async fn make_token(door: &Door, ask: MakeTokenAsk) -> Result<Done<NewToken>> {
    door.require(Action::ChangeOwnAccess).await?;
    let name = text("name", &ask.name, 80)?;
    let most = door.app.limits().token_days;
    if !(1..=most).contains(&i64::from(ask.days)) {
        return Err(Error::bad_input(say!("A token lives for 1 to {most} days.", most))
            .hint(say!("Choose fewer days, and make a new token when they are over."))
            .on_field("days"));
    }
    if let Some(engagement) = ask.engagement {
        door.engagement(engagement).for_(Action::ViewEngagement).await?;
    }
    let now = door.now();
    let token = format!("{PREFIX}{}", factors::fresh_code(door.app.rng.as_ref()));
    let session = Session {
        id: SessionId::new(door.app.rng.as_ref()),
        token_hash: token_hash(&token),
        kind: SessionKind::Token,
        name,
        since: now,
        seen: now,
        until: now + SignedDuration::from_hours(24 * i64::from(ask.days)),
        purpose: None,
        confirm_hash: Vec::new(),
        confirm_until: None,
        scope: Some(ask.scope),
        engagement: ask.engagement,
        ..door.session.clone()
    };
    let (id, until) = (session.id, session.until);
    let entry = door
        .by(EntryDraft::site("token.made"))
        .id("session", id)
        .detail("scope", ask.scope.as_str())
        .detail("name", session.name.clone())
        .detail("until", until.to_string());
    let mail = post::to(&door.app, door.who.id, MailKind::SecurityNotice, "/sessions");
    let parent = door.session.id;
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        tx.lock(LogId::Site).await?;
        still_stands(&tx, parent).await?;
        let live = |each: &&Session| each.kind == SessionKind::Token && !is_over(each, now);
        if tx.sessions_of(session.person).await?.iter().filter(live).count() >= MOST_TOKENS {
            return Err(Error::conflict(say!("You have {most} tokens already.", most = MOST_TOKENS))
                .hint(say!("End one that no program needs any more, then make another.")));
        }
        tx.save(&session).await?;
        tx.save(&mail).await
    });
    Ok(done(recorded.await?).map(|()| NewToken { id, token: SessionToken::new(token), until }))
}
