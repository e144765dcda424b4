//! A policy as plain text: what is a heading, what a bullet, and what belongs to the page it was copied from.

use super::source::{Kind, Line};

/// The marks of a bullet.
const BULLETS: [&str; 9] = ["- ", "– ", "— ", "* ", "• ", "· ", "▪ ", "◦ ", "‣ "];

/// What pages say around their text.
const NAVIGATION: [&str; 16] = [
    "skip to content",
    "skip to main content",
    "home",
    "menu",
    "search",
    "sign in",
    "log in",
    "contact us",
    "back to top",
    "accept cookies",
    "aller au contenu",
    "passer au contenu",
    "accueil",
    "rechercher",
    "se connecter",
    "haut de page",
];

/// Whether a line is one of the page and none of the policy.
pub(super) fn is_navigation(lower: &str) -> bool {
    NAVIGATION.contains(&lower.trim())
}

/// The lines of a text that are not empty.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let rows: Vec<&str> = text.lines().map(str::trim).collect();
    let mut lines: Vec<Line> = Vec::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        let number = at + 1;
        if let Some(rest) = BULLETS.iter().find_map(|mark| row.strip_prefix(mark)) {
            lines.push(Line::new(number, Kind::Bullet, rest));
        } else if let Some(title) = row.strip_prefix('#') {
            lines.push(Line::new(number, Kind::Heading, title.trim_start_matches('#')));
        } else {
            let follows = rows[at + 1..].iter().any(|each| !each.is_empty());
            let kind = if follows && is_heading(row) { Kind::Heading } else { Kind::Paragraph };
            lines.push(Line::new(number, kind, unnumbered(row, kind)));
        }
    }
    lines
}

/// Whether a line is a heading by its looks: short, and with no end of a sentence.
pub(super) fn is_heading(row: &str) -> bool {
    let words = row.split_whitespace().count();
    let ends = row.ends_with(['.', ':', ';', ',', '!', '?', ')', ']']);
    words <= 10 && row.chars().count() <= 80 && !ends && !row.contains('@') && !row.contains(": ")
}

/// A heading without the number before it.
fn unnumbered(row: &str, kind: Kind) -> &str {
    let rest = row.trim_start_matches(|each: char| each.is_ascii_digit() || each == '.');
    match kind {
        Kind::Heading if rest.starts_with([' ', ')']) && rest.trim_start_matches([' ', ')']).len() > 1 => {
            rest.trim_start_matches([' ', ')'])
        }
        _ => row,
    }
}
