//! What is said about people, suppliers, devices, accounts, backups, access reviews, agreements and training.

sentences! {
    // Inviting, suspending, leaving
    "It looks like name@firm.example." => "Elle a la forme nom@cabinet.example.";
    "Nobody of a tool is let in." => "Un outil n’a personne à faire entrer.";
    "Only subcontractors have people here." => "Seuls les sous-traitants ont des personnes ici.";
    "Somebody with this address is here already." => "Quelqu’un ici a déjà cette adresse.";
    "Use another address." => "Prenez une autre adresse.";
    "The firm has officers, staff and auditors; a subcontractor an owner, who signs for it, and staff; a client owners and contacts." =>
        "Le cabinet a des officiers, du personnel et des auditeurs ; un sous-traitant, une personne qui décide et signe pour lui, et du personnel ; un client, des décideurs et des contacts.";
    "This standing does not exist in that organisation." => "Cette fonction n’existe pas dans cette organisation.";
    "This is not an e-mail address." => "Ceci n’est pas une adresse de courriel.";
    "This language is not offered." => "Cette langue n’est pas proposée.";
    "This installation has a firm already." => "Cette installation a déjà un cabinet.";
    "Invite people instead." => "Invitez plutôt des personnes.";
    "This person has enrolled already, or has left." => "Cette personne s’est déjà inscrite, ou est partie.";
    "Only who is invited and has not enrolled needs a code." =>
        "Seule une personne invitée et pas encore inscrite a besoin d’un code.";
    "This person is not active." => "Cette personne n’est pas active.";
    "This person is not suspended." => "Cette personne n’est pas suspendue.";
    "Look at how they stand now." => "Regardez sa situation actuelle.";
    "The subcontractor behind this person no longer works for the firm." =>
        "Le sous-traitant de cette personne ne travaille plus pour le cabinet.";
    "This moment lies ahead, or before they came." => "Ce moment est à venir, ou précède l’arrivée de la personne.";
    "Give the moment at which they left, now at the latest; nothing is ended in advance." =>
        "Donnez le moment du départ, maintenant au plus tard ; rien ne prend fin d’avance.";
    "This person has left already." => "Cette personne est déjà partie.";
    "This is the last active officer: without one nobody could manage people." =>
        "C’est le dernier officier actif : sans officier, personne ne gérerait les personnes.";
    "Invite another officer first; once they have enrolled, try again." =>
        "Invitez d’abord un autre officier ; une fois son inscription faite, réessayez.";
    "Nobody does this to themself." => "Personne ne se fait cela à soi-même.";
    "Ask another officer." => "Demandez à un autre officier.";
    // Assigning
    "A client's people are not assigned." => "Les personnes d’un client ne sont pas affectées.";
    "They see their engagements anyway; choose somebody of the firm or of a subcontractor." =>
        "Elles voient leurs mandats de toute façon ; choisissez une personne du cabinet ou d’un sous-traitant.";
    "An auditor opens nothing." => "Un auditeur n’ouvre rien.";
    "Choose somebody who works on engagements." => "Choisissez une personne qui travaille à des mandats.";
    "A subcontractor's person does not lead." => "Une personne d’un sous-traitant n’est pas responsable d’un mandat.";
    "Somebody of the firm answers to the client; choose another role." =>
        "Une personne du cabinet répond devant le client ; choisissez un autre rôle.";
    "The client objected to the subcontractor in the meantime." =>
        "Le client s’est opposé entre-temps au sous-traitant.";
    "The engagement was closed in the meantime." => "Le mandat a été clos entre-temps.";
    "They have this role on the engagement already." => "Cette personne a déjà ce rôle dans le mandat.";
    "This person may not open anything now." => "Cette personne ne peut rien ouvrir à présent.";
    // Suppliers
    "A supplier of this name works for the firm already." => "Un fournisseur de ce nom travaille déjà pour le cabinet.";
    "No region is named." => "Aucune région n’est nommée.";
    "Say where it works, as in CA-QC: clients are told." =>
        "Dites où il travaille, comme CA-QC : les clients en sont informés.";
    "This supplier has ended already." => "Ce fournisseur a déjà cessé de travailler pour le cabinet.";
    "This supplier no longer works for the firm." => "Ce fournisseur ne travaille plus pour le cabinet.";
    "This supplier does not work for the firm." => "Ce fournisseur ne travaille pas pour le cabinet.";
    "An officer writes suppliers down first." => "Un officier ajoute d’abord les fournisseurs.";
    "The engagement moved on in the meantime." => "Le mandat a changé d’état entre-temps.";
    "Look again." => "Regardez de nouveau.";
    "This supplier is named on the engagement already." => "Ce fournisseur est déjà nommé dans le mandat.";
    "These categories are not agreed for the engagement." => "Ces catégories ne sont pas convenues pour le mandat.";
    "Choose among the engagement's categories, and no more than it needs." =>
        "Choisissez parmi les catégories du mandat, et pas plus qu’il n’en faut.";
    "This purpose is not agreed for the engagement." => "Cette finalité n’est pas convenue pour le mandat.";
    "Choose one of its purposes." => "Choisissez une de ses finalités.";
    "The supplier does not work there." => "Le fournisseur n’y travaille pas.";
    "It works in {regions}." => "Il travaille dans ces régions : {regions}.";
    "The firm has not answered your objection yet." => "Le cabinet n’a pas encore répondu à votre opposition.";
    "Once it has, you can agree or leave the objection standing." =>
        "Une fois sa réponse donnée, vous pourrez consentir ou maintenir l’opposition.";
    "This stands already." => "C’est déjà acquis.";
    "You have objected already." => "Votre opposition est déjà enregistrée.";
    "The firm answers it with you." => "Le cabinet y répond avec vous.";
    "Nobody objects to this." => "Personne ne s’y oppose.";
    "This is a subcontractor." => "C’est un sous-traitant.";
    "Assign one of its people instead." => "Affectez plutôt une de ses personnes.";
    "It is used already." => "Il est déjà en usage.";
    "The client objected in the meantime." => "Le client s’y est opposé entre-temps.";
    "Settle it with them first." => "Réglez-le d’abord avec lui.";
    "This has ended already." => "Cette participation a déjà pris fin.";
    "Name the supplier again where it is needed." => "Nommez de nouveau le fournisseur là où il le faut.";
    // Devices
    "A device is approved for 1 to {most} days." => "Un appareil s’approuve pour 1 à {most} jours.";
    "Approve it again when they are over." => "Approuvez-le de nouveau à leur terme.";
    "A person’s own device is approved until a day." => "Un appareil personnel s’approuve jusqu’à une date.";
    "Say for how many days: 1 to {most}." => "Dites pour combien de jours : de 1 à {most}.";
    "This device is revoked, and stays so." => "Cet appareil est révoqué, et le reste.";
    "Its person can enrol it again." => "Sa personne peut l’inscrire de nouveau.";
    "This device is revoked already." => "Cet appareil est déjà révoqué.";
    "The device did not show that it has the key." => "L’appareil n’a pas montré qu’il a la clé.";
    "It signs ‘bailee device enrolment v1’, a new line, and your identifier: bailee device enrol does it." =>
        "Il signe « bailee device enrolment v1 », un saut de ligne et votre identifiant : bailee device enrol s’en charge.";
    "You have {most} devices." => "Vous avez {most} appareils.";
    "Revoke one that you no longer use." => "Révoquez-en un dont vous ne vous servez plus.";
    "This key is enrolled already." => "Cette clé est déjà inscrite.";
    "Each enrolment has a key of its own: bailee device enrol makes one." =>
        "Chaque inscription a sa propre clé : bailee device enrol en crée une.";
    "This is not a public key that a device may have." => "Ceci n’est pas une clé publique admise pour un appareil.";
    "Ed25519: 32 bytes (RFC 8032). P-256: the 65 bytes of an uncompressed point (SEC 1)." =>
        "Ed25519 : 32 octets (RFC 8032). P-256 : les 65 octets d’un point non compressé (SEC 1).";
    "This is not a report that is understood here." => "Cette déclaration n’est pas comprise ici.";
    "Use a collector of the version that belongs to this server." =>
        "Employez un collecteur de la version qui va avec ce serveur.";
    "Too much was sent from here." => "Trop d’envois sont venus d’ici.";
    "Wait ten minutes." => "Attendez dix minutes.";
    "This was done meanwhile." => "Cela a été fait entre-temps.";
    // Credentials in clients’ systems, their replacement, and accounts
    "This system has no credential in custody." => "Ce système n’a aucun identifiant secret en garde.";
    "There is nothing to be replaced." => "Il n’y a rien à remplacer.";
    "The credential was replaced in the meantime." => "L’identifiant secret a été remplacé entre-temps.";
    "Its replacement was asked for already." => "Son remplacement a déjà été demandé.";
    "Look at it below." => "Voyez-le ci-dessous.";
    "Paste the password or the API key." => "Collez le mot de passe ou la clé d’API.";
    "The secret is empty." => "Le secret est vide.";
    "Paste the new one." => "Collez le nouveau.";
    "The engagement is closed: no secret is taken into custody any more." =>
        "Le mandat est clos : plus aucun secret n’est pris en garde.";
    "Say that the account was removed, or attest it." => "Dites que le compte a été retiré, ou attestez-le.";
    "The system refuses this secret, so nothing was changed here." =>
        "Le système refuse ce secret ; rien n’a donc changé ici.";
    "Check it, and that it belongs to the same login." => "Vérifiez-le, et qu’il va avec le même compte.";
    "This replacement is confirmed already." => "Ce remplacement est déjà confirmé.";
    "This system is confirmed already." => "Ce système est déjà confirmé.";
    "Who this was for is no longer let in." => "La personne pour qui c’était n’a plus accès.";
    "Somebody else on the engagement starts it again." => "Une autre personne du mandat le relance.";
    "This account is gone, or somebody known here is behind it." =>
        "Ce compte a disparu, ou appartient à une personne connue ici.";
    "End it in the client's system; the next reading proves that." =>
        "Supprimez-le dans le système du client ; la prochaine lecture le prouvera.";
    "Bailee cannot sign in to systems of this kind." => "Bailee ne peut pas se connecter aux systèmes de cette sorte.";
    "Have its users exported as CSV, and bring that in." =>
        "Faites exporter ses utilisateurs en CSV, et apportez cette liste.";
    "The list does not read as CSV." => "La liste ne se lit pas comme du CSV.";
    "Every line has as many columns as the first, separated by commas." =>
        "Chaque ligne a autant de colonnes que la première, séparées par des virgules.";
    "There is no column ‘login’ in the first line." => "La première ligne n’a pas de colonne « login ».";
    "The first line names the columns: login,name,active." =>
        "La première ligne nomme les colonnes : login,name,active.";
    "A login is empty, or a login or name is far too long." =>
        "Un identifiant est vide, ou un identifiant ou un nom est bien trop long.";
    "Each line is one user of the system." => "Chaque ligne est un utilisateur du système.";
    "This login is in the list twice." => "Cet identifiant est deux fois dans la liste.";
    "The list has more than {most} users." => "La liste a plus de {most} utilisateurs.";
    "Leave portal users out." => "Laissez de côté les utilisateurs du portail.";
    "The list has no user in it." => "La liste ne contient aucun utilisateur.";
    "Export all users." => "Exportez tous les utilisateurs.";
    "‘active’ is neither true nor false." => "« active » n’est ni true ni false.";
    "Write true or false." => "Écrivez true ou false.";
    // Backups, kits and receipts
    "This backup is gone already." => "Cette sauvegarde a déjà disparu.";
    "This backup is at the place in use, where it is removed by itself at its date." =>
        "Cette sauvegarde est au lieu en usage, où elle est supprimée d’elle-même à sa date.";
    "Look at the place if its date has passed: it may not answer." =>
        "Si sa date est passée, regardez ce lieu : il ne répond peut-être pas.";
    "This is the present recovery kit: without it a lost server loses everything." =>
        "C’est le coffret de reprise actuel : sans lui, un serveur perdu perd tout.";
    "Only kits that a destruction superseded are destroyed." =>
        "Seuls les coffrets qu’une destruction a remplacés se détruisent.";
    "This kit is gone already." => "Ce coffret a déjà disparu.";
    "This is not a SHA-256 digest: 64 hexadecimal digits." =>
        "Ceci n’est pas une empreinte SHA-256 : 64 chiffres hexadécimaux.";
    "It stands in the third line of MANIFEST.txt." => "Elle se trouve à la troisième ligne de MANIFEST.txt.";
    "This bundle broke off before its end." => "Cette remise s’est interrompue avant sa fin.";
    "Fetch it again; that is another one." => "Reprenez les données ; ce sera une autre remise.";
    "This is not the digest of what was given back." => "Ce n’est pas l’empreinte de ce qui a été remis.";
    "Compare it with MANIFEST.txt of this very bundle. If it does agree with that, tell the firm: the bundle is another." =>
        "Comparez-la avec le MANIFEST.txt de cette remise même. Si elle y concorde, dites-le au cabinet : la remise en est une autre.";
    "The receipt was given already." => "L’accusé de réception a déjà été donné.";
    // Access reviews
    "An access review is open already." => "Une revue des accès est déjà ouverte.";
    "Decide its rows first." => "Décidez d’abord de ses lignes.";
    "This access review is closed." => "Cette revue des accès est close.";
    "The next one asks again." => "La prochaine reposera la question.";
    "This row was answered in the meantime." => "Cette ligne a reçu une réponse entre-temps.";
    "This access changed after the review froze it." => "Cet accès a changé après que la revue l’a figé.";
    "Look at what it is now, and decide again." => "Regardez ce qu’il est maintenant, et décidez de nouveau.";
    "This row is decided already." => "Cette ligne est déjà décidée.";
    "What was suspended can be restored." => "Ce qui a été suspendu peut être rétabli.";
    "This access changed while you decided." => "Cet accès a changé pendant que vous décidiez.";
    "This access review is closed already." => "Cette revue des accès est déjà close.";
    "A row changed while the certificate was made." => "Une ligne a changé pendant l’établissement du certificat.";
    "It is made again." => "Il est établi de nouveau.";
    "A row of this access review is not decided yet." => "Une ligne de cette revue des accès n’est pas encore décidée.";
    "Invite another officer first, or keep this row." => "Invitez d’abord un autre officier, ou gardez cette ligne.";
    // Documents and their signatures
    "These are the texts in force." => "Ce sont les textes en vigueur.";
    "Change one of them first." => "Modifiez-en d’abord un.";
    "Somebody has published a version of this meanwhile." => "Quelqu’un en a publié une version entre-temps.";
    "Look at theirs first." => "Regardez d’abord la sienne.";
    "This text is longer than 100,000 bytes." => "Ce texte dépasse 100 000 octets.";
    "Publish a shorter one." => "Publiez une version plus courte.";
    "The text has characters that cannot be seen." => "Le texte contient des caractères invisibles.";
    "The text does not open with its title, or has nothing after it." =>
        "Le texte ne commence pas par son titre, ou n’a rien après lui.";
    "Begin with a line like ‘# Confidentiality agreement’ of at most 160 characters." =>
        "Commencez par une ligne comme « # Accord de confidentialité », d’au plus 160 caractères.";
    "This document is signed for the organisation behind you." =>
        "Ce document se signe pour l’organisation que vous représentez.";
    "This document is signed for yourself." => "Ce document se signe en votre propre nom.";
    "Sign it as it is meant." => "Signez-le comme il est prévu.";
    "You have not consented." => "Vous n’avez pas consenti.";
    "Read the document, and tick the sentence of consent." => "Lisez le document, et cochez la phrase de consentement.";
    "This is not your name as we know it: {name}." => "Ce n’est pas votre nom tel que nous le connaissons : {name}.";
    "Type it in full. If we have it wrong, ask the security officer to correct it first." =>
        "Tapez-le en entier. S’il est erroné chez nous, demandez d’abord à l’officier de sécurité de le corriger.";
    "A mutual agreement is signed on an engagement." => "Un accord mutuel se signe pour un mandat.";
    "Name the engagement." => "Nommez le mandat.";
    "This document is not signed on an engagement." => "Ce document ne se signe pas pour un mandat.";
    "Leave the engagement out." => "Ne nommez pas de mandat.";
    "A newer version of this document is in force." => "Une version plus récente de ce document est en vigueur.";
    "Read and sign that one." => "Lisez et signez celle-là.";
    "You have signed this version already." => "Vous avez déjà signé cette version.";
    "Your copy is under Agreements." => "Votre copie se trouve sous Accords.";
    // Policies to be read
    "This draft has been sent to be read already." => "Ce projet a déjà été envoyé en lecture.";
    "Wait for the answer." => "Attendez la réponse.";
    "Nobody of this name reads policies for the firm." => "Personne de ce nom ne lit les politiques pour le cabinet.";
    "Choose an active officer or member of the staff." => "Choisissez un officier ou un membre du personnel actif.";
    "They wrote it themselves." => "Cette personne l’a écrit elle-même.";
    "Choose another person." => "Choisissez une autre personne.";
    "This draft does not wait to be read." => "Ce projet n’attend pas de lecture.";
    "Whoever writes it sends it first." => "La personne qui l’écrit l’envoie d’abord.";
    // Training
    "Somebody has published a course meanwhile." => "Quelqu’un a publié une formation entre-temps.";
    "A newer version of this course is there." => "Il existe une version plus récente de cette formation.";
    "Take that one." => "Suivez celle-là.";
    "Question {question} has no answer." => "La question {question} est sans réponse.";
    "Choose one of its answers." => "Choisissez une de ses réponses.";
    "There are more answers than questions." => "Il y a plus de réponses que de questions.";
    "This course is longer than 200,000 bytes." => "Cette formation dépasse 200 000 octets.";
    "This is not a course: {message}." => "Ceci n’est pas une formation : {message}.";
    "See the one that came with the installation." => "Voyez celle qui est venue avec l’installation.";
    "A course has a title, sections, questions, and a number of right answers that passes." =>
        "Une formation a un titre, des sections, des questions et un nombre de bonnes réponses qui suffit.";
    "Question {number} has too few answers, no right one, or no reason." =>
        "La question {number} a trop peu de réponses, aucune bonne, ou pas d’explication.";
    "The two languages do not ask the same questions." => "Les deux langues ne posent pas les mêmes questions.";
    "Give both the same number of questions and answers, in the same order, with the same right ones." =>
        "Donnez aux deux autant de questions et de réponses, dans le même ordre, avec les mêmes bonnes réponses.";
}
