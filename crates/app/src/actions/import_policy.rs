//! Take in a policy that the firm has already, and make a draft of what an officer confirmed (clause S8.3).

use super::{DraftPolicyAsk, draft_policy, text};
use crate::{
    Done, Door,
    policies::{
        LANGUAGES,
        import::{self, Confirmed, Imported},
    },
};
use bailee_model::{Action, Error, PolicyVersion, Result, Wording, say};
use bailee_policy::promise;

/// A policy in a file.
pub type ImportedPolicy = Imported;
/// A clause that an officer confirmed.
pub type ImportedClause = Confirmed;

/// What was confirmed.
pub struct ImportPolicyAsk {
    /// The policy's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its language.
    pub language: String,
    /// What its clauses' numbers begin with: a letter or two.
    pub letter: String,
    /// Its clauses, in order.
    pub clauses: Vec<ImportedClause>,
}

/// Reads a file and says what it seems to promise. Nothing is kept.
///
/// # Errors
/// When the file cannot be read; the error says why and where.
pub async fn read_policy(door: &Door, name: &str, bytes: &[u8]) -> Result<ImportedPolicy> {
    door.require(Action::EditPolicy).await?;
    import::read(name, bytes)
}

/// Makes a draft of what was confirmed.
///
/// # Errors
/// When a promise is unknown, there is no clause, or a draft of this policy is there already.
pub async fn import_policy(door: &Door, ask: ImportPolicyAsk) -> Result<Done<PolicyVersion>> {
    door.require(Action::EditPolicy).await?;
    let title = text("title", &ask.title, 160)?;
    let letter = text("letter", &ask.letter, 3)?;
    if !letter.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Error::bad_input(say!("Clauses are numbered behind capital letters."))
            .hint(say!("Use one to three, as in S."))
            .on_field("letter"));
    }
    if !LANGUAGES.contains(&ask.language.as_str()) {
        return Err(Error::bad_input(say!("This language is not known."))
            .hint(say!("Use en or fr."))
            .on_field("language"));
    }
    if ask.clauses.is_empty() {
        return Err(Error::bad_input(say!("There is no clause."))
            .hint(say!("Import the file again."))
            .on_field("clauses"));
    }
    let unknown = ask.clauses.iter().flat_map(|each| &each.promises).find(|slug| promise(slug).is_none());
    if let Some(slug) = unknown {
        return Err(Error::bad_input(say!("There is no promise ‘{slug}’.", slug))
            .hint(say!("Choose one of the list."))
            .on_field("promises"));
    }
    let text = import::markdown(&title, &ask.language, &letter, &ask.clauses);
    draft_policy(door, DraftPolicyAsk { slug: ask.slug, texts: vec![Wording { language: ask.language, text }] }).await
}
