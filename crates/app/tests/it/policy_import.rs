//! A firm's existing policy is taken in clause by clause: what each sentence is taken to promise, what nothing measures, what is
//! missing, and that nothing is lost on the way, in every format and from hostile bytes.

use bailee_app::{
    actions::{self, ImportPolicyAsk},
    policies::import::{self, Imported, Lacking, Why},
    views,
};
use bailee_model::{Category, ErrorKind};
use bailee_testkit::TestFirm;
use std::{
    collections::BTreeSet,
    io::{Cursor, Write},
    path::Path,
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// What a sentence promises, by the table of clauses; none, for a statement.
type Expected = (&'static str, &'static [&'static str]);

/// How many of the expected sentences were taken for exactly these promises, and what was taken otherwise.
fn compare(it: &Imported, expected: &[Expected]) -> (usize, Vec<String>) {
    let (mut right, mut wrong) = (0, Vec::new());
    for (clause, (begins, promises)) in it.clauses.iter().zip(expected) {
        assert!(clause.text.starts_with(begins), "expected ‘{begins}…’, found ‘{}’", clause.text);
        let proposed: BTreeSet<&str> = clause.proposals.iter().map(|each| each.promise).collect();
        for proposal in &clause.proposals {
            assert!(!proposal.words.is_empty() || !clause.text.is_empty(), "every proposal has its words");
        }
        match proposed == promises.iter().copied().collect() {
            true => right += 1,
            false => wrong.push(format!("{begins}: {proposed:?}")),
        }
    }
    assert_eq!(it.clauses.len(), expected.len(), "every sentence is a clause");
    (right, wrong)
}

/// Every line of the source that has anything in it is somewhere.
fn nothing_is_dropped(it: &Imported, source: &str) {
    let kept = it.accounted();
    for (at, line) in source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        assert!(kept.contains(&(at + 1)), "line {} is nowhere: {line}", at + 1);
    }
    // And every word of it: clauses, headings and what was left aside together are the text.
    let all: Vec<&str> = it
        .clauses
        .iter()
        .map(|each| each.text.as_str())
        .chain(it.headings.iter().map(|each| each.1.as_str()))
        .chain(it.aside.iter().map(|each| each.text.as_str()))
        .collect();
    let letters = |text: &str| text.chars().filter(|each| each.is_alphabetic()).count();
    assert_eq!(all.iter().map(|each| letters(each)).sum::<usize>(), letters(source), "letters are lost or doubled");
}

const USAGE: &[Expected] = &[
    ("This Data Usage Policy explains", &[]),
    ("It is separate from", &[]),
    ("When you work with us", &[]),
    ("We treat that responsibility", &[]),
    ("The business and client data", &["client_ownership"]),
    ("We access and process it only", &["purpose_limitation"]),
    ("To implement, migrate", &["declared_categories"]),
    ("Financial records", &["declared_categories"]),
    ("Customer and vendor records", &["declared_categories"]),
    ("Inventory, product", &["declared_categories"]),
    ("Employee or user records", &["declared_categories"]),
    ("Data exported from", &["declared_categories"]),
    ("We follow practical principles", &[]),
    ("Least access", &["least_access"]),
    ("Purpose limitation", &["purpose_limitation"]),
    ("Secure handling", &["sealed_custody", "credential_custody"]),
    ("Confidentiality — your data", &["confidentiality"]),
    ("We treat your business information", &["confidentiality"]),
    ("Our team does not disclose", &["no_disclosure"]),
    ("Where appropriate, we are happy", &["mutual_nda"]),
    ("During a migration", &["staged_migration"]),
    ("We handle these files securely", &["deletion_after_verification", "retention_on_request"]),
    ("Your Odoo system can be hosted", &["data_residency"]),
    ("We will be clear about", &["data_residency"]),
    ("When a project or support", &["return_of_data"]),
    ("We return or hand over", &["return_of_data", "disposal", "credential_custody"]),
    ("If you have questions", &["open_door"]),
    ("We are glad to walk through", &["open_door"]),
];

const SECURITY: &[Expected] = &[
    ("Please read the Security Policy", &[]),
    ("At Cudio, we handle sensitive", &[]),
    ("As a technology services company", &[]),
    ("Protecting your data", &[]),
    ("This policy outlines", &[]),
    ("In the course of delivering", &["declared_categories"]),
    ("This can include data", &["declared_categories"]),
    ("We access client data only", &["purpose_limitation"]),
    ("We do not sell, share", &["purpose_limitation", "no_disclosure"]),
    ("Least privilege", &["least_access"]),
    ("Access is never broader", &["least_access"]),
    ("Client system access", &["prompt_revocation"]),
    ("Access is revoked promptly", &["prompt_revocation"]),
    ("Authentication", &["strong_authentication"]),
    ("Access reviews", &["quarterly_access_review"]),
    ("All devices used by", &["device_posture"]),
    ("Full-disk encryption", &["device_posture"]),
    ("Up-to-date operating system", &["device_posture"]),
    ("Endpoint protection", &["device_posture"]),
    ("Screen lock enabled", &["device_posture"]),
    ("Use of personal devices", &["personal_devices"]),
    ("Access on a need-to-know", &["need_to_know"]),
    ("No local storage", &["no_local_copies"]),
    ("Where possible, data is accessed", &["no_local_copies"]),
    ("Data transfer", &["encrypted_transfer"]),
    ("Sensitive data is never", &["encrypted_transfer"]),
    ("The data is promptly deleted", &["encrypted_transfer"]),
    ("Backups", &["encrypted_backups", "disposal"]),
    ("All Cudio employees", &["confidentiality"]),
    ("Our team is trained", &["training", "confidentiality"]),
    ("In the event of a security incident", &["incident_response"]),
    ("Investigating promptly", &["incident_response"]),
    ("Notifying affected clients", &["incident_notice"]),
    ("Taking immediate steps", &["incident_response"]),
    ("Cooperating fully", &["incident_cooperation"]),
    ("We maintain an internal", &["incident_exercise"]),
    ("Where we engage subcontractors", &["flow_down"]),
    ("Subcontractors with access", &["flow_down"]),
    ("This policy is reviewed", &["policy_review"]),
    ("It is also reviewed", &["policy_review"]),
    ("When significant changes", &["policy_publication"]),
    ("If you have questions", &["open_door"]),
];

/// The words that nothing measures in both, in their order, with the measure that would fit.
const UNMEASURED: &[(&str, &str)] = &[
    ("minimum", "grant_days"),
    ("carefully", "rotation_days"),
    ("no longer required", "rotation_days"),
    ("where appropriate", "-"),
    ("defined period", "hold_days"),
    ("no longer need", "deletion_days"),
    ("carefully", "-"),
    ("promptly", "revoke_minutes"),
    ("minimum", "review_days"),
    ("periodically", "review_days"),
    ("promptly", "patch_days"),
    ("up-to-date", "patch_days"),
    ("short", "lock_secs"),
    ("temporarily", "checkout_hours"),
    ("where possible", "checkout_hours"),
    ("promptly", "drop_link_days"),
    ("promptly", "-"),
    ("without undue delay", "notice_hours"),
    ("immediate", "-"),
    ("periodic", "exercise_months"),
];

#[test]
fn two_real_policies_are_understood_clause_by_clause() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/policies");
    if !folder.exists() {
        eprintln!("left out, for want of ../shared/policies");
        return;
    }
    let (mut right, mut all, mut unmeasured) = (0, 0, Vec::new());
    for (name, expected) in [("data-usage-policy.txt", USAGE), ("security-policy.txt", SECURITY)] {
        let source = std::fs::read_to_string(folder.join(name)).expect("read");
        let it = import::read(name, source.as_bytes()).expect("taken in");
        nothing_is_dropped(&it, &source);
        let (found, wrong) = compare(&it, expected);
        println!("{name}: {found} of {} right; otherwise: {wrong:?}", expected.len());
        (right, all) = (right + found, all + expected.len());
        assert!(it.lacking.contains(&Lacking::Version) && it.lacking.contains(&Lacking::EffectiveDate), "{name}");
        let words = it.clauses.iter().flat_map(|each| &each.unmeasured);
        unmeasured.extend(words.map(|(word, measure)| (*word, measure.map_or("-", |it| it.name))));
        let hidden = it.aside.iter().any(|each| each.why == Why::HiddenAddress);
        assert_eq!(hidden, it.lacking.contains(&Lacking::Contact), "an address that was hidden is missing");
    }
    assert!(right * 100 >= all * 90, "{right} of {all}");
    assert_eq!(unmeasured, UNMEASURED);
}

const FRENCH: &str = "\
Politique de sécurité

Version 3, en vigueur dès le 1er mars 2027

1. Accès

Chaque personne n’a accès qu’aux données du mandat dont elle s’occupe, selon le principe du moindre privilège. Les accès sont retirés rapidement au départ d’un employé.
- L’authentification multifacteur est obligatoire.
- Les droits d’accès sont revus chaque trimestre.

2. Appareils
- Le chiffrement du disque est activé.
- Les appareils personnels demandent une approbation.

3. Vos données
Vos données vous appartiennent. Nous ne vendons rien et ne communiquons rien à des tiers, sauf si la loi l’exige.
Les copies de travail sont supprimées une fois la migration terminée et vérifiée, à moins que vous ne nous demandiez de les conserver.
Les sauvegardes sont chiffrées, et une restauration est essayée régulièrement.
Nous formons un cercle de passionnés.

4. Incidents
Nous avisons les clients touchés dans les meilleurs délais.
Nos sous-traitants acceptent les mêmes normes.
Cette politique est revue au moins une fois par an.
Si vous avez des questions, écrivez-nous à bonjour@tisse.example.
";

#[test]
fn a_french_policy_is_understood_as_well() {
    let it = import::read("politique.txt", FRENCH.as_bytes()).expect("taken in");
    assert_eq!((it.language, it.title.as_deref()), ("fr", Some("Politique de sécurité")));
    let expected: &[Expected] = &[
        ("Chaque personne", &["least_access"]),
        ("Les accès sont retirés", &["prompt_revocation"]),
        ("L’authentification", &["strong_authentication"]),
        ("Les droits d’accès", &["quarterly_access_review"]),
        ("Le chiffrement du disque", &["device_posture"]),
        ("Les appareils personnels", &["personal_devices"]),
        ("Vos données", &["client_ownership"]),
        ("Nous ne vendons rien", &["no_disclosure"]),
        ("Les copies de travail", &["deletion_after_verification", "retention_on_request"]),
        ("Les sauvegardes", &["encrypted_backups"]),
        ("Nous formons", &[]),
        ("Nous avisons", &["incident_notice"]),
        ("Nos sous-traitants", &["flow_down"]),
        ("Cette politique", &["policy_review"]),
        ("Si vous avez", &["open_door"]),
    ];
    let (right, wrong) = compare(&it, expected);
    assert!(right >= 14, "{wrong:?}");
    assert!(![Lacking::Version, Lacking::EffectiveDate, Lacking::Contact].iter().any(|each| it.lacking.contains(each)));
    let words: Vec<&str> = it.clauses.iter().flat_map(|each| &each.unmeasured).map(|(word, _)| *word).collect();
    assert_eq!(words, ["rapidement", "régulièrement", "dans les meilleurs délais"]);
}

fn docx(document: &str) -> Vec<u8> {
    packed(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", document)])
}

fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("begun");
        archive.write_all(text.as_bytes()).expect("written");
    }
    archive.finish().expect("finished").into_inner()
}

fn paragraphs(rows: &[(&str, &str)]) -> String {
    let row = |(mark, text): &(&str, &str)| {
        format!("<w:p><w:pPr>{mark}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
    };
    let body: String = rows.iter().map(row).collect();
    format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"urn:w\"><w:body>{body}</w:body></w:document>")
}

#[test]
fn a_word_document_and_a_page_say_the_same_as_a_text() {
    let heading = "<w:pStyle w:val=\"Heading1\"/>";
    let bullet = "<w:numPr><w:ilvl w:val=\"0\"/></w:numPr>";
    let document = paragraphs(&[
        (heading, "Security at Loom &amp; Ledger"),
        (heading, "Access"),
        ("", "Access is revoked promptly. Everybody is trained."),
        ("", ""),
        (bullet, "Full-disk encryption enabled"),
    ]);
    let page = "<html><head><title>Loom</title></head><body><nav><a>Home</a> <a>Prices</a></nav><h1>Security at Loom &amp; Ledger</h1>\n<h2>Access</h2><p>Access is revoked <em>promptly</em>. Everybody is trained.</p>\n<ul><li>Full-disk encryption enabled</li></ul><script>let x = '<p>no</p>';</script><footer>© Loom</footer></body></html>";
    let text = "Security at Loom & Ledger\n\nAccess\n\nAccess is revoked promptly. Everybody is trained.\n\n- Full-disk encryption enabled\n";
    let told = |name: &str, bytes: &[u8]| {
        let it = import::read(name, bytes).expect("taken in");
        let clauses: Vec<_> = it
            .clauses
            .iter()
            .map(|each| {
                (
                    each.heading.clone(),
                    each.text.clone(),
                    each.proposals.iter().map(|one| one.promise).collect::<Vec<_>>(),
                )
            })
            .collect();
        (it.title.clone(), clauses, it.aside.len())
    };
    let plain = told("policy.txt", text.as_bytes());
    assert_eq!(plain.1.len(), 3);
    assert_eq!(plain.1[0], ("Access".to_owned(), "Access is revoked promptly.".to_owned(), vec!["prompt_revocation"]));
    let word = told("policy.docx", &docx(&document));
    assert_eq!((&word.0, &word.1), (&plain.0, &plain.1));
    let html = told("policy.html", page.as_bytes());
    assert_eq!((&html.0, &html.1), (&plain.0, &plain.1));
    assert_eq!(html.2, 3, "title, menu and footer are left aside, and say so");
}

#[test]
fn hostile_bytes_are_errors_that_say_what_to_do() {
    let deep = format!("<w:document xmlns:w=\"urn:w\">{}", "<w:r>".repeat(5_000));
    let entities = "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w:document xmlns:w=\"urn:w\"><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>";
    let bare = "<w:document xmlns:w=\"urn:w\"><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>";
    let bomb = format!("<w:document xmlns:w=\"urn:w\">{}", " ".repeat(17 * 1024 * 1024));
    let mut cut = docx(&paragraphs(&[("", "Hello there.")]));
    cut.truncate(cut.len() / 2);
    let many: Vec<String> = (0..2_100).map(|at| format!("f{at}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "")).collect();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("deep.docx", docx(&deep), "nests too deep"),
        ("entities.docx", docx(entities), "entities of its own"),
        ("bare.docx", docx(bare), "entities of its own"),
        ("bomb.docx", docx(&bomb), "unfolds to more than 16 MiB"),
        ("cut.docx", cut, "damaged"),
        ("many.docx", packed(&many), "more than 2,000 files"),
        ("other.zip", packed(&[("a.txt", "x")]), "no Word document"),
        ("broken.docx", docx("<w:document><w:p></w:x>"), "damaged"),
        ("latin1.txt", b"Nous d\xe9truisons tout.".to_vec(), "not in UTF-8"),
        ("half.txt", b"\xff\xfea\x00b".to_vec(), ""),
        ("zeros.txt", vec![0; 64], "no text"),
        ("empty.txt", b" \n\n ".to_vec(), "no text in this file"),
        ("a.pdf", b"%PDF-1.7".to_vec(), "PDF"),
        ("huge.txt", vec![b'a'; import::LARGEST + 1], "larger than 2 MiB"),
        ("lines.txt", "a\n".repeat(6_000).into_bytes(), "5,000 lines"),
    ];
    for (name, bytes, expected) in cases {
        match import::read(name, &bytes) {
            Ok(_) => assert!(expected.is_empty(), "{name} was taken in"),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::BadInput, "{name}");
                assert!(error.message().contains(expected), "{name}: {}", error.message());
                assert!(
                    error.hint_text().is_some() && error.place().and_then(|place| place.file.as_deref()) == Some(name),
                    "{name}"
                );
            }
        }
    }
}

#[tokio::test]
async fn what_an_officer_confirms_becomes_a_draft_with_its_faults() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("the officer");
    let it = actions::read_policy(&officer, "politique.txt", FRENCH.as_bytes()).await.expect("read");
    let mut clauses = import::as_proposed(&it);
    let ask = |clauses| ImportPolicyAsk {
        slug: "politique".to_owned(),
        title: it.title.clone().unwrap_or_default(),
        language: it.language.to_owned(),
        letter: "P".to_owned(),
        clauses,
    };
    clauses[0].promises = vec!["nonsense".to_owned()];
    assert!(actions::import_policy(&officer, ask(clauses.clone())).await.is_err(), "an unknown promise");
    clauses[0].promises.clear();
    let draft = actions::import_policy(&officer, ask(clauses.clone())).await.expect("a draft").value;
    let text = bailee_app::policies::text::Text::parse(draft.text("fr").expect("French"));
    assert_eq!(text.clauses.len(), clauses.len());
    for (clause, confirmed) in text.clauses.iter().zip(&clauses) {
        assert_eq!((&clause.body.text, &clause.promises), (&confirmed.text, &confirmed.promises));
        assert_eq!(clause.statement, confirmed.promises.is_empty());
    }
    let view = views::policy_draft(&officer, draft.id).await.expect("read");
    let said: Vec<String> = view.problems.iter().map(|each| each.say("en")).collect();
    assert!(said.iter().any(|each| each.contains("‘rapidement’")), "{said:?}");
    assert!(said.iter().any(|each| each.contains("‘chaque trimestre’ is spelled out")), "{said:?}");
    let staff = firm.engagement("A", &[Category::Financial]).await.expect("an engagement").consultant;
    assert!(actions::read_policy(&staff, "x.txt", b"We promise.").await.is_err(), "officers only");
}
