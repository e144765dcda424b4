use super::*;
use crate::archive;
use crate::certificate::{Completes, EVERYWHERE, Gone, Role, Stage, proves_everywhere};
use crate::entry::Body;
use sample::{AT, ORIGIN, SampleLog, certificate, certifier, log_key, policy, recorded, sealed};

#[path = "../../tests/support/sample.rs"]
mod sample;

fn judged(bundle: &Bundle, quorum: &str) -> Report {
    judged_bytes(&bundle.encode().unwrap(), quorum)
}

fn judged_bytes(bytes: &[u8], quorum: &str) -> Report {
    verify(bytes, &Policy::parse(policy(quorum).as_bytes()).unwrap(), None)
}

fn whole(witnesses: &[u8]) -> Bundle {
    certificate(&mut SampleLog::opened("a"), witnesses)
}

fn failing(report: &Report) -> Vec<&'static str> {
    report.checks.iter().filter(|check| !check.ok).map(|check| check.name).collect()
}

#[test]
fn a_whole_certificate_is_valid() {
    let report = judged(&whole(&[1, 3]), "two");
    assert_eq!((report.outcome, failing(&report)), (Outcome::Valid, vec![]), "{report:?}");
    let names: Vec<&str> = report.checks.iter().map(|check| check.name).collect();
    assert_eq!(names, ["bundle", "signature", "statement", "manifest", "log", "witnesses", "events"]);
    assert_eq!(report.certificate.unwrap().stage, Stage::Destroyed);
    assert_eq!(report.witnesses.len(), 2);
    assert!(report.checks[5].detail.contains("w1 at 2026-11-22T04:01:00Z"), "{}", report.checks[5].detail);
}

/// Completes a certificate of this log: what it named is gone, and the second stage is issued.
fn completed(log: &mut SampleLog, first: &Bundle, witnesses: &[u8]) -> Bundle {
    let (stated, _) = Destruction::from_statement(&Envelope::parse(&first.envelope).unwrap().payload).unwrap();
    let completion = log.append(&Body::new(EVERYWHERE, AT).id("engagement", "eng_1"));
    let event = |index: u64, role| Event { index, leaf: log.leaf(index), role };
    let gone =
        stated.outstanding.iter().map(|left| Gone { at: AT.into(), id: left.id.clone(), kind: left.kind }).collect();
    let mut events = stated.events.clone();
    events.extend([event(first.proof.proof.index, Role::Issued), event(completion, Role::Completion)]);
    let indexes: Vec<u64> = events.iter().map(|event| event.index).collect();
    let second = Destruction {
        completes: Some(Completes { certificate: Hash::of(&first.envelope), gone }),
        events,
        outstanding: vec![],
        proves: proves_everywhere(),
        stage: Stage::DestroyedEverywhere,
        ..stated
    };
    Bundle { first: Some(first.envelope.clone()), ..sealed(log, &second, &indexes, witnesses) }
}

#[test]
fn a_second_stage_is_judged_together_with_its_first() {
    let mut log = SampleLog::opened("a");
    let first = certificate(&mut log, &[1, 3]);
    let second = completed(&mut log, &first, &[1, 3]);
    let report = judged(&second, "two");
    assert_eq!((report.outcome, failing(&report)), (Outcome::Valid, vec![]), "{report:?}");
    assert!(report.checks.iter().any(|check| check.name == "first stage" && check.detail.contains("1 thing")));
    assert_eq!(report.certificate.unwrap().stage, Stage::DestroyedEverywhere);
    assert_eq!(judged(&first, "two").outcome, Outcome::Valid, "the first stays what it was");

    let alone = Bundle { first: None, ..second.clone() };
    assert_eq!(
        (judged(&alone, "two").outcome, failing(&judged(&alone, "two"))),
        (Outcome::Incomplete, vec!["first stage"])
    );
    let strange = Bundle { first: Some(second.envelope.clone()), ..second.clone() };
    assert_eq!(failing(&judged(&strange, "two")), ["first stage"]);
    let added = Bundle { first: Some(first.envelope.clone()), ..first.clone() };
    assert_eq!(failing(&judged(&added, "two")), ["first stage"]);
}

#[test]
fn a_second_stage_that_forgets_or_misnames_something_is_refused() {
    let mut log = SampleLog::opened("a");
    let first = certificate(&mut log, &[1, 3]);
    let whole = completed(&mut log, &first, &[1, 3]);
    let (stated, _) = Destruction::from_statement(&Envelope::parse(&whole.envelope).unwrap().payload).unwrap();
    let indexes: Vec<u64> = stated.events.iter().map(|event| event.index).collect();
    let mut judged_with = |change: &dyn Fn(&mut Destruction)| {
        let mut changed = stated.clone();
        change(&mut changed);
        let bundle = Bundle { first: Some(first.envelope.clone()), ..sealed(&mut log, &changed, &indexes, &[1, 3]) };
        let report = judged(&bundle, "two");
        (report.outcome, failing(&report))
    };
    let completes = |destruction: &mut Destruction| destruction.completes.as_mut().unwrap().gone[0].id.push('2');
    assert_eq!(judged_with(&completes), (Outcome::Invalid, vec!["first stage"]));
    assert_eq!(
        judged_with(&|it| it.completes.as_mut().unwrap().certificate = Hash::of(b"another")),
        (Outcome::Invalid, vec!["first stage", "events"])
    );
    assert_eq!(judged_with(&|it| it.client = "cli_2".into()), (Outcome::Invalid, vec!["first stage"]));
    // The entry that is said to complete it is the one that issued the first, and the other way round.
    let swapped = |it: &mut Destruction| {
        let last = it.events.len() - 1;
        it.events[last].role = Role::Issued;
        it.events[last - 1].role = Role::Completion;
    };
    assert_eq!(judged_with(&swapped), (Outcome::Invalid, vec!["events"]));
}

#[test]
fn too_few_witnesses_do_not_meet_the_quorum() {
    let report = judged(&whole(&[1]), "two");
    assert_eq!((report.outcome, failing(&report)), (Outcome::Quorum, vec!["witnesses"]));
    assert_eq!(judged(&whole(&[]), "none").outcome, Outcome::Valid);
}

/// Every byte of the file, with one bit and with all bits changed.
#[test]
fn any_changed_byte_of_the_file_is_refused() {
    let policy = Policy::parse(policy("two").as_bytes()).unwrap();
    let bytes = whole(&[1, 2]).encode().unwrap();
    assert_eq!(verify(&bytes, &policy, None).outcome, Outcome::Valid);
    for at in 0..bytes.len() {
        for mask in [1 << (at % 8), 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= mask;
            assert_eq!(verify(&changed, &policy, None).outcome, Outcome::Invalid, "byte {at} ^ {mask:#x}");
        }
    }
}

/// Every byte of every member, with one bit and with the case bit changed, and the archive around it made whole again.
#[test]
fn any_changed_byte_of_any_member_is_refused() {
    let policy = Policy::parse(policy("two").as_bytes()).unwrap();
    let mut log = SampleLog::opened("a");
    let first = certificate(&mut log, &[1, 2]);
    let bytes = completed(&mut log, &first, &[1, 2]).encode().unwrap();
    let members = archive::read(&bytes).unwrap();
    for (n, (name, content)) in members.iter().enumerate() {
        for at in 0..content.len() {
            for mask in [1 << (at % 8), 0x20] {
                let mut changed = content.to_vec();
                changed[at] ^= mask;
                let mut members = members.clone();
                members[n].1 = &changed;
                let report = verify(&archive::write(&members).unwrap(), &policy, None);
                assert_eq!(report.outcome, Outcome::Invalid, "byte {at} of {name} ^ {mask:#x}");
            }
        }
    }
}

#[test]
fn members_may_not_be_added_doubled_renamed_or_moved() {
    let bytes = whole(&[1, 2]).encode().unwrap();
    let members = archive::read(&bytes).unwrap();
    let outcome = |members: &[archive::Member<'_>]| judged_bytes(&archive::write(members).unwrap(), "two").outcome;
    assert_eq!(outcome(&members), Outcome::Valid);
    assert_eq!(outcome(&[members.clone(), vec![("readme.txt".into(), b"trust me")]].concat()), Outcome::Invalid);
    assert_eq!(outcome(&[members.clone(), vec![members[0].clone()]].concat()), Outcome::Invalid);
    assert_eq!(outcome(&[members.clone(), vec![members[2].clone()]].concat()), Outcome::Invalid);
    for n in 0..members.len() {
        let mut doubled = members.clone();
        doubled.insert(n, members[n].clone());
        assert_eq!(outcome(&doubled), Outcome::Invalid, "{} twice", members[n].0);
    }
    for n in 1..members.len() {
        let mut moved = members.clone();
        moved.swap(n - 1, n);
        assert_eq!(outcome(&moved), Outcome::Invalid, "{} moved", members[n].0);
    }
    let mut renamed = members.clone();
    renamed[2].0 = renamed[2].0.replace("requested", "regretted");
    assert_eq!(outcome(&renamed), Outcome::Invalid);
}

#[test]
fn a_missing_member_makes_it_incomplete() {
    let bytes = whole(&[1, 2]).encode().unwrap();
    let members = archive::read(&bytes).unwrap();
    for n in 0..members.len() {
        let mut rest = members.clone();
        let (name, _) = rest.remove(n);
        assert_eq!(judged_bytes(&archive::write(&rest).unwrap(), "two").outcome, Outcome::Incomplete, "{name}");
    }
}

#[test]
fn nothing_but_a_certificate_is_one() {
    for bytes in [b"".as_slice(), b"PK", b"not a zip", &[0; 1 << 16]] {
        assert_eq!(judged_bytes(bytes, "two").outcome, Outcome::Invalid);
    }
    assert_eq!(judged_bytes(&vec![0; crate::bundle::MAX_BUNDLE + 1], "two").outcome, Outcome::Invalid);
}

#[test]
fn only_keys_of_the_policy_count() {
    let bytes = whole(&[1, 2]).encode().unwrap();
    let ours = policy("two");
    let outcome = |policy: &str| {
        let report = verify(&bytes, &Policy::parse(policy.as_bytes()).unwrap(), None);
        (report.outcome, failing(&report))
    };
    let other_certifier = crate::dsse::CertifierKey::from_scalar(&[6; 32]).unwrap().public().to_string();
    assert_eq!(
        outcome(&ours.replace(&certifier().public().to_string(), &other_certifier)),
        (Outcome::Invalid, vec!["signature"])
    );
    let (nobody, _) = ours.split_once("certifier").unwrap();
    assert_eq!(outcome(nobody), (Outcome::Invalid, vec!["signature"]));
    let other_log = crate::note::SignerKey::from_seed(ORIGIN, &[9; 32]).unwrap().verifier().to_string();
    assert_eq!(outcome(&ours.replace(&log_key().verifier().to_string(), &other_log)), (Outcome::Invalid, vec!["log"]));
}

#[test]
fn a_signature_that_no_one_vouches_for_is_refused() {
    for strangers in [[1, 2, 9], [1, 2, 1]] {
        let report = judged(&whole(&strangers), "two");
        assert_eq!((report.outcome, failing(&report)), (Outcome::Invalid, vec!["log"]));
        assert!(report.checks.last().unwrap().detail.contains("no one vouches"));
    }
}

#[test]
fn a_part_of_another_certificate_is_refused() {
    let mut other = SampleLog::opened("b");
    other.append(&Body::new("holding.opened", AT));
    let (one, other) = (whole(&[1, 2]), certificate(&mut other, &[1, 2]));
    assert_eq!(judged(&Bundle { envelope: other.envelope.clone(), ..one.clone() }, "two").outcome, Outcome::Invalid);
    assert_eq!(judged(&Bundle { proof: other.proof.clone(), ..one.clone() }, "two").outcome, Outcome::Invalid);
    let mut shorter = sample::manifest();
    shorter.items.pop();
    for manifest in [Listing::Destroyed(shorter), Listing::Reviewed(crate::review::tests::rows())] {
        assert_eq!(failing(&judged(&Bundle { manifest, ..one.clone() }, "two")), ["manifest"]);
    }
}

#[test]
fn a_review_certificate_is_judged_like_any_other() {
    let mut log = SampleLog::opened("a");
    let rows = crate::review::tests::rows();
    let opened = Body::new("review.opened", AT).id("review", "rev_1").digest("population", rows.population());
    let index = log.append(&opened);
    let list = rows.encode().unwrap();
    let opening = Event { index, leaf: log.leaf(index), role: Role::Opening };
    let review = AccessReview { events: vec![opening], origin: ORIGIN.into(), ..crate::review::tests::sample() };
    let statement = review.statement(Hash::of(&list)).unwrap();
    let bundle = recorded(&mut log, statement, Listing::Reviewed(rows), &[index], &[1, 2]);
    let report = judged(&bundle, "two");
    assert_eq!((report.outcome, report.review), (Outcome::Valid, Some(review)));
    assert!(report.certificate.is_none());
    let other = Bundle { manifest: Listing::Destroyed(sample::manifest()), ..bundle };
    assert_eq!(failing(&judged(&other, "two")), ["manifest"]);
}

#[test]
fn a_review_whose_rows_are_not_those_that_were_frozen_is_refused() {
    let whole = crate::review::tests::rows();
    let mut short = whole.clone();
    short.rows.pop();
    // Who leaves a row out of the list, and who leaves it out of the statement too: the log knows what was frozen.
    for (population, failed) in [(whole.population(), "manifest"), (short.population(), "events")] {
        let mut log = SampleLog::opened("a");
        let opened = Body::new("review.opened", AT).id("review", "rev_1").digest("population", whole.population());
        let index = log.append(&opened);
        let opening = Event { index, leaf: log.leaf(index), role: Role::Opening };
        let stated = AccessReview {
            events: vec![opening],
            origin: ORIGIN.into(),
            population,
            what: short.counts(),
            ..crate::review::tests::sample()
        };
        let statement = stated.statement(Hash::of(&short.encode().unwrap())).unwrap();
        let bundle = recorded(&mut log, statement, Listing::Reviewed(short.clone()), &[index], &[1, 2]);
        assert_eq!(failing(&judged(&bundle, "two")), [failed]);
    }
}

#[test]
fn two_heads_of_one_size_in_one_bundle_are_a_fork() {
    let (one, other) = (whole(&[1, 2]), certificate(&mut SampleLog::opened("b"), &[1, 2]));
    let report = judged(&Bundle { events: other.events, ..one }, "two");
    assert_eq!((report.outcome, failing(&report)), (Outcome::Fork, vec!["events"]));
}

#[test]
fn proofs_on_another_head_are_refused() {
    let mut log = SampleLog::opened("a");
    let (earlier, later) = (certificate(&mut log, &[1, 2]), certificate(&mut log, &[1, 2]));
    let report = judged(&Bundle { events: earlier.events, ..later }, "two");
    assert_eq!((report.outcome, failing(&report)), (Outcome::Invalid, vec!["events"]));
}

#[test]
fn what_the_certificate_names_and_what_is_proven_must_agree() {
    let mut log = SampleLog::opened("a");
    let named = |log: &mut SampleLog| {
        Destruction::from_statement(&Envelope::parse(&certificate(log, &[1, 2]).envelope).unwrap().payload).unwrap().0
    };
    let destruction = named(&mut log);
    let refused = |log: &mut SampleLog, destruction: &Destruction, events: &[u64]| {
        judged(&sealed(log, destruction, events, &[1, 2]), "two").outcome
    };
    assert_eq!(refused(&mut log, &destruction, &[1, 2, 3]), Outcome::Valid);
    assert_eq!(refused(&mut log, &destruction, &[1, 3]), Outcome::Incomplete);
    assert_eq!(refused(&mut log, &destruction, &[0, 1, 2, 3]), Outcome::Invalid);
    let mut another_leaf = destruction.clone();
    another_leaf.events[2].leaf = Hash::of(b"another");
    assert_eq!(refused(&mut log, &another_leaf, &[1, 2, 3]), Outcome::Invalid);
    let another_log = Destruction { origin: "log.lanterne.example/other".into(), ..destruction.clone() };
    assert_eq!(refused(&mut log, &another_log, &[1, 2, 3]), Outcome::Invalid);
    let mut another_count = destruction;
    another_count.what[0].count += 1;
    assert_eq!(refused(&mut log, &another_count, &[1, 2, 3]), Outcome::Invalid);
}

#[test]
fn an_entry_after_the_certificate_did_not_lead_to_it() {
    let mut log = SampleLog::opened("a");
    let mut bundle = certificate(&mut log, &[1, 2]);
    let late = log.append(&Body::new("holding.destroyed", AT));
    let mut destruction = Destruction::from_statement(&Envelope::parse(&bundle.envelope).unwrap().payload).unwrap().0;
    // A firm that guessed what it would write later, and named it.
    let promised = Body::new("holding.checked", AT);
    let leaf = crate::entry::leaf(&promised.encode().unwrap());
    destruction.events = vec![crate::certificate::Event { index: late + 2, leaf, role: Role::Destruction }];
    bundle = sealed(&mut log, &destruction, &[], &[1, 2]);
    assert_eq!(log.append(&promised), late + 2);
    let head = log.signed_by(&[1, 2]);
    let entry = |index| LoggedEntry::new(log.prove(index, &head)).unwrap();
    let bundle = Bundle { proof: entry(late + 1), events: vec![entry(late + 2)], ..bundle };
    let report = judged(&bundle, "two");
    assert_eq!((report.outcome, failing(&report)), (Outcome::Invalid, vec!["events"]));
}

mod history {
    use super::*;

    fn continues(remembered: &Checkpoint, bundle: &Bundle, consistency: Vec<ConsistencyProof>) -> Outcome {
        let history = History { remembered: vec![remembered.clone()], consistency };
        let report =
            verify(&bundle.encode().unwrap(), &Policy::parse(policy("two").as_bytes()).unwrap(), Some(&history));
        assert!(report.outcome == Outcome::Valid || failing(&report) == ["history"], "{report:?}");
        report.outcome
    }

    fn grown() -> (Checkpoint, Bundle, SampleLog) {
        let mut log = SampleLog::opened("a");
        certificate(&mut log, &[]);
        log.append(&Body::new("holding.opened", AT));
        log.append(&Body::new("holding.opened", AT));
        let earlier = log.head();
        assert_eq!(earlier.size, 7);
        let later = certificate(&mut log, &[1, 2]);
        (earlier, later, log)
    }

    #[test]
    fn a_log_that_only_grew_continues() {
        let (earlier, bundle, log) = grown();
        assert_eq!(continues(&earlier, &bundle, vec![log.consistency(7)]), Outcome::Valid);
        assert_eq!(continues(&log.head(), &bundle, vec![]), Outcome::Valid);
        let other_log = Checkpoint { origin: "other.example".into(), ..earlier };
        assert_eq!(continues(&other_log, &bundle, vec![]), Outcome::Valid);
        let empty = Checkpoint { origin: ORIGIN.into(), size: 0, root: Hash::EMPTY_ROOT };
        assert_eq!(continues(&empty, &bundle, vec![]), Outcome::Valid);
    }

    #[test]
    fn an_older_certificate_belongs_to_the_same_history() {
        let mut log = SampleLog::opened("a");
        let bundle = certificate(&mut log, &[1, 2]);
        log.append(&Body::new("holding.opened", AT));
        assert_eq!(continues(&log.head(), &bundle, vec![log.consistency(5)]), Outcome::Valid);
        assert_eq!(continues(&log.head(), &bundle, vec![]), Outcome::Incomplete);
    }

    #[test]
    fn another_root_for_one_size_is_a_fork() {
        let (_, bundle, log) = grown();
        assert_eq!(continues(&Checkpoint { root: Hash::of(b"x"), ..log.head() }, &bundle, vec![]), Outcome::Fork);
    }

    #[test]
    fn a_proof_that_contradicts_what_was_seen_is_a_fork() {
        let (earlier, bundle, log) = grown();
        let rewritten = Checkpoint { root: Hash::of(b"x"), ..earlier };
        assert_eq!(continues(&rewritten, &bundle, vec![log.consistency(7)]), Outcome::Fork);
    }

    #[test]
    fn what_is_not_shown_is_incomplete() {
        let (earlier, bundle, log) = grown();
        assert_eq!(continues(&earlier, &bundle, vec![]), Outcome::Incomplete);
        assert_eq!(continues(&earlier, &bundle, vec![log.consistency(6)]), Outcome::Incomplete);
        let mut damaged = log.consistency(7);
        damaged.hashes.pop();
        assert_eq!(continues(&earlier, &bundle, vec![damaged]), Outcome::Incomplete);
    }
}
