//! Who works at the firm, and what is planned for each engagement.

use super::Size;
use bailee_app::actions::{self, AddClientAsk, AssignPersonAsk, OpenEngagementAsk};
use bailee_model::{Category, Engagement, Organisation, Person, Purpose, Role, Standing};
use bailee_testkit::TestFirm;

/// The people of the firm.
pub(super) struct Cast {
    /// Those who lead engagements.
    pub(super) leads: Vec<Person>,
    /// Those who work on the data.
    pub(super) consultants: Vec<Person>,
    /// How many were hired: names go on.
    hired: usize,
}

impl Cast {
    /// A firm of so many people, its first officer among them.
    pub(super) async fn hire(firm: &TestFirm, people: usize) -> Self {
        let mut cast = Self { leads: Vec::new(), consultants: Vec::new(), hired: 0 };
        let _second = firm.person("Second Officer", Organisation::Firm, Standing::Officer).await.expect("hired");
        let _auditor = firm.person("Ada Auditor", Organisation::Firm, Standing::Auditor).await.expect("hired");
        for number in 3..people {
            let person = cast.another(firm).await;
            if number % 4 == 3 { cast.leads.push(person) } else { cast.consultants.push(person) }
        }
        cast
    }

    /// One more person.
    pub(super) async fn another(&mut self, firm: &TestFirm) -> Person {
        self.hired += 1;
        let name = format!("Worker {}", self.hired);
        firm.person(&name, Organisation::Firm, Standing::Staff).await.expect("hired")
    }
}

/// One engagement of the year: what is planned, and how far it came.
pub(super) struct Stay {
    pub(super) number: usize,
    /// The day on which it opens.
    pub(super) begins: u32,
    /// How many days later the client verifies.
    pub(super) verified_after: u32,
    /// How long the client asks to keep it after that, if they do.
    pub(super) kept_for: Option<u32>,
    pub(super) under_way: Option<UnderWay>,
    pub(super) closed: bool,
}

/// An engagement that has begun.
#[derive(Clone)]
pub(super) struct UnderWay {
    pub(super) it: Engagement,
    pub(super) owner: Person,
    pub(super) lead: Person,
    pub(super) consultant: Person,
    pub(super) files: u32,
    pub(super) verified: bool,
    pub(super) held: bool,
}

impl Stay {
    /// Spread over the first three quarters of the year, so that every one comes to its end.
    pub(super) fn planned(number: usize, size: &Size) -> Self {
        let number_32 = u32::try_from(number).expect("few");
        let engagements = u32::try_from(size.engagements.max(1)).expect("few");
        Self {
            number,
            begins: number_32 * (size.days * 6 / 10) / engagements,
            verified_after: if size.days < 100 { 15 } else { 20 + number_32 * 7 % 50 },
            kept_for: (number % 5 == 4).then_some(if size.days < 100 { 10 } else { 35 }),
            under_way: None,
            closed: false,
        }
    }

    /// Opens it, with its people and the client's owner.
    pub(super) async fn begin(&self, firm: &TestFirm, cast: &Cast) -> UnderWay {
        let officer = firm.at_work("odile@quillbridge.example", None).await.expect("at work");
        let name = format!("Client {} (fictional)", self.number);
        let client = actions::add_client(&officer, AddClientAsk { name, recipient: None }).await.expect("added").value;
        let ask = OpenEngagementAsk {
            client: client.id,
            title: format!("Move {} to Odoo", self.number),
            purposes: Purpose::ALL.to_vec(),
            categories: vec![Category::Parties, Category::Financial],
            regions: vec!["CA".to_owned()],
            sealed: Vec::new(),
            nda_required: false,
            keep_days: 14,
        };
        let it = actions::open_engagement(&officer, ask).await.expect("opened").value;
        let lead = cast.leads[self.number % cast.leads.len()].clone();
        let consultant = cast.consultants[self.number % cast.consultants.len()].clone();
        let name = format!("Owner {}", self.number);
        let owner = firm.person(&name, Organisation::Client(client.id), Standing::Owner).await.expect("invited");
        let officer = firm.at_work("odile@quillbridge.example", None).await.expect("at work");
        for (person, role) in [(&lead, Role::Lead), (&consultant, Role::Consultant)] {
            let ask = AssignPersonAsk { engagement: it.id, person: person.id, role };
            actions::assign_person(&officer, ask).await.expect("assigned");
        }
        let it = actions::activate_engagement(&officer, it.id).await.expect("active").value;
        UnderWay { it, owner, lead, consultant, files: 0, verified: false, held: false }
    }
}
