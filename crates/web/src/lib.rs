//! What people and programs see of Bailee: server-rendered pages, and a JSON API over the same actions.
//!
//! [`router`] is the contents page. A page is one file in `pages/`: what it shows, how its request becomes an action of
//! `bailee-app`, where it goes afterwards; its template has the same name in `templates/`. Nothing is decided here: the
//! gate is behind the actions, and `trouble` turns what they say into a page or a problem in one place. `words` says
//! everything in English and French; [`samples`] renders every page from made-up data, for tests and for looking at.

mod api;
mod arrival;
mod assets;
mod charts;
mod difference;
mod fields;
mod format;
mod frame;
mod guard;
mod markdown;
mod markup;
mod measuring;
mod pages;
mod router;
mod said;
pub mod samples;
mod session;
mod site;
mod trouble;
mod tus;
mod visitor;
mod words;

pub use api::document as openapi;
pub use measuring::{TRACED, metrics_router};
pub use router::{Listed, contents, router};
pub use words::Lang;
