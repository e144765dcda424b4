//! Typing as a second step: exact values, and what does not fit kept aside.

use crate::profiling::LEDGER;
use crate::setting::Setting;
use bailee_model::ErrorKind;
use bailee_model::engine::{Engine, Unwatched};

#[tokio::test]
async fn amounts_and_days_get_their_types_and_misfits_are_counted() {
    let setting = Setting::new(51).await;
    let ledger = setting.table("ledger", LEDGER, &[]).await;
    let refused = setting.bench.retype(setting.engagement, &ledger, &Unwatched).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Conflict, "types follow the profile");
    setting.bench.profile(setting.engagement, &ledger, &[], &Unwatched).await.unwrap();
    let columns = setting.bench.retype(setting.engagement, &ledger, &Unwatched).await.unwrap();
    let told: Vec<String> =
        columns.iter().map(|column| format!("{} {} {}", column.name, column.kind, column.rejected)).collect();
    assert_eq!(
        told,
        ["date date 2", "piece text 0", "account_code text 0", "libelle text 0", "debit decimal 0", "credit decimal 0"]
    );
    assert_eq!(
        setting.told(&[&ledger], "select sum(debit), sum(credit) from ledger where piece is not null").await,
        "1359.90|1409.89"
    );
}

#[tokio::test]
async fn every_kind_is_typed_exactly() {
    let setting = Setting::new(52).await;
    let text = format!(
        "qty,price,day,paid,code\n{}x,y,z,w,9\n",
        (1..=30)
            .map(|n| format!(
                "{n},\"1 0{n:02},{:02}\",{n:02}/12/2023,{},00{n}\n",
                n,
                if n % 2 == 0 { "oui" } else { "non" }
            ))
            .collect::<String>()
    );
    let table = setting.table("t", &text, &[]).await;
    let profile = setting.typed(&table).await;
    let kinds: Vec<&str> = profile.columns.iter().map(|column| column.kind.as_str()).collect();
    assert_eq!(kinds, ["integer", "decimal", "date", "boolean", "text"]);
    assert_eq!(
        setting.told(&[&table], "select qty, price, day, paid, code from t where qty = 30 or qty is null").await,
        "30|1030.30|2023-12-30|true|0030, .|.|.|.|9"
    );
    let columns = setting.bench.retype(setting.engagement, &table, &Unwatched).await.unwrap();
    assert_eq!(columns.iter().map(|column| column.rejected).collect::<Vec<_>>(), [1, 1, 1, 1, 0]);
}
