//! Pages about unusual use: of every kind, waiting, late, one's own and looked at; and none.

use super::{Pages, data, inside};
use crate::{
    Lang,
    frame::Problem,
    pages::uses::{Typed, UsesPage},
};
use askama::Template;
use bailee_app::views::UseView;
use bailee_model::{Error, PersonId, UnusualKind, UnusualUse, UnusualUseId, UseDecision, say, unusual::day_of};

pub(super) fn pages(lang: Lang) -> Pages {
    let error = Error::bad_input(say!("This is empty."));
    let problem = Problem::at(Some("note".to_owned()), &error);
    let typed = Typed { unusual: unusual(901, &[]).id, note: "?".to_owned(), problem };
    let page = |uses, typed| UsesPage::new(inside(lang, "/uses"), uses, typed).render();
    Ok(vec![
        ("uses", page(uses(), None)?),
        ("uses-wrong", page(uses(), Some(typed))?),
        ("uses-none", page(Vec::new(), None)?),
    ])
}

fn unusual(seed: u64, kinds: &[UnusualKind]) -> UnusualUse {
    UnusualUse {
        id: UnusualUseId::new(&data::rng(seed)),
        engagement: data::engagement().id,
        person: PersonId::new(&data::rng(900)),
        day: day_of(data::days(-1)),
        kinds: kinds.to_vec(),
        openings: 412,
        usual: 23,
        outside: 9,
        outside_at: Some(data::days(-1)),
        quiet_days: 31,
        found_at: data::days(-1),
        looked_by: None,
        looked_at: None,
        decision: None,
        note: String::new(),
    }
}

fn uses() -> Vec<UseView> {
    let looked = |seed, decision, note: &str| UnusualUse {
        looked_by: Some(PersonId::new(&data::rng(910))),
        looked_at: Some(data::days(0)),
        decision: Some(decision),
        note: note.to_owned(),
        ..unusual(seed, &[UnusualKind::Hour])
    };
    let first =
        UnusualUse { usual: 0, outside_at: None, ..unusual(902, &[UnusualKind::Volume, UnusualKind::FirstTime]) };
    let view = |it: UnusualUse, person: &str, overdue, own: bool| UseView {
        person: person.to_owned(),
        looked_by: it.looked_by.map(|_| "Odile Brassard".to_owned()),
        look_by: it.look_by(7),
        may_look: it.is_open() && !own,
        nobody: false,
        unusual: it,
        overdue,
        own,
    };
    vec![
        view(unusual(901, UnusualKind::ALL), "Théo Lavoie", false, false),
        view(first, "Ida Fern", true, false),
        view(unusual(903, &[UnusualKind::Hour]), "Ines Okafor", false, true),
        UseView { nobody: true, ..view(unusual(906, &[UnusualKind::Volume]), "Ines Okafor", false, true) },
        view(looked(904, UseDecision::Expected, ""), "Théo Lavoie", false, false),
        view(looked(905, UseDecision::Asked, "Go-live."), "Théo Lavoie", false, false),
    ]
}
