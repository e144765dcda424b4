//! The words of links and of what comes through them.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

words! {
    /// Where a file stands that comes through a drop link.
    UploadState {
        /// Its bytes are coming.
        Arriving = "arriving",
        /// All of it is here, and is being put together.
        Whole = "whole",
        /// It is in custody.
        Taken = "taken",
        /// It did not become whole in time, or its sender took it back; nothing of it is left.
        GivenUp = "given_up",
    }
}
