//! Clauses D3.4, S5.1 and S5.3: who works for the firm signed the confidentiality agreement in force before they opened
//! anything.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Document, DocumentKind, Evidence, LogId, PersonId, PromiseKind, PromiseStatus, Result, Signature};
use futures::future::BoxFuture;
use jiff::Timestamp;

pub(super) const PROMISE: Promise =
    Promise { slug: "confidentiality", kinds: &[PromiseKind::Gate, PromiseKind::Record], parameters: &[], judge };

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (documents, signatures) = (look.documents().await?, look.signatures().await?);
        let mut tally = Tally::default();
        for fact in look.openings_by_workforce().await? {
            let person = fact.id::<PersonId>("person");
            let bound = person.is_some_and(|person| is_bound(documents, signatures, person, fact.at));
            if !bound {
                tally.add(fact.shown(true));
            }
        }
        let people = look.workforce().await?;
        let signed = people.iter().filter(|person| is_bound(documents, signatures, person.id, look.now)).count();
        for signature in signatures.iter().filter(|each| each.kind == DocumentKind::Confidentiality) {
            let what = format!("signature {}", signature.id);
            tally.add(Evidence { what, at: signature.at, log: LogId::Site, against: false });
        }
        let (all, wrong) = (people.len(), tally.wrong.len());
        let kept = Said::new(
            format!(
                "{signed} of {} signed the agreement in force; nobody opens anything before.",
                en(all, "person", "people")
            ),
            format!(
                "{signed} sur {} ont signé l’accord en vigueur ; nul n’ouvre rien avant.",
                fr(all, "personne", "personnes")
            ),
        );
        let broken = Said::new(
            format!("{} by somebody who had not signed the agreement in force.", en(wrong, "opening", "openings")),
            format!(
                "{} par quelqu’un qui n’avait pas signé l’accord en vigueur.",
                fr(wrong, "ouverture", "ouvertures")
            ),
        );
        Ok(tally.finding(look.a_day(), (PromiseStatus::Kept, kept), broken))
    })
}

/// Whether somebody had signed, at a moment, what was required at that moment: the newest material version or a later one.
fn is_bound(documents: &[Document], signatures: &[Signature], person: PersonId, at: Timestamp) -> bool {
    let of_kind = documents.iter().filter(|each| each.kind == DocumentKind::Confidentiality && each.published_at <= at);
    let required = of_kind.filter(|each| each.material || each.version == 1).map(|each| each.version).max();
    let signed = |version: i32| {
        signatures.iter().any(|each| {
            let right = each.kind == DocumentKind::Confidentiality && each.version >= version;
            right && each.person == person && each.at <= at
        })
    };
    required.is_some_and(signed)
}
