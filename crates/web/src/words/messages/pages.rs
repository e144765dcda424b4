//! What is said about what a page, a form or a program sends.

sentences! {
    // Who asks
    "Nobody is signed in." => "Personne n’est connecté.";
    "A token opens no page." => "Un jeton n’ouvre aucune page.";
    "There is no bearer token." => "Il n’y a pas de jeton « bearer ».";
    "POST /api/v1/session gives one; send it as ‘Authorization: Bearer …’." =>
        "POST /api/v1/session en donne un ; envoyez-le par « Authorization: Bearer … ».";
    "This is neither yes nor no." => "Ce n’est ni oui ni non.";
    "Allow the request, or refuse it." => "Autorisez la demande, ou refusez-la.";

    // Forms and files
    "The request does not read." => "La requête est illisible.";
    "This is larger than may be sent here." => "C’est plus gros que ce qui peut être envoyé ici.";
    "Send less at once." => "Envoyez-en moins à la fois.";
    "The form does not read." => "Le formulaire est illisible.";
    "Reload the page and send it again." => "Rechargez la page et renvoyez-le.";
    "There is no file in the form." => "Il n’y a pas de fichier dans le formulaire.";
    "No file was chosen." => "Aucun fichier n’a été choisi.";
    "Choose a file." => "Choisissez un fichier.";
    "The upload broke off." => "L’envoi s’est interrompu.";
    "The upload broke off before its end, or is larger than 2 MiB." =>
        "L’envoi s’est interrompu avant la fin, ou dépasse 2 Mio.";
    "Choose what goes back." => "Choisissez ce qui est remis.";
    "Nothing was destroyed: say first that you have read what will be." =>
        "Rien n’a été détruit : dites d’abord que vous avez lu ce qui le sera.";
    "Go back and check the box." => "Revenez et cochez la case.";

    // Numbers and dates
    "This is not a whole number." => "Ce n’est pas un nombre entier.";
    "Use digits only." => "N’employez que des chiffres.";
    "This is not a day." => "Ce n’est pas un jour.";
    "Write it as 2027-03-01." => "Écrivez-le sous la forme 2027-03-01.";
    "Write it as 2026-11-22." => "Écrivez-le sous la forme 2026-11-22.";
    "This is not a date." => "Ce n’est pas une date.";
    "Write it as 2027-01-31." => "Écrivez-la sous la forme 2027-01-31.";
    "This is not a moment." => "Ce n’est pas un moment.";
    "Write it as 2026-03-02 14:30." => "Écrivez-le sous la forme 2026-03-02 14:30.";
    "Write it as 2026-03-02T17:30, in UTC." => "Écrivez-le sous la forme 2026-03-02T17:30, en UTC.";

    // What programs send
    "See /api/v1/openapi.json for what this route takes." =>
        "Voyez dans /api/v1/openapi.json ce que cette route accepte.";
    "This is not base64." => "Ce n’est pas du base64.";
    "Use the standard alphabet with padding (RFC 4648)." => "Employez l’alphabet standard avec remplissage (RFC 4648).";
    "Nobody stands like this." => "Personne n’est dans cet état.";
    "Use one of: invited inert active suspended departed." =>
        "Employez l’un de ceux-ci : invited inert active suspended departed.";
    "A secret is tried and a reason is taken at its word: give one of them." =>
        "Un secret est essayé et une raison est crue sur parole : donnez l’un des deux.";
    "Leave the reason out to have the secret tried." => "Omettez la raison pour faire essayer le secret.";
}
