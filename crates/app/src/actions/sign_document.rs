//! Sign a document: exact bytes, the language that was read, a sentence of consent, a typed name, how and when (clauses
//! D3.4, D4.2, S5.1, S7). What is signed stays; a later version asks again and takes nothing back.

use super::{done, own_access::still_stands, text};
use crate::{
    Done, Door,
    documents::{self, binds_organisation, concerns, consent, signs},
    post,
};
use bailee_model::{
    Action, Document, DocumentId, DocumentKind, Engagement, EngagementId, EntryDraft, Error, Mail, MailKind,
    Organisation, Refusal, Result, SessionKind, Signature, SignatureId, say,
};

/// What is signed, and how.
pub struct SignDocumentAsk {
    /// Which document, in the language it was read in.
    pub document: DocumentId,
    /// The signer's name, as they type it.
    pub typed_name: String,
    /// Whether they consent to [`documents::consent`].
    pub consent: bool,
    /// On which engagement, for a mutual agreement and nothing else.
    pub engagement: Option<EngagementId>,
    /// Whether they sign for the organisation behind them, as a mutual agreement and a subcontractor's terms want it.
    pub for_organisation: bool,
}

/// Signs a document. A copy stays at `/agreements/signatures/{id}`, and a message leads there.
///
/// # Errors
/// When it does not concern the signer, is not the newest version, the consent or the name is missing, or a program signs;
/// for a mutual agreement, when the gate does not let them sign on that engagement. The gate asks for fresh factors: what is
/// signed binds.
pub async fn sign_document(door: &Door, ask: SignDocumentAsk) -> Result<Done<Signature>> {
    let document = door.app.store.get::<Document>(ask.document).await?.ok_or_else(Error::not_found)?;
    if !concerns(&door.who, document.kind) {
        return Err(Error::not_found());
    }
    check_signer(door, &document, &ask)?;
    let engagement = signed_on(door, &document, ask.engagement).await?;
    let signature = Signature {
        id: SignatureId::new(door.app.rng.as_ref()),
        document: document.id,
        kind: document.kind,
        version: document.version,
        language: document.language.clone(),
        digest: document.digest.clone(),
        person: door.who.id,
        organisation: door.who.organisation,
        engagement: engagement.as_ref().map(|each| each.id),
        typed_name: text("typed_name", &ask.typed_name, 160)?,
        consent: consent(document.kind, &document.language).to_owned(),
        factor: door.session.factor,
        at: door.now(),
    };
    keep(door, signature, engagement).await
}

fn check_signer(door: &Door, document: &Document, ask: &SignDocumentAsk) -> Result<()> {
    if door.session.kind == SessionKind::Token {
        return Err(Error::refused(by_program(&door.who.language)));
    }
    if !door.strength().two_factors {
        return Err(Error::refused(by_one_factor(&door.who.language)));
    }
    if !signs(&door.who, document.kind) {
        return Err(Error::refused(not_the_signer(&door.who.language)));
    }
    if ask.for_organisation != binds_organisation(document.kind) {
        let wrong = if binds_organisation(document.kind) {
            say!("This document is signed for the organisation behind you.")
        } else {
            say!("This document is signed for yourself.")
        };
        return Err(Error::bad_input(wrong).hint(say!("Sign it as it is meant.")).on_field("for_organisation"));
    }
    if !ask.consent {
        return Err(Error::bad_input(say!("You have not consented."))
            .hint(say!("Read the document, and tick the sentence of consent."))
            .on_field("consent"));
    }
    if !documents::is_name_of(&ask.typed_name, &door.who.name) {
        return Err(Error::bad_input(say!("This is not your name as we know it: {name}.", name = door.who.name))
            .hint(say!("Type it in full. If we have it wrong, ask the security officer to correct it first."))
            .on_field("typed_name"));
    }
    Ok(())
}

/// The engagement of a mutual agreement; every other document is signed on none.
async fn signed_on(door: &Door, document: &Document, on: Option<EngagementId>) -> Result<Option<Engagement>> {
    match (document.kind, on) {
        (DocumentKind::MutualNda, Some(on)) => Ok(Some(door.engagement(on).for_(Action::SignNda).await?.it)),
        (DocumentKind::MutualNda, None) => {
            Err(Error::bad_input(say!("A mutual agreement is signed on an engagement."))
                .hint(say!("Name the engagement."))
                .on_field("engagement"))
        }
        (_, Some(_)) => Err(Error::bad_input(say!("This document is not signed on an engagement."))
            .hint(say!("Leave the engagement out."))
            .on_field("engagement")),
        (_, None) => door.require(Action::SignDocument).await.map(|()| None),
    }
}

async fn keep(door: &Door, signature: Signature, engagement: Option<Engagement>) -> Result<Done<Signature>> {
    let entry = match signature.engagement {
        Some(engagement) => EntryDraft::new(engagement, "nda.signed"),
        None => EntryDraft::site("document.signed"),
    };
    let entry = door
        .by(entry)
        .id("signature", signature.id)
        .id("document", signature.document)
        .id("organisation", signature.organisation)
        .digest("text", signature.digest.clone())
        .detail("kind", signature.kind.as_str())
        .detail("version", signature.version)
        .detail("language", signature.language.clone())
        .detail("typed_name", signature.typed_name.clone())
        .detail("factor", signature.factor.as_str());
    let mut mails = vec![post::to(
        &door.app,
        signature.person,
        MailKind::AgreementSigned,
        format!("/agreements/signatures/{}", signature.id),
    )];
    if let Some(engagement) = engagement {
        mails.extend(other_side(door, &signature, &engagement).await?);
    }
    let (kept, here) = (signature.clone(), door.session.id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        still_stands(&tx, here).await?;
        let newest = tx.documents().await?.iter().filter(|each| each.kind == kept.kind).map(|each| each.version).max();
        if newest != Some(kept.version) {
            return Err(Error::conflict(say!("A newer version of this document is in force."))
                .hint(say!("Read and sign that one.")));
        }
        if tx.signatures_of(kept.person).await?.iter().any(|each| is_same(each, &kept)) {
            return Err(Error::conflict(say!("You have signed this version already."))
                .hint(say!("Your copy is under Agreements.")));
        }
        tx.save(&kept).await?;
        for mail in &mails {
            tx.save(mail).await?;
        }
        Ok(())
    });
    Ok(done(recorded.await?).map(|()| signature))
}

fn is_same(one: &Signature, other: &Signature) -> bool {
    (one.kind, one.version, one.engagement) == (other.kind, other.version, other.engagement)
}

/// Tells those who may sign for the other side that it is their turn, while nobody of them has.
async fn other_side(door: &Door, signature: &Signature, engagement: &Engagement) -> Result<Vec<Mail>> {
    let client = Organisation::Client(engagement.client);
    let there = if signature.organisation == client { Organisation::Firm } else { client };
    let signed = door.app.store.signatures_on(engagement.id).await?;
    if signed.iter().any(|each| each.organisation == there && each.version == signature.version) {
        return Ok(Vec::new());
    }
    let path = format!("/agreements/engagements/{}", engagement.id);
    let people = crate::agreements::who_signs_for(&door.app.store, there, engagement).await?;
    Ok(people.into_iter().map(|person| post::to(&door.app, person, MailKind::AgreementToSign, path.clone())).collect())
}

fn by_program(language: &str) -> Refusal {
    refusal(
        language,
        "S5.1",
        ["A program cannot sign for a person.", "Un programme ne peut pas signer pour une personne."],
        ["Sign in yourself, and sign in the browser.", "Connectez-vous vous-même, et signez dans le navigateur."],
    )
}

fn by_one_factor(language: &str) -> Refusal {
    refusal(
        language,
        "S2.3",
        [
            "You came in by a recovery code, which is not enough for a signature.",
            "Vous êtes entré avec un code de secours, ce qui ne suffit pas pour signer.",
        ],
        [
            "Set up a passkey or a new code first, and sign in with it.",
            "Préparez d’abord une clé d’accès ou un nouveau code, et connectez-vous avec.",
        ],
    )
}

fn not_the_signer(language: &str) -> Refusal {
    refusal(
        language,
        "S7",
        [
            "Only the owner of the subcontractor signs this for it.",
            "Seule la personne qui décide pour le sous-traitant signe ceci pour lui.",
        ],
        ["Ask the owner to sign in and sign it.", "Demandez-lui de se connecter et de le signer."],
    )
}

/// A refusal in the signer's language, in the name of the clause; both texts in English and French.
fn refusal(language: &str, clause: &str, reason: [&str; 2], lift: [&str; 2]) -> Refusal {
    let [reason, lift] = [reason, lift].map(|[en, fr]| if language == "fr" { fr } else { en }.to_owned());
    let promise = bailee_policy::clause(clause).map(|clause| clause.promise().name.in_language(language).to_owned());
    Refusal { clause: clause.to_owned(), promise: promise.unwrap_or_default(), reason, lift }
}
