//! The published policies: anybody reads them, every version, without signing in; who works for the firm signs here.

use crate::{
    difference::{self, Line},
    fields::Posted,
    frame::Frame,
    markdown,
    markup::Markup,
    pages::agreements::{SignForm, Typed, not_signed},
    said::Said,
    site::Site,
    visitor::{Answer, Anyone, Visitor, show},
    words::{PolicyWords, Words},
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{Html, IntoResponse},
};
use bailee_app::{
    actions::{self, SignPolicyAsk},
    policies::{Standing, promise_name as name_of, values::say_day},
    views::{self, PolicySummary, PublicPolicy},
};
use bailee_model::{Result, say};
use jiff::civil::Date;

/// A policy in the list.
struct PolicyLine {
    slug: String,
    title: String,
    number: String,
    effective: String,
}

#[derive(Template)]
#[template(path = "policies.html")]
pub(crate) struct PoliciesPage {
    t: &'static Words,
    w: &'static PolicyWords,
    f: Frame,
    policies: Vec<PolicyLine>,
}

impl PoliciesPage {
    pub(crate) fn new(f: Frame, policies: Vec<PolicySummary>) -> Self {
        let w = PolicyWords::of(f.lang);
        let line = |it: PolicySummary| PolicyLine {
            title: it.title.in_language(f.lang.tag()).to_owned(),
            effective: say_day(it.effective, f.lang.tag()),
            number: it.number,
            slug: it.slug,
        };
        let policies = policies.into_iter().map(line).collect();
        Self { t: f.t(), w, f: f.titled(w.policies), policies }
    }
}

/// A clause as it is read.
struct ClauseLine {
    id: String,
    part: String,
    title: String,
    text: Markup,
    promises: Vec<(String, String)>,
    statement: bool,
}

/// A version in the archive.
struct VersionLine {
    number: String,
    effective: String,
    standing: Markup,
    summary: String,
    material: bool,
    before: Option<String>,
}

#[derive(Template)]
#[template(path = "policy.html")]
pub(crate) struct PolicyPage {
    t: &'static Words,
    w: &'static PolicyWords,
    f: Frame,
    it: PublicPolicy,
    effective: String,
    published: Markup,
    lead: Markup,
    clauses: Vec<ClauseLine>,
    versions: Vec<VersionLine>,
    /// For those who are to sign: whether they have, and what they typed.
    signing: Option<(bool, SignForm)>,
}

impl PolicyPage {
    /// Whether the first clause stands under no part, so that the text itself needs a heading above those of its clauses.
    fn opens_bare(&self) -> bool {
        self.clauses.first().is_some_and(|clause| clause.part.is_empty())
    }

    pub(crate) fn new(f: Frame, it: PublicPolicy, signing: Option<(bool, SignForm)>) -> Self {
        let (w, tag) = (PolicyWords::of(f.lang), f.lang.tag());
        let clauses = it.clauses.iter().map(|clause| ClauseLine {
            id: clause.id.clone(),
            part: it.parts.get(&clause.id).map(|said| said.in_language(tag).to_owned()).unwrap_or_default(),
            title: clause.title.in_language(tag).to_owned(),
            text: markdown::render(clause.text.in_language(tag), 2),
            promises: clause.promises.iter().map(|slug| (slug.clone(), name_of(slug, tag))).collect(),
            statement: clause.statement,
        });
        let versions = it.versions.iter().map(|each| VersionLine {
            number: each.number.clone(),
            effective: say_day(each.effective, tag),
            standing: standing(&f, each.standing),
            summary: each.summary.clone(),
            material: each.material,
            before: each.before.clone(),
        });
        Self {
            t: f.t(),
            w,
            effective: say_day(it.effective, tag),
            published: f.day(it.published_at),
            lead: markdown::render(it.lead.in_language(tag), 2),
            clauses: clauses.collect(),
            versions: versions.collect(),
            f: f.titled(it.title.in_language(tag)),
            it,
            signing,
        }
    }
}

/// Where a version stands, as a status.
pub(super) fn standing(f: &Frame, standing: Standing) -> Markup {
    use crate::words::Say;
    let (class, icon) = match standing {
        Standing::InForce => ("kept", "kept"),
        Standing::ToCome => ("due", "due"),
        Standing::Superseded => ("", "stopped"),
    };
    f.status(class, icon, standing.say(f.lang))
}

async fn frame(visitor: &Option<Visitor>, anyone: Anyone) -> Result<Frame> {
    match visitor {
        Some(visitor) => visitor.frame().await,
        None => Ok(anyone.frame),
    }
}

pub(crate) async fn list(State(site): State<Site>, visitor: Option<Visitor>, anyone: Anyone) -> Answer {
    let policies = views::public_policies(&site.app).await?;
    show(&PoliciesPage::new(frame(&visitor, anyone).await?, policies))
}

fn page_of(slug: &str, number: &str) -> String {
    format!("/policies/{slug}/{number}")
}

async fn read(
    site: &Site,
    visitor: Option<Visitor>,
    anyone: Anyone,
    typed: String,
    slug: &str,
    number: Option<&str>,
) -> Answer {
    let it = views::public_policy(&site.app, slug, number).await?;
    let signing = match &visitor {
        Some(visitor) => views::policy_to_sign(&visitor.door, it.version).await?,
        None => None,
    };
    let signing = signing.filter(|_| it.standing != Standing::Superseded).zip(visitor.as_ref());
    let signing = signing.map(|(signed, visitor)| (signed, SignForm::on(&page_of(slug, &it.number), visitor, typed)));
    show(&PolicyPage::new(frame(&visitor, anyone).await?, it, signing))
}

pub(crate) async fn look(
    State(site): State<Site>,
    Path(slug): Path<String>,
    Query(typed): Query<Typed>,
    visitor: Option<Visitor>,
    anyone: Anyone,
) -> Answer {
    read(&site, visitor, anyone, typed.name, &slug, None).await
}

pub(crate) async fn version(
    State(site): State<Site>,
    Path((slug, number)): Path<(String, String)>,
    Query(typed): Query<Typed>,
    visitor: Option<Visitor>,
    anyone: Anyone,
) -> Answer {
    read(&site, visitor, anyone, typed.name, &slug, Some(&number)).await
}

pub(crate) async fn sign(Path((slug, number)): Path<(String, String)>, Posted { visitor, fields }: Posted) -> Answer {
    let it = views::public_policy(&visitor.door.app, &slug, Some(&number)).await?;
    let ask = SignPolicyAsk {
        version: it.version,
        language: visitor.lang.tag().to_owned(),
        typed_name: fields.owned("typed_name"),
        consent: fields.text("consent") == "yes",
    };
    match actions::sign_policy(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::Sign, done.receipt.as_ref(), &format!("/policies/{slug}/{number}"))),
        Err(error) => {
            let mut f = visitor.frame().await?;
            let status = not_signed(&mut f, &visitor, error)?;
            let form = SignForm::on(&page_of(&slug, &number), &visitor, fields.owned("typed_name"));
            let html = PolicyPage::new(f, it, Some((false, form))).render()?;
            Ok((status, Html(html)).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "policy_differences.html")]
pub(crate) struct PolicyDifferencesPage<'a> {
    t: &'static Words,
    w: &'static PolicyWords,
    g: &'static crate::words::AgreementWords,
    f: Frame,
    slug: &'a str,
    language: &'a str,
    lines: Vec<Line<'a>>,
    same: bool,
}

impl<'a> PolicyDifferencesPage<'a> {
    pub(crate) fn new(f: Frame, slug: &'a str, numbers: [&str; 2], texts: &'a [String; 2], language: &'a str) -> Self {
        let title = f.fill2(f.g().title_differences, numbers[0], numbers[1]);
        let lines = difference::lines(&texts[0], &texts[1]);
        let same = lines.iter().all(|line| matches!(line, Line::Same(_)));
        Self { t: f.t(), w: PolicyWords::of(f.lang), g: f.g(), f: f.titled(title), slug, language, lines, same }
    }
}

/// In which language two versions are compared.
#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    language: Option<String>,
}

pub(crate) async fn differences(
    State(site): State<Site>,
    Path((slug, number, earlier)): Path<(String, String, String)>,
    Query(wanted): Query<Wanted>,
    visitor: Option<Visitor>,
    anyone: Anyone,
) -> Answer {
    let f = frame(&visitor, anyone).await?;
    let language = wanted.language.unwrap_or_else(|| f.lang.tag().to_owned());
    let texts = views::policy_texts(&site.app, &slug, &earlier, &number, &language).await?;
    show(&PolicyDifferencesPage::new(f, &slug, [&earlier, &number], &texts, &language))
}

/// A day as forms send it.
pub(super) fn day(text: &str) -> Result<Option<Date>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| {
        bailee_model::Error::bad_input(say!("This is not a day."))
            .hint(say!("Write it as 2027-03-01."))
            .on_field("effective")
    })
}
