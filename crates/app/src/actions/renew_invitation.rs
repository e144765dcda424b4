//! Give an invited person a new enrolment code; the one before stops working at once.

use super::{
    done,
    invite_person::{ENROLMENT, Invitation},
};
use crate::{Done, Door, door::token_hash, factors, post};
use bailee_model::{Action, EntryDraft, Error, MailKind, Person, PersonId, PersonState, Result, say};

/// Makes a new enrolment code, shown this once to the officer who hands it over.
///
/// # Errors
/// When the person has enrolled already, or has left.
pub async fn renew_invitation(door: &Door, person: PersonId) -> Result<Done<Invitation>> {
    let id = door.person(person, Action::ManagePeople).await?.id;
    let code = factors::fresh_code(door.app.rng.as_ref());
    let (until, hash) = (door.now() + ENROLMENT, token_hash(&code));
    let mail = post::to(&door.app, id, MailKind::Invitation, "/enrol");
    // Who knows the code could enrol in the person's place: that they know it stays on record.
    let entry = door
        .by(EntryDraft::site("person.invited_again"))
        .id("invited", id)
        .id("code_known_to", door.who.id)
        .detail("no_other_officer", door.alone);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let person = tx.get::<Person>(id).await?.filter(|person| person.state == PersonState::Invited);
        let (Some(person), Some(mut sign_in)) = (person, tx.sign_in(id).await?) else {
            return Err(Error::conflict(say!("This person has enrolled already, or has left."))
                .hint(say!("Only who is invited and has not enrolled needs a code.")));
        };
        sign_in.enrolment_hash = hash;
        sign_in.enrolment_until = Some(until);
        tx.save_sign_in(&sign_in).await?;
        tx.save(&mail).await?;
        Ok(person)
    });
    Ok(done(recorded.await?).map(|person| Invitation { person, code, until }))
}
