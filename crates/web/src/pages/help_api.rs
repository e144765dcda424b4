//! The JSON API's routes as a page, out of the same table that routes them and writes their description.

use crate::{
    frame::Frame,
    visitor::{Answer, Anyone, Visitor, show},
    words::Words,
};
use askama::Template;

/// One route.
pub(crate) struct RouteLine {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) about: &'static str,
}

#[derive(Template)]
#[template(path = "help_api.html")]
pub(crate) struct ApiPage {
    t: &'static Words,
    f: Frame,
    routes: Vec<RouteLine>,
}

impl ApiPage {
    pub(crate) fn new(f: Frame, routes: Vec<RouteLine>) -> Self {
        let t = f.t();
        let title = f.n(t.title_api, routes.len());
        Self { t, f: f.titled(title), routes }
    }
}

pub(crate) async fn look(visitor: Option<Visitor>, Anyone { frame }: Anyone) -> Answer {
    let f = match visitor {
        Some(visitor) => visitor.frame().await?,
        None => frame,
    };
    let routes = crate::api::routes()
        .into_iter()
        .map(|route| RouteLine { method: route.method, path: route.path, about: route.about })
        .collect();
    show(&ApiPage::new(f, routes))
}
