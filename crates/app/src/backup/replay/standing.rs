//! What clients asked for and agreed to since a backup stands, as far as the log can say it.
//!
//! A hold's entry names the hold and what it keeps; why and until when was in the records and is lost. So the hold is placed
//! again until the last day that it can have had. What the terms are since they changed, and which key a client named, no
//! entry says in clear: such an engagement is frozen, which stops deletion, use and exits alike, and the key is forgotten. An
//! incident tells the officers, who let each engagement run again once it agrees with what the client says.

use super::{Manifest, Replayed, since::Since};
use crate::{
    App,
    actions::lock,
    incidents::{Timeline, affected, counting, owing, page},
    post,
};
use bailee_model::{
    Client, Engagement, EngagementId, EngagementState, EntryDraft, Error, Hold, Holding, Incident, IncidentEventKind,
    IncidentId, IncidentState, IncidentTask, IncidentTaskId, Mail, MailKind, NoticePart, Organisation, Person,
    PersonState, Result, Severity, Standing, TaskState, Text,
    incident::{Contained, Scope},
};
use jiff::SignedDuration;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

impl App {
    /// Places holds again, ends those that ended, forgets keys, and freezes what was agreed on anew.
    pub(super) async fn stand(self: &Arc<Self>, since: &Since, backup: &Manifest, done: &mut Replayed) -> Result<()> {
        self.hold_again(since, backup, done).await?;
        done.holds_ended = self.let_go_again(since, backup).await?;
        done.keys_forgotten = self.forget_keys(since, backup).await?;
        let named = since.agreed.iter().chain(since.rekeyed.keys()).chain(&since.frozen).chain(&since.unknown);
        for id in named.copied().collect::<BTreeSet<EngagementId>>() {
            let there = self.store.get::<Engagement>(id).await?;
            if there.is_some_and(|each| each.state != EngagementState::Closed) {
                done.frozen.push(id);
            }
        }
        if !done.frozen.is_empty() || !done.holds.is_empty() {
            done.incident = Some(self.tell_officers(backup, done).await?);
        }
        Ok(())
    }

    async fn hold_again(&self, since: &Since, backup: &Manifest, done: &mut Replayed) -> Result<()> {
        let longest = SignedDuration::from_hours(24 * self.limits().hold_days);
        let (mut entries, mut holds) = (Vec::new(), Vec::new());
        for (id, held) in &since.held {
            let open = self.store.get::<Engagement>(held.engagement).await?;
            let open = open.is_some_and(|each| each.state != EngagementState::Closed);
            let lost = match held.holding {
                // What arrived since the backup is lost: there is nothing that could be kept.
                Some(holding) => self.store.get::<Holding>(holding).await?.is_none(),
                None => false,
            };
            if !open || lost {
                continue;
            }
            done.holds.push(*id);
            if self.store.get::<Hold>(*id).await?.is_some() {
                continue;
            }
            let french = self.store.get::<Person>(held.asked_by).await?.is_some_and(|each| each.language == "fr");
            let hold = Hold {
                id: *id,
                engagement: held.engagement,
                holding: held.holding,
                asked_by: held.asked_by,
                reason: again(french).to_owned(),
                since: held.at,
                until: held.at + longest,
                ended: None,
            };
            let entry = EntryDraft::new(hold.engagement, "hold.restored")
                .id("hold", hold.id)
                .id("person", hold.asked_by)
                .id("backup", backup.id)
                .detail("until", hold.until.to_string());
            entries.push(hold.holding.iter().fold(entry, |entry, holding| entry.id("holding", holding)));
            holds.push(hold);
        }
        self.keep_all(entries, holds).await
    }

    async fn let_go_again(&self, since: &Since, backup: &Manifest) -> Result<usize> {
        let (mut entries, mut holds) = (Vec::new(), Vec::new());
        for (id, at) in &since.let_go {
            let Some(hold) = self.store.get::<Hold>(*id).await?.filter(|hold| hold.ended.is_none()) else { continue };
            entries.push(EntryDraft::new(hold.engagement, "hold.ended").id("hold", hold.id).id("backup", backup.id));
            holds.push(Hold { ended: Some(*at), ..hold });
        }
        let count = holds.len();
        self.keep_all(entries, holds).await?;
        Ok(count)
    }

    /// What would go back now would be sealed to a key that the client has replaced.
    async fn forget_keys(&self, since: &Since, backup: &Manifest) -> Result<usize> {
        let (mut entries, mut clients) = (Vec::new(), BTreeMap::new());
        for (engagement, client) in &since.rekeyed {
            let client = self.store.get::<Client>(*client).await?.filter(|client| client.recipient.is_some());
            let Some(client) = client else { continue };
            if self.store.get::<Engagement>(*engagement).await?.is_some() {
                let entry = EntryDraft::new(*engagement, "recipient.forgotten").id("client", client.id);
                entries.push(entry.id("backup", backup.id));
                clients.insert(client.id, Client { recipient: None, ..client });
            }
        }
        let count = clients.len();
        self.keep_all(entries, clients.into_values().collect()).await?;
        Ok(count)
    }

    async fn keep_all<T: bailee_store::Noun>(&self, entries: Vec<EntryDraft>, nouns: Vec<T>) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let recorded = self.store.ledger().record(entries, move |tx| async move {
            for noun in &nouns {
                tx.save(noun).await?;
            }
            Ok(())
        });
        recorded.await.map(drop)
    }

    /// Freezes what is to stand still and declares the incident under which it does. Once for a backup.
    async fn tell_officers(self: &Arc<Self>, backup: &Manifest, done: &Replayed) -> Result<IncidentId> {
        let open = self.store.incidents_not_closed().await?;
        if let Some(there) = open.iter().find(|each| each.scope.from == Some(backup.made_at) && !each.exercise) {
            return Ok(there.id);
        }
        let owner = self.first_officer().await?;
        let mut incident = self.restored(backup, done, &owner);
        let affected = affected::derive(self, &incident).await?;
        incident.affected = affected.iter().map(|each| each.engagement.id).collect();
        let owed: Vec<_> = owing::prepare(self, &incident, &affected).await?.into_iter().map(reworded).collect();
        let task = self.comparing(&incident, done, &owner);
        let mut letters = post::to_officers(self, owner.id, MailKind::IncidentDeclared, &page(incident.id)).await?;
        letters.push(post::to(self, owner.id, MailKind::IncidentTask, page(incident.id)));
        self.declare_restored(incident, owed, task, letters, backup).await
    }

    async fn declare_restored(
        &self,
        mut incident: Incident,
        owed: Vec<owing::Owing>,
        task: IncidentTask,
        letters: Vec<Mail>,
        backup: &Manifest,
    ) -> Result<IncidentId> {
        let (rng, now, backup) = (self.rng.clone(), incident.declared_at, backup.id);
        let recorded = self.store.ledger().record([], move |tx| async move {
            lock(&tx, &incident.affected).await?;
            incident.number = tx.incidents().await?.iter().map(|each| each.number).max().unwrap_or(0).saturating_add(1);
            tx.save(&incident).await?;
            for id in &incident.scope.engagements {
                let mut engagement = tx.get::<Engagement>(*id).await?.ok_or_else(Error::not_found)?;
                // What another incident holds is this one's when that one lets it go.
                if engagement.frozen_by.is_none() {
                    (engagement.frozen_by, engagement.frozen_at) = (Some(incident.id), Some(now));
                    tx.save(&engagement).await?;
                    let entry = EntryDraft::new(*id, "engagement.frozen").id("incident", incident.id);
                    tx.entry(entry.id("backup", backup)).await?;
                }
            }
            let timeline = Timeline { tx: &tx, rng: rng.clone(), by: None, now };
            let (kind, line) = (IncidentEventKind::Declared, format!("{}: {}", incident.title, incident.signal));
            timeline.say(incident.id, kind, Text::told(line)).await?;
            if incident.state == IncidentState::Contained {
                let frozen = counting::engagements(incident.scope.engagements.len());
                timeline.say(incident.id, IncidentEventKind::Contained, counting::listed([frozen])).await?;
            }
            tx.save(&task).await?;
            timeline.say(incident.id, IncidentEventKind::TaskAdded, Text::told(task.what.clone())).await?;
            Timeline { tx: &tx, rng, by: Some(incident.owner), now }.owe(&incident, owed).await?;
            for letter in &letters {
                tx.save(letter).await?;
            }
            Ok(incident.id)
        });
        Ok(recorded.await?.value)
    }

    /// The longest-standing officer; an active one, if there is any.
    async fn first_officer(&self) -> Result<Person> {
        let mut officers = self.store.people_of(Organisation::Firm).await?;
        officers.retain(|each| each.standing == Standing::Officer);
        officers.sort_by_key(|each| (each.state != PersonState::Active, each.since, each.id));
        officers.into_iter().next().ok_or_else(|| Error::corrupt("There is no officer in this backup."))
    }

    fn restored(&self, backup: &Manifest, done: &Replayed, owner: &Person) -> Incident {
        let now = self.clock.now();
        let (title, signal) = told(owner.language == "fr", &backup.made_at.strftime("%Y-%m-%d %H:%M UTC").to_string());
        let count = u32::try_from(done.frozen.len()).unwrap_or(u32::MAX);
        let frozen = count > 0;
        Incident {
            id: IncidentId::new(self.rng.as_ref()),
            number: 0,
            title,
            signal,
            signal_at: now,
            declared_by: owner.id,
            declared_at: now,
            owner: owner.id,
            severity: Severity::Medium,
            state: if frozen { IncidentState::Contained } else { IncidentState::Open },
            exercise: false,
            named: Vec::new(),
            scope: Scope {
                engagements: done.frozen.clone(),
                from: Some(backup.made_at),
                until: Some(now),
                ..Scope::default()
            },
            affected: Vec::new(),
            contained_at: frozen.then_some(now),
            contained: Contained { engagements: count, ..Contained::default() },
            cause: String::new(),
            closed_at: None,
            forgotten_at: None,
        }
    }

    fn comparing(&self, incident: &Incident, done: &Replayed, owner: &Person) -> IncidentTask {
        IncidentTask {
            id: IncidentTaskId::new(self.rng.as_ref()),
            incident: incident.id,
            what: to_do(owner.language == "fr", done),
            owner: owner.id,
            due: incident.declared_at + SignedDuration::from_hours(self.limits().notice_hours),
            state: TaskState::Open,
            by: owner.id,
            at: incident.declared_at,
            ended_at: None,
            outcome: String::new(),
        }
    }
}

fn again(french: bool) -> &'static str {
    if french {
        "Replacée par la restauration d’une sauvegarde : le motif et la date de fin ont été perdus. Elle dure donc le plus longtemps possible ; vous pouvez y mettre fin."
    } else {
        "Placed again by the restore of a backup: its reason and its day were lost. So it runs for as long as it can; you may end it."
    }
}

fn told(french: bool, made: &str) -> (String, String) {
    if french {
        (
            "Restauration d’une sauvegarde".to_owned(),
            format!(
                "Le serveur a été restauré à partir de sa sauvegarde du {made}. Ce qui a été convenu ou demandé depuis est dans les journaux et n’est plus dans les registres."
            ),
        )
    } else {
        (
            "Restored from a backup".to_owned(),
            format!(
                "The server was restored from its backup of {made}. What was agreed or asked for since is in the logs and no longer in the records."
            ),
        )
    }
}

fn to_do(french: bool, done: &Replayed) -> String {
    let (frozen, holds, keys) = (done.frozen.len(), done.holds.len(), done.keys_forgotten);
    if french {
        format!(
            "Comparer avec les clients ce qui a été convenu et demandé depuis la sauvegarde. Mandats gelés jusque-là : {frozen} (rétablir les conditions, puis libérer chacun). Conservations replacées jusqu’à leur terme le plus long : {holds} (le client y met fin ou en demande une autre). Clients dont la clé est à nommer à nouveau : {keys}."
        )
    } else {
        format!(
            "Compare with the clients what was agreed and asked for since the backup. Engagements that are frozen until then: {frozen} (agree on the terms again, then let each run). Holds placed again until their longest: {holds} (the client ends it or asks for another). Clients whose key is to be named again: {keys}."
        )
    }
}

/// What a client is told first: nobody opened anything, and what they agreed to is to be said again.
fn reworded(owing: owing::Owing) -> owing::Owing {
    owing.saying(|part, french| match (part, french) {
        (NoticePart::Data, false) => Some(
            "What we hold of yours is as it was when that backup was made, less what was destroyed since. What arrived since is lost here; we ask you for it again.",
        ),
        (NoticePart::Data, true) => Some(
            "Ce que nous détenons de vous est comme au moment de cette sauvegarde, moins ce qui a été détruit depuis. Ce qui est arrivé depuis est perdu ici ; nous vous le redemandons.",
        ),
        (NoticePart::Consequences, false) => Some(
            "Nobody opened anything by it. Terms that you agreed to since, and a key that you named, are to be said again; until then nothing of this work is opened, deleted or handed over.",
        ),
        (NoticePart::Consequences, true) => Some(
            "Personne n’a rien ouvert de ce fait. Les conditions que vous avez acceptées depuis, et une clé que vous avez nommée, sont à redire ; d’ici là, rien de ce mandat n’est ouvert, supprimé ni remis.",
        ),
        _ => None,
    })
}
