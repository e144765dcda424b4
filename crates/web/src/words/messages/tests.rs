//! Every sentence that a page can show has its French, and every French its sentence.

use super::TABLES;
use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The crates whose errors reach a page.
const CRATES: [&str; 8] = ["app", "model", "odoo", "policy", "store", "vault", "web", "workbench"];

/// Sentences with what each is filled in with, read out of the sources; code of tests and made-up samples aside.
fn sentences() -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in CRATES {
        read_folder(&crates.join(name).join("src"), &mut found);
    }
    found
}

fn read_folder(folder: &Path, found: &mut BTreeMap<String, BTreeSet<String>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && stem != "samples" && stem != "tests" {
            read_folder(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") && stem != "samples" && stem != "tests" {
            let code: TokenStream = fs::read_to_string(&path).unwrap().parse().unwrap();
            read_code(code, found);
        }
    }
}

fn read_code(code: TokenStream, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if is_for_tests(&tokens[at..]) {
            // What the attribute stands before: up to its body or its semicolon.
            at += 2;
            while let Some(token) = tokens.get(at) {
                at += 1;
                match token {
                    TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => break,
                    TokenTree::Punct(mark) if mark.as_char() == ';' => break,
                    _ => {}
                }
            }
            continue;
        }
        if let [TokenTree::Ident(name), TokenTree::Punct(mark), TokenTree::Group(inside), ..] = &tokens[at..]
            && *name == "say"
            && mark.as_char() == '!'
        {
            read_sentence(inside.stream(), found);
        }
        if let TokenTree::Group(group) = token {
            read_code(group.stream(), found);
        }
        at += 1;
    }
}

fn is_for_tests(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(mark), TokenTree::Group(inside), ..] if mark.as_char() == '#' => {
            inside.stream().to_string().replace(' ', "") == "cfg(test)"
        }
        _ => false,
    }
}

fn read_sentence(inside: TokenStream, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let mut names = BTreeSet::new();
    let mut tokens = inside.into_iter().peekable();
    let Some(TokenTree::Literal(sentence)) = tokens.next() else { return };
    let mut begins = false;
    for token in tokens {
        match &token {
            TokenTree::Punct(mark) => begins = mark.as_char() == ',',
            TokenTree::Ident(name) if begins => {
                names.insert(name.to_string());
                begins = false;
            }
            _ => begins = false,
        }
    }
    found.entry(text(&sentence)).or_default().extend(names);
}

/// The text of a string literal, as the compiler reads it.
fn text(literal: &Literal) -> String {
    let written = literal.to_string();
    let mut said = String::new();
    let mut letters = written[1..written.len() - 1].chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, if letter == '\\' { letters.next() } else { None }) {
            (_, Some('n')) => said.push('\n'),
            (_, Some('\n')) => while letters.next_if(|next| next.is_whitespace()).is_some() {},
            (_, Some(other)) => said.push(other),
            (letter, None) => said.push(letter),
        }
    }
    said
}

/// The `{places}` of a sentence.
fn places(sentence: &str) -> BTreeSet<String> {
    let plain = sentence.replace("{{", "").replace("}}", "");
    plain.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_sentence_names_what_it_is_filled_with() {
    for (sentence, names) in sentences() {
        assert_eq!(places(&sentence), names, "{sentence}");
    }
}

#[test]
fn every_sentence_has_its_french_with_the_same_places() {
    let sentences = sentences();
    let mut missing: Vec<&String> = sentences.keys().filter(|sentence| super::french(sentence).is_none()).collect();
    missing.retain(|sentence| !sentence.is_empty());
    assert!(missing.is_empty(), "{} sentences have no French:\n{missing:#?}", missing.len());
    for (sentence, french) in TABLES.iter().flat_map(|table| table.iter()) {
        assert_eq!(places(sentence), places(french), "{sentence}");
        assert!(sentences.contains_key(*sentence), "nobody says this any more: {sentence}");
    }
}

#[test]
fn no_sentence_is_there_twice() {
    let mut seen = BTreeSet::new();
    for (sentence, _) in TABLES.iter().flat_map(|table| table.iter()) {
        assert!(seen.insert(*sentence), "{sentence}");
    }
}
