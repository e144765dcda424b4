//! What pages say, in English and French.
//!
//! A template writes `{{ t.holdings }}`; `t` is one language's [`Words`]. The catalogue is a plain structure with one
//! constant per language, so that a key that is missing in either does not compile. The fixed vocabularies of the model
//! are said through [`Say`], whose matches are exhaustive for the same reason.

mod en;
mod fr;
mod keys;
mod say;

pub(crate) use keys::{Forms, Words};
pub(crate) use say::{Say, class_or_sealed};

use std::fmt;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Lang {
    /// The languages there are.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// The language of this tag, as in `fr` or `fr-CA`, if there is one.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "fr" => Some(Self::Fr),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that there is. Quality values are in order in practice.
    pub fn preferred(header: &str) -> Option<Self> {
        header.split(',').find_map(|part| Self::from_tag(part.split(';').next()?))
    }

    /// Its tag.
    pub fn tag(self) -> &'static str {
        self.pick("en", "fr")
    }

    /// Whether it is French, for the link to the other one.
    pub fn is_french(&self) -> bool {
        *self == Self::Fr
    }

    pub(crate) fn pick<T>(self, en: T, fr: T) -> T {
        match self {
            Self::En => en,
            Self::Fr => fr,
        }
    }

    pub(crate) fn words(self) -> &'static Words {
        self.pick(&en::EN, &fr::FR)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_its_first_language_that_there_is() {
        assert_eq!(Lang::preferred("de-CH, fr-CA;q=0.9, en;q=0.8"), Some(Lang::Fr));
        assert_eq!(Lang::preferred("de"), None);
        assert_eq!(Lang::preferred(""), None);
    }
}
