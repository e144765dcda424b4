//! The contents page: every address, and who answers it.

use crate::{
    api, assets, guard, measuring,
    pages::{
        access, agreements, certificate, checkouts, client, close, contact, decisions, deleting, demands, device,
        device_confirm, devices, drop, engagements, enquiries, enrol, firm_agreements, firm_backups, firm_devices,
        firm_holds, firm_people, firm_policies, firm_training, help_api, holdings, incident, incidents, job, links,
        live, load, log, mapping, notice, out, outside, overview, people, person, policies, policy_import, profile,
        promises, provider, query, questions, reconcile, recover, register, requests, residency, returning, review,
        reviews, room, security, session_request, sessions, sign_in, step_up, suppliers, supplying, systems, terms,
        training, trust, uses, walkthrough, work,
    },
    site::{FORM_BYTES, Site, UPLOAD_BYTES},
    trouble, tus,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodRouter, get, post},
};
use bailee_app::App;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// Everything that people and programs reach of one installation, to be served over TLS.
pub fn router(app: Arc<App>) -> Router {
    let site = Site { app };
    let mut pages = Router::new();
    for page in pages_table() {
        pages = pages.route(page.path, page.answer);
    }
    let pages = pages
        .fallback(async || trouble::Trouble::from(bailee_model::Error::not_found()))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn(guard::same_origin))
        .layer(from_fn(guard::said_once))
        .layer(from_fn_with_state(site.clone(), trouble::as_page));
    let statics = Router::new().route("/static/{name}", get(assets::serve));
    Router::new()
        .merge(pages)
        .merge(statics)
        .merge(tus::router())
        .nest("/api/v1", api::router())
        .layer(from_fn(guard::headers))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(site.clone(), measuring::requests))
        .with_state(site)
}

/// An address and what it takes to be answered there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The method, as in `POST`.
    pub method: &'static str,
    /// The path, with parameters in braces.
    pub path: String,
    /// Whether it answers those who are not signed in.
    pub public: bool,
}

/// Every address there is, the static files aside. The authorisation tests visit each.
pub fn contents() -> Vec<Listed> {
    let pages = pages_table().into_iter().map(|page| Listed {
        method: page.method,
        path: page.path.to_owned(),
        public: page.public,
    });
    let routes = api::routes().into_iter().map(|route| Listed {
        method: route.method,
        path: format!("/api/v1{}", route.path),
        public: route.public,
    });
    let resumable = tus::METHODS.iter().flat_map(|(path, methods)| {
        methods.iter().map(|method| Listed { method, path: (*path).to_owned(), public: true })
    });
    pages.chain(routes).chain(resumable).collect()
}

/// Whether a path is a page that can be looked at.
pub(crate) fn is_page(path: &str) -> bool {
    let fits = |pattern: &str| {
        let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
        pattern.len() == path.len()
            && pattern.iter().zip(path).all(|(part, given)| *part == given || part.starts_with('{'))
    };
    pages_table().iter().any(|page| page.method == "GET" && fits(page.path))
}

/// One page or form.
struct Page {
    method: &'static str,
    path: &'static str,
    public: bool,
    answer: MethodRouter<Site>,
}

fn page(path: &'static str, answer: MethodRouter<Site>) -> Page {
    Page { method: "GET", path, public: false, answer }
}

fn form(path: &'static str, answer: MethodRouter<Site>) -> Page {
    Page { method: "POST", path, public: false, answer }
}

fn public(page: Page) -> Page {
    Page { public: true, ..page }
}

/// A file comes in: as large as the site takes, streamed.
fn upload(page: Page) -> Page {
    Page { answer: page.answer.layer(DefaultBodyLimit::max(UPLOAD_BYTES)), ..page }
}

/// A document comes in: a few megabytes, held in memory.
fn letter(page: Page) -> Page {
    Page { answer: page.answer.layer(DefaultBodyLimit::max(4 << 20)), ..page }
}

/// Every page.
fn pages_table() -> Vec<Page> {
    [
        at_the_door(),
        own_access(),
        before_work(),
        policy_rooms(),
        staff(),
        engagement(),
        workbench(),
        leaving(),
        clients(),
        incident_pages(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn at_the_door() -> Vec<Page> {
    vec![
        public(page("/", get(sign_in::home))),
        public(page("/sign-in", get(sign_in::form))),
        public(form("/sign-in", post(sign_in::enter))),
        public(form("/sign-in/passkey/begin", post(sign_in::begin_passkey))),
        public(form("/sign-in/passkey", post(sign_in::enter_by_passkey))),
        public(page("/sign-in/provider", get(provider::sign_in))),
        public(page("/sign-in/provider/callback", get(provider::come_back))),
        public(form("/sign-in/provider/code", post(provider::show_code))),
        public(page("/recover", get(recover::form))),
        public(form("/recover", post(recover::enter))),
        public(page("/enrol", get(enrol::form))),
        public(form("/enrol", post(enrol::enrol))),
        public(form("/enrol/passkey/begin", post(enrol::begin_passkey))),
        public(form("/enrol/passkey", post(enrol::enrol_passkey))),
        public(form("/enrol/provider", post(provider::enrol))),
        public(page("/drop/{token}", get(drop::look))),
        upload(public(form("/drop/{token}", post(drop::send)))),
        public(page("/drop/{token}/uploads/{upload}/receipt", get(drop::receipt))),
        public(page("/drop/{token}/uploads/{upload}/receipt.json", get(drop::receipt_file))),
        public(page("/contact", get(contact::contact))),
        public(form("/contact", post(contact::send_contact))),
        public(page("/security-report", get(contact::report))),
        public(form("/security-report", post(contact::send_report))),
        public(page("/contact/{secret}", get(contact::contacted))),
        public(page("/.well-known/security.txt", get(contact::security_txt))),
        public(page("/language", get(sign_in::speak))),
        public(page("/help/api", get(help_api::look))),
        public(page("/trust", get(trust::look))),
        public(page("/trust.json", get(trust::json))),
        public(page("/trust/{promise}", get(trust::promise))),
        form("/sign-out", post(sign_in::leave)),
        page("/step-up", get(step_up::form)),
        form("/step-up", post(step_up::step_up)),
        form("/step-up/passkey/begin", post(step_up::begin_passkey)),
        form("/step-up/passkey", post(step_up::step_up_by_passkey)),
        form("/step-up/provider", post(provider::step_up)),
        form("/purpose", post(sign_in::purpose)),
        page("/session/live", get(live::listen)),
    ]
}

fn own_access() -> Vec<Page> {
    vec![
        page("/security", get(security::look)),
        form("/security/passkeys/begin", post(security::begin_passkey)),
        form("/security/passkeys", post(security::add_passkey)),
        form("/security/passkeys/{passkey}/rename", post(security::rename_passkey)),
        form("/security/passkeys/{passkey}/remove", post(security::remove_passkey)),
        page("/security/password", get(security::password_form)),
        form("/security/password", post(security::change_password)),
        form("/security/password/remove", post(security::remove_password)),
        form("/security/recovery-codes", post(security::make_codes)),
        form("/security/provider", post(provider::link)),
        page("/sessions", get(sessions::look)),
        form("/sessions/end-others", post(sessions::end_others)),
        page("/sessions/allow", get(session_request::form)),
        form("/sessions/allow", post(session_request::look)),
        form("/sessions/allow/answer", post(session_request::answer)),
        form("/sessions/{session}/end", post(sessions::end)),
        form("/tokens", post(sessions::make_token)),
    ]
}

fn policy_rooms() -> Vec<Page> {
    vec![
        public(page("/policies", get(policies::list))),
        public(page("/policies/{slug}", get(policies::look))),
        public(page("/policies/{slug}/{number}", get(policies::version))),
        public(page("/policies/{slug}/{number}/since/{earlier}", get(policies::differences))),
        form("/policies/{slug}/{number}/sign", post(policies::sign)),
        page("/firm/policies", get(firm_policies::list)),
        form("/firm/policies", post(firm_policies::begin)),
        form("/firm/policies/publish", post(firm_policies::publish)),
        page("/firm/policies/import", get(policy_import::form)),
        letter(form("/firm/policies/import", post(policy_import::take_in))),
        form("/firm/policies/import/confirm", post(policy_import::confirm)),
        form("/firm/policies/reviews", post(firm_policies::open_review)),
        form("/firm/policies/reviews/{policy_review}", post(firm_policies::close_review)),
        page("/firm/policies/drafts/{policy_version}", get(firm_policies::draft)),
        form("/firm/policies/drafts/{policy_version}", post(firm_policies::save)),
        form("/firm/policies/drafts/{policy_version}/accept", post(firm_policies::accept)),
        form("/firm/policies/drafts/{policy_version}/submit", post(firm_policies::submit)),
        form("/firm/policies/drafts/{policy_version}/review", post(firm_policies::review)),
        form("/firm/policies/drafts/{policy_version}/withdraw", post(firm_policies::withdraw)),
    ]
}

fn before_work() -> Vec<Page> {
    vec![
        page("/agreements", get(agreements::list)),
        page("/agreements/{document}", get(agreements::look)),
        form("/agreements/{document}/sign", post(agreements::sign)),
        page("/agreements/{document}/since/{earlier}", get(agreements::differences)),
        page("/agreements/engagements/{engagement}", get(agreements::nda)),
        page("/agreements/signatures/{signature}", get(agreements::signature)),
        page("/agreements/signatures/{signature}/copy.txt", get(agreements::copy)),
        page("/training", get(training::look)),
        page("/training/{course}", get(training::course)),
        form("/training/{course}", post(training::take)),
        page("/firm/agreements", get(firm_agreements::look)),
        page("/firm/agreements/new", get(firm_agreements::form)),
        form("/firm/agreements", post(firm_agreements::publish)),
        form("/firm/mail/{mail}/again", post(firm_agreements::send_again)),
        page("/firm/training", get(firm_training::look)),
        page("/firm/training/new", get(firm_training::form)),
        form("/firm/training", post(firm_training::publish)),
    ]
}

fn staff() -> Vec<Page> {
    vec![
        page("/work", get(work::queue)),
        page("/requests", get(requests::list)),
        page("/requests/{grant}", get(requests::look)),
        form("/requests/{grant}/approve", post(requests::approve)),
        form("/requests/{grant}/agree", post(requests::agree)),
        form("/requests/{grant}/refuse", post(requests::refuse)),
        form("/requests/{grant}/withdraw", post(requests::withdraw)),
        form("/requests/{grant}/end", post(requests::end)),
        form("/requests/{grant}/extend", post(requests::extend)),
        page("/engagements", get(engagements::list)),
        form("/engagements", post(engagements::open)),
        page("/engagements/new", get(engagements::form)),
        page("/devices", get(devices::look)),
        page("/devices/confirm", get(device_confirm::look)),
        page("/devices/{device}", get(device::look)),
        form("/devices/{device}/approve", post(device::approve)),
        form("/devices/{device}/revoke", post(device::revoke)),
        page("/firm/devices", get(firm_devices::look)),
        page("/firm/holds", get(firm_holds::look)),
        page("/firm/backups", get(firm_backups::look)),
        form("/firm/backups", post(firm_backups::make)),
        form("/firm/backups/{backup}/gone", post(firm_backups::backup_gone)),
        form("/firm/backups/kits/{kit}/gone", post(firm_backups::kit_gone)),
        page("/people", get(firm_people::look)),
        form("/people", post(firm_people::invite)),
        page("/people/{person}", get(person::look)),
        form("/people/{person}/suspend", post(person::suspend)),
        form("/people/{person}/reinstate", post(person::reinstate)),
        form("/people/{person}/depart", post(person::depart)),
        form("/people/{person}/code", post(person::renew)),
        page("/enquiries", get(enquiries::list)),
        page("/enquiries/{enquiry}", get(enquiries::look)),
        form("/enquiries/{enquiry}/answer", post(enquiries::answer)),
        page("/suppliers", get(suppliers::look)),
        form("/suppliers", post(suppliers::add)),
        form("/suppliers/{supplier}/end", post(suppliers::end)),
        page("/firm/promises", get(promises::board)),
        page("/firm/promises/pack.zip", get(promises::pack)),
        page("/firm/promises/policy.txt", get(promises::policy)),
        page("/firm/promises/{promise}", get(promises::look)),
        form("/firm/promises/{promise}/annotate", post(promises::annotate)),
        page("/reviews", get(reviews::list)),
        form("/reviews", post(reviews::open)),
        page("/reviews/policy.txt", get(reviews::policy)),
        page("/reviews/{review}", get(review::look)),
        page("/reviews/{review}/certificate.zip", get(review::bundle)),
        form("/reviews/{review}/rows/{row}", post(review::decide)),
        form("/reviews/{review}/rows/{row}/restore", post(review::restore)),
    ]
}

fn engagement() -> Vec<Page> {
    vec![
        page("/engagements/{engagement}", get(overview::look)),
        form("/engagements/{engagement}/activate", post(overview::activate)),
        page("/engagements/{engagement}/links", get(links::look)),
        form("/engagements/{engagement}/links", post(links::make)),
        form("/engagements/{engagement}/links/out", post(links::make_out)),
        form("/engagements/{engagement}/links/{link}/end", post(links::end_drop)),
        form("/engagements/{engagement}/links/out/{out}/end", post(links::end_out)),
        page("/links", get(links::way)),
        page("/out/{out}", get(out::look)),
        form("/out/{out}", post(out::open)),
        page("/engagements/{engagement}/people", get(people::look)),
        form("/engagements/{engagement}/people", post(people::assign)),
        page("/engagements/{engagement}/suppliers", get(supplying::look)),
        form("/engagements/{engagement}/suppliers", post(supplying::name)),
        form("/involvements/{involvement}/agree", post(supplying::agree)),
        form("/involvements/{involvement}/object", post(supplying::object)),
        form("/involvements/{involvement}/answer", post(supplying::answer)),
        form("/involvements/{involvement}/use", post(supplying::use_it)),
        form("/involvements/{involvement}/end", post(supplying::end)),
        page("/engagements/{engagement}/terms", get(terms::look)),
        form("/engagements/{engagement}/terms", post(terms::propose)),
        form("/terms/{change}/agree", post(terms::agree)),
        form("/terms/{change}/refuse", post(terms::refuse)),
        form("/terms/{change}/withdraw", post(terms::withdraw)),
        page("/engagements/{engagement}/walk-through", get(walkthrough::look)),
        form("/engagements/{engagement}/walk-through", post(walkthrough::read)),
        page("/engagements/{engagement}/access", get(access::look)),
        page("/engagements/{engagement}/grants", get(requests::history)),
        form("/engagements/{engagement}/grants", post(people::ask)),
        form("/engagements/{engagement}/break-glass", post(requests::break_glass)),
        form("/engagements/{engagement}/grants/{grant}/approve", post(people::approve)),
        form("/engagements/{engagement}/grants/{grant}/end", post(people::end)),
        page("/engagements/{engagement}/systems", get(systems::look)),
        form("/engagements/{engagement}/systems", post(systems::add)),
        form("/engagements/{engagement}/systems/{system}/credential", post(systems::store)),
        form("/engagements/{engagement}/systems/{system}/confirm", post(systems::confirm)),
        form("/engagements/{engagement}/systems/{system}/rotation", post(outside::ask)),
        form("/engagements/{engagement}/systems/{system}/accounts", post(outside::read)),
        form("/engagements/{engagement}/systems/{system}/accounts/import", post(outside::import)),
        form("/engagements/{engagement}/accounts/{account}", post(outside::mark)),
        form("/engagements/{engagement}/rotations/{rotation}", post(outside::confirm)),
        page("/engagements/{engagement}/checkouts", get(checkouts::look)),
        form("/engagements/{engagement}/checkouts", post(checkouts::ask)),
        form("/engagements/{engagement}/checkouts/{checkout}/approve", post(checkouts::approve)),
        form("/engagements/{engagement}/checkouts/{checkout}/refuse", post(checkouts::refuse)),
        form("/engagements/{engagement}/checkouts/{checkout}/end", post(checkouts::end)),
        page("/engagements/{engagement}/register", get(register::look)),
        page("/register", get(register::whole)),
        page("/engagements/{engagement}/uses", get(uses::look)),
        form("/engagements/{engagement}/uses/{unusual}", post(uses::decide)),
        page("/engagements/{engagement}/demands", get(demands::look)),
        form("/engagements/{engagement}/demands", post(demands::record)),
        form("/engagements/{engagement}/demands/{demand}/propose", post(demands::propose)),
        form("/engagements/{engagement}/demands/{demand}/confirm", post(demands::confirm)),
        form("/engagements/{engagement}/demands/{demand}/give", post(demands::give)),
        page("/engagements/{engagement}/residency", get(residency::look)),
        form("/engagements/{engagement}/assessments", post(residency::assess)),
        form("/engagements/{engagement}/assessments/{assessment}/answer", post(residency::answer)),
        form("/engagements/{engagement}/assessments/{assessment}/end", post(residency::end)),
        form("/engagements/{engagement}/installation-region", post(residency::set_region)),
        page("/engagements/{engagement}/log", get(log::look)),
        page("/engagements/{engagement}/log/{index}/proof", get(log::proof)),
    ]
}

fn workbench() -> Vec<Page> {
    vec![
        page("/engagements/{engagement}/holdings", get(holdings::list)),
        upload(form("/engagements/{engagement}/holdings", post(holdings::bring))),
        page("/engagements/{engagement}/holdings/{holding}", get(profile::look)),
        page("/engagements/{engagement}/holdings/{holding}/rejects", get(profile::rejects)),
        page("/engagements/{engagement}/holdings/{holding}/columns", get(profile::columns)),
        form("/engagements/{engagement}/holdings/{holding}/columns", post(profile::classify)),
        form("/engagements/{engagement}/holdings/{holding}/quarantine", post(holdings::decide)),
        page("/engagements/{engagement}/query", get(query::form)),
        form("/engagements/{engagement}/query", post(query::ask)),
        page("/engagements/{engagement}/mapping", get(mapping::look)),
        form("/engagements/{engagement}/mapping", post(mapping::write)),
        page("/engagements/{engagement}/load", get(load::look)),
        form("/engagements/{engagement}/load", post(load::start)),
        page("/engagements/{engagement}/runs/{run}", get(load::run)),
        page("/engagements/{engagement}/jobs/{job}", get(job::look)),
        form("/engagements/{engagement}/jobs/{job}/stop", post(job::stop)),
        page("/engagements/{engagement}/reconcile", get(reconcile::look)),
        form("/engagements/{engagement}/reconcile", post(reconcile::compare)),
    ]
}

fn leaving() -> Vec<Page> {
    vec![
        page("/engagements/{engagement}/close", get(close::look)),
        form("/engagements/{engagement}/close", post(close::close)),
        form("/engagements/{engagement}/destroy", post(close::destroy)),
        form("/engagements/{engagement}/hand-over", post(close::hand_over)),
        page("/certificates/{certificate}", get(certificate::look)),
        page("/certificates/{certificate}/certificate.zip", get(certificate::bundle)),
    ]
}

fn clients() -> Vec<Page> {
    vec![
        page("/held", get(client::held)),
        page("/opened", get(client::opened)),
        page("/questions", get(questions::look)),
        form("/questions", post(questions::ask)),
        page("/decisions", get(decisions::look)),
        form("/decisions/verify", post(decisions::verify)),
        form("/decisions/hold", post(decisions::hold)),
        form("/decisions/holds/{hold}/end", post(decisions::end_hold)),
        page("/return", get(returning::look)),
        form("/return/key", post(returning::name_key)),
        form("/return/fetch", post(returning::fetch)),
        form("/return/{handover}/receipt", post(returning::confirm)),
        page("/delete", get(deleting::look)),
        form("/delete/now", post(deleting::delete)),
        page("/where", get(residency::client)),
        page("/proof", get(client::proof)),
        page("/proof/policy.txt", get(client::policy)),
    ]
}

fn incident_pages() -> Vec<Page> {
    vec![
        page("/incidents", get(incidents::list)),
        form("/incidents", post(incidents::declare)),
        page("/incidents/new", get(incidents::form)),
        form("/incidents/exercise", post(incidents::exercise)),
        page("/incidents/{incident}", get(incident::look)),
        form("/incidents/{incident}/scope", post(incident::scope)),
        form("/incidents/{incident}/contain", post(incident::contain)),
        form("/incidents/{incident}/thaw", post(incident::thaw)),
        form("/incidents/{incident}/assign", post(incident::assign)),
        form("/incidents/{incident}/notes", post(incident::note)),
        form("/incidents/{incident}/tasks", post(incident::add_task)),
        form("/incidents/{incident}/tasks/{task}", post(incident::end_task)),
        form("/incidents/{incident}/close", post(incident::close)),
        form("/incidents/{incident}/messages", post(incident::message)),
        page("/incidents/{incident}/incident.zip", get(room::take)),
        form("/incidents/{incident}/notices/send", post(incident::send_all)),
        page("/incidents/{incident}/notices/{notice}", get(notice::look)),
        form("/incidents/{incident}/notices/{notice}", post(notice::save)),
        form("/incidents/{incident}/notices/{notice}/send", post(notice::send)),
        form("/incidents/{incident}/notices/{notice}/waive", post(notice::waive)),
        form("/incidents/{incident}/notices/{notice}/acknowledge", post(room::acknowledge)),
        form("/engagements/{engagement}/notice-hours", post(notice::agree)),
    ]
}
