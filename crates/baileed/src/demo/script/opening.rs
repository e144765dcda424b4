//! How it begins: the firm, its people, what they owe, and what is agreed with the client.

use super::People;
use crate::{
    demo::{Cast, Say},
    installation::Installation,
};
use bailee_app::{
    Door,
    actions::{self, AddClientAsk, AssignPersonAsk, FoundFirmAsk, InvitePersonAsk, OpenEngagementAsk},
};
use bailee_model::{Category, Client, Engagement, Organisation, Person, Purpose, Role, Standing};
use bailee_vault::Identity;

/// Somebody who has just enrolled and owes everything, so that whoever looks sees what an account is before that.
pub(super) async fn arrive(say: &Say, cast: &mut Cast, officer: &Door) -> anyhow::Result<()> {
    let ask = InvitePersonAsk {
        name: "Noa Reyes".to_owned(),
        email: "noa@quillbridge.example".to_owned(),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        language: "en".to_owned(),
    };
    let invitation = actions::invite_person(officer, ask).await?.value;
    let name = invitation.person.name.clone();
    cast.enrol_only(invitation, "new, and owes signature and training").await?;
    say.tell(format!("{name} is new: until they have signed and learnt, nothing opens for them."));
    let review = actions::open_review(officer).await?;
    say.tell(format!("Access review {} is open; every row asks somebody else.", review.number));
    Ok(())
}

pub(super) async fn found(
    say: &Say,
    at: &Installation,
    cast: &mut Cast,
    keepers: &[Identity; 3],
) -> anyhow::Result<Door> {
    let ask = FoundFirmAsk {
        name: "Quillbridge Systems (fictional)".to_owned(),
        contact: "hello@quillbridge.example".to_owned(),
        domain: "bailee.quillbridge.example".to_owned(),
        officer_name: "Odile Quill".to_owned(),
        officer_email: "odile@quillbridge.example".to_owned(),
        language: "en".to_owned(),
    };
    let invitation = actions::found_firm(&at.app, ask).await?;
    cast.enrol(invitation, "security officer").await?;
    let kit = at.write_kit().await?;
    let trial = at.vault.try_kit(&std::fs::read(&kit)?, &keepers[0]).await?;
    say.right(format!(
        "A recovery kit is written to two keepers and tried (epoch {}). Only now may data come in.",
        trial.epoch
    ));
    Ok(cast.sign_in("odile@quillbridge.example").await?.0)
}

async fn invite(
    cast: &mut Cast,
    officer: &Door,
    name: &str,
    email: &str,
    organisation: Organisation,
    standing: Standing,
    part: &'static str,
) -> anyhow::Result<Person> {
    let language = if matches!(organisation, Organisation::Client(_)) { "fr" } else { "en" };
    let ask = InvitePersonAsk {
        name: name.to_owned(),
        email: email.to_owned(),
        organisation,
        standing,
        language: language.to_owned(),
    };
    let invitation = actions::invite_person(officer, ask).await?.value;
    let person = invitation.person.clone();
    cast.enrol(invitation, part).await?;
    Ok(person)
}

pub(super) async fn agree(
    say: &Say,
    cast: &mut Cast,
    officer: Door,
    keepers: &[Identity; 3],
) -> anyhow::Result<(People, Client, Engagement)> {
    let ask = AddClientAsk {
        name: "Minoterie Marrow (fictional)".to_owned(),
        recipient: Some(keepers[2].recipient().to_string()),
    };
    let client = actions::add_client(&officer, ask).await?.value;
    let lead = invite(
        cast,
        &officer,
        "Lena Harrow",
        "lena@quillbridge.example",
        Organisation::Firm,
        Standing::Staff,
        "leads the engagement",
    )
    .await?;
    let consultant = invite(
        cast,
        &officer,
        "Cole Ferris",
        "cole@quillbridge.example",
        Organisation::Firm,
        Standing::Staff,
        "works on the data",
    )
    .await?;
    let owner = invite(
        cast,
        &officer,
        "Oona Marrow",
        "oona@minoterie.example",
        Organisation::Client(client.id),
        Standing::Owner,
        "decides for the client",
    )
    .await?;
    let ask = OpenEngagementAsk {
        client: client.id,
        title: "From the old ledger to Odoo".to_owned(),
        purposes: Purpose::ALL.to_vec(),
        categories: vec![Category::Financial, Category::Parties, Category::Employees],
        regions: vec!["CA-QC".to_owned()],
        sealed: Vec::new(),
        nda_required: false,
        keep_days: 14,
    };
    let engagement = actions::open_engagement(&officer, ask).await?.value;
    for (person, role) in [(&lead, Role::Lead), (&consultant, Role::Consultant)] {
        actions::assign_person(&officer, AssignPersonAsk { engagement: engagement.id, person: person.id, role })
            .await?;
    }
    let engagement = actions::activate_engagement(&officer, engagement.id).await?.value;
    let lead = cast.sign_in(&lead.email).await?.0;
    let (consultant, consultant_token) = cast.sign_in(&consultant.email).await?;
    let owner = cast.sign_in(&owner.email).await?.0;
    say.tell(format!(
        "{} asks for work on {} and {} data, and on {}. It may stay in {}.",
        client.name, "financial", "customer", "employees", "Québec"
    ));
    say.tell(format!(
        "{} leads, {} works, {} decides for the client.",
        lead.who.name, consultant.who.name, owner.who.name
    ));
    let people = People { officer, lead, consultant, owner, consultant_token };
    Ok((people, client, engagement))
}
