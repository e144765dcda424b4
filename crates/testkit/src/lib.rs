//! A whole small Bailee for tests: a firm with people, a clock that only moves when it is told to, a real vault and a real
//! database in a temporary folder, and a small second engine, so that tests of actions and pages never link DataFusion.
//!
//! Everything is plainly fictional. [`TestFirm::new`] gives the firm; its people sign in through the same road as anybody.

pub mod clock;
mod desk;
mod device;
pub mod engine;
pub mod firm;
pub mod fuse;
mod policies;
mod supplier;

pub use clock::FakeClock;
pub use device::{TestDevice, sound_posture};
pub use engine::CannedEngine;
pub use firm::{TestFirm, arrival};
pub use fuse::Fuse;
