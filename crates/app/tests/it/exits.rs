//! What leaves: checkouts, the register, legal demands, and where data may be.

mod checkouts;
mod demands;
mod register;
mod residency;

use bailee_app::actions::{self, AskCheckoutAsk, Outgoing, TakeCheckoutAsk};
use bailee_app::{Done, Door};
use bailee_model::entry::LogId;
use bailee_model::{Category, Checkout, CheckoutId, ColumnClass, EngagementId, Holding, LoggedEntry, Purpose, Result};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use bailee_vault::Identity;
use futures::TryStreamExt;

/// The file that is taken out.
pub(crate) const BOOKS: &str = "id,name\n1,Ada Marrow\n2,Basil Marrow\n";

/// A firm with an engagement, a grant that clears all that can be shown, and a file.
pub(crate) struct Scene {
    pub(crate) firm: TestFirm,
    pub(crate) on: TestEngagement,
    pub(crate) file: Holding,
    pub(crate) table: Holding,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with(&[ColumnClass::Personal, ColumnClass::FinancialSensitive, ColumnClass::EmployeeSensitive]).await
    }

    pub(crate) async fn with(classes: &[ColumnClass]) -> Self {
        let firm = TestFirm::new().await.expect("a firm");
        let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
        firm.grant(&mut on, Purpose::Audit, &[Category::Parties], classes).await.expect("a grant");
        let (file, table, _) = firm.bring(&on, "customers.csv", Category::Parties, BOOKS).await.expect("brought");
        Self { table: table.expect("its table"), firm, on, file }
    }

    pub(crate) fn ask(&self) -> AskCheckoutAsk {
        AskCheckoutAsk {
            engagement: self.on.it.id,
            holding: self.file.id,
            reason: "a tool that runs on the laptop only".to_owned(),
            hours: 24,
            region: "CA-QC".to_owned(),
        }
    }

    pub(crate) async fn asked(&self) -> Checkout {
        actions::ask_checkout(&self.on.consultant, self.ask()).await.expect("asked").value
    }

    pub(crate) async fn lead(&self) -> Door {
        self.firm.sign_in(&self.on.lead.who.email).await.expect("signed in")
    }

    pub(crate) async fn approved(&self) -> Checkout {
        let asked = self.asked().await;
        actions::approve_checkout(&self.lead().await, asked.id).await.expect("approved").value
    }

    /// The consultant, with both factors just shown and working for the audit.
    pub(crate) async fn fresh(&self) -> Door {
        let (door, token) = self.firm.sign_in_token(&self.on.consultant.who.email).await.expect("signed in");
        actions::set_purpose(&door, Some(Purpose::Audit)).await.expect("a purpose");
        self.firm.app.door(&token).await.expect("a door")
    }

    pub(crate) async fn take(&self, door: &Door, id: CheckoutId, to: &Identity) -> Result<Done<Outgoing>> {
        let recipient = to.recipient().to_string();
        let email = &self.on.consultant.who.email;
        let signed = self.firm.with_device(email, async |device| device.take(&self.firm.app, id, &recipient)).await;
        let (body, signature) = signed;
        actions::take_checkout(door, TakeCheckoutAsk { checkout: id, body, signature }).await
    }

    /// A checkout that is out, and the key to it.
    pub(crate) async fn out(&self) -> (Checkout, Identity) {
        let (checkout, identity) = (self.approved().await, Identity::generate());
        let taken = self.take(&self.fresh().await, checkout.id, &identity).await.expect("taken").value;
        let sealed: Vec<bytes::Bytes> = taken.bytes.try_collect().await.expect("bytes");
        let plain = identity.open(&sealed.concat()).expect("opens with the key of this checkout");
        assert_eq!(plain.as_slice(), BOOKS.as_bytes());
        (self.checkout(checkout.id).await, identity)
    }

    pub(crate) async fn give_back(&self, id: CheckoutId, identity: &Identity) -> Result<Checkout> {
        let recipient = identity.recipient().to_string();
        let email = &self.on.consultant.who.email;
        let signed = async |device: &mut bailee_testkit::TestDevice| {
            (device.id, device.give_back(&self.firm.app, id, &recipient))
        };
        let (device, (body, signature)) = self.firm.with_device(email, signed).await;
        self.firm.app.return_checkout(device, &body, &signature).await
    }

    pub(crate) async fn checkout(&self, id: CheckoutId) -> Checkout {
        self.firm.app.store().get::<Checkout>(id).await.expect("reads").expect("there")
    }

    pub(crate) async fn log(&self) -> Vec<LoggedEntry> {
        entries(&self.firm, LogId::Engagement(self.on.it.id)).await
    }
}

pub(crate) async fn entries(firm: &TestFirm, log: LogId) -> Vec<LoggedEntry> {
    let log = firm.app.store().log(log);
    log.entries(0, log.size().await.expect("size")).await.expect("entries")
}

/// The regions agreed are changed, as a fault or an earlier agreement would have it.
pub(crate) async fn agree(firm: &TestFirm, id: EngagementId, regions: &[&str]) {
    let regions: Vec<String> = regions.iter().map(|region| (*region).to_owned()).collect();
    let entry = bailee_model::EntryDraft::new(id, "engagement.changed").id("engagement", id);
    let changed = firm.app.store().ledger().record([entry], move |tx| async move {
        let mut engagement = tx.get::<bailee_model::Engagement>(id).await?.expect("there");
        engagement.regions = regions;
        tx.save(&engagement).await
    });
    changed.await.expect("changed");
}
