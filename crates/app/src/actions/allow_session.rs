//! Allow or refuse a session that a program asks for: by the code that the program shows, with fresh factors.
//!
//! Whoever allows a request gives the program a session of their own. So a code that somebody else sent is a trick: the page
//! says so, and shows which machine asks, from where and since when, before there is anything to allow.

use super::{
    ask_session::{Answer, Asked},
    done,
    own_access::still_stands,
};
use crate::{
    App, Done, Door,
    factors::guessing::{Guesser, place},
    post,
};
use bailee_model::{Action, Ceremony, CeremonyId, EntryDraft, Error, MailKind, Result, SessionKind, say};
use jiff::Timestamp;

/// The word of the error for a code that nothing waits behind.
const UNKNOWN_CODE: &str = "unknown_code";

/// Who asks for a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedSession {
    /// What the asking machine calls itself.
    pub name: String,
    /// From which address it asks.
    pub address: String,
    /// Whether that is known to be another place than that of the person's own session.
    pub from_elsewhere: bool,
    /// Since when.
    pub at: Timestamp,
    /// When it is too late to answer.
    pub until: Timestamp,
}

/// Refuses unless the caller may answer requests: with fresh factors, in a browser.
///
/// # Errors
/// The gate's, with what lifts it.
pub async fn may_allow_session(door: &Door) -> Result<()> {
    if door.session.kind != SessionKind::Browser {
        return Err(Error::not_found());
    }
    door.require(Action::ChangeOwnAccess).await
}

/// Shows who asks behind this code.
///
/// # Errors
/// Bad input, the same for a code that is unknown, answered or over; `Unavailable` after ten of those in a quarter of an
/// hour; the gate asks for fresh factors.
pub async fn asked_session(door: &Door, code: &str) -> Result<AskedSession> {
    may_allow_session(door).await?;
    let (_, until, asked) = find(door, code).await?;
    // Behind a proxy on this machine everybody comes from one place, and nothing is known.
    let [here, there] = [&door.session.address, &asked.address].map(|address| place(address));
    let from_elsewhere = !here.is_empty() && !there.is_empty() && here != there;
    Ok(AskedSession { name: asked.name, address: asked.address, from_elsewhere, at: asked.at, until })
}

/// Allows it: the program may collect a session of the caller's, of the same factors and no fresher.
///
/// # Errors
/// As for [`asked_session`].
pub async fn allow_session(door: &Door, code: &str) -> Result<Done<()>> {
    let allowed = Answer::Allowed {
        person: door.who.id,
        session: door.session.id,
        factor: door.session.factor,
        shown: door.session.stepped_up,
    };
    answer(door, code, "session.allowed", allowed).await
}

/// Refuses it, for good.
///
/// # Errors
/// As for [`asked_session`].
pub async fn refuse_session(door: &Door, code: &str) -> Result<Done<()>> {
    answer(door, code, "session.refused", Answer::Refused).await
}

async fn answer(door: &Door, code: &str, entry: &'static str, answer: Answer) -> Result<Done<()>> {
    may_allow_session(door).await?;
    let (id, _, asked) = find(door, code).await?;
    let (app, here) = (door.app.clone(), door.session.id);
    let mail = matches!(answer, Answer::Allowed { .. })
        .then(|| post::to(&app, door.who.id, MailKind::SecurityNotice, "/sessions"));
    let entry = door
        .by(EntryDraft::site(entry))
        .id("session", door.session.id)
        .detail("name", asked.name)
        .detail("address", asked.address);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        still_stands(&tx, here).await?;
        // The first answer stands, whoever gives it.
        let request = tx.get::<Ceremony>(id).await?.ok_or_else(unknown)?;
        let mut asked = waiting(&app, &request).ok_or_else(unknown)?;
        asked.answer = Some(answer);
        tx.save(&Ceremony { state: app.seal_request(id, &asked)?, ..request }).await?;
        match mail {
            Some(mail) => tx.save(&mail).await,
            None => Ok(()),
        }
    });
    Ok(done(recorded.await?))
}

/// The request behind a code. A wrong one counts against the session.
async fn find(door: &Door, code: &str) -> Result<(CeremonyId, Timestamp, Asked)> {
    let guesser = Guesser::in_session(door.session.id);
    if !door.app.may_guess(&guesser) {
        return Err(Error::unavailable(say!("Too many codes were not right.")).hint(say!("Wait a quarter of an hour.")));
    }
    let id = door.app.request_id(code);
    let request = door.app.store.get::<Ceremony>(id).await?;
    let found = request.and_then(|request| waiting(&door.app, &request).map(|asked| (id, request.until, asked)));
    if found.is_none() {
        door.app.note_failure(&guesser);
    }
    found.ok_or_else(unknown)
}

fn waiting(app: &App, request: &Ceremony) -> Option<Asked> {
    app.open_request(request).filter(|asked| asked.answer.is_none())
}

fn unknown() -> Error {
    Error::bad_input(say!(
        "Nothing waits behind this code: it is not known, was answered, or is older than ten minutes."
    ))
    .hint(say!("Type the code that your own terminal shows now."))
    .coded(UNKNOWN_CODE)
    .on_field("code")
}
