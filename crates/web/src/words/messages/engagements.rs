//! What is said about an engagement: its terms, its grants, its holds, its incidents, its end.

sentences! {
    // Opening an engagement
    "A category is sealed that is not agreed." => "Une catégorie est scellée sans être convenue.";
    "Seal some of the categories of the engagement." => "Scellez des catégories parmi celles du mandat.";
    "Nothing is chosen here." => "Rien n’est choisi ici.";
    "Choose at least one: what is not agreed is refused later." =>
        "Choisissez-en au moins une : ce qui n’est pas convenu sera refusé ensuite.";
    "Working copies are kept for 0 to {longest} days after verification." =>
        "Les copies de travail se conservent de 0 à {longest} jours après la vérification.";
    "That is what the policy promises; the client may ask for a hold later." =>
        "C’est ce que promet la politique ; le client pourra demander une conservation plus tard.";
    "This is not a region." => "Ce n’est pas une région.";
    "Use an ISO 3166 code such as CA, CA-QC or FR." => "Donnez un code ISO 3166 comme CA, CA-QC ou FR.";
    "Nobody leads this engagement yet." => "Ce mandat n’a pas encore de responsable.";
    "Assign a lead first: the lead answers for it and approves grants." =>
        "Affectez d’abord un responsable : il répond du mandat et approuve les autorisations.";
    "Work has begun already." => "Le travail a déjà commencé.";
    "You said so already." => "Vous l’avez déjà dit.";

    // What is agreed
    "Another change waits for the client's answer." => "Un autre changement attend la réponse du client.";
    "Wait for it, or take it back first." => "Attendez cette réponse, ou retirez d’abord ce changement.";
    "Nothing would change." => "Rien ne changerait.";
    "Add or leave out something." => "Ajoutez ou retirez quelque chose.";
    "Choose at least one." => "Choisissez-en au moins une.";
    "Something is held of a category that would no longer be agreed." =>
        "Quelque chose est encore détenu dans une catégorie qui ne serait plus convenue.";
    "Hand it back or have it destroyed first." => "Rendez-le ou faites-le détruire d’abord.";
    "Look at the engagement as it is now." => "Voyez le mandat tel qu’il est maintenant.";

    // Grants
    "A grant runs for 1 to {most} days." => "Une autorisation court de 1 à {most} jours.";
    "Ask again before it ends if the work goes on." => "Redemandez-la avant sa fin si le travail continue.";
    "Choose among the engagement's categories, and no more than the work needs." =>
        "Choisissez parmi les catégories du mandat, et pas plus que le travail n’en demande.";
    "Only who is assigned can have a grant." => "Seule une personne affectée peut avoir une autorisation.";
    "Ask the lead to assign you first." => "Demandez d’abord au responsable du mandat de vous affecter.";
    "This grant is asked for again already." => "Cette autorisation est déjà redemandée.";
    "That request waits for its answer." => "Cette demande attend sa réponse.";
    "Only the person who has a grant asks for it again." => "Seule la personne qui a une autorisation la redemande.";
    "This grant does not run any more." => "Cette autorisation ne court plus.";
    "Ask for a new one." => "Demandez-en une nouvelle.";
    "Emergency access is not extended." => "Un accès d’urgence ne se prolonge pas.";
    "Ask for a grant, or for emergency access anew: two people decide each time." =>
        "Demandez une autorisation, ou un nouvel accès d’urgence : deux personnes en décident chaque fois.";
    "Nobody at {client} can be told of it." => "Personne ne peut en être prévenu chez {client}.";
    "Invite an owner of theirs first; emergency access is told to the client at once." =>
        "Invitez d’abord un de ses décideurs ; le client est prévenu aussitôt d’un accès d’urgence.";
    "The assignment that this grant hangs on does not run any more." =>
        "L’affectation dont dépend cette autorisation ne court plus.";
    "Assign the person first, or restore their access; then the grant is asked for." =>
        "Affectez d’abord la personne, ou rétablissez son accès ; l’autorisation se demande ensuite.";

    // Answers to grants
    "This grant is approved already." => "Cette autorisation est déjà approuvée.";
    "It waits for the client’s agreement." => "Elle attend le consentement du client.";
    "The client agreed already." => "Le client a déjà consenti.";
    "It waits for the firm’s approval." => "L’autorisation attend l’approbation du cabinet.";
    "The client answered in the meantime." => "Le client a répondu entre-temps.";
    "Look at it again, then approve it." => "Revoyez la demande, puis approuvez-la.";
    "The firm answered in the meantime." => "Le cabinet a répondu entre-temps.";
    "Look at it again, then agree to it." => "Revoyez la demande, puis consentez-y.";
    "This grant is decided already." => "Cette autorisation est déjà décidée.";
    "Look at the list of grants." => "Voyez la liste des autorisations.";
    "This request stayed without an answer for too long." => "Cette demande est restée trop longtemps sans réponse.";
    "Have it asked for again." => "Faites-la redemander.";
    "This is your own request." => "C’est votre propre demande.";
    "Withdraw it." => "Retirez-la.";
    "Only who asked withdraws a request." => "Seule la personne qui a demandé retire sa demande.";
    "Refuse it, and say why." => "Refusez-la, et dites pourquoi.";
    "This grant has ended already." => "Cette autorisation a déjà pris fin.";
    "This grant was approved in the meantime." => "Cette autorisation a été approuvée entre-temps.";
    "Look at it again, then end it." => "Revoyez-la, puis mettez-y fin.";
    "This assignment has ended already." => "Cette affectation a déjà pris fin.";
    "This was done in the meantime." => "Cela s’est fait entre-temps.";

    // Questions
    "Nobody of this name works on the engagement." => "Personne de ce nom ne travaille au mandat.";
    "Choose one of its people." => "Choisissez une de ses personnes.";
    "This was answered already." => "Une réponse a déjà été donnée.";
    "Read the answer that was given." => "Lisez la réponse qui a été donnée.";
    "Write what you want to know or say." => "Écrivez ce que vous voulez savoir ou dire.";
    "Shorten it; details can follow once there is an answer." =>
        "Abrégez ; les détails pourront suivre une fois la réponse venue.";
    "Too many messages came within the hour." => "Trop de messages sont arrivés dans l’heure.";
    "Try again later; what is urgent can be said by the firm's own address." =>
        "Réessayez plus tard ; ce qui presse peut être écrit à l’adresse du cabinet.";

    // Verifying, holding and destroying
    "The result is verified already." => "Le résultat est déjà vérifié.";
    "A hold ends on a day after today, within {longest} days." =>
        "Une conservation prend fin un jour à venir, dans les {longest} jours.";
    "Choose such a day; it can be asked for again." => "Choisissez un tel jour ; elle peut être redemandée.";
    "The engagement was closed in the meantime: nothing is held any more." =>
        "Le mandat a été clos entre-temps : plus rien n’est détenu.";
    "Its destruction has begun; a hold comes too late." =>
        "Sa destruction a commencé ; une conservation vient trop tard.";
    "The certificate says when." => "Le certificat dit quand.";
    "This hold has ended already." => "Cette conservation a déjà pris fin.";
    "Nothing is named." => "Rien n’est désigné.";
    "Choose what is to be destroyed." => "Choisissez ce qui doit être détruit.";
    "These holdings are destroyed already, or are being destroyed." =>
        "Ces détentions sont déjà détruites, ou en cours de destruction.";
    "A hold of the client keeps some of this." => "Une conservation du client en garde une partie.";
    "It goes when the hold has ended." => "Cela pourra partir quand elle aura pris fin.";
    "The officer is to treat this as an incident." => "L’officier de sécurité doit le traiter comme un incident.";
    "Nothing is held any more that could be destroyed." => "Rien n’est plus détenu qui puisse être détruit.";
    "This is not what was to be typed, so nothing was destroyed." =>
        "Ce n’est pas ce qu’il fallait saisir ; rien n’a donc été détruit.";
    "Type the name exactly as it is shown." => "Saisissez le nom exactement comme il est montré.";
    "A hold that you asked for keeps some of this, so nothing was destroyed." =>
        "Une conservation que vous avez demandée en garde une partie ; rien n’a donc été détruit.";
    "Say that it ends now, or wait until its date." => "Dites qu’elle prend fin maintenant, ou attendez sa date.";

    // Giving back
    "Nothing is held that could be given back." => "Rien n’est détenu qui puisse être remis.";
    "A table has no file of its own to give back." => "Une table n’a pas de fichier à elle qui puisse être remis.";
    "Hand over the original that it was made from." => "Remettez l’original dont elle est tirée.";
    "The client has named no key yet that what goes back could be sealed to." =>
        "Le client n’a encore désigné aucune clé à laquelle sceller ce qui est remis.";
    "An owner of theirs makes one with ‘age-keygen’ and names the line that begins with age1." =>
        "Un de ses décideurs en crée une avec « age-keygen » et désigne la ligne qui commence par age1.";

    // Closing: what remains
    "The engagement is closed already." => "Le mandat est déjà clos.";
    "The engagement is not empty: {remaining}." => "Le mandat n’est pas vide : {remaining}.";
    "Each of these ends first; then it can close." =>
        "Chacune de ces choses doit d’abord prendre fin ; le mandat pourra alors se clore.";
    "{so_far}, {next}" => "{so_far}, {next}";
    "nothing" => "rien";
    "1 holding" => "1 détention";
    "{holdings} holdings" => "{holdings} détentions";
    "1 credential" => "1 identifiant secret";
    "{credentials} credentials" => "{credentials} identifiants secrets";
    "1 grant" => "1 autorisation";
    "{grants} grants" => "{grants} autorisations";
    "1 running hold" => "1 conservation en cours";
    "{holds} running holds" => "{holds} conservations en cours";
    "1 job under way" => "1 travail en cours";
    "{jobs} jobs under way" => "{jobs} travaux en cours";
    "1 open incident" => "1 incident ouvert";
    "{incidents} open incidents" => "{incidents} incidents ouverts";
    "1 checkout that is out" => "1 sortie en cours";
    "{checkouts} checkouts that are out" => "{checkouts} sorties en cours";

    // Incidents
    "This incident does not hold that engagement." => "Ce n’est pas cet incident qui gèle ce mandat.";
    "Look at how it stands now." => "Voyez où cela en est maintenant.";
    "1 remedy is still to be done." => "1 correctif reste à faire.";
    "{open} remedies are still to be done." => "{open} correctifs restent à faire.";
    "Carry each out, or say why not; then it can be closed." =>
        "Accomplissez chacun, ou dites pourquoi non ; l’incident pourra alors se clore.";
    "1 engagement is still frozen." => "1 mandat est encore gelé.";
    "{frozen} engagements are still frozen." => "{frozen} mandats sont encore gelés.";
    "Let each run again, with the reason why it may." => "Libérez chacun, avec la raison qui le permet.";
    "1 client was not told yet, or has not confirmed it." => "1 client n’est pas encore avisé, ou ne l’a pas confirmé.";
    "{untold} clients were not told yet, or have not confirmed it." =>
        "{untold} clients ne sont pas encore avisés, ou ne l’ont pas confirmé.";
    "Send each notice, or sign why not; silence counts as read after some days." =>
        "Envoyez chaque avis, ou signez pourquoi non ; après quelques jours, le silence vaut lecture.";

    // Looking at unusual use
    "Somebody has looked at this already." => "Quelqu’un l’a déjà examiné.";
    "The page says who, and what it was." => "La page dit qui, et ce qu’il en était.";
    "More was found while you looked." => "Il s’en est trouvé davantage pendant votre examen.";

    // Witnessing a log
    "This is too long for a checkpoint." => "C’est trop long pour un point de contrôle.";
    "This is no cosignature key." => "Ce n’est pas une clé de cosignature.";
    "It is the line that ‘bailee watch’ prints." => "C’est la ligne qu’affiche « bailee watch ».";
    "This is no signed note." => "Ce n’est pas une note signée.";
    "A signature on this note is not right." => "Une signature de cette note n’est pas juste.";
    "This note lacks the log's signature or yours." => "Il manque à cette note la signature du journal ou la vôtre.";
    "This is no head of this log." => "Ce n’est pas une tête de ce journal.";
}
