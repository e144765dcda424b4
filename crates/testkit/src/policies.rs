//! The template policies of the test firm, published as an officer does it.

use crate::TestFirm;
use bailee_app::actions::{self, EditPolicyAsk, PublishOne, PublishPoliciesAsk, ReviewPolicyAsk, SubmitPolicyAsk};
use bailee_model::{PolicyState, PolicyVersion, Result};
use jiff::tz::TimeZone;

impl TestFirm {
    /// Publishes both template policies as version 1, in force from today. Nobody is asked to sign them.
    pub async fn publish_policies(&self) -> Result<Vec<PolicyVersion>> {
        let officer = self.officer().await?;
        let today = officer.now().to_zoned(TimeZone::UTC).date();
        let drafts = self.app.store().policy_versions().await?;
        let mut versions = Vec::new();
        for draft in drafts.into_iter().filter(|each| each.state == PolicyState::Draft) {
            let ask = EditPolicyAsk {
                version: draft.id,
                texts: draft.texts,
                number: Some("1".to_owned()),
                effective: Some(today),
                contact: draft.contact,
                material: false,
                summary: "The first version.".to_owned(),
            };
            actions::edit_policy(&officer, ask).await?;
            actions::submit_policy(&officer, SubmitPolicyAsk { version: draft.id, reader: None }).await?;
            let ask = ReviewPolicyAsk { version: draft.id, agree: true, remark: String::new() };
            actions::review_policy(&officer, ask).await?;
            versions.push(PublishOne { version: draft.id, number: None, effective: None });
        }
        Ok(actions::publish_policies(&officer, PublishPoliciesAsk { versions }).await?.value)
    }
}
