//! The public page: each published policy, clause by clause, and how its promises stand. Without signing in, the same for
//! everybody, and nothing on it can be hidden (invariant 12).
//!
//! It may be stored by anybody for a minute: it sets no cookie, and the frame around it knows nobody.

use crate::{
    frame::Frame,
    markdown,
    markup::Markup,
    site::Site,
    trouble::Trouble,
    visitor::{Answer, Anyone},
    words::{Lang, PromiseWords, Words},
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use bailee_app::{
    promises::Said,
    views::{self, Promised, Remark, Spell, Trust, TrustClause, TrustPolicy},
};
use bailee_model::{Error, PromiseStatus};
use serde::Deserialize;

/// A promise as it is shown.
pub(crate) struct PromisedLine {
    pub(crate) slug: &'static str,
    pub(crate) name: String,
    pub(crate) status: Markup,
    pub(crate) says: String,
    pub(crate) since: Option<Markup>,
    pub(crate) looked: Option<Markup>,
    pub(crate) how: &'static str,
    pub(crate) clauses: String,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) measures: Vec<(String, String)>,
    pub(crate) remarks: Vec<RemarkLine>,
}

/// A remark as it is shown.
pub(crate) struct RemarkLine {
    pub(crate) at: Markup,
    pub(crate) role: &'static str,
    pub(crate) status: Markup,
    pub(crate) says: String,
}

/// A spell as it is shown.
pub(crate) struct SpellLine {
    pub(crate) status: Markup,
    pub(crate) says: String,
    pub(crate) from: Markup,
    pub(crate) until: Option<Markup>,
}

struct ClauseLine {
    id: String,
    title: String,
    text: Markup,
    statement: bool,
    promises: Vec<PromisedLine>,
}

struct PolicyPart {
    slug: String,
    title: String,
    version: String,
    sha256: Vec<(String, String)>,
    clauses: Vec<ClauseLine>,
}

#[derive(Template)]
#[template(path = "trust.html")]
pub(crate) struct TrustPage {
    t: &'static Words,
    w: &'static PromiseWords,
    f: Frame,
    contact: String,
    generated: Markup,
    good_until: Markup,
    policies: Vec<PolicyPart>,
    all: Vec<PromisedLine>,
    legend: Vec<(Markup, &'static str)>,
}

impl TrustPage {
    pub(crate) fn new(f: Frame, it: &Trust) -> Self {
        let w = PromiseWords::of(f.lang);
        let kept = it.promises.iter().filter(|each| is_well(each.status)).count();
        let all = it.promises.len();
        let title =
            if kept == all { f.n(w.title_all_kept, all) } else { f.fill2(w.title_some, f.int(kept), f.int(all)) };
        Self {
            t: f.t(),
            w,
            contact: it.contact.clone(),
            generated: f.exact(it.generated_at),
            good_until: f.exact(it.valid_until),
            policies: it.policies.iter().map(|policy| part(&f, it, policy)).collect(),
            all: it.promises.iter().map(|each| promised(&f, each)).collect(),
            legend: legend(&f, w),
            f: f.titled(title),
        }
    }
}

#[derive(Template)]
#[template(path = "trust_promise.html")]
pub(crate) struct TrustPromisePage {
    t: &'static Words,
    w: &'static PromiseWords,
    f: Frame,
    it: PromisedLine,
    history: Vec<SpellLine>,
}

impl TrustPromisePage {
    pub(crate) fn new(f: Frame, it: &Promised, history: &[Spell]) -> Self {
        let w = PromiseWords::of(f.lang);
        let title = f.fill(w.history_of, said(&f, &it.name));
        let history = history.iter().map(|spell| spell_line(&f, spell)).collect();
        Self { t: f.t(), w, it: promised(&f, it), history, f: f.titled(title) }
    }
}

/// Whether nobody has to do anything about it now.
pub(crate) fn is_well(status: PromiseStatus) -> bool {
    matches!(status, PromiseStatus::Kept | PromiseStatus::DueSoon)
}

fn part(f: &Frame, it: &Trust, policy: &TrustPolicy) -> PolicyPart {
    let w = PromiseWords::of(f.lang);
    let effective = policy.effective.to_zoned(jiff::tz::TimeZone::UTC).map(|day| f.day_text(day.timestamp()));
    PolicyPart {
        slug: policy.slug.clone(),
        title: said(f, &policy.title),
        version: f.fill2(w.version_from, &policy.number, effective.unwrap_or_else(|_| policy.effective.to_string())),
        sha256: policy.sha256.iter().map(|(language, digest)| (language.to_string(), digest.to_string())).collect(),
        clauses: policy.clauses.iter().map(|each| clause(f, it, each)).collect(),
    }
}

fn clause(f: &Frame, it: &Trust, clause: &TrustClause) -> ClauseLine {
    ClauseLine {
        id: clause.id.clone(),
        title: said(f, &clause.title),
        text: markdown::render(&said(f, &clause.text), 3),
        statement: clause.statement || clause.promises.is_empty(),
        promises: clause.promises.iter().filter_map(|slug| it.promise(slug)).map(|each| promised(f, each)).collect(),
    }
}

/// A promise in the language of the page.
pub(crate) fn promised(f: &Frame, it: &Promised) -> PromisedLine {
    let w = PromiseWords::of(f.lang);
    PromisedLine {
        slug: it.promise,
        name: said(f, &it.name),
        status: f.promise_status(&it.status),
        says: said(f, &it.says),
        since: it.since.map(|at| f.exact(at)),
        looked: it.checked_at.map(|at| f.when(at)),
        how: if it.attested { w.attested } else { w.measured },
        clauses: it.clauses.join(", "),
        kinds: it.kinds.iter().map(|kind| f.say(*kind)).collect(),
        measures: it.parameters.iter().map(|each| (said(f, &each.meaning), said(f, &each.says))).collect(),
        remarks: it.annotations.iter().map(|each| remark(f, each)).collect(),
    }
}

fn remark(f: &Frame, it: &Remark) -> RemarkLine {
    RemarkLine {
        at: f.exact(it.at),
        role: f.say(it.role),
        status: f.promise_status(&it.status),
        says: said(f, &it.says),
    }
}

/// A spell in the language of the page.
pub(crate) fn spell_line(f: &Frame, spell: &Spell) -> SpellLine {
    SpellLine {
        status: f.promise_status(&spell.status),
        says: said(f, &spell.says),
        from: f.exact(spell.from),
        until: spell.until.map(|at| f.exact(at)),
    }
}

fn legend(f: &Frame, w: &'static PromiseWords) -> Vec<(Markup, &'static str)> {
    let said = |status: &PromiseStatus| match status {
        PromiseStatus::Kept => w.read_kept,
        PromiseStatus::DueSoon => w.read_due,
        PromiseStatus::Broken => w.read_broken,
        PromiseStatus::Unproven => w.read_unproven,
        PromiseStatus::Attested => w.read_attested,
    };
    PromiseStatus::ALL.iter().map(|status| (f.promise_status(status), said(status))).collect()
}

/// A sentence in the language of the page.
pub(crate) fn said(f: &Frame, said: &Said) -> String {
    said.in_language(f.lang.tag()).to_owned()
}

/// Which language is wanted, whatever the browser prefers.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    lang: Option<String>,
}

/// The frame of a page that is the same for everybody who reads its language.
fn everybodys(mut frame: Frame, wanted: &Wanted) -> Frame {
    if let Some(lang) = wanted.lang.as_deref().and_then(Lang::from_tag) {
        frame.lang = lang;
    }
    frame.notice = None;
    frame
}

pub(crate) async fn look(State(site): State<Site>, Query(wanted): Query<Wanted>, anyone: Anyone) -> Answer {
    let it = views::trust(&site.app).await?;
    let page = TrustPage::new(everybodys(anyone.frame, &wanted), &it);
    Ok(stored(Html(page.render()?).into_response()))
}

pub(crate) async fn promise(
    State(site): State<Site>,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
    anyone: Anyone,
) -> Answer {
    let trust = views::trust(&site.app).await?;
    let it = trust.promise(&slug).ok_or_else(|| Trouble::from(Error::not_found()))?;
    let history = views::promise_history(&site.app, &slug).await?;
    let page = TrustPromisePage::new(everybodys(anyone.frame, &wanted), it, &history);
    Ok(stored(Html(page.render()?).into_response()))
}

/// The same for programs.
pub(crate) async fn json(State(site): State<Site>) -> Answer {
    let body = views::trust(&site.app).await?.json_with_digest()?;
    Ok(stored(([(header::CONTENT_TYPE, "application/json")], body).into_response()))
}

/// Lets anybody store it for a minute, by language. What sets a cookie is no such page.
fn stored(mut response: Response) -> Response {
    let headers: [(HeaderName, &'static str); 2] =
        [(header::CACHE_CONTROL, "public, max-age=60"), (header::VARY, "accept-language, cookie")];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
