//! Incidents: who looks into one, and what one stops.

use super::{Reason, reason};
use crate::promises::text;

pub(super) const INCIDENTS: &[Reason] = &[
    reason(
        "frozen",
        text(
            "An incident has frozen this engagement: until an officer lets it run again, you may not {action}.",
            "Un incident a gelé ce mandat : tant qu’un officier ne le libère pas, vous ne pouvez pas {action}.",
        ),
        text(
            "The incident’s owner says how long; an officer lets it run again, and that is written down.",
            "Le responsable de l’incident dit jusqu’à quand ; un officier libère le mandat, et c’est consigné.",
        ),
    ),
    reason(
        "incident-owner-only",
        text(
            "Only the incident’s owner or the security officer may {action}.",
            "Seul le responsable de l’incident ou l’officier de sécurité peut {action}.",
        ),
        text("Tell the owner what you know.", "Dites au responsable ce que vous savez."),
    ),
    reason(
        "officers-settle",
        text("Only the security officer may {action}.", "Seul l’officier de sécurité peut {action}."),
        text("Ask the security officer.", "Demandez à l’officier de sécurité."),
    ),
    reason(
        "notices-are-the-clients",
        text(
            "What a client is told of an incident is for the client’s own people, so you may not {action}.",
            "Ce qu’un client apprend d’un incident est pour les siens ; vous ne pouvez donc pas {action}.",
        ),
        text(
            "The incident’s owner can show you the incident itself.",
            "Le responsable de l’incident peut vous montrer l’incident.",
        ),
    ),
    reason(
        "owner-acknowledges",
        text(
            "As a contact you may read; only an owner on your side may {action}.",
            "Comme contact, vous pouvez lire ; seul un décideur de votre côté peut {action}.",
        ),
        text("Ask an owner on your side.", "Demandez à un décideur de votre côté."),
    ),
    reason(
        "notice-terms",
        text(
            "Only the lead of the engagement or the security officer may {action}.",
            "Seul le responsable du mandat ou l’officier de sécurité peut {action}.",
        ),
        text("Ask the lead.", "Demandez au responsable du mandat."),
    ),
];
