//! Incidents: from the first signal to the closed register.

use bailee_app::{
    Door,
    actions::{
        self, AddIncidentTaskAsk, AddSystemAsk, AssignIncidentAsk, CloseIncidentAsk, ContainIncidentAsk,
        DeclareIncidentAsk, EditNoticeAsk, EndIncidentTaskAsk, NoteIncidentAsk, PlaceHoldAsk, ScopeIncidentAsk,
        StoreCredentialAsk, ThawEngagementAsk, WaiveNoticeAsk, WriteInRoomAsk,
    },
    views,
};
use bailee_model::{
    BecauseKind, Category, Engagement, Environment, ErrorKind, Incident, IncidentEventKind, IncidentState, LogId,
    MailKind, NoticeState, PersonState, Purpose, Result, RotationState, Severity, SystemKind, TaskState,
    incident::Scope,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const CSV: &str = "name,city\nAda Fictional,Laval\nBen Fictional,Gatineau\n";

pub(crate) fn lost(firm: &TestFirm) -> DeclareIncidentAsk {
    DeclareIncidentAsk {
        title: "A laptop is missing".to_owned(),
        signal: "It was left on a train.\nNobody has seen it since.".to_owned(),
        signal_at: firm.app.clock().now(),
        severity: Severity::High,
        device: None,
    }
}

/// An engagement on which the consultant opened a table of parties.
pub(crate) async fn opened(firm: &TestFirm, tag: &str) -> Result<TestEngagement> {
    let mut on = firm.engagement(tag, &[Category::Parties]).await?;
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await?;
    let (_, table, _) = firm.bring(&on, "parties.csv", Category::Parties, CSV).await?;
    actions::open_profile(&on.consultant, table.expect("a table").id).await?;
    Ok(on)
}

/// What is known when a consultant's laptop is gone: the person and the device.
pub(crate) async fn stolen(firm: &TestFirm, on: &TestEngagement) -> Result<(Door, Incident)> {
    let officer = firm.officer().await?;
    let incident = actions::declare_incident(&officer, lost(firm)).await?.value;
    let device = on.consultant.session.device.expect("a device behind the session");
    let scope = Scope {
        people: vec![on.consultant.who.id],
        devices: vec![device],
        from: Some(firm.app.clock().now() - SignedDuration::from_hours(48)),
        ..Scope::default()
    };
    let incident = actions::scope_incident(&officer, ScopeIncidentAsk { incident: incident.id, scope }).await?.value;
    Ok((officer, incident))
}

fn everything(incident: &Incident) -> ContainIncidentAsk {
    ContainIncidentAsk {
        people: incident.scope.people.clone(),
        devices: incident.scope.devices.clone(),
        engagements: incident.affected.clone(),
        access: true,
        rotate: true,
    }
}

#[tokio::test]
async fn whom_an_incident_touches_is_derived_from_the_logs_with_receipts() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let other = opened(&firm, "B").await?;
    let (officer, incident) = stolen(&firm, &on).await?;
    let affected = views::affected(&officer, incident.id).await?;
    let [line] = &affected[..] else { panic!("one engagement, not {}", affected.len()) };
    assert_eq!((line.engagement.id, line.client.id), (on.it.id, on.client.id));
    assert_ne!(line.engagement.id, other.it.id);
    assert_eq!((line.categories.as_slice(), line.openings, line.holdings), (&[Category::Parties][..], 1, 1));
    assert!(line.is_touched() && line.last_opening.is_some() && line.rows > 0 && line.people_rows == line.rows);
    let opening = line.because.iter().find(|each| each.kind == BecauseKind::Opened).expect("an opening");
    let receipt = opening.receipt.as_ref().expect("with its receipt");
    let entry = firm.app.store().log(LogId::Engagement(on.it.id)).entries(receipt.index, receipt.index + 1).await?;
    assert_eq!((entry[0].leaf.as_str(), entry[0].name.as_str()), (receipt.leaf.as_str(), "holding.opened"));
    for kind in [BecauseKind::GrantLive, BecauseKind::Assigned] {
        assert!(line.because.iter().any(|each| each.kind == kind), "{kind}");
    }
    Ok(())
}

#[tokio::test]
async fn a_device_counts_for_what_was_opened_while_it_stood_behind_the_session() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let device = on.consultant.session.device.expect("a device");
    let only = |until| Scope { devices: vec![device], from: Some(on.it.since), until, ..Scope::default() };
    let officer = firm.officer().await?;
    let incident = actions::declare_incident(&officer, lost(&firm)).await?.value;
    let ask = ScopeIncidentAsk { incident: incident.id, scope: only(None) };
    actions::scope_incident(&officer, ask).await?;
    assert_eq!(views::affected(&officer, incident.id).await?[0].openings, 1);
    // Until just after the beginning, nothing had been opened yet; that it could have been is still said.
    let ask = ScopeIncidentAsk { incident: incident.id, scope: only(Some(on.it.since + SignedDuration::from_secs(1))) };
    actions::scope_incident(&officer, ask).await?;
    assert!(views::affected(&officer, incident.id).await?.iter().all(|line| line.openings == 0 && !line.is_touched()));
    let upside_down =
        Scope { from: Some(on.it.since), until: Some(on.it.since - SignedDuration::from_hours(1)), ..Scope::default() };
    let refused =
        actions::scope_incident(&officer, ScopeIncidentAsk { incident: incident.id, scope: upside_down }).await;
    assert_eq!(refused.err().map(|error| error.kind()), Some(ErrorKind::BadInput));
    Ok(())
}

#[tokio::test]
async fn one_action_stops_everything_and_a_frozen_engagement_opens_to_nobody() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let (officer, incident) = stolen(&firm, &on).await?;
    let contained = actions::contain_incident(&officer, incident.id, everything(&incident)).await?.value;
    assert_eq!(contained.state, IncidentState::Contained);
    let did = &contained.contained;
    assert_eq!((did.people, did.devices, did.engagements, did.assignments), (1, 1, 1, 1));
    assert!(did.sessions >= 1);
    let store = firm.app.store();
    let person = store.get::<bailee_model::Person>(on.consultant.who.id).await?.expect("there");
    assert_eq!(person.state, PersonState::Suspended);
    assert!(store.get::<Engagement>(on.it.id).await?.expect("there").frozen_by == Some(incident.id));
    assert!(store.assignments(on.it.id).await?.iter().any(|each| each.suspended.is_some()));
    // The lead had nothing to do with it, and opens nothing either; reading the log goes on.
    let lead = firm.sign_in(&on.lead.who.email).await?;
    let refused = actions::activate_engagement(&lead, on.it.id).await.expect_err("refused");
    assert_eq!(refused.refusal().map(|each| each.clause.as_str()), Some("S6.1"));
    views::log(&lead, on.it.id, None, 10).await?;
    // Everything is one event in the logs concerned.
    let entries = store.log(LogId::Engagement(on.it.id)).entries(0, 10_000).await?;
    let frozen = entries.iter().find(|each| each.name == "engagement.frozen").expect("an entry");
    assert!(entries.iter().any(|each| each.name == "access.suspended" && each.event == frozen.event));
    Ok(())
}

#[tokio::test]
async fn containing_needs_fresh_factors_and_stays_within_the_scope() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let (officer, incident) = stolen(&firm, &on).await?;
    let beyond = ContainIncidentAsk { people: vec![on.lead.who.id], ..ContainIncidentAsk::default() };
    let refused = actions::contain_incident(&officer, incident.id, beyond).await.err().map(|each| each.kind());
    assert_eq!(refused, Some(ErrorKind::BadInput));
    let nothing = actions::contain_incident(&officer, incident.id, ContainIncidentAsk::default()).await;
    assert_eq!(nothing.err().map(|each| each.kind()), Some(ErrorKind::BadInput));
    firm.advance(SignedDuration::from_mins(10));
    let stale = actions::contain_incident(&officer, incident.id, everything(&incident)).await.expect_err("refused");
    assert_eq!(stale.refusal().map(|each| each.clause.as_str()), Some("S2.3"));
    Ok(())
}

#[tokio::test]
async fn invariant_6_only_officers_the_owner_and_those_named_know_of_an_incident() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let (officer, incident) = stolen(&firm, &on).await?;
    for door in [&on.lead, &on.owner] {
        let error = views::incident(door, incident.id).await.expect_err("unseen");
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(views::incidents(door).await?.is_empty());
    }
    assert_eq!(views::room(&on.owner, incident.id).await.err().map(|each| each.kind()), Some(ErrorKind::NotFound));
    let ask = AssignIncidentAsk {
        incident: incident.id,
        owner: officer.who.id,
        severity: Severity::Critical,
        named: vec![on.lead.who.id],
    };
    actions::assign_incident(&officer, ask).await?;
    let seen = views::incident(&on.lead, incident.id).await?;
    assert!(!seen.may_run && seen.incident.severity == Severity::Critical);
    let refused = actions::note_incident(
        &on.lead,
        NoteIncidentAsk { incident: incident.id, text: "I saw it".to_owned(), happened_at: None },
    );
    assert_eq!(refused.await.err().map(|each| each.kind()), Some(ErrorKind::Refused));
    let stranger =
        AssignIncidentAsk { incident: incident.id, owner: on.owner.who.id, severity: Severity::Low, named: vec![] };
    let refused = actions::assign_incident(&officer, stranger).await.err().map(|each| each.kind());
    assert_eq!(refused, Some(ErrorKind::BadInput), "a client's person does not look into it");
    Ok(())
}

#[tokio::test]
async fn a_client_may_declare_and_the_officers_are_told() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = firm.engagement("A", &[Category::Parties]).await?;
    let incident = actions::declare_incident(&on.owner, lost(&firm)).await?.value;
    assert_eq!((incident.number, incident.declared_by), (1, on.owner.who.id));
    let officer = firm.officer().await?;
    assert_eq!(incident.owner, officer.who.id);
    let mails = firm.app.store().mails_of(officer.who.id).await?;
    assert!(mails.iter().any(|mail| mail.kind == MailKind::IncidentDeclared));
    let ahead = DeclareIncidentAsk { signal_at: firm.app.clock().now() + SignedDuration::from_hours(1), ..lost(&firm) };
    let refused = actions::declare_incident(&on.owner, ahead).await.err().map(|each| each.kind());
    assert_eq!(refused, Some(ErrorKind::BadInput));
    let foreign = DeclareIncidentAsk { device: on.consultant.session.device, ..lost(&firm) };
    let refused = actions::declare_incident(&on.owner, foreign).await.err().map(|each| each.kind());
    assert_eq!(refused, Some(ErrorKind::NotFound), "somebody else's device is not there");
    Ok(())
}

#[tokio::test]
async fn a_lost_device_is_its_owners_to_report_and_names_the_clients_at_once() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let ask = DeclareIncidentAsk { device: on.consultant.session.device, ..lost(&firm) };
    let incident = actions::declare_incident(&on.consultant, ask).await?.value;
    assert_eq!(incident.affected, [on.it.id]);
    let notices = firm.app.store().notices_on(incident.id).await?;
    let [notice] = &notices[..] else { panic!("one notice") };
    assert_eq!((notice.client, notice.state), (on.client.id, NoticeState::Owed));
    assert_eq!(notice.due, incident.signal_at + SignedDuration::from_hours(24));
    Ok(())
}

#[tokio::test]
async fn a_contract_that_is_stricter_than_law_and_policy_sets_the_date() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let officer = firm.officer().await?;
    actions::agree_notice_hours(&officer, on.it.id, Some(8)).await?;
    let too_long = actions::agree_notice_hours(&officer, on.it.id, Some(0)).await.err().map(|each| each.kind());
    assert_eq!(too_long, Some(ErrorKind::BadInput));
    let refused = actions::agree_notice_hours(&on.owner, on.it.id, Some(1)).await.err().map(|each| each.kind());
    assert_eq!(refused, Some(ErrorKind::Refused));
    let (officer, incident) = stolen(&firm, &on).await?;
    let view = views::incident(&officer, incident.id).await?;
    let line = &view.notices[0];
    assert_eq!((line.notice.rule.as_str(), line.clock.hours), ("contract", 8));
    assert_eq!(line.notice.due, incident.signal_at + SignedDuration::from_hours(8));
    assert!(line.clock.weighed.iter().any(|each| each.rule == "quebec"), "agreed for Canada, so for Québec too");
    Ok(())
}

#[tokio::test]
async fn a_notice_is_prefilled_edited_sent_confirmed_and_corrected() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let (officer, incident) = stolen(&firm, &on).await?;
    let line = views::incident(&officer, incident.id).await?.notices.remove(0);
    let prefilled = &line.versions[0];
    assert!(prefilled.sections.iter().all(|each| !each.trim().is_empty()) && prefilled.sections.len() == 11);
    assert!(prefilled.sections[3].contains("customers and vendors") && prefilled.sections[3].contains(&on.it.title));
    let id = line.notice.id;
    // The client's people know of nothing until it is sent.
    assert_eq!(
        actions::acknowledge_notice(&on.owner, id).await.err().map(|each| each.kind()),
        Some(ErrorKind::NotFound)
    );
    let sent = actions::send_notice(&officer, id).await?.value;
    assert_eq!((sent.state, sent.version, sent.sent_version), (NoticeState::Sent, 1, 1));
    let mails = firm.app.store().mails_of(on.owner.who.id).await?;
    assert!(
        mails
            .iter()
            .any(|mail| mail.kind == MailKind::IncidentNotice && mail.path == format!("/incidents/{}", incident.id))
    );
    assert_eq!(actions::send_notice(&officer, id).await.err().map(|each| each.kind()), Some(ErrorKind::Conflict));
    let refused = actions::acknowledge_notice(&officer, id).await.err().map(|each| each.kind());
    assert_eq!(refused, Some(ErrorKind::Refused), "nobody confirms for the client");
    let confirmed = actions::acknowledge_notice(&on.owner, id).await?.value;
    assert_eq!((confirmed.state, confirmed.acknowledged_by), (NoticeState::Acknowledged, Some(on.owner.who.id)));
    // A correction is a version of its own, says what it changes, and is confirmed anew.
    let mut sections = prefilled.sections.clone();
    sections[4] = "Two people.".to_owned();
    let ask = EditNoticeAsk { notice: id, texts: vec![("en".to_owned(), sections)] };
    actions::edit_notice(&officer, ask).await?;
    let corrected = actions::send_notice(&officer, id).await?.value;
    assert_eq!((corrected.state, corrected.sent_version, corrected.acknowledged_at), (NoticeState::Sent, 2, None));
    assert_eq!(corrected.sent_at, sent.sent_at, "the client was told when they were first told");
    let room = views::room(&on.owner, incident.id).await?;
    assert_eq!(room.versions.len(), 2);
    assert!(room.versions[1].sections[10].contains("How many people"));
    let empty = EditNoticeAsk { notice: id, texts: vec![("en".to_owned(), vec![String::new(); 11])] };
    assert_eq!(actions::edit_notice(&officer, empty).await.err().map(|each| each.kind()), Some(ErrorKind::BadInput));
    Ok(())
}

#[tokio::test]
async fn not_to_tell_a_client_needs_an_officers_name_and_reason() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let (officer, incident) = stolen(&firm, &on).await?;
    let notice = firm.app.store().notices_on(incident.id).await?.remove(0);
    let ask = |name: &str, reason: &str| WaiveNoticeAsk {
        notice: notice.id,
        reason: reason.to_owned(),
        typed_name: name.to_owned(),
    };
    for (name, reason) in [("Somebody Else", "found again"), (officer.who.name.as_str(), " ")] {
        let refused = actions::waive_notice(&officer, ask(name, reason)).await.err().map(|each| each.kind());
        assert_eq!(refused, Some(ErrorKind::BadInput), "{name}");
    }
    let ask_assign =
        AssignIncidentAsk { incident: incident.id, owner: on.lead.who.id, severity: Severity::Low, named: vec![] };
    actions::assign_incident(&officer, ask_assign).await?;
    let refused = actions::waive_notice(&on.lead, ask("Lena A", "found again")).await.err().map(|each| each.kind());
    assert_eq!(refused, Some(ErrorKind::Refused), "its owner may send it, and not leave it out");
    let waived = actions::waive_notice(&officer, ask(&officer.who.name, "It was found switched off.")).await?.value;
    assert_eq!((waived.state, waived.waived_by), (NoticeState::Waived, Some(officer.who.id)));
    assert_eq!(
        actions::send_notice(&officer, notice.id).await.err().map(|each| each.kind()),
        Some(ErrorKind::Conflict)
    );
    Ok(())
}

#[tokio::test]
async fn a_client_has_a_room_with_their_log_questions_and_a_file_to_take_away() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let other = opened(&firm, "B").await?;
    let (officer, incident) = stolen(&firm, &on).await?;
    let notice = firm.app.store().notices_on(incident.id).await?.remove(0);
    let ask = |text: &str| WriteInRoomAsk { incident: incident.id, client: Some(on.client.id), text: text.to_owned() };
    assert_eq!(
        actions::write_in_room(&on.owner, ask("early")).await.err().map(|each| each.kind()),
        Some(ErrorKind::NotFound)
    );
    actions::send_notice(&officer, notice.id).await?;
    actions::write_in_room(&on.owner, ask("Was it encrypted?")).await?;
    firm.advance(SignedDuration::from_secs(60));
    actions::write_in_room(&officer, ask("Yes; its last report said so.")).await?;
    let room = views::room(&on.owner, incident.id).await?;
    let said: Vec<(bool, &str)> =
        room.messages.iter().map(|(each, _)| (each.from_client, each.text.as_str())).collect();
    assert_eq!(said, [(true, "Was it encrypted?"), (false, "Yes; its last report said so.")]);
    assert!(room.excerpt.iter().any(|line| line.entry.name == "holding.opened"));
    assert!(room.excerpt.iter().all(|line| line.entry.log == LogId::Engagement(on.it.id)));
    for door in [&other.owner, &on.lead, &officer] {
        assert_eq!(views::room(door, incident.id).await.err().map(|each| each.kind()), Some(ErrorKind::NotFound));
    }
    assert_eq!(
        actions::write_in_room(&other.owner, ask("me too")).await.err().map(|each| each.kind()),
        Some(ErrorKind::NotFound)
    );
    let zip = views::room_export(&on.owner, incident.id).await?;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).expect("a zip");
    let names: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    for name in ["notice.json", "notice.en.html", "messages.json", "log.json"] {
        assert!(names.iter().any(|each| each == name), "{name}");
    }
    let proof = names.iter().find(|each| each.ends_with(".tlog-proof")).expect("proofs").clone();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name(&proof).expect("there"), &mut text)?;
    bailee_log::proof::LogProof::parse(text.as_bytes()).expect("a proof");
    let entries = firm.app.store().log(LogId::Engagement(on.it.id)).entries(0, 10_000).await?;
    assert!(entries.iter().any(|each| each.name == "room.exported"), "it is on record");
    Ok(())
}

#[tokio::test]
async fn invariant_7_nothing_closes_while_an_incident_is_open_and_it_closes_when_all_is_done() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let (officer, incident) = stolen(&firm, &on).await?;
    let id = incident.id;
    actions::contain_incident(&officer, id, everything(&incident)).await?;
    let remains = views::overview(&officer, on.it.id).await?.balance;
    assert!(remains.incidents == 1 && remains.holds == 0);
    let due = firm.app.clock().now() + SignedDuration::from_hours(72);
    let ask =
        AddIncidentTaskAsk { incident: id, what: "Lock screens after a minute".to_owned(), owner: on.lead.who.id, due };
    let task = actions::add_incident_task(&officer, ask).await?.value;
    let lead = firm.sign_in(&on.lead.who.email).await?;
    assert!(views::my_work(&lead).await?.iter().any(|each| each.kind == views::WorkKind::IncidentTask));
    let officer = firm.officer().await?;
    let close = || CloseIncidentAsk { incident: id, cause: "It was left on a train.".to_owned() };
    let refused = actions::close_incident(&officer, close()).await.expect_err("a task is open");
    assert!(refused.to_string().contains("1 remedy"), "{refused}");
    let ask = EndIncidentTaskAsk { task: task.id, done: true, outcome: "Set on all of them.".to_owned() };
    let ended = actions::end_incident_task(&lead, ask).await?.value;
    assert_eq!(ended.state, TaskState::Done);
    let refused = actions::close_incident(&officer, close()).await.expect_err("frozen");
    assert!(refused.to_string().contains("frozen"), "{refused}");
    let thaw = || ThawEngagementAsk {
        incident: id,
        engagement: on.it.id,
        restore: true,
        reason: "The device is revoked.".to_owned(),
    };
    let refused = actions::thaw_engagement(&lead, thaw()).await.err().map(|each| each.kind());
    assert_eq!(refused, Some(ErrorKind::Refused));
    let thawed = actions::thaw_engagement(&officer, thaw()).await?.value;
    assert!(thawed.frozen_by.is_none());
    assert_eq!(
        actions::thaw_engagement(&officer, thaw()).await.err().map(|each| each.kind()),
        Some(ErrorKind::Conflict)
    );
    let refused = actions::close_incident(&officer, close()).await.expect_err("a client was not told");
    assert!(refused.to_string().contains("not told"), "{refused}");
    let notice = firm.app.store().notices_on(id).await?.remove(0);
    actions::send_notice(&officer, notice.id).await?;
    assert!(actions::close_incident(&officer, close()).await.is_err(), "told a moment ago and silent");
    actions::acknowledge_notice(&firm.sign_in(&on.owner.who.email).await?, notice.id).await?;
    let officer = firm.officer().await?;
    let closed = actions::close_incident(&officer, close()).await?.value;
    assert_eq!(closed.state, IncidentState::Closed);
    assert!(views::overview(&officer, on.it.id).await?.balance.incidents == 0);
    let note = NoteIncidentAsk { incident: id, text: "late".to_owned(), happened_at: None };
    assert_eq!(actions::note_incident(&officer, note).await.err().map(|each| each.kind()), Some(ErrorKind::Conflict));
    Ok(())
}

#[tokio::test]
async fn an_engagement_with_an_open_incident_does_not_close() -> Result<()> {
    let firm = TestFirm::new().await?;
    let officer = firm.officer().await?;
    let incident = actions::hold_exercise(&officer).await?.value;
    let engagement = incident.affected[0];
    let refused = actions::close_engagement(&officer, engagement).await.expect_err("an incident is open");
    assert!(refused.to_string().contains("1 open incident"), "{refused}");
    Ok(())
}

#[tokio::test]
async fn an_exercise_runs_on_a_made_up_engagement_that_closes_with_it() -> Result<()> {
    let firm = TestFirm::new().await?;
    let officer = firm.officer().await?;
    let incident = actions::hold_exercise(&officer).await?.value;
    assert!(incident.exercise && incident.affected.len() == 1);
    let contain = ContainIncidentAsk { engagements: incident.affected.clone(), ..ContainIncidentAsk::default() };
    actions::contain_incident(&officer, incident.id, contain).await?;
    let notice = firm.app.store().notices_on(incident.id).await?.remove(0);
    actions::send_notice(&officer, notice.id).await?;
    let thaw = ThawEngagementAsk {
        incident: incident.id,
        engagement: incident.affected[0],
        restore: false,
        reason: "The exercise is over.".to_owned(),
    };
    actions::thaw_engagement(&officer, thaw).await?;
    let close = CloseIncidentAsk { incident: incident.id, cause: "It was an exercise.".to_owned() };
    actions::close_incident(&officer, close).await?;
    let engagement = firm.app.store().get::<Engagement>(incident.affected[0]).await?.expect("there");
    assert!(engagement.closed_at.is_some());
    let published = firm.app.store().policy_versions_published().await?;
    assert_eq!(
        firm.app.store().policy_reviews().await?.is_empty(),
        published.is_empty(),
        "what is published is gone through"
    );
    let owner = firm.engagement("A", &[Category::Parties]).await?.owner;
    assert!(actions::hold_exercise(&owner).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_credential_of_the_scope_is_to_be_replaced_even_if_nobody_used_it_here() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = firm.engagement("A", &[Category::Secrets]).await?;
    let ask = AddSystemAsk {
        engagement: on.it.id,
        name: "Trial".to_owned(),
        kind: SystemKind::OdooSelfHosted,
        environment: Environment::Test,
        region: "CA".to_owned(),
        url: "https://books.client.example".to_owned(),
        database: "trial".to_owned(),
        login: "bailee".to_owned(),
    };
    let system = actions::add_system(&on.consultant, ask).await?.id;
    let secret = Zeroizing::new("a made-up secret".to_owned());
    let system = actions::store_credential(&on.owner, StoreCredentialAsk { system, secret }).await?.value;
    let credential = system.credential.expect("stored");
    let officer = firm.officer().await?;
    let incident = actions::declare_incident(&officer, lost(&firm)).await?.value;
    let scope = Scope { holdings: vec![credential], from: Some(on.it.since), ..Scope::default() };
    let incident = actions::scope_incident(&officer, ScopeIncidentAsk { incident: incident.id, scope }).await?.value;
    assert_eq!(
        (incident.scope.credentials.as_slice(), incident.affected.as_slice()),
        (&[credential][..], &[on.it.id][..])
    );
    let ask = ContainIncidentAsk { rotate: true, ..ContainIncidentAsk::default() };
    let contained = actions::contain_incident(&officer, incident.id, ask).await?.value;
    assert_eq!(contained.contained.rotations, 1);
    let rotations = firm.app.store().rotations_of(on.it.id).await?;
    assert_eq!((rotations.len(), rotations[0].state), (1, RotationState::Requested));
    Ok(())
}

#[tokio::test]
async fn the_timeline_only_grows_and_each_line_is_in_the_log() -> Result<()> {
    let firm = TestFirm::new().await?;
    let officer = firm.officer().await?;
    let incident = actions::declare_incident(&officer, lost(&firm)).await?.value;
    let earlier = firm.app.clock().now() - SignedDuration::from_hours(3);
    firm.advance(SignedDuration::from_secs(60));
    let note =
        NoteIncidentAsk { incident: incident.id, text: "Asked the railway.".to_owned(), happened_at: Some(earlier) };
    actions::note_incident(&officer, note).await?;
    let events = firm.app.store().incident_events(incident.id).await?;
    let kinds: Vec<IncidentEventKind> = events.iter().map(|each| each.kind).collect();
    assert_eq!(kinds, [IncidentEventKind::Declared, IncidentEventKind::Noted]);
    assert_eq!(events[1].happened_at, earlier);
    let entries = firm.app.store().log(LogId::Site).entries(0, 10_000).await?;
    for event in &events {
        let id = event.id.to_string();
        assert!(entries.iter().any(|each| each.ids.get("line") == Some(&id)), "{}", event.kind);
    }
    Ok(())
}

/// The whole of the database as it lies on disk, with what was written last.
fn on_disk(firm: &TestFirm) -> String {
    let data = firm.folder().join("data");
    let files = ["bailee.db", "bailee.db-wal"].map(|name| std::fs::read(data.join(name)).unwrap_or_default());
    files.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat()
}

#[tokio::test]
async fn invariant_4_what_people_write_of_an_incident_stands_sealed_in_its_record_and_not_in_the_sites_log()
-> Result<()> {
    let firm = TestFirm::new().await?;
    let officer = firm.officer().await?;
    let canary = "Marrow-Mills-canary";
    let ask = DeclareIncidentAsk { title: canary.to_owned(), signal: format!("{canary} called"), ..lost(&firm) };
    let incident = actions::declare_incident(&officer, ask).await?.value;
    let note = NoteIncidentAsk { incident: incident.id, text: format!("{canary} again"), happened_at: None };
    actions::note_incident(&officer, note).await?;
    let task = AddIncidentTaskAsk {
        incident: incident.id,
        what: format!("Call {canary}"),
        owner: officer.who.id,
        due: officer.now() + SignedDuration::from_hours(24),
    };
    let task = actions::add_incident_task(&officer, task).await?.value;
    let end = EndIncidentTaskAsk { task: task.id, done: true, outcome: format!("{canary} was called") };
    actions::end_incident_task(&officer, end).await?;
    let close = CloseIncidentAsk { incident: incident.id, cause: format!("{canary} moved") };
    actions::close_incident(&officer, close).await?;
    let entries = firm.app.store().log(LogId::Site).entries(0, 10_000).await?;
    for entry in &entries {
        let details = format!("{:?}", entry.details);
        assert!(!details.contains(canary) && !String::from_utf8_lossy(&entry.body).contains(canary), "{}", entry.name);
    }
    for event in firm.app.store().incident_events(incident.id).await? {
        let id = event.id.to_string();
        let entry = entries.iter().find(|each| each.ids.get("line") == Some(&id)).expect("each line is in the log");
        let digest = hex::encode(Sha256::digest(event.text.english().as_bytes()));
        let details = entry.details.as_ref().expect("there");
        assert_eq!(details["digest"], serde_json::json!(digest), "a changed line shows: {}", entry.name);
        assert!(event.text.english().contains(canary), "and the record says it");
    }
    assert!(!on_disk(&firm).contains(canary), "sealed where it lies");
    Ok(())
}

#[tokio::test]
async fn the_register_forgets_what_people_wrote_when_its_time_is_over() -> Result<()> {
    let firm = TestFirm::new().await?;
    let officer = firm.officer().await?;
    let incident = actions::declare_incident(&officer, lost(&firm)).await?.value;
    let close = CloseIncidentAsk { incident: incident.id, cause: "Nothing was lost.".to_owned() };
    actions::close_incident(&officer, close).await?;
    let read = async || firm.app.store().get::<Incident>(incident.id).await.map(|it| it.expect("kept"));
    firm.advance(SignedDuration::from_hours(24 * 365 * 5));
    bailee_app::clocks::tick(&firm.app).await?;
    assert!(!read().await?.title.is_empty());
    firm.advance(SignedDuration::from_hours(24 * 367));
    bailee_app::clocks::tick(&firm.app).await?;
    let kept = read().await?;
    assert!(kept.title.is_empty() && kept.cause.is_empty() && kept.forgotten_at.is_some());
    assert_eq!((kept.number, kept.closed_at.is_some()), (1, true));
    Ok(())
}

#[tokio::test]
async fn sixty_engagements_are_named_within_seconds() -> Result<()> {
    let firm = TestFirm::new().await?;
    let mut on = opened(&firm, "A").await?;
    let officer = firm.officer().await?;
    for number in 0..59 {
        let ask = actions::OpenEngagementAsk {
            client: on.client.id,
            title: format!("Work {number}"),
            purposes: Purpose::ALL.to_vec(),
            categories: vec![Category::Parties],
            regions: vec!["CA".to_owned()],
            sealed: Vec::new(),
            nda_required: false,
            keep_days: 14,
        };
        let made = actions::open_engagement(&officer, ask).await?.value;
        let ask = actions::AssignPersonAsk {
            engagement: made.id,
            person: on.consultant.who.id,
            role: bailee_model::Role::Consultant,
        };
        actions::assign_person(&officer, ask).await?;
    }
    on.consultant = firm.sign_in(&on.consultant.who.email).await?;
    let (officer, incident) = stolen(&firm, &on).await?;
    let began = std::time::Instant::now();
    let affected = views::affected(&officer, incident.id).await?;
    assert_eq!(affected.len(), 60);
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    assert_eq!(firm.app.store().notices_on(incident.id).await?.len(), 1, "one client, one notice");
    Ok(())
}

#[tokio::test]
async fn who_is_kept_out_by_two_incidents_goes_on_when_both_have_let_go() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let (officer, first) = stolen(&firm, &on).await?;
    let ask = |incident: &Incident| ContainIncidentAsk {
        engagements: incident.affected.clone(),
        access: true,
        ..ContainIncidentAsk::default()
    };
    actions::contain_incident(&officer, first.id, ask(&first)).await?;
    let (officer, second) = stolen(&firm, &on).await?;
    actions::contain_incident(&officer, second.id, ask(&second)).await?;
    let thaw = |incident| ThawEngagementAsk {
        incident,
        engagement: on.it.id,
        restore: true,
        reason: "the laptop was found".to_owned(),
    };
    let runs = async || -> Result<bool> {
        let all = firm.app.store().assignments(on.it.id).await?;
        Ok(all.iter().any(|each| each.person == on.consultant.who.id && each.suspended.is_none()))
    };
    let still = actions::thaw_engagement(&officer, thaw(first.id)).await?.value;
    assert!(still.frozen_by == Some(second.id) && !runs().await?, "the other incident has not let go");
    let free = actions::thaw_engagement(&officer, thaw(second.id)).await?.value;
    assert!(free.frozen_by.is_none() && runs().await?);
    Ok(())
}

#[tokio::test]
async fn what_is_out_on_a_lost_laptop_is_called_back() {
    let scene = crate::exits::Scene::new().await;
    let (checkout, _) = scene.out().await;
    let (officer, incident) = stolen(&scene.firm, &scene.on).await.expect("scoped");
    actions::contain_incident(&officer, incident.id, everything(&incident)).await.expect("contained");
    let now = scene.firm.app.clock().now();
    assert!(scene.checkout(checkout.id).await.is_overdue(now), "from this moment on");
    let waiting = crate::exits::Scene::new().await;
    let approved = waiting.approved().await;
    let (officer, incident) = stolen(&waiting.firm, &waiting.on).await.expect("scoped");
    actions::contain_incident(&officer, incident.id, everything(&incident)).await.expect("contained");
    assert!(waiting.checkout(approved.id).await.ended.is_some(), "nothing waits to be taken when it is over");
}

#[tokio::test]
async fn the_client_has_things_kept_while_an_engagement_is_frozen() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = opened(&firm, "A").await?;
    let (officer, incident) = stolen(&firm, &on).await?;
    actions::contain_incident(&officer, incident.id, everything(&incident)).await?;
    let owner = firm.sign_in(&on.owner.who.email).await?;
    let ask = PlaceHoldAsk {
        engagement: on.it.id,
        holding: None,
        reason: "it may be evidence".to_owned(),
        until: owner.now() + SignedDuration::from_hours(24 * 30),
    };
    let hold = actions::place_hold(&owner, ask).await?.value;
    let refused = actions::end_hold(&owner, hold.id).await.expect_err("nothing of it is undone meanwhile");
    assert_eq!(refused.refusal().map(|each| each.clause.as_str()), Some("S6.1"));
    Ok(())
}
