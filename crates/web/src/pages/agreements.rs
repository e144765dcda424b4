//! Agreements: what waits for the reader, one document to read and sign, what was signed, and the mutual agreement of an
//! engagement. Whoever may not work yet is led here.

use crate::{
    difference::{self, Line},
    fields::{Fields, Posted},
    frame::Frame,
    markdown,
    markup::Markup,
    pages::{sign_in::step_up_address, trouble::STEP_UP},
    said::Said,
    trouble::Trouble,
    visitor::{Answer, Visitor, encode, put_right, show},
    words::{AgreementWords, Say, Words},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{Html, IntoResponse},
};
use bailee_app::{
    actions::{self, SignDocumentAsk},
    documents::{binds_organisation, consent},
    views::{self, DocumentView, MyAgreements, NdaView, SignedCopy},
};
use bailee_model::{Document, DocumentId, DocumentKind, EngagementId, Error, SignatureId};
use serde::Deserialize;

struct ToSignLine {
    href: String,
    title: String,
    about: String,
    version: i32,
    again: bool,
}

/// A signature in a table.
pub(crate) struct SignedLine {
    pub(crate) id: SignatureId,
    pub(crate) title: String,
    pub(crate) version: i32,
    pub(crate) person: String,
    pub(crate) organisation: String,
    pub(crate) at: Markup,
    pub(crate) counts: bool,
}

/// A signature as a line of a table.
pub(crate) fn signed_line(f: &Frame, signed: &views::Signed) -> SignedLine {
    SignedLine {
        id: signed.signature.id,
        title: signed.title.clone(),
        version: signed.signature.version,
        person: signed.person.name.clone(),
        organisation: signed.organisation.clone(),
        at: f.day(signed.signature.at),
        counts: signed.counts,
    }
}

#[derive(Template)]
#[template(path = "agreements.html")]
pub(crate) struct AgreementsPage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    to_sign: Vec<ToSignLine>,
    others: String,
    signed: Vec<SignedLine>,
}

impl AgreementsPage {
    pub(crate) fn new(f: Frame, mine: &MyAgreements) -> Self {
        let (t, g) = (f.t(), f.g());
        let to_sign = mine.to_sign.iter().map(|each| ToSignLine {
            href: match &each.engagement {
                Some(engagement) => format!("/agreements/engagements/{}", engagement.id),
                None => format!("/agreements/{}", each.document.id),
            },
            title: each.document.title.clone(),
            about: each.engagement.as_ref().map(|engagement| engagement.title.clone()).unwrap_or_default(),
            version: each.document.version,
            again: each.again,
        });
        let to_sign: Vec<ToSignLine> = to_sign.collect();
        let title = if to_sign.is_empty() { g.none_to_sign.to_owned() } else { f.n(g.n_to_sign, to_sign.len()) };
        let signed = mine.signed.iter().map(|each| signed_line(&f, each)).collect();
        Self { t, g, others: f.list(&mine.others_sign), f: f.titled(title), to_sign, signed }
    }
}

pub(crate) async fn list(visitor: Visitor) -> Answer {
    let mine = views::my_agreements(&visitor.door).await?;
    show(&AgreementsPage::new(visitor.frame().await?, &mine))
}

/// What somebody typed to sign with.
#[derive(Clone, Debug, Default)]
pub(crate) struct SignForm {
    pub(crate) typed_name: String,
    /// Where both factors are shown first, when they were shown too long ago.
    pub(crate) step_up: Option<String>,
}

impl SignForm {
    /// The form on this page. What was typed comes along to the step-up and back; consent is given anew.
    pub(super) fn on(page: &str, visitor: &Visitor, typed_name: String) -> Self {
        let kept = if typed_name.chars().count() <= LONGEST_NAME { encode(&typed_name) } else { String::new() };
        let back = if kept.is_empty() { page.to_owned() } else { format!("{page}?name={kept}") };
        Self { typed_name, step_up: (!visitor.door.is_fresh()).then(|| step_up_address(&back)) }
    }
}

/// A typed name that is longer is not carried along in an address.
const LONGEST_NAME: usize = 200;

/// What was typed before the step-up.
#[derive(Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    pub(super) name: String,
}

/// Whether the signature was refused only because the factors were shown too long ago: then the page leads to showing them.
pub(super) fn is_stale(visitor: &Visitor, error: &Error) -> bool {
    let asked = error.refusal().is_some_and(|refusal| refusal.clause == STEP_UP);
    asked && !visitor.door.is_fresh() && !visitor.door.is_recovering()
}

/// The page once more: the factors are to be shown first, or something has to be put right.
pub(super) fn not_signed(f: &mut Frame, visitor: &Visitor, error: Error) -> Result<StatusCode, Trouble> {
    if is_stale(visitor, &error) {
        return Ok(StatusCode::FORBIDDEN);
    }
    f.problems.push(put_right(error)?);
    Ok(StatusCode::UNPROCESSABLE_ENTITY)
}

/// The form under a document.
struct Signing {
    document: DocumentId,
    /// Empty, but for a mutual agreement.
    engagement: String,
    consent: &'static str,
    typed_name: String,
    help: String,
    step_up: Option<String>,
}

impl Signing {
    fn new(f: &Frame, document: &Document, engagement: Option<EngagementId>, form: SignForm) -> Self {
        let me = f.me.as_ref().map(|me| me.name.clone()).unwrap_or_default();
        Self {
            document: document.id,
            engagement: engagement.map(|id| id.to_string()).unwrap_or_default(),
            consent: consent(document.kind, &document.language),
            typed_name: form.typed_name,
            step_up: form.step_up,
            help: f.fill(f.g().your_name_help, me),
        }
    }
}

#[derive(Template)]
#[template(path = "agreement.html")]
pub(crate) struct AgreementPage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    it: DocumentView,
    text: Markup,
    signing: Option<Signing>,
}

impl AgreementPage {
    pub(crate) fn new(f: Frame, it: DocumentView, form: SignForm) -> Self {
        let (t, g) = (f.t(), f.g());
        let signing = it.may_sign.then(|| Signing::new(&f, &it.document, None, form));
        Self { t, g, text: markdown::render(&it.document.text, 1), f: f.titled(it.document.title.clone()), it, signing }
    }

    /// The link to the other language, in that language.
    fn other_language(&self) -> &'static str {
        if self.it.document.language == "fr" { "Read in English" } else { "Lire en français" }
    }

    fn other_tag(&self) -> &'static str {
        if self.it.document.language == "fr" { "en" } else { "fr" }
    }
}

fn page_of(document: DocumentId) -> String {
    format!("/agreements/{document}")
}

fn page_on(engagement: EngagementId) -> String {
    format!("/agreements/engagements/{engagement}")
}

pub(crate) async fn look(Path(id): Path<DocumentId>, Query(typed): Query<Typed>, visitor: Visitor) -> Answer {
    let it = views::document(&visitor.door, id).await?;
    let form = SignForm::on(&page_of(id), &visitor, typed.name);
    show(&AgreementPage::new(visitor.frame().await?, it, form))
}

pub(crate) async fn sign(Path(id): Path<DocumentId>, Posted { visitor, fields }: Posted) -> Answer {
    let engagement = fields.parse_some::<EngagementId>("engagement")?;
    let kind = views::document(&visitor.door, id).await?.document.kind;
    let ask = SignDocumentAsk {
        document: id,
        typed_name: fields.owned("typed_name"),
        consent: fields.text("consent") == "yes",
        engagement,
        for_organisation: binds_organisation(kind),
    };
    match actions::sign_document(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::Sign, done.receipt.as_ref(), &format!("/agreements/signatures/{}", done.id))),
        Err(error) => again(&visitor, id, engagement, &fields, error).await,
    }
}

async fn again(
    visitor: &Visitor,
    id: DocumentId,
    engagement: Option<EngagementId>,
    fields: &Fields,
    error: Error,
) -> Answer {
    let mut f = visitor.frame().await?;
    let status = not_signed(&mut f, visitor, error)?;
    let typed = fields.owned("typed_name");
    let html = match engagement {
        Some(on) => {
            let form = SignForm::on(&page_on(on), visitor, typed);
            NdaPage::new(f, views::nda(&visitor.door, on).await?, form).render()?
        }
        None => {
            let form = SignForm::on(&page_of(id), visitor, typed);
            AgreementPage::new(f, views::document(&visitor.door, id).await?, form).render()?
        }
    };
    Ok((status, Html(html)).into_response())
}

#[derive(Template)]
#[template(path = "nda.html")]
pub(crate) struct NdaPage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    it: NdaView,
    text: Markup,
    signed: Vec<SignedLine>,
    signing: Option<Signing>,
}

impl NdaPage {
    pub(crate) fn new(f: Frame, it: NdaView, form: SignForm) -> Self {
        let (t, g) = (f.t(), f.g());
        let document = it.document.as_ref();
        let signing = document.filter(|_| it.may_sign).map(|each| Signing::new(&f, each, Some(it.engagement.id), form));
        let text = document.map(|document| markdown::render(&document.text, 1)).unwrap_or_default();
        let title = if it.complete { g.nda_complete } else { g.nda_waits };
        let signed = it.signed.iter().map(|each| signed_line(&f, each)).collect();
        Self { t, g, f: f.titled(title), it, text, signed, signing }
    }
}

pub(crate) async fn nda(Path(id): Path<EngagementId>, Query(typed): Query<Typed>, visitor: Visitor) -> Answer {
    let it = views::nda(&visitor.door, id).await?;
    let form = SignForm::on(&page_on(id), &visitor, typed.name);
    show(&NdaPage::new(visitor.frame().await?, it, form))
}

#[derive(Template)]
#[template(path = "signature.html")]
pub(crate) struct SignaturePage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    it: SignedCopy,
    text: Markup,
    shown_by: &'static str,
}

impl SignaturePage {
    pub(crate) fn new(f: Frame, it: SignedCopy) -> Self {
        let (t, g) = (f.t(), f.g());
        let title = f.fill2(g.title_signature, &it.signed.person.name, &it.signed.title);
        let shown_by = it.signed.signature.factor.say(f.lang);
        Self { t, g, text: markdown::render(&it.document.text, 1), f: f.titled(title), it, shown_by }
    }
}

pub(crate) async fn signature(Path(id): Path<SignatureId>, visitor: Visitor) -> Answer {
    let it = views::signature(&visitor.door, id).await?;
    show(&SignaturePage::new(visitor.frame().await?, it))
}

/// The signed text with its block, to be kept outside.
pub(crate) async fn copy(Path(id): Path<SignatureId>, visitor: Visitor) -> Answer {
    let it = views::signature(&visitor.door, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.txt\"")),
    ];
    Ok((headers, it.text).into_response())
}

#[derive(Template)]
#[template(path = "difference.html")]
pub(crate) struct DifferencePage<'a> {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    kind: DocumentKind,
    language: &'a str,
    lines: Vec<Line<'a>>,
    same: bool,
}

impl<'a> DifferencePage<'a> {
    pub(crate) fn new(f: Frame, before: &'a Document, after: &'a Document) -> Self {
        let (t, g) = (f.t(), f.g());
        let title = f.fill2(g.title_differences, before.version, after.version);
        let lines = difference::lines(&before.text, &after.text);
        let same = lines.iter().all(|line| matches!(line, Line::Same(_)));
        Self { t, g, f: f.titled(title), kind: after.kind, language: &after.language, lines, same }
    }
}

pub(crate) async fn differences(Path((id, earlier)): Path<(DocumentId, DocumentId)>, visitor: Visitor) -> Answer {
    let [before, after] = views::versions(&visitor.door, earlier, id).await?;
    show(&DifferencePage::new(visitor.frame().await?, &before, &after))
}
