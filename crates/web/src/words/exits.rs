//! What the pages about what leaves say, in English and French.

use super::{Forms, Lang};

catalogue! { ExitWords;
    opened_checkout: &'static str = "taken onto a device", "sorti sur un appareil";
    opened_disclosed: &'static str = "given", "remis";
    checkouts: &'static str = "Checkouts", "Sorties";
    title_checkouts_none: &'static str = "Nothing is on a device", "Rien n’est sur un appareil";
    title_checkouts_out: Forms = ["{} checkout is out", "{} checkouts are out"], ["{} sortie en cours", "{} sorties en cours"];
    checkouts_lead: &'static str = "Data is worked on in place. Where a tool runs on a laptop only, one file goes there for hours: another person approves it, it arrives sealed to a key of that device, and its destruction is confirmed.", "Les données se travaillent sur place. Quand un outil n’existe que sur un portable, un fichier y va pour quelques heures : une autre personne l’approuve, il arrive scellé pour une clé de cet appareil, et sa destruction est confirmée.";
    checkouts_empty: &'static str = "Nothing was ever taken onto a device.", "Rien n’a jamais été sorti sur un appareil.";
    ask_checkout: &'static str = "Ask for a checkout", "Demander une sortie";
    ask_it: &'static str = "Ask", "Demander";
    file: &'static str = "File", "Fichier";
    hours: &'static str = "Hours", "Heures";
    hours_help: &'static str = "From approval, {} at most.", "À partir de l’approbation, {} au plus.";
    where_device: &'static str = "Where the device will be", "Où sera l’appareil";
    region_help: &'static str = "An ISO 3166 code such as CA, CA-QC or FR.", "Un code ISO 3166 comme CA, CA-QC ou FR.";
    who_takes: &'static str = "Who, onto what", "Qui, sur quoi";
    stands: &'static str = "Stands", "État";
    stands_asked: &'static str = "asked", "demandée";
    stands_approved: &'static str = "approved", "approuvée";
    stands_out: &'static str = "out", "sortie";
    stands_overdue: &'static str = "overdue", "en retard";
    stands_returned: &'static str = "destroyed, confirmed", "détruite, confirmé";
    stands_unconfirmed: &'static str = "never confirmed", "jamais confirmée";
    by_: &'static str = "by {}", "par {}";
    until_: &'static str = "until", "jusqu’au";
    act: &'static str = "What to do", "Que faire";
    approve: &'static str = "Approve", "Approuver";
    refuse: &'static str = "Refuse", "Refuser";
    withdraw: &'static str = "Withdraw", "Retirer";
    give_up: &'static str = "Give up as not confirmed", "Abandonner comme non confirmée";
    give_up_help: &'static str = "For a device that is lost. It is shown for ever that nobody confirmed its destruction.", "Pour un appareil perdu. Il restera affiché que personne n’en a confirmé la destruction.";
    register: &'static str = "Disclosures", "Divulgations";
    whole_register: &'static str = "Register of disclosures", "Registre des divulgations";
    title_register_none: &'static str = "Nothing has left", "Rien n’est sorti";
    title_register: Forms = ["{} thing has left", "{} things have left"], ["{} chose est sortie", "{} choses sont sorties"];
    register_lead: &'static str = "Everything that left, to whom, where, on which ground, and who decided: written before the first byte left.", "Tout ce qui est sorti, vers qui, où, à quel titre et sur décision de qui : consigné avant le premier octet.";
    register_empty: &'static str = "The first exit of data will stand here before it happens.", "La première sortie de données sera inscrite ici avant d’avoir lieu.";
    what_left: &'static str = "What", "Quoi";
    to_whom: &'static str = "To whom", "Vers qui";
    where_: &'static str = "Where", "Où";
    ground: &'static str = "Ground", "Titre";
    who_decided: &'static str = "Who decided", "Qui a décidé";
    told: &'static str = "Client told", "Client informé";
    not_told: &'static str = "forbidden until {}", "interdit jusqu’au {}";
    no_place: &'static str = "with the client", "chez le client";
    demands: &'static str = "Legal demands", "Demandes d’autorités";
    title_demands_none: &'static str = "No authority demands anything", "Aucune autorité ne demande rien";
    title_demands: Forms = ["{} demand waits for an answer", "{} demands wait for an answer"], ["{} demande attend une réponse", "{} demandes attendent une réponse"];
    demands_lead: &'static str = "An officer and the lead decide together what an authority is given. The client is told at once, unless that is forbidden; then when the bar is over.", "Un officier et le responsable décident ensemble de ce qui est remis à une autorité. Le client en est informé aussitôt, sauf interdiction ; alors, dès qu’elle est levée.";
    demands_empty: &'static str = "No demand of an authority is on record.", "Aucune demande d’une autorité n’est consignée.";
    record_demand: &'static str = "Record a demand", "Consigner une demande";
    authority: &'static str = "Authority", "Autorité";
    its_region: &'static str = "Where it is", "Où elle se trouve";
    asks: &'static str = "What it asks for", "Ce qu’elle demande";
    law: &'static str = "Law or order", "Loi ou ordonnance";
    received: &'static str = "Received", "Reçue";
    due: &'static str = "Answer due", "Réponse due";
    barred: &'static str = "Telling the client is forbidden until", "Interdiction d’informer le client jusqu’au";
    barred_help: &'static str = "Leave empty where nothing forbids it: the client is told at once.", "Laissez vide si rien ne l’interdit : le client est informé aussitôt.";
    decision: &'static str = "Decision", "Décision";
    propose: &'static str = "Propose", "Proposer";
    confirm: &'static str = "Confirm", "Confirmer";
    proposed_by: &'static str = "proposed by {}", "proposée par {}";
    decided_by: &'static str = "decided with {}", "décidée avec {}";
    nothing_decided: &'static str = "not decided", "non décidée";
    answered: &'static str = "answered", "répondue";
    give_it: &'static str = "Give, sealed", "Remettre, scellé";
    given: &'static str = "given", "remis";
    recipient: &'static str = "The authority’s age recipient", "Destinataire age de l’autorité";
    what_is_given: &'static str = "What is given", "Ce qui est remis";
    residency: &'static str = "Where it is", "Où c’est";
    title_residency: &'static str = "Agreed: {}", "Convenu : {}";
    residency_lead: &'static str = "Where the data is, where it may be, and what allows a place beyond the regions agreed.", "Où sont les données, où elles peuvent être, et ce qui permet un lieu hors des régions convenues.";
    place: &'static str = "Place", "Lieu";
    region: &'static str = "Region", "Région";
    this_installation: &'static str = "This installation", "Cette installation";
    a_system: &'static str = "System that may be loaded into", "Système où l’on peut charger";
    a_device: &'static str = "On a device until it is returned", "Sur un appareil jusqu’au retour";
    agreed: &'static str = "agreed", "convenue";
    assessed_until: &'static str = "assessed, until {}", "évaluée, jusqu’au {}";
    outside: &'static str = "outside: nothing goes there", "hors convention : rien n’y va";
    unknown: &'static str = "nobody has said where", "personne n’a dit où";
    assessments: &'static str = "Assessments of further regions", "Évaluations d’autres régions";
    assessments_empty: &'static str = "None: data stays in the regions agreed.", "Aucune : les données restent dans les régions convenues.";
    assess: &'static str = "Assess a further region", "Évaluer une autre région";
    record_it: &'static str = "Record", "Consigner";
    why: &'static str = "Why it is needed", "Pourquoi c’est nécessaire";
    safeguards: &'static str = "What protects the data there", "Ce qui y protège les données";
    counts_until: &'static str = "Counts until", "Vaut jusqu’au";
    waits_for_client: &'static str = "waits for the client", "attend le client";
    live: &'static str = "agreed by the client", "consentie par le client";
    over: &'static str = "over", "terminée";
    agree: &'static str = "Agree", "Consentir";
    do_not_agree: &'static str = "Do not agree", "Ne pas consentir";
    end_it: &'static str = "End", "Mettre fin";
    set_region: &'static str = "Where this installation keeps its data", "Où cette installation garde ses données";
    save: &'static str = "Save", "Enregistrer";
    assessed_by: &'static str = "assessed by {}", "évaluée par {}";
    where_and_left: &'static str = "Where it is, what left", "Où c’est, ce qui est sorti";
    title_where: &'static str = "Where your data is, and what left", "Où sont vos données, et ce qui est sorti";
    work_approve: &'static str = "Approve a checkout", "Approuver une sortie";
    work_return: &'static str = "Bring a checkout back", "Rendre une sortie";
    work_demand: &'static str = "Answer an authority’s demand", "Répondre à la demande d’une autorité";
    work_region: &'static str = "Agree to a further region", "Consentir à une autre région";
}

impl ExitWords {
    /// In this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        lang.pick(&EN, &FR)
    }
}
