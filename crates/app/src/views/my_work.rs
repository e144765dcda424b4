//! What needs its reader: one queue by due date, across all kinds.
//!
//! First what keeps somebody from working at all, then what is overdue, then what has no date and so is wanted as soon as
//! possible, then by date. Whether something is the reader's to do is the gate's answer each time, as if both factors had
//! just been shown: they are asked for when the button is pressed. However many engagements there are, each table is read
//! once, and the gate is asked only about what waits.

mod access;
mod clients;
mod deadlines;
mod exits;
mod firm;
mod holdings;
mod incidents;
mod links;
mod own;
mod policies;
mod pool;
mod uses;

use crate::{
    Door,
    clocks::{
        due::{self, Due},
        handover_receipt,
    },
};
use bailee_model::{DeviceCheck, EngagementId, Obligation, Result};
use jiff::Timestamp;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)*) => {
        /// Why something is in the queue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum WorkKind {
            $($(#[$doc])* $variant,)*
        }

        impl WorkKind {
            /// Every kind, in the order in which they stand where dates do not decide.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word as it is sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

kinds! {
    /// Something has to be signed or learnt before any work.
    Obligation = "obligation",
    /// No device confirmed this session.
    DeviceMissing = "device_missing",
    /// The device behind this session fails a check.
    DeviceFailing = "device_failing",
    /// A client is to be told of an incident.
    NoticeDue = "notice_due",
    /// An incident is not contained yet.
    IncidentOpen = "incident_open",
    /// A remedy of an incident is the reader's to carry out.
    IncidentTask = "incident_task",
    /// The reader's organisation was told of an incident, and nobody confirmed it.
    NoticeToConfirm = "notice_to_confirm",
    /// Something of a client's is on a device, and has to be confirmed destroyed.
    CheckoutToReturn = "checkout_to_return",
    /// An authority demands client data.
    DemandToAnswer = "demand_to_answer",
    /// Emergency access was opened.
    EmergencyOpened = "emergency_opened",
    /// Somebody asks for a grant that the reader may approve.
    GrantToApprove = "grant_to_approve",
    /// Somebody asks for a grant on a sealed category, and the client has to agree.
    GrantToAgree = "grant_to_agree",
    /// Somebody asks to take something onto a device.
    CheckoutToApprove = "checkout_to_approve",
    /// The reader's own grant ends soon.
    GrantEnding = "grant_ending",
    /// The reader's own grant is dropped soon, because it is not used.
    GrantUnused = "grant_unused",
    /// Somebody's use was unusual, and the reader says what it was.
    UnusualUse = "unusual_use",
    /// Rows of an access review wait for a decision.
    ReviewRows = "review_rows",
    /// Access that silence suspended may still be restored.
    AccessToRestore = "access_to_restore",
    /// A credential is to be replaced.
    RotationDue = "rotation_due",
    /// A client's system has accounts that nobody here stands behind.
    AccountsUnknown = "accounts_unknown",
    /// A device waits for approval.
    DeviceToApprove = "device_to_approve",
    /// An invitation was not taken up.
    InvitationLate = "invitation_late",
    /// The mutual agreement waits for a signature.
    AgreementToSign = "agreement_to_sign",
    /// The reader's training runs out.
    TrainingEnding = "training_ending",
    /// The approval of the reader's own device runs out.
    DeviceEnding = "device_ending",
    /// Another person added a system that the reader may confirm.
    SystemToConfirm = "system_to_confirm",
    /// Somebody asked something, and the reader may answer.
    EnquiryToAnswer = "enquiry_to_answer",
    /// A client objects to somebody or something.
    ObjectionToSettle = "objection_to_settle",
    /// A supplier is named, and the client may agree or object.
    SupplierNamed = "supplier_named",
    /// A change of what was agreed waits for the client.
    TermsToAgree = "terms_to_agree",
    /// Data may have to go to a region that was not agreed, and the client's owner decides.
    RegionToAgree = "region_to_agree",
    /// What will be asked of the client is to be read.
    WalkthroughToRead = "walkthrough_to_read",
    /// Undeclared data waits for the client's decision.
    Quarantine = "quarantine",
    /// Something waits for the reader behind a link that opens once.
    OutLinkWaiting = "out_link_waiting",
    /// Work ended with an error.
    JobFailed = "job_failed",
    /// The client is to say whether the result is right.
    ToVerify = "to_verify",
    /// Destruction is due.
    DeletionDue = "deletion_due",
    /// A hold will end.
    HoldEnding = "hold_ending",
    /// The backup tried last could not be restored.
    BackupUnsound = "backup_unsound",
    /// A backup is there past its date.
    BackupOverdue = "backup_overdue",
    /// The copies of a superseded recovery kit are to be destroyed.
    KitToDestroy = "kit_to_destroy",
    /// A policy changed what people sign, and the reader has not signed it.
    PolicyToSign = "policy_to_sign",
    /// The draft of a policy waits for somebody who reads it.
    PolicyToRead = "policy_to_read",
    /// What should have happened by its date did not.
    DeadlineMissed = "deadline_missed",
    /// Something that the reader answers for is due soon.
    DeadlineNear = "deadline_near",
}

/// What an item is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Something by its name.
    Name(String),
    /// What is owed.
    Obligation(Obligation),
    /// A device, and what it fails to prove.
    Checks(String, Vec<DeviceCheck>),
    /// So many of them.
    Count(usize),
    /// Something that is due: its kind as its clock calls it, and the page where it is done.
    Deadline(&'static str, String),
}

/// One thing to do.
#[derive(Clone, Debug)]
pub struct WorkItem {
    /// Why it is here.
    pub kind: WorkKind,
    /// By when; none: as soon as possible.
    pub due: Option<Timestamp>,
    /// On which engagement, if it hangs off one.
    pub engagement: Option<EngagementId>,
    /// The engagement's title.
    pub title: String,
    /// What it is about: an identifier.
    pub subject: String,
    /// What it is about, for people.
    pub about: About,
}

impl WorkItem {
    fn new(kind: WorkKind, due: Option<Timestamp>, subject: impl ToString, about: About) -> Self {
        Self { kind, due, engagement: None, title: String::new(), subject: subject.to_string(), about }
    }

    /// Whether its day has come.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.due.is_some_and(|due| due <= now)
    }

    fn rank(&self, now: Timestamp) -> (u8, Option<Timestamp>, WorkKind, String) {
        let first = match self.due {
            _ if self.kind == WorkKind::Obligation => 0,
            Some(due) if due <= now => 1,
            None => 2,
            Some(_) => 3,
        };
        (first, self.due, self.kind, self.subject.clone())
    }
}

/// The reader's queue.
///
/// # Errors
/// When the store does not answer.
pub async fn my_work(door: &Door) -> Result<Vec<WorkItem>> {
    let due = match door.is_client() {
        // The one thing on the list that a client answers for.
        true => handover_receipt::due(&door.app).await?,
        false => due::all(&door.app).await?,
    };
    queue(door, &due).await
}

/// The reader's queue, with what is due of everything.
pub(crate) async fn queue(door: &Door, due: &[Due]) -> Result<Vec<WorkItem>> {
    let mut fresh = door.clone();
    fresh.session.stepped_up = door.now();
    let mut items = own::items(&fresh).await?;
    items.extend(exits::own(&fresh).await?);
    // Who owes something may do nothing else, and sees only that and what they have to bring back.
    if door.outstanding.is_empty() {
        let mut pool = pool::Pool::gather(&fresh).await?;
        items.extend(access::items(&fresh, &mut pool).await?);
        items.extend(holdings::items(&fresh, &mut pool).await?);
        items.extend(firm::items(&fresh, &mut pool).await?);
        items.extend(incidents::items(&fresh).await?);
        items.extend(uses::items(&fresh, &mut pool).await?);
        items.extend(clients::items(&fresh, &mut pool).await?);
        items.extend(links::items(&fresh).await?);
        items.extend(exits::items(&fresh, &mut pool).await?);
        items.extend(policies::items(&fresh).await?);
        items.extend(deadlines::items(&fresh, &pool, due, &items));
    }
    let now = door.now();
    items.sort_by_cached_key(|item| item.rank(now));
    Ok(items)
}
