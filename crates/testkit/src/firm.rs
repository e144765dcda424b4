//! The test firm and its people.

use crate::{CannedEngine, FakeClock};
use bailee_app::{
    App, Door, Parts, SiteKeys,
    actions::{
        self, AddClientAsk, AskGrantAsk, AssignPersonAsk, EnrolAsk, FoundFirmAsk, IntakeAsk, Invitation,
        InvitePersonAsk, OpenEngagementAsk, SignInAsk,
    },
    factors::totp::TotpSecret,
    keys::LedgerKeys,
};
use bailee_model::{
    Category, Client, Clock, ColumnClass, Engagement, Engine, Grant, Holding, HoldingKind, Job, Organisation, Person,
    Purpose, Result, Rng, Role, Standing, clock::SeededRng,
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
    rng: Arc<dyn Rng>,
    folder: Arc<TempDir>,
    secrets: Mutex<HashMap<String, TotpSecret>>,
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

/// Where a firm keeps what, under one folder.
pub fn paths(folder: &Path) -> VaultPaths {
    VaultPaths { data: folder.join("data"), root: folder.join("root"), kits: folder.join("kits") }
}

impl TestFirm {
    /// A firm with the small engine.
    pub async fn new() -> Result<Self> {
        Self::with_engine(|vault| Arc::new(CannedEngine::new(vault))).await
    }

    /// A firm with another engine.
    pub async fn with_engine(make: impl FnOnce(Arc<Vault>) -> Arc<dyn Engine>) -> Result<Self> {
        let folder = Arc::new(tempfile::tempdir()?);
        let clock = Arc::new(FakeClock::at("2026-03-02T09:00:00Z".parse::<Timestamp>().expect("a constant instant")));
        let rng: Arc<dyn Rng> = Arc::new(SeededRng::new(42));
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
        let firm = Self { app, clock, vault, keepers, rng, folder, secrets, officer };
        firm.enrol(&invitation).await?;
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
        App::start(Parts { store, engine, vault, clock, rng, keys }).await
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
            EnrolAsk { code: invitation.code.clone(), ticket: offer.ticket, password: PASSWORD.to_owned(), totp_code };
        self.app.enrol(ask).await?;
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).insert(invitation.person.email.clone(), secret);
        Ok(())
    }

    /// The code that this person's authenticator app shows next; time passes until it does.
    pub fn next_code(&self, email: &str) -> Result<String> {
        self.advance(SignedDuration::from_secs(30));
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.get(email).expect("an enrolled person of this firm").code_at(self.clock.now())
    }

    /// Signs somebody in; the session's secret is returned too, for tests of pages.
    pub async fn sign_in_token(&self, email: &str) -> Result<(Door, String)> {
        let code = self.next_code(email)?;
        let signed =
            self.app.sign_in(SignInAsk { email: email.to_owned(), password: PASSWORD.to_owned(), code }).await?;
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
        Ok(invitation.person)
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
