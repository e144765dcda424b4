//! What the log answers is what an independent verifier accepts.

use crate::samples::*;
use crate::world::on_both;
use bailee_log::checkpoint::Checkpoint;
use bailee_log::merkle::{Frontier, Hash, leaf_hash, verify_consistency, verify_inclusion};
use bailee_log::note::{Note, VerifierKey};
use bailee_log::proof::LogProof;
use bailee_log::tile::decode_entries;
use bailee_model::entry::LogId;
use bailee_model::*;
use bailee_store::{Log, Store};

async fn log_of(store: &Store, entries: usize) -> Log {
    let id = scene(store).await.engagement.id;
    let drafts =
        (1..entries).map(|n| EntryDraft::new(id, "holding.opened").detail("n", n).digest("manifest", "ab".repeat(32)));
    store.ledger().note(drafts).await.unwrap();
    store.log(LogId::Engagement(id))
}

/// The roots of the first 0, 1, 2, … entries, from their bodies alone.
async fn roots(log: &Log) -> (Vec<Hash>, Vec<Hash>) {
    let mut tree = Frontier::default();
    let mut roots = vec![tree.root()];
    let mut leaves = Vec::new();
    for entry in log.entries(0, u64::MAX).await.unwrap() {
        let leaf = leaf_hash(&entry.body);
        assert_eq!(entry.leaf, leaf.to_string());
        leaves.push(leaf);
        tree.append(leaf);
        roots.push(tree.root());
    }
    (roots, leaves)
}

on_both! {
    async fn every_inclusion_and_consistency_proof_verifies(world: &World) {
        let store = world.open().await;
        let log = log_of(&store, 13).await;
        let (roots, leaves) = roots(&log).await;
        for size in 1..=13_u64 {
            for index in 0..size {
                let proof = log.inclusion_proof(index, size).await.unwrap();
                verify_inclusion(leaves[index as usize], index, size, &proof, roots[size as usize]).unwrap();
            }
            for old in 1..=size {
                let proof = log.consistency(old, size).await.unwrap();
                verify_consistency(old, roots[old as usize], size, roots[size as usize], &proof).unwrap();
            }
        }
        for (index, size) in [(13, 13), (0, 14), (0, 0)] {
            assert_eq!(log.inclusion_proof(index, size).await.unwrap_err().kind(), ErrorKind::BadInput);
        }
        assert_eq!(log.consistency(0, 3).await.unwrap_err().kind(), ErrorKind::BadInput);
        assert_eq!(log.consistency(3, 14).await.unwrap_err().kind(), ErrorKind::BadInput);
    }

    async fn a_proof_file_verifies_with_the_key_alone(world: &World) {
        let store = world.open().await;
        let log = log_of(&store, 5).await;
        let key = VerifierKey::parse(&log.verifier_key().await.unwrap().unwrap()).unwrap();
        let proof = LogProof::parse(log.tlog_proof(3).await.unwrap().as_bytes()).unwrap();
        let body = proof.extra.clone().unwrap();
        let checkpoint = proof.verify(leaf_hash(&body)).unwrap();
        assert_eq!(Checkpoint::open(&proof.checkpoint, &key).unwrap(), checkpoint);
        assert_eq!((checkpoint.size, Some(checkpoint.origin)), (5, log.origin().await.unwrap()));
        assert!(proof.verify(leaf_hash(b"something else")).is_err());
        assert_eq!(log.tlog_proof(5).await.unwrap_err().kind(), ErrorKind::BadInput);
    }

    async fn heads_are_signed_once_and_anchored(world: &World) {
        let store = world.open().await;
        let log = log_of(&store, 3).await;
        assert_eq!(store.sign_heads().await.unwrap(), 2);
        assert_eq!(store.sign_heads().await.unwrap(), 0);
        let signed = log.checkpoint().await.unwrap();
        assert_eq!(log.checkpoint().await.unwrap(), signed);
        let anchored = std::fs::read_dir(world.folder.path().join("anchor")).unwrap();
        let files: Vec<_> = anchored.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some()).collect();
        assert_eq!(files.len(), 2);
        assert!(files.iter().any(|file| std::fs::read_to_string(file).unwrap() == signed));
        let id = log.entries(0, 1).await.unwrap()[0].log;
        let LogId::Engagement(id) = id else { panic!("an engagement's log") };
        store.ledger().note([EntryDraft::new(id, "holding.opened")]).await.unwrap();
        let next = Checkpoint::parse(Note::parse(log.checkpoint().await.unwrap().as_bytes()).unwrap().text()).unwrap();
        assert_eq!((next.size, next.root), (4, roots(&log).await.0[4]));
        assert_eq!(store.fsck().await.unwrap().checkpoints, 3);
    }

    async fn a_log_that_has_not_begun_has_nothing_to_sign(world: &World) {
        let store = world.open().await;
        let log = store.log(LogId::Site);
        assert_eq!((log.size().await.unwrap(), log.origin().await.unwrap(), log.verifier_key().await.unwrap()), (0, None, None));
        assert_eq!(log.checkpoint().await.unwrap_err().kind(), ErrorKind::NotFound);
        assert!(log.entries(0, 10).await.unwrap().is_empty());
    }

    async fn tiles_hold_the_nodes_and_bundles_the_bodies(world: &World) {
        let store = world.open().await;
        let log = log_of(&store, 300).await;
        let (_, leaves) = roots(&log).await;
        let bytes = |leaves: &[Hash]| leaves.iter().flat_map(|leaf| leaf.0).collect::<Vec<_>>();
        assert_eq!(log.tile(0, 0, 256).await.unwrap(), bytes(&leaves[..256]));
        assert_eq!(log.tile(0, 1, 44).await.unwrap(), bytes(&leaves[256..]));
        assert_eq!(log.tile(0, 1, 7).await.unwrap(), bytes(&leaves[256..263]));
        let mut first = Frontier::default();
        leaves[..256].iter().for_each(|leaf| drop(first.append(*leaf)));
        assert_eq!(log.tile(1, 0, 1).await.unwrap(), first.root().0);
        for (level, index, width) in [(0, 1, 45), (0, 2, 1), (1, 0, 2), (2, 0, 1), (0, 0, 0), (0, u64::MAX, 1), (63, 0, 1)] {
            assert_eq!(log.tile(level, index, width).await.unwrap_err().kind(), ErrorKind::NotFound, "{level}/{index}/{width}");
        }
        let bundle = log.entry_bundle(1, 44).await.unwrap();
        let bodies = decode_entries(&bundle).unwrap();
        assert!(bodies.iter().map(|body| leaf_hash(body)).eq(leaves[256..].iter().copied()));
        assert_eq!(log.entry_bundle(1, 45).await.unwrap_err().kind(), ErrorKind::NotFound);
    }

    async fn fsck_finds_what_was_changed_behind_the_ledgers_back(world: &World) {
        let store = world.open().await;
        let log = log_of(&store, 6).await;
        log.checkpoint().await.unwrap();
        assert!(store.fsck().await.unwrap().is_clean());
        world.drop_triggers().await;
        let changes = [
            ("UPDATE entry SET body = leaf WHERE idx = 2", "not what its leaf hash says"),
            ("UPDATE node SET hash = (SELECT hash FROM node AS n WHERE n.level = 0 AND n.idx = 0 AND n.log = node.log) WHERE level = 1 AND idx = 1", "node 1 of level 1"),
            ("UPDATE detail SET sealed = (SELECT sealed FROM detail AS d WHERE d.idx = 5) WHERE idx = 4", "details of entry 4"),
            ("UPDATE log SET root = (SELECT leaf FROM entry WHERE entry.log = log.id AND idx = 0)", "another root"),
            ("DELETE FROM entry WHERE idx = 3", "entry 3 is missing"),
            ("DELETE FROM entry WHERE idx > 2", "6 entries were signed"),
        ];
        for (change, finding) in changes {
            assert!(world.force(change).await, "{change}");
            let findings = store.fsck().await.unwrap();
            assert!(findings.faults.iter().any(|fault| fault.contains(finding)), "{change}: {:?}", findings.faults);
        }
    }
}
