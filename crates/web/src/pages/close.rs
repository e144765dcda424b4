//! Giving back, destroying and closing: an engagement closes at zero and not above.

use super::overview::{Remaining, Step};
use crate::{
    fields::Posted,
    frame::Frame,
    said::Said,
    visitor::{Answer, Visitor, show},
    words::{Forms, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::actions::{self, DestroyAsk, HandOverAsk};
use bailee_model::{
    Action, Certificate, EngagementId, EngagementState, Error, Holding, HoldingKind, HoldingState, say,
};

/// What the person may do here.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CloseMay {
    pub(crate) destroy: bool,
    pub(crate) hand_over: bool,
    pub(crate) close: bool,
}

#[derive(Template)]
#[template(path = "close.html")]
pub(crate) struct ClosePage {
    t: &'static Words,
    f: Frame,
    steps: Vec<Step>,
    holdings: Vec<Holding>,
    certificates: Vec<Certificate>,
    zero: bool,
    may_destroy: bool,
    may_hand_over: bool,
    may_close: bool,
}

impl ClosePage {
    pub(crate) fn new(
        f: Frame,
        state: EngagementState,
        remaining: Remaining,
        holdings: Vec<Holding>,
        certificates: Vec<Certificate>,
        may: CloseMay,
    ) -> Self {
        let t = f.t();
        let title = match (state, remaining.total()) {
            (EngagementState::Closed, _) => t.title_close_closed.to_owned(),
            (_, 0) => t.title_close_zero.to_owned(),
            (_, count) => f.n(t.n_remain, count),
        };
        Self {
            t,
            steps: checklist(&f, remaining),
            f: f.titled(title),
            holdings: holdings.into_iter().filter(|holding| holding.state != HoldingState::Destroyed).collect(),
            certificates,
            zero: remaining.total() == 0,
            may_destroy: may.destroy,
            may_hand_over: may.hand_over,
            may_close: may.close && state != EngagementState::Closed,
        }
    }
}

fn checklist(f: &Frame, remaining: Remaining) -> Vec<Step> {
    let t = f.t();
    let rows: [(&str, &Forms, u64, &str); 5] = [
        (t.holdings, &t.remain_holdings, remaining.holdings, "/holdings"),
        (t.credentials, &t.remain_credentials, remaining.credentials, "/systems"),
        (t.grants, &t.remain_grants, remaining.grants, "/people"),
        (t.running_holds, &t.remain_holds, remaining.holds_running, "/close"),
        (t.recent_work, &t.remain_jobs, remaining.jobs_running, ""),
    ];
    rows.into_iter()
        .map(|(label, forms, count, path)| {
            let (class, icon, state) =
                if count == 0 { ("kept", "kept", t.step_done) } else { ("due", "due", t.step_blocked) };
            let detail = if count == 0 { t.remain_none.to_owned() } else { f.n(forms, count) };
            let href = if count == 0 { String::new() } else { format!("{}{path}", f.base) };
            Step { class, icon, state, href, label: label.to_owned(), detail }
        })
        .collect()
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    let (f, it) = visitor.enter(id).await?;
    let mut may =
        CloseMay { close: visitor.may(Action::CloseEngagement, &it.engagement).await?, ..CloseMay::default() };
    // One holding tells for all: what the gate asks about destruction is asked again for each when it is pressed.
    if let Some(holding) = it
        .holdings
        .iter()
        .find(|holding| holding.state != HoldingState::Destroyed && holding.kind != HoldingKind::Credential)
    {
        may.destroy = visitor.may(Action::Destroy, holding).await?;
        may.hand_over = visitor.may(Action::HandOver, holding).await?;
    }
    show(&ClosePage::new(f, it.engagement.state, it.balance.into(), it.holdings, it.certificates, may))
}

pub(crate) async fn destroy(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    if fields.text("understood") != "yes" {
        return Err(Error::bad_input(say!("Nothing was destroyed: say first that you have read what will be."))
            .hint(say!("Go back and check the box."))
            .into());
    }
    let ask = DestroyAsk { engagement: id, holdings: fields.parse_all("holdings")? };
    let done = actions::destroy(&visitor.door, ask).await?;
    Ok(visitor.done(Said::Destroy, done.receipt.as_ref(), &format!("/certificates/{}", done.id)))
}

pub(crate) async fn hand_over(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = HandOverAsk { engagement: id, holdings: fields.parse_all("holding")? };
    if ask.holdings.is_empty() {
        return Err(Error::bad_input(say!("Nothing is named."))
            .hint(say!("Choose what goes back."))
            .on_field("holding")
            .into());
    }
    Ok(super::returning::download(actions::hand_over(&visitor.door, ask).await?.value.out))
}

pub(crate) async fn close(Path(id): Path<EngagementId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::close_engagement(&visitor.door, id).await?;
    Ok(visitor.done(Said::Close, done.receipt.as_ref(), &format!("/engagements/{id}/close")))
}
