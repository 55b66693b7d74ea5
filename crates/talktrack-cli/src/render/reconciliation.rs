//! What an import came to, for people.

use talktrack::ledger::Receipt;
use talktrack_exchange::{Counted, Range, Reconciliation};

use crate::output::count;

/// One line with the numbers, then a line for each thing worth knowing.
pub(crate) fn text(told: &Reconciliation, receipt: &Receipt) -> String {
    let mut lines = vec![format!(
        "{} rows; {} recorded, {} there already, {} refused",
        count(told.rows),
        count(told.recorded),
        count(told.duplicates),
        count(receipt.rejected)
    )];
    lines.extend(range("happened", told.happened));
    lines.extend(range("logged", told.logged));
    for total in &told.totals {
        lines.push(format!("  {} rows of {} {}", count(total.rows), total.source, total.word));
    }
    lines.extend(counted("refused", &told.refused));
    lines.extend(counted("left out", &told.left_out));
    if told.conflicting > 0 {
        lines.push(format!("  {} contradict what was recorded before", count(told.conflicting)));
    }
    if told.unplaced_uses > 0 {
        lines.push(format!(
            "  {} of {} uses name neither a conversation nor a deal, so that nothing can place them",
            count(told.unplaced_uses),
            count(told.uses)
        ));
    }
    if told.uncatalogued_assets > 0 {
        lines.push(format!(
            "  {} assets that facts name are not in the catalogue",
            count(told.uncatalogued_assets)
        ));
    }
    if !told.unmapped_stages.is_empty() {
        lines.push(format!(
            "  stages that no stage map covers (`talktrack stages` proposes one): {}",
            told.unmapped_stages.join(", ")
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn range(what: &str, range: Option<Range>) -> Option<String> {
    range.map(|Range { first, last }| format!("  {what} from {first} to {last}"))
}

fn counted(what: &str, counted: &[Counted]) -> Vec<String> {
    /// More of them are in the JSON.
    const SHOWN: usize = 10;
    let line = |one: &Counted| format!("  {} {what}: {}", count(one.rows), one.reason);
    let mut lines: Vec<_> = counted.iter().take(SHOWN).map(line).collect();
    if counted.len() > SHOWN {
        lines.push(format!("  … {what} for {} more reasons", counted.len() - SHOWN));
    }
    lines
}
