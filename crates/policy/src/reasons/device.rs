//! What the device does not show.

use super::{Reason, reason};
use crate::promises::text;

pub(super) const DEVICE: &[Reason] = &[
    reason(
        "device-not-confirmed",
        text(
            "This session is not confirmed by a device of yours, so you may not {action}.",
            "Cette session n’est pas confirmée par un de vos appareils ; vous ne pouvez donc pas {action}.",
        ),
        text(
            "Open *Confirm this device* or run `bailee device confirm CODE`.",
            "Ouvrez *Confirmer cet appareil* ou lancez `bailee device confirm CODE`.",
        ),
    ),
    reason(
        "device-not-approved",
        text(
            "Your device is not approved, or its approval is over.",
            "Votre appareil n’est pas approuvé, ou son approbation a pris fin.",
        ),
        text(
            "The security officer approves it; a personal device until a date.",
            "L’officier de sécurité l’approuve ; un appareil personnel, jusqu’à une date.",
        ),
    ),
    reason(
        "device-not-reported",
        text(
            "Your device has not reported how it is protected within the last {report_hours} hours.",
            "Votre appareil n’a pas fait état de sa protection dans les {report_hours} dernières heures.",
        ),
        text(
            "Run `bailee device report` on it; if its clock is wrong, set it first.",
            "Lancez-y `bailee device report` ; si son horloge est déréglée, corrigez-la d’abord.",
        ),
    ),
    reason(
        "disk-not-encrypted",
        text(
            "The disk of this device is not shown to be encrypted.",
            "Rien ne montre que le disque de cet appareil est chiffré.",
        ),
        text(
            "Turn on disk encryption, then run `bailee device report`.",
            "Activez le chiffrement du disque, puis lancez `bailee device report`.",
        ),
    ),
    reason(
        "updates-missing",
        text(
            "This device is not shown to have its security updates: one has waited for more than {patch_days} days, or a restart is pending.",
            "Rien ne montre que cet appareil a ses correctifs de sécurité : l’un attend depuis plus de {patch_days} jours, ou un redémarrage est en suspens.",
        ),
        text(
            "Install them, restart, then run `bailee device report`.",
            "Installez-les, redémarrez, puis lancez `bailee device report`.",
        ),
    ),
    reason(
        "protection-missing",
        text(
            "This device is not shown to have protection against malware that runs, with signatures of the last {signature_days} days.",
            "Rien ne montre qu’une protection contre les maliciels est active sur cet appareil, avec des signatures des {signature_days} derniers jours.",
        ),
        text(
            "Turn it on and update it, then run `bailee device report`.",
            "Activez-la et mettez-la à jour, puis lancez `bailee device report`.",
        ),
    ),
    reason(
        "screen-not-locked",
        text(
            "The screen of this device is not shown to lock within {lock_minutes} minutes.",
            "Rien ne montre que l’écran de cet appareil se verrouille dans les {lock_minutes} minutes.",
        ),
        text(
            "Set the screen lock, then run `bailee device report`.",
            "Réglez le verrouillage de l’écran, puis lancez `bailee device report`.",
        ),
    ),
];
