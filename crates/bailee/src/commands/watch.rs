//! `bailee watch`: stand witness to the log of one's own engagement.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use bailee_client::mirror::{Alarm, Mirror};
use bailee_client::watch::{self, Look};
use bailee_log::Outcome;
use bailee_log::cosignature::CosignerKey;
use bailee_model::{Clock, EngagementId, Error, ErrorKind, Result, Rng, SystemClock, SystemRng, say};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::{folder, output, session};

/// The file of one's own key, in the mirror's folder.
const KEY: &str = "witness.key";

/// Keep a copy of your engagement's log, check that it only ever grows, and say so loudly if it does not
///
/// The copy is a folder of files that any C2SP tlog-tiles reader understands; ‘bailee verify FOLDER’ checks it offline.
/// Trust comes from the policy file alone: keep your own copy of it.
///
/// Exit codes: 0 the log only grew, 4 it contradicts itself; others as always.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Whose log
    engagement: EngagementId,

    /// The folder of the copy; each engagement has its own
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,

    /// Whom you trust: a C2SP log policy, as from the Proof page
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,

    /// Cosign each head with a key of your own, made in the folder at the first time, and send it back
    #[arg(long)]
    cosign: bool,

    /// The name of your key, as policy files will call it
    #[arg(long, value_name = "NAME", default_value = "client-witness", requires = "cosign")]
    name: String,

    /// Look again every so many minutes, and stop only at an alarm
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u64).range(1..=10_080))]
    every: Option<u64>,

    /// Run this program at an alarm, with the path of the evidence as its argument
    #[arg(long, value_name = "PROGRAM")]
    on_alarm: Option<PathBuf>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let mut mirror = Mirror::open(&arguments.into, &arguments.policy)?;
    let key = if arguments.cosign { Some(own_key(&arguments.into, &arguments.name)?) } else { None };
    loop {
        match look(&arguments, &mut mirror, key.as_ref()).await {
            Ok(None) => {}
            Ok(Some(alarm)) => return shout(&arguments, &mirror, &alarm),
            // A server that is away for a while is no reason to stop watching it.
            Err(error) if arguments.every.is_some() && error.kind() == ErrorKind::Unavailable => {
                output::remark(&format!("{}: {error}", output::instant(SystemClock.now())));
            }
            Err(error) => return Err(error),
        }
        let Some(minutes) = arguments.every else { return Ok(ExitCode::SUCCESS) };
        tokio::time::sleep(Duration::from_secs(minutes * 60)).await;
    }
}

async fn look(arguments: &Arguments, mirror: &mut Mirror, key: Option<&CosignerKey>) -> Result<Option<Box<Alarm>>> {
    let connection = session::connect()?;
    let (size, grew) = match watch::look(&connection, arguments.engagement, mirror).await? {
        Look::Alarm(alarm) => return Ok(Some(alarm)),
        Look::Sound { size, grew } => (size, grew),
    };
    let said = match grew {
        0 => format!("{size} entries, as before."),
        grew => format!("{size} entries; {grew} new, and none of the earlier ones changed."),
    };
    output::mark(true, &format!("{}  {said}", output::instant(SystemClock.now())));
    if let Some(key) = key
        && watch::cosign(&connection, arguments.engagement, mirror, key, SystemClock.now()).await?
    {
        output::mark(true, &format!("Cosigned as {}", key.verifier()));
    }
    Ok(None)
}

/// The alarm, so that nobody misses it: words, evidence, the program that was asked for, and an exit code of its own.
fn shout(arguments: &Arguments, mirror: &Mirror, alarm: &Alarm) -> Result<ExitCode> {
    let evidence = mirror.keep_evidence(alarm, SystemClock.now());
    output::mark(false, "THE LOG CONTRADICTS ITSELF");
    output::line(&alarm.why);
    match &evidence {
        Ok(path) => {
            output::line(&format!("Both signed heads are in {}. Keep it, and the whole folder.", path.display()))
        }
        // Whatever cannot be kept in a file is at least on the screen.
        Err(error) => output::line(&format!("{error}\n\n{}", alarm.report(SystemClock.now()))),
    }
    output::line("Speak to the firm by a way that you trust, and to your own counsel. Do not sign anything meanwhile.");
    if let (Some(program), Ok(path)) = (&arguments.on_alarm, &evidence) {
        call(program, path);
    }
    Ok(ExitCode::from(Outcome::Fork.exit_code()))
}

/// That the program fails must not hide the alarm.
fn call(program: &Path, evidence: &Path) {
    match Command::new(program).arg(evidence).status() {
        Ok(status) if status.success() => {}
        Ok(status) => output::remark(&format!("{} ended with {status}.", program.display())),
        Err(error) => output::remark(&format!("{} cannot be run: {error}", program.display())),
    }
}

/// One's own key, from its private file; made at the first time.
fn own_key(into: &Path, name: &str) -> Result<CosignerKey> {
    let path = into.join(KEY);
    let hint = say!(
        "Whoever has this key can cosign in your name: remove it, let ‘bailee watch --cosign’ make another, and tell whoever trusts it."
    );
    let seed = match folder::read_private(&path, &hint)? {
        Some(text) => Zeroizing::new(STANDARD.decode(text.trim()).unwrap_or_default()),
        None => {
            let mut seed = Zeroizing::new(vec![0; 32]);
            SystemRng.fill(&mut seed);
            folder::write_private(&path, Zeroizing::new(STANDARD.encode(&*seed)).as_bytes())?;
            seed
        }
    };
    let seed: &[u8; 32] = seed.as_slice().try_into().map_err(|_| {
        Error::corrupt("This is not the key of a witness.").hint(hint).in_file(path.display().to_string())
    })?;
    CosignerKey::from_seed(name, seed).map_err(|error| {
        Error::bad_input(say!("This cannot be a key's name."))
            .hint(say!("Use letters, digits, dots and slashes."))
            .because(error)
    })
}
