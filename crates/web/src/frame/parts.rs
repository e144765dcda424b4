//! Small parts of pages that templates call on the frame: words, numbers, times, identifiers.

use super::Frame;
use crate::{
    format,
    markup::{Markup, html},
    words::{Forms, Say, class_or_sealed},
};
use bailee_model::{ColumnClass, Place, Text};
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::fmt::Display;

/// Whole numbers of any width, by value or by reference.
pub(crate) trait Whole {
    /// The number; nothing that is counted exceeds it.
    fn whole(&self) -> i128;
}

impl<T: Whole + ?Sized> Whole for &T {
    fn whole(&self) -> i128 {
        (**self).whole()
    }
}

/// An instant, by value or by reference.
pub(crate) trait Moment {
    /// The instant.
    fn moment(&self) -> Timestamp;
}

impl Moment for Timestamp {
    fn moment(&self) -> Timestamp {
        *self
    }
}

impl<T: Moment + ?Sized> Moment for &T {
    fn moment(&self) -> Timestamp {
        (**self).moment()
    }
}

/// An exact decimal, by value or by reference.
pub(crate) trait Figure {
    /// The decimal.
    fn figure(&self) -> Decimal;
}

impl Figure for Decimal {
    fn figure(&self) -> Decimal {
        *self
    }
}

impl<T: Figure + ?Sized> Figure for &T {
    fn figure(&self) -> Decimal {
        (**self).figure()
    }
}

macro_rules! whole {
    ($($name:ty),*) => {$(impl Whole for $name {
        fn whole(&self) -> i128 {
            *self as i128
        }
    })*};
}
whole!(u64, i64, i32, u32, usize);

impl Frame {
    /// A word of a vocabulary.
    pub(crate) fn say(&self, word: impl Say) -> &'static str {
        word.say(self.lang)
    }

    /// Several, with commas.
    pub(crate) fn list<T: Say>(&self, words: &[T]) -> String {
        words.iter().map(|word| word.say(self.lang)).collect::<Vec<_>>().join(", ")
    }

    /// A whole number with its digits grouped.
    pub(crate) fn int(&self, number: impl Whole) -> String {
        format::grouped(self.lang, &number.whole().to_string())
    }

    /// A phrase with a number, in the singular or plural of the language.
    pub(crate) fn n(&self, forms: impl std::borrow::Borrow<Forms>, number: impl Whole) -> String {
        let count = number.whole();
        let plural = self.lang.pick(count != 1, count > 1);
        self.fill(forms.borrow()[usize::from(plural)], self.int(number))
    }

    /// A phrase with its gap filled.
    pub(crate) fn fill(&self, phrase: impl AsRef<str>, what: impl Display) -> String {
        phrase.as_ref().replacen("{}", &what.to_string(), 1)
    }

    /// A phrase with two gaps filled.
    pub(crate) fn fill2(&self, phrase: impl AsRef<str>, first: impl Display, second: impl Display) -> String {
        match phrase.as_ref().split_once("{}") {
            Some((before, after)) => format!("{before}{first}{}", self.fill(after, second)),
            None => phrase.as_ref().to_owned(),
        }
    }

    /// A size in bytes, exact on hover.
    pub(crate) fn size(&self, bytes: impl Whole) -> Markup {
        let exact = self.int(&bytes);
        html!(
            "<span title=\"{exact}\u{a0}{unit}\">{short}</span>",
            exact = exact,
            unit = self.t().unit_bytes,
            short = self.size_text(bytes)
        )
    }

    /// The same as text.
    pub(crate) fn size_text(&self, bytes: impl Whole) -> String {
        format::size(self.lang, i64::try_from(bytes.whole()).unwrap_or(i64::MAX))
    }

    /// An exact amount of money.
    pub(crate) fn money(&self, amount: impl Figure) -> String {
        format::money(self.lang, amount.figure())
    }

    /// A count that is kept as a decimal.
    pub(crate) fn quantity(&self, amount: impl Figure) -> String {
        format::quantity(self.lang, amount.figure())
    }

    /// A number that arrives as text.
    pub(crate) fn amount(&self, text: impl AsRef<str>) -> String {
        format::amount(self.lang, text.as_ref())
    }

    /// A time: relative when recent, exact on hover.
    pub(crate) fn when(&self, at: impl Moment) -> Markup {
        let at = at.moment();
        self.time(at, format::relative(self.lang, self.now, at))
    }

    /// A day, exact on hover.
    pub(crate) fn day(&self, at: impl Moment) -> Markup {
        let at = at.moment();
        self.time(at, format::day(self.lang, at))
    }

    /// A time with its zone.
    pub(crate) fn exact(&self, at: impl Moment) -> Markup {
        let at = at.moment();
        self.time(at, format::exact(self.lang, at))
    }

    fn time(&self, at: Timestamp, text: String) -> Markup {
        html!(
            "<time datetime=\"{iso}\" title=\"{exact}\">{text}</time>",
            iso = at.to_string(),
            exact = format::exact(self.lang, at),
            text = text
        )
    }

    /// An icon of the sprite; words beside it carry the meaning.
    pub(crate) fn icon(&self, name: &str) -> Markup {
        html!("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-{name}\"/></svg>", name = name)
    }

    /// An identifier or digest: its first characters, the whole on hover, in print and on the clipboard.
    pub(crate) fn chip(&self, id: impl Display) -> Markup {
        let whole = id.to_string();
        if whole.is_empty() {
            return Markup(String::new());
        }
        let random = whole.find('_').map_or(0, |at| at + 1);
        let short: String = whole.chars().take(random + 8).collect();
        let t = self.t();
        html!(
            "<span class=\"id\" title=\"{whole}\"><code class=\"short\">{short}</code><code class=\"rest\">{whole}</code><button type=\"button\" class=\"copy\" data-copy=\"{whole}\" data-said=\"{said}\" aria-label=\"{label} {short}\">{icon}</button></span>",
            whole = whole,
            short = short,
            said = t.copied,
            label = t.copy,
            icon = self.icon("copy"),
        )
    }

    /// What a session was begun with, as people know it.
    pub(crate) fn agent(&self, name: impl AsRef<str>) -> String {
        format::agent(name.as_ref())
    }

    /// A sentence that names pages and commands.
    pub(crate) fn sentence(&self, text: impl AsRef<str>) -> Markup {
        crate::markup::sentence(text.as_ref())
    }

    /// A day as plain text.
    pub(crate) fn day_text(&self, at: impl Moment) -> String {
        format::day(self.lang, at.moment())
    }

    /// A column's class, or that it is sealed.
    pub(crate) fn class(&self, class: &Option<ColumnClass>) -> &'static str {
        class_or_sealed(*class, self.lang)
    }

    /// A column's type in words.
    pub(crate) fn column_kind(&self, kind: impl AsRef<str>) -> String {
        let t = self.t();
        match kind.as_ref() {
            "text" => t.kind_text,
            "integer" => t.kind_integer,
            "decimal" => t.kind_decimal,
            "date" => t.kind_date,
            "boolean" => t.kind_boolean,
            "empty" => t.kind_empty,
            other => return other.to_owned(),
        }
        .to_owned()
    }

    /// What a job does, in words.
    pub(crate) fn job_kind(&self, kind: impl AsRef<str>) -> &'static str {
        let t = self.t();
        match kind.as_ref() {
            "intake" => t.job_intake,
            "profile" => t.job_profile,
            "load" => t.job_load,
            "reconcile" => t.job_reconcile,
            "destroy" => t.job_destroy,
            _ => t.job_other,
        }
    }

    /// What a job counts, in words.
    pub(crate) fn unit(&self, unit: impl AsRef<str>) -> String {
        let t = self.t();
        match unit.as_ref() {
            "rows" => t.unit_rows.to_owned(),
            "bytes" => t.unit_bytes.to_owned(),
            "records" => t.unit_records.to_owned(),
            other => other.to_owned(),
        }
    }

    /// The lines of the first few rows of a finding.
    pub(crate) fn lines(&self, lines: &[u64]) -> String {
        lines.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
    }

    /// A place in a document: `12:4`, with the field.
    pub(crate) fn place(&self, place: &Place) -> String {
        let numbers: Vec<String> =
            [place.line, place.column].into_iter().flatten().map(|number| number.to_string()).collect();
        [Some(numbers.join(":")), place.field.clone()]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// A place in what the caller gave, in words.
    pub(crate) fn place_in_words(&self, place: &Place) -> String {
        let word = |en, fr| self.lang.pick(en, fr);
        [
            place.file.clone(),
            place.line.map(|line| format!("{} {line}", word("line", "ligne"))),
            place.column.map(|column| format!("{} {column}", word("column", "colonne"))),
            place.field.as_ref().map(|field| format!("{} {field}", word("field", "champ"))),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
    }

    /// What is wrong with a field, if something is.
    pub(crate) fn problem(&self, field: impl AsRef<str>) -> Option<String> {
        let problem = self.problems.iter().find(|problem| problem.field.as_deref() == Some(field.as_ref()))?;
        let message = self.tell(&problem.message);
        Some(problem.hint.as_ref().map_or_else(|| message.clone(), |hint| format!("{message} {}", self.tell(hint))))
    }

    /// A sentence of the product's in the page's language.
    pub(crate) fn tell(&self, text: &Text) -> String {
        self.lang.tell(text)
    }

    /// The attributes that tie a field to its help and its error.
    pub(crate) fn described(&self, name: impl AsRef<str>, help: impl AsRef<str>) -> Markup {
        let (name, wrong) = (name.as_ref(), self.problem(&name).is_some());
        let mut ids = Vec::new();
        if wrong {
            ids.push(format!("{name}-wrong"));
        }
        if !help.as_ref().is_empty() {
            ids.push(format!("{name}-help"));
        }
        let mut out = String::new();
        if !ids.is_empty() {
            out.push_str(&html!("aria-describedby=\"{ids}\"", ids = ids.join(" ")).0);
        }
        if wrong {
            out.push_str(" aria-invalid=\"true\"");
        }
        Markup(out)
    }
}
