//! What incidents and what else is owed over time take.

use super::*;

asks! {
    /// What was noticed.
    DeclareIncident {
        /// What it is called; without a client's name.
        title: String,
        /// What was noticed.
        signal: String,
        /// When it was first noticed.
        #[schema(value_type = String, format = DateTime)]
        signal_at: Timestamp,
        /// `low`, `medium`, `high` or `critical`.
        #[schema(value_type = String)]
        severity: Severity,
        /// The device that is lost, or null.
        #[schema(value_type = Option<String>)]
        device: Option<DeviceId>,
    }
    /// Who and what an incident may involve, and when.
    ScopeIncident {
        /// People.
        #[schema(value_type = Vec<String>)]
        people: Vec<PersonId>,
        /// Devices.
        #[schema(value_type = Vec<String>)]
        devices: Vec<DeviceId>,
        /// Credentials.
        #[schema(value_type = Vec<String>)]
        credentials: Vec<HoldingId>,
        /// Other holdings.
        #[schema(value_type = Vec<String>)]
        holdings: Vec<HoldingId>,
        /// Whole engagements.
        #[schema(value_type = Vec<String>)]
        engagements: Vec<EngagementId>,
        /// From when on.
        #[schema(value_type = Option<String>, format = DateTime)]
        from: Option<Timestamp>,
        /// Until when; null while it may go on.
        #[schema(value_type = Option<String>, format = DateTime)]
        until: Option<Timestamp>,
    }
    /// What is stopped, out of the scope and what follows from it.
    ContainIncident {
        /// People who are kept out.
        #[schema(value_type = Vec<String>)]
        people: Vec<PersonId>,
        /// Devices that are revoked.
        #[schema(value_type = Vec<String>)]
        devices: Vec<DeviceId>,
        /// Engagements that are frozen.
        #[schema(value_type = Vec<String>)]
        engagements: Vec<EngagementId>,
        /// Whether assignments are suspended.
        access: bool,
        /// Whether credentials are to be replaced.
        rotate: bool,
    }
    /// What runs again.
    ThawEngagement {
        /// Which engagement.
        #[schema(value_type = String)]
        engagement: EngagementId,
        /// Whether the assignments that were suspended run again.
        restore: bool,
        /// Why it may.
        reason: String,
    }
    /// Who answers for an incident.
    AssignIncident {
        /// Its owner.
        #[schema(value_type = String)]
        owner: PersonId,
        /// How grave it is.
        #[schema(value_type = String)]
        severity: Severity,
        /// Who may read it as well.
        #[schema(value_type = Vec<String>)]
        named: Vec<PersonId>,
    }
    /// A line of a timeline.
    NoteIncident {
        /// What was found or done; without a client's name.
        text: String,
        /// When it happened; now, if null.
        #[schema(value_type = Option<String>, format = DateTime)]
        happened_at: Option<Timestamp>,
    }
    /// A remedy.
    AddIncidentTask {
        /// What is to be done.
        what: String,
        /// Who does it.
        #[schema(value_type = String)]
        owner: PersonId,
        /// By when.
        #[schema(value_type = String, format = DateTime)]
        due: Timestamp,
    }
    /// What became of a remedy.
    EndIncidentTask {
        /// Whether it was carried out; otherwise it is declined.
        done: bool,
        /// What was done, or why not.
        outcome: String,
    }
    /// What came out.
    CloseIncident {
        /// Why it happened; without a client's name.
        cause: String,
    }
    /// A message in a room.
    WriteInRoom {
        /// In whose room; a client's people write in their own.
        #[schema(value_type = Option<String>)]
        client: Option<ClientId>,
        /// What.
        text: String,
    }
    /// A notice in each of its languages.
    EditNotice {
        /// One for each language.
        texts: Vec<NoticeText>,
    }
    /// A notice in one language.
    NoticeText {
        /// `en` or `fr`.
        language: String,
        /// A text for each part, by its name: `contact`, `happened`, `when` and so on.
        parts: std::collections::BTreeMap<String, String>,
    }
    /// Why a client is not told.
    WaiveNotice {
        /// Why.
        reason: String,
        /// The officer's own name.
        typed_name: String,
    }
    /// How soon a client is told, by contract.
    AgreeNotice {
        /// In hours; null for none.
        hours: Option<i32>,
    }
    /// A backup now.
    BackUp {
        /// Whether every sealed object is copied anew.
        full: bool,
    }
    /// What to take onto the device, why, and for how long.
    AskCheckout {
        /// What.
        #[schema(value_type = String)]
        holding: HoldingId,
        /// Why it cannot be done in place.
        reason: String,
        /// For how many hours from approval.
        hours: i64,
        /// Where the device will be meanwhile, as an ISO 3166 code.
        region: String,
    }
    /// What an authority demands.
    RecordDemand {
        /// Who demands.
        authority: String,
        /// Where they are, as an ISO 3166 code.
        region: String,
        /// What they ask for.
        asks: String,
        /// On which law or order they rely.
        basis: String,
        /// When it came.
        #[schema(value_type = String)]
        received_at: Timestamp,
        /// By when it has to be answered.
        #[schema(value_type = String)]
        answer_due: Timestamp,
        /// Until when telling the client is forbidden, or null.
        #[schema(value_type = Option<String>)]
        barred_until: Option<Timestamp>,
    }
    /// What is proposed about a demand.
    ProposeDemand {
        /// `comply`, `narrow` or `refuse`.
        #[schema(value_type = String)]
        decision: DemandDecision,
        /// Why.
        reason: String,
        /// What is given.
        #[schema(value_type = Vec<String>)]
        holdings: Vec<HoldingId>,
    }
    /// What an unusual use was.
    LookAtUse {
        /// `expected`, `asked` or `incident`.
        #[schema(value_type = String)]
        decision: UseDecision,
        /// Why; may be empty where it was expected.
        note: String,
    }
    /// What is given to an authority.
    GiveDemand {
        /// What, of that which was decided.
        #[schema(value_type = String)]
        holding: HoldingId,
        /// The authority's age recipient.
        recipient: String,
    }
    /// An assessment of a further region.
    AssessRegion {
        /// Which region, as an ISO 3166 code.
        region: String,
        /// Why it is needed.
        why: String,
        /// What protects the data there.
        safeguards: String,
        /// Until when it counts.
        #[schema(value_type = String)]
        until: Timestamp,
    }
    /// The client's answer to an assessment.
    AgreeRegion {
        /// Whether they agree.
        agrees: bool,
    }
    /// Where the installation keeps its data.
    SetRegion {
        /// As an ISO 3166 code.
        region: String,
    }
}
