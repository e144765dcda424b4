//! A stranger's eye (invariant 6): with a consultant's session, every address of another engagement answers exactly as it
//! does for identifiers that do not exist, in status and body. How long the answers take is measured by `cargo xtask bench`.

use crate::authorisation::request_at;
use crate::support::{World, send};
use bailee_model::Category;
use bailee_web::contents;

#[tokio::test]
async fn invariant_6_another_engagement_answers_like_one_that_does_not_exist() {
    let world = World::new().await.expect("a world");
    let two = world.firm.engagement("two", &[Category::Financial]).await.expect("another engagement");
    let mut visited = 0;
    for listed in contents().iter().filter(|listed| listed.path.contains('{')) {
        let (_, session) = world.firm.sign_in_token(&two.consultant.who.email).await.expect("signed in");
        let there = world.fill(&listed.path);
        let nowhere = world.fill_made_up(&listed.path);
        let real = send(&world.router, request_at(&world, listed, &there, Some(&session))).await;
        let made_up = send(&world.router, request_at(&world, listed, &nowhere, Some(&session))).await;
        let headers = |answer: &crate::support::Answer| {
            let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            names.sort_unstable();
            names
        };
        assert_eq!(real.status, made_up.status, "{listed:?}");
        assert_eq!(headers(&real), headers(&made_up), "{listed:?}");
        assert_eq!(without(&real.body, &there), without(&made_up.body, &nowhere), "{listed:?}");
        visited += 1;
    }
    assert!(visited > 60, "every address that names something was visited: {visited}");
}

/// A body without the identifiers of its own address: those the asker knows already.
fn without(body: &str, path: &str) -> String {
    let ids = path.split(['/', '?']).filter(|part| part.len() == 30 && part.as_bytes()[3] == b'_');
    ids.fold(body.to_owned(), |body, id| body.replace(id, "ID"))
}
