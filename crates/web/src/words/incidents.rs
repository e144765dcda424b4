//! What the pages about incidents say, in English and French.

use super::{Forms, Lang, Say};
use bailee_model::{BecauseKind, IncidentEventKind, IncidentState, NoticePart, NoticeState, Severity, TaskState};

catalogue! { IncidentWords;
    incidents: &'static str = "Incidents", "Incidents";
    incident: &'static str = "Incident", "Incident";
    lead: &'static str = "What may have harmed client data: looked into, stopped, told, mended.", "Ce qui a pu nuire à des données de clients : examiné, arrêté, annoncé, corrigé.";
    n_open: Forms = ["{} incident is open", "{} incidents are open"], ["{} incident est ouvert", "{} incidents sont ouverts"];
    none_open: &'static str = "No incident is open", "Aucun incident n’est ouvert";
    empty: &'static str = "No incident has been declared.", "Aucun incident n’a été déclaré.";
    empty_more: &'static str = "If something seems wrong, declare it: too early is better than too late, and nobody is blamed.", "Si quelque chose paraît anormal, déclarez-le : trop tôt vaut mieux que trop tard, et personne n’est blâmé.";
    declare: &'static str = "Declare an incident", "Déclarer un incident";
    declare_lead: &'static str = "A lost device, a mail to the wrong person, something odd: say it in two lines. The officers are told at once, and the clocks run from when you first noticed it.", "Un appareil perdu, un courriel mal adressé, quelque chose d’étrange : dites-le en deux lignes. Les officiers sont avisés aussitôt, et les délais courent depuis que vous l’avez remarqué.";
    declare_short: &'static str = "Declare", "Déclarer";
    title_: &'static str = "In a few words", "En quelques mots";
    title_help: &'static str = "Without a client’s name: it stays in the register.", "Sans nom de client : cela reste au registre.";
    signal: &'static str = "What did you notice", "Qu’avez-vous remarqué";
    signal_help: &'static str = "What is known, since when, and what is not known.", "Ce qui est connu, depuis quand, et ce qui ne l’est pas.";
    signal_at: &'static str = "First noticed", "Remarqué d’abord";
    signal_at_help: &'static str = "As 2026-03-02 14:30, in UTC. Every clock runs from here.", "Sous la forme 2026-03-02 14:30, en UTC. Tous les délais courent d’ici.";
    severity: &'static str = "Severity", "Gravité";
    device_lost: &'static str = "Lost device", "Appareil perdu";
    no_device: &'static str = "None of my devices", "Aucun de mes appareils";
    exercise: &'static str = "Exercise", "Exercice";
    begin_exercise: &'static str = "Begin an exercise", "Commencer un exercice";
    exercise_help: &'static str = "On a made-up client and engagement, which close with it. Once a year at least.", "Avec un client et un mandat fictifs, qui se ferment avec lui. Au moins une fois l’an.";
    number: &'static str = "No.", "Nº";
    owner: &'static str = "Owner", "Responsable";
    clients: &'static str = "Clients", "Clients";
    to_tell: &'static str = "To be told", "À aviser";
    next_due: &'static str = "Next by", "Prochain avis";
    remedies: &'static str = "Remedies", "Correctifs";
    state: &'static str = "State", "État";
    declared: &'static str = "Declared", "Déclaré";
    by_: &'static str = "by {}", "par {}";
    contained_at: &'static str = "Contained", "Contenu";
    not_yet: &'static str = "not yet", "pas encore";
    n_affected: Forms = ["{} engagement is affected", "{} engagements are affected"], ["{} mandat est touché", "{} mandats sont touchés"];
    nobody_affected: &'static str = "Nobody is affected, as far as the logs show", "Personne n’est touché, d’après les journaux";
    affected_lead: &'static str = "Derived from the records and the logs at this moment; nobody typed it in.", "Déduit des registres et des journaux à l’instant ; personne ne l’a saisi.";
    affected_empty: &'static str = "Put people, devices or a period into the scope: whom they touch follows by itself.", "Indiquez dans l’étendue des personnes, des appareils ou une période : les clients touchés en découlent.";
    what_data: &'static str = "Data", "Données";
    holdings_rows: &'static str = "Holdings · rows", "Éléments · lignes";
    openings: &'static str = "Openings", "Ouvertures";
    last_opening: &'static str = "Last", "Dernière";
    why: &'static str = "Why it is here", "Pourquoi il figure ici";
    touched: &'static str = "opened", "ouvert";
    possible: &'static str = "could have been opened", "aurait pu être ouvert";
    n_reasons: Forms = ["{} reason", "{} reasons"], ["{} raison", "{} raisons"];
    contain: &'static str = "Contain", "Contenir";
    contain_lead: &'static str = "All of it at once, in one commit. What is ticked follows from the scope.", "Tout à la fois, en une seule écriture. Ce qui est coché découle de l’étendue.";
    contain_it: &'static str = "Stop all that is ticked", "Arrêter tout ce qui est coché";
    keep_out: &'static str = "Keep out, and end their sessions", "Écarter, et terminer leurs sessions";
    cannot_keep_out: &'static str = "yourself, or the last officer", "vous-même ou le dernier officier";
    revoke: &'static str = "Revoke devices", "Révoquer les appareils";
    freeze: &'static str = "Freeze: open nothing to anybody", "Geler : ne rien ouvrir à personne";
    suspend_access: &'static str = "Suspend their access ({} assignments)", "Suspendre leurs accès ({} affectations)";
    rotate: &'static str = "Have credentials replaced ({})", "Faire remplacer les identifiants secrets ({})";
    more_to_stop: &'static str = "Access and credentials", "Accès et identifiants secrets";
    contained_all: &'static str = "Nothing is left to stop.", "Il ne reste rien à arrêter.";
    did: &'static str = "Stopped so far", "Arrêté à ce jour";
    people: &'static str = "People", "Personnes";
    sessions: &'static str = "Sessions", "Sessions";
    devices: &'static str = "Devices", "Appareils";
    assignments: &'static str = "Assignments", "Affectations";
    engagements: &'static str = "Engagements", "Mandats";
    credentials: &'static str = "Credentials", "Identifiants secrets";
    frozen_since: &'static str = "frozen since {}", "gelé depuis le {}";
    frozen_note: &'static str = "An incident has frozen this engagement: nothing in it opens, arrives, changes, leaves or is destroyed until an officer lets it run again.", "Un incident a gelé ce mandat : rien ne s’y ouvre, n’y arrive, n’y change, n’en sort ni n’y est détruit tant qu’un officier ne le libère pas.";
    frozen_for_client: &'static str = "An incident has frozen this engagement: none of our people open your data until it is over, and nothing of it is destroyed. You are told of it under Incidents.", "Un incident a gelé ce mandat : personne de chez nous n’ouvre vos données tant qu’il dure, et rien n’en est détruit. Vous en êtes avisé sous Incidents.";
    frozen: &'static str = "Frozen engagements", "Mandats gelés";
    thaw: &'static str = "Let run again", "Libérer";
    restore: &'static str = "with the assignments that were suspended", "avec les affectations suspendues";
    notices: &'static str = "Notices", "Avis";
    notices_lead: &'static str = "One for each affected client, written from what is known, by the strictest of promise, contract and law.", "Un par client touché, rédigé d’après ce qui est connu, selon le plus strict de la promesse, du contrat et de la loi.";
    notices_empty: &'static str = "Nobody is to be told yet: that follows from the scope.", "Personne n’est encore à aviser : cela découle de l’étendue.";
    tell_by: &'static str = "By", "Avant";
    because_rule: &'static str = "Which rule", "Selon quelle règle";
    send_all: Forms = ["Send {} notice as it is", "Send all {} notices as they are"], ["Envoyer {} avis tel quel", "Envoyer les {} avis tels quels"];
    send: &'static str = "Send", "Envoyer";
    send_correction: &'static str = "Send the correction", "Envoyer la correction";
    save: &'static str = "Save", "Enregistrer";
    notice_to: &'static str = "Notice to {}", "Avis à {}";
    notice_room: &'static str = "Incident {}", "Incident {}";
    sent_on: &'static str = "Sent", "Envoyé";
    confirmed_on: &'static str = "Confirmed", "Confirmé";
    language: &'static str = "In {}", "En {}";
    english: &'static str = "English", "anglais";
    french: &'static str = "French", "français";
    versions: &'static str = "Versions", "Versions";
    version_n: &'static str = "Version {}", "Version {}";
    changed: &'static str = "What version {} changed", "Ce que la version {} a changé";
    gone: &'static str = "Gone", "Retiré";
    new: &'static str = "New", "Nouveau";
    rules: &'static str = "Why by then", "Pourquoi cette date";
    rule: &'static str = "Rule", "Règle";
    hours: &'static str = "Hours", "Heures";
    applies: &'static str = "Why it applies", "Pourquoi elle s’applique";
    counts: &'static str = "counts", "retenue";
    waive: &'static str = "Not to tell them", "Ne pas l’aviser";
    waive_lead: &'static str = "Only with a reason, signed with your name. It stays in the register and on the promise.", "Seulement avec un motif, signé de votre nom. Cela reste au registre et à la promesse.";
    your_name: &'static str = "Your name, as on record", "Votre nom, tel qu’inscrit";
    sign_it: &'static str = "Sign that they are not told", "Signer qu’il n’est pas avisé";
    waived_by: &'static str = "Not told. Signed by {}: {}", "Non avisé. Signé par {} : {}";
    contract_hours: &'static str = "Hours of the contract", "Heures du contrat";
    contract_help: &'static str = "Empty for none. The strictest rule counts for incidents from then on.", "Vide si aucune. La règle la plus stricte compte pour les incidents à venir.";
    agree_hours: &'static str = "Agree", "Convenir";
    scope: &'static str = "Scope", "Étendue";
    scope_lead: &'static str = "Who and what may be involved, and when. Clients follow from it.", "Qui et quoi peut être en cause, et quand. Les clients en découlent.";
    from: &'static str = "From", "Du";
    until: &'static str = "Until", "Au";
    until_help: &'static str = "Empty while it may go on.", "Vide tant que cela peut durer.";
    others: &'static str = "By identifier", "Par identifiant";
    others_help: &'static str = "Holdings, credentials, engagements, devices, people: hol_…, eng_…, dev_…, per_…, with spaces between.", "Éléments, identifiants secrets, mandats, appareils, personnes : hol_…, eng_…, dev_…, per_…, séparés par des espaces.";
    set_scope: &'static str = "Set the scope", "Fixer l’étendue";
    tasks: &'static str = "Remedies", "Correctifs";
    tasks_empty: &'static str = "No remedy yet. What has to change so that it does not happen again?", "Aucun correctif pour l’instant. Que faut-il changer pour que cela ne se reproduise pas ?";
    what: &'static str = "What", "Quoi";
    who: &'static str = "Who", "Qui";
    due: &'static str = "By", "Avant";
    due_help: &'static str = "As 2026-03-31.", "Sous la forme 2026-03-31.";
    add_task: &'static str = "Ask for it", "Le demander";
    outcome: &'static str = "What was done, or why not", "Ce qui a été fait, ou pourquoi non";
    done_: &'static str = "Done", "Fait";
    decline: &'static str = "Decline", "Décliner";
    timeline: &'static str = "Timeline", "Chronologie";
    happened: &'static str = "Happened", "Survenu";
    written: &'static str = "Written", "Consigné";
    by_itself: &'static str = "by itself", "de lui-même";
    note: &'static str = "Write down what was found or done", "Consigner ce qui a été trouvé ou fait";
    note_help: &'static str = "It stays as it is. Without a client’s name or data.", "Cela reste tel quel. Sans nom ni donnée de client.";
    note_at: &'static str = "When it happened", "Quand c’est arrivé";
    add_note: &'static str = "Add to the timeline", "Ajouter à la chronologie";
    assign: &'static str = "Owner, severity and readers", "Responsable, gravité et lecteurs";
    named: &'static str = "Who may read it as well", "Qui peut le lire aussi";
    set_assign: &'static str = "Set", "Fixer";
    rooms: &'static str = "Clients’ rooms", "Espaces des clients";
    rooms_empty: &'static str = "A client’s room opens with the first notice sent.", "L’espace d’un client s’ouvre avec le premier avis envoyé.";
    write: &'static str = "Write to {}", "Écrire à {}";
    write_it: &'static str = "Send", "Envoyer";
    close: &'static str = "Close", "Clore";
    close_lead: &'static str = "Once every remedy is done or declined, every client told, and nothing frozen. It opens a review of the policies.", "Quand chaque correctif est fait ou décliné, chaque client avisé et rien n’est gelé. Cela ouvre une révision des politiques.";
    cause: &'static str = "Why it happened", "Pourquoi c’est arrivé";
    close_it: &'static str = "Close the incident", "Clore l’incident";
    closed_on: &'static str = "Closed. The register keeps it for {}, without what any client told or was told.", "Clos. Le registre le garde pendant {}, sans ce qu’un client a dit ou appris.";
    n_years: Forms = ["{} year", "{} years"], ["{} an", "{} ans"];
    // The client's side
    own_lead: &'static str = "What we told you, and your room for each: your log of that time, your questions, all of it to take away.", "Ce que nous vous avons annoncé, et pour chacun votre espace : votre journal de cette période, vos questions, le tout à emporter.";
    own_none: &'static str = "No incident has concerned you", "Aucun incident ne vous a concerné";
    own_n: Forms = ["{} incident has concerned you", "{} incidents have concerned you"], ["{} incident vous a concerné", "{} incidents vous ont concerné"];
    own_empty: &'static str = "If one does, you are told here and by mail, and this is where you ask.", "Le cas échéant, vous l’apprenez ici et par courriel, et c’est ici que vous posez vos questions.";
    acknowledge: &'static str = "We have read this notice", "Nous avons lu cet avis";
    owner_confirms: &'static str = "An owner on your side confirms it.", "Un décideur de votre côté le confirme.";
    your_log: &'static str = "Your log of that time", "Votre journal de cette période";
    your_log_lead: &'static str = "From {} to {}. Each line has its proof.", "Du {} au {}. Chaque ligne a sa preuve.";
    your_log_empty: &'static str = "Nothing is in your log of that time.", "Votre journal ne contient rien de cette période.";
    entry: &'static str = "Entry", "Entrée";
    event: &'static str = "Event", "Événement";
    proof: &'static str = "Proof", "Preuve";
    questions: &'static str = "Questions and updates", "Questions et nouvelles";
    questions_empty: &'static str = "Nothing was asked yet. Whatever you want to know, ask.", "Rien n’a encore été demandé. Demandez tout ce que vous voulez savoir.";
    ask: &'static str = "Ask or tell us something", "Demander ou dire quelque chose";
    take_away: &'static str = "Take all of it away", "Tout emporter";
    take_away_help: &'static str = "A zip with the notice, your log with its proofs, and all messages.", "Un fichier zip avec l’avis, votre journal avec ses preuves et tous les messages.";
    report_lost: &'static str = "Report it as lost", "Le signaler comme perdu";
    lost_title: &'static str = "A device is lost", "Un appareil est perdu";
    work_notice: &'static str = "Tell a client", "Aviser un client";
    work_incident: &'static str = "Contain an incident", "Contenir un incident";
    work_task: &'static str = "Carry out a remedy", "Accomplir un correctif";
    work_confirm: &'static str = "Read and confirm a notice", "Lire et confirmer un avis";
}

impl IncidentWords {
    /// In this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        lang.pick(&EN, &FR)
    }
}

macro_rules! said {
    ($($name:ident { $($variant:ident: $en:literal, $fr:literal;)* })*) => {$(
        impl Say for $name {
            fn say(&self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($en, $fr),)* }
            }
        }
    )*};
}

said! {
    Severity {
        Low: "Low", "Faible";
        Medium: "Medium", "Moyenne";
        High: "High", "Élevée";
        Critical: "Critical", "Critique";
    }
    IncidentState {
        Open: "Open", "Ouvert";
        Contained: "Contained", "Contenu";
        Closed: "Closed", "Clos";
    }
    TaskState {
        Open: "To do", "À faire";
        Done: "Done", "Fait";
        Declined: "Declined", "Décliné";
    }
    NoticeState {
        Owed: "To be sent", "À envoyer";
        Sent: "Sent", "Envoyé";
        Acknowledged: "Confirmed", "Confirmé";
        Waived: "Not told, signed", "Non avisé, signé";
    }
    BecauseKind {
        Opened: "Opened", "Ouverture";
        CredentialUsed: "Credential used", "Identifiant secret employé";
        CheckedOut: "Checked out", "Sortie sur appareil";
        Named: "Named in the scope", "Nommé dans l’étendue";
        GrantLive: "Grant was live", "Autorisation en cours";
        Assigned: "Was assigned", "Était affecté";
    }
    IncidentEventKind {
        Declared: "Declared", "Déclaré";
        Assigned: "Owner or severity set", "Responsable ou gravité fixés";
        Scoped: "Scope set", "Étendue fixée";
        Contained: "Contained", "Contenu";
        Thawed: "Engagement runs again", "Mandat libéré";
        Noted: "Noted", "Noté";
        TaskAdded: "Remedy asked for", "Correctif demandé";
        TaskDone: "Remedy done", "Correctif accompli";
        TaskDeclined: "Remedy declined", "Correctif décliné";
        NoticeOwed: "Notice owed", "Avis dû";
        NoticeEdited: "Notice edited", "Avis modifié";
        NoticeSent: "Notice sent", "Avis envoyé";
        NoticeCorrected: "Correction sent", "Correction envoyée";
        NoticeAcknowledged: "Notice confirmed", "Avis confirmé";
        NoticeWaived: "Signed that a client is not told", "Signé qu’un client n’est pas avisé";
        Asked: "A client asked", "Un client a demandé";
        Answered: "A client was written to", "On a écrit à un client";
        Exported: "A client took its file", "Un client a emporté son dossier";
        Closed: "Closed", "Clos";
    }
    NoticePart {
        Contact: "Who tells you, and whom to ask", "Qui vous avise et à qui vous adresser";
        Happened: "What happened, and why", "Ce qui s’est passé et pourquoi";
        When: "When it happened, and when it became known", "Quand cela s’est produit et a été connu";
        Data: "Which data", "Quelles données";
        People: "How many people", "Combien de personnes";
        Consequences: "What may follow from it", "Ce qui peut en résulter";
        Measures: "What was done and will be", "Ce qui a été fait et le sera";
        Steps: "What you can do", "Ce que vous pouvez faire";
        Assessment: "How we judge the harm", "Comment nous jugeons le préjudice";
        NextUpdate: "When you hear more", "Quand vous en saurez plus";
        History: "What was corrected", "Ce qui a été corrigé";
    }
}
