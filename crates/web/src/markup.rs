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
    #[test]
    fn what_comes_from_outside_is_escaped_and_markup_is_not_escaped_twice() {
        let inner = html!("<b>{x}</b>", x = "<&>\"'");
        assert_eq!(inner.0, "<b>&lt;&amp;&gt;&quot;&#39;</b>");
        assert_eq!(html!("{x}", x = inner).0, inner.0);
    }
}
