//! The caller's devices. What a device signs by itself goes to the [`crate::Server`] without a session.

use bailee_model::{DeviceId, DeviceOwner, KeyAlgorithm, KeyHome, Os, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::json;

use super::Connection;
use crate::reply::{DeviceRow, DeviceView, Done};

/// A device that asks to be known.
#[derive(Clone, Debug)]
pub struct Enrolling {
    /// What its person calls it.
    pub name: String,
    /// What runs on it.
    pub os: Os,
    /// Who owns it.
    pub owner: DeviceOwner,
    /// How it signs.
    pub algorithm: KeyAlgorithm,
    /// Where it keeps its private key.
    pub home: KeyHome,
    /// Its public key, in the form of [`KeyAlgorithm`].
    pub key: Vec<u8>,
    /// Its signature over [`bailee_model::posture::ENROL_CONTEXT`] and the identifier of its person.
    pub proof: Vec<u8>,
}

impl Connection {
    /// Makes a device known. It needs fresh factors.
    pub async fn enrol_device(&self, device: &Enrolling) -> Result<DeviceRow> {
        let body = json!({
            "name": device.name, "os": device.os, "owner": device.owner, "algorithm": device.algorithm,
            "home": device.home, "key": STANDARD.encode(&device.key), "proof": STANDARD.encode(&device.proof),
        });
        self.send(Method::POST, "/devices", &body).await
    }

    /// The caller's devices.
    pub async fn devices(&self) -> Result<Vec<DeviceRow>> {
        self.get("/devices").await
    }

    /// One device, its newest report, and what the server makes of it.
    pub async fn device(&self, id: DeviceId) -> Result<DeviceView> {
        self.get(&format!("/devices/{id}")).await
    }

    /// Approves another person's device, for so many days: always for a personal one.
    pub async fn approve_device(&self, id: DeviceId, days: Option<i32>) -> Result<Done<DeviceRow>> {
        self.post(&format!("/devices/{id}/approve"), &json!({ "days": days })).await
    }

    /// Trusts a device no more.
    pub async fn revoke_device(&self, id: DeviceId) -> Result<Done<DeviceRow>> {
        self.ask(Method::POST, &format!("/devices/{id}/revoke")).await
    }
}
