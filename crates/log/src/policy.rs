//! Whom the client trusts, in a text file that the client keeps.
//!
//! The file lists the logs whose checkpoints count, the witnesses, how many of them must have cosigned (the *quorum*),
//! and who may sign certificates. The verifier trusts this file and nothing else: not the certificate, not the network.
//!
//! ```text
//! # Whom we trust for certificates of Lanterne & Fils (fictional)
//! log lanterne.example/log+<id>+<key>
//! witness w1 witness.example/w1+<id>+<key>
//! witness w2 other.example/w2+<id>+<key>
//! group both all w1 w2
//! quorum both
//! certifier lanterne <key>
//! ```
//!
//! The format is C2SP tlog-policy with one line of our own, `certifier <name> <key>`: an ECDSA P-256 public key as base64
//! of its DER SubjectPublicKeyInfo (a PEM file without its frame and line breaks). The specification leaves keys for what
//! is *inside* an entry to the application; a second file for one line would be a second file to lose. We also ask for
//! UTF-8 where the specification accepts any bytes.

use std::fmt;

use crate::checkpoint::Checkpoint;
use crate::dsse::CertifierPublicKey;
use crate::note::{KeyKind, Note, VerifierKey};
use crate::{Error, Result, text};

const WHAT: &str = "policy";
/// The largest policy file read, in bytes.
pub const MAX_POLICY: usize = 1 << 20;

/// A parsed policy file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<VerifierKey>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    certifiers: Vec<Certifier>,
    quorum: Option<Member>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Witness {
    name: String,
    key: VerifierKey,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    name: String,
    threshold: usize,
    members: Vec<Member>,
}

/// A witness or a group, by its place in the list of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    Witness(usize),
    Group(usize),
}

/// Who may sign certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certifier {
    /// The name that the policy file gives to the key.
    pub name: String,
    /// The key.
    pub key: CertifierPublicKey,
}

/// What a policy says of a signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The checkpoint, signed by a log of the policy.
    pub checkpoint: Checkpoint,
    /// The witnesses of the policy that cosigned it, and when, in seconds of Unix time.
    pub cosigned: Vec<Cosigned>,
    /// Whether the quorum is met.
    pub quorum: bool,
}

/// One witness's word.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Cosigned {
    /// The witness, as the policy names it.
    pub witness: String,
    /// When it says it signed, in seconds of Unix time.
    pub time: u64,
}

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    /// [`Error::Line`] with the line that is wrong, [`Error::Format`] when the file as a whole is.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_POLICY {
            return Err(Error::TooLarge { what: WHAT, size: bytes.len(), limit: MAX_POLICY });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Error::format(WHAT, "it is not UTF-8"))?;
        let mut reader = Reader::default();
        for (line, number) in text.split('\n').zip(1..) {
            reader.line(line).map_err(|why| Error::line(WHAT, number, why))?;
        }
        if !reader.quorum_seen {
            return Err(Error::format(WHAT, "it has no `quorum` line; write `quorum none` to ask for no witness"));
        }
        Ok(reader.policy)
    }

    /// Who may sign certificates.
    pub fn certifiers(&self) -> &[Certifier] {
        &self.certifiers
    }

    /// Judges a signed checkpoint.
    ///
    /// # Errors
    /// [`Error::Unsigned`] when no log of the policy signed it under its own name, [`Error::Signature`] when a known key's
    /// signature fails, [`Error::Format`] or [`Error::Line`] when it is not a checkpoint. A quorum not met is no error.
    pub fn judge(&self, note: &Note) -> Result<Judgement> {
        let checkpoint = Checkpoint::parse(note.text())?;
        let unsigned = Error::Unsigned { what: "checkpoint" };
        let log = self
            .logs
            .iter()
            .find(|log| log.name() == checkpoint.origin && note.signatures().iter().any(|s| log.made(s)));
        let log = log.ok_or(unsigned)?;
        let keys: Vec<&VerifierKey> = self.witnesses.iter().map(|witness| &witness.key).chain([log]).collect();
        let verified = note.verify(&keys)?;
        let said = |witness: &Witness| {
            verified.iter().find(|signed| *signed.key == witness.key).and_then(|signed| signed.time)
        };
        let cosigned =
            self.witnesses.iter().filter_map(|w| Some(Cosigned { witness: w.name.clone(), time: said(w)? })).collect();
        let quorum = self.quorum.is_none_or(|quorum| self.has(quorum, &|witness| said(witness).is_some()));
        Ok(Judgement { checkpoint, cosigned, quorum })
    }

    fn has(&self, member: Member, cosigned: &impl Fn(&Witness) -> bool) -> bool {
        match member {
            Member::Witness(n) => cosigned(&self.witnesses[n]),
            Member::Group(n) => {
                let group = &self.groups[n];
                group.members.iter().filter(|member| self.has(**member, cosigned)).count() >= group.threshold
            }
        }
    }

    /// The quorum in words: `none`, `w1`, `2 of (w1, w2, w3)`.
    pub fn quorum(&self) -> String {
        self.quorum.map_or_else(|| "none".to_owned(), |quorum| self.in_words(quorum))
    }

    fn in_words(&self, member: Member) -> String {
        match member {
            Member::Witness(n) => self.witnesses[n].name.clone(),
            Member::Group(n) => {
                let group = &self.groups[n];
                let members: Vec<String> = group.members.iter().map(|member| self.in_words(*member)).collect();
                format!("{} of ({})", group.threshold, members.join(", "))
            }
        }
    }

    fn name(&self, member: Member) -> &str {
        match member {
            Member::Witness(n) => &self.witnesses[n].name,
            Member::Group(n) => &self.groups[n].name,
        }
    }

    fn find(&self, name: &str) -> Option<Member> {
        let witness = self.witnesses.iter().position(|witness| witness.name == name).map(Member::Witness);
        witness.or_else(|| self.groups.iter().position(|group| group.name == name).map(Member::Group))
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for log in &self.logs {
            writeln!(f, "log {log}")?;
        }
        for witness in &self.witnesses {
            writeln!(f, "witness {} {}", witness.name, witness.key)?;
        }
        for group in &self.groups {
            write!(f, "group {} {}", group.name, group.threshold)?;
            group.members.iter().try_for_each(|member| write!(f, " {}", self.name(*member)))?;
            writeln!(f)?;
        }
        writeln!(f, "quorum {}", self.quorum.map_or("none", |quorum| self.name(quorum)))?;
        self.certifiers.iter().try_for_each(|certifier| writeln!(f, "certifier {} {}", certifier.name, certifier.key))
    }
}

/// A policy while its lines are read. Errors are sentences; the caller adds the line's number.
#[derive(Default)]
struct Reader {
    policy: Policy,
    in_a_group: Vec<Member>,
    quorum_seen: bool,
}

impl Reader {
    fn line(&mut self, line: &str) -> std::result::Result<(), String> {
        if line.bytes().any(|byte| (byte < b' ' && byte != b'\t') || byte == 0x7f) {
            return Err("it holds a control character (lines end with a newline alone)".to_owned());
        }
        let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log", key] | ["log", key, _] => self.log(key),
            ["witness", name, key] | ["witness", name, key, _] => self.witness(name, key),
            ["group", name, threshold, members @ ..] if !members.is_empty() => self.group(name, threshold, members),
            ["quorum", name] => self.quorum(name),
            ["certifier", name, key] => self.certifier(name, key),
            ["log", ..] => Err("expected `log <key> [<url>]`".to_owned()),
            ["witness", ..] => Err("expected `witness <name> <key> [<url>]`".to_owned()),
            ["group", ..] => Err("expected `group <name> <number|any|all> <member>...`".to_owned()),
            ["quorum", ..] => Err("expected `quorum <name|none>`".to_owned()),
            ["certifier", ..] => Err("expected `certifier <name> <key>`".to_owned()),
            _ => Err("a line begins with `log`, `witness`, `group`, `quorum`, `certifier` or `#`".to_owned()),
        }
    }

    fn log(&mut self, key: &str) -> std::result::Result<(), String> {
        let key = read_key(key, KeyKind::Note)?;
        if self.policy.logs.iter().any(|log| log.public_bytes() == key.public_bytes()) {
            return Err("this log's key is listed already".to_owned());
        }
        self.policy.logs.push(key);
        Ok(())
    }

    fn witness(&mut self, name: &str, key: &str) -> std::result::Result<(), String> {
        self.check_new(name)?;
        let key = read_key(key, KeyKind::Cosignature)?;
        if self.policy.witnesses.iter().any(|witness| witness.key.public_bytes() == key.public_bytes()) {
            return Err("this witness's key is listed already: one witness must not count twice".to_owned());
        }
        self.policy.witnesses.push(Witness { name: name.to_owned(), key });
        Ok(())
    }

    fn group(&mut self, name: &str, threshold: &str, members: &[&str]) -> std::result::Result<(), String> {
        self.check_new(name)?;
        let mut found = Vec::new();
        for member in members {
            let unknown = || format!("`{}` is not a witness or group of an earlier line", member.escape_debug());
            let member = self.policy.find(member).ok_or_else(unknown)?;
            if self.in_a_group.contains(&member) {
                return Err(format!("`{}` is a member already: it must not count twice", self.policy.name(member)));
            }
            self.in_a_group.push(member);
            found.push(member);
        }
        let threshold = match threshold {
            "any" => 1,
            "all" => found.len(),
            number => match text::decimal(number) {
                Some(k) if (1..=found.len() as u64).contains(&k) => k as usize,
                _ => return Err(format!("expected `any`, `all` or a number from 1 to {}", found.len())),
            },
        };
        self.policy.groups.push(Group { name: name.to_owned(), threshold, members: found });
        Ok(())
    }

    fn quorum(&mut self, name: &str) -> std::result::Result<(), String> {
        if std::mem::replace(&mut self.quorum_seen, true) {
            return Err("there is a `quorum` line already".to_owned());
        }
        if name != "none" {
            let unknown = || format!("`{}` is not a witness or group of an earlier line", name.escape_debug());
            self.policy.quorum = Some(self.policy.find(name).ok_or_else(unknown)?);
        }
        Ok(())
    }

    fn certifier(&mut self, name: &str, key: &str) -> std::result::Result<(), String> {
        let key = CertifierPublicKey::from_base64(key).map_err(|error| error.to_string())?;
        if self.policy.certifiers.iter().any(|other| other.name == name || other.key == key) {
            return Err("this certifier's name or key is listed already".to_owned());
        }
        self.policy.certifiers.push(Certifier { name: name.to_owned(), key });
        Ok(())
    }

    fn check_new(&self, name: &str) -> std::result::Result<(), String> {
        if name == "none" {
            return Err("`none` is not a name: it stands for no witness".to_owned());
        }
        if self.policy.find(name).is_some() { Err("this name is taken by an earlier line".to_owned()) } else { Ok(()) }
    }
}

fn read_key(key: &str, kind: KeyKind) -> std::result::Result<VerifierKey, String> {
    let key = VerifierKey::parse(key).map_err(|error| error.to_string())?;
    match kind {
        _ if key.kind() == kind => Ok(key),
        KeyKind::Note => Err("this is a witness's key (type 04); a log's is of type 01".to_owned()),
        KeyKind::Cosignature => Err("this is a log's key (type 01); a witness's is of type 04".to_owned()),
    }
}

#[cfg(test)]
mod tests;
