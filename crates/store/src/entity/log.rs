//! The tables of the log: heads, entries, nodes, details, checkpoints.

/// The head of each log; on PostgreSQL its row is the lock of everything that the log is about.
pub(crate) mod head {
    use crate::column::{LogName, Millis, Text};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "log")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Text<LogName>,
        /// Unknown until the first entry.
        pub origin: Option<String>,
        pub since: Millis,
        pub size: i64,
        pub root: Vec<u8>,
        /// Hashes of the complete subtrees that the tree is made of, largest first, 32 bytes each.
        pub peaks: Vec<u8>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The lines, as their exact bytes.
pub(crate) mod entry {
    use crate::column::{LogName, Text};
    use bailee_model::EventId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub log: Text<LogName>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub idx: i64,
        pub event: Text<EventId>,
        /// Which of the event's entries, counted from 0; with the event it is unique, which makes recording idempotent.
        pub part: i32,
        pub body: Vec<u8>,
        pub leaf: Vec<u8>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The roots of complete subtrees, which never change.
pub(crate) mod node {
    use crate::column::{LogName, Text};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "node")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub log: Text<LogName>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub level: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub idx: i64,
        pub hash: Vec<u8>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The entries' details, sealed; the one table whose rows may go.
pub(crate) mod detail {
    use crate::column::{LogName, Text};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "detail")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub log: Text<LogName>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub idx: i64,
        pub sealed: Vec<u8>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The heads as they were signed.
pub(crate) mod checkpoint {
    use crate::column::{LogName, Text};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "checkpoint")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub log: Text<LogName>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub size: i64,
        pub note: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
