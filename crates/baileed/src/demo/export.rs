//! A made-up client's export, as messy as real ones: two encodings, decimal commas, title and total rows, duplicates, an
//! orphan, a broken record, bank accounts, and a table of employees. Nobody and nothing in it exists.
//!
//! The same seed gives the same bytes, so the figures in the demonstration are the same everywhere.

use bailee_model::clock::{SeededRng, random};

/// Journal entries in the export; each has two or three lines.
const ENTRIES: u32 = 6_000;
const CUSTOMERS: u32 = 240;
const EMPLOYEES: u32 = 32;

/// One file of the export.
pub struct ExportFile {
    /// Its name.
    pub name: &'static str,
    /// Its bytes, in its encoding.
    pub bytes: Vec<u8>,
}

/// Code, name, kind. The names have accents, and the file is written in Windows-1252.
const ACCOUNTS: &[(&str, &str, &str)] = &[
    ("1010", "Encaisse – banque d'exploitation", "Bank"),
    ("1015", "Petite caisse", "Bank"),
    ("1200", "Comptes clients", "Receivable"),
    ("1400", "Stocks de farine et de levain", "Current asset"),
    ("1500", "Matériel de mouture", "Fixed asset"),
    ("1510", "Amortissement cumulé – matériel", "Fixed asset"),
    ("2100", "Comptes fournisseurs", "Payable"),
    ("2310", "TPS à payer", "Current liability"),
    ("2320", "TVQ à payer", "Current liability"),
    ("2700", "Emprunt – Caisse (fictive)", "Long-term liability"),
    ("3100", "Parts des membres", "Equity"),
    ("3900", "Bénéfices non répartis", "Equity"),
    ("4000", "Ventes de farine", "Income"),
    ("4010", "Ventes de pain", "Income"),
    ("4200", "Mouture à façon", "Income"),
    ("5000", "Achats de blé", "Cost of sales"),
    ("5100", "Énergie du moulin", "Expense"),
    ("5200", "Salaires", "Expense"),
    ("5300", "Livraison et entretien des camions", "Expense"),
    ("5400", "Frais bancaires", "Expense"),
    ("5900", "Amortissement", "Expense"),
];

const PLACES: &[&str] = &["Marée-Basse", "Saint-Orme", "Lac-aux-Loutres", "Grande-Ourse", "Pont-Rouillé", "Cap-Brume"];
const TRADES: &[&str] = &["Boulangerie", "Épicerie", "Café", "Auberge", "Traiteur", "Coopérative"];
const NAMES: &[&str] = &[
    "Aubépine",
    "Bergamote",
    "Chèvrefeuille",
    "Digitale",
    "Églantine",
    "Fougère",
    "Genévrier",
    "Hêtraie",
    "Iris",
    "Jonquille",
];
const FIRST: &[&str] = &["Anselme", "Bérénice", "Côme", "Delphine", "Émile", "Faustine", "Gaspard", "Héloïse"];
const LAST: &[&str] = &["Tilleul", "Noisetier", "Ravine", "Coteau", "Bruyère", "Galet", "Roseau", "Mésange"];
const POSTS: &[&str] = &["Meunier", "Boulangère", "Chauffeur", "Comptable", "Mécanicien", "Vendeuse"];

/// The whole export.
pub fn export(seed: u64) -> Vec<ExportFile> {
    let draw = Draw(SeededRng::new(seed));
    vec![
        ExportFile { name: "plan-comptable.csv", bytes: windows_1252(&accounts()) },
        ExportFile { name: "clients.csv", bytes: customers(&draw) },
        ExportFile { name: "grand-livre.csv", bytes: windows_1252(&journal(&draw)) },
        ExportFile { name: "employes.csv", bytes: windows_1252(&employees(&draw)) },
    ]
}

struct Draw(SeededRng);

impl Draw {
    fn below(&self, bound: u32) -> u32 {
        u32::from_le_bytes(random(&self.0)) % bound
    }

    fn one<'a, T: ?Sized>(&self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len() as u32) as usize]
    }
}

fn windows_1252(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

/// Cents as French speakers write them: `1 234,56`, with a no-break space.
fn money(cents: i64) -> String {
    let units = (cents / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in units.chars().enumerate() {
        if index > 0 && (units.len() - index).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    format!("{grouped},{:02}", cents % 100)
}

fn accounts() -> String {
    let mut text = "Minoterie Marrow (fictive) ; plan comptable\r\n\r\nCode;Libellé;Type\r\n".to_owned();
    for (code, name, kind) in ACCOUNTS {
        text.push_str(&format!("{code};{name};{kind}\r\n"));
    }
    text
}

/// A bank account number with right check digits in a country code that is not in use.
fn iban(draw: &Draw) -> String {
    let body: String = (0..18).map(|_| char::from(b'0' + draw.below(10) as u8)).collect();
    let remainder = format!("{body}331500").bytes().fold(0u32, |sum, digit| (sum * 10 + u32::from(digit - b'0')) % 97);
    format!("XF{:02}{body}", 98 - remainder)
}

/// UTF-8 with a byte order mark, commas, three customers twice, one record with a comma too many.
fn customers(draw: &Draw) -> Vec<u8> {
    let mut text = "\u{feff}Customer ID,Name,Email,Phone,City,Country,IBAN,Credit limit\n".to_owned();
    let mut rows = Vec::new();
    for number in 1..=CUSTOMERS {
        let (trade, name, place) = (draw.one(TRADES), draw.one(NAMES), draw.one(PLACES));
        rows.push(format!(
            "C{number:04},{trade} {name} {number},contact{number}@client{number}.example,+1 555 01{:02} {number:03},{place},CA,{},{}.00",
            number % 100,
            iban(draw),
            500 * (1 + draw.below(20)),
        ));
    }
    for twice in [11, 57, 140] {
        rows.push(rows[twice].clone());
    }
    rows.insert(
        90,
        "C9001,Moulin du Nord, Fils et Cie,contact@nord.example,+1 555 0199 000,Cap-Brume,CA,,100.00".to_owned(),
    );
    text.push_str(&rows.join("\n"));
    text.push('\n');
    text.into_bytes()
}

struct Ledger<'a> {
    draw: &'a Draw,
    text: String,
    debit: i64,
    credit: i64,
}

impl Ledger<'_> {
    /// One line of an entry; a positive amount is a debit, a negative one a credit, in cents.
    fn line(&mut self, (entry, date): (u32, &str), account: &str, label: &str, customer: &str, cents: i64) {
        let amount = |cents: i64| if cents > 0 { money(cents) } else { String::new() };
        let (debit, credit) = (amount(cents), amount(-cents));
        self.text.push_str(&format!("{date};E{entry:05};{account};{label};{customer};{debit};{credit}\r\n"));
        self.debit += cents.max(0);
        self.credit += (-cents).max(0);
    }

    fn total(&mut self, label: &str) {
        self.text.push_str(&format!(";;;{label};;{};{}\r\n", money(self.debit), money(self.credit)));
    }

    fn entry(&mut self, entry: u32, date: &str) {
        let customer = format!("C{:04}", 1 + self.draw.below(CUSTOMERS));
        let cents = i64::from(1_000 + self.draw.below(400_000));
        match self.draw.below(5) {
            0 | 1 => {
                let (gst, qst) = (cents * 5 / 100, cents * 9_975 / 100_000);
                let income = ["4000", "4010", "4200"][self.draw.below(3) as usize];
                self.line((entry, date), "1200", "Facture", &customer, cents + gst + qst);
                self.line((entry, date), income, "Facture", &customer, -cents);
                self.line((entry, date), "2310", "Facture", &customer, -gst);
                self.line((entry, date), "2320", "Facture", &customer, -qst);
            }
            2 => {
                self.line((entry, date), "1010", "Encaissement", &customer, cents);
                self.line((entry, date), "1200", "Encaissement", &customer, -cents);
            }
            3 => {
                let cost = ["5000", "5100", "5300", "5400"][self.draw.below(4) as usize];
                self.line((entry, date), cost, "Achat", "", cents);
                self.line((entry, date), "2100", "Achat", "", -cents);
            }
            _ => {
                self.line((entry, date), "2100", "Paiement", "", cents);
                self.line((entry, date), "1010", "Paiement", "", -cents);
            }
        }
    }
}

/// Decimal commas, no-break spaces between thousands, a running total after each quarter, one customer who is nowhere else.
fn journal(draw: &Draw) -> String {
    let mut ledger =
        Ledger {
            draw, text: "Date;Écriture;Compte;Libellé;Client;Débit;Crédit\r\n".to_owned(), debit: 0, credit: 0
        };
    ledger.line((0, "01/01/2025"), "1010", "Solde d'ouverture", "", 48_250_000);
    ledger.line((0, "01/01/2025"), "3100", "Solde d'ouverture", "", -48_250_000);
    for entry in 1..=ENTRIES {
        let day = (entry - 1) * 364 / ENTRIES;
        let (month, day) = (day / 31 + 1, day % 28 + 1);
        let date = format!("{day:02}/{:02}/2025", month.min(12));
        if entry == 2_345 {
            ledger.line((entry, &date), "1200", "Facture", "C7777", 11_550);
            ledger.line((entry, &date), "4000", "Facture", "C7777", -11_550);
        } else {
            ledger.entry(entry, &date);
        }
        if entry.is_multiple_of(ENTRIES / 4) {
            ledger.total("Total cumulé");
        }
    }
    ledger.text
}

fn employees(draw: &Draw) -> String {
    let mut text = "Matricule;Nom;Poste;Date d'embauche;Date de naissance;Salaire annuel;NAS;IBAN\r\n".to_owned();
    for number in 1..=EMPLOYEES {
        text.push_str(&format!(
            "M{number:03};{} {};{};{:02}/{:02}/{};{:02}/{:02}/{};{};{};{}\r\n",
            draw.one(FIRST),
            draw.one(LAST),
            draw.one(POSTS),
            1 + draw.below(28),
            1 + draw.below(12),
            2012 + draw.below(12),
            1 + draw.below(28),
            1 + draw.below(12),
            1965 + draw.below(38),
            money(i64::from(3_800_000 + 10_000 * draw.below(500))),
            insurance_number(draw),
            iban(draw),
        ));
    }
    text
}

/// Nine digits that pass the Luhn check and begin with 0, which no real Canadian number does.
fn insurance_number(draw: &Draw) -> String {
    let mut digits: Vec<u32> = std::iter::once(0).chain((0..7).map(|_| draw.below(10))).collect();
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(index, digit)| if index % 2 == 1 { (digit * 2) / 10 + (digit * 2) % 10 } else { *digit })
        .sum();
    digits.push((10 - sum % 10) % 10);
    digits.iter().map(|digit| char::from(b'0' + *digit as u8)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_the_books_balance() {
        let (one, two) = (export(7), export(7));
        assert!(one.iter().zip(&two).all(|(a, b)| a.bytes == b.bytes));
        let draw = Draw(SeededRng::new(7));
        let text = journal(&draw);
        let cents = |cell: &str| cell.replace(['\u{a0}', ','], "").trim().parse::<i64>().unwrap_or_default();
        let lines =
            text.lines().skip(1).map(|line| line.split(';').collect::<Vec<_>>()).filter(|cells| !cells[1].is_empty());
        let (debit, credit) =
            lines.fold((0, 0), |(debit, credit), cells| (debit + cents(cells[5]), credit + cents(cells[6])));
        assert_eq!(debit, credit);
    }

    #[test]
    fn amounts_are_written_as_french_speakers_do() {
        assert_eq!(money(123_456_789), "1\u{a0}234\u{a0}567,89");
        assert_eq!(money(5), "0,05");
    }
}
