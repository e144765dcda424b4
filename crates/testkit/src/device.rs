//! A machine of a test person: its key, and what it says of itself.

use bailee_app::{
    App, Door,
    actions::{self, ApproveDeviceAsk, EnrolDeviceAsk},
};
use bailee_model::{
    CheckoutId, Clock, ConfirmBody, Device, DeviceId, DeviceOwner, KeyAlgorithm, KeyHome, Measured, Os, Posture,
    ReportBody, Result, ReturnBody, Rng, TakeBody,
    clock::random,
    exits::{RETURN_CONTEXT, TAKE_CONTEXT},
    posture::{CONFIRM_CONTEXT, ENROL_CONTEXT, Encryption, Protection, REPORT_CONTEXT, ScreenLock, Updates},
};
use ed25519_dalek::{Signer, SigningKey};

/// A machine with a key, as `bailee device` would be on it.
pub struct TestDevice {
    /// Which one it is to the server.
    pub id: DeviceId,
    /// What it says of itself from now on.
    pub posture: Posture,
    key: SigningKey,
    number: i64,
}

/// A posture that nothing is wrong with.
pub fn sound_posture() -> Posture {
    Posture {
        encryption: Measured::Value(Encryption {
            on: true,
            path: "/home".to_owned(),
            found: "ext4 on crypto_LUKS on partition".to_owned(),
        }),
        updates: Measured::Value(Updates { age_days: 1, waiting: Some(0), restart_pending: false }),
        protection: Measured::Value(Protection {
            name: "ClamAV".to_owned(),
            running: true,
            signatures_age_days: Some(0),
        }),
        screen_lock: Measured::Value(ScreenLock { on: true, delay_secs: 300 }),
    }
}

impl TestDevice {
    /// A machine of this person, enrolled and not approved yet.
    ///
    /// # Errors
    /// Those of enrolling.
    pub async fn enrol(door: &Door, rng: &dyn Rng, owner: DeviceOwner) -> Result<Self> {
        let key = SigningKey::from_bytes(&random::<32>(rng));
        let proof = key.sign(&[ENROL_CONTEXT, door.who.id.to_string().as_bytes()].concat());
        let ask = EnrolDeviceAsk {
            name: format!("{}’s laptop", door.who.name),
            os: Os::Linux,
            owner,
            algorithm: KeyAlgorithm::Ed25519,
            key: key.verifying_key().to_bytes().to_vec(),
            home: KeyHome::File,
            proof: proof.to_bytes().to_vec(),
        };
        let device: Device = actions::enrol_device(door, ask).await?.value;
        Ok(Self { id: device.id, posture: sound_posture(), key, number: 0 })
    }

    /// Has it approved, a personal one for ninety days.
    ///
    /// # Errors
    /// Those of approving.
    pub async fn approve(&self, officer: &Door, owner: DeviceOwner) -> Result<()> {
        let days = (owner == DeviceOwner::Personal).then_some(90);
        actions::approve_device(officer, ApproveDeviceAsk { device: self.id, days }).await.map(drop)
    }

    /// What it would report at this moment; a test may change it before it is signed.
    pub fn next_report(&mut self, clock: &dyn Clock) -> ReportBody {
        self.number += 1;
        ReportBody {
            device: self.id,
            number: self.number,
            taken_at: clock.now(),
            collector: "bailee test".to_owned(),
            os: Os::Linux,
            os_version: "Debian 12".to_owned(),
            posture: self.posture.clone(),
            raw_digest: "0".repeat(64),
        }
    }

    /// Signs a report.
    pub fn signed(&self, report: &ReportBody) -> (Vec<u8>, Vec<u8>) {
        self.signed_bytes(serde_json::to_vec(report).expect("plain words and numbers"))
    }

    /// Signs any bytes as a report.
    pub fn signed_bytes(&self, body: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
        self.sign(REPORT_CONTEXT, body)
    }

    /// Reports its posture.
    ///
    /// # Errors
    /// Those of reporting.
    pub async fn report(&mut self, app: &App) -> Result<()> {
        let report = self.next_report(app.clock().as_ref());
        let (body, signature) = self.signed(&report);
        app.report_posture(self.id, &body, &signature).await.map(drop)
    }

    /// Confirms the session that shows this code.
    ///
    /// # Errors
    /// Those of confirming.
    pub async fn confirm(&self, app: &App, code: &str) -> Result<()> {
        let body = ConfirmBody { device: self.id, code: code.to_owned(), at: app.clock().now() };
        let body = serde_json::to_vec(&body).expect("plain words");
        let (body, signature) = self.sign(CONFIRM_CONTEXT, body);
        app.confirm_session(self.id, &body, &signature).await.map(drop)
    }

    /// Signs the wish to take a checkout, sealed to this recipient.
    pub fn take(&self, app: &App, checkout: CheckoutId, recipient: &str) -> (Vec<u8>, Vec<u8>) {
        let body = TakeBody { device: self.id, checkout, recipient: recipient.to_owned(), at: app.clock().now() };
        self.sign(TAKE_CONTEXT, serde_json::to_vec(&body).expect("plain words"))
    }

    /// Signs that a checkout is destroyed.
    pub fn give_back(&self, app: &App, checkout: CheckoutId, recipient: &str) -> (Vec<u8>, Vec<u8>) {
        let body = ReturnBody {
            device: self.id,
            checkout,
            recipient: recipient.to_owned(),
            identity_destroyed: true,
            file_removed: true,
            at: app.clock().now(),
        };
        self.sign(RETURN_CONTEXT, serde_json::to_vec(&body).expect("plain words"))
    }

    fn sign(&self, context: &[u8], body: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
        let signature = self.key.sign(&[context, body.as_slice()].concat());
        (body, signature.to_bytes().to_vec())
    }
}
