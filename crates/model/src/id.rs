//! Opaque identifiers: sixteen random bytes behind a three-letter prefix, `eng_` and twenty-six characters.
//!
//! They say nothing about what they name, so they may stand in a log leaf, an address or an object path. The alphabet is
//! Crockford's base 32 in lower case: no `i`, `l`, `o` or `u` to misread.

use crate::clock::Rng;
use crate::error::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

fn encode(bytes: &[u8; 16]) -> String {
    let mut value = u128::from_be_bytes(*bytes);
    let mut out = [0u8; LENGTH];
    for place in out.iter_mut().rev() {
        *place = ALPHABET[(value & 31) as usize];
        value >>= 5;
    }
    out.iter().map(|byte| char::from(*byte)).collect()
}

fn decode(text: &str) -> Option<[u8; 16]> {
    if text.len() != LENGTH {
        return None;
    }
    let mut value: u128 = 0;
    for (index, byte) in text.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|letter| *letter == byte)? as u128;
        if index == 0 && digit > 7 {
            return None;
        }
        value = (value << 5) | digit;
    }
    Some(value.to_be_bytes())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The letters before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// A fresh identifier.
            pub fn new(rng: &dyn Rng) -> Self {
                let mut bytes = [0; 16];
                rng.fill(&mut bytes);
                Self(bytes)
            }

            /// The sixteen bytes behind the letters.
            pub fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// The identifier these sixteen bytes stand for.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
        }

        impl $crate::say::Fill for $name {
            fn part(&self) -> $crate::say::Part {
                $crate::say::Part::Plain(self.to_string())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                text.strip_prefix(concat!($prefix, "_")).and_then(decode).map(Self).ok_or_else(|| {
                    Error::bad_input($crate::say!("‘{given}’ is not an identifier of this kind.", given = text.chars().take(40).collect::<String>()))
                        .hint($crate::say!("It starts with {prefix}_ and has 26 letters and digits after it.", prefix = $prefix))
                })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// An organisation whose data is held.
    ClientId = "cli";
    /// A person: of the firm, a subcontractor or a client.
    PersonId = "per";
    /// One agreed piece of work for one client.
    EngagementId = "eng";
    /// Person × engagement × role.
    AssignmentId = "asg";
    /// Assignment × scope × purpose × expiry.
    GrantId = "grt";
    /// A client's environment.
    SystemId = "sys";
    /// Anything in custody.
    HoldingId = "hol";
    /// A client's dated request to keep something longer.
    HoldId = "hld";
    /// The client's statement that the result is right.
    VerificationId = "ver";
    /// One run of a mapping into a target.
    LoadRunId = "run";
    /// One destruction certificate.
    CertificateId = "crt";
    /// A signed-in session, as its owner sees it; never the secret itself.
    SessionId = "ses";
    /// A piece of long work with visible progress.
    JobId = "job";
    /// An organisation that works for the firm.
    SupplierId = "sup";
    /// A passkey.
    PasskeyId = "psk";
    /// What a ceremony of signing in remembers between its two halves.
    CeremonyId = "cer";
    /// A device.
    DeviceId = "dev";
    /// One posture report of a device.
    ReportId = "pst";
    /// One version of a document that is signed, in one language.
    DocumentId = "doc";
    /// A signature under a document.
    SignatureId = "sig";
    /// One version of a course, in one language.
    CourseId = "crs";
    /// A course passed.
    CompletionId = "cmp";
    /// An access review.
    ReviewId = "rev";
    /// A row of an access review.
    ReviewRowId = "row";
    /// The replacement of a credential.
    RotationId = "rot";
    /// What a person used a credential for.
    CredentialUseId = "use";
    /// An account in a client's system.
    AccountId = "acc";
    /// That somebody left.
    DepartureId = "dpt";
    /// How a promise stood for a while.
    JudgementId = "jdg";
    /// What an officer added to a promise on the public page.
    AnnotationId = "ann";
    /// What the public page said on one day.
    StatementId = "stm";
    /// A line of the register of disclosures.
    DisclosureId = "dsc";
    /// A holding on a device for a short time.
    CheckoutId = "cko";
    /// An authority's demand for client data.
    DemandId = "dem";
    /// An assessment of a region outside those agreed.
    AssessmentId = "ass";
    /// A policy that the firm publishes.
    PolicyId = "pol";
    /// One version of a policy.
    PolicyVersionId = "pvn";
    /// Going through a policy.
    PolicyReviewId = "prv";
    /// A signature under a version of a policy.
    PolicySignatureId = "psg";
    /// A bundle given back to the client.
    HandoverId = "hov";
    /// A way in for files, without an account.
    DropLinkId = "drp";
    /// A file that comes through such a way.
    DropUploadId = "upl";
    /// A way out for one named person.
    OutLinkId = "out";
    /// A supplier's part in an engagement.
    InvolvementId = "inv";
    /// A question, a concern or a report.
    EnquiryId = "enq";
    /// A proposed change of what was agreed.
    TermsChangeId = "chg";
    /// That somebody read what will be asked of them.
    WalkthroughId = "wlk";
    /// That a client cosigned a head of their log.
    WitnessingId = "wit";
    /// A message to a person.
    MailId = "mal";
    /// An incident.
    IncidentId = "inc";
    /// A line of an incident's timeline.
    IncidentEventId = "ine";
    /// A remedy of an incident.
    IncidentTaskId = "int";
    /// What one client is told of an incident.
    NoticeId = "ntc";
    /// A notice as it was written at one time.
    NoticeVersionId = "ntv";
    /// A question or an update in a client's room.
    IncidentMessageId = "inm";
    /// One change; the same event recorded twice is one entry.
    EventId = "evt";
    /// A backup.
    BackupId = "bak";
    /// A recovery kit.
    RecoveryKitId = "kit";
    /// How far one log has gone to one of the firm's other tools.
    FeedId = "fed";
    /// A day on which somebody's use was unusual.
    UnusualUseId = "unu";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededRng;

    #[test]
    fn an_identifier_survives_being_written_and_read() {
        let rng = SeededRng::new(7);
        for _ in 0..64 {
            let id = EngagementId::new(&rng);
            assert_eq!(id.to_string().parse::<EngagementId>().expect("own spelling"), id);
        }
    }

    #[test]
    fn another_kind_a_bad_letter_and_a_bad_length_are_refused() {
        let id = EngagementId::new(&SeededRng::new(1)).to_string();
        assert!(id.parse::<HoldingId>().is_err());
        assert!(id.replace("eng_", "eng_u").parse::<EngagementId>().is_err());
        assert!(format!("{id}0").parse::<EngagementId>().is_err());
        assert!("eng_zzzzzzzzzzzzzzzzzzzzzzzzzz".parse::<EngagementId>().is_err(), "more than 128 bits");
    }
}
