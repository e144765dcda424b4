//! Pictures where a look beats reading, made on the server as SVG.
//!
//! Every picture has a text alternative and stands beside the table it comes from. Shapes carry classes, never inline
//! styles: the Content-Security-Policy allows none, and the stylesheet colours both schemes.

use crate::{
    frame::Frame,
    markup::{Markup, escape},
};
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::fmt::Write;

fn svg(class: &str, width: u32, height: u32, alternative: &str, body: &str) -> Markup {
    Markup(format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">{body}</svg>",
        escape(alternative)
    ))
}

/// A wide picture: on a narrow screen it scrolls in a frame of its own, which the keyboard reaches.
fn wide(width: u32, height: u32, alternative: &str, body: &str) -> Markup {
    Markup(format!("<div class=\"picture\" tabindex=\"0\">{}</div>", svg("chart", width, height, alternative, body)))
}

fn rect(out: &mut String, class: &str, x: f64, y: f64, width: f64, height: f64) {
    let _infallible =
        write!(out, "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>");
}

fn text(out: &mut String, class: &str, x: f64, y: f64, anchor: &str, words: &str) {
    let _infallible = write!(
        out,
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
        escape(words)
    );
}

/// A share of a picture's length, for lengths only: amounts stay exact in the table beside it.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// A small histogram for a table's cell; nothing when there are no bins.
pub(crate) fn histogram(f: &Frame, bins: &[u64], from: &str, to: &str) -> Markup {
    let Some((fullest, &most)) = bins.iter().enumerate().max_by_key(|(at, count)| (**count, usize::MAX - at)) else {
        return Markup::default();
    };
    let step = 120.0 / bins.len() as f64;
    let mut body = String::new();
    for (at, &count) in bins.iter().enumerate() {
        let height = if count == 0 { 0.0 } else { (share(count as f64, most as f64) * 20.0).max(1.0) };
        rect(&mut body, "bar", at as f64 * step, 20.0 - height, (step - 1.0).max(0.5), height);
    }
    let _infallible = write!(body, "<path class=\"axis\" d=\"M0 20H120\"/>");
    let t = f.t();
    let alternative = f.fill2(f.fill2(t.histogram_alt, from, to), f.int(fullest + 1), f.int(bins.len()));
    svg("chart spark", 120, 20, &alternative, &body)
}

/// The commonest values as a small stack of bars, for columns without a range.
pub(crate) fn commonest(f: &Frame, top: &[(String, u64)]) -> Markup {
    let Some(most) = top.iter().map(|(_, count)| *count).max() else {
        return Markup::default();
    };
    let mut body = String::new();
    for (at, (_, count)) in top.iter().take(5).enumerate() {
        rect(
            &mut body,
            "bar-2",
            0.0,
            at as f64 * 4.0,
            (share(*count as f64, most as f64) * 120.0).clamp(1.0, 120.0),
            3.0,
        );
    }
    let words = top.iter().take(5).map(|(value, count)| format!("{value} ({count})")).collect::<Vec<_>>().join(", ");
    svg("chart spark", 120, 20, &f.fill(f.t().top_alt, words), &body)
}

/// How full a column is: filled, standing for nothing, empty.
pub(crate) fn missingness(f: &Frame, rows: u64, empty: u64, placeholders: u64) -> Markup {
    let (gone, stand) = (share(empty as f64, rows as f64) * 80.0, share(placeholders as f64, rows as f64) * 80.0);
    let filled = (80.0 - gone - stand).max(0.0);
    let mut body = String::new();
    rect(&mut body, "gone", 0.0, 6.0, 80.0, 8.0);
    rect(&mut body, "bar", 0.0, 6.0, filled, 8.0);
    rect(&mut body, "bar-2", filled, 6.0, stand, 8.0);
    let percent = (rows.saturating_sub(empty + placeholders) * 100).checked_div(rows).unwrap_or(100);
    text(&mut body, "", 120.0, 14.0, "end", &format!("{percent}%"));
    let t = f.t();
    let alternative = f.fill(f.fill2(t.missing_alt, percent, f.int(empty)), f.int(placeholders));
    svg("chart spark", 120, 20, &alternative, &body)
}

/// Horizontal bars with their words and figures.
pub(crate) fn bars(f: &Frame, rows: &[(String, i64)]) -> Markup {
    let most = rows.iter().map(|(_, size)| *size).max().unwrap_or(0);
    let mut body = String::new();
    for (at, (label, size)) in rows.iter().enumerate() {
        let y = at as f64 * 36.0;
        text(&mut body, "", 0.0, y + 11.0, "start", label);
        text(&mut body, "strong", 480.0, y + 11.0, "end", &f.size_text(size));
        rect(&mut body, "gone", 0.0, y + 17.0, 480.0, 8.0);
        rect(&mut body, "bar", 0.0, y + 17.0, share(*size as f64, most as f64) * 480.0, 8.0);
    }
    let words =
        rows.iter().map(|(label, size)| format!("{label} {}", f.size_text(size))).collect::<Vec<_>>().join(", ");
    wide(480, 36 * rows.len().max(1) as u32, &f.fill(f.t().bars_alt, words), &body)
}

/// How many differences a waterfall shows; the table beside it has them all.
const STEPS: usize = 6;

/// The scale of a waterfall: its feet are cut, so that differences that matter are seen beside a large balance.
struct Scale {
    low: f64,
    span: f64,
}

impl Scale {
    fn over(levels: &[f64]) -> Self {
        let (low, high) =
            levels.iter().fold((f64::MAX, f64::MIN), |(low, high), &level| (low.min(level), high.max(level)));
        let span = (high - low).max(1.0);
        Self { low: low - span * 0.6, span: span * 1.6 }
    }

    fn y(&self, level: f64) -> f64 {
        132.0 - share(level - self.low, self.span) * 108.0
    }
}

fn float(amount: Decimal) -> f64 {
    amount.to_string().parse().unwrap_or_default()
}

/// From what was given to what was loaded: a column each, and the largest differences between them.
pub(crate) fn waterfall(f: &Frame, given: Decimal, loaded: Decimal, differences: &[(String, Decimal)]) -> Markup {
    let t = f.t();
    let mut steps: Vec<&(String, Decimal)> = differences.iter().filter(|(_, amount)| !amount.is_zero()).collect();
    let differing = steps.len();
    steps.sort_by_key(|(_, amount)| std::cmp::Reverse(amount.abs()));
    steps.truncate(STEPS);
    let mut levels = vec![float(given)];
    for (_, amount) in &steps {
        levels.push(levels[levels.len() - 1] + float(*amount));
    }
    let scale = Scale::over(&[levels.as_slice(), &[float(loaded)]].concat());
    let step = 960.0 / (steps.len() + 2) as f64;
    let mut body = String::from("<path class=\"axis\" d=\"M0 132H960\"/>");
    whole_column(&mut body, &scale, (0.0, step), t.given, (float(given), f.money(given)));
    for (at, (name, amount)) in steps.iter().enumerate() {
        let (x, wide) = place((at + 1) as f64 * step, step);
        let (from, to) = (scale.y(levels[at]), scale.y(levels[at + 1]));
        rect(
            &mut body,
            if amount.is_sign_negative() { "neg" } else { "bar-2" },
            x,
            from.min(to),
            wide,
            (from - to).abs().max(1.5),
        );
        text(&mut body, "strong", x + wide / 2.0, from.min(to) - 6.0, "middle", &f.money(amount));
        text(&mut body, "", x + wide / 2.0, 152.0, "middle", name);
    }
    whole_column(
        &mut body,
        &scale,
        ((steps.len() + 1) as f64 * step, step),
        t.loaded,
        (float(loaded), f.money(loaded)),
    );
    let alternative = f.fill(f.fill2(t.waterfall_alt, f.money(given), f.money(loaded)), f.int(differing));
    wide(960, 160, &alternative, &body)
}

fn place(left: f64, step: f64) -> (f64, f64) {
    let wide = (step * 0.56).min(120.0);
    (left + (step - wide) / 2.0, wide)
}

fn whole_column(
    body: &mut String,
    scale: &Scale,
    (left, step): (f64, f64),
    name: &str,
    (level, figure): (f64, String),
) {
    let (x, wide) = place(left, step);
    let top = scale.y(level);
    rect(body, "bar", x, top, wide, 132.0 - top);
    let _infallible = write!(body, "<path class=\"cut\" d=\"M{:.1} 124l{wide:.1} -8\"/>", x);
    text(body, "strong", x + wide / 2.0, top - 6.0, "middle", &figure);
    text(body, "", x + wide / 2.0, 152.0, "middle", name);
}

/// One event on a timeline.
pub(crate) struct Milestone {
    pub(crate) label: String,
    pub(crate) at: Option<Timestamp>,
}

/// The life of an engagement, left to right, in order and not to scale.
pub(crate) fn timeline(f: &Frame, events: &[Milestone]) -> Markup {
    let step = 880.0 / (events.len().max(2) - 1) as f64;
    let mut body = String::from("<path class=\"axis\" d=\"M40 16H920\"/>");
    let mut said = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let x = 40.0 + at as f64 * step;
        let class = match event.at {
            Some(when) if when <= f.now => "dot past",
            Some(_) => "dot due",
            None => "dot",
        };
        let _infallible = write!(body, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"16\" r=\"5\"/>");
        let day = event.at.map_or_else(|| f.t().not_yet.to_owned(), |when| crate::format::day(f.lang, when));
        text(&mut body, "strong", x, 40.0, "middle", &event.label);
        text(&mut body, "", x, 56.0, "middle", &day);
        said.push(format!("{} {day}", event.label));
    }
    wide(960, 60, &f.fill(f.t().timeline_alt, said.join("; ")), &body)
}

/// How often something was opened, a cell a day, the last day at the right.
pub(crate) fn heat(f: &Frame, days: &[u64]) -> Markup {
    let most = days.iter().copied().max().unwrap_or(0);
    let mut body = String::new();
    for (at, &count) in days.iter().enumerate() {
        let level = if count == 0 { 0 } else { (count * 4).div_ceil(most).clamp(1, 4) };
        let x = at as f64 * 32.0;
        rect(&mut body, &format!("h{level}"), x, 0.0, 28.0, 28.0);
        if count > 0 {
            text(&mut body, if level > 2 { "on" } else { "strong" }, x + 14.0, 18.0, "middle", &count.to_string());
        }
    }
    let first = f.now - jiff::SignedDuration::from_hours(24 * (days.len() as i64 - 1).max(0));
    text(&mut body, "", 0.0, 44.0, "start", &crate::format::day(f.lang, first));
    text(&mut body, "", days.len() as f64 * 32.0 - 4.0, 44.0, "end", &crate::format::day(f.lang, f.now));
    let alternative = f.fill2(f.t().heat_alt, f.int(days.iter().sum::<u64>()), f.int(most));
    wide(days.len().max(1) as u32 * 32, 48, &alternative, &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    fn frame() -> Frame {
        Frame::bare(Lang::En, "2026-11-22T12:00:00Z".parse().expect("a time"), "A firm", "/")
    }

    #[test]
    fn pictures_of_nothing_do_not_divide_by_nothing() {
        let f = frame();
        assert_eq!(histogram(&f, &[], "", ""), Markup::default());
        for picture in [
            histogram(&f, &[0, 0], "1", "2"),
            missingness(&f, 0, 0, 0),
            bars(&f, &[]),
            heat(&f, &[]),
            timeline(&f, &[]),
            waterfall(&f, Decimal::ZERO, Decimal::ZERO, &[]),
        ] {
            assert!(!picture.0.contains("NaN") && !picture.0.contains("inf"), "{}", picture.0);
        }
    }

    #[test]
    fn labels_are_escaped_and_nothing_has_an_inline_style() {
        let picture = bars(&frame(), &[("<script>".to_owned(), 3)]);
        assert!(!picture.0.contains("<script>") && !picture.0.contains("style="));
    }
}
