//! Where the engagement stands, and what the thing is.

use super::{Reason, reason};
use crate::promises::text;

pub(super) const WHAT: &[Reason] = &[
    reason(
        "closed",
        text(
            "The engagement is closed: nothing is held any more, and only its log and certificates can be read.",
            "Le mandat est clos : plus rien n’est détenu, et seuls son journal et ses certificats se lisent encore.",
        ),
        text("New work needs a new engagement.", "Un nouveau travail demande un nouveau mandat."),
    ),
    reason(
        "already-begun",
        text("The engagement has already been activated.", "Le mandat est déjà en cours."),
        text("Nothing needs to be done.", "Il n’y a rien à faire."),
    ),
    reason(
        "not-yet-active",
        text(
            "The engagement is not active yet, so you may not {action}.",
            "Le mandat n’a pas encore commencé ; vous ne pouvez donc pas {action}.",
        ),
        text(
            "The lead or the security officer activates it once everything is agreed.",
            "Le responsable du mandat ou l’officier de sécurité l’active dès que tout est convenu.",
        ),
    ),
    reason(
        "already-verified",
        text(
            "The client has verified the result and the deletion clock runs, so you may not {action} any more.",
            "Le client a vérifié le résultat et le délai de suppression court ; vous ne pouvez donc plus {action}.",
        ),
        text("New work needs a new engagement.", "Un nouveau travail demande un nouveau mandat."),
    ),
    reason(
        "being-emptied",
        text(
            "The engagement is being closed and what is held is on its way out, so you may not {action} any more.",
            "Le mandat se ferme et ce qui est détenu s’en va ; vous ne pouvez donc plus {action}.",
        ),
        text(
            "An owner on the client’s side can have what is left handed over, or place a hold on it.",
            "Un décideur du côté du client peut se faire remettre ce qui reste ou en demander la conservation.",
        ),
    ),
    reason(
        "supplier-not-accepted",
        text(
            "The client has not accepted this supplier on the engagement, so you may not {action} for it.",
            "Le client n’a pas accepté ce fournisseur dans le mandat ; vous ne pouvez donc pas {action} pour lui.",
        ),
        text(
            "Name it under *Suppliers* of the engagement; it begins once the client’s owner agrees, or the notice is over without an objection.",
            "Nommez-le sous *Fournisseurs* du mandat ; il commence dès que le décideur du client y consent ou que le préavis s’achève sans opposition.",
        ),
    ),
    reason(
        "nda-missing",
        text(
            "The client and the firm agreed to sign a mutual confidentiality agreement first, and not both have, so you may not {action} yet.",
            "Le client et le cabinet sont convenus de signer d’abord un accord mutuel de confidentialité, et les deux ne l’ont pas fait ; vous ne pouvez donc pas encore {action}.",
        ),
        text(
            "An owner on the client’s side and the lead or an officer of the firm sign it on the engagement’s page.",
            "Un décideur du côté du client et, pour le cabinet, le responsable ou un officier le signent à la page du mandat.",
        ),
    ),
    reason(
        "destroyed",
        text(
            "This holding has been destroyed. Nobody can open it any more, ourselves included.",
            "Cette détention a été détruite. Plus personne ne peut l’ouvrir, nous compris.",
        ),
        text(
            "Nothing lifts this. The certificate says when it was done and proves it.",
            "Rien ne peut y changer. Le certificat en donne la date et la preuve.",
        ),
    ),
    reason(
        "being-destroyed",
        text(
            "The destruction of this holding has been decided and is under way. There is no way back.",
            "La destruction de cette détention est décidée et en cours. On ne revient pas en arrière.",
        ),
        text(
            "Nothing lifts this. A certificate follows when it is done.",
            "Rien ne peut y changer. Un certificat suit dès que c’est fait.",
        ),
    ),
    reason(
        "quarantined",
        text(
            "This holding contains something that was not agreed, and opens to nobody.",
            "Cette détention contient quelque chose qui n’a pas été convenu, et ne s’ouvre à personne.",
        ),
        text(
            "An owner on the client’s side decides: agree to it, or have it returned or destroyed.",
            "Un décideur du côté du client tranche : l’accepter, le reprendre ou le faire détruire.",
        ),
    ),
    reason(
        "still-arriving",
        text("This holding is still arriving.", "Cette détention est encore en cours de réception."),
        text("Wait until all of it is here.", "Attendez qu’elle soit complète."),
    ),
    reason(
        "category-not-agreed",
        text(
            "This category of data is not among those agreed for the engagement.",
            "Cette catégorie de données n’est pas de celles convenues pour le mandat.",
        ),
        text(
            "Only the client can agree to it; until then it can be returned or destroyed.",
            "Seul le client peut l’accepter ; d’ici là, elle peut être rendue ou détruite.",
        ),
    ),
    reason(
        "credential-stays",
        text(
            "A credential is used through Bailee and read by nobody; it does not leave.",
            "Un identifiant secret s’emploie par Bailee et n’est lu par personne ; il ne sort pas.",
        ),
        text(
            "Change it in the system itself, and destroy it here.",
            "Changez-le dans le système même et détruisez-le ici.",
        ),
    ),
    reason(
        "own-system",
        text(
            "You added this system yourself, and nobody confirms their own.",
            "Vous avez ajouté ce système vous-même, et personne ne confirme le sien.",
        ),
        text(
            "The client’s owner or another lead of the engagement can confirm it.",
            "Le décideur du client ou un autre responsable du mandat peut le confirmer.",
        ),
    ),
    reason(
        "system-not-confirmed",
        text(
            "Nobody but the person who added this system has said that it is the client’s, so you may not {action} yet.",
            "Personne d’autre que qui a ajouté ce système n’a dit qu’il est au client ; vous ne pouvez donc pas encore {action}.",
        ),
        text(
            "The client’s owner or the lead of the engagement confirms it on the systems page, unless they added it themselves.",
            "Le décideur du client ou le responsable du mandat le confirme à la page des systèmes, sauf s’il l’a lui-même ajouté.",
        ),
    ),
    reason(
        "test-load-into-production",
        text(
            "A test load goes to a system marked test, and this one is production.",
            "Un chargement d’essai va dans un système marqué essai, et celui-ci est en production.",
        ),
        text(
            "Choose a test system of this engagement, or add one.",
            "Choisissez un système d’essai de ce mandat, ou ajoutez-en un.",
        ),
    ),
    reason(
        "production-load-into-test",
        text(
            "A go-live load goes to a production system, and this one is marked test.",
            "Un chargement de mise en service va dans un système de production, et celui-ci est marqué essai.",
        ),
        text(
            "Make it a test load, or choose the production system.",
            "Faites-en un chargement d’essai ou choisissez le système de production.",
        ),
    ),
    reason(
        "outside-the-regions",
        text(
            "This system is in a region that was not agreed for the engagement’s data.",
            "Ce système se trouve dans une région qui n’a pas été convenue pour les données du mandat.",
        ),
        text(
            "Choose a system in an agreed region, or agree on this region with the client.",
            "Choisissez un système dans une région convenue ou convenez de celle-ci avec le client.",
        ),
    ),
];
