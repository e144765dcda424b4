//! How many people sign in a second: the whole road of password and code, from the question to the session on disk.
//!
//! The peer is what cannot be left out of it: Argon2id with the same parameters, as many verifications at once as there are
//! callers, and nothing else. What is missing to a ratio of 1 is the code's seal and its one use, and the two commits that a
//! sign-in waits for: the code is used up, and the session began. At most four passwords are checked at the same time
//! whoever asks, since each takes 19 MiB.
//!
//! Time is given: the clock goes on by half a minute before each round, so that everybody's authenticator shows a new code.
//!
//! `cargo bench -p bailee-app -- --json` prints rows of `{name, value, unit, peer, peer_value, ratio, goal, met}`.

#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use bailee_app::actions::SignInAsk;
use bailee_model::{Organisation, Standing};
use bailee_testkit::{TestFirm, arrival, firm::PASSWORD};
use jiff::SignedDuration;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const MEASURE: Duration = Duration::from_secs(4);
/// Callers, and the sign-ins a second that are asked for: a firm of a hundred people is in within ten seconds.
const ROUNDS: [(usize, f64); 2] = [(1, 10.0), (8, 10.0)];

#[tokio::main]
async fn main() {
    let json = std::env::args().any(|argument| argument == "--json");
    let firm = TestFirm::new().await.expect("a firm");
    let mut people = Vec::new();
    for number in 0..ROUNDS.iter().map(|(callers, _)| *callers).max().unwrap_or(1) {
        let name = format!("Caller {number}");
        people.push(firm.person(&name, Organisation::Firm, Standing::Staff).await.expect("a person").email);
    }
    let mut rows = Vec::new();
    for (callers, goal) in ROUNDS {
        let value = sign_ins(&firm, &people[..callers]).await;
        let peer_value = verifications(callers).await;
        rows.push(serde_json::json!({
            "name": format!("sign-in, {callers} caller{}", if callers == 1 { "" } else { "s" }),
            "value": (value * 10.0).round() / 10.0,
            "unit": "sign-ins/s",
            "peer": "Argon2id alone, 19 MiB, 2 passes",
            "peer_value": (peer_value * 10.0).round() / 10.0,
            "ratio": (value / peer_value * 100.0).round() / 100.0,
            "goal": goal,
            "met": value >= goal,
        }));
    }
    if json {
        println!("{}", serde_json::Value::from(rows));
        return;
    }
    for row in rows {
        println!(
            "{}: {} {} ({}: {}, ratio {}; goal {})",
            row["name"], row["value"], row["unit"], row["peer"], row["peer_value"], row["ratio"], row["goal"]
        );
    }
}

/// How often a second somebody signs in: everybody at once, then everybody with their next code.
async fn sign_ins(firm: &TestFirm, people: &[String]) -> f64 {
    let (mut done, mut busy) = (0_u32, Duration::ZERO);
    while busy < MEASURE {
        firm.advance(SignedDuration::from_secs(30));
        let asks: Vec<SignInAsk> = people.iter().map(|email| ask(firm, email)).collect();
        let mut callers = JoinSet::new();
        let start = Instant::now();
        for ask in asks {
            let app = firm.app.clone();
            callers.spawn(async move { app.sign_in(ask).await.map(drop) });
        }
        while let Some(ended) = callers.join_next().await {
            ended.expect("no caller panics").expect("both factors are right");
            done += 1;
        }
        busy += start.elapsed();
    }
    f64::from(done) / busy.as_secs_f64()
}

/// Both factors of this person.
fn ask(firm: &TestFirm, email: &str) -> SignInAsk {
    let code = firm.code(email).expect("a code");
    SignInAsk { email: email.to_owned(), password: PASSWORD.into(), code, from: arrival() }
}

/// How often a second a password is verified, by so many threads at once.
async fn verifications(callers: usize) -> f64 {
    let params = argon2::Params::new(19 * 1024, 2, 1, None).expect("argon2 takes them");
    let hasher = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let hash = hasher.hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16]).expect("a hash").to_string();
    let start = Instant::now();
    let mut threads = JoinSet::new();
    for _ in 0..callers {
        let (hasher, hash) = (hasher.clone(), hash.clone());
        threads.spawn_blocking(move || {
            let hash = PasswordHash::new(&hash).expect("a hash");
            let mut done = 0_u32;
            while start.elapsed() < MEASURE {
                hasher.verify_password(PASSWORD.as_bytes(), &hash).expect("the right password");
                done += 1;
            }
            done
        });
    }
    let done: u32 = threads.join_all().await.into_iter().sum();
    f64::from(done) / start.elapsed().as_secs_f64()
}
