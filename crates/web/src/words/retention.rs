//! What the pages about keeping, returning and deleting say.

use super::{Forms, Lang};

catalogue! { RetentionWords;
    // All holds, for the officer
    holds_room: &'static str = "What clients keep", "Ce que les clients conservent";
    title_holds_none: &'static str = "No hold runs", "Aucune conservation en cours";
    n_holds: Forms = ["{} hold runs", "{} holds run"], ["{} conservation en cours", "{} conservations en cours"];
    holds_lead: &'static str = "Each was asked for by the client, is dated, and ends by itself. What it keeps is destroyed then, if its day has come.", "Chacune a été demandée par le client, porte une date et prend fin d’elle-même. Ce qu’elle conserve est alors détruit, si son jour est venu.";
    holds_none_more: &'static str = "When a client asks to keep something longer, it stands here with what it keeps and until when.", "Quand un client demande de conserver quelque chose plus longtemps, cela figure ici, avec ce qui est conservé et jusqu’à quand.";
    kept_in_all: &'static str = "Kept in all", "Conservé en tout";
    last_ends: &'static str = "The last one ends", "La dernière prend fin";
    keeps: &'static str = "Keeps", "Conserve";
    asked_by: &'static str = "Asked by", "Demandée par";
    ends: &'static str = "Ends", "Fin";
    keeps_back: &'static str = "would be gone without it", "serait déjà détruit sans elle";
    not_due_yet: &'static str = "not due yet", "pas encore échu";
    // What goes back
    return_room: &'static str = "Your data back", "Reprendre vos données";
    title_return: &'static str = "{} of yours can go back to you", "{} à vous peuvent vous être remis";
    title_return_none: &'static str = "Nothing is held that could go back", "Rien n’est détenu qui puisse vous être remis";
    return_lead: &'static str = "You get one archive, sealed to your own key while it leaves, with a list of hashes. You need nothing of ours to open it.", "Vous recevez une seule archive, scellée à votre clé pendant qu’elle sort, avec une liste d’empreintes. Vous n’avez besoin de rien de nous pour l’ouvrir.";
    your_key: &'static str = "Your key", "Votre clé";
    key_none: &'static str = "You have named no key yet, so nothing can go back.", "Vous n’avez encore désigné aucune clé ; rien ne peut donc vous être remis.";
    key_how: &'static str = "Make one on your own machine and keep the file safe: whoever has it opens everything that goes back, and without it nobody does.", "Créez-la sur votre propre machine et gardez bien le fichier : qui le détient ouvre tout ce qui vous est remis, et sans lui personne ne le peut.";
    key_field: &'static str = "Its public half", "Sa moitié publique";
    key_help: &'static str = "The line that begins with age1. Never the one that begins with AGE-SECRET-KEY.", "La ligne qui commence par age1. Jamais celle qui commence par AGE-SECRET-KEY.";
    key_name: &'static str = "Name this key", "Désigner cette clé";
    key_change: &'static str = "Name another key", "Désigner une autre clé";
    key_changed_means: &'static str = "It asks for both your factors afresh. Every owner on your side is told, and the log keeps the old key.", "Vos deux facteurs vous seront redemandés. Chaque décideur de votre côté en est prévenu, et le journal garde l’ancienne clé.";
    key_owner_only: &'static str = "An owner on the client’s side names it.", "Un décideur du client la désigne.";
    what_goes: &'static str = "What goes back", "Ce qui est remis";
    what_goes_lead: &'static str = "Originals, findings, mappings and bundles as chosen, and every certificate. Tables were made from the originals and are not repeated.", "Originaux, constats, correspondances et lots choisis, et tous les certificats. Les tables viennent des originaux et ne sont pas répétées.";
    set_apart: &'static str = "What is in quarantine goes back once you have decided about it.", "Ce qui est en quarantaine pourra être remis quand vous en aurez décidé.";
    fetch: &'static str = "Fetch what is chosen", "Reprendre ce qui est choisi";
    fetch_this: &'static str = "Fetch {}", "Reprendre {}";
    fetch_all_terminal: &'static str = "Or from a terminal, everything at once:", "Ou depuis un terminal, tout à la fois :";
    open_it: &'static str = "To open it:", "Pour l’ouvrir :";
    went: &'static str = "What went", "Ce qui a été remis";
    went_none: &'static str = "Nothing has gone back yet. Each bundle stands here, with your receipt.", "Rien n’a encore été remis. Chaque remise figure ici, avec votre accusé de réception.";
    made: &'static str = "Made", "Faite";
    made_by: &'static str = "By", "Par";
    receipt: &'static str = "Your receipt", "Votre accusé de réception";
    broke_off: &'static str = "Broke off before its end", "Interrompue avant la fin";
    waits_receipt: &'static str = "Waits for your receipt", "Attend votre accusé de réception";
    received: &'static str = "Received", "Reçue";
    checked: &'static str = "every hash checked by a program", "chaque empreinte vérifiée par un programme";
    stated: &'static str = "the digest read and typed", "empreinte lue et saisie";
    list_digest: &'static str = "Digest of its list", "Empreinte de sa liste";
    confirm_title: &'static str = "Confirm that it arrived", "Confirmer la réception";
    confirm_lead: &'static str = "Open the bundle and read its digest off MANIFEST.txt, where it stands in the third line. It is not shown here on purpose. A program checks everything and sends the receipt:", "Ouvrez la remise et relevez son empreinte à la troisième ligne de MANIFEST.txt. Elle n’est pas montrée ici, à dessein. Un programme vérifie tout et envoie l’accusé :";
    digest_field: &'static str = "SHA-256 of manifest.json", "SHA-256 de manifest.json";
    digest_help: &'static str = "64 letters and digits; spaces do not matter.", "64 lettres et chiffres ; les espaces ne comptent pas.";
    confirm: &'static str = "It has arrived and agrees", "Reçue et conforme";
    // Deleting now
    delete_room: &'static str = "Delete now", "Supprimer maintenant";
    title_delete_all: &'static str = "Delete everything that is held for you", "Supprimer tout ce qui est détenu pour vous";
    title_delete_one: &'static str = "Delete {}", "Supprimer {}";
    title_delete_none: &'static str = "Nothing is held that could be deleted", "Rien n’est détenu qui puisse être supprimé";
    delete_lead: &'static str = "You need not wait for a date. What goes is destroyed at once, and you get a certificate.", "Vous n’avez pas à attendre une date. Ce qui part est détruit aussitôt, et vous recevez un certificat.";
    what_is_lost: &'static str = "What is destroyed", "Ce qui est détruit";
    n_destroyed: Forms = ["{} thing", "{} things"], ["{} chose", "{} choses"];
    means: &'static str = "What it means", "Ce que cela signifie";
    means_keys: &'static str = "The keys are destroyed. Nobody opens it again, not from any backup, and we cannot bring it back.", "Les clés sont détruites. Personne ne pourra plus l’ouvrir, depuis aucune sauvegarde, et nous ne pourrons pas le rétablir.";
    means_stages: &'static str = "Recovery kits and backups may hold an old key for up to {} days. The certificate names them; a second one says when they are gone.", "Des coffrets de reprise et des sauvegardes peuvent détenir une ancienne clé jusqu’à {} jours. Le certificat les nomme ; un second dit quand ils ont disparu.";
    means_work: &'static str = "The firm is told, and works on it no more.", "Le cabinet en est prévenu et n’y travaille plus.";
    not_given_back: &'static str = "Some of it has not gone back to you with a receipt. If you want it, fetch it first.", "Une partie ne vous a pas été remise avec accusé de réception. Si vous la voulez, reprenez-la d’abord.";
    fetch_first: &'static str = "Fetch it first", "La reprendre d’abord";
    stopped_first: &'static str = "Work that is stopped first", "Travail arrêté d’abord";
    holds_keep: &'static str = "Holds of yours that keep some of it", "Vos conservations qui en gardent une partie";
    hold_on_all: &'static str = "everything", "tout";
    end_holds: &'static str = "End these holds now", "Mettre fin à ces conservations maintenant";
    end_holds_help: &'static str = "A hold on everything then keeps nothing else either.", "Une conservation de tout ne garde alors plus rien d’autre non plus.";
    type_it: &'static str = "Type {} to confirm", "Saisissez {} pour confirmer";
    type_help: &'static str = "Exactly as it is written. Both your factors are asked for afresh.", "Exactement comme c’est écrit. Vos deux facteurs vous seront redemandés.";
    delete_it: &'static str = "Destroy it for good", "Détruire définitivement";
    or_one: &'static str = "Or only one thing", "Ou une seule chose";
    only_this: &'static str = "Only this", "Seulement ceci";
    // Certificates
    stage_first: &'static str = "First stage: destroyed", "Première étape : détruit";
    stage_second: &'static str = "Second stage: destroyed everywhere", "Seconde étape : détruit partout";
    outstanding_until: &'static str = "Something still holds an old key, until", "Quelque chose détient encore une ancienne clé, jusqu’au";
    completed_by: &'static str = "Completed by", "Complété par";
    completes: &'static str = "Completes", "Complète";
    the_second: &'static str = "the second certificate", "le second certificat";
    the_first: &'static str = "the first certificate", "le premier certificat";
    now: &'static str = "Now", "À présent";
    still_within: &'static str = "Still there, within its date", "Encore là, dans son délai";
    overdue: &'static str = "Overdue: counts as there", "En retard : compte comme encore là";
    gone_since: &'static str = "Gone since {}", "Disparu depuis le {}";
    kind_kit: &'static str = "Recovery kit", "Coffret de reprise";
    kind_backup: &'static str = "Backup", "Sauvegarde";
    kind_replica: &'static str = "Replica of the keys", "Réplique des clés";
    kind_checkout: &'static str = "Copy on a device", "Copie sur un appareil";
    was_outstanding: &'static str = "What once held a key", "Ce qui a détenu une clé";
}

impl RetentionWords {
    /// In this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        lang.pick(&EN, &FR)
    }
}
