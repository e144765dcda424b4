//! A small labelled corpus, all of it made up, and the recall that detection reaches on it.

use super::*;
use std::collections::BTreeMap;

struct Labelled {
    file: &'static str,
    columns: Vec<(&'static str, Option<ColumnClass>, Vec<String>)>,
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn numbered(form: impl Fn(usize) -> String) -> Vec<String> {
    (0..60).map(form).collect()
}

fn corpus() -> Vec<Labelled> {
    use ColumnClass::{EmployeeSensitive as Employee, FinancialSensitive as Money, Open, Personal, Secret};
    let names = texts(&[
        "Odile Brume",
        "Théo Falaise",
        "Lanterne & Fils (fictional)",
        "Marguerite Ondine",
        "Brume Marine SARL",
    ]);
    let amounts = numbered(|n| format!("{}.{:02}", n * 37, n % 100));
    let days = numbered(|n| format!("2023-{:02}-{:02}", n % 12 + 1, n % 28 + 1));
    vec![
        Labelled {
            file: "customers.csv",
            columns: vec![
                ("ContactName", Some(Personal), names.clone()),
                ("EmailAddress", Some(Personal), numbered(|n| format!("client{n}@lanterne.example"))),
                ("Phone", Some(Personal), numbered(|n| format!("+33 1 55 55 {:02} {:02}", n, n + 10))),
                ("POAddressLine1", Some(Personal), numbered(|n| format!("{n} rue des Brumes"))),
                ("BankAccountNumber", Some(Money), texts(&["GB33BUKB20201555555555", "FR1420041010050500013M02606"])),
                ("TaxNumber", Some(Money), texts(&["FR40303265045", "DE136695976"])),
                ("AccountNumber", Some(Open), numbered(|n| format!("C{n:05}"))),
                ("Notes", Some(Personal), texts(&["pays late", "ask for Odile"])),
            ],
        },
        Labelled {
            file: "ecritures.csv",
            columns: vec![
                ("Date", Some(Open), days.clone()),
                ("Compte", Some(Open), numbered(|n| format!("{}", 401_000 + n))),
                ("Journal", Some(Open), texts(&["VTE", "ACH", "BNQ"])),
                ("Libellé", Some(Personal), texts(&["Facture Odile Brume", "Virement"])),
                ("Débit", Some(Open), amounts.clone()),
                ("Crédit", Some(Open), amounts.clone()),
                ("Devise", Some(Open), texts(&["EUR"])),
                ("Pièce", Some(Open), numbered(|n| format!("VTE-2023-{n:04}"))),
            ],
        },
        Labelled {
            file: "mitarbeiter.csv",
            columns: vec![
                ("Vorname", Some(Personal), texts(&["Odile", "Théo"])),
                ("Nachname", Some(Personal), texts(&["Brume", "Falaise"])),
                ("Geburtsdatum", Some(Employee), days.clone()),
                ("Gehalt", Some(Employee), amounts.clone()),
                ("Sozialversicherung", Some(Employee), texts(&["65 170839 J 003"])),
                ("IBAN", Some(Money), texts(&["DE75512108001245126199"])),
                ("Passwort", Some(Secret), texts(&["hunter"])),
                ("Abteilung", None, texts(&["Lager", "Vertrieb", "Verwaltung", "Einkauf"])),
            ],
        },
        Labelled {
            file: "users.csv",
            columns: vec![
                ("login", Some(Personal), texts(&["odile", "theo"])),
                ("hash", Some(Secret), numbered(|n| format!("$2b$12${n:0>53}"))),
                ("api_key", Some(Secret), texts(&["abc"])),
                ("active", Some(Open), texts(&["true", "false"])),
            ],
        },
        Labelled {
            file: "odd.csv",
            columns: vec![
                ("c1", Some(Personal), numbered(|n| format!("someone{n}@brume.example"))),
                ("c2", Some(Money), texts(&["GB33 BUKB 2020 1555 5555 55"])),
                ("c3", Some(Money), texts(&["4111 1111 1111 1111", "5500 0000 0000 0004", "4012888888881881"])),
                ("c4", Some(Employee), texts(&["123-45-6789", "078-05-1120"])),
                ("c5", None, names.clone()),
                ("c6", None, Vec::new()),
            ],
        },
        Labelled {
            file: "xero_account_data.csv",
            columns: vec![
                ("account_id", Some(Open), texts(&["3e2f5871-9eca-46a6-899a-4417043ab5ae"])),
                ("name", Some(Open), texts(&["Sales", "Owner's Funds"])),
                ("code", Some(Open), texts(&["200", "310"])),
                ("type", Some(Open), texts(&["BANK", "REVENUE"])),
                ("class", Some(Open), texts(&["ASSET", "REVENUE"])),
                ("_fivetran_synced", Some(Open), texts(&["2021-01-31 19:13:19.638 UTC"])),
            ],
        },
    ]
}

#[test]
fn the_labelled_corpus_is_recognised_and_nothing_sensitive_is_taken_for_open() {
    let mut seen: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for table in corpus() {
        let neighbours: Vec<String> = table.columns.iter().map(|(name, _, _)| (*name).to_owned()).collect();
        for (name, label, values) in &table.columns {
            let values: Vec<(String, u64)> = values.iter().map(|value| (value.clone(), 3)).collect();
            let verdict = judge(&Evidence { file: table.file, name, neighbours: &neighbours, values: &values });
            let count = seen.entry(label.map_or("none".to_owned(), |class| class.to_string())).or_default();
            count.1 += 1;
            if verdict.class == *label {
                count.0 += 1;
            } else {
                wrong.push(format!(
                    "{}.{name}: {label:?} taken for {:?} ({})",
                    table.file, verdict.class, verdict.reason
                ));
            }
            let leak = *label != Some(ColumnClass::Open) && verdict.class == Some(ColumnClass::Open);
            assert!(!leak, "{}.{name} was taken for open: {}", table.file, verdict.reason);
        }
    }
    println!("recall per class (found, labelled): {seen:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn one_account_in_a_column_of_codes_seals_it() {
    let values = vec![("A100".to_owned(), 500), ("GB33BUKB20201555555555".to_owned(), 1)];
    let verdict = judge(&Evidence { file: "x.csv", name: "code", neighbours: &[], values: &values });
    assert_ne!(verdict.class, Some(ColumnClass::Open));
}

#[test]
fn amounts_beside_pay_are_not_open() {
    let neighbours = texts(&["employee_id", "salary", "deductions"]);
    let values = vec![("100.00".to_owned(), 5), ("250.10".to_owned(), 5)];
    let verdict = judge(&Evidence { file: "pay.csv", name: "net_amount", neighbours: &neighbours, values: &values });
    assert_ne!(verdict.class, Some(ColumnClass::Open));
}
