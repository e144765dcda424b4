//! How long the gate takes to decide, with the facts of a large firm at hand: 5,000 people, 2,000 engagements, and 5,000 or
//! 50,000 grants. A decision is everything from looking the person's assignments and grants up to the answer in words.
//!
//! The peer is Cedar as it is commonly used: all policies in one set, and all facts loaded beforehand as one store of
//! entities, with the schema checking the request. It answers from what was true when it was loaded, and says yes or no; the
//! gate states the facts anew for each question, and names the clause. That both answer alike is checked.
//!
//! All questions are asked three times over, and the best time of each counts, so that a busy machine is not what is measured.
//!
//! `cargo bench -p bailee-policy -- --json` prints rows of `{name, value, unit, peer, peer_value, ratio, goal, met}`; a ratio
//! below 1 means that the gate is faster.

#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

#[path = "gate/peer.rs"]
mod peer;
#[path = "gate/world.rs"]
mod world;

use bailee_policy::Gate;
use peer::Peer;
use std::hint::black_box;
use std::time::{Duration, Instant};
use world::{Draw, World};

const QUESTIONS: usize = 60_000;
const ROUNDS: usize = 3;
const GRANTS: [usize; 2] = [5_000, 50_000];
/// Which place in the order, its name, and the goal in microseconds.
const MEASURES: [(f64, &str, f64); 2] = [(0.5, "median", 30.0), (0.99, "p99", 150.0)];

fn main() {
    let json = std::env::args().any(|argument| argument == "--json");
    let gate = Gate::new().expect("valid policies");
    let mut rows = Vec::new();
    for grants in GRANTS {
        let world = World::new(grants);
        let peer = Peer::new(&world);
        let draws = world.draws(QUESTIONS);
        let (ours, decided) = time(&draws, |draw| gate.decide(&world.question(draw)).is_allowed());
        let (theirs, permitted) = time(&draws, |draw| peer.permits(&world.question(draw)));
        assert!(decided == permitted, "the two do not agree");
        if !json {
            let allowed = decided.iter().filter(|allowed| **allowed).count();
            println!("{grants} grants: {allowed} of {QUESTIONS} questions were allowed");
        }
        for (place, name, goal) in MEASURES {
            let at =
                |times: &[Duration]| (times[(times.len() as f64 * place) as usize].as_secs_f64() * 1e8).round() / 100.0;
            let (value, peer_value) = (at(&ours), at(&theirs));
            rows.push(serde_json::json!({
                "name": format!("gate decision, {grants} grants, {name}"),
                "value": value,
                "unit": "µs",
                "peer": "Cedar, one set, facts preloaded",
                "peer_value": peer_value,
                "ratio": (value / peer_value * 100.0).round() / 100.0,
                "goal": goal,
                "met": value <= goal,
            }));
        }
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

/// The best time that each question took, in order of length; and the answers, in order of asking.
fn time(draws: &[Draw], answer: impl Fn(&Draw) -> bool) -> (Vec<Duration>, Vec<bool>) {
    let mut best = vec![Duration::MAX; draws.len()];
    let mut answers = Vec::new();
    for _ in 0..ROUNDS {
        answers.clear();
        for (draw, best) in draws.iter().zip(&mut best) {
            let start = Instant::now();
            answers.push(black_box(answer(black_box(draw))));
            *best = start.elapsed().min(*best);
        }
    }
    best.sort_unstable();
    (best, answers)
}
