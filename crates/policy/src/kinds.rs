//! The names that entities go by. Those that never change are made once.

use crate::entities::Misfit;
use bailee_model::{
    Category, ColumnClass, DeviceCheck, EngagementState, Environment, GrantKind, HoldingKind, HoldingState, Obligation,
    PersonState, Purpose, Standing,
};
use cedar_policy_core::ast::{Eid, EntityType, EntityUID, Name, Value};

/// The words of a fixed vocabulary as values, in the vocabulary's order: a word's place is the word itself `as usize`.
pub(crate) struct Words {
    each: Vec<Value>,
    /// Every set of them: the words of a set are the bits of its place.
    sets: Vec<Value>,
}

/// With this many words there are 256 sets of them.
const MOST_WORDS: usize = 8;

impl Words {
    fn new(kind: &str, words: impl Iterator<Item = &'static str>) -> Result<Self, Misfit> {
        let kind = parsed(kind)?;
        let each: Vec<Value> = words.map(|word| Value::from(named(&kind, word))).collect();
        if each.len() > MOST_WORDS {
            return Err(format!("{kind} has too many words for each set of them to be made beforehand").into());
        }
        let set = |bits: usize| {
            let within = each.iter().enumerate().filter(|(place, _)| bits & (1 << place) != 0);
            Value::set(within.map(|(_, word)| word.clone()), None)
        };
        let sets = (0..1 << each.len()).map(set).collect();
        Ok(Self { each, sets })
    }

    /// The word of this place.
    pub(crate) fn value(&self, place: usize) -> Value {
        self.each[place].clone()
    }

    /// The words of these places.
    pub(crate) fn set(&self, places: impl Iterator<Item = usize>) -> Value {
        self.sets[places.fold(0, |bits, place| bits | 1 << place)].clone()
    }
}

fn parsed(kind: &str) -> Result<EntityType, Misfit> {
    Ok(Name::parse_unqualified_name(kind)?.into())
}

/// What the policies call the state of an engagement that an incident holds.
pub(crate) const FROZEN: &str = "frozen";

macro_rules! kinds {
    ({ $($field:ident = $name:literal,)* } { $($words:ident = $enum:ident,)* }) => {
        /// Entity types, vocabularies, and the entities of which there is one.
        pub(crate) struct Kinds {
            $(pub(crate) $field: EntityType,)*
            $(pub(crate) $words: Words,)*
            /// `EngagementState::"frozen"`, which only an incident makes.
            pub(crate) frozen: Value,
            /// `Firm::"firm"`.
            pub(crate) firm_itself: EntityUID,
            /// `Workforce::"firm"`.
            pub(crate) workforce_itself: EntityUID,
            /// `Workforce::"known"`.
            pub(crate) workforce_known: EntityUID,
            /// `Installation::"bailee"`.
            pub(crate) here: EntityUID,
        }

        impl Kinds {
            /// Parses the names.
            pub(crate) fn new() -> Result<Self, Misfit> {
                Ok(Self {
                    $($field: parsed($name)?,)*
                    $($words: Words::new(stringify!($enum), $enum::ALL.iter().map(|word| word.as_str()))?,)*
                    frozen: Value::from(named(&parsed("EngagementState")?, FROZEN)),
                    firm_itself: named(&parsed("Firm")?, "firm"),
                    workforce_itself: named(&parsed("Workforce")?, "firm"),
                    workforce_known: named(&parsed("Workforce")?, "known"),
                    here: named(&parsed("Installation")?, "bailee"),
                })
            }
        }
    };
}

kinds! {
    {
        assignment = "Assignment",
        checkout = "Checkout",
        client = "Client",
        device = "Device",
        drop_link = "DropLink",
        engagement = "Engagement",
        grant = "Grant",
        holding = "Holding",
        incident = "Incident",
        out_link = "OutLink",
        person = "Person",
        review_row = "ReviewRow",
        supplier = "Supplier",
        system = "System",
        team = "Team",
        unusual_use = "UnusualUse",
    }
    {
        category = Category,
        column_class = ColumnClass,
        device_check = DeviceCheck,
        engagement_state = EngagementState,
        environment = Environment,
        grant_kind = GrantKind,
        holding_kind = HoldingKind,
        holding_state = HoldingState,
        obligation = Obligation,
        person_state = PersonState,
        purpose = Purpose,
        standing = Standing,
    }
}

/// Who is meant of those on an engagement.
#[derive(Clone, Copy)]
pub(crate) enum Team {
    Whole,
    Leads,
    Workers,
}

/// The name of an entity by the sixteen bytes of its identifier. What stands for it is short enough to be copied about without
/// asking for memory, and is seen by nobody.
pub(crate) fn uid(kind: &EntityType, id: &[u8; 16]) -> EntityUID {
    let mut spelled = [0; 23];
    named(kind, spell(id, &mut spelled))
}

/// The name of a team of an engagement.
pub(crate) fn group(kind: &EntityType, engagement: &[u8; 16], team: Team) -> EntityUID {
    let mut spelled = [0; 23];
    let whole = spell(engagement, &mut spelled).len();
    let (letter, length) = match team {
        Team::Whole => (b' ', whole),
        Team::Leads => (b'!', whole + 1),
        Team::Workers => (b'+', whole + 1),
    };
    spelled[whole] = letter;
    named(kind, std::str::from_utf8(&spelled[..length]).unwrap_or_default())
}

/// A reference to the entity of this name.
pub(crate) fn one(kind: &EntityType, id: &[u8; 16]) -> Value {
    Value::from(uid(kind, id))
}

fn named(kind: &EntityType, name: &str) -> EntityUID {
    EntityUID::from_components(kind.clone(), Eid::new(name), None)
}

/// Sixteen bytes as 22 letters of six bits each.
fn spell<'a>(id: &[u8; 16], into: &'a mut [u8; 23]) -> &'a str {
    let number = u128::from_be_bytes(*id);
    for (place, letter) in into[..22].iter_mut().enumerate() {
        *letter = b'0' + ((number >> (6 * place)) & 0x3f) as u8;
    }
    std::str::from_utf8(&into[..22]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_identifiers_are_spelled_alike() {
        let kind = parsed("Team").expect("a name");
        let mut spelled = HashSet::new();
        for bit in 0..128 {
            let id = (1_u128 << bit).to_be_bytes();
            assert!(spelled.insert(uid(&kind, &id)), "{bit}");
            assert_eq!(uid(&kind, &id), group(&kind, &id, Team::Whole));
            assert!(spelled.insert(group(&kind, &id, Team::Leads)) && spelled.insert(group(&kind, &id, Team::Workers)));
        }
        assert!(spelled.insert(uid(&kind, &[0; 16])) && spelled.insert(uid(&kind, &[255; 16])));
    }

    #[test]
    fn a_word_stands_in_its_own_place() {
        for (place, word) in Purpose::ALL.iter().enumerate() {
            assert_eq!(*word as usize, place);
        }
        let kinds = Kinds::new().expect("names that parse");
        for check in DeviceCheck::ALL {
            let value = kinds.device_check.value(*check as usize);
            assert!(format!("{value:?}").contains(check.as_str()), "{check}: {value:?}");
        }
        for bits in 0..1 << Purpose::ALL.len() {
            let within = || (0..Purpose::ALL.len()).filter(move |place| bits & (1 << place) != 0);
            let made = Value::set(within().map(|place| kinds.purpose.value(place)), None);
            assert_eq!(kinds.purpose.set(within().chain(within())), made);
        }
    }
}
