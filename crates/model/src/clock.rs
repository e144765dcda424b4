//! Time and randomness, which are given to every part of Bailee and never taken from the air (invariant 9).
//!
//! `clippy.toml` bans the ambient sources everywhere but here, so that a test can move the clock by a year and replay a
//! run from a seed.

use jiff::Timestamp;
use std::sync::Mutex;

/// Tells what time it is.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// Fills buffers with unpredictable bytes.
pub trait Rng: Send + Sync {
    /// Overwrites the whole buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// An array of fresh random bytes.
pub fn random<const N: usize>(rng: &dyn Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill(&mut bytes);
    bytes
}

/// The machine's own clock.
#[derive(Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place where time enters")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The operating system's generator.
#[derive(Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[allow(clippy::disallowed_methods, reason = "this is the one place where randomness enters")]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("without the system's generator no key may be made, so the process must stop");
    }
}

/// A repeatable generator for tests and samples: SplitMix64, never for keys that protect anything.
pub struct SeededRng(Mutex<u64>);

impl SeededRng {
    /// The same seed gives the same bytes.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    fn step(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = *state;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }
}

impl Rng for SeededRng {
    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in buffer.chunks_mut(8) {
            let bytes = Self::step(&mut state).to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}
