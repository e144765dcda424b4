//! Begin a draft of a policy's next version, from what is published (clause S8.3).

use super::text;
use crate::{
    Done, Door,
    policies::{self, new_draft},
};
use bailee_model::{Action, EntryDraft, Error, Policy, PolicyId, PolicyState, PolicyVersion, Result, Wording, say};

/// What is begun.
pub struct DraftPolicyAsk {
    /// Of which policy, by its name in addresses; one that is not there yet is taken up.
    pub slug: String,
    /// Its texts to begin with, each with its language; none, to begin from the newest version there is.
    pub texts: Vec<Wording>,
}

/// Begins a draft. There is one at a time.
///
/// # Errors
/// When the name cannot stand in an address, a draft is there already, or there is nothing to begin from.
pub async fn draft_policy(door: &Door, ask: DraftPolicyAsk) -> Result<Done<PolicyVersion>> {
    door.require(Action::EditPolicy).await?;
    let slug = slug(&ask.slug)?;
    let (store, rng, now) = (&door.app.store, door.app.rng.as_ref(), door.now());
    let there = store.policy_by_slug(&slug).await?;
    let versions = match &there {
        Some(policy) => store.policy_versions_of(policy.id).await?,
        None => Vec::new(),
    };
    let last = versions.iter().rfind(|each| each.state != PolicyState::Withdrawn);
    let texts = match (ask.texts.is_empty(), last) {
        (false, _) => acceptable(ask.texts)?,
        (true, Some(last)) => last.texts.clone(),
        (true, None) => {
            return Err(Error::bad_input(say!("There is no text to begin from."))
                .hint(say!("Write or import one."))
                .on_field("en"));
        }
    };
    let policy = there.unwrap_or(Policy { id: PolicyId::new(rng), slug, since: now });
    let contact = match last {
        Some(last) => last.contact.clone(),
        None => door.app.firm().await?.contact,
    };
    let draft = PolicyVersion {
        contact,
        number: Some(policies::next_number(versions.iter().filter_map(|each| each.number.as_deref()))),
        // What was let stand before stands as long as the same word is in the same clause.
        accepted: last.map(|last| last.accepted.clone()).unwrap_or_default(),
        author: Some(door.who.id),
        ..new_draft(rng, policy.id, now, texts)
    };
    let entry = door.by(EntryDraft::site("policy.drafted")).id("policy", policy.id).id("version", draft.id);
    let kept = draft.clone();
    let recorded = store.ledger().record([entry.detail("slug", policy.slug.clone())], move |tx| async move {
        let open = |each: &PolicyVersion| {
            matches!(each.state, PolicyState::Draft | PolicyState::Review | PolicyState::Approved)
        };
        if tx.policy_versions_of(policy.id).await?.iter().any(open) {
            return Err(Error::conflict(say!("There is a draft of this policy already."))
                .hint(say!("Finish that one, or withdraw it.")));
        }
        tx.save(&policy).await?;
        tx.save(&kept).await
    });
    Ok(super::done(recorded.await?).map(|()| draft))
}

/// Texts that may be kept, each in a language of its own.
pub(super) fn acceptable(texts: Vec<Wording>) -> Result<Vec<Wording>> {
    let mut kept: Vec<Wording> = Vec::new();
    for language in policies::LANGUAGES {
        if let Some(wording) = texts.iter().find(|each| each.language == language && !each.text.trim().is_empty()) {
            let text = policies::acceptable(language, &wording.text)?;
            kept.push(Wording { language: language.to_owned(), text });
        }
    }
    if kept.is_empty() {
        return Err(Error::bad_input(say!("There is no text."))
            .hint(say!("Write it in English, in French, or in both."))
            .on_field("en"));
    }
    Ok(kept)
}

/// A name that can stand in an address.
pub(super) fn slug(given: &str) -> Result<String> {
    let slug = text("slug", given, 60)?;
    let plain = slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !plain || slug.starts_with('-') || slug.ends_with('-') {
        return Err(Error::bad_input(say!("This cannot stand in an address."))
            .hint(say!("Use small letters without accents, digits and hyphens, as in security-policy."))
            .on_field("slug"));
    }
    Ok(slug)
}
