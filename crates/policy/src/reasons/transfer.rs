//! Links in and out.

use super::{Reason, reason};
use crate::promises::text;

pub(super) const TRANSFER: &[Reason] = &[
    reason(
        "link-ended",
        text("This link was ended.", "Ce lien a été fermé."),
        text("Whoever made it can make another.", "La personne qui l’a créé peut en créer un autre."),
    ),
    reason(
        "link-expired",
        text("This link is past its date.", "Ce lien a dépassé sa date."),
        text("Whoever made it can make another.", "La personne qui l’a créé peut en créer un autre."),
    ),
    reason(
        "link-opened",
        text(
            "This link has been opened already, and opens once.",
            "Ce lien a déjà été ouvert, et ne s’ouvre qu’une fois.",
        ),
        text(
            "If that was not you, tell the firm at once; whoever made it can make another.",
            "Si ce n’était pas vous, avertissez le cabinet sans attendre ; la personne qui l’a créé peut en créer un autre.",
        ),
    ),
    reason(
        "link-for-another",
        text("This link opens for another person.", "Ce lien s’ouvre pour une autre personne."),
        text("Ask whoever made it for one of your own.", "Demandez le vôtre à la personne qui l’a créé."),
    ),
    reason(
        "link-of-another",
        text("This link was made by another person.", "Ce lien a été créé par une autre personne."),
        text("Make one of your own.", "Créez le vôtre."),
    ),
    reason(
        "link-beyond-agreement",
        text(
            "The category or the purpose of this link is not among those agreed for the engagement.",
            "La catégorie ou la finalité de ce lien n’est pas de celles convenues pour le mandat.",
        ),
        text(
            "Agree on it with the client first, or make a link for what is agreed.",
            "Convenez-en d’abord avec le client, ou créez un lien pour ce qui est convenu.",
        ),
    ),
    reason(
        "link-enders-only",
        text(
            "Only who made this link, the lead, the security officer and the client’s owner may end it.",
            "Seuls la personne qui a créé ce lien, le responsable, l’officier de sécurité et le décideur du client peuvent le fermer.",
        ),
        text("Ask one of them to do it.", "Demandez-le à l’un d’eux."),
    ),
];
