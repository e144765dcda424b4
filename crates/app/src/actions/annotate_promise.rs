//! Add a remark to a promise on the public page, in both languages. It stands beside what was judged and changes nothing of
//! it; it is dated, bears the role of whoever wrote it, and is there for good (invariant 12).

use super::{done, text};
use crate::{Done, Door, promises::PROMISES};
use bailee_log::Hash;
use bailee_model::{Action, Annotation, AnnotationId, EntryDraft, Error, PromiseStatus, Result, say};

/// The longest remark, in characters.
const LONGEST: usize = 1000;
/// A name of fewer letters is not looked for in a remark: it would be in every other word.
const SHORTEST_NAME: usize = 4;

/// What is added.
pub struct AnnotatePromiseAsk {
    /// To which promise, by its slug.
    pub promise: String,
    /// In English.
    pub english: String,
    /// In French.
    pub french: String,
}

/// Adds the remark.
///
/// # Errors
/// Not found when there is no such promise; bad input when a language is missing, or a remark names a client, a person, an
/// address or an identifier: everybody reads it.
pub async fn annotate_promise(door: &Door, ask: AnnotatePromiseAsk) -> Result<Done<Annotation>> {
    door.require(Action::AnnotatePromise).await?;
    let promise = PROMISES.iter().find(|promise| promise.slug == ask.promise).ok_or_else(Error::not_found)?;
    let (english, french) = (text("english", &ask.english, LONGEST)?, text("french", &ask.french, LONGEST)?);
    let names = names(door).await?;
    for (field, said) in [("english", &english), ("french", &french)] {
        refuse_names(field, said, &names)?;
    }
    let now = door.now();
    let last = door.app.store.judgements_of(promise.slug).await?;
    let annotation = Annotation {
        id: AnnotationId::new(door.app.rng.as_ref()),
        promise: promise.slug.to_owned(),
        status: last.last().map_or(PromiseStatus::Unproven, |last| last.status_at(now)),
        by: door.who.id,
        role: door.who.standing,
        at: now,
        says_en: english,
        says_fr: french,
    };
    let said = format!("{}\n{}", annotation.says_en, annotation.says_fr);
    let entry = door
        .by(EntryDraft::site("promise.annotated"))
        .id("annotation", annotation.id)
        .digest("annotation", Hash::of(said.as_bytes()).to_string())
        .detail("promise", promise.slug);
    let kept = annotation.clone();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move { tx.save(&kept).await });
    Ok(done(recorded.await?).map(|()| annotation))
}

/// Everything on record by which somebody could be told.
async fn names(door: &Door) -> Result<Vec<String>> {
    let store = &door.app.store;
    let mut names: Vec<String> = store.clients().await?.into_iter().map(|client| client.name).collect();
    names.extend(store.engagements().await?.into_iter().map(|engagement| engagement.title));
    names.extend(store.people().await?.into_iter().map(|person| person.name));
    names.extend(store.suppliers().await?.into_iter().map(|supplier| supplier.name));
    Ok(names.into_iter().map(|name| name.to_lowercase()).filter(|name| name.chars().count() >= SHORTEST_NAME).collect())
}

fn refuse_names(field: &'static str, said: &str, names: &[String]) -> Result<()> {
    let lower = said.to_lowercase();
    let address = said.contains('@') || said.contains("://");
    let identifier = lower.split(|each: char| !each.is_alphanumeric() && each != '_').any(is_identifier);
    if address || identifier || names.iter().any(|name| lower.contains(name.as_str())) {
        return Err(Error::bad_input(say!(
            "This names a client, a person, an engagement, an address or an identifier."
        ))
        .hint(say!("Everybody reads it, for good: say what happened without saying to whom."))
        .on_field(field));
    }
    Ok(())
}

/// Three letters, an underscore and 26 letters and digits.
fn is_identifier(word: &str) -> bool {
    word.split_once('_').is_some_and(|(kind, rest)| kind.len() == 3 && rest.len() == 26)
}
