use super::*;
use crate::cosignature::CosignerKey;
use crate::dsse::CertifierKey;
use crate::merkle::Hash;
use crate::note::SignerKey;

const ORIGIN: &str = "lanterne.example/log";

fn log_key() -> SignerKey {
    SignerKey::from_seed(ORIGIN, &[1; 32]).unwrap()
}

fn witness(n: u8) -> CosignerKey {
    CosignerKey::from_seed(&format!("witness.example/w{n}"), &[n + 10; 32]).unwrap()
}

fn with_witnesses(rest: &str) -> String {
    let lines: String = (1..=3).map(|n| format!("witness w{n} {}\n", witness(n).verifier())).collect();
    format!("log {}\n{lines}{rest}", log_key().verifier())
}

fn cosigned_by(who: &[u8]) -> Note {
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size: 8, root: Hash::of(b"root") };
    let mut note = checkpoint.sign(&log_key()).unwrap();
    who.iter().for_each(|n| note.push(witness(*n).cosign(&checkpoint.to_string(), 7)));
    note
}

fn meets(policy: &str, who: &[u8]) -> bool {
    Policy::parse(policy.as_bytes()).unwrap().judge(&cosigned_by(who)).unwrap().quorum
}

fn refused_at(policy: &str, line: usize) -> String {
    match Policy::parse(policy.as_bytes()) {
        Err(Error::Line { line: found, why, .. }) if found == line => why,
        other => panic!("expected an error in line {line}, got {other:?}"),
    }
}

#[test]
fn quorums_count_witnesses_and_groups() {
    let two = with_witnesses("group two 2 w1 w2 w3\nquorum two\n");
    assert!(meets(&two, &[1, 3]) && meets(&two, &[1, 2, 3]));
    assert!(!meets(&two, &[2]) && !meets(&two, &[]));
    let nested = with_witnesses("group pair any w1 w2\ngroup all all pair w3\nquorum all\n");
    assert!(meets(&nested, &[2, 3]) && !meets(&nested, &[1, 2]));
    assert!(meets(&with_witnesses("quorum w2\n"), &[2]) && !meets(&with_witnesses("quorum w2\n"), &[1]));
    assert!(meets(&with_witnesses("quorum none\n"), &[]));
}

#[test]
fn one_witness_does_not_count_twice() {
    let two = with_witnesses("group two 2 w1 w2 w3\nquorum two\n");
    assert!(!meets(&two, &[1, 1]));
}

#[test]
fn a_judgement_names_who_cosigned_and_passes_over_strangers() {
    let policy = Policy::parse(with_witnesses("group two 2 w1 w2 w3\nquorum two").as_bytes()).unwrap();
    let judgement = policy.judge(&cosigned_by(&[3, 9])).unwrap();
    assert_eq!(judgement.cosigned, [Cosigned { witness: "w3".into(), time: 7 }]);
    assert!(!judgement.quorum);
    assert_eq!(policy.quorum(), "2 of (w1, w2, w3)");
}

#[test]
fn another_logs_checkpoint_is_refused() {
    let stranger = SignerKey::from_seed(ORIGIN, &[2; 32]).unwrap();
    let policy = Policy::parse(format!("log {}\nquorum none", stranger.verifier()).as_bytes()).unwrap();
    assert_eq!(policy.judge(&cosigned_by(&[])), Err(Error::Unsigned { what: "checkpoint" }));
}

#[test]
fn a_log_does_not_sign_for_anothers_origin() {
    let other = SignerKey::from_seed("other.example/log", &[2; 32]).unwrap();
    let text = Checkpoint { origin: ORIGIN.into(), size: 8, root: Hash::of(b"root") }.to_string();
    let note = Note::new(text.as_str(), vec![other.sign(&text)]).unwrap();
    let policy =
        Policy::parse(format!("log {}\nlog {}\nquorum none", log_key().verifier(), other.verifier()).as_bytes())
            .unwrap();
    assert_eq!(policy.judge(&note), Err(Error::Unsigned { what: "checkpoint" }));
}

#[test]
fn a_false_cosignature_spoils_the_checkpoint() {
    let mut note = cosigned_by(&[]);
    note.push(witness(1).cosign("another text\n", 7));
    let policy = Policy::parse(with_witnesses("quorum none").as_bytes()).unwrap();
    assert!(matches!(policy.judge(&note), Err(Error::Signature { .. })));
}

#[test]
fn comments_spaces_and_urls_are_allowed_and_a_policy_prints_back() {
    let certifier = CertifierKey::from_scalar(&[5; 32]).unwrap().public();
    let text = format!(
        "\t# ours\n\n  log  {} https://log.example/ \nwitness w1\t{}\n#quorum w9\nquorum w1\ncertifier us {certifier}\n",
        log_key().verifier(),
        witness(1).verifier()
    );
    let policy = Policy::parse(text.as_bytes()).unwrap();
    assert_eq!(policy.certifiers()[0].name, "us");
    assert_eq!(Policy::parse(policy.to_string().as_bytes()).unwrap(), policy);
}

#[test]
fn errors_name_the_line() {
    let log = format!("log {}", log_key().verifier());
    let cosigner = witness(1);
    assert!(refused_at("quorum none\nlogs x", 2).contains("a line begins with"));
    assert!(refused_at("log", 1).contains("expected `log <key>"));
    assert!(refused_at("log x", 1).contains("name+id+key"));
    assert!(refused_at(&format!("{log}\n{log}"), 2).contains("already"));
    assert!(refused_at(&format!("log {}", cosigner.verifier()), 1).contains("witness's key"));
    assert!(refused_at(&format!("witness w1 {}", log_key().verifier()), 1).contains("log's key"));
    assert!(refused_at(&with_witnesses(&format!("witness again {}", cosigner.verifier())), 5).contains("count twice"));
    assert!(refused_at(&with_witnesses("witness w1 x"), 5).contains("taken"));
    assert!(refused_at(&with_witnesses("witness none x"), 5).contains("`none`"));
    assert!(refused_at(&with_witnesses("group g 1"), 5).contains("expected `group"));
    assert!(refused_at(&with_witnesses("group g 0 w1"), 5).contains("from 1 to 1"));
    assert!(refused_at(&with_witnesses("group g 3 w1 w2"), 5).contains("from 1 to 2"));
    assert!(refused_at(&with_witnesses("group g 01 w1"), 5).contains("from 1 to 1"));
    assert!(refused_at(&with_witnesses("group g any w9"), 5).contains("`w9`"));
    assert!(refused_at(&with_witnesses("group g any g"), 5).contains("`g`"));
    assert!(refused_at(&with_witnesses("group g any w1\ngroup h any w1"), 6).contains("count twice"));
    assert!(refused_at(&with_witnesses("quorum g\ngroup g any w1"), 5).contains("earlier line"));
    assert!(refused_at("quorum none\nquorum none", 2).contains("already"));
    assert!(refused_at("quorum none\r\n", 1).contains("control character"));
    assert!(refused_at("certifier us AAAA", 1).contains("certifier key"));
    assert!(matches!(Policy::parse(log.as_bytes()), Err(Error::Format { why, .. }) if why.contains("quorum none")));
    assert!(Policy::parse(b"quorum none\xff").is_err());
}
