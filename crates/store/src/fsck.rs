//! Is the log what it says it is? Every hash is computed anew from the entries' bytes.

use crate::column::LogName;
use crate::entity::is;
use crate::entity::log::{checkpoint, entry, head};
use crate::error::trouble;
use crate::keys::Key;
use crate::ledger::{EVENT, disclosures, frontier};
use crate::log::{details, tree};
use crate::store::{Context, logs};
use bailee_log::Hash;
use bailee_log::checkpoint::Checkpoint;
use bailee_log::entry::{Body, Disclosure, leaf};
use bailee_log::merkle::{Frontier, Node};
use bailee_log::note::{Note, SignerKey};
use bailee_model::Result;
use bailee_model::entry::LogId;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;

/// Entries that are read at once.
const PAGE: u64 = 256;

/// What was looked at, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Logs looked at.
    pub logs: u64,
    /// Entries hashed.
    pub entries: u64,
    /// Entries whose details were opened and agree with their digests.
    pub details: u64,
    /// Entries whose details are sealed under a key that is not there.
    pub unreadable: u64,
    /// Entries whose details were erased.
    pub erased: u64,
    /// Signed heads that agree.
    pub checkpoints: u64,
    /// What is wrong, one sentence each, without a value of a detail.
    pub faults: Vec<String>,
}

impl Findings {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, log: LogId, what: impl Display) {
        self.faults.push(format!("log {}: {what}", LogName(log)));
    }
}

/// Looks at every log, then at what was anchored.
pub(crate) async fn run(context: &Context) -> Result<Findings> {
    let db = &context.database.reader;
    let mut findings = Findings::default();
    for log in logs(db).await? {
        findings.logs += 1;
        if let Some(head) = tree::head(db, log).await? {
            let checkpoints = checkpoints(db, log).await?;
            let signed = signed(context, log, &head, &checkpoints, &mut findings);
            let key = context.keys.detail_key(log);
            let mut check = Check { db, log, key, signed, tree: Frontier::default(), findings: &mut findings };
            check.entries().await?;
            check.ends(&head);
        }
    }
    let anchor = context.anchor.lock().await?;
    for log in anchor.logs()? {
        if let Some(signed) = anchor.last(log)?
            && let Some(difference) = tree::difference(db, log, &signed).await?
        {
            findings.fault(log, difference);
        }
    }
    Ok(findings)
}

async fn checkpoints(db: &DatabaseConnection, log: LogId) -> Result<Vec<checkpoint::Model>> {
    checkpoint::Entity::find().filter(is(checkpoint::Column::Log, LogName(log))).all(db).await.map_err(trouble)
}

/// The sizes and roots that were signed. A signature is checked when the log's key is there.
fn signed(
    context: &Context,
    log: LogId,
    head: &head::Model,
    rows: &[checkpoint::Model],
    findings: &mut Findings,
) -> HashMap<u64, Hash> {
    let seed = context.keys.signing_seed(log).zip(head.origin.as_ref());
    let key = seed
        .and_then(|(seed, origin)| SignerKey::from_seed(origin.as_str(), seed.bytes()).ok())
        .map(|signer| signer.verifier());
    let mut heads = HashMap::new();
    for row in rows {
        let note = Note::parse(row.note.as_bytes());
        let read = note.and_then(|note| match &key {
            Some(key) => Checkpoint::open(&note, key),
            None => Checkpoint::parse(note.text()),
        });
        match read {
            Ok(checkpoint) => drop(heads.insert(checkpoint.size, checkpoint.root)),
            Err(error) => findings.fault(log, format_args!("the signed head of size {}: {error}", row.size)),
        }
    }
    heads
}

/// One log, from its first entry to its last.
struct Check<'c> {
    db: &'c DatabaseConnection,
    log: LogId,
    key: Option<Key>,
    signed: HashMap<u64, Hash>,
    tree: Frontier,
    findings: &'c mut Findings,
}

impl Check<'_> {
    /// Hashes entries up to the end, or to the first that is missing: what follows it has no place in the tree.
    async fn entries(&mut self) -> Result<()> {
        loop {
            let start = self.tree.size().cast_signed();
            let rows = self.page(start).await?;
            let sealed = details(self.db, self.log, start..start + PAGE.cast_signed()).await?;
            let mut completed = Vec::new();
            for row in &rows {
                if row.idx != self.tree.size().cast_signed() {
                    self.findings.fault(self.log, format_args!("entry {} is missing", self.tree.size()));
                    return Ok(());
                }
                self.entry(row, sealed.get(&row.idx));
                completed.extend(self.tree.append(leaf(&row.body)));
                self.root();
            }
            self.nodes(&completed).await?;
            if rows.is_empty() {
                return Ok(());
            }
        }
    }

    async fn page(&self, start: i64) -> Result<Vec<entry::Model>> {
        let rows = entry::Entity::find()
            .filter(is(entry::Column::Log, LogName(self.log)))
            .filter(entry::Column::Idx.gte(start))
            .order_by_asc(entry::Column::Idx)
            .limit(PAGE);
        rows.all(self.db).await.map_err(trouble)
    }

    fn entry(&mut self, row: &entry::Model, sealed: Option<&Vec<u8>>) {
        self.findings.entries += 1;
        let (index, event) = (row.idx, row.event.0);
        if leaf(&row.body).0.as_slice() != row.leaf {
            self.findings.fault(self.log, format_args!("entry {index} is not what its leaf hash says"));
        }
        let body = match Body::decode(&row.body) {
            Ok(body) => body,
            Err(error) => return self.findings.fault(self.log, format_args!("entry {index}: {error}")),
        };
        if body.ids.get(EVENT) != Some(&event.to_string()) {
            self.findings.fault(self.log, format_args!("entry {index} is filed under another event than it names"));
        }
        match (sealed, &self.key) {
            (None, _) if body.sealed.is_empty() => {}
            (None, _) => self.findings.erased += 1,
            (Some(_), None) => self.findings.unreadable += 1,
            (Some(sealed), Some(key)) => match disclosures(key, event, row.part, sealed) {
                Some(found) if found.iter().map(Disclosure::digest).collect::<BTreeSet<_>>() == body.sealed => {
                    self.findings.details += 1
                }
                _ => self
                    .findings
                    .fault(self.log, format_args!("the details of entry {index} are not those that it commits to")),
            },
        }
    }

    /// Compares the root of the entries so far, if it was signed.
    fn root(&mut self) {
        match self.signed.remove(&self.tree.size()) {
            None => {}
            Some(root) if root == self.tree.root() => self.findings.checkpoints += 1,
            Some(_) => self
                .findings
                .fault(self.log, format_args!("the first {} entries are not those that were signed", self.tree.size())),
        }
    }

    async fn nodes(&mut self, completed: &[(Node, Hash)]) -> Result<()> {
        let wanted: Vec<Node> = completed.iter().map(|(node, _)| *node).collect();
        let stored = tree::nodes(self.db, self.log, &wanted).await?;
        for (node, _) in completed.iter().filter(|(node, hash)| stored.get(node) != Some(hash)) {
            self.findings
                .fault(self.log, format_args!("node {} of level {} is missing or wrong", node.index, node.level));
        }
        Ok(())
    }

    /// Compares where the log ends with its head and with what was signed.
    fn ends(&mut self, head: &head::Model) {
        let size = self.tree.size();
        for signed in self.signed.keys() {
            self.findings.fault(self.log, format_args!("{signed} entries were signed and there are {size}"));
        }
        if head.size.cast_unsigned() != size {
            self.findings.fault(self.log, format_args!("its head says {} entries and there are {size}", head.size));
        } else if head.root != self.tree.root().0 || frontier(head).ok().as_ref() != Some(&self.tree) {
            self.findings.fault(self.log, "its head has another root than its entries");
        }
    }
}
