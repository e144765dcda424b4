//! Purpose and grant, and what a moment at the keyboard lifts.

use super::{Reason, reason};
use crate::promises::{Text, text};

pub(super) const GRANT: &[Reason] = &[
    reason(
        "purpose-missing",
        text(
            "You have not said what you are working for, so you may not {action}.",
            "Vous n’avez pas dit à quelle fin vous travaillez ; vous ne pouvez donc pas {action}.",
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
        "own-checkout",
        text("Nobody approves their own checkout.", "Personne n’approuve sa propre sortie."),
        text(
            "Another lead of the engagement or the security officer can approve it.",
            "Un autre responsable du mandat ou l’officier de sécurité peut l’approuver.",
        ),
    ),
    reason(
        "not-your-checkout",
        text(
            "Only its person, the lead of the engagement or the security officer may end a checkout.",
            "Seuls la personne concernée, le responsable du mandat ou l’officier de sécurité peuvent mettre fin à une sortie.",
        ),
        text("Ask one of them.", "Demandez à l’un d’eux."),
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
        "emergency-too-long",
        text(
            "Emergency access runs for sixty minutes, and names no days.",
            "Un accès d’urgence dure soixante minutes et ne nomme aucun jour.",
        ),
        text(
            "Refuse it, and have it asked for again as an emergency or as a grant with its days.",
            "Refusez-la et faites-la redemander, soit d’urgence, soit avec un nombre de jours.",
        ),
    ),
    reason(
        "nothing-to-agree",
        text(
            "This grant covers nothing that waits for the client’s agreement.",
            "Cette autorisation ne couvre rien qui attende l’accord du client.",
        ),
        text("Nothing needs to be done.", "Il n’y a rien à faire."),
    ),
    reason(
        "grant-missing",
        text(
            "You have no approved grant on this engagement, so you may not {action}.",
            "Vous n’avez aucune autorisation approuvée dans ce mandat ; vous ne pouvez donc pas {action}.",
        ),
        text(
            "Ask for a grant that names your purpose; the lead approves it.",
            "Demandez une autorisation pour votre finalité ; le responsable du mandat l’approuve.",
        ),
    ),
    reason(
        "grant-over",
        text(
            "Your grant has ended, so you may not {action}.",
            "Votre autorisation a pris fin ; vous ne pouvez donc pas {action}.",
        ),
        text(
            "Ask for a new one; an old one is never extended.",
            "Demandez-en une nouvelle ; une ancienne n’est jamais prolongée.",
        ),
    ),
    reason(
        "grant-without-client",
        text(
            "Your grant covers a category that the client opens only by their own agreement, and they have not given it.",
            "Votre autorisation couvre une catégorie que le client n’ouvre que de son propre accord, et il ne l’a pas donné.",
        ),
        text(
            "An owner on the client’s side agrees to it under *Requests*.",
            "Un décideur du côté du client y consent sous *Demandes*.",
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
            "Votre autorisation n’ouvre pas une classe de colonnes que vous demandez ; ces colonnes restent masquées.",
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
            "Un décideur du côté du client peut en tout temps le faire détruire ; les copies qui en sont tirées peuvent partir dès maintenant.",
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
            "Elle prend fin d’elle-même à sa date ; un décideur du côté du client peut y mettre fin avant.",
        ),
    ),
    reason("step-up-needed", STEP_UP_WHY, STEP_UP_LIFT),
    reason("step-up-needed-for-production", STEP_UP_WHY, STEP_UP_LIFT),
    reason("step-up-needed-to-unseal", STEP_UP_WHY, STEP_UP_LIFT),
    reason("step-up-needed-to-hand-over", STEP_UP_WHY, STEP_UP_LIFT),
    reason("step-up-needed-to-lower", STEP_UP_WHY, STEP_UP_LIFT),
    reason("step-up-needed-to-end-checkouts", STEP_UP_WHY, STEP_UP_LIFT),
];

const STEP_UP_WHY: Text = text(
    "To {action}, both your factors must have been shown within the last {minutes} minutes.",
    "Pour {action}, vos deux facteurs doivent avoir été présentés dans les {minutes} dernières minutes.",
);
const STEP_UP_LIFT: Text = text("Show them again and repeat.", "Présentez-les de nouveau et recommencez.");
