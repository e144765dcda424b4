//! Randomness with a fuse, for breaking a change off in its middle.

use bailee_model::{Rng, clock::SeededRng};
use std::sync::atomic::{AtomicI64, Ordering};

/// A repeatable generator that panics once, when a test wants it: whatever asks for randomness at that moment breaks off.
pub struct Fuse {
    inner: SeededRng,
    /// Calls that still go through; none is being counted below zero.
    left: AtomicI64,
}

impl Fuse {
    /// A generator whose fuse is not lit.
    pub fn new(seed: u64) -> Self {
        Self { inner: SeededRng::new(seed), left: AtomicI64::new(-1) }
    }

    /// Lets so many more calls through, and breaks the next one off.
    pub fn blow_after(&self, calls: u32) {
        self.left.store(i64::from(calls), Ordering::SeqCst);
    }
}

impl Rng for Fuse {
    fn fill(&self, buffer: &mut [u8]) {
        let left = self.left.load(Ordering::SeqCst);
        if left >= 0 {
            self.left.store(left - 1, Ordering::SeqCst);
            assert!(left > 0, "the fuse of this test's randomness");
        }
        self.inner.fill(buffer);
    }
}
