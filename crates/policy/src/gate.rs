//! The gate itself.

use crate::entities::{Facts, Kinds, action_uid};
use crate::explain;
use crate::policies::Policies;
use crate::question::{Decision, Limits, Question, Resource};
use bailee_model::{Action, Error, Organisation, PersonState, Result};
use cedar_policy::{Authorizer, Decision as Cedar, EntityUid, PolicyId, Request};
use std::sync::Arc;

/// Decides by the policies in `policies/*.cedar`. Cheap to clone; keeps nothing between questions.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    policies: Policies,
    authorizer: Authorizer,
    kinds: Kinds,
    limits: Limits,
}

/// What Cedar said, with the policies that made it so.
enum Verdict {
    Allowed(Vec<PolicyId>),
    Denied(Vec<PolicyId>),
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
        Ok(Self(Arc::new(Inner { policies, authorizer: Authorizer::new(), kinds, limits })))
    }

    /// Decides, with refusals in English.
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        self.decide_in("en", question)
    }

    /// Decides, with refusals in this language: `fr`, or English for any other.
    pub fn decide_in(&self, language: &str, question: &Question<'_>) -> Decision {
        let Inner { policies, kinds, limits, .. } = &*self.0;
        // Facts that cannot be stated in the schema's terms are not shown to exist either.
        let Ok(facts) = kinds.facts(question, *limits, policies) else { return Decision::Unseen };
        match self.ask(&facts, question.action, facts.resource.clone()) {
            Verdict::Allowed(by) => Decision::Allowed { clauses: self.clauses(&by) },
            Verdict::Denied(by) if self.sees(question, &facts) => {
                Decision::Refused(explain::refusal(policies, &by, question.action, *limits, language))
            }
            Verdict::Denied(_) => Decision::Unseen,
        }
    }

    fn ask(&self, facts: &Facts, action: Action, resource: EntityUid) -> Verdict {
        let Inner { policies, authorizer, .. } = &*self.0;
        let (principal, context) = (facts.principal.clone(), facts.context.clone());
        let Ok(request) = Request::new(principal, action_uid(action), resource, context, Some(&policies.schema)) else {
            return Verdict::Denied(Vec::new());
        };
        let response = authorizer.is_authorized(&request, &policies.about(action).set, &facts.entities);
        let by = response.diagnostics().reason().cloned().collect();
        // Cedar skips a policy that errs; were that a `forbid`, its door would stand open.
        let erred = response.diagnostics().errors().next().is_some();
        match response.decision() {
            Cedar::Allow if !erred => Verdict::Allowed(by),
            _ if erred => Verdict::Denied(Vec::new()),
            _ => Verdict::Denied(by),
        }
    }

    /// Whether the person may know of what they asked about (invariant 6).
    fn sees(&self, question: &Question<'_>, facts: &Facts) -> bool {
        let Some(engagement) = &facts.engagement else {
            let who = question.who;
            return matches!(question.resource, Resource::Installation)
                && who.organisation == Organisation::Firm
                && who.state == PersonState::Active
                && question.strength.two_factors;
        };
        let stated = question.engagement.map(|facts| facts.engagement.id);
        if question.resource.engagement().is_some_and(|own| Some(own) != stated) {
            return false;
        }
        let (action, resource) = match question.resource.holding() {
            Some(_) => (Action::ListHolding, facts.resource.clone()),
            None => (Action::ViewEngagement, engagement.clone()),
        };
        matches!(self.ask(facts, action, resource), Verdict::Allowed(_))
    }

    fn clauses(&self, by: &[PolicyId]) -> Vec<String> {
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
    use crate::sample::{self, ASKABLE, CIRCUMSTANCES, Case, Who};

    #[test]
    fn the_permits_alone_are_complete_so_that_no_forbid_holds_a_door_shut() {
        let whole = Gate::new().expect("valid");
        let permits = Gate::by(Policies::new().expect("valid").permits_only(), Limits::default()).expect("valid");
        let Inner { policies, kinds, limits, .. } = &*whole.0;
        for circumstance in CIRCUMSTANCES {
            for (action, on) in ASKABLE {
                for who in Who::ALL {
                    let mut case = Case::new(who, *action, *on);
                    case.change(circumstance);
                    let facts = kinds.facts(&case.question(), *limits, policies).expect("the sample fits");
                    let allowed =
                        |gate: &Gate| matches!(gate.ask(&facts, *action, facts.resource.clone()), Verdict::Allowed(_));
                    assert_eq!(allowed(&whole), allowed(&permits), "{who:?} {action} {on:?} {circumstance}");
                }
            }
        }
    }

    #[test]
    fn limits_may_be_tightened() {
        let strict = Gate::with(Limits { step_up_secs: 10, grant_days: 5 }).expect("valid");
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
        let overflow = "forbid (principal, action in Action::\"within\", resource) \
                        when { context.now + 9223372036854775807 < 0 };";
        let policies = Policies::new().expect("valid").and(overflow);
        let gate = Gate::by(policies, Limits::default()).expect("valid");
        let case = Case::new(Who::Lead, Action::ViewEngagement, sample::On::Engagement);
        assert!(Gate::new().expect("valid").decide(&case.question()).is_allowed());
        assert_eq!(gate.decide(&case.question()), Decision::Unseen);
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
