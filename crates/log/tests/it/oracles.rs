//! Our tree against the definition of RFC 6962 written out naively, and against two other crates.

use std::collections::HashMap;

use bailee_log::merkle::{Frontier, Hash, Node, Plan, leaf_hash, node_hash, verify_consistency, verify_inclusion};
use proptest::prelude::*;

struct Grown {
    frontier: Frontier,
    stored: HashMap<Node, Hash>,
    leaves: Vec<Hash>,
}

fn grown(size: u64) -> Grown {
    let (mut frontier, mut stored, mut leaves) = (Frontier::default(), HashMap::new(), Vec::new());
    for n in 0..size {
        let leaf = leaf_hash(&body(n));
        stored.extend(frontier.append(leaf));
        leaves.push(leaf);
    }
    Grown { frontier, stored, leaves }
}

fn body(n: u64) -> Vec<u8> {
    format!("entry {n}").into_bytes()
}

/// The tree hash as section 2.1 of RFC 6962 defines it.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY_ROOT,
        [leaf] => *leaf,
        more => {
            let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
            node_hash(naive_root(left), naive_root(right))
        }
    }
}

fn read(grown: &Grown, plan: Plan) -> Vec<Hash> {
    plan.hashes(|node| grown.stored.get(&node).copied()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn roots_and_proofs_agree_with_the_naive_tree(new in 1_u64..300, old in 1_u64..300, index in 0_u64..300) {
        let (old, index) = (old.min(new), index % new);
        let grown = grown(new);
        let (old_root, new_root) = (naive_root(&grown.leaves[..old as usize]), naive_root(&grown.leaves));
        prop_assert_eq!(grown.frontier.root(), new_root);
        prop_assert_eq!(read(&grown, Plan::root(old)), vec![old_root]);

        let inclusion = read(&grown, Plan::inclusion(index, new).unwrap());
        let leaf = grown.leaves[index as usize];
        prop_assert_eq!(verify_inclusion(leaf, index, new, &inclusion, new_root), Ok(()));
        let consistency = read(&grown, Plan::consistency(old, new).unwrap());
        prop_assert_eq!(verify_consistency(old, old_root, new, new_root, &consistency), Ok(()));
    }

    #[test]
    fn a_wrong_place_size_or_hash_is_refused(size in 2_u64..200, index in 0_u64..200, change in 0_usize..8) {
        let index = index % size;
        let grown = grown(size);
        let (leaf, root) = (grown.leaves[index as usize], grown.frontier.root());
        let proof = read(&grown, Plan::inclusion(index, size).unwrap());
        let other = (index + 1) % size;
        prop_assert!(verify_inclusion(leaf, other, size, &proof, root).is_err());
        prop_assert!(verify_inclusion(grown.leaves[other as usize], index, size, &proof, root).is_err());
        let mut changed = proof.clone();
        let at = change % changed.len();
        changed[at].0[change] ^= 1;
        prop_assert!(verify_inclusion(leaf, index, size, &changed, root).is_err());
        changed.push(root);
        prop_assert!(verify_inclusion(leaf, index, size, &changed, root).is_err());
        prop_assert!(verify_inclusion(leaf, index, size, &proof[1..], root).is_err());
    }

    #[test]
    fn verifiers_take_any_numbers(a in any::<u64>(), b in any::<u64>(), hashes in prop::collection::vec(any::<[u8; 32]>(), 0..70)) {
        let hashes: Vec<Hash> = hashes.into_iter().map(Hash).collect();
        let root = Hash::EMPTY_ROOT;
        prop_assert!(verify_inclusion(root, a, b, &hashes, root).is_err() || (a, b) == (0, 1));
        let _ = verify_consistency(a, root, b, root, &hashes);
        if let Ok(plan) = Plan::consistency(a, b) {
            prop_assert!(plan.nodes().count() <= 128);
        }
    }
}

#[test]
fn tlog_tiles_makes_and_accepts_the_same_proofs() {
    let grown = grown(71);
    let mut theirs: Vec<tlog_tiles::Hash> = Vec::new();
    for n in 0..71 {
        let new = tlog_tiles::stored_hashes(n, &body(n), &Stored(&theirs)).unwrap();
        theirs.extend(new);
    }
    let plain = |hashes: &[tlog_tiles::Hash]| hashes.iter().map(|hash| Hash(hash.0)).collect::<Vec<_>>();
    for size in 1..=71 {
        assert_eq!(
            Hash(tlog_tiles::tree_hash(size, &Stored(&theirs)).unwrap().0),
            naive_root(&grown.leaves[..size as usize])
        );
        for index in (0..size).step_by(5) {
            let proof = tlog_tiles::prove_record(size, index, &Stored(&theirs)).unwrap();
            assert_eq!(read(&grown, Plan::inclusion(index, size).unwrap()), plain(&proof), "{index} of {size}");
        }
        for old in (1..=size).step_by(7) {
            let proof = tlog_tiles::prove_tree(size, old, &Stored(&theirs)).unwrap();
            assert_eq!(read(&grown, Plan::consistency(old, size).unwrap()), plain(&proof), "{old} to {size}");
        }
    }
}

struct Stored<'a>(&'a [tlog_tiles::Hash]);

impl tlog_tiles::HashReader for Stored<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|index| self.0[*index as usize]).collect())
    }
}

#[test]
fn ct_merkle_makes_and_accepts_the_same_proofs() {
    let grown = grown(71);
    let mut theirs = ct_merkle::mem_backed_tree::MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
    for size in 1..=71_u64 {
        theirs.push(body(size - 1));
        let root = naive_root(&grown.leaves[..size as usize]);
        assert_eq!(theirs.root().as_bytes().as_slice(), root.0);
        for index in (0..size).step_by(5) {
            let ours: Vec<u8> =
                read(&grown, Plan::inclusion(index, size).unwrap()).iter().flat_map(|hash| hash.0).collect();
            assert_eq!(theirs.prove_inclusion(index as usize).as_bytes(), ours, "{index} of {size}");
        }
        for old in (1..size).step_by(7) {
            let ours: Vec<u8> =
                read(&grown, Plan::consistency(old, size).unwrap()).iter().flat_map(|hash| hash.0).collect();
            assert_eq!(theirs.prove_consistency((size - old) as usize).as_bytes(), ours, "{old} to {size}");
        }
    }
}
