//! What the pages about the firm's policies say, in English and French.

use super::{Forms, Lang, Say};
use bailee_app::policies::Standing;
use bailee_model::{PolicyReviewCause, PolicyReviewOutcome, PolicyState};

catalogue! { PolicyWords;
    policies: &'static str = "Policies", "Politiques";
    work_sign: &'static str = "Sign a policy that changed", "Signer une politique qui a changé";
    work_read: &'static str = "Read a policy’s draft", "Lire le projet d’une politique";
    firm_policies: &'static str = "The firm’s policies", "Politiques du cabinet";
    public_lead: &'static str = "What the firm promises about your data. Each clause is kept by something that is checked; the trust page shows how each stands today.", "Ce que le cabinet promet au sujet de vos données. Chaque clause est tenue par quelque chose qui est vérifié ; la page de confiance montre où en est chacune aujourd’hui.";
    none_published: &'static str = "No policy is published yet. Once one is, it stands here, with every later version.", "Aucune politique n’est encore publiée. Dès qu’une le sera, elle figurera ici, avec toutes ses versions.";
    trust: &'static str = "How each promise stands today", "Où en est chaque promesse aujourd’hui";
    version: &'static str = "Version", "Version";
    effective: &'static str = "In force from", "En vigueur dès le";
    published: &'static str = "Published", "Publiée";
    contact: &'static str = "Questions", "Questions";
    what_changed: &'static str = "What changed", "Ce qui a changé";
    differences: &'static str = "Differences", "Différences";
    compare: &'static str = "Compare with {}", "Comparer avec {}";
    all_versions: &'static str = "All versions", "Toutes les versions";
    state: &'static str = "State", "État";
    material: &'static str = "signed again", "signée de nouveau";
    digest: &'static str = "SHA-256 of the text as written", "SHA-256 du texte tel qu’écrit";
    superseded_note: &'static str = "A later version is in force. This one says the measures as they were when it was published.", "Une version ultérieure est en vigueur. Celle-ci dit les mesures telles qu’à sa publication.";
    to_come_note: &'static str = "This version is not in force yet.", "Cette version n’est pas encore en vigueur.";
    loosened_note: &'static str = "What is enforced today is less strict than this version says: {}.", "Ce qui est appliqué aujourd’hui est moins strict que ne le dit cette version : {}.";
    statement: &'static str = "a statement", "un énoncé";
    promises: &'static str = "Promises", "Promesses";
    sign: &'static str = "Sign", "Signer";
    sign_lead: &'static str = "This version binds those who work for the firm. You sign the text above as it stands.", "Cette version lie celles et ceux qui travaillent pour le cabinet. Vous signez le texte ci-dessus tel quel.";
    consent: &'static str = "I have read this policy and work by it. The name I type stands for my signature.", "J’ai lu cette politique et je m’y conforme. Le nom que je tape vaut signature.";
    your_name: &'static str = "Your name", "Votre nom";
    your_name_help: &'static str = "In full, as the firm knows it.", "En entier, tel que le cabinet le connaît.";
    you_signed: &'static str = "You signed this version.", "Vous avez signé cette version.";
    firm_lead: &'static str = "One person writes, another reads, an officer publishes. Every clause names the promise that keeps it, and every measure stands in braces.", "Une personne écrit, une autre lit, un officier publie. Chaque clause nomme la promesse qui la tient, et chaque mesure figure entre accolades.";
    n_unkept: Forms = ["{} promise stands in no published policy", "{} promises stand in no published policy"], ["{} promesse ne figure dans aucune politique publiée", "{} promesses ne figurent dans aucune politique publiée"];
    policy: &'static str = "Policy", "Politique";
    in_force: &'static str = "Published version", "Version publiée";
    none: &'static str = "none", "aucune";
    draft: &'static str = "Draft", "Projet";
    draft_of: &'static str = "Draft of {}", "Projet de {}";
    open_draft: &'static str = "Open the draft", "Ouvrir le projet";
    new_draft: &'static str = "Begin the next version", "Commencer la version suivante";
    n_problems: Forms = ["{} thing to put right", "{} things to put right"], ["{} chose à corriger", "{} choses à corriger"];
    no_problems: &'static str = "nothing stands in the way", "rien ne s’y oppose";
    review_due: &'static str = "To be gone through by", "À réviser avant le";
    signed_of: &'static str = "{} of {} have signed", "{} sur {} ont signé";
    publish: &'static str = "Publish", "Publier";
    publish_lead: &'static str = "What is ticked is published together, and everybody concerned is told. It stays readable for ever.", "Ce qui est coché est publié ensemble, et toutes les personnes concernées en sont averties. Cela reste lisible pour toujours.";
    step_up_first: &'static str = "Show both factors again, in another tab", "Présenter encore les deux facteurs, dans un autre onglet";
    reviews: &'static str = "Reviews", "Révisions";
    no_reviews: &'static str = "No review has been opened. One opens by itself thirty days before its date, and when something happens that asks for it.", "Aucune révision n’a été ouverte. Une s’ouvre d’elle-même trente jours avant sa date, et quand quelque chose l’exige.";
    cause: &'static str = "Cause", "Motif";
    opened: &'static str = "Opened", "Ouverte";
    due: &'static str = "Due", "Échéance";
    late: &'static str = "late", "en retard";
    outcome: &'static str = "Outcome", "Résultat";
    open_review: &'static str = "Open a review", "Ouvrir une révision";
    open_review_lead: &'static str = "Of every published policy, because the law or what the firm offers changed. Name no client.", "De chaque politique publiée, parce que la loi ou l’offre du cabinet a changé. Ne nommez aucun client.";
    reason: &'static str = "What happened", "Ce qui s’est passé";
    close_review: &'static str = "Write down the outcome", "Consigner le résultat";
    note: &'static str = "What was found", "Ce qui a été constaté";
    from_draft: &'static str = "The open draft came of it", "Le projet ouvert en résulte";
    import: &'static str = "Import a policy", "Importer une politique";
    import_lead: &'static str = "A policy that the firm has already, as plain text, HTML or DOCX, of at most 2 MiB. It is taken apart sentence by sentence, and a promise is proposed for each; you confirm or change each one. Nothing is kept before you do.", "Une politique que le cabinet a déjà, en texte, HTML ou DOCX, d’au plus 2 Mio. Elle est prise phrase par phrase, et une promesse est proposée pour chacune ; vous confirmez ou changez chaque proposition. Rien n’est conservé avant.";
    file: &'static str = "File", "Fichier";
    take_in: &'static str = "Take it apart", "L’analyser";
    n_clauses: Forms = ["{} sentence taken in", "{} sentences taken in"], ["{} phrase reprise", "{} phrases reprises"];
    confirm_lead: &'static str = "Read each sentence beside its proposal. Where no promise is chosen, the sentence becomes a statement.", "Lisez chaque phrase à côté de sa proposition. Sans promesse choisie, la phrase devient un énoncé.";
    line: &'static str = "Line", "Ligne";
    sentence: &'static str = "Sentence", "Phrase";
    because: &'static str = "Because of", "En raison de";
    first_promise: &'static str = "Promise", "Promesse";
    second_promise: &'static str = "Second promise", "Deuxième promesse";
    third_promise: &'static str = "Third promise", "Troisième promesse";
    unmeasured: &'static str = "Words that nothing measures", "Mots que rien ne mesure";
    aside: &'static str = "Left aside", "Laissé de côté";
    why: &'static str = "Why", "Pourquoi";
    aside_navigation: &'static str = "part of the page, not of the policy", "partie de la page, non de la politique";
    aside_date: &'static str = "which version it is, or when it was last changed", "le numéro de version ou la date de modification";
    aside_hidden: &'static str = "an address that was hidden from whoever copied the page", "une adresse masquée à qui a copié la page";
    aside_signature: &'static str = "a name under the text", "un nom sous le texte";
    aside_no_words: &'static str = "no words", "aucun mot";
    lacking: &'static str = "What publishing would still ask for", "Ce que la publication demanderait encore";
    lacks_version: &'static str = "A version number", "Un numéro de version";
    lacks_date: &'static str = "An effective date", "Une date d’effet";
    lacks_contact: &'static str = "An address for questions", "Une adresse pour les questions";
    lacks_promise: &'static str = "A clause that promises: {}", "Une clause qui promette : {}";
    name_in_address: &'static str = "Name in addresses", "Nom dans les adresses";
    name_in_address_help: &'static str = "Small letters, digits and hyphens, as in security-policy.", "Petites lettres, chiffres et traits d’union, comme politique-de-securite.";
    title: &'static str = "Title", "Titre";
    letter: &'static str = "Letter before the clauses’ numbers", "Lettre devant les numéros des clauses";
    letter_help: &'static str = "As in S for S2.2.", "Comme S pour S2.2.";
    make_draft: &'static str = "Make a draft of this", "En faire un projet";
    by: &'static str = "Written by", "Écrit par";
    with_installation: &'static str = "came with the installation", "venu avec l’installation";
    read_by: &'static str = "Agreed to by", "Approuvé par";
    remark: &'static str = "Remark", "Remarque";
    to_put_right: &'static str = "To put right before publishing", "À corriger avant de publier";
    place: &'static str = "Place", "Endroit";
    problem: &'static str = "What", "Quoi";
    let_stand: &'static str = "Let it stand, because", "Le laisser, parce que";
    keep_word: &'static str = "Let it stand", "Le laisser";
    english: &'static str = "English text", "Texte anglais";
    french: &'static str = "French text", "Texte français";
    text_help: &'static str = "Markdown. Head each clause like ### 2.2 Title {#S2.2 promise=prompt_revocation}, or {#S0 statement}.", "Markdown. Intitulez chaque clause comme ### 2.2 Titre {#S2.2 promise=prompt_revocation}, ou {#S0 statement}.";
    number: &'static str = "Version number", "Numéro de version";
    number_help: &'static str = "Digits and points, above what is published.", "Chiffres et points, au-dessus de ce qui est publié.";
    effective_help: &'static str = "The day from which it applies.", "Le jour dès lequel elle s’applique.";
    summary: &'static str = "What changes, in a sentence or two", "Ce qui change, en une ou deux phrases";
    is_material: &'static str = "The change is material: those who work for the firm sign it", "Le changement est substantiel : celles et ceux qui travaillent pour le cabinet la signent";
    save: &'static str = "Save", "Enregistrer";
    submit: &'static str = "Send it to be read", "L’envoyer en lecture";
    reader: &'static str = "Reader", "Lecteur";
    any_officer: &'static str = "every other officer", "tout autre officier";
    agree: &'static str = "Agree to it", "L’approuver";
    send_back: &'static str = "Send it back", "Le renvoyer";
    withdraw: &'static str = "Withdraw the draft", "Retirer le projet";
    as_read: &'static str = "As it would be read", "Tel qu’on le lirait";
}

impl PolicyWords {
    /// In this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        lang.pick(&EN, &FR)
    }
}

impl Say for PolicyState {
    fn say(&self, lang: Lang) -> &'static str {
        match self {
            Self::Draft => lang.pick("being written", "en rédaction"),
            Self::Review => lang.pick("waits to be read", "attend d’être lu"),
            Self::Approved => lang.pick("agreed to", "approuvé"),
            Self::Published => lang.pick("published", "publié"),
            Self::Withdrawn => lang.pick("withdrawn", "retiré"),
        }
    }
}

impl Say for Standing {
    fn say(&self, lang: Lang) -> &'static str {
        match self {
            Self::ToCome => lang.pick("to come", "à venir"),
            Self::InForce => lang.pick("in force", "en vigueur"),
            Self::Superseded => lang.pick("superseded", "remplacée"),
        }
    }
}

impl Say for PolicyReviewCause {
    fn say(&self, lang: Lang) -> &'static str {
        match self {
            Self::Yearly => lang.pick("its date", "sa date"),
            Self::Incident => lang.pick("an incident", "un incident"),
            Self::Service => lang.pick("a change of service", "un changement de service"),
            Self::Law => lang.pick("a change of law", "un changement de la loi"),
            Self::Firm => lang.pick("the firm’s wish", "le souhait du cabinet"),
        }
    }
}

impl Say for PolicyReviewOutcome {
    fn say(&self, lang: Lang) -> &'static str {
        match self {
            Self::NoChange => lang.pick("it stands as it is", "elle demeure telle quelle"),
            Self::Draft => lang.pick("a draft came of it", "un projet en résulte"),
        }
    }
}
