//! Recovery codes: make new ones, and come in with one when a factor is lost.
//!
//! A code is good once, and not alone while an authenticator is bound: the time-based code is asked for besides, or a passkey,
//! which opens by itself. Whoever comes in this way may do nothing but set up a factor, and is told of it by mail. Their
//! earlier sessions end: a factor that is lost may be in somebody's hands.

use super::{
    SignedIn, done,
    own_access::{AlsoEnd, allow, still_stands},
};
use crate::{
    App, Done, Door,
    door::Arrival,
    factors::{Secret, recovery},
    post,
};
use bailee_model::{EntryDraft, Error, Factor, MailKind, PersonId, Result, say};
use std::sync::Arc;

/// A recovery code, and what goes with it.
pub struct RecoverAsk {
    /// The person's address.
    pub email: String,
    /// One of their recovery codes.
    pub recovery_code: Secret,
    /// What their authenticator app shows, when they have one.
    pub code: String,
    /// From where.
    pub from: Arrival,
}

fn wrong() -> Error {
    Error::sign_in(say!("The address, the recovery code or the authenticator’s code is not right.")).hint(say!(
        "A recovery code works once, together with your authenticator’s code. With neither, ask the security officer."
    ))
}

impl App {
    /// Lets somebody in who shows a recovery code and the authenticator that is bound, to set up a factor.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::SignIn`], the same for whatever was wrong. Somebody whose only authenticator is a passkey signs in with
    /// that.
    pub async fn sign_in_with_recovery_code(self: &Arc<Self>, ask: RecoverAsk) -> Result<SignedIn> {
        let (person, sign_in) = self.active_by_email(&ask.email).await?.unzip();
        // The cost of a password, so that neither time nor memory tells one road from the other.
        self.password_matches(Secret::from(""), None).await?;
        let guesser = self.guesser(&ask.from, person.as_ref().map(|person| person.id));
        let (Some(person), Some(sign_in)) = (person, sign_in) else {
            self.note_failure(&guesser);
            return Err(wrong());
        };
        let hash = recovery::hash(ask.recovery_code.expose());
        let known = hash.clone().filter(|hash| sign_in.recovery.contains(hash));
        let passkeys = super::passkeys::live(&self.store.passkeys_of(person.id).await?);
        let shown = if !sign_in.totp_sealed.is_empty() {
            self.both_right(&sign_in, &guesser, known.is_some(), &ask.code).await?
        } else {
            let right = known.is_some() && passkeys.is_empty() && self.may_guess(&guesser);
            if !right {
                self.count_failure(person.id, &guesser);
            }
            right
        };
        let Some(hash) = known.filter(|_| shown) else { return Err(wrong()) };
        self.use_up(person.id, hash).await?;
        self.let_in(person, ask.from, Factor::RecoveryCode, self.clock.now()).await
    }

    /// Written down before it counts, so that of two requests with one code only one passes.
    async fn use_up(&self, who: PersonId, hash: String) -> Result<()> {
        let now = self.clock.now();
        let entry = EntryDraft::site("recovery_code.used").id("person", who);
        let mail = post::to(self, who, MailKind::SecurityNotice, "/security");
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let mut sign_in = tx.sign_in(who).await?.ok_or_else(wrong)?;
            let before = sign_in.recovery.len();
            sign_in.recovery.retain(|each| *each != hash);
            if sign_in.recovery.len() == before {
                return Err(wrong());
            }
            tx.save_sign_in(&sign_in).await?;
            AlsoEnd::default().carry_out(&tx, who, None, now).await?;
            tx.save(&mail).await
        });
        recorded.await.map(drop)
    }
}

/// Makes ten new recovery codes, shown once; those before stop working.
///
/// # Errors
/// The gate asks for fresh factors.
pub async fn make_recovery_codes(door: &Door) -> Result<Done<Vec<Secret>>> {
    allow(door).await?;
    let codes: Vec<Secret> = (0..recovery::CODES).map(|_| recovery::fresh(door.app.rng.as_ref())).collect();
    let hashes: Vec<String> = codes.iter().filter_map(|code| recovery::hash(code.expose())).collect();
    let (who, here) = (door.who.id, door.session.id);
    let entry = door.by(EntryDraft::site("recovery_codes.made"));
    let mail = post::to(&door.app, who, MailKind::SecurityNotice, "/security");
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        still_stands(&tx, here).await?;
        let mut sign_in = tx.sign_in(who).await?.ok_or_else(Error::not_found)?;
        sign_in.recovery = hashes;
        tx.save_sign_in(&sign_in).await?;
        tx.save(&mail).await
    });
    Ok(done(recorded.await?).map(|()| codes))
}
