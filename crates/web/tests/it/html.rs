//! Every page, in both languages, as a strict reader sees it: whole, labelled, without anything inline.

use bailee_web::samples::{self, Sample};
use std::collections::BTreeSet;

/// A start tag.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    /// The tags it stands in.
    within: Vec<String>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

const VOID: [&str; 7] = ["meta", "link", "input", "br", "hr", "img", "wbr"];

/// Reads a document's tags; panics where they do not nest.
fn read(sample: &Sample) -> Vec<Tag> {
    let (mut tags, mut open, mut rest) = (Vec::new(), Vec::<String>::new(), sample.html.as_str());
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap_or_else(|| panic!("{}: a tag does not end", sample.name));
        let inner = &rest[..end];
        rest = &rest[end + 1..];
        if inner.starts_with('!') {
            continue;
        }
        if let Some(name) = inner.strip_prefix('/') {
            assert_eq!(
                open.pop().as_deref(),
                Some(name.trim()),
                "{} ({}): a tag closes another",
                sample.name,
                sample.lang
            );
            continue;
        }
        let tag = parse(inner, &open);
        if !inner.ends_with('/') && !VOID.contains(&tag.name.as_str()) {
            open.push(tag.name.clone());
        }
        tags.push(tag);
    }
    assert!(open.is_empty(), "{}: {open:?} stay open", sample.name);
    tags
}

fn parse(inner: &str, open: &[String]) -> Tag {
    let inner = inner.trim_end_matches('/');
    let (name, mut rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|letter: char| letter == '=' || letter.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let close = quoted.find('"').expect("an attribute closes");
            value = quoted[..close].to_owned();
            rest = &quoted[close + 1..];
        }
        attributes.push((key, value));
    }
    Tag { name: name.to_owned(), attributes, within: open.to_vec() }
}

fn each(check: impl Fn(&Sample, &[Tag])) {
    let samples = samples::all().expect("rendered");
    assert!(samples.len() > 70);
    for sample in samples {
        let tags = read(&sample);
        check(&sample, &tags);
    }
}

#[test]
fn every_page_nests_and_has_one_heading_and_its_language() {
    each(|sample, tags| {
        assert_eq!(tags.iter().filter(|tag| tag.name == "h1").count(), 1, "{}", sample.name);
        assert_eq!(tags[0].get("lang"), Some(sample.lang.tag()), "{}", sample.name);
        assert_eq!(tags.iter().filter(|tag| tag.name == "main").count(), 1, "{}", sample.name);
    });
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    each(|sample, tags| {
        for tag in tags {
            let inline = tag.attributes.iter().find(|(key, _)| key == "style" || key.starts_with("on"));
            assert!(inline.is_none(), "{}: {} has {inline:?}", sample.name, tag.name);
            assert!(tag.name != "style" && (tag.name != "script" || tag.get("src").is_some()), "{}", sample.name);
            for key in ["src", "action"] {
                assert!(tag.get(key).is_none_or(|value| value.starts_with('/')), "{}: {:?}", sample.name, tag.get(key));
            }
        }
    });
}

#[test]
fn every_field_has_a_label_and_every_reference_a_target() {
    each(|sample, tags| {
        let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{}: an id twice", sample.name);
        let labelled: BTreeSet<&str> =
            tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
        for tag in tags.iter().filter(|tag| {
            ["input", "select", "textarea"].contains(&tag.name.as_str()) && tag.get("type") != Some("hidden")
        }) {
            let named = tag.get("aria-label").is_some()
                || tag.get("id").is_some_and(|id| labelled.contains(id))
                || tag.within.iter().any(|name| name == "label");
            assert!(named, "{}: {:?} has no label", sample.name, tag.attributes);
        }
        for tag in tags {
            for key in ["for", "aria-labelledby", "aria-describedby"] {
                for target in tag.get(key).unwrap_or_default().split_whitespace() {
                    assert!(unique.contains(target), "{}: {key} names {target}", sample.name);
                }
            }
            if let Some(icon) = tag.get("href").and_then(|href| href.strip_prefix("#i-")) {
                assert!(unique.contains(format!("i-{icon}").as_str()), "{}: no icon {icon}", sample.name);
            }
            assert!(
                tag.name != "svg"
                    || tag.get("role") != Some("img")
                    || tag.get("aria-label").is_some_and(|words| !words.is_empty()),
                "{}",
                sample.name
            );
        }
    });
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    each(|sample, _| {
        for form in sample
            .html
            .split("<form")
            .skip(1)
            .filter(|form| form.split('>').next().is_some_and(|tag| tag.contains("method=\"post\"")))
        {
            let form = form.split("</form>").next().unwrap_or_default();
            assert!(form.contains("name=\"csrf\""), "{}: {form}", sample.name);
        }
    });
}

#[test]
fn no_gap_is_left_unfilled_and_no_page_speaks_the_other_language() {
    each(|sample, _| {
        let main = sample.html.split("<main").nth(1).unwrap_or_default().split("</main>").next().unwrap_or_default();
        assert!(!main.contains("{}"), "{} ({}) has a gap", sample.name, sample.lang);
        let (other, own) = if sample.lang.is_french() { (" Sign in<", "fr") } else { ("Se connecter", "en") };
        assert!(!main.contains(other), "{} ({own})", sample.name);
    });
}
