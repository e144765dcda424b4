//! Agreements: what the reader signs and signed, one document, one signature, and who signed what.

use crate::{
    Door, agreements,
    documents::{self, concerns, signs},
    obligations::Required,
};
use bailee_model::{
    Action, Client, Document, DocumentId, DocumentKind, Engagement, EngagementId, Error, Organisation, Person,
    PersonId, Result, Signature, SignatureId, Supplier,
};
use std::collections::HashMap;

/// The reader's own agreements.
#[derive(Clone, Debug)]
pub struct MyAgreements {
    /// What waits for the reader's signature.
    pub to_sign: Vec<ToSign>,
    /// What keeps the reader from working and is signed by somebody else: the owner of their organisation.
    pub others_sign: Vec<DocumentKind>,
    /// What the reader signed, newest first.
    pub signed: Vec<Signed>,
}

/// A document that waits for a signature.
#[derive(Clone, Debug)]
pub struct ToSign {
    /// The newest version, in the reader's language.
    pub document: Document,
    /// On which engagement, for a mutual agreement.
    pub engagement: Option<Engagement>,
    /// Whether the reader signed an earlier version.
    pub again: bool,
}

/// A signature with what it stands under.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The signature.
    pub signature: Signature,
    /// The document's title.
    pub title: String,
    /// Who signed.
    pub person: Person,
    /// The organisation that it was signed for, by name.
    pub organisation: String,
    /// Whether it still counts, or a later version has to be signed.
    pub counts: bool,
}

/// One document, to be read and perhaps signed.
#[derive(Clone, Debug)]
pub struct DocumentView {
    /// The document.
    pub document: Document,
    /// The same version in the other language.
    pub other: Option<DocumentId>,
    /// Whether it is the newest version of its kind.
    pub newest: bool,
    /// The reader's signature under this version, on no engagement.
    pub signed: Option<Signature>,
    /// Whether the reader may sign it here; a mutual agreement is signed on its engagement's page.
    pub may_sign: bool,
    /// The version that the reader signed last, to see what changed since.
    pub signed_before: Option<DocumentId>,
}

/// A signature and all that belongs to it.
#[derive(Clone, Debug)]
pub struct SignedCopy {
    /// The signature with its names.
    pub signed: Signed,
    /// The exact text.
    pub document: Document,
    /// The whole as a plain text to be kept outside.
    pub text: String,
}

/// The mutual agreement of one engagement.
#[derive(Clone, Debug)]
pub struct NdaView {
    /// The engagement.
    pub engagement: Engagement,
    /// Its client.
    pub client: Client,
    /// The newest version, in the reader's language.
    pub document: Option<Document>,
    /// Who signed what, oldest first.
    pub signed: Vec<Signed>,
    /// Whether both sides signed the same version, and it counts.
    pub complete: bool,
    /// Whether the reader may sign now for a side that has not signed the newest version.
    pub may_sign: bool,
}

/// Names of people and organisations, read once.
pub(super) struct Names {
    firm: String,
    pub(super) people: HashMap<PersonId, Person>,
    organisations: HashMap<Organisation, String>,
    documents: HashMap<DocumentId, Document>,
    required: Required,
}

impl Names {
    pub(super) async fn read(door: &Door) -> Result<Self> {
        let store = door.app.store();
        let clients = store.clients().await?.into_iter().map(|each| (Organisation::Client(each.id), each.name));
        let suppliers: Vec<Supplier> = store.suppliers().await?;
        let suppliers = suppliers.into_iter().map(|each| (Organisation::Supplier(each.id), each.name));
        Ok(Self {
            firm: door.app.firm().await?.name,
            people: store.people().await?.into_iter().map(|each| (each.id, each)).collect(),
            organisations: clients.chain(suppliers).collect(),
            documents: store.documents().await?.into_iter().map(|each| (each.id, each)).collect(),
            required: Required::read(store).await?,
        })
    }

    pub(super) fn of(&self, organisation: Organisation) -> String {
        match organisation {
            Organisation::Firm => self.firm.clone(),
            other => self.organisations.get(&other).cloned().unwrap_or_default(),
        }
    }

    /// Nothing when who signed or what is not there any more, which nothing removes.
    pub(super) fn signed(&self, signature: Signature) -> Option<Signed> {
        Some(Signed {
            title: self.documents.get(&signature.document)?.title.clone(),
            person: self.people.get(&signature.person)?.clone(),
            organisation: self.of(signature.organisation),
            counts: self.required.version(signature.kind).is_some_and(|required| signature.version >= required),
            signature,
        })
    }
}

/// What the reader has to sign, and what they signed.
///
/// # Errors
/// When the store does not answer.
pub async fn my_agreements(door: &Door) -> Result<MyAgreements> {
    let store = door.app.store();
    let names = Names::read(door).await?;
    let all: Vec<Document> = store.documents().await?;
    let mine = store.signatures_of(door.who.id).await?;
    let mut to_sign = Vec::new();
    let mut others_sign = Vec::new();
    for kind in door.outstanding.iter().filter_map(|each| documents::document_for(*each)) {
        match documents::newest(&all, kind, &door.who.language) {
            Some(document) if signs(&door.who, kind) => {
                let again = mine.iter().any(|each| each.kind == kind);
                to_sign.push(ToSign { document: document.clone(), engagement: None, again });
            }
            _ => others_sign.push(kind),
        }
    }
    to_sign.extend(mutual_to_sign(door, &all, &mine).await?);
    let signed = mine.into_iter().rev().filter_map(|each| names.signed(each)).collect();
    Ok(MyAgreements { to_sign, others_sign, signed })
}

/// Mutual agreements that are wanted and wait for the reader's side.
async fn mutual_to_sign(door: &Door, all: &[Document], mine: &[Signature]) -> Result<Vec<ToSign>> {
    let Some(document) = documents::newest(all, DocumentKind::MutualNda, &door.who.language) else {
        return Ok(Vec::new());
    };
    let mut waiting = Vec::new();
    for row in super::engagements(door).await?.into_iter().filter(|row| row.engagement.nda_required) {
        let view = nda(door, row.engagement.id).await?;
        if view.may_sign && !view.complete {
            let again = mine.iter().any(|each| each.engagement == Some(row.engagement.id));
            waiting.push(ToSign { document: document.clone(), engagement: Some(row.engagement), again });
        }
    }
    Ok(waiting)
}

/// One document, for whom it concerns and for those who oversee people.
///
/// # Errors
/// [`bailee_model::ErrorKind::NotFound`] for anybody else.
pub async fn document(door: &Door, id: DocumentId) -> Result<DocumentView> {
    let store = door.app.store();
    let document = store.get::<Document>(id).await?.ok_or_else(Error::not_found)?;
    if !concerns(&door.who, document.kind) && !oversees(door) {
        return Err(Error::not_found());
    }
    let all = store.documents().await?;
    let same = |each: &&Document| (each.kind, each.version) == (document.kind, document.version) && each.id != id;
    let newest = !all.iter().any(|each| each.kind == document.kind && each.version > document.version);
    let mine: Vec<Signature> =
        store.signatures_of(door.who.id).await?.into_iter().filter(|each| each.kind == document.kind).collect();
    let signed = mine.iter().find(|each| each.version == document.version && each.engagement.is_none()).cloned();
    let before = mine.iter().filter(|each| each.version < document.version).max_by_key(|each| each.version);
    let may_sign =
        newest && signed.is_none() && document.kind != DocumentKind::MutualNda && signs(&door.who, document.kind);
    Ok(DocumentView {
        other: all.iter().find(same).map(|each| each.id),
        newest,
        signed,
        may_sign,
        signed_before: before.map(|each| each.document),
        document,
    })
}

/// Two versions of a document, in this order, for those who may read both.
///
/// # Errors
/// As [`document`]; also when they are not versions of the same document in the same language.
pub async fn versions(door: &Door, from: DocumentId, to: DocumentId) -> Result<[Document; 2]> {
    let (from, to) = (document(door, from).await?.document, document(door, to).await?.document);
    if (from.kind, &from.language) != (to.kind, &to.language) {
        return Err(Error::not_found());
    }
    Ok([from, to])
}

/// A signature with its exact text: for who signed, for who oversees people, and for both sides of a mutual agreement.
///
/// # Errors
/// [`bailee_model::ErrorKind::NotFound`] for anybody else.
pub async fn signature(door: &Door, id: SignatureId) -> Result<SignedCopy> {
    let store = door.app.store();
    let signature = store.get::<Signature>(id).await?.ok_or_else(Error::not_found)?;
    let may = signature.person == door.who.id
        || oversees(door)
        || match signature.engagement {
            Some(engagement) => sees_mutual(door, engagement).await?,
            None => is_for_own_organisation(door, &signature),
        };
    if !may {
        return Err(Error::not_found());
    }
    let document = store.get::<Document>(signature.document).await?.ok_or_else(Error::not_found)?;
    let signed = Names::read(door).await?.signed(signature).ok_or_else(Error::not_found)?;
    let text = documents::copy(&document, &signed.signature, &signed.person, &signed.organisation);
    Ok(SignedCopy { signed, document, text })
}

/// What binds an organisation may be read by its owner.
fn is_for_own_organisation(door: &Door, signature: &Signature) -> bool {
    documents::binds_organisation(signature.kind)
        && signature.organisation == door.who.organisation
        && signs(&door.who, signature.kind)
}

async fn sees_mutual(door: &Door, engagement: EngagementId) -> Result<bool> {
    if !concerns(&door.who, DocumentKind::MutualNda) {
        return Ok(false);
    }
    let facts = door.facts(engagement).await?;
    Ok(door.answer(Action::ViewEngagement, Some(&facts), bailee_policy::Resource::Engagement).is_allowed())
}

/// The mutual agreement of an engagement, for those who may see the engagement.
///
/// # Errors
/// [`bailee_model::ErrorKind::NotFound`] for anybody else.
pub async fn nda(door: &Door, id: EngagementId) -> Result<NdaView> {
    let engagement = door.engagement(id).for_(Action::ViewEngagement).await?.it;
    let store = door.app.store();
    let client = store.get::<Client>(engagement.client).await?.ok_or_else(Error::not_found)?;
    let all = store.documents().await?;
    let names = Names::read(door).await?;
    let signatures = store.signatures_on(id).await?;
    let document = documents::newest(&all, DocumentKind::MutualNda, &door.who.language).cloned();
    let side = door.who.organisation;
    let mine = document.as_ref().is_some_and(|document| {
        signatures.iter().any(|each| each.organisation == side && each.version == document.version)
    });
    let complete = agreements::is_mutual(&names.required, &signatures, &engagement);
    let facts = door.facts(id).await?;
    let may = door.may_after_step_up(Action::SignNda, &facts, bailee_policy::Resource::Engagement);
    let may_sign = document.is_some() && !mine && may;
    let signed = signatures.into_iter().filter_map(|each| names.signed(each)).collect();
    Ok(NdaView { engagement, client, document, signed, complete, may_sign })
}

fn oversees(door: &Door) -> bool {
    door.answer(Action::ViewPeople, None, bailee_policy::Resource::Installation).is_allowed()
}
