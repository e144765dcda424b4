//! Serves the pages over the test firm on this machine, for designing and for looking at them in a browser:
//! `cargo run -p bailee-web --example serve -- PORT ACCOUNTS_FILE`. Nothing is kept. Who may sign in, with which password
//! and second factor, is written to the accounts file as JSON.

use bailee_app::{
    actions::{
        self, AddClientAsk, AddSystemAsk, AskGrantAsk, AssignPersonAsk, EnrolAsk, IntakeAsk, InvitePersonAsk,
        OpenEngagementAsk, PlaceHoldAsk, SaveMappingAsk, SignInAsk, StartLoadAsk,
    },
    factors::totp::TotpSecret,
};
use bailee_model::{
    Category, Clock, ColumnClass, Engagement, EngagementId, Environment, LoadMode, Organisation, Person, Purpose, Role,
    Standing, SystemClock, SystemKind,
};
use bailee_testkit::{TestFirm, firm::PASSWORD};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::{env, error::Error, fs, sync::Arc, time::Duration};

type Outcome<T> = Result<T, Box<dyn Error>>;

const LEDGER: &str = "line,code,name,partner,amount\n1,1010,Operating account,Mill Lane Stores,1200.00\n2,4010,Sales,Mill Lane Stores,-1200.00\n3,1200,Receivable,Oak & Ash,88.50\n4,4010,Sales,Oak & Ash,-88.50\n5,1200\n";

/// Somebody with the secret of their second factor.
struct Known {
    person: Person,
    secret: TotpSecret,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = env::args().skip(1);
    let port = arguments.next().ok_or("Name a port.")?;
    let accounts = arguments.next().ok_or("Name a file for the accounts.")?;
    let firm = Arc::new(TestFirm::new().await?);
    let people = furnish(&firm).await?;
    let known: Vec<Value> = people
        .iter()
        .map(|known| json!({ "name": known.person.name, "email": known.person.email, "password": PASSWORD, "totp_secret": known.secret.base32(), "client": known.person.organisation != Organisation::Firm }))
        .collect();
    // The firm's clock stands still by itself: let it run with the machine's from here on.
    firm.advance(SystemClock.now().duration_since(firm.app.clock().now()));
    let ticking = firm.clock.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(500)).await;
            ticking.advance(SignedDuration::from_millis(500));
        }
    });
    fs::write(accounts, serde_json::to_string_pretty(&known)?)?;
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    axum::serve(listener, bailee_web::router(firm.app.clone())).await?;
    Ok(())
}

/// A lead, a consultant and a client's owner, and an engagement in the middle of its work.
async fn furnish(firm: &TestFirm) -> Outcome<Vec<Known>> {
    // The last sessions must still be fresh when the clock jumps, so the firm begins where the machine is.
    firm.advance(SystemClock.now().duration_since(firm.app.clock().now()) - SignedDuration::from_mins(20));
    let officer = firm.officer().await?;
    let client = actions::add_client(
        &officer,
        AddClientAsk { name: "Roy Tools & Lumber (fictional)".to_owned(), recipient: None },
    )
    .await?
    .value;
    let ask = OpenEngagementAsk {
        client: client.id,
        title: "Move to Odoo 17".to_owned(),
        purposes: Purpose::ALL.to_vec(),
        categories: vec![Category::Financial, Category::Parties],
        regions: vec!["CA-QC".to_owned()],
        sealed: Vec::new(),
        nda_required: false,
        keep_days: 14,
    };
    let it = actions::open_engagement(&officer, ask).await?.value;
    let lead = invite(firm, "Amélie Castonguay", Organisation::Firm, Standing::Staff).await?;
    let consultant = invite(firm, "Ines Okafor", Organisation::Firm, Standing::Staff).await?;
    let owner = invite(firm, "Mathilde Roy", Organisation::Client(client.id), Standing::Owner).await?;
    let officer = firm.officer().await?;
    for (known, role) in [(&lead, Role::Lead), (&consultant, Role::Consultant)] {
        actions::assign_person(&officer, AssignPersonAsk { engagement: it.id, person: known.person.id, role }).await?;
    }
    actions::activate_engagement(&officer, it.id).await?;
    work(firm, &it, (&lead, &consultant, &owner)).await?;
    Ok(vec![lead, consultant, owner])
}

async fn work(firm: &TestFirm, it: &Engagement, (lead, consultant, owner): (&Known, &Known, &Known)) -> Outcome<()> {
    for (purpose, classes) in
        [(Purpose::Audit, vec![ColumnClass::Personal]), (Purpose::Mapping, Vec::new()), (Purpose::GoLive, Vec::new())]
    {
        let ask = AskGrantAsk {
            engagement: it.id,
            purpose,
            categories: vec![Category::Financial],
            classes,
            days: 14,
            reason: "The work agreed".to_owned(),
        };
        let door = firm.app.door(&enter(firm, consultant).await?).await?;
        let grant = actions::ask_grant(&door, ask).await?.value;
        if purpose != Purpose::GoLive {
            let door = firm.app.door(&enter(firm, lead).await?).await?;
            actions::approve_grant(&door, grant.id).await?;
        }
    }
    let door = firm.app.door(&enter(firm, lead).await?).await?;
    let ask = AddSystemAsk {
        engagement: it.id,
        name: "Roy test".to_owned(),
        kind: SystemKind::OdooSelfHosted,
        environment: Environment::Test,
        region: "CA-QC".to_owned(),
        url: "https://test.roy.example".to_owned(),
        database: "roy".to_owned(),
        login: "bailee".to_owned(),
    };
    let system = actions::add_system(&door, ask).await?.value;
    bring(firm, it.id, consultant).await?;
    let door = firm.app.door(&enter(firm, owner).await?).await?;
    actions::confirm_system(&door, system.id).await?;
    let until = firm.app.clock().now() + SignedDuration::from_hours(24 * 90);
    actions::place_hold(
        &door,
        PlaceHoldAsk { engagement: it.id, holding: None, reason: "Tax audit".to_owned(), until },
    )
    .await?;
    Ok(())
}

async fn bring(firm: &TestFirm, engagement: EngagementId, consultant: &Known) -> Outcome<()> {
    let token = enter(firm, consultant).await?;
    actions::set_purpose(&firm.app.door(&token).await?, Some(Purpose::Audit)).await?;
    let door = firm.app.door(&token).await?;
    let ask = IntakeAsk {
        engagement,
        file_name: "ledger.csv".to_owned(),
        category: Category::Financial,
        purpose: Purpose::Audit,
    };
    let taken = actions::intake(&door, ask, futures::stream::iter([Ok(LEDGER.into())])).await?.value;
    firm.app.wait(taken.job.id).await?;
    actions::set_purpose(&door, Some(Purpose::Mapping)).await?;
    let door = firm.app.door(&token).await?;
    let text = "title = \"Chart of accounts\"\n".to_owned();
    let mapping =
        actions::save_mapping(&door, SaveMappingAsk { engagement, name: "main".to_owned(), text }).await?.value;
    // The small engine may not run it: the page of a load that failed is worth seeing too.
    let _ = actions::start_load(
        &door,
        StartLoadAsk { engagement, mapping: mapping.id, mode: LoadMode::Files, system: None },
    )
    .await;
    Ok(())
}

async fn invite(firm: &TestFirm, name: &str, organisation: Organisation, standing: Standing) -> Outcome<Known> {
    let officer = firm.officer().await?;
    let email = format!(
        "{}@{}",
        name.split(' ').next().unwrap_or(name).to_lowercase().replace('é', "e"),
        if organisation == Organisation::Firm { "firm.example" } else { "client.example" }
    );
    let ask = InvitePersonAsk { name: name.to_owned(), email, organisation, standing, language: "en".to_owned() };
    let invitation = actions::invite_person(&officer, ask).await?.value;
    let offer = firm.app.enrolment(&invitation.code).await?;
    let secret = TotpSecret::from_base32(&offer.totp_secret)?;
    let totp_code = secret.code_at(firm.app.clock().now())?;
    firm.app
        .enrol(EnrolAsk { code: invitation.code, ticket: offer.ticket, password: PASSWORD.into(), totp_code })
        .await?;
    Ok(Known { person: invitation.person, secret })
}

async fn enter(firm: &TestFirm, known: &Known) -> Outcome<String> {
    firm.advance(SignedDuration::from_secs(30));
    let code = known.secret.code_at(firm.app.clock().now())?;
    let signed = firm
        .app
        .sign_in(SignInAsk {
            email: known.person.email.clone(),
            password: PASSWORD.into(),
            code,
            from: bailee_testkit::arrival(),
        })
        .await?;
    Ok(signed.token.expose().to_owned())
}
