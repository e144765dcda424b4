//! A year of a firm with 40 people and 60 engagements, day by day, by a clock and a randomness that are given (invariant 9).
//!
//! People do their work and sometimes do not: they leave rows of a review undecided, let training run out, ask to keep things,
//! depart. The clocks do the rest. At the end every deadline was met or escalated, no client data is left after its date, every
//! certificate verifies, the log is consistent, every promise says how it stands and why; and the same seed gives the same log.

mod cast;
mod checks;
mod days;

use bailee_model::{Clock as _, Rng, clock::SeededRng};
use bailee_testkit::TestFirm;
use cast::{Cast, Stay};
use jiff::{SignedDuration, Timestamp};

/// How large a simulated firm is.
#[derive(Clone, Copy)]
struct Size {
    seed: u64,
    people: usize,
    engagements: usize,
    days: u32,
}

/// A firm on its way through the days.
struct Year {
    firm: TestFirm,
    cast: Cast,
    stays: Vec<Stay>,
    dice: SeededRng,
    day: u32,
    size: Size,
}

impl Year {
    async fn of(size: Size) -> Self {
        let firm = TestFirm::seeded(size.seed).await.expect("a firm");
        let cast = Cast::hire(&firm, size.people).await;
        let stays = (0..size.engagements).map(|number| Stay::planned(number, &size)).collect();
        let mut year = Self { firm, cast, stays, dice: SeededRng::new(size.seed), day: 0, size };
        while year.day < size.days {
            year.live_a_day().await;
            year.day += 1;
        }
        year
    }

    /// A number below `below`, by the dice.
    fn roll(&mut self, below: u32) -> u32 {
        let mut bytes = [0; 8];
        self.dice.fill(&mut bytes);
        u32::try_from(u64::from_be_bytes(bytes) % u64::from(below.max(1))).expect("below a u32")
    }

    /// Whether something happens that happens in so many of a hundred cases.
    fn chance(&mut self, percent: u32) -> bool {
        self.roll(100) < percent
    }

    fn now(&self) -> Timestamp {
        self.firm.clock.now()
    }
}

/// The morning of each day: whatever time yesterday's work took, a day is a day.
fn morning(day: u32) -> Timestamp {
    let first: Timestamp = "2026-03-03T07:00:00Z".parse().expect("a constant instant");
    first + SignedDuration::from_hours(24 * i64::from(day))
}

#[tokio::test]
async fn a_year_of_a_firm_keeps_every_deadline() {
    let year = Year::of(Size { seed: 7, people: 40, engagements: 60, days: 380 }).await;
    checks::nothing_is_left_after_its_date(&year).await;
    checks::deadlines_were_met_or_escalated(&year).await;
    checks::certificates_verify(&year).await;
    checks::the_log_is_consistent(&year).await;
    checks::every_status_is_explained(&year).await;
}

#[tokio::test]
async fn invariant_9_the_same_seed_gives_the_same_log() {
    let size = Size { seed: 11, people: 6, engagements: 3, days: 60 };
    let (one, two) = (Year::of(size).await, Year::of(size).await);
    checks::every_status_is_explained(&one).await;
    let (one, two) = (checks::leaves(&one).await, checks::leaves(&two).await);
    assert!(one.len() > 200, "something happened: {}", one.len());
    for (at, (one, two)) in one.iter().zip(&two).enumerate() {
        assert!(one == two, "leaf {at}: {} {}", String::from_utf8_lossy(one), String::from_utf8_lossy(two));
    }
    assert_eq!(one.len(), two.len());
    let other = checks::leaves(&Year::of(Size { seed: 12, ..size }).await).await;
    assert!(one != other, "another seed is another story");
}
