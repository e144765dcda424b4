//! Sign a policy that binds oneself, in the version that is published (clause S8.3).

use super::own_access::still_stands;
use crate::{
    Done, Door, documents,
    policies::{self, published},
};
use bailee_model::{
    Action, EntryDraft, Error, PolicySignature, PolicySignatureId, PolicyState, PolicyVersion, PolicyVersionId, Result,
    say,
};

/// What is signed.
pub struct SignPolicyAsk {
    /// Which version.
    pub version: PolicyVersionId,
    /// In which language it was read.
    pub language: String,
    /// The name they type.
    pub typed_name: String,
    /// Whether they ticked the sentence.
    pub consent: bool,
}

/// Signs a published version: exactly the text as it is read, measures included.
///
/// # Errors
/// When it is superseded, signed already, or the name or the sentence is missing; the gate asks for fresh factors.
pub async fn sign_policy(door: &Door, ask: SignPolicyAsk) -> Result<Done<PolicySignature>> {
    let store = &door.app.store;
    let version = store.get::<PolicyVersion>(ask.version).await?.filter(|each| each.state == PolicyState::Published);
    let version = version.ok_or_else(Error::not_found)?;
    door.require(Action::SignPolicy).await?;
    let all = store.policy_versions_of(version.policy).await?;
    if published::standing(&version, &all, policies::day_of(door.now())) == published::Standing::Superseded {
        return Err(Error::conflict(say!("A newer version is in force.")).hint(say!("Read and sign that one.")));
    }
    if !ask.consent {
        return Err(Error::bad_input(say!("The sentence is not ticked."))
            .hint(say!("Tick it if you agree."))
            .on_field("consent"));
    }
    if !documents::is_name_of(&ask.typed_name, &door.who.name) {
        return Err(Error::bad_input(say!("This is not your name as the firm knows it."))
            .hint(say!("Type it in full."))
            .on_field("typed_name"));
    }
    let firm = door.app.firm().await?;
    let read = policies::as_read(&version, &ask.language, &firm.name, &door.app.limits());
    let read =
        read.ok_or_else(|| Error::bad_input(say!("It is not published in this language.")).on_field("language"))?;
    let signature = PolicySignature {
        id: PolicySignatureId::new(door.app.rng.as_ref()),
        version: version.id,
        person: door.who.id,
        language: ask.language,
        digest: policies::digest(&read),
        typed_name: super::text("typed_name", &ask.typed_name, 200)?,
        factor: door.session.factor,
        at: door.now(),
    };
    let entry = super::named(door.by(EntryDraft::site("policy.signed")), "signature", &signature)
        .id("version", version.id)
        .digest("text", signature.digest.clone())
        .detail("language", signature.language.clone());
    let kept = signature.clone();
    let here = door.session.id;
    let recorded = store.ledger().record([entry], move |tx| async move {
        still_stands(&tx, here).await?;
        if tx.policy_signatures_of(kept.person).await?.iter().any(|each| each.version == kept.version) {
            return Err(Error::conflict(say!("You have signed this already.")).hint(say!("Nothing needs to be done.")));
        }
        tx.save(&kept).await
    });
    Ok(super::done(recorded.await?).map(|()| signature))
}
