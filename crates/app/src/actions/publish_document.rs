//! Publish a new version of a document, in both languages at once. What was published before is never changed; where the
//! change is material, those who owe a signature are told in the same commit (clauses S5.1, S8.3).

use super::done;
use crate::{Done, Door, agreements, documents::Edition, post};
use bailee_model::{Action, Document, DocumentKind, EntryDraft, Error, MailKind, Result, say};

/// What is published.
pub struct PublishDocumentAsk {
    /// Which document.
    pub kind: DocumentKind,
    /// Its English text, in Markdown that opens with its title.
    pub english: String,
    /// Its French text.
    pub french: String,
    /// Whether those who signed an earlier version have to sign again.
    pub material: bool,
}

/// Publishes the next version.
///
/// # Errors
/// When a text has no title or nothing after it, nothing changed, or somebody else published meanwhile.
pub async fn publish_document(door: &Door, ask: PublishDocumentAsk) -> Result<Done<Vec<Document>>> {
    door.require(Action::PublishDocument).await?;
    let before = door.app.store.documents().await?;
    // A form sends line ends of its own; what is signed has one kind.
    let (english, french) = (lines(&ask.english), lines(&ask.french));
    let last = before.iter().filter(|each| each.kind == ask.kind).map(|each| each.version).max().unwrap_or(0);
    let unchanged = |language: &str, text: &str| {
        before
            .iter()
            .any(|each| each.kind == ask.kind && each.version == last && each.language == language && each.text == text)
    };
    if unchanged("en", &english) && unchanged("fr", &french) {
        return Err(Error::bad_input(say!("These are the texts in force."))
            .hint(say!("Change one of them first."))
            .on_field("en"));
    }
    let edition = Edition {
        kind: ask.kind,
        version: last + 1,
        texts: [&english, &french],
        material: ask.material,
        at: door.now(),
        by: Some(door.who.id),
    };
    let published = edition.documents(door.app.rng.as_ref())?;
    let mut entry = door
        .by(EntryDraft::site("document.published"))
        .detail("kind", ask.kind.as_str())
        .detail("version", last + 1)
        .detail("material", ask.material);
    for (role, document) in ["en", "fr"].into_iter().zip(&published) {
        entry = entry.id(role, document.id).digest(role, document.digest.clone());
    }
    let owing = if ask.material { agreements::who_owes(&door.app.store, ask.kind).await? } else { Vec::new() };
    let mails: Vec<_> =
        owing.into_iter().map(|person| post::to(&door.app, person, MailKind::AgreementToSign, "/agreements")).collect();
    let kept = published.clone();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        if tx
            .documents()
            .await?
            .iter()
            .any(|each| kept.iter().any(|new| (each.kind, each.version) == (new.kind, new.version)))
        {
            return Err(Error::conflict(say!("Somebody has published a version of this meanwhile."))
                .hint(say!("Look at theirs first.")));
        }
        for document in &kept {
            tx.save(document).await?;
        }
        for mail in &mails {
            tx.save(mail).await?;
        }
        Ok(())
    });
    Ok(done(recorded.await?).map(|()| published))
}

/// The text with one kind of line end, and one at its end.
fn lines(text: &str) -> String {
    format!("{}\n", text.replace("\r\n", "\n").trim_end())
}
