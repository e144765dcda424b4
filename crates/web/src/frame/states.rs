//! How things stand, as templates show it: each state has one colour, one icon and one word on every page.

use super::Frame;
use crate::{
    format,
    markup::{Markup, html},
    words::Say,
};
use bailee_app::views::Life;
use bailee_model::{
    Account, AccountState, EngagementState, Grant, HoldingKind, HoldingState, JobState, PromiseStatus, Review,
    Rotation, RotationState, profile::Weight,
};
use jiff::Timestamp;

impl Frame {
    /// A status: its colour, its icon and its word.
    pub(crate) fn status(&self, class: &str, icon: &str, word: &str) -> Markup {
        html!("<span class=\"status {class}\">{icon}{word}</span>", class = class, icon = self.icon(icon), word = word)
    }

    /// An engagement's state.
    pub(crate) fn standing_of(&self, state: &EngagementState) -> Markup {
        let (class, icon) = Self::state_look(*state);
        self.status(class, icon, state.say(self.lang))
    }

    /// How far an access review is, for its reader.
    pub(crate) fn review_state(&self, review: &Review, undecided: &usize) -> Markup {
        match review.closed_at {
            Some(_) => self.status("kept", "kept", EngagementState::Closed.say(self.lang)),
            None if *undecided > 0 => self.status("due", "due", self.v().review_waiting),
            None => self.status("", "running", self.v().review_open_),
        }
    }

    /// How a promise stands.
    pub(crate) fn promise_status(&self, status: &PromiseStatus) -> Markup {
        let (class, icon) = match status {
            PromiseStatus::Kept => ("kept", "kept"),
            PromiseStatus::DueSoon => ("due", "due"),
            PromiseStatus::Broken => ("broken", "broken"),
            PromiseStatus::Unproven => ("due", "unproven"),
            PromiseStatus::Attested => ("", "attested"),
        };
        self.status(class, icon, status.say(self.lang))
    }

    /// A job's state.
    pub(crate) fn job_state(&self, state: &JobState) -> Markup {
        let (class, icon) = match state {
            JobState::Waiting => ("", "waiting"),
            JobState::Running => ("", "running"),
            JobState::Done => ("done", "kept"),
            JobState::Failed => ("broken", "broken"),
            JobState::Stopped => ("due", "stopped"),
        };
        self.status(class, icon, state.say(self.lang))
    }

    /// A holding's state.
    pub(crate) fn holding_state(&self, state: &HoldingState) -> Markup {
        let (class, icon) = match state {
            HoldingState::Arriving => ("", "running"),
            HoldingState::Held => ("", "lock"),
            HoldingState::Quarantined | HoldingState::Destroying => ("due", "due"),
            HoldingState::Destroyed => ("kept", "kept"),
        };
        self.status(class, icon, state.say(self.lang))
    }

    /// A grant's state at this moment.
    pub(crate) fn grant_state(&self, grant: &Grant) -> Markup {
        let t = self.t();
        let day = |at: Option<Timestamp>| at.map(|at| format::day(self.lang, at)).unwrap_or_default();
        match grant {
            grant if grant.ended.is_some() => {
                self.status("", "stopped", grant.ended_why.map_or(t.grant_ended, |why| why.say(self.lang)))
            }
            grant if grant.is_open() && grant.approved_at.is_some() => {
                self.status("due", "waiting", self.a().waits_for_client)
            }
            grant if grant.is_open() && grant.agreed_at.is_some() => {
                self.status("due", "waiting", self.a().waits_for_firm)
            }
            grant if grant.is_open() => self.status("due", "waiting", t.grant_asked),
            grant if grant.is_live(self.now) => {
                self.status("kept", "kept", &self.fill(t.grant_live, day(grant.expires_at)))
            }
            grant => self.status("", "stopped", &self.fill(t.grant_expired, day(grant.expires_at))),
        }
    }

    /// How somebody stands.
    pub(crate) fn life(&self, life: &Life) -> Markup {
        let (class, icon) = match life {
            Life::Invited => ("", "waiting"),
            Life::Inert => ("due", "due"),
            Life::Active => ("kept", "kept"),
            Life::Suspended => ("broken", "stopped"),
            Life::Departed => ("", "stopped"),
        };
        self.status(class, icon, life.say(self.lang))
    }

    /// How far a credential's replacement has come; a word is told apart from a proof.
    pub(crate) fn rotation(&self, rotation: &Rotation) -> Markup {
        let p = self.p();
        match rotation.state {
            RotationState::Confirmed if rotation.attested => self.status("", "attested", p.attested),
            RotationState::Confirmed => self.status("kept", "kept", p.proved),
            RotationState::Failed => self.status("broken", "broken", rotation.state.say(self.lang)),
            RotationState::Requested => self.status("due", "due", rotation.state.say(self.lang)),
        }
    }

    /// What is known of an account.
    pub(crate) fn account(&self, account: &Account) -> Markup {
        let (class, icon) = match account.state {
            AccountState::Unknown => ("due", "due"),
            AccountState::Known | AccountState::Client => ("", "kept"),
            AccountState::Gone => ("kept", "kept"),
        };
        self.status(class, icon, account.state.say(self.lang))
    }

    /// How much a finding matters.
    pub(crate) fn weight(&self, weight: &Weight) -> Markup {
        let t = self.t();
        match weight {
            Weight::Serious => self.status("broken", "broken", t.serious),
            Weight::Notable => self.status("due", "due", t.notable),
            Weight::Minor => self.status("", "unproven", t.minor),
        }
    }

    /// Whether a run's trial balance agreed.
    pub(crate) fn agrees(&self, agrees: &Option<bool>) -> Markup {
        let t = self.t();
        match agrees {
            Some(true) => self.status("kept", "kept", t.agrees),
            Some(false) => self.status("broken", "broken", t.differs),
            None => self.status("", "unproven", t.not_compared),
        }
    }

    /// The icon of a kind of holding.
    pub(crate) fn kind_icon(&self, kind: &HoldingKind) -> Markup {
        self.icon(match kind {
            HoldingKind::Original => "file",
            HoldingKind::Table => "table",
            HoldingKind::Mapping => "mapping",
            HoldingKind::Credential => "key",
            HoldingKind::Report => "report",
            HoldingKind::Handover => "box",
        })
    }
}
