//! What waits behind a link that leads out, for the one person it names.

use crate::{
    fields::Posted,
    frame::Frame,
    visitor::{Answer, Visitor, encode, show},
    words::{TransferWords, Words},
};
use askama::Template;
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use bailee_app::{
    actions,
    views::{self, OutPage},
};
use bailee_model::OutLinkId;

#[derive(Template)]
#[template(path = "out.html")]
pub(crate) struct OutLinkPage {
    t: &'static Words,
    l: &'static TransferWords,
    f: Frame,
    it: OutPage,
    runs: bool,
}

impl OutLinkPage {
    pub(crate) fn new(f: Frame, it: OutPage) -> Self {
        let l = TransferWords::of(f.lang);
        let runs = it.link.runs(f.now);
        let title = if runs { f.fill(l.out_title, &it.name) } else { l.out_over.to_owned() };
        Self { t: f.t(), l, f: f.titled(title), it, runs }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<OutLinkId>) -> Answer {
    let it = views::out_page(&visitor.door, id).await?;
    show(&OutLinkPage::new(visitor.frame().await?, it))
}

pub(crate) async fn open(Path(id): Path<OutLinkId>, Posted { visitor, .. }: Posted) -> Answer {
    let out = actions::open_out_link(&visitor.door, id).await?.value;
    let name = format!("attachment; filename*=UTF-8''{}", encode(&out.file_name).replace('/', "%2F"));
    let mut answer = Body::from_stream(out.bytes).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).unwrap_or_else(|_| HeaderValue::from_static("attachment")),
    );
    Ok(answer)
}
