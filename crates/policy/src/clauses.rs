//! The clauses of the two template policies, with the promise that keeps each.
//!
//! `D` is the Data Usage Policy, `S` the Security Policy; the texts are in `policies/text/`, one file a policy and language,
//! each clause headed by its number and its promises. Where both policies say the same thing, one promise serves both.

use crate::promises::{PROMISES, Promise, Text, text};

/// One sentence of a policy, and who keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its number, as in `S2.2`.
    pub id: &'static str,
    /// The slugs of the promises that keep it; the first is the one a refusal names.
    pub promises: &'static [&'static str],
    /// What it says, in a line.
    pub meaning: Text,
}

impl Clause {
    /// The promise a refusal names.
    pub fn promise(&self) -> &'static Promise {
        // The first promise stands in for a misspelt one, and a test finds that none is.
        PROMISES.iter().find(|promise| self.promises.first() == Some(&promise.slug)).unwrap_or(&PROMISES[0])
    }
}

/// The clause of this number.
pub fn clause(id: &str) -> Option<&'static Clause> {
    CLAUSES.iter().find(|clause| clause.id == id)
}

/// A template policy in one language, as Markdown with its clauses marked `{#S2.2 promise=prompt_revocation}` and its measures
/// as `{{parameters}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyText {
    /// The letter before its clauses' numbers, `D` or `S`.
    pub policy: &'static str,
    /// Its name in addresses, as in `security-policy`.
    pub name: &'static str,
    /// `en` or `fr`.
    pub language: &'static str,
    /// The text.
    pub markdown: &'static str,
}

macro_rules! policy_text {
    ($policy:literal, $name:literal, $language:literal, $file:literal) => {
        PolicyText {
            policy: $policy,
            name: $name,
            language: $language,
            markdown: include_str!(concat!("../../../policies/text/", $file)),
        }
    };
}

/// The template policies in each language.
pub const POLICY_TEXTS: &[PolicyText] = &[
    policy_text!("D", "data-usage-policy", "en", "data-usage-policy.md"),
    policy_text!("D", "data-usage-policy", "fr", "data-usage-policy.fr.md"),
    policy_text!("S", "security-policy", "en", "security-policy.md"),
    policy_text!("S", "security-policy", "fr", "security-policy.fr.md"),
];

const fn says(id: &'static str, promises: &'static [&'static str], en: &'static str, fr: &'static str) -> Clause {
    Clause { id, promises, meaning: text(en, fr) }
}

/// Every clause, in the order of the texts.
pub const CLAUSES: &[Clause] = &[
    says(
        "D1",
        &["client_ownership", "purpose_limitation"],
        "What a client entrusts stays the client’s, and is opened only to do the work agreed.",
        "Ce qu’un client confie reste au client et n’est ouvert que pour le travail convenu.",
    ),
    says(
        "D2",
        &["declared_categories"],
        "Only the categories of data agreed for the engagement are taken in.",
        "Seules les catégories de données convenues pour le mandat sont reçues.",
    ),
    says(
        "D3.1",
        &["least_access"],
        "As little access as the task needs, for as short a time.",
        "Aussi peu d’accès que la tâche l’exige, aussi brièvement.",
    ),
    says(
        "D3.2",
        &["purpose_limitation"],
        "Every opening names a purpose that was agreed.",
        "Toute ouverture nomme une finalité convenue.",
    ),
    says(
        "D3.3",
        &["sealed_custody", "credential_custody"],
        "Files and credentials are sealed from the first byte and gone when no longer needed.",
        "Fichiers et identifiants secrets sont scellés dès le premier octet et disparaissent dès qu’ils ne servent plus.",
    ),
    says(
        "D3.4",
        &["confidentiality"],
        "What is learnt of a client’s affairs is kept to oneself.",
        "Ce que l’on apprend des affaires d’un client reste entre nous.",
    ),
    says(
        "D4.1",
        &["no_disclosure"],
        "Nothing goes to third parties but for the service or by law, and each time it is written down.",
        "Rien ne va à des tiers sinon pour le service ou par la loi, et chaque fois c’est consigné.",
    ),
    says(
        "D4.2",
        &["mutual_nda"],
        "Where a client wants it, both sides sign before anything arrives.",
        "Si le client le souhaite, les deux parties signent avant que rien n’arrive.",
    ),
    says(
        "D5.1",
        &["staged_migration"],
        "Copies serve to look, map and test before go-live, each at its stage.",
        "Les copies servent à examiner, préparer et essayer avant la mise en service, chacune à son étape.",
    ),
    says(
        "D5.2",
        &["deletion_after_verification", "retention_on_request"],
        "Once the client has verified, working copies go by themselves, unless the client asks to keep them until a date.",
        "Après la vérification du client, les copies de travail partent d’elles-mêmes, sauf s’il demande de les garder jusqu’à une date.",
    ),
    says(
        "D6",
        &["data_residency"],
        "Data stays in the regions agreed, and the client sees where.",
        "Les données restent dans les régions convenues, et le client voit où.",
    ),
    says(
        "D7.1",
        &["return_of_data"],
        "At the end the client has what is theirs, with a list they can check.",
        "À la fin, le client a ce qui est à lui, avec une liste qu’il peut contrôler.",
    ),
    says(
        "D7.2",
        &["disposal", "credential_custody"],
        "Nothing is left behind when an engagement closes: no copy, no credential.",
        "Rien ne reste quand un mandat se clôt : ni copie, ni identifiant secret.",
    ),
    says(
        "D8",
        &["open_door"],
        "Questions are welcome before anything is shared, and are answered in time.",
        "Les questions sont bienvenues avant tout partage et reçoivent réponse à temps.",
    ),
    says(
        "S1.1",
        &["declared_categories"],
        "Which kinds of data and which systems an engagement reaches is agreed beforehand.",
        "Les genres de données et les systèmes qu’un mandat touche sont convenus d’avance.",
    ),
    says(
        "S1.2",
        &["purpose_limitation", "no_disclosure"],
        "Client data is used for the engagement and for nothing else; it is never sold.",
        "Les données du client servent au mandat et à rien d’autre ; elles ne sont jamais vendues.",
    ),
    says(
        "S2.1",
        &["least_access"],
        "Everybody has what their role on the engagement needs and no more.",
        "Chacun a ce que demande son rôle dans le mandat, et pas davantage.",
    ),
    says(
        "S2.2",
        &["prompt_revocation"],
        "Only those now working on an engagement have access to it; it ends with their part.",
        "Seuls ceux qui travaillent à un mandat y ont accès, et cet accès finit avec leur part.",
    ),
    says(
        "S2.3",
        &["strong_authentication"],
        "Everybody proves who they are with two factors, and again before what matters most.",
        "Chacun prouve qui il est avec deux facteurs, et de nouveau avant ce qui compte le plus.",
    ),
    says(
        "S2.4",
        &["quarterly_access_review"],
        "Every quarter somebody else asks whether each access should stand.",
        "Chaque trimestre, quelqu’un d’autre demande si chaque accès doit demeurer.",
    ),
    says("S3.1", &["device_posture"], "Disks are encrypted.", "Les disques sont chiffrés."),
    says("S3.2", &["device_posture"], "Security updates are in place.", "Les correctifs de sécurité sont en place."),
    says(
        "S3.3",
        &["device_posture"],
        "Protection against malware runs.",
        "Une protection contre les maliciels est active.",
    ),
    says("S3.4", &["device_posture"], "Screens lock by themselves.", "Les écrans se verrouillent d’eux-mêmes."),
    says(
        "S3.5",
        &["personal_devices"],
        "A person’s own device needs approval and meets the same standard.",
        "Un appareil personnel demande une approbation et répond aux mêmes exigences.",
    ),
    says(
        "S4.1",
        &["need_to_know"],
        "A client’s data is visible only to those who work on that client’s engagement and need it.",
        "Les données d’un client ne sont visibles que de ceux qui travaillent à son mandat et en ont besoin.",
    ),
    says(
        "S4.2",
        &["no_local_copies"],
        "The work is done where the data is; a copy on a device is the dated exception.",
        "Le travail se fait où sont les données ; une copie sur un appareil est une exception datée.",
    ),
    says(
        "S4.3",
        &["encrypted_transfer"],
        "Data travels encrypted, never by plain mail, and is gone from the way afterwards.",
        "Les données voyagent chiffrées, jamais par courriel ordinaire, et ne restent pas en chemin.",
    ),
    says(
        "S4.4",
        &["encrypted_backups", "disposal"],
        "Backups are sealed, without keys, and are accounted for at the end.",
        "Les sauvegardes sont scellées, sans les clés, et l’on en rend compte à la fin.",
    ),
    says(
        "S5.1",
        &["confidentiality"],
        "Nobody begins before they have signed the confidentiality agreement.",
        "Personne ne commence avant d’avoir signé l’accord de confidentialité.",
    ),
    says("S5.2", &["training"], "Everybody’s training is current.", "La formation de chacun est à jour."),
    says(
        "S5.3",
        &["confidentiality"],
        "The duty of silence outlives the work.",
        "Le devoir de silence survit au travail.",
    ),
    says(
        "S6.1",
        &["incident_response"],
        "Incidents are looked into at once, by a named person.",
        "Les incidents sont examinés aussitôt, par une personne désignée.",
    ),
    says(
        "S6.2",
        &["incident_notice"],
        "Clients whose data is touched hear of it in time.",
        "Les clients dont les données sont touchées l’apprennent à temps.",
    ),
    says(
        "S6.3",
        &["incident_response"],
        "Harm is contained and its cause is mended.",
        "Le dommage est contenu et sa cause réparée.",
    ),
    says(
        "S6.4",
        &["incident_cooperation"],
        "Clients are helped until it is over.",
        "Les clients sont aidés jusqu’au bout.",
    ),
    says(
        "S6.5",
        &["incident_exercise"],
        "The procedure is practised and improved.",
        "La procédure est exercée et améliorée.",
    ),
    says(
        "S7",
        &["flow_down"],
        "Subcontractors and tools meet the same rules, agreed beforehand.",
        "Les sous-traitants et les outils suivent les mêmes règles, convenues d’avance.",
    ),
    says(
        "S8.1",
        &["policy_review"],
        "The policies are reviewed every year.",
        "Les politiques sont revues chaque année.",
    ),
    says(
        "S8.2",
        &["policy_review"],
        "They are also reviewed after an incident and when services or laws change.",
        "Elles le sont aussi après un incident et quand les services ou les lois changent.",
    ),
    says(
        "S8.3",
        &["policy_publication"],
        "Every change is published with a version and the date it takes effect.",
        "Tout changement est publié avec une version et sa date d’effet.",
    ),
    says(
        "S9",
        &["open_door"],
        "Anybody can report a weakness and is answered.",
        "Chacun peut signaler une faiblesse et reçoit une réponse.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The clauses that a text heads, with their promises as written there.
    fn headed(markdown: &str) -> Vec<(&str, Vec<&str>)> {
        markdown
            .lines()
            .filter_map(|line| line.split_once("{#")?.1.strip_suffix('}')?.split_once(" promise="))
            .map(|(id, promises)| (id, promises.split(',').collect()))
            .collect()
    }

    #[test]
    fn every_clause_stands_in_its_text_in_both_languages_with_its_promises() {
        for text in POLICY_TEXTS {
            let expected: Vec<_> = CLAUSES
                .iter()
                .filter(|clause| clause.id.starts_with(text.policy))
                .map(|clause| (clause.id, clause.promises.to_vec()))
                .collect();
            assert_eq!(headed(text.markdown), expected, "{}.{}", text.name, text.language);
        }
    }

    #[test]
    fn every_promise_is_named_once_and_needed() {
        let slugs: BTreeSet<&str> = PROMISES.iter().map(|promise| promise.slug).collect();
        assert_eq!(slugs.len(), PROMISES.len());
        let needed: BTreeSet<&str> = CLAUSES.iter().flat_map(|clause| clause.promises.iter().copied()).collect();
        assert_eq!(slugs, needed);
        for clause in CLAUSES {
            assert_eq!(clause.promise().slug, clause.promises[0]);
        }
    }

    #[test]
    fn both_languages_use_the_same_parameters() {
        let parameters = |markdown: &str| -> BTreeSet<String> {
            markdown.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0.to_owned())).collect()
        };
        for name in ["data-usage-policy", "security-policy"] {
            let texts: Vec<_> = POLICY_TEXTS.iter().filter(|text| text.name == name).collect();
            assert_eq!(parameters(texts[0].markdown), parameters(texts[1].markdown), "{name}");
            assert!(!parameters(texts[0].markdown).is_empty());
        }
    }

    #[test]
    fn an_unknown_clause_is_none() {
        assert!(clause("Z9").is_none());
        assert_eq!(clause("S2.2").expect("known").promise().name.fr, "Retrait immédiat des accès");
    }
}
