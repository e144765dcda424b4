//! One's password and time-based code: set both up, anew or for the first time, or do without them.

use super::{
    done,
    own_access::{AlsoEnd, allow, allow_new_factor, still_signs_in, still_stands, upgrade},
    passkeys::over,
};
use crate::{
    App, Done, Door,
    factors::{Secret, password, totp::TotpSecret},
    post,
};
use bailee_model::{EntryDraft, Error, Factor, MailKind, Person, Result, say};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// A second factor's secret, offered; it is kept once it is shown to work.
pub struct CodeOffer {
    /// The secret as people type it.
    pub totp_secret: String,
    /// The secret as an authenticator app reads it from a QR code.
    pub totp_uri: String,
    /// The same secret, sealed, to be sent back with the answer.
    pub ticket: String,
}

/// A new password with its second factor.
pub struct ChangePasswordAsk {
    /// The offer's ticket.
    pub ticket: String,
    /// The password they chose.
    pub password: Secret,
    /// A code that their authenticator app shows now.
    pub totp_code: String,
    /// What ends along with the old ones.
    pub also_end: AlsoEnd,
}

/// A password and a second factor that were shown to work.
pub(super) struct Proved {
    pub(super) password_hash: String,
    pub(super) totp_sealed: Vec<u8>,
    pub(super) totp_step: i64,
}

impl App {
    /// Offers a second factor; `what` is bound to the ticket, so that it comes back for the same thing.
    pub(super) fn offer_code(&self, what: &str, person: &Person) -> Result<CodeOffer> {
        let secret = TotpSecret::new(self.rng.as_ref());
        let ticket = self.keys.seal(&ticket_of(what, person), secret.expose(), self.rng.as_ref())?;
        Ok(CodeOffer {
            totp_secret: secret.base32(),
            totp_uri: secret.uri(&person.email),
            ticket: URL_SAFE_NO_PAD.encode(ticket),
        })
    }

    /// Checks a password and the offered second factor.
    ///
    /// # Errors
    /// When the password is weak, the ticket is not ours, or the code is wrong.
    pub(super) async fn prove(&self, what: &str, person: &Person, ask: ChangePasswordAsk) -> Result<Proved> {
        let firm = self.firm().await?;
        password::check_strength(
            ask.password.expose(),
            &[&person.name, &person.email, &firm.name, &firm.domain, "Bailee"],
        )?;
        let ticket = URL_SAFE_NO_PAD.decode(&ask.ticket).map_err(|_| over())?;
        let opened = self.keys.open_sealed(&ticket_of(what, person), &ticket).map_err(|error| over().because(error))?;
        let secret = TotpSecret::from_bytes(opened.to_vec());
        let totp_step = secret.accept(&ask.totp_code, 0, self.clock.now())?.ok_or_else(|| {
            Error::bad_input(say!("This is not the code your authenticator app shows now."))
                .hint(say!("Check that the clock of your telephone is right, then type the newest code."))
                .on_field("totp_code")
        })?;
        Ok(Proved {
            password_hash: password::hash(ask.password.expose(), self.rng.as_ref())?,
            totp_sealed: self.keys.seal(&person.id.to_string(), secret.expose(), self.rng.as_ref())?,
            totp_step,
        })
    }
}

fn ticket_of(what: &str, person: &Person) -> String {
    format!("{what} {}", person.id)
}

/// The ticket of an offer made in a session is good in that session only.
fn what(door: &Door) -> String {
    format!("password {}", door.session.id)
}

/// Offers a second factor to go with a new password.
///
/// # Errors
/// The gate asks for fresh factors.
pub async fn offer_password(door: &Door) -> Result<CodeOffer> {
    allow_new_factor(door).await?;
    door.app.offer_code(&what(door), &door.who)
}

/// Takes a new password and its second factor in place of those before. Unless they are told to stay, the caller's other
/// sessions end; so do the tokens that are named.
///
/// # Errors
/// When the password is weak or the code wrong; the gate asks for fresh factors.
pub async fn change_password(door: &Door, ask: ChangePasswordAsk) -> Result<Done<()>> {
    allow_new_factor(door).await?;
    let also_end = ask.also_end.clone();
    let proved = door.app.prove(&what(door), &door.who, ask).await?;
    let (who, here, now) = (door.who.id, door.session.id, door.now());
    let entry = door.by(EntryDraft::site("password.changed"));
    let mail = post::to(&door.app, who, MailKind::SecurityNotice, "/security");
    let upgraded = upgrade(door, Factor::PasswordAndCode);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        still_stands(&tx, here).await?;
        let mut sign_in = tx.sign_in(who).await?.ok_or_else(Error::not_found)?;
        sign_in.password_hash = proved.password_hash;
        sign_in.totp_sealed = proved.totp_sealed;
        sign_in.totp_step = proved.totp_step;
        tx.save_sign_in(&sign_in).await?;
        upgraded.save(&tx).await?;
        also_end.carry_out(&tx, who, Some(here), now).await?;
        tx.save(&mail).await
    });
    Ok(done(recorded.await?))
}

/// Does without a password and its code from now on. The caller's other sessions end.
///
/// # Errors
/// `Conflict` when they are the last way to sign in; the gate asks for fresh factors.
pub async fn remove_password(door: &Door) -> Result<Done<()>> {
    allow(door).await?;
    let (who, here, now, provider) = (door.who.id, door.session.id, door.now(), door.app.has_provider());
    let entry = door.by(EntryDraft::site("password.removed"));
    let mail = post::to(&door.app, who, MailKind::SecurityNotice, "/security");
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        still_stands(&tx, here).await?;
        let mut sign_in = tx.sign_in(who).await?.ok_or_else(Error::not_found)?;
        sign_in.password_hash.clear();
        sign_in.totp_sealed.clear();
        tx.save_sign_in(&sign_in).await?;
        still_signs_in(&tx, who, provider).await?;
        AlsoEnd::default().carry_out(&tx, who, Some(here), now).await?;
        tx.save(&mail).await
    });
    Ok(done(recorded.await?))
}
