//! Whether the session of an open page still stands, as server-sent events: a departure, a revoked device or signing out
//! elsewhere closes every page of that session within a second. Listening is no use of the session.

use crate::{session, site::Site, visitor::Answer};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use bailee_app::{App, Heard, Listening};
use bailee_model::{Error, say};
use futures::stream::{self, Stream};
use std::{convert::Infallible, sync::Arc, time::Duration};
use zeroize::Zeroizing;

/// How often the session is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many looks until a line is sent that says nothing: whoever is gone is noticed by writing to them.
const BREATHE_EVERY: u32 = 15;
/// How many looks until the browser is asked to come again.
const LOOKS: u32 = 600;
const HERE: &str = ": here\n\n";
const ENDED: &str = "event: ended\ndata: ended\n\n";

/// What is left to tell.
struct Ear {
    app: Arc<App>,
    token: Zeroizing<String>,
    /// Counts this page among those that listen, until it goes.
    _here: Option<Listening>,
    looks: u32,
    over: bool,
}

pub(crate) async fn listen(State(site): State<Site>, headers: HeaderMap) -> Answer {
    let token = Zeroizing::new(session::token(&headers).unwrap_or_default().to_owned());
    let stream = headers.get(header::ACCEPT).is_some_and(|accept| accept == "text/event-stream");
    if !stream {
        return match site.app.stands(&token).await? {
            true => Ok(StatusCode::NO_CONTENT.into_response()),
            false => Err(Error::sign_in(say!("Your session has ended.")).into()),
        };
    }
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    let (here, over) = match site.app.listen(&token).await? {
        Heard::Listening(here) => (Some(here), false),
        Heard::Ended => (None, true),
        // The page asks again by itself; its session ends without being heard of as well.
        Heard::TooMany => return Ok((StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")]).into_response()),
    };
    let ear = Ear { app: site.app, token, _here: here, looks: 0, over };
    Ok(([kind], Body::from_stream(told(ear))).into_response())
}

/// Says once that it is there, then nothing that matters until the session ends.
fn told(ear: Ear) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold(ear, |mut ear| async move {
        if ear.looks >= LOOKS {
            return None;
        }
        if ear.over {
            ear.looks = LOOKS;
            return Some((Ok(Bytes::from_static(ENDED.as_bytes())), ear));
        }
        loop {
            if ear.looks > 0 {
                tokio::time::sleep(LOOK_EVERY).await;
            }
            ear.looks += 1;
            // Not to know is no news: while the store does not answer, no page shows anything either.
            if let Ok(false) = ear.app.stands(&ear.token).await {
                ear.looks = LOOKS;
                return Some((Ok(Bytes::from_static(ENDED.as_bytes())), ear));
            }
            if ear.looks % BREATHE_EVERY == 1 || ear.looks >= LOOKS {
                return Some((Ok(Bytes::from_static(HERE.as_bytes())), ear));
            }
        }
    })
}
