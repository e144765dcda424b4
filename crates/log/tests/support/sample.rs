//! A small fictional log with a certificate in it, made from fixed keys. Several crates' tests share this file by path.
#![allow(clippy::unwrap_used, reason = "made from fixed keys and words: what fails here fails every test")]

use std::collections::HashMap;

use bailee_log::bundle::{Bundle, Listing, LoggedEntry};
use bailee_log::certificate::{
    Destruction, Event, Method, Outstanding, OutstandingKind, PAYLOAD_TYPE, Party, Role, Stage, does_not_prove, issued,
    proves,
};
use bailee_log::checkpoint::Checkpoint;
use bailee_log::consistency::ConsistencyProof;
use bailee_log::cosignature::CosignerKey;
use bailee_log::dsse::CertifierKey;
use bailee_log::entry::{Body, Disclosure, leaf};
use bailee_log::manifest::{Item, Manifest};
use bailee_log::merkle::{Frontier, Hash, Node, Plan};
use bailee_log::note::{Note, SignerKey};
use bailee_log::proof::LogProof;

pub(crate) const ORIGIN: &str = "log.lanterne.example/e7c1";
pub(crate) const AT: &str = "2026-11-22T04:00:27Z";
/// The time at which the sample's witnesses cosign: 2026-11-22T04:01:00Z.
pub(crate) const COSIGNED: u64 = 1_795_320_060;

pub(crate) fn log_key() -> SignerKey {
    SignerKey::from_seed(ORIGIN, &[1; 32]).unwrap()
}

pub(crate) fn witness(n: u8) -> CosignerKey {
    CosignerKey::from_seed(&format!("witness.example/w{n}"), &[n + 10; 32]).unwrap()
}

pub(crate) fn certifier() -> CertifierKey {
    CertifierKey::from_scalar(&[5; 32]).unwrap()
}

/// A policy that knows the sample's log, certifier and witnesses 1 to 3, and asks for this quorum of them.
pub(crate) fn policy(quorum: &str) -> String {
    let witnesses: String = (1..=3).map(|n| format!("witness w{n} {}\n", witness(n).verifier())).collect();
    let groups = "group two 2 w1 w2 w3\n";
    format!(
        "log {}\n{witnesses}{groups}quorum {quorum}\ncertifier lanterne {}\n",
        log_key().verifier(),
        certifier().public()
    )
}

/// A log in memory.
#[derive(Default)]
pub(crate) struct SampleLog {
    tree: Frontier,
    nodes: HashMap<Node, Hash>,
    bodies: Vec<Vec<u8>>,
}

impl SampleLog {
    /// A log whose first entry tells it from logs with another name.
    pub(crate) fn opened(name: &str) -> Self {
        let mut log = Self::default();
        log.append(&Body::new("log.opened", AT).id("name", name));
        log
    }

    pub(crate) fn append(&mut self, body: &Body) -> u64 {
        let bytes = body.encode().unwrap();
        self.nodes.extend(self.tree.append(leaf(&bytes)));
        self.bodies.push(bytes);
        self.tree.size() - 1
    }

    pub(crate) fn head(&self) -> Checkpoint {
        Checkpoint { origin: ORIGIN.into(), size: self.tree.size(), root: self.tree.root() }
    }

    /// An entry's leaf hash.
    pub(crate) fn leaf(&self, index: u64) -> Hash {
        leaf(&self.bodies[index as usize])
    }

    /// The head, signed by the log and cosigned by these witnesses.
    pub(crate) fn signed_by(&self, witnesses: &[u8]) -> Note {
        let mut note = self.head().sign(&log_key()).unwrap();
        witnesses.iter().for_each(|n| note.push(witness(*n).cosign(&self.head().to_string(), COSIGNED)));
        note
    }

    pub(crate) fn prove(&self, index: u64, checkpoint: &Note) -> LogProof {
        let hashes =
            Plan::inclusion(index, self.tree.size()).unwrap().hashes(|node| self.nodes.get(&node).copied()).unwrap();
        LogProof { extra: Some(self.bodies[index as usize].clone()), index, hashes, checkpoint: checkpoint.clone() }
    }

    pub(crate) fn consistency(&self, old: u64) -> ConsistencyProof {
        let hashes =
            Plan::consistency(old, self.tree.size()).unwrap().hashes(|node| self.nodes.get(&node).copied()).unwrap();
        ConsistencyProof { old, hashes, checkpoint: self.signed_by(&[]) }
    }
}

pub(crate) fn manifest() -> Manifest {
    let item = |n: u8, kind: &str| Item {
        backups_gone_by: Some("2026-12-24".into()),
        category: "financial".into(),
        commitment: Disclosure::new([n; 32], "holding", &"a ledger (fictional)".into()).unwrap().digest(),
        key: format!("key_{n}"),
        kind: kind.into(),
        location: "store_1".into(),
        method: "cryptographic-erase".into(),
    };
    Manifest { items: vec![item(1, "original"), item(2, "table")] }
}

/// Destroys something in this log, and issues the certificate under a checkpoint cosigned by these witnesses.
pub(crate) fn certificate(log: &mut SampleLog, witnesses: &[u8]) -> Bundle {
    let steps = [
        (Role::Request, "destruction.requested"),
        (Role::Approval, "destruction.approved"),
        (Role::Destruction, "holding.destroyed"),
    ];
    let indexes = steps.map(|(_, event)| log.append(&Body::new(event, AT).id("holding", "hld_1")));
    let named = |(index, (role, _)): (u64, (Role, &str))| Event { index, leaf: log.leaf(index), role };
    let destruction = Destruction {
        approved_by: Some(Party { display: Some("Zoé Lanterne (fictional)".into()), id: "prs_2".into() }),
        at: AT.into(),
        client: "cli_1".into(),
        completes: None,
        does_not_prove: does_not_prove(),
        engagement: "eng_1".into(),
        events: indexes.into_iter().zip(steps).map(named).collect(),
        method: Method::cryptographic_erase("0.1.0"),
        origin: ORIGIN.into(),
        outstanding: vec![Outstanding { gone_by: "2026-12-24".into(), id: "kit_1".into(), kind: OutstandingKind::Kit }],
        proves: proves(),
        requested_by: Party { display: None, id: "prs_1".into() },
        stage: Stage::Destroyed,
        what: manifest().counts(),
    };
    sealed(log, &destruction, &indexes, witnesses)
}

/// Signs a destruction, records it, and takes the proofs.
pub(crate) fn sealed(log: &mut SampleLog, destruction: &Destruction, events: &[u64], witnesses: &[u8]) -> Bundle {
    let statement = destruction.statement(Hash::of(&manifest().encode().unwrap())).unwrap();
    recorded(log, statement, Listing::Destroyed(manifest()), events, witnesses)
}

/// Signs a statement, records it, and takes the proofs.
pub(crate) fn recorded(
    log: &mut SampleLog,
    statement: Vec<u8>,
    manifest: Listing,
    events: &[u64],
    witnesses: &[u8],
) -> Bundle {
    let envelope = certifier().sign(PAYLOAD_TYPE, statement).to_json().unwrap().into_bytes();
    let index = log.append(&issued(AT, &envelope).id("engagement", "eng_1"));
    let checkpoint = log.signed_by(witnesses);
    let entry = |index: u64| LoggedEntry::new(log.prove(index, &checkpoint)).unwrap();
    Bundle {
        envelope,
        first: None,
        manifest,
        proof: entry(index),
        events: events.iter().map(|index| entry(*index)).collect(),
    }
}
