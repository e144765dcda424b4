//! Clause S4.3: what comes and goes does so through links that end, is sealed on the way, and mail never carries it.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{
    DropLink, DropUpload, Evidence, LogId, Mail, OutLink, PromiseKind, PromiseStatus, Result, UploadState,
};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise = Promise {
    slug: "encrypted_transfer",
    kinds: &[PromiseKind::Gate, PromiseKind::Clock],
    parameters: &["drop_link_days"],
    judge,
};

/// How late the clock may be before what outlived its date counts as broken: it looks every minute.
const LATE: SignedDuration = SignedDuration::from_hours(1);
/// The longest path that a mail leads to; data would be longer, or not be a path.
const LONGEST_PATH: usize = 200;

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let store = look.app.store();
        let (mut tally, mut moments) = (Tally::default(), Vec::new());
        for link in store.drop_links_not_ended().await? {
            moments.push(link.until + LATE);
            tally.add(way_in(look, &link));
        }
        for link in store.out_links_unopened().await? {
            moments.push(link.until + LATE);
            tally.add(way_out(look, &link));
        }
        for upload in store.drop_uploads_in(UploadState::Arriving).await? {
            moments.push(upload.until + LATE);
            tally.add(under_way(look, &upload));
        }
        let links = tally.all();
        let mails = store.mails().await?;
        mails.iter().filter(|mail| !is_link_only(mail)).for_each(|mail| tally.wrong.push(carries(mail)));
        let wrong = tally.wrong.len();
        let kept = Said::new(
            format!(
                "{} and uploads run, each until a date; {} led to a page and carried nothing.",
                en(links, "link", "links"),
                en(mails.len(), "message", "messages")
            ),
            format!(
                "{} ou dépôt(s) en cours, chacun jusqu’à une date ; {} menant à une page, sans rien porter.",
                fr(links, "lien", "liens"),
                fr(mails.len(), "message", "messages")
            ),
        );
        let broken = Said::new(
            format!("{wrong} of {} outlived its date or runs too long, or a message carried more than a link.", links),
            format!(
                "{wrong} sur {links} au-delà de leur date ou d’une durée trop longue, ou un message a porté plus qu’un lien."
            ),
        );
        Ok(tally.finding(look.until(moments), (PromiseStatus::Kept, kept), broken))
    })
}

fn is_over(look: &Look<'_>, until: Timestamp) -> bool {
    until + LATE < look.now
}

fn is_too_long(look: &Look<'_>, since: Timestamp, until: Timestamp) -> bool {
    until.duration_since(since) > SignedDuration::from_hours(24 * look.limits.drop_link_days)
}

fn way_in(look: &Look<'_>, link: &DropLink) -> Evidence {
    let against = is_over(look, link.until) || is_too_long(look, link.since, link.until);
    Evidence { what: format!("link {}", link.id), at: link.since, log: LogId::Engagement(link.engagement), against }
}

fn way_out(look: &Look<'_>, link: &OutLink) -> Evidence {
    let against = is_over(look, link.until) || is_too_long(look, link.since, link.until);
    Evidence { what: format!("link {}", link.id), at: link.since, log: LogId::Engagement(link.engagement), against }
}

fn under_way(look: &Look<'_>, upload: &DropUpload) -> Evidence {
    Evidence {
        what: format!("upload {}", upload.id),
        at: upload.since,
        log: LogId::Engagement(upload.engagement),
        against: is_over(look, upload.until),
    }
}

/// Whether all that a message brings is the path of a page.
fn is_link_only(mail: &Mail) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/-_.?=&#".contains(letter);
    mail.path.starts_with('/') && mail.path.len() <= LONGEST_PATH && mail.path.chars().all(plain)
}

fn carries(mail: &Mail) -> Evidence {
    Evidence { what: format!("mail {}", mail.id), at: mail.since, log: LogId::Site, against: true }
}
