//! The page an auditor reads first, on a small fictional ledger with everything wrong with it.

use crate::setting::Setting;
use bailee_model::engine::{Engine, Unwatched};
use bailee_model::profile::Profile;

pub(crate) const ACCOUNTS: &str =
    "code;libelle;type\n401000;Fournisseurs;passif\n411000;Clients;actif\n512000;Banque;actif\n707000;Ventes;produit\n";

/// Entry V3 does not balance, account 999999 does not exist, a row repeats, one date does not exist, a total stands below.
pub(crate) const LEDGER: &str = "\
Lanterne & Fils (fictional);;;;;
Grand livre 2023;;;;;

date;piece;account_code;libelle;debit;credit
31/01/2023;V1;411000;Odile Brume;1.200,00;
31/01/2023;V1;707000;Vente ;;1.200,00
28/02/2023;V2;411000;Théo Falaise;99,90;
28/02/2023;V2;999999;vente;;99,90
15/03/2023;V3;411000;ODILE BRUME;10,00;
15/03/2023;V3;707000;vente;;9,99
31/02/2023;B1;512000;Remise;50,00;
03/04/2023;B1;411000;N/A;;50,00
03/04/2023;B1;411000;N/A;;50,00
05/04/2023;B2;512000;=A1+1;0,00;
05/04/2023;B2;411000;odile@brume.example;;0,00
Total;;;;1.359,90;1.409,89
date;piece;account_code;libelle;debit;credit
06/04/2023;B3;512000
";

async fn profiled() -> Profile {
    let setting = Setting::new(41).await;
    let accounts = setting.table("accounts", ACCOUNTS, &[]).await;
    let ledger = setting.table("ledger", LEDGER, &[]).await;
    let profile = setting.bench.profile(setting.engagement, &ledger, &[accounts], &Unwatched).await.unwrap();
    let kept = setting.bench.kept_profile(setting.engagement, ledger.holding).await.unwrap();
    assert_eq!(kept.as_ref(), Some(&profile), "the profile is kept");
    profile
}

#[tokio::test]
async fn the_profile_of_a_messy_ledger() {
    let profile = profiled().await;
    let kept: Profile = serde_json::from_slice(&serde_json::to_vec(&profile).unwrap()).unwrap();
    assert_eq!(kept, profile, "its sentences stay sentences");
    insta::assert_snapshot!("messy_ledger", serde_json::to_string_pretty(&profile.in_english()).unwrap());
}

#[tokio::test]
async fn findings_name_codes_and_lines_and_no_values() {
    let profile = profiled().await;
    let lines = |code: &str| {
        profile
            .findings
            .iter()
            .find(|finding| finding.code == code)
            .map(|finding| (finding.rows, finding.lines.clone()))
    };
    assert_eq!(lines("total_rows"), Some((1, vec![16])));
    assert_eq!(lines("duplicate_rows"), Some((1, vec![13])));
    assert_eq!(lines("impossible_dates"), Some((1, vec![11])));
    assert_eq!(lines("orphans"), Some((1, vec![8])));
    assert_eq!(lines("formulas"), Some((1, vec![14])));
    assert!(lines("rejects").is_some() && lines("unbalanced_entries").is_some());
    let told: String = profile.findings.iter().map(|finding| finding.text.english()).collect();
    assert!(!told.contains("Brume") && !told.contains("999999"));
    assert!(profile.findings.windows(2).all(|pair| pair[0].weight <= pair[1].weight), "most serious first");
}

#[tokio::test]
async fn keys_are_single_columns_or_else_pairs() {
    let setting = Setting::new(42).await;
    let single = setting.table("contacts", "contact_id,name\nC1,a\nC2,a\nC3,b\n", &[]).await;
    assert_eq!(setting.typed(&single).await.candidate_keys, [["contact_id"]]);
    let pair = setting.table("lines", "entry,seq,amount\nE1,1,5.00\nE1,2,5.00\nE2,1,7.00\nE2,2,7.00\n", &[]).await;
    assert_eq!(setting.typed(&pair).await.candidate_keys, [["entry", "seq"]]);
}

#[tokio::test]
async fn dates_that_could_be_read_two_ways_stay_undecided() {
    let setting = Setting::new(43).await;
    let table = setting.table("t", "id,day\n1,01/02/2023\n2,03/04/2023\n3,05/06/2023\n", &[]).await;
    let profile = setting.typed(&table).await;
    assert_eq!(profile.columns[1].kind, "text");
    assert!(profile.findings.iter().any(|finding| finding.code == "ambiguous_dates" && finding.rows == 3));
}

#[tokio::test]
async fn a_large_column_is_counted_exactly_and_its_type_found() {
    let setting = Setting::new(44).await;
    let text =
        format!("id,amount\n{}", (0..60_000).map(|n| format!("{n},{}.{:02}\n", n % 500, n % 100)).collect::<String>());
    let table = setting.table("big", &text, &[]).await;
    let profile = setting.typed(&table).await;
    let (id, amount) = (&profile.columns[0], &profile.columns[1]);
    assert_eq!((profile.rows, id.distinct, id.distinct_exact, amount.distinct), (60_000, 60_000, true, 500));
    assert_eq!(
        (amount.kind.as_str(), amount.min.as_deref(), amount.max.as_deref()),
        ("decimal", Some("0.00"), Some("499.99"))
    );
    assert_eq!(amount.histogram.iter().sum::<u64>(), 60_000);
}
