//! Incidents, their timeline and remedies, and what clients are told of them. One table each.

use crate::column::{Json, Millis, Stored, Text};
use crate::entity::tables::Texts;
use crate::entity::{Found, Row};
use crate::words::Words;
use bailee_model::incident::{Contained, Scope};
use bailee_model::*;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// What may have harmed client data.
    incident("incident"): Incident, by Number, sealed firm (id: title, signal, cause) {
        key id: Text<IncidentId>;
        number: i32,
        title: String,
        signal: String,
        signal_at: Millis,
        declared_by: Text<PersonId>,
        declared_at: Millis,
        owner: Text<PersonId>,
        severity: Text<Severity>,
        state: Text<IncidentState>,
        exercise: bool,
        named: Json<Vec<PersonId>>,
        scope: Json<Scope>,
        affected: Json<Vec<EngagementId>>,
        contained_at: Option<Millis>,
        contained: Json<Contained>,
        cause: String,
        closed_at: Option<Millis>,
        forgotten_at: Option<Millis>,
    }

    /// What happened in them.
    incident_event("incident_event"): IncidentEvent, by At, sealed firm (id: text) {
        key id: Text<IncidentEventId>;
        incident: Text<IncidentId>,
        kind: Text<IncidentEventKind>,
        at: Millis,
        happened_at: Millis,
        by: Option<Text<PersonId>>,
        engagement: Option<Text<EngagementId>>,
        text: String,
    }

    /// What is done so that it does not happen again.
    incident_task("incident_task"): IncidentTask, by Due, sealed firm (id: what, outcome) {
        key id: Text<IncidentTaskId>;
        incident: Text<IncidentId>,
        what: String,
        owner: Text<PersonId>,
        due: Millis,
        state: Text<TaskState>,
        by: Text<PersonId>,
        at: Millis,
        ended_at: Option<Millis>,
        outcome: String,
    }

    /// Who is told.
    notice("notice"): Notice, by Due, sealed (id: waived_why) {
        key id: Text<NoticeId>;
        incident: Text<IncidentId>,
        engagement: Text<EngagementId>,
        client: Text<ClientId>,
        engagements: Json<Vec<EngagementId>>,
        state: Text<NoticeState>,
        due: Millis,
        rule: String,
        version: i32,
        sent_version: i32,
        sent_at: Option<Millis>,
        sent_by: Option<Text<PersonId>>,
        acknowledged_at: Option<Millis>,
        acknowledged_by: Option<Text<PersonId>>,
        waived_at: Option<Millis>,
        waived_by: Option<Text<PersonId>>,
        waived_name: String,
        waived_why: String,
    }

    /// What they are told.
    notice_version("notice_version"): NoticeVersion, by Number, sealed (id: sections) {
        key id: Text<NoticeVersionId>;
        notice: Text<NoticeId>,
        engagement: Text<EngagementId>,
        number: i32,
        language: String,
        sections: Json<Vec<String>>,
        by: Text<PersonId>,
        at: Millis,
        sent_at: Option<Millis>,
    }

    /// What is asked and answered in their rooms.
    incident_message("incident_message"): IncidentMessage, by At, sealed (id: text) {
        key id: Text<IncidentMessageId>;
        incident: Text<IncidentId>,
        engagement: Text<EngagementId>,
        client: Text<ClientId>,
        by: Text<PersonId>,
        from_client: bool,
        at: Millis,
        text: String,
    }
}

nouns! {
    incident: Incident,
    incident_event: IncidentEvent,
    incident_task: IncidentTask,
    notice: Notice,
    notice_version: NoticeVersion,
    incident_message: IncidentMessage,
}
