//! What import files say, read back from their own bytes: the comparison then covers the files themselves, and not the plan
//! they were made from.

use bailee_model::{Error, Result, load::AccountBalance, say};
use bailee_odoo::files::File;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const ACCOUNTS: &str = "account.account";
const MOVES: &str = "account.move";

/// Records by model, and the balance of every account that a journal entry names.
///
/// # Errors
/// When a file does not read, or an entry names an account that no file brings.
pub(crate) fn read_back(files: &[File]) -> Result<(Vec<AccountBalance>, BTreeMap<String, u64>)> {
    let mut counts = BTreeMap::new();
    let mut accounts = BTreeMap::new();
    let mut balances: BTreeMap<String, Decimal> = BTreeMap::new();
    for file in files {
        let Some(model) = model_of(&file.name) else { continue };
        let sheet = Sheet::read(file)?;
        counts
            .insert(model.to_owned(), sheet.rows.iter().filter(|row| !sheet.cell(row, "id").is_empty()).count() as u64);
        match model {
            ACCOUNTS => accounts.extend(sheet.rows.iter().map(|row| {
                (
                    sheet.cell(row, "id").to_owned(),
                    (sheet.cell(row, "code").to_owned(), sheet.cell(row, "name").to_owned()),
                )
            })),
            MOVES => {
                for row in &sheet.rows {
                    let account = sheet.cell(row, "line_ids/account_id/id");
                    let amount = sheet.number(row, "line_ids/debit")? - sheet.number(row, "line_ids/credit")?;
                    *balances.entry(account.to_owned()).or_default() += amount;
                }
            }
            _ => {}
        }
    }
    let balance = |(account, balance): (String, Decimal)| match accounts.get(&account) {
        Some((code, name)) => Ok(AccountBalance { code: code.clone(), name: name.clone(), balance }),
        None => Err(Error::conflict(say!("A journal entry names an account that no import file brings."))
            .hint(say!("Map the accounts in the same mapping."))
            .on_field("line_ids/account_id")),
    };
    Ok((balances.into_iter().map(balance).collect::<Result<_>>()?, counts))
}

/// `02-res.partner.csv` holds `res.partner`.
fn model_of(name: &str) -> Option<&str> {
    name.strip_suffix(".csv")?.split_once('-').map(|(_, model)| model)
}

struct Sheet {
    name: String,
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

impl Sheet {
    fn read(file: &File) -> Result<Self> {
        let broken = |error: csv::Error| {
            Error::internal("An import file does not read back.").in_file(&file.name).because(error)
        };
        let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
        let header = reader.headers().map_err(broken)?.clone();
        let rows = reader.records().collect::<std::result::Result<_, _>>().map_err(broken)?;
        Ok(Self { name: file.name.clone(), header, rows })
    }

    fn cell<'r>(&self, row: &'r csv::StringRecord, column: &str) -> &'r str {
        self.header.iter().position(|name| name == column).and_then(|index| row.get(index)).unwrap_or_default()
    }

    fn number(&self, row: &csv::StringRecord, column: &str) -> Result<Decimal> {
        match self.cell(row, column) {
            "" => Ok(Decimal::ZERO),
            text => text.parse().map_err(|_| {
                Error::internal("An amount in an import file is no number.").in_file(&self.name).on_field(column)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> File {
        File { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn entries_are_summed_by_account_code() {
        let files = [
            file("README.txt", "not a table"),
            file("01-account.account.csv", "id,code,name\nx.a,1000,Bank\nx.b,4000,Sales\n"),
            file(
                "02-account.move.csv",
                "id,line_ids/account_id/id,line_ids/debit,line_ids/credit\nx.m,x.a,10.50,\n,x.b,,10.50\n",
            ),
        ];
        let (balances, counts) = read_back(&files).expect("reads");
        let told: Vec<_> = balances.iter().map(|one| format!("{} {}", one.code, one.balance)).collect();
        assert_eq!(told, ["1000 10.50", "4000 -10.50"]);
        assert_eq!(counts["account.move"], 1);
    }

    #[test]
    fn an_account_without_a_file_is_an_error() {
        let files = [file("01-account.move.csv", "id,line_ids/account_id/id,line_ids/debit\nx.m,x.a,1\n")];
        assert!(read_back(&files).is_err());
    }
}
