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
