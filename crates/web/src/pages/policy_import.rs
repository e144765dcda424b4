//! A policy that the firm has already is taken in: a file, what it seems to promise sentence by sentence, and the officer's
//! answer, which becomes a draft. Nothing is kept in between; the form carries it.

use super::firm_agreements::keep_typed;
use crate::{
    fields::{Fields, Posted},
    frame::{Frame, Problem},
    said::Said,
    trouble::Trouble,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{PolicyWords, Words},
};
use askama::Template;
use axum::extract::{Multipart, multipart::MultipartRejection};
use bailee_app::{
    actions::{self, ImportPolicyAsk, ImportedClause, ImportedPolicy},
    policies::{
        import::{Lacking, Why},
        promise_name as name_of, promise_names,
    },
    views,
};
use bailee_model::{Error, Result, say};

/// A sentence with its proposal, or with what was chosen.
struct SentenceLine {
    line: usize,
    heading: String,
    text: String,
    because: String,
    unmeasured: Vec<String>,
    promises: [String; 3],
}

/// What was left aside.
struct AsideLine {
    line: usize,
    text: String,
    why: &'static str,
}

/// What the draft shall be called.
#[derive(Default)]
struct Named {
    slug: String,
    title: String,
    letter: String,
    language: String,
}

#[derive(Template)]
#[template(path = "policy_import.html")]
pub(crate) struct PolicyImportPage {
    t: &'static Words,
    w: &'static PolicyWords,
    f: Frame,
    named: Named,
    sentences: Vec<SentenceLine>,
    aside: Vec<AsideLine>,
    lacking: Vec<String>,
    /// Every promise: its slug and its name.
    promises: Vec<(&'static str, String)>,
}

impl PolicyImportPage {
    /// The page before a file is chosen.
    pub(crate) fn empty(f: Frame) -> Self {
        let w = PolicyWords::of(f.lang);
        let promises = promise_names(f.lang.tag());
        let f = f.titled(w.import);
        let (sentences, aside, lacking) = (Vec::new(), Vec::new(), Vec::new());
        Self { t: f.t(), w, f, named: Named::default(), sentences, aside, lacking, promises }
    }

    /// What a file seems to say.
    pub(crate) fn of(f: Frame, it: &ImportedPolicy) -> Self {
        let mut page = Self::empty(f);
        let (w, tag) = (page.w, page.f.lang.tag());
        page.sentences = it.clauses.iter().map(sentence).collect();
        page.aside = it
            .aside
            .iter()
            .map(|each| AsideLine { line: each.line, text: each.text.clone(), why: why(w, each.why) })
            .collect();
        page.lacking = it
            .lacking
            .iter()
            .map(|each| match each {
                Lacking::Version => w.lacks_version.to_owned(),
                Lacking::EffectiveDate => w.lacks_date.to_owned(),
                Lacking::Contact => w.lacks_contact.to_owned(),
                Lacking::Promise(slug) => page.f.fill(w.lacks_promise, name_of(slug, tag)),
            })
            .collect();
        page.named.title = it.title.clone().unwrap_or_default();
        page.named.language = it.language.to_owned();
        page.named.letter = "P".to_owned();
        page.f.title = page.f.n(w.n_clauses, page.sentences.len());
        page
    }
}

fn sentence(clause: &bailee_app::policies::import::Clause) -> SentenceLine {
    let promise = |at: usize| clause.proposals.get(at).map(|each| each.promise.to_owned()).unwrap_or_default();
    let words: Vec<&str> = clause.proposals.iter().flat_map(|each| each.words.iter().copied()).collect();
    let unmeasured = clause.unmeasured.iter().map(|(word, measure)| match measure {
        Some(measure) => format!("{word} → {{{{{}}}}}", measure.name),
        None => (*word).to_owned(),
    });
    SentenceLine {
        line: clause.line,
        heading: clause.heading.clone(),
        text: clause.text.clone(),
        because: words.join(", "),
        unmeasured: unmeasured.collect(),
        promises: [promise(0), promise(1), promise(2)],
    }
}

fn why(w: &'static PolicyWords, why: Why) -> &'static str {
    match why {
        Why::Navigation => w.aside_navigation,
        Why::Date => w.aside_date,
        Why::HiddenAddress => w.aside_hidden,
        Why::Signature => w.aside_signature,
        Why::NoWords => w.aside_no_words,
    }
}

pub(crate) async fn form(visitor: Visitor) -> Answer {
    views::may_write_policies(&visitor.door).await?;
    show(&PolicyImportPage::empty(visitor.frame().await?))
}

pub(crate) async fn take_in(visitor: Visitor, form: Result<Multipart, MultipartRejection>) -> Answer {
    views::may_write_policies(&visitor.door).await?;
    match taken(&visitor, form).await {
        Ok(it) => show(&PolicyImportPage::of(visitor.frame().await?, &it)),
        Err(Trouble::Error(error)) => match std::sync::Arc::try_unwrap(error) {
            Ok(error) => again(&visitor, put_right(error)?).await,
            Err(shared) => Err(Trouble::Error(shared)),
        },
        Err(forged) => Err(forged),
    }
}

async fn again(visitor: &Visitor, problem: Problem) -> Answer {
    let mut f = visitor.frame().await?;
    f.problems.push(problem);
    show_again(&PolicyImportPage::empty(f))
}

/// Reads the form in its order: the token, then the file. What is too large is refused by the router before it is here.
async fn taken(visitor: &Visitor, form: Result<Multipart, MultipartRejection>) -> Result<ImportedPolicy, Trouble> {
    let no_file =
        || Error::bad_input(say!("There is no file in the form.")).hint(say!("Choose a file.")).on_field("file");
    let mut form = form.map_err(|_| Trouble::Forged)?;
    let mut ours = false;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "csrf" => ours = visitor.owns(&field.text().await.map_err(broken)?),
            "file" if ours => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = field.bytes().await.map_err(broken)?;
                if name.is_empty() {
                    return Err(no_file().into());
                }
                let read = actions::read_policy(&visitor.door, &name, &bytes).await;
                return Ok(read.map_err(|error| error.on_field("file"))?);
            }
            _ => {}
        }
    }
    if ours { Err(no_file().into()) } else { Err(Trouble::Forged) }
}

fn broken(error: axum::extract::multipart::MultipartError) -> Error {
    Error::bad_input(say!("The upload broke off before its end, or is larger than 2 MiB."))
        .hint(say!("Send the file again; nothing of it was kept."))
        .on_field("file")
        .because(error)
}

pub(crate) async fn confirm(Posted { visitor, fields }: Posted) -> Answer {
    let named = Named {
        slug: fields.owned("slug"),
        title: fields.owned("title"),
        letter: fields.owned("letter"),
        language: fields.owned("language"),
    };
    let clauses = confirmed(&fields);
    let ask = ImportPolicyAsk {
        slug: named.slug.clone(),
        title: named.title.clone(),
        language: named.language.clone(),
        letter: named.letter.clone(),
        clauses: clauses.iter().map(|(_, clause)| clause.clone()).collect(),
    };
    match actions::import_policy(&visitor.door, ask).await {
        Ok(done) => {
            let page = format!("/firm/policies/drafts/{}", done.id);
            Ok(visitor.done(Said::PolicyDrafted, done.receipt.as_ref(), &page))
        }
        Err(error) => {
            let mut f = visitor.frame().await?;
            f.problems.push(keep_typed(error)?);
            let mut page = PolicyImportPage::empty(f);
            page.sentences = clauses.into_iter().map(|(line, clause)| chosen(line, clause)).collect();
            page.named = named;
            show_again(&page)
        }
    }
}

/// The sentences as they were sent, each with its line and the promises chosen for it.
fn confirmed(fields: &Fields) -> Vec<(usize, ImportedClause)> {
    let all = |name: &str| fields.all(name);
    let (lines, headings, texts) = (all("line"), all("heading"), all("sentence"));
    let chosen = [all("first"), all("second"), all("third")];
    let one = |at: usize, text: &String| {
        let mut promises: Vec<String> = Vec::new();
        for slug in chosen.iter().filter_map(|each| each.get(at)).map(|slug| slug.trim()) {
            if !slug.is_empty() && !promises.iter().any(|each| each == slug) {
                promises.push(slug.to_owned());
            }
        }
        let heading = headings.get(at).cloned().unwrap_or_default();
        let line = lines.get(at).and_then(|line| line.parse().ok()).unwrap_or_default();
        (line, ImportedClause { heading, text: text.clone(), promises })
    };
    texts.iter().enumerate().map(|(at, text)| one(at, text)).collect()
}

fn chosen(line: usize, clause: ImportedClause) -> SentenceLine {
    let promise = |at: usize| clause.promises.get(at).cloned().unwrap_or_default();
    SentenceLine {
        line,
        promises: [promise(0), promise(1), promise(2)],
        heading: clause.heading,
        text: clause.text,
        because: String::new(),
        unmeasured: Vec::new(),
    }
}
