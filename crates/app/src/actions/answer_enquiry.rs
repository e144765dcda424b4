//! An officer answers what somebody asked (clauses D8, S9).

use super::done;
use crate::{
    Done, Door,
    enquiries::{answerable, lines},
    post,
};
use bailee_model::{Enquiry, EnquiryId, EntryDraft, Error, MailKind, Result, say};

/// An answer.
pub struct AnswerEnquiryAsk {
    /// To what.
    pub enquiry: EnquiryId,
    /// In the officer's words.
    pub answer: String,
}

/// Answers an enquiry. Who asked with an account is told that there is an answer; the others find it behind their link.
///
/// # Errors
/// When it was answered already.
pub async fn answer_enquiry(door: &Door, ask: AnswerEnquiryAsk) -> Result<Done<Enquiry>> {
    let enquiry = answerable(door, ask.enquiry).await?;
    let answer = lines("answer", &ask.answer)?;
    let entry = match enquiry.engagement {
        Some(engagement) => EntryDraft::new(engagement, "enquiry.answered"),
        None => EntryDraft::site("enquiry.answered"),
    };
    let letter = enquiry
        .person
        .map(|person| post::to(&door.app, person, MailKind::EnquiryAnswered, format!("/questions#{}", enquiry.id)));
    let (id, by, now) = (enquiry.id, door.who.id, door.now());
    let entry = door.by(entry).id("enquiry", id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut enquiry = tx.get::<Enquiry>(id).await?.ok_or_else(Error::not_found)?;
        if enquiry.answered_at.is_some() {
            return Err(
                Error::conflict(say!("This was answered already.")).hint(say!("Read the answer that was given."))
            );
        }
        enquiry.answered_by = Some(by);
        enquiry.answered_at = Some(now);
        enquiry.answer = answer;
        tx.save(&enquiry).await?;
        if let Some(letter) = &letter {
            tx.save(letter).await?;
        }
        Ok(enquiry)
    });
    Ok(done(recorded.await?))
}
