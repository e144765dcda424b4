//! How long and how deep a question may be, decided before anything walks over it.
//!
//! Reading, planning and running all follow the question's own depth on the stack, and a stack that overflows ends the
//! process. Words and signs are therefore counted before the question is read; they bound how deep it can be.

use bailee_model::{Error, Result, say};
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

/// Bytes of a question.
const LONGEST: usize = 64 * 1024;
/// Operators and key words that may stand in each other.
const SIGNS: usize = 1000;
/// `SELECT`s and the like.
const SELECTS: usize = 40;
/// Levels of expressions in each other.
pub(super) const DEPTH: usize = 80;
/// Levels of function calls in each other: the reader reads each argument twice, so its time doubles with every level.
const CALLS: usize = 8;

/// Refuses what is too long or could be too deep.
pub(crate) fn check(sql: &str) -> Result<()> {
    if sql.len() > LONGEST {
        return Err(Error::bad_input(say!("The question is too long."))
            .coded("too_long")
            .hint(say!("A question may have 65,536 characters.")));
    }
    // What cannot be cut into words cannot be read either; the reader says where.
    let Ok(tokens) = Tokenizer::new(&PostgreSqlDialect {}, sql).tokenize() else { return Ok(()) };
    let (mut signs, mut selects, mut calls) = (0, 0, Calls::default());
    for token in &tokens {
        calls.take(token);
        match token {
            Token::Whitespace(_) | Token::Comma | Token::Period | Token::Number(..) | Token::SingleQuotedString(_) => {}
            Token::Word(word) => match word.keyword {
                Keyword::NoKeyword => {}
                Keyword::SELECT | Keyword::UNION | Keyword::EXCEPT | Keyword::INTERSECT | Keyword::VALUES => {
                    selects += 1
                }
                _ => signs += 1,
            },
            _ => signs += 1,
        }
    }
    if signs > SIGNS || selects > SELECTS || calls.deepest > CALLS { Err(too_deep()) } else { Ok(()) }
}

/// How deep function calls stand in each other: brackets behind a word that does not itself ask for brackets.
#[derive(Default)]
struct Calls {
    /// Whether each open bracket is a call's.
    open: Vec<bool>,
    after_word: bool,
    deep: usize,
    deepest: usize,
}

impl Calls {
    fn take(&mut self, token: &Token) {
        match token {
            Token::Whitespace(_) => return,
            Token::LParen | Token::LBracket => {
                self.open.push(self.after_word);
                self.deep += usize::from(self.after_word);
                self.deepest = self.deepest.max(self.deep);
            }
            Token::RParen | Token::RBracket => self.deep -= usize::from(self.open.pop().unwrap_or(false)),
            _ => {}
        }
        self.after_word = matches!(token, Token::Word(word) if !ASKING.contains(&word.keyword));
    }
}

/// Words behind which brackets are no call.
const ASKING: &[Keyword] = &[
    Keyword::ALL,
    Keyword::AND,
    Keyword::ANY,
    Keyword::AS,
    Keyword::BETWEEN,
    Keyword::BY,
    Keyword::DISTINCT,
    Keyword::ELSE,
    Keyword::EXCEPT,
    Keyword::EXISTS,
    Keyword::FILTER,
    Keyword::FROM,
    Keyword::HAVING,
    Keyword::IN,
    Keyword::INTERSECT,
    Keyword::JOIN,
    Keyword::LATERAL,
    Keyword::NOT,
    Keyword::ON,
    Keyword::OR,
    Keyword::OVER,
    Keyword::SELECT,
    Keyword::THEN,
    Keyword::UNION,
    Keyword::USING,
    Keyword::WHEN,
    Keyword::WHERE,
];

/// The question is too deep.
pub(in crate::query) fn too_deep() -> Error {
    Error::bad_input(say!("The question has too many parts in each other."))
        .coded("too_complex")
        .hint(say!("Write ‘in (…)’ instead of many ‘or’, and ask long questions in several steps."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_may_be_long_and_chains_may_not() {
        let many = |part: &str, times: usize| format!("select 1 {}", part.repeat(times));
        assert!(check(&format!("select 1 where 1 in ({}2)", "1, ".repeat(10_000))).is_ok());
        for (part, times) in
            [("+ 1 ", 2000), ("union select 1 ", 100), ("is null ", 2000), ("::int", 2000), ("- ", 2000)]
        {
            assert!(check(&many(part, times)).is_err(), "{part}");
            assert!(check(&many(part, 10)).is_ok(), "{part}");
        }
        assert!(check(&" ".repeat(LONGEST + 1)).is_err());
    }

    #[test]
    fn calls_may_stand_in_each_other_eight_deep() {
        let nested =
            |times: usize| format!("select {}1{} from (select 1) s", "upper( ".repeat(times), ")".repeat(times));
        assert!(check(&nested(8)).is_ok() && check(&nested(9)).is_err());
        assert!(check(&format!("select {}", "upper(lower('x')), ".repeat(30) + "1")).is_ok(), "beside each other");
        assert!(check(&"select 1 from (".repeat(12)).is_ok(), "questions in brackets are no calls");
        assert!(check(")))) in ((").is_ok(), "brackets that do not match are for the reader");
    }
}
