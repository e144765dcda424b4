//! The names that entities go by. Those that never change are made once.

use crate::entities::Misfit;
use bailee_model::{
    Category, ColumnClass, DeviceCheck, EngagementState, Environment, GrantKind, HoldingKind, HoldingState, Obligation,
    PersonState, Purpose, Standing,
};
use cedar_policy::{EntityId, EntityTypeName, EntityUid, RestrictedExpression as Value};

/// The words of a fixed vocabulary as values, in the vocabulary's order: a word's place is the word itself `as usize`.
pub(crate) struct Words(Vec<Value>);

impl Words {
    fn new(kind: &str, words: impl Iterator<Item = &'static str>) -> Result<Self, Misfit> {
        let kind: EntityTypeName = kind.parse()?;
        Ok(Self(words.map(|word| Value::new_entity_uid(named(&kind, word))).collect()))
    }

    /// The word of this place.
    pub(crate) fn value(&self, place: usize) -> Value {
        self.0[place].clone()
    }

    /// The words of these places.
    pub(crate) fn set(&self, places: impl Iterator<Item = usize>) -> Value {
        Value::new_set(places.map(|place| self.value(place)))
    }
}

/// What the policies call the state of an engagement that an incident holds.
pub(crate) const FROZEN: &str = "frozen";

macro_rules! kinds {
    ({ $($field:ident = $name:literal,)* } { $($words:ident = $enum:ident,)* }) => {
        /// Entity types, vocabularies, and the entities of which there is one.
        pub(crate) struct Kinds {
            $(pub(crate) $field: EntityTypeName,)*
            $(pub(crate) $words: Words,)*
            /// `EngagementState::"frozen"`, which only an incident makes.
            pub(crate) frozen: Value,
            /// `Firm::"firm"`.
            pub(crate) firm_itself: EntityUid,
            /// `Workforce::"firm"`.
            pub(crate) workforce_itself: EntityUid,
            /// `Workforce::"known"`.
            pub(crate) workforce_known: EntityUid,
            /// `Installation::"bailee"`.
            pub(crate) here: EntityUid,
        }

        impl Kinds {
            /// Parses the names.
            pub(crate) fn new() -> Result<Self, Misfit> {
                Ok(Self {
                    $($field: $name.parse()?,)*
                    $($words: Words::new(stringify!($enum), $enum::ALL.iter().map(|word| word.as_str()))?,)*
                    frozen: Value::new_entity_uid(named(&"EngagementState".parse()?, FROZEN)),
                    firm_itself: named(&"Firm".parse()?, "firm"),
                    workforce_itself: named(&"Workforce".parse()?, "firm"),
                    workforce_known: named(&"Workforce".parse()?, "known"),
                    here: named(&"Installation".parse()?, "bailee"),
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
pub(crate) fn uid(kind: &EntityTypeName, id: &[u8; 16]) -> EntityUid {
    let mut spelled = [0; 23];
    named(kind, spell(id, &mut spelled))
}

/// The name of a team of an engagement.
pub(crate) fn group(kind: &EntityTypeName, engagement: &[u8; 16], team: Team) -> EntityUid {
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
pub(crate) fn one(kind: &EntityTypeName, id: &[u8; 16]) -> Value {
    Value::new_entity_uid(uid(kind, id))
}

fn named(kind: &EntityTypeName, name: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(name))
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
        let kind: EntityTypeName = "Team".parse().expect("a name");
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
    }
}
