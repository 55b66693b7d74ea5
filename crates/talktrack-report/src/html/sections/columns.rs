//! The columns that people read of each table, and what they call them; the other files have all.

use super::super::table::Choice;
use super::super::table::Draw::{Bar, Forest, Measured, Plain, Points};

pub(super) const SCORECARD: &[Choice<'static>] = &[
    ("measure", "Measure", Plain),
    ("period", "Period", Measured),
    ("value", "Value", Measured),
    ("n", "Out of", Plain),
    ("target", "Target", Measured),
    ("reached", "Reached", Plain),
    ("flags", "Remarks", Plain),
];
pub(super) const FUNNEL: &[Choice<'static>] = &[
    ("conversation", "Conversation", Plain),
    ("held", "Held", Bar),
    ("assisted_rate", "Helped by content", Bar),
    ("succeeded", "Succeeded", Plain),
    ("failed", "Failed", Plain),
    ("open", "Open", Plain),
    ("rate", "Success rate", Bar),
    ("median_days", "Days to decide", Plain),
];
pub(super) const UNUSED: &[Choice<'static>] = &[
    ("kind", "Kind", Plain),
    ("eligible", "Assets", Plain),
    ("unused", "Never touched", Plain),
    ("unused_rate", "Share never touched", Bar),
    ("idle", "Never put to work", Plain),
    ("idle_rate", "Share never put to work", Bar),
];
pub(super) const MATRIX: &[Choice<'static>] = &[
    ("asset", "Asset", Plain),
    ("conversation", "Used in", Plain),
    ("uses", "Uses there", Bar),
    ("reps", "Reps", Plain),
    ("deals", "Deals", Plain),
    ("share", "Of its uses", Plain),
];
pub(super) const COVERAGE: &[Choice<'static>] = &[
    ("conversation", "Conversation", Plain),
    ("segment", "Segment", Plain),
    ("held", "Held", Plain),
    ("assisted", "Helped", Plain),
    ("assisted_rate", "Share helped", Bar),
    ("live_assets", "Assets that fit", Plain),
    ("used_assets", "Used", Plain),
    ("open_asks", "Open asks", Plain),
    ("empty_searches", "Searches in vain", Plain),
    ("flags", "Remarks", Plain),
];
pub(super) const EFFECT: &[Choice<'static>] = &[
    ("asset", "Asset", Plain),
    ("adjusted", "Like with like", Forest),
    ("q", "q", Plain),
    ("treated", "With it", Plain),
    ("untreated", "Without it", Plain),
    ("difference", "As it is", Points),
    ("flags", "Remarks", Plain),
];
pub(super) const LISTENING: &[Choice<'static>] = &[
    ("team", "Team", Plain),
    ("recommended", "Recommended", Plain),
    ("with_occasion", "With an occasion", Plain),
    ("followed", "Followed", Plain),
    ("follow_rate", "Share followed", Bar),
    ("success_followed", "Success where followed", Plain),
    ("success_ignored", "Success where ignored", Plain),
    ("flags", "Remarks", Plain),
];
pub(super) const AGREEMENTS: &[Choice<'static>] = &[
    ("answered_by", "Must answer", Plain),
    ("kind", "Kind of ask", Plain),
    ("asked", "Asked", Plain),
    ("in_time", "In time", Plain),
    ("late", "Late", Plain),
    ("overdue", "Past due", Plain),
    ("attainment", "Kept", Bar),
    ("median_days", "Days to answer", Plain),
    ("delivered", "Delivered", Plain),
    ("put_to_work", "Then used", Plain),
];
pub(super) const CONSISTENCY: &[Choice<'static>] = &[
    ("team", "Team", Plain),
    ("uses", "Uses", Plain),
    ("current_share", "Share current", Bar),
    ("current", "Current", Plain),
    ("outdated", "Outdated", Plain),
    ("after_end", "After its end", Plain),
    ("unstated", "Version not stated", Plain),
    ("uncatalogued", "Made by reps", Plain),
];
pub(super) const TREND: &[Choice<'static>] = &[
    ("period", "Month", Plain),
    ("uses", "Uses", Plain),
    ("reps", "Reps", Plain),
    ("assets", "Assets", Plain),
    ("held", "Conversations held", Plain),
    ("succeeded", "Succeeded", Plain),
    ("partial", "Partial", Plain),
];
pub(super) const ADOPTION: &[Choice<'static>] = &[
    ("team", "Team", Plain),
    ("rep", "Rep", Plain),
    ("assets", "Assets", Plain),
    ("uses", "Uses", Bar),
    ("conversations", "Of the five conversations", Plain),
    ("buyer_share", "With buyers", Plain),
    ("current_share", "Current version", Plain),
    ("tailored_share", "Tailored", Plain),
    ("last_use", "Last use", Plain),
];
