//! Files through drop links, and holdings out through links that open once.

use bailee_app::{
    App,
    actions::{self, AskGrantAsk, MakeDropLinkAsk, MakeOutLinkAsk},
    clocks,
    transfer::{Checksum, ChecksumKind, DropDoor, SPARE_PARTS},
    views,
};
use bailee_model::{
    Category, ColumnClass, DropLink, DropUpload, EngagementState, Error, ErrorKind, Holding, HoldingKind, HoldingState,
    MailKind, Organisation, OutLink, PersonState, Purpose, Result, Standing, UploadState, say, transfer::SealedPart,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use std::sync::Arc;

const FILE: &str = "date,amount\n2026-01-05,12.50\n2026-01-06,canary-4711\n";

struct Stage {
    firm: TestFirm,
    on: TestEngagement,
    link: DropLink,
    token: String,
}

fn ask(on: &TestEngagement) -> MakeDropLinkAsk {
    MakeDropLinkAsk {
        engagement: on.it.id,
        label: "Marrow Mills, books of 2025".to_owned(),
        asked_for: "The general ledger as CSV".to_owned(),
        category: Category::Financial,
        purpose: Purpose::Audit,
        until: on.lead.now() + SignedDuration::from_hours(24 * 7),
        max_files: 2,
        max_bytes: 1000,
    }
}

async fn stage() -> Stage {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Financial]).await.expect("an engagement");
    let made = actions::make_drop_link(&on.consultant, ask(&on)).await.expect("made").value;
    let address = made.address.expose().to_owned();
    let token = address.rsplit('/').next().expect("a path").to_owned();
    assert!(address.starts_with("https://bailee.quillbridge.example/drop/") && token.len() == 43, "{address}");
    Stage { firm, on, link: made.link, token }
}

impl Stage {
    fn app(&self) -> &Arc<App> {
        &self.firm.app
    }

    async fn door(&self) -> Result<DropDoor> {
        self.app().drop_door(&self.token, "192.0.2.9").await
    }

    async fn begun(&self, length: usize) -> (DropUpload, String) {
        let begun = self.door().await.expect("open").begin("ledger.csv", length as i64).await.expect("begun");
        (begun.upload, begun.secret.expose().to_owned())
    }

    async fn upload(&self, upload: &DropUpload) -> DropUpload {
        self.app().store().get::<DropUpload>(upload.id).await.expect("read").expect("there")
    }

    async fn holding(&self, upload: &DropUpload) -> Holding {
        self.app().store().get::<Holding>(upload.holding).await.expect("read").expect("there")
    }

    /// Changes a record as a fault or another action would.
    async fn change<T: bailee_store::Noun>(&self, noun: T) {
        let entry = bailee_model::EntryDraft::new(self.on.it.id, "test.changed");
        let ledger = self.app().store().ledger();
        ledger.record([entry], move |tx| async move { tx.save(&noun).await }).await.expect("changed");
    }
}

fn chunks(parts: &[&str]) -> impl Stream<Item = Result<Bytes>> + Send + Unpin + 'static {
    let parts: Vec<Result<Bytes>> = parts.iter().map(|part| Ok(Bytes::from((*part).to_owned()))).collect();
    stream::iter(parts)
}

fn broken(parts: &[&str]) -> impl Stream<Item = Result<Bytes>> + Send + Unpin + 'static {
    chunks(parts).chain(stream::once(async { Err(Error::bad_input(say!("the line broke"))) }).boxed())
}

#[tokio::test]
async fn what_comes_in_pieces_is_whole_in_custody_and_the_sender_can_prove_it() {
    let stage = stage().await;
    let page = stage.door().await.expect("open").page().await.expect("room");
    assert_eq!((page.files_left, page.bytes_left, page.keep_days), (2, 1000, 14));
    assert_eq!(page.label, "Marrow Mills, books of 2025");
    let (upload, secret) = stage.begun(FILE.len()).await;
    let door = stage.door().await.expect("open");
    let first = door.append(&secret, 0, None, broken(&[&FILE[..7], &FILE[7..20]])).await.expect("kept what came");
    assert_eq!((first.received(), first.state), (20, UploadState::Arriving));
    assert_eq!(door.stand(&secret).await.expect("there").received(), 20);
    assert!(door.receipt(&secret).await.expect("there").is_none(), "not whole yet");
    let done = door.append(&secret, 20, None, chunks(&[&FILE[20..]])).await.expect("whole");
    assert_eq!((done.state, done.parts.len()), (UploadState::Taken, 0));

    let holding = stage.holding(&upload).await;
    assert_eq!(
        (holding.state, holding.bytes, holding.name.as_str()),
        (HoldingState::Held, FILE.len() as i64, "ledger.csv")
    );
    assert_eq!(holding.brought_by, stage.on.consultant.who.id);
    let receipt = door.receipt(&secret).await.expect("there").expect("in custody");
    let mut hasher = Sha256::new();
    hasher.update(hex::decode(&receipt.salt).expect("hex"));
    hasher.update(FILE);
    assert_eq!(hex::encode(hasher.finalize()), receipt.sha256);
    let checked = bailee_log::receipt::check(&serde_json::to_vec(&receipt).expect("json"), FILE.as_bytes(), None);
    assert_eq!(checked.expect("agrees").bytes, FILE.len() as u64);

    let jobs = stage.app().store().jobs(stage.on.it.id).await.expect("read");
    stage.app().wait(jobs[0].id).await.expect("parsed");
    let holdings = stage.app().store().holdings(stage.on.it.id).await.expect("read");
    assert!(holdings.iter().any(|each| each.kind == HoldingKind::Table && each.source == Some(holding.id)));
    let mails = stage.app().store().mails_to(stage.on.consultant.who.id).await.expect("read");
    assert!(mails.iter().any(|mail| mail.kind == MailKind::DropArrived && !mail.path.contains(&stage.token)));
}

#[tokio::test]
async fn an_offset_elsewhere_and_a_wrong_checksum_keep_nothing() {
    let stage = stage().await;
    let (_, secret) = stage.begun(FILE.len()).await;
    let door = stage.door().await.expect("open");
    let error = door.append(&secret, 5, None, chunks(&[FILE])).await.expect_err("elsewhere");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Conflict, Some("offset_mismatch")));
    let wrong = Checksum { kind: ChecksumKind::Sha256, digest: vec![0; 32] };
    let error = door.append(&secret, 0, Some(wrong), chunks(&[FILE])).await.expect_err("wrong");
    assert_eq!(error.code(), Some("checksum_mismatch"));
    assert_eq!(door.stand(&secret).await.expect("there").received(), 0);
    let right = Checksum { kind: ChecksumKind::Sha256, digest: Sha256::digest(FILE).to_vec() };
    let done = door.append(&secret, 0, Some(right), chunks(&[FILE])).await.expect("right");
    assert_eq!(done.state, UploadState::Taken);
}

#[tokio::test]
async fn an_upload_comes_in_a_bounded_number_of_pieces() {
    let stage = stage().await;
    stage.change(DropLink { max_bytes: 1 << 40, ..stage.link.clone() }).await;
    let (upload, secret) = stage.begun(1 << 33).await;
    let large: i64 = 1 << 20;
    let piece = |number| SealedPart { object: format!("part-{number}"), bytes: if number == 0 { large } else { 1 } };
    let parts: Vec<SealedPart> = (0..SPARE_PARTS).map(piece).collect();
    stage.change(DropUpload { parts, ..upload.clone() }).await;
    let door = stage.door().await.expect("open");
    let offset = large + SPARE_PARTS as i64;
    let last = door.append(&secret, offset - 1, None, broken(&["x"])).await.expect("one more piece");
    assert_eq!(last.parts.len(), SPARE_PARTS + 1, "a large one does not count");
    let error = door.append(&secret, offset, None, chunks(&["x"])).await.expect_err("one too many");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Conflict, Some("too_many_parts")));
    assert_eq!(stage.upload(&upload).await.state, UploadState::GivenUp, "it could never go on");
    assert_eq!(door.stand(&secret).await.expect_err("gone").kind(), ErrorKind::NotFound);
    assert_eq!(door.page().await.expect("room").files_left, 2, "and it can be begun anew");
}

#[tokio::test]
async fn limits_hold_across_uploads_under_way() {
    let stage = stage().await;
    let door = stage.door().await.expect("open");
    let error = door.begin("big.csv", 1001).await.err().expect("too large");
    assert_eq!(error.code(), Some("link_full"));
    assert_eq!(door.begin("empty.csv", 0).await.err().expect("empty").kind(), ErrorKind::BadInput);
    let (one, two, three) = tokio::join!(door.begin("a.csv", 600), door.begin("b.csv", 600), door.begin("c.csv", 600));
    assert_eq!([one.is_ok(), two.is_ok(), three.is_ok()].iter().filter(|each| **each).count(), 1, "bytes of one only");
    let (four, five) = tokio::join!(door.begin("d.csv", 10), door.begin("e.csv", 10));
    assert_eq!([four.is_ok(), five.is_ok()].iter().filter(|each| **each).count(), 1, "two files in all");
    let winner = [one, two, three].into_iter().find_map(Result::ok).expect("one");
    door.take_back(winner.secret.expose()).await.expect("taken back");
    assert_eq!(stage.holding(&winner.upload).await.state, HoldingState::Destroyed);
    assert!(!stage.firm.vault.is_open(stage.on.it.id, winner.upload.holding), "its key is gone");
    door.begin("f.csv", 600).await.expect("there is room again");
    let wrong = door.append(winner.secret.expose(), 0, None, chunks(&["x"])).await.expect_err("given up");
    assert_eq!(wrong.kind(), ErrorKind::NotFound);
    // More bytes than announced.
    let (_, secret) = {
        let stage = self::stage().await;
        let (upload, secret) = stage.begun(5).await;
        let error =
            stage.door().await.expect("open").append(&secret, 0, None, chunks(&["1234567"])).await.expect_err("more");
        assert_eq!(error.code(), Some("too_much"));
        assert_eq!(stage.holding(&upload).await.bytes, 5);
        (upload, secret)
    };
    assert_eq!(secret.len(), 43);
}

#[tokio::test]
async fn a_plain_form_comes_whole_or_not_at_all() {
    let stage = stage().await;
    let door = stage.door().await.expect("open");
    let error = door.take_form("a.csv", 900, broken(&["abc"])).await.err().expect("broke off");
    assert_eq!(error.kind(), ErrorKind::BadInput);
    let error = door.take_form("a.csv", 900, chunks(&[])).await.err().expect("empty");
    assert_eq!(error.message(), "The file is empty.");
    let large = "x".repeat(1200);
    let error = door.take_form("a.csv", 5000, chunks(&[&large])).await.err().expect("too large");
    assert_eq!(error.message(), "The file is larger than this link takes.");
    assert!(stage.app().store().drop_uploads_in(UploadState::Arriving).await.expect("read").is_empty());
    let (upload, secret) = door.take_form("C:\\books\\a.csv", 900, chunks(&[FILE])).await.expect("whole");
    assert_eq!((upload.state, upload.length), (UploadState::Taken, FILE.len() as i64));
    assert_eq!(stage.holding(&upload).await.name, "a.csv");
    assert!(door.receipt(secret.expose()).await.expect("there").is_some());
    assert_eq!(door.page().await.expect("room for one").files_left, 1);
    door.take_form("b.csv", 900, chunks(&[FILE])).await.expect("whole");
    assert_eq!(door.page().await.expect_err("used up").kind(), ErrorKind::NotFound);
    let receipt = stage.app().drop_receipt(&stage.token, secret.expose(), "").await.expect("the receipt stays");
    assert!(receipt.is_some());
}

async fn closed(stage: &Stage, why: &str) {
    let error = stage.door().await.err().unwrap_or_else(|| panic!("{why}"));
    assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, Error::not_found().message()), "{why}");
}

#[tokio::test]
async fn each_thing_that_may_be_over_closes_the_link_alike() {
    let stage = stage().await;
    let unknown = stage.app().drop_door("no-such-link", "").await.err().expect("unknown");
    assert_eq!(unknown.message(), Error::not_found().message());
    let (it, link) = (stage.on.it.clone(), stage.link.clone());
    let maker = stage.on.consultant.who.clone();
    for state in [EngagementState::Open, EngagementState::Verified, EngagementState::Closing, EngagementState::Closed] {
        stage.change(bailee_model::Engagement { state, ..it.clone() }).await;
        closed(&stage, state.as_str()).await;
    }
    stage.change(bailee_model::Engagement { categories: vec![Category::Operations], ..it.clone() }).await;
    closed(&stage, "category").await;
    stage.change(bailee_model::Engagement { purposes: vec![Purpose::Support], ..it.clone() }).await;
    closed(&stage, "purpose").await;
    stage.change(bailee_model::Engagement { nda_required: true, ..it.clone() }).await;
    closed(&stage, "agreement").await;
    stage.change(it).await;
    stage.change(DropLink { ended: Some(link.since), ..link.clone() }).await;
    closed(&stage, "ended").await;
    stage.change(DropLink { until: stage.app().clock().now(), ..link.clone() }).await;
    closed(&stage, "date").await;
    stage.change(link).await;
    for state in [PersonState::Suspended, PersonState::Departed] {
        stage.change(bailee_model::Person { state, ..maker.clone() }).await;
        closed(&stage, state.as_str()).await;
    }
    stage.change(maker.clone()).await;
    let assignments = stage.app().store().assignments_of(maker.id).await.expect("read");
    let assignment = assignments[0].clone();
    stage.change(bailee_model::Assignment { ended: Some(assignment.since), ..assignment.clone() }).await;
    closed(&stage, "assignment").await;
    stage.change(assignment).await;
    stage.door().await.expect("open again");
}

#[tokio::test]
async fn who_loses_the_right_under_way_gets_nothing_into_custody() {
    let stage = stage().await;
    let (upload, secret) = stage.begun(FILE.len()).await;
    let door = stage.door().await.expect("open");
    door.append(&secret, 0, None, broken(&[&FILE[..9]])).await.expect("some");
    actions::end_drop_link(&stage.on.lead, stage.link.id).await.expect("ended");
    let error = door.append(&secret, 9, None, chunks(&[&FILE[9..]])).await.expect_err("over");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(stage.upload(&upload).await.state, UploadState::GivenUp);
    assert_eq!(stage.holding(&upload).await.state, HoldingState::Destroyed);
    assert_eq!(
        actions::end_drop_link(&stage.on.lead, stage.link.id).await.expect_err("twice").kind(),
        ErrorKind::Refused
    );
}

#[tokio::test]
async fn invariant_9_what_is_unfinished_goes_by_itself() {
    let stage = stage().await;
    let (upload, secret) = stage.begun(FILE.len()).await;
    stage.door().await.expect("open").append(&secret, 0, None, broken(&[&FILE[..9]])).await.expect("some");
    stage.firm.advance(SignedDuration::from_hours(71));
    clocks::tick(stage.app()).await.expect("ticked");
    assert_eq!(stage.upload(&upload).await.state, UploadState::Arriving);
    stage.firm.advance(SignedDuration::from_hours(2));
    clocks::tick(stage.app()).await.expect("ticked");
    clocks::tick(stage.app()).await.expect("twice is harmless");
    assert_eq!(stage.upload(&upload).await.state, UploadState::GivenUp);
    assert!(!stage.firm.vault.is_open(stage.on.it.id, upload.holding));
    stage.firm.advance(SignedDuration::from_hours(24 * 7));
    clocks::tick(stage.app()).await.expect("ticked");
    let link = stage.app().store().get::<DropLink>(stage.link.id).await.expect("read").expect("there");
    assert_eq!(link.ended, Some(link.until));
}

/// Freezes the engagement, or lets it run again.
async fn freeze(stage: &Stage, frozen: bool) {
    let it = stage.app().store().get::<bailee_model::Engagement>(stage.on.it.id).await.expect("read").expect("there");
    let frozen_by = frozen.then(|| bailee_model::IncidentId::new(stage.firm.rng().as_ref()));
    stage.change(bailee_model::Engagement { frozen_by, frozen_at: Some(stage.on.lead.now()), ..it }).await;
}

fn is_paused<T>(result: Result<T>) -> bool {
    result.err().is_some_and(|error| error.kind() == ErrorKind::Conflict && error.code() == Some("paused"))
}

#[tokio::test]
async fn what_is_under_way_when_an_incident_freezes_the_engagement_waits_and_goes_on() {
    let stage = stage().await;
    let (upload, secret) = stage.begun(FILE.len()).await;
    let door = stage.door().await.expect("open");
    door.append(&secret, 0, None, broken(&[&FILE[..9]])).await.expect("some");
    freeze(&stage, true).await;
    assert!(is_paused(stage.door().await.map(drop)), "the link says that it waits");
    assert!(is_paused(door.append(&secret, 9, None, chunks(&[&FILE[9..]])).await));
    assert!(is_paused(door.begin("another.csv", 3).await.map(drop)));
    // Longer than an upload may take otherwise, and within the link's date.
    for _ in 0..2 {
        stage.firm.advance(SignedDuration::from_hours(48));
        clocks::tick(stage.app()).await.expect("ticked");
    }
    let waiting = stage.upload(&upload).await;
    assert_eq!((waiting.state, waiting.received(), waiting.until), (UploadState::Arriving, 9, stage.link.until));
    assert!(stage.firm.vault.is_open(stage.on.it.id, upload.holding));
    freeze(&stage, false).await;
    clocks::tick(stage.app()).await.expect("ticked");
    let door = stage.door().await.expect("open again");
    assert_eq!(door.stand(&secret).await.expect("there").received(), 9);
    let done = door.append(&secret, 9, None, chunks(&[&FILE[9..]])).await.expect("whole");
    assert_eq!(done.state, UploadState::Taken);
}

#[tokio::test]
async fn what_was_whole_when_the_engagement_froze_is_taken_in_after_it() {
    let stage = stage().await;
    let (upload, secret) = stage.begun(FILE.len()).await;
    stage.door().await.expect("open").append(&secret, 0, None, broken(&[&FILE[..9]])).await.expect("some");
    let mut whole = stage.upload(&upload).await;
    whole.length = whole.received();
    stage.change(whole).await;
    freeze(&stage, true).await;
    clocks::tick(stage.app()).await.expect("ticked");
    assert_eq!(stage.upload(&upload).await.state, UploadState::Arriving, "nothing arrives meanwhile");
    let (last, _) = (stage.upload(&upload).await, freeze(&stage, false).await);
    // All of it was put together when the engagement froze: that waits as well.
    stage.change(DropUpload { state: UploadState::Whole, ..last.clone() }).await;
    freeze(&stage, true).await;
    clocks::tick(stage.app()).await.expect("ticked");
    tokio::task::yield_now().await;
    assert_eq!(stage.upload(&upload).await.state, UploadState::Whole);
    stage.change(last).await;
    freeze(&stage, false).await;
    clocks::tick(stage.app()).await.expect("ticked");
    assert_eq!(stage.upload(&upload).await.state, UploadState::Taken, "the clock goes on where it stood");
    assert_eq!(stage.holding(&upload).await.state, HoldingState::Held);
}

#[tokio::test]
async fn a_link_that_ends_while_it_waits_takes_its_uploads_with_it() {
    let stage = stage().await;
    let (upload, secret) = stage.begun(FILE.len()).await;
    stage.door().await.expect("open").append(&secret, 0, None, broken(&[&FILE[..9]])).await.expect("some");
    freeze(&stage, true).await;
    clocks::tick(stage.app()).await.expect("ticked");
    stage.firm.advance(SignedDuration::from_hours(24 * 8));
    clocks::tick(stage.app()).await.expect("ticked");
    assert_eq!(stage.upload(&upload).await.state, UploadState::GivenUp);
    closed(&stage, "over, and frozen").await;
}

#[tokio::test]
async fn a_link_that_is_ended_during_a_freeze_destroys_nothing_until_it_is_over() {
    let stage = stage().await;
    let (upload, secret) = stage.begun(FILE.len()).await;
    let door = stage.door().await.expect("open");
    door.append(&secret, 0, None, broken(&[&FILE[..9]])).await.expect("some");
    freeze(&stage, true).await;
    actions::end_drop_link(&stage.on.lead, stage.link.id).await.expect("a door can always be closed");
    closed(&stage, "ended, and frozen").await;
    assert_eq!(door.append(&secret, 9, None, chunks(&["x"])).await.expect_err("over").kind(), ErrorKind::NotFound);
    for _ in 0..2 {
        stage.firm.advance(SignedDuration::from_hours(48));
        clocks::tick(stage.app()).await.expect("ticked");
    }
    let waiting = stage.upload(&upload).await;
    assert_eq!((waiting.state, waiting.received()), (UploadState::Arriving, 9));
    assert!(stage.firm.vault.is_open(stage.on.it.id, upload.holding), "it may be evidence");
    freeze(&stage, false).await;
    clocks::tick(stage.app()).await.expect("ticked");
    assert_eq!(stage.upload(&upload).await.state, UploadState::GivenUp);
    assert!(!stage.firm.vault.is_open(stage.on.it.id, upload.holding));
}

#[tokio::test]
async fn a_form_whose_last_bytes_came_before_a_freeze_that_keeps_its_maker_out_leaves_no_room_taken() {
    let stage = Arc::new(stage().await);
    let door = stage.door().await.expect("open");
    let then = stage.clone();
    // Four pieces are taken up only when the second was, and the gate is asked before the first alone.
    let pieces = chunks(&[&FILE[..9], &FILE[9..12], &FILE[12..20], &FILE[20..]]).chain(stream::once(async move {
        freeze(&then, true).await;
        let maker = then.on.consultant.who.clone();
        then.change(bailee_model::Person { state: PersonState::Suspended, ..maker }).await;
        Ok(Bytes::new())
    }));
    let error = door.take_form("ledger.csv", 900, pieces.boxed()).await.err().expect("frozen");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let uploads = stage.app().store().drop_uploads(stage.link.id).await.expect("read");
    assert_eq!(uploads.iter().map(|upload| upload.state).collect::<Vec<_>>(), [UploadState::GivenUp]);
    assert_eq!(stage.holding(&uploads[0]).await.state, HoldingState::Destroyed);
}

#[tokio::test]
async fn a_form_that_comes_during_a_freeze_leaves_nothing() {
    let stage = stage().await;
    let door = stage.door().await.expect("open");
    freeze(&stage, true).await;
    assert!(is_paused(door.take_form("ledger.csv", 100, chunks(&[FILE])).await.map(drop)));
    let uploads = stage.app().store().drop_uploads(stage.link.id).await.expect("read");
    assert!(uploads.iter().all(|upload| !upload.counts()));
}

#[tokio::test]
async fn an_upload_goes_on_after_a_restart() {
    let stage = stage().await;
    let (upload, secret) = stage.begun(FILE.len()).await;
    stage.door().await.expect("open").append(&secret, 0, None, broken(&[&FILE[..9]])).await.expect("some");
    stage.app().recover().await.expect("as a start does");
    let door = stage.door().await.expect("open");
    assert_eq!(door.stand(&secret).await.expect("there").received(), 9);
    // A part that a restored store does not have is asked for again.
    let mut gone = stage.upload(&upload).await;
    gone.parts.push(bailee_model::transfer::SealedPart { object: "part-gone".to_owned(), bytes: 5 });
    stage.change(gone).await;
    assert_eq!(door.stand(&secret).await.expect("there").received(), 9);
    let done = door.append(&secret, 9, None, chunks(&[&FILE[9..]])).await.expect("whole");
    assert_eq!(done.state, UploadState::Taken);
}

#[tokio::test]
async fn what_was_whole_when_the_server_stopped_is_put_together() {
    let stage = stage().await;
    let (upload, secret) = stage.begun(FILE.len()).await;
    let door = stage.door().await.expect("open");
    let mut whole = door.append(&secret, 0, None, broken(&[&FILE[..FILE.len() - 1]])).await.expect("nearly");
    (whole.length, whole.state) = (whole.received(), UploadState::Whole);
    stage.change(whole).await;
    stage.app().recover().await.expect("as a start does");
    clocks::tick(stage.app()).await.expect("ticked");
    for _ in 0..200 {
        if stage.upload(&upload).await.state == UploadState::Taken {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("it was not put together");
}

#[tokio::test]
async fn who_comes_again_goes_before_the_line_that_hangs() {
    let stage = stage().await;
    let (_, secret) = stage.begun(FILE.len()).await;
    let door = stage.door().await.expect("open");
    let hanging = chunks(&[&FILE[..9]]).chain(stream::pending());
    let (old, own) = (door.clone(), secret.clone());
    let first = tokio::spawn(async move { old.append(&own, 0, None, hanging).await });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let stands = door.stand(&secret).await.expect("there").received();
    assert_eq!((stands, first.await.expect("ended").expect("kept").received()), (9, 9));
}

#[tokio::test]
async fn invariant_4_nothing_of_an_upload_is_plain_on_disk() {
    let stage = stage().await;
    let (_, secret) = stage.begun(FILE.len()).await;
    let door = stage.door().await.expect("open");
    door.append(&secret, 0, None, broken(&[&FILE[..FILE.len() - 2]])).await.expect("some");
    let search = || {
        fn walk(folder: &std::path::Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).expect("readable") {
                let path = entry.expect("readable").path();
                if path.is_dir() {
                    walk(&path, found);
                } else if std::fs::read(&path).is_ok_and(|bytes| {
                    ["canary-4711", "ledger.csv", "general ledger"]
                        .iter()
                        .any(|word| bytes.windows(word.len()).any(|each| each == word.as_bytes()))
                }) {
                    found.push(path.display().to_string());
                }
            }
        }
        let mut found = Vec::new();
        walk(&stage.firm.folder(), &mut found);
        found
    };
    assert_eq!(search(), Vec::<String>::new());
    door.append(&secret, FILE.len() as i64 - 2, None, chunks(&[&FILE[FILE.len() - 2..]])).await.expect("whole");
    assert_eq!(search(), Vec::<String>::new());
}

#[tokio::test]
async fn strangers_who_guess_are_slowed_down() {
    let stage = stage().await;
    for guess in 0..30 {
        let error = stage.app().drop_door(&format!("guess-{guess}"), "203.0.113.5").await.err().expect("none");
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
    let error = stage.app().drop_door(&stage.token, "203.0.113.5").await.err().expect("enough");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    stage.door().await.expect("others are not");
}

#[tokio::test]
async fn links_are_made_within_bounds_by_those_who_may_bring_files() {
    let stage = stage().await;
    let on = &stage.on;
    let wrong = |change: fn(&mut MakeDropLinkAsk)| {
        let mut asked = ask(on);
        change(&mut asked);
        actions::make_drop_link(&on.lead, asked)
    };
    let field = |error: Error| error.place().and_then(|place| place.field.clone()).unwrap_or_default();
    assert_eq!(field(wrong(|ask| ask.until += SignedDuration::from_hours(24 * 8)).await.err().expect("late")), "until");
    assert_eq!(field(wrong(|ask| ask.until -= SignedDuration::from_hours(24 * 8)).await.err().expect("past")), "until");
    assert_eq!(field(wrong(|ask| ask.max_files = 0).await.err().expect("none")), "max_files");
    assert_eq!(field(wrong(|ask| ask.max_bytes = (1 << 40) + 1).await.err().expect("more")), "max_bytes");
    assert_eq!(field(wrong(|ask| ask.label = " ".to_owned()).await.err().expect("empty")), "label");
    let refused = wrong(|ask| ask.category = Category::Employees).await.err().expect("not agreed");
    assert_eq!(refused.refusal().map(|refusal| refusal.clause.as_str()), Some("D2"));
    actions::make_drop_link(&on.owner, ask(on)).await.expect("the owner may");
    let contact =
        stage.firm.person("Cato A", Organisation::Client(on.client.id), Standing::Contact).await.expect("invited");
    let contact = stage.firm.sign_in(&contact.email).await.expect("signed in");
    let refused = actions::make_drop_link(&contact, ask(on)).await.err().expect("may look");
    assert_eq!(refused.refusal().map(|refusal| refusal.clause.as_str()), Some("D1"));
    let links = views::links(&on.lead, on.it.id).await.expect("listed");
    assert_eq!(links.drops.len(), 2);
    assert!(links.may_make_drop && links.drops.iter().all(|line| line.takes && line.may_end));
    let stranger = stage.firm.engagement("B", &[Category::Financial]).await.expect("another");
    assert_eq!(views::links(&stranger.lead, on.it.id).await.err().expect("unseen").kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn invariant_11_an_out_link_opens_once_for_its_person_and_is_a_disclosure() {
    let mut stage = stage().await;
    let (held, ..) = stage.firm.bring(&stage.on, "ledger.csv", Category::Financial, FILE).await.expect("brought");
    let contact = stage
        .firm
        .person("Cato A", Organisation::Client(stage.on.client.id), Standing::Contact)
        .await
        .expect("invited");
    stage.on.owner = stage.firm.sign_in(&stage.on.owner.who.email).await.expect("signed in");
    let ask = |person| MakeOutLinkAsk {
        engagement: stage.on.it.id,
        holding: held.id,
        person,
        until: stage.on.owner.now() + SignedDuration::from_hours(24),
    };
    let wrong = actions::make_out_link(&stage.on.owner, ask(stage.on.lead.who.id)).await.expect_err("not the client's");
    assert_eq!(wrong.kind(), ErrorKind::BadInput);
    let link = actions::make_out_link(&stage.on.owner, ask(contact.id)).await.expect("made").value;
    let mails = stage.app().store().mails_to(contact.id).await.expect("read");
    assert!(mails.iter().any(|mail| mail.kind == MailKind::OutLinkReady && mail.path == format!("/out/{}", link.id)));

    let open = |door| async move { actions::open_out_link(&door, link.id).await };
    assert_eq!(open(stage.on.owner.clone()).await.err().expect("another").kind(), ErrorKind::NotFound);
    assert_eq!(open(stage.on.lead.clone()).await.err().expect("another").kind(), ErrorKind::NotFound);
    let contact = stage.firm.sign_in(&contact.email).await.expect("signed in");
    assert_eq!(views::out_page(&contact, link.id).await.expect("theirs").name, "ledger.csv");
    assert_eq!(views::out_page(&stage.on.owner, link.id).await.err().expect("another").kind(), ErrorKind::NotFound);
    stage.firm.advance(SignedDuration::from_mins(6));
    let refused = open(contact.clone()).await.err().expect("stale");
    assert_eq!(refused.refusal().map(|refusal| refusal.clause.as_str()), Some("S2.3"));
    let contact = stage.firm.sign_in(&contact.who.email).await.expect("signed in");
    let taken = open(contact.clone()).await.expect("opened").value;
    let sealed: Vec<Bytes> = taken.bytes.try_collect().await.expect("sealed");
    let sealed = sealed.concat();
    assert!(sealed.starts_with(b"age-encryption.org/v1") && !sealed.windows(6).any(|each| each == b"canary"));
    let register = stage.app().store().disclosures(stage.on.it.id).await.expect("read");
    assert!(register.iter().any(|line| line.kind.as_str() == "link" && line.subject == link.id.to_string()));
    let refused = open(contact).await.err().expect("once");
    assert_eq!(refused.refusal().map(|refusal| refusal.reason.contains("opens once")), Some(true));
    let kept = stage.app().store().get::<OutLink>(link.id).await.expect("read").expect("there");
    assert!(kept.opened_at.is_some());
    assert_eq!(actions::end_out_link(&stage.on.owner, link.id).await.expect_err("opened").kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn the_lead_gives_out_only_what_their_grant_shows() {
    let stage = stage().await;
    let (held, ..) = stage.firm.bring(&stage.on, "ledger.csv", Category::Financial, FILE).await.expect("brought");
    let owner = stage.on.owner.who.id;
    let try_with = async |classes: &[ColumnClass]| {
        let email = &stage.on.lead.who.email;
        let lead = stage.firm.sign_in(email).await.expect("signed in");
        let ask = AskGrantAsk {
            engagement: stage.on.it.id,
            purpose: Purpose::Audit,
            categories: vec![Category::Financial],
            classes: classes.to_vec(),
            days: 7,
            reason: "the return".to_owned(),
        };
        let grant = actions::ask_grant(&lead, ask).await.expect("asked").value;
        let officer = stage.firm.officer().await.expect("signed in");
        actions::approve_grant(&officer, grant.id).await.expect("approved");
        let (door, token) = stage.firm.sign_in_token(email).await.expect("signed in");
        actions::set_purpose(&door, Some(Purpose::Audit)).await.expect("set");
        let lead = stage.app().door(&token).await.expect("a door");
        let until = lead.now() + SignedDuration::from_hours(24);
        let ask = MakeOutLinkAsk { engagement: stage.on.it.id, holding: held.id, person: owner, until };
        actions::make_out_link(&lead, ask).await
    };
    let refused = try_with(&[]).await.expect_err("the file quotes columns that this grant does not show");
    assert_eq!(refused.refusal().map(|refusal| refusal.clause.as_str()), Some("S4.1"));
    try_with(ColumnClass::IN_CLEAR).await.expect("made");
}
