//! `/.well-known/security.txt`: where somebody reports a weakness (RFC 9116), written from what the firm says of itself.

use crate::App;
use bailee_model::Result;
use jiff::{SignedDuration, tz::TimeZone};
use std::sync::Arc;

/// How long the file may be relied on; RFC 9116 recommends less than a year.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24 * 180);

/// The file, as of now.
///
/// # Errors
/// When there is no firm yet, or the store does not answer.
pub async fn security_txt(app: &Arc<App>) -> Result<String> {
    let firm = app.firm().await?;
    let origin = app.origin(&firm);
    let expires = (app.clock().now() + GOOD_FOR).to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT00:00:00Z");
    let mail = if firm.contact.contains('@') { format!("Contact: mailto:{}\n", firm.contact) } else { String::new() };
    Ok(format!(
        "Contact: {origin}/security-report\n{mail}Expires: {expires}\nPreferred-Languages: en, fr\nCanonical: \
         {origin}/.well-known/security.txt\nPolicy: {origin}/trust\n"
    ))
}
