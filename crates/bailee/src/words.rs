//! The fixed vocabularies as arguments: help lists the words, and no other is taken.

use bailee_model::{Category, ColumnClass, KeyHome, LoadMode, Purpose, ReviewDecision, TokenScope};
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
    decision: ReviewDecision,
    home: KeyHome,
    mode: LoadMode,
    purpose: Purpose,
    scope: TokenScope,
}
