//! Silence never extends.

use super::{GATE, OPENINGS, OWED, UNSHOWN, clause};
use crate::sample::{ASKABLE, Case, On, Who};
use bailee_model::Action;

#[test]
fn invariant_8_what_is_unsigned_or_unreported_is_refused() {
    for (action, on) in OPENINGS {
        for who in [Who::Lead, Who::Consultant, Who::Supplier] {
            for (what, expected) in OWED.iter().chain(UNSHOWN) {
                let mut case = Case::new(who, *action, *on);
                case.change(what);
                assert_eq!(
                    clause(GATE.decide(&case.question())).as_deref(),
                    Some(*expected),
                    "{who:?} {action} {on:?} with {what}"
                );
            }
        }
    }
    let bringing = [
        (Action::Intake, On::Engagement),
        (Action::StoreCredential, On::TestSystem),
        (Action::HandOver, On::Table),
        (Action::RotateCredential, On::TestSystem),
    ];
    for (action, on) in bringing {
        for (what, expected) in OWED.iter().chain(UNSHOWN) {
            let mut case = Case::new(Who::Lead, action, on);
            case.change(what);
            assert_eq!(clause(GATE.decide(&case.question())).as_deref(), Some(*expected), "{action} with {what}");
        }
    }
}

#[test]
fn invariant_8_an_inert_account_does_nothing_but_look_after_its_own_sign_in_and_report_what_went_wrong() {
    // Nor is anybody kept from saying that something has gone wrong (clause S6.1).
    let free = [Action::ChangeOwnAccess, Action::SignDocument, Action::DeclareIncident];
    for (action, on) in ASKABLE.iter().filter(|(action, _)| !free.contains(action)) {
        for who in Who::ALL.into_iter().filter(|who| !matches!(who, Who::Owner | Who::Contact | Who::Stranger)) {
            for (what, _) in OWED {
                let mut case = Case::new(who, *action, *on);
                case.change(what);
                assert!(!GATE.decide(&case.question()).is_allowed(), "{who:?} {action} {on:?} with {what}");
            }
        }
    }
    for lifting in [Action::ChangeOwnAccess, Action::SignDocument] {
        let mut case = Case::new(Who::Consultant, lifting, On::Installation);
        case.change("confidentiality not signed");
        assert!(GATE.decide(&case.question()).is_allowed(), "{lifting}");
    }
}

#[test]
fn invariant_8_a_suspended_assignment_is_none() {
    for (action, on) in ASKABLE {
        for who in Who::ALL {
            let after = |change| {
                let mut case = Case::new(who, *action, *on);
                case.change(change);
                GATE.decide(&case.question())
            };
            assert_eq!(after("assignment suspended"), after("assignment ended"), "{who:?} {action} {on:?}");
        }
    }
}
