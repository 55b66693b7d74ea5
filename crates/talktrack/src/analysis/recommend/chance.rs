//! Chance that can be repeated.

/// A number between 0 and 1 for a key, as a seed says; evenly spread over keys and over seeds.
///
/// It is a hash of both, in place of a generator of random numbers that is asked for one number after the
/// other: one number a key is all that is needed, the hash is there already, and so what is drawn for one
/// asset does not change when another one is added, retired or renamed.
pub(super) fn chance(seed: u64, key: &str) -> f64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes()).update(key.as_bytes());
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    // As many bits as a number has digits; never quite 0 or 1.
    ((u64::from_le_bytes(first) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_spread_evenly_and_the_same_again() {
        let drawn: Vec<f64> = (0..10_000_u64)
            .map(|number| chance(number / 100, &format!("{}", number % 100)))
            .collect();
        for tenth in 0..10 {
            let ends = (f64::from(tenth) / 10.0, f64::from(tenth + 1) / 10.0);
            let count = drawn.iter().filter(|drawn| (ends.0..ends.1).contains(*drawn)).count();
            assert!((850..1150).contains(&count), "{count} in tenth {tenth}");
        }
        assert_eq!(chance(7, "deck").to_bits(), chance(7, "deck").to_bits());
        assert_ne!(chance(7, "deck").to_bits(), chance(8, "deck").to_bits());
    }
}
