//! Cutting text into records: where a record ends, where its fields lie, and what to do when it is broken.
//!
//! The rules are RFC 4180's with the usual liberties: any of four delimiters, fields quoted or not, line ends inside
//! quotes, a quote doubled stands for one. A quote in the middle of a field that did not begin with one is a character
//! like any other (`5" pipe`). A quoted field that never ends, or goes on after its closing quote, breaks only its own
//! first line: that line is put aside and cutting resumes on the next, so one stray quote never swallows a file.

/// How a file separates fields and records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// `\n`, or `\r` in files of the old Macintosh.
    pub(crate) terminator: u8,
}

impl Dialect {
    /// The delimiter's name, for people.
    pub(crate) fn name(self) -> &'static str {
        match self.delimiter {
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "pipe",
            _ => "comma",
        }
    }
}

/// Where a field lies in the text, and whether doubled quotes are to be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) doubled: bool,
}

impl Span {
    /// The field's text.
    pub(crate) fn text<'a>(&self, whole: &'a str) -> std::borrow::Cow<'a, str> {
        let text = &whole[self.start..self.end];
        if self.doubled { text.replace("\"\"", "\"").into() } else { text.into() }
    }
}

/// What stands at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// A record, up to and including its terminator.
    Record { end: usize },
    /// The record goes on past the end of the text.
    Unfinished,
    /// The first line is broken; `end` is the end of that line.
    Broken { end: usize, code: &'static str },
}

/// Cuts one record off the start of `text`, whose end is the file's end if `last`; fields go into `fields`.
pub(crate) fn cut(text: &str, last: bool, dialect: Dialect, fields: &mut Vec<Span>) -> Cut {
    fields.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let field =
            if bytes.get(at) == Some(&b'"') { quoted(bytes, at, last, dialect) } else { Ok(plain(bytes, at, dialect)) };
        let (span, next) = match field {
            Ok(field) => field,
            Err(Stop::Unfinished) => return Cut::Unfinished,
            Err(Stop::Broken(code)) => return broken(bytes, last, dialect, code),
        };
        let mut span = span;
        match bytes.get(next) {
            Some(byte) if *byte == dialect.delimiter => {
                fields.push(span);
                at = next + 1;
            }
            Some(_) => {
                if span.end == next
                    && span.end > span.start
                    && dialect.terminator == b'\n'
                    && bytes[span.end - 1] == b'\r'
                {
                    span.end -= 1;
                }
                fields.push(span);
                return Cut::Record { end: next + 1 };
            }
            None if last => {
                if span.end == next && span.end > span.start && bytes[span.end - 1] == b'\r' {
                    span.end -= 1;
                }
                fields.push(span);
                return Cut::Record { end: next };
            }
            None => return Cut::Unfinished,
        }
    }
}

enum Stop {
    Unfinished,
    Broken(&'static str),
}

/// A field without quotes, and where it ends.
fn plain(bytes: &[u8], start: usize, dialect: Dialect) -> (Span, usize) {
    let length = memchr::memchr2(dialect.delimiter, dialect.terminator, &bytes[start..]).unwrap_or(bytes.len() - start);
    let end = start + length;
    (Span { start, end, doubled: false }, end)
}

/// A field in quotes; afterwards only spaces may stand before the delimiter or the end of the line.
fn quoted(bytes: &[u8], open: usize, last: bool, dialect: Dialect) -> Result<(Span, usize), Stop> {
    let start = open + 1;
    let mut at = start;
    let mut doubled = false;
    let end = loop {
        let Some(found) = memchr::memchr(b'"', &bytes[at..]) else {
            return Err(if last { Stop::Broken("unclosed_quote") } else { Stop::Unfinished });
        };
        at += found;
        match bytes.get(at + 1) {
            Some(b'"') => {
                doubled = true;
                at += 2;
            }
            None if !last => return Err(Stop::Unfinished),
            _ => break at,
        }
    };
    let mut next = end + 1;
    while let Some(byte) = bytes.get(next) {
        match *byte {
            byte if byte == dialect.delimiter || byte == dialect.terminator => break,
            b' ' | b'\r' => next += 1,
            _ => return Err(Stop::Broken("text_after_quote")),
        }
    }
    Ok((Span { start, end, doubled }, next))
}

/// The first line by itself, because its quoting makes no sense.
fn broken(bytes: &[u8], last: bool, dialect: Dialect, code: &'static str) -> Cut {
    match memchr::memchr(dialect.terminator, bytes) {
        Some(end) => Cut::Broken { end: end + 1, code },
        None if last => Cut::Broken { end: bytes.len(), code },
        None => Cut::Unfinished,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Dialect = Dialect { delimiter: b',', terminator: b'\n' };

    fn fields(text: &str) -> (Cut, Vec<String>) {
        let mut spans = Vec::new();
        let cut = cut(text, true, COMMA, &mut spans);
        (cut, spans.iter().map(|span| span.text(text).into_owned()).collect())
    }

    #[test]
    fn fields_are_found_quoted_or_not() {
        assert_eq!(fields("a,b\nc"), (Cut::Record { end: 4 }, vec!["a".into(), "b".into()]));
        assert_eq!(fields("a,\"b,\n\"\"c\"\"\"\r\n"), (Cut::Record { end: 14 }, vec!["a".into(), "b,\n\"c\"".into()]));
        assert_eq!(fields("a,\r\n"), (Cut::Record { end: 4 }, vec!["a".into(), String::new()]));
        assert_eq!(fields("5\" pipe,x"), (Cut::Record { end: 9 }, vec!["5\" pipe".into(), "x".into()]));
        assert_eq!(fields("\"\",\"a\" ,b\n").1, vec!["", "a", "b"]);
    }

    #[test]
    fn a_stray_quote_breaks_its_own_line_and_no_other() {
        assert_eq!(fields("\"abc,d\ne,f\n").0, Cut::Broken { end: 7, code: "unclosed_quote" });
        assert_eq!(fields("\"abc,d\n\"e,f\n").0, Cut::Broken { end: 7, code: "text_after_quote" });
    }

    #[test]
    fn a_record_that_may_go_on_is_unfinished() {
        let mut spans = Vec::new();
        for text in ["a,b", "\"a", "\"a\"", "\"a\"\""] {
            assert_eq!(cut(text, false, COMMA, &mut spans), Cut::Unfinished, "{text}");
        }
    }
}
