//! How long it takes until somebody who left has nothing any more, measured and not promised (clause S2.2): inside Bailee
//! from the moment they left to the commit, outside to the last credential that was proved replaced.

use crate::Door;
use bailee_model::{Action, Departure, Result, Rotation, RotationState};
use bailee_store::Store;
use jiff::{SignedDuration, Timestamp};

/// The time to revoke of one departure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The departure.
    pub departure: Departure,
    /// From the moment they left until everything ended here.
    pub inside: SignedDuration,
    /// From the moment they left until the last credential they had used was replaced; none while one is open. Zero
    /// credentials take no time.
    pub outside: Option<SignedDuration>,
    /// Credentials that are not replaced yet.
    pub open: usize,
    /// Of those that are: somebody's word is all there is.
    pub attested: usize,
}

impl Revocation {
    /// The time of a departure, from what became of the credentials its person had used.
    fn of(departure: Departure, rotations: &[Rotation]) -> Self {
        let open = rotations.iter().filter(|rotation| rotation.state != RotationState::Confirmed).count();
        let last: Option<Timestamp> = rotations.iter().filter_map(|rotation| rotation.confirmed_at).max();
        let since = |at: Timestamp| at.duration_since(departure.left_at).max(SignedDuration::ZERO);
        Self {
            inside: since(departure.ended_at),
            outside: (open == 0).then(|| last.map_or(SignedDuration::ZERO, since)),
            open,
            attested: rotations.iter().filter(|rotation| rotation.attested).count(),
            departure,
        }
    }
}

/// The firm's figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevocationFigures {
    /// Departures so far.
    pub departures: usize,
    /// The middle of all times inside Bailee.
    pub median_inside: Option<SignedDuration>,
    /// The longest of them.
    pub worst_inside: Option<SignedDuration>,
    /// The middle of all times until the last credential was replaced, of departures where all are.
    pub median_outside: Option<SignedDuration>,
    /// The longest of them.
    pub worst_outside: Option<SignedDuration>,
    /// Departures with a credential that is not replaced yet.
    pub open: usize,
}

/// The time to revoke, over all departures.
///
/// # Errors
/// Refused to all but officers and auditors.
pub async fn revocation_figures(door: &Door) -> Result<RevocationFigures> {
    door.require(Action::ViewPeople).await?;
    let store = door.app.store();
    let mut all = Vec::new();
    for departure in store.departures().await? {
        all.push(revocation_of(store, &departure).await?);
    }
    Ok(figures(&all))
}

pub(crate) async fn revocation_of(store: &Store, departure: &Departure) -> Result<Revocation> {
    let mut rotations = Vec::new();
    for used in store.credential_uses_of(departure.person).await? {
        let on_it = store.rotations_of(used.engagement).await?;
        rotations.extend(on_it.into_iter().filter(|rotation| rotation.credential == used.credential));
    }
    Ok(Revocation::of(departure.clone(), &rotations))
}

fn figures(all: &[Revocation]) -> RevocationFigures {
    let inside = sorted(all.iter().map(|each| each.inside));
    let outside = sorted(all.iter().filter_map(|each| each.outside));
    RevocationFigures {
        departures: all.len(),
        median_inside: median(&inside),
        worst_inside: inside.last().copied(),
        median_outside: median(&outside),
        worst_outside: outside.last().copied(),
        open: all.iter().filter(|each| each.open > 0).count(),
    }
}

fn sorted(times: impl Iterator<Item = SignedDuration>) -> Vec<SignedDuration> {
    let mut times: Vec<SignedDuration> = times.collect();
    times.sort_unstable();
    times
}

/// The middle; of two in the middle the longer, so that the figure never flatters.
fn median(sorted: &[SignedDuration]) -> Option<SignedDuration> {
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{
        DepartureId, EngagementId, HoldingId, PersonId, RotationId, RotationTry, SystemId, clock::SeededRng,
    };

    fn at(minute: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute)
    }

    fn departure(left: i64, ended: i64) -> Departure {
        let rng = SeededRng::new(9);
        Departure {
            id: DepartureId::new(&rng),
            person: PersonId::new(&rng),
            by: PersonId::new(&rng),
            left_at: at(left),
            ended_at: at(ended),
            sessions: 0,
            assignments: 0,
            grants: 0,
            devices: 0,
            rotations: 0,
        }
    }

    fn rotation(confirmed: Option<i64>) -> Rotation {
        let rng = SeededRng::new(8);
        Rotation {
            id: RotationId::new(&rng),
            engagement: EngagementId::new(&rng),
            system: SystemId::new(&rng),
            credential: HoldingId::new(&rng),
            person: None,
            state: if confirmed.is_some() { RotationState::Confirmed } else { RotationState::Failed },
            requested_at: at(0),
            due: at(60),
            attempts: 1,
            next_at: None,
            note: RotationTry::Waiting,
            confirmed_at: confirmed.map(at),
            confirmed_by: None,
            attested: false,
        }
    }

    #[test]
    fn the_time_runs_from_the_moment_they_left_to_the_last_proof() {
        let told = Revocation::of(departure(0, 4), &[rotation(Some(30)), rotation(Some(50))]);
        assert_eq!((told.inside.as_mins(), told.outside.map(|time| time.as_mins())), (4, Some(50)));
        let open = Revocation::of(departure(0, 4), &[rotation(Some(30)), rotation(None)]);
        assert_eq!((open.outside, open.open), (None, 1), "one that is open keeps the whole open");
        let none = Revocation::of(departure(0, 4), &[]);
        assert_eq!(none.outside, Some(SignedDuration::ZERO));
        let before = Revocation::of(departure(20, 21), &[rotation(Some(10))]);
        assert_eq!(before.outside, Some(SignedDuration::ZERO), "replaced before they left");
    }

    #[test]
    fn the_figures_name_the_middle_the_worst_and_what_is_open() {
        let of = |ended, confirmed| Revocation::of(departure(0, ended), &[rotation(confirmed)]);
        let told = figures(&[of(1, Some(10)), of(5, Some(90)), of(3, None), of(9, Some(20))]);
        let minutes = |time: Option<SignedDuration>| time.map(|time| time.as_mins());
        assert_eq!((minutes(told.median_inside), minutes(told.worst_inside)), (Some(5), Some(9)));
        assert_eq!((minutes(told.median_outside), minutes(told.worst_outside)), (Some(20), Some(90)));
        assert_eq!((told.departures, told.open), (4, 1));
        assert_eq!(figures(&[]), RevocationFigures::default());
    }
}
