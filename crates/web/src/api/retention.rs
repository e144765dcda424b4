//! Keeping, returning, deleting: all clients' holds, bundles and their receipts, and deletion on the client's word.

use super::{Bearer, Body, Reply, Route, ask, custody::issued, done, get, give, made, media, post, put};
use axum::{body::Body as Bytes, extract::Path};
use bailee_app::{
    actions::{self, ChangeRecipientAsk, ConfirmReceiptAsk, DeleteNowAsk, HandOverAsk},
    views,
};
use bailee_model::{EngagementId, Handover, HandoverId};
use serde_json::{Value, json};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/holds",
            "All that clients asked to keep longer, and how much it is",
            "The running holds with their totals",
            get(holds),
        ),
        Route::get(
            "/engagements/{engagement}/handovers",
            "What went back to the client, with their receipts",
            "A list of handovers, newest first",
            get(handovers),
        ),
        Route::put(
            "/engagements/{engagement}/recipient",
            "Name the age recipient that what goes back is sealed to",
            "The client",
            put(name_key),
        )
        .takes::<ask::Recipient>("Recipient"),
        Route::post(
            "/engagements/{engagement}/hand-over",
            "Give holdings back with all certificates, in one archive sealed to the client; without any named, everything",
            "A tar archive in the age format, with manifest.json as its list",
            post(hand_over),
        )
        .takes::<ask::HandOver>("HandOver")
        .gives_media("application/octet-stream"),
        Route::post(
            "/handovers/{handover}/receipt",
            "State, for the client, that what went back has arrived whole",
            "The handover",
            post(confirm),
        )
        .takes::<ask::Receipt>("Receipt"),
        Route::post(
            "/engagements/{engagement}/deletion",
            "Have one thing, or everything, destroyed now on the client's word",
            "The certificate",
            post(delete),
        )
        .takes::<ask::DeleteNow>("DeleteNow"),
    ]
}

async fn holds(Bearer(door): Bearer) -> Reply {
    let total = views::holds(&door).await?;
    let rows: Vec<Value> = total
        .rows
        .iter()
        .map(|row| {
            json!({
                "hold": row.hold.id, "engagement": row.engagement.id, "holding": row.hold.holding,
                "asked_by": row.hold.asked_by, "since": row.hold.since, "until": row.hold.until,
                "holdings": row.holdings, "bytes": row.bytes, "keeps_back": row.keeps_back,
            })
        })
        .collect();
    give(&json!({ "holds": rows, "holdings": total.holdings, "bytes": total.bytes, "until": total.until }))
}

async fn handovers(Bearer(door): Bearer, Path(engagement): Path<EngagementId>) -> Reply {
    let returns = views::returns(&door, engagement).await?;
    let list: Vec<Value> = returns.handovers.iter().map(|each| told(&each.handover)).collect();
    give(&json!({ "recipient": returns.recipient, "handovers": list }))
}

/// A handover as it is told. The digest of its list is the client's to say until they have given the receipt.
fn told(handover: &Handover) -> Value {
    json!({
        "id": handover.id, "engagement": handover.engagement, "made_by": handover.made_by, "at": handover.at,
        "items": handover.items, "bytes": handover.bytes, "whole": handover.is_whole(),
        "manifest": handover.manifest.as_ref().filter(|_| handover.receipt_at.is_some()),
        "receipt_by": handover.receipt_by, "receipt_at": handover.receipt_at,
        "receipt_checked": handover.receipt_checked,
    })
}

async fn name_key(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::Recipient>) -> Reply {
    done(&actions::change_recipient(&door, ChangeRecipientAsk { engagement, recipient: it.recipient }).await?)
}

async fn hand_over(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::HandOver>) -> Reply {
    let handed = actions::hand_over(&door, HandOverAsk { engagement, holdings: it.holdings }).await?.value;
    media("application/octet-stream", Bytes::from_stream(handed.out.bytes))
}

async fn confirm(Bearer(door): Bearer, Path(handover): Path<HandoverId>, Body(it): Body<ask::Receipt>) -> Reply {
    let ask = ConfirmReceiptAsk { handover, manifest: it.manifest, checked: it.checked };
    done(&actions::confirm_receipt(&door, ask).await?.map(|it| told(&it)))
}

async fn delete(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::DeleteNow>) -> Reply {
    let ask = DeleteNowAsk { engagement, holding: it.holding, end_holds: it.end_holds, confirmation: it.confirmation };
    made(&actions::delete_now(&door, ask).await?.map(|it| issued(&it)))
}
