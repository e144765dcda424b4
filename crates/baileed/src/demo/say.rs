//! How the demonstration speaks: short sentences, a step's number, a bar while something takes long.

use crate::output::{colour, line};
use bailee_app::App;
use bailee_model::{Job, JobState, Text};
use indicatif::{ProgressBar, ProgressStyle};
use std::{sync::Arc, time::Duration};

/// Speaks to the terminal.
#[derive(Default)]
pub(crate) struct Say {
    step: u32,
}

impl Say {
    /// A new part of the job.
    pub(crate) fn step(&mut self, title: &str) {
        self.step += 1;
        let title = format!("{}. {title}", self.step);
        line(if colour() { format!("\n\x1b[1m{title}\x1b[0m") } else { format!("\n{title}") });
    }

    /// A sentence.
    pub(crate) fn tell(&self, text: impl AsRef<str>) {
        line(format!("   {}", text.as_ref()));
    }

    /// Something that was refused, as it should be.
    pub(crate) fn refused(&self, text: impl AsRef<str>) {
        let mark = if colour() { "\x1b[33m✗ refused\x1b[0m" } else { "✗ refused" };
        line(format!("   {mark} {}", text.as_ref()));
    }

    /// Something that came out right.
    pub(crate) fn right(&self, text: impl AsRef<str>) {
        let mark = if colour() { "\x1b[32m✓\x1b[0m" } else { "✓" };
        line(format!("   {mark} {}", text.as_ref()));
    }

    /// Shows long work until it ends.
    pub(crate) async fn watch(&self, app: &Arc<App>, job: &Job) -> anyhow::Result<Job> {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("   {spinner} {msg} {human_pos} of {human_len} ({elapsed})") {
            bar.set_style(style);
        }
        bar.set_message(format!("{} …", job.kind));
        let ended = app.wait(job.id);
        tokio::pin!(ended);
        let job = loop {
            tokio::select! {
                job = &mut ended => break job?,
                () = tokio::time::sleep(Duration::from_millis(100)) => {
                    let now = app.live(job.clone());
                    bar.set_length(u64::try_from(now.total.unwrap_or(now.done)).unwrap_or_default());
                    bar.set_position(u64::try_from(now.done).unwrap_or_default());
                }
            }
        };
        bar.finish_and_clear();
        anyhow::ensure!(
            job.state == JobState::Done,
            "{} ended early: {}",
            job.kind,
            job.lines.last().map_or("", Text::english)
        );
        Ok(job)
    }
}
