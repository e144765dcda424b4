//! *Who can open what* is the gate's own answer: over many made-up circumstances it says exactly what a real attempt of that
//! person meets.

use bailee_app::{
    Door, actions,
    lookup::Held,
    views::{self, Access},
};
use bailee_model::{
    Action, Assignment, Category, ColumnClass, Completion, Engagement, EngagementState, EntryDraft, ErrorKind, Grant,
    GrantId, GrantKind, Holding, HoldingId, HoldingKind, HoldingState, Purpose, Refusal, Rng, Role, clock::SeededRng,
    clock::random,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;
use std::collections::BTreeSet;

const CSV: &str = "id,name,city\n1,Fernhill Ltd (fictional),Halifax\n";
const DAY: SignedDuration = SignedDuration::from_hours(24);
const PURPOSES: [Purpose; 3] = [Purpose::Audit, Purpose::Mapping, Purpose::Support];
const ROUNDS: usize = 24;

/// One choice out of a list.
fn pick<'a, T>(rng: &dyn Rng, list: &'a [T]) -> &'a T {
    let [byte] = random::<1>(rng);
    &list[usize::from(byte) % list.len()]
}

/// Somebody with two sessions: one confirmed by their device, one not.
struct Worker {
    confirmed: String,
    bare: String,
}

/// What a real attempt met.
#[derive(Debug, PartialEq, Eq)]
enum Met {
    /// It opened; the classes in clear, where it is a table and has any.
    Opened(Option<Vec<ColumnClass>>),
    Refused(Refusal),
    Nothing,
}

#[tokio::test]
async fn invariant_1_who_can_open_what_is_what_each_of_them_meets() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties, Category::Financial, Category::Operations]).await.expect("on");
    let workers = [worker(&firm, &on.lead).await, worker(&firm, &on.consultant).await];
    let holdings = bring(&firm, &on).await;
    let rng = SeededRng::new(7);
    let (mut opened, mut stopped, mut unseen) = (0, BTreeSet::new(), 0);
    for round in 0..ROUNDS {
        shuffle(&firm, &on, &holdings, &rng).await;
        let officer = reading(&firm, &on).await;
        let view = views::who_can_open(&officer, on.it.id).await.expect("seen");
        for worker in &workers {
            let real = firm.app.door(&worker.confirmed).await.expect("in");
            let Some(reach) = view.people.iter().find(|each| each.person.id == real.who.id) else {
                assert_eq!(attempt(&real, holdings[0], Purpose::Audit).await, Met::Nothing, "not on the engagement");
                continue;
            };
            for (holding, said) in view.holdings.iter().zip(&reach.answers) {
                let mut met = Vec::new();
                for purpose in PURPOSES {
                    met.push((purpose, attempt(&real, holding.id, purpose).await));
                }
                compare(round, holding, said, &met);
                match said {
                    Access::Opens(opens) => {
                        opened += 1;
                        let bare = firm.app.door(&worker.bare).await.expect("in");
                        let bare = attempt(&bare, holding.id, opens.purposes[0]).await;
                        assert_eq!(Some(bare), opens.without_device.clone().map(Met::Refused), "without the device");
                    }
                    Access::Stopped(refusal) => {
                        stopped.insert(refusal.clause.clone());
                    }
                    Access::Unseen => unseen += 1,
                }
            }
        }
    }
    assert!(opened > 10 && stopped.len() > 2, "the circumstances differ enough: {opened} {stopped:?} {unseen}");
}

fn compare(round: usize, holding: &Holding, said: &Access, met: &[(Purpose, Met)]) {
    let opening: Vec<Purpose> =
        met.iter().filter(|(_, met)| matches!(met, Met::Opened(_))).map(|(purpose, _)| *purpose).collect();
    let mut classes: Vec<ColumnClass> = met
        .iter()
        .flat_map(|(_, met)| if let Met::Opened(Some(classes)) = met { classes.clone() } else { Vec::new() })
        .collect();
    classes.sort();
    classes.dedup();
    match said {
        Access::Opens(opens) => {
            assert_eq!(opens.purposes, opening, "round {round}, {}: {met:?}", holding.name);
            if holding.kind == HoldingKind::Table {
                assert_eq!(opens.classes, classes, "round {round}, {}", holding.name);
            }
        }
        Access::Stopped(refusal) => {
            assert!(opening.is_empty(), "round {round}, {}: {refusal:?} against {met:?}", holding.name);
            assert!(
                met.iter().any(|(_, met)| *met == Met::Refused(refusal.clone())),
                "round {round}, {}: {refusal:?} against {met:?}",
                holding.name
            );
        }
        Access::Unseen => {
            assert!(met.iter().all(|(_, met)| *met == Met::Nothing), "round {round}, {}: {met:?}", holding.name);
        }
    }
}

/// A real attempt, through the road of every action.
async fn attempt(door: &Door, holding: HoldingId, purpose: Purpose) -> Met {
    let mut door = door.clone();
    door.session.purpose = Some(purpose);
    door.session.stepped_up = door.now();
    match actions::open_profile(&door, holding).await {
        Ok(view) => Met::Opened(Some(view.cleared.clone())),
        Err(error) => match (error.refusal(), error.kind()) {
            (Some(refusal), _) => Met::Refused(refusal.clone()),
            (None, ErrorKind::NotFound) => Met::Nothing,
            // An original has no profile; the gate let them come as far as that.
            (None, ErrorKind::Conflict) => Met::Opened(None),
            (None, other) => panic!("{other:?}: {error}"),
        },
    }
}

async fn worker(firm: &TestFirm, door: &Door) -> Worker {
    let email = &door.who.email;
    Worker {
        confirmed: firm.sign_in_token(email).await.expect("in").1,
        bare: firm.sign_in_bare(email).await.expect("in").1,
    }
}

/// Somebody who may read the view whatever the circumstances: the client's owner.
async fn reading(firm: &TestFirm, on: &TestEngagement) -> Door {
    let mut door = on.owner.clone();
    door.session.stepped_up = firm.app.clock().now();
    door
}

async fn bring(firm: &TestFirm, on: &TestEngagement) -> Vec<HoldingId> {
    let mut tables = Vec::new();
    for (file, category) in [("customers.csv", Category::Parties), ("ledger.csv", Category::Financial)] {
        let (_, table, _) = firm.bring(on, file, category, CSV).await.expect("brought");
        tables.push(table.expect("a table").id);
    }
    tables
}

/// Other circumstances: how the engagement stands, who is on it, what they owe, what was granted.
async fn shuffle(firm: &TestFirm, on: &TestEngagement, tables: &[HoldingId], rng: &dyn Rng) {
    use EngagementState::{Active, Closing, Verified};
    let store = firm.app.store();
    let now = firm.app.clock().now();
    let mut engagement = store.get::<Engagement>(on.it.id).await.expect("read").expect("there");
    engagement.state = *pick(rng, &[Active, Active, Active, Verified, Closing]);
    engagement.purposes = PURPOSES.to_vec();
    engagement.sealed = pick(rng, &[vec![], vec![], vec![Category::Parties]]).clone();
    let mut assignments = store.assignments(on.it.id).await.expect("read");
    for each in &mut assignments {
        each.ended = *pick(rng, &[None, None, None, None, None, Some(now - DAY)]);
        each.suspended = *pick(rng, &[None, None, None, None, Some(now - DAY)]);
    }
    let mut completions: Vec<Completion> = Vec::new();
    for each in &assignments {
        let mut passed = store.completions_of(each.person).await.expect("read");
        let until = *pick(rng, &[now + DAY * 300, now + DAY * 300, now + DAY * 300, now - DAY * 100]);
        passed.iter_mut().for_each(|each| each.until = until);
        completions.extend(passed);
    }
    let mut holdings = Vec::new();
    for id in tables {
        let mut holding = store.get::<Holding>(*id).await.expect("read").expect("there");
        holding.state =
            *pick(rng, &[HoldingState::Held, HoldingState::Held, HoldingState::Held, HoldingState::Quarantined]);
        holdings.push(holding);
    }
    let mut old = store.grants(on.it.id).await.expect("read");
    old.iter_mut().for_each(|each| each.ended = each.ended.or(Some(now)));
    let new: Vec<Grant> =
        assignments.iter().flat_map(|each| [granted(each, on, rng), granted(each, on, rng)]).collect();
    let entry = EntryDraft::new(on.it.id, "test.shuffled");
    let change = store.ledger().record([entry], move |tx| async move {
        tx.save(&engagement).await?;
        for each in &assignments {
            tx.save(each).await?;
        }
        for each in &completions {
            tx.save(each).await?;
        }
        for each in &holdings {
            tx.save(each).await?;
        }
        for each in old.iter().chain(&new) {
            tx.save(each).await?;
        }
        Ok(())
    });
    change.await.expect("other circumstances");
    firm.advance(SignedDuration::from_secs(1));
}

fn granted(under: &Assignment, on: &TestEngagement, rng: &dyn Rng) -> Grant {
    let now = under.since + DAY;
    let by = if under.role == Role::Lead { on.consultant.who.id } else { on.lead.who.id };
    let approved = *pick(rng, &[true, true, true, false]);
    let approver = *pick(rng, &[by, by, by, under.person]);
    let agreed = *pick(rng, &[true, false]);
    let past = *pick(rng, &[false, false, false, true]);
    let ended = *pick(rng, &[false, false, false, true]);
    Grant {
        id: GrantId::new(rng),
        assignment: under.id,
        engagement: under.engagement,
        person: under.person,
        kind: *pick(rng, &[GrantKind::Standard, GrantKind::Standard, GrantKind::BreakGlass]),
        extends: None,
        purpose: *pick(rng, &PURPOSES),
        categories: pick(
            rng,
            &[vec![Category::Parties], vec![Category::Parties, Category::Financial], vec![Category::Operations]],
        )
        .clone(),
        classes: pick(
            rng,
            &[vec![], vec![ColumnClass::Personal], vec![ColumnClass::Personal, ColumnClass::FinancialSensitive]],
        )
        .clone(),
        reason: "as made up".to_owned(),
        asked_at: under.since,
        days: 20,
        approved_by: approved.then_some(approver),
        approved_at: approved.then_some(under.since),
        agreed_by: agreed.then_some(on.owner.who.id),
        agreed_at: agreed.then_some(under.since),
        expires_at: approved.then_some(if past { under.since } else { now + DAY * 20 }),
        used_at: None,
        ended: ended.then_some(under.since),
        ended_why: None,
    }
}

#[tokio::test]
async fn invariant_6_who_is_not_on_the_engagement_reads_nothing_of_it() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let other = firm.engagement("B", &[Category::Parties]).await.expect("another");
    for door in [&other.lead, &other.owner] {
        let error = views::who_can_open(door, on.it.id).await.expect_err("nothing here");
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
    let seen: Held<Engagement> = on.owner.engagement(on.it.id).for_(Action::ViewEngagement).await.expect("their own");
    assert_eq!(seen.it.id, on.it.id);
}

#[tokio::test]
async fn what_we_hold_names_only_whom_the_gate_lets_in() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.bring(&on, "customers.csv", Category::Parties, CSV).await.expect("brought");
    let held = views::what_we_hold(&on.owner, on.it.id).await.expect("held");
    assert!(held.can_open.is_empty(), "nobody without a grant");
    let grant = firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    let held = views::what_we_hold(&on.owner, on.it.id).await.expect("held");
    assert_eq!(held.can_open.len(), 1);
    assert_eq!(held.can_open[0].person.id, on.consultant.who.id);
    assert_eq!((held.can_open[0].purpose, held.can_open[0].until), (Purpose::Audit, grant.expires_at));
    let assignments = firm.app.store().assignments(on.it.id).await.expect("read");
    let mut assignment = assignments.into_iter().find(|each| each.person == on.consultant.who.id).expect("theirs");
    assignment.suspended = Some(firm.app.clock().now());
    let entry = EntryDraft::new(on.it.id, "test.suspended");
    firm.app
        .store()
        .ledger()
        .record([entry], move |tx| async move { tx.save(&assignment).await })
        .await
        .expect("saved");
    let held = views::what_we_hold(&on.owner, on.it.id).await.expect("held");
    assert!(held.can_open.is_empty(), "a grant that runs opens nothing to who is suspended");
}
