//! What the pages about people, suppliers, accounts and replacements say, in English and French.

use super::{Forms, Lang, Say};
use bailee_app::views::Life;

catalogue! { PeopleWords;
    // Everybody
    find: &'static str = "Find", "Chercher";
    find_words: &'static str = "Name or address", "Nom ou adresse";
    anybody: &'static str = "Everybody who is here", "Toutes les personnes présentes";
    any_organisation: &'static str = "Any organisation", "Toute organisation";
    stands: &'static str = "Stands", "Situation";
    outstanding: &'static str = "Outstanding", "À régler";
    last_seen: &'static str = "Last here", "Dernière venue";
    never: &'static str = "never", "jamais";
    devices: &'static str = "Devices", "Appareils";
    n_found: Forms = ["{} person", "{} people"], ["{} personne", "{} personnes"];
    title_nobody: &'static str = "Nobody fits", "Personne ne correspond";
    nobody: &'static str = "Nobody fits this. Leave something out, or look among those who left.", "Personne ne correspond. Retirez un critère, ou cherchez parmi celles qui sont parties.";
    code_by_hand: &'static str = "You hand the code over yourself. The mail only says where to go with it: who reads somebody’s mail could otherwise enrol in their place. That you know the code stays in the log.", "Vous remettez le code vous-même. Le courriel dit seulement où aller : qui lit le courriel d’une autre personne pourrait sinon s’inscrire à sa place. Que vous connaissez le code reste au journal.";
    // Time to revoke
    time_to_revoke: &'static str = "Time to revoke", "Délai de révocation";
    time_to_revoke_note: &'static str = "Measured from the moment somebody left: inside Bailee until everything of theirs ended, outside until the last credential they had used was replaced in the client’s system.", "Mesuré depuis le départ : dans Bailee jusqu’à la fin de tout ce que la personne avait, au-dehors jusqu’au remplacement du dernier secret utilisé dans le système du client.";
    departures: &'static str = "Departures", "Départs";
    inside_median: &'static str = "Inside, median", "Dans Bailee, médiane";
    outside_median: &'static str = "Outside, median", "Au-dehors, médiane";
    worst: &'static str = "worst {}", "au pire {}";
    still_open: &'static str = "Still open outside", "Encore ouverts au-dehors";
    inside: &'static str = "inside Bailee", "dans Bailee";
    outside: &'static str = "in clients’ systems", "dans les systèmes des clients";
    not_yet: &'static str = "not yet", "pas encore";
    n_attested: Forms = ["{} on somebody’s word", "{} on somebody’s word"], ["{} sur parole", "{} sur parole"];
    // One person
    owes_nothing: &'static str = "Nothing", "Rien";
    sessions: &'static str = "Sessions and tokens", "Sessions et jetons";
    sessions_none: &'static str = "Nobody is signed in as them.", "Personne n’est connecté en son nom.";
    devices_none: &'static str = "No device is enrolled.", "Aucun appareil n’est inscrit.";
    session: &'static str = "Session", "Session";
    address: &'static str = "Address", "Adresse";
    factor: &'static str = "Shown by", "Prouvée par";
    device: &'static str = "Device", "Appareil";
    system: &'static str = "System", "Système";
    owner: &'static str = "Owner", "Propriétaire";
    last_report: &'static str = "Last report", "Dernière déclaration";
    assignments: &'static str = "Assignments", "Affectations";
    assignments_none: &'static str = "They are assigned to nothing.", "Cette personne n’est affectée à rien.";
    ended: &'static str = "ended", "terminée";
    suspended_since: &'static str = "suspended", "suspendue";
    grants_none: &'static str = "They never asked for a grant.", "Cette personne n’a jamais demandé d’autorisation.";
    used: &'static str = "Credentials used", "Identifiants secrets utilisés";
    used_none: &'static str = "No credential of a client was used for them.", "Aucun secret d’un client n’a servi pour cette personne.";
    used_note: &'static str = "Used through Bailee, never read. When they leave, each is replaced in the client’s system and proved dead.", "Utilisés par Bailee, jamais lus. À son départ, chacun est remplacé dans le système du client et l’ancien prouvé sans effet.";
    last_used: &'static str = "Last used", "Dernier usage";
    replacement: &'static str = "Replacement", "Remplacement";
    not_asked: &'static str = "not asked for", "non demandé";
    left: &'static str = "Left", "Départ";
    // What may be done
    suspend: &'static str = "Suspend", "Suspendre";
    suspend_lead: &'static str = "Their sessions and tokens end at once and they cannot sign in. Assignments and grants stay and open nothing. It can be taken back.", "Ses sessions et jetons prennent fin aussitôt et la connexion est refusée. Affectations et autorisations restent et n’ouvrent rien. C’est réversible.";
    reinstate: &'static str = "Reinstate", "Rétablir";
    reinstate_lead: &'static str = "They may sign in again. What ended stays ended.", "La personne peut se reconnecter. Ce qui a pris fin le reste.";
    depart: &'static str = "Let go", "Enregistrer le départ";
    depart_lead: &'static str = "Everything of theirs ends in one commit. It cannot be taken back.", "Tout ce qu’elle a prend fin d’un seul coup. C’est irréversible.";
    would_end: &'static str = "What ends", "Ce qui prend fin";
    n_sessions: Forms = ["{} session", "{} sessions"], ["{} session", "{} sessions"];
    n_tokens: Forms = ["{} token of a program", "{} tokens of programs"], ["{} jeton de programme", "{} jetons de programmes"];
    n_assignments: Forms = ["{} assignment", "{} assignments"], ["{} affectation", "{} affectations"];
    n_grants: Forms = ["{} grant", "{} grants"], ["{} autorisation", "{} autorisations"];
    n_devices: Forms = ["{} device is trusted no more", "{} devices are trusted no more"], ["{} appareil n’est plus de confiance", "{} appareils ne sont plus de confiance"];
    n_passkeys: Forms = ["{} passkey", "{} passkeys"], ["{} clé d’accès", "{} clés d’accès"];
    n_rotations: Forms = ["{} credential is to be replaced in a client’s system", "{} credentials are to be replaced in clients’ systems"], ["{} secret à remplacer dans un système de client", "{} secrets à remplacer dans des systèmes de clients"];
    left_at: &'static str = "When they left (UTC)", "Moment du départ (UTC)";
    left_at_help: &'static str = "Now, or earlier. The time to revoke is measured from it.", "Maintenant, ou plus tôt. Le délai de révocation se mesure depuis ce moment.";
    depart_reason_help: &'static str = "It stays in the log.", "Il reste au journal.";
    last_officer: &'static str = "This is the last active officer. Invite another first: without one nobody could manage people.", "C’est le dernier officier actif. Invitez-en un autre d’abord : sans officier, personne ne gérerait les personnes.";
    new_code: &'static str = "Make a new code", "Créer un nouveau code";
    new_code_lead: &'static str = "The code before stops working at once.", "Le code précédent cesse aussitôt de valoir.";
    // Suppliers
    suppliers: &'static str = "Suppliers", "Fournisseurs";
    n_suppliers: Forms = ["{} supplier works for the firm", "{} suppliers work for the firm"], ["{} fournisseur travaille pour le cabinet", "{} fournisseurs travaillent pour le cabinet"];
    title_suppliers_none: &'static str = "No supplier works for the firm", "Aucun fournisseur ne travaille pour le cabinet";
    suppliers_empty: &'static str = "Subcontractors and tools would be here.", "Sous-traitants et outils seraient ici.";
    suppliers_lead: &'static str = "A subcontractor’s people pass the same gates as the firm’s: first it and each of them sign the firm’s terms. Clients are told who they are.", "Les personnes d’un sous-traitant passent les mêmes portes que celles du cabinet : lui d’abord, puis chacune d’elles, signent les conditions du cabinet. Les clients savent qui elles sont.";
    contact: &'static str = "Contact", "Contact";
    regions: &'static str = "Regions", "Régions";
    regions_help: &'static str = "Where it works, as ISO 3166 codes with commas between: CA-QC, CA.", "Où il travaille, en codes ISO 3166 séparés par des virgules : CA-QC, CA.";
    its_people: &'static str = "Its people", "Ses personnes";
    add_supplier: &'static str = "Add a supplier", "Ajouter un fournisseur";
    end_supplier: &'static str = "End its work", "Mettre fin à son travail";
    end_supplier_lead: &'static str = "All its people leave with it, in one commit: {}.", "Toutes ses personnes partent avec lui, d’un seul coup : {}.";
    end_it: &'static str = "End", "Mettre fin";
    // Replacements
    rotations: &'static str = "Credentials to replace", "Identifiants secrets à remplacer";
    rotations_lead: &'static str = "Somebody who used them left, or the engagement closed. Replace each in the client’s system: Bailee tries until the old one is refused.", "Une personne qui les utilisait est partie, ou le mandat est clos. Remplacez chacun dans le système du client : Bailee essaie jusqu’à ce que l’ancien soit refusé.";
    rotations_none: &'static str = "No credential waits to be replaced.", "Aucun secret n’attend d’être remplacé.";
    used_by: &'static str = "Used by", "Utilisé par";
    engagement_closed: &'static str = "asked for, or the engagement closed", "demandé, ou mandat clos";
    due: &'static str = "Due", "Échéance";
    last_try: &'static str = "Last try", "Dernier essai";
    n_tries: Forms = ["{} try", "{} tries"], ["{} essai", "{} essais"];
    next_try: &'static str = "next", "prochain";
    confirmed_by: &'static str = "by {}", "par {}";
    attested: &'static str = "attested only", "attesté seulement";
    proved: &'static str = "proved dead", "prouvé sans effet";
    late: &'static str = "late", "en retard";
    was_replaced: &'static str = "It was replaced", "Il a été remplacé";
    new_secret: &'static str = "New secret for {}", "Nouveau secret de {}";
    try_it: &'static str = "Take it into custody and try both", "Le prendre en garde et essayer les deux";
    was_removed: &'static str = "The account was removed: try it", "Le compte a été retiré : essayer";
    attest: &'static str = "Attest", "Attester";
    attest_help: &'static str = "Only where it cannot be tried. Say how you know; it is shown as your word.", "Seulement si l’essai est impossible. Dites comment vous le savez ; c’est montré comme votre parole.";
    ask_rotation: &'static str = "Ask for its replacement", "Demander son remplacement";
    // Accounts
    accounts: &'static str = "Accounts in clients’ systems", "Comptes dans les systèmes des clients";
    accounts_in: &'static str = "Accounts in {}", "Comptes dans {}";
    accounts_lead: &'static str = "Who may sign in there, beside who is assigned here. What a later reading does not find is gone, which proves it.", "Qui peut s’y connecter, à côté de qui est affecté ici. Ce qu’une lecture suivante ne trouve plus a disparu, ce qui le prouve.";
    accounts_unread: &'static str = "Nobody has read them yet.", "Personne ne les a encore lus.";
    read_at: &'static str = "Last read", "Dernière lecture";
    read_now: &'static str = "Read them now", "Les lire maintenant";
    import: &'static str = "Bring in a list", "Apporter une liste";
    import_help: &'static str = "CSV of all internal users, the first line: login,name,active", "CSV de tous les utilisateurs internes, première ligne : login,name,active";
    login: &'static str = "Login", "Identifiant";
    belongs_to: &'static str = "Belongs to", "Appartient à";
    left_behind: &'static str = "still lets in somebody who left", "laisse encore entrer une personne partie";
    inactive: &'static str = "may not sign in", "ne peut se connecter";
    gone_since: &'static str = "gone since {}", "disparu depuis {}";
    is_clients: &'static str = "It is the client’s", "Il est au client";
    is_not_clients: &'static str = "It is not the client’s", "Il n’est pas au client";
    // The client
    subcontracted: &'static str = "Who of subcontractors works on it", "Qui, des sous-traitants, y travaille";
    subcontracted_none: &'static str = "Nobody: only the firm’s own people work on it.", "Personne : seules les personnes du cabinet y travaillent.";
    subcontractor: &'static str = "Subcontractor", "Sous-traitant";
    n_to_replace: Forms = ["{} credential waits to be replaced in your system", "{} credentials wait to be replaced in your systems"], ["{} secret attend d’être remplacé dans votre système", "{} secrets attendent d’être remplacés dans vos systèmes"];
}

impl Say for Life {
    fn say(&self, lang: Lang) -> &'static str {
        match self {
            Self::Invited => lang.pick("invited", "invitée"),
            Self::Inert => lang.pick("not ready: owes something", "pas prête : doit quelque chose"),
            Self::Active => lang.pick("active", "active"),
            Self::Suspended => lang.pick("suspended", "suspendue"),
            Self::Departed => lang.pick("departed", "partie"),
        }
    }
}
