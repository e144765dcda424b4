//! `bailee query`: ask in SQL.

use std::path::Path;
use std::process::ExitCode;

use bailee_model::{EngagementId, Error, Result, engine::Rows};

use crate::{
    files,
    output::{self, Table},
    session,
};

/// Ask an engagement's tables in SQL
///
/// One SELECT. Columns that your grant does not clear appear as pseudonyms, which still join and count. The question is
/// written down before the first row is read, and at most as many rows as --limit says come back.
///
/// What is printed has left custody: if you keep it in a file, destroying that file is up to you. To work on the data,
/// work on it here; to give it back, use ‘bailee fetch’.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Of which engagement
    engagement: EngagementId,

    /// The question, or @FILE to read it from a file
    #[arg(value_name = "SQL|@FILE")]
    sql: String,

    /// Rows at most
    #[arg(long, default_value_t = 100, value_name = "ROWS")]
    limit: usize,

    #[command(flatten)]
    form: Form,
}

/// How rows are printed.
#[derive(clap::Args)]
pub(crate) struct Form {
    /// Print as CSV, with the cells as they are
    #[arg(long)]
    csv: bool,

    /// Print as JSON, with the cells as they are
    #[arg(long, conflicts_with = "csv")]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let (sql, file) = match arguments.sql.strip_prefix('@') {
        Some(path) => (files::read_text(Path::new(path))?, Some(path)),
        None => (arguments.sql, None),
    };
    let asked = connection.query(arguments.engagement, &sql, arguments.limit).await;
    let done = asked.map_err(|error| match file {
        Some(path) if error.place().is_some() => error.in_file(path),
        _ => error,
    })?;
    show(&done.value, &arguments.form)?;
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}

/// Prints rows; what is worth knowing about them goes beside them.
pub(crate) fn show(rows: &Rows, form: &Form) -> Result<()> {
    if form.json {
        output::json(rows)?;
    } else if form.csv {
        output::bytes(&csv(rows)?);
    } else {
        let head: Vec<&str> = rows.columns.iter().map(String::as_str).collect();
        let cells: Vec<Vec<String>> = rows
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| cell.clone().unwrap_or_else(|| "∅".to_owned())).collect())
            .collect();
        Table { head: &head, numeric: &rows.numeric, rows: &cells }.write();
    }
    if !rows.masked.is_empty() {
        output::remark(&format!("Masked: {}.", rows.masked.join(", ")));
    }
    if rows.more {
        output::remark(&format!(
            "There are more rows than these {}: narrow the question, or raise --limit.",
            rows.rows.len()
        ));
    }
    Ok(())
}

/// Nothing is escaped beyond what CSV asks for: a program reads it.
fn csv(rows: &Rows) -> Result<Vec<u8>> {
    let unwritten = |error: csv::Error| Error::internal("The rows could not be written as CSV.").because(error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&rows.columns).map_err(unwritten)?;
    for row in &rows.rows {
        writer.write_record(row.iter().map(|cell| cell.as_deref().unwrap_or_default())).map_err(unwritten)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::internal("The rows could not be written as CSV.").because(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_quotes_what_would_not_come_back_and_nothing_else() {
        let rows = Rows {
            columns: vec!["name".into(), "note".into()],
            rows: vec![vec![Some("a, b".into()), None], vec![Some("=1+1".into()), Some("say \"so\"".into())]],
            ..Rows::default()
        };
        assert_eq!(csv(&rows).unwrap(), b"name,note\n\"a, b\",\n=1+1,\"say \"\"so\"\"\"\n");
    }
}
