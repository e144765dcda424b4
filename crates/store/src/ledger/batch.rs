//! One transaction with the commands that share it.
//!
//! Each command runs in a savepoint, so that it can fail alone; a command that is by itself needs none. What the commands
//! did is in the database at once; what they said is gathered here and appended before the commit: heads, entries,
//! details, nodes. A statement is a message to another thread or machine and back, so the fewer the better.

use crate::column::{LogName, Millis, Text};
use crate::entity::log::{detail, entry, head, node};
use crate::entity::{Tables, firm};
use crate::error::trouble;
use crate::ledger::drafts::{Line, write_down};
use crate::ledger::head::{Head, frontier, lock};
use crate::ledger::tx::Tx;
use crate::ledger::{Change, Command, Request, receipts_of};
use crate::store::Context;
use bailee_log::Hash;
use bailee_log::merkle::Frontier;
use bailee_model::clock::random;
use bailee_model::entry::LogId;
use bailee_model::{EntryDraft, Error, EventId, Firm, Receipt, Result, say};
use futures::FutureExt;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, Iterable,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How long a change may run: beyond it, everybody else waits for too long.
const PATIENCE: Duration = Duration::from_secs(30);
/// Rows in one statement; both databases take several times as many values.
const ROWS: usize = 1000;

type Answer = (oneshot::Sender<Result<Vec<Receipt>>>, Vec<Receipt>);

/// Carries out commands in one transaction, and answers each.
pub(super) async fn carry_out(context: &Context, commands: impl IntoIterator<Item = Command>) {
    let mut commands = commands.into_iter();
    let mut answers = Vec::new();
    let Err(error) = attempt(context, &mut commands, &mut answers).await else {
        // A caller who has gone needs no answer.
        answers.into_iter().for_each(|(answer, receipts)| drop(answer.send(Ok(receipts))));
        return;
    };
    tracing::error!(error = &error as &dyn std::error::Error, "a transaction failed");
    let waiting = answers.into_iter().map(|(answer, _)| answer).chain(commands.map(|command| command.answer));
    waiting.for_each(|answer| drop(answer.send(Err(retold(&error)))));
}

/// The same trouble for one of several callers; the operator has the source already.
fn retold(error: &Error) -> Error {
    let retold = Error::new(error.kind(), error.text().clone());
    match error.remedy() {
        Some(hint) => retold.hint(hint.clone()),
        None => retold,
    }
}

async fn attempt(
    context: &Context,
    commands: &mut impl Iterator<Item = Command>,
    answers: &mut Vec<Answer>,
) -> Result<()> {
    // What waited while the store became read-only is refused as what comes later.
    context.check_writable()?;
    let shared = commands.size_hint().0 > 1;
    let mut batch = Batch::begin(context, shared).await?;
    for Command { request, answer } in commands {
        match batch.run(request).await {
            Ok(Ok(receipts)) => answers.push((answer, receipts)),
            Ok(Err(error)) => drop(answer.send(Err(error))),
            Err(broken) => {
                answers.push((answer, Vec::new()));
                return Err(batch.give_up(broken).await);
            }
        }
    }
    if answers.is_empty() { batch.take_back().await } else { batch.finish().await }
}

/// Where the savepoint of the batch stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Savepoint {
    /// There is one command, which the transaction itself can take back.
    Unneeded,
    /// To be made before the next change.
    Due,
    /// Holds a change that succeeded; the commit, or the next change, lets it go.
    Done,
}

struct Batch<'c> {
    context: &'c Context,
    /// Lent to the change while one runs.
    transaction: Option<DatabaseTransaction>,
    savepoint: Savepoint,
    heads: BTreeMap<LogId, Head>,
    entries: Vec<entry::Model>,
    details: Vec<detail::Model>,
    nodes: Vec<node::Model>,
    recorded: HashMap<EventId, Vec<Receipt>>,
}

impl<'c> Batch<'c> {
    async fn begin(context: &'c Context, shared: bool) -> Result<Self> {
        let sqlite = context.database.is_sqlite();
        let options = TransactionOptions {
            sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = context.database.writer.begin_with_options(options).await.map_err(trouble)?;
        Ok(Self {
            context,
            transaction: Some(transaction),
            savepoint: if shared { Savepoint::Due } else { Savepoint::Unneeded },
            heads: BTreeMap::new(),
            entries: Vec::new(),
            details: Vec::new(),
            nodes: Vec::new(),
            recorded: HashMap::new(),
        })
    }

    /// Does what one caller asks. The outer error means that the whole transaction is lost, the inner one that this request is.
    async fn run(&mut self, request: Request) -> Result<Result<Vec<Receipt>>> {
        let Request { event, repeatable, silent, mut drafts, change } = request;
        if repeatable && let Some(receipts) = self.known(event).await? {
            return Ok(Ok(receipts));
        }
        self.lock_heads(drafts.iter().map(|draft| draft.log)).await?;
        let Some(change) = change else {
            // Without a change there is nothing to take back.
            let lines = self.prepare(event, &drafts, silent).await;
            return Ok(lines.map(|lines| self.append(event, lines)));
        };
        self.set_savepoint().await?;
        let tx = Tx::new(event, Arc::clone(&self.context.keys), self.transaction.take().ok_or_else(lost)?);
        let changed = run_change(change, tx.clone()).await;
        let (transaction, said) = tx.end().await;
        self.transaction = transaction;
        drafts.extend(said.drafts);
        let lines = match changed {
            Ok(()) => self.prepare(event, &drafts, silent).await,
            Err(error) => Err(error),
        };
        match lines {
            Ok(lines) => {
                self.details.retain(|detail| !said.forgotten.contains(&detail.log.0.0));
                Ok(Ok(self.append(event, lines)))
            }
            Err(error) => self.back_to_savepoint().await.map(|()| Err(error)),
        }
    }

    fn db(&self) -> Result<&DatabaseTransaction> {
        self.transaction.as_ref().ok_or_else(lost)
    }

    async fn set_savepoint(&mut self) -> Result<()> {
        let statements = match self.savepoint {
            Savepoint::Unneeded => return Ok(()),
            Savepoint::Due => "SAVEPOINT command",
            Savepoint::Done => "RELEASE SAVEPOINT command; SAVEPOINT command",
        };
        self.db()?.execute_unprepared(statements).await.map_err(trouble)?;
        self.savepoint = Savepoint::Done;
        Ok(())
    }

    async fn back_to_savepoint(&mut self) -> Result<()> {
        if self.savepoint == Savepoint::Done {
            self.db()?
                .execute_unprepared("ROLLBACK TO SAVEPOINT command; RELEASE SAVEPOINT command")
                .await
                .map_err(trouble)?;
            self.savepoint = Savepoint::Due;
        }
        // A head that this request was the first to see may have been made after the savepoint.
        self.heads.retain(|_, head| head.moved);
        Ok(())
    }

    async fn known(&self, event: EventId) -> Result<Option<Vec<Receipt>>> {
        if let Some(receipts) = self.recorded.get(&event) {
            return Ok(Some(receipts.clone()));
        }
        let receipts = receipts_of(self.db()?, event).await?;
        Ok((!receipts.is_empty()).then_some(receipts))
    }

    /// On PostgreSQL, makes others wait who change what these logs are about. Always in the same order, so that two who
    /// need the same logs do not wait for each other.
    async fn lock_heads(&self, logs: impl Iterator<Item = LogId>) -> Result<()> {
        if self.context.database.is_sqlite() {
            return Ok(());
        }
        for log in logs.collect::<BTreeSet<_>>() {
            lock(self.db()?, log).await?;
        }
        Ok(())
    }

    /// Makes the lines of a command, and sees to it that nothing can go wrong any more when they are appended.
    async fn prepare(&mut self, event: EventId, drafts: &[EntryDraft], silent: bool) -> Result<Vec<Line>> {
        if drafts.is_empty() && !silent {
            return Err(Error::internal("A change came without an entry, so it was not made.")
                .hint(say!("Say what happened: no change without an entry.")));
        }
        let lines = write_down(self.context, event, drafts)?;
        for log in drafts.iter().map(|draft| draft.log).collect::<BTreeSet<_>>() {
            if !self.heads.contains_key(&log) {
                let head = self.load(log).await?;
                self.heads.insert(log, head);
            }
        }
        Ok(lines)
    }

    async fn load(&self, log: LogId) -> Result<Head> {
        let row = lock(self.db()?, log).await?;
        if let Some(row) = &row
            && let Some(origin) = &row.origin
        {
            return Ok(Head { origin: origin.clone(), since: row.since, tree: frontier(row)?, moved: false });
        }
        Ok(Head {
            origin: self.new_origin().await?,
            since: Millis::of(self.context.clock.now()),
            tree: Frontier::default(),
            moved: false,
        })
    }

    /// A name that says whose installation it is, and nothing of what the log is about: witnesses read it.
    async fn new_origin(&self) -> Result<String> {
        let tables = Tables { db: self.db()?, keys: &*self.context.keys };
        let firm: Option<Firm> = tables.one(firm::Column::Id.eq(firm::ONLY)).await.map_err(trouble)?;
        let firm = firm.ok_or_else(|| {
            Error::conflict(say!("The firm is not set up yet."))
                .hint(say!("The first change saves the firm; `baileed init` does it."))
        })?;
        let name: [u8; 16] = random(&*self.context.rng);
        Ok(format!("{}/log/{}", firm.domain, hex::encode(name)))
    }

    /// Puts a command's lines at the ends of their logs. They reach the database with [`Batch::finish`].
    fn append(&mut self, event: EventId, lines: Vec<Line>) -> Vec<Receipt> {
        let mut receipts = Vec::with_capacity(lines.len());
        for line in lines {
            let head = self
                .heads
                .get_mut(&line.log)
                .expect("the head of every line's log was loaded when the line was prepared");
            let index = head.tree.size();
            let (log, idx) = (Text(LogName(line.log)), index.cast_signed());
            let row = |(place, hash): (bailee_log::merkle::Node, Hash)| node::Model {
                log,
                level: place.level.into(),
                idx: place.index.cast_signed(),
                hash: hash.0.to_vec(),
            };
            self.nodes.extend(head.tree.append(line.leaf).into_iter().map(row));
            head.moved = true;
            self.details.extend(line.sealed.map(|sealed| detail::Model { log, idx, sealed }));
            let leaf = line.leaf.0.to_vec();
            self.entries.push(entry::Model { log, idx, event: Text(event), part: line.part, body: line.body, leaf });
            receipts.push(Receipt { log: line.log, event, index, leaf: line.leaf.to_string() });
        }
        self.recorded.insert(event, receipts.clone());
        receipts
    }

    async fn finish(mut self) -> Result<()> {
        if let Err(error) = self.flush().await {
            return Err(self.give_up(error).await);
        }
        let Err(source) = self.transaction.ok_or_else(lost)?.commit().await else { return Ok(()) };
        if !self.context.database.is_sqlite() {
            return Err(Error::unavailable(say!(
                "The database broke off during the commit; it is not known whether the change was kept."
            ))
            .because(source.to_string()));
        }
        // After a failed fsync nobody can say what is on the disk: only a new start, which reads it again, can.
        self.context.end_writing(say!(
            "a commit could not be written to the disk. Look at the disk, then start the server again."
        ));
        Err(Error::unavailable(say!(
            "The change could not be written to the disk. Nothing more is written until the server is started again."
        ))
        .because(source.to_string()))
    }

    /// Brings what was gathered to the database.
    async fn flush(&mut self) -> Result<()> {
        let (entries, details, nodes) =
            (std::mem::take(&mut self.entries), std::mem::take(&mut self.details), std::mem::take(&mut self.nodes));
        let heads =
            self.heads.iter().filter(|(_, head)| head.moved).map(|(log, head)| head.row(*log).into_active_model());
        let rest = head::Column::iter().filter(|column| !matches!(column, head::Column::Id));
        let replace = OnConflict::column(head::Column::Id).update_columns(rest).to_owned();
        let db = self.db()?;
        head::Entity::insert_many(heads).on_conflict(replace).exec_without_returning(db).await.map_err(trouble)?;
        append_rows::<entry::Entity>(db, entries).await.map_err(trouble)?;
        append_rows::<detail::Entity>(db, details).await.map_err(trouble)?;
        append_rows::<node::Entity>(db, nodes).await.map_err(trouble)
    }

    /// Takes everything back, and hands on why.
    async fn give_up(self, why: Error) -> Error {
        if let Err(error) = self.take_back().await {
            tracing::error!(error = &error as &dyn std::error::Error, "a rollback failed");
        }
        why
    }

    async fn take_back(self) -> Result<()> {
        let undone = self.transaction.ok_or_else(lost)?.rollback().await;
        if undone.is_err() && self.context.database.is_sqlite() {
            self.context
                .end_writing(say!("a change could not be taken back. Look at the disk, then start the server again."));
        }
        undone.map_err(trouble)
    }
}

fn lost() -> Error {
    Error::internal("A change did not give its transaction back.")
}

async fn append_rows<E: EntityTrait>(db: &DatabaseTransaction, rows: Vec<E::Model>) -> Result<(), DbErr>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<E::ActiveModel> = rows.by_ref().take(ROWS).map(IntoActiveModel::into_active_model).collect();
        E::insert_many(some).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Runs what the caller wrote: it may fail, panic or never end, and none of that may reach the others.
async fn run_change(change: Change, tx: Tx) -> Result<()> {
    let guarded = AssertUnwindSafe(async move { change(tx).await }).catch_unwind();
    match tokio::time::timeout(PATIENCE, guarded).await {
        Ok(Ok(result)) => result,
        Ok(Err(_panic)) => Err(Error::internal("A change ended in a panic. Nothing of it was kept.")),
        Err(_elapsed) => Err(Error::unavailable(say!("A change took too long and was taken back."))
            .hint(say!("Long work belongs before the change, not in it."))),
    }
}
