//! What leaves: checkouts, the register of disclosures, legal demands, and where data may be.

use super::{Bearer, Body, Reply, Route, ask, devices, done, get, give, made, media, post, put};
use crate::{arrival::Caller, site::Site};
use axum::{
    body::Body as Bytes,
    extract::{Path, State},
};
use bailee_app::{
    Door,
    actions::{
        self, AskCheckoutAsk, AssessRegionAsk, GiveDemandAsk, ProposeDemandAsk, RecordDemandAsk, TakeCheckoutAsk,
    },
    views::{self, CheckoutView, Covered, DemandView, DisclosureView, Place},
};
use bailee_model::{AssessmentId, CheckoutId, DemandId, DeviceId, EngagementId, Error};
use serde_json::{Value, json};

pub(super) fn routes() -> Vec<Route> {
    [checkouts(), register(), demands(), places()].into_iter().flatten().collect()
}

fn checkouts() -> Vec<Route> {
    vec![
        Route::get("/checkouts", "The caller's own checkouts", "A list of checkouts", get(mine)),
        Route::get("/checkouts/{checkout}", "One checkout", "The checkout", get(one)),
        Route::get(
            "/engagements/{engagement}/checkouts",
            "An engagement's checkouts",
            "A list of checkouts",
            get(list),
        ),
        Route::post(
            "/engagements/{engagement}/checkouts",
            "Ask to take a holding onto the device behind the session",
            "The checkout",
            post(ask_for),
        )
        .takes::<ask::AskCheckout>("AskCheckout"),
        Route::post(
            "/checkouts/{checkout}/approval",
            "Approve another person's checkout",
            "The checkout",
            post(approve),
        ),
        Route::post("/checkouts/{checkout}/refusal", "Refuse another person's checkout", "The checkout", post(refuse)),
        Route::post(
            "/checkouts/{checkout}/end",
            "Withdraw one's own checkout, or end another's; one that is out ends as not confirmed",
            "The checkout",
            post(end),
        ),
        Route::post(
            "/checkouts/{checkout}/taking",
            "Take an approved checkout, with the recipient to seal it to, signed by its device",
            "An age file",
            post(take),
        )
        .takes::<ask::Signed>("Signed")
        .gives_media("application/octet-stream"),
        Route::post(
            "/devices/{device}/returns",
            "Confirm that a checkout is destroyed, signed by its device; no session is needed",
            "The checkout and when it was returned",
            post(give_back),
        )
        .takes::<ask::Signed>("Signed")
        .public(),
    ]
}

fn register() -> Vec<Route> {
    vec![
        Route::get(
            "/engagements/{engagement}/register",
            "An engagement's register of disclosures",
            "A list of disclosures",
            get(lines),
        ),
        Route::get(
            "/register",
            "The whole register, for those who oversee the firm",
            "A list of disclosures",
            get(whole),
        ),
    ]
}

fn demands() -> Vec<Route> {
    vec![
        Route::get("/engagements/{engagement}/demands", "What authorities demand", "A list of demands", get(demanded)),
        Route::post("/engagements/{engagement}/demands", "Record a legal demand", "The demand", post(record))
            .takes::<ask::RecordDemand>("RecordDemand"),
        Route::post("/demands/{demand}/proposal", "Propose what an authority is given", "The demand", post(propose))
            .takes::<ask::ProposeDemand>("ProposeDemand"),
        Route::post(
            "/demands/{demand}/confirmation",
            "Confirm what another person proposed",
            "The demand",
            post(confirm),
        ),
        Route::post(
            "/demands/{demand}/giving",
            "Give what was decided, sealed to the authority",
            "An age file",
            post(hand),
        )
        .takes::<ask::GiveDemand>("GiveDemand")
        .gives_media("application/octet-stream"),
    ]
}

fn places() -> Vec<Route> {
    vec![
        Route::get(
            "/engagements/{engagement}/whereabouts",
            "Where an engagement's data is, and may be",
            "The regions agreed, the places and the assessments",
            get(whereabouts),
        ),
        Route::post(
            "/engagements/{engagement}/assessments",
            "Record an assessment of a further region",
            "The assessment",
            post(assess),
        )
        .takes::<ask::AssessRegion>("AssessRegion"),
        Route::post("/assessments/{assessment}/answer", "Agree to an assessment or not", "The assessment", post(agree))
            .takes::<ask::AgreeRegion>("AgreeRegion"),
        Route::post("/assessments/{assessment}/end", "End an assessment before its date", "The assessment", post(stop)),
        Route::put("/firm/region", "Say where this installation keeps its data", "The region", put(set_region))
            .takes::<ask::SetRegion>("SetRegion"),
    ]
}

fn row(it: &CheckoutView) -> Value {
    let checkout = &it.checkout;
    json!({
        "id": checkout.id, "engagement": checkout.engagement, "holding": checkout.holding, "holding_name": it.holding,
        "person": it.person, "device": it.device, "purpose": checkout.purpose, "reason": checkout.reason,
        "region": checkout.region, "hours": checkout.hours, "asked_at": checkout.asked_at,
        "approved_at": checkout.approved_at, "approved_by": it.approved_by, "expires_at": checkout.expires_at,
        "taken_at": checkout.taken_at, "returned_at": checkout.returned_at, "ended": checkout.ended,
        "ended_why": checkout.ended_why, "overdue": it.overdue, "disclosure": checkout.disclosure,
    })
}

async fn shown(door: &Door, id: CheckoutId) -> Result<Value, Error> {
    Ok(row(&views::checkout(door, id).await?))
}

async fn mine(Bearer(door): Bearer) -> Reply {
    give(&views::my_checkouts(&door).await?.iter().map(row).collect::<Vec<_>>())
}

async fn one(Bearer(door): Bearer, Path(id): Path<CheckoutId>) -> Reply {
    give(&shown(&door, id).await?)
}

async fn list(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&views::checkouts(&door, id).await?.iter().map(row).collect::<Vec<_>>())
}

async fn ask_for(
    Bearer(door): Bearer,
    Path(engagement): Path<EngagementId>,
    Body(it): Body<ask::AskCheckout>,
) -> Reply {
    let ask = AskCheckoutAsk { engagement, holding: it.holding, reason: it.reason, hours: it.hours, region: it.region };
    let asked = actions::ask_checkout(&door, ask).await?;
    let value = shown(&door, asked.id).await?;
    made(&asked.map(|_| value))
}

async fn approve(Bearer(door): Bearer, Path(id): Path<CheckoutId>) -> Reply {
    let approved = actions::approve_checkout(&door, id).await?;
    let value = shown(&door, id).await?;
    done(&approved.map(|_| value))
}

async fn refuse(Bearer(door): Bearer, Path(id): Path<CheckoutId>) -> Reply {
    let refused = actions::refuse_checkout(&door, id).await?;
    let value = shown(&door, id).await?;
    done(&refused.map(|_| value))
}

async fn end(Bearer(door): Bearer, Path(id): Path<CheckoutId>) -> Reply {
    let ended = actions::end_checkout(&door, id).await?;
    let value = shown(&door, id).await?;
    done(&ended.map(|_| value))
}

async fn take(Bearer(door): Bearer, Path(checkout): Path<CheckoutId>, Body(it): Body<ask::Signed>) -> Reply {
    let signature = devices::bytes("signature", &it.signature)?;
    let ask = TakeCheckoutAsk { checkout, body: it.body.into_bytes(), signature };
    let out = actions::take_checkout(&door, ask).await?.value;
    media("application/octet-stream", Bytes::from_stream(out.bytes))
}

async fn give_back(
    State(site): State<Site>,
    Path(id): Path<DeviceId>,
    caller: Caller,
    Body(it): Body<ask::Signed>,
) -> Reply {
    let signature = devices::signed(&site, id, &caller, &it)?;
    let checkout = site.app.return_checkout(id, it.body.as_bytes(), &signature).await?;
    give(&json!({ "checkout": checkout.id, "returned_at": checkout.returned_at }))
}

fn line(it: &DisclosureView) -> Value {
    let line = &it.line;
    json!({
        "id": line.id, "engagement": line.engagement, "kind": line.kind, "holding": line.holding, "what": line.what,
        "recipient": line.recipient, "region": line.region, "assessment": line.assessment, "basis": line.basis,
        "subject": line.subject, "decided_by": it.decided_by, "at": line.at, "told_at": line.told_at,
        "barred_until": line.barred_until,
    })
}

async fn lines(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&views::register(&door, id).await?.iter().map(line).collect::<Vec<_>>())
}

async fn whole(Bearer(door): Bearer) -> Reply {
    give(&views::whole_register(&door).await?.iter().map(|(_, it)| line(it)).collect::<Vec<_>>())
}

fn demand(it: &DemandView) -> Value {
    let given = |(id, name, given): &(_, String, bool)| json!({ "holding": id, "name": name, "given": given });
    json!({
        "demand": it.demand, "recorded_by": it.recorded_by, "proposed_by": it.proposed_by,
        "confirmed_by": it.confirmed_by, "given": it.holdings.iter().map(given).collect::<Vec<_>>(),
    })
}

async fn demanded(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&views::demands(&door, id).await?.iter().map(demand).collect::<Vec<_>>())
}

async fn record(
    Bearer(door): Bearer,
    Path(engagement): Path<EngagementId>,
    Body(it): Body<ask::RecordDemand>,
) -> Reply {
    let ask = RecordDemandAsk {
        engagement,
        authority: it.authority,
        region: it.region,
        asks: it.asks,
        basis: it.basis,
        received_at: it.received_at,
        answer_due: it.answer_due,
        barred_until: it.barred_until,
    };
    made(&actions::record_demand(&door, ask).await?)
}

async fn propose(Bearer(door): Bearer, Path(demand): Path<DemandId>, Body(it): Body<ask::ProposeDemand>) -> Reply {
    let ask = ProposeDemandAsk { demand, decision: it.decision, reason: it.reason, holdings: it.holdings };
    done(&actions::propose_demand(&door, ask).await?)
}

async fn confirm(Bearer(door): Bearer, Path(demand): Path<DemandId>) -> Reply {
    done(&actions::confirm_demand(&door, demand).await?)
}

async fn hand(Bearer(door): Bearer, Path(demand): Path<DemandId>, Body(it): Body<ask::GiveDemand>) -> Reply {
    let ask = GiveDemandAsk { demand, holding: it.holding, recipient: it.recipient };
    let out = actions::give_demand(&door, ask).await?.value;
    media("application/octet-stream", Bytes::from_stream(out.bytes))
}

fn place(it: &Place) -> Value {
    let (covered, until) = match it.covered {
        Covered::Agreed => ("agreed", None),
        Covered::Assessed(until) => ("assessed", Some(until)),
        Covered::Outside => ("outside", None),
        Covered::Unknown => ("unknown", None),
    };
    json!({ "name": it.name, "region": it.region, "covered": covered, "until": until, "since": it.since })
}

async fn whereabouts(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    let it = views::whereabouts(&door, id).await?;
    give(&json!({
        "agreed": it.agreed, "here": place(&it.here),
        "systems": it.systems.iter().map(place).collect::<Vec<_>>(),
        "devices": it.devices.iter().map(place).collect::<Vec<_>>(),
        "assessments": it.assessments.iter().map(|(each, _)| each).collect::<Vec<_>>(),
    }))
}

async fn assess(
    Bearer(door): Bearer,
    Path(engagement): Path<EngagementId>,
    Body(it): Body<ask::AssessRegion>,
) -> Reply {
    let ask =
        AssessRegionAsk { engagement, region: it.region, why: it.why, safeguards: it.safeguards, until: it.until };
    made(&actions::assess_region(&door, ask).await?)
}

async fn agree(Bearer(door): Bearer, Path(id): Path<AssessmentId>, Body(it): Body<ask::AgreeRegion>) -> Reply {
    done(&actions::agree_region(&door, id, it.agrees).await?)
}

async fn stop(Bearer(door): Bearer, Path(id): Path<AssessmentId>) -> Reply {
    done(&actions::end_assessment(&door, id).await?)
}

async fn set_region(Bearer(door): Bearer, Body(it): Body<ask::SetRegion>) -> Reply {
    let set = actions::set_region(&door, &it.region).await?;
    done(&set.map(|firm| json!({ "region": firm.region })))
}
