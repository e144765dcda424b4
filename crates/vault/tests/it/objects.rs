//! The sealed store behaves like a store of the plaintext, and the store behind it never sees any.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bailee_model::Rng;
use bailee_model::clock::SeededRng;
use bailee_vault::stream::StreamKey;
use bailee_vault::{Error, SealedStore, object};
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::*;
use proptest::prelude::*;

use crate::setting::{CANARY, Setting, at, files};

fn rng() -> Arc<dyn Rng> {
    Arc::new(SeededRng::new(5))
}

fn sealed(inner: Arc<dyn ObjectStore>, prefix: &str) -> SealedStore {
    SealedStore::new(inner, Path::from(prefix), StreamKey::generate(&SeededRng::new(9)), rng())
}

fn local() -> (tempfile::TempDir, SealedStore) {
    let dir = tempfile::tempdir().unwrap();
    let inner = Arc::new(object::LocalObjects::open(dir.path()).unwrap());
    (dir, sealed(inner, "objects/a"))
}

fn plain(len: usize) -> Bytes {
    (0..len).map(|n| (n * 7 + n / 253) as u8).collect::<Vec<_>>().into()
}

async fn upload(store: &dyn ObjectStore, path: &Path, bytes: &Bytes, part: usize) -> Result<()> {
    let mut upload = store.put_multipart_opts(path, PutMultipartOptions::default()).await?;
    for start in (0..bytes.len()).step_by(part) {
        upload.put_part(bytes.slice(start..(start + part).min(bytes.len())).into()).await?;
    }
    upload.complete().await.map(drop)
}

#[tokio::test]
async fn what_goes_in_comes_out_whole_and_in_ranges() {
    let (_dir, store) = local();
    for len in [0usize, 1, 65_479, 65_480, 65_481, 300_000, 2_500_000] {
        let bytes = plain(len);
        store.put(&at("t"), bytes.clone().into()).await.unwrap();
        assert_eq!(store.get(&at("t")).await.unwrap().bytes().await.unwrap(), bytes);
        assert_eq!(store.head(&at("t")).await.unwrap().size, len as u64);
        if len < 2 {
            continue;
        }
        let size = len as u64;
        for range in [GetRange::Bounded(1..size), GetRange::Offset(size / 2), GetRange::Suffix(size / 3 + 1)] {
            let expected = range.as_range(size).unwrap();
            let got = store.get_opts(&at("t"), GetOptions { range: Some(range), ..Default::default() }).await.unwrap();
            assert_eq!((got.range.clone(), got.meta.size), (expected.clone(), size));
            assert_eq!(got.bytes().await.unwrap(), bytes.slice(expected.start as usize..expected.end as usize));
        }
        let ranges: [Range<u64>; 3] = [0..1, size / 2..size / 2 + 1, size - 1..size];
        let got = store.get_ranges(&at("t"), &ranges).await.unwrap();
        assert!(
            got.iter().zip(&ranges).all(|(got, range)| *got == bytes.slice(range.start as usize..range.end as usize))
        );
        assert!(store.get_range(&at("t"), size + 5..size + 6).await.is_err());
    }
}

#[tokio::test]
async fn uploads_in_parts_of_any_size_make_the_same_object() {
    let (_dir, store) = local();
    let bytes = plain(2 * object::PART + 12_345);
    for part in [1 << 20, 5 << 20, 333_333, bytes.len()] {
        upload(&store, &at("big"), &bytes, part).await.unwrap();
        assert_eq!(store.get(&at("big")).await.unwrap().bytes().await.unwrap(), bytes, "{part}");
    }
    let chunks = (0..100).map(|n| Ok(bytes.slice(n * 1_000..(n + 1) * 1_000)));
    assert_eq!(store.put_stream(&at("streamed"), stream::iter(chunks).boxed()).await.unwrap(), 100_000);
    assert_eq!(store.get(&at("streamed")).await.unwrap().bytes().await.unwrap(), bytes.slice(..100_000));
}

#[tokio::test]
async fn lists_heads_copies_renames_and_deletes_speak_of_plaintext() {
    let (_dir, store) = local();
    store.put(&at("a/one"), plain(100_000).into()).await.unwrap();
    store.copy(&at("a/one"), &at("b/two")).await.unwrap();
    store.rename(&at("a/one"), &at("a/three")).await.unwrap();
    let mut listed: Vec<_> = store.list(None).map_ok(|m| (m.location.to_string(), m.size)).try_collect().await.unwrap();
    listed.sort();
    assert_eq!(listed, [("a/three".to_owned(), 100_000), ("b/two".to_owned(), 100_000)]);
    assert_eq!(store.get(&at("b/two")).await.unwrap().bytes().await.unwrap(), plain(100_000));
    assert_eq!(store.get(&at("a/three")).await.unwrap().bytes().await.unwrap(), plain(100_000));
    let below = store.list_with_delimiter(None).await.unwrap();
    assert_eq!(below.common_prefixes, [at("a"), at("b")]);
    assert!(store.get(&at("a/one")).await.is_err());
    store.delete(&at("b/two")).await.unwrap();
    assert!(matches!(store.get(&at("b/two")).await, Err(object_store::Error::NotFound { .. })));
    assert!(store.copy_if_not_exists(&at("a/three"), &at("c")).await.is_err(), "refused, not left unsealed");
}

#[tokio::test]
async fn create_only_and_conditions_are_kept() {
    let (_dir, store) = local();
    let create = || PutOptions::from(PutMode::Create);
    let first = store.put_opts(&at("x"), plain(9).into(), create()).await.unwrap();
    let again = store.put_opts(&at("x"), plain(9).into(), create()).await;
    assert!(matches!(again, Err(object_store::Error::AlreadyExists { .. })), "{again:?}");
    let matching = GetOptions { if_match: first.e_tag.clone(), ..Default::default() };
    assert!(store.get_opts(&at("x"), matching).await.is_ok());
    let same = GetOptions { if_none_match: first.e_tag, ..Default::default() };
    assert!(matches!(store.get_opts(&at("x"), same).await, Err(object_store::Error::NotModified { .. })));
}

#[tokio::test]
async fn an_object_replaced_between_reads_is_read_anew() {
    let (_dir, store) = local();
    for len in [10usize, 200_000, 5] {
        store.put(&at("x"), plain(len).into()).await.unwrap();
        assert_eq!(store.get_range(&at("x"), 1..4).await.unwrap(), plain(len).slice(1..4));
        assert_eq!(store.get(&at("x")).await.unwrap().bytes().await.unwrap(), plain(len));
    }
}

#[tokio::test]
async fn invariant_4_no_plaintext_at_rest() {
    let setting = Setting::new(4);
    let vault = setting.filled().await;
    let store = vault.store(setting.engagements[0], setting.holdings[0][0]).unwrap();
    let many: Bytes = CANARY.repeat(50_000).into();
    upload(store.as_ref(), &at("parts"), &many, 700_000).await.unwrap();
    let mut unfinished = store.put_multipart(&at("unfinished")).await.unwrap();
    unfinished.put_part(CANARY.repeat(300_000).into()).await.unwrap();
    let found = files(setting.dir.path());
    assert!(found.iter().any(|path| path.to_string_lossy().contains("staging")), "something is half written");
    for path in found {
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(20).any(|window| CANARY.starts_with(window)), "{}", path.display());
    }
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::ContentDisposition, "salaries.csv".into());
    let plain = PutOptions { attributes, ..Default::default() };
    assert!(matches!(store.put_opts(&at("x"), "y".into(), plain).await, Err(object_store::Error::NotSupported { .. })));
}

#[tokio::test]
async fn invariant_10_clients_never_meet() {
    let setting = Setting::new(10);
    let vault = setting.filled().await;
    let [[mine, other_of_mine, _], [theirs, ..]] = setting.holdings;
    let [us, them] = setting.engagements;
    let object = |engagement, holding| Path::from(format!("objects/{engagement}/{holding}/original"));
    let raw = vault.sealed_objects();
    for (engagement, holding) in [(them, theirs), (us, other_of_mine)] {
        let kept = raw.get(&object(engagement, holding)).await.unwrap().bytes().await.unwrap();
        raw.copy(&object(us, mine), &object(engagement, holding)).await.unwrap();
        let error = vault.store(engagement, holding).unwrap().get(&at("original")).await.unwrap().bytes().await;
        assert!(matches!(Error::from(error.unwrap_err()), Error::Object { .. }), "another holding's bytes do not open");
        raw.put(&object(engagement, holding), kept.into()).await.unwrap();
    }
    assert!(vault.store(us, theirs).is_err() && vault.store(them, mine).is_err());
    let (ours, others) = (vault.pseudonym_key(us).unwrap(), vault.pseudonym_key(them).unwrap());
    assert_ne!(ours.as_bytes(), others.as_bytes());
    assert_ne!(vault.detail_key(us).unwrap().as_bytes(), vault.detail_key(them).unwrap().as_bytes());
    use bailee_model::ColumnClass as Class;
    let column = |engagement, holding, class| *vault.column_key(engagement, holding, class).unwrap().as_bytes();
    assert_ne!(column(us, mine, Class::Personal), column(them, theirs, Class::Personal));
    assert_ne!(column(us, mine, Class::Personal), column(us, mine, Class::Secret));
    assert_eq!(column(us, mine, Class::Personal), column(us, mine, Class::Personal));
}

#[tokio::test]
async fn damage_is_told_with_the_object_and_the_segment() {
    let inner = Arc::new(InMemory::new());
    let store = sealed(inner.clone(), "v");
    store.put(&at("x"), plain(200_000).into()).await.unwrap();
    let whole = inner.get(&at("v/x")).await.unwrap().bytes().await.unwrap();
    let told = |bytes: Bytes| {
        let (inner, store) = (inner.clone(), &store);
        async move {
            inner.put(&at("v/x"), bytes.into()).await.unwrap();
            let got = match store.get(&at("x")).await {
                Ok(result) => result.bytes().await,
                Err(error) => Err(error),
            };
            Error::from(got.unwrap_err()).to_string()
        }
    };
    let mut flipped = whole.to_vec();
    flipped[70_000] ^= 1;
    assert_eq!(
        told(flipped.into()).await,
        "v/x: segment 1 does not open: wrong key, wrong associated data, or altered bytes"
    );
    assert!(told(whole.slice(..150_000)).await.contains("segment 2"));
    assert!(told(whole.slice(..30)).await.contains("30 bytes cannot be a sealed stream"));
    assert!(told(Bytes::new()).await.contains("0 bytes cannot be a sealed stream"));
    assert!(told(Bytes::from(vec![1; 500])).await.contains("header announces 1 bytes"));
}

/// An inner store whose disk fills up after so many bytes.
#[derive(Debug)]
struct Filling(object::LocalObjects, usize);

impl fmt::Display for Filling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("filling")
    }
}

#[derive(Debug)]
struct FillingUpload(Box<dyn MultipartUpload>, usize);

fn full() -> object_store::Error {
    object_store::Error::Generic { store: "filling", source: Box::new(io::Error::from(io::ErrorKind::StorageFull)) }
}

#[async_trait]
impl MultipartUpload for FillingUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        match self.1.checked_sub(data.content_length()) {
            Some(left) => {
                self.1 = left;
                self.0.put_part(data)
            }
            None => Box::pin(async { Err(full()) }),
        }
    }

    async fn complete(&mut self) -> Result<PutResult> {
        self.0.complete().await
    }

    async fn abort(&mut self) -> Result<()> {
        self.0.abort().await
    }
}

#[async_trait]
impl ObjectStore for Filling {
    async fn put_opts(&self, path: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        if payload.content_length() > self.1 { Err(full()) } else { self.0.put_opts(path, payload, options).await }
    }

    async fn put_multipart_opts(&self, path: &Path, options: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Ok(Box::new(FillingUpload(self.0.put_multipart_opts(path, options).await?, self.1)))
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        self.0.get_opts(path, options).await
    }

    fn delete_stream(&self, paths: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.0.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.0.copy_opts(from, to, options).await
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let inner = Filling(object::LocalObjects::open(dir.path()).unwrap(), 10 << 20);
    let store = sealed(Arc::new(inner), "objects/a");
    let big = plain(20 << 20);
    let chunks = (0..20).map(|n| Ok(big.slice(n << 20..(n + 1) << 20)));
    let error = store.put_stream(&at("big"), stream::iter(chunks).boxed()).await.unwrap_err();
    assert!(matches!(Error::from(error), Error::Full { .. }));
    let error = store.put(&at("big"), big.into()).await.unwrap_err();
    let told = bailee_model::Error::from(Error::from(error));
    assert_eq!(told.kind(), bailee_model::ErrorKind::Unavailable);
    assert!(told.to_string().contains("Free space"), "{told}");
    assert!(files(dir.path()).is_empty(), "{:?}", files(dir.path()));
}

#[tokio::test]
async fn a_source_that_breaks_off_leaves_nothing_behind() {
    let (dir, store) = local();
    let broken = stream::iter([Ok(plain(9 << 20)), Err(full())]).boxed();
    assert!(store.put_stream(&at("x"), broken).await.is_err());
    let mut dropped = store.put_multipart(&at("y")).await.unwrap();
    dropped.put_part(plain(9 << 20).into()).await.unwrap();
    drop(dropped);
    for _ in 0..100 {
        if files(dir.path()).is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("left behind: {:?}", files(dir.path()));
}

#[tokio::test]
async fn a_part_that_failed_or_was_never_sent_fails_the_upload() {
    let (_dir, store) = local();
    let mut upload = store.put_multipart(&at("x")).await.unwrap();
    let never_polled = upload.put_part(plain(9 << 20).into());
    drop(never_polled);
    assert!(upload.complete().await.is_err());
    assert!(store.get(&at("x")).await.is_err());
}

#[tokio::test]
async fn what_a_killed_process_left_in_staging_is_gone_when_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    drop(object::LocalObjects::open(dir.path()).unwrap());
    std::fs::write(dir.path().join("staging/7"), b"half an object").unwrap();
    let inner = object::LocalObjects::open(dir.path()).unwrap();
    assert!(files(dir.path()).is_empty());
    assert_eq!(inner.list(None).count().await, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_range_of_any_object_is_its_slice(len in 1usize..400_000, a in 0.0..1.0f64, b in 0.0..1.0f64, part in 1usize..200_000) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let store = sealed(Arc::new(InMemory::new()), "p");
            let bytes = plain(len);
            upload(&store, &at("x"), &bytes, part).await.unwrap();
            let (a, b) = ((len as f64 * a) as u64, (len as f64 * b) as u64);
            let range = a.min(b)..a.max(b) + 1;
            let got = store.get_range(&at("x"), range.clone()).await.unwrap();
            assert_eq!(got, bytes.slice(range.start as usize..range.end as usize));
        });
    }
}
