//! Clause D7.1: what goes back, to which key, and the receipt.

use super::{count, log, told};
use bailee_app::{
    Door,
    actions::{self, AskGrantAsk, ChangeRecipientAsk, ConfirmReceiptAsk, HandOverAsk, HandedOver},
    views,
};
use bailee_log::handover::{Checker, Found};
use bailee_model::{
    Category, ColumnClass, Engagement, EntryDraft, ErrorKind, Handover, HoldingId, IncidentId, MailKind, Purpose,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use bailee_vault::Identity;
use futures::TryStreamExt;

const CSV: &str = "id,name\n1,Fernhill Ltd (fictional)\n";

async fn scene() -> (TestFirm, TestEngagement, HoldingId) {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (original, ..) = firm.bring(&on, "c.csv", Category::Parties, CSV).await.expect("brought");
    firm.bring(&on, "C.csv", Category::Parties, "id,name\n2,B\n").await.expect("brought");
    on.owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    (firm, on, original.id)
}

fn ask(on: &TestEngagement, holdings: Vec<HoldingId>) -> HandOverAsk {
    HandOverAsk { engagement: on.it.id, holdings }
}

async fn sealed(handed: HandedOver) -> bailee_model::Result<Vec<u8>> {
    handed
        .out
        .bytes
        .try_fold(Vec::new(), |mut all, chunk| async move {
            all.extend_from_slice(&chunk);
            Ok(all)
        })
        .await
}

fn opened(identity: &Identity, sealed: &[u8]) -> Found {
    let mut checker = Checker::default();
    checker.push(&identity.open(sealed).expect("opens")).expect("an archive");
    checker.finish().expect("whole")
}

async fn read(firm: &TestFirm, id: bailee_model::HandoverId) -> Handover {
    firm.app.store().get(id).await.expect("read").expect("there")
}

#[tokio::test]
async fn everything_goes_back_in_one_archive_whose_list_is_on_record() {
    let (firm, on, original) = scene().await;
    let handed = actions::hand_over(&on.owner, ask(&on, vec![])).await.expect("handed over").value;
    let id = handed.handover.id;
    let before = log(&firm, &on).await;
    assert_eq!((count(&before, "handover.begun"), count(&before, "disclosure.made")), (1, 2), "entry before bytes");
    let bytes = sealed(handed).await.expect("streams");
    let found = opened(&firm.keepers[1], &bytes);
    assert_eq!(found.troubles, vec![]);
    let paths: Vec<&str> = found.manifest.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["originals/c.csv", "originals/C (2).csv"], "tables are said again by their originals");
    assert_eq!(found.manifest.files[0].sha256, bailee_log::Hash::of(CSV.as_bytes()));
    assert_eq!(found.manifest.handover, id.to_string());
    let handover = read(&firm, id).await;
    assert_eq!(handover.manifest, Some(found.digest.to_string()));
    assert!(handover.is_whole() && handover.waits_for_receipt() && handover.items.contains(&original));
    let entries = log(&firm, &on).await;
    let listed = entries.iter().find(|entry| entry.name == "handover.listed").expect("on record");
    let body = bailee_log::entry::Body::decode(&listed.body).expect("an entry");
    assert_eq!(body.digests.get("manifest"), Some(&found.digest));
}

#[tokio::test]
async fn the_client_states_that_it_arrived_and_the_digest_has_to_agree() {
    let (firm, on, _) = scene().await;
    let handed = actions::hand_over(&on.owner, ask(&on, vec![])).await.expect("handed over").value;
    let id = handed.handover.id;
    let receipt = |manifest: String| ConfirmReceiptAsk { handover: id, manifest, checked: true };
    let early = actions::confirm_receipt(&on.owner, receipt("ab".repeat(32))).await.expect_err("not whole");
    assert_eq!(early.kind(), ErrorKind::Conflict);
    let found = opened(&firm.keepers[1], &sealed(handed).await.expect("streams"));
    for wrong in ["ab".repeat(32), "ab".to_owned(), "zz".repeat(32)] {
        let error = actions::confirm_receipt(&on.owner, receipt(wrong)).await.expect_err("another digest");
        assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("manifest"));
    }
    let by_lead =
        actions::confirm_receipt(&on.lead, receipt(found.digest.to_string())).await.expect_err("the client's");
    assert_eq!(by_lead.refusal().expect("a refusal").clause, "D1");
    let spaced = found.digest.to_string().to_uppercase().replacen('A', "A ", 1);
    let done = actions::confirm_receipt(&on.owner, receipt(spaced)).await.expect("received");
    assert!(done.receipt_checked && done.receipt_by == Some(on.owner.who.id) && !done.waits_for_receipt());
    let twice = actions::confirm_receipt(&on.owner, receipt(found.digest.to_string())).await.expect_err("given");
    assert_eq!(twice.kind(), ErrorKind::Conflict);
    let shown = views::returns(&on.owner, on.it.id).await.expect("seen");
    assert_eq!(shown.handovers[0].receipt_by, on.owner.who.name);
    assert_eq!(count(&log(&firm, &on).await, "handover.received"), 1);
}

#[tokio::test]
async fn what_breaks_off_is_not_whole_and_is_fetched_again() {
    let (firm, on, _) = scene().await;
    let handed = actions::hand_over(&on.owner, ask(&on, vec![])).await.expect("handed over").value;
    let id = handed.handover.id;
    drop(handed.out.bytes);
    let again = actions::hand_over(&on.owner, ask(&on, vec![])).await.expect("again").value;
    let other = again.handover.id;
    sealed(again).await.expect("streams");
    assert!(!read(&firm, id).await.is_whole() && read(&firm, other).await.is_whole());
}

#[tokio::test]
async fn a_bundle_on_its_way_breaks_off_when_an_incident_freezes_the_engagement() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    // More than may wait for the network: the second file is begun only when most of the first was taken.
    let long = format!("id,name\n1,{}\n", "x".repeat(8 << 20));
    firm.bring(&on, "long.csv", Category::Parties, &long).await.expect("brought");
    firm.bring(&on, "second.csv", Category::Parties, CSV).await.expect("brought");
    on.owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    let handed = actions::hand_over(&on.owner, ask(&on, vec![])).await.expect("handed over").value;
    let id = handed.handover.id;
    let it = firm.app.store().get::<Engagement>(on.it.id).await.expect("read").expect("there");
    let frozen = Engagement { frozen_by: Some(IncidentId::new(firm.rng().as_ref())), ..it };
    let entry = EntryDraft::new(on.it.id, "test.changed");
    let recorded = firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&frozen).await });
    recorded.await.expect("frozen");
    let error = sealed(handed).await.expect_err("broken off");
    assert!(error.message().contains("nothing leaves"), "{error}");
    let handover = read(&firm, id).await;
    assert!(!handover.is_whole() && handover.manifest.is_none());
}

#[tokio::test]
async fn invariant_5_what_was_destroyed_meanwhile_breaks_the_bundle_off() {
    let (firm, on, original) = scene().await;
    let handed = actions::hand_over(&on.owner, ask(&on, vec![original])).await.expect("handed over").value;
    let id = handed.handover.id;
    let gone = actions::DestroyAsk { engagement: on.it.id, holdings: vec![original] };
    let destroyed = actions::destroy(&on.owner, gone).await;
    let streamed = sealed(handed).await;
    // A few chunks may have been ready; then it is whole and was so before the key went.
    assert!(destroyed.is_ok());
    assert_eq!(streamed.is_ok(), read(&firm, id).await.is_whole());
    let later = actions::hand_over(&on.owner, ask(&on, vec![original])).await.err().expect("gone");
    assert!(later.refusal().is_some());
}

#[tokio::test]
async fn the_lead_hands_over_only_what_a_grant_clears_and_with_fresh_factors() {
    let (firm, on, original) = scene().await;
    let grant = async |classes: Vec<ColumnClass>| -> Door {
        let (lead, token) = firm.sign_in_token(&on.lead.who.email).await.expect("in");
        let asked = AskGrantAsk {
            engagement: on.it.id,
            purpose: Purpose::Verification,
            categories: vec![Category::Parties],
            classes,
            days: 2,
            reason: "return".to_owned(),
        };
        let asked = actions::ask_grant(&lead, asked).await.expect("asked").id;
        actions::approve_grant(&firm.officer().await.expect("in"), asked).await.expect("approved");
        actions::set_purpose(&lead, Some(Purpose::Verification)).await.expect("set");
        firm.app.door(&token).await.expect("in")
    };
    let clause =
        |error: Option<bailee_model::Error>| error.expect("refused").refusal().expect("a refusal").clause.clone();
    let lead = grant(vec![]).await;
    assert_eq!(clause(actions::hand_over(&lead, ask(&on, vec![original])).await.err()), "S4.1");
    let lead = grant(ColumnClass::IN_CLEAR.to_vec()).await;
    let handed = actions::hand_over(&lead, ask(&on, vec![original])).await.expect("cleared").value;
    sealed(handed).await.expect("streams");
    firm.advance(jiff::SignedDuration::from_mins(6));
    assert_eq!(clause(actions::hand_over(&lead, ask(&on, vec![original])).await.err()), "S2.3");
    firm.advance(jiff::SignedDuration::from_mins(6));
    actions::hand_over(&on.owner, ask(&on, vec![original])).await.expect("the client needs neither");
}

#[tokio::test]
async fn only_the_clients_owner_names_the_key_and_the_old_one_stays_in_the_log() {
    let (firm, on, _) = scene().await;
    let (old, new) = (firm.keepers[1].recipient().to_string(), Identity::generate());
    let name = |recipient: String| ChangeRecipientAsk { engagement: on.it.id, recipient };
    let secret = new.to_secret_text().to_string();
    for wrong in ["age1mistyped".to_owned(), "ssh-ed25519 AAAA".to_owned(), secret.clone(), old.clone()] {
        let error = actions::change_recipient(&on.owner, name(wrong)).await.expect_err("no");
        assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("recipient"));
        assert!(!format!("{error} {error:?}").contains(&secret[20..30]), "a secret is not said again");
    }
    let by_lead =
        actions::change_recipient(&on.lead, name(new.recipient().to_string())).await.expect_err("the client's");
    assert_eq!(by_lead.refusal().expect("a refusal").clause, "D1");
    actions::change_recipient(&on.owner, name(new.recipient().to_string())).await.expect("named");
    let entries = log(&firm, &on).await;
    let changed = entries.iter().find(|entry| entry.name == "recipient.changed").expect("on record");
    assert_eq!(changed.details.as_ref().and_then(|it| it.get("was")).and_then(|it| it.as_str()), Some(old.as_str()));
    assert_eq!(told(&firm, on.owner.who.id, MailKind::RecipientChanged).await, 1);
    let handed = actions::hand_over(&on.owner, ask(&on, vec![])).await.expect("handed over").value;
    assert_eq!(opened(&new, &sealed(handed).await.expect("streams")).troubles, vec![]);
    firm.advance(jiff::SignedDuration::from_mins(6));
    let stale = actions::change_recipient(&on.owner, name(old)).await.expect_err("stale");
    assert_eq!(stale.refusal().expect("a refusal").clause, "S2.3");
}
