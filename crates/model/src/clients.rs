//! What passes between the firm and its clients beside data: which suppliers work on it, what is asked and answered, changes
//! of what was agreed, that somebody read what will be asked of them, and that a client stood witness to its log.

use crate::id::{
    EngagementId, EnquiryId, InvolvementId, PersonId, SupplierId, TermsChangeId, WalkthroughId, WitnessingId,
};
use crate::words::{Category, EnquiryKind, Purpose};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A supplier's part in an engagement: a subcontractor whose people may be assigned, or a tool that is used on the data
/// (clause S7). It stands once the client agreed, or had the time to object and did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Involvement {
    /// Which one.
    pub id: InvolvementId,
    /// Whose part.
    pub supplier: SupplierId,
    /// In what.
    pub engagement: EngagementId,
    /// Which categories of data it has to do with.
    pub categories: Vec<Category>,
    /// What for.
    pub purpose: Purpose,
    /// Where the data is while it works on it: an ISO 3166 code.
    pub region: String,
    /// Who named it for the firm.
    pub named_by: PersonId,
    /// When the client was told.
    pub noticed_at: Timestamp,
    /// Until when the client may object before it begins; the moment of naming for what was agreed with the engagement.
    pub objection_until: Timestamp,
    /// Who agreed for the client before that.
    pub agreed_by: Option<PersonId>,
    /// When.
    pub agreed_at: Option<Timestamp>,
    /// Who objected for the client.
    pub objected_by: Option<PersonId>,
    /// When. While an objection is not settled, nothing of it stands.
    pub objected_at: Option<Timestamp>,
    /// Why, in the client's words.
    pub objection: String,
    /// Which officer answered the objection.
    pub answered_by: Option<PersonId>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// What the officer offered; it counts once the client's owner agrees.
    pub answer: String,
    /// Since when it is used: a tool, as somebody marked it; a subcontractor, since the first of its people was assigned.
    pub used_at: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

impl Involvement {
    /// Whether it may work on the data now: agreed to, or announced for long enough, and no objection open.
    pub fn stands(&self, now: Timestamp) -> bool {
        self.stood_since(now).is_some()
    }

    /// Since when it has stood without a break, as far as it does now.
    pub fn stood_since(&self, now: Timestamp) -> Option<Timestamp> {
        if self.ended.is_some_and(|ended| ended <= now) {
            return None;
        }
        let agreed = self.agreed_at.filter(|at| self.objected_at.is_none_or(|objected| objected < *at));
        let since = match (agreed, self.objected_at) {
            (Some(agreed), None) => agreed.min(self.objection_until),
            (Some(agreed), Some(_)) => agreed,
            (None, None) => self.objection_until,
            (None, Some(_)) => return None,
        };
        (since <= now).then_some(since)
    }

    /// Whether the client objected and has not agreed since.
    pub fn is_objected_to(&self) -> bool {
        self.ended.is_none() && self.objected_at.is_some_and(|at| self.agreed_at.is_none_or(|agreed| agreed <= at))
    }

    /// Whether the client can still object before it begins.
    pub fn is_announced(&self, now: Timestamp) -> bool {
        self.ended.is_none() && !self.is_objected_to() && !self.stands(now)
    }
}

/// A question, a concern or a report, and its answer (clauses D8, S9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enquiry {
    /// Which one.
    pub id: EnquiryId,
    /// What it is.
    pub kind: EnquiryKind,
    /// About which engagement, when a client's person asks.
    pub engagement: Option<EngagementId>,
    /// Who asks, when they are signed in.
    pub person: Option<PersonId>,
    /// Whose work on the engagement is objected to.
    pub about: Option<PersonId>,
    /// How somebody from outside calls themselves; may be empty.
    pub name: String,
    /// Where they can be reached, if they said so.
    pub reply_to: String,
    /// What they ask.
    pub text: String,
    /// The language it was asked in, `en` or `fr`.
    pub language: String,
    /// SHA-256 of the secret that opens the answer to somebody without an account; empty for those with one.
    pub secret_hash: Vec<u8>,
    /// When it came.
    pub at: Timestamp,
    /// By when it is to be answered.
    pub due: Timestamp,
    /// Who answered.
    pub answered_by: Option<PersonId>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// What they answered.
    pub answer: String,
}

/// A change of what was agreed, proposed by the firm: it counts once the client's owner agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsChange {
    /// Which one.
    pub id: TermsChangeId,
    /// Of what.
    pub engagement: EngagementId,
    /// What the data may be about, afterwards.
    pub categories: Vec<Category>,
    /// What access may be for, afterwards.
    pub purposes: Vec<Purpose>,
    /// Why, in the proposer's words.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: PersonId,
    /// When.
    pub proposed_at: Timestamp,
    /// Who answered for the client, or took it back for the firm.
    pub answered_by: Option<PersonId>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// Whether the client agreed.
    pub agreed: bool,
}

/// That somebody of the client read what will be asked of them, before anything was shared (clauses D8, S9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walkthrough {
    /// Which one.
    pub id: WalkthroughId,
    /// About what.
    pub engagement: EngagementId,
    /// Who read it.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
}

/// That a client's own key cosigned a head of the engagement's log: they had seen that it only grew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witnessing {
    /// Which one.
    pub id: WitnessingId,
    /// Of whose log.
    pub engagement: EngagementId,
    /// Who sent it.
    pub person: PersonId,
    /// How many entries the log had.
    pub size: i64,
    /// The key that cosigned, as a C2SP verifier key.
    pub key: String,
    /// The checkpoint with the cosignature, a C2SP signed note.
    pub note: String,
    /// When it was received.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededRng;

    fn day(day: i64) -> Timestamp {
        Timestamp::constant(86_400 * day, 0)
    }

    fn announced() -> Involvement {
        let rng = SeededRng::new(1);
        Involvement {
            id: InvolvementId::new(&rng),
            supplier: SupplierId::new(&rng),
            engagement: EngagementId::new(&rng),
            categories: vec![Category::Financial],
            purpose: Purpose::Mapping,
            region: "CA".to_owned(),
            named_by: PersonId::new(&rng),
            noticed_at: day(1),
            objection_until: day(31),
            agreed_by: None,
            agreed_at: None,
            objected_by: None,
            objected_at: None,
            objection: String::new(),
            answered_by: None,
            answered_at: None,
            answer: String::new(),
            used_at: None,
            ended: None,
        }
    }

    #[test]
    fn a_part_stands_once_the_window_is_over_or_the_client_agreed() {
        let it = announced();
        assert!(!it.stands(day(30)) && it.is_announced(day(30)) && it.stands(day(31)));
        let agreed = Involvement { agreed_at: Some(day(3)), ..announced() };
        assert!(!agreed.stands(day(2)) && agreed.stands(day(3)));
        assert_eq!(agreed.stood_since(day(40)), Some(day(3)));
    }

    #[test]
    fn an_objection_stops_it_until_the_client_agrees() {
        let it = Involvement { objected_at: Some(day(40)), ..announced() };
        assert!(it.is_objected_to() && !it.stands(day(400)) && !it.is_announced(day(400)));
        let settled = Involvement { agreed_at: Some(day(50)), ..it.clone() };
        assert!(!settled.is_objected_to() && settled.stands(day(50)));
        let before = Involvement { agreed_at: Some(day(5)), ..it };
        assert!(
            before.is_objected_to() && !before.stands(day(60)),
            "an agreement of before does not outlive the objection"
        );
    }

    #[test]
    fn what_ended_stands_no_more() {
        let it = Involvement { ended: Some(day(60)), ..announced() };
        assert!(it.stands(day(59)) && !it.stands(day(60)));
    }
}
