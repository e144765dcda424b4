//! Passkeys (W3C WebAuthn, level 3): a key pair in somebody's authenticator, which asks for a finger, a face or a PIN before
//! it signs. That is two factors in one, and cannot be phished: the signature is good for this origin only.
//!
//! The library checks challenge, origin, relying party, signature, user verification and the counter. It makes its challenges
//! from the operating system's generator itself; everything else that is random here is given.

use bailee_model::{Error, Firm, Passkey, Person, Result, say};
use serde_json::Value;
use webauthn_rs::prelude as webauthn;

/// What a browser is handed for its half of a ceremony.
#[derive(serde::Serialize)]
pub struct PasskeyOptions {
    /// The ceremony, to be named again with the answer.
    pub ceremony: bailee_model::CeremonyId,
    /// WebAuthn's creation or request options, in their JSON form.
    pub options: Value,
}

/// A new passkey as the library keeps it, and what the authenticator calls it.
pub(crate) struct NewCredential {
    pub(crate) id: Vec<u8>,
    pub(crate) credential: Vec<u8>,
}

/// This installation, as authenticators know it.
pub(crate) struct RelyingParty(webauthn::Webauthn);

impl RelyingParty {
    /// The party behind an origin such as `https://bailee.example`: passkeys are bound to its host, and to no other under or
    /// above it.
    ///
    /// # Errors
    /// When the origin has no domain name: browsers make no passkeys for bare addresses.
    pub(crate) fn new(firm: &Firm, origin: &str) -> Result<Self> {
        let unusable = || {
            Error::conflict(say!("Passkeys do not work at this address."))
                .hint(say!("Serve Bailee over TLS under a domain name, or as localhost."))
        };
        let origin = webauthn::Url::parse(origin).map_err(|error| unusable().because(error))?;
        let host = origin.domain().ok_or_else(unusable)?.to_owned();
        let builder = webauthn::WebauthnBuilder::new(&host, &origin).map_err(|error| unusable().because(error))?;
        Ok(Self(builder.rp_name(&firm.name).build().map_err(|error| unusable().because(error))?))
    }

    /// Begins to register a passkey beside those the person has: what the browser is asked, and what to remember.
    pub(crate) fn begin_registration(&self, person: &Person, has: &[Passkey]) -> Result<(Value, Vec<u8>)> {
        let known = has.iter().map(|passkey| passkey.credential_id.clone()).collect();
        let handle = webauthn::Uuid::from_bytes(*person.id.as_bytes());
        let (options, state) = self
            .0
            .start_passkey_registration(handle, &person.email, &person.name, Some(known))
            .map_err(|error| Error::internal("A passkey could not be asked for.").because(error))?;
        let mut options = json(&options)?;
        // Discoverable, so that signing in needs no address typed; the library leaves it to chance.
        let selection = &mut options["publicKey"]["authenticatorSelection"];
        selection["residentKey"] = "required".into();
        selection["requireResidentKey"] = true.into();
        Ok((options, bytes(&state)?))
    }

    /// Takes the authenticator's answer to a registration.
    ///
    /// # Errors
    /// When anything about it is not as asked: challenge, origin, user verification, algorithm.
    pub(crate) fn finish_registration(&self, state: &[u8], answer: &str) -> Result<NewCredential> {
        let answer: webauthn::RegisterPublicKeyCredential =
            serde_json::from_str(answer).map_err(|error| refused().because(error))?;
        let state: webauthn::PasskeyRegistration = read(state)?;
        let passkey = self.0.finish_passkey_registration(&answer, &state).map_err(|error| refused().because(error))?;
        Ok(NewCredential { id: passkey.cred_id().to_vec(), credential: bytes(&passkey)? })
    }

    /// Begins to ask for one of these passkeys; for any that the authenticator finds itself when there are none.
    pub(crate) fn begin_authentication(&self, passkeys: &[Passkey]) -> Result<(Value, Vec<u8>)> {
        let known =
            passkeys.iter().map(|passkey| read(&passkey.credential)).collect::<Result<Vec<webauthn::Passkey>>>()?;
        let (options, state) = self
            .0
            .start_passkey_authentication(&known)
            .map_err(|error| Error::internal("A passkey could not be asked for.").because(error))?;
        Ok((json(&options)?, bytes(&state)?))
    }

    /// Checks the authenticator's answer against the passkey that it names. Gives the passkey with its counter moved on.
    ///
    /// # Errors
    /// When anything about it is not as asked, the user was not verified, or the counter went back: then the key may be a copy.
    pub(crate) fn finish_authentication(&self, state: &[u8], answer: &Assertion, passkey: &Passkey) -> Result<Passkey> {
        let state = only(state, passkey)?;
        let result =
            self.0.finish_passkey_authentication(&answer.0, &state).map_err(|error| refused().because(error))?;
        if !result.user_verified() {
            return Err(refused());
        }
        let mut credential: webauthn::Passkey = read(&passkey.credential)?;
        credential.update_credential(&result).ok_or_else(refused)?;
        Ok(Passkey { credential: bytes(&credential)?, ..passkey.clone() })
    }
}

/// An authenticator's answer to a request.
pub(crate) struct Assertion(webauthn::PublicKeyCredential);

impl Assertion {
    pub(crate) fn read(answer: &str) -> Result<Self> {
        serde_json::from_str(answer).map(Self).map_err(|error| refused().because(error))
    }

    /// What the authenticator calls the key it used.
    pub(crate) fn credential_id(&self) -> &[u8] {
        self.0.get_credential_id()
    }

    /// Whose the authenticator says it is; discoverable passkeys always say so.
    pub(crate) fn owner(&self) -> Option<&[u8]> {
        self.0.get_user_unique_id()
    }
}

/// One sentence for whatever was wrong: the details are the operator's.
pub(crate) fn refused() -> Error {
    Error::sign_in(say!("This passkey was not accepted."))
        .hint(say!("Try again. If it goes on, sign in another way and look at your passkeys."))
}

/// The remembered request, for this passkey alone. A request that named none learns here which one answered, which is what the
/// library's own discoverable ceremony does; that one is only offered for filling in forms by itself.
fn only(state: &[u8], passkey: &Passkey) -> Result<webauthn::PasskeyAuthentication> {
    let mut state: Value = read(state)?;
    let mut credential: Value = read(&passkey.credential)?;
    state["ast"]["credentials"] = Value::Array(vec![credential["cred"].take()]);
    serde_json::from_value(state).map_err(|error| broken().because(error))
}

fn broken() -> Error {
    Error::corrupt("A passkey's record does not read.").hint(say!("Remove the passkey and add it again."))
}

fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| broken().because(error))
}

fn bytes(value: &impl serde::Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| broken().because(error))
}

fn json(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| broken().because(error))
}
