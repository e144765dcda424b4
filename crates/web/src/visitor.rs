//! Who is at a page: the door behind their cookie, their language, and the frame around what they see.

use crate::{
    frame::{Frame, Me, Notice, Problem, StandingLine},
    pages::devices,
    said::Said,
    session,
    site::Site,
    trouble::Trouble,
    words::Lang,
};
use askama::Template;
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use bailee_app::{Door, lookup::Kept, views};
use bailee_model::{
    Action, Assignment, EngagementId, Error, ErrorKind, HoldingKind, HoldingState, Receipt, Role, SessionKind,
    Standing, say,
};

/// What a handler of a page gives.
pub(crate) type Answer = Result<Response, Trouble>;

/// Somebody who is signed in, at an address.
pub(crate) struct Visitor {
    pub(crate) door: Door,
    pub(crate) lang: Lang,
    /// The session's secret, for the token of forms.
    token: String,
    path: String,
    said: Option<Notice>,
}

/// Anybody, signed in or not.
pub(crate) struct Anyone {
    pub(crate) frame: Frame,
}

impl FromRequestParts<Site> for Visitor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Trouble> {
        let path = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        Ok(Self::at(site, &parts.headers, path).await?)
    }
}

impl OptionalFromRequestParts<Site> for Visitor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Option<Self>, Trouble> {
        match <Self as FromRequestParts<Site>>::from_request_parts(parts, site).await {
            Ok(visitor) => Ok(Some(visitor)),
            Err(Trouble::Error(error)) if error.kind() == ErrorKind::SignIn => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }
}

impl FromRequestParts<Site> for Anyone {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Trouble> {
        Ok(Self { frame: bare_frame(site, &parts.headers, parts.uri.path()).await })
    }
}

impl Visitor {
    async fn at(site: &Site, headers: &HeaderMap, path: String) -> Result<Self, Error> {
        let token = session::token(headers).ok_or_else(|| Error::sign_in(say!("Nobody is signed in.")))?.to_owned();
        let mut door = site.app.door(&token).await?;
        // Nobody sits before a token: it is for programs, which send it as a bearer.
        if door.session.kind == SessionKind::Token {
            return Err(Error::sign_in(say!("A token opens no page.")));
        }
        let lang = language(headers).or_else(|| Lang::from_tag(&door.who.language)).unwrap_or_default();
        // What refuses says so in the page's language.
        lang.tag().clone_into(&mut door.who.language);
        Ok(Self { said: said(headers, lang), door, lang, token, path })
    }

    /// Whether a form's token is this session's.
    pub(crate) fn owns(&self, form_token: &str) -> bool {
        session::is_form_token(&self.token, form_token)
    }

    /// The door as it is by now: what somebody sends may take its time.
    pub(crate) async fn door_by_now(&self) -> Result<Door, Error> {
        let mut door = self.door.app.door(&self.token).await?;
        self.lang.tag().clone_into(&mut door.who.language);
        Ok(door)
    }

    /// The frame outside any engagement.
    pub(crate) async fn frame(&self) -> Result<Frame, Error> {
        let firm = self.door.app.firm().await?;
        let mut f = Frame::bare(self.lang, self.door.now(), &firm.name, &self.path);
        f.csrf = session::form_token(&self.token);
        f.me = Some(Me { name: self.door.who.name.clone(), standing: self.door.who.standing });
        f.notice.clone_from(&self.said);
        if self.door.is_client() {
            f.client_rooms("");
        } else {
            f.standing = Some(StandingLine {
                engagement: None,
                purposes: f.purposes(bailee_model::Purpose::ALL, self.door.purpose()),
                until: None,
                place: views::from_where(&self.door).map(|from| devices::place(&f, &from)),
            });
            f.staff_rooms(None);
        }
        Ok(f)
    }

    /// The frame inside an engagement.
    pub(crate) async fn inside(&self, it: &views::Overview) -> Result<Frame, Error> {
        let mut f = self.frame().await?;
        f.base = format!("/engagements/{}", it.engagement.id);
        f.frozen = it.engagement.frozen_since();
        if self.door.is_client() {
            return Ok(f);
        }
        let (now, purpose) = (f.now, self.door.purpose());
        let mine = it
            .grants
            .iter()
            .map(|(grant, _)| grant)
            .filter(|grant| grant.person == self.door.who.id && grant.is_live(now));
        f.standing = Some(StandingLine {
            engagement: Some((it.client.name.clone(), it.engagement.title.clone())),
            purposes: f.purposes(&it.engagement.purposes, purpose),
            until: mine.filter(|grant| Some(grant.purpose) == purpose).filter_map(|grant| grant.expires_at).max(),
            place: f.standing.and_then(|line| line.place),
        });
        f.stale = it.grants.iter().any(|(grant, _)| Some(grant.purpose) == purpose && self.door.is_stale_for(grant));
        let held = it
            .holdings
            .iter()
            .filter(|holding| holding.state != HoldingState::Destroyed && holding.kind != HoldingKind::Credential)
            .count();
        f.reads_uses = self.door.is_officer() || self.door.who.standing == Standing::Auditor || self.leads(it);
        f.staff_rooms(Some((&it.client.name, held as u64)));
        Ok(f)
    }

    fn leads(&self, it: &views::Overview) -> bool {
        let mine = |each: &Assignment| each.person == self.door.who.id && each.runs(self.door.now());
        it.people.iter().any(|(each, _)| each.role == Role::Lead && mine(each))
    }

    /// The frame of an engagement, and what is in it.
    pub(crate) async fn enter(&self, id: EngagementId) -> Result<(Frame, views::Overview), Error> {
        let it = views::overview(&self.door, id).await?;
        Ok((self.inside(&it).await?, it))
    }

    /// Whether to show the button for this: it would be allowed now, or after both factors were shown again.
    pub(crate) async fn may<T: Kept>(&self, action: Action, thing: &T) -> Result<bool, Error> {
        let mut fresh = self.door.clone();
        fresh.session.stepped_up = self.door.now();
        fresh.may(action, thing).await
    }

    /// Goes on to a page that tells what was done, with its receipt.
    pub(crate) fn done(&self, said: Said, receipt: Option<&Receipt>, to: &str) -> Response {
        told(said, receipt, to)
    }
}

/// Goes on to a page that tells what was done.
pub(crate) fn told(said: Said, receipt: Option<&Receipt>, to: &str) -> Response {
    let leaf = receipt.map(|receipt| receipt.leaf.as_str()).unwrap_or_default();
    ([(header::SET_COOKIE, session::keep_said(&format!("{}.{leaf}", said.word())))], Redirect::to(to)).into_response()
}

/// Shows a page.
pub(crate) fn show(page: &impl Template) -> Answer {
    Ok(Html(page.render()?).into_response())
}

/// Shows a page again with what has to be put right.
pub(crate) fn show_again(page: &impl Template) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// Bad input goes back to its form; any other trouble goes on.
pub(crate) fn put_right(error: Error) -> Result<Problem, Trouble> {
    if error.kind() != ErrorKind::BadInput {
        return Err(error.into());
    }
    let field = error.place().and_then(|place| place.field.clone());
    Ok(Problem::at(field, &error))
}

fn language(headers: &HeaderMap) -> Option<Lang> {
    session::language(headers).and_then(Lang::from_tag)
}

fn said(headers: &HeaderMap, lang: Lang) -> Option<Notice> {
    let (word, leaf) = session::said(headers)?.split_once('.')?;
    let text = Said::from_word(word)?.text(lang).to_owned();
    let receipt = (!leaf.is_empty() && leaf.len() <= 64 && leaf.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| leaf.to_owned());
    Some(Notice { text, receipt })
}

async fn bare_frame(site: &Site, headers: &HeaderMap, path: &str) -> Frame {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(Lang::preferred);
    let lang = language(headers).or(accepted).unwrap_or_default();
    let firm = site.app.firm().await.map(|firm| firm.name).unwrap_or_else(|_| "Bailee".to_owned());
    let mut f = Frame::bare(lang, site.app.clock().now(), &firm, path);
    f.notice = said(headers, lang);
    f
}

/// The frame for an error: as much of the place the person was in as they may see.
pub(crate) async fn frame_for_trouble(site: &Site, headers: &HeaderMap, path: &str) -> Frame {
    let Ok(visitor) = Visitor::at(site, headers, path.to_owned()).await else {
        return bare_frame(site, headers, path).await;
    };
    let id = path
        .strip_prefix("/engagements/")
        .and_then(|rest| rest.split(['/', '?']).next())
        .and_then(|id| id.parse().ok());
    if let Some(id) = id
        && let Ok((f, _)) = visitor.enter(id).await
    {
        return f;
    }
    match visitor.frame().await {
        Ok(f) => f,
        Err(_) => bare_frame(site, headers, path).await,
    }
}

/// The door, with the way back.
pub(crate) fn sign_in_address(path: &str) -> String {
    if path == "/" { "/sign-in".to_owned() } else { format!("/sign-in?back={}", encode(path)) }
}

/// A path of this site as it was given, or home: never another site's address.
pub(crate) fn way_back(path: &str) -> &str {
    let own =
        path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.chars().any(char::is_control);
    if own { path } else { "/" }
}

/// Percent-encodes all but letters, digits and `-._~/`.
pub(crate) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves_this_site() {
        assert_eq!(way_back("/work?x=1"), "/work?x=1");
        for bad in ["//evil.example", "https://evil.example", "/\\evil.example", "", "work", "/a\r\nb"] {
            assert_eq!(way_back(bad), "/", "{bad}");
        }
    }

    #[test]
    fn addresses_in_addresses_are_encoded() {
        assert_eq!(sign_in_address("/held?a=b&c"), "/sign-in?back=/held%3Fa%3Db%26c");
    }
}
