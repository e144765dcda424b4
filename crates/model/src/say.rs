//! Sentences for people, as data: what an error says is written once, in English, where it happens, and whoever shows
//! it can say it in another language.
//!
//! A [`Text`] keeps its sentence apart from what is filled in. The sentence itself is its own key, as in gettext: a
//! face looks it up in its catalogue of another language and fills in the same parts. [`say!`] is the only way to write
//! one, so that a test can read every sentence out of the sources and find the one that a catalogue lacks.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::{borrow::Cow, fmt};

/// A sentence with what is filled in. By default there is nothing to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    sentence: Cow<'static, str>,
    english: String,
    /// What fills the places, in the order of their names: kept and read again, a text is the same.
    parts: Vec<(Cow<'static, str>, Part)>,
}

/// How a kept sentence of ours begins.
const KEPT: &str = "{\"say\":";

/// What is filled into a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The same in every language: a number, a name, a date, a word of the caller's.
    Plain(String),
    /// A sentence or a piece of one, with a language of its own.
    Said(Text),
}

/// What can be filled into a sentence.
pub trait Fill {
    /// It as a part.
    fn part(&self) -> Part;
}

impl Fill for Text {
    fn part(&self) -> Part {
        Part::Said(self.clone())
    }
}

impl<T: Fill + ?Sized> Fill for &T {
    fn part(&self) -> Part {
        (**self).part()
    }
}

macro_rules! plain {
    ($($kind:ty),*) => {
        $(impl Fill for $kind {
            fn part(&self) -> Part {
                Part::Plain(self.to_string())
            }
        })*
    };
}

plain!(str, String, char, u8, u16, u32, u64, usize, i32, i64, std::borrow::Cow<'_, str>, fmt::Arguments<'_>);

impl Text {
    /// What [`say!`] makes: the sentence with its `{places}`, its English, and what fills the places.
    #[doc(hidden)]
    pub fn of(sentence: &'static str, english: String, mut parts: Vec<(&'static str, Part)>) -> Self {
        parts.sort_unstable_by_key(|(name, _)| *name);
        let parts = parts.into_iter().map(|(name, part)| (Cow::Borrowed(name), part)).collect();
        Self { sentence: Cow::Borrowed(sentence), english, parts }
    }

    /// Words that are not ours, passed on as they are: what a server answered, what a firm wrote.
    pub fn told(words: impl Into<String>) -> Self {
        Self { sentence: Cow::Borrowed(""), english: words.into(), parts: Vec::new() }
    }

    /// It in English.
    pub fn english(&self) -> &str {
        &self.english
    }

    /// It in English and no other language: what programs are told of a record that keeps its sentences.
    #[must_use]
    pub fn in_english(&self) -> Self {
        Self::told(self.english())
    }

    /// It in the language of a catalogue, which answers a sentence with its own, the same `{places}` in it. What the
    /// catalogue does not have stays English.
    pub fn in_words_of(&self, catalogue: &dyn Fn(&str) -> Option<&'static str>) -> String {
        match catalogue(&self.sentence) {
            Some(theirs) => self.filled(theirs, &|part| part.in_words_of(catalogue)),
            None => self.english.clone(),
        }
    }

    /// As it is kept in a record, to be said in any language later: words that are not ours as they are, a sentence of
    /// ours as JSON, `{"say": sentence, "with": {place: words or another}}`.
    pub fn keep(&self) -> String {
        match self.sentence.as_ref() {
            "" if !self.english.starts_with(KEPT) => self.english.clone(),
            _ => self.kept_value().to_string(),
        }
    }

    /// What [`Self::keep`] gave; anything else is words that are not ours.
    pub fn kept(kept: &str) -> Self {
        let value = kept.starts_with(KEPT).then(|| serde_json::from_str(kept).ok()).flatten();
        value.as_ref().and_then(Self::from_value).unwrap_or_else(|| Self::told(kept))
    }

    fn kept_value(&self) -> Value {
        if self.sentence.is_empty() {
            return serde_json::json!({ "say": "", "told": self.english });
        }
        let part = |part: &Part| match part {
            Part::Plain(plain) => Value::String(plain.clone()),
            Part::Said(text) => text.kept_value(),
        };
        let with: Map<String, Value> = self.parts.iter().map(|(name, each)| (name.to_string(), part(each))).collect();
        serde_json::json!({ "say": self.sentence, "with": with })
    }

    fn from_value(value: &Value) -> Option<Self> {
        if let Some(told) = value.get("told") {
            return told.as_str().map(Self::told);
        }
        let sentence = value.get("say")?.as_str()?.to_owned();
        let part = |value: &Value| match value {
            Value::String(plain) => Some(Part::Plain(plain.clone())),
            other => Self::from_value(other).map(Part::Said),
        };
        let with = value.get("with")?.as_object()?;
        let parts = with.iter().map(|(name, value)| Some((Cow::Owned(name.clone()), part(value)?)));
        let mut parts: Vec<(Cow<'static, str>, Part)> = parts.collect::<Option<_>>()?;
        parts.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut text = Self { sentence: Cow::Owned(sentence), english: String::new(), parts };
        text.english = text.filled(&text.sentence, &|part| part.english.clone());
        Some(text)
    }

    /// A sentence with these parts in its places.
    fn filled(&self, theirs: &str, say: &dyn Fn(&Self) -> String) -> String {
        let mut said = String::with_capacity(theirs.len());
        let mut rest = theirs;
        while let Some((before, after)) = rest.split_once(['{', '}']) {
            said.push_str(before);
            // A brace that is meant is written twice, as `format!` has it.
            if let Some(brace) = after.chars().next().filter(|next| matches!(next, '{' | '}')) {
                said.push(brace);
                rest = &after[1..];
                continue;
            }
            let Some((place, onwards)) = after.split_once('}') else { break };
            match self.parts.iter().find(|(name, _)| *name == place) {
                Some((_, Part::Plain(plain))) => said.push_str(plain),
                Some((_, Part::Said(text))) => said.push_str(&say(text)),
                None => {}
            }
            rest = onwards;
        }
        said.push_str(rest);
        said
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}

/// Programs are told the English.
impl Serialize for Text {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.english)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::told)
    }
}

/// Keeps a text of a record in that record's JSON as [`Text::keep`] has it: `#[serde(with = "bailee_model::say::kept")]`.
/// A program that is told of the record is told English, by [`Text::in_english`].
pub mod kept {
    use super::{Deserialize, Deserializer, Serializer, Text};

    /// Writes it so that it can be said in any language later.
    ///
    /// # Errors
    /// The format's own.
    pub fn serialize<S: Serializer>(text: &Text, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&text.keep())
    }

    /// Reads it; a plain string is words that are not ours.
    ///
    /// # Errors
    /// The format's own, when there is no string.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
        String::deserialize(from).map(|kept| Text::kept(&kept))
    }
}

/// Writes a sentence for people: `say!("A grant runs for 1 to {most} days.", most)`.
///
/// What is filled in is named, by a variable of that name or as `name = value`, and is written as it is, without a
/// format. Every name appears in the sentence and every place has a name.
#[macro_export]
macro_rules! say {
    ($sentence:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        match ($(&$crate::say!(@value $name $(, $value)?),)*) {
            ($($name,)*) => $crate::say::Text::of(
                $sentence,
                ::std::format!($sentence $(, $name = $name)*),
                ::std::vec![$((::std::stringify!($name), $crate::say::Fill::part($name))),*],
            ),
        }
    };
    (@value $name:ident, $value:expr) => { $value };
    (@value $name:ident) => { $name };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn french(sentence: &str) -> Option<&'static str> {
        match sentence {
            "{count} of {most} are left: {why}" => Some("{why} Il en reste {count} sur {most}."),
            "Write {{ value = {most} }}." => Some("Écrivez {{ value = {most} }}."),
            "The rest is gone." => Some("Le reste a disparu."),
            _ => None,
        }
    }

    #[test]
    fn a_sentence_is_said_in_another_order_with_its_parts_translated() {
        let count = 3;
        let text = say!("{count} of {most} are left: {why}", count, most = 7_u64, why = say!("The rest is gone."));
        assert_eq!(text.english(), "3 of 7 are left: The rest is gone.");
        assert_eq!(text.in_words_of(&french), "Le reste a disparu. Il en reste 3 sur 7.");
    }

    #[test]
    fn what_the_catalogue_lacks_and_what_is_not_ours_stay_as_they_are() {
        assert_eq!(say!("Nobody has translated this.").in_words_of(&french), "Nobody has translated this.");
        assert_eq!(
            Text::told("{count} of {most} are left: {why}").in_words_of(&french),
            "{count} of {most} are left: {why}"
        );
    }

    #[test]
    fn what_is_filled_in_is_not_read_as_a_place() {
        let why = "{most}";
        let text = say!("{count} of {most} are left: {why}", count = "{why}", most = 1, why);
        assert_eq!(text.in_words_of(&french), "{most} Il en reste {why} sur 1.");
    }

    #[test]
    fn a_kept_sentence_is_said_in_any_language_later() {
        let text = say!("{count} of {most} are left: {why}", count = 3, most = 7, why = say!("The rest is gone."));
        let kept = Text::kept(&text.keep());
        assert_eq!(kept, text);
        assert_eq!(kept.in_words_of(&french), "Le reste a disparu. Il en reste 3 sur 7.");
        let backwards = say!("{most} {count}", most = 7, count = 3);
        assert_eq!(Text::kept(&backwards.keep()), backwards, "in whatever order the places are filled");
        assert_eq!(Text::kept("An older record."), Text::told("An older record."));
        for words in ["", "As somebody typed it.", "{\"say\":", "{\"say\":\"The rest is gone.\",\"with\":{}}"] {
            let told = Text::told(words);
            assert_eq!(Text::kept(&told.keep()), told, "words that look like a sentence of ours stay words");
        }
    }

    #[test]
    fn braces_are_written_twice() {
        let text = say!("Write {{ value = {most} }}.", most = 2);
        assert_eq!(
            (text.english(), text.in_words_of(&french)),
            ("Write { value = 2 }.", "Écrivez { value = 2 }.".into())
        );
    }
}
