//! Questions and their answers: all of them for the officers who answer, a client's own for its people (clauses D8, S9).

use crate::{Door, enquiries::answerable};
use bailee_model::{
    Action, Client, Engagement, EngagementId, Enquiry, EnquiryId, Organisation, Person, PersonId, Result,
};
use jiff::Timestamp;

/// A question with the names behind it.
#[derive(Clone, Debug)]
pub struct EnquiryView {
    /// The question, and its answer once there is one.
    pub enquiry: Enquiry,
    /// Who asked: a person's name, or how somebody from outside calls themselves.
    pub who: String,
    /// The client they are of, for those with an account.
    pub client: Option<String>,
    /// The engagement's title.
    pub engagement: Option<String>,
    /// Whose work is objected to, by name.
    pub about: Option<String>,
    /// Who answered, by name.
    pub answered_by: Option<String>,
    /// Whether it is late.
    pub late: bool,
}

/// Everything that was asked, unanswered first and the earliest due first; then the newest answered.
///
/// # Errors
/// Refused to all who do not answer.
pub async fn enquiries(door: &Door) -> Result<Vec<EnquiryView>> {
    door.require(Action::AnswerEnquiry).await?;
    let found = door.app.store().enquiries().await?;
    views(door, found).await
}

/// One of them.
///
/// # Errors
/// Not found for those who do not oversee the firm, and when there is no such question; refused to who does not answer.
pub async fn enquiry(door: &Door, id: EnquiryId) -> Result<EnquiryView> {
    view(door, answerable(door, id).await?).await
}

/// What a client's people asked about an engagement, in the same order.
///
/// # Errors
/// Not found for those who may not know of the engagement; refused to those who are not the client's.
pub async fn own_enquiries(door: &Door, engagement: EngagementId) -> Result<Vec<EnquiryView>> {
    door.engagement(engagement).for_(Action::AskQuestion).await?;
    let found = door.app.store().enquiries_of(engagement).await?;
    views(door, found).await
}

async fn views(door: &Door, found: Vec<Enquiry>) -> Result<Vec<EnquiryView>> {
    let mut all = Vec::new();
    for enquiry in found {
        all.push(view(door, enquiry).await?);
    }
    let rank = |each: &EnquiryView| match each.enquiry.answered_at {
        None => (0, each.enquiry.due),
        Some(at) => (1, Timestamp::UNIX_EPOCH + Timestamp::MAX.duration_since(at)),
    };
    all.sort_by_key(rank);
    Ok(all)
}

async fn view(door: &Door, enquiry: Enquiry) -> Result<EnquiryView> {
    let store = door.app.store();
    let asker = match enquiry.person {
        Some(id) => store.get::<Person>(id).await?,
        None => None,
    };
    let client = match asker.as_ref().map(|person| person.organisation) {
        Some(Organisation::Client(id)) => store.get::<Client>(id).await?.map(|client| client.name),
        _ => None,
    };
    let engagement = match enquiry.engagement {
        Some(id) => store.get::<Engagement>(id).await?.map(|engagement| engagement.title),
        None => None,
    };
    Ok(EnquiryView {
        who: asker.map_or_else(|| enquiry.name.clone(), |person| person.name),
        client,
        engagement,
        about: name(door, enquiry.about).await?,
        answered_by: name(door, enquiry.answered_by).await?,
        late: enquiry.answered_at.is_none() && enquiry.due <= door.now(),
        enquiry,
    })
}

async fn name(door: &Door, person: Option<PersonId>) -> Result<Option<String>> {
    match person {
        Some(id) => Ok(door.app.store().get::<Person>(id).await?.map(|person| person.name)),
        None => Ok(None),
    }
}
