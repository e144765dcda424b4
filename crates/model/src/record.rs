//! What every stored noun has in common.

/// A noun that the store keeps: saved whole, found by its identifier.
pub trait Record: Clone + Send + Sync + 'static {
    /// The identifier's type.
    type Id: Copy + Send + Sync + std::fmt::Display;

    /// Which one this is.
    fn id(&self) -> Self::Id;
}

macro_rules! records {
    ($($noun:ty => $id:ty),* $(,)?) => {$(
        impl Record for $noun {
            type Id = $id;

            fn id(&self) -> Self::Id {
                self.id
            }
        }
    )*};
}

records! {
    crate::people::Person => crate::id::PersonId,
    crate::people::Supplier => crate::id::SupplierId,
    crate::people::Departure => crate::id::DepartureId,
    crate::people::Passkey => crate::id::PasskeyId,
    crate::people::Ceremony => crate::id::CeremonyId,
    crate::posture::Device => crate::id::DeviceId,
    crate::posture::PostureReport => crate::id::ReportId,
    crate::agreement::Document => crate::id::DocumentId,
    crate::agreement::Signature => crate::id::SignatureId,
    crate::agreement::Course => crate::id::CourseId,
    crate::agreement::Completion => crate::id::CompletionId,
    crate::review::Review => crate::id::ReviewId,
    crate::review::ReviewRow => crate::id::ReviewRowId,
    crate::review::Rotation => crate::id::RotationId,
    crate::review::CredentialUse => crate::id::CredentialUseId,
    crate::review::Account => crate::id::AccountId,
    crate::feed::Feed => crate::id::FeedId,
    crate::exits::Disclosure => crate::id::DisclosureId,
    crate::exits::Checkout => crate::id::CheckoutId,
    crate::exits::LegalDemand => crate::id::DemandId,
    crate::exits::Assessment => crate::id::AssessmentId,
    crate::transfer::DropLink => crate::id::DropLinkId,
    crate::transfer::DropUpload => crate::id::DropUploadId,
    crate::transfer::OutLink => crate::id::OutLinkId,
    crate::mail::Mail => crate::id::MailId,
    crate::promise::Judgement => crate::id::JudgementId,
    crate::promise::Annotation => crate::id::AnnotationId,
    crate::promise::Statement => crate::id::StatementId,
    crate::policies::Policy => crate::id::PolicyId,
    crate::policies::PolicyVersion => crate::id::PolicyVersionId,
    crate::policies::PolicyReview => crate::id::PolicyReviewId,
    crate::policies::PolicySignature => crate::id::PolicySignatureId,
    crate::clients::Involvement => crate::id::InvolvementId,
    crate::clients::Enquiry => crate::id::EnquiryId,
    crate::clients::TermsChange => crate::id::TermsChangeId,
    crate::clients::Walkthrough => crate::id::WalkthroughId,
    crate::clients::Witnessing => crate::id::WitnessingId,
    crate::people::Session => crate::id::SessionId,
    crate::engagement::Client => crate::id::ClientId,
    crate::engagement::Engagement => crate::id::EngagementId,
    crate::engagement::Assignment => crate::id::AssignmentId,
    crate::engagement::Grant => crate::id::GrantId,
    crate::engagement::Hold => crate::id::HoldId,
    crate::engagement::Verification => crate::id::VerificationId,
    crate::system::System => crate::id::SystemId,
    crate::holding::Holding => crate::id::HoldingId,
    crate::holding::LoadRun => crate::id::LoadRunId,
    crate::holding::Certificate => crate::id::CertificateId,
    crate::holding::Job => crate::id::JobId,
    crate::incident::Incident => crate::id::IncidentId,
    crate::incident::IncidentEvent => crate::id::IncidentEventId,
    crate::incident::IncidentTask => crate::id::IncidentTaskId,
    crate::incident::Notice => crate::id::NoticeId,
    crate::incident::NoticeVersion => crate::id::NoticeVersionId,
    crate::incident::IncidentMessage => crate::id::IncidentMessageId,
    crate::backup::Backup => crate::id::BackupId,
    crate::backup::RecoveryKit => crate::id::RecoveryKitId,
    crate::retention::Handover => crate::id::HandoverId,
    crate::unusual::UnusualUse => crate::id::UnusualUseId,
}
