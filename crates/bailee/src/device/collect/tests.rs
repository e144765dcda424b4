//! What all readers have in common: nothing but a real answer makes a value that passes.

use super::*;
use proptest::prelude::*;

pub(super) const NOW: &str = "2026-11-22T12:00:00Z";

pub(super) fn scene() -> Scene {
    Scene { now: NOW.parse().unwrap(), home: "/home/cole".into(), waiting: BTreeMap::new() }
}

/// Answers as they were recorded. `code 1` is an answer that says nothing and ends so.
pub(super) fn answers(said: &[(&'static str, &str)]) -> Answers {
    let answer = |text: &str| match text.strip_prefix("code ").and_then(|code| code.parse().ok()) {
        Some(code) => Said { code, ..Said::default() },
        None => Said { out: text.to_owned(), ..Said::default() },
    };
    Answers(said.iter().map(|(name, text)| (*name, Ok(answer(text)))).collect())
}

/// The same on a machine where something is not there.
pub(super) fn missing(mut answers: Answers, name: &'static str) -> Answers {
    answers.0.insert(name, Err(not_found(format!("{name} is not here"))));
    answers
}

/// The checks of which a server could think well.
fn passing(posture: &Posture) -> Vec<&'static str> {
    let mut good = Vec::new();
    good.extend(posture.encryption.value().filter(|it| it.on).map(|_| "encryption"));
    good.extend(posture.updates.value().filter(|it| it.age_days <= 14 && !it.restart_pending).map(|_| "updates"));
    good.extend(posture.protection.value().filter(|it| it.running).map(|_| "protection"));
    good.extend(posture.screen_lock.value().filter(|it| it.on).map(|_| "screen lock"));
    good
}

fn questions(os: Os) -> Vec<Question> {
    (collector(os).questions)(Path::new("/home/cole"))
}

fn every(os: Os, answer: impl Fn(usize) -> Reading<Said>) -> Answers {
    Answers(questions(os).into_iter().enumerate().map(|(at, question)| (question.name, answer(at))).collect())
}

#[test]
fn each_question_has_a_name_of_its_own() {
    for os in Os::ALL {
        let names: std::collections::BTreeSet<_> = questions(*os).iter().map(|question| question.name).collect();
        assert_eq!(names.len(), questions(*os).len(), "{os}");
    }
}

#[test]
fn a_machine_that_answers_nothing_passes_nothing() {
    for os in Os::ALL {
        let it = collector(*os);
        for nothing in [
            Err(not_found("gone")),
            Err(failed("broken")),
            Ok(Said::default()),
            Ok(Said { code: 1, ..Said::default() }),
        ] {
            let answers = every(*os, |_| nothing.clone());
            assert_eq!(passing(&(it.posture)(&answers, &scene())), Vec::<&str>::new(), "{os}, {nothing:?}");
        }
    }
}

#[test]
fn the_digest_is_over_every_answer_in_its_place() {
    let one = answers(&[("a", "bc"), ("d", "")]).digest();
    assert_eq!(one.len(), 64);
    assert_ne!(one, answers(&[("a", "b"), ("d", "c")]).digest());
    assert_ne!(one, missing(answers(&[("a", "bc")]), "d").digest());
    assert_eq!(one, answers(&[("d", ""), ("a", "bc")]).digest());
}

#[test]
fn a_report_holds_plain_and_short_text_only() {
    let detail = format!("one\ntwo\u{1b}[31m{}", "x".repeat(1000));
    let found = Encryption { on: false, path: "/a\tb".into(), found: detail.clone() };
    let gone = || Unavailable { why: Why::Failed, detail: detail.clone() };
    let posture = in_plain(Posture {
        encryption: Measured::Value(found),
        updates: Measured::Unavailable(gone()),
        protection: Measured::Value(Protection { name: detail.clone(), running: true, signatures_age_days: None }),
        screen_lock: Measured::Unavailable(gone()),
    });
    let text = serde_json::to_string(&posture).unwrap();
    assert!(!text.contains("\\n") && !text.contains("\\u001b") && !text.contains("\\t"), "{text}");
    assert!(posture.protection.value().unwrap().name.chars().count() == LONGEST);
}

#[test]
fn what_waits_keeps_the_day_it_was_first_seen() {
    let now = scene().now;
    let before = [("old".to_owned(), "2026-11-01T00:00:00Z".parse().unwrap()), ("gone".to_owned(), now)].into();
    let after = since_when(&before, vec!["new".into(), "old".into()], now);
    assert_eq!(after, [("new".to_owned(), now), ("old".to_owned(), "2026-11-01T00:00:00Z".parse().unwrap())].into());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn arbitrary_text_never_panics_and_never_passes(
        texts in prop::collection::vec(("\\PC{0,80}", "\\PC{0,40}", -1..3i32), 1..6),
        os in prop::sample::select(Os::ALL),
    ) {
        let answers = every(os, |at| {
            let (out, err, code) = texts[at % texts.len()].clone();
            Ok(Said { code, out, err })
        });
        let it = collector(os);
        prop_assert_eq!(passing(&(it.posture)(&answers, &scene())), Vec::<&str>::new());
        (it.waiting)(&answers);
        (it.release)(&answers);
    }

    /// Pieces of real answers, put together wrongly, are the garbage that comes closest.
    #[test]
    fn shuffled_pieces_never_panic_and_never_prove_encryption(
        pieces in prop::collection::vec(prop::sample::select(&[
            "{", "}", "\"blockdevices\":[", "]", "\"type\":\"crypt\"", "\"fstype\":\"crypto_LUKS\"", ",", "\n", " - ", "/",
            "dm-0 CRYPT-LUKS2-x\n", "\"kname\":\"dm-0\"", "\"maj:min\":\"8:1\"",
            "27 1 8:1 / / rw - ext4 /dev/sda1 rw", "FileVault is On.", "FileVault is On.\nEncryption in progress",
            "{\"protection\":1}", "uint32 300", "true", "Listing...", "ClamAV 1.0/1/", "\\040", "0:", "screenLock ",
        ][..]), 0..24),
        os in prop::sample::select(Os::ALL),
    ) {
        let answers = every(os, |at| Ok(Said { code: 0, out: pieces[at.min(pieces.len())..].concat(), err: pieces.concat() }));
        let posture = (collector(os).posture)(&answers, &scene());
        prop_assert!(!passing(&posture).contains(&"encryption"));
    }
}
