//! The invariants of the design that the gate alone decides.

use crate::sample::{ASKABLE, CIRCUMSTANCES, Case, On, Who, now};
use bailee_model::{Action, Category, ColumnClass, EngagementState, Environment, HoldingState, Purpose};
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
    (Action::ClassifyColumn, On::Raise),
    (Action::ClassifyColumn, On::Lower),
    (Action::EditMapping, On::Table),
    (Action::LoadTest, On::TestSystem),
    (Action::LoadProduction, On::ProductionSystem),
    (Action::LoadFiles, On::Engagement),
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
    "invited",
    "suspended",
    "departed",
    "one factor",
    "open",
    "closing",
    "closed",
];

#[test]
fn invariant_1_nothing_opens_unasked() {
    for (action, on) in OPENINGS {
        let case = Case::new(Who::Lead, *action, *on);
        assert!(GATE.decide(&case.question()).is_allowed(), "{action} {on:?} opens when all is in order");
        for shut in SHUTS {
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
        for who in [Who::Officer, Who::Unassigned, Who::Departed, Who::Owner, Who::Contact, Who::Stranger] {
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
    ) {
        let mut case = Case::new(who, action, on);
        case.engagement.state = state;
        case.engagement.categories = agreed_categories;
        case.holding.state = held;
        case.purpose = purpose;
        case.strength.factors_age_secs = age;
        let grant = &mut case.grants[0];
        grant.purpose = purpose.filter(|_| same_purpose).unwrap_or(granted);
        grant.categories = grant_categories;
        grant.classes = grant_classes;
        grant.expires_at = Some(now() + SignedDuration::from_hours(hours_left));
        grant.approved_by = grant.approved_by.filter(|_| approved);

        let question = case.question();
        if GATE.decide(&question).is_allowed() {
            let grant = &case.grants[0];
            prop_assert!(grant.is_live(now()) && grant.approved_by.is_some());
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
            if production || on == On::Lower {
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
fn invariant_6_unseen_is_unknown() {
    for (action, on) in ASKABLE.iter().filter(|(_, on)| *on != On::Installation) {
        for who in [Who::Unassigned, Who::Departed, Who::Stranger] {
            for circumstance in CIRCUMSTANCES {
                let mut case = Case::new(who, *action, *on);
                case.change(circumstance);
                assert_eq!(GATE.decide(&case.question()), Decision::Unseen, "{who:?} {action} {on:?} {circumstance}");
            }
        }
    }
}

#[test]
fn invariant_6_what_belongs_to_another_engagement_is_unknown_even_to_an_officer() {
    let mismatches = [
        (Action::OpenHolding, On::Table, "holding of another engagement"),
        (Action::ListHolding, On::Table, "holding of another engagement"),
        (Action::Destroy, On::Table, "holding of another engagement"),
        (Action::LoadTest, On::TestSystem, "system of another engagement"),
        (Action::StoreCredential, On::TestSystem, "system of another engagement"),
        (Action::ConfirmSystem, On::TestSystem, "system of another engagement"),
        (Action::ApproveGrant, On::Grant, "grant asked on another engagement"),
        (Action::EndGrant, On::Grant, "grant asked on another engagement"),
    ];
    for (action, on, change) in mismatches {
        for who in Who::ALL {
            let mut case = Case::new(who, action, on);
            case.change(change);
            assert_eq!(GATE.decide(&case.question()), Decision::Unseen, "{who:?} {action} {change}");
        }
    }
}

#[test]
fn invariant_6_a_question_that_does_not_fit_the_schema_is_never_allowed() {
    for action in Action::ALL {
        for (_, on) in ASKABLE {
            if ASKABLE.contains(&(*action, *on)) {
                continue;
            }
            for who in [Who::Lead, Who::Unassigned, Who::Stranger] {
                let case = Case::new(who, *action, *on);
                let answer = GATE.decide(&case.question());
                assert!(shaped_alike(*action, *on) || !answer.is_allowed(), "{who:?} {action} {on:?}");
                if who != Who::Lead && *on != On::Installation {
                    assert_eq!(answer, Decision::Unseen, "{who:?} {action} {on:?}");
                }
            }
        }
    }
}

/// Whether a row of the matrix asks the same action about the same kind of entity.
fn shaped_alike(action: Action, on: On) -> bool {
    let shape = |on: On| match on {
        On::Installation => 0,
        On::Engagement => 1,
        On::Table | On::Original | On::Personal | On::Secret | On::Raise | On::Lower | On::LowerSecret => 2,
        On::TestSystem | On::ProductionSystem | On::ForeignSystem | On::OwnSystem => 3,
        On::Grant | On::OwnGrant => 4,
    };
    ASKABLE.iter().any(|(asked, about)| *asked == action && shape(*about) == shape(on))
}

#[test]
fn without_its_engagement_nothing_within_one_is_seen() {
    for (action, on) in ASKABLE.iter().filter(|(_, on)| *on != On::Installation) {
        let case = Case::new(Who::Lead, *action, *on);
        let mut question = case.question();
        question.engagement = None;
        assert_eq!(GATE.decide(&question), Decision::Unseen, "{action} {on:?}");
    }
}
