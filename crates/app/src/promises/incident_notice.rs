//! Clause S6.2: every affected client is told in time, by the strictest of promise, contract and law; who is not told, is not told
//! for a reason that an officer signed.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Evidence, Incident, LogId, Notice, NoticeState, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;
use jiff::SignedDuration;

pub(super) const PROMISE: Promise = Promise {
    slug: "incident_notice",
    kinds: &[PromiseKind::Clock, PromiseKind::Record],
    parameters: &["notice_hours"],
    judge,
};

/// A notice that has to be out within this time is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(12);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (notices, incidents) = (look.notices().await?, look.incidents().await?);
        let real = |notice: &&Notice| incidents.iter().any(|each| each.id == notice.incident && !each.exercise);
        let notices: Vec<&Notice> = notices.iter().filter(real).collect();
        let mut tally = Tally::default();
        for notice in &notices {
            tally.add(shown(notice, is_wrong(look, notice)));
        }
        for (incident, engagement) in untold(look, incidents, &notices) {
            let (what, at) = (format!("incident {}", incident.id), incident.declared_at);
            tally.add(Evidence { what, at, log: LogId::Engagement(engagement), against: true });
        }
        let owed: Vec<&&Notice> = notices.iter().filter(|each| each.state == NoticeState::Owed).collect();
        let soon = owed.iter().any(|each| each.due <= look.now + SOON);
        let status = if soon { PromiseStatus::DueSoon } else { PromiseStatus::Kept };
        let (says, broken) = (said(notices.len(), owed.len()), failed(tally.wrong.len()));
        let moments = owed.iter().flat_map(|each| [each.due - SOON, each.due]);
        Ok(tally.finding(look.until(moments), (status, says), broken))
    })
}

/// Late, or left out without anybody's name under it.
fn is_wrong(look: &Look<'_>, notice: &Notice) -> bool {
    match notice.state {
        NoticeState::Owed => notice.due < look.now,
        NoticeState::Sent | NoticeState::Acknowledged => notice.sent_at.is_none_or(|sent| notice.due < sent),
        NoticeState::Waived => {
            notice.waived_by.is_none() || notice.waived_name.is_empty() || notice.waived_why.is_empty()
        }
    }
}

/// Engagements that an incident reaches and no notice is about.
fn untold<'i>(
    look: &Look<'_>,
    incidents: &'i [Incident],
    notices: &[&Notice],
) -> Vec<(&'i Incident, bailee_model::EngagementId)> {
    let grace = SignedDuration::from_hours(look.limits.notice_hours);
    let late = incidents.iter().filter(|each| !each.exercise && each.signal_at + grace < look.now);
    let told = |incident: &Incident, engagement| {
        notices.iter().any(|each| each.incident == incident.id && each.engagements.contains(&engagement))
    };
    late.flat_map(|incident| incident.affected.iter().map(move |engagement| (incident, *engagement)))
        .filter(|(incident, engagement)| !told(incident, *engagement))
        .collect()
}

fn shown(notice: &Notice, against: bool) -> Evidence {
    let at = notice.sent_at.or(notice.waived_at).unwrap_or(notice.due);
    Evidence { what: format!("notice {}", notice.id), at, log: LogId::Engagement(notice.engagement), against }
}

fn said(all: usize, owed: usize) -> Said {
    if all == 0 {
        return Said::new(
            "No incident has concerned a client so far.",
            "Aucun incident n’a concerné un client à ce jour.",
        );
    }
    Said::new(
        format!("{}, all in time; {owed} still within their time.", en(all, "notice", "notices")),
        format!("{}, tous à temps ; {owed} encore dans les délais.", fr(all, "avis", "avis")),
    )
}

fn failed(wrong: usize) -> Said {
    Said::new(
        format!("{} told late, or not at all.", en(wrong, "client was", "clients were")),
        format!("{} tard, ou pas du tout.", fr(wrong, "client avisé", "clients avisés")),
    )
}
