//! The mapping document: what becomes what, with every mistake at its line.

use crate::{
    fields::Posted,
    frame::Frame,
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::Words,
};
use askama::Template;
use axum::extract::{Path, Query};
use bailee_app::actions::{self, SaveMappingAsk};
use bailee_model::{
    EngagementId, Holding, HoldingId, HoldingKind, HoldingState,
    engine::{MappingOutline, Mistake},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "mapping.html")]
pub(crate) struct MappingPage {
    t: &'static Words,
    f: Frame,
    name: String,
    text: String,
    mistakes: Vec<Mistake>,
    outline: Option<MappingOutline>,
    versions: Vec<Holding>,
}

impl MappingPage {
    /// `checked` is nothing for an empty page, the outline of a document without mistake, or its mistakes.
    pub(crate) fn new(
        f: Frame,
        name: String,
        text: String,
        checked: Option<Result<MappingOutline, Vec<Mistake>>>,
        versions: Vec<Holding>,
    ) -> Self {
        let t = f.t();
        let (outline, mistakes) = match checked {
            None => (None, Vec::new()),
            Some(Ok(outline)) => (Some(outline), Vec::new()),
            Some(Err(mistakes)) => (None, mistakes),
        };
        let title = match &outline {
            _ if !mistakes.is_empty() => f.n(t.n_mistakes, mistakes.len()),
            Some(outline) => f.fill(t.title_mapping_ok, &outline.title),
            None => t.title_mapping_new.to_owned(),
        };
        Self { t, f: f.titled(title), name, text, mistakes, outline, versions }
    }
}

/// Which saved version to look at.
#[derive(Deserialize)]
pub(crate) struct Version {
    version: Option<HoldingId>,
}

pub(crate) async fn look(
    visitor: Visitor,
    Path(id): Path<EngagementId>,
    Query(Version { version }): Query<Version>,
) -> Answer {
    let (f, it) = visitor.enter(id).await?;
    let versions = versions(it.holdings);
    let Some(chosen) = version.or_else(|| versions.first().map(|latest| latest.id)) else {
        return show(&MappingPage::new(f, "main".to_owned(), String::new(), None, versions));
    };
    let (holding, text) = actions::open_mapping(&visitor.door, chosen).await?.value;
    let checked = actions::check_mapping(&visitor.door, id, &text).await?;
    show(&MappingPage::new(f, holding.name, text, Some(checked), versions))
}

/// Saves a version, with mistakes or without: work in progress is not lost. Or checks only.
pub(crate) async fn write(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    let (name, text) = (fields.owned("name"), fields.owned("text").replace("\r\n", "\n"));
    let checked = actions::check_mapping(&visitor.door, id, &text).await?;
    let mut problem = None;
    if fields.text("do") == "save" {
        match actions::save_mapping(
            &visitor.door,
            SaveMappingAsk { engagement: id, name: name.clone(), text: text.clone() },
        )
        .await
        {
            Ok(done) => {
                return Ok(visitor.done(
                    Said::Save,
                    done.receipt.as_ref(),
                    &format!("/engagements/{id}/mapping?version={}", done.id),
                ));
            }
            Err(error) => problem = Some(put_right(error)?),
        }
    }
    let (mut f, it) = visitor.enter(id).await?;
    let wrong = problem.is_some() || checked.is_err();
    f.problems.extend(problem);
    let page = MappingPage::new(f, name, text, Some(checked), versions(it.holdings));
    if wrong { show_again(&page) } else { show(&page) }
}

/// Newest first.
fn versions(holdings: Vec<Holding>) -> Vec<Holding> {
    let mut versions: Vec<Holding> = holdings
        .into_iter()
        .filter(|holding| holding.kind == HoldingKind::Mapping && holding.state == HoldingState::Held)
        .collect();
    versions.sort_by_key(|version| std::cmp::Reverse(version.arrived_at));
    versions
}
