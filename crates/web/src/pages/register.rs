//! The register of disclosures: an engagement's, and the whole for those who oversee the firm.

use crate::{
    frame::Frame,
    visitor::{Answer, Visitor, show},
    words::{ExitWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::views::{self, DisclosureView};
use bailee_model::EngagementId;

/// A line with the title of its engagement, where several are shown.
pub(crate) struct RegisterLine {
    pub(crate) title: String,
    pub(crate) view: DisclosureView,
}

#[derive(Template)]
#[template(path = "register.html")]
pub(crate) struct RegisterPage {
    t: &'static Words,
    x: &'static ExitWords,
    f: Frame,
    room: &'static str,
    lines: Vec<RegisterLine>,
    whole: bool,
}

impl RegisterPage {
    pub(crate) fn new(f: Frame, lines: Vec<RegisterLine>, whole: bool) -> Self {
        let (t, x) = (f.t(), ExitWords::of(f.lang));
        let title =
            if lines.is_empty() { x.title_register_none.to_owned() } else { f.n(x.title_register, lines.len()) };
        Self { t, x, f: f.titled(title), room: if whole { x.whole_register } else { x.register }, lines, whole }
    }
}

/// Lines of one engagement.
pub(crate) fn lines(views: Vec<DisclosureView>) -> Vec<RegisterLine> {
    views.into_iter().map(|view| RegisterLine { title: String::new(), view }).collect()
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    let (f, _) = visitor.enter(id).await?;
    show(&RegisterPage::new(f, lines(views::register(&visitor.door, id).await?), false))
}

pub(crate) async fn whole(visitor: Visitor) -> Answer {
    let found = views::whole_register(&visitor.door).await?;
    let lines = found.into_iter().map(|(title, view)| RegisterLine { title, view }).collect();
    show(&RegisterPage::new(visitor.frame().await?, lines, true))
}
