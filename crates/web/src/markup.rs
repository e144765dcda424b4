//! HTML that is already escaped, and the escaping.

use askama::filters::HtmlSafe;
use std::fmt;

/// A piece of HTML. Whoever makes one has escaped what came from outside; templates print it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Markup(pub(crate) String);

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Markup {}

/// Text as it stands between tags and inside double quotes.
pub(crate) fn escape(text: impl fmt::Display) -> String {
    let text = text.to_string();
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A sentence that names a page as `*My work*` or a command in backticks, as HTML: what is not closed stays as it is.
pub(crate) fn sentence(text: &str) -> Markup {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find(['*', '`']) {
        let (sign, tag) = if rest[at..].starts_with('*') { ('*', "em") } else { ('`', "code") };
        let inside = &rest[at + 1..];
        let Some(end) = inside.find(sign).filter(|end| *end > 0) else { break };
        out.push_str(&escape(&rest[..at]));
        out.push_str(&format!("<{tag}>{}</{tag}>", escape(&inside[..end])));
        rest = &inside[end + 1..];
    }
    out.push_str(&escape(rest));
    Markup(out)
}

/// Builds [`Markup`] with `format!`'s syntax; every argument is escaped, literals are not.
macro_rules! html {
    ($pattern:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::markup::Markup(format!($pattern $(, $name = $crate::markup::Escaped::escaped(&$value))*))
    };
}
pub(crate) use html;

/// How a value enters [`html!`]: text is escaped, markup is not escaped twice.
pub(crate) trait Escaped {
    /// The value as HTML.
    fn escaped(&self) -> String;
}

impl Escaped for Markup {
    fn escaped(&self) -> String {
        self.0.clone()
    }
}

macro_rules! text {
    ($($name:ty),*) => {$(
        impl Escaped for $name {
            fn escaped(&self) -> String {
                escape(self)
            }
        }
    )*};
}
text!(String, &String, &str, u64, i64, usize, f64);

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn pages_and_commands_stand_out_in_a_sentence() {
        let said = sentence("Open *My work* or run `bailee work <x>`.");
        assert_eq!(said.0, "Open <em>My work</em> or run <code>bailee work &lt;x&gt;</code>.");
        assert_eq!(sentence("2 * 3 < 7").0, "2 * 3 &lt; 7");
        assert_eq!(sentence("**").0, "**");
    }

    #[test]
    fn what_comes_from_outside_is_escaped_and_markup_is_not_escaped_twice() {
        let inner = html!("<b>{x}</b>", x = "<&>\"'");
        assert_eq!(inner.0, "<b>&lt;&amp;&gt;&quot;&#39;</b>");
        assert_eq!(html!("{x}", x = inner).0, inner.0);
    }
}
