//! What comes in without an account, and what goes back: a drop link and its receipt, everything sealed to the client's own key
//! and checked by them, the log that they keep a copy of, and the evidence that an auditor takes.

use std::fs;

use age::secrecy::ExposeSecret as _;

use super::taking::word;
use crate::demo::Demo;

pub(super) fn dropping(demo: &Demo) {
    let told = fs::read_to_string(demo.path("server.log")).unwrap();
    let link = told.split_whitespace().find(|word| word.contains("/drop/")).unwrap();
    fs::write(demo.path("stock.csv"), "SKU,On hand\nA-1,12\nA-2,0\n").unwrap();
    // Nobody is signed in there, and nobody needs to be.
    let put = |ca: &[&str]| demo.run("nobody", &[&["put", "stock.csv", "--drop", link][..], ca].concat());
    put(&[]).ends(14, &["certificate is not to be trusted"]);
    put(&["--ca", "data/tls/ca.pem"]).ends(0, &["stock.csv: 25 bytes in custody; receipt in stock.csv.receipt.json"]);
    let gone = format!("{}x", &link[..link.len() - 1]);
    let put = ["put", "stock.csv", "--drop", &gone, "--ca", "data/tls/ca.pem"];
    demo.run("nobody", &put).ends(11, &[]);
    demo.run("cole", &["holdings", demo.engagement(1)]).ends(0, &["stock.csv"]);
}

pub(super) fn returning(demo: &Demo) {
    let under_way = demo.engagement(1);
    let key = age::x25519::Identity::generate();
    let recipient = key.to_public().to_string();
    fs::write(demo.path("oona.txt"), format!("# her own\n{}\n", key.to_string().expose_secret())).unwrap();
    let name = |who: &str, key: &[&str]| demo.run(who, &[&["recipient", under_way][..], key].concat());
    let before = name("oona", &[]).ends(0, &["age1"]);
    name("lena", &[&recipient]).ends(10, &["clause: "]);
    name("oona", &["age1nonsense"]).ends(1, &["recipient"]);
    name("oona", &[&recipient]).ends(0, &["Minoterie Marrow", &recipient, "Receipt: "]);
    let after = name("oona", &[]).ends(0, &[&recipient]);
    assert_ne!(before.out, after.out);

    demo.run("oona", &["fetch", under_way]).ends(0, &["sealed to the client"]);
    let file = format!("bailee-{under_way}.tar.age");
    let received = ["received", &file, "-i", "oona.txt"];
    let checked = demo.run("oona", &[&received[..], &["--offline"]].concat());
    let checked = checked.ends(0, &["each as listed", "No receipt was sent."]);
    assert!(checked.out.contains(&word(&checked, "hov_")));
    let whole = fs::read(demo.path(&file)).unwrap();
    fs::write(demo.path("short.age"), &whole[..whole.len() - 40_000]).unwrap();
    demo.run("oona", &["received", "short.age", "-i", "oona.txt"]).ends(1, &["changed or cut short"]);
    demo.run("oona", &received).ends(0, &["Your receipt is on record.", "Receipt: entry"]);
    demo.run("oona", &received).ends(13, &["The receipt was given already."]);
}

/// After the policy file of the engagement was taken out as `policy.txt`.
pub(super) fn witnessing(demo: &Demo) {
    let receipt = ["receipt", "stock.csv.receipt.json", "stock.csv"];
    demo.run("nobody", &receipt).ends(0, &["25 bytes were in custody at ", "whose log it is, only a policy can say"]);
    let trusting = [&receipt[..], &["--policy", "policy.txt"]].concat();
    demo.run("nobody", &trusting).ends(0, &["a log that your policy trusts says so"]);
    fs::write(demo.path("stock.csv"), "SKU,On hand\nA-1,12\nA-2,9\n").unwrap();
    demo.run("nobody", &trusting).ends(2, &["✗ "]);

    let under_way = demo.engagement(1);
    let watch = ["watch", under_way, "--into", "mirror", "--policy", "policy.txt"];
    demo.run("oona", &[&watch[..], &["--cosign"]].concat())
        .ends(0, &["none of the earlier ones changed", "Cosigned as "]);
    demo.run("oona", &watch).ends(0, &["as before"]);
    demo.run("nobody", &["verify", "mirror", "--policy", "policy.txt"]).ends(0, &["hashed again", "One head was kept"]);
    let place = ["grant", "ask", under_way, "--purpose", "audit", "--category", "financial", "--days", "1"];
    demo.run("cole", &[&place[..], &["--reason", "One more look"]].concat()).ends(0, &["Asked for as grt_"]);
    demo.run("oona", &watch).ends(0, &["1 new, and none of the earlier ones changed"]);
    demo.run("nobody", &["verify", "mirror", "--policy", "policy.txt"]).ends(0, &["2 heads were kept"]);
}

pub(super) fn auditing(demo: &Demo) {
    // Invariant 6: how the firm stands on its inside is nothing that a client knows of.
    demo.run("oona", &["evidence"]).ends(11, &["nothing that you may see"]);
    demo.run("odile", &["evidence"]).ends(0, &["promise", "S2.1"]);
    let lines = demo.run("odile", &["evidence", "--json"]).ends(0, &[]).json();
    assert!(lines.as_array().unwrap().len() > 20, "{lines}");
    let take = ["evidence", "evidence.zip", "--policy", "keys.txt"];
    demo.run("odile", &take).ends(0, &["bailee verify evidence.zip --policy keys.txt"]);
    let verify = ["verify", "evidence.zip", "--policy", "keys.txt"];
    demo.run("nobody", &verify)
        .ends(0, &["The evidence is valid.", "Quillbridge Systems (fictional)", "What it does not prove:"]);
    let mut bytes = fs::read(demo.path("evidence.zip")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(demo.path("evidence.zip"), bytes).unwrap();
    demo.run("nobody", &verify).ends(2, &["not valid"]);
}
