//! Clause S3.1 on Linux: the volume that really holds a path, and everything below it.
//!
//! The path's mount gives a device number; `lsblk` gives the whole forest of block devices. From that device every way
//! down must pass through LUKS. That some other volume is encrypted says nothing. A mapping of type *crypt* alone says
//! nothing either: dm-verity and dm-integrity are called so too. What cryptsetup made of it stands in the mapping's own
//! name in the kernel, as in `CRYPT-LUKS2-…`, which anybody may read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bailee_model::posture::Encryption;
use serde::Deserialize;

use super::super::{Answers, Question, Reading, failed, not_found};

/// No honest stack is deeper.
const DEEPEST: usize = 32;
/// How the kernel's names of LUKS mappings begin (cryptsetup).
const LUKS: [&str; 2] = ["CRYPT-LUKS1-", "CRYPT-LUKS2-"];

pub(super) fn questions() -> Vec<Question> {
    vec![
        Question::read("mountinfo", "/proc/self/mountinfo"),
        Question::read_each("mappings", "/sys/block", "dm/uuid"),
        Question::run("lsblk", "lsblk", &["--json", "--output", "NAME,KNAME,TYPE,FSTYPE,UUID,MAJ:MIN"]),
    ]
}

/// Whether everything below `path` is encrypted.
pub(super) fn encryption(answers: &Answers, path: &Path) -> Reading<Encryption> {
    let mount = holder(answers.out("mountinfo")?, path)?;
    let value = |on, found: String| Ok(Encryption { on, path: path.display().to_string(), found });
    match mount.kind.as_str() {
        "tmpfs" | "ramfs" => return value(false, format!("{} in memory, on no encrypted volume", mount.kind)),
        "btrfs" => {}
        _ if mount.device.starts_with("0:") => {
            let why = format!("{} lies on {}, below which nothing can be looked at", path.display(), mount.kind);
            return Err(failed(why));
        }
        _ => {}
    }
    let forest = Forest::read(answers.out("lsblk")?, answers.out("mappings")?)?;
    let mut ways = Vec::new();
    for volume in forest.volumes(&mount)? {
        forest.ways_down(volume, &mut Vec::new(), &mut ways)?;
    }
    if ways.is_empty() {
        return Err(failed("no volume was found below the path"));
    }
    // What is told is a way that is not encrypted, if there is one.
    let bare = ways.iter().find(|way| !way.encrypted);
    let told = bare.or(ways.first()).map(|way| way.told.join(" on ")).unwrap_or_default();
    value(bare.is_none(), format!("{} on {told}", mount.kind))
}

/// The mount that holds a path.
struct Mount {
    /// Its device, as `major:minor`.
    device: String,
    /// The file system.
    kind: String,
    /// What was mounted.
    source: String,
}

/// Finds it in `/proc/self/mountinfo` (proc(5)): the deepest mount point above the path, and the last one there.
fn holder(mountinfo: &str, path: &Path) -> Reading<Mount> {
    let mut best: Option<(usize, Mount)> = None;
    for line in mountinfo.lines() {
        let Some((left, right)) = line.split_once(" - ") else { continue };
        let (left, right): (Vec<&str>, Vec<&str>) = (left.split(' ').collect(), right.split(' ').collect());
        let (Some(device), Some(point)) = (left.get(2), left.get(4)) else { continue };
        let (Some(kind), Some(source)) = (right.first(), right.get(1)) else { continue };
        let point = PathBuf::from(unescaped(point));
        let depth = point.components().count();
        if path.starts_with(&point) && best.as_ref().is_none_or(|(deepest, _)| depth >= *deepest) {
            let mount = Mount { device: (*device).to_owned(), kind: (*kind).to_owned(), source: unescaped(source) };
            best = Some((depth, mount));
        }
    }
    best.map(|(_, mount)| mount).ok_or_else(|| not_found(format!("no mount holds {}", path.display())))
}

/// Spaces and the like stand as three octal digits behind a backslash.
fn unescaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let digits = more.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()).filter(|_| *first == b'\\') {
            Some(byte) => {
                out.push(byte);
                rest = &more[3..];
            }
            None => {
                out.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[derive(Deserialize)]
struct Listing {
    blockdevices: Vec<Block>,
}

/// A block device as `lsblk --json` tells it; what lies on it are its children.
#[derive(Deserialize)]
struct Block {
    name: String,
    kname: String,
    #[serde(rename = "type")]
    kind: String,
    fstype: Option<String>,
    uuid: Option<String>,
    #[serde(rename = "maj:min")]
    device: String,
    #[serde(default)]
    children: Vec<Block>,
    /// What the kernel calls the mapping that it is.
    #[serde(skip)]
    mapping: Option<String>,
}

/// Block devices by kernel name, and what each lies on.
#[derive(Default)]
struct Forest {
    blocks: BTreeMap<String, Block>,
    below: BTreeMap<String, BTreeSet<String>>,
}

/// A way from a volume down to what lies on nothing.
struct Way {
    encrypted: bool,
    told: Vec<String>,
}

impl Forest {
    fn read(json: &str, mappings: &str) -> Reading<Self> {
        let listing: Listing = serde_json::from_str(json).map_err(|_| failed("the answer of lsblk does not read"))?;
        let mut forest = Self::default();
        listing.blockdevices.into_iter().for_each(|block| forest.plant(block, None));
        for (kname, mapping) in mappings.lines().filter_map(|line| line.split_once(' ')) {
            if let Some(block) = forest.blocks.get_mut(kname) {
                block.mapping = Some(mapping.to_owned());
            }
        }
        Ok(forest)
    }

    fn plant(&mut self, mut block: Block, on: Option<&str>) {
        let below = self.below.entry(block.kname.clone()).or_default();
        below.extend(on.map(str::to_owned));
        for child in std::mem::take(&mut block.children) {
            self.plant(child, Some(&block.kname));
        }
        self.blocks.insert(block.kname.clone(), block);
    }

    /// The volumes of a mount. A btrfs has no device number of its own, and may lie on several volumes, which share its
    /// identifier.
    fn volumes(&self, mount: &Mount) -> Reading<Vec<&Block>> {
        if mount.kind != "btrfs" {
            let one = self.blocks.values().find(|block| block.device == mount.device);
            return one.map(|one| vec![one]).ok_or_else(|| failed(format!("lsblk does not know {}", mount.source)));
        }
        let name = Path::new(&mount.source).file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let one = self.blocks.values().find(|block| block.kname == name || block.name == name);
        let uuid = one.filter(|one| one.fstype.as_deref() == Some("btrfs")).and_then(|one| one.uuid.as_deref());
        let uuid = uuid.ok_or_else(|| failed("the volumes of the btrfs cannot be told"))?;
        Ok(self.blocks.values().filter(|block| block.uuid.as_deref() == Some(uuid)).collect())
    }

    fn ways_down<'a>(&'a self, block: &'a Block, above: &mut Vec<&'a Block>, ways: &mut Vec<Way>) -> Reading<()> {
        if above.len() >= DEEPEST {
            return Err(failed("the stack of block devices has no end"));
        }
        above.push(block);
        match self.below.get(&block.kname).filter(|below| !below.is_empty()) {
            None => ways.push(way(above)?),
            Some(below) => {
                for each in below.iter().filter_map(|kname| self.blocks.get(kname)) {
                    self.ways_down(each, above, ways)?;
                }
            }
        }
        above.pop();
        Ok(())
    }
}

/// Judges one way, told from the volume down.
fn way(blocks: &[&Block]) -> Reading<Way> {
    let mut way = Way { encrypted: false, told: Vec::new() };
    for block in blocks {
        if block.kind != "crypt" {
            way.told.push(block.kind.clone());
            continue;
        }
        let mapping = block.mapping.as_deref();
        let mapping = mapping.ok_or_else(|| failed(format!("the kernel does not say what {} is", block.kname)))?;
        let luks = LUKS.iter().any(|luks| mapping.starts_with(luks));
        way.encrypted |= luks;
        way.told.push(if luks { "LUKS".to_owned() } else { "a mapping that is not LUKS".to_owned() });
    }
    Ok(way)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::answers;
    use super::*;
    use bailee_model::posture::Why;

    const MOUNTS: &str = "\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 253:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw
28 27 253:2 / /home rw,relatime shared:2 - ext4 /dev/mapper/vg-home rw
29 27 0:40 /@ /fast rw - btrfs /dev/mapper/fast rw,subvol=/@
30 27 0:41 / /tmp rw - tmpfs tmpfs rw
31 27 0:42 / /pool rw - zfs pool/home rw
32 27 8:17 / /media/my\\040disk rw - ext4 /dev/sdb1 rw";

    /// Two volumes of LVM on a mapping of this kind on a partition; and a second disk.
    fn lsblk(kind: &str) -> String {
        let lvs = r#"{"name":"vg-root","kname":"dm-1","type":"lvm","fstype":"ext4","uuid":"r","maj:min":"253:1"},
            {"name":"vg-home","kname":"dm-2","type":"lvm","fstype":"ext4","uuid":"h","maj:min":"253:2"}"#;
        format!(
            r#"{{"blockdevices":[{{"name":"sda","kname":"sda","type":"disk","fstype":null,"uuid":null,"maj:min":"8:0","children":[
                {{"name":"sda2","kname":"sda2","type":"part","fstype":null,"uuid":"p","maj:min":"8:2","children":[
                    {{"name":"c","kname":"dm-0","type":"{kind}","fstype":"LVM2_member","uuid":"c","maj:min":"253:0","children":[{lvs}]}}]}}]}},
              {{"name":"sdb","kname":"sdb","type":"disk","fstype":null,"uuid":null,"maj:min":"8:16","children":[
                {{"name":"sdb1","kname":"sdb1","type":"part","fstype":"ext4","uuid":"s","maj:min":"8:17"}}]}}]}}"#
        )
    }

    fn read(lsblk: &str, mappings: &str, path: &str) -> Reading<Encryption> {
        encryption(&answers(&[("mountinfo", MOUNTS), ("lsblk", lsblk), ("mappings", mappings)]), Path::new(path))
    }

    const LUKS2: &str = "dm-0 CRYPT-LUKS2-5d0c-c\ndm-1 LVM-abc\ndm-2 LVM-def\n";

    #[test]
    fn every_way_down_passes_through_luks_or_it_is_not_encrypted() {
        let good = read(&lsblk("crypt"), LUKS2, "/home/cole").unwrap();
        assert!(good.on);
        assert_eq!(good.found, "ext4 on lvm on LUKS on part on disk");
        assert!(!read(&lsblk("lvm"), "dm-0 LVM-x\n", "/home/cole").unwrap().on);
        // dm-verity is of type crypt too, and encrypts nothing.
        let verity = read(&lsblk("crypt"), "dm-0 CRYPT-VERITY-5d0c-c\n", "/home/cole").unwrap();
        assert_eq!(
            (verity.on, verity.found.as_str()),
            (false, "ext4 on lvm on a mapping that is not LUKS on part on disk")
        );
        assert!(read(&lsblk("crypt"), "dm-1 LVM-abc\n", "/home/cole").is_err(), "a mapping of which nothing is known");
        assert!(
            encryption(&answers(&[("mountinfo", MOUNTS), ("lsblk", &lsblk("crypt"))]), Path::new("/home")).is_err()
        );
    }

    #[test]
    fn another_encrypted_volume_says_nothing() {
        let other = read(&lsblk("crypt"), LUKS2, "/media/my disk/files").unwrap();
        assert_eq!((other.on, other.found.as_str()), (false, "ext4 on part on disk"));
    }

    #[test]
    fn what_has_no_volume_of_its_own_is_never_taken_for_encrypted() {
        let luks = lsblk("crypt");
        assert!(!read(&luks, LUKS2, "/tmp/home").unwrap().on);
        assert_eq!(read(&luks, LUKS2, "/pool/cole").unwrap_err().why, Why::Failed);
        assert_eq!(read(&luks, LUKS2, "/fast/cole").unwrap_err().why, Why::Failed, "a btrfs that lsblk does not know");
        let gone = encryption(&answers(&[("mountinfo", "nothing"), ("lsblk", &luks)]), Path::new("/home"));
        assert_eq!(gone.unwrap_err().why, Why::NotFound);
    }

    /// A partition with a mapping of this type on it, and something on that.
    fn leg(name: &str, kind: &str, on: &str) -> String {
        format!(
            r#"{{"name":"{name}","kname":"{name}","type":"part","fstype":null,"uuid":"{name}","maj:min":"8:{}","children":[
                {{"name":"c{name}","kname":"c{name}","type":"{kind}","fstype":"x","uuid":"{name}c","maj:min":"9:{}","children":[{on}]}}]}}"#,
            name.len(),
            name.len()
        )
    }

    const BOTH: &str = "ca CRYPT-LUKS1-1-a\ncbb CRYPT-LUKS2-2-bb\nfast CRYPT-LUKS2-3-fast\n";

    #[test]
    fn a_stripe_and_a_btrfs_are_as_good_as_their_worst_leg() {
        let home = r#"{"name":"home","kname":"dm-9","type":"raid0","fstype":"ext4","uuid":"h","maj:min":"253:2"}"#;
        let stripe = |second: String| format!(r#"{{"blockdevices":[{},{second}]}}"#, leg("a", "crypt", home));
        assert!(read(&stripe(leg("bb", "crypt", home)), BOTH, "/home").unwrap().on);
        let worst = read(&stripe(leg("bb", "linear", home)), BOTH, "/home").unwrap();
        assert_eq!((worst.on, worst.found.as_str()), (false, "ext4 on raid0 on linear on part"));

        let fast = |name: &str, kind: &str| {
            format!(
                r#"{{"name":"{name}","kname":"{name}","type":"{kind}","fstype":"btrfs","uuid":"one","maj:min":"1:1"}}"#
            )
        };
        let first = leg("a", "linear", &fast("fast", "crypt"));
        assert!(read(&format!(r#"{{"blockdevices":[{first}]}}"#), BOTH, "/fast").unwrap().on);
        let both = format!(r#"{{"blockdevices":[{first},{}]}}"#, fast("sdz", "disk"));
        let worst = read(&both, BOTH, "/fast").unwrap();
        assert_eq!((worst.on, worst.found.as_str()), (false, "btrfs on disk"));
    }

    #[test]
    fn a_stack_that_bites_its_tail_is_refused() {
        let tail = r#"{"blockdevices":[{"name":"a","kname":"a","type":"crypt","fstype":null,"uuid":null,"maj:min":"253:2","children":[
            {"name":"b","kname":"b","type":"crypt","fstype":null,"uuid":null,"maj:min":"1:1","children":[
            {"name":"a","kname":"a","type":"crypt","fstype":null,"uuid":null,"maj:min":"253:2"}]}]}]}"#;
        assert_eq!(read(tail, "a CRYPT-LUKS2-1\nb CRYPT-LUKS2-2\n", "/home").unwrap_err().why, Why::Failed);
    }
}
