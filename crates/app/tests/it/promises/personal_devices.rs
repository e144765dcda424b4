//! Clause S3.5.

use super::{force, status};
use bailee_model::{Category, Device, DeviceOwner, PromiseStatus};
use bailee_testkit::{TestDevice, TestFirm};
use jiff::SignedDuration;

const SLUG: &str = "personal_devices";

async fn with_personal_device() -> (TestFirm, Device) {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "there is none");
    let device = TestDevice::enrol(&on.consultant, firm.rng().as_ref(), DeviceOwner::Personal).await.expect("enrolled");
    let officer = firm.officer().await.expect("in");
    device.approve(&officer, DeviceOwner::Personal).await.expect("approved");
    let device = firm.app.store().get::<Device>(device.id).await.expect("read").expect("there");
    (firm, device)
}

#[tokio::test]
async fn personal_devices_is_kept() {
    let (firm, _) = with_personal_device().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    firm.advance(SignedDuration::from_hours(24 * 84));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::DueSoon);
    firm.advance(SignedDuration::from_hours(24 * 7));
    bailee_app::clocks::tick(&firm.app).await.expect("a tick");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "its approval ended by itself");
}

#[tokio::test]
async fn personal_devices_is_broken() {
    let (firm, device) = with_personal_device().await;
    firm.advance(SignedDuration::from_hours(24 * 91));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "beyond its date");
    let until = firm.app.clock().now() + SignedDuration::from_hours(24 * 30);
    let approved_at = Some(firm.app.clock().now());
    let device = Device { approved_until: Some(until), approved_at, ..device };
    force(&firm, Device { approved_by: Some(device.person), ..device.clone() }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "approved by its owner");
    force(&firm, Device { approved_until: None, ..device.clone() }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "without a date");
    force(&firm, device).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}
