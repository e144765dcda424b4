//! By when clients are told of an incident: the strictest of the firm's own promise, the contract, and the laws that hold.
//!
//! Laws are dated tables, `policies/laws/*.toml`, and not code: each says for which regions and from which day it holds, and
//! where that was read. A law that changes is another entry; an incident is judged by what held on its day.

use crate::promises::Said;
use bailee_model::{Engagement, Error, NoticePart, Result};
use bailee_policy::Limits;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;
use std::sync::OnceLock;

const TABLES: [&str; 7] = [
    include_str!("../../../policies/laws/california.toml"),
    include_str!("../../../policies/laws/florida.toml"),
    include_str!("../../../policies/laws/gdpr.toml"),
    include_str!("../../../policies/laws/new-york.toml"),
    include_str!("../../../policies/laws/pipeda.toml"),
    include_str!("../../../policies/laws/quebec.toml"),
    include_str!("../../../policies/laws/texas.toml"),
];

/// The rule that is the firm's own published promise.
pub const PARAMETER: &str = "parameter";
/// The rule that one engagement's contract sets.
pub const CONTRACT: &str = "contract";

/// A law, as far as it sets clocks for incidents.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Its short name, also the rule's.
    pub slug: String,
    /// Its name in English.
    pub name_en: String,
    /// And in French.
    pub name_fr: String,
    /// Where it holds, as ISO 3166 codes.
    pub regions: Vec<String>,
    /// From which day on.
    pub valid_from: Date,
    /// Until which day, when it was replaced.
    pub valid_until: Option<Date>,
    /// When somebody last compared this table with its sources.
    pub checked_on: Date,
    /// Where it was read.
    pub source: Vec<Source>,
    /// What it asks.
    pub duty: Vec<Duty>,
}

/// Where a table was read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: String,
}

/// Whose duty it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyOf {
    /// The firm's, which holds data for another.
    Processor,
    /// The client's, whose data it is.
    Controller,
}

/// One duty of a law.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Whose.
    pub role: DutyOf,
    /// Who is told, in English.
    pub whom_en: String,
    /// And in French.
    pub whom_fr: String,
    /// Whether the law gives no number, so that `hours` is the measure this firm takes.
    pub without_delay: bool,
    /// By when, in hours.
    pub hours: i64,
    /// What sets it off, in English.
    pub trigger_en: String,
    /// And in French.
    pub trigger_fr: String,
    /// Whether an attempt is enough.
    pub attempts: bool,
    /// What a notice has to say.
    pub contents: Vec<NoticePart>,
    /// How long a register is kept.
    pub record_years: Option<i64>,
    /// What a register has to hold, in English.
    pub record_en: Option<String>,
    /// And in French.
    pub record_fr: Option<String>,
}

impl Law {
    /// The firm's own duty under it.
    pub fn processor(&self) -> Option<&Duty> {
        self.duty.iter().find(|duty| duty.role == DutyOf::Processor)
    }

    /// The client's duty under it.
    pub fn controller(&self) -> Option<&Duty> {
        self.duty.iter().find(|duty| duty.role == DutyOf::Controller)
    }

    /// Whether it held on this day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until)
    }

    /// Whether it holds for something agreed for this region: the same, a part of it, or what it is a part of. What was agreed
    /// for a country may be anywhere in it.
    pub fn covers(&self, region: &str) -> bool {
        let part = |whole: &str, code: &str| code.strip_prefix(whole).is_some_and(|rest| rest.starts_with('-'));
        self.regions.iter().any(|own| own == region || part(own, region) || part(region, own))
    }
}

/// Every law that there is a table of.
///
/// # Errors
/// Never for the tables that are embedded; a test reads them.
pub fn laws() -> Result<&'static [Law]> {
    static LAWS: OnceLock<Vec<Law>> = OnceLock::new();
    if let Some(laws) = LAWS.get() {
        return Ok(laws);
    }
    let read = |text: &&str| toml::from_str::<Law>(text).map_err(|error| broken(&error));
    let laws = TABLES.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(LAWS.get_or_init(|| laws))
}

fn broken(error: &toml::de::Error) -> Error {
    Error::internal(format!("A table of a law cannot be read: {}.", error.message()))
}

/// One rule that was weighed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// `parameter`, `contract`, or a law's slug.
    pub rule: String,
    /// Within how many hours of the first signal.
    pub hours: i64,
    /// What it is called.
    pub name: Said,
    /// Why it applies.
    pub why: Said,
    /// Whether it is the one that set the date.
    pub wins: bool,
}

/// By when one client is told, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeClock {
    /// Within how many hours of the first signal.
    pub hours: i64,
    /// The rule that set it.
    pub rule: String,
    /// All that was weighed, the strictest first.
    pub weighed: Vec<Weighed>,
}

/// The strictest rule for a client with these engagements, at this moment. Among equals the firm's own promise counts, then the
/// contract, then laws by name.
///
/// # Errors
/// When a table cannot be read.
pub fn strictest(limits: Limits, engagements: &[Engagement], at: Timestamp) -> Result<NoticeClock> {
    let mut weighed = vec![Weighed {
        rule: PARAMETER.to_owned(),
        hours: limits.notice_hours,
        name: Said::new("Our security policy, S6.2", "Notre politique de sécurité, S6.2"),
        why: Said::new("Promised to every client.", "Promis à chaque client."),
        wins: false,
    }];
    if let Some(hours) = engagements.iter().filter_map(|each| each.notice_hours).min() {
        weighed.push(Weighed {
            rule: CONTRACT.to_owned(),
            hours: hours.into(),
            name: Said::new("The contract", "Le contrat"),
            why: Said::new("Agreed for this client.", "Convenu avec ce client."),
            wins: false,
        });
    }
    let day = at.to_zoned(TimeZone::UTC).date();
    for law in laws()?.iter().filter(|law| law.holds_on(day)) {
        let region = engagements.iter().flat_map(|each| &each.regions).find(|region| law.covers(region));
        if let (Some(region), Some(duty)) = (region, law.processor()) {
            weighed.push(of_law(law, duty, region));
        }
    }
    weighed.sort_by_key(|each| each.hours);
    let (hours, rule) = (weighed[0].hours, weighed[0].rule.clone());
    weighed[0].wins = true;
    Ok(NoticeClock { hours, rule, weighed })
}

fn of_law(law: &Law, duty: &Duty, region: &str) -> Weighed {
    let (mut en, mut fr) =
        (format!("Data is agreed for {region}."), format!("Les données sont convenues pour {region}."));
    if duty.without_delay {
        en.push_str(&format!(" It says ‘without delay’; {} hours is our measure of that.", duty.hours));
        fr.push_str(&format!(" Elle dit « sans délai » ; {} heures en est notre mesure.", duty.hours));
    }
    Weighed {
        rule: law.slug.clone(),
        hours: duty.hours,
        name: Said::new(law.name_en.clone(), law.name_fr.clone()),
        why: Said::new(en, fr),
        wins: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{ClientId, EngagementId, EngagementState};
    use std::collections::BTreeSet;

    fn agreed(regions: &[&str], notice_hours: Option<i32>) -> Engagement {
        Engagement {
            id: EngagementId::from_bytes([1; 16]),
            client: ClientId::from_bytes([1; 16]),
            title: String::new(),
            purposes: Vec::new(),
            categories: Vec::new(),
            regions: regions.iter().map(|each| (*each).to_owned()).collect(),
            state: EngagementState::Active,
            since: Timestamp::UNIX_EPOCH,
            sealed: Vec::new(),
            nda_required: false,
            keep_days: 14,
            verified_at: None,
            delete_by: None,
            closed_at: None,
            frozen_by: None,
            frozen_at: None,
            thawed_at: None,
            notice_hours,
        }
    }

    fn at() -> Timestamp {
        "2026-03-02T09:00:00Z".parse().expect("an instant")
    }

    fn clock(regions: &[&str], notice_hours: Option<i32>) -> NoticeClock {
        strictest(Limits::default(), &[agreed(regions, notice_hours)], at()).expect("tables that read")
    }

    #[test]
    fn every_table_reads_names_its_sources_and_has_a_duty_of_each_role() {
        let laws = laws().expect("tables that read");
        let slugs: BTreeSet<&str> = laws.iter().map(|law| law.slug.as_str()).collect();
        assert_eq!(slugs.len(), TABLES.len());
        for law in laws {
            assert!(law.processor().is_some() && law.controller().is_some(), "{}", law.slug);
            assert!(!law.source.is_empty() && law.source.iter().all(|each| each.url.starts_with("https://")));
            assert!(law.valid_from <= law.checked_on && law.valid_until.is_none_or(|until| law.valid_from < until));
            assert!(law.duty.iter().all(|duty| duty.hours > 0 && !duty.contents.is_empty()), "{}", law.slug);
            assert!(!law.name_fr.is_empty() && law.duty.iter().all(|duty| !duty.trigger_fr.is_empty()));
            assert!(law.regions.iter().all(|code| code.len() == 2 || code.as_bytes()[2] == b'-'), "{}", law.slug);
        }
    }

    #[test]
    fn the_parts_of_a_notice_are_the_union_of_what_the_laws_ask_for() {
        let asked: BTreeSet<NoticePart> =
            laws().expect("read").iter().flat_map(|law| &law.duty).flat_map(|duty| duty.contents.clone()).collect();
        let own = BTreeSet::from([NoticePart::NextUpdate, NoticePart::History]);
        let all: BTreeSet<NoticePart> = NoticePart::ALL.iter().copied().collect();
        assert_eq!(asked.union(&own).copied().collect::<BTreeSet<_>>(), all);
    }

    #[test]
    fn the_strictest_rule_wins_and_says_why() {
        assert_eq!((clock(&["JP"], None).hours, clock(&["JP"], None).rule.as_str()), (24, PARAMETER));
        assert_eq!(clock(&["JP"], Some(8)).rule, CONTRACT);
        let texas = clock(&["US-TX"], Some(48));
        assert_eq!((texas.hours, texas.rule.as_str()), (12, "texas"));
        let rules: Vec<&str> = texas.weighed.iter().map(|each| each.rule.as_str()).collect();
        assert_eq!(rules, ["texas", PARAMETER, CONTRACT]);
        assert!(texas.weighed[0].wins && texas.weighed[0].why.en.contains("US-TX"));
    }

    #[test]
    fn what_was_agreed_for_a_country_may_be_anywhere_in_it() {
        let rules = |regions: &[&str]| -> BTreeSet<String> {
            clock(regions, None).weighed.into_iter().map(|each| each.rule).collect()
        };
        assert!(rules(&["CA"]).contains("quebec") && rules(&["CA"]).contains("pipeda"));
        assert!(rules(&["CA-ON"]).contains("pipeda") && !rules(&["CA-ON"]).contains("quebec"));
        assert!(rules(&["FR"]).contains("gdpr") && !rules(&["CA"]).contains("california"));
    }

    #[test]
    fn a_law_counts_from_its_day_on() {
        let before = "2025-12-31T12:00:00Z".parse().expect("an instant");
        let rules = strictest(Limits::default(), &[agreed(&["US-CA"], None)], before).expect("read").weighed;
        assert!(!rules.iter().any(|each| each.rule == "california"));
        assert!(clock(&["US-CA"], None).weighed.iter().any(|each| each.rule == "california"));
    }
}
