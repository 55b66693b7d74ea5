//! The id of a ledger, which tells by itself whether it was damaged: nothing else in the file would.

use uuid::Uuid;

/// How many bytes at the end are a hash of those before.
const HASH: usize = 4;

/// A new one: a UUID of version 8, which sorts by time as version 7 does.
pub fn fresh() -> String {
    seal(Uuid::new_v8(Uuid::now_v7().into_bytes())).to_string()
}

/// Whether `id` can be the id of a ledger. The first ledgers had plain UUIDs of version 7, of which
/// only the form can be checked.
pub fn is_whole(id: &str) -> bool {
    let Ok(uuid) = Uuid::try_parse(id) else { return false };
    let sealed = match uuid.get_version_num() {
        7 => uuid,
        8 => seal(uuid),
        _ => return false,
    };
    sealed.to_string() == id
}

fn seal(uuid: Uuid) -> Uuid {
    let mut bytes = uuid.into_bytes();
    let (content, end) = bytes.split_at_mut(16 - HASH);
    end.copy_from_slice(&blake3::hash(content).as_bytes()[..HASH]);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_id_is_recognised() {
        let id = fresh();
        assert!(is_whole(&id));
        assert!(is_whole("0195a2b4-7c1e-7f00-8000-0123456789ab"), "of the first ledgers");
        for (position, bit) in (0..id.len()).flat_map(|byte| (0..7).map(move |bit| (byte, bit))) {
            let mut bytes = id.clone().into_bytes();
            bytes[position] ^= 1 << bit;
            assert!(!is_whole(&String::from_utf8(bytes).unwrap()), "bit {bit} of byte {position}");
        }
    }
}
