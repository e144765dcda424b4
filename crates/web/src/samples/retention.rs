//! Pages about keeping, returning and deleting.

use super::{Pages, data};
use crate::{frame::Frame, pages::firm_holds::FirmHoldsPage};
use askama::Template;
use bailee_app::views::{Deletion, HandoverView, HoldRow, HoldsTotal, Returns};
use bailee_model::{Handover, HandoverId, Holding, HoldingKind, PersonId};

/// The pages of those who oversee the firm.
pub(super) fn pages(frame: impl Fn(&str) -> Frame) -> Pages {
    let hold = data::holds().remove(0);
    let row = HoldRow {
        hold,
        engagement: data::engagement(),
        client: data::CLIENT.to_owned(),
        asked_by: "Mathilde Roy".to_owned(),
        holdings: 4,
        bytes: 3_912_400,
        keeps_back: true,
    };
    let total = HoldsTotal { holdings: 4, bytes: 3_912_400, until: Some(data::days(120)), rows: vec![row] };
    let none = HoldsTotal { holdings: 0, bytes: 0, until: None, rows: Vec::new() };
    Ok(vec![
        ("firm-holds", FirmHoldsPage::new(frame("/firm/holds"), total).render()?),
        ("firm-holds-none", FirmHoldsPage::new(frame("/firm/holds"), none).render()?),
    ])
}

fn files() -> Vec<Holding> {
    data::holdings().into_iter().filter(|each| each.kind == HoldingKind::Original).collect()
}

/// A client who has fetched twice, once whole.
pub(super) fn returns() -> Returns {
    let handover = |seed: u64, whole: bool| HandoverView {
        handover: Handover {
            id: HandoverId::new(&data::rng(seed)),
            engagement: data::engagement().id,
            made_by: PersonId::new(&data::rng(21)),
            at: data::days(-2),
            recipient: "age1sample".to_owned(),
            items: files().iter().map(|each| each.id).collect(),
            bytes: 3_912_400,
            manifest: whole.then(|| data::digest(seed)),
            fetched_at: whole.then(|| data::days(-2)),
            receipt_by: None,
            receipt_at: None,
            receipt_checked: false,
        },
        made_by: "Mathilde Roy".to_owned(),
        receipt_by: String::new(),
    };
    let mut received = handover(93, true);
    received.handover.receipt_at = Some(data::days(-1));
    "Mathilde Roy".clone_into(&mut received.receipt_by);
    Returns {
        engagement: data::engagement(),
        recipient: Some("age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs0sample".to_owned()),
        holdings: files(),
        set_apart: 1,
        handovers: vec![handover(91, true), handover(92, false), received],
        may_fetch: true,
        may_name: true,
        may_confirm: true,
    }
}

/// Everything is to go, and a hold keeps some of it.
pub(super) fn deletion() -> Deletion {
    Deletion {
        engagement: data::engagement(),
        holdings: files(),
        holds: data::holds(),
        jobs: Vec::new(),
        confirmation: data::engagement().title,
        given_back: false,
    }
}
