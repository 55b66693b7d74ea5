//! The export of Salesforce: opportunities with their stages, files, campaigns and users.

mod catalogue;
mod deals;
mod id;

use talktrack::model::{Invalid, Record, TimeReading, Zone};

use super::{Cells, Table};
use crate::about::About;
use crate::format::Format;
use crate::reader::Setting;

const SOURCE: &str = "salesforce";

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "salesforce OpportunityHistory",
        format: Format::SALESFORCE,
        what: "a Salesforce export of OpportunityHistory",
        key: &["Id", "OpportunityId", "StageName", "CreatedDate"],
        reads: &["FromOpportunityStageName", "SystemModstamp", "IsDeleted"],
        read: deals::history,
    },
    Table {
        name: "salesforce Opportunity",
        format: Format::SALESFORCE,
        what: "a Salesforce export of Opportunity",
        key: &["Id", "StageName", "CloseDate", "OwnerId"],
        reads: &[
            "IsDeleted",
            "AccountId",
            super::AMOUNT,
            super::CURRENCY,
            "Type",
            "LeadSource",
            "CampaignId",
            "CreatedDate",
            "LastModifiedDate",
            "SystemModstamp",
        ],
        read: deals::opportunity,
    },
    Table {
        name: "salesforce ContentVersion",
        format: Format::SALESFORCE,
        what: "a Salesforce export of ContentVersion",
        key: &["Id", "ContentDocumentId", "VersionNumber", "Title"],
        reads: &["FileType", "OwnerId", "CreatedDate", "IsDeleted", "SystemModstamp"],
        read: catalogue::content_version,
    },
    Table {
        name: "salesforce ContentDocumentLink",
        format: Format::SALESFORCE,
        what: "a Salesforce export of ContentDocumentLink",
        key: &["Id", "ContentDocumentId", "LinkedEntityId"],
        reads: &["SystemModstamp"],
        read: catalogue::content_document_link,
    },
    Table {
        name: "salesforce ContentDocument",
        format: Format::SALESFORCE,
        what: "a Salesforce export of ContentDocument",
        key: &["Id", "Title", "LatestPublishedVersionId"],
        reads: &[
            "FileType",
            "OwnerId",
            "CreatedDate",
            "IsArchived",
            "ArchivedDate",
            "IsDeleted",
            "SystemModstamp",
        ],
        read: catalogue::content_document,
    },
    Table {
        name: "salesforce Campaign",
        format: Format::SALESFORCE,
        what: "a Salesforce export of Campaign",
        key: &["Id", "Name", "NumberSent", "ActualCost"],
        reads: &["SystemModstamp"],
        read: catalogue::campaign,
    },
    Table {
        name: "salesforce User",
        format: Format::SALESFORCE,
        what: "a Salesforce export of User",
        key: &["Id", "Username", "LastName"],
        reads: &[
            "FirstName",
            "Department",
            "Title",
            "CreatedDate",
            "LastModifiedDate",
            "SystemModstamp",
        ],
        read: catalogue::user,
    },
];

/// Salesforce keeps times in UTC, and its data export writes them without saying so.
fn times(setting: &Setting) -> TimeReading {
    setting.times.clone().or_zone(Zone::UTC)
}

/// Notes what row of which object it is, and when Salesforce wrote it last.
fn note(
    cells: &Cells<'_>,
    setting: &Setting,
    object: &str,
    about: &mut About,
) -> Result<(), Invalid> {
    about.word = Some(object.to_owned());
    about.logged = cells.time("SystemModstamp", &times(setting))?;
    Ok(())
}

fn one(record: impl Into<Record>) -> Vec<Record> {
    vec![record.into()]
}
