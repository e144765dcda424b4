//! What the timelines of incidents say.

sentences! {
    // Numbers of people and things
    "1 person" => "1 personne";
    "{count} people" => "{count} personnes";
    "1 session" => "1 session";
    "{count} sessions" => "{count} sessions";
    "1 device" => "1 appareil";
    "{count} devices" => "{count} appareils";
    "1 assignment" => "1 affectation";
    "{count} assignments" => "{count} affectations";
    "1 engagement" => "1 mandat";
    "{count} engagements" => "{count} mandats";
    "low" => "faible";
    "medium" => "moyenne";
    "high" => "élevée";
    "critical" => "critique";

    // What was done
    "{title}: {signal}" => "{title} : {signal}";
    "{what}: {outcome}" => "{what} : {outcome}";
    "May be involved: {involved}. Touched: {touched}." => "Peuvent être en cause : {involved}. Touchés : {touched}.";
    "In all: {stopped}." => "En tout : {stopped}.";
    "{reason} (1 assignment runs again)" => "{reason} (1 affectation reprend)";
    "{reason} ({restored} assignments run again)" => "{reason} ({restored} affectations reprennent)";
    "Severity: {severity}. Beside officers and owner it is read by: {readers}." =>
        "Gravité : {severity}. Outre les officiers et le responsable, le lisent : {readers}.";

    // Notices
    "Due {due}, as the published promise has it." => "À remettre avant le {due}, selon la promesse publiée.";
    "Due {due}, as the contract has it." => "À remettre avant le {due}, selon le contrat.";
    "Due {due}, by a law: {law}." => "À remettre avant le {due}, selon une loi : {law}.";
    "Version {version}." => "Version {version}.";
    "Version {version}; told: {to}; SHA-256 {digest}" => "Version {version} ; avisés : {to} ; SHA-256 {digest}";
    "Signed {name}." => "Signé {name}.";
}
