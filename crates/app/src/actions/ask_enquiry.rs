//! A client's person asks the firm something about their data, or objects to somebody who works on it (clauses D8, S7).

use super::{done, named};
use crate::{
    Done, Door,
    enquiries::{lines, to_answerers, working_days_after},
};
use bailee_model::{
    Action, EngagementId, Enquiry, EnquiryId, EnquiryKind, EntryDraft, Error, MailKind, PersonId, Result, say,
};

/// What is asked.
pub struct AskEnquiryAsk {
    /// About which engagement.
    pub engagement: EngagementId,
    /// Whose work is objected to; nobody's, for a question.
    pub about: Option<PersonId>,
    /// In the asker's words.
    pub text: String,
}

/// Writes a question or an objection down, starts its clock and tells those who answer.
///
/// # Errors
/// When the text is empty or too long, or the person objected to does not work on the engagement.
pub async fn ask_enquiry(door: &Door, ask: AskEnquiryAsk) -> Result<Done<Enquiry>> {
    let (action, kind, mail) = match ask.about {
        None => (Action::AskQuestion, EnquiryKind::Question, MailKind::EnquiryArrived),
        Some(_) => (Action::Object, EnquiryKind::Objection, MailKind::ObjectionRaised),
    };
    let engagement = door.engagement(ask.engagement).for_(action).await?.it;
    let now = door.now();
    if let Some(person) = ask.about {
        let there = door.app.store.assignments(engagement.id).await?;
        if !there.iter().any(|each| each.person == person && each.ended.is_none()) {
            return Err(Error::bad_input(say!("Nobody of this name works on the engagement."))
                .hint(say!("Choose one of its people."))
                .on_field("about"));
        }
    }
    let enquiry = Enquiry {
        id: EnquiryId::new(door.app.rng.as_ref()),
        kind,
        engagement: Some(engagement.id),
        person: Some(door.who.id),
        about: ask.about,
        name: String::new(),
        reply_to: String::new(),
        text: lines("text", &ask.text)?,
        language: door.who.language.clone(),
        secret_hash: Vec::new(),
        at: now,
        due: working_days_after(now, door.app.limits().answer_days),
        answered_by: None,
        answered_at: None,
        answer: String::new(),
    };
    let mut entry = named(EntryDraft::new(engagement.id, "enquiry.asked"), "enquiry", &enquiry)
        .detail("kind", kind.as_str())
        .detail("due", enquiry.due.to_string());
    if let Some(about) = ask.about {
        entry = entry.id("about", about);
    }
    let path = format!("/enquiries/{}", enquiry.id);
    let letters = to_answerers(&door.app, Some(engagement.id), Some(door.who.id), mail, &path).await?;
    let kept = enquiry.clone();
    let recorded = door.app.store.ledger().record([door.by(entry)], move |tx| async move {
        tx.save(&kept).await?;
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(kept)
    });
    Ok(done(recorded.await?))
}
