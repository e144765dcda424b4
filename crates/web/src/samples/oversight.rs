//! Made-up people in every state of a life, a supplier, a credential to replace and accounts in a client's system.

use super::data;
use crate::{
    frame::Frame,
    pages::{
        firm_people::{FirmPeoplePage, InviteForm, Organisations, PeopleFacts, Sought},
        person::{EndForm, PersonPage},
        suppliers::{SupplierForm, SuppliersPage},
    },
};
use askama::Template;
use bailee_app::{
    Ending,
    views::{
        AccountView, AccountsView, Life, PeopleRow, PersonView, Revocation, RevocationFigures, RotationView,
        Subcontracted, UsedCredential,
    },
};
use bailee_model::{
    Account, AccountId, AccountState, Assignment, AssignmentId, CredentialUse, CredentialUseId, Departure, DepartureId,
    Factor, HoldingId, Obligation, Organisation, Person, PersonId, PersonState, Role, Rotation, RotationId,
    RotationState, RotationTry, Session, SessionId, SessionKind, Standing, Supplier, SupplierId, SupplierKind,
};
use jiff::SignedDuration;

pub(super) fn person(seed: u64, name: &str, state: PersonState) -> Person {
    Person {
        id: PersonId::new(&data::rng(seed)),
        name: name.to_owned(),
        email: "someone@firm.example".to_owned(),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        state,
        language: "fr".to_owned(),
        since: data::days(-300),
    }
}

pub(super) fn supplier() -> Supplier {
    Supplier {
        id: SupplierId::new(&data::rng(500)),
        kind: SupplierKind::Subcontractor,
        name: "Atelier Trame (fictional)".to_owned(),
        contact: "bonjour@trame.example".to_owned(),
        regions: vec!["CA-QC".to_owned()],
        since: data::days(-90),
        ended: None,
    }
}

fn rows() -> Vec<PeopleRow> {
    let row = |seed, name: &str, state, owed: &[Obligation]| {
        let person = person(seed, name, state);
        PeopleRow {
            organisation: "Brassard & Lune (fictional)".to_owned(),
            life: Life::of(&person, owed),
            outstanding: owed.to_vec(),
            last_seen: (state == PersonState::Active).then(|| data::days(-1)),
            devices: 1,
            engagements: 2,
            person,
        }
    };
    vec![
        row(501, "Amélie Castonguay", PersonState::Active, &[]),
        row(502, "Bilal Trame", PersonState::Active, &[Obligation::FlowDownPerson, Obligation::Training]),
        row(503, "Cléo Fontaine", PersonState::Invited, &[Obligation::Confidentiality]),
        row(504, "Dov Marsh", PersonState::Suspended, &[]),
        row(505, "Émile Roy", PersonState::Departed, &[]),
    ]
}

fn rotation(state: RotationState, note: RotationTry) -> Rotation {
    let confirmed = state == RotationState::Confirmed;
    Rotation {
        id: RotationId::new(&data::rng(510)),
        engagement: data::engagement().id,
        system: data::systems()[0].id,
        credential: HoldingId::new(&data::rng(511)),
        person: Some(PersonId::new(&data::rng(505))),
        state,
        requested_at: data::days(-2),
        due: data::days(-2),
        attempts: 3,
        next_at: (!confirmed).then(|| data::days(1)),
        note,
        confirmed_at: confirmed.then(|| data::days(-1)),
        confirmed_by: None,
        attested: note == RotationTry::Attested,
    }
}

/// Credentials to replace and accounts, for the page of systems.
pub(super) fn outside() -> (Vec<RotationView>, Vec<AccountsView>) {
    let view = |state, note| RotationView {
        late: state != RotationState::Confirmed,
        may_confirm: state != RotationState::Confirmed,
        rotation: rotation(state, note),
        engagement: data::engagement().title,
        system: "Odoo".to_owned(),
        person: Some("Émile Roy".to_owned()),
        confirmed_by: (state == RotationState::Confirmed).then(|| "Amélie Castonguay".to_owned()),
    };
    let rotations = vec![
        view(RotationState::Failed, RotationTry::NoAnswer),
        view(RotationState::Confirmed, RotationTry::Attested),
        view(RotationState::Confirmed, RotationTry::Dead),
    ];
    let account = |seed, login: &str, state, behind: Option<&str>| AccountView {
        account: Account {
            id: AccountId::new(&data::rng(seed)),
            engagement: data::engagement().id,
            system: data::systems()[0].id,
            login: login.to_owned(),
            name: "Named (fictional)".to_owned(),
            active: state != AccountState::Gone,
            state,
            person: behind.map(|_| PersonId::new(&data::rng(505))),
            first_seen: data::days(-9),
            last_seen: data::days(-1),
            gone_at: (state == AccountState::Gone).then(|| data::days(-1)),
        },
        person: behind.map(str::to_owned),
        left_behind: behind.is_some() && state == AccountState::Unknown,
    };
    let accounts = AccountsView {
        system: data::systems().remove(0),
        accounts: vec![
            account(520, "emile@firm.example", AccountState::Unknown, Some("Émile Roy")),
            account(521, "temp", AccountState::Unknown, None),
            account(522, "amelie@firm.example", AccountState::Known, Some("Amélie Castonguay")),
            account(523, "comptes@client.example", AccountState::Client, None),
            account(524, "old", AccountState::Gone, None),
        ],
        read_at: Some(data::days(-1)),
        may_read: true,
        may_mark: true,
    };
    (rotations, vec![accounts])
}

/// Who of a subcontractor works on it, for the client's page.
pub(super) fn subcontracted() -> Vec<Subcontracted> {
    vec![Subcontracted { person: "Bilal Trame".to_owned(), supplier: supplier(), since: data::days(-20) }]
}

fn view(life: Life) -> PersonView {
    let state = match life {
        Life::Invited => PersonState::Invited,
        Life::Inert | Life::Active => PersonState::Active,
        Life::Suspended => PersonState::Suspended,
        Life::Departed => PersonState::Departed,
    };
    let person = person(505, "Émile Roy", state);
    let gone = life == Life::Departed;
    let departure = gone.then(|| Departure {
        id: DepartureId::new(&data::rng(530)),
        person: person.id,
        by: PersonId::new(&data::rng(531)),
        left_at: data::days(-2),
        ended_at: data::days(-2) + SignedDuration::from_mins(4),
        sessions: 1,
        assignments: 1,
        grants: 2,
        devices: 1,
        rotations: 1,
    });
    let assignment = Assignment {
        id: AssignmentId::new(&data::rng(532)),
        engagement: data::engagement().id,
        person: person.id,
        role: Role::Consultant,
        since: data::days(-40),
        suspended: None,
        ended: gone.then(|| data::days(-2)),
    };
    PersonView {
        organisation: "Brassard & Lune (fictional)".to_owned(),
        life,
        outstanding: if life == Life::Inert { vec![Obligation::Training] } else { Vec::new() },
        sessions: if life == Life::Active { vec![session(person.id)] } else { Vec::new() },
        devices: Vec::new(),
        passkeys: 1,
        assignments: vec![(assignment, data::engagement().title)],
        grants: data::grants().into_iter().map(|line| (line.grant, data::engagement().title)).collect(),
        used: vec![used(person.id, gone)],
        revocation: departure.clone().map(|departure| Revocation {
            departure,
            inside: SignedDuration::from_mins(4),
            outside: None,
            open: 1,
            attested: 1,
        }),
        departure,
        would_end: Ending { sessions: 1, assignments: 1, grants: 2, devices: 1, rotations: 1, ..Ending::default() },
        last_officer: false,
        person,
    }
}

fn used(person: PersonId, gone: bool) -> UsedCredential {
    UsedCredential {
        used: CredentialUse {
            id: CredentialUseId::new(&data::rng(533)),
            engagement: data::engagement().id,
            system: data::systems()[0].id,
            credential: HoldingId::new(&data::rng(511)),
            person,
            first: data::days(-20),
            last: data::days(-3),
        },
        system: "Odoo".to_owned(),
        engagement: data::engagement().title,
        rotation: gone.then(|| rotation(RotationState::Requested, RotationTry::StillOpens)),
    }
}

fn session(person: PersonId) -> Session {
    let now = data::now();
    Session {
        id: SessionId::new(&data::rng(534)),
        token_hash: Vec::new(),
        person,
        kind: SessionKind::Browser,
        name: "Firefox on Linux".to_owned(),
        address: "192.0.2.7".to_owned(),
        factor: Factor::Passkey,
        since: now,
        seen: now,
        until: now + SignedDuration::from_hours(12),
        stepped_up: now,
        purpose: None,
        device: None,
        confirm_hash: Vec::new(),
        confirm_until: None,
        scope: None,
        engagement: None,
        ended: None,
    }
}

/// The pages about people, as the officer sees them.
pub(super) fn pages(frame: impl Fn(&str) -> Frame) -> askama::Result<Vec<(&'static str, String)>> {
    let facts = |rows| PeopleFacts {
        rows,
        figures: RevocationFigures {
            departures: 4,
            median_inside: Some(SignedDuration::from_mins(3)),
            worst_inside: Some(SignedDuration::from_mins(12)),
            median_outside: Some(SignedDuration::from_mins(48)),
            worst_outside: None,
            open: 1,
        },
        organisations: Organisations { clients: vec![data::client()], suppliers: vec![supplier()] },
        sought: Sought::default(),
    };
    let mut pages = vec![
        (
            "firm-people",
            FirmPeoplePage::new(frame("/people"), facts(rows()), InviteForm::default(), Some(data::invited()))
                .render()?,
        ),
        (
            "firm-people-none",
            FirmPeoplePage::new(frame("/people"), facts(Vec::new()), InviteForm::default(), None).render()?,
        ),
        (
            "suppliers",
            SuppliersPage::new(
                frame("/suppliers"),
                vec![(supplier(), vec![person(502, "Bilal Trame", PersonState::Active)])],
                super::clients::parts(),
                SupplierForm::default(),
            )
            .render()?,
        ),
        (
            "suppliers-none",
            SuppliersPage::new(frame("/suppliers"), Vec::new(), Vec::new(), SupplierForm::default()).render()?,
        ),
    ];
    for (name, life) in [
        ("person-invited", Life::Invited),
        ("person-inert", Life::Inert),
        ("person", Life::Active),
        ("person-suspended", Life::Suspended),
        ("person-departed", Life::Departed),
    ] {
        let page = PersonPage::new(frame("/people/x"), view(life), false, EndForm::default(), None);
        pages.push((name, page.render()?));
    }
    Ok(pages)
}
