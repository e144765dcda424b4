//! The words of what the firm's other tools are told.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

words! {
    /// How a tool is told.
    FeedKind {
        /// Lines of a file that a collector reads.
        SiemFile = "siem_file",
        /// Lines sent to a collector.
        SiemUrl = "siem_url",
        /// One signed message for each chosen event.
        Webhook = "webhook",
    }
}
