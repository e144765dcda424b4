//! What is signed before work: by the firm's people, by subcontractors and theirs, and by both sides of an engagement.

use bailee_app::{
    Door,
    actions::{self, AssignPersonAsk, IntakeAsk, PublishDocumentAsk, SignDocumentAsk},
    documents, views,
};
use bailee_model::{
    Action, Category, Document, DocumentKind, Engagement, EntryDraft, ErrorKind, Factor, MailKind, Obligation,
    Organisation, Person, Purpose, Result, Role, SessionKind, Standing, Supplier, SupplierId, SupplierKind,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};

/// A subcontractor whose people have signed nothing yet.
pub(crate) async fn subcontractor(firm: &TestFirm) -> Supplier {
    let supplier = Supplier {
        id: SupplierId::new(firm.rng().as_ref()),
        kind: SupplierKind::Subcontractor,
        name: "Fernhill Partners (fictional)".to_owned(),
        contact: "office@fernhill.example".to_owned(),
        regions: vec!["CA".to_owned()],
        since: firm.app.clock().now(),
        ended: None,
    };
    let kept = supplier.clone();
    let entry = EntryDraft::site("supplier.added").id("supplier", supplier.id);
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&kept).await }).await.expect("recorded");
    supplier
}

async fn newest(firm: &TestFirm, kind: DocumentKind) -> Document {
    let all = firm.app.store().documents().await.expect("documents");
    documents::newest(&all, kind, "en").expect("it is published").clone()
}

fn asked(document: &Document, who: &Person) -> SignDocumentAsk {
    SignDocumentAsk {
        document: document.id,
        typed_name: who.name.clone(),
        consent: true,
        engagement: None,
        for_organisation: documents::binds_organisation(document.kind),
    }
}

async fn publish(firm: &TestFirm, kind: DocumentKind, material: bool) -> Result<Vec<Document>> {
    let officer = firm.officer().await?;
    let [english, french] = views::draft(&officer, kind).await?;
    let ask = PublishDocumentAsk {
        kind,
        english: format!("{english}\n\nOne sentence more.\r\n"),
        french: format!("{french}\n\nUne phrase de plus.\r\n"),
        material,
    };
    Ok(actions::publish_document(&officer, ask).await?.value)
}

fn clause<T>(result: Result<T>) -> String {
    let error = result.err().expect("refused");
    error.refusal().unwrap_or_else(|| panic!("no refusal: {error:?}")).clause.clone()
}

async fn mails(firm: &TestFirm, who: &Person, kind: MailKind) -> usize {
    let all = firm.app.store().mails().await.expect("mails");
    all.iter().filter(|mail| mail.person == who.id && mail.kind == kind).count()
}

#[tokio::test]
async fn invariant_8_what_is_unsigned_suspends_work() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("north", &[Category::Financial]).await.expect("an engagement");
    let supplier = subcontractor(&firm).await.id;
    firm.accept(&on, supplier).await.expect("the client accepts it");
    let supplier = Organisation::Supplier(supplier);
    let owner = firm.person("Sol Fern", supplier, Standing::Owner).await.expect("a person");
    let worker = firm.person("Wil Fern", supplier, Standing::Staff).await.expect("a person");
    let officer = firm.officer().await.expect("the officer");
    let ask = AssignPersonAsk { engagement: on.it.id, person: worker.id, role: Role::Consultant };
    actions::assign_person(&officer, ask).await.expect("assigned");

    let door = async |who: &Person| firm.sign_in_bare(&who.email).await.expect("signs in").0;
    let sees = async |who: &Person| door(who).await.engagement(on.it.id).for_(Action::ViewEngagement).await.is_ok();
    use Obligation::{Confidentiality, FlowDownFirm, FlowDownPerson, Training};
    assert_eq!(door(&worker).await.outstanding, [Confidentiality, FlowDownFirm, FlowDownPerson, Training]);
    assert!(!sees(&worker).await, "nothing is seen before anything is signed");

    firm.settle(&door(&owner).await).await.expect("the owner signs for the firm and for themself");
    assert_eq!(door(&worker).await.outstanding, [Confidentiality, FlowDownPerson, Training]);
    firm.settle(&door(&worker).await).await.expect("the worker signs");
    assert!(sees(&worker).await, "all is signed and learnt");

    publish(&firm, DocumentKind::Confidentiality, false).await.expect("published");
    assert!(sees(&worker).await, "what is not material asks nobody again");
    publish(&firm, DocumentKind::Confidentiality, true).await.expect("published");
    assert_eq!(door(&worker).await.outstanding, [Confidentiality]);
    assert!(!sees(&worker).await, "what is material suspends until it is signed");
    assert_eq!(mails(&firm, &worker, MailKind::AgreementToSign).await, 1, "and they are told, once");
    assert_eq!(mails(&firm, &on.owner.who, MailKind::AgreementToSign).await, 0, "whom it does not concern is not");

    firm.settle(&door(&worker).await).await.expect("signed again");
    assert!(sees(&worker).await);
    let mine = views::my_agreements(&door(&worker).await).await.expect("a list");
    assert_eq!((mine.to_sign.len(), mine.signed.len()), (0, 3));
    let first = mine.signed.iter().find(|each| each.signature.kind == DocumentKind::Confidentiality && !each.counts);
    assert_eq!(first.expect("it stays, and counts no more").signature.version, 1);
}

#[tokio::test]
async fn a_signature_keeps_the_exact_bytes_and_how_it_came_about() {
    let firm = TestFirm::new().await.expect("a firm");
    let staff = firm.person("Ada Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let door = firm.sign_in(&staff.email).await.expect("signs in");
    let signature = firm.app.store().signatures_of(staff.id).await.expect("signatures").pop().expect("one");
    let document = firm.app.store().get::<Document>(signature.document).await.expect("reads").expect("there");
    assert_eq!(signature.digest, hex::encode(Sha256::digest(document.text.as_bytes())));
    assert_eq!((signature.version, signature.language.as_str()), (1, "en"));
    assert_eq!((signature.factor, signature.organisation), (Factor::PasswordAndCode, Organisation::Firm));
    assert_eq!(signature.consent, documents::consent(DocumentKind::Confidentiality, "en"));
    assert_eq!(mails(&firm, &staff, MailKind::AgreementSigned).await, 1, "a message leads to the copy");

    let copy = views::signature(&door, signature.id).await.expect("the signer's copy");
    assert!(copy.text.starts_with(&document.text), "the exact text comes first");
    for part in [signature.digest.as_str(), "Ada Wren", "2026-03-02T", "a password and a time-based code"] {
        assert!(copy.text.contains(part), "{part} is missing in the copy");
    }
    assert!(views::signature(&firm.officer().await.expect("the officer"), signature.id).await.is_ok());
    let other = firm.person("Ben Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let other = firm.sign_in(&other.email).await.expect("signs in");
    assert_eq!(views::signature(&other, signature.id).await.expect_err("not theirs").kind(), ErrorKind::NotFound);

    publish(&firm, DocumentKind::Confidentiality, true).await.expect("published");
    let kept =
        views::signature(&firm.sign_in(&staff.email).await.expect("signs in"), signature.id).await.expect("kept");
    assert_eq!(kept.document, document, "a later version takes nothing back");
}

#[tokio::test]
async fn what_is_no_signature_is_refused_and_says_why() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("east", &[Category::Financial]).await.expect("an engagement");
    let supplier = Organisation::Supplier(subcontractor(&firm).await.id);
    let worker = firm.person("Wil Fern", supplier, Standing::Staff).await.expect("a person");
    let (door, _) = firm.sign_in_bare(&worker.email).await.expect("signs in");
    let document = newest(&firm, DocumentKind::Confidentiality).await;
    let field = async |ask: SignDocumentAsk| {
        let error = actions::sign_document(&door, ask).await.expect_err("bad input");
        assert_eq!(error.kind(), ErrorKind::BadInput, "{error:?}");
        error.place().and_then(|place| place.field.clone()).expect("a field")
    };
    assert_eq!(field(SignDocumentAsk { consent: false, ..asked(&document, &worker) }).await, "consent");
    assert_eq!(
        field(SignDocumentAsk { typed_name: "Will Ferns".to_owned(), ..asked(&document, &worker) }).await,
        "typed_name"
    );
    assert_eq!(
        field(SignDocumentAsk { for_organisation: true, ..asked(&document, &worker) }).await,
        "for_organisation"
    );
    assert_eq!(field(SignDocumentAsk { engagement: Some(on.it.id), ..asked(&document, &worker) }).await, "engagement");

    let for_firm = newest(&firm, DocumentKind::FlowDownFirm).await;
    assert_eq!(clause(actions::sign_document(&door, asked(&for_firm, &worker)).await), "S7", "only the owner signs");
    let mut program = door.clone();
    program.session.kind = SessionKind::Token;
    assert_eq!(clause(actions::sign_document(&program, asked(&document, &worker)).await), "S5.1");
    let mut stale = door.clone();
    stale.session.stepped_up -= SignedDuration::from_mins(6);
    assert_eq!(
        clause(actions::sign_document(&stale, asked(&document, &worker)).await),
        "S2.3",
        "the factors were shown too long ago"
    );
    let mut recovering = door.clone();
    recovering.session.factor = Factor::RecoveryCode;
    assert_eq!(clause(actions::sign_document(&recovering, asked(&document, &worker)).await), "S2.3");

    for stranger in [&on.owner, &on.lead] {
        let error = actions::sign_document(stranger, asked(&for_firm, &stranger.who)).await.expect_err("not theirs");
        assert_eq!(error.kind(), ErrorKind::NotFound, "what concerns others does not exist");
        assert!(views::document(stranger, for_firm.id).await.is_err());
    }
    actions::sign_document(&door, asked(&document, &worker)).await.expect("signs");
    let again = actions::sign_document(&door, asked(&document, &worker)).await.expect_err("signed already");
    assert_eq!(again.kind(), ErrorKind::Conflict);
    publish(&firm, DocumentKind::FlowDownPerson, false).await.expect("published");
    let all = firm.app.store().documents().await.expect("documents");
    let old = all.iter().find(|each| each.kind == DocumentKind::FlowDownPerson && each.version == 1).expect("there");
    let error = actions::sign_document(&door, asked(old, &worker)).await.expect_err("not the newest");
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn a_new_version_is_published_by_the_officer_in_both_languages() {
    let firm = TestFirm::new().await.expect("a firm");
    let staff = firm.person("Ada Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let staff = firm.sign_in(&staff.email).await.expect("signs in");
    let officer = firm.officer().await.expect("the officer");
    let [english, french] = views::draft(&officer, DocumentKind::Confidentiality).await.expect("the texts in force");
    let ask = |english: &str, french: &str| PublishDocumentAsk {
        kind: DocumentKind::Confidentiality,
        english: english.to_owned(),
        french: french.to_owned(),
        material: true,
    };
    let changed = format!("{english}\n\nOne sentence more.");
    assert_eq!(clause(actions::publish_document(&staff, ask(&changed, &french)).await), "S2.1");
    for (english, french, field) in [
        (&english, &french, "en"),
        (&"no title".to_owned(), &french, "en"),
        (&changed, &"# Titre seul".to_owned(), "fr"),
    ] {
        let error = actions::publish_document(&officer, ask(english, french)).await.expect_err("no version");
        assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some(field), "{error:?}");
    }
    let published = actions::publish_document(&officer, ask(&changed, &french)).await.expect("published").value;
    assert_eq!(
        published.iter().map(|each| (each.version, each.language.as_str())).collect::<Vec<_>>(),
        [(2, "en"), (2, "fr")]
    );
    assert_eq!(published[0].published_by, Some(officer.who.id));

    let [before, after] = {
        let all = firm.app.store().documents().await.expect("documents");
        let first =
            all.iter().find(|each| each.kind == DocumentKind::Confidentiality && each.language == "en").expect("v1");
        views::versions(&staff, first.id, published[0].id).await.expect("both may be read")
    };
    assert_eq!((before.version, after.version), (1, 2));
    assert!(views::versions(&staff, before.id, published[1].id).await.is_err(), "not across languages");

    firm.advance(SignedDuration::from_mins(6));
    let officer = firm.officer().await.expect("the officer");
    firm.settle(&officer).await.expect("the officer owes it too");
    let mut stale = firm.officer().await.expect("the officer");
    stale.session.stepped_up -= SignedDuration::from_mins(6);
    assert_eq!(clause(actions::publish_document(&stale, ask(&english, &french)).await), "S2.3");
    let view = views::firm_agreements(&firm.officer().await.expect("the officer")).await.expect("the officer's view");
    let kind = view.kinds.iter().find(|row| row.kind == DocumentKind::Confidentiality).expect("a row");
    assert_eq!(kind.versions.iter().map(|row| row.signatures).collect::<Vec<_>>(), [1, 2]);
    let owing: Vec<&str> =
        view.people.iter().filter(|row| !row.owes.is_empty()).map(|row| row.person.name.as_str()).collect();
    assert_eq!(owing, ["Ada Wren"]);
    assert!(views::firm_agreements(&staff).await.is_err());
}

async fn wants_nda(firm: &TestFirm, on: &TestEngagement) {
    let changed = Engagement { nda_required: true, ..on.it.clone() };
    let entry = EntryDraft::new(on.it.id, "engagement.changed").id("engagement", on.it.id);
    let saved = firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&changed).await });
    saved.await.expect("recorded");
}

async fn bring(door: &Door, on: &TestEngagement) -> Result<()> {
    let ask = IntakeAsk {
        engagement: on.it.id,
        file_name: "ledger.csv".to_owned(),
        category: Category::Financial,
        purpose: Purpose::Audit,
    };
    let bytes = futures::stream::iter([Ok("account,amount\n1000,1\n".into())]);
    actions::intake(door, ask, bytes).await.map(drop)
}

#[tokio::test]
async fn nothing_comes_in_before_both_sides_signed_the_mutual_agreement() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("west", &[Category::Financial]).await.expect("an engagement");
    let elsewhere = firm.engagement("south", &[Category::Financial]).await.expect("an engagement");
    wants_nda(&firm, &on).await;
    assert_eq!(clause(bring(&on.consultant, &on).await), "D4.2");

    let document = newest(&firm, DocumentKind::MutualNda).await;
    let sign = async |door: &Door| {
        actions::sign_document(door, SignDocumentAsk { engagement: Some(on.it.id), ..asked(&document, &door.who) })
            .await
    };
    let nowhere = actions::sign_document(&on.lead, asked(&document, &on.lead.who)).await.expect_err("on no engagement");
    assert_eq!(nowhere.place().and_then(|place| place.field.as_deref()), Some("engagement"));
    assert_eq!(clause(sign(&on.consultant).await), "D4.2", "neither lead nor officer");
    assert_eq!(sign(&elsewhere.owner).await.expect_err("another client").kind(), ErrorKind::NotFound);
    assert_eq!(sign(&elsewhere.lead).await.expect_err("another team").kind(), ErrorKind::NotFound);
    let contact = Organisation::Client(on.client.id);
    let contact = firm.person("Cora Mill", contact, Standing::Contact).await.expect("a person");
    let contact = firm.sign_in(&contact.email).await.expect("signs in");
    assert_eq!(sign(&contact).await.expect_err("a contact decides nothing").kind(), ErrorKind::NotFound);

    assert_eq!(clause(sign(&on.lead).await), "S2.3", "the factors were shown too long ago");
    assert!(views::nda(&on.lead, on.it.id).await.expect("seen").may_sign, "the page leads to showing them again");
    let again = async |door: &Door| firm.sign_in(&door.who.email).await.expect("signs in");
    sign(&again(&on.lead).await).await.expect("the lead signs for the firm");
    assert_eq!(clause(bring(&on.consultant, &on).await), "D4.2", "one side is not both");
    assert_eq!(mails(&firm, &on.owner.who, MailKind::AgreementToSign).await, 1, "the other side is told");
    let view = views::nda(&on.owner, on.it.id).await.expect("the owner sees it");
    assert_eq!((view.signed.len(), view.complete, view.may_sign), (1, false, true));
    assert_eq!(views::my_agreements(&on.owner).await.expect("a list").to_sign.len(), 1);
    let signature = sign(&again(&on.owner).await).await.expect("the owner signs for the client").value;
    assert_eq!(signature.organisation, Organisation::Client(on.client.id));
    bring(&on.consultant, &on).await.expect("both have signed");
    assert!(views::signature(&on.lead, signature.id).await.is_ok(), "each side has the other's signature");
    assert!(views::signature(&elsewhere.lead, signature.id).await.is_err());
    assert!(views::nda(&elsewhere.owner, on.it.id).await.is_err());

    publish(&firm, DocumentKind::MutualNda, true).await.expect("published");
    assert_eq!(clause(bring(&on.consultant, &on).await), "D4.2", "a material version asks both again");
    assert_eq!(mails(&firm, &on.lead.who, MailKind::AgreementToSign).await, 1);
    assert_eq!(mails(&firm, &elsewhere.lead.who, MailKind::AgreementToSign).await, 0);
}
