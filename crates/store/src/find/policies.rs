//! Questions about the firm's policies.

use super::*;

finders! {
    /// All policies, oldest first.
    policies() -> Vec<Policy> { |db| db.list(None) }

    /// The policy of this name.
    policy_by_slug(slug: &str) -> Option<Policy> { |db| db.one(entity::policy::Column::Slug.eq(slug)) }

    /// Every version of every policy, oldest first.
    policy_versions() -> Vec<PolicyVersion> { |db| db.list(None) }

    /// A policy's versions, oldest first.
    policy_versions_of(policy: PolicyId) -> Vec<PolicyVersion> { |db| db.list(Some(is(entity::policy_version::Column::Policy, policy))) }

    /// Every version that was published, of all policies, oldest first.
    policy_versions_published() -> Vec<PolicyVersion> { |db| db.list(Some(is(entity::policy_version::Column::State, PolicyState::Published))) }

    /// Every review of a policy, oldest first, with those that are done.
    policy_reviews() -> Vec<PolicyReview> { |db| db.list(None) }

    /// Every review of a policy that is not done, oldest first.
    policy_reviews_open() -> Vec<PolicyReview> { |db| db.list(Some(entity::policy_review::Column::ClosedAt.is_null())) }

    /// Who signed a version of a policy, oldest first.
    policy_signatures_under(version: PolicyVersionId) -> Vec<PolicySignature> { |db| db.list(Some(is(entity::policy_signature::Column::Version, version))) }

    /// Every version of a policy that a person signed, oldest first.
    policy_signatures_of(person: PersonId) -> Vec<PolicySignature> { |db| db.list(Some(is(entity::policy_signature::Column::Person, person))) }
}
