//! A profile worth looking at: a journal of a legacy export with what usually is wrong with one.

use super::data;
use bailee_model::{
    ColumnClass, ColumnDecision, PersonId, Text,
    clock::SeededRng,
    profile::{BalanceFinding, ColumnProfile, Finding, Profile, ReferenceFinding, Weight},
    say,
};

fn column(name: &str, kind: &str, distinct: u64, class: Option<ColumnClass>) -> ColumnProfile {
    ColumnProfile {
        name: name.to_owned(),
        kind: kind.to_owned(),
        distinct,
        distinct_exact: distinct < 10_000,
        class,
        class_reason: say!("Amounts and rates, by name and by value."),
        ..ColumnProfile::default()
    }
}

pub(super) fn journal() -> Profile {
    let range = |mut column: ColumnProfile, min: &str, max: &str, sum: Option<&str>, histogram: &[u64]| {
        column.min = Some(min.to_owned());
        column.max = Some(max.to_owned());
        column.sum = sum.map(ToOwned::to_owned);
        column.histogram = histogram.to_vec();
        column
    };
    let mut partner = column("partner", "text", 2_988, Some(ColumnClass::Personal));
    (partner.empty, partner.placeholders) = (6_120, 2_012);
    partner.top =
        vec![("Quincaillerie Roy".to_owned(), 912), ("N/A".to_owned(), 402), ("Bois du Nord".to_owned(), 380)];
    let mut bank = column("bank_account", "text", 41, Some(ColumnClass::FinancialSensitive));
    bank.empty = 40_900;
    let mut date = range(
        column("date", "date", 731, Some(ColumnClass::Open)),
        "2023-01-02",
        "2024-12-31",
        None,
        &[210, 340, 390, 610, 580, 420, 700, 812, 640, 590, 900, 1_204],
    );
    date.competing = vec![("text".to_owned(), 14)];
    let mut memo = column("memo", "text", 18_220, None);
    memo.empty = 21_400;
    Profile {
        rows: 41_208,
        rejects: 17,
        duplicate_rows: 34,
        columns: vec![
            range(
                column("line_no", "integer", 41_208, Some(ColumnClass::Open)),
                "1",
                "41225",
                None,
                &[9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9],
            ),
            date,
            range(
                column("account", "integer", 212, Some(ColumnClass::Open)),
                "1010",
                "9990",
                None,
                &[120, 880, 40, 15, 620, 90, 30, 22, 8, 0, 4, 60],
            ),
            partner,
            range(
                column("amount", "decimal", 9_114, Some(ColumnClass::Open)),
                "-48210.00",
                "61004.75",
                Some("0.02"),
                &[2, 4, 9, 30, 410, 1_900, 2_100, 480, 44, 12, 5, 1],
            ),
            bank,
            memo,
        ],
        candidate_keys: vec![vec!["line_no".to_owned()]],
        references: vec![
            ReferenceFinding {
                column: "account".to_owned(),
                table: "accounts".to_owned(),
                key: "code".to_owned(),
                orphans: 0,
                orphan_lines: Vec::new(),
            },
            ReferenceFinding {
                column: "partner".to_owned(),
                table: "customers".to_owned(),
                key: "name".to_owned(),
                orphans: 12,
                orphan_lines: vec![88, 104, 2_110],
            },
        ],
        balances: vec![BalanceFinding {
            measure: "amount".to_owned(),
            by: Some("entry".to_owned()),
            total: "0.02".to_owned(),
            unbalanced_groups: 1,
            groups: 9_004,
        }],
        findings: findings(),
        categories: Vec::new(),
    }
}

fn findings() -> Vec<Finding> {
    let finding = |weight, code: &str, column: Option<&str>, rows, lines: &[u64], text: Text| Finding {
        weight,
        code: code.to_owned(),
        column: column.map(ToOwned::to_owned),
        rows,
        lines: lines.to_vec(),
        text,
    };
    vec![
        finding(
            Weight::Serious,
            "unbalanced",
            Some("amount"),
            4,
            &[9_120, 9_121, 9_122],
            say!("Entries do not come to zero; the lines are where they begin."),
        ),
        finding(
            Weight::Serious,
            "orphans",
            Some("partner"),
            12,
            &[88, 104, 2_110],
            say!("Values refer to {table}.{key} and are not there.", table = "customers", key = "name"),
        ),
        finding(
            Weight::Notable,
            "mixed_types",
            Some("date"),
            14,
            &[418, 7_001],
            say!("Values that are not of the type that the others have."),
        ),
        finding(
            Weight::Notable,
            "duplicate_rows",
            None,
            34,
            &[12, 13],
            say!("Rows repeat an earlier row in every column."),
        ),
        finding(Weight::Minor, "untidy", Some("partner"), 220, &[31, 77], say!("Values have spaces at an end.")),
    ]
}

pub(super) fn decisions() -> Vec<ColumnDecision> {
    let decision = |column: &str, class, confirmed: bool| ColumnDecision {
        holding: data::journal_table().id,
        engagement: data::journal_table().engagement,
        column: column.to_owned(),
        class,
        reason: say!("Amounts and rates, by name and by value."),
        confirmed_by: confirmed.then(|| PersonId::new(&SeededRng::new(20))),
        at: data::days(-1),
    };
    use ColumnClass::{FinancialSensitive, Open, Personal};
    vec![
        decision("line_no", Open, true),
        decision("date", Open, true),
        decision("account", Open, false),
        decision("partner", Personal, true),
        decision("amount", Open, true),
        decision("bank_account", FinancialSensitive, false),
    ]
}
