//! The nouns of Bailee: what the rest of the system talks about, and nothing that does anything.
//!
//! Every other crate depends on this one and this one on none of them. It holds the identifiers, the small fixed
//! vocabularies ([`words`]), the records that the store keeps ([`people`], [`posture`], [`agreement`], [`engagement`],
//! [`holding`], [`system`], [`review`], [`mail`]), what the log is told ([`entry`]), how loads are described ([`load`]), the error that people read ([`error`]) and its sentences ([`mod@say`]), the
//! two things that are given and never taken from the air ([`clock`]: time and randomness), and the one port through
//! which the application reaches the workbench ([`engine`]).

pub mod agreement;
pub mod backup;
pub mod clients;
pub mod clock;
pub mod engagement;
pub mod engine;
pub mod entry;
pub mod error;
pub mod exits;
pub mod feed;
pub mod holding;
pub mod id;
pub mod incident;
pub mod load;
pub mod mail;
pub mod people;
pub mod policies;
pub mod posture;
pub mod profile;
pub mod promise;
pub mod record;
pub mod retention;
pub mod review;
pub mod say;
pub mod system;
pub mod transfer;
pub mod unusual;
pub mod words;

pub use agreement::{Completion, Course, Document, QuizQuestion, Signature};
pub use backup::{Backup, RecoveryKit, Remainder};
pub use clients::{Enquiry, Involvement, TermsChange, Walkthrough, Witnessing};
pub use clock::{Clock, Rng, SystemClock, SystemRng};
pub use engagement::{Assignment, Client, Engagement, Grant, Hold, Verification};
pub use engine::{Engine, Progress};
pub use entry::{EntryDraft, LogId, LoggedEntry, Receipt};
pub use error::{Error, ErrorKind, Place, Refusal, Result};
pub use exits::{Assessment, Checkout, Disclosure, LegalDemand, ReturnBody, TakeBody};
pub use feed::Feed;
pub use holding::{Certificate, ColumnDecision, Holding, Job, LoadRun};
pub use id::*;
pub use incident::{Incident, IncidentEvent, IncidentMessage, IncidentTask, Notice, NoticeVersion};
pub use mail::Mail;
pub use people::{Ceremony, Departure, Firm, Organisation, Passkey, Person, Session, SignIn, Supplier};
pub use policies::{AcceptedWord, Policy, PolicyReview, PolicySignature, PolicyVersion, PublishedMeasure, Wording};
pub use posture::{ConfirmBody, Device, Measured, Posture, PostureReport, ReportBody};
pub use promise::{Annotation, Evidence, Judgement, Statement};
pub use record::Record;
pub use retention::Handover;
pub use review::{Account, CredentialUse, Review, ReviewRow, Rotation};
pub use say::Text;
pub use system::System;
pub use transfer::{DropLink, DropUpload, OutLink};
pub use unusual::UnusualUse;
pub use words::*;
