//! A sample of each vendor's export, with the traps that real ones have.

/// Views come as page rows and a total row; a share goes to two contacts; an event was logged weeks after it
/// happened; a name of a column is written otherwise; one user is anonymous; one type is unknown.
pub(crate) const SHOWPAD_EVENTS: &str = "\
eventId,startTime,endTime,loggedAt,userid,channelId,shareId,deviceId,divisionId,assetId,contactId,type,page,metadata,sharedSpaceId,sharedSpaceParticipantId
e1,2026-03-01T09:00:00Z,2026-03-01T09:05:00Z,2026-03-01T09:05:10Z,u1,,,d1,v1,a1,,asset-in-app-viewed,1,{},,
e1,2026-03-01T09:00:00Z,2026-03-01T09:05:00Z,2026-03-01T09:05:10Z,u1,,,d1,v1,a1,,asset-in-app-viewed,2,{},,
e1,2026-03-01T09:00:00Z,2026-03-01T09:05:00Z,2026-03-01T09:05:10Z,u1,,,d1,v1,a1,,asset-in-app-viewed,,{},,
e2,2026-03-01T10:00:00Z,,2026-03-20T08:00:00Z,u1,,s1,d1,v1,a1,c1,asset-shared,,,,
e3,2026-03-01T10:00:00Z,,2026-03-20T08:00:00Z,u1,,s1,d1,v1,a1,c2,asset-shared,,,,
e4,2026-03-02T11:00:00Z,2026-03-02T11:01:30Z,2026-03-02T11:02:00Z,,,s1,,,a1,c1,shared-asset-viewed,,,,
e5,2026-03-03T12:00:00Z,,2026-03-03T12:00:00Z,u1,,,d1,v1,,,app-opened,,,,
e6,2026-03-03T12:00:00Z,,2026-03-03T12:00:00Z,,,,d1,v1,a1,,asset-in-app-viewed,,,,
e7,2026-03-03T13:00:00Z,,2026-03-03T13:00:00Z,u2,,,d1,v1,a2,,asset-rated,,,,
e8,2026-03-04T13:00:00Z,,2026-03-04T13:00:00Z,u2,,,d1,v1,a2,,asset-shared,,,sp1,
";

/// One asset was released later than it was made and expires, one was deleted.
pub(crate) const SHOWPAD_ASSETS: &str = "\
assetId,divisionId,displayName,status,type,expiresAt,releasedAt,deletedAt,archivedAt,createdAt,updatedAt
a1,v1,The deck,active,document,2027-01-01T00:00:00Z,2026-02-01T00:00:00Z,,,2026-01-15T00:00:00Z,2026-02-01T00:00:00Z
a2,v1,Old video,trash,video,,,2026-03-10T00:00:00Z,,2025-01-01T00:00:00Z,2025-02-01T00:00:00Z
";

/// One user left, one was forgotten and has a name that is nobody's.
pub(crate) const SHOWPAD_USERS: &str = "\
userId,firstName,lastName,emailaddress,deletedAt,isActive,isForgotten,createdAt,userRole,managerId,externalId
u1,Ada,Example,ada@example.com,,true,false,2025-01-01T00:00:00Z,user,m1,x1
u2,Deleted,User,,2026-04-01T00:00:00Z,false,true,2025-01-01T00:00:00Z,user,m1,
";

/// One row was deleted, one did not change the stage, and one has its opportunity's id in 15 characters.
pub(crate) const SALESFORCE_HISTORY: &str = "\
\"Id\",\"OpportunityId\",\"CreatedDate\",\"StageName\",\"FromOpportunityStageName\",\"SystemModstamp\",\"IsDeleted\"
\"0080000000000h1AAA\",\"0060000000000d1AAA\",\"2026-01-10 09:00:00\",\"Qualification\",\"\",\"2026-01-10 09:00:00\",\"0\"
\"0080000000000h2AAA\",\"0060000000000d1\",\"2026-02-10T09:00:00.000Z\",\"Closed Won\",\"Qualification\",\"2026-02-10 09:00:00\",\"0\"
\"0080000000000h3AAA\",\"0060000000000d1AAA\",\"2026-02-11 09:00:00\",\"Closed Won\",\"Closed Won\",\"2026-02-11 09:00:00\",\"0\"
\"0080000000000h4AAA\",\"0060000000000d2AAA\",\"2026-02-12 09:00:00\",\"Qualification\",\"\",\"2026-03-01 09:00:00\",\"1\"
";

/// One opportunity was deleted; one names no campaign, which is written as zeros.
pub(crate) const SALESFORCE_OPPORTUNITIES: &str = "\
\"Id\",\"IsDeleted\",\"AccountId\",\"Name\",\"StageName\",\"Amount\",\"CloseDate\",\"Type\",\"LeadSource\",\"CampaignId\",\"OwnerId\",\"CreatedDate\",\"SystemModstamp\"
\"0060000000000d1AAA\",\"0\",\"0010000000000a1\",\"One\",\"Closed Won\",\"15000.50\",\"2026-02-10 00:00:00\",\"New Customer\",\"\",\"000000000000000AAA\",\"00500000000rEpO\",\"2026-01-09 09:00:00\",\"2026-02-10 09:00:00\"
\"0060000000000d2AAA\",\"1\",\"0010000000000a1AAA\",\"Two\",\"Qualification\",\"10\",\"2026-02-10 00:00:00\",\"\",\"\",\"\",\"\",\"2026-01-09 09:00:00\",\"2026-02-10 09:00:00\"
\"0060000000000d3\",\"0\",\"\",\"Three\",\"Qualification\",\"\",\"2026-02-10 00:00:00\",\"\",\"Trade Show\",\"7010000000000c1\",\"\",\"2026-01-09 09:00:00\",\"2026-02-10 09:00:00\"
";

/// A second version, and a deleted file.
pub(crate) const SALESFORCE_VERSIONS: &str = "\
\"Id\",\"ContentDocumentId\",\"IsLatest\",\"VersionNumber\",\"Title\",\"FileType\",\"OwnerId\",\"CreatedDate\",\"SystemModstamp\",\"IsDeleted\"
\"0680000000000v1AAA\",\"0690000000000f1AAA\",\"0\",\"1\",\"The deck\",\"POWER_POINT_X\",\"0050000000000u1AAA\",\"2026-01-01 00:00:00\",\"2026-01-01 00:00:00\",\"0\"
\"0680000000000v2AAA\",\"0690000000000f1\",\"1\",\"2\",\"The new deck\",\"POWER_POINT_X\",\"0050000000000u1\",\"2026-02-01 00:00:00\",\"2026-02-01 00:00:00\",\"0\"
\"0680000000000v3AAA\",\"0690000000000f2AAA\",\"1\",\"1\",\"Gone\",\"PDF\",\"\",\"2026-01-01 00:00:00\",\"2026-03-01 00:00:00\",\"1\"
";

/// Other properties stand between the stages; a stage was cleared; times come in three forms.
pub(crate) const HUBSPOT_HISTORY: &str = "\
deal_id,name,value,timestamp,source,source_id
11,dealstage,appointmentscheduled,2026-01-05T10:00:00Z,CRM_UI,userId:1
11,amount,1000,2026-01-05T10:00:01Z,CRM_UI,userId:1
11,dealstage,closedwon,1770286800000,API,
12,dealstage,,2026-01-06T10:00:00Z,CRM_UI,userId:2
12,dealstage,qualifiedtobuy,2026-01-07 10:00:00 UTC,CRM_UI,userId:2
,dealstage,qualifiedtobuy,2026-01-07T10:00:00Z,CRM_UI,userId:2
";

/// A use, a training by an account, a look at what was shared, a statement that is taken back, a verb that
/// nothing becomes of, a group, and a statement without an id.
pub(crate) const XAPI: &str = r#"{"id":"00000000-0000-4000-8000-000000000001","actor":{"mbox":"mailto:Ada@Example.com"},"verb":{"id":"http://adlnet.gov/expapi/verbs/shared"},"object":{"id":"https://lms.example.com/deck"},"timestamp":"2026-03-01T09:00:00Z","stored":"2026-03-01T09:00:05Z","version":"1.0.3"}
{"id":"00000000-0000-4000-8000-000000000002","actor":{"account":{"homePage":"https://lms.example.com/","name":"17"}},"verb":{"id":"http://adlnet.gov/expapi/verbs/passed"},"object":{"objectType":"Activity","id":"https://lms.example.com/deck"},"timestamp":"2026-03-02T09:00:00+01:00"}
{"id":"00000000-0000-4000-8000-000000000003","actor":{"mbox_sha1sum":"EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"},"verb":{"id":"http://activitystrea.ms/schema/1.0/consume"},"object":{"id":"https://lms.example.com/deck"},"context":{"statement":{"objectType":"StatementRef","id":"00000000-0000-4000-8000-000000000001"}},"result":{"duration":"PT1M30S"},"timestamp":"2026-03-03T09:00:00Z"}
{"id":"00000000-0000-4000-8000-000000000004","actor":{"mbox":"mailto:admin@example.com"},"verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},"object":{"objectType":"StatementRef","id":"00000000-0000-4000-8000-000000000002"},"stored":"2026-03-04T09:00:00Z"}
{"id":"00000000-0000-4000-8000-000000000005","actor":{"mbox":"mailto:ada@example.com"},"verb":{"id":"https://w3id.org/xapi/video/verbs/paused"},"object":{"id":"https://lms.example.com/video"},"timestamp":"2026-03-04T09:00:00Z"}
{"id":"00000000-0000-4000-8000-000000000006","actor":{"objectType":"Group","member":[{"mbox":"mailto:ada@example.com"}]},"verb":{"id":"http://adlnet.gov/expapi/verbs/experienced"},"object":{"id":"https://lms.example.com/video"},"timestamp":"2026-03-04T09:00:00Z"}
{"actor":{"openid":"https://ada.example.com"},"verb":{"id":"http://adlnet.gov/expapi/verbs/experienced"},"object":{"id":"https://lms.example.com/video"},"timestamp":"2026-03-05T09:00:00Z"}
"#;

/// A use, a catalogue entry, a retraction, and a valid event that is somebody else's.
pub(crate) const CLOUD_EVENTS: &str = r#"{"specversion":"1.0","type":"talktrack.use","source":"/showroom","id":"u1","time":"2026-03-01T10:30:00+01:00","datacontenttype":"application/json; charset=utf-8","data":{"rep":"ada","asset":"deck","action":"shared"}}
{"specversion":"1.0","type":"talktrack.asset","source":"/showroom","id":"a1","time":"2026-01-01T00:00:00Z","data":{"key":"deck","title":"The deck"}}
{"specversion":"1.0","type":"talktrack.retraction","source":"/desk","id":"r1","time":"2026-03-02T09:30:00Z","data":{"event":"u1","event_source":"/showroom"}}
{"specversion":"1.0","type":"com.example.order","source":"/shop","id":"o1","time":"2026-03-02T09:30:00Z","data":{}}
"#;

/// Every sample with the name of its file.
pub(crate) const ALL: [(&str, &str); 9] = [
    ("events.csv", SHOWPAD_EVENTS),
    ("assets.csv", SHOWPAD_ASSETS),
    ("users.csv", SHOWPAD_USERS),
    ("OpportunityHistory.csv", SALESFORCE_HISTORY),
    ("Opportunity.csv", SALESFORCE_OPPORTUNITIES),
    ("ContentVersion.csv", SALESFORCE_VERSIONS),
    ("deals.csv", HUBSPOT_HISTORY),
    ("statements.jsonl", XAPI),
    ("events.jsonl", CLOUD_EVENTS),
];
