//! What is known about Odoo's models before any Odoo is asked: the category of data that each holds, which of its fields
//! are sensitive and how, in what order models are loaded, and how models and fields were renamed over the versions.
//!
//! The table is written in the names of Odoo 14; [`name_in`] and [`name_14`] translate. A model that is not in the
//! table has no category, and whoever decides by category must then refuse.

mod table;

use bailee_model::{Category, ColumnClass};

/// What is known about one model.
#[derive(Debug)]
pub struct ModelFacts {
    /// Its name in Odoo 14.
    pub name: &'static str,
    /// What its records are about.
    pub category: Category,
    /// Where it stands in the order of loading; a model refers only to models of the same or a lower rank.
    pub rank: u16,
    /// Its sensitive fields, and who may see them.
    pub sensitive: &'static [(&'static str, ColumnClass)],
    /// Required fields that Odoo fills by itself because the model is built upon another (`_inherits`).
    pub delegates: &'static [&'static str],
}

/// A model or a model's field that was renamed.
#[derive(Debug)]
pub struct Rename {
    /// The name before.
    pub old: &'static str,
    /// The name since.
    pub new: &'static str,
    /// The first major version with the new name.
    pub since: u16,
}

/// The rank of a model that is not in the table: after all that are.
pub const LAST: u16 = u16::MAX;

/// What is known about a model, by its name in any version.
pub fn facts(model: &str) -> Option<&'static ModelFacts> {
    let model = name_14(model);
    table::MODELS.iter().find(|facts| facts.name == model)
}

/// The category of a model's records; none when the model is not known.
pub fn category(model: &str) -> Option<Category> {
    facts(model).map(|facts| facts.category)
}

/// Who may see a field of a model; none when it is not known to be sensitive.
pub fn sensitivity(model: &str, field: &str) -> Option<ColumnClass> {
    facts(model)?.sensitive.iter().find(|(name, _)| *name == field).map(|(_, class)| *class)
}

/// Where a model stands in the order of loading.
pub fn rank(model: &str) -> u16 {
    facts(model).map_or(LAST, |facts| facts.rank)
}

/// The name that a model of any version has in this major version.
pub fn name_in(model: &str, major: u16) -> &str {
    table::MODEL_RENAMES
        .iter()
        .find(|rename| rename.old == model || rename.new == model)
        .map_or(model, |rename| if major >= rename.since { rename.new } else { rename.old })
}

/// The name that a model of any version has in the table.
pub fn name_14(model: &str) -> &str {
    name_in(model, 14)
}

/// What a field of a model came to be called, or was called before, when this major version does not have it by this
/// name.
pub fn field_renamed(model: &str, field: &str, major: u16) -> Option<&'static str> {
    let model = name_14(model);
    table::FIELD_RENAMES.iter().find_map(|(of, rename)| {
        if *of != model {
            None
        } else if rename.old == field && major >= rename.since {
            Some(rename.new)
        } else if rename.new == field && major < rename.since {
            Some(rename.old)
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_model_stands_in_the_table_once() {
        let names: BTreeSet<_> = table::MODELS.iter().map(|facts| facts.name).collect();
        assert_eq!(names.len(), table::MODELS.len());
        assert!(table::MODELS.iter().all(|facts| name_14(facts.name) == facts.name));
    }

    #[test]
    fn every_category_has_models() {
        for category in Category::ALL {
            assert!(table::MODELS.iter().any(|facts| facts.category == *category), "{category}");
        }
    }

    #[test]
    fn accounts_come_before_partners_and_both_before_entries() {
        let order = [
            "res.currency",
            "account.account",
            "account.journal",
            "res.partner",
            "res.partner.bank",
            "product.template",
            "stock.location",
            "stock.quant",
            "hr.employee",
            "account.move",
        ];
        assert!(order.is_sorted_by_key(|model| rank(model)), "{:?}", order.map(rank));
        assert_eq!(rank("x_studio.thing"), LAST);
    }

    #[test]
    fn names_are_translated_both_ways() {
        assert_eq!(name_in("stock.production.lot", 17), "stock.lot");
        assert_eq!(name_in("stock.lot", 14), "stock.production.lot");
        assert_eq!(name_in("res.partner", 19), "res.partner");
        assert_eq!(category("hr.version"), Some(Category::Employees));
        assert_eq!(category("x_studio.thing"), None);
        assert_eq!(field_renamed("account.account", "user_type_id", 16), Some("account_type"));
        assert_eq!(field_renamed("account.account", "account_type", 14), Some("user_type_id"));
        assert_eq!(field_renamed("account.account", "user_type_id", 14), None);
    }

    #[test]
    fn sensitive_fields_are_known() {
        assert_eq!(sensitivity("res.partner.bank", "acc_number"), Some(ColumnClass::FinancialSensitive));
        assert_eq!(sensitivity("hr.employee", "ssnid"), Some(ColumnClass::EmployeeSensitive));
        assert_eq!(sensitivity("res.users", "password"), Some(ColumnClass::Secret));
        assert_eq!(sensitivity("res.partner", "name"), Some(ColumnClass::Personal));
        assert_eq!(sensitivity("account.account", "code"), None);
    }
}
