//! Publish policies under their numbers, together, with the day from which each applies (clause S8.3).

use super::edit_policy::{number, open_draft};
use crate::{
    Done, Door,
    policies::{self, check, values},
    post,
};
use bailee_model::{
    Action, EntryDraft, Error, Mail, MailKind, Person, PersonState, Policy, PolicyState, PolicyVersion,
    PolicyVersionId, Result, Text, say,
};
use jiff::civil::Date;

/// One that is published.
pub struct PublishOne {
    /// Which draft.
    pub version: PolicyVersionId,
    /// Its number, when it is to be another than the draft's.
    pub number: Option<String>,
    /// Its day, when it is to be another than the draft's.
    pub effective: Option<Date>,
}

/// What is published together.
pub struct PublishPoliciesAsk {
    /// Each draft. Promises that one of them makes need not stand in the others.
    pub versions: Vec<PublishOne>,
}

/// Publishes versions together. Clients are told; so is everybody who works for the firm, and where the change is material they
/// are asked to sign.
///
/// # Errors
/// `unpublishable`, with everything that stands in the way, or when somebody changed a draft meanwhile.
pub async fn publish_policies(door: &Door, ask: PublishPoliciesAsk) -> Result<Done<Vec<PolicyVersion>>> {
    door.require(Action::PublishPolicy).await?;
    let (before, mut after) = chosen(door, ask).await?;
    let (store, now) = (&door.app.store, door.now());
    let policies: Vec<Policy> = store.policies().await?;
    let slug = |version: &PolicyVersion| {
        policies.iter().find(|each| each.id == version.policy).map(|each| each.slug.as_str()).unwrap_or_default()
    };
    let drafts: Vec<(&str, &PolicyVersion)> = after.iter().map(|each| (slug(each), each)).collect();
    let problems = check::all(&drafts, &store.policy_versions_published().await?, now);
    if !problems.is_empty() {
        return Err(unpublishable(&problems, &door.who.language));
    }
    let mut entries = Vec::new();
    for version in &mut after {
        version.state = PolicyState::Published;
        (version.published_by, version.published_at) = (Some(door.who.id), Some(now));
        version.measures = values::measures(version.texts.iter().map(|each| each.text.as_str()), &door.app.limits());
        entries.push(entry(door, version, policies.iter().find(|each| each.id == version.policy)));
    }
    let letters = letters(door, &after, &policies).await?;
    let kept = after.clone();
    let recorded = store.ledger().record(entries, move |tx| async move {
        for (before, after) in before.iter().zip(&kept) {
            if tx.get::<PolicyVersion>(before.id).await?.as_ref() != Some(before) {
                return Err(
                    Error::conflict(say!("Somebody has changed a draft meanwhile.")).hint(say!("Look at it again."))
                );
            }
            tx.save(after).await?;
        }
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(())
    });
    Ok(super::done(recorded.await?).map(|()| after))
}

/// The drafts as they are, and as they are to be published.
async fn chosen(door: &Door, ask: PublishPoliciesAsk) -> Result<(Vec<PolicyVersion>, Vec<PolicyVersion>)> {
    let (mut before, mut after) = (Vec::<PolicyVersion>::new(), Vec::new());
    for one in ask.versions {
        let draft = open_draft(door, one.version, Action::PublishPolicy).await?;
        if before.iter().any(|each| each.policy == draft.policy) {
            return Err(Error::bad_input(say!("A policy is chosen twice."))
                .hint(say!("Publish one version of each."))
                .on_field("version"));
        }
        let mut chosen = draft.clone();
        chosen.number = number(one.number)?.or(chosen.number);
        chosen.effective = one.effective.or(chosen.effective);
        before.push(draft);
        after.push(chosen);
    }
    if before.is_empty() {
        return Err(Error::bad_input(say!("No policy is chosen."))
            .hint(say!("Choose what is to be published."))
            .on_field("version"));
    }
    Ok((before, after))
}

/// Everything that stands in the way as one error: a sentence a line, each with its place.
fn unpublishable(problems: &[check::Problem], language: &str) -> Error {
    let lines = problems.iter().map(|each| match each.place(language) {
        place if place.is_empty() => each.say(language),
        place => format!("{place}: {}", each.say(language)),
    });
    Error::bad_input(Text::told(lines.collect::<Vec<_>>().join("\n")))
        .coded("unpublishable")
        .hint(say!("Put all of this right, then publish."))
        .on_field("version")
}

fn entry(door: &Door, version: &PolicyVersion, policy: Option<&Policy>) -> EntryDraft {
    let mut entry = door
        .by(EntryDraft::site("policy.published"))
        .id("policy", version.policy)
        .id("version", version.id)
        .detail("slug", policy.map(|each| each.slug.clone()).unwrap_or_default())
        .detail("number", version.number.clone().unwrap_or_default())
        .detail("effective", version.effective.map(|day| day.to_string()).unwrap_or_default())
        .detail("material", version.material);
    for wording in &version.texts {
        let role = if wording.language == "fr" { "fr" } else { "en" };
        entry = entry.digest(role, policies::digest(&wording.text));
    }
    entry
}

/// Who is told: clients' people, and everybody who works for the firm, who signs what is material.
async fn letters(door: &Door, published: &[PolicyVersion], policies: &[Policy]) -> Result<Vec<Mail>> {
    let told = |person: &&Person| person.state == PersonState::Active && person.id != door.who.id;
    let people = door.app.store.people().await?;
    let mut letters = Vec::new();
    for version in published {
        let slug = policies.iter().find(|each| each.id == version.policy).map(|each| each.slug.as_str());
        let page = format!("/policies/{}/{}", slug.unwrap_or_default(), version.number.as_deref().unwrap_or_default());
        for person in people.iter().filter(told) {
            let kind = if version.material && policies::signs(person) {
                MailKind::PolicyToSign
            } else {
                MailKind::PolicyPublished
            };
            letters.push(post::to(&door.app, person.id, kind, page.clone()));
        }
    }
    Ok(letters)
}
