//! All that clients asked to keep longer, for those who oversee the firm.

use crate::{
    frame::Frame,
    visitor::{Answer, Visitor, show},
    words::{RetentionWords, Words},
};
use askama::Template;
use bailee_app::views::{self, HoldsTotal};

#[derive(Template)]
#[template(path = "firm_holds.html")]
pub(crate) struct FirmHoldsPage {
    t: &'static Words,
    w: &'static RetentionWords,
    f: Frame,
    total: HoldsTotal,
}

impl FirmHoldsPage {
    pub(crate) fn new(f: Frame, total: HoldsTotal) -> Self {
        let (t, w) = (f.t(), RetentionWords::of(f.lang));
        let title = match total.rows.len() {
            0 => w.title_holds_none.to_owned(),
            n => f.n(w.n_holds, n),
        };
        Self { t, w, f: f.titled(title), total }
    }
}

pub(crate) async fn look(visitor: Visitor) -> Answer {
    let total = views::holds(&visitor.door).await?;
    show(&FirmHoldsPage::new(visitor.frame().await?, total))
}
