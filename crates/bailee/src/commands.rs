//! The commands, one file each: its arguments, documented as its help, and what it does.

pub(crate) mod certificate;
pub(crate) mod close;
pub(crate) mod destroy;
pub(crate) mod engagements;
pub(crate) mod fetch;
pub(crate) mod grant;
pub(crate) mod hold;
pub(crate) mod holdings;
pub(crate) mod job;
pub(crate) mod load;
pub(crate) mod log;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod mapping;
pub(crate) mod profile;
pub(crate) mod purpose;
pub(crate) mod put;
pub(crate) mod quarantine;
pub(crate) mod query;
pub(crate) mod reconcile;
pub(crate) mod rejects;
pub(crate) mod step_up;
pub(crate) mod verify;
pub(crate) mod verify_result;
pub(crate) mod whoami;
pub(crate) mod work;
