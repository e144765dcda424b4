//! In which circumstances a question is asked: its context.

use crate::entities::Statement;
use crate::kinds::one;
use crate::posture;
use crate::question::{EngagementFacts, Question};
use bailee_model::Grant;
use cedar_policy_core::ast::{Context, Value};
use std::sync::Arc;

impl Statement<'_> {
    /// The circumstances, with the grant that is leaned on.
    pub(crate) fn context(&self, question: &Question<'_>, grant: Option<&Grant>) -> Context {
        let (kinds, limits) = (self.kinds, self.limits);
        // Factors shown in the future are a clock gone wrong, and as good as never shown; a program shows none at all.
        let age = Some(question.strength.factors_age_secs).filter(|age| *age >= 0 && question.token.is_none());
        let strength = record([
            pair("two_factors", question.strength.two_factors),
            pair("age_secs", age.unwrap_or(i64::MAX)),
            pair("step_up_secs", limits.step_up_secs),
        ]);
        let mut context = vec![pair("strength", strength)];
        let Some(EngagementFacts { engagement, holds_running, .. }) = question.engagement else {
            context.push(pair("alone", question.alone));
            return stated(context);
        };
        let missing = posture::missing(question.who, question.device, limits, question.now);
        let missing = kinds.device_check.set(missing.into_iter().map(|check| check as usize));
        context.extend([
            pair("engagement", one(&kinds.engagement, engagement.id.as_bytes())),
            pair("now", question.now.as_second()),
            pair("device", record([pair("missing", missing)])),
            pair("grant_days", limits.grant_days),
            pair("classes", self.classes(question.resource.classes())),
            pair("hold_runs", holds_running),
        ]);
        context.extend(question.resource.accepted().map(|accepted| pair("accepted", accepted)));
        context.extend(question.resource.lowers().map(|lowers| pair("lowers", lowers)));
        context.extend(question.purpose.map(|purpose| pair("purpose", kinds.purpose.value(purpose as usize))));
        context.extend(grant.map(|grant| pair("grant", one(&kinds.grant, grant.id.as_bytes()))));
        stated(context)
    }
}

fn pair(name: &'static str, value: impl Into<Value>) -> (&'static str, Value) {
    (name, value.into())
}

fn record(pairs: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::record(pairs, None)
}

fn stated(context: Vec<(&'static str, Value)>) -> Context {
    Context::Value(Arc::new(context.into_iter().map(|(name, value)| (name.into(), value)).collect()))
}
