//! How pages call what is due.

use super::Lang;

/// Kinds of things that are due, as their clocks call them, in English and French.
const NAMES: &[(&str, &str, &str)] = &[
    ("access_review", "Review of access", "Revue des accès"),
    ("backup", "Next backup", "Prochaine sauvegarde"),
    ("backup_expiry", "Backup past its date", "Sauvegarde à supprimer"),
    ("backup_trial", "Trial of a restore", "Essai de restauration"),
    ("checkout", "Checkout to be returned", "Copie sortie à rendre"),
    ("client_told", "Client to be told of a demand", "Client à informer d’une demande"),
    ("deletion_after_verification", "Deletion after verification", "Suppression après vérification"),
    (
        "deletion_waits",
        "Deletion that an incident keeps waiting: it froze the engagement",
        "Suppression retardée par un incident : il a gelé le mandat",
    ),
    ("destroyed_everywhere", "Last copies of what was destroyed", "Dernières copies de ce qui a été détruit"),
    ("device_approval", "Approval of a device", "Approbation d’un appareil"),
    ("drop_link", "Upload link", "Lien de dépôt"),
    ("enquiry", "Question to be answered", "Question à laquelle répondre"),
    ("grant", "End of an authorisation", "Fin d’une autorisation"),
    ("grant_unused", "Authorisation that nobody uses", "Autorisation dont personne ne se sert"),
    ("handover_receipt", "Receipt of a return", "Accusé de réception d’une restitution"),
    ("hold_end", "End of a hold", "Fin d’une conservation"),
    ("incident_exercise", "Yearly exercise", "Exercice annuel"),
    ("incident_notice", "Notice to a client", "Avis à un client"),
    ("incident_task", "Remedy of an incident", "Mesure corrective d’un incident"),
    ("kit_destruction", "Old recovery kit to be destroyed", "Ancien coffret de reprise à détruire"),
    ("legal_demand", "Demand of an authority", "Demande d’une autorité"),
    ("objection", "Objection of a client", "Objection d’un client"),
    ("out_link", "Link for somebody outside", "Lien pour une personne extérieure"),
    ("policy_review", "Review of a policy", "Révision d’une politique"),
    ("rotation", "Credential to be replaced", "Secret d’accès à remplacer"),
    ("training", "Training", "Formation"),
    ("training_grace", "Training, its grace over", "Formation, délai de grâce écoulé"),
    ("unusual_use", "Unusual use to be looked at", "Usage inhabituel à examiner"),
    ("upload", "Unfinished upload", "Dépôt inachevé"),
];

/// What is due, by its kind.
pub(crate) fn deadline(lang: Lang, kind: &'static str) -> &'static str {
    NAMES.iter().find(|(name, ..)| *name == kind).map_or(kind, |(_, en, fr)| lang.pick(en, fr))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_deadline_has_its_name() {
        let named: Vec<&str> = NAMES.iter().map(|(kind, ..)| *kind).collect();
        assert_eq!(named, bailee_app::clocks::due::KINDS);
    }
}
