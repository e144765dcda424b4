//! What was just done: one word that survives a redirect, and what the next page then says, in English and French.

use crate::words::Lang;

macro_rules! said {
    ($($variant:ident => $word:literal, $en:literal, $fr:literal;)*) => {
        /// Something that was done and is told on the next page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Said {
            $($variant,)*
        }

        impl Said {
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            pub(crate) fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }

            pub(crate) fn text(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($en, $fr),)* }
            }
        }
    };
}

said! {
    Enrol => "enrol", "You can sign in now.", "Vous pouvez vous connecter.";
    SignOut => "sign-out", "You are signed out.", "Vous êtes déconnecté.";
    SessionOver => "session-over", "Your session has ended. What you saved is there.", "Votre session a pris fin. Ce que vous avez enregistré est conservé.";
    ApproveDevice => "approve-device", "The device is approved.", "L’appareil est approuvé.";
    RevokeDevice => "revoke-device", "The device is revoked, and the sessions it confirmed have ended.", "L’appareil est révoqué, et les sessions qu’il avait confirmées ont pris fin.";
    StepUp => "step-up", "Both factors shown. Go on.", "Les deux facteurs sont présentés. Poursuivez.";
    Open => "open", "The engagement is open.", "Le mandat est ouvert.";
    Activate => "activate", "Work may begin.", "Le travail peut commencer.";
    Assign => "assign", "Assigned.", "Affecté.";
    AskGrant => "ask", "Asked. Somebody else approves it.", "Demandé. Quelqu’un d’autre l’approuve.";
    Approve => "approve", "Approved.", "Approuvée.";
    EndGrant => "end-grant", "The grant has ended.", "L’autorisation est terminée.";
    AgreeGrant => "agree-grant", "You agreed to the grant.", "Vous avez consenti à l’autorisation.";
    RefuseGrant => "refuse-grant", "The request is refused.", "La demande est refusée.";
    WithdrawGrant => "withdraw-grant", "The request is withdrawn.", "La demande est retirée.";
    ExtendGrant => "extend-grant", "Asked for again; another person answers.", "Redemandée ; une autre personne répond.";
    BreakGlass => "break-glass", "Emergency access is asked for; another person approves it.", "L’accès d’urgence est demandé ; une autre personne l’approuve.";
    System => "system", "The system is added.", "Le système est ajouté.";
    ConfirmSystem => "confirm-system", "The system is confirmed; loads may go there.", "Le système est confirmé ; on peut y charger.";
    Credential => "credential", "The credential is in custody.", "L’identifiant secret est en garde.";
    Classify => "classify", "Decided.", "Décidé.";
    Quarantine => "quarantine", "Decided.", "Décidé.";
    Save => "save", "Saved and in custody.", "Enregistrée et en garde.";
    Stop => "stop", "Asked to stop.", "Arrêt demandé.";
    Compare => "compare", "Compared.", "Comparé.";
    Verify => "verify", "Recorded. The deletion clock runs.", "Enregistré. L’horloge de destruction tourne.";
    Hold => "hold", "The hold runs.", "La conservation court.";
    EndHold => "end-hold", "The hold has ended.", "La conservation est terminée.";
    Destroy => "destroy", "Destroyed and certified.", "Détruit et certifié.";
    Close => "close", "The engagement is closed.", "Le mandat est clos.";
    Suspend => "suspend", "Suspended. Their sessions have ended.", "Suspendue. Ses sessions ont pris fin.";
    Reinstate => "reinstate", "Reinstated. They may sign in again.", "Rétablie. Elle peut se reconnecter.";
    Depart => "depart", "Let go. Everything of theirs has ended here; what is to be replaced outside stands below.", "Partie. Tout ce qu’elle avait ici a pris fin ; ce qui est à remplacer au-dehors figure plus bas.";
    Supplier => "supplier", "Added.", "Ajouté.";
    EndSupplier => "end-supplier", "Ended, and all its people with it.", "Terminé, et toutes ses personnes avec lui.";
    RotationAsked => "rotation-asked", "Its replacement is asked for.", "Son remplacement est demandé.";
    RotationTried => "rotation-tried", "It was tried and is not proved dead yet: see the last try.", "L’essai est fait et la preuve manque encore : voyez le dernier essai.";
    RotationConfirmed => "rotation-confirmed", "Replaced: what it opened is shut.", "Remplacé : ce qu’il ouvrait est fermé.";
    Accounts => "accounts", "Accounts read and laid beside who is assigned.", "Comptes lus et placés à côté de qui est affecté.";
    Account => "account", "Noted whose account it is.", "Il est noté à qui est ce compte.";
    Security => "security", "Changed. You are told of it by mail.", "C’est changé. Un courriel vous en informe.";
    EndSession => "end-session", "Ended.", "Terminée.";
    AllowSession => "allow-session", "Allowed. Your terminal goes on in a moment.", "Autorisé. Votre terminal poursuit dans un instant.";
    RefuseSession => "refuse-session", "Refused. Nothing was signed in.", "Refusé. Rien n’a été connecté.";
    OpenReview => "open-review", "The review is open; whoever is asked was told.", "La revue est ouverte ; les personnes interrogées ont été prévenues.";
    DecideReview => "decide-review", "Decided.", "Décidé.";
    RestoreAccess => "restore-access", "Access is restored.", "L’accès est rétabli.";
    Sign => "sign", "Signed. Your copy stays here.", "Signé. Votre copie reste ici.";
    Publish => "publish", "Published.", "Publié.";
    Resend => "resend", "It goes out with the next round.", "Il part au prochain tour.";
}
