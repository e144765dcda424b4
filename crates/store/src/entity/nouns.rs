//! The nouns that hang off an engagement, with its client and the firm. One table each.

use crate::column::{Json, Millis, Stored, Text};
use crate::entity::tables::Texts;
use crate::entity::{Found, Row};
use crate::words::Words;
use bailee_model::load::Outcome;
use bailee_model::*;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// Whose data is held.
    client("client"): Client, by Name {
        key id: Text<ClientId>;
        name: String,
        since: Millis,
        recipient: Option<String>,
    }

    /// What was agreed.
    engagement("engagement"): Engagement, by Since {
        key id: Text<EngagementId>;
        client: Text<ClientId>,
        title: String,
        purposes: Json<Vec<Purpose>>,
        categories: Json<Vec<Category>>,
        regions: Json<Vec<String>>,
        state: Text<EngagementState>,
        since: Millis,
        sealed: Json<Vec<Category>>,
        nda_required: bool,
        keep_days: i32,
        verified_at: Option<Millis>,
        delete_by: Option<Millis>,
        closed_at: Option<Millis>,
        frozen_by: Option<Text<IncidentId>>,
        frozen_at: Option<Millis>,
        thawed_at: Option<Millis>,
        notice_hours: Option<i32>,
    }

    /// Who works on what.
    assignment("assignment"): Assignment, by Since {
        key id: Text<AssignmentId>;
        engagement: Text<EngagementId>,
        person: Text<PersonId>,
        role: Text<Role>,
        since: Millis,
        suspended: Option<Millis>,
        ended: Option<Millis>,
    }

    /// Who may open what, and until when.
    grant("grant"): Grant, by AskedAt, sealed (id: reason) {
        key id: Text<GrantId>;
        assignment: Text<AssignmentId>,
        engagement: Text<EngagementId>,
        person: Text<PersonId>,
        kind: Text<GrantKind>,
        extends: Option<Text<GrantId>>,
        purpose: Text<Purpose>,
        categories: Json<Vec<Category>>,
        classes: Json<Vec<ColumnClass>>,
        reason: String,
        asked_at: Millis,
        days: i32,
        approved_by: Option<Text<PersonId>>,
        approved_at: Option<Millis>,
        agreed_by: Option<Text<PersonId>>,
        agreed_at: Option<Millis>,
        expires_at: Option<Millis>,
        used_at: Option<Millis>,
        ended: Option<Millis>,
        ended_why: Option<Text<GrantEnd>>,
    }

    /// What clients asked to keep longer.
    hold("hold"): Hold, by Since, sealed (id: reason) {
        key id: Text<HoldId>;
        engagement: Text<EngagementId>,
        holding: Option<Text<HoldingId>>,
        asked_by: Text<PersonId>,
        reason: String,
        since: Millis,
        until: Millis,
        ended: Option<Millis>,
    }

    /// What clients stated about the result.
    verification("verification"): Verification, by At, sealed (id: statement) {
        key id: Text<VerificationId>;
        engagement: Text<EngagementId>,
        by: Text<PersonId>,
        at: Millis,
        run: Option<Text<LoadRunId>>,
        statement: String,
    }

    /// Clients' environments.
    system("system"): System, by Since, sealed (id: name, url, database, login) {
        key id: Text<SystemId>;
        engagement: Text<EngagementId>,
        name: String,
        kind: Text<SystemKind>,
        environment: Text<Environment>,
        region: String,
        url: String,
        database: String,
        login: String,
        credential: Option<Text<HoldingId>>,
        added_by: Text<PersonId>,
        confirmed_by: Option<Text<PersonId>>,
        since: Millis,
    }

    /// What is in custody.
    holding("holding"): Holding, by ArrivedAt, sealed (id: name) {
        key id: Text<HoldingId>;
        engagement: Text<EngagementId>,
        kind: Text<HoldingKind>,
        state: Text<HoldingState>,
        name: String,
        category: Text<Category>,
        purpose: Text<Purpose>,
        source: Option<Text<HoldingId>>,
        bytes: i64,
        rows: i64,
        rejects: i64,
        brought_by: Text<PersonId>,
        arrived_at: Millis,
        digest: String,
        salt: String,
        key_id: String,
        destroyed_at: Option<Millis>,
    }

    /// Who may see which column.
    column_decision("column_decision"): ColumnDecision, by Name, sealed (holding, column: reason) {
        // `Column` is also the name of what SeaORM makes of the key.
        key holding: Text<HoldingId>, #[sea_orm(enum_name = "Name", column_name = "column")] column: String;
        engagement: Text<EngagementId>,
        class: Text<ColumnClass>,
        reason: String,
        confirmed_by: Option<Text<PersonId>>,
        at: Millis,
    }

    /// What was loaded where.
    load_run("load_run"): LoadRun, by StartedAt {
        key id: Text<LoadRunId>;
        engagement: Text<EngagementId>,
        mapping: Text<HoldingId>,
        mode: Text<LoadMode>,
        sources: Json<Vec<HoldingId>>,
        system: Option<Text<SystemId>>,
        state: Text<JobState>,
        by: Text<PersonId>,
        started_at: Millis,
        ended_at: Option<Millis>,
        outcomes: Json<Vec<Outcome>>,
        report: Option<Text<HoldingId>>,
        agrees: Option<bool>,
        reconciliation: Option<Text<HoldingId>>,
    }

    /// What was certified.
    certificate("certificate"): Certificate, by At {
        key id: Text<CertificateId>;
        engagement: Text<EngagementId>,
        items: i64,
        at: Millis,
        statement: Vec<u8>,
        manifest: Vec<u8>,
        events: Json<Vec<u64>>,
        entry: Text<EventId>,
        completes: Option<Text<CertificateId>>,
        outstanding_until: Option<Millis>,
    }

    /// Long work and how far it is.
    job("job"): Job, by StartedAt, sealed (id: lines) {
        key id: Text<JobId>;
        engagement: Text<EngagementId>,
        kind: String,
        subject: String,
        state: Text<JobState>,
        done: i64,
        total: Option<i64>,
        unit: String,
        lines: Json<Vec<String>>,
        by: Text<PersonId>,
        started_at: Millis,
        ended_at: Option<Millis>,
    }
}

nouns! {
    client: Client,
    engagement: Engagement,
    assignment: Assignment,
    grant: Grant,
    hold: Hold,
    verification: Verification,
    system: System,
    holding: Holding,
    load_run: LoadRun,
    certificate: Certificate,
    job: Job,
}

/// The firm: one row, whose key says nothing.
pub(crate) mod firm {
    use super::*;

    /// The key of the only row.
    pub(crate) const ONLY: i32 = 1;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "firm")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub name: String,
        pub contact: String,
        pub domain: String,
        pub since: Millis,
        pub region: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Row for Firm {
    type Table = firm::Entity;
    type Columns = firm::Model;

    fn columns(&self) -> firm::Model {
        let Self { name, contact, domain, since, region } = self.clone();
        firm::Model { id: firm::ONLY, name, contact, domain, since: Millis::of(since), region }
    }

    fn of(columns: firm::Model) -> Self {
        let firm::Model { id: _, name, contact, domain, since, region } = columns;
        Self { name, contact, domain, since: since.restore(), region }
    }

    fn order() -> firm::Column {
        firm::Column::Id
    }
}
