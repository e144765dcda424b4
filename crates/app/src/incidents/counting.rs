//! Numbers of people and things as lines of a timeline say them: “1 person, 2 devices”.

use bailee_model::{Severity, Text, say};

/// Pieces with commas between them; nothing of what is none.
pub(crate) fn listed(pieces: impl IntoIterator<Item = Option<Text>>) -> Text {
    let all = pieces.into_iter().flatten().reduce(|so_far, next| say!("{so_far}, {next}", so_far, next));
    all.unwrap_or_else(|| say!("nothing"))
}

/// People.
pub(crate) fn people(count: usize) -> Option<Text> {
    match count {
        0 => None,
        1 => Some(say!("1 person")),
        _ => Some(say!("{count} people", count)),
    }
}

/// Sessions.
pub(crate) fn sessions(count: usize) -> Option<Text> {
    match count {
        0 => None,
        1 => Some(say!("1 session")),
        _ => Some(say!("{count} sessions", count)),
    }
}

/// Devices.
pub(crate) fn devices(count: usize) -> Option<Text> {
    match count {
        0 => None,
        1 => Some(say!("1 device")),
        _ => Some(say!("{count} devices", count)),
    }
}

/// Assignments.
pub(crate) fn assignments(count: usize) -> Option<Text> {
    match count {
        0 => None,
        1 => Some(say!("1 assignment")),
        _ => Some(say!("{count} assignments", count)),
    }
}

/// Engagements.
pub(crate) fn engagements(count: usize) -> Option<Text> {
    match count {
        0 => None,
        1 => Some(say!("1 engagement")),
        _ => Some(say!("{count} engagements", count)),
    }
}

/// Credentials.
pub(crate) fn credentials(credentials: usize) -> Option<Text> {
    match credentials {
        0 => None,
        1 => Some(say!("1 credential")),
        _ => Some(say!("{credentials} credentials", credentials)),
    }
}

/// Holdings that are no credentials.
pub(crate) fn holdings(holdings: usize) -> Option<Text> {
    match holdings {
        0 => None,
        1 => Some(say!("1 holding")),
        _ => Some(say!("{holdings} holdings", holdings)),
    }
}

/// How grave something is.
pub(crate) fn severity(severity: Severity) -> Text {
    match severity {
        Severity::Low => say!("low"),
        Severity::Medium => say!("medium"),
        Severity::High => say!("high"),
        Severity::Critical => say!("critical"),
    }
}
