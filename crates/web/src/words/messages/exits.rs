//! What is said about what leaves, what comes in, and backups.

sentences! {
    // Checkouts
    "A checkout runs for 1 to {most} hours." => "Une sortie court de 1 à {most} heures.";
    "Take as few as the work needs." => "Prenez-en aussi peu que le travail le permet.";
    "You have asked for this, or have it, already." => "Vous l’avez déjà demandé, ou vous l’avez déjà.";
    "Return it or take the request back first." => "Rendez-le ou retirez d’abord la demande.";
    "A table has no file of its own to take out." => "Une table n’a pas de fichier à elle qui puisse sortir.";
    "Work on it in place, or ask for the original that it was made from." =>
        "Travaillez-la sur place, ou demandez l’original dont elle est tirée.";
    "This checkout was answered, taken or ended in the meantime." =>
        "Entre-temps, cette sortie a reçu une réponse, a été prise ou a pris fin.";
    "This is not the signed wish to take a checkout." => "Ce n’est pas le souhait signé de prendre une sortie.";
    "Use the command line of the version that belongs to this server." =>
        "Utilisez la ligne de commande de la version de ce serveur.";
    "This was not signed by the device for this checkout." => "L’appareil n’a pas signé ceci pour cette sortie.";
    "Take it with ‘bailee checkout take’ on the device that it was approved for." =>
        "Prenez-la avec « bailee checkout take » sur l’appareil pour lequel elle est approuvée.";
    "It is on your device, and only that device can return it." =>
        "La sortie est sur votre appareil, et lui seul peut la rendre.";
    "Run ‘bailee checkout return’ there. If it is lost, the lead or the security officer ends it." =>
        "Lancez-y « bailee checkout return ». Si l’appareil est perdu, le responsable ou l’officier de sécurité met fin à la sortie.";
    "The key to it is not destroyed, so it is not returned." =>
        "La clé de cette sortie n’est pas détruite ; la sortie n’est donc pas rendue.";
    "Run ‘bailee checkout return’ again." => "Relancez « bailee checkout return ».";
    "This is not the return of a checkout that this device has." =>
        "Ce n’est pas le retour d’une sortie que cet appareil détient.";
    "Run ‘bailee checkout return’ on the device that took it." =>
        "Lancez « bailee checkout return » sur l’appareil qui l’a prise.";

    // Further regions
    "This region is agreed already." => "Cette région est déjà convenue.";
    "No assessment is needed." => "Aucune évaluation n’est nécessaire.";
    "An assessment counts until a day within the next {months} months." =>
        "Une évaluation vaut jusqu’à un jour des {months} prochains mois.";
    "It is made anew when it is still needed then." => "Elle se refait si elle est alors encore nécessaire.";
    "You agreed to this already." => "Vous y avez déjà consenti.";
    "This assessment is over." => "Cette évaluation est terminée.";
    "An officer records another one." => "Un officier en consigne une autre.";
    "An incident has frozen this engagement in the meantime: nothing leaves." =>
        "Entre-temps, un incident a gelé ce mandat : rien ne sort.";
    "An officer lets it run again." => "Un officier le libère.";
    "An incident has frozen this engagement in the meantime: nothing arrives." =>
        "Entre-temps, un incident a gelé ce mandat : rien n’y entre.";
    "Nothing of it was kept: bring it again when an officer has let the engagement run again." =>
        "Rien n’en a été gardé : apportez-le de nouveau quand un officier aura libéré le mandat.";

    "An incident has frozen the engagement in the meantime." => "Entre-temps, un incident a gelé ce mandat.";
    "An incident has frozen this engagement: nothing of it is destroyed." =>
        "Un incident a gelé ce mandat : rien n’en est détruit.";
    "It goes when an officer has let the engagement run again." => "Cela partira quand un officier aura libéré le mandat.";
    "This link takes nothing for the moment." => "Ce lien n’accepte rien pour le moment.";
    "What was sent so far is kept until the link’s date. Whoever sent you the link says when it goes on." =>
        "Ce qui a été envoyé est gardé jusqu’à la date du lien. Qui vous a envoyé le lien dira quand continuer.";
    "Nothing was kept: send the file again when whoever sent you the link says so." =>
        "Rien n’a été gardé : renvoyez le fichier quand qui vous a envoyé le lien le dira.";

    // Emergency access, recovery and the client's key
    "You have asked for emergency access here already." => "Vous avez déjà demandé un accès d’urgence ici.";
    "It is not extended; once it is over it can be asked for anew." =>
        "Il ne se prolonge pas ; une fois terminé, il peut être demandé de nouveau.";
    "The address, the recovery code or the authenticator’s code is not right." =>
        "L’adresse, le code de secours ou le code de l’application d’authentification n’est pas juste.";
    "A recovery code works once, together with your authenticator’s code. With neither, ask the security officer." =>
        "Un code de secours vaut une fois, avec le code de votre application d’authentification. Sans l’un ni l’autre, adressez-vous à l’officier de sécurité.";
    "This is the key that is named already." => "C’est la clé qui est déjà désignée.";

    // Legal demands
    "It cannot have come in the future." => "La demande ne peut pas être reçue dans l’avenir.";
    "It is due before it came." => "La réponse est due avant que la demande soit reçue.";
    "Look at both dates." => "Vérifiez les deux dates.";
    "The bar is over already." => "L’interdiction est déjà levée.";
    "Leave it empty: the client is told at once." => "Laissez vide : le client est informé aussitôt.";
    "Nothing is named that would be given." => "Rien n’est désigné qui serait remis.";
    "A demand that is refused is given nothing." => "Pour une demande refusée, rien n’est remis.";
    "Name what is given, or refuse the demand." => "Désignez ce qui est remis, ou refusez la demande.";
    "One of these cannot be given." => "Un de ces éléments ne peut pas être remis.";
    "Name originals and reports that are held. A credential leaves for nobody." =>
        "Désignez des originaux et des rapports détenus. Un identifiant secret ne sort pour personne.";
    "Nothing is proposed yet." => "Rien n’est encore proposé.";
    "Nobody confirms their own proposal." => "Personne ne confirme sa propre proposition.";
    "Another person does." => "Une autre personne le fait.";
    "An officer and the lead of the engagement decide this together." =>
        "Un officier et le responsable du mandat en décident ensemble.";
    "One of them proposes, the other confirms." => "L’un propose, l’autre confirme.";
    "This demand is decided already." => "Cette demande est déjà décidée.";
    "Look at what was decided." => "Voyez ce qui a été décidé.";
    "It was not decided to give this." => "Il n’a pas été décidé de remettre ceci.";
    "An officer and the lead decide it together first." =>
        "Un officier et le responsable en décident d’abord ensemble.";
    "This is no longer held." => "Ceci n’est plus détenu.";
    "Say so to the authority; the certificate shows it." => "Dites-le à l’autorité ; le certificat le montre.";
    "This was given already." => "Ceci a déjà été remis.";
    "The register says when." => "Le registre dit quand.";

    // Links
    "A link runs for {days} days at most." => "Un lien court {days} jours au plus.";
    "Choose a moment after now and within them; another link can be made then." =>
        "Choisissez un moment à venir dans ce délai ; un autre lien pourra suivre.";
    "This is a number from 1 to {most}." => "C’est un nombre de 1 à {most}.";
    "Choose one of those." => "Choisissez-en un parmi ceux-là.";
    "The engagement takes nothing in any more." => "Le mandat n’accepte plus rien.";
    "This is none of the client’s people who may sign in." =>
        "Ce n’est pas une des personnes du client qui peuvent se connecter.";
    "Choose one of them; the officer invites others." =>
        "Choisissez l’une d’elles ; l’officier de sécurité en invite d’autres.";
    "This was changed or destroyed in the meantime." => "Ceci a été changé ou détruit entre-temps.";
    "This link was opened or ended in the meantime." => "Ce lien a été ouvert ou fermé entre-temps.";

    // What arrives through a link
    "Too much was asked from this address." => "Trop de demandes sont venues de cette adresse.";
    "Too many uploads were begun here." => "Trop d’envois ont été commencés ici.";
    "This upload came in too many pieces." => "Cet envoi est arrivé en trop de morceaux.";
    "Begin it anew, and send more at a time." => "Recommencez-le, et envoyez davantage à la fois.";
    "This link takes no more files." => "Ce lien n’accepte plus de fichiers.";
    "This link takes {bytes} more bytes." => "Ce lien n’accepte plus que {bytes} octets.";
    "Whoever sent you the link can make another." => "La personne qui vous a envoyé le lien peut en créer un autre.";
    "The file is larger than this link takes." => "Le fichier est plus gros que ce que ce lien accepte.";
    "Whoever sent you the link can make another. Nothing was kept." =>
        "La personne qui vous a envoyé le lien peut en créer un autre. Rien n’a été gardé.";
    "The form broke off." => "Le formulaire s’est interrompu.";
    "The upload broke off before its end." => "L’envoi s’est interrompu avant la fin.";
    "Send the file again; nothing of it was kept." => "Renvoyez le fichier ; rien n’en a été gardé.";
    "Somebody came again." => "Le même envoi a été repris ailleurs.";
    "The upload stands at byte {received}." => "L’envoi en est à l’octet {received}.";
    "Go on from there." => "Reprenez à partir de là.";
    "There were more bytes than announced." => "Il y avait plus d’octets qu’annoncé.";
    "What arrived is not what was sent." => "Ce qui est arrivé n’est pas ce qui a été envoyé.";
    "Send it again." => "Renvoyez-le.";
    "The upload went on elsewhere." => "L’envoi a continué ailleurs.";
    "Ask where it stands." => "Demandez où il en est.";
    "The upload is whole, or was given up already." => "L’envoi est complet, ou a déjà été abandonné.";

    // Backups
    "No place for backups is named." => "Aucun lieu n’est désigné pour les sauvegardes.";
    "The operator starts the server with --backup-to, naming a folder on another disk." =>
        "L’exploitant démarre le serveur avec --backup-to et un dossier sur un autre disque.";
    "The place of the backups is named already." => "Le lieu des sauvegardes est déjà désigné.";
    "No place is named." => "Aucun lieu n’est désigné.";
    "Name a folder, best on another disk." => "Désignez un dossier, de préférence sur un autre disque.";
    "This Bailee has no client for {scheme}:// stores." => "Ce Bailee n’a pas de client pour les dépôts {scheme}://.";
    "Name a folder; a store can be mounted as one." => "Désignez un dossier ; un dépôt peut être monté comme tel.";
    "The place of the backups does not answer, or is full." =>
        "Le lieu des sauvegardes ne répond pas, ou il est plein.";
    "Is its disk or store there, and is there room?" =>
        "Vérifiez que son disque ou son dépôt est là, et qu’il y reste de la place.";
    "The backup could not be written to its disk." => "La sauvegarde n’a pu être écrite sur son disque.";
    "Nobody is named to seal backups to." => "Aucun destinataire n’est désigné pour sceller les sauvegardes.";
    "Name at least two recovery recipients: ‘baileed init --recipient’." =>
        "Désignez au moins deux destinataires de reprise : « baileed init --recipient ».";
    "A backup is under way." => "Une sauvegarde est en cours.";
    "The register shows when it is whole." => "Le registre montre quand elle est complète.";
    "Wait for its end; the register shows it." => "Attendez-en la fin ; le registre la montre.";
    "Use another backup." => "Prenez une autre sauvegarde.";
    "Use another backup. If the place may have been tampered with, treat it as an incident." =>
        "Prenez une autre sauvegarde. Si le lieu a pu être altéré, traitez-le comme un incident.";
    "Nothing was opened. The officer is to treat this as an incident." =>
        "Rien n’a été ouvert. L’officier de sécurité doit le traiter comme un incident.";
}
