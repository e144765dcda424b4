//! The client's rooms: what is held, who opened it, what they decide, and the proof.

use super::{Pages, access, bench, data, oversight, visiting};
use crate::{
    Lang,
    frame::Choice,
    pages::{certificate, client, decisions, deleting, returning},
    words::Say,
};
use askama::Template;
use bailee_model::Category;

/// The pages of a client's people.
pub(super) fn pages(lang: Lang) -> Pages {
    let engagement = data::engagement();
    let holdings = data::holdings();
    let runs = bench::runs();
    let choices: Vec<Choice> = runs.iter().map(|run| Choice::new(run.id, run.mode.say(lang), false)).collect();
    let facts = client::HeldFacts {
        subcontracted: oversight::subcontracted(),
        to_replace: 1,
        work: super::clients::work(lang),
        things: super::clients::things(),
        systems: vec![("Odoo".to_owned(), "CA-QC".to_owned())],
        certificates: vec![data::certificate()],
        engagement: engagement.clone(),
        by_category: vec![
            (Category::Financial, 4, 3_912_400),
            (Category::Parties, 2, 846_210),
            (Category::Employees, 1, 22_118),
        ],
        can_open: data::can_open(),
        emergencies: vec![access::emergency()],
        opened: data::openings(),
        heat: data::HEAT.to_vec(),
        held_until: None,
    };
    Ok(vec![
        ("held", client::HeldPage::new(visiting(lang, "/held"), facts).render()?),
        (
            "opened",
            client::OpenedPage::new(
                visiting(lang, "/opened"),
                data::openings(),
                vec![access::emergency()],
                &data::HEAT,
            )
            .render()?,
        ),
        (
            "decisions",
            decisions::DecisionsPage::new(
                visiting(lang, "/decisions"),
                &engagement,
                (&data::holds(), &holdings, choices),
                (
                    data::systems().into_iter().filter(|system| system.confirmed_by.is_none()).collect(),
                    access::to_agree(),
                ),
                decisions::DecisionForm::default(),
                (true, true),
            )
            .render()?,
        ),
        (
            "proof",
            client::ProofPage::new(
                visiting(lang, "/proof"),
                engagement.id,
                vec![data::certificate()],
                data::CHECKPOINT.to_owned(),
            )
            .render()?,
        ),
        (
            "proof-none",
            client::ProofPage::new(visiting(lang, "/proof"), engagement.id, Vec::new(), String::new()).render()?,
        ),
        (
            "return",
            returning::ReturningPage::new(
                visiting(lang, "/return"),
                super::retention::returns(),
                returning::ReturnForm::default(),
            )
            .render()?,
        ),
        (
            "delete",
            deleting::DeletingPage::new(
                visiting(lang, "/delete"),
                super::retention::deletion(),
                None,
                30,
                String::new(),
            )
            .render()?,
        ),
        (
            "certificate",
            certificate::CertificatePage::new(visiting(lang, "/proof"), data::certificate_facts(lang)).render()?,
        ),
    ])
}
