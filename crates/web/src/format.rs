//! Numbers, sizes, money and times as people of each language write them.
//!
//! Money is exact: every digit that is stored is shown, with the sign. Times are shown in UTC and say so.

use crate::words::Lang;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use rust_decimal::Decimal;

/// Groups the digits of a number's integer part: `12,345.60` or `12 345,60`, with a real minus sign.
pub(crate) fn grouped(lang: Lang, plain: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("−", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let separator = lang.pick(',', '\u{202f}');
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(lang.pick('.', ','));
        out.push_str(fraction);
    }
    out
}

/// An amount with at least two decimals and all that it has.
pub(crate) fn money(lang: Lang, amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    grouped(lang, &amount.to_string())
}

/// A quantity without needless decimals.
pub(crate) fn quantity(lang: Lang, amount: Decimal) -> String {
    grouped(lang, &amount.normalize().to_string())
}

/// A number that arrives as text: grouped where it is a plain decimal, as it is otherwise.
pub(crate) fn amount(lang: Lang, text: &str) -> String {
    text.parse::<Decimal>().map_or_else(
        |_| text.to_owned(),
        |value| if text.contains('.') { money(lang, value) } else { quantity(lang, value) },
    )
}

/// A size in bytes, with a thousand as the step, to three figures.
pub(crate) fn size(lang: Lang, bytes: i64) -> String {
    let units = lang.pick(["B", "kB", "MB", "GB", "TB"], ["o", "ko", "Mo", "Go", "To"]);
    let mut value = Decimal::from(bytes.max(0));
    let mut unit = 0;
    while value >= Decimal::from(1000) && unit + 1 < units.len() {
        value /= Decimal::from(1000);
        unit += 1;
    }
    let places = if unit == 0 || value >= Decimal::from(100) { 0 } else { 1 };
    format!("{}\u{a0}{}", grouped(lang, &value.round_dp(places).normalize().to_string()), units[unit])
}

/// A calendar day: `22 Nov 2026`, `22 nov. 2026`.
pub(crate) fn day(lang: Lang, at: Timestamp) -> String {
    let date = at.to_zoned(TimeZone::UTC).date();
    format!("{}\u{a0}{}\u{a0}{}", date.day(), month(lang, date), date.year())
}

/// A day and minute with its zone.
pub(crate) fn exact(lang: Lang, at: Timestamp) -> String {
    let zoned = at.to_zoned(TimeZone::UTC);
    format!("{}, {:02}:{:02}\u{a0}UTC", day(lang, at), zoned.hour(), zoned.minute())
}

/// How long ago or how far off where that is recent, the day otherwise.
pub(crate) fn relative(lang: Lang, now: Timestamp, at: Timestamp) -> String {
    let gap = now.duration_since(at);
    let (size, past) = (gap.abs(), !gap.is_negative());
    let minutes = size.as_mins();
    let text = match minutes {
        0 => return lang.pick("just now", "à l’instant").to_owned(),
        1..60 => format!("{minutes}\u{a0}min"),
        60..1440 => format!("{}\u{a0}h", minutes / 60),
        1440..10_080 => {
            let days = minutes / 1440;
            lang.pick(
                format!("{days}\u{a0}day{}", if days == 1 { "" } else { "s" }),
                format!("{days}\u{a0}jour{}", if days == 1 { "" } else { "s" }),
            )
        }
        _ => return day(lang, at),
    };
    match (past, lang) {
        (true, Lang::En) => format!("{text} ago"),
        (false, Lang::En) => format!("in {text}"),
        (true, Lang::Fr) => format!("il y a {text}"),
        (false, Lang::Fr) => format!("dans {text}"),
    }
}

/// A length of time: `45 s`, `3 min`, `2 h 10 min`.
pub(crate) fn duration(span: SignedDuration) -> String {
    match span.as_secs() {
        seconds @ ..60 => format!("{}\u{a0}s", seconds.max(0)),
        seconds @ 60..3600 => format!("{}\u{a0}min", seconds / 60),
        seconds => format!("{}\u{a0}h {}\u{a0}min", seconds / 3600, seconds % 3600 / 60),
    }
}

fn month(lang: Lang, date: Date) -> &'static str {
    const EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const FR: [&str; 12] =
        ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."];
    lang.pick(EN, FR)[usize::from(date.month().unsigned_abs()) - 1]
}

/// What a browser calls itself, as a person would: `Firefox, Linux`. What names neither is shown as it is.
pub(crate) fn agent(name: &str) -> String {
    // The order matters: each browser also claims to be those after it.
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let known =
        |list: &[(&str, &'static str)]| list.iter().find(|(sign, _)| name.contains(sign)).map(|(_, said)| *said);
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_have_the_names_that_people_know() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        assert_eq!(agent(chrome), "Chrome, Linux");
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(agent(edge), "Edge, Windows");
        assert_eq!(agent("bailee 0.1.0"), "bailee 0.1.0");
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn money_is_exact_grouped_and_signed() {
        let amount = |text: &str| text.parse::<Decimal>().expect("a decimal");
        assert_eq!(money(Lang::En, amount("-1234567.5")), "−1,234,567.50");
        assert_eq!(money(Lang::Fr, amount("1234.125")), "1\u{202f}234,125");
        assert_eq!(money(Lang::En, amount("0")), "0.00");
        assert_eq!(quantity(Lang::En, amount("1200.00")), "1,200");
    }

    #[test]
    fn sizes_have_three_figures_and_their_language() {
        assert_eq!(size(Lang::En, 999), "999\u{a0}B");
        assert_eq!(size(Lang::En, 1_234_567), "1.2\u{a0}MB");
        assert_eq!(size(Lang::Fr, 45_600), "45,6\u{a0}ko");
    }

    #[test]
    fn a_time_is_relative_while_it_is_recent() {
        let now = at("2026-11-22T12:00:00Z");
        assert_eq!(relative(Lang::En, now, at("2026-11-22T11:20:00Z")), "40\u{a0}min ago");
        assert_eq!(relative(Lang::Fr, now, at("2026-11-24T12:00:00Z")), "dans 2\u{a0}jours");
        assert_eq!(relative(Lang::En, now, at("2026-01-02T12:00:00Z")), "2\u{a0}Jan\u{a0}2026");
        assert_eq!(exact(Lang::Fr, now), "22\u{a0}nov.\u{a0}2026, 12:00\u{a0}UTC");
    }
}
