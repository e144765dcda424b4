//! Use that was not as usual: what was found of it, and what somebody says that it was.

use super::{Bearer, Body, Reply, Route, ask, done, get, give, post};
use axum::extract::Path;
use bailee_app::{
    actions::{self, LookAtUseAsk},
    views::{self, UseView},
};
use bailee_model::{EngagementId, Error, UnusualUseId};
use serde_json::{Value, json};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/engagements/{engagement}/unusual-uses",
            "Days on which somebody’s use of an engagement was unusual",
            "A list of unusual uses",
            get(list),
        ),
        Route::post(
            "/unusual-uses/{unusual}/decision",
            "Say of another person’s unusual use what it was",
            "The unusual use",
            post(decide),
        )
        .takes::<ask::LookAtUse>("LookAtUse"),
    ]
}

fn row(it: &UseView) -> Value {
    let unusual = &it.unusual;
    json!({
        "id": unusual.id, "engagement": unusual.engagement, "person": unusual.person, "person_name": it.person,
        "day": unusual.day, "kinds": unusual.kinds, "openings": unusual.openings, "usual": unusual.usual,
        "outside": unusual.outside, "outside_at": unusual.outside_at, "quiet_days": unusual.quiet_days,
        "found_at": unusual.found_at, "look_by": it.look_by, "overdue": it.overdue, "nobody_else": it.nobody, "looked_at": unusual.looked_at,
        "looked_by": it.looked_by, "decision": unusual.decision, "note": unusual.note,
    })
}

async fn list(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&views::unusual_uses(&door, id).await?.iter().map(row).collect::<Vec<_>>())
}

async fn decide(Bearer(door): Bearer, Path(unusual): Path<UnusualUseId>, Body(it): Body<ask::LookAtUse>) -> Reply {
    let ask = LookAtUseAsk { unusual, decision: it.decision, note: it.note };
    let looked = actions::look_at_use(&door, ask).await?;
    let shown = views::unusual_uses(&door, looked.engagement).await?;
    let value = shown.iter().find(|each| each.unusual.id == unusual).map(row).ok_or_else(Error::not_found)?;
    done(&looked.map(|_| value))
}
