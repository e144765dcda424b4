//! How the model's types stand in columns.
//!
//! SeaORM needs every column type to say how it is written and read. The model's types know nothing of databases, so
//! three wrappers speak for them: [`Text`] for what has one spelling (identifiers, words), [`Json`] for lists, and
//! [`Millis`] for instants, which both databases keep as milliseconds of Unix time in UTC. [`Stored`] turns a noun's
//! field into its column and back; the `tables!` macro calls it for every field.

#![allow(unreachable_pub, reason = "SeaORM's derives put these types into what they write as `pub`")]

use bailee_model::Error;
use bailee_model::entry::LogId;
use jiff::Timestamp;
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr, postgres_array::NotU8};
use sea_orm::{ActiveValue, ColIdx, DbErr, IntoActiveValue, QueryResult, TryFromU64, TryGetError, TryGetable, Value};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::{self, Display};
use std::str::FromStr;

/// A value with one spelling, in a text column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<T>(pub(crate) T);

/// A list or structure, as JSON in a text column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json<T>(pub(crate) T);

/// An instant, as milliseconds of Unix time in an integer column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Millis(pub(crate) i64);

/// A log's name in the database and in the anchor's folder: `site`, or the engagement's identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogName(pub(crate) LogId);

impl Display for LogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            LogId::Site => f.write_str("site"),
            LogId::Engagement(id) => id.fmt(f),
        }
    }
}

impl FromStr for LogName {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text == "site" { Ok(Self(LogId::Site)) } else { text.parse().map(|id| Self(LogId::Engagement(id))) }
    }
}

impl Millis {
    /// The instant, cut to the millisecond.
    pub(crate) fn of(at: Timestamp) -> Self {
        Self(at.as_millisecond())
    }

    fn instant(self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.0).ok()
    }
}

/// What SeaORM asks of a column type: how it is spelled, how it is read, and which of the databases' types holds it.
macro_rules! column_type {
    ([$($generics:tt)*] $name:ty, $raw:ty, $array:ident, $column:ident, write $write:expr, read $read:expr) => {
        impl<$($generics)*> From<$name> for Value {
            fn from(column: $name) -> Self {
                let write: fn(&$name) -> $raw = $write;
                write(&column).into()
            }
        }

        impl<$($generics)*> TryGetable for $name {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
                let read: fn($raw) -> Option<$name> = $read;
                let unreadable = || TryGetError::DbErr(DbErr::Type(format!("a column holds no {}", stringify!($name))));
                read(<$raw>::try_get_by(row, index)?).ok_or_else(unreadable)
            }
        }

        impl<$($generics)*> ValueType for $name {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                let read: fn($raw) -> Option<$name> = $read;
                read(<$raw as ValueType>::try_from(value)?).ok_or(ValueTypeErr)
            }

            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn array_type() -> ArrayType {
                ArrayType::$array
            }

            fn column_type() -> ColumnType {
                ColumnType::$column
            }
        }

        impl<$($generics)*> Nullable for $name {
            fn null() -> Value {
                <$raw as Nullable>::null()
            }
        }

        impl<$($generics)*> IntoActiveValue<$name> for $name {
            fn into_active_value(self) -> ActiveValue<$name> {
                ActiveValue::Set(self)
            }
        }

        impl<$($generics)*> TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl<$($generics)*> NotU8 for $name {}
    };
}

column_type!([T: Display + FromStr] Text<T>, String, String, Text, write |text| text.0.to_string(), read |raw| raw.parse().ok().map(Text));
column_type!([T: Serialize + DeserializeOwned] Json<T>, String, String, Text, write |json| spell(&json.0), read |raw| serde_json::from_str(&raw).ok().map(Json));
column_type!([] Millis, i64, BigInt, BigInteger, write |millis| millis.0, read |raw| Millis(raw).instant().map(|_| Millis(raw)));

fn spell(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("the model's lists hold words and numbers, which JSON can always spell")
}

/// A column that stands for a noun's field of type `T`.
pub(crate) trait Stored<T>: Sized {
    /// The field as the column holds it.
    fn store(field: &T) -> Self;
    /// The column as the noun has it.
    fn restore(self) -> T;
}

/// A sentence of ours, or somebody's words, as it is kept.
impl Stored<bailee_model::Text> for String {
    fn store(field: &bailee_model::Text) -> Self {
        field.keep()
    }

    fn restore(self) -> bailee_model::Text {
        bailee_model::Text::kept(&self)
    }
}

impl Stored<Vec<bailee_model::Text>> for Json<Vec<String>> {
    fn store(field: &Vec<bailee_model::Text>) -> Self {
        Self(field.iter().map(bailee_model::Text::keep).collect())
    }

    fn restore(self) -> Vec<bailee_model::Text> {
        self.0.iter().map(|kept| bailee_model::Text::kept(kept)).collect()
    }
}

macro_rules! stored_as_is {
    ($($plain:ty),*) => {$(
        impl Stored<$plain> for $plain {
            fn store(field: &$plain) -> Self {
                field.clone()
            }

            fn restore(self) -> $plain {
                self
            }
        }
    )*};
}

stored_as_is!(String, i64, i32, bool, Vec<u8>);

impl<T: Clone> Stored<T> for Text<T> {
    fn store(field: &T) -> Self {
        Self(field.clone())
    }

    fn restore(self) -> T {
        self.0
    }
}

impl<T: Clone> Stored<T> for Json<T> {
    fn store(field: &T) -> Self {
        Self(field.clone())
    }

    fn restore(self) -> T {
        self.0
    }
}

impl Stored<Timestamp> for Millis {
    fn store(field: &Timestamp) -> Self {
        Self::of(*field)
    }

    fn restore(self) -> Timestamp {
        self.instant().expect("a column out of range was refused when it was read")
    }
}

impl<T, S: Stored<T>> Stored<Option<T>> for Option<S> {
    fn store(field: &Option<T>) -> Self {
        field.as_ref().map(S::store)
    }

    fn restore(self) -> Option<T> {
        self.map(S::restore)
    }
}
