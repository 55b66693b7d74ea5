//! Records pass through JSON as they are.

use crate::common;
use proptest::prelude::*;
use talktrack::model::{Record, TimeReading};

proptest! {
    #[test]
    fn every_record_passes_through_json(record in common::record()) {
        let line = serde_json::to_string(&record).unwrap();
        prop_assert_eq!(Record::from_json(&line, &TimeReading::strict()).unwrap(), record);
    }
}
