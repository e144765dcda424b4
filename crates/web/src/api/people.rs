//! The firm's people, clients, and one's own queue.

use super::{Bearer, Body, Reply, Route, ask, get, give, made, post};
use crate::pages::work::address;
use axum::extract::Query;
use bailee_app::{
    actions::{self, AddClientAsk, InvitePersonAsk},
    views::{self, About, Life, PeopleFilter},
};
use bailee_model::{DeviceCheck, Error, Organisation, Result, say};
use serde::Deserialize;
use serde_json::json;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/work", "What waits for you, by due date", "A list", get(work)),
        Route::get("/clients", "Every client, for those who open engagements", "A list of clients", get(clients)),
        Route::post("/clients", "Add a client", "The client", post(add_client)).takes::<ask::AddClient>("AddClient"),
        Route::get(
            "/people",
            "Everybody, for those who oversee people: ?state=WORD&organisation=ID&q=WORDS",
            "A list of people, each with how they stand",
            get(people),
        ),
        Route::post("/people", "Invite somebody", "The person and the code, shown once", post(invite))
            .takes::<ask::Invite>("Invite"),
    ]
}

async fn work(Bearer(door): Bearer) -> Reply {
    let items = views::my_work(&door).await?;
    let items = items.into_iter().map(|item| {
        json!({
            "kind": item.kind.as_str(), "due": item.due, "engagement": item.engagement, "title": item.title,
            "subject": item.subject, "name": name(&item.about), "count": count(&item.about), "missing": missing(&item.about),
            "page": address(&item, door.is_client()),
        })
    });
    give(&items.collect::<Vec<_>>())
}

fn name(about: &About) -> &str {
    match about {
        About::Name(name) | About::Checks(name, _) => name,
        About::Obligation(owed) => owed.as_str(),
        About::Deadline(kind, _) => kind,
        About::Count(_) => "",
    }
}

fn count(about: &About) -> Option<usize> {
    if let About::Count(count) = about { Some(*count) } else { None }
}

fn missing(about: &About) -> &[DeviceCheck] {
    if let About::Checks(_, missing) = about { missing } else { &[] }
}

async fn clients(Bearer(door): Bearer) -> Reply {
    give(&views::clients(&door).await?)
}

async fn add_client(Bearer(door): Bearer, Body(it): Body<ask::AddClient>) -> Reply {
    made(&actions::add_client(&door, AddClientAsk { name: it.name, recipient: it.recipient }).await?)
}

/// Which people.
#[derive(Default, Deserialize)]
struct Sought {
    state: Option<String>,
    organisation: Option<Organisation>,
    #[serde(default)]
    q: String,
}

async fn people(Bearer(door): Bearer, Query(sought): Query<Sought>) -> Reply {
    let life = match sought.state {
        Some(word) => Some(life(&word)?),
        None => None,
    };
    let filter = PeopleFilter { life, organisation: sought.organisation, words: sought.q };
    let rows = views::people_rows(&door, &filter).await?.into_iter().map(|row| {
        json!({
            "person": row.person, "organisation": row.organisation, "stands": row.life.as_str(),
            "outstanding": row.outstanding, "last_seen": row.last_seen, "devices": row.devices,
            "engagements": row.engagements,
        })
    });
    give(&rows.collect::<Vec<_>>())
}

fn life(word: &str) -> Result<Life> {
    let found = Life::ALL.into_iter().find(|life| life.as_str() == word);
    found.ok_or_else(|| {
        Error::bad_input(say!("Nobody stands like this."))
            .hint(say!("Use one of: invited inert active suspended departed."))
            .on_field("state")
    })
}

async fn invite(Bearer(door): Bearer, Body(it): Body<ask::Invite>) -> Reply {
    let ask = InvitePersonAsk {
        name: it.name,
        email: it.email,
        organisation: it.organisation,
        standing: it.standing,
        language: it.language,
    };
    let invited = actions::invite_person(&door, ask).await?;
    made(&invited.map(|it| json!({ "person": it.person, "code": it.code, "until": it.until })))
}
