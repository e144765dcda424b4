//! A question's facts as the entities and the context that Cedar judges.

use crate::policies::Policies;
use crate::question::{EngagementFacts, Limits, Question, Resource};
use bailee_model::{Action, Assignment, ColumnClass, Engagement, Grant, Holding, Organisation, Person, Role, System};
use cedar_policy::{Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression as Value};
use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::sync::LazyLock;

/// Why facts could not be stated; always a defect, and always a refusal.
pub(crate) type Misfit = Box<dyn std::error::Error + Send + Sync>;

macro_rules! kinds {
    ($($field:ident = $name:literal,)*) => {
        /// The names of the entity types, parsed once.
        pub(crate) struct Kinds { $($field: EntityTypeName,)* }

        impl Kinds {
            /// Parses the names.
            pub(crate) fn new() -> Result<Self, Misfit> {
                Ok(Self { $($field: $name.parse()?,)* })
            }
        }
    };
}

kinds! {
    assignment = "Assignment",
    category = "Category",
    client = "Client",
    column_class = "ColumnClass",
    engagement = "Engagement",
    engagement_state = "EngagementState",
    environment = "Environment",
    firm = "Firm",
    grant = "Grant",
    holding = "Holding",
    holding_kind = "HoldingKind",
    holding_state = "HoldingState",
    installation = "Installation",
    person = "Person",
    person_state = "PersonState",
    purpose = "Purpose",
    standing = "Standing",
    system = "System",
    team = "Team",
}

/// Everything Cedar needs to judge one question, and with it whether the person may know of the thing.
pub(crate) struct Facts {
    pub(crate) principal: EntityUid,
    pub(crate) resource: EntityUid,
    pub(crate) engagement: Option<EntityUid>,
    pub(crate) context: Context,
    pub(crate) entities: Entities,
}

fn uid(kind: &EntityTypeName, id: impl Display) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id.to_string()))
}

fn one(kind: &EntityTypeName, id: impl Display) -> Value {
    Value::new_entity_uid(uid(kind, id))
}

fn set<T: Display>(kind: &EntityTypeName, ids: impl IntoIterator<Item = T>) -> Value {
    Value::new_set(ids.into_iter().map(|id| one(kind, id)))
}

fn entity<const N: usize>(
    uid: EntityUid,
    attributes: [(&str, Value); N],
    parents: impl IntoIterator<Item = EntityUid>,
) -> Result<Entity, Misfit> {
    let attributes: HashMap<String, Value> =
        attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Ok(Entity::new(uid, attributes, parents.into_iter().collect::<HashSet<_>>())?)
}

/// The action as Cedar names it.
pub(crate) fn action_uid(action: Action) -> EntityUid {
    static ACTION: LazyLock<EntityTypeName> =
        LazyLock::new(|| "Action".parse().expect("a name that Cedar itself gives"));
    uid(&ACTION, action)
}

impl Kinds {
    /// The facts of a question. The entities fit the schema by construction, which a test sees to, and are not checked again
    /// at every question; the request and its context are.
    pub(crate) fn facts(&self, question: &Question<'_>, limits: Limits, policies: &Policies) -> Result<Facts, Misfit> {
        let running: Vec<&Assignment> = running_assignments(question);
        let grant = leaned_on(question);
        let mut entities = vec![self.person(question.who, &running)?];
        for assignment in running {
            entities.push(self.assignment(assignment)?);
        }
        if let Some(facts) = question.engagement {
            entities.push(self.engagement(facts.engagement)?);
        }
        if let Some(grant) = grant {
            entities.push(self.grant(grant)?);
        }
        entities.extend(self.resource_entity(&question.resource)?);
        entities.extend(policies.about(question.action).actions.iter().cloned());
        Ok(Facts {
            principal: uid(&self.person, question.who.id),
            resource: self.resource(question)?,
            engagement: question.engagement.map(|facts| uid(&self.engagement, facts.engagement.id)),
            context: self.context(question, grant, limits)?,
            entities: Entities::from_entities(entities, None)?,
        })
    }

    fn resource(&self, question: &Question<'_>) -> Result<EntityUid, Misfit> {
        Ok(match question.resource {
            Resource::Installation => uid(&self.installation, "bailee"),
            Resource::Engagement => match question.engagement {
                Some(facts) => uid(&self.engagement, facts.engagement.id),
                None => return Err("an engagement is asked about and none is given".into()),
            },
            Resource::System(system) => uid(&self.system, system.id),
            Resource::Grant(grant) => uid(&self.grant, grant.id),
            Resource::Holding(holding) | Resource::Columns { holding, .. } | Resource::Reclassify { holding, .. } => {
                uid(&self.holding, holding.id)
            }
        })
    }

    fn resource_entity(&self, resource: &Resource<'_>) -> Result<Option<Entity>, Misfit> {
        match resource {
            Resource::Installation | Resource::Engagement => Ok(None),
            Resource::System(system) => self.system(system).map(Some),
            Resource::Grant(grant) => self.grant(grant).map(Some),
            Resource::Holding(holding) | Resource::Columns { holding, .. } | Resource::Reclassify { holding, .. } => {
                self.holding(holding).map(Some)
            }
        }
    }

    fn person(&self, person: &Person, running: &[&Assignment]) -> Result<Entity, Misfit> {
        let organisation = match person.organisation {
            Organisation::Firm => uid(&self.firm, "firm"),
            Organisation::Client(client) => uid(&self.client, client),
        };
        let assignments = running.iter().map(|assignment| uid(&self.assignment, assignment.id));
        entity(
            uid(&self.person, person.id),
            [("standing", one(&self.standing, person.standing)), ("state", one(&self.person_state, person.state))],
            assignments.chain([organisation]),
        )
    }

    fn assignment(&self, assignment: &Assignment) -> Result<Entity, Misfit> {
        let whole = uid(&self.team, assignment.engagement);
        let role = uid(&self.team, format_args!("{}/{}", assignment.engagement, assignment.role));
        entity(uid(&self.assignment, assignment.id), [], [whole, role])
    }

    fn engagement(&self, engagement: &Engagement) -> Result<Entity, Misfit> {
        let team = |role: Role| one(&self.team, format_args!("{}/{role}", engagement.id));
        let attributes = [
            ("client", one(&self.client, engagement.client)),
            ("state", one(&self.engagement_state, engagement.state)),
            ("purposes", set(&self.purpose, &engagement.purposes)),
            ("categories", set(&self.category, &engagement.categories)),
            ("regions", Value::new_set(engagement.regions.iter().cloned().map(Value::new_string))),
            ("team", one(&self.team, engagement.id)),
            ("leads", team(Role::Lead)),
            ("consultants", team(Role::Consultant)),
            ("developers", team(Role::Developer)),
            ("reviewers", team(Role::Reviewer)),
        ];
        entity(uid(&self.engagement, engagement.id), attributes, [])
    }

    fn holding(&self, holding: &Holding) -> Result<Entity, Misfit> {
        let attributes = [
            ("kind", one(&self.holding_kind, holding.kind)),
            ("state", one(&self.holding_state, holding.state)),
            ("category", one(&self.category, holding.category)),
        ];
        entity(uid(&self.holding, holding.id), attributes, [uid(&self.engagement, holding.engagement)])
    }

    fn system(&self, system: &System) -> Result<Entity, Misfit> {
        let country = system.region.split('-').next().unwrap_or_default();
        let mut attributes: HashMap<String, Value> = [
            ("environment", one(&self.environment, system.environment)),
            ("region", Value::new_string(system.region.clone())),
            ("country", Value::new_string(country.to_owned())),
            ("added_by", one(&self.person, system.added_by)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        if let Some(person) = system.confirmed_by {
            attributes.insert("confirmed_by".to_owned(), one(&self.person, person));
        }
        let parents = HashSet::from([uid(&self.engagement, system.engagement)]);
        Ok(Entity::new(uid(&self.system, system.id), attributes, parents)?)
    }

    fn grant(&self, grant: &Grant) -> Result<Entity, Misfit> {
        let classes = grant.classes.iter().copied().chain([ColumnClass::Open]);
        let mut attributes: HashMap<String, Value> = [
            ("person", one(&self.person, grant.person)),
            ("assignment", one(&self.assignment, grant.assignment)),
            ("purpose", one(&self.purpose, grant.purpose)),
            ("categories", set(&self.category, &grant.categories)),
            ("classes", set(&self.column_class, classes)),
            ("days", Value::new_long(grant.days.into())),
            ("ended", Value::new_bool(grant.ended.is_some())),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        if let (Some(approver), Some(_)) = (grant.approved_by, grant.approved_at) {
            attributes.insert("approved_by".to_owned(), one(&self.person, approver));
        }
        if let Some(until) = grant.expires_at {
            attributes.insert("until".to_owned(), Value::new_long(until.as_second()));
        }
        let parents = HashSet::from([uid(&self.engagement, grant.engagement)]);
        Ok(Entity::new(uid(&self.grant, grant.id), attributes, parents)?)
    }

    fn context(&self, question: &Question<'_>, grant: Option<&Grant>, limits: Limits) -> Result<Context, Misfit> {
        let pair = |name: &str, value: Value| (name.to_owned(), value);
        // Factors shown in the future are a clock gone wrong, and as good as never shown.
        let age = Some(question.strength.factors_age_secs).filter(|age| *age >= 0).unwrap_or(i64::MAX);
        let strength = Value::new_record([
            pair("two_factors", Value::new_bool(question.strength.two_factors)),
            pair("age_secs", Value::new_long(age)),
            pair("step_up_secs", Value::new_long(limits.step_up_secs)),
        ])?;
        let mut context = vec![pair("strength", strength)];
        if let Some(EngagementFacts { engagement, holds_running, .. }) = question.engagement {
            context.extend([
                pair("engagement", one(&self.engagement, engagement.id)),
                pair("now", Value::new_long(question.now.as_second())),
                pair("grant_days", Value::new_long(limits.grant_days)),
                pair("classes", set(&self.column_class, question.resource.classes())),
                pair("hold_runs", Value::new_bool(holds_running)),
            ]);
            context.extend(question.resource.lowers().map(|lowers| pair("lowers", Value::new_bool(lowers))));
            context.extend(question.purpose.map(|purpose| pair("purpose", one(&self.purpose, purpose))));
            context.extend(grant.map(|grant| pair("grant", one(&self.grant, grant.id))));
        }
        Ok(Context::from_pairs(context)?)
    }
}

/// This person's assignments on this engagement that have not ended: facts of another person or engagement, given by
/// mistake, count for nothing.
fn running_assignments<'a>(question: &Question<'a>) -> Vec<&'a Assignment> {
    let Some(facts) = question.engagement else { return Vec::new() };
    let mine = |assignment: &&Assignment| {
        assignment.person == question.who.id
            && assignment.engagement == facts.engagement.id
            && assignment.ended.is_none_or(|ended| question.now < ended)
    };
    facts.assignments.iter().filter(mine).collect()
}

/// The grant to lean on: the one that meets most of what an opening asks for, in the order in which a person would want to
/// hear what is missing. Cedar cannot say "any of these grants", so one is put before it, and the policies check every part.
fn leaned_on<'a>(question: &Question<'a>) -> Option<&'a Grant> {
    let engagement = question.engagement?.engagement;
    if matches!(question.resource, Resource::Grant(_)) {
        return None;
    }
    let running = running_assignments(question);
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
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{ASKABLE, Case, Who};

    #[test]
    fn the_entities_fit_the_schema() {
        let (kinds, policies) = (Kinds::new().expect("names"), Policies::new().expect("valid"));
        for (action, on) in ASKABLE {
            let case = Case::new(Who::Lead, *action, *on);
            let facts = kinds.facts(&case.question(), Limits::default(), &policies).expect("stated");
            let fitted = Entities::from_entities(facts.entities.iter().cloned(), Some(&policies.schema));
            assert!(fitted.is_ok(), "{action} {on:?}: {:?}", fitted.err());
        }
    }
}
