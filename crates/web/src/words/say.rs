//! The fixed vocabularies of the model, said in each language.

use super::Lang;
use bailee_model::{
    Category, ColumnClass, EngagementState, Environment, HoldingKind, HoldingState, JobState, LoadMode, PersonState,
    Purpose, Role, Standing, SystemKind,
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
        Owner: "Decides for the client", "Décide pour le client";
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
}

/// A column's class, or that it is sealed because nobody has classified it.
pub(crate) fn class_or_sealed(class: Option<ColumnClass>, lang: Lang) -> &'static str {
    class.map_or(lang.words().class_sealed, |class| class.say(lang))
}
