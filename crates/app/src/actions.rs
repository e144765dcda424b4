//! Every action, one file each: what is asked for, and what is done about it.
//!
//! # Adding an action
//! 1. Name it in [`bailee_model::Action`] and allow it to somebody in `policies/*.cedar`.
//! 2. Write `actions/its_name.rs`: an `Ask` with documented fields, and one function that looks its subject up
//!    [`for_`](crate::lookup::Lookup::for_) the action, does the work and records the change with its entries.
//! 3. Give it a page or a route in `bailee-web`, and tests here: the success and every refusal.

mod activate_engagement;
mod add_client;
mod add_system;
mod approve_grant;
mod ask_grant;
mod assign_person;
mod classify_column;
mod close_engagement;
mod confirm_system;
mod decide_quarantine;
mod destroy;
mod edit_mapping;
mod end_assignment;
mod end_grant;
mod end_hold;
mod enrol;
mod found_firm;
mod hand_over;
mod intake;
mod invite_person;
mod open_engagement;
mod open_load_report;
mod open_profile;
mod place_hold;
mod query;
mod reconcile;
mod sign_in;
mod start_load;
mod step_up;
mod stop_job;
mod store_credential;
mod verify;

pub use activate_engagement::activate_engagement;
pub use add_client::{AddClientAsk, add_client};
pub use add_system::{AddSystemAsk, add_system};
pub use approve_grant::approve_grant;
pub use ask_grant::{AskGrantAsk, ask_grant};
pub use assign_person::{AssignPersonAsk, assign_person};
pub use classify_column::{ClassifyColumnAsk, classify_column};
pub use close_engagement::close_engagement;
pub use confirm_system::confirm_system;
pub use decide_quarantine::{DecideQuarantineAsk, decide_quarantine};
pub(crate) use destroy::{Asked, log_error};
pub use destroy::{DestroyAsk, destroy};
pub use edit_mapping::{SaveMappingAsk, check_mapping, open_mapping, save_mapping};
pub use end_assignment::end_assignment;
pub use end_grant::end_grant;
pub use end_hold::end_hold;
pub use enrol::{EnrolAsk, EnrolmentOffer};
pub use found_firm::{FoundFirmAsk, found_firm};
pub use hand_over::{HandOver, HandOverAsk, hand_over};
pub use intake::{IntakeAsk, Intaken, intake};
pub use invite_person::{Invitation, InvitePersonAsk, invite_person};
pub use open_engagement::{OpenEngagementAsk, open_engagement};
pub use open_load_report::{LoadReport, open_load_report};
pub use open_profile::{ProfileView, open_profile, open_rejects};
pub use place_hold::{PlaceHoldAsk, place_hold};
pub use query::{QueryAsk, query};
pub use reconcile::{open_reconciliation, reconcile};
pub use sign_in::{SignInAsk, SignedIn, sign_out};
pub(crate) use start_load::into_system;
pub use start_load::{StartLoadAsk, StartedLoad, start_load};
pub use step_up::{StepUpAsk, set_purpose, step_up};
pub use stop_job::stop_job;
pub use store_credential::{StoreCredentialAsk, store_credential};
pub use verify::{VerifyAsk, verify};

use crate::{Done, Door};
use bailee_model::{EntryDraft, Error, Record, Result};
use bailee_store::{Noun, Recorded};

impl Door {
    /// Saves one thing together with the entry that says so: the whole of most actions.
    pub(crate) async fn keep<T: Noun>(&self, thing: T, entry: EntryDraft) -> Result<Done<T>> {
        let kept = thing.clone();
        let recorded =
            self.app.store.ledger().record([self.by(entry)], move |tx| async move { tx.save(&kept).await }).await?;
        Ok(done(recorded).map(|()| thing))
    }
}

pub(crate) fn done<T>(recorded: Recorded<T>) -> Done<T> {
    Done { receipt: recorded.receipts.last().cloned(), value: recorded.value }
}

/// A required text: trimmed, not empty, not endless.
pub(crate) fn text(field: &'static str, value: &str, longest: usize) -> Result<String> {
    let value = value.trim();
    if value.is_empty() {
        return Err(Error::bad_input("This is empty.").hint("Fill it in.").on_field(field));
    }
    if value.chars().count() > longest {
        return Err(Error::bad_input(format!("This is longer than {longest} characters."))
            .hint("Shorten it.")
            .on_field(field));
    }
    if value.chars().any(char::is_control) {
        return Err(Error::bad_input("This has control characters in it.").hint("Remove them.").on_field(field));
    }
    Ok(value.to_owned())
}

/// A fresh record's identifier is an entry's identifier too.
pub(crate) fn named<T: Record>(entry: EntryDraft, role: &'static str, thing: &T) -> EntryDraft {
    entry.id(role, thing.id())
}
