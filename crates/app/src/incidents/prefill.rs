//! A notice as it is first written: all that a notice must contain, from the incident and from what was derived, in the
//! client's languages. Whoever looks into the incident edits it before it goes out.

use super::affected::Affected;
use bailee_model::{BecauseKind, Category, Firm, Incident, NoticePart};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// When the reader hears more, unless somebody writes another date.
const NEXT: SignedDuration = SignedDuration::from_hours(72);

/// What a notice is written from.
pub(crate) struct Known<'a> {
    pub(crate) firm: &'a Firm,
    pub(crate) incident: &'a Incident,
    /// The client's own lines.
    pub(crate) affected: &'a [&'a Affected],
    pub(crate) owner: &'a str,
    pub(crate) now: Timestamp,
}

/// One text for each part, in their order.
pub(crate) fn sections(known: &Known<'_>, language: &str) -> Vec<String> {
    let french = language == "fr";
    NoticePart::ALL.iter().map(|part| if french { fr(known, *part) } else { en(known, *part) }).collect()
}

/// An instant as it stands in a letter: to the minute, in UTC.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

impl Known<'_> {
    fn from(&self) -> String {
        instant(self.incident.scope.from.unwrap_or(self.incident.signal_at))
    }

    fn until(&self) -> String {
        instant(self.incident.scope.until.unwrap_or(self.now))
    }

    fn categories(&self) -> BTreeSet<Category> {
        self.affected.iter().flat_map(|each| each.categories.iter().copied()).collect()
    }

    fn titles(&self) -> String {
        self.affected.iter().map(|each| each.engagement.title.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn sum(&self, part: impl Fn(&Affected) -> usize) -> usize {
        self.affected.iter().map(|each| part(each)).sum()
    }

    fn people_rows(&self) -> i64 {
        self.affected.iter().map(|each| each.people_rows).sum()
    }

    fn has(&self, kind: BecauseKind) -> bool {
        self.affected.iter().any(|each| each.because.iter().any(|because| because.kind == kind))
    }

    fn is_touched(&self) -> bool {
        self.affected.iter().any(|each| each.is_touched())
    }
}

fn category(category: Category, french: bool) -> &'static str {
    match (category, french) {
        (Category::Financial, false) => "financial",
        (Category::Financial, true) => "données financières",
        (Category::Parties, false) => "customers and vendors",
        (Category::Parties, true) => "clients et fournisseurs",
        (Category::Operations, false) => "inventory, products and operations",
        (Category::Operations, true) => "stocks, produits et exploitation",
        (Category::Employees, false) => "employees and users",
        (Category::Employees, true) => "employés et utilisateurs",
        (Category::Secrets, false) => "system and secrets",
        (Category::Secrets, true) => "système et secrets",
    }
}

fn en(known: &Known<'_>, part: NoticePart) -> String {
    let Known { firm, incident, owner, now, .. } = known;
    match part {
        NoticePart::Contact => {
            format!("{} tells you this. {owner} answers for this incident; write in this room, or to {}.", firm.name, firm.contact)
        }
        NoticePart::Happened => {
            let cause = if incident.cause.is_empty() { "The cause is still being looked into." } else { &incident.cause };
            format!("{}. {} {cause}", incident.title, incident.signal)
        }
        NoticePart::When => format!(
            "It may have happened between {} and {}. It was first noticed on {}.",
            known.from(),
            known.until(),
            instant(incident.signal_at)
        ),
        NoticePart::Data => {
            let kinds: Vec<&str> = known.categories().into_iter().map(|each| category(each, false)).collect();
            let kinds = if kinds.is_empty() { "not known yet".to_owned() } else { kinds.join("; ") };
            let (opened, holdings) = (known.sum(|each| each.openings), known.sum(|each| each.holdings));
            match known.is_touched() {
                true => format!("Of your work “{}”: {kinds}. {holdings} things in custody are concerned; our log shows {opened} openings in that time, and your excerpt of it is in this room.", known.titles()),
                false => format!("Of your work “{}”, these could have been opened: {kinds}. Our log shows no opening in that time.", known.titles()),
            }
        }
        NoticePart::People => match known.people_rows() {
            0 => "Nothing that was opened is about people, as far as we know; how many of them live in Québec is therefore not known either.".to_owned(),
            rows => format!("At most {rows} rows about people; each may stand for one person, and one person for several rows. How many of them live in Québec we cannot tell from what we hold; you may."),
        },
        NoticePart::Consequences => {
            if known.has(BecauseKind::CheckedOut) {
                "A copy was on a device. It is sealed to that device’s key; if somebody unlocked it, they could have read it.".to_owned()
            } else if known.is_touched() {
                "Somebody who was not meant to may have read what was opened. No copy on a device is on record for this period.".to_owned()
            } else {
                "None that we know of: it could have been opened and was not.".to_owned()
            }
        }
        NoticePart::Measures => {
            let done = &incident.contained;
            format!("What was stopped, in numbers. People kept out: {}; sessions ended: {}; devices revoked: {}; assignments suspended: {}; engagements frozen: {}. Credentials to be replaced: {}. More is being looked into.", done.people, done.sessions, done.devices, done.assignments, done.engagements, done.rotations)
        }
        NoticePart::Steps => {
            let first = if known.has(BecauseKind::CredentialUsed) { "Replace the password or key that we used in your system, and confirm it here. " } else { "" };
            format!("{first}Look at your excerpt of the log, and at what your own systems recorded in that time. Ask here whatever you want to know. You may have to tell an authority, or the people concerned: ask your counsel.")
        }
        NoticePart::Assessment => format!("We judge it {}: {}.", incident.severity, if known.is_touched() { "something of yours was opened in that time by somebody, or on a device, that is in question" } else { "access was possible, and the log shows none" }),
        NoticePart::NextUpdate => format!("On {} at the latest, in this room.", instant(*now + NEXT)),
        NoticePart::History => "This is the first notice.".to_owned(),
    }
}

fn fr(known: &Known<'_>, part: NoticePart) -> String {
    let Known { firm, incident, owner, now, .. } = known;
    match part {
        NoticePart::Contact => {
            format!("{} vous en avise. {owner} répond de cet incident ; écrivez dans cet espace ou à {}.", firm.name, firm.contact)
        }
        NoticePart::Happened => {
            let cause = if incident.cause.is_empty() { "La cause est encore recherchée." } else { &incident.cause };
            format!("{}. {} {cause}", incident.title, incident.signal)
        }
        NoticePart::When => format!(
            "Cela a pu se produire entre le {} et le {}. Premier signe : le {}.",
            known.from(),
            known.until(),
            instant(incident.signal_at)
        ),
        NoticePart::Data => {
            let kinds: Vec<&str> = known.categories().into_iter().map(|each| category(each, true)).collect();
            let kinds = if kinds.is_empty() { "pas encore connu".to_owned() } else { kinds.join(" ; ") };
            let (opened, holdings) = (known.sum(|each| each.openings), known.sum(|each| each.holdings));
            match known.is_touched() {
                true => format!("De votre mandat « {} » : {kinds}. {holdings} éléments détenus sont concernés ; notre journal montre {opened} ouvertures durant cette période, et votre extrait se trouve dans cet espace.", known.titles()),
                false => format!("De votre mandat « {} », auraient pu être ouverts : {kinds}. Notre journal ne montre aucune ouverture durant cette période.", known.titles()),
            }
        }
        NoticePart::People => match known.people_rows() {
            0 => "À notre connaissance, rien de ce qui a été ouvert ne porte sur des personnes ; le nombre de celles qui résident au Québec n’est donc pas connu non plus.".to_owned(),
            rows => format!("Au plus {rows} lignes portant sur des personnes ; chacune peut en désigner une, et une personne plusieurs lignes. Ce que nous détenons ne dit pas combien résident au Québec ; vous le savez peut-être."),
        },
        NoticePart::Consequences => {
            if known.has(BecauseKind::CheckedOut) {
                "Une copie se trouvait sur un appareil. Elle est scellée à la clé de celui-ci ; qui l’aurait déverrouillé aurait pu la lire.".to_owned()
            } else if known.is_touched() {
                "Une personne non autorisée a pu lire ce qui a été ouvert. Aucune copie sur un appareil n’est consignée pour cette période.".to_owned()
            } else {
                "Aucune à notre connaissance : une ouverture était possible et n’a pas eu lieu.".to_owned()
            }
        }
        NoticePart::Measures => {
            let done = &incident.contained;
            format!("Ce qui a été arrêté, en nombre. Personnes écartées : {} ; sessions terminées : {} ; appareils révoqués : {} ; affectations suspendues : {} ; mandats gelés : {}. Identifiants secrets à remplacer : {}. L’examen se poursuit.", done.people, done.sessions, done.devices, done.assignments, done.engagements, done.rotations)
        }
        NoticePart::Steps => {
            let first = if known.has(BecauseKind::CredentialUsed) { "Remplacez le mot de passe ou la clé que nous employions dans votre système, et confirmez-le ici. " } else { "" };
            format!("{first}Consultez votre extrait du journal et ce que vos propres systèmes ont consigné durant cette période. Posez ici toutes vos questions. Vous devrez peut-être aviser une autorité ou les personnes concernées : demandez conseil.")
        }
        NoticePart::Assessment => {
            let grave = match incident.severity {
                bailee_model::Severity::Low => "faible",
                bailee_model::Severity::Medium => "moyen",
                bailee_model::Severity::High => "élevé",
                bailee_model::Severity::Critical => "critique",
            };
            format!("Nous jugeons le risque {grave} : {}.", if known.is_touched() { "quelque chose de vous a été ouvert durant cette période par une personne ou sur un appareil en cause" } else { "l’accès était possible, et le journal n’en montre aucun" })
        }
        NoticePart::NextUpdate => format!("Au plus tard le {}, dans cet espace.", instant(*now + NEXT)),
        NoticePart::History => "Ceci est le premier avis.".to_owned(),
    }
}
