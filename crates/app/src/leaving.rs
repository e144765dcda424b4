//! What ends when somebody leaves, an assignment ends or an engagement closes, and what has to be replaced afterwards:
//! the parts of one commit (clauses S2.2, D7.2).
//!
//! Access inside Bailee ends with the commit. Access outside does not: a secret that was used in a client's system is
//! good until somebody replaces it there. So each ending starts a [`Rotation`] for every credential that was used, which
//! is then *requested, confirmed* or *failed*, retried and escalated (see [`crate::rotation`]), and never just assumed.

use crate::{
    App, checkouts,
    rotation::{self, TO_ROTATE_WITHIN},
};
use bailee_model::{
    AccountState, Assignment, Checkout, CheckoutEnd, CredentialUse, Departure, DepartureId, DeviceState, EngagementId,
    EngagementState, EntryDraft, Error, Grant, GrantEnd, Organisation, Person, PersonId, PersonState, Result, Rng,
    Rotation, RotationId, RotationState, RotationTry, Session, Standing, entry::LogId, say,
};
use bailee_store::{Store, Tx};
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};

/// What ends, or ended, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// Browsers and command lines that are signed in.
    pub sessions: usize,
    /// Tokens of programs.
    pub tokens: usize,
    /// Assignments.
    pub assignments: usize,
    /// Grants, those that were asked for included.
    pub grants: usize,
    /// Devices.
    pub devices: usize,
    /// Passkeys.
    pub passkeys: usize,
    /// Credentials to be replaced in clients' systems.
    pub rotations: usize,
}

impl Ending {
    /// What would end if this person left now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) async fn of(store: &Store, person: PersonId, now: Timestamp) -> Result<Self> {
        let sessions = store.sessions_of(person).await?;
        let mut rotations = 0;
        let uses = store.credential_uses_of(person).await?;
        for each in &uses {
            rotations += usize::from(!is_rotated(each, &store.rotations_of(each.engagement).await?));
        }
        let tokens = sessions.iter().filter(|each| runs(each, now) && each.scope.is_some()).count();
        Ok(Self {
            sessions: sessions.iter().filter(|each| runs(each, now)).count() - tokens,
            tokens,
            assignments: store.assignments_of(person).await?.iter().filter(|each| each.ended.is_none()).count(),
            grants: store.grants_of(person).await?.iter().filter(|each| remains(each, now)).count(),
            devices: store.devices_of(person).await?.iter().filter(|each| each.state != DeviceState::Revoked).count(),
            passkeys: store.passkeys_of(person).await?.iter().filter(|each| each.ended.is_none()).count(),
            rotations,
        })
    }
}

/// Not ended, and not over by its own clock.
pub(crate) fn runs(session: &Session, now: Timestamp) -> bool {
    session.ended.is_none() && now < session.until
}

/// Asked for or live. What has expired is over; its clock writes that down.
fn remains(grant: &Grant, now: Timestamp) -> bool {
    grant.ended.is_none() && grant.expires_at.is_none_or(|until| now < until)
}

/// A credential is replaced once: a rotation that was asked for by another's leaving serves this one too.
fn is_rotated(used: &CredentialUse, rotations: &[Rotation]) -> bool {
    rotations.iter().any(|rotation| rotation.credential == used.credential)
}

/// Whether nobody but this person is an active officer.
pub(crate) fn is_last_officer(person: &Person, firm: &[Person]) -> bool {
    let is_officer = |each: &Person| {
        each.organisation == Organisation::Firm
            && each.standing == Standing::Officer
            && each.state == PersonState::Active
    };
    is_officer(person) && !firm.iter().any(|each| each.id != person.id && is_officer(each))
}

/// A commit in which things end.
pub(crate) struct Leaving<'t> {
    pub(crate) tx: &'t Tx,
    pub(crate) rng: Arc<dyn Rng>,
    /// Who says so.
    pub(crate) by: PersonId,
    pub(crate) now: Timestamp,
}

impl App {
    /// What a commit in which things end needs beside its transaction, to be moved into it.
    pub(crate) fn leaving(&self) -> (Arc<dyn Rng>, Timestamp) {
        (self.rng.clone(), self.clock.now())
    }
}

impl Leaving<'_> {
    /// Ends everything of a person and says so in the log of each engagement. The caller gives the entry of the site's log.
    pub(crate) async fn depart(&self, mut person: Person, left_at: Timestamp) -> Result<Departure> {
        // Nothing is read of an engagement while somebody else still gives the person something on it.
        for engagement in self.assigned(person.id).await? {
            self.tx.lock(LogId::Engagement(engagement)).await?;
        }
        let (sessions, tokens) = self.end_sessions(person.id).await?;
        let devices = self.end_devices(person.id).await?;
        self.forget_factors(person.id).await?;
        let mut ended: BTreeMap<EngagementId, Ending> = BTreeMap::new();
        for engagement in self.engagements_of(&person).await? {
            ended.entry(engagement).or_default();
        }
        for assignment in self.end_assignments(self.tx.assignments_of(person.id).await?).await? {
            ended.entry(assignment.engagement).or_default().assignments += 1;
        }
        for grant in self.end_grants(self.tx.grants_of(person.id).await?, GrantEnd::Departed).await? {
            ended.entry(grant.engagement).or_default().grants += 1;
        }
        self.end_checkouts(self.tx.checkouts_of(person.id).await?, CheckoutEnd::Unassigned).await?;
        let uses = self.tx.credential_uses_of(person.id).await?;
        for rotation in self.ask_rotations(&uses, Some(person.id)).await? {
            ended.entry(rotation.engagement).or_default().rotations += 1;
        }
        person.state = PersonState::Departed;
        self.tx.save(&person).await?;
        for (engagement, ending) in &ended {
            self.disown_accounts(*engagement, person.id).await?;
            self.tx.entry(self.departed(*engagement, person.id, left_at, *ending)).await?;
        }
        let sum = |part: fn(&Ending) -> usize| count(ended.values().map(part).sum());
        let departure = Departure {
            id: DepartureId::new(self.rng.as_ref()),
            person: person.id,
            by: self.by,
            left_at,
            ended_at: self.now,
            sessions: count(sessions + tokens),
            assignments: sum(|each| each.assignments),
            grants: sum(|each| each.grants),
            devices: count(devices),
            rotations: sum(|each| each.rotations),
        };
        self.tx.save(&departure).await?;
        Ok(departure)
    }

    fn departed(&self, engagement: EngagementId, person: PersonId, left_at: Timestamp, ending: Ending) -> EntryDraft {
        EntryDraft::new(engagement, "person.departed")
            .id("person", self.by)
            .id("departed", person)
            .detail("left_at", left_at.to_string())
            .detail("assignments", ending.assignments)
            .detail("grants", ending.grants)
            .detail("rotations", ending.rotations)
    }

    /// The engagements that a client's person sees without any assignment; they learn of the departure too.
    async fn engagements_of(&self, person: &Person) -> Result<Vec<EngagementId>> {
        let Organisation::Client(client) = person.organisation else { return Ok(Vec::new()) };
        let all = self.tx.engagements_of_client(client).await?;
        Ok(all.iter().filter(|each| each.state != EngagementState::Closed).map(|each| each.id).collect())
    }

    /// Ends a person's sessions and tokens, with the codes that a device could still confirm them by; gives how many.
    pub(crate) async fn end_sessions(&self, person: PersonId) -> Result<(usize, usize)> {
        let (mut sessions, mut tokens) = (0, 0);
        for mut session in self.tx.sessions_of(person).await? {
            if session.ended.is_some() {
                continue;
            }
            if runs(&session, self.now) {
                *(if session.scope.is_some() { &mut tokens } else { &mut sessions }) += 1;
            }
            session.ended = Some(self.now);
            session.confirm_hash.clear();
            session.confirm_until = None;
            self.tx.save(&session).await?;
        }
        Ok((sessions, tokens))
    }

    async fn end_devices(&self, person: PersonId) -> Result<usize> {
        let mut ended = 0;
        for mut device in self.tx.devices_of(person).await? {
            if device.state != DeviceState::Revoked {
                device.state = DeviceState::Revoked;
                device.ended = Some(self.now);
                self.tx.save(&device).await?;
                ended += 1;
            }
        }
        Ok(ended)
    }

    /// Takes away all that somebody could sign in with: nothing is left that a later mistake could bring back to life.
    async fn forget_factors(&self, person: PersonId) -> Result<()> {
        for mut passkey in self.tx.passkeys_of(person).await? {
            if passkey.ended.is_none() {
                passkey.ended = Some(self.now);
                self.tx.save(&passkey).await?;
            }
        }
        let Some(mut sign_in) = self.tx.sign_in(person).await? else { return Ok(()) };
        sign_in.password_hash.clear();
        sign_in.totp_sealed.clear();
        sign_in.enrolment_hash.clear();
        sign_in.enrolment_until = None;
        sign_in.recovery.clear();
        sign_in.provider = None;
        self.tx.save_sign_in(&sign_in).await
    }

    /// Ends those of these assignments that have not ended, and gives them.
    pub(crate) async fn end_assignments(&self, assignments: Vec<Assignment>) -> Result<Vec<Assignment>> {
        let mut ended = Vec::new();
        for mut assignment in assignments.into_iter().filter(|each| each.ended.is_none()) {
            assignment.ended = Some(self.now);
            self.tx.save(&assignment).await?;
            ended.push(assignment);
        }
        Ok(ended)
    }

    /// Ends those of these grants that are live or asked for, and gives them.
    pub(crate) async fn end_grants(&self, grants: Vec<Grant>, why: GrantEnd) -> Result<Vec<Grant>> {
        let mut ended = Vec::new();
        for mut grant in grants.into_iter().filter(|each| remains(each, self.now)) {
            grant.ended = Some(self.now);
            grant.ended_why = Some(why);
            self.tx.save(&grant).await?;
            ended.push(grant);
        }
        Ok(ended)
    }

    /// Ends those of these checkouts that are not out, and calls back those that are.
    pub(crate) async fn end_checkouts(&self, checkouts: Vec<Checkout>, why: CheckoutEnd) -> Result<()> {
        checkouts::end_in(self.tx, checkouts, why, self.now).await.map(drop)
    }

    /// Asks for the replacement of each credential that was used, once, and gives those that are new.
    pub(crate) async fn ask_rotations(
        &self,
        uses: &[CredentialUse],
        person: Option<PersonId>,
    ) -> Result<Vec<Rotation>> {
        let mut asked = Vec::new();
        for used in uses {
            if is_rotated(used, &self.tx.rotations_of(used.engagement).await?) {
                continue;
            }
            let rotation = Rotation {
                id: RotationId::new(self.rng.as_ref()),
                engagement: used.engagement,
                system: used.system,
                credential: used.credential,
                person,
                state: RotationState::Requested,
                requested_at: self.now,
                due: self.now + TO_ROTATE_WITHIN,
                attempts: 0,
                next_at: Some(self.now),
                note: RotationTry::Waiting,
                confirmed_at: None,
                confirmed_by: None,
                attested: false,
            };
            self.tx.save(&rotation).await?;
            self.tx.entry(rotation::requested(&rotation)).await?;
            asked.push(rotation);
        }
        Ok(asked)
    }

    /// Says of the accounts that somebody has in an engagement's systems that nobody assigned is behind them any more: they
    /// let somebody in who should be out, and that shows before the next reading.
    pub(crate) async fn disown_accounts(&self, engagement: EngagementId, person: PersonId) -> Result<()> {
        for system in self.tx.systems(engagement).await? {
            for mut account in self.tx.accounts(system.id).await? {
                if account.person == Some(person) && account.state == AccountState::Known {
                    account.state = AccountState::Unknown;
                    self.tx.save(&account).await?;
                }
            }
        }
        Ok(())
    }

    /// The person as they are now, unless they may not be touched: nobody lets themself go, and one officer stays.
    pub(crate) async fn may_go(&self, id: PersonId) -> Result<Person> {
        let person = self.tx.get::<Person>(id).await?.ok_or_else(Error::not_found)?;
        if person.state == PersonState::Departed {
            return Err(Error::conflict(say!("This person has left already.")).hint(say!("Nothing needs to be done.")));
        }
        if is_last_officer(&person, &self.tx.people_of(Organisation::Firm).await?) {
            return Err(Error::conflict(say!(
                "This is the last active officer: without one nobody could manage people."
            ))
            .hint(say!("Invite another officer first; once they have enrolled, try again.")));
        }
        if person.id == self.by {
            return Err(Error::conflict(say!("Nobody does this to themself.")).hint(say!("Ask another officer.")));
        }
        Ok(person)
    }

    /// The engagements that somebody is assigned to now.
    pub(crate) async fn assigned(&self, person: PersonId) -> Result<Vec<EngagementId>> {
        let mut engagements: Vec<EngagementId> = self
            .tx
            .assignments_of(person)
            .await?
            .iter()
            .filter(|each| each.ended.is_none())
            .map(|each| each.engagement)
            .collect();
        engagements.sort_unstable();
        engagements.dedup();
        Ok(engagements)
    }

    /// Ends the tokens that are bound to this engagement: everybody's, or those of one person.
    pub(crate) async fn end_tokens(&self, engagement: EngagementId, of: Option<PersonId>) -> Result<()> {
        let mut sessions = match of {
            Some(person) => self.tx.sessions_of(person).await?,
            None => self.tx.open_sessions(self.now).await?,
        };
        sessions.retain(|session| session.engagement == Some(engagement) && session.ended.is_none());
        for mut session in sessions {
            session.ended = Some(self.now);
            self.tx.save(&session).await?;
        }
        Ok(())
    }
}

/// As the record keeps it; nobody has more.
fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
