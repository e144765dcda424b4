//! `baileed restore`.
//!
//! 1. The root folder is there, or is made from a recovery kit and its keeper's identity.
//! 2. Key files, sealed objects and records are put back, behind the gate: no server opens them.
//! 3. The entries since the backup are put back from the anchor's copy, or from others, and proved to be those that were signed.
//! 4. What was destroyed since is destroyed again, what was held since stays held; who was let go stays out; everybody signs in
//!    anew. Engagements of which something that was agreed changed stand still until an officer lets each run again.
//! 5. The gate is lifted. Broken off anywhere, the same command goes on.

use crate::{
    installation::{Gated, Installation, Place},
    output::line,
};
use anyhow::{Context as _, bail, ensure};
use bailee_app::{
    SiteKeys,
    backup::{BackupPlace, Manifest, Replayed, read_manifest, rebuild, whole_backups},
};
use bailee_model::{BackupId, Clock as _, SystemClock, SystemRng, entry::LogId};
use bailee_vault::{Identity, Vault};
use clap::Args;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Bring an installation back from a backup. Nothing opens until what was destroyed since is destroyed again.
#[derive(Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    place: Place,
    /// Where the backups are.
    #[arg(long, env = "BAILEE_BACKUP_TO", value_name = "PLACE")]
    from: String,
    /// The folder to restore into. Its `data` must not be there yet; a `root` and an `anchor` that are there are used.
    #[arg(long, value_name = "DIR", required_unless_present_any = ["list", "try_newest"])]
    to: Option<PathBuf>,
    /// Which backup; without it, the newest.
    #[arg(long, value_name = "ID")]
    backup: Option<BackupId>,
    /// A recovery kit, when the root folder is lost.
    #[arg(long, value_name = "FILE", requires = "identity")]
    kit: Option<PathBuf>,
    /// Its keeper's age identity file.
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// The anchor that survived, when it is not in the folder already.
    #[arg(long, value_name = "DIR")]
    anchor: Option<PathBuf>,
    /// A folder with copies of logs: of the mirror beside the anchor, or a client's own. May be given several times.
    #[arg(long = "log", value_name = "DIR")]
    logs: Vec<PathBuf>,
    /// Let logs of which neither anchor nor copy is left go on under a new name. What was destroyed since the backup is then
    /// not known here, and clients who kept copies see that their log stopped.
    #[arg(long)]
    accept_loss: bool,
    /// List the backups that can be restored from.
    #[arg(long, conflicts_with_all = ["try_newest", "kit"])]
    list: bool,
    /// Try the newest backup with a keeper's identity, and write down how that went. Nothing is restored.
    #[arg(long = "try", requires = "identity", conflicts_with = "kit")]
    try_newest: bool,
}

impl Restore {
    pub(crate) async fn run(mut self) -> anyhow::Result<()> {
        let from = BackupPlace::open(&self.from)?;
        if self.try_newest {
            return self.attempt(from).await;
        }
        if let Some(to) = self.to.take() {
            self.place.data = to;
        }
        if self.list {
            return list(&from, &self.keys()?).await;
        }
        self.root().await?;
        let keys = self.keys()?;
        if Vault::gate_note(&self.place.paths())?.is_none() {
            self.rebuild(&from, &keys).await?;
        } else {
            line("A restore was begun here; it goes on.");
        }
        self.bring_anchor()?;
        self.replay(&from, &keys).await
    }

    async fn attempt(self, from: BackupPlace) -> anyhow::Result<()> {
        let identity = self.identity()?.context("Name the keeper’s identity with --identity.")?;
        let backups = Installation::backups(&self.place, from).await?;
        let tried = backups.try_newest(Some(identity), None).await?;
        backups.store.close().await?;
        let tried = tried.context("There is no backup of this installation at that place.")?;
        ensure!(
            tried.tried_ok == Some(true),
            "{} cannot be restored from ({}). Make a full backup now: baileed backup --full",
            tried.id,
            tried.tried_says
        );
        line(format!("{} can be restored from. The register says so.", tried.id));
        Ok(())
    }

    fn identity(&self) -> anyhow::Result<Option<Identity>> {
        let Some(file) = &self.identity else { return Ok(None) };
        let text = std::fs::read_to_string(file)
            .map(Zeroizing::new)
            .with_context(|| format!("{} does not read.", file.display()))?;
        Ok(Some(text.as_str().parse()?))
    }

    /// Makes the root folder from a kit when there is none.
    async fn root(&self) -> anyhow::Result<()> {
        if self.place.root().join("root.key").exists() {
            return Ok(());
        }
        let (Some(kit), Some(identity)) = (&self.kit, self.identity()?) else {
            bail!(
                "{} holds no root key. Put the root folder there, or name a recovery kit and its keeper’s identity: --kit FILE --identity FILE",
                self.place.root().display()
            );
        };
        let sealed = std::fs::read(kit).with_context(|| format!("{} does not read.", kit.display()))?;
        std::fs::create_dir_all(&self.place.data)?;
        let opened = Vault::restore_root(&self.place.paths(), &sealed, &identity).await?;
        line(format!("The root folder is back, from the kit of epoch {}.", opened.epoch));
        Ok(())
    }

    /// The installation's own keys, which tell its backups from others.
    fn keys(&self) -> anyhow::Result<SiteKeys> {
        let file = self.place.root().join("site.key");
        ensure!(
            file.exists(),
            "{} is not there, and without it nobody can tell whose backup this is. It belongs to the root folder and is in every recovery kit that ‘baileed kit write’ makes.",
            file.display()
        );
        Ok(SiteKeys::open(&self.place.root(), &SystemRng)?)
    }

    async fn rebuild(&self, from: &BackupPlace, keys: &SiteKeys) -> anyhow::Result<()> {
        let manifest = self.choose(from, keys).await?;
        line(format!("Restoring {} of {}…", manifest.id, manifest.made_at.strftime("%Y-%m-%d %H:%M UTC")));
        let rebuilt =
            rebuild(from, &manifest, keys, &self.place.paths(), &self.place.database(), SystemClock.now()).await;
        let rebuilt = rebuilt.context(
            "The restore was broken off. Nothing opens. Remove the folder’s data (and the database), then begin again.",
        )?;
        let recipients: Vec<String> = rebuilt.recipients.iter().map(ToString::to_string).collect();
        std::fs::write(self.place.recipients_file(), recipients.join("\n") + "\n")?;
        line(format!("{} sealed objects and {} records are back, behind the gate.", rebuilt.objects, rebuilt.rows));
        Ok(())
    }

    async fn choose(&self, from: &BackupPlace, keys: &SiteKeys) -> anyhow::Result<Manifest> {
        if let Some(id) = self.backup {
            return Ok(read_manifest(from, id, keys).await?.0);
        }
        let newest = whole_backups(from, keys).await?.pop();
        newest.map(|(manifest, _)| manifest).context("There is no whole backup of this installation at that place.")
    }

    /// Copies an anchor that survived elsewhere into the folder, unless one is there that has signed.
    fn bring_anchor(&self) -> anyhow::Result<()> {
        let here = self.place.anchor_folder();
        match &self.anchor {
            Some(anchor) if !has_signed(&here) => {
                copy(anchor, &here).with_context(|| format!("{} could not be copied.", anchor.display()))
            }
            _ => Ok(()),
        }
    }

    async fn replay(&self, from: &BackupPlace, keys: &SiteKeys) -> anyhow::Result<()> {
        let gated = Gated::open(&self.place).await?;
        let (replay, backup) = gated.put_back_entries(&self.logs).await?;
        if !replay.unproven.is_empty() {
            ensure!(self.accept_loss, "{}", unproven(&replay.unproven));
            gated.rename_logs(&replay.unproven).await?;
        }
        let installation = Installation::open_to_replay(gated).await?;
        let (manifest, _) = read_manifest(from, backup.parse()?, keys).await?;
        let at_place = whole_backups(from, keys).await?;
        let done = installation.app.replay(&replay, &manifest, &at_place, from.label()).await?;
        let kit = installation.write_kit().await?;
        installation.app.store().sign_heads().await?;
        installation.app.store().lift_gate().await?;
        Vault::lift_gate(&self.place.paths())?;
        tell(&done);
        line(format!("A fresh recovery kit: {}. Let each keeper copy it away.", kit.display()));
        line(format!("The gate is lifted. Serve it: baileed serve --data {}", self.place.data.display()));
        Ok(())
    }
}

async fn list(from: &BackupPlace, keys: &SiteKeys) -> anyhow::Result<()> {
    for (manifest, _) in whole_backups(from, keys).await? {
        let (bytes, objects) = manifest.size();
        line(format!(
            "{}  {}  {:<11}  {objects} objects, {bytes} bytes",
            manifest.id,
            manifest.made_at.strftime("%Y-%m-%d %H:%M UTC"),
            manifest.kind.as_str()
        ));
    }
    Ok(())
}

fn unproven(logs: &[LogId]) -> String {
    format!(
        "Nothing opens yet: of {} logs neither the anchor nor a copy is here, so nobody can say what was destroyed since the backup.\n\
         Bring the anchor (--anchor DIR), which lies beside the data and not in it, or copies of the logs (--log DIR): a client \
         who watches their log has one.\n\
         Only when all of that is lost for ever: --accept-loss. The logs then go on under new names, and that is on record.",
        logs.len()
    )
}

fn tell(done: &Replayed) {
    line(format!("{} entries since the backup are put back and proved.", done.entries));
    line(format!("{} holdings were destroyed since, and are destroyed again.", done.destroyed.len()));
    if done.renamed > 0 {
        line(format!("{} logs go on under new names, because nobody knows how they ended.", done.renamed));
    }
    line(format!(
        "{} sessions and {} grants are ended: people sign in again, and ask again.",
        done.sessions, done.grants
    ));
    stands(done);
    if !done.lost_holdings.is_empty() {
        line(format!(
            "{} holdings arrived since, and are lost. Ask the clients for them again:",
            done.lost_holdings.len()
        ));
        for holding in &done.lost_holdings {
            line(format!("  {holding}"));
        }
    }
    if !done.lost.is_empty() {
        line("What happened since is in the logs and no longer in the records:");
    }
    for lost in &done.lost {
        let log = match lost.log {
            LogId::Site => "site".to_owned(),
            LogId::Engagement(engagement) => engagement.to_string(),
        };
        let ids: Vec<String> =
            lost.ids.iter().filter(|(name, _)| *name != "event").map(|(name, id)| format!("{name} {id}")).collect();
        line(format!("  {log} {:>6}  {:<28} {}", lost.index, lost.event, ids.join(", ")));
    }
}

/// What clients asked for and agreed to since.
fn stands(done: &Replayed) {
    if !done.holds.is_empty() || done.holds_ended > 0 {
        line(format!(
            "{} holds were placed since, and are placed again for as long as they can have run; {} have ended again.",
            done.holds.len(),
            done.holds_ended
        ));
    }
    if done.links + done.checkouts > 0 {
        line(format!(
            "{} links and {} checkouts ended or were used since, and are over or out again.",
            done.links, done.checkouts
        ));
    }
    if done.keys_forgotten > 0 {
        line(format!("{} clients named another key since: none is named until they do so again.", done.keys_forgotten));
    }
    if !done.frozen.is_empty() {
        line("Frozen, because something that was agreed changed since, or an incident froze them:");
        for engagement in &done.frozen {
            line(format!("  {engagement}"));
        }
    }
    if let Some(incident) = done.incident {
        line(format!("An officer compares this with the clients, and lets each run again: /incidents/{incident}"));
    }
}

/// Whether an anchor holds a signed head. An attempt without one leaves a lock file only.
fn has_signed(anchor: &Path) -> bool {
    let mut files = std::fs::read_dir(anchor).into_iter().flatten().flatten();
    files.any(|file| file.path().extension().is_some_and(|ending| ending == "checkpoint"))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
