//! Policies made quicker to judge, without saying anything else.
//!
//! Cedar puts the condition of every policy together anew at each question, and evaluates each of its parts by itself. So
//! among the policies of one action none compares the action any more; those that forbid are judged as one; and what several
//! of them ask for is asked once. Only to somebody who is refused is it told which of them it was: [`Telling`].

use crate::policies::defect;
use bailee_model::Result;
use cedar_policy::pst::{
    ActionConstraint, BinaryOp, Clause, EntityOrSlot, EntityUID, Expr, Literal, Policy as Syntax, PrincipalConstraint,
    ResourceConstraint, StaticPolicy, Template, UnaryOp, Var,
};
use cedar_policy::{Policy, PolicyId, PolicySet};
use cedar_policy_core::ast;
use std::collections::HashSet;
use std::sync::Arc;

/// A policy without its action: among the policies of one action, it says the same.
pub(crate) struct Sliced {
    pub(crate) policy: Policy,
    body: Template,
    /// Every name that occurs in its text, attributes among them.
    pub(crate) names: HashSet<String>,
}

/// A policy that forbids, as what several have in common and what is its own. It forbids where both hold.
struct Forbid {
    scope: Arc<Expr>,
    condition: Arc<Expr>,
}

/// The policies that forbid, one by one, in the order of telling.
pub(crate) struct Telling {
    /// What several have in common.
    pub(crate) scopes: Vec<ast::Expr>,
    pub(crate) each: Vec<Told>,
}

/// A policy that forbids where its scope and its condition hold.
pub(crate) struct Told {
    pub(crate) policy: ast::PolicyID,
    /// Its place among the scopes.
    pub(crate) scope: usize,
    pub(crate) condition: ast::Expr,
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

    fn forbid(&self) -> Result<Forbid> {
        let conditions = self.body.clauses().iter().map(|clause| match clause {
            Clause::When(condition) => condition.clone(),
            Clause::Unless(condition) => not(condition.clone()),
        });
        let condition = joined(BinaryOp::And, conditions);
        let scope = of_principal(&self.body.principal)?.into_iter().chain(of_resource(&self.body.resource)?);
        // What contains something is not empty: said beforehand, it is asked once for many.
        let scope = joined(BinaryOp::And, scope.chain(non_empty(&condition)));
        Ok(Forbid { scope, condition })
    }
}

fn parsed(body: Template) -> Result<Policy> {
    let policy = StaticPolicy::try_from(body).map_err(|error| defect("*.cedar", error))?;
    Policy::from_pst(Syntax::Static(policy)).map_err(|error| defect("*.cedar", error))
}

/// These policies, one by one.
pub(crate) fn permitting(permits: &[&Sliced]) -> Result<ast::PolicySet> {
    set(permits.iter().map(|sliced| sliced.policy.clone()))
}

/// All of these as one, and whatever else permitted: what Cedar allows by this set, none of them forbids.
pub(crate) fn forbidding(forbids: &[&Sliced]) -> Result<ast::PolicySet> {
    let anything = Policy::parse(Some(PolicyId::new("anything")), "permit (principal, action, resource);");
    let anything = anything.map_err(|error| defect("anything", error))?;
    set(as_one(forbids)?.into_iter().chain([anything]))
}

fn set(policies: impl Iterator<Item = Policy>) -> Result<ast::PolicySet> {
    let set = PolicySet::from_policies(policies).map_err(|error| defect("*.cedar", error))?;
    Ok(AsRef::<ast::PolicySet>::as_ref(&set).clone())
}

/// One policy that forbids whatever any of these does; none when there are none.
fn as_one(forbids: &[&Sliced]) -> Result<Option<Policy>> {
    let Some(first) = forbids.first() else { return Ok(None) };
    let mut by_scope: Vec<(Arc<Expr>, Arc<Expr>)> = Vec::new();
    for sliced in forbids {
        let Forbid { scope, condition } = sliced.forbid()?;
        match by_scope.iter_mut().find(|(other, _)| *other == scope) {
            Some((_, any)) => *any = both(BinaryOp::Or, any.clone(), condition),
            None => by_scope.push((scope, condition)),
        }
    }
    let any_of = by_scope.into_iter().map(|(scope, any)| both(BinaryOp::And, scope, any));
    let mut body = first.body.clone().with_annotations(Default::default());
    (body.principal, body.resource) = (PrincipalConstraint::Any, ResourceConstraint::Any);
    let body = body
        .try_with_clauses([Clause::When(joined(BinaryOp::Or, any_of))])
        .map_err(|error| defect("*.cedar", error))?;
    parsed(body).map(Some)
}

/// These policies, which are in the order of telling.
pub(crate) fn telling(forbids: &[&Sliced]) -> Result<Telling> {
    let (mut scopes, mut each) = (Vec::new(), Vec::new());
    for sliced in forbids {
        let Forbid { scope, condition } = sliced.forbid()?;
        let (policy, scope) = (ast::PolicyID::from_string(sliced.policy.id()), place(scope, &mut scopes));
        each.push(Told { policy, scope, condition: Arc::unwrap_or_clone(condition).into() });
    }
    let scopes = scopes.into_iter().map(|scope| Arc::unwrap_or_clone(scope).into()).collect();
    Ok(Telling { scopes, each })
}

/// Its place among these, where it is put when it is new.
pub(crate) fn place<T: PartialEq>(it: T, among: &mut Vec<T>) -> usize {
    among.iter().position(|other| *other == it).unwrap_or_else(|| {
        among.push(it);
        among.len() - 1
    })
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

/// That the set is not empty, for a condition which holds only when it contains something.
fn non_empty(condition: &Expr) -> Option<Arc<Expr>> {
    match condition {
        Expr::BinaryOp { op: BinaryOp::Contains, left, .. } => {
            Some(not(Arc::new(Expr::UnaryOp { op: UnaryOp::IsEmpty, expr: left.clone() })))
        }
        _ => None,
    }
}

/// What a scope asks of the principal, as a condition.
fn of_principal(scope: &PrincipalConstraint) -> Result<Option<Arc<Expr>>> {
    match scope {
        PrincipalConstraint::Any => Ok(None),
        PrincipalConstraint::In(EntityOrSlot::Entity(group)) => Ok(Some(within(Var::Principal, group))),
        other => Err(defect("*.cedar", format!("no policy that forbids has such a scope yet: {other:?}"))),
    }
}

fn within(variable: Var, group: &EntityUID) -> Arc<Expr> {
    let group = Arc::new(Expr::Literal(Literal::EntityUID(group.clone())));
    both(BinaryOp::In, Arc::new(Expr::Var(variable)), group)
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
