//! Begin an exercise: an incident on an engagement made up for it, with a made-up client, that closes with it (clause S6.5).

use super::{
    AddClientAsk, DeclareIncidentAsk, OpenEngagementAsk, add_client, declare_incident::declare, open_engagement,
};
use crate::{Done, Door};
use bailee_model::{Action, Category, Incident, Purpose, Result, Severity, incident::Scope};

/// Makes client and engagement, and declares the incident. From there everything goes its usual way.
///
/// # Errors
/// The gate refuses who is no officer.
pub async fn hold_exercise(door: &Door) -> Result<Done<Incident>> {
    door.require(Action::HoldExercise).await?;
    let number = door.app.store.incidents().await?.len() + 1;
    let french = door.who.language == "fr";
    let words = if french { WORDS_FR } else { WORDS_EN };
    let client = AddClientAsk { name: format!("{} {number}", words.client), recipient: None };
    let client = add_client(door, client).await?.value;
    let engagement = OpenEngagementAsk {
        client: client.id,
        title: words.engagement.to_owned(),
        purposes: vec![Purpose::Audit],
        categories: vec![Category::Parties],
        regions: vec!["CA-QC".to_owned()],
        sealed: Vec::new(),
        nda_required: false,
        keep_days: 0,
    };
    let engagement = open_engagement(door, engagement).await?.value;
    let ask = DeclareIncidentAsk {
        title: words.title.to_owned(),
        signal: words.signal.to_owned(),
        signal_at: door.now(),
        severity: Severity::Medium,
        device: None,
    };
    let scope = Scope { engagements: vec![engagement.id], from: Some(engagement.since), ..Scope::default() };
    declare(door, ask, scope, true).await
}

struct Words {
    client: &'static str,
    engagement: &'static str,
    title: &'static str,
    signal: &'static str,
}

const WORDS_EN: Words = Words {
    client: "Exercise client (fictional)",
    engagement: "Exercise (fictional)",
    title: "Exercise: a consultant’s laptop is stolen",
    signal: "This is an exercise. Nobody’s data is concerned. A consultant reports that a laptop was taken on a train.",
};

const WORDS_FR: Words = Words {
    client: "Client d’exercice (fictif)",
    engagement: "Exercice (fictif)",
    title: "Exercice : l’ordinateur d’un consultant est volé",
    signal: "Ceci est un exercice. Les données de personne ne sont concernées. Un consultant signale un vol dans un train.",
};
