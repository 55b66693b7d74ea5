//! A company in the making.

use serde_json::{Value, json};
use talktrack::analysis::{Advice, Relevance, RelevanceRow, Verdict};
use talktrack::{Scope, Tracker};

use super::reference::{at, read};

/// A company in the making: reps `r0`, `r1` and so on, 200 days, and a deal for each conversation.
pub(super) struct Made {
    pub(super) lines: Vec<Value>,
    pub(super) deals: usize,
}

pub(super) const MEETING: u8 = 3;

impl Made {
    pub(super) fn new(reps: usize) -> Self {
        let reps =
            (0..reps).map(|rep| json!({"type": "rep", "at": at(0), "key": format!("r{rep}")}));
        Self { lines: reps.collect(), deals: 0 }
    }

    pub(super) fn line(&mut self, line: Value) {
        self.lines.push(line);
    }

    /// An asset that was made for relevant meetings.
    pub(super) fn asset(&mut self, key: &str) {
        self.line(json!({"type": "asset", "at": at(0), "key": key, "supports": [MEETING],
            "published_at": at(0)}));
    }

    /// A conversation that a rep holds, with what they put to work in it.
    pub(super) fn held(&mut self, rep: usize, day: i64, succeeded: bool, assets: &[&str]) {
        self.held_as(MEETING, rep, day, succeeded, assets);
    }

    pub(super) fn held_as(
        &mut self,
        conversation: u8,
        rep: usize,
        day: i64,
        succeeded: bool,
        assets: &[&str],
    ) {
        self.deals += 1;
        let (deal, rep) = (format!("d{}", self.deals), format!("r{rep}"));
        self.line(json!({"type": "deal", "at": at(0), "key": deal, "owner": rep,
            "opened_at": at(day), "tags": {"segment": "small"}}));
        for (number, asset) in assets.iter().enumerate() {
            self.line(
                json!({"type": "use", "id": format!("{deal}u{number}"), "at": at(day), "rep": rep,
                "asset": asset, "action": "presented", "conversation": conversation, "deal": deal}),
            );
        }
        let result = if succeeded { "succeeded" } else { "failed" };
        self.line(
            json!({"type": "outcome", "id": format!("{deal}o"), "at": at(day + 1), "deal": deal,
            "conversation": conversation, "result": result}),
        );
    }

    pub(super) fn trained(&mut self, rep: usize, asset: &str, level: &str) {
        self.line(json!({"type": "training", "id": format!("t{rep}{asset}"), "at": at(0),
            "rep": format!("r{rep}"), "asset": asset, "level": level}));
    }

    /// Uses of an asset in a conversation that name no deal, in one week each.
    pub(super) fn weeks(&mut self, rep: usize, asset: &str, conversation: u8, count: usize) {
        for number in (0_i64..).take(count) {
            self.line(json!({"type": "use", "id": format!("w{rep}{asset}{conversation}{number}"),
                "at": at(7 * (number % 25)), "rep": format!("r{rep}"), "asset": asset,
                "action": "shared", "conversation": conversation}));
        }
    }

    pub(super) fn row(&self, asset: &str) -> RelevanceRow {
        let tracker = Tracker::in_memory().unwrap();
        let receipt = tracker.record_all(self.lines.iter().map(read).collect::<Vec<_>>()).unwrap();
        assert_eq!(receipt.rejected, 0);
        let scope = Scope::new().since_text(&at(0)).unwrap().until_text(&at(200)).unwrap();
        let answer = tracker.within(scope).ask(&Relevance::new()).unwrap();
        answer.rows.into_iter().find(|row| &*row.asset == asset).unwrap()
    }

    pub(super) fn says(&self, asset: &str) -> (Verdict, Option<Advice>, String) {
        let row = self.row(asset);
        (row.verdict, row.action, row.reason.into())
    }
}

pub(super) fn said(
    verdict: Verdict,
    action: Advice,
    reason: &str,
) -> (Verdict, Option<Advice>, String) {
    (verdict, Some(action), reason.to_owned())
}
