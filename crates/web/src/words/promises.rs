//! What the public page, the officer's board and the history of promises say, in English and French.

use super::{Forms, Lang, Say};
use bailee_model::{PromiseKind, PromiseStatus};

catalogue! { PromiseWords;
    trust_room: &'static str = "Trust", "Confiance";
    trust: &'static str = "What we promise, and how it stands", "Nos promesses, et où elles en sont";
    title_all_kept: Forms = ["{} promise, kept", "All {} promises are kept"], ["{} promesse, tenue", "Les {} promesses sont tenues"];
    title_some: &'static str = "{} of {} promises are kept", "{} promesses tenues sur {}";
    trust_lead: &'static str = "Each sentence of our policies stands here with what is known of it now. Nobody types in how a promise stands: it is worked out every few minutes from what is on record. An officer can add a remark, and can change or hide nothing.", "Chaque phrase de nos politiques figure ici avec ce qu’on en sait à présent. Personne ne saisit l’état d’une promesse : il se calcule toutes les quelques minutes d’après ce qui est consigné. Un officier peut ajouter une remarque, sans rien changer ni cacher.";
    looked_at: &'static str = "Put together", "Établi";
    good_until: &'static str = "Good until", "Valable jusqu’au";
    questions_to: &'static str = "Questions to", "Questions à";
    machine_form: &'static str = "The same for programs", "La même chose pour les programmes";
    not_published: &'static str = "No policy is published yet.", "Aucune politique n’est encore publiée.";
    not_published_more: &'static str = "These are the promises that Bailee keeps for every firm. When a policy is published, it stands here clause by clause.", "Voici les promesses que Bailee tient pour tout cabinet. Dès qu’une politique est publiée, elle figure ici, article par article.";
    version_from: &'static str = "Version {}, in force from {}", "Version {}, en vigueur depuis le {}";
    whole_text: &'static str = "The whole text, earlier versions and differences", "Le texte complet, les versions antérieures et les différences";
    text_sha256: &'static str = "SHA-256 of the text", "SHA-256 du texte";
    statement_only: &'static str = "A statement; it promises nothing that could be measured.", "Une déclaration ; elle ne promet rien de mesurable.";
    promise: &'static str = "Promise", "Promesse";
    status: &'static str = "Status", "État";
    why: &'static str = "Why", "Pourquoi";
    since: &'static str = "since", "depuis";
    looked: &'static str = "looked at", "examinée";
    never_looked: &'static str = "never looked at", "jamais examinée";
    measured: &'static str = "measured", "mesurée";
    attested: &'static str = "attested, not measured", "sur parole, non mesurée";
    measures: &'static str = "Measures in force", "Mesures en vigueur";
    remark_when: &'static str = "when it stood as", "quand l’état était";
    history: &'static str = "History", "Historique";
    history_of: &'static str = "{}: how it stood", "{} : comment elle a tenu";
    history_empty: &'static str = "Nobody has looked yet. The first look comes within minutes.", "Personne n’a encore regardé. Le premier regard vient dans les minutes qui suivent.";
    from_: &'static str = "From", "Du";
    until_: &'static str = "Until", "Au";
    still: &'static str = "still", "toujours";
    how_to_read: &'static str = "How to read this", "Comment lire ceci";
    read_kept: &'static str = "The records show that it is kept.", "Les faits consignés montrent qu’elle est tenue.";
    read_due: &'static str = "It is kept, and something it needs is due soon.", "Elle est tenue, et une échéance approche.";
    read_broken: &'static str = "The records show that it is not kept. It stays so for thirty days, and in the history for good.", "Les faits consignés montrent qu’elle n’est pas tenue. Cela reste affiché trente jours, et pour toujours dans l’historique.";
    read_unproven: &'static str = "Nothing shows it, or the last look is too old.", "Rien ne la montre, ou le dernier regard est trop ancien.";
    read_attested: &'static str = "Somebody’s word is all there is.", "Il n’y a que la parole de quelqu’un.";
    few_note: &'static str = "Counts of one or two clients are given as fewer than three, so that nobody can tell who is meant.", "Un ou deux clients se lisent « moins de 3 », afin que nul ne puisse dire de qui il s’agit.";
    all_promises: &'static str = "All promises", "Toutes les promesses";
    kept_by: &'static str = "Kept by", "Tenue par";
    clauses: &'static str = "Clauses", "Articles";
    board: &'static str = "Promises", "Promesses";
    title_board_n: Forms = ["{} promise needs somebody", "{} promises need somebody"], ["{} promesse demande quelqu’un", "{} promesses demandent quelqu’un"];
    title_board_none: &'static str = "Every promise is kept", "Toutes les promesses sont tenues";
    board_lead: &'static str = "The same list as the public reads, with what shows it. Nothing here can be edited.", "La même liste que lit le public, avec ce qui la montre. Rien ici ne se modifie.";
    public_page: &'static str = "The public page", "La page publique";
    evidence: &'static str = "Evidence", "Preuves";
    evidence_n: Forms = ["{} thing on record", "{} things on record"], ["{} fait consigné", "{} faits consignés"];
    against_n: Forms = ["{} against", "{} against"], ["{} à charge", "{} à charge"];
    evidence_first: &'static str = "The first {} of {}, those against before the others.", "Les {} premiers sur {}, ceux à charge d’abord.";
    evidence_empty: &'static str = "Nothing on record has to do with it yet.", "Rien de consigné ne s’y rapporte encore.";
    what_: &'static str = "What", "Quoi";
    when_: &'static str = "When", "Quand";
    speaks: &'static str = "Speaks", "Parle";
    speaks_for: &'static str = "for it", "en sa faveur";
    speaks_against: &'static str = "against it", "contre elle";
    see: &'static str = "see", "voir";
    breaks: &'static str = "What breaks it", "Ce qui la rompt";
    mend: &'static str = "What to do then", "Que faire alors";
    entry_in_log: &'static str = "Entry {} of the site log carries this judgement.", "L’écriture {} du journal du site porte ce jugement.";
    annotate: &'static str = "Add a remark to the public page", "Ajouter une remarque à la page publique";
    annotate_help: &'static str = "Everybody reads it, with the date and your role. It cannot be changed or taken back, and it changes nothing of the status. Name no client and no person.", "Tout le monde la lit, avec la date et votre rôle. Elle ne se change ni ne se retire, et ne change rien à l’état. Ne nommez ni client ni personne.";
    in_english: &'static str = "In English", "En anglais";
    in_french: &'static str = "In French", "En français";
    add_remark: &'static str = "Add for good", "Ajouter pour de bon";
    step_up_first: &'static str = "Show both factors first", "Présenter d’abord les deux facteurs";
    pack: &'static str = "Take the evidence out", "Emporter les preuves";
    pack_lead: &'static str = "One signed file for an auditor: pages to print, tables, every judgement of the period as the log bound it, and proofs. It names nobody. bailee verify checks it without this server.", "Un fichier signé pour un auditeur : des pages à imprimer, des tableaux, chaque jugement de la période tel que le journal l’a lié, et des preuves. Il ne nomme personne. bailee verify le contrôle sans ce serveur.";
    pack_from: &'static str = "From", "Du";
    pack_until: &'static str = "Until, that day included", "Au, ce jour compris";
    pack_get: &'static str = "Make evidence.zip", "Produire evidence.zip";
    pack_policy: &'static str = "Whom the verifier trusts: policy.txt", "À qui le vérificateur se fie : policy.txt";
}

impl PromiseWords {
    /// In this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        lang.pick(&EN, &FR)
    }
}

impl Say for PromiseStatus {
    fn say(&self, lang: Lang) -> &'static str {
        match self {
            Self::Kept => lang.pick("kept", "tenue"),
            Self::DueSoon => lang.pick("due soon", "échéance proche"),
            Self::Broken => lang.pick("broken", "rompue"),
            Self::Unproven => lang.pick("unproven", "non prouvée"),
            Self::Attested => lang.pick("attested only", "sur parole seulement"),
        }
    }
}

impl Say for PromiseKind {
    fn say(&self, lang: Lang) -> &'static str {
        match self {
            Self::Gate => {
                lang.pick("a gate: what it forbids is refused", "une barrière : ce qu’elle interdit est refusé")
            }
            Self::Clock => {
                lang.pick("a clock: what is due happens by itself", "une horloge : ce qui est dû arrive de soi-même")
            }
            Self::Record => lang.pick("a record: it is written down", "un registre : c’est consigné"),
        }
    }
}
