//! Whether a stranger learns from the time an answer takes what its words do not tell (invariant 6): a consultant asks for
//! another engagement's real things and for things that do not exist, in turns that are drawn, some thousand times each.
//!
//! The peer of each address is the same address with identifiers that name nothing. Both medians are shown, and whether
//! Welch's t-test tells the two apart. As in the practice of dudect (Reparaz, Balasch and Verbauwhede, 2016) the slowest
//! twentieth of all answers is left out first, and |t| below 4.5 counts as not told apart. Answers do not cross a network
//! here, which would hide far more.
//!
//! `cargo bench -p bailee-web -- --json` prints rows of `{name, value, unit, peer, peer_value, ratio, goal, met, t}`;
//! `met` says that |t| is below the goal. `--rounds N` asks so many times.

#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

#[path = "stranger/world.rs"]
mod world;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use bailee_model::{
    Rng,
    clock::{SeededRng, random},
};
use std::time::Instant;
use tower::ServiceExt;
use world::{Address, World};

const ROUNDS: usize = 2000;
/// Asked before it counts, so that both find what is kept warm.
const WARM: usize = 20;
/// Whoever is above this is told apart.
const GOAL: f64 = 4.5;
/// Which part of the answers counts, from the fastest.
const KEPT: f64 = 0.95;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let rounds = arguments.iter().position(|argument| argument == "--rounds");
    let rounds = rounds.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(ROUNDS);
    let world = World::new().await.expect("a world");
    let router = bailee_web::router(world.firm.app.clone());
    let mut rows = Vec::new();
    for address in world.addresses() {
        let row = compare(&router, &world.session, &address, rounds).await;
        if !json {
            println!(
                "{}: {} µs, made up {} µs, ratio {}, t {}{}",
                row["name"],
                row["value"],
                row["peer_value"],
                row["ratio"],
                row["t"],
                if row["met"] == true { "" } else { ": told apart" }
            );
        }
        rows.push(row);
    }
    if json {
        println!("{}", serde_json::Value::from(rows));
    }
}

async fn compare(router: &Router, session: &str, address: &Address, rounds: usize) -> serde_json::Value {
    let rng = SeededRng::new(7);
    let (mut real, mut made_up) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
    for round in 0..rounds + WARM {
        // Which one is asked first is drawn: whoever comes second finds more in the processor's caches.
        let real_first = random::<1>(&rng as &dyn Rng)[0] & 1 == 0;
        for is_real in [real_first, !real_first] {
            // Another name that names nothing each time, as one that guesses would ask.
            let path = if is_real { address.real.clone() } else { address.made_up(&rng) };
            let took = ask(router, session, address.method, &path).await;
            if round >= WARM {
                if is_real { &mut real } else { &mut made_up }.push(took);
            }
        }
    }
    let t = welch(&real, &made_up);
    let (value, peer_value) = (median(&mut real), median(&mut made_up));
    serde_json::json!({
        "name": format!("stranger, {} {}", address.method, address.pattern),
        "value": (value * 10.0).round() / 10.0,
        "unit": "µs",
        "peer": "what does not exist",
        "peer_value": (peer_value * 10.0).round() / 10.0,
        "ratio": (value / peer_value * 1000.0).round() / 1000.0,
        "goal": GOAL,
        "met": t.abs() < GOAL,
        "t": (t * 100.0).round() / 100.0,
    })
}

/// How long an answer takes to its last byte, in microseconds.
async fn ask(router: &Router, session: &str, method: &str, path: &str) -> f64 {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "bailee.example")
        .header("cookie", format!("__Host-bailee={session}"))
        .header("authorization", format!("Bearer {session}"))
        .body(Body::empty())
        .expect("a request");
    let start = Instant::now();
    let answer = router.clone().oneshot(request).await.expect("the router never fails");
    let status = answer.status();
    to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    let took = start.elapsed();
    assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path}");
    took.as_secs_f64() * 1e6
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Welch's t of the two, without the slowest of both together.
fn welch(one: &[f64], other: &[f64]) -> f64 {
    let mut all = [one, other].concat();
    all.sort_by(f64::total_cmp);
    let slowest = all[((all.len() - 1) as f64 * KEPT) as usize];
    let (one_mean, one_error) = mean_and_error(one, slowest);
    let (other_mean, other_error) = mean_and_error(other, slowest);
    (one_mean - other_mean) / (one_error + other_error).sqrt()
}

/// The mean of what counts, and the square of its standard error.
fn mean_and_error(times: &[f64], slowest: f64) -> (f64, f64) {
    let kept: Vec<f64> = times.iter().copied().filter(|time| *time <= slowest).collect();
    let count = kept.len() as f64;
    let mean = kept.iter().sum::<f64>() / count;
    let variance = kept.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance / count)
}
