//! Policies as they are read: by anybody, what is published with all its versions; by the firm's people, the drafts too.

use crate::{
    App, Door,
    policies::{
        self, Standing, as_read,
        check::{self, Problem},
        published::{self, as_published, limits_for, loosened, standing},
        review,
        text::Text,
    },
    promises::Said,
};
use bailee_model::{
    Action, Error, Person, PersonId, Policy, PolicyReview, PolicyState, PolicyVersion, PolicyVersionId, Result,
};
use jiff::{Timestamp, civil::Date};
use std::collections::HashMap;

/// A policy that is published, in the list of all.
#[derive(Clone, Debug)]
pub struct PolicySummary {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: Said,
    /// The number of the version in force.
    pub number: String,
    /// From which day that applies.
    pub effective: Date,
}

/// A published version, and the others of its policy.
#[derive(Clone, Debug)]
pub struct PublicPolicy {
    /// Which version.
    pub version: PolicyVersionId,
    /// Its name in addresses.
    pub slug: String,
    /// Its number.
    pub number: String,
    /// From which day it applies.
    pub effective: Date,
    /// When it was published.
    pub published_at: Timestamp,
    /// What changed with it.
    pub summary: String,
    /// Where it stands today.
    pub standing: Standing,
    /// Its title.
    pub title: Said,
    /// What stands before its first clause, in Markdown.
    pub lead: Said,
    /// Its clauses.
    pub clauses: Vec<published::PublishedClause>,
    /// The heading of the part that a clause opens, by the clause's number.
    pub parts: HashMap<String, Said>,
    /// SHA-256 of its texts as they were written, by language.
    pub digests: Vec<(String, String)>,
    /// Every version, the newest first.
    pub versions: Vec<ArchivedVersion>,
    /// The measures that are less strict today than this version says: only a fault or a changed setting does that.
    pub loosened: Vec<&'static str>,
}

/// A version in the archive.
#[derive(Clone, Debug)]
pub struct ArchivedVersion {
    /// Its number.
    pub number: String,
    /// From which day it applies.
    pub effective: Date,
    /// When it was published.
    pub published_at: Timestamp,
    /// Where it stands today.
    pub standing: Standing,
    /// What changed with it.
    pub summary: String,
    /// Whether people signed again.
    pub material: bool,
    /// The number of the version before, to compare with.
    pub before: Option<String>,
}

/// Every policy that is in force.
///
/// # Errors
/// When the store does not answer.
pub async fn public_policies(app: &App) -> Result<Vec<PolicySummary>> {
    let all = policies::published(app).await?;
    let one = |it: policies::PublishedPolicy| PolicySummary {
        slug: it.slug,
        title: it.title,
        number: it.number,
        effective: it.effective,
    };
    Ok(all.into_iter().map(one).collect())
}

/// A published version: of this number, or the one in force; where none is yet, the one to come.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn public_policy(app: &App, slug: &str, number: Option<&str>) -> Result<PublicPolicy> {
    let (policy, versions) = archive(app, slug).await?;
    let today = policies::day_of(app.clock.now());
    let version = match number {
        Some(number) => versions.iter().find(|each| each.number.as_deref() == Some(number)),
        None => policies::in_force(&versions, today).or(versions.last()),
    };
    let version = version.ok_or_else(Error::not_found)?;
    let (stands, now) = (standing(version, &versions, today), app.limits());
    let firm = app.firm().await?;
    let limits = limits_for(version, stands, &now);
    let it = as_published(&policy, version, &firm.name, &limits).ok_or_else(Error::not_found)?;
    let texts: Vec<(&str, Text)> =
        version.texts.iter().map(|each| (each.language.as_str(), Text::parse(&each.text))).collect();
    let spoken = |language: &str, say: &dyn Fn(&Text) -> String| {
        let found = texts.iter().find(|(each, _)| *each == language).or(texts.first());
        let values = policies::values::Values::of(version, &firm.name, &limits);
        found.map(|(language, text)| values.fill(&say(text), language)).unwrap_or_default()
    };
    let both = |say: &dyn Fn(&Text) -> String| Said::new(spoken("en", say), spoken("fr", say));
    let part = |id: &str| both(&|text| text.clause(id).and_then(|each| each.part.clone()).unwrap_or_default());
    let parts = it.clauses.iter().map(|each| (each.id.clone(), part(&each.id))).filter(|(_, said)| !said.en.is_empty());
    Ok(PublicPolicy {
        version: version.id,
        lead: both(&|text| text.lead.text.clone()),
        parts: parts.collect(),
        digests: version.texts.iter().map(|each| (each.language.clone(), policies::digest(&each.text))).collect(),
        versions: archived(&versions, today),
        loosened: if stands == Standing::Superseded { Vec::new() } else { loosened(version, &now) },
        slug: it.slug,
        number: it.number,
        effective: it.effective,
        published_at: it.published_at,
        summary: version.summary.clone(),
        standing: stands,
        title: it.title,
        clauses: it.clauses,
    })
}

/// Two published versions of a policy as they were written, to be compared: the earlier and the later.
///
/// # Errors
/// `NotFound` when either is not there in this language.
pub async fn policy_texts(app: &App, slug: &str, earlier: &str, later: &str, language: &str) -> Result<[String; 2]> {
    let (_, versions) = archive(app, slug).await?;
    let firm = app.firm().await?;
    let now = app.limits();
    let text = |number: &str| {
        let version = versions.iter().find(|each| each.number.as_deref() == Some(number))?;
        let stands = standing(version, &versions, policies::day_of(app.clock.now()));
        as_read(version, language, &firm.name, &limits_for(version, stands, &now))
    };
    match (text(earlier), text(later)) {
        (Some(earlier), Some(later)) => Ok([earlier, later]),
        _ => Err(Error::not_found()),
    }
}

/// A policy and everything that was published of it, the first first.
async fn archive(app: &App, slug: &str) -> Result<(Policy, Vec<PolicyVersion>)> {
    let policy = app.store.policy_by_slug(slug).await?.ok_or_else(Error::not_found)?;
    let mut versions = app.store.policy_versions_of(policy.id).await?;
    versions.retain(|each| each.state == PolicyState::Published);
    versions.sort_by_key(|each| (each.effective, each.published_at));
    if versions.is_empty() { Err(Error::not_found()) } else { Ok((policy, versions)) }
}

fn archived(versions: &[PolicyVersion], today: Date) -> Vec<ArchivedVersion> {
    let mut before: Option<String> = None;
    let mut all: Vec<ArchivedVersion> = Vec::new();
    for version in versions {
        let (Some(number), Some(effective), Some(published_at)) =
            (version.number.clone(), version.effective, version.published_at)
        else {
            continue;
        };
        all.push(ArchivedVersion {
            number: number.clone(),
            effective,
            published_at,
            standing: standing(version, versions, today),
            summary: version.summary.clone(),
            material: version.material,
            before: before.replace(number),
        });
    }
    all.reverse();
    all
}

/// Everything about the firm's policies, for its own people.
#[derive(Clone, Debug)]
pub struct FirmPolicies {
    /// Each policy.
    pub policies: Vec<PolicyRow>,
    /// The promises that no published clause makes.
    pub unkept: Vec<&'static str>,
    /// Who may be asked to read a draft.
    pub readers: Vec<Person>,
    /// Whether the reader may write.
    pub may_edit: bool,
    /// Whether the reader may publish, once both factors are shown.
    pub may_publish: bool,
}

/// One policy.
#[derive(Clone, Debug)]
pub struct PolicyRow {
    /// The policy.
    pub policy: Policy,
    /// Its title in the reader's language.
    pub title: String,
    /// The version in force, or to come.
    pub current: Option<PolicyVersion>,
    /// The draft, if one is open, and how much stands in its way.
    pub draft: Option<(PolicyVersion, usize)>,
    /// When it has to have been gone through again.
    pub due: Option<Timestamp>,
    /// Its reviews, the newest first, with the name of who did each.
    pub reviews: Vec<(PolicyReview, Option<String>)>,
    /// How many of those who are to sign the current version have, when it is material.
    pub signed: Option<(usize, usize)>,
}

/// The firm's policies with their drafts.
///
/// # Errors
/// When the reader is not one of the firm's.
pub async fn firm_policies(door: &Door) -> Result<FirmPolicies> {
    door.require(Action::ViewPolicies).await?;
    let store = door.app.store();
    let (versions, reviews) = (store.policy_versions().await?, store.policy_reviews().await?);
    let published: Vec<PolicyVersion> =
        versions.iter().filter(|each| each.state == PolicyState::Published).cloned().collect();
    let people = store.people().await?;
    let names: HashMap<PersonId, &str> = people.iter().map(|each| (each.id, each.name.as_str())).collect();
    let mut rows = Vec::new();
    let mut all = store.policies().await?;
    all.sort_by(|one, other| one.slug.cmp(&other.slug));
    for policy in all {
        let of = |each: &&PolicyVersion| each.policy == policy.id;
        let mine: Vec<PolicyVersion> = published.iter().filter(of).cloned().collect();
        let current = policies::in_force(&mine, policies::day_of(door.now())).or(mine.last()).cloned();
        let draft = versions.iter().filter(of).find(|each| is_open(each)).cloned();
        let problems = draft.as_ref().map(|draft| check::one(&policy.slug, draft, &published, door.now()).len());
        let mut reviewed: Vec<(PolicyReview, Option<String>)> = reviews
            .iter()
            .filter(|each| each.policy == policy.id)
            .map(|each| (each.clone(), each.closed_by.and_then(|by| names.get(&by)).map(|name| (*name).to_owned())))
            .collect();
        reviewed.reverse();
        rows.push(PolicyRow {
            title: title(current.as_ref().or(draft.as_ref()), &door.who.language)
                .unwrap_or_else(|| policy.slug.clone()),
            due: review::due(&policy, &versions, &reviews, &door.app.limits()),
            signed: signed(door, current.as_ref(), &people).await?,
            current,
            draft: draft.zip(problems),
            reviews: reviewed,
            policy,
        });
    }
    let unkept = check::all(&[], &published, door.now()).into_iter().filter_map(|problem| match problem.fault {
        check::Fault::UnkeptPromise(slug) => Some(slug),
        _ => None,
    });
    Ok(FirmPolicies {
        policies: rows,
        unkept: unkept.collect(),
        readers: people
            .iter()
            .filter(|each| each.id != door.who.id && crate::actions::may_read_policies(each))
            .cloned()
            .collect(),
        may_edit: door.may_at_installation(Action::EditPolicy),
        may_publish: door.may_at_installation(Action::PublishPolicy),
    })
}

fn is_open(version: &PolicyVersion) -> bool {
    matches!(version.state, PolicyState::Draft | PolicyState::Review | PolicyState::Approved)
}

pub(super) fn title(version: Option<&PolicyVersion>, language: &str) -> Option<String> {
    let version = version?;
    let text = version.text(language).or(version.texts.first().map(|each| each.text.as_str()))?;
    Some(Text::parse(text).title).filter(|title| !title.is_empty())
}

async fn signed(door: &Door, version: Option<&PolicyVersion>, people: &[Person]) -> Result<Option<(usize, usize)>> {
    let Some(version) = version.filter(|each| each.material) else { return Ok(None) };
    let signatures = door.app.store().policy_signatures_under(version.id).await?;
    let owing: Vec<&Person> = people.iter().filter(|each| policies::signs(each)).collect();
    let have = owing.iter().filter(|person| signatures.iter().any(|each| each.person == person.id)).count();
    Ok(Some((have, owing.len())))
}

/// A draft, with everything that stands in the way of publishing it.
#[derive(Clone, Debug)]
pub struct DraftView {
    /// The policy.
    pub policy: Policy,
    /// The draft, or a version that was published or withdrawn.
    pub version: PolicyVersion,
    /// Who wrote it last.
    pub author: Option<String>,
    /// Who agreed to it.
    pub reviewer: Option<String>,
    /// What stands in the way.
    pub problems: Vec<Problem>,
    /// Its texts as they would be read, by language, in Markdown.
    pub read: Vec<(String, String)>,
    /// The number of the version in force, to compare with.
    pub before: Option<String>,
    /// Whether the reader may write.
    pub may_edit: bool,
    /// Whether the reader may agree to it or send it back.
    pub may_review: bool,
    /// Who may be asked to read it.
    pub readers: Vec<Person>,
}

/// One draft.
///
/// # Errors
/// When the reader is not one of the firm's, or there is no such draft.
pub async fn policy_draft(door: &Door, id: PolicyVersionId) -> Result<DraftView> {
    let store = door.app.store();
    let version = store.get::<PolicyVersion>(id).await?.ok_or_else(Error::not_found)?;
    door.require(Action::ViewPolicies).await?;
    let policy = store.get::<Policy>(version.policy).await?.ok_or_else(Error::not_found)?;
    let published = store.policy_versions_published().await?;
    let people = store.people().await?;
    let name = |id: Option<PersonId>| {
        id.and_then(|id| people.iter().find(|each| each.id == id)).map(|person| person.name.clone())
    };
    let firm = door.app.firm().await?;
    let limits = door.app.limits();
    let read = version
        .texts
        .iter()
        .filter_map(|each| Some((each.language.clone(), as_read(&version, &each.language, &firm.name, &limits)?)));
    let mine: Vec<PolicyVersion> = published.iter().filter(|each| each.policy == policy.id).cloned().collect();
    Ok(DraftView {
        author: name(version.author),
        reviewer: name(version.reviewed_by),
        problems: if is_open(&version) {
            check::one(&policy.slug, &version, &published, door.now())
        } else {
            Vec::new()
        },
        read: read.collect(),
        before: mine.last().and_then(|each| each.number.clone()),
        may_edit: is_open(&version) && door.may_at_installation(Action::EditPolicy),
        may_review: version.state == PolicyState::Review && door.may_at_installation(Action::ReviewPolicy),
        readers: people
            .iter()
            .filter(|each| {
                Some(each.id) != version.author && each.id != door.who.id && crate::actions::may_read_policies(each)
            })
            .cloned()
            .collect(),
        policy,
        version,
    })
}

/// Nothing, for those who may write policies.
///
/// # Errors
/// When the reader may not.
pub async fn may_write_policies(door: &Door) -> Result<()> {
    door.require(Action::EditPolicy).await
}

/// Whether the reader is to sign a published version, and whether they have.
///
/// # Errors
/// When the store does not answer.
pub async fn policy_to_sign(door: &Door, version: PolicyVersionId) -> Result<Option<bool>> {
    let Some(it) = door.app.store().get::<PolicyVersion>(version).await? else { return Ok(None) };
    if !it.material || it.state != PolicyState::Published || !policies::signs(&door.who) {
        return Ok(None);
    }
    let signatures = door.app.store().policy_signatures_of(door.who.id).await?;
    Ok(Some(signatures.iter().any(|each| each.version == version)))
}
