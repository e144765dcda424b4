//! My work: one queue by due date, and for each thing the page where it is done.

use crate::{
    frame::Frame,
    visitor::{Answer, Visitor, show},
    words::{
        AccessWords, BackupWords, ClientWords, ExitWords, IncidentWords, PolicyWords, TransferWords, UnusualWords,
        Words, deadline,
    },
};
use askama::Template;
use bailee_app::views::{self, About, WorkItem, WorkKind};
use bailee_model::{EngagementId, EnquiryId, LoadMode, Obligation};
use jiff::Timestamp;

/// One thing that waits for somebody.
pub(crate) struct WorkRow {
    pub(crate) due: Option<Timestamp>,
    pub(crate) late: bool,
    pub(crate) href: String,
    pub(crate) what: &'static str,
    pub(crate) about: String,
    pub(crate) engagement: String,
}

#[derive(Template)]
#[template(path = "work.html")]
pub(crate) struct WorkPage {
    t: &'static Words,
    a: &'static AccessWords,
    f: Frame,
    items: Vec<WorkRow>,
    /// Whether the reader owes something that comes before all work.
    inert: bool,
}

impl WorkPage {
    pub(crate) fn new(f: Frame, items: Vec<WorkRow>, inert: bool) -> Self {
        let (t, a) = (f.t(), f.a());
        let title = if items.is_empty() { t.title_work_none.to_owned() } else { f.n(t.n_need_you, items.len()) };
        Self { t, a, f: f.titled(title), items, inert }
    }
}

pub(crate) async fn queue(visitor: Visitor) -> Answer {
    let f = visitor.frame().await?;
    let items = views::my_work(&visitor.door).await?;
    let rows = items.into_iter().map(|item| row(&f, visitor.door.is_client(), item)).collect();
    show(&WorkPage::new(f, rows, !visitor.door.outstanding.is_empty()))
}

pub(crate) fn row(f: &Frame, client: bool, item: WorkItem) -> WorkRow {
    WorkRow {
        late: item.is_overdue(f.now),
        due: item.due,
        href: address(&item, client),
        what: label(f, item.kind),
        about: about(f, &item),
        engagement: item.title,
    }
}

/// The page where something is done.
pub(crate) fn address(item: &WorkItem, client: bool) -> String {
    let subject = &item.subject;
    let room = |room: &str| item.engagement.map_or_else(String::new, |id| format!("/engagements/{id}{room}"));
    let for_client =
        |page: &str| item.engagement.map_or_else(String::new, |id: EngagementId| format!("{page}?engagement={id}"));
    if let About::Deadline(_, page) = &item.about {
        return page.clone();
    }
    match item.kind {
        WorkKind::Obligation if item.about == About::Obligation(Obligation::Training) => "/training".to_owned(),
        WorkKind::Obligation => "/agreements".to_owned(),
        WorkKind::TrainingEnding => "/training".to_owned(),
        WorkKind::DeviceMissing => "/devices/confirm?back=/work".to_owned(),
        WorkKind::DeviceFailing | WorkKind::DeviceEnding | WorkKind::DeviceToApprove => format!("/devices/{subject}"),
        WorkKind::EmergencyOpened if client => for_client("/opened"),
        WorkKind::GrantToApprove | WorkKind::GrantToAgree | WorkKind::GrantEnding | WorkKind::EmergencyOpened => {
            format!("/requests/{subject}")
        }
        WorkKind::EnquiryToAnswer => format!("/enquiries/{subject}"),
        WorkKind::ObjectionToSettle if subject.starts_with(EnquiryId::PREFIX) => format!("/enquiries/{subject}"),
        WorkKind::ObjectionToSettle | WorkKind::SupplierNamed => room("/suppliers"),
        WorkKind::TermsToAgree => room("/terms"),
        WorkKind::WalkthroughToRead => room("/walk-through"),
        WorkKind::CheckoutToReturn if item.engagement.is_none() => "/devices".to_owned(),
        WorkKind::CheckoutToApprove | WorkKind::CheckoutToReturn => room(&format!("/checkouts#{subject}")),
        WorkKind::DemandToAnswer => room(&format!("/demands#{subject}")),
        WorkKind::RegionToAgree => for_client("/where"),
        WorkKind::UnusualUse => room(&format!("/uses#{subject}")),
        WorkKind::BackupUnsound | WorkKind::BackupOverdue | WorkKind::KitToDestroy => {
            format!("/firm/backups#{subject}")
        }
        WorkKind::GrantUnused => format!("/requests/{subject}#unused"),
        WorkKind::ReviewRows | WorkKind::AccessToRestore => format!("/reviews/{subject}"),
        WorkKind::SystemToConfirm if client => for_client("/decisions"),
        WorkKind::RotationDue | WorkKind::AccountsUnknown | WorkKind::SystemToConfirm => room("/systems"),
        WorkKind::InvitationLate => "/people".to_owned(),
        WorkKind::AgreementToSign => format!("/agreements/engagements/{subject}"),
        WorkKind::ToVerify => for_client("/decisions"),
        WorkKind::OutLinkWaiting => format!("/out/{subject}"),
        WorkKind::Quarantine => room("/holdings"),
        WorkKind::JobFailed => room(&format!("/jobs/{subject}")),
        WorkKind::NoticeDue | WorkKind::IncidentOpen | WorkKind::IncidentTask | WorkKind::NoticeToConfirm => {
            format!("/incidents/{subject}")
        }
        WorkKind::DeletionDue | WorkKind::HoldEnding if client => for_client("/held"),
        WorkKind::DeletionDue | WorkKind::HoldEnding => room("/close"),
        WorkKind::PolicyToSign => format!("/policies/{subject}"),
        WorkKind::PolicyToRead => format!("/firm/policies/drafts/{subject}"),
        WorkKind::DeadlineMissed | WorkKind::DeadlineNear => "/work".to_owned(),
    }
}

fn label(f: &Frame, kind: WorkKind) -> &'static str {
    let (t, a, c) = (f.t(), f.a(), ClientWords::of(f.lang));
    let (x, b) = (ExitWords::of(f.lang), BackupWords::of(f.lang));
    match kind {
        WorkKind::CheckoutToApprove => x.work_approve,
        WorkKind::CheckoutToReturn => x.work_return,
        WorkKind::DemandToAnswer => x.work_demand,
        WorkKind::RegionToAgree => x.work_region,
        WorkKind::UnusualUse => UnusualWords::of(f.lang).work,
        WorkKind::BackupUnsound => b.work_unsound,
        WorkKind::BackupOverdue => b.work_overdue,
        WorkKind::KitToDestroy => b.work_kit,
        WorkKind::EnquiryToAnswer => c.work_enquiry,
        WorkKind::ObjectionToSettle => c.work_objection,
        WorkKind::SupplierNamed => c.work_supplier,
        WorkKind::TermsToAgree => c.work_terms,
        WorkKind::WalkthroughToRead => c.work_walkthrough,
        WorkKind::Obligation => a.work_obligation,
        WorkKind::DeviceMissing => a.work_device_missing,
        WorkKind::DeviceFailing => a.work_device_failing,
        WorkKind::NoticeDue => IncidentWords::of(f.lang).work_notice,
        WorkKind::IncidentOpen => IncidentWords::of(f.lang).work_incident,
        WorkKind::IncidentTask => IncidentWords::of(f.lang).work_task,
        WorkKind::NoticeToConfirm => IncidentWords::of(f.lang).work_confirm,
        WorkKind::EmergencyOpened => a.work_emergency,
        WorkKind::GrantToApprove => a.work_approve,
        WorkKind::GrantToAgree => a.work_agree,
        WorkKind::GrantEnding => a.work_grant_ending,
        WorkKind::GrantUnused => a.work_grant_unused,
        WorkKind::ReviewRows => a.work_review,
        WorkKind::AccessToRestore => a.work_restore,
        WorkKind::RotationDue => a.work_rotation,
        WorkKind::AccountsUnknown => a.work_accounts,
        WorkKind::DeviceToApprove => a.work_device_approve,
        WorkKind::InvitationLate => a.work_invitation,
        WorkKind::AgreementToSign => a.work_agreement,
        WorkKind::TrainingEnding => a.work_training,
        WorkKind::DeviceEnding => a.work_device_ending,
        WorkKind::SystemToConfirm => t.work_system,
        WorkKind::OutLinkWaiting => TransferWords::of(f.lang).work_out_link,
        WorkKind::Quarantine => t.work_quarantine,
        WorkKind::JobFailed => t.work_job_failed,
        WorkKind::ToVerify => t.work_verify,
        WorkKind::DeletionDue => t.work_deletion,
        WorkKind::HoldEnding => t.work_hold,
        WorkKind::PolicyToSign => PolicyWords::of(f.lang).work_sign,
        WorkKind::PolicyToRead => PolicyWords::of(f.lang).work_read,
        WorkKind::DeadlineMissed => t.work_missed,
        WorkKind::DeadlineNear => t.work_near,
    }
}

fn about(f: &Frame, item: &WorkItem) -> String {
    let a = f.a();
    match (&item.about, item.kind) {
        (About::Name(kind), WorkKind::JobFailed) => f.job_kind(kind).to_owned(),
        (About::Name(mode), WorkKind::ToVerify) => {
            mode.parse::<LoadMode>().map_or_else(|_| mode.clone(), |mode| f.say(mode).to_owned())
        }
        (About::Name(name), _) => name.clone(),
        (About::Obligation(owed), _) => f.say(*owed).to_owned(),
        (About::Deadline(kind, _), _) => deadline(f.lang, kind).to_owned(),
        (About::Checks(device, missing), _) => format!("{device}: {}", f.list(missing)),
        (About::Count(n), WorkKind::AccessToRestore) => f.n(a.work_restore_about, *n),
        (About::Count(n), WorkKind::AccountsUnknown) => f.n(a.work_accounts_about, *n),
        (About::Count(_), WorkKind::DeviceMissing) => a.work_device_missing_about.to_owned(),
        (About::Count(_), WorkKind::TrainingEnding) => a.work_training_about.to_owned(),
        (About::Count(n), _) => f.n(a.work_review_about, *n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_the_queue_leads_to_a_page_that_there_is() {
        let engagement = "eng_01hzxw8p9cq5ttz3kmp6fj2v7d".parse().ok();
        for kind in WorkKind::ALL {
            for client in [false, true] {
                let item = WorkItem {
                    kind: *kind,
                    due: None,
                    engagement,
                    title: String::new(),
                    subject: "one".to_owned(),
                    about: About::Count(1),
                };
                let address = address(&item, client);
                let path = address.split(['?', '#']).next().unwrap_or_default();
                assert!(crate::router::is_page(path), "{kind:?} leads to {address}");
            }
        }
    }
}
