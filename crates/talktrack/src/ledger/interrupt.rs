//! How whoever waits for a long batch can end it.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, Result};

/// Asked between the parts of a long batch whether to end it; says no unless made otherwise.
#[derive(Clone, Default)]
pub struct Interrupt(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Interrupt {
    /// Ends the batch once `asked` says so. It is called on the thread that records, while the ledger is
    /// held, and must not use the ledger itself.
    pub fn when(asked: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(asked)))
    }

    /// An error if the batch is to end.
    pub(crate) fn check(&self) -> Result<()> {
        match &self.0 {
            Some(asked) if asked() => Err(Error::Interrupted),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Interrupt").field(&self.0.is_some()).finish()
    }
}
