//! One incident: for the firm all that is known and what to do about it; for a client's people their own room.

use super::{
    incidents::{minute, moment, moment_or_none, notice_look, state_look},
    room::RoomPage,
};
use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{IncidentWords, Say, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    Done,
    actions::{
        self, AddIncidentTaskAsk, AssignIncidentAsk, CloseIncidentAsk, ContainIncidentAsk, EndIncidentTaskAsk,
        NoteIncidentAsk, ScopeIncidentAsk, ThawEngagementAsk, WriteInRoomAsk,
    },
    views::{self, Because, IncidentView, NoticeLine},
};
use bailee_model::{
    ClientId, Error, IncidentId, IncidentTaskId, NoticeState, PersonId, Receipt, Result, Severity, incident::Scope,
};

/// What was typed into one of the page's forms.
#[derive(Clone, Debug, Default)]
pub(crate) struct IncidentForms {
    pub(crate) what: String,
    pub(crate) due: String,
    pub(crate) text: String,
    pub(crate) happened_at: String,
    pub(crate) cause: String,
    pub(crate) others: String,
}

#[derive(Template)]
#[template(path = "incident.html")]
pub(crate) struct IncidentPage {
    t: &'static Words,
    i: &'static IncidentWords,
    f: Frame,
    it: IncidentView,
    form: IncidentForms,
    people: Vec<Choice>,
    devices: Vec<Choice>,
    severities: Vec<Choice>,
    owners: Vec<Choice>,
    named: Vec<Choice>,
    from: String,
    until: String,
    kept_for: String,
}

impl IncidentPage {
    pub(crate) fn new(f: Frame, it: IncidentView, mut form: IncidentForms, years: i64) -> Self {
        let (t, i) = (f.t(), IncidentWords::of(f.lang));
        let scope = &it.incident.scope;
        let person = |chosen: &dyn Fn(PersonId) -> bool| -> Vec<Choice> {
            it.people.iter().map(|each| Choice::new(each.id, &each.name, chosen(each.id))).collect()
        };
        if form.others.is_empty() {
            form.others = others(&it);
        }
        let device = |(each, owner): &(bailee_model::Device, String)| {
            Choice::new(each.id, format!("{owner}: {}", each.name), scope.devices.contains(&each.id))
        };
        Self {
            t,
            i,
            people: person(&|id| scope.people.contains(&id)),
            devices: it.devices.iter().map(device).collect(),
            severities: f.choices(Severity::ALL, |word| it.incident.severity == word),
            owners: person(&|id| it.incident.owner == id),
            named: person(&|id| it.incident.named.contains(&id)),
            from: scope.from.map(minute).unwrap_or_default(),
            until: scope.until.map(minute).unwrap_or_default(),
            kept_for: f.n(i.n_years, years),
            f: {
                let title =
                    if it.incident.title.is_empty() { i.incident.to_owned() } else { it.incident.title.clone() };
                f.titled(title)
            },
            it,
            form,
        }
    }

    fn state(&self) -> Markup {
        let (class, icon) = state_look(&self.it.incident.state);
        self.f.status(class, icon, self.it.incident.state.say(self.f.lang))
    }

    fn notice_state(&self, line: &NoticeLine) -> Markup {
        let (class, icon) = notice_look(&line.notice.state, line.notice.due < self.f.now);
        self.f.status(class, icon, line.notice.state.say(self.f.lang))
    }

    fn name(&self, id: &PersonId) -> &str {
        self.it.names.get(id).map(String::as_str).unwrap_or_default()
    }

    fn who(&self, by: &Option<PersonId>) -> &str {
        by.as_ref().map_or(self.i.by_itself, |id| self.name(id))
    }

    fn rule(&self, line: &NoticeLine) -> String {
        let found = line.clock.weighed.iter().find(|each| each.rule == line.notice.rule);
        found.map_or_else(|| line.notice.rule.clone(), |each| each.name.in_language(self.f.lang.tag()).to_owned())
    }

    fn owed(&self) -> usize {
        self.it.notices.iter().filter(|line| line.notice.state == NoticeState::Owed).count()
    }

    fn clients(&self) -> usize {
        let clients: std::collections::BTreeSet<ClientId> =
            self.it.affected.iter().map(|each| each.client.id).collect();
        clients.len()
    }

    fn room_open(&self) -> Vec<&NoticeLine> {
        self.it.notices.iter().filter(|line| line.notice.sent_version > 0).collect()
    }

    fn said_in(&self, client: &ClientId) -> Vec<&bailee_model::IncidentMessage> {
        self.it.messages.iter().filter(|each| each.client == *client).collect()
    }

    fn person_of(&self, because: &Because) -> String {
        because.person.as_ref().map(|id| self.name(id).to_owned()).unwrap_or_default()
    }

    fn receipt_of<'b>(&self, because: &'b Because) -> Option<&'b Receipt> {
        because.receipt.as_ref()
    }
}

/// What of the scope no list shows: by its identifiers.
fn others(it: &IncidentView) -> String {
    let scope = &it.incident.scope;
    let listed = |id: &PersonId| it.people.iter().any(|each| each.id == *id);
    let people = scope.people.iter().filter(|id| !listed(id)).map(ToString::to_string);
    let engagements = scope.engagements.iter().map(ToString::to_string);
    let holdings = scope.credentials.iter().chain(&scope.holdings).map(ToString::to_string);
    people.chain(engagements).chain(holdings).collect::<Vec<_>>().join(" ")
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<IncidentId>) -> Answer {
    if visitor.door.is_client() {
        let room = views::room(&visitor.door, id).await?;
        return show(&RoomPage::new(visitor.frame().await?, id, room, String::new()));
    }
    show(&page(&visitor, id, IncidentForms::default(), None).await?)
}

async fn page(
    visitor: &Visitor,
    id: IncidentId,
    form: IncidentForms,
    problem: Option<Problem>,
) -> Result<IncidentPage> {
    let it = views::incident(&visitor.door, id).await?;
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    let years = visitor.door.app.limits().register_years;
    Ok(IncidentPage::new(f, it, form, years))
}

/// Goes on to the incident, or shows its page again with what has to be put right.
async fn onwards<T>(visitor: &Visitor, id: IncidentId, said: Said, result: Result<Done<T>>, fields: &Fields) -> Answer {
    match result {
        Ok(done) => Ok(visitor.done(said, done.receipt.as_ref(), &format!("/incidents/{id}"))),
        Err(error) => {
            let problem = put_right(error)?;
            let form = IncidentForms {
                what: fields.owned("what"),
                due: fields.owned("due"),
                text: fields.owned("text"),
                happened_at: fields.owned("happened_at"),
                cause: fields.owned("cause"),
                others: fields.owned("others"),
            };
            show_again(&page(visitor, id, form, Some(problem)).await?)
        }
    }
}

pub(crate) async fn scope(Path(id): Path<IncidentId>, Posted { visitor, fields }: Posted) -> Answer {
    let set = async || {
        let ask = ScopeIncidentAsk { incident: id, scope: scope_of(&fields)? };
        actions::scope_incident(&visitor.door, ask).await
    };
    onwards(&visitor, id, Said::Scoped, set().await, &fields).await
}

fn scope_of(fields: &Fields) -> Result<Scope> {
    let mut scope = Scope {
        people: fields.parse_all("people")?,
        devices: fields.parse_all("devices")?,
        from: moment_or_none("from", fields.text("from"))?,
        until: moment_or_none("until", fields.text("until"))?,
        ..Scope::default()
    };
    for word in fields.text("others").split([' ', ',', '\n', '\r', '\t']).filter(|word| !word.is_empty()) {
        let on_field = |error: Error| error.on_field("others");
        match word.get(..4) {
            Some("per_") => scope.people.push(word.parse().map_err(on_field)?),
            Some("dev_") => scope.devices.push(word.parse().map_err(on_field)?),
            Some("eng_") => scope.engagements.push(word.parse().map_err(on_field)?),
            _ => scope.holdings.push(word.parse().map_err(on_field)?),
        }
    }
    Ok(scope)
}

pub(crate) async fn contain(Path(id): Path<IncidentId>, Posted { visitor, fields }: Posted) -> Answer {
    let stop = async || {
        let ask = ContainIncidentAsk {
            people: fields.parse_all("people")?,
            devices: fields.parse_all("devices")?,
            engagements: fields.parse_all("engagements")?,
            access: !fields.text("access").is_empty(),
            rotate: !fields.text("rotate").is_empty(),
        };
        actions::contain_incident(&visitor.door, id, ask).await
    };
    onwards(&visitor, id, Said::Contained, stop().await, &fields).await
}

pub(crate) async fn thaw(Path(id): Path<IncidentId>, Posted { visitor, fields }: Posted) -> Answer {
    let run = async || {
        let ask = ThawEngagementAsk {
            incident: id,
            engagement: fields.parse("engagement")?,
            restore: !fields.text("restore").is_empty(),
            reason: fields.owned("reason"),
        };
        actions::thaw_engagement(&visitor.door, ask).await
    };
    onwards(&visitor, id, Said::Thawed, run().await, &fields).await
}

pub(crate) async fn assign(Path(id): Path<IncidentId>, Posted { visitor, fields }: Posted) -> Answer {
    let set = async || {
        let ask = AssignIncidentAsk {
            incident: id,
            owner: fields.parse("owner")?,
            severity: fields.parse("severity")?,
            named: fields.parse_all("named")?,
        };
        actions::assign_incident(&visitor.door, ask).await
    };
    onwards(&visitor, id, Said::IncidentKept, set().await, &fields).await
}

pub(crate) async fn note(Path(id): Path<IncidentId>, Posted { visitor, fields }: Posted) -> Answer {
    let write = async || {
        let happened_at = moment_or_none("happened_at", fields.text("happened_at"))?;
        let ask = NoteIncidentAsk { incident: id, text: fields.owned("text"), happened_at };
        actions::note_incident(&visitor.door, ask).await
    };
    onwards(&visitor, id, Said::IncidentKept, write().await, &fields).await
}

pub(crate) async fn add_task(Path(id): Path<IncidentId>, Posted { visitor, fields }: Posted) -> Answer {
    let add = async || {
        let ask = AddIncidentTaskAsk {
            incident: id,
            what: fields.owned("what"),
            owner: fields.parse("owner")?,
            due: moment("due", fields.text("due"))?,
        };
        actions::add_incident_task(&visitor.door, ask).await
    };
    onwards(&visitor, id, Said::IncidentKept, add().await, &fields).await
}

pub(crate) async fn end_task(
    Path((id, task)): Path<(IncidentId, IncidentTaskId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    let ask = EndIncidentTaskAsk { task, done: fields.text("do") != "decline", outcome: fields.owned("outcome") };
    let ended = actions::end_incident_task(&visitor.door, ask).await;
    onwards(&visitor, id, Said::IncidentKept, ended, &fields).await
}

pub(crate) async fn close(Path(id): Path<IncidentId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = CloseIncidentAsk { incident: id, cause: fields.owned("cause") };
    let closed = actions::close_incident(&visitor.door, ask).await;
    onwards(&visitor, id, Said::IncidentClosed, closed, &fields).await
}

/// Sends every notice that is owed as it was written from what is known.
pub(crate) async fn send_all(Path(id): Path<IncidentId>, Posted { visitor, .. }: Posted) -> Answer {
    let it = views::incident(&visitor.door, id).await?;
    let mut receipt = None;
    for line in it.notices.iter().filter(|line| line.notice.state == NoticeState::Owed) {
        receipt = actions::send_notice(&visitor.door, line.notice.id).await?.receipt;
    }
    Ok(visitor.done(Said::NoticeSent, receipt.as_ref(), &format!("/incidents/{id}")))
}

pub(crate) async fn message(Path(id): Path<IncidentId>, Posted { visitor, fields }: Posted) -> Answer {
    let client = fields.text("client").parse().ok();
    let ask = WriteInRoomAsk { incident: id, client, text: fields.owned("message") };
    let written = actions::write_in_room(&visitor.door, ask).await;
    if !visitor.door.is_client() {
        return onwards(&visitor, id, Said::RoomWritten, written, &fields).await;
    }
    match written {
        Ok(done) => Ok(visitor.done(Said::RoomWritten, done.receipt.as_ref(), &format!("/incidents/{id}"))),
        Err(error) => {
            let problem = put_right(error)?;
            let room = views::room(&visitor.door, id).await?;
            let mut f = visitor.frame().await?;
            f.problems.push(problem);
            show_again(&RoomPage::new(f, id, room, fields.owned("message")))
        }
    }
}
