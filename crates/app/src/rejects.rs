//! The rejects of a load as they are kept: JSON that the client can read too, where a bundle brings it to them. Every
//! message stands there in English; beside one of ours stands its sentence, so that a page says it in any language.

use bailee_model::{Error, Result, Text, load::Reject};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Written<'r> {
    #[serde(flatten)]
    reject: &'r Reject,
    /// The message as [`Text::keep`] has it; none for words that are not ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<String>,
}

#[derive(Deserialize)]
struct Read {
    #[serde(flatten)]
    reject: Reject,
    said: Option<String>,
}

/// Rejects as they are kept.
///
/// # Errors
/// Never of theirs: all of it is words and numbers.
pub(crate) fn write(rejects: &[Reject]) -> Result<Vec<u8>> {
    let written =
        |reject| Written { reject, said: Some(reject.message.keep()).filter(|kept| kept != reject.message.english()) };
    let all: Vec<Written<'_>> = rejects.iter().map(written).collect();
    serde_json::to_vec(&all).map_err(|error| Error::internal("The rejects could not be written.").because(error))
}

/// Rejects that were kept.
///
/// # Errors
/// `Corrupt` when the bytes are none.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Reject>> {
    let all: Vec<Read> =
        serde_json::from_slice(bytes).map_err(|error| Error::corrupt("The rejects do not read.").because(error))?;
    Ok(all
        .into_iter()
        .map(|Read { reject, said }| match said {
            Some(said) => Reject { message: Text::kept(&said), ..reject },
            None => reject,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{load::Source, say};

    #[test]
    fn a_message_of_ours_keeps_its_sentence_and_another_its_words() {
        let reject = |message| Reject {
            model: "res.partner".into(),
            id: "p1".into(),
            source: Source { file: "customers.csv".into(), line: 88 },
            field: Some("vat".into()),
            message,
        };
        let ours = reject(say!("It is loaded but not posted: {message}", message = "Non équilibrée."));
        let theirs = reject(Text::told("Le numéro de TVA n’est pas valable."));
        let bytes = write(&[ours.clone(), theirs.clone()]).unwrap();
        assert_eq!(read(&bytes).unwrap(), [ours.clone(), theirs.clone()]);
        let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(json[0]["message"], ours.message.english(), "a client reads it in plain English");
        assert_eq!(json[1], serde_json::to_value(&theirs).unwrap());
        assert!(read(b"[{}]").is_err());
    }
}
