//! What a value is, and what a column's values add up to.

use super::spread::Spread;
use crate::value::date::{Order, OrderVotes};
use crate::value::{self, Day, Number, Style, Written};
use std::collections::HashMap;

/// Properties of a value whose lines are worth remembering, as bits.
pub(crate) mod mark {
    pub(crate) const NUMBER: u16 = 1;
    pub(crate) const DATE: u16 = 1 << 1;
    pub(crate) const TRUTH: u16 = 1 << 2;
    pub(crate) const TEXT: u16 = 1 << 3;
    pub(crate) const TOTAL: u16 = 1 << 4;
    pub(crate) const FORMULA: u16 = 1 << 5;
    pub(crate) const PLACEHOLDER: u16 = 1 << 6;
    pub(crate) const IMPOSSIBLE: u16 = 1 << 7;
    pub(crate) const SPACES: u16 = 1 << 8;
    /// How many there are.
    pub(crate) const COUNT: usize = 9;
}

/// Different shapes remembered per column.
const SHAPES: usize = 256;

/// One value, read.
pub(crate) struct Reading {
    pub(crate) marks: u16,
    point: Option<Number>,
    comma: Option<Number>,
    written: Option<Written>,
}

impl Reading {
    pub(crate) fn of(text: &str) -> Self {
        let first = text.trim_start().as_bytes().first().copied().unwrap_or(b' ');
        let mut reading = Self { marks: 0, point: None, comma: None, written: None };
        let numeric = first.is_ascii_digit() || b"+-(.,$".contains(&first) || first >= 0x80;
        if numeric {
            reading.point = Number::read(text, Style::Point);
            reading.comma = if text.contains([',', '.']) { Number::read(text, Style::Comma) } else { reading.point };
            reading.written = if first.is_ascii_digit() { Written::read(text) } else { None };
        }
        reading.marks = reading.judge(text, first);
        reading
    }

    fn judge(&self, text: &str, first: u8) -> u16 {
        let mut marks = 0;
        if value::is_placeholder(text) {
            marks |= mark::PLACEHOLDER;
        } else if matches!(self.written, Some(Written::Impossible)) {
            marks |= mark::IMPOSSIBLE | mark::TEXT;
        } else if self.written.is_some() {
            marks |= mark::DATE;
        } else if self.point.is_some() || self.comma.is_some() {
            marks |= mark::NUMBER;
        } else if !first.is_ascii_digit() && value::truth(text).is_some() {
            marks |= mark::TRUTH;
        } else {
            marks |= mark::TEXT;
            marks |= if value::opens_total(text) { mark::TOTAL } else { 0 };
        }
        if first == b'=' && text.len() > 1 {
            marks |= mark::FORMULA;
        }
        if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
            marks |= mark::SPACES;
        }
        marks
    }
}

/// Numbers of one style: count, range and exact sum.
#[derive(Default)]
pub(crate) struct Numbers {
    pub(crate) count: u64,
    pub(crate) min: Option<Number>,
    pub(crate) max: Option<Number>,
    /// Places of the most precise number.
    pub(crate) scale: u8,
    /// Sum in units of `10^-scale`; none once it has left 128 bits.
    sum: Option<i128>,
    spread: Spread,
    /// Digits before the point of the longest.
    pub(crate) whole_digits: usize,
}

impl Numbers {
    fn add(&mut self, number: Number, times: u64) {
        if self.count == 0 {
            self.sum = Some(0);
        }
        self.count += times;
        if number.scale > self.scale {
            let more = 10i128.checked_pow(u32::from(number.scale - self.scale));
            self.sum = self.sum.zip(more).and_then(|(sum, more)| sum.checked_mul(more));
            self.scale = number.scale;
        }
        let units = if number.scale == self.scale { Some(number.units) } else { number.at_scale(self.scale) };
        let units = if times == 1 { units } else { units.and_then(|units| units.checked_mul(i128::from(times))) };
        self.sum = self.sum.zip(units).and_then(|(sum, units)| sum.checked_add(units));
        if self.min.is_none_or(|least| less(number, least)) {
            self.min = Some(number);
        }
        if self.max.is_none_or(|greatest| less(greatest, number)) {
            self.max = Some(number);
        }
        self.spread.add(number.roughly(), times);
        let digits = number.units.unsigned_abs().checked_ilog10().map_or(1, |digits| digits as usize + 1);
        self.whole_digits = self.whole_digits.max(digits.saturating_sub(usize::from(number.scale)));
    }

    /// The exact sum.
    pub(crate) fn sum(&self) -> Option<Number> {
        Some(Number { units: self.sum?, scale: self.scale })
    }

    /// The picture.
    pub(crate) fn histogram(&self) -> Vec<u64> {
        match (self.min, self.max) {
            (Some(min), Some(max)) => self.spread.draw(min.roughly(), max.roughly()),
            _ => Vec::new(),
        }
    }
}

fn less(one: Number, other: Number) -> bool {
    if one.scale == other.scale {
        return one.units < other.units;
    }
    let scale = one.scale.max(other.scale);
    match (one.at_scale(scale), other.at_scale(scale)) {
        (Some(one), Some(other)) => one < other,
        _ => one.roughly() < other.roughly(),
    }
}

/// Days read in one order.
#[derive(Default)]
pub(crate) struct Days {
    pub(crate) min: Option<Day>,
    pub(crate) max: Option<Day>,
    spread: Spread,
}

impl Days {
    fn add(&mut self, day: Day, times: u64) {
        self.min = Some(self.min.map_or(day, |least| least.min(day)));
        self.max = Some(self.max.map_or(day, |greatest| greatest.max(day)));
        self.spread.add(f64::from(day.0), times);
    }

    pub(crate) fn histogram(&self) -> Vec<u64> {
        match (self.min, self.max) {
            (Some(min), Some(max)) => self.spread.draw(f64::from(min.0), f64::from(max.0)),
            _ => Vec::new(),
        }
    }
}

/// What a column's values add up to.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) counts: [u64; mark::COUNT],
    pub(crate) point: Numbers,
    pub(crate) comma: Numbers,
    pub(crate) votes: OrderVotes,
    pub(crate) day_first: Days,
    pub(crate) month_first: Days,
    pub(crate) lengths: Option<(u64, u64)>,
    pub(crate) shapes: HashMap<String, u64>,
    /// Where shapes are written before they are looked up.
    shape: String,
    pub(crate) least_text: Option<String>,
    pub(crate) greatest_text: Option<String>,
    /// Numbers written with zeros in front, which are codes and not quantities.
    pub(crate) leading_zeros: u64,
}

impl Facts {
    /// Adds a value that occurs so many times.
    pub(crate) fn add(&mut self, text: &str, reading: &Reading, times: u64) {
        for (bit, count) in self.counts.iter_mut().enumerate() {
            *count += times * u64::from(reading.marks >> bit & 1);
        }
        let length = if text.is_ascii() { text.len() } else { text.chars().count() } as u64;
        self.lengths =
            Some(self.lengths.map_or((length, length), |(short, long)| (short.min(length), long.max(length))));
        self.add_shape(text, times);
        if reading.marks & mark::PLACEHOLDER != 0 {
            return;
        }
        if let Some(number) = reading.point {
            self.point.add(number, times);
        }
        if let Some(number) = reading.comma {
            self.comma.add(number, times);
        }
        if let Some(written) = reading.written {
            self.votes.add(written, times);
            written.day(Order::DayFirst).into_iter().for_each(|day| self.day_first.add(day, times));
            written.day(Order::MonthFirst).into_iter().for_each(|day| self.month_first.add(day, times));
        }
        let bytes = text.as_bytes();
        self.leading_zeros += times
            * u64::from(bytes.len() > 1 && bytes[0] == b'0' && bytes[1].is_ascii_digit() && reading.written.is_none());
        if self.least_text.as_deref().is_none_or(|least| text < least) {
            self.least_text = Some(text.to_owned());
        }
        if self.greatest_text.as_deref().is_none_or(|greatest| text > greatest) {
            self.greatest_text = Some(text.to_owned());
        }
    }

    fn add_shape(&mut self, text: &str, times: u64) {
        value::shape_into(text, &mut self.shape);
        if let Some(count) = self.shapes.get_mut(&self.shape) {
            *count += times;
        } else if self.shapes.len() < SHAPES {
            self.shapes.insert(self.shape.clone(), times);
        }
    }

    /// How many values have the mark.
    pub(crate) fn count(&self, mark: u16) -> u64 {
        self.counts[mark.trailing_zeros() as usize]
    }

    /// The numbers of the style that reads more of the column; the file's own where both read the same.
    pub(crate) fn numbers(&self, file: Style) -> (&Numbers, Style) {
        match self.point.count.cmp(&self.comma.count) {
            std::cmp::Ordering::Greater => (&self.point, Style::Point),
            std::cmp::Ordering::Less => (&self.comma, Style::Comma),
            std::cmp::Ordering::Equal if file == Style::Comma => (&self.comma, Style::Comma),
            std::cmp::Ordering::Equal => (&self.point, Style::Point),
        }
    }
}
