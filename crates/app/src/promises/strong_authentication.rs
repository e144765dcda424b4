//! Clause S2.3: behind every session stand two factors, programs' tokens end, and what matters most was done by somebody who
//! had just shown both factors again.
//!
//! How people sign in to clients' own systems is not measured here, and the sentence says so.

use super::{Fact, Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Evidence, Factor, LogId, PersonId, PromiseKind, PromiseStatus, Result, Session, SessionKind};
use futures::future::BoxFuture;
use jiff::SignedDuration;

pub(super) const PROMISE: Promise = Promise {
    slug: "strong_authentication",
    kinds: &[PromiseKind::Gate, PromiseKind::Record],
    parameters: &["step_up_secs", "token_days"],
    judge,
};

/// What is done with both factors afresh only, as the logs name it.
const FRESH: &[&str] = &[
    "grant.approved",
    "break_glass.opened",
    "grant.agreed",
    "device.approved",
    "document.published",
    "engagement.closed",
    "review.decided",
];
/// When somebody shows both factors.
const SHOWN: &[&str] = &["session.began", "session.stepped_up", "factors.shown"];
/// Between the question and its entry a second or two go by.
const SLACK: SignedDuration = SignedDuration::from_secs(30);
/// Whoever came in by a recovery code has so long to set up a factor, and may do nothing else.
const RECOVERY: SignedDuration = SignedDuration::from_mins(31);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let mut tally = Tally::default();
        let mut sessions = 0;
        for session in look.open_sessions().await?.iter().filter(|each| look.now < each.until) {
            sessions += 1;
            let strong = has_two_factors(look, session).await? && is_short_enough(look, session);
            let what = format!("session {}", session.id);
            tally.add(Evidence { what, at: session.since, log: LogId::Site, against: !strong });
        }
        let (acts, shown) = (look.facts_named(FRESH).await?, look.facts_named(SHOWN).await?);
        let within = SignedDuration::from_secs(look.limits.step_up_secs) + SLACK;
        // What was shown before the weeks that are looked at is not seen for the first acts in them.
        let seen = look.now - super::WINDOW + within;
        for act in acts.iter().filter(|act| act.at >= seen) {
            tally.add(act.shown(!is_fresh(act, &shown, within)));
        }
        let wrong = tally.wrong.len();
        let kept = Said::new(
            format!(
                "{} with two factors; {} in the last 30 days, each after both were shown afresh. Accounts in clients’ own systems are not measured.",
                en(sessions, "session runs", "sessions run"),
                en(acts.len(), "weighty act", "weighty acts")
            ),
            format!(
                "{} avec deux facteurs ; {} au cours des 30 derniers jours, chaque fois après une nouvelle présentation des deux. Les comptes dans les systèmes des clients ne sont pas mesurés.",
                fr(sessions, "session en cours", "sessions en cours"),
                fr(acts.len(), "acte important", "actes importants")
            ),
        );
        let broken = Said::new(
            format!("{} not have the factors needed.", en(wrong, "session or act did", "sessions and acts did")),
            format!("{} sans les facteurs requis.", fr(wrong, "session ou acte", "sessions et actes")),
        );
        Ok(tally.finding(look.a_day(), (PromiseStatus::Kept, kept), broken))
    })
}

/// Whether its person has two factors of the kind that the session says it began with.
async fn has_two_factors(look: &Look<'_>, session: &Session) -> Result<bool> {
    let store = &look.app.store;
    Ok(match session.factor {
        Factor::Passkey => !store.passkeys_of(session.person).await?.is_empty(),
        Factor::PasswordAndCode | Factor::Provider => {
            let sign_in = store.sign_in(session.person).await?;
            sign_in.is_some_and(|sign_in| match session.factor {
                Factor::Provider => sign_in.provider.is_some(),
                _ => !sign_in.password_hash.is_empty() && !sign_in.totp_sealed.is_empty(),
            })
        }
        Factor::RecoveryCode => session.until.duration_since(session.since) <= RECOVERY,
    })
}

/// A token ends within the firm's limit; a person's session within its day.
fn is_short_enough(look: &Look<'_>, session: &Session) -> bool {
    let most = match session.kind {
        SessionKind::Token => 24 * look.limits.token_days,
        SessionKind::Browser | SessionKind::CommandLine => 24,
    };
    session.until.duration_since(session.since) <= SignedDuration::from_hours(most)
}

/// Whether the one who did it had shown both factors shortly before.
fn is_fresh(act: &Fact, shown: &[&Fact], within: SignedDuration) -> bool {
    let person: Option<PersonId> = act.id("person");
    let before = |each: &&&Fact| each.at <= act.at && act.at.duration_since(each.at) <= within;
    person.is_none() || shown.iter().filter(before).any(|each| each.id("person") == person)
}
