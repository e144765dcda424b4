//! What is published: every version that anybody may read, and where it stands today.

use super::{in_force, text::Text, text::without_marks, values::Values, values::limits_of};
use crate::{App, promises::Said};
use bailee_model::{Policy, PolicyId, PolicyVersion, PolicyVersionId, Result};
use bailee_policy::Unit;
use jiff::{Timestamp, civil::Date};

/// Where a published version stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It applies from a day to come.
    ToCome,
    /// It applies.
    InForce,
    /// A later one applies.
    Superseded,
}

/// A policy that applies today, as the public reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedPolicy {
    /// Which policy.
    pub policy: PolicyId,
    /// Which version of it.
    pub version: PolicyVersionId,
    /// Its name in addresses: it is read at `/policies/{slug}`.
    pub slug: String,
    /// The version's number.
    pub number: String,
    /// From which day it applies.
    pub effective: Date,
    /// When it was published.
    pub published_at: Timestamp,
    /// Where questions about it go.
    pub contact: String,
    /// Its title.
    pub title: Said,
    /// Its clauses, in order.
    pub clauses: Vec<PublishedClause>,
}

/// One clause of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedClause {
    /// Its number, as in `S2.2`: on the policy's page it is found by this anchor.
    pub id: String,
    /// The slugs of the promises that keep it; none for a statement.
    pub promises: Vec<String>,
    /// Whether it is a statement and promises nothing.
    pub statement: bool,
    /// The measures that it names.
    pub parameters: Vec<String>,
    /// Its heading.
    pub title: Said,
    /// What it says, in Markdown, with the measures in force filled in.
    pub text: Said,
}

/// Every policy that applies today, by its name in addresses.
///
/// # Errors
/// When the store does not answer.
pub async fn published(app: &App) -> Result<Vec<PublishedPolicy>> {
    let Some(firm) = app.store.firm().await? else { return Ok(Vec::new()) };
    let (mut policies, versions) = (app.store.policies().await?, app.store.policy_versions_published().await?);
    policies.sort_by(|one, other| one.slug.cmp(&other.slug));
    let today = super::day_of(app.clock.now());
    let one = |policy: &Policy| {
        let of: Vec<PolicyVersion> = versions.iter().filter(|each| each.policy == policy.id).cloned().collect();
        in_force(&of, today).and_then(|version| as_published(policy, version, &firm.name, &app.limits()))
    };
    Ok(policies.iter().filter_map(one).collect())
}

/// A published version as the public reads it, with these measures; none, for one that is not published.
pub(crate) fn as_published(
    policy: &Policy,
    version: &PolicyVersion,
    firm: &str,
    limits: &bailee_policy::Limits,
) -> Option<PublishedPolicy> {
    let values = Values::of(version, firm, limits);
    let texts: Vec<(&str, Text)> =
        version.texts.iter().map(|each| (each.language.as_str(), Text::parse(&each.text))).collect();
    let (_, first) = texts.first()?;
    // What is published in one language only is read in that by everybody.
    let both = |say: &dyn Fn(&Text) -> String| {
        let of = |language: &str| {
            let (spoken, text) = texts.iter().find(|(each, _)| *each == language).unwrap_or(&texts[0]);
            values.fill(&without_marks(&say(text)), spoken)
        };
        Said::new(of("en").trim_end(), of("fr").trim_end())
    };
    let clauses = first.clauses.iter().map(|clause| PublishedClause {
        id: clause.id.clone(),
        promises: clause.promises.clone(),
        statement: clause.statement,
        parameters: clause.parameters().into_iter().map(str::to_owned).collect(),
        title: both(&|text| text.clause(&clause.id).map(|it| it.title.clone()).unwrap_or_default()),
        text: both(&|text| text.clause(&clause.id).map(|it| it.body.text.clone()).unwrap_or_default()),
    });
    Some(PublishedPolicy {
        policy: policy.id,
        version: version.id,
        slug: policy.slug.clone(),
        number: version.number.clone()?,
        effective: version.effective?,
        published_at: version.published_at?,
        contact: version.contact.clone(),
        title: both(&|text| text.title.clone()),
        clauses: clauses.collect(),
    })
}

/// Where a published version stands on a day, among all of its policy.
pub fn standing(version: &PolicyVersion, all: &[PolicyVersion], today: Date) -> Standing {
    if version.effective.is_none_or(|day| day > today) {
        return Standing::ToCome;
    }
    let of: Vec<PolicyVersion> = all.iter().filter(|each| each.policy == version.policy).cloned().collect();
    match in_force(&of, today) {
        Some(now) if now.id == version.id => Standing::InForce,
        _ => Standing::Superseded,
    }
}

/// The measures that a version is read with today: those in force while it applies or is to apply, and afterwards those that
/// it was published with.
pub(crate) fn limits_for(
    version: &PolicyVersion,
    standing: Standing,
    now: &bailee_policy::Limits,
) -> bailee_policy::Limits {
    if standing == Standing::Superseded { limits_of(version, now) } else { *now }
}

/// The measures that are less strict now than this version was published with: what the firm promised and no longer enforces.
pub fn loosened(version: &PolicyVersion, now: &bailee_policy::Limits) -> Vec<&'static str> {
    let then = limits_of(version, now);
    let longer_hours = (0..24).any(|hour| now.works_at(hour) && !then.works_at(hour));
    let looser = |measure: &bailee_model::PublishedMeasure| {
        let parameter = bailee_policy::parameter(&measure.name)?;
        let value = now.get(&measure.name)?;
        let loose = match parameter.unit {
            // An hour is not loose by itself: working hours are, when there are some that were none.
            Unit::Hour => longer_hours && value != measure.value,
            _ if parameter.longer() => value < measure.value,
            _ => value > measure.value,
        };
        loose.then_some(parameter.name)
    };
    version.measures.iter().filter_map(looser).collect()
}
