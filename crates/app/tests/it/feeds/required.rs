//! What the Open Cybersecurity Schema Framework 1.3.0 requires, written down by hand from its schema.

use serde_json::Value;

/// What the framework requires of every event, and of each class (OCSF 1.3.0); `a|b` where one of them is enough.
const BASE: &[&str] = &[
    "activity_id",
    "category_uid",
    "class_uid",
    "metadata.version",
    "metadata.product.vendor_name",
    "severity_id",
    "status_id",
    "time",
    "type_uid",
];
const CLASSES: &[(u64, &[&str], &[u64])] = &[
    (3001, &["user.uid|user.name"], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 99]),
    (3002, &["user.uid|user.name", "service.name|dst_endpoint"], &[1, 2, 3, 4, 5, 99]),
    (3004, &["entity.uid|entity.name"], &[1, 2, 3, 4, 99]),
    (6003, &["actor", "api.operation", "src_endpoint.uid|src_endpoint.svc_name"], &[1, 2, 3, 4, 99]),
    (
        6005,
        &["actor", "src_endpoint.uid|src_endpoint.svc_name", "table.uid|databucket.uid|database.uid"],
        &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99],
    ),
    (
        6006,
        &["actor", "src_endpoint.uid|src_endpoint.svc_name", "file.name", "file.type_id"],
        &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 99],
    ),
];

fn has(event: &Value, path: &str) -> bool {
    path.split('|')
        .any(|path| path.split('.').try_fold(event, |at, key| at.get(key)).is_some_and(|found| !found.is_null()))
}

/// Panics where an event lacks what it needs, or a number is not one of its class.
pub(super) fn check(event: &Value) {
    let class = event["class_uid"].as_u64().expect("there");
    let (_, required, activities) = CLASSES.iter().find(|(uid, ..)| *uid == class).expect("a known class");
    for path in BASE.iter().chain(*required) {
        assert!(has(event, path), "{path} of {event}");
    }
    let activity = event["activity_id"].as_u64().expect("there");
    assert!(activities.contains(&activity), "{event}");
    assert_eq!(event["type_uid"].as_u64().expect("there"), class * 100 + activity);
    assert_eq!(event["category_uid"].as_u64().expect("there"), class / 1000);
    assert!(has(&event["actor"], "user.uid|session.uid|app_name"), "{event}");
    assert!((1..=5).contains(&event["severity_id"].as_u64().expect("there")));
    assert!(event["time"].as_i64().expect("there") > 1_700_000_000_000, "milliseconds");
}
