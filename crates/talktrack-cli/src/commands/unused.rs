//! `talktrack unused`

use talktrack::analysis::{By, Unused};

use crate::arguments::{Common, Unused as Arguments};
use crate::failure::{Failure, Outcome};

pub(crate) fn run(common: &Common, arguments: &Arguments) -> Result<Outcome, Failure> {
    let question = Unused::new().grace_days(arguments.grace_days);
    match &arguments.by {
        None => super::ask(common, &arguments.scope, &question),
        Some(by) => super::ask(common, &arguments.scope, &question.by(by.parse::<By>()?)),
    }
}
