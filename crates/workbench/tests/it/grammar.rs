//! Questions that nobody would think of, out of a small grammar: most of them plan, many run, some are no questions at all.
//!
//! Each decision is one call of [`Choices::below`], so a seed and the bytes of a fuzzer both write questions.

/// The tables that questions are about, and their columns.
pub(crate) const TABLES: &[(&str, &[&str])] = &[
    ("people", &["id", "grp", "partner", "email", "iban", "phone", "memo", "born", "pass"]),
    ("pay", &["id", "grp", "partner", "salary"]),
];

/// Decides what comes next.
pub(crate) trait Choices {
    /// A number below this one.
    fn below(&mut self, limit: usize) -> usize;
}

/// Choices of a seed (SplitMix64).
pub(crate) struct Seeded(pub(crate) u64);

impl Choices for Seeded {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }
}

/// A statement.
pub(crate) fn statement(by: &mut dyn Choices) -> String {
    match by.below(12) {
        0 => wild(by),
        _ => Writer { by, depth: 0 }.query(),
    }
}

/// What is no question, around one.
fn wild(by: &mut dyn Choices) -> String {
    let inner = Writer { by, depth: 2 }.query();
    let pick = |by: &mut dyn Choices, all: &[&str]| all[by.below(all.len())].to_owned();
    let forms = [
        "explain {}",
        "explain verbose {}",
        "explain analyze {}",
        "describe people",
        "show columns from people",
        "show all",
        "set datafusion.execution.batch_size = 1",
        "copy ({}) to 'out.csv'",
        "copy people to 'out.parquet' stored as parquet",
        "create table t as {}",
        "create view v as {}",
        "create external table t stored as csv location '/etc/passwd'",
        "prepare p as {}",
        "execute p",
        "insert into people {}",
        "delete from people",
        "{}; {}",
        "{} for update",
        "select * from information_schema.columns",
        "select * from information_schema.df_settings",
        "select * from datafusion.public.people",
        "select * from \"people#pseudonym\"",
        "select encode(pass, 'hex'), encode(memo, 'base64') from people",
        "select \"partner#pseudonym\", \"partner#shape\" from people",
        "select * from people tablesample bernoulli (50)",
        "select * from people limit 1 offset 1",
        "values ((select max(pass) from people))",
        "table people",
        "select * from unnest((select array_agg(pass) from people))",
        "with recursive r as (select pass from people union all select pass from r) select * from r",
        "select rpad('x', 2000000000) from people",
        "select * from people natural join pay",
        "select * into t from people",
    ];
    pick(by, &forms).replace("{}", &inner)
}

struct Writer<'a> {
    by: &'a mut dyn Choices,
    depth: usize,
}

impl Writer<'_> {
    fn pick<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.by.below(all.len())]
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.by.below(one_in) == 0
    }

    fn deep(&self) -> bool {
        self.depth > 3
    }

    fn query(&mut self) -> String {
        self.depth += 1;
        let written = match self.by.below(8) {
            0 if !self.deep() => {
                let (inner, outer) = (self.select(), self.pick(&["*", "count(*)", "max(a)", "a", "*, a || ''"]));
                format!("with w as ({inner}) select {outer} from w")
            }
            1 if !self.deep() => {
                let operator = self.pick(&["union", "union all", "intersect", "except"]);
                format!("({}) {operator} ({})", self.single(), self.single())
            }
            _ => self.select(),
        };
        self.depth -= 1;
        written
    }

    fn select(&mut self) -> String {
        let width = 1 + self.by.below(3);
        self.select_of(width, true)
    }

    /// With one column, for where one is asked for.
    fn single(&mut self) -> String {
        self.select_of(1, false)
    }

    fn select_of(&mut self, width: usize, stars: bool) -> String {
        let (from, columns) = self.from();
        let grouped = self.chance(3);
        let mut items = Vec::new();
        for place in 0..width {
            let name = ["a", "b", "c", "d"][place];
            items.push(match (grouped, self.by.below(8)) {
                (false, 0) if stars => "*".to_owned(),
                (true, 0..6) => format!("{} as {name}", self.fold(&columns)),
                _ => format!("{} as {name}", self.expression(&columns)),
            });
        }
        let mut sql = format!("select {}{} from {from}", self.pick(&["", "", "", "distinct "]), items.join(", "));
        if self.chance(2) {
            sql += &format!(" where {}", self.condition(&columns));
        }
        if grouped && self.chance(3) {
            sql += &format!(" group by {}", self.pick(&["1", "rollup (grp)", "cube (grp, id)", "grp", "grp, id"]));
            if self.chance(3) {
                sql += &format!(" having {} is not null", self.fold(&columns));
            }
        }
        if self.chance(3) {
            sql += &format!(" order by {}", self.pick(&["1", "1 desc", "a", "id", "partner", "salary", "pass desc"]));
        }
        if self.chance(4) {
            sql += &format!(" limit {}", self.by.below(4));
        }
        sql
    }

    /// Something over a group.
    fn fold(&mut self, columns: &[String]) -> String {
        let column = self.expression(columns);
        match self.by.below(6) {
            0 => format!("string_agg({column}, '|')"),
            1 => format!("count(distinct {column}) filter (where {})", self.condition(columns)),
            2 => format!("{}({column})", self.pick(&["sum", "avg", "median", "stddev", "bool_or", "array_agg"])),
            _ => format!("{}({column})", self.pick(&["max", "min", "count", "approx_distinct", "first_value"])),
        }
    }

    fn from(&mut self) -> (String, Vec<String>) {
        let (name, columns) = TABLES[self.by.below(TABLES.len())];
        let mut columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        let tokens =
            ["partner__shape", "email__domain", "salary__length", "iban__country", "pass__shape", "born__month"];
        columns.push(self.pick(&tokens).to_owned());
        match self.by.below(7) {
            0 => {
                let kind = self.pick(&["join", "left join", "full join", "cross join", "right join"]);
                let on = self.pick(&["p.id = q.id", "p.partner = q.partner", "p.partner = q.salary", "p.id <= q.id"]);
                let on = if kind == "cross join" { String::new() } else { format!(" on {on}") };
                let columns = ["p.id", "p.partner", "p.pass", "q.salary", "q.partner", "p.iban"];
                (format!("people p {kind} pay q{on}"), columns.map(str::to_owned).to_vec())
            }
            1 if !self.deep() => {
                self.depth += 1;
                let inner = format!("(select * from {name} where {}) s", self.condition(&columns));
                self.depth -= 1;
                (inner, columns)
            }
            2 if !self.deep() => {
                let reach = self.pick(&["p.pass", "p.id", "p.partner || ''", "cast(p.id as int)"]);
                let sql = format!("people p, lateral (select {reach} as v) l");
                (sql, ["p.id", "l.v", "p.pass", "p.memo"].map(str::to_owned).to_vec())
            }
            _ => (name.to_owned(), columns),
        }
    }

    fn condition(&mut self, columns: &[String]) -> String {
        self.depth += 1;
        let left = self.expression(columns);
        let written = match self.by.below(9) {
            0 => format!("{left} like '{}'", self.pick(&["%", "Z%", "%a%", "_______%", "%@%"])),
            1 => format!("{left} ~ '{}'", self.pick(&["^[A-Z]", ".*", "(z)(q)", "[0-9]{3}"])),
            2 => format!("{left} is not null"),
            3 => format!("{left} between 'A' and 'z'"),
            4 if !self.deep() => format!("{left} in ({})", self.single()),
            5 if !self.deep() => format!("exists ({}) or {left} = '1'", self.select()),
            6 => format!("not ({left} = {})", self.expression(columns)),
            7 if !self.deep() => format!("({left}) > (select max(v.a) from ({}) v)", self.single()),
            _ => format!("{left} {} {}", self.pick(&["=", "<>", "<", ">="]), self.expression(columns)),
        };
        self.depth -= 1;
        written
    }

    fn expression(&mut self, columns: &[String]) -> String {
        let column = columns[self.by.below(columns.len())].clone();
        if self.deep() {
            return column;
        }
        self.depth += 1;
        let written = match self.by.below(30) {
            0 => format!(
                "cast({column} as {})",
                self.pick(&["int", "date", "decimal(10,2)", "boolean", "timestamp", "bytea"])
            ),
            1 => format!("try_cast({} as int)", self.expression(columns)),
            2 => format!("split_part({column}, '{}', 1)", self.pick(&["@", " ", "q", ""])),
            3 => format!("{}({column}, 'q')", self.pick(&["concat", "strpos", "contains", "starts_with", "rtrim"])),
            4 => format!(
                "{}({column}) over (order by {})",
                self.pick(&["lag", "first_value", "max", "sum"]),
                self.expression(columns)
            ),
            5 => format!("regexp_replace({column}, '(.*)', '{}')", self.pick(&["\\1", "\\1\\1", "x", "${1}"])),
            6 => format!("substr({column}, {}, 9)", 1 + self.by.below(4)),
            7 => format!("case when {} then {column} else {} end", self.condition(columns), self.expression(columns)),
            8 => format!("10 / (length({column}) - {})", 9 + self.by.below(16)),
            9 => format!("{} || {}", self.expression(columns), self.expression(columns)),
            10 => format!("(select min(v.a) from ({}) v)", self.single()),
            11 => format!("arrow_cast({column}, '{}')", self.pick(&["Binary", "LargeUtf8", "Utf8View", "Int8"])),
            12 => format!(
                "{}({column})",
                self.pick(&["upper", "lower", "reverse", "initcap", "to_hex", "ascii", "to_date"])
            ),
            13 => format!("lpad({column}, {}, '{}')", self.by.below(60), self.pick(&["x", "ab"])),
            14 => format!("max({column})"),
            15 => format!("coalesce(nullif({column}, '{}'), 'n')", self.pick(&["", "1", "A"])),
            16 => format!("{}({column}, {column})", self.pick(&["levenshtein", "greatest", "replace", "nvl", "corr"])),
            _ => column,
        };
        self.depth -= 1;
        written
    }
}
