//! A policy as a web page: its text block by block, by the standard's own tokenizer. Nothing in it is run, fetched or kept as
//! HTML.

use super::plain;
use super::source::{Kind, Line};
use html5gum::{DefaultEmitter, Token, Tokenizer};

/// Elements whose content is not read by people.
const UNREAD: [&str; 4] = ["script", "style", "template", "noscript"];
/// Elements of the page around the text.
const PAGE: [&str; 8] = ["nav", "header", "footer", "aside", "form", "button", "select", "title"];
/// Elements that stand within a line.
const INLINE: [&str; 21] = [
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "time", "u", "wbr",
];

/// The lines of a page that are not empty.
pub(super) fn lines(html: &str) -> Vec<Line> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader::new(html);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.open(&String::from_utf8_lossy(&tag.name)),
            Token::EndTag(tag) => reader.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text.value), text.span.start),
            _ => {}
        }
    }
    reader.flush();
    reader.lines
}

/// Gathers the text of one block after the other.
struct Reader<'a> {
    html: &'a str,
    /// Up to where lines were counted, and how many.
    counted: (usize, usize),
    unread: usize,
    page: usize,
    bold: usize,
    kind: Kind,
    text: String,
    /// Whether any of the block is not bold.
    plain: bool,
    line: usize,
    lines: Vec<Line>,
}

impl<'a> Reader<'a> {
    fn new(html: &'a str) -> Self {
        Self {
            html,
            counted: (0, 1),
            unread: 0,
            page: 0,
            bold: 0,
            kind: Kind::Paragraph,
            text: String::new(),
            plain: false,
            line: 1,
            lines: Vec::new(),
        }
    }

    fn open(&mut self, name: &str) {
        if INLINE.contains(&name) {
            self.bold += usize::from(matches!(name, "b" | "strong"));
            return;
        }
        self.flush();
        self.unread += usize::from(UNREAD.contains(&name));
        self.page += usize::from(PAGE.contains(&name));
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.kind = Kind::Heading,
            "li" => self.kind = Kind::Bullet,
            // A paragraph in a bullet is the bullet.
            "p" | "div" | "br" if self.kind == Kind::Bullet => {}
            _ => self.kind = Kind::Paragraph,
        }
    }

    fn close(&mut self, name: &str) {
        if INLINE.contains(&name) {
            self.bold = self.bold.saturating_sub(usize::from(matches!(name, "b" | "strong")));
            return;
        }
        self.flush();
        self.unread = self.unread.saturating_sub(usize::from(UNREAD.contains(&name)));
        self.page = self.page.saturating_sub(usize::from(PAGE.contains(&name)));
        if !matches!(name, "p" | "div" | "br") || self.kind != Kind::Bullet {
            self.kind = Kind::Paragraph;
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if self.unread > 0 || text.is_empty() {
            return;
        }
        if self.text.trim().is_empty() {
            self.text.clear();
            let blank = text.len() - text.trim_start().len();
            self.line = self.line_at(at + blank);
        }
        self.plain |= self.bold == 0 && !text.trim().is_empty();
        self.text.push_str(text);
    }

    /// The line of a byte; bytes are asked about in order.
    fn line_at(&mut self, at: usize) -> usize {
        let (from, line) = self.counted;
        let end = at.clamp(from, self.html.len());
        let more = self.html.as_bytes()[from..end].iter().filter(|byte| **byte == b'\n').count();
        self.counted = (end, line + more);
        self.counted.1
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let is_bold = !std::mem::take(&mut self.plain);
        if text.trim().is_empty() {
            return;
        }
        let kind = match self.kind {
            Kind::Heading => Kind::Heading,
            _ if self.page > 0 => Kind::Page,
            Kind::Paragraph if is_bold && plain::is_heading(text.trim()) => Kind::Heading,
            kind => kind,
        };
        // A bullet's mark or a heading's number may have been typed; the rules of plain text take it away.
        let typed = plain::lines(text.trim()).into_iter().next().map(|line| line.text);
        let said = if kind == Kind::Paragraph { None } else { typed }.unwrap_or(text);
        self.lines.push(Line::new(self.line, kind, &said));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(html: &str) -> Vec<(usize, Kind, String)> {
        lines(html).into_iter().map(|line| (line.number, line.kind, line.text)).collect()
    }

    #[test]
    fn blocks_are_lines_and_the_page_around_them_is_known() {
        let html = "<!doctype html><html>\n<head><title>Acme</title><style>p { x }</style></head>\n<nav><a>Home</a></nav>\n<h2>Access</h2>\n<p>We ask\nfor <b>little</b> &amp; log it.</p>\n<ul><li><p>One;</p></li><li>two.</li></ul>\n<p><strong>Backups</strong></p><script>if (a < b) {}</script><footer>© Acme</footer>";
        let expected = [
            (2, Kind::Page, "Acme"),
            (3, Kind::Page, "Home"),
            (4, Kind::Heading, "Access"),
            (5, Kind::Paragraph, "We ask for little & log it."),
            (7, Kind::Bullet, "One;"),
            (7, Kind::Bullet, "two."),
            (8, Kind::Heading, "Backups"),
            (8, Kind::Page, "© Acme"),
        ];
        assert_eq!(told(html), expected.map(|(line, kind, text)| (line, kind, text.to_owned())));
    }

    #[test]
    fn broken_pages_do_no_harm() {
        for html in ["<", "</p></p>", "<p><p><li>", "<script>", "&#x110000;&unknown;", "<b>"] {
            let _ = lines(html);
        }
        assert_eq!(lines(&"<div>".repeat(100_000)).len(), 0);
    }
}
