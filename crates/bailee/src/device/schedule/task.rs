//! A scheduled task of Windows (`schtasks`). BitLocker answers administrators only, so the task asks for their rights
//! where its person has them.

use super::{Plan, words};

const NAME: &str = "Bailee report";

pub(super) fn plan(program: &str) -> Plan {
    let run = format!("\"{program}\" device report");
    let create =
        ["schtasks", "/Create", "/F", "/TN", NAME, "/SC", "HOURLY", "/MO", "4", "/RL", "HIGHEST", "/IT", "/TR", &run];
    Plan {
        files: Vec::new(),
        install: vec![words(&create)],
        remove: vec![words(&["schtasks", "/Delete", "/F", "/TN", NAME])],
        when: "every four hours while you are signed in",
    }
}
