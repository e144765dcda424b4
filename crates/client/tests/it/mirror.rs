//! A mirror of a log that grows, and of logs that lie: each is signed by the log's own key.

use std::fs;
use std::path::{Path, PathBuf};

use bailee_client::mirror::{Alarm, Growth, Met, Mirror};
use bailee_log::checkpoint::Checkpoint;
use bailee_log::merkle::{Frontier, leaf_hash};
use bailee_log::note::SignerKey;
use bailee_log::tile::encode_entries;
use bailee_model::{ErrorKind, Result};
use tempfile::TempDir;

const ORIGIN: &str = "bailee.example/log/0123456789abcdef0123456789abcdef";

/// A log in memory, which does what no honest one does: it forgets, and it changes its past.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) entries: Vec<Vec<u8>>,
    seed: u8,
}

impl Log {
    pub(crate) fn of(count: usize) -> Self {
        Self { entries: (0..count).map(|n| format!("entry {n}").into_bytes()).collect(), seed: 7 }
    }

    fn grown(&self, to: usize) -> Self {
        let mut log = self.clone();
        log.entries.extend((log.entries.len()..to).map(|n| format!("entry {n}").into_bytes()));
        log
    }

    fn key(&self) -> SignerKey {
        SignerKey::from_seed(ORIGIN, &[self.seed; 32]).unwrap()
    }

    pub(crate) fn head(&self) -> Vec<u8> {
        let mut tree = Frontier::default();
        self.entries.iter().for_each(|entry| drop(tree.append(leaf_hash(entry))));
        let head = Checkpoint { origin: ORIGIN.to_owned(), size: self.entries.len() as u64, root: tree.root() };
        head.sign(&self.key()).unwrap().to_string().into_bytes()
    }

    pub(crate) fn policy(&self) -> String {
        format!("log {}\nquorum none\n", self.key().verifier())
    }

    fn bundle(&self, index: u64, width: u16) -> Vec<u8> {
        let first = usize::try_from(index).unwrap() * 256;
        encode_entries(self.entries[first..first + usize::from(width)].iter().map(Vec::as_slice)).unwrap()
    }
}

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn trusting(log: &Log) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("policy.txt"), log.policy()).unwrap();
        Self { folder }
    }

    fn mirror(&self) -> PathBuf {
        self.folder.path().join("mirror")
    }

    fn open(&self) -> Result<Mirror> {
        Mirror::open(&self.mirror(), &self.folder.path().join("policy.txt"))
    }

    /// One look at a log, opened anew each time as the program does.
    fn look(&self, log: &Log) -> std::result::Result<u64, Alarm> {
        let mut mirror = self.open().expect("the mirror opens");
        match mirror.meet(&log.head()).expect("a head of this log") {
            Met::Same => Ok(0),
            Met::Alarm(alarm) => Err(*alarm),
            Met::Grown(growth) => fed(*growth, log).keep(&mut mirror).expect("kept").map_err(|alarm| *alarm),
        }
    }
}

fn fed(mut growth: Growth, log: &Log) -> Growth {
    while let Some(place) = growth.wants() {
        growth.add(place, &log.bundle(place.index, place.width)).expect("taken");
    }
    growth
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path.display().to_string()) }
    }
    found
}

#[test]
fn a_log_that_only_grows_is_mirrored_whole_through_any_sizes() {
    let desk = Desk::trusting(&Log::of(0));
    let (mut log, mut seen) = (Log::of(1), 0);
    for size in [1, 3, 255, 256, 257, 300, 511, 513, 1030] {
        log = log.grown(size);
        assert_eq!(desk.look(&log).expect("it only grew"), size as u64 - seen);
        assert_eq!(desk.look(&log).expect("as before"), 0);
        seen = size as u64;
        let audit = desk.open().unwrap().audit().expect("it holds");
        assert_eq!((audit.size, audit.origin.as_str()), (seen, ORIGIN));
    }
    assert_eq!(desk.open().unwrap().audit().unwrap().heads, 9);
    let left = files(&desk.mirror().join("tile"));
    assert_eq!(left.iter().filter(|path| path.contains(".p/")).count(), 3, "one partial tile of each kind: {left:?}");
}

#[test]
fn a_log_large_enough_for_a_third_level_of_tiles_is_mirrored_too() {
    let log = Log::of(65_536 + 300);
    let desk = Desk::trusting(&log);
    assert_eq!(desk.look(&Log { entries: log.entries[..65_000].to_vec(), ..log.clone() }).unwrap(), 65_000);
    assert_eq!(desk.look(&log).unwrap(), 836);
    assert!(desk.mirror().join("tile/2/000.p/1").exists());
    assert_eq!(desk.open().unwrap().audit().unwrap().heads, 2);
}

#[test]
fn a_log_that_forgets_is_told() {
    let desk = Desk::trusting(&Log::of(0));
    desk.look(&Log::of(40)).unwrap();
    let alarm = desk.look(&Log::of(39)).expect_err("it shrank");
    assert!(alarm.why.contains("had 40 entries and now shows 39"), "{}", alarm.why);
    assert!(alarm.kept.contains("\n40\n") && alarm.served.contains("\n39\n"));
    assert_eq!(desk.open().unwrap().audit().unwrap().size, 40, "what was kept stays");
}

#[test]
fn a_really_forked_log_is_told_at_the_same_size_and_beyond() {
    let honest = Log::of(300);
    let desk = Desk::trusting(&honest);
    desk.look(&honest).unwrap();
    let mut forked = honest.clone();
    forked.entries[7] = b"nothing was opened".to_vec();
    let alarm = desk.look(&forked).expect_err("two heads of one size");
    assert!(alarm.why.contains("two different heads of 300 entries"), "{}", alarm.why);
    // Longer, so that only the entries show it. The fork serves its own past, or the honest one with its own head.
    for longer in [forked.grown(301), forked.grown(900)] {
        let alarm = desk.look(&longer).expect_err("its past was changed");
        assert!(alarm.why.contains("300 entries kept here are not the beginning"), "{}", alarm.why);
        let mirror = desk.open().unwrap();
        let Met::Grown(growth) = mirror.meet(&longer.head()).unwrap() else { panic!("it grew") };
        let mut serving = honest.grown(longer.entries.len());
        serving.entries[7] = honest.entries[7].clone();
        let mut mirror = desk.open().unwrap();
        assert!(fed(*growth, &serving).keep(&mut mirror).unwrap().is_err(), "the head signs for something else");
    }
    let mirror = desk.open().unwrap();
    let at = "2026-03-02T09:00:00Z".parse().unwrap();
    let path = mirror.keep_evidence(&alarm, at).expect("written");
    let evidence = fs::read_to_string(path).unwrap();
    for part in ["THE LOG CONTRADICTS ITSELF", alarm.kept.as_str(), alarm.served.as_str()] {
        assert!(evidence.contains(part), "{evidence}");
    }
    assert_eq!(mirror.audit().unwrap().size, 300, "and the copy is as it was");
    assert_eq!(desk.look(&honest.grown(310)).expect("the honest log goes on"), 10);
    desk.open().unwrap().audit().expect("it holds");
}

#[test]
fn a_head_of_another_key_or_another_log_is_not_believed() {
    let log = Log::of(5);
    let desk = Desk::trusting(&log);
    desk.look(&log).unwrap();
    let mirror = desk.open().unwrap();
    let other = Log { seed: 8, ..log.grown(6) };
    assert_eq!(mirror.meet(&other.head()).err().expect("not trusted").kind(), ErrorKind::Corrupt);
    assert!(mirror.meet(b"no note").is_err());
}

#[test]
fn a_bundle_of_other_entries_than_were_asked_for_is_refused() {
    let log = Log::of(20);
    let desk = Desk::trusting(&log);
    let mirror = desk.open().unwrap();
    let Met::Grown(mut growth) = mirror.meet(&log.head()).unwrap() else { panic!("it grew") };
    let place = growth.wants().expect("entries");
    for wrong in [log.bundle(0, 19), b"\0".to_vec(), Vec::new()] {
        assert_eq!(growth.add(place, &wrong).expect_err("refused").kind(), ErrorKind::Corrupt);
    }
    growth.add(place, &log.bundle(0, 20)).expect("the right ones");
}

#[test]
fn a_copy_that_was_changed_is_found_out() {
    let log = Log::of(300);
    for name in
        ["tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "checkpoint"]
    {
        let desk = Desk::trusting(&log);
        desk.look(&log).unwrap();
        let path = desk.mirror().join(name);
        let mut bytes = fs::read(&path).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        let found = desk.open().and_then(|mirror| mirror.audit());
        assert_eq!(found.expect_err(name).kind(), ErrorKind::Corrupt, "{name}");
        fs::remove_file(&path).unwrap();
        assert!(desk.open().and_then(|mirror| mirror.audit()).is_err(), "{name} is gone");
    }
}
