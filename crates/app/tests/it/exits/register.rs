//! The register: written before the first byte, by the one way out.

use super::Scene;
use bailee_app::{
    actions::{self, HandOverAsk},
    views,
};
use bailee_model::{DisclosureKind, ErrorKind, Organisation, Standing};
use bailee_vault::Identity;
use std::path::Path;

#[tokio::test]
async fn invariant_3_the_line_is_there_before_the_first_byte_is_asked_for() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    // The stream is dropped unread: the line stands all the same.
    drop(scene.take(&scene.fresh().await, approved.id, &Identity::generate()).await.expect("taken"));
    let lines = scene.firm.app.store().disclosures(scene.on.it.id).await.expect("lines");
    assert_eq!(lines.len(), 1);
    let entry = scene.log().await.into_iter().find(|entry| entry.name == "disclosure.made").expect("its entry");
    assert_eq!(entry.ids.get("disclosure"), Some(&lines[0].id.to_string()));
    assert_eq!(entry.ids.get("holding"), Some(&scene.file.id.to_string()));
    assert_eq!(entry.ids.get("checkout"), Some(&approved.id.to_string()));
    assert_eq!(scene.checkout(approved.id).await.disclosure, Some(lines[0].id));
    assert_eq!(lines[0].decided_by, scene.on.lead.who.id, "who approved has decided");
}

#[tokio::test]
async fn invariant_11_every_exit_writes_the_register() {
    let scene = Scene::new().await;
    scene.out().await;
    let owner = scene.firm.sign_in(&scene.on.owner.who.email).await.expect("signed in");
    let ask = HandOverAsk { engagement: scene.on.it.id, holdings: vec![scene.file.id] };
    actions::hand_over(&owner, ask).await.expect("handed over");
    let register = views::register(&owner, scene.on.it.id).await.expect("the client reads it");
    let kinds: Vec<DisclosureKind> = register.iter().map(|each| each.line.kind).collect();
    assert_eq!(kinds, [DisclosureKind::Handover, DisclosureKind::Checkout], "newest first");
    assert_eq!((register[0].line.region.as_deref(), register[1].line.region.as_deref()), (None, Some("CA-QC")));
    assert!(
        register.iter().all(|each| each.line.is_open() && !each.line.basis.is_empty() && !each.decided_by.is_empty())
    );
    let officer = scene.firm.officer().await.expect("an officer");
    assert_eq!(views::whole_register(&officer).await.expect("the whole").len(), 2);
    assert_eq!(views::register(&scene.lead().await, scene.on.it.id).await.expect("the lead’s").len(), 2);
    let stranger = scene.firm.person("Sten Away", Organisation::Firm, Standing::Staff).await.expect("a person");
    let stranger = scene.firm.sign_in(&stranger.email).await.expect("signed in");
    assert_eq!(views::register(&stranger, scene.on.it.id).await.expect_err("unseen").kind(), ErrorKind::NotFound);
    assert!(views::whole_register(&stranger).await.is_err());
}

/// The whole application is walked: bytes of a holding leave the vault in the one place that asks for a permit, permits are made
/// in one place, and rows leave for a system where one is used up.
#[test]
fn invariant_11_there_is_one_code_path_out() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&source, &source, &mut files);
    assert!(files.len() > 100, "the sources are there");
    let using = |needle: &str| -> Vec<String> {
        let with = files.iter().filter(|(_, text)| text.contains(needle));
        with.map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(using("Permit {"), ["disclosing.rs"], "who makes permits");
    assert_eq!(using("fn unseal_stream"), ["custody.rs"]);
    for (name, text) in &files {
        for call in text.split("unseal_stream(").skip(1) {
            let arguments = call.split(')').next().unwrap_or_default();
            assert!(
                arguments.contains("permit") || arguments.contains("Permit") || name == "custody.rs",
                "{name}: unseal_stream({arguments})"
            );
        }
        // Whatever is sealed to a recipient outside was let out by the register. What the firm's own backups seal stays its own.
        if text.contains("seal_to(") || (text.contains("seal_bytes(") && !name.starts_with("backup/")) {
            assert!(
                text.contains("disclose(") || text.contains("disclose_with(") || text.contains("Permit"),
                "{name} seals for outside and discloses nothing"
            );
        }
    }
    let sends: Vec<String> = using("Loader::new(");
    assert_eq!(sends, ["loading.rs"], "who sends rows to systems");
    let loading = &files.iter().find(|(name, _)| name == "loading.rs").expect("there").1;
    assert!(loading.contains("permit: Permit"), "and with leave only");
}

fn walk(source: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(source, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(source).expect("below").to_string_lossy().into_owned();
            files.push((name, std::fs::read_to_string(&path).expect("text")));
        }
    }
}
