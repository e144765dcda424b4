//! The job, step by step: how it begins is in [`opening`], how it ends in [`ending`], and what is owed over time in
//! [`obligations`].

mod ending;
mod obligations;
mod opening;

use super::{Cast, ExportFile, Say};
use crate::installation::Installation;
use anyhow::Context as _;
use bailee_app::{
    Door,
    actions::{
        self, AddSystemAsk, AskGrantAsk, AssignPersonAsk, IntakeAsk, OpenEngagementAsk, QueryAsk, SaveMappingAsk,
        StartLoadAsk, StoreCredentialAsk,
    },
};
use bailee_model::{
    Category, Client, ColumnClass, Engagement, Environment, Grant, Holding, HoldingKind, LoadMode, LoadRun, Purpose,
    Role, SystemId, SystemKind,
};
use bailee_vault::Identity;
use bytes::Bytes;
use zeroize::Zeroizing;

const MAPPING: &str = include_str!("mapping.toml");
/// Uploads come in pieces, as over a network.
const PIECE: usize = 64 * 1024;

/// A live Odoo to load into.
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) database: String,
    pub(crate) login: String,
    pub(crate) password: Zeroizing<String>,
    pub(crate) environment: Environment,
}

/// What is left to show.
pub(crate) struct Outcome {
    pub(crate) certificate: Vec<u8>,
    pub(crate) policy: String,
    pub(crate) engagements: Vec<String>,
}

/// The people at work.
struct People {
    officer: Door,
    lead: Door,
    consultant: Door,
    owner: Door,
    consultant_token: String,
}

struct Play<'a> {
    say: &'a mut Say,
    at: &'a Installation,
    files: &'a [ExportFile],
    people: People,
    client: Client,
    engagement: Engagement,
}

/// Plays the whole job.
pub(crate) async fn play(
    say: &mut Say,
    at: &Installation,
    cast: &mut Cast,
    keepers: &[Identity; 3],
    files: &[ExportFile],
    target: Option<Target>,
) -> anyhow::Result<Outcome> {
    say.step("A firm, its people, and keys that cannot be lost");
    let officer = opening::found(say, at, cast, keepers).await?;
    obligations::publish(say, &at.app, &officer).await?;
    let (people, client, engagement) = opening::agree(say, cast, officer, keepers).await?;
    let mut play = Play { say, at, files, people, client, engagement };
    play.take_custody().await?;
    play.look().await?;
    play.be_refused().await?;
    let run = play.load(target).await?;
    play.reconcile(&run).await?;
    play.verify(&run, &keepers[2]).await?;
    let certificate = play.destroy().await?;
    let outcome = play.prove(certificate).await?;
    let outcome = play.leave_something_to_see(outcome).await?;
    let officer = play.people.officer.clone();
    opening::arrive(say, cast, &officer).await?;
    Ok(outcome)
}

fn category_of(file: &str) -> Category {
    match file {
        "clients.csv" => Category::Parties,
        "employes.csv" => Category::Employees,
        _ => Category::Financial,
    }
}

impl Play<'_> {
    async fn take_custody(&mut self) -> anyhow::Result<()> {
        self.say.step("Custody: the client's export arrives, and is sealed from its first byte");
        for file in self.files {
            let ask = IntakeAsk {
                engagement: self.engagement.id,
                file_name: file.name.to_owned(),
                category: category_of(file.name),
                purpose: Purpose::Audit,
            };
            let pieces: Vec<_> = file.bytes.chunks(PIECE).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
            let taken = actions::intake(&self.people.owner, ask, futures::stream::iter(pieces)).await?;
            let job = self.say.watch(&self.at.app, &taken.job).await?;
            let receipt = taken.receipt.as_ref().context("An arrival has a receipt.")?;
            self.say.right(format!(
                "{}: {} bytes, entry {} of the client's log",
                file.name,
                file.bytes.len(),
                receipt.index
            ));
            for told in job.lines.iter().take(3) {
                self.say.tell(format!("  {told}"));
            }
        }
        Ok(())
    }

    async fn grant(
        &mut self,
        purpose: Purpose,
        categories: &[Category],
        classes: &[ColumnClass],
        reason: &str,
    ) -> anyhow::Result<Grant> {
        let ask = AskGrantAsk {
            engagement: self.engagement.id,
            purpose,
            categories: categories.to_vec(),
            classes: classes.to_vec(),
            days: 7,
            reason: reason.to_owned(),
        };
        let asked = actions::ask_grant(&self.people.consultant, ask).await?.value;
        let grant = actions::approve_grant(&self.people.lead, asked.id).await?.value;
        actions::set_purpose(&self.people.consultant, Some(purpose)).await?;
        self.people.consultant = self.at.app.door(&self.people.consultant_token).await?;
        Ok(grant)
    }

    async fn table(&self, name: &str) -> anyhow::Result<Holding> {
        let holdings = self.at.app.store().holdings(self.engagement.id).await?;
        holdings
            .into_iter()
            .find(|each| each.kind == HoldingKind::Table && each.name == name)
            .with_context(|| format!("There is no table {name}."))
    }

    async fn ask(&self, sql: &str) -> bailee_model::Result<bailee_model::engine::Rows> {
        let ask = QueryAsk { engagement: self.engagement.id, sql: sql.to_owned(), limit: 5 };
        Ok(actions::query(&self.people.consultant, ask).await?.value)
    }

    async fn look(&mut self) -> anyhow::Result<()> {
        self.say.step("Findings: what an auditor wants to know before anything is mapped");
        self.grant(Purpose::Audit, &[Category::Financial, Category::Parties], &[], "Audit before mapping").await?;
        self.say.tell(format!(
            "{} asked for seven days of financial and customer data, and {} approved it.",
            self.people.consultant.who.name, self.people.lead.who.name
        ));
        for name in ["plan_comptable", "clients", "grand_livre"] {
            let view = actions::open_profile(&self.people.consultant, self.table(name).await?.id).await?;
            let columns = view
                .profile
                .columns
                .iter()
                .map(|column| format!("{} {}", column.name, column.kind))
                .collect::<Vec<_>>()
                .join(", ");
            self.say
                .tell(format!("{name}: {} rows, {} kept aside; {columns}", view.profile.rows, view.profile.rejects));
            for finding in view.profile.findings.iter().take(4) {
                let lines = finding.lines.iter().take(3).map(ToString::to_string).collect::<Vec<_>>().join(", ");
                self.say.tell(format!("  {} × {} (line {lines})", finding.rows, finding.text));
            }
        }
        let rows = self.ask(r#"select "Name", "City", "Country" from clients limit 2"#).await?;
        self.say.tell(format!(
            "A question over the sealed tables: names are masked ({}), and still join.",
            rows.masked.join(", ")
        ));
        for row in &rows.rows {
            self.say.tell(format!(
                "  {}",
                row.iter().map(|cell| cell.as_deref().unwrap_or("∅")).collect::<Vec<_>>().join(" | ")
            ));
        }
        Ok(())
    }

    async fn be_refused(&mut self) -> anyhow::Result<()> {
        self.say.step("A gate: the employee table was not asked for");
        let table = self.table("employes").await?;
        let error = match actions::open_profile(&self.people.consultant, table.id).await {
            Ok(_) => anyhow::bail!("The gate let somebody open the employee table without a grant."),
            Err(error) => error,
        };
        let refusal = error.refusal().context("A refusal names its clause.")?;
        self.say.refused(format!("{} ({}, clause {})", refusal.reason, refusal.promise, refusal.clause));
        self.say.tell(format!("What lifts it: {}", refusal.lift));
        Ok(())
    }

    async fn system(&self, target: Target) -> anyhow::Result<SystemId> {
        let ask = AddSystemAsk {
            engagement: self.engagement.id,
            name: "Odoo, a copy for trying".to_owned(),
            kind: SystemKind::OdooSelfHosted,
            environment: target.environment,
            region: "CA-QC".to_owned(),
            url: target.url,
            database: target.database,
            login: target.login,
        };
        let system = actions::add_system(&self.people.lead, ask).await?.value;
        let system = actions::confirm_system(&self.people.owner, system.id).await?.value;
        self.say.tell(format!(
            "{} added the system, and {} confirmed that it is the client's.",
            self.people.lead.who.name, self.people.owner.who.name
        ));
        let ask = StoreCredentialAsk { system: system.id, secret: target.password };
        actions::store_credential(&self.people.owner, ask).await?;
        Ok(system.id)
    }

    async fn load(&mut self, target: Option<Target>) -> anyhow::Result<LoadRun> {
        self.say.step("Mapping, and a load");
        // What a target complains of may quote any column, so its messages show to who clears every class.
        let classes = [ColumnClass::Personal, ColumnClass::FinancialSensitive, ColumnClass::EmployeeSensitive];
        self.grant(Purpose::TestLoad, &[Category::Financial, Category::Parties], &classes, "Test load").await?;
        let broken = MAPPING.replace("from = \"plan_comptable\"", "from = \"plan_comtable\"");
        match actions::check_mapping(&self.people.consultant, self.engagement.id, &broken).await? {
            Ok(_) => anyhow::bail!("A mapping that names no table passed its check."),
            Err(mistakes) => {
                let mistake = mistakes.first().context("A mistake has a place.")?;
                self.say.refused(format!(
                    "A mapping with a slip of the pen: {}: {} {}",
                    mistake.place, mistake.message, mistake.hint
                ));
            }
        }
        let save = SaveMappingAsk {
            engagement: self.engagement.id,
            name: "Books of 2025".to_owned(),
            text: MAPPING.to_owned(),
        };
        let mapping = actions::save_mapping(&self.people.consultant, save).await?.value;
        let (mode, system) = match target {
            Some(target) => (LoadMode::Test, Some(self.system(target).await?)),
            None => (LoadMode::Files, None),
        };
        let ask = StartLoadAsk { engagement: self.engagement.id, mapping: mapping.id, mode, system };
        let started = actions::start_load(&self.people.consultant, ask).await?.value;
        let job = self.say.watch(&self.at.app, &started.job).await?;
        for told in &job.lines {
            self.say.tell(told.english());
        }
        let runs = self.at.app.store().runs(self.engagement.id).await?;
        let run = runs.into_iter().find(|run| run.id == started.run.id).context("The run is on record.")?;
        for outcome in &run.outcomes {
            self.say.right(format!(
                "{}: {} made, {} there already, {} refused",
                outcome.model,
                outcome.created,
                outcome.skipped + outcome.updated,
                outcome.rejected
            ));
        }
        if run.outcomes.iter().any(|outcome| outcome.rejected > 0) {
            let report = actions::open_load_report(&self.people.consultant, run.id).await?;
            for reject in report.rejects.iter().take(3) {
                self.say.refused(format!(
                    "{} from {} line {}: {}",
                    reject.model, reject.source.file, reject.source.line, reject.message
                ));
            }
        }
        Ok(run)
    }

    async fn reconcile(&mut self, run: &LoadRun) -> anyhow::Result<()> {
        self.say.step("Reconciliation, to the cent");
        let result = actions::reconcile(&self.people.consultant, run.id).await?;
        let off: Vec<_> = result.balances.iter().filter(|each| !each.difference().is_zero()).collect();
        for balance in result.balances.iter().take(4) {
            self.say.tell(format!("{:<6} {:>16} {:>16}", balance.code, balance.given, balance.loaded));
        }
        self.say.tell(format!("… {} accounts in all", result.balances.len()));
        anyhow::ensure!(off.is_empty() && result.agrees(), "{} accounts or counts do not agree", off.len());
        self.say.right("Every account agrees, and every row is either loaded or refused with a reason.");
        Ok(())
    }

    /// A second engagement that is still under way, so that whoever signs in finds work on the table.
    async fn leave_something_to_see(&mut self, mut outcome: Outcome) -> anyhow::Result<Outcome> {
        self.say.step("A second engagement, left under way for you to look at");
        let ask = OpenEngagementAsk {
            client: self.client.id,
            title: "Support after go-live".to_owned(),
            purposes: vec![Purpose::Audit, Purpose::Mapping, Purpose::TestLoad, Purpose::Support],
            categories: vec![Category::Financial, Category::Parties],
            regions: vec!["CA-QC".to_owned()],
            sealed: Vec::new(),
            nda_required: false,
            keep_days: 14,
        };
        self.engagement = actions::open_engagement(&self.people.officer, ask).await?.value;
        for (person, role) in [(self.people.lead.who.id, Role::Lead), (self.people.consultant.who.id, Role::Consultant)]
        {
            actions::assign_person(
                &self.people.officer,
                AssignPersonAsk { engagement: self.engagement.id, person, role },
            )
            .await?;
        }
        self.engagement = actions::activate_engagement(&self.people.officer, self.engagement.id).await?.value;
        self.take_custody_quietly().await?;
        self.grant(
            Purpose::Audit,
            &[Category::Financial, Category::Parties],
            &[ColumnClass::Personal],
            "Questions about last year's invoices",
        )
        .await?;
        let ask = AskGrantAsk {
            engagement: self.engagement.id,
            purpose: Purpose::TestLoad,
            categories: vec![Category::Financial, Category::Parties],
            classes: vec![ColumnClass::Personal],
            days: 7,
            reason: "A test load of the corrected invoices".to_owned(),
        };
        actions::ask_grant(&self.people.consultant, ask).await?;
        self.say.tell("It holds the same export. The employee table in it was not agreed, so it waits in quarantine for the client.");
        outcome.engagements.push(self.engagement.id.to_string());
        self.leave_obligations(self.engagement.id).await?;
        Ok(outcome)
    }

    async fn take_custody_quietly(&mut self) -> anyhow::Result<()> {
        for file in self.files {
            // Declared as financial, as a hurried client would: detection finds the employees.
            let category = if file.name == "clients.csv" { Category::Parties } else { Category::Financial };
            let ask = IntakeAsk {
                engagement: self.engagement.id,
                file_name: file.name.to_owned(),
                category,
                purpose: Purpose::Support,
            };
            let bytes = Bytes::copy_from_slice(&file.bytes);
            let taken = actions::intake(&self.people.owner, ask, futures::stream::iter([Ok(bytes)])).await?;
            self.say.watch(&self.at.app, &taken.job).await?;
        }
        Ok(())
    }
}
