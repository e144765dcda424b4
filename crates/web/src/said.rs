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
    OutLink => "out-link", "The link is made, and its person is told by mail that something waits.", "Le lien est créé, et sa destinataire ou son destinataire sait par courriel que quelque chose attend.";
    EndLink => "end-link", "The link has ended.", "Le lien est fermé.";
    ApproveDevice => "approve-device", "The device is approved.", "L’appareil est approuvé.";
    RevokeDevice => "revoke-device", "The device is revoked, and the sessions it confirmed have ended.", "L’appareil est révoqué, et les sessions qu’il avait confirmées ont pris fin.";
    BackUp => "back-up", "The backup has begun. It stands here when it is whole.", "La sauvegarde est commencée. Elle figurera ici une fois complète.";
    BackupGone => "backup-gone", "It is on record that this backup is gone, by your word.", "Il est inscrit, sur votre déclaration, que cette sauvegarde a disparu.";
    KitGone => "kit-gone", "It is on record that every copy of this kit is destroyed, by your word.", "Il est inscrit, sur votre déclaration, que toutes les copies de ce coffret sont détruites.";
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
    Recipient => "recipient", "The key is named. Every owner on your side is told.", "La clé est désignée. Chaque décideur de votre côté en est prévenu.";
    Receipt => "receipt", "Your receipt is on record.", "Votre accusé de réception est consigné.";
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
    Factors => "factors", "Changed, and your other sessions have ended. You are told of it by mail.", "C’est changé, et vos autres sessions ont pris fin. Un courriel vous en informe.";
    Security => "security", "Changed. You are told of it by mail.", "C’est changé. Un courriel vous en informe.";
    EndSession => "end-session", "Ended.", "Terminée.";
    AllowSession => "allow-session", "Allowed. Your terminal goes on in a moment.", "Autorisé. Votre terminal poursuit dans un instant.";
    RefuseSession => "refuse-session", "Refused. Nothing was signed in.", "Refusé. Rien n’a été connecté.";
    OpenReview => "open-review", "The review is open; whoever is asked was told.", "La revue est ouverte ; les personnes interrogées ont été prévenues.";
    DecideReview => "decide-review", "Decided.", "Décidé.";
    RestoreAccess => "restore-access", "Access is restored.", "L’accès est rétabli.";
    Sign => "sign", "Signed. Your copy stays here.", "Signé. Votre copie reste ici.";
    Publish => "publish", "Published.", "Publié.";
    Declared => "declared", "Declared. The officers are told, and look into it.", "Déclaré. Les officiers en sont avisés et l’examinent.";
    Scoped => "scoped", "The scope is set; whom it touches was derived anew.", "L’étendue est fixée ; les clients touchés ont été déduits à nouveau.";
    Contained => "contained", "Stopped, all of it at once.", "Arrêté, tout à la fois.";
    Thawed => "thawed", "The engagement runs again.", "Le mandat est libéré.";
    IncidentKept => "incident-kept", "Written down.", "Consigné.";
    NoticeSaved => "notice-saved", "Saved. It is not sent yet.", "Enregistré. Il n’est pas encore envoyé.";
    NoticeSent => "notice-sent", "Sent: it is in the portal, and a link went out by mail.", "Envoyé : il est dans le portail, et un lien est parti par courriel.";
    NoticeConfirmed => "notice-confirmed", "Confirmed.", "Confirmé.";
    NoticeWaived => "notice-waived", "Signed and in the register.", "Signé et au registre.";
    RoomWritten => "room-written", "Sent.", "Envoyé.";
    IncidentClosed => "incident-closed", "The incident is closed, and a review of the policies is open.", "L’incident est clos, et une révision des politiques est ouverte.";
    Annotate => "annotate", "Added to the public page, for good.", "Ajoutée à la page publique, pour de bon.";
    NameSupplier => "name-supplier", "Named. The client’s owners are told.", "Nommé. Les décideurs du client en sont informés.";
    AgreeSupplier => "agree-supplier", "You agreed. It may begin.", "Vous avez consenti. Il peut commencer.";
    ObjectSupplier => "object-supplier", "Your objection is recorded, and nothing of it opens anything now.", "Votre opposition est consignée, et rien de ce qui en relève n’ouvre plus quoi que ce soit.";
    Answered => "answered", "Answered.", "Réponse donnée.";
    UseTool => "use-tool", "Marked as used.", "Marqué comme utilisé.";
    EndInvolvement => "end-involvement", "Ended here.", "Terminé ici.";
    ProposeTerms => "propose-terms", "Proposed. Until the client agrees, everything stays.", "Proposé. Tant que le client n’y consent pas, tout reste.";
    AgreeTerms => "agree-terms", "Agreed. The change is made.", "Accepté. Le changement est fait.";
    RefuseTerms => "refuse-terms", "Everything stays as it was.", "Tout reste comme avant.";
    ReadWalkthrough => "read-walkthrough", "It is written down that you read this.", "Il est consigné que vous l’avez lu.";
    Ask => "ask-enquiry", "Sent. The answer will stand here.", "Envoyé. La réponse figurera ici.";
    PolicyDrafted => "policy-drafted", "The draft is begun.", "Le projet est commencé.";
    PolicySaved => "policy-saved", "Saved.", "Enregistré.";
    PolicySubmitted => "policy-submitted", "Sent to be read.", "Envoyé en lecture.";
    PolicyRead => "policy-read", "Your answer is recorded.", "Votre réponse est consignée.";
    PolicyWithdrawn => "policy-withdrawn", "The draft is withdrawn.", "Le projet est retiré.";
    PolicyReviewOpened => "policy-review-opened", "The review is open.", "La révision est ouverte.";
    PolicyReviewClosed => "policy-review-closed", "The outcome is recorded.", "Le résultat est consigné.";
    Resend => "resend", "It goes out with the next round.", "Il part au prochain tour.";
    AskCheckout => "ask-checkout", "Asked. Another person approves it.", "Demandé. Une autre personne l’approuve.";
    ApproveCheckout => "approve-checkout", "Approved. Its time runs.", "Approuvée. Son délai court.";
    EndCheckout => "end-checkout", "The checkout has ended.", "La sortie est terminée.";
    RecordDemand => "record-demand", "Recorded. Those who decide were told.", "Consignée. Les personnes qui décident sont prévenues.";
    LookAtUse => "look-at-use", "Noted.", "C’est noté.";
    UseIncident => "use-incident", "Noted. Declare the incident here.", "C’est noté. Déclarez l’incident ici.";
    DecideDemand => "decide-demand", "Noted.", "C’est noté.";
    AssessRegion => "assess-region", "Recorded. The client’s owner is asked.", "Consignée. Le décideur du client est consulté.";
    AnswerRegion => "answer-region", "Noted.", "C’est noté.";
    SetRegion => "set-region", "The region of this installation is set.", "La région de cette installation est fixée.";
}
