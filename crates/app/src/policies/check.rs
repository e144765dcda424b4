//! What stands in the way of publishing, each with its place: so that nothing is published that promises without a measure,
//! without somebody who keeps it, or differently in two languages (clause S8.3).

use super::{
    LANGUAGES, day_of, measured, number_parts,
    text::{Clause, PLACEHOLDERS, Text},
    unmeasured::{self, Unmeasured},
};
use crate::promises::Said;
use bailee_model::{PolicyState, PolicyVersion};
use bailee_policy::{PROMISES, Parameter, parameter, promise};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Something that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The policy's name in addresses; empty for what is amiss with all of them together.
    pub policy: String,
    /// The language of the text, where it is in one.
    pub language: Option<String>,
    /// The clause's number, where it is in one.
    pub clause: Option<String>,
    /// The line of the text, counted from 1.
    pub line: Option<usize>,
    /// What it is.
    pub fault: Fault,
}

/// What can be amiss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has no number yet.
    NoNumber,
    /// Its number is not one, or not higher than every published one's.
    NumberNotHigher(String),
    /// It has no day from which it applies.
    NoEffectiveDate,
    /// That day is over.
    EffectiveDateOver,
    /// A version that is already published applies from a later day.
    EffectiveBeforeLast,
    /// It does not say where questions go.
    NoContact,
    /// Another person has not agreed to it yet.
    NotReviewed,
    /// The text has no title.
    NoTitle,
    /// The text has no clause.
    NoClause,
    /// The text does not show this: its version, its date, its address.
    NotShown(&'static str),
    /// A heading without a number of its own.
    NoClauseNumber(String),
    /// Two clauses share a number.
    TwiceNumbered,
    /// A clause that names no promise and does not say that it is a statement.
    Orphan,
    /// A clause that is called a statement and names a promise.
    StatementWithPromise,
    /// A mark says something that means nothing.
    UnknownMark(String),
    /// There is no such promise.
    UnknownPromise(String),
    /// There is no such measure.
    UndefinedParameter(String),
    /// A length of time is spelled out.
    Spelled(String),
    /// A word that nothing measures, and the measure that would fit.
    Unmeasured(&'static str, Option<&'static Parameter>),
    /// The other language has no such clause, or has it elsewhere.
    MissingInOther,
    /// The other language names other promises or measures in this clause.
    DiffersFromOther,
    /// No clause of any policy keeps this promise.
    UnkeptPromise(&'static str),
}

/// Everything that stands in the way of publishing these versions together, beside those that stay in force.
pub fn all(drafts: &[(&str, &PolicyVersion)], published: &[PolicyVersion], now: Timestamp) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        drafts.iter().flat_map(|(slug, version)| one(slug, version, published, now)).collect();
    let replaced = |each: &PolicyVersion| drafts.iter().any(|(_, draft)| draft.policy == each.policy);
    let texts = drafts.iter().map(|(_, draft)| *draft).chain(newest(published).filter(|each| !replaced(each)));
    let kept: BTreeSet<String> = texts.flat_map(promises_of).collect();
    let unkept = PROMISES.iter().filter(|each| !kept.contains(each.slug));
    problems.extend(unkept.map(|each| Problem {
        policy: String::new(),
        language: None,
        clause: None,
        line: None,
        fault: Fault::UnkeptPromise(each.slug),
    }));
    problems
}

/// The last published version of each policy.
fn newest(published: &[PolicyVersion]) -> impl Iterator<Item = &PolicyVersion> {
    published.iter().filter(|each| {
        let order = |one: &PolicyVersion| (one.effective, one.published_at);
        each.state == PolicyState::Published
            && !published.iter().any(|other| {
                other.policy == each.policy && other.state == PolicyState::Published && order(other) > order(each)
            })
    })
}

/// The promises that a version's clauses name.
pub(crate) fn promises_of(version: &PolicyVersion) -> Vec<String> {
    let Some(wording) = version.texts.first() else { return Vec::new() };
    Text::parse(&wording.text).clauses.into_iter().flat_map(|clause| clause.promises).collect()
}

/// Everything that is amiss with one version.
pub fn one(slug: &str, version: &PolicyVersion, published: &[PolicyVersion], now: Timestamp) -> Vec<Problem> {
    let at_version = |fault| Problem { policy: slug.to_owned(), language: None, clause: None, line: None, fault };
    let mut problems: Vec<Problem> = of_version(version, published, now).into_iter().map(at_version).collect();
    let texts: Vec<(&str, Text)> =
        version.texts.iter().map(|each| (each.language.as_str(), Text::parse(&each.text))).collect();
    if texts.is_empty() {
        problems.push(at_version(Fault::NoClause));
    }
    for (language, text) in &texts {
        problems.extend(Reader { slug, language, version }.read(text));
    }
    if let [(language, text), (_, other)] = texts.as_slice() {
        problems.extend(Reader { slug, language, version }.compare(text, other));
    }
    problems
}

fn of_version(version: &PolicyVersion, published: &[PolicyVersion], now: Timestamp) -> Vec<Fault> {
    let mut faults = Vec::new();
    let parts = |version: &PolicyVersion| version.number.as_deref().and_then(number_parts);
    let before: Vec<&PolicyVersion> =
        published.iter().filter(|each| each.policy == version.policy && each.published_at.is_some()).collect();
    match &version.number {
        None => faults.push(Fault::NoNumber),
        Some(number) => {
            if parts(version).is_none() || before.iter().filter_map(|each| parts(each)).max() >= parts(version) {
                faults.push(Fault::NumberNotHigher(number.clone()));
            }
        }
    }
    match version.effective {
        None => faults.push(Fault::NoEffectiveDate),
        Some(day) if day < day_of(now) => faults.push(Fault::EffectiveDateOver),
        Some(day) if before.iter().any(|each| each.effective > Some(day)) => faults.push(Fault::EffectiveBeforeLast),
        Some(_) => {}
    }
    if version.contact.trim().is_empty() {
        faults.push(Fault::NoContact);
    }
    if version.state != PolicyState::Approved {
        faults.push(Fault::NotReviewed);
    }
    faults
}

/// Reads one text of a version.
struct Reader<'a> {
    slug: &'a str,
    language: &'a str,
    version: &'a PolicyVersion,
}

impl Reader<'_> {
    fn problem(&self, clause: Option<&Clause>, line: Option<usize>, fault: Fault) -> Problem {
        Problem {
            policy: self.slug.to_owned(),
            language: Some(self.language.to_owned()),
            clause: clause.map(|clause| clause.id.clone()).filter(|id| !id.is_empty()),
            line,
            fault,
        }
    }

    fn read(&self, text: &Text) -> Vec<Problem> {
        let mut problems = Vec::new();
        if text.title.is_empty() {
            problems.push(self.problem(None, Some(1), Fault::NoTitle));
        }
        if text.clauses.is_empty() {
            problems.push(self.problem(None, None, Fault::NoClause));
        }
        let everywhere: Vec<&str> =
            super::text::references(&text.lead.text).chain(text.clauses.iter().flat_map(Clause::references)).collect();
        for shown in ["version", "effective_date", "contact"] {
            if !everywhere.contains(&shown) {
                problems.push(self.problem(None, None, Fault::NotShown(shown)));
            }
        }
        for (line, said) in text.lead.lines() {
            problems.extend(self.line(None, line, said));
        }
        for (at, clause) in text.clauses.iter().enumerate() {
            let twice = !clause.id.is_empty() && text.clauses[..at].iter().any(|other| other.id == clause.id);
            problems.extend(twice.then(|| self.problem(Some(clause), Some(clause.line), Fault::TwiceNumbered)));
            problems.extend(self.clause(clause));
        }
        let accepted = |found: &Unmeasured| {
            self.version.accepted.iter().any(|each| each.clause == found.clause && each.word == found.word)
        };
        for found in unmeasured::of(text, self.language).into_iter().filter(|found| !accepted(found)) {
            let fault = Fault::Unmeasured(found.word, found.suggestion);
            problems.push(self.problem(text.clause(&found.clause), Some(found.line), fault));
        }
        problems
    }

    fn clause(&self, clause: &Clause) -> Vec<Problem> {
        let mut faults = Vec::new();
        if clause.id.is_empty() {
            faults.push(Fault::NoClauseNumber(clause.title.clone()));
        }
        match (clause.statement, clause.promises.is_empty()) {
            (false, true) => faults.push(Fault::Orphan),
            (true, false) => faults.push(Fault::StatementWithPromise),
            _ => {}
        }
        faults.extend(clause.unknown.iter().cloned().map(Fault::UnknownMark));
        faults
            .extend(clause.promises.iter().filter(|slug| promise(slug).is_none()).cloned().map(Fault::UnknownPromise));
        let mut problems: Vec<Problem> =
            faults.into_iter().map(|fault| self.problem(Some(clause), Some(clause.line), fault)).collect();
        problems.extend(self.line(Some(clause), clause.line, &clause.title));
        for (line, said) in clause.body.lines() {
            problems.extend(self.line(Some(clause), line, said));
        }
        problems
    }

    fn line(&self, clause: Option<&Clause>, line: usize, said: &str) -> Vec<Problem> {
        let unknown = super::text::references(said)
            .filter(|name| !PLACEHOLDERS.contains(name) && parameter(name).is_none())
            .map(|name| Fault::UndefinedParameter(name.to_owned()));
        // A statement tells what is; only what is promised has a measure.
        let promised = clause.is_none_or(|clause| !clause.statement);
        let spelled = measured::spelled(said).into_iter().filter(|_| promised).map(Fault::Spelled);
        unknown.chain(spelled).map(|fault| self.problem(clause, Some(line), fault)).collect()
    }

    /// What two languages do not have in common.
    fn compare(&self, text: &Text, other: &Text) -> Vec<Problem> {
        let set = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<BTreeSet<String>>();
        let known = |clause: &&Clause| !clause.id.is_empty();
        let mut problems = Vec::new();
        for clause in text.clauses.iter().filter(known) {
            let fault = match other.clause(&clause.id) {
                None => Fault::MissingInOther,
                Some(same)
                    if (&same.promises, same.statement) != (&clause.promises, clause.statement)
                        || set(same.parameters()) != set(clause.parameters()) =>
                {
                    Fault::DiffersFromOther
                }
                Some(_) => continue,
            };
            problems.push(self.problem(Some(clause), Some(clause.line), fault));
        }
        let language = LANGUAGES.iter().find(|each| **each != self.language).copied().unwrap_or_default();
        let there = Reader { language, ..*self };
        let alone = other.clauses.iter().filter(known).filter(|clause| text.clause(&clause.id).is_none());
        problems.extend(alone.map(|clause| there.problem(Some(clause), Some(clause.line), Fault::MissingInOther)));
        let order = |text: &Text| text.clauses.iter().map(|clause| clause.id.clone()).collect::<Vec<_>>();
        if problems.is_empty() && order(text) != order(other) {
            problems.push(self.problem(None, None, Fault::DiffersFromOther));
        }
        problems
    }
}

impl Problem {
    /// Its place in words, as in `security-policy, S2.2, line 31 (fr)`.
    pub fn place(&self, language: &str) -> String {
        let line = if language == "fr" { "ligne" } else { "line" };
        let mut parts = Vec::new();
        parts.extend((!self.policy.is_empty()).then(|| self.policy.clone()));
        parts.extend(self.clause.clone());
        parts.extend(self.line.map(|number| format!("{line} {number}")));
        let place = parts.join(", ");
        self.language.as_ref().map_or(place.clone(), |in_language| format!("{place} ({in_language})"))
    }

    /// What is amiss and what to do about it, in this language.
    pub fn say(&self, language: &str) -> String {
        self.fault.said().in_language(language).to_owned()
    }
}

impl Fault {
    /// Whether somebody may let it stand with a reason.
    pub fn may_be_accepted(&self) -> Option<&'static str> {
        if let Self::Unmeasured(word, _) = self { Some(word) } else { None }
    }

    fn said(&self) -> Said {
        let named = |slug: &str, language: &str| {
            promise(slug).map_or_else(|| slug.to_owned(), |it| it.name.in_language(language).to_owned())
        };
        let said = |en: &str, fr: &str| Said::new(en, fr);
        match self {
            Self::NoNumber => {
                said("It has no version number. Give it one.", "Elle n’a pas de numéro de version. Donnez-lui-en un.")
            }
            Self::NumberNotHigher(number) => Said::new(
                format!(
                    "‘{number}’ is no number above those already published. Use digits and points, as in 2 or 2.1."
                ),
                format!(
                    "« {number} » n’est pas un numéro supérieur à ceux déjà publiés. Employez chiffres et points, comme 2 ou 2.1."
                ),
            ),
            Self::NoEffectiveDate => said(
                "It has no effective date. Say from which day it applies.",
                "Elle n’a pas de date d’effet. Dites dès quel jour elle s’applique.",
            ),
            Self::EffectiveDateOver => said(
                "Its effective date is over. Choose today or a later day.",
                "Sa date d’effet est passée. Choisissez aujourd’hui ou plus tard.",
            ),
            Self::EffectiveBeforeLast => said(
                "A version that is published already applies from a later day. Choose that day or a later one.",
                "Une version déjà publiée s’applique à partir d’un jour ultérieur. Choisissez ce jour ou un autre après.",
            ),
            Self::NoContact => said(
                "It does not say where questions go. Give an address.",
                "Elle ne dit pas où adresser les questions. Donnez une adresse.",
            ),
            Self::NotReviewed => {
                said("Another person has not agreed to it yet.", "Une autre personne ne l’a pas encore approuvée.")
            }
            Self::NoTitle => said(
                "The text does not open with a title, as in ‘# Security Policy’.",
                "Le texte ne s’ouvre pas sur un titre, comme « # Politique de sécurité ».",
            ),
            Self::NoClause => said("The text has no clause.", "Le texte n’a aucune clause."),
            Self::NotShown(name) => Said::new(
                format!("The text does not show {{{{{name}}}}}. Put it where readers look for it."),
                format!("Le texte ne montre pas {{{{{name}}}}}. Placez-le là où on le cherche."),
            ),
            Self::NoClauseNumber(title) => Said::new(
                format!("The heading ‘{title}’ has no number of its own. Add one, as in {{#S2.2 promise=…}}."),
                format!("L’intertitre « {title} » n’a pas de numéro à lui. Ajoutez-en un, comme {{#S2.2 promise=…}}."),
            ),
            Self::TwiceNumbered => {
                said("Another clause has the same number.", "Une autre clause porte le même numéro.")
            }
            Self::Orphan => said(
                "The clause names no promise. Name one, or mark it as a statement.",
                "La clause ne nomme aucune promesse. Nommez-en une, ou marquez-la comme énoncé (statement).",
            ),
            Self::StatementWithPromise => said(
                "The clause is marked as a statement and names a promise. Keep one of the two.",
                "La clause est marquée comme énoncé et nomme une promesse. Gardez l’un des deux.",
            ),
            Self::UnknownMark(word) => Said::new(
                format!("‘{word}’ means nothing in the mark of a clause."),
                format!("« {word} » ne veut rien dire dans la marque d’une clause."),
            ),
            Self::UnknownPromise(slug) => {
                Said::new(format!("There is no promise ‘{slug}’."), format!("Il n’y a pas de promesse « {slug} »."))
            }
            Self::UndefinedParameter(name) => {
                Said::new(format!("There is no measure ‘{name}’."), format!("Il n’y a pas de mesure « {name} »."))
            }
            Self::Spelled(text) => Said::new(
                format!(
                    "‘{text}’ is spelled out. Name the measure in braces, so that the text cannot disagree with what is enforced."
                ),
                format!(
                    "« {text} » est écrit en toutes lettres. Nommez la mesure entre accolades, pour que le texte ne puisse contredire ce qui est appliqué."
                ),
            ),
            Self::Unmeasured(word, suggestion) => unmeasured_said(word, *suggestion),
            Self::MissingInOther => {
                said("The other language has no such clause.", "L’autre langue n’a pas cette clause.")
            }
            Self::DiffersFromOther => said(
                "The two languages do not name the same promises and measures here, in the same order.",
                "Les deux langues ne nomment pas ici les mêmes promesses et mesures, dans le même ordre.",
            ),
            Self::UnkeptPromise(slug) => Said::new(
                format!("No clause of any policy makes the promise ‘{}’ ({slug}).", named(slug, "en")),
                format!("Aucune clause d’aucune politique ne fait la promesse « {} » ({slug}).", named(slug, "fr")),
            ),
        }
    }
}

fn unmeasured_said(word: &str, suggestion: Option<&Parameter>) -> Said {
    let (en, fr) = match suggestion {
        Some(measure) => (
            format!("Say how much with {{{{{}}}}}", measure.name),
            format!("Dites combien par {{{{{}}}}}", measure.name),
        ),
        None => ("Say how much".to_owned(), "Dites combien".to_owned()),
    };
    Said::new(
        format!("Nothing measures ‘{word}’. {en}, or let it stand with a reason."),
        format!("Rien ne mesure « {word} ». {fr}, ou laissez-le avec une raison."),
    )
}
