//! What is settled before work: documents and signatures, the course and its quiz; for the officer, how the firm stands.

use super::{Bearer, Body, Reply, Route, ask, done, get, give, made, post};
use axum::extract::Path;
use bailee_app::{
    actions::{self, PublishCourseAsk, PublishDocumentAsk, SignDocumentAsk, TakeQuizAsk},
    views::{self, Signed},
};
use bailee_model::{Course, CourseId, Document, DocumentId, EngagementId, MailId, SignatureId};
use serde_json::{Value, json};

pub(super) fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(firm());
    routes
}

fn own() -> Vec<Route> {
    vec![
        Route::get("/agreements", "What you have to sign, and what you signed", "Two lists", get(mine)),
        Route::get("/documents/{document}", "A document with its exact text", "The document", get(document)),
        Route::post("/documents/{document}/signatures", "Sign a document", "The signature and a receipt", post(sign))
            .takes::<ask::Sign>("Sign"),
        Route::get(
            "/signatures/{signature}",
            "A signature with the exact text",
            "The signature, the text",
            get(signature),
        ),
        Route::get("/engagements/{engagement}/nda", "The mutual agreement of an engagement", "Who signed", get(nda)),
        Route::get("/training", "Where you stand, and the course in force", "Your training", get(training)),
        Route::get("/courses/{course}", "A course and its questions", "The course, without its answers", get(course)),
        Route::post(
            "/courses/{course}/answers",
            "Take the quiz",
            "The result, with what was wrong and why",
            post(answer),
        )
        .takes::<ask::Answers>("Answers"),
    ]
}

fn firm() -> Vec<Route> {
    vec![
        Route::get("/firm/agreements", "Every version, who signed, who owes what", "Two lists", get(firm_agreements)),
        Route::post(
            "/firm/documents",
            "Publish a new version of a document",
            "Both documents and a receipt",
            post(publish),
        )
        .takes::<ask::PublishDocument>("PublishDocument"),
        Route::get("/firm/training", "Who is trained, and who is not", "A list and counts", get(firm_training)),
        Route::post(
            "/firm/courses",
            "Publish a new version of the course",
            "Both courses and a receipt",
            post(publish_course),
        )
        .takes::<ask::PublishCourse>("PublishCourse"),
        Route::get("/firm/mail", "Whether messages go out", "Counts, and what is in trouble", get(mail)),
        Route::post("/firm/mail/{mail}/again", "Send a message again that was given up", "The message", post(again)),
    ]
}

fn signed(it: &Signed) -> Value {
    json!({
        "signature": it.signature, "title": it.title, "person": it.person.name, "organisation": it.organisation,
        "counts": it.counts,
    })
}

fn head(it: &Document) -> Value {
    json!({
        "id": it.id, "kind": it.kind, "version": it.version, "language": it.language, "title": it.title,
        "digest": it.digest, "material": it.material, "published_at": it.published_at,
    })
}

async fn mine(Bearer(door): Bearer) -> Reply {
    let it = views::my_agreements(&door).await?;
    let to_sign = it.to_sign.iter().map(|each| {
        json!({
            "document": head(&each.document), "engagement": each.engagement.as_ref().map(|it| it.id), "again": each.again,
        })
    });
    give(&json!({
        "to_sign": to_sign.collect::<Vec<_>>(), "others_sign": it.others_sign,
        "signed": it.signed.iter().map(signed).collect::<Vec<_>>(),
    }))
}

async fn document(Bearer(door): Bearer, Path(id): Path<DocumentId>) -> Reply {
    let it = views::document(&door, id).await?;
    give(&json!({ "document": it.document, "newest": it.newest, "signed": it.signed, "may_sign": it.may_sign }))
}

async fn sign(Bearer(door): Bearer, Path(id): Path<DocumentId>, Body(it): Body<ask::Sign>) -> Reply {
    let ask = SignDocumentAsk {
        document: id,
        typed_name: it.typed_name,
        consent: it.consent,
        engagement: it.engagement,
        for_organisation: it.for_organisation,
    };
    made(&actions::sign_document(&door, ask).await?)
}

async fn signature(Bearer(door): Bearer, Path(id): Path<SignatureId>) -> Reply {
    let it = views::signature(&door, id).await?;
    give(&json!({ "signed": signed(&it.signed), "document": it.document, "copy": it.text }))
}

async fn nda(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    let it = views::nda(&door, id).await?;
    give(&json!({
        "required": it.engagement.nda_required, "complete": it.complete, "may_sign": it.may_sign,
        "document": it.document.as_ref().map(head), "signed": it.signed.iter().map(signed).collect::<Vec<_>>(),
    }))
}

/// A course as it is asked: which answers are right is told with the result.
fn asked(it: &Course) -> Value {
    let questions = it.questions.iter().map(|each| json!({ "question": each.question, "answers": each.answers }));
    json!({
        "id": it.id, "version": it.version, "language": it.language, "title": it.title, "text": it.text,
        "questions": questions.collect::<Vec<_>>(), "pass": it.pass, "published_at": it.published_at,
    })
}

async fn training(Bearer(door): Bearer) -> Reply {
    let it = views::my_training(&door).await?;
    give(&json!({
        "course": it.course.as_ref().map(asked), "passed": it.passed, "stands": it.stands.as_str(),
        "suspended_at": it.suspended_at,
    }))
}

async fn course(Bearer(door): Bearer, Path(id): Path<CourseId>) -> Reply {
    give(&asked(&views::course(&door, id).await?))
}

async fn answer(Bearer(door): Bearer, Path(id): Path<CourseId>, Body(it): Body<ask::Answers>) -> Reply {
    let result = actions::take_quiz(&door, TakeQuizAsk { course: id, answers: it.answers }).await?;
    done(&result.map(|it| {
        let corrections = it.corrections.into_iter().map(|each| {
            json!({ "question": each.question, "given": each.given, "right": each.right, "because": each.because })
        });
        json!({
            "score": it.score, "passed": it.passed, "completion": it.completion,
            "corrections": corrections.collect::<Vec<_>>(),
        })
    }))
}

async fn firm_agreements(Bearer(door): Bearer) -> Reply {
    let it = views::firm_agreements(&door).await?;
    let documents = it.kinds.iter().flat_map(|row| &row.versions).map(|version| {
        json!({
            "documents": version.documents.iter().map(head).collect::<Vec<_>>(), "by": version.by,
            "signatures": version.signatures,
        })
    });
    let people = it.people.iter().map(|row| {
        json!({
            "person": row.person.id, "name": row.person.name, "organisation": row.organisation, "owes": row.owes,
            "signed": row.signed.iter().map(signed).collect::<Vec<_>>(),
        })
    });
    give(&json!({ "versions": documents.collect::<Vec<_>>(), "people": people.collect::<Vec<_>>() }))
}

async fn publish(Bearer(door): Bearer, Body(it): Body<ask::PublishDocument>) -> Reply {
    let ask = PublishDocumentAsk { kind: it.kind, english: it.english, french: it.french, material: it.material };
    made(&actions::publish_document(&door, ask).await?.map(|it| it.iter().map(head).collect::<Vec<_>>()))
}

async fn firm_training(Bearer(door): Bearer) -> Reply {
    let it = views::firm_training(&door).await?;
    let people = it.people.iter().map(|row| {
        json!({ "person": row.person.id, "name": row.person.name, "stands": row.stands.as_str(), "last": row.last })
    });
    give(&json!({ "people": people.collect::<Vec<_>>(), "current": it.current, "oldest": it.oldest }))
}

async fn publish_course(Bearer(door): Bearer, Body(it): Body<ask::PublishCourse>) -> Reply {
    let done = actions::publish_course(&door, PublishCourseAsk { english: it.english, french: it.french }).await?;
    made(&done.map(|it| it.iter().map(asked).collect::<Vec<_>>()))
}

async fn mail(Bearer(door): Bearer) -> Reply {
    let it = views::mail_health(&door).await?;
    let troubled = it.troubled.iter().map(|(mail, to)| json!({ "mail": mail, "to": to.name }));
    give(&json!({
        "configured": it.configured, "waiting": it.waiting, "oldest": it.oldest, "troubled": troubled.collect::<Vec<_>>(),
    }))
}

async fn again(Bearer(door): Bearer, Path(id): Path<MailId>) -> Reply {
    done(&actions::resend_mail(&door, id).await?)
}
