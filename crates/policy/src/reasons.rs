//! The words of every refusal, in English and French.
//!
//! [`REASONS`] has one entry for each policy that forbids, in the order in which they are told when several stand in the
//! way: first who somebody is, then where the engagement stands, then what the thing is, then purpose and grant, and last
//! what a moment at the keyboard lifts.

use crate::promises::{Text, text};

/// Why a policy forbids, and what would lift it. `{action}`, `{minutes}` and `{days}` are filled in.
pub(crate) struct Reason {
    /// The `@id` of the policy.
    pub(crate) policy: &'static str,
    /// What is refused and why.
    pub(crate) why: Text,
    /// What would lift it, and who can.
    pub(crate) lift: Text,
}

const fn reason(policy: &'static str, why: Text, lift: Text) -> Reason {
    Reason { policy, why, lift }
}

/// Told when nothing forbids and nothing permits.
pub(crate) const UNNAMED: Reason = reason(
    "",
    text("Nothing permits you to {action}.", "Rien ne vous permet d’accomplir ceci : {action}."),
    text("Ask the lead of the engagement who may.", "Demandez au responsable du mandat qui le peut."),
);

/// Every reason, in the order of telling.
pub(crate) const REASONS: &[Reason] = &[
    reason(
        "person-not-active",
        text("Your account is not active.", "Votre compte n’est pas actif."),
        text("Ask the firm’s security officer.", "Adressez-vous à l’officier de sécurité."),
    ),
    reason(
        "two-factors-missing",
        text("You have not signed in with two factors.", "Vous n’êtes pas connecté avec deux facteurs."),
        text("Sign in again with both.", "Reconnectez-vous avec les deux."),
    ),
    reason(
        "officers-only",
        text("Only the security officer may {action}.", "Seul l’officier de sécurité peut {action}."),
        text("Ask the security officer to do it.", "Demandez-le à l’officier de sécurité."),
    ),
    reason(
        "not-assigned",
        text(
            "You are not assigned to this engagement, so you may not {action}.",
            "Vous n’êtes pas affecté à ce mandat ; vous ne pouvez donc pas {action}.",
        ),
        text(
            "The lead or the security officer can assign you, with a role.",
            "Le responsable du mandat ou l’officier de sécurité peut vous y affecter, avec un rôle.",
        ),
    ),
    reason(
        "client-takes-back-instead",
        text(
            "Working on the data is for the firm’s people, so you may not {action} here.",
            "Le travail sur les données revient aux personnes du cabinet ; vous ne pouvez donc pas {action} ici.",
        ),
        text(
            "The data is yours: an owner on your side can have it handed over, sealed to your key, at any time.",
            "Les données sont à vous : un décideur de votre côté peut en tout temps se les faire remettre, scellées à votre clé.",
        ),
    ),
    reason(
        "firm-asks-for-grants",
        text("Grants are for the firm’s people.", "Les autorisations concernent les personnes du cabinet."),
        text(
            "What is yours needs none: an owner on your side can have it handed over.",
            "Ce qui est à vous n’en demande pas : un décideur de votre côté peut se le faire remettre.",
        ),
    ),
    reason(
        "owners-only",
        text("Only an owner on the client’s side may {action}.", "Seul un décideur du côté du client peut {action}."),
        text("Ask the client’s owner to do it.", "Demandez-le au décideur du client."),
    ),
    reason(
        "contacts-may-look",
        text(
            "As a contact you may look; only an owner on your side may {action}.",
            "Comme contact, vous pouvez consulter ; seul un décideur de votre côté peut {action}.",
        ),
        text("Ask the owner on your side to do it.", "Demandez-le au décideur de votre côté."),
    ),
    reason(
        "lead-or-officer-only",
        text(
            "Only the lead of the engagement or the security officer may {action}.",
            "Seul le responsable du mandat ou l’officier de sécurité peut {action}.",
        ),
        text("Ask one of them to do it.", "Demandez-le à l’un d’eux."),
    ),
    reason(
        "lead-or-owner-only",
        text(
            "Only the lead of the engagement or the client’s owner may {action}.",
            "Seul le responsable du mandat ou le décideur du client peut {action}.",
        ),
        text("Ask one of them to do it.", "Demandez-le à l’un d’eux."),
    ),
    reason(
        "workers-only",
        text(
            "Your role on this engagement does not include this: only its lead, consultants and developers may {action}.",
            "Votre rôle dans ce mandat ne le comprend pas : seuls le responsable, les consultants et les développeurs peuvent {action}.",
        ),
        text(
            "Ask one of them, or ask the lead for another role.",
            "Adressez-vous à l’un d’eux ou demandez un autre rôle au responsable du mandat.",
        ),
    ),
    reason(
        "not-your-grant",
        text(
            "This grant is another person’s: they, the lead and the security officer can end it.",
            "Cette autorisation est celle d’une autre personne : elle-même, le responsable du mandat ou l’officier de sécurité peuvent y mettre fin.",
        ),
        text("Ask one of them to do it.", "Demandez-le à l’un d’eux."),
    ),
    reason(
        "closed",
        text(
            "The engagement is closed: nothing is held any more, and only its log and certificates can be read.",
            "Le mandat est clos : plus rien n’est détenu, et seuls son journal et ses certificats se lisent encore.",
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
            "Le mandat n’a pas encore commencé ; vous ne pouvez donc pas {action}.",
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
            "Le client a vérifié le résultat et le délai de suppression court ; vous ne pouvez donc plus {action}.",
        ),
        text("New work needs a new engagement.", "Un nouveau travail demande un nouveau mandat."),
    ),
    reason(
        "being-emptied",
        text(
            "The engagement is being closed and what is held is on its way out, so you may not {action} any more.",
            "Le mandat se ferme et ce qui est détenu s’en va ; vous ne pouvez donc plus {action}.",
        ),
        text(
            "An owner on the client’s side can have what is left handed over, or place a hold on it.",
            "Un décideur du côté du client peut se faire remettre ce qui reste ou en demander la conservation.",
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
            "Un décideur du côté du client tranche : l’accepter, le reprendre ou le faire détruire.",
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
            "Seul le client peut l’accepter ; d’ici là, elle peut être rendue ou détruite.",
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
            "Personne d’autre que qui a ajouté ce système n’a dit qu’il est au client ; vous ne pouvez donc pas encore {action}.",
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
    reason(
        "purpose-missing",
        text(
            "You have not said what you are working for, so you may not {action}.",
            "Vous n’avez pas dit à quelle fin vous travaillez ; vous ne pouvez donc pas {action}.",
        ),
        text("Choose a purpose of this engagement.", "Choisissez une finalité de ce mandat."),
    ),
    reason(
        "purpose-not-agreed",
        text(
            "The purpose you are working for was not agreed for this engagement.",
            "La finalité que vous avez choisie n’a pas été convenue pour ce mandat.",
        ),
        text("Choose one of the engagement’s purposes.", "Choisissez une des finalités du mandat."),
    ),
    reason(
        "load-needs-its-purpose",
        text(
            "Loading needs the purpose test load or go-live.",
            "Un chargement demande la finalité chargement d’essai ou mise en service.",
        ),
        text(
            "Change your purpose, and ask for a grant for it if you have none.",
            "Changez de finalité et, au besoin, demandez une autorisation pour celle-ci.",
        ),
    ),
    reason(
        "production-needs-go-live",
        text(
            "Loading into production needs the purpose go-live.",
            "Un chargement en production demande la finalité mise en service.",
        ),
        text(
            "Change your purpose, and ask for a grant for it if you have none.",
            "Changez de finalité et, au besoin, demandez une autorisation pour celle-ci.",
        ),
    ),
    reason(
        "own-grant",
        text("Nobody approves their own grant.", "Personne n’approuve sa propre autorisation."),
        text(
            "Another lead of the engagement or the security officer can approve it.",
            "Un autre responsable du mandat ou l’officier de sécurité peut l’approuver.",
        ),
    ),
    reason(
        "grant-beyond-purposes",
        text(
            "This grant is for a purpose that was not agreed for the engagement.",
            "Cette autorisation vise une finalité qui n’a pas été convenue pour le mandat.",
        ),
        text(
            "Refuse it, and have it asked for again within what was agreed.",
            "Refusez-la et faites-la redemander dans les limites convenues.",
        ),
    ),
    reason(
        "grant-beyond-categories",
        text(
            "This grant covers a category of data that was not agreed for the engagement.",
            "Cette autorisation couvre une catégorie de données qui n’a pas été convenue pour le mandat.",
        ),
        text(
            "Refuse it, and have it asked for again within what was agreed.",
            "Refusez-la et faites-la redemander dans les limites convenues.",
        ),
    ),
    reason(
        "grant-too-long",
        text("A grant runs for 1 to {days} days.", "Une autorisation court de 1 à {days} jours."),
        text(
            "Refuse it, and have it asked for again for a shorter time.",
            "Refusez-la et faites-la redemander pour une durée plus courte.",
        ),
    ),
    reason(
        "grant-missing",
        text(
            "You have no approved grant on this engagement, so you may not {action}.",
            "Vous n’avez aucune autorisation approuvée dans ce mandat ; vous ne pouvez donc pas {action}.",
        ),
        text(
            "Ask for a grant that names your purpose; the lead approves it.",
            "Demandez une autorisation pour votre finalité ; le responsable du mandat l’approuve.",
        ),
    ),
    reason(
        "grant-over",
        text(
            "Your grant has ended, so you may not {action}.",
            "Votre autorisation a pris fin ; vous ne pouvez donc pas {action}.",
        ),
        text(
            "Ask for a new one; an old one is never extended.",
            "Demandez-en une nouvelle ; une ancienne n’est jamais prolongée.",
        ),
    ),
    reason(
        "grant-for-another-purpose",
        text(
            "Your grant is for another purpose than the one you are working for.",
            "Votre autorisation vise une autre finalité que celle pour laquelle vous travaillez.",
        ),
        text(
            "Change to the purpose of your grant, or ask for a grant for this one.",
            "Revenez à la finalité de votre autorisation ou demandez-en une pour celle-ci.",
        ),
    ),
    reason(
        "grant-without-category",
        text(
            "Your grant does not cover this category of data.",
            "Votre autorisation ne couvre pas cette catégorie de données.",
        ),
        text("Ask for a grant that names the category.", "Demandez une autorisation qui nomme la catégorie."),
    ),
    reason(
        "class-not-cleared",
        text(
            "Your grant does not clear a class of column that you ask for; those columns stay masked.",
            "Votre autorisation n’ouvre pas une classe de colonnes que vous demandez ; ces colonnes restent masquées.",
        ),
        text(
            "Leave those columns out, or ask for a grant that names their class.",
            "Laissez ces colonnes de côté ou demandez une autorisation qui nomme leur classe.",
        ),
    ),
    reason(
        "class-not-cleared-to-lower",
        text(
            "Only somebody whose grant already clears this column may say that more people may see it.",
            "Seul celui dont l’autorisation ouvre déjà cette colonne peut dire que d’autres la verront.",
        ),
        text(
            "Ask for a grant that names the column’s class.",
            "Demandez une autorisation qui nomme la classe de la colonne.",
        ),
    ),
    reason(
        "original-before-verification",
        text(
            "Before the client has verified the result, the firm does not destroy what the client brought.",
            "Avant que le client ait vérifié le résultat, le cabinet ne détruit pas ce qu’il a apporté.",
        ),
        text(
            "An owner on the client’s side can have it destroyed at any time; copies made from it can go now.",
            "Un décideur du côté du client peut en tout temps le faire détruire ; les copies qui en sont tirées peuvent partir dès maintenant.",
        ),
    ),
    reason(
        "hold-runs",
        text(
            "The client has asked to keep this, and the hold still runs.",
            "Le client a demandé de conserver ceci, et cette demande court encore.",
        ),
        text(
            "It ends by itself on its date; an owner on the client’s side can end it before.",
            "Elle prend fin d’elle-même à sa date ; un décideur du côté du client peut y mettre fin avant.",
        ),
    ),
    reason("step-up-needed", STEP_UP_WHY, STEP_UP_LIFT),
    reason("step-up-needed-for-production", STEP_UP_WHY, STEP_UP_LIFT),
    reason("step-up-needed-to-lower", STEP_UP_WHY, STEP_UP_LIFT),
];

const STEP_UP_WHY: Text = text(
    "To {action}, both your factors must have been shown within the last {minutes} minutes.",
    "Pour {action}, vos deux facteurs doivent avoir été présentés dans les {minutes} dernières minutes.",
);
const STEP_UP_LIFT: Text = text("Show them again and repeat.", "Présentez-les de nouveau et recommencez.");
