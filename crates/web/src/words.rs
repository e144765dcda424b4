//! What pages say, in English and French.
//!
//! A template writes `{{ t.holdings }}`; `t` is one language's [`Words`]. The catalogue is a plain structure with one
//! constant per language, so that a key that is missing in either does not compile. The fixed vocabularies of the model
//! are said through [`Say`], whose matches are exhaustive for the same reason.

/// Writes a catalogue of pages that are read together: a key, its kind, its English and its French in one line.
macro_rules! catalogue {
    ($name:ident; $($key:ident: $kind:ty = $en:expr, $fr:expr;)*) => {
        /// What these pages say, in one language. `{}` stands for what is filled in.
        pub(crate) struct $name {
            $(pub(crate) $key: $kind,)*
        }

        pub(super) const EN: $name = $name { $($key: $en,)* };
        pub(super) const FR: $name = $name { $($key: $fr,)* };
    };
}

mod access;
mod agreements;
mod backups;
mod clients;
mod deadlines;
mod devices;
mod en;
mod exits;
mod fr;
mod incidents;
mod keys;
mod messages;
mod people;
mod policies;
mod promises;
mod requested;
mod retention;
mod reviews;
mod say;
mod signing_in;
mod transfer;
mod unusual;

pub(crate) use access::AccessWords;
pub(crate) use agreements::AgreementWords;
pub(crate) use backups::BackupWords;
pub(crate) use clients::ClientWords;
pub(crate) use deadlines::deadline;
pub(crate) use devices::DeviceWords;
pub(crate) use exits::ExitWords;
pub(crate) use incidents::IncidentWords;
pub(crate) use keys::{Forms, Words};
pub(crate) use people::PeopleWords;
pub(crate) use policies::PolicyWords;
pub(crate) use promises::PromiseWords;
pub(crate) use requested::RequestedWords;
pub(crate) use retention::RetentionWords;
pub(crate) use reviews::ReviewWords;
pub(crate) use say::{Say, class_or_sealed};
pub(crate) use signing_in::SigningInWords;
pub(crate) use transfer::TransferWords;
pub(crate) use unusual::UnusualWords;

use bailee_model::Text;
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

    /// A sentence of the product's: what an error says, and what to do about it.
    pub(crate) fn tell(self, text: &Text) -> String {
        match self {
            Self::En => text.english().to_owned(),
            Self::Fr => text.in_words_of(&messages::french),
        }
    }

    pub(crate) fn words(self) -> &'static Words {
        self.pick(&en::EN, &fr::FR)
    }

    pub(crate) fn access_words(self) -> &'static AccessWords {
        self.pick(&access::EN, &access::FR)
    }

    pub(crate) fn agreement_words(self) -> &'static AgreementWords {
        self.pick(&agreements::EN, &agreements::FR)
    }

    pub(crate) fn people_words(self) -> &'static PeopleWords {
        self.pick(&people::EN, &people::FR)
    }

    pub(crate) fn review_words(self) -> &'static ReviewWords {
        self.pick(&reviews::EN, &reviews::FR)
    }

    pub(crate) fn device_words(self) -> &'static DeviceWords {
        self.pick(&devices::EN, &devices::FR)
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
