//! Values of Python as values of JSON: what the core reads records from.

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyBool, PyDate, PyDateTime, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PyMapping, PySet,
    PyString, PyTuple, PyType, PyTzInfo,
};
use serde_json::{Map, Value};
use talktrack::model::Invalid;

/// One row: its named values, and the first of them that no field can hold.
pub(crate) struct Row {
    pub(crate) fields: Map<String, Value>,
    pub(crate) problem: Option<Invalid>,
}

impl Row {
    /// The named values, if all of them can be held.
    pub(crate) fn checked(self) -> Result<Map<String, Value>, Invalid> {
        match self.problem {
            None => Ok(self.fields),
            Some(problem) => Err(problem),
        }
    }
}

/// Reads a dict, or anything that can turn itself into one, such as an event.
pub(crate) fn row(given: &Bound<'_, PyAny>) -> PyResult<Row> {
    if let Ok(dict) = given.cast::<PyDict>() {
        return row_of_dict(dict, DEEPEST);
    }
    let py = given.py();
    let dict = if given.hasattr(intern!(py, "to_dict"))? {
        given.call_method0(intern!(py, "to_dict"))?
    } else if given.cast::<PyMapping>().is_ok() {
        py.get_type::<PyDict>().call1((given,))?
    } else {
        let message = format!("a value of type {} is neither an event nor a dict", type_of(given));
        return Err(PyTypeError::new_err(message));
    };
    row_of_dict(dict.cast()?, DEEPEST)
}

fn row_of_dict(dict: &Bound<'_, PyDict>, depth: u8) -> PyResult<Row> {
    let mut row = Row { fields: Map::new(), problem: None };
    for (name, given) in dict {
        let Ok(name) = name.extract::<String>() else {
            return Err(PyTypeError::new_err(format!(
                "the name of a field is of type {}",
                type_of(&name)
            )));
        };
        let value = match read(&given, depth) {
            Ok(value) => value,
            Err(problem) => {
                row.problem.get_or_insert_with(|| Invalid::new(name.clone(), problem));
                // The quarantine shows what was given, as well as text can.
                Value::String(given.str().map(|text| text.to_string()).unwrap_or_default())
            }
        };
        row.fields.insert(name, value);
    }
    Ok(row)
}

/// How deep values may be nested: deeper than in any field, and bounded, because a list can hold
/// itself.
const DEEPEST: u8 = 4;

/// One value; null where Python or a library of tables says that there is none.
pub(crate) fn value(given: &Bound<'_, PyAny>) -> Result<Value, String> {
    read(given, DEEPEST)
}

fn read(given: &Bound<'_, PyAny>, depth: u8) -> Result<Value, String> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err("is nested deeper than any field".to_owned());
    };
    if given.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(text) = given.cast::<PyString>() {
        let text = text.to_str().map_err(|_| "is not UTF-8 text".to_owned())?;
        return Ok(Value::String(text.to_owned()));
    }
    if let Ok(truth) = given.cast::<PyBool>() {
        return Ok(Value::Bool(truth.is_true()));
    }
    if given.cast::<PyInt>().is_ok() {
        return whole_number(given);
    }
    if let Ok(number) = given.cast::<PyFloat>() {
        return Ok(real_number(number.value()));
    }
    compound(given, depth).unwrap_or_else(|error| Err(unreadable(given, &error)))
}

/// A real number; null for NaN, which is how tables write that there is none.
pub(crate) fn real_number(number: f64) -> Value {
    match serde_json::Number::from_f64(number) {
        Some(number) => Value::Number(number),
        None if number.is_nan() => Value::Null,
        // JSON has no infinity. As text it reaches the field's own check, which refuses it.
        None => Value::String(number.to_string()),
    }
}

fn whole_number(given: &Bound<'_, PyAny>) -> Result<Value, String> {
    let signed = given.extract::<i64>().map(Value::from);
    signed
        .or_else(|_| given.extract::<u64>().map(Value::from))
        .map_err(|_| "is a number beyond 64 bits".to_owned())
}

/// Anything but text and numbers. The outer error is one that Python raised on the way.
fn compound(given: &Bound<'_, PyAny>, depth: u8) -> PyResult<Result<Value, String>> {
    static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static UUID: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let py = given.py();
    if is_missing(given)? {
        return Ok(Ok(Value::Null));
    }
    if let Ok(time) = given.cast::<PyDateTime>() {
        return time_text(time).map(Value::String).map(Ok);
    }
    if given.cast::<PyDate>().is_ok() {
        return text_from(&given.call_method0(intern!(py, "isoformat"))?);
    }
    if let Ok(dict) = given.cast::<PyDict>() {
        let row = row_of_dict(dict, depth)?;
        return Ok(row.checked().map(Value::Object).map_err(|problem| problem.to_string()));
    }
    if is_collection(given) {
        let items = given.try_iter()?.map(|item| Ok(read(&item?, depth)));
        let items: PyResult<Vec<Result<Value, String>>> = items.collect();
        return Ok(items?.into_iter().collect::<Result<Vec<_>, _>>().map(Value::Array));
    }
    if given.is_instance(DECIMAL.import(py, "decimal", "Decimal")?)? {
        // Plain digits: the form of str() has an exponent for large and for tiny amounts.
        return text_from(&given.call_method1(intern!(py, "__format__"), ("f",))?);
    }
    if given.is_instance(UUID.import(py, "uuid", "UUID")?)? {
        return text_from(given.str()?.as_any());
    }
    // NumPy's scalars and arrays know their Python values.
    if module_of(given)?.starts_with("numpy") {
        let plain = given.call_method0(intern!(py, "tolist"))?;
        return Ok(read(&plain, depth));
    }
    Ok(Err(format!("is of type {}, which no field holds", type_of(given))))
}

fn is_collection(given: &Bound<'_, PyAny>) -> bool {
    given.cast::<PyList>().is_ok()
        || given.cast::<PyTuple>().is_ok()
        || given.cast::<PySet>().is_ok()
        || given.cast::<PyFrozenSet>().is_ok()
}

/// Whether pandas says that there is no value: `NaT` is a datetime unequal to itself, and `NA`
/// answers no comparison at all.
fn is_missing(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    if module_of(given)?.starts_with("pandas") {
        let name = given.get_type().name()?;
        return Ok(matches!(name.to_str()?, "NAType" | "NaTType"));
    }
    Ok(false)
}

/// A moment as RFC 3339 text in UTC, or a naive time as text without an offset, which the core
/// refuses unless a time zone was named.
fn time_text(time: &Bound<'_, PyDateTime>) -> PyResult<String> {
    let py = time.py();
    let offset = time.call_method0(intern!(py, "utcoffset"))?;
    let time = if offset.is_none() {
        time.as_any().clone()
    } else {
        time.call_method1(intern!(py, "astimezone"), (PyTzInfo::utc(py)?,))?
    };
    time.call_method0(intern!(py, "isoformat"))?.extract()
}

fn text_from(given: &Bound<'_, PyAny>) -> PyResult<Result<Value, String>> {
    given.extract().map(Value::String).map(Ok)
}

fn module_of(given: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(given.get_type().module()?.to_string())
}

/// The name of its type, for messages.
pub(crate) fn type_of(given: &Bound<'_, PyAny>) -> String {
    given.get_type().name().map_or_else(|_| "unknown".to_owned(), |name| name.to_string())
}

fn unreadable(given: &Bound<'_, PyAny>, error: &PyErr) -> String {
    format!("is of type {} and cannot be read: {}", type_of(given), error.value(given.py()))
}
