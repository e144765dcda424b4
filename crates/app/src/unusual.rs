//! What was opened by whom on which day, and what is unusual about it (clauses D1, D3.2, S1.2).
//!
//! It is judged by what stands in the clear in an engagement's log: that something was opened, by whom, and when. No sealed
//! detail is opened for it, so that it works on after details were erased, and the judging itself looks at nothing of a
//! client's. From which device something was opened does not stand in the clear, and is not judged.
//!
//! Days and hours are those of UTC: an installation does not know the time zone of its firm, which sets its working hours in
//! UTC by `work_begins` and `work_ends`.

use crate::{App, disclosing, obligations, promises::first_since};
use bailee_model::{
    Assignment, EngagementId, LoggedEntry, Organisation, Person, PersonId, PersonState, Result, Role, Standing,
    UnusualKind, UnusualUse, unusual::day_of,
};
use bailee_policy::Limits;
use bailee_store::Log;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};
use tokio::sync::Mutex;

/// The entries that say that client data or a system was opened. A checkout that was taken is another: see [`opening`].
const OPENINGS: [&str; 3] = ["holding.opened", "query.asked", "credential.used"];
/// A usual day is the median of so many days before.
const USUAL_DAYS: i64 = 30;
/// After a start, so many days are judged again: what a crash left unjudged is among them.
const JUDGED_AGAIN: i64 = 30;
/// How many entries are read at a time.
const PAGE: u64 = 512;

/// One person's openings of one engagement on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) openings: i64,
    pub(crate) first: Timestamp,
    pub(crate) last: Timestamp,
    /// How many were outside working hours, and the first of them.
    pub(crate) outside: i64,
    pub(crate) outside_at: Option<Timestamp>,
}

/// What was read of the engagements' logs so far, so that a look reads what is new.
#[derive(Default)]
pub(crate) struct Uses(pub(crate) Mutex<BTreeMap<EngagementId, Reading>>);

/// How far one engagement's log was read, and what it came to.
#[derive(Default)]
pub(crate) struct Reading {
    /// The first entry that was not read.
    next: Option<u64>,
    days: BTreeMap<(PersonId, Date), Day>,
    /// What grew and was not judged since.
    pub(crate) grown: BTreeSet<(PersonId, Date)>,
}

/// What is unusual about a day, with the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unusual {
    pub(crate) kinds: Vec<UnusualKind>,
    pub(crate) day: Day,
    pub(crate) usual: i64,
    pub(crate) quiet_days: i64,
}

/// How many days before a day are looked at to judge it.
fn days_before(limits: &Limits) -> i64 {
    USUAL_DAYS.max(limits.unusual_quiet_days)
}

/// From when on a log is kept in mind: a day that is judged again has all those before it.
fn kept_since(now: Timestamp, limits: &Limits) -> Timestamp {
    let since = now - days(days_before(limits) + JUDGED_AGAIN + 1);
    since.to_zoned(TimeZone::UTC).start_of_day().map_or(since, |midnight| midnight.timestamp())
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

impl Reading {
    /// Reads what was written since, up to this size.
    pub(crate) async fn read_on(&mut self, log: &Log, size: u64, now: Timestamp, limits: &Limits) -> Result<()> {
        let since = kept_since(now, limits);
        let beginning = self.next.is_none();
        let next = match self.next {
            Some(next) => next,
            None => first_since(log, size, since).await?,
        };
        // Counted only when every page was read: what a later one's trouble leaves unread is read again from here.
        for (person, at) in openings(log, next..size).await? {
            self.take(person, at, limits);
        }
        self.next = Some(next.max(size));
        if beginning {
            let again = day_of(now - days(JUDGED_AGAIN));
            self.grown.retain(|(_, day)| *day >= again);
        }
        let oldest = day_of(since);
        self.days.retain(|(_, day), _| *day >= oldest);
        Ok(())
    }

    fn take(&mut self, person: PersonId, at: Timestamp, limits: &Limits) {
        let key = (person, day_of(at));
        let new = Day { openings: 0, first: at, last: at, outside: 0, outside_at: None };
        let day = self.days.entry(key).or_insert(new);
        day.openings += 1;
        day.last = at;
        if !limits.works_at(i64::from(at.to_zoned(TimeZone::UTC).hour())) {
            day.outside += 1;
            day.outside_at = day.outside_at.or(Some(at));
        }
        self.grown.insert(key);
    }

    /// What is unusual about a person's day, if anything is. `assignments` are those of the engagement.
    pub(crate) fn judge(
        &self,
        (person, date): (PersonId, Date),
        assignments: &[Assignment],
        limits: &Limits,
    ) -> Option<Unusual> {
        let day = *self.days.get(&(person, date))?;
        let before: Vec<&Day> = self.days.range((person, Date::MIN)..(person, date)).map(|(_, day)| day).collect();
        let usual = median(before.iter().filter(|each| each.first >= day.first - days(USUAL_DAYS)));
        let assigned = assignments.iter().filter(|each| each.person == person && each.since <= day.first);
        let since = assigned.map(|each| each.since).chain(before.last().map(|each| each.last)).max();
        // Without an assignment nothing explains an opening; what lies further back than is looked at counts as that far.
        let most = days_before(limits);
        let quiet_days = since.map_or(most, |since| day.first.duration_since(since).as_hours() / 24).min(most);
        let volume = day.openings > limits.unusual_openings && day.openings > limits.unusual_times * usual;
        let holds = |kind: &UnusualKind| match kind {
            UnusualKind::Volume => volume,
            UnusualKind::Hour => day.outside > 0,
            UnusualKind::FirstTime => quiet_days >= limits.unusual_quiet_days,
        };
        let kinds: Vec<UnusualKind> = UnusualKind::ALL.iter().copied().filter(holds).collect();
        (!kinds.is_empty()).then_some(Unusual { kinds, day, usual, quiet_days })
    }
}

impl Unusual {
    /// Whether it is more than what was found before: unusual in another way as well, or twice as much of it.
    pub(crate) fn is_more_than(&self, found: &UnusualUse) -> bool {
        self.kinds.iter().any(|kind| match kind {
            _ if !found.kinds.contains(kind) => true,
            UnusualKind::Volume => self.day.openings >= 2 * found.openings,
            UnusualKind::Hour => self.day.outside >= 2 * found.outside,
            UnusualKind::FirstTime => false,
        })
    }

    /// The row with these figures.
    pub(crate) fn found(self, row: UnusualUse) -> UnusualUse {
        let Day { openings, outside, outside_at, .. } = self.day;
        let (kinds, usual, quiet_days) = (self.kinds, self.usual, self.quiet_days);
        UnusualUse { kinds, openings, usual, outside, outside_at, quiet_days, ..row }
    }
}

/// Who opened something when, by these entries.
async fn openings(log: &Log, entries: Range<u64>) -> Result<Vec<(PersonId, Timestamp)>> {
    let mut all = Vec::new();
    let mut next = entries.start;
    while next < entries.end {
        let end = entries.end.min(next + PAGE);
        all.extend(log.outlines(next, end).await?.iter().filter_map(opening));
        next = end;
    }
    Ok(all)
}

/// Who opened something when, if that is what the entry says. What leaves otherwise than by a checkout was opened before, or is
/// opened by the client.
fn opening(entry: &LoggedEntry) -> Option<(PersonId, Timestamp)> {
    let taken = entry.name == disclosing::MADE && entry.ids.contains_key("checkout");
    let opens = taken || OPENINGS.contains(&entry.name.as_str());
    let person = entry.ids.get("person").filter(|_| opens)?;
    Some((person.parse().ok()?, entry.at))
}

/// The lower of the two in the middle, where they are even; nothing when there are none.
fn median<'a>(days: impl Iterator<Item = &'a &'a Day>) -> i64 {
    let mut counts: Vec<i64> = days.map(|day| day.openings).collect();
    counts.sort_unstable();
    counts.len().checked_sub(1).map_or(0, |last| counts[last / 2])
}

/// Who is to look at a person's unusual use, and by when.
pub(crate) struct Looking {
    /// The leads of the engagement, and the officers where no lead can act.
    pub(crate) who: BTreeSet<PersonId>,
    /// By when; never where there is nobody but the person themselves.
    pub(crate) by: Option<Timestamp>,
}

/// Who is to look at a person's unusual use, and by when. Who may look since it was found has as long for it as others had, and
/// an officer always may.
pub(crate) async fn looking(app: &App, unusual: &UnusualUse) -> Result<Looking> {
    let (now, limits) = (app.clock.now(), app.limits());
    let (mut leads, mut can_act) = (BTreeMap::new(), false);
    for each in app.store.assignments(unusual.engagement).await? {
        if each.role != Role::Lead || !each.runs(now) || each.person == unusual.person {
            continue;
        }
        let lead = app.store.get::<Person>(each.person).await?;
        let Some(lead) = lead.filter(|lead| lead.state == PersonState::Active) else { continue };
        can_act |= obligations::outstanding(&app.store, &lead, now, &limits).await?.is_empty();
        leads.insert(lead.id, each.since);
    }
    let officer = |each: &Person| each.standing == Standing::Officer && each.state == PersonState::Active;
    let people = app.store.people_of(Organisation::Firm).await?;
    let others = people.into_iter().filter(|each| officer(each) && each.id != unusual.person);
    let officers: BTreeMap<PersonId, Timestamp> = others.map(|each| (each.id, each.since)).collect();
    let first = leads.values().chain(officers.values()).min().copied();
    let by = first.map(|first| unusual.look_by(limits.unusual_look_days).max(first + days(limits.unusual_look_days)));
    let mut who: BTreeSet<PersonId> = leads.into_keys().collect();
    if !can_act {
        who.extend(officers.into_keys());
    }
    Ok(Looking { who, by })
}

/// The page on which an engagement's unusual uses are looked at.
pub(crate) fn page(engagement: EngagementId) -> String {
    format!("/engagements/{engagement}/uses")
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{AssignmentId, EventId, LogId, Rng, clock::SeededRng};

    struct Sample {
        rng: SeededRng,
        person: PersonId,
        engagement: EngagementId,
        reading: Reading,
    }

    impl Sample {
        fn new() -> Self {
            let rng = SeededRng::new(11);
            let (person, engagement) = (PersonId::new(&rng), EngagementId::new(&rng));
            Self { rng, person, engagement, reading: Reading::default() }
        }

        fn open(&mut self, at: &str, times: usize) {
            self.log("holding.opened", at, times);
        }

        fn log(&mut self, name: &str, at: &str, times: usize) {
            self.log_of(name, "engagement", at, times);
        }

        /// So many entries that name this person and something in this role.
        fn log_of(&mut self, name: &str, role: &str, at: &str, times: usize) {
            let rng: &dyn Rng = &self.rng;
            let entry = LoggedEntry {
                log: LogId::Engagement(self.engagement),
                index: 0,
                event: EventId::new(rng),
                name: name.to_owned(),
                at: at.parse().expect("an instant"),
                ids: [("person", self.person.to_string()), (role, self.engagement.to_string())]
                    .map(|(role, id)| (role.to_owned(), id))
                    .into(),
                details: None,
                leaf: String::new(),
                body: Vec::new(),
            };
            let Some((person, at)) = opening(&entry) else { return };
            (0..times).for_each(|_| self.reading.take(person, at, &Limits::default()));
        }

        fn judged(&self, day: &str, assigned: &str) -> Option<Unusual> {
            let assignment = Assignment {
                id: AssignmentId::new(&self.rng),
                engagement: self.engagement,
                person: self.person,
                role: Role::Consultant,
                since: assigned.parse().expect("an instant"),
                suspended: None,
                ended: None,
            };
            self.reading.judge((self.person, day.parse().expect("a day")), &[assignment], &Limits::default())
        }
    }

    #[test]
    fn a_usual_day_is_nothing() {
        let mut it = Sample::new();
        it.open("2026-03-02T06:00:00Z", 10);
        it.open("2026-03-02T21:59:59Z", 40);
        it.log("holding.arrived", "2026-03-02T23:00:00Z", 90);
        assert_eq!(it.judged("2026-03-02", "2026-03-01T09:00:00Z"), None);
        assert_eq!(it.judged("2026-03-03", "2026-03-01T09:00:00Z"), None, "nothing was opened");
    }

    #[test]
    fn a_checkout_that_was_taken_is_an_opening_and_what_leaves_otherwise_is_none() {
        let mut it = Sample::new();
        it.log_of("disclosure.made", "handover", "2026-03-02T10:00:00Z", 90);
        assert_eq!(it.judged("2026-03-02", "2026-03-01T09:00:00Z"), None);
        it.log_of("disclosure.made", "checkout", "2026-03-02T11:00:00Z", 51);
        let found = it.judged("2026-03-02", "2026-03-01T09:00:00Z").expect("unusual");
        assert_eq!((found.kinds, found.day.openings), (vec![UnusualKind::Volume], 51));
    }

    #[test]
    fn a_day_that_is_judged_again_has_all_days_before_it() {
        let limits = Limits::default();
        let now: Timestamp = "2026-03-31T15:00:00Z".parse().expect("an instant");
        let since = kept_since(now, &limits);
        assert_eq!(since.to_string(), "2026-01-29T00:00:00Z");
        let judged: Timestamp = "2026-03-01T00:00:00Z".parse().expect("an instant");
        assert_eq!(day_of(judged), day_of(now - days(JUDGED_AGAIN)));
        assert!(since <= judged - days(days_before(&limits)));
    }

    #[test]
    fn many_are_many_beside_ones_own_usual_day() {
        let mut it = Sample::new();
        for (day, count) in [("02", 10), ("03", 20), ("04", 30), ("05", 51)] {
            it.open(&format!("2026-03-{day}T10:00:00Z"), count);
        }
        assert_eq!(it.judged("2026-03-05", "2026-03-01T09:00:00Z"), None, "not three times the usual 20");
        it.open("2026-03-05T11:00:00Z", 10);
        let found = it.judged("2026-03-05", "2026-03-01T09:00:00Z").expect("unusual");
        assert_eq!((found.kinds, found.day.openings, found.usual), (vec![UnusualKind::Volume], 61, 20));
        let mut new = Sample::new();
        new.open("2026-03-02T10:00:00Z", 51);
        let found = new.judged("2026-03-02", "2026-03-01T09:00:00Z").expect("unusual");
        assert_eq!((found.kinds, found.usual), (vec![UnusualKind::Volume], 0), "without days before, the floor alone");
    }

    #[test]
    fn hours_outside_working_hours_are_told_with_the_first() {
        let mut it = Sample::new();
        it.open("2026-03-02T10:00:00Z", 3);
        it.open("2026-03-02T22:00:00Z", 1);
        it.open("2026-03-02T22:30:00Z", 1);
        let found = it.judged("2026-03-02", "2026-03-01T09:00:00Z").expect("unusual");
        assert_eq!((found.kinds, found.day.outside), (vec![UnusualKind::Hour], 2));
        assert_eq!(found.day.outside_at, "2026-03-02T22:00:00Z".parse().ok());
    }

    #[test]
    fn an_opening_after_long_without_one_is_a_first_time() {
        let mut it = Sample::new();
        it.open("2026-03-31T10:00:00Z", 1);
        let found = it.judged("2026-03-31", "2026-03-01T09:00:00Z").expect("unusual");
        assert_eq!((found.kinds, found.quiet_days), (vec![UnusualKind::FirstTime], 30));
        assert_eq!(it.judged("2026-03-31", "2026-03-02T09:00:00Z"), None, "29 days");
        it.open("2026-04-29T10:00:00Z", 1);
        assert_eq!(it.judged("2026-04-29", "2026-03-01T09:00:00Z"), None, "opened in between");
        assert!(it.judged("2026-04-29", "2026-05-01T09:00:00Z").is_none(), "the day before explains it");
        assert!(it.judged("2026-03-31", "2026-05-01T09:00:00Z").is_some(), "nobody was assigned then");
    }

    #[test]
    fn the_median_of_an_even_number_is_the_lower_and_of_none_is_none() {
        let day = |openings| Day {
            openings,
            first: Timestamp::UNIX_EPOCH,
            last: Timestamp::UNIX_EPOCH,
            outside: 0,
            outside_at: None,
        };
        let of = |counts: &[i64]| {
            let days: Vec<Day> = counts.iter().map(|count| day(*count)).collect();
            median(days.iter().collect::<Vec<_>>().iter())
        };
        assert_eq!((of(&[]), of(&[4]), of(&[9, 1]), of(&[5, 9, 1])), (0, 4, 1, 5));
    }
}
