//! One's passkeys: add, name, take away. Each change is told to their owner and stands in the site's log.

use super::{
    done,
    own_access::{AlsoEnd, allow, allow_new_factor, still_signs_in, still_stands, upgrade},
    text,
};
use crate::{
    App, Done, Door,
    factors::{PasskeyOptions, ceremony::Kind, passkey::NewCredential},
    post,
};
use bailee_model::{EntryDraft, Error, Factor, MailKind, Passkey, PasskeyId, PersonId, Result, say};

/// As many passkeys as a person may have at a time.
const MOST: usize = 20;

/// A new passkey.
pub struct AddPasskeyAsk {
    /// The ceremony that was begun.
    pub ceremony: String,
    /// WebAuthn's answer in its JSON form.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
}

/// Those that were not taken away.
pub(crate) fn live(passkeys: &[Passkey]) -> Vec<Passkey> {
    passkeys.iter().filter(|passkey| passkey.ended.is_none()).cloned().collect()
}

impl App {
    /// What is kept of a new passkey.
    pub(crate) fn new_passkey(&self, person: PersonId, name: &str, new: NewCredential) -> Result<Passkey> {
        Ok(Passkey {
            id: PasskeyId::new(self.rng.as_ref()),
            person,
            name: text("name", name, 80)?,
            credential_id: new.id,
            credential: new.credential,
            since: self.clock.now(),
            used_at: None,
            ended: None,
        })
    }
}

/// Refused when an authenticator offers what is registered already, be it somebody else's.
pub(crate) fn taken() -> Error {
    Error::conflict(say!("This passkey is registered already.")).hint(say!("Use another authenticator."))
}

/// Begins to add a passkey.
///
/// # Errors
/// `Conflict` when there are 20 already; the gate asks for fresh factors.
pub async fn begin_passkey(door: &Door) -> Result<PasskeyOptions> {
    allow_new_factor(door).await?;
    let has = live(&door.app.store.passkeys_of(door.who.id).await?);
    if has.len() >= MOST {
        return Err(Error::conflict(say!("You have 20 passkeys already.")).hint(say!("Remove one first.")));
    }
    let (options, state) = door.app.relying_party().await?.begin_registration(&door.who, &has)?;
    let owner = door.session.id.to_string();
    let ceremony = door.app.begin_ceremony(Kind::Register, &owner, Some(door.who.id), &state).await?;
    Ok(PasskeyOptions { ceremony, options })
}

/// Adds the passkey that the authenticator made. The caller's other sessions end: somebody who sits in one should not be able
/// to stay while the way in changes.
///
/// # Errors
/// When the ceremony is over, the answer is not as asked, the passkey is registered already, or it has no name.
pub async fn add_passkey(door: &Door, ask: AddPasskeyAsk) -> Result<Done<Passkey>> {
    allow_new_factor(door).await?;
    let owner = door.session.id.to_string();
    let state = door.app.end_ceremony(Kind::Register, &owner, &ask.ceremony).await?.ok_or_else(over)?;
    let new = door.app.relying_party().await?.finish_registration(&state, &ask.credential)?;
    let passkey = door.app.new_passkey(door.who.id, &ask.name, new)?;
    let kept = passkey.clone();
    let entry =
        door.by(EntryDraft::site("passkey.added")).id("passkey", passkey.id).detail("name", passkey.name.clone());
    let mail = post::to(&door.app, door.who.id, MailKind::SecurityNotice, "/security");
    let (upgraded, who, here, now) = (upgrade(door, Factor::Passkey), door.who.id, door.session.id, door.now());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        still_stands(&tx, here).await?;
        if tx.passkey_by_credential(&kept.credential_id).await?.is_some() {
            return Err(taken());
        }
        tx.save(&kept).await?;
        upgraded.save(&tx).await?;
        AlsoEnd::default().carry_out(&tx, who, Some(here), now).await?;
        tx.save(&mail).await
    });
    Ok(done(recorded.await?).map(|()| passkey))
}

pub(crate) fn over() -> Error {
    Error::bad_input(say!("This took longer than five minutes, or was sent twice.")).hint(say!("Begin again."))
}

/// Calls a passkey by another name.
///
/// # Errors
/// When it is not the caller's, or the name is empty; the gate asks for fresh factors.
pub async fn rename_passkey(door: &Door, id: PasskeyId, name: &str) -> Result<Done<Passkey>> {
    allow(door).await?;
    let (who, name) = (door.who.id, text("name", name, 80)?);
    let entry = door.by(EntryDraft::site("passkey.renamed")).id("passkey", id).detail("name", name.clone());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let passkey = own(tx.get::<Passkey>(id).await?, who)?;
        let passkey = Passkey { name, ..passkey };
        tx.save(&passkey).await?;
        Ok(passkey)
    });
    Ok(done(recorded.await?))
}

/// Takes a passkey away; it opens nothing from then on, and the caller's other sessions end.
///
/// # Errors
/// `Conflict` when it is the last way to sign in; when it is not the caller's; the gate asks for fresh factors.
pub async fn remove_passkey(door: &Door, id: PasskeyId) -> Result<Done<Passkey>> {
    allow(door).await?;
    let (who, here, now, provider) = (door.who.id, door.session.id, door.now(), door.app.has_provider());
    let entry = door.by(EntryDraft::site("passkey.removed")).id("passkey", id);
    let mail = post::to(&door.app, who, MailKind::SecurityNotice, "/security");
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        still_stands(&tx, here).await?;
        let passkey = own(tx.get::<Passkey>(id).await?, who)?;
        let passkey = Passkey { ended: Some(now), ..passkey };
        tx.save(&passkey).await?;
        still_signs_in(&tx, who, provider).await?;
        AlsoEnd::default().carry_out(&tx, who, Some(here), now).await?;
        tx.save(&mail).await?;
        Ok(passkey)
    });
    Ok(done(recorded.await?))
}

fn own(passkey: Option<Passkey>, who: PersonId) -> Result<Passkey> {
    passkey.filter(|passkey| passkey.person == who && passkey.ended.is_none()).ok_or_else(Error::not_found)
}
