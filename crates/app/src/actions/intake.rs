//! Bring a file into custody: declared, streamed straight into the sealed form, parsed, profiled and classified.
//!
//! What arrives undeclared is quarantined until the client agrees to it or has it destroyed (clause D2).

use super::{done, text};
use crate::{
    App, Done, Door,
    custody::{Arrival, NewHolding, require_state},
    jobs::{Live, NewJob, OnBehalf},
    residency,
};
use bailee_model::{
    Action, Category, ColumnDecision, EngagementId, EntryDraft, Error, Holding, HoldingKind, HoldingState, Job,
    Progress as _, Purpose, Refusal, Result, Text,
    engine::{ParseAsk, Parsed, TableRef},
    profile::Profile,
    say,
};
use bytes::Bytes;
use futures::Stream;
use std::{collections::BTreeMap, sync::Arc};

/// What is brought.
pub struct IntakeAsk {
    /// Under which engagement.
    pub engagement: EngagementId,
    /// The file's name as its owner knows it.
    pub file_name: String,
    /// What it is about.
    pub category: Category,
    /// What it is for.
    pub purpose: Purpose,
}

/// What became of it so far.
#[derive(Clone, Debug)]
pub struct Intaken {
    /// The file, in custody.
    pub original: Holding,
    /// The work of making a table of it.
    pub job: Job,
}

/// Takes a file into custody, and starts making a table of it.
///
/// # Errors
/// When category or purpose is not agreed (refused with its clause), the bytes stop coming, or the disk is full: nothing
/// of the file is left then.
pub async fn intake<S>(door: &Door, ask: IntakeAsk, bytes: S) -> Result<Done<Intaken>>
where
    S: Stream<Item = Result<Bytes>> + Send,
{
    let engagement = door.engagement(ask.engagement).for_(Action::Intake).await?.it;
    let file_name = file_name(&ask.file_name)?;
    if !engagement.categories.contains(&ask.category) {
        return Err(door.refuse(engagement.id, Action::Intake, undeclared(ask.category, &door.who.language)).await?);
    }
    if !engagement.purposes.contains(&ask.purpose) {
        return Err(door.refuse(engagement.id, Action::Intake, unagreed(ask.purpose, &door.who.language)).await?);
    }
    if let Some(region) = door.app.outside_here(&engagement).await? {
        let refusal = residency::outside(&region, &door.who.language);
        return Err(door.refuse(engagement.id, Action::Intake, refusal).await?);
    }
    let new = NewHolding {
        engagement: engagement.id,
        kind: HoldingKind::Original,
        name: file_name,
        category: ask.category,
        purpose: ask.purpose,
        source: None,
        brought_by: door.who.id,
    };
    let mut original = door.app.begin_holding(new).await?;
    let arrival = Arrival::new(&door.app, &original);
    let poured = door.app.pour(&mut original, bytes).await;
    arrival.arrived();
    if let Err(error) = poured {
        door.app.abandon(original).await?;
        return Err(error);
    }
    if original.bytes == 0 {
        door.app.abandon(original).await?;
        return Err(Error::bad_input(say!("The file is empty.")).hint(say!("Export it again; nothing was kept.")));
    }
    let entry = door.by(EntryDraft::new(engagement.id, "holding.arrived"));
    let settled = match door.app.settle(&mut original, entry).await {
        Ok(settled) => settled,
        Err(error) => {
            door.app.abandon(original).await?;
            return Err(error);
        }
    };
    let job = parse_job(door, original.clone()).await?;
    Ok(done(settled).map(|()| Intaken { original, job }))
}

/// Starts making a table of an original that has arrived.
pub(crate) async fn parse_job(door: &Door, original: Holding) -> Result<Job> {
    let (app, by) = (door.app.clone(), OnBehalf::of(door));
    let new =
        NewJob { engagement: original.engagement, kind: "intake", subject: original.id.to_string(), unit: "bytes" };
    door.start_job(new, move |live| async move { app.make_table(original, by, &live).await }).await
}

impl App {
    /// Parses, profiles and classifies an original. The table appears whole or not at all.
    async fn make_table(self: Arc<Self>, original: Holding, by: OnBehalf, live: &Live) -> Result<()> {
        let new = NewHolding {
            engagement: original.engagement,
            kind: HoldingKind::Table,
            name: self.table_name(&original).await?,
            category: original.category,
            purpose: original.purpose,
            source: Some(original.id),
            brought_by: by.0,
        };
        let mut table = self.begin_holding(new).await?;
        match self.fill_table(&original, &mut table, by, live).await {
            Ok(()) => Ok(()),
            Err(error) => {
                self.abandon(table).await?;
                Err(error.in_file(original.name))
            }
        }
    }

    async fn fill_table(&self, original: &Holding, table: &mut Holding, by: OnBehalf, live: &Live) -> Result<()> {
        let ask = ParseAsk {
            engagement: table.engagement,
            original: original.id,
            table: table.id,
            file: original.name.clone(),
        };
        let parsed = self.engine.parse(&ask, live).await?;
        live.note(as_read(&parsed));
        for (line, _, why) in &parsed.reject_samples {
            live.note(say!("Line {line}: {why}", line = *line, why));
        }
        table.bytes = i64::try_from(parsed.bytes).unwrap_or(i64::MAX);
        table.rows = i64::try_from(parsed.rows).unwrap_or(i64::MAX);
        table.rejects = i64::try_from(parsed.rejects).unwrap_or(i64::MAX);
        table.digest.clone_from(&original.digest);
        table.salt.clone_from(&original.salt);
        let mut own = TableRef {
            holding: table.id,
            name: table.name.clone(),
            file: original.name.clone(),
            classes: BTreeMap::new(),
        };
        let others: Vec<TableRef> = self.tables(table.engagement).await?.into_iter().map(|(_, each)| each).collect();
        let profile = self.engine.profile(table.engagement, &own, &others, live).await?;
        own.classes = profile.columns.iter().filter_map(|column| Some((column.name.clone(), column.class?))).collect();
        self.engine.retype(table.engagement, &own, live).await?;
        live.note(match profile.findings.len() {
            1 => say!("1 finding."),
            findings => say!("{findings} findings.", findings),
        });
        self.settle_table(original, table, &profile, by).await
    }

    /// One commit: the table is there, its columns have the classes that detection is sure of, and what was not
    /// declared is in quarantine together with its original.
    async fn settle_table(
        &self,
        original: &Holding,
        table: &mut Holding,
        profile: &Profile,
        by: OnBehalf,
    ) -> Result<()> {
        let engagement =
            self.store.get::<bailee_model::Engagement>(table.engagement).await?.ok_or_else(Error::not_found)?;
        let undeclared: Vec<&str> = profile
            .categories
            .iter()
            .map(|found| found.category)
            .filter(|found| !engagement.categories.contains(found))
            .map(Category::as_str)
            .collect();
        table.state = if undeclared.is_empty() { HoldingState::Held } else { HoldingState::Quarantined };
        let now = self.clock.now();
        let decisions: Vec<ColumnDecision> = profile
            .columns
            .iter()
            .filter_map(|column| {
                let class = column.class?;
                Some(ColumnDecision {
                    holding: table.id,
                    engagement: table.engagement,
                    column: column.name.clone(),
                    class,
                    reason: column.class_reason.clone(),
                    confirmed_by: None,
                    at: now,
                })
            })
            .collect();
        let mut entries = vec![
            by.by(EntryDraft::new(table.engagement, "table.made"))
                .id("holding", table.id)
                .id("original", original.id)
                .detail("rows", table.rows)
                .detail("rejects", table.rejects)
                .detail("columns", profile.columns.len())
                .detail("classified", decisions.len()),
        ];
        if !undeclared.is_empty() {
            entries.push(
                EntryDraft::new(table.engagement, "holding.quarantined")
                    .id("holding", table.id)
                    .id("original", original.id)
                    .detail("undeclared", undeclared),
            );
        }
        let (kept, source) = (table.clone(), original.id);
        self.store
            .ledger()
            .record(entries, move |tx| async move {
                require_state(&tx, kept.id, HoldingState::Arriving).await?;
                require_state(&tx, source, HoldingState::Held).await?;
                tx.save(&kept).await?;
                for decision in &decisions {
                    tx.save_column_decision(decision).await?;
                }
                if kept.state == HoldingState::Quarantined {
                    let mut source = tx.get::<Holding>(source).await?.ok_or_else(Error::not_found)?;
                    source.state = HoldingState::Quarantined;
                    tx.save(&source).await?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    }

    /// The table's name in queries: the file's, in lower case, with a number where it is taken.
    async fn table_name(&self, original: &Holding) -> Result<String> {
        let stem = original.name.rsplit_once('.').map_or(original.name.as_str(), |(stem, _)| stem);
        let mut base: String =
            stem.to_lowercase().chars().map(|each| if each.is_alphanumeric() { each } else { '_' }).collect();
        if base.is_empty() || base.starts_with(|first: char| first.is_ascii_digit()) {
            base.insert_str(0, "t_");
        }
        let taken: Vec<String> = self
            .store
            .holdings(original.engagement)
            .await?
            .into_iter()
            .filter(|each| each.kind == HoldingKind::Table && each.state != HoldingState::Destroyed)
            .map(|each| each.name)
            .collect();
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        Ok(std::iter::once(base.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(base))
    }
}

/// A file's own name, without the folders that a browser or a stranger may send along.
pub(crate) fn file_name(text_given: &str) -> Result<String> {
    let last = text_given.rsplit(['/', '\\']).next().unwrap_or(text_given);
    text("file_name", last, 200)
}

pub(super) fn undeclared(category: Category, language: &str) -> Refusal {
    let (reason, lift) = match language {
        "fr" => (
            "Ce mandat ne prévoit pas de détenir des données de cette catégorie.".to_owned(),
            "Le client et le responsable conviennent d’abord de la catégorie ; d’ici là, le fichier reste chez le client.",
        ),
        _ => (
            format!("This engagement has not agreed to hold ‘{category}’ data."),
            "The client and the lead agree on the category first; until then the file stays with the client.",
        ),
    };
    refusal("D2", "declared_categories", language, reason, lift)
}

pub(super) fn unagreed(purpose: Purpose, language: &str) -> Refusal {
    let (reason, lift) = match language {
        "fr" => (
            "Cette finalité n’est pas de celles de ce mandat.".to_owned(),
            "Nommez l’une des finalités convenues, ou convenez d’abord de celle-ci avec le client.",
        ),
        _ => (
            format!("‘{purpose}’ is not a purpose of this engagement."),
            "Name one of the agreed purposes, or agree on this one with the client first.",
        ),
    };
    refusal("D3.2", "purpose_limitation", language, reason, lift)
}

fn refusal(clause: &str, promise: &str, language: &str, reason: String, lift: &str) -> Refusal {
    let promise = bailee_policy::promise(promise).map_or("", |promise| promise.name.in_language(language));
    Refusal { clause: clause.to_owned(), promise: promise.to_owned(), reason, lift: lift.to_owned() }
}

/// How a file was read, as its job tells it.
fn as_read(parsed: &Parsed) -> Text {
    let delimiter = match parsed.delimiter.as_str() {
        "comma" => say!("comma"),
        "semicolon" => say!("semicolon"),
        "tab" => say!("tab"),
        "pipe" => say!("vertical bar"),
        other => Text::told(other),
    };
    let decimal = if parsed.decimal == "comma" { say!("comma") } else { say!("point") };
    say!(
        "Rows: {rows}; kept aside: {rejects}; encoding: {encoding}; between fields: {delimiter}; before decimals: {decimal}.",
        rows = parsed.rows,
        rejects = parsed.rejects,
        encoding = parsed.encoding,
        delimiter,
        decimal
    )
}
