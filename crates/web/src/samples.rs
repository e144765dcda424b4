//! Every page from made-up data, in both languages: what the tests render and what one looks at while designing.
//!
//! The firm, the client and every figure are fictional. `cargo run -p bailee-web --example samples -- DIR` writes the pages
//! as files.

mod access;
mod agreements;
mod bench;
mod client_rooms;
mod clients;
mod data;
mod devices;
mod exits;
mod incidents;
mod oversight;
mod policies;
mod profile;
mod promises;
mod retention;
mod reviews;
mod signing_in;
mod transfer;
mod uses;

use crate::{
    Lang,
    frame::{Frame, Me, Notice, Place, Problem, StandingLine},
    pages::{
        close, engagements, enrol, help_api, holdings, job, load, log, mapping, overview, people, profile as profiles,
        query, reconcile, sign_in, step_up, systems, trouble, work,
    },
};
use askama::Template;
use bailee_model::{ColumnClass, EngagementState, Error, Purpose, Refusal, Standing, say};

/// A rendered page.
pub struct Sample {
    /// Its name, as in `holdings`.
    pub name: &'static str,
    /// Its language.
    pub lang: Lang,
    /// The whole document.
    pub html: String,
}

/// Every page in every language.
///
/// # Errors
/// Never, unless a template fails to write into memory.
pub fn all() -> askama::Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for lang in Lang::ALL {
        for (name, html) in doors(lang)?
            .into_iter()
            .chain(staff(lang)?)
            .chain(devices::pages(lang, |path| outside(lang, path))?)
            .chain(agreements::pages(lang, |path| outside(lang, path))?)
            .chain(workbench(lang)?)
            .chain(client_rooms::pages(lang)?)
            .chain(clients::pages(lang)?)
            .chain(access::pages(lang)?)
            .chain(reviews::pages(lang)?)
            .chain(incidents::pages(lang)?)
            .chain(promises::pages(lang)?)
            .chain(signing_in::pages(lang)?)
            .chain(transfer::pages(lang)?)
            .chain(exits::pages(lang)?)
            .chain(uses::pages(lang)?)
            .chain(policies::pages(lang)?)
            .chain(oversight::pages(|path| officer_at(lang, path))?)
            .chain(retention::pages(|path| officer_at(lang, path))?)
        {
            samples.push(Sample { name, lang, html });
        }
    }
    Ok(samples)
}

type Pages = askama::Result<Vec<(&'static str, String)>>;

/// The frame of somebody of the firm in one engagement.
fn inside(lang: Lang, path: &str) -> Frame {
    let engagement = data::engagement();
    let mut f = Frame::bare(lang, data::now(), data::FIRM, "/");
    f.base = format!("/engagements/{}", engagement.id);
    f.path = format!("{}{path}", f.base);
    f.csrf = "sample-token".to_owned();
    f.me = Some(Me { name: "Ines Okafor".to_owned(), standing: Standing::Staff });
    f.standing = Some(StandingLine {
        engagement: Some((data::CLIENT.to_owned(), engagement.title.clone())),
        purposes: f.purposes(&engagement.purposes, Some(Purpose::Mapping)),
        until: Some(data::days(9)),
        place: Some(Place { device: Some("Ines’s laptop".to_owned()), href: "/devices/x".to_owned(), missing: 0 }),
    });
    f.staff_rooms(Some((data::CLIENT, 7)));
    f
}

/// The frame of somebody of the firm outside any engagement.
fn outside(lang: Lang, path: &str) -> Frame {
    let mut f = inside(lang, "");
    f.base = String::new();
    path.clone_into(&mut f.path);
    let place = Some(Place { device: None, href: "/devices/confirm?back=/work".to_owned(), missing: 7 });
    f.standing = Some(StandingLine { engagement: None, purposes: f.purposes(Purpose::ALL, None), until: None, place });
    f.staff_rooms(None);
    f
}

/// The frame of the firm's officer.
fn officer(lang: Lang) -> Frame {
    officer_at(lang, "/people")
}

/// The same, at another address.
fn officer_at(lang: Lang, path: &str) -> Frame {
    let mut f = outside(lang, path);
    f.me = Some(Me { name: "Odile Brassard".to_owned(), standing: Standing::Officer });
    f.staff_rooms(None);
    f
}

/// The frame of a client's person.
fn visiting(lang: Lang, path: &str) -> Frame {
    let mut f = Frame::bare(lang, data::now(), data::FIRM, path);
    f.csrf = "sample-token".to_owned();
    f.me = Some(Me { name: "Mathilde Roy".to_owned(), standing: Standing::Owner });
    f.client_rooms("");
    f
}

fn doors(lang: Lang) -> Pages {
    let bare = |path: &str| Frame::bare(lang, data::now(), data::FIRM, path);
    let offer = enrol::Offer {
        name: "Ines Okafor".to_owned(),
        code: "sample".to_owned(),
        ticket: "sample".to_owned(),
        secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned(),
        uri: "otpauth://totp/Bailee:ines@firm.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Bailee".to_owned(),
    };
    let refusal = Refusal {
        clause: "D3.1".to_owned(),
        promise: "Least access".to_owned(),
        reason: "You can’t open payroll_1999: your grant covers Financial, and this is Employees and users.".to_owned(),
        lift: "Ask the lead for Employees and users, or work on the masked table.".to_owned(),
    };
    let mut wrong = bare("/sign-in");
    wrong.problems = vec![Problem {
        field: Some("code".to_owned()),
        message: say!("These do not open the door together."),
        hint: Some(say!("Check the address, the password and a fresh code.")),
    }];
    let broken = Error::bad_input(say!("Row 218 has 14 fields where the header has 12."))
        .in_file("customers.csv")
        .at_line(218)
        .hint(say!("Quote the address in this row, then send the file again."));
    Ok(vec![
        ("sign-in", sign_in::SignInPage::new(bare("/sign-in"), "/work".to_owned(), String::new()).render()?),
        (
            "sign-in-wrong",
            sign_in::SignInPage::new(wrong, "/work".to_owned(), "ines@firm.example".to_owned()).render()?,
        ),
        ("enrol", enrol::EnrolPage::new(bare("/enrol"), Some(offer), true).render()?),
        ("enrol-code", enrol::EnrolPage::new(bare("/enrol"), None, false).render()?),
        ("step-up", step_up::StepUpPage::new(bare("/step-up"), "/work".to_owned(), [true, true, true]).render()?),
        ("refusal", trouble::TroublePage::new(inside(lang, "/holdings"), 403, &Error::refused(refusal)).render()?),
        ("not-found", trouble::TroublePage::new(inside(lang, "/holdings"), 404, &Error::not_found()).render()?),
        ("bad-input", trouble::TroublePage::new(inside(lang, "/holdings"), 422, &broken).render()?),
        ("forged", trouble::TroublePage::forged(bare("/work"), 403).render()?),
    ])
}

fn staff(lang: Lang) -> Pages {
    let engagement = data::engagement();
    let holdings = data::holdings();
    let mut noticed = inside(lang, "/people");
    noticed.notice =
        Some(Notice { text: crate::said::Said::Approve.text(lang).to_owned(), receipt: Some(data::digest(41)) });
    let form = engagements::EngagementForm {
        regions: "CA-QC, CA".to_owned(),
        keep_days: "30".to_owned(),
        ..Default::default()
    };
    let may = holdings::HoldingsMay { intake: true, decide: true };
    let agreed = (engagement.categories.as_slice(), engagement.purposes.as_slice());
    let work = work_rows(lang);
    Ok(vec![
        ("work", work::WorkPage::new(outside(lang, "/work"), work, false).render()?),
        ("work-empty", work::WorkPage::new(outside(lang, "/work"), Vec::new(), false).render()?),
        ("work-inert", work::WorkPage::new(outside(lang, "/work"), Vec::new(), true).render()?),
        (
            "engagements",
            engagements::EngagementsPage::new(outside(lang, "/engagements"), data::engagement_lines(), true)
                .render()?,
        ),
        (
            "engagement-new",
            engagements::NewEngagementPage::new(outside(lang, "/engagements/new"), form, &[data::client()]).render()?,
        ),
        (
            "overview",
            overview::OverviewPage::new(
                inside(lang, ""),
                (engagement.clone(), data::client()),
                (&holdings, &bench::runs(), bench::jobs()),
                data::remaining(),
                true,
            )
            .render()?,
        ),
        (
            "holdings",
            holdings::HoldingsPage::new(
                inside(lang, "/holdings"),
                &holdings,
                &holdings::HoldingsView::default(),
                agreed,
                may,
            )
            .render()?,
        ),
        (
            "holdings-empty",
            holdings::HoldingsPage::new(
                inside(lang, "/holdings"),
                &[],
                &holdings::HoldingsView::default(),
                agreed,
                may,
            )
            .render()?,
        ),
        (
            "people",
            people::PeoplePage::new(
                noticed,
                &engagement,
                (data::grants(), data::people()),
                people::GrantForm::default(),
                (true, Some(&data::staff())),
            )
            .render()?,
        ),
        (
            "systems",
            systems::SystemsPage::new(
                inside(lang, "/systems"),
                data::system_lines(),
                oversight::outside(),
                systems::SystemForm::default(),
                (true, true),
            )
            .render()?,
        ),
        ("log", log::LogPage::new(inside(lang, "/log"), bench::log()).render()?),
        (
            "close",
            close::ClosePage::new(
                inside(lang, "/close"),
                EngagementState::Verified,
                data::remaining(),
                holdings.clone(),
                Vec::new(),
                close::CloseMay { destroy: true, hand_over: true, close: true },
            )
            .render()?,
        ),
        (
            "close-zero",
            close::ClosePage::new(
                inside(lang, "/close"),
                EngagementState::Closing,
                overview::Remaining::default(),
                Vec::new(),
                vec![data::certificate()],
                close::CloseMay { close: true, ..Default::default() },
            )
            .render()?,
        ),
        ("help-api", help_api::ApiPage::new(outside(lang, "/help/api"), data::routes()).render()?),
    ])
}

fn work_rows(lang: Lang) -> Vec<work::WorkRow> {
    let t = lang.words();
    let row = |due, late, what, about: &str| work::WorkRow {
        due,
        late,
        href: "/engagements".to_owned(),
        what,
        about: about.to_owned(),
        engagement: data::CLIENT.to_owned(),
    };
    vec![
        row(Some(data::days(-1)), true, t.work_job_failed, "customers.csv"),
        row(Some(data::days(2)), false, t.work_deletion, "Roy Tools & Lumber (fictional)"),
        row(None, false, lang.access_words().work_approve, "Jonas Falk"),
        row(None, false, t.work_quarantine, "payroll_1999.csv"),
    ]
}

fn workbench(lang: Lang) -> Pages {
    let table = data::journal_table();
    let found = profile::journal();
    let decisions = profile::decisions();
    let cleared = [ColumnClass::Personal];
    let holdings = data::holdings();
    let tables: Vec<_> =
        holdings.iter().filter(|holding| holding.kind == bailee_model::HoldingKind::Table).cloned().collect();
    let mappings: Vec<_> =
        holdings.iter().filter(|holding| holding.kind == bailee_model::HoldingKind::Mapping).cloned().collect();
    let (runs, systems) = (bench::runs(), data::systems());
    let mut wrong_sql = inside(lang, "/query");
    wrong_sql.problems = vec![Problem {
        field: Some("sql".to_owned()),
        message: say!("There is no column ‘amont’ in journal_lines."),
        hint: Some(say!("Did you mean ‘amount’?")),
    }];
    Ok(vec![
        (
            "profile",
            profiles::ProfilePage::new(inside(lang, "/holdings"), table.clone(), found.clone(), &decisions, &cleared)
                .render()?,
        ),
        (
            "rejects",
            profiles::RejectsPage::new(inside(lang, "/holdings"), table.clone(), bench::reject_rows()).render()?,
        ),
        ("columns", profiles::ColumnsPage::new(inside(lang, "/holdings"), table, &found, &decisions, true).render()?),
        (
            "query",
            query::QueryPage::new(inside(lang, "/query"), bench::SQL.to_owned(), tables.clone(), Some(bench::answer()))
                .render()?,
        ),
        (
            "query-wrong",
            query::QueryPage::new(wrong_sql, "SELECT amont FROM journal_lines".to_owned(), tables, None).render()?,
        ),
        (
            "mapping",
            mapping::MappingPage::new(
                inside(lang, "/mapping"),
                "main".to_owned(),
                bench::MAPPING.to_owned(),
                Some(Ok(bench::outline())),
                mappings.clone(),
            )
            .render()?,
        ),
        (
            "mapping-wrong",
            mapping::MappingPage::new(
                inside(lang, "/mapping"),
                "main".to_owned(),
                bench::MAPPING.to_owned(),
                Some(Err(bench::mistakes())),
                mappings.clone(),
            )
            .render()?,
        ),
        ("load", load::LoadPage::new(inside(lang, "/load"), runs.clone(), &mappings, &systems, true).render()?),
        (
            "run",
            load::RunPage::new(inside(lang, "/load"), runs[0].clone(), bench::rejects(), Some(bench::jobs()[0].id))
                .render()?,
        ),
        ("job", job::JobPage::new(inside(lang, "/load"), bench::jobs()[0].clone(), None).render()?),
        (
            "reconcile",
            reconcile::ReconcilePage::new(
                inside(lang, "/reconcile"),
                &runs,
                Some(&runs[0]),
                &systems,
                Some(bench::reconciliation(false)),
                true,
            )
            .render()?,
        ),
        (
            "reconcile-agrees",
            reconcile::ReconcilePage::new(
                inside(lang, "/reconcile"),
                &runs,
                Some(&runs[1]),
                &systems,
                Some(bench::reconciliation(true)),
                true,
            )
            .render()?,
        ),
        (
            "reconcile-none",
            reconcile::ReconcilePage::new(inside(lang, "/reconcile"), &[], None, &systems, None, true).render()?,
        ),
    ])
}
