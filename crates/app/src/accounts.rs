//! Who has an account in a client's system, told apart by what is known here (clause S2.2).
//!
//! A reading is the whole list of users at one moment. It is laid beside what was known: an account that somebody
//! assigned is behind is *known*, the client's people's and what the client calls its own are the *client's*, whatever is
//! left is *unknown*, and what an earlier reading found and this one does not is *gone*, which proves it.

use crate::App;
use bailee_model::{
    Account, AccountId, AccountState, ClientId, EntryDraft, Organisation, Person, PersonId, Result, Rng, System,
    SystemId,
};
use bailee_odoo::client::User;
use bailee_store::{Recorded, Tx};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What a reading found, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Accounts that the system has now.
    pub found: usize,
    /// Of these: nobody here is behind them who should be.
    pub unknown: usize,
    /// Of the unknown: somebody who left, or is no longer assigned, is behind them and they may sign in.
    pub left_behind: usize,
    /// Accounts that an earlier reading found and this one does not.
    pub gone: usize,
}

/// What an account is judged by.
pub(crate) struct Known<'a> {
    pub(crate) client: ClientId,
    /// What Bailee itself signs in with.
    pub(crate) own_login: &'a str,
    pub(crate) people: &'a [Person],
    /// Who is assigned to the engagement now.
    pub(crate) assigned: &'a BTreeSet<PersonId>,
}

impl Known<'_> {
    /// Whose account this login is, and what that makes of it. `earlier` is what was known of it.
    fn judge(&self, login: &str, earlier: Option<AccountState>) -> (AccountState, Option<PersonId>) {
        let login = login.trim().to_lowercase();
        if let Some(person) = self.people.iter().find(|person| person.email == login) {
            let state = match person.organisation {
                Organisation::Client(client) if client == self.client => AccountState::Client,
                _ if self.assigned.contains(&person.id) => AccountState::Known,
                _ => AccountState::Unknown,
            };
            return (state, Some(person.id));
        }
        let state = match earlier {
            _ if login == self.own_login.trim().to_lowercase() => AccountState::Known,
            // The client said so once; a name does not change hands by being read again.
            Some(AccountState::Client) => AccountState::Client,
            _ => AccountState::Unknown,
        };
        (state, None)
    }
}

/// Lays a reading beside the accounts that were known, and gives every account as it stands now.
pub(crate) fn reconcile(
    known: &Known<'_>,
    system: &System,
    mut before: Vec<Account>,
    users: Vec<User>,
    now: Timestamp,
    rng: &dyn Rng,
) -> Vec<Account> {
    let mut by_login: BTreeMap<String, User> =
        users.into_iter().map(|user| (user.login.trim().to_lowercase(), user)).collect();
    for account in &mut before {
        match by_login.remove(&account.login.trim().to_lowercase()) {
            Some(user) => {
                (account.state, account.person) = known.judge(&user.login, Some(account.state));
                (account.name, account.active) = (user.name, user.active);
                (account.last_seen, account.gone_at) = (now, None);
            }
            None if account.state == AccountState::Gone => {}
            None => {
                account.state = AccountState::Gone;
                account.active = false;
                account.gone_at = Some(now);
            }
        }
    }
    before.extend(by_login.into_values().map(|user| {
        let (state, person) = known.judge(&user.login, None);
        Account {
            id: AccountId::new(rng),
            engagement: system.engagement,
            system: system.id,
            login: user.login,
            name: user.name,
            active: user.active,
            state,
            person,
            first_seen: now,
            last_seen: now,
            gone_at: None,
        }
    }));
    before
}

/// Whether somebody who should be out is behind an account that still lets them in: the strongest flag there is.
pub fn is_left_behind(account: &Account) -> bool {
    account.state == AccountState::Unknown && account.person.is_some() && account.active
}

impl App {
    /// Keeps a reading of a system's users, with the entry that says what it found.
    pub(crate) async fn keep_reading(
        &self,
        entry: EntryDraft,
        system: System,
        users: Vec<User>,
    ) -> Result<Recorded<Reading>> {
        let (now, rng) = (self.clock.now(), self.rng.clone());
        self.store
            .ledger()
            .record([entry], move |tx| async move {
                let accounts = read(&tx, &system, users, now, rng.as_ref()).await?;
                for account in &accounts {
                    tx.save(account).await?;
                }
                let reading = counted(&accounts, now);
                let entry = EntryDraft::new(system.engagement, "accounts.reconciled")
                    .id("system", system.id)
                    .detail("found", reading.found)
                    .detail("unknown", reading.unknown)
                    .detail("left_behind", reading.left_behind)
                    .detail("gone", reading.gone);
                tx.entry(entry).await?;
                Ok(reading)
            })
            .await
    }
}

async fn read(tx: &Tx, system: &System, users: Vec<User>, now: Timestamp, rng: &dyn Rng) -> Result<Vec<Account>> {
    let engagement = tx.get::<bailee_model::Engagement>(system.engagement).await?;
    let engagement = engagement.ok_or_else(bailee_model::Error::not_found)?;
    let assigned = tx.assignments(engagement.id).await?;
    let assigned = assigned.iter().filter(|each| each.runs(now)).map(|each| each.person).collect();
    let people = tx.people().await?;
    let known = Known { client: engagement.client, own_login: &system.login, people: &people, assigned: &assigned };
    let before = tx.accounts(system.id).await?;
    Ok(reconcile(&known, system, before, users, now, rng))
}

fn counted(accounts: &[Account], now: Timestamp) -> Reading {
    let number = |which: &dyn Fn(&Account) -> bool| accounts.iter().filter(|account| which(account)).count();
    Reading {
        found: number(&|each| each.state != AccountState::Gone),
        unknown: number(&|each| each.state == AccountState::Unknown),
        left_behind: number(&is_left_behind),
        gone: number(&|each| each.gone_at == Some(now)),
    }
}

/// The systems of these accounts that have one which should not be there.
pub fn with_unknown(accounts: &[Account]) -> BTreeSet<SystemId> {
    accounts.iter().filter(|each| each.state == AccountState::Unknown).map(|each| each.system).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{EngagementId, Environment, PersonState, Standing, SystemKind, clock::SeededRng};

    struct Scene {
        rng: SeededRng,
        system: System,
        people: Vec<Person>,
        client: ClientId,
    }

    impl Scene {
        fn new() -> Self {
            let rng = SeededRng::new(5);
            let client = ClientId::new(&rng);
            let person = |email: &str, organisation| Person {
                id: PersonId::new(&rng),
                name: "Anybody (fictional)".to_owned(),
                email: email.to_owned(),
                organisation,
                standing: Standing::Staff,
                state: PersonState::Active,
                language: "en".to_owned(),
                since: Timestamp::UNIX_EPOCH,
            };
            let people = vec![
                person("ada@quill.example", Organisation::Firm),
                person("ben@quill.example", Organisation::Firm),
                person("oona@mill.example", Organisation::Client(client)),
            ];
            let system = System {
                id: SystemId::new(&rng),
                engagement: EngagementId::new(&rng),
                name: "Mill".to_owned(),
                kind: SystemKind::OdooSh,
                environment: Environment::Production,
                region: "CA".to_owned(),
                url: "https://mill.example".to_owned(),
                database: "mill".to_owned(),
                login: "Bailee@quill.example".to_owned(),
                credential: None,
                added_by: people[0].id,
                confirmed_by: None,
                since: Timestamp::UNIX_EPOCH,
            };
            Self { rng, system, people, client }
        }

        /// A reading at this second, with ada assigned and ben not.
        fn read(&self, before: Vec<Account>, logins: &[&str], second: i64) -> Vec<Account> {
            let assigned = BTreeSet::from([self.people[0].id]);
            let known =
                Known { client: self.client, own_login: &self.system.login, people: &self.people, assigned: &assigned };
            let user =
                |login: &&str| User { login: (*login).to_owned(), name: "Named (fictional)".to_owned(), active: true };
            let at = Timestamp::from_second(second).expect("an instant");
            reconcile(&known, &self.system, before, logins.iter().map(user).collect(), at, &self.rng)
        }
    }

    fn state(accounts: &[Account], login: &str) -> AccountState {
        accounts.iter().find(|each| each.login == login).expect("an account").state
    }

    #[test]
    fn each_account_is_told_by_who_is_behind_it() {
        let scene = Scene::new();
        let logins = ["Ada@Quill.example", "ben@quill.example", "oona@mill.example", "bailee@quill.example", "temp"];
        let found = scene.read(Vec::new(), &logins, 1);
        for (login, expected) in logins.into_iter().zip([
            AccountState::Known,
            AccountState::Unknown,
            AccountState::Client,
            AccountState::Known,
            AccountState::Unknown,
        ]) {
            assert_eq!(state(&found, login), expected, "{login}");
        }
        let left: Vec<&str> =
            found.iter().filter(|each| is_left_behind(each)).map(|each| each.login.as_str()).collect();
        assert_eq!(left, ["ben@quill.example"], "somebody of ours who is not assigned is worse than a stranger");
    }

    #[test]
    fn what_a_later_reading_does_not_find_is_gone_and_what_comes_back_is_judged_again() {
        let scene = Scene::new();
        let mut first = scene.read(Vec::new(), &["temp", "clerk"], 1);
        first.iter_mut().filter(|each| each.login == "clerk").for_each(|each| each.state = AccountState::Client);
        let second = scene.read(first, &["clerk"], 2);
        let temp = second.iter().find(|each| each.login == "temp").expect("kept for its history");
        assert_eq!((temp.state, temp.gone_at), (AccountState::Gone, Timestamp::from_second(2).ok()));
        assert_eq!(state(&second, "clerk"), AccountState::Client, "the client's word stands");
        let third = scene.read(second, &["clerk", "temp"], 3);
        assert_eq!(third.len(), 2);
        let temp = third.iter().find(|each| each.login == "temp").expect("there");
        assert_eq!((temp.state, temp.gone_at), (AccountState::Unknown, None));
        assert_eq!(temp.first_seen, Timestamp::from_second(1).expect("an instant"));
    }
}
