//! Values of the core as values of Python.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyType};
use serde_json::{Map, Value as Json};
use talktrack::analysis::{Column, Value};
use talktrack::ledger;
use talktrack::model::Money;

/// A row of a table, as a dict in the order of the columns.
pub(crate) fn row<'py>(
    py: Python<'py>,
    columns: &[Column],
    values: &[Value],
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (column, value) in columns.iter().zip(values) {
        dict.set_item(&*column.name, cell(py, value)?)?;
    }
    Ok(dict)
}

fn cell<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Value::Null => Ok(py.None().into_bound(py)),
        Value::Text(text) => text.into_bound_py_any(py),
        Value::Integer(number) => number.into_bound_py_any(py),
        Value::Number(number) => number.into_bound_py_any(py),
        Value::Time(time) => time.to_utc().into_bound_py_any(py),
        Value::Money(money) => amount(py, *money),
        Value::Boolean(truth) => truth.into_bound_py_any(py),
        Value::List(words) => words.into_bound_py_any(py),
    }
}

/// An amount as a `Decimal`, exact to the minor unit.
fn amount(py: Python<'_>, money: Money) -> PyResult<Bound<'_, PyAny>> {
    static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    DECIMAL.import(py, "decimal", "Decimal")?.call1((money.amount(),))
}

/// A record in its JSON form, as a dict.
pub(crate) fn fields<'py>(
    py: Python<'py>,
    fields: &Map<String, Json>,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in fields {
        dict.set_item(name, json(py, value)?)?;
    }
    Ok(dict)
}

fn json<'py>(py: Python<'py>, value: &Json) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Json::Null => Ok(py.None().into_bound(py)),
        Json::Bool(truth) => truth.into_bound_py_any(py),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => whole.into_bound_py_any(py),
            None => number.as_f64().into_bound_py_any(py),
        },
        Json::String(text) => text.into_bound_py_any(py),
        Json::Array(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(json(py, item)?)?;
            }
            Ok(list.into_any())
        }
        Json::Object(map) => Ok(fields(py, map)?.into_any()),
    }
}

/// What became of a batch: recorded, duplicates, rejected, rejections (place, line, reason, number
/// in quarantine), id, seq. The Python class `Receipt` names them.
pub(crate) type Receipt = (u64, u64, u64, Vec<(String, u64, String, u64)>, Option<String>, u64);

pub(crate) fn receipt(receipt: ledger::Receipt) -> Receipt {
    let rejections = receipt.rejections.into_iter();
    let rejections = rejections
        .map(|one| (one.place.to_string(), one.place.line, one.reason, one.quarantined))
        .collect();
    let id = receipt.id.map(|id| id.to_string());
    let (recorded, duplicates) = (receipt.recorded, receipt.duplicates);
    (recorded, duplicates, receipt.rejected, rejections, id, receipt.seq.get())
}
