//! The bodies that routes take. Identifiers and words are checked as they are read; the rest by the action.

use bailee_model::{
    Category, ClientId, ColumnClass, Environment, HoldingId, LoadMode, LoadRunId, Organisation, PersonId, Purpose,
    Role, Standing, SystemId, SystemKind,
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

macro_rules! asks {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $($(#[$fdoc])* pub(crate) $field: $kind,)* }
    )*};
}

asks! {
    /// Both factors.
    SignIn {
        /// The address.
        email: String,
        /// The password.
        password: String,
        /// Six digits from the authenticator.
        code: String,
    }
    /// Both factors again.
    StepUp {
        /// The password.
        password: String,
        /// Six digits from the authenticator.
        code: String,
    }
    /// What the session works for.
    Work {
        /// One of the purposes, or null.
        #[schema(value_type = Option<String>)]
        purpose: Option<Purpose>,
    }
    /// The code of an invitation and what it sets up.
    Enrol {
        /// The one-time code.
        invitation: String,
        /// The sealed secret, as the offer gave it.
        ticket: String,
        /// The new password.
        password: String,
        /// What the authenticator shows now.
        code: String,
    }
    /// A new client.
    AddClient {
        /// As they write it.
        name: String,
        /// Their age recipient, if they gave one.
        recipient: Option<String>,
    }
    /// Somebody new.
    Invite {
        /// As they write it.
        name: String,
        /// Their address.
        email: String,
        /// Who stands behind them: `"firm"` or `{"client": "cli_…"}`.
        #[schema(value_type = Object)]
        organisation: Organisation,
        /// What they are there.
        #[schema(value_type = String)]
        standing: Standing,
        /// `en` or `fr`.
        language: String,
    }
    /// A new engagement.
    OpenEngagement {
        /// For whom.
        #[schema(value_type = String)]
        client: ClientId,
        /// What it is called.
        title: String,
        /// What access may be for.
        #[schema(value_type = Vec<String>)]
        purposes: Vec<Purpose>,
        /// What the data may be about.
        #[schema(value_type = Vec<String>)]
        categories: Vec<Category>,
        /// ISO 3166 codes.
        regions: Vec<String>,
        /// Days between verification and destruction.
        keep_days: i32,
    }
    /// Somebody to work on an engagement.
    Assign {
        /// Who.
        #[schema(value_type = String)]
        person: PersonId,
        /// As what.
        #[schema(value_type = String)]
        role: Role,
    }
    /// A grant to be asked for.
    AskGrant {
        /// What for.
        #[schema(value_type = String)]
        purpose: Purpose,
        /// Which categories.
        #[schema(value_type = Vec<String>)]
        categories: Vec<Category>,
        /// Which column classes beside open ones.
        #[schema(value_type = Vec<String>)]
        #[serde(default)]
        classes: Vec<ColumnClass>,
        /// How many days.
        days: i32,
        /// Why.
        reason: String,
    }
    /// A client's environment.
    AddSystem {
        /// What people call it.
        name: String,
        /// What it is.
        #[schema(value_type = String)]
        kind: SystemKind,
        /// Production or test.
        #[schema(value_type = String)]
        environment: Environment,
        /// ISO 3166.
        region: String,
        /// Its address.
        url: String,
        /// Its database.
        database: String,
        /// The account.
        login: String,
    }
    /// A secret for a system.
    Credential {
        /// The secret; nobody reads it back.
        secret: String,
    }
    /// What becomes of what arrived undeclared.
    Quarantine {
        /// Agree to it, or have it destroyed.
        agree: bool,
    }
    /// Who may see a column.
    Classify {
        /// The class.
        #[schema(value_type = String)]
        class: ColumnClass,
        /// Why.
        reason: String,
    }
    /// A question in SQL.
    Question {
        /// One SELECT.
        sql: String,
        /// Rows at most; 1000 when not given.
        limit: Option<usize>,
    }
    /// A mapping document.
    Mapping {
        /// Its name.
        name: String,
        /// The document.
        text: String,
    }
    /// A mapping document to be checked.
    MappingText {
        /// The document.
        text: String,
    }
    /// A load to be started.
    StartLoad {
        /// The saved mapping.
        #[schema(value_type = String)]
        mapping: HoldingId,
        /// `test`, `go_live` or `files`.
        #[schema(value_type = String)]
        mode: LoadMode,
        /// Into which system; none for files.
        #[schema(value_type = Option<String>)]
        system: Option<SystemId>,
    }
    /// The client's statement.
    Verify {
        /// The load they looked at.
        #[schema(value_type = Option<String>)]
        run: Option<LoadRunId>,
        /// In their words.
        statement: String,
    }
    /// Something to keep longer.
    PlaceHold {
        /// One holding, or all of the engagement.
        #[schema(value_type = Option<String>)]
        holding: Option<HoldingId>,
        /// Why.
        reason: String,
        /// Until when, RFC 3339.
        #[schema(value_type = String)]
        until: Timestamp,
    }
    /// A holding to be given back.
    HandOver {
        /// Which.
        #[schema(value_type = String)]
        holding: HoldingId,
    }
    /// What is to be destroyed.
    Destroy {
        /// Which holdings.
        #[schema(value_type = Vec<String>)]
        holdings: Vec<HoldingId>,
    }
}
