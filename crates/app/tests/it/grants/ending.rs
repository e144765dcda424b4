//! How grants end by themselves: in time, once, and after any jump of the clock.

use super::*;

#[tokio::test]
async fn invariant_8_silence_never_approves() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = sealed(&firm).await;
    let consultant = fresh(&firm, &on.consultant).await;
    let unanswered = actions::ask_grant(&consultant, of(5, &on)).await.expect("asked").value;
    let half = actions::ask_grant(&consultant, of(6, &on)).await.expect("asked").value;
    actions::approve_grant(&fresh(&firm, &on.lead).await, half.id).await.expect("the firm's half");
    firm.advance(DAY * 14);
    for id in [unanswered.id, half.id] {
        let owner = fresh(&firm, &on.owner).await;
        assert_eq!(kind(actions::agree_grant(&owner, id).await), ErrorKind::Conflict, "too late, clock or no clock");
    }
    twice(&firm).await;
    for asked in [unanswered, half] {
        let grant = read(&firm, asked.id).await;
        assert_eq!((grant.ended_why, grant.expires_at), (Some(GrantEnd::Lapsed), None));
        assert_eq!(grant.ended, Some(asked.asked_at + DAY * 14), "when its time came, not when the clock looked");
    }
    assert_eq!(named(&firm, &on, "grant.lapsed").await, 2, "effective once");
}

#[tokio::test]
async fn invariant_9_grants_end_once_after_months_of_silence() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let short = firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("seven days");
    let long = actions::ask_grant(&fresh(&firm, &on.consultant).await, of(30, &on)).await.expect("asked").value;
    let long = actions::approve_grant(&fresh(&firm, &on.lead).await, long.id).await.expect("approved").value;
    firm.advance(DAY * 200);
    twice(&firm).await;
    let (short_now, long_now) = (read(&firm, short.id).await, read(&firm, long.id).await);
    assert_eq!((short_now.ended_why, short_now.ended), (Some(GrantEnd::Expired), short.expires_at));
    let dropped = long.approved_at.map(|at| at + DAY * 14);
    assert_eq!((long_now.ended_why, long_now.ended), (Some(GrantEnd::Unused), dropped), "what came first counts");
    for event in ["grant.expired", "grant.dropped"] {
        assert_eq!(named(&firm, &on, event).await, 1, "{event}");
    }
    assert!(letters(&firm, &on.consultant, MailKind::GrantEnding).await.is_empty(), "no warning of what is past");
    assert_eq!(letters(&firm, &on.consultant, MailKind::GrantEnded).await.len(), 2);
}

#[tokio::test]
async fn invariant_9_a_warning_is_given_once_each() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let grant = firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("seven days");
    let ends = grant.expires_at.expect("dated");
    let mut told: Vec<Timestamp> = Vec::new();
    for _ in 0..28 {
        twice(&firm).await;
        told = letters(&firm, &on.consultant, MailKind::GrantEnding).await.iter().map(|mail| mail.since).collect();
        firm.advance(SignedDuration::from_hours(6));
    }
    assert_eq!(told.len(), 2, "three days before, and one: {told:?}");
    assert!(ends.duration_since(told[0]) <= DAY * 3 && ends.duration_since(told[0]) > DAY * 2);
    assert!(ends.duration_since(told[1]) <= DAY && ends.duration_since(told[1]) > SignedDuration::ZERO);
    assert_eq!(named(&firm, &on, "grant.warned").await, 2);

    let day = actions::ask_grant(&fresh(&firm, &on.consultant).await, of(1, &on)).await.expect("asked").value;
    actions::approve_grant(&fresh(&firm, &on.lead).await, day.id).await.expect("approved");
    twice(&firm).await;
    assert_eq!(letters(&firm, &on.consultant, MailKind::GrantEnding).await.len(), 2, "a day's grant needs no warning");
}

#[tokio::test]
async fn what_is_not_used_is_warned_of_and_dropped_and_what_is_used_stays() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (_, table, _) = firm.bring(&on, "customers.csv", Category::Parties, CSV).await.expect("brought");
    let table = table.expect("a table").id;
    let grant = actions::ask_grant(&fresh(&firm, &on.consultant).await, of(30, &on)).await.expect("asked").value;
    actions::approve_grant(&fresh(&firm, &on.lead).await, grant.id).await.expect("approved");
    firm.advance(DAY * 10);
    let consultant = working(&firm, &on.consultant, Purpose::Audit).await;
    actions::open_profile(&consultant, table).await.expect("used");
    firm.advance(DAY * 5);
    twice(&firm).await;
    assert!(read(&firm, grant.id).await.ended.is_none(), "used five days ago");
    firm.advance(DAY * 7);
    twice(&firm).await;
    let warned = letters(&firm, &on.consultant, MailKind::GrantEnding).await;
    assert_eq!(warned.iter().filter(|mail| mail.path.ends_with("#unused")).count(), 1);
    firm.advance(DAY * 2);
    twice(&firm).await;
    assert_eq!(read(&firm, grant.id).await.ended_why, Some(GrantEnd::Unused));
    let late = working(&firm, &on.consultant, Purpose::Audit).await;
    assert_eq!(kind(actions::open_profile(&late, table).await), ErrorKind::Refused);
}
