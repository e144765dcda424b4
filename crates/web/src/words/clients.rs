//! What the pages say that pass between the firm and its clients: suppliers, questions, changes of what was agreed, the
//! walk-through, messages from outside, in English and French.

use super::{Forms, Lang};

catalogue! {
    ClientWords;
    // Suppliers of an engagement.
    suppliers_room: &'static str = "Suppliers", "Fournisseurs";
    title_parts: Forms = ["{} supplier works on this data", "{} suppliers work on this data"], ["{} fournisseur travaille sur ces données", "{} fournisseurs travaillent sur ces données"];
    title_parts_none: &'static str = "No supplier works on this data", "Aucun fournisseur ne travaille sur ces données";
    title_parts_waiting: Forms = ["{} supplier waits for a decision", "{} suppliers wait for a decision"], ["{} fournisseur attend une décision", "{} fournisseurs attendent une décision"];
    parts_lead: &'static str = "Every subcontractor and tool that has to do with this data stands here, with its region. A new one begins when the client’s owner agrees, or when the notice is over without an objection.", "Chaque sous-traitant et chaque outil qui touche à ces données figure ici, avec sa région. Un nouveau commence lorsque le décideur du client y consent, ou lorsque le préavis s’achève sans opposition.";
    parts_empty: &'static str = "The subcontractors and tools named for this engagement would be here.", "Les sous-traitants et outils nommés pour ce mandat figureraient ici.";
    register: &'static str = "On whose data", "Sur quelles données";
    register_lead: &'static str = "Each part in each engagement: announced, agreed, objected to, ended.", "Chaque participation à chaque mandat : annoncée, acceptée, contestée, terminée.";
    register_empty: &'static str = "No supplier is named on any engagement yet. Its lead names one under Suppliers of the engagement.", "Aucun fournisseur n’est encore nommé dans un mandat. Le responsable le fait sous Fournisseurs du mandat.";
    supplier: &'static str = "Supplier", "Fournisseur";
    works_on: &'static str = "Has to do with", "Touche à";
    region: &'static str = "Region", "Région";
    its_people: &'static str = "Its people here", "Ses personnes ici";
    how_it_stands: &'static str = "How it stands", "Où on en est";
    state_announced: &'static str = "announced", "annoncé";
    state_objected: &'static str = "objected to", "contesté";
    state_stands: &'static str = "may work", "peut travailler";
    state_ended: &'static str = "ended", "terminé";
    begins: &'static str = "begins", "commence le";
    since: &'static str = "since", "depuis le";
    in_use: &'static str = "in use since", "en usage depuis le";
    not_in_use: &'static str = "not in use yet", "pas encore en usage";
    objection: &'static str = "The client’s objection", "L’opposition du client";
    firms_answer: &'static str = "The firm’s answer", "La réponse du cabinet";
    agree: &'static str = "Agree", "Consentir";
    agree_settles: &'static str = "Agree, and let it go on", "Consentir, et laisser poursuivre";
    object: &'static str = "Object", "S’opposer";
    object_lead: &'static str = "From this moment nothing of it opens anything here, until you and the firm have settled it.", "Dès cet instant, rien de ce qui en relève n’ouvre quoi que ce soit ici, jusqu’à ce que le cabinet et vous l’ayez réglé.";
    answer_it: &'static str = "Answer", "Répondre";
    answer_lead: &'static str = "The client’s owner reads it and agrees, or you end this part.", "Le décideur du client la lit et consent, ou vous mettez fin à cette participation.";
    mark_used: &'static str = "Mark as used", "Marquer comme utilisé";
    end_part: &'static str = "End it here", "Y mettre fin ici";
    name_one: &'static str = "Name a supplier", "Nommer un fournisseur";
    name_lead: &'static str = "The client’s owners are told. Before the engagement is active it is part of what is agreed; later it begins after {}.", "Les décideurs du client en sont informés. Avant que le mandat ne commence, il fait partie de ce qui est convenu ; ensuite, il commence après {}.";
    name_it: &'static str = "Name it", "Le nommer";
    none_to_name: &'static str = "Every supplier of the firm is named here already, or there is none. An officer adds suppliers under Suppliers.", "Tous les fournisseurs du cabinet sont déjà nommés ici, ou il n’y en a aucun. Un officier en ajoute sous Fournisseurs.";
    region_help: &'static str = "One of the regions that the supplier works in, as in CA-QC.", "Une des régions où travaille le fournisseur, comme CA-QC.";
    // Terms.
    terms_room: &'static str = "What was agreed", "Ce qui a été convenu";
    title_terms: &'static str = "What the data may be about, and what for", "Sur quoi portent les données, et pour quoi";
    title_terms_open: &'static str = "A change waits for the client", "Un changement attend le client";
    terms_lead: &'static str = "The firm may hold and use only what stands here. It proposes a change, and the client’s owner agrees to it or not.", "Le cabinet ne peut détenir et employer que ce qui figure ici. Il propose un changement, et le décideur du client y consent ou non.";
    now_agreed: &'static str = "Agreed now", "Convenu à présent";
    proposed: &'static str = "Proposed", "Proposé";
    proposed_by: &'static str = "Proposed by {}", "Proposé par {}";
    purposes: &'static str = "Purposes", "Finalités";
    categories: &'static str = "Categories", "Catégories";
    regions: &'static str = "Regions", "Régions";
    agree_change: &'static str = "Agree to the change", "Consentir au changement";
    refuse_change: &'static str = "Leave it as it is", "Laisser comme avant";
    take_back: &'static str = "Take it back", "Le retirer";
    waits_for_client: &'static str = "Until the client’s owner agrees, everything stays as it is.", "Tant que le décideur du client n’y consent pas, tout reste comme avant.";
    propose_title: &'static str = "Propose a change", "Proposer un changement";
    propose_lead: &'static str = "Choose everything that is to be agreed afterwards. Grants that cover something left out end when the client agrees.", "Choisissez tout ce qui doit être convenu ensuite. Les autorisations qui portent sur ce qui est retiré prennent fin lorsque le client consent.";
    propose: &'static str = "Propose", "Proposer";
    past_changes: &'static str = "Earlier changes", "Changements antérieurs";
    change_agreed: &'static str = "agreed", "accepté";
    change_refused: &'static str = "not agreed", "non accepté";
    // Walk-through.
    walk_room: &'static str = "Before you share anything", "Avant de partager quoi que ce soit";
    title_walk: &'static str = "What we will ask of you, and what becomes of it", "Ce que nous vous demanderons, et ce qu’il en adviendra";
    walk_lead: &'static str = "Everything here is read from what was agreed. Nothing has to be shared before you have read it, and you can ask about any of it.", "Tout ce qui suit vient de ce qui a été convenu. Rien n’a à être partagé avant que vous l’ayez lu, et vous pouvez poser des questions sur tout.";
    walk_what: &'static str = "What we will ask for", "Ce que nous demanderons";
    walk_what_more: &'static str = "Exports and documents about these, and nothing else. What turns out to be about something else is set apart and opened to nobody until you decide.", "Des exportations et documents qui portent sur ceci, et rien d’autre. Ce qui se révèle porter sur autre chose est mis à part et ne s’ouvre à personne tant que vous n’avez pas décidé.";
    walk_sealed: &'static str = "Nobody opens these unless you agree to the very request:", "Personne n’ouvre celles-ci sans que vous consentiez à la demande même :";
    walk_why: &'static str = "Why", "Pourquoi";
    walk_why_more: &'static str = "Each time somebody opens something they name one of these purposes, and it stands in your log.", "Chaque ouverture indique une de ces finalités, et figure dans votre journal.";
    walk_where: &'static str = "Where it will be", "Où elles seront";
    walk_where_more: &'static str = "Sealed from the first byte, with keys of your own engagement. A copy elsewhere is refused without an assessment that you can read.", "Scellées dès le premier octet, avec des clés propres à votre mandat. Une copie ailleurs est refusée sans une évaluation que vous pouvez lire.";
    walk_who: &'static str = "Who works on it", "Qui y travaille";
    walk_who_more: &'static str = "Being named here opens nothing: for that somebody else approves a request with a purpose and a date. You can object to a person or a supplier.", "Être nommé ici n’ouvre rien : il y faut une demande avec finalité et date, approuvée par quelqu’un d’autre. Vous pouvez vous opposer à une personne ou à un fournisseur.";
    walk_nobody: &'static str = "Nobody is assigned yet. Whoever is will stand here.", "Personne n’est encore affecté. Les personnes affectées figureront ici.";
    walk_gone: &'static str = "When it will be gone", "Quand elles auront disparu";
    walk_gone_more: &'static str = "{} after you say that the result is right, it is destroyed and you receive a certificate that you check yourself. Until then you can have it destroyed or handed over at any time; if you want it kept longer, you say until when.", "{} après que vous avez déclaré le résultat juste, elles sont détruites et vous recevez un certificat que vous vérifiez vous-même. D’ici là, vous pouvez en tout temps les faire détruire ou remettre ; pour les garder plus longtemps, vous dites jusqu’à quand.";
    walk_stop: &'static str = "How to stop", "Comment arrêter";
    walk_stop_more: &'static str = "Tell us, by a question here or by word of mouth: an officer ends all access in one step. You can object, have everything handed over to you, and have it destroyed, without giving a reason.", "Dites-le-nous, par une question ici ou de vive voix : un officier met fin à tous les accès d’un seul geste. Vous pouvez vous opposer, vous faire tout remettre et tout faire détruire, sans donner de raison.";
    walk_nda: &'static str = "Before anything comes in, both sides sign a confidentiality agreement.", "Avant que quoi que ce soit n’entre, les deux parties signent une entente de confidentialité.";
    walk_confirm: &'static str = "I have read this", "Je l’ai lu";
    walk_confirm_lead: &'static str = "It is written down that you read this, and when. It is no agreement to anything.", "Il est consigné que vous l’avez lu, et quand. Cela ne vous engage à rien.";
    walk_read_by: &'static str = "Read by", "Lu par";
    walk_print: &'static str = "This page prints well.", "Cette page s’imprime bien.";
    // Questions of clients.
    questions_room: &'static str = "Questions", "Questions";
    title_questions: Forms = ["{} question waits for our answer", "{} questions wait for our answer"], ["{} question attend notre réponse", "{} questions attendent notre réponse"];
    title_questions_none: &'static str = "Ask us anything about your data", "Posez-nous toute question sur vos données";
    questions_lead: &'static str = "You have an answer within {}, Monday to Friday; public holidays are not taken out. It stands here, and a mail tells you that it does.", "Vous avez une réponse en {}, du lundi au vendredi ; les jours fériés ne sont pas retranchés. Elle figure ici, et un courriel vous en avertit.";
    questions_empty: &'static str = "What you ask and what we answer would be here.", "Vos questions et nos réponses figureraient ici.";
    your_question: &'static str = "Your question", "Votre question";
    your_question_help: &'static str = "In your own words. Leave out what is in the data itself.", "Dans vos mots. N’y mettez rien qui figure dans les données mêmes.";
    about_whom: &'static str = "About", "À propos de";
    about_nobody: &'static str = "A question, about nobody in particular", "Une question, sur personne en particulier";
    about_object: &'static str = "I object to {} working on our data", "Je m’oppose à ce que {} travaille sur nos données";
    about_help: &'static str = "An objection goes to the security officer and the lead.", "Une opposition est transmise à l’officier de sécurité et au responsable.";
    send: &'static str = "Send", "Envoyer";
    asked: &'static str = "Asked", "Posée";
    answered: &'static str = "Answered", "Répondue";
    answer_by: &'static str = "answer by", "réponse d’ici le";
    late: &'static str = "late", "en retard";
    no_answer_yet: &'static str = "No answer yet", "Pas encore de réponse";
    // Enquiries, for those who answer.
    enquiries_room: &'static str = "Enquiries", "Questions reçues";
    title_enquiries: Forms = ["{} enquiry waits for an answer", "{} enquiries wait for an answer"], ["{} question attend une réponse", "{} questions attendent une réponse"];
    title_enquiries_none: &'static str = "Every enquiry is answered", "Chaque question a sa réponse";
    enquiries_lead: &'static str = "Questions and objections of clients, messages and reports from outside. Each is answered within {}.", "Questions et oppositions des clients, messages et signalements du dehors. Chacune reçoit une réponse en {}.";
    enquiries_empty: &'static str = "Nobody has asked anything yet. Questions, messages and reports would be here.", "Personne n’a encore rien demandé. Les questions, messages et signalements figureraient ici.";
    from_whom: &'static str = "From", "De";
    from_outside: &'static str = "somebody without an account", "quelqu’un sans compte";
    what_about: &'static str = "What", "Quoi";
    reply_to: &'static str = "Can be reached at", "Joignable à";
    reply_to_nobody: &'static str = "They left no address. The answer waits behind the link that they were given.", "Aucune adresse n’a été laissée. La réponse attend derrière le lien qui leur a été donné.";
    objects_to: &'static str = "Objects to", "S’oppose à";
    the_answer: &'static str = "The answer", "La réponse";
    the_answer_help: &'static str = "It is shown to whoever asked. It cannot be changed afterwards.", "Elle est montrée à qui a demandé. Elle ne peut plus être changée ensuite.";
    give_answer: &'static str = "Give this answer", "Donner cette réponse";
    answered_by: &'static str = "Answered by {}", "Réponse de {}";
    // Messages from outside.
    title_contact: &'static str = "Ask us something", "Posez-nous une question";
    contact_lead: &'static str = "You need no account. What you write is sealed as it arrives and read by the security officer. You have an answer within {}, Monday to Friday; public holidays are not taken out.", "Aucun compte n’est nécessaire. Ce que vous écrivez est scellé à l’arrivée et lu par l’officier de sécurité. Vous avez une réponse en {}, du lundi au vendredi ; les jours fériés ne sont pas retranchés.";
    title_report: &'static str = "Report a weakness or a suspicion", "Signaler une faiblesse ou un soupçon";
    report_lead: &'static str = "A weakness of our systems, a leak, a message that looked wrong: tell us, with or without your name. We take no steps against anybody who reports in good faith and leaves data alone. You have an answer within {}, Monday to Friday.", "Une faiblesse de nos systèmes, une fuite, un message douteux : dites-le-nous, avec ou sans votre nom. Nous n’entreprenons rien contre qui signale de bonne foi et ne touche pas aux données. Vous avez une réponse en {}, du lundi au vendredi.";
    contact_name: &'static str = "Your name", "Votre nom";
    optional: &'static str = "May be left empty.", "Peut rester vide.";
    contact_reply: &'static str = "Where we can reach you", "Où vous joindre";
    contact_reply_help: &'static str = "May be left empty: you find the answer behind a link that you are shown when you send.", "Peut rester vide : vous trouverez la réponse derrière un lien montré à l’envoi.";
    contact_text: &'static str = "Your message", "Votre message";
    contact_text_help: &'static str = "Please send no data of other people.", "N’envoyez pas de données d’autres personnes.";
    report_text_help: &'static str = "What you saw, where and when, and how we can see it too.", "Ce que vous avez vu, où et quand, et comment le voir aussi.";
    trap: &'static str = "Leave this empty", "Laissez ceci vide";
    trap_wrong: &'static str = "This field stays empty; programs that send unasked fill it in.", "Ce champ reste vide ; les programmes indésirables le remplissent.";
    trap_hint: &'static str = "Empty it and send again.", "Videz-le et renvoyez.";
    security_instead: &'static str = "It is about security", "Il s’agit de sécurité";
    question_instead: &'static str = "It is an ordinary question", "C’est une question ordinaire";
    title_contacted: &'static str = "We have your message", "Nous avons votre message";
    title_contact_answered: &'static str = "Here is our answer", "Voici notre réponse";
    keep_this_link: &'static str = "Keep the address of this page. It is the only way to the answer, it is shown to you alone, and we cannot find it again for you.", "Gardez l’adresse de cette page. C’est le seul chemin vers la réponse, elle n’est montrée qu’à vous, et nous ne pourrons pas vous la retrouver.";
    you_wrote: &'static str = "You wrote", "Vous avez écrit";
    contact: &'static str = "Contact", "Contact";
    report: &'static str = "Report a security problem", "Signaler un problème de sécurité";
    // What is held.
    needs_you: &'static str = "What needs your decision", "Ce qui attend votre décision";
    each_thing: &'static str = "Each thing, and when it will be gone", "Chaque élément, et quand il aura disparu";
    thing: &'static str = "What", "Quoi";
    rows: &'static str = "Rows", "Lignes";
    gone: &'static str = "Gone", "Disparition";
    gone_unverified: &'static str = "no date yet: you have not verified the result", "pas encore de date : vous n’avez pas vérifié le résultat";
    gone_held: &'static str = "after your hold ends on {}", "après la fin de votre conservation, le {}";
    gone_quarantined: &'static str = "set apart: waits for your decision", "mis à part : attend votre décision";
    gone_now: &'static str = "being destroyed now", "destruction en cours";
    gone_by_day: &'static str = "by {}", "d’ici le {}";
    n_rows: Forms = ["{} row", "{} rows"], ["{} ligne", "{} lignes"];
    certificates_of: &'static str = "Proof of what is gone", "Preuve de ce qui a disparu";
    witnessed: &'static str = "Your cosignatures", "Vos cosignatures";
    witnessed_lead: &'static str = "Heads of this log that your own keys cosigned: you had seen that it only grew.", "Têtes de ce journal cosignées par vos propres clés : vous aviez constaté qu’il n’avait fait que grandir.";
    witnessed_none: &'static str = "With this you are a witness: it keeps a copy of the log, checks that it only grows, cosigns it with your own key, and says so loudly if it does not.", "Ainsi vous êtes témoin : il garde une copie du journal, vérifie qu’il ne fait que grandir, le cosigne avec votre clé, et le dit haut et fort sinon.";
    witness_key: &'static str = "Key", "Clé";
    witness_size: &'static str = "Entries", "Entrées";
    // My work.
    work_enquiry: &'static str = "Answer a question", "Répondre à une question";
    work_objection: &'static str = "Settle an objection", "Régler une opposition";
    work_supplier: &'static str = "A supplier is named: agree or object", "Un fournisseur est nommé : consentir ou s’opposer";
    work_terms: &'static str = "Agree to a change", "Consentir à un changement";
    work_walkthrough: &'static str = "Read what will be asked of you", "Lire ce qui vous sera demandé";
}

impl ClientWords {
    /// In this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        lang.pick(&EN, &FR)
    }
}
