//! How to mend what a check asks for, for each operating system.

use bailee_model::{Device, DeviceCheck, DeviceState, Os};
use bailee_policy::{Limits, Text};

const fn text(en: &'static str, fr: &'static str) -> Text {
    Text { en, fr }
}

/// What to do. `{days}`, `{signatures}` and `{minutes}` stand for the measures in force.
pub(super) fn mend(check: DeviceCheck, device: &Device, limits: Limits, language: &str) -> String {
    let text = match check {
        DeviceCheck::Confirmed => CONFIRM,
        DeviceCheck::Approved if device.state == DeviceState::Revoked => ENROL_AGAIN,
        DeviceCheck::Approved => APPROVE,
        DeviceCheck::Reported => REPORT,
        DeviceCheck::Encrypted => encrypt(device.os),
        DeviceCheck::Updated => update(device.os),
        DeviceCheck::Protected => protect(device.os),
        DeviceCheck::Locked => lock(device.os),
    };
    text.in_language(language)
        .replace("{days}", &limits.patch_days.to_string())
        .replace("{signatures}", &limits.signature_days.to_string())
        .replace("{minutes}", &(limits.lock_secs / 60).to_string())
        .replace("{seconds}", &limits.lock_secs.to_string())
}

const CONFIRM: Text =
    text("On the device, type: bailee device confirm CODE", "Sur l’appareil, tapez : bailee device confirm CODE");
const ENROL_AGAIN: Text = text(
    "A revoked device stays so. On the device, type: bailee device enrol",
    "Un appareil révoqué le reste. Sur l’appareil, tapez : bailee device enrol",
);
const APPROVE: Text = text(
    "Ask the security officer: they approve it on the page Devices of the firm.",
    "Demandez-le à l’officier de sécurité, qui l’approuve à la page Appareils du cabinet.",
);
const REPORT: Text = text(
    "On the device, type: bailee device report. To have it done by itself: bailee device schedule",
    "Sur l’appareil, tapez : bailee device report. Pour que cela se fasse tout seul : bailee device schedule",
);

fn encrypt(os: Os) -> Text {
    match os {
        Os::Linux => text(
            "The volume with your files has to lie on LUKS. Encryption is chosen when the system is installed; without installing anew, move your home folder to an encrypted volume (cryptsetup luksFormat). Then: bailee device report",
            "Le volume de vos fichiers doit reposer sur LUKS. Le chiffrement se choisit à l’installation ; sans réinstaller, déplacez votre dossier personnel sur un volume chiffré (cryptsetup luksFormat). Ensuite : bailee device report",
        ),
        Os::Macos => text(
            "System Settings, Privacy & Security, FileVault: turn it on. Then: bailee device report",
            "Réglages Système, Confidentialité et sécurité, FileVault : activez-le. Ensuite : bailee device report",
        ),
        Os::Windows => text(
            "Settings, Privacy & security, Device encryption; or as administrator: manage-bde -on C: Then: bailee device report",
            "Paramètres, Confidentialité et sécurité, Chiffrement de l’appareil ; ou comme administrateur : manage-bde -on C: Ensuite : bailee device report",
        ),
    }
}

fn update(os: Os) -> Text {
    match os {
        Os::Linux => text(
            "Install what waits and restart where it is asked for: sudo apt update && sudo apt upgrade, or sudo dnf upgrade. No security update may wait longer than {days} days.",
            "Installez ce qui attend et redémarrez si c’est demandé : sudo apt update && sudo apt upgrade, ou sudo dnf upgrade. Aucun correctif de sécurité n’attend plus de {days} jours.",
        ),
        Os::Macos => text(
            "System Settings, General, Software Update: install all and restart. No security update may wait longer than {days} days.",
            "Réglages Système, Général, Mise à jour de logiciels : installez tout et redémarrez. Aucun correctif de sécurité n’attend plus de {days} jours.",
        ),
        Os::Windows => text(
            "Settings, Windows Update: check for updates, install all and restart. No security update may wait longer than {days} days.",
            "Paramètres, Windows Update : recherchez les mises à jour, installez tout et redémarrez. Aucun correctif de sécurité n’attend plus de {days} jours.",
        ),
    }
}

fn protect(os: Os) -> Text {
    match os {
        Os::Linux => text(
            "Both the scanner and its updater have to run: sudo apt install clamav-daemon clamav-freshclam, then sudo systemctl enable --now clamav-daemon clamav-freshclam. Signatures may be {signatures} days old.",
            "L’analyseur et sa mise à jour doivent être actifs : sudo apt install clamav-daemon clamav-freshclam, puis sudo systemctl enable --now clamav-daemon clamav-freshclam. Les signatures ont {signatures} jours au plus.",
        ),
        Os::Macos => text(
            "System Settings, General, Software Update, the small i: let security responses and system files install by themselves. Signatures may be {signatures} days old.",
            "Réglages Système, Général, Mise à jour de logiciels, le petit i : laissez s’installer les réponses de sécurité et les fichiers système. Les signatures ont {signatures} jours au plus.",
        ),
        Os::Windows => text(
            "Windows Security, Virus & threat protection: turn on real-time protection and check for updates. Signatures may be {signatures} days old.",
            "Sécurité Windows, Protection contre les virus et menaces : activez la protection en temps réel et recherchez les mises à jour. Les signatures ont {signatures} jours au plus.",
        ),
    }
}

fn lock(os: Os) -> Text {
    match os {
        Os::Linux => text(
            "GNOME: gsettings set org.gnome.desktop.session idle-delay {seconds}, and gsettings set org.gnome.desktop.screensaver lock-enabled true. KDE: System Settings, Screen Locking. The screen locks after {minutes} minutes at most.",
            "GNOME : gsettings set org.gnome.desktop.session idle-delay {seconds}, et gsettings set org.gnome.desktop.screensaver lock-enabled true. KDE : Configuration du système, Verrouillage de l’écran. L’écran se verrouille après {minutes} minutes au plus.",
        ),
        Os::Macos => text(
            "System Settings, Lock Screen: turn the display off after {minutes} minutes at most, and require the password immediately.",
            "Réglages Système, Écran de verrouillage : éteignez l’écran après {minutes} minutes au plus, et exigez le mot de passe immédiatement.",
        ),
        Os::Windows => text(
            "Settings, Personalisation, Lock screen, Screen saver: wait {minutes} minutes at most, and display the sign-in screen on resume.",
            "Paramètres, Personnalisation, Écran de verrouillage, Écran de veille : attendez {minutes} minutes au plus, et revenez à l’écran de connexion à la reprise.",
        ),
    }
}
