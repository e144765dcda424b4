//! What every page has around its own matter: the language, who is signed in, the standing line, the rooms, the notice
//! of what was just done and what has to be put right. Templates call its methods as `f.…`.

mod parts;
mod states;

pub(crate) use parts::Whole;

use crate::markup::Markup;
use crate::words::{
    AccessWords, AgreementWords, ClientWords, DeviceWords, ExitWords, IncidentWords, Lang, PeopleWords, PromiseWords,
    RetentionWords, ReviewWords, TransferWords, UnusualWords, Words,
};
use bailee_model::{EngagementState, Error, ErrorKind, Purpose, Standing, Text};
use jiff::Timestamp;

/// The frame of a page.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) lang: Lang,
    pub(crate) now: Timestamp,
    pub(crate) title: String,
    /// The firm's name.
    pub(crate) firm: String,
    /// The address of this page, to come back to.
    pub(crate) path: String,
    /// The address of the engagement's rooms; empty outside one.
    pub(crate) base: String,
    /// The session's token against forged forms.
    pub(crate) csrf: String,
    pub(crate) me: Option<Me>,
    pub(crate) standing: Option<StandingLine>,
    pub(crate) rail: Vec<Group>,
    pub(crate) notice: Option<Notice>,
    /// Whether columns are masked only because the factors were shown too long ago.
    pub(crate) stale: bool,
    /// Since when an incident has frozen the engagement, if one has.
    pub(crate) frozen: Option<Timestamp>,
    /// Whether the reader sees whose use of the engagement was unusual.
    pub(crate) reads_uses: bool,
    pub(crate) problems: Vec<Problem>,
}

/// Who is signed in.
#[derive(Clone)]
pub(crate) struct Me {
    pub(crate) name: String,
    pub(crate) standing: Standing,
}

/// For whom, for what, until when, from where.
#[derive(Clone)]
pub(crate) struct StandingLine {
    /// Client's name and the engagement's title.
    pub(crate) engagement: Option<(String, String)>,
    pub(crate) purposes: Vec<Choice>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) place: Option<Place>,
}

/// From where somebody works.
#[derive(Clone)]
pub(crate) struct Place {
    /// The device that confirmed the session.
    pub(crate) device: Option<String>,
    /// Where it is looked at, or where one confirms the session.
    pub(crate) href: String,
    /// How many checks are not proved.
    pub(crate) missing: usize,
}

/// A group of links in the rail.
#[derive(Clone)]
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) links: Vec<RailLink>,
}

/// One room.
#[derive(Clone)]
pub(crate) struct RailLink {
    pub(crate) href: String,
    pub(crate) label: std::borrow::Cow<'static, str>,
    pub(crate) here: bool,
    pub(crate) count: Option<u64>,
}

/// What was just done, with its receipt.
#[derive(Clone)]
pub(crate) struct Notice {
    pub(crate) text: String,
    pub(crate) receipt: Option<String>,
}

/// Something to put right, at a field where there is one.
#[derive(Clone)]
pub(crate) struct Problem {
    pub(crate) field: Option<String>,
    pub(crate) message: Text,
    pub(crate) hint: Option<Text>,
}

impl Problem {
    /// What an error says, at this field.
    pub(crate) fn at(field: Option<String>, error: &Error) -> Self {
        Self { field, message: error.text().clone(), hint: error.remedy().cloned() }
    }
}

/// One thing that can be chosen.
#[derive(Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: impl ToString, label: impl ToString, chosen: bool) -> Self {
        Self { value: value.to_string(), label: label.to_string(), chosen }
    }
}

impl Frame {
    /// A frame for a page without rooms.
    pub(crate) fn bare(lang: Lang, now: Timestamp, firm: &str, path: &str) -> Self {
        Self {
            lang,
            now,
            title: String::new(),
            firm: firm.to_owned(),
            path: path.to_owned(),
            base: String::new(),
            csrf: String::new(),
            me: None,
            standing: None,
            rail: Vec::new(),
            notice: None,
            stale: false,
            frozen: None,
            reads_uses: false,
            problems: Vec::new(),
        }
    }

    /// The catalogue of its language.
    pub(crate) fn t(&self) -> &'static Words {
        self.lang.words()
    }

    /// The catalogue of the pages about requests, access and one's own work.
    pub(crate) fn a(&self) -> &'static AccessWords {
        self.lang.access_words()
    }

    /// The catalogue of the pages about agreements, training and mail.
    pub(crate) fn g(&self) -> &'static AgreementWords {
        self.lang.agreement_words()
    }

    /// The catalogue of the pages about devices.
    pub(crate) fn d(&self) -> &'static DeviceWords {
        self.lang.device_words()
    }

    /// The catalogue of the pages about people and what they leave behind.
    pub(crate) fn p(&self) -> &'static PeopleWords {
        self.lang.people_words()
    }

    /// The catalogue of the pages about access reviews.
    pub(crate) fn v(&self) -> &'static ReviewWords {
        self.lang.review_words()
    }

    /// The catalogue of the pages between the firm and its clients.
    pub(crate) fn c(&self) -> &'static ClientWords {
        ClientWords::of(self.lang)
    }

    /// What a frozen engagement says of itself.
    pub(crate) fn frozen_note(&self) -> &'static str {
        let i = IncidentWords::of(self.lang);
        if self.me.as_ref().is_some_and(|me| matches!(me.standing, Standing::Owner | Standing::Contact)) {
            i.frozen_for_client
        } else {
            i.frozen_note
        }
    }

    /// That an engagement is frozen, and since when.
    pub(crate) fn frozen_state(&self, since: &Timestamp) -> Markup {
        let word = self.fill(IncidentWords::of(self.lang).frozen_since, self.day_text(*since));
        self.status("broken", "stopped", &word)
    }

    /// What the page about the promises is called.
    pub(crate) fn trust_room(&self) -> &'static str {
        PromiseWords::of(self.lang).trust_room
    }

    /// What the published policies are called.
    pub(crate) fn policies_room(&self) -> &'static str {
        crate::words::PolicyWords::of(self.lang).policies
    }

    /// The page that somebody is on, to come back to: a form's address is none.
    pub(crate) fn here(&self) -> String {
        crate::pages::trouble::room(&self.path)
    }

    /// The same frame with this title.
    #[must_use]
    pub(crate) fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The rooms of somebody of the firm.
    pub(crate) fn staff_rooms(&mut self, engagement: Option<(&str, u64)>) {
        let t = self.t();
        let mut groups = vec![Group {
            title: t.the_firm.to_owned(),
            links: self.links([
                ("/work", t.my_work),
                ("/requests", self.a().requests),
                ("/engagements", t.engagements),
                ("/reviews", self.v().reviews),
                ("/incidents", IncidentWords::of(self.lang).incidents),
                ("/devices", self.d().devices),
                ("/agreements", self.g().agreements),
                ("/firm/policies", crate::words::PolicyWords::of(self.lang).policies),
                ("/training", self.g().training),
            ]),
        }];
        if self.me.as_ref().is_some_and(|me| matches!(me.standing, Standing::Officer | Standing::Auditor)) {
            let links = self.links([
                ("/firm/promises", PromiseWords::of(self.lang).board),
                ("/enquiries", self.c().enquiries_room),
                ("/people", t.firm_people),
                ("/suppliers", self.p().suppliers),
                ("/firm/devices", self.d().firm_devices),
                ("/firm/agreements", self.g().firm_agreements_room),
                ("/firm/training", self.g().firm_training_room),
                ("/register", ExitWords::of(self.lang).whole_register),
                ("/firm/holds", RetentionWords::of(self.lang).holds_room),
                ("/firm/backups", crate::words::BackupWords::of(self.lang).room),
            ]);
            groups.push(Group { title: t.oversight.to_owned(), links });
        }
        if let Some((title, holdings)) = engagement {
            // Inside an engagement its own room is the current one.
            groups.iter_mut().flat_map(|group| &mut group.links).for_each(|link| link.here = false);
            groups.extend(self.engagement_rooms(title, holdings));
        }
        self.rail = groups;
    }

    /// The rooms of an engagement: the work on its data, who does it and by what agreement, what comes in and goes out.
    fn engagement_rooms(&self, title: &str, holdings: u64) -> [Group; 3] {
        let (t, x) = (self.t(), ExitWords::of(self.lang));
        let mut work = vec![
            ("", t.overview),
            ("/holdings", t.holdings),
            ("/query", t.query),
            ("/mapping", t.mapping),
            ("/load", t.load),
            ("/reconcile", t.reconcile),
            ("/systems", t.systems),
            ("/log", t.log),
            ("/close", t.close_room),
        ];
        let first = work.len();
        work.extend([
            ("/people", t.people_and_grants),
            ("/grants", self.a().grants_history),
            ("/access", self.a().access),
            ("/suppliers", self.c().suppliers_room),
            ("/terms", self.c().terms_room),
        ]);
        work.extend(self.reads_uses.then(|| ("/uses", UnusualWords::of(self.lang).room)));
        let second = work.len();
        work.extend([
            ("/links", TransferWords::of(self.lang).links),
            ("/checkouts", x.checkouts),
            ("/register", x.register),
            ("/demands", x.demands),
            ("/residency", x.residency),
        ]);
        let rooms = work.into_iter().map(|(path, label)| (format!("{}{path}", self.base), label));
        let mut links = self.links(rooms);
        links[1].count = Some(holdings);
        let out = links.split_off(second);
        let who = links.split_off(first);
        let group = |title: &str, links| Group { title: title.to_owned(), links };
        [group(title, links), group(t.who_and_terms, who), group(t.in_and_out, out)]
    }

    /// The rooms of a client: what is known of their data, and what they decide.
    ///
    /// `query` keeps the engagement they chose, where they have several.
    pub(crate) fn client_rooms(&mut self, query: &str) {
        let (t, r) = (self.t(), RetentionWords::of(self.lang));
        let mut links = self.links([
            ("/held", t.what_we_hold),
            ("/opened", t.who_opened),
            ("/where", ExitWords::of(self.lang).where_and_left),
            ("/proof", t.proof_room),
            ("/incidents", IncidentWords::of(self.lang).incidents),
            ("/decisions", t.your_decisions),
            ("/questions", self.c().questions_room),
            ("/links", TransferWords::of(self.lang).links),
            ("/return", r.return_room),
            ("/delete", r.delete_room),
        ]);
        links.iter_mut().for_each(|link| link.href.push_str(query));
        let acts = links.split_off(5);
        self.rail = vec![
            Group { title: t.your_data.to_owned(), links },
            Group { title: t.what_you_can_do.to_owned(), links: acts },
        ];
    }

    fn links(&self, rooms: impl IntoIterator<Item = (impl Into<String>, &'static str)>) -> Vec<RailLink> {
        let path = self.path.split('?').next().unwrap_or_default();
        let mut links: Vec<RailLink> = rooms
            .into_iter()
            .map(|(href, label)| RailLink { href: href.into(), label: label.into(), here: false, count: None })
            .collect();
        let longest = links
            .iter()
            .filter(|link| path == link.href || path.starts_with(&format!("{}/", link.href)))
            .map(|link| link.href.len())
            .max();
        for link in &mut links {
            link.here = Some(link.href.len()) == longest && path.starts_with(&link.href);
        }
        links
    }

    /// What people call the purposes they may choose in the standing line.
    pub(crate) fn purposes(&self, agreed: &[Purpose], now: Option<Purpose>) -> Vec<Choice> {
        let none = Choice::new("", self.t().no_purpose, now.is_none());
        let mut choices = vec![none];
        choices.extend(self.choices(agreed, |purpose| now == Some(purpose)));
        choices
    }

    /// Words of a vocabulary as things to choose.
    pub(crate) fn choices<T: crate::words::Say + ToString + Copy>(
        &self,
        words: &[T],
        chosen: impl Fn(T) -> bool,
    ) -> Vec<Choice> {
        words.iter().map(|&word| Choice::new(word, word.say(self.lang), chosen(word))).collect()
    }

    /// The heading of a page about trouble.
    pub(crate) fn trouble_title(&self, kind: ErrorKind) -> &'static str {
        let t = self.t();
        match kind {
            ErrorKind::BadInput => t.title_bad_input,
            ErrorKind::SignIn => t.title_signed_out,
            ErrorKind::Refused => t.title_refused,
            ErrorKind::NotFound => t.title_not_found,
            ErrorKind::Conflict => t.title_conflict,
            ErrorKind::Unavailable => t.title_unavailable,
            ErrorKind::Corrupt => t.title_corrupt,
            ErrorKind::Internal => t.title_internal,
        }
    }

    /// Which status an engagement's state is shown with.
    pub(crate) fn state_look(state: EngagementState) -> (&'static str, &'static str) {
        match state {
            EngagementState::Open => ("", "waiting"),
            EngagementState::Active => ("", "running"),
            EngagementState::Verified | EngagementState::Closing => ("due", "due"),
            EngagementState::Closed => ("kept", "kept"),
        }
    }
}
