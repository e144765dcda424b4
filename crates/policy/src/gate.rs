//! The gate itself.

use crate::asking::{Asking, Verdict};
use crate::entities::{Facts, Statement};
use crate::explain;
use crate::kinds::Kinds;
use crate::parameters::Limits;
use crate::policies::{About, Asked, Known, Policies};
use crate::question::{Decision, Question, Resource};
use bailee_model::{Action, Error, Result, TokenScope};
use cedar_policy_core::ast::PolicyID;
use std::collections::HashSet;
use std::sync::Arc;

/// Decides by the policies in `policies/*.cedar`. Cheap to clone; keeps nothing between questions.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    policies: Policies,
    kinds: Kinds,
    limits: Limits,
}

impl Gate {
    /// A gate with the default limits.
    ///
    /// # Errors
    /// Only when the binary was built with policies that are not valid.
    pub fn new() -> Result<Self> {
        Self::with(Limits::default())
    }

    /// A gate with a firm's own limits.
    ///
    /// # Errors
    /// As [`Gate::new`].
    pub fn with(limits: Limits) -> Result<Self> {
        Self::by(Policies::new()?, limits)
    }

    fn by(policies: Policies, limits: Limits) -> Result<Self> {
        let kinds =
            Kinds::new().map_err(|error| Error::internal("The gate's schema cannot be used.").because(error))?;
        Ok(Self(Arc::new(Inner { policies, kinds, limits })))
    }

    /// Decides, with refusals in English.
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        self.decide_in("en", question)
    }

    /// Decides, with refusals in this language: `fr`, or English for any other.
    pub fn decide_in(&self, language: &str, question: &Question<'_>) -> Decision {
        self.narrow(language, question, self.judge(language, question))
    }

    /// What the person themselves may do.
    fn judge(&self, language: &str, question: &Question<'_>) -> Decision {
        let Inner { policies, limits, .. } = &*self.0;
        let asked = Asked::Do(question.action);
        // Facts that cannot be stated in the schema's terms are not shown to exist either.
        let Ok(facts) = self.statement(asked).facts(question) else { return Decision::Unseen };
        let asking = Asking::new(policies, asked, &facts, facts.resource.clone(), None);
        match asking.as_ref().map(Asking::verdict) {
            Some(Verdict::Allowed(by)) => Decision::Allowed { clauses: self.clauses(&by), grant: facts.grant },
            verdict if self.knows(question, &facts, asking.as_ref()) => {
                // What does not fit the schema or makes a policy err is a defect, and there is no clause to name.
                let by = asking.filter(|_| verdict == Some(Verdict::Denied)).and_then(|asking| asking.reason());
                Decision::Refused(explain::refusal(policies, by, question.action, *limits, language))
            }
            _ => Decision::Unseen,
        }
    }

    fn statement(&self, asked: Asked) -> Statement<'_> {
        let Inner { policies, kinds, limits, .. } = &*self.0;
        let About { mentioned, by_grant, .. } = policies.about(asked);
        Statement { kinds, mentioned, by_grant: *by_grant, limits: *limits }
    }

    /// What is left of that for a program of theirs. No answer becomes wider: what was allowed may be refused, and what was
    /// known unseen.
    fn narrow(&self, language: &str, question: &Question<'_>, decision: Decision) -> Decision {
        let Some(token) = question.token else { return decision };
        let here = question.engagement.map(|facts| facts.engagement.id);
        if token.engagement.is_some() && token.engagement != here {
            return Decision::Unseen;
        }
        let Inner { policies, limits, .. } = &*self.0;
        let enough = token.scope == TokenScope::Work || policies.about(Asked::Do(question.action)).sees;
        let beyond = match &decision {
            Decision::Allowed { .. } => !enough,
            // Nobody sits before a program who could show the factors.
            Decision::Refused(refusal) => refusal.clause == explain::STEP_UP,
            Decision::Unseen => false,
        };
        match beyond {
            true => Decision::Refused(explain::beyond_token(question.action, *limits, language)),
            false => decision,
        }
    }

    /// Whether the person may know of what they asked about (invariant 6), whatever they owe and whichever device they are on.
    fn knows<'a>(&'a self, question: &Question<'_>, facts: &'a Facts, asked: Option<&Asking<'a>>) -> bool {
        let stated = question.engagement.map(|facts| facts.engagement.id);
        if question.resource.engagement().is_some_and(|own| Some(own) != stated) {
            return false;
        }
        let (known, resource) = match (&question.resource, &facts.engagement) {
            (Resource::Installation, None)
                if matches!(question.action, Action::ChangeOwnAccess | Action::SignDocument) =>
            {
                (Known::Oneself, facts.resource.clone())
            }
            (Resource::Installation, None) => (Known::Installation, facts.resource.clone()),
            (Resource::ReviewRow(_), None) => (Known::Row, facts.resource.clone()),
            (Resource::Device(_), None) => (Known::Device, facts.resource.clone()),
            (Resource::Incident(_), None) => (Known::Incident, facts.resource.clone()),
            (_, None) => return false,
            (_, Some(_)) if question.resource.holding().is_some() => (Known::Holding, facts.resource.clone()),
            (_, Some(engagement)) => (Known::Engagement, engagement.clone()),
        };
        let asking = Asking::new(&self.0.policies, Asked::Know(known), facts, resource, asked);
        asking.is_some_and(|asking| matches!(asking.verdict(), Verdict::Allowed(_)))
    }

    fn clauses(&self, by: &HashSet<PolicyID>) -> Vec<String> {
        let mut clauses: Vec<String> =
            by.iter().filter_map(|id| self.0.policies.clause(id)).map(str::to_owned).collect();
        clauses.sort_unstable();
        clauses.dedup();
        clauses
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reasons::reasons;
    use crate::sample::{self, ASKABLE, CIRCUMSTANCES, Case, Who};
    use cedar_policy::{Authorizer, Decision as Cedar, Entities, EntityUid, PolicySet, Request};
    use std::collections::BTreeSet;

    #[test]
    fn the_permits_alone_are_complete_so_that_no_forbid_holds_a_door_shut() {
        let whole = Gate::new().expect("valid");
        let permits = Gate::by(Policies::new().expect("valid").permits_only(), Limits::default()).expect("valid");
        for circumstance in CIRCUMSTANCES {
            for (action, on) in ASKABLE {
                for who in Who::ALL {
                    let mut case = Case::new(who, *action, *on);
                    case.change(circumstance);
                    let asked = Asked::Do(*action);
                    let facts = whole.statement(asked).facts(&case.question()).expect("the sample fits");
                    let allowed = |gate: &Gate| matches!(verdict(gate, asked, &facts), Some(Verdict::Allowed(_)));
                    assert_eq!(allowed(&whole), allowed(&permits), "{who:?} {action} {on:?} {circumstance}");
                }
            }
        }
    }

    #[test]
    fn cedar_judges_alike_by_the_policies_as_they_are_written() {
        let gate = Gate::new().expect("valid");
        let policies = &gate.0.policies;
        let written = PolicySet::from_policies(policies.all().iter().cloned()).expect("no two share an id");
        for circumstance in CIRCUMSTANCES.iter().step_by(6) {
            for (action, on) in ASKABLE {
                for who in [Who::Officer, Who::Lead, Who::Supplier, Who::Auditor, Who::Unassigned, Who::Contact] {
                    let mut case = Case::new(who, *action, *on);
                    case.change(circumstance);
                    let asked = Asked::Do(*action);
                    let facts = gate.statement(asked).facts(&case.question()).expect("the sample fits");
                    let (decision, by) = as_written(policies, &written, asked, &facts);
                    let asking = Asking::new(policies, asked, &facts, facts.resource.clone(), None).expect("it fits");
                    let place = format!("{who:?} {action} {on:?} {circumstance}");
                    match asking.verdict() {
                        Verdict::Allowed(ours) => {
                            let ours = ours.iter().map(ToString::to_string).collect();
                            assert_eq!((decision, by), (Cedar::Allow, ours), "{place}");
                        }
                        verdict => {
                            assert_eq!((verdict, decision), (Verdict::Denied, Cedar::Deny), "{place}");
                            let first = reasons().find(|reason| by.contains(reason.policy)).map(|reason| reason.policy);
                            assert_eq!(asking.reason().map(AsRef::as_ref), first, "{place}");
                        }
                    }
                }
            }
        }
    }

    fn verdict(gate: &Gate, asked: Asked, facts: &Facts) -> Option<Verdict> {
        Asking::new(&gate.0.policies, asked, facts, facts.resource.clone(), None).map(|asking| asking.verdict())
    }

    /// What Cedar says by its public interface, given every policy and the groups of actions.
    fn as_written(policies: &Policies, all: &PolicySet, asked: Asked, facts: &Facts) -> (Cedar, BTreeSet<String>) {
        let groups: Vec<_> = policies.actions().iter().cloned().collect();
        let entities = Entities::from(facts.entities.clone()).add_entities(groups, None).expect("no two contradict");
        let [principal, action, resource] =
            [&facts.principal, &policies.about(asked).action, &facts.resource].map(|uid| EntityUid::from(uid.clone()));
        let request = Request::new(principal, action, resource, facts.context.clone().into(), None).expect("it fits");
        let response = Authorizer::new().is_authorized(&request, all, &entities);
        (response.decision(), response.diagnostics().reason().map(ToString::to_string).collect())
    }

    #[test]
    fn limits_may_be_tightened() {
        let strict = Gate::with(Limits { step_up_secs: 10, grant_days: 5, ..Limits::default() }).expect("valid");
        let closing = Case::new(Who::Lead, Action::CloseEngagement, sample::On::Engagement);
        assert!(Gate::new().expect("valid").decide(&closing.question()).is_allowed());
        assert!(!strict.decide(&closing.question()).is_allowed());
        let mut approving = Case::new(Who::Lead, Action::ApproveGrant, sample::On::Grant);
        approving.strength.factors_age_secs = 0;
        let Decision::Refused(refusal) = strict.decide(&approving.question()) else {
            panic!("seven days are too long")
        };
        assert_eq!((refusal.clause.as_str(), refusal.reason.as_str()), ("D3.1", "A grant runs for 1 to 5 days."));
    }

    #[test]
    fn a_policy_that_errs_refuses_even_what_another_permits() {
        let overflow = |action: &str| {
            let policy =
                format!("forbid (principal, {action}, resource) when {{ context.now + 9223372036854775807 < 0 }};");
            Gate::by(Policies::new().expect("valid").and(&policy), Limits::default()).expect("valid")
        };
        let case = Case::new(Who::Lead, Action::ViewEngagement, sample::On::Engagement);
        assert!(Gate::new().expect("valid").decide(&case.question()).is_allowed());
        let Decision::Refused(told) = overflow("action in Action::\"within\"").decide(&case.question()) else {
            panic!("it is known, and not allowed")
        };
        assert!(told.reason.starts_with("Nothing permits"), "{told:?}");
        assert_eq!(overflow("action").decide(&case.question()), Decision::Unseen);
    }

    #[test]
    fn a_refusal_speaks_the_language_asked_for() {
        let mut case = Case::new(Who::Consultant, Action::OpenHolding, sample::On::Table);
        case.change("no grant");
        let Decision::Refused(told) = Gate::new().expect("valid").decide_in("fr", &case.question()) else {
            panic!("no grant")
        };
        assert_eq!(told.promise, "Accès minimal");
        assert!(told.reason.starts_with("Vous n’avez aucune autorisation"));
    }
}
