//! How the firm stands: every version of every document, who signed which, and who owes what.

use super::agreements::{Names, Signed};
use crate::{Door, documents, obligations};
use bailee_model::{
    Action, Document, DocumentId, DocumentKind, Obligation, Person, PersonId, PersonState, Result, Signature,
};
use std::collections::HashMap;

/// Everything that is published, and how everybody stands: for those who oversee people.
#[derive(Clone, Debug)]
pub struct FirmAgreements {
    /// Each kind with its versions, newest first.
    pub kinds: Vec<KindRow>,
    /// Everybody who works for the firm and has not left, by name.
    pub people: Vec<PersonRow>,
    /// Whether the reader may publish, once both factors are shown.
    pub may_publish: bool,
}

/// One kind of document.
#[derive(Clone, Debug)]
pub struct KindRow {
    /// Which.
    pub kind: DocumentKind,
    /// Its versions, newest first.
    pub versions: Vec<VersionRow>,
}

/// One version of a document.
#[derive(Clone, Debug)]
pub struct VersionRow {
    /// In English and French.
    pub documents: Vec<Document>,
    /// Who published it; nobody for what came with the installation.
    pub by: Option<String>,
    /// How many signatures it bears.
    pub signatures: usize,
    /// The version before, in the same languages, to compare with.
    pub before: Vec<DocumentId>,
}

/// One person and what they agreed to.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// Who.
    pub person: Person,
    /// The organisation behind them, by name.
    pub organisation: String,
    /// What they owe.
    pub owes: Vec<Obligation>,
    /// What they signed, newest first.
    pub signed: Vec<Signed>,
}

/// The officer's view of agreements.
///
/// # Errors
/// When the reader does not oversee people.
pub async fn firm_agreements(door: &Door) -> Result<FirmAgreements> {
    door.require(Action::ViewPeople).await?;
    let store = door.app.store();
    let names = Names::read(door).await?;
    let all = store.documents().await?;
    let mut signatures: HashMap<PersonId, Vec<Signature>> = HashMap::new();
    let mut under: HashMap<(DocumentKind, i32), usize> = HashMap::new();
    for signature in store.signatures().await? {
        *under.entry((signature.kind, signature.version)).or_default() += 1;
        signatures.entry(signature.person).or_default().push(signature);
    }
    let mut people = Vec::new();
    for person in store.people().await? {
        if !person.organisation.works_for_firm() || person.state == PersonState::Departed {
            continue;
        }
        let owes = obligations::outstanding(store, &person, door.now(), &door.app.limits()).await?;
        let signed = signatures.remove(&person.id).unwrap_or_default();
        people.push(PersonRow {
            organisation: names.of(person.organisation),
            owes,
            signed: signed.into_iter().rev().filter_map(|each| names.signed(each)).collect(),
            person,
        });
    }
    let kinds = DocumentKind::ALL.iter().map(|kind| kind_row(*kind, &all, &under, &names)).collect();
    Ok(FirmAgreements { kinds, people, may_publish: door.is_officer() })
}

fn kind_row(
    kind: DocumentKind,
    all: &[Document],
    under: &HashMap<(DocumentKind, i32), usize>,
    names: &Names,
) -> KindRow {
    let of = |version: i32| -> Vec<&Document> {
        all.iter().filter(|each| each.kind == kind && each.version == version).collect()
    };
    let mut numbers: Vec<i32> = all.iter().filter(|each| each.kind == kind).map(|each| each.version).collect();
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    numbers.dedup();
    let versions = numbers.into_iter().map(|version| {
        let mut documents: Vec<Document> = of(version).into_iter().cloned().collect();
        documents.sort_by(|one, other| one.language.cmp(&other.language));
        let before = |document: &Document| {
            of(version - 1).into_iter().find(|each| each.language == document.language).map(|each| each.id)
        };
        let by = documents.first().and_then(|each| each.published_by).and_then(|id| names.people.get(&id));
        VersionRow {
            by: by.map(|person| person.name.clone()),
            signatures: under.get(&(kind, version)).copied().unwrap_or(0),
            before: documents.iter().filter_map(before).collect(),
            documents,
        }
    });
    KindRow { kind, versions: versions.collect() }
}

/// The texts in force of a kind, English and French, to begin a new version from.
///
/// # Errors
/// When the reader does not oversee people.
pub async fn draft(door: &Door, kind: DocumentKind) -> Result<[String; 2]> {
    door.require(Action::ViewPeople).await?;
    let all = door.app.store().documents().await?;
    let text = |language| documents::newest(&all, kind, language).map(|each| each.text.clone()).unwrap_or_default();
    Ok(documents::LANGUAGES.map(text))
}
