//! The page of a pack: to read, and to print to PDF. One file without anything from elsewhere, no script.

use super::{Contents, word};
use crate::{stated::stated_in, views::Promised};
use bailee_log::pack::{does_not_prove, proves};
use bailee_model::PromiseStatus;
use jiff::Timestamp;
use std::fmt::Write as _;

const STYLE: &str = "\
body{font:11pt/1.45 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:52rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2rem;border-top:1px solid #999;padding-top:.8rem;break-after:avoid}\
table{border-collapse:collapse;width:100%;font-size:.9rem}caption{text-align:left;font-weight:600;padding:.3rem 0}\
th,td{text-align:left;vertical-align:top;border-bottom:1px solid #ccc;padding:.25rem .5rem .25rem 0}\
.status{font-weight:600;white-space:nowrap}.quiet{color:#555}code{font-size:.85em;overflow-wrap:anywhere}\
@page{margin:18mm}@media print{body{margin:0;max-width:none}tr,section{break-inside:avoid-page}}";

/// The words of the page.
struct Words {
    title: &'static str,
    period: &'static str,
    made: &'static str,
    overview: &'static str,
    promise: &'static str,
    clauses: &'static str,
    status: &'static str,
    why: &'static str,
    since: &'static str,
    looked: &'static str,
    measures: &'static str,
    history: &'static str,
    none: &'static str,
    now: &'static str,
    evidence: &'static str,
    proves: &'static str,
    not: &'static str,
    check: &'static str,
    english: &'static str,
}

const EN: Words = Words {
    title: "How the promises stood",
    period: "Period",
    made: "Made",
    overview: "All promises at the end",
    promise: "Promise",
    clauses: "Clauses",
    status: "Status",
    why: "Why",
    since: "Since",
    looked: "Last look",
    measures: "Measures in force",
    history: "During the period",
    none: "Not looked at during the period.",
    now: "still",
    evidence: "things show it, of which speak against it:",
    proves: "What this proves",
    not: "What it cannot prove",
    check: "entries are proved in their logs. Check them, offline: bailee verify evidence.zip --policy policy.txt",
    english: "",
};

const FR: Words = Words {
    title: "Où en étaient les promesses",
    period: "Période",
    made: "Établi",
    overview: "Toutes les promesses à la fin",
    promise: "Promesse",
    clauses: "Clauses",
    status: "État",
    why: "Pourquoi",
    since: "Depuis",
    looked: "Dernier regard",
    measures: "Mesures en vigueur",
    history: "Pendant la période",
    none: "Aucun regard pendant la période.",
    now: "toujours",
    evidence: "éléments le montrent, dont à charge :",
    proves: "Ce que ceci prouve",
    not: "Ce que ceci ne peut pas prouver",
    check: "écritures sont prouvées dans leurs journaux. À vérifier hors ligne : bailee verify evidence.zip --policy policy.txt",
    english: "La déclaration signée porte ces phrases en anglais.",
};

/// The page in one language.
pub(super) fn page(contents: &Contents, proofs: usize, language: &str) -> String {
    let words = if language == "fr" { &FR } else { &EN };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{0} — {1}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body>\n<h1>{0}</h1>\n",
        escaped(words.title),
        escaped(&contents.trust.firm)
    );
    let (from, until) = (day(contents.from), day(contents.until));
    line(&mut out, format_args!("<p>{}</p>", escaped(&contents.trust.firm)));
    line(
        &mut out,
        format_args!(
            "<p>{}: {from} – {until}. {}: {}.</p>",
            words.period,
            words.made,
            day(contents.trust.generated_at)
        ),
    );
    overview(&mut out, contents, words, language);
    for promised in &contents.trust.promises {
        one(&mut out, contents, promised, words, language);
    }
    sentences(&mut out, words.proves, &proves(), language);
    sentences(&mut out, words.not, &does_not_prove(), language);
    if !words.english.is_empty() {
        line(&mut out, format_args!("<p class=\"quiet\">{}</p>", escaped(words.english)));
    }
    line(&mut out, format_args!("<p class=\"quiet\">{proofs} {}</p>\n</body></html>", escaped(words.check)));
    out
}

fn overview(out: &mut String, contents: &Contents, words: &Words, language: &str) {
    let head = [words.promise, words.clauses, words.status, words.why];
    let head: String = head.iter().map(|cell| format!("<th scope=\"col\">{cell}</th>")).collect();
    line(out, format_args!("<table><caption>{}</caption><thead><tr>{head}</tr></thead><tbody>", words.overview));
    for each in &contents.trust.promises {
        line(
            out,
            format_args!(
                "<tr><th scope=\"row\"><a href=\"#{}\">{}</a></th><td>{}</td><td class=\"status\">{}</td><td>{}</td></tr>",
                each.promise,
                escaped(each.name.in_language(language)),
                each.clauses.join(", "),
                marked(each.status, language),
                escaped(each.says.in_language(language))
            ),
        );
    }
    out.push_str("</tbody></table>\n");
}

fn one(out: &mut String, contents: &Contents, each: &Promised, words: &Words, language: &str) {
    let name = escaped(each.name.in_language(language));
    line(out, format_args!("<section><h2 id=\"{}\">{name}</h2>", each.promise));
    let says = escaped(each.says.in_language(language));
    line(out, format_args!("<p><span class=\"status\">{}</span> — {says}</p>", marked(each.status, language)));
    if let (Some(since), Some(looked)) = (each.since, each.checked_at) {
        line(
            out,
            format_args!("<p class=\"quiet\">{}: {}. {}: {}.</p>", words.since, day(since), words.looked, day(looked)),
        );
    }
    if !each.parameters.is_empty() {
        let said = |it: &crate::views::Measure| {
            format!("<li>{} {}</li>", escaped(it.meaning.in_language(language)), escaped(it.says.in_language(language)))
        };
        let listed: String = each.parameters.iter().map(said).collect();
        line(out, format_args!("<p>{}</p><ul>{listed}</ul>", words.measures));
    }
    history(out, contents, each, words, language);
    line(out, format_args!("<p class=\"quiet\">{} {} {}.</p></section>", each.evidence, words.evidence, each.against));
}

fn history(out: &mut String, contents: &Contents, each: &Promised, words: &Words, language: &str) {
    let spells = contents.spells(each.promise);
    if spells.is_empty() {
        return line(out, format_args!("<p class=\"quiet\">{}</p>", words.none));
    }
    line(out, format_args!("<table><caption>{}</caption><tbody>", words.history));
    for spell in spells {
        let until = spell.until.map_or_else(|| words.now.to_owned(), day);
        line(
            out,
            format_args!(
                "<tr><th scope=\"row\">{} – {until}</th><td class=\"status\">{}</td><td>{}</td></tr>",
                day(spell.from),
                marked(spell.status, language),
                escaped(spell.says.in_language(language))
            ),
        );
    }
    out.push_str("</tbody></table>\n");
}

fn sentences(out: &mut String, heading: &str, said: &[String], language: &str) {
    let item = |sentence: &String| format!("<li>{}</li>", escaped(stated_in(sentence, language)));
    let listed: String = said.iter().map(item).collect();
    line(out, format_args!("<h2>{heading}</h2><ul>{listed}</ul>"));
}

/// A status as word and sign: never by colour.
fn marked(status: PromiseStatus, language: &str) -> String {
    let sign = match status {
        PromiseStatus::Kept => "✓",
        PromiseStatus::DueSoon => "◷",
        PromiseStatus::Broken => "✗",
        PromiseStatus::Unproven => "?",
        PromiseStatus::Attested => "✎",
    };
    format!("{sign} {}", word(status).in_language(language))
}

/// A moment to the minute, in UTC.
fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn line(out: &mut String, said: std::fmt::Arguments<'_>) {
    // Writing to a String does not fail.
    let _ = writeln!(out, "{said}");
}
