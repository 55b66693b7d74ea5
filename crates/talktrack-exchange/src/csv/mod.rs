//! Rows of CSV.

mod split;

use std::sync::Arc;

use talktrack::ledger::{Origin, Submission};
use talktrack::model::{Invalid, Record, TimeReading};

use self::split::{Row, Splitter};
use crate::context::Context;
use crate::error::Error;
use crate::format::Format;
use crate::import::Rows;
use crate::input::Input;
use crate::mapping::{Mapping, Plan};

/// Reads one row a record, as the mapping says.
pub(crate) struct Csv {
    origin: Arc<Origin>,
    splitter: Splitter,
    plan: Plan,
    /// Rows that the mapping made nothing of.
    passed_over: u64,
}

impl Csv {
    /// Reads the header and binds the mapping to it.
    pub(crate) fn open(
        input: &mut Input<'_>,
        mapping: &Mapping,
        times: &TimeReading,
    ) -> Result<Self, Error> {
        let name = input.name().to_owned();
        let refused = |problem: String| Error::Header { name: name.clone(), problem };
        let mut splitter = Splitter::new(mapping.delimiter());
        let Some(row) = splitter.next(input)? else {
            return Err(refused("it is empty, not even a header".into()));
        };
        let header = header(&row).map_err(|invalid| refused(format!("its header: {invalid}")))?;
        let plan = Plan::new(mapping, header, times).map_err(refused)?;
        let context = Context {
            times: times.clone(),
            mapping: Some(mapping.text().to_owned()),
            header: plan.header().to_vec(),
        };
        let format = Format::CSV.to_owned();
        let origin = Origin { name: name.clone(), format, context: context.to_text() };
        Ok(Self { origin: Arc::new(origin), splitter, plan, passed_over: 0 })
    }
}

impl Rows for Csv {
    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Submission>, Error> {
        let Some(row) = self.splitter.next(input)? else { return Ok(None) };
        let content = records(&row, &self.plan);
        self.passed_over += u64::from(content.as_ref().is_ok_and(Vec::is_empty));
        Ok(Some(Submission {
            origin: Arc::clone(&self.origin),
            line: row.line(),
            content,
            raw: row.into_raw(),
            replays: None,
        }))
    }

    fn notes(&self) -> Vec<String> {
        let passed_over = (self.passed_over > 0)
            .then(|| format!("rows of which the mapping makes no record: {}", self.passed_over));
        self.plan.note().into_iter().chain(passed_over).collect()
    }
}

fn header(row: &Row<'_>) -> Result<Vec<String>, Invalid> {
    let names: Vec<String> = row.cells()?.into_iter().map(str::to_owned).collect();
    if names.iter().any(|name| name.contains('\0')) {
        return Err(Invalid::new("text", "holds NUL bytes: save the file as CSV in UTF-8"));
    }
    Ok(names)
}

fn records(row: &Row<'_>, plan: &Plan) -> Result<Vec<Record>, Invalid> {
    let cells = row.cells()?;
    let (found, wanted) = (cells.len(), plan.header().len());
    if found != wanted {
        return Err(Invalid::new(
            "row",
            format!(
                "has {found} cells, and the header has {wanted}: is a delimiter or a quote missing?"
            ),
        ));
    }
    plan.records(&cells)
}

/// Reads one row by itself, as `plan` says.
pub(crate) fn one(bytes: &[u8], delimiter: u8, plan: &Plan) -> Result<Vec<Record>, Invalid> {
    let not_one = || Invalid::new("row", "is not one row of the file it comes from");
    let mut from = bytes;
    let mut silent = |_: &crate::progress::Progress| std::ops::ControlFlow::Continue(());
    let watch = crate::progress::Watch::new(&mut silent);
    let mut input = Input::plain(&mut from, watch);
    let mut splitter = Splitter::new(delimiter);
    let content = match splitter.next(&mut input).map_err(|_| not_one())? {
        Some(row) => records(&row, plan)?,
        None => return Err(not_one()),
    };
    match splitter.next(&mut input) {
        Ok(None) => Ok(content),
        _ => Err(not_one()),
    }
}
