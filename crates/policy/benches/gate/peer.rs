//! Cedar as it is commonly used: every policy in one set, every fact in one store of entities made beforehand.

use crate::world::World;
use bailee_model::{Assignment, Engagement, Grant, Organisation, Person, Role};
use bailee_policy::{Limits, Question, Resource, missing};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression as Value, Schema,
};
use serde_json::{Value as Json, json};
use std::path::Path;

pub(crate) struct Peer {
    schema: Schema,
    policies: PolicySet,
    entities: Entities,
    authorizer: Authorizer,
    kinds: Kinds,
}

/// The entity types that a request names, parsed once.
struct Kinds {
    action: EntityTypeName,
    class: EntityTypeName,
    check: EntityTypeName,
    engagement: EntityTypeName,
    grant: EntityTypeName,
    holding: EntityTypeName,
    person: EntityTypeName,
    purpose: EntityTypeName,
    system: EntityTypeName,
}

fn name(text: &str) -> EntityTypeName {
    text.parse().expect("a name")
}

fn uid(kind: &EntityTypeName, id: impl std::fmt::Display) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id.to_string()))
}

fn one(kind: &EntityTypeName, id: impl std::fmt::Display) -> Value {
    Value::new_entity_uid(uid(kind, id))
}

impl Peer {
    pub(crate) fn new(world: &World) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        let schema = std::fs::read_to_string(folder.join("schema.cedarschema")).expect("the schema is there");
        let schema = Schema::from_cedarschema_str(&schema).expect("valid").0;
        let mut text = String::new();
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("readable").path();
            if path.extension().is_some_and(|extension| extension == "cedar") {
                text += &std::fs::read_to_string(path).expect("readable");
            }
        }
        let actions = schema.action_entities().expect("valid");
        let entities = Entities::from_entities(facts(world).into_iter().chain(actions.iter().cloned()), None)
            .expect("no two facts contradict each other");
        let kinds = Kinds {
            action: name("Action"),
            class: name("ColumnClass"),
            check: name("DeviceCheck"),
            engagement: name("Engagement"),
            grant: name("Grant"),
            holding: name("Holding"),
            person: name("Person"),
            purpose: name("Purpose"),
            system: name("System"),
        };
        let policies = text.parse().expect("valid");
        Self { schema, policies, entities, authorizer: Authorizer::new(), kinds }
    }

    pub(crate) fn permits(&self, question: &Question<'_>) -> bool {
        let kinds = &self.kinds;
        let resource = match question.resource {
            Resource::Holding(holding) | Resource::Columns { holding, .. } => uid(&kinds.holding, holding.id),
            Resource::System(system) => uid(&kinds.system, system.id),
            _ => uid(&kinds.engagement, question.engagement.expect("always stated").engagement.id),
        };
        let request = Request::new(
            uid(&kinds.person, question.who.id),
            uid(&kinds.action, question.action),
            resource,
            self.context(question),
            Some(&self.schema),
        )
        .expect("the request fits the schema");
        let response = self.authorizer.is_authorized(&request, &self.policies, &self.entities);
        response.decision() == Decision::Allow && response.diagnostics().errors().next().is_none()
    }

    fn context(&self, question: &Question<'_>) -> Context {
        let kinds = &self.kinds;
        let pair = |name: &str, value: Value| (name.to_owned(), value);
        let limits = Limits::default();
        let strength = Value::new_record([
            pair("two_factors", Value::new_bool(question.strength.two_factors)),
            pair("age_secs", Value::new_long(question.strength.factors_age_secs)),
            pair("step_up_secs", Value::new_long(limits.step_up_secs)),
        ]);
        let missing = missing(question.who, question.device, limits, question.now);
        let missing = Value::new_set(missing.into_iter().map(|check| one(&kinds.check, check)));
        let classes = match question.resource {
            Resource::Columns { classes, .. } => classes,
            _ => &[],
        };
        let classes = classes.iter().filter(|class| class.as_str() != "open").map(|class| one(&kinds.class, class));
        let fits = |grant: &&Grant| grant.is_live(question.now) && Some(grant.purpose) == question.purpose;
        let grant = question.grants.iter().find(fits).or(question.grants.first());
        let facts = question.engagement.expect("always stated");
        let mut pairs = vec![
            pair("strength", strength.expect("no name twice")),
            pair("engagement", one(&kinds.engagement, facts.engagement.id)),
            pair("now", Value::new_long(question.now.as_second())),
            pair("device", Value::new_record([pair("missing", missing)]).expect("no name twice")),
            pair("grant_days", Value::new_long(limits.grant_days)),
            pair("classes", Value::new_set(classes)),
            pair("hold_runs", Value::new_bool(facts.holds_running)),
        ];
        pairs.extend(question.purpose.map(|purpose| pair("purpose", one(&kinds.purpose, purpose))));
        pairs.extend(grant.map(|grant| pair("grant", one(&kinds.grant, grant.id))));
        Context::from_pairs(pairs).expect("no name twice")
    }
}

fn id(kind: &str, id: impl std::fmt::Display) -> Json {
    json!({ "type": kind, "id": id.to_string() })
}

fn reference(kind: &str, of: impl std::fmt::Display) -> Json {
    json!({ "__entity": id(kind, of) })
}

fn references<T: std::fmt::Display>(kind: &str, of: &[T]) -> Vec<Json> {
    of.iter().map(|of| reference(kind, of)).collect()
}

fn entity(json: Json) -> Entity {
    Entity::from_json_value(json, None).expect("an entity")
}

/// Everything that is known, as entities.
fn facts(world: &World) -> Vec<Entity> {
    let mut all = Vec::new();
    let assignments: Vec<&Assignment> = world.assignments.values().flatten().collect();
    let mut of = std::collections::HashMap::<_, Vec<&Assignment>>::new();
    for assignment in &assignments {
        of.entry(assignment.person).or_default().push(assignment);
    }
    for (number, person) in world.people.iter().enumerate() {
        let mine = of.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        all.push(someone(person, world.outstanding(number), mine));
    }
    all.extend(assignments.into_iter().map(assigned));
    all.extend(world.engagements.iter().map(agreed));
    all.extend(world.grants.values().flatten().map(granted));
    all.extend(world.holdings.iter().map(|holding| {
        entity(json!({
            "uid": id("Holding", holding.id),
            "attrs": {
                "kind": reference("HoldingKind", holding.kind),
                "state": reference("HoldingState", holding.state),
                "category": reference("Category", holding.category),
            },
            "parents": [id("Engagement", holding.engagement)],
        }))
    }));
    all.extend(world.systems.iter().map(|system| {
        entity(json!({
            "uid": id("System", system.id),
            "attrs": {
                "environment": reference("Environment", system.environment),
                "region": system.region,
                "country": "CA",
                "added_by": reference("Person", system.added_by),
                "confirmed_by": reference("Person", system.confirmed_by.expect("always confirmed")),
            },
            "parents": [id("Engagement", system.engagement)],
        }))
    }));
    all
}

fn someone(person: &Person, outstanding: &[bailee_model::Obligation], mine: &[&Assignment]) -> Entity {
    let mut parents: Vec<Json> = mine.iter().map(|assignment| id("Assignment", assignment.id)).collect();
    match person.organisation {
        Organisation::Client(client) => parents.push(id("Client", client)),
        _ => parents.extend([id("Firm", "firm"), id("Workforce", "firm")]),
    }
    entity(json!({
        "uid": id("Person", person.id),
        "attrs": {
            "standing": reference("Standing", person.standing),
            "state": reference("PersonState", person.state),
            "outstanding": references("Obligation", outstanding),
        },
        "parents": parents,
    }))
}

fn assigned(assignment: &Assignment) -> Entity {
    let team = |group: &str| id("Team", format!("{}{group}", assignment.engagement));
    let mut parents = vec![team("")];
    parents.extend((assignment.role == Role::Lead).then(|| team("/leads")));
    parents.extend((assignment.role != Role::Reviewer).then(|| team("/workers")));
    entity(json!({ "uid": id("Assignment", assignment.id), "attrs": {}, "parents": parents }))
}

fn agreed(engagement: &Engagement) -> Entity {
    let team = |group: &str| reference("Team", format!("{}{group}", engagement.id));
    entity(json!({
        "uid": id("Engagement", engagement.id),
        "attrs": {
            "client": reference("Client", engagement.client),
            "state": reference("EngagementState", engagement.state),
            "purposes": references("Purpose", &engagement.purposes),
            "categories": references("Category", &engagement.categories),
            "regions": engagement.regions,
            "nda_required": engagement.nda_required,
            "nda_signed": true,
            "team": team(""),
            "leads": team("/leads"),
            "workers": team("/workers"),
        },
        "parents": [],
    }))
}

fn granted(grant: &Grant) -> Entity {
    entity(json!({
        "uid": id("Grant", grant.id),
        "attrs": {
            "kind": reference("GrantKind", grant.kind),
            "person": reference("Person", grant.person),
            "assignment": reference("Assignment", grant.assignment),
            "purpose": reference("Purpose", grant.purpose),
            "categories": references("Category", &grant.categories),
            "sealed": false,
            "classes": references("ColumnClass", &grant.classes),
            "days": grant.days,
            "approved_by": reference("Person", grant.approved_by.expect("always approved")),
            "until": grant.expires_at.expect("always dated").as_second(),
            "ended": false,
        },
        "parents": [id("Engagement", grant.engagement)],
    }))
}
