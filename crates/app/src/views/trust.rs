//! What the public reads: each published policy, clause by clause, and how the promises behind it stand.
//!
//! Everything here is derived at this reading from what was last judged (invariant 12): a look that has run out says
//! *unproven*, whatever it found. There is nothing to hide a line with. It names no client and no person: the sentences of the
//! promises carry figures only, evidence is a count and a digest, and an officer's remark bears the role of whoever wrote it.

use crate::{
    App,
    policies::{self, PublishedPolicy},
    promises::{PROMISES, Promise, Said, name},
};
use bailee_log::Hash;
use bailee_model::{Annotation, Error, Judgement, PolicyVersion, PromiseKind, PromiseStatus, Result, Standing};
use bailee_policy::{CLAUSES, Unit, parameter};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// All that the public page says.
#[derive(Clone, Debug, Serialize)]
pub struct Trust {
    /// The firm.
    pub firm: String,
    /// Where questions go.
    pub contact: String,
    /// When this was put together.
    pub generated_at: Timestamp,
    /// Until when nothing in it runs out; the moment of reading when something has.
    pub valid_until: Timestamp,
    /// The policies in force; none while nothing is published.
    pub policies: Vec<TrustPolicy>,
    /// Every promise, in the order of the clauses.
    pub promises: Vec<Promised>,
}

/// A policy in force.
#[derive(Clone, Debug, Serialize)]
pub struct TrustPolicy {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: Said,
    /// Its version's number.
    pub number: String,
    /// The day from which it applies.
    pub effective: Date,
    /// When it was published.
    pub published_at: Timestamp,
    /// SHA-256 of its text as it is read, by language.
    pub sha256: BTreeMap<String, String>,
    /// Its clauses, in order.
    pub clauses: Vec<TrustClause>,
}

/// A clause of it.
#[derive(Clone, Debug, Serialize)]
pub struct TrustClause {
    /// Its number.
    pub id: String,
    /// Its heading.
    pub title: Said,
    /// What it says, in Markdown.
    pub text: Said,
    /// The promises that keep it.
    pub promises: Vec<String>,
    /// Whether it is a statement and promises nothing.
    pub statement: bool,
}

/// How a promise stands.
#[derive(Clone, Debug, Serialize)]
pub struct Promised {
    /// Which one.
    pub promise: &'static str,
    /// Its plain name.
    pub name: Said,
    /// The clauses that it keeps, of Bailee's own templates; a firm's text may number them in another way.
    pub clauses: Vec<&'static str>,
    /// By what it is kept.
    pub kinds: &'static [PromiseKind],
    /// How it stands now.
    pub status: PromiseStatus,
    /// Whether that is somebody's word and not measured.
    pub attested: bool,
    /// Why.
    pub says: Said,
    /// Since when it stands so; none when nobody has looked yet.
    pub since: Option<Timestamp>,
    /// The last look.
    pub checked_at: Option<Timestamp>,
    /// Until when that look is good.
    pub valid_until: Option<Timestamp>,
    /// The measures in force.
    pub parameters: Vec<Measure>,
    /// How many things on record show it.
    pub evidence: i64,
    /// How many of them speak against it.
    pub against: i64,
    /// SHA-256 over the list of them.
    pub evidence_sha256: Option<String>,
    /// What officers added.
    pub annotations: Vec<Remark>,
}

/// A measure in force.
#[derive(Clone, Debug, Serialize)]
pub struct Measure {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: i64,
    /// What is counted.
    pub unit: &'static str,
    /// What it limits.
    pub meaning: Said,
    /// The value in words.
    pub says: Said,
}

/// What an officer added.
#[derive(Clone, Debug, Serialize)]
pub struct Remark {
    /// When.
    pub at: Timestamp,
    /// As what they wrote it.
    pub role: Standing,
    /// How the promise stood then.
    pub status: PromiseStatus,
    /// What it says.
    pub says: Said,
}

/// A while during which a promise stood in one way.
#[derive(Clone, Debug, Serialize)]
pub struct Spell {
    /// How.
    pub status: PromiseStatus,
    /// Why, as of its last look; for a time without a look, that there was none.
    pub says: Said,
    /// Since when.
    pub from: Timestamp,
    /// Until when; none while it goes on.
    pub until: Option<Timestamp>,
}

/// The statement with its own digest: the JSON twin of the public page.
#[derive(Serialize)]
struct Signed<'a> {
    sha256: String,
    statement: &'a Trust,
}

impl Trust {
    /// The exact bytes of the statement: fields in a fixed order, lists in the order of the clauses.
    ///
    /// # Errors
    /// Never but for a defect.
    pub fn json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(spelling)
    }

    /// The statement behind its SHA-256.
    ///
    /// # Errors
    /// Never but for a defect.
    pub fn json_with_digest(&self) -> Result<String> {
        let sha256 = Hash::of(self.json()?.as_bytes()).to_string();
        serde_json::to_string(&Signed { sha256, statement: self }).map_err(spelling)
    }

    /// The promise of this slug.
    pub fn promise(&self, slug: &str) -> Option<&Promised> {
        self.promises.iter().find(|each| each.promise == slug)
    }
}

/// What the public reads now.
///
/// # Errors
/// When the store does not answer.
pub async fn trust(app: &App) -> Result<Trust> {
    let (firm, now) = (app.firm().await?, app.clock().now());
    let promises = promised(app).await?;
    let mut policies = Vec::new();
    for policy in policies::published(app).await? {
        policies.push(trusted(app, policy, &firm.name).await?);
    }
    let runs_out = promises.iter().map(|each| each.valid_until.unwrap_or(now)).min();
    Ok(Trust {
        firm: firm.name,
        contact: firm.contact,
        generated_at: now,
        valid_until: runs_out.unwrap_or(now).max(now),
        policies,
        promises,
    })
}

async fn trusted(app: &App, policy: PublishedPolicy, firm: &str) -> Result<TrustPolicy> {
    let version = app.store().get::<PolicyVersion>(policy.version).await?.ok_or_else(Error::not_found)?;
    let digest =
        |language: &str| policies::as_read(&version, language, firm, &app.limits()).map(|text| policies::digest(&text));
    let sha256 =
        version.texts.iter().filter_map(|each| Some((each.language.clone(), digest(&each.language)?))).collect();
    let clauses = policy.clauses.into_iter().map(|clause| TrustClause {
        id: clause.id,
        title: clause.title,
        text: clause.text,
        promises: clause.promises,
        statement: clause.statement,
    });
    Ok(TrustPolicy {
        slug: policy.slug,
        title: policy.title,
        number: policy.number,
        effective: policy.effective,
        published_at: policy.published_at,
        sha256,
        clauses: clauses.collect(),
    })
}

/// How every promise stands now.
pub(super) async fn promised(app: &App) -> Result<Vec<Promised>> {
    let (last, remarks) = (app.store().judgements_now().await?, app.store().annotations().await?);
    let one = |promise: &&Promise| {
        let judgement = last.iter().find(|each| each.promise == promise.slug);
        stands(app, promise, judgement, &remarks)
    };
    Ok(PROMISES.iter().map(one).collect())
}

fn stands(app: &App, promise: &Promise, last: Option<&Judgement>, remarks: &[Annotation]) -> Promised {
    let now = app.clock().now();
    let status = last.map_or(PromiseStatus::Unproven, |last| last.status_at(now));
    let expired = last.is_none_or(|last| now > last.valid_until);
    let of_it = remarks.iter().filter(|each| each.promise == promise.slug);
    Promised {
        promise: promise.slug,
        name: name(promise.slug),
        clauses: CLAUSES.iter().filter(|each| each.promises.contains(&promise.slug)).map(|each| each.id).collect(),
        kinds: promise.kinds,
        status,
        attested: status == PromiseStatus::Attested,
        says: last.filter(|_| !expired).map_or_else(nobody_looked, |last| Said::new(&*last.says_en, &*last.says_fr)),
        since: last.map(|last| if expired { last.valid_until } else { last.at }),
        checked_at: last.map(|last| last.checked_at),
        valid_until: last.map(|last| last.valid_until),
        parameters: promise.parameters.iter().filter_map(|name| measure(app, name)).collect(),
        evidence: last.map_or(0, |last| last.evidence),
        against: last.map_or(0, |last| last.against),
        evidence_sha256: last.map(|last| last.digest.clone()),
        annotations: of_it.map(remark).collect(),
    }
}

fn nobody_looked() -> Said {
    Said::new(
        "Nobody has looked for too long: what was found before counts no more.",
        "Personne n’a regardé depuis trop longtemps : ce qui avait été constaté ne compte plus.",
    )
}

fn measure(app: &App, name: &str) -> Option<Measure> {
    let (it, value) = (parameter(name)?, app.limits().get(name)?);
    let unit = match it.unit {
        Unit::Seconds => "seconds",
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
        Unit::Days => "days",
        Unit::WorkingDays => "working_days",
        Unit::Months => "months",
        Unit::Years => "years",
        Unit::Times => "times",
        Unit::Openings => "openings",
        Unit::Hour => "hour_utc",
    };
    let says = Said::new(it.say(value, "en"), it.say(value, "fr"));
    Some(Measure { name: it.name, value, unit, meaning: Said::of(it.meaning), says })
}

fn remark(annotation: &Annotation) -> Remark {
    Remark {
        at: annotation.at,
        role: annotation.role,
        status: annotation.status,
        says: Said::new(&*annotation.says_en, &*annotation.says_fr),
    }
}

/// How a promise stood since it was first judged, newest first. Times without a look are spells of their own.
///
/// # Errors
/// Not found when there is no promise of this slug.
pub async fn promise_history(app: &App, slug: &str) -> Result<Vec<Spell>> {
    if !PROMISES.iter().any(|promise| promise.slug == slug) {
        return Err(Error::not_found());
    }
    Ok(spells(&app.store().judgements_of(slug).await?, app.clock().now()))
}

/// Judgements as spells, newest first.
pub(crate) fn spells(judgements: &[Judgement], now: Timestamp) -> Vec<Spell> {
    let mut spells = Vec::new();
    for (place, judgement) in judgements.iter().enumerate() {
        let next = judgements.get(place + 1).map(|next| next.at);
        let gap = next.unwrap_or(now) > judgement.valid_until;
        let says = Said::new(&*judgement.says_en, &*judgement.says_fr);
        let until = if gap { Some(judgement.valid_until) } else { next };
        spells.push(Spell { status: judgement.status, says, from: judgement.at, until });
        if gap {
            let (status, says) = (PromiseStatus::Unproven, nobody_looked());
            spells.push(Spell { status, says, from: judgement.valid_until, until: next });
        }
    }
    spells.reverse();
    spells
}

fn spelling(source: serde_json::Error) -> Error {
    Error::internal("A statement cannot be spelled.").because(source)
}
