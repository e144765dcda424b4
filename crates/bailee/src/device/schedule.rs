//! Having the operating system report every four hours: a systemd user timer, a launch agent, or a scheduled task.
//!
//! What is written, and which programs are run, is a [`Plan`]: plain data, made for any operating system on any other.

mod launchd;
mod systemd;
mod task;

use std::path::{Path, PathBuf};

use bailee_model::{Error, Os, Result, say};

/// What it takes to have reports made, or no more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Files to write, with what is in them. To remove: the same files go.
    pub(crate) files: Vec<(PathBuf, String)>,
    /// Programs to run once the files are there.
    pub(crate) install: Vec<Vec<String>>,
    /// Programs to run before the files go.
    pub(crate) remove: Vec<Vec<String>>,
    /// When reports are made, in words.
    pub(crate) when: &'static str,
}

/// The plan for an operating system: which program reports, and where the person's own settings are.
pub(crate) fn plan(os: Os, program: &Path, home: &Path, configuration: &Path) -> Result<Plan> {
    let program =
        program.to_str().filter(|path| !path.contains(|c: char| c.is_control() || c == '"')).ok_or_else(|| {
            Error::bad_input(say!("The path of this program cannot be written down."))
                .hint(say!("Move it to one of plain characters."))
        })?;
    Ok(match os {
        Os::Linux => systemd::plan(program, configuration),
        Os::Macos => launchd::plan(program, home),
        Os::Windows => task::plan(program),
    })
}

fn words(line: &[&str]) -> Vec<String> {
    line.iter().map(|word| (*word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(os: Os, program: &str) -> Result<Plan> {
        plan(os, Path::new(program), Path::new("/home/cole"), Path::new("/home/cole/.config"))
    }

    #[test]
    fn systemd_reports_soon_after_sign_in_and_every_four_hours() {
        let plan = planned(Os::Linux, "/opt/100% real/bailee").unwrap();
        let (path, service) = &plan.files[0];
        assert_eq!(path, Path::new("/home/cole/.config/systemd/user/bailee-report.service"));
        assert!(service.contains("ExecStart=\"/opt/100%% real/bailee\" device report\n"), "{service}");
        assert!(plan.files[1].1.contains("OnUnitActiveSec=4h\n"));
        assert_eq!(plan.install[1].join(" "), "systemctl --user enable --now bailee-report.timer");
        assert_eq!(plan.remove[0].join(" "), "systemctl --user disable --now bailee-report.timer");
    }

    #[test]
    fn launchd_reports_at_sign_in_and_every_four_hours() {
        let plan = planned(Os::Macos, "/Applications/R&D/bailee").unwrap();
        let (path, agent) = &plan.files[0];
        assert_eq!(path, Path::new("/home/cole/Library/LaunchAgents/bailee.report.plist"));
        assert!(agent.contains("<string>/Applications/R&amp;D/bailee</string>"), "{agent}");
        assert!(agent.contains("<key>StartInterval</key>\n  <integer>14400</integer>"));
    }

    #[test]
    fn windows_reports_every_four_hours() {
        let plan = planned(Os::Windows, r"C:\Program Files\Bailee\bailee.exe").unwrap();
        assert!(plan.files.is_empty());
        let line = &plan.install[0];
        assert!(line.contains(&r#""C:\Program Files\Bailee\bailee.exe" device report"#.to_owned()), "{line:?}");
        assert_eq!(plan.remove[0][..2], ["schtasks", "/Delete"]);
    }

    #[test]
    fn a_path_that_could_end_its_line_is_refused() {
        assert!(planned(Os::Linux, "/opt/a\nExecStart=/bin/sh").is_err());
        assert!(planned(Os::Linux, "/opt/\"/bailee").is_err());
    }
}
