//! The words about access: what is owed before it, the devices behind it, how one signs in, how grants end, what a review
//! decides, what is replaced when somebody leaves, and what mail tells.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

words! {
    /// What a person still owes before they may work (clauses S5, S7).
    Obligation {
        /// The current confidentiality agreement is not signed.
        Confidentiality = "confidentiality",
        /// The subcontractor that stands behind the person has not signed the firm's terms.
        FlowDownFirm = "flow_down_firm",
        /// The subcontractor's person has not signed the terms for people.
        FlowDownPerson = "flow_down_person",
        /// Training was never done, or ran out and its grace too.
        Training = "training",
        /// A checkout is out past its time.
        CheckoutOverdue = "checkout_overdue",
    }

    /// What is asked of the device behind a session before anything opens (clauses S3). Missing until it is proved.
    DeviceCheck {
        /// A device of the person confirmed this session.
        Confirmed = "confirmed",
        /// That device was approved, and the approval runs.
        Approved = "approved",
        /// Its newest posture report is fresh.
        Reported = "reported",
        /// The volume that holds the person's files is encrypted.
        Encrypted = "encrypted",
        /// Security updates are in place and no restart is pending.
        Updated = "updated",
        /// Endpoint protection runs and is fresh.
        Protected = "protected",
        /// The screen locks soon enough.
        Locked = "locked",
    }

    /// An operating system that a device may run.
    Os {
        /// Linux.
        Linux = "linux",
        /// macOS.
        Macos = "macos",
        /// Windows.
        Windows = "windows",
    }

    /// Whose a device is.
    DeviceOwner {
        /// The firm's or the subcontractor's.
        Firm = "firm",
        /// The person's own: needs an approval that ends (clause S3.5).
        Personal = "personal",
    }

    /// Where a device stands.
    DeviceState {
        /// Enrolled by its person, and not approved yet.
        Asked = "asked",
        /// Approved.
        Approved = "approved",
        /// Trusted no more.
        Revoked = "revoked",
    }

    /// Where a device keeps its key.
    KeyHome {
        /// In a TPM, which it cannot leave.
        Tpm = "tpm",
        /// In the operating system's keyring.
        Keyring = "keyring",
        /// In a private file, where there is no keyring.
        File = "file",
    }

    /// How a device signs.
    KeyAlgorithm {
        /// Ed25519 (RFC 8032); the public key is 32 bytes.
        Ed25519 = "ed25519",
        /// ECDSA over P-256 with SHA-256; the public key is an uncompressed SEC 1 point, the signature is `r ‖ s`.
        P256 = "p256",
    }

    /// How somebody showed who they are.
    Factor {
        /// A passkey with user verification: two factors in one.
        Passkey = "passkey",
        /// A password and a time-based code.
        PasswordAndCode = "password_and_code",
        /// A recovery code and a second factor.
        RecoveryCode = "recovery_code",
        /// The firm's identity provider vouches for two factors.
        Provider = "identity_provider",
    }

    /// What a session serves.
    SessionKind {
        /// A browser.
        Browser = "browser",
        /// The command line.
        CommandLine = "command_line",
        /// A program, by a token of its own.
        Token = "token",
    }

    /// How far a token goes. Whatever needs fresh factors is beyond any.
    TokenScope {
        /// Seeing that things exist: engagements, holdings, logs, certificates.
        Look = "look",
        /// All that its person may do without fresh factors.
        Work = "work",
    }

    /// What a document is that people sign.
    DocumentKind {
        /// Confidentiality, signed by everybody who works for the firm.
        Confidentiality = "confidentiality",
        /// The mutual agreement of firm and client (clause D4.2).
        MutualNda = "mutual_nda",
        /// The firm's terms for a subcontractor, signed for the subcontractor (clause S7).
        FlowDownFirm = "flow_down_firm",
        /// The same terms for each of the subcontractor's people.
        FlowDownPerson = "flow_down_person",
    }

    /// What an organisation does for the firm.
    SupplierKind {
        /// Its people work on engagements.
        Subcontractor = "subcontractor",
        /// Its service is used; nobody of it is let in.
        Tool = "tool",
    }

    /// How a grant came about.
    GrantKind {
        /// Asked for, approved, dated.
        Standard = "standard",
        /// An emergency: two people, sixty minutes, and the client told at once.
        BreakGlass = "break_glass",
    }

    /// Why a grant ended.
    GrantEnd {
        /// Whoever could approve it said no.
        Refused = "refused",
        /// Its person took it back.
        Withdrawn = "withdrawn",
        /// Nobody answered in time: silence never approves.
        Lapsed = "lapsed",
        /// Its date came.
        Expired = "expired",
        /// It was not used.
        Unused = "unused",
        /// The lead or an officer ended it.
        Ended = "ended",
        /// Its assignment ended.
        Unassigned = "unassigned",
        /// An access review removed or reduced it.
        Reviewed = "reviewed",
        /// Its person left.
        Departed = "departed",
        /// The engagement closed.
        Closed = "closed",
    }

    /// What a reviewer decides about a row.
    ReviewDecision {
        /// It stays.
        Keep = "keep",
        /// Its grants end; the assignment stays.
        Reduce = "reduce",
        /// All of it ends.
        Remove = "remove",
    }

    /// Why a row of a review asks for a reason.
    ReviewFlag {
        /// Never used.
        NeverUsed = "never_used",
        /// Not used for a long time.
        Unused = "unused",
        /// Covers a category that the client had to agree to.
        SealedCategory = "sealed_category",
        /// An emergency grant was used.
        BreakGlass = "break_glass",
        /// Asked for again and again.
        Extended = "extended",
        /// Administers the installation.
        Administrator = "administrator",
        /// Works for a subcontractor.
        Subcontractor = "subcontractor",
        /// Owes a signature or training.
        Outstanding = "outstanding",
        /// Changed after the population was frozen.
        Drifted = "drifted",
    }

    /// How far a credential's replacement has come (clauses D3.3, S2.2).
    RotationState {
        /// It has to be replaced in the client's system.
        Requested = "requested",
        /// The new one opens and the old one does not.
        Confirmed = "confirmed",
        /// The last try failed; it is tried again.
        Failed = "failed",
    }

    /// What the last try of a credential that has to be replaced gave.
    RotationTry {
        /// It was not tried yet.
        Waiting = "waiting",
        /// The old secret still opens the system.
        StillOpens = "still_opens",
        /// The system refused the old secret once; twice is proof.
        RefusedOnce = "refused_once",
        /// The system refuses the secret that took its place.
        NewRefused = "new_refused",
        /// The system does not answer.
        NoAnswer = "no_answer",
        /// It cannot be tried from here: the system is no Odoo, or the old secret is destroyed.
        CannotTry = "cannot_try",
        /// The old secret is refused: it is dead.
        Dead = "dead",
        /// Somebody's word is all there is.
        Attested = "attested",
    }

    /// What is known of an account in a client's system.
    AccountState {
        /// It belongs to somebody who is assigned.
        Known = "known",
        /// Nobody here is behind it, or nobody who still should be.
        Unknown = "unknown",
        /// It was there, and a later reading did not find it.
        Gone = "gone",
        /// The client's own.
        Client = "client",
    }

    /// What a message tells. None carries data, and no link in one changes anything.
    MailKind {
        /// You are invited; here is where to enrol.
        Invitation = "invitation",
        /// Somebody asks for a grant.
        GrantAsked = "grant_asked",
        /// Your grant was approved.
        GrantApproved = "grant_approved",
        /// Your grant ends soon.
        GrantEnding = "grant_ending",
        /// Your grant ended.
        GrantEnded = "grant_ended",
        /// Emergency access was opened to your data.
        BreakGlass = "break_glass",
        /// An agreement waits for your signature.
        AgreementToSign = "agreement_to_sign",
        /// The copy of what you signed.
        AgreementSigned = "agreement_signed",
        /// Training is due.
        TrainingDue = "training_due",
        /// A device waits for approval.
        DeviceAsked = "device_asked",
        /// An access review opened and has rows for you.
        ReviewOpened = "review_opened",
        /// Rows of an access review are still undecided.
        ReviewReminder = "review_reminder",
        /// Access was suspended because nobody decided.
        AccessSuspended = "access_suspended",
        /// Something about how you sign in changed.
        SecurityNotice = "security_notice",
        /// A credential is not replaced yet.
        RotationLate = "rotation_late",
        /// Somebody asks to take data onto a device.
        CheckoutAsked = "checkout_asked",
        /// The checkout you asked for was answered.
        CheckoutAnswered = "checkout_answered",
        /// Data is still on a device past its time.
        CheckoutOverdue = "checkout_overdue",
        /// An authority demands data of yours.
        LegalDemand = "legal_demand",
        /// Data would go outside the agreed regions, and the client is asked.
        AssessmentAsked = "assessment_asked",
        /// A policy is published.
        PolicyPublished = "policy_published",
        /// A policy that binds you changed and is to be signed.
        PolicyToSign = "policy_to_sign",
        /// A draft of a policy waits to be read by another person.
        PolicyToReview = "policy_to_review",
        /// A policy is to be gone through.
        PolicyReviewOpened = "policy_review_opened",
        /// A file came through a link of yours.
        DropArrived = "drop_arrived",
        /// Something of yours waits behind a link that opens once.
        OutLinkReady = "out_link_ready",
        /// A question, a concern or a report waits for an answer.
        EnquiryArrived = "enquiry_arrived",
        /// What you asked was answered.
        EnquiryAnswered = "enquiry_answered",
        /// A subcontractor or tool is to work on your data.
        SupplierNoticed = "supplier_noticed",
        /// A client objected.
        ObjectionRaised = "objection_raised",
        /// A change of what was agreed waits for your agreement.
        TermsProposed = "terms_proposed",
        /// Something that you answer for is due soon.
        DeadlineNear = "deadline_near",
        /// Something is late, and the officers are told too.
        DeadlineMissed = "deadline_missed",
        /// What waits for you, once a day.
        Digest = "digest",
        /// The client had what was held for them destroyed before its date.
        DestroyedOnDemand = "destroyed_on_demand",
        /// Nothing holds a key of what was destroyed any more: the second certificate is there.
        DestroyedEverywhere = "destroyed_everywhere",
        /// The key that what goes back is sealed to was changed.
        RecipientChanged = "recipient_changed",
        /// Somebody declared an incident.
        IncidentDeclared = "incident_declared",
        /// You are told of an incident.
        IncidentNotice = "incident_notice",
        /// Somebody wrote in the room of an incident.
        IncidentMessage = "incident_message",
        /// A remedy is yours to carry out.
        IncidentTask = "incident_task",
    }
}
