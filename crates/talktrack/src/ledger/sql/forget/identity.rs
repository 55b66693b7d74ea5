//! Ids of events that tell who it was.

use super::finder::{Finder, IN_CATALOGUE};
use super::mention::fold;
use crate::error::Result;
use crate::model::{Event, EventId, content_id};

/// Whether `id` was derived from the content of `event`: whoever has the rest of the row can try
/// keys against such an id a million times faster than against a slow hash.
pub(in super::super) fn derived(event: &Event, id: &EventId) -> bool {
    const VERSION: usize = 14; // the place of a UUID's version in its text
    id.as_str().as_bytes().get(VERSION) == Some(&b'8') && content_id(event) == *id
}

/// Whether an id holds this key; a long one also as a part of a word.
pub(in super::super) fn holds(id: &str, key: &str) -> bool {
    let (id, key) = (fold(id), fold(key));
    if key.chars().count() >= IN_CATALOGUE {
        return id.contains(&key);
    }
    let letters: Vec<char> = key.chars().collect();
    let lengths = super::mention::lengths([letters.len()].into_iter());
    let folded = super::mention::Folded::of(&id);
    folded.stretches(&lengths).any(|(_, stretch)| stretch == letters)
}

/// Whether an id tells of `person`, in an event that does not name them.
pub(super) fn tells(id: &str, key: &str, person: &mut dyn Finder, least: usize) -> Result<bool> {
    let long = key.chars().count() >= IN_CATALOGUE;
    Ok((long && holds(id, key)) || !person.find(id, least)?.is_empty())
}
