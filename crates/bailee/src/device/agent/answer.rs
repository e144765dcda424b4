//! What a browser asks of the agent, and what it is told (RFC 9110, RFC 9112). Pure: text in, text out.

use crate::device::confirm::plausible;

/// The longest way back.
const LONGEST_BACK: usize = 2048;

/// What a page of the server has the browser ask.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The code of the session.
    pub(super) code: String,
    /// Where the browser goes afterwards: a path on the server, as it was written.
    pub(super) back: String,
}

/// What the browser is told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It was confirmed; go there.
    Back(String),
    /// This is no request that the agent knows.
    NotUnderstood,
    /// There is nothing else here.
    NothingHere,
    /// Only browsing here is answered.
    NotThisWay,
    /// It comes from somewhere else than the server's own page, or by another name.
    NotFromTheServer,
    /// The code was not taken, and why.
    NotConfirmed(String),
}

/// Reads a request, of the head's text without the empty line.
pub(super) fn read(head: &str, server: &str, port: u16) -> Result<Asked, Answer> {
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1"), None) = (first.next(), first.next(), first.next(), first.next())
    else {
        return Err(Answer::NotUnderstood);
    };
    let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
    if !here(&headers, port) {
        return Err(Answer::NotFromTheServer);
    }
    let Some(query) = target.strip_prefix("/confirm?") else { return Err(Answer::NothingHere) };
    if method != "GET" {
        return Err(Answer::NotThisWay);
    }
    if !from(&headers, server) {
        return Err(Answer::NotFromTheServer);
    }
    let code = parameter(query, "code").filter(|code| plausible(code));
    let back = parameter(query, "back").filter(|back| path(back));
    match (code, back) {
        (Some(code), Some(back)) => Ok(Asked { code, back }),
        _ => Err(Answer::NotUnderstood),
    }
}

/// The one value of a header; several are none.
fn header<'a>(headers: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    let mut values = headers.iter().filter(|(each, _)| each.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim());
    values.next().filter(|_| values.next().is_none())
}

/// Whether the browser knows that it speaks to this machine: a name that was rebound to it stays the name it was.
fn here(headers: &[(&str, &str)], port: u16) -> bool {
    header(headers, "host")
        .is_some_and(|host| host == format!("127.0.0.1:{port}") || host == format!("localhost:{port}"))
}

/// Whether it was a page of the server that sent the browser here, and by a link that somebody followed.
fn from(headers: &[(&str, &str)], server: &str) -> bool {
    let page = header(headers, "referer").and_then(|page| page.strip_prefix(server));
    let whole = header(headers, "sec-fetch-mode").is_none_or(|mode| mode == "navigate");
    let top = header(headers, "sec-fetch-dest").is_none_or(|dest| dest == "document");
    page.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) && whole && top
}

/// The one value of a parameter, with its escapes undone; several are none.
fn parameter(query: &str, name: &str) -> Option<String> {
    let mut values = query.split('&').filter_map(|pair| pair.split_once('=')).filter(|(key, _)| *key == name);
    let (_, value) = values.next().filter(|_| values.next().is_none())?;
    unescaped(value)
}

fn unescaped(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        out.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                let digits =
                    std::str::from_utf8(&digits).ok().filter(|two| two.bytes().all(|c| c.is_ascii_hexdigit()))?;
                u8::from_str_radix(digits, 16).ok()?
            }
            b'+' => b' ',
            byte => byte,
        });
    }
    String::from_utf8(out).ok()
}

/// A path on the server: it begins with one slash, so it cannot name another host, and nothing in it can end the line
/// that it is written in.
fn path(back: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    back.len() <= LONGEST_BACK && back.starts_with('/') && !back.starts_with("//") && back.bytes().all(plain)
}

impl Answer {
    /// The whole response. Nothing of it is kept or framed, and it runs nothing.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let (status, text) = match self {
            Self::Back(_) => ("303 See Other", "Confirmed."),
            Self::NotUnderstood => ("400 Bad Request", "This is no request that the agent knows."),
            Self::NothingHere => ("404 Not Found", "There is nothing here."),
            Self::NotThisWay => ("405 Method Not Allowed", "Only GET is answered."),
            Self::NotFromTheServer => {
                ("403 Forbidden", "Follow the link on the server's own page, or run: bailee device confirm CODE")
            }
            Self::NotConfirmed(why) => ("502 Bad Gateway", why.as_str()),
        };
        let place = match self {
            Self::Back(place) => format!("Location: {place}\r\n"),
            Self::NotThisWay => "Allow: GET\r\n".to_owned(),
            _ => String::new(),
        };
        format!(
            "HTTP/1.1 {status}\r\n{place}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\
             X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{text}\n",
            text.len() + 1
        )
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SERVER: &str = "https://bailee.example";
    const PORT: u16 = 47321;

    fn ask(target: &str, headers: &str) -> Result<Asked, Answer> {
        read(&format!("GET {target} HTTP/1.1\r\n{headers}"), SERVER, PORT)
    }

    const GOOD: &str = "Host: 127.0.0.1:47321\r\nReferer: https://bailee.example/device\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document";

    #[test]
    fn a_link_on_the_servers_page_is_followed() {
        let asked = ask("/confirm?code=ABCD-2345&back=%2Fwork%3Fa%3D1", GOOD);
        assert_eq!(asked, Ok(Asked { code: "ABCD-2345".into(), back: "/work?a=1".into() }));
        let origin_only = GOOD.replace("/device", "/").replace("127.0.0.1", "localhost");
        assert!(ask("/confirm?code=A&back=/", &origin_only).is_ok());
        assert!(ask("/confirm?code=A&back=/", "Host: 127.0.0.1:47321\r\nReferer: https://bailee.example").is_ok());
    }

    #[test]
    fn a_page_of_somebody_else_is_not() {
        for headers in [
            "Host: 127.0.0.1:47321",
            "Host: 127.0.0.1:47321\r\nReferer: https://evil.example/",
            "Host: 127.0.0.1:47321\r\nReferer: https://bailee.example.evil.example/",
            "Host: 127.0.0.1:47321\r\nReferer: https://bailee.example:8443/",
            "Host: 127.0.0.1:47321\r\nReferer: http://bailee.example/",
            "Host: evil.example:47321\r\nReferer: https://bailee.example/",
            "Host: 127.0.0.1\r\nReferer: https://bailee.example/",
            "Host: 127.0.0.1:47321\r\nHost: 127.0.0.1:47321\r\nReferer: https://bailee.example/",
            "Referer: https://bailee.example/",
            "Host: 127.0.0.1:47321\r\nReferer: https://bailee.example/\r\nSec-Fetch-Mode: no-cors",
            "Host: 127.0.0.1:47321\r\nReferer: https://bailee.example/\r\nSec-Fetch-Dest: iframe",
        ] {
            assert_eq!(ask("/confirm?code=A&back=/", headers), Err(Answer::NotFromTheServer), "{headers}");
        }
    }

    #[test]
    fn the_way_back_stays_on_the_server() {
        for back in [
            "//evil.example",
            "%2F%2Fevil.example",
            "/%5Cevil.example",
            "https://evil.example",
            "work",
            "",
            "/a%0D%0ASet-Cookie:x",
            "/a%00",
            "/a%20b",
            "/%C3%A9",
            "/a&back=/b",
        ] {
            assert_eq!(ask(&format!("/confirm?code=A&back={back}"), GOOD), Err(Answer::NotUnderstood), "{back}");
        }
        assert!(ask(&format!("/confirm?code=A&back=/{}", "a".repeat(LONGEST_BACK)), GOOD).is_err());
    }

    #[test]
    fn nothing_else_is_answered() {
        assert_eq!(ask("/", GOOD), Err(Answer::NothingHere));
        assert_eq!(ask("/confirm", GOOD), Err(Answer::NothingHere));
        assert_eq!(ask("/confirm?code=&back=/", GOOD), Err(Answer::NotUnderstood));
        assert_eq!(ask("/confirm?code=a%0Ab&back=/", GOOD), Err(Answer::NotUnderstood));
        assert_eq!(ask("/confirm?code=a%2&back=/", GOOD), Err(Answer::NotUnderstood));
        assert_eq!(ask("/confirm?code=A&code=B&back=/", GOOD), Err(Answer::NotUnderstood));
        let post = format!("POST /confirm?code=A&back=/ HTTP/1.1\r\n{GOOD}");
        assert_eq!(read(&post, SERVER, PORT), Err(Answer::NotThisWay));
        assert_eq!(read("GET /confirm?code=A&back=/ HTTP/2", SERVER, PORT), Err(Answer::NotUnderstood));
        assert_eq!(read("", SERVER, PORT), Err(Answer::NotUnderstood));
    }

    #[test]
    fn a_response_says_where_to_go_and_is_not_kept() {
        let said = String::from_utf8(Answer::Back(format!("{SERVER}/work")).to_bytes()).unwrap();
        assert!(said.starts_with("HTTP/1.1 303 See Other\r\nLocation: https://bailee.example/work\r\n"), "{said}");
        assert!(said.contains("Cache-Control: no-store\r\n"));
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}", body.len())));
    }

    proptest! {
        #[test]
        fn arbitrary_requests_never_panic_and_never_lead_elsewhere(target in "\\PC{0,60}", back in "\\PC{0,40}", headers in "\\PC{0,80}") {
            let _ = ask(&target, &headers);
            if let Ok(asked) = ask(&format!("/confirm?code=A&back={back}"), GOOD) {
                prop_assert!(asked.back.starts_with('/') && !asked.back.starts_with("//"));
                prop_assert!(!asked.back.contains(['\r', '\n', '\\']));
            }
        }
    }
}
