//! Devices: what each failing check refuses and by which clause, that mending it opens again, and what is taken as a report.

mod trust;

use bailee_app::{
    Door,
    actions::{self, ApproveDeviceAsk, QueryAsk},
    clocks,
};
use bailee_model::{
    Category, Device, DeviceId, DeviceOwner, DeviceState, Error, ErrorKind, MailKind, Measured, Os, Posture, Purpose,
    ReportBody, Result,
    clock::SeededRng,
    entry::LogId,
    posture::{Encryption, Protection, ScreenLock, Unavailable, Updates, Why},
};
use bailee_testkit::{TestDevice, TestFirm, firm::TestEngagement, sound_posture};
use jiff::SignedDuration;

const CSV: &str = "code,name\n1010,Cash\n";

/// A consultant with a grant, a table, and a session confirmed by their device.
struct Desk {
    firm: TestFirm,
    on: TestEngagement,
    email: String,
    token: String,
}

impl Desk {
    async fn new() -> Self {
        let firm = TestFirm::new().await.expect("a firm");
        let mut on = firm.engagement("one", &[Category::Financial]).await.expect("an engagement");
        firm.grant(&mut on, Purpose::Audit, &[Category::Financial], &[]).await.expect("a grant");
        firm.bring(&on, "ledger.csv", Category::Financial, CSV).await.expect("a table");
        let email = on.consultant.who.email.clone();
        let mut desk = Self { firm, on, email, token: String::new() };
        desk.token = desk.firm.sign_in_token(&desk.email).await.expect("in").1;
        desk.work_for_audit().await;
        desk
    }

    async fn work_for_audit(&self) {
        actions::set_purpose(&self.door().await, Some(Purpose::Audit)).await.expect("a purpose");
    }

    async fn door(&self) -> Door {
        self.firm.app.door(&self.token).await.expect("a session")
    }

    /// Opens the table in place.
    async fn opens(&self) -> Result<()> {
        let ask = QueryAsk { engagement: self.on.it.id, sql: "select * from ledger".to_owned(), limit: 5 };
        actions::query(&self.firm.app.door(&self.token).await?, ask).await.map(drop)
    }

    async fn refused_by(&self, clause: &str) {
        let error = self.opens().await.expect_err("refused");
        assert_eq!(clause_of(&error), clause, "{error}");
    }

    /// Reports this posture.
    async fn report(&self, posture: Posture) {
        let reported = self.firm.with_device(&self.email, async |device| {
            device.posture = posture;
            device.report(&self.firm.app).await
        });
        reported.await.expect("taken");
    }

    /// Sends a report that was changed after it was made, and before or after it was signed.
    async fn send(
        &self,
        change: impl FnOnce(&mut ReportBody),
        tamper: impl FnOnce(&mut Vec<u8>, &mut Vec<u8>),
    ) -> Result<()> {
        let app = &self.firm.app;
        let sent = self.firm.with_device(&self.email, async |device| {
            let mut report = device.next_report(app.clock().as_ref());
            change(&mut report);
            let (mut body, mut signature) = device.signed(&report);
            tamper(&mut body, &mut signature);
            app.report_posture(device.id, &body, &signature).await.map(drop)
        });
        sent.await
    }

    async fn device(&self) -> DeviceId {
        self.firm.with_device(&self.email, async |device| device.id).await
    }

    /// Signs in anew without any device behind the session.
    async fn sign_in_bare(&mut self) {
        self.token = self.firm.sign_in_bare(&self.email).await.expect("in").1;
        self.work_for_audit().await;
    }

    /// Has the person's device confirm the session, without a new report.
    async fn confirm(&self) -> Result<()> {
        let code = actions::ask_confirmation(&self.door().await).await?.code;
        self.firm.with_device(&self.email, async |device| device.confirm(&self.firm.app, code.expose()).await).await
    }
}

fn clause_of(error: &Error) -> &str {
    error.refusal().map_or("none", |refusal| refusal.clause.as_str())
}

fn unavailable<T>(why: Why) -> Measured<T> {
    Measured::Unavailable(Unavailable { why, detail: "says the device".to_owned() })
}

/// What may be wrong with a posture, and the clause that says no.
fn wrong_postures() -> Vec<(&'static str, Posture)> {
    let found = || "ext4 on partition".to_owned();
    let encryption = |on| Measured::Value(Encryption { on, path: "/home".to_owned(), found: found() });
    let updates = |age_days, restart_pending| Measured::Value(Updates { age_days, waiting: Some(1), restart_pending });
    let protection = |running, signatures_age_days| {
        Measured::Value(Protection { name: "ClamAV".to_owned(), running, signatures_age_days })
    };
    let lock = |on, delay_secs| Measured::Value(ScreenLock { on, delay_secs });
    let with = sound_posture;
    vec![
        ("S3.1", Posture { encryption: encryption(false), ..with() }),
        ("S3.1", Posture { encryption: unavailable(Why::NotApplicable), ..with() }),
        ("S3.1", Posture { encryption: unavailable(Why::NotPermitted), ..with() }),
        ("S3.2", Posture { updates: updates(15, false), ..with() }),
        ("S3.2", Posture { updates: updates(-1, false), ..with() }),
        ("S3.2", Posture { updates: updates(0, true), ..with() }),
        ("S3.2", Posture { updates: unavailable(Why::Failed), ..with() }),
        ("S3.3", Posture { protection: protection(false, Some(0)), ..with() }),
        ("S3.3", Posture { protection: protection(true, Some(8)), ..with() }),
        ("S3.3", Posture { protection: protection(true, None), ..with() }),
        ("S3.3", Posture { protection: unavailable(Why::NotFound), ..with() }),
        ("S3.3", Posture { protection: unavailable(Why::NotApplicable), ..with() }),
        ("S3.4", Posture { screen_lock: lock(false, 60), ..with() }),
        ("S3.4", Posture { screen_lock: lock(true, 301), ..with() }),
        ("S3.4", Posture { screen_lock: unavailable(Why::NotApplicable), ..with() }),
    ]
}

#[tokio::test]
async fn what_a_device_lacks_is_refused_by_its_clause_and_mending_it_opens_again() {
    let desk = Desk::new().await;
    desk.opens().await.expect("a sound device");
    for (clause, posture) in wrong_postures() {
        desk.report(posture).await;
        desk.refused_by(clause).await;
        desk.report(sound_posture()).await;
        desk.opens().await.expect("mended");
    }
}

#[tokio::test]
async fn a_session_without_a_device_opens_nothing_until_one_confirms_it() {
    let mut desk = Desk::new().await;
    desk.sign_in_bare().await;
    desk.refused_by("S3.1").await;
    desk.confirm().await.expect("confirmed");
    desk.opens().await.expect("with a device");
}

#[tokio::test]
async fn invariant_8_an_unreported_device_opens_nothing() {
    let mut desk = Desk::new().await;
    desk.firm.advance(SignedDuration::from_hours(24) + SignedDuration::from_mins(1));
    desk.sign_in_bare().await;
    desk.confirm().await.expect("a stale device still says who it is");
    desk.refused_by("S3.1").await;
    desk.report(sound_posture()).await;
    desk.opens().await.expect("fresh again");

    let silent = TestDevice::enrol(&desk.door().await, desk.firm.rng().as_ref(), DeviceOwner::Firm).await;
    let silent = silent.expect("another device");
    silent.approve(&desk.firm.officer().await.expect("in"), DeviceOwner::Firm).await.expect("approved");
    let code = actions::ask_confirmation(&desk.door().await).await.expect("a code").code;
    silent.confirm(&desk.firm.app, code.expose()).await.expect("it is approved");
    desk.refused_by("S3.1").await;
}

#[tokio::test]
async fn invariant_9_a_device_that_stays_silent_for_ninety_days_is_revoked() {
    let desk = Desk::new().await;
    let device = desk.device().await;
    desk.firm.advance(SignedDuration::from_hours(89 * 24));
    clocks::tick(&desk.firm.app).await.expect("a tick");
    assert_eq!(stored(&desk.firm, device).await.state, DeviceState::Approved);
    desk.firm.advance(SignedDuration::from_hours(2 * 24));
    clocks::tick(&desk.firm.app).await.expect("a tick");
    clocks::tick(&desk.firm.app).await.expect("and again");
    assert_eq!(stored(&desk.firm, device).await.state, DeviceState::Revoked);
    assert_eq!(entries(&desk.firm, "device.revoked").await, desk.firm.app.store().devices().await.expect("all").len());
}

async fn stored(firm: &TestFirm, device: DeviceId) -> Device {
    firm.app.store().get::<Device>(device).await.expect("the store").expect("a device")
}

/// How many entries of the site log have this name.
async fn entries(firm: &TestFirm, name: &str) -> usize {
    let log = firm.app.store().log(LogId::Site);
    let size = log.size().await.expect("a size");
    let all = log.entries(0, size).await.expect("entries");
    all.into_iter().filter(|entry| entry.name == name).count()
}

#[tokio::test]
async fn a_report_that_is_forged_or_from_nobody_is_refused_alike() {
    let desk = Desk::new().await;
    let forged = desk.send(|_| {}, |_, signature| signature[20] ^= 1).await.expect_err("a wrong signature");
    let changed = desk.send(|_| {}, |body, _| body.push(b' ')).await.expect_err("other bytes");
    let empty = desk.send(|_| {}, |_, signature| signature.clear()).await.expect_err("no signature");
    let nobody = desk.firm.app.report_posture(DeviceId::new(&SeededRng::new(9)), b"{}", &[0; 64]).await;
    let mut answers = vec![forged, changed, empty, nobody.err().expect("unknown")];
    actions::revoke_device(&desk.door().await, desk.device().await).await.expect("revoked");
    answers.push(desk.send(|_| {}, |_, _| {}).await.expect_err("revoked"));
    for error in &answers {
        assert_eq!(
            (error.kind(), clause_of(error), error.code()),
            (ErrorKind::Refused, "S3.5", Some("unknown_device"))
        );
    }
    let mut said: Vec<String> = answers.iter().map(ToString::to_string).collect();
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
}

#[tokio::test]
async fn a_report_that_repeats_or_comes_from_a_wrong_clock_is_refused() {
    let desk = Desk::new().await;
    let refused = async |change: &dyn Fn(&mut ReportBody)| {
        let error = desk.send(change, |_, _| {}).await.expect_err("refused");
        assert_eq!((error.kind(), clause_of(&error)), (ErrorKind::Refused, "S3.1"), "{error}");
        error.code().unwrap_or_default()
    };
    let mins = SignedDuration::from_mins;
    assert_eq!(refused(&|report| report.number -= 1).await, "repeated_report");
    assert_eq!(refused(&|report| report.number = 0).await, "repeated_report");
    assert_eq!(refused(&|report| report.number = i64::MIN).await, "repeated_report");
    assert_eq!(refused(&|report| report.taken_at += mins(3)).await, "clock_ahead");
    assert_eq!(refused(&|report| report.taken_at -= mins(11)).await, "too_old");
    assert_eq!(refused(&|report| report.os = Os::Windows).await, "another_os");
    assert_eq!(refused(&|report| report.device = DeviceId::new(&SeededRng::new(9))).await, "another_device");
    desk.send(|report| report.taken_at += mins(2), |_, _| {}).await.expect("a little ahead");
    desk.send(|report| report.taken_at -= mins(9), |_, _| {}).await.expect("a little late");
    desk.opens().await.expect("what was refused changed nothing");
}

#[tokio::test]
async fn the_same_bytes_are_taken_once() {
    let desk = Desk::new().await;
    let app = &desk.firm.app;
    let again = desk.firm.with_device(&desk.email, async |device| {
        let report = device.next_report(app.clock().as_ref());
        let (body, signature) = device.signed(&report);
        let (one, other) = futures::join!(
            app.report_posture(device.id, &body, &signature),
            app.report_posture(device.id, &body, &signature)
        );
        [one.is_ok(), other.is_ok()]
    });
    let taken = again.await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "at the same time");
    let device = desk.device().await;
    let reports = desk.firm.app.store().reports_of(device).await.expect("reports");
    assert_eq!(reports.iter().filter(|report| report.number == reports.len() as i64).count(), 1);
}

#[tokio::test]
async fn what_is_signed_and_not_understood_is_not_believed() {
    let desk = Desk::new().await;
    let app = &desk.firm.app;
    let bad = |change: fn(&mut serde_json::Value)| {
        desk.firm.with_device(&desk.email, async move |device| {
            let report = device.next_report(app.clock().as_ref());
            let mut value = serde_json::to_value(&report).expect("JSON");
            change(&mut value);
            let (body, signature) = device.signed_bytes(value.to_string().into_bytes());
            app.report_posture(device.id, &body, &signature).await.map(drop).expect_err("not understood").kind()
        })
    };
    assert_eq!(bad(|value| value["more"] = true.into()).await, ErrorKind::BadInput);
    assert_eq!(bad(|value| value["posture"]["more"] = true.into()).await, ErrorKind::BadInput);
    assert_eq!(bad(|value| value["posture"]["encryption"]["value"]["more"] = 1.into()).await, ErrorKind::BadInput);
    assert_eq!(bad(|value| value["posture"]["updates"]["value"]["age_days"] = "0".into()).await, ErrorKind::BadInput);
    assert_eq!(bad(|value| value["posture"]["encryption"] = "not_applicable".into()).await, ErrorKind::BadInput);
    assert_eq!(bad(|value| value["raw_digest"] = "none".into()).await, ErrorKind::BadInput);
    assert_eq!(bad(|value| value["collector"] = "x".repeat(500).into()).await, ErrorKind::BadInput);
    assert_eq!(bad(|value| value["os_version"] = "12\u{1b}[2J".into()).await, ErrorKind::BadInput);
    assert_eq!(bad(|value| *value = "posture".into()).await, ErrorKind::BadInput);
}

#[tokio::test]
async fn a_personal_device_opens_until_its_day_and_again_when_it_is_approved_anew() {
    let mut desk = Desk::new().await;
    desk.sign_in_bare().await;
    let mut own =
        TestDevice::enrol(&desk.door().await, desk.firm.rng().as_ref(), DeviceOwner::Personal).await.expect("enrolled");
    let approve = async |days| {
        let officer = desk.firm.officer().await.expect("in");
        actions::approve_device(&officer, ApproveDeviceAsk { device: own.id, days }).await
    };
    for days in [None, Some(0), Some(181), Some(-3)] {
        assert_eq!(approve(days).await.expect_err("no such approval").kind(), ErrorKind::BadInput, "{days:?}");
    }
    approve(Some(1)).await.expect("approved");
    desk.firm.advance(SignedDuration::from_hours(24) - SignedDuration::from_mins(5));
    desk.sign_in_bare().await;
    own.report(&desk.firm.app).await.expect("reported");
    let code = actions::ask_confirmation(&desk.door().await).await.expect("a code").code;
    own.confirm(&desk.firm.app, code.expose()).await.expect("within its day");
    desk.opens().await.expect("within its day");

    desk.firm.advance(SignedDuration::from_mins(6));
    desk.refused_by("S3.5").await;
    clocks::tick(&desk.firm.app).await.expect("a tick");
    clocks::tick(&desk.firm.app).await.expect("and again");
    assert_eq!(entries(&desk.firm, "device.approval_ended").await, 1);
    assert_eq!(stored(&desk.firm, own.id).await.state, DeviceState::Asked);
    assert!(desk.door().await.machine.is_none(), "no device is behind the session any more");
    desk.refused_by("S3.1").await;
    let code = actions::ask_confirmation(&desk.door().await).await.expect("a code").code;
    let error = own.confirm(&desk.firm.app, code.expose()).await.expect_err("not approved");
    assert_eq!((clause_of(&error), error.code()), ("S3.5", Some("device_not_approved")));

    actions::approve_device(
        &desk.firm.officer().await.expect("in"),
        ApproveDeviceAsk { device: own.id, days: Some(30) },
    )
    .await
    .expect("anew");
    own.confirm(&desk.firm.app, code.expose()).await.expect("approved again");
    desk.opens().await.expect("and open again");
}

#[tokio::test]
async fn its_person_is_told_once_a_week_before_an_approval_ends() {
    let desk = Desk::new().await;
    desk.firm.officer().await.expect("in");
    let own = TestDevice::enrol(
        &desk.firm.sign_in(&desk.email).await.expect("in"),
        desk.firm.rng().as_ref(),
        DeviceOwner::Personal,
    )
    .await
    .expect("enrolled");
    own.approve(&desk.firm.officer().await.expect("in"), DeviceOwner::Personal).await.expect("for ninety days");
    let told = async || {
        clocks::tick(&desk.firm.app).await.expect("a tick");
        let path = format!("/devices/{}", own.id);
        let mails = desk.firm.app.store().mails().await.expect("mails");
        mails.iter().filter(|mail| mail.path == path && mail.kind == MailKind::SecurityNotice).count()
    };
    let before = told().await;
    desk.firm.advance(SignedDuration::from_hours(82 * 24));
    assert_eq!(told().await, before);
    desk.firm.advance(SignedDuration::from_hours(24) + SignedDuration::from_mins(10));
    assert_eq!(told().await, before + 1);
    assert_eq!(told().await, before + 1, "once");
}
