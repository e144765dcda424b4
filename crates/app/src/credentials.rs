//! Secrets for clients' systems: used for somebody, or tried where they have to be dead (clauses D3.3, S2.2). The one
//! place that unseals them.

use crate::App;
use bailee_model::{
    CredentialUse, CredentialUseId, EntryDraft, Error, Holding, HoldingId, Person, PersonId, PersonState, Result,
    System, SystemKind, say,
};
use bailee_odoo::{Odoo, Options, Secret};
use bailee_store::Tx;
use jiff::Timestamp;
use std::time::Duration;
use zeroize::Zeroizing;

impl App {
    /// Signs in to a client's system with the secret in custody. Its use is on record, with the person it is for, before
    /// it is read (invariant 3): what they used is replaced when they leave.
    pub(crate) async fn connect(&self, system: &System, person: PersonId, why: &'static str) -> Result<Odoo> {
        let id = system.credential.ok_or_else(|| {
            Error::conflict(say!("This system has no credential in custody yet."))
                .hint(say!("Store one on the systems page first."))
                .on_field("system")
        })?;
        let credential = self.store.get::<Holding>(id).await?.ok_or_else(Error::not_found)?;
        let entry = EntryDraft::new(system.engagement, "credential.used")
            .id("person", person)
            .id("holding", id)
            .id("system", system.id)
            .detail("why", why);
        let (used, now) = (self.use_of(system, id, person), self.clock.now());
        let recorded = self.store.ledger().record([entry], move |tx| async move { note_use(&tx, used, now).await });
        recorded.await?;
        let secret = self.secret(&credential).await?;
        Odoo::connect(&system.url, &system.database, &system.login, secret, &Options::default()).await
    }

    fn use_of(&self, system: &System, credential: HoldingId, person: PersonId) -> CredentialUse {
        let now = self.clock.now();
        CredentialUse {
            id: CredentialUseId::new(self.rng.as_ref()),
            engagement: system.engagement,
            system: system.id,
            credential,
            person,
            first: now,
            last: now,
        }
    }

    /// Whether a system lets a secret in custody in; nothing else is asked of it. Nobody uses it by that.
    pub(crate) async fn opens(&self, system: &System, credential: &Holding) -> Result<bool> {
        self.note_probe(system, EntryDraft::new(system.engagement, "credential.probed").id("holding", credential.id))
            .await?;
        let secret = self.secret(credential).await?;
        Odoo::accepts(&system.url, &system.database, &system.login, secret, &briefly()).await
    }

    /// The same for a secret that is not in custody yet.
    pub(crate) async fn would_open(&self, system: &System, secret: &str) -> Result<bool> {
        self.note_probe(system, EntryDraft::new(system.engagement, "credential.probed").detail("new", true)).await?;
        let secret = Secret::new(secret.to_owned());
        Odoo::accepts(&system.url, &system.database, &system.login, secret, &briefly()).await
    }

    async fn note_probe(&self, system: &System, entry: EntryDraft) -> Result<()> {
        self.store.ledger().note([entry.id("system", system.id)]).await.map(drop)
    }

    async fn secret(&self, credential: &Holding) -> Result<Secret> {
        let bytes = Zeroizing::new(self.unseal(credential).await?.to_vec());
        let text = std::str::from_utf8(&bytes).map_err(|_| Error::corrupt("The credential is not text."))?;
        Ok(Secret::new(text.to_owned()))
    }
}

/// Whether Bailee can sign in there at all.
pub(crate) fn is_reachable(system: &System) -> bool {
    system.kind != SystemKind::Legacy
}

/// A try is made by a clock that has others to see to, or before somebody who waits.
fn briefly() -> Options {
    Options {
        connect_timeout: Duration::from_secs(5),
        timeout: Duration::from_secs(15),
        attempts: 1,
        ..Options::default()
    }
}

/// Keeps that a credential was used for somebody, in the change that says so. Who left in the meantime uses none.
async fn note_use(tx: &Tx, used: CredentialUse, now: Timestamp) -> Result<()> {
    let active = tx.get::<Person>(used.person).await?.is_some_and(|person| person.state == PersonState::Active);
    if !active {
        return Err(Error::conflict(say!("Who this was for is no longer let in."))
            .hint(say!("Somebody else on the engagement starts it again.")));
    }
    let earlier = tx.credential_uses_of(used.person).await?;
    let mut kept = earlier
        .into_iter()
        .find(|each| each.credential == used.credential && each.system == used.system)
        .unwrap_or(used);
    kept.last = now;
    tx.save(&kept).await
}
