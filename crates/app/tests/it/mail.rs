//! Messages, carried by a real mail server: Exim, from Debian's package, on a port of its own. Where it is not installed,
//! what needs it is left out by name.

use bailee_app::{
    App, Parts, SiteKeys, actions, clocks,
    mail::{MailConfig, letter},
    views,
};
use bailee_model::{EntryDraft, Firm, Mail, MailId, MailKind, Organisation, Person, Standing};
use bailee_testkit::{CannedEngine, TestFirm};
use jiff::{SignedDuration, Timestamp};
use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const EXIM: &str = "/usr/sbin/exim4";

/// A mail server that takes everything but what is for `refused@`, and for `later@` until it is let.
struct PostOffice {
    folder: TempDir,
    server: Child,
    port: u16,
    authority: Vec<u8>,
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl PostOffice {
    /// Nothing, where Exim is not installed.
    fn open(offers_tls: bool) -> Option<Self> {
        if !Path::new(EXIM).exists() {
            let mut terminal = std::io::stderr();
            std::io::Write::write_fmt(
                &mut terminal,
                format_args!("Left out: mail through a real server; {EXIM} is not installed.\n"),
            )
            .expect("a terminal");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let authority = made.cert.pem().into_bytes();
        fs::write(folder.path().join("cert.pem"), &authority).expect("written");
        fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).expect("written");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|held| held.local_addr()).expect("a port").port();
        // Exim never delivers as root, and gives its privileges up for a configuration of anybody else.
        let is_root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
        fs::write(folder.path().join("conf"), configuration(folder.path(), port, offers_tls, is_root))
            .expect("written");
        if is_root {
            give_to_exim(folder.path());
        }
        let server = Command::new(EXIM)
            .args(["-bdf", "-C"])
            .arg(folder.path().join("conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Exim starts");
        let office = Self { folder, server, port, authority };
        office.wait_for(|_| TcpStream::connect(("127.0.0.1", port)).is_ok());
        Some(office)
    }

    fn wait_for(&self, there: impl Fn(&Self) -> bool) {
        let since = Instant::now();
        while !there(self) {
            assert!(since.elapsed() < Duration::from_secs(20), "the mail server took too long");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A message as it was delivered, once it is.
    fn letter(&self, id: MailId) -> String {
        let named = format!("<{id}@bailee.quillbridge.example>");
        let find = || {
            let texts = self.box_().into_iter().filter_map(|file| fs::read_to_string(file).ok());
            texts.filter(|text| text.contains(&named)).collect::<Vec<_>>()
        };
        self.wait_for(|_| !find().is_empty());
        let mut found = find();
        assert_eq!(found.len(), 1, "it comes once");
        found.remove(0)
    }

    fn box_(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.folder.path().join("box/new"));
        files.map(|files| files.flatten().map(|file| file.path()).collect()).unwrap_or_default()
    }

    fn url(&self, query: &str) -> String {
        format!("smtp://localhost:{}{query}", self.port)
    }
}

fn configuration(folder: &Path, port: u16, offers_tls: bool, is_root: bool) -> String {
    let dir = folder.display();
    let tls = if offers_tls { "*" } else { "" };
    let user = if is_root { "  user = Debian-exim\n" } else { "" };
    format!(
        "primary_hostname = mail.quillbridge.example\nspool_directory = {dir}/spool\nlog_file_path = {dir}/%slog\n\
         pid_file_path = {dir}/exim.pid\nlocal_interfaces = 127.0.0.1\ndaemon_smtp_ports = {port}\nhost_lookup =\n\
         rfc1413_hosts =\nkeep_environment =\ndeliver_drop_privilege = {drop}\ntls_advertise_hosts = {tls}\n\
         tls_certificate = {dir}/cert.pem\ntls_privatekey = {dir}/key.pem\nacl_smtp_rcpt = rcpt\nacl_smtp_data = data\n\
         begin acl\nrcpt:\n  deny local_parts = refused\n  defer local_parts = later\n        \
         condition = ${{if exists{{{dir}/ready}}{{no}}{{yes}}}}\n  accept\ndata:\n  accept\n\
         begin routers\nall:\n  driver = accept\n  transport = box\n\
         begin transports\nbox:\n  driver = appendfile\n  maildir_format\n  directory = {dir}/box\n  create_directory\n{user}",
        drop = !is_root,
    )
}

fn give_to_exim(folder: &Path) {
    let run = |command: &mut Command| assert!(command.status().expect("runs").success(), "{command:?}");
    run(Command::new("chown").arg("-R").arg("Debian-exim").arg(folder));
    run(Command::new("chown").arg("root").arg(folder.join("conf")));
    run(Command::new("chmod").arg("755").arg(folder));
}

/// The same installation with a mail server.
async fn with_mail(firm: &TestFirm, url: &str, authority: Option<&[u8]>) -> Arc<App> {
    let parts = Parts {
        store: firm.app.store().clone(),
        vault: firm.vault.clone(),
        engine: Arc::new(CannedEngine::new(firm.vault.clone())),
        clock: firm.app.clock().clone(),
        rng: firm.rng().clone(),
        keys: Arc::new(SiteKeys::open(&firm.folder().join("root"), firm.rng().as_ref()).expect("keys")),
        signing_in: bailee_app::SigningIn::default(),
        limits: bailee_app::Limits::default(),
        mail: Some(MailConfig {
            url: url.into(),
            from: "Bailee <bailee@quillbridge.example>".to_owned(),
            authority: authority.map(<[u8]>::to_vec),
        }),
    };
    App::start(parts).await.expect("starts")
}

/// A firm whose earlier messages are out of the way, and somebody in it.
async fn firm_with(name: &str) -> (TestFirm, Person) {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person(name, Organisation::Firm, Standing::Staff).await.expect("a person");
    quiet(&firm).await;
    (firm, person)
}

/// Gets what was written so far out of the way.
async fn quiet(firm: &TestFirm) {
    for mail in firm.app.store().mail_waiting().await.expect("mails") {
        let sent = Mail { next_at: None, sent_at: Some(mail.since), ..mail };
        firm.app.store().ledger().note_mail(&sent).await.expect("noted");
    }
}

async fn write(firm: &TestFirm, to: &Person, kind: MailKind) -> MailId {
    let now = firm.app.clock().now();
    let mail = Mail {
        id: MailId::new(firm.rng().as_ref()),
        person: to.id,
        kind,
        path: "/work".to_owned(),
        since: now,
        next_at: Some(now),
        attempts: 0,
        sent_at: None,
        trouble: String::new(),
    };
    let id = mail.id;
    let entry = EntryDraft::site("test.written").id("mail", id);
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&mail).await }).await.expect("recorded");
    id
}

async fn at(firm: &TestFirm, id: MailId) -> Mail {
    firm.app.store().get::<Mail>(id).await.expect("reads").expect("there")
}

/// How often it was tried, whether it was sent, whether it is tried again, and what the trouble was.
async fn state(firm: &TestFirm, id: MailId) -> (i32, bool, bool, String) {
    let mail = at(firm, id).await;
    (mail.attempts, mail.sent_at.is_some(), mail.next_at.is_some(), mail.trouble)
}

#[tokio::test]
async fn a_real_server_receives_messages_over_starttls() {
    let Some(office) = PostOffice::open(true) else { return };
    let (firm, person) = firm_with("Ada Wren").await;
    let french = Person { language: "fr".to_owned(), ..firm.officer().await.expect("the officer").who.clone() };
    let entry = EntryDraft::site("person.changed").id("changed", french.id);
    let kept = french.clone();
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&kept).await }).await.expect("recorded");
    quiet(&firm).await;
    let (english, other) =
        (write(&firm, &person, MailKind::GrantApproved).await, write(&firm, &french, MailKind::Digest).await);

    let app = with_mail(&firm, &office.url("?tls=required"), Some(&office.authority)).await;
    clocks::tick(&app).await.expect("ticks");
    assert_eq!(state(&firm, english).await, (1, true, false, String::new()));
    clocks::tick(&app).await.expect("ticks");
    let letter = office.letter(english);
    for part in [
        format!("Message-ID: <{english}@bailee.quillbridge.example>").as_str(),
        "Auto-Submitted: auto-generated",
        "Subject: Your access was approved",
        "Content-Type: text/plain; charset=utf-8",
        "Date: Mon, 02 Mar 2026",
        "https://bailee.quillbridge.example/work",
        // What Exim says of how it came.
        "with esmtps",
    ] {
        assert!(letter.contains(part), "‘{part}’ is missing in:\n{letter}");
    }
    assert!(office.letter(other).contains("Subject: Ce qui vous attend"));
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_is_not_trusted_or_does_not_encrypt() {
    let Some(office) = PostOffice::open(true) else { return };
    let (firm, person) = firm_with("Ada Wren").await;
    let mail = write(&firm, &person, MailKind::GrantApproved).await;
    clocks::tick(&with_mail(&firm, &office.url("?tls=required"), None).await).await.expect("ticks");
    assert_eq!(state(&firm, mail).await, (1, false, true, "encryption".to_owned()));
    let Some(plain) = PostOffice::open(false) else { return };
    firm.advance(SignedDuration::from_mins(1));
    clocks::tick(&with_mail(&firm, &plain.url("?tls=required"), Some(&plain.authority)).await).await.expect("ticks");
    assert_eq!(state(&firm, mail).await, (2, false, true, "encryption".to_owned()));
    assert!(office.box_().is_empty() && plain.box_().is_empty());
    firm.advance(SignedDuration::from_mins(5));
    clocks::tick(&with_mail(&firm, &plain.url(""), None).await).await.expect("ticks");
    assert!(state(&firm, mail).await.1, "on the same machine it may go in clear, when nothing else is asked");
}

#[tokio::test]
async fn what_a_server_puts_off_is_tried_again_and_what_it_refuses_is_not() {
    let Some(office) = PostOffice::open(true) else { return };
    let (firm, later) = firm_with("Later").await;
    let refused = firm.person("Refused", Organisation::Firm, Standing::Staff).await.expect("a person");
    quiet(&firm).await;
    let (put_off, for_good) =
        (write(&firm, &later, MailKind::GrantEnded).await, write(&firm, &refused, MailKind::GrantEnded).await);
    let app = with_mail(&firm, &office.url("?tls=required"), Some(&office.authority)).await;
    clocks::tick(&app).await.expect("ticks");
    assert_eq!(state(&firm, put_off).await, (1, false, true, "later 451".to_owned()));
    assert_eq!(state(&firm, for_good).await, (1, false, false, "refused 550".to_owned()), "and the others go on");

    clocks::tick(&app).await.expect("ticks");
    assert_eq!(at(&firm, put_off).await.attempts, 1, "not before its minute is over");
    firm.advance(SignedDuration::from_mins(1));
    clocks::tick(&app).await.expect("ticks");
    assert_eq!(at(&firm, put_off).await.attempts, 2);
    fs::write(office.folder.path().join("ready"), b"").expect("written");
    firm.advance(SignedDuration::from_mins(5));
    clocks::tick(&app).await.expect("ticks");
    assert_eq!(state(&firm, put_off).await, (3, true, false, String::new()));
    office.letter(put_off);

    let officer = firm.officer().await.expect("the officer");
    let health = views::mail_health(&officer).await.expect("the officer's view");
    assert_eq!(
        health.troubled.iter().map(|(mail, who)| (mail.id, who.id)).collect::<Vec<_>>(),
        [(for_good, refused.id)]
    );
    actions::resend_mail(&officer, for_good).await.expect("once more");
    assert!(actions::resend_mail(&officer, for_good).await.is_err(), "it waits already");
    clocks::tick(&app).await.expect("ticks");
    assert_eq!(state(&firm, for_good).await, (1, false, false, "refused 550".to_owned()));
    let staff = firm.sign_in(&later.email).await.expect("signs in");
    assert!(actions::resend_mail(&staff, for_good).await.is_err() && views::mail_health(&staff).await.is_err());
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_for_five_days() {
    let (firm, person) = firm_with("Ada Wren").await;
    let port = TcpListener::bind("127.0.0.1:0").and_then(|held| held.local_addr()).expect("a port").port();
    let app = with_mail(&firm, &format!("smtp://127.0.0.1:{port}"), None).await;
    let first = write(&firm, &person, MailKind::GrantEnded).await;
    firm.advance(SignedDuration::from_secs(1));
    let second = write(&firm, &person, MailKind::Digest).await;
    clocks::tick(&app).await.expect("a server that is down is no failure of the clock");
    assert_eq!(state(&firm, first).await, (1, false, true, "unreachable".to_owned()));
    assert_eq!(at(&firm, second).await.attempts, 0, "the others are not tried against a server that is down");
    for _ in 0..6 {
        firm.advance(SignedDuration::from_hours(24));
        for _ in 0..3 {
            clocks::tick(&app).await.expect("ticks");
        }
    }
    let (attempts, sent, again, _) = state(&firm, first).await;
    assert_eq!((sent, again), (false, false), "given up after five days, {attempts} tries");
}

#[tokio::test]
async fn without_a_server_messages_wait_and_who_left_gets_none() {
    let (firm, person) = firm_with("Ada Wren").await;
    let mail = write(&firm, &person, MailKind::GrantEnded).await;
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!(state(&firm, mail).await, (0, false, true, String::new()));
    let health = views::mail_health(&firm.officer().await.expect("the officer")).await.expect("the officer's view");
    assert_eq!((health.configured, health.waiting), (false, 1));

    let gone = Person { state: bailee_model::PersonState::Departed, ..person };
    let entry = EntryDraft::site("person.departed").id("departed", gone.id);
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&gone).await }).await.expect("recorded");
    clocks::tick(&with_mail(&firm, "smtp://127.0.0.1:9", None).await).await.expect("ticks");
    assert_eq!(state(&firm, mail).await, (1, false, false, "departed".to_owned()));
}

#[tokio::test]
async fn a_digest_comes_once_a_day_and_only_when_something_waits() {
    let firm = TestFirm::new().await.expect("a firm");
    let supplier = Organisation::Supplier(crate::agreements::subcontractor(&firm).await.id);
    let idle = firm.person("Ada Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let owing = firm.person("Wil Fern", supplier, Standing::Staff).await.expect("a person");
    let app = with_mail(&firm, "smtp://127.0.0.1:9", None).await;
    let digests = async |who: &Person| {
        let all = firm.app.store().mails().await.expect("mails");
        all.iter().filter(|mail| mail.person == who.id && mail.kind == MailKind::Digest).count()
    };
    clocks::tick(&app).await.expect("ticks");
    clocks::tick(&app).await.expect("ticks");
    assert_eq!((digests(&owing).await, digests(&idle).await), (1, 0));
    clocks::tick(&with_mail(&firm, "smtp://127.0.0.1:9", None).await).await.expect("a server that restarted");
    assert_eq!(digests(&owing).await, 1);
    // From Monday morning to Tuesday, before and after six.
    let to = async |instant: &str| {
        firm.advance(instant.parse::<Timestamp>().expect("an instant").duration_since(firm.app.clock().now()));
        clocks::tick(&app).await.expect("ticks");
        digests(&owing).await
    };
    assert_eq!(to("2026-03-03T05:59:00Z").await, 1);
    assert_eq!(to("2026-03-03T06:00:00Z").await, 2);
}

#[test]
fn every_message_is_written_in_both_languages_and_names_nothing() {
    let firm = Firm {
        name: "Quillbridge Systems (fictional)".to_owned(),
        contact: "hello@quillbridge.example".to_owned(),
        domain: "bailee.quillbridge.example".to_owned(),
        since: Timestamp::UNIX_EPOCH,
        region: None,
    };
    let mut all = String::new();
    for kind in MailKind::ALL {
        for (language, name) in [("en", "Ada Wren"), ("fr", "Éloïse Saint-Onge")] {
            let letter = letter(*kind, language, &firm, name, "https://bailee.quillbridge.example/work");
            assert_eq!(letter.body.matches("https://").count(), 1, "one link");
            all.push_str(&format!("=== {kind} · {language}\nSubject: {}\n\n{}\n", letter.subject, letter.body));
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots/mail.txt");
    if std::env::var_os("BAILEE_BLESS").is_some() {
        fs::write(&file, &all).expect("written");
    }
    let kept = fs::read_to_string(&file).expect("the snapshot is there");
    assert_eq!(kept, all, "messages changed; look at them, then run this again with BAILEE_BLESS=1");
}
