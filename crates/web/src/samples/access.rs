//! Requests, emergencies and who can open what, made up.

use super::{Pages, data, inside, outside, visiting};
use crate::{
    Lang,
    pages::{access, requests},
};
use askama::Template;
use bailee_app::views::{Access, Emergency, Opens, Reach, Request, RequestMay, RequestView, Step, WhoCanOpen};
use bailee_model::{
    Category, ColumnClass, Grant, GrantEnd, GrantKind, Obligation, Person, PersonId, Purpose, Refusal, Role,
};
use requests::{AnswerForm, EmergencyForm, RequestRow};

/// The pages of requests and access.
pub(super) fn pages(lang: Lang) -> Pages {
    let on = data::engagement();
    let list = |page| outside(lang, page);
    let request = |it| requests::RequestPage::new(inside(lang, "/grants"), it, AnswerForm::default()).render();
    let history = |requests, may| {
        requests::HistoryPage::new(inside(lang, "/grants"), &on, requests, EmergencyForm::default(), may).render()
    };
    let past = vec![(asked(2), steps(true)), (asked(1), steps(false)), (asked(0), steps(false))];
    Ok(vec![
        ("requests", requests::RequestsPage::new(list("/requests"), waiting(), mine()).render()?),
        ("requests-empty", requests::RequestsPage::new(list("/requests"), Vec::new(), Vec::new()).render()?),
        ("request", request(view(asked(0), true, None))?),
        ("request-running", request(view(running(), false, None))?),
        ("request-emergency", request(view(emergency_request(), false, Some(emergency())))?),
        (
            "request-client",
            requests::RequestPage::new(
                visiting(lang, "/decisions"),
                view(for_the_client(), true, None),
                AnswerForm::default(),
            )
            .render()?,
        ),
        ("grants", history(past, true)?),
        ("grants-empty", history(Vec::new(), false)?),
        ("access", access::AccessPage::new(inside(lang, "/access"), who_can_open()).render()?),
        (
            "access-empty",
            access::AccessPage::new(
                inside(lang, "/access"),
                WhoCanOpen { engagement: on.clone(), holdings: Vec::new(), people: Vec::new() },
            )
            .render()?,
        ),
    ])
}

fn grant(index: usize) -> Grant {
    data::grants().swap_remove(index).grant
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), ..data::staff().swap_remove(0) }
}

/// A request that waits for an answer, one that runs, one that was dropped.
fn asked(index: usize) -> Request {
    let mut grant = grant(index);
    if index == 2 {
        (grant.ended, grant.ended_why) = (Some(data::days(-26)), Some(GrantEnd::Unused));
    }
    Request {
        person: person(["Jonas Falk", "Ines Okafor", "Amélie Castonguay"][index]),
        engagement: data::engagement(),
        may: RequestMay { approve: index == 0, refuse: index == 0, ..Default::default() },
        lapses_at: (index == 0).then(|| data::days(8)),
        drops_at: None,
        grant,
    }
}

/// One's own, which is about to be dropped.
fn running() -> Request {
    let may = RequestMay { end: true, extend: true, ..Default::default() };
    Request { may, drops_at: Some(data::days(2)), ..asked(1) }
}

fn for_the_client() -> Request {
    let mut request = asked(0);
    request.grant.approved_at = Some(data::days(-1));
    request.grant.classes = vec![ColumnClass::Personal];
    request.may = RequestMay { agree: true, refuse: true, ..Default::default() };
    request
}

fn emergency_grant() -> Grant {
    Grant {
        kind: GrantKind::BreakGlass,
        days: 0,
        approved_at: Some(data::days(-3)),
        expires_at: Some(data::days(-3)),
        reason: "Invoices went out twice".to_owned(),
        ended: Some(data::days(-3)),
        ended_why: Some(GrantEnd::Expired),
        ..grant(0)
    }
}

fn emergency_request() -> Request {
    Request { grant: emergency_grant(), may: RequestMay::default(), lapses_at: None, ..asked(0) }
}

/// An hour of emergency access, three days ago.
pub(super) fn emergency() -> Emergency {
    Emergency {
        grant: emergency_grant(),
        person: "Jonas Falk".to_owned(),
        approved_by: "Ines Okafor".to_owned(),
        from: data::days(-3),
        until: data::days(-3),
        opened: 4,
    }
}

/// Requests that wait for the client's agreement.
pub(super) fn to_agree() -> Vec<RequestRow> {
    vec![for_the_client().into()]
}

fn waiting() -> Vec<RequestRow> {
    vec![asked(0).into()]
}

fn mine() -> Vec<RequestRow> {
    vec![running().into(), asked(2).into()]
}

fn steps(dropped: bool) -> Vec<Step> {
    let step = |at, event: &str, who: Option<&str>, reason: Option<&str>, index| Step {
        at: data::days(at),
        event: event.to_owned(),
        who: who.map(str::to_owned),
        reason: reason.map(str::to_owned),
        index,
    };
    let mut steps = vec![step(-41, "grant.asked", Some("Amélie Castonguay"), Some("Opening audit"), 4)];
    if dropped {
        steps.push(step(-40, "grant.approved", Some("Ines Okafor"), None, 5));
        steps.push(step(-29, "grant.warned", None, None, 20));
        steps.push(step(-26, "grant.dropped", None, None, 23));
    }
    steps
}

fn view(request: Request, needs_client: bool, emergency: Option<Emergency>) -> RequestView {
    let covers = data::holdings().into_iter().filter(|each| request.grant.categories.contains(&each.category));
    RequestView {
        steps: steps(false),
        covers: covers.collect(),
        extended_by: None,
        needs_client,
        would_run_until: data::days(7),
        emergency,
        request,
    }
}

fn who_can_open() -> WhoCanOpen {
    let holdings: Vec<_> = data::holdings().into_iter().take(4).collect();
    let refusal = Refusal {
        clause: "D3.1".to_owned(),
        promise: "Least access".to_owned(),
        reason: "No grant of theirs covers this.".to_owned(),
        lift: "Ask for a grant; another person approves it.".to_owned(),
    };
    let device = Refusal {
        clause: "S3.1".to_owned(),
        promise: "Device posture".to_owned(),
        reason: "No device confirmed this session.".to_owned(),
        lift: "Confirm the session with an approved device.".to_owned(),
    };
    let opens = Access::Opens(Opens {
        purposes: vec![Purpose::Mapping],
        classes: vec![ColumnClass::Open, ColumnClass::Personal],
        until: Some(data::days(9)),
        without_device: Some(device),
    });
    let answer = |category: Category, may: &[Category]| {
        if may.contains(&category) { opens.clone() } else { Access::Stopped(refusal.clone()) }
    };
    let reach = |name: &str, role, outstanding: &[Obligation], may: &[Category]| Reach {
        person: Person { id: PersonId::new(&data::rng(name.len() as u64)), ..person(name) },
        roles: vec![role],
        outstanding: outstanding.to_vec(),
        answers: holdings.iter().map(|each| answer(each.category, may)).collect(),
    };
    let people = vec![
        reach("Amélie Castonguay", Role::Developer, &[], &[]),
        reach("Ines Okafor", Role::Lead, &[], &[Category::Financial, Category::Parties]),
        reach("Jonas Falk", Role::Consultant, &[Obligation::Training], &[]),
    ];
    WhoCanOpen { engagement: data::engagement(), holdings, people }
}
