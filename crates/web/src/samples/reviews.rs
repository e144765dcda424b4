//! Access reviews, as an officer and as a lead see them.

use super::{Pages, data, officer, outside};
use crate::{
    Lang,
    frame::Problem,
    pages::{
        review::{ReviewPage, Typed},
        reviews::ReviewsPage,
    },
};
use askama::Template;
use bailee_app::views::{ReviewLine, ReviewRowView, ReviewView};
use bailee_model::{GrantId, PersonId, Review, ReviewDecision, ReviewFlag, ReviewId, ReviewRow, ReviewRowId, say};

pub(super) fn pages(lang: Lang) -> Pages {
    let line = |review: Review, rows, undecided, suspended| ReviewLine { review, rows, undecided, suspended };
    let lines = vec![line(review(2, false), 31, 4, 1), line(review(1, true), 27, 0, 0)];
    let view = |closed| ReviewView { review: review(2, closed), rows: rows(closed), whole: true };
    let typed = Typed {
        row: rows(false)[0].row.id,
        reason: "n".to_owned(),
        problem: Problem { field: Some("reason".to_owned()), message: say!("This is too short."), hint: None },
    };
    Ok(vec![
        ("reviews", ReviewsPage::new(officer(lang), lines, true).render()?),
        ("reviews-empty", ReviewsPage::new(outside(lang, "/reviews"), Vec::new(), false).render()?),
        ("review", ReviewPage::new(outside(lang, "/reviews"), view(false), None).render()?),
        ("review-wrong", ReviewPage::new(outside(lang, "/reviews"), view(false), Some(typed)).render()?),
        ("review-closed", ReviewPage::new(officer(lang), view(true), None).render()?),
    ])
}

fn review(number: i32, closed: bool) -> Review {
    Review {
        id: ReviewId::new(&data::rng(900 + number as u64)),
        number,
        opened_at: data::days(-5),
        due: data::days(9),
        population: data::digest(901),
        closed_at: closed.then(|| data::days(-1)),
        statement: Vec::new(),
        manifest: Vec::new(),
    }
}

fn rows(closed: bool) -> Vec<ReviewRowView> {
    let on = || Some((data::CLIENT.to_owned(), "Move to Odoo 17".to_owned()));
    let grant = |seed, rest: &str| format!("{} {rest}", GrantId::new(&data::rng(seed)));
    let view = |seed: u64, person: &str, scope: String, flags: &[ReviewFlag], used: Option<i64>| ReviewRowView {
        row: ReviewRow {
            id: ReviewRowId::new(&data::rng(seed)),
            review: ReviewId::new(&data::rng(902)),
            person: PersonId::new(&data::rng(seed + 1)),
            engagement: None,
            assignment: None,
            scope,
            given_by: None,
            last_used: used.map(data::days),
            flags: flags.to_vec(),
            reviewer: None,
            decision: None,
            reason: String::new(),
            decided_by: None,
            decided_at: None,
            suspended_at: None,
            restored_at: None,
            probe: None,
        },
        person: person.to_owned(),
        engagement: on(),
        reviewer: Some("Odile Brassard".to_owned()),
        given_by: Some("Odile Brassard".to_owned()),
        decided_by: None,
        may_decide: !closed,
        restore_until: None,
    };
    let scope = format!("consultant; {}", grant(910, "mapping financial+customers_and_vendors personal"));
    let mut rows = vec![
        view(920, "Jonas Falk", scope, &[ReviewFlag::Unused, ReviewFlag::SealedCategory], Some(-44)),
        view(930, "Ines Okafor", "lead".to_owned(), &[], Some(-1)),
        view(940, "Théo Nadeau", "developer".to_owned(), &[ReviewFlag::Subcontractor], None),
        view(950, "Rosa Lind", "reviewer".to_owned(), &[ReviewFlag::NeverUsed], None),
        view(960, "Odile Brassard", "officer".to_owned(), &[ReviewFlag::Administrator], Some(0)),
    ];
    let suspended = &mut rows[2];
    suspended.may_decide = false;
    suspended.row.suspended_at = Some(data::days(-1));
    suspended.restore_until = (!closed).then(|| data::days(1));
    suspended.row.probe = closed.then(|| "S2.2".to_owned());
    let removed = &mut rows[3];
    removed.may_decide = false;
    removed.row.decision = Some(ReviewDecision::Remove);
    removed.row.reason = "Her part of the work is done.".to_owned();
    removed.row.probe = Some("unseen".to_owned());
    removed.row.decided_at = Some(data::days(-2));
    removed.decided_by = Some("Ines Okafor".to_owned());
    let administrator = &mut rows[4];
    administrator.engagement = None;
    administrator.may_decide = false;
    administrator.reviewer = None;
    administrator.given_by = None;
    rows
}
