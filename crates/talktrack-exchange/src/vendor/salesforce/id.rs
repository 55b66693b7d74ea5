//! Ids of Salesforce: 15 characters in which the case of letters counts, or those and 3 more that say which
//! letters are capitals.

use talktrack::model::Invalid;

use crate::vendor::Cells;

const SHORT: usize = 15;
const LONG: usize = 18;
/// What exports write where a record names none: all zeros, in either length.
const NONE: &str = "000000000000000";
/// The letters of the suffix, each for five bits.
const SUFFIX: [u8; 32] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The id in 18 characters, whichever form it has.
///
/// Source: the suffix has a letter for each five characters, whose bits say which of them are capitals.
pub(super) fn long(id: &str) -> Result<String, Invalid> {
    let is_id = id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_id || (id.len() != SHORT && id.len() != LONG) {
        return Err(Invalid::new(
            "id",
            "is not an id of Salesforce: they have 15 or 18 letters and digits",
        ));
    }
    let (short, said) = id.split_at(SHORT);
    let letter = |five: &[u8]| {
        let bits = five
            .iter()
            .rev()
            .fold(0, |bits, byte| bits << 1 | usize::from(byte.is_ascii_uppercase()));
        char::from(SUFFIX[bits & 31])
    };
    let suffix: String = short.as_bytes().chunks(5).map(letter).collect();
    if !said.is_empty() && !said.eq_ignore_ascii_case(&suffix) {
        return Err(Invalid::new(
            "id",
            "has capitals that its last 3 characters contradict: some program has changed their case, so export it again",
        ));
    }
    Ok(format!("{short}{suffix}"))
}

/// The id that stands in a column, in 18 characters; nothing if none does.
pub(super) fn id(cells: &Cells<'_>, name: &'static str) -> Result<Option<String>, Invalid> {
    let said = cells.get(name).filter(|id| !id.starts_with(NONE));
    said.map(|id| long(id).map_err(|invalid| invalid.in_field(name))).transpose()
}

/// The id that stands in a column, which must be there.
pub(super) fn required_id(cells: &Cells<'_>, name: &'static str) -> Result<String, Invalid> {
    id(cells, name)?.ok_or_else(|| Invalid::new(name, "is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_form_and_the_long_one_are_one_id() {
        for (short, long_form) in [
            ("0064600000J5S5T", "0064600000J5S5TAAV"),
            ("00546000001l1cJ", "00546000001l1cJAAQ"),
            ("70146000000CeIU", "70146000000CeIUAA0"),
        ] {
            assert_eq!(long(short).as_deref(), Ok(long_form));
            assert_eq!(long(long_form).as_deref(), Ok(long_form));
        }
    }

    #[test]
    fn what_is_no_id_and_what_lost_its_case_are_refused() {
        for text in ["", "0064600000J5S5", "0064600000J5S5TAA", "0064600000-5S5T", "ééééééééé"]
        {
            assert!(long(text).is_err(), "{text}");
        }
        assert!(long("0064600000J5S5TAAV").is_ok());
        assert!(long("0064600000j5s5taav").is_err());
    }
}
