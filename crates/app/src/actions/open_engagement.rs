//! Open an engagement: for whom, what for, what about, where, for how long. Everything hangs off it.

use super::{named, text};
use crate::{Done, Door};
use bailee_model::{
    Action, Category, Client, ClientId, Engagement, EngagementId, EngagementState, EntryDraft, Error, Purpose, Result,
    say,
};

/// What was agreed.
pub struct OpenEngagementAsk {
    /// For whom.
    pub client: ClientId,
    /// What it is called.
    pub title: String,
    /// What access may be for.
    pub purposes: Vec<Purpose>,
    /// What the data may be about.
    pub categories: Vec<Category>,
    /// Where it may be: ISO 3166 codes, as in `CA` or `CA-QC`.
    pub regions: Vec<String>,
    /// Which of the categories nobody opens unless the client agreed to the very grant.
    pub sealed: Vec<Category>,
    /// Whether nothing comes in before both sides signed the mutual agreement.
    pub nda_required: bool,
    /// Days between the client's verification and destruction.
    pub keep_days: i32,
}

/// Opens an engagement, with keys of its own.
///
/// # Errors
/// When a list is empty, a region is no code, or the days are out of bounds.
pub async fn open_engagement(door: &Door, ask: OpenEngagementAsk) -> Result<Done<Engagement>> {
    door.require(Action::OpenEngagement).await?;
    let client = door.app.store.get::<Client>(ask.client).await?.ok_or_else(Error::not_found)?;
    let engagement = Engagement {
        id: EngagementId::new(door.app.rng.as_ref()),
        client: client.id,
        title: text("title", &ask.title, 160)?,
        purposes: some_of("purposes", ask.purposes)?,
        categories: some_of("categories", ask.categories)?,
        regions: regions(ask.regions)?,
        state: EngagementState::Open,
        since: door.now(),
        sealed: ask.sealed,
        nda_required: ask.nda_required,
        keep_days: ask.keep_days,
        verified_at: None,
        delete_by: None,
        closed_at: None,
        frozen_by: None,
        frozen_at: None,
        thawed_at: None,
        notice_hours: None,
    };
    if engagement.sealed.iter().any(|each| !engagement.categories.contains(each)) {
        return Err(Error::bad_input(say!("A category is sealed that is not agreed."))
            .hint(say!("Seal some of the categories of the engagement."))
            .on_field("sealed"));
    }
    let longest = door.app.limits().deletion_days;
    if !(0..=longest).contains(&i64::from(engagement.keep_days)) {
        return Err(Error::bad_input(say!(
            "Working copies are kept for 0 to {longest} days after verification.",
            longest
        ))
        .hint(say!("That is what the policy promises; the client may ask for a hold later."))
        .on_field("keep_days"));
    }
    door.app.vault.add_engagement(engagement.id).await?;
    let entry = named(EntryDraft::new(engagement.id, "engagement.opened"), "engagement", &engagement)
        .id("client", client.id)
        .detail("title", engagement.title.clone())
        .detail("purposes", words(&engagement.purposes))
        .detail("categories", words(&engagement.categories))
        .detail("sealed", words(&engagement.sealed))
        .detail("nda_required", engagement.nda_required)
        .detail("regions", engagement.regions.clone())
        .detail("keep_days", engagement.keep_days);
    door.keep(engagement, entry).await
}

fn words<T: ToString>(list: &[T]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

fn some_of<T: Ord>(field: &'static str, mut list: Vec<T>) -> Result<Vec<T>> {
    list.sort();
    list.dedup();
    if list.is_empty() {
        return Err(Error::bad_input(say!("Nothing is chosen here."))
            .hint(say!("Choose at least one: what is not agreed is refused later."))
            .on_field(field));
    }
    Ok(list)
}

/// ISO 3166-1 alpha-2, with an optional ISO 3166-2 subdivision.
pub(super) fn region(text: &str) -> Result<String> {
    let code = text.trim().to_uppercase();
    let (country, subdivision) = code.split_once('-').unwrap_or((&code, "0"));
    let good = country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=3).contains(&subdivision.len())
        && subdivision.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if good {
        return Ok(code);
    }
    Err(Error::bad_input(say!("This is not a region."))
        .hint(say!("Use an ISO 3166 code such as CA, CA-QC or FR."))
        .on_field("regions"))
}

fn regions(list: Vec<String>) -> Result<Vec<String>> {
    let list =
        list.iter().filter(|text| !text.trim().is_empty()).map(|text| region(text)).collect::<Result<Vec<_>>>()?;
    some_of("regions", list)
}
