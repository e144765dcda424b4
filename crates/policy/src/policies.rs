//! The policies and their schema, carried in the binary and checked once before anything is judged by them.

use crate::entities::action_uid;
use bailee_model::{Action, Error, Result};
use cedar_policy::{ActionConstraint, Entity, Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};
use std::collections::HashMap;

const SCHEMA: &str = include_str!("../../../policies/schema.cedarschema");

const SOURCES: [(&str, &str); 7] = [
    ("access.cedar", include_str!("../../../policies/access.cedar")),
    ("client.cedar", include_str!("../../../policies/client.cedar")),
    ("custody.cedar", include_str!("../../../policies/custody.cedar")),
    ("destruction.cedar", include_str!("../../../policies/destruction.cedar")),
    ("engagement.cedar", include_str!("../../../policies/engagement.cedar")),
    ("firm.cedar", include_str!("../../../policies/firm.cedar")),
    ("loading.cedar", include_str!("../../../policies/loading.cedar")),
];

/// The policies by their `@id`, valid against the schema.
pub(crate) struct Policies {
    pub(crate) schema: Schema,
    by_action: HashMap<Action, About>,
    clauses: HashMap<PolicyId, String>,
}

/// What Cedar needs to judge one action. It looks at every policy and entity it is given, and most are about something else.
pub(crate) struct About {
    /// The policies whose scope names the action.
    pub(crate) set: PolicySet,
    /// The action with the groups it is in, and the two that tell whether the thing may be seen.
    pub(crate) actions: Vec<Entity>,
}

impl Policies {
    /// Reads and validates what the binary carries.
    pub(crate) fn new() -> Result<Self> {
        Self::from_sources(SCHEMA, &SOURCES)
    }

    /// Reads and validates these. Fails when a text does not parse, a policy lacks its `@id` or `@clause`, two share an
    /// `@id`, or anything is wrong or even suspect by the schema in strict mode.
    fn from_sources(schema: &str, sources: &[(&str, &str)]) -> Result<Self> {
        let (schema, warnings) =
            Schema::from_cedarschema_str(schema).map_err(|error| defect("schema.cedarschema", error))?;
        if let Some(warning) = warnings.into_iter().next() {
            return Err(defect("schema.cedarschema", warning));
        }
        let (mut set, mut clauses) = (PolicySet::new(), HashMap::new());
        for (file, text) in sources {
            let parsed: PolicySet = text.parse().map_err(|error| defect(file, error))?;
            for policy in parsed.policies() {
                let (Some(id), Some(clause)) = (policy.annotation("id"), policy.annotation("clause")) else {
                    return Err(defect(file, format!("{policy} lacks its @id or its @clause")));
                };
                let id = PolicyId::new(id);
                clauses.insert(id.clone(), clause.to_owned());
                set.add(policy.new_id(id)).map_err(|error| defect(file, error))?;
            }
        }
        let checked = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        if !checked.validation_passed_without_warnings() {
            return Err(defect("*.cedar", checked));
        }
        let by_action = sort_by_action(&schema, &set.policies().cloned().collect::<Vec<_>>())?;
        Ok(Self { schema, by_action, clauses })
    }

    /// What is needed to judge this action.
    pub(crate) fn about(&self, action: Action) -> &About {
        &self.by_action[&action]
    }

    /// The clause that a policy serves.
    pub(crate) fn clause(&self, id: &PolicyId) -> Option<&str> {
        self.clauses.get(id).map(String::as_str)
    }
}

/// Each action's policies, by their scopes alone.
fn sort_by_action(schema: &Schema, policies: &[Policy]) -> Result<HashMap<Action, About>> {
    let actions = schema.action_entities().map_err(|error| defect("schema.cedarschema", error))?;
    let sorted = |action: &Action| {
        let uid = action_uid(*action);
        let names = |policy: &&Policy| match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(named) => named == uid,
            ActionConstraint::In(named) => {
                named.iter().any(|group| *group == uid || actions.is_ancestor_of(group, &uid))
            }
        };
        let about = policies.iter().filter(names).cloned();
        let set = PolicySet::from_policies(about).map_err(|error| defect("*.cedar", error))?;
        let asked = [*action, Action::ViewEngagement, Action::ListHolding].map(action_uid);
        Ok((*action, About { set, actions: asked.iter().filter_map(|uid| actions.get(uid)).cloned().collect() }))
    };
    Action::ALL.iter().map(sorted).collect()
}

fn defect(file: &str, problem: impl std::fmt::Display) -> Error {
    Error::internal(format!("The gate's policies are not valid: {problem}")).in_file(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{
        Category, ColumnClass, EngagementState, Environment, HoldingKind, HoldingState, PersonState, Purpose, Standing,
    };
    use cedar_policy::Effect;
    use std::collections::{BTreeMap, BTreeSet};

    impl Policies {
        /// Every policy, once.
        pub(crate) fn all(&self) -> BTreeMap<PolicyId, Policy> {
            self.by_action
                .values()
                .flat_map(|about| about.set.policies())
                .map(|policy| (policy.id().clone(), policy.clone()))
                .collect()
        }

        /// The same without the policies that forbid.
        pub(crate) fn permits_only(mut self) -> Self {
            let permits =
                self.all().into_values().filter(|policy| policy.effect() == Effect::Permit).collect::<Vec<_>>();
            self.by_action = sort_by_action(&self.schema, &permits).expect("they were sorted before");
            self
        }

        /// The same and one more.
        pub(crate) fn and(mut self, policy: &str) -> Self {
            let added = Policy::parse(Some(PolicyId::new("added")), policy).expect("a policy");
            let policies: Vec<_> = self.all().into_values().chain([added]).collect();
            self.by_action = sort_by_action(&self.schema, &policies).expect("no two share an id");
            self
        }
    }

    #[test]
    fn what_the_binary_carries_is_valid() {
        let policies = Policies::new().expect("valid");
        let most = Action::ALL.iter().map(|action| policies.about(*action).set.num_of_policies()).max();
        assert!(most < Some(30), "Cedar looks at every policy it is given: {most:?}");
    }

    #[test]
    fn every_clause_named_is_in_the_policy_texts() {
        let policies = Policies::new().expect("valid");
        for policy in policies.all().into_values() {
            let clause = policies.clause(policy.id()).expect("checked when read");
            assert!(crate::clause(clause).is_some(), "{} names {clause}, which no policy text has", policy.id());
            for text in crate::POLICY_TEXTS.iter().filter(|text| text.policy == &clause[..1]) {
                assert!(
                    text.markdown.contains(&format!("{{#{clause} ")),
                    "{clause} is not in {}.{}",
                    text.name,
                    text.language
                );
            }
        }
    }

    #[test]
    fn every_action_is_known_to_the_schema_and_permitted_to_somebody() {
        let policies = Policies::new().expect("valid");
        let known: BTreeSet<String> =
            policies.schema.actions().map(|action| action.id().unescaped().to_owned()).collect();
        let groups: BTreeSet<String> =
            policies.schema.action_groups().map(|action| action.id().unescaped().to_owned()).collect();
        let words: BTreeSet<String> = Action::ALL.iter().map(|action| action.to_string()).collect();
        assert_eq!(known.difference(&groups).cloned().collect::<BTreeSet<_>>(), words);

        let permitted: BTreeSet<String> = policies
            .all()
            .into_values()
            .filter(|policy| policy.effect() == Effect::Permit)
            .flat_map(|policy| policy.get_valid_request_envs(&policies.schema).collect::<Vec<_>>())
            .map(|asked| asked.action().id().unescaped().to_owned())
            .collect();
        assert_eq!(permitted, words);
    }

    #[test]
    fn the_schema_spells_every_vocabulary_as_the_model_does() {
        let line = |name: &str, words: Vec<&str>| {
            let spelled = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
            let schema = SCHEMA.split_whitespace().collect::<Vec<_>>().join(" ").replace("[ ", "[").replace(" ]", "]");
            assert!(
                schema.contains(&format!("entity {name} enum [{spelled}];")),
                "{name} in the schema is not {words:?}"
            );
        };
        line("Standing", Standing::ALL.iter().map(|word| word.as_str()).collect());
        line("PersonState", PersonState::ALL.iter().map(|word| word.as_str()).collect());
        line("EngagementState", EngagementState::ALL.iter().map(|word| word.as_str()).collect());
        line("Purpose", Purpose::ALL.iter().map(|word| word.as_str()).collect());
        line("Category", Category::ALL.iter().map(|word| word.as_str()).collect());
        line("HoldingKind", HoldingKind::ALL.iter().map(|word| word.as_str()).collect());
        line("HoldingState", HoldingState::ALL.iter().map(|word| word.as_str()).collect());
        line("ColumnClass", ColumnClass::ALL.iter().map(|word| word.as_str()).collect());
        line("Environment", Environment::ALL.iter().map(|word| word.as_str()).collect());
    }

    #[test]
    fn texts_that_are_wrong_are_refused_with_the_file() {
        let refused = |schema: &str, policy: &str| {
            let error = Policies::from_sources(schema, &[("one.cedar", policy)]).err().expect("refused");
            assert_eq!(error.kind(), bailee_model::ErrorKind::Internal);
            error.to_string()
        };
        assert!(refused("entity", "").starts_with("schema.cedarschema: "));
        assert!(refused(SCHEMA, "permit (").starts_with("one.cedar: "));
        assert!(refused(SCHEMA, "@id(\"x\") permit (principal, action, resource);").contains("@clause"));
        let unknown = "@id(\"x\") @clause(\"D1\") permit (principal, action, resource) when { principal.shoe == 43 };";
        assert!(refused(SCHEMA, unknown).contains("shoe"));
        let misspelt = "@id(\"x\") @clause(\"D1\") permit (principal, action, resource) when { principal.state == PersonState::\"actve\" };";
        assert!(refused(SCHEMA, misspelt).contains("actve"));
        let twice = "@id(\"x\") @clause(\"D1\") permit (principal, action, resource);".repeat(2);
        assert!(refused(SCHEMA, &twice).starts_with("one.cedar: "));
    }
}
