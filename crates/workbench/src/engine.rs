//! The port's own implementation: finds shelves in the vault and hands the work to the part that does it.

use crate::mapping;
use crate::parse;
use crate::profile::{self, Other};
use crate::pseudonym::Pseudonyms;
use crate::query::session::{Clearance, Session, Source};
use crate::query::spill::SealedSpills;
use crate::query::{self, Limits, text};
use crate::seal::SealedTable;
use crate::sheet::{LINE, SheetColumn};
use crate::shelf::{PROFILE, REJECTS, Shelf};
use crate::typing;
use async_trait::async_trait;
use bailee_model::engine::{
    Engine, MapAsk, Mapped, MappingOutline, Mistake, ParseAsk, Parsed, Progress, QueryAsk, Rows, TableRef, TypedColumn,
};
use bailee_model::profile::Profile;
use bailee_model::words::ColumnClass;
use bailee_model::{EngagementId, HoldingId, Result, Rng, SystemRng};
use bailee_vault::Vault;
use futures::StreamExt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Parses, profiles, types, queries and maps sealed tables of the vault.
pub struct Workbench {
    vault: Arc<Vault>,
    rng: Arc<dyn Rng>,
}

impl Workbench {
    /// A workbench over this vault. Salts of spill files come from the operating system's generator.
    pub fn new(vault: Arc<Vault>) -> Self {
        Self { vault, rng: Arc::new(SystemRng) }
    }

    fn shelf(&self, engagement: EngagementId, holding: HoldingId) -> Result<Shelf> {
        let store = self.vault.store(engagement, holding)?;
        let vault = self.vault.clone();
        let keys = move |class: ColumnClass| {
            Ok(Zeroizing::new(vault.column_key(engagement, holding, class)?.as_bytes().to_vec()))
        };
        Ok(Shelf::new(engagement, holding, store, Arc::new(keys)))
    }

    fn pseudonyms(&self, engagement: EngagementId) -> Result<Pseudonyms> {
        Ok(Pseudonyms::new(self.vault.pseudonym_key(engagement)?.as_bytes()))
    }

    fn spills(&self) -> SealedSpills {
        let vault = self.vault.clone();
        SealedSpills::new(move || vault.ephemeral_key(), self.rng.clone())
    }

    async fn session(
        &self,
        engagement: EngagementId,
        tables: &[TableRef],
        clearance: Clearance,
        limits: Limits,
    ) -> Result<Session> {
        let mut sources = Vec::with_capacity(tables.len());
        for table in tables {
            let shelf = self.shelf(engagement, table.holding)?;
            sources.push(Source::of(shelf, &table.name, &table.file, &table.classes, clearance.clone()).await?);
        }
        Session::over(sources, &self.pseudonyms(engagement)?, self.spills(), limits).await
    }
}

#[async_trait]
impl Engine for Workbench {
    async fn parse(&self, ask: &ParseAsk, watch: &dyn Progress) -> Result<Parsed> {
        let from = self.shelf(ask.engagement, ask.original)?;
        let to = self.shelf(ask.engagement, ask.table)?;
        parse::parse(&from, &to, &ask.file, &self.pseudonyms(ask.engagement)?, watch).await
    }

    async fn profile(
        &self,
        engagement: EngagementId,
        table: &TableRef,
        others: &[TableRef],
        watch: &dyn Progress,
    ) -> Result<Profile> {
        let shelf = self.shelf(engagement, table.holding)?;
        let mut beside = Vec::with_capacity(others.len());
        for other in others.iter().filter(|other| other.holding != table.holding) {
            beside.push(Other { name: other.name.clone(), shelf: self.shelf(engagement, other.holding)? });
        }
        profile::profile(&shelf, &table.file, &beside, watch).await
    }

    async fn kept_profile(&self, engagement: EngagementId, table: HoldingId) -> Result<Option<Profile>> {
        self.shelf(engagement, table)?.json(PROFILE).await
    }

    async fn retype(
        &self,
        engagement: EngagementId,
        table: &TableRef,
        watch: &dyn Progress,
    ) -> Result<Vec<TypedColumn>> {
        let shelf = self.shelf(engagement, table.holding)?;
        typing::retype(&shelf, &table.classes, &self.pseudonyms(engagement)?, watch).await
    }

    async fn rejects(&self, engagement: EngagementId, table: HoldingId, limit: usize) -> Result<Rows> {
        let shelf = self.shelf(engagement, table)?;
        let columns = parse::reject_columns();
        let kept = SealedTable::open(&shelf, REJECTS, &columns, &|_: &SheetColumn| true).await?;
        let names: Vec<String> = [LINE, "code", "raw"].map(str::to_owned).to_vec();
        let mut batches = kept.all(&names)?;
        let mut rows = Rows {
            columns: vec!["line".to_owned(), "code".to_owned(), "raw".to_owned()],
            numeric: vec![true, false, false],
            ..Rows::default()
        };
        while let Some(batch) = batches.next().await {
            rows.rows.extend(text::rows(&batch?)?);
            if rows.rows.len() > limit {
                rows.rows.truncate(limit);
                rows.more = true;
                break;
            }
        }
        Ok(rows)
    }

    async fn query(&self, ask: &QueryAsk) -> Result<Rows> {
        let limits = Limits::of(ask.limit);
        let session =
            self.session(ask.engagement, &ask.tables, Clearance::Classes(ask.cleared.clone()), limits).await?;
        query::answer(&session, &ask.sql, limits).await
    }

    async fn check_mapping(
        &self,
        engagement: EngagementId,
        text: &str,
        tables: &[TableRef],
    ) -> Result<std::result::Result<MappingOutline, Vec<Mistake>>> {
        // Only names and types are looked at, and those of masked columns would be texts throughout.
        let mut session = self.session(engagement, tables, Clearance::Everything, Limits::of(0)).await?;
        mapping::check(text, &mut session).await
    }

    async fn map(&self, ask: &MapAsk, watch: &dyn Progress) -> Result<Mapped> {
        let mut session =
            self.session(ask.engagement, &ask.tables, Clearance::Everything, Limits::of(usize::MAX)).await?;
        mapping::run(&ask.mapping, &ask.prefix, &mut session, watch).await
    }
}
