//! Ctrl-C in long calls.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use talktrack::ledger::Interrupt;

use crate::errors::{TalktrackError, raise};

/// How often whoever waits looks for signals.
const PATIENCE: Duration = Duration::from_millis(50);

/// What the handler of a signal raised while a batch was under way.
#[derive(Clone, Default)]
pub(crate) struct Signals(Arc<Mutex<Option<PyErr>>>);

impl Signals {
    /// Whether a signal came whose handler raised. Other signals are handled on the way.
    pub(crate) fn came(&self) -> bool {
        self.keep(Python::attach(|py| py.check_signals()))
    }

    /// Keeps what was raised in the meantime; whether anything was.
    pub(crate) fn keep(&self, done: PyResult<()>) -> bool {
        let Err(raised) = done else { return false };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(raised);
        true
    }

    /// Ends a batch when a signal comes.
    pub(crate) fn interrupt(&self) -> Interrupt {
        let signals = self.clone();
        Interrupt::when(move || signals.came())
    }

    /// What the handler raised, else the error.
    pub(crate) fn or_raise(&self, error: impl Into<talktrack::Error>) -> PyErr {
        self.raised().unwrap_or_else(|| raise(error))
    }

    /// What the handler raised.
    pub(crate) fn raised(&self) -> Option<PyErr> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Looks something up on another thread while this one waits for signals: Ctrl-C gives up waiting. What
/// only reads can be left to finish by itself.
pub(crate) fn wait_for<T: Send + 'static>(
    py: Python<'_>,
    look_up: impl FnOnce() -> talktrack::Result<T> + Send + 'static,
) -> PyResult<T> {
    let (tell, mut told) = channel();
    let looking = move || {
        // Nobody may be waiting any more.
        let _ = tell.send(look_up());
    };
    if let Err(error) = thread::Builder::new().spawn(looking) {
        return Err(TalktrackError::new_err(format!(
            "cannot start a thread to answer on: {error}; end some that run and ask again"
        )));
    }
    loop {
        let (found, receiver) = py.detach(move || (told.recv_timeout(PATIENCE), told));
        told = receiver;
        match found {
            Ok(found) => return found.map_err(raise),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(PyRuntimeError::new_err(
                    "the answer broke off: this is a fault of talktrack",
                ));
            }
        }
    }
}
