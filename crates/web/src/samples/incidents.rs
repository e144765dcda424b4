//! A made-up incident, as the firm and the client see it.

use super::{Pages, data, officer_at, visiting};
use crate::{
    Lang,
    pages::{incident, incidents, notice, room},
};
use askama::Template;
use bailee_app::{
    laws::{NoticeClock, Weighed},
    promises::Said,
    views::{Affected, Because, Choices, IncidentRow, IncidentView, LogLine, NoticeLine, OwnNotice, Room},
};
use bailee_model::{
    BecauseKind, Category, EventId, Incident, IncidentEvent, IncidentEventId, IncidentEventKind, IncidentId,
    IncidentMessage, IncidentMessageId, IncidentState, IncidentTask, IncidentTaskId, LogId, LoggedEntry, Notice,
    NoticeId, NoticePart, NoticeState, NoticeVersion, NoticeVersionId, PersonId, Receipt, Severity, TaskState, Text,
    clock::SeededRng, say,
};
use std::collections::{BTreeMap, HashMap};

fn rng(seed: u64) -> SeededRng {
    SeededRng::new(9000 + seed)
}

fn officer() -> PersonId {
    PersonId::new(&rng(1))
}

fn consultant() -> PersonId {
    PersonId::new(&rng(2))
}

fn stolen() -> Incident {
    Incident {
        id: IncidentId::new(&rng(3)),
        number: 4,
        title: "A consultant’s laptop is stolen".to_owned(),
        signal: "It was taken on a train between two stations.\nIts disk is encrypted, by its last report.".to_owned(),
        signal_at: data::days(-1),
        declared_by: consultant(),
        declared_at: data::days(-1),
        owner: officer(),
        severity: Severity::High,
        state: IncidentState::Contained,
        exercise: false,
        named: Vec::new(),
        scope: Default::default(),
        affected: vec![data::engagement().id],
        contained_at: Some(data::days(-1)),
        contained: Default::default(),
        cause: String::new(),
        closed_at: None,
        forgotten_at: None,
    }
}

fn told(state: NoticeState) -> Notice {
    Notice {
        id: NoticeId::new(&rng(4)),
        incident: stolen().id,
        engagement: data::engagement().id,
        client: data::client().id,
        engagements: vec![data::engagement().id],
        state,
        due: data::days(1),
        rule: "contract".to_owned(),
        version: 2,
        sent_version: if state == NoticeState::Owed { 0 } else { 2 },
        sent_at: (state != NoticeState::Owed).then(|| data::days(-1)),
        sent_by: Some(officer()),
        acknowledged_at: None,
        acknowledged_by: None,
        waived_at: None,
        waived_by: None,
        waived_name: String::new(),
        waived_why: String::new(),
    }
}

fn versions(lang: Lang) -> Vec<NoticeVersion> {
    let version = |number: i32| NoticeVersion {
        id: NoticeVersionId::new(&rng(10 + number as u64)),
        notice: told(NoticeState::Sent).id,
        engagement: data::engagement().id,
        number,
        language: lang.tag().to_owned(),
        sections: NoticePart::ALL.iter().map(|part| format!("{part} {number}.")).collect(),
        by: officer(),
        at: data::days(-1),
        sent_at: Some(data::days(-1)),
    };
    vec![version(1), version(2)]
}

fn entry() -> LoggedEntry {
    LoggedEntry {
        log: LogId::Engagement(data::engagement().id),
        index: 41,
        event: EventId::new(&rng(5)),
        name: "holding.opened".to_owned(),
        at: data::days(-2),
        ids: BTreeMap::new(),
        details: Some(BTreeMap::new()),
        leaf: data::digest(77),
        body: Vec::new(),
    }
}

fn affected() -> Affected {
    let entry = entry();
    let receipt = Receipt { log: entry.log, event: entry.event, index: entry.index, leaf: entry.leaf };
    let because = |kind, receipt| Because {
        kind,
        person: Some(consultant()),
        what: data::engagement().id.to_string(),
        at: data::days(-2),
        until: None,
        receipt,
    };
    Affected {
        engagement: data::engagement(),
        client: data::client(),
        categories: vec![Category::Financial, Category::Parties],
        holdings: 3,
        rows: 48_211,
        people_rows: 2_104,
        openings: 7,
        last_opening: Some(data::days(-2)),
        because: vec![because(BecauseKind::Opened, Some(receipt)), because(BecauseKind::GrantLive, None)],
    }
}

fn message(from_client: bool, text: &str) -> IncidentMessage {
    IncidentMessage {
        id: IncidentMessageId::new(&rng(20 + u64::from(from_client))),
        incident: stolen().id,
        engagement: data::engagement().id,
        client: data::client().id,
        by: if from_client { consultant() } else { officer() },
        from_client,
        at: data::days(-1),
        text: text.to_owned(),
    }
}

fn view(lang: Lang, state: NoticeState) -> IncidentView {
    let event = |seed, kind, text: Text| IncidentEvent {
        id: IncidentEventId::new(&rng(seed)),
        incident: stolen().id,
        kind,
        at: data::days(-1),
        happened_at: data::days(-1),
        by: Some(officer()),
        engagement: None,
        text,
    };
    let task = IncidentTask {
        id: IncidentTaskId::new(&rng(32)),
        incident: stolen().id,
        what: "Carry laptops only in locked bags".to_owned(),
        owner: officer(),
        due: data::days(20),
        state: TaskState::Open,
        by: officer(),
        at: data::days(-1),
        ended_at: None,
        outcome: String::new(),
    };
    let rule = |rule: &str, hours, wins| Weighed {
        rule: rule.to_owned(),
        hours,
        name: Said::new("The contract", "Le contrat"),
        why: Said::new("Agreed for this client.", "Convenu avec ce client."),
        wins,
    };
    let clock = NoticeClock {
        hours: 12,
        rule: "contract".to_owned(),
        weighed: vec![rule("contract", 12, true), rule("parameter", 24, false)],
    };
    let names = [(officer(), "Odile Brassard".to_owned()), (consultant(), "Ines Okafor".to_owned())];
    IncidentView {
        incident: stolen(),
        names: HashMap::from(names),
        events: vec![
            event(30, IncidentEventKind::Declared, Text::told("It is gone.")),
            event(31, IncidentEventKind::Contained, say!("In all: {stopped}.", stopped = say!("1 person"))),
        ],
        tasks: vec![task],
        notices: vec![NoticeLine { notice: told(state), client: data::client(), clock, versions: versions(lang) }],
        messages: vec![message(true, "Was it encrypted?"), message(false, "Yes.")],
        affected: vec![affected()],
        choices: Choices {
            engagements: vec![(data::engagement(), data::CLIENT.to_owned())],
            assignments: 2,
            credentials: 1,
            ..Choices::default()
        },
        frozen: vec![(data::engagement(), data::CLIENT.to_owned())],
        people: Vec::new(),
        devices: Vec::new(),
        may_run: true,
        may_contain: true,
        may_settle: true,
    }
}

pub(super) fn pages(lang: Lang) -> Pages {
    let f = || officer_at(lang, "/incidents");
    let row = IncidentRow {
        incident: stolen(),
        owner: "Odile Brassard".to_owned(),
        clients: 1,
        owed: 1,
        next_due: Some(data::days(1)),
        tasks: 1,
    };
    let own = OwnNotice { number: 4, incident: stolen().id, title: stolen().title, notice: told(NoticeState::Sent) };
    let its_room = Room {
        number: 4,
        title: stolen().title,
        notice: told(NoticeState::Sent),
        versions: versions(lang),
        messages: vec![(message(true, "Was it encrypted?"), "Mathilde Roy".to_owned())],
        excerpt: vec![LogLine { entry: entry(), who: Some("Ines Okafor".to_owned()), what: None }],
        from: data::days(-8),
        until: data::days(-1),
        may_acknowledge: true,
        is_closed: false,
    };
    let edit = notice::NoticePage::new(
        f(),
        view(lang, NoticeState::Owed),
        told(NoticeState::Owed).id,
        &BTreeMap::new(),
        String::new(),
    );
    let edit = match edit {
        Ok(page) => page.render()?,
        Err(_) => String::new(),
    };
    Ok(vec![
        ("incidents", incidents::IncidentsPage::new(f(), vec![row], true).render()?),
        ("incidents-none", incidents::IncidentsPage::new(f(), Vec::new(), false).render()?),
        ("incident-new", incidents::DeclarePage::new(f(), &[], Default::default()).render()?),
        ("incident", incident::IncidentPage::new(f(), view(lang, NoticeState::Sent), Default::default(), 6).render()?),
        ("notice", edit),
        ("incidents-own", incidents::OwnIncidentsPage::new(visiting(lang, "/incidents"), vec![own]).render()?),
        ("room", room::RoomPage::new(visiting(lang, "/incidents"), stolen().id, its_room, String::new()).render()?),
    ])
}
