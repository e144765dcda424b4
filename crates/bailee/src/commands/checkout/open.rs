//! `bailee checkout open`: a program reads the plain file in a private place, which goes when the program ends.

use std::ffi::OsString;
use std::io::{IsTerminal as _, Read as _};
use std::process::{ExitCode, ExitStatus};

use bailee_model::{CheckoutId, Clock as _, Error, Result, SystemClock, say};
use tokio::process::Command;

use crate::{
    checkout::{
        Checkouts, Kept,
        place::{self, Place},
        reader,
    },
    output,
};

/// Give a checkout to a program, plain, for as long as that runs
///
/// On Linux the plain file is in memory, in no folder, and gone when the program ends. The program's arguments name it as {}.
/// Without a program the text is shown on the terminal, and nowhere else. What the program itself writes is up to you: save
/// nothing of it.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which one
    checkout: CheckoutId,

    /// The program wants a file with its name: on Linux one in a private folder in memory
    #[arg(long)]
    file: bool,

    /// The program and its arguments; {} is where the file is
    #[arg(last = true, value_name = "PROGRAM")]
    program: Vec<OsString>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let checkouts = Checkouts::read()?;
    let kept = checkouts.one(arguments.checkout)?;
    if kept.destroyed.is_some() {
        return Err(Error::conflict(say!("Its key is destroyed: it opens no more."))
            .hint(say!("Finish returning it: bailee checkout return.")));
    }
    if kept.until.is_some_and(|until| until <= SystemClock.now()) {
        return Err(Error::conflict(say!("Its time is over.")).hint(say!("Return it: bailee checkout return.")));
    }
    if arguments.program.is_empty() {
        return show(kept);
    }
    if let Some(warning) = place::warning() {
        output::remark(warning);
    }
    let place = put(kept, arguments.file)?;
    let ended = attend(&arguments.program, &place).await;
    drop(place);
    let status = ended?;
    Ok(ExitCode::from(status.and_then(|it| it.code()).and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

fn put(kept: &Kept, file: bool) -> Result<Place> {
    let mut plain = reader(kept)?;
    #[cfg(target_os = "linux")]
    if !file {
        return place::in_memory(&mut plain);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = file;
    place::in_folder(kept.checkout, &kept.name, &mut plain)
}

/// Runs the program to its end, or ends it with us when we are told to end. None when it was ended so.
async fn attend(program: &[OsString], place: &Place) -> Result<Option<ExitStatus>> {
    let path = place.path();
    let mut words = program.iter().map(|word| match word == "{}" {
        true => path.clone().into_os_string(),
        false => word.clone(),
    });
    let Some(name) = words.next() else { return Err(Error::bad_input(say!("No program is named."))) };
    let mut child = Command::new(&name).args(words).kill_on_drop(true).spawn().map_err(|error| {
        Error::bad_input(say!("‘{to_string_lossy}’ cannot be started.", to_string_lossy = name.to_string_lossy()))
            .hint(say!("Name a program that is installed."))
            .because(error)
    })?;
    tokio::select! {
        ended = child.wait() => Ok(Some(ended.map_err(Error::from)?)),
        () = told_to_end() => {
            // Its file goes with us: it cannot be left with it.
            let _ = child.kill().await;
            Ok(None)
        }
    }
}

/// Waits for a signal that asks to end.
#[cfg(unix)]
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let mut streams: Vec<_> = kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect();
    let waits = streams.iter_mut().map(|stream| Box::pin(stream.recv()));
    if waits.len() == 0 {
        return std::future::pending().await;
    }
    futures::future::select_all(waits).await;
}

#[cfg(not(unix))]
async fn told_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Shows it on the terminal: redirected, it would be a plain copy.
fn show(kept: &Kept) -> Result<ExitCode> {
    if !std::io::stdout().is_terminal() {
        return Err(Error::bad_input(say!("Without a program it is shown on a terminal only."))
            .hint(say!("Name the program that reads it: bailee checkout open ID -- PROGRAM {{}}")));
    }
    let mut text = zeroize::Zeroizing::new(String::new());
    reader(kept)?.read_to_string(&mut text).map_err(|error| {
        Error::bad_input(say!("This is not text."))
            .hint(say!("Name the program that reads it: -- PROGRAM {{}}"))
            .because(error)
    })?;
    for line in text.lines() {
        output::line(line);
    }
    Ok(ExitCode::SUCCESS)
}
