//! Edit what a client is told. What went out stays as it was: a correction is a version of its own.

use super::done;
use crate::{Done, Door, incidents::Timeline, incidents::prefill::instant};
use bailee_model::{
    Action, Error, IncidentEventKind, Notice, NoticeId, NoticePart, NoticeState, NoticeVersion, Result, say,
};

/// The longest part of a notice, in characters.
const LONGEST: usize = 4000;

/// What it says.
pub struct EditNoticeAsk {
    /// Which notice.
    pub notice: NoticeId,
    /// One text for each part, in their order, for each language of the notice.
    pub texts: Vec<(String, Vec<String>)>,
}

/// Keeps the text as a draft: of the version that was not sent yet, or of a new one.
///
/// # Errors
/// When a part is empty or a language is missing; a notice that was waived is not written.
pub async fn edit_notice(door: &Door, ask: EditNoticeAsk) -> Result<Done<Notice>> {
    let (notice, _) = door.notice_for(ask.notice, Action::RunIncident).await?;
    let texts = checked(ask.texts)?;
    let (rng, by, now) = door.telling();
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        timeline.open(notice.incident).await?;
        let mut notice = tx.get::<Notice>(notice.id).await?.ok_or_else(Error::not_found)?;
        if notice.state == NoticeState::Waived {
            return Err(Error::conflict(say!("It was decided not to tell this client."))
                .hint(say!("Nothing needs to be written.")));
        }
        let versions = tx.notice_versions(notice.id).await?;
        let newest: Vec<&NoticeVersion> = versions.iter().filter(|each| each.number == notice.version).collect();
        if newest.len() != texts.len()
            || newest.iter().any(|each| !texts.iter().any(|(lang, _)| *lang == each.language))
        {
            return Err(Error::bad_input(say!("A language of this notice is missing."))
                .hint(say!("Write all of them."))
                .on_field("texts"));
        }
        let is_draft = notice.version > notice.sent_version;
        if is_draft {
            for version in newest {
                let sections =
                    texts.iter().find(|(lang, _)| *lang == version.language).map(|(_, sections)| sections.clone());
                let edited = NoticeVersion { sections: sections.unwrap_or_default(), by, at: now, ..version.clone() };
                tx.save(&edited).await?;
            }
        } else {
            notice.version += 1;
            let corrects = notice.sent_version > 0;
            let texts = texts.into_iter().map(|(language, sections)| {
                let before = newest.iter().find(|each| each.language == language).map(|each| each.sections.as_slice());
                let sections =
                    if corrects { with_history(sections, before, &language, notice.version, now) } else { sections };
                (language, sections)
            });
            timeline.save_version(&notice, texts.collect()).await?;
            tx.save(&notice).await?;
        }
        let text = say!("Version {version}.", version = notice.version);
        timeline.say_to(notice.incident, IncidentEventKind::NoticeEdited, &[notice.engagement], text).await?;
        Ok(notice)
    });
    Ok(done(recorded.await?))
}

fn checked(mut texts: Vec<(String, Vec<String>)>) -> Result<Vec<(String, Vec<String>)>> {
    for (_, sections) in &mut texts {
        sections.iter_mut().for_each(|each| *each = each.replace("\r\n", "\n").trim().to_owned());
        let wrong = sections.len() != NoticePart::ALL.len()
            || sections.iter().any(|each| each.trim().is_empty() || each.chars().count() > LONGEST);
        if wrong {
            return Err(Error::bad_input(say!(
                "A notice says something in every part, each in up to 4,000 characters."
            ))
            .hint(say!("Where something is not known yet, say so."))
            .on_field("texts"));
        }
    }
    Ok(texts)
}

/// Says in its last part what a correction changes, unless its author said it.
fn with_history(
    mut sections: Vec<String>,
    before: Option<&[String]>,
    language: &str,
    number: i32,
    now: jiff::Timestamp,
) -> Vec<String> {
    let Some(before) = before else { return sections };
    let place = NoticePart::ALL.len() - 1;
    if sections[place] != before[place] {
        return sections;
    }
    let changed: Vec<&str> = NoticePart::ALL
        .iter()
        .zip(sections.iter().zip(before))
        .filter(|(_, (now, then))| now != then)
        .map(|(part, _)| part_name(*part, language))
        .collect();
    let (date, changed) = (instant(now), changed.join(", "));
    let line = match language {
        "fr" => format!("Version {number} du {date}, modifie : {changed}."),
        _ => format!("Version {number} of {date} changes: {changed}."),
    };
    sections[place] = format!("{}\n{line}", before[place]);
    sections
}

/// What a part is called.
pub fn part_name(part: NoticePart, language: &str) -> &'static str {
    let (en, fr) = match part {
        NoticePart::Contact => ("Who tells you, and whom to ask", "Qui vous avise et à qui vous adresser"),
        NoticePart::Happened => ("What happened, and why", "Ce qui s’est passé et pourquoi"),
        NoticePart::When => ("When it happened, and when it became known", "Quand cela s’est produit et a été connu"),
        NoticePart::Data => ("Which data", "Quelles données"),
        NoticePart::People => ("How many people", "Combien de personnes"),
        NoticePart::Consequences => ("What may follow from it", "Ce qui peut en résulter"),
        NoticePart::Measures => ("What was done and will be", "Ce qui a été fait et le sera"),
        NoticePart::Steps => ("What you can do", "Ce que vous pouvez faire"),
        NoticePart::Assessment => ("How we judge the harm", "Comment nous jugeons le préjudice"),
        NoticePart::NextUpdate => ("When you hear more", "Quand vous en saurez plus"),
        NoticePart::History => ("What was corrected", "Ce qui a été corrigé"),
    };
    if language == "fr" { fr } else { en }
}
