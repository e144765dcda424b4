//! Have a draft of a policy read by another person, who agrees to it or sends it back (clauses S8.1, S8.3).

use super::edit_policy::{open_draft, replace};
use crate::{Done, Door, policies::review::PAGE, post};
use bailee_model::{
    Action, EntryDraft, Error, MailKind, Organisation, Person, PersonId, PersonState, PolicyState, PolicyVersion,
    PolicyVersionId, Refusal, Result, Standing, say,
};
use bailee_policy::promise;

/// Asks for a draft to be read.
pub struct SubmitPolicyAsk {
    /// Which draft.
    pub version: PolicyVersionId,
    /// By whom; nobody named asks every other officer.
    pub reader: Option<PersonId>,
}

/// Sends a draft to be read by another person.
///
/// # Errors
/// When it does not wait to be sent, or whom it is sent to cannot read it for the firm.
pub async fn submit_policy(door: &Door, ask: SubmitPolicyAsk) -> Result<Done<PolicyVersion>> {
    let before = open_draft(door, ask.version, Action::EditPolicy).await?;
    if before.state != PolicyState::Draft {
        return Err(
            Error::conflict(say!("This draft has been sent to be read already.")).hint(say!("Wait for the answer."))
        );
    }
    let letters = match ask.reader {
        Some(reader) => {
            let person = door.app.store.get::<Person>(reader).await?.filter(may_read).ok_or_else(|| {
                Error::bad_input(say!("Nobody of this name reads policies for the firm."))
                    .hint(say!("Choose an active officer or member of the staff."))
                    .on_field("reader")
            })?;
            if Some(person.id) == before.author {
                return Err(Error::bad_input(say!("They wrote it themselves."))
                    .hint(say!("Choose another person."))
                    .on_field("reader"));
            }
            vec![post::to(&door.app, person.id, MailKind::PolicyToReview, page(before.id))]
        }
        None => post::to_officers(&door.app, door.who.id, MailKind::PolicyToReview, &page(before.id)).await?,
    };
    let draft =
        PolicyVersion { state: PolicyState::Review, remark: String::new(), changed_at: door.now(), ..before.clone() };
    let entry = door.by(EntryDraft::site("policy.submitted")).id("policy", draft.policy).id("version", draft.id);
    let kept = draft.clone();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        if tx.get::<PolicyVersion>(before.id).await?.as_ref() != Some(&before) {
            return Err(Error::conflict(say!("Somebody has changed this meanwhile.")).hint(say!("Look at it again.")));
        }
        for letter in &letters {
            tx.save(letter).await?;
        }
        tx.save(&kept).await
    });
    Ok(super::done(recorded.await?).map(|()| draft))
}

/// The answer of whoever read a draft.
pub struct ReviewPolicyAsk {
    /// Which draft.
    pub version: PolicyVersionId,
    /// Whether it may be published.
    pub agree: bool,
    /// What they have to say; required when it goes back.
    pub remark: String,
}

/// Agrees to a draft, or sends it back to whoever wrote it.
///
/// # Errors
/// When it does not wait to be read, the reader wrote it themselves while somebody else could read it, or it goes back without a
/// word.
pub async fn review_policy(door: &Door, ask: ReviewPolicyAsk) -> Result<Done<PolicyVersion>> {
    let before = open_draft(door, ask.version, Action::ReviewPolicy).await?;
    if before.state != PolicyState::Review {
        return Err(Error::conflict(say!("This draft does not wait to be read."))
            .hint(say!("Whoever writes it sends it first.")));
    }
    let alone = is_alone(door).await?;
    if before.author == Some(door.who.id) && !alone {
        return Err(Error::refused(own_words(&door.who.language)));
    }
    let remark = match (ask.agree, ask.remark.trim().is_empty()) {
        (true, true) => String::new(),
        _ => super::text("remark", &ask.remark, 1000)?,
    };
    let mut draft = PolicyVersion { remark, changed_at: door.now(), ..before.clone() };
    let event = if ask.agree { "policy.agreed" } else { "policy.sent_back" };
    if ask.agree {
        draft.state = PolicyState::Approved;
        (draft.reviewed_by, draft.reviewed_at) = (Some(door.who.id), Some(door.now()));
    } else {
        draft.state = PolicyState::Draft;
    }
    let entry = door
        .by(EntryDraft::site(event))
        .id("policy", draft.policy)
        .id("version", draft.id)
        .detail("remark", draft.remark.clone())
        .detail("nobody_else", alone);
    replace(door, before, draft, entry).await
}

/// Whether a person may read drafts for the firm.
pub(crate) fn may_read(person: &Person) -> bool {
    person.organisation == Organisation::Firm
        && person.state == PersonState::Active
        && matches!(person.standing, Standing::Officer | Standing::Staff)
}

/// Whether nobody else could read a draft: a firm of one person publishes all the same, and the record says so.
async fn is_alone(door: &Door) -> Result<bool> {
    let people = door.app.store.people_of(Organisation::Firm).await?;
    Ok(!people.iter().any(|person| person.id != door.who.id && may_read(person)))
}

fn own_words(language: &str) -> Refusal {
    let say = |en: &str, fr: &str| if language == "fr" { fr } else { en }.to_owned();
    Refusal {
        clause: "S8.1".to_owned(),
        promise: promise("policy_review").map(|it| it.name.in_language(language).to_owned()).unwrap_or_default(),
        reason: say(
            "You wrote this draft yourself, so you may not agree to it.",
            "Vous avez écrit ce projet vous-même ; vous ne pouvez donc pas l’approuver.",
        ),
        lift: say(
            "Another officer or member of the staff reads it.",
            "Un autre officier ou membre du personnel le lit.",
        ),
    }
}

fn page(version: PolicyVersionId) -> String {
    format!("{PAGE}/drafts/{version}")
}
