//! What every handler reaches: the application, and nothing of the web's own that would have to be kept.

use bailee_app::App;
use std::sync::Arc;

/// The largest file that is taken in one upload, in bytes; what arrives is streamed, so this bounds disks, not memory.
pub(crate) const UPLOAD_BYTES: usize = 64 << 30;
/// The largest form or JSON document, in bytes.
pub(crate) const FORM_BYTES: usize = 1 << 20;

/// The state of the router.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) app: Arc<App>,
}
