//! What happens on a day.

use super::{
    Year,
    cast::{Stay, UnderWay},
    morning,
};
use bailee_app::{
    Door,
    actions::{
        self, AskGrantAsk, AssignPersonAsk, DecideReviewAsk, DepartPersonAsk, IntakeAsk, PlaceHoldAsk, TakeQuizAsk,
        VerifyAsk,
    },
    clocks,
};
use bailee_model::{Category, EngagementState, ErrorKind, Person, PersonState, Purpose, ReviewDecision, Role};
use bytes::Bytes;
use jiff::SignedDuration;

/// Who founded the firm.
const FIRST_OFFICER: &str = "odile@quillbridge.example";
const SECOND_OFFICER: &str = "second.officer@quillbridge.example";
const AUDITOR: &str = "ada.auditor@quillbridge.example";
const CSV: &str = "id,name,city\n1,Fernhill Ltd (fictional),Halifax\n2,Oakmere Inc (fictional),Sherbrooke\n";

impl Year {
    pub(super) async fn live_a_day(&mut self) {
        let wait = morning(self.day).duration_since(self.now());
        self.firm.advance(wait.max(SignedDuration::ZERO));
        clocks::tick(&self.firm.app).await.unwrap_or_else(|error| panic!("day {}: {error:?}", self.day));
        if self.day.is_multiple_of(30) {
            self.devices_report().await;
        }
        for at in 0..self.stays.len() {
            self.work_on(at).await;
        }
        self.learn_again().await;
        self.decide_reviews().await;
        if self.day % 97 == 60 {
            self.somebody_leaves().await;
        }
    }

    /// The agents on everybody's machines, who work every hour; once a month is enough not to be forgotten.
    async fn devices_report(&self) {
        let officers = [FIRST_OFFICER, SECOND_OFFICER].map(str::to_owned);
        let staff = self.cast.leads.iter().chain(&self.cast.consultants).map(|person| person.email.clone());
        for email in officers.into_iter().chain(staff) {
            let person = self.firm.app.store().person_by_email(&email).await.expect("reads").expect("there");
            // Whose row of a review nobody decided is let go, and their device with them.
            if person.state == PersonState::Active {
                self.firm.report_of(&email).await.unwrap_or_else(|error| panic!("day {} {email}: {error:?}", self.day));
            }
        }
    }

    async fn door(&self, person: &Person, purpose: Option<Purpose>) -> Door {
        self.firm.at_work(&person.email, purpose).await.expect("at work")
    }

    /// One engagement's day: it begins, is worked on, verified, kept, and closed when it is empty.
    async fn work_on(&mut self, at: usize) {
        let Stay { begins, verified_after, kept_for, closed, .. } = self.stays[at];
        if closed || self.day < begins {
            return;
        }
        let Some(mut on) = self.stays[at].under_way.take() else {
            let begun = self.stays[at].begin(&self.firm, &self.cast).await;
            self.stays[at].under_way = Some(begun);
            return;
        };
        let age = self.day - begins;
        match age {
            _ if on.verified => self.after_verification(at, &mut on, kept_for).await,
            _ if age >= verified_after => self.verify(&mut on).await,
            // A grant of 14 days, asked for again in time; not everybody is at their desk every day.
            _ if age % 12 == 1 => self.grant(&on).await,
            _ if age % 4 == 2 => self.work(&mut on).await,
            _ => {}
        }
        self.stays[at].under_way = Some(on);
    }

    async fn grant(&self, on: &UnderWay) {
        let consultant = self.door(&on.consultant, None).await;
        let ask = AskGrantAsk {
            engagement: on.it.id,
            purpose: Purpose::Audit,
            categories: vec![Category::Parties],
            classes: Vec::new(),
            days: 14,
            reason: "the work agreed".to_owned(),
        };
        // Whose access was suspended, or whose training ran out, asks in vain; that is the point.
        let Ok(asked) = actions::ask_grant(&consultant, ask).await else { return };
        let lead = self.door(&on.lead, None).await;
        let _ = actions::approve_grant(&lead, asked.value.id).await;
    }

    async fn work(&mut self, on: &mut UnderWay) {
        let consultant = self.door(&on.consultant, Some(Purpose::Audit)).await;
        if on.files < 2 {
            let ask = IntakeAsk {
                engagement: on.it.id,
                file_name: format!("customers-{}.csv", on.files),
                category: Category::Parties,
                purpose: Purpose::Audit,
            };
            let bytes = futures::stream::iter([Ok(Bytes::from_static(CSV.as_bytes()))]);
            if let Ok(taken) = actions::intake(&consultant, ask, bytes).await {
                self.firm.app.wait(taken.value.job.id).await.expect("parsed");
                on.files += 1;
            }
            return;
        }
        let holdings = self.firm.app.store().holdings(on.it.id).await.expect("holdings");
        if let Some(table) = holdings.iter().find(|each| each.kind == bailee_model::HoldingKind::Table) {
            let _ = actions::open_profile(&consultant, table.id).await;
        }
    }

    async fn verify(&self, on: &mut UnderWay) {
        let owner = self.door(&on.owner, None).await;
        let ask = VerifyAsk { engagement: on.it.id, run: None, statement: "The balances agree.".to_owned() };
        actions::verify(&owner, ask).await.expect("verified");
        on.verified = true;
    }

    async fn after_verification(&mut self, at: usize, on: &mut UnderWay, kept_for: Option<u32>) {
        if let (Some(days), false) = (kept_for, on.held) {
            let owner = self.door(&on.owner, None).await;
            let until = self.now() + SignedDuration::from_hours(24 * i64::from(days));
            let ask =
                PlaceHoldAsk { engagement: on.it.id, holding: None, reason: "the auditors come".to_owned(), until };
            actions::place_hold(&owner, ask).await.expect("held");
            on.held = true;
        }
        let engagement = self.firm.app.store().get(on.it.id).await.expect("reads");
        let engagement: bailee_model::Engagement = engagement.expect("there");
        if engagement.state == EngagementState::Closed {
            self.stays[at].closed = true;
            return;
        }
        let lead = self.door(&on.lead, None).await;
        // Refused until the balance is zero (invariant 7).
        match actions::close_engagement(&lead, on.it.id).await {
            Ok(_) => self.stays[at].closed = true,
            Err(error) if error.kind() == ErrorKind::Conflict => {}
            // Nobody decided about the lead's access, and it ended: an officer gives it again to who is to close.
            Err(_) => {
                let officer = self.firm.at_work(FIRST_OFFICER, None).await.expect("at work");
                let ask = AssignPersonAsk { engagement: on.it.id, person: on.lead.id, role: Role::Lead };
                let _ = actions::assign_person(&officer, ask).await;
            }
        }
    }

    /// Whoever is reminded of training takes it, nine times of ten on each day.
    async fn learn_again(&mut self) {
        let store = self.firm.app.store().clone();
        let courses = store.courses().await.expect("courses");
        let newest = courses.iter().rfind(|each| each.language == "en").expect("a course").clone();
        let completions = store.completions().await.expect("completions");
        let soon = self.now() + SignedDuration::from_hours(24 * 7);
        let mut people: Vec<Person> = self.cast.leads.iter().chain(&self.cast.consultants).cloned().collect();
        for email in [FIRST_OFFICER, SECOND_OFFICER, AUDITOR] {
            people.extend(store.person_by_email(email).await.expect("reads"));
        }
        people.retain(|person| person.state == PersonState::Active);
        for person in people {
            let last = completions.iter().filter(|each| each.person == person.id).map(|each| each.until).max();
            if last.is_some_and(|until| until < soon) && self.chance(30) {
                let door = self.door(&person, None).await;
                let answers = newest.questions.iter().map(|question| question.right).collect();
                actions::take_quiz(&door, TakeQuizAsk { course: newest.id, answers }).await.expect("learnt");
            }
        }
    }

    /// Rows of an open review are decided little by little; some never are.
    async fn decide_reviews(&mut self) {
        let store = self.firm.app.store().clone();
        let Some(review) = store.reviews().await.expect("reviews").pop().filter(|each| each.closed_at.is_none()) else {
            return;
        };
        for row in store.review_rows(review.id).await.expect("rows") {
            // The officers look after each other's rows at once: without them the firm would end here.
            let officer = row.engagement.is_none();
            if row.decision.is_some() || row.suspended_at.is_some() || !(officer || self.chance(25)) {
                continue;
            }
            let Some(reviewer) = row.reviewer else { continue };
            let reviewer: Person = store.get(reviewer).await.expect("reads").expect("there");
            if reviewer.state != PersonState::Active {
                continue;
            }
            let door = self.door(&reviewer, None).await;
            let decision = if officer || self.chance(90) { ReviewDecision::Keep } else { ReviewDecision::Reduce };
            let ask = DecideReviewAsk { row: row.id, decision, reason: "still at work on it".to_owned() };
            let _ = actions::decide_review(&door, ask).await;
        }
    }

    async fn somebody_leaves(&mut self) {
        let which = usize::try_from(self.roll(1_000)).expect("small") % self.cast.consultants.len();
        let person = self.cast.consultants.remove(which);
        let officer = self.firm.at_work(FIRST_OFFICER, None).await.expect("at work");
        let ask = DepartPersonAsk { person: person.id, left_at: self.now(), reason: "moved on".to_owned() };
        actions::depart_person(&officer, ask).await.expect("departed");
        let follower = self.cast.another(&self.firm).await;
        self.cast.consultants.push(follower.clone());
        for at in 0..self.stays.len() {
            let Some(mut on) = self.stays[at].under_way.clone().filter(|on| on.consultant.id == person.id) else {
                continue;
            };
            on.consultant = follower.clone();
            let officer = self.firm.at_work(FIRST_OFFICER, None).await.expect("at work");
            let ask = AssignPersonAsk { engagement: on.it.id, person: follower.id, role: Role::Consultant };
            let _ = actions::assign_person(&officer, ask).await;
            self.stays[at].under_way = Some(on);
        }
        let left: Person = self.firm.app.store().get(person.id).await.expect("reads").expect("there");
        assert_eq!(left.state, PersonState::Departed);
    }
}
