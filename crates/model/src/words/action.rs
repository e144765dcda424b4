//! What a person wants to do: the question that the gate answers.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

words! {
    /// What a person wants to do; the gate's question (`policies/*.cedar` answers it).
    Action {
        /// Make a new engagement.
        OpenEngagement = "open_engagement",
        /// See that an engagement exists, its overview and its people.
        ViewEngagement = "view_engagement",
        /// Change who works on it.
        AssignPerson = "assign_person",
        /// Let work begin.
        ActivateEngagement = "activate_engagement",
        /// Ask for a grant.
        AskGrant = "ask_grant",
        /// Approve another person's grant.
        ApproveGrant = "approve_grant",
        /// End a grant.
        EndGrant = "end_grant",
        /// Add a client system.
        AddSystem = "add_system",
        /// Say that a system which another person added is the client's own.
        ConfirmSystem = "confirm_system",
        /// Put a secret for a system into custody.
        StoreCredential = "store_credential",
        /// Let Bailee use the secret against its system.
        UseCredential = "use_credential",
        /// Bring a file into custody.
        Intake = "intake",
        /// Agree to, or have returned, what arrived undeclared.
        DecideQuarantine = "decide_quarantine",
        /// See that a holding exists: name, size, category, dates.
        ListHolding = "list_holding",
        /// Open a holding's contents in place.
        OpenHolding = "open_holding",
        /// Say who may see a column.
        ClassifyColumn = "classify_column",
        /// Run SQL over an engagement's tables.
        Query = "query",
        /// Write or change a mapping.
        EditMapping = "edit_mapping",
        /// Load into a test system.
        LoadTest = "load_test",
        /// Load into production.
        LoadProduction = "load_production",
        /// Make sealed import files for the client.
        LoadFiles = "load_files",
        /// Compare what was loaded with what was given.
        Reconcile = "reconcile",
        /// The client's statement that the result is right.
        Verify = "verify",
        /// Ask to keep something longer.
        PlaceHold = "place_hold",
        /// End a hold before its date.
        EndHold = "end_hold",
        /// Give data back, sealed to the client.
        HandOver = "hand_over",
        /// Destroy holdings.
        Destroy = "destroy",
        /// Close the engagement.
        CloseEngagement = "close_engagement",
        /// Read the engagement's log.
        ReadLog = "read_log",
        /// Fetch a certificate.
        ReadCertificate = "read_certificate",
        /// Manage people and the organisations behind them: invite, suspend, let go.
        ManagePeople = "manage_people",
        /// See who may be let in, and how each of them stands.
        ViewPeople = "view_people",
        /// Approve and revoke devices.
        ManageDevices = "manage_devices",
        /// Publish documents to sign and courses to take.
        PublishDocument = "publish_document",
        /// Change how one signs in oneself: passkeys, tokens, devices.
        ChangeOwnAccess = "change_own_access",
        /// Open an access review before its date.
        OpenReview = "open_review",
        /// Read access reviews.
        ReadReview = "read_review",
        /// Decide a row of an access review, or restore what silence suspended.
        DecideReview = "decide_review",
        /// Agree, for the client, to a grant on a sealed category.
        AgreeGrant = "agree_grant",
        /// Ask for emergency access.
        BreakGlass = "break_glass",
        /// Sign the mutual agreement of firm and client.
        SignNda = "sign_nda",
        /// Read who has an account in a client's system.
        ReadAccounts = "read_accounts",
        /// Confirm that a credential was replaced.
        RotateCredential = "rotate_credential",
    }
}

impl Action {
    /// Whether it opens client data or a system, and so is a use of the grant it leans on.
    pub fn opens(self) -> bool {
        use Action::*;
        matches!(
            self,
            OpenHolding
                | Query
                | Reconcile
                | UseCredential
                | ReadAccounts
                | ClassifyColumn
                | EditMapping
                | LoadTest
                | LoadProduction
                | LoadFiles
        )
    }
}
