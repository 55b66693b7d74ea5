//! What each vendor's sample becomes: every trap handled, every row accounted for.

use talktrack_exchange::{Format, ImportOptions, Imported, Verbs, import};

use crate::common::{exported, go_on, refusals, tracker, try_import};
use crate::samples;

/// The lines of the ledger that a file gives, sorted, behind what was refused and what was left out.
fn told(file: &str, options: &ImportOptions) -> String {
    let tracker = tracker();
    let imported =
        import(&tracker, file.as_bytes(), "file", &Format::Auto, options, &mut go_on).unwrap();
    accounted_for(&imported);
    let mut told = vec![imported.understood.clone(), refusals(&imported.receipt)];
    let left_out = &imported.reconciliation.left_out;
    told.extend(left_out.iter().map(|one| format!("{} left out: {}", one.rows, one.reason)));
    let all = exported(&tracker);
    let mut lines: Vec<_> = all.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    told.extend(lines);
    told.join("\n")
}

/// Every row made records, was left out or was refused; here each row makes one record at most.
fn accounted_for(imported: &Imported) {
    let (receipt, told) = (&imported.receipt, &imported.reconciliation);
    let left_out: u64 = told.left_out.iter().map(|one| one.rows).sum();
    let refused: u64 = told.refused.iter().map(|one| one.rows).sum();
    assert_eq!(refused, receipt.rejected);
    assert_eq!(imported.rows, receipt.recorded + receipt.duplicates + refused + left_out);
}

fn plainly(file: &str) -> String {
    told(file, &ImportOptions::default())
}

#[test]
fn showpad_counts_a_view_once_and_ties_a_buyers_view_to_its_share() {
    insta::assert_snapshot!(plainly(samples::SHOWPAD_EVENTS), @r#"
    a Showpad export of events, its cells apart by commas: 11 columns known, not used: channelId, deviceId, divisionId, metadata, sharedSpaceParticipantId
    9: userId: is missing
    2 left out: page: is one page of a view, which counts once, with the row that names no page
    1 left out: type: "app-opened" says nothing about an asset
    1 left out: type: "asset-rated" is not in the verb map
    {"type":"engagement","id":"e4","source":"showpad","at":"2026-03-02T11:00:00Z","use":"s1/a1","seconds":90,"contact":"c1"}
    {"type":"use","id":"e1","source":"showpad","at":"2026-03-01T09:00:00Z","rep":"u1","asset":"a1","action":"opened"}
    {"type":"use","id":"s1/a1","source":"showpad","at":"2026-03-01T10:00:00Z","rep":"u1","asset":"a1","action":"shared"}
    {"type":"use","id":"sp1/a2","source":"showpad","at":"2026-03-04T13:00:00Z","rep":"u2","asset":"a2","action":"shared"}
    "#);
}

#[test]
fn showpad_assets_are_released_expire_and_are_deleted() {
    insta::assert_snapshot!(plainly(samples::SHOWPAD_ASSETS), @r#"
    a Showpad export of assets, its cells apart by commas: 9 columns known, not used: divisionId, status

    {"type":"asset","at":"2026-02-01T00:00:00Z","key":"a1","tailorable":false,"title":"The deck","kind":"document","published_at":"2026-02-01T00:00:00Z","expires_at":"2027-01-01T00:00:00Z"}
    {"type":"asset","at":"2026-03-10T00:00:00Z","key":"a2","tailorable":false,"title":"Old video","kind":"video","published_at":"2025-01-01T00:00:00Z","retired_at":"2026-03-10T00:00:00Z"}
    "#);
}

#[test]
fn showpad_users_who_were_forgotten_have_no_name() {
    insta::assert_snapshot!(plainly(samples::SHOWPAD_USERS), @r#"
    a Showpad export of users, its cells apart by commas: 9 columns known, not used: isActive, externalId

    {"type":"rep","at":"2025-01-01T00:00:00Z","key":"u1","name":"Ada Example","team":"m1","role":"user"}
    {"type":"rep","at":"2026-04-01T00:00:00Z","key":"u2","team":"m1","role":"user","left_at":"2026-04-01T00:00:00Z"}
    "#);
}

#[test]
fn salesforce_stages_are_entered_once_and_deleted_ones_are_taken_back() {
    insta::assert_snapshot!(plainly(samples::SALESFORCE_HISTORY), @r#"
    a Salesforce export of OpportunityHistory, its cells apart by commas: 7 columns known

    1 left out: StageName: is the stage that it was in before
    {"type":"retraction","id":"0080000000000h4AAA/deleted","source":"salesforce","at":"2026-03-01T09:00:00Z","event":"0080000000000h4AAA"}
    {"type":"stage","id":"0080000000000h1AAA","source":"salesforce","at":"2026-01-10T09:00:00Z","deal":"0060000000000d1AAA","stage":"Qualification"}
    {"type":"stage","id":"0080000000000h2AAA","source":"salesforce","at":"2026-02-10T09:00:00Z","deal":"0060000000000d1AAA","stage":"Closed Won"}
    "#);
}

#[test]
fn salesforce_opportunities_are_deals_known_by_one_id() {
    let options =
        ImportOptions { currency: Some("EUR".parse().unwrap()), ..ImportOptions::default() };
    insta::assert_snapshot!(told(samples::SALESFORCE_OPPORTUNITIES, &options), @r#"
    a Salesforce export of Opportunity, its cells apart by commas: 12 columns known, not used: Name

    1 left out: IsDeleted: was deleted in Salesforce
    {"type":"deal","at":"2026-02-10T09:00:00Z","key":"0060000000000d1AAA","tags":{"type":"New Customer"},"account":"0010000000000a1AAA","amount":"15000.50","currency":"EUR","opened_at":"2026-01-09T09:00:00Z","owner":"00500000000rEpOAAU"}
    {"type":"deal","at":"2026-02-10T09:00:00Z","key":"0060000000000d3AAA","tags":{"campaign":"7010000000000c1AAA","lead-source":"Trade Show"},"opened_at":"2026-01-09T09:00:00Z"}
    "#);
    assert!(!plainly(samples::SALESFORCE_OPPORTUNITIES).contains("amount"));
}

#[test]
fn salesforce_files_are_assets_with_versions() {
    insta::assert_snapshot!(plainly(samples::SALESFORCE_VERSIONS), @r#"
    a Salesforce export of ContentVersion, its cells apart by commas: 9 columns known, not used: IsLatest

    {"type":"asset","at":"2026-01-01T00:00:00Z","key":"0690000000000f1AAA","tailorable":false,"title":"The deck","kind":"POWER_POINT_X","owner":"0050000000000u1AAA","version":"1","published_at":"2026-01-01T00:00:00Z"}
    {"type":"asset","at":"2026-02-01T00:00:00Z","key":"0690000000000f1AAA","tailorable":false,"title":"The new deck","kind":"POWER_POINT_X","owner":"0050000000000u1AAA","version":"2"}
    {"type":"asset","at":"2026-03-01T00:00:00Z","key":"0690000000000f2AAA","tailorable":false,"title":"Gone","kind":"PDF","version":"1","published_at":"2026-01-01T00:00:00Z","retired_at":"2026-03-01T00:00:00Z"}
    "#);
}

#[test]
fn salesforce_objects_that_make_no_record_say_why() {
    for (file, reason) in [
        ("Id,Name,NumberSent,ActualCost\n701,Launch,1,2\n", "is a campaign"),
        ("Id,LinkedEntityId,ContentDocumentId\n06A,006,069\n", "not who used it when"),
        ("Id,Title,LatestPublishedVersionId\n069,Deck,068\n", "is a file in force"),
    ] {
        let told = plainly(file);
        assert!(told.contains("1 left out: ") && told.contains(reason), "{told}");
    }
    let archived = "Id,Title,LatestPublishedVersionId,IsArchived,ArchivedDate,CreatedDate\n\
                    0690000000000f1,Deck,0680000000000v1,true,2026-03-01 00:00:00,2026-01-01 00:00:00\n";
    assert!(plainly(archived).contains(r#""retired_at":"2026-03-01T00:00:00Z""#));
    let user = "Id,Username,FirstName,LastName,Department\n0050000000000u1,ada@example.com,Ada,Example,EMEA\n";
    assert!(plainly(user).contains(r#""name":"Ada Example","team":"EMEA""#), "{}", plainly(user));
}

#[test]
fn hubspot_stages_are_entered_when_the_property_changed() {
    insta::assert_snapshot!(plainly(samples::HUBSPOT_HISTORY), @r#"
    a HubSpot export of the property history of deals, its cells apart by commas: 5 columns known, not used: source_id
    7: dealId: is missing: say which deal it is
    1 left out: name: the property amount is not a stage
    1 left out: value: is empty, so the deal left a stage and entered none
    {"type":"stage","id":"11/dealstage/2026-01-05T10:00:00Z","source":"hubspot","at":"2026-01-05T10:00:00Z","deal":"11","stage":"appointmentscheduled"}
    {"type":"stage","id":"11/dealstage/2026-02-05T10:20:00Z","source":"hubspot","at":"2026-02-05T10:20:00Z","deal":"11","stage":"closedwon"}
    {"type":"stage","id":"12/dealstage/2026-01-07T10:00:00Z","source":"hubspot","at":"2026-01-07T10:00:00Z","deal":"12","stage":"qualifiedtobuy"}
    "#);
    let of_the_api = r#"{"results":[{"id":"11","propertiesWithHistory":{"dealstage":[
        {"value":"closedwon","timestamp":"2026-02-05T10:20:00Z","sourceType":"API"}]}},
        {"id":"12","propertiesWithHistory":{"amount":[]}}],"paging":{}}"#;
    let told = plainly(of_the_api);
    assert!(told.contains(r#""id":"11/dealstage/2026-02-05T10:20:00Z""#), "{told}");
}

#[test]
fn xapi_statements_become_what_their_verbs_say() {
    insta::assert_snapshot!(plainly(samples::XAPI), @r#"
    xAPI statements, one a line
    6: actor: has none of mbox, mbox_sha1sum, openid and account, so nobody knows who it is
    1 left out: verb: https://w3id.org/xapi/video/verbs/paused is not in the verb map
    {"type":"engagement","id":"00000000-0000-4000-8000-000000000003","source":"xapi","at":"2026-03-03T09:00:00Z","use":"00000000-0000-4000-8000-000000000001","seconds":90,"contact":"sha1:ebd31e95054c018b10727ccffd2ef2ec3a016ee9"}
    {"type":"retraction","id":"00000000-0000-4000-8000-000000000004","source":"xapi","at":"2026-03-04T09:00:00Z","event":"00000000-0000-4000-8000-000000000002"}
    {"type":"training","id":"00000000-0000-4000-8000-000000000002","source":"xapi","at":"2026-03-02T08:00:00Z","rep":"https://lms.example.com/17","asset":"https://lms.example.com/deck","level":"certified"}
    {"type":"use","id":"00000000-0000-4000-8000-000000000001","source":"xapi","at":"2026-03-01T09:00:00Z","rep":"ada@example.com","asset":"https://lms.example.com/deck","action":"shared"}
    {"type":"use","id":"d8e47839-3e06-8a35-ab3c-fe89991781de","source":"xapi","at":"2026-03-05T09:00:00Z","rep":"https://ada.example.com","asset":"https://lms.example.com/video","action":"opened"}
    "#);
}

#[test]
fn a_verb_map_says_otherwise() {
    let verbs = "[verbs]\n\"https://w3id.org/xapi/video/verbs/paused\" = \"presented\"\n\
                 \"http://adlnet.gov/expapi/verbs/shared\" = \"ignore\"\n\"asset-rated\" = \"introduced\"";
    let options =
        ImportOptions { verbs: Verbs::from_toml(verbs).unwrap(), ..ImportOptions::default() };
    let statements = told(samples::XAPI, &options);
    assert!(statements.contains(r#""action":"presented""#), "{statements}");
    assert!(!statements.contains(r#""action":"shared""#), "{statements}");
    assert!(told(samples::SHOWPAD_EVENTS, &options).contains(r#""level":"introduced""#));
}

#[test]
fn statements_come_in_lines_arrays_and_pages() {
    let lines = plainly(samples::XAPI);
    let facts = |told: &str| told.split_once('\n').unwrap().1.to_owned();
    let array = format!("[{}]", samples::XAPI.trim().replace('\n', ",\n"));
    let page = format!("{{\"more\":\"\",\"statements\":{array}}}");
    let pretty = samples::XAPI.replace("{\"id\"", "{\n  \"id\"");
    for file in [&array, &page, &pretty, &format!("\u{feff}{page}\r\n")] {
        assert_eq!(facts(&plainly(file)), facts(&lines));
    }
    let more = page.replace("\"more\":\"\"", "\"more\":\"/xapi/statements?page=2\"");
    let imported = try_import(&tracker(), more.as_bytes(), &Format::Xapi).unwrap();
    assert!(imported.notes[0].contains("the server had more"), "{:?}", imported.notes);
    let cut = &array[..array.len() - 1];
    let imported = try_import(&tracker(), cut.as_bytes(), &Format::Xapi).unwrap();
    assert!(imported.notes[0].contains("was cut off"), "{:?}", imported.notes);
}
