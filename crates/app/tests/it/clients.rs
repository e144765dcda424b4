//! What passes between the firm and its clients beside data: questions, suppliers, changes of what was agreed, the
//! walk-through, and the client as a witness to their log.

mod suppliers;

use bailee_app::{
    Door,
    actions::{
        self, AnswerEnquiryAsk, AnswerTermsAsk, AskEnquiryAsk, ContactAsk, MOST_KEYS, ProposeTermsAsk, WitnessLogAsk,
    },
    clocks::due,
    views::{self, WorkKind},
};
use bailee_log::{checkpoint::Checkpoint, cosignature::CosignerKey, note::Note};
use bailee_model::{
    Category, Engagement, Enquiry, EnquiryId, EnquiryKind, ErrorKind, Grant, GrantEnd, LogId, MailKind, PersonId,
    Purpose, Result, Standing,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;

pub(crate) async fn again(firm: &TestFirm, door: &Door) -> Door {
    firm.sign_in(&door.who.email).await.expect("signs in")
}

pub(crate) async fn ask(firm: &TestFirm, on: &TestEngagement, text: &str) -> Enquiry {
    let owner = again(firm, &on.owner).await;
    let ask = AskEnquiryAsk { engagement: on.it.id, about: None, text: text.to_owned() };
    actions::ask_enquiry(&owner, ask).await.expect("asked").value
}

pub(crate) async fn answer(firm: &TestFirm, enquiry: EnquiryId, text: &str) -> Enquiry {
    let ask = AnswerEnquiryAsk { enquiry, answer: text.to_owned() };
    actions::answer_enquiry(&firm.officer().await.expect("in"), ask).await.expect("answered").value
}

pub(crate) fn clause<T>(result: Result<T>) -> String {
    let error = result.err().expect("refused");
    error.refusal().unwrap_or_else(|| panic!("no refusal: {error:?}")).clause.clone()
}

pub(crate) async fn told(firm: &TestFirm, who: PersonId, kind: MailKind) -> usize {
    let mails = firm.app.store().mails_of(who).await.expect("mails");
    mails.iter().filter(|mail| mail.kind == kind).count()
}

async fn work(door: &Door) -> Vec<WorkKind> {
    views::my_work(door).await.expect("a queue").into_iter().map(|item| item.kind).collect()
}

fn message(text: &str, address: &str) -> ContactAsk {
    ContactAsk {
        security: true,
        name: "Nell (fictional)".to_owned(),
        reply_to: String::new(),
        text: text.to_owned(),
        language: "en".to_owned(),
        address: address.to_owned(),
    }
}

#[tokio::test]
async fn a_clients_question_is_answered_on_its_page_and_by_nobody_else() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let other = firm.engagement("B", &[Category::Parties]).await.expect("another");
    let asked = ask(&firm, &on, "Who may see our prices?\nAnd until when?").await;
    let officer = firm.officer().await.expect("in");
    assert_eq!(told(&firm, officer.who.id, MailKind::EnquiryArrived).await, 1);
    assert!(work(&officer).await.contains(&WorkKind::EnquiryToAnswer));
    let listed = due::all(&firm.app).await.expect("a list");
    assert!(
        listed
            .iter()
            .any(|each| each.kind == "enquiry" && each.subject == asked.id.to_string() && each.at == asked.due)
    );

    let stranger = again(&firm, &other.owner).await;
    let own = AskEnquiryAsk { engagement: on.it.id, about: None, text: "May I?".to_owned() };
    assert_eq!(actions::ask_enquiry(&stranger, own).await.map(drop).expect_err("unseen").kind(), ErrorKind::NotFound);
    assert_eq!(
        views::own_enquiries(&stranger, on.it.id).await.map(drop).expect_err("unseen").kind(),
        ErrorKind::NotFound
    );
    let lead = again(&firm, &on.lead).await;
    let firms = AskEnquiryAsk { engagement: on.it.id, about: None, text: "May we?".to_owned() };
    assert_eq!(clause(actions::ask_enquiry(&lead, firms).await), "D8", "questions are the client's");
    let wrong = AnswerEnquiryAsk { enquiry: asked.id, answer: "Me.".to_owned() };
    assert!(
        actions::answer_enquiry(&again(&firm, &on.owner).await, wrong).await.is_err(),
        "nor does the client answer"
    );

    answer(&firm, asked.id, "Only those you agreed to.").await;
    assert_eq!(told(&firm, on.owner.who.id, MailKind::EnquiryAnswered).await, 1);
    let seen = views::own_enquiries(&again(&firm, &on.owner).await, on.it.id).await.expect("theirs").remove(0);
    assert_eq!(
        (seen.enquiry.answer.as_str(), seen.answered_by.as_deref()),
        ("Only those you agreed to.", Some("Odile Quill"))
    );
    let twice = AnswerEnquiryAsk { enquiry: asked.id, answer: "Again.".to_owned() };
    let officer = firm.officer().await.expect("in");
    assert_eq!(actions::answer_enquiry(&officer, twice).await.map(drop).expect_err("once").kind(), ErrorKind::Conflict);
    assert!(!due::all(&firm.app).await.expect("a list").iter().any(|each| each.kind == "enquiry"));
}

#[tokio::test]
async fn somebody_from_outside_reads_the_answer_by_their_link_alone() {
    let firm = TestFirm::new().await.expect("a firm");
    let sent = firm.app.contact(message("Your mail server speaks TLS 1.0.", "192.0.2.9")).await.expect("received");
    let waiting = firm.app.contacted(sent.secret.expose()).await.expect("theirs");
    assert_eq!((waiting.kind, waiting.answer.is_none(), waiting.due), (EnquiryKind::SecurityReport, true, sent.due));
    assert_eq!(firm.app.contacted("another").await.map(drop).expect_err("no such").kind(), ErrorKind::NotFound);
    assert_eq!(firm.app.contacted("").await.map(drop).expect_err("no such").kind(), ErrorKind::NotFound);
    let open = firm.app.store().enquiries_open().await.expect("open").remove(0);
    answer(&firm, open.id, "Thank you. It no longer does.").await;
    let answered = firm.app.contacted(sent.secret.expose()).await.expect("theirs").answer.expect("answered");
    assert_eq!(answered.0, "Thank you. It no longer does.");
    assert!(firm.app.contact(message(" ", "192.0.2.9")).await.is_err(), "nothing is written");
    for _ in 0..4 {
        firm.app.contact(message("More.", "192.0.2.9")).await.expect("five an hour");
    }
    assert_eq!(
        firm.app.contact(message("Six.", "192.0.2.9")).await.map(drop).expect_err("too many").kind(),
        ErrorKind::Conflict
    );
    firm.app.contact(message("From elsewhere.", "192.0.2.10")).await.expect("another address");
    firm.advance(SignedDuration::from_hours(1));
    firm.app.contact(message("Later.", "192.0.2.9")).await.expect("an hour later");
}

#[tokio::test]
async fn a_flood_of_questions_does_not_shut_out_who_reports_a_weakness() {
    let firm = TestFirm::new().await.expect("a firm");
    let question = |address: &str| ContactAsk { security: false, ..message("Are you there?", address) };
    let taken = async |ask| firm.app.contact(ask).await.is_ok();
    for number in 0..100 {
        // Five from each of twenty addresses: as many as are taken in an hour, from one and altogether.
        assert!(taken(question(&format!("192.0.2.{}", number / 5))).await, "{number}");
    }
    assert!(!taken(question("192.0.2.3")).await, "from one address");
    assert!(!taken(question("192.0.2.77")).await, "altogether");
    for _ in 0..5 {
        assert!(taken(message("Your mail server speaks TLS 1.0.", "192.0.2.3")).await, "a report is another matter");
    }
    assert!(!taken(message("And once more.", "192.0.2.3")).await, "and bounded too");
    assert!(taken(message("From elsewhere.", "192.0.2.4")).await);
    firm.advance(SignedDuration::from_hours(1));
    assert!(taken(question("192.0.2.3")).await);
}

#[tokio::test]
async fn neighbours_in_one_network_count_as_one_and_a_proxy_here_as_nobody() {
    let firm = TestFirm::new().await.expect("a firm");
    let taken = async |address: &str| firm.app.contact(message("A weakness.", address)).await.is_ok();
    for number in 0..5 {
        assert!(taken(&format!("2001:db8:1:2::{number}")).await);
    }
    assert!(!taken("2001:db8:1:2::9").await && taken("2001:db8:1:3::9").await);
    for _ in 0..6 {
        assert!(taken("127.0.0.1").await, "what comes through a proxy is bounded altogether");
    }
}

#[tokio::test]
async fn invariant_4_what_somebody_asks_is_sealed_in_the_store() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    ask(&firm, &on, "canary-of-the-client").await;
    firm.app.contact(message("canary-of-a-stranger", "192.0.2.9")).await.expect("received");
    for file in ["bailee.db", "bailee.db-wal"] {
        let bytes = std::fs::read(firm.folder().join("data").join(file)).unwrap_or_default();
        for canary in ["canary-of-the-client", "canary-of-a-stranger", "Nell (fictional)"] {
            assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()), "{canary} in {file}");
        }
    }
}

#[tokio::test]
async fn an_objection_to_a_person_goes_to_the_officers_and_the_lead() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let owner = again(&firm, &on.owner).await;
    let object =
        |about| AskEnquiryAsk { engagement: on.it.id, about: Some(about), text: "A rival of ours.".to_owned() };
    let nobody = firm.person("Nora N", bailee_model::Organisation::Firm, Standing::Staff).await.expect("a person");
    let error = actions::ask_enquiry(&owner, object(nobody.id)).await.map(drop).expect_err("not on it");
    assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("about"));
    let owner = again(&firm, &on.owner).await;
    let raised = actions::ask_enquiry(&owner, object(on.consultant.who.id)).await.expect("raised").value;
    assert_eq!(raised.kind, EnquiryKind::Objection);
    assert_eq!(told(&firm, on.lead.who.id, MailKind::ObjectionRaised).await, 1);
    assert!(work(&firm.officer().await.expect("in")).await.contains(&WorkKind::ObjectionToSettle));
    let contact = firm
        .person("Cara C", bailee_model::Organisation::Client(on.client.id), Standing::Contact)
        .await
        .expect("a contact");
    let contact = firm.sign_in(&contact.email).await.expect("in");
    assert_eq!(clause(actions::ask_enquiry(&contact, object(on.lead.who.id)).await), "D1", "an owner decides");
}

#[tokio::test]
async fn what_was_agreed_changes_only_with_the_clients_agreement() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties, Category::Financial]).await.expect("an engagement");
    let grant = firm.grant(&mut on, Purpose::Audit, &[Category::Financial], &[]).await.expect("granted");
    let propose = |categories: &[Category]| ProposeTermsAsk {
        engagement: on.it.id,
        categories: categories.to_vec(),
        purposes: Purpose::ALL.to_vec(),
        reason: "stock comes too".to_owned(),
    };
    let lead = again(&firm, &on.lead).await;
    let same = actions::propose_terms(&lead, propose(&[Category::Financial, Category::Parties])).await;
    assert_eq!(same.map(drop).expect_err("nothing changes").kind(), ErrorKind::BadInput);
    assert_eq!(
        clause(actions::propose_terms(&again(&firm, &on.consultant).await, propose(&[Category::Parties])).await),
        "S2.1"
    );
    let change = actions::propose_terms(&lead, propose(&[Category::Parties, Category::Operations]))
        .await
        .expect("proposed")
        .value;
    let second = actions::propose_terms(&lead, propose(&[Category::Parties])).await;
    assert_eq!(second.map(drop).expect_err("one waits").kind(), ErrorKind::Conflict);
    let agreed = async || firm.app.store().get::<Engagement>(on.it.id).await.expect("reads").expect("there").categories;
    assert!(agreed().await.contains(&Category::Financial), "nothing changes before the client agrees");

    let answer = |agree| AnswerTermsAsk { change: change.id, agree };
    assert_eq!(clause(actions::answer_terms(&lead, answer(true)).await), "D1", "the firm does not agree with itself");
    let owner = again(&firm, &on.owner).await;
    assert!(work(&owner).await.contains(&WorkKind::TermsToAgree));
    firm.advance(SignedDuration::from_mins(6));
    assert_eq!(clause(actions::answer_terms(&owner, answer(true)).await), "S2.3", "both factors afresh");
    actions::answer_terms(&again(&firm, &on.owner).await, answer(true)).await.expect("agreed");
    assert_eq!(agreed().await, [Category::Parties, Category::Operations]);
    let grant = firm.app.store().get::<Grant>(grant.id).await.expect("reads").expect("there");
    assert_eq!(grant.ended_why, Some(GrantEnd::Ended), "what it covered is no longer agreed");
    let twice = actions::answer_terms(&again(&firm, &on.owner).await, answer(true)).await;
    assert_eq!(twice.map(drop).expect_err("once").kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn a_category_of_which_something_is_held_stays_agreed_and_a_refused_change_changes_nothing() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    firm.bring(&on, "people.csv", Category::Parties, "name\nAda\n").await.expect("brought");
    let ask = |categories: &[Category]| ProposeTermsAsk {
        engagement: on.it.id,
        categories: categories.to_vec(),
        purposes: vec![Purpose::Audit],
        reason: "less".to_owned(),
    };
    let lead = again(&firm, &on.lead).await;
    let error = actions::propose_terms(&lead, ask(&[Category::Financial])).await.map(drop).expect_err("held");
    assert_eq!(
        (error.kind(), error.place().and_then(|it| it.field.as_deref())),
        (ErrorKind::Conflict, Some("categories"))
    );
    let change = actions::propose_terms(&lead, ask(&[Category::Parties])).await.expect("proposed").id;
    let owner = again(&firm, &on.owner).await;
    let refused = actions::answer_terms(&owner, AnswerTermsAsk { change, agree: false }).await.expect("refused").value;
    assert!(!refused.agreed && refused.answered_at.is_some());
    let now = firm.app.store().get::<Engagement>(on.it.id).await.expect("reads").expect("there");
    assert_eq!(now.purposes, on.it.purposes);
    let change =
        actions::propose_terms(&again(&firm, &on.lead).await, ask(&[Category::Parties])).await.expect("again").id;
    assert!(!actions::withdraw_terms(&again(&firm, &on.lead).await, change).await.expect("taken back").agreed);
}

#[tokio::test]
async fn the_walk_through_is_read_once_by_each_and_only_asked_for_before_anything_came() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let owner = again(&firm, &on.owner).await;
    assert!(work(&owner).await.contains(&WorkKind::WalkthroughToRead));
    let view = views::walkthrough(&owner, on.it.id).await.expect("a view");
    assert!(view.may_confirm && view.nothing_yet && view.people.len() == 2);
    assert_eq!(clause(actions::read_walkthrough(&again(&firm, &on.lead).await, on.it.id).await), "D8");
    let owner = again(&firm, &on.owner).await;
    actions::read_walkthrough(&owner, on.it.id).await.expect("read");
    assert_eq!(
        actions::read_walkthrough(&owner, on.it.id).await.map(drop).expect_err("once").kind(),
        ErrorKind::Conflict
    );
    assert!(!work(&owner).await.contains(&WorkKind::WalkthroughToRead));
    assert!(!views::walkthrough(&owner, on.it.id).await.expect("a view").may_confirm);
    let contact = firm
        .person("Cara C", bailee_model::Organisation::Client(on.client.id), Standing::Contact)
        .await
        .expect("a contact");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    firm.bring(&on, "people.csv", Category::Parties, "name\nAda\n").await.expect("brought");
    assert!(!work(&firm.sign_in(&contact.email).await.expect("in")).await.contains(&WorkKind::WalkthroughToRead));
}

#[tokio::test]
async fn a_client_reads_the_tiles_of_their_log_and_cosigns_its_head() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let other = firm.engagement("B", &[Category::Parties]).await.expect("another");
    let owner = again(&firm, &on.owner).await;
    let read = async |path: &str| views::log_file(&owner, on.it.id, path).await;
    let note = Note::parse(&read("checkpoint").await.expect("a head")).expect("a note");
    let head = Checkpoint::parse(note.text()).expect("a checkpoint");
    let entries = read(&format!("tile/entries/000.p/{}", head.size)).await.expect("entries");
    assert_eq!(bailee_log::tile::decode_entries(&entries).expect("a bundle").len() as u64, head.size);
    assert_eq!(read(&format!("tile/0/000.p/{}", head.size)).await.expect("a tile").len() as u64, 32 * head.size);
    for none in ["tile/0/001.p/1", "tile/entries/000", "tile/0/0", "checkpoints", ""] {
        assert_eq!(read(none).await.map(drop).expect_err("none").kind(), ErrorKind::NotFound, "{none}");
    }
    let stranger = again(&firm, &other.owner).await;
    let error = views::log_file(&stranger, on.it.id, "checkpoint").await.map(drop).expect_err("unseen");
    assert_eq!(error.kind(), ErrorKind::NotFound);

    let owner = again(&firm, &on.owner).await;
    let key = CosignerKey::from_seed("mill.example/witness", &[7; 32]).expect("a key");
    let fresh = views::log_file(&owner, on.it.id, "checkpoint").await.expect("a head");
    let mut cosigned = Note::parse(&fresh).expect("a note");
    let size = Checkpoint::parse(cosigned.text()).expect("a checkpoint").size;
    let ask =
        |note: &Note| WitnessLogAsk { engagement: on.it.id, key: key.verifier().to_string(), note: note.to_string() };
    assert_eq!(
        actions::witness_log(&owner, ask(&cosigned)).await.map(drop).expect_err("not cosigned").kind(),
        ErrorKind::BadInput
    );
    let text = cosigned.text().to_owned();
    cosigned.push(key.cosign(&text, 1_772_442_000));
    let kept = actions::witness_log(&owner, ask(&cosigned)).await.expect("kept");
    assert!(kept.receipt.is_some() && kept.size == size as i64);
    let twice = actions::witness_log(&owner, ask(&cosigned)).await.expect("kept once");
    assert!(twice.receipt.is_none() && twice.id == kept.id);
    let grown = firm.app.store().log(LogId::Engagement(on.it.id)).size().await.expect("a size");
    assert_eq!(grown, size, "a cosignature does not make the log grow that it is about");
    assert_eq!(views::witnessed(&owner, on.it.id).await.expect("a list").len(), 1);
    let mut lie = Note::new(
        text.replacen(&format!("\n{size}\n"), &format!("\n{}\n", size + 1), 1),
        cosigned.signatures().to_vec(),
    )
    .expect("a note");
    lie.push(key.cosign(lie.text().to_owned().as_str(), 1));
    assert!(actions::witness_log(&owner, ask(&lie)).await.is_err(), "the log did not sign this");
    assert_eq!(clause(actions::witness_log(&again(&firm, &on.lead).await, ask(&cosigned)).await), "D8");
    for number in 1..=MOST_KEYS as u8 {
        let key = CosignerKey::from_seed("mill.example/witness", &[7 + number; 32]).expect("a key");
        let mut note = Note::parse(&fresh).expect("a note");
        note.push(key.cosign(&text, 1_772_442_000));
        let sent = WitnessLogAsk { engagement: on.it.id, key: key.verifier().to_string(), note: note.to_string() };
        let kept = actions::witness_log(&owner, sent).await.map(drop);
        match usize::from(number) {
            MOST_KEYS => assert_eq!(kept.expect_err("a key too many").kind(), ErrorKind::Conflict),
            _ => kept.expect("kept"),
        }
    }
    assert_eq!(views::witnessed(&owner, on.it.id).await.expect("a list").len(), MOST_KEYS);
    let twice = actions::witness_log(&owner, ask(&cosigned)).await.expect("the keys that are known go on");
    assert_eq!(twice.id, kept.id);
}
