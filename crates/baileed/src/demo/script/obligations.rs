//! What the firm owes over time: its policies in force, where its data lies, a link for a client without an account, a question
//! that waits for its answer.

use super::Play;
use crate::demo::Say;
use bailee_app::{
    App, Door,
    actions::{
        self, AskEnquiryAsk, EditPolicyAsk, MakeDropLinkAsk, PublishOne, PublishPoliciesAsk, ReviewPolicyAsk,
        SubmitPolicyAsk,
    },
};
use bailee_model::{Category, EngagementId, PolicyState, Purpose};
use jiff::{SignedDuration, tz::TimeZone};
use std::sync::Arc;

const LINK_DAYS: i64 = 7;
const LINK_BYTES: i64 = 5 << 30;

/// Publishes both template policies as they came, and says where the installation stands.
pub(super) async fn publish(say: &Say, app: &Arc<App>, officer: &Door) -> anyhow::Result<()> {
    actions::set_region(officer, "CA-QC").await?;
    let today = officer.now().to_zoned(TimeZone::UTC).date();
    let mut versions = Vec::new();
    for draft in app.store().policy_versions().await?.into_iter().filter(|each| each.state == PolicyState::Draft) {
        let ask = EditPolicyAsk {
            version: draft.id,
            texts: draft.texts,
            number: Some("1".to_owned()),
            effective: Some(today),
            contact: draft.contact,
            material: false,
            summary: "The first version.".to_owned(),
        };
        actions::edit_policy(officer, ask).await?;
        actions::submit_policy(officer, SubmitPolicyAsk { version: draft.id, reader: None }).await?;
        let read = ReviewPolicyAsk { version: draft.id, agree: true, remark: String::new() };
        actions::review_policy(officer, read).await?;
        versions.push(PublishOne { version: draft.id, number: None, effective: None });
    }
    let published = actions::publish_policies(officer, PublishPoliciesAsk { versions }).await?.value;
    say.right(format!(
        "{} policies are published: each sentence with its promise, and every promise judged from facts at /trust.",
        published.len()
    ));
    Ok(())
}

impl Play<'_> {
    /// What the client and the officer find when they look around.
    pub(super) async fn leave_obligations(&mut self, engagement: EngagementId) -> anyhow::Result<()> {
        let ask = MakeDropLinkAsk {
            engagement,
            label: "Stock lists for the move".to_owned(),
            asked_for: "The stock list of each warehouse, as CSV.".to_owned(),
            category: Category::Financial,
            purpose: Purpose::Audit,
            until: self.people.lead.now() + SignedDuration::from_hours(24 * LINK_DAYS),
            max_files: 5,
            max_bytes: LINK_BYTES,
        };
        let made = actions::make_drop_link(&self.people.lead, ask).await?.value;
        self.say.right(format!(
            "A link for files, good for {LINK_DAYS} days and without any account: {}",
            made.address.expose()
        ));
        let text = "Who of your people has opened the payroll file, and what for?".to_owned();
        actions::ask_enquiry(&self.people.owner, AskEnquiryAsk { engagement, about: None, text }).await?;
        self.say.tell(format!("{} asks a question; the clock for its answer runs.", self.people.owner.who.name));
        Ok(())
    }
}
