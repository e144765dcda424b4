//! Invite a person: they exist, and may do nothing, until they enrol with a code that works once.
//!
//! The code is not mailed: who reads somebody's mail could enrol in their place. The officer sees it once and hands it over;
//! the mail only says where to go with it. That the officer knows it stays in the log.

use super::{done, named, text};
use crate::{App, Done, Door, door::token_hash, factors, post};
use bailee_model::{
    Action, Client, EntryDraft, Error, MailKind, Organisation, Person, PersonId, PersonState, Result, SignIn, Standing,
    Supplier, SupplierKind, say,
};
use jiff::{SignedDuration, Timestamp};

/// An enrolment code works for this long.
pub(super) const ENROLMENT: SignedDuration = SignedDuration::from_hours(72);

/// Whom to invite.
pub struct InvitePersonAsk {
    /// Their name.
    pub name: String,
    /// Their address; what they will sign in with.
    pub email: String,
    /// Who stands behind them.
    pub organisation: Organisation,
    /// What they are there.
    pub standing: Standing,
    /// The language of their pages, `en` or `fr`.
    pub language: String,
}

/// An invitation; the code is shown this once and kept as a hash.
pub struct Invitation {
    /// Who.
    pub person: Person,
    /// What they enrol with.
    pub code: String,
    /// Until when.
    pub until: Timestamp,
}

/// Invites a person.
///
/// # Errors
/// When the address is taken or no address, the standing does not fit the organisation, or the supplier lets nobody in.
pub async fn invite_person(door: &Door, ask: InvitePersonAsk) -> Result<Done<Invitation>> {
    door.require(Action::ManagePeople).await?;
    match ask.organisation {
        Organisation::Firm => {}
        Organisation::Client(client) => {
            door.app.store.get::<Client>(client).await?.ok_or_else(Error::not_found)?;
        }
        Organisation::Supplier(supplier) => {
            let supplier = door.app.store.get::<Supplier>(supplier).await?.ok_or_else(Error::not_found)?;
            require_subcontractor(&supplier)?;
        }
    }
    let entry = door
        .by(EntryDraft::site("person.invited"))
        .id("code_known_to", door.who.id)
        .detail("no_other_officer", door.alone);
    invite(&door.app, ask, entry).await
}

/// Only a subcontractor that works for the firm has people who are let in; a tool has none.
pub(super) fn require_subcontractor(supplier: &Supplier) -> Result<()> {
    if supplier.ended.is_some() {
        return Err(Error::conflict(say!("This supplier no longer works for the firm.")).on_field("organisation"));
    }
    if supplier.kind != SupplierKind::Subcontractor {
        return Err(Error::bad_input(say!("Nobody of a tool is let in."))
            .hint(say!("Only subcontractors have people here."))
            .on_field("organisation"));
    }
    Ok(())
}

pub(super) async fn invite(app: &App, ask: InvitePersonAsk, entry: EntryDraft) -> Result<Done<Invitation>> {
    let fits = match ask.organisation {
        Organisation::Firm => matches!(ask.standing, Standing::Officer | Standing::Staff | Standing::Auditor),
        Organisation::Supplier(_) => matches!(ask.standing, Standing::Owner | Standing::Staff),
        Organisation::Client(_) => matches!(ask.standing, Standing::Owner | Standing::Contact),
    };
    if !fits {
        return Err(Error::bad_input(say!("This standing does not exist in that organisation."))
            .hint(say!("The firm has officers, staff and auditors; a subcontractor an owner, who signs for it, and staff; a client owners and contacts."))
            .on_field("standing"));
    }
    let now = app.clock.now();
    let person = Person {
        id: PersonId::new(app.rng.as_ref()),
        name: text("name", &ask.name, 120)?,
        email: address(&ask.email)?,
        organisation: ask.organisation,
        standing: ask.standing,
        state: PersonState::Invited,
        language: language(&ask.language)?,
        since: now,
    };
    let code = factors::fresh_code(app.rng.as_ref());
    let until = now + ENROLMENT;
    let sign_in = SignIn {
        person: person.id,
        password_hash: String::new(),
        totp_sealed: Vec::new(),
        totp_step: 0,
        enrolment_hash: token_hash(&code),
        enrolment_until: Some(until),
        failures: 0,
        locked_until: None,
        recovery: Vec::new(),
        provider: None,
    };
    let entry = named(entry, "invited", &person)
        .detail("name", person.name.clone())
        .detail("standing", person.standing.as_str());
    let kept = person.clone();
    let mail = post::to(app, person.id, MailKind::Invitation, "/enrol");
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        if tx.person_by_email(&kept.email).await?.is_some() {
            return Err(Error::conflict(say!("Somebody with this address is here already."))
                .hint(say!("Use another address."))
                .on_field("email"));
        }
        if let Organisation::Supplier(supplier) = kept.organisation {
            require_subcontractor(&tx.get::<Supplier>(supplier).await?.ok_or_else(Error::not_found)?)?;
        }
        tx.save(&kept).await?;
        tx.save_sign_in(&sign_in).await?;
        tx.save(&mail).await
    });
    Ok(done(recorded.await?).map(|()| Invitation { person, code, until }))
}

fn address(text: &str) -> Result<String> {
    let address = super::text("email", text, 254)?.to_lowercase();
    let plausible = address
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.ends_with('.'));
    if plausible && !address.contains(char::is_whitespace) {
        return Ok(address);
    }
    Err(Error::bad_input(say!("This is not an e-mail address."))
        .hint(say!("It looks like name@firm.example."))
        .on_field("email"))
}

fn language(text: &str) -> Result<String> {
    match text {
        "en" | "fr" => Ok(text.to_owned()),
        _ => Err(Error::bad_input(say!("This language is not offered."))
            .hint(say!("Use en or fr."))
            .on_field("language")),
    }
}
