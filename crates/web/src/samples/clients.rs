//! Made-up suppliers on an engagement, questions and their answers, a change of what was agreed, the walk-through, and
//! messages from outside.

use super::{Pages, data, inside, officer_at, oversight, visiting};
use crate::{
    Lang,
    frame::{Choice, Frame},
    pages::{
        contact::{ContactForm, ContactPage, ContactedPage},
        enquiries::{EnquiriesPage, EnquiryPage},
        questions::QuestionsPage,
        supplying::{NamingForm, SupplyingPage, say},
        terms::TermsPage,
        walkthrough::WalkthroughPage,
        work::WorkRow,
    },
    words::ClientWords,
};
use askama::Template;
use bailee_app::{
    Limits,
    actions::OwnEnquiry,
    views::{EnquiryView, Gone, PartState, PartView, SuppliersOn, TermsView, Thing, WalkthroughView},
};
use bailee_model::{
    Category, Enquiry, EnquiryId, EnquiryKind, HoldingId, HoldingKind, Involvement, InvolvementId, PersonId,
    PersonState, Purpose, Role, Supplier, SupplierId, SupplierKind, TermsChange, TermsChangeId, Walkthrough,
    WalkthroughId,
};

/// What waits for a client's decision.
pub(super) fn work(lang: Lang) -> Vec<WorkRow> {
    vec![WorkRow {
        due: Some(data::days(12)),
        late: false,
        href: format!("/engagements/{}/suppliers", data::engagement().id),
        what: ClientWords::of(lang).work_supplier,
        about: "Atelier Trame (fictional)".to_owned(),
        engagement: String::new(),
    }]
}

/// Things in custody, with every way in which they will be gone.
pub(super) fn things() -> Vec<Thing> {
    let gone = [Gone::By(data::days(12)), Gone::Held(data::days(40)), Gone::Unverified, Gone::Quarantined, Gone::Now];
    let thing = |(seed, gone): (u64, Gone)| Thing {
        id: HoldingId::new(&data::rng(700 + seed)),
        name: format!("export_{seed}.csv"),
        kind: if seed == 0 { HoldingKind::Table } else { HoldingKind::Original },
        category: Category::Financial,
        bytes: 912_400,
        rows: if seed == 0 { 18_204 } else { 0 },
        gone,
    };
    (0..).zip(gone).map(thing).collect()
}

fn part(seed: u64, supplier: Supplier, state: PartState) -> PartView {
    let objected = state == PartState::Objected;
    let stands = state == PartState::Stands;
    PartView {
        part: Involvement {
            id: InvolvementId::new(&data::rng(710 + seed)),
            supplier: supplier.id,
            engagement: data::engagement().id,
            categories: vec![Category::Financial],
            purpose: Purpose::Mapping,
            region: "CA-QC".to_owned(),
            named_by: PersonId::new(&data::rng(711)),
            noticed_at: data::days(-20),
            objection_until: data::days(10),
            agreed_by: None,
            agreed_at: stands.then(|| data::days(-9)),
            objected_by: None,
            objected_at: objected.then(|| data::days(-2)),
            objection: if objected { "They also work for a rival of ours.".to_owned() } else { String::new() },
            answered_by: None,
            answered_at: objected.then(|| data::days(-1)),
            answer: if objected { "Nobody who does is assigned here.".to_owned() } else { String::new() },
            used_at: None,
            ended: (state == PartState::Ended).then(|| data::days(-3)),
        },
        supplier,
        engagement: data::engagement().title,
        people: if stands { vec!["Bilal Trame".to_owned()] } else { Vec::new() },
        state,
        since: stands.then(|| data::days(-9)),
        answered: objected,
    }
}

fn tool() -> Supplier {
    Supplier {
        id: SupplierId::new(&data::rng(720)),
        kind: SupplierKind::Tool,
        name: "Métier Cloud (fictional)".to_owned(),
        ..oversight::supplier()
    }
}

/// A part in every state.
pub(super) fn parts() -> Vec<PartView> {
    vec![
        part(1, oversight::supplier(), PartState::Objected),
        part(2, tool(), PartState::Announced),
        part(3, tool(), PartState::Stands),
        part(4, oversight::supplier(), PartState::Ended),
    ]
}

fn suppliers_on(of_client: bool, parts: Vec<PartView>) -> SuppliersOn {
    SuppliersOn {
        engagement: data::engagement(),
        parts,
        candidates: if of_client { Vec::new() } else { vec![tool()] },
        may_propose: !of_client,
        may_agree: of_client,
        may_object: of_client,
    }
}

fn enquiry(seed: u64, kind: EnquiryKind, answered: bool) -> EnquiryView {
    let outside = matches!(kind, EnquiryKind::Contact | EnquiryKind::SecurityReport);
    EnquiryView {
        enquiry: Enquiry {
            id: EnquiryId::new(&data::rng(730 + seed)),
            kind,
            engagement: (!outside).then(|| data::engagement().id),
            person: (!outside).then(|| PersonId::new(&data::rng(731))),
            about: (kind == EnquiryKind::Objection).then(|| PersonId::new(&data::rng(732))),
            name: String::new(),
            reply_to: if seed == 1 { "someone@elsewhere.example".to_owned() } else { String::new() },
            text: "Who sees our prices, and until when?".to_owned(),
            language: "en".to_owned(),
            secret_hash: Vec::new(),
            at: data::days(-1),
            due: data::days(1),
            answered_by: None,
            answered_at: answered.then(|| data::days(0)),
            answer: if answered {
                "Those you agreed to, until the date of each grant.".to_owned()
            } else {
                String::new()
            },
        },
        who: if outside { String::new() } else { "Mathilde Roy".to_owned() },
        client: (!outside).then(|| data::CLIENT.to_owned()),
        engagement: (!outside).then(|| data::engagement().title),
        about: (kind == EnquiryKind::Objection).then(|| "Ines Okafor".to_owned()),
        answered_by: answered.then(|| "Odile Brassard".to_owned()),
        late: seed == 3,
    }
}

fn enquiries() -> Vec<EnquiryView> {
    vec![
        enquiry(3, EnquiryKind::SecurityReport, false),
        enquiry(1, EnquiryKind::Contact, false),
        enquiry(2, EnquiryKind::Objection, false),
        enquiry(4, EnquiryKind::Question, true),
    ]
}

fn change(answered: bool) -> TermsChange {
    TermsChange {
        id: TermsChangeId::new(&data::rng(740)),
        engagement: data::engagement().id,
        categories: vec![Category::Financial, Category::Operations],
        purposes: vec![Purpose::Mapping],
        reason: "Stock comes with the ledger.".to_owned(),
        proposed_by: PersonId::new(&data::rng(741)),
        proposed_at: data::days(-1),
        answered_by: None,
        answered_at: answered.then(|| data::days(0)),
        agreed: answered,
    }
}

fn terms(of_client: bool, open: bool) -> TermsView {
    TermsView {
        engagement: data::engagement(),
        open: open.then(|| (change(false), "Ines Okafor".to_owned())),
        past: vec![change(true)],
        may_propose: !of_client,
        may_agree: of_client,
    }
}

fn walkthrough(may_confirm: bool) -> WalkthroughView {
    WalkthroughView {
        engagement: data::engagement(),
        people: vec![(oversight::person(750, "Ines Okafor", PersonState::Active), Role::Lead)],
        suppliers: vec![(part(3, tool(), PartState::Stands).part, tool())],
        limits: Limits::default(),
        nothing_yet: true,
        read: vec![(
            Walkthrough {
                id: WalkthroughId::new(&data::rng(751)),
                engagement: data::engagement().id,
                person: PersonId::new(&data::rng(752)),
                at: data::days(-1),
            },
            "Mathilde Roy".to_owned(),
        )],
        may_confirm,
    }
}

/// The pages between the firm and its clients.
pub(super) fn pages(lang: Lang) -> Pages {
    let within = say(Limits::default(), "answer_days", lang);
    let notice = say(Limits::default(), "tool_notice_days", lang);
    let bare = |path: &str| Frame::bare(lang, data::now(), data::FIRM, path);
    let own = |answered| OwnEnquiry {
        kind: EnquiryKind::SecurityReport,
        text: "Your mail server speaks TLS 1.0.".to_owned(),
        at: data::days(-1),
        due: data::days(1),
        answer: if answered { Some(("Thank you. It no longer does.".to_owned(), data::days(0))) } else { None },
    };
    let about = vec![Choice::new("", "—", true), Choice::new("x", "Ines Okafor", false)];
    let naming = NamingForm::default;
    let (firm, client) = (inside(lang, "/suppliers"), visiting(lang, "/held"));
    Ok(vec![
        (
            "supplying",
            SupplyingPage::new(firm.clone(), suppliers_on(false, parts()), naming(), notice.clone()).render()?,
        ),
        (
            "supplying-client",
            SupplyingPage::new(client, suppliers_on(true, parts()), naming(), notice.clone()).render()?,
        ),
        ("supplying-none", SupplyingPage::new(firm, suppliers_on(false, Vec::new()), naming(), notice).render()?),
        ("terms", TermsPage::new(inside(lang, "/terms"), terms(false, false), String::new()).render()?),
        ("terms-client", TermsPage::new(visiting(lang, "/decisions"), terms(true, true), String::new()).render()?),
        ("walk-through", WalkthroughPage::new(visiting(lang, "/held"), walkthrough(true)).render()?),
        (
            "questions",
            QuestionsPage::new(
                visiting(lang, "/questions"),
                data::engagement().id,
                vec![enquiry(2, EnquiryKind::Objection, false), enquiry(4, EnquiryKind::Question, true)],
                (about, String::new()),
                within.clone(),
            )
            .render()?,
        ),
        ("enquiries", EnquiriesPage::new(officer_at(lang, "/enquiries"), enquiries(), within.clone()).render()?),
        ("enquiries-none", EnquiriesPage::new(officer_at(lang, "/enquiries"), Vec::new(), within.clone()).render()?),
        (
            "enquiry",
            EnquiryPage::new(officer_at(lang, "/enquiries"), enquiry(1, EnquiryKind::Contact, false), String::new())
                .render()?,
        ),
        ("contact", ContactPage::new(bare("/contact"), false, ContactForm::default(), within.clone()).render()?),
        ("security-report", ContactPage::new(bare("/security-report"), true, ContactForm::default(), within).render()?),
        ("contacted", ContactedPage::new(bare("/contact/x"), own(false)).render()?),
        ("contact-answered", ContactedPage::new(bare("/contact/x"), own(true)).render()?),
    ])
}
