//! Change a draft of a policy: its texts, its number, its day, its address (clause S8.3).

use super::draft_policy::acceptable;
use crate::{Done, Door, policies};
use bailee_model::{
    AcceptedWord, Action, EntryDraft, Error, PolicyState, PolicyVersion, PolicyVersionId, Result, Wording, say,
};
use jiff::civil::Date;

/// What a draft shall be.
pub struct EditPolicyAsk {
    /// Which draft.
    pub version: PolicyVersionId,
    /// Its texts, each with its language. A language that is left empty is left out.
    pub texts: Vec<Wording>,
    /// Its number, as in `2` or `2.1`.
    pub number: Option<String>,
    /// From which day it applies.
    pub effective: Option<Date>,
    /// Where questions about it go.
    pub contact: String,
    /// Whether those who signed an earlier version have to sign again.
    pub material: bool,
    /// What changed, in a sentence or two, for those who are told.
    pub summary: String,
}

/// Saves a draft. When its words changed, whoever had agreed to it is asked again.
///
/// # Errors
/// When it is published or withdrawn, or a text or the number cannot be kept.
pub async fn edit_policy(door: &Door, ask: EditPolicyAsk) -> Result<Done<PolicyVersion>> {
    let before = open_draft(door, ask.version, Action::EditPolicy).await?;
    let mut draft = before.clone();
    draft.texts = acceptable(ask.texts)?;
    draft.number = number(ask.number)?;
    draft.effective = ask.effective;
    draft.contact = short("contact", &ask.contact, 200)?;
    draft.material = ask.material;
    draft.summary = short("summary", &ask.summary, 1000)?;
    draft.changed_at = door.now();
    if draft.texts != before.texts {
        draft.author = Some(door.who.id);
        draft.state = PolicyState::Draft;
        (draft.reviewed_by, draft.reviewed_at) = (None, None);
    }
    let mut entry = door.by(EntryDraft::site("policy.edited")).id("policy", draft.policy).id("version", draft.id);
    for wording in &draft.texts {
        let role = if wording.language == "fr" { "fr" } else { "en" };
        entry = entry.digest(role, policies::digest(&wording.text));
    }
    replace(door, before, draft, entry).await
}

/// Lets an unmeasured word stand in a clause.
pub struct AcceptWordAsk {
    /// In which draft.
    pub version: PolicyVersionId,
    /// In which clause; empty for what stands before the first.
    pub clause: String,
    /// Which word.
    pub word: String,
    /// Why it needs no measure.
    pub reason: String,
}

/// Lets a word stand, with a reason and the name of who says so.
///
/// # Errors
/// When it is published or withdrawn, there is no such word, or no reason is given.
pub async fn accept_word(door: &Door, ask: AcceptWordAsk) -> Result<Done<PolicyVersion>> {
    let before = open_draft(door, ask.version, Action::EditPolicy).await?;
    let reason = super::text("reason", &ask.reason, 500)?;
    let there = before.texts.iter().any(|wording| {
        let text = policies::text::Text::parse(&wording.text);
        policies::unmeasured::of(&text, &wording.language)
            .iter()
            .any(|each| each.clause == ask.clause && each.word == ask.word)
    });
    if !there {
        return Err(Error::bad_input(say!("This word is not in that clause."))
            .hint(say!("Look at the list again."))
            .on_field("word"));
    }
    let mut draft = before.clone();
    draft.accepted.retain(|each| (&each.clause, &each.word) != (&ask.clause, &ask.word));
    let entry = door
        .by(EntryDraft::site("policy.word_accepted"))
        .id("version", draft.id)
        .detail("clause", ask.clause.clone())
        .detail("word", ask.word.clone())
        .detail("reason", reason.clone());
    let (by, at) = (door.who.id, door.now());
    draft.accepted.push(AcceptedWord { clause: ask.clause, word: ask.word, reason, by, at });
    draft.changed_at = at;
    replace(door, before, draft, entry).await
}

/// Gives a draft up.
///
/// # Errors
/// When it is published or withdrawn already.
pub async fn withdraw_policy(door: &Door, version: PolicyVersionId) -> Result<Done<PolicyVersion>> {
    let before = open_draft(door, version, Action::EditPolicy).await?;
    let draft = PolicyVersion { state: PolicyState::Withdrawn, changed_at: door.now(), ..before.clone() };
    let entry = door.by(EntryDraft::site("policy.withdrawn")).id("policy", draft.policy).id("version", draft.id);
    replace(door, before, draft, entry).await
}

/// A version that is not published and not given up, if the caller may do this to it.
pub(super) async fn open_draft(door: &Door, id: PolicyVersionId, action: Action) -> Result<PolicyVersion> {
    let version = door.app.store.get::<PolicyVersion>(id).await?.ok_or_else(Error::not_found)?;
    door.require(action).await?;
    match version.state {
        PolicyState::Published => Err(Error::conflict(say!("This version is published, and stays as it is."))
            .hint(say!("Begin a draft of the next one."))),
        PolicyState::Withdrawn => {
            Err(Error::conflict(say!("This draft was withdrawn.")).hint(say!("Begin a new one.")))
        }
        _ => Ok(version),
    }
}

/// Saves a changed draft, unless somebody else has changed it meanwhile.
pub(super) async fn replace(
    door: &Door,
    before: PolicyVersion,
    after: PolicyVersion,
    entry: EntryDraft,
) -> Result<Done<PolicyVersion>> {
    let kept = after.clone();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        if tx.get::<PolicyVersion>(before.id).await?.as_ref() != Some(&before) {
            return Err(Error::conflict(say!("Somebody has changed this meanwhile."))
                .hint(say!("Look at it again, then repeat what you did.")));
        }
        tx.save(&kept).await
    });
    Ok(super::done(recorded.await?).map(|()| after))
}

pub(super) fn number(given: Option<String>) -> Result<Option<String>> {
    let given = given.map(|number| number.trim().to_owned()).filter(|number| !number.is_empty());
    match given {
        Some(number) if policies::number_parts(&number).is_none() => {
            Err(Error::bad_input(say!("This is no version number."))
                .hint(say!("Use digits and points, as in 2 or 2.1."))
                .on_field("number"))
        }
        given => Ok(given),
    }
}

/// A text that may be empty.
fn short(field: &'static str, given: &str, longest: usize) -> Result<String> {
    if given.trim().is_empty() { Ok(String::new()) } else { super::text(field, given, longest) }
}
