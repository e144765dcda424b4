//! Links of an engagement, and what came and went through them.

use crate::{Door, actions::own_out_link, transfer::Takes};
use bailee_model::{
    Action, DropLink, DropUpload, Engagement, EngagementId, Holding, HoldingId, Organisation, OutLink, OutLinkId,
    Person, PersonState, Result, UploadState,
};
use bailee_policy::Resource;

/// All links of an engagement.
pub struct Links {
    /// The engagement.
    pub engagement: Engagement,
    /// Ways in, newest first.
    pub drops: Vec<DropLine>,
    /// Ways out, newest first.
    pub outs: Vec<OutLine>,
    /// Whether the reader may make a way in.
    pub may_make_drop: bool,
    /// What the reader may make a way out for.
    pub giveable: Vec<Holding>,
    /// For whom.
    pub people: Vec<Person>,
}

/// A way in.
pub struct DropLine {
    /// The link.
    pub link: DropLink,
    /// Who made it.
    pub made_by: String,
    /// Whether it takes files now: the gate's own answer.
    pub takes: bool,
    /// What came or comes through it, oldest first, with the file's name. What was given up is not there.
    pub uploads: Vec<(DropUpload, String)>,
    /// Whether the reader may end it.
    pub may_end: bool,
}

/// A way out.
pub struct OutLine {
    /// The link.
    pub link: OutLink,
    /// What leaves.
    pub what: String,
    /// For whom.
    pub person: String,
    /// Who made it.
    pub made_by: String,
    /// Whether the reader may end it.
    pub may_end: bool,
}

/// What waits for its person behind a link.
pub struct OutPage {
    /// The link.
    pub link: OutLink,
    /// The engagement's title.
    pub title: String,
    /// What it is called.
    pub name: String,
    /// How many bytes it has.
    pub bytes: i64,
}

/// The links of an engagement.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn links(door: &Door, id: EngagementId) -> Result<Links> {
    let held = door.engagement(id).for_(Action::ListHolding).await?;
    let (store, facts) = (door.app.store(), &held.facts);
    let (people, holdings) = (store.people().await?, store.holdings(id).await?);
    let name = |id| people.iter().find(|each| each.id == id).map(|each| each.name.clone()).unwrap_or_default();
    let file =
        |id: HoldingId| holdings.iter().find(|each| each.id == id).map(|each| each.name.clone()).unwrap_or_default();
    let now = door.now();
    let mut drops = Vec::new();
    for link in store.drop_links(id).await?.into_iter().rev() {
        let uploads = store.drop_uploads(link.id).await?.into_iter().filter(|each| each.state != UploadState::GivenUp);
        drops.push(DropLine {
            made_by: name(link.made_by),
            takes: link.runs(now) && door.app.takes_drops(link.id).await? == Takes::Now,
            uploads: uploads.map(|each| (each.clone(), file(each.holding))).collect(),
            may_end: link.runs(now)
                && door.answer(Action::EndLink, Some(facts), Resource::DropLink(&link)).is_allowed(),
            link,
        });
    }
    let outs = store.out_links(id).await?.into_iter().rev().map(|link| OutLine {
        what: file(link.holding),
        person: name(link.person),
        made_by: name(link.made_by),
        may_end: link.runs(now) && door.answer(Action::EndLink, Some(facts), Resource::OutLink(&link)).is_allowed(),
        link,
    });
    let may_leave = |each: &&Holding| {
        crate::actions::has_content(each)
            && door.answer(Action::MakeOutLink, Some(facts), Resource::Holding(each)).is_allowed()
    };
    let of_client =
        |each: &&Person| each.organisation == Organisation::Client(held.it.client) && each.state == PersonState::Active;
    Ok(Links {
        drops,
        outs: outs.collect(),
        may_make_drop: door.answer(Action::MakeDropLink, Some(facts), Resource::Engagement).is_allowed(),
        giveable: holdings.iter().filter(may_leave).cloned().collect(),
        people: people.iter().filter(of_client).cloned().collect(),
        engagement: held.it,
    })
}

/// What waits behind a link, for the person it names.
///
/// # Errors
/// Not found for everybody else.
pub async fn out_page(door: &Door, id: OutLinkId) -> Result<OutPage> {
    let link = own_out_link(door, id).await?;
    let held = door.engagement(link.engagement).for_(Action::ViewEngagement).await?;
    let holding = door.app.store().get::<Holding>(link.holding).await?;
    let (name, bytes) = holding.map(|holding| (holding.name, holding.bytes)).unwrap_or_default();
    Ok(OutPage { link, title: held.it.title, name, bytes })
}

/// The links that wait for the reader.
pub(super) async fn waiting(door: &Door) -> Result<Vec<OutLink>> {
    let now = door.now();
    let links = door.app.store().out_links_for(door.who.id).await?;
    Ok(links.into_iter().filter(|link| link.runs(now)).collect())
}
