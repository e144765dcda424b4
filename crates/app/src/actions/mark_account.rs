//! Say that an account in a client's system is the client's own, or that it is not after all. Those say so who answer for the
//! credentials there: the lead and the client's owner.

use super::{confirm_rotation::require_answerable, done};
use crate::{Done, Door};
use bailee_model::{Account, AccountId, AccountState, Action, EntryDraft, Error, Result, say};

/// Which account, and whose it is.
pub struct MarkAccountAsk {
    /// The account.
    pub account: AccountId,
    /// Whether it is the client's own.
    pub is_clients: bool,
}

/// Marks an account.
///
/// # Errors
/// Refused to those who do not answer for the system. When it is gone, or belongs to somebody known here: then who they are decides, and not a mark.
pub async fn mark_account(door: &Door, ask: MarkAccountAsk) -> Result<Done<Account>> {
    let account = door.app.store.get::<Account>(ask.account).await?.ok_or_else(Error::not_found)?;
    let held = door.system(account.system).for_(Action::RotateCredential).await?;
    require_answerable(door, &held, Action::RotateCredential).await?;
    let (id, is_clients) = (account.id, ask.is_clients);
    let entry = door
        .by(EntryDraft::new(account.engagement, "account.marked"))
        .id("account", id)
        .id("system", account.system)
        .detail("clients_own", is_clients);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut account = tx.get::<Account>(id).await?.ok_or_else(Error::not_found)?;
        let may = account.person.is_none() && matches!(account.state, AccountState::Unknown | AccountState::Client);
        if !may {
            return Err(Error::conflict(say!("This account is gone, or somebody known here is behind it."))
                .hint(say!("End it in the client's system; the next reading proves that.")));
        }
        account.state = if is_clients { AccountState::Client } else { AccountState::Unknown };
        tx.save(&account).await?;
        Ok(account)
    });
    Ok(done(recorded.await?))
}
