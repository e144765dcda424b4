//! Days as exports write them, and the one question that no cell can answer: day first or month first.

/// A day, counted from 1970-01-01 in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub(crate) i32);

impl Day {
    /// The day, if the calendar has it; years 1 to 9999.
    pub(crate) fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let lengths = [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let length = *lengths.get(month.checked_sub(1)? as usize)?;
        if !(1..=9999).contains(&year) || day == 0 || day > length {
            return None;
        }
        let before = year - 1;
        let leaps = before / 4 - before / 100 + before / 400;
        let months: u32 = lengths[..month as usize - 1].iter().sum();
        let since_year_one = before * 365 + leaps + (months + day) as i32 - 1;
        Some(Self(since_year_one - 719_162))
    }

    /// Year, month and day.
    pub(crate) fn parts(self) -> (i32, u32, u32) {
        let date = jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(i64::from(self.0)));
        (i32::from(date.year()), date.month() as u32, date.day() as u32)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// What a text that has the form of a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// Year first: one meaning.
    Certain(Day),
    /// Two numbers and a year; one or both readings exist.
    Either { day_first: Option<Day>, month_first: Option<Day> },
    /// A date's form, and no such day: `2024-02-30`.
    Impossible,
}

impl Written {
    /// What the text says, if it has the form of a date; a time of midnight after it is allowed, another time is not,
    /// because a column of times would lose them.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = without_midnight(text.trim());
        if text.len() < 6 || text.len() > 10 || !text.as_bytes()[0].is_ascii_digit() {
            return None;
        }
        let separator = text.bytes().find(|byte| !byte.is_ascii_digit())?;
        if !b"-/.".contains(&separator) {
            return None;
        }
        let mut parts = text.split(separator as char);
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some()
            || [first, second, third].iter().any(|part| !part.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return None;
        }
        match (first.len(), second.len(), third.len()) {
            (4, 1..=2, 1..=2) => {
                let day = Day::new(first.parse().ok()?, second.parse().ok()?, third.parse().ok()?);
                Some(day.map_or(Self::Impossible, Self::Certain))
            }
            (1..=2, 1..=2, 2 | 4) => Self::either(first.parse().ok()?, second.parse().ok()?, year(third)?),
            _ => None,
        }
    }

    fn either(first: u32, second: u32, year: i32) -> Option<Self> {
        let (day_first, month_first) = (Day::new(year, second, first), Day::new(year, first, second));
        Some(match (day_first, month_first) {
            (None, None) => Self::Impossible,
            _ => Self::Either { day_first, month_first },
        })
    }
}

fn without_midnight(text: &str) -> &str {
    const MIDNIGHTS: &[&str] =
        &["00:00:00", "00:00", "0:00", "0:00:00", "00:00:00.000", "00:00:00.000 UTC", "00:00:00Z", "00:00:00 UTC"];
    match text.split_once(['T', ' ']) {
        Some((day, time)) if MIDNIGHTS.contains(&time.trim()) => day,
        _ => text,
    }
}

/// A year of four digits, or of two: up to 68 is this century, as POSIX reads it.
fn year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    Some(match (text.len(), year) {
        (4, year) => year,
        (_, ..=68) => 2000 + year,
        (_, year) => 1900 + year,
    })
}

/// Which of the two numbers before a year is the day; decided over a whole column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Every date is written year first.
    Sure,
    /// At least one date only exists with the day first, and none only with the month first.
    DayFirst,
    /// The other way round.
    MonthFirst,
    /// Every date exists both ways and some differ: nobody may guess.
    Ambiguous,
    /// Some exist only one way and some only the other.
    Mixed,
}

/// Counts what a column's dates say about their order.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OrderVotes {
    pub(crate) certain: u64,
    pub(crate) both: u64,
    pub(crate) day_first_only: u64,
    pub(crate) month_first_only: u64,
    pub(crate) impossible: u64,
}

impl OrderVotes {
    pub(crate) fn add(&mut self, written: Written, times: u64) {
        match written {
            Written::Certain(_) => self.certain += times,
            Written::Impossible => self.impossible += times,
            Written::Either { day_first: Some(one), month_first: Some(other) } if one == other => self.certain += times,
            Written::Either { day_first: Some(_), month_first: Some(_) } => self.both += times,
            Written::Either { day_first: Some(_), month_first: None } => self.day_first_only += times,
            Written::Either { .. } => self.month_first_only += times,
        }
    }

    /// The column's order.
    pub(crate) fn order(&self) -> Order {
        match (self.day_first_only, self.month_first_only, self.both) {
            (0, 0, 0) => Order::Sure,
            (0, 0, _) => Order::Ambiguous,
            (_, 0, _) => Order::DayFirst,
            (0, _, _) => Order::MonthFirst,
            _ => Order::Mixed,
        }
    }

    /// Cells that have the form of a date and name a day.
    pub(crate) fn days(&self) -> u64 {
        self.certain + self.both + self.day_first_only + self.month_first_only
    }
}

impl Written {
    /// The day, read in the column's order.
    pub(crate) fn day(self, order: Order) -> Option<Day> {
        match (self, order) {
            (Self::Certain(day), _) => Some(day),
            (Self::Either { day_first, month_first }, Order::Sure | Order::Ambiguous | Order::Mixed)
                if day_first == month_first =>
            {
                day_first
            }
            (Self::Either { day_first, .. }, Order::DayFirst) => day_first,
            (Self::Either { month_first, .. }, Order::MonthFirst) => month_first,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970_and_come_back() {
        assert_eq!(Day::new(1970, 1, 1), Some(Day(0)));
        assert_eq!(Day::new(2000, 3, 1), Some(Day(11_017)));
        for text in ["0001-01-01", "1900-02-28", "1999-12-31", "2024-02-29", "9999-12-31"] {
            let Some(Written::Certain(day)) = Written::read(text) else { panic!("{text}") };
            assert_eq!(day.to_string(), text);
        }
        assert_eq!(Day::new(2023, 2, 29), None);
    }

    #[test]
    fn forms_are_read_and_other_texts_are_not() {
        assert_eq!(Written::read("2024-02-30"), Some(Written::Impossible));
        assert_eq!(Written::read("2024-01-02 00:00:00"), Written::read("2024/1/2"));
        assert!(matches!(Written::read("31.12.23"), Some(Written::Either { month_first: None, .. })));
        for text in ["2024-01-02 13:45", "1.2.3", "12-2024", "20240102", "2024-1", "1/2/3/4", "a/b/c"] {
            assert_eq!(Written::read(text), None, "{text}");
        }
    }

    #[test]
    fn the_order_is_a_matter_of_the_whole_column() {
        let order = |texts: &[&str]| {
            let mut votes = OrderVotes::default();
            texts.iter().filter_map(|text| Written::read(text)).for_each(|written| votes.add(written, 1));
            votes.order()
        };
        assert_eq!(order(&["01/02/2024", "31/01/2024"]), Order::DayFirst);
        assert_eq!(order(&["01/02/2024", "01/31/2024"]), Order::MonthFirst);
        assert_eq!(order(&["01/02/2024", "03/04/2024"]), Order::Ambiguous);
        assert_eq!(order(&["31/01/2024", "01/31/2024"]), Order::Mixed);
        assert_eq!(order(&["2024-01-02", "05/05/2024"]), Order::Sure);
    }
}
