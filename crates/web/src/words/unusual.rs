//! What the page about unusual use says, in English and French.

use super::{Forms, Lang};

catalogue! { UnusualWords;
    room: &'static str = "Unusual use", "Usage inhabituel";
    title_none: &'static str = "No unusual use waits for a look", "Aucun usage inhabituel à examiner";
    title_waiting: Forms = ["{} day of unusual use waits for a look", "{} days of unusual use wait for a look"], ["{} jour d’usage inhabituel à examiner", "{} jours d’usage inhabituel à examiner"];
    lead: &'static str = "Every opening had its purpose and its grant. These days were not like the person’s others, or not at a usual hour. It is no reproach: say what it was. Days and hours are UTC.", "Chaque ouverture avait sa finalité et son autorisation. Ces jours-là ne ressemblaient pas aux autres de la personne, ou n’étaient pas aux heures habituelles. Ce n’est pas un reproche : dites ce qu’il en est. Jours et heures sont en UTC.";
    empty: &'static str = "Nothing unusual was found. A day stands here when somebody opens far more than usual, outside working hours, or after long without an opening.", "Rien d’inhabituel n’a été constaté. Un jour figure ici quand quelqu’un ouvre bien plus que d’habitude, hors des heures de travail ou après une longue absence d’ouvertures.";
    who: &'static str = "Who, on which day", "Qui, quel jour";
    what: &'static str = "What is unusual", "Ce qui est inhabituel";
    look_by: &'static str = "Look by", "À examiner d’ici le";
    said: &'static str = "What it was", "Ce qu’il en est";
    volume: &'static str = "{} openings; on a usual day {}", "{} ouvertures ; un jour habituel : {}";
    volume_first: &'static str = "{} openings; no earlier day to compare with", "{} ouvertures ; aucun jour antérieur à comparer";
    outside: Forms = ["{} opening outside working hours", "{} openings outside working hours"], ["{} ouverture hors des heures de travail", "{} ouvertures hors des heures de travail"];
    outside_from: &'static str = "the first {}", "la première {}";
    first_time: Forms = ["the first in {} day or more", "the first in {} days or more"], ["la première depuis {} jour ou plus", "la première depuis {} jours ou plus"];
    note: &'static str = "Reason; needed unless it was expected", "Motif ; nécessaire sauf si c’était prévu";
    expected: &'static str = "Expected", "Prévu";
    asked: &'static str = "Asked, explained", "Demandé, expliqué";
    incident: &'static str = "Incident", "Incident";
    nobody: &'static str = "Nobody else can look at it. The client finds it in their log.", "Personne d’autre ne peut l’examiner. Le client le trouve dans son journal.";
    own: &'static str = "Yours: somebody else says what it was.", "Le vôtre : quelqu’un d’autre dit ce qu’il en est.";
    waits: &'static str = "waits", "en attente";
    late: &'static str = "late", "en retard";
    looked: &'static str = "looked at", "examiné";
    work: &'static str = "Say what unusual use was", "Dire ce qu’il en est d’un usage inhabituel";
}

impl UnusualWords {
    /// In this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        lang.pick(&EN, &FR)
    }
}
