//! Ledgers to audit.
#![allow(dead_code, clippy::unwrap_used)] // each test uses what it needs, and fails on what cannot be

use talktrack::Tracker;
use talktrack::model::{Action, Asset, AssetKey, Event, RepKey, Use};
use talktrack_simulation::{Company, Settings};

pub(crate) fn nothing() -> Tracker {
    Tracker::in_memory().unwrap()
}

pub(crate) fn one_use() -> Tracker {
    let tracker = nothing();
    let (rep, asset) = (RepKey::new("ada").unwrap(), AssetKey::new("deck").unwrap());
    let at = "2026-03-01T09:30:00Z".parse().unwrap();
    tracker.record(Event::new(at, Use::new(rep, asset, Action::Shared))).unwrap();
    tracker
}

/// A simulated company with this many assets.
pub(crate) fn company(assets: usize) -> Tracker {
    let settings = Settings::default().reps(8).deals(60).assets(assets);
    let tracker = nothing();
    tracker.record_all(Company::new(&settings).unwrap().records()).unwrap();
    tracker
}

/// Assets with titles that would do harm where text is not taken as text, by key.
pub(crate) fn hostile() -> (Tracker, Vec<(String, String)>) {
    let tracker = nothing();
    let texts = [
        "=1+1",
        "=HYPERLINK(\"http://example.com\",\"click\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "<script>alert('x')</script> & \"quotes\" ]]>",
        "_x0041_ and _x005F_",
        "العربية \u{202e}override",
        "🦀 emoji 👩‍👩‍👧",
        "'; DROP TABLE uses; --",
        &"long ".repeat(2_000),
        "bell \u{7} escape \u{1b}[2J return\r\n=1+1",
        "\t=1+1",
        &"🦀".repeat(16_384),
    ]
    .map(str::to_owned);
    let mut taken = Vec::new();
    for (number, text) in texts.into_iter().enumerate() {
        let key = format!("={number}");
        let at = "2026-01-01T00:00:00Z".parse().unwrap();
        let asset = Asset::new(AssetKey::new(key.clone()).unwrap()).published_at(at);
        let asset = asset.title(text.parse().unwrap());
        tracker.put(asset).unwrap();
        taken.push((key, text));
    }
    (tracker, taken)
}
