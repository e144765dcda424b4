//! Documents that people sign before they work: what a text must be to become one, who it concerns, and those that come with
//! an installation.
//!
//! A document is published in English and French together, under one version. Its text is Markdown that opens with its
//! title; these bytes are what is read, hashed and signed, and they never change. A firm that wants other words publishes
//! its own; those that are embedded here are where it begins (clauses D3.4, D4.2, S5.1, S7).

use bailee_model::{
    Document, DocumentId, DocumentKind, Error, Obligation, Organisation, Person, PersonId, Result, Rng, Signature,
    Standing, say,
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// The languages that everything is published in.
pub const LANGUAGES: [&str; 2] = ["en", "fr"];
/// The longest text that is published, in bytes.
const LONGEST: usize = 100_000;

macro_rules! shipped {
    ($($kind:ident = $name:literal),* $(,)?) => {
        /// The texts that come with an installation: their kind, English, French.
        const SHIPPED: &[(DocumentKind, [&str; 2])] = &[$((DocumentKind::$kind, [
            include_str!(concat!("../../../policies/agreements/", $name, ".en.md")),
            include_str!(concat!("../../../policies/agreements/", $name, ".fr.md")),
        ])),*];
    };
}

shipped! {
    Confidentiality = "confidentiality",
    MutualNda = "mutual-nda",
    FlowDownFirm = "flow-down-firm",
    FlowDownPerson = "flow-down-person",
}

/// What is published: the version that is one above the last, in both languages.
pub(crate) struct Edition<'a> {
    pub(crate) kind: DocumentKind,
    pub(crate) version: i32,
    /// English and French.
    pub(crate) texts: [&'a str; 2],
    pub(crate) material: bool,
    pub(crate) at: Timestamp,
    pub(crate) by: Option<PersonId>,
}

impl Edition<'_> {
    /// Both documents.
    ///
    /// # Errors
    /// When a text is too long, has no title, or has characters that are not seen.
    pub(crate) fn documents(&self, rng: &dyn Rng) -> Result<Vec<Document>> {
        LANGUAGES.iter().zip(self.texts).map(|(language, text)| self.document(rng, language, text)).collect()
    }

    fn document(&self, rng: &dyn Rng, language: &'static str, text: &str) -> Result<Document> {
        let title = title_of(text).map_err(|error| error.on_field(language))?;
        Ok(Document {
            id: DocumentId::new(rng),
            kind: self.kind,
            version: self.version,
            language: language.to_owned(),
            title,
            text: text.to_owned(),
            digest: hex::encode(Sha256::digest(text.as_bytes())),
            material: self.material,
            published_at: self.at,
            published_by: self.by,
        })
    }
}

/// The title that a text opens with.
fn title_of(text: &str) -> Result<String> {
    if text.len() > LONGEST {
        return Err(
            Error::bad_input(say!("This text is longer than 100,000 bytes.")).hint(say!("Publish a shorter one."))
        );
    }
    // Somebody signs what they see: what is not seen has no place in it.
    if text.chars().any(|each| (each.is_control() && each != '\n') || is_invisible(each)) {
        return Err(Error::bad_input(say!("The text has characters that cannot be seen.")).hint(say!("Remove them.")));
    }
    let title = text.lines().next().and_then(|line| line.strip_prefix("# ")).map(str::trim).unwrap_or_default();
    let rest = text.lines().skip(1).any(|line| !line.trim().is_empty());
    if title.is_empty() || title.chars().count() > 160 || !rest {
        return Err(Error::bad_input(say!("The text does not open with its title, or has nothing after it."))
            .hint(say!("Begin with a line like ‘# Confidentiality agreement’ of at most 160 characters.")));
    }
    Ok(title.to_owned())
}

/// Marks that turn the direction of what follows, and spaces without width.
fn is_invisible(each: char) -> bool {
    matches!(each, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Version 1 of every document, as an installation begins with them.
///
/// # Errors
/// Never for the texts that are embedded; a test reads them all.
pub fn shipped(rng: &dyn Rng, at: Timestamp) -> Result<Vec<Document>> {
    let mut all = Vec::new();
    for (kind, texts) in SHIPPED {
        let edition = Edition { kind: *kind, version: 1, texts: *texts, material: true, at, by: None };
        all.extend(edition.documents(rng)?);
    }
    Ok(all)
}

/// The newest version of a kind, in this language if it is there.
pub fn newest<'a>(documents: &'a [Document], kind: DocumentKind, language: &str) -> Option<&'a Document> {
    let of_kind = || documents.iter().filter(|document| document.kind == kind);
    let version = of_kind().map(|document| document.version).max()?;
    let mut of_version = of_kind().filter(|document| document.version == version);
    of_version.clone().find(|document| document.language == language).or_else(|| of_version.next())
}

/// Whether a document concerns this person, and so may be read by them.
pub fn concerns(person: &Person, kind: DocumentKind) -> bool {
    match (kind, person.organisation) {
        (DocumentKind::Confidentiality, organisation) => organisation.works_for_firm(),
        (DocumentKind::FlowDownFirm | DocumentKind::FlowDownPerson, Organisation::Supplier(_)) => true,
        (DocumentKind::MutualNda, Organisation::Firm) => {
            matches!(person.standing, Standing::Officer | Standing::Staff)
        }
        (DocumentKind::MutualNda, Organisation::Client(_)) => person.standing == Standing::Owner,
        _ => false,
    }
}

/// Whether this person signs a document of this kind: for themself, or for the organisation behind them.
pub fn signs(person: &Person, kind: DocumentKind) -> bool {
    concerns(person, kind) && (kind != DocumentKind::FlowDownFirm || person.standing == Standing::Owner)
}

/// Whether a document binds the organisation and not the person.
pub fn binds_organisation(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::FlowDownFirm | DocumentKind::MutualNda)
}

/// The document by which an obligation is met; none for training, nor for what is out.
pub fn document_for(obligation: Obligation) -> Option<DocumentKind> {
    match obligation {
        Obligation::Confidentiality => Some(DocumentKind::Confidentiality),
        Obligation::FlowDownFirm => Some(DocumentKind::FlowDownFirm),
        Obligation::FlowDownPerson => Some(DocumentKind::FlowDownPerson),
        Obligation::Training | Obligation::CheckoutOverdue => None,
    }
}

/// The sentence that somebody consents to when they sign.
pub fn consent(kind: DocumentKind, language: &str) -> &'static str {
    match (binds_organisation(kind), language) {
        (false, "fr") => "J’ai lu ce document et j’y consens. Le nom que je tape vaut signature.",
        (false, _) => "I have read this document and agree to it. The name I type stands for my signature.",
        (true, "fr") => {
            "J’ai lu ce document et j’y consens au nom de l’organisation que j’ai le pouvoir d’engager. Le nom que je tape vaut signature."
        }
        (true, _) => {
            "I have read this document and agree to it for the organisation that I have the power to bind. The name I type stands for my signature."
        }
    }
}

/// The signed text with who signed it, as a plain text that can be kept outside: the exact text, a line, the block.
pub fn copy(document: &Document, signature: &Signature, person: &Person, organisation: &str) -> String {
    let french = document.language == "fr";
    let say = |en: &'static str, fr: &'static str| if french { fr } else { en };
    let rows = [
        (say("Signed by", "Signé par"), person.name.clone()),
        (say("Typed name", "Nom tapé"), signature.typed_name.clone()),
        (say("For", "Pour"), organisation.to_owned()),
        (say("Consent", "Consentement"), signature.consent.clone()),
        (say("Shown by", "Identité montrée par"), factor(signature, french).to_owned()),
        (say("At", "Le"), signature.at.to_string()),
        (say("Version", "Version"), format!("{} ({})", signature.version, signature.language)),
        (say("SHA-256 of the text above", "SHA-256 du texte ci-dessus"), signature.digest.clone()),
        (say("Signature", "Signature"), signature.id.to_string()),
    ];
    let block: String = rows.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    format!("{}\n{}\n{block}", document.text, "-".repeat(72))
}

fn factor(signature: &Signature, french: bool) -> &'static str {
    use bailee_model::Factor::*;
    match (signature.factor, french) {
        (Passkey, false) => "a passkey with user verification",
        (Passkey, true) => "une clé d’accès avec vérification de la personne",
        (PasswordAndCode, false) => "a password and a time-based code",
        (PasswordAndCode, true) => "un mot de passe et un code temporel",
        (RecoveryCode, false) => "a recovery code and a second factor",
        (RecoveryCode, true) => "un code de secours et un second facteur",
        (Provider, false) => "the firm’s identity provider, with two factors",
        (Provider, true) => "le fournisseur d’identité du cabinet, à deux facteurs",
    }
}

/// Whether a typed name is the person's own, loosely: case, accents, punctuation and the order of its parts do not matter.
pub(crate) fn is_name_of(typed: &str, name: &str) -> bool {
    let parts = |text: &str| {
        let plain: String = text.chars().flat_map(char::to_lowercase).map(without_accent).collect();
        let mut parts: Vec<String> = plain
            .split(|each: char| !each.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        parts.sort_unstable();
        parts
    };
    let typed = parts(typed);
    !typed.is_empty() && typed == parts(name)
}

/// A lower-case letter of the Latin script without its mark, as somebody types it who has no such key.
pub(crate) fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    #[test]
    fn every_kind_comes_in_both_languages_and_says_that_a_lawyer_should_look() {
        let all = shipped(&SeededRng::new(1), Timestamp::UNIX_EPOCH).expect("the shipped texts are good");
        assert_eq!(all.len(), DocumentKind::ALL.len() * LANGUAGES.len());
        for document in &all {
            let word = if document.language == "fr" { "juriste" } else { "lawyer" };
            assert!(document.text.contains(word), "{} {}", document.kind, document.language);
            assert_eq!(document.digest.len(), 64);
        }
    }

    #[test]
    fn a_text_needs_a_title_a_body_and_only_what_is_seen() {
        assert!(title_of("# Terms\n\nWe agree.").is_ok());
        for bad in ["Terms\n\nWe agree.", "# \n\nWe agree.", "# Terms\n\n", "# Terms\n\nWe do \u{202e}not agree."] {
            assert!(title_of(bad).is_err(), "{bad:?}");
        }
        assert!(title_of(&format!("# Terms\n\n{}", "a".repeat(LONGEST))).is_err());
    }

    #[test]
    fn a_name_is_compared_loosely_and_still_compared() {
        for typed in ["Éloïse Saint-Onge", "eloise saint onge", "SAINT-ONGE, Éloïse", " Eloïse  Saint-Onge "] {
            assert!(is_name_of(typed, "Éloïse Saint-Onge"), "{typed}");
        }
        for typed in ["", "Éloïse", "Eloise Saintonge-Roy", "X"] {
            assert!(!is_name_of(typed, "Éloïse Saint-Onge"), "{typed}");
        }
    }
}
