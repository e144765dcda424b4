//! Pages about the firm's policies, from a short policy of its own.

use super::{Pages, data, officer_at};
use crate::{
    Lang,
    frame::Frame,
    pages::{
        agreements::SignForm,
        firm_policies::{DraftForm, FirmPoliciesPage, PolicyDraftPage},
        policies::{PoliciesPage, PolicyDifferencesPage, PolicyPage},
        policy_import::PolicyImportPage,
    },
};
use askama::Template;
use bailee_app::{
    policies::{
        PublishedClause, Standing,
        check::{Fault, Problem},
        import,
    },
    promises::Said,
    views::{ArchivedVersion, DraftView, FirmPolicies, PolicyRow, PolicySummary, PublicPolicy},
};
use bailee_model::{
    PersonId, Policy, PolicyId, PolicyReview, PolicyReviewCause, PolicyReviewId, PolicyState, PolicyVersion,
    PolicyVersionId, Wording,
};
use jiff::civil::{Date, date};
use std::collections::HashMap;

const SLUG: &str = "security-policy";
const DAY: Date = date(2026, 9, 1);
const ENGLISH: &str = "# Security Policy\n\nHow we work.\n\n### 1.1 Least access {#S1.1 promise=least_access}\n\nNobody has more access than the work needs.\n";
const FRENCH: &str = "# Politique de sécurité\n\nComment nous travaillons.\n\n### 1.1 Accès minimal {#S1.1 promise=least_access}\n\nNul n’a plus d’accès que le travail n’en demande.\n";

pub(super) fn pages(lang: Lang) -> Pages {
    let bare = |path: &str| Frame::bare(lang, data::now(), data::FIRM, path);
    let firm = |any| FirmPoliciesPage::new(officer_at(lang, "/firm/policies"), &firm(any), String::new());
    let importing = officer_at(lang, "/firm/policies/import");
    let own = lang.pick(ENGLISH, FRENCH);
    let texts = [own.to_owned(), own.replace("1.1", "1.2")];
    let differences = bare("/policies/security-policy/2/since/1");
    let mut all = vec![
        ("policies", PoliciesPage::new(bare("/policies"), vec![summary()]).render()?),
        ("policies-none", PoliciesPage::new(bare("/policies"), Vec::new()).render()?),
        ("policy", PolicyPage::new(bare("/policies/security-policy"), public(), None).render()?),
        (
            "policy-sign",
            PolicyPage::new(
                officer_at(lang, "/policies/security-policy"),
                public(),
                Some((false, SignForm { step_up: Some("/step-up?back=/work".to_owned()), ..SignForm::default() })),
            )
            .render()?,
        ),
        ("policy-differences", PolicyDifferencesPage::new(differences, SLUG, ["1", "2"], &texts, lang.tag()).render()?),
        ("firm-policies", firm(true).render()?),
        ("firm-policies-none", firm(false).render()?),
        ("policy-draft", draft(officer_at(lang, "/firm/policies")).render()?),
        ("policy-import", PolicyImportPage::empty(importing.clone()).render()?),
    ];
    if let Ok(it) = import::read("policy.txt", own.as_bytes()) {
        all.push(("policy-imported", PolicyImportPage::of(importing, &it).render()?));
    }
    Ok(all)
}

fn title() -> Said {
    Said::new("Security Policy", "Politique de sécurité")
}

fn summary() -> PolicySummary {
    PolicySummary { slug: SLUG.to_owned(), title: title(), number: "2".to_owned(), effective: DAY }
}

fn public() -> PublicPolicy {
    let clause = |id: &str, promise: Option<&str>| PublishedClause {
        id: id.to_owned(),
        promises: promise.map(ToOwned::to_owned).into_iter().collect(),
        statement: promise.is_none(),
        parameters: Vec::new(),
        title: Said::new("1.1 Least access", "1.1 Accès minimal"),
        text: Said::new(
            "Nobody has more access than the work needs.",
            "Nul n’a plus d’accès que le travail n’en demande.",
        ),
    };
    let version = |number: &str, standing, before: Option<&str>| ArchivedVersion {
        number: number.to_owned(),
        effective: DAY,
        published_at: data::days(-90),
        standing,
        summary: String::new(),
        material: before.is_some(),
        before: before.map(ToOwned::to_owned),
    };
    PublicPolicy {
        version: PolicyVersionId::new(&data::rng(901)),
        slug: SLUG.to_owned(),
        number: "2".to_owned(),
        effective: DAY,
        published_at: data::days(-90),
        summary: String::new(),
        standing: Standing::InForce,
        title: title(),
        lead: Said::new("How we work.", "Comment nous travaillons."),
        clauses: vec![clause("S1.1", Some("least_access")), clause("S1.2", None)],
        parts: HashMap::from([("S1.1".to_owned(), Said::new("1. Access", "1. Accès"))]),
        digests: vec![("en".to_owned(), data::digest(902)), ("fr".to_owned(), data::digest(903))],
        versions: vec![version("2", Standing::InForce, Some("1")), version("1", Standing::Superseded, None)],
        loosened: Vec::new(),
    }
}

fn policy() -> Policy {
    Policy { id: PolicyId::new(&data::rng(910)), slug: SLUG.to_owned(), since: data::days(-200) }
}

fn version(state: PolicyState) -> PolicyVersion {
    let wording = |language: &str, text: &str| Wording { language: language.to_owned(), text: text.to_owned() };
    PolicyVersion {
        id: PolicyVersionId::new(&data::rng(911)),
        policy: policy().id,
        number: Some("2".to_owned()),
        state,
        effective: Some(DAY),
        texts: vec![wording("en", ENGLISH), wording("fr", FRENCH)],
        contact: "security@firm.example".to_owned(),
        material: true,
        summary: String::new(),
        accepted: Vec::new(),
        measures: Vec::new(),
        since: data::days(-100),
        author: Some(PersonId::new(&data::rng(912))),
        changed_at: data::days(-99),
        reviewed_by: None,
        reviewed_at: None,
        remark: String::new(),
        published_by: None,
        published_at: None,
    }
}

fn firm(any: bool) -> FirmPolicies {
    let review = PolicyReview {
        id: PolicyReviewId::new(&data::rng(913)),
        policy: policy().id,
        cause: PolicyReviewCause::Law,
        about: "P-39.1".to_owned(),
        opened_at: data::days(-3),
        due: data::days(27),
        closed_at: None,
        closed_by: None,
        outcome: None,
        draft: None,
        note: String::new(),
    };
    let row = |title: &str, draft| PolicyRow {
        policy: policy(),
        title: title.to_owned(),
        current: Some(version(PolicyState::Published)),
        draft,
        due: Some(data::days(200)),
        reviews: vec![(review.clone(), None)],
        signed: Some((3, 7)),
    };
    FirmPolicies {
        policies: if any { vec![row(SLUG, Some((version(PolicyState::Draft), 2)))] } else { Vec::new() },
        unkept: vec!["least_access"],
        readers: Vec::new(),
        may_edit: true,
        may_publish: true,
    }
}

fn draft(f: Frame) -> PolicyDraftPage {
    let version = version(PolicyState::Draft);
    let problem = |fault| Problem {
        policy: SLUG.to_owned(),
        language: Some("fr".to_owned()),
        clause: Some("S1.1".to_owned()),
        line: Some(5),
        fault,
    };
    let form = DraftForm::of(&version);
    let it = DraftView {
        policy: policy(),
        version,
        author: Some("Odile Brassard".to_owned()),
        reviewer: None,
        problems: vec![problem(Fault::NoNumber), problem(Fault::NoContact)],
        read: Vec::new(),
        before: Some("1".to_owned()),
        may_edit: true,
        may_review: false,
        readers: data::staff(),
    };
    PolicyDraftPage::new(f, it, form)
}
