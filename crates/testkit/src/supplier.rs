//! Suppliers of the test firm, and their parts in engagements.

use crate::{TestFirm, firm::TestEngagement};
use bailee_app::actions::{self, AddSupplierAsk, NameSupplierAsk};
use bailee_model::{Involvement, Result, Supplier, SupplierId, SupplierKind};

impl TestFirm {
    /// A supplier that works in Canada.
    pub async fn supplier(&self, kind: SupplierKind, name: &str) -> Result<Supplier> {
        let ask = AddSupplierAsk {
            kind,
            name: name.to_owned(),
            contact: "office@supplier.example".to_owned(),
            regions: vec!["CA".to_owned()],
        };
        Ok(actions::add_supplier(&self.officer().await?, ask).await?.value)
    }

    /// Names a supplier on an engagement, for all that was agreed and in the first of its regions.
    pub async fn name_supplier(&self, on: &TestEngagement, supplier: SupplierId) -> Result<Involvement> {
        let region = self.app.store().get::<Supplier>(supplier).await?.map(|each| each.regions[0].clone());
        let ask = NameSupplierAsk {
            engagement: on.it.id,
            supplier,
            categories: on.it.categories.clone(),
            purpose: on.it.purposes[0],
            region: region.unwrap_or_default(),
        };
        Ok(actions::name_supplier(&self.officer().await?, ask).await?.value)
    }

    /// Names a supplier on an engagement and has the client's owner agree, so that its people can be assigned.
    pub async fn accept(&self, on: &TestEngagement, supplier: SupplierId) -> Result<Involvement> {
        let named = self.name_supplier(on, supplier).await?;
        let owner = self.sign_in(&on.owner.who.email).await?;
        Ok(actions::agree_supplier(&owner, named.id).await?.value)
    }
}
