//! A drop link's page: for anybody who has its address. It takes files with or without a script, and shows the receipt.

use crate::{
    arrival::Caller,
    frame::{Frame, Problem},
    site::Site,
    trouble::Trouble,
    visitor::{Answer, Anyone, put_right, show, show_again},
    words::{TransferWords, Words},
};
use askama::Template;
use axum::{
    extract::{Multipart, Path, State},
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Redirect},
};
use bailee_app::transfer::{DropDoor, DropPage, DropReceipt};
use bailee_model::{Error, Result, say};
use futures::TryStreamExt;

/// How soon the page of an upload that is being put together looks again, in seconds.
const AGAIN: &str = "5";

#[derive(Template)]
#[template(path = "drop.html")]
pub(crate) struct DropLinkPage {
    t: &'static Words,
    l: &'static TransferWords,
    f: Frame,
    link: DropPage,
    /// The page's own address: the form and the script send to it.
    address: String,
}

impl DropLinkPage {
    pub(crate) fn new(f: Frame, link: DropPage, address: String) -> Self {
        let l = TransferWords::of(f.lang);
        let title = f.fill(l.drop_title, &link.label);
        Self { t: f.t(), l, f: f.titled(title), link, address }
    }
}

#[derive(Template)]
#[template(path = "drop_receipt.html")]
pub(crate) struct DropReceiptPage {
    t: &'static Words,
    l: &'static TransferWords,
    f: Frame,
    receipt: Option<DropReceipt>,
    address: String,
    /// Where another file is sent.
    back: String,
}

impl DropReceiptPage {
    pub(crate) fn new(f: Frame, receipt: Option<DropReceipt>, address: String, back: String) -> Self {
        let l = TransferWords::of(f.lang);
        let title = if receipt.is_some() { l.receipt_title } else { l.receipt_wait };
        Self { t: f.t(), l, f: f.titled(title), receipt, address, back }
    }
}

async fn page(door: &DropDoor, token: &str, f: Frame, problem: Option<Problem>) -> Result<DropLinkPage> {
    let mut f = f;
    f.problems.extend(problem);
    Ok(DropLinkPage::new(f, door.page().await?, format!("/drop/{token}")))
}

pub(crate) async fn look(
    State(site): State<Site>,
    Anyone { frame }: Anyone,
    Path(token): Path<String>,
    caller: Caller,
) -> Answer {
    let door = site.app.drop_door(&token, caller.address()).await?;
    show(&page(&door, &token, frame, None).await?)
}

/// The form of a browser without scripts: the file in one go.
pub(crate) async fn send(
    State(site): State<Site>,
    Anyone { frame }: Anyone,
    Path(token): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    form: Multipart,
) -> Answer {
    let door = site.app.drop_door(&token, caller.address()).await?;
    match take(&door, &headers, form).await {
        Ok(secret) => Ok(Redirect::to(&format!("/drop/{token}/uploads/{secret}/receipt")).into_response()),
        Err(error) => {
            let problem = match error.code() {
                Some("link_full") => full(&error),
                _ => put_right(error)?,
            };
            show_again(&page(&door, &token, frame, Some(problem)).await?)
        }
    }
}

/// What there is no room for is put right at the file.
fn full(error: &Error) -> Problem {
    Problem::at(Some("file".to_owned()), error)
}

async fn take(door: &DropDoor, headers: &HeaderMap, mut form: Multipart) -> Result<String> {
    let none = || Error::bad_input(say!("There is no file in the form.")).hint(say!("Choose a file.")).on_field("file");
    // The whole form is never smaller than the file in it.
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        if name.is_empty() {
            return Err(none());
        }
        let (_, secret) = door.take_form(&name, length.unwrap_or(i64::MAX), Box::pin(field.map_err(broken))).await?;
        return Ok(secret.expose().to_owned());
    }
    Err(none())
}

fn broken(error: axum::extract::multipart::MultipartError) -> Error {
    Error::bad_input(say!("The upload broke off before its end."))
        .hint(say!("Send the file again; nothing of it was kept."))
        .on_field("file")
        .because(error)
}

pub(crate) async fn receipt(
    State(site): State<Site>,
    Anyone { frame }: Anyone,
    Path((token, secret)): Path<(String, String)>,
    caller: Caller,
) -> Answer {
    let receipt = site.app.drop_receipt(&token, &secret, caller.address()).await?;
    let waits = receipt.is_none();
    let (address, back) = (format!("/drop/{token}/uploads/{secret}/receipt.json"), format!("/drop/{token}"));
    let mut answer = show(&DropReceiptPage::new(frame, receipt, address, back))?;
    if waits {
        answer.headers_mut().insert(HeaderName::from_static("refresh"), header::HeaderValue::from_static(AGAIN));
    }
    Ok(answer)
}

pub(crate) async fn receipt_file(
    State(site): State<Site>,
    Path((token, secret)): Path<(String, String)>,
    caller: Caller,
) -> Answer {
    let receipt = site.app.drop_receipt(&token, &secret, caller.address()).await?.ok_or_else(Error::not_found)?;
    let json = serde_json::to_string_pretty(&receipt)
        .map_err(|error| Trouble::from(Error::internal("The receipt could not be written.").because(error)))?;
    let about = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"bailee-receipt.json\""),
    ];
    Ok((about, json).into_response())
}
