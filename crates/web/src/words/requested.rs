//! What the page about sessions that programs ask for says, in English and French.

use super::Lang;

/// What the page says, in one language. `{}` stands for what is filled in.
pub(crate) struct RequestedWords {
    pub(crate) room: &'static str,
    pub(crate) title: &'static str,
    pub(crate) title_asked: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) not_from_others: &'static str,
    pub(crate) code: &'static str,
    pub(crate) code_help: &'static str,
    pub(crate) look: &'static str,
    pub(crate) machine: &'static str,
    pub(crate) address: &'static str,
    pub(crate) elsewhere: &'static str,
    pub(crate) asked_at: &'static str,
    pub(crate) what_it_gets: &'static str,
    pub(crate) allow: &'static str,
    pub(crate) refuse: &'static str,
    pub(crate) sessions: &'static str,
}

impl RequestedWords {
    /// In this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        lang.pick(&EN, &FR)
    }
}

const EN: RequestedWords = RequestedWords {
    room: "Sessions and tokens",
    title: "Sign in a command line",
    title_asked: "{} asks to sign in as you",
    lead: "You ran ‘bailee login --browser’ just now. Type the code that your terminal shows.",
    not_from_others: "Never type a code that somebody sent you or reads out to you, whoever they say they are: you would sign them in as yourself. Nobody at the firm asks for this.",
    code: "Code",
    code_help: "Two groups of four, as on your terminal.",
    look: "Look who asks",
    machine: "Machine",
    address: "Address",
    elsewhere: "not where you are",
    asked_at: "Asked",
    what_it_gets: "If you allow it, that machine acts as you for up to twelve hours, and fresh only for as long as you are here. You are told by mail, and end it under Sessions.",
    allow: "Allow",
    refuse: "Refuse",
    sessions: "All sessions and tokens",
};

const FR: RequestedWords = RequestedWords {
    room: "Sessions et jetons",
    title: "Connecter une ligne de commande",
    title_asked: "{} demande à se connecter en votre nom",
    lead: "Vous venez de lancer « bailee login --browser ». Saisissez le code que montre votre terminal.",
    not_from_others: "Ne saisissez jamais un code que quelqu’un vous a envoyé ou vous dicte, quel qu’il prétende être : vous le connecteriez à votre place. Personne au cabinet ne le demande.",
    code: "Code",
    code_help: "Deux groupes de quatre, comme sur votre terminal.",
    look: "Voir qui demande",
    machine: "Machine",
    address: "Adresse",
    elsewhere: "pas là où vous êtes",
    asked_at: "Demandé",
    what_it_gets: "Si vous l’autorisez, cette machine agit en votre nom pendant douze heures au plus, avec des facteurs récents seulement tant que les vôtres le sont ici. Un courriel vous en informe, et vous y mettez fin sous Sessions.",
    allow: "Autoriser",
    refuse: "Refuser",
    sessions: "Toutes les sessions et tous les jetons",
};
