//! What was found is kept with its history, and nobody but the records has a say in it.

use super::{at_work, opened_past_the_gate};
use bailee_app::{
    actions::{self, AnnotatePromiseAsk},
    clocks,
    promises::PROMISES,
    views::{self, Promised},
};
use bailee_model::{ErrorKind, Judgement, LogId, LoggedEntry, PromiseStatus, Purpose};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

const SLUG: &str = "purpose_limitation";

async fn tick(firm: &TestFirm) {
    clocks::tick(&firm.app).await.expect("a tick");
}

async fn judged(firm: &TestFirm) -> Vec<Judgement> {
    firm.app.store().judgements_of(SLUG).await.expect("judgements")
}

async fn public(firm: &TestFirm) -> Promised {
    views::trust(&firm.app).await.expect("public").promise(SLUG).expect("listed").clone()
}

async fn entries(firm: &TestFirm, name: &str) -> Vec<LoggedEntry> {
    let log = firm.app.store().log(LogId::Site);
    let all = log.entries(0, log.size().await.expect("size")).await.expect("entries");
    all.into_iter().filter(|entry| entry.name == name).collect()
}

#[tokio::test]
async fn invariant_12_a_status_is_derived_and_its_change_is_an_entry() {
    let (firm, on, _) = at_work().await;
    assert_eq!(public(&firm).await.status, PromiseStatus::Unproven, "nobody has looked yet");
    tick(&firm).await;
    assert_eq!(judged(&firm).await.len(), 1);
    assert_eq!(entries(&firm, "promise.judged").await.len(), PROMISES.len(), "each was judged once");

    for _ in 0..3 {
        firm.advance(SignedDuration::from_mins(6));
        tick(&firm).await;
    }
    let again = judged(&firm).await;
    assert_eq!(again.len(), 1, "what stands as before is no new judgement");
    assert_eq!(again[0].checked_at, firm.app.clock().now());
    assert!(again[0].at < again[0].checked_at);

    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Support).await;
    firm.advance(SignedDuration::from_mins(6));
    let before = entries(&firm, "promise.judged").await.len();
    tick(&firm).await;
    let now = judged(&firm).await;
    assert_eq!((now.len(), now[1].status, now[1].against), (2, PromiseStatus::Broken, 1));
    let after = entries(&firm, "promise.judged").await;
    assert!(after.len() > before);
    let entry =
        after.iter().find(|entry| entry.ids.get("judgement") == Some(&now[1].id.to_string())).expect("its entry");
    let body = bailee_log::entry::Body::decode(&entry.body).expect("a body");
    assert_eq!(body.digests["judgement"], bailee_log::Hash::of(now[1].recorded.as_bytes()));
    assert!(now[1].recorded.contains("\"broken\""), "{}", now[1].recorded);
    let shown = public(&firm).await;
    assert_eq!((shown.status, shown.evidence, shown.against), (PromiseStatus::Broken, 2, 1));
}

#[tokio::test]
async fn several_servers_that_look_at_once_write_a_change_down_once() {
    let (firm, on, _) = at_work().await;
    tick(&firm).await;
    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Support).await;
    firm.advance(SignedDuration::from_mins(6));
    let (one, other) = tokio::join!(clocks::tick(&firm.app), clocks::tick(&firm.app));
    one.and(other).expect("both go well");
    assert_eq!(judged(&firm).await.len(), 2);
    assert_eq!(entries(&firm, "promises.stated").await.len(), 1, "one statement a day");
}

#[tokio::test]
async fn invariant_8_a_look_that_ran_out_proves_nothing_and_the_gap_stays_in_the_history() {
    let (firm, _, _) = at_work().await;
    tick(&firm).await;
    assert_eq!(public(&firm).await.status, PromiseStatus::Kept);
    firm.advance(SignedDuration::from_hours(30));
    let shown = public(&firm).await;
    assert_eq!(shown.status, PromiseStatus::Unproven, "no clock ran for a day");
    assert!(shown.says.en.starts_with("Nobody has looked"), "{}", shown.says.en);
    tick(&firm).await;
    assert_eq!(public(&firm).await.status, PromiseStatus::Kept);
    let history = views::promise_history(&firm.app, SLUG).await.expect("a history");
    let told: Vec<PromiseStatus> = history.iter().map(|spell| spell.status).collect();
    assert_eq!(told, [PromiseStatus::Kept, PromiseStatus::Unproven, PromiseStatus::Kept]);
    assert_eq!(history[0].until, None);
    assert_eq!(views::promise_history(&firm.app, "nonsense").await.expect_err("none").kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_date_that_matters_is_looked_at_when_it_comes() {
    let (firm, _, _) = at_work().await;
    tick(&firm).await;
    let until = |firm: &TestFirm| {
        let app = firm.app.clone();
        async move { views::trust(&app).await.expect("public").promise("training").expect("listed").valid_until }
    };
    let day = until(&firm).await.expect("a look");
    assert!(day <= firm.app.clock().now() + SignedDuration::from_hours(25), "a day at most, and the grace");
    firm.advance(SignedDuration::from_hours(23));
    tick(&firm).await;
    assert!(until(&firm).await.expect("a look") > day, "looked at again");
}

fn ask(english: &str, french: &str) -> AnnotatePromiseAsk {
    AnnotatePromiseAsk { promise: SLUG.to_owned(), english: english.to_owned(), french: french.to_owned() }
}

#[tokio::test]
async fn invariant_12_an_officer_adds_and_neither_edits_nor_hides() {
    let (firm, on, _) = at_work().await;
    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Support).await;
    tick(&firm).await;
    let officer = firm.officer().await.expect("in");
    let done = actions::annotate_promise(&officer, ask("It was a test of ours.", "C’était un essai de notre part."));
    let done = done.await.expect("added");
    assert!(done.receipt.is_some());
    firm.advance(SignedDuration::from_mins(6));
    tick(&firm).await;
    let shown = public(&firm).await;
    assert_eq!(shown.status, PromiseStatus::Broken, "a remark changes nothing");
    assert_eq!(shown.annotations.len(), 1);
    assert_eq!(shown.annotations[0].says.fr, "C’était un essai de notre part.");
    let spelled = serde_json::to_string(&shown.annotations).expect("words");
    assert!(!spelled.contains(&officer.who.name) && !spelled.contains("per_"), "the role signs, not the person");

    let officer = firm.officer().await.expect("in again");
    let email = officer.who.email.clone();
    for (english, french) in [
        ("", "Une remarque."),
        ("A remark.", " "),
        ("It was Marrow Mills A (fictional).", "Une remarque."),
        ("A remark.", "C’était Cole A."),
        (email.as_str(), "Une remarque."),
        (&on.it.id.to_string(), "Une remarque."),
    ] {
        let refused = actions::annotate_promise(&officer, ask(english, french)).await.expect_err("refused");
        assert_eq!(refused.kind(), ErrorKind::BadInput, "{english} {french}");
    }
    let nothing = AnnotatePromiseAsk { promise: "nonsense".to_owned(), ..ask("A remark.", "Une remarque.") };
    assert_eq!(actions::annotate_promise(&officer, nothing).await.expect_err("none").kind(), ErrorKind::NotFound);
    let refused = actions::annotate_promise(&on.lead, ask("A remark.", "Une remarque.")).await.expect_err("not theirs");
    assert_eq!(refused.refusal().expect("a refusal").clause, "S2.1");
    let unseen = actions::annotate_promise(&on.owner, ask("A remark.", "Une remarque.")).await.expect_err("not theirs");
    assert_eq!(unseen.kind(), ErrorKind::NotFound);
    firm.advance(SignedDuration::from_mins(6));
    let stale = actions::annotate_promise(&officer, ask("A remark.", "Une remarque.")).await.expect_err("stale");
    assert_eq!(stale.refusal().expect("a refusal").clause, "S2.3");
}

#[tokio::test]
async fn the_board_is_for_officers_and_auditors_and_begins_with_what_is_broken() {
    let (firm, on, _) = at_work().await;
    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Support).await;
    tick(&firm).await;
    let officer = firm.officer().await.expect("in");
    let board = views::promise_board(&officer).await.expect("a board");
    assert_eq!(board.len(), PROMISES.len());
    assert_eq!(board[0].promised.status, PromiseStatus::Broken);
    let row = views::promise_on_board(&officer, SLUG).await.expect("a row");
    assert!(row.evidence[0].0.against && row.entry.is_some() && !row.mend.fr.is_empty());
    assert_eq!(row.evidence[0].1.as_deref(), Some(format!("/engagements/{}/log", on.it.id).as_str()));
    assert!(views::promise_board(&on.lead).await.is_err() && views::promise_board(&on.owner).await.is_err());
}
