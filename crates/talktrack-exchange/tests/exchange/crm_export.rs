//! A CRM export with its traps, through the mapping files that stand in `docs/crm`.
//!
//! The rows are made up, in the shape of the real export.

use std::path::{Path, PathBuf};

use talktrack::Tracker;
use talktrack::ledger::QuarantineFilter;
use talktrack_exchange::{Imported, Mapping};

use crate::common::{exported, import_csv, import_jsonl, refusals, tracker};

const TEAMS: &str = "sales_agent,manager,regional_office\r\nAda Example,Max Boss,East\r\nBob Example,Max Boss,West\r\n";

const PIPELINE: &str = "\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value,engage_quarter,close_quarter\r
D1,Ada Example,GTXPro,Acme,Won,20-10-16,01-03-17,1054,Q4 2016,Q1 2017\r
D2,Ada Example,GTX Pro,Acme,Lost,25-10-16,11-03-17,0,Q4 2016,Q1 2017\r
D3,Bob Example,MG Special,,Engaging,25-12-16,,,Q4 2016,\r
D4,Bob Example,MG Special,,Prospecting,,,,,\r
D5,Bob Example,MG Special,Acme,Won,25-13-16,11-03-17,10,Q4 2016,Q1 2017\r
D6,Bob Example,MG Special,Acme,Won,25-12-16,,10,Q4 2016,Q1 2017\r
";

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/crm")
}

fn mapping(name: &str) -> Mapping {
    Mapping::from_toml(&std::fs::read_to_string(docs().join(name)).unwrap()).unwrap()
}

fn import_all(tracker: &Tracker, teams: &[u8], pipeline: &[u8]) -> [Imported; 3] {
    let stages = std::fs::read(docs().join("stages.jsonl")).unwrap();
    [
        import_csv(tracker, teams, &mapping("reps.toml")),
        import_csv(tracker, pipeline, &mapping("deals.toml")),
        import_jsonl(tracker, &stages),
    ]
}

#[test]
fn every_row_is_recorded_or_in_quarantine_with_its_line_and_reason() {
    let tracker = tracker();
    let [teams, pipeline, stages] = import_all(&tracker, TEAMS.as_bytes(), PIPELINE.as_bytes());
    assert_eq!((teams.receipt.recorded, stages.receipt.recorded), (2, 4));
    // Won: three records; lost: three; engaging: two; prospecting: the deal alone.
    assert_eq!((pipeline.rows, pipeline.receipt.recorded, pipeline.receipt.rejected), (6, 9, 2));
    insta::assert_snapshot!(refusals(&pipeline.receipt), @r"
    6: opened_at (column engage_date): does not have the format %d-%m-%y
    7: at (column close_date): is missing
    ");
    assert_eq!(
        pipeline.notes,
        ["columns left out, because nothing is read from them: engage_quarter, close_quarter"]
    );

    let all = exported(&tracker);
    assert_eq!(all.matches(r#""product":"GTX Pro""#).count(), 2);
    assert_eq!(all.matches("GTXPro").count(), 0);
    assert_eq!(all.matches(r#""amount":"1054.00""#).count(), 1, "{all}");
    assert_eq!((all.matches("amount").count(), all.matches("USD").count()), (1, 1));
    assert!(all.contains(r#""at":"2017-03-01T05:00:00Z","deal":"D1""#), "{all}");

    let before = tracker.state().unwrap();
    let again = import_all(&tracker, TEAMS.as_bytes(), PIPELINE.as_bytes());
    assert_eq!(again.map(|i| i.receipt.recorded), [0, 0, 0]);
    assert_eq!(tracker.state().unwrap(), before);
    assert_eq!(tracker.quarantine(QuarantineFilter::All).unwrap().len(), 2);
}
