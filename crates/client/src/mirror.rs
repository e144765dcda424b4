//! A copy of a log that its owner keeps, so that the firm's word about the past is not all there is.
//!
//! A client who fetches each new head of their log, with the entries behind it, and finds every time that the log only grew,
//! is a witness: what was once shown to them cannot be changed or taken away without their noticing. The copy is a folder in
//! the layout of C2SP tlog-tiles, so that any program for such logs reads it: `checkpoint`, `tile/…`, `tile/entries/…`, and
//! beside it every head ever seen, under `checkpoints/`. Nothing in it is trusted: it is recomputed from the entries, and
//! the signatures are held against the client's own policy file.
//!
//! The network is not here: [`Mirror::meet`] is given a head, says which entries are wanted, [`Growth::add`] is given them,
//! and [`Growth::keep`] either takes the head over or raises an [`Alarm`].

mod audit;
mod tiles;

use std::fs;
use std::path::{Path, PathBuf};

use bailee_log::checkpoint::Checkpoint;
use bailee_log::merkle::{Frontier, leaf_hash};
use bailee_log::note::{MAX_NOTE, Note};
use bailee_log::policy::{MAX_POLICY, Policy};
use bailee_log::tile::{FULL_WIDTH, Place, decode_entries};
use bailee_model::{Error, Result, say};
use jiff::Timestamp;

use crate::offline::{read, replace, wrong};
pub use audit::Audit;
use tiles::Tiles;

/// The newest head, as it was signed.
const HEAD: &str = "checkpoint";
/// Every head that was kept, by its size.
const HEADS: &str = "checkpoints";
/// The newest head with one's own cosignature.
const COSIGNED: &str = "cosigned";

/// A folder with a copy of one log, and whom its owner trusts.
pub struct Mirror {
    folder: PathBuf,
    policy: Policy,
    kept: Option<Head>,
}

/// A signed head and what it says.
#[derive(Debug, Clone)]
pub struct Head {
    /// The signed note.
    pub note: Note,
    /// What it says.
    pub checkpoint: Checkpoint,
}

/// What a head means beside the one that was kept.
pub enum Met {
    /// It is the one that was kept.
    Same,
    /// The log has grown, and these entries are wanted to see whether it only did.
    Grown(Box<Growth>),
    /// It contradicts the one that was kept.
    Alarm(Box<Alarm>),
}

/// A log that contradicts itself: both heads are signed by it.
#[derive(Debug, Clone)]
pub struct Alarm {
    /// What was found, in a sentence.
    pub why: String,
    /// The head that was kept, as signed.
    pub kept: String,
    /// The head that was served now, as signed.
    pub served: String,
}

/// A head on its way into the mirror.
pub struct Growth {
    head: Head,
    kept: Option<Head>,
    frontier: Frontier,
    tiles: Tiles,
}

impl Mirror {
    /// Opens a folder, which is made when it is not there, with the policy file of its owner. What it holds is looked at: the
    /// kept head's signature, and that the kept tiles give its root.
    ///
    /// # Errors
    /// When a file cannot be read or made, the policy is not well formed, or the copy was damaged.
    pub fn open(folder: &Path, policy: &Path) -> Result<Self> {
        let policy = Policy::parse(&read(policy, MAX_POLICY)?).map_err(|error| wrong(policy, &error))?;
        fs::create_dir_all(folder.join(HEADS)).map_err(|error| unwritten(folder, error))?;
        let mut mirror = Self { folder: folder.to_owned(), policy, kept: None };
        let path = folder.join(HEAD);
        if path.exists() {
            let head =
                mirror.head(&read(&path, MAX_NOTE)?).map_err(|error| error.in_file(path.display().to_string()))?;
            let tiles = Tiles::at(folder);
            let frontier = tiles.frontier(head.checkpoint.size)?;
            if frontier.root() != head.checkpoint.root {
                return Err(damaged().in_file(folder.display().to_string()));
            }
            mirror.kept = Some(head);
        }
        Ok(mirror)
    }

    /// The head that is kept.
    pub fn kept(&self) -> Option<&Head> {
        self.kept.as_ref()
    }

    /// Reads a head and holds its signature against the policy.
    fn head(&self, bytes: &[u8]) -> Result<Head> {
        let not_trusted = |error: bailee_log::Error| {
            Error::corrupt("This head is not signed by a log that your policy file trusts.")
                .hint(say!("Fetch the policy file again by a way you trust, and compare it with the firm."))
                .because(error)
        };
        let note = Note::parse(bytes).map_err(not_trusted)?;
        let checkpoint = self.policy.judge(&note).map_err(not_trusted)?.checkpoint;
        Ok(Head { note, checkpoint })
    }

    /// Looks at a head that a server serves now.
    ///
    /// # Errors
    /// When it is not signed by a log of the policy, or is of another log than the one kept here. A contradiction is no error
    /// but an [`Alarm`].
    pub fn meet(&self, served: &[u8]) -> Result<Met> {
        let head = self.head(served)?;
        let Some(kept) = &self.kept else { return self.grow(head) };
        let (old, new) = (&kept.checkpoint, &head.checkpoint);
        if old.origin != new.origin {
            return Err(Error::bad_input(say!("This folder keeps another log."))
                .hint(say!("Give each engagement a folder of its own.")));
        }
        if new.size < old.size {
            let why = format!("The log had {} entries and now shows {}: it shrank.", old.size, new.size);
            return Ok(Met::Alarm(Box::new(Alarm::new(why, Some(kept), &head))));
        }
        if new.size == old.size && new.root != old.root {
            let why = format!("The log signed two different heads of {} entries.", new.size);
            return Ok(Met::Alarm(Box::new(Alarm::new(why, Some(kept), &head))));
        }
        if new.size == old.size { Ok(Met::Same) } else { self.grow(head) }
    }

    fn grow(&self, head: Head) -> Result<Met> {
        let tiles = Tiles::at(&self.folder);
        let size = self.kept.as_ref().map_or(0, |kept| kept.checkpoint.size);
        let frontier = tiles.frontier(size)?;
        Ok(Met::Grown(Box::new(Growth { head, kept: self.kept.clone(), frontier, tiles })))
    }

    /// Writes an alarm down beside the copy and says where. Both heads are in it whole: together they prove it.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn keep_evidence(&self, alarm: &Alarm, now: Timestamp) -> Result<PathBuf> {
        let path = self.folder.join(format!("alarm-{}.txt", now.strftime("%Y%m%dT%H%M%SZ")));
        replace(&path, alarm.report(now).as_bytes()).map_err(|error| unwritten(&path, error))?;
        Ok(path)
    }

    /// Whether the kept head carries one's own cosignature already.
    pub fn is_cosigned(&self) -> bool {
        let cosigned = read(&self.folder.join(COSIGNED), MAX_NOTE).ok().and_then(|bytes| Note::parse(&bytes).ok());
        cosigned.is_some_and(|note| self.kept.as_ref().is_some_and(|kept| note.text() == kept.note.text()))
    }

    /// Keeps the head with one's own cosignature on it.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn keep_cosigned(&self, note: &Note) -> Result<()> {
        let path = self.folder.join(COSIGNED);
        replace(&path, note.to_string().as_bytes()).map_err(|error| unwritten(&path, error))
    }
}

impl Growth {
    /// The bundle of entries that is wanted next, if one is.
    pub fn wants(&self) -> Option<Place> {
        let next = self.frontier.size();
        let index = next / u64::from(FULL_WIDTH);
        if next < self.head.checkpoint.size { Place::of_tree(index, 0, self.head.checkpoint.size) } else { None }
    }

    /// Takes the bundle that was wanted. Entries that were kept before are not taken again, whatever is served for them.
    ///
    /// # Errors
    /// When it is no bundle of that many entries, or the folder cannot be written to.
    pub fn add(&mut self, place: Place, bundle: &[u8]) -> Result<()> {
        let short = || Error::corrupt("The server sent other entries than were asked for.").hint(say!("Try again."));
        let served = decode_entries(bundle).map_err(|error| short().because(error))?;
        if self.wants() != Some(place) || served.len() != usize::from(place.width) {
            return Err(short());
        }
        let first = place.index.saturating_mul(u64::from(FULL_WIDTH));
        let kept = usize::try_from(self.frontier.size().saturating_sub(first)).unwrap_or(usize::MAX);
        let mut entries = self.tiles.entries(place.index, kept)?;
        for entry in served.into_iter().skip(kept) {
            entries.push(entry.to_vec());
            for (node, hash) in self.frontier.append(leaf_hash(entry)) {
                self.tiles.take(node, hash)?;
            }
        }
        self.tiles.write_entries(place, &entries)
    }

    /// Takes the head over, if all the entries give its root; otherwise raises the alarm, and the mirror stays as it was.
    ///
    /// # Errors
    /// When entries are still wanted, or the folder cannot be written to.
    pub fn keep(mut self, mirror: &mut Mirror) -> Result<std::result::Result<u64, Box<Alarm>>> {
        if self.wants().is_some() {
            return Err(Error::internal("A head was to be kept before its entries came."));
        }
        if self.frontier.root() != self.head.checkpoint.root {
            let old = self.kept.as_ref().map_or(0, |kept| kept.checkpoint.size);
            let why = format!(
                "The {old} entries kept here are not the beginning of the {} that the log signs for now: its past was changed.",
                self.head.checkpoint.size
            );
            return Ok(Err(Box::new(Alarm::new(why, self.kept.as_ref(), &self.head))));
        }
        let size = self.head.checkpoint.size;
        self.tiles.finish()?;
        let note = self.head.note.to_string();
        for path in [mirror.folder.join(HEADS).join(size.to_string()), mirror.folder.join(HEAD)] {
            replace(&path, note.as_bytes()).map_err(|error| unwritten(&path, error))?;
        }
        self.tiles.tidy(size);
        let grew = size - self.kept.as_ref().map_or(0, |kept| kept.checkpoint.size);
        mirror.kept = Some(self.head);
        Ok(Ok(grew))
    }
}

impl Alarm {
    fn new(why: String, kept: Option<&Head>, served: &Head) -> Self {
        let kept = kept.map(|head| head.note.to_string()).unwrap_or_default();
        Self { why, kept, served: served.note.to_string() }
    }

    /// The alarm as a text that proves itself: what was found, and both signed heads.
    pub fn report(&self, now: Timestamp) -> String {
        format!(
            "THE LOG CONTRADICTS ITSELF\n\n{}\n\nFound at {now}. Keep this file, and the folder that it lies in: the two heads \
             below are signed by the log.\n\n--- kept before ---\n\n{}\n--- served now ---\n\n{}",
            self.why, self.kept, self.served
        )
    }
}

fn unwritten(path: &Path, error: std::io::Error) -> Error {
    Error::unavailable(say!("The copy of the log cannot be written."))
        .hint(say!("Check that the folder is yours to write, and has room."))
        .in_file(path.display().to_string())
        .because(error)
}

fn damaged() -> Error {
    Error::corrupt("This copy of a log was changed or damaged since it was written.")
        .hint(say!("Take it from a backup. Without it, nobody can tell whether the log changed before today."))
}
