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
        MailKind::EnquiryArrived => [
            "A question waits for an answer",
            "Somebody asked a question, raised a concern or reported something.",
            "The page says by when it is to be answered.",
        ],
        MailKind::EnquiryAnswered => [
            "Your question was answered",
            "What you asked has been answered.",
            "The answer is on the page, and nowhere in this message.",
        ],
        MailKind::SupplierNoticed => [
            "A supplier is to work on your data",
            "The firm names a subcontractor or a tool that is to work on your data.",
            "The page says which, where and what for, and until when you can object before it begins.",
        ],
        MailKind::ObjectionRaised => [
            "A client objects",
            "A client objects to a supplier, a person or a change.",
            "What they object to rests until it is settled with them.",
        ],
        MailKind::TermsProposed => [
            "A change waits for your agreement",
            "The firm proposes a change of what was agreed with you.",
            "Until you agree, everything stays as it is.",
        ],
        MailKind::IncidentDeclared => [
            "An incident was declared",
            "Somebody declared an incident that you look after.",
            "Its clocks run from when it was first noticed.",
        ],
        MailKind::IncidentNotice => [
            "A notice waits for you",
            "There is a notice for your organisation about an incident.",
            "Sign in to read it; an owner on your side confirms it there.",
        ],
        MailKind::IncidentMessage => [
            "There is a message about an incident",
            "Somebody wrote to you about an incident.",
            "Sign in to read and to answer.",
        ],
        MailKind::IncidentTask => [
            "A remedy is yours to carry out",
            "You were asked to carry out a remedy after an incident.",
            "The page says what, and by when.",
        ],
        MailKind::DeadlineNear => [
            "Something is due soon",
            "Something that you answer for is due soon.",
            "The page says what it is, and by when.",
        ],
        MailKind::DeadlineMissed => [
            "Something is late",
            "Something that the firm owes was not done by its date.",
            "The page says what it is. You are told again until it is done.",
        ],
        MailKind::CheckoutAsked => [
            "A request to take data out waits for you",
            "Somebody asks to take data onto a device for a short time, and you may answer.",
            "Until somebody answers, nothing leaves.",
        ],
        MailKind::CheckoutAnswered => [
            "Your checkout was answered",
            "The checkout that you asked for was approved, refused or ended.",
            "The page says which, and until when.",
        ],
        MailKind::CheckoutOverdue => [
            "Data on a device is overdue",
            "What was taken onto a device has not been returned in time.",
            "Its person can do nothing else until it is returned, or given up by the lead or an officer.",
        ],
        MailKind::LegalDemand => [
            "An authority demands data",
            "An authority has demanded data that is held for you, or that you answer for.",
            "The page says who, what and by when.",
        ],
        MailKind::AssessmentAsked => [
            "A further region waits for your answer",
            "The firm proposes that data may be in a region beyond those agreed.",
            "Until you agree, none goes there.",
        ],
        MailKind::DestroyedOnDemand => [
            "A client had data destroyed",
            "A client had what was held for them destroyed before its date.",
            "The page is the certificate; work that needed it has been stopped.",
        ],
        MailKind::DestroyedEverywhere => [
            "It is destroyed everywhere",
            "Nothing holds a key any more of what was destroyed for you.",
            "The page is the second certificate, which completes the first.",
        ],
        MailKind::RecipientChanged => [
            "The key for what goes back to you was changed",
            "Somebody on your side named another key that what goes back to you is sealed to.",
            "If nobody of yours did, tell the firm’s security officer at once.",
        ],
        MailKind::DropArrived => [
            "A file came through your link",
            "A file came through a link that you made, and is in custody.",
            "The page says which link it was.",
        ],
        MailKind::OutLinkReady => [
            "Something waits for you",
            "Something of yours waits behind a link that opens once, for you alone.",
            "Sign in with both factors to fetch it before its date.",
        ],
        MailKind::PolicyPublished => [
            "A policy was published",
            "A policy that says how your data is handled was published in a new version.",
            "The page shows it, the day from which it applies, and what changed.",
        ],
        MailKind::PolicyToSign => [
            "A policy waits for your signature",
            "A policy that binds you was published with a material change.",
            "Read it and sign it before the day from which it applies.",
        ],
        MailKind::PolicyToReview => [
            "A draft of a policy waits for you",
            "Somebody asks you to read a draft of one of the firm’s policies.",
            "It can be published once another person has agreed to it.",
        ],
        MailKind::PolicyReviewOpened => [
            "The policies are to be gone through",
            "A review of the firm’s policies has opened.",
            "The page says why and by when; what came of it is written down there.",
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
        MailKind::EnquiryArrived => [
            "Une question attend une réponse",
            "Quelqu’un a posé une question, soulevé une préoccupation ou signalé quelque chose.",
            "La page dit pour quand il faut répondre.",
        ],
        MailKind::EnquiryAnswered => [
            "Votre question a reçu une réponse",
            "Une réponse a été donnée à ce que vous avez demandé.",
            "Elle se trouve à la page, et nulle part dans ce message.",
        ],
        MailKind::SupplierNoticed => [
            "Un fournisseur doit travailler sur vos données",
            "Le cabinet nomme un sous-traitant ou un outil qui doit travailler sur vos données.",
            "La page dit lequel, où et pourquoi, et jusqu’à quand vous pouvez vous y opposer avant qu’il ne commence.",
        ],
        MailKind::ObjectionRaised => [
            "Un client s’oppose",
            "Un client s’oppose à un fournisseur, à une personne ou à un changement.",
            "Ce à quoi il s’oppose reste en suspens jusqu’à ce que ce soit réglé avec lui.",
        ],
        MailKind::TermsProposed => [
            "Un changement attend votre consentement",
            "Le cabinet propose de changer ce qui a été convenu avec vous.",
            "Tant que vous n’y consentez pas, tout reste comme avant.",
        ],
        MailKind::IncidentDeclared => [
            "Un incident a été déclaré",
            "Quelqu’un a déclaré un incident dont vous avez la charge.",
            "Ses délais courent depuis qu’il a été remarqué.",
        ],
        MailKind::IncidentNotice => [
            "Un avis vous attend",
            "Un avis au sujet d’un incident attend votre organisation.",
            "Connectez-vous pour le lire ; un décideur de votre côté en confirme la réception.",
        ],
        MailKind::IncidentMessage => [
            "Un message au sujet d’un incident",
            "Quelqu’un vous a écrit au sujet d’un incident.",
            "Connectez-vous pour le lire et y répondre.",
        ],
        MailKind::IncidentTask => [
            "Un correctif vous revient",
            "On vous a confié un correctif à la suite d’un incident.",
            "La page dit lequel et pour quand.",
        ],
        MailKind::DeadlineNear => [
            "Une échéance approche",
            "Ce dont vous répondez arrive bientôt à échéance.",
            "La page dit de quoi il s’agit et pour quand.",
        ],
        MailKind::DeadlineMissed => [
            "Une échéance est dépassée",
            "Ce que le cabinet doit n’a pas été fait à sa date.",
            "La page dit de quoi il s’agit. Vous serez prévenu de nouveau jusqu’à ce que ce soit fait.",
        ],
        MailKind::CheckoutAsked => [
            "Une demande de sortie attend votre réponse",
            "Quelqu’un demande à sortir des données sur un appareil pour peu de temps, et vous pouvez répondre.",
            "Tant que personne ne répond, rien ne sort.",
        ],
        MailKind::CheckoutAnswered => [
            "Votre demande de sortie a reçu une réponse",
            "La sortie que vous aviez demandée a été approuvée, refusée ou terminée.",
            "La page dit ce qu’il en est, et jusqu’à quand.",
        ],
        MailKind::CheckoutOverdue => [
            "Des données sur un appareil sont en retard",
            "Ce qui a été sorti sur un appareil n’a pas été rendu à temps.",
            "La personne ne peut rien faire d’autre avant de le rendre, ou que le responsable ou un officier n’y mette fin.",
        ],
        MailKind::LegalDemand => [
            "Une autorité demande des données",
            "Une autorité a demandé des données détenues pour vous, ou dont vous répondez.",
            "La page dit qui, quoi et pour quand.",
        ],
        MailKind::AssessmentAsked => [
            "Une autre région attend votre réponse",
            "Le cabinet propose que des données puissent se trouver hors des régions convenues.",
            "Tant que vous n’y consentez pas, aucune n’y va.",
        ],
        MailKind::DestroyedOnDemand => [
            "Un client a fait détruire des données",
            "Un client a fait détruire avant la date ce qui était détenu pour lui.",
            "La page est le certificat ; le travail qui en avait besoin a été arrêté.",
        ],
        MailKind::DestroyedEverywhere => [
            "C’est détruit partout",
            "Plus rien ne détient une clé de ce qui a été détruit pour vous.",
            "La page est le second certificat, qui complète le premier.",
        ],
        MailKind::RecipientChanged => [
            "La clé de ce qui vous est remis a été changée",
            "Quelqu’un de votre côté a désigné une autre clé pour ce qui vous est remis.",
            "Si ce n’est aucun des vôtres, prévenez sans tarder l’officier de sécurité du cabinet.",
        ],
        MailKind::DropArrived => [
            "Un fichier est arrivé par votre lien",
            "Un fichier est arrivé par un lien que vous avez créé, et il est sous garde.",
            "La page dit de quel lien il s’agit.",
        ],
        MailKind::OutLinkReady => [
            "Quelque chose vous attend",
            "Quelque chose qui est à vous attend derrière un lien qui s’ouvre une seule fois, pour vous seul.",
            "Connectez-vous avec vos deux facteurs pour le reprendre avant sa date.",
        ],
        MailKind::PolicyPublished => [
            "Une politique est publiée",
            "Une politique qui dit comment vos données sont traitées est publiée dans une nouvelle version.",
            "La page la montre, avec le jour dès lequel elle s’applique et ce qui a changé.",
        ],
        MailKind::PolicyToSign => [
            "Une politique attend votre signature",
            "Une politique qui vous lie est publiée avec un changement substantiel.",
            "Lisez-la et signez-la avant le jour dès lequel elle s’applique.",
        ],
        MailKind::PolicyToReview => [
            "Un projet de politique vous attend",
            "Quelqu’un vous demande de lire un projet de politique du cabinet.",
            "Il peut être publié dès qu’une autre personne l’a approuvé.",
        ],
        MailKind::PolicyReviewOpened => [
            "Les politiques sont à réviser",
            "Une révision des politiques du cabinet est ouverte.",
            "La page dit pourquoi et pour quand ; ce qui en résulte y est consigné.",
        ],
        MailKind::Digest => [
            "Ce qui vous attend",
            "Quelque chose vous attend dans Bailee.",
            "Vous recevez ce message une fois par jour au plus, et seulement s’il y a quelque chose.",
        ],
    }
}
