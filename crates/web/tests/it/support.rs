//! A browser and a program, small enough for tests: they call the router without a network.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use bailee_app::actions::{self, AddSystemAsk, AskGrantAsk, PlaceHoldAsk};
use bailee_model::{
    AccountId, BackupId, Category, CertificateId, CourseId, DeviceId, DocumentId, EntryDraft, Environment, Grant, Hold,
    Holding, Job, LoadRunId, MailId, Purpose, RecoveryKitId, Result, ReviewId, ReviewRowId, RotationId, SignatureId,
    SupplierId, System, SystemKind, UnusualKind, UnusualUse, UnusualUseId,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use tower::ServiceExt;

pub(crate) const CSV: &str = "code,name,amount\n1010,Cash,10.00\n4010,Sales,-10.00\n";

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Sends one request.
pub(crate) async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.expect("the router never fails");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 64 << 20).await.expect("a body");
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

/// The token that this session's forms carry.
pub(crate) fn form_token(session: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(b"bailee form token\0");
    digest.update(session.as_bytes());
    hex::encode(&digest.finalize()[..16])
}

pub(crate) fn encode(pairs: &[(String, String)]) -> String {
    let each = |text: &str| {
        text.bytes()
            .map(
                |byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") },
            )
            .collect::<String>()
    };
    pairs.iter().map(|(name, value)| format!("{}={}", each(name), each(value))).collect::<Vec<_>>().join("&")
}

/// A page as a browser asks for it.
pub(crate) fn get(path: &str, session: Option<&str>) -> Request<Body> {
    let mut request = Request::get(path).header(header::HOST, "bailee.example");
    if let Some(session) = session {
        request = request.header(header::COOKIE, format!("__Host-bailee={session}"));
    }
    request.body(Body::empty()).expect("a request")
}

/// A form as a browser sends it from a page of ours.
pub(crate) fn post(path: &str, session: Option<&str>, fields: &[(String, String)]) -> Request<Body> {
    let mut request = Request::post(path)
        .header(header::HOST, "bailee.example")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(session) = session {
        request = request.header(header::COOKIE, format!("__Host-bailee={session}"));
    }
    request.body(Body::from(encode(fields))).expect("a request")
}

/// The form that brings a file in.
pub(crate) fn upload(path: &str, session: Option<&str>, token: &str) -> Request<Body> {
    let part =
        |name: &str, value: &str| format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = [
        part("csrf", token),
        part("category", "financial"),
        part("purpose", "audit"),
        format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"ledger.csv\"\r\ncontent-type: text/csv\r\n\r\n{CSV}\r\n--x--\r\n"
        ),
    ];
    let mut request = post(path, session, &[]);
    request
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("multipart/form-data; boundary=x"));
    *request.body_mut() = Body::from(body.concat());
    request
}

/// A request of a program.
pub(crate) fn api(method: &str, path: &str, session: Option<&str>, body: Option<&serde_json::Value>) -> Request<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "bailee.example")
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(session) = session {
        request = request.header(header::AUTHORIZATION, format!("Bearer {session}"));
    }
    request.body(body.map_or_else(Body::empty, |body| Body::from(body.to_string()))).expect("a request")
}

/// That the consultant opened far too much in the middle of the night.
async fn unusual(firm: &TestFirm, on: &TestEngagement) -> Result<UnusualUse> {
    let now = firm.app.clock().now();
    let unusual = UnusualUse {
        id: UnusualUseId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        person: on.consultant.who.id,
        day: bailee_model::unusual::day_of(now),
        kinds: vec![UnusualKind::Volume, UnusualKind::Hour],
        openings: 1234,
        usual: 20,
        outside: 7,
        outside_at: Some(now),
        quiet_days: 0,
        found_at: now,
        looked_by: None,
        looked_at: None,
        decision: None,
        note: String::new(),
    };
    let (entry, kept) = (EntryDraft::new(on.it.id, "test.found"), unusual.clone());
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&kept).await }).await?;
    Ok(unusual)
}

/// An engagement with something of everything in it.
pub(crate) struct World {
    pub(crate) firm: TestFirm,
    pub(crate) router: Router,
    pub(crate) one: TestEngagement,
    pub(crate) table: Holding,
    pub(crate) job: Job,
    pub(crate) grant: Grant,
    pub(crate) system: System,
    pub(crate) hold: Hold,
    /// Declared by the officer, about nothing yet.
    pub(crate) incident: bailee_model::Incident,
    /// Of its consultant, found today.
    pub(crate) unusual: UnusualUse,
    /// The sessions of its consultant, its lead and the client's owner.
    pub(crate) consultant: String,
    pub(crate) lead: String,
    pub(crate) owner: String,
}

impl World {
    pub(crate) async fn new() -> Result<Self> {
        let firm = TestFirm::new().await?;
        let mut one = firm.engagement("one", &[Category::Financial, Category::Parties]).await?;
        firm.grant(&mut one, Purpose::Audit, &[Category::Financial], &[]).await?;
        let (original, table, job) = firm.bring(&one, "ledger.csv", Category::Financial, CSV).await?;
        let ask = AskGrantAsk {
            engagement: one.it.id,
            purpose: Purpose::Mapping,
            categories: vec![Category::Parties],
            classes: vec![],
            days: 3,
            reason: "names".to_owned(),
        };
        let grant = actions::ask_grant(&one.consultant, ask).await?.value;
        one.lead = firm.sign_in(&one.lead.who.email).await?;
        let ask = AddSystemAsk {
            engagement: one.it.id,
            name: "Mill test".to_owned(),
            kind: SystemKind::OdooSelfHosted,
            environment: Environment::Test,
            region: "CA".to_owned(),
            url: "https://test.mill.example".to_owned(),
            database: "mill".to_owned(),
            login: "bailee".to_owned(),
        };
        let system = actions::add_system(&one.lead, ask).await?.value;
        one.owner = firm.sign_in(&one.owner.who.email).await?;
        let until = firm.app.clock().now() + SignedDuration::from_hours(24 * 40);
        let hold = actions::place_hold(
            &one.owner,
            PlaceHoldAsk { engagement: one.it.id, holding: Some(original.id), reason: "tax audit".to_owned(), until },
        )
        .await?
        .value;
        let ask = actions::DeclareIncidentAsk {
            title: "A laptop is missing".to_owned(),
            signal: "It was left on a train.".to_owned(),
            signal_at: firm.app.clock().now(),
            severity: bailee_model::Severity::High,
            device: None,
        };
        let incident = actions::declare_incident(&firm.officer().await?, ask).await?.value;
        let (consultant_door, consultant) = firm.sign_in_token(&one.consultant.who.email).await?;
        actions::set_purpose(&consultant_door, Some(Purpose::Audit)).await?;
        let (_, lead) = firm.sign_in_token(&one.lead.who.email).await?;
        let (_, owner) = firm.sign_in_token(&one.owner.who.email).await?;
        let unusual = unusual(&firm, &one).await?;
        let router = bailee_web::router(firm.app.clone());
        Ok(Self {
            table: table.expect("a table was made"),
            job,
            grant,
            system,
            hold,
            incident,
            unusual,
            consultant,
            lead,
            owner,
            router,
            one,
            firm,
        })
    }

    /// A real value for every parameter that stands in a path.
    pub(crate) fn fill(&self, path: &str) -> String {
        let rng = self.firm.rng().as_ref();
        let values = BTreeMap::from([
            ("{engagement}", self.one.it.id.to_string()),
            ("{holding}", self.table.id.to_string()),
            ("{grant}", self.grant.id.to_string()),
            ("{promise}", "least_access".to_owned()),
            ("{system}", self.system.id.to_string()),
            ("{hold}", self.hold.id.to_string()),
            ("{incident}", self.incident.id.to_string()),
            ("{notice}", bailee_model::NoticeId::new(rng).to_string()),
            ("{task}", bailee_model::IncidentTaskId::new(rng).to_string()),
            ("{handover}", bailee_model::HandoverId::new(rng).to_string()),
            ("{job}", self.job.id.to_string()),
            ("{policy_version}", bailee_model::PolicyVersionId::new(rng).to_string()),
            ("{policy_review}", bailee_model::PolicyReviewId::new(rng).to_string()),
            ("{slug}", "no-such-policy".to_owned()),
            ("{number}", "1".to_owned()),
            ("{earlier}", "1".to_owned()),
            ("{checkout}", bailee_model::CheckoutId::new(rng).to_string()),
            ("{demand}", bailee_model::DemandId::new(rng).to_string()),
            ("{unusual}", self.unusual.id.to_string()),
            ("{assessment}", bailee_model::AssessmentId::new(rng).to_string()),
            ("{assignment}", self.grant.assignment.to_string()),
            ("{run}", LoadRunId::new(rng).to_string()),
            ("{person}", self.one.lead.who.id.to_string()),
            ("{supplier}", SupplierId::new(rng).to_string()),
            ("{rotation}", RotationId::new(rng).to_string()),
            ("{account}", AccountId::new(rng).to_string()),
            ("{session}", self.one.lead.session.id.to_string()),
            ("{passkey}", bailee_model::PasskeyId::new(rng).to_string()),
            ("{backup}", BackupId::new(rng).to_string()),
            ("{kit}", RecoveryKitId::new(rng).to_string()),
            ("{device}", DeviceId::new(rng).to_string()),
            ("{certificate}", CertificateId::new(rng).to_string()),
            ("{document}", DocumentId::new(rng).to_string()),
            ("{earlier}", DocumentId::new(rng).to_string()),
            ("{signature}", SignatureId::new(rng).to_string()),
            ("{course}", CourseId::new(rng).to_string()),
            ("{mail}", MailId::new(rng).to_string()),
            ("{review}", ReviewId::new(rng).to_string()),
            ("{row}", ReviewRowId::new(rng).to_string()),
            ("{secret}", "none".to_owned()),
            ("{involvement}", bailee_model::InvolvementId::new(rng).to_string()),
            ("{change}", bailee_model::TermsChangeId::new(rng).to_string()),
            ("{enquiry}", bailee_model::EnquiryId::new(rng).to_string()),
            ("{level}", "entries".to_owned()),
            ("{*place}", "000.p/1".to_owned()),
            ("{token}", "none".to_owned()),
            ("{upload}", "none".to_owned()),
            ("{link}", bailee_model::DropLinkId::new(rng).to_string()),
            ("{out}", bailee_model::OutLinkId::new(rng).to_string()),
            ("{column}", "amount".to_owned()),
            ("{index}", "0".to_owned()),
            ("{code}", "none".to_owned()),
            ("{request}", bailee_model::CeremonyId::new(rng).to_string()),
        ]);
        let filled = values.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
        assert!(!filled.contains('{'), "{path} has a parameter that no authorisation test knows");
        filled
    }

    /// The same path with identifiers of the right kind that name nothing.
    pub(crate) fn fill_made_up(&self, path: &str) -> String {
        let rng = bailee_model::clock::SeededRng::new(2);
        let fresh = |real: &str| {
            let id = bailee_model::EngagementId::new(&rng).to_string();
            format!("{}{}", &real[..3], &id[3..])
        };
        let is_id = |part: &str| part.len() == 30 && part.as_bytes()[3] == b'_';
        let filled = self.fill(path);
        let parts = filled.split('/').map(|part| if is_id(part) { fresh(part) } else { part.to_owned() });
        parts.collect::<Vec<_>>().join("/")
    }

    /// One form's fields that are right for every form: what a stranger would send who knows everything.
    pub(crate) fn fields(&self, session: &str) -> Vec<(String, String)> {
        let pairs = [
            ("csrf", form_token(session)),
            ("engagement", self.one.it.id.to_string()),
            ("holding", self.table.id.to_string()),
            ("holdings", self.table.id.to_string()),
            ("mapping", self.table.id.to_string()),
            ("person", self.one.lead.who.id.to_string()),
            ("client", self.one.client.id.to_string()),
            ("run", LoadRunId::new(self.firm.rng().as_ref()).to_string()),
            ("role", "lead".to_owned()),
            ("purpose", "audit".to_owned()),
            ("purposes", "audit".to_owned()),
            ("categories", "financial".to_owned()),
            ("kind", "odoo_self_hosted".to_owned()),
            ("environment", "test".to_owned()),
            ("url", "https://x.example".to_owned()),
            ("region", "CA".to_owned()),
            ("regions", "CA".to_owned()),
            ("database", "x".to_owned()),
            ("login", "x".to_owned()),
            ("secret", "x".to_owned()),
            ("name", "x".to_owned()),
            ("title", "x".to_owned()),
            ("text", "title = \"x\"".to_owned()),
            ("do", "save".to_owned()),
            ("sql", "SELECT 1".to_owned()),
            ("column", "amount".to_owned()),
            ("class", "open".to_owned()),
            ("days", "3".to_owned()),
            ("keep_days", "3".to_owned()),
            ("reason", "x".to_owned()),
            ("more", "x".to_owned()),
            ("statement", "It is right.".to_owned()),
            ("until", "2026-04-01".to_owned()),
            ("target", "files".to_owned()),
            ("agree", "yes".to_owned()),
            ("decision", "keep".to_owned()),
            ("email", "x@x.example".to_owned()),
            ("organisation", "firm".to_owned()),
            ("standing", "staff".to_owned()),
            ("language", "en".to_owned()),
            ("understood", "yes".to_owned()),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
