//! The firm's identity provider: what it vouches for, and each thing it may get wrong.

use crate::identity_provider::{CLIENT, Provider, SECRET, Says};
use bailee_app::{
    App, Door, Parts, ProviderConfig, SigningIn, SiteKeys,
    actions::{self, InvitePersonAsk, ProviderAnswerAsk, ProviderCodeAsk, ProviderOutcome, ProviderRequest},
};
use bailee_model::{ErrorKind, Factor, Organisation, Person, Result, Standing};
use bailee_policy::Limits;
use bailee_testkit::{CannedEngine, TestFirm, arrival};
use jiff::SignedDuration;
use p256::ecdsa::SigningKey;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A firm with a provider, and somebody of it.
struct Scene {
    firm: TestFirm,
    app: Arc<App>,
    provider: Provider,
    person: Person,
}

impl Scene {
    async fn new() -> Self {
        let firm = TestFirm::new().await.expect("a firm");
        let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
        let provider = Provider::start(firm.app.clock().now()).await;
        let config = ProviderConfig {
            issuer: provider.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: SECRET.into(),
            two_factor_acr: vec!["urn:example:two".to_owned()],
            authority: Some(provider.authority.clone()),
        };
        let parts = Parts {
            store: firm.app.store().clone(),
            vault: firm.vault.clone(),
            engine: Arc::new(CannedEngine::new(firm.vault.clone())),
            clock: firm.app.clock().clone(),
            rng: firm.rng().clone(),
            keys: Arc::new(SiteKeys::open(&firm.folder().join("root"), firm.rng().as_ref()).expect("keys")),
            signing_in: SigningIn { origin: None, provider: Some(config) },
            mail: None,
            limits: Limits::default(),
        };
        let app = App::start(parts).await.expect("starts");
        Self { firm, app, provider, person }
    }

    async fn door(&self) -> Door {
        let (_, token) = self.firm.sign_in_token(&self.person.email).await.expect("in");
        self.app.door(&token).await.expect("open")
    }

    /// The provider asked for factors just now.
    fn now(&self) {
        let now = self.app.clock().now().as_second();
        self.provider.say(|says| (says.auth_time, says.expires) = (Some(now), now + 300));
    }

    async fn come_back(&self, request: ProviderRequest, door: Option<&Door>) -> Result<ProviderOutcome> {
        let (state, code) = self.provider.visit(&request.url);
        let ask = ProviderAnswerAsk { state, secret: request.secret, code, from: arrival() };
        self.app.take_provider_answer(ask, door).await
    }

    async fn link(&self) -> Door {
        let door = self.door().await;
        self.now();
        let request = actions::begin_link_provider(&door).await.expect("asked");
        let outcome = self.come_back(request, Some(&door)).await.expect("linked");
        assert!(matches!(outcome, ProviderOutcome::Linked(_)));
        door
    }

    async fn sign_in(&self) -> Result<ProviderOutcome> {
        let request = self.app.begin_provider_sign_in(&arrival(), "/work").await?;
        self.come_back(request, None).await
    }
}

#[tokio::test]
async fn a_company_account_opens_once_it_is_linked_and_is_as_fresh_as_its_own_question() {
    let scene = Scene::new().await;
    let unknown = scene.sign_in().await.err().expect("nobody is known by it");
    assert_eq!(unknown.kind(), ErrorKind::SignIn);
    let (_, before) = scene.firm.sign_in_token(&scene.person.email).await.expect("in");
    scene.link().await;
    assert!(!scene.app.stands(&before).await.expect("asked"), "a way in was added: the other sessions end");
    scene.firm.advance(SignedDuration::from_mins(2));
    let ProviderOutcome::In { signed, back } = scene.sign_in().await.expect("in") else { panic!("signed in") };
    assert_eq!((signed.person.id, signed.session.factor, back.as_str()), (scene.person.id, Factor::Provider, "/work"));
    assert_eq!(signed.session.since.duration_since(signed.session.stepped_up).as_secs() / 60, 2);
    let stranger = scene.firm.person("Ash", Organisation::Firm, Standing::Staff).await.expect("a person");
    let (_, token) = scene.firm.sign_in_token(&stranger.email).await.expect("in");
    let door = scene.app.door(&token).await.expect("open");
    scene.now();
    let request = actions::begin_link_provider(&door).await.expect("asked");
    let taken = scene.come_back(request, Some(&door)).await.err().expect("one account, one person");
    assert_eq!(taken.kind(), ErrorKind::Conflict);
}

/// What a provider says otherwise than it should.
type Wrong = Box<dyn Fn(&mut Says)>;

#[tokio::test]
async fn what_the_provider_gets_wrong_is_refused() {
    let scene = Scene::new().await;
    scene.link().await;
    let now = scene.app.clock().now().as_second();
    let other = SigningKey::from_slice(&Sha256::digest("somebody else")).expect("a key");
    let wrongs: Vec<(&str, Wrong)> = vec![
        ("another nonce", Box::new(|says| says.nonce = Some("replayed".to_owned()))),
        ("another audience", Box::new(|says| says.audience = "another".to_owned())),
        ("over", Box::new(move |says| says.expires = now - 1)),
        ("another key", Box::new(move |says| says.key = other.clone())),
        ("no signature", Box::new(|says| says.algorithm = "none")),
        ("a shared secret's signature", Box::new(|says| says.algorithm = "HS256")),
        ("no time of asking", Box::new(|says| says.auth_time = None)),
        ("asked too long ago", Box::new(move |says| says.auth_time = Some(now - 361))),
        ("asked in the future", Box::new(move |says| says.auth_time = Some(now + 120))),
    ];
    for (what, wrong) in wrongs {
        let before = scene.provider.says.lock().expect("says").clone();
        scene.provider.say(|says| wrong(says));
        let error = scene.sign_in().await.err().unwrap_or_else(|| panic!("{what}"));
        assert_eq!(error.kind(), ErrorKind::SignIn, "{what}: {error}");
        scene.provider.say(|says| *says = before);
    }
    scene.sign_in().await.expect("as before");
    scene.provider.say(|says| (says.amr, says.acr) = (None, Some("urn:example:two")));
    assert!(matches!(scene.sign_in().await.expect("agreed"), ProviderOutcome::In { .. }));
}

#[tokio::test]
async fn what_began_in_one_browser_ends_there_once_and_soon() {
    let scene = Scene::new().await;
    scene.link().await;
    let request = scene.app.begin_provider_sign_in(&arrival(), "/").await.expect("asked");
    let (state, code) = scene.provider.visit(&request.url);
    let ask = |secret: &str| ProviderAnswerAsk {
        state: state.clone(),
        secret: secret.into(),
        code: code.clone(),
        from: arrival(),
    };
    assert!(scene.app.take_provider_answer(ask("another browser’s"), None).await.is_err());
    assert!(scene.app.take_provider_answer(ask(request.secret.expose()), None).await.is_err(), "used up by it");
    let late = scene.app.begin_provider_sign_in(&arrival(), "/").await.expect("asked");
    scene.firm.advance(SignedDuration::from_mins(5));
    scene.now();
    assert!(scene.come_back(late, None).await.is_err(), "too late");
    let door = scene.door().await;
    let other = scene.door().await;
    scene.now();
    let request = actions::begin_link_provider(&door).await.expect("asked");
    assert!(scene.come_back(request, Some(&other)).await.is_err(), "another session");
    let request = actions::begin_link_provider(&door).await.expect("asked");
    assert!(scene.come_back(request, None).await.is_err(), "no session");
    assert_eq!(
        scene.firm.app.begin_provider_sign_in(&arrival(), "/").await.err().expect("no provider").kind(),
        ErrorKind::NotFound
    );
}

#[tokio::test]
async fn one_factor_at_the_provider_needs_another_here() {
    let scene = Scene::new().await;
    scene.link().await;
    scene.now();
    scene.provider.say(|says| says.amr = Some(vec!["pwd"]));
    for right in [false, true] {
        let request = scene.app.begin_provider_sign_in(&arrival(), "/held").await.expect("asked");
        let secret = request.secret.expose().to_owned();
        let outcome = scene.come_back(request, None).await.expect("half way");
        let ProviderOutcome::CodeNeeded { ceremony } = outcome else { panic!("one factor is not enough") };
        let code = if right { scene.firm.next_code(&scene.person.email).expect("a code") } else { "000000".to_owned() };
        let ask = || ProviderCodeAsk {
            ceremony: ceremony.clone(),
            secret: secret.as_str().into(),
            code: code.clone(),
            from: arrival(),
        };
        let shown = scene.app.sign_in_with_provider_and_code(ask()).await;
        assert_eq!(shown.is_ok(), right);
        assert!(shown.is_err() || shown.is_ok_and(|(signed, to)| signed.person.id == scene.person.id && to == "/held"));
        assert!(scene.app.sign_in_with_provider_and_code(ask()).await.is_err(), "a ceremony ends once");
    }
}

#[tokio::test]
async fn the_provider_makes_a_session_fresh_when_it_asked_anew() {
    let scene = Scene::new().await;
    let door = scene.link().await;
    scene.firm.advance(SignedDuration::from_mins(4));
    let request = actions::begin_provider_step_up(&door, "/work").await.expect("asked");
    assert!(request.url.contains("max_age=0"), "{}", request.url);
    assert!(scene.come_back(request, Some(&door)).await.is_err(), "it did not ask again");
    scene.now();
    let request = actions::begin_provider_step_up(&door, "/work").await.expect("asked");
    let outcome = scene.come_back(request, Some(&door)).await.expect("fresh");
    assert!(matches!(outcome, ProviderOutcome::Fresh { back, .. } if back == "/work"));
    scene.provider.say(|says| says.subject = "0002".to_owned());
    let request = actions::begin_provider_step_up(&door, "/work").await.expect("asked");
    assert!(scene.come_back(request, Some(&door)).await.is_err(), "another account");
}

#[tokio::test]
async fn an_invited_person_of_the_firm_enrols_with_two_factors_at_the_provider() {
    let scene = Scene::new().await;
    let officer = scene.firm.officer().await.expect("in");
    let invite = |name: &str| InvitePersonAsk {
        name: name.to_owned(),
        email: format!("{name}@quillbridge.example"),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        language: "en".to_owned(),
    };
    let invitation = actions::invite_person(&officer, invite("ida")).await.expect("invited").value;
    scene.now();
    scene.provider.say(|says| says.amr = None);
    let request = scene.app.begin_provider_enrolment(&arrival(), &invitation.code).await.expect("asked");
    assert!(scene.come_back(request, None).await.is_err(), "one factor is not enough");
    scene.provider.say(|says| says.amr = Some(vec!["mfa"]));
    let request = scene.app.begin_provider_enrolment(&arrival(), &invitation.code).await.expect("asked");
    let outcome = scene.come_back(request, None).await.expect("enrolled");
    assert!(matches!(outcome, ProviderOutcome::Enrolled(_)));
    let ProviderOutcome::In { signed, .. } = scene.sign_in().await.expect("in") else { panic!("signed in") };
    assert_eq!(signed.person.email, "ida@quillbridge.example");
    assert!(scene.app.begin_provider_enrolment(&arrival(), &invitation.code).await.is_err(), "a code works once");
    assert!(scene.app.begin_provider_enrolment(&arrival(), "never given").await.is_err());
}
