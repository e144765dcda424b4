//! Who somebody is, and what they owe.

use super::{Reason, reason};
use crate::promises::text;

pub(super) const WHO: &[Reason] = &[
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
        "confidentiality-outstanding",
        text(
            "You have not signed the current confidentiality agreement, so you may not {action} yet.",
            "Vous n’avez pas signé l’accord de confidentialité en vigueur ; vous ne pouvez donc pas encore {action}.",
        ),
        text("Read it and sign it under *To sign*.", "Lisez-le et signez-le sous *À signer*."),
    ),
    reason(
        "flow-down-firm-outstanding",
        text(
            "Your organisation has not signed the firm’s terms for subcontractors, so you may not {action} yet.",
            "Votre organisation n’a pas signé les conditions du cabinet pour les sous-traitants ; vous ne pouvez donc pas encore {action}.",
        ),
        text(
            "Whoever signs for your organisation signs them under *To sign*.",
            "La personne qui signe pour votre organisation les signe sous *À signer*.",
        ),
    ),
    reason(
        "flow-down-person-outstanding",
        text(
            "You have not signed the terms for subcontractors’ people, so you may not {action} yet.",
            "Vous n’avez pas signé les conditions pour les personnes des sous-traitants ; vous ne pouvez donc pas encore {action}.",
        ),
        text("Read them and sign them under *To sign*.", "Lisez-les et signez-les sous *À signer*."),
    ),
    reason(
        "training-outstanding",
        text(
            "Your training is not current, so you may not {action} yet.",
            "Votre formation n’est pas à jour ; vous ne pouvez donc pas encore {action}.",
        ),
        text(
            "Take the course under *Training*; the answers are checked at once.",
            "Suivez la formation sous *Formation* ; les réponses sont vérifiées aussitôt.",
        ),
    ),
    reason(
        "checkout-overdue",
        text(
            "Data that you took onto a device is past its time, so you may not {action}, nor anything else.",
            "Des données que vous avez sorties sur un appareil ont dépassé leur délai ; vous ne pouvez donc pas {action}, ni rien d’autre.",
        ),
        text(
            "Return it on that device: bailee checkout return. If the device is lost, the lead or the security officer ends it.",
            "Rendez-les sur cet appareil : bailee checkout return. S’il est perdu, le responsable du mandat ou l’officier de sécurité y met fin.",
        ),
    ),
    reason(
        "the-firms-own-policies",
        text(
            "The firm’s own people write its policies and read its drafts, so you may not {action}.",
            "Les personnes du cabinet écrivent ses politiques et lisent ses projets ; vous ne pouvez donc pas {action}.",
        ),
        text("What is published is read under *Policies*.", "Ce qui est publié se lit sous *Politiques*."),
    ),
    reason(
        "auditors-sign-no-policies",
        text(
            "A policy binds those who work for the firm, so you may not {action}.",
            "Une politique lie celles et ceux qui travaillent pour le cabinet ; vous ne pouvez donc pas {action}.",
        ),
        text("Nothing needs to be done.", "Il n’y a rien à faire."),
    ),
    reason(
        "subcontractor-not-accepted",
        text(
            "The client has not accepted that your organisation works on this engagement, so you may not {action}.",
            "Le client n’a pas accepté que votre organisation travaille à ce mandat ; vous ne pouvez donc pas {action}.",
        ),
        text(
            "It begins once the client’s owner agrees, or the notice is over without an objection; ask the lead.",
            "Elle commence dès que le décideur du client y consent ou que le préavis s’achève sans opposition ; adressez-vous au responsable.",
        ),
    ),
    reason(
        "auditors-read-only",
        text(
            "As an auditor you see everything and open or change nothing, so you may not {action}.",
            "Comme auditeur, vous voyez tout, sans rien ouvrir ni changer ; vous ne pouvez donc pas {action}.",
        ),
        text(
            "Ask the lead of the engagement or the security officer.",
            "Adressez-vous au responsable du mandat ou à l’officier de sécurité.",
        ),
    ),
    reason(
        "officers-only",
        text("Only the security officer may {action}.", "Seul l’officier de sécurité peut {action}."),
        text("Ask the security officer to do it.", "Demandez-le à l’officier de sécurité."),
    ),
    reason(
        "officers-and-auditors-only",
        text(
            "Only the security officer and auditors may {action}.",
            "Seuls l’officier de sécurité et les auditeurs peuvent {action}.",
        ),
        text("Ask one of them what you need to know.", "Demandez à l’un d’eux ce que vous devez savoir."),
    ),
    reason(
        "not-assigned",
        text(
            "You are not assigned to this engagement, so you may not {action}.",
            "Vous n’êtes pas affecté à ce mandat ; vous ne pouvez donc pas {action}.",
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
            "Le travail sur les données revient aux personnes du cabinet ; vous ne pouvez donc pas {action} ici.",
        ),
        text(
            "The data is yours: an owner on your side can have it handed over, sealed to your key, at any time.",
            "Les données sont à vous : un décideur de votre côté peut en tout temps se les faire remettre, scellées à votre clé.",
        ),
    ),
    reason(
        "firm-asks-for-grants",
        text("Grants are for the firm’s people.", "Les autorisations concernent les personnes du cabinet."),
        text(
            "What is yours needs none: an owner on your side can have it handed over.",
            "Ce qui est à vous n’en demande pas : un décideur de votre côté peut se le faire remettre.",
        ),
    ),
    reason(
        "owners-only",
        text("Only an owner on the client’s side may {action}.", "Seul un décideur du côté du client peut {action}."),
        text("Ask the client’s owner to do it.", "Demandez-le au décideur du client."),
    ),
    reason(
        "client-people-only",
        text("Only the client’s own people may {action}.", "Seules les personnes du client peuvent {action}."),
        text(
            "What the firm has to say to them stands in the engagement and its log.",
            "Ce que le cabinet a à leur dire figure dans le mandat et son journal.",
        ),
    ),
    reason(
        "contacts-may-look",
        text(
            "As a contact you may look; only an owner on your side may {action}.",
            "Comme contact, vous pouvez consulter ; seul un décideur de votre côté peut {action}.",
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
            "Votre rôle dans ce mandat ne le comprend pas : seuls le responsable, les consultants et les développeurs peuvent {action}.",
        ),
        text(
            "Ask one of them, or ask the lead for another role.",
            "Adressez-vous à l’un d’eux ou demandez un autre rôle au responsable du mandat.",
        ),
    ),
    reason(
        "workers-or-officer-only",
        text(
            "Your role on this engagement does not include this: its lead, consultants, developers and the security officer may {action}.",
            "Votre rôle dans ce mandat ne le comprend pas : le responsable, les consultants, les développeurs et l’officier de sécurité peuvent {action}.",
        ),
        text("Ask one of them to do it.", "Demandez-le à l’un d’eux."),
    ),
    reason(
        "nda-signers-only",
        text(
            "For the firm, only its security officer or the lead of the engagement may {action}.",
            "Pour le cabinet, seul l’officier de sécurité ou le responsable du mandat peut {action}.",
        ),
        text("Ask one of them to do it.", "Demandez-le à l’un d’eux."),
    ),
    reason(
        "own-row",
        text("Nobody decides about their own access.", "Personne ne décide de ses propres accès."),
        text(
            "The reviewer of this row or another officer decides it.",
            "Le réviseur de cette ligne ou un autre officier en décide.",
        ),
    ),
    reason(
        "own-device",
        text(
            "Nobody approves or revokes their own device here.",
            "Personne n’approuve ni ne révoque ici son propre appareil.",
        ),
        text(
            "Another officer can; you take one of yours out of use under *Devices*.",
            "Un autre officier peut le faire ; vous retirez un des vôtres sous *Appareils*.",
        ),
    ),
    reason(
        "lead-and-overseers-only",
        text(
            "Only the lead of the engagement, the security officer and auditors may {action}.",
            "Seuls le responsable du mandat, l’officier de sécurité et les auditeurs peuvent {action}.",
        ),
        text("Ask one of them what you need to know.", "Demandez à l’un d’eux ce que vous devez savoir."),
    ),
    reason(
        "own-use",
        text("Nobody says of their own use what it was.", "Personne ne dit de son propre usage ce qu’il en est."),
        text(
            "Another lead of the engagement or the security officer looks at it.",
            "Un autre responsable du mandat ou l’officier de sécurité l’examine.",
        ),
    ),
    reason(
        "not-your-grant",
        text(
            "This grant is another person’s: they, the lead and the security officer can end it.",
            "Cette autorisation est celle d’une autre personne : elle-même, le responsable du mandat ou l’officier de sécurité peuvent y mettre fin.",
        ),
        text("Ask one of them to do it.", "Demandez-le à l’un d’eux."),
    ),
];
