//! Linux: the stack below the person's folder, apt or dnf, ClamAV or an agent that is known, GNOME, Cinnamon or KDE.

mod lock;
mod protection;
mod updates;
mod volume;

use std::path::Path;

use bailee_model::Posture;

use super::{Answers, Collector, Question, Scene, measured};

pub(super) const COLLECTOR: Collector = Collector { questions, posture, waiting: updates::waiting, release };

fn questions(home: &Path) -> Vec<Question> {
    let mut questions = vec![Question::read("os-release", "/etc/os-release")];
    questions.extend(volume::questions());
    questions.extend(updates::questions());
    questions.extend(protection::questions());
    questions.extend(lock::questions(home));
    questions
}

fn posture(answers: &Answers, scene: &Scene) -> Posture {
    Posture {
        encryption: measured(volume::encryption(answers, &scene.home)),
        updates: measured(updates::updates(answers, scene)),
        protection: measured(protection::protection(answers, scene)),
        screen_lock: measured(lock::screen_lock(answers)),
    }
}

fn release(answers: &Answers) -> Option<String> {
    field(answers.out("os-release").ok()?, "PRETTY_NAME").map(str::to_owned)
}

/// A field of `os-release` (freedesktop.org, os-release(5)), without its quotes.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
    Some(value.trim().trim_matches(['"', '\'']))
}
