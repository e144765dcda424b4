//! Clause S6.4: whoever was told of an incident is helped until it is over: what they ask in their room is answered.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use crate::enquiries::working_days_after;
use bailee_model::{ClientId, Evidence, IncidentMessage, LogId, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;
use jiff::Timestamp;
use std::collections::BTreeMap;

pub(super) const PROMISE: Promise =
    Promise { slug: "incident_cooperation", kinds: &[PromiseKind::Record], parameters: &["answer_days"], judge };

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let mut tally = Tally::default();
        let (mut waiting, mut rooms) = (Vec::new(), 0);
        for incident in look.incidents().await? {
            let mut by_client: BTreeMap<ClientId, Vec<IncidentMessage>> = BTreeMap::new();
            for message in look.app.store.incident_messages(incident.id).await? {
                by_client.entry(message.client).or_default().push(message);
            }
            rooms += by_client.len();
            for messages in by_client.values() {
                for (question, due, answered) in questions(look, messages) {
                    tally.add(shown(question, answered.unwrap_or(look.now) > due));
                    if answered.is_none() {
                        waiting.push(due);
                    }
                }
            }
        }
        let (says, broken) = (said(rooms, tally.all(), waiting.len()), failed(tally.wrong.len()));
        Ok(tally.finding(look.until(waiting), (PromiseStatus::Kept, says), broken))
    })
}

/// Each question of a room with when it had to be answered, and when the firm next wrote there.
fn questions<'m>(
    look: &Look<'_>,
    messages: &'m [IncidentMessage],
) -> Vec<(&'m IncidentMessage, Timestamp, Option<Timestamp>)> {
    let answer =
        |at: Timestamp| messages.iter().filter(|each| !each.from_client && at <= each.at).map(|each| each.at).min();
    let asked = messages.iter().filter(|each| each.from_client);
    asked.map(|each| (each, working_days_after(each.at, look.limits.answer_days), answer(each.at))).collect()
}

fn shown(question: &IncidentMessage, against: bool) -> Evidence {
    let what = format!("incident_message {}", question.id);
    Evidence { what, at: question.at, log: LogId::Engagement(question.engagement), against }
}

fn said(rooms: usize, asked: usize, waiting: usize) -> Said {
    if rooms == 0 {
        return Said::new(
            "Every client who is told of an incident has a room for it; nothing was asked so far.",
            "Chaque client avisé d’un incident a un espace qui lui est réservé ; rien n’y a été demandé à ce jour.",
        );
    }
    Said::new(
        format!(
            "{} asked, all answered in time; {waiting} still within their time.",
            en(asked, "question", "questions")
        ),
        format!("{}, toutes répondues à temps ; {waiting} encore dans les délais.", fr(asked, "question", "questions")),
    )
}

fn failed(wrong: usize) -> Said {
    Said::new(
        format!("{} answered late, or not at all.", en(wrong, "question was", "questions were")),
        format!("{} tard, ou sans réponse.", fr(wrong, "question répondue", "questions répondues")),
    )
}
