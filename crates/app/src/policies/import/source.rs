//! A file as lines: whichever format it has, each line says what it is.

use super::{docx, html, plain};
use bailee_model::{Error, Result, say};

/// What a line is in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading.
    Heading,
    /// A bullet of a list.
    Bullet,
    /// Anything else that is to be read.
    Paragraph,
    /// Part of the page around the document: a menu, a footer.
    Page,
}

/// A line of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the source, counted from 1; in a DOCX its paragraph.
    pub number: usize,
    /// What it is.
    pub kind: Kind,
    /// What it says, without the mark of a bullet and with single spaces.
    pub text: String,
}

impl Line {
    pub(super) fn new(number: usize, kind: Kind, text: &str) -> Self {
        Self { number, kind, text: text.split_whitespace().collect::<Vec<_>>().join(" ") }
    }
}

/// The lines of a file that are not empty.
pub(super) fn lines(name: &str, bytes: &[u8]) -> Result<Vec<Line>> {
    if bytes.starts_with(b"PK") {
        return docx::lines(bytes);
    }
    if bytes.starts_with(b"%PDF") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Error::bad_input(say!("This is a PDF or an old Word file."))
            .hint(say!("Save the policy as DOCX, HTML or plain text.")));
    }
    let text = decode(bytes)?;
    let begins = text.trim_start().chars().take(200).collect::<String>().to_ascii_lowercase();
    let named = name.to_ascii_lowercase();
    let is_html = named.ends_with(".html")
        || named.ends_with(".htm")
        || begins.starts_with("<!doctype html")
        || begins.contains("<html");
    Ok(if is_html { html::lines(&text) } else { plain::lines(&text) })
}

/// Bytes as text: UTF-8, or UTF-16 that says so itself.
fn decode(bytes: &[u8]) -> Result<String> {
    let unreadable = |line: Option<u64>| {
        let error =
            Error::bad_input(say!("This file is not in UTF-8.")).hint(say!("Save it again as plain text in UTF-8."));
        match line {
            Some(line) => error.at_line(line),
            None => error,
        }
    };
    let wide = |of: fn([u8; 2]) -> u16| {
        let pairs = bytes[2..].chunks_exact(2).map(|pair| of([pair[0], pair[1]]));
        String::from_utf16(&pairs.collect::<Vec<u16>>()).map_err(|_| unreadable(None))
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes)?,
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes)?,
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let line = |at: usize| 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64;
            std::str::from_utf8(bytes).map_err(|error| unreadable(Some(line(error.valid_up_to()))))?.to_owned()
        }
    };
    if text.contains('\0') {
        return Err(Error::bad_input(say!("This file is no text."))
            .hint(say!("Choose a text, an HTML page or a DOCX document.")));
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}
