//! Errors as pages: a refusal with its clause and what lifts it, nothing here, and the rest.

use crate::{frame::Frame, words::Words};
use askama::Template;
use bailee_model::{Error, ErrorKind, Refusal};

/// A way onwards.
pub(crate) struct Way {
    pub(crate) href: String,
    pub(crate) label: &'static str,
}

#[derive(Template)]
#[template(path = "trouble.html")]
pub(crate) struct TroublePage {
    t: &'static Words,
    f: Frame,
    status: u16,
    refusal: Option<Refusal>,
    message: String,
    place: Option<String>,
    hint: Option<String>,
    ways: Vec<Way>,
}

impl TroublePage {
    pub(crate) fn new(f: Frame, status: u16, error: &Error) -> Self {
        let t = f.t();
        let title = f.trouble_title(error.kind());
        let refusal = error.refusal().cloned();
        let ways = ways(&f, error.kind(), refusal.as_ref());
        let message = match error.kind() {
            ErrorKind::NotFound => t.not_found_more.to_owned(),
            // What it was is for the operator, who finds it in the server's log.
            ErrorKind::Internal => t.internal_more.to_owned(),
            ErrorKind::Corrupt => t.corrupt_more.to_owned(),
            _ => f.tell(error.text()),
        };
        let place = error.place().map(|place| f.place_in_words(place));
        let hint = error.remedy().map(|hint| f.tell(hint));
        Self { t, f: f.titled(title), status, refusal, message, place, hint, ways }
    }

    /// A form whose token is missing or another session's.
    pub(crate) fn forged(f: Frame, status: u16) -> Self {
        let t = f.t();
        let ways = ways(&f, ErrorKind::BadInput, None);
        Self {
            t,
            f: f.titled(t.title_forged),
            status,
            refusal: None,
            message: t.forged_more.to_owned(),
            place: None,
            hint: None,
            ways,
        }
    }
}

/// The clause that asks for a purpose out of the engagement's list.
const PURPOSE: &str = "D3.2";
/// The clauses that ask for a device, by how they begin.
const DEVICE: &str = "S3.";
/// The clause that asks for both factors again.
pub(super) const STEP_UP: &str = "S2.3";

fn ways(f: &Frame, kind: ErrorKind, refusal: Option<&Refusal>) -> Vec<Way> {
    let t = f.t();
    let way = |href: String, label| Way { href, label };
    if refusal.is_some_and(|refusal| refusal.clause == STEP_UP) {
        return vec![way(super::sign_in::step_up_address(&room(&f.path)), t.step_up_way)];
    }
    if let Some((href, label)) = refusal.and_then(|refusal| before_work(f, &refusal.clause)) {
        return vec![way(href, label)];
    }
    if let Some(place) = f.standing.as_ref().and_then(|line| line.place.as_ref())
        && refusal.is_some_and(|refusal| refusal.clause.starts_with(DEVICE))
    {
        let label = if place.device.is_some() { f.d().posture_way } else { f.d().confirm_way };
        return vec![way(place.href.clone(), label)];
    }
    let unsaid = f.standing.as_ref().is_some_and(|line| line.purposes.first().is_some_and(|none| none.chosen));
    if unsaid && refusal.is_some_and(|refusal| refusal.clause == PURPOSE) {
        return vec![way("#purpose-now".to_owned(), t.choose_purpose_way)];
    }
    match (kind, f.me.is_some()) {
        (_, false) | (ErrorKind::SignIn, _) => vec![way("/sign-in".to_owned(), t.sign_in_way)],
        (ErrorKind::Refused, _) if f.standing.is_some() && !f.base.is_empty() => {
            vec![
                way(format!("{}/people#ask", f.base), t.ask_for_grant_way),
                way(format!("{}/query", f.base), t.masked_table_way),
            ]
        }
        _ => vec![way("/".to_owned(), t.back_to_work)],
    }
}

/// Where to do what comes before work: sign, learn, agree with the other side.
fn before_work(f: &Frame, clause: &str) -> Option<(String, &'static str)> {
    let g = f.g();
    match clause {
        "D4.2" if f.base.starts_with("/engagements/") => Some((format!("/agreements{}", f.base), g.nda)),
        "D4.2" | "S5.1" | "S7" => Some(("/agreements".to_owned(), g.agreements)),
        "S5.2" => Some(("/training".to_owned(), g.training)),
        _ => None,
    }
}

/// The room that an action was asked for in: a form's address is not a page to come back to.
pub(crate) fn room(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let mut parts: Vec<&str> = path.split('/').collect();
    let instead = match parts.as_slice() {
        ["", "engagements", _, "grants", ..] => Some("people"),
        ["", "engagements", _, "destroy" | "hand-over"] => Some("close"),
        _ => None,
    };
    if let Some(room) = instead {
        parts.truncate(3);
        parts.push(room);
    }
    while parts.len() > 1 && !crate::router::is_page(&parts.join("/")) {
        parts.pop();
    }
    if parts.len() > 1 { parts.join("/") } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_both_factors_one_is_back_in_the_room() {
        assert_eq!(room("/engagements/eng_x/grants/grt_y/approve"), "/engagements/eng_x/people");
        assert_eq!(room("/engagements/eng_x/destroy"), "/engagements/eng_x/close");
        assert_eq!(room("/engagements/eng_x/load"), "/engagements/eng_x/load");
        assert_eq!(room("/engagements/eng_x/systems/sys_y/credential"), "/engagements/eng_x/systems");
        assert_eq!(room("/nowhere"), "/");
    }
}
