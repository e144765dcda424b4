//! Clauses D8, S7, S9: what somebody asked is answered in time, and so is what a client objects to.

use super::due::Due;
use crate::{App, enquiries::working_days_after};
use bailee_model::{Assignment, EnquiryKind, Organisation, PersonId, PersonState, Result, Role, Standing};

/// Each question that nobody answered, and each objection to a supplier that the firm has not answered.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let people = app.store.people_of(Organisation::Firm).await?;
    let officers: Vec<PersonId> = people
        .iter()
        .filter(|person| person.standing == Standing::Officer && person.state == PersonState::Active)
        .map(|person| person.id)
        .collect();
    let mut all = Vec::new();
    for enquiry in app.store.enquiries_open().await? {
        let kind = if enquiry.kind == EnquiryKind::Objection { "objection" } else { "enquiry" };
        all.push(Due {
            kind,
            subject: enquiry.id.to_string(),
            engagement: enquiry.engagement,
            since: enquiry.at,
            at: enquiry.due,
            who: officers.clone(),
            page: format!("/enquiries/{}", enquiry.id),
            by_itself: false,
        });
    }
    for part in app.store.involvements().await?.into_iter().filter(|part| part.is_objected_to()) {
        let Some(raised) = part.objected_at.filter(|raised| part.answered_at.is_none_or(|at| at < *raised)) else {
            continue;
        };
        let mut who = officers.clone();
        let leads = |each: &&Assignment| each.role == Role::Lead && each.runs(app.clock.now());
        who.extend(app.store.assignments(part.engagement).await?.iter().filter(leads).map(|each| each.person));
        who.sort();
        who.dedup();
        all.push(Due {
            kind: "objection",
            subject: part.id.to_string(),
            engagement: Some(part.engagement),
            since: raised,
            at: working_days_after(raised, app.limits().answer_days),
            who,
            page: format!("/engagements/{}/suppliers", part.engagement),
            by_itself: false,
        });
    }
    Ok(all)
}
