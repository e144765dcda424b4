//! What is said of work on a client's files: how one was read, what was found in it, who may see a column, what a load
//! left out.

sentences! {
    // How a file was read
    "Rows: {rows}; kept aside: {rejects}; encoding: {encoding}; between fields: {delimiter}; before decimals: {decimal}." =>
        "Lignes : {rows} ; rejetées : {rejects} ; encodage : {encoding} ; entre les champs : {delimiter} ; avant les décimales : {decimal}.";
    "comma" => "virgule";
    "semicolon" => "point-virgule";
    "tab" => "tabulation";
    "vertical bar" => "barre verticale";
    "point" => "point";
    "Line {line}: {why}" => "Ligne {line} : {why}";
    "1 finding." => "1 constat.";
    "{findings} findings." => "Constats : {findings}.";

    // Why a row could not be read
    "A title above the header, not data." => "Un titre au-dessus de l’en-tête, pas des données.";
    "The header again, as at the top of a printed page." => "L’en-tête répété, comme en haut d’une page imprimée.";
    "Fewer fields than the header has." => "Moins de champs que l’en-tête n’en a.";
    "More fields than the header has." => "Plus de champs que l’en-tête n’en a.";
    "A NUL byte, which no text holds." => "Un octet nul, qu’aucun texte ne contient.";
    "Bytes that are not text in the file's encoding." => "Des octets qui ne sont pas du texte dans l’encodage du fichier.";
    "A quoted field that never ends." => "Un champ entre guillemets qui ne se ferme jamais.";
    "Text after a closing quote." => "Du texte après un guillemet fermant.";
    "A record too long to be one; only its beginning is kept." =>
        "Un enregistrement trop long pour en être un ; seul son début est gardé.";
    "A record that could not be read." => "Un enregistrement illisible.";

    // What was found in a table
    "Rows of totals stand among the data; loaded as they are, they would count twice." =>
        "Des lignes de totaux se trouvent parmi les données ; chargées telles quelles, elles compteraient deux fois.";
    "Rows repeat an earlier row in every column." => "Des lignes répètent une ligne précédente dans toutes les colonnes.";
    "Records could not be read as rows and were kept aside." =>
        "Des enregistrements n’ont pas pu être lus comme des lignes et ont été gardés à part.";
    "Bytes are not {encoding} text; their rows were kept aside." =>
        "Des octets ne sont pas du texte {encoding} ; leurs lignes ont été gardées à part.";
    "The column is empty in every row." => "La colonne est vide à chaque ligne.";
    "Day and month cannot be told apart anywhere in the column; it stays text until somebody decides." =>
        "Rien dans la colonne ne distingue le jour du mois ; elle reste du texte jusqu’à ce que quelqu’un décide.";
    "Some dates are written day first and some month first." =>
        "Certaines dates commencent par le jour, d’autres par le mois.";
    "Dates that no calendar has." => "Des dates qui n’existent dans aucun calendrier.";
    "Values that are not of the type that the others have." => "Des valeurs qui ne sont pas du type des autres.";
    "The column names rows, and some names come twice." =>
        "La colonne identifie les lignes, et certains identifiants reviennent deux fois.";
    "Cells begin with an equals sign; they are kept as text and never computed." =>
        "Des cellules commencent par un signe égal ; elles sont gardées comme texte et jamais calculées.";
    "Cells are filled in with something that stands for nothing." =>
        "Des cellules sont remplies de quelque chose qui ne veut rien dire.";
    "Values have spaces at an end." => "Des valeurs ont des espaces au début ou à la fin.";
    "Values differ from another only in capitals, accents or spaces." =>
        "Des valeurs ne diffèrent d’une autre que par les majuscules, les accents ou les espaces.";
    "Values refer to {table}.{key} and are not there." => "Des valeurs renvoient à {table}.{key} et n’y figurent pas.";
    "Debits and credits of the whole table do not agree." =>
        "Les débits et les crédits de toute la table ne s’accordent pas.";
    "Entries do not come to zero; the lines are where they begin." =>
        "Des écritures ne s’équilibrent pas ; les lignes indiquent où elles commencent.";

    // Who may see a column, by its name
    "The name says that it holds passwords, keys or tokens." =>
        "Le nom dit qu’elle contient des mots de passe, des clés ou des jetons.";
    "The name says that it is pay." => "Le nom dit qu’il s’agit d’une paie.";
    "The name says that it is about birth." => "Le nom dit qu’il s’agit de la naissance.";
    "The name says that it is an identity number." => "Le nom dit qu’il s’agit d’un numéro d’identité.";
    "The name says that it is a bank account or card." => "Le nom dit qu’il s’agit d’un compte ou d’une carte bancaires.";
    "The name says that it is a tax number." => "Le nom dit qu’il s’agit d’un numéro fiscal.";
    "The name says that it is an e-mail address." => "Le nom dit qu’il s’agit d’une adresse de courriel.";
    "The name says that it is a telephone number." => "Le nom dit qu’il s’agit d’un numéro de téléphone.";
    "The name says that it is part of an address." => "Le nom dit qu’il s’agit d’une partie d’adresse.";
    "Free text may speak of people." => "Un texte libre peut parler de personnes.";
    "The name says that it names people, beside columns about employees." =>
        "Le nom dit qu’elle nomme des personnes, à côté de colonnes sur le personnel.";
    "The name says that it names people or companies." => "Le nom dit qu’elle nomme des personnes ou des entreprises.";
    "Names, in a table about customers or vendors." => "Des noms, dans une table de clients ou de fournisseurs.";
    "Names of accounts or settings, not of people." => "Des noms de comptes ou de réglages, pas de personnes.";

    // Who may see a column, by its values
    "Most values look like private keys or password hashes." =>
        "La plupart des valeurs ressemblent à des clés privées ou à des empreintes de mots de passe.";
    "{share} of the different values are e-mail addresses." =>
        "{share} des valeurs distinctes sont des adresses de courriel.";
    "{share} of the different values are bank accounts whose check digits agree; by chance 1 % would." =>
        "{share} des valeurs distinctes sont des comptes bancaires dont la clé de contrôle est juste ; le hasard en donnerait 1 %.";
    "{share} of the different values pass as card numbers; by chance 10 % would." =>
        "{share} des valeurs distinctes passent pour des numéros de carte ; le hasard en donnerait 10 %.";
    "{share} of the different values have the form of VAT numbers." =>
        "{share} des valeurs distinctes ont la forme de numéros de TVA.";
    "{share} of the different values pass as national identity numbers." =>
        "{share} des valeurs distinctes passent pour des numéros d’identité nationaux.";
    "{share} of the different values have the form of telephone numbers." =>
        "{share} des valeurs distinctes ont la forme de numéros de téléphone.";
    "Every value is true or false." => "Chaque valeur est vraie ou fausse.";
    "Every value is a day or a time, and the name does not speak of birth." =>
        "Chaque valeur est un jour ou une heure, et le nom ne parle pas de naissance.";
    "Amounts and rates, by name and by value." => "Des montants et des taux, par le nom et par les valeurs.";
    "Quantities, by name and by value." => "Des quantités, par le nom et par les valeurs.";
    "Currency codes." => "Des codes de devises.";
    "Codes, names and types of accounts." => "Des codes, noms et types de comptes.";
    "Identifiers and codes without meaning of their own." => "Des identifiants et des codes sans signification propre.";
    "A small fixed set of types or states." => "Un petit ensemble fixe de types ou d’états.";
    "Every cell that was looked at is empty." => "Chaque cellule examinée est vide.";
    "Some values hold an e-mail address, a bank account or a card number." =>
        "Certaines valeurs contiennent une adresse de courriel, un compte bancaire ou un numéro de carte.";
    "Neither name nor values say what it is: a person decides." =>
        "Ni le nom ni les valeurs ne disent ce que c’est : une personne décide.";

    // What a load tells on its way
    "{model}: rows {rows}, records {records}." => "{model} : {rows} lignes, {records} enregistrements.";
    "Models: {models}. Rows: {rows}. Not mapped: {rejects}." =>
        "Modèles : {models}. Lignes : {rows}. Sans correspondance : {rejects}.";
    "Signed in to Odoo {version}." => "Connexion à Odoo {version} ouverte.";
    "1 journal entry posted." => "1 écriture comptabilisée.";
    "{posted} journal entries posted." => "{posted} écritures comptabilisées.";
    "1 journal entry was loaded and could not be posted; see the report." =>
        "1 écriture a été chargée et n’a pas pu être comptabilisée ; consultez le rapport.";
    "{many} journal entries were loaded and could not be posted; see the report." =>
        "{many} écritures ont été chargées et n’ont pas pu être comptabilisées ; consultez le rapport.";

    // How long work ended
    "The server stopped while this was under way. Start it again: what was done is kept." =>
        "Le serveur s’est arrêté pendant ce travail. Relancez-le : ce qui a été fait est conservé.";
    "Something went wrong in Bailee itself." => "Quelque chose a échoué dans Bailee même.";
    "What is stored is not what was written." => "Ce qui est conservé n’est pas ce qui a été écrit.";

    // Records that a load left out: by the mapping
    "It refers to a record of {model} that this mapping does not make, or that was itself refused." =>
        "Il renvoie à un enregistrement de {model} que cette correspondance ne crée pas, ou qui a lui-même été refusé.";
    "Its value is not in the value map ‘{map}’." => "Sa valeur n’est pas dans la table de valeurs « {map} ».";
    "Everything that its external id is made of is empty." => "Tout ce dont son identifiant externe se compose est vide.";
    "An earlier row made the same external id." => "Une ligne précédente a donné le même identifiant externe.";
    "Another line of the same record could not be mapped, and half a record is none." =>
        "Une autre ligne du même enregistrement n’a pas pu passer par la correspondance, et une moitié d’enregistrement n’en est pas un.";
    "The message is hidden: your grant does not clear what it may quote." =>
        "Le message est masqué : votre autorisation ne couvre pas ce qu’il peut citer.";
}
