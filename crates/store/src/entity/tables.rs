//! What writes the tables: one list of a noun's fields becomes its entity and both conversions.

use crate::words::Word;

/// Writes an entity for each noun. `key` fields identify the row; lists come sorted by the column after `by`. After
/// `sealed` come the field that is the row's key, the text that is the rest of it, if any, and the client's other words;
/// `sealed firm` is for the firm's own words, which belong to no one engagement.
macro_rules! tables {
    ($($(#[$doc:meta])* $module:ident($table:literal): $noun:ty, by $order:ident $(, sealed $($firm:ident)? ($id:ident $(, $part:ident)?: $($word:ident),+))? { key $($(#[$attribute:meta])* $key:ident: $key_type:ty),+; $($field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        pub(crate) mod $module {
            use super::*;

            #[derive(Clone, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $(#[sea_orm(primary_key, auto_increment = false)] $(#[$attribute])* pub $key: $key_type,)+
                $(pub $field: $type,)*
            }

            #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}

            // SeaORM wants every row to be printable; ours hold what must not be printed.
            impl fmt::Debug for Model {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(concat!("a row of ", $table))
                }
            }
        }

        impl Row for $noun {
            type Table = $module::Entity;
            type Columns = $module::Model;

            fn columns(&self) -> Self::Columns {
                $module::Model { $($key: Stored::store(&self.$key),)+ $($field: Stored::store(&self.$field),)* }
            }

            fn of(columns: Self::Columns) -> Self {
                Self { $($key: columns.$key.restore(),)+ $($field: columns.$field.restore(),)* }
            }

            fn order() -> $module::Column {
                $module::Column::$order
            }

            $(fn words(&mut self) -> Option<Words<'_>> {
                let place = format!(concat!($table, "|{}"), self.$id);
                let mut texts = Vec::new();
                $(texts.extend(self.$word.texts());)+
                Some(Words { log: whose!(self $(, $firm)?), place, key: [$(&mut self.$part)?].into_iter().next(), texts })
            })?
        }
    )*};
}

/// Under whose key a row's words are sealed.
macro_rules! whose {
    ($row:expr) => {
        crate::words::Whose::log(&$row.engagement)
    };
    ($row:expr, firm) => {
        bailee_model::entry::LogId::Site
    };
}

/// Lets the identifier of each find it.
macro_rules! nouns {
    ($($module:ident: $noun:ty),* $(,)?) => {$(
        impl Found for $noun {
            fn by_id(id: Self::Id) -> Expr {
                $module::Column::Id.eq(Text(id))
            }
        }
    )*};
}

/// A field that holds words.
pub(super) trait Texts {
    fn texts(&mut self) -> impl Iterator<Item = &mut dyn Word>;
}

impl<T: Word> Texts for T {
    fn texts(&mut self) -> impl Iterator<Item = &mut dyn Word> {
        std::iter::once(self as &mut dyn Word)
    }
}

impl<T: Word> Texts for Vec<T> {
    fn texts(&mut self) -> impl Iterator<Item = &mut dyn Word> {
        self.iter_mut().map(|word| word as &mut dyn Word)
    }
}
