//! A launch agent (launchd.plist(5)).

use std::path::Path;

use super::{Plan, words};

pub(super) fn plan(program: &str, home: &Path) -> Plan {
    let path = home.join("Library/LaunchAgents/bailee.report.plist");
    let program = program.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let agent = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>bailee.report</string>\n  \
         <key>ProgramArguments</key>\n  <array>\n    <string>{program}</string>\n    <string>device</string>\n    \
         <string>report</string>\n  </array>\n  <key>StartInterval</key>\n  <integer>14400</integer>\n  \
         <key>RunAtLoad</key>\n  <true/>\n</dict>\n</plist>\n"
    );
    let at = path.display().to_string();
    Plan {
        files: vec![(path, agent)],
        install: vec![words(&["launchctl", "load", "-w", &at])],
        remove: vec![words(&["launchctl", "unload", "-w", &at])],
        when: "when you sign in, and every four hours",
    }
}
