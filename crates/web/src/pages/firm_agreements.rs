//! The officer's view of agreements: every version, who signed and who owes what, whether mail goes out, and publishing.

use super::agreements::{SignedLine, signed_line};
use crate::{
    fields::Posted,
    frame::{Frame, Problem},
    markup::Markup,
    said::Said,
    trouble::Trouble,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{AgreementWords, Say, Words},
};
use askama::Template;
use axum::extract::{Path, Query};
use bailee_app::{
    actions::{self, PublishDocumentAsk},
    views::{self, FirmAgreements, MailHealth, PersonRow, VersionRow},
};
use bailee_model::{DocumentId, DocumentKind, Error, Mail, MailId, Result};

/// The clause that asks for both factors afresh.
const STEP_UP: &str = "S2.3";

struct VersionLine {
    kind: DocumentKind,
    version: i32,
    published: Markup,
    by: String,
    material: bool,
    signatures: usize,
    texts: Vec<(String, DocumentId)>,
    differences: Vec<(String, DocumentId, DocumentId)>,
    newest: bool,
}

struct PersonLine {
    name: String,
    organisation: String,
    owes: String,
    signed: Vec<SignedLine>,
}

struct MailLine {
    id: MailId,
    to: String,
    what: String,
    next: Option<String>,
    since: Markup,
}

#[derive(Template)]
#[template(path = "firm_agreements.html")]
pub(crate) struct FirmAgreementsPage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    versions: Vec<VersionLine>,
    people: Vec<PersonLine>,
    mails: Vec<MailLine>,
    configured: bool,
    waiting: usize,
    may_publish: bool,
}

impl FirmAgreementsPage {
    pub(crate) fn new(f: Frame, it: &FirmAgreements, mail: &MailHealth) -> Self {
        let (t, g) = (f.t(), f.g());
        let owing = it.people.iter().filter(|row| !row.owes.is_empty()).count();
        let title = if owing == 0 { g.none_owe.to_owned() } else { f.n(g.n_owe, owing) };
        let versions = it.kinds.iter().flat_map(|row| {
            row.versions.iter().enumerate().filter_map(|(at, version)| version_line(&f, row.kind, version, at == 0))
        });
        Self {
            t,
            g,
            versions: versions.collect(),
            people: it.people.iter().map(|row| person_line(&f, row)).collect(),
            mails: mail.troubled.iter().map(|(mail, to)| mail_line(&f, mail, &to.name)).collect(),
            configured: mail.configured,
            waiting: mail.waiting,
            may_publish: it.may_publish,
            f: f.titled(title),
        }
    }
}

fn version_line(f: &Frame, kind: DocumentKind, row: &VersionRow, newest: bool) -> Option<VersionLine> {
    let first = row.documents.first()?;
    let before = row.documents.iter().zip(&row.before);
    Some(VersionLine {
        kind,
        version: first.version,
        published: f.day(first.published_at),
        by: row.by.clone().unwrap_or_else(|| f.g().with_installation.to_owned()),
        material: first.material,
        signatures: row.signatures,
        texts: row.documents.iter().map(|each| (each.language.clone(), each.id)).collect(),
        differences: before.map(|(each, before)| (each.language.clone(), each.id, *before)).collect(),
        newest,
    })
}

fn person_line(f: &Frame, row: &PersonRow) -> PersonLine {
    PersonLine {
        name: row.person.name.clone(),
        organisation: row.organisation.clone(),
        owes: f.list(&row.owes),
        signed: row.signed.iter().map(|each| signed_line(f, each)).collect(),
    }
}

fn mail_line(f: &Frame, mail: &Mail, to: &str) -> MailLine {
    let g = f.g();
    let (word, code) = mail.trouble.split_once(' ').unwrap_or((&mail.trouble, ""));
    let what = match word {
        "timeout" => g.mail_timeout,
        "encryption" => g.mail_encryption,
        "sign_in" => g.mail_sign_in,
        "later" => g.mail_later,
        "refused" => g.mail_refused,
        "malformed" => g.mail_malformed,
        _ => g.mail_unreachable,
    };
    MailLine {
        id: mail.id,
        to: to.to_owned(),
        what: if code.is_empty() { what.to_owned() } else { format!("{what} ({code})") },
        next: mail.next_at.map(|next| f.fill(g.tried_again, crate::format::exact(f.lang, next))),
        since: f.when(mail.since),
    }
}

pub(crate) async fn look(visitor: Visitor) -> Answer {
    let it = views::firm_agreements(&visitor.door).await?;
    let mail = views::mail_health(&visitor.door).await?;
    show(&FirmAgreementsPage::new(visitor.frame().await?, &it, &mail))
}

pub(crate) async fn send_again(Path(id): Path<MailId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::resend_mail(&visitor.door, id).await?;
    Ok(visitor.done(Said::Resend, done.receipt.as_ref(), "/firm/agreements"))
}

/// Factors grow stale while somebody writes: what they wrote stays in the form, and they are told what to do.
pub(super) fn keep_typed(error: Error) -> Result<Problem, Trouble> {
    match error.refusal().filter(|refusal| refusal.clause == STEP_UP) {
        Some(_) => Ok(Problem::at(None, &error)),
        None => put_right(error),
    }
}

/// What was typed into the form.
#[derive(Clone, Debug, Default)]
pub(crate) struct PublishForm {
    pub(crate) english: String,
    pub(crate) french: String,
    pub(crate) material: bool,
}

#[derive(Template)]
#[template(path = "publish.html")]
pub(crate) struct PublishPage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    kind: DocumentKind,
    form: PublishForm,
}

impl PublishPage {
    pub(crate) fn new(f: Frame, kind: DocumentKind, form: PublishForm) -> Self {
        let (t, g) = (f.t(), f.g());
        let title = f.fill(g.title_publish, kind.say(f.lang));
        Self { t, g, f: f.titled(title), kind, form }
    }
}

/// Which document a new version is written of.
#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    kind: String,
}

/// A kind by its word; for any other word there is no such page.
fn kind_of(word: &str) -> Result<DocumentKind> {
    word.parse().map_err(|_| Error::not_found())
}

pub(crate) async fn form(Query(wanted): Query<Wanted>, visitor: Visitor) -> Answer {
    let kind = kind_of(&wanted.kind)?;
    let [english, french] = views::draft(&visitor.door, kind).await?;
    // What is safer is chosen already: that everybody reads again what they are bound to.
    let form = PublishForm { english, french, material: true };
    show(&PublishPage::new(visitor.frame().await?, kind, form))
}

pub(crate) async fn publish(Posted { visitor, fields }: Posted) -> Answer {
    let kind = kind_of(fields.text("kind"))?;
    let form = PublishForm {
        english: fields.owned("en"),
        french: fields.owned("fr"),
        material: fields.text("material") == "yes",
    };
    let PublishForm { english, french, material } = form.clone();
    match actions::publish_document(&visitor.door, PublishDocumentAsk { kind, english, french, material }).await {
        Ok(done) => Ok(visitor.done(Said::Publish, done.receipt.as_ref(), "/firm/agreements")),
        Err(error) => {
            let problem = keep_typed(error)?;
            let mut f = visitor.frame().await?;
            f.problems.push(problem);
            show_again(&PublishPage::new(f, kind, form))
        }
    }
}
