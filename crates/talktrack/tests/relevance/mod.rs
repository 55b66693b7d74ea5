//! `relevance`: its counts against a reference of a few obvious lines, and every verdict on a small company.

mod choice;
mod laws;
mod made;
mod reach;
mod reference;
