//! Whom an incident touches: derived from the records and the logs, never typed in.
//!
//! The scope names people, devices, credentials, holdings and a period. From them follow engagements: where these people were
//! assigned or had a live grant, what was opened by them, from those devices, what was checked out onto one, which credentials
//! were used. Each line carries what shows it, with the receipt of its entry where there is one.

use crate::App;
use bailee_model::{
    Assignment, BecauseKind, Category, Checkout, Client, CredentialUse, Device, Engagement, EngagementId, Grant,
    Holding, HoldingId, Incident, LogId, LoggedEntry, Organisation, Person, PersonId, Receipt, Result, Session,
};
use bailee_store::Store;
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// How many openings of one engagement are listed one by one; the rest is counted.
const LISTED: usize = 20;
/// How many entries of a log are read at a time.
const AT_ONCE: u64 = 512;

/// One engagement that an incident touches.
#[derive(Clone, Debug)]
pub struct Affected {
    /// The engagement.
    pub engagement: Engagement,
    /// Whose it is.
    pub client: Client,
    /// What kinds of data: those of what was opened, or, where nothing was, those that could have been.
    pub categories: Vec<Category>,
    /// How many holdings were opened, checked out or named.
    pub holdings: usize,
    /// How many rows they have.
    pub rows: i64,
    /// How many of the rows are of categories that are about people.
    pub people_rows: i64,
    /// How many openings there were.
    pub openings: usize,
    /// The last of them.
    pub last_opening: Option<Timestamp>,
    /// Why it is here.
    pub because: Vec<Because>,
}

impl Affected {
    /// Whether something was opened, used, taken or named; otherwise it only could have been.
    pub fn is_touched(&self) -> bool {
        self.because.iter().any(|each| !matches!(each.kind, BecauseKind::GrantLive | BecauseKind::Assigned))
    }
}

/// One reason, with what shows it.
#[derive(Clone, Debug)]
pub struct Because {
    /// What it is.
    pub kind: BecauseKind,
    /// Whose doing.
    pub person: Option<PersonId>,
    /// About what: an identifier, or the name of an event.
    pub what: String,
    /// When, or since when.
    pub at: Timestamp,
    /// Until when, where it lasted.
    pub until: Option<Timestamp>,
    /// The entry that shows it.
    pub receipt: Option<Receipt>,
}

/// Derives whom an incident touches, by client and title. The same records give the same answer.
pub(crate) async fn derive(app: &Arc<App>, incident: &Incident) -> Result<Vec<Affected>> {
    let search = Search::new(app, incident).await?;
    let found = search.reasons().await?;
    let mut all = Vec::new();
    for (id, because) in found {
        all.extend(search.weigh(id, because).await?);
    }
    all.sort_by(|one, other| {
        (&one.client.name, &one.engagement.title, one.engagement.id).cmp(&(
            &other.client.name,
            &other.engagement.title,
            other.engagement.id,
        ))
    });
    Ok(all)
}

type Found = BTreeMap<EngagementId, Vec<Because>>;

/// The scope with what it means in people, sessions and instants.
struct Search<'a> {
    store: &'a Store,
    incident: &'a Incident,
    from: Timestamp,
    until: Timestamp,
    /// People whose every opening counts.
    people: BTreeSet<PersonId>,
    /// Sessions that a device of the scope confirmed; only what was opened while one of them ran counts for its person.
    sessions: Vec<Session>,
}

impl<'a> Search<'a> {
    async fn new(app: &'a Arc<App>, incident: &'a Incident) -> Result<Self> {
        let store = app.store();
        let mut sessions = Vec::new();
        for device in &incident.scope.devices {
            sessions.extend(store.sessions_on(*device).await?);
        }
        let until = incident.scope.until.unwrap_or_else(|| app.clock().now());
        let people = incident.scope.people.iter().copied().collect();
        let from = incident.scope.from.unwrap_or(incident.signal_at);
        Ok(Self { store, incident, from, until, people, sessions })
    }

    /// Everybody whose access matters, and since when: people of the scope, and owners of its devices.
    async fn everybody(&self) -> Result<BTreeSet<PersonId>> {
        let mut all = self.people.clone();
        for device in &self.incident.scope.devices {
            all.extend(self.store.get::<Device>(*device).await?.map(|device| device.person));
        }
        Ok(all)
    }

    /// Whether something a person did at this moment falls into the scope.
    fn concerns(&self, person: PersonId, at: Timestamp) -> bool {
        let ran = |session: &Session| {
            session.person == person && session.since <= at && at <= session.ended.unwrap_or(session.until)
        };
        self.people.contains(&person) || self.sessions.iter().any(ran)
    }

    fn overlaps(&self, since: Timestamp, until: Option<Timestamp>) -> bool {
        since <= self.until && until.is_none_or(|until| self.from <= until)
    }

    async fn reasons(&self) -> Result<Found> {
        let mut found = Found::new();
        for person in self.everybody().await? {
            self.of_person(person, &mut found).await?;
        }
        for device in &self.incident.scope.devices {
            let out = self.store.all_checkouts().await?;
            for checkout in out.iter().filter(|each| each.device == *device) {
                self.checked_out(checkout, &mut found);
            }
        }
        let holdings = self.incident.scope.holdings.iter().chain(&self.incident.scope.credentials);
        for id in holdings {
            if let Some(holding) = self.store.get::<Holding>(*id).await? {
                found.entry(holding.engagement).or_default().push(self.named(holding.id.to_string()));
            }
        }
        for id in &self.incident.scope.engagements {
            found.entry(*id).or_default().push(self.named(id.to_string()));
        }
        for (engagement, because) in &mut found {
            self.openings(*engagement, because).await?;
        }
        Ok(found)
    }

    fn named(&self, what: String) -> Because {
        let (kind, at) = (BecauseKind::Named, self.incident.declared_at);
        Because { kind, person: None, what, at, until: None, receipt: None }
    }

    /// What somebody had: assignments, live grants, credentials used, checkouts. A client's person has their own engagements.
    async fn of_person(&self, person: PersonId, found: &mut Found) -> Result<()> {
        for assignment in self.store.assignments_of(person).await? {
            if self.overlaps(assignment.since, assignment.ended.or(assignment.suspended)) {
                found.entry(assignment.engagement).or_default().push(assigned(&assignment));
            }
        }
        for grant in self.store.grants_of(person).await? {
            let over = grant.ended.or(grant.expires_at);
            if let Some(since) = grant.approved_at.filter(|since| self.overlaps(*since, over)) {
                found.entry(grant.engagement).or_default().push(granted(&grant, since, over));
            }
        }
        for used in self.store.credential_uses_of(person).await? {
            if self.people.contains(&person) && self.overlaps(used.first, Some(used.last)) {
                found.entry(used.engagement).or_default().push(credential(&used));
            }
        }
        for checkout in self.store.checkouts_of(person).await? {
            if self.people.contains(&person) && !self.incident.scope.devices.contains(&checkout.device) {
                self.checked_out(&checkout, found);
            }
        }
        let who = self.store.get::<Person>(person).await?;
        if let Some(Organisation::Client(client)) = who.map(|who| who.organisation) {
            for engagement in self.store.engagements_of_client(client).await? {
                if self.overlaps(engagement.since, engagement.closed_at) {
                    let (what, at) = (person.to_string(), engagement.since);
                    let kind = BecauseKind::Assigned;
                    let own = Because { kind, person: Some(person), what, at, until: None, receipt: None };
                    found.entry(engagement.id).or_default().push(own);
                }
            }
        }
        Ok(())
    }

    fn checked_out(&self, checkout: &Checkout, found: &mut Found) {
        let back = checkout.returned_at.or(checkout.ended);
        if let Some(at) = checkout.taken_at.filter(|at| self.overlaps(*at, back)) {
            let because = Because {
                kind: BecauseKind::CheckedOut,
                person: Some(checkout.person),
                what: checkout.holding.to_string(),
                at,
                until: back,
                receipt: None,
            };
            found.entry(checkout.engagement).or_default().push(because);
        }
    }

    /// Reads what was opened out of an engagement's log.
    async fn openings(&self, engagement: EngagementId, because: &mut Vec<Because>) -> Result<()> {
        let log = self.store.log(LogId::Engagement(engagement));
        let size = log.size().await?;
        let mut at = first_since(self.store, engagement, size, self.from).await?;
        while at < size {
            let to = (at + AT_ONCE).min(size);
            for entry in log.entries(at, to).await? {
                if entry.at > self.until {
                    return Ok(());
                }
                because.extend(self.opening(&entry));
            }
            at = to;
        }
        Ok(())
    }

    /// Whether an entry is an opening that falls into the scope.
    fn opening(&self, entry: &LoggedEntry) -> Option<Because> {
        let kind = opens(&entry.name)?;
        let person: Option<PersonId> = entry.ids.get("person").and_then(|id| id.parse().ok());
        let holdings = holdings_of(entry);
        let scope = &self.incident.scope;
        let is_named = holdings.iter().any(|id| scope.holdings.contains(id) || scope.credentials.contains(id));
        if !is_named && !person.is_some_and(|person| self.concerns(person, entry.at)) {
            return None;
        }
        let receipt = Receipt { log: entry.log, event: entry.event, index: entry.index, leaf: entry.leaf.clone() };
        let what = holdings.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        Some(Because { kind, person, what, at: entry.at, until: None, receipt: Some(receipt) })
    }

    /// The line of one engagement, from all that speaks for it.
    async fn weigh(&self, id: EngagementId, mut because: Vec<Because>) -> Result<Option<Affected>> {
        let Some(engagement) = self.store.get::<Engagement>(id).await? else { return Ok(None) };
        let Some(client) = self.store.get::<Client>(engagement.client).await? else { return Ok(None) };
        let touched: BTreeSet<&str> = because
            .iter()
            .filter(|each| !matches!(each.kind, BecauseKind::GrantLive | BecauseKind::Assigned))
            .flat_map(|each| each.what.split(' '))
            .collect();
        let whole = touched.contains(id.to_string().as_str());
        let held = self.store.holdings(id).await?;
        let held: Vec<&Holding> =
            held.iter().filter(|each| whole || touched.contains(each.id.to_string().as_str())).collect();
        let mut categories: BTreeSet<Category> = held.iter().map(|each| each.category).collect();
        if categories.is_empty() {
            categories = self.could_open(id, &because, &engagement).await?;
        }
        let about_people = |each: &&&Holding| matches!(each.category, Category::Parties | Category::Employees);
        let opened = |each: &&Because| matches!(each.kind, BecauseKind::Opened | BecauseKind::CredentialUsed);
        let openings = because.iter().filter(opened).filter(|each| each.receipt.is_some()).count();
        let last_opening = because.iter().filter(opened).map(|each| each.at).max();
        let line = Affected {
            holdings: held.len(),
            rows: held.iter().map(|each| each.rows).sum(),
            people_rows: held.iter().filter(about_people).map(|each| each.rows).sum(),
            categories: categories.into_iter().collect(),
            openings,
            last_opening,
            because: {
                shorten(&mut because);
                because
            },
            engagement,
            client,
        };
        Ok(Some(line))
    }

    /// The categories that could have been opened: of the live grants, or all that was agreed.
    async fn could_open(
        &self,
        id: EngagementId,
        because: &[Because],
        engagement: &Engagement,
    ) -> Result<BTreeSet<Category>> {
        let grants = self.store.grants(id).await?;
        let live = |grant: &&Grant| {
            because.iter().any(|each| each.kind == BecauseKind::GrantLive && each.what == grant.id.to_string())
        };
        let mut categories: BTreeSet<Category> =
            grants.iter().filter(live).flat_map(|each| each.categories.clone()).collect();
        if because.iter().any(|each| each.kind == BecauseKind::Named) {
            categories.extend(&engagement.categories);
        }
        Ok(categories)
    }
}

/// Newest openings first, and no more of them than anybody reads; what is not an opening stays.
fn shorten(because: &mut Vec<Because>) {
    because.sort_by_key(|each| (each.kind, std::cmp::Reverse(each.at)));
    let mut openings = 0;
    because.retain(|each| {
        openings += usize::from(each.receipt.is_some());
        each.receipt.is_none() || openings <= LISTED
    });
}

fn assigned(assignment: &Assignment) -> Because {
    Because {
        kind: BecauseKind::Assigned,
        person: Some(assignment.person),
        what: assignment.id.to_string(),
        at: assignment.since,
        until: assignment.ended.or(assignment.suspended),
        receipt: None,
    }
}

fn granted(grant: &Grant, since: Timestamp, until: Option<Timestamp>) -> Because {
    Because {
        kind: BecauseKind::GrantLive,
        person: Some(grant.person),
        what: grant.id.to_string(),
        at: since,
        until,
        receipt: None,
    }
}

fn credential(used: &CredentialUse) -> Because {
    Because {
        kind: BecauseKind::CredentialUsed,
        person: Some(used.person),
        what: used.credential.to_string(),
        at: used.last,
        until: None,
        receipt: None,
    }
}

/// What kind of opening an entry is, if it is one.
fn opens(name: &str) -> Option<BecauseKind> {
    match name {
        "credential.used" => Some(BecauseKind::CredentialUsed),
        "checkout.taken" => Some(BecauseKind::CheckedOut),
        "holding.opened" | "query.asked" | "accounts.read" | "reconcile.started" => Some(BecauseKind::Opened),
        other if other.starts_with("disclosure.") => Some(BecauseKind::Opened),
        _ => None,
    }
}

/// The holdings that an entry names, those among its details included.
fn holdings_of(entry: &LoggedEntry) -> BTreeSet<HoldingId> {
    let named = entry.ids.get("holding").into_iter().filter_map(|id| id.parse().ok());
    let tables = entry.details.as_ref().and_then(|details| details.get("tables")).and_then(|list| list.as_array());
    let tables = tables.into_iter().flatten().filter_map(|each| each.as_str()?.parse().ok());
    named.chain(tables).collect()
}

/// The first entry of a log at this moment or later: entries stand in the order of time.
pub(crate) async fn first_since(store: &Store, engagement: EngagementId, size: u64, from: Timestamp) -> Result<u64> {
    let log = store.log(LogId::Engagement(engagement));
    let (mut low, mut high) = (0, size);
    while low < high {
        let middle = low + (high - low) / 2;
        let before = log.entries(middle, middle + 1).await?.first().is_some_and(|entry| entry.at < from);
        if before { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}
