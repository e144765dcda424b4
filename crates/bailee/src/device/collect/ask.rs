//! Asking this machine. The one part of the collectors that touches it.

use std::ffi::OsString;
use std::io::{Error, ErrorKind};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use bailee_model::posture::{Unavailable, Why};
use futures::future::join_all;
use jiff::Timestamp;
use tokio::process::Command;

use super::{Answers, Ask, Question, Reading, Said, failed, unavailable};

/// How long a program may take. Looking for updates may go to the network.
const PATIENCE: Duration = Duration::from_secs(120);
/// Where programs may be that a person's own search path leaves out.
const ALSO: &str = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

/// Puts every question to this machine, all at once.
pub(crate) async fn ask(questions: Vec<Question>) -> Answers {
    let answers = questions.into_iter().map(|question| async move { (question.name, answer(question.ask).await) });
    Answers(join_all(answers).await.into_iter().collect())
}

async fn answer(ask: Ask) -> Reading<Said> {
    match ask {
        Ask::Run(program, arguments) => run(program, &arguments).await,
        Ask::Read(path) => {
            let bytes = tokio::fs::read(&path).await.map_err(|error| why(&error, &path.display().to_string()))?;
            Ok(plain(String::from_utf8_lossy(&bytes).into_owned()))
        }
        Ask::ReadEach(folder, file) => read_each(folder.as_ref(), file).map(plain).map_err(|error| why(&error, folder)),
        Ask::Modified(path) => {
            let about = path.display().to_string();
            let at = tokio::fs::metadata(&path)
                .await
                .and_then(|found| found.modified())
                .map_err(|error| why(&error, &about))?;
            let at = Timestamp::try_from(at).map_err(|_| failed(format!("{about} has an impossible date")))?;
            Ok(plain(at.to_string()))
        }
        Ask::Exists(path) => match tokio::fs::try_exists(&path).await {
            Ok(there) => Ok(Said { code: i32::from(!there), ..Said::default() }),
            Err(error) => Err(why(&error, &path.display().to_string())),
        },
        Ask::Variable(name) => match std::env::var(name) {
            Ok(value) => Ok(plain(value)),
            Err(_) => Err(super::not_found(format!("{name} is not set"))),
        },
    }
}

/// The folders without such a file are passed over: what is not there has nothing to say.
fn read_each(folder: &Path, file: &str) -> std::io::Result<String> {
    let mut lines = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if let Ok(text) = std::fs::read_to_string(entry.path().join(file)) {
            lines.push(format!("{} {}\n", entry.file_name().display(), text.trim()));
        }
    }
    lines.sort();
    Ok(lines.concat())
}

async fn run(program: &str, arguments: &[String]) -> Reading<Said> {
    let mut command = Command::new(program);
    command.args(arguments).env("LC_ALL", "C").stdin(Stdio::null()).kill_on_drop(true);
    if cfg!(unix) {
        let mut path = std::env::var_os("PATH").filter(|path| !path.is_empty()).unwrap_or_default();
        path.push(OsString::from(if path.is_empty() { ALSO.to_owned() } else { format!(":{ALSO}") }));
        command.env("PATH", path);
    }
    let output = match tokio::time::timeout(PATIENCE, command.output()).await {
        Ok(output) => output.map_err(|error| why(&error, program))?,
        Err(_) => return Err(failed(format!("{program} did not answer in time"))),
    };
    let code = output.status.code().ok_or_else(|| failed(format!("{program} was stopped")))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Said { code, out: text(&output.stdout), err: text(&output.stderr) })
}

fn plain(out: String) -> Said {
    Said { out, ..Said::default() }
}

fn why(error: &Error, about: &str) -> Unavailable {
    match error.kind() {
        ErrorKind::NotFound => unavailable(Why::NotFound, format!("{about} is not here")),
        ErrorKind::PermissionDenied => unavailable(Why::NotPermitted, format!("{about} may not be read")),
        _ => failed(format!("{about} could not be asked")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[tokio::test]
    async fn this_machine_is_asked_and_what_is_not_there_is_said_to_be_so() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "text").unwrap();
        let answers = ask(vec![
            Question::run("said", "sh", &["-c", "echo $LC_ALL; echo bad >&2; exit 3"]),
            Question::run("no program", "bailee-is-no-such-program", &[]),
            Question::read("file", &file),
            Question::read("no file", folder.path().join("none")),
            Question { name: "modified", ask: Ask::Modified(file.clone()) },
            Question { name: "there", ask: Ask::Exists(file) },
            Question { name: "not there", ask: Ask::Exists(folder.path().join("none")) },
            Question::variable("BAILEE_IS_NO_SUCH_VARIABLE"),
        ])
        .await;
        assert_eq!(*answers.said("said").unwrap(), Said { code: 3, out: "C\n".into(), err: "bad\n".into() });
        assert_eq!(answers.out("said").unwrap_err().why, Why::Failed);
        assert_eq!(answers.out("no program").unwrap_err().why, Why::NotFound);
        assert_eq!(answers.out("file"), Ok("text"));
        assert_eq!(answers.out("no file").unwrap_err().why, Why::NotFound);
        std::fs::create_dir(folder.path().join("dm-1")).unwrap();
        std::fs::write(folder.path().join("dm-1/uuid"), "CRYPT-LUKS2-1\n").unwrap();
        assert_eq!(read_each(folder.path(), "uuid").unwrap(), "dm-1 CRYPT-LUKS2-1\n");
        assert!(answers.instant("modified").is_ok());
        assert_eq!((answers.exists("there"), answers.exists("not there")), (Ok(true), Ok(false)));
        assert_eq!(answers.word("BAILEE_IS_NO_SUCH_VARIABLE").unwrap_err().why, Why::NotFound);
    }
}
