//! Bars: bytes on their way, and long work that the server does. They show on a terminal only, on standard error.

use std::fmt::Write;
use std::time::Duration;

use bailee_client::Connection;
use bailee_model::{Job, JobState, Result};
use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};

use crate::output;

/// How often long work is looked at: soon at first, so that short work ends at once.
const FIRST_LOOK: Duration = Duration::from_millis(50);
const LATER_LOOKS: Duration = Duration::from_secs(1);

const BYTES: &str = "{prefix} {bar:24} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
const BYTES_OF_UNKNOWN: &str = "{prefix} {spinner} {bytes} {bytes_per_sec}";
const WORK: &str = "{prefix} {bar:24} {human_pos}/{human_len} {msg} {rate}/s {eta}";
const WORK_OF_UNKNOWN: &str = "{prefix} {spinner} {human_pos} {msg} {rate}/s";

/// A bar for bytes, of so many in all where that is known.
pub(crate) fn bytes(total: Option<u64>, what: &str) -> ProgressBar {
    let bar = match total {
        Some(total) => ProgressBar::new(total).with_style(style(BYTES)),
        None => ProgressBar::new_spinner().with_style(style(BYTES_OF_UNKNOWN)),
    };
    bar.with_prefix(what.to_owned())
}

/// Follows long work to its end, and writes each line of what happens once. Leaving stops nothing.
pub(crate) async fn follow(connection: &Connection, mut job: Job, quiet: bool) -> Result<Job> {
    let bar = ProgressBar::new_spinner().with_style(style(WORK_OF_UNKNOWN)).with_prefix(job.kind.clone());
    let mut told = Vec::new();
    let mut wait = FIRST_LOOK;
    loop {
        if !quiet {
            bar.suspend(|| fresh(&told, &job.lines).iter().for_each(|line| output::line(&format!("  {line}"))));
        }
        told.clone_from(&job.lines);
        show(&bar, &job);
        if ended(&job) {
            break;
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LATER_LOOKS);
        job = connection.job(job.id).await?;
    }
    bar.finish_and_clear();
    Ok(job)
}

/// Whether long work has come to its end, good or bad.
pub(crate) fn ended(job: &Job) -> bool {
    !matches!(job.state, JobState::Waiting | JobState::Running)
}

fn show(bar: &ProgressBar, job: &Job) {
    if let Some(total) = job.total.and_then(|total| u64::try_from(total).ok()) {
        bar.set_style(style(WORK));
        bar.set_length(total);
    }
    bar.set_message(job.unit.clone());
    bar.set_position(u64::try_from(job.done).unwrap_or_default());
}

/// The lines that were not there before. A server keeps the last few hundred, so the first of them may have gone.
fn fresh<'a, T: PartialEq>(told: &[T], now: &'a [T]) -> &'a [T] {
    let kept = (0..=told.len().min(now.len())).rev().find(|kept| told[told.len() - kept..] == now[..*kept]);
    &now[kept.unwrap_or_default()..]
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    // Rows and bytes come whole; what cannot be written to a bar is no reason to stop.
    style.with_key("rate", |state: &ProgressState, to: &mut dyn Write| {
        let _ = write!(to, "{}", HumanCount(state.per_sec().round() as u64));
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn each_line_is_told_once_even_when_the_oldest_are_gone() {
        let now = lines("b c d");
        assert_eq!(fresh(&[], &now), lines("b c d"));
        assert_eq!(fresh(&lines("b c"), &now), lines("d"));
        assert_eq!(fresh(&lines("a b c"), &now), lines("d"));
        assert_eq!(fresh(&now, &now), lines(""));
        assert_eq!(fresh(&lines("x y"), &now), now);
    }

    #[test]
    fn every_template_is_one() {
        for template in [BYTES, BYTES_OF_UNKNOWN, WORK, WORK_OF_UNKNOWN] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
