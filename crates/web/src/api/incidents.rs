//! Incidents: declared by anybody, looked into by those who may, told to clients in their rooms.

use super::{Bearer, Body, Reply, Route, done, get, give, made, media, post};
use axum::extract::Path;
use bailee_app::{
    actions::{
        self, AddIncidentTaskAsk, AssignIncidentAsk, CloseIncidentAsk, ContainIncidentAsk, DeclareIncidentAsk,
        EditNoticeAsk, EndIncidentTaskAsk, NoteIncidentAsk, ScopeIncidentAsk, ThawEngagementAsk, WaiveNoticeAsk,
        WriteInRoomAsk,
    },
    laws::{DutyOf, Weighed, laws},
    views::{self, Affected, Because},
};
use bailee_model::{
    EngagementId, IncidentId, IncidentMessage, IncidentTaskId, Notice, NoticeId, NoticePart, incident::Scope,
};
use serde_json::{Value, json};

use super::ask;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/incidents", "The incidents you may read", "A list of incidents", get(list)),
        Route::post("/incidents", "Declare an incident", "The incident and a receipt", post(declare))
            .takes::<ask::DeclareIncident>("DeclareIncident"),
        Route::post("/incidents/exercise", "Begin an exercise", "The incident and a receipt", post(exercise)),
        Route::get("/laws", "The law tables that set clocks", "A list of laws", get(tables)),
        Route::get(
            "/incidents/{incident}",
            "One incident",
            "The incident, its timeline, remedies and notices",
            get(look),
        ),
        Route::get("/incidents/{incident}/affected", "Whom it touches", "Engagements, each with why", get(affected)),
        Route::post("/incidents/{incident}/scope", "Set the scope", "The incident and a receipt", post(scope))
            .takes::<ask::ScopeIncident>("ScopeIncident"),
        Route::post(
            "/incidents/{incident}/containment",
            "Stop what it could harm by",
            "The incident and a receipt",
            post(contain),
        )
        .takes::<ask::ContainIncident>("ContainIncident"),
        Route::post(
            "/incidents/{incident}/thaw",
            "Let a frozen engagement run again",
            "The engagement and a receipt",
            post(thaw),
        )
        .takes::<ask::ThawEngagement>("ThawEngagement"),
        Route::post(
            "/incidents/{incident}/owner",
            "Set owner, severity and readers",
            "The incident and a receipt",
            post(assign),
        )
        .takes::<ask::AssignIncident>("AssignIncident"),
        Route::post("/incidents/{incident}/notes", "Add to the timeline", "A receipt", post(note))
            .takes::<ask::NoteIncident>("NoteIncident"),
        Route::post("/incidents/{incident}/tasks", "Ask for a remedy", "The remedy and a receipt", post(add_task))
            .takes::<ask::AddIncidentTask>("AddIncidentTask"),
        Route::post("/incident-tasks/{task}", "End a remedy", "The remedy and a receipt", post(end_task))
            .takes::<ask::EndIncidentTask>("EndIncidentTask"),
        Route::post("/incidents/{incident}/closure", "Close an incident", "The incident and a receipt", post(close))
            .takes::<ask::CloseIncident>("CloseIncident"),
        Route::get("/incidents/{incident}/room", "Your organisation's room", "Notice, messages and log", get(room)),
        Route::get("/incidents/{incident}/incident.zip", "The room to take away", "A zip file", get(export))
            .gives_media("application/zip"),
        Route::post("/incidents/{incident}/messages", "Write in a room", "The message and a receipt", post(message))
            .takes::<ask::WriteInRoom>("WriteInRoom"),
        Route::post("/notices/{notice}/text", "Edit a notice", "The notice and a receipt", post(edit))
            .takes::<ask::EditNotice>("EditNotice"),
        Route::post("/notices/{notice}/sending", "Send a notice", "The notice and a receipt", post(send)),
        Route::post(
            "/notices/{notice}/acknowledgement",
            "Confirm a notice",
            "The notice and a receipt",
            post(acknowledge),
        ),
        Route::post(
            "/notices/{notice}/waiver",
            "Sign that a client is not told",
            "The notice and a receipt",
            post(waive),
        )
        .takes::<ask::WaiveNotice>("WaiveNotice"),
        Route::post(
            "/engagements/{engagement}/notice-hours",
            "Agree how soon the client is told",
            "The engagement and a receipt",
            post(agree),
        )
        .takes::<ask::AgreeNotice>("AgreeNotice"),
    ]
}

async fn list(Bearer(door): Bearer) -> Reply {
    let rows = views::incidents(&door).await?;
    let told = views::own_notices(&door).await?;
    let own = told.iter().map(|each| {
        json!({ "id": each.incident, "number": each.number, "title": each.title, "notice": notice(&each.notice) })
    });
    let rows = rows.iter().map(|row| {
        json!({
            "id": row.incident.id, "number": row.incident.number, "title": row.incident.title,
            "state": row.incident.state, "severity": row.incident.severity, "exercise": row.incident.exercise,
            "owner": row.incident.owner, "clients": row.clients, "owed": row.owed, "next_due": row.next_due,
            "tasks": row.tasks,
        })
    });
    give(&rows.chain(own).collect::<Vec<_>>())
}

async fn declare(Bearer(door): Bearer, Body(it): Body<ask::DeclareIncident>) -> Reply {
    let ask = DeclareIncidentAsk {
        title: it.title,
        signal: it.signal,
        signal_at: it.signal_at,
        severity: it.severity,
        device: it.device,
    };
    // Who declares something may not be who looks into it: they learn its number, and no more.
    let declared = actions::declare_incident(&door, ask).await?;
    made(&declared.map(|incident| json!({ "id": incident.id, "number": incident.number })))
}

async fn exercise(Bearer(door): Bearer) -> Reply {
    made(&actions::hold_exercise(&door).await?)
}

async fn tables(Bearer(_): Bearer) -> Reply {
    let laws = laws()?.iter().map(|law| {
        let duties = law.duty.iter().map(|duty| {
            json!({
                "role": role(duty.role),
                "hours": duty.hours, "without_delay": duty.without_delay, "attempts": duty.attempts,
                "whom": duty.whom_en, "trigger": duty.trigger_en, "contents": duty.contents,
                "record_years": duty.record_years,
            })
        });
        json!({
            "slug": law.slug, "name": law.name_en, "regions": law.regions, "valid_from": law.valid_from,
            "valid_until": law.valid_until, "checked_on": law.checked_on,
            "sources": law.source.iter().map(|each| json!({ "title": each.title, "url": each.url })).collect::<Vec<_>>(),
            "duties": duties.collect::<Vec<_>>(),
        })
    });
    give(&laws.collect::<Vec<_>>())
}

fn role(duty: DutyOf) -> &'static str {
    match duty {
        DutyOf::Processor => "processor",
        DutyOf::Controller => "controller",
    }
}

async fn look(Bearer(door): Bearer, Path(id): Path<IncidentId>) -> Reply {
    let it = views::incident(&door, id).await?;
    let notices = it.notices.iter().map(|line| {
        let mut value = notice(&line.notice);
        value["clock"] = line.clock.weighed.iter().map(weighed).collect();
        value
    });
    give(&json!({
        "incident": it.incident, "timeline": it.events, "tasks": it.tasks,
        "notices": notices.collect::<Vec<_>>(), "affected": it.affected.iter().map(line).collect::<Vec<_>>(),
        "messages": it.messages.iter().map(said).collect::<Vec<_>>(),
    }))
}

async fn affected(Bearer(door): Bearer, Path(id): Path<IncidentId>) -> Reply {
    give(&views::affected(&door, id).await?.iter().map(line).collect::<Vec<_>>())
}

fn weighed(rule: &Weighed) -> Value {
    json!({ "rule": rule.rule, "hours": rule.hours, "name": rule.name.en, "why": rule.why.en, "wins": rule.wins })
}

fn notice(it: &Notice) -> Value {
    json!({
        "id": it.id, "client": it.client, "engagements": it.engagements, "state": it.state, "due": it.due,
        "rule": it.rule, "version": it.version, "sent_version": it.sent_version, "sent_at": it.sent_at,
        "acknowledged_at": it.acknowledged_at, "waived_at": it.waived_at,
    })
}

fn line(it: &Affected) -> Value {
    json!({
        "engagement": it.engagement.id, "title": it.engagement.title, "client": it.client.id, "name": it.client.name,
        "categories": it.categories, "holdings": it.holdings, "rows": it.rows, "openings": it.openings,
        "last_opening": it.last_opening, "touched": it.is_touched(),
        "because": it.because.iter().map(because).collect::<Vec<_>>(),
    })
}

fn because(it: &Because) -> Value {
    json!({
        "kind": it.kind, "person": it.person, "what": it.what, "at": it.at, "until": it.until, "receipt": it.receipt,
    })
}

fn said(it: &IncidentMessage) -> Value {
    json!({ "id": it.id, "client": it.client, "by": it.by, "from_client": it.from_client, "at": it.at, "text": it.text })
}

async fn scope(Bearer(door): Bearer, Path(incident): Path<IncidentId>, Body(it): Body<ask::ScopeIncident>) -> Reply {
    let scope = Scope {
        people: it.people,
        devices: it.devices,
        credentials: it.credentials,
        holdings: it.holdings,
        engagements: it.engagements,
        from: it.from,
        until: it.until,
    };
    done(&actions::scope_incident(&door, ScopeIncidentAsk { incident, scope }).await?)
}

async fn contain(Bearer(door): Bearer, Path(id): Path<IncidentId>, Body(it): Body<ask::ContainIncident>) -> Reply {
    let ask = ContainIncidentAsk {
        people: it.people,
        devices: it.devices,
        engagements: it.engagements,
        access: it.access,
        rotate: it.rotate,
    };
    done(&actions::contain_incident(&door, id, ask).await?)
}

async fn thaw(Bearer(door): Bearer, Path(incident): Path<IncidentId>, Body(it): Body<ask::ThawEngagement>) -> Reply {
    let ask = ThawEngagementAsk { incident, engagement: it.engagement, restore: it.restore, reason: it.reason };
    done(&actions::thaw_engagement(&door, ask).await?)
}

async fn assign(Bearer(door): Bearer, Path(incident): Path<IncidentId>, Body(it): Body<ask::AssignIncident>) -> Reply {
    let ask = AssignIncidentAsk { incident, owner: it.owner, severity: it.severity, named: it.named };
    done(&actions::assign_incident(&door, ask).await?)
}

async fn note(Bearer(door): Bearer, Path(incident): Path<IncidentId>, Body(it): Body<ask::NoteIncident>) -> Reply {
    let ask = NoteIncidentAsk { incident, text: it.text, happened_at: it.happened_at };
    done(&actions::note_incident(&door, ask).await?)
}

async fn add_task(
    Bearer(door): Bearer,
    Path(incident): Path<IncidentId>,
    Body(it): Body<ask::AddIncidentTask>,
) -> Reply {
    let ask = AddIncidentTaskAsk { incident, what: it.what, owner: it.owner, due: it.due };
    made(&actions::add_incident_task(&door, ask).await?)
}

async fn end_task(
    Bearer(door): Bearer,
    Path(task): Path<IncidentTaskId>,
    Body(it): Body<ask::EndIncidentTask>,
) -> Reply {
    done(&actions::end_incident_task(&door, EndIncidentTaskAsk { task, done: it.done, outcome: it.outcome }).await?)
}

async fn close(Bearer(door): Bearer, Path(incident): Path<IncidentId>, Body(it): Body<ask::CloseIncident>) -> Reply {
    done(&actions::close_incident(&door, CloseIncidentAsk { incident, cause: it.cause }).await?)
}

async fn room(Bearer(door): Bearer, Path(id): Path<IncidentId>) -> Reply {
    let room = views::room(&door, id).await?;
    let versions = room.versions.iter().map(|each| {
        let parts: serde_json::Map<String, Value> =
            NoticePart::ALL.iter().zip(&each.sections).map(|(part, text)| (part.to_string(), json!(text))).collect();
        json!({ "number": each.number, "language": each.language, "sent_at": each.sent_at, "parts": parts })
    });
    give(&json!({
        "number": room.number, "title": room.title, "notice": notice(&room.notice),
        "versions": versions.collect::<Vec<_>>(),
        "messages": room.messages.iter().map(|(message, _)| said(message)).collect::<Vec<_>>(),
        "from": room.from, "until": room.until,
        "log": room.excerpt.iter().map(|line| &line.entry).collect::<Vec<_>>(),
    }))
}

async fn export(Bearer(door): Bearer, Path(id): Path<IncidentId>) -> Reply {
    media("application/zip", views::room_export(&door, id).await?)
}

async fn message(Bearer(door): Bearer, Path(incident): Path<IncidentId>, Body(it): Body<ask::WriteInRoom>) -> Reply {
    let ask = WriteInRoomAsk { incident, client: it.client, text: it.text };
    made(&actions::write_in_room(&door, ask).await?.map(|message| said(&message)))
}

async fn edit(Bearer(door): Bearer, Path(notice): Path<NoticeId>, Body(it): Body<ask::EditNotice>) -> Reply {
    let texts = it.texts.into_iter().map(|text| {
        let sections = NoticePart::ALL.iter().map(|part| text.parts.get(part.as_str()).cloned().unwrap_or_default());
        (text.language, sections.collect())
    });
    let edited = actions::edit_notice(&door, EditNoticeAsk { notice, texts: texts.collect() }).await?;
    done(&edited.map(|it| self::notice(&it)))
}

async fn send(Bearer(door): Bearer, Path(id): Path<NoticeId>) -> Reply {
    done(&actions::send_notice(&door, id).await?.map(|it| notice(&it)))
}

async fn acknowledge(Bearer(door): Bearer, Path(id): Path<NoticeId>) -> Reply {
    done(&actions::acknowledge_notice(&door, id).await?.map(|it| notice(&it)))
}

async fn waive(Bearer(door): Bearer, Path(id): Path<NoticeId>, Body(it): Body<ask::WaiveNotice>) -> Reply {
    let ask = WaiveNoticeAsk { notice: id, reason: it.reason, typed_name: it.typed_name };
    done(&actions::waive_notice(&door, ask).await?.map(|it| notice(&it)))
}

async fn agree(Bearer(door): Bearer, Path(id): Path<EngagementId>, Body(it): Body<ask::AgreeNotice>) -> Reply {
    done(&actions::agree_notice_hours(&door, id, it.hours).await?)
}
