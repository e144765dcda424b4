//! The firm's identity provider, where it has one (OpenID Connect Core 1.0: authorization code, PKCE, nonce).
//!
//! What a provider says is believed as far as it was agreed: who somebody is to it, when it asked them, and whether it asked
//! for two factors. `auth_time` must be there and young; `acr` counts when it is one of those agreed, `amr` when it says `mfa`
//! (RFC 8176). Anything else is one factor, and the second is asked for here.

use super::{Secret, fresh_code};
use crate::App;
use bailee_model::{Error, Result, Rng, say};
use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AccessTokenHash, AsyncHttpClient, AuthenticationContextClass, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, TokenResponse,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreJwsSigningAlgorithm as Signature,
        CoreProviderMetadata,
    },
    http,
};
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime};

/// How people of this installation sign in, given at start.
#[derive(Default)]
pub struct SigningIn {
    /// Where browsers find Bailee, as in `https://bailee.example`; `https://` and the firm's domain when there is none.
    /// Passkeys are bound to its host.
    pub origin: Option<String>,
    /// The firm's identity provider, if it has one.
    pub provider: Option<ProviderConfig>,
}

/// The firm's identity provider, as Bailee is registered there; the redirect address to register is the origin with
/// `/sign-in/provider/callback` after it.
pub struct ProviderConfig {
    /// Its issuer identifier, `https://…`, exactly as in its discovery document.
    pub issuer: String,
    /// What it calls Bailee.
    pub client_id: String,
    /// What Bailee proves itself with there.
    pub client_secret: Secret,
    /// The authentication context classes (`acr`) that were agreed to mean two factors.
    pub two_factor_acr: Vec<String>,
    /// The certificate authority of a provider that public ones do not vouch for, in PEM.
    pub authority: Option<Vec<u8>>,
}

/// Where the provider sends the browser back to, under the origin.
const CALLBACK: &str = "/sign-in/provider/callback";
/// The provider must have asked for its factors within this time.
pub(crate) const MAX_AGE: SignedDuration = SignedDuration::from_mins(5);
/// Clocks differ by so much at most.
const SKEW: SignedDuration = SignedDuration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST_ANSWER: usize = 1 << 20;
/// Signatures by a key that the provider publishes; never one by a secret that both know, and never none.
const SIGNATURES: [Signature; 8] = [
    Signature::RsaSsaPkcs1V15Sha256,
    Signature::RsaSsaPkcs1V15Sha384,
    Signature::RsaSsaPkcs1V15Sha512,
    Signature::RsaSsaPssSha256,
    Signature::RsaSsaPssSha384,
    Signature::RsaSsaPssSha512,
    Signature::EcdsaP256Sha256,
    Signature::EcdsaP384Sha384,
];

/// What must be remembered until the provider answers.
#[derive(Serialize, Deserialize)]
pub(crate) struct Asked {
    nonce: String,
    verifier: String,
}

/// What the provider vouches for.
pub(crate) struct Vouched {
    /// The issuer, a space, and the subject there.
    pub(crate) subject: String,
    /// When it asked for factors.
    pub(crate) at: Timestamp,
    /// Whether it vouches for two.
    pub(crate) two_factors: bool,
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The line to the provider: TLS only, no redirects, bounded in time and size.
struct Line(reqwest::Client);

impl Line {
    fn new(config: &ProviderConfig) -> Result<Self> {
        let broken = |error: reqwest::Error| {
            Error::internal("The identity provider’s certificate authority does not read.").because(error)
        };
        let mut builder =
            reqwest::Client::builder().https_only(true).redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
        if let Some(authority) = &config.authority {
            let certificate = reqwest::Certificate::from_pem(authority).map_err(broken)?;
            builder = builder.tls_certs_only([certificate]);
        }
        builder.build().map(Self).map_err(broken)
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse> {
        let request = reqwest::Request::try_from(request).map_err(away)?;
        let mut answer = self.0.execute(request).await.map_err(away)?;
        let mut response = http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(away)? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_ANSWER {
                return Err(away("an answer of more than 1 MiB"));
            }
        }
        response.body(body).map_err(away)
    }
}

impl<'c> AsyncHttpClient<'c> for Line {
    type Error = Error;
    type Future = futures::future::BoxFuture<'c, Result<HttpResponse>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// The provider does not answer as it should.
fn away(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::unavailable(say!("Your company’s identity provider does not answer."))
        .hint(say!("Try again, or sign in another way."))
        .because(source)
}

/// The provider answered, and not as asked.
fn refused(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::sign_in(say!("Your company’s identity provider did not vouch for you."))
        .hint(say!("Begin again, or sign in another way."))
        .because(source)
}

impl App {
    fn provider(&self) -> Result<&ProviderConfig> {
        self.signing_in.provider.as_ref().ok_or_else(Error::not_found)
    }

    /// The provider as it describes itself now: its keys may have changed since yesterday.
    async fn provider_client(&self) -> Result<(Client, Line)> {
        let config = self.provider()?;
        let line = Line::new(config)?;
        let issuer = IssuerUrl::new(config.issuer.clone()).map_err(away)?;
        let about =
            CoreProviderMetadata::discover_async(issuer, &line).await.map_err(|error| away(error.to_string()))?;
        let origin = self.origin(&self.firm().await?);
        let back = RedirectUrl::new(format!("{}{CALLBACK}", origin.trim_end_matches('/'))).map_err(away)?;
        let secret = ClientSecret::new(config.client_secret.expose().to_owned());
        let client = CoreClient::from_provider_metadata(about, ClientId::new(config.client_id.clone()), Some(secret));
        Ok((client.set_redirect_uri(back), line))
    }

    /// The address that the browser is sent to. The provider must have asked for its factors within `max_age`.
    pub(crate) async fn ask_provider(&self, state: String, asked: &Asked, max_age: SignedDuration) -> Result<String> {
        let (client, _) = self.provider_client().await?;
        let verifier = PkceCodeVerifier::new(asked.verifier.clone());
        let nonce = Nonce::new(asked.nonce.clone());
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || CsrfToken::new(state), move || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .set_max_age(max_age.unsigned_abs());
        for agreed in &self.provider()?.two_factor_acr {
            request = request.add_auth_context_value(AuthenticationContextClass::new(agreed.clone()));
        }
        let (address, _, _) = request.url();
        Ok(address.into())
    }

    /// Takes the provider's code to it, and checks what it says of whom.
    pub(crate) async fn hear_provider(&self, asked: Asked, code: &str) -> Result<Vouched> {
        let (client, line) = self.provider_client().await?;
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(away)?
            .set_pkce_verifier(PkceCodeVerifier::new(asked.verifier))
            .request_async(&line)
            .await
            .map_err(|error| refused(error.to_string()))?;
        let token = answer.id_token().ok_or_else(|| refused("there is no ID token"))?;
        let now = self.clock.now();
        let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(move || {
            let seconds = u64::try_from(now.as_second()).unwrap_or_default();
            (SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).into()
        });
        let claims = token.claims(&verifier, &Nonce::new(asked.nonce)).map_err(refused)?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(refused)?;
            let key = token.signing_key(&verifier).map_err(refused)?;
            let actual = AccessTokenHash::from_token(answer.access_token(), algorithm, key).map_err(refused)?;
            if actual != *expected {
                return Err(refused("the access token is not the one that was vouched for"));
            }
        }
        self.provider()?.vouched(claims, now)
    }
}

impl Asked {
    /// Fresh secrets for one request.
    pub(crate) fn new(rng: &dyn Rng) -> Self {
        Self { nonce: fresh_code(rng), verifier: fresh_code(rng) }
    }
}

impl ProviderConfig {
    fn vouched(&self, claims: &CoreIdTokenClaims, now: Timestamp) -> Result<Vouched> {
        let at = claims.auth_time().ok_or_else(|| refused("it does not say when it asked for factors"))?;
        let at = Timestamp::from_second(at.timestamp()).map_err(refused)?;
        let age = now.duration_since(at);
        if age > MAX_AGE + SKEW || age < -SKEW {
            return Err(refused("it asked for factors too long ago, or in the future"));
        }
        let agreed =
            claims.auth_context_ref().is_some_and(|acr| self.two_factor_acr.iter().any(|each| each == acr.as_str()));
        let several = claims.auth_method_refs().is_some_and(|amr| amr.iter().any(|each| each.as_str() == "mfa"));
        let subject = format!("{} {}", claims.issuer().as_str(), claims.subject().as_str());
        Ok(Vouched { subject, at: at.min(now), two_factors: agreed || several })
    }
}
