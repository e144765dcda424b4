//! Give back to the client what is theirs (clauses D1, D7.1): one archive with a list of hashes, sealed to the client's own
//! recipient, so that they need nothing of ours to open it.
//!
//! An original, a finding or a bundle may quote any column, so who works for the firm hands it over only with a grant that
//! clears every class, and with both factors fresh. The client needs no grant.

use crate::{
    Done, Door,
    bundling::{Bundling, Part},
    disclosing::{Bound, Exit},
    lookup::{Facts, Held},
};
use bailee_model::{
    Action, Client, ColumnClass, DisclosureKind, Engagement, EngagementId, EntryDraft, Error, Handover, HandoverId,
    Holding, HoldingId, HoldingKind, HoldingState, LoadRun, Receipt, Refusal, Result, say,
};
use bailee_policy::Resource;
use bailee_vault::Recipient;
use bytes::Bytes;
use futures::stream::BoxStream;

/// What is handed over.
pub struct HandOverAsk {
    /// Of which engagement.
    pub engagement: EngagementId,
    /// Which holdings; none: everything that can go back.
    pub holdings: Vec<HoldingId>,
}

/// A file on its way out.
pub struct HandOver {
    /// What it is called.
    pub file_name: String,
    /// Its bytes in the age format, sealed to the client's recipient. An error breaks them off.
    pub bytes: BoxStream<'static, Result<Bytes>>,
}

/// A bundle on its way out.
pub struct HandedOver {
    /// Its record.
    pub handover: Handover,
    /// The tar archive, as [`bailee_log::handover`] says.
    pub out: HandOver,
}

/// Seals the chosen holdings and all certificates to the client's recipient, as they leave. Each holding is in the register
/// before the first byte is (invariants 3, 11).
///
/// # Errors
/// When the client has given no recipient yet, or something named has no content of its own to give, or is destroyed.
pub async fn hand_over(door: &Door, ask: HandOverAsk) -> Result<Done<HandedOver>> {
    let on = door.engagement(ask.engagement).for_(Action::HandOver).await?;
    let holdings = if ask.holdings.is_empty() { everything(door, &on).await? } else { chosen(door, &ask).await? };
    require_classes(door, Action::HandOver, &on.facts, &holdings).await?;
    let certificates = door.app.store.certificates(ask.engagement).await?;
    if holdings.is_empty() && certificates.is_empty() {
        return Err(Error::conflict(say!("Nothing is held that could be given back.")));
    }
    let client = door.app.store.get::<Client>(on.it.client).await?.ok_or_else(Error::not_found)?;
    let recipient = client.recipient.clone().ok_or_else(no_recipient)?;
    let sealed_to: Recipient = recipient.parse()?;
    let handover = Handover {
        id: HandoverId::new(door.app.rng.as_ref()),
        engagement: ask.engagement,
        made_by: door.who.id,
        at: door.now(),
        recipient,
        items: holdings.iter().map(|each| each.id).collect(),
        bytes: holdings.iter().map(|each| each.bytes).sum(),
        manifest: None,
        fetched_at: None,
        receipt_by: None,
        receipt_at: None,
        receipt_checked: false,
    };
    let receipt = begin(door, &handover).await?;
    // What a restored database takes for held may be destroyed: then no line of the register says that it leaves.
    for holding in &holdings {
        door.app.vault.store(holding.engagement, holding.id)?;
    }
    let basis = door.naming(
        "return of the client’s own data (D7.1)".to_owned(),
        "restitution au client de ses propres données (D7.1)".to_owned(),
    );
    let mut parts = Vec::new();
    for holding in holdings {
        let exit = Exit::of(Action::HandOver, DisclosureKind::Handover, &holding)
            .to(client.name.clone(), Bound::Owner)
            .because(basis.clone())
            .under("handover", handover.id)
            .saying(|entry| entry.id("client", client.id));
        let permit = door.disclose(exit).await?.value;
        parts.push(Part { holding, permit });
    }
    let file_name = format!("{}.tar.age", handover.at.strftime("bailee-%Y-%m-%d-%H%M"));
    let bundling =
        Bundling { door: door.clone(), handover: handover.clone(), client: client.id.to_string(), parts, certificates };
    let bytes = bundling.start(sealed_to)?;
    Ok(Done { value: HandedOver { handover, out: HandOver { file_name, bytes } }, receipt })
}

/// Writes down that a bundle was asked for, by whom and sealed to what.
async fn begin(door: &Door, handover: &Handover) -> Result<Option<Receipt>> {
    let entry = EntryDraft::new(handover.engagement, "handover.begun")
        .id("handover", handover.id)
        .detail("recipient", handover.recipient.clone())
        .detail("items", handover.items.len())
        .detail("bytes", handover.bytes);
    Ok(door.keep(handover.clone(), entry).await?.receipt)
}

/// All that can go back: what arrived and what was found or made from it, but tables, which the originals say again.
async fn everything(door: &Door, on: &Held<Engagement>) -> Result<Vec<Holding>> {
    let mut all = door.app.store.holdings(on.it.id).await?;
    all.retain(|each| goes_back(each.kind) && each.state == HoldingState::Held);
    for holding in &all {
        door.decide(Action::HandOver, Some(&on.facts), Resource::Holding(holding)).await?;
    }
    Ok(all)
}

/// Whether a kind of holding has a content of its own that is given back.
pub(crate) fn goes_back(kind: HoldingKind) -> bool {
    !matches!(kind, HoldingKind::Table | HoldingKind::Credential)
}

async fn chosen(door: &Door, ask: &HandOverAsk) -> Result<Vec<Holding>> {
    let mut ids = ask.holdings.clone();
    ids.sort_unstable();
    ids.dedup();
    let mut all = Vec::new();
    for id in ids {
        let held = door.holding(id).for_(Action::HandOver).await?;
        if held.it.engagement != ask.engagement {
            return Err(Error::not_found());
        }
        require_file(door, Action::HandOver, &held.it).await?;
        all.push(held.it);
    }
    Ok(all)
}

/// Refuses what has no content of its own to give, and what this person's grant does not reach all of.
pub(crate) async fn require_giveable(door: &Door, action: Action, held: &Held<Holding>) -> Result<()> {
    require_file(door, action, &held.it).await?;
    require_classes(door, action, &held.facts, std::slice::from_ref(&held.it)).await
}

async fn require_file(door: &Door, action: Action, holding: &Holding) -> Result<()> {
    match holding.kind {
        HoldingKind::Credential => Err(door.refuse(holding.engagement, action, read_by_nobody(door)).await?),
        HoldingKind::Table => Err(Error::conflict(say!("A table has no file of its own to give back."))
            .hint(say!("Hand over the original that it was made from."))),
        _ => Ok(()),
    }
}

/// What may quote a column goes by the firm's hands only under a grant that clears every class. What a load made quotes all
/// tables that it read.
async fn require_classes(door: &Door, action: Action, facts: &Facts, holdings: &[Holding]) -> Result<()> {
    if door.is_client() {
        return Ok(());
    }
    let runs = door.app.store.runs(facts.engagement.id).await?;
    for holding in holdings.iter().filter(|each| each.kind != HoldingKind::Mapping) {
        require_clear(door, action, facts, holding).await?;
        let made_by = |run: &&LoadRun| run.report == Some(holding.id) || run.reconciliation == Some(holding.id);
        if let Some(run) = runs.iter().find(made_by) {
            for table in door.sources(run).await? {
                require_clear(door, action, facts, &table).await?;
            }
        }
    }
    Ok(())
}

async fn require_clear(door: &Door, action: Action, facts: &Facts, holding: &Holding) -> Result<()> {
    let columns = Resource::Columns { holding, classes: ColumnClass::IN_CLEAR };
    door.decide(action, Some(facts), columns).await
}

/// What nothing can be sealed without.
pub(crate) fn no_recipient() -> Error {
    Error::conflict(say!("The client has named no key yet that what goes back could be sealed to."))
        .hint(say!("An owner of theirs makes one with ‘age-keygen’ and names the line that begins with age1."))
}

fn read_by_nobody(door: &Door) -> Refusal {
    let french = door.who.language == "fr";
    let say = |en: &str, fr: &str| if french { fr.to_owned() } else { en.to_owned() };
    Refusal {
        clause: "D3.3".to_owned(),
        promise: say("Credential custody", "Garde des identifiants secrets"),
        reason: say(
            "A credential is used through Bailee and read by nobody; it does not leave.",
            "Un identifiant secret sert à travers Bailee et n’est lu par personne ; il ne sort pas.",
        ),
        lift: say(
            "Change it in the system itself, and destroy it here.",
            "Changez-le dans le système lui-même et détruisez-le ici.",
        ),
    }
}
