//! From a client's file to a sealed table: every cell as text, every row with its line, and no row lost silently.
//!
//! The original streams out of the sealed store, is decoded, cut into records and written as it comes; the memory needed
//! does not depend on the file. A record ends as exactly one of four things: a row of the table, a row of the rejects
//! with its line and a code, the header, or a blank line. Nothing is interpreted: `=1+1` stays a text of four
//! characters and `007` keeps its zeros. Typing is a later step of its own ([`crate::typing`]).

mod aside;
mod encoding;
mod layout;
mod record;
mod rows;

pub(crate) use aside::columns as reject_columns;

use crate::detect::{self, Evidence};
use crate::pseudonym::Pseudonyms;
use crate::seal::TableWriter;
use crate::sheet::{Sheet, SheetColumn};
use crate::shelf::{ORIGINAL, REJECTS, SHEET, Shelf, TABLE};
use crate::value::Written;
use bailee_model::engine::Parsed;
use bailee_model::words::ColumnClass;
use bailee_model::{Error, Progress, Result, say};
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use rows::Cutter;

/// Text looked at before the layout is decided.
const SAMPLE: usize = 512 * 1024;

/// Parses the original on `from` into a table on `to`. When it fails, `to` holds nothing.
pub(crate) async fn parse(
    from: &Shelf,
    to: &Shelf,
    file: &str,
    pseudonyms: &Pseudonyms,
    watch: &dyn Progress,
) -> Result<Parsed> {
    let outcome = Run::over(from, to, file, pseudonyms, watch).await;
    if outcome.is_err() {
        to.discard(&[SHEET, TABLE, REJECTS]).await;
    }
    outcome
}

/// Whether at most one character in fifty is one that no text holds. A broken export has a few of them, a picture or an
/// archive many.
fn reads_as_text(sample: &str) -> bool {
    let strange = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r');
    sample.as_bytes().iter().filter(|byte| strange(byte)).count() * 50 <= sample.len()
}

/// One parsing under way.
struct Run<'a> {
    chunks: BoxStream<'static, Result<Bytes>>,
    size: u64,
    taken: u64,
    ended: bool,
    cutter: Cutter,
    watch: &'a dyn Progress,
}

impl<'a> Run<'a> {
    async fn over(
        from: &Shelf,
        to: &Shelf,
        file: &str,
        pseudonyms: &Pseudonyms,
        watch: &'a dyn Progress,
    ) -> Result<Parsed> {
        let (size, chunks) = from.read(ORIGINAL).await?;
        let mut run = Self { chunks, size, taken: 0, ended: false, cutter: Cutter::new(), watch };
        while !run.ended && run.cutter.waiting() < SAMPLE {
            run.take().await?;
        }
        if !reads_as_text(run.cutter.text()) {
            return Err(Error::bad_input(say!("This file is not text: it looks like a picture, an archive or a program's own format."))
                .in_file(file)
                .hint(say!("Export the table as CSV or text with a header, and send that file; a spreadsheet is saved as CSV first.")));
        }
        let Some(layout) = layout::read(run.cutter.text(), run.ended) else {
            return Err(Error::bad_input(say!(
                "There is no table in this file: no line of it has anything in it that reads as a row."
            ))
            .in_file(file)
            .hint(say!("Export the table again as CSV or text with a header, and send that file.")));
        };
        let columns = classified(file, &layout.columns, &run.cutter.sample(&layout));
        run.cutter.lay_out(layout);
        run.write(to, columns, pseudonyms)
            .await
            .map_err(|fault| if fault.place().is_none() { fault.in_file(file) } else { fault })
    }

    /// Takes the next bytes of the original into the text.
    async fn take(&mut self) -> Result<()> {
        if self.watch.stopped() {
            return Err(Error::conflict(say!("Parsing was stopped.")).hint(say!("Start it again; nothing was kept.")));
        }
        match self.chunks.next().await {
            Some(chunk) => {
                let chunk = chunk?;
                self.taken += chunk.len() as u64;
                self.cutter.push(&chunk, false);
            }
            None => {
                self.ended = true;
                self.cutter.push(&[], true);
            }
        }
        self.watch.at(self.taken, Some(self.size));
        Ok(())
    }

    async fn write(mut self, to: &Shelf, columns: Vec<SheetColumn>, pseudonyms: &Pseudonyms) -> Result<Parsed> {
        let mut table = TableWriter::create(to, TABLE, &columns, pseudonyms)?;
        let mut rejects = TableWriter::create(to, REJECTS, &aside::columns(), pseudonyms)?;
        match self.pump(&mut table, &mut rejects).await {
            Ok(()) => {}
            Err(fault) => {
                table.abandon().await;
                rejects.abandon().await;
                return Err(fault);
            }
        }
        rejects.finish().await?;
        let bytes = table.finish().await?;
        let parsed = self.cutter.report(bytes);
        let sheet = Sheet { parsed: parsed.clone(), columns, readings: None, typed: None };
        sheet.keep(to).await?;
        Ok(parsed)
    }

    async fn pump(&mut self, table: &mut TableWriter, rejects: &mut TableWriter) -> Result<()> {
        loop {
            while let Some(rows) = self.cutter.rows(self.ended)? {
                table.write(rows).await?;
                if let Some(batch) = self.cutter.rejects(false)? {
                    rejects.write(batch).await?;
                }
            }
            if let Some(batch) = self.cutter.rejects(self.ended)? {
                rejects.write(batch).await?;
            }
            if self.ended {
                return Ok(());
            }
            self.take().await?;
        }
    }
}

/// The columns with the classes that a first look gives them; what is undecided is sealed as a secret.
fn classified(file: &str, names: &[String], sample: &[Vec<(String, u64)>]) -> Vec<SheetColumn> {
    names
        .iter()
        .zip(sample)
        .map(|(name, values)| {
            let verdict = detect::judge(&Evidence { file, name, neighbours: names, values });
            let column = SheetColumn::text(name, verdict.class.unwrap_or(ColumnClass::Secret), verdict.subject);
            let days = values.iter().filter(|(value, _)| Written::read(value).is_some()).count();
            if days * 2 > values.len() { column.with_days() } else { column }
        })
        .collect()
}
