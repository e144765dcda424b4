//! What the page of backups and recovery kits says.

use super::{Forms, Lang};

catalogue! { BackupWords;
    room: &'static str = "Backups", "Sauvegardes";
    title_none: &'static str = "No backup is there", "Aucune sauvegarde";
    n_backups: Forms = ["{} backup is there", "{} backups are there"], ["{} sauvegarde conservée", "{} sauvegardes conservées"];
    lead: &'static str = "A backup holds sealed objects and sealed records, and no key that opens them. What was destroyed stays dark in every one of them; its sealed bytes are gone when the last of them is.", "Une sauvegarde contient des objets et des registres scellés, et aucune clé qui les ouvre. Ce qui est détruit y reste illisible ; ses octets scellés disparaissent avec la dernière d’entre elles.";
    place: &'static str = "Made at", "Lieu";
    no_place: &'static str = "No place is named, so none is made by itself.", "Aucun lieu n’est désigné ; aucune n’est donc faite d’elle-même.";
    no_place_more: &'static str = "The operator starts the server with --backup-to and a folder on another disk. From then on one is made every day, and tried.", "L’exploitant démarre le serveur avec --backup-to et un dossier sur un autre disque. Dès lors, il s’en fait une chaque jour, et elle est essayée.";
    under_way: &'static str = "One is being made or tried now.", "Une sauvegarde ou un essai est en cours.";
    last_whole: &'static str = "Last one", "Dernière";
    last_trial: &'static str = "Last restore tried", "Dernier essai de restauration";
    never: &'static str = "never", "jamais";
    now_new: &'static str = "Back up now", "Sauvegarder maintenant";
    now_full: &'static str = "Back up everything anew", "Tout sauvegarder à neuf";
    backup: &'static str = "Backup", "Sauvegarde";
    made_at: &'static str = "Made", "Faite";
    full: &'static str = "full", "complète";
    incremental: &'static str = "incremental", "incrémentielle";
    holds: &'static str = "Holds", "Contient";
    n_objects: Forms = ["{} sealed object", "{} sealed objects"], ["{} objet scellé", "{} objets scellés"];
    n_destroyed: Forms = ["{} of them destroyed since", "{} of them destroyed since"], ["dont {} détention détruite depuis", "dont {} détentions détruites depuis"];
    until: &'static str = "Until", "Jusqu’au";
    trial: &'static str = "Trial", "Essai";
    tried_well: &'static str = "restorable", "restaurable";
    tried_badly: &'static str = "not restorable", "non restaurable";
    by_clock: &'static str = "by the server", "par le serveur";
    by_keeper: &'static str = "by a keeper", "par un gardien";
    saw: &'static str = "{} objects hashed, {} opened", "{} objets vérifiés, {} ouverts";
    not_tried: &'static str = "not tried", "non essayée";
    not_whole: &'static str = "being made", "en cours";
    there: &'static str = "there", "conservée";
    overdue: &'static str = "overdue", "en retard";
    gone_expired: &'static str = "removed at its date", "supprimée à sa date";
    gone_broken_off: &'static str = "broken off and removed", "interrompue et supprimée";
    gone_attested: &'static str = "gone, by somebody’s word", "disparue, selon une déclaration";
    say_gone: &'static str = "Say that it is gone", "Déclarer disparue";
    out_of_reach: &'static str = "at a place no longer in use", "dans un lieu qui n’est plus utilisé";
    kits: &'static str = "Recovery kits", "Coffrets de reprise";
    kits_lead: &'static str = "A kit holds the keys of its time, sealed to the people who keep it. A destruction supersedes the kits before it: with an old backup they would open what was destroyed, so their keepers destroy them, and somebody says so here. Until then they count as there.", "Un coffret contient les clés de son époque, scellées pour les personnes qui le gardent. Une destruction remplace les coffrets antérieurs : avec une ancienne sauvegarde, ils ouvriraient ce qui a été détruit. Leurs gardiens les détruisent donc, et quelqu’un le déclare ici. D’ici là, ils comptent comme présents.";
    kits_none: &'static str = "No kit is on record yet; the next one written stands here.", "Aucun coffret n’est encore inscrit ; le prochain figurera ici.";
    kit: &'static str = "Kit", "Coffret";
    written: &'static str = "Written", "Écrit";
    tried: &'static str = "Tried", "Essayé";
    superseded: &'static str = "Superseded", "Remplacé";
    present: &'static str = "present", "actuel";
    to_destroy_by: &'static str = "to be destroyed by {}", "à détruire d’ici le {}";
    confirmed: &'static str = "destroyed, says {}", "détruit, selon {}";
    say_destroyed: &'static str = "All copies are destroyed", "Toutes les copies sont détruites";
    attested: &'static str = "attested", "déclaré";
    work_unsound: &'static str = "A backup could not be restored", "Une sauvegarde n’a pu être restaurée";
    work_overdue: &'static str = "A backup is there past its date", "Une sauvegarde existe encore après son terme";
    work_kit: &'static str = "See to the destruction of a kit", "Faire détruire un coffret";
}

impl BackupWords {
    /// In this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        lang.pick(&EN, &FR)
    }
}
