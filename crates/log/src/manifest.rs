//! The list of what was destroyed, one line for each thing.
//!
//! A certificate that says "47 holdings" is worth little if no one can tell which. But a list of file names would itself
//! be what had to go. So each line holds a *commitment*: the digest of a [`crate::entry::Disclosure`] that names the
//! holding. The client, who received that disclosure when the holding came in, finds its own lines; nobody else learns
//! anything. The certificate's subject is the SHA-256 of this file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::merkle::Hash;
use crate::{Error, Result, json, text};

const WHAT: &str = "destruction manifest";

/// One destroyed thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Item {
    /// The day when the last backup that held its key is gone, such as `2026-12-24`; none when none is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backups_gone_by: Option<String>,
    /// The category of the data, as a code: `financial`.
    pub category: String,
    /// The digest of the disclosure that names it.
    pub commitment: String,
    /// The opaque id of the key that was destroyed.
    pub key: String,
    /// What it was, as a code: `original`, `table`, `credential`.
    pub kind: String,
    /// Where it lay, as an opaque code.
    pub location: String,
    /// How it was destroyed, as a code: `cryptographic-erase`.
    pub method: String,
}

/// What a manifest lists, counted by kind and category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// The category's code.
    pub category: String,
    /// How many there are.
    pub count: u64,
    /// The kind's code.
    pub kind: String,
}

/// The list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The destroyed things, each once.
    pub items: Vec<Item>,
}

impl Manifest {
    /// Reads a manifest: one canonical JSON object a line.
    ///
    /// # Errors
    /// [`Error::Line`] for a line that is not an item in its one form, or that repeats an earlier one.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let body = bytes
            .strip_suffix(b"\n")
            .ok_or_else(|| Error::format(WHAT, "it is empty or does not end with a newline"))?;
        let lines = body.split(|byte| *byte == b'\n').zip(1_usize..);
        let read = |(line, number)| {
            json::from_canonical(WHAT, line).map_err(|error| Error::line(WHAT, number, error.to_string()))
        };
        let manifest = Self { items: lines.map(read).collect::<Result<_>>()? };
        manifest.check()?;
        Ok(manifest)
    }

    /// The exact bytes of the file.
    ///
    /// # Errors
    /// [`Error::Line`] when an item could name a person or a file, or stands twice; [`Error::Format`] when there is none.
    pub fn encode(&self) -> Result<Vec<u8>> {
        self.check()?;
        let lines = self.items.iter().map(|item| json::to_canonical(WHAT, item)).collect::<Result<Vec<_>>>()?;
        Ok((lines.join("\n") + "\n").into_bytes())
    }

    /// How many things of each kind and category there are, sorted.
    pub fn counts(&self) -> Vec<Counted> {
        let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for item in &self.items {
            *counts.entry((&item.kind, &item.category)).or_default() += 1;
        }
        let counted = |((kind, category), count): ((&str, &str), u64)| Counted {
            category: category.to_owned(),
            count,
            kind: kind.to_owned(),
        };
        counts.into_iter().map(counted).collect()
    }

    fn check(&self) -> Result<()> {
        if self.items.is_empty() {
            return Err(Error::format(WHAT, "it lists nothing"));
        }
        let mut seen = BTreeSet::new();
        for (item, number) in self.items.iter().zip(1..) {
            item.check().map_err(|why| Error::line(WHAT, number, why))?;
            if !seen.insert(&item.commitment) {
                return Err(Error::line(WHAT, number, "this holding is listed already"));
            }
        }
        Ok(())
    }
}

impl Item {
    fn check(&self) -> std::result::Result<(), &'static str> {
        let codes = [&self.category, &self.key, &self.kind, &self.location, &self.method];
        if !codes.into_iter().all(|code| text::is_opaque(code)) {
            return Err("category, key, kind, location and method hold letters, digits and `. _ : -` only");
        }
        if text::from_base64url(&self.commitment).is_none_or(|bytes| Hash::from_slice(&bytes).is_none()) {
            return Err("the commitment is 32 bytes in base64url");
        }
        if self.backups_gone_by.as_deref().is_some_and(|day| !text::is_date(day)) {
            return Err("`backupsGoneBy` is a day such as `2026-12-24`");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Disclosure;

    fn item(n: u8) -> Item {
        Item {
            backups_gone_by: (n == 1).then(|| "2026-12-24".into()),
            category: "financial".into(),
            commitment: Disclosure::new([n; 32], "holding", &"ledger".into()).unwrap().digest(),
            key: format!("key_{n}"),
            kind: if n == 1 { "original" } else { "table" }.into(),
            location: "store_1".into(),
            method: "cryptographic-erase".into(),
        }
    }

    #[test]
    fn a_manifest_reads_back_and_counts() {
        let manifest = Manifest { items: vec![item(1), item(2), item(3)] };
        let bytes = manifest.encode().unwrap();
        assert_eq!(Manifest::parse(&bytes).unwrap(), manifest);
        let counted: Vec<(String, u64)> = manifest.counts().into_iter().map(|c| (c.kind, c.count)).collect();
        assert_eq!(counted, [("original".to_owned(), 1), ("table".to_owned(), 2)]);
    }

    #[test]
    fn other_manifests_are_refused() {
        assert!(Manifest::default().encode().is_err());
        assert!(matches!(Manifest { items: vec![item(1), item(1)] }.encode(), Err(Error::Line { line: 2, .. })));
        assert!(Manifest { items: vec![Item { location: "/srv/data".into(), ..item(1) }] }.encode().is_err());
        assert!(Manifest { items: vec![Item { commitment: "x".into(), ..item(1) }] }.encode().is_err());
        assert!(Manifest { items: vec![Item { backups_gone_by: Some("soon".into()), ..item(1) }] }.encode().is_err());
        let bytes = Manifest { items: vec![item(1)] }.encode().unwrap();
        assert!(Manifest::parse(&bytes[..bytes.len() - 1]).is_err());
        assert!(Manifest::parse(&[&bytes, b"\n".as_slice()].concat()).is_err());
        assert!(Manifest::parse(b"").is_err());
    }
}
