//! Make the firm and its officer: what `baileed init` does, once.

use super::{Invitation, invite_person::invite, text};
use crate::{App, documents, policies, training};
use bailee_model::{Course, Document, EntryDraft, Error, Firm, Organisation, Result, Standing, say};

/// Who runs this installation.
pub struct FoundFirmAsk {
    /// The firm's name.
    pub name: String,
    /// Where questions go.
    pub contact: String,
    /// The name its server answers to.
    pub domain: String,
    /// The officer's name.
    pub officer_name: String,
    /// The officer's address.
    pub officer_email: String,
    /// The officer's language, `en` or `fr`.
    pub language: String,
}

/// Makes the firm, and gives the officer's one-time enrolment. Nobody is signed in yet, so this has no door; it works
/// only while there is no firm.
///
/// # Errors
/// When there is a firm already, or a field is empty.
pub async fn found_firm(app: &App, ask: FoundFirmAsk) -> Result<Invitation> {
    // A process that died between the firm and its officer may begin again.
    if app.store.firm().await?.is_some() && !app.store.people().await?.is_empty() {
        return Err(Error::conflict(say!("This installation has a firm already.")).hint(say!("Invite people instead.")));
    }
    let firm = Firm {
        name: text("name", &ask.name, 120)?,
        contact: text("contact", &ask.contact, 200)?,
        domain: text("domain", &ask.domain, 200)?,
        since: app.clock.now(),
        region: None,
    };
    let entry = EntryDraft::site("firm.founded").detail("name", firm.name.clone());
    let (documents, courses) = beginning(app).await?;
    let drafts = match app.store.policies().await?.is_empty() {
        true => policies::shipped(app.rng.as_ref(), app.clock.now(), &firm.contact),
        false => Vec::new(),
    };
    let record = app.store.ledger().record([entry], move |tx| async move {
        tx.save_firm(&firm).await?;
        for document in &documents {
            tx.save(document).await?;
        }
        for course in &courses {
            tx.save(course).await?;
        }
        for (policy, draft) in &drafts {
            tx.save(policy).await?;
            tx.save(draft).await?;
        }
        Ok(())
    });
    record.await?;
    let officer = super::InvitePersonAsk {
        name: ask.officer_name,
        email: ask.officer_email,
        organisation: Organisation::Firm,
        standing: Standing::Officer,
        language: ask.language,
    };
    Ok(invite(app, officer, EntryDraft::site("person.invited")).await?.value)
}

/// What everybody signs and learns from the first day; nothing, when it is there from an earlier beginning.
async fn beginning(app: &App) -> Result<(Vec<Document>, Vec<Course>)> {
    if !app.store.documents().await?.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let (rng, now) = (app.rng.as_ref(), app.clock.now());
    Ok((documents::shipped(rng, now)?, training::shipped(rng, now)?))
}
