//! The pages about signing in.

use super::{Pages, data, outside, visiting};
use crate::{
    Lang,
    frame::Frame,
    pages::{
        provider::{ProviderCodePage, ProviderPage},
        recover::RecoverPage,
        security::{PasswordPage, SecurityPage},
        session_request::SessionRequestPage,
        sessions::{MadeToken, SessionLine, SessionsPage, TokenForm},
    },
};
use askama::Template;
use bailee_app::{
    Secret,
    actions::{AskedSession, CodeOffer, OwnAccess},
};
use bailee_model::{Factor, Passkey, PasskeyId, PersonId, Session, SessionId, SessionKind, TokenScope};

fn own(passkeys: Vec<Passkey>) -> OwnAccess {
    let (password, recovery_left, recovering) = (true, 7, passkeys.is_empty());
    OwnAccess { passkeys, password, recovery_left, provider: false, recovering }
}

fn passkey(number: u8, name: &str) -> Passkey {
    Passkey {
        id: PasskeyId::from_bytes([number; 16]),
        person: PersonId::from_bytes([1; 16]),
        name: name.to_owned(),
        credential_id: Vec::new(),
        credential: Vec::new(),
        since: data::days(-90),
        used_at: (number == 1).then(|| data::days(-1)),
        ended: None,
    }
}

fn line(number: u8, kind: SessionKind, name: &str, address: &str) -> SessionLine {
    SessionLine {
        id: SessionId::from_bytes([number; 16]),
        kind,
        name: name.to_owned(),
        scope: (kind == SessionKind::Token).then_some(TokenScope::Look),
        factor: Factor::Passkey,
        since: data::days(-1),
        seen: data::now(),
        until: data::days(1),
        address: address.to_owned(),
        device: (number == 1).then(|| "ines-laptop".to_owned()),
        here: number == 1,
    }
}

fn token() -> Session {
    Session {
        id: SessionId::from_bytes([3; 16]),
        token_hash: Vec::new(),
        person: PersonId::from_bytes([1; 16]),
        kind: SessionKind::Token,
        name: "nightly export".to_owned(),
        address: "198.51.100.4".to_owned(),
        factor: Factor::Passkey,
        since: data::days(-1),
        seen: data::now(),
        until: data::days(1),
        stepped_up: data::days(-1),
        purpose: None,
        device: None,
        confirm_hash: Vec::new(),
        confirm_until: None,
        scope: Some(TokenScope::Look),
        engagement: None,
        ended: None,
    }
}

pub(super) fn pages(lang: Lang) -> Pages {
    let bare = |path: &str| Frame::bare(lang, data::now(), data::FIRM, path);
    let mut passkeys = vec![passkey(1, "Téléphone")];
    passkeys.push(passkey(2, "Key ring"));
    let codes: Vec<Secret> = (0..10).map(|_| Secret::from("0123-4567-89ab-cdef-0123-4567-89ab-cdef")).collect();
    let offer = CodeOffer {
        totp_secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned(),
        totp_uri: "otpauth://totp/Bailee:ines@firm.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned(),
        ticket: "sample".to_owned(),
    };
    let sessions = vec![
        line(1, SessionKind::Browser, "Firefox on Linux", "192.0.2.7"),
        line(2, SessionKind::CommandLine, "bailee 0.1.0", "192.0.2.7"),
        line(3, SessionKind::Token, "nightly export", "198.51.100.4"),
    ];
    let engagements = [("eng_sample".to_owned(), data::engagement().title)];
    let made = MadeToken { name: "nightly export".to_owned(), secret: "blt_sample".to_owned() };
    let url = "https://accounts.firm.example/authorize".to_owned();
    Ok(vec![
        ("recover", RecoverPage::new(bare("/recover"), String::new()).render()?),
        ("provider", ProviderPage::new(bare("/enrol"), url).render()?),
        ("provider-code", ProviderCodePage::new(bare("/sign-in"), "sample".to_owned()).render()?),
        ("security", SecurityPage::new(outside(lang, "/security"), own(passkeys), codes, true).render()?),
        (
            "security-recovering",
            SecurityPage::new(visiting(lang, "/security"), own(Vec::new()), Vec::new(), false).render()?,
        ),
        (
            "password",
            PasswordPage::new(outside(lang, "/security/password"), offer, &[token()], &Default::default()).render()?,
        ),
        (
            "sessions",
            SessionsPage::new(outside(lang, "/sessions"), sessions, &engagements, TokenForm::default(), Some(made))
                .render()?,
        ),
        ("session-request", SessionRequestPage::new(outside(lang, "/sessions/allow"), String::new(), None).render()?),
        (
            "session-request-asked",
            SessionRequestPage::new(outside(lang, "/sessions/allow"), "7K3M-Q0XZ".to_owned(), Some(asked()))
                .render()?,
        ),
    ])
}

fn asked() -> AskedSession {
    AskedSession {
        name: "ines-desk".to_owned(),
        address: "198.51.100.4".to_owned(),
        from_elsewhere: true,
        at: data::now(),
        until: data::now() + jiff::SignedDuration::from_mins(10),
    }
}
