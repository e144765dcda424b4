//! One file a page: what it shows, how its request becomes an action, and where it goes afterwards.

pub(crate) mod certificate;
pub(crate) mod client;
pub(crate) mod close;
pub(crate) mod decisions;
pub(crate) mod engagements;
pub(crate) mod enrol;
pub(crate) mod firm_people;
pub(crate) mod help_api;
pub(crate) mod holdings;
pub(crate) mod job;
pub(crate) mod load;
pub(crate) mod log;
pub(crate) mod mapping;
pub(crate) mod overview;
pub(crate) mod people;
pub(crate) mod profile;
pub(crate) mod query;
pub(crate) mod reconcile;
pub(crate) mod sign_in;
pub(crate) mod step_up;
pub(crate) mod systems;
pub(crate) mod trouble;
pub(crate) mod work;
