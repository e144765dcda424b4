//! A made-up laptop for each of the demonstration's people, so that what the gate asks of devices can be seen at work. It
//! signs real reports and real confirmations; only what it says of itself is made up, as a laptop under somebody's control
//! could always do.

use bailee_app::{
    App, Door,
    actions::{self, ApproveDeviceAsk, EnrolDeviceAsk},
};
use bailee_model::{
    ConfirmBody, DeviceId, DeviceOwner, KeyAlgorithm, KeyHome, Measured, Os, PersonId, Posture, ReportBody, Result,
    clock::random,
    posture::{CONFIRM_CONTEXT, ENROL_CONTEXT, Encryption, Protection, REPORT_CONTEXT, ScreenLock, Updates},
};
use ed25519_dalek::{Signer, SigningKey};

/// A laptop of one of the people.
pub(crate) struct Laptop {
    pub(crate) person: PersonId,
    id: DeviceId,
    key: SigningKey,
}

impl Laptop {
    /// Enrols one for whoever is at the door, and has the officer approve it.
    pub(crate) async fn enrol(door: &Door, officer: &Door) -> Result<Self> {
        let key = SigningKey::from_bytes(&random::<32>(door.app.rng().as_ref()));
        let proof = key.sign(&[ENROL_CONTEXT, door.who.id.to_string().as_bytes()].concat());
        let ask = EnrolDeviceAsk {
            name: "Laptop (fictional)".to_owned(),
            os: Os::Linux,
            owner: DeviceOwner::Firm,
            algorithm: KeyAlgorithm::Ed25519,
            key: key.verifying_key().to_bytes().to_vec(),
            home: KeyHome::File,
            proof: proof.to_bytes().to_vec(),
        };
        let id = actions::enrol_device(door, ask).await?.id;
        actions::approve_device(officer, ApproveDeviceAsk { device: id, days: None }).await?;
        Ok(Self { person: door.who.id, id, key })
    }

    /// Reports a posture with nothing wrong.
    pub(crate) async fn report(&self, app: &App) -> Result<()> {
        let now = app.clock().now();
        let report = ReportBody {
            device: self.id,
            number: now.as_millisecond(),
            taken_at: now,
            collector: concat!("baileed demo ", env!("CARGO_PKG_VERSION"), ", made up").to_owned(),
            os: Os::Linux,
            os_version: "Debian 12".to_owned(),
            posture: sound(),
            raw_digest: "0".repeat(64),
        };
        let (body, signature) = self.signed(REPORT_CONTEXT, &report);
        app.report_posture(self.id, &body, &signature).await.map(drop)
    }

    /// Confirms the session that shows this code.
    pub(crate) async fn confirm(&self, app: &App, code: &str) -> Result<()> {
        let confirmation = ConfirmBody { device: self.id, code: code.to_owned(), at: app.clock().now() };
        let (body, signature) = self.signed(CONFIRM_CONTEXT, &confirmation);
        app.confirm_session(self.id, &body, &signature).await.map(drop)
    }

    fn signed(&self, context: &[u8], told: &impl serde::Serialize) -> (Vec<u8>, Vec<u8>) {
        let body = serde_json::to_vec(told).expect("words and numbers can always be spelled");
        let signature = self.key.sign(&[context, body.as_slice()].concat());
        (body, signature.to_bytes().to_vec())
    }
}

fn sound() -> Posture {
    let found = "ext4 on crypto_LUKS on partition".to_owned();
    Posture {
        encryption: Measured::Value(Encryption { on: true, path: "/home".to_owned(), found }),
        updates: Measured::Value(Updates { age_days: 1, waiting: Some(0), restart_pending: false }),
        protection: Measured::Value(Protection {
            name: "ClamAV".to_owned(),
            running: true,
            signatures_age_days: Some(0),
        }),
        screen_lock: Measured::Value(ScreenLock { on: true, delay_secs: 180 }),
    }
}
