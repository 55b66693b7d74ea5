//! A simulated B2B company with a planted truth: to demonstrate talktrack, and to score its answers.
//!
//! The company has teams, reps, assets, accounts and deals that move through the five
//! conversations. Each asset has a [`Nature`] that its records only show indirectly: it helps,
//! hurts, changes nothing, is unknown to most, needs training, is shunned, is misfiled, and so on.
//! [`Truth`] says what was planted, [`Realised`] what chance made of it.
//!
//! ```
//! use talktrack::model::Record;
//! use talktrack_simulation::{Company, Settings};
//!
//! let company = Company::new(&Settings::default().reps(12).deals(100))?;
//! let uses = |record: &Record| matches!(record, Record::Event(event) if event.fact().kind().as_str() == "use");
//! assert!(company.records().filter(uses).count() > 200);
//! # Ok::<(), talktrack_simulation::Refused>(())
//! ```
//!
//! The same settings give the same records on every machine: chance comes from `ChaCha8`, time from
//! the settings, and no float goes through a mathematics library.
//!
//! # What misleads here, as it does in life
//!
//! - **Confounding.** The segment and the rep's skill change both what is used and what succeeds
//!   ([`Settings::confounding`]). A prestigious asset without effect looks helpful; one asset that
//!   helps looks harmful ([`Nature::Reversal`]).
//! - **Placement.** Some uses name no conversation, some no deal, a few neither.
//! - **Catalogue.** Assets change versions, expire, are retired and replaced, and some reps go on
//!   with the old one; some content was never put into the catalogue.
//! - **Slips.** A few uses of the wrong asset are retracted minutes later.
//! - **Ends.** Deals that are open when the watch ends stay open, and asks without an answer too.

mod advice;
mod appeal;
mod asks;
mod assets;
mod calendar;
mod catalogue;
mod company;
mod deals;
mod description;
mod dice;
mod judgement;
mod knowledge;
mod lesson;
mod lives;
mod mix;
mod names;
mod nature;
mod pace;
mod realised;
mod reps;
mod search;
mod settings;
mod stages;
mod story;
mod supports;
mod training;
mod truth;
mod usage;
mod words;
mod world;

pub use company::Company;
pub use nature::{Nature, Verdict};
pub use realised::{Realised, RealisedAsset};
pub use settings::{Refused, Settings};
pub use truth::{PlantedAsset, PlantedRep, Truth};
