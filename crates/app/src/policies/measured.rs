//! Lengths of time that a text spells out instead of naming the measure: *30 days*, *two weeks*, *quarterly*.

/// Numbers in words.
const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "fourteen", "fifteen",
    "twenty", "thirty", "sixty", "ninety", "hundred", "deux", "trois", "quatre", "cinq", "sept", "huit", "neuf", "dix",
    "douze", "quatorze", "quinze", "vingt", "trente", "soixante", "cent",
];

/// Units of time.
const UNITS: &[&str] = &[
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "quarter",
    "quarters",
    "year",
    "years",
    "seconde",
    "secondes",
    "heure",
    "heures",
    "jour",
    "jours",
    "semaine",
    "semaines",
    "mois",
    "trimestre",
    "trimestres",
    "an",
    "ans",
    "année",
    "années",
];

/// Words between a number and its unit.
const BETWEEN: &[&str] = &["working", "business", "calendar", "full", "ouvrable", "ouvrables", "civils"];

/// How often, in one word.
const OFTEN: &[&str] = &[
    "daily",
    "weekly",
    "monthly",
    "quarterly",
    "annually",
    "annual",
    "yearly",
    "quotidien",
    "quotidienne",
    "quotidiennement",
    "hebdomadaire",
    "mensuel",
    "mensuelle",
    "mensuellement",
    "trimestriel",
    "trimestrielle",
    "trimestriellement",
    "annuel",
    "annuelle",
    "annuellement",
];

/// What makes a unit a measure by itself: *every year*, *chaque année*.
const EACH: &[&str] = &["every", "each", "per", "chaque", "par"];

/// The lengths of time that a line spells out, as it has them.
pub(super) fn spelled(line: &str) -> Vec<String> {
    let words: Vec<&str> = line
        .split(|each: char| !(each.is_alphanumeric() || "{}_".contains(each)))
        .filter(|word| !word.is_empty())
        .collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut found = Vec::new();
    for (at, word) in lower.iter().enumerate() {
        let unit = |at: usize| lower.get(at).is_some_and(|word| UNITS.contains(&word.as_str()));
        let counts = NUMBERS.contains(&word.as_str()) || word.bytes().all(|byte| byte.is_ascii_digit());
        let skipped = lower.get(at + 1).is_some_and(|word| BETWEEN.contains(&word.as_str()));
        let end = at + 1 + usize::from(counts && skipped);
        if OFTEN.contains(&word.as_str()) {
            found.push(words[at].to_owned());
        } else if (counts || EACH.contains(&word.as_str())) && unit(end) {
            found.push(words[at..=end].join(" "));
        } else if word == "tous" && lower.get(at + 1).is_some_and(|word| word == "les") && unit(at + 2) {
            found.push(words[at..=at + 2].join(" "));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_found_however_they_are_spelled() {
        let cases: &[(&str, &[&str])] = &[
            ("within 30 days, or 10 working days", &["30 days", "10 working days"]),
            ("a 5-minute timeout", &["5 minute"]),
            ("at minimum quarterly, at least every year", &["quarterly", "every year"]),
            ("en 72 heures, chaque année, tous les mois", &["72 heures", "chaque année", "tous les mois"]),
            ("within two weeks", &["two weeks"]),
        ];
        for (line, expected) in cases {
            assert_eq!(spelled(line), *expected, "{line}");
        }
    }

    #[test]
    fn numbers_of_other_things_and_measures_by_name_are_left_alone() {
        for line in
            ["two factors", "within {{grant_days}}", "the next three clauses", "section 2.2", "the day of", "first day"]
        {
            assert_eq!(spelled(line), Vec::<String>::new(), "{line}");
        }
    }
}
