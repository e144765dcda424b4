//! What becomes of a supplier's part in an engagement: the client agrees or objects, the firm answers an objection, begins to
//! use a tool, or ends it (clause S7).

use super::done;
use crate::{
    Done, Door,
    disclosing::{Bound, Exit},
    enquiries::{lines, to_answerers, to_owners},
    lookup::Held,
};
use bailee_model::{
    Action, DisclosureKind, EntryDraft, Error, Involvement, InvolvementId, Mail, MailKind, Record, Result, Supplier,
    SupplierKind, say,
};
use bailee_policy::Resource;

/// The client's owner agrees: it may begin at once, and an objection that the firm has answered is settled.
///
/// # Errors
/// When it stands or has ended already, or an objection has no answer yet.
pub async fn agree_supplier(door: &Door, id: InvolvementId) -> Result<Done<Involvement>> {
    let held = door.lookup::<Involvement>(id).for_(Action::AgreeTerms).await?;
    let (by, now) = (door.who.id, door.now());
    change(door, held, "supplier.agreed", Vec::new(), move |part| {
        if part.is_objected_to() && part.answered_at.is_none_or(|at| part.objected_at.is_some_and(|raised| at < raised))
        {
            return Err(Error::conflict(say!("The firm has not answered your objection yet."))
                .hint(say!("Once it has, you can agree or leave the objection standing.")));
        }
        if part.stands(now) {
            return Err(Error::conflict(say!("This stands already.")).hint(say!("Nothing needs to be done.")));
        }
        part.agreed_by = Some(by);
        part.agreed_at = Some(now);
        Ok(())
    })
    .await
}

/// Why the client's owner objects.
pub struct ObjectToSupplierAsk {
    /// To what.
    pub involvement: InvolvementId,
    /// Why.
    pub reason: String,
}

/// The client's owner objects: from this moment nothing of it opens anything, until both sides have settled it.
///
/// # Errors
/// When it has ended, or is objected to already.
pub async fn object_to_supplier(door: &Door, ask: ObjectToSupplierAsk) -> Result<Done<Involvement>> {
    let held = door.lookup::<Involvement>(ask.involvement).for_(Action::Object).await?;
    let reason = lines("reason", &ask.reason)?;
    let (by, now) = (door.who.id, door.now());
    let path = format!("/engagements/{}/suppliers", held.engagement().id);
    let engagement = Some(held.engagement().id);
    let letters = to_answerers(&door.app, engagement, Some(by), MailKind::ObjectionRaised, &path).await?;
    change(door, held, "supplier.objected", letters, move |part| {
        if part.is_objected_to() {
            return Err(Error::conflict(say!("You have objected already.")).hint(say!("The firm answers it with you.")));
        }
        part.objected_by = Some(by);
        part.objected_at = Some(now);
        part.objection = reason;
        Ok(())
    })
    .await
}

/// How the firm answers an objection.
pub struct AnswerObjectionAsk {
    /// To what.
    pub involvement: InvolvementId,
    /// What it offers.
    pub answer: String,
}

/// An officer or the lead answers an objection. It is settled when the client's owner agrees, or when the firm ends the part.
///
/// # Errors
/// When nothing is objected to.
pub async fn answer_objection(door: &Door, ask: AnswerObjectionAsk) -> Result<Done<Involvement>> {
    let held = door.lookup::<Involvement>(ask.involvement).for_(Action::ProposeTerms).await?;
    let answer = lines("answer", &ask.answer)?;
    let (by, now) = (door.who.id, door.now());
    let path = format!("/engagements/{}/suppliers", held.engagement().id);
    let letters = to_owners(&door.app, held.engagement().client, MailKind::EnquiryAnswered, &path).await?;
    change(door, held, "supplier.answered", letters, move |part| {
        if !part.is_objected_to() {
            return Err(Error::conflict(say!("Nobody objects to this.")).hint(say!("Nothing needs to be done.")));
        }
        part.answered_by = Some(by);
        part.answered_at = Some(now);
        part.answer = answer;
        Ok(())
    })
    .await
}

/// Marks a tool as used. A subcontractor is used once one of its people is assigned.
///
/// # Errors
/// Refused until its part stands; when it is no tool, or used already.
pub async fn use_tool(door: &Door, id: InvolvementId) -> Result<Done<Involvement>> {
    let held = door.lookup::<Involvement>(id).for_(Action::ProposeTerms).await?;
    let supplier = door.app.store.get::<Supplier>(held.supplier).await?.ok_or_else(Error::not_found)?;
    if supplier.kind != SupplierKind::Tool {
        return Err(Error::bad_input(say!("This is a subcontractor.")).hint(say!("Assign one of its people instead.")));
    }
    let now = door.now();
    let accepted = held.stands(now) && supplier.ended.is_none();
    door.decide(Action::ProposeTerms, Some(&held.facts), Resource::Beginning { accepted }).await?;
    let what: Vec<&str> = held.categories.iter().map(|each| each.as_str()).collect();
    // Whoever is used on the data has it: from here on it stands in the register of what went out (invariant 11).
    let exit = Exit::from(Action::ProposeTerms, DisclosureKind::Provider, held.engagement().id, what.join(", "))
        .to(supplier.name, Bound::Region(held.region.clone()))
        .because("accepted by the client as a supplier of the engagement")
        .under("involvement", id);
    let by = door.who.id;
    let given = door.disclose_with(exit, move |tx, _| async move {
        let mut part = tx.get::<Involvement>(id).await?.ok_or_else(Error::not_found)?;
        if part.used_at.is_some() {
            return Err(Error::conflict(say!("It is used already.")).hint(say!("Nothing needs to be done.")));
        }
        if !part.stands(now) {
            return Err(
                Error::conflict(say!("The client objected in the meantime.")).hint(say!("Settle it with them first."))
            );
        }
        part.used_at = Some(now);
        let entry = EntryDraft::new(part.engagement, "supplier.used").id("person", by).id("involvement", id);
        tx.entry(entry.id("supplier", part.supplier)).await?;
        tx.save(&part).await?;
        Ok(part)
    });
    Ok(given.await?.map(|(_permit, part)| part))
}

/// Ends a supplier's part in an engagement: its people open nothing there any more.
///
/// # Errors
/// When it has ended already.
pub async fn end_involvement(door: &Door, id: InvolvementId) -> Result<Done<Involvement>> {
    let held = door.lookup::<Involvement>(id).for_(Action::ProposeTerms).await?;
    let now = door.now();
    change(door, held, "supplier.ended", Vec::new(), move |part| {
        part.ended = Some(now);
        Ok(())
    })
    .await
}

/// Changes a part that runs, under the change's lock, with its entry and messages.
async fn change(
    door: &Door,
    held: Held<Involvement>,
    event: &'static str,
    letters: Vec<Mail>,
    act: impl FnOnce(&mut Involvement) -> Result<()> + Send + 'static,
) -> Result<Done<Involvement>> {
    let (id, part) = (held.id(), &held.it);
    let entry = EntryDraft::new(part.engagement, event).id("involvement", id).id("supplier", part.supplier);
    let recorded = door.app.store.ledger().record([door.by(entry)], move |tx| async move {
        let mut part = tx.get::<Involvement>(id).await?.ok_or_else(Error::not_found)?;
        if part.ended.is_some() {
            return Err(Error::conflict(say!("This has ended already."))
                .hint(say!("Name the supplier again where it is needed.")));
        }
        act(&mut part)?;
        tx.save(&part).await?;
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(part)
    });
    Ok(done(recorded.await?))
}
