//! The evidence pack: how the promises stood during a period, as files for people and programs, signed and with proofs.
//!
//! The judgements and the daily statements go in as the exact bytes that the site log bound when they were made; the tables and
//! the pages are made from them now. Its form and its verifier are [`bailee_log::pack`].

mod entries;
mod page;
mod tables;

use crate::{
    App,
    certifying::{instant, log_error},
    promises::Said,
    views::{self, Spell, Trust},
};
use bailee_log::{
    Hash,
    bundle::LoggedEntry,
    certificate::PAYLOAD_TYPE,
    pack::{Bound, Entry, Evidence as Stated, File, MAX_PROOFS, Pack, does_not_prove, manifest, origin_of, proves},
    proof::LogProof,
};
use bailee_model::{Error, Evidence, Judgement, LogId, PromiseStatus, Result, Statement, say};
use entries::{Places, places};
use jiff::Timestamp;

/// What a pack is made of.
struct Contents {
    from: Timestamp,
    until: Timestamp,
    /// How everything stands now.
    trust: Trust,
    /// The judgements of the period by promise, in the order of the promises, oldest first.
    judgements: Vec<Judgement>,
    statements: Vec<Statement>,
    /// What shows them, each with its place in its log, where that was found.
    shown: Vec<Shown>,
}

/// A piece of evidence, and for which promise.
struct Shown {
    promise: String,
    evidence: Evidence,
    place: Option<u64>,
}

impl Contents {
    /// How a promise stood during the period, newest first.
    fn spells(&self, promise: &str) -> Vec<Spell> {
        let of_it: Vec<Judgement> = self.judgements.iter().filter(|each| each.promise == promise).cloned().collect();
        let mut spells = views::spells(&of_it, self.until);
        spells.retain(|spell| spell.from < self.until && spell.until.is_none_or(|until| until > self.from));
        spells
    }
}

/// The pack of a period.
///
/// # Errors
/// When the store does not answer, or there is more to prove than a pack holds.
pub(crate) async fn pack(app: &App, from: Timestamp, until: Timestamp) -> Result<Pack> {
    let mut contents = Contents {
        from,
        until,
        trust: views::trust(app).await?,
        judgements: judgements(app, from, until).await?,
        statements: app.store.statements_since(from).await?.into_iter().filter(|each| each.at <= until).collect(),
        shown: Vec::new(),
    };
    let evidence = contents.judgements.iter().filter(|each| is_shown(each, &contents.judgements));
    let evidence: Vec<(String, Evidence)> =
        evidence.flat_map(|each| each.shown.iter().map(|shown| (each.promise.clone(), shown.clone()))).collect();
    let mut places = places(app, evidence.iter().map(|(_, evidence)| evidence)).await?;
    contents.shown = evidence
        .into_iter()
        .map(|(promise, evidence)| Shown { place: places.of(&evidence), promise, evidence })
        .collect();
    let (bound, bound_files) = bound(app, &contents, &mut places).await?;
    let proofs = proofs(app, places).await?;
    let mut files = bound_files;
    files.extend(made(&contents, &proofs)?);
    files.sort_by(|one, other| one.name.cmp(&other.name));
    let stated = stated(app, &contents, bound, &proofs).await?;
    let statement = stated.statement(Hash::of(&manifest(&files).map_err(log_error)?)).map_err(log_error)?;
    let envelope = app.certifier()?.sign(PAYLOAD_TYPE, statement).to_json().map_err(log_error)?.into_bytes();
    Ok(Pack { envelope, files, proofs })
}

/// The judgements that stood at some moment of the period.
async fn judgements(app: &App, from: Timestamp, until: Timestamp) -> Result<Vec<Judgement>> {
    let mut all = Vec::new();
    for promise in bailee_policy::PROMISES {
        let of_it = app.store.judgements_of(promise.slug).await?;
        let next = of_it.iter().skip(1).map(|next| Some(next.at)).chain([None]);
        let stood =
            of_it.iter().zip(next).filter(|(each, next)| each.at <= until && next.is_none_or(|next| next > from));
        all.extend(stood.map(|(each, _)| each.clone()));
    }
    Ok(all)
}

/// Of each promise the last judgement is shown with its evidence, and every one that found it broken.
fn is_shown(judgement: &Judgement, all: &[Judgement]) -> bool {
    let last = all.iter().rfind(|each| each.promise == judgement.promise);
    judgement.status == PromiseStatus::Broken || last.is_some_and(|last| last.id == judgement.id)
}

/// The files that the site log bound when they were made, with the places of their entries.
async fn bound(app: &App, contents: &Contents, places: &mut Places) -> Result<(Vec<Bound>, Vec<File>)> {
    let (mut bound, mut files) = (Vec::new(), Vec::new());
    for judgement in &contents.judgements {
        let index = app.entry_of_judgement(judgement).await?.ok_or_else(lost)?;
        places.add(LogId::Site, index);
        let file = format!("judgements/{}.json", judgement.id);
        files.push(File { name: file.clone(), bytes: judgement.recorded.clone().into_bytes() });
        bound.push(Bound { digest: "judgement".to_owned(), file, index });
    }
    for statement in &contents.statements {
        let entries = app.store.log(LogId::Site).entries_of(statement.event).await?;
        let index = entries.first().map(|entry| entry.index).ok_or_else(lost)?;
        places.add(LogId::Site, index);
        let file = format!("statements/{}.json", statement.id);
        files.push(File { name: file.clone(), bytes: statement.body.clone().into_bytes() });
        bound.push(Bound { digest: "statement".to_owned(), file, index });
    }
    bound.sort_by(|one, other| one.file.cmp(&other.file));
    Ok((bound, files))
}

fn lost() -> Error {
    Error::corrupt("The entry of a judgement or statement is missing from the site log.")
}

/// Proofs of all these entries, by log and place, those of one log on one checkpoint.
async fn proofs(app: &App, places: Places) -> Result<Vec<LoggedEntry>> {
    if places.count() > MAX_PROOFS {
        return Err(Error::bad_input(say!(
            "There is more to prove than a pack holds, which is {most} entries.",
            most = MAX_PROOFS
        ))
        .hint(say!("Choose a shorter period."))
        .on_field("from"));
    }
    let mut by_origin = Vec::new();
    for (log, indices) in places.by_log() {
        let texts = app.store.log(log).tlog_proofs(&indices).await?;
        let proven = |text: &String| LogProof::parse(text.as_bytes()).and_then(LoggedEntry::new).map_err(log_error);
        let proofs = texts.iter().map(proven).collect::<Result<Vec<_>>>()?;
        let Some(first) = proofs.first() else { continue };
        by_origin.push((origin_of(first).map_err(log_error)?, proofs));
    }
    by_origin.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(by_origin.into_iter().flat_map(|(_, proofs)| proofs).collect())
}

/// What is made now, for people and programs.
fn made(contents: &Contents, proofs: &[LoggedEntry]) -> Result<Vec<File>> {
    let file = |name: &str, text: String| File { name: name.to_owned(), bytes: text.into_bytes() };
    Ok(vec![
        file("README.txt", README.to_owned()),
        file("evidence.csv", tables::evidence(contents)),
        file("history.csv", tables::history(contents)),
        file("index.en.html", page::page(contents, proofs.len(), "en")),
        file("index.fr.html", page::page(contents, proofs.len(), "fr")),
        file("promises.csv", tables::promises(contents)),
        file("promises.json", contents.trust.json_with_digest()?),
    ])
}

async fn stated(app: &App, contents: &Contents, bound: Vec<Bound>, proofs: &[LoggedEntry]) -> Result<Stated> {
    let origin = app.store.log(LogId::Site).origin().await?;
    let entry = |proof: &LoggedEntry| {
        Ok(Entry { index: proof.proof.index, leaf: proof.leaf, origin: origin_of(proof).map_err(log_error)? })
    };
    Ok(Stated {
        at: instant(app.clock.now()),
        bound,
        does_not_prove: does_not_prove(),
        entries: proofs.iter().map(entry).collect::<Result<_>>()?,
        firm: contents.trust.firm.clone(),
        from: instant(contents.from),
        origin: origin.ok_or_else(|| Error::internal("The site log has no origin."))?,
        promises: u32::try_from(contents.trust.promises.len()).unwrap_or(u32::MAX),
        proves: proves(),
        until: instant(contents.until),
    })
}

/// What the pack is, beside the pages that say what is in it.
const README: &str = "\
Evidence of how a firm kept its promises during a period.

index.en.html     to read and to print, in English
index.fr.html     à lire et à imprimer, en français
promises.csv      how every promise stands at the end
history.csv       how every promise stood, from when until when
evidence.csv      what shows it: opaque identifiers, and places in logs
promises.json     the public statement at the time of packing
judgements/       each judgement, byte for byte as the log bound it when it was made
statements/       each daily public statement, bound in the same way
proofs/           that those entries stand in their logs (C2SP tlog-proof)

Check all of it, with no network and no account, against a policy file that you trust:

    bailee verify evidence.zip --policy policy.txt
";

/// What a status is called.
fn word(status: PromiseStatus) -> Said {
    match status {
        PromiseStatus::Kept => Said::new("kept", "tenue"),
        PromiseStatus::DueSoon => Said::new("due soon", "échéance proche"),
        PromiseStatus::Broken => Said::new("broken", "rompue"),
        PromiseStatus::Unproven => Said::new("unproven", "non prouvée"),
        PromiseStatus::Attested => Said::new("attested only", "sur parole seulement"),
    }
}

/// `policy.txt` for evidence packs: the keys of the site log, of every engagement's log, and of the firm's certificates.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn policy(app: &App) -> Result<String> {
    let firm = app.firm().await?;
    let mut out = format!("# Whom to trust for evidence of {}\n", firm.name.replace(char::is_control, " "));
    for log in app.store.logs().await? {
        let key = app.store.log(log).verifier_key().await?.ok_or_else(|| Error::internal("A log has no key."))?;
        out.push_str(&format!("log {key}\n"));
    }
    let name: String = firm.domain.chars().map(|each| if each.is_ascii_alphanumeric() { each } else { '-' }).collect();
    out.push_str(&format!("quorum none\ncertifier {name} {}\n", app.certifier()?.public()));
    Ok(out)
}
