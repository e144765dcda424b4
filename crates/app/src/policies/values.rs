//! What a policy's braces stand for: the firm, the version, and the measures in force, in words.

use super::text::references;
use bailee_model::{PolicyVersion, PublishedMeasure};
use bailee_policy::{Limits, PARAMETERS, parameter};
use jiff::civil::Date;

/// What is filled in.
#[derive(Clone, Debug)]
pub struct Values {
    firm: String,
    number: Option<String>,
    effective: Option<Date>,
    contact: String,
    limits: Limits,
}

impl Values {
    /// What fills this version's texts, with these measures.
    pub fn of(version: &PolicyVersion, firm: &str, limits: &Limits) -> Self {
        Self {
            firm: firm.to_owned(),
            number: version.number.clone(),
            effective: version.effective,
            contact: version.contact.clone(),
            limits: *limits,
        }
    }

    /// The text with everything known filled in; a name that is not known stands as it was written.
    pub fn fill(&self, text: &str, language: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let found = after.split_once("}}").and_then(|(name, tail)| Some((self.say(name.trim(), language)?, tail)));
            match found {
                Some((said, tail)) => {
                    out.push_str(&said);
                    rest = tail;
                }
                None => {
                    out.push_str("{{");
                    rest = after;
                }
            }
        }
        out + rest
    }

    /// What a name stands for, in this language; none, when it is not known.
    pub fn say(&self, name: &str, language: &str) -> Option<String> {
        let open = if language == "fr" { "(à venir)" } else { "(to come)" };
        let or_open = |text: Option<String>| text.filter(|text| !text.is_empty()).unwrap_or_else(|| open.to_owned());
        match name {
            "firm" => Some(self.firm.clone()),
            "version" => Some(or_open(self.number.clone())),
            "effective_date" => Some(or_open(self.effective.map(|day| say_day(day, language)))),
            "contact" => Some(or_open(Some(self.contact.clone()))),
            _ => Some(parameter(name)?.say(self.limits.get(name)?, language)),
        }
    }
}

/// A day in words, as in `1 March 2027` or `1er mars 2027`.
pub fn say_day(day: Date, language: &str) -> String {
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const FR: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let month = usize::from(day.month().unsigned_abs()) - 1;
    match (language, day.day()) {
        ("fr", 1) => format!("1er {} {}", FR[month], day.year()),
        ("fr", number) => format!("{number} {} {}", FR[month], day.year()),
        (_, number) => format!("{number} {} {}", EN[month], day.year()),
    }
}

/// The measures that these texts name, as they are now: what is kept with a version when it is published.
pub fn measures<'a>(texts: impl IntoIterator<Item = &'a str>, limits: &Limits) -> Vec<PublishedMeasure> {
    let named: Vec<&str> = texts.into_iter().flat_map(references).collect();
    let used = PARAMETERS.iter().filter(|each| named.contains(&each.name));
    used.filter_map(|each| Some(PublishedMeasure { name: each.name.to_owned(), value: limits.get(each.name)? }))
        .collect()
}

/// The measures as they were published; what was not published with the version stays as it is in force.
pub fn limits_of(version: &PolicyVersion, now: &Limits) -> Limits {
    let mut limits = *now;
    for measure in &version.measures {
        // A bound may have moved since: what can no longer be set stays as it is in force.
        let _ = limits.set(&measure.name, measure.value);
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn values() -> Values {
        Values {
            firm: "Quillbridge".to_owned(),
            number: Some("2".to_owned()),
            effective: Some(date(2027, 3, 1)),
            contact: String::new(),
            limits: Limits { grant_days: 7, ..Limits::default() },
        }
    }

    #[test]
    fn braces_are_filled_with_what_is_in_force() {
        let said = values().fill("{{firm}} {{version}}, {{effective_date}}: {{ grant_days }}.", "fr");
        assert_eq!(said.replace('\u{a0}', " "), "Quillbridge 2, 1er mars 2027: 7 jours.");
        assert_eq!(values().fill("{{effective_date}}", "en"), "1 March 2027");
        assert_eq!(values().fill("write to {{contact}}", "en"), "write to (to come)");
    }

    #[test]
    fn what_is_not_known_stands_as_it_was_written() {
        for odd in ["{{unknown}}", "{{", "a {{ b", "}} {{firm"] {
            assert_eq!(values().fill(odd, "en"), odd);
        }
    }

    #[test]
    fn the_measures_that_are_named_are_kept() {
        let limits = Limits::default();
        let kept = measures(["{{lock_secs}} {{firm}} {{nonsense}}", "{{grant_days}}"], &limits);
        let names: Vec<&str> = kept.iter().map(|each| each.name.as_str()).collect();
        assert_eq!(names, ["grant_days", "lock_secs"]);
    }
}
