//! An installation with an engagement under way, that can be shut and opened again, also by another process.

use bailee_app::{
    Door,
    actions::{
        self, AddClientAsk, AskGrantAsk, AssignPersonAsk, FoundFirmAsk, IntakeAsk, Intaken, InvitePersonAsk,
        OpenEngagementAsk,
    },
    views,
};
use bailee_log::{policy::Policy, verify::verify};
use bailee_model::{
    Category, Certificate, ColumnClass, EngagementId, Holding, HoldingId, HoldingKind, Job, Organisation, Person,
    Purpose, Result, Role, Standing, SystemClock,
};
use bailee_vault::Identity;
use baileed::{
    demo::Cast,
    installation::{Installation, Place},
    settings::Settings,
};
use bytes::Bytes;
use futures::{Stream, TryStreamExt as _};
use object_store::{ObjectStoreExt as _, path::Path as ObjectPath};
use serde::{Deserialize, Serialize};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// What another process needs to go on where this one is: sessions outlive the process.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Ticket {
    folder: PathBuf,
    lead: String,
    pub(crate) consultant: String,
    owner: String,
    engagement: String,
}

/// An open installation with a lead, a consultant, and the client's owner.
pub(crate) struct Stage {
    pub(crate) at: Installation,
    pub(crate) ticket: Ticket,
    pub(crate) engagement: EngagementId,
}

impl Stage {
    /// A new installation in this folder, with an active engagement on these categories.
    pub(crate) async fn new(folder: &Path, categories: &[Category]) -> Self {
        let keepers = [Identity::generate(), Identity::generate()];
        let recipients = keepers.iter().map(Identity::recipient).collect();
        let at =
            Installation::create(&Place::in_folder(folder), &Settings::default(), recipients, Arc::new(SystemClock))
                .await
                .unwrap();
        let kit = at.write_kit().await.unwrap();
        at.vault.try_kit(&std::fs::read(kit).unwrap(), &keepers[0]).await.unwrap();
        let mut cast = Cast::new(at.app.clone());
        let officer = found(&at, &mut cast).await;
        let ask = AddClientAsk {
            name: "Lanterne & Fils (fictional)".to_owned(),
            recipient: Some(keepers[1].recipient().to_string()),
        };
        let client = actions::add_client(&officer, ask).await.unwrap().value;
        let lead = person(&mut cast, &officer, "lena@quillbridge.example", Organisation::Firm, Standing::Staff).await;
        let consultant =
            person(&mut cast, &officer, "cole@quillbridge.example", Organisation::Firm, Standing::Staff).await;
        let owner =
            person(&mut cast, &officer, "oona@lanterne.example", Organisation::Client(client.id), Standing::Owner)
                .await;
        let ask = OpenEngagementAsk {
            client: client.id,
            title: "From the old books to Odoo".to_owned(),
            purposes: Purpose::ALL.to_vec(),
            categories: categories.to_vec(),
            regions: vec!["CA".to_owned()],
            sealed: Vec::new(),
            nda_required: false,
            keep_days: 14,
        };
        let engagement = actions::open_engagement(&officer, ask).await.unwrap().id;
        for (person, role) in [(&lead, Role::Lead), (&consultant, Role::Consultant)] {
            actions::assign_person(&officer, AssignPersonAsk { engagement, person: person.id, role }).await.unwrap();
        }
        actions::activate_engagement(&officer, engagement).await.unwrap();
        let token = async |person: &Person| cast.sign_in(&person.email).await.unwrap().1;
        let ticket = Ticket {
            folder: folder.to_owned(),
            lead: token(&lead).await,
            consultant: token(&consultant).await,
            owner: token(&owner).await,
            engagement: engagement.to_string(),
        };
        Self { at, ticket, engagement }
    }

    /// Opens what another process, or this one before, has left. A process that was killed may need a moment to be gone.
    pub(crate) async fn open(ticket: &Ticket) -> Self {
        let mut tries = 0;
        loop {
            match Installation::open(&Place::in_folder(&ticket.folder), &Settings::default()).await {
                Ok(at) => return Self { at, ticket: ticket.clone(), engagement: ticket.engagement.parse().unwrap() },
                Err(error) if tries < 100 && format!("{error:#}").contains("another process") => {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Err(error) => panic!("the installation does not open: {error:#}"),
            }
        }
    }

    /// Leaves the installation to whoever opens it next.
    pub(crate) async fn shut(self) -> Ticket {
        self.at.app.store().clone().close().await.unwrap();
        self.ticket
    }

    pub(crate) async fn lead(&self) -> Door {
        self.at.app.door(&self.ticket.lead).await.unwrap()
    }

    pub(crate) async fn consultant(&self) -> Door {
        self.at.app.door(&self.ticket.consultant).await.unwrap()
    }

    pub(crate) async fn owner(&self) -> Door {
        self.at.app.door(&self.ticket.owner).await.unwrap()
    }

    /// A grant for the consultant, who works for this purpose from now on.
    pub(crate) async fn grant(&self, purpose: Purpose, categories: &[Category], classes: &[ColumnClass]) {
        let (categories, classes) = (categories.to_vec(), classes.to_vec());
        let ask = AskGrantAsk {
            engagement: self.engagement,
            purpose,
            categories,
            classes,
            days: 7,
            reason: "the work agreed".to_owned(),
        };
        let grant = actions::ask_grant(&self.consultant().await, ask).await.unwrap();
        actions::approve_grant(&self.lead().await, grant.id).await.unwrap();
        actions::set_purpose(&self.consultant().await, Some(purpose)).await.unwrap();
    }

    /// Takes a file into custody.
    pub(crate) async fn intake<S>(&self, file: &str, category: Category, bytes: S) -> Result<Intaken>
    where
        S: Stream<Item = Result<Bytes>> + Send,
    {
        let ask =
            IntakeAsk { engagement: self.engagement, file_name: file.to_owned(), category, purpose: Purpose::Audit };
        Ok(actions::intake(&self.owner().await, ask, bytes).await?.value)
    }

    /// Takes a whole file into custody and waits for its table: the original, and how the work ended.
    pub(crate) async fn bring(&self, file: &str, category: Category, bytes: impl Into<Bytes>) -> (HoldingId, Job) {
        let taken = self.intake(file, category, futures::stream::iter([Ok(bytes.into())])).await.unwrap();
        (taken.original.id, self.at.app.wait(taken.job.id).await.unwrap())
    }

    pub(crate) async fn holdings(&self) -> Vec<Holding> {
        self.at.app.store().holdings(self.engagement).await.unwrap()
    }

    pub(crate) async fn holding(&self, id: HoldingId) -> Holding {
        self.at.app.store().get(id).await.unwrap().unwrap()
    }

    /// The table made of an original.
    pub(crate) async fn table_of(&self, original: HoldingId) -> Holding {
        self.holdings()
            .await
            .into_iter()
            .find(|each| each.kind == HoldingKind::Table && each.source == Some(original))
            .unwrap()
    }

    /// The content of a holding, read past every gate: what the keys allow.
    pub(crate) async fn content(&self, id: HoldingId) -> Option<Bytes> {
        let store = self.at.vault.store(self.engagement, id).ok()?;
        store.get(&ObjectPath::from("original")).await.ok()?.bytes().await.ok()
    }

    /// How many sealed objects lie on disk for a holding, and how many are half written.
    pub(crate) async fn objects(&self, id: HoldingId) -> usize {
        let prefix = ObjectPath::from_iter(["objects".to_owned(), self.engagement.to_string(), id.to_string()]);
        let staged = std::fs::read_dir(self.ticket.folder.join("data/staging")).map_or(0, Iterator::count);
        let found: Vec<_> = self.at.vault.sealed_objects().list(Some(&prefix)).try_collect().await.unwrap();
        found.len() + staged
    }

    /// Whether every record and every log is whole.
    pub(crate) async fn is_whole(&self) {
        let findings = self.at.app.store().fsck().await.unwrap();
        assert!(findings.is_clean(), "{:?}", findings.faults);
    }

    /// Checks a certificate as the client does, with nothing but the two files.
    pub(crate) async fn proves(&self, certificate: &Certificate) {
        let owner = self.owner().await;
        let bundle = views::certificate_bundle(&owner, certificate.id).await.unwrap();
        let policy = views::verifier_policy(&owner, self.engagement).await.unwrap();
        let report = verify(&bundle, &Policy::parse(policy.as_bytes()).unwrap(), None);
        assert_eq!(report.outcome.exit_code(), 0, "{:?}", report.checks);
    }
}

async fn found(at: &Installation, cast: &mut Cast) -> Door {
    let ask = FoundFirmAsk {
        name: "Quillbridge Systems (fictional)".to_owned(),
        contact: "hello@quillbridge.example".to_owned(),
        domain: "bailee.quillbridge.example".to_owned(),
        officer_name: "Odile Quill".to_owned(),
        officer_email: "odile@quillbridge.example".to_owned(),
        language: "en".to_owned(),
    };
    let invitation = actions::found_firm(&at.app, ask).await.unwrap();
    cast.enrol(invitation, "officer").await.unwrap();
    cast.sign_in("odile@quillbridge.example").await.unwrap().0
}

async fn person(
    cast: &mut Cast,
    officer: &Door,
    email: &str,
    organisation: Organisation,
    standing: Standing,
) -> Person {
    let name = email.split('@').next().unwrap().to_owned();
    let ask = InvitePersonAsk { name, email: email.to_owned(), organisation, standing, language: "en".to_owned() };
    let invitation = actions::invite_person(officer, ask).await.unwrap().value;
    let person = invitation.person.clone();
    cast.enrol(invitation, "person").await.unwrap();
    person
}

/// Every file below a folder, with its bytes; one that goes away meanwhile is passed over.
pub(crate) fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if let Ok(bytes) = std::fs::read(&path) {
            files.push((path, bytes));
        }
    }
    files
}

/// Copies a folder, as a backup does.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, target).unwrap();
        }
    }
}
