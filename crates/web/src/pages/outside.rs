//! What is done about access outside of Bailee, on the page of an engagement's systems: credentials replaced, accounts read
//! and told apart.

use super::systems;
use crate::{
    fields::{Fields, Posted},
    said::Said,
    visitor::{Answer, put_right, show_again},
};
use axum::extract::Path;
use bailee_app::actions::{self, ConfirmRotationAsk, ImportAccountsAsk, MarkAccountAsk, Replacement};
use bailee_model::{AccountId, EngagementId, RotationId, RotationState, SystemId};
use zeroize::Zeroizing;

fn room(id: EngagementId) -> String {
    format!("/engagements/{id}/systems")
}

/// What the form says became of the credential; to have it tried is what needs nobody's word.
fn how(fields: &Fields) -> Replacement {
    match fields.text("how") {
        "secret" => Replacement::Secret(Zeroizing::new(fields.owned("secret"))),
        "attested" => Replacement::Attested { reason: fields.owned("reason") },
        _ => Replacement::Removed,
    }
}

pub(crate) async fn confirm(
    Path((id, rotation)): Path<(EngagementId, RotationId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    let ask = ConfirmRotationAsk { rotation, how: how(&fields) };
    match actions::confirm_rotation(&visitor.door, ask).await {
        Ok(done) => {
            let confirmed = done.state == RotationState::Confirmed;
            let said = if confirmed { Said::RotationConfirmed } else { Said::RotationTried };
            Ok(visitor.done(said, done.receipt.as_ref(), &room(id)))
        }
        Err(error) => show_again(&systems::again(&visitor, id, put_right(error)?).await?),
    }
}

pub(crate) async fn ask(Path((id, system)): Path<(EngagementId, SystemId)>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::ask_rotation(&visitor.door, system).await?;
    Ok(visitor.done(Said::RotationAsked, done.receipt.as_ref(), &room(id)))
}

pub(crate) async fn read(Path((id, system)): Path<(EngagementId, SystemId)>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::read_accounts(&visitor.door, system).await?;
    Ok(visitor.done(Said::Accounts, done.receipt.as_ref(), &room(id)))
}

pub(crate) async fn import(
    Path((id, system)): Path<(EngagementId, SystemId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    match actions::import_accounts(&visitor.door, ImportAccountsAsk { system, csv: fields.owned("csv") }).await {
        Ok(done) => Ok(visitor.done(Said::Accounts, done.receipt.as_ref(), &room(id))),
        Err(error) => show_again(&systems::again(&visitor, id, put_right(error)?).await?),
    }
}

pub(crate) async fn mark(
    Path((id, account)): Path<(EngagementId, AccountId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    let ask = MarkAccountAsk { account, is_clients: fields.text("clients") == "yes" };
    let done = actions::mark_account(&visitor.door, ask).await?;
    Ok(visitor.done(Said::Account, done.receipt.as_ref(), &room(id)))
}
