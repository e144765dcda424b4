//! The public page, one promise's history, and the officer's board.

use super::{Pages, data, officer_at};
use crate::{
    Lang,
    frame::Frame,
    pages::{
        promises::{BoardPage, PromisePage},
        trust::{TrustPage, TrustPromisePage},
    },
};
use askama::Template;
use bailee_app::{
    promises::{PROMISES, Said},
    views::{BoardRow, Measure, Promised, Remark, Spell, Trust, TrustClause, TrustPolicy},
};
use bailee_model::{EngagementId, Evidence, LogId, PromiseStatus, Standing};

pub(super) fn pages(lang: Lang) -> Pages {
    let bare = |path: &str| Frame::bare(lang, data::now(), data::FIRM, path);
    let officer = |path: &str| officer_at(lang, path);
    let published = trust(vec![policy()]);
    let broken = published.promises[3].clone();
    let nothing = ["", ""].map(str::to_owned);
    Ok(vec![
        ("trust", TrustPage::new(bare("/trust"), &published).render()?),
        ("trust-unpublished", TrustPage::new(bare("/trust"), &trust(Vec::new())).render()?),
        ("trust-promise", TrustPromisePage::new(bare("/trust/least_access"), &broken, &history()).render()?),
        ("trust-promise-new", TrustPromisePage::new(bare("/trust/least_access"), &broken, &[]).render()?),
        ("promises", BoardPage::new(officer("/firm/promises"), &[row(&broken), row(&published.promises[1])]).render()?),
        ("promise", PromisePage::new(officer("/firm/promises/x"), &row(&broken), &history(), true, nothing).render()?),
    ])
}

fn trust(policies: Vec<TrustPolicy>) -> Trust {
    let statuses = [
        PromiseStatus::Kept,
        PromiseStatus::DueSoon,
        PromiseStatus::Attested,
        PromiseStatus::Broken,
        PromiseStatus::Unproven,
    ];
    let promises =
        PROMISES.iter().zip(statuses.iter().cycle()).map(|(promise, status)| promised(promise.slug, *status));
    Trust {
        firm: data::FIRM.to_owned(),
        contact: "bonjour@lanterne.example".to_owned(),
        generated_at: data::now(),
        valid_until: data::days(1),
        policies,
        promises: promises.collect(),
    }
}

fn policy() -> TrustPolicy {
    let clause = |id: &str, promises: &[&str]| TrustClause {
        id: id.to_owned(),
        title: Said::new("As little access as needed", "Aussi peu d’accès qu’il en faut"),
        text: Said::new("Access is granted for one task.", "L’accès est accordé pour une seule tâche."),
        promises: promises.iter().map(|slug| (*slug).to_owned()).collect(),
        statement: promises.is_empty(),
    };
    TrustPolicy {
        slug: "data-usage-policy".to_owned(),
        title: Said::new("Data usage policy", "Politique d’utilisation des données"),
        number: "2".to_owned(),
        effective: jiff::civil::date(2026, 11, 1),
        published_at: data::days(-20),
        sha256: [("en".to_owned(), data::digest(77))].into(),
        clauses: vec![clause("D0", &[]), clause("D3.1", &["least_access"])],
    }
}

fn promised(slug: &'static str, status: PromiseStatus) -> Promised {
    let remark = Remark {
        at: data::days(-1),
        role: Standing::Officer,
        status,
        says: Said::new("Mended the same day.", "Réparé le jour même."),
    };
    Promised {
        promise: slug,
        name: bailee_app::promises::name(slug),
        clauses: vec!["D3.1"],
        kinds: PROMISES[0].kinds,
        status,
        attested: status == PromiseStatus::Attested,
        says: Said::new("12 grants run, each until a date.", "12 autorisations en cours, chacune jusqu’à une date."),
        since: Some(data::days(-3)),
        checked_at: Some(data::now()),
        valid_until: Some(data::days(1)),
        parameters: vec![Measure {
            name: "grant_days",
            value: 30,
            unit: "days",
            meaning: Said::new("How long a grant may run.", "Durée maximale d’une autorisation."),
            says: Said::new("30 days", "30 jours"),
        }],
        evidence: 12,
        against: i64::from(status == PromiseStatus::Broken),
        evidence_sha256: Some(data::digest(78)),
        annotations: if status == PromiseStatus::Broken { vec![remark] } else { Vec::new() },
    }
}

fn history() -> Vec<Spell> {
    let spell = |status, from, until: Option<i64>| Spell {
        status,
        says: Said::new("12 grants run, each until a date.", "12 autorisations en cours, chacune jusqu’à une date."),
        from: data::days(from),
        until: until.map(data::days),
    };
    vec![spell(PromiseStatus::Broken, -3, None), spell(PromiseStatus::Kept, -30, Some(-3))]
}

fn row(promised: &Promised) -> BoardRow {
    let engagement = EngagementId::new(&data::rng(79));
    let evidence = Evidence {
        what: "entry 412".to_owned(),
        at: data::days(-3),
        log: LogId::Engagement(engagement),
        against: promised.against > 0,
    };
    BoardRow {
        promised: promised.clone(),
        evidence: vec![(evidence, Some(format!("/engagements/{engagement}/log")))],
        breaks: Said::new("A grant past its date.", "Une autorisation échue."),
        mend: Said::new("End the grant.", "Mettez fin à l’autorisation."),
        entry: Some(1207),
    }
}
