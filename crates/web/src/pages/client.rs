//! The client's four rooms: what we hold, who opened it, your decisions, proof.

use super::work::WorkRow;
use crate::{
    charts, format,
    frame::{Frame, Group, RailLink},
    markup::Markup,
    visitor::{Answer, Visitor, show},
    words::{AccessWords, ClientWords, PeopleWords, RetentionWords, Say, Words},
};
use askama::Template;
use axum::{extract::Query, http::header, response::IntoResponse};
use bailee_app::views::{self, Emergency, Gone, HandoverView, Opening, Subcontracted, Thing, WhatWeHold};
use bailee_model::{
    Category, Certificate, Engagement, EngagementId, EngagementState, Error, Purpose, Result, RotationState, Witnessing,
};
use jiff::Timestamp;
use serde::Deserialize;

/// Things that are listed on the first page; the room of holdings has all.
const THINGS: usize = 200;

/// Somebody who can open something now.
pub(crate) struct CanOpen {
    pub(crate) name: String,
    pub(crate) categories: Vec<Category>,
    pub(crate) until: Timestamp,
}

/// Somebody opened something.
pub(crate) struct OpeningLine {
    pub(crate) at: Timestamp,
    pub(crate) person: String,
    pub(crate) how: &'static str,
    pub(crate) what: String,
    pub(crate) purpose: Option<Purpose>,
}

/// What the pages for a client are made of.
pub(crate) struct HeldFacts {
    pub(crate) engagement: Engagement,
    /// Category, how many, how many bytes.
    pub(crate) by_category: Vec<(Category, u64, i64)>,
    pub(crate) can_open: Vec<CanOpen>,
    /// Emergency access that was approved, newest first.
    pub(crate) emergencies: Vec<Emergency>,
    pub(crate) opened: Vec<OpeningLine>,
    /// Openings a day, today last.
    pub(crate) heat: Vec<u64>,
    /// Until when the longest running hold keeps something.
    pub(crate) held_until: Option<Timestamp>,
    /// Who of subcontractors works on it.
    pub(crate) subcontracted: Vec<Subcontracted>,
    /// How many credentials wait to be replaced in the client's systems.
    pub(crate) to_replace: usize,
    /// What needs the client's decision.
    pub(crate) work: Vec<WorkRow>,
    /// Each thing, and when it will be gone.
    pub(crate) things: Vec<Thing>,
    /// The client's systems that are reached, with their regions.
    pub(crate) systems: Vec<(String, String)>,
    /// Proof of what is gone.
    pub(crate) certificates: Vec<Certificate>,
}

/// A thing with the sentence that says when it will be gone.
struct ThingLine {
    it: Thing,
    gone: String,
}

impl ThingLine {
    fn new(f: &Frame, it: Thing) -> Self {
        let c = f.c();
        let gone = match it.gone {
            Gone::By(by) => f.fill(c.gone_by_day, format::day(f.lang, by)),
            Gone::Held(until) => f.fill(c.gone_held, format::day(f.lang, until)),
            Gone::Unverified => c.gone_unverified.to_owned(),
            Gone::Quarantined => c.gone_quarantined.to_owned(),
            Gone::Now => c.gone_now.to_owned(),
        };
        Self { it, gone }
    }
}

#[derive(Template)]
#[template(path = "held.html")]
pub(crate) struct HeldPage {
    t: &'static Words,
    a: &'static AccessWords,
    f: Frame,
    engagement_title: String,
    gone: String,
    gone_by: Option<Timestamp>,
    bytes: i64,
    count: u64,
    regions: String,
    opened: usize,
    by_category: Vec<(Category, u64, i64)>,
    can_open: Vec<CanOpen>,
    subcontracted: Vec<Subcontracted>,
    to_replace: usize,
    c: &'static ClientWords,
    work: Vec<WorkRow>,
    things: Vec<ThingLine>,
    /// How many more things there are than are shown.
    more_things: usize,
    rows: i64,
    reached: Vec<(String, String)>,
    certificates: Vec<Certificate>,
    engagement: EngagementId,
    /// The page where credentials are replaced.
    systems: String,
    p_: &'static PeopleWords,
    emergencies: Vec<Emergency>,
    bars: Markup,
    heat: Markup,
}

impl HeldPage {
    pub(crate) fn new(f: Frame, facts: HeldFacts) -> Self {
        let (t, a) = (f.t(), f.a());
        let bytes: i64 = facts.by_category.iter().map(|(.., bytes)| bytes).sum();
        let count = facts.by_category.iter().map(|(_, count, _)| count).sum();
        let title = if count == 0 { t.title_held_none.to_owned() } else { f.fill(t.title_held, f.size_text(bytes)) };
        let rows: Vec<(String, i64)> =
            facts.by_category.iter().map(|(category, _, bytes)| (category.say(f.lang).to_owned(), *bytes)).collect();
        let rows_held = facts.things.iter().map(|each| each.rows).sum();
        let more_things = facts.things.len().saturating_sub(THINGS);
        Self {
            t,
            a,
            c: f.c(),
            work: facts.work,
            things: facts.things.into_iter().take(THINGS).map(|each| ThingLine::new(&f, each)).collect(),
            more_things,
            rows: rows_held,
            reached: facts.systems,
            certificates: facts.certificates,
            engagement: facts.engagement.id,
            p_: f.p(),
            gone: gone(&f, &facts.engagement, count, facts.held_until),
            gone_by: facts.engagement.delete_by,
            bars: charts::bars(&f, &rows),
            heat: charts::heat(&f, &facts.heat),
            f: f.titled(title),
            bytes,
            count,
            regions: facts.engagement.regions.join(", "),
            engagement_title: facts.engagement.title,
            opened: facts.opened.len(),
            by_category: facts.by_category,
            can_open: facts.can_open,
            systems: format!("/engagements/{}/systems", facts.engagement.id),
            subcontracted: facts.subcontracted,
            to_replace: facts.to_replace,
            emergencies: facts.emergencies,
        }
    }
}

/// When it will be gone, in one sentence.
pub(super) fn gone(f: &Frame, engagement: &Engagement, count: u64, held_until: Option<Timestamp>) -> String {
    let t = f.t();
    match (engagement.delete_by, held_until) {
        _ if count == 0 => t.gone_sentence_none.to_owned(),
        (Some(by), Some(until)) if until > by => f.fill(t.gone_sentence_hold, format::day(f.lang, by)),
        (Some(by), _) => f.fill(t.gone_sentence, format::day(f.lang, by)),
        (None, _) => t.gone_sentence_not.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "opened.html")]
pub(crate) struct OpenedPage {
    t: &'static Words,
    a: &'static AccessWords,
    f: Frame,
    openings: Vec<OpeningLine>,
    emergencies: Vec<Emergency>,
    heat: Markup,
}

impl OpenedPage {
    pub(crate) fn new(f: Frame, openings: Vec<OpeningLine>, emergencies: Vec<Emergency>, heat: &[u64]) -> Self {
        let (t, a) = (f.t(), f.a());
        let title = if openings.is_empty() { t.opened_none.to_owned() } else { f.n(t.n_opened, openings.len()) };
        Self { t, a, heat: charts::heat(&f, heat), f: f.titled(title), openings, emergencies }
    }
}

#[derive(Template)]
#[template(path = "proof.html")]
pub(crate) struct ProofPage {
    t: &'static Words,
    f: Frame,
    engagement: EngagementId,
    certificates: Vec<Certificate>,
    checkpoint: String,
    c: &'static ClientWords,
    w: &'static RetentionWords,
    /// What went back whole, newest first.
    pub(crate) handovers: Vec<HandoverView>,
    /// The newest heads that the client's own keys cosigned.
    pub(crate) witnessed: Vec<Witnessing>,
}

impl ProofPage {
    pub(crate) fn new(f: Frame, engagement: EngagementId, certificates: Vec<Certificate>, checkpoint: String) -> Self {
        let (t, w) = (f.t(), RetentionWords::of(f.lang));
        let title = if certificates.is_empty() {
            t.title_proof_none.to_owned()
        } else {
            f.n(t.n_certificates, certificates.len())
        };
        Self {
            t,
            c: f.c(),
            f: f.titled(title),
            engagement,
            certificates,
            checkpoint,
            w,
            handovers: Vec::new(),
            witnessed: Vec::new(),
        }
    }
}

/// Which engagement, where a client has several.
#[derive(Default, Deserialize)]
pub(crate) struct Chosen {
    pub(super) engagement: Option<EngagementId>,
}

/// The chosen engagement, or the first that is not closed; with a rail that keeps the choice.
pub(super) async fn enter(visitor: &Visitor, chosen: Option<EngagementId>) -> Result<(Frame, EngagementId)> {
    let mut rows = views::engagements(&visitor.door).await?;
    rows.sort_by_key(|row| (row.engagement.state == EngagementState::Closed, row.engagement.since));
    let id = match chosen {
        Some(id) => id,
        None => rows.first().map(|row| row.engagement.id).ok_or_else(Error::not_found)?,
    };
    let mut f = visitor.frame().await?;
    f.frozen = rows.iter().find(|row| row.engagement.id == id).and_then(|row| row.engagement.frozen_since());
    if rows.len() > 1 && visitor.door.is_client() {
        f.client_rooms(&format!("?engagement={id}"));
        let links = rows.iter().map(|row| RailLink {
            href: format!("/held?engagement={}", row.engagement.id),
            label: row.engagement.title.clone().into(),
            here: row.engagement.id == id,
            count: None,
        });
        f.rail.push(Group { title: f.t().engagements.to_owned(), links: links.collect() });
    }
    Ok((f, id))
}

pub(crate) async fn held(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let (f, id) = enter(&visitor, chosen.engagement).await?;
    let mut facts = facts(&f, views::what_we_hold(&visitor.door, id).await?);
    facts.subcontracted = views::subcontracted(&visitor.door, id).await?;
    let rotations = views::rotations_on(&visitor.door, id).await?;
    facts.to_replace = rotations.iter().filter(|each| each.rotation.state != RotationState::Confirmed).count();
    if visitor.door.is_client() {
        let waiting = views::my_work(&visitor.door).await?.into_iter();
        let here = waiting.filter(|item| item.engagement.is_none_or(|engagement| engagement == id));
        facts.work = here.map(|item| super::work::row(&f, true, item)).collect();
    }
    show(&HeldPage::new(f, facts))
}

pub(crate) async fn opened(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let (f, id) = enter(&visitor, chosen.engagement).await?;
    let it = views::what_we_hold(&visitor.door, id).await?;
    let lines = it.openings.into_iter().map(|opening| opening_line(&f, opening)).collect();
    show(&OpenedPage::new(f, lines, it.emergencies, &it.heat))
}

fn facts(f: &Frame, it: WhatWeHold) -> HeldFacts {
    HeldFacts {
        by_category: it.shares.iter().map(|share| (share.category, share.holdings as u64, share.bytes)).collect(),
        can_open: it
            .can_open
            .into_iter()
            .filter_map(|each| {
                Some(CanOpen { name: each.person.name, categories: each.categories, until: each.until? })
            })
            .collect(),
        opened: it.openings.into_iter().map(|opening| opening_line(f, opening)).collect(),
        emergencies: it.emergencies,
        heat: it.heat,
        subcontracted: Vec::new(),
        to_replace: 0,
        work: Vec::new(),
        things: it.things,
        systems: it.systems.into_iter().map(|system| (system.name, system.region)).collect(),
        certificates: it.certificates,
        held_until: it.holds.iter().map(|hold| hold.until).max(),
        engagement: it.engagement,
    }
}

fn opening_line(f: &Frame, opening: Opening) -> OpeningLine {
    let t = f.t();
    let how = match opening.event.as_str() {
        "query.asked" => t.opened_query,
        "credential.used" => t.opened_credential,
        "disclosure.handover" => t.opened_given,
        "disclosure.load" | "load.started" => t.opened_load,
        "disclosure.checkout" => crate::words::ExitWords::of(f.lang).opened_checkout,
        "disclosure.made" | "disclosure.link" | "disclosure.legal_demand" | "disclosure.provider" => {
            crate::words::ExitWords::of(f.lang).opened_disclosed
        }
        _ => t.opened_holding,
    };
    OpeningLine { at: opening.at, person: opening.who, how, what: opening.what, purpose: opening.purpose.parse().ok() }
}

pub(crate) async fn proof(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let (f, id) = enter(&visitor, chosen.engagement).await?;
    let it = views::what_we_hold(&visitor.door, id).await?;
    let log = views::log(&visitor.door, id, None, 1).await?;
    let witnessed = views::witnessed(&visitor.door, id).await?;
    let mut handovers = views::returns(&visitor.door, id).await?.handovers;
    handovers.retain(|each| each.handover.is_whole());
    show(&ProofPage { witnessed, handovers, ..ProofPage::new(f, id, it.certificates, log.checkpoint) })
}

pub(crate) async fn policy(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let (_, id) = enter(&visitor, chosen.engagement).await?;
    let policy = views::verifier_policy(&visitor.door, id).await?;
    let about = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"policy.txt\""),
    ];
    Ok((about, policy).into_response())
}
