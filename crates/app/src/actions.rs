//! Every action, one file each: what is asked for, and what is done about it.
//!
//! # Adding an action
//! 1. Name it in [`bailee_model::Action`] and allow it to somebody in `policies/*.cedar`.
//! 2. Write `actions/its_name.rs`: an `Ask` with documented fields, and one function that looks its subject up
//!    [`for_`](crate::lookup::Lookup::for_) the action, does the work and records the change with its entries.
//! 3. Give it a page or a route in `bailee-web`, and tests here: the success and every refusal.

mod acknowledge_notice;
mod activate_engagement;
mod add_client;
mod add_incident_task;
mod add_supplier;
mod add_system;
mod agree_grant;
mod agree_notice_hours;
mod allow_session;
mod annotate_promise;
mod answer_enquiry;
mod approve_checkout;
mod approve_device;
mod approve_grant;
mod ask_checkout;
mod ask_enquiry;
mod ask_grant;
mod ask_rotation;
mod ask_session;
mod assess_region;
mod assign_incident;
mod assign_person;
mod back_up_now;
mod break_glass;
mod change_password;
mod change_recipient;
mod change_terms;
mod classify_column;
mod close_engagement;
mod close_incident;
mod confirm_backup_gone;
mod confirm_kit_gone;
mod confirm_receipt;
mod confirm_rotation;
mod confirm_session;
mod confirm_system;
mod contact;
mod contain_incident;
mod decide_demand;
mod decide_quarantine;
mod decide_review;
mod decide_supplier;
mod declare_incident;
mod delete_now;
mod depart_person;
mod destroy;
mod draft_policy;
mod edit_mapping;
mod edit_notice;
mod edit_policy;
mod end_assignment;
mod end_grant;
mod end_hold;
mod end_incident_task;
mod end_link;
mod end_supplier;
mod enrol;
mod enrol_device;
mod extend_grant;
mod found_firm;
mod hand_over;
mod hold_exercise;
mod import_policy;
mod intake;
mod invite_person;
mod look_at_use;
mod make_drop_link;
mod make_out_link;
mod make_token;
mod mark_account;
mod name_supplier;
mod note_incident;
mod open_engagement;
mod open_load_report;
mod open_out_link;
mod open_profile;
mod open_review;
mod own_access;
mod pack_evidence;
mod passkeys;
mod place_hold;
mod policy_reviews;
mod publish_course;
mod publish_document;
mod publish_policies;
mod query;
mod read_accounts;
mod read_walkthrough;
mod reconcile;
mod record_demand;
mod recover;
mod refuse_grant;
mod reinstate_person;
mod renew_invitation;
mod report_posture;
mod resend_mail;
mod restore_access;
mod return_checkout;
mod review_policy;
mod revoke_device;
mod scope_incident;
mod send_notice;
mod sessions;
mod set_region;
mod sign_document;
mod sign_in;
mod sign_in_with_passkey;
mod sign_in_with_provider;
mod sign_policy;
mod start_load;
mod step_up;
mod stop_job;
mod store_credential;
mod suspend_person;
mod take_checkout;
mod take_quiz;
mod thaw_engagement;
mod verify;
mod waive_notice;
mod withdraw_grant;
mod witness_log;
mod write_in_room;

pub use acknowledge_notice::acknowledge_notice;
pub use activate_engagement::activate_engagement;
pub use add_client::{AddClientAsk, add_client};
pub use add_incident_task::{AddIncidentTaskAsk, add_incident_task};
pub use add_supplier::{AddSupplierAsk, add_supplier};
pub use add_system::{AddSystemAsk, add_system};
pub use agree_grant::agree_grant;
pub use agree_notice_hours::agree_notice_hours;
pub use allow_session::{AskedSession, allow_session, asked_session, may_allow_session, refuse_session};
pub use annotate_promise::{AnnotatePromiseAsk, annotate_promise};
pub use answer_enquiry::{AnswerEnquiryAsk, answer_enquiry};
pub use approve_checkout::{approve_checkout, end_checkout, refuse_checkout};
pub use approve_device::{ApproveDeviceAsk, FIRM_DAYS, approve_device};
pub use approve_grant::approve_grant;
pub use ask_checkout::{AskCheckoutAsk, ask_checkout};
pub use ask_enquiry::{AskEnquiryAsk, ask_enquiry};
pub use ask_grant::{AskGrantAsk, ask_grant};
pub use ask_rotation::ask_rotation;
pub use ask_session::SessionRequest;
pub use assess_region::{AssessRegionAsk, agree_region, assess_region, end_assessment};
pub use assign_incident::{AssignIncidentAsk, assign_incident};
pub(crate) use assign_person::may_work;
pub use assign_person::{AssignPersonAsk, assign_person};
pub use back_up_now::back_up_now;
pub use break_glass::{BreakGlassAsk, break_glass};
pub use change_password::{ChangePasswordAsk, CodeOffer, change_password, offer_password, remove_password};
pub use change_recipient::{ChangeRecipientAsk, change_recipient};
pub use change_terms::{AnswerTermsAsk, ProposeTermsAsk, answer_terms, propose_terms, withdraw_terms};
pub use classify_column::{ClassifyColumnAsk, classify_column};
pub use close_engagement::close_engagement;
pub use close_incident::{CloseIncidentAsk, close_incident};
pub use confirm_backup_gone::confirm_backup_gone;
pub use confirm_kit_gone::confirm_kit_gone;
pub use confirm_receipt::{ConfirmReceiptAsk, confirm_receipt};
pub use confirm_rotation::{ConfirmRotationAsk, Replacement, confirm_rotation};
pub use confirm_session::{Confirmation, ConfirmationCode, Confirmed, ask_confirmation, running_confirmation};
pub use confirm_system::confirm_system;
pub use contact::{ContactAsk, Contacted, OwnEnquiry};
pub(crate) use contain_incident::concerned;
pub use contain_incident::{ContainIncidentAsk, contain_incident};
pub use decide_demand::{GiveDemandAsk, ProposeDemandAsk, confirm_demand, give_demand, propose_demand};
pub use decide_quarantine::{DecideQuarantineAsk, decide_quarantine};
pub use decide_review::{DecideReviewAsk, decide_review};
pub use decide_supplier::{
    AnswerObjectionAsk, ObjectToSupplierAsk, agree_supplier, answer_objection, end_involvement, object_to_supplier,
    use_tool,
};
pub(crate) use declare_incident::lock;
pub use declare_incident::{DeclareIncidentAsk, declare_incident};
pub use delete_now::{DeleteNowAsk, delete_now};
pub(crate) use delete_now::{Reach, reach};
pub use depart_person::{DepartPersonAsk, depart_person};
pub(crate) use destroy::{Asked, keeps};
pub use destroy::{DestroyAsk, destroy};
pub use draft_policy::{DraftPolicyAsk, draft_policy};
pub use edit_mapping::{SaveMappingAsk, check_mapping, open_mapping, save_mapping};
pub use edit_notice::{EditNoticeAsk, edit_notice, part_name};
pub use edit_policy::{AcceptWordAsk, EditPolicyAsk, accept_word, edit_policy, withdraw_policy};
pub use end_assignment::end_assignment;
pub use end_grant::end_grant;
pub use end_hold::end_hold;
pub use end_incident_task::{EndIncidentTaskAsk, end_incident_task};
pub use end_link::{end_drop_link, end_out_link};
pub use end_supplier::{EndSupplierAsk, EndedSupplier, end_supplier};
pub use enrol::{EnrolAsk, EnrolPasskeyAsk, EnrolmentOffer};
pub use enrol_device::{EnrolDeviceAsk, enrol_device};
pub use extend_grant::{ExtendGrantAsk, extend_grant};
pub use found_firm::{FoundFirmAsk, found_firm};
pub(crate) use hand_over::goes_back;
pub use hand_over::{HandOver, HandOverAsk, HandedOver, hand_over};
pub use hold_exercise::hold_exercise;
pub use import_policy::{ImportPolicyAsk, ImportedClause, ImportedPolicy, import_policy, read_policy};
pub use intake::{IntakeAsk, Intaken, intake};
pub(crate) use intake::{file_name, parse_job};
pub use invite_person::{Invitation, InvitePersonAsk, invite_person};
pub use look_at_use::{LookAtUseAsk, look_at_use};
pub use make_drop_link::{MakeDropLinkAsk, NewDropLink, make_drop_link};
pub(crate) use make_out_link::has_content;
pub use make_out_link::{MakeOutLinkAsk, make_out_link};
pub use make_token::{MOST_TOKENS, MakeTokenAsk, NewToken, make_token};
pub use mark_account::{MarkAccountAsk, mark_account};
pub use name_supplier::{NameSupplierAsk, name_supplier};
pub use note_incident::{NoteIncidentAsk, note_incident};
pub use open_engagement::{OpenEngagementAsk, open_engagement};
pub use open_load_report::{LoadReport, open_load_report};
pub use open_out_link::open_out_link;
pub(crate) use open_out_link::own_out_link;
pub use open_profile::{ProfileView, open_profile, open_rejects};
pub use open_review::open_review;
pub use own_access::{AlsoEnd, OwnAccess, own_access};
pub use pack_evidence::{PackEvidenceAsk, pack_evidence};
pub use passkeys::{AddPasskeyAsk, add_passkey, begin_passkey, remove_passkey, rename_passkey};
pub use place_hold::{PlaceHoldAsk, place_hold};
pub use policy_reviews::{ClosePolicyReviewAsk, OpenPolicyReviewAsk, close_policy_review, open_policy_review};
pub use publish_course::{PublishCourseAsk, publish_course};
pub use publish_document::{PublishDocumentAsk, publish_document};
pub use publish_policies::{PublishOne, PublishPoliciesAsk, publish_policies};
pub use query::{QueryAsk, query};
pub use read_accounts::{ImportAccountsAsk, import_accounts, read_accounts};
pub use read_walkthrough::read_walkthrough;
pub use reconcile::{open_reconciliation, reconcile};
pub use record_demand::{RecordDemandAsk, record_demand};
pub use recover::{RecoverAsk, make_recovery_codes};
pub use refuse_grant::{RefuseGrantAsk, refuse_grant};
pub use reinstate_person::{ReinstatePersonAsk, reinstate_person};
pub use renew_invitation::renew_invitation;
pub use report_posture::Reported;
pub use resend_mail::resend_mail;
pub use restore_access::{RestoreAccessAsk, restore_access};
pub(crate) use review_policy::may_read as may_read_policies;
pub use review_policy::{ReviewPolicyAsk, SubmitPolicyAsk, review_policy, submit_policy};
pub use revoke_device::revoke_device;
pub(crate) use revoke_device::{end_device, unconfirm};
pub use scope_incident::{ScopeIncidentAsk, scope_incident};
pub use send_notice::send_notice;
pub(crate) use sessions::make_room;
pub use sessions::{MOST_SESSIONS, OwnSession, end_other_sessions, end_session, own_sessions};
pub use set_region::set_region;
pub use sign_document::{SignDocumentAsk, sign_document};
pub use sign_in::{SignInAsk, SignedIn, sign_out};
pub use sign_in_with_passkey::PasskeySignInAsk;
pub use sign_in_with_provider::{
    ProviderAnswerAsk, ProviderCodeAsk, ProviderOutcome, ProviderRequest, begin_link_provider, begin_provider_step_up,
};
pub use sign_policy::{SignPolicyAsk, sign_policy};
pub(crate) use start_load::into_system;
pub use start_load::{StartLoadAsk, StartedLoad, start_load};
pub use step_up::{StepUpAsk, begin_passkey_step_up, set_purpose, step_up, step_up_with_passkey};
pub use stop_job::stop_job;
pub use store_credential::{StoreCredentialAsk, store_credential};
use store_credential::{make_current, put_in_custody};
pub use suspend_person::{SuspendPersonAsk, suspend_person};
pub use take_checkout::{Outgoing, TakeCheckoutAsk, take_checkout};
pub use take_quiz::{Correction, QuizResult, TakeQuizAsk, take_quiz};
pub use thaw_engagement::{ThawEngagementAsk, thaw_engagement};
pub use verify::{VerifyAsk, verify};
pub use waive_notice::{WaiveNoticeAsk, waive_notice};
pub use withdraw_grant::withdraw_grant;
pub use witness_log::{MOST_KEYS, WitnessLogAsk, witness_log};
pub use write_in_room::{WriteInRoomAsk, write_in_room};

use crate::{Done, Door};
use bailee_model::{EntryDraft, Error, Record, Result, say};
use bailee_store::{Noun, Recorded};

impl Door {
    /// Saves one thing together with the entry that says so: the whole of most actions.
    pub(crate) async fn keep<T: Noun>(&self, thing: T, entry: EntryDraft) -> Result<Done<T>> {
        let kept = thing.clone();
        let recorded =
            self.app.store.ledger().record([self.by(entry)], move |tx| async move { tx.save(&kept).await }).await?;
        Ok(done(recorded).map(|()| thing))
    }
}

pub(crate) fn done<T>(recorded: Recorded<T>) -> Done<T> {
    Done { receipt: recorded.receipts.last().cloned(), value: recorded.value }
}

/// A required text: trimmed, not empty, not endless.
pub(crate) fn text(field: &'static str, value: &str, longest: usize) -> Result<String> {
    let value = value.trim();
    if value.is_empty() {
        return Err(Error::bad_input(say!("This is empty.")).hint(say!("Fill it in.")).on_field(field));
    }
    if value.chars().count() > longest {
        return Err(Error::bad_input(say!("This is longer than {longest} characters.", longest))
            .hint(say!("Shorten it."))
            .on_field(field));
    }
    if value.chars().any(char::is_control) {
        return Err(Error::bad_input(say!("This has control characters in it."))
            .hint(say!("Remove them."))
            .on_field(field));
    }
    Ok(value.to_owned())
}

/// A fresh record's identifier is an entry's identifier too.
pub(crate) fn named<T: Record>(entry: EntryDraft, role: &'static str, thing: &T) -> EntryDraft {
    entry.id(role, thing.id())
}
