//! `docs/reference/promises.md` is made of the list itself; `BAILEE_BLESS=1` rewrites it.

use bailee_app::promises::PROMISES;
use bailee_policy::{CLAUSES, Limits, parameter, promise};
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "\
# The promises

What the firm promises, clause by clause, by what each promise is kept, and the measures it is judged by with their defaults. A
firm may be stricter and never more lenient. Each has a file of its name in `crates/app/src/promises/`, a test that keeps it and
one that breaks it in `crates/app/tests/it/promises/`; `cargo xtask promises` fails when one is missing.

Written by `BAILEE_BLESS=1 cargo test -p bailee-app --test it reference`.

| promise | clauses | kept by | measures |
|---|---|---|---|
";

fn reference() -> String {
    let (mut out, limits) = (HEAD.to_owned(), Limits::default());
    for it in PROMISES {
        let name = promise(it.slug).map_or(it.slug, |named| named.name.en);
        let clauses: Vec<&str> =
            CLAUSES.iter().filter(|each| each.promises.contains(&it.slug)).map(|each| each.id).collect();
        let kinds: Vec<&str> = it.kinds.iter().map(|kind| kind.as_str()).collect();
        let measure = |name: &&str| {
            let (parameter, value) = (parameter(name).expect("known"), limits.get(name).expect("known"));
            format!("`{name}` {}", parameter.say(value, "en").replace('\u{a0}', " "))
        };
        let measures: Vec<String> = it.parameters.iter().map(measure).collect();
        let _ = writeln!(
            out,
            "| {name} (`{}`) | {} | {} | {} |",
            it.slug,
            clauses.join(", "),
            kinds.join(", "),
            measures.join(", ")
        );
    }
    out
}

#[test]
fn the_reference_of_promises_is_up_to_date() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/promises.md");
    let found = reference();
    if std::env::var_os("BAILEE_BLESS").is_some() {
        std::fs::write(&file, &found).expect("written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == found, "docs/reference/promises.md is not the list: run this test with BAILEE_BLESS=1");
}
