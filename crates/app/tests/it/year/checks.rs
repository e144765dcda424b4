//! What is asked of the year when it is over.

use super::Year;
use bailee_app::{clocks, promises, views};
use bailee_log::{
    policy::Policy,
    verify::{Outcome, verify},
};
use bailee_model::{EngagementState, HoldingState, LogId, MailKind, PromiseStatus};
use jiff::SignedDuration;

/// No client data is left after its date: what is verified and past its day is gone, unless the client's own hold runs.
pub(super) async fn nothing_is_left_after_its_date(year: &Year) {
    let (store, now) = (year.firm.app.store(), year.now());
    let mut verified = 0;
    for engagement in store.engagements().await.expect("engagements") {
        let Some(day) = engagement.delete_by else { continue };
        verified += 1;
        let holds = store.holds(engagement.id).await.expect("holds");
        if day > now || holds.iter().any(|hold| hold.runs(now)) {
            continue;
        }
        for holding in store.holdings(engagement.id).await.expect("holdings") {
            assert_eq!(holding.state, HoldingState::Destroyed, "{} of {}", holding.id, engagement.title);
            let latest = holds.iter().map(|hold| hold.until).chain([day]).max().expect("one at least");
            let gone = holding.destroyed_at.expect("dated");
            assert!(gone <= latest + SignedDuration::from_hours(25), "{gone} is later than {latest}");
        }
    }
    assert_eq!(verified, year.size.engagements, "every engagement came to its end");
    let closed = year.stays.iter().filter(|stay| stay.closed).count();
    assert_eq!(closed, year.size.engagements, "and was closed with a balance of zero");
}

/// What is still on the list of what is due is not late, or its officers were told.
pub(super) async fn deadlines_were_met_or_escalated(year: &Year) {
    let now = year.now();
    let mails = year.firm.app.store().mails().await.expect("mails");
    let missed = mails.iter().filter(|mail| mail.kind == MailKind::DeadlineMissed).count();
    for due in clocks::due::all(&year.firm.app).await.expect("a list") {
        assert!(clocks::due::KINDS.contains(&due.kind), "{} has no name", due.kind);
        let late = due.at + SignedDuration::from_hours(2) < now;
        assert!(!late || missed > 0, "{due:?} is late and nobody was told");
    }
}

/// Every certificate of the year verifies, by the policy file of its engagement alone.
pub(super) async fn certificates_verify(year: &Year) {
    let auditor = year.firm.at_work("ada.auditor@quillbridge.example", None).await.expect("at work");
    let mut seen = 0;
    for engagement in year.firm.app.store().engagements().await.expect("engagements") {
        assert_eq!(engagement.state, EngagementState::Closed);
        let policy = views::verifier_policy(&auditor, engagement.id).await.expect("a policy");
        let policy = Policy::parse(policy.as_bytes()).expect("reads");
        for certificate in year.firm.app.store().certificates(engagement.id).await.expect("certificates") {
            let bundle = views::certificate_bundle(&auditor, certificate.id).await.expect("a bundle");
            let report = verify(&bundle, &policy, None);
            assert_eq!(report.outcome, Outcome::Valid, "{report:?}");
            seen += 1;
        }
    }
    assert!(seen >= year.size.engagements, "{seen} certificates");
}

/// The logs and their heads are consistent with each other and with the records.
pub(super) async fn the_log_is_consistent(year: &Year) {
    let findings = year.firm.app.store().fsck().await.expect("checked");
    assert!(findings.is_clean(), "{:?}", findings.faults);
}

/// Every promise says how it stands and why.
pub(super) async fn every_status_is_explained(year: &Year) {
    let look = promises::Look::new(&year.firm.app);
    for promise in promises::PROMISES {
        let finding = (promise.judge)(&look).await.unwrap_or_else(|error| panic!("{}: {error:?}", promise.slug));
        assert!(!finding.says.en.is_empty() && !finding.says.fr.is_empty(), "{}", promise.slug);
        assert!(finding.valid_until > look.now, "{}", promise.slug);
        // What never happened is broken without a thing to show against it; a thing against it breaks it always.
        let against = finding.evidence.iter().any(|each| each.against);
        assert!(!against || finding.status == PromiseStatus::Broken, "{}: {finding:?}", promise.slug);
    }
}

/// The leaves of every log, the site's first.
pub(super) async fn leaves(year: &Year) -> Vec<Vec<u8>> {
    let store = year.firm.app.store();
    let engagements =
        store.engagements().await.expect("engagements").into_iter().map(|each| LogId::Engagement(each.id));
    let mut all = Vec::new();
    for id in [LogId::Site].into_iter().chain(engagements) {
        let log = store.log(id);
        let size = log.size().await.expect("a size");
        all.extend(log.entries(0, size).await.expect("entries").into_iter().map(|entry| entry.body));
    }
    all
}
