//! What a device said of itself, in a sentence.

use bailee_model::{
    Device, DeviceCheck, DeviceState, Measured, PostureReport,
    posture::{Encryption, Protection, ScreenLock, Unavailable, Updates, Why},
};
use jiff::Timestamp;

/// A sentence in either language.
fn say(language: &str, en: impl Into<String>, fr: impl Into<String>) -> String {
    if language == "fr" { fr.into() } else { en.into() }
}

pub(super) fn found(
    check: DeviceCheck,
    device: &Device,
    report: Option<&PostureReport>,
    now: Timestamp,
    language: &str,
) -> Option<String> {
    match check {
        DeviceCheck::Confirmed => None,
        DeviceCheck::Approved => Some(approval(device, now, language)),
        DeviceCheck::Reported => Some(reported(report, language)),
        DeviceCheck::Encrypted => report.map(|report| told(&report.posture.encryption, language, encryption)),
        DeviceCheck::Updated => report.map(|report| told(&report.posture.updates, language, updates)),
        DeviceCheck::Protected => report.map(|report| told(&report.posture.protection, language, protection)),
        DeviceCheck::Locked => report.map(|report| told(&report.posture.screen_lock, language, screen_lock)),
    }
}

fn approval(device: &Device, now: Timestamp, language: &str) -> String {
    match (device.state, device.approved_until) {
        (DeviceState::Revoked, _) => say(language, "Revoked.", "Révoqué."),
        (DeviceState::Asked, Some(until)) => {
            let day = day(until);
            say(language, format!("The approval ended on {day}."), format!("L’approbation a pris fin le {day}."))
        }
        (DeviceState::Asked, None) => say(language, "Nobody has approved it yet.", "Personne ne l’a encore approuvé."),
        (DeviceState::Approved, None) => say(language, "Approved.", "Approuvé."),
        (DeviceState::Approved, Some(until)) if now < until => {
            let day = day(until);
            say(language, format!("Approved until {day}."), format!("Approuvé jusqu’au {day}."))
        }
        (DeviceState::Approved, Some(until)) => {
            let day = day(until);
            say(language, format!("The approval ended on {day}."), format!("L’approbation a pris fin le {day}."))
        }
    }
}

fn reported(report: Option<&PostureReport>, language: &str) -> String {
    let Some(report) = report else {
        return say(language, "It has never reported.", "Il n’a jamais rien déclaré.");
    };
    let (at, by) = (report.taken_at.strftime("%Y-%m-%d %H:%M UTC"), &report.collector);
    say(
        language,
        format!("Report {} of {at}, by {by}.", report.number),
        format!("Déclaration {} du {at}, par {by}.", report.number),
    )
}

/// The value in words, or why there is none.
fn told<T>(measured: &Measured<T>, language: &str, words: impl Fn(&T, &str) -> String) -> String {
    match measured {
        Measured::Value(value) => words(value, language),
        Measured::Unavailable(unavailable) => not_told(unavailable, language),
    }
}

fn not_told(unavailable: &Unavailable, language: &str) -> String {
    let why = match unavailable.why {
        Why::NotApplicable => say(
            language,
            "The device holds that this does not apply to it, which is not its to decide",
            "L’appareil prétend que cela ne le concerne pas, ce dont il ne décide pas",
        ),
        Why::NotPermitted => say(language, "The collector may not look", "Le collecteur n’a pas le droit de regarder"),
        Why::NotFound => say(language, "Nothing was found that could tell", "Rien n’a été trouvé qui puisse le dire"),
        Why::Failed => say(language, "It could not be measured", "Cela n’a pas pu être mesuré"),
    };
    match unavailable.detail.trim() {
        "" => format!("{why}."),
        detail => say(language, format!("{why}: {detail}"), format!("{why} : {detail}")),
    }
}

fn encryption(found: &Encryption, language: &str) -> String {
    let (path, stack) = (&found.path, &found.found);
    if found.on {
        say(language, format!("{path} is encrypted: {stack}."), format!("{path} est chiffré : {stack}."))
    } else {
        say(language, format!("{path} is not encrypted: {stack}."), format!("{path} n’est pas chiffré : {stack}."))
    }
}

fn updates(found: &Updates, language: &str) -> String {
    let age = days(found.age_days, language);
    let mut said = match found.waiting {
        Some(0) => {
            say(language, format!("Nothing waits; looked {age} ago."), format!("Rien n’attend ; vérifié il y a {age}."))
        }
        Some(waiting) => say(
            language,
            format!("{waiting} security updates wait, the oldest for {age}."),
            format!("{waiting} correctifs de sécurité attendent, le plus ancien depuis {age}."),
        ),
        None => say(language, format!("Last brought up to date {age} ago."), format!("Mis à jour il y a {age}.")),
    };
    if found.restart_pending {
        said.push_str(&say(language, " A restart is pending.", " Un redémarrage est en attente."));
    }
    said
}

fn protection(found: &Protection, language: &str) -> String {
    let name = &found.name;
    let runs = if found.running {
        say(language, format!("{name} runs"), format!("{name} est actif"))
    } else {
        say(language, format!("{name} does not run"), format!("{name} n’est pas actif"))
    };
    match found.signatures_age_days {
        Some(age) => {
            let age = days(age, language);
            say(
                language,
                format!("{runs}; its signatures are {age} old."),
                format!("{runs} ; ses signatures ont {age}."),
            )
        }
        None => say(
            language,
            format!("{runs}; how old its signatures are is not known."),
            format!("{runs} ; l’âge de ses signatures n’est pas connu."),
        ),
    }
}

fn screen_lock(found: &ScreenLock, language: &str) -> String {
    if !found.on {
        return say(language, "The screen does not lock by itself.", "L’écran ne se verrouille pas de lui-même.");
    }
    let delay = found.delay_secs;
    let delay = if delay % 60 == 0 { format!("{} min", delay / 60) } else { format!("{delay} s") };
    say(language, format!("The screen locks after {delay}."), format!("L’écran se verrouille après {delay}."))
}

fn days(count: i64, language: &str) -> String {
    match count {
        0 => say(language, "less than a day", "moins d’un jour"),
        1 => say(language, "1 day", "1 jour"),
        _ => say(language, format!("{count} days"), format!("{count} jours")),
    }
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
