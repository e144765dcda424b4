//! The fixed vocabularies as arguments: help lists the words, and no other is taken.

use bailee_model::{Category, ColumnClass, LoadMode, Purpose};
use clap::builder::{PossibleValuesParser, TypedValueParser};

macro_rules! words {
    ($($name:ident: $vocabulary:ty,)*) => {$(
        pub(crate) fn $name() -> impl TypedValueParser<Value = $vocabulary> {
            PossibleValuesParser::new(<$vocabulary>::ALL.iter().map(|word| word.as_str())).try_map(|word| word.parse::<$vocabulary>())
        }
    )*};
}

words! {
    category: Category,
    class: ColumnClass,
    mode: LoadMode,
    purpose: Purpose,
}
