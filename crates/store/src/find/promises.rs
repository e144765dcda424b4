//! Questions about how the firm's promises stood.

use super::*;

finders! {
    /// Every judgement of every promise, oldest first.
    judgements() -> Vec<Judgement> { |db| db.list(None) }

    /// How one promise stood, oldest first.
    judgements_of(promise: &str) -> Vec<Judgement> { |db| db.list(Some(entity::judgement::Column::Promise.eq(promise))) }

    /// How every promise was last found: for each the judgement that was made last.
    judgements_now() -> Vec<Judgement> { |db| newest(db) }

    /// What officers added, oldest first.
    annotations() -> Vec<Annotation> { |db| db.list(None) }

    /// What was stated at this instant or later, oldest first.
    statements_since(since: jiff::Timestamp) -> Vec<Statement> { |db| db.list(Some(entity::statement::Column::At.gte(crate::column::Millis::of(since)))) }
}

/// The last judgement of each promise: no later one of the same promise is there.
async fn newest(db: &Tables<'_, impl ConnectionTrait>) -> Result<Vec<Judgement>, DbErr> {
    use entity::judgement::{Column, Entity};
    let last = Entity::find().select_only().column(Column::Promise).column_as(Column::At.max(), "at");
    let last: Vec<(String, i64)> = last.group_by(Column::Promise).into_tuple().all(db.db).await?;
    let each = last.into_iter().map(|(promise, at)| Column::Promise.eq(promise).and(Column::At.eq(at)));
    match each.reduce(|one, other| one.or(other)) {
        Some(any) => db.list(Some(any)).await,
        None => Ok(Vec::new()),
    }
}
