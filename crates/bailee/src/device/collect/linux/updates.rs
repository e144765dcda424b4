//! Clause S3.2 on Linux: what apt or dnf says of security updates, and whether a restart is pending.
//!
//! Neither says when an update came out. Its age is counted from the first report that saw it wait, and, while one
//! waits, from the last time anything was upgraded; the longest counts.

use bailee_model::posture::Updates;
use jiff::{Timestamp, civil, tz::TimeZone};

use super::super::{Answers, Question, Reading, Scene, age_days, failed, not_found, oldest_wait};

pub(super) fn questions() -> Vec<Question> {
    vec![
        Question::run("apt", "apt", &["list", "--upgradable"]),
        Question::modified("apt looked", "/var/lib/apt/periodic/update-success-stamp"),
        Question::modified("apt lists", "/var/lib/apt/lists"),
        Question::read("apt history", "/var/log/apt/history.log"),
        Question::exists("reboot-required", "/var/run/reboot-required"),
        Question::run("kernels", "linux-version", &["list"]),
        Question::run("kernel", "uname", &["-r"]),
        Question::run("dnf", "dnf", &["--quiet", "updateinfo", "list", "--security"]),
        Question::run("rpm installed", "rpm", &["--query", "--all", "--queryformat", "%{INSTALLTIME}\n"]),
        Question::run("needs-restarting", "dnf", &["needs-restarting", "--reboothint"]),
    ]
}

/// Who keeps this distribution up to date.
enum Keeper {
    Apt,
    Dnf,
}

fn keeper(answers: &Answers) -> Reading<Keeper> {
    let release = answers.out("os-release")?;
    let like = [super::field(release, "ID"), super::field(release, "ID_LIKE")];
    let like: Vec<&str> = like.into_iter().flatten().flat_map(str::split_whitespace).collect();
    if like.iter().any(|id| ["debian", "ubuntu"].contains(id)) {
        return Ok(Keeper::Apt);
    }
    if like.iter().any(|id| ["fedora", "rhel", "centos"].contains(id)) {
        return Ok(Keeper::Dnf);
    }
    Err(not_found(format!("it is not known here how {} is kept up to date", like.first().unwrap_or(&"this system"))))
}

/// How up to date the machine is.
pub(super) fn updates(answers: &Answers, scene: &Scene) -> Reading<Updates> {
    let keeper = keeper(answers)?;
    let waiting = names(answers, &keeper)?;
    let (mut age_days, restart_pending) = match keeper {
        Keeper::Apt => (apt_looked(answers, scene.now)?, apt_restart(answers)?),
        // dnf renews what it knows by itself before it answers.
        Keeper::Dnf => (0, dnf_restart(answers)?),
    };
    if !waiting.is_empty() {
        let upgraded = match keeper {
            Keeper::Apt => apt_upgraded(answers),
            Keeper::Dnf => rpm_installed(answers),
        };
        let idle = upgraded.map_or(Ok(0), |at| self::age_days(scene.now, at))?;
        age_days = age_days.max(idle).max(oldest_wait(scene, &waiting)?);
    }
    Ok(Updates { age_days, waiting: i64::try_from(waiting.len()).ok(), restart_pending })
}

/// Which security updates wait.
pub(super) fn waiting(answers: &Answers) -> Vec<String> {
    keeper(answers).and_then(|keeper| names(answers, &keeper)).unwrap_or_default()
}

fn names(answers: &Answers, keeper: &Keeper) -> Reading<Vec<String>> {
    match keeper {
        Keeper::Apt => apt_waiting(answers.out("apt")?),
        Keeper::Dnf => dnf_waiting(answers.out("dnf")?),
    }
}

/// `libssl3/stable-security 3.0.15-1 amd64 [upgradable from: 3.0.14-1]`, behind a line that says `Listing...`.
fn apt_waiting(out: &str) -> Reading<Vec<String>> {
    if !out.starts_with("Listing...") {
        return Err(failed("the answer of apt does not read"));
    }
    let security = |line: &&str| {
        let suites = line.split_whitespace().next().and_then(|word| word.split_once('/')).map(|(_, suites)| suites);
        suites.is_some_and(|suites| suites.split(',').any(|suite| suite.contains("security")))
    };
    let name = |line: &str| line.split('/').next().unwrap_or_default().to_owned();
    Ok(out.lines().filter(|line| line.contains("[upgradable from:")).filter(security).map(name).collect())
}

/// Since the lists were last renewed: by the stamp that a good renewal leaves, or by the folder they are in.
fn apt_looked(answers: &Answers, now: Timestamp) -> Reading<i64> {
    let looked = [answers.instant("apt looked"), answers.instant("apt lists")];
    let newest = looked.into_iter().flatten().max().ok_or_else(|| not_found("apt never looked for updates"))?;
    age_days(now, newest)
}

/// When apt last upgraded something, in the machine's zone, which is not known here: taken for UTC, within a day.
fn apt_upgraded(answers: &Answers) -> Option<Timestamp> {
    let history = answers.out("apt history").ok()?;
    let upgrades = history.split("\n\n").filter(|entry| entry.lines().any(|line| line.starts_with("Upgrade: ")));
    let ended = upgrades.filter_map(|entry| entry.lines().find_map(|line| line.strip_prefix("End-Date: ")));
    ended.filter_map(|at| civil(at, "%Y-%m-%d %H:%M:%S")).max()
}

/// The mark that packages leave, or a newer kernel of the same kind than the one that runs.
fn apt_restart(answers: &Answers) -> Reading<bool> {
    if answers.exists("reboot-required")? {
        return Ok(true);
    }
    let running = answers.word("kernel")?;
    let kernels = answers.out("kernels").map_err(|mut why| {
        why.detail = "whether a restart is pending cannot be told: install linux-base".to_owned();
        why
    })?;
    let (numbers, flavour) = kernel(running);
    if numbers.is_empty() {
        return Err(failed("the running kernel has no version"));
    }
    Ok(kernels.lines().map(|each| kernel(each.trim())).any(|(each, kind)| kind == flavour && each > numbers))
}

/// `6.1.0-30-cloud-amd64` as its numbers and `cloud-amd64`.
fn kernel(version: &str) -> (Vec<u64>, String) {
    let parts: Vec<&str> = version.split('-').collect();
    let digits = |part: &&&str| part.starts_with(|first: char| first.is_ascii_digit());
    let counted = parts.iter().take_while(digits).count();
    let numbers = parts[..counted].iter().flat_map(|part| part.split(|c: char| !c.is_ascii_digit()));
    (numbers.filter_map(|number| number.parse().ok()).collect(), parts[counted..].join("-"))
}

/// dnf 4: `FEDORA-2024-1a2b Important/Sec. pkg-1-1.x86_64`; dnf 5: a table with `security` in its second column.
fn dnf_waiting(out: &str) -> Reading<Vec<String>> {
    let mut names = Vec::new();
    for line in out.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["Name", "Type", ..] | ["Last", "metadata", "expiration", "check:", ..] => {}
            [_, kind, name] if kind.ends_with("/Sec.") => names.push(name.to_owned()),
            [_, "security", _, name, ..] => names.push(name.to_owned()),
            _ => return Err(failed("the answer of dnf does not read")),
        }
    }
    Ok(names)
}

fn rpm_installed(answers: &Answers) -> Option<Timestamp> {
    let seconds =
        answers.out("rpm installed").ok()?.lines().filter_map(|line| line.trim().parse::<i64>().ok()).max()?;
    Timestamp::from_second(seconds).ok()
}

fn dnf_restart(answers: &Answers) -> Reading<bool> {
    let said = answers.said("needs-restarting")?;
    match said.code {
        0 if said.out.contains("Reboot should not be necessary") => Ok(false),
        1 if said.out.contains("Reboot is required") => Ok(true),
        _ => Err(failed("whether a restart is pending cannot be told: install dnf-utils")),
    }
}

fn civil(text: &str, format: &str) -> Option<Timestamp> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = civil::DateTime::strptime(format, text).ok()?;
    at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{NOW, answers, missing, scene};
    use super::*;
    use bailee_model::posture::Why;

    const DEBIAN: &str = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n";
    const LIST: &str = "Listing... Done\n\
        libssl3/stable-security,stable-security 3.0.15-1~deb12u1 amd64 [upgradable from: 3.0.14-1~deb12u2]\n\
        vim/stable 2:9.0.1378-2+deb12u2 amd64 [upgradable from: 2:9.0.1378-2]\n";
    const HISTORY: &str = "\nStart-Date: 2026-11-01  10:00:00\nCommandline: apt upgrade\n\
        Upgrade: vim:amd64 (1, 2)\nEnd-Date: 2026-11-01  10:01:00\n\n\
        Start-Date: 2026-11-20  10:00:00\nInstall: hello:amd64 (1)\nEnd-Date: 2026-11-20  10:01:00\n";

    fn debian<'a>(more: &[(&'static str, &'a str)]) -> Answers {
        let base = [
            ("os-release", DEBIAN),
            ("apt", "Listing...\n"),
            ("apt lists", "2026-11-20T12:00:00Z"),
            ("reboot-required", "code 1"),
            ("kernel", "6.1.0-30-amd64\n"),
            ("kernels", "6.1.0-9-amd64\n6.1.0-30-amd64\n6.1.0-31-cloud-amd64\n"),
        ];
        let mut all: Vec<(&'static str, &'a str)> = base.to_vec();
        all.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        all.extend(more);
        answers(&all)
    }

    #[test]
    fn a_machine_without_waiting_updates_is_as_old_as_its_last_look() {
        let found = updates(&debian(&[]), &scene()).unwrap();
        assert_eq!(found, Updates { age_days: 2, waiting: Some(0), restart_pending: false });
        let stamp = debian(&[("apt looked", "2026-11-22T01:00:00Z")]);
        assert_eq!(updates(&stamp, &scene()).unwrap().age_days, 0);
        assert_eq!(updates(&missing(debian(&[]), "apt lists"), &scene()).unwrap_err().why, Why::NotFound);
        assert_eq!(updates(&debian(&[("apt lists", "2027-11-20T12:00:00Z")]), &scene()).unwrap_err().why, Why::Failed);
    }

    #[test]
    fn a_waiting_security_update_ages_from_the_first_time_it_was_seen() {
        let list = debian(&[("apt", LIST)]);
        assert_eq!(waiting(&list), ["libssl3"]);
        let mut scene = scene();
        assert_eq!(updates(&list, &scene).unwrap(), Updates { age_days: 2, waiting: Some(1), restart_pending: false });
        scene.waiting = [("libssl3".to_owned(), "2026-11-05T12:00:00Z".parse().unwrap())].into();
        assert_eq!(updates(&list, &scene).unwrap().age_days, 17);
        let history = debian(&[("apt", LIST), ("apt history", HISTORY)]);
        assert_eq!(updates(&history, &scene).unwrap().age_days, 21, "since anything was upgraded");
    }

    #[test]
    fn a_restart_is_pending_by_the_mark_or_by_a_newer_kernel_of_the_same_kind() {
        let restart =
            |more: &[(&'static str, &str)]| updates(&debian(more), &scene()).map(|found| found.restart_pending);
        assert_eq!(restart(&[("reboot-required", "")]), Ok(true));
        assert_eq!(restart(&[("kernels", "6.1.0-31-amd64\n6.1.0-30-amd64\n")]), Ok(true));
        assert_eq!(restart(&[("kernels", "6.1.0-9-amd64\n")]), Ok(false));
        assert_eq!(updates(&missing(debian(&[]), "kernels"), &scene()).unwrap_err().why, Why::NotFound);
        assert!(restart(&[("kernel", "")]).is_err());
    }

    #[test]
    fn dnf_of_both_kinds() {
        let fedora = |list: &'static str, hint: &'static str| {
            answers(&[
                ("os-release", "ID=fedora\n"),
                ("dnf", list),
                ("needs-restarting", hint),
                ("rpm installed", "1761000000\n1763000000\n"),
            ])
        };
        let none = "Reboot should not be necessary.";
        let four = fedora("FEDORA-2026-1a2b Important/Sec. openssl-libs-3.2.2-3.fc42.x86_64\n", none);
        assert_eq!(waiting(&four), ["openssl-libs-3.2.2-3.fc42.x86_64"]);
        assert_eq!(updates(&four, &scene()).unwrap().waiting, Some(1));
        let five = "Name             Type     Severity  Package        Issued\nFEDORA-2026-1a2b security Important vim-9.1-1.fc42 2026-11-01 01:02:03\n";
        assert_eq!(waiting(&fedora(five, none)), ["vim-9.1-1.fc42"]);
        assert_eq!(
            updates(&fedora("", none), &scene()).unwrap(),
            Updates { age_days: 0, waiting: Some(0), restart_pending: false }
        );
        assert!(updates(&fedora("Error: no network", none), &scene()).is_err());
        assert!(updates(&fedora("", "what?"), &scene()).is_err());
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        assert_eq!(updates(&answers(&[("os-release", "ID=arch\n")]), &scene()).unwrap_err().why, Why::NotFound);
        assert_eq!(updates(&debian(&[("apt", "E: broken")]), &scene()).unwrap_err().why, Why::Failed);
        assert_eq!(kernel("6.1.0-0.deb11.17-rt-amd64"), (vec![6, 1, 0, 0, 11, 17], "rt-amd64".to_owned()));
        assert!(NOW.parse::<Timestamp>().is_ok());
    }
}
