use bailee_app::actions::{self, AskGrantAsk};
use bailee_model::{Category, ColumnClass, ErrorKind, Purpose, entry::LogId};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

const CSV: &str = "id,name,city\n1,Fernhill Ltd (fictional),Halifax\n";

#[tokio::test]
async fn nobody_approves_their_own_grant() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let ask = AskGrantAsk {
        engagement: on.it.id,
        purpose: Purpose::Audit,
        categories: vec![Category::Parties],
        classes: vec![],
        days: 7,
        reason: "audit".to_owned(),
    };
    let grant = actions::ask_grant(&on.lead, ask).await.expect("asked");
    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    let error = actions::approve_grant(&lead, grant.id).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.refusal().is_some_and(|refusal| !refusal.clause.is_empty()));
    let officer = firm.officer().await.expect("in");
    actions::approve_grant(&officer, grant.id).await.expect("by another");
    let again = actions::approve_grant(&officer, grant.id).await.expect_err("twice");
    assert_ne!(again.kind(), ErrorKind::Internal);
}

#[tokio::test]
async fn approving_needs_fresh_factors() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let ask = AskGrantAsk {
        engagement: on.it.id,
        purpose: Purpose::Audit,
        categories: vec![Category::Parties],
        classes: vec![],
        days: 7,
        reason: "audit".to_owned(),
    };
    let grant = actions::ask_grant(&on.consultant, ask).await.expect("asked");
    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    firm.advance(SignedDuration::from_mins(6));
    assert_eq!(actions::approve_grant(&lead, grant.id).await.expect_err("stale").kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn a_grant_ends_by_itself_and_is_of_one_purpose() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    let (_, table, _) = firm.bring(&on, "customers.csv", Category::Parties, CSV).await.expect("brought");
    let table = table.expect("a table");
    actions::open_profile(&on.consultant, table.id).await.expect("with the grant");

    let (door, token) = firm.sign_in_token(&on.consultant.who.email).await.expect("in");
    actions::set_purpose(&door, Some(Purpose::Mapping)).await.expect("set");
    let other = firm.app.door(&token).await.expect("in");
    assert_eq!(actions::open_profile(&other, table.id).await.expect_err("another purpose").kind(), ErrorKind::Refused);

    firm.advance(SignedDuration::from_hours(24 * 7));
    let (door, token) = firm.sign_in_token(&on.consultant.who.email).await.expect("in");
    actions::set_purpose(&door, Some(Purpose::Audit)).await.expect("set");
    let late = firm.app.door(&token).await.expect("in");
    assert_eq!(actions::open_profile(&late, table.id).await.expect_err("expired").kind(), ErrorKind::Refused);
    bailee_app::clocks::tick(&firm.app).await.expect("ticks");
    bailee_app::clocks::tick(&firm.app).await.expect("twice");
    let log = firm.app.store().log(LogId::Engagement(on.it.id));
    let entries = log.entries(0, log.size().await.expect("size")).await.expect("entries");
    assert_eq!(entries.iter().filter(|entry| entry.name == "grant.expired").count(), 1, "effective once");
}

#[tokio::test]
async fn what_the_engagement_did_not_agree_cannot_be_asked_for() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let ask = |days, categories: &[Category]| AskGrantAsk {
        engagement: on.it.id,
        purpose: Purpose::Audit,
        categories: categories.to_vec(),
        classes: vec![ColumnClass::Personal],
        days,
        reason: "audit".to_owned(),
    };
    for (days, categories) in
        [(31, vec![Category::Parties]), (0, vec![Category::Parties]), (7, vec![]), (7, vec![Category::Employees])]
    {
        let error = actions::ask_grant(&on.consultant, ask(days, &categories)).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::BadInput);
        assert!(error.place().is_some() && error.hint_text().is_some());
    }
}

#[tokio::test]
async fn a_mask_covers_what_the_grant_does_not_clear() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    let (_, table, _) = firm.bring(&on, "customers.csv", Category::Parties, CSV).await.expect("brought");
    let ask = actions::QueryAsk { engagement: on.it.id, sql: "select * from customers".to_owned(), limit: 10 };
    let rows = actions::query(&on.consultant, ask).await.expect("answered");
    assert_eq!(rows.masked, ["name"]);
    assert!(!format!("{rows:?}").contains("Fernhill"));
    let view = actions::open_profile(&on.consultant, table.expect("a table").id).await.expect("opened");
    assert!(!format!("{:?}", view.profile).contains("Fernhill"));

    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[ColumnClass::Personal]).await.expect("a wider grant");
    let ask = actions::QueryAsk { engagement: on.it.id, sql: "select * from customers".to_owned(), limit: 10 };
    let rows = actions::query(&on.consultant, ask).await.expect("answered");
    assert!(rows.masked.is_empty() && format!("{rows:?}").contains("Fernhill"));
}
