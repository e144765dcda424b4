//! The bodies that routes take. Identifiers and words are checked as they are read; the rest by the action.

use bailee_app::Secret;
use bailee_model::{
    Category, ClientId, ColumnClass, DemandDecision, DeviceId, DeviceOwner, DocumentKind, EngagementId, Environment,
    HoldingId, KeyAlgorithm, KeyHome, LoadMode, LoadRunId, Organisation, Os, PersonId, Purpose, Role, Severity,
    Standing, SupplierId, SupplierKind, SystemId, SystemKind, TokenScope, UseDecision,
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

mod time;

pub(crate) use time::*;

asks! {
    /// Both factors.
    SignIn {
        /// The address.
        email: String,
        /// The password.
        #[schema(value_type = String)]
        password: Secret,
        /// Six digits from the authenticator.
        code: String,
    }
    /// Both factors again.
    StepUp {
        /// The password.
        #[schema(value_type = String)]
        password: Secret,
        /// Six digits from the authenticator.
        code: String,
    }
    /// A token for a program.
    MakeToken {
        /// What its owner knows it by.
        name: String,
        /// `look` or `work`.
        #[schema(value_type = String)]
        scope: TokenScope,
        /// The one engagement it is good for, or null.
        #[schema(value_type = Option<String>)]
        engagement: Option<EngagementId>,
        /// For how many days, 1 to 90.
        days: i32,
    }
    /// A way in for files, without an account.
    MakeDropLink {
        /// Whose page it is, as senders read it.
        label: String,
        /// What is asked for.
        asked_for: String,
        /// A category agreed on.
        #[schema(value_type = String)]
        category: Category,
        /// A purpose agreed on.
        #[schema(value_type = String)]
        purpose: Purpose,
        /// Until when it takes files.
        #[schema(value_type = String, format = DateTime)]
        until: Timestamp,
        /// How many files, 1 to 1000.
        max_files: i32,
        /// How many bytes in all, to 1 TiB.
        max_bytes: i64,
    }
    /// A way out for one named person.
    MakeOutLink {
        /// What leaves.
        #[schema(value_type = String)]
        holding: HoldingId,
        /// For whom: one of the client's people.
        #[schema(value_type = String)]
        person: PersonId,
        /// Until when it opens.
        #[schema(value_type = String, format = DateTime)]
        until: Timestamp,
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
        #[schema(value_type = String)]
        password: Secret,
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
    /// Why.
    Reason {
        /// In a sentence; it stays in the log.
        reason: String,
    }
    /// Somebody leaves.
    Depart {
        /// From when on they were to have nothing any more; now when it is left out, and never ahead.
        #[schema(value_type = Option<String>)]
        #[serde(default)]
        left_at: Option<Timestamp>,
        /// In a sentence; it stays in the log.
        reason: String,
    }
    /// An organisation that works for the firm.
    AddSupplier {
        /// `subcontractor` or `tool`.
        #[schema(value_type = String)]
        kind: SupplierKind,
        /// As they write it.
        name: String,
        /// Where questions to it go.
        contact: String,
        /// Where it works, as ISO 3166 codes.
        regions: Vec<String>,
    }
    /// What became of a credential. Nothing at all: the account was removed, try the old secret.
    ConfirmRotation {
        /// The new secret.
        #[serde(default)]
        secret: Option<String>,
        /// Why it can only be attested, and how it is known.
        #[serde(default)]
        reason: Option<String>,
    }
    /// All users of a client's system.
    ImportAccounts {
        /// CSV whose first line is `login,name,active`.
        csv: String,
    }
    /// Whose an account is.
    MarkAccount {
        /// Whether it is the client's own.
        is_clients: bool,
    }
    /// Somebody new.
    Invite {
        /// As they write it.
        name: String,
        /// Their address.
        email: String,
        /// Who stands behind them: `"firm"`, `{"client": "cli_…"}` or `{"supplier": "sup_…"}`.
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
        /// Which of the categories nobody opens unless the client agreed to the very grant.
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        sealed: Vec<Category>,
        /// Whether nothing comes in before both sides signed the mutual agreement.
        #[serde(default)]
        nda_required: bool,
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
    /// A reason.
    Because {
        /// Why.
        reason: String,
    }
    /// A grant to be asked for again.
    ExtendGrant {
        /// How many days.
        days: i32,
        /// Why it takes longer.
        reason: String,
    }
    /// Emergency access: sixty minutes from its approval.
    BreakGlass {
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
        /// What cannot wait.
        reason: String,
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
    /// What is to be given back.
    HandOver {
        /// Which holdings; none: everything.
        #[schema(value_type = Vec<String>)]
        holdings: Vec<HoldingId>,
    }
    /// The key that what goes back is sealed to.
    Recipient {
        /// An age recipient, `age1…`.
        recipient: String,
    }
    /// The client's receipt for a bundle.
    Receipt {
        /// SHA-256 of its `manifest.json`, hexadecimal, as the client found it.
        manifest: String,
        /// Whether a program opened the bundle and found every hash right.
        checked: bool,
    }
    /// What the client has destroyed now.
    DeleteNow {
        /// One holding, or everything.
        #[schema(value_type = Option<String>)]
        holding: Option<HoldingId>,
        /// Whether the client's own holds on it end now.
        end_holds: bool,
        /// The name of the holding, or the title of the engagement when it is about everything.
        confirmation: String,
    }
    /// What is to be destroyed.
    Destroy {
        /// Which holdings.
        #[schema(value_type = Vec<String>)]
        holdings: Vec<HoldingId>,
    }
    /// A device that asks to be known.
    EnrolDevice {
        /// What its person calls it.
        name: String,
        /// `linux`, `macos` or `windows`.
        #[schema(value_type = String)]
        os: Os,
        /// `firm` or `personal`.
        #[schema(value_type = String)]
        owner: DeviceOwner,
        /// `ed25519` or `p256`.
        #[schema(value_type = String)]
        algorithm: KeyAlgorithm,
        /// Where it keeps its private key: `tpm`, `keyring` or `file`.
        #[schema(value_type = String)]
        home: KeyHome,
        /// Its public key, in base64.
        key: String,
        /// Its signature over `bailee device enrolment v1`, a new line, and the person's identifier; in base64.
        proof: String,
    }
    /// An approval.
    ApproveDevice {
        /// For how many days; required for a personal device.
        days: Option<i32>,
    }
    /// What a device says by itself.
    Signed {
        /// A JSON document as text, exactly as it was signed.
        body: String,
        /// The signature over the context and the body, in base64.
        signature: String,
    }
    /// A signature.
    Sign {
        /// The signer's name, as they type it.
        typed_name: String,
        /// Whether they consent.
        consent: bool,
        /// The engagement, for a mutual agreement; null for any other document.
        #[schema(value_type = Option<String>)]
        engagement: Option<EngagementId>,
        /// Whether they sign for the organisation behind them.
        for_organisation: bool,
    }
    /// Answers to a course's questions.
    Answers {
        /// For each question, in order, which answer; counted from 0.
        answers: Vec<usize>,
    }
    /// A new version of a document.
    PublishDocument {
        /// `confidentiality`, `mutual_nda`, `flow_down_firm` or `flow_down_person`.
        #[schema(value_type = String)]
        kind: DocumentKind,
        /// The English text, in Markdown that opens with its title.
        english: String,
        /// The French text.
        french: String,
        /// Whether those who signed an earlier version have to sign again.
        material: bool,
    }
    /// A new version of the course.
    PublishCourse {
        /// The English course, as TOML.
        english: String,
        /// The French course.
        french: String,
    }
    /// A supplier's part in an engagement.
    NameSupplier {
        /// Which supplier.
        #[schema(value_type = String)]
        supplier: SupplierId,
        /// Which categories of data it has to do with.
        #[schema(value_type = Vec<String>)]
        categories: Vec<Category>,
        /// What for.
        #[schema(value_type = String)]
        purpose: Purpose,
        /// Where the data is meanwhile, as an ISO 3166 code.
        region: String,
    }
    /// An answer.
    Answer {
        /// In words.
        answer: String,
    }
    /// A question of a client.
    AskQuestion {
        /// In words.
        text: String,
        /// Whose work is objected to; nobody's, for a question.
        #[schema(value_type = Option<String>)]
        about: Option<PersonId>,
    }
    /// What is to be agreed afterwards.
    ProposeTerms {
        /// All categories.
        #[schema(value_type = Vec<String>)]
        categories: Vec<Category>,
        /// All purposes.
        #[schema(value_type = Vec<String>)]
        purposes: Vec<Purpose>,
        /// Why.
        reason: String,
    }
    /// The client's answer to a change.
    AnswerTerms {
        /// Whether they agree.
        agree: bool,
    }
    /// A head of a log, cosigned.
    Cosigned {
        /// The key, as a C2SP verifier key.
        key: String,
        /// The checkpoint with both signatures, a C2SP signed note.
        note: String,
    }
}
