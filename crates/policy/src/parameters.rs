//! The measures of the promises: every number that a policy states and Bailee keeps to, written once.
//!
//! A policy's text refers to a measure as `{{grant_days}}` and never spells the number, so that the text cannot disagree with
//! what is enforced. A firm may be stricter than the default within the bounds given here, and never more lenient.

use crate::promises::{Text, text};
use std::fmt::Write as _;

/// What a measure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days of 24 hours.
    Days,
    /// Monday to Friday.
    WorkingDays,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
    /// Times as many.
    Times,
    /// Openings of client data.
    Openings,
    /// The hour of the day, in UTC.
    Hour,
}

/// One measure. The default is also the most lenient value, except where [`longer`](Self::longer) says that more is stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in texts and settings, as in `grant_days`.
    pub name: &'static str,
    /// What is counted.
    pub unit: Unit,
    /// In force unless the firm is stricter.
    pub default: i64,
    /// The strictest value that can be worked with; of an hour of the day, which is strict only with another, the default.
    pub strictest: i64,
    /// What it limits, in a few words.
    pub meaning: Text,
}

impl Parameter {
    /// Whether a larger value is the stricter one: something is kept, or announced, for longer.
    pub fn longer(&self) -> bool {
        self.strictest > self.default
    }

    /// The lowest and the highest value that a firm may set. Of an hour that is any: see [`Limits::allows_hours`].
    pub fn bounds(&self) -> (i64, i64) {
        match self.unit {
            Unit::Hour => (0, 23),
            _ => (self.default.min(self.strictest), self.default.max(self.strictest)),
        }
    }

    /// Whether a firm may set it so.
    pub fn allows(&self, value: i64) -> bool {
        let (low, high) = self.bounds();
        (low..=high).contains(&value)
    }

    /// A value in words, as in `5 minutes` or `2 jours ouvrables`.
    pub fn say(&self, value: i64, language: &str) -> String {
        if self.unit == Unit::Hour && language != "fr" {
            return format!("{value}:00\u{a0}UTC");
        }
        let (value, unit) = self.unit.largest(value);
        let mut said = value.to_string();
        // Writing to a String does not fail.
        let _ = write!(said, "\u{a0}{}", unit.word(value, language));
        said
    }
}

impl Unit {
    /// The same length of time in the largest unit that holds it whole: 300 seconds are 5 minutes. Days stay days.
    fn largest(self, value: i64) -> (i64, Self) {
        match self {
            Self::Seconds if value >= 60 && value % 60 == 0 => Self::Minutes.largest(value / 60),
            Self::Minutes if value > 60 && value % 60 == 0 => (value / 60, Self::Hours),
            _ => (value, self),
        }
    }

    fn word(self, value: i64, language: &str) -> &'static str {
        let one = value == 1 || (language == "fr" && value == 0);
        match (self, language == "fr", one) {
            (Self::Seconds, false, true) => "second",
            (Self::Seconds, false, false) => "seconds",
            (Self::Seconds, true, true) => "seconde",
            (Self::Seconds, true, false) => "secondes",
            (Self::Minutes, _, true) => "minute",
            (Self::Minutes, _, false) => "minutes",
            (Self::Hours, false, true) => "hour",
            (Self::Hours, false, false) => "hours",
            (Self::Hours, true, true) => "heure",
            (Self::Hours, true, false) => "heures",
            (Self::Days, false, true) => "day",
            (Self::Days, false, false) => "days",
            (Self::Days, true, true) => "jour",
            (Self::Days, true, false) => "jours",
            (Self::WorkingDays, false, true) => "working day",
            (Self::WorkingDays, false, false) => "working days",
            (Self::WorkingDays, true, true) => "jour ouvrable",
            (Self::WorkingDays, true, false) => "jours ouvrables",
            (Self::Months, false, true) => "month",
            (Self::Months, false, false) => "months",
            (Self::Months, true, _) => "mois",
            (Self::Years, false, true) => "year",
            (Self::Years, false, false) => "years",
            (Self::Years, true, true) => "an",
            (Self::Years, true, false) => "ans",
            (Self::Times, false, true) => "time",
            (Self::Times, false, false) => "times",
            (Self::Times, true, _) => "fois",
            (Self::Openings, false, true) => "opening",
            (Self::Openings, false, false) => "openings",
            (Self::Openings, true, true) => "ouverture",
            (Self::Openings, true, false) => "ouvertures",
            // English says it without a word between: see `Parameter::say`.
            (Self::Hour, ..) => "h UTC",
        }
    }
}

/// The parameter of this name.
pub fn parameter(name: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.name == name)
}

/// Writes the parameters, and the values of all of them as one struct: `name: unit, default .. strictest, "en", "fr"`.
macro_rules! parameters {
    ($($name:ident: $unit:ident, $default:literal .. $strictest:literal, $en:literal, $fr:literal;)*) => {
        /// The measures in force, each as strict as the firm wants it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Limits {
            $(#[doc = $en] pub $name: i64,)*
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Limits {
            /// The value in force of the parameter of this name.
            pub fn get(&self, name: &str) -> Option<i64> {
                match name {
                    $(stringify!($name) => Some(self.$name),)*
                    _ => None,
                }
            }

            /// Sets one; false when there is none of this name, or the value is not among those allowed.
            #[must_use]
            pub fn set(&mut self, name: &str, value: i64) -> bool {
                let allowed = parameter(name).is_some_and(|parameter| parameter.allows(value));
                match name {
                    $(stringify!($name) if allowed => self.$name = value,)*
                    _ => return false,
                }
                true
            }
        }

        /// Every parameter, in the order of the clauses.
        pub const PARAMETERS: &[Parameter] = &[
            $(Parameter {
                name: stringify!($name),
                unit: Unit::$unit,
                default: $default,
                strictest: $strictest,
                meaning: text($en, $fr),
            },)*
        ];
    };
}

parameters! {
    grant_days: Days, 30 .. 1, "How long a grant may run.", "Durée maximale d’une autorisation.";
    unused_grant_days: Days, 14 .. 2, "How long a grant may go unused.", "Délai sans usage avant le retrait d’une autorisation.";
    request_days: Days, 14 .. 1, "How long a request waits for an answer.", "Délai de réponse à une demande.";
    emergency_minutes: Minutes, 60 .. 5, "How long emergency access runs.", "Durée d’un accès d’urgence.";
    deletion_days: Days, 14 .. 0, "How long after verification working copies may stay.", "Délai de suppression après vérification.";
    freeze_days: Days, 30 .. 0, "How long an incident may keep deletion waiting.", "Durée pendant laquelle un incident peut retarder une suppression.";
    hold_days: Days, 366 .. 1, "How long one hold may run.", "Durée maximale d’une conservation demandée.";
    answer_days: WorkingDays, 2 .. 1, "How soon a question is answered.", "Délai de réponse à une question.";
    revoke_minutes: Minutes, 60 .. 1, "How soon access has ended everywhere.", "Délai de retrait complet des accès.";
    rotation_days: Days, 7 .. 1, "How soon a credential that a leaver used is replaced.", "Délai de remplacement d’un identifiant secret utilisé par une personne partie.";
    step_up_secs: Seconds, 300 .. 30, "How long both factors count as shown afresh.", "Durée pendant laquelle les deux facteurs comptent comme fraîchement présentés.";
    token_days: Days, 90 .. 1, "How long a program’s token may run.", "Durée maximale d’un jeton de programme.";
    review_days: Days, 90 .. 7, "How often access is reviewed.", "Intervalle entre deux revues des accès.";
    review_grace_days: Days, 14 .. 1, "How long a review waits before silence suspends.", "Délai avant qu’un silence suspende l’accès.";
    review_restore_hours: Hours, 48 .. 1, "How long suspended access can be restored.", "Délai pendant lequel un accès suspendu peut être rétabli.";
    report_hours: Hours, 24 .. 1, "How old a device’s report may be.", "Ancienneté maximale du rapport d’un appareil.";
    patch_days: Days, 14 .. 1, "How long a security update may wait.", "Délai d’installation d’une mise à jour de sécurité.";
    signature_days: Days, 7 .. 1, "How old the signatures of endpoint protection may be.", "Ancienneté maximale des signatures de la protection.";
    lock_secs: Seconds, 300 .. 30, "After how long a screen locks.", "Délai de verrouillage de l’écran.";
    personal_device_days: Days, 180 .. 1, "How long the approval of a personal device runs.", "Durée de l’approbation d’un appareil personnel.";
    checkout_hours: Hours, 72 .. 1, "How long a checkout may stay on a device.", "Durée maximale d’une sortie sur un appareil.";
    assessment_months: Months, 12 .. 1, "How long an assessment of a further region counts.", "Durée de validité de l’évaluation d’une autre région.";
    drop_link_days: Days, 14 .. 1, "How long a link for uploads or downloads works.", "Durée de validité d’un lien de dépôt ou de retrait.";
    backup_keep_days: Days, 30 .. 1, "How long a backup or an old recovery kit may exist.", "Durée de conservation d’une sauvegarde ou d’un ancien coffret de reprise.";
    backup_hours: Hours, 24 .. 1, "How often a backup is made.", "Intervalle entre deux sauvegardes.";
    backup_trial_days: Days, 90 .. 7, "How often a restore is tried.", "Intervalle entre deux essais de restauration.";
    training_months: Months, 12 .. 1, "How long training counts.", "Durée de validité d’une formation.";
    training_grace_days: Days, 14 .. 0, "How long training may be overdue.", "Délai de grâce d’une formation échue.";
    notice_hours: Hours, 24 .. 1, "How soon affected clients are told of an incident.", "Délai d’avis aux clients touchés par un incident.";
    register_years: Years, 6 .. 20, "How long the register of incidents is kept.", "Durée de conservation du registre des incidents.";
    exercise_months: Months, 12 .. 1, "How often incident response is exercised.", "Intervalle entre deux exercices d’incident.";
    tool_notice_days: Days, 30 .. 90, "How long before a new subcontractor or tool clients are told.", "Préavis avant un nouveau sous-traitant ou outil.";
    unusual_times: Times, 3 .. 2, "How many times a person’s usual day of openings counts as unusual use.", "À combien de fois sa journée habituelle d’ouvertures l’usage d’une personne compte comme inhabituel.";
    unusual_openings: Openings, 50 .. 5, "How many openings a day are never too many.", "Nombre d’ouvertures par jour qui n’est jamais inhabituel.";
    work_begins: Hour, 6 .. 6, "When working hours begin.", "Début des heures de travail.";
    work_ends: Hour, 22 .. 22, "When working hours end: 16 hours later at most, past midnight too.", "Fin des heures de travail : au plus 16 heures après leur début, aussi passé minuit.";
    unusual_quiet_days: Days, 30 .. 3, "After how long without one an opening counts as unusual use.", "Délai sans ouverture après lequel la suivante compte comme un usage inhabituel.";
    unusual_look_days: Days, 7 .. 1, "How soon somebody looks at unusual use.", "Délai d’examen d’un usage inhabituel.";
    policy_review_months: Months, 12 .. 1, "How often the policies are reviewed.", "Intervalle entre deux révisions des politiques.";
}

/// How many hours working hours may last: what is opened in them is not unusual by its hour.
pub const LONGEST_WORK: i64 = 16;

impl Limits {
    /// How many hours working hours last. Those that end at an earlier hour than they begin go on past midnight.
    pub fn working_hours(&self) -> i64 {
        (self.work_ends - self.work_begins).rem_euclid(24)
    }

    /// Whether this hour of the day, in UTC, is one of the working hours.
    pub fn works_at(&self, hour: i64) -> bool {
        (hour - self.work_begins).rem_euclid(24) < self.working_hours()
    }

    /// Whether working hours may be set so: there are some, and no more than [`LONGEST_WORK`].
    pub fn allows_hours(&self) -> bool {
        (1..=LONGEST_WORK).contains(&self.working_hours())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_may_be_stricter_and_not_more_lenient() {
        let mut limits = Limits::default();
        assert!(limits.set("grant_days", 7) && limits.grant_days == 7);
        assert!(!limits.set("grant_days", 31) && !limits.set("grant_days", 0) && limits.grant_days == 7);
        assert!(limits.set("tool_notice_days", 60), "a longer notice is the stricter one");
        assert!(!limits.set("tool_notice_days", 29) && !limits.set("unknown", 1));
    }

    #[test]
    fn working_hours_may_be_any_that_are_not_too_long() {
        let of = |begins, ends| {
            let mut limits = Limits::default();
            assert!(limits.set("work_begins", begins) && limits.set("work_ends", ends));
            limits
        };
        assert!(Limits::default().allows_hours() && of(0, 16).allows_hours());
        let late = of(11, 3);
        assert!(late.allows_hours() && late.working_hours() == LONGEST_WORK);
        assert!(late.works_at(11) && late.works_at(23) && late.works_at(0) && late.works_at(2));
        assert!(!late.works_at(3) && !late.works_at(10));
        assert!(!Limits::default().works_at(5) && Limits::default().works_at(6) && !Limits::default().works_at(22));
        assert!(!of(11, 4).allows_hours() && !of(5, 22).allows_hours() && !of(9, 9).allows_hours());
        assert!(!Limits::default().set("work_begins", 24) && !Limits::default().set("work_ends", -1));
    }

    #[test]
    fn every_default_is_allowed_and_found() {
        for parameter in PARAMETERS {
            assert!(parameter.allows(parameter.default), "{}", parameter.name);
            assert_eq!(Limits::default().get(parameter.name), Some(parameter.default));
        }
    }

    #[test]
    fn values_are_said_in_the_largest_unit_that_fits() {
        let say = |name: &str, value, language| {
            parameter(name).map(|parameter| parameter.say(value, language).replace('\u{a0}', " "))
        };
        assert_eq!(say("step_up_secs", 300, "en").as_deref(), Some("5 minutes"));
        assert_eq!(say("lock_secs", 90, "fr").as_deref(), Some("90 secondes"));
        assert_eq!(say("answer_days", 1, "fr").as_deref(), Some("1 jour ouvrable"));
        assert_eq!(say("work_begins", 6, "en").as_deref(), Some("6:00 UTC"));
        assert_eq!(say("work_begins", 6, "fr").as_deref(), Some("6 h UTC"));
        assert_eq!(say("revoke_minutes", 60, "en").as_deref(), Some("60 minutes"));
        assert_eq!(say("revoke_minutes", 120, "en").as_deref(), Some("2 hours"));
    }
}
