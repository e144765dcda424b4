//! The nouns that say who is let in: people, how they sign in, their devices, what they signed and learnt, reviews of their
//! access, and what is replaced after they left. One table each.

use crate::column::{Json, Millis, Stored, Text};
use crate::entity::tables::Texts;
use crate::entity::{Found, Row};
use crate::words::Words;
use bailee_model::posture::Posture;
use bailee_model::*;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// Who may be let in.
    person("person"): Person, by Name {
        key id: Text<PersonId>;
        name: String,
        email: String,
        organisation: Text<Organisation>,
        standing: Text<Standing>,
        state: Text<PersonState>,
        language: String,
        since: Millis,
    }

    /// How people prove who they are.
    sign_in("sign_in"): SignIn, by Person {
        key person: Text<PersonId>;
        password_hash: String,
        totp_sealed: Vec<u8>,
        totp_step: i64,
        enrolment_hash: Vec<u8>,
        enrolment_until: Option<Millis>,
        failures: i32,
        locked_until: Option<Millis>,
        recovery: Json<Vec<String>>,
        provider: Option<String>,
    }

    /// Who works for the firm.
    supplier("supplier"): Supplier, by Name {
        key id: Text<SupplierId>;
        kind: Text<SupplierKind>,
        name: String,
        contact: String,
        regions: Json<Vec<String>>,
        since: Millis,
        ended: Option<Millis>,
    }

    /// What people sign in with, beside passwords.
    passkey("passkey"): Passkey, by Since {
        key id: Text<PasskeyId>;
        person: Text<PersonId>,
        name: String,
        credential_id: Vec<u8>,
        credential: Vec<u8>,
        since: Millis,
        used_at: Option<Millis>,
        ended: Option<Millis>,
    }

    /// Ceremonies of signing in that are half done.
    ceremony("ceremony"): Ceremony, by Until {
        key id: Text<CeremonyId>;
        kind: String,
        person: Option<Text<PersonId>>,
        state: Vec<u8>,
        until: Millis,
    }

    /// What people work on.
    device("device"): Device, by Since {
        key id: Text<DeviceId>;
        person: Text<PersonId>,
        name: String,
        os: Text<Os>,
        owner: Text<DeviceOwner>,
        algorithm: Text<KeyAlgorithm>,
        key: Vec<u8>,
        home: Text<KeyHome>,
        state: Text<DeviceState>,
        since: Millis,
        approved_by: Option<Text<PersonId>>,
        approved_at: Option<Millis>,
        approved_until: Option<Millis>,
        ended: Option<Millis>,
        last_number: i64,
    }

    /// What devices said of themselves.
    posture_report("posture_report"): PostureReport, by Number {
        key id: Text<ReportId>;
        device: Text<DeviceId>,
        number: i64,
        taken_at: Millis,
        received_at: Millis,
        collector: String,
        os_version: String,
        posture: Json<Posture>,
        raw_digest: String,
    }

    /// What is there to be signed.
    document("document"): Document, by Version {
        key id: Text<DocumentId>;
        kind: Text<DocumentKind>,
        version: i32,
        language: String,
        title: String,
        text: String,
        digest: String,
        material: bool,
        published_at: Millis,
        published_by: Option<Text<PersonId>>,
    }

    /// Who signed what.
    signature("signature"): Signature, by At {
        key id: Text<SignatureId>;
        document: Text<DocumentId>,
        kind: Text<DocumentKind>,
        version: i32,
        language: String,
        digest: String,
        person: Text<PersonId>,
        organisation: Text<Organisation>,
        engagement: Option<Text<EngagementId>>,
        typed_name: String,
        consent: String,
        factor: Text<Factor>,
        at: Millis,
    }

    /// What is there to be learnt.
    course("course"): Course, by Version {
        key id: Text<CourseId>;
        version: i32,
        language: String,
        title: String,
        text: String,
        questions: Json<Vec<QuizQuestion>>,
        pass: i32,
        published_at: Millis,
    }

    /// Who learnt what.
    completion("completion"): Completion, by At {
        key id: Text<CompletionId>;
        person: Text<PersonId>,
        course: Text<CourseId>,
        version: i32,
        score: i32,
        at: Millis,
        until: Millis,
    }

    /// Access reviews.
    review("review"): Review, by Number {
        key id: Text<ReviewId>;
        number: i32,
        opened_at: Millis,
        due: Millis,
        population: String,
        closed_at: Option<Millis>,
        statement: Vec<u8>,
        manifest: Vec<u8>,
    }

    /// Their rows.
    review_row("review_row"): ReviewRow, by Id {
        key id: Text<ReviewRowId>;
        review: Text<ReviewId>,
        person: Text<PersonId>,
        engagement: Option<Text<EngagementId>>,
        assignment: Option<Text<AssignmentId>>,
        scope: String,
        given_by: Option<Text<PersonId>>,
        last_used: Option<Millis>,
        flags: Json<Vec<ReviewFlag>>,
        reviewer: Option<Text<PersonId>>,
        decision: Option<Text<ReviewDecision>>,
        reason: String,
        decided_by: Option<Text<PersonId>>,
        decided_at: Option<Millis>,
        suspended_at: Option<Millis>,
        restored_at: Option<Millis>,
        probe: Option<String>,
    }

    /// That people left.
    departure("departure"): Departure, by EndedAt {
        key id: Text<DepartureId>;
        person: Text<PersonId>,
        by: Text<PersonId>,
        left_at: Millis,
        ended_at: Millis,
        sessions: i32,
        assignments: i32,
        grants: i32,
        devices: i32,
        rotations: i32,
    }

    /// Credentials to be replaced.
    rotation("rotation"): Rotation, by RequestedAt {
        key id: Text<RotationId>;
        engagement: Text<EngagementId>,
        system: Text<SystemId>,
        credential: Text<HoldingId>,
        person: Option<Text<PersonId>>,
        state: Text<RotationState>,
        requested_at: Millis,
        due: Millis,
        attempts: i32,
        next_at: Option<Millis>,
        note: Text<RotationTry>,
        confirmed_at: Option<Millis>,
        confirmed_by: Option<Text<PersonId>>,
        attested: bool,
    }

    /// Who used which credential.
    credential_use("credential_use"): CredentialUse, by First {
        key id: Text<CredentialUseId>;
        engagement: Text<EngagementId>,
        system: Text<SystemId>,
        credential: Text<HoldingId>,
        person: Text<PersonId>,
        first: Millis,
        last: Millis,
    }

    /// Who has an account in clients' systems.
    account("account"): Account, by FirstSeen, sealed (id: login, name) {
        key id: Text<AccountId>;
        engagement: Text<EngagementId>,
        system: Text<SystemId>,
        login: String,
        name: String,
        active: bool,
        state: Text<AccountState>,
        person: Option<Text<PersonId>>,
        first_seen: Millis,
        last_seen: Millis,
        gone_at: Option<Millis>,
    }

    /// Messages, sent or waiting.
    mail("mail"): Mail, by Since {
        key id: Text<MailId>;
        person: Text<PersonId>,
        kind: Text<MailKind>,
        path: String,
        since: Millis,
        next_at: Option<Millis>,
        attempts: i32,
        sent_at: Option<Millis>,
        trouble: String,
    }

    /// Who is signed in.
    session("session"): Session, by Since {
        key id: Text<SessionId>;
        token_hash: Vec<u8>,
        person: Text<PersonId>,
        kind: Text<SessionKind>,
        name: String,
        address: String,
        factor: Text<Factor>,
        since: Millis,
        seen: Millis,
        until: Millis,
        stepped_up: Millis,
        purpose: Option<Text<Purpose>>,
        device: Option<Text<DeviceId>>,
        confirm_hash: Vec<u8>,
        confirm_until: Option<Millis>,
        scope: Option<Text<TokenScope>>,
        engagement: Option<Text<EngagementId>>,
        ended: Option<Millis>,
    }
}

nouns! {
    person: Person,
    supplier: Supplier,
    departure: Departure,
    passkey: Passkey,
    ceremony: Ceremony,
    device: Device,
    posture_report: PostureReport,
    document: Document,
    signature: Signature,
    course: Course,
    completion: Completion,
    review: Review,
    review_row: ReviewRow,
    rotation: Rotation,
    credential_use: CredentialUse,
    account: Account,
    mail: Mail,
    session: Session,
}
