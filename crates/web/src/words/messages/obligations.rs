//! What is said about obligations: incidents, policies, promises and reviews, and about what the installation needs.

sentences! {
    // What is typed
    "This is empty." => "Ce champ est vide.";
    "Fill it in." => "Remplissez-le.";
    "This is longer than {longest} characters." =>
        "Ce texte dépasse {longest} caractères.";
    "Shorten it." => "Raccourcissez-le.";
    "This has control characters in it." =>
        "Ce texte contient des caractères de contrôle.";
    "Remove them." => "Retirez-les.";
    "Choose from the list." => "Choisissez dans la liste.";
    "Choose one of the list." => "Choisissez-en une dans la liste.";
    "Choose somebody from the list." => "Choisissez quelqu’un dans la liste.";
    "Look at it again." => "Regardez-le de nouveau.";
    "Look at how it stands." => "Regardez où cela en est.";
    "Nothing needs to be done." => "Il n’y a rien à faire.";

    // Incidents
    "This incident is closed." => "Cet incident est clos.";
    "What is new is a new incident." =>
        "Ce qui est nouveau fait un nouvel incident.";
    "Nobody is there to look into it." => "Il n’y a personne pour l’examiner.";
    "This moment lies ahead." => "Ce moment est à venir.";
    "Give the moment at which it was first noticed, now at the latest." =>
        "Donnez le moment où cela a été remarqué d’abord, au plus tard maintenant.";
    "Give when it happened." => "Donnez le moment où c’est arrivé.";
    "The period ends before it begins." =>
        "La période finit avant de commencer.";
    "Turn the dates around." => "Inversez les dates.";
    "This is not known here." => "Ceci n’est pas connu ici.";
    "This is not part of the incident." =>
        "Ceci ne fait pas partie de l’incident.";
    "Put it into the scope first." => "Mettez-le d’abord dans l’étendue.";
    "Nothing is chosen." => "Rien n’est choisi.";
    "Choose what is to be stopped." => "Choisissez ce qu’il faut arrêter.";
    "A remedy is carried out by an active person of the firm." =>
        "Un correctif s’accomplit par une personne active du cabinet.";
    "This date is past." => "Cette date est passée.";
    "Choose a day ahead." => "Choisissez un jour à venir.";
    "This remedy is ended already." => "Ce correctif est déjà terminé.";

    // Notices
    "A contract says 1 to 720 hours." => "Un contrat dit de 1 à 720 heures.";
    "Leave it empty for none." => "Laissez vide s’il n’y en a pas.";
    "This notice is confirmed already." => "Cet avis est déjà confirmé.";
    "A language of this notice is missing." =>
        "Il manque une langue à cet avis.";
    "Write all of them." => "Écrivez-les toutes.";
    "A notice says something in every part, each in up to 4,000 characters." =>
        "Un avis dit quelque chose dans chaque partie, en 4 000 caractères au plus chacune.";
    "Where something is not known yet, say so." =>
        "Là où quelque chose n’est pas encore connu, dites-le.";
    "It was decided not to tell this client." =>
        "Il a été décidé de ne pas aviser ce client.";
    "Nothing needs to be written." => "Il n’y a rien à écrire.";
    "Nothing is sent." => "Rien n’est envoyé.";
    "This version went out already." => "Cette version est déjà partie.";
    "Edit it first; then send the correction." =>
        "Modifiez-la d’abord ; envoyez ensuite la correction.";
    "This client was told, or it was decided already." =>
        "Ce client est avisé, ou la décision est déjà prise.";
    "This is not your name as it is on record." =>
        "Ce n’est pas votre nom tel qu’inscrit.";
    "Type ‘{name}’." => "Tapez « {name} ».";

    // Policies
    "There is no text to begin from." => "Il n’y a pas de texte dont partir.";
    "Write or import one." => "Écrivez-en un ou importez-en un.";
    "There is a draft of this policy already." =>
        "Il y a déjà un projet de cette politique.";
    "Finish that one, or withdraw it." => "Achevez-le ou retirez-le.";
    "There is no text." => "Il n’y a pas de texte.";
    "Write it in English, in French, or in both." =>
        "Écrivez-le en anglais, en français ou dans les deux langues.";
    "Write the text." => "Écrivez le texte.";
    "This text is longer than 200,000 bytes." =>
        "Ce texte dépasse 200 000 octets.";
    "This cannot stand in an address." =>
        "Ceci ne peut figurer dans une adresse.";
    "Use small letters without accents, digits and hyphens, as in security-policy." =>
        "Employez de petites lettres sans accents, des chiffres et des traits d’union, comme politique-de-securite.";
    "This is no version number." => "Ce n’est pas un numéro de version.";
    "Use digits and points, as in 2 or 2.1." =>
        "Employez des chiffres et des points, comme 2 ou 2.1.";
    "This word is not in that clause." => "Ce mot n’est pas dans cette clause.";
    "Look at the list again." => "Regardez de nouveau la liste.";
    "This version is published, and stays as it is." =>
        "Cette version est publiée et reste telle quelle.";
    "Begin a draft of the next one." => "Commencez un projet de la suivante.";
    "This draft was withdrawn." => "Ce projet a été retiré.";
    "Begin a new one." => "Commencez-en un nouveau.";
    "Somebody has changed this meanwhile." =>
        "Quelqu’un l’a modifié entre-temps.";
    "Look at it again, then repeat what you did." =>
        "Regardez-le de nouveau, puis refaites ce que vous avez fait.";
    "No policy is chosen." => "Aucune politique n’est choisie.";
    "Choose what is to be published." => "Choisissez ce qui est à publier.";
    "A policy is chosen twice." => "Une politique est choisie deux fois.";
    "Publish one version of each." => "Publiez une version de chacune.";
    "Put all of this right, then publish." =>
        "Corrigez tout cela, puis publiez.";
    "Somebody has changed a draft meanwhile." =>
        "Quelqu’un a modifié un projet entre-temps.";
    "A newer version is in force." =>
        "Une version plus récente est en vigueur.";
    "The sentence is not ticked." => "La phrase n’est pas cochée.";
    "Tick it if you agree." => "Cochez-la si vous y consentez.";
    "This is not your name as the firm knows it." =>
        "Ce n’est pas votre nom tel que le cabinet le connaît.";
    "Type it in full." => "Tapez-le en entier.";
    "It is not published in this language." =>
        "Elle n’est pas publiée dans cette langue.";
    "You have signed this already." => "Vous l’avez déjà signée.";

    // Reviews of policies and of access
    "Such a review opens by itself." =>
        "Une telle révision s’ouvre d’elle-même.";
    "Choose the law, a service, or the firm." =>
        "Choisissez la loi, un service ou le cabinet.";
    "No policy is published yet." => "Aucune politique n’est encore publiée.";
    "Publish one first; there is nothing to go through." =>
        "Publiez-en une d’abord ; il n’y a rien à réviser.";
    "This has opened a review before." => "Ceci a déjà ouvert une révision.";
    "Say what is new about it." => "Dites ce qu’il y a de nouveau.";
    "No draft of this policy came of the review." =>
        "Aucun projet de cette politique ne résulte de la révision.";
    "Begin one, or say that nothing changes." =>
        "Commencez-en un, ou dites que rien ne change.";
    "This review is done already." => "Cette révision est déjà faite.";
    "This access review is not closed yet." =>
        "Cette revue des accès n’est pas encore close.";
    "Its certificate is made when every row is decided, or silence has decided it." =>
        "Son certificat est établi quand chaque ligne est décidée, par quelqu’un ou faute de réponse.";
    "This access cannot be restored." => "Cet accès ne peut être rétabli.";
    "Only what silence suspended less than {hours} hours ago can. Assign the person again." =>
        "Seul peut l’être ce qui a été suspendu faute de réponse il y a moins de {hours} h. Affectez de nouveau la personne.";
    "An incident that is not closed keeps this person out." =>
        "Un incident qui n’est pas clos écarte cette personne.";
    "The officer decides there when they may go on." =>
        "L’officier y décide quand elle pourra continuer.";

    // Taking a policy in
    "Clauses are numbered behind capital letters." =>
        "Les clauses se numérotent derrière des majuscules.";
    "Use one to three, as in S." => "Employez-en une à trois, comme S.";
    "This language is not known." => "Cette langue n’est pas connue.";
    "Use en or fr." => "Employez en ou fr.";
    "There is no clause." => "Il n’y a aucune clause.";
    "Import the file again." => "Importez de nouveau le fichier.";
    "There is no promise ‘{slug}’." => "Il n’y a pas de promesse « {slug} ».";
    "This file is larger than 2 MiB." => "Ce fichier dépasse 2 Mio.";
    "A policy is a text: save it without pictures." =>
        "Une politique est un texte : enregistrez-la sans images.";
    "This text has more than 5,000 lines." =>
        "Ce texte a plus de 5 000 lignes.";
    "This text has more than 5,000 sentences." =>
        "Ce texte a plus de 5 000 phrases.";
    "Import one policy at a time." => "Importez une politique à la fois.";
    "There is no text in this file." =>
        "Il n’y a pas de texte dans ce fichier.";
    "Choose the file with the policy’s words." =>
        "Choisissez le fichier qui contient le texte de la politique.";
    "This is a PDF or an old Word file." =>
        "C’est un PDF ou un ancien fichier Word.";
    "Save the policy as DOCX, HTML or plain text." =>
        "Enregistrez la politique en DOCX, en HTML ou en texte brut.";
    "This file is not in UTF-8." => "Ce fichier n’est pas en UTF-8.";
    "Save it again as plain text in UTF-8." =>
        "Enregistrez-le de nouveau en texte brut UTF-8.";
    "This file is no text." => "Ce fichier n’est pas du texte.";
    "Choose a text, an HTML page or a DOCX document." =>
        "Choisissez un texte, une page HTML ou un document DOCX.";
    "This archive has more than 2,000 files." =>
        "Cette archive contient plus de 2 000 fichiers.";
    "Save the policy again as DOCX." =>
        "Enregistrez de nouveau la politique en DOCX.";
    "This archive is no Word document." =>
        "Cette archive n’est pas un document Word.";
    "Choose a DOCX file, an HTML page or a plain text." =>
        "Choisissez un fichier DOCX, une page HTML ou un texte brut.";
    "This document unfolds to more than 16 MiB." =>
        "Ce document dépasse 16 Mio une fois décompressé.";
    "Save only the policy, without pictures." =>
        "N’enregistrez que la politique, sans images.";
    "This document is damaged or encrypted." =>
        "Ce document est endommagé ou chiffré.";
    "Open it in a word processor and save it again as DOCX." =>
        "Ouvrez-le dans un traitement de texte et enregistrez-le de nouveau en DOCX.";
    "This document nests too deep." =>
        "Ce document est imbriqué trop profondément.";
    "Save it again in a word processor." =>
        "Enregistrez-le de nouveau dans un traitement de texte.";
    "This document defines XML entities of its own, which Word never does." =>
        "Ce document définit ses propres entités XML, ce que Word ne fait jamais.";

    // Promises
    "This names a client, a person, an engagement, an address or an identifier." =>
        "Ce texte nomme un client, une personne, un mandat, une adresse ou un identifiant.";
    "Everybody reads it, for good: say what happened without saying to whom." =>
        "Tout le monde le lit, pour toujours : dites ce qui s’est passé sans dire à qui.";
    "This was judged in the meantime." => "Ceci a été jugé entre-temps.";
    "This period has no length, or lies ahead." =>
        "Cette période n’a pas de durée, ou est à venir.";
    "Give a day to begin with that comes before the day to end with." =>
        "Donnez un premier jour qui précède le dernier.";
    "This period is longer than three years." =>
        "Cette période dépasse trois ans.";
    "Take several packs, one after the other." =>
        "Emportez les preuves en plusieurs fois, une période après l’autre.";
    "There is more to prove than a pack holds, which is {most} entries." =>
        "Il y a plus à prouver que les {most} entrées que contient un fichier de preuves.";
    "Choose a shorter period." => "Choisissez une période plus courte.";

    // Custody
    "This holding is not in quarantine." =>
        "Cette détention n’est pas en quarantaine.";
    "This holding is not in quarantine any more." =>
        "Cette détention n’est plus en quarantaine.";
    "This link is over already." => "Ce lien a déjà pris fin.";
    "No recovery kit has been written and tried, so nothing is taken into custody yet." =>
        "Aucun coffret de reprise n’a été écrit et essayé ; rien n’est donc encore pris en garde.";
    "The officer runs ‘baileed kit write’ and ‘baileed kit try’." =>
        "L’officier exécute « baileed kit write » et « baileed kit try ».";
    "Look at what is held; then begin again if it is still wanted." =>
        "Regardez ce qui est détenu ; recommencez ensuite si c’est encore voulu.";
    "The disk is full. Nothing of this was kept." =>
        "Le disque est plein. Rien de ceci n’a été gardé.";
    "The operator makes room; then send it again." =>
        "L’exploitant fait de la place ; renvoyez-le ensuite.";
    "Sealed bytes could not be read or written." =>
        "Des octets scellés n’ont pu être lus ou écrits.";
    "The operator finds the details in the server's log." =>
        "L’exploitant trouve les détails dans le journal du serveur.";
    "The load has not ended yet." => "Le chargement n’est pas encore terminé.";
    "Wait for it, then compare." => "Attendez-le, puis comparez.";
    "The mapping yields nothing to compare." =>
        "La correspondance ne donne rien à comparer.";

    // One's own access
    "You may not sign in any more." => "Vous ne pouvez plus vous connecter.";
    "Ask the security officer." => "Adressez-vous à l’officier de sécurité.";
    "Your session has ended." => "Votre session a pris fin.";
    "Sign in again." => "Connectez-vous de nouveau.";
    "This is your last way to sign in." =>
        "C’est votre dernier moyen de vous connecter.";
    "Add another one first." => "Ajoutez-en d’abord un autre.";

    // The installation
    "This installation has no firm yet." =>
        "Cette installation n’a pas encore de cabinet.";
    "Run ‘baileed init’ first." => "Exécutez d’abord « baileed init ».";
    "Restore it from where you keep the root key." =>
        "Rétablissez-le de là où vous gardez la clé racine.";

    // Mail
    "This message is not given up." => "Ce message n’est pas abandonné.";
    "It goes out by itself." => "Il part de lui-même.";
    "The sender of mail is not an address." =>
        "L’expéditeur du courriel n’est pas une adresse.";
    "Write it as ‘Bailee <bailee@firm.example>’." =>
        "Écrivez-le comme « Bailee <bailee@firm.example> ».";
    "The mail server’s certificate authority does not read." =>
        "L’autorité de certification du serveur de courriel est illisible.";
    "The mail server’s address cannot be used. {why}" =>
        "L’adresse du serveur de courriel ne peut servir. {why}";
    "It is not an address." => "Ce n’est pas une adresse.";
    "It names no server." => "Elle ne nomme aucun serveur.";
    "Mail leaves this machine encrypted or not at all." =>
        "Le courriel quitte cette machine chiffré ou pas du tout.";
    "It begins with neither smtp:// nor smtps://." =>
        "Elle ne commence ni par smtp:// ni par smtps://.";
    "Its user or password is not encoded." =>
        "Son compte ou son mot de passe n’est pas encodé.";
    "Its user or password is not UTF-8." =>
        "Son compte ou son mot de passe n’est pas en UTF-8.";
    "Write it as smtps://user:password@mail.example, or smtp://… for STARTTLS." =>
        "Écrivez-la comme smtps://user:password@mail.example, ou smtp://… pour STARTTLS.";

    // The firm's tools that are told of events
    "The tools that are told were named before." =>
        "Les outils à aviser ont déjà été nommés.";
    "The collector’s token is of no use." =>
        "Le jeton du collecteur ne peut servir.";
    "Its file holds one line with the token." =>
        "Son fichier contient une seule ligne, avec le jeton.";
    "The certificate authority of the tools that are told does not read." =>
        "L’autorité de certification des outils à aviser est illisible.";
    "It is a file with certificates in PEM." =>
        "C’est un fichier de certificats en PEM.";
    "The address of a tool that is to be told is of no use: {why}." =>
        "L’adresse d’un outil à aviser ne peut servir : {why}.";
    "it does not read" => "elle est illisible";
    "it names no machine" => "elle ne nomme aucune machine";
    "events would cross a network in clear" =>
        "les événements traverseraient un réseau en clair";
    "it is neither https nor http" => "elle n’est ni en https ni en http";
    "a secret stands in it, where lists of processes show it" =>
        "elle contient un secret, que montrent les listes de processus";
    "Write it as https://collector.firm.example/path; http:// only for a program on this machine." =>
        "Écrivez-la comme https://collector.firm.example/path ; http:// seulement pour un programme de cette machine.";
    "The webhooks do not read at line {line}." =>
        "Les webhooks sont illisibles à la ligne {line}.";
    "Each is a [[webhook]] with url, events and secret." =>
        "Chacun est un [[webhook]] avec url, events et secret.";
    "A webhook has no events." => "Un webhook n’a pas d’événements.";
    "Name some, as in incident.*,grant.approved." =>
        "Nommez-en, comme incident.*,grant.approved.";
    "A webhook’s event does not read." =>
        "L’événement d’un webhook est illisible.";
    "Write an event as in grant.approved, all of a noun as in incident.*, or * for every event." =>
        "Écrivez un événement comme grant.approved, tous ceux d’un nom comme incident.*, ou * pour tous les événements.";
    "A webhook’s secret is of no use." =>
        "Le secret d’un webhook ne peut servir.";
    "Write whsec_ and 24 to 64 random bytes in base64, as ‘openssl rand -base64 32’ gives them." =>
        "Écrivez whsec_ et de 24 à 64 octets aléatoires en base64, comme les donne « openssl rand -base64 32 ».";
}
