//! The reads behind pages: what a person may see, put together for one question. Each goes through the same lookups as an
//! action, so what may not be seen is not counted either (invariant 6).

mod agreements;
mod balance;
mod certificate;
mod devices;
mod emergencies;
mod engagements;
mod firm_agreements;
mod log;
mod mail;
mod my_work;
mod outside;
mod overview;
mod people;
mod requests;
mod reviews;
mod revocation;
mod training;
mod what_we_hold;
mod who_can_open;

pub use agreements::{
    DocumentView, MyAgreements, NdaView, Signed, SignedCopy, ToSign, document, my_agreements, nda, signature, versions,
};
pub use balance::Balance;
pub use certificate::{CertificateView, certificate, certificate_bundle, verifier_policy};
pub use devices::{DeviceView, FromWhere, device, firm_devices, from_where, my_devices};
pub use emergencies::Emergency;
pub use engagements::{EngagementRow, clients, engagements, people};
pub use firm_agreements::{FirmAgreements, KindRow, PersonRow, VersionRow, draft, firm_agreements};
pub use log::{LogLine, LogView, log, log_proof};
pub use mail::{MailHealth, mail_health};
pub use my_work::{About, WorkItem, WorkKind, my_work};
pub use outside::{AccountView, AccountsView, RotationView, accounts_on, rotations, rotations_on};
pub use overview::{Overview, holding, holdings, job, overview, runs};
pub use people::{
    Life, PeopleFilter, PeopleRow, PersonView, Subcontracted, UsedCredential, candidates, people_rows, person,
    subcontracted, suppliers,
};
pub use requests::{Request, RequestMay, RequestView, Requests, Step, request, request_history, requests};
pub use reviews::{ReviewLine, ReviewRowView, ReviewView, review, review_bundle, review_policy, reviews};
pub(crate) use revocation::revocation_of;
pub use revocation::{Revocation, RevocationFigures, revocation_figures};
pub use training::{FirmTraining, MyTraining, Trained, TrainedRow, course, firm_training, my_training};
pub use what_we_hold::{CanOpen, CategoryShare, Opening, WhatWeHold, what_we_hold};
pub use who_can_open::{Access, Opens, Reach, WhoCanOpen, who_can_open};
