//! What messages say: a subject, two sentences, a link. Nothing in them is about data.

use bailee_model::{Firm, MailKind};

/// A message as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// A message of a kind, in a language, to somebody, that leads to a page.
pub fn letter(kind: MailKind, language: &str, firm: &Firm, name: &str, link: &str) -> Letter {
    let french = language == "fr";
    let [subject, first, second] = if french { french_words(kind) } else { english_words(kind) };
    let (hello, foot) = if french {
        (
            "Bonjour",
            "Message automatique. Ce lien ne change rien par lui-même ; connectez-vous pour agir. Personne ne vous demandera jamais un mot de passe ni un code.",
        )
    } else {
        (
            "Hello",
            "This message was sent by a machine. The link changes nothing by itself; sign in to act. Nobody will ever ask you for a password or a code.",
        )
    };
    Letter {
        subject: subject.to_owned(),
        body: format!("{hello} {name},\n\n{first} {second}\n\n{link}\n\n-- \n{}\n{foot}\n", firm.name),
    }
}

/// Subject and two sentences.
fn english_words(kind: MailKind) -> [&'static str; 3] {
    match kind {
        MailKind::Invitation => [
            "You are invited",
            "You have been invited to Bailee, where client data is kept and worked on.",
            "Whoever invited you gives you a code that works once; with it you set up how you sign in.",
        ],
        MailKind::GrantAsked => [
            "A request for access waits for you",
            "Somebody asks for access that you may approve.",
            "Until somebody answers, nothing opens.",
        ],
        MailKind::GrantApproved => [
            "Your access was approved",
            "The access that you asked for was approved.",
            "It ends by itself on its date.",
        ],
        MailKind::GrantEnding => [
            "Your access ends soon",
            "Access that was approved for you ends soon.",
            "If the work goes on, ask again before it does.",
        ],
        MailKind::GrantEnded => [
            "Your access ended",
            "Access that you had or asked for has ended.",
            "The page says why, and how to ask again if you need it.",
        ],
        MailKind::BreakGlass => [
            "Emergency access was opened",
            "Emergency access to what is held for you was approved by two people, for one hour.",
            "The page says who, why, and what was opened.",
        ],
        MailKind::AgreementToSign => [
            "An agreement waits for your signature",
            "There is an agreement to read and sign.",
            "What depends on it rests until it is signed.",
        ],
        MailKind::AgreementSigned => [
            "Your signed copy",
            "You signed an agreement, and your copy is ready.",
            "It stays there, and you may fetch it at any time.",
        ],
        MailKind::TrainingDue => [
            "Your training is due",
            "Your training runs out soon, or has run out.",
            "It takes a quarter of an hour; without it your access rests once the grace of 14 days is over.",
        ],
        MailKind::DeviceAsked => [
            "A device waits for approval",
            "Somebody enrolled a device that needs your approval.",
            "Until then nothing opens on it.",
        ],
        MailKind::ReviewOpened => [
            "An access review has opened",
            "An access review has rows that wait for your decision.",
            "What nobody decides by its date is suspended.",
        ],
        MailKind::ReviewReminder => [
            "Rows of an access review are still open",
            "Rows of an access review still wait for your decision.",
            "What nobody decides by its date is suspended.",
        ],
        MailKind::AccessSuspended => [
            "Access was suspended",
            "Access was suspended because nobody decided about it in time.",
            "For 48 hours it may be restored, with a reason.",
        ],
        MailKind::SecurityNotice => [
            "How you sign in has changed",
            "Something about how you sign in was changed.",
            "If it was not you, tell the security officer at once.",
        ],
        MailKind::RotationLate => [
            "A credential is not replaced yet",
            "A credential that somebody used who left has not been replaced in time.",
            "Replace it in the system it opens, and confirm it.",
        ],
        MailKind::Digest => [
            "What waits for you",
            "Something waits for you in Bailee.",
            "You get this message once a day at most, and only when something does.",
        ],
    }
}

/// Subject and two sentences.
fn french_words(kind: MailKind) -> [&'static str; 3] {
    match kind {
        MailKind::Invitation => [
            "Vous êtes invité",
            "Vous êtes invité à utiliser Bailee, où les données des clients sont gardées et traitées.",
            "La personne qui vous invite vous remet un code qui sert une seule fois ; il vous permet de préparer votre connexion.",
        ],
        MailKind::GrantAsked => [
            "Une demande d’accès vous attend",
            "Quelqu’un demande un accès que vous pouvez approuver.",
            "Tant que personne ne répond, rien ne s’ouvre.",
        ],
        MailKind::GrantApproved => [
            "Votre accès est approuvé",
            "L’accès que vous aviez demandé a été approuvé.",
            "Il prend fin de lui-même à sa date.",
        ],
        MailKind::GrantEnding => [
            "Votre accès prend bientôt fin",
            "Un accès approuvé pour vous prend bientôt fin.",
            "Si le travail se poursuit, redemandez-le avant.",
        ],
        MailKind::GrantEnded => [
            "Votre accès a pris fin",
            "Un accès que vous aviez ou demandiez a pris fin.",
            "La page dit pourquoi, et comment le redemander s’il vous le faut.",
        ],
        MailKind::BreakGlass => [
            "Un accès d’urgence a été ouvert",
            "Un accès d’urgence à ce qui est gardé pour vous a été approuvé par deux personnes, pour une heure.",
            "La page dit qui, pourquoi, et ce qui a été ouvert.",
        ],
        MailKind::AgreementToSign => [
            "Un accord attend votre signature",
            "Un accord est à lire et à signer.",
            "Ce qui en dépend est suspendu jusqu’à la signature.",
        ],
        MailKind::AgreementSigned => [
            "Votre copie signée",
            "Vous avez signé un accord, et votre copie est prête.",
            "Elle y reste, et vous pouvez la reprendre en tout temps.",
        ],
        MailKind::TrainingDue => [
            "Votre formation est à refaire",
            "Votre formation arrive à son terme, ou l’a dépassé.",
            "Elle prend un quart d’heure ; sans elle, vos accès sont suspendus après le délai de grâce de 14 jours.",
        ],
        MailKind::DeviceAsked => [
            "Un appareil attend une approbation",
            "Quelqu’un a inscrit un appareil qui a besoin de votre approbation.",
            "D’ici là, rien ne s’y ouvre.",
        ],
        MailKind::ReviewOpened => [
            "Une revue des accès est ouverte",
            "Une revue des accès a des lignes qui attendent votre décision.",
            "Ce dont personne ne décide à temps est suspendu.",
        ],
        MailKind::ReviewReminder => [
            "Des lignes d’une revue des accès restent ouvertes",
            "Des lignes d’une revue des accès attendent encore votre décision.",
            "Ce dont personne ne décide à temps est suspendu.",
        ],
        MailKind::AccessSuspended => [
            "Un accès a été suspendu",
            "Un accès a été suspendu parce que personne n’en a décidé à temps.",
            "Pendant 48 heures, il peut être rétabli avec une raison.",
        ],
        MailKind::SecurityNotice => [
            "Votre manière de vous connecter a changé",
            "Quelque chose a changé dans votre manière de vous connecter.",
            "Si ce n’était pas vous, dites-le aussitôt à l’officier de sécurité.",
        ],
        MailKind::RotationLate => [
            "Un identifiant secret n’est pas encore remplacé",
            "Un identifiant secret utilisé par quelqu’un qui est parti n’a pas été remplacé à temps.",
            "Remplacez-le dans le système qu’il ouvre, et confirmez-le.",
        ],
        MailKind::Digest => [
            "Ce qui vous attend",
            "Quelque chose vous attend dans Bailee.",
            "Vous recevez ce message une fois par jour au plus, et seulement s’il y a quelque chose.",
        ],
    }
}
