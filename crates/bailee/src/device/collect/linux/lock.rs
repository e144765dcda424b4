//! Clause S3.4 on Linux: how the desktop that runs locks the screen.
//!
//! Settings of a desktop that does not run say nothing, so the session must name its own (`XDG_CURRENT_DESKTOP`).

use std::path::Path;

use bailee_model::posture::{ScreenLock, Why};

use super::super::{Answers, Question, Reading, failed, not_found, unavailable};

/// What KDE does when nothing was set (kscreenlocker, `kscreensaversettings.kcfg`): minutes, then seconds of grace.
const KDE_TIMEOUT: i64 = 5;
const KDE_GRACE: i64 = 5;

pub(super) fn questions(home: &Path) -> Vec<Question> {
    let get = |name, schema: &str, key: &str| Question::run(name, "gsettings", &["get", schema, key]);
    vec![
        Question::variable("XDG_CURRENT_DESKTOP"),
        get("gnome idle", "org.gnome.desktop.session", "idle-delay"),
        get("gnome lock", "org.gnome.desktop.screensaver", "lock-enabled"),
        get("gnome delay", "org.gnome.desktop.screensaver", "lock-delay"),
        get("cinnamon idle", "org.cinnamon.desktop.session", "idle-delay"),
        get("cinnamon lock", "org.cinnamon.desktop.screensaver", "lock-enabled"),
        get("cinnamon delay", "org.cinnamon.desktop.screensaver", "lock-delay"),
        Question::read("kde own", home.join(".config/kscreenlockerrc")),
        Question::read("kde common", "/etc/xdg/kscreenlockerrc"),
    ]
}

/// Whether and after how long the screen locks.
pub(super) fn screen_lock(answers: &Answers) -> Reading<ScreenLock> {
    let desktop = answers.word("XDG_CURRENT_DESKTOP").map_err(|_| {
        unavailable(
            Why::NotFound,
            "no desktop says that it runs here (XDG_CURRENT_DESKTOP); report from within the session",
        )
    })?;
    let is = |name: &str| desktop.split(':').any(|each| each.eq_ignore_ascii_case(name));
    if is("GNOME") || is("Unity") {
        gsettings(answers, "gnome")
    } else if is("X-Cinnamon") || is("Cinnamon") {
        gsettings(answers, "cinnamon")
    } else if is("KDE") {
        kde(answers)
    } else {
        Err(not_found("it is not known here how this desktop locks its screen"))
    }
}

/// `uint32 300`, `true`, `uint32 0`: idle for so long, then locked so much later. No idle time is never.
fn gsettings(answers: &Answers, desktop: &str) -> Reading<ScreenLock> {
    let seconds = |name: &str| {
        let said = answers.word(&format!("{desktop} {name}"))?;
        let number = said.strip_prefix("uint32 ").and_then(|number| number.parse::<u32>().ok());
        number.map(i64::from).ok_or_else(|| failed(format!("gsettings: {desktop} {name} does not read")))
    };
    let enabled = match answers.word(&format!("{desktop} lock"))? {
        "true" => true,
        "false" => false,
        _ => return Err(failed("gsettings: whether the screen locks does not read")),
    };
    let (idle, delay) = (seconds("idle")?, seconds("delay")?);
    Ok(ScreenLock { on: enabled && idle > 0, delay_secs: idle + delay })
}

/// `kscreenlockerrc`: the person's own, over the machine's, over what KDE does by itself.
fn kde(answers: &Answers) -> Reading<ScreenLock> {
    let files = ["kde own", "kde common"].map(|name| match answers.out(name) {
        Err(why) if why.why == Why::NotFound => Ok(""),
        read => read,
    });
    let [own, common] = files;
    let (own, common) = (own?, common?);
    let key = |key: &str| daemon(own, key).or_else(|| daemon(common, key));
    let number = |name: &str, otherwise: i64| match key(name) {
        None => Ok(otherwise),
        Some(text) => text.parse::<u32>().map(i64::from).map_err(|_| failed("kscreenlockerrc does not read")),
    };
    let on = match key("Autolock") {
        None | Some("true") => true,
        Some("false") => false,
        Some(_) => return Err(failed("kscreenlockerrc does not read")),
    };
    let (minutes, grace) = (number("Timeout", KDE_TIMEOUT)?, number("LockGrace", KDE_GRACE)?);
    Ok(ScreenLock { on: on && minutes > 0, delay_secs: minutes * 60 + grace })
}

/// A key of the group `[Daemon]`.
fn daemon<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let lines = text.lines().map(str::trim).skip_while(|line| *line != "[Daemon]").skip(1);
    let mut group = lines.take_while(|line| !line.starts_with('['));
    group.find_map(|line| line.split_once('=').filter(|(name, _)| name.trim() == key).map(|(_, value)| value.trim()))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{answers, missing};
    use super::*;

    fn gnome(idle: &str, lock: &str, delay: &str) -> Reading<ScreenLock> {
        screen_lock(&answers(&[
            ("XDG_CURRENT_DESKTOP", "ubuntu:GNOME"),
            ("gnome idle", idle),
            ("gnome lock", lock),
            ("gnome delay", delay),
        ]))
    }

    #[test]
    fn gnome_locks_when_it_is_idle_and_told_to() {
        assert_eq!(gnome("uint32 240\n", "true\n", "uint32 30\n"), Ok(ScreenLock { on: true, delay_secs: 270 }));
        assert!(!gnome("uint32 0", "true", "uint32 0").unwrap().on, "never idle");
        assert!(!gnome("uint32 300", "false", "uint32 0").unwrap().on);
        assert!(gnome("300", "true", "uint32 0").is_err());
        assert!(gnome("uint32 300", "yes", "uint32 0").is_err());
        assert!(gnome("uint32 99999999999", "true", "uint32 0").is_err());
    }

    fn kde_with(own: &str) -> Reading<ScreenLock> {
        let all = answers(&[("XDG_CURRENT_DESKTOP", "KDE"), ("kde own", own)]);
        screen_lock(&missing(all, "kde common"))
    }

    #[test]
    fn kde_locks_by_itself_unless_it_is_told_otherwise() {
        assert_eq!(kde_with(""), Ok(ScreenLock { on: true, delay_secs: 305 }));
        let own = "[$Version]\nTimeout=1\n[Daemon]\nTimeout=3\nLockGrace=0\n[Greeter]\nTimeout=9\n";
        assert_eq!(kde_with(own), Ok(ScreenLock { on: true, delay_secs: 180 }));
        assert!(!kde_with("[Daemon]\nAutolock=false\n").unwrap().on);
        assert!(!kde_with("[Daemon]\nTimeout=0\n").unwrap().on);
        assert!(kde_with("[Daemon]\nTimeout=soon\n").is_err());
        assert!(kde_with("[Daemon]\nAutolock=perhaps\n").is_err());
    }

    #[test]
    fn settings_of_a_desktop_that_does_not_run_say_nothing() {
        let settings = [("gnome idle", "uint32 60"), ("gnome lock", "true"), ("gnome delay", "uint32 0")];
        assert_eq!(screen_lock(&answers(&settings)).unwrap_err().why, Why::NotFound);
        let sway = [&settings[..], &[("XDG_CURRENT_DESKTOP", "sway")]].concat();
        assert_eq!(screen_lock(&answers(&sway)).unwrap_err().why, Why::NotFound);
    }
}
