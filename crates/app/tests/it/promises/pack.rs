//! The evidence pack: whole, signed, and judged offline.

use super::{at_work, opened_past_the_gate};
use bailee_app::{
    actions::{self, PackEvidenceAsk},
    clocks, views,
};
use bailee_log::{Outcome, pack::Pack, policy::Policy, verify};
use bailee_model::{ErrorKind, LogId, Purpose};
use jiff::SignedDuration;

#[tokio::test]
async fn the_pack_of_a_period_is_verified_offline_and_names_nobody() {
    let (firm, on, _) = at_work().await;
    let from = firm.app.clock().now() - SignedDuration::from_hours(1);
    clocks::tick(&firm.app).await.expect("a tick");
    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Support).await;
    firm.advance(SignedDuration::from_hours(25));
    clocks::tick(&firm.app).await.expect("a tick");
    let officer = firm.officer().await.expect("in");
    let until = officer.now();
    let done = actions::pack_evidence(&officer, PackEvidenceAsk { from, until }).await.expect("a pack");
    let policy = views::evidence_policy(&officer).await.expect("a policy");
    let policy = Policy::parse(policy.as_bytes()).expect("a policy file");

    let report = verify(&done.value, &policy, None);
    assert_eq!(report.outcome, Outcome::Valid, "{:#?}", report.checks);
    let stated = report.evidence.expect("what it states");
    assert!(!stated.does_not_prove.is_empty() && stated.bound.len() > stated.promises as usize);
    assert!(
        stated.entries.iter().any(|entry| entry.origin != stated.origin),
        "evidence of an engagement is proved too"
    );
    assert!(report.checkpoint.is_some());

    let pack = Pack::decode(&done.value).expect("a pack");
    let names = [
        "README.txt",
        "evidence.csv",
        "history.csv",
        "index.en.html",
        "index.fr.html",
        "promises.csv",
        "promises.json",
    ];
    for name in names {
        let text = String::from_utf8(pack.file(name).unwrap_or_else(|| panic!("{name}")).bytes.clone()).expect("text");
        for secret in ["Marrow", "Cole", "Lena", "Oona", "parties.csv", "client.example", "Move A"] {
            assert!(!text.contains(secret), "{name} names {secret}");
        }
    }
    let history = String::from_utf8(pack.file("history.csv").expect("a history").bytes.clone()).expect("text");
    assert!(history.contains("purpose_limitation,broken,"), "{history}");
    let page = String::from_utf8(pack.file("index.fr.html").expect("a page").bytes.clone()).expect("text");
    assert!(page.contains("rompue") && page.contains("@page") && !page.contains("<script"));

    let log = firm.app.store().log(LogId::Site);
    let last = log.entries(0, log.size().await.expect("size")).await.expect("entries").pop().expect("an entry");
    assert_eq!(last.name, "evidence.packed", "what goes out is on record");
}

#[tokio::test]
async fn a_pack_that_was_changed_or_is_not_trusted_is_refused() {
    let (firm, _, _) = at_work().await;
    clocks::tick(&firm.app).await.expect("a tick");
    let officer = firm.officer().await.expect("in");
    let ask = PackEvidenceAsk { from: officer.now() - SignedDuration::from_hours(2), until: officer.now() };
    let bytes = actions::pack_evidence(&officer, ask).await.expect("a pack").value;
    let policy = views::evidence_policy(&officer).await.expect("a policy");
    let policy = Policy::parse(policy.as_bytes()).expect("a policy file");
    for at in (0..bytes.len()).step_by(bytes.len() / 97) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_ne!(verify(&changed, &policy, None).outcome, Outcome::Valid, "byte {at}");
    }
    // A judgement that somebody wrote afterwards, put in and listed like the others: the signature is not theirs.
    let mut pack = Pack::decode(&bytes).expect("a pack");
    let judged = pack.files.iter_mut().find(|file| file.name.starts_with("judgements/")).expect("one");
    judged.bytes = String::from_utf8(judged.bytes.clone()).expect("text").replace("promise", "premise").into_bytes();
    let forged = pack.encode().expect("written");
    assert_eq!(verify(&forged, &policy, None).outcome, Outcome::Invalid);

    let (other, _, _) = at_work().await;
    let theirs = views::evidence_policy(&other.officer().await.expect("in")).await.expect("a policy");
    // Both firms of this test draw the same keys; whoever trusts no certifier trusts no pack.
    let none: String =
        theirs.lines().filter(|line| !line.starts_with("certifier")).map(|line| format!("{line}\n")).collect();
    let none = Policy::parse(none.as_bytes()).expect("a policy file");
    assert_eq!(verify(&bytes, &none, None).outcome, Outcome::Invalid);
}

#[tokio::test]
async fn a_pack_is_for_officers_and_auditors_and_of_a_period_that_is_one() {
    let (firm, on, _) = at_work().await;
    let officer = firm.officer().await.expect("in");
    let now = officer.now();
    let ask = |from, until| PackEvidenceAsk { from, until };
    for (from, until) in [
        (now, now),
        (now + SignedDuration::from_hours(1), now + SignedDuration::from_hours(2)),
        (now - SignedDuration::from_hours(4 * 366 * 24), now),
    ] {
        let refused = actions::pack_evidence(&officer, ask(from, until)).await.expect_err("no period");
        assert_eq!(refused.kind(), ErrorKind::BadInput);
    }
    let hour = now - SignedDuration::from_hours(1);
    assert!(actions::pack_evidence(&on.lead, ask(hour, now)).await.is_err());
    assert!(actions::pack_evidence(&on.owner, ask(hour, now)).await.is_err());
    assert!(views::evidence_policy(&on.lead).await.is_err());
}
