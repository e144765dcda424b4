//! Clause S3.3 on Linux: ClamAV with both of its daemons, or an agent that is known by its systemd unit.

use bailee_model::posture::Protection;
use jiff::{Timestamp, civil, tz::TimeZone};

use super::super::{Answers, Question, Reading, Scene, age_days, failed, not_found};

/// The one agent that tells the age of its definitions to whoever asks.
const DEFENDER: &str = "mdatp.service";
/// Agents that look after themselves, by the unit that each runs as.
const AGENTS: [(&str, &str); 9] = [
    (DEFENDER, "Microsoft Defender for Endpoint"),
    ("falcon-sensor.service", "CrowdStrike Falcon"),
    ("sentinelone.service", "SentinelOne"),
    ("sophos-spl.service", "Sophos Protection for Linux"),
    ("ds_agent.service", "Trend Micro Deep Security"),
    ("eea.service", "ESET Endpoint Antivirus"),
    ("bdsec.service", "Bitdefender Endpoint Security"),
    ("kesl.service", "Kaspersky Endpoint Security"),
    ("traps_pmd.service", "Cortex XDR"),
];

pub(super) fn questions() -> Vec<Question> {
    let show = ["show", "--property=Id,ActiveState"].into_iter().chain(AGENTS.iter().map(|(unit, _)| *unit));
    vec![
        Question::run("processes", "ps", &["-e", "-o", "comm="]),
        Question::run("clamav", "clamdscan", &["--version"]),
        Question::modified("clamav daily.cld", "/var/lib/clamav/daily.cld"),
        Question::modified("clamav daily.cvd", "/var/lib/clamav/daily.cvd"),
        Question::run("defender", "mdatp", &["health", "--field", "definitions_updated_minutes_ago"]),
        Question::run("units", "systemctl", &show.collect::<Vec<_>>()),
    ]
}

/// What protects the machine. Nothing that is known here is no value: there may be something else.
pub(super) fn protection(answers: &Answers, scene: &Scene) -> Reading<Protection> {
    if let Some((unit, agent)) = answers.out("units").ok().and_then(active) {
        let minutes =
            answers.word("defender").ok().filter(|_| unit == DEFENDER).and_then(|told| told.parse::<u32>().ok());
        let signatures_age_days = minutes.map(|minutes| i64::from(minutes) / (24 * 60));
        return Ok(Protection { name: agent.to_owned(), running: true, signatures_age_days });
    }
    let processes = answers.out("processes")?;
    let runs = |name: &str| processes.lines().any(|line| line.trim() == name);
    let (scans, renews) = (runs("clamd"), runs("freshclam"));
    if !scans && !renews {
        return Err(not_found("neither ClamAV nor another endpoint protection that is known here runs"));
    }
    let name = match (scans, renews) {
        (true, true) => "ClamAV",
        (true, false) => "ClamAV, whose freshclam does not run",
        _ => "ClamAV, whose clamd does not run",
    };
    let age = signatures(answers).ok_or_else(|| failed("the age of ClamAV's signatures cannot be told"))?;
    let signatures_age_days = Some(age_days(scene.now, age)?);
    Ok(Protection { name: name.to_owned(), running: scans && renews, signatures_age_days })
}

/// The first agent that is active, out of `systemctl show`: a paragraph for each unit.
fn active(units: &str) -> Option<(&'static str, &'static str)> {
    let active = |unit: &str| {
        units.split("\n\n").any(|paragraph| {
            let has = |wanted: &str| paragraph.lines().any(|line| line.trim() == wanted);
            has(&format!("Id={unit}")) && has("ActiveState=active")
        })
    };
    AGENTS.iter().find(|(unit, _)| active(unit)).copied()
}

/// Of when the signatures are that the daemon uses, `ClamAV 1.0.7/27466/Wed Nov 20 09:33:41 2024`; or, where it cannot
/// be asked, when the newest were fetched.
fn signatures(answers: &Answers) -> Option<Timestamp> {
    let told = answers.word("clamav").ok().and_then(|told| told.splitn(3, '/').nth(2)).and_then(dated);
    told.or_else(|| ["clamav daily.cld", "clamav daily.cvd"].iter().filter_map(|name| answers.instant(name).ok()).max())
}

fn dated(text: &str) -> Option<Timestamp> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = civil::DateTime::strptime("%a %b %d %H:%M:%S %Y", text).ok()?;
    at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{answers, scene};
    use super::*;
    use bailee_model::posture::Why;

    const VERSION: &str = "ClamAV 1.0.7/27466/Fri Nov 20 09:33:41 2026\n";

    #[test]
    fn clamav_protects_with_both_daemons_and_signatures_of_an_age() {
        let both = answers(&[("processes", "systemd\nclamd\nfreshclam\n"), ("clamav", VERSION)]);
        let found = protection(&both, &scene()).unwrap();
        assert_eq!(found, Protection { name: "ClamAV".into(), running: true, signatures_age_days: Some(2) });
        let fetched = answers(&[
            ("processes", "clamd\nfreshclam"),
            ("clamav", "ClamAV 1.0.7"),
            ("clamav daily.cld", "2026-11-12T12:00:00Z"),
        ]);
        assert_eq!(protection(&fetched, &scene()).unwrap().signatures_age_days, Some(10));
        let ageless = answers(&[("processes", "clamd\nfreshclam"), ("clamav", "ClamAV 1.0.7")]);
        assert_eq!(protection(&ageless, &scene()).unwrap_err().why, Why::Failed);
    }

    #[test]
    fn half_of_clamav_does_not_run() {
        for half in ["clamd\n", "freshclam\n"] {
            assert!(!protection(&answers(&[("processes", half), ("clamav", VERSION)]), &scene()).unwrap().running);
        }
        let none = answers(&[("processes", "clamdtop\nnot-freshclam\n"), ("clamav", VERSION)]);
        assert_eq!(protection(&none, &scene()).unwrap_err().why, Why::NotFound);
        assert!(protection(&answers(&[("clamav", VERSION)]), &scene()).is_err());
    }

    #[test]
    fn an_agent_is_known_by_its_unit_and_only_while_it_is_active() {
        let units = "Id=falcon-sensor.service\nActiveState=inactive\n\nId=mdatp.service\nActiveState=active\n";
        let found = protection(&answers(&[("units", units)]), &scene()).unwrap();
        assert_eq!((found.name.as_str(), found.signatures_age_days), ("Microsoft Defender for Endpoint", None));
        let told = answers(&[("units", units), ("defender", "3000\n")]);
        assert_eq!(protection(&told, &scene()).unwrap().signatures_age_days, Some(2));
        let falcon = answers(&[("units", "Id=falcon-sensor.service\nActiveState=active\n"), ("defender", "3000\n")]);
        assert_eq!(protection(&falcon, &scene()).unwrap().signatures_age_days, None, "another's age says nothing");
        assert_eq!(active("Id=mdatp.service\nActiveState=activating\n"), None);
        assert_eq!(active("Id=mdatp.service\n\nActiveState=active\n"), None, "two paragraphs are two units");
    }
}
