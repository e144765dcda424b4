//! A picture of numbers that come in any order and range: bins that widen as they must, drawn as a few in the end.

const BINS: usize = 256;
/// Bins of the drawn picture.
const DRAWN: usize = 20;

/// Counts in equal bins between the least and the greatest value so far.
pub(crate) struct Spread {
    low: f64,
    width: f64,
    counts: Vec<u64>,
}

impl Default for Spread {
    fn default() -> Self {
        Self { low: 0.0, width: 0.0, counts: Vec::new() }
    }
}

impl Spread {
    /// Counts a value.
    pub(crate) fn add(&mut self, value: f64, times: u64) {
        if !value.is_finite() {
            return;
        }
        if self.counts.is_empty() {
            self.low = value;
            self.width = (value.abs() / 1e6).max(1e-6);
            self.counts = vec![0; BINS];
        }
        while value < self.low {
            self.widen(true);
        }
        while value >= self.low + self.width * BINS as f64 {
            self.widen(false);
        }
        let bin = ((value - self.low) / self.width) as usize;
        self.counts[bin.min(BINS - 1)] += times;
    }

    /// Doubles the range, downwards or upwards.
    fn widen(&mut self, down: bool) {
        let halved: Vec<u64> = self.counts.chunks(2).map(|pair| pair.iter().sum()).collect();
        self.counts = vec![0; BINS];
        let at = if down { BINS / 2 } else { 0 };
        self.counts[at..at + BINS / 2].copy_from_slice(&halved);
        if down {
            self.low -= self.width * BINS as f64;
        }
        self.width *= 2.0;
    }

    /// Equal bins from `least` to `greatest`; none when there is nothing to draw.
    pub(crate) fn draw(&self, least: f64, greatest: f64) -> Vec<u64> {
        if self.counts.is_empty() || greatest <= least {
            return Vec::new();
        }
        let mut drawn = vec![0; DRAWN];
        for (bin, count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let middle = (self.low + self.width * (bin as f64 + 0.5)).clamp(least, greatest);
            let place = ((middle - least) / (greatest - least) * DRAWN as f64) as usize;
            drawn[place.min(DRAWN - 1)] += count;
        }
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_when_bins_widen() {
        let mut spread = Spread::default();
        for value in -5000..5000 {
            spread.add(f64::from(value), 2);
        }
        let drawn = spread.draw(-5000.0, 4999.0);
        assert_eq!(drawn.len(), DRAWN);
        assert_eq!(drawn.iter().sum::<u64>(), 20_000);
        assert!(drawn.iter().all(|count| (700..1300).contains(count)), "{drawn:?}");
        assert!(Spread::default().draw(0.0, 1.0).is_empty());
    }
}
