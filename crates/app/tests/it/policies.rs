//! Policies from draft to archive: who may do what, what publishing refuses, who is told, and what a reader sees (clauses S8).

use bailee_app::{
    actions::{
        self, AcceptWordAsk, AddSupplierAsk, ClosePolicyReviewAsk, DraftPolicyAsk, EditPolicyAsk, OpenPolicyReviewAsk,
        PublishOne, PublishPoliciesAsk, ReviewPolicyAsk, SignPolicyAsk, SubmitPolicyAsk,
    },
    clocks,
    door::Door,
    policies::{self, Standing as Stands},
    views::{self, WorkKind},
};
use bailee_model::{
    Category, Error, ErrorKind, MailKind, Organisation, PolicyReviewCause, PolicyState, PolicyVersion, Result,
    Standing, SupplierKind,
};
use bailee_testkit::TestFirm;
use jiff::{SignedDuration, ToSpan, civil::Date, tz::TimeZone};

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

fn today(door: &Door) -> Date {
    door.now().to_zoned(TimeZone::UTC).date()
}

fn clause<T>(result: Result<T>) -> String {
    let error = result.err().expect("refused");
    error.refusal().map(|refusal| refusal.clause.clone()).unwrap_or_else(|| format!("{:?}", error.kind()))
}

fn edited(version: &PolicyVersion) -> EditPolicyAsk {
    EditPolicyAsk {
        version: version.id,
        texts: version.texts.clone(),
        number: version.number.clone(),
        effective: version.effective,
        contact: version.contact.clone(),
        material: version.material,
        summary: version.summary.clone(),
    }
}

fn one(version: &PolicyVersion) -> PublishPoliciesAsk {
    PublishPoliciesAsk { versions: vec![PublishOne { version: version.id, number: None, effective: None }] }
}

/// The firm's first draft of this policy.
async fn first_draft(firm: &TestFirm, slug: &str) -> PolicyVersion {
    let policy = firm.app.store().policy_by_slug(slug).await.expect("read").expect("there");
    firm.app.store().policy_versions_of(policy.id).await.expect("drafts").swap_remove(0)
}

/// A draft of the next security policy, with one more word in clause S2.2.
async fn next_draft(door: &Door) -> PolicyVersion {
    let ask = DraftPolicyAsk { slug: "security-policy".to_owned(), texts: Vec::new() };
    let draft = actions::draft_policy(door, ask).await.expect("drafted").value;
    let mut ask = edited(&draft);
    ask.effective = Some(today(door));
    for wording in &mut ask.texts {
        wording.text = wording.text.replace("We measure that time", "We always measure that time");
        wording.text = wording.text.replace("Nous mesurons ce temps", "Nous mesurons toujours ce temps");
    }
    actions::edit_policy(door, ask).await.expect("edited").value
}

async fn agreed(author: &Door, reader: &Door, draft: &PolicyVersion) {
    actions::submit_policy(author, SubmitPolicyAsk { version: draft.id, reader: None }).await.expect("submitted");
    let ask = ReviewPolicyAsk { version: draft.id, agree: true, remark: String::new() };
    actions::review_policy(reader, ask).await.expect("agreed");
}

#[tokio::test]
async fn a_firm_begins_with_two_drafts_that_can_be_published_together() {
    let firm = TestFirm::new().await.expect("a firm");
    let drafts = firm.app.store().policy_versions().await.expect("drafts");
    assert_eq!(drafts.len(), 2);
    assert!(drafts.iter().all(|each| each.state == PolicyState::Draft && each.texts.len() == 2));
    assert!(policies::published(&firm.app).await.expect("read").is_empty());
    assert!(views::public_policy(&firm.app, "security-policy", None).await.is_err(), "a draft is not public");
    firm.publish_policies().await.expect("published");
    let published = policies::published(&firm.app).await.expect("read");
    let clauses: Vec<&str> = published.iter().flat_map(|it| &it.clauses).map(|each| each.id.as_str()).collect();
    assert_eq!(clauses, bailee_policy::CLAUSES.iter().map(|each| each.id).collect::<Vec<_>>());
    for it in &published {
        assert_eq!((it.number.as_str(), it.contact.is_empty()), ("1", false));
        for clause in &it.clauses {
            for said in [&clause.text.en, &clause.text.fr, &clause.title.en, &clause.title.fr] {
                assert!(!said.is_empty() && !said.contains("{{") && !said.contains("{#"), "{}: {said}", clause.id);
            }
        }
    }
}

#[tokio::test]
async fn the_templates_alone_state_every_measure_and_nothing_unmeasured() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("the officer");
    let (mut faults, mut named) = (Vec::new(), Vec::new());
    for draft in firm.app.store().policy_versions().await.expect("drafts") {
        let view = views::policy_draft(&officer, draft.id).await.expect("read");
        faults.extend(view.problems.iter().map(|each| each.say("en")));
        let text = policies::text::Text::parse(draft.text("en").expect("English"));
        named.extend(text.clauses.iter().flat_map(|each| each.parameters()).map(str::to_owned).collect::<Vec<_>>());
    }
    faults.sort();
    faults.dedup();
    assert_eq!(faults.len(), 3, "number, date and another reader: {faults:?}");
    let missing: Vec<&str> = bailee_policy::PARAMETERS
        .iter()
        .map(|each| each.name)
        .filter(|name| !named.iter().any(|it| it == name))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "each measure stands in a policy");
}

#[tokio::test]
async fn nothing_is_published_that_lacks_a_number_a_day_a_reader_or_a_promise() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("the officer");
    let draft = first_draft(&firm, "security-policy").await;
    let error = actions::publish_policies(&officer, one(&draft)).await.expect_err("unpublishable");
    assert_eq!((error.kind(), error.code()), (ErrorKind::BadInput, Some("unpublishable")));
    for expected in
        ["no version number", "no effective date", "Another person", "security-policy: ", "(client_ownership)"]
    {
        assert!(error.message().contains(expected), "{expected}: {}", error.message());
    }
    assert!(!error.message().contains("(prompt_revocation)"), "that promise is in it");
}

#[tokio::test]
async fn every_fault_of_a_text_is_found_with_its_place() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("the officer");
    let draft = first_draft(&firm, "security-policy").await;
    let faults = [
        ("{#S2.2 promise=prompt_revocation}", "{#S2.2}", "S2.2, line", "names no promise"),
        ("promise=prompt_revocation}", "promise=swift_revocation}", "S2.2, line", "no promise ‘swift_revocation’"),
        ("{{revoke_minutes}}", "{{revoke_hours}}", "S2.2, line", "no measure ‘revoke_hours’"),
        ("{{revoke_minutes}}", "60 minutes", "S2.2, line", "‘60 minutes’ is spelled out"),
        (
            "is gone within {{revoke_minutes}}",
            "is gone promptly",
            "S2.2, line",
            "Nothing measures ‘promptly’. Say how much with {{revoke_minutes}}",
        ),
        ("{#S2.2 promise", "{#S2.9 promise", "S2.9, line", "other language has no such clause"),
        ("within {{revoke_minutes}}", "in time", "S2.2, line", "do not name the same"),
        ("{#S2.2 promise=prompt_revocation}", "", "line", "has no number of its own"),
        ("{#S2.3 promise", "{#S2.2 promise", "S2.2, line", "same number"),
        ("{#S2.2 promise=", "{#S2.2 statement promise=", "S2.2, line", "marked as a statement"),
        ("version {{version}}", "the newest version", "security-policy (en)", "does not show {{version}}"),
    ];
    for (what, instead, place, said) in faults {
        let mut ask = edited(&firm.app.store().get::<PolicyVersion>(draft.id).await.expect("read").expect("there"));
        ask.texts.clone_from(&draft.texts);
        ask.texts[0].text = draft.texts[0].text.replacen(what, instead, 1);
        assert_ne!(ask.texts[0].text, draft.texts[0].text, "{what}");
        actions::edit_policy(&officer, ask).await.expect("a draft may be wrong");
        let view = views::policy_draft(&officer, draft.id).await.expect("read");
        let found = view.problems.iter().any(|each| each.place("en").contains(place) && each.say("en").contains(said));
        let all: Vec<String> =
            view.problems.iter().map(|each| format!("{}: {}", each.place("en"), each.say("en"))).collect();
        assert!(found, "{said}: {all:?}");
        assert!(view.problems.iter().all(|each| each.say("fr") != each.say("en")), "both languages");
    }
}

#[tokio::test]
async fn an_unmeasured_word_stands_when_somebody_says_why() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("the officer");
    let draft = first_draft(&firm, "security-policy").await;
    let mut ask = edited(&draft);
    ask.texts[0].text = ask.texts[0].text.replace("answers to their questions", "regular answers to their questions");
    actions::edit_policy(&officer, ask).await.expect("edited");
    let unmeasured = async || {
        let view = views::policy_draft(&officer, draft.id).await.expect("read");
        view.problems.iter().filter(|each| each.fault.may_be_accepted().is_some()).count()
    };
    assert_eq!(unmeasured().await, 1);
    let accept = |clause: &str, word: &str, reason: &str| AcceptWordAsk {
        version: draft.id,
        clause: clause.to_owned(),
        word: word.to_owned(),
        reason: reason.to_owned(),
    };
    assert!(actions::accept_word(&officer, accept("S6.4", "regular", " ")).await.is_err(), "a reason is needed");
    assert!(actions::accept_word(&officer, accept("S6.3", "regular", "why")).await.is_err(), "not in that clause");
    let kept =
        actions::accept_word(&officer, accept("S6.4", "regular", "As often as the client asks.")).await.expect("kept");
    assert_eq!((kept.accepted[0].by, unmeasured().await), (officer.who.id, 0));
}

#[tokio::test]
async fn another_person_reads_before_anything_is_published() {
    let firm = TestFirm::new().await.expect("a firm");
    firm.publish_policies().await.expect("published");
    let staff = firm.person("Ravi Thorn", Organisation::Firm, Standing::Staff).await.expect("staff");
    let (officer, reader) =
        (firm.officer().await.expect("the officer"), firm.sign_in(&staff.email).await.expect("signed in"));
    let draft = next_draft(&officer).await;
    let agree = |agree: bool, remark: &str| ReviewPolicyAsk { version: draft.id, agree, remark: remark.to_owned() };
    assert_eq!(clause(actions::review_policy(&reader, agree(true, "")).await), "Conflict", "it was not sent yet");
    actions::submit_policy(&officer, SubmitPolicyAsk { version: draft.id, reader: Some(staff.id) })
        .await
        .expect("sent");
    assert!(
        firm.app
            .store()
            .mails_to(staff.id)
            .await
            .expect("mail")
            .iter()
            .any(|mail| mail.kind == MailKind::PolicyToReview)
    );
    assert_eq!(
        clause(actions::review_policy(&officer, agree(true, "")).await),
        "S8.1",
        "whoever wrote it does not agree to it"
    );
    assert!(actions::review_policy(&reader, agree(false, "")).await.is_err(), "it goes back with a word");
    let back = actions::review_policy(&reader, agree(false, "Say who measures.")).await.expect("sent back");
    assert_eq!((back.state, back.remark.as_str()), (PolicyState::Draft, "Say who measures."));
    assert!(actions::publish_policies(&officer, one(&draft)).await.is_err());
    agreed(&officer, &reader, &draft).await;
    // A change of its words asks for another reading.
    let mut ask = edited(&firm.app.store().get::<PolicyVersion>(draft.id).await.expect("read").expect("there"));
    ask.summary = "The time is always measured.".to_owned();
    assert_eq!(actions::edit_policy(&officer, ask).await.expect("edited").state, PolicyState::Approved);
    let published = actions::publish_policies(&officer, one(&draft)).await.expect("published").value;
    assert_eq!((published[0].reviewed_by, published[0].published_by), (Some(staff.id), Some(officer.who.id)));
}

#[tokio::test]
async fn only_the_firm_sees_drafts_and_only_officers_write() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Financial]).await.expect("an engagement");
    let draft = first_draft(&firm, "data-usage-policy").await;
    let staff = &on.consultant;
    assert!(views::firm_policies(staff).await.is_ok());
    assert_eq!(clause(actions::edit_policy(staff, edited(&draft)).await), "S2.1");
    assert_eq!(clause(actions::publish_policies(staff, one(&draft)).await), "S2.1");
    assert_eq!(clause(views::firm_policies(&on.owner).await), "NotFound", "to a client there are no drafts");
    let ask = || OpenPolicyReviewAsk { cause: PolicyReviewCause::Law, reason: "A new act.".to_owned() };
    assert_eq!(clause(actions::open_policy_review(staff, ask()).await), "S2.1");
    let stale = firm.officer().await.expect("the officer");
    firm.advance(SignedDuration::from_mins(6));
    assert_eq!(clause(actions::publish_policies(&stale, one(&draft)).await), "S2.3", "both factors afresh");
    let auditor = firm.person("Ada Quill", Organisation::Firm, Standing::Auditor).await.expect("an auditor");
    let auditor = firm.sign_in_bare(&auditor.email).await.expect("signed in").0;
    assert!(views::firm_policies(&auditor).await.is_ok());
    let ask = ReviewPolicyAsk { version: draft.id, agree: true, remark: String::new() };
    assert_eq!(clause(actions::review_policy(&auditor, ask).await), "S2.1");
}

#[tokio::test]
async fn a_new_version_tells_everybody_asks_for_signatures_and_leaves_the_old_one_readable() {
    let firm = TestFirm::new().await.expect("a firm");
    firm.publish_policies().await.expect("published");
    let on = firm.engagement("A", &[Category::Financial]).await.expect("an engagement");
    let officer = firm.officer().await.expect("the officer");
    let draft = next_draft(&officer).await;
    assert_eq!(draft.number.as_deref(), Some("2"));
    agreed(&officer, &on.lead, &draft).await;
    let tomorrow = today(&officer).checked_add(1.day()).expect("a day");
    let officer = firm.officer().await.expect("the officer");
    let ask = PublishPoliciesAsk {
        versions: vec![PublishOne { version: draft.id, number: Some("2".to_owned()), effective: Some(tomorrow) }],
    };
    let version = actions::publish_policies(&officer, ask).await.expect("published").value.swap_remove(0);
    let kinds = async |person| {
        let mails = firm.app.store().mails_to(person).await.expect("mail");
        mails
            .into_iter()
            .filter(|mail| mail.path == "/policies/security-policy/2")
            .map(|mail| mail.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds(on.owner.who.id).await, [MailKind::PolicyPublished], "a client is told, by a link");
    assert_eq!(kinds(on.lead.who.id).await, [MailKind::PolicyToSign], "who works for the firm signs");
    assert_eq!(views::policy_to_sign(&on.lead, version.id).await.expect("read"), Some(false));
    let to_sign = async || {
        let items = views::my_work(&on.lead).await.expect("a queue");
        items.iter().any(|item| item.kind == WorkKind::PolicyToSign && item.subject == "security-policy/2")
    };
    assert!(to_sign().await, "it waits in the queue");
    let sign = |name: &str, consent| SignPolicyAsk {
        version: version.id,
        language: "en".to_owned(),
        typed_name: name.to_owned(),
        consent,
    };
    assert!(actions::sign_policy(&on.lead, sign("Somebody Else", true)).await.is_err());
    assert!(actions::sign_policy(&on.lead, sign(&on.lead.who.name, false)).await.is_err());
    assert_eq!(clause(actions::sign_policy(&on.owner, sign(&on.owner.who.name, true)).await), "NotFound");
    let mut stale = on.lead.clone();
    stale.session.stepped_up = stale.now() - SignedDuration::from_mins(6);
    assert_eq!(clause(actions::sign_policy(&stale, sign(&on.lead.who.name, true)).await), "S2.3");
    assert!(to_sign().await, "it still waits in the queue");
    let lead = firm.sign_in(&on.lead.who.email).await.expect("signs in");
    actions::sign_policy(&lead, sign(&on.lead.who.name, true)).await.expect("signed");
    assert!(actions::sign_policy(&lead, sign(&on.lead.who.name, true)).await.is_err(), "once");
    assert!(!to_sign().await);
    // Until the day comes the first version is in force.
    let read = async |number| views::public_policy(&firm.app, "security-policy", number).await.expect("read");
    assert_eq!((read(None).await.number, read(Some("2")).await.standing), ("1".to_owned(), Stands::ToCome));
    firm.advance(days(2));
    assert_eq!((read(None).await.number, read(Some("1")).await.standing), ("2".to_owned(), Stands::Superseded));
    let archive = read(Some("1")).await.versions;
    let rows: Vec<_> = archive.iter().map(|each| (each.number.as_str(), each.before.as_deref())).collect();
    assert_eq!(rows, [("2", Some("1")), ("1", None)]);
    let [before, after] = views::policy_texts(&firm.app, "security-policy", "1", "2", "fr").await.expect("both");
    assert!(!before.contains("toujours ce temps") && after.contains("toujours ce temps") && !after.contains("{{"));
    assert!(views::public_policy(&firm.app, "security-policy", Some("9")).await.is_err());
    let error: Error = actions::edit_policy(&firm.officer().await.expect("the officer"), edited(&version))
        .await
        .expect_err("published");
    assert_eq!(error.kind(), ErrorKind::Conflict, "what is published stays as it is");
}

#[tokio::test]
async fn a_number_is_used_once_and_rises() {
    let firm = TestFirm::new().await.expect("a firm");
    firm.publish_policies().await.expect("published");
    let officer = firm.officer().await.expect("the officer");
    let draft = next_draft(&officer).await;
    for number in ["1", "0.9"] {
        let versions = vec![PublishOne { version: draft.id, number: Some(number.to_owned()), effective: None }];
        let error = actions::publish_policies(&officer, PublishPoliciesAsk { versions }).await.expect_err("not higher");
        assert!(error.message().contains(&format!("‘{number}’ is no number above")), "{}", error.message());
    }
    let ask = DraftPolicyAsk { slug: "security-policy".to_owned(), texts: Vec::new() };
    assert_eq!(clause(actions::draft_policy(&officer, ask).await), "Conflict", "one draft at a time");
    actions::withdraw_policy(&officer, draft.id).await.expect("withdrawn");
    assert!(actions::edit_policy(&officer, edited(&draft)).await.is_err());
    next_draft(&officer).await;
}

#[tokio::test]
async fn invariant_9_a_review_opens_by_itself_once_and_waits_for_an_answer() {
    let firm = TestFirm::new().await.expect("a firm");
    firm.publish_policies().await.expect("published");
    let open = async || firm.app.store().policy_reviews_open().await.expect("reviews");
    clocks::tick(&firm.app).await.expect("the clocks");
    assert!(open().await.is_empty());
    firm.advance(days(336));
    for _ in 0..3 {
        clocks::tick(&firm.app).await.expect("the clocks");
    }
    let reviews = open().await;
    assert_eq!(
        reviews.iter().map(|each| each.cause).collect::<Vec<_>>(),
        [PolicyReviewCause::Yearly; 2],
        "one a policy"
    );
    let due = clocks::due::all(&firm.app).await.expect("due");
    assert_eq!(due.iter().filter(|each| each.kind == "policy_review").count(), 2);
    let people = firm.app.store().people().await.expect("people");
    let email = &people.iter().find(|each| each.standing == Standing::Officer).expect("an officer").email;
    let officer = firm.sign_in_bare(email).await.expect("signed in").0;
    let mails = firm.app.store().mails_to(officer.who.id).await.expect("mail");
    assert!(mails.iter().any(|mail| mail.kind == MailKind::PolicyReviewOpened));
    let close =
        |draft| ClosePolicyReviewAsk { review: reviews[0].id, draft, note: "Read aloud, clause by clause.".to_owned() };
    let strange = firm
        .app
        .store()
        .policy_versions()
        .await
        .expect("versions")
        .iter()
        .find(|each| each.policy != reviews[0].policy)
        .map(|each| each.id);
    assert!(actions::close_policy_review(&officer, close(strange)).await.is_err(), "a draft of another policy");
    actions::close_policy_review(&officer, close(None)).await.expect("done");
    assert_eq!(clause(actions::close_policy_review(&officer, close(None)).await), "Conflict");
    clocks::tick(&firm.app).await.expect("the clocks");
    assert_eq!(open().await.len(), 1, "the next is a year away");
}

#[tokio::test]
async fn a_supplier_and_a_law_open_reviews_of_what_is_published() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("the officer");
    let law = || OpenPolicyReviewAsk { cause: PolicyReviewCause::Law, reason: "An act on notices.".to_owned() };
    assert_eq!(clause(actions::open_policy_review(&officer, law()).await), "Conflict", "nothing is published");
    firm.publish_policies().await.expect("published");
    let officer = firm.officer().await.expect("the officer");
    let ask = AddSupplierAsk {
        kind: SupplierKind::Tool,
        name: "Rivet Mail".to_owned(),
        contact: "hello@rivet.example".to_owned(),
        regions: vec!["CA".to_owned()],
    };
    let supplier = actions::add_supplier(&officer, ask).await.expect("added");
    let open = firm.app.store().policy_reviews_open().await.expect("reviews");
    assert!(open.len() == 2 && open.iter().all(|each| each.about == supplier.id.to_string()));
    actions::open_policy_review(&officer, law()).await.expect("opened");
    assert_eq!(firm.app.store().policy_reviews_open().await.expect("reviews").len(), 4);
    assert_eq!(clause(actions::open_policy_review(&officer, law()).await), "Conflict", "once for each reason");
    let yearly = OpenPolicyReviewAsk { cause: PolicyReviewCause::Yearly, reason: "x".to_owned() };
    assert_eq!(clause(actions::open_policy_review(&officer, yearly).await), "BadInput");
}

/// The measures, as `docs/reference/parameters.md` lists them.
fn reference() -> String {
    let mut out = String::from(
        "# Measures\n\nEvery number that the policies state and Bailee keeps to. A firm may be stricter within the bounds, with\n\
         `baileed serve --measure grant_days=7` or `BAILEE_MEASURES`, and never more lenient. Written by\n\
         `BAILEE_BLESS=1 cargo test -p bailee-app --test it the_reference_of_measures`.\n\n\
         | measure | default | strictest | what it limits |\n|---|---|---|---|\n",
    );
    for it in bailee_policy::PARAMETERS {
        let say = |value| it.say(value, "en").replace('\u{a0}', " ");
        let strictest = if it.unit == bailee_policy::Unit::Hour { "any hour".to_owned() } else { say(it.strictest) };
        out.push_str(&format!("| `{}` | {} | {strictest} | {} |\n", it.name, say(it.default), it.meaning.en));
    }
    out
}

#[test]
fn the_reference_of_measures_is_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/parameters.md");
    if std::env::var_os("BAILEE_BLESS").is_some() {
        std::fs::write(&path, reference()).expect("written");
    }
    assert_eq!(
        std::fs::read_to_string(path).expect("the reference is there"),
        reference(),
        "run again with BAILEE_BLESS=1"
    );
}
