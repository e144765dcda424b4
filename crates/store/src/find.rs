//! Every question that is asked of the store, once, for both who may ask.
//!
//! [`Store`] sees what is committed. [`Tx`] asks inside a change, under its lock: what it checks still holds when it acts.

use crate::entity::{self, Noun, Tables, is};
use crate::error::trouble;
use crate::ledger::Tx;
use crate::store::Store;
use bailee_model::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr};

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

    /// A person's grants, oldest first, live or not.
    grants_of(person: PersonId) -> Vec<Grant> { |db| db.list(Some(is(entity::grant::Column::Person, person))) }

    /// An engagement's holds, oldest first, running or not.
    holds(engagement: EngagementId) -> Vec<Hold> { |db| db.list(Some(is(entity::hold::Column::Engagement, engagement))) }

    /// What the client stated about the result, oldest first.
    verifications(engagement: EngagementId) -> Vec<Verification> { |db| db.list(Some(is(entity::verification::Column::Engagement, engagement))) }

    /// An engagement's systems, oldest first.
    systems(engagement: EngagementId) -> Vec<System> { |db| db.list(Some(is(entity::system::Column::Engagement, engagement))) }

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

fn unfinished() -> Expr {
    let state = entity::job::Column::State;
    is(state, JobState::Waiting).or(is(state, JobState::Running))
}
