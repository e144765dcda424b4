//! What breaks each promise, and what whoever answers for it does then: said to the officer, beside the evidence.

use super::Said;

/// What breaks the promise of this slug, and what to do about it.
pub(crate) fn advice(slug: &str) -> (Said, Said) {
    let found = ADVICE.iter().find(|advice| advice.slug == slug);
    found.map_or_else(|| (Said::new("", ""), Said::new("", "")), |it| (said(it.breaks), said(it.mend)))
}

fn said([en, fr]: [&str; 2]) -> Said {
    Said::new(en, fr)
}

struct Advice {
    slug: &'static str,
    breaks: [&'static str; 2],
    mend: [&'static str; 2],
}

const fn on(slug: &'static str, breaks: [&'static str; 2], mend: [&'static str; 2]) -> Advice {
    Advice { slug, breaks, mend }
}

/// One for each promise, in the order of the clauses.
const ADVICE: &[Advice] = &[
    on(
        "client_ownership",
        [
            "A holding whose owner changed, or a client’s request to list, fetch or destroy that nobody answered.",
            "Une détention dont le propriétaire a changé, ou une demande du client de voir, de recevoir ou de détruire restée sans suite.",
        ],
        [
            "Look at the engagement’s log; carry out what the client asked for.",
            "Consultez le journal du mandat ; exécutez ce que le client a demandé.",
        ],
    ),
    on(
        "purpose_limitation",
        [
            "An opening without an agreed purpose, or without a grant for it at that moment.",
            "Une ouverture sans finalité convenue, ou sans autorisation à ce moment.",
        ],
        [
            "Open the entry, ask the person what it was for, and declare an incident if there is no answer.",
            "Ouvrez l’écriture, demandez à la personne pourquoi, et déclarez un incident à défaut de réponse.",
        ],
    ),
    on(
        "declared_categories",
        [
            "Something held in a category that the engagement does not name, or opened while in quarantine.",
            "Une donnée d’une catégorie que le mandat ne nomme pas, ou ouverte en quarantaine.",
        ],
        [
            "Have the client agree to the category, or return and destroy it.",
            "Faites convenir la catégorie par le client, ou rendez et détruisez la donnée.",
        ],
    ),
    on(
        "least_access",
        [
            "A grant past its date, unused for too long, unanswered for too long, or given for too long.",
            "Une autorisation échue, inutilisée, restée sans réponse ou trop longue.",
        ],
        [
            "End the grant; if it should have ended by itself, see whether the clocks run.",
            "Mettez fin à l’autorisation ; si elle devait finir d’elle-même, vérifiez que les horloges tournent.",
        ],
    ),
    on(
        "sealed_custody",
        [
            "Bytes at rest that are not in the sealed form, or opened before the entry that says so.",
            "Des octets au repos qui ne sont pas scellés, ou ouverts avant l’écriture qui le dit.",
        ],
        [
            "Stop the server, run the check of the store, and declare an incident.",
            "Arrêtez le serveur, lancez la vérification du magasin et déclarez un incident.",
        ],
    ),
    on(
        "credential_custody",
        [
            "A credential not replaced in time, read by somebody, or left after a close.",
            "Un identifiant secret non remplacé à temps, lu par quelqu’un ou resté après une clôture.",
        ],
        [
            "Replace it in the client’s system and confirm it; destroy what is left.",
            "Remplacez-le dans le système du client et confirmez-le ; détruisez ce qui reste.",
        ],
    ),
    on(
        "confidentiality",
        [
            "An opening by somebody who had not signed the agreement in force.",
            "Une ouverture par une personne n’ayant pas signé l’accord en vigueur.",
        ],
        [
            "Have them sign; look at what they opened, and declare an incident.",
            "Faites signer ; regardez ce qui a été ouvert et déclarez un incident.",
        ],
    ),
    on(
        "no_disclosure",
        [
            "An exit that the register does not have, or that nobody decided.",
            "Une sortie absente du registre, ou que personne n’a décidée.",
        ],
        [
            "Find the exit in the log, enter it, tell the client.",
            "Retrouvez la sortie dans le journal, inscrivez-la, avisez le client.",
        ],
    ),
    on(
        "mutual_nda",
        [
            "A file that arrived before both sides had signed where that was agreed.",
            "Un fichier arrivé avant la signature des deux parties là où elle était exigée.",
        ],
        [
            "Have both sides sign, and tell the client what arrived before.",
            "Faites signer les deux parties et dites au client ce qui est arrivé avant.",
        ],
    ),
    on(
        "staged_migration",
        [
            "A trial into a system that is not marked test, or a copy without an agreed stage.",
            "Un essai vers un système qui n’est pas d’essai, ou une copie sans étape convenue.",
        ],
        [
            "Tell the client what went where, and take it out of there.",
            "Dites au client ce qui est allé où, et retirez-le.",
        ],
    ),
    on(
        "deletion_after_verification",
        [
            "Working copies still there after the delay that followed the client’s verification.",
            "Des copies de travail encore là après le délai qui suit la vérification du client.",
        ],
        [
            "Destroy what is due; see whether the clocks run.",
            "Détruisez ce qui est échu ; vérifiez que les horloges tournent.",
        ],
    ),
    on(
        "retention_on_request",
        [
            "A hold without a date or a person, or something destroyed while one ran.",
            "Une conservation sans date ou sans demandeur, ou une destruction pendant qu’elle courait.",
        ],
        [
            "Have the client give a date; tell them what is gone.",
            "Faites donner une date au client ; dites-lui ce qui n’est plus.",
        ],
    ),
    on(
        "data_residency",
        [
            "A copy outside the agreed regions without an assessment on record.",
            "Une copie hors des régions convenues sans évaluation consignée.",
        ],
        [
            "Move it back, or record the assessment with the client.",
            "Ramenez-la, ou consignez l’évaluation avec le client.",
        ],
    ),
    on(
        "return_of_data",
        [
            "An engagement closed without the client having what is theirs.",
            "Un mandat clos sans que le client ait reçu ce qui est à lui.",
        ],
        ["Make the bundle, and have the client confirm it.", "Préparez le lot et faites-le confirmer par le client."],
    ),
    on(
        "disposal",
        [
            "Something held, or a key, after an engagement closed.",
            "Une détention ou une clé restée après la clôture d’un mandat.",
        ],
        ["Destroy it and have it certified.", "Détruisez-la et faites-le certifier."],
    ),
    on(
        "open_door",
        ["A question or report that was not answered in time.", "Une question ou un signalement sans réponse à temps."],
        ["Answer it now.", "Répondez maintenant."],
    ),
    on(
        "prompt_revocation",
        [
            "Access that ended too late after somebody left, or is still there.",
            "Un accès retiré trop tard après un départ, ou encore là.",
        ],
        [
            "End what is left; record the departure at the moment of leaving next time.",
            "Retirez ce qui reste ; la prochaine fois, inscrivez le départ dès qu’il a lieu.",
        ],
    ),
    on(
        "strong_authentication",
        [
            "A session without two factors, or a weighty act without both shown afresh.",
            "Une session sans deux facteurs, ou un acte important sans nouvelle présentation des deux.",
        ],
        ["End the session; look at what was done in it.", "Mettez fin à la session ; regardez ce qui y a été fait."],
    ),
    on(
        "quarterly_access_review",
        [
            "A review not opened or ended in time, or a row that runs on without a decision.",
            "Une revue non ouverte ou non terminée à temps, ou une ligne qui court sans décision.",
        ],
        [
            "Open or decide it; see whether the clocks run.",
            "Ouvrez-la ou décidez ; vérifiez que les horloges tournent.",
        ],
    ),
    on(
        "device_posture",
        [
            "An opening from a device that had not proved its state.",
            "Une ouverture depuis un appareil qui n’avait pas prouvé son état.",
        ],
        [
            "Have the device report; look at what was opened from it.",
            "Faites faire son rapport à l’appareil ; regardez ce qui a été ouvert depuis lui.",
        ],
    ),
    on(
        "personal_devices",
        [
            "A personal device without another person’s approval, without a date, or past it.",
            "Un appareil personnel sans l’approbation d’une autre personne, sans date ou au-delà.",
        ],
        ["Approve it until a date, or revoke it.", "Approuvez-le jusqu’à une date, ou révoquez-le."],
    ),
    on(
        "need_to_know",
        [
            "An opening by somebody who was not assigned to that engagement.",
            "Une ouverture par une personne non affectée à ce mandat.",
        ],
        ["End their access, and declare an incident.", "Retirez l’accès et déclarez un incident."],
    ),
    on(
        "no_local_copies",
        [
            "A copy on a device past its time, or never approved.",
            "Une copie sur un appareil au-delà du délai, ou jamais approuvée.",
        ],
        [
            "Have it returned; the person is suspended until then.",
            "Faites-la rendre ; la personne est suspendue jusque-là.",
        ],
    ),
    on(
        "encrypted_transfer",
        [
            "A link that works past its date, or a message that carries data.",
            "Un lien actif au-delà de sa date, ou un message qui porte des données.",
        ],
        ["End the link; tell whose data it was.", "Fermez le lien ; avisez la personne concernée."],
    ),
    on(
        "encrypted_backups",
        [
            "No recent backup, none that was tried, or one kept for too long.",
            "Aucune sauvegarde récente ou essayée, ou une sauvegarde gardée trop longtemps.",
        ],
        ["Make one, try it, remove what is past its date.", "Faites-en une, essayez-la, retirez ce qui est échu."],
    ),
    on(
        "training",
        [
            "An opening by somebody whose training had run out, grace included.",
            "Une ouverture par une personne dont la formation était échue, délai compris.",
        ],
        ["Have them take the course.", "Faites-lui suivre la formation."],
    ),
    on(
        "incident_response",
        [
            "An incident without an owner, or a remedy past its date.",
            "Un incident sans responsable, ou un remède en retard.",
        ],
        ["Name an owner; carry out the remedy.", "Nommez un responsable ; exécutez le remède."],
    ),
    on(
        "incident_notice",
        [
            "A client who was not told in time, without a signed reason.",
            "Un client non avisé à temps, sans motif signé.",
        ],
        ["Send the notice now.", "Envoyez l’avis maintenant."],
    ),
    on(
        "incident_cooperation",
        [
            "A client’s question in an incident that stays unanswered.",
            "Une question d’un client sur un incident restée sans réponse.",
        ],
        ["Answer it in the client’s room.", "Répondez dans l’espace du client."],
    ),
    on(
        "incident_exercise",
        ["No exercise within the interval.", "Aucun exercice dans l’intervalle."],
        ["Hold one on the made-up engagement.", "Tenez-en un sur le mandat fictif."],
    ),
    on(
        "flow_down",
        [
            "A subcontractor at work without an agreement, or a tool that clients were not told of in time.",
            "Un sous-traitant au travail sans accord, ou un outil dont les clients n’ont pas été prévenus à temps.",
        ],
        ["Have it signed; give notice.", "Faites signer ; donnez le préavis."],
    ),
    on(
        "policy_review",
        ["A policy that was not gone through in time.", "Une politique non révisée à temps."],
        ["Go through it and record what came of it.", "Révisez-la et consignez le résultat."],
    ),
    on(
        "policy_publication",
        [
            "A policy in force without number or date, or none published at all.",
            "Une politique en vigueur sans numéro ni date, ou aucune publiée.",
        ],
        ["Publish it with both.", "Publiez-la avec les deux."],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_promise_has_its_advice_in_both_languages() {
        let slugs: Vec<&str> = ADVICE.iter().map(|advice| advice.slug).collect();
        let promised: Vec<&str> = bailee_policy::PROMISES.iter().map(|promise| promise.slug).collect();
        assert_eq!(slugs, promised);
        for advice in ADVICE {
            assert_ne!(advice.breaks[0], advice.breaks[1], "{}", advice.slug);
            assert_ne!(advice.mend[0], advice.mend[1], "{}", advice.slug);
        }
    }
}
