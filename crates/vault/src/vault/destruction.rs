//! Destruction as the vault carries it out: the keys first, then the objects they sealed, then the older kits.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use bailee_model::{EngagementId, HoldingId};
use futures::stream::{StreamExt, TryStreamExt};
use object_store::ObjectStore;
use object_store::path::Path as ObjectPath;
use serde::{Deserialize, Serialize};

use super::{OBJECTS, Turn, Vault, blocking, engagement_prefix, holding_prefix, run};
use crate::keyring::{Epoch, Journal, KeyId, Keyring, Root, Steps, Target};
use crate::{Result, kit};

/// What a destruction did, in the words a certificate needs. It holds names only, no key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    /// The engagement whose key was replaced or destroyed.
    pub engagement: EngagementId,
    /// Whether the engagement itself went, with its pseudonyms and its ledger details.
    pub whole_engagement: bool,
    /// The name of the engagement key that died.
    pub engagement_key: KeyId,
    /// What was destroyed.
    pub holdings: Vec<DestroyedHolding>,
    /// The epoch that ended; its keys open nothing any more.
    pub old_epoch: Epoch,
    /// The epoch that began.
    pub new_epoch: Epoch,
    /// How many holdings, of all engagements, were proved to open under the new epoch.
    pub survivors: u64,
    /// The kits removed from the kits folder. Copies taken elsewhere are to be destroyed by those who took them.
    pub superseded_kits: Vec<String>,
}

/// One destroyed holding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestroyedHolding {
    /// Which one.
    pub holding: HoldingId,
    /// The name of the key that died.
    pub key: KeyId,
    /// Sealed objects deleted.
    pub objects: u64,
    /// Their sealed bytes.
    pub bytes: u64,
}

/// What a sweep removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Swept {
    /// Sealed objects deleted.
    pub objects: u64,
    /// Their sealed bytes.
    pub bytes: u64,
}

impl Vault {
    /// Destroys holdings: when this returns, nothing opens them again, whatever older copies exist of the keyring, the
    /// objects or anything else but the root key and earlier kits. Every other holding was proved to open before.
    /// Either all the named holdings are destroyed or none is.
    ///
    /// # Errors
    /// [`crate::Error::NothingToDestroy`], [`crate::Error::UnknownHolding`], [`crate::Error::Destroyed`] for one that
    /// is already, [`crate::Error::Doubt`] when a survivor was not proved, and those of the file system: nothing was
    /// destroyed then, except when deleting objects failed after the keys were gone: the next change, or opening the
    /// vault again, completes that.
    pub async fn destroy(&self, engagement: EngagementId, holdings: &[HoldingId]) -> Result<Destroyed> {
        let holdings: BTreeSet<_> = holdings.iter().copied().collect();
        self.destroy_target(Target { engagement, holdings: Some(holdings) }, Arc::new(Steps::endless())).await
    }

    /// Destroys an engagement with all its holdings, its pseudonyms and its ledger details.
    ///
    /// # Errors
    /// As [`destroy`](Self::destroy).
    pub async fn destroy_engagement(&self, engagement: EngagementId) -> Result<Destroyed> {
        self.destroy_target(Target { engagement, holdings: None }, Arc::new(Steps::endless())).await
    }

    pub(crate) async fn destroy_target(&self, target: Target, steps: Arc<Steps>) -> Result<Destroyed> {
        let (paths, recipients) = (self.paths.clone(), self.recipients.clone());
        let counted = Arc::clone(&steps);
        let (turn, (journal, survivors)) = run(self.turn().await?, move |keyring| {
            let mut write = |root: &Root, files: &_| kit::write(&paths, &recipients, root, files, &counted).map(drop);
            let kit: Option<&mut _> = if recipients.is_empty() { None } else { Some(&mut write) };
            let destroyed = keyring.destroy(&target, kit.map(|write| write as _), &counted);
            if destroyed.is_err() {
                drop_premature_kit(&paths.kits, keyring, &counted);
            }
            destroyed
        })
        .await?;
        Ok(self.finish(turn, journal, Some(survivors), steps).await?.1)
    }

    /// Deletes the objects of what was destroyed and the kits it superseded; the plan is then complete.
    pub(super) async fn finish(
        &self,
        turn: Turn,
        journal: Journal,
        survivors: Option<u64>,
        steps: Arc<Steps>,
    ) -> Result<(Turn, Destroyed)> {
        let mut holdings = Vec::new();
        for (holding, key) in &journal.holdings {
            let swept = self.delete_below(&holding_prefix(journal.engagement, *holding)).await?;
            let Swept { objects, bytes } = swept;
            holdings.push(DestroyedHolding { holding: *holding, key: *key, objects, bytes });
        }
        if journal.whole {
            self.delete_below(&engagement_prefix(journal.engagement)).await?;
        }
        let (folder, epoch) = (self.paths.kits.clone(), journal.to.number);
        let counted = Arc::clone(&steps);
        let superseded_kits = blocking(move || kit::keep_only(&folder, epoch, &counted)).await?;
        let plan = journal.clone();
        let (turn, proved) = run(turn, move |keyring| {
            keyring.conclude(&plan, &steps)?;
            Ok(keyring.survivors())
        })
        .await?;
        let destroyed = Destroyed {
            engagement: journal.engagement,
            whole_engagement: journal.whole,
            engagement_key: journal.engagement_key,
            holdings,
            old_epoch: journal.from,
            new_epoch: journal.to,
            survivors: survivors.unwrap_or(proved),
            superseded_kits,
        };
        Ok((turn, destroyed))
    }

    /// Deletes the sealed objects of destroyed holdings that a restored backup brought back. They open for nobody;
    /// this frees their space and the questions they raise. Objects the keyring never heard of are left alone.
    ///
    /// # Errors
    /// Those of the object store.
    pub async fn sweep(&self) -> Result<Swept> {
        let mut swept = Swept::default();
        let engagements = self.objects.list_with_delimiter(Some(&ObjectPath::from(OBJECTS))).await?.common_prefixes;
        for prefix in engagements {
            for below in self.objects.list_with_delimiter(Some(&prefix)).await?.common_prefixes {
                let named = (prefix.filename().map(str::parse), below.filename().map(str::parse));
                let (Some(Ok(engagement)), Some(Ok(holding))) = named else { continue };
                if self.is_destroyed(engagement, holding) {
                    let more = self.delete_below(&below).await?;
                    swept.objects += more.objects;
                    swept.bytes += more.bytes;
                }
            }
        }
        Ok(swept)
    }

    async fn delete_below(&self, prefix: &ObjectPath) -> Result<Swept> {
        let mut swept = Swept::default();
        let found: Vec<_> = self.objects.list(Some(prefix)).try_collect().await?;
        for meta in &found {
            swept.objects += 1;
            swept.bytes += meta.size;
        }
        let paths = futures::stream::iter(found.into_iter().map(|meta| Ok(meta.location))).boxed();
        let mut deleted = self.objects.delete_stream(paths);
        while let Some(result) = deleted.next().await {
            match result {
                // An earlier attempt may have come this far.
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(swept)
    }
}

/// Removes the kit of an epoch that did not come. Should that fail too, the next destruction removes it; and while
/// nobody knows which epoch it is, every kit stays.
fn drop_premature_kit(folder: &Path, keyring: &Keyring, steps: &Steps) {
    if !keyring.in_doubt() {
        let _ = kit::keep_only(folder, keyring.epoch(), steps);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VaultPaths;
    use bailee_model::Rng;
    use bailee_model::clock::SeededRng;
    use object_store::ObjectStoreExt;

    /// Two engagements, four holdings and a kit.
    struct Scene {
        dir: tempfile::TempDir,
        paths: VaultPaths,
        rng: Arc<dyn Rng>,
        officers: Vec<crate::Recipient>,
        engagements: [EngagementId; 2],
        holdings: [HoldingId; 4],
    }

    impl Scene {
        fn new() -> Self {
            let rng = SeededRng::new(5);
            let dir = tempfile::tempdir().unwrap();
            Self {
                paths: paths_in(dir.path()),
                engagements: [(); 2].map(|()| EngagementId::new(&rng)),
                holdings: [(); 4].map(|()| HoldingId::new(&rng)),
                officers: (0..2).map(|_| crate::Identity::generate().recipient()).collect(),
                rng: Arc::new(rng),
                dir,
            }
        }

        /// The same vault in a folder of its own, for one more way to be interrupted.
        fn copy(&self) -> Self {
            let dir = tempfile::tempdir().unwrap();
            copy_folder(self.dir.path(), dir.path());
            let (rng, officers) = (Arc::clone(&self.rng), self.officers.clone());
            Self { paths: paths_in(dir.path()), rng, officers, dir, ..*self }
        }

        /// The engagement of the n-th holding: three belong to the first, one to the second.
        fn place(&self, n: usize) -> (EngagementId, HoldingId) {
            (self.engagements[n / 3], self.holdings[n])
        }

        async fn fill(&self) {
            let vault = Vault::create(self.paths.clone(), self.officers.clone(), self.rng.clone()).await.unwrap();
            for engagement in self.engagements {
                vault.add_engagement(engagement).await.unwrap();
            }
            for n in 0..4 {
                let (engagement, holding) = self.place(n);
                vault.add_holding(engagement, holding).await.unwrap();
                let store = vault.store(engagement, holding).unwrap();
                store.put(&"x".into(), "in custody".into()).await.unwrap();
            }
            vault.write_kit().await.unwrap();
        }

        async fn open(&self, steps: Steps) -> Result<Vault> {
            Vault::open_with(self.paths.clone(), self.officers.clone(), self.rng.clone(), steps).await
        }

        async fn opens(&self, vault: &Vault, n: usize) -> bool {
            let (engagement, holding) = self.place(n);
            let Ok(store) = vault.store(engagement, holding) else { return false };
            let Ok(found) = store.get(&"x".into()).await else { return false };
            found.bytes().await.is_ok_and(|bytes| bytes == "in custody")
        }

        /// What must hold after the vault has been opened again, however the last process ended.
        async fn check(&self, vault: &Vault, begun: bool, gone: &[usize], context: &str) {
            for n in 0..4 {
                let lives = !(begun && gone.contains(&n));
                assert_eq!(self.opens(vault, n).await, lives, "holding {n}, {context}");
            }
            let left: Vec<_> = std::fs::read_dir(&self.paths.root)
                .unwrap()
                .chain(std::fs::read_dir(self.paths.data.join("keys")).unwrap())
                .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                .filter(|name| name.ends_with(".old") || name.ends_with(".next") || name == "destroying")
                .collect();
            assert!(left.is_empty(), "{left:?}, {context}");
            let kits = std::fs::read_dir(&self.paths.kits).unwrap().count();
            assert_eq!(kits, 1, "{context}");
        }
    }

    fn paths_in(dir: &Path) -> VaultPaths {
        VaultPaths { data: dir.join("data"), root: dir.join("root"), kits: dir.join("kits") }
    }

    fn copy_folder(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy_folder(&entry.path(), &target);
            } else {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }

    /// Destroys with the process killed after `steps` changes of the disk; tells whether it got to the end.
    async fn destroy_stopping(scene: &Scene, whole: bool, steps: u64) -> bool {
        let vault = scene.open(Steps::endless()).await.unwrap();
        let holdings = (!whole).then(|| BTreeSet::from([scene.holdings[0], scene.holdings[2]]));
        let target = Target { engagement: scene.engagements[0], holdings };
        vault.destroy_target(target, Arc::new(Steps::stopping_after(steps))).await.is_ok()
    }

    async fn killed_at_every_step(whole: bool, gone: &[usize]) {
        let template = Scene::new();
        template.fill().await;
        for steps in 0.. {
            let scene = template.copy();
            let done = destroy_stopping(&scene, whole, steps).await;
            let vault = scene.open(Steps::endless()).await.unwrap();
            // Once the plan is on disk it is carried out; before that nothing has begun.
            let begun = done || vault.resumed().is_some();
            assert!(begun || steps < 2, "step {steps}");
            scene.check(&vault, begun, gone, &format!("killed after step {steps}")).await;
            let again = vault.destroy(scene.engagements[1], &[scene.holdings[3]]).await.unwrap();
            assert_eq!(again.survivors, if begun { 3 - gone.len() as u64 } else { 3 });
            if done {
                assert!(steps > 20, "the count covers the whole destruction");
                return;
            }
        }
    }

    #[tokio::test]
    async fn invariant_5_killed_at_any_step_the_destruction_is_whole_or_has_not_begun() {
        killed_at_every_step(false, &[0, 2]).await;
    }

    #[tokio::test]
    async fn invariant_5_killed_at_any_step_an_engagement_is_there_or_gone() {
        killed_at_every_step(true, &[0, 1, 2]).await;
    }

    #[tokio::test]
    async fn invariant_5_killed_again_while_recovering() {
        let template = Scene::new();
        template.fill().await;
        for steps in (2..40).step_by(3) {
            for again in [0, 1, 3, 8, 21] {
                let scene = template.copy();
                destroy_stopping(&scene, false, steps).await;
                let _killed = scene.open(Steps::stopping_after(again)).await.map(drop);
                let vault = scene.open(Steps::endless()).await.unwrap();
                scene.check(&vault, true, &[0, 2], &format!("killed after {steps}, then after {again}")).await;
            }
        }
    }
}
