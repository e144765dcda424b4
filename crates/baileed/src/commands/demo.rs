//! `baileed demo`.

use super::serve::{self, Listen, serve};
use crate::{
    demo::{Cast, ExportFile, Outcome, Say, Target, agent, export, play},
    installation::{Installation, Place},
    output::line,
    settings::Settings,
    tls,
};
use anyhow::Context as _;
use bailee_model::{Environment, SystemClock};
use bailee_vault::Identity;
use clap::Args;
use std::{
    io::BufRead as _,
    path::{Path, PathBuf},
    sync::Arc,
};
use zeroize::Zeroizing;

/// The export is made from this seed, so the figures are the same everywhere.
const SEED: u64 = 2025;

/// Show the whole job on made-up data: intake, findings, a refusal, mapping, load, reconciliation, verification,
/// destruction, certificate. Then serve the result.
#[derive(Args)]
pub(crate) struct Demo {
    /// Where the demonstration's state lives; without it, in a temporary folder that goes at the end.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// End after the job instead of serving the result.
    #[arg(long)]
    once: bool,
    /// Leave certificate.zip and policy.txt here.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Keep a copy of the made-up export here: the only plain copy, made on request.
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
    /// Write who may sign in and how, as JSON, for programs that drive a browser.
    #[arg(long, value_name = "FILE", hide = true)]
    accounts: Option<PathBuf>,
    /// Load into this Odoo (13 to 15), marked as a test system, instead of import files.
    #[arg(long, value_name = "URL", requires_all = ["db", "login", "password_file"])]
    odoo: Option<String>,
    /// The database on it.
    #[arg(long, value_name = "NAME", requires = "odoo")]
    db: Option<String>,
    /// The account to use on it.
    #[arg(long, value_name = "LOGIN", requires = "odoo")]
    login: Option<String>,
    /// A file with its password or API key.
    #[arg(long, value_name = "FILE", requires = "odoo")]
    password_file: Option<PathBuf>,
    /// How long factors count as shown afresh, in seconds: at most 300.
    #[arg(long, value_name = "SECONDS", hide = true, value_parser = clap::value_parser!(u64).range(1..=300))]
    step_up: Option<u64>,
    #[command(flatten)]
    listen: Listen,
}

impl Demo {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let temporary = tempfile::Builder::new().prefix("bailee-demo-").tempdir()?;
        let place = Place::in_folder(self.data.as_deref().unwrap_or(temporary.path()));
        anyhow::ensure!(
            std::fs::read_dir(&place.data).map_or(true, |mut entries| entries.next().is_none()),
            "{} is not empty. Choose another folder, or serve what is there: baileed serve --data {}",
            place.data.display(),
            place.data.display()
        );
        let files = export(SEED);
        if let Some(folder) = &self.export {
            keep_export(folder, &files)?;
        }
        let keepers = [Identity::generate(), Identity::generate(), Identity::generate()];
        let recipients = keepers[..2].iter().map(Identity::recipient).collect();
        let origin = Some(format!("https://{}", serve::named(self.listen.listen)));
        let settings = Settings { origin, step_up: self.step_up, ..Settings::default() };
        let installation = Installation::create(&place, &settings, recipients, Arc::new(SystemClock)).await?;
        tls::ensure(&place.tls(), &["localhost".to_owned()])?;
        let mut cast = Cast::new(installation.app.clone());
        let mut say = Say::default();
        let target = self.target()?;
        let outcome = play(&mut say, &installation, &mut cast, &keepers, &files, target).await?;
        self.leave(&place, &cast, &outcome)?;
        if self.once {
            return Ok(());
        }
        self.serve(&place, cast, installation).await
    }

    fn target(&self) -> anyhow::Result<Option<Target>> {
        let (Some(url), Some(database), Some(login), Some(file)) =
            (&self.odoo, &self.db, &self.login, &self.password_file)
        else {
            return Ok(None);
        };
        let password = std::fs::read_to_string(file)
            .map(Zeroizing::new)
            .with_context(|| format!("{} does not read.", file.display()))?;
        Ok(Some(Target {
            url: url.clone(),
            database: database.clone(),
            login: login.clone(),
            password: Zeroizing::new(password.trim_end_matches(['\r', '\n']).to_owned()),
            environment: Environment::Test,
        }))
    }

    fn leave(&self, place: &Place, cast: &Cast, outcome: &Outcome) -> anyhow::Result<()> {
        if let Some(folder) = &self.out {
            std::fs::create_dir_all(folder)?;
            std::fs::write(folder.join("certificate.zip"), &outcome.certificate)?;
            std::fs::write(folder.join("policy.txt"), &outcome.policy)?;
            line(format!(
                "\nCheck it yourself: bailee verify {0}/certificate.zip --policy {0}/policy.txt",
                folder.display()
            ));
        }
        if let Some(file) = &self.accounts {
            let json = serde_json::json!({ "sign_in": cast.as_json(), "engagements": outcome.engagements, "ca": place.tls().join("ca.pem") });
            std::fs::write(file, serde_json::to_vec_pretty(&json)?)?;
        }
        Ok(())
    }

    async fn serve(self, place: &Place, cast: Cast, installation: Installation) -> anyhow::Result<()> {
        line("\nSign in as one of these; every code works once, press Enter for new ones:");
        tell_codes(&cast)?;
        line(format!("Browsers warn about the certificate until they trust {}.", place.tls().join("ca.pem").display()));
        let cast = Arc::new(cast);
        match agent::answer(cast.clone(), format!("https://{}", serve::named(self.listen.listen))).await {
            Ok(()) => line("Their made-up laptops answer on this computer: *Confirm this device* takes one press."),
            Err(error) => line(format!("No made-up laptop can confirm a browser here. {error:#}")),
        }
        std::thread::spawn(move || {
            for _ in std::io::stdin().lock().lines().map_while(Result::ok) {
                if tell_codes(&cast).is_err() {
                    break;
                }
            }
        });
        serve(place, &self.listen, installation.app).await
    }
}

fn tell_codes(cast: &Cast) -> anyhow::Result<()> {
    for told in cast.how_to_sign_in()? {
        line(format!("   {told}"));
    }
    Ok(())
}

fn keep_export(folder: &Path, files: &[ExportFile]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("The folder {} could not be made.", folder.display()))?;
    for file in files {
        std::fs::write(folder.join(file.name), &file.bytes)?;
    }
    Ok(())
}
