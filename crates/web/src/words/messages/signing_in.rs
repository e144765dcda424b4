//! What is said about signing in.

sentences! {
    // Signing in
    "The address, the password or the code is not right." => "L’adresse, le mot de passe ou le code n’est pas juste.";
    "A code works once: wait for the next one before you try again." =>
        "Un code vaut une fois : attendez le suivant avant de réessayer.";
    "Sign in again; nothing you saved is lost." =>
        "Reconnectez-vous ; rien de ce que vous avez enregistré n’est perdu.";
    // Both factors again
    "The password or the code is not right." => "Le mot de passe ou le code n’est pas juste.";
    "A code works once: wait for the next one." => "Un code vaut une fois : attendez le suivant.";
    "You have no passkey yet." => "Vous n’avez pas encore de clé d’accès.";
    "Use your password and a code." => "Employez votre mot de passe et un code.";
    "A token is never fresh." => "Un jeton ne présente jamais de facteurs récents.";
    "Sign in yourself for what needs both factors again." =>
        "Connectez-vous vous-même pour ce qui exige encore les deux facteurs.";
    "You came in by a recovery code." => "Vous êtes entré avec un code de secours.";
    "Add a passkey, or a password and a code, under ‘How you sign in’ first." =>
        "Ajoutez d’abord une clé d’accès, ou un mot de passe et un code, sous « Votre connexion ».";
    // As many as there may be
    "You have {most} tokens already." => "Vous avez déjà {most} jetons.";
    "End one that no program needs any more, then make another." =>
        "Mettez fin à un jeton dont plus aucun programme n’a besoin, puis créez-en un autre.";
    "You have cosigned this log with {most} keys already." => "Vous avez déjà cosigné ce journal avec {most} clés.";
    "Go on with one of them." => "Continuez avec l’une d’elles.";
    // The company account
    "Signing in was begun too often from this address." =>
        "Trop de connexions ont été commencées depuis cette adresse.";
    "Wait five minutes, or use a password and a code." =>
        "Attendez cinq minutes, ou employez un mot de passe et un code.";
    "Your company’s identity provider does not answer." =>
        "Le fournisseur d’identité de votre entreprise ne répond pas.";
    "Try again, or sign in another way." => "Réessayez, ou prenez un autre moyen de vous connecter.";
    "Your company’s identity provider did not vouch for you." =>
        "Le fournisseur d’identité de votre entreprise n’a pas attesté qui vous êtes.";
    "Begin again, or sign in another way." => "Recommencez, ou prenez un autre moyen de vous connecter.";
    "This took longer than five minutes, or began in another browser." =>
        "Cela a pris plus de cinq minutes, ou a commencé dans un autre navigateur.";
    "Begin again." => "Recommencez.";
    "Your company account does not vouch for two factors." => "Votre compte d’entreprise n’atteste pas deux facteurs.";
    "Sign in with a passkey, or with a password and a code." =>
        "Connectez-vous avec une clé d’accès, ou avec un mot de passe et un code.";
    "Nobody here is known by this company account." => "Personne n’est connu ici par ce compte d’entreprise.";
    "Sign in another way, and link it under ‘How you sign in’." =>
        "Connectez-vous autrement, et liez-le sous « Votre connexion ».";
    "The code is not right." => "Le code n’est pas juste.";
    "Begin again, and wait for the next code." => "Recommencez, et attendez le code suivant.";
    "This is not the company account that is linked to you." => "Ce n’est pas le compte d’entreprise lié au vôtre.";
    "Use your own." => "Employez le vôtre.";
    // Enrolling
    "This enrolment code is not known, was used, or is older than three days." =>
        "Ce code d’invitation n’est pas connu, a déjà servi ou date de plus de trois jours.";
    "Ask the officer for a new one." => "Demandez-en un nouveau à l’officier.";
    "This company account is linked to somebody here already." =>
        "Ce compte d’entreprise est déjà lié à une personne d’ici.";
    "Use another, or ask the officer." => "Prenez-en un autre, ou adressez-vous à l’officier.";
    "Ask the officer for a new enrolment." => "Demandez une nouvelle inscription à l’officier.";
    // Passwords and codes
    "The password has fewer than {shortest} characters." => "Le mot de passe a moins de {shortest} caractères.";
    "Use a longer one." => "Choisissez-en un plus long.";
    "The password is longer than 256 bytes." => "Le mot de passe dépasse 256 octets.";
    "Use a shorter one." => "Choisissez-en un plus court.";
    "This password is made of your name, your address or the firm’s." =>
        "Ce mot de passe est fait de votre nom, de votre adresse ou de ceux du cabinet.";
    "This password would be guessed early." => "Ce mot de passe se devinerait vite.";
    "Use four or more unrelated words, or let a password manager make one." =>
        "Employez au moins quatre mots sans rapport, ou laissez un gestionnaire de mots de passe en créer un.";
    "This is not the code your authenticator app shows now." =>
        "Ce n’est pas le code que montre maintenant votre application d’authentification.";
    "Check that the clock of your telephone is right, then type the newest code." =>
        "Vérifiez que l’horloge de votre téléphone est juste, puis saisissez le code le plus récent.";
    "This is not a secret in base 32." => "Ceci n’est pas un secret en base 32.";
    // Passkeys
    "Passkeys do not work at this address." => "Les clés d’accès ne fonctionnent pas à cette adresse.";
    "Serve Bailee over TLS under a domain name, or as localhost." =>
        "Servez Bailee en TLS sous un nom de domaine, ou comme localhost.";
    "This passkey was not accepted." => "Cette clé d’accès n’a pas été acceptée.";
    "Try again. If it goes on, sign in another way and look at your passkeys." =>
        "Réessayez. Si cela continue, connectez-vous autrement et regardez vos clés d’accès.";
    "Remove the passkey and add it again." => "Retirez la clé d’accès et ajoutez-la de nouveau.";
    "This passkey is registered already." => "Cette clé d’accès est déjà enregistrée.";
    "Use another authenticator." => "Prenez un autre authentificateur.";
    "This took longer than five minutes, or was sent twice." =>
        "Cela a pris plus de cinq minutes, ou a été envoyé deux fois.";
    "You have 20 passkeys already." => "Vous avez déjà 20 clés d’accès.";
    "Remove one first." => "Retirez-en d’abord une.";
    // Sessions of devices, of programs and of command lines
    "This code is not known, was used, or is older than five minutes." =>
        "Ce code n’est pas connu, a déjà servi ou date de plus de cinq minutes.";
    "Type the code that the page shows now, on a device of your own." =>
        "Saisissez le code que la page montre maintenant, sur un appareil à vous.";
    "This device sent too many codes that are not right." => "Cet appareil a envoyé trop de codes faux.";
    "Wait ten minutes, then ask the page for a new code." =>
        "Attendez dix minutes, puis demandez un nouveau code à la page.";
    "This is not a confirmation that is understood here." => "Cette confirmation n’est pas comprise ici.";
    "Nothing waits behind this code: it is not known, was answered, or is older than ten minutes." =>
        "Rien n’attend derrière ce code : il n’est pas connu, a reçu sa réponse ou date de plus de dix minutes.";
    "Type the code that your own terminal shows now." =>
        "Saisissez le code que votre propre terminal montre maintenant.";
    "Too many codes were not right." => "Trop de codes étaient faux.";
    "Wait a quarter of an hour." => "Attendez un quart d’heure.";
    "This request is not known, was collected, or is older than ten minutes." =>
        "Cette demande n’est pas connue, a déjà été retirée ou date de plus de dix minutes.";
    "Ask for a session again." => "Demandez de nouveau une session.";
    "It was refused in the browser." => "Elle a été refusée dans le navigateur.";
    "Ask again if that was a mistake." => "Redemandez-la si c’était une erreur.";
    "This program asks too often." => "Ce programme demande trop souvent.";
    "Ask every two seconds." => "Demandez toutes les deux secondes.";
    "A token lives for 1 to {most} days." => "Un jeton vaut de 1 à {most} jours.";
    "Choose fewer days, and make a new token when they are over." =>
        "Choisissez moins de jours, et créez un nouveau jeton à leur terme.";
    // Who looks into an incident
    "An incident is looked into by active people of the firm." =>
        "Un incident est examiné par des personnes actives du cabinet.";
}
