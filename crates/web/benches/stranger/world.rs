//! Two engagements: one with something of everything in it, and one whose consultant asks for it.

use bailee_app::actions::{self, AskGrantAsk};
use bailee_model::{Category, EngagementId, Purpose, Result, clock::SeededRng};
use bailee_testkit::{TestFirm, firm::TestEngagement};

const CSV: &str = "code,name,amount\n1010,Cash,10.00\n4010,Sales,-10.00\n";

/// What a stranger asks for. What a body names is not asked for: the answer to a wrong body comes before any look.
const ADDRESSES: [(&str, &str); 21] = [
    ("GET", "/engagements/{engagement}"),
    ("GET", "/engagements/{engagement}/people"),
    ("GET", "/engagements/{engagement}/log"),
    ("GET", "/engagements/{engagement}/query"),
    ("GET", "/engagements/{engagement}/close"),
    ("GET", "/engagements/{engagement}/holdings/{holding}"),
    ("GET", "/engagements/{engagement}/jobs/{job}"),
    ("GET", "/requests/{grant}"),
    ("GET", "/people/{person}"),
    ("GET", "/devices/{device}"),
    ("GET", "/api/v1/engagements/{engagement}"),
    ("GET", "/api/v1/engagements/{engagement}/log"),
    ("GET", "/api/v1/engagements/{engagement}/held"),
    ("POST", "/api/v1/engagements/{engagement}/close"),
    ("GET", "/api/v1/holdings/{holding}/profile"),
    ("GET", "/api/v1/holdings/{holding}/rejects"),
    ("GET", "/api/v1/jobs/{job}"),
    ("GET", "/api/v1/people/{person}"),
    ("POST", "/api/v1/grants/{grant}/approval"),
    ("DELETE", "/api/v1/grants/{grant}"),
    ("POST", "/api/v1/sessions/{session}/end"),
];

/// An address, filled in with what exists.
pub(crate) struct Address {
    pub(crate) method: &'static str,
    pub(crate) pattern: &'static str,
    pub(crate) real: String,
}

impl Address {
    /// The same with identifiers of the right kind that name nothing.
    pub(crate) fn made_up(&self, rng: &SeededRng) -> String {
        let is_id = |part: &str| part.len() == 30 && part.as_bytes()[3] == b'_';
        let fresh = |real: &str| format!("{}{}", &real[..3], &EngagementId::new(rng).to_string()[3..]);
        let parts = self.real.split('/').map(|part| if is_id(part) { fresh(part) } else { part.to_owned() });
        parts.collect::<Vec<_>>().join("/")
    }
}

/// The firm, and the session of who asks.
pub(crate) struct World {
    pub(crate) firm: TestFirm,
    pub(crate) session: String,
    values: Vec<(&'static str, String)>,
}

impl World {
    pub(crate) async fn new() -> Result<Self> {
        let firm = TestFirm::new().await?;
        let mut one = firm.engagement("one", &[Category::Financial, Category::Parties]).await?;
        firm.grant(&mut one, Purpose::Audit, &[Category::Financial], &[]).await?;
        let values = Self::fill(&firm, &one).await?;
        let two = firm.engagement("two", &[Category::Financial]).await?;
        let (door, session) = firm.sign_in_token(&two.consultant.who.email).await?;
        actions::set_purpose(&door, Some(Purpose::Audit)).await?;
        Ok(Self { firm, session, values })
    }

    async fn fill(firm: &TestFirm, one: &TestEngagement) -> Result<Vec<(&'static str, String)>> {
        let (original, table, job) = firm.bring(one, "ledger.csv", Category::Financial, CSV).await?;
        let ask = AskGrantAsk {
            engagement: one.it.id,
            purpose: Purpose::Mapping,
            categories: vec![Category::Parties],
            classes: vec![],
            days: 3,
            reason: "names".to_owned(),
        };
        let grant = actions::ask_grant(&one.consultant, ask).await?.value;
        let device = one.consultant.session.device.map(|device| device.to_string());
        Ok(vec![
            ("{engagement}", one.it.id.to_string()),
            ("{holding}", table.unwrap_or(original).id.to_string()),
            ("{job}", job.id.to_string()),
            ("{grant}", grant.id.to_string()),
            ("{person}", one.owner.who.id.to_string()),
            ("{device}", device.unwrap_or_default()),
            ("{session}", one.lead.session.id.to_string()),
        ])
    }

    /// What is asked for.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = Address> {
        ADDRESSES.into_iter().map(|(method, pattern)| {
            let fill = |path: String, (name, value): &(&str, String)| path.replace(name, value);
            Address { method, pattern, real: self.values.iter().fold(pattern.to_owned(), fill) }
        })
    }
}
