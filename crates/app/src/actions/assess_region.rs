//! Record why data may be in a region beyond those agreed, and what protects it there; the client's owner agrees, or not
//! (clause D6).

use super::{done, open_engagement::region, text};
use crate::{Done, Door, residency};
use bailee_model::{Action, Assessment, AssessmentId, EngagementId, EntryDraft, Error, MailKind, Result, say};
use jiff::{SignedDuration, Timestamp};

/// What is assessed.
pub struct AssessRegionAsk {
    /// For which engagement.
    pub engagement: EngagementId,
    /// Which region.
    pub region: String,
    /// Why it is needed.
    pub why: String,
    /// What protects the data there.
    pub safeguards: String,
    /// Until when it counts.
    pub until: Timestamp,
}

/// Records an assessment; it counts once the client's owner has agreed to it.
///
/// # Errors
/// When the region is agreed already, or the date is past or beyond what the firm allows.
pub async fn assess_region(door: &Door, ask: AssessRegionAsk) -> Result<Done<Assessment>> {
    let held = door.engagement(ask.engagement).for_(Action::AssessRegion).await?;
    let region = region(&ask.region).map_err(|error| error.on_field("region"))?;
    let (now, months) = (door.now(), door.app.limits().assessment_months);
    if residency::covering(held.engagement(), &[], &region, now).is_some() {
        return Err(Error::conflict(say!("This region is agreed already."))
            .hint(say!("No assessment is needed."))
            .on_field("region"));
    }
    let latest = now + SignedDuration::from_hours(24 * 31 * months);
    if ask.until <= now || ask.until > latest {
        return Err(Error::bad_input(say!(
            "An assessment counts until a day within the next {months} months.",
            months
        ))
        .hint(say!("It is made anew when it is still needed then."))
        .on_field("until"));
    }
    let assessment = Assessment {
        id: AssessmentId::new(door.app.rng.as_ref()),
        engagement: ask.engagement,
        region,
        why: text("why", &ask.why, 2000)?,
        safeguards: text("safeguards", &ask.safeguards, 2000)?,
        by: door.who.id,
        at: now,
        agreed_by: None,
        agreed_at: None,
        until: ask.until,
        ended: None,
    };
    let letters = door.app.letters_to_owners(held.engagement(), MailKind::AssessmentAsked).await?;
    let entry = entry(door, &assessment, "region.assessed")
        .detail("why", assessment.why.clone())
        .detail("safeguards", assessment.safeguards.clone())
        .detail("until", assessment.until.to_string());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        tx.save(&assessment).await?;
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(assessment)
    });
    Ok(done(recorded.await?))
}

/// The client's owner agrees to an assessment or does not; not agreeing also ends one that was agreed to before.
///
/// # Errors
/// When it was ended or is over.
pub async fn agree_region(door: &Door, id: AssessmentId, agrees: bool) -> Result<Done<Assessment>> {
    let held = door.lookup::<Assessment>(id).for_(Action::AgreeRegion).await?;
    let (now, by) = (door.now(), door.who.id);
    let entry = entry(door, &held.it, if agrees { "region.agreed" } else { "region.refused" });
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut assessment = running(&tx, id, now).await?;
        if agrees {
            if assessment.agreed_at.is_some() {
                return Err(
                    Error::conflict(say!("You agreed to this already.")).hint(say!("Nothing needs to be done."))
                );
            }
            (assessment.agreed_by, assessment.agreed_at) = (Some(by), Some(now));
        } else {
            assessment.ended = Some(now);
        }
        tx.save(&assessment).await?;
        Ok(assessment)
    });
    Ok(done(recorded.await?))
}

/// An officer ends an assessment before its date: nothing goes to that region from then on.
///
/// # Errors
/// When it was ended or is over.
pub async fn end_assessment(door: &Door, id: AssessmentId) -> Result<Done<Assessment>> {
    let held = door.lookup::<Assessment>(id).for_(Action::AssessRegion).await?;
    let now = door.now();
    let entry = entry(door, &held.it, "region.ended");
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut assessment = running(&tx, id, now).await?;
        assessment.ended = Some(now);
        tx.save(&assessment).await?;
        Ok(assessment)
    });
    Ok(done(recorded.await?))
}

async fn running(tx: &bailee_store::Tx, id: AssessmentId, now: Timestamp) -> Result<Assessment> {
    let assessment = tx.get::<Assessment>(id).await?.ok_or_else(Error::not_found)?;
    if assessment.ended.is_some() || assessment.until <= now {
        return Err(Error::conflict(say!("This assessment is over.")).hint(say!("An officer records another one.")));
    }
    Ok(assessment)
}

fn entry(door: &Door, assessment: &Assessment, event: &'static str) -> EntryDraft {
    door.by(EntryDraft::new(assessment.engagement, event))
        .id("assessment", assessment.id)
        .detail("region", assessment.region.clone())
}
