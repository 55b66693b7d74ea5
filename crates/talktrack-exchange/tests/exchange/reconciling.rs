//! What an import came to can be held against the report of the system it came from.

use talktrack_exchange::Format;

use crate::common::{tracker, try_import, use_by};
use crate::samples;

#[test]
fn every_row_is_counted_by_what_its_own_system_calls_it() {
    let tracker = tracker();
    let imported = try_import(&tracker, samples::SHOWPAD_EVENTS.as_bytes(), &Format::Auto).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&imported.reconciliation).unwrap(), @r#"
    {
      "rows": 10,
      "recorded": 4,
      "duplicates": 1,
      "conflicting": 0,
      "refused": [
        {
          "reason": "userId: is missing",
          "rows": 1
        }
      ],
      "left_out": [
        {
          "reason": "page: is one page of a view, which counts once, with the row that names no page",
          "rows": 2
        },
        {
          "reason": "type: \"app-opened\" says nothing about an asset",
          "rows": 1
        },
        {
          "reason": "type: \"asset-rated\" is not in the verb map",
          "rows": 1
        }
      ],
      "happened": {
        "first": "2026-03-01T09:00:00Z",
        "last": "2026-03-04T13:00:00Z"
      },
      "logged": {
        "first": "2026-03-01T09:05:10Z",
        "last": "2026-03-20T08:00:00Z"
      },
      "totals": [
        {
          "source": "showpad",
          "word": "app-opened",
          "rows": 1
        },
        {
          "source": "showpad",
          "word": "asset-in-app-viewed",
          "rows": 4
        },
        {
          "source": "showpad",
          "word": "asset-rated",
          "rows": 1
        },
        {
          "source": "showpad",
          "word": "asset-shared",
          "rows": 3
        },
        {
          "source": "showpad",
          "word": "shared-asset-viewed",
          "rows": 1
        }
      ],
      "uses": 4,
      "unplaced_uses": 4,
      "uncatalogued_assets": 2,
      "unmapped_stages": []
    }
    "#);
}

#[test]
fn conflicts_stages_and_assets_are_told_until_they_are_settled() {
    let tracker = tracker();
    let run =
        |file: &str| try_import(&tracker, file.as_bytes(), &Format::Auto).unwrap().reconciliation;
    let with_id = |rep| use_by(rep).replace('{', "{\"id\":\"e1\",");
    let first = run(&format!("{}\n{}\n", with_id("ada"), with_id("bob")));
    assert_eq!((first.conflicting, first.refused.len(), first.refused[0].rows), (1, 1, 1));
    assert_eq!((first.uses, first.unplaced_uses, first.uncatalogued_assets), (2, 2, 1));
    assert_eq!((first.totals[0].word.as_str(), first.totals[0].rows), ("use", 2));

    let stages = run(samples::HUBSPOT_HISTORY);
    assert_eq!(stages.unmapped_stages, ["appointmentscheduled", "closedwon", "qualifiedtobuy"]);
    let settled = "type,key,stage,means\nasset,deck,,\nstage-map,,closedwon,won\n";
    assert_eq!(run(settled).uncatalogued_assets, 0);
    let again = run(samples::HUBSPOT_HISTORY);
    assert_eq!(again.unmapped_stages, ["appointmentscheduled", "qualifiedtobuy"]);
    assert_eq!((again.recorded, again.duplicates), (0, stages.recorded));
}

#[test]
fn proposed_stages_make_a_file_to_import() {
    let tracker = tracker();
    try_import(&tracker, samples::HUBSPOT_HISTORY.as_bytes(), &Format::Auto).unwrap();
    let proposed = talktrack_exchange::propose_stages(&tracker).unwrap();
    let said: Vec<_> = proposed
        .iter()
        .map(|(stage, means)| (stage.as_str(), means.map(|means| means.to_string())))
        .collect();
    assert_eq!(
        said,
        [
            ("appointmentscheduled", Some("right-people".to_owned())),
            ("closedwon", Some("won".to_owned())),
            ("qualifiedtobuy", Some("right-people".to_owned())),
        ]
    );
    let mut file = String::from("type,stage,means\n");
    for (stage, means) in &said {
        file += &format!("stage-map,{stage},{}\n", means.clone().unwrap_or_default());
    }
    assert_eq!(try_import(&tracker, file.as_bytes(), &Format::Auto).unwrap().receipt.recorded, 3);
    assert!(talktrack_exchange::propose_stages(&tracker).unwrap().is_empty());
}
