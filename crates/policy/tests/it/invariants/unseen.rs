//! Unseen is unknown.

use super::{GATE, OWED, UNSHOWN, clause};
use crate::sample::{ASKABLE, CIRCUMSTANCES, Case, On, Who};
use bailee_model::Action;
use bailee_policy::Decision;

#[test]
fn invariant_6_unseen_is_unknown() {
    for (action, on) in ASKABLE.iter().filter(|(_, on)| on.within()) {
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
fn invariant_6_what_is_owed_or_not_shown_makes_nobody_know_more_or_less() {
    for (action, on) in ASKABLE {
        for who in Who::ALL {
            let unseen = |change: &str| {
                let mut case = Case::new(who, *action, *on);
                case.change(change);
                GATE.decide(&case.question()) == Decision::Unseen
            };
            for (change, _) in OWED.iter().chain(UNSHOWN) {
                assert_eq!(unseen(change), unseen(""), "{who:?} {action} {on:?} {change}");
            }
        }
    }
}

#[test]
fn invariant_6_rows_and_devices_of_others_are_unknown() {
    let others = [(Action::ReadReview, On::Row), (Action::DecideReview, On::Row), (Action::ManageDevices, On::Device)];
    for (action, on) in others {
        for who in Who::ALL.into_iter().filter(|who| !matches!(who, Who::Officer | Who::Auditor)) {
            let case = Case::new(who, action, on);
            assert_eq!(GATE.decide(&case.question()), Decision::Unseen, "{who:?} {action}");
        }
    }
    for who in [Who::Owner, Who::Contact, Who::Stranger, Who::Departed] {
        for on in [On::RowToReview, On::OwnRow] {
            let case = Case::new(who, Action::DecideReview, on);
            assert_eq!(GATE.decide(&case.question()), Decision::Unseen, "{who:?} {on:?}");
        }
    }
}

#[test]
fn invariant_6_a_token_never_widens_and_its_bound_is_a_border() {
    let width = |decision: &Decision| match decision {
        Decision::Unseen => 0,
        Decision::Refused(_) => 1,
        Decision::Allowed { .. } => 2,
    };
    let looking =
        [Action::ViewEngagement, Action::ListHolding, Action::ReadLog, Action::ReadCertificate, Action::ReadRegister];
    for (action, on) in ASKABLE {
        for who in Who::ALL {
            let by = |token: &str| {
                let mut case = Case::new(who, *action, *on);
                case.change(token);
                GATE.decide(&case.question())
            };
            let alone = by("");
            let place = format!("{who:?} {action} {on:?}");
            for token in ["token to look", "token to work", "token to work on this engagement"] {
                assert!(width(&by(token)) <= width(&alone), "{place} {token}");
            }
            assert_eq!(by("token to work on another engagement"), Decision::Unseen, "{place}");
            if !on.within() {
                assert_eq!(by("token to work on this engagement"), Decision::Unseen, "{place}");
            }
            assert!(!by("token to look").is_allowed() || looking.contains(action), "{place}");
            // A program shows no factors, so what needs them afresh is beyond any token.
            let mut stale = Case::new(who, *action, *on);
            stale.change("factors shown an hour ago");
            assert_eq!(width(&by("token to work")), width(&GATE.decide(&stale.question())), "{place}");
        }
    }
    let mut case = Case::new(Who::Consultant, Action::OpenHolding, On::Table);
    case.change("token to look");
    assert_eq!(clause(GATE.decide(&case.question())).as_deref(), Some("S2.1"));
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
                if who != Who::Lead && on.within() {
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
        On::Engagement | On::Accepted | On::Announced => 1,
        On::Table | On::Original | On::Personal | On::Secret | On::Raise | On::Lower | On::LowerSecret => 2,
        On::TestSystem | On::ProductionSystem | On::ForeignSystem | On::OwnSystem => 3,
        On::Grant | On::OwnGrant | On::SealedGrant | On::EmergencyGrant | On::OwnEmergency => 4,
        On::Row | On::RowToReview | On::OwnRow => 5,
        On::Checkout | On::OwnCheckout => 20,
        On::Use | On::OwnUse => 21,
        On::DropLink | On::OwnDropLink | On::OutLink | On::OwnOutLink => 7,
        On::Device | On::OwnDevice => 6,
        On::Incident | On::OwnIncident | On::NamedIncident => 20,
    };
    ASKABLE.iter().any(|(asked, about)| *asked == action && shape(*about) == shape(on))
}

#[test]
fn without_its_engagement_nothing_within_one_is_seen() {
    for (action, on) in ASKABLE.iter().filter(|(_, on)| on.within()) {
        let case = Case::new(Who::Lead, *action, *on);
        let mut question = case.question();
        question.engagement = None;
        assert_eq!(GATE.decide(&question), Decision::Unseen, "{action} {on:?}");
    }
}
