//! Every question that is asked of the store, once, for both who may ask.
//!
//! [`Store`] sees what is committed. [`Tx`] asks inside a change, under its lock: what it checks still holds when it acts.

use crate::column::Text;
use crate::entity::{self, Noun, Tables, is};
use crate::error::trouble;
use crate::ledger::Tx;
use crate::store::Store;
use bailee_model::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QuerySelect};

/// Writes each finder as a method of [`Store`] and of [`Tx`].
macro_rules! finders {
    ($($(#[$doc:meta])* $name:ident $(<$noun:ident>)? ($($argument:ident: $type:ty),*) -> $found:ty { |$db:ident| $ask:expr })*) => {
        mod ask {
            use super::*;

            $(pub(super) async fn $name $(<$noun: Noun>)? ($db: &Tables<'_, impl ConnectionTrait> $(, $argument: $type)*) -> Result<$found, DbErr> {
                $ask.await
            })*
        }

        impl Store {
            $($(#[$doc])*
            ///
            /// # Errors
            /// When the database does not answer, or holds what is not ours.
            pub async fn $name $(<$noun: Noun>)? (&self $(, $argument: $type)*) -> Result<$found> {
                ask::$name $(::<$noun>)? (&self.tables() $(, $argument)*).await.map_err(trouble)
            })*
        }

        impl Tx {
            $($(#[$doc])*
            ///
            /// # Errors
            /// When the change has ended, or the database does not answer or holds what is not ours.
            pub async fn $name $(<$noun: Noun>)? (&self $(, $argument: $type)*) -> Result<$found> {
                let db = self.open().await?;
                ask::$name $(::<$noun>)? (&self.tables(&db) $(, $argument)*).await.map_err(trouble)
            })*
        }
    };
}

mod backups;
mod clients;
mod exits;
mod feeds;
mod incidents;
mod policies;
mod promises;
mod retention;
mod transfer;
mod unusual;

finders! {
    /// The noun with this identifier.
    get<T>(id: T::Id) -> Option<T> { |db| db.one(T::by_id(id)) }

    /// The firm, once it is set up.
    firm() -> Option<Firm> { |db| db.one(entity::firm::Column::Id.eq(entity::firm::ONLY)) }

    /// Everybody, by name.
    people() -> Vec<Person> { |db| db.list(None) }

    /// Who has this address; it is compared as it stands, in lower case.
    person_by_email(email: &str) -> Option<Person> { |db| db.one(entity::person::Column::Email.eq(email)) }

    /// How a person proves who they are.
    sign_in(person: PersonId) -> Option<SignIn> { |db| db.one(is(entity::sign_in::Column::Person, person)) }

    /// The session whose secret has this SHA-256.
    session_by_token(token_hash: &[u8]) -> Option<Session> { |db| db.one(entity::session::Column::TokenHash.eq(token_hash)) }

    /// A person's sessions, oldest first.
    sessions_of(person: PersonId) -> Vec<Session> { |db| db.list(Some(is(entity::session::Column::Person, person))) }

    /// Everybody whom one organisation stands behind, by name.
    people_of(organisation: Organisation) -> Vec<Person> { |db| db.list(Some(is(entity::person::Column::Organisation, organisation))) }

    /// Who has an invitation with this SHA-256.
    sign_in_by_enrolment(hash: &[u8]) -> Option<SignIn> { |db| db.one(entity::sign_in::Column::EnrolmentHash.eq(hash)) }

    /// Who is this subject of an identity provider.
    sign_in_by_provider(subject: &str) -> Option<SignIn> { |db| db.one(entity::sign_in::Column::Provider.eq(subject)) }

    /// Every session that was not ended and has not run out at this instant, of everybody, oldest first; some may have been idle
    /// for too long.
    open_sessions(now: jiff::Timestamp) -> Vec<Session> { |db| db.list(Some(entity::session::Column::Ended.is_null().and(entity::session::Column::Until.gt(crate::column::Millis::of(now))))) }

    /// The session that shows the code with this SHA-256.
    session_by_confirmation(hash: &[u8]) -> Option<Session> { |db| db.one(entity::session::Column::ConfirmHash.eq(hash)) }

    /// All organisations that work or worked for the firm, by name.
    suppliers() -> Vec<Supplier> { |db| db.list(None) }

    /// Everybody's departures, oldest first.
    departures() -> Vec<Departure> { |db| db.list(None) }

    /// What is to be sent or was sent to a person, oldest first.
    mails_to(person: PersonId) -> Vec<Mail> { |db| db.list(Some(is(entity::mail::Column::Person, person))) }

    /// A person's passkeys, oldest first, with those taken away.
    passkeys_of(person: PersonId) -> Vec<Passkey> { |db| db.list(Some(is(entity::passkey::Column::Person, person))) }

    /// The passkey that an authenticator calls this.
    passkey_by_credential(credential_id: &[u8]) -> Option<Passkey> { |db| db.one(entity::passkey::Column::CredentialId.eq(credential_id)) }

    /// All devices, oldest first.
    devices() -> Vec<Device> { |db| db.list(None) }

    /// A person's devices, oldest first.
    devices_of(person: PersonId) -> Vec<Device> { |db| db.list(Some(is(entity::device::Column::Person, person))) }

    /// What a device reported, oldest first.
    reports_of(device: DeviceId) -> Vec<PostureReport> { |db| db.list(Some(is(entity::posture_report::Column::Device, device))) }

    /// A device's report of this number.
    report(device: DeviceId, number: i64) -> Option<PostureReport> { |db| db.one(is(entity::posture_report::Column::Device, device).and(entity::posture_report::Column::Number.eq(number))) }

    /// Every version of every document, by version.
    documents() -> Vec<Document> { |db| db.list(None) }

    /// Which versions of which documents there are, and whether each is material; without their texts.
    document_versions() -> Vec<(DocumentKind, i32, bool)> { |db| versions(db) }

    /// What a person signed, oldest first.
    signatures_of(person: PersonId) -> Vec<Signature> { |db| db.list(Some(is(entity::signature::Column::Person, person))) }

    /// What was signed for an organisation, oldest first.
    signatures_for(organisation: Organisation) -> Vec<Signature> { |db| db.list(Some(is(entity::signature::Column::Organisation, organisation))) }

    /// What was signed on an engagement, oldest first.
    signatures_on(engagement: EngagementId) -> Vec<Signature> { |db| db.list(Some(is(entity::signature::Column::Engagement, engagement))) }

    /// Every version of the course, by version.
    courses() -> Vec<Course> { |db| db.list(None) }

    /// What a person passed, oldest first.
    completions_of(person: PersonId) -> Vec<Completion> { |db| db.list(Some(is(entity::completion::Column::Person, person))) }

    /// What everybody signed, oldest first.
    signatures() -> Vec<Signature> { |db| db.list(None) }

    /// What everybody passed, oldest first.
    completions() -> Vec<Completion> { |db| db.list(None) }

    /// All access reviews, by number.
    reviews() -> Vec<Review> { |db| db.list(None) }

    /// A review's rows.
    review_rows(review: ReviewId) -> Vec<ReviewRow> { |db| db.list(Some(is(entity::review_row::Column::Review, review))) }

    /// The rows of a review that one person is asked about.
    review_rows_for(review: ReviewId, reviewer: PersonId) -> Vec<ReviewRow> { |db| db.list(Some(is(entity::review_row::Column::Review, review).and(is(entity::review_row::Column::Reviewer, reviewer)))) }

    /// All credentials to be replaced, oldest first, with those that were.
    rotations() -> Vec<Rotation> { |db| db.list(None) }

    /// An engagement's credentials to be replaced, oldest first, with those that were.
    rotations_of(engagement: EngagementId) -> Vec<Rotation> { |db| db.list(Some(is(entity::rotation::Column::Engagement, engagement))) }

    /// Which credentials a person used, by first use.
    credential_uses_of(person: PersonId) -> Vec<CredentialUse> { |db| db.list(Some(is(entity::credential_use::Column::Person, person))) }

    /// Who used an engagement's credentials, by first use.
    credential_uses(engagement: EngagementId) -> Vec<CredentialUse> { |db| db.list(Some(is(entity::credential_use::Column::Engagement, engagement))) }

    /// The accounts of a client's system, by first reading.
    accounts(system: SystemId) -> Vec<Account> { |db| db.list(Some(is(entity::account::Column::System, system))) }

    /// The accounts of all clients' systems of which this is known, by first reading.
    accounts_in(state: AccountState) -> Vec<Account> { |db| db.list(Some(is(entity::account::Column::State, state))) }

    /// Messages that are to be sent, oldest first.
    mail_waiting() -> Vec<Mail> { |db| db.list(Some(entity::mail::Column::NextAt.is_not_null())) }

    /// A person's messages, oldest first.
    mails_of(person: PersonId) -> Vec<Mail> { |db| db.list(Some(is(entity::mail::Column::Person, person))) }

    /// Messages of one kind that were written at this instant or later, oldest first.
    mails_since(kind: MailKind, since: jiff::Timestamp) -> Vec<Mail> { |db| db.list(Some(is(entity::mail::Column::Kind, kind).and(entity::mail::Column::Since.gte(crate::column::Millis::of(since))))) }

    /// Messages that were given up, oldest first.
    mail_given_up() -> Vec<Mail> { |db| db.list(Some(entity::mail::Column::NextAt.is_null().and(entity::mail::Column::SentAt.is_null()))) }

    /// Every message, oldest first.
    mails() -> Vec<Mail> { |db| db.list(None) }

    /// Ceremonies whose time is over at this instant.
    ceremonies_over(now: jiff::Timestamp) -> Vec<Ceremony> { |db| db.list(Some(entity::ceremony::Column::Until.lte(crate::column::Millis::of(now)))) }

    /// All clients, by name.
    clients() -> Vec<Client> { |db| db.list(None) }

    /// All engagements, oldest first.
    engagements() -> Vec<Engagement> { |db| db.list(None) }

    /// A client's engagements, oldest first.
    engagements_of_client(client: ClientId) -> Vec<Engagement> { |db| db.list(Some(is(entity::engagement::Column::Client, client))) }

    /// Who works on an engagement, oldest first, with those who no longer do.
    assignments(engagement: EngagementId) -> Vec<Assignment> { |db| db.list(Some(is(entity::assignment::Column::Engagement, engagement))) }

    /// What a person works on, oldest first, with what they no longer do.
    assignments_of(person: PersonId) -> Vec<Assignment> { |db| db.list(Some(is(entity::assignment::Column::Person, person))) }

    /// An engagement's grants, oldest first, live or not.
    grants(engagement: EngagementId) -> Vec<Grant> { |db| db.list(Some(is(entity::grant::Column::Engagement, engagement))) }

    /// Every grant that has not ended, of all engagements, oldest first: asked for, running, or over by its date alone.
    grants_not_ended() -> Vec<Grant> { |db| db.list(Some(entity::grant::Column::Ended.is_null())) }

    /// A person's grants, oldest first, live or not.
    grants_of(person: PersonId) -> Vec<Grant> { |db| db.list(Some(is(entity::grant::Column::Person, person))) }

    /// An engagement's holds, oldest first, running or not.
    holds(engagement: EngagementId) -> Vec<Hold> { |db| db.list(Some(is(entity::hold::Column::Engagement, engagement))) }

    /// Every hold that was not ended early, of all engagements, oldest first; some may be over by their date.
    holds_not_ended() -> Vec<Hold> { |db| db.list(Some(entity::hold::Column::Ended.is_null())) }

    /// What the client stated about the result, oldest first.
    verifications(engagement: EngagementId) -> Vec<Verification> { |db| db.list(Some(is(entity::verification::Column::Engagement, engagement))) }

    /// An engagement's systems, oldest first.
    systems(engagement: EngagementId) -> Vec<System> { |db| db.list(Some(is(entity::system::Column::Engagement, engagement))) }

    /// Every system that nobody confirmed yet, of all engagements, oldest first.
    systems_not_confirmed() -> Vec<System> { |db| db.list(Some(entity::system::Column::ConfirmedBy.is_null())) }

    /// Every holding that stands there, of all engagements, oldest first.
    holdings_in(state: HoldingState) -> Vec<Holding> { |db| db.list(Some(is(entity::holding::Column::State, state))) }

    /// What an engagement holds or held, oldest first.
    holdings(engagement: EngagementId) -> Vec<Holding> { |db| db.list(Some(is(entity::holding::Column::Engagement, engagement))) }

    /// The holdings that were made from an original, oldest first.
    tables_of(original: HoldingId) -> Vec<Holding> { |db| db.list(Some(is(entity::holding::Column::Source, original))) }

    /// What was decided about a table's columns, by column.
    column_decisions(holding: HoldingId) -> Vec<ColumnDecision> { |db| by_column(db, holding) }

    /// An engagement's loads, oldest first.
    runs(engagement: EngagementId) -> Vec<LoadRun> { |db| db.list(Some(is(entity::load_run::Column::Engagement, engagement))) }

    /// An engagement's certificates, oldest first.
    certificates(engagement: EngagementId) -> Vec<Certificate> { |db| db.list(Some(is(entity::certificate::Column::Engagement, engagement))) }

    /// An engagement's long work, oldest first.
    jobs(engagement: EngagementId) -> Vec<Job> { |db| db.list(Some(is(entity::job::Column::Engagement, engagement))) }

    /// A person's long work in all engagements, oldest first.
    jobs_by(person: PersonId) -> Vec<Job> { |db| db.list(Some(is(entity::job::Column::By, person))) }

    /// Long work that waits or runs, in all engagements, oldest first: what a restart has to take up.
    unfinished_jobs() -> Vec<Job> { |db| db.list(Some(unfinished())) }
}

/// Sorted here: the table has the columns' names sealed.
async fn by_column(db: &Tables<'_, impl ConnectionTrait>, holding: HoldingId) -> Result<Vec<ColumnDecision>, DbErr> {
    let mut decisions: Vec<ColumnDecision> =
        db.list(Some(is(entity::column_decision::Column::Holding, holding))).await?;
    decisions.sort_by(|one, other| one.column.cmp(&other.column));
    Ok(decisions)
}

async fn versions(db: &Tables<'_, impl ConnectionTrait>) -> Result<Vec<(DocumentKind, i32, bool)>, DbErr> {
    use entity::document::{Column, Entity};
    let columns = Entity::find().select_only().columns([Column::Kind, Column::Version, Column::Material]);
    let rows = columns.into_tuple::<(Text<DocumentKind>, i32, bool)>().all(db.db).await?;
    Ok(rows.into_iter().map(|(kind, version, material)| (kind.0, version, material)).collect())
}

fn unfinished() -> Expr {
    let state = entity::job::Column::State;
    is(state, JobState::Waiting).or(is(state, JobState::Running))
}
