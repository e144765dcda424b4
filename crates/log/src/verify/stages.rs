//! Whether a certificate of the second stage fits the first that it completes.

use super::{Checked, Report, Stated, certified};
use crate::bundle::{Bundle, LoggedEntry};
use crate::certificate::{Completes, DIGEST, Destruction, EVERYWHERE, ISSUED, Role, Stage};
use crate::merkle::Hash;
use crate::policy::Policy;
use crate::{Error, Result};

const WHAT: &str = "first stage";

/// Judges the first stage, where there is one or should be.
pub(super) fn judge(bundle: &Bundle, stated: &Stated, subject: Hash, policy: &Policy, report: &mut Report) {
    let second = match stated {
        Stated::Destruction(destruction) => destruction.completes.as_ref().map(|completes| (destruction, completes)),
        Stated::Review(_) => None,
    };
    match (second, &bundle.first) {
        (None, None) => {}
        (None, Some(_)) => {
            let stray = Error::format(WHAT, "there is one in the file, and the certificate completes none");
            report.note::<()>(WHAT, Err(stray));
        }
        (Some(_), None) => {
            report.note::<()>(WHAT, Err(Error::Missing { what: "the certificate of the first stage" }));
        }
        (Some((second, completes)), Some(first)) => {
            report.note(WHAT, fits(second, completes, subject, first, policy));
        }
    }
}

fn fits(second: &Destruction, completes: &Completes, subject: Hash, first: &[u8], policy: &Policy) -> Checked<()> {
    if Hash::of(first) != completes.certificate {
        return Err(Error::format(WHAT, "it is not the certificate that the second stage completes"));
    }
    let (envelope, signed) = certified(first, policy)?;
    let (first, list) = Destruction::from_statement(&envelope.payload)?;
    let same = |one: &Destruction| (one.client.clone(), one.engagement.clone(), one.origin.clone(), one.what.clone());
    if first.stage != Stage::Destroyed || list != subject || same(&first) != same(second) {
        return Err(Error::format(WHAT, "it is about other things than the second stage"));
    }
    let outstanding = first.outstanding.iter().map(|left| (left.kind, &left.id));
    if !outstanding.eq(completes.gone.iter().map(|gone| (gone.kind, &gone.id))) {
        return Err(Error::format(WHAT, "what it left outstanding is not what the second stage says is gone"));
    }
    let count = completes.gone.len();
    let things = if count == 1 { "thing" } else { "things" };
    Ok(((), format!("of {}, {signed}; {count} {things} that held a key, recorded as gone", first.at)))
}

/// Whether an entry is what its role in a certificate of the second stage says.
pub(super) fn check_event(stated: &Destruction, role: Role, event: &LoggedEntry) -> Result<()> {
    let Some(completes) = &stated.completes else { return Ok(()) };
    let fits = match role {
        Role::Issued => event.body.event == ISSUED && event.body.digests.get(DIGEST) == Some(&completes.certificate),
        Role::Completion => event.body.event == EVERYWHERE,
        _ => true,
    };
    if fits { Ok(()) } else { Err(Error::format("log entry", "it is not what the second stage takes it for")) }
}
