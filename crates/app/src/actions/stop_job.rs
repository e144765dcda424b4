//! Ask long work to stop at its next safe point.

use crate::Door;
use bailee_model::{Action, EntryDraft, Job, JobId, JobState, Result};

/// Asks a job to stop; what it has done stays done, and it can be started again.
pub async fn stop_job(door: &Door, id: JobId) -> Result<Job> {
    let job = door.job(id).for_(Action::ViewEngagement).await?.it;
    if job.state == JobState::Running && (job.by == door.who.id || !door.is_client()) {
        let entry = door.by(EntryDraft::new(job.engagement, "job.stop_asked")).id("job", id);
        door.app.store.ledger().note([entry]).await?;
        door.app.jobs.stop(id);
    }
    Ok(door.app.live(job))
}
