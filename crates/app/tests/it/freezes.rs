//! What a freeze keeps: nothing that is due is destroyed, what was on its way in waits, and all of it goes on afterwards.

use crate::{incidents, promises};
use bailee_app::{
    Door,
    actions::{
        self, ContainIncidentAsk, DeleteNowAsk, DestroyAsk, IntakeAsk, PlaceHoldAsk, ScopeIncidentAsk,
        ThawEngagementAsk, VerifyAsk,
    },
    clocks::{self, due},
    views,
};
use bailee_model::{
    Category, Engagement, ErrorKind, HoldingState, Incident, LogId, PromiseStatus, Purpose, Result, incident::Scope,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use bytes::Bytes;
use futures::stream;
use jiff::{SignedDuration, Timestamp};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const SLUG: &str = "deletion_after_verification";

/// A verified engagement that is frozen a day before its deletion; the officer, and the incident.
struct Frozen {
    firm: TestFirm,
    on: TestEngagement,
    officer: Door,
    incident: Incident,
}

impl Frozen {
    async fn new() -> Result<Self> {
        let firm = TestFirm::new().await?;
        let on = incidents::opened(&firm, "A").await?;
        let ask = VerifyAsk { engagement: on.it.id, run: None, statement: "Right.".to_owned() };
        actions::verify(&on.owner, ask).await?;
        firm.advance(DAY * 13);
        let officer = firm.officer().await?;
        let incident = frozen(&firm, &on, &officer).await?;
        Ok(Self { firm, on, officer, incident })
    }

    /// Lets a time pass, and the clocks look.
    async fn after(&self, time: SignedDuration) -> Result<()> {
        self.firm.advance(time);
        clocks::tick(&self.firm.app).await
    }

    async fn is_all(&self, state: HoldingState) -> Result<bool> {
        let holdings = self.firm.app.store().holdings(self.on.it.id).await?;
        Ok(!holdings.is_empty() && holdings.iter().all(|each| each.state == state))
    }

    async fn thaw(&self) -> Result<()> {
        let officer = self.firm.officer().await?;
        actions::thaw_engagement(&officer, thawing(&self.on, &self.incident)).await.map(drop)
    }
}

fn thawing(on: &TestEngagement, incident: &Incident) -> ThawEngagementAsk {
    ThawEngagementAsk {
        incident: incident.id,
        engagement: on.it.id,
        restore: true,
        reason: "it was found, switched off".to_owned(),
    }
}

/// An incident that freezes the engagement, and keeps nobody out.
async fn frozen(firm: &TestFirm, on: &TestEngagement, officer: &Door) -> Result<Incident> {
    let incident = actions::declare_incident(officer, incidents::lost(firm)).await?.value;
    let scope = Scope { engagements: vec![on.it.id], from: Some(firm.app.clock().now() - DAY), ..Scope::default() };
    actions::scope_incident(officer, ScopeIncidentAsk { incident: incident.id, scope }).await?;
    let ask = ContainIncidentAsk { engagements: vec![on.it.id], ..ContainIncidentAsk::default() };
    Ok(actions::contain_incident(officer, incident.id, ask).await?.value)
}

#[tokio::test]
async fn what_is_due_for_deletion_waits_and_goes_with_the_first_look_after_the_thaw() -> Result<()> {
    let it = Frozen::new().await?;
    let since = it.firm.app.clock().now();
    it.after(DAY * 5).await?;
    assert!(it.is_all(HoldingState::Held).await?, "evidence is not destroyed because its day came");
    let engagement = it.firm.app.store().get::<Engagement>(it.on.it.id).await?.expect("there");
    assert_eq!(engagement.frozen_since(), Some(since));
    let waits: Vec<_> =
        due::all(&it.firm.app).await?.into_iter().filter(|due| due.kind.starts_with("deletion")).collect();
    let [waits] = waits.as_slice() else { panic!("{waits:?}") };
    assert_eq!((waits.kind, waits.by_itself), ("deletion_waits", false));
    assert!(waits.page.ends_with(&it.incident.id.to_string()) && waits.who == [it.officer.who.id]);
    assert_eq!(waits.at, engagement.delete_by.expect("verified") + DAY * 30);
    let found = promises::found(&it.firm, SLUG).await;
    assert_eq!(found.status, PromiseStatus::DueSoon);
    assert!(found.says.en.contains("as evidence") && found.says.fr.contains("preuve"), "{}", found.says.en);

    it.thaw().await?;
    assert_eq!(promises::status(&it.firm, SLUG).await, PromiseStatus::Kept, "it is owed from here");
    it.after(SignedDuration::from_mins(1)).await?;
    assert!(it.is_all(HoldingState::Destroyed).await?);
    assert_eq!(promises::status(&it.firm, SLUG).await, PromiseStatus::Kept);
    assert!(due::all(&it.firm.app).await?.iter().all(|due| !due.kind.starts_with("deletion")));
    let thawed = it.firm.app.store().get::<Engagement>(it.on.it.id).await?.expect("there");
    assert!(thawed.frozen_since().is_none() && thawed.thawed_at.is_some());
    Ok(())
}

#[tokio::test]
async fn a_freeze_that_outlasts_its_days_breaks_the_promise_and_still_destroys_nothing() -> Result<()> {
    let it = Frozen::new().await?;
    it.after(DAY * 30).await?;
    assert_eq!(promises::status(&it.firm, SLUG).await, PromiseStatus::DueSoon);
    it.after(DAY * 2).await?;
    assert_eq!(promises::status(&it.firm, SLUG).await, PromiseStatus::Broken);
    assert!(it.is_all(HoldingState::Held).await?);
    // What it goes on from is the end of the freeze; that it took too long stays so until it is gone.
    it.thaw().await?;
    assert_eq!(promises::status(&it.firm, SLUG).await, PromiseStatus::Broken);
    it.after(SignedDuration::from_mins(1)).await?;
    assert!(it.is_all(HoldingState::Destroyed).await?);
    Ok(())
}

#[tokio::test]
async fn a_freeze_excuses_nothing_that_was_late_before_it() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = incidents::opened(&firm, "A").await?;
    let ask = VerifyAsk { engagement: on.it.id, run: None, statement: "Right.".to_owned() };
    actions::verify(&on.owner, ask).await?;
    firm.advance(DAY * 15);
    let officer = firm.officer().await?;
    frozen(&firm, &on, &officer).await?;
    assert_eq!(promises::status(&firm, SLUG).await, PromiseStatus::Broken);
    let engagement = firm.app.store().get::<Engagement>(on.it.id).await?.expect("there");
    assert_eq!(waits_until(&firm).await?, engagement.delete_by.expect("verified"), "and the list says so");
    Ok(())
}

/// By when what an incident keeps waiting has to be gone, as the list of what is due says.
async fn waits_until(firm: &TestFirm) -> Result<Timestamp> {
    let all = due::all(&firm.app).await?;
    Ok(all.iter().find(|due| due.kind == "deletion_waits").expect("listed").at)
}

#[tokio::test]
async fn what_waits_is_owed_on_the_day_that_its_promise_is_judged_by() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = incidents::opened(&firm, "A").await?;
    let ask = VerifyAsk { engagement: on.it.id, run: None, statement: "Right.".to_owned() };
    actions::verify(&on.owner, ask).await?;
    let until = firm.app.clock().now() + DAY * 20;
    let hold = PlaceHoldAsk { engagement: on.it.id, holding: None, reason: "we compare it again".to_owned(), until };
    actions::place_hold(&on.owner, hold).await?;
    firm.advance(DAY * 16);
    let officer = firm.officer().await?;
    frozen(&firm, &on, &officer).await?;
    firm.advance(DAY * 5);
    assert_eq!(
        waits_until(&firm).await?,
        until + DAY * 30,
        "from the end of the hold, and not from the engagement’s day"
    );
    firm.advance(DAY * 28);
    assert_eq!(promises::status(&firm, SLUG).await, PromiseStatus::DueSoon);
    firm.advance(DAY * 2);
    assert_eq!(promises::status(&firm, SLUG).await, PromiseStatus::Broken);
    Ok(())
}

#[tokio::test]
async fn what_the_firm_brings_while_an_incident_freezes_the_engagement_does_not_arrive() -> Result<()> {
    let firm = TestFirm::new().await?;
    let on = firm.engagement("A", &[Category::Parties]).await?;
    let officer = firm.officer().await?;
    let ask = IntakeAsk {
        engagement: on.it.id,
        file_name: "late.csv".to_owned(),
        category: Category::Parties,
        purpose: Purpose::Audit,
    };
    let bytes = stream::once(async {
        frozen(&firm, &on, &officer).await?;
        Ok(Bytes::from_static(b"id,name\n1,Fernhill Ltd (fictional)\n"))
    });
    let error = actions::intake(&on.consultant, ask, bytes).await.expect_err("frozen");
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(error.message().contains("nothing arrives"), "{error}");
    let holdings = firm.app.store().holdings(on.it.id).await?;
    let [late] = holdings.as_slice() else { panic!("{holdings:?}") };
    assert_eq!(late.state, HoldingState::Destroyed);
    assert!(!firm.vault.is_open(on.it.id, late.id), "nothing is half kept");
    Ok(())
}

#[tokio::test]
async fn nobody_destroys_what_is_frozen_the_client_neither() -> Result<()> {
    let it = Frozen::new().await?;
    let owner = it.firm.sign_in(&it.on.owner.who.email).await?;
    let original = it.firm.app.store().holdings(it.on.it.id).await?.remove(0).id;
    let told = views::deletion(&owner, it.on.it.id, None).await?;
    let ask = DeleteNowAsk { engagement: it.on.it.id, holding: None, end_holds: true, confirmation: told.confirmation };
    let refused = actions::delete_now(&owner, ask).await.expect_err("frozen");
    assert_eq!(refused.refusal().map(|each| each.clause.as_str()), Some("S6.1"));
    let ask = DestroyAsk { engagement: it.on.it.id, holdings: vec![original] };
    let refused = actions::destroy(&owner, ask).await.expect_err("frozen");
    assert_eq!(refused.refusal().map(|each| each.clause.as_str()), Some("S6.1"));
    assert!(it.is_all(HoldingState::Held).await?);
    let entries = it.firm.app.store().log(LogId::Engagement(it.on.it.id)).entries(0, 10_000).await?;
    assert!(entries.iter().all(|each| !each.name.starts_with("destruction.")), "nothing was decided");
    it.thaw().await?;
    let owner = it.firm.sign_in(&it.on.owner.who.email).await?;
    let ask = DestroyAsk { engagement: it.on.it.id, holdings: vec![original] };
    actions::destroy(&owner, ask).await?;
    assert_eq!(
        actions::thaw_engagement(&it.firm.officer().await?, thawing(&it.on, &it.incident))
            .await
            .expect_err("twice")
            .kind(),
        ErrorKind::Conflict
    );
    Ok(())
}
