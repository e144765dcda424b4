//! A policy as a Word document: a ZIP archive (PKWARE's APPNOTE) whose `word/document.xml` is WordprocessingML (ISO/IEC 29500-1,
//! chapter 17). Paragraphs are read with their style, nothing else; notes are read after the text.

use super::source::{Kind, Line};
use bailee_model::{Error, Result, say};
use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most that one part of the document may unfold to, in bytes.
const LARGEST_PART: u64 = 16 * 1024 * 1024;
/// The most files that the archive may have.
const MOST_FILES: usize = 2_000;
/// The deepest nesting of elements; Word writes some twenty.
const DEEPEST: usize = 200;
/// Where the words are, the text first.
const PARTS: [&str; 3] = ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"];

/// The paragraphs of a document that are not empty.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if archive.len() > MOST_FILES {
        return Err(Error::bad_input(say!("This archive has more than 2,000 files."))
            .hint(say!("Save the policy again as DOCX.")));
    }
    let mut lines = Vec::new();
    let mut number = 0;
    for (at, part) in PARTS.into_iter().enumerate() {
        match unfold(&mut archive, part)? {
            Some(xml) => read(&xml, &mut number, &mut lines)?,
            None if at == 0 => {
                return Err(Error::bad_input(say!("This archive is no Word document."))
                    .hint(say!("Choose a DOCX file, an HTML page or a plain text.")));
            }
            None => {}
        }
    }
    Ok(lines)
}

/// A part of the archive, no further than the limit; none, when it has no such part.
fn unfold(archive: &mut ZipArchive<Cursor<&[u8]>>, part: &str) -> Result<Option<Vec<u8>>> {
    let file = match archive.by_name(part) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(_) => return Err(damaged()),
    };
    let mut xml = Vec::new();
    file.take(LARGEST_PART + 1).read_to_end(&mut xml).map_err(|_| damaged())?;
    if xml.len() as u64 > LARGEST_PART {
        return Err(Error::bad_input(say!("This document unfolds to more than 16 MiB."))
            .hint(say!("Save only the policy, without pictures.")));
    }
    Ok(Some(xml))
}

fn damaged() -> Error {
    Error::bad_input(say!("This document is damaged or encrypted."))
        .hint(say!("Open it in a word processor and save it again as DOCX."))
}

/// What is known of the paragraph that is being read.
#[derive(Default)]
struct Paragraph {
    text: String,
    heading: bool,
    bullet: bool,
}

fn read(xml: &[u8], number: &mut usize, lines: &mut Vec<Line>) -> Result<()> {
    let mut reader = Reader::from_reader(xml);
    let (mut depth, mut inside_text) = (0_usize, false);
    // Text boxes nest paragraphs.
    let mut open: Vec<Paragraph> = Vec::new();
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Eof => return Ok(()),
            Event::DocType(_) => return Err(of_its_own()),
            Event::Start(tag) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Error::bad_input(say!("This document nests too deep."))
                        .hint(say!("Save it again in a word processor.")));
                }
                match tag.local_name().as_ref() {
                    b"p" => open.push(Paragraph::default()),
                    b"t" => inside_text = true,
                    _ => mark(&tag, open.last_mut()),
                }
            }
            Event::Empty(tag) => mark(&tag, open.last_mut()),
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                match tag.local_name().as_ref() {
                    b"p" => {
                        *number += 1;
                        lines.extend(open.pop().and_then(|paragraph| paragraph.line(*number)));
                    }
                    b"t" => inside_text = false,
                    _ => {}
                }
            }
            Event::Text(text) if inside_text => {
                let text = text.decode().map_err(|_| damaged())?;
                if let Some(paragraph) = open.last_mut() {
                    paragraph.text.push_str(&text);
                }
            }
            Event::GeneralRef(reference) if inside_text => {
                let letter = resolve(&reference)?;
                if let Some(paragraph) = open.last_mut() {
                    paragraph.text.push(letter);
                }
            }
            _ => {}
        }
    }
}

/// What an element says of its paragraph.
fn mark(tag: &BytesStart<'_>, paragraph: Option<&mut Paragraph>) {
    let Some(paragraph) = paragraph else { return };
    match tag.local_name().as_ref() {
        b"tab" | b"br" | b"cr" => paragraph.text.push(' '),
        b"noBreakHyphen" => paragraph.text.push('-'),
        b"numPr" => paragraph.bullet = true,
        b"outlineLvl" => paragraph.heading = true,
        b"pStyle" => {
            let styles = tag.attributes().flatten().filter(|each| each.key.local_name().as_ref() == b"val");
            let style =
                styles.map(|each| String::from_utf8_lossy(&each.value).to_ascii_lowercase()).next().unwrap_or_default();
            paragraph.heading |= ["heading", "title", "titre"].iter().any(|name| style.starts_with(name));
            paragraph.bullet |= style.starts_with("list");
        }
        _ => {}
    }
}

impl Paragraph {
    /// The paragraph as a line, unless it is empty. Bullets and headings that were typed by hand are known as in plain text.
    fn line(self, number: usize) -> Option<Line> {
        let typed = super::plain::lines(&self.text).into_iter().next()?;
        let kind = match (self.heading, self.bullet) {
            (true, _) => Kind::Heading,
            (false, true) => Kind::Bullet,
            (false, false) => typed.kind,
        };
        Some(Line::new(number, kind, &typed.text))
    }
}

/// A character reference or one of the five entities that XML defines.
fn resolve(reference: &BytesRef<'_>) -> Result<char> {
    if let Some(letter) = reference.resolve_char_ref().map_err(|_| damaged())? {
        return Ok(letter);
    }
    match &**reference {
        b"amp" => Ok('&'),
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"quot" => Ok('"'),
        b"apos" => Ok('\''),
        _ => Err(of_its_own()),
    }
}

fn of_its_own() -> Error {
    Error::bad_input(say!("This document defines XML entities of its own, which Word never does."))
        .hint(say!("Open it in a word processor and save it again as DOCX."))
}
