//! Write down that a court or an authority demands client data (clause D4.1). The client is told at once, unless that is
//! forbidden; then its clock tells them when the bar is over.

use super::{done, open_engagement::region, text};
use crate::{App, Done, Door, demands, post};
use bailee_model::{Action, DemandId, Engagement, EngagementId, Error, LegalDemand, Mail, MailKind, Result, say};
use jiff::Timestamp;

/// What came, from whom, and by when it has to be answered.
pub struct RecordDemandAsk {
    /// About whose data.
    pub engagement: EngagementId,
    /// Who demands.
    pub authority: String,
    /// Where they are, as an ISO 3166 code.
    pub region: String,
    /// What they ask for.
    pub asks: String,
    /// On which law or order they rely.
    pub basis: String,
    /// When it came.
    pub received_at: Timestamp,
    /// By when it has to be answered.
    pub answer_due: Timestamp,
    /// Until when telling the client is forbidden.
    pub barred_until: Option<Timestamp>,
}

/// Records a legal demand, and tells those who decide about it, and the client.
///
/// # Errors
/// When it came in the future, is due before it came, or the bar is over already.
pub async fn record_demand(door: &Door, ask: RecordDemandAsk) -> Result<Done<LegalDemand>> {
    let held = door.engagement(ask.engagement).for_(Action::HandleDemand).await?;
    let now = door.now();
    if ask.received_at > now {
        return Err(Error::bad_input(say!("It cannot have come in the future.")).on_field("received_at"));
    }
    if ask.answer_due <= ask.received_at {
        return Err(Error::bad_input(say!("It is due before it came."))
            .hint(say!("Look at both dates."))
            .on_field("answer_due"));
    }
    if ask.barred_until.is_some_and(|until| until <= now) {
        return Err(Error::bad_input(say!("The bar is over already."))
            .hint(say!("Leave it empty: the client is told at once."))
            .on_field("barred_until"));
    }
    let mut demand = LegalDemand {
        id: DemandId::new(door.app.rng.as_ref()),
        engagement: ask.engagement,
        authority: text("authority", &ask.authority, 200)?,
        region: region(&ask.region).map_err(|error| error.on_field("region"))?,
        asks: text("asks", &ask.asks, 2000)?,
        basis: text("basis", &ask.basis, 500)?,
        received_at: ask.received_at,
        answer_due: ask.answer_due,
        barred_until: ask.barred_until,
        recorded_by: door.who.id,
        recorded_at: now,
        decision: None,
        reason: String::new(),
        holdings: Vec::new(),
        proposed_by: None,
        proposed_at: None,
        confirmed_by: None,
        decided_at: None,
        answered_at: None,
        told_at: None,
    };
    let path = demands::page(demand.engagement);
    let mut letters =
        door.app.letters_to_answerable(demand.engagement, door.who.id, MailKind::LegalDemand, &path).await?;
    if !demand.is_barred(now) {
        demand.told_at = Some(now);
        letters.extend(door.app.letters_to_owners(held.engagement(), MailKind::LegalDemand).await?);
    }
    let entry = door.by(demands::entry(&demand, "demand.recorded", now)).id("demand", demand.id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        tx.save(&demand).await?;
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(demand)
    });
    Ok(done(recorded.await?))
}

impl App {
    /// Messages to the client's owners that lead to the register.
    pub(crate) async fn letters_to_owners(&self, engagement: &Engagement, kind: MailKind) -> Result<Vec<Mail>> {
        let owners = self.owners(engagement).await?;
        let path = format!("/where?engagement={}", engagement.id);
        Ok(owners.iter().map(|owner| post::to(self, owner.id, kind, path.clone())).collect())
    }
}
