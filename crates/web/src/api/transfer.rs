//! Links: ways in for files, ways out for named people. What comes through a way in is no matter of the API: see `tus`.

use super::{Bearer, Body, Reply, Route, ask, done, get, give, made, media, post};
use axum::{body::Body as Bytes, extract::Path};
use bailee_app::{
    actions::{self, MakeDropLinkAsk, MakeOutLinkAsk},
    views,
};
use bailee_model::{DropLink, DropLinkId, EngagementId, OutLink, OutLinkId};
use serde_json::{Value, json};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/engagements/{engagement}/links",
            "Ways in and out of an engagement, with what came and went",
            "Drop links and out links",
            get(list),
        ),
        Route::post(
            "/engagements/{engagement}/drop-links",
            "Make a link through which files come in without an account",
            "The link, and its address, said this once",
            post(make_drop),
        )
        .takes::<ask::MakeDropLink>("MakeDropLink"),
        Route::post("/drop-links/{link}/end", "End a drop link before its date", "The link", post(end_drop)),
        Route::post(
            "/engagements/{engagement}/out-links",
            "Make a link through which a named person takes a holding out, once",
            "The link",
            post(make_out),
        )
        .takes::<ask::MakeOutLink>("MakeOutLink"),
        Route::post("/out-links/{out}/open", "Open an out link, once", "An age file", post(open_out))
            .gives_media("application/octet-stream"),
        Route::post("/out-links/{out}/end", "End an out link before its date", "The link", post(end_out)),
    ]
}

/// A link as programs see it, without the hash of its secret.
fn drop_shown(it: &DropLink) -> Value {
    json!({
        "id": it.id, "engagement": it.engagement, "label": it.label, "asked_for": it.asked_for, "category": it.category,
        "purpose": it.purpose, "made_by": it.made_by, "since": it.since, "until": it.until, "max_files": it.max_files,
        "max_bytes": it.max_bytes, "ended": it.ended,
    })
}

fn out_shown(it: &OutLink) -> Value {
    json!(it)
}

async fn list(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    let links = views::links(&door, id).await?;
    let drops = links.drops.iter().map(|line| {
        let uploads = line.uploads.iter().map(|(upload, name)| {
            json!({
                "id": upload.id, "name": name, "holding": upload.holding, "state": upload.state, "length": upload.length,
                "since": upload.since, "ended": upload.ended,
            })
        });
        let uploads: Vec<Value> = uploads.collect();
        json!({ "link": drop_shown(&line.link), "takes": line.takes, "uploads": uploads })
    });
    let (drops, outs): (Vec<Value>, Vec<Value>) =
        (drops.collect(), links.outs.iter().map(|line| out_shown(&line.link)).collect());
    give(&json!({ "drop_links": drops, "out_links": outs }))
}

async fn make_drop(
    Bearer(door): Bearer,
    Path(engagement): Path<EngagementId>,
    Body(it): Body<ask::MakeDropLink>,
) -> Reply {
    let ask = MakeDropLinkAsk {
        engagement,
        label: it.label,
        asked_for: it.asked_for,
        category: it.category,
        purpose: it.purpose,
        until: it.until,
        max_files: it.max_files,
        max_bytes: it.max_bytes,
    };
    let link = actions::make_drop_link(&door, ask).await?;
    made(&link.map(|it| json!({ "link": drop_shown(&it.link), "address": it.address.expose() })))
}

async fn end_drop(Bearer(door): Bearer, Path(id): Path<DropLinkId>) -> Reply {
    done(&actions::end_drop_link(&door, id).await?.map(|it| drop_shown(&it)))
}

async fn make_out(
    Bearer(door): Bearer,
    Path(engagement): Path<EngagementId>,
    Body(it): Body<ask::MakeOutLink>,
) -> Reply {
    let ask = MakeOutLinkAsk { engagement, holding: it.holding, person: it.person, until: it.until };
    made(&actions::make_out_link(&door, ask).await?.map(|it| out_shown(&it)))
}

async fn open_out(Bearer(door): Bearer, Path(id): Path<OutLinkId>) -> Reply {
    let out = actions::open_out_link(&door, id).await?.value;
    media("application/octet-stream", Bytes::from_stream(out.bytes))
}

async fn end_out(Bearer(door): Bearer, Path(id): Path<OutLinkId>) -> Reply {
    done(&actions::end_out_link(&door, id).await?.map(|it| out_shown(&it)))
}
