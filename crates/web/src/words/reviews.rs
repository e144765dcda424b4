//! What the pages about access reviews say, in English and French.

use super::Forms;

catalogue! { ReviewWords;
    reviews: &'static str = "Access reviews", "Revues des accès";
    review_: &'static str = "Review", "Revue";
    review_number: &'static str = "Review {}", "Revue {}";
    reviews_lead: &'static str = "Every quarter each person’s access is asked about, row by row, of somebody else. Nobody decides about themselves. What nobody answers is suspended.", "Chaque trimestre, l’accès de chacun est examiné, ligne par ligne, par quelqu’un d’autre. Personne ne décide de soi-même. Ce à quoi personne ne répond est suspendu.";
    reviews_empty: &'static str = "No access review yet.", "Aucune revue des accès pour l’instant.";
    reviews_empty_more: &'static str = "The first one opens by itself ninety days after the firm began.", "La première s’ouvre d’elle-même quatre-vingt-dix jours après la création du cabinet.";
    title_reviews_n: Forms = ["{} row waits for a decision", "{} rows wait for a decision"], ["{} ligne attend une décision", "{} lignes attendent une décision"];
    title_reviews_none: &'static str = "No row waits for a decision", "Aucune ligne n’attend de décision";
    title_review_open: &'static str = "Review {}: {}", "Revue {} : {}";
    title_review_closed: &'static str = "Review {} is closed", "La revue {} est close";
    rows_to_decide: Forms = ["{} row to decide", "{} rows to decide"], ["{} ligne à décider", "{} lignes à décider"];
    opened_on: &'static str = "Opened", "Ouverte";
    undecided: &'static str = "Undecided", "À décider";
    suspended_: &'static str = "Suspended", "Suspendues";
    population_frozen: &'static str = "Population, frozen and hashed", "Population, figée avec son empreinte";
    open_review_now: &'static str = "Open a review now", "Ouvrir une revue maintenant";
    open_review_help: &'static str = "The next one is then due a quarter from today.", "La suivante est alors due dans un trimestre.";
    review_closed_on: &'static str = "Closed {}. The certificate is checked with bailee verify, without this server:", "Close le {}. Le certificat se vérifie avec bailee verify, sans ce serveur :";
    review_keys_help: &'static str = "Move with j and k; 1 keeps, 2 takes the grants away, 3 removes everything.", "Déplacez-vous avec j et k ; 1 garde, 2 retire les autorisations, 3 retire tout.";
    review_rows_empty: &'static str = "Nobody had access when this review froze its population.", "Personne n’avait d’accès quand cette revue a figé sa population.";
    the_installation: &'static str = "The installation", "L’installation";
    access: &'static str = "Access", "Accès";
    last_used: &'static str = "Last used", "Dernier usage";
    flags: &'static str = "What to look at", "À regarder";
    decision: &'static str = "Decision", "Décision";
    never: &'static str = "never", "jamais";
    none_: &'static str = "nothing", "rien";
    given_by: &'static str = "given by {}", "donné par {}";
    reason_required: &'static str = "Reason, required here", "Motif, exigé ici";
    keep_it: &'static str = "Keep", "Garder";
    reduce_it: &'static str = "Reduce", "Réduire";
    remove_it: &'static str = "Remove", "Retirer";
    restore_it: &'static str = "Restore", "Rétablir";
    suspended_by_silence: &'static str = "Suspended: nobody decided", "Suspendu : personne n’a décidé";
    ended_by_silence: &'static str = "Ended: nobody decided", "Terminé : personne n’a décidé";
    probe_refused: &'static str = "Tried afterwards: refused ({})", "Essayé ensuite : refusé ({})";
    waits_for: &'static str = "Waits for {}", "Attend {}";
    nobody_to_ask: &'static str = "There is nobody else to ask", "Il n’y a personne d’autre à qui demander";
    review_waiting: &'static str = "waits for decisions", "attend des décisions";
    review_open_: &'static str = "open", "ouverte";
}
