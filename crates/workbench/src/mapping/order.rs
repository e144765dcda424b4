//! The order in which loads are sent: what is referred to before what refers to it.

use super::Mistakes;
use super::document::{Document, Load, Value};
use bailee_model::say;

/// Places of the loads in dependency order, otherwise as written; circles are noted as mistakes.
pub(crate) fn order(document: &Document, mistakes: &mut Mistakes<'_>) -> Vec<usize> {
    let mut sent: Vec<usize> = Vec::new();
    let mut left: Vec<usize> = (0..document.loads.len()).collect();
    while !left.is_empty() {
        let ready = left.iter().position(|place| waits_for(document, *place, &left).is_none());
        let Some(ready) = ready else {
            note_circle(document, &left, mistakes);
            sent.extend(left);
            break;
        };
        sent.push(left.remove(ready));
    }
    sent
}

/// A load still to be sent that this one refers to. A model may refer to itself.
fn waits_for(document: &Document, place: usize, left: &[usize]) -> Option<usize> {
    let own = &document.loads[place].model.text;
    let models: Vec<&str> = references(&document.loads[place]).filter(|model| model != own).collect();
    left.iter().copied().find(|other| *other != place && models.contains(&document.loads[*other].model.text.as_str()))
}

fn references(load: &Load) -> impl Iterator<Item = &str> {
    load.fields.iter().chain(&load.lines).filter_map(|field| match &field.value {
        Value::Reference { model, .. } => Some(model.text.as_str()),
        _ => None,
    })
}

fn note_circle(document: &Document, left: &[usize], mistakes: &mut Mistakes<'_>) {
    let models: Vec<&str> = left.iter().map(|place| document.loads[*place].model.text.as_str()).collect();
    let at = left.first().map_or(0, |place| document.loads[*place].at);
    mistakes.note(
        at,
        Some("load"),
        say!("These loads refer to each other in a circle: {models}.", models = models.join(", ")),
        say!("Load one of them without the reference first, and fill it in with a second load of the same ids."),
    );
}
