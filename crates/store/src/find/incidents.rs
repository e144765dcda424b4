//! Questions about incidents, and about what their scope is derived from.

use super::*;

finders! {
    /// Every incident, by number.
    incidents() -> Vec<Incident> { |db| db.list(None) }

    /// Every incident that is not closed, by number.
    incidents_not_closed() -> Vec<Incident> { |db| db.list(Some(entity::incident::Column::State.ne(Text(IncidentState::Closed)))) }

    /// An incident's timeline, oldest first.
    incident_events(incident: IncidentId) -> Vec<IncidentEvent> { |db| db.list(Some(is(entity::incident_event::Column::Incident, incident))) }

    /// An incident's remedies, by date.
    incident_tasks(incident: IncidentId) -> Vec<IncidentTask> { |db| db.list(Some(is(entity::incident_task::Column::Incident, incident))) }

    /// Every remedy that is still to be done, of all incidents, by date.
    incident_tasks_open() -> Vec<IncidentTask> { |db| db.list(Some(is(entity::incident_task::Column::State, TaskState::Open))) }

    /// What clients are told of an incident, by date.
    notices_on(incident: IncidentId) -> Vec<Notice> { |db| db.list(Some(is(entity::notice::Column::Incident, incident))) }

    /// Every notice, of all incidents, by date.
    notices() -> Vec<Notice> { |db| db.list(None) }

    /// What one client was or is to be told, by date.
    notices_to(client: ClientId) -> Vec<Notice> { |db| db.list(Some(is(entity::notice::Column::Client, client))) }

    /// A notice's versions, by number.
    notice_versions(notice: NoticeId) -> Vec<NoticeVersion> { |db| db.list(Some(is(entity::notice_version::Column::Notice, notice))) }

    /// What was written in the rooms of an incident, oldest first.
    incident_messages(incident: IncidentId) -> Vec<IncidentMessage> { |db| db.list(Some(is(entity::incident_message::Column::Incident, incident))) }

    /// Every session that a device confirmed, ended ones too, oldest first.
    sessions_on(device: DeviceId) -> Vec<Session> { |db| db.list(Some(is(entity::session::Column::Device, device))) }
}
