//! `talktrack merge`

use crate::arguments::{Common, Merge};
use crate::failure::{Failure, Outcome};
use crate::output::{self, count, is_watched, name_of, remark};

/// How many records go by between two lines of progress.
const STEP: u64 = 100_000;

pub(crate) fn run(common: &Common, arguments: &Merge) -> Result<Outcome, Failure> {
    let tracker = common.open()?;
    let mut rejected = 0;
    for path in &arguments.others {
        let other = talktrack_postgres::open_read_only(path)?;
        let mut shown = 0;
        let receipt = tracker.merge(&other, |receipt| {
            let done = receipt.recorded + receipt.duplicates + receipt.rejected;
            if is_watched() && done >= shown + STEP {
                shown = done;
                remark(&format!("{}: {} records …", name_of(path), count(done)));
            }
        })?;
        rejected += receipt.rejected;
        output::print(&format!(
            "{}: {} recorded, {} there already, {} refused\n",
            name_of(path),
            count(receipt.recorded),
            count(receipt.duplicates),
            count(receipt.rejected)
        ))?;
        for rejection in receipt.rejections.iter().take(output::REFUSALS) {
            remark(&format!("  number {}: {}", rejection.quarantined, rejection.reason));
        }
    }
    if rejected > 0 {
        remark("What was refused is kept: see `talktrack quarantine list`.");
    }
    Ok(Outcome::after(rejected))
}
