//! Whom a column is about, and who may therefore see it: a first judgement from its name, its values and its neighbours.
//!
//! Detection fails closed. A column is *open* only on good evidence that it is harmless; on evidence that it is personal,
//! financially sensitive, about employees or secret it gets that class; and otherwise it gets none, which seals it until
//! a person decides. Name evidence is a dictionary of words in English, French, German and Spanish; value evidence counts
//! the share of different values that pass a pattern or a checksum, and asks for more than chance would give.

pub(crate) mod checks;
mod names;
mod values;

use bailee_model::words::{Category, ColumnClass};
use bailee_model::{Text, say};
use names::Hint;
pub(crate) use names::Words;
use values::Values;

/// What is known about a column.
pub(crate) struct Evidence<'a> {
    /// The file it came in; `customers.csv` says something about a column called `name`.
    pub(crate) file: &'a str,
    pub(crate) name: &'a str,
    /// All column names of the table.
    pub(crate) neighbours: &'a [String],
    /// Different values with their counts; some of them are enough.
    pub(crate) values: &'a [(String, u64)],
}

/// The judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The class, or none when nothing is sure.
    pub(crate) class: Option<ColumnClass>,
    /// What the values are about; pseudonyms of one subject join.
    pub(crate) subject: &'static str,
    /// The category of data it speaks of.
    pub(crate) category: Option<Category>,
    /// Why, in words, for people.
    pub(crate) reason: Text,
}

impl Verdict {
    fn new(class: ColumnClass, subject: &'static str, reason: Text) -> Self {
        Self { class: Some(class), subject, category: category(class, subject), reason }
    }

    fn undecided(reason: Text) -> Self {
        Self { class: None, subject: "text", category: None, reason }
    }
}

fn category(class: ColumnClass, subject: &str) -> Option<Category> {
    match (class, subject) {
        (ColumnClass::Secret, _) => Some(Category::Secrets),
        (ColumnClass::EmployeeSensitive, _) => Some(Category::Employees),
        (ColumnClass::FinancialSensitive, _) => Some(Category::Financial),
        (_, "amount" | "account") => Some(Category::Financial),
        (_, "employee_name") => Some(Category::Employees),
        (ColumnClass::Personal, "free_text") => None,
        (ColumnClass::Personal, _) => Some(Category::Parties),
        (_, "quantity") => Some(Category::Operations),
        _ => None,
    }
}

/// Judges a column.
pub(crate) fn judge(evidence: &Evidence<'_>) -> Verdict {
    let words = Words::of(evidence.name);
    let context = names::Context::of(evidence.file, evidence.neighbours);
    let values = Values::look_at(evidence.values);
    secret(&words, &values)
        .or_else(|| by_values(&values, &context, &words))
        .or_else(|| by_name(&words, &values, &context))
        .or_else(|| harmless(&words, &values, &context))
        .unwrap_or_else(|| leaning(&values))
}

/// Passwords and keys are told by their name alone, or by values that look like nothing else.
fn secret(words: &Words, values: &Values) -> Option<Verdict> {
    if words.hint() == Some(Hint::Secret) {
        return Some(Verdict::new(
            ColumnClass::Secret,
            "secret",
            say!("The name says that it holds passwords, keys or tokens."),
        ));
    }
    values.share(|counts| counts.keys).is_some_and(|share| share > 0.5).then(|| {
        Verdict::new(ColumnClass::Secret, "secret", say!("Most values look like private keys or password hashes."))
    })
}

/// What checksums and patterns prove, whatever the column is called.
fn by_values(values: &Values, context: &names::Context, words: &Words) -> Option<Verdict> {
    let share = |count: fn(&values::Counts) -> u64| values.share(count).unwrap_or(0.0);
    if share(|counts| counts.email) > 0.5 {
        return Some(Verdict::new(
            ColumnClass::Personal,
            "email",
            say!("{share} of the different values are e-mail addresses.", share = percent(share(|c| c.email))),
        ));
    }
    if share(|counts| counts.iban) > 0.5 {
        return Some(Verdict::new(
            ColumnClass::FinancialSensitive,
            "iban",
            say!(
                "{share} of the different values are bank accounts whose check digits agree; by chance 1 % would.",
                share = percent(share(|c| c.iban))
            ),
        ));
    }
    if share(|counts| counts.card) > 0.5 {
        return Some(Verdict::new(
            ColumnClass::FinancialSensitive,
            "card",
            say!(
                "{share} of the different values pass as card numbers; by chance 10 % would.",
                share = percent(share(|c| c.card))
            ),
        ));
    }
    if share(|counts| counts.vat) > 0.5 {
        return Some(Verdict::new(
            ColumnClass::FinancialSensitive,
            "tax_id",
            say!("{share} of the different values have the form of VAT numbers.", share = percent(share(|c| c.vat))),
        ));
    }
    if share(|counts| counts.national) > 0.5 && !words.is_identifier() {
        let reason = say!(
            "{share} of the different values pass as national identity numbers.",
            share = percent(share(|c| c.national))
        );
        return Some(Verdict::new(ColumnClass::EmployeeSensitive, "national_id", reason));
    }
    if share(|counts| counts.phone) > 0.6 && !context.ledger {
        return Some(Verdict::new(
            ColumnClass::Personal,
            "phone",
            say!(
                "{share} of the different values have the form of telephone numbers.",
                share = percent(share(|c| c.phone))
            ),
        ));
    }
    None
}

/// What the name says, where the values do not speak against it.
fn by_name(words: &Words, values: &Values, context: &names::Context) -> Option<Verdict> {
    let hint = words.hint()?;
    let verdict = match hint {
        Hint::Secret => return None,
        Hint::Pay => Verdict::new(ColumnClass::EmployeeSensitive, "pay", say!("The name says that it is pay.")),
        Hint::Birth => {
            Verdict::new(ColumnClass::EmployeeSensitive, "birth_date", say!("The name says that it is about birth."))
        }
        Hint::NationalId => Verdict::new(
            ColumnClass::EmployeeSensitive,
            "national_id",
            say!("The name says that it is an identity number."),
        ),
        Hint::Bank => Verdict::new(
            ColumnClass::FinancialSensitive,
            "bank_account",
            say!("The name says that it is a bank account or card."),
        ),
        Hint::Tax => {
            Verdict::new(ColumnClass::FinancialSensitive, "tax_id", say!("The name says that it is a tax number."))
        }
        Hint::Email => {
            Verdict::new(ColumnClass::Personal, "email", say!("The name says that it is an e-mail address."))
        }
        Hint::Phone => {
            Verdict::new(ColumnClass::Personal, "phone", say!("The name says that it is a telephone number."))
        }
        Hint::Address => {
            Verdict::new(ColumnClass::Personal, "address", say!("The name says that it is part of an address."))
        }
        Hint::Memo if !values.is_code() => {
            Verdict::new(ColumnClass::Personal, "free_text", say!("Free text may speak of people."))
        }
        Hint::Memo => return None,
        Hint::Person | Hint::PlainName if values.is_uuid() || (words.is_identifier() && values.is_code()) => {
            return None;
        }
        Hint::Person | Hint::PlainName if context.employees => Verdict::new(
            ColumnClass::Personal,
            "employee_name",
            say!("The name says that it names people, beside columns about employees."),
        ),
        Hint::Person => Verdict::new(
            ColumnClass::Personal,
            "partner_name",
            say!("The name says that it names people or companies."),
        ),
        Hint::PlainName if context.parties => {
            Verdict::new(ColumnClass::Personal, "partner_name", say!("Names, in a table about customers or vendors."))
        }
        Hint::PlainName if context.accounts || context.settings => {
            Verdict::new(ColumnClass::Open, "account", say!("Names of accounts or settings, not of people."))
        }
        Hint::PlainName => return None,
    };
    Some(verdict)
}

/// What is harmless on good evidence: amounts and codes of a ledger, days, identifiers, truth, currencies.
fn harmless(words: &Words, values: &Values, context: &names::Context) -> Option<Verdict> {
    if values.has_findings() {
        return None;
    }
    let open = |subject, reason: Text| Some(Verdict::new(ColumnClass::Open, subject, reason));
    if values.is_empty() {
        return None;
    }
    if values.is_truth() {
        return open("flag", say!("Every value is true or false."));
    }
    if context.employees && !words.is_identifier() {
        return None;
    }
    if values.is_date() {
        return open("date", say!("Every value is a day or a time, and the name does not speak of birth."));
    }
    if words.is_amount() && values.is_number() {
        return open("amount", say!("Amounts and rates, by name and by value."));
    }
    if words.is_quantity() && values.is_number() {
        return open("quantity", say!("Quantities, by name and by value."));
    }
    if words.is_currency() && values.is_code() {
        return open("currency", say!("Currency codes."));
    }
    if words.is_account() && (values.is_code() || context.accounts || context.ledger) {
        return open("account", say!("Codes, names and types of accounts."));
    }
    if words.is_identifier() && (values.is_uuid() || values.is_code()) {
        return open("id", say!("Identifiers and codes without meaning of their own."));
    }
    if words.is_kind() && values.is_few() {
        return open("kind", say!("A small fixed set of types or states."));
    }
    None
}

/// Nothing is sure: say what is in the way.
fn leaning(values: &Values) -> Verdict {
    if values.is_empty() {
        return Verdict::undecided(say!("Every cell that was looked at is empty."));
    }
    if values.has_findings() {
        return Verdict {
            class: Some(ColumnClass::Personal),
            subject: "free_text",
            category: None,
            reason: say!("Some values hold an e-mail address, a bank account or a card number."),
        };
    }
    Verdict::undecided(say!("Neither name nor values say what it is: a person decides."))
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

#[cfg(test)]
mod tests;
