//! The fixed vocabularies of the model, said in each language.

use super::Lang;
use bailee_model::{
    AccountState, Category, CheckoutEnd, ColumnClass, DemandDecision, DeviceCheck, DeviceOwner, DeviceState,
    DisclosureKind, DocumentKind, EngagementState, EnquiryKind, Environment, Factor, GrantEnd, GrantKind, HoldingKind,
    HoldingState, JobState, KeyHome, LoadMode, Obligation, Os, PersonState, Purpose, ReviewDecision, ReviewFlag, Role,
    RotationState, RotationTry, SessionKind, Standing, SupplierKind, SystemKind, TokenScope, UnusualKind, UseDecision,
};

/// Something with a name in every language.
pub(crate) trait Say {
    /// The name people read.
    fn say(&self, lang: Lang) -> &'static str;
}

impl<T: Say + ?Sized> Say for &T {
    fn say(&self, lang: Lang) -> &'static str {
        (**self).say(lang)
    }
}

macro_rules! said {
    ($($name:ident { $($variant:ident: $en:literal, $fr:literal;)* })*) => {$(
        impl Say for $name {
            fn say(&self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($en, $fr),)* }
            }
        }
    )*};
}

said! {
    DisclosureKind {
        Checkout: "Checkout onto a device", "Sortie sur un appareil";
        Handover: "Return to the client", "Remise au client";
        Load: "Load into a system", "Chargement dans un système";
        Link: "Link", "Lien";
        LegalDemand: "Legal demand", "Demande d’une autorité";
        Provider: "Provider", "Fournisseur";
    }
    CheckoutEnd {
        Refused: "refused", "refusée";
        Withdrawn: "withdrawn", "retirée";
        Lapsed: "lapsed", "périmée";
        Unassigned: "ended: no longer assigned", "terminée : plus d’affectation";
        DeviceRevoked: "ended: device revoked", "terminée : appareil révoqué";
        Closed: "ended: engagement closed", "terminée : mandat clos";
        Unconfirmed: "never confirmed", "jamais confirmée";
    }
    DemandDecision {
        Comply: "Give what is asked for", "Remettre ce qui est demandé";
        Narrow: "Give less", "Remettre moins";
        Refuse: "Give nothing", "Ne rien remettre";
    }
    UnusualKind {
        Volume: "many openings", "beaucoup d’ouvertures";
        Hour: "outside working hours", "hors des heures de travail";
        FirstTime: "first after long", "première depuis longtemps";
    }
    UseDecision {
        Expected: "Expected", "Prévu";
        Asked: "Asked, explained", "Demandé, expliqué";
        Incident: "Incident", "Incident";
    }
    EnquiryKind {
        Question: "Question", "Question";
        Objection: "Objection to a person", "Opposition à une personne";
        Contact: "Message from outside", "Message du dehors";
        SecurityReport: "Security report", "Signalement de sécurité";
    }
    Category {
        Financial: "Financial", "Financières";
        Parties: "Customers and vendors", "Clients et fournisseurs";
        Operations: "Inventory, products and operations", "Stocks, produits et opérations";
        Employees: "Employees and users", "Employés et utilisateurs";
        Secrets: "System and secrets", "Système et secrets";
    }
    Purpose {
        Audit: "Audit", "Audit";
        Mapping: "Mapping", "Correspondance";
        TestLoad: "Test load", "Chargement d’essai";
        GoLive: "Go-live", "Mise en service";
        Verification: "Verification", "Vérification";
        Support: "Support", "Soutien";
    }
    Role {
        Lead: "Lead", "Responsable";
        Consultant: "Consultant", "Consultant";
        Developer: "Developer", "Développeur";
        Reviewer: "Reviewer", "Réviseur";
    }
    Standing {
        Officer: "Security officer", "Officier de sécurité";
        Staff: "Staff", "Personnel";
        Auditor: "Auditor", "Auditeur";
        Owner: "Decides for their organisation", "Décide pour son organisation";
        Contact: "Client contact", "Contact du client";
    }
    PersonState {
        Invited: "invited", "invitée";
        Active: "active", "active";
        Suspended: "suspended", "suspendue";
        Departed: "departed", "partie";
    }
    EngagementState {
        Open: "Open", "Ouvert";
        Active: "Active", "Actif";
        Verified: "Verified", "Vérifié";
        Closing: "Closing", "En clôture";
        Closed: "Closed", "Clos";
    }
    HoldingKind {
        Original: "Original file", "Fichier original";
        Table: "Table", "Table";
        Mapping: "Mapping", "Correspondance";
        Credential: "Credential", "Identifiant secret";
        Report: "Report", "Rapport";
        Handover: "Handover bundle", "Lot de remise";
    }
    HoldingState {
        Arriving: "arriving", "en arrivée";
        Held: "held", "détenue";
        Quarantined: "set apart", "mise à part";
        Destroying: "being destroyed", "en destruction";
        Destroyed: "destroyed", "détruite";
    }
    Environment {
        Production: "Production", "Production";
        Test: "Test", "Essai";
    }
    SystemKind {
        OdooOnline: "Odoo Online", "Odoo Online";
        OdooSh: "Odoo.sh", "Odoo.sh";
        OdooSelfHosted: "Odoo, self-hosted", "Odoo auto-hébergé";
        Legacy: "Legacy system", "Ancien système";
    }
    ColumnClass {
        Open: "Open", "Ouverte";
        Personal: "Personal", "Personnelle";
        FinancialSensitive: "Sensitive financial", "Financière sensible";
        EmployeeSensitive: "Sensitive about employees", "Sensible, employés";
        AggregateOnly: "In sums and averages only", "En sommes et moyennes seulement";
        Secret: "Secret", "Secrète";
    }
    LoadMode {
        Test: "Test load", "Chargement d’essai";
        GoLive: "Go-live", "Mise en service";
        Files: "Import files", "Fichiers d’import";
    }
    JobState {
        Waiting: "waiting", "en attente";
        Running: "under way", "en cours";
        Done: "finished", "terminé";
        Failed: "failed", "échoué";
        Stopped: "stopped", "arrêté";
    }
    Obligation {
        Confidentiality: "Sign the confidentiality agreement", "Signer l’accord de confidentialité";
        FlowDownFirm: "The subcontractor signs the firm’s terms", "Le sous-traitant signe les conditions du cabinet";
        FlowDownPerson: "Sign the terms for subcontractors’ people", "Signer les conditions pour les personnes des sous-traitants";
        Training: "Take the training", "Suivre la formation";
        CheckoutOverdue: "Data on a device is overdue", "Des données sur un appareil sont en retard";
    }
    DeviceCheck {
        Confirmed: "Session confirmed by a device", "Session confirmée par un appareil";
        Approved: "Device approved", "Appareil approuvé";
        Reported: "Posture reported", "État déclaré";
        Encrypted: "Disk encrypted", "Disque chiffré";
        Updated: "Updates in place", "Mises à jour en place";
        Protected: "Protection running", "Protection active";
        Locked: "Screen locks", "Écran verrouillé";
    }
    Os {
        Linux: "Linux", "Linux";
        Macos: "macOS", "macOS";
        Windows: "Windows", "Windows";
    }
    DeviceOwner {
        Firm: "the firm’s", "au cabinet";
        Personal: "personal", "personnel";
    }
    DeviceState {
        Asked: "waits for approval", "attend l’approbation";
        Approved: "approved", "approuvé";
        Revoked: "revoked", "révoqué";
    }
    KeyHome {
        Tpm: "in the TPM", "dans le TPM";
        Keyring: "in the system’s keyring", "dans le trousseau du système";
        File: "in a file", "dans un fichier";
    }
    Factor {
        Passkey: "passkey", "clé d’accès";
        PasswordAndCode: "password and code", "mot de passe et code";
        RecoveryCode: "recovery code", "code de secours";
        Provider: "identity provider", "fournisseur d’identité";
    }
    SessionKind {
        Browser: "browser", "navigateur";
        CommandLine: "command line", "ligne de commande";
        Token: "token", "jeton";
    }
    TokenScope {
        Look: "look", "regarder";
        Work: "work", "travailler";
    }
    DocumentKind {
        Confidentiality: "Confidentiality agreement", "Accord de confidentialité";
        MutualNda: "Mutual confidentiality agreement", "Accord mutuel de confidentialité";
        FlowDownFirm: "Terms for a subcontractor", "Conditions pour un sous-traitant";
        FlowDownPerson: "Terms for a subcontractor’s people", "Conditions pour les personnes d’un sous-traitant";
    }
    SupplierKind {
        Subcontractor: "Subcontractor", "Sous-traitant";
        Tool: "Tool", "Outil";
    }
    GrantKind {
        Standard: "Grant", "Autorisation";
        BreakGlass: "Emergency access", "Accès d’urgence";
    }
    GrantEnd {
        Refused: "refused", "refusée";
        Withdrawn: "withdrawn", "retirée";
        Lapsed: "never answered", "restée sans réponse";
        Expired: "expired", "expirée";
        Unused: "dropped, not used", "abandonnée, inutilisée";
        Ended: "ended", "terminée";
        Unassigned: "ended with the assignment", "terminée avec l’affectation";
        Reviewed: "ended by an access review", "terminée par une revue des accès";
        Departed: "ended, the person left", "terminée, la personne est partie";
        Closed: "ended with the engagement", "terminée avec le mandat";
    }
    ReviewDecision {
        Keep: "keep", "garder";
        Reduce: "reduce", "réduire";
        Remove: "remove", "retirer";
    }
    ReviewFlag {
        NeverUsed: "never used", "jamais utilisé";
        Unused: "not used lately", "inutilisé récemment";
        SealedCategory: "sealed category", "catégorie scellée";
        BreakGlass: "emergency access", "accès d’urgence";
        Extended: "asked for again", "redemandé";
        Administrator: "administers the installation", "administre l’installation";
        Subcontractor: "works for a subcontractor", "travaille pour un sous-traitant";
        Outstanding: "owes a signature or training", "doit une signature ou une formation";
        Drifted: "changed since the freeze", "modifié depuis l’ouverture";
    }
    RotationState {
        Requested: "to be replaced", "à remplacer";
        Confirmed: "replaced", "remplacé";
        Failed: "last try failed", "dernier essai échoué";
    }
    RotationTry {
        Waiting: "not tried yet", "pas encore essayé";
        StillOpens: "the old secret still opens", "l’ancien secret ouvre encore";
        RefusedOnce: "the old secret was refused once", "l’ancien secret a été refusé une fois";
        NewRefused: "the new secret is refused", "le nouveau secret est refusé";
        NoAnswer: "the system does not answer", "le système ne répond pas";
        CannotTry: "cannot be tried from here", "ne peut pas être essayé d’ici";
        Dead: "the old secret is refused", "l’ancien secret est refusé";
        Attested: "somebody’s word", "parole donnée";
    }
    AccountState {
        Known: "known", "connu";
        Unknown: "unknown", "inconnu";
        Gone: "gone", "disparu";
        Client: "the client’s own", "au client";
    }
}

/// A column's class, or that it is sealed because nobody has classified it.
pub(crate) fn class_or_sealed(class: Option<ColumnClass>, lang: Lang) -> &'static str {
    class.map_or(lang.words().class_sealed, |class| class.say(lang))
}
