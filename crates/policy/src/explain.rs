//! A refusal in plain words: which clause, why, and what would lift it.

use crate::clauses::clause;
use crate::parameters::Limits;
use crate::phrases::phrase;
use crate::policies::Policies;
use crate::reasons::{BEYOND_TOKEN, Reason, UNNAMED, reasons};
use bailee_model::{Action, Refusal};
use cedar_policy_core::ast::PolicyID;

/// The clause told when no policy forbade and none permitted: what is not given is not had.
const LEAST_ACCESS: &str = "D3.1";
/// The clause told when both factors have to be shown afresh.
pub(crate) const STEP_UP: &str = "S2.3";
/// The clause told when a token does not reach: nobody, and no program, has more than it needs.
const TOKEN: &str = "S2.1";

/// The refusal for this policy, the first of those in the way: the others show themselves once it is lifted.
pub(crate) fn refusal(
    policies: &Policies,
    by: Option<&PolicyID>,
    action: Action,
    limits: Limits,
    language: &str,
) -> Refusal {
    let told = by.and_then(|id| Some((reasons().find(|reason| reason.policy == AsRef::<str>::as_ref(id))?, id)));
    let (reason, clause_id) = match told {
        Some((reason, id)) => (reason, policies.clause(id).unwrap_or(LEAST_ACCESS)),
        None => (&UNNAMED, LEAST_ACCESS),
    };
    told_as(clause_id, reason, action, limits, language)
}

/// The refusal of what a program's token does not reach.
pub(crate) fn beyond_token(action: Action, limits: Limits, language: &str) -> Refusal {
    told_as(TOKEN, &BEYOND_TOKEN, action, limits, language)
}

fn told_as(clause_id: &str, reason: &Reason, action: Action, limits: Limits, language: &str) -> Refusal {
    let measures = [
        ("{minutes}", limits.step_up_secs / 60),
        ("{days}", limits.grant_days),
        ("{report_hours}", limits.report_hours),
        ("{patch_days}", limits.patch_days),
        ("{signature_days}", limits.signature_days),
        ("{lock_minutes}", limits.lock_secs / 60),
    ];
    let fill = |text: &str| {
        let text = text.replace("{action}", phrase(action).in_language(language));
        measures.iter().fold(text, |text, (name, value)| text.replace(name, &value.to_string()))
    };
    Refusal {
        clause: clause_id.to_owned(),
        promise: clause(clause_id)
            .map(|clause| clause.promise().name.in_language(language).to_owned())
            .unwrap_or_default(),
        reason: fill(reason.why.in_language(language)),
        lift: fill(reason.lift.in_language(language)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cedar_policy::Effect;
    use std::collections::BTreeSet;

    #[test]
    fn every_policy_that_forbids_has_its_words_and_no_words_are_left_over() {
        let policies = Policies::new().expect("valid");
        let forbids: BTreeSet<String> = policies
            .all()
            .iter()
            .filter(|policy| policy.effect() == Effect::Forbid)
            .map(|policy| policy.id().to_string())
            .collect();
        let told: BTreeSet<String> = reasons().map(|reason| reason.policy.to_owned()).collect();
        assert_eq!(forbids, told);
        assert_eq!(told.len(), reasons().count(), "each once");
    }

    #[test]
    fn a_reason_is_told_in_either_language() {
        let policies = Policies::new().expect("valid");
        let by = Some(&PolicyID::from_string("not-assigned"));
        let english = refusal(&policies, by, Action::OpenHolding, Limits::default(), "en");
        assert_eq!((english.clause.as_str(), english.promise.as_str()), ("S2.2", "Prompt revocation"));
        assert!(english.reason.contains("open this holding"), "{}", english.reason);
        let french = refusal(&policies, by, Action::OpenHolding, Limits::default(), "fr");
        assert_eq!((french.clause.as_str(), french.promise.as_str()), ("S2.2", "Retrait immédiat des accès"));
        assert!(french.reason.contains("ouvrir cette détention"), "{}", french.reason);
    }

    #[test]
    fn no_placeholder_is_left_in_any_text() {
        let policies = Policies::new().expect("valid");
        for reason in reasons() {
            for action in Action::ALL {
                for language in ["en", "fr"] {
                    let told = refusal(
                        &policies,
                        Some(&PolicyID::from_string(reason.policy)),
                        *action,
                        Limits::default(),
                        language,
                    );
                    assert!(!format!("{}{}", told.reason, told.lift).contains(['{', '}']), "{told:?}");
                    assert!(!told.promise.is_empty() && !told.lift.is_empty(), "{told:?}");
                }
            }
        }
    }

    #[test]
    fn a_token_that_does_not_reach_is_least_privilege() {
        for (language, promise) in [("en", "Least access"), ("fr", "Accès minimal")] {
            let told = beyond_token(Action::Intake, Limits::default(), language);
            assert_eq!((told.clause.as_str(), told.promise.as_str()), ("S2.1", promise));
            assert!(!format!("{}{}", told.reason, told.lift).contains(['{', '}']), "{told:?}");
        }
    }

    #[test]
    fn without_a_named_reason_it_is_least_access() {
        let policies = Policies::new().expect("valid");
        let told = refusal(&policies, None, Action::Query, Limits::default(), "en");
        assert_eq!((told.clause.as_str(), told.promise.as_str()), ("D3.1", "Least access"));
    }
}
