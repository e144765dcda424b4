//! What is said about what everything stands on: the words of the product, the records and their logs, the vault.

sentences! {
    // Identifiers and words
    "There is nothing here, or nothing that you may see." => "Il n’y a rien ici, ou rien que vous puissiez voir.";
    "‘{given}’ is not an identifier of this kind." => "« {given} » n’est pas un identifiant de cette sorte.";
    "It starts with {prefix}_ and has 26 letters and digits after it." =>
        "Il commence par {prefix}_, suivi de 26 lettres et chiffres.";
    "‘{word}’ is not known here." => "« {word} » n’est pas connu ici.";
    "Use one of: {words}." => "Employez l’un de ces mots : {words}.";

    // Files and disks
    "A file could not be read or written." => "Un fichier n’a pas pu être lu ou écrit.";
    "The disk is full." => "Le disque est plein.";
    "The operator makes room; nothing was changed." => "L’exploitant fait de la place ; rien n’a changé.";

    // Opening the database
    "The store's address is of no kind that is known." =>
        "L’adresse de la base de données n’est d’aucune sorte connue.";
    "Use sqlite://PATH or postgres://…." => "Employez sqlite://CHEMIN ou postgres://….";
    "A SQLite store is a file." => "Une base SQLite est un fichier.";
    "Use sqlite://PATH. A log in memory would prove nothing after a restart." =>
        "Employez sqlite://CHEMIN. Un journal en mémoire ne prouverait plus rien après un redémarrage.";
    "SQLite {version} may corrupt its write-ahead log." =>
        "SQLite {version} peut corrompre son journal d’écriture anticipée.";
    "Build Bailee with the SQLite it bundles (3.51.3 or newer)." =>
        "Compilez Bailee avec le SQLite qu’il embarque (3.51.3 ou plus récent).";
    "The database cannot be opened." => "La base de données ne s’ouvre pas.";
    "Is its address right, and does its server run?" => "Vérifiez son adresse, et que son serveur est en marche.";
    "The database's file cannot be opened." => "Le fichier de la base de données ne s’ouvre pas.";
    "Does its folder exist, and may we write there?" =>
        "Vérifiez que son dossier existe et que Bailee peut y écrire.";
    "The database's schema could not be brought up to date." =>
        "Le schéma de la base de données n’a pas pu être mis à jour.";
    "A database written by a newer Bailee is not opened by an older one." =>
        "Une base de données écrite par un Bailee plus récent ne s’ouvre pas avec un plus ancien.";

    // Using the database
    "The database does not answer." => "La base de données ne répond pas.";
    "Trying again later may help." => "Réessayez plus tard.";
    "Somebody else was changing the same thing." => "Quelqu’un d’autre modifiait la même chose.";
    "Try again." => "Réessayez.";
    "There is one like this already." => "Il y en a déjà un pareil.";
    "Use the one that is there, or choose another name or address." =>
        "Servez-vous de ce qui existe, ou choisissez un autre nom ou une autre adresse.";
    "This refers to something that is not there." => "Ceci renvoie à quelque chose qui n’existe pas.";
    "Save what it refers to first, in the same change." =>
        "Enregistrez d’abord ce à quoi il renvoie, dans le même changement.";
    "The store is closed." => "La base de données est fermée.";
    "Nothing was changed." => "Rien n’a changé.";
    "More changes are waiting than can be written now." =>
        "Plus de changements attendent qu’il ne peut s’en écrire maintenant.";
    "Nothing was changed. Try again in a moment." => "Rien n’a changé. Réessayez dans un instant.";
    "The server is stopping; it is not known whether the change was kept." =>
        "Le serveur s’arrête ; on ne sait pas si le changement est conservé.";
    "A change took too long and was taken back." => "Un changement a pris trop de temps et a été annulé.";
    "Long work belongs before the change, not in it." => "Un long travail se fait avant le changement, non pendant.";
    "Say what happened: no change without an entry." =>
        "Dites ce qui s’est passé : pas de changement sans inscription.";
    "The database broke off during the commit; it is not known whether the change was kept." =>
        "La base de données s’est interrompue pendant la validation ; on ne sait pas si le changement est conservé.";
    "The change could not be written to the disk. Nothing more is written until the server is started again." =>
        "Le changement n’a pas pu être écrit sur le disque. Rien d’autre ne s’écrit avant le redémarrage du serveur.";
    "The firm is not set up yet." => "Le cabinet n’est pas encore établi.";
    "The first change saves the firm; `baileed init` does it." =>
        "Le premier changement établit le cabinet ; `baileed init` s’en charge.";
    "The upload does not stand where these bytes belong." => "Le dépôt n’en est pas là où ces octets ont leur place.";
    "Ask where it stands, and go on from there." => "Demandez où il en est, et reprenez de là.";

    // Keys that are not there
    "The key for the words of this engagement is not there." => "La clé des textes de ce mandat n’est pas là.";
    "The key for the details of this engagement's log is not there." =>
        "La clé des détails du journal de ce mandat n’est pas là.";
    "Is the vault open, and the engagement not destroyed?" =>
        "Vérifiez que le coffre est ouvert et que le mandat n’est pas détruit.";
    "The key that signs this log is not there." => "La clé qui signe ce journal n’est pas là.";
    "Is the vault open?" => "Vérifiez que le coffre est ouvert.";

    // Logs
    "The log has no entry {index}." => "Le journal n’a pas d’inscription {index}.";
    "The log has {there} entries, not {size}." => "Le journal a {there} inscriptions, non {size}.";
    "The log has no such entry or size." => "Le journal n’a pas cette inscription ou cette taille.";
    "The log holds something that does not follow its format." =>
        "Le journal contient quelque chose qui ne suit pas son format.";
    "The operator runs `baileed fsck`." => "L’exploitant lance `baileed fsck`.";
    "The anchor of the logs cannot be read or written." => "L’ancre des journaux ne peut être ni lue ni écrite.";
    "Is its folder there, and is there room?" => "Vérifiez que son dossier est là et qu’il y a de la place.";
    "Put back the copy that a client or a witness has." => "Remettez la copie d’un client ou d’un témoin.";
    "A copy of the logs cannot be read or written." => "Une copie des journaux ne peut être ni lue ni écrite.";
    "Leave that folder out, or fetch the copy again." => "Laissez ce dossier de côté, ou reprenez la copie.";

    // When nothing is written any more
    "Nothing can be recorded or signed now: {reason}" => "Rien ne peut être inscrit ni signé maintenant : {reason}";
    "Reading works. The operator finds what to do in the guide, under ‘Restoring’." =>
        "La lecture fonctionne. L’exploitant trouve quoi faire dans le guide, sous « Restoring ».";
    "a commit could not be written to the disk. Look at the disk, then start the server again." =>
        "une validation n’a pas pu être écrite sur le disque. Examinez le disque, puis redémarrez le serveur.";
    "a change could not be taken back. Look at the disk, then start the server again." =>
        "un changement n’a pas pu être annulé. Examinez le disque, puis redémarrez le serveur.";
    "{difference} (log {log})." => "{difference} (journal {log}).";
    "{difference} (log {log}). A restored backup must not fork a log." =>
        "{difference} (journal {log}). Une sauvegarde restaurée ne doit pas faire bifurquer un journal.";
    "the database lacks a log of which {count} entries were signed" =>
        "il manque à la base de données un journal dont {count} inscriptions sont signées";
    "the database has a log under another name than the one that was signed" =>
        "la base de données a un journal sous un autre nom que celui qui est signé";
    "the database is older than what was signed: it has {size} entries of {count}" =>
        "la base de données est plus ancienne que ce qui est signé : elle a {size} inscriptions sur {count}";
    "the first {count} entries are not those that were signed" =>
        "les {count} premières inscriptions ne sont pas celles qui sont signées";
    "nodes of the first {count} entries are missing" => "il manque des nœuds des {count} premières inscriptions";

    // Backups and restoring
    "The copy of the records was broken off." => "La copie des registres s’est interrompue.";
    "Restore from another backup." => "Restaurez à partir d’une autre sauvegarde.";
    "Restore with the version that made the backup, or a newer one." =>
        "Restaurez avec la version qui a fait la sauvegarde, ou une plus récente.";
    "There are records at this address already, and a restore replaces nothing." =>
        "Il y a déjà des registres à cette adresse, et une restauration ne remplace rien.";
    "Name an empty database, or a folder that does not exist yet." =>
        "Indiquez une base de données vide, ou un dossier qui n’existe pas encore.";
    "This database is being restored from a backup: nothing opens until the destructions since were replayed." =>
        "Cette base de données est en cours de restauration : rien ne s’ouvre avant que les destructions faites depuis la sauvegarde soient rejouées.";
    "Run ‘baileed restore’ with the same folder again; it says what it still needs." =>
        "Relancez « baileed restore » avec le même dossier ; il dit ce qui lui manque encore.";
    "Entries are put back after a restore only." => "Des inscriptions ne se remettent qu’après une restauration.";
    "A log takes a new name after a restore only." => "Un journal ne change de nom qu’après une restauration.";
    "One of the copies is not of this log, or the log was forked: treat it as an incident." =>
        "L’une des copies n’est pas de ce journal, ou le journal a bifurqué : traitez-le comme un incident.";
    "Leave that copy out." => "Laissez cette copie de côté.";
    "Take the copy from somebody else: a client’s mirror, or a witness." =>
        "Prenez la copie chez quelqu’un d’autre : le miroir d’un client, ou un témoin.";
    "Restore the root folder from its kit first." =>
        "Restaurez d’abord le dossier racine à partir de son coffret de reprise.";
    "The backup has {from} entries of a log of which {to} were signed, and no copy has those from {first} to {last}." =>
        "La sauvegarde a {from} inscriptions d’un journal dont {to} sont signées, et aucune copie n’a celles de {first} à {last}.";
    "Name a folder that has them with --log: the mirror beside the anchor, or a client’s copy from ‘bailee watch’." =>
        "Indiquez par --log un dossier qui les a : le miroir à côté de l’ancre, ou la copie d’un client tirée de « bailee watch ».";

    // The vault
    "A file of the vault could not be read or written." => "Un fichier du coffre n’a pas pu être lu ou écrit.";
    "The object store failed." => "Le stockage des objets a échoué.";
    "The disk is full: nothing was written." => "Le disque est plein : rien n’a été écrit.";
    "Free space on the volume and try again." => "Libérez de la place sur le volume et réessayez.";
    "{what} was destroyed and cannot be opened." => "{what} a été détruit et ne s’ouvre plus.";
    "{what} has a key already." => "{what} a déjà une clé.";
    "A key's name is 32 hexadecimal digits." => "Le nom d’une clé compte 32 chiffres hexadécimaux.";
    "Restore the object from a backup of the same epoch, or ask for the file again." =>
        "Restaurez l’objet à partir d’une sauvegarde de la même époque, ou redemandez le fichier.";
    "A destruction must name at least one holding." => "Une destruction doit nommer au moins une détention.";
    "A destruction is not complete: its keys are gone, its objects are not all deleted yet." =>
        "Une destruction n’est pas achevée : ses clés n’existent plus, ses objets ne sont pas encore tous supprimés.";
    "Mend what the server's log names as the cause, and open the vault again." =>
        "Réparez ce que le journal du serveur donne pour cause, et rouvrez le coffre.";
    "Open the vault again, which mends a damaged copy from the good one, then destroy again." =>
        "Rouvrez le coffre, ce qui répare une copie endommagée à partir de la bonne, puis détruisez de nouveau.";
    "Another process has this vault open ({path} is locked)." =>
        "Un autre processus a ouvert ce coffre ({path} est verrouillé).";
    "Stop the other process first; two at once could bring a destroyed key back." =>
        "Arrêtez d’abord l’autre processus ; à deux, ils pourraient faire revenir une clé détruite.";
    "{path} holds a vault already." => "{path} contient déjà un coffre.";
    "{path} holds no root key." => "{path} ne contient pas de clé racine.";
    "Make one with `baileed init`, or restore the root folder from a recovery kit." =>
        "Créez-en une avec `baileed init`, ou restaurez le dossier racine à partir d’un coffret de reprise.";
    "The keyring is of epoch {found} but the root key is of epoch {current}: it was restored from an old backup." =>
        "Le trousseau est de l’époque {found} mais la clé racine de l’époque {current} : il vient d’une ancienne sauvegarde.";
    "Restore with the latest recovery kit; older ones open nothing any more." =>
        "Restaurez avec le dernier coffret de reprise ; les précédents n’ouvrent plus rien.";
    "The root key is of epoch {root} but the keyring is of epoch {keyring}: the root folder was set back." =>
        "La clé racine est de l’époque {root} mais le trousseau de l’époque {keyring} : le dossier racine est revenu en arrière.";
    "Restore the root folder from the latest recovery kit." =>
        "Restaurez le dossier racine à partir du dernier coffret de reprise.";
    "This installation is being restored from a backup: no key opens until the destructions since were replayed." =>
        "Cette installation est en cours de restauration : aucune clé ne sert avant que les destructions faites depuis la sauvegarde soient rejouées.";
    "Run `baileed restore` with the same folder again; it says what it still needs." =>
        "Relancez `baileed restore` avec le même dossier ; il dit ce qui lui manque encore.";

    // Recovery kits and age
    "This recovery kit is damaged." => "Ce coffret de reprise est endommagé.";
    "Restore it from the latest recovery kit." => "Restaurez-le à partir du dernier coffret de reprise.";
    "This recovery kit is of epoch {kit} but the vault is at epoch {current}: a destruction superseded it." =>
        "Ce coffret de reprise est de l’époque {kit} mais le coffre en est à l’époque {current} : une destruction l’a remplacé.";
    "Use the newest kit and destroy this one." => "Prenez le coffret le plus récent et détruisez celui-ci.";
    "A recovery kit needs at least two different recipients, {given} given." =>
        "Un coffret de reprise demande au moins deux destinataires différents ; nombre donné : {given}.";
    "Name two people who keep their identities in different places." =>
        "Nommez deux personnes qui gardent leurs identités en des lieux différents.";
    "This recovery kit is not sealed to this identity." =>
        "Ce coffret de reprise n’est pas scellé pour cette identité.";
    "Use the identity of one of the recovery recipients." =>
        "Utilisez l’identité de l’un des destinataires du coffret de reprise.";
    "‘{given}’ is not an age recipient: {reason}." => "« {given} » n’est pas un destinataire age : {reason}.";
    "A recipient starts with age1 and is what `age-keygen -y` prints." =>
        "Un destinataire commence par age1 ; c’est ce qu’affiche `age-keygen -y`.";
    "This is not an age identity: {reason}." => "Ceci n’est pas une identité age : {reason}.";
    "An identity starts with AGE-SECRET-KEY-1." => "Une identité commence par AGE-SECRET-KEY-1.";
    "it does not start with age1" => "le texte ne commence pas par age1";
    "it is mistyped or cut short" => "la saisie est fautive ou incomplète";
    "this is the secret identity; never give that away" => "c’est l’identité secrète ; ne la donnez jamais";
    "there is more than one in the text" => "le texte en contient plus d’une";
    "there is none in the text" => "le texte n’en contient aucune";

    // Where it is, and what to do
    "{message} {hint}" => "{message} {hint}";
    "{place}: {said}" => "{place} : {said}";
    "line {line}" => "ligne {line}";
    "column {column}" => "colonne {column}";
    "field {field}" => "champ {field}";
    "{all}, {next}" => "{all}, {next}";
}
