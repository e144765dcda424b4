//! One question to Cedar: may this principal do this, to this, in this context?

use crate::entities::Facts;
use crate::policies::{About, Asked, Policies};
use crate::sliced::Told;
use cedar_policy_core::ast::{
    EntityUID, EntityUIDEntry, Expr, Literal, PolicyID, PolicySet, Request, RequestSchema, SlotEnv, ValueKind,
};
use cedar_policy_core::authorizer::{Authorizer, Decision, Response};
use cedar_policy_core::evaluator::Evaluator;
use cedar_policy_core::extensions::Extensions;
use std::collections::HashSet;

/// A question that fits the schema.
pub(crate) struct Asking<'a> {
    about: &'a About,
    facts: &'a Facts,
    request: Request,
}

/// What Cedar said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Allowed, by these policies.
    Allowed(HashSet<PolicyID>),
    /// Permitted by none, or forbidden.
    Denied,
    /// A policy erred. Cedar skips a policy that errs; were that a `forbid`, its door would stand open.
    Erred,
}

impl<'a> Asking<'a> {
    /// None when it does not fit the schema. The context is checked once for all questions on the same facts that the schema
    /// wants the same context for: `before` is one of them.
    pub(crate) fn new(
        policies: &'a Policies,
        asked: Asked,
        facts: &'a Facts,
        resource: EntityUID,
        before: Option<&Self>,
    ) -> Option<Self> {
        let (schema, about) = (policies.schema(), policies.about(asked));
        let (principal, action) = (facts.principal.clone(), about.action.clone());
        let checked = |it: &Self| std::ptr::eq(it.facts, facts) && it.about.context == about.context;
        let fits = before.is_some_and(checked);
        if fits {
            schema.validate_scope_variables(Some(&principal), Some(&action), Some(&resource)).ok()?;
        }
        let [principal, action, resource] = [principal, action, resource].map(|uid| EntityUIDEntry::known(uid, None));
        let request = Request::new_unchecked(principal, action, resource, Some(facts.context.clone()));
        if !fits {
            schema.validate_request(&request, Extensions::all_available()).ok()?;
        }
        Some(Self { about, facts, request })
    }

    /// Allowed is what a policy permits and none forbids. Most who are refused are permitted by none: that is asked first.
    pub(crate) fn verdict(&self) -> Verdict {
        let permitted = self.judged(&self.about.permitting);
        let allowed = permitted.and_then(|by| self.judged(&self.about.forbidding).map(|_| by));
        allowed.map_or_else(|verdict| verdict, Verdict::Allowed)
    }

    /// The policies by which Cedar allows it, going by these.
    fn judged(&self, policies: &PolicySet) -> Result<HashSet<PolicyID>, Verdict> {
        let Response { decision, diagnostics } =
            Authorizer::new().is_authorized(self.request.clone(), policies, &self.facts.entities);
        match decision {
            _ if !diagnostics.errors.is_empty() => Err(Verdict::Erred),
            Decision::Deny => Err(Verdict::Denied),
            Decision::Allow => Ok(diagnostics.reason),
        }
    }

    /// The policy whose reason is told: the first, in the order of telling, of those that forbid. None when none does.
    pub(crate) fn reason(&self) -> Option<&'a PolicyID> {
        let about = self.about;
        let evaluator = Evaluator::new(self.request.clone(), &self.facts.entities, Extensions::all_available());
        let slots = SlotEnv::new();
        // Like Cedar itself, it skips what errs: nothing is decided here.
        let holds = |condition: &Expr| {
            let value = evaluator.interpret(condition, &slots);
            value.is_ok_and(|value| matches!(value.value_kind(), ValueKind::Lit(Literal::Bool(true))))
        };
        let mut scopes: Vec<Option<bool>> = vec![None; about.telling.scopes.len()];
        let mut forbids = |told: &&Told| {
            let scope = scopes[told.scope].get_or_insert_with(|| holds(&about.telling.scopes[told.scope]));
            *scope && holds(&told.condition)
        };
        about.telling.each.iter().find(|told| forbids(told)).map(|told| &told.policy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::Statement;
    use crate::kinds::Kinds;
    use crate::parameters::Limits;
    use crate::policies::Known;
    use crate::sample::{ASKABLE, CIRCUMSTANCES, Case, On, Who};
    use bailee_model::Action;
    use cedar_policy_core::ast::{Context, Value};
    use std::sync::Arc;

    fn facts(policies: &Policies, kinds: &Kinds, case: &Case) -> Facts {
        let question = case.question();
        let About { mentioned, by_grant, .. } = policies.about(Asked::Do(question.action));
        let statement = Statement { kinds, mentioned, by_grant: *by_grant, limits: Limits::default() };
        statement.facts(&question).expect("the sample fits")
    }

    #[test]
    fn a_context_that_was_checked_before_is_as_good_as_one_checked_again() {
        let (policies, kinds) = (Policies::new().expect("valid"), Kinds::new().expect("names"));
        let mut spared = 0;
        for circumstance in CIRCUMSTANCES.iter().step_by(5) {
            for (action, on) in ASKABLE {
                let mut case = Case::new(Who::Lead, *action, *on);
                case.change(circumstance);
                let facts = facts(&policies, &kinds, &case);
                let here = || facts.resource.clone();
                let before = Asking::new(&policies, Asked::Do(*action), &facts, here(), None).expect("it fits");
                for asked in Asked::all() {
                    let again = Asking::new(&policies, asked, &facts, here(), None).map(|asking| asking.verdict());
                    let after = Asking::new(&policies, asked, &facts, here(), Some(&before));
                    spared += usize::from(after.as_ref().is_some_and(|it| it.about.context == before.about.context));
                    assert_eq!(after.map(|asking| asking.verdict()), again, "{action} {on:?} {circumstance} {asked:?}");
                }
            }
        }
        assert!(spared > 0);
    }

    #[test]
    fn what_does_not_fit_the_schema_is_not_asked() {
        let (policies, kinds) = (Policies::new().expect("valid"), Kinds::new().expect("names"));
        let facts = facts(&policies, &kinds, &Case::new(Who::Lead, Action::OpenHolding, On::Table));
        let here = || facts.resource.clone();
        let opening = Asked::Do(Action::OpenHolding);
        let before = Asking::new(&policies, opening, &facts, here(), None).expect("it fits");
        let asked = |asked, before| Asking::new(&policies, asked, &facts, here(), before).is_some();
        assert!(asked(Asked::Know(Known::Holding), Some(&before)));
        // Another resource, and another context.
        assert!(!asked(Asked::Do(Action::LoadTest), Some(&before)) && !asked(Asked::Do(Action::LoadTest), None));
        assert!(!asked(Asked::Know(Known::Installation), Some(&before)));
        let Context::Value(context) = &facts.context else { panic!("nothing in it is unknown") };
        for name in ["strength", "engagement", "now", "device", "grant_days", "classes", "hold_runs"] {
            let (mut without, mut other) = (context.clone(), context.clone());
            Arc::make_mut(&mut without).remove(name);
            Arc::make_mut(&mut other).insert(name.into(), Value::from("something else"));
            for context in [without, other].map(Context::Value) {
                let facts = Facts { context, ..facts.clone() };
                assert!(Asking::new(&policies, opening, &facts, here(), None).is_none(), "{name}");
                // Only facts that were checked are spared.
                assert!(Asking::new(&policies, opening, &facts, here(), Some(&before)).is_none(), "{name}");
            }
        }
    }
}
