//! The two policies that come with an installation: drafts in both languages, to be made the firm's own.

use bailee_model::{Policy, PolicyId, PolicyState, PolicyVersion, PolicyVersionId, Rng, Wording};
use bailee_policy::POLICY_TEXTS;
use jiff::Timestamp;

/// Each template as a policy with its first draft. `contact` is where the firm's questions go.
pub(crate) fn shipped(rng: &dyn Rng, now: Timestamp, contact: &str) -> Vec<(Policy, PolicyVersion)> {
    let mut names: Vec<&str> = Vec::new();
    for text in POLICY_TEXTS {
        if !names.contains(&text.name) {
            names.push(text.name);
        }
    }
    let one = |name: &str| {
        let policy = Policy { id: PolicyId::new(rng), slug: name.to_owned(), since: now };
        let texts = POLICY_TEXTS.iter().filter(|text| text.name == name);
        let texts = texts.map(|text| Wording { language: text.language.to_owned(), text: text.markdown.to_owned() });
        let version = PolicyVersion { contact: contact.to_owned(), ..draft(rng, policy.id, now, texts.collect()) };
        (policy, version)
    };
    names.into_iter().map(one).collect()
}

/// A draft with nothing settled yet.
pub(crate) fn draft(rng: &dyn Rng, policy: PolicyId, now: Timestamp, texts: Vec<Wording>) -> PolicyVersion {
    PolicyVersion {
        id: PolicyVersionId::new(rng),
        policy,
        number: None,
        state: PolicyState::Draft,
        effective: None,
        texts,
        contact: String::new(),
        material: true,
        summary: String::new(),
        accepted: Vec::new(),
        measures: Vec::new(),
        since: now,
        author: None,
        changed_at: now,
        reviewed_by: None,
        reviewed_at: None,
        remark: String::new(),
        published_by: None,
        published_at: None,
    }
}
