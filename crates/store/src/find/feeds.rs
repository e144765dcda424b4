//! Questions about what the firm's other tools have been told.

use super::*;

finders! {
    /// How far every log has gone to every target.
    feeds() -> Vec<Feed> { |db| db.list(None) }
}
