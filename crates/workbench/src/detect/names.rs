//! What a column's name says, by the words in it, in English, French, German and Spanish.

use crate::value::plain;

/// Whether a list, its words parted by spaces, holds the word.
fn holds(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// What a name points to, when it points to something that is not harmless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    Secret,
    Pay,
    Birth,
    NationalId,
    Bank,
    Tax,
    Email,
    Phone,
    Address,
    Memo,
    /// Names people or companies.
    Person,
    /// `name`, and nothing that says whose.
    PlainName,
}

/// The words of a name, in small letters without accents.
pub(crate) struct Words {
    words: Vec<String>,
    joined: String,
}

const SECRET: &str = "password passwd pwd passphrase secret secrets token apikey credential credentials passwort kennwort \
    contrasena clave motdepasse privatekey totp otp mdp";
const PAY: &str = "salary salaries wage wages payroll salaire salaires remuneration gehalt lohn salario sueldo bonus hourlyrate \
    tauxhoraire brutto grosspay netpay compensation paie";
const BIRTH: &str = "birth birthday birthdate dob naissance geburt geburtsdatum geburtstag nacimiento dateofbirth";
const NATIONAL: &str = "ssn sin nir nas nino passport passeport pasaporte reisepass ssnid securitesociale numerosecu \
    sozialversicherung dni identificationid permit visa";
const BANK: &str = "iban bic swift bankaccount bankaccountnumber accnumber rib bankverbindung kontonummer sortcode routing \
    routingnumber cardnumber creditcard cuentabancaria comptebancaire comptebanque bankkonto cb";
const TAX: &str = "vat tva taxid taxidentifier taxnumber vatnumber siret siren ein tin ustid ustidnr steuernummer nif cif rfc \
    companyregistry numerotva abn gst gstin";
const EMAIL: &str = "email mail courriel correo emailaddress bcc mel";
const PHONE: &str = "phone telephone tel mobile fax telefon telefono handy portable movil cell";
const ADDRESS: &str = "address adresse street street2 strasse rue city ville stadt ciudad zip postcode postal postalcode codepostal \
    plz direccion addressline line1 line2 line3 latitude longitude";
const MEMO: &str = "memo description note notes comment comments commentaire remark remarks libelle bemerkung notiz \
    verwendungszweck narration details text texte buchungstext concepto observaciones";
const PERSON: &str = "contact contactname customer customername client clientname vendor vendorname supplier suppliername partner \
    partnername firstname lastname surname givenname familyname prenom nomfamille vorname nachname kunde \
    lieferant fournisseur cliente proveedor employee employeename employe mitarbeiter empleado salarie \
    displayname companyname company societe raisonsociale firma username login salesperson vendeur beneficiary \
    beneficiaire payee owner fullname printoncheckname apellido apellidos nombres middlename suffix";
const NAME: &str = "name nom nombre label intitule bezeichnung fullyqualifiedname title";
const IDENTIFIER: &str = "id ids uuid guid code ref reference number numero num no nr nummer key line seq sequence index piece \
    belegnummer journal lettrage rowid sku level synctoken recordno";
const AMOUNT: &str = "amount amounts montant betrag importe debit credit soll haben debe haber balance solde saldo total subtotal \
    net gross tax taxe price prix preis precio cost cout rate taux discount remise residual paid due unit \
    mouvement";
const QUANTITY: &str = "quantity quantite qty qte menge cantidad stock onhand count hours heures";
const CURRENCY: &str = "currency devise wahrung waehrung moneda cur";
const ACCOUNT: &str = "account compte konto cuenta gl ledger sachkonto compteg comptenum chart";
const KIND: &str = "type status state class kind category etat statut typ art categorie estado tipo classification sense sens \
    option country pays land pais terms month day year department departement abteilung journal";

impl Words {
    /// Of this name: parted at capitals, digits and everything that is no letter.
    pub(crate) fn of(name: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut word = String::new();
        let mut small_before = false;
        for letter in name.chars() {
            let part = !letter.is_alphanumeric() || (letter.is_uppercase() && small_before);
            if part && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if letter.is_alphanumeric() {
                word.extend(letter.to_lowercase().map(plain));
            }
            small_before = letter.is_lowercase();
        }
        if !word.is_empty() {
            words.push(word);
        }
        let joined = words.concat();
        Self { words, joined }
    }

    /// The words.
    pub(crate) fn list(&self) -> &[String] {
        &self.words
    }

    /// Whether the whole name is this word, however it is parted: `Net Amount` is `netamount`.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.joined == word
    }

    fn any(&self, list: &str) -> bool {
        holds(list, &self.joined)
            || self.words.iter().any(|word| holds(list, word))
            || self.words.windows(2).any(|pair| holds(list, &pair.concat()))
            || self.words.windows(3).any(|three| holds(list, &three.concat()))
    }

    /// Whether the last word, which names the thing, is in the list.
    fn ends(&self, list: &str) -> bool {
        self.words.last().is_some_and(|word| holds(list, word))
    }

    /// What the name points to. An identifier *of* a person (`contact_id`) does not name the person.
    pub(crate) fn hint(&self) -> Option<Hint> {
        let identifier = self.ends("id ids uuid guid key");
        let hints = [
            (SECRET, Hint::Secret),
            (NATIONAL, Hint::NationalId),
            (BIRTH, Hint::Birth),
            (PAY, Hint::Pay),
            (BANK, Hint::Bank),
            (EMAIL, Hint::Email),
            (PHONE, Hint::Phone),
        ];
        for (list, hint) in hints {
            let counts = !identifier || matches!(hint, Hint::Secret | Hint::NationalId);
            if counts && self.any(list) && !self.is_synchronisation() {
                return Some(hint);
            }
        }
        if self.is_tax_number() {
            return Some(Hint::Tax);
        }
        if identifier || self.is_date_name() || self.is_account_name() {
            return None;
        }
        if self.any(ADDRESS) {
            return Some(Hint::Address);
        }
        if self.ends(MEMO) {
            return Some(Hint::Memo);
        }
        if self.any(PERSON) && !self.ends(AMOUNT) && !self.ends(KIND) {
            return Some(Hint::Person);
        }
        self.any(NAME).then_some(Hint::PlainName)
    }

    /// `sync_token` is a counter of a bookkeeping program and no secret.
    fn is_synchronisation(&self) -> bool {
        self.words.iter().any(|word| word == "sync" || word == "fivetran")
    }

    /// `vat` and `tax_id` name a number; `vat_amount`, `tax_rate` and `tax_type` do not.
    fn is_tax_number(&self) -> bool {
        self.any(TAX)
            && !self.ends(AMOUNT)
            && !self.ends(KIND)
            && !self.ends("name code treatment included")
            && !self.words.iter().any(|word| holds(AMOUNT, word) && word != "tax" && word != "taxe")
    }

    fn is_date_name(&self) -> bool {
        self.words.iter().any(|word| matches!(word.as_str(), "date" | "datum" | "fecha" | "at" | "utc"))
    }

    fn is_account_name(&self) -> bool {
        self.words.len() == 2 && self.words[0] == "account" && holds(NAME, &self.words[1])
    }

    pub(crate) fn is_identifier(&self) -> bool {
        self.any(IDENTIFIER)
    }

    pub(crate) fn is_amount(&self) -> bool {
        self.any(AMOUNT)
    }

    pub(crate) fn is_quantity(&self) -> bool {
        self.any(QUANTITY)
    }

    pub(crate) fn is_currency(&self) -> bool {
        self.any(CURRENCY)
    }

    pub(crate) fn is_account(&self) -> bool {
        self.any(ACCOUNT)
    }

    pub(crate) fn is_kind(&self) -> bool {
        self.ends(KIND) || (self.words.len() == 1 && self.any(KIND))
    }

    /// Whether the name contains one of these words.
    pub(crate) fn has(&self, list: &str) -> bool {
        self.any(list)
    }
}

/// What the file's name and the neighbouring columns say about the whole table.
pub(crate) struct Context {
    /// Speaks of employees: pay, birth, hiring.
    pub(crate) employees: bool,
    /// A list of customers, vendors or contacts.
    pub(crate) parties: bool,
    /// A chart of accounts.
    pub(crate) accounts: bool,
    /// Lines of a ledger.
    pub(crate) ledger: bool,
    /// Settings: taxes, categories, currencies, departments.
    pub(crate) settings: bool,
}

impl Context {
    pub(crate) fn of(file: &str, neighbours: &[String]) -> Self {
        let file = Words::of(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
        let columns: Vec<Words> = neighbours.iter().map(|name| Words::of(name)).collect();
        let some = |list: &str| columns.iter().any(|column| column.any(list));
        let employees = file.has(
            "employee employees employes salaries personnel mitarbeiter empleados payroll paie staff \
             users",
        ) || columns.iter().any(|column| matches!(column.hint(), Some(Hint::Pay | Hint::Birth)))
            || some("hired hiredate dateembauche embauche jobtitle");
        let ledger = some("debit credit soll haben debe haber netamount") && some(ACCOUNT);
        let parties =
            file.has(
                "contact contacts customer customers client clients vendor vendors supplier suppliers \
             partner partners fournisseurs tiers kunden lieferanten debitoren kreditoren clientes \
             proveedores",
            ) || columns.iter().any(|column| matches!(column.hint(), Some(Hint::Email | Hint::Phone | Hint::Address)))
                || some("contactid customerid vendorid partnerid");
        let accounts = !ledger
            && (file.has("account accounts chart plan comptes konten kontenplan cuentas")
                || (some(ACCOUNT) && some("class accounttype type")));
        let settings = file.has(
            "tax taxes category categories currency department departments option options tracking \
             terms journals product products items articles",
        );
        Self {
            employees,
            parties: parties && !accounts,
            accounts: accounts && !employees,
            ledger,
            settings: settings && !employees && !parties,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_into_words() {
        assert_eq!(Words::of("BankAccountNumber").words, ["bank", "account", "number"]);
        assert_eq!(Words::of("Libellé de l'écriture").words, ["libelle", "de", "l", "ecriture"]);
    }

    #[test]
    fn an_identifier_of_a_person_does_not_name_the_person() {
        assert_eq!(Words::of("contact_id").hint(), None);
        assert_eq!(Words::of("ContactName").hint(), Some(Hint::Person));
        assert_eq!(Words::of("tax_amount").hint(), None);
        assert_eq!(Words::of("tax_identifier").hint(), Some(Hint::Tax));
        assert_eq!(Words::of("sync_token").hint(), None);
        assert_eq!(Words::of("Mot de passe").hint(), Some(Hint::Secret));
    }
}
