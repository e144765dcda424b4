//! Looking at this machine, signing what was found, and handing it in.

use bailee_client::reply::{CheckRow, Reported};
use bailee_model::{
    Error, Measured, Os, Posture, ReportBody, Result, posture::REPORT_CONTEXT, posture::Unavailable, say,
};
use jiff::Timestamp;

use super::collect::{self, Scene, ask, collector};
use super::{Enrolment, Enrolments, key};
use crate::output;

const COLLECTOR: &str = concat!("bailee ", env!("CARGO_PKG_VERSION"));

/// What a look at this machine found.
pub(crate) struct Look {
    os: Os,
    os_version: String,
    pub(crate) posture: Posture,
    raw_digest: String,
    waiting: Vec<String>,
    at: Timestamp,
}

/// Looks at this machine. What is remembered of updates comes from an enrolment, where there is one.
///
/// # Errors
/// When there is no collector for this operating system.
pub(crate) async fn look(enrolment: Option<&Enrolment>, now: Timestamp) -> Result<Look> {
    let os = os()?;
    let home = std::env::home_dir()
        .ok_or_else(|| Error::bad_input(say!("There is no home folder.")).hint(say!("Set HOME.")))?;
    // Below a link, it is the volume at its other end that holds the files.
    let home = std::fs::canonicalize(&home).unwrap_or(home);
    let it = collector(os);
    let answers = ask((it.questions)(&home)).await;
    let scene = Scene { now, home, waiting: enrolment.map(|each| each.waiting.clone()).unwrap_or_default() };
    Ok(Look {
        os,
        os_version: collect::plain(&(it.release)(&answers).unwrap_or_else(|| "not known".to_owned())),
        posture: collect::in_plain((it.posture)(&answers, &scene)),
        raw_digest: answers.digest(),
        waiting: (it.waiting)(&answers),
        at: now,
    })
}

/// The operating system that this is, where its collector is known.
pub(crate) fn os() -> Result<Os> {
    collect::HERE.ok_or_else(|| {
        Error::bad_input(say!("There is no collector for this operating system."))
            .hint(say!("Use Linux, macOS or Windows."))
    })
}

impl Look {
    /// The report that an enrolment's device makes of it. Its number is greater than any before: the clock's seconds, so
    /// that it goes on rising where what is kept here was lost.
    pub(crate) fn body(&self, enrolment: &Enrolment) -> ReportBody {
        ReportBody {
            device: enrolment.device,
            number: self.at.as_second().max(enrolment.last_number.saturating_add(1)),
            taken_at: self.at,
            collector: COLLECTOR.to_owned(),
            os: self.os,
            os_version: self.os_version.clone(),
            posture: self.posture.clone(),
            raw_digest: self.raw_digest.clone(),
        }
    }

    /// Says what was found, check by check. Whether it is enough is the server's to say.
    pub(crate) fn tell(&self) {
        let Posture { encryption, updates, protection, screen_lock } = &self.posture;
        output::line(&format!("{}, looked at {} by {COLLECTOR}", self.os_version, output::instant(self.at)));
        tell("encryption", encryption, |it| format!("{}: {} holds {}", on(it.on), it.found, it.path));
        tell("updates", updates, |it| {
            let waiting = it.waiting.map(|count| format!(", {count} security updates wait")).unwrap_or_default();
            let restart = if it.restart_pending { "a restart is pending" } else { "no restart is pending" };
            format!("{} days old{waiting}, {restart}", it.age_days)
        });
        tell("protection", protection, |it| {
            let age = it.signatures_age_days.map(|days| format!(", signatures {days} days old")).unwrap_or_default();
            format!("{}: {}{age}", if it.running { "runs" } else { "does not run" }, it.name)
        });
        tell("screen lock", screen_lock, |it| {
            if it.on { format!("on: after {} seconds", it.delay_secs) } else { "off".to_owned() }
        });
        output::line(&format!("  {:<12} SHA-256 {}", "raw answers", self.raw_digest));
    }
}

fn on(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn tell<T>(name: &str, measured: &Measured<T>, words: impl Fn(&T) -> String) {
    let said = match measured {
        Measured::Value(value) => words(value),
        Measured::Unavailable(Unavailable { detail, .. }) => format!("cannot be told: {detail}"),
    };
    output::line(&format!("  {name:<12} {said}"));
}

/// Signs a look and hands it in at one server; what has to be remembered is kept.
///
/// # Errors
/// When the key cannot be used, or the server does not believe it.
pub(crate) async fn send(enrolments: &mut Enrolments, address: &str, look: &Look) -> Result<Reported> {
    let Some(enrolment) = enrolments.of(address).cloned() else { return Err(super::not_enrolled()) };
    let body = look.body(&enrolment);
    let text =
        serde_json::to_string(&body).map_err(|error| Error::internal("The report is not JSON.").because(error))?;
    let signature = key::open(address, enrolment.home)?.sign(REPORT_CONTEXT, text.as_bytes())?;
    let reported = enrolment.server(address)?.report(enrolment.device, &text, &signature).await?;
    let waiting = collect::since_when(&enrolment.waiting, look.waiting.clone(), look.at);
    enrolments.keep(address, Enrolment { last_number: body.number, waiting, ..enrolment })?;
    Ok(reported)
}

/// Says what the server makes of each check, and how to mend what is not met.
pub(crate) fn tell_checks(checks: &[CheckRow]) {
    for check in checks {
        let found = check.found.as_deref().unwrap_or_default();
        output::mark(check.met, format!("{:<10} {:<5} {found}", check.check.as_str(), check.clause).trim_end());
        if let Some(mend) = check.mend.as_deref().filter(|mend| !check.met && !mend.is_empty()) {
            output::line(&format!("                   {mend}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::enrolment;
    use super::*;

    #[test]
    fn numbers_rise_with_the_clock_and_never_fall_behind_the_last() {
        let unavailable = Unavailable { why: bailee_model::posture::Why::Failed, detail: String::new() };
        let posture = Posture {
            encryption: Measured::Unavailable(unavailable.clone()),
            updates: Measured::Unavailable(unavailable.clone()),
            protection: Measured::Unavailable(unavailable.clone()),
            screen_lock: Measured::Unavailable(unavailable),
        };
        let at: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let (raw_digest, waiting) = (String::new(), Vec::new());
        let look = Look { os: Os::Linux, os_version: "Linux".into(), posture, raw_digest, waiting, at };
        let mut enrolment = enrolment(1);
        assert_eq!(look.body(&enrolment).number, at.as_second());
        enrolment.last_number = at.as_second() + 5;
        assert_eq!(look.body(&enrolment).number, at.as_second() + 6);
    }

    #[tokio::test]
    async fn this_very_machine_is_looked_at() {
        let now = bailee_model::Clock::now(&bailee_model::SystemClock);
        let look = look(None, now).await.unwrap();
        assert_eq!((look.raw_digest.len(), look.at), (64, now));
    }
}
