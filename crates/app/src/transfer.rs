//! Files that come through a drop link, from somebody who has no account (clause S4.3).
//!
//! Whoever has the link's address stands before a [`DropDoor`]. It opens only while the gate lets the link's maker take in
//! what comes: the maker is the person who is asked about, at each step, with the facts of that moment. A link that is
//! unknown, over, used up, or whose maker may no longer, answers as if there were none (invariant 6).
//!
//! What arrives is sealed as it comes, in parts of at most [`PART`] bytes, each an object in the store of the holding that it
//! will be ([`arriving`]). A line that breaks closes its part with what came; the next request goes on from there, after a
//! restart of the server too. Once all of it is there the parts are poured together, and it goes the way of every file that
//! is brought ([`keeping`]). What is not whole in time is given up, and its key with it.

mod arriving;
mod keeping;
mod receipt;
mod turns;

pub use arriving::{Checksum, ChecksumKind};
pub(crate) use keeping::{complete, give_up, keep_or_say, page};
pub use receipt::DropReceipt;
pub(crate) use turns::Turns;

use crate::{
    App, Door,
    actions::file_name,
    custody::NewHolding,
    door::token_hash,
    factors::{Secret, fresh_code},
    lookup::Facts,
};
use bailee_model::{
    Action, Category, DropLink, DropLinkId, DropUpload, DropUploadId, Engagement, EngagementState, EntryDraft, Error,
    ErrorKind, HoldingId, HoldingKind, OutLinkId, Person, Result, UploadState, say,
};
use bailee_policy::{Decision, Resource};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// The most bytes that are sealed as one part: what a crash in the middle may cost, and no more.
pub(crate) const PART: usize = 64 << 20;
/// A part of fewer bytes is a small one.
pub(crate) const SMALL_PART: i64 = 1 << 20;
/// Small parts in which an upload may come: so often may its line break early, or its client send little at a time. The list
/// of its parts is written anew with each, and each is an object of its own.
pub const SPARE_PARTS: usize = 2000;
/// How long an upload may take from its beginning, its link's own date aside.
const UNFINISHED: SignedDuration = SignedDuration::from_hours(72);

/// Somebody without an account, before a link that takes files now.
#[derive(Clone)]
pub struct DropDoor {
    /// The link's maker, as the gate is asked about them. Nobody came through: it opens nothing else.
    maker: Door,
    link: DropLink,
    engagement: Engagement,
}

/// What a sender is told of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropPage {
    /// Whose it is, in its maker's words.
    pub label: String,
    /// What is asked for, in its maker's words.
    pub asked_for: String,
    /// What the files are declared to be about.
    pub category: Category,
    /// Until when it takes files.
    pub until: Timestamp,
    /// How many more it takes.
    pub files_left: i32,
    /// How many more bytes it takes.
    pub bytes_left: i64,
    /// Days after the work is verified by which all of it is destroyed.
    pub keep_days: i32,
}

/// An upload that was begun.
pub struct Begun {
    /// The upload.
    pub upload: DropUpload,
    /// The secret of its own address, said once.
    pub secret: Secret,
}

impl App {
    /// The door behind a drop link's address.
    ///
    /// # Errors
    /// Not found when the link is unknown, over, or its maker may not take anything in: all alike. Unavailable when one
    /// address asks too often.
    pub async fn drop_door(self: &Arc<Self>, token: &str, address: &str) -> Result<DropDoor> {
        let link = self.drop_link(token, address).await?;
        let door = self.door_of(link).await?;
        door.ask().await?;
        Ok(door)
    }

    /// The link itself. Strangers are slowed down here: by what they ask of any link, and sooner by what they guess.
    async fn drop_link(&self, token: &str, address: &str) -> Result<DropLink> {
        let now = self.clock.now();
        let patient =
            address.is_empty() || (self.drop_misses.left(address, now) && self.drop_calls.count(address, now));
        if !patient {
            return Err(
                Error::unavailable(say!("Too much was asked from this address.")).hint(say!("Wait ten minutes."))
            );
        }
        let found = self.store.drop_link_by_token(&token_hash(token)).await?;
        if found.is_none() && !address.is_empty() {
            self.drop_misses.count(address, now);
        }
        found.ok_or_else(Error::not_found)
    }
}

/// The page of a link that leads out.
pub(crate) fn out_page(link: OutLinkId) -> String {
    format!("/out/{link}")
}

impl App {
    /// Whether a link takes files now: the gate's answer about its maker.
    pub(crate) async fn takes_drops(self: &Arc<Self>, link: DropLinkId) -> Result<Takes> {
        let link = self.store.get::<DropLink>(link).await?.ok_or_else(Error::not_found)?;
        match self.door_of(link).await {
            Ok(door) => door.takes().await,
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Takes::Never),
            Err(error) => Err(error),
        }
    }

    async fn door_of(self: &Arc<Self>, link: DropLink) -> Result<DropDoor> {
        let maker = self.store.get::<Person>(link.made_by).await?.ok_or_else(Error::not_found)?;
        let mut maker = self.imagine(maker, None, false).await?;
        // Both factors were shown when the link was made, and not since.
        maker.session.stepped_up = link.since;
        let engagement = self.store.get::<Engagement>(link.engagement).await?.ok_or_else(Error::not_found)?;
        Ok(DropDoor { maker, link, engagement })
    }
}

impl DropDoor {
    /// Asks the gate whether the link's maker may take in what comes, now; and where an incident froze the engagement, whether
    /// they might if it had not.
    async fn takes(&self) -> Result<Takes> {
        let mut facts = self.maker.facts(self.link.engagement).await?;
        let allows = |facts: &Facts| {
            let answer = self.maker.answer(Action::ReceiveDrop, Some(facts), Resource::DropLink(&self.link));
            matches!(answer, Decision::Allowed { .. })
        };
        if allows(&facts) {
            return Ok(Takes::Now);
        }
        let frozen = facts.engagement.frozen_by.take().is_some();
        Ok(if frozen && allows(&facts) { Takes::Later } else { Takes::Never })
    }

    /// Refuses when the link takes nothing now.
    async fn ask(&self) -> Result<()> {
        match self.takes().await? {
            Takes::Now => Ok(()),
            Takes::Later => Err(paused()),
            Takes::Never => Err(Error::not_found()),
        }
    }

    /// The same with the link as it is by now.
    async fn ask_again(&self) -> Result<()> {
        let link = self.app().store.get::<DropLink>(self.link.id).await?.ok_or_else(Error::not_found)?;
        self.app().door_of(link).await?.ask().await
    }

    fn app(&self) -> &Arc<App> {
        &self.maker.app
    }

    /// What a sender is told.
    ///
    /// # Errors
    /// Not found when the link is used up: nothing more will come through it.
    pub async fn page(&self) -> Result<DropPage> {
        let uploads = self.app().store.drop_uploads(self.link.id).await?;
        let settled = |upload: &&DropUpload| matches!(upload.state, UploadState::Whole | UploadState::Taken);
        let (files, bytes) = Room::used(uploads.iter().filter(settled));
        if files >= self.link.max_files || bytes >= self.link.max_bytes {
            return Err(Error::not_found());
        }
        let room = Room::left(&self.link, &uploads);
        Ok(DropPage {
            label: self.link.label.clone(),
            asked_for: self.link.asked_for.clone(),
            category: self.link.category,
            until: self.link.until,
            files_left: room.files,
            bytes_left: room.bytes,
            keep_days: self.engagement.keep_days,
        })
    }

    /// Begins an upload of so many bytes; `most` takes fewer where there is no room for more.
    ///
    /// # Errors
    /// When the name or the length does not do, or the link takes no more: by count, or by bytes, those of uploads under way
    /// included.
    pub async fn begin(&self, name: &str, length: i64) -> Result<Begun> {
        self.begin_within(name, length, false).await
    }

    async fn begin_within(&self, name: &str, length: i64, most: bool) -> Result<Begun> {
        let app = self.app();
        if length < 1 {
            return Err(Error::bad_input(say!("The file is empty.")).hint(say!("Export it again; nothing was kept.")));
        }
        let name = file_name(name)?;
        if !app.drop_begins.count(&self.link.id.to_string(), app.clock.now()) {
            return Err(Error::unavailable(say!("Too many uploads were begun here.")).hint(say!("Wait ten minutes.")));
        }
        // Looked at before a key is made for it, and again where it counts.
        Room::left(&self.link, &app.store.drop_uploads(self.link.id).await?).for_length(length, most)?;
        let new = NewHolding {
            engagement: self.link.engagement,
            kind: HoldingKind::Original,
            name,
            category: self.link.category,
            purpose: self.link.purpose,
            source: None,
            brought_by: self.link.made_by,
        };
        let holding = app.begin_holding(new).await?;
        let begun = self.record_begin(holding.id, length, most).await;
        if begun.is_err() {
            app.abandon(holding).await?;
        }
        begun
    }

    async fn record_begin(&self, holding: HoldingId, length: i64, most: bool) -> Result<Begun> {
        let (app, now) = (self.app(), self.app().clock.now());
        let secret = fresh_code(app.rng.as_ref());
        let upload = DropUpload {
            id: DropUploadId::new(app.rng.as_ref()),
            link: self.link.id,
            engagement: self.link.engagement,
            holding,
            token_hash: token_hash(&secret),
            length,
            parts: Vec::new(),
            state: UploadState::Arriving,
            since: now,
            until: self.link.until.min(now + UNFINISHED),
            ended: None,
            entry: None,
        };
        let entry = EntryDraft::new(upload.engagement, "upload.began")
            .id("upload", upload.id)
            .id("link", upload.link)
            .id("holding", upload.holding)
            .id("person", self.link.made_by);
        let recorded = app.store.ledger().record([entry], move |tx| async move {
            let mut upload = upload;
            let link = tx.get::<DropLink>(upload.link).await?.ok_or_else(Error::not_found)?;
            let engagement = tx.get::<Engagement>(link.engagement).await?.ok_or_else(Error::not_found)?;
            if !link.runs(now) || engagement.state != EngagementState::Active {
                return Err(Error::not_found());
            }
            if engagement.frozen_by.is_some() {
                return Err(paused());
            }
            upload.length = Room::left(&link, &tx.drop_uploads(link.id).await?).for_length(upload.length, most)?;
            tx.save(&upload).await?;
            Ok(upload)
        });
        Ok(Begun { upload: recorded.await?.value, secret: secret.into() })
    }

    /// The upload behind its own address, if it is this link's and was not given up.
    async fn upload(&self, secret: &str) -> Result<DropUpload> {
        let found = self.app().store.drop_upload_by_token(&token_hash(secret)).await?;
        found.filter(|upload| upload.link == self.link.id && upload.counts()).ok_or_else(Error::not_found)
    }
}

/// Whether a link takes files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// It does.
    Now,
    /// An incident froze its engagement: what came so far is kept, and goes on when that is over.
    Later,
    /// It is over, or its maker may not take anything in any more.
    Never,
}

/// What a sender is told while an incident holds the engagement. Why is for the client, and not for whoever has an address.
fn paused() -> Error {
    Error::conflict(say!("This link takes nothing for the moment.")).coded("paused").hint(say!(
        "What was sent so far is kept until the link’s date. Whoever sent you the link says when it goes on."
    ))
}

/// What a link still takes.
struct Room {
    files: i32,
    bytes: i64,
}

impl Room {
    fn used<'a>(uploads: impl Iterator<Item = &'a DropUpload>) -> (i32, i64) {
        uploads.fold((0, 0), |(files, bytes), upload| (files + 1, bytes.saturating_add(upload.length)))
    }

    fn left(link: &DropLink, uploads: &[DropUpload]) -> Self {
        let (files, bytes) = Self::used(uploads.iter().filter(|upload| upload.counts()));
        Self { files: (link.max_files - files).max(0), bytes: (link.max_bytes - bytes).max(0) }
    }

    /// The length to set aside: the one asked for, or what there is room for where that is the most that may come.
    fn for_length(&self, length: i64, most: bool) -> Result<i64> {
        let full = |message| {
            Err(Error::conflict(message).coded("link_full").hint(say!("Whoever sent you the link can make another.")))
        };
        if self.files < 1 || self.bytes < 1 {
            return full(say!("This link takes no more files."));
        }
        if length > self.bytes && !most {
            return full(say!("This link takes {bytes} more bytes.", bytes = self.bytes));
        }
        Ok(length.min(self.bytes))
    }
}
