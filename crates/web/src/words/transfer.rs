//! What the pages about links say.

use super::{Forms, Lang};

catalogue! { TransferWords;
    // The page of a way in
    drop_title: &'static str = "Send files to {}", "Envoyer des fichiers à {}";
    asked_for: &'static str = "What is asked for", "Ce qui est demandé";
    takes: &'static str = "What it takes", "Ce qui est accepté";
    n_files_left: Forms = ["{} more file", "{} more files"], ["encore {} fichier", "encore {} fichiers"];
    up_to: &'static str = "up to {} in all", "jusqu’à {} en tout";
    until: &'static str = "Until", "Jusqu’au";
    about: &'static str = "About", "Au sujet de";
    what_happens: &'static str = "What happens to the file", "Ce qui arrive au fichier";
    what_happens_1: &'static str = "It comes over an encrypted line and is sealed with a key of its own while it arrives: it never lies anywhere in the clear, and no mail carries it.", "Il vient par une liaison chiffrée et il est scellé avec une clé à lui pendant son arrivée : il ne repose jamais en clair, et aucun courriel ne le porte.";
    what_happens_2: &'static str = "Only people with a grant for the agreed purpose can open it; each opening is written down.", "Seules les personnes autorisées pour la finalité convenue peuvent l’ouvrir ; chaque ouverture est consignée.";
    gone_after: &'static str = "It is destroyed at the latest {} days after the client has verified the work, or before if the client asks; a certificate proves it.", "Il est détruit au plus tard {} jours après la vérification du travail par le client, ou avant si le client le demande ; un certificat le prouve.";
    no_room: &'static str = "Files are on their way and take up all that is left. If one of them breaks off, there is room again.", "Des fichiers sont en route et occupent toute la place qui reste. Si l’un d’eux s’interrompt, il y en aura de nouveau.";
    choose_file: &'static str = "File", "Fichier";
    send: &'static str = "Send", "Envoyer";
    no_script_help: &'static str = "Without scripts the file is sent in one go: if the line breaks, send it again. For large files, use a browser with scripts, or the command line.", "Sans scripts, le fichier part d’un seul coup : si la liaison s’interrompt, renvoyez-le. Pour un gros fichier, utilisez un navigateur avec scripts, ou la ligne de commande.";
    pause: &'static str = "Pause", "Suspendre";
    go_on: &'static str = "Go on", "Reprendre";
    said_sending: &'static str = "Sending", "Envoi";
    said_paused: &'static str = "Paused. Nothing that was sent is lost.", "Suspendu. Rien de ce qui a été envoyé n’est perdu.";
    said_broken: &'static str = "The line broke. It is tried again by itself.", "La liaison s’est interrompue. Un nouvel essai se fait de lui-même.";
    said_resume: &'static str = "A file was on its way. Choose the same file to go on where it stopped.", "Un fichier était en route. Choisissez le même pour reprendre où il s’est arrêté.";
    said_other: &'static str = "This is another file than the one that was on its way: it is sent from its beginning.", "Ce fichier n’est pas celui qui était en route : il est envoyé depuis le début.";
    said_refused: &'static str = "The link does not take this file: it is too large, or the link is over.", "Le lien n’accepte pas ce fichier : il est trop gros, ou le lien a pris fin.";
    said_later: &'static str = "The link takes nothing for the moment. What was sent is kept, and goes on by itself.", "Le lien n’accepte rien pour le moment. Ce qui a été envoyé est gardé, et la suite partira d’elle-même.";
    // The receipt
    receipt_title: &'static str = "The file is in custody", "Le fichier est sous garde";
    receipt_wait: &'static str = "All of it is here", "Tout est arrivé";
    receipt_wait_more: &'static str = "It is being put together. This page looks again by itself.", "Le fichier est en cours d’assemblage. Cette page se recharge d’elle-même.";
    receipt_lead: &'static str = "Keep this receipt. Together with your file it proves, without us, that this very file arrived then.", "Gardez ce reçu. Avec votre fichier, il prouve, sans nous, que ce fichier même est arrivé à ce moment.";
    arrived: &'static str = "In custody since", "Sous garde depuis";
    bytes: &'static str = "Size", "Taille";
    salt: &'static str = "Salt", "Sel";
    digest: &'static str = "SHA-256 of salt and file", "SHA-256 du sel et du fichier";
    download_receipt: &'static str = "Download the receipt", "Télécharger le reçu";
    check_it: &'static str = "Check it with", "Vérifiez-le avec";
    send_another: &'static str = "Send another file", "Envoyer un autre fichier";
    // An engagement's links
    links: &'static str = "Links", "Liens";
    n_running: Forms = ["{} link runs", "{} links run"], ["{} lien en cours", "{} liens en cours"];
    none_running: &'static str = "No link runs", "Aucun lien en cours";
    ways_in: &'static str = "Drop links: files come in", "Liens de dépôt : des fichiers entrent";
    ways_in_lead: &'static str = "Whoever has the address may send files without an account, until the date, so many and so large. You answer for what comes.", "Quiconque a l’adresse peut envoyer des fichiers sans compte, jusqu’à la date, en nombre et en taille limités. Vous en répondez.";
    ways_in_none: &'static str = "Drop links would be here, with what came through each.", "Les liens de dépôt seraient ici, avec ce qui est venu par chacun.";
    ways_out: &'static str = "Links out: a holding leaves, once", "Liens de retrait : une détention sort, une seule fois";
    ways_out_lead: &'static str = "The person named signs in with both factors and fetches it once, sealed to the client’s key. The mail says only that something waits.", "La personne désignée se connecte avec ses deux facteurs et le reprend une seule fois, scellé à la clé du client. Le courriel dit seulement que quelque chose attend.";
    ways_out_none: &'static str = "Links out would be here, with who opened them and when.", "Les liens de retrait seraient ici, avec qui les a ouverts et quand.";
    label: &'static str = "Label", "Intitulé";
    label_help: &'static str = "All that a sender is told of who asks.", "Tout ce qu’un expéditeur apprend de qui demande.";
    asked_for_help: &'static str = "What to send, in what form.", "Quoi envoyer, sous quelle forme.";
    max_files: &'static str = "Files at most", "Fichiers au plus";
    max_size: &'static str = "Megabytes in all at most", "Mégaoctets en tout, au plus";
    last_day: &'static str = "Last day", "Dernier jour";
    last_day_help: &'static str = "A link runs {} days at most.", "Un lien court {} jours au plus.";
    make_drop: &'static str = "Make a drop link", "Créer un lien de dépôt";
    make_out: &'static str = "Make a link out", "Créer un lien de retrait";
    address_once: &'static str = "The address of the new link, shown this once", "L’adresse du nouveau lien, montrée cette seule fois";
    address_help: &'static str = "Pass it on to those who shall send files, by a way you trust. It cannot be shown again.", "Transmettez-la à qui doit envoyer des fichiers, par une voie sûre. Elle ne pourra plus être montrée.";
    made_by: &'static str = "Made by", "Créé par";
    came: &'static str = "What came", "Ce qui est venu";
    nothing_came: &'static str = "nothing yet", "rien encore";
    takes_now: &'static str = "takes files", "accepte des fichiers";
    takes_not: &'static str = "takes nothing now", "n’accepte rien en ce moment";
    over: &'static str = "over", "terminé";
    opened: &'static str = "opened", "ouvert";
    waits: &'static str = "waits to be opened", "attend d’être ouvert";
    end_link: &'static str = "End this link", "Fermer ce lien";
    what: &'static str = "What", "Quoi";
    for_whom: &'static str = "For whom", "Pour qui";
    state: &'static str = "State", "État";
    under_way: &'static str = "under way", "en route";
    in_custody: &'static str = "in custody", "sous garde";
    work_out_link: &'static str = "Fetch what waits for you", "Reprendre ce qui vous attend";
    // What waits behind a link out
    out_title: &'static str = "{} waits for you", "{} vous attend";
    out_lead: &'static str = "It opens once, for you alone. It comes sealed to your organisation’s key, with .age behind its name: you open it with the key that only you have.", "Cela s’ouvre une seule fois, pour vous seul. Cela vient scellé à la clé de votre organisation, avec .age à la suite du nom : vous l’ouvrez avec la clé que vous seul avez.";
    out_once: &'static str = "If the download breaks off, whoever made the link makes another.", "Si le téléchargement s’interrompt, la personne qui a créé le lien en crée un autre.";
    out_over: &'static str = "This link is over", "Ce lien a pris fin";
    out_opened: &'static str = "It was opened", "Il a été ouvert";
    out_open: &'static str = "Fetch it now", "Le reprendre maintenant";
}

impl TransferWords {
    /// What they say in this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        lang.pick(&EN, &FR)
    }
}
