//! Documents and courses as pages: the small part of Markdown that they are written in (headings, paragraphs, lists,
//! **strong** and *slanted*). Everything else stands as it was typed, and nothing of it is HTML.

use crate::markup::{Markup, escape};

/// A text as HTML. `under` is how many levels its headings are moved down, so that a page keeps one heading of its own.
pub(crate) fn render(text: &str, under: usize) -> Markup {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for block in text.split("\n\n").map(|block| block.trim_matches('\n')).filter(|block| !block.trim().is_empty()) {
        let level = block.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=4).contains(&level) && block[level..].starts_with(' ') && !block.contains('\n') {
            let tag = (level + under).min(6);
            out.push_str(&format!("<h{tag}>{}</h{tag}>\n", inline(block[level..].trim())));
        } else {
            out.push_str(&paragraphs_and_lists(block));
        }
    }
    Markup(out)
}

/// A block without headings; a list may follow its sentence without a blank line.
fn paragraphs_and_lists(block: &str) -> String {
    let mut runs: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for line in block.lines() {
        let (kind, text) = item(line);
        match (kind, runs.last_mut()) {
            // A list's item goes on in the next line when that is none itself.
            (None, Some((Some(_), items))) if line.starts_with(' ') => {
                if let Some(last) = items.last_mut() {
                    last.push(' ');
                    last.push_str(text.trim());
                }
            }
            (kind, Some((same, parts))) if *same == kind => parts.push(text.to_owned()),
            (kind, _) => runs.push((kind, vec![text.to_owned()])),
        }
    }
    runs.into_iter().map(|(kind, parts)| run(kind, &parts)).collect()
}

/// The list that a line belongs to, and its text.
fn item(line: &str) -> (Option<&'static str>, &str) {
    if let Some(text) = line.strip_prefix("- ") {
        return (Some("ul"), text);
    }
    match line.split_once(". ") {
        Some((number, text)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            (Some("ol"), text)
        }
        _ => (None, line),
    }
}

fn run(kind: Option<&str>, parts: &[String]) -> String {
    match kind {
        Some(tag) => {
            let items: String = parts.iter().map(|part| format!("<li>{}</li>", inline(part))).collect();
            format!("<{tag}>{items}</{tag}>\n")
        }
        None => format!("<p>{}</p>\n", inline(&parts.join(" "))),
    }
}

/// Strong and slanted words; a mark without its partner stands as it is.
fn inline(text: &str) -> String {
    for (mark, tag) in [("**", "strong"), ("*", "em")] {
        if let Some((before, rest)) = text.split_once(mark)
            && let Some((inside, after)) = rest.split_once(mark)
            && !inside.is_empty()
        {
            return format!("{}<{tag}>{}</{tag}>{}", inline(before), inline(inside), inline(after));
        }
    }
    escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_paragraphs_lists_and_emphasis() {
        let text = "# Title\n\nA *first* and\na **second**.\n\n## 1. More\n\nOne of:\n- a;\n- b\n  goes on.\n\n1. Say it.\n2. Do it.\n";
        assert_eq!(
            render(text, 1).0,
            "<h2>Title</h2>\n<p>A <em>first</em> and a <strong>second</strong>.</p>\n<h3>1. More</h3>\n<p>One of:</p>\n\
             <ul><li>a;</li><li>b goes on.</li></ul>\n<ol><li>Say it.</li><li>Do it.</li></ol>\n"
        );
    }

    #[test]
    fn nothing_in_it_is_html() {
        let text = "<script>alert(1)</script> **<b>** 2 * 3 = 6\n\n# <i>\n\n[a](javascript:x)";
        let html = render(text, 0).0;
        assert!(
            !html.contains("<script") && !html.contains("<b>") && !html.contains("<i>") && !html.contains("<a"),
            "{html}"
        );
        assert!(html.contains("2 * 3 = 6"), "a mark alone stands as it is");
    }
}
