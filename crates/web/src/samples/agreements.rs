//! The documents and the course as an installation comes with them, signed and taken by made-up people.

use super::data;
use crate::{
    Lang,
    frame::{Frame, Problem},
    pages::{agreements, firm_agreements, firm_training, training},
};
use askama::Template;
use bailee_app::{
    actions::{Correction, QuizResult},
    documents, training as courses,
    views::{
        DocumentView, FirmAgreements, FirmTraining, KindRow, MailHealth, MyAgreements, MyTraining, NdaView, PersonRow,
        Signed, SignedCopy, ToSign, Trained, TrainedRow, VersionRow,
    },
};
use bailee_model::{
    Client, ClientId, Completion, CompletionId, Course, Document, DocumentId, DocumentKind, Factor, Mail, MailId,
    MailKind, Obligation, Organisation, Person, PersonId, PersonState, Signature, SignatureId, Standing,
    clock::SeededRng, say,
};

fn person(seed: u64, name: &str) -> Person {
    Person {
        id: PersonId::new(&SeededRng::new(seed)),
        name: name.to_owned(),
        email: "ines@firm.example".to_owned(),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        state: PersonState::Active,
        language: "en".to_owned(),
        since: data::now(),
    }
}

/// Both languages of a document; nothing where the embedded texts do not read, which a test of theirs would tell.
fn both(kind: DocumentKind) -> Vec<Document> {
    let all = documents::shipped(&SeededRng::new(71), data::now()).unwrap_or_default();
    all.into_iter().filter(|each| each.kind == kind).collect()
}

fn one(kind: DocumentKind, lang: Lang) -> Document {
    both(kind).into_iter().find(|each| each.language == lang.tag()).unwrap_or(Document {
        id: DocumentId::from_bytes([0; 16]),
        kind,
        version: 1,
        language: lang.tag().to_owned(),
        title: String::new(),
        text: String::new(),
        digest: String::new(),
        material: true,
        published_at: data::now(),
        published_by: None,
    })
}

fn signed(document: &Document, who: Person, organisation: &str, counts: bool) -> Signed {
    Signed {
        signature: Signature {
            id: SignatureId::new(&SeededRng::new(72)),
            document: document.id,
            kind: document.kind,
            version: document.version,
            language: document.language.clone(),
            digest: document.digest.clone(),
            person: who.id,
            organisation: who.organisation,
            engagement: None,
            typed_name: who.name.clone(),
            consent: documents::consent(document.kind, &document.language).to_owned(),
            factor: Factor::Passkey,
            at: data::now(),
        },
        title: document.title.clone(),
        person: who,
        organisation: organisation.to_owned(),
        counts,
    }
}

fn course(lang: Lang) -> Option<Course> {
    let all = courses::shipped(&SeededRng::new(73), data::now()).unwrap_or_default();
    all.into_iter().find(|each| each.language == lang.tag())
}

fn completion(who: &Person) -> Completion {
    Completion {
        id: CompletionId::new(&SeededRng::new(74)),
        person: who.id,
        course: bailee_model::CourseId::new(&SeededRng::new(73)),
        version: 1,
        score: 9,
        at: data::now(),
        until: data::days(365),
    }
}

/// Every page about agreements, training and mail.
pub(super) fn pages(lang: Lang, frame: impl Fn(&str) -> Frame) -> super::Pages {
    let mut pages = own(lang, &frame)?;
    pages.extend(learning(lang, &frame)?);
    pages.extend(firm(lang, &frame)?);
    Ok(pages)
}

fn own(lang: Lang, frame: &impl Fn(&str) -> Frame) -> super::Pages {
    let document = one(DocumentKind::Confidentiality, lang);
    let mine = |empty: bool| MyAgreements {
        to_sign: if empty {
            Vec::new()
        } else {
            vec![ToSign { document: document.clone(), engagement: None, again: true }]
        },
        others_sign: if empty { Vec::new() } else { vec![DocumentKind::FlowDownFirm] },
        signed: if empty {
            Vec::new()
        } else {
            vec![signed(&document, person(61, "Ines Okafor"), "Fernhill (fictional)", false)]
        },
    };
    let view = |may_sign: bool| DocumentView {
        document: document.clone(),
        other: Some(DocumentId::new(&SeededRng::new(75))),
        newest: may_sign,
        signed: (!may_sign).then(|| signed(&document, person(61, "Ines Okafor"), "", true).signature),
        may_sign,
        signed_before: Some(DocumentId::new(&SeededRng::new(76))),
    };
    let sheet = |may_sign, f| agreements::AgreementPage::new(f, view(may_sign), agreements::SignForm::default());
    let mut wrong = frame("/agreements/x");
    wrong.problems.push(Problem { field: Some("typed_name".to_owned()), message: say!("?"), hint: None });
    let copy = SignedCopy {
        signed: signed(&document, person(61, "Ines Okafor"), "Quill (fictional)", true),
        document: document.clone(),
        text: String::new(),
    };
    let changed = Document { version: 2, text: document.text.replace("## 4", "## 4b"), ..document.clone() };
    Ok(vec![
        ("agreements", agreements::AgreementsPage::new(frame("/agreements"), &mine(false)).render()?),
        ("agreements-none", agreements::AgreementsPage::new(frame("/agreements"), &mine(true)).render()?),
        ("agreement", sheet(true, frame("/agreements/x")).render()?),
        ("agreement-wrong", sheet(true, wrong).render()?),
        ("agreement-signed", sheet(false, frame("/agreements/x")).render()?),
        ("signature", agreements::SignaturePage::new(frame("/agreements/signatures/x"), copy).render()?),
        ("nda", nda(lang, frame("/agreements/engagements/x")).render()?),
        ("difference", agreements::DifferencePage::new(frame("/agreements/x/since/y"), &document, &changed).render()?),
    ])
}

fn nda(lang: Lang, f: Frame) -> agreements::NdaPage {
    let document = one(DocumentKind::MutualNda, lang);
    let client = Client {
        id: ClientId::new(&SeededRng::new(77)),
        name: "Lanterne & Fils (fictional)".to_owned(),
        since: data::now(),
        recipient: None,
    };
    let view = NdaView {
        engagement: data::engagement(),
        client,
        signed: vec![signed(&document, person(61, "Ines Okafor"), "Quill (fictional)", true)],
        document: Some(document),
        complete: false,
        may_sign: true,
    };
    agreements::NdaPage::new(f, view, agreements::SignForm::default())
}

fn learning(lang: Lang, frame: &impl Fn(&str) -> Frame) -> super::Pages {
    let who = person(61, "Ines Okafor");
    let mine = |stands, passed: bool| MyTraining {
        course: course(lang),
        passed: passed.then(|| completion(&who)).into_iter().collect(),
        stands,
        suspended_at: Some(data::days(14)),
    };
    let page = |stands, passed| training::TrainingPage::new(frame("/training"), mine(stands, passed));
    let mut pages = vec![
        ("training", page(Trained::Current, true).render()?),
        ("training-grace", page(Trained::Grace, true).render()?),
        ("training-first", page(Trained::Suspended, false).render()?),
    ];
    if let Some(course) = course(lang) {
        let because = course.questions[0].because.clone();
        let corrections = vec![Correction { question: 0, given: 1, right: 0, because }];
        let result = |passed: bool| QuizResult {
            score: if passed { 9 } else { 5 },
            passed,
            completion: passed.then(|| completion(&who)),
            corrections: corrections.clone(),
        };
        let quiz = |passed| training::QuizPage::new(frame("/training/x"), &course, &result(passed));
        pages.push(("quiz-passed", quiz(true).render()?));
        pages.push(("quiz-failed", quiz(false).render()?));
        let mut missing = frame("/training/x");
        missing.problems.push(Problem { field: Some("q3".to_owned()), message: say!("?"), hint: None });
        pages.push(("course", training::CoursePage::new(frame("/training/x"), course.clone(), &[Some(1)]).render()?));
        pages.push(("course-missing", training::CoursePage::new(missing, course, &[]).render()?));
    }
    Ok(pages)
}

fn firm(lang: Lang, frame: &impl Fn(&str) -> Frame) -> super::Pages {
    let (ines, tomas) = (person(61, "Ines Okafor"), person(62, "Tomas Vale"));
    let document = one(DocumentKind::Confidentiality, lang);
    let row = |person: &Person, owes: Vec<Obligation>| PersonRow {
        person: person.clone(),
        organisation: "Quill (fictional)".to_owned(),
        signed: vec![signed(&document, person.clone(), "", owes.is_empty())],
        owes,
    };
    let version = |number: i32, before: Vec<DocumentId>| VersionRow {
        documents: both(DocumentKind::Confidentiality)
            .into_iter()
            .map(|each| Document { version: number, ..each })
            .collect(),
        by: (number > 1).then(|| ines.name.clone()),
        signatures: 3,
        before,
    };
    let before = both(DocumentKind::Confidentiality).iter().map(|each| each.id).collect();
    let view = FirmAgreements {
        kinds: vec![KindRow {
            kind: DocumentKind::Confidentiality,
            versions: vec![version(2, before), version(1, Vec::new())],
        }],
        people: vec![row(&ines, Vec::new()), row(&tomas, vec![Obligation::Confidentiality, Obligation::Training])],
        may_publish: true,
    };
    let mail = |trouble: &str, again: bool| Mail {
        id: MailId::new(&SeededRng::new(78)),
        person: tomas.id,
        kind: MailKind::Digest,
        path: "/".to_owned(),
        since: data::now(),
        next_at: again.then(|| data::days(1)),
        attempts: 2,
        sent_at: None,
        trouble: trouble.to_owned(),
    };
    let health = |configured: bool| MailHealth {
        configured,
        waiting: 2,
        oldest: Some(data::now()),
        troubled: vec![(mail("refused 550", false), tomas.clone()), (mail("encryption", true), ines.clone())],
    };
    let trained = FirmTraining {
        people: vec![
            TrainedRow { person: tomas.clone(), last: None, stands: Trained::Suspended },
            TrainedRow { person: ines.clone(), last: Some(completion(&ines)), stands: Trained::Current },
        ],
        current: 1,
        oldest: Some(data::now()),
        courses: course(lang).into_iter().collect(),
        may_publish: true,
    };
    let form = firm_agreements::PublishForm {
        english: "# Terms\n\nWe agree.".to_owned(),
        french: "# Conditions\n\nD’accord.".to_owned(),
        material: true,
    };
    let path = "/firm/agreements";
    Ok(vec![
        ("firm-agreements", firm_agreements::FirmAgreementsPage::new(frame(path), &view, &health(true)).render()?),
        (
            "firm-agreements-no-mail",
            firm_agreements::FirmAgreementsPage::new(frame(path), &view, &health(false)).render()?,
        ),
        ("publish", firm_agreements::PublishPage::new(frame(path), DocumentKind::Confidentiality, form).render()?),
        ("firm-training", firm_training::FirmTrainingPage::new(frame("/firm/training"), trained).render()?),
        (
            "publish-course",
            firm_training::PublishCoursePage::new(frame("/firm/training"), String::new(), String::new()).render()?,
        ),
    ])
}
