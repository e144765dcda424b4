//! What is said about a client's Odoo: reaching it, calling it, loading into it.

sentences! {
    // Its address
    "The address of the Odoo is not a web address." => "L’adresse de l’Odoo n’est pas une adresse web.";
    "The address of the Odoo carries a user or password, which would end up in records." =>
        "L’adresse de l’Odoo contient un compte ou un mot de passe, qui finirait dans les registres.";
    "The address of the Odoo has more to it than a path." => "L’adresse de l’Odoo contient plus qu’un chemin.";
    "The address of the Odoo begins with neither https nor http." =>
        "L’adresse de l’Odoo ne commence ni par https ni par http.";
    "Give an address like https://erp.client.example." => "Donnez une adresse comme https://erp.client.example.";
    "The address of the Odoo begins with http: the password and the data would travel unencrypted." =>
        "L’adresse de l’Odoo commence par http : le mot de passe et les données voyageraient sans chiffrement.";
    "Use https. Where the network between is trusted, the operator can allow http for this system." =>
        "Utilisez https. Si le réseau qui mène à ce système est sûr, l’exploitant peut y permettre http.";
    "The extra certificates are not in PEM." => "Les certificats supplémentaires ne sont pas au format PEM.";
    "Give a file of blocks that begin with -----BEGIN CERTIFICATE-----." =>
        "Donnez un fichier dont les blocs commencent par -----BEGIN CERTIFICATE-----.";

    // Reaching it
    "Odoo at {host} does not answer." => "Odoo à {host} ne répond pas.";
    "Check the address and that the system is running, then try again; nothing was sent." =>
        "Vérifiez l’adresse et que le système est en marche, puis réessayez ; rien n’a été envoyé.";
    "The certificate of {host} is not trusted." => "Le certificat de {host} n’inspire pas confiance.";
    "If the client has an authority of its own, give its certificate with the system; nothing was sent." =>
        "Si le client a sa propre autorité de certification, donnez-en le certificat avec le système ; rien n’a été envoyé.";
    "Something answers at {host}, but not in a dialect of Odoo." =>
        "Quelque chose répond à {host}, mais dans aucun protocole d’Odoo.";
    "Check the address: it is that of Odoo's sign-in page without its path. A plan of Odoo Online without the external API cannot be called at all; use import files there." =>
        "Vérifiez l’adresse : c’est celle de la page de connexion d’Odoo, sans le chemin. Une formule d’Odoo Online sans API externe ne peut pas être appelée ; servez-vous alors de fichiers d’import.";
    "Odoo at {host} has no database ‘{db}’ that it can open." =>
        "Odoo à {host} n’a pas de base de données « {db} » qu’il puisse ouvrir.";
    "Check the database's name; on Odoo Online and Odoo.sh it is the first part of the address." =>
        "Vérifiez le nom de la base de données ; sur Odoo Online et Odoo.sh, c’est la première partie de l’adresse.";
    "Odoo at {host} cannot open its database." => "Odoo à {host} ne peut pas ouvrir sa base de données.";
    "Check the database's name, and that its server is running." =>
        "Vérifiez le nom de la base de données, et que son serveur est en marche.";
    "Odoo at {host} refused the login ‘{login}’ or its password." =>
        "Odoo à {host} a refusé le compte « {login} » ou son mot de passe.";
    "Check both; a user with two-factor sign-in needs an API key in place of the password." =>
        "Vérifiez les deux ; un compte à deux facteurs demande une clé d’API au lieu du mot de passe.";

    // A call that came to nothing
    "Odoo at {host} did not finish {what} within {seconds} s." =>
        "Odoo à {host} n’a pas terminé {what} en {seconds} s.";
    "It may still finish it. Run it again later, with smaller batches if the server is slow: what is done already is recognised." =>
        "Il peut encore le terminer. Relancez plus tard, par lots plus petits si le serveur est lent : ce qui est déjà fait est reconnu.";
    "The connection to {host} broke during {what}; it is not known whether Odoo did it." =>
        "La connexion à {host} s’est rompue pendant {what} ; on ne sait pas si Odoo l’a fait.";
    "Run it again: what is done already is recognised." => "Relancez : ce qui est déjà fait est reconnu.";
    "The answer of {host} to {what} is longer than {limit} MiB." =>
        "La réponse de {host} à {what} dépasse {limit} Mio.";
    "Ask for less at a time." => "Demandez-en moins à la fois.";
    "{what}: XML-RPC cannot carry {value}." => "{what} : XML-RPC ne peut pas transporter {value}.";
    "this value" => "cette valeur";
    "a control character" => "un caractère de contrôle";
    "an integer beyond 32 bits" => "un entier de plus de 32 bits";
    "Speak JSON-RPC to this system." => "Employez JSON-RPC avec ce système.";
    "The answer of {host} to {what} cannot be read." => "La réponse de {host} à {what} est illisible.";
    "Check that nothing between here and Odoo changes its answers." =>
        "Vérifiez que rien, entre ici et Odoo, ne modifie ses réponses.";
    "{host} answered {what} with HTTP status {status}." => "{host} a répondu à {what} par le statut HTTP {status}.";
    "It points to another address: give that one." => "Il renvoie à une autre adresse : donnez celle-là.";
    "The request is larger than the server allows: use smaller batches." =>
        "La requête dépasse ce que le serveur permet : prenez des lots plus petits.";
    "The server wants fewer requests: wait, then run it again." =>
        "Le serveur demande moins de requêtes : attendez, puis relancez.";
    "The server, or what stands before it, is in trouble: try again later." =>
        "Le serveur, ou ce qui se trouve devant lui, est en difficulté : réessayez plus tard.";
    "Check the address." => "Vérifiez l’adresse.";

    // What Odoo refuses
    "Odoo does not let its user ‘{login}’ do {what}." => "Odoo ne laisse pas son compte « {login} » faire {what}.";
    "Give that user the rights in Odoo, or use another credential." =>
        "Donnez-lui les droits dans Odoo, ou utilisez un autre identifiant secret.";
    "A record that {what} was asked for is gone from Odoo." =>
        "Un enregistrement demandé à {what} n’est plus dans Odoo.";
    "Odoo refuses {what} ({name})." => "Odoo refuse {what} ({name}).";
    "no name given" => "sans nom";
    "Somebody else was changing the same records during {what}." =>
        "Quelqu’un d’autre modifiait les mêmes enregistrements pendant {what}.";
    "This Odoo does not know what {what} asks for ({name})." =>
        "Cet Odoo ne connaît pas ce que {what} demande ({name}).";
    "Check the model's name, and that the module it belongs to is installed." =>
        "Vérifiez le nom du modèle, et que son module est installé.";
    "Odoo failed at {what} ({name})." => "Odoo a échoué à {what} ({name}).";
    "Its own log says why." => "Son propre journal dit pourquoi.";
    "Odoo's answer to {model}.{method} has a shape that is not known here." =>
        "La réponse d’Odoo à {model}.{method} a une forme inconnue ici.";
    "A module of the client's may change this method; the operator should look at it there." =>
        "Un module du client modifie peut-être cette méthode ; l’exploitant devrait l’y examiner.";

    // The target of a load
    "This system is marked production: a test load may not go into it." =>
        "Ce système est marqué production : un chargement d’essai ne peut pas y aller.";
    "Load into a system marked test, or begin the go-live." =>
        "Chargez dans un système marqué essai, ou commencez la mise en service.";
    "This system is marked test: the go-live does not belong into it." =>
        "Ce système est marqué essai : la mise en service n’y a pas sa place.";
    "Choose the production system." => "Choisissez le système de production.";
    "A load into import files goes into no system." => "Un chargement en fichiers d’import ne va dans aucun système.";
    "This system is marked test, but its Odoo is not neutralised: it may send mail and act on its own." =>
        "Ce système est marqué essai, mais son Odoo n’est pas neutralisé : il peut envoyer du courriel et agir de lui-même.";
    "Neutralise it (odoo-bin neutralize, or a staging copy of Odoo.sh), or correct its mark." =>
        "Neutralisez-le (odoo-bin neutralize, ou une copie de préproduction d’Odoo.sh), ou corrigez sa marque.";
    "This system is marked production, but its Odoo is a neutralised copy." =>
        "Ce système est marqué production, mais son Odoo est une copie neutralisée.";
    "Check the address, or correct its mark." => "Vérifiez l’adresse, ou corrigez sa marque.";

    // Whether a plan fits
    "The prefix of the external ids is not one that Odoo takes." =>
        "Odoo n’accepte pas ce préfixe d’identifiants externes.";
    "Use up to 64 lower-case letters, digits and underscores." =>
        "Employez au plus 64 lettres minuscules, chiffres et tirets bas.";
    "The plan does not fit this Odoo:\n{all}\n" => "Le plan ne convient pas à cet Odoo :\n{all}\n";
    "Change the mapping; nothing was sent." => "Modifiez la correspondance ; rien n’a été envoyé.";
    "{all}\n{next}" => "{all}\n{next}";
    "{model}, field {field}: {message}" => "{model}, champ {field} : {message}";
    "{model}: {message}" => "{model} : {message}";
    "Only journal entries (account.move) can be posted." =>
        "Seules des écritures (account.move) peuvent être comptabilisées.";
    "It is filled twice." => "Ce champ est rempli deux fois.";
    "This Odoo has no such model, or its user may not see it. Check the name, and that the module is installed." =>
        "Cet Odoo n’a pas ce modèle, ou son compte ne peut pas le voir. Vérifiez le nom, et que le module est installé.";
    "In this version the model is called {renamed}." => "Dans cette version, le modèle s’appelle {renamed}.";
    "In this version the field is called {renamed}." => "Dans cette version, le champ s’appelle {renamed}.";
    "The plan gives every record its external id by itself." =>
        "Le plan donne de lui-même son identifiant externe à chaque enregistrement.";
    "This Odoo has no such field." => "Cet Odoo n’a pas ce champ.";
    "Odoo works this field out by itself; it cannot be filled." =>
        "Odoo calcule ce champ lui-même ; on ne peut pas le remplir.";
    "A reference is given by external id: write {path}/id." =>
        "Une référence se donne par identifiant externe : écrivez {path}/id.";
    "A reference is given by external id and nothing else: write {path}/id." =>
        "Une référence se donne par identifiant externe et rien d’autre : écrivez {path}/id.";
    "Lines are filled field by field, as in {path}/name." =>
        "Les lignes se remplissent champ par champ, comme {path}/name.";
    "A field of type {kind} cannot be filled by an import." =>
        "Un champ de type {kind} ne peut pas être rempli par un import.";
    "{field} is no relation, so nothing can stand after it." =>
        "{field} n’est pas une relation ; rien ne peut donc suivre.";
    "Odoo requires this field and has no default for it, but the mapping does not fill it." =>
        "Odoo exige ce champ et n’a pas de valeur par défaut, mais la correspondance ne le remplit pas.";

    // Sending
    "Somebody else keeps changing the same records of {model}." =>
        "Quelqu’un d’autre modifie sans cesse les mêmes enregistrements de {model}.";
    "Wait until the other load or user is through, then run it again: what is done already is recognised." =>
        "Attendez que l’autre chargement ou l’autre personne ait fini, puis relancez : ce qui est déjà fait est reconnu.";
    "Odoo took a batch of {model} and named another number of records than were sent." =>
        "Odoo a pris un lot de {model} et n’a pas nommé autant d’enregistrements qu’il en a reçu.";
    "A module of the client's may change how it imports; compare the counts before going on." =>
        "Un module du client modifie peut-être l’import ; comparez les comptes avant de continuer.";

    // Records that a load left out
    "This row has no external id, and there is no record before it that it could continue." =>
        "Cette ligne n’a pas d’identifiant externe, et aucun enregistrement ne la précède qu’elle pourrait continuer.";
    "Cells in the row: {cells}; fields of the load: {fields}." =>
        "Cellules de la ligne : {cells} ; champs du chargement : {fields}.";
    "Its external id is that of another row already ({at})." =>
        "Son identifiant externe est déjà celui d’une autre ligne ({at}).";
    "{model}, {file}, line {line}" => "{model}, {file}, ligne {line}";
    "Its references lead back to itself, so it cannot be made after what it refers to." =>
        "Ses références reviennent à lui-même ; on ne peut donc pas le créer après ce à quoi il renvoie.";
    "The row has no external id of its own, so it may only add lines to the record before it." =>
        "La ligne n’a pas d’identifiant externe à elle ; elle ne peut qu’ajouter des lignes à l’enregistrement précédent.";
    "Odoo requires a value here." => "Odoo exige une valeur ici.";
    "Its external id is longer than 200 bytes." => "Son identifiant externe dépasse 200 octets.";
    "It holds a control character that Odoo cannot store." =>
        "La cellule contient un caractère de contrôle qu’Odoo ne peut pas conserver.";
    "It is not a whole number." => "Ce n’est pas un nombre entier.";
    "It is not a plain number with a decimal point." => "Ce n’est pas un nombre simple avec un point décimal.";
    "It is neither true nor false." => "Ce n’est ni vrai ni faux.";
    "It is not a date written YYYY-MM-DD." => "Ce n’est pas une date écrite AAAA-MM-JJ.";
    "It is not a time written YYYY-MM-DD HH:MM:SS." => "Ce n’est pas une heure écrite AAAA-MM-JJ HH:MM:SS.";
    "It is none of the values that Odoo allows: {keys}." => "Ce n’est aucune des valeurs qu’Odoo permet : {keys}.";
    "It is not one external id." => "Ce n’est pas un identifiant externe.";
    "It is not a list of external ids." => "Ce n’est pas une liste d’identifiants externes.";
    "It is loaded but not posted: {message}" => "L’écriture est chargée mais pas comptabilisée : {message}";
    "Odoo refused it and did not say why." => "Odoo l’a refusé sans dire pourquoi.";
}
