//! Certifying what was destroyed: the list, the signed statement about it, and the log entry that binds that.
//!
//! A certificate comes in two stages ([`bailee_log::certificate`]). The first is issued with the destruction and names what
//! still holds a key or sealed bytes: recovery kits and backups out of the register, and copies on devices. The second is
//! issued by [`crate::clocks`] once all of that is recorded as gone.

use crate::{App, Done};
use bailee_log::{
    Hash,
    certificate::{
        DIGEST, Destruction, Event, ISSUED, Method, Outstanding, OutstandingKind, PAYLOAD_TYPE, Party, Role, Stage,
        does_not_prove, proves,
    },
    dsse::CertifierKey,
    entry::Disclosure,
    manifest::{Item, Manifest},
};
use bailee_model::{
    Certificate, CertificateId, Engagement, EngagementId, EntryDraft, Error, EventId, Holding, HoldingState, Receipt,
    RemainderKind, Result, clock::random, entry::LogId,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::collections::{BTreeMap, BTreeSet};

/// What still holds something of what was destroyed, or once did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) kind: OutstandingKind,
    /// Its identifier, or a kit's name.
    pub(crate) id: String,
    /// By when it is gone.
    pub(crate) by: Timestamp,
    /// When it was.
    pub(crate) gone_at: Option<Timestamp>,
}

impl App {
    /// The list of what was destroyed, as its certificates sign it.
    pub(crate) fn manifest(&self, destroyed: &[Holding], outstanding: &[Outstanding]) -> Result<Vec<u8>> {
        let last = outstanding.iter().map(|left| left.gone_by.clone()).max();
        let item = |holding: &Holding| -> Result<Item> {
            let disclosure = Disclosure::new(random(self.rng.as_ref()), "holding", &holding.id.to_string().into())
                .map_err(log_error)?;
            Ok(Item {
                backups_gone_by: last.clone(),
                category: holding.category.as_str().to_owned(),
                commitment: disclosure.digest(),
                key: holding.key_id.clone(),
                kind: holding.kind.as_str().to_owned(),
                location: holding.id.to_string(),
                method: "cryptographic-erase".to_owned(),
            })
        };
        let items = destroyed.iter().map(item).collect::<Result<Vec<_>>>()?;
        Manifest { items }.encode().map_err(log_error)
    }

    /// What may still hold a key or the bytes of these holdings, which are being destroyed now.
    pub(crate) async fn outstanding(&self, destroyed: &[Holding]) -> Result<Vec<Outstanding>> {
        let left = self.left(destroyed, self.clock.now()).await?;
        let still = left.into_iter().filter(|left| left.gone_at.is_none());
        Ok(still.map(|left| Outstanding { gone_by: day(left.by), id: left.id, kind: left.kind }).collect())
    }

    /// All that ever held a key or the bytes of holdings that were destroyed at that moment, gone or not.
    pub(crate) async fn left(&self, destroyed: &[Holding], at: Timestamp) -> Result<Vec<Left>> {
        let since = destroyed.iter().map(|each| each.arrived_at).min().unwrap_or(at);
        let kind = |kind| match kind {
            RemainderKind::Backup => OutstandingKind::Backup,
            RemainderKind::Kit => OutstandingKind::Kit,
        };
        let remains = self.remains(since, at).await?.into_iter();
        let mut left: Vec<Left> =
            remains.map(|it| Left { kind: kind(it.kind), id: it.name, by: it.by, gone_at: it.gone_at }).collect();
        let engagements: BTreeSet<EngagementId> = destroyed.iter().map(|each| each.engagement).collect();
        for engagement in engagements {
            for checkout in self.store.checkouts(engagement).await? {
                let taken = checkout.taken_at.is_some_and(|taken| taken <= at);
                if let Some(by) = checkout.expires_at
                    && taken
                    && destroyed.iter().any(|each| each.id == checkout.holding)
                {
                    let (kind, id) = (OutstandingKind::Checkout, checkout.id.to_string());
                    left.push(Left { kind, id, by, gone_at: checkout.returned_at });
                }
            }
        }
        Ok(left)
    }

    /// A statement about this list, signed: the bytes of its envelope.
    pub(crate) fn signed(&self, stated: &Destruction, manifest: &[u8]) -> Result<Vec<u8>> {
        let statement = stated.statement(Hash::of(manifest)).map_err(log_error)?;
        Ok(self.certifier()?.sign(PAYLOAD_TYPE, statement).to_json().map_err(log_error)?.into_bytes())
    }

    /// Step 3 of a destruction: states it, signs that, and records it together with what it is about.
    pub(crate) async fn certify(
        &self,
        id: EngagementId,
        destroyed: &[Holding],
        manifest: Vec<u8>,
        outstanding: Vec<Outstanding>,
        done_at: &Receipt,
    ) -> Result<Done<Certificate>> {
        let engagement = self.store.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
        let outstanding_until = last_day(&outstanding);
        let statement = self.statement(&engagement, destroyed, outstanding, done_at).await?;
        let events = statement.events.iter().map(|event| event.index).collect();
        let envelope = self.signed(&statement, &manifest)?;
        let certificate = Certificate {
            id: CertificateId::new(self.rng.as_ref()),
            engagement: id,
            items: i64::try_from(destroyed.len()).unwrap_or(i64::MAX),
            at: self.clock.now(),
            statement: envelope,
            manifest,
            events,
            entry: EventId::new(self.rng.as_ref()),
            completes: None,
            outstanding_until,
        };
        let entry = issuing(&certificate);
        let (kept, gone) = (certificate.clone(), destroyed.to_vec());
        let recorded = self.store.ledger().record_as(certificate.entry, [entry], move |tx| async move {
            for mut holding in gone {
                holding.state = HoldingState::Destroyed;
                holding.destroyed_at = Some(kept.at);
                // The salt goes too: without it the digest says nothing about what was there.
                holding.salt.clear();
                tx.save(&holding).await?;
            }
            tx.save(&kept).await
        });
        let recorded = recorded.await?;
        Ok(Done { receipt: recorded.receipts.into_iter().next(), value: certificate })
    }

    async fn statement(
        &self,
        engagement: &Engagement,
        destroyed: &[Holding],
        outstanding: Vec<Outstanding>,
        done_at: &Receipt,
    ) -> Result<Destruction> {
        let log = self.store.log(LogId::Engagement(engagement.id));
        let entries = log.entries(0, done_at.index + 1).await?;
        // Everything that was asked for since the last destruction, and is carried out together by this one.
        let since = entries
            .iter()
            .rfind(|entry| entry.name == "destruction.done" && entry.index < done_at.index)
            .map_or(0, |entry| entry.index);
        let requests: Vec<_> =
            entries.iter().filter(|entry| entry.index >= since && entry.name == "destruction.requested").collect();
        let verified = entries.iter().rev().find(|entry| entry.name == "result.verified");
        let event = |entry: &bailee_model::LoggedEntry, role| -> Result<Event> {
            Ok(Event { index: entry.index, leaf: leaf(&entry.leaf)?, role })
        };
        let mut events = vec![Event { index: done_at.index, leaf: leaf(&done_at.leaf)?, role: Role::Destruction }];
        for request in &requests {
            events.push(event(request, Role::Request)?);
        }
        if let Some(verified) = verified {
            events.push(event(verified, Role::Approval)?);
        }
        events.sort_by_key(|event| event.index);
        let person = |entry: &bailee_model::LoggedEntry| entry.ids.get("person").cloned();
        let asked_by = requests.last().and_then(|entry| person(entry)).unwrap_or_else(|| "clock".to_owned());
        // The client's verification is what the clock acts on; who asked themselves was approved by nobody else.
        let approved_by = verified.and_then(person).filter(|_| asked_by == "clock");
        let origin = log.origin().await?.ok_or_else(|| Error::internal("The log has no origin."))?;
        let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for holding in destroyed {
            *counts.entry((holding.kind.as_str(), holding.category.as_str())).or_default() += 1;
        }
        Ok(Destruction {
            approved_by: approved_by.map(|id| Party { display: None, id }),
            at: instant(self.clock.now()),
            client: engagement.client.to_string(),
            completes: None,
            does_not_prove: does_not_prove(),
            engagement: engagement.id.to_string(),
            events,
            method: Method::cryptographic_erase(env!("CARGO_PKG_VERSION")),
            origin,
            stage: if outstanding.is_empty() { Stage::DestroyedEverywhere } else { Stage::Destroyed },
            outstanding,
            proves: proves(),
            requested_by: Party { display: None, id: asked_by },
            what: counts
                .into_iter()
                .map(|((kind, category), count)| bailee_log::manifest::Counted {
                    category: category.to_owned(),
                    count,
                    kind: kind.to_owned(),
                })
                .collect(),
        })
    }

    pub(crate) fn certifier(&self) -> Result<CertifierKey> {
        CertifierKey::from_scalar(&self.keys.derive("certifier")).map_err(log_error)
    }
}

/// The log entry that binds a certificate.
pub(crate) fn issuing(certificate: &Certificate) -> EntryDraft {
    EntryDraft::new(certificate.engagement, ISSUED)
        .id("certificate", certificate.id)
        .digest(DIGEST, Hash::of(&certificate.statement).to_string())
}

/// A day, as certificates spell it.
fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// The end of the last day that something outstanding is there.
fn last_day(outstanding: &[Outstanding]) -> Option<Timestamp> {
    let end = |left: &Outstanding| {
        let day: Date = left.gone_by.parse().ok()?;
        Some(day.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp())
    };
    outstanding.iter().filter_map(end).max()
}

/// RFC 3339 in UTC with whole seconds, as certificates spell instants.
pub(crate) fn instant(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub(crate) fn leaf(hex: &str) -> Result<Hash> {
    Hash::from_hex(hex).ok_or_else(|| Error::corrupt("A leaf's hash is not 64 hexadecimal digits."))
}

pub(crate) fn log_error(error: bailee_log::Error) -> Error {
    Error::internal("A record of the log could not be made or read.").because(error)
}
