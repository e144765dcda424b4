//! The reads behind pages: what a person may see, put together for one question. Each goes through the same lookups as an
//! action, so what may not be seen is not counted either (invariant 6).

mod balance;
mod certificate;
mod engagements;
mod log;
mod my_work;
mod overview;
mod what_we_hold;

pub use balance::Balance;
pub use certificate::{CertificateView, certificate, certificate_bundle, verifier_policy};
pub use engagements::{EngagementRow, clients, engagements, people};
pub use log::{LogLine, LogView, log, log_proof};
pub use my_work::{WorkItem, WorkKind, my_work};
pub use overview::{Overview, holding, holdings, job, overview, runs};
pub use what_we_hold::{CanOpen, CategoryShare, Opening, WhatWeHold, what_we_hold};
