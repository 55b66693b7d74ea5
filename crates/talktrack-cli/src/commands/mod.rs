//! One file per command.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod export;
pub(crate) mod forget;
pub(crate) mod import;
pub(crate) mod merge;
pub(crate) mod quarantine;
pub(crate) mod record;
pub(crate) mod unused;
