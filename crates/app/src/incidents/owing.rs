//! Who is owed a notice, by when, and what it says before anybody edits it.

use super::{Timeline, affected::Affected, prefill};
use crate::{App, laws};
use bailee_model::{
    Client, ClientId, Engagement, Error, Firm, Incident, IncidentEventKind, Notice, NoticeId, NoticePart, NoticeState,
    NoticeVersion, NoticeVersionId, Organisation, Person, PersonState, Result, say,
};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What one client is owed.
pub(crate) struct Owing {
    client: Client,
    engagements: Vec<Engagement>,
    due: Timestamp,
    rule: String,
    /// The sections in each of the client's languages.
    texts: Vec<(String, Vec<String>)>,
}

impl Owing {
    /// The same with other words for some parts, where what happened is known well enough to say it: by part, and whether in
    /// French.
    pub(crate) fn saying(mut self, words: impl Fn(NoticePart, bool) -> Option<&'static str>) -> Self {
        for (language, sections) in &mut self.texts {
            for (section, part) in sections.iter_mut().zip(NoticePart::ALL) {
                if let Some(words) = words(*part, language == "fr") {
                    words.clone_into(section);
                }
            }
        }
        self
    }
}

/// Works out, before the change, what each affected client is owed.
pub(crate) async fn prepare(app: &Arc<App>, incident: &Incident, affected: &[Affected]) -> Result<Vec<Owing>> {
    let firm = app.firm().await?;
    let owner = app.store().get::<Person>(incident.owner).await?.ok_or_else(Error::not_found)?;
    let mut by_client: BTreeMap<ClientId, Vec<&Affected>> = BTreeMap::new();
    for line in affected {
        by_client.entry(line.client.id).or_default().push(line);
    }
    let mut owed = Vec::new();
    for lines in by_client.into_values() {
        owed.push(owing(app, &firm, incident, &owner.name, &lines).await?);
    }
    Ok(owed)
}

async fn owing(app: &Arc<App>, firm: &Firm, incident: &Incident, owner: &str, lines: &[&Affected]) -> Result<Owing> {
    let client = lines[0].client.clone();
    let mut engagements: Vec<Engagement> = lines.iter().map(|line| line.engagement.clone()).collect();
    // An open engagement first: its key seals the notice, and is there for longest.
    engagements.sort_by_key(|each| (each.closed_at.is_some(), std::cmp::Reverse(each.since), each.id));
    let clock = laws::strictest(app.limits(), &engagements, incident.signal_at)?;
    let now = app.clock().now();
    let known = prefill::Known { firm, incident, affected: lines, owner, now };
    let languages = languages(&app.store().people_of(Organisation::Client(client.id)).await?);
    let texts = languages.into_iter().map(|language| {
        let sections = prefill::sections(&known, &language);
        (language, sections)
    });
    Ok(Owing {
        texts: texts.collect(),
        due: incident.signal_at + SignedDuration::from_hours(clock.hours),
        rule: clock.rule,
        client,
        engagements,
    })
}

/// The languages of those who read it; English where nobody is there yet.
fn languages(people: &[Person]) -> BTreeSet<String> {
    let active = people.iter().filter(|each| matches!(each.state, PersonState::Active | PersonState::Invited));
    let found: BTreeSet<String> = active.map(|each| each.language.clone()).collect();
    if found.is_empty() { BTreeSet::from(["en".to_owned()]) } else { found }
}

impl Timeline<'_> {
    /// Writes down what is owed: a notice for each client that has none yet. One that nobody edited is written anew from what is
    /// known now; a date only ever moves forward to an earlier one.
    pub(crate) async fn owe(&self, incident: &Incident, owed: Vec<Owing>) -> Result<()> {
        let there = self.tx.notices_on(incident.id).await?;
        for one in owed {
            match there.iter().find(|notice| notice.client == one.client.id) {
                None => self.begin(incident, one).await?,
                Some(notice) if notice.state == NoticeState::Owed => self.renew(notice.clone(), one).await?,
                Some(_) => {}
            }
        }
        Ok(())
    }

    async fn begin(&self, incident: &Incident, one: Owing) -> Result<()> {
        let Some(first) = one.engagements.first() else { return Ok(()) };
        let notice = Notice {
            id: NoticeId::new(self.rng.as_ref()),
            incident: incident.id,
            engagement: first.id,
            client: one.client.id,
            engagements: one.engagements.iter().map(|each| each.id).collect(),
            state: NoticeState::Owed,
            due: one.due,
            rule: one.rule,
            version: 0,
            sent_version: 0,
            sent_at: None,
            sent_by: None,
            acknowledged_at: None,
            acknowledged_by: None,
            waived_at: None,
            waived_by: None,
            waived_name: String::new(),
            waived_why: String::new(),
        };
        self.tx.save(&notice).await?;
        self.save_version(&notice, one.texts).await?;
        let due = prefill::instant(notice.due);
        let text = match notice.rule.as_str() {
            laws::PARAMETER => say!("Due {due}, as the published promise has it.", due),
            laws::CONTRACT => say!("Due {due}, as the contract has it.", due),
            law => say!("Due {due}, by a law: {law}.", due, law),
        };
        self.say_to(incident.id, IncidentEventKind::NoticeOwed, &notice.engagements, text).await
    }

    async fn renew(&self, mut notice: Notice, one: Owing) -> Result<()> {
        let before: BTreeSet<_> = notice.engagements.iter().copied().collect();
        let new = one.engagements.iter().map(|each| each.id).filter(|id| !before.contains(id));
        notice.engagements.extend(new.collect::<Vec<_>>());
        if one.due < notice.due {
            notice.due = one.due;
            notice.rule = one.rule;
        }
        self.tx.save(&notice).await?;
        if notice.version > 0 {
            return Ok(());
        }
        let versions = self.tx.notice_versions(notice.id).await?;
        for mut version in versions {
            if let Some((_, sections)) = one.texts.iter().find(|(language, _)| *language == version.language) {
                version.sections.clone_from(sections);
                version.at = self.now;
                self.tx.save(&version).await?;
            }
        }
        Ok(())
    }

    /// Keeps the notice's newest version, in each language.
    pub(crate) async fn save_version(&self, notice: &Notice, texts: Vec<(String, Vec<String>)>) -> Result<()> {
        for (language, sections) in texts {
            let version = NoticeVersion {
                id: NoticeVersionId::new(self.rng.as_ref()),
                notice: notice.id,
                engagement: notice.engagement,
                number: notice.version,
                language,
                sections,
                by: self.by.ok_or_else(|| Error::internal("A notice is written by somebody."))?,
                at: self.now,
                sent_at: None,
            };
            self.tx.save(&version).await?;
        }
        Ok(())
    }
}
