//! Devices: the caller's own, what one proves, and the two things a device says by itself, where its signature stands in
//! the place of a session.

use super::{Bearer, Body, Reply, Route, ask, done, get, give, post};
use crate::{arrival::Caller, site::Site, trouble::Trouble};
use axum::{
    extract::{DefaultBodyLimit, Path, State},
    http::StatusCode,
};
use bailee_app::{
    actions::{self, ApproveDeviceAsk, EnrolDeviceAsk},
    posture::Check,
    views,
};
use bailee_model::{Device, DeviceId, Error, Result, say};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// What a device may send at once.
const SIGNED_BYTES: usize = 32 << 10;

pub(super) fn routes() -> Vec<Route> {
    let signed = || DefaultBodyLimit::max(SIGNED_BYTES);
    vec![
        Route::get("/devices", "Your devices", "A list of devices", get(mine)),
        Route::post("/devices", "Enrol a device; it waits for approval", "The device", post(enrol))
            .takes::<ask::EnrolDevice>("EnrolDevice"),
        Route::get(
            "/devices/{device}",
            "One device and what it proves",
            "The device, its report and checks",
            get(look),
        ),
        Route::post("/devices/{device}/revoke", "Trust a device no more", "The device and a receipt", post(revoke)),
        Route::post("/devices/{device}/approve", "Approve a device", "The device and a receipt", post(approve))
            .takes::<ask::ApproveDevice>("ApproveDevice"),
        Route::post(
            "/devices/{device}/reports",
            "What a device reports of itself, signed",
            "Its number and what it proves",
            post(report).layer(signed()),
        )
        .takes::<ask::Signed>("Signed")
        .public(),
        Route::post(
            "/devices/{device}/confirmations",
            "Confirm the session that shows a code, signed",
            "The session and its person",
            post(confirm).layer(signed()),
        )
        .takes::<ask::Signed>("Signed")
        .public(),
        Route::post(
            "/session/confirmation",
            "A code with which a device confirms this session",
            "The code and its end",
            post(code),
        ),
    ]
}

fn row(device: &Device) -> Value {
    json!({
        "id": device.id, "name": device.name, "os": device.os, "owner": device.owner, "home": device.home,
        "state": device.state, "since": device.since, "approved_until": device.approved_until,
    })
}

fn rows(checks: &[Check]) -> Vec<Value> {
    let row = |check: &Check| {
        json!({
            "check": check.check, "met": check.met, "clause": check.clause, "found": check.found, "mend": check.mend,
        })
    };
    checks.iter().map(row).collect()
}

async fn mine(Bearer(door): Bearer) -> Reply {
    let views = views::my_devices(&door).await?;
    give(&views.iter().map(|view| row(&view.device)).collect::<Vec<_>>())
}

async fn enrol(Bearer(door): Bearer, Body(it): Body<ask::EnrolDevice>) -> Reply {
    let ask = EnrolDeviceAsk {
        name: it.name,
        os: it.os,
        owner: it.owner,
        algorithm: it.algorithm,
        key: bytes("key", &it.key)?,
        home: it.home,
        proof: bytes("proof", &it.proof)?,
    };
    let mut response = give(&row(&actions::enrol_device(&door, ask).await?.value))?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

async fn look(Bearer(door): Bearer, Path(id): Path<DeviceId>) -> Reply {
    let view = views::device(&door, id).await?;
    let mut said = row(&view.device);
    said["report"] = view.report.as_ref().map_or(Value::Null, |report| {
        json!({
            "number": report.number, "taken_at": report.taken_at, "received_at": report.received_at,
            "collector": report.collector, "os_version": report.os_version,
        })
    });
    said["checks"] = rows(&view.checks).into();
    give(&said)
}

async fn revoke(Bearer(door): Bearer, Path(id): Path<DeviceId>) -> Reply {
    done(&actions::revoke_device(&door, id).await?.map(|device| row(&device)))
}

async fn approve(Bearer(door): Bearer, Path(device): Path<DeviceId>, Body(it): Body<ask::ApproveDevice>) -> Reply {
    let ask = ApproveDeviceAsk { device, days: it.days };
    done(&actions::approve_device(&door, ask).await?.map(|device| row(&device)))
}

/// What a device says by itself, once it is known that it does not say too much.
pub(super) fn signed(site: &Site, device: DeviceId, caller: &Caller, it: &ask::Signed) -> Result<Vec<u8>, Trouble> {
    site.app.count_machine_call(device, caller.address())?;
    Ok(bytes("signature", &it.signature)?)
}

async fn report(
    State(site): State<Site>,
    Path(id): Path<DeviceId>,
    caller: Caller,
    Body(it): Body<ask::Signed>,
) -> Reply {
    let signature = signed(&site, id, &caller, &it)?;
    let taken = site.app.report_posture(id, it.body.as_bytes(), &signature).await?;
    give(&json!({
        "number": taken.report.number, "received_at": taken.report.received_at, "checks": rows(&taken.checks),
    }))
}

async fn confirm(
    State(site): State<Site>,
    Path(id): Path<DeviceId>,
    caller: Caller,
    Body(it): Body<ask::Signed>,
) -> Reply {
    let signature = signed(&site, id, &caller, &it)?;
    let confirmed = site.app.confirm_session(id, it.body.as_bytes(), &signature).await?;
    give(&json!({ "session": confirmed.session, "person": confirmed.person }))
}

async fn code(Bearer(door): Bearer) -> Reply {
    let confirmation = actions::ask_confirmation(&door).await?;
    give(&json!({ "code": confirmation.code.expose(), "until": confirmation.until }))
}

pub(super) fn bytes(field: &'static str, text: &str) -> Result<Vec<u8>> {
    STANDARD.decode(text).map_err(|_| {
        Error::bad_input(say!("This is not base64."))
            .hint(say!("Use the standard alphabet with padding (RFC 4648)."))
            .on_field(field)
    })
}
