//! What is said about bringing files in, tables, questions, mappings and loads.

sentences! {
    // Bringing in, and reading a file
    "The file is empty." => "Le fichier est vide.";
    "Export it again; nothing was kept." => "Exportez-le de nouveau ; rien n’a été conservé.";
    "This file is not text: it looks like a picture, an archive or a program's own format." =>
        "Ce fichier n’est pas du texte : il ressemble à une image, à une archive ou au format propre d’un logiciel.";
    "Export the table as CSV or text with a header, and send that file; a spreadsheet is saved as CSV first." =>
        "Exportez la table en CSV ou en texte avec un en-tête, et envoyez ce fichier ; un classeur s’enregistre d’abord en CSV.";
    "There is no table in this file: no line of it has anything in it that reads as a row." =>
        "Il n’y a pas de table dans ce fichier : rien n’y ressemble à une ligne de table.";
    "Export the table again as CSV or text with a header, and send that file." =>
        "Exportez de nouveau la table en CSV ou en texte avec un en-tête, et envoyez ce fichier.";
    "Parsing was stopped." => "La lecture du fichier a été arrêtée.";
    "Start it again; nothing was kept." => "Relancez-la ; rien n’a été conservé.";
    "The disk is full: nothing of the table was kept." => "Le disque est plein : rien de la table n’a été conservé.";
    "The operator makes room; then start it again." => "L’exploitant fait de la place ; recommencez ensuite.";

    // Tables, profiles and types
    "This holding has no table yet." => "Cette détention n’a pas encore de table.";
    "Parse the original first." => "Faites d’abord lire l’original.";
    "This holding has no profile." => "Cette détention n’a pas de profil.";
    "Tables have one, once their intake has finished." =>
        "Les tables en ont un, une fois leur prise en garde terminée.";
    "Only tables have rows kept aside." => "Seules les tables ont des lignes rejetées.";
    "The table has no column of this name." => "La table n’a pas de colonne de ce nom.";
    "The profile was stopped." => "Le profil a été arrêté.";
    "Start it again; the earlier one, if any, still stands." =>
        "Relancez-le ; le profil précédent, s’il existe, reste valable.";
    "The table has no profile yet, and types follow the profile." =>
        "La table n’a pas encore de profil, et les types suivent le profil.";
    "Profile the table first." => "Faites d’abord le profil de la table.";
    "Typing was stopped." => "L’attribution des types a été arrêtée.";
    "Start it again; the table of texts is untouched." => "Relancez-la ; la table de textes est intacte.";

    // Questions: what may be asked
    "The question is longer than 20,000 bytes." => "La requête dépasse 20 000 octets.";
    "The question is too long." => "La requête est trop longue.";
    "A question may have 65,536 characters." => "Une requête peut compter 65 536 caractères.";
    "The question has too many parts in each other." => "La requête a trop de parties imbriquées.";
    "Write ‘in (…)’ instead of many ‘or’, and ask long questions in several steps." =>
        "Écrivez « in (…) » au lieu de nombreux « or », et faites les longues requêtes en plusieurs étapes.";
    "Exactly one question at a time." => "Une seule requête à la fois.";
    "Leave out what comes after the semicolon." => "Retirez ce qui suit le point-virgule.";
    "Only SELECT is possible here." => "Seul SELECT est possible ici.";
    "Tables cannot be changed, described or explained by a question; profile and holdings have pages of their own." =>
        "Une requête ne peut ni modifier, ni décrire, ni expliquer des tables ; le profil et les détentions ont leurs propres pages.";
    "A question cannot ask itself again and again." => "Une requête ne peut pas s’appeler elle-même en boucle.";
    "Leave out RECURSIVE." => "Retirez RECURSIVE.";
    "Only tables and questions in brackets stand behind FROM." =>
        "Seules des tables et des requêtes entre parenthèses se placent après FROM.";
    "Samples, functions and files cannot be asked." =>
        "Les échantillons, les fonctions et les fichiers ne s’interrogent pas.";
    "Columns of a join are named." => "Une jointure nomme ses colonnes.";
    "Write ‘using (column)’ or ‘on a.column = b.column’ instead of NATURAL." =>
        "Écrivez « using (colonne) » ou « on a.colonne = b.colonne » au lieu de NATURAL.";
    "There is no room for another question now." => "Il n’y a pas de place pour une autre requête en ce moment.";
    "Ask again in a moment." => "Recommencez dans un instant.";
    "The question took longer than {seconds} seconds and was stopped." =>
        "La requête a duré plus de {seconds} secondes et a été arrêtée.";
    "Ask for fewer rows or columns, or filter more narrowly." =>
        "Demandez moins de lignes ou de colonnes, ou filtrez plus étroitement.";
    "The question needs more memory than one question may take." =>
        "La requête demande plus de mémoire qu’une requête ne peut en prendre.";
    "Group by fewer columns, or filter more narrowly." =>
        "Regroupez sur moins de colonnes, ou filtrez plus étroitement.";

    // Questions: what does not fit
    "This is not SQL that can be read: {text}" => "Ce SQL ne peut pas être lu : {text}";
    "The question does not fit the tables." => "La requête ne convient pas aux tables.";
    "The question does not fit the tables: {fault}." => "La requête ne convient pas aux tables : {fault}.";
    "Names with capitals or spaces stand in double quotes: \"Account Code\"." =>
        "Les noms avec majuscules ou espaces se mettent entre guillemets doubles : \"Account Code\".";
    "There is no table ‘{name}’ here." => "Il n’y a pas de table « {name} » ici.";
    "There is no column ‘{name}’ here." => "Il n’y a pas de colonne « {name} » ici.";
    "There is no function ‘{name}’ here." => "Il n’y a pas de fonction « {name} » ici.";
    "Only functions that look at values are there; see the reference of questions." =>
        "Seules existent les fonctions qui examinent des valeurs ; consultez la référence des requêtes.";
    "A function met a value that it cannot work with." =>
        "Une fonction a rencontré une valeur qu’elle ne sait pas traiter.";
    "Columns may hold empty cells and texts; test with try_cast or a filter first." =>
        "Une colonne peut contenir des cellules vides et des textes ; vérifiez d’abord avec try_cast ou un filtre.";
    "A function would make a text longer than one may be." => "Une fonction produirait un texte plus long que permis.";
    "A text that a function makes may have a million bytes." =>
        "Un texte produit par une fonction peut compter un million d’octets.";
    "A division by zero." => "Une division par zéro.";
    "Use nullif(divisor, 0)." => "Utilisez nullif(diviseur, 0).";
    "A number became too large for its type." => "Un nombre est devenu trop grand pour son type.";
    "Cast to decimal(38, 2) before adding up." => "Convertissez en decimal(38, 2) avant d’additionner.";
    "A value cannot be converted to the type that the question asks for." =>
        "Une valeur ne peut pas être convertie au type que demande la requête.";
    "Use try_cast, which gives null instead, or look at the column's profile." =>
        "Utilisez try_cast, qui donne nul à la place, ou consultez le profil de la colonne.";
    "A sealed table could not be read." => "Une table scellée n’a pas pu être lue.";
    "Try again; if it stays, the operator finds the reason in the server's log." =>
        "Réessayez ; si cela persiste, l’exploitant trouve la raison dans le journal du serveur.";
    "The operator finds its kind in the server's log." =>
        "L’exploitant en trouve la nature dans le journal du serveur.";

    // Columns for sums and counts only
    "The column ‘{column}’ {what}." => "La colonne « {column} » {what}.";
    "is shown to nobody row by row" => "n’est montrée à personne ligne par ligne";
    "may stand alone in sum, count or avg, and nowhere else" =>
        "ne peut figurer que seule dans sum, count ou avg, et nulle part ailleurs";
    "cannot be told apart by distinct" => "ne peut pas passer par distinct";
    "cannot be put into one column with others" => "ne peut pas être réunie à d’autres en une seule colonne";
    "is no number: it can be counted only" => "n’est pas un nombre : on peut seulement la compter";
    "Use it alone in sum, count or avg, over groups of {smallest} rows or more: avg({column})." =>
        "Utilisez-la seule dans sum, count ou avg, sur des groupes d’au moins {smallest} lignes : avg({column}).";
    "Give the table its types first, if it should be one." =>
        "Donnez d’abord ses types à la table, si c’est bien un nombre.";
    "There are too many rows to add up ‘{column}’ at once." =>
        "Il y a trop de lignes pour additionner « {column} » en une fois.";
    "Groups of this question differ by fewer than {smallest} rows, and their sums would tell those rows' values." =>
        "Des groupes de cette requête diffèrent de moins de {smallest} lignes, et leurs sommes révéleraient les valeurs de ces lignes.";
    "Ask for one grouping at a time, without totals beside parts that are too small." =>
        "Demandez un seul regroupement à la fois, sans totaux à côté de parts trop petites.";

    // Mappings: the document
    "The document is longer than 512 KiB." => "Le document dépasse 512 Kio.";
    "Split it into two mappings." => "Partagez-le en deux correspondances.";
    "This holding is no mapping." => "Cette détention n’est pas une correspondance.";
    "{mistake} ({more} more)" => "{mistake} ({more} de plus)";
    "This is not TOML: {message}." => "Ce n’est pas du TOML : {message}.";
    "See docs/reference/mapping.md for the form of a mapping." =>
        "Consultez docs/reference/mapping.md pour la forme d’une correspondance.";
    "This version of the form is not known." => "Cette version de la forme n’est pas connue.";
    "Write version = 1." => "Écrivez version = 1.";
    "‘{key}’ is not known here." => "« {key} » n’est pas connu ici.";
    "Known here: {known}." => "Ce qui est connu ici : {known}.";
    "‘{key}’ is missing." => "Il manque « {key} ».";
    "Add {key} = \"…\"." => "Ajoutez {key} = \"…\".";
    "‘{key}’ must be a string." => "« {key} » doit être une chaîne.";
    "Put it in double quotes." => "Mettez-le entre guillemets doubles.";
    "‘{key}’ must be a table." => "« {key} » doit être une table.";
    "Write [{key}] and its entries below it." => "Écrivez [{key}], puis ses entrées en dessous.";
    "‘{key}’ must be true or false." => "« {key} » doit être true ou false.";
    "Write it without quotes." => "Écrivez-le sans guillemets.";
    "‘load’ must be a list of tables." => "« load » doit être une liste de tables.";
    "Write [[load]] with two brackets before each." => "Écrivez [[load]] avec deux crochets avant chacune.";
    "‘{path}’ is given twice." => "« {path} » est donné deux fois.";
    "Keep one of the two." => "Gardez l’un des deux.";
    "A field is a string with an expression, or a table." =>
        "Un champ est une chaîne qui contient une expression, ou une table.";
    "For a constant write {{ value = \"…\" }}." => "Pour une constante, écrivez {{ value = \"…\" }}.";
    "This does not say where the value comes from." => "Ceci ne dit pas d’où vient la valeur.";
    "One of: {{ value = \"…\" }}, {{ ref = \"model\", key = \"…\" }}, {{ xid = \"module.name\" }}, {{ map = \"name\", of = \"expression\" }}." =>
        "Écrivez l’une de ces formes : {{ value = \"…\" }}, {{ ref = \"model\", key = \"…\" }}, {{ xid = \"module.name\" }}, {{ map = \"name\", of = \"expression\" }}.";
    "These loads refer to each other in a circle: {models}." =>
        "Ces chargements se réfèrent les uns aux autres en cercle : {models}.";
    "Load one of them without the reference first, and fill it in with a second load of the same ids." =>
        "Chargez d’abord l’un d’eux sans la référence, puis complétez-la par un second chargement des mêmes identifiants.";

    // Mappings: expressions
    "This is not an expression: {problem}." => "Ce n’est pas une expression : {problem}.";
    "A constant is written {{ value = \"…\" }}." => "Une constante s’écrit {{ value = \"…\" }}.";
    "The expression ends before the text does." => "L’expression finit avant le texte.";
    "Write one expression; join texts with ||." => "Écrivez une seule expression ; joignez les textes par ||.";
    "An expression reads its own row and no other." => "Une expression lit sa propre ligne et aucune autre.";
    "Join tables in a view under [views] and load from it." =>
        "Joignez les tables dans une vue sous [views] et chargez à partir d’elle.";
    "An expression reads its own row and no other: it cannot add up or count." =>
        "Une expression lit sa propre ligne et aucune autre : elle ne peut ni additionner ni compter.";
    "Group rows in a view under [views] and load from it." =>
        "Regroupez les lignes dans une vue sous [views] et chargez à partir d’elle.";
    "Expressions read one row; group rows in a view under [views]." =>
        "Les expressions lisent une seule ligne ; regroupez les lignes dans une vue sous [views].";
    "A brace is opened and not closed." => "Une accolade est ouverte et n’est pas fermée.";
    "Write expressions as {{column}}." => "Écrivez les expressions sous la forme {{colonne}}.";
    "The template is empty." => "Le gabarit est vide.";
    "Give each row a name of its own, as in \"account_{{code}}\"." =>
        "Donnez à chaque ligne un nom qui lui soit propre, comme \"account_{{code}}\".";

    // Mappings: what they name
    "There is no table or view ‘{text}’." => "Il n’y a pas de table ni de vue « {text} ».";
    "No table is there yet: bring in and parse a file first." =>
        "Il n’y a pas encore de table : apportez d’abord un fichier et attendez qu’il soit lu.";
    "A table has this name already." => "Une table porte déjà ce nom.";
    "Give the view another name." => "Donnez un autre nom à la vue.";
    "The view has no column _line, so nothing could be traced to the file." =>
        "La vue n’a pas de colonne _line ; rien ne pourrait donc être retracé jusqu’au fichier.";
    "Select _line, or min(_line) as _line when it groups." =>
        "Sélectionnez _line, ou min(_line) as _line si la vue regroupe.";
    "‘{text}’ is no name of a model." => "« {text} » n’est pas un nom de modèle.";
    "As in res.partner." => "Écrivez-le comme res.partner.";
    "Only account.move can be posted." => "Seul account.move peut être comptabilisé.";
    "Leave post out." => "Retirez post.";
    "There are no rows to compute this from." => "Il n’y a pas de lignes à partir desquelles calculer ceci.";
    "Add from = \"table\"." => "Ajoutez from = \"table\".";
    "Add from = \"table\", or write a constant {{ value = \"…\" }}." =>
        "Ajoutez from = \"table\", ou écrivez une constante {{ value = \"…\" }}.";
    "Every row would get the same id." => "Toutes les lignes recevraient le même identifiant.";
    "Name rows apart, as in \"account_{{code}}\"." => "Distinguez les lignes, comme avec \"account_{{code}}\".";
    "An external id of the target has a module and a name." =>
        "Un identifiant externe de la cible comporte un module et un nom.";
    "As in base.ca." => "Écrivez-le comme base.ca.";
    "No load of this mapping makes ‘{text}’." => "Aucun chargement de cette correspondance ne crée « {text} ».";
    "Add a [[load]] for it, or use {{ xid = \"…\" }} for a record that the target has." =>
        "Ajoutez un [[load]] qui le crée, ou utilisez {{ xid = \"…\" }} pour un enregistrement que la cible a déjà.";
    "There is no value map ‘{text}’." => "Il n’y a pas de table de valeurs « {text} ».";
    "Add [maps.{text}] with one line per value." => "Ajoutez [maps.{text}] avec une ligne par valeur.";
    "The balance needs columns code, name and balance." => "La balance demande les colonnes code, name et balance.";
    "Write: select … as code, … as name, sum(…) as balance from … group by …" =>
        "Écrivez : select … as code, … as name, sum(…) as balance from … group by …";
    "A sum is one number." => "Une somme est un seul nombre.";
    "Select one column, as in select sum(total) from invoices." =>
        "Sélectionnez une seule colonne, comme dans select sum(total) from invoices.";

    // Running a mapping
    "The mapping was stopped." => "La correspondance a été arrêtée.";
    "Run it again; nothing was sent." => "Relancez-la ; rien n’a été envoyé.";
    "A sum must give one row." => "Une somme doit donner une seule ligne.";
    "Use an aggregate, as in select sum(total) from invoices." =>
        "Utilisez un agrégat, comme dans select sum(total) from invoices.";
    "A balance or sum is not an exact number." => "Un solde ou une somme n’est pas un nombre exact.";
    "Give the table types, or cast to decimal(38, 2); floating point is not exact." =>
        "Donnez des types à la table, ou convertissez en decimal(38, 2) ; la virgule flottante n’est pas exacte.";

    // Loads
    "Import files go to no system." => "Les fichiers d’import ne vont vers aucun système.";
    "Leave the system out." => "Ne choisissez pas de système.";
    "No system is chosen." => "Aucun système n’est choisi.";
    "Choose one, or load into import files." => "Choisissez-en un, ou chargez dans des fichiers d’import.";
    "This system has no credential in custody yet." => "Ce système n’a pas encore d’identifiant secret en garde.";
    "Store one on the systems page first." => "Mettez-en d’abord un en garde à la page des systèmes.";
    "The mapping has a mistake: {mistake}" => "La correspondance a une erreur : {mistake}";
    "The mapping has {count} mistakes, the first: {mistake}" =>
        "La correspondance a {count} erreurs, dont la première : {mistake}";
    "Mend it on the mapping page." => "Corrigez-la à la page de la correspondance.";
    "The mapping yields nothing to load." => "La correspondance ne donne rien à charger.";
    "Look at its filters." => "Vérifiez ses filtres.";
    "Who started this load is no longer let in here, so it does not go on." =>
        "La personne qui a lancé ce chargement n’a plus accès ici ; il ne se poursuit donc pas.";
    "Somebody on the engagement starts it again: it goes on where it was." =>
        "Une personne affectée au mandat le relance : il reprend où il en était.";
    "The load was stopped." => "Le chargement a été arrêté.";
    "Start it again: it goes on where it was." => "Relancez-le : il reprend où il en était.";
    "What was loaded is kept; start it again." => "Ce qui a été chargé est conservé ; relancez le chargement.";
    "A journal entry names an account that no import file brings." =>
        "Une écriture comptable nomme un compte qu’aucun fichier d’import n’apporte.";
    "Map the accounts in the same mapping." => "Ajoutez les comptes à la même correspondance.";

    // Bundles
    "Whoever fetched the bundle went away before its end." =>
        "La récupération de la remise s’est interrompue avant la fin.";
    "Fetch it again." => "Récupérez-la de nouveau.";
    "The operator runs ‘baileed fsck’." => "L’exploitant exécute « baileed fsck ».";
}
