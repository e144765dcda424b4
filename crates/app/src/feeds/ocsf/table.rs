//! Which class and activity an event is, by its name. The longest beginning that is listed counts; what is not listed is
//! Entity Management of its noun, its activity by the verb.

use Class::{
    AccountChange as Account, ApiActivity as Api, Authentication as Door, DatastoreActivity as Data,
    EntityManagement as Entity, FileHosting as File,
};

/// A class of events, with the number that it has in the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    AccountChange,
    Authentication,
    EntityManagement,
    ApiActivity,
    DatastoreActivity,
    FileHosting,
}

impl Class {
    pub(super) fn uid(self) -> u32 {
        match self {
            Self::AccountChange => 3001,
            Self::Authentication => 3002,
            Self::EntityManagement => 3004,
            Self::ApiActivity => 6003,
            Self::DatastoreActivity => 6005,
            Self::FileHosting => 6006,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::AccountChange => "Account Change",
            Self::Authentication => "Authentication",
            Self::EntityManagement => "Entity Management",
            Self::ApiActivity => "API Activity",
            Self::DatastoreActivity => "Datastore Activity",
            Self::FileHosting => "File Hosting Activity",
        }
    }

    pub(super) fn category(self) -> &'static str {
        if self.uid() < 6000 { "Identity & Access Management" } else { "Application Activity" }
    }
}

/// What an event is.
pub(super) struct Sort {
    pub(super) class: Class,
    pub(super) activity: u32,
    /// The framework's word for the activity.
    caption: &'static str,
    /// 1 informational, 2 low, 3 medium, 4 high.
    pub(super) severity: u8,
    /// Whether what was tried did not succeed.
    pub(super) failed: bool,
}

impl Sort {
    /// The framework's word; for an activity that it has no word for, the event's own name.
    pub(super) fn activity_name<'a>(&self, event: &'a str) -> &'a str {
        if self.activity == OTHER.0 { event } else { self.caption }
    }
}

type Activity = (u32, &'static str);

const OTHER: Activity = (99, "Other");

/// One line: how names begin, and what they are.
type Line = (&'static str, Class, Activity, u8);

const INFO: u8 = 1;
const LOW: u8 = 2;
const MEDIUM: u8 = 3;
const HIGH: u8 = 4;

const LOGON: Activity = (1, "Logon");
const LOGOFF: Activity = (2, "Logoff");
const ENABLE: Activity = (2, "Enable");
const DISABLE: Activity = (5, "Disable");
const ATTACH: Activity = (7, "Attach Policy");
const DETACH: Activity = (8, "Detach Policy");
const FACTOR_ON: Activity = (10, "MFA Factor Enable");
const FACTOR_OFF: Activity = (11, "MFA Factor Disable");
const CREATE: Activity = (1, "Create");
const READ: Activity = (2, "Read");
const UPDATE: Activity = (3, "Update");
const DELETE: Activity = (4, "Delete");
const UPLOAD: Activity = (1, "Upload");
const DOWNLOAD: Activity = (2, "Download");
const SHARE: Activity = (12, "Share");
const UNSHARE: Activity = (13, "Unshare");

/// What did not succeed.
const FAILED: [&str; 3] = ["sign_in.failed", "access.refused", "training.failed"];

const LINES: &[Line] = &[
    ("sign_in.failed", Door, LOGON, MEDIUM),
    ("session.", Door, OTHER, INFO),
    ("session.began", Door, LOGON, INFO),
    ("session.ended", Door, LOGOFF, INFO),
    ("session.others_ended", Door, LOGOFF, INFO),
    ("factors.shown", Door, OTHER, INFO),
    ("token.made", Door, OTHER, LOW),
    ("recovery_code.used", Door, LOGON, MEDIUM),
    ("person.", Account, OTHER, INFO),
    ("person.invited", Account, CREATE, INFO),
    ("person.invited_again", Account, OTHER, INFO),
    ("person.enrolled", Account, ENABLE, INFO),
    ("person.suspended", Account, DISABLE, LOW),
    ("person.reinstated", Account, ENABLE, LOW),
    ("person.departed", Account, (6, "Delete"), LOW),
    ("person.assigned", Account, ATTACH, INFO),
    ("person.unassigned", Account, DETACH, INFO),
    ("access.suspended", Account, DISABLE, LOW),
    ("access.restored", Account, ENABLE, LOW),
    ("access.ended", Account, DETACH, INFO),
    ("access.refused", Api, OTHER, MEDIUM),
    ("passkey.added", Account, FACTOR_ON, LOW),
    ("passkey.removed", Account, FACTOR_OFF, LOW),
    ("passkey.renamed", Account, OTHER, INFO),
    ("password.changed", Account, (3, "Password Change"), LOW),
    ("password.removed", Account, FACTOR_OFF, LOW),
    ("recovery_codes.made", Account, FACTOR_ON, LOW),
    ("provider.linked", Account, FACTOR_ON, LOW),
    ("break_glass.", Entity, UPDATE, HIGH),
    ("incident.", Entity, UPDATE, HIGH),
    ("incident.declared", Entity, CREATE, HIGH),
    ("engagement.frozen", Entity, UPDATE, HIGH),
    ("notice.owed", Entity, CREATE, HIGH),
    ("deadline.missed", Entity, UPDATE, MEDIUM),
    ("rotation.late", Entity, UPDATE, MEDIUM),
    ("use.found_unusual", Entity, CREATE, MEDIUM),
    ("use.looked_at", Entity, UPDATE, LOW),
    ("restore.", Entity, UPDATE, MEDIUM),
    ("region.refused", Entity, UPDATE, MEDIUM),
    ("query.asked", Data, (4, "Query"), INFO),
    ("holding.opened", Data, (1, "Read"), INFO),
    ("column.classified", Data, (2, "Update"), INFO),
    ("table.made", Data, (6, "Create"), INFO),
    ("reconcile.started", Data, (1, "Read"), INFO),
    ("accounts.reconciled", Data, (1, "Read"), INFO),
    ("destruction.done", Data, (7, "Delete"), LOW),
    ("detail.erased", Data, (7, "Delete"), LOW),
    ("credential.", Api, READ, LOW),
    ("credential.stored", Api, CREATE, LOW),
    ("load.", Api, UPDATE, INFO),
    ("load.started", Api, CREATE, LOW),
    ("accounts.read", Api, READ, INFO),
    ("accounts.imported", Api, CREATE, INFO),
    ("holding.arrived", File, UPLOAD, INFO),
    ("upload.began", File, UPLOAD, INFO),
    ("upload.whole", File, UPLOAD, INFO),
    ("disclosure.made", File, SHARE, LOW),
    ("handover.begun", File, SHARE, LOW),
    ("handover.received", File, DOWNLOAD, LOW),
    ("bundle.made", File, SHARE, LOW),
    ("checkout.approved", File, SHARE, LOW),
    ("checkout.returned", File, UNSHARE, INFO),
    ("checkout.ended", File, UNSHARE, INFO),
    ("checkout.overdue", File, OTHER, MEDIUM),
    ("out_link.made", File, SHARE, LOW),
    ("out_link.ended", File, UNSHARE, INFO),
    ("out_link.expired", File, UNSHARE, INFO),
    ("evidence.packed", File, DOWNLOAD, LOW),
    ("room.exported", File, DOWNLOAD, LOW),
];

const CREATING: &[&str] = &[
    "added",
    "announced",
    "asked",
    "began",
    "begun",
    "declared",
    "drafted",
    "enrolled",
    "founded",
    "made",
    "opened",
    "packed",
    "placed",
    "proposed",
    "received",
    "recorded",
    "stated",
    "stored",
    "task_added",
    "written",
];
const READING: &[&str] = &["exported", "read", "looked"];
const DELETING: &[&str] = &[
    "abandoned",
    "dropped",
    "ended",
    "erased",
    "expired",
    "forgotten",
    "given_up",
    "gone",
    "lapsed",
    "removed",
    "revoked",
    "withdrawn",
];

/// What the event of this name is.
pub(super) fn sort(event: &str) -> Sort {
    let failed = FAILED.contains(&event);
    let fits = |line: &&Line| if line.0.ends_with('.') { event.starts_with(line.0) } else { event == line.0 };
    match LINES.iter().filter(fits).max_by_key(|line| line.0.len()) {
        Some(&(_, class, (activity, caption), severity)) => Sort { class, activity, caption, severity, failed },
        None => {
            let (activity, caption) = by_verb(event.split('.').nth(1).unwrap_or_default());
            Sort { class: Class::EntityManagement, activity, caption, severity: INFO, failed }
        }
    }
}

fn by_verb(verb: &str) -> Activity {
    let lists = [(CREATING, CREATE), (READING, READ), (DELETING, DELETE)];
    lists.into_iter().find(|(verbs, _)| verbs.contains(&verb)).map_or(UPDATE, |(_, activity)| activity)
}
