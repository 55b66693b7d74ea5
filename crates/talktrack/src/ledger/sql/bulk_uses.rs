//! Uses that come as columns.

use std::borrow::Borrow;

use super::batch::Batch;
use super::connection::{self as sql, Connection, Failure, storage};
use super::events::{self, EventRow};
use super::names::NameCache;
use super::stored_id::StoredId;
use crate::error::Result;
use crate::ledger::{Name, Submission};
use crate::model::{
    Action, Conversation, DigestSum, EventKind, Ids, Keyed, Record, Uses, UsesForm,
};

/// How many rows are inserted by one statement: few enough to stay near the processor, and for the second
/// thread to lay out most of a batch while the first one inserts.
const PART: usize = 32_768;

/// A column of keys with the number of each, 0 for one that has none yet.
struct Column<'u> {
    name: Name,
    keys: Vec<&'u str>,
    codes: &'u [u32],
    numbers: Vec<u32>,
}

impl<'u> Column<'u> {
    fn of<K: Borrow<str>>(
        connection: &dyn Connection,
        names: &mut NameCache,
        name: Name,
        column: &'u Keyed<K>,
    ) -> sql::Result<Self> {
        let keys: Vec<&str> = column.keys().iter().map(Borrow::borrow).collect();
        let mut column = Self { name, numbers: vec![0; keys.len()], keys, codes: column.codes() };
        column.find(connection, names)?;
        Ok(column)
    }

    fn find(&mut self, connection: &dyn Connection, names: &mut NameCache) -> sql::Result<()> {
        for (key, number) in self.keys.iter().zip(&mut self.numbers) {
            if *number == 0 {
                *number = names.find(connection, self.name, key)?.unwrap_or_default();
            }
        }
        Ok(())
    }

    /// The number in a row; 0 if it names nothing, or if its key has no number yet.
    fn get(&self, row: usize) -> u32 {
        self.numbers.get(self.codes[row] as usize).copied().unwrap_or_default()
    }

    /// The position of the key in a row that has no number yet.
    fn unnumbered(&self, row: usize) -> Option<usize> {
        let code = self.codes[row] as usize;
        self.numbers.get(code).filter(|number| **number == 0).map(|_| code)
    }

    /// The keys that are `wanted`, each once.
    fn distinct(&self, wanted: &[bool]) -> Vec<&'u str> {
        let pairs = self.keys.iter().zip(wanted);
        let mut keys: Vec<_> = pairs.filter(|(_, wanted)| **wanted).map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

impl Batch<'_> {
    /// Takes uses, each as if it came by itself.
    pub(super) fn take_uses(&mut self, uses: &Uses) -> Result<()> {
        if self.severs() {
            let events = (0..uses.len()).filter_map(|row| uses.event(row).map(Record::from));
            return self.take_all(&mut Submission::number_all(events));
        }
        let form = UsesForm::of(uses);
        let aside = self.take_most(uses, &form, in_order(uses, &form))?;
        for place in aside {
            if let Some(event) = uses.event(place as usize) {
                let line = u64::from(place) + 1;
                self.take(&Submission { line, ..Submission::of_value(event.into()) })?;
            }
        }
        Ok(())
    }

    /// Takes the uses in this order that are new or stored already, and gives back, in the order of the
    /// rows, which have to be looked at one by one. Nobody was forgotten yet.
    pub(super) fn take_most(
        &mut self,
        uses: &Uses,
        form: &UsesForm<'_>,
        mut order: Vec<(StoredId, u32)>,
    ) -> Result<Vec<u32>> {
        let failed = |error: Failure| storage("record", &error);
        let mut columns = columns(self.connection(), self.names(), uses).map_err(failed)?;
        let mut aside = Vec::new();
        if !self.is_plain(uses, &order, &columns) {
            aside = self.set_aside(uses, &mut order, &columns).map_err(failed)?;
            for column in &mut columns {
                column.find(self.connection(), self.names()).map_err(failed)?;
            }
        }
        if !order.is_empty() {
            let source = self.source_number(uses).map_err(failed)?;
            let mut parts = order.chunks(PART);
            let mut next = |columns: &[Column<'_>]| {
                let part = parts.next()?;
                Some((part, lay_out(uses, source, part, columns)))
            };
            let mut under_way = next(&columns);
            while let Some((part, rows)) = under_way {
                self.recording().interrupt.check()?;
                let digest = |sum: &mut DigestSum, some: &[(usize, &StoredId)]| {
                    let place = |row: usize| part[row].1 as usize;
                    form.fetch(&some.iter().map(|(row, _)| place(*row)));
                    for (row, id) in some {
                        id.with_text(|id| form.add_to(sum, place(*row), id));
                    }
                };
                let (conflicts, following) = self.insert_rows(rows, &digest, || next(&columns))?;
                aside.extend(conflicts.into_iter().map(|row| part[row].1));
                under_way = following;
            }
        }
        aside.sort_unstable();
        Ok(aside)
    }

    /// Whether nothing has to be looked at by itself: the usual case.
    fn is_plain(&self, uses: &Uses, order: &[(StoredId, u32)], columns: &[Column<'_>]) -> bool {
        let latest = self.latest();
        uses.times().iter().all(|at| at.micros() <= latest)
            && columns.iter().all(|column| !column.numbers.contains(&0))
            && order.windows(2).all(|pair| pair[0].0 != pair[1].0)
    }

    /// The number of the source, which gets one if it has none.
    fn source_number(&mut self, uses: &Uses) -> sql::Result<u32> {
        let connection = self.connection();
        self.names().find_or_add(connection, Name::Source, uses.source_of_all().as_str())
    }

    /// Takes out of `order` what has to be looked at by itself: what is ahead of the clock, what stands
    /// there twice, and what names something new while its identity is taken. What is left over has
    /// all its names in the file.
    fn set_aside(
        &mut self,
        uses: &Uses,
        order: &mut Vec<(StoredId, u32)>,
        columns: &[Column<'_>],
    ) -> sql::Result<Vec<u32>> {
        let (connection, latest) = (self.connection(), self.latest());
        let source = uses.source_of_all();
        let known_source = self.names().find(connection, Name::Source, source.as_str())?;
        let mut new: Vec<_> = columns.iter().map(|column| vec![false; column.keys.len()]).collect();
        let mut aside = Vec::new();
        let mut last: Option<StoredId> = None;
        let mut failed = None;
        order.retain(|(id, place)| {
            let row = *place as usize;
            let mut keep = uses.times()[row].micros() <= latest && last.as_ref() != Some(id);
            let names_new = columns.iter().any(|column| column.unnumbered(row).is_some());
            if let Some(source) = known_source
                && keep
                && names_new
            {
                match events::is_there(connection, source, id) {
                    Ok(taken) => keep = !taken,
                    Err(error) => failed = Some(error),
                }
            }
            if keep {
                last = Some(id.clone());
                if names_new {
                    for (column, new) in columns.iter().zip(&mut new) {
                        if let Some(code) = column.unnumbered(row) {
                            new[code] = true;
                        }
                    }
                }
            } else {
                aside.push(*place);
            }
            keep
        });
        if let Some(error) = failed {
            return Err(error);
        }
        for (column, new) in columns.iter().zip(new) {
            self.names().add_all(connection, column.name, &mut column.distinct(&new))?;
        }
        Ok(aside)
    }
}

/// The rows of a part of the uses, every name of which has its number.
fn lay_out(
    uses: &Uses,
    source: u32,
    part: &[(StoredId, u32)],
    columns: &[Column<'_>],
) -> Vec<EventRow> {
    let [rep, asset, others @ ..] = columns else { return Vec::new() };
    let other = |name: Name| others.iter().find(|column| column.name == name);
    let (deal, version) = (other(Name::Deal), other(Name::Word));
    let lay_out = |(id, place): &(StoredId, u32)| {
        let row = *place as usize;
        EventRow {
            id: id.clone(),
            at: uses.times()[row].micros(),
            extra: uses.extra(row).map(Into::into),
            rare: None,
            source,
            rep: rep.get(row),
            asset: asset.get(row),
            deal: deal.map_or(0, |deal| deal.get(row)),
            word: version.map_or(0, |version| version.get(row)),
            kind: EventKind::Use.code(),
            conversation: uses.conversation_of(row).map_or(0, Conversation::code),
            code: uses.action_of(row).map_or(0, Action::code),
        }
    };
    part.iter().map(lay_out).collect()
}

/// The columns that name something: reps, assets, and the others that are there.
fn columns<'u>(
    connection: &dyn Connection,
    names: &mut NameCache,
    uses: &'u Uses,
) -> sql::Result<Vec<Column<'u>>> {
    let mut columns = vec![
        Column::of(connection, names, Name::Rep, uses.reps())?,
        Column::of(connection, names, Name::Asset, uses.assets())?,
    ];
    if let Some(deals) = uses.deals() {
        columns.push(Column::of(connection, names, Name::Deal, deals)?);
    }
    if let Some(versions) = uses.versions() {
        columns.push(Column::of(connection, names, Name::Word, versions)?);
    }
    Ok(columns)
}

/// The ids of uses in the order of the index, each with its row.
pub(super) fn in_order(uses: &Uses, form: &UsesForm<'_>) -> Vec<(StoredId, u32)> {
    let mut order: Vec<_> = (0..uses.len()).map(|row| id_of(uses, form, row)).zip(0..).collect();
    if !order.is_sorted() {
        order.sort_unstable();
    }
    order
}

fn id_of(uses: &Uses, form: &UsesForm<'_>, row: usize) -> StoredId {
    match uses.given_ids() {
        Ids::Uuids(ids) => StoredId::from(ids[row]),
        Ids::Texts(ids) => StoredId::of(ids[row].as_str()),
        Ids::Derived => StoredId::from(form.content_uuid(row)),
    }
}
