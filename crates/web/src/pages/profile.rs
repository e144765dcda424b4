//! A table's profile: findings first, then every column with its pictures; its rejects; who may see which column.

use crate::{
    charts,
    fields::Posted,
    frame::{Choice, Frame},
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::Words,
};
use askama::Template;
use axum::extract::Path;
use bailee_app::actions::{self, ClassifyColumnAsk};
use bailee_model::{
    ColumnClass, ColumnDecision, EngagementId, Error, Holding, HoldingId, Result,
    engine::Rows,
    profile::{ColumnProfile, Profile, Weight},
};

struct ColumnLine {
    profile: ColumnProfile,
    class: Option<ColumnClass>,
    masked: bool,
    missing: Markup,
    histogram: Markup,
}

#[derive(Template)]
#[template(path = "profile.html")]
pub(crate) struct ProfilePage {
    t: &'static Words,
    f: Frame,
    holding: Holding,
    profile: Profile,
    columns: Vec<ColumnLine>,
    sealed: usize,
}

impl ProfilePage {
    pub(crate) fn new(
        f: Frame,
        holding: Holding,
        profile: Profile,
        decisions: &[ColumnDecision],
        cleared: &[ColumnClass],
    ) -> Self {
        let t = f.t();
        let columns: Vec<ColumnLine> =
            profile.columns.iter().map(|column| column_line(&f, &profile, column, decisions, cleared)).collect();
        let serious = profile.findings.iter().filter(|finding| finding.weight == Weight::Serious).count();
        let title = if profile.findings.is_empty() {
            f.fill(t.title_profile_clean, &holding.name)
        } else {
            f.fill(
                f.fill2(t.title_profile, &holding.name, f.n(t.n_findings, profile.findings.len())),
                f.n(t.n_serious, serious),
            )
        };
        let sealed = columns.iter().filter(|column| column.masked).count();
        Self { t, f: f.titled(title), holding, columns, profile, sealed }
    }
}

fn column_line(
    f: &Frame,
    profile: &Profile,
    column: &ColumnProfile,
    decisions: &[ColumnDecision],
    cleared: &[ColumnClass],
) -> ColumnLine {
    let class = decisions.iter().find(|decision| decision.column == column.name).map(|decision| decision.class);
    let in_clear =
        |class| class == ColumnClass::Open || class != ColumnClass::AggregateOnly && cleared.contains(&class);
    let masked = !class.is_some_and(in_clear);
    let histogram = if masked {
        Markup::default()
    } else if column.histogram.is_empty() {
        charts::commonest(f, &column.top)
    } else {
        charts::histogram(
            f,
            &column.histogram,
            column.min.as_deref().unwrap_or(""),
            column.max.as_deref().unwrap_or(""),
        )
    };
    ColumnLine {
        class,
        masked,
        missing: charts::missingness(f, profile.rows, column.empty, column.placeholders),
        histogram,
        profile: column.clone(),
    }
}

#[derive(Template)]
#[template(path = "rejects.html")]
pub(crate) struct RejectsPage {
    t: &'static Words,
    f: Frame,
    holding: Holding,
    rows: Rows,
}

impl RejectsPage {
    pub(crate) fn new(f: Frame, holding: Holding, rows: Rows) -> Self {
        let t = f.t();
        let title = f.fill2(t.title_rejects, f.n(t.n_rejects, rows.rows.len()), &holding.name);
        Self { t, f: f.titled(title), holding, rows }
    }
}

struct ColumnToDecide {
    name: String,
    class: Option<ColumnClass>,
    reason: String,
    confirmed: bool,
    options: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "columns.html")]
pub(crate) struct ColumnsPage {
    t: &'static Words,
    f: Frame,
    holding: Holding,
    columns: Vec<ColumnToDecide>,
    may_classify: bool,
}

impl ColumnsPage {
    pub(crate) fn new(
        f: Frame,
        holding: Holding,
        profile: &Profile,
        decisions: &[ColumnDecision],
        may_classify: bool,
    ) -> Self {
        let t = f.t();
        let columns: Vec<ColumnToDecide> =
            profile.columns.iter().map(|column| to_decide(&f, column, decisions)).collect();
        let sealed = columns.iter().filter(|column| column.class.is_none()).count();
        let title = if sealed == 0 {
            f.fill(t.title_columns_done, &holding.name)
        } else {
            f.fill(f.n(t.title_columns, sealed), &holding.name)
        };
        Self { t, f: f.titled(title), holding, columns, may_classify }
    }
}

fn to_decide(f: &Frame, column: &ColumnProfile, decisions: &[ColumnDecision]) -> ColumnToDecide {
    let decision = decisions.iter().find(|decision| decision.column == column.name);
    let proposed = decision.map(|decision| decision.class).or(column.class);
    ColumnToDecide {
        name: column.name.clone(),
        class: decision.map(|decision| decision.class),
        reason: f.tell(decision.map_or(&column.class_reason, |decision| &decision.reason)),
        confirmed: decision.is_some_and(|decision| decision.confirmed_by.is_some()),
        options: f.choices(ColumnClass::ALL, |class| proposed == Some(class)),
    }
}

type Place = Path<(EngagementId, HoldingId)>;

pub(crate) async fn look(visitor: Visitor, Path((id, holding)): Place) -> Answer {
    let (f, _) = visitor.enter(id).await?;
    let view = actions::open_profile(&visitor.door, holding).await?.value;
    here(id, &view.holding)?;
    show(&ProfilePage::new(f, view.holding, view.profile, &view.decisions, &view.cleared))
}

pub(crate) async fn rejects(visitor: Visitor, Path((id, holding)): Place) -> Answer {
    let (f, it) = visitor.enter(id).await?;
    let held = it.holdings.into_iter().find(|each| each.id == holding).ok_or_else(Error::not_found)?;
    let rows = actions::open_rejects(&visitor.door, holding).await?.value;
    show(&RejectsPage::new(f, held, rows))
}

pub(crate) async fn columns(visitor: Visitor, Path((id, holding)): Place) -> Answer {
    show(&columns_page(&visitor, id, holding, None).await?)
}

async fn columns_page(
    visitor: &Visitor,
    id: EngagementId,
    holding: HoldingId,
    problem: Option<crate::frame::Problem>,
) -> Result<ColumnsPage> {
    let (mut f, _) = visitor.enter(id).await?;
    f.problems.extend(problem);
    let view = actions::open_profile(&visitor.door, holding).await?.value;
    here(id, &view.holding)?;
    Ok(ColumnsPage::new(f, view.holding, &view.profile, &view.decisions, !visitor.door.is_client()))
}

pub(crate) async fn classify(Path((id, holding)): Place, Posted { visitor, fields }: Posted) -> Answer {
    let ask = async || -> Result<_> {
        let ask = ClassifyColumnAsk {
            holding,
            column: fields.owned("column"),
            class: fields.parse("class")?,
            reason: fields.owned("reason"),
        };
        actions::classify_column(&visitor.door, ask).await
    };
    match ask().await {
        Ok(done) => Ok(visitor.done(
            Said::Classify,
            done.receipt.as_ref(),
            &format!("/engagements/{id}/holdings/{holding}/columns"),
        )),
        Err(error) => show_again(&columns_page(&visitor, id, holding, Some(put_right(error)?)).await?),
    }
}

/// A holding has one address: under another engagement it does not exist.
fn here(id: EngagementId, holding: &Holding) -> Result<()> {
    if holding.engagement == id { Ok(()) } else { Err(Error::not_found()) }
}
