//! The aggregate that looks values up by their rows, and tells nothing of small groups.

use super::Guarded;
use super::releases::Narrowed;
use arrow::array::{ArrayRef, AsArray, ListArray, UInt32Array};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Decimal128Type, Field, FieldRef, UInt32Type};
use arrow::error::ArrowError;
use bailee_model::engine::SMALLEST_GROUP;
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature, Volatility};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Places that an average has beyond those of its values.
const FINER: u8 = 4;
/// Rows kept before repeated ones are thrown out.
const TIDY: usize = 4096;

/// What is made of the values of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fold {
    Sum,
    Count,
    Average,
}

impl Fold {
    /// By the function's name in SQL.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "sum" => Some(Self::Sum),
            "count" => Some(Self::Count),
            "avg" => Some(Self::Average),
            _ => None,
        }
    }
}

/// `sum`, `count` or `avg` of a guarded column.
pub(super) struct SealedAggregate {
    fold: Fold,
    guarded: Arc<Guarded>,
    signature: Signature,
}

impl SealedAggregate {
    pub(super) fn new(fold: Fold, guarded: Arc<Guarded>) -> Self {
        Self { fold, guarded, signature: Signature::any(1, Volatility::Immutable) }
    }
}

impl std::fmt::Debug for SealedAggregate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({:?})", self.name(), self.guarded)
    }
}

impl PartialEq for SealedAggregate {
    fn eq(&self, other: &Self) -> bool {
        self.fold == other.fold && Arc::ptr_eq(&self.guarded, &other.guarded)
    }
}

impl Eq for SealedAggregate {}

impl Hash for SealedAggregate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fold.hash(state);
        Arc::as_ptr(&self.guarded).hash(state);
    }
}

impl AggregateUDFImpl for SealedAggregate {
    fn name(&self) -> &str {
        match self.fold {
            Fold::Sum => "sum",
            Fold::Count => "count",
            Fold::Average => "avg",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        let scale = self.guarded.scale.unwrap_or(0);
        Ok(match self.fold {
            Fold::Count => DataType::Int64,
            Fold::Sum => DataType::Decimal128(38, scale as i8),
            Fold::Average => DataType::Decimal128(38, (scale + FINER).min(38) as i8),
        })
    }

    fn accumulator(&self, _arguments: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Rows { fold: self.fold, guarded: self.guarded.clone(), rows: Vec::new(), tidied: 0 }))
    }

    fn state_fields(&self, arguments: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let item = Arc::new(Field::new_list_field(DataType::UInt32, true));
        Ok(vec![Arc::new(Field::new(format!("{}[rows]", arguments.name), DataType::List(item), true))])
    }
}

/// The rows of one group that have a value, each once.
struct Rows {
    fold: Fold,
    guarded: Arc<Guarded>,
    rows: Vec<u32>,
    /// How many of them were left when repeated ones were last thrown out.
    tidied: usize,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rows")
    }
}

impl Rows {
    fn tidy(&mut self) {
        self.rows.sort_unstable();
        self.rows.dedup();
        self.tidied = self.rows.len();
    }

    /// A join may repeat a row as often as it likes: memory follows the different ones.
    fn tidy_when_large(&mut self) {
        if self.rows.len() > TIDY.max(self.tidied * 2) {
            self.tidy();
        }
    }

    fn total(&self) -> Result<i128> {
        let overflow = || DataFusionError::from(ArrowError::ArithmeticOverflow(String::new()));
        self.rows.iter().filter_map(|row| self.guarded.value(*row)).try_fold(0i128, |sum, value| {
            sum.checked_add(value).filter(|sum| sum.unsigned_abs() < 10u128.pow(38)).ok_or_else(overflow)
        })
    }

    fn told(&self) -> Result<ScalarValue> {
        let (count, scale) = (self.rows.len() as i128, self.guarded.scale.unwrap_or(0));
        Ok(match self.fold {
            Fold::Count => ScalarValue::Int64(Some(count as i64)),
            Fold::Sum => ScalarValue::Decimal128(Some(self.total()?), 38, scale as i8),
            Fold::Average => {
                let finer = (scale + FINER).min(38);
                let factor = 10i128.pow(u32::from(finer - scale));
                let average = average(self.total()?, count, factor)
                    .ok_or_else(|| DataFusionError::from(ArrowError::ArithmeticOverflow(String::new())))?;
                ScalarValue::Decimal128(Some(average), 38, finer as i8)
            }
        })
    }

    fn silence(&self) -> Result<ScalarValue> {
        let scale = self.guarded.scale.unwrap_or(0);
        Ok(match self.fold {
            Fold::Count => ScalarValue::Int64(None),
            Fold::Sum => ScalarValue::Decimal128(None, 38, scale as i8),
            Fold::Average => ScalarValue::Decimal128(None, 38, (scale + FINER).min(38) as i8),
        })
    }
}

/// Rounded half away from zero.
fn average(total: i128, count: i128, factor: i128) -> Option<i128> {
    let scaled = total.checked_mul(factor)?;
    let half = count / 2;
    Some(if scaled < 0 { scaled.checked_sub(half)? / count } else { scaled.checked_add(half)? / count })
}

impl Accumulator for Rows {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let Some(numbers) = values.first().and_then(|array| array.as_primitive_opt::<Decimal128Type>()) else {
            return Err(DataFusionError::Internal("row numbers have another type".to_owned()));
        };
        // A number that is no row, and a row without a value, count for nothing.
        let rows = numbers.iter().flatten().filter_map(|number| u32::try_from(number).ok());
        self.rows.extend(rows.filter(|row| self.guarded.value(*row).is_some()));
        self.tidy_when_large();
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let Some(lists) = states.first().and_then(|array| array.as_list_opt::<i32>()) else {
            return Err(DataFusionError::Internal("rows of a group have another type".to_owned()));
        };
        for list in lists.iter().flatten() {
            if let Some(rows) = list.as_primitive_opt::<UInt32Type>() {
                self.rows.extend(rows.iter().flatten());
            }
        }
        self.tidy_when_large();
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.tidy();
        let rows = UInt32Array::from(std::mem::take(&mut self.rows));
        let item = Arc::new(Field::new_list_field(DataType::UInt32, true));
        let list = ListArray::try_new(item, OffsetBuffer::from_lengths([rows.len()]), Arc::new(rows), None)?;
        Ok(vec![ScalarValue::List(Arc::new(list))])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.tidy();
        if self.rows.len() < SMALLEST_GROUP {
            return self.silence();
        }
        let mut releases = self
            .guarded
            .releases
            .lock()
            .map_err(|_| DataFusionError::Internal("what was told is not known any more".to_owned()))?;
        releases.tell(&self.rows).map_err(|Narrowed| DataFusionError::External(Box::new(Narrowed)))?;
        self.told()
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.rows.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_rounded_half_away_from_zero() {
        assert_eq!(average(10, 4, 1), Some(3));
        assert_eq!(average(-10, 4, 1), Some(-3));
        assert_eq!(average(1, 3, 10_000), Some(3333));
        assert_eq!(average(i128::MAX, 2, 10), None);
    }
}
