//! Links in and out, and the files that come through them.

use crate::column::{Json, Millis, Stored, Text};
use crate::entity::tables::Texts;
use crate::entity::{Found, Row};
use crate::words::Words;
use bailee_model::transfer::SealedPart;
use bailee_model::*;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// Ways in.
    drop_link("drop_link"): DropLink, by Since, sealed (id: label, asked_for) {
        key id: Text<DropLinkId>;
        engagement: Text<EngagementId>,
        token_hash: Vec<u8>,
        label: String,
        asked_for: String,
        category: Text<Category>,
        purpose: Text<Purpose>,
        made_by: Text<PersonId>,
        since: Millis,
        until: Millis,
        max_files: i32,
        max_bytes: i64,
        ended: Option<Millis>,
    }

    /// What comes or came through them.
    drop_upload("drop_upload"): DropUpload, by Since {
        key id: Text<DropUploadId>;
        link: Text<DropLinkId>,
        engagement: Text<EngagementId>,
        holding: Text<HoldingId>,
        token_hash: Vec<u8>,
        length: i64,
        parts: Json<Vec<SealedPart>>,
        state: Text<UploadState>,
        since: Millis,
        until: Millis,
        ended: Option<Millis>,
        entry: Option<Text<EventId>>,
    }

    /// Ways out.
    out_link("out_link"): OutLink, by Since {
        key id: Text<OutLinkId>;
        engagement: Text<EngagementId>,
        holding: Text<HoldingId>,
        person: Text<PersonId>,
        made_by: Text<PersonId>,
        since: Millis,
        until: Millis,
        opened_at: Option<Millis>,
        ended: Option<Millis>,
    }
}

nouns! {
    drop_link: DropLink,
    drop_upload: DropUpload,
    out_link: OutLink,
}
