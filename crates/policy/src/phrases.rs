//! Every action as it stands in the middle of a sentence.

use crate::promises::{Text, text};
use bailee_model::Action;

/// What a person wants to do, as it follows *may not* and *ne pouvez pas*.
pub(crate) const fn phrase(action: Action) -> Text {
    match action {
        Action::OpenEngagement => text("open an engagement", "ouvrir un mandat"),
        Action::ViewEngagement => text("see this engagement", "voir ce mandat"),
        Action::AssignPerson => text("change who works on the engagement", "changer qui travaille au mandat"),
        Action::ActivateEngagement => text("activate the engagement", "activer le mandat"),
        Action::AskGrant => text("ask for a grant", "demander une autorisation"),
        Action::ApproveGrant => text("approve this grant", "approuver cette autorisation"),
        Action::EndGrant => text("end this grant", "mettre fin à cette autorisation"),
        Action::AddSystem => text("add a system", "ajouter un système"),
        Action::ConfirmSystem => text("confirm this system", "confirmer ce système"),
        Action::StoreCredential => text("put a credential into custody", "confier un identifiant secret"),
        Action::UseCredential => text("use this system’s credential", "employer l’identifiant secret de ce système"),
        Action::Intake => text("bring in a file", "déposer un fichier"),
        Action::DecideQuarantine => text("decide about what is quarantined", "décider de ce qui est en quarantaine"),
        Action::ListHolding => text("list this holding", "voir cette détention"),
        Action::OpenHolding => text("open this holding", "ouvrir cette détention"),
        Action::ClassifyColumn => text("classify this column", "classer cette colonne"),
        Action::Query => text("query these tables", "interroger ces tables"),
        Action::EditMapping => text("change the mapping", "modifier la correspondance"),
        Action::LoadTest => text("load into this test system", "charger dans ce système d’essai"),
        Action::LoadProduction => text("load into production", "charger en production"),
        Action::LoadFiles => text("make import files", "produire des fichiers d’importation"),
        Action::Reconcile => text("reconcile", "rapprocher les chiffres"),
        Action::Verify => text("verify the result", "vérifier le résultat"),
        Action::PlaceHold => text("place a hold", "demander une conservation"),
        Action::EndHold => text("end a hold", "mettre fin à une conservation"),
        Action::HandOver => text("hand data over", "remettre des données"),
        Action::Destroy => text("destroy this", "détruire ceci"),
        Action::CloseEngagement => text("close the engagement", "clore le mandat"),
        Action::ReadLog => text("read the log", "lire le journal"),
        Action::ReadCertificate => text("fetch the certificate", "obtenir le certificat"),
        Action::ManagePeople => text("manage the firm’s people", "gérer les personnes du cabinet"),
        Action::ViewPeople => text("see who may be let in", "voir qui peut entrer"),
        Action::ManageDevices => text("approve or revoke this device", "approuver ou révoquer cet appareil"),
        Action::PublishDocument => text("publish documents", "publier des documents"),
        Action::ChangeOwnAccess => text("change how you sign in", "changer votre manière de vous connecter"),
        Action::OpenReview => text("open an access review", "ouvrir une revue des accès"),
        Action::ReadReview => text("read this access review", "lire cette revue des accès"),
        Action::DecideReview => text("decide this row", "décider de cette ligne"),
        Action::AgreeGrant => text("agree to this grant", "consentir à cette autorisation"),
        Action::BreakGlass => text("ask for emergency access", "demander un accès d’urgence"),
        Action::SignNda => text("sign this agreement", "signer cet accord"),
        Action::ReadAccounts => text("read who has an account there", "lire qui y a un compte"),
        Action::RotateCredential => text("confirm this replacement", "confirmer ce remplacement"),
    }
}
