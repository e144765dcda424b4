//! A policy's text, taken apart: its title, what stands before the first clause, and its clauses with what each refers to.
//!
//! Taking apart never fails. What is amiss is there to be found: a heading without a mark is a clause without a number, and
//! what a mark says that is not known is kept as it was written. [`super::check`] says what has to be put right.

/// The longest text, in bytes.
pub const LONGEST: usize = 200_000;

/// What stands in braces for something else than a measure.
pub const PLACEHOLDERS: [&str; 4] = ["firm", "version", "effective_date", "contact"];

/// A policy in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Its title; empty when it opens with none.
    pub title: String,
    /// What stands before the first clause, without the title.
    pub lead: Passage,
    /// Its clauses, in order.
    pub clauses: Vec<Clause>,
}

/// A clause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clause {
    /// Its number, as in `S2.2`; empty when its heading has no mark.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The slugs of the promises that keep it.
    pub promises: Vec<String>,
    /// Whether it says of itself that it promises nothing.
    pub statement: bool,
    /// Words of its mark that mean nothing.
    pub unknown: Vec<String>,
    /// Its heading's line, counted from 1.
    pub line: usize,
    /// What it says.
    pub body: Passage,
    /// The heading of the part that it opens, if it is the first after one.
    pub part: Option<String>,
}

/// A run of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// The lines, joined.
    pub text: String,
    /// The first one's number, counted from 1.
    pub line: usize,
}

impl Passage {
    /// Its lines with their numbers.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(at, line)| (self.line + at, line))
    }

    fn push(&mut self, number: usize, line: &str) {
        match self.text.is_empty() {
            true if line.trim().is_empty() => return,
            true => self.line = number,
            false => self.text.push('\n'),
        }
        self.text.push_str(line);
    }
}

impl Clause {
    /// What stands in braces in its heading and text, in order, each once.
    pub fn references(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for name in references(&self.title).chain(references(&self.body.text)) {
            if !all.contains(&name) {
                all.push(name);
            }
        }
        all
    }

    /// The measures that it names, in order, each once: whatever stands in braces and is no placeholder.
    pub fn parameters(&self) -> Vec<&str> {
        self.references().into_iter().filter(|name| !PLACEHOLDERS.contains(name)).collect()
    }
}

impl Text {
    /// Takes a text apart.
    pub fn parse(markdown: &str) -> Self {
        let mut text = Self::default();
        let mut part = None;
        for (at, line) in markdown.lines().enumerate() {
            let number = at + 1;
            match heading(line) {
                Some((1, title)) if text.title.is_empty() && text.clauses.is_empty() => text.title = title.to_owned(),
                // A second level without a mark opens a part of several clauses.
                Some((1 | 2, title)) if mark(title).1.is_none() => part = Some(title.to_owned()),
                Some((_, title)) => text.clauses.push(Clause { part: part.take(), ..clause(title, number) }),
                None => text.clauses.last_mut().map_or(&mut text.lead, |clause| &mut clause.body).push(number, line),
            }
        }
        for passage in text.clauses.iter_mut().map(|clause| &mut clause.body).chain([&mut text.lead]) {
            passage.text.truncate(passage.text.trim_end().len());
        }
        text
    }

    /// The clause of this number.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }
}

/// A heading's level and what follows its marks.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let title = line.get(level..)?.strip_prefix(' ')?.trim();
    (1..=4).contains(&level).then_some((level, title))
}

/// A heading without its mark, and what the mark says.
fn mark(title: &str) -> (&str, Option<&str>) {
    let found = title.strip_suffix('}').and_then(|rest| rest.rsplit_once("{#"));
    found.map_or((title, None), |(before, inside)| (before.trim_end(), Some(inside)))
}

fn clause(heading: &str, line: usize) -> Clause {
    let (title, inside) = mark(heading);
    let mut clause = Clause { title: title.to_owned(), line, ..Clause::default() };
    let mut words = inside.unwrap_or_default().split_whitespace();
    clause.id = words.next().unwrap_or_default().to_owned();
    for word in words {
        match word.split_once('=') {
            Some(("promise", slugs)) => {
                clause.promises.extend(slugs.split(',').filter(|slug| !slug.is_empty()).map(str::to_owned));
            }
            None if word == "statement" => clause.statement = true,
            _ => clause.unknown.push(word.to_owned()),
        }
    }
    clause
}

/// What stands in double braces, in order.
pub fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(name, _)| name.trim())
}

/// A text as people read it: its headings without their marks.
pub fn without_marks(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        out.push_str(if heading(line).is_some() { mark(line.trim_end()).0 } else { line });
        out.push('\n');
    }
    out
}

/// Whether a character has no place in what somebody is to read: a control character, a turn of direction, a space without width.
pub(crate) fn is_unseen(each: char) -> bool {
    (each.is_control() && each != '\n' && each != '\t')
        || matches!(each, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "# Terms\n\n{{firm}} · version {{version}}\n\nHello.\n\n## Access\n\n### 1. One {#T1 promise=least_access,need_to_know}\n\nAt most {{grant_days}}, {{grant_days}}.\n\n### 2. Two {#T2 statement odd}\n\n- a;\n- b.\n\n### No mark\n\nText.\n";

    #[test]
    fn a_text_is_taken_apart_with_the_lines_of_everything() {
        let text = Text::parse(SAMPLE);
        assert_eq!((text.title.as_str(), text.lead.line), ("Terms", 3));
        assert_eq!(text.lead.text, "{{firm}} · version {{version}}\n\nHello.");
        let [one, two, bare] = text.clauses.as_slice() else { panic!("three clauses") };
        assert_eq!((one.id.as_str(), one.title.as_str(), one.line), ("T1", "1. One", 9));
        assert_eq!(one.promises, ["least_access", "need_to_know"]);
        assert_eq!((one.parameters(), one.part.as_deref()), (vec!["grant_days"], Some("Access")));
        assert!(two.statement && two.promises.is_empty() && two.unknown == ["odd"] && two.part.is_none());
        assert_eq!((bare.id.as_str(), bare.title.as_str()), ("", "No mark"));
        assert_eq!(bare.body.lines().collect::<Vec<_>>(), [(20, "Text.")]);
    }

    #[test]
    fn marks_are_not_read_by_people() {
        let read = without_marks(SAMPLE);
        assert!(read.contains("### 1. One\n") && !read.contains("{#"), "{read}");
    }

    #[test]
    fn odd_input_does_no_harm() {
        for odd in ["", "#", "# ", "### {#}", "### a {#", "{{", "}}{{", "### {#A promise=,,}", "####### x"] {
            let text = Text::parse(odd);
            let _ = (without_marks(odd), text.clauses.iter().map(|each| each.parameters().len()).sum::<usize>());
        }
        assert!(Text::parse("### {#A promise=,,}").clauses[0].promises.is_empty());
    }
}
