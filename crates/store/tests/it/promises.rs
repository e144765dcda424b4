//! How promises stood comes back as it was saved, and the last judgement of each is found.

use crate::samples::*;
use crate::world::on_both;
use bailee_model::*;

fn judgement(promise: &str, second: i64, status: PromiseStatus) -> Judgement {
    Judgement {
        id: JudgementId::new(&SystemRng),
        promise: promise.into(),
        status,
        says_en: "12 grants run.".into(),
        says_fr: "12 autorisations en cours.".into(),
        at: at(second),
        checked_at: at(second + 1),
        valid_until: at(second + 2),
        evidence: 12,
        against: 1,
        digest: "00".repeat(32),
        shown: vec![Evidence { what: "entry 3".into(), at: at(second), log: LogId::Site, against: true }],
        recorded: "{}".into(),
        event: EventId::new(&SystemRng),
    }
}

on_both! {
    async fn judgements_remarks_and_statements_come_back(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let kept = judgement("training", 1, PromiseStatus::Kept);
        let broken = judgement("training", 9, PromiseStatus::Broken);
        let other = judgement("least_access", 2, PromiseStatus::Attested);
        let remark = Annotation {
            id: AnnotationId::new(&SystemRng),
            promise: "training".into(),
            says_en: "Mended.".into(),
            says_fr: "Réparé.".into(),
            by: scene.person.id,
            role: Standing::Officer,
            at: at(10),
            status: PromiseStatus::Broken,
        };
        let (id, event) = (StatementId::new(&SystemRng), EventId::new(&SystemRng));
        let statement = Statement { id, at: at(11), body: "{}".into(), digest: "11".repeat(32), event };
        let saved = (kept.clone(), broken.clone(), other.clone(), remark.clone(), statement.clone());
        store.ledger().record([EntryDraft::site("promise.judged")], move |tx| async move {
            tx.save(&saved.0).await?;
            tx.save(&saved.1).await?;
            tx.save(&saved.2).await?;
            tx.save(&saved.3).await?;
            tx.save(&saved.4).await
        }).await.unwrap();
        assert_eq!(store.get::<Judgement>(kept.id).await.unwrap(), Some(kept.clone()));
        assert_eq!(store.judgements().await.unwrap(), [kept.clone(), other.clone(), broken.clone()]);
        assert_eq!(store.judgements_of("training").await.unwrap(), [kept, broken.clone()]);
        assert_eq!(store.judgements_now().await.unwrap(), [other, broken.clone()]);
        assert_eq!(store.annotations().await.unwrap(), [remark]);
        assert_eq!(store.statements_since(at(11)).await.unwrap(), [statement]);
        assert!(store.statements_since(at(12)).await.unwrap().is_empty());

        let size = store.log(LogId::Site).size().await.unwrap();
        let again = Judgement { checked_at: at(20), ..broken.clone() };
        store.ledger().note_looks(std::slice::from_ref(&again)).await.unwrap();
        assert_eq!(store.judgements_of("training").await.unwrap().pop(), Some(again));
        assert_eq!(store.log(LogId::Site).size().await.unwrap(), size, "a look that finds the same is no entry");
    }
}
