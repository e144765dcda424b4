//! The test firm and its people.

use crate::{CannedEngine, FakeClock, Fuse, TestDevice};
use bailee_app::{
    App, Arrival, Door, Limits, Parts, SigningIn, SiteKeys,
    actions::{
        self, AddClientAsk, AskGrantAsk, AssignPersonAsk, EnrolAsk, FoundFirmAsk, IntakeAsk, Invitation,
        InvitePersonAsk, OpenEngagementAsk, SignDocumentAsk, SignInAsk, TakeQuizAsk,
    },
    factors::totp::TotpSecret,
    keys::LedgerKeys,
};
use bailee_model::{
    Category, Client, Clock, ColumnClass, DeviceId, DeviceOwner, DocumentKind, Engagement, Engine, Grant, Holding,
    HoldingKind, Job, Obligation, Organisation, Person, Purpose, Result, Rng, Role, SessionKind, Standing,
};
use bailee_store::{Anchor, Store};
use bailee_vault::{Identity, Vault, VaultPaths};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use tempfile::TempDir;

/// Everybody's password.
pub const PASSWORD: &str = "cedar lantern orbit gravel";

/// A firm with an officer, in a temporary folder that goes with it.
pub struct TestFirm {
    /// The application.
    pub app: Arc<App>,
    /// The clock everything goes by.
    pub clock: Arc<FakeClock>,
    /// The vault, for looking at what lies on disk.
    pub vault: Arc<Vault>,
    /// Two people who can open recovery kits.
    pub keepers: Arc<[Identity; 2]>,
    /// Breaks off what asks for randomness, when a test lights it.
    pub fuse: Arc<Fuse>,
    rng: Arc<dyn Rng>,
    folder: Arc<TempDir>,
    secrets: Mutex<HashMap<String, TotpSecret>>,
    devices: tokio::sync::Mutex<HashMap<String, TestDevice>>,
    officer: Person,
}

/// One engagement with a lead, a consultant and a client's owner, each signed in.
pub struct TestEngagement {
    /// The engagement.
    pub it: Engagement,
    /// Its client.
    pub client: Client,
    /// Leads it.
    pub lead: Door,
    /// Works on the data.
    pub consultant: Door,
    /// Decides for the client.
    pub owner: Door,
}

/// From where everybody signs in.
pub fn arrival() -> Arrival {
    Arrival {
        kind: SessionKind::Browser,
        name: "Firefox on Linux".to_owned(),
        address: "192.0.2.7".to_owned(),
        known: None,
    }
}

/// Where a firm keeps what, under one folder.
pub fn paths(folder: &Path) -> VaultPaths {
    VaultPaths { data: folder.join("data"), root: folder.join("root"), kits: folder.join("kits") }
}

impl TestFirm {
    /// A firm with the small engine.
    pub async fn new() -> Result<Self> {
        Self::with_engine(|vault| Arc::new(CannedEngine::new(vault))).await
    }

    /// A firm whose randomness begins elsewhere: everything random in it is another.
    pub async fn seeded(seed: u64) -> Result<Self> {
        Self::made(seed, |vault| Arc::new(CannedEngine::new(vault))).await
    }

    /// A firm with another engine.
    pub async fn with_engine(make: impl FnOnce(Arc<Vault>) -> Arc<dyn Engine>) -> Result<Self> {
        Self::made(42, make).await
    }

    async fn made(seed: u64, make: impl FnOnce(Arc<Vault>) -> Arc<dyn Engine>) -> Result<Self> {
        let folder = Arc::new(tempfile::tempdir()?);
        let clock = Arc::new(FakeClock::at("2026-03-02T09:00:00Z".parse::<Timestamp>().expect("a constant instant")));
        let fuse = Arc::new(Fuse::new(seed));
        let rng: Arc<dyn Rng> = fuse.clone();
        let keepers = Arc::new([Identity::generate(), Identity::generate()]);
        let recipients = keepers.iter().map(Identity::recipient).collect();
        let vault = Arc::new(Vault::create(paths(folder.path()), recipients, rng.clone()).await?);
        let kit = vault.write_kit().await?;
        vault.try_kit(&std::fs::read(kit)?, &keepers[0]).await?;
        let app = Self::start(folder.path(), vault.clone(), make(vault.clone()), clock.clone(), rng.clone()).await?;
        let secrets = Mutex::default();
        let ask = FoundFirmAsk {
            name: "Quillbridge Systems (fictional)".to_owned(),
            contact: "hello@quillbridge.example".to_owned(),
            domain: "bailee.quillbridge.example".to_owned(),
            officer_name: "Odile Quill".to_owned(),
            officer_email: "odile@quillbridge.example".to_owned(),
            language: "en".to_owned(),
        };
        let invitation = actions::found_firm(&app, ask).await?;
        let officer = invitation.person.clone();
        let devices = tokio::sync::Mutex::default();
        let firm = Self { app, clock, vault, keepers, fuse, rng, folder, secrets, devices, officer };
        firm.enrol(&invitation).await?;
        firm.equip(&firm.officer).await?;
        Ok(firm)
    }

    async fn start(
        folder: &Path,
        vault: Arc<Vault>,
        engine: Arc<dyn Engine>,
        clock: Arc<FakeClock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Arc<App>> {
        let keys = Arc::new(SiteKeys::open(&folder.join("root"), rng.as_ref())?);
        let ledger_keys = Arc::new(LedgerKeys::new(keys.clone(), vault.clone()));
        let url = format!("sqlite://{}", folder.join("data/bailee.db").display());
        let clock: Arc<dyn Clock> = clock;
        let store =
            Store::open(&url, ledger_keys, clock.clone(), rng.clone(), Anchor::in_folder(folder.join("anchor")))
                .await?;
        App::start(Parts {
            store,
            engine,
            vault,
            clock,
            rng,
            keys,
            signing_in: SigningIn::default(),
            mail: None,
            limits: Limits::default(),
        })
        .await
    }

    /// The folder that everything of this firm lies in.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Lets time pass.
    pub fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    async fn enrol(&self, invitation: &Invitation) -> Result<()> {
        let offer = self.app.enrolment(&invitation.code).await?;
        let secret = TotpSecret::from_base32(&offer.totp_secret)?;
        let totp_code = secret.code_at(self.clock.now())?;
        let ask =
            EnrolAsk { code: invitation.code.clone(), ticket: offer.ticket, password: PASSWORD.into(), totp_code };
        self.app.enrol(ask).await?;
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).insert(invitation.person.email.clone(), secret);
        Ok(())
    }

    /// The code that this person's authenticator app shows next; time passes until it does.
    pub fn next_code(&self, email: &str) -> Result<String> {
        self.advance(SignedDuration::from_secs(30));
        self.code(email)
    }

    /// The code that this person's authenticator app shows now.
    pub fn code(&self, email: &str) -> Result<String> {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.get(email).expect("an enrolled person of this firm").code_at(self.clock.now())
    }

    /// Has somebody sign and learn what is owed, and gives them a device that is approved.
    pub async fn equip(&self, person: &Person) -> Result<()> {
        if !person.organisation.works_for_firm() {
            return Ok(());
        }
        let (door, token) = self.sign_in_bare(&person.email).await?;
        self.settle(&door).await?;
        let door = self.app.door(&token).await?;
        let device = TestDevice::enrol(&door, self.rng.as_ref(), DeviceOwner::Firm).await?;
        let officer = if person.id == self.officer.id { door } else { self.officer().await? };
        device.approve(&officer, DeviceOwner::Firm).await?;
        self.devices.lock().await.insert(person.email.clone(), device);
        Ok(())
    }

    /// Has somebody sign every agreement that they owe, and pass the course.
    pub async fn settle(&self, door: &Door) -> Result<()> {
        let documents = self.app.store().documents().await?;
        for owed in &door.outstanding {
            let (kind, for_organisation) = match owed {
                Obligation::Confidentiality => (DocumentKind::Confidentiality, false),
                Obligation::FlowDownFirm => (DocumentKind::FlowDownFirm, true),
                Obligation::FlowDownPerson => (DocumentKind::FlowDownPerson, false),
                Obligation::Training => {
                    self.learn(door).await?;
                    continue;
                }
                Obligation::CheckoutOverdue => continue,
            };
            let newest = documents.iter().rfind(|each| each.kind == kind && each.language == door.who.language);
            let ask = SignDocumentAsk {
                document: newest.expect("the installation comes with its documents").id,
                typed_name: door.who.name.clone(),
                consent: true,
                engagement: None,
                for_organisation,
            };
            actions::sign_document(door, ask).await?;
        }
        Ok(())
    }

    async fn learn(&self, door: &Door) -> Result<()> {
        let courses = self.app.store().courses().await?;
        let newest = courses.into_iter().rfind(|each| each.language == door.who.language);
        let course = newest.expect("the installation comes with its course");
        let answers = course.questions.iter().map(|question| question.right).collect();
        actions::take_quiz(door, TakeQuizAsk { course: course.id, answers }).await.map(drop)
    }

    /// Something done to a person's device.
    pub async fn with_device<T>(&self, email: &str, act: impl AsyncFnOnce(&mut TestDevice) -> T) -> T {
        let mut devices = self.devices.lock().await;
        act(devices.get_mut(email).expect("a person of this firm who was given a device")).await
    }

    /// Has a person's device report,; which device it is.
    pub async fn report_of(&self, email: &str) -> Result<DeviceId> {
        let mut devices = self.devices.lock().await;
        let device = devices.get_mut(email).expect("a person of this firm who was given a device");
        device.report(&self.app).await?;
        Ok(device.id)
    }

    /// Signs somebody in; the session's secret is returned too, for tests of pages. Who works for the firm confirms it with
    /// their device, which has just reported.
    pub async fn sign_in_token(&self, email: &str) -> Result<(Door, String)> {
        let (door, token) = self.sign_in_bare(email).await?;
        let mut devices = self.devices.lock().await;
        let Some(device) = devices.get_mut(email) else { return Ok((door, token)) };
        device.report(&self.app).await?;
        let confirmation = actions::ask_confirmation(&door).await?;
        device.confirm(&self.app, confirmation.code.expose()).await?;
        Ok((self.app.door(&token).await?, token))
    }

    /// Signs somebody in, without any device.
    pub async fn sign_in_bare(&self, email: &str) -> Result<(Door, String)> {
        let code = self.next_code(email)?;
        let signed = self
            .app
            .sign_in(SignInAsk { email: email.to_owned(), password: PASSWORD.into(), code, from: arrival() })
            .await?;
        let token = signed.token.expose().to_owned();
        Ok((self.app.door(&token).await?, token))
    }

    /// Signs somebody in.
    pub async fn sign_in(&self, email: &str) -> Result<Door> {
        Ok(self.sign_in_token(email).await?.0)
    }

    /// The security officer, freshly signed in.
    pub async fn officer(&self) -> Result<Door> {
        self.sign_in(&self.officer.email).await
    }

    /// A new person, enrolled.
    pub async fn person(&self, name: &str, organisation: Organisation, standing: Standing) -> Result<Person> {
        let officer = self.officer().await?;
        let email = format!(
            "{}@{}",
            name.to_lowercase().replace(' ', "."),
            if organisation == Organisation::Firm { "quillbridge.example" } else { "client.example" }
        );
        let ask = InvitePersonAsk { name: name.to_owned(), email, organisation, standing, language: "en".to_owned() };
        let invitation = actions::invite_person(&officer, ask).await?.value;
        self.enrol(&invitation).await?;
        let person = invitation.person;
        if !matches!(organisation, Organisation::Supplier(_)) {
            self.equip(&person).await?;
        }
        Ok(person)
    }

    /// An active engagement with its people; `tag` keeps two of them apart.
    pub async fn engagement(&self, tag: &str, categories: &[Category]) -> Result<TestEngagement> {
        let officer = self.officer().await?;
        let recipient = Some(self.keepers[1].recipient().to_string());
        let client =
            actions::add_client(&officer, AddClientAsk { name: format!("Marrow Mills {tag} (fictional)"), recipient })
                .await?
                .value;
        let ask = OpenEngagementAsk {
            client: client.id,
            title: format!("Move {tag} to Odoo"),
            purposes: Purpose::ALL.to_vec(),
            categories: categories.to_vec(),
            regions: vec!["CA".to_owned()],
            sealed: Vec::new(),
            nda_required: false,
            keep_days: 14,
        };
        let engagement = actions::open_engagement(&officer, ask).await?.value;
        let lead = self.person(&format!("Lena {tag}"), Organisation::Firm, Standing::Staff).await?;
        let consultant = self.person(&format!("Cole {tag}"), Organisation::Firm, Standing::Staff).await?;
        let owner = self.person(&format!("Oona {tag}"), Organisation::Client(client.id), Standing::Owner).await?;
        for (person, role) in [(&lead, Role::Lead), (&consultant, Role::Consultant)] {
            actions::assign_person(&officer, AssignPersonAsk { engagement: engagement.id, person: person.id, role })
                .await?;
        }
        let it = actions::activate_engagement(&officer, engagement.id).await?.value;
        Ok(TestEngagement {
            it,
            client,
            lead: self.sign_in(&lead.email).await?,
            consultant: self.sign_in(&consultant.email).await?,
            owner: self.sign_in(&owner.email).await?,
        })
    }

    /// A grant for the engagement's consultant, asked for and approved; their door then works for that purpose.
    pub async fn grant(
        &self,
        on: &mut TestEngagement,
        purpose: Purpose,
        categories: &[Category],
        classes: &[ColumnClass],
    ) -> Result<Grant> {
        let ask = AskGrantAsk {
            engagement: on.it.id,
            purpose,
            categories: categories.to_vec(),
            classes: classes.to_vec(),
            days: 7,
            reason: "the work agreed".to_owned(),
        };
        let grant = actions::ask_grant(&on.consultant, ask).await?.value;
        on.lead = self.sign_in(&on.lead.who.email).await?;
        let grant = actions::approve_grant(&on.lead, grant.id).await?.value;
        let (door, token) = self.sign_in_token(&on.consultant.who.email).await?;
        actions::set_purpose(&door, Some(purpose)).await?;
        on.consultant = self.app.door(&token).await?;
        Ok(grant)
    }

    /// Brings a file in as the consultant, and waits until its table is made.
    pub async fn bring(
        &self,
        on: &TestEngagement,
        file: &str,
        category: Category,
        text: &str,
    ) -> Result<(Holding, Option<Holding>, Job)> {
        let ask = IntakeAsk { engagement: on.it.id, file_name: file.to_owned(), category, purpose: Purpose::Audit };
        let bytes = Bytes::from(text.to_owned());
        let taken = actions::intake(&on.consultant, ask, futures::stream::iter([Ok(bytes)])).await?.value;
        let job = self.app.wait(taken.job.id).await?;
        let holdings = self.app.store().holdings(on.it.id).await?;
        let table = holdings
            .iter()
            .find(|each| each.kind == HoldingKind::Table && each.source == Some(taken.original.id))
            .cloned();
        let original = holdings.into_iter().find(|each| each.id == taken.original.id).unwrap_or(taken.original);
        Ok((original, table, job))
    }

    /// The randomness of this firm.
    pub fn rng(&self) -> &Arc<dyn Rng> {
        &self.rng
    }
}
