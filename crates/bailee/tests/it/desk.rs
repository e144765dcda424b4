//! A machine in good order, by its own word. The key is the one that the program made; what is reported with it is made up,
//! as whoever is root on a machine could do: no test machine has an encrypted disk, and the journey goes on all the same.

use std::fs;
use std::path::PathBuf;

use bailee_client::{Server, Token, reply::Reported};
use bailee_model::posture::{Encryption, Protection, REPORT_CONTEXT, ScreenLock, Updates};
use bailee_model::{Clock as _, DeviceId, Measured, Os, Posture, ReportBody, Result, SystemClock};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::Value;

use crate::demo::{Demo, text};

/// Somebody's machine, once it is enrolled.
pub(crate) struct Desk<'a> {
    demo: &'a Demo,
    folder: PathBuf,
    device: DeviceId,
    key: SigningKey,
}

impl<'a> Desk<'a> {
    pub(crate) fn of(demo: &'a Demo, who: &str) -> Self {
        let folder = demo.path(&format!("config-{who}/bailee"));
        let enrolments: Value = serde_json::from_slice(&fs::read(folder.join("devices.json")).unwrap()).unwrap();
        let device = text(&enrolments[demo.address()], "/device").parse().unwrap();
        let mut files = fs::read_dir(&folder).unwrap().map(|each| each.unwrap().path());
        let key = files.find(|path| path.extension().is_some_and(|extension| extension == "key")).unwrap();
        let secret = STANDARD.decode(fs::read(key).unwrap()).unwrap();
        Self { demo, folder, device, key: SigningKey::from_bytes(secret.as_slice().try_into().unwrap()) }
    }

    /// Reports that all is well, under this number.
    pub(crate) fn report(&self, number: i64) -> Result<Reported> {
        let body = ReportBody {
            device: self.device,
            number,
            taken_at: SystemClock.now(),
            collector: "made up for a test".to_owned(),
            os: if cfg!(windows) {
                Os::Windows
            } else if cfg!(target_os = "macos") {
                Os::Macos
            } else {
                Os::Linux
            },
            os_version: "made up".to_owned(),
            posture: sound(),
            raw_digest: "0".repeat(64),
        };
        let body = serde_json::to_string(&body).unwrap();
        let signature = self.key.sign(&[REPORT_CONTEXT, body.as_bytes()].concat()).to_bytes();
        let sent = async { self.server().report(self.device, &body, &signature).await };
        runtime().block_on(sent)
    }

    /// A code for the session of the same person's command line.
    pub(crate) fn code(&self) -> String {
        let session: Value = serde_json::from_slice(&fs::read(self.folder.join("session.json")).unwrap()).unwrap();
        let token = Token::from(text(&session, "/token").to_owned());
        let asked = async { self.server().connect(token).confirmation_code().await };
        runtime().block_on(asked).unwrap().code.expose().to_owned()
    }

    fn server(&self) -> Server {
        Server::at(self.demo.address(), Some(&self.demo.authority())).unwrap()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn sound() -> Posture {
    let found = "ext4 on LUKS on part on disk".to_owned();
    let guard = Protection { name: "ClamAV".to_owned(), running: true, signatures_age_days: Some(0) };
    Posture {
        encryption: Measured::Value(Encryption { on: true, path: "/home".to_owned(), found }),
        updates: Measured::Value(Updates { age_days: 1, waiting: Some(0), restart_pending: false }),
        protection: Measured::Value(guard),
        screen_lock: Measured::Value(ScreenLock { on: true, delay_secs: 180 }),
    }
}
