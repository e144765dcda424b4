//! What leaves, as people read it: checkouts, the register of disclosures, legal demands, and where the data is.

use crate::{Door, checkouts, lookup::Facts, residency};
use bailee_model::{
    Action, Assessment, Checkout, CheckoutId, Device, Disclosure, EngagementId, EngagementState, Error, Holding,
    HoldingId, LegalDemand, Person, PersonId, Result, System,
};
use bailee_policy::Resource;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A checkout with the names behind it, and what its reader may do.
#[derive(Clone, Debug)]
pub struct CheckoutView {
    /// The checkout.
    pub checkout: Checkout,
    /// What it is of, by name.
    pub holding: String,
    /// Who asked.
    pub person: String,
    /// Onto which device.
    pub device: String,
    /// Who approved.
    pub approved_by: Option<String>,
    /// Who ended it.
    pub ended_by: Option<String>,
    /// Whether it is the reader's own.
    pub own: bool,
    /// When nobody's answer makes an end of it, while it is only asked for.
    pub lapses_at: Timestamp,
    /// Whether it is out past its time.
    pub overdue: bool,
    /// Whether the reader may answer it, showing both factors again.
    pub may_approve: bool,
    /// Whether the reader may withdraw it, refuse it, or give it up as not confirmed.
    pub may_end: bool,
}

/// A line of the register with the names behind it.
#[derive(Clone, Debug)]
pub struct DisclosureView {
    /// The line.
    pub line: Disclosure,
    /// Who decided.
    pub decided_by: String,
}

/// A legal demand with the names behind it, and what its reader may do.
#[derive(Clone, Debug)]
pub struct DemandView {
    /// The demand.
    pub demand: LegalDemand,
    /// Who wrote it down.
    pub recorded_by: String,
    /// Who proposed a decision.
    pub proposed_by: Option<String>,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
    /// What is given, by name, and whether it was.
    pub holdings: Vec<(HoldingId, String, bool)>,
    /// Whether the reader may propose.
    pub may_propose: bool,
    /// Whether the reader may confirm what another person proposed.
    pub may_confirm: bool,
    /// Whether the reader may give what was decided.
    pub may_give: bool,
}

/// How a region stands to what was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covered {
    /// It was agreed.
    Agreed,
    /// An assessment covers it until then.
    Assessed(Timestamp),
    /// Neither.
    Outside,
    /// Nobody has said where it is.
    Unknown,
}

/// A place where data is, or may go.
#[derive(Clone, Debug)]
pub struct Place {
    /// What it is, by name.
    pub name: String,
    /// Where, as an ISO 3166 code.
    pub region: Option<String>,
    /// Whether that was agreed.
    pub covered: Covered,
    /// Since when something is there; nothing for a place that is only open to it.
    pub since: Option<Timestamp>,
}

/// Where the data of an engagement is.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    /// The regions agreed.
    pub agreed: Vec<String>,
    /// This installation.
    pub here: Place,
    /// The client's systems that may be loaded into.
    pub systems: Vec<Place>,
    /// Devices that have something of it now.
    pub devices: Vec<Place>,
    /// Assessments, the newest first, with who made them.
    pub assessments: Vec<(Assessment, String)>,
    /// Whether the reader may record or end an assessment.
    pub may_assess: bool,
    /// Whether the reader may answer one for the client.
    pub may_agree: bool,
    /// Whether the reader may say where this installation is.
    pub may_set: bool,
}

/// Names of people, each read once.
#[derive(Default)]
struct Names(BTreeMap<PersonId, String>);

impl Names {
    async fn of(&mut self, door: &Door, id: PersonId) -> Result<String> {
        if let Some(name) = self.0.get(&id) {
            return Ok(name.clone());
        }
        let name = door.app.store().get::<Person>(id).await?.map(|person| person.name).unwrap_or_default();
        self.0.insert(id, name.clone());
        Ok(name)
    }

    async fn of_some(&mut self, door: &Door, id: Option<PersonId>) -> Result<Option<String>> {
        match id {
            Some(id) => self.of(door, id).await.map(Some),
            None => Ok(None),
        }
    }
}

/// An engagement's checkouts, the newest first.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn checkouts(door: &Door, id: EngagementId) -> Result<Vec<CheckoutView>> {
    let held = door.engagement(id).for_(Action::ReadRegister).await?;
    let mut names = Names::default();
    let mut list = Vec::new();
    for checkout in door.app.store().checkouts(id).await?.into_iter().rev() {
        list.push(view(door, Some(&held.facts), checkout, &mut names).await?);
    }
    Ok(list)
}

/// The reader's own checkouts on all engagements, the newest first: also of those they are no longer on, and when they may do
/// nothing else, since what is out has to come back.
///
/// # Errors
/// When the store does not answer.
pub async fn my_checkouts(door: &Door) -> Result<Vec<CheckoutView>> {
    let mut names = Names::default();
    let mut list = Vec::new();
    for checkout in door.app.store().checkouts_of(door.who.id).await?.into_iter().rev() {
        list.push(view(door, None, checkout, &mut names).await?);
    }
    Ok(list)
}

/// One checkout, for its person and for those who read the engagement's.
///
/// # Errors
/// Not found for anybody else.
pub async fn checkout(door: &Door, id: CheckoutId) -> Result<CheckoutView> {
    let checkout = door.app.store().get::<Checkout>(id).await?;
    let mut names = Names::default();
    match checkout.filter(|each| each.person == door.who.id) {
        Some(own) => view(door, None, own, &mut names).await,
        None => {
            let other = door.app.store().get::<Checkout>(id).await?.ok_or_else(Error::not_found)?;
            let held = door.engagement(other.engagement).for_(Action::ReadRegister).await?;
            view(door, Some(&held.facts), other, &mut names).await
        }
    }
}

async fn view(door: &Door, facts: Option<&Facts>, checkout: Checkout, names: &mut Names) -> Result<CheckoutView> {
    let store = door.app.store();
    let may = |action| facts.is_some_and(|it| door.may_after_step_up(action, it, Resource::Checkout(&checkout)));
    let own = checkout.person == door.who.id;
    let over = checkout.ended.is_some() || checkout.returned_at.is_some();
    Ok(CheckoutView {
        holding: store.get::<Holding>(checkout.holding).await?.map(|it| it.name).unwrap_or_default(),
        device: store.get::<Device>(checkout.device).await?.map(|it| it.name).unwrap_or_default(),
        person: names.of(door, checkout.person).await?,
        approved_by: names.of_some(door, checkout.approved_by).await?,
        ended_by: names.of_some(door, checkout.ended_by).await?,
        lapses_at: checkouts::lapses_at(&door.app, &checkout),
        overdue: checkout.is_overdue(door.now()),
        may_approve: checkout.is_asked() && may(Action::ApproveCheckout),
        may_end: !(over || own && checkout.is_out()) && may(Action::EndCheckout),
        own,
        checkout,
    })
}

/// An engagement's register of disclosures, the newest first. What an authority forbids to tell shows to those only who handle
/// it; nobody else's list or count has it (invariant 6).
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn register(door: &Door, id: EngagementId) -> Result<Vec<DisclosureView>> {
    let held = door.engagement(id).for_(Action::ReadRegister).await?;
    lines(door, &held.facts).await
}

/// The whole register, of every engagement that the reader may read, the newest first, each line with its engagement's title.
///
/// # Errors
/// Refused unless the reader oversees the firm.
pub async fn whole_register(door: &Door) -> Result<Vec<(String, DisclosureView)>> {
    door.require(Action::ViewPeople).await?;
    let mut list = Vec::new();
    for row in super::engagements(door).await? {
        let held = door.engagement(row.engagement.id).for_(Action::ReadRegister).await?;
        list.extend(lines(door, &held.facts).await?.into_iter().map(|line| (row.engagement.title.clone(), line)));
    }
    list.sort_by_key(|(_, view)| std::cmp::Reverse((view.line.at, view.line.id)));
    Ok(list)
}

async fn lines(door: &Door, facts: &Facts) -> Result<Vec<DisclosureView>> {
    let handles = door.answer(Action::HandleDemand, Some(facts), Resource::Engagement).is_allowed();
    let mut names = Names::default();
    let mut list = Vec::new();
    for line in door.app.store().disclosures(facts.engagement.id).await?.into_iter().rev() {
        if line.is_open() || handles {
            list.push(DisclosureView { decided_by: names.of(door, line.decided_by).await?, line });
        }
    }
    Ok(list)
}

/// An engagement's legal demands, the newest first: for those who handle them all, for the client those they were told of. To
/// anybody else there are none.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn demands(door: &Door, id: EngagementId) -> Result<Vec<DemandView>> {
    let held = door.engagement(id).for_(Action::ReadRegister).await?;
    let handles = door.answer(Action::HandleDemand, Some(&held.facts), Resource::Engagement).is_allowed();
    let decides = door.may_after_step_up(Action::DecideDemand, &held.facts, Resource::Engagement);
    let (mut names, mut list) = (Names::default(), Vec::new());
    let lines = door.app.store().disclosures(id).await?;
    for demand in door.app.store().demands(id).await?.into_iter().rev() {
        let shown = handles || (door.is_client() && demand.told_at.is_some());
        if !shown {
            continue;
        }
        let mut holdings = Vec::new();
        let subject = demand.id.to_string();
        for holding in &demand.holdings {
            let name = door.app.store().get::<Holding>(*holding).await?.map(|it| it.name).unwrap_or_default();
            let given = lines.iter().any(|line| line.subject == subject && line.holding == Some(*holding));
            holdings.push((*holding, name, given));
        }
        let undecided = demand.decided_at.is_none();
        list.push(DemandView {
            recorded_by: names.of(door, demand.recorded_by).await?,
            proposed_by: names.of_some(door, demand.proposed_by).await?,
            confirmed_by: names.of_some(door, demand.confirmed_by).await?,
            may_propose: decides && undecided,
            may_confirm: decides && undecided && demand.proposed_by.is_some_and(|by| by != door.who.id),
            may_give: decides && !undecided && holdings.iter().any(|(_, _, given)| !given),
            holdings,
            demand,
        });
    }
    Ok(list)
}

/// Whether the reader handles legal demands on this engagement.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn handles_demands(door: &Door, id: EngagementId) -> Result<bool> {
    let held = door.engagement(id).for_(Action::ReadRegister).await?;
    Ok(door.answer(Action::HandleDemand, Some(&held.facts), Resource::Engagement).is_allowed())
}

/// Where the data of an engagement is, and may be.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn whereabouts(door: &Door, id: EngagementId) -> Result<Whereabouts> {
    let held = door.engagement(id).for_(Action::ReadRegister).await?;
    let (store, now, engagement) = (door.app.store(), door.now(), held.engagement());
    let assessments = store.assessments(id).await?;
    let place = |name: String, region: Option<String>, since| {
        let covered = match region.as_deref().map(|it| residency::covering(engagement, &assessments, it, now)) {
            None => Covered::Unknown,
            Some(None) => Covered::Outside,
            Some(Some(None)) => Covered::Agreed,
            Some(Some(Some(assessment))) => Covered::Assessed(assessment.until),
        };
        Place { name, region, covered, since }
    };
    let firm = store.firm().await?.ok_or_else(Error::not_found)?;
    let systems: Vec<System> = store.systems(id).await?;
    let mut devices = Vec::new();
    let mut names = Names::default();
    for checkout in store.checkouts(id).await?.into_iter().filter(Checkout::is_out) {
        let name = names.of(door, checkout.person).await?;
        devices.push(place(name, Some(checkout.region), checkout.taken_at));
    }
    let mut assessed = Vec::new();
    for assessment in assessments.iter().rev() {
        assessed.push((assessment.clone(), names.of(door, assessment.by).await?));
    }
    let open = engagement.state != EngagementState::Closed;
    Ok(Whereabouts {
        agreed: engagement.regions.clone(),
        here: place(firm.name, firm.region, Some(engagement.since)),
        systems: systems.into_iter().map(|it| place(it.name, Some(it.region), None)).collect(),
        devices,
        may_assess: open && door.may_after_step_up(Action::AssessRegion, &held.facts, Resource::Engagement),
        may_agree: open && door.may_after_step_up(Action::AgreeRegion, &held.facts, Resource::Engagement),
        may_set: door.may_at_installation(Action::SetRegion),
        assessments: assessed,
    })
}
