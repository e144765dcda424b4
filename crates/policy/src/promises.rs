//! The promises by name: what each clause of the policies comes down to, in two languages.
//!
//! The slug is also the name of the file that keeps the promise, in `app/src/promises/`.

/// The same words in the two languages of Bailee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// French.
    pub fr: &'static str,
}

impl Text {
    /// In this language: `fr`, or English for any other.
    pub fn in_language(&self, language: &str) -> &'static str {
        if language == "fr" { self.fr } else { self.en }
    }
}

pub(crate) const fn text(en: &'static str, fr: &'static str) -> Text {
    Text { en, fr }
}

/// What Bailee keeps, enforces or records for one or more clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Its name in code, as in `prompt_revocation`.
    pub slug: &'static str,
    /// Its plain name, as in *Prompt revocation*.
    pub name: Text,
}

/// The promise of this slug.
pub fn promise(slug: &str) -> Option<&'static Promise> {
    PROMISES.iter().find(|promise| promise.slug == slug)
}

const fn named(slug: &'static str, en: &'static str, fr: &'static str) -> Promise {
    Promise { slug, name: text(en, fr) }
}

/// Every promise, in the order of the clauses that need it.
pub const PROMISES: &[Promise] = &[
    named("client_ownership", "Client ownership", "Propriété du client"),
    named("purpose_limitation", "Purpose limitation", "Limitation des finalités"),
    named("declared_categories", "Declared categories", "Catégories déclarées"),
    named("least_access", "Least access", "Accès minimal"),
    named("sealed_custody", "Sealed custody", "Garde scellée"),
    named("credential_custody", "Credential custody", "Garde des identifiants secrets"),
    named("confidentiality", "Confidentiality", "Confidentialité"),
    named("no_disclosure", "No disclosure", "Aucune divulgation"),
    named("mutual_nda", "Mutual confidentiality agreement", "Entente mutuelle de confidentialité"),
    named("staged_migration", "Staged migration", "Migration par étapes"),
    named("deletion_after_verification", "Deletion after verification", "Suppression après vérification"),
    named("retention_on_request", "Retention on request", "Conservation sur demande"),
    named("data_residency", "Data residency", "Lieu des données"),
    named("return_of_data", "Return of data", "Remise des données"),
    named("disposal", "Disposal", "Élimination"),
    named("open_door", "Open door", "Porte ouverte"),
    named("prompt_revocation", "Prompt revocation", "Retrait immédiat des accès"),
    named("strong_authentication", "Strong authentication", "Authentification forte"),
    named("quarterly_access_review", "Quarterly access review", "Revue trimestrielle des accès"),
    named("device_posture", "Device posture", "État des appareils"),
    named("personal_devices", "Personal devices", "Appareils personnels"),
    named("need_to_know", "Need to know", "Besoin de savoir"),
    named("no_local_copies", "No local copies", "Aucune copie locale"),
    named("encrypted_transfer", "Encrypted transfer", "Transfert chiffré"),
    named("encrypted_backups", "Encrypted backups", "Sauvegardes chiffrées"),
    named("training", "Training", "Formation"),
    named("incident_response", "Incident response", "Réponse aux incidents"),
    named("incident_notice", "Incident notice", "Avis d’incident"),
    named("incident_cooperation", "Incident cooperation", "Coopération en cas d’incident"),
    named("incident_exercise", "Incident exercise", "Exercice d’incident"),
    named("flow_down", "Same duties for subcontractors", "Mêmes devoirs pour les sous-traitants"),
    named("policy_review", "Policy review", "Révision des politiques"),
    named("policy_publication", "Policy publication", "Publication des politiques"),
];
