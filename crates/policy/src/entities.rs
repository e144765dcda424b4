//! A question's facts as the entities and the context that Cedar judges.

use crate::kinds::{Kinds, Team, group, one, uid};
use crate::parameters::Limits;
use crate::question::{EngagementFacts, Question, Resource};
use bailee_model::{
    Assignment, Category, Checkout, ColumnClass, DropLink, Engagement, Grant, GrantId, Holding, Incident, Organisation,
    OutLink, Person, PersonId, ReviewRow, Role, Standing, System, UnusualUse,
};
use cedar_policy_core::ast::{Context, Entity, EntityUID, PartialValue, Value};
use cedar_policy_core::entities::{Entities, NoEntitiesSchema, TCComputation};
use cedar_policy_core::extensions::Extensions;
use std::collections::HashSet;

/// Why facts could not be stated; always a defect, and always a refusal.
pub(crate) type Misfit = Box<dyn std::error::Error + Send + Sync>;

/// Everything Cedar needs to judge one question, and with it whether the person may know of the thing.
#[cfg_attr(test, derive(Clone))]
pub(crate) struct Facts {
    pub(crate) principal: EntityUID,
    pub(crate) resource: EntityUID,
    pub(crate) engagement: Option<EntityUID>,
    pub(crate) context: Context,
    pub(crate) entities: Entities,
    /// The grant to lean on.
    pub(crate) grant: Option<GrantId>,
}

/// States facts in Cedar's terms.
pub(crate) struct Statement<'a> {
    pub(crate) kinds: &'a Kinds,
    /// The names that the policies of this question mention. An attribute that is none of them is left out; were one left
    /// out that is asked for after all, the policy would err, and the answer be a refusal.
    pub(crate) mentioned: &'a HashSet<String>,
    pub(crate) by_grant: bool,
    pub(crate) limits: Limits,
}

/// The attributes of an entity, as far as they are mentioned.
struct Attributes<'a> {
    mentioned: &'a HashSet<String>,
    stated: Vec<(&'static str, PartialValue)>,
}

impl Attributes<'_> {
    fn with(mut self, name: &'static str, value: impl FnOnce() -> Value) -> Self {
        if self.mentioned.contains(name) {
            self.stated.push((name, value().into()));
        }
        self
    }

    fn with_some<T>(self, name: &'static str, fact: Option<T>, value: impl FnOnce(T) -> Value) -> Self {
        match fact {
            Some(fact) => self.with(name, || value(fact)),
            None => self,
        }
    }

    fn of(self, uid: EntityUID, parents: impl IntoIterator<Item = EntityUID>) -> Entity {
        let stated = self.stated.into_iter().map(|(name, value)| (name.into(), value));
        Entity::new_with_attr_partial_value(uid, stated, HashSet::new(), parents.into_iter().collect(), [])
    }
}

fn set(values: impl IntoIterator<Item = Value>) -> Value {
    Value::set(values, None)
}

impl Statement<'_> {
    /// The facts of a question. The entities fit the schema by construction, which a test sees to, and are not checked again
    /// at every question; the request and its context are.
    pub(crate) fn facts(&self, question: &Question<'_>) -> Result<Facts, Misfit> {
        let running: Vec<&Assignment> = running_assignments(question);
        let grant = if self.by_grant { leaned_on(question, &running) } else { None };
        let sealed = question.engagement.map(|facts| facts.engagement.sealed.as_slice()).unwrap_or_default();
        let mut entities = Vec::with_capacity(4);
        entities.push(self.person(question, &running));
        if let Some(facts) = question.engagement {
            entities.push(self.engagement(facts));
        }
        if let Some(grant) = grant {
            entities.push(self.grant(grant, sealed));
        }
        entities.extend(self.resource_entity(&question.resource, sealed));
        Ok(Facts {
            principal: uid(&self.kinds.person, question.who.id.as_bytes()),
            resource: self.resource(question)?,
            engagement: question.engagement.map(|facts| uid(&self.kinds.engagement, facts.engagement.id.as_bytes())),
            context: self.context(question, grant),
            entities: together(entities)?,
            grant: grant.map(|grant| grant.id),
        })
    }

    fn attributes(&self) -> Attributes<'_> {
        Attributes { mentioned: self.mentioned, stated: Vec::with_capacity(12) }
    }

    fn somebody(&self, person: PersonId) -> Value {
        one(&self.kinds.person, person.as_bytes())
    }

    fn resource(&self, question: &Question<'_>) -> Result<EntityUID, Misfit> {
        let kinds = self.kinds;
        Ok(match question.resource {
            Resource::Installation => kinds.here.clone(),
            Resource::Engagement | Resource::Beginning { .. } => match question.engagement {
                Some(facts) => uid(&kinds.engagement, facts.engagement.id.as_bytes()),
                None => return Err("an engagement is asked about and none is given".into()),
            },
            Resource::System(system) => uid(&kinds.system, system.id.as_bytes()),
            Resource::Grant(grant) => uid(&kinds.grant, grant.id.as_bytes()),
            Resource::Checkout(checkout) => uid(&kinds.checkout, checkout.id.as_bytes()),
            Resource::UnusualUse(unusual) => uid(&kinds.unusual_use, unusual.id.as_bytes()),
            Resource::DropLink(link) => uid(&kinds.drop_link, link.id.as_bytes()),
            Resource::OutLink(link) => uid(&kinds.out_link, link.id.as_bytes()),
            Resource::ReviewRow(row) => uid(&kinds.review_row, row.id.as_bytes()),
            Resource::Device(device) => uid(&kinds.device, device.id.as_bytes()),
            Resource::Incident(incident) => uid(&kinds.incident, incident.id.as_bytes()),
            Resource::Holding(holding) | Resource::Columns { holding, .. } | Resource::Reclassify { holding, .. } => {
                uid(&kinds.holding, holding.id.as_bytes())
            }
        })
    }

    fn resource_entity(&self, resource: &Resource<'_>, sealed: &[Category]) -> Option<Entity> {
        match resource {
            Resource::Installation | Resource::Engagement | Resource::Beginning { .. } => None,
            Resource::System(system) => Some(self.system(system)),
            Resource::Grant(grant) => Some(self.grant(grant, sealed)),
            Resource::Checkout(checkout) => Some(self.checkout(checkout)),
            Resource::UnusualUse(unusual) => Some(self.unusual_use(unusual)),
            Resource::DropLink(link) => Some(self.drop_link(link)),
            Resource::OutLink(link) => Some(self.out_link(link)),
            Resource::ReviewRow(row) => Some(self.review_row(row)),
            Resource::Incident(incident) => Some(self.incident(incident)),
            Resource::Device(device) => {
                let attributes = self.attributes().with("person", || self.somebody(device.person));
                Some(attributes.of(uid(&self.kinds.device, device.id.as_bytes()), []))
            }
            Resource::Holding(holding) | Resource::Columns { holding, .. } | Resource::Reclassify { holding, .. } => {
                Some(self.holding(holding))
            }
        }
    }

    fn person(&self, question: &Question<'_>, running: &[&Assignment]) -> Entity {
        let (kinds, person) = (self.kinds, question.who);
        let organisation = match person.organisation {
            Organisation::Firm => kinds.firm_itself.clone(),
            Organisation::Client(client) => uid(&kinds.client, client.as_bytes()),
            Organisation::Supplier(supplier) => uid(&kinds.supplier, supplier.as_bytes()),
        };
        let owes = if person.organisation.works_for_firm() { question.outstanding } else { &[] };
        let assignments = running.iter().flat_map(|assignment| self.assigned(assignment));
        self.attributes()
            .with("standing", || kinds.standing.value(person.standing as usize))
            .with("state", || kinds.person_state.value(person.state as usize))
            .with("outstanding", || kinds.obligation.set(owes.iter().map(|each| *each as usize)))
            .of(
                uid(&kinds.person, person.id.as_bytes()),
                assignments.chain([organisation]).chain(self.workforces(question)),
            )
    }

    /// Those who may be given work are known; a subcontractor's people are of the workforce only where the client accepts it.
    fn workforces(&self, question: &Question<'_>) -> impl Iterator<Item = EntityUID> {
        let known = works(question.who);
        let accepted = match question.who.organisation {
            Organisation::Supplier(_) => question.engagement.is_none_or(|facts| facts.accepted),
            Organisation::Firm | Organisation::Client(_) => true,
        };
        let of = |is: bool, workforce: &EntityUID| is.then(|| workforce.clone());
        of(known, &self.kinds.workforce_known).into_iter().chain(of(known && accepted, &self.kinds.workforce_itself))
    }

    /// What an assignment makes somebody part of: itself, and the teams of its role.
    fn assigned(&self, assignment: &Assignment) -> impl Iterator<Item = EntityUID> {
        let team = |team| group(&self.kinds.team, assignment.engagement.as_bytes(), team);
        let leads = (assignment.role == Role::Lead).then(|| team(Team::Leads));
        let workers = matches!(assignment.role, Role::Lead | Role::Consultant | Role::Developer);
        let workers = workers.then(|| team(Team::Workers));
        let itself = uid(&self.kinds.assignment, assignment.id.as_bytes());
        [itself, team(Team::Whole)].into_iter().chain(leads).chain(workers)
    }

    fn engagement(&self, facts: EngagementFacts<'_>) -> Entity {
        let kinds = self.kinds;
        let Engagement { id, client, state, purposes, categories, regions, nda_required, .. } = facts.engagement;
        let team = |team| Value::from(group(&kinds.team, id.as_bytes(), team));
        self.attributes()
            .with("client", || one(&kinds.client, client.as_bytes()))
            .with("state", || match facts.engagement.frozen_by {
                Some(_) => kinds.frozen.clone(),
                None => kinds.engagement_state.value(*state as usize),
            })
            .with("purposes", || kinds.purpose.set(purposes.iter().map(|each| *each as usize)))
            .with("categories", || kinds.category.set(categories.iter().map(|each| *each as usize)))
            .with("regions", || set(regions.iter().chain(facts.assessed).cloned().map(Value::from)))
            .with("nda_required", || Value::from(*nda_required))
            .with("nda_signed", || Value::from(facts.nda_signed))
            .with("team", || team(Team::Whole))
            .with("leads", || team(Team::Leads))
            .with("workers", || team(Team::Workers))
            .of(uid(&kinds.engagement, id.as_bytes()), [])
    }

    fn holding(&self, holding: &Holding) -> Entity {
        let kinds = self.kinds;
        self.attributes()
            .with("kind", || kinds.holding_kind.value(holding.kind as usize))
            .with("state", || kinds.holding_state.value(holding.state as usize))
            .with("category", || kinds.category.value(holding.category as usize))
            .of(uid(&kinds.holding, holding.id.as_bytes()), [uid(&kinds.engagement, holding.engagement.as_bytes())])
    }

    fn system(&self, system: &System) -> Entity {
        let kinds = self.kinds;
        let country = system.region.split('-').next().unwrap_or_default();
        self.attributes()
            .with("environment", || kinds.environment.value(system.environment as usize))
            .with("region", || Value::from(system.region.clone()))
            .with("country", || Value::from(country.to_owned()))
            .with("added_by", || self.somebody(system.added_by))
            .with_some("confirmed_by", system.confirmed_by, |person| self.somebody(person))
            .of(uid(&kinds.system, system.id.as_bytes()), [uid(&kinds.engagement, system.engagement.as_bytes())])
    }

    fn grant(&self, grant: &Grant, sealed: &[Category]) -> Entity {
        let kinds = self.kinds;
        self.attributes()
            .with("kind", || kinds.grant_kind.value(grant.kind as usize))
            .with("person", || self.somebody(grant.person))
            .with("assignment", || one(&kinds.assignment, grant.assignment.as_bytes()))
            .with("purpose", || kinds.purpose.value(grant.purpose as usize))
            .with("categories", || kinds.category.set(grant.categories.iter().map(|each| *each as usize)))
            .with("sealed", || Value::from(grant.categories.iter().any(|each| sealed.contains(each))))
            .with("classes", || self.classes(&grant.classes))
            .with("days", || Value::from(i64::from(grant.days)))
            .with("ended", || Value::from(grant.ended.is_some()))
            .with_some("approved_by", grant.approved_by.filter(|_| grant.approved_at.is_some()), |it| self.somebody(it))
            .with_some("agreed_by", grant.agreed_by.filter(|_| grant.agreed_at.is_some()), |it| self.somebody(it))
            .with_some("until", grant.expires_at, |until| Value::from(until.as_second()))
            .of(uid(&kinds.grant, grant.id.as_bytes()), [uid(&kinds.engagement, grant.engagement.as_bytes())])
    }

    fn checkout(&self, checkout: &Checkout) -> Entity {
        self.attributes().with("person", || self.somebody(checkout.person)).of(
            uid(&self.kinds.checkout, checkout.id.as_bytes()),
            [uid(&self.kinds.engagement, checkout.engagement.as_bytes())],
        )
    }

    fn unusual_use(&self, unusual: &UnusualUse) -> Entity {
        self.attributes().with("person", || self.somebody(unusual.person)).of(
            uid(&self.kinds.unusual_use, unusual.id.as_bytes()),
            [uid(&self.kinds.engagement, unusual.engagement.as_bytes())],
        )
    }

    fn drop_link(&self, link: &DropLink) -> Entity {
        let kinds = self.kinds;
        self.attributes()
            .with("made_by", || self.somebody(link.made_by))
            .with("category", || kinds.category.value(link.category as usize))
            .with("purpose", || kinds.purpose.value(link.purpose as usize))
            .with("until", || Value::from(link.until.as_second()))
            .with("ended", || Value::from(link.ended.is_some()))
            .of(uid(&kinds.drop_link, link.id.as_bytes()), [uid(&kinds.engagement, link.engagement.as_bytes())])
    }

    fn out_link(&self, link: &OutLink) -> Entity {
        let kinds = self.kinds;
        self.attributes()
            .with("made_by", || self.somebody(link.made_by))
            .with("person", || self.somebody(link.person))
            .with("until", || Value::from(link.until.as_second()))
            .with("opened", || Value::from(link.opened_at.is_some()))
            .with("ended", || Value::from(link.ended.is_some()))
            .of(uid(&kinds.out_link, link.id.as_bytes()), [uid(&kinds.engagement, link.engagement.as_bytes())])
    }

    fn incident(&self, incident: &Incident) -> Entity {
        self.attributes()
            .with("owner", || self.somebody(incident.owner))
            .with("named", || set(incident.named.iter().map(|person| self.somebody(*person))))
            .of(uid(&self.kinds.incident, incident.id.as_bytes()), [])
    }

    fn review_row(&self, row: &ReviewRow) -> Entity {
        self.attributes()
            .with("person", || self.somebody(row.person))
            .with_some("reviewer", row.reviewer, |reviewer| self.somebody(reviewer))
            .of(uid(&self.kinds.review_row, row.id.as_bytes()), [])
    }

    /// Column classes that have to be cleared; `open` never has to be.
    pub(crate) fn classes(&self, classes: &[ColumnClass]) -> Value {
        let sealed = classes.iter().filter(|class| **class != ColumnClass::Open);
        self.kinds.column_class.set(sealed.map(|class| *class as usize))
    }
}

/// Fails when two of them go by one name. Nothing has a grandparent, which a test sees to: there is nothing to be closed.
fn together(entities: Vec<Entity>) -> Result<Entities, Misfit> {
    let closed = TCComputation::AssumeAlreadyComputed;
    Ok(Entities::from_entities(entities, None::<&NoEntitiesSchema>, closed, Extensions::all_available())?)
}

/// Whether somebody is of those who may be given work: the firm's own people and a subcontractor's. An auditor is not, and a
/// standing that its organisation does not have counts for nothing.
fn works(person: &Person) -> bool {
    match person.organisation {
        Organisation::Firm => matches!(person.standing, Standing::Officer | Standing::Staff),
        Organisation::Supplier(_) => matches!(person.standing, Standing::Staff | Standing::Owner),
        Organisation::Client(_) => false,
    }
}

/// This person's assignments on this engagement that neither ended nor are suspended: facts of another person or engagement,
/// given by mistake, count for nothing.
fn running_assignments<'a>(question: &Question<'a>) -> Vec<&'a Assignment> {
    let Some(facts) = question.engagement else { return Vec::new() };
    let mine = |assignment: &&Assignment| {
        assignment.person == question.who.id
            && assignment.engagement == facts.engagement.id
            && assignment.runs(question.now)
    };
    facts.assignments.iter().filter(mine).collect()
}

/// The grant to lean on: the one that meets most of what an opening asks for, in the order in which a person would want to
/// hear what is missing. Cedar cannot say "any of these grants", so one is put before it, and the policies check every part.
fn leaned_on<'a>(question: &Question<'a>, running: &[&Assignment]) -> Option<&'a Grant> {
    let engagement = question.engagement?.engagement;
    if matches!(question.resource, Resource::Grant(_)) {
        return None;
    }
    let category = question.resource.holding().map(|holding| holding.category);
    let classes = question.resource.classes();
    question
        .grants
        .iter()
        .filter(|grant| grant.engagement == engagement.id && grant.person == question.who.id)
        .max_by_key(|grant| {
            (
                running.iter().any(|assignment| assignment.id == grant.assignment),
                grant.is_live(question.now) && grant.approved_by.is_some_and(|approver| approver != grant.person),
                question.purpose == Some(grant.purpose),
                category.is_none_or(|category| grant.categories.contains(&category)),
                classes.iter().all(|class| *class == ColumnClass::Open || grant.classes.contains(class)),
                grant.agreed_at.is_some() || !grant.needs_client(engagement),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::{Asked, Policies};
    use crate::sample::{ASKABLE, CIRCUMSTANCES, Case, Who};
    use cedar_policy_core::validator::CoreSchema;

    #[test]
    fn the_entities_fit_the_schema() {
        let (kinds, policies) = (Kinds::new().expect("names"), Policies::new().expect("valid"));
        let mentioned = Policies::new().expect("valid").mentioned();
        for circumstance in CIRCUMSTANCES {
            for (action, on) in ASKABLE {
                for who in [Who::Lead, Who::Supplier, Who::Auditor, Who::Owner] {
                    let mut case = Case::new(who, *action, *on);
                    case.change(circumstance);
                    let by_grant = policies.about(Asked::Do(*action)).by_grant;
                    let (kinds, mentioned, limits) = (&kinds, &mentioned, Limits::default());
                    let facts =
                        Statement { kinds, mentioned, by_grant, limits }.facts(&case.question()).expect("stated");
                    let (each, schema) = (facts.entities.iter().cloned(), CoreSchema::new(policies.schema()));
                    // Closed as well: whoever is in what is in something else says so.
                    let (closed, all) = (TCComputation::EnforceAlreadyComputed, Extensions::all_available());
                    let fitted = Entities::from_entities(each, Some(&schema), closed, all);
                    assert!(fitted.is_ok(), "{who:?} {action} {on:?} {circumstance}: {:?}", fitted.err());
                }
            }
        }
    }

    #[test]
    fn a_standing_that_its_organisation_does_not_have_makes_nobody_a_worker() {
        let mut person = Case::new(Who::Supplier, ASKABLE[0].0, ASKABLE[0].1).who;
        let mut working = |organisation| {
            person.organisation = organisation;
            let works_as = |standing: &Standing| works(&Person { standing: *standing, ..person.clone() });
            Standing::ALL.iter().copied().filter(works_as).collect::<Vec<_>>()
        };
        let (supplier, client) = ([7; 16], [8; 16]);
        assert_eq!(working(Organisation::Firm), [Standing::Officer, Standing::Staff]);
        assert_eq!(
            working(Organisation::Supplier(bailee_model::SupplierId::from_bytes(supplier))),
            [Standing::Staff, Standing::Owner]
        );
        assert_eq!(working(Organisation::Client(bailee_model::ClientId::from_bytes(client))), []);
    }
}
