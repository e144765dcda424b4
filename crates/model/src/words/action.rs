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
        /// Name, for the client, the key that what goes back is sealed to.
        ChangeRecipient = "change_recipient",
        /// State, for the client, that what went back has arrived whole.
        ConfirmReceipt = "confirm_receipt",
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
        /// See all that clients asked to keep longer, and how much it is.
        ViewHolds = "view_holds",
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
        /// See how every promise stands, with what shows it, and take the evidence out.
        ViewPromises = "view_promises",
        /// Add a remark to a promise on the public page.
        AnnotatePromise = "annotate_promise",
        /// See the firm's policies, drafts included.
        ViewPolicies = "view_policies",
        /// Write or import a draft of a policy, and settle what a review of it found.
        EditPolicy = "edit_policy",
        /// Read somebody else's draft, and agree to it or send it back.
        ReviewPolicy = "review_policy",
        /// Publish policies that were agreed to.
        PublishPolicy = "publish_policy",
        /// Sign a policy that binds oneself.
        SignPolicy = "sign_policy",
        /// Sign an agreement that binds oneself or the organisation behind one.
        SignDocument = "sign_document",
        /// Propose a change of what was agreed, name a supplier, or say that it is used.
        ProposeTerms = "propose_terms",
        /// Agree, for the client, to such a change or supplier.
        AgreeTerms = "agree_terms",
        /// Object, for the client, to a supplier, a person or a change.
        Object = "object",
        /// Ask the firm something about one's data, and say what one has read.
        AskQuestion = "ask_question",
        /// Answer what somebody asked.
        AnswerEnquiry = "answer_enquiry",
        /// Send back a cosignature of one's own log.
        WitnessLog = "witness_log",
        /// Agree, for the client, to a grant on a sealed category.
        AgreeGrant = "agree_grant",
        /// Ask for emergency access.
        BreakGlass = "break_glass",
        /// Sign the mutual agreement of firm and client.
        SignNda = "sign_nda",
        /// Read who has an account in a client's system.
        ReadAccounts = "read_accounts",
        /// See which backups and recovery kits exist, and until when.
        ViewBackups = "view_backups",
        /// Say that a copy of a recovery kit or a backup is gone.
        ManageBackups = "manage_backups",
        /// Confirm that a credential was replaced.
        RotateCredential = "rotate_credential",
        /// Declare an incident.
        DeclareIncident = "declare_incident",
        /// Read an incident.
        ReadIncident = "read_incident",
        /// Look into an incident: its scope, its timeline, its remedies, its notices.
        RunIncident = "run_incident",
        /// Stop what an incident could do further harm by.
        ContainIncident = "contain_incident",
        /// Let run again what was frozen, leave a client untold, close an incident.
        SettleIncident = "settle_incident",
        /// Begin an exercise.
        HoldExercise = "hold_exercise",
        /// Read what one's organisation is told of an incident.
        ReadNotice = "read_notice",
        /// Ask or tell something in one's organisation's room.
        WriteInRoom = "write_in_room",
        /// Confirm, for the client, that the notice is there.
        AcknowledgeNotice = "acknowledge_notice",
        /// Agree how soon the client is told of an incident.
        AgreeNotice = "agree_notice",
        /// Make a link through which files come in without an account.
        MakeDropLink = "make_drop_link",
        /// Take in what comes through such a link; asked with its maker as the person.
        ReceiveDrop = "receive_drop",
        /// Make a link through which a named person takes a holding out, once.
        MakeOutLink = "make_out_link",
        /// Open such a link.
        OpenOutLink = "open_out_link",
        /// End a link before its date.
        EndLink = "end_link",
        /// Ask to take a holding onto one's device for a short time.
        AskCheckout = "ask_checkout",
        /// Approve or refuse another person's checkout.
        ApproveCheckout = "approve_checkout",
        /// Take what was approved onto the device.
        TakeCheckout = "take_checkout",
        /// End a checkout that was not returned, or withdraw one's own before it is taken.
        EndCheckout = "end_checkout",
        /// Read the register of disclosures, and where the data is.
        ReadRegister = "read_register",
        /// Write down and read what authorities demand.
        HandleDemand = "handle_demand",
        /// Decide what an authority is given, and give it.
        DecideDemand = "decide_demand",
        /// Assess a region outside those agreed.
        AssessRegion = "assess_region",
        /// Agree, for the client, to data in a further region.
        AgreeRegion = "agree_region",
        /// Say where the installation keeps what is in custody.
        SetRegion = "set_region",
        /// See whose use of an engagement was unusual, and what was said of it.
        ReadUses = "read_uses",
        /// Say of another person's unusual use what it was.
        LookAtUse = "look_at_use",
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
                | TakeCheckout
        )
    }
}
