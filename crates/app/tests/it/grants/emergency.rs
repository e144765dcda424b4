//! Emergency access: two people, sixty minutes, and the client told at once.

use super::*;

#[tokio::test]
async fn break_glass_takes_two_runs_an_hour_and_the_client_is_told_at_once() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = sealed(&firm).await;
    let (_, table, _) = firm.bring(&on, "customers.csv", Category::Parties, CSV).await.expect("brought");
    let table = table.expect("a table").id;
    let consultant = fresh(&firm, &on.consultant).await;
    let grant = actions::break_glass(&consultant, emergency(&on)).await.expect("asked").value;
    assert_eq!((grant.kind, grant.days, grant.is_open()), (GrantKind::BreakGlass, 0, true));
    assert_eq!(kind(actions::break_glass(&consultant, emergency(&on)).await), ErrorKind::Conflict, "one at a time");
    assert_eq!(kind(actions::approve_grant(&consultant, grant.id).await), ErrorKind::Refused, "not alone");
    let alone = working(&firm, &on.consultant, Purpose::Support).await;
    assert_eq!(kind(actions::open_profile(&alone, table).await), ErrorKind::Refused, "not before the approval");
    assert!(letters(&firm, &on.owner, MailKind::BreakGlass).await.is_empty());

    let lead = fresh(&firm, &on.lead).await;
    firm.advance(SignedDuration::from_mins(6));
    assert_eq!(kind(actions::approve_grant(&lead, grant.id).await), ErrorKind::Refused, "fresh factors");
    let lead = fresh(&firm, &on.lead).await;
    let now = firm.app.clock().now();
    let grant = actions::approve_grant(&lead, grant.id).await.expect("approved").value;
    assert_eq!(grant.expires_at, Some(now + SignedDuration::from_mins(60)));
    let told = letters(&firm, &on.owner, MailKind::BreakGlass).await;
    assert_eq!((told.len(), told[0].since), (1, now), "in the same commit");
    assert!(!told[0].path.contains("invoices"));

    let working_now = working(&firm, &on.consultant, Purpose::Support).await;
    actions::open_profile(&working_now, table).await.expect("without the client's agreement");
    let again = ExtendGrantAsk { grant: grant.id, days: 1, reason: "longer".to_owned() };
    assert_eq!(kind(actions::extend_grant(&working_now, again).await), ErrorKind::Conflict);
    let held = views::what_we_hold(&on.owner, on.it.id).await.expect("held");
    assert_eq!((held.emergencies.len(), held.emergencies[0].opened), (1, 1));
    assert_eq!(held.emergencies[0].person, "Cole A");

    firm.advance(SignedDuration::from_mins(60));
    let late = working(&firm, &on.consultant, Purpose::Support).await;
    assert_eq!(kind(actions::open_profile(&late, table).await), ErrorKind::Refused, "the hour is over");
    twice(&firm).await;
    assert_eq!(read(&firm, grant.id).await.ended_why, Some(GrantEnd::Expired));
    assert_eq!(named(&firm, &on, "break_glass.opened").await, 1);
    let view = views::request(&fresh(&firm, &on.owner).await, grant.id).await.expect("seen");
    assert_eq!(view.emergency.map(|each| each.opened), Some(1), "what was opened under it stays to be read");
    actions::break_glass(&late, emergency(&on)).await.expect("anew, and two decide anew");
}

#[tokio::test]
async fn break_glass_is_for_those_assigned_and_for_clients_who_can_be_told() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let other = firm.engagement("B", &[Category::Parties]).await.expect("another");
    let ask = |on: &TestEngagement| emergency(on);
    assert_eq!(kind(actions::break_glass(&fresh(&firm, &other.lead).await, ask(&on)).await), ErrorKind::NotFound);
    assert_eq!(kind(actions::break_glass(&fresh(&firm, &on.owner).await, ask(&on)).await), ErrorKind::Refused);
    let officer = firm.officer().await.expect("in");
    assert_ne!(kind(actions::break_glass(&officer, ask(&on)).await), ErrorKind::Internal, "not assigned");
    let wrong = BreakGlassAsk { categories: vec![Category::Secrets], ..emergency(&on) };
    let lead = fresh(&firm, &on.lead).await;
    assert_eq!(kind(actions::break_glass(&lead, wrong).await), ErrorKind::BadInput);

    let grant = actions::break_glass(&lead, ask(&on)).await.expect("asked").value;
    let owner = Person { state: PersonState::Suspended, ..on.owner.who.clone() };
    let entry = EntryDraft::new(on.it.id, "test.suspended");
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&owner).await }).await.expect("saved");
    let officer = firm.officer().await.expect("in");
    assert_eq!(kind(actions::approve_grant(&officer, grant.id).await), ErrorKind::Conflict, "nobody to tell");
    let owner = on.owner.who.clone();
    let entry = EntryDraft::new(on.it.id, "test.restored");
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&owner).await }).await.expect("saved");
    firm.advance(DAY);
    let officer = firm.officer().await.expect("in");
    assert_eq!(kind(actions::approve_grant(&officer, grant.id).await), ErrorKind::Conflict, "a day is too long");
    twice(&firm).await;
    assert_eq!(read(&firm, grant.id).await.ended_why, Some(GrantEnd::Lapsed));
}
