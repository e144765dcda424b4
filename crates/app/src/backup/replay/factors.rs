//! Ways to sign in that somebody gave up since a backup open nothing again, and a supplier that ended has ended.
//!
//! A password that was changed is not among them: the new one is lost, and without the old one its person could not come in
//! to name another.

use super::Manifest;
use crate::{App, leaving::is_last_officer};
use bailee_model::{
    EntryDraft, LogId, LoggedEntry, Organisation, Passkey, PasskeyId, Person, PersonId, Result, SignIn, Supplier,
    SupplierId,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What the entries since the backup say of ways to sign in, and of suppliers.
#[derive(Default)]
pub(super) struct GivenUp {
    passkeys: BTreeMap<PasskeyId, Timestamp>,
    /// Whose password was removed, and not set again.
    passwords: BTreeSet<PersonId>,
    /// Who made new recovery codes: the sheet before is worth nothing.
    codes: BTreeSet<PersonId>,
    /// Whose enrolment code was used or replaced.
    enrolments: BTreeSet<PersonId>,
    suppliers: BTreeMap<SupplierId, Timestamp>,
}

impl GivenUp {
    /// Learns from the next entry of the site's log.
    pub(super) fn learn(&mut self, entry: &LoggedEntry) {
        if entry.log != LogId::Site {
            return;
        }
        let id = |role: &str| entry.ids.get(role);
        let person = |role: &str| id(role).and_then(|id| id.parse::<PersonId>().ok());
        match entry.name.as_str() {
            "passkey.removed" => {
                self.passkeys.extend(id("passkey").and_then(|id| id.parse().ok()).map(|id| (id, entry.at)));
            }
            "password.removed" => self.passwords.extend(person("person")),
            "password.changed" => drop(person("person").map(|who| self.passwords.remove(&who))),
            "recovery_codes.made" => self.codes.extend(person("person")),
            "person.enrolled" => self.enrolments.extend(person("person")),
            "person.invited_again" => self.enrolments.extend(person("invited")),
            "supplier.ended" => {
                self.suppliers.extend(id("supplier").and_then(|id| id.parse().ok()).map(|id| (id, entry.at)));
            }
            _ => {}
        }
    }

    /// Takes from somebody's ways to sign in what they gave up; nothing, when that is nothing.
    fn less(&self, before: SignIn) -> Option<SignIn> {
        let (who, mut left, mut changed) = (before.person, before, false);
        if self.passwords.contains(&who) && !left.password_hash.is_empty() {
            left.password_hash.clear();
            left.totp_sealed.clear();
            changed = true;
        }
        if self.codes.contains(&who) && !left.recovery.is_empty() {
            left.recovery.clear();
            changed = true;
        }
        if self.enrolments.contains(&who) && !left.enrolment_hash.is_empty() {
            left.enrolment_hash.clear();
            left.enrolment_until = None;
            changed = true;
        }
        changed.then_some(left)
    }
}

impl App {
    /// Takes away again what was taken away.
    pub(super) async fn give_up_again(&self, given_up: &GivenUp, backup: &Manifest) -> Result<()> {
        let spared = self.spared(given_up).await?;
        let (mut passkeys, mut sign_ins, mut suppliers) = (Vec::new(), Vec::new(), Vec::new());
        for (id, at) in &given_up.passkeys {
            let found = self.store.get::<Passkey>(*id).await?;
            let found = found.filter(|passkey| passkey.ended.is_none() && Some(passkey.person) != spared);
            passkeys.extend(found.map(|passkey| Passkey { ended: Some(*at), ..passkey }));
        }
        let named = given_up.passwords.iter().chain(&given_up.codes).chain(&given_up.enrolments);
        for who in named.copied().collect::<BTreeSet<PersonId>>() {
            if Some(who) != spared && self.store.get::<Person>(who).await?.is_some() {
                sign_ins.extend(self.store.sign_in(who).await?.and_then(|sign_in| given_up.less(sign_in)));
            }
        }
        for (id, at) in &given_up.suppliers {
            let found = self.store.get::<Supplier>(*id).await?.filter(|supplier| supplier.ended.is_none());
            suppliers.extend(found.map(|supplier| Supplier { ended: Some(*at), ..supplier }));
        }
        if passkeys.is_empty() && sign_ins.is_empty() && suppliers.is_empty() {
            return Ok(());
        }
        let entry = EntryDraft::site("restore.given_up")
            .id("backup", backup.id)
            .detail("passkeys", passkeys.len())
            .detail("sign_ins", sign_ins.len())
            .detail("suppliers", suppliers.len());
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            for passkey in &passkeys {
                tx.save(passkey).await?;
            }
            for sign_in in &sign_ins {
                tx.save_sign_in(sign_in).await?;
            }
            for supplier in &suppliers {
                tx.save(supplier).await?;
            }
            Ok(())
        });
        recorded.await.map(drop)
    }

    /// The last active officer, if they would have nothing left to sign in with: nobody could let them in again.
    async fn spared(&self, given_up: &GivenUp) -> Result<Option<PersonId>> {
        let firm = self.store.people_of(Organisation::Firm).await?;
        let Some(officer) = firm.iter().find(|each| is_last_officer(each, &firm)).map(|each| each.id) else {
            return Ok(None);
        };
        let passkeys = self.store.passkeys_of(officer).await?;
        let keeps = passkeys.iter().any(|each| each.ended.is_none() && !given_up.passkeys.contains_key(&each.id));
        let before = self.store.sign_in(officer).await?;
        let left = before.map(|before| given_up.less(before.clone()).unwrap_or(before));
        let enters = left.is_some_and(|left| !left.password_hash.is_empty() || left.provider.is_some());
        Ok((!keeps && !enters).then_some(officer))
    }
}
