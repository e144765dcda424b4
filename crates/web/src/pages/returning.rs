//! What goes back to the client: the key it is sealed to, what can be fetched, and the receipts.

use super::client::{Chosen, enter};
use crate::{
    fields::{Fields, Posted},
    frame::{Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, encode, put_right, show, show_again},
    words::{RetentionWords, Words},
};
use askama::Template;
use axum::{
    body::Body,
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Response},
};
use bailee_app::{
    actions::{self, ChangeRecipientAsk, ConfirmReceiptAsk, HandOver, HandOverAsk},
    views::{self, HandoverView, Returns},
};
use bailee_model::{EngagementId, Error, HandoverId, Holding, Result};

/// What was typed, to be given back with its mistake.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReturnForm {
    pub(crate) recipient: String,
    pub(crate) manifest: String,
}

#[derive(Template)]
#[template(path = "returning.html")]
pub(crate) struct ReturningPage {
    t: &'static Words,
    w: &'static RetentionWords,
    f: Frame,
    engagement: EngagementId,
    recipient: Option<String>,
    holdings: Vec<Holding>,
    set_apart: usize,
    handovers: Vec<HandoverView>,
    /// The one that waits for the receipt: the newest that left whole.
    waits: Option<HandoverId>,
    may_fetch: bool,
    may_name: bool,
    form: ReturnForm,
}

impl ReturningPage {
    pub(crate) fn new(f: Frame, it: Returns, form: ReturnForm) -> Self {
        let (t, w) = (f.t(), RetentionWords::of(f.lang));
        let title = match it.holdings.len() {
            0 => w.title_return_none.to_owned(),
            n => f.fill(w.title_return, f.n(t.n_holdings, n)),
        };
        let newest = it.handovers.iter().find(|each| each.handover.is_whole());
        Self {
            t,
            w,
            f: f.titled(title),
            engagement: it.engagement.id,
            recipient: it.recipient,
            set_apart: it.set_apart,
            waits: newest
                .filter(|each| it.may_confirm && each.handover.waits_for_receipt())
                .map(|each| each.handover.id),
            handovers: it.handovers,
            may_fetch: it.may_fetch && !it.holdings.is_empty(),
            holdings: it.holdings,
            may_name: it.may_name,
            form,
        }
    }
}

pub(crate) async fn look(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    show(&page(&visitor, chosen.engagement, ReturnForm::default(), None).await?)
}

async fn page(
    visitor: &Visitor,
    chosen: Option<EngagementId>,
    form: ReturnForm,
    problem: Option<Problem>,
) -> Result<ReturningPage> {
    let (mut f, id) = enter(visitor, chosen).await?;
    f.problems.extend(problem);
    Ok(ReturningPage::new(f, views::returns(&visitor.door, id).await?, form))
}

pub(crate) async fn name_key(Posted { visitor, fields }: Posted) -> Answer {
    let engagement: EngagementId = fields.parse("engagement")?;
    let ask = ChangeRecipientAsk { engagement, recipient: fields.owned("recipient") };
    match actions::change_recipient(&visitor.door, ask).await {
        Ok(done) => {
            Ok(visitor.done(Said::Recipient, done.receipt.as_ref(), &format!("/return?engagement={engagement}")))
        }
        Err(error) => again(&visitor, engagement, &fields, error).await,
    }
}

pub(crate) async fn fetch(Posted { visitor, fields }: Posted) -> Answer {
    let ask = HandOverAsk { engagement: fields.parse("engagement")?, holdings: fields.parse_all("holdings")? };
    Ok(download(actions::hand_over(&visitor.door, ask).await?.value.out))
}

/// A file on its way out, as a download.
pub(super) fn download(out: HandOver) -> Response {
    let name = format!("attachment; filename*=UTF-8''{}", encode(&out.file_name.replace('/', "-")));
    let about = [(header::CONTENT_TYPE, "application/octet-stream".to_owned()), (header::CONTENT_DISPOSITION, name)];
    (about, Body::from_stream(out.bytes)).into_response()
}

pub(crate) async fn confirm(Path(handover): Path<HandoverId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = ConfirmReceiptAsk { handover, manifest: fields.owned("manifest"), checked: false };
    match actions::confirm_receipt(&visitor.door, ask).await {
        Ok(done) => {
            let page = format!("/return?engagement={}", done.engagement);
            Ok(visitor.done(Said::Receipt, done.receipt.as_ref(), &page))
        }
        Err(error) => again(&visitor, fields.parse("engagement")?, &fields, error).await,
    }
}

async fn again(visitor: &Visitor, engagement: EngagementId, fields: &Fields, error: Error) -> Answer {
    let problem = put_right(error)?;
    let form = ReturnForm { recipient: fields.owned("recipient"), manifest: fields.owned("manifest") };
    show_again(&page(visitor, Some(engagement), form, Some(problem)).await?)
}
