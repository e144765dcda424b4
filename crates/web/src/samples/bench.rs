//! Work in the middle: runs, long work, answers, mistakes, a log.

use super::data::{CHECKPOINT, days, decimal, digest, engagement, now, rng};
use bailee_app::views::{LogLine, LogView};
use bailee_model::{
    EventId, HoldingId, Job, JobId, JobState, LoadMode, LoadRun, LoadRunId, LoggedEntry, PersonId, Place, SystemId,
    Text,
    engine::{MappingOutline, Mistake, Rows},
    entry::LogId,
    load::{AccountBalance, BalanceLine, CountLine, Outcome, Reconciliation, Reject, Source},
    say,
};
use jiff::SignedDuration;

pub(super) const MAPPING: &str = r#"title = "Chart of accounts, contacts, opening entry"

[[load]]
model = "account.account"
table = "accounts"
id = "account_{code}"

  [load.fields]
  code = "code"
  name = "trim(name)"
  account_type = { map = "types", of = "kind" }

[[load]]
model = "res.partner"
table = "customers"
id = "partner_{no}"

  [load.fields]
  name = "name"
  country_id = { reference = "base.{lower(country)}" }
"#;
pub(super) const SQL: &str = "SELECT account, partner, sum(amount) AS total\nFROM journal_lines\nGROUP BY account, partner\nORDER BY total DESC\nLIMIT 100";

pub(super) fn runs() -> Vec<LoadRun> {
    let outcome = |model: &str, created, updated, skipped, rejected| Outcome {
        model: model.to_owned(),
        created,
        updated,
        skipped,
        rejected,
    };
    let run = |seed, mode, system, agrees, outcomes| LoadRun {
        id: LoadRunId::new(&rng(seed)),
        engagement: engagement().id,
        mapping: HoldingId::new(&rng(207)),
        mode,
        sources: Vec::new(),
        system,
        state: JobState::Done,
        by: PersonId::new(&rng(20)),
        started_at: days(-2),
        ended_at: Some(days(-2) + SignedDuration::from_secs(94)),
        outcomes,
        report: None,
        agrees,
        reconciliation: None,
    };
    vec![
        run(
            30,
            LoadMode::Test,
            Some(SystemId::new(&rng(40))),
            Some(false),
            vec![
                outcome("account.account", 209, 0, 1, 2),
                outcome("res.partner", 3_101, 0, 0, 13),
                outcome("account.move", 1, 0, 0, 0),
            ],
        ),
        run(
            31,
            LoadMode::Files,
            None,
            Some(true),
            vec![outcome("account.account", 212, 0, 0, 0), outcome("res.partner", 3_114, 0, 0, 0)],
        ),
    ]
}

pub(super) fn jobs() -> Vec<Job> {
    let job = |seed, kind: &str, state, done, total, unit: &str, lines: Vec<Text>| Job {
        id: JobId::new(&rng(seed)),
        engagement: engagement().id,
        kind: kind.to_owned(),
        subject: LoadRunId::new(&rng(30)).to_string(),
        state,
        done,
        total,
        unit: unit.to_owned(),
        lines,
        by: PersonId::new(&rng(20)),
        started_at: now() - SignedDuration::from_secs(71),
        ended_at: None,
    };
    vec![
        job(
            50,
            "load",
            JobState::Running,
            1_840,
            Some(3_327),
            "records",
            vec![
                say!("Models: {models}. Rows: {rows}. Not mapped: {rejects}.", models = 3, rows = 3_327, rejects = 0),
                say!("Signed in to Odoo {version}.", version = "17.0"),
                Text::told("account.account…"),
                Text::told("res.partner…"),
            ],
        ),
        job(
            51,
            "intake",
            JobState::Done,
            41_208,
            Some(41_208),
            "rows",
            vec![
                say!("Line {line}: {why}", line = 9, why = say!("Fewer fields than the header has.")),
                say!("{findings} findings.", findings = 5),
            ],
        ),
        job(52, "profile", JobState::Failed, 0, None, "rows", Vec::new()),
    ]
}

pub(super) fn log() -> LogView {
    let table = HoldingId::new(&rng(202)).to_string();
    let person = PersonId::new(&rng(20)).to_string();
    let entry = |index: u64, name: &str, ids: &[(&str, &String)], details: &[(&str, &str)]| {
        let entry = LoggedEntry {
            log: LogId::Engagement(engagement().id),
            index,
            event: EventId::new(&rng(index)),
            name: name.to_owned(),
            at: days(-2) + SignedDuration::from_mins(i64::try_from(index).unwrap_or(0)),
            ids: ids.iter().map(|(role, id)| ((*role).to_owned(), (*id).clone())).collect(),
            details: (!details.is_empty()).then(|| {
                details.iter().map(|(name, value)| ((*name).to_owned(), serde_json::Value::from(*value))).collect()
            }),
            leaf: digest(index),
            body: Vec::new(),
        };
        let what = entry.ids.contains_key("holding").then(|| "journal_lines".to_owned());
        LogLine { entry, who: Some("Ines Okafor".to_owned()), what }
    };
    let mut lines = vec![
        entry(
            209,
            "holding.arrived",
            &[("holding", &table), ("person", &person)],
            &[("category", "financial"), ("rows", "41208")],
        ),
        entry(210, "profile.opened", &[("holding", &table), ("person", &person)], &[("purpose", "mapping")]),
        entry(211, "grant.approved", &[("person", &person)], &[]),
        entry(
            212,
            "query.answered",
            &[("person", &person)],
            &[("purpose", "mapping"), ("tables", "journal_lines"), ("rows", "100")],
        ),
        entry(213, "load.started", &[("person", &person)], &[("mode", "test"), ("records", "3327")]),
    ];
    lines.reverse();
    LogView { size: 214, checkpoint: CHECKPOINT.to_owned(), lines }
}

pub(super) fn reject_rows() -> Rows {
    let row =
        |line: &str, code: &str, raw: &str| vec![Some(line.to_owned()), Some(code.to_owned()), Some(raw.to_owned())];
    Rows {
        columns: vec!["line".to_owned(), "code".to_owned(), "raw".to_owned()],
        numeric: vec![true, false, false],
        rows: vec![
            row("218", "too_many_fields", "2024-03-11;4010;ACME;12,00;;\"x\";9"),
            row("1042", "total_row", "Total;;;1 204,50"),
        ],
        more: false,
        masked: Vec::new(),
    }
}

pub(super) fn answer() -> Rows {
    let row = |account: &str, total: Option<&str>| {
        vec![Some(account.to_owned()), Some("▒▒▒▒▒▒".to_owned()), total.map(ToOwned::to_owned)]
    };
    Rows {
        columns: vec!["account".to_owned(), "partner".to_owned(), "total".to_owned()],
        numeric: vec![false, false, true],
        rows: vec![
            row("4010", Some("118204.50")),
            row("4020", Some("87120.00")),
            row("2100", Some("-14310.25")),
            row("1200", None),
        ],
        more: true,
        masked: vec!["partner".to_owned()],
    }
}

pub(super) fn outline() -> MappingOutline {
    let load = |model: &str, table: &str, fields| (model.to_owned(), table.to_owned(), fields);
    MappingOutline {
        title: "Chart of accounts, contacts, opening entry".to_owned(),
        loads: vec![
            load("account.account", "accounts", 3),
            load("res.partner", "customers", 11),
            load("account.move", "journal_lines", 6),
        ],
        ..MappingOutline::default()
    }
}

pub(super) fn mistakes() -> Vec<Mistake> {
    let mistake = |line, column, field: &str, message: Text, hint: Text| Mistake {
        place: Place { file: None, line: Some(line), column: Some(column), field: Some(field.to_owned()) },
        message,
        hint,
    };
    vec![
        mistake(
            10,
            18,
            "account_type",
            say!("There is no value map ‘{text}’.", text = "types"),
            Text::told("Add [maps.types], or name one of: countries, terms."),
        ),
        mistake(
            18,
            17,
            "country_id",
            say!("There is no column ‘{name}’ here.", name = "country"),
            say!("Known here: {known}.", known = "country_code, city, name, no"),
        ),
    ]
}

pub(super) fn rejects() -> Vec<Reject> {
    let reject = |line, model: &str, field: Option<&str>, message: Text| Reject {
        model: model.to_owned(),
        id: "partner_1".to_owned(),
        source: Source { file: "customers.csv".to_owned(), line },
        field: field.map(ToOwned::to_owned),
        message,
    };
    vec![
        reject(
            88,
            "res.partner",
            Some("country_id"),
            Text::told("No matching record found for external id ‘base.qc’ in field ‘Country’"),
        ),
        reject(412, "res.partner", Some("vat"), Text::told("The VAT number does not seem to be valid.")),
        reject(9, "account.account", Some("name"), say!("Odoo requires a value here.")),
    ]
}

pub(super) fn reconciliation(agrees: bool) -> Reconciliation {
    let off = if agrees { "0" } else { "1" };
    let line = |code: &str, name: &str, given: &str, difference: &str| {
        let balance = AccountBalance { code: code.to_owned(), name: name.to_owned(), balance: decimal(given) };
        BalanceLine {
            loaded: balance.balance + decimal(difference) * decimal(off),
            given: balance.balance,
            code: balance.code,
            name: balance.name,
        }
    };
    let count = |what: &str, given: i64, rejected: i64| CountLine {
        what: what.to_owned(),
        given: given.into(),
        loaded: (given - rejected).into(),
        rejected: rejected.into(),
    };
    Reconciliation {
        balances: vec![
            line("1010", "Operating account", "248112.40", "0"),
            line("1200", "Accounts receivable", "118204.50", "-14310.25"),
            line("1500", "Equipment", "67000.00", "4200.00"),
            line("2100", "Accounts payable", "-96310.10", "0"),
            line("3000", "Equity", "-250000.00", "0"),
            line("4010", "Sales", "-87006.80", "10110.25"),
        ],
        counts: vec![count("account.account", 212, 0), count("res.partner", 3_114, 13)],
    }
}
