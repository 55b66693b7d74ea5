//! Durations of ISO 8601, such as `PT1H30M5.25S`.

use talktrack::model::{Invalid, Seconds};

/// How long each unit is, in milliseconds: before the T and after it.
const DATE: [(char, f64); 2] = [('W', 604_800_000.0), ('D', 86_400_000.0)];
const TIME: [(char, f64); 3] = [('H', 3_600_000.0), ('M', 60_000.0), ('S', 1_000.0)];

/// Reads a duration. Years and months are refused: nobody knows how long they are.
pub(super) fn seconds(text: &str) -> Result<Seconds, Invalid> {
    let refused = || Invalid::new("duration", "is not a duration such as PT1M30S");
    let rest = text.strip_prefix('P').ok_or_else(refused)?;
    let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
    let sum = |text: &str, units: &[(char, f64)]| {
        let mut millis = 0.0;
        let mut rest = text;
        while !rest.is_empty() {
            let place = rest.find(|c: char| c.is_ascii_alphabetic())?;
            let (number, after) = rest.split_at(place);
            let unit = after.chars().next()?;
            let (_, length) = units.iter().find(|(letter, _)| *letter == unit)?;
            let digits = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            millis += number.parse::<f64>().ok().filter(|_| digits)? * length;
            rest = &after[1..];
        }
        Some(millis)
    };
    let millis = sum(date, &DATE).zip(sum(time, &TIME)).map(|(date, time)| date + time);
    let says_nothing = date.is_empty() && time.is_empty();
    let millis = millis.filter(|_| !says_nothing).ok_or_else(refused)?;
    #[allow(clippy::cast_possible_truncation)] // saturates
    Seconds::from_millis(millis.round() as i64).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_to_the_millisecond() {
        for (text, millis) in [
            ("PT0S", 0),
            ("PT1.5S", 1_500),
            ("PT1H2M3.004S", 3_723_004),
            ("P1DT1S", 86_401_000),
            ("P2W", 1_209_600_000),
        ] {
            assert_eq!(seconds(text).map(Seconds::millis), Ok(millis), "{text}");
        }
        for text in ["", "P", "1S", "PT", "PT1", "PTS", "P1Y", "P1M", "PT-1S", "PT1e9S", "PT1É"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
