//! What a file is shows its beginning.

use talktrack_exchange::{Format, ImportOptions, import};

use crate::common::{go_on, tracker, try_import, use_by};
use crate::samples;

fn understood(file: &str) -> String {
    match try_import(&tracker(), file.as_bytes(), &Format::Auto) {
        Ok(imported) => imported.understood,
        Err(error) => error.to_string(),
    }
}

#[test]
fn each_format_is_recognised_and_told() {
    let mut told: Vec<_> =
        samples::ALL.iter().map(|(name, file)| format!("{name}: {}", understood(file))).collect();
    let line = use_by("ada");
    let others = [
        ("lines", line.clone()),
        ("pretty", line.replace(',', ",\n")),
        ("array", format!("[{line}]")),
        ("first line broken", format!("{{\n{line}\n")),
        ("envelope", format!("{{\"facts\": [{line}]}}")),
        ("named columns", "key;type\nada;rep\n".to_owned()),
        ("tabs", samples::SHOWPAD_USERS.replace(',', "\t")),
        ("bars and a mark", format!("\u{feff}{}", samples::HUBSPOT_HISTORY.replace(',', "|"))),
        ("other names", samples::SHOWPAD_ASSETS.replace("displayName", "Display Name")),
        ("as JSON", r#"[{"assetId":"a1","displayName":"The deck","isShareable":true}]"#.to_owned()),
        ("empty", " \r\n".to_owned()),
    ];
    told.extend(others.iter().map(|(name, file)| format!("{name}: {}", understood(file))));
    insta::assert_snapshot!(told.join("\n"), @r#"
    events.csv: a Showpad export of events, its cells apart by commas: 11 columns known, not used: channelId, deviceId, divisionId, metadata, sharedSpaceParticipantId
    assets.csv: a Showpad export of assets, its cells apart by commas: 9 columns known, not used: divisionId, status
    users.csv: a Showpad export of users, its cells apart by commas: 9 columns known, not used: isActive, externalId
    OpportunityHistory.csv: a Salesforce export of OpportunityHistory, its cells apart by commas: 7 columns known
    Opportunity.csv: a Salesforce export of Opportunity, its cells apart by commas: 12 columns known, not used: Name
    ContentVersion.csv: a Salesforce export of ContentVersion, its cells apart by commas: 9 columns known, not used: IsLatest
    deals.csv: a HubSpot export of the property history of deals, its cells apart by commas: 5 columns known, not used: source_id
    statements.jsonl: xAPI statements, one a line
    events.jsonl: CloudEvents in JSON, one a line
    lines: records of talktrack in JSON, one a line
    pretty: records of talktrack in JSON, one after another
    array: records of talktrack in JSON, in an array
    first line broken: records of talktrack in JSON, one a line
    envelope: records of talktrack in JSON, in the array "facts" of an object
    named columns: a CSV whose columns are named as the fields of records are, its cells apart by semicolons
    tabs: a Showpad export of users, its cells apart by tabs: 9 columns known, not used: isActive, externalId
    bars and a mark: a HubSpot export of the property history of deals, its cells apart by vertical bars: 5 columns known, not used: source_id
    other names: a Showpad export of assets, its cells apart by commas: 9 columns known, not used: divisionId, status
    as JSON: a Showpad export of assets, in an array
    empty: an empty file
    "#);
}

#[test]
fn what_is_not_recognised_is_told_with_what_was_looked_for() {
    insta::assert_snapshot!(understood("opportunity,value\n1,2\n"), @"cannot import file: what it is was not recognised from its beginning; looked for were records of talktrack (JSON lines or an array of objects with a type such as use or asset, or a CSV with a column type); CloudEvents (objects with specversion); xAPI statements (actor, verb, object); exports of Showpad (eventId, userId and type; assetId and displayName; userId and emailAddress), of Salesforce (Opportunity, OpportunityHistory, ContentVersion, ContentDocument, ContentDocumentLink, Campaign, User, with their columns as Salesforce names them) and of HubSpot (name, value, timestamp and source of the properties of deals); Parquet and Arrow IPC with such columns; any text among them in UTF-8 or UTF-16, as it is or compressed with gzip or zstd. Any other CSV needs a mapping file that says which column is what");
    for file in ["{}", "[1,2]", "hello", "{\"a\":", "{\"tests\":[{\"event\":{}}]}", "}"] {
        let told = understood(file);
        assert!(told.contains("was not recognised from its beginning"), "{file}: {told}");
    }
    let not_showpad = try_import(&tracker(), "a,b\n1,2\n".as_bytes(), &Format::Showpad);
    assert!(not_showpad.unwrap_err().to_string().contains("it is not what showpad looks like"));
}

#[test]
fn a_wrong_ending_does_not_matter_and_an_ending_helps_with_a_broken_beginning() {
    let run = |name: &str, file: &str| {
        let options = ImportOptions::default();
        import(&tracker(), file.as_bytes(), name, &Format::Auto, &options, &mut go_on)
    };
    assert_eq!(run("events.csv", &use_by("ada")).unwrap().receipt.recorded, 1);
    assert_eq!(run("statements.csv", samples::XAPI).unwrap().receipt.rejected, 1);
    assert_eq!(run("broken.jsonl", "{\n").unwrap().receipt.rejected, 1);
    assert!(run("broken.json", "{\n").is_err());
}

#[test]
fn formats_are_asked_for_by_name() {
    for name in Format::NAMES {
        let format = Format::of(Some(name), None).unwrap();
        assert_eq!(format.name(), name);
    }
    for (name, file) in [
        ("showpad", samples::SHOWPAD_EVENTS),
        ("salesforce", samples::SALESFORCE_HISTORY),
        ("hubspot", samples::HUBSPOT_HISTORY),
        ("xapi", samples::XAPI),
        ("cloudevents", samples::CLOUD_EVENTS),
    ] {
        let format = Format::of(Some(name), None).unwrap();
        let named = try_import(&tracker(), file.as_bytes(), &format).unwrap();
        let found = try_import(&tracker(), file.as_bytes(), &Format::Auto).unwrap();
        assert_eq!(named, found);
    }
}
