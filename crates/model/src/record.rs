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
    crate::mail::Mail => crate::id::MailId,
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
}
