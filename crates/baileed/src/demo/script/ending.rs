//! How it ends: the client verifies and takes back, everything is destroyed, and the proof is checked.

use super::{Outcome, Play};
use anyhow::Context as _;
use bailee_app::{
    actions::{self, DestroyAsk, HandOverAsk, VerifyAsk},
    views,
};
use bailee_log::{policy::Policy, verify::verify};
use bailee_model::{HoldingId, HoldingKind, HoldingState, LoadRun};
use bailee_vault::Identity;
use futures::TryStreamExt as _;

impl Play<'_> {
    pub(super) async fn verify(&mut self, run: &LoadRun, client_key: &Identity) -> anyhow::Result<()> {
        self.say.step("The client decides: what is right, what comes back, when it goes");
        let bundle = self
            .at
            .app
            .store()
            .holdings(self.engagement.id)
            .await?
            .into_iter()
            .find(|each| each.kind == HoldingKind::Handover);
        let back = bundle
            .or(self.at.app.store().holdings(self.engagement.id).await?.into_iter().next())
            .context("Something is held.")?;
        let handed = actions::hand_over(
            &self.people.owner,
            HandOverAsk { engagement: self.engagement.id, holdings: vec![back.id] },
        )
        .await?
        .value;
        let sealed = handed.out.bytes.try_fold(Vec::new(), |mut all, chunk| async move {
            all.extend_from_slice(&chunk);
            Ok(all)
        });
        let opened = client_key.open(&sealed.await?)?;
        self.say.right(format!(
            "{} leaves as {}, sealed to {}'s own key; it opens to {} bytes.",
            back.name,
            handed.out.file_name,
            self.client.name,
            opened.len()
        ));
        let ask = VerifyAsk {
            engagement: self.engagement.id,
            run: Some(run.id),
            statement: "Every account agrees with our books.".to_owned(),
        };
        actions::verify(&self.people.owner, ask).await?;
        let engagement = views::overview(&self.people.owner, self.engagement.id).await?.engagement;
        let day = engagement.delete_by.context("The clock runs.")?;
        self.say.right(format!(
            "{} verified the result. The clock runs: all of it is gone by {}.",
            self.people.owner.who.name,
            day.strftime("%Y-%m-%d")
        ));
        Ok(())
    }

    pub(super) async fn destroy(&mut self) -> anyhow::Result<bailee_model::Certificate> {
        self.say.step("Destruction");
        match actions::close_engagement(&self.people.lead, self.engagement.id).await {
            Ok(_) => anyhow::bail!("An engagement closed that was not empty."),
            Err(error) => {
                self.say.refused(format!("{} cannot close yet: {}", self.people.lead.who.name, error.message()))
            }
        }
        let held = self.at.app.store().holdings(self.engagement.id).await?;
        let ids: Vec<HoldingId> =
            held.iter().filter(|each| each.state != HoldingState::Destroyed).map(|each| each.id).collect();
        self.say.tell(format!(
            "{} does not wait fourteen days and has everything destroyed now.",
            self.people.owner.who.name
        ));
        let certificate =
            actions::destroy(&self.people.owner, DestroyAsk { engagement: self.engagement.id, holdings: ids.clone() })
                .await?
                .value;
        let open = ids.iter().filter(|id| self.at.vault.is_open(self.engagement.id, **id)).count();
        anyhow::ensure!(open == 0, "{open} holdings still open");
        self.say.right(format!(
            "{} holdings: their keys are destroyed, and every survivor was proved to open before the old root died.",
            certificate.items
        ));
        for (grant, _) in views::overview(&self.people.lead, self.engagement.id)
            .await?
            .grants
            .into_iter()
            .filter(|(grant, _)| grant.ended.is_none())
        {
            actions::end_grant(&self.people.lead, grant.id).await?;
        }
        actions::close_engagement(&self.people.lead, self.engagement.id).await?;
        self.say.right("Nothing is left, so the engagement closes.");
        Ok(certificate)
    }

    pub(super) async fn prove(&mut self, certificate: bailee_model::Certificate) -> anyhow::Result<Outcome> {
        self.say.step("Proof, checked without us");
        let bundle = views::certificate_bundle(&self.people.owner, certificate.id).await?;
        let policy = views::verifier_policy(&self.people.owner, self.engagement.id).await?;
        let trusted = Policy::parse(policy.as_bytes())?;
        let report = verify(&bundle, &trusted, None);
        for check in &report.checks {
            self.say.tell(format!("{} {}: {}", if check.ok { "✓" } else { "✗" }, check.name, check.detail));
        }
        anyhow::ensure!(report.outcome.exit_code() == 0, "the certificate does not verify");
        self.say.right(format!("certificate.zip ({} bytes) is valid by the client's own policy file.", bundle.len()));
        let mut tampered = bundle.clone();
        let middle = tampered.len() / 2;
        tampered[middle] ^= 1;
        let report = verify(&tampered, &trusted, None);
        anyhow::ensure!(report.outcome.exit_code() != 0, "a tampered certificate passed");
        self.say.refused("the same file with a single bit changed");
        Ok(Outcome { certificate: bundle, policy, engagements: vec![self.engagement.id.to_string()] })
    }
}
