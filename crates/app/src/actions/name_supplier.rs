//! Name a supplier on an engagement: a subcontractor whose people are to work on it, or a tool (clause S7).
//!
//! What is named while the engagement is not active yet is part of what is agreed with it. Later, the client is told, and it
//! begins when the notice is over without an objection, or as soon as the client's owner agrees. An objection that was not
//! settled goes over to the new part.

use super::{done, named};
use crate::{Done, Door, enquiries::to_owners, involving};
use bailee_model::{
    Action, Category, Engagement, EngagementId, EngagementState, EntryDraft, Error, Involvement, InvolvementId,
    MailKind, Purpose, Refusal, Result, Supplier, SupplierId, say,
};
use jiff::SignedDuration;

/// Which supplier, for what.
pub struct NameSupplierAsk {
    /// On which engagement.
    pub engagement: EngagementId,
    /// Which.
    pub supplier: SupplierId,
    /// Which categories of data it has to do with.
    pub categories: Vec<Category>,
    /// What for.
    pub purpose: Purpose,
    /// Where the data is meanwhile: one of the regions that the supplier works in.
    pub region: String,
}

/// Names a supplier, and tells the client's owners.
///
/// # Errors
/// When it has ended or is named already, when categories or purpose are not agreed, or it does not work in the region. Refused
/// where the region is neither agreed nor assessed.
pub async fn name_supplier(door: &Door, ask: NameSupplierAsk) -> Result<Done<Involvement>> {
    let held = door.engagement(ask.engagement).for_(Action::ProposeTerms).await?;
    let (engagement, store) = (&held.it, &door.app.store);
    let supplier = store.get::<Supplier>(ask.supplier).await?.filter(|each| each.ended.is_none());
    let supplier = supplier.ok_or_else(|| {
        Error::bad_input(say!("This supplier does not work for the firm."))
            .hint(say!("An officer writes suppliers down first."))
            .on_field("supplier")
    })?;
    let part = part(door, engagement, &supplier, ask)?;
    if !involving::is_agreed_region(engagement, &part.region) && !held.facts.assessed.contains(&part.region) {
        return Err(door.refuse(engagement.id, Action::ProposeTerms, elsewhere(door)).await?);
    }
    let entry = named(EntryDraft::new(engagement.id, "supplier.named"), "involvement", &part)
        .id("supplier", supplier.id)
        .detail("name", supplier.name.clone())
        .detail("kind", supplier.kind.as_str())
        .detail("region", part.region.clone())
        .detail("until", part.objection_until.to_string());
    let path = format!("/engagements/{}/suppliers", engagement.id);
    let letters = to_owners(&door.app, engagement.client, MailKind::SupplierNoticed, &path).await?;
    let state = engagement.state;
    let recorded = door.app.store.ledger().record([door.by(entry)], move |tx| async move {
        let mut part = part;
        let engagement = tx.get::<Engagement>(part.engagement).await?.ok_or_else(Error::not_found)?;
        if engagement.state != state {
            return Err(Error::conflict(say!("The engagement moved on in the meantime.")).hint(say!("Look again.")));
        }
        let there = tx.involvements_of(engagement.id).await?;
        if there.iter().any(|each| each.supplier == part.supplier && each.ended.is_none()) {
            return Err(Error::conflict(say!("This supplier is named on the engagement already.")).on_field("supplier"));
        }
        // An objection that was never settled is not got rid of by naming the supplier anew.
        if let Some(before) = involving::objected_before(there, part.supplier) {
            (part.objected_by, part.objected_at) = (before.objected_by, before.objected_at);
            part.objection = before.objection;
        }
        tx.save(&part).await?;
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(part)
    });
    Ok(done(recorded.await?))
}

fn part(door: &Door, engagement: &Engagement, supplier: &Supplier, ask: NameSupplierAsk) -> Result<Involvement> {
    if ask.categories.is_empty() || ask.categories.iter().any(|each| !engagement.categories.contains(each)) {
        return Err(Error::bad_input(say!("These categories are not agreed for the engagement."))
            .hint(say!("Choose among the engagement's categories, and no more than it needs."))
            .on_field("categories"));
    }
    if !engagement.purposes.contains(&ask.purpose) {
        return Err(Error::bad_input(say!("This purpose is not agreed for the engagement."))
            .hint(say!("Choose one of its purposes."))
            .on_field("purpose"));
    }
    let region = ask.region.trim().to_uppercase();
    if !supplier.regions.contains(&region) {
        return Err(Error::bad_input(say!("The supplier does not work there."))
            .hint(say!("It works in {regions}.", regions = supplier.regions.join(", ")))
            .on_field("region"));
    }
    let now = door.now();
    let notice = SignedDuration::from_hours(24 * door.app.limits().tool_notice_days);
    let at_opening = engagement.state == EngagementState::Open;
    Ok(Involvement {
        id: InvolvementId::new(door.app.rng.as_ref()),
        supplier: supplier.id,
        engagement: engagement.id,
        categories: ask.categories,
        purpose: ask.purpose,
        region,
        named_by: door.who.id,
        noticed_at: now,
        objection_until: if at_opening { now } else { now + notice },
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
    })
}

fn elsewhere(door: &Door) -> Refusal {
    let french = door.who.language == "fr";
    let say = |en: &str, fr: &str| if french { fr } else { en }.to_owned();
    Refusal {
        clause: "D6".to_owned(),
        promise: say("Data residency", "Lieu des données"),
        reason: say(
            "This supplier would have the data outside the regions agreed with the client.",
            "Ce fournisseur aurait les données hors des régions convenues avec le client.",
        ),
        lift: say(
            "Choose a region of the engagement, or have an assessment of the other region recorded first.",
            "Choisissez une région du mandat, ou faites d’abord consigner une évaluation de l’autre région.",
        ),
    }
}
