//! Judging all promises at one moment, and keeping what was found: a change of status is an entry in the same commit.

use super::{Finding, Look, PROMISES};
use crate::App;
use bailee_log::Hash;
use bailee_model::{
    EntryDraft, Error, ErrorKind, EventId, Evidence, Judgement, JudgementId, LogId, PromiseStatus, Result, say,
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::{collections::HashMap, sync::Arc};

/// The clock looks so often.
pub(crate) const LOOK_EVERY: SignedDuration = SignedDuration::from_mins(5);
/// Where a date changes a finding, the clock looks again at that date and has so long for it.
pub(crate) const GRACE: SignedDuration = SignedDuration::from_mins(10);
/// How much of the evidence stands in the judgement itself; the digest is over all of it.
const SHOWN: usize = 50;

/// What an entry of a judgement binds: how a promise stood when it was first found so. Everything in it may be published.
#[derive(Serialize)]
struct Recorded<'a> {
    promise: &'a str,
    status: PromiseStatus,
    says: Sentences<'a>,
    at: Timestamp,
    valid_until: Timestamp,
    evidence: i64,
    against: i64,
    evidence_sha256: &'a str,
}

#[derive(Serialize)]
struct Sentences<'a> {
    en: &'a str,
    fr: &'a str,
}

/// Looks at every promise. One that cannot be judged is left out, and so becomes unproven in time; its trouble is the second
/// half of the answer.
pub(crate) async fn judge_all(app: &Arc<App>) -> (Vec<(&'static str, Finding)>, Result<()>) {
    let look = Look::new(app);
    let (mut found, mut all) = (Vec::new(), Ok(()));
    for promise in PROMISES {
        match (promise.judge)(&look).await {
            Ok(finding) => found.push((promise.slug, finding)),
            Err(error) => all = all.and(Err(error)),
        }
    }
    (found, all)
}

/// Keeps what was found. What stands as before is noted; what changed, or was found again only after the last look had
/// run out, is a new judgement with its entry. Says how many those are.
pub(crate) async fn keep(app: &App, found: Vec<(&'static str, Finding)>) -> Result<usize> {
    let now = app.clock.now();
    let mut last: HashMap<String, Judgement> =
        app.store.judgements_now().await?.into_iter().map(|each| (each.promise.clone(), each)).collect();
    let (mut again, mut anew) = (Vec::new(), Vec::new());
    for (slug, finding) in found {
        let judgement = judgement(app, slug, finding, now)?;
        match last.remove(slug) {
            Some(before) if goes_on(&before, &judgement) => again.push(Judgement {
                id: before.id,
                at: before.at,
                recorded: before.recorded,
                event: before.event,
                ..judgement
            }),
            _ => anew.push(judgement),
        }
    }
    if !again.is_empty() {
        app.store.ledger().note_looks(&again).await?;
    }
    if anew.is_empty() {
        return Ok(0);
    }
    record(app, anew).await
}

/// Whether a look finds what the last one found, without a gap between them.
fn goes_on(before: &Judgement, now: &Judgement) -> bool {
    before.status == now.status && now.checked_at <= before.valid_until
}

async fn record(app: &App, anew: Vec<Judgement>) -> Result<usize> {
    let count = anew.len();
    let change = app.store.ledger().record([], move |tx| async move {
        // Of several servers the first one writes it down.
        tx.lock(LogId::Site).await?;
        let last = tx.judgements_now().await?;
        let known = |each: &Judgement| {
            last.iter().any(|before| before.promise == each.promise && (before.at >= each.at || goes_on(before, each)))
        };
        let anew: Vec<Judgement> = anew.into_iter().filter(|each| !known(each)).collect();
        if anew.is_empty() {
            return Err(Error::conflict(say!("This was judged in the meantime.")));
        }
        for mut judgement in anew {
            judgement.event = tx.event();
            let entry = EntryDraft::site("promise.judged")
                .id("judgement", judgement.id)
                .digest("judgement", Hash::of(judgement.recorded.as_bytes()).to_string())
                .detail("promise", judgement.promise.clone())
                .detail("status", judgement.status.as_str());
            tx.save(&judgement).await?;
            tx.entry(entry).await?;
        }
        Ok(())
    });
    match change.await {
        Err(error) if error.kind() == ErrorKind::Conflict => Ok(0),
        result => result.map(|_| count),
    }
}

fn judgement(app: &App, slug: &str, finding: Finding, now: Timestamp) -> Result<Judgement> {
    let Finding { status, valid_until, says, mut evidence } = finding;
    let spelled = serde_json::to_vec(&evidence).map_err(spelling)?;
    evidence.sort_by_key(|each| !each.against);
    let mut judgement = Judgement {
        id: JudgementId::new(app.rng.as_ref()),
        promise: slug.to_owned(),
        status,
        says_en: says.en,
        says_fr: says.fr,
        at: whole(now)?,
        checked_at: whole(now)?,
        valid_until: whole(valid_until.max(now) + GRACE)?,
        evidence: count(&evidence, |_| true),
        against: count(&evidence, |each| each.against),
        digest: Hash::of(&spelled).to_string(),
        shown: evidence.into_iter().take(SHOWN).collect(),
        recorded: String::new(),
        event: EventId::from_bytes([0; 16]),
    };
    judgement.recorded = recorded(&judgement)?;
    Ok(judgement)
}

/// The bytes that the entry of a judgement binds.
fn recorded(judgement: &Judgement) -> Result<String> {
    let recorded = Recorded {
        promise: &judgement.promise,
        status: judgement.status,
        says: Sentences { en: &judgement.says_en, fr: &judgement.says_fr },
        at: judgement.at,
        valid_until: judgement.valid_until,
        evidence: judgement.evidence,
        against: judgement.against,
        evidence_sha256: &judgement.digest,
    };
    serde_json::to_string(&recorded).map_err(spelling)
}

fn count(evidence: &[Evidence], which: impl Fn(&Evidence) -> bool) -> i64 {
    i64::try_from(evidence.iter().filter(|each| which(each)).count()).unwrap_or(i64::MAX)
}

/// Instants are kept to the millisecond.
fn whole(at: Timestamp) -> Result<Timestamp> {
    Timestamp::from_millisecond(at.as_millisecond())
        .map_err(|source| Error::internal("The clock is beyond all time.").because(source))
}

fn spelling(source: serde_json::Error) -> Error {
    Error::internal("A judgement cannot be spelled.").because(source)
}
