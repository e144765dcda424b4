//! What was just done, in one word that survives a redirect.

use crate::words::Words;

macro_rules! said {
    ($($variant:ident => $word:literal, $key:ident;)*) => {
        /// Something that was done and is told on the next page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Said {
            $($variant,)*
        }

        impl Said {
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            pub(crate) fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }

            pub(crate) fn text(self, t: &Words) -> &'static str {
                match self { $(Self::$variant => t.$key,)* }
            }
        }
    };
}

said! {
    Enrol => "enrol", did_enrol;
    SignOut => "sign-out", did_sign_out;
    SessionOver => "session-over", session_over;
    ApproveDevice => "approve-device", did_approve_device;
    RevokeDevice => "revoke-device", did_revoke_device;
    StepUp => "step-up", did_step_up;
    Open => "open", did_open;
    Activate => "activate", did_activate;
    Assign => "assign", did_assign;
    AskGrant => "ask", did_ask;
    Approve => "approve", did_approve;
    EndGrant => "end-grant", did_end_grant;
    AgreeGrant => "agree-grant", did_agree;
    RefuseGrant => "refuse-grant", did_refuse;
    WithdrawGrant => "withdraw-grant", did_withdraw;
    ExtendGrant => "extend-grant", did_extend;
    BreakGlass => "break-glass", did_break_glass;
    System => "system", did_system;
    ConfirmSystem => "confirm-system", did_confirm_system;
    Credential => "credential", did_credential;
    Classify => "classify", did_classify;
    Quarantine => "quarantine", did_quarantine;
    Save => "save", did_save;
    Stop => "stop", did_stop;
    Compare => "compare", did_compare;
    Verify => "verify", did_verify;
    Hold => "hold", did_hold;
    EndHold => "end-hold", did_end_hold;
    Destroy => "destroy", did_destroy;
    Close => "close", did_close;
    Suspend => "suspend", did_suspend;
    Reinstate => "reinstate", did_reinstate;
    Depart => "depart", did_depart;
    Supplier => "supplier", did_supplier;
    EndSupplier => "end-supplier", did_end_supplier;
    RotationAsked => "rotation-asked", did_rotation_asked;
    RotationTried => "rotation-tried", did_rotation_tried;
    RotationConfirmed => "rotation-confirmed", did_rotation_confirmed;
    Accounts => "accounts", did_accounts;
    Account => "account", did_account;
    Security => "security", did_security;
    EndSession => "end-session", did_end_session;
    AllowSession => "allow-session", did_allow_session;
    RefuseSession => "refuse-session", did_refuse_session;
    OpenReview => "open-review", did_open_review;
    DecideReview => "decide-review", did_decide_review;
    RestoreAccess => "restore-access", did_restore_access;
    Sign => "sign", did_sign;
    Publish => "publish", did_publish;
    Resend => "resend", did_resend;
}
