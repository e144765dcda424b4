//! Functions that make texts longer, with a bound on how long.
//!
//! An engine computes constant expressions while it plans, where no limit of time or memory reaches: `rpad('x',
//! 2000000000)` or twenty `replace` in each other would fill the memory of the server. So each function whose answer may
//! be longer than its arguments, `||` among them, is asked first how long it could become, and refuses beyond
//! [`CELL`] for one cell, [`CONSTANT`] for a constant and [`BATCH`] for the cells of a batch. The same bound holds when the question runs.

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::kernels::concat_elements::concat_elements_utf8_many;
use arrow::datatypes::{DataType, FieldRef, Int64Type};
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawBinaryExpr};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::sql::sqlparser::ast::BinaryOperator;
use std::sync::Arc;

/// Bytes of one cell that a function may make.
const CELL: usize = 1024 * 1024;
/// Bytes of a constant that it may make. A plan holds its constants, copies them and calls columns after them.
const CONSTANT: usize = 8 * 1024;
/// Bytes of the cells that it may make at once.
const BATCH: usize = 64 * 1024 * 1024;
/// Steps of comparing two texts letter by letter.
const STEPS: usize = 4 * 1024 * 1024;
/// Bytes that a value which is no text is taken to have.
const OTHER: usize = 64;

/// A function would make more than it may.
#[derive(Debug)]
pub(crate) struct TooLong;

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text would become too long")
    }
}

impl std::error::Error for TooLong {}

/// How the answer of a function grows with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Growth {
    /// As long as all together.
    Joined,
    /// As long as all together, with the first between each two.
    Separated,
    /// As long as the second argument says.
    Padded,
    /// Each place of the second argument becomes the third.
    Replaced,
    /// As `Replaced`, for patterns that may be empty and replacements that quote what was found.
    Rewritten,
    /// Every pair of brackets of the pattern may quote the text.
    Matched,
    /// No longer, but as slow as one length times the other.
    Compared,
}

impl Growth {
    fn of(function: &str) -> Option<Self> {
        Some(match function {
            "concat" => Self::Joined,
            "concat_ws" => Self::Separated,
            "lpad" | "rpad" => Self::Padded,
            "replace" => Self::Replaced,
            "regexp_replace" => Self::Rewritten,
            "regexp_match" => Self::Matched,
            "levenshtein" => Self::Compared,
            _ => return None,
        })
    }

    /// Refuses arguments that could give too much.
    fn check(self, arguments: &[ColumnarValue], rows: usize) -> Result<()> {
        let sizes: Vec<Sizes> = arguments.iter().map(|argument| Sizes::of(argument, rows)).collect();
        let size = |place: usize| sizes.get(place).copied().unwrap_or_default();
        let (text, second, third) = (size(0), size(1), size(2));
        let (cell, batch) = match self {
            Self::Joined => (sum(&sizes, |size| size.longest), sum(&sizes, |size| size.all)),
            Self::Separated => {
                let between = sizes.len().saturating_mul(text.longest);
                let all = sum(&sizes, |size| size.all).saturating_add(between.saturating_mul(rows));
                (sum(&sizes, |size| size.longest).saturating_add(between), all)
            }
            Self::Padded => {
                let longest = arguments.get(1).map_or(0, number);
                (longest.saturating_mul(4), longest.saturating_mul(4).saturating_mul(rows))
            }
            Self::Replaced => {
                let places = |bytes: usize| bytes.checked_div(second.shortest).unwrap_or(bytes + 1);
                grown(text, rows, |bytes| bytes.saturating_add(places(bytes).saturating_mul(third.longest)))
            }
            Self::Rewritten => {
                let quotes = arguments.get(2).map_or(0, |argument| marks(argument, &['\\', '$']));
                grown(text, rows, |bytes| {
                    (bytes + 1).saturating_mul(third.longest).saturating_add(bytes.saturating_mul(quotes + 1))
                })
            }
            Self::Matched => {
                let brackets = arguments.get(1).map_or(0, |argument| marks(argument, &['(']));
                grown(text, rows, |bytes| bytes.saturating_mul(brackets + 1))
            }
            Self::Compared => {
                let steps = text.longest.saturating_mul(second.longest);
                return if steps > STEPS { Err(too_long()) } else { Ok(()) };
            }
        };
        let constant = arguments.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let most = if constant { CONSTANT } else { CELL };
        if cell > most || batch > BATCH { Err(too_long()) } else { Ok(()) }
    }
}

fn too_long() -> DataFusionError {
    DataFusionError::External(Box::new(TooLong))
}

fn sum(sizes: &[Sizes], part: impl Fn(&Sizes) -> usize) -> usize {
    sizes.iter().map(part).fold(0, usize::saturating_add)
}

/// The longest cell, and all cells of a batch as if each were of the same length.
fn grown(text: Sizes, rows: usize, grow: impl Fn(usize) -> usize) -> (usize, usize) {
    let usual = text.all.div_ceil(rows.max(1));
    (grow(text.longest), grow(usual).saturating_mul(rows))
}

/// Bytes of an argument's cells.
#[derive(Clone, Copy, Debug, Default)]
struct Sizes {
    longest: usize,
    shortest: usize,
    all: usize,
}

impl Sizes {
    fn of(argument: &ColumnarValue, rows: usize) -> Self {
        let array = match argument {
            ColumnarValue::Scalar(value) => {
                let bytes = value.try_as_str().map_or(OTHER, |text| text.map_or(0, str::len));
                return Self { longest: bytes, shortest: bytes, all: bytes.saturating_mul(rows) };
            }
            ColumnarValue::Array(array) => array,
        };
        let mut sizes = Self { longest: 0, shortest: usize::MAX, all: 0 };
        let mut count = |bytes: usize| {
            sizes.longest = sizes.longest.max(bytes);
            sizes.shortest = sizes.shortest.min(bytes);
            sizes.all = sizes.all.saturating_add(bytes);
        };
        match array.data_type() {
            DataType::Utf8 => array.as_string::<i32>().iter().flatten().for_each(|text| count(text.len())),
            DataType::LargeUtf8 => array.as_string::<i64>().iter().flatten().for_each(|text| count(text.len())),
            DataType::Utf8View => array.as_string_view().iter().flatten().for_each(|text| count(text.len())),
            _ => (0..array.len()).for_each(|_| count(OTHER)),
        }
        sizes
    }
}

/// The greatest number of an argument; the greatest there is when it cannot be told.
fn number(argument: &ColumnarValue) -> usize {
    let array = match argument {
        ColumnarValue::Scalar(value) => value.to_array(),
        ColumnarValue::Array(array) => Ok(array.clone()),
    };
    let greatest = |array: ArrayRef| {
        let numbers = arrow::compute::cast(&array, &DataType::Int64).ok()?;
        Some(numbers.as_primitive_opt::<Int64Type>()?.iter().flatten().max().unwrap_or(0))
    };
    let greatest = array.ok().and_then(greatest).unwrap_or(i64::MAX);
    usize::try_from(greatest.max(0)).unwrap_or(usize::MAX)
}

/// How often these letters stand in an argument at most.
fn marks(argument: &ColumnarValue, letters: &[char]) -> usize {
    let of = |text: &str| text.chars().filter(|letter| letters.contains(letter)).count();
    match argument {
        ColumnarValue::Scalar(value) => value.try_as_str().flatten().map_or(0, of),
        ColumnarValue::Array(array) => {
            array.as_string_opt::<i32>().map_or(OTHER, |texts| texts.iter().flatten().map(of).max().unwrap_or(0))
        }
    }
}

/// The function, bounded where its answer may grow.
pub(crate) fn bounded(function: Arc<ScalarUDF>) -> Arc<ScalarUDF> {
    match Growth::of(function.name()) {
        Some(growth) => Arc::new(ScalarUDF::from(Bounded { function, growth })),
        None => function,
    }
}

/// A function of the engine behind its bound. It is not simplified while it is planned: that is where joining constants
/// would pass by the bound.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Bounded {
    function: Arc<ScalarUDF>,
    growth: Growth,
}

impl ScalarUDFImpl for Bounded {
    fn name(&self) -> &str {
        self.function.name()
    }

    fn aliases(&self) -> &[String] {
        self.function.aliases()
    }

    fn signature(&self) -> &Signature {
        self.function.signature()
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        self.function.return_type(arguments)
    }

    fn return_field_from_args(&self, arguments: ReturnFieldArgs) -> Result<FieldRef> {
        self.function.return_field_from_args(arguments)
    }

    fn coerce_types(&self, arguments: &[DataType]) -> Result<Vec<DataType>> {
        self.function.coerce_types(arguments)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        self.growth.check(&arguments.args, arguments.number_rows)?;
        self.function.invoke_with_args(arguments)
    }
}

/// Plans `||` as a bounded function.
#[derive(Debug)]
pub(crate) struct Joining(Arc<ScalarUDF>);

impl Joining {
    pub(crate) fn new() -> Self {
        Self(Arc::new(ScalarUDF::from(Join { signature: Signature::user_defined(Volatility::Immutable) })))
    }
}

impl ExprPlanner for Joining {
    fn plan_binary_op(&self, expr: RawBinaryExpr, _schema: &DFSchema) -> Result<PlannerResult<RawBinaryExpr>> {
        if expr.op != BinaryOperator::StringConcat {
            return Ok(PlannerResult::Original(expr));
        }
        // A chain is one call, and one pass over its texts.
        let parts = self.parts(expr.left).into_iter().chain(self.parts(expr.right)).collect();
        Ok(PlannerResult::Planned(Expr::ScalarFunction(ScalarFunction::new_udf(self.0.clone(), parts))))
    }
}

impl Joining {
    fn parts(&self, expression: Expr) -> Vec<Expr> {
        match expression {
            Expr::ScalarFunction(call) if Arc::ptr_eq(&call.func, &self.0) => call.args,
            other => vec![other],
        }
    }
}

/// `a || b || c`: one text after the other, and nothing where one is missing.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Join {
    signature: Signature,
}

impl ScalarUDFImpl for Join {
    fn name(&self) -> &str {
        "||"
    }

    fn display_name(&self, arguments: &[Expr]) -> Result<String> {
        Ok(arguments.iter().map(ToString::to_string).collect::<Vec<_>>().join(" || "))
    }

    fn schema_name(&self, arguments: &[Expr]) -> Result<String> {
        Ok(arguments.iter().map(|argument| argument.schema_name().to_string()).collect::<Vec<_>>().join(" || "))
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, arguments: &[DataType]) -> Result<Vec<DataType>> {
        if arguments.iter().any(DataType::is_nested) {
            return Err(DataFusionError::Plan("lists cannot be joined".to_owned()));
        }
        Ok(vec![DataType::Utf8; arguments.len()])
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Growth::Joined.check(&arguments.args, arguments.number_rows)?;
        let constant = arguments.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let arrays = ColumnarValue::values_to_arrays(&arguments.args)?;
        let texts: Vec<&StringArray> = arrays.iter().filter_map(|array| array.as_string_opt::<i32>()).collect();
        if texts.is_empty() || texts.len() != arrays.len() {
            return Err(DataFusionError::Internal("texts are joined".to_owned()));
        }
        let joined: ArrayRef = Arc::new(concat_elements_utf8_many(&texts)?);
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&joined, 0)?));
        }
        Ok(ColumnarValue::Array(joined))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Int64Array;

    fn text(bytes: usize) -> ColumnarValue {
        ColumnarValue::Array(Arc::new(StringArray::from(vec!["x".repeat(bytes); 4])))
    }

    fn word(word: &str) -> ColumnarValue {
        ColumnarValue::Scalar(word.into())
    }

    #[test]
    fn what_stays_short_passes_and_what_could_grow_long_does_not() {
        let length = |length: i64| ColumnarValue::Array(Arc::new(Int64Array::from(vec![1, length])));
        for (growth, arguments, passes) in [
            (Growth::Joined, vec![text(500_000), text(500_000)], true),
            (Growth::Joined, vec![text(600_000), text(600_000)], false),
            (Growth::Separated, vec![text(100_000), text(100_000), text(100_000)], true),
            (Growth::Separated, vec![text(300_000), text(1), text(1), text(1)], false),
            (Growth::Padded, vec![text(1), length(1000)], true),
            (Growth::Padded, vec![text(1), length(2_000_000_000)], false),
            (Growth::Padded, vec![text(1), length(-1)], true),
            (Growth::Replaced, vec![text(1000), word("x"), word("yy")], true),
            (Growth::Replaced, vec![text(100_000), word("x"), word("yyyyyyyyyyyyyyyyyyyy")], false),
            (Growth::Replaced, vec![text(100_000), word(""), word("yyyyyyyyyyyyyyyyyyyy")], false),
            (Growth::Rewritten, vec![text(1000), word("(.*)"), word("\\1 and \\1")], true),
            (Growth::Rewritten, vec![text(100_000), word(""), word("yyyyyyyyyyyyyyyyyyyy")], false),
            (Growth::Matched, vec![text(1000), word("((a))")], true),
            (Growth::Matched, vec![text(500_000), word("((a))")], false),
            (Growth::Compared, vec![text(2000), text(2000)], true),
            (Growth::Compared, vec![text(3000), text(3000)], false),
        ] {
            assert_eq!(growth.check(&arguments, 4).is_ok(), passes, "{growth:?}");
        }
    }
}
