//! The policies and their schema, carried in the binary and checked once before anything is judged by them.

use crate::reasons::reasons;
use crate::sliced::{self, Sliced, Telling};
use bailee_model::{Action, Error, Result};
use cedar_policy::{
    ActionConstraint, Effect, EntityId, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet, Schema, ValidationMode,
    Validator,
};
use cedar_policy_core::ast::{self, PolicyID};
use cedar_policy_core::validator::ValidatorSchema;
use std::collections::{HashMap, HashSet};

const SCHEMA: &str = include_str!("../../../policies/schema.cedarschema");

const SOURCES: [(&str, &str); 19] = [
    ("access.cedar", include_str!("../../../policies/access.cedar")),
    ("backups.cedar", include_str!("../../../policies/backups.cedar")),
    ("client.cedar", include_str!("../../../policies/client.cedar")),
    ("custody.cedar", include_str!("../../../policies/custody.cedar")),
    ("destruction.cedar", include_str!("../../../policies/destruction.cedar")),
    ("duties.cedar", include_str!("../../../policies/duties.cedar")),
    ("engagement.cedar", include_str!("../../../policies/engagement.cedar")),
    ("exits.cedar", include_str!("../../../policies/exits.cedar")),
    ("firm.cedar", include_str!("../../../policies/firm.cedar")),
    ("incidents.cedar", include_str!("../../../policies/incidents.cedar")),
    ("knowing.cedar", include_str!("../../../policies/knowing.cedar")),
    ("loading.cedar", include_str!("../../../policies/loading.cedar")),
    ("policies.cedar", include_str!("../../../policies/policies.cedar")),
    ("promises.cedar", include_str!("../../../policies/promises.cedar")),
    ("retention.cedar", include_str!("../../../policies/retention.cedar")),
    ("reviews.cedar", include_str!("../../../policies/reviews.cedar")),
    ("terms.cedar", include_str!("../../../policies/terms.cedar")),
    ("transfer.cedar", include_str!("../../../policies/transfer.cedar")),
    ("unusual.cedar", include_str!("../../../policies/unusual.cedar")),
];

/// The policies by their `@id`, valid against the schema.
pub(crate) struct Policies {
    schema: Schema,
    by_question: HashMap<Asked, About>,
    clauses: HashMap<PolicyID, String>,
    /// As they are written.
    #[cfg(test)]
    whole: Vec<Policy>,
}

/// What Cedar may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Asked {
    /// May they do it?
    Do(Action),
    /// May they know that it exists? The gate's own questions.
    Know(Known),
}

/// Of what a person may or may not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Known {
    Engagement,
    Holding,
    Installation,
    Oneself,
    Row,
    Device,
    Incident,
}

impl Asked {
    /// Every question.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        use Known::{Device, Engagement, Holding, Incident, Installation, Oneself, Row};
        let known = [Engagement, Holding, Installation, Oneself, Row, Device, Incident];
        Action::ALL.iter().copied().map(Self::Do).chain(known.map(Self::Know))
    }

    /// As the schema spells it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Do(action) => action.as_str(),
            Self::Know(Known::Engagement) => "know_engagement",
            Self::Know(Known::Holding) => "know_holding",
            Self::Know(Known::Installation) => "know_installation",
            Self::Know(Known::Oneself) => "know_oneself",
            Self::Know(Known::Row) => "know_row",
            Self::Know(Known::Device) => "know_device",
            Self::Know(Known::Incident) => "know_incident",
        }
    }
}

/// What Cedar needs to judge one question. It looks at every policy that it is given, and most are about something else.
pub(crate) struct About {
    /// The action as Cedar names it.
    pub(crate) action: ast::EntityUID,
    /// Which context the schema asks for with it: questions of the same number ask for the same.
    pub(crate) context: usize,
    /// The policies that permit it.
    pub(crate) permitting: ast::PolicySet,
    /// All that forbid it, as one, and whatever else permitted: what is allowed by these, none forbids.
    pub(crate) forbidding: ast::PolicySet,
    /// What says why not: the policies that forbid it, one by one.
    pub(crate) telling: Telling,
    /// Every name that these policies and those about knowing mention. What none of them mentions need not be stated.
    pub(crate) mentioned: HashSet<String>,
    /// Whether it is a way of seeing that something exists.
    pub(crate) sees: bool,
    /// Whether who does it leans on a grant.
    pub(crate) by_grant: bool,
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
                clauses.insert(AsRef::<PolicyID>::as_ref(&id).clone(), clause.to_owned());
                set.add(policy.new_id(id)).map_err(|error| defect(file, error))?;
            }
        }
        let checked = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        if !checked.validation_passed_without_warnings() {
            return Err(defect("*.cedar", checked));
        }
        let whole: Vec<Policy> = set.policies().cloned().collect();
        let by_question = sort(&schema, &whole)?;
        Ok(Self {
            schema,
            by_question,
            clauses,
            #[cfg(test)]
            whole,
        })
    }

    /// What is needed to judge this.
    pub(crate) fn about(&self, asked: Asked) -> &About {
        &self.by_question[&asked]
    }

    /// What a question has to be.
    pub(crate) fn schema(&self) -> &ValidatorSchema {
        self.schema.as_ref()
    }

    /// The clause that a policy serves.
    pub(crate) fn clause(&self, id: &PolicyID) -> Option<&str> {
        self.clauses.get(id).map(String::as_str)
    }
}

/// Each question's policies, by their scopes alone.
fn sort(schema: &Schema, policies: &[Policy]) -> Result<HashMap<Asked, About>> {
    let actions = schema.action_entities().map_err(|error| defect("schema.cedarschema", error))?;
    let kind: EntityTypeName = "Action".parse().map_err(|error| defect("schema.cedarschema", error))?;
    let named = |name: &str| EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(name));
    let sliced = policies.iter().map(|policy| Ok((policy, Sliced::new(policy)?))).collect::<Result<Vec<_>>>()?;
    let mut contexts = Vec::new();
    let sorted = |asked: Asked| {
        let action = named(asked.as_str());
        let within = |group: &EntityUid| *group == action || actions.is_ancestor_of(group, &action);
        let names = |policy: &Policy| match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(one) => one == action,
            ActionConstraint::In(groups) => groups.iter().any(within),
        };
        let about = sliced.iter().filter(|(policy, _)| names(policy)).map(|(_, sliced)| sliced);
        let (permits, forbids): (Vec<_>, Vec<_>) = about.partition(|sliced| sliced.policy.effect() == Effect::Permit);
        let mentioned = permits.iter().chain(&forbids).flat_map(|sliced| sliced.names.iter().cloned()).collect();
        let (permitting, forbidding) = (sliced::permitting(&permits)?, sliced::forbidding(&forbids)?);
        let telling = sliced::telling(&in_order(&forbids))?;
        let (sees, by_grant) = (within(&named("see")), within(&named("by_grant")));
        let action = ast::EntityUID::from(action);
        let context = AsRef::<ValidatorSchema>::as_ref(schema).context_type(&action);
        let context = sliced::place(context, &mut contexts);
        Ok((asked, About { action, context, permitting, forbidding, telling, mentioned, sees, by_grant }))
    };
    let mut sorted = Asked::all().map(sorted).collect::<Result<HashMap<Asked, About>>>()?;
    // The same facts serve the question whether the person may know of the thing.
    let known: HashSet<String> = sorted
        .iter()
        .filter(|(asked, _)| matches!(asked, Asked::Know(_)))
        .flat_map(|(_, about)| about.mentioned.iter().cloned())
        .collect();
    sorted.values_mut().for_each(|about| about.mentioned.extend(known.iter().cloned()));
    Ok(sorted)
}

/// Those of these that there are words for, in the order of telling.
fn in_order<'a>(forbids: &[&'a Sliced]) -> Vec<&'a Sliced> {
    let named = |name: &str| forbids.iter().find(|sliced| AsRef::<str>::as_ref(sliced.policy.id()) == name).copied();
    reasons().filter_map(|reason| named(reason.policy)).collect()
}

pub(crate) fn defect(file: &str, problem: impl std::fmt::Display) -> Error {
    Error::internal(format!("The gate's policies are not valid: {problem}")).in_file(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{
        Category, ColumnClass, DeviceCheck, EngagementState, Environment, GrantKind, HoldingKind, HoldingState,
        Obligation, PersonState, Purpose, Standing,
    };
    use std::collections::BTreeSet;

    impl Policies {
        /// Every policy as it is written.
        pub(crate) fn all(&self) -> &[Policy] {
            &self.whole
        }

        /// Every action, in its groups.
        pub(crate) fn actions(&self) -> cedar_policy::Entities {
            self.schema.action_entities().expect("valid")
        }

        /// Every name that any of them mentions.
        pub(crate) fn mentioned(&self) -> HashSet<String> {
            self.by_question.values().flat_map(|about| about.mentioned.iter().cloned()).collect()
        }

        /// The same without the policies that forbid.
        pub(crate) fn permits_only(self) -> Self {
            let permits = self.whole.iter().filter(|policy| policy.effect() == Effect::Permit).cloned().collect();
            self.with(permits)
        }

        /// The same and one more.
        pub(crate) fn and(self, policy: &str) -> Self {
            let added = Policy::parse(Some(PolicyId::new("added")), policy).expect("a policy");
            let policies = self.whole.iter().cloned().chain([added]).collect();
            self.with(policies)
        }

        fn with(mut self, policies: Vec<Policy>) -> Self {
            self.by_question = sort(&self.schema, &policies).expect("no two share an id");
            self.whole = policies;
            self
        }
    }

    #[test]
    fn what_the_binary_carries_is_valid() {
        let policies = Policies::new().expect("valid");
        let most = Asked::all().map(|asked| policies.about(asked).telling.each.len()).max();
        assert!(most < Some(45), "Cedar looks at every policy it is given: {most:?}");
    }

    #[test]
    fn every_clause_named_is_in_the_policy_texts() {
        let policies = Policies::new().expect("valid");
        for policy in policies.all() {
            let clause = policies.clause(policy.id().as_ref()).expect("checked when read");
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
        let words: BTreeSet<String> = Asked::all().map(|asked| asked.as_str().to_owned()).collect();
        assert_eq!(known.difference(&groups).cloned().collect::<BTreeSet<_>>(), words);

        let permitted: BTreeSet<String> = policies
            .all()
            .iter()
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
        let states = EngagementState::ALL.iter().map(|word| word.as_str()).chain([crate::kinds::FROZEN]).collect();
        line("EngagementState", states);
        line("Purpose", Purpose::ALL.iter().map(|word| word.as_str()).collect());
        line("Category", Category::ALL.iter().map(|word| word.as_str()).collect());
        line("HoldingKind", HoldingKind::ALL.iter().map(|word| word.as_str()).collect());
        line("HoldingState", HoldingState::ALL.iter().map(|word| word.as_str()).collect());
        line("ColumnClass", ColumnClass::ALL.iter().map(|word| word.as_str()).collect());
        line("Obligation", Obligation::ALL.iter().map(|word| word.as_str()).collect());
        line("DeviceCheck", DeviceCheck::ALL.iter().map(|word| word.as_str()).collect());
        line("GrantKind", GrantKind::ALL.iter().map(|word| word.as_str()).collect());
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
