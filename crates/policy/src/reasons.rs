//! The words of every refusal, in English and French.
//!
//! [`reasons`] has one entry for each policy that forbids, in the order in which they are told when several stand in the
//! way: first who somebody is and what they owe, then where the engagement stands, then what the thing is, then the device,
//! then purpose and grant, and last what a moment at the keyboard lifts.

mod device;
mod grant;
mod incidents;
mod transfer;
mod what;
mod who;

use crate::promises::{Text, text};

/// Why a policy forbids, and what would lift it. `{action}` and the firm's measures, as `{minutes}`, are filled in.
pub(crate) struct Reason {
    /// The `@id` of the policy.
    pub(crate) policy: &'static str,
    /// What is refused and why.
    pub(crate) why: Text,
    /// What would lift it, and who can.
    pub(crate) lift: Text,
}

const fn reason(policy: &'static str, why: Text, lift: Text) -> Reason {
    Reason { policy, why, lift }
}

/// Told when nothing forbids and nothing permits.
pub(crate) const UNNAMED: Reason = reason(
    "",
    text("Nothing permits you to {action}.", "Rien ne vous permet d’accomplir ceci : {action}."),
    text("Ask the lead of the engagement who may.", "Demandez au responsable du mandat qui le peut."),
);

/// Told when a person may do it and the token that asks for them may not.
pub(crate) const BEYOND_TOKEN: Reason = reason(
    "",
    text(
        "A token does not reach so far: you may not {action} with this one.",
        "Un jeton ne va pas si loin : avec celui-ci, vous ne pouvez pas {action}.",
    ),
    text(
        "Do it signed in yourself, with both your factors; a token that may work does what needs none afresh.",
        "Connectez-vous pour le faire vous-même, avec vos deux facteurs ; un jeton de travail fait ce qui n’en redemande pas.",
    ),
);

/// Every reason, in the order of telling.
pub(crate) fn reasons() -> impl Iterator<Item = &'static Reason> {
    [who::WHO, incidents::INCIDENTS, what::WHAT, transfer::TRANSFER, device::DEVICE, grant::GRANT].into_iter().flatten()
}
