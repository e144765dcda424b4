//! Links: the page of a way in, its receipt, an engagement's links, and what waits behind a way out.

use super::{Pages, data, inside, visiting};
use crate::{
    Lang,
    frame::{Frame, Problem},
    pages::{
        drop::{DropLinkPage, DropReceiptPage},
        links::{LinkForm, LinksPage},
        out::OutLinkPage,
    },
};
use askama::Template;
use bailee_app::{
    transfer::{DropPage, DropReceipt},
    views::{DropLine, Links, OutLine, OutPage},
};
use bailee_model::{
    Category, DropLink, DropLinkId, DropUpload, DropUploadId, HoldingId, OutLink, OutLinkId, PersonId, Purpose,
    UploadState, say,
};

const ADDRESS: &str = "/drop/sample";

pub(super) fn pages(lang: Lang) -> Pages {
    let bare = || Frame::bare(lang, data::now(), data::FIRM, ADDRESS);
    let drop = |f, files_left, bytes_left| DropLinkPage::new(f, page(files_left, bytes_left), ADDRESS.to_owned());
    let mut wrong = bare();
    wrong.problems = vec![Problem {
        field: Some("file".to_owned()),
        message: say!("The file is empty."),
        hint: Some(say!("Export it again; nothing was kept.")),
    }];
    let receipt = |it| DropReceiptPage::new(bare(), it, format!("{ADDRESS}/receipt.json"), ADDRESS.to_owned());
    let list = |links, made: Option<&str>| {
        LinksPage::new(inside(lang, "/links"), links, 14, LinkForm::default(), made.map(ToOwned::to_owned))
    };
    let out = |opened| OutLinkPage::new(visiting(lang, "/out/sample"), waiting(opened));
    Ok(vec![
        ("drop", drop(bare(), 3, 2_500_000_000).render()?),
        ("drop-wrong", drop(wrong, 1, 40_000_000).render()?),
        ("drop-full", drop(bare(), 0, 0).render()?),
        ("drop-receipt", receipt(Some(proved())).render()?),
        ("drop-receipt-waits", receipt(None).render()?),
        ("links", list(links(true), None).render()?),
        ("links-made", list(links(true), Some("https://bailee.firm.example/drop/sample")).render()?),
        ("links-empty", list(links(false), None).render()?),
        ("out", out(false).render()?),
        ("out-over", out(true).render()?),
    ])
}

fn page(files_left: i32, bytes_left: i64) -> DropPage {
    DropPage {
        label: "Atelier Roy, books of 2025".to_owned(),
        asked_for: "The general ledger and the customers, as CSV".to_owned(),
        category: Category::Financial,
        until: data::days(9),
        files_left,
        bytes_left,
        keep_days: 14,
    }
}

fn proved() -> DropReceipt {
    DropReceipt {
        bailee_receipt: 1,
        at: data::now(),
        bytes: 1_204_551_000,
        salt: data::digest(701),
        sha256: data::digest(702),
        log: String::new(),
        proof: String::new(),
    }
}

fn drop_link(seed: u64, days: i64) -> DropLink {
    let it = page(3, 0);
    DropLink {
        id: DropLinkId::new(&data::rng(seed)),
        engagement: data::engagement().id,
        token_hash: Vec::new(),
        label: it.label,
        asked_for: it.asked_for,
        category: it.category,
        purpose: Purpose::Mapping,
        made_by: PersonId::new(&data::rng(710)),
        since: data::days(-3),
        until: data::days(days),
        max_files: 3,
        max_bytes: 4_000_000_000,
        ended: None,
    }
}

fn upload(seed: u64, state: UploadState) -> DropUpload {
    DropUpload {
        id: DropUploadId::new(&data::rng(seed)),
        link: DropLinkId::new(&data::rng(720)),
        engagement: data::engagement().id,
        holding: HoldingId::new(&data::rng(seed + 1)),
        token_hash: Vec::new(),
        length: 1_204_551_000,
        parts: Vec::new(),
        state,
        since: data::days(-1),
        until: data::days(2),
        ended: None,
        entry: None,
    }
}

fn out_link(opened: bool) -> OutLink {
    OutLink {
        id: OutLinkId::new(&data::rng(730)),
        engagement: data::engagement().id,
        holding: HoldingId::new(&data::rng(731)),
        person: PersonId::new(&data::rng(732)),
        made_by: PersonId::new(&data::rng(710)),
        since: data::days(-2),
        until: data::days(5),
        opened_at: opened.then(|| data::days(-1)),
        ended: None,
    }
}

fn links(any: bool) -> Links {
    let came = vec![
        (upload(740, UploadState::Taken), "ledger-2025.csv".to_owned()),
        (upload(742, UploadState::Arriving), "customers.csv".to_owned()),
    ];
    let made_by = || "Ines Okafor".to_owned();
    let drops = [(9, true, came), (4, false, Vec::new()), (-1, false, Vec::new())].into_iter().zip(720..);
    let drops = drops.map(|((days, takes, uploads), seed)| DropLine {
        link: drop_link(seed, days),
        made_by: made_by(),
        takes,
        uploads,
        may_end: days > 0,
    });
    let outs = [false, true].map(|opened| OutLine {
        link: out_link(opened),
        what: "odoo-import.zip".to_owned(),
        person: "Mathilde Roy".to_owned(),
        made_by: made_by(),
        may_end: !opened,
    });
    Links {
        engagement: data::engagement(),
        drops: if any { drops.collect() } else { Vec::new() },
        outs: if any { outs.into() } else { Vec::new() },
        may_make_drop: true,
        giveable: if any { data::holdings() } else { Vec::new() },
        people: Vec::new(),
    }
}

fn waiting(opened: bool) -> OutPage {
    OutPage {
        link: out_link(opened),
        title: data::engagement().title,
        name: "odoo-import.zip".to_owned(),
        bytes: 8_120_442,
    }
}
