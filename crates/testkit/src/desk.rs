//! Somebody at their desk, without the ceremony: for tests in which signing in is not what is looked at, and that have a year
//! to live through.

use crate::{TestFirm, firm::arrival};
use bailee_app::Door;
use bailee_model::{EntryDraft, Factor, Purpose, Result, Session, SessionId, Standing};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};

impl TestFirm {
    /// A session as signing in with a passkey and confirming it with a device that has just reported would give it.
    pub async fn at_work(&self, email: &str, purpose: Option<Purpose>) -> Result<Door> {
        let store = self.app.store();
        let person = store.person_by_email(email).await?.expect("somebody with this address");
        let mut secret = [0; 32];
        self.rng().fill(&mut secret);
        let token: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let device = match person.organisation.works_for_firm() && person.standing != Standing::Auditor {
            true => Some(self.report_of(email).await?),
            false => None,
        };
        let (now, from) = (self.app.clock().now(), arrival());
        let session = Session {
            id: SessionId::new(self.rng().as_ref()),
            token_hash: Sha256::digest(token.as_bytes()).to_vec(),
            person: person.id,
            kind: from.kind,
            name: from.name,
            address: from.address,
            factor: Factor::Passkey,
            since: now,
            seen: now,
            until: now + SignedDuration::from_hours(12),
            stepped_up: now,
            purpose,
            device,
            confirm_hash: Vec::new(),
            confirm_until: None,
            scope: None,
            engagement: None,
            ended: None,
        };
        let entry = EntryDraft::site("session.opened").id("person", person.id).id("session", session.id);
        store.ledger().record([entry], move |tx| async move { tx.save(&session).await }).await?;
        self.app.door(&token).await
    }
}
