//! Takes in a policy that a firm already has, as text, HTML or DOCX: clause by clause, with the promise that each seems to make
//! and the words that say so, the words that nothing measures, and what is missing before it can be published.
//!
//! Nothing is dropped: every line of the source becomes a clause, a heading, or stands among what was left aside with the
//! reason. And nothing is decided: a proposal is one, until an officer has confirmed it.
//!
//! The bytes come from anywhere. They are measured before they are read, an archive is read no further than its limit, and what
//! is odd about them is an error that says where.

mod cues;
mod docx;
mod html;
mod plain;
mod propose;
mod sentences;
mod source;
mod write;

pub use propose::{Proposal, propose};
pub use source::{Kind, Line};
pub use write::{Confirmed, as_proposed, markdown};

use super::unmeasured;
use bailee_model::{Error, Result, say};
use bailee_policy::{PROMISES, Parameter};
use std::collections::BTreeSet;

/// The largest file, in bytes.
pub const LARGEST: usize = 2 * 1024 * 1024;
/// The most lines that are looked at, and the most sentences: a policy has some hundred.
pub const MOST_LINES: usize = 5_000;

/// A policy as it was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Its title, when it opens with one.
    pub title: Option<String>,
    /// `en` or `fr`, by its words.
    pub language: &'static str,
    /// Its sentences and bullets, in order.
    pub clauses: Vec<Clause>,
    /// Every heading, with its line.
    pub headings: Vec<(usize, String)>,
    /// What became no clause, and why.
    pub aside: Vec<Aside>,
    /// What publishing would still ask for.
    pub lacking: Vec<Lacking>,
}

/// A sentence or a bullet that may promise something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The heading it stands under.
    pub heading: String,
    /// What it says.
    pub text: String,
    /// Its line in the source, counted from 1; in a DOCX its paragraph.
    pub line: usize,
    /// The promises that it seems to make, the likeliest first; none, for what seems to be a statement.
    pub proposals: Vec<Proposal>,
    /// The words in it that nothing measures, each with the measure that would fit.
    pub unmeasured: Vec<(&'static str, Option<&'static Parameter>)>,
}

/// A line that became no clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Its line in the source, counted from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
    /// Why it was left aside.
    pub why: Why,
}

/// Why a line became no clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It belongs to the page it was on: a menu, a button, a footer.
    Navigation,
    /// It says which version the text is, or when it was last changed.
    Date,
    /// An address stood here and was hidden from whoever copied the page.
    HiddenAddress,
    /// A name under the text.
    Signature,
    /// It has no words.
    NoWords,
}

/// What publishing would still ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The text has no version number.
    Version,
    /// The text does not say from which day it applies.
    EffectiveDate,
    /// The text does not say where questions go.
    Contact,
    /// No clause seems to make this promise.
    Promise(&'static str),
}

/// Takes a file in. `name` is what it is called, which tells apart what its bytes do not.
///
/// # Errors
/// `BadInput` when it is empty, too large, of another format, in another encoding, or damaged.
pub fn read(name: &str, bytes: &[u8]) -> Result<Imported> {
    if bytes.len() > LARGEST {
        return Err(Error::bad_input(say!("This file is larger than 2 MiB."))
            .hint(say!("A policy is a text: save it without pictures."))
            .in_file(name));
    }
    let lines = source::lines(name, bytes).map_err(|error| error.in_file(name))?;
    if lines.len() > MOST_LINES {
        return Err(Error::bad_input(say!("This text has more than 5,000 lines."))
            .hint(say!("Import one policy at a time."))
            .in_file(name));
    }
    if lines.iter().map(|line| sentences::split(&line.text).len()).sum::<usize>() > MOST_LINES {
        return Err(Error::bad_input(say!("This text has more than 5,000 sentences."))
            .hint(say!("Import one policy at a time."))
            .in_file(name));
    }
    if lines.iter().all(|line| line.text.is_empty()) {
        return Err(Error::bad_input(say!("There is no text in this file."))
            .hint(say!("Choose the file with the policy’s words."))
            .in_file(name));
    }
    Ok(take_apart(&lines))
}

fn take_apart(lines: &[Line]) -> Imported {
    let language = language_of(lines);
    let mut it = Imported {
        title: None,
        language,
        clauses: Vec::new(),
        headings: Vec::new(),
        aside: Vec::new(),
        lacking: Vec::new(),
    };
    let (mut heading, mut lead_in) = (String::new(), String::new());
    for (at, line) in lines.iter().enumerate() {
        let last = lines[at + 1..].iter().all(|each| each.text.is_empty() || each.kind == Kind::Page);
        if let Some(why) = why_aside(line, last) {
            it.aside.push(Aside { line: line.number, text: line.text.clone(), why });
            continue;
        }
        match line.kind {
            Kind::Heading => {
                it.headings.push((line.number, line.text.clone()));
                match it.title {
                    None if it.clauses.is_empty() && heading.is_empty() => it.title = Some(line.text.clone()),
                    _ => heading.clone_from(&line.text),
                }
                lead_in.clear();
            }
            Kind::Bullet => it.sentences(line, &heading, &lead_in),
            Kind::Paragraph | Kind::Page => {
                lead_in.clear();
                it.sentences(line, &heading, "");
                if line.text.trim_end().ends_with(':') {
                    lead_in = sentences::split(&line.text).pop().unwrap_or_default();
                }
            }
        }
    }
    it.lacking = lacking(&it, lines);
    it
}

impl Imported {
    /// Each sentence of a line as a clause. What stands before a colon at its beginning speaks for all of them.
    fn sentences(&mut self, line: &Line, heading: &str, lead_in: &str) {
        let label = sentences::label(&line.text).unwrap_or_default();
        for text in sentences::split(&line.text) {
            let around = propose::Around { heading, lead_in, label };
            let proposals = propose(&text, &around, self.language);
            let measure = proposals.iter().find_map(|each| unmeasured::suggestion(each.promise, &text));
            let unmeasured = unmeasured::words(&text, self.language).into_iter().map(|word| (word, measure)).collect();
            self.clauses.push(Clause { heading: heading.to_owned(), text, line: line.number, proposals, unmeasured });
        }
    }

    /// Every line that ended somewhere: in a clause, a heading, or aside.
    pub fn accounted(&self) -> BTreeSet<usize> {
        let clauses = self.clauses.iter().map(|each| each.line);
        clauses.chain(self.headings.iter().map(|each| each.0)).chain(self.aside.iter().map(|each| each.line)).collect()
    }
}

/// Why a line is no clause, if it is none.
fn why_aside(line: &Line, last: bool) -> Option<Why> {
    let lower = line.text.to_lowercase();
    let words = line.text.split_whitespace().count();
    if !line.text.chars().any(char::is_alphanumeric) {
        return Some(Why::NoWords);
    }
    if line.kind == Kind::Page || plain::is_navigation(&lower) {
        return Some(Why::Navigation);
    }
    if ["[email protected]", "[email\u{a0}protected]", "[courriel protégé]"].contains(&lower.as_str()) {
        return Some(Why::HiddenAddress);
    }
    let dated = [
        "last updated",
        "last modified",
        "last revised",
        "effective date:",
        "dernière mise à jour",
        "mise à jour le",
        "date de mise à jour",
    ];
    let numbered =
        lower.strip_prefix("version ").is_some_and(|rest| rest.starts_with(|each: char| each.is_ascii_digit()));
    if words <= 12 && (numbered || dated.iter().any(|each| lower.contains(each))) {
        return Some(Why::Date);
    }
    // Words of a sentence are not all names.
    let names = line.text.split_whitespace().all(|word| word.starts_with(|each: char| each.is_uppercase()));
    (last && words <= 3 && names && line.kind == Kind::Paragraph).then_some(Why::Signature)
}

fn lacking(it: &Imported, lines: &[Line]) -> Vec<Lacking> {
    let all = lines.iter().map(|line| line.text.to_lowercase()).collect::<Vec<_>>().join("\n");
    let has_version = ["version ", "version:", "version :", "révision ", "revision "].iter().any(|word| {
        all.match_indices(word).any(|(at, found)| {
            let rest = all[at + found.len()..].trim_start_matches(['n', '°', 'º', 'o', '.', ' ', ':']);
            rest.starts_with(|each: char| each.is_ascii_digit())
        })
    });
    let effective = [
        "effective date:",
        "effective from",
        "effective as of",
        "in force from",
        "date d'effet :",
        "date d’effet :",
        "en vigueur dès",
        "en vigueur à compter",
        "en vigueur depuis",
    ];
    let has_date = effective.iter().any(|word| all.contains(word));
    let mut lacking = Vec::new();
    lacking.extend((!has_version).then_some(Lacking::Version));
    lacking.extend((!has_date).then_some(Lacking::EffectiveDate));
    lacking.extend((!has_address(&all)).then_some(Lacking::Contact));
    let made: BTreeSet<&str> = it.clauses.iter().flat_map(|each| &each.proposals).map(|each| each.promise).collect();
    lacking.extend(PROMISES.iter().filter(|each| !made.contains(each.slug)).map(|each| Lacking::Promise(each.slug)));
    lacking
}

/// Whether a mail address stands anywhere: something, an at sign, and a name with a point in it.
fn has_address(text: &str) -> bool {
    address(text).is_some()
}

/// The first mail address in a text.
pub fn address(text: &str) -> Option<&str> {
    text.split(|each: char| each.is_whitespace() || "<>()[]\",;".contains(each))
        .map(|word| word.trim_end_matches(['.', ':']))
        .find(|word| {
            word.split_once('@').is_some_and(|(who, place)| {
                !who.is_empty() && place.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
            })
        })
}

/// The language that most of the small words belong to.
fn language_of(lines: &[Line]) -> &'static str {
    const FRENCH: [&str; 10] = ["le", "la", "les", "des", "et", "est", "nous", "vos", "une", "pour"];
    const ENGLISH: [&str; 10] = ["the", "and", "of", "is", "we", "your", "to", "are", "our", "for"];
    let (mut french, mut english) = (0, 0);
    for line in lines {
        for word in line.text.split_whitespace().map(str::to_lowercase) {
            french += usize::from(FRENCH.contains(&word.as_str()));
            english += usize::from(ENGLISH.contains(&word.as_str()));
        }
    }
    if french > english { "fr" } else { "en" }
}
