//! The second way into an Odoo: files for its own import page, for clients whose plan has no API.
//!
//! One CSV file a model, numbered in the order of importing, with the same external ids, references and order of rows as a
//! load over the wire, and a `README.txt` that says what to do with them. The same plan always gives the same bytes.
//! What is yielded here is plain client data: the caller seals it before it touches a disk.
//!
//! Every cell is quoted and otherwise left exactly as it is. Spreadsheet programs take a cell that begins with `=`, `+`, `-`
//! or `@` for a formula, and the usual guard puts an apostrophe before it; here that would alter the data, since Odoo
//! imports the apostrophe. So nothing is altered, and the `README.txt` says not to open the files in a spreadsheet.

use crate::plan::{self, Columns, Record, Seen};
use bailee_model::{
    Error, Result,
    load::{ModelLoad, Plan, Reject},
};

const README_EN: &str = "\
Import files for Odoo
=====================

Import them in the order of their numbers, each into the list of its own model: open the list, choose
Favorites > Import records (in recent versions: the cogwheel > Import records), and upload the file. Encoding is
UTF-8, the separator is the comma, the text delimiter is the double quote, the decimal point is a point and
dates are YYYY-MM-DD. Choose Test first; import only when the test finds nothing.

The column id is the external id. It makes it safe to import a file again: records that are there already are
brought up to date, none is made twice.

Do not open the files in a spreadsheet program and save them: it would change dates, long numbers and leading
zeros, and may run a cell that begins with = + - or @ as a formula. The cells are as they were given.

Files
-----

";

const README_FR: &str = "\
Fichiers d’importation pour Odoo
================================

Importez-les dans l’ordre de leurs numéros, chacun dans la liste de son propre modèle : ouvrez la liste,
choisissez Favoris > Importer les enregistrements (dans les versions récentes : la roue dentée > Importer les
enregistrements) et téléversez le fichier. L’encodage est UTF-8, le séparateur la virgule, le délimiteur de texte
le guillemet double, le séparateur décimal le point, et les dates s’écrivent AAAA-MM-JJ. Choisissez d’abord
Tester ; n’importez que si le test ne trouve rien.

La colonne id est l’identifiant externe. Grâce à elle, un fichier peut être importé de nouveau sans risque : les
enregistrements déjà présents sont mis à jour, aucun n’est créé deux fois.

N’ouvrez pas les fichiers dans un tableur pour les enregistrer : il modifierait les dates, les longs nombres et les
zéros initiaux, et pourrait exécuter comme formule une cellule qui commence par = + - ou @. Les cellules sont telles
qu’elles ont été données.

Fichiers
--------

";

/// A file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without a folder, as in `02-res.partner.csv`.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// The files of a plan: the `README.txt` in this language (`fr`, or English for any other), then one for each model that has
/// records.
///
/// Rows that could not be imported whatever the target (without an external id, with one that is taken, with references
/// that lead back to themselves) are left out and come back as rejects.
///
/// # Errors
///
/// `BadInput` for a prefix that Odoo does not take.
pub fn bundle<'p>(
    plan: &'p Plan,
    language: &str,
) -> Result<(impl Iterator<Item = Result<File>> + use<'p>, Vec<Reject>)> {
    plan::check_prefix(&plan.prefix)?;
    let mut seen = Seen::default();
    let mut rejects = Vec::new();
    let mut loads: Vec<(&ModelLoad, Vec<Record<'_>>)> = Vec::new();
    for load in plan::in_order(plan) {
        let (records, refused) = plan::records(load, &mut seen);
        rejects.extend(refused);
        let (waves, circular) = plan::waves(load, &records);
        rejects.extend(circular);
        if !waves.is_empty() {
            loads.push((load, waves.concat()));
        }
    }
    let readme = File { name: "README.txt".into(), bytes: readme(&loads, language).into_bytes() };
    let tables = (1..).zip(loads).map(|(number, (load, records))| {
        Ok(File { name: name(number, load), bytes: table(&plan.prefix, load, &records)? })
    });
    Ok((std::iter::once(Ok(readme)).chain(tables), rejects))
}

fn name(number: usize, load: &ModelLoad) -> String {
    let model: String =
        load.model.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    format!("{number:02}-{model}.csv")
}

fn table(prefix: &str, load: &ModelLoad, records: &[Record<'_>]) -> Result<Vec<u8>> {
    let columns = Columns::new(prefix, load);
    let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    let failed = |error: csv::Error| Error::internal("A row could not be written into an import file.").because(error);
    writer.write_record(columns.header()).map_err(failed)?;
    for record in records {
        for row in columns.cells(record) {
            writer.write_record(row).map_err(failed)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| Error::internal("An import file could not be finished.").because(error.into_error()))
}

fn readme(loads: &[(&ModelLoad, Vec<Record<'_>>)], language: &str) -> String {
    let french = language == "fr";
    let mut text = String::from(if french { README_FR } else { README_EN });
    for (number, (load, records)) in (1..).zip(loads) {
        let (file, count, model) = (name(number, load), records.len(), &load.model);
        let line = match (french, load.post) {
            (false, false) => format!("{file}: records of {model}: {count}\n"),
            (false, true) => format!("{file}: records of {model}: {count}, then post them\n"),
            (true, false) => format!("{file} : enregistrements de {model} : {count}\n"),
            (true, true) => format!("{file} : enregistrements de {model} : {count}, à comptabiliser ensuite\n"),
        };
        text.push_str(&line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::{load, row};

    fn plan() -> Plan {
        let mut entry = load(
            "account.move",
            &["ref", "line_ids/account_id/id", "line_ids/debit"],
            vec![row("m", &["Opening", "@acc_1", "1.50"], 2), row("", &["", "@acc_2", ""], 3)],
        );
        entry.post = true;
        Plan {
            prefix: "bailee_t".into(),
            loads: vec![
                entry,
                load(
                    "res.partner",
                    &["name", "parent_id/id"],
                    vec![
                        row("p 2", &["=cmd|' /C calc'!A0", "@p1"], 3),
                        row("p1", &["Lanterne & Fils \"(fictional)\"\nsecond line", ""], 2),
                        row("p1", &["twice", ""], 4),
                    ],
                ),
                load("res.partner.bank", &["acc_number"], vec![]),
            ],
        }
    }

    #[test]
    fn files_stand_in_the_order_of_importing() {
        let plan = plan();
        let (files, rejects) = bundle(&plan, "en").unwrap();
        let files: Vec<File> = files.map(Result::unwrap).collect();
        assert_eq!(
            files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
            ["README.txt", "01-res.partner.csv", "02-account.move.csv"]
        );
        assert_eq!(rejects.iter().map(|reject| reject.source.line).collect::<Vec<_>>(), [4]);
        let readme = std::str::from_utf8(&files[0].bytes).unwrap();
        assert!(readme.contains("01-res.partner.csv: records of res.partner: 2\n"), "{readme}");
        assert!(readme.contains("02-account.move.csv: records of account.move: 1, then post them\n"), "{readme}");
    }

    #[test]
    fn what_to_do_is_said_in_the_language_asked_for() {
        let readme = |language: &str| bundle(&plan(), language).unwrap().0.next().unwrap().unwrap().bytes;
        let french = String::from_utf8(readme("fr")).unwrap();
        assert!(french.starts_with("Fichiers d’importation pour Odoo\n"), "{french}");
        assert!(
            french.ends_with("02-account.move.csv : enregistrements de account.move : 1, à comptabiliser ensuite\n")
        );
        assert_eq!(readme("de"), readme("en"));
    }

    #[test]
    fn cells_are_quoted_and_not_altered() {
        let plan = plan();
        let (files, _) = bundle(&plan, "en").unwrap();
        let files: Vec<File> = files.map(Result::unwrap).collect();
        assert_eq!(
            std::str::from_utf8(&files[1].bytes).unwrap(),
            "\"id\",\"name\",\"parent_id/id\"\n\
             \"bailee_t.p1\",\"Lanterne & Fils \"\"(fictional)\"\"\nsecond line\",\"\"\n\
             \"bailee_t.p%202\",\"=cmd|' /C calc'!A0\",\"bailee_t.p1\"\n"
        );
        assert_eq!(
            std::str::from_utf8(&files[2].bytes).unwrap(),
            "\"id\",\"ref\",\"line_ids/account_id/id\",\"line_ids/debit\",\"line_ids/id\"\n\
             \"bailee_t.m\",\"Opening\",\"bailee_t.acc_1\",\"1.50\",\"bailee_t.m-line_ids-1\"\n\
             \"\",\"\",\"bailee_t.acc_2\",\"\",\"bailee_t.m-line_ids-2\"\n"
        );
    }

    #[test]
    fn the_same_plan_gives_the_same_bytes() {
        let plan = plan();
        let all = || bundle(&plan, "en").unwrap().0.map(Result::unwrap).collect::<Vec<_>>();
        assert_eq!(all(), all());
    }

    #[test]
    fn a_prefix_that_odoo_does_not_take_is_refused() {
        assert!(bundle(&Plan { prefix: "a.b".into(), loads: vec![] }, "en").is_err());
    }
}
