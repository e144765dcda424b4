//! Where data may be (clause D6): in the regions agreed for the engagement, a country including its parts, and in a further
//! region as long as an assessment of it is on record, agreed to by the client and not over.

use crate::{App, Door};
use bailee_model::{Action, Assessment, Engagement, EngagementId, Error, Firm, Refusal, Result, exits::covers};
use bailee_store::Tx;
use jiff::Timestamp;

/// The regions beyond those agreed that live assessments cover.
pub(crate) fn assessed(assessments: &[Assessment], now: Timestamp) -> Vec<String> {
    assessments.iter().filter(|each| each.is_live(now)).map(|each| each.region.clone()).collect()
}

/// By what data of an engagement may be in a region: `Some(None)` by the agreement itself, `Some` of an assessment by that,
/// and `None` when it may not.
pub(crate) fn covering<'a>(
    engagement: &Engagement,
    assessments: &'a [Assessment],
    region: &str,
    now: Timestamp,
) -> Option<Option<&'a Assessment>> {
    if covers(engagement.regions.iter().map(String::as_str), region) {
        return Some(None);
    }
    assessments.iter().find(|each| each.is_live(now) && covers([each.region.as_str()], region)).map(Some)
}

/// Why something does not go there, and what would lift it.
pub(crate) fn outside(region: &str, language: &str) -> Refusal {
    if language == "fr" {
        return Refusal {
            clause: "D6".to_owned(),
            promise: "Lieu des données".to_owned(),
            reason: format!("La région {region} n’a pas été convenue pour les données de ce mandat."),
            lift: "Un officier consigne une évaluation de cette région, et le client y consent à la page des lieux."
                .to_owned(),
        };
    }
    Refusal {
        clause: "D6".to_owned(),
        promise: "Data residency".to_owned(),
        reason: format!("The region {region} was not agreed for this engagement’s data."),
        lift: "An officer records an assessment of that region, and the client agrees to it on the page that says where the \
               data is."
            .to_owned(),
    }
}

impl App {
    /// The region of this installation when data of the engagement may not be kept there; nothing when it may, or when no
    /// officer has said where it is: then the page and the promise say that it is not known.
    pub(crate) async fn outside_here(&self, engagement: &Engagement) -> Result<Option<String>> {
        let firm = self.store.firm().await?;
        let assessments = self.store.assessments(engagement.id).await?;
        Ok(stays_outside(firm, engagement, &assessments, self.clock.now()))
    }
}

/// The same within a change, which is refused then.
pub(crate) async fn require_here(tx: &Tx, id: EngagementId, now: Timestamp) -> Result<()> {
    let engagement = tx.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
    let assessments = tx.assessments(id).await?;
    match stays_outside(tx.firm().await?, &engagement, &assessments, now) {
        Some(region) => Err(Error::refused(outside(&region, "en"))),
        None => Ok(()),
    }
}

fn stays_outside(
    firm: Option<Firm>,
    engagement: &Engagement,
    assessments: &[Assessment],
    now: Timestamp,
) -> Option<String> {
    firm?.region.filter(|region| covering(engagement, assessments, region, now).is_none())
}

impl Door {
    /// Refuses what would put data of an engagement into a region that was neither agreed nor assessed.
    pub(crate) async fn require_region(&self, engagement: &Engagement, region: &str, action: Action) -> Result<()> {
        let assessments = self.app.store.assessments(engagement.id).await?;
        if covering(engagement, &assessments, region, self.now()).is_some() {
            return Ok(());
        }
        Err(self.refuse(engagement.id, action, outside(region, &self.who.language)).await?)
    }
}
