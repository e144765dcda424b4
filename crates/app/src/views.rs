//! The reads behind pages: what a person may see, put together for one question. Each goes through the same lookups as an
//! action, so what may not be seen is not counted either (invariant 6).

mod agreements;
mod backups;
mod balance;
mod certificate;
mod deletion;
mod devices;
mod emergencies;
mod engagements;
mod enquiries;
mod exits;
mod firm_agreements;
mod handovers;
mod holds;
mod incidents;
mod log;
mod mail;
pub(crate) mod my_work;
mod outside;
mod overview;
mod people;
mod policies;
mod promise_board;
mod requests;
mod reviews;
mod revocation;
mod room;
mod security_txt;
mod suppliers;
mod training;
mod transfer;
mod trust;
mod unusual;
mod walkthrough;
mod what_we_hold;
mod who_can_open;
mod witness;

pub use crate::incidents::affected::{Affected, Because};
pub use agreements::{
    DocumentView, MyAgreements, NdaView, Signed, SignedCopy, ToSign, document, my_agreements, nda, signature, versions,
};
pub use backups::{BackupLine, BackupRegister, KitLine, backup, backup_register};
pub use bailee_log::certificate::OutstandingKind;
pub use balance::Balance;
pub use certificate::{CertificateView, LeftNow, certificate, certificate_bundle, verifier_policy};
pub use deletion::{Deletion, deletion};
pub use devices::{DeviceView, FromWhere, device, firm_devices, from_where, my_devices};
pub use emergencies::Emergency;
pub use engagements::{EngagementRow, clients, engagements, people};
pub use enquiries::{EnquiryView, enquiries, enquiry, own_enquiries};
pub use exits::{
    CheckoutView, Covered, DemandView, DisclosureView, Place, Whereabouts, checkout, checkouts, demands,
    handles_demands, my_checkouts, register, whereabouts, whole_register,
};
pub use firm_agreements::{FirmAgreements, KindRow, PersonRow, VersionRow, draft, firm_agreements};
pub use handovers::{HandoverView, Returns, returns};
pub use holds::{HoldRow, HoldsTotal, holds};
pub use incidents::{
    Choices, IncidentRow, IncidentView, NoticeLine, OwnNotice, affected, declarable_devices, incident, incidents,
    own_notices,
};
pub use log::{LogLine, LogView, log, log_proof};
pub use mail::{MailHealth, mail_health};
pub use my_work::{About, WorkItem, WorkKind, my_work};
pub use outside::{AccountView, AccountsView, RotationView, accounts_on, rotations, rotations_on};
pub use overview::{Overview, holding, holdings, job, overview, runs};
pub use people::{
    Life, PeopleFilter, PeopleRow, PersonView, Subcontracted, UsedCredential, candidates, people_rows, person,
    subcontracted, suppliers,
};
pub use policies::{
    ArchivedVersion, DraftView, FirmPolicies, PolicyRow, PolicySummary, PublicPolicy, firm_policies,
    may_write_policies, policy_draft, policy_texts, policy_to_sign, public_policies, public_policy,
};
pub use promise_board::{BoardRow, evidence_policy, promise_board, promise_on_board};
pub use requests::{Request, RequestMay, RequestView, Requests, Step, request, request_history, requests};
pub use reviews::{ReviewLine, ReviewRowView, ReviewView, review, review_bundle, review_policy, reviews};
pub(crate) use revocation::revocation_of;
pub use revocation::{Revocation, RevocationFigures, revocation_figures};
pub use room::{Room, room, room_export};
pub use security_txt::security_txt;
pub use suppliers::{PartState, PartView, SuppliersOn, supplier_register, suppliers_on};
pub use training::{FirmTraining, MyTraining, Trained, TrainedRow, course, firm_training, my_training};
pub use transfer::{DropLine, Links, OutLine, OutPage, links, out_page};
pub(crate) use trust::spells;
pub use trust::{Measure, Promised, Remark, Spell, Trust, TrustClause, TrustPolicy, promise_history, trust};
pub use unusual::{UseView, unusual_uses};
pub use walkthrough::{TermsView, WalkthroughView, terms, walkthrough};
pub use what_we_hold::{CanOpen, CategoryShare, Gone, Opening, Thing, WhatWeHold, what_we_hold};
pub use who_can_open::{Access, Opens, Reach, WhoCanOpen, who_can_open};
pub use witness::{log_file, witnessed};
