//! A systemd user service and its timer (systemd.service(5), systemd.timer(5)).

use std::path::Path;

use super::{Plan, words};

pub(super) fn plan(program: &str, configuration: &Path) -> Plan {
    let folder = configuration.join("systemd/user");
    // In a unit `%` begins a specifier, `$` a variable, and `\` an escape.
    let program = program.replace('\\', "\\\\").replace('%', "%%").replace('$', "$$");
    // 16 is a report that was made and is not good enough: nothing that failed, and nothing that trying again mends.
    let service = format!(
        "[Unit]\nDescription=Report this machine's posture to Bailee\nAfter=network-online.target\n\n\
         [Service]\nType=oneshot\nExecStart=\"{program}\" device report\nSuccessExitStatus=16\n"
    );
    let timer = "[Unit]\nDescription=Report this machine's posture to Bailee every four hours\n\n\
         [Timer]\nOnStartupSec=2min\nOnUnitActiveSec=4h\nRandomizedDelaySec=5min\n\n\
         [Install]\nWantedBy=timers.target\n";
    Plan {
        files: vec![
            (folder.join("bailee-report.service"), service),
            (folder.join("bailee-report.timer"), timer.to_owned()),
        ],
        install: vec![
            words(&["systemctl", "--user", "daemon-reload"]),
            words(&["systemctl", "--user", "enable", "--now", "bailee-report.timer"]),
        ],
        remove: vec![words(&["systemctl", "--user", "disable", "--now", "bailee-report.timer"])],
        when: "two minutes after you sign in, and every four hours",
    }
}
