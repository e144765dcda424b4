//! Clause S7: subcontractors and tools meet the same standard. Whoever of a subcontractor works on an engagement has signed,
//! and so has the subcontractor; and each supplier is there because the client agreed, or was told in time and did not object.

use super::{Evidence, Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{
    Assignment, DocumentKind, EngagementState, Involvement, LogId, Organisation, Person, PersonId, PromiseKind,
    PromiseStatus, Result, SupplierId,
};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

pub(super) const PROMISE: Promise = Promise {
    slug: "flow_down",
    kinds: &[PromiseKind::Gate, PromiseKind::Clock, PromiseKind::Record],
    parameters: &["tool_notice_days", "answer_days"],
    judge,
};

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let mut tally = Tally::default();
        let parts = look.app.store.involvements().await?;
        let people: HashMap<PersonId, &Person> = look.people().await?.iter().map(|each| (each.id, each)).collect();
        for assignment in look.assignments().await?.iter().filter(|each| each.runs(look.now)) {
            let Some(person) = people.get(&assignment.person) else { continue };
            let Organisation::Supplier(supplier) = person.organisation else { continue };
            let proper = signed(look, person).await? && stood(&parts, assignment, supplier);
            tally.add(Evidence {
                what: format!("assignment {}", assignment.id),
                at: assignment.since,
                log: LogId::Engagement(assignment.engagement),
                against: !proper,
            });
        }
        let closed: Vec<_> = look
            .engagements()
            .await?
            .iter()
            .filter(|each| each.state == EngagementState::Closed)
            .map(|each| each.id)
            .collect();
        let running = || parts.iter().filter(|each| each.ended.is_none() && !closed.contains(&each.engagement));
        running().for_each(|part| tally.add(shown(look, part)));
        let count = running().count();
        let wrong = tally.wrong.len();
        let says = Said::new(
            format!(
                "{}, each announced in time or agreed by its client.",
                en(count, "supplier works on client data", "suppliers work on client data")
            ),
            format!(
                "{}, chacun annoncé à temps ou accepté par son client.",
                fr(
                    count,
                    "fournisseur travaille sur des données de clients",
                    "fournisseurs travaillent sur des données de clients"
                )
            ),
        );
        let broken = Said::new(
            format!(
                "{} without signature, notice or the client’s acceptance.",
                en(wrong, "use of a supplier stands", "uses of suppliers stand")
            ),
            format!(
                "{} sans signature, préavis ou acceptation du client.",
                fr(wrong, "recours à un fournisseur reste", "recours à des fournisseurs restent")
            ),
        );
        let open = running().any(Involvement::is_objected_to);
        let status = if open { PromiseStatus::DueSoon } else { PromiseStatus::Kept };
        let until = look.until(running().map(|part| part.objection_until));
        Ok(tally.finding(until, (status, says), broken))
    })
}

/// Whether the person and their organisation have each signed the firm's terms, in any version: who owes a newer one is kept
/// out by the gate.
async fn signed(look: &Look<'_>, person: &Person) -> Result<bool> {
    let signatures = look.signatures().await?;
    let own = |kind| signatures.iter().any(|each| each.kind == kind && each.person == person.id);
    let firm = signatures
        .iter()
        .any(|each| each.kind == DocumentKind::FlowDownFirm && each.organisation == person.organisation);
    // Assigned is not let in: who has signed nothing yet opens nothing, and has opened nothing.
    let used = look.grants_ever().await?.iter().any(|grant| grant.person == person.id && grant.used_at.is_some());
    Ok(!used || (firm && own(DocumentKind::FlowDownPerson) && own(DocumentKind::Confidentiality)))
}

/// Whether the subcontractor had a part that stood when its person was assigned.
fn stood(parts: &[Involvement], assignment: &Assignment, supplier: SupplierId) -> bool {
    parts.iter().any(|part| {
        part.engagement == assignment.engagement
            && part.supplier == supplier
            && began(part) <= Some(assignment.since)
            && began(part).is_some()
    })
}

/// When a part could first begin: the client's agreement, or the end of the notice unless they objected before.
fn began(part: &Involvement) -> Option<Timestamp> {
    let silent = part.objected_at.is_none_or(|at| at >= part.objection_until).then_some(part.objection_until);
    [silent, part.agreed_at].into_iter().flatten().min()
}

/// A part was noticed for long enough, and was not used before it could begin.
fn shown(look: &Look<'_>, part: &Involvement) -> Evidence {
    let notice = SignedDuration::from_hours(24 * look.limits.tool_notice_days);
    // With the engagement's opening it is agreed and needs no notice.
    let at_opening = part.objection_until == part.noticed_at;
    let told = at_opening || part.noticed_at + notice <= part.objection_until;
    let early = part.used_at.is_some_and(|used| began(part).is_none_or(|began| used < began));
    Evidence {
        what: format!("involvement {}", part.id),
        at: part.noticed_at,
        log: LogId::Engagement(part.engagement),
        against: early || !told,
    }
}
