//! Windows: BitLocker, installed updates, Defender or another product of the Security Center, and the lock by policy or
//! screen saver. PowerShell answers in JSON with dates in ISO 8601, so that no language of the system matters.

use std::path::{Component, Path, Prefix};

use bailee_model::Posture;
use bailee_model::posture::{Encryption, Protection, ScreenLock, Updates, Why};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Answers, Collector, Question, Reading, Scene, age_days, failed, measured, not_found, unavailable};

pub(super) const COLLECTOR: Collector = Collector { questions, posture, waiting, release };

/// `WBEM_E_ACCESS_DENIED`, with which the volume's provider turns away who is no administrator.
const DENIED: &str = "80041003";

/// The provider's methods measure; its property `ProtectionStatus` is a copy that may be stale.
const VOLUME: &str = "$ErrorActionPreference = 'Stop'; try { \
    $v = Get-CimInstance -Namespace root/CIMV2/Security/MicrosoftVolumeEncryption -ClassName Win32_EncryptableVolume -Filter \"DriveLetter='DRIVE'\"; \
    $p = Invoke-CimMethod -InputObject $v -MethodName GetProtectionStatus; \
    $c = Invoke-CimMethod -InputObject $v -MethodName GetConversionStatus; \
    @{ drive = $v.DriveLetter; protection = $p.ProtectionStatus; protection_code = $p.ReturnValue; conversion = $c.ConversionStatus; conversion_code = $c.ReturnValue } | ConvertTo-Json -Compress \
    } catch { @{ error = ('{0:x8}' -f $_.Exception.HResult) + ' ' + $_.CategoryInfo.Category + ' ' + $_.FullyQualifiedErrorId } | ConvertTo-Json -Compress }";

const UPDATES: &str = "$ErrorActionPreference = 'Stop'; \
    $k = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\'; \
    @{ installed = @(Get-CimInstance Win32_QuickFixEngineering | Where-Object InstalledOn | ForEach-Object { $_.InstalledOn.ToUniversalTime().ToString('o') }); \
    restart = (Test-Path ($k + 'WindowsUpdate\\Auto Update\\RebootRequired')) -or (Test-Path ($k + 'Component Based Servicing\\RebootPending')) } | ConvertTo-Json -Compress";

const DEFENDER: &str = "$ErrorActionPreference = 'Stop'; \
    $s = Get-MpComputerStatus; \
    @{ service = $s.AMServiceEnabled; antivirus = $s.AntivirusEnabled; real_time = $s.RealTimeProtectionEnabled; \
    signatures = $(if ($s.AntivirusSignatureLastUpdated) { $s.AntivirusSignatureLastUpdated.ToUniversalTime().ToString('o') }) } | ConvertTo-Json -Compress";

const CENTRE: &str = "$ErrorActionPreference = 'Stop'; \
    @{ products = @(Get-CimInstance -Namespace root/SecurityCenter2 -ClassName AntiVirusProduct | ForEach-Object { @{ name = $_.displayName; state = $_.productState } }) } | ConvertTo-Json -Compress -Depth 4";

const LOCK: &str = "function v($p, $n) { try { [string](Get-ItemPropertyValue -Path $p -Name $n -ErrorAction Stop) } catch { $null } }; \
    $d = 'HKCU:\\Control Panel\\Desktop'; $g = 'HKCU:\\Software\\Policies\\Microsoft\\Windows\\Control Panel\\Desktop'; \
    @{ inactivity = (v 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System' 'InactivityTimeoutSecs'); \
    own = @{ active = (v $d 'ScreenSaveActive'); secure = (v $d 'ScreenSaverIsSecure'); timeout = (v $d 'ScreenSaveTimeOut'); saver = (v $d 'SCRNSAVE.EXE') }; \
    policy = @{ active = (v $g 'ScreenSaveActive'); secure = (v $g 'ScreenSaverIsSecure'); timeout = (v $g 'ScreenSaveTimeOut'); saver = (v $g 'SCRNSAVE.EXE') } } | ConvertTo-Json -Compress -Depth 4";

const RELEASE: &str = "$o = Get-CimInstance Win32_OperatingSystem; \"$($o.Caption) $($o.Version)\"";

fn questions(home: &Path) -> Vec<Question> {
    let ask = |name, script: &str| {
        Question::run(name, "powershell.exe", &["-NoProfile", "-NonInteractive", "-Command", script])
    };
    let mut questions = vec![
        ask("release", RELEASE),
        ask("updates", UPDATES),
        ask("defender", DEFENDER),
        ask("security centre", CENTRE),
        ask("lock", LOCK),
    ];
    // Without a drive letter there is nothing to ask, and the check says so.
    questions.extend(drive(home).map(|drive| ask("volume", &VOLUME.replace("DRIVE", &drive))));
    questions
}

fn posture(answers: &Answers, scene: &Scene) -> Posture {
    Posture {
        encryption: measured(encryption(answers, &scene.home)),
        updates: measured(updates(answers, scene)),
        protection: measured(protection(answers, scene)),
        screen_lock: measured(screen_lock(answers)),
    }
}

/// Windows tells what is installed, and not reliably what waits.
fn waiting(_answers: &Answers) -> Vec<String> {
    Vec::new()
}

fn release(answers: &Answers) -> Option<String> {
    answers.word("release").ok().map(str::to_owned)
}

/// The letter of the drive that a path is on, as in `C:`.
fn drive(path: &Path) -> Option<String> {
    match path.components().next()? {
        Component::Prefix(prefix) => match prefix.kind() {
            Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => Some(format!("{}:", char::from(letter))),
            _ => None,
        },
        _ => None,
    }
}

fn json<T: DeserializeOwned>(answers: &Answers, name: &str) -> Reading<T> {
    serde_json::from_str(answers.word(name)?).map_err(|_| failed(format!("‘{name}’ does not read")))
}

#[derive(Deserialize)]
struct Volume {
    drive: Option<String>,
    protection: Option<u32>,
    protection_code: Option<u32>,
    conversion: Option<u32>,
    conversion_code: Option<u32>,
    error: Option<String>,
}

/// Both methods have to answer: protected (1), and wholly encrypted (1). Protection that is suspended is off.
fn encryption(answers: &Answers, home: &Path) -> Reading<Encryption> {
    let volume: Volume = json(answers, "volume")?;
    if let Some(error) = volume.error {
        let denied = error.contains(DENIED) || error.contains("PermissionDenied") || error.contains("AccessDenied");
        return Err(if denied {
            unavailable(Why::NotPermitted, "BitLocker answers administrators only: schedule the report as one")
        } else {
            failed("BitLocker could not be asked")
        });
    }
    let (Some(drive), Some(0), Some(0)) = (volume.drive, volume.protection_code, volume.conversion_code) else {
        return Err(failed("BitLocker did not answer for this drive"));
    };
    let protection = match volume.protection {
        Some(0) => "protection off",
        Some(1) => "protection on",
        _ => return Err(failed("BitLocker does not know whether the drive is protected: is it locked?")),
    };
    let conversion = match volume.conversion {
        Some(0) => "decrypted",
        Some(1) => "encrypted",
        Some(2) => "being encrypted",
        Some(3) => "being decrypted",
        Some(4) => "encryption paused",
        Some(5) => "decryption paused",
        _ => return Err(failed("BitLocker does not know whether the drive is encrypted")),
    };
    let on = volume.protection == Some(1) && volume.conversion == Some(1);
    Ok(Encryption {
        on,
        path: home.display().to_string(),
        found: format!("BitLocker on {drive} {protection}, {conversion}"),
    })
}

#[derive(Deserialize)]
struct Installed {
    installed: Vec<Timestamp>,
    restart: bool,
}

fn updates(answers: &Answers, scene: &Scene) -> Reading<Updates> {
    let found: Installed = json(answers, "updates")?;
    let newest = found
        .installed
        .into_iter()
        .max()
        .ok_or_else(|| not_found("no update was ever installed, or none has a date"))?;
    Ok(Updates { age_days: age_days(scene.now, newest)?, waiting: None, restart_pending: found.restart })
}

#[derive(Deserialize)]
struct Defender {
    service: bool,
    antivirus: bool,
    real_time: bool,
    signatures: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Centre {
    products: Vec<Product>,
}

#[derive(Deserialize)]
struct Product {
    name: String,
    state: u32,
}

/// Defender when it is the one that protects; otherwise what the Security Center says is on, with fresh signatures. The
/// centre tells no age, and says only whether signatures are out of date (`productState`, bits 4 to 7).
fn protection(answers: &Answers, scene: &Scene) -> Reading<Protection> {
    let defender = json::<Defender>(answers, "defender");
    if let Ok(Defender { service: true, antivirus: true, real_time, signatures: Some(at) }) = &defender {
        let signatures_age_days = Some(age_days(scene.now, *at)?);
        return Ok(Protection { name: "Microsoft Defender".to_owned(), running: *real_time, signatures_age_days });
    }
    let centre: Centre = json(answers, "security centre").map_err(|why| defender.err().unwrap_or(why))?;
    let on = centre
        .products
        .into_iter()
        .find(|product| product.state & 0xf000 == 0x1000 && !product.name.contains("Defender"));
    let product = on.ok_or_else(|| not_found("no endpoint protection is on"))?;
    if product.state & 0xf0 != 0 {
        return Err(failed(format!("the signatures of {} are out of date", product.name)));
    }
    Ok(Protection { name: product.name, running: true, signatures_age_days: None })
}

#[derive(Deserialize)]
struct Lock {
    inactivity: Option<String>,
    own: Saver,
    policy: Saver,
}

#[derive(Deserialize)]
struct Saver {
    active: Option<String>,
    secure: Option<String>,
    timeout: Option<String>,
    saver: Option<String>,
}

/// The machine's inactivity limit, or a screen saver that asks for the password; the sooner of the two.
fn screen_lock(answers: &Answers) -> Reading<ScreenLock> {
    let Lock { inactivity, own, policy } = json(answers, "lock")?;
    let limit = seconds(inactivity)?;
    let active = policy.active.or(own.active);
    let secure = policy.secure.or(own.secure);
    let timeout = seconds(policy.timeout.or(own.timeout))?;
    let shows = policy.saver.or(own.saver).is_some_and(|saver| !saver.trim().is_empty());
    let one = |value: Option<String>| value.as_deref().map(str::trim) == Some("1");
    let saver = timeout.filter(|_| one(active) && one(secure) && shows);
    let delay = [limit, saver].into_iter().flatten().filter(|seconds| *seconds > 0).min();
    Ok(ScreenLock { on: delay.is_some(), delay_secs: delay.unwrap_or_default() })
}

fn seconds(text: Option<String>) -> Reading<Option<i64>> {
    let number = text.map(|text| text.trim().parse::<u32>().map(i64::from));
    number.transpose().map_err(|_| failed("a delay in the registry is no number"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answers, missing, scene};
    use super::*;

    fn bitlocker(json: &str) -> Reading<Encryption> {
        encryption(&answers(&[("volume", json)]), Path::new(r"C:\Users\cole"))
    }

    #[test]
    fn bitlocker_is_on_only_when_protected_and_wholly_encrypted() {
        let volume = |protection: u32, conversion: u32| {
            bitlocker(&format!(
                r#"{{"drive":"C:","protection":{protection},"protection_code":0,"conversion":{conversion},"conversion_code":0}}"#
            ))
        };
        let good = volume(1, 1).unwrap();
        assert!(good.on);
        assert_eq!(good.found, "BitLocker on C: protection on, encrypted");
        assert!(!volume(0, 1).unwrap().on, "suspended");
        assert!(!volume(1, 2).unwrap().on, "under way");
        assert_eq!(volume(2, 1).unwrap_err().why, Why::Failed, "unknown is 2");
        assert!(
            bitlocker(r#"{"drive":"C:","protection":1,"protection_code":1,"conversion":1,"conversion_code":0}"#)
                .is_err()
        );
        assert!(
            bitlocker(
                r#"{"drive":null,"protection":null,"protection_code":null,"conversion":null,"conversion_code":null}"#
            )
            .is_err()
        );
    }

    #[test]
    fn who_is_no_administrator_is_told_so() {
        let denied = bitlocker(
            r#"{"error":"80041003 PermissionDenied HRESULT 0x80041003,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand"}"#,
        );
        assert_eq!(denied.unwrap_err().why, Why::NotPermitted);
        assert_eq!(bitlocker(r#"{"error":"80131500 NotSpecified"}"#).unwrap_err().why, Why::Failed);
        let nowhere = encryption(&missing(answers(&[]), "volume"), Path::new(r"\\server\share"));
        assert!(nowhere.is_err());
        assert!(drive(Path::new("/home/cole")).is_none());
    }

    #[test]
    fn updates_are_as_old_as_the_newest_that_is_installed() {
        let read = |json: &str| updates(&answers(&[("updates", json)]), &scene());
        let found =
            read(r#"{"installed":["2026-10-14T00:00:00.0000000Z","2026-11-12T00:00:00.0000000Z"],"restart":true}"#)
                .unwrap();
        assert_eq!(found, Updates { age_days: 10, waiting: None, restart_pending: true });
        assert_eq!(read(r#"{"installed":[],"restart":false}"#).unwrap_err().why, Why::NotFound);
        assert!(read(r#"{"installed":["yesterday"],"restart":false}"#).is_err());
        assert!(
            read(r#"{"installed":["2026-11-12T00:00:00.0000000Z"]}"#).is_err(),
            "a restart that was not looked for"
        );
    }

    fn protected(defender: &str, centre: &str) -> Reading<Protection> {
        protection(&answers(&[("defender", defender), ("security centre", centre)]), &scene())
    }

    const DEFENDING: &str =
        r#"{"service":true,"antivirus":true,"real_time":true,"signatures":"2026-11-21T03:04:05.0000000Z"}"#;
    const PASSIVE: &str = r#"{"service":true,"antivirus":false,"real_time":false,"signatures":null}"#;

    #[test]
    fn defender_or_a_product_that_is_on_and_fresh() {
        let found = protected(DEFENDING, "").unwrap();
        assert_eq!(
            found,
            Protection { name: "Microsoft Defender".into(), running: true, signatures_age_days: Some(1) }
        );
        let off = DEFENDING.replace(r#""real_time":true"#, r#""real_time":false"#);
        assert!(!protected(&off, "").unwrap().running);
        let centre = |state: u32| {
            format!(
                r#"{{"products":[{{"name":"Windows Defender","state":397568}},{{"name":"Palisade (fictional)","state":{state}}}]}}"#
            )
        };
        assert_eq!(protected(PASSIVE, &centre(0x41000)).unwrap().name, "Palisade (fictional)");
        assert_eq!(protected(PASSIVE, &centre(0x41010)).unwrap_err().why, Why::Failed, "out of date");
        assert_eq!(protected(PASSIVE, &centre(0x40000)).unwrap_err().why, Why::NotFound, "off");
        assert_eq!(protected(PASSIVE, &centre(0x42000)).unwrap_err().why, Why::NotFound, "snoozed");
        assert!(protected("", "").is_err());
    }

    fn locks(inactivity: &str, own: [&str; 4], policy: [&str; 4]) -> Reading<ScreenLock> {
        let saver = |[active, secure, timeout, saver]: [&str; 4]| {
            format!(r#"{{"active":{active},"secure":{secure},"timeout":{timeout},"saver":{saver}}}"#)
        };
        let json = format!(r#"{{"inactivity":{inactivity},"own":{},"policy":{}}}"#, saver(own), saver(policy));
        screen_lock(&answers(&[("lock", &json)]))
    }

    #[test]
    fn the_screen_locks_by_limit_or_by_a_saver_that_asks_for_the_password() {
        let none = ["null"; 4];
        let saver = ["\"1\"", "\"1\"", "\"300\"", "\"C:\\\\Windows\\\\system32\\\\scrnsave.scr\""];
        assert_eq!(locks("\"240\"", none, none), Ok(ScreenLock { on: true, delay_secs: 240 }));
        assert_eq!(locks("null", saver, none), Ok(ScreenLock { on: true, delay_secs: 300 }));
        assert_eq!(locks("\"900\"", saver, none).unwrap().delay_secs, 300);
        assert!(!locks("null", none, none).unwrap().on);
        assert!(!locks("\"0\"", none, none).unwrap().on);
        for (at, value) in [(0, "\"0\""), (1, "\"0\""), (3, "null"), (3, "\"\"")] {
            let mut weak = saver;
            weak[at] = value;
            assert!(!locks("null", weak, none).unwrap().on, "{weak:?}");
        }
        assert!(!locks("null", saver, ["null", "\"0\"", "null", "null"]).unwrap().on, "policy overrides");
        assert!(locks("\"soon\"", none, none).is_err());
    }
}
