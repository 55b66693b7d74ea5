//! Uses that come as columns.

use rusqlite::Connection;

use super::batch::Batch;
use super::events::{self, EventRow};
use super::names::NameCache;
use super::stored_id::StoredId;
use crate::error::Result;
use crate::ledger::{Name, Submission};
use crate::model::{Digest, EventKind, Ids, Keyed, Uses, content_uuid};

/// The numbers of a column's keys; 0 for one that has none yet.
struct Numbers<'u> {
    name: Name,
    keys: Vec<&'u str>,
    codes: &'u [u32],
    known: Vec<u32>,
}

impl<'u> Numbers<'u> {
    fn find<K: std::borrow::Borrow<str>>(
        connection: &Connection,
        names: &mut NameCache,
        name: Name,
        column: &'u Keyed<K>,
    ) -> rusqlite::Result<Self> {
        let keys: Vec<&str> = column.keys().iter().map(std::borrow::Borrow::borrow).collect();
        let mut known = Vec::with_capacity(keys.len());
        for key in &keys {
            known.push(names.find(connection, name, key)?.unwrap_or_default());
        }
        Ok(Self { name, keys, codes: column.codes(), known })
    }

    /// The number in a row, 0 if it names nothing; none if its key has no number yet.
    fn get(&self, row: usize) -> Option<u32> {
        match self.known.get(self.codes[row] as usize) {
            None => Some(0),
            Some(number) => Some(*number).filter(|number| *number != 0),
        }
    }

    /// Gives the key in a row a number.
    fn add(
        &mut self,
        connection: &Connection,
        names: &mut NameCache,
        row: usize,
    ) -> rusqlite::Result<()> {
        let code = self.codes[row] as usize;
        if let Some(key) = self.keys.get(code) {
            self.known[code] = names.find_or_add(connection, self.name, key)?;
        }
        Ok(())
    }
}

impl Batch<'_> {
    /// Takes uses, each as if it came by itself.
    pub(super) fn take_uses(&mut self, uses: &Uses) -> Result<()> {
        let failed = |error: rusqlite::Error| super::storage("record", &error);
        let mut order: Vec<(StoredId, u32)> =
            (0..uses.len()).map(|row| id_of(uses, row)).zip(0..).collect();
        if !order.is_sorted() {
            order.sort_unstable();
        }
        let (rows, places, mut aside) = self.lay_out(uses, order).map_err(failed)?;
        let digest = |row: usize, id: &StoredId| {
            let place = places[row] as usize;
            let (source, at) = (uses.source_of_all(), uses.times()[place]);
            id.with_text(|id| Digest::of_row(source, at, &uses.flat(place), id))
        };
        let conflicts = self.insert_rows(rows, &digest)?;
        aside.extend(conflicts.into_iter().map(|row| places[row]));
        aside.sort_unstable();
        for place in aside {
            if let Some(event) = uses.event(place as usize) {
                let line = u64::from(place) + 1;
                self.take(&Submission { line, ..Submission::of_value(event.into()) })?;
            }
        }
        Ok(())
    }

    /// The rows to insert with the places they come from, and the places to be looked at one by one.
    fn lay_out(
        &mut self,
        uses: &Uses,
        order: Vec<(StoredId, u32)>,
    ) -> rusqlite::Result<(Vec<EventRow>, Vec<u32>, Vec<u32>)> {
        let latest = self.latest();
        let connection = self.connection();
        let names = self.names();
        let source = uses.source_of_all();
        let mut source_number =
            names.find(connection, Name::Source, source.as_str())?.unwrap_or_default();
        let mut columns = vec![
            Numbers::find(connection, names, Name::Rep, uses.reps())?,
            Numbers::find(connection, names, Name::Asset, uses.assets())?,
        ];
        let deals = uses.deals().map(|deals| Numbers::find(connection, names, Name::Deal, deals));
        let deal = deals.transpose()?.map(|deals| {
            columns.push(deals);
            columns.len() - 1
        });
        let versions =
            uses.versions().map(|column| Numbers::find(connection, names, Name::Word, column));
        let version = versions.transpose()?.map(|versions| {
            columns.push(versions);
            columns.len() - 1
        });
        let mut rows: Vec<EventRow> = Vec::with_capacity(order.len());
        let (mut places, mut aside) = (Vec::with_capacity(order.len()), Vec::new());
        for (id, place) in order {
            let row = place as usize;
            let at = uses.times()[row].micros();
            if at > latest || rows.last().is_some_and(|last| last.id == id) {
                aside.push(place);
                continue;
            }
            let all_known =
                source_number != 0 && columns.iter().all(|column| column.get(row).is_some());
            if !all_known {
                if events::is_taken(connection, names, source, &id)? {
                    aside.push(place);
                    continue;
                }
                source_number = names.find_or_add(connection, Name::Source, source.as_str())?;
                for column in &mut columns {
                    column.add(connection, names, row)?;
                }
            }
            let number = |column: Option<usize>| {
                column.and_then(|column| columns[column].get(row)).unwrap_or_default()
            };
            let flat = uses.flat(row);
            rows.push(EventRow {
                id,
                at,
                extra: flat.extra.map(Into::into),
                rare: None,
                source: source_number,
                rep: number(Some(0)),
                asset: number(Some(1)),
                deal: number(deal),
                word: number(version),
                kind: EventKind::Use.code(),
                conversation: flat.conversation.map_or(0, |conversation| conversation.code()),
                code: flat.code.unwrap_or_default(),
            });
            places.push(place);
        }
        Ok((rows, places, aside))
    }
}

fn id_of(uses: &Uses, row: usize) -> StoredId {
    match uses.given_ids() {
        Ids::Uuids(ids) => StoredId::from(ids[row]),
        Ids::Texts(ids) => StoredId::of(ids[row].as_str()),
        Ids::Derived => {
            let (source, at) = (uses.source_of_all(), uses.times()[row]);
            StoredId::from(content_uuid(source, at, &uses.flat(row)))
        }
    }
}
