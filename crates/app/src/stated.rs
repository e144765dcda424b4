//! What signed statements say of themselves, in French. A certificate or an evidence pack is signed with its sentences in
//! English, which stay as they are; a page or a letter for somebody who reads French says the same beside them.

/// A sentence of a signed statement and its French.
const SENTENCES: [(&str, &str); 20] = [
    // Certificates of destruction
    ("cryptographic erase", "effacement cryptographique"),
    (
        "The firm stated, and signed, that the listed things were destroyed.",
        "Le cabinet a déclaré, et signé, que les éléments énumérés ont été détruits.",
    ),
    (
        "That statement, and the steps that led to it, stand in a log that cannot be changed unseen, and did so no later than the witnesses signed.",
        "Cette déclaration, et les étapes qui y ont mené, figurent dans un journal qui ne peut être modifié à l’insu de tous, et y figuraient au plus tard à la signature des témoins.",
    ),
    ("Nothing in this file has been changed since.", "Rien dans ce fichier n’a été modifié depuis."),
    (
        "All that the first certificate listed as still holding a key is recorded as gone, each at the instant given.",
        "Tout ce qui, selon le premier certificat, contenait encore une clé est consigné comme disparu, chaque chose à l’instant indiqué.",
    ),
    (
        "It does not prove that the firm tells the truth: someone with full control of the machines could have kept a copy.",
        "Il ne prouve pas que le cabinet dit vrai : qui maîtrise entièrement les machines a pu garder une copie.",
    ),
    (
        "It does not prove that nothing is left on storage media: the keys were destroyed, so that what is left cannot be read.",
        "Il ne prouve pas qu’il ne reste rien sur les supports : les clés ont été détruites, si bien que ce qui reste ne peut être lu.",
    ),
    (
        "It says nothing of copies that the client or others made outside Bailee.",
        "Il ne dit rien des copies que le client ou d’autres ont faites hors de Bailee.",
    ),
    // Evidence packs
    (
        "The firm stated, and signed, how its promises stood during this period, with the figures given.",
        "Le cabinet a déclaré, et signé, où en étaient ses promesses pendant cette période, avec les chiffres donnés.",
    ),
    (
        "Every judgement and every daily statement in it is the one that was recorded then: the log carries its digest.",
        "Chaque jugement et chaque relevé quotidien est celui qui fut consigné alors : le journal en porte l’empreinte.",
    ),
    (
        "Every entry that is proved stands in a log that cannot be changed unseen.",
        "Chaque écriture prouvée figure dans un journal qui ne peut être modifié à l’insu de tous.",
    ),
    (
        "It does not prove that everything that happened was recorded: who controls the server can keep it from recording.",
        "Il ne prouve pas que tout ce qui s’est produit a été consigné : qui maîtrise le serveur peut l’en empêcher.",
    ),
    (
        "It does not show what an entry says in its details: those stay with the engagement, under its key.",
        "Il ne montre pas les détails d’une écriture : ils restent avec le mandat, sous sa clé.",
    ),
    (
        "What rests on somebody’s word is marked as attested, and is no more than that.",
        "Ce qui repose sur la parole de quelqu’un est marqué comme attesté, et n’est rien de plus.",
    ),
    (
        "A log that no client or witness has seen may have been written later; compare its checkpoint with theirs.",
        "Un journal que ni client ni témoin n’a vu peut avoir été écrit après coup ; comparez son point de contrôle au leur.",
    ),
    // Access reviews
    (
        "The firm stated, and signed, who was asked about whose access, and what came of each row.",
        "Le cabinet a déclaré, et signé, qui fut interrogé sur l’accès de qui, et ce qu’il est advenu de chaque ligne.",
    ),
    ("No row was decided by the person it is about.", "Aucune ligne n’a été décidée par la personne qu’elle concerne."),
    (
        "That statement, and the steps that led to it, stand in a log that cannot be changed unseen.",
        "Cette déclaration, et les étapes qui y ont mené, figurent dans un journal qui ne peut être modifié à l’insu de tous.",
    ),
    (
        "It does not prove that whoever decided a row thought about it.",
        "Il ne prouve pas que la personne qui a décidé d’une ligne y a réfléchi.",
    ),
    (
        "It says nothing of access outside Bailee, but for the accounts that the firm read and listed there.",
        "Il ne dit rien des accès hors de Bailee, sauf des comptes que le cabinet y a lus et énumérés.",
    ),
];

/// A sentence of a signed statement in this language, where there is one: in English it is said as it was signed, and so is
/// in any language what this version does not know.
pub fn stated_in<'s>(sentence: &'s str, language: &str) -> &'s str {
    let french = || SENTENCES.iter().find(|(english, _)| *english == sentence).map(|(_, french)| *french);
    match language {
        "fr" => french().unwrap_or(sentence),
        _ => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_log::{certificate, pack, review};

    #[test]
    fn every_sentence_that_is_signed_has_its_french_and_every_french_its_sentence() {
        let signed = [
            vec![certificate::Method::cryptographic_erase("1").technique],
            certificate::proves_everywhere(),
            certificate::does_not_prove(),
            pack::proves(),
            pack::does_not_prove(),
            review::proves(),
            review::does_not_prove(),
        ]
        .concat();
        for sentence in &signed {
            assert_ne!(stated_in(sentence, "fr"), sentence);
            assert_eq!(stated_in(sentence, "en"), sentence);
        }
        for (sentence, _) in SENTENCES {
            assert!(signed.iter().any(|each| each == sentence), "nobody signs this any more: {sentence}");
        }
    }
}
