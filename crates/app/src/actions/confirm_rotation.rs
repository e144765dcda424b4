//! Say that a credential was replaced or removed in the client's system, and have it proved, or attest it (clause S2.2).

use super::{make_current, put_in_custody, text};
use crate::{Done, Door, credentials::is_reachable, lookup::Held, rotation::Tried};
use bailee_model::{
    Action, EngagementState, EntryDraft, Error, Refusal, Result, Role, Rotation, RotationId, RotationState,
    RotationTry, System, say,
};
use bailee_policy::promise;
use zeroize::Zeroizing;

/// What became of the credential.
pub enum Replacement {
    /// There is a new secret: it goes into custody, has to open, and the old one has to be refused.
    Secret(Zeroizing<String>),
    /// The account was removed: the old secret has to be refused.
    Removed,
    /// It cannot be tried; somebody answers for it with their word.
    Attested {
        /// Why it can only be said, and how it is known.
        reason: String,
    },
}

/// Which replacement, and what became of it.
pub struct ConfirmRotationAsk {
    /// Which.
    pub rotation: RotationId,
    /// What became of the credential.
    pub how: Replacement,
}

/// Tries a replacement, or takes somebody's word for it. The answer says how it stands now: confirmed, or failed and why.
///
/// # Errors
/// When it is confirmed already, the system refuses the new secret (nothing is kept then), or no reason is given; an
/// attestation is refused to those who do not answer for the system.
pub async fn confirm_rotation(door: &Door, ask: ConfirmRotationAsk) -> Result<Done<Rotation>> {
    let rotation = door.app.store.get::<Rotation>(ask.rotation).await?.ok_or_else(Error::not_found)?;
    let held = door.system(rotation.system).for_(Action::RotateCredential).await?;
    if rotation.state == RotationState::Confirmed {
        return Err(
            Error::conflict(say!("This replacement is confirmed already.")).hint(say!("Nothing needs to be done."))
        );
    }
    let (app, who) = (&door.app, door.who.id);
    match ask.how {
        Replacement::Secret(secret) => {
            if held.engagement().state == EngagementState::Closed {
                return Err(Error::conflict(say!(
                    "The engagement is closed: no secret is taken into custody any more."
                ))
                .hint(say!("Say that the account was removed, or attest it.")));
            }
            replace(door, &rotation, held.it.clone(), secret).await?;
            let by = Tried::Replaced(who);
            let found = app.try_rotation(&rotation, by).await?;
            app.note_try(&rotation, found, by, None).await
        }
        Replacement::Removed => {
            let by = Tried::Removed(who);
            let found = app.try_rotation(&rotation, by).await?;
            app.note_try(&rotation, found, by, None).await
        }
        Replacement::Attested { reason } => {
            require_answerable(door, &held, Action::RotateCredential).await?;
            let reason = text("reason", &reason, 500)?;
            app.note_try(&rotation, RotationTry::Attested, Tried::Attested(who), Some(reason)).await
        }
    }
}

/// Takes the new secret into custody beside the old one, which has to be tried yet.
async fn replace(door: &Door, rotation: &Rotation, system: System, secret: Zeroizing<String>) -> Result<()> {
    if secret.trim().is_empty() {
        return Err(Error::bad_input(say!("The secret is empty.")).hint(say!("Paste the new one.")).on_field("secret"));
    }
    // A system that does not answer is no reason to send the secret back: it is tried again, and known to be safe here.
    if is_reachable(&system) && matches!(door.app.would_open(&system, &secret).await, Ok(false)) {
        return Err(Error::bad_input(say!("The system refuses this secret, so nothing was changed here."))
            .hint(say!("Check it, and that it belongs to the same login."))
            .on_field("secret"));
    }
    let holding = put_in_custody(door, &system, &secret).await?;
    let entry = EntryDraft::new(system.engagement, "system.credential_set").id("rotation", rotation.id);
    make_current(door, &system, holding, entry).await.map(drop)
}

/// Somebody's word counts when they answer for the system: the engagement's lead, an officer, or the client's owner.
pub(super) async fn require_answerable(door: &Door, held: &Held<System>, action: Action) -> Result<()> {
    let now = door.now();
    let leads = held.facts.assignments.iter().any(|each| each.role == Role::Lead && each.runs(now));
    if leads || door.is_officer() || door.is_client() {
        return Ok(());
    }
    let language = door.who.language.as_str();
    let told = |en: &str, fr: &str| if language == "fr" { fr } else { en }.to_owned();
    let refusal = Refusal {
        clause: "S2.2".to_owned(),
        promise: promise("prompt_revocation").map(|it| it.name.in_language(language).to_owned()).unwrap_or_default(),
        reason: told(
            "Only who answers for this system may give their word on it.",
            "Seule une personne qui répond de ce système peut en attester sur parole.",
        ),
        lift: told(
            "The lead, an officer or the client's owner says so; or have it tried instead.",
            "Le responsable, un officier ou le décideur du client l’atteste ; ou faites faire un essai à la place.",
        ),
    };
    Err(door.refuse(held.it.engagement, action, refusal).await?)
}
