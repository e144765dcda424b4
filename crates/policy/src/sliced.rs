//! Policies made quicker to judge, without saying anything else.
//!
//! Cedar puts the condition of every policy together anew at each question. So among the policies of one action none compares
//! the action any more, and those that forbid are judged as one; only when that one holds are they asked one by one which of
//! them it was.

use crate::policies::defect;
use bailee_model::Result;
use cedar_policy::Policy;
use cedar_policy::pst::{
    ActionConstraint, BinaryOp, Clause, EntityOrSlot, EntityUID, Expr, Literal, Policy as Syntax, PrincipalConstraint,
    ResourceConstraint, StaticPolicy, Template, UnaryOp, Var,
};
use std::collections::HashSet;
use std::sync::Arc;

/// A policy without its action: among the policies of one action, it says the same.
pub(crate) struct Sliced {
    pub(crate) policy: Policy,
    body: Template,
    /// Every name that occurs in its text, attributes among them.
    pub(crate) names: HashSet<String>,
}

impl Sliced {
    pub(crate) fn new(policy: &Policy) -> Result<Self> {
        let text = policy.to_string();
        let names =
            text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).map(str::to_owned).collect();
        let Syntax::Static(written) = policy.to_pst().map_err(|error| defect("*.cedar", error))? else {
            return Err(defect("*.cedar", format!("{} is a template", policy.id())));
        };
        let mut body = written.body().clone();
        body.action = ActionConstraint::Any;
        Ok(Self { policy: parsed(body.clone())?, body, names })
    }
}

fn parsed(body: Template) -> Result<Policy> {
    let policy = StaticPolicy::try_from(body).map_err(|error| defect("*.cedar", error))?;
    Policy::from_pst(Syntax::Static(policy)).map_err(|error| defect("*.cedar", error))
}

/// One policy that forbids whatever any of these does; none when there are none.
pub(crate) fn as_one(forbids: &[&Sliced]) -> Result<Option<Policy>> {
    let Some(first) = forbids.first() else { return Ok(None) };
    let mut by_principal: Vec<(&PrincipalConstraint, Arc<Expr>)> = Vec::new();
    for Sliced { body, .. } in forbids {
        let conditions = body.clauses().iter().map(|clause| match clause {
            Clause::When(condition) => condition.clone(),
            Clause::Unless(condition) => not(condition.clone()),
        });
        let condition = joined(BinaryOp::And, of_resource(&body.resource)?.into_iter().chain(conditions));
        match by_principal.iter_mut().find(|(principal, _)| *principal == &body.principal) {
            Some((_, any)) => *any = both(BinaryOp::Or, any.clone(), condition),
            None => by_principal.push((&body.principal, condition)),
        }
    }
    let mut any_of = Vec::new();
    for (principal, any) in by_principal {
        any_of.push(joined(BinaryOp::And, of_principal(principal)?.into_iter().chain([any])));
    }
    let mut body = first.body.clone().with_annotations(Default::default());
    (body.principal, body.resource) = (PrincipalConstraint::Any, ResourceConstraint::Any);
    let body = body
        .try_with_clauses([Clause::When(joined(BinaryOp::Or, any_of.into_iter()))])
        .map_err(|error| defect("*.cedar", error))?;
    parsed(body).map(Some)
}

fn both(op: BinaryOp, left: Arc<Expr>, right: Arc<Expr>) -> Arc<Expr> {
    Arc::new(Expr::BinaryOp { op, left, right })
}

fn not(condition: Arc<Expr>) -> Arc<Expr> {
    Arc::new(Expr::UnaryOp { op: UnaryOp::Not, expr: condition })
}

fn joined(op: BinaryOp, conditions: impl Iterator<Item = Arc<Expr>>) -> Arc<Expr> {
    conditions.reduce(|one, other| both(op, one, other)).unwrap_or_else(|| Arc::new(Expr::Literal(Literal::Bool(true))))
}

fn within(variable: Var, group: &EntityUID) -> Arc<Expr> {
    let group = Arc::new(Expr::Literal(Literal::EntityUID(group.clone())));
    both(BinaryOp::In, Arc::new(Expr::Var(variable)), group)
}

/// What a scope asks of the principal, as a condition.
fn of_principal(scope: &PrincipalConstraint) -> Result<Option<Arc<Expr>>> {
    match scope {
        PrincipalConstraint::Any => Ok(None),
        PrincipalConstraint::In(EntityOrSlot::Entity(group)) => Ok(Some(within(Var::Principal, group))),
        other => Err(defect("*.cedar", format!("no policy that forbids has such a scope yet: {other:?}"))),
    }
}

/// What a scope asks of the resource, as a condition.
fn of_resource(scope: &ResourceConstraint) -> Result<Option<Arc<Expr>>> {
    let resource = Arc::new(Expr::Var(Var::Resource));
    match scope {
        ResourceConstraint::Any => Ok(None),
        ResourceConstraint::Is(kind) => {
            Ok(Some(Arc::new(Expr::Is { expr: resource, entity_type: kind.clone(), in_expr: None })))
        }
        other => Err(defect("*.cedar", format!("no policy that forbids has such a scope yet: {other:?}"))),
    }
}
