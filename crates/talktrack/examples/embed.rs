//! talktrack inside another program: `cargo run -p talktrack --example embed`.
#![allow(clippy::print_stdout, clippy::expect_used)] // an example talks to its reader
use talktrack::analysis::Unused;
use talktrack::model::{Action, Asset, AssetKey, Conversation, Event, RepKey, Timestamp, Use};
use talktrack::{Error, Scope, Tracker};

fn main() -> Result<(), Error> {
    let tracker = Tracker::in_memory()?; // Tracker::open("usage.db")? keeps it in a file

    let published: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    for key in ["deck", "case-study", "roi-calculator"] {
        tracker.put(Asset::new(AssetKey::new(key)?).published_at(published))?;
    }

    // A tracker is shared by threads: clone it, record from anywhere.
    let recorder = tracker.clone();
    let handle = std::thread::spawn(move || -> Result<(), Error> {
        let usage = Use::new(RepKey::new("ada")?, AssetKey::new("deck")?, Action::Presented)
            .conversation(Conversation::RelevantMeeting);
        let receipt = recorder.record(Event::new("2026-03-01T09:30:00Z".parse()?, usage))?;
        assert_eq!(receipt.recorded, 1, "it is on disk when record returns");
        Ok(())
    });
    handle.join().expect("the recorder does not panic")?;

    let quarter = Scope::new().since_text("2026-01-01")?.until_text("2026-04-01")?;
    let answer = tracker.within(quarter).ask(&Unused::new())?;
    for row in &answer.rows {
        println!("{:<15} {:<7} {} uses", row.asset, row.status, row.uses);
    }
    println!("unused: {} of {}", answer.summary.unused, answer.summary.eligible);
    Ok(())
}
