//! The invariants of the design that the gate alone decides.

mod silence;
mod unseen;

use crate::sample::{Case, On, Who, now};
use bailee_model::{
    Action, Category, ColumnClass, EngagementState, Environment, GrantKind, HoldingState, Obligation, PersonId, Purpose,
};
use bailee_policy::{Decision, Gate, Resource};
use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::sync::LazyLock;

static GATE: LazyLock<Gate> = LazyLock::new(|| Gate::new().expect("valid policies"));

/// What opens contents, with the things it opens.
const OPENINGS: &[(Action, On)] = &[
    (Action::OpenHolding, On::Table),
    (Action::OpenHolding, On::Personal),
    (Action::Query, On::Engagement),
    (Action::Query, On::Personal),
    (Action::Reconcile, On::Engagement),
    (Action::UseCredential, On::TestSystem),
    (Action::UseCredential, On::ProductionSystem),
    (Action::ReadAccounts, On::TestSystem),
    (Action::ReadAccounts, On::ProductionSystem),
    (Action::ClassifyColumn, On::Raise),
    (Action::ClassifyColumn, On::Lower),
    (Action::EditMapping, On::Table),
    (Action::LoadTest, On::TestSystem),
    (Action::LoadProduction, On::ProductionSystem),
    (Action::LoadFiles, On::Engagement),
    (Action::AskCheckout, On::Personal),
    (Action::TakeCheckout, On::Personal),
];

/// Each of these alone shuts every opening.
const SHUTS: &[&str] = &[
    "no grant",
    "grant not approved",
    "grant approved by its asker",
    "grant expired",
    "grant without end",
    "grant ended",
    "grant of another engagement",
    "grant of another person",
    "grant of an earlier assignment",
    "grant for another purpose",
    "working for a purpose not agreed",
    "no purpose",
    "assignment ended",
    "assignment of another person",
    "assignment suspended",
    "grant on a sealed category",
    "token to look",
    "token to work on another engagement",
    "invited",
    "suspended",
    "departed",
    "one factor",
    "open",
    "closing",
    "closed",
];

/// What is unsigned or unlearnt, with the clause that says so.
const OWED: &[(&str, &str)] = &[
    ("confidentiality not signed", "S5.1"),
    ("organisation’s terms not signed", "S7"),
    ("own terms not signed", "S7"),
    ("training not current", "S5.2"),
    ("checkout overdue", "S4.2"),
];

/// What a device does not show, with the clause that says so.
const UNSHOWN: &[(&str, &str)] = &[
    ("no device", "S3.1"),
    ("device of another person", "S3.1"),
    ("device not approved", "S3.5"),
    ("personal device without a date", "S3.5"),
    ("report a day old", "S3.1"),
    ("report replayed", "S3.1"),
    ("report from a clock ahead", "S3.1"),
    ("disk not encrypted", "S3.1"),
    ("disk said not to apply", "S3.1"),
    ("updates missing", "S3.2"),
    ("protection not known", "S3.3"),
    ("screen stays open", "S3.4"),
];

/// The clause of a refusal.
fn clause(decision: Decision) -> Option<String> {
    match decision {
        Decision::Refused(refusal) => Some(refusal.clause),
        _ => None,
    }
}

#[test]
fn invariant_1_nothing_opens_unasked() {
    for (action, on) in OPENINGS {
        let case = Case::new(Who::Lead, *action, *on);
        assert!(GATE.decide(&case.question()).is_allowed(), "{action} {on:?} opens when all is in order");
        for shut in SHUTS.iter().chain(OWED.iter().chain(UNSHOWN).map(|(what, _)| what)) {
            let mut case = Case::new(Who::Lead, *action, *on);
            case.change(shut);
            assert!(!GATE.decide(&case.question()).is_allowed(), "{action} {on:?} opens with {shut}");
        }
    }
}

#[test]
fn invariant_1_no_system_is_reached_that_one_person_alone_vouches_for() {
    let reaching = [
        (Action::UseCredential, On::TestSystem),
        (Action::UseCredential, On::ProductionSystem),
        (Action::LoadTest, On::TestSystem),
        (Action::LoadProduction, On::ProductionSystem),
        (Action::Reconcile, On::TestSystem),
    ];
    for (action, on) in reaching {
        for shut in ["system not confirmed", "system confirmed by who added it"] {
            let mut case = Case::new(Who::Lead, action, on);
            case.change(shut);
            let Decision::Refused(refusal) = GATE.decide(&case.question()) else {
                panic!("{action} {on:?} with {shut}")
            };
            assert_eq!(refusal.clause, "D4.1", "{action} {on:?} with {shut}");
        }
    }
}

#[test]
fn invariant_1_no_client_and_no_officer_opens_without_assignment_and_grant() {
    for (action, on) in OPENINGS {
        let others =
            [Who::Officer, Who::Auditor, Who::Unassigned, Who::Departed, Who::Owner, Who::Contact, Who::Stranger];
        for who in others {
            let case = Case::new(who, *action, *on);
            assert!(!GATE.decide(&case.question()).is_allowed(), "{who:?} {action} {on:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the facts, an opening that is allowed has each of the conditions, judged here a second time in Rust.
    #[test]
    fn invariant_1_what_opens_had_every_condition(
        (action, on) in select(OPENINGS.to_vec()),
        who in select(vec![Who::Lead, Who::Consultant, Who::Developer, Who::Reviewer]),
        purpose in proptest::option::weighted(0.9, select(Purpose::ALL.to_vec())),
        granted in select(Purpose::ALL.to_vec()),
        same_purpose in prop::bool::weighted(0.8),
        grant_categories in subsequence(Category::ALL.to_vec(), 0..=5),
        agreed_categories in subsequence(Category::ALL.to_vec(), 0..=5),
        grant_classes in subsequence(ColumnClass::ALL.to_vec(), 0..=5),
        state in select(EngagementState::ALL.to_vec()),
        held in select(HoldingState::ALL.to_vec()),
        hours_left in -3_i64..20,
        age in -10_i64..700,
        approved in prop::bool::weighted(0.9),
        sealed_categories in subsequence(Category::ALL.to_vec(), 0..=2),
        agreed in prop::bool::weighted(0.3),
        emergency in prop::bool::weighted(0.2),
        owed in proptest::option::weighted(0.1, select(Obligation::ALL.to_vec())),
        doubt in proptest::option::weighted(0.2, select(UNSHOWN.to_vec())),
    ) {
        let mut case = Case::new(who, action, on);
        case.engagement.state = state;
        case.engagement.categories = agreed_categories;
        case.engagement.sealed = sealed_categories;
        case.outstanding.extend(owed);
        case.change(doubt.map_or("", |(what, _)| what));
        case.holding.state = held;
        case.purpose = purpose;
        case.strength.factors_age_secs = age;
        let grant = &mut case.grants[0];
        grant.purpose = purpose.filter(|_| same_purpose).unwrap_or(granted);
        grant.categories = grant_categories;
        grant.classes = grant_classes;
        grant.expires_at = Some(now() + SignedDuration::from_hours(hours_left));
        grant.approved_by = grant.approved_by.filter(|_| approved);
        (grant.agreed_by, grant.agreed_at) = (agreed.then(|| PersonId::from_bytes([87; 16])), agreed.then(now));
        grant.kind = if emergency { GrantKind::BreakGlass } else { GrantKind::Standard };

        let question = case.question();
        if GATE.decide(&question).is_allowed() {
            let grant = &case.grants[0];
            prop_assert!(grant.is_live(now()) && grant.approved_by.is_some());
            prop_assert!(grant.agreed_at.is_some() || !grant.needs_client(&case.engagement));
            prop_assert!(owed.is_none() && doubt.is_none());
            prop_assert_eq!(Some(grant.purpose), purpose);
            prop_assert!(case.engagement.purposes.contains(&grant.purpose));
            prop_assert!(matches!(state, EngagementState::Active | EngagementState::Verified));
            if let Resource::Holding(holding) | Resource::Columns { holding, .. } | Resource::Reclassify { holding, .. } =
                question.resource
            {
                prop_assert_eq!(held, HoldingState::Held);
                prop_assert!(grant.categories.contains(&holding.category));
                prop_assert!(case.engagement.categories.contains(&holding.category));
            }
            if matches!(on, On::Personal | On::Lower) {
                prop_assert!(grant.classes.contains(&ColumnClass::Personal));
            }
            let production = case.system.environment == Environment::Production && on == On::ProductionSystem;
            if production || matches!(on, On::Lower | On::Personal) {
                prop_assert!((0..=300).contains(&age));
            }
            if action == Action::LoadProduction {
                prop_assert_eq!(purpose, Some(Purpose::GoLive));
            }
        }
    }
}

#[test]
fn invariant_1_of_several_grants_the_fitting_one_counts_and_two_halves_are_no_whole() {
    let mut case = Case::new(Who::Consultant, Action::OpenHolding, On::Personal);
    let fitting = case.grants[0].clone();
    let with = |change: &dyn Fn(&mut bailee_model::Grant)| {
        let mut grant = fitting.clone();
        change(&mut grant);
        grant
    };
    let no_class = with(&|grant| grant.classes.clear());
    let no_category = with(&|grant| grant.categories = vec![Category::Employees]);
    let expired = with(&|grant| grant.expires_at = Some(now()));

    case.grants = vec![expired.clone(), no_class.clone(), fitting.clone(), no_category.clone()];
    assert!(GATE.decide(&case.question()).is_allowed());
    case.grants = vec![expired, no_class, no_category];
    let Decision::Refused(refusal) = GATE.decide(&case.question()) else { panic!("two halves opened") };
    assert_eq!(refusal.clause, "S4.1");
}

#[test]
fn a_grant_is_named_only_where_it_was_leaned_on() {
    let leaned = |who, action, on| match GATE.decide(&Case::new(who, action, on).question()) {
        Decision::Allowed { grant, .. } => grant.is_some(),
        other => panic!("{who:?} {action} {on:?}: {other:?}"),
    };
    assert!(leaned(Who::Lead, Action::OpenHolding, On::Table));
    assert!(leaned(Who::Lead, Action::HandOver, On::Table));
    assert!(!leaned(Who::Lead, Action::ViewEngagement, On::Engagement));
    assert!(!leaned(Who::Lead, Action::Intake, On::Engagement));
    assert!(!leaned(Who::Owner, Action::HandOver, On::Table));
}
