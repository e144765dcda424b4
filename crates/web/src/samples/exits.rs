//! Pages about what leaves: checkouts in each state, the register, demands, places; and what would bring all of it back.

use super::{Pages, data, inside, officer_at, visiting};
use crate::{
    Lang,
    frame::{Choice, Problem},
    pages::{
        checkouts::{CheckoutForm, CheckoutsPage},
        demands::{DemandForm, DemandsPage},
        firm_backups::FirmBackupsPage,
        register::{RegisterLine, RegisterPage},
        residency::{RegionForm, ResidencyPage},
    },
};
use askama::Template;
use bailee_app::views::{
    BackupLine, BackupRegister, CheckoutView, Covered, DemandView, DisclosureView, KitLine, Place, Whereabouts,
};
use bailee_model::{
    Assessment, AssessmentId, Backup, BackupGone, BackupId, BackupKind, Checkout, CheckoutEnd, CheckoutId,
    DemandDecision, DemandId, DeviceId, Disclosure, DisclosureId, DisclosureKind, HoldingId, LegalDemand, PersonId,
    Purpose, RecoveryKit, RecoveryKitId, Trier, say,
};

const FILE: &str = "journal_2025.csv";

pub(super) fn pages(lang: Lang) -> Pages {
    let engagement = data::engagement().id;
    let files = || vec![Choice::new("x", FILE, true)];
    let form = CheckoutForm { hours: "24".to_owned(), region: "CA-QC".to_owned(), ..CheckoutForm::default() };
    let mut wrong = inside(lang, "/checkouts");
    wrong.problems = vec![Problem {
        field: Some("hours".to_owned()),
        message: say!("A checkout is for 72 hours at most."),
        hint: Some(say!("Ask again when it is needed longer.")),
    }];
    let list = |f, rows, form| CheckoutsPage::new(f, rows, files(), 72, form);
    let register = |path, whole| {
        let titled = |view| RegisterLine { title: data::engagement().title, view };
        let f = if whole { officer_at(lang, path) } else { inside(lang, path) };
        RegisterPage::new(f, register().into_iter().map(titled).collect(), whole)
    };
    let asked = |f, demands| DemandsPage::new(f, demands, files(), DemandForm::default(), true);
    let places = |f, may| ResidencyPage::new(f, engagement, whereabouts(may), RegionForm::default());
    let told = demands().into_iter().filter(|each| each.demand.told_at.is_some()).collect();
    let left = register_lines();
    let client = places(visiting(lang, "/where"), [false, true, false]).of_client(left, told);
    Ok(vec![
        ("checkouts", list(inside(lang, "/checkouts"), checkouts(), form.clone()).render()?),
        ("checkouts-wrong", list(wrong, checkouts(), form.clone()).render()?),
        ("checkouts-none", list(inside(lang, "/checkouts"), Vec::new(), form).render()?),
        ("register", register("/register", false).render()?),
        ("register-whole", register("/register", true).render()?),
        ("register-none", RegisterPage::new(inside(lang, "/register"), Vec::new(), false).render()?),
        ("demands", asked(inside(lang, "/demands"), demands()).render()?),
        ("demands-none", asked(inside(lang, "/demands"), Vec::new()).render()?),
        ("residency", places(inside(lang, "/residency"), [true, false, true]).render()?),
        ("where", client.render()?),
        ("firm-backups", FirmBackupsPage::new(officer_at(lang, "/firm/backups"), backups(true)).render()?),
        ("firm-backups-none", FirmBackupsPage::new(officer_at(lang, "/firm/backups"), backups(false)).render()?),
    ])
}

fn person(seed: u64) -> PersonId {
    PersonId::new(&data::rng(seed))
}

fn checkout(seed: u64) -> Checkout {
    Checkout {
        id: CheckoutId::new(&data::rng(seed)),
        engagement: data::engagement().id,
        holding: HoldingId::new(&data::rng(801)),
        person: person(802),
        device: DeviceId::new(&data::rng(803)),
        purpose: Purpose::Mapping,
        reason: "the tax tool runs on the laptop only".to_owned(),
        region: "CA-QC".to_owned(),
        hours: 24,
        asked_at: data::days(-2),
        approved_by: None,
        approved_at: None,
        expires_at: None,
        taken_at: None,
        recipient: None,
        disclosure: None,
        returned_at: None,
        confirmation: None,
        ended: None,
        ended_by: None,
        ended_why: None,
    }
}

/// One in each state, the reader's own and others'.
fn checkouts() -> Vec<CheckoutView> {
    let asked = checkout(810);
    let approved = Checkout { approved_at: Some(data::days(-1)), expires_at: Some(data::days(1)), ..checkout(811) };
    let out = Checkout { id: checkout(812).id, taken_at: Some(data::days(-1)), ..approved.clone() };
    let late = Checkout { id: checkout(813).id, expires_at: Some(data::days(-1)), ..out.clone() };
    let back = Checkout { id: checkout(814).id, returned_at: Some(data::days(-1)), ..late.clone() };
    let lost = Checkout {
        id: checkout(815).id,
        ended: Some(data::days(0)),
        ended_why: Some(CheckoutEnd::Unconfirmed),
        ..late.clone()
    };
    let view = |(checkout, own): (Checkout, bool)| CheckoutView {
        holding: FILE.to_owned(),
        person: if own { "Ines Okafor" } else { "Jonas Falk" }.to_owned(),
        device: if own { "Ines’s laptop" } else { "Jonas’s laptop" }.to_owned(),
        approved_by: checkout.approved_at.map(|_| "Odile Brassard".to_owned()),
        ended_by: checkout.ended.map(|_| "Odile Brassard".to_owned()),
        own,
        lapses_at: data::days(5),
        overdue: checkout.is_overdue(data::now()),
        may_approve: checkout.is_asked() && !own,
        may_end: checkout.ended.is_none() && checkout.returned_at.is_none() && !(own && checkout.is_out()),
        checkout,
    };
    vec![(asked, false), (approved, true), (out, true), (late, false), (back, true), (lost, false)]
        .into_iter()
        .map(view)
        .collect()
}

fn disclosure(seed: u64, kind: DisclosureKind, recipient: &str, region: Option<&str>, told: bool) -> DisclosureView {
    DisclosureView {
        line: Disclosure {
            id: DisclosureId::new(&data::rng(seed)),
            engagement: data::engagement().id,
            holding: Some(HoldingId::new(&data::rng(801))),
            kind,
            subject: String::new(),
            what: FILE.to_owned(),
            recipient: recipient.to_owned(),
            region: region.map(ToOwned::to_owned),
            assessment: None,
            basis: "D5.1".to_owned(),
            decided_by: person(820),
            at: data::days(-3),
            barred_until: (!told).then(|| data::days(40)),
            told_at: told.then(|| data::days(-3)),
        },
        decided_by: "Odile Brassard".to_owned(),
    }
}

fn register() -> Vec<DisclosureView> {
    vec![
        disclosure(821, DisclosureKind::Checkout, "Jonas’s laptop", Some("CA-QC"), true),
        disclosure(822, DisclosureKind::LegalDemand, "Tribunal fictif", Some("CA"), false),
        disclosure(823, DisclosureKind::Handover, "Mathilde Roy", None, true),
    ]
}

fn register_lines() -> Vec<RegisterLine> {
    let told = register().into_iter().filter(|each| each.line.is_open());
    told.map(|view| RegisterLine { title: String::new(), view }).collect()
}

fn demand(seed: u64) -> LegalDemand {
    LegalDemand {
        id: DemandId::new(&data::rng(seed)),
        engagement: data::engagement().id,
        authority: "Tribunal fictif".to_owned(),
        region: "CA-QC".to_owned(),
        asks: "Journal 2025".to_owned(),
        basis: "Art. 1".to_owned(),
        received_at: data::days(-2),
        answer_due: data::days(8),
        barred_until: Some(data::days(40)),
        recorded_by: person(820),
        recorded_at: data::days(-2),
        decision: None,
        reason: String::new(),
        holdings: Vec::new(),
        proposed_by: None,
        proposed_at: None,
        confirmed_by: None,
        decided_at: None,
        answered_at: None,
        told_at: None,
    }
}

/// One that waits for a proposal, one for the other person, one to be given, one that was answered.
fn demands() -> Vec<DemandView> {
    let file = HoldingId::new(&data::rng(801));
    let proposed = LegalDemand {
        decision: Some(DemandDecision::Narrow),
        reason: "Art. 2".to_owned(),
        holdings: vec![file],
        proposed_by: Some(person(820)),
        proposed_at: Some(data::days(-1)),
        ..demand(831)
    };
    let decided = LegalDemand { id: demand(832).id, decided_at: Some(data::days(0)), ..proposed.clone() };
    let answered = LegalDemand {
        id: demand(833).id,
        answered_at: Some(data::days(0)),
        told_at: Some(data::days(0)),
        barred_until: None,
        ..decided.clone()
    };
    let view = |demand: LegalDemand| DemandView {
        recorded_by: "Odile Brassard".to_owned(),
        proposed_by: demand.proposed_by.map(|_| "Odile Brassard".to_owned()),
        confirmed_by: demand.decided_at.map(|_| "Ines Okafor".to_owned()),
        holdings: demand.holdings.iter().map(|id| (*id, FILE.to_owned(), demand.answered_at.is_some())).collect(),
        may_propose: demand.decided_at.is_none(),
        may_confirm: demand.decided_at.is_none() && demand.proposed_by.is_some(),
        may_give: demand.decided_at.is_some() && demand.answered_at.is_none(),
        demand,
    };
    vec![demand(830), proposed, decided, answered].into_iter().map(view).collect()
}

fn whereabouts([may_assess, may_agree, may_set]: [bool; 3]) -> Whereabouts {
    let place = |name: &str, region: Option<&str>, covered| Place {
        name: name.to_owned(),
        region: region.map(ToOwned::to_owned),
        covered,
        since: Some(data::days(-42)),
    };
    let assessment = |seed, region: &str, agreed: bool, ended: bool| Assessment {
        id: AssessmentId::new(&data::rng(seed)),
        engagement: data::engagement().id,
        region: region.to_owned(),
        why: "Odoo Online".to_owned(),
        safeguards: "age, TLS 1.3".to_owned(),
        by: person(820),
        at: data::days(-9),
        agreed_by: agreed.then(|| person(840)),
        agreed_at: agreed.then(|| data::days(-8)),
        until: data::days(200),
        ended: ended.then(|| data::days(-1)),
    };
    let by = || "Odile Brassard".to_owned();
    Whereabouts {
        agreed: data::engagement().regions,
        here: place(data::FIRM, Some("CA-QC"), Covered::Agreed),
        systems: vec![
            place("Odoo 17", Some("FR"), Covered::Assessed(data::days(200))),
            place("Odoo 12", Some("US-OR"), Covered::Outside),
            place("Odoo 11", None, Covered::Unknown),
        ],
        devices: vec![place("Jonas Falk", Some("CA-QC"), Covered::Agreed)],
        assessments: vec![
            (assessment(841, "US", false, false), by()),
            (assessment(842, "FR", true, false), by()),
            (assessment(843, "DE", true, true), by()),
        ],
        may_assess,
        may_agree,
        may_set,
    }
}

fn backup(seed: u64, made: i64) -> Backup {
    Backup {
        id: BackupId::new(&data::rng(seed)),
        kind: BackupKind::Full,
        base: None,
        place: "/srv/copies".to_owned(),
        made_at: data::days(made),
        finished_at: Some(data::days(made)),
        expires_at: data::days(made + 35),
        bytes: 3_912_400_000,
        objects: 214,
        site_size: 90,
        digest: data::digest(seed),
        epoch: 4,
        gone_at: None,
        gone_how: None,
        gone_by: None,
        tried_at: None,
        tried_ok: None,
        tried_by: None,
        tried_says: String::new(),
    }
}

fn backups(any: bool) -> BackupRegister {
    let well =
        Backup { tried_at: Some(data::days(0)), tried_ok: Some(true), tried_by: Some(Trier::Clock), ..backup(850, -1) };
    let unsound =
        Backup { kind: BackupKind::Incremental, tried_ok: Some(false), id: backup(851, -2).id, ..well.clone() };
    let late = backup(852, -40);
    let gone = Backup { gone_at: Some(data::days(-5)), gone_how: Some(BackupGone::Expired), ..backup(853, -60) };
    let line = |it: Backup| BackupLine {
        destroyed_since: 2,
        overdue: it.gone_at.is_none() && it.expires_at < data::now(),
        tried: None,
        out_of_reach: it.gone_at.is_none() && it.tried_at.is_none(),
        it,
    };
    let kit = |seed: u64, superseded: Option<i64>, confirmed: Option<&str>| KitLine {
        it: RecoveryKit {
            id: RecoveryKitId::new(&data::rng(seed)),
            name: format!("kit-{:06}.age", seed - 859),
            epoch: i64::try_from(seed).unwrap_or_default() - 859,
            written_at: data::days(-30),
            superseded_at: superseded.map(data::days),
            gone_by: superseded.map(|at| data::days(at + 30)),
            gone_at: confirmed.map(|_| data::days(-1)),
            confirmed_by: confirmed.map(|_| person(820)),
            tried_at: superseded.is_none().then(|| data::days(-1)),
        },
        confirmed_by: confirmed.map(ToOwned::to_owned),
        overdue: confirmed.is_none() && superseded.is_some_and(|at| at < -30),
    };
    BackupRegister {
        place: any.then(|| "/srv/copies".to_owned()),
        under_way: false,
        backups: if any { [well, unsound, late, gone].map(line).into() } else { Vec::new() },
        kits: match any {
            true => vec![
                kit(863, None, None),
                kit(862, Some(-10), None),
                kit(861, Some(-45), None),
                kit(860, Some(-50), Some("Odile Brassard")),
            ],
            false => Vec::new(),
        },
        may_manage: true,
    }
}
