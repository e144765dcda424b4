//! What passes between the firm and its clients beside data: suppliers, questions, changes of what was agreed, the
//! walk-through, and the log as a witness reads it.

use super::{Bearer, Body, Reply, Route, ask, done, get, give, made, media, post};
use axum::extract::Path;
use bailee_app::{
    actions::{
        self, AnswerEnquiryAsk, AnswerObjectionAsk, AnswerTermsAsk, AskEnquiryAsk, NameSupplierAsk,
        ObjectToSupplierAsk, ProposeTermsAsk, WitnessLogAsk,
    },
    views::{self, EnquiryView, PartState, PartView},
};
use bailee_model::{EngagementId, Enquiry, EnquiryId, InvolvementId, TermsChangeId};
use serde_json::{Value, json};

pub(super) fn routes() -> Vec<Route> {
    let mut routes = supplying();
    routes.extend(asking());
    routes.extend(agreeing());
    routes.extend(witnessing());
    routes
}

fn supplying() -> Vec<Route> {
    vec![
        Route::get("/suppliers/register", "Which suppliers work on whose data", "The register", get(register)),
        Route::get(
            "/engagements/{engagement}/suppliers",
            "Which suppliers work on an engagement",
            "Their parts",
            get(parts),
        ),
        Route::post("/engagements/{engagement}/suppliers", "Name a supplier on an engagement", "Its part", post(name))
            .takes::<ask::NameSupplier>("NameSupplier"),
        Route::post(
            "/involvements/{involvement}/agreement",
            "Agree to a supplier for the client",
            "Its part",
            post(agree),
        ),
        Route::post("/involvements/{involvement}/objection", "Object to a supplier", "Its part", post(object))
            .takes::<ask::Reason>("Reason"),
        Route::post("/involvements/{involvement}/answer", "Answer an objection", "Its part", post(answer_objection))
            .takes::<ask::Answer>("Answer"),
        Route::post("/involvements/{involvement}/use", "Mark a tool as used", "Its part", post(use_tool)),
        Route::post("/involvements/{involvement}/end", "End a supplier's part", "Its part", post(end)),
    ]
}

fn asking() -> Vec<Route> {
    vec![
        Route::get(
            "/engagements/{engagement}/questions",
            "What the client asked, and what was answered",
            "A list",
            get(questions),
        ),
        Route::post(
            "/engagements/{engagement}/questions",
            "Ask the firm, or object to somebody's work",
            "The question",
            post(ask_question),
        )
        .takes::<ask::AskQuestion>("AskQuestion"),
        Route::get("/enquiries", "Everything that was asked of the firm", "A list", get(enquiries)),
        Route::get("/enquiries/{enquiry}", "One enquiry", "The enquiry", get(enquiry)),
        Route::post("/enquiries/{enquiry}/answer", "Answer an enquiry", "The enquiry", post(answer))
            .takes::<ask::Answer>("Answer"),
    ]
}

fn agreeing() -> Vec<Route> {
    vec![
        Route::get(
            "/engagements/{engagement}/terms",
            "What was agreed, and the change that waits for the client",
            "The terms",
            get(terms),
        ),
        Route::post(
            "/engagements/{engagement}/terms",
            "Propose a change of what was agreed",
            "The change",
            post(propose),
        )
        .takes::<ask::ProposeTerms>("ProposeTerms"),
        Route::post(
            "/terms/{change}/answer",
            "Agree to a change, or leave everything as it is",
            "The change",
            post(answer_terms),
        )
        .takes::<ask::AnswerTerms>("AnswerTerms"),
        Route::post("/terms/{change}/withdrawal", "Take a proposed change back", "The change", post(withdraw)),
        Route::get(
            "/engagements/{engagement}/walk-through",
            "What a client should know before anything is shared",
            "The walk-through",
            get(walkthrough),
        ),
        Route::post(
            "/engagements/{engagement}/walk-through",
            "Say that one has read it",
            "That it was read",
            post(read_walkthrough),
        ),
    ]
}

fn witnessing() -> Vec<Route> {
    vec![
        Route::get(
            "/engagements/{engagement}/log/checkpoint",
            "The signed head of the log (C2SP tlog-checkpoint)",
            "A signed note",
            get(checkpoint),
        )
        .gives_media(TEXT),
        Route::get(
            "/engagements/{engagement}/log/tile/{level}/{*place}",
            "A tile of the log, or of its entries with ‘entries’ for the level (C2SP tlog-tiles)",
            "Hashes of 32 bytes, or entries after their lengths",
            get(tile),
        )
        .gives_media(BYTES),
        Route::get(
            "/engagements/{engagement}/log/cosignatures",
            "The newest head that each of the client's keys cosigned",
            "A list",
            get(witnessed),
        ),
        Route::post(
            "/engagements/{engagement}/log/cosignatures",
            "Send back a head of the log that one's own key cosigned",
            "What was kept",
            post(witness),
        )
        .takes::<ask::Cosigned>("Cosigned"),
    ]
}

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";

fn part(it: &PartView) -> Value {
    let state = match it.state {
        PartState::Announced => "announced",
        PartState::Objected => "objected",
        PartState::Stands => "stands",
        PartState::Ended => "ended",
    };
    json!({ "part": it.part, "supplier": it.supplier, "engagement": it.engagement, "people": it.people, "state": state, "since": it.since })
}

/// A question as programs see it: the hash of a stranger's secret stays inside.
fn question(it: &Enquiry) -> Value {
    json!({
        "id": it.id, "kind": it.kind, "engagement": it.engagement, "person": it.person, "about": it.about, "name": it.name,
        "reply_to": it.reply_to, "text": it.text, "language": it.language, "at": it.at, "due": it.due,
        "answered_by": it.answered_by, "answered_at": it.answered_at, "answer": it.answer,
    })
}

fn seen(it: &EnquiryView) -> Value {
    let mut shown = question(&it.enquiry);
    shown["who"] = json!(it.who);
    shown["late"] = json!(it.late);
    shown
}

async fn register(Bearer(door): Bearer) -> Reply {
    give(&views::supplier_register(&door).await?.iter().map(part).collect::<Vec<_>>())
}

async fn parts(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&views::suppliers_on(&door, id).await?.parts.iter().map(part).collect::<Vec<_>>())
}

async fn name(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::NameSupplier>) -> Reply {
    let ask::NameSupplier { supplier, categories, purpose, region } = it;
    made(&actions::name_supplier(&door, NameSupplierAsk { engagement, supplier, categories, purpose, region }).await?)
}

async fn agree(Bearer(door): Bearer, Path(id): Path<InvolvementId>) -> Reply {
    done(&actions::agree_supplier(&door, id).await?)
}

async fn object(Bearer(door): Bearer, Path(involvement): Path<InvolvementId>, Body(it): Body<ask::Reason>) -> Reply {
    done(&actions::object_to_supplier(&door, ObjectToSupplierAsk { involvement, reason: it.reason }).await?)
}

async fn answer_objection(
    Bearer(door): Bearer,
    Path(involvement): Path<InvolvementId>,
    Body(it): Body<ask::Answer>,
) -> Reply {
    done(&actions::answer_objection(&door, AnswerObjectionAsk { involvement, answer: it.answer }).await?)
}

async fn use_tool(Bearer(door): Bearer, Path(id): Path<InvolvementId>) -> Reply {
    done(&actions::use_tool(&door, id).await?)
}

async fn end(Bearer(door): Bearer, Path(id): Path<InvolvementId>) -> Reply {
    done(&actions::end_involvement(&door, id).await?)
}

async fn questions(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&views::own_enquiries(&door, id).await?.iter().map(seen).collect::<Vec<_>>())
}

async fn ask_question(
    Bearer(door): Bearer,
    Path(engagement): Path<EngagementId>,
    Body(it): Body<ask::AskQuestion>,
) -> Reply {
    let ask = AskEnquiryAsk { engagement, about: it.about, text: it.text };
    made(&actions::ask_enquiry(&door, ask).await?.map(|enquiry| question(&enquiry)))
}

async fn enquiries(Bearer(door): Bearer) -> Reply {
    give(&views::enquiries(&door).await?.iter().map(seen).collect::<Vec<_>>())
}

async fn enquiry(Bearer(door): Bearer, Path(id): Path<EnquiryId>) -> Reply {
    give(&seen(&views::enquiry(&door, id).await?))
}

async fn answer(Bearer(door): Bearer, Path(enquiry): Path<EnquiryId>, Body(it): Body<ask::Answer>) -> Reply {
    let ask = AnswerEnquiryAsk { enquiry, answer: it.answer };
    done(&actions::answer_enquiry(&door, ask).await?.map(|enquiry| question(&enquiry)))
}

async fn terms(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    let it = views::terms(&door, id).await?;
    let open = it.open.map(|(change, _)| change);
    give(&json!({
        "categories": it.engagement.categories, "purposes": it.engagement.purposes, "regions": it.engagement.regions,
        "open": open, "past": it.past,
    }))
}

async fn propose(
    Bearer(door): Bearer,
    Path(engagement): Path<EngagementId>,
    Body(it): Body<ask::ProposeTerms>,
) -> Reply {
    let ask::ProposeTerms { categories, purposes, reason } = it;
    made(&actions::propose_terms(&door, ProposeTermsAsk { engagement, categories, purposes, reason }).await?)
}

async fn answer_terms(
    Bearer(door): Bearer,
    Path(change): Path<TermsChangeId>,
    Body(it): Body<ask::AnswerTerms>,
) -> Reply {
    done(&actions::answer_terms(&door, AnswerTermsAsk { change, agree: it.agree }).await?)
}

async fn withdraw(Bearer(door): Bearer, Path(change): Path<TermsChangeId>) -> Reply {
    done(&actions::withdraw_terms(&door, change).await?)
}

async fn walkthrough(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    let it = views::walkthrough(&door, id).await?;
    let people: Vec<Value> =
        it.people.iter().map(|(person, role)| json!({ "name": person.name, "role": role })).collect();
    let suppliers: Vec<Value> = it
        .suppliers
        .iter()
        .map(|(part, supplier)| json!({ "name": supplier.name, "kind": supplier.kind, "region": part.region, "categories": part.categories }))
        .collect();
    let read: Vec<Value> = it.read.iter().map(|(read, name)| json!({ "name": name, "at": read.at })).collect();
    give(&json!({
        "categories": it.engagement.categories, "sealed": it.engagement.sealed, "purposes": it.engagement.purposes,
        "regions": it.engagement.regions, "keep_days": it.engagement.keep_days, "people": people, "suppliers": suppliers,
        "nothing_yet": it.nothing_yet, "read": read,
    }))
}

async fn read_walkthrough(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    made(&actions::read_walkthrough(&door, id).await?)
}

async fn checkpoint(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    media(TEXT, views::log_file(&door, id, "checkpoint").await?)
}

async fn tile(Bearer(door): Bearer, Path((id, level, place)): Path<(EngagementId, String, String)>) -> Reply {
    media(BYTES, views::log_file(&door, id, &format!("tile/{level}/{place}")).await?)
}

async fn witnessed(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&views::witnessed(&door, id).await?)
}

async fn witness(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::Cosigned>) -> Reply {
    done(&actions::witness_log(&door, WitnessLogAsk { engagement, key: it.key, note: it.note }).await?)
}
