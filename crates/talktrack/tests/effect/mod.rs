//! `effect` against a reference of a few obvious lines, and on small companies worked out by hand.

mod cases;
mod laws;
mod pitches;
mod reference;
