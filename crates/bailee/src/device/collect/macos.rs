//! macOS: FileVault, Software Update, XProtect under Gatekeeper, and the screen lock of the person's own session.

use std::path::Path;

use bailee_model::Posture;
use bailee_model::posture::{Encryption, Protection, ScreenLock, Updates};
use jiff::Timestamp;
use serde::Deserialize;

use super::{Answers, Collector, Question, Reading, Scene, age_days, failed, measured, not_found, oldest_wait};

pub(super) const COLLECTOR: Collector = Collector { questions, posture, waiting, release };

/// Where the volume that FileVault protects is mounted, since macOS 10.15 and before.
const PROTECTED: [&str; 2] = ["/System/Volumes/Data", "/"];

fn questions(home: &Path) -> Vec<Question> {
    let preferences = "/Library/Preferences/com.apple.SoftwareUpdate";
    vec![
        Question::run("release", "sw_vers", &["-productVersion"]),
        Question::run("filevault", "fdesetup", &["status"]),
        Question::run("volume", "df", &["-P", &home.display().to_string()]),
        Question::run("updates", "softwareupdate", &["--list", "--no-scan"]),
        Question::run("looked", "defaults", &["read", preferences, "LastSuccessfulDate"]),
        Question::run("gatekeeper", "spctl", &["--status"]),
        Question::run("installed", "system_profiler", &["-json", "SPInstallHistoryDataType"]),
        Question::run("screen lock", "sysadminctl", &["-screenLock", "status"]),
        Question::run("screen saver", "defaults", &["-currentHost", "read", "com.apple.screensaver", "idleTime"]),
        Question::run("power", "pmset", &["-g", "custom"]),
    ]
}

fn posture(answers: &Answers, scene: &Scene) -> Posture {
    Posture {
        encryption: measured(encryption(answers, &scene.home)),
        updates: measured(updates(answers, scene)),
        protection: measured(protection(answers, scene)),
        screen_lock: measured(screen_lock(answers)),
    }
}

fn release(answers: &Answers) -> Option<String> {
    answers.word("release").ok().map(|version| format!("macOS {version}"))
}

/// FileVault protects the data volume, so the person's files have to be on it. While it is still encrypting, not
/// everything is; `fdesetup` says so in a line of its own.
fn encryption(answers: &Answers, home: &Path) -> Reading<Encryption> {
    let mount = mounted_on(answers.out("volume")?).ok_or_else(|| failed("the answer of df does not read"))?;
    if !PROTECTED.contains(&mount) {
        return Err(failed(format!("{} is on a volume of its own, which is not looked at", home.display())));
    }
    let said = answers.word("filevault")?;
    let on = match said.lines().next().unwrap_or_default().trim() {
        "FileVault is On." => said.lines().count() == 1,
        "FileVault is Off." => false,
        _ => return Err(failed("the answer of fdesetup does not read")),
    };
    let found = said.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    Ok(Encryption { on, path: home.display().to_string(), found })
}

/// The last column of the second line of `df -P` (POSIX).
fn mounted_on(df: &str) -> Option<&str> {
    let at = df.lines().nth(1)?.find(" /").filter(|_| df.starts_with("Filesystem"))?;
    Some(df.lines().nth(1)?[at..].trim())
}

/// On macOS an update is not in place before its restart: it waits until then, and no restart is pending beside it.
fn updates(answers: &Answers, scene: &Scene) -> Reading<Updates> {
    let looked = answers.word("looked")?;
    let looked = Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", looked)
        .map_err(|_| failed("the date of the last look does not read"))?;
    let waiting = labels(answers.said("updates")?)?;
    let age_days = age_days(scene.now, looked)?.max(oldest_wait(scene, &waiting)?);
    Ok(Updates { age_days, waiting: i64::try_from(waiting.len()).ok(), restart_pending: false })
}

fn waiting(answers: &Answers) -> Vec<String> {
    answers.said("updates").and_then(labels).unwrap_or_default()
}

/// `* Label: macOS Sonoma 14.7.1-23H222`, each followed by a line with `Recommended: YES`. That there are none is said on
/// standard error.
fn labels(said: &super::Said) -> Reading<Vec<String>> {
    if said.code != 0 {
        return Err(failed("softwareupdate did not end well"));
    }
    let lines: Vec<&str> = said.out.lines().chain(said.err.lines()).map(str::trim).collect();
    let label = |pair: &[&str]| {
        pair[0].strip_prefix("* Label: ").filter(|_| pair[1].contains("Recommended: YES")).map(str::to_owned)
    };
    let found: Vec<String> = lines.windows(2).filter_map(label).collect();
    let none = lines.iter().any(|line| line.starts_with("No new software available"));
    let some = lines.iter().any(|line| line.starts_with("Software Update found the following"));
    if none == some { Err(failed("the answer of softwareupdate does not read")) } else { Ok(found) }
}

/// A line of the machine's history of installations.
#[derive(Deserialize)]
struct Installed {
    #[serde(rename = "_name")]
    name: String,
    install_date: Option<Timestamp>,
}

#[derive(Deserialize)]
struct History {
    #[serde(rename = "SPInstallHistoryDataType")]
    installed: Vec<Installed>,
}

/// XProtect runs where Gatekeeper does; its signatures come as installations of their own.
fn protection(answers: &Answers, scene: &Scene) -> Reading<Protection> {
    let running = match answers.said("gatekeeper")?.out.trim() {
        "assessments enabled" => true,
        "assessments disabled" => false,
        _ => return Err(failed("the answer of spctl does not read")),
    };
    let history: History = serde_json::from_str(answers.out("installed")?)
        .map_err(|_| failed("the history of installations does not read"))?;
    let signatures = history.installed.iter().filter(|each| each.name.starts_with("XProtect"));
    let newest = signatures.filter_map(|each| each.install_date).max();
    let newest = newest.ok_or_else(|| not_found("XProtect was never brought up to date"))?;
    Ok(Protection { name: "XProtect".to_owned(), running, signatures_age_days: Some(age_days(scene.now, newest)?) })
}

/// The screen goes dark when it is idle, by its saver or to save power, and locks so much later.
fn screen_lock(answers: &Answers) -> Reading<ScreenLock> {
    let said = answers.said("screen lock")?;
    let told = [&said.err, &said.out].into_iter().flat_map(|text| text.lines());
    let told = told.filter_map(|line| line.split_once("screenLock ")).map(|(_, told)| told.trim()).next_back();
    let delay = match told {
        Some("is off") => return Ok(ScreenLock { on: false, delay_secs: 0 }),
        Some("delay is immediate") => 0,
        Some(told) => told
            .strip_prefix("delay is ")
            .and_then(|rest| rest.strip_suffix(" seconds"))
            .and_then(|seconds| seconds.parse::<u32>().ok())
            .map(i64::from)
            .ok_or_else(|| failed("the answer of sysadminctl does not read"))?,
        None => return Err(failed("the answer of sysadminctl does not read")),
    };
    let saver = answers.word("screen saver").ok().and_then(|seconds| seconds.parse::<u32>().ok()).map(i64::from);
    let dark = answers.out("power").ok().and_then(dark_after);
    let idle = [saver, dark].into_iter().flatten().filter(|seconds| *seconds > 0).min();
    match idle {
        Some(idle) => Ok(ScreenLock { on: true, delay_secs: idle + delay }),
        None if saver.is_none() && dark.is_none() => {
            Err(not_found("after what time the screen goes dark cannot be told"))
        }
        None => Ok(ScreenLock { on: false, delay_secs: 0 }),
    }
}

/// Seconds until the display sleeps, at worst: `displaysleep 10`, in minutes, for each source of power; 0 is never.
fn dark_after(pmset: &str) -> Option<i64> {
    let minutes = pmset.lines().filter_map(|line| line.trim().strip_prefix("displaysleep "));
    let minutes: Option<Vec<u32>> = minutes.map(|rest| rest.split_whitespace().next()?.parse().ok()).collect();
    let minutes = minutes.filter(|each| !each.is_empty())?;
    let never = minutes.contains(&0);
    minutes.into_iter().max().map(|longest| if never { 0 } else { i64::from(longest) * 60 })
}

#[cfg(test)]
mod tests {
    use super::super::Said;
    use super::super::tests::{answers, missing, scene};
    use super::*;
    use bailee_model::posture::Why;

    const DF: &str = "Filesystem   512-blocks      Used Available Capacity  Mounted on\n\
        /dev/disk3s5  965595304 412345678 512345678    45%    /System/Volumes/Data\n";
    const HISTORY: &str = r#"{"SPInstallHistoryDataType":[
        {"_name":"XProtectPlistConfigData","install_date":"2026-11-10T09:21:12Z","install_version":"5280","package_source":"package_source_apple"},
        {"_name":"XProtectPayloads","install_date":"2026-11-18T10:00:00Z","install_version":"147"},
        {"_name":"Xcode","install_date":"2026-11-21T10:00:00Z"}]}"#;

    fn filevault(said: &str, df: &str) -> Reading<Encryption> {
        encryption(&answers(&[("filevault", said), ("volume", df)]), Path::new("/Users/cole"))
    }

    #[test]
    fn filevault_is_on_only_when_it_is_done_and_holds_the_files() {
        assert!(filevault("FileVault is On.\n", DF).unwrap().on);
        assert!(!filevault("FileVault is Off.\n", DF).unwrap().on);
        let busy = filevault("FileVault is On.\nEncryption in progress: Percent completed = 47\n", DF).unwrap();
        assert!(!busy.on && busy.found.contains("47"));
        let deferred = "FileVault is Off.\nDeferred enablement appears to be active for user 'cole'.\n";
        assert!(!filevault(deferred, DF).unwrap().on);
        let elsewhere = DF.replace("/System/Volumes/Data", "/Volumes/Stick");
        assert_eq!(filevault("FileVault is On.", &elsewhere).unwrap_err().why, Why::Failed);
        assert!(filevault("Error: not known", DF).is_err());
        assert!(filevault("FileVault is On.", "nothing").is_err());
    }

    fn software(list: &str, looked: &str) -> Reading<Updates> {
        updates(&answers(&[("updates", list), ("looked", looked)]), &scene())
    }

    #[test]
    fn updates_are_as_old_as_the_last_look_or_the_oldest_that_waits() {
        let none = "Software Update Tool\n\nNo new software available.\n";
        let found = software(none, "2026-11-19 09:12:33 +0000\n").unwrap();
        assert_eq!(found, Updates { age_days: 3, waiting: Some(0), restart_pending: false });
        let some = "Software Update Tool\n\nSoftware Update found the following new or updated software:\n\
            * Label: macOS Tahoe 26.1-25B78\n\tTitle: macOS Tahoe 26.1, Version: 26.1, Size: 1234K, Recommended: YES, Action: restart,\n\
            * Label: Printer\n\tTitle: Printer, Version: 1, Size: 1K, Recommended: NO,\n";
        assert_eq!(waiting(&answers(&[("updates", some)])), ["macOS Tahoe 26.1-25B78"]);
        let mut scene = scene();
        scene.waiting = [("macOS Tahoe 26.1-25B78".to_owned(), "2026-11-02T12:00:00Z".parse().unwrap())].into();
        let found = updates(&answers(&[("updates", some), ("looked", "2026-11-22 09:12:33 +0000")]), &scene).unwrap();
        assert_eq!((found.age_days, found.waiting), (20, Some(1)));
        assert!(software("", "2026-11-19 09:12:33 +0000").is_err(), "silence is not up to date");
        assert!(software(none, "yesterday").is_err());
        assert!(software(none, "2027-11-19 09:12:33 +0000").is_err());
    }

    fn xprotect(gatekeeper: &str, history: &str) -> Reading<Protection> {
        protection(&answers(&[("gatekeeper", gatekeeper), ("installed", history)]), &scene())
    }

    #[test]
    fn xprotect_runs_with_gatekeeper_and_is_as_old_as_its_newest_part() {
        let found = xprotect("assessments enabled\n", HISTORY).unwrap();
        assert_eq!(found, Protection { name: "XProtect".into(), running: true, signatures_age_days: Some(4) });
        assert!(!xprotect("assessments disabled\n", HISTORY).unwrap().running);
        assert!(xprotect("", HISTORY).is_err());
        assert_eq!(
            xprotect("assessments enabled", r#"{"SPInstallHistoryDataType":[]}"#).unwrap_err().why,
            Why::NotFound
        );
        assert!(xprotect("assessments enabled", "{}").is_err());
    }

    fn locks(told: &str, saver: &str, power: &str) -> Reading<ScreenLock> {
        let mut all = answers(&[("screen saver", saver), ("power", power)]);
        let err = format!("2026-11-22 12:00:00.123 sysadminctl[812:9341] {told}\n");
        all.0.insert("screen lock", Ok(Said { code: 0, out: String::new(), err }));
        screen_lock(&all)
    }

    const POWER: &str =
        "Battery Power:\n displaysleep         2\n sleep 1\nAC Power:\n displaysleep         10\n sleep 0\n";

    #[test]
    fn the_screen_locks_after_it_goes_dark_and_the_worst_case_counts() {
        assert_eq!(
            locks("screenLock delay is 300 seconds", "120", POWER),
            Ok(ScreenLock { on: true, delay_secs: 420 })
        );
        assert_eq!(locks("screenLock delay is immediate", "0", POWER), Ok(ScreenLock { on: true, delay_secs: 600 }));
        assert!(!locks("screenLock is off", "120", POWER).unwrap().on);
        let never = POWER.replace("10", "0");
        assert!(!locks("screenLock delay is immediate", "0", &never).unwrap().on);
        assert_eq!(locks("screenLock delay is immediate", "code 1", "").unwrap_err().why, Why::NotFound);
        assert!(locks("screenLock delay is soon", "120", POWER).is_err());
        assert!(locks("no such thing", "120", POWER).is_err());
        assert!(screen_lock(&missing(answers(&[("power", POWER)]), "screen lock")).is_err());
    }
}
