//! Publish a new version of the course, in both languages. Whoever passed an earlier one takes the new one when theirs runs
//! out, not before (clause S5.2).

use super::done;
use crate::{Done, Door, training};
use bailee_model::{Action, Course, EntryDraft, Error, Result, say};

/// What is published, each as TOML like the course that comes with an installation.
pub struct PublishCourseAsk {
    /// The English course.
    pub english: String,
    /// The French course, with the same questions in the same order.
    pub french: String,
}

/// Publishes the next version.
///
/// # Errors
/// When a file is not a course, the two do not belong together, or somebody else published meanwhile.
pub async fn publish_course(door: &Door, ask: PublishCourseAsk) -> Result<Done<Vec<Course>>> {
    door.require(Action::PublishDocument).await?;
    let version = door.app.store.courses().await?.iter().map(|each| each.version).max().unwrap_or(0) + 1;
    let courses = training::edition(door.app.rng.as_ref(), version, [&ask.english, &ask.french], door.now())?;
    let mut entry = door.by(EntryDraft::site("course.published")).detail("version", version);
    for (role, course) in ["en", "fr"].into_iter().zip(&courses) {
        entry = entry.id(role, course.id);
    }
    let kept = courses.clone();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        if tx.courses().await?.iter().any(|each| each.version == version) {
            return Err(
                Error::conflict(say!("Somebody has published a course meanwhile.")).hint(say!("Look at theirs first."))
            );
        }
        for course in &kept {
            tx.save(course).await?;
        }
        Ok(())
    });
    Ok(done(recorded.await?).map(|()| courses))
}
