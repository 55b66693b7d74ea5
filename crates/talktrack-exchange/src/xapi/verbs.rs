//! What the verbs of public vocabularies become, unless a verb map says otherwise.

use talktrack::model::{Action, TrainingLevel};

use crate::verbs::Verb;

/// Takes an earlier statement back.
pub(super) const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

pub(super) const VERBS: &[(&str, Verb)] = &[
    ("http://adlnet.gov/expapi/verbs/experienced", Verb::Use(Action::Opened)),
    ("http://adlnet.gov/expapi/verbs/launched", Verb::Use(Action::Opened)),
    ("http://id.tincanapi.com/verb/viewed", Verb::Use(Action::Opened)),
    ("http://activitystrea.ms/schema/1.0/open", Verb::Use(Action::Opened)),
    ("http://activitystrea.ms/schema/1.0/access", Verb::Use(Action::Opened)),
    ("http://activitystrea.ms/schema/1.0/read", Verb::Use(Action::Opened)),
    ("http://activitystrea.ms/schema/1.0/watch", Verb::Use(Action::Opened)),
    ("https://w3id.org/xapi/video/verbs/played", Verb::Use(Action::Opened)),
    ("http://id.tincanapi.com/verb/downloaded", Verb::Use(Action::Downloaded)),
    ("http://activitystrea.ms/schema/1.0/save", Verb::Use(Action::Downloaded)),
    ("http://activitystrea.ms/schema/1.0/update", Verb::Use(Action::Tailored)),
    ("http://activitystrea.ms/schema/1.0/present", Verb::Use(Action::Presented)),
    ("http://adlnet.gov/expapi/verbs/shared", Verb::Use(Action::Shared)),
    ("http://activitystrea.ms/schema/1.0/share", Verb::Use(Action::Shared)),
    ("http://activitystrea.ms/schema/1.0/send", Verb::Use(Action::Shared)),
    ("http://activitystrea.ms/schema/1.0/consume", Verb::Engagement),
    ("http://adlnet.gov/expapi/verbs/attended", Verb::Training(TrainingLevel::Introduced)),
    ("http://activitystrea.ms/schema/1.0/attend", Verb::Training(TrainingLevel::Introduced)),
    ("http://adlnet.gov/expapi/verbs/completed", Verb::Training(TrainingLevel::Trained)),
    ("http://activitystrea.ms/schema/1.0/complete", Verb::Training(TrainingLevel::Trained)),
    ("http://adlnet.gov/expapi/verbs/passed", Verb::Training(TrainingLevel::Certified)),
    ("http://adlnet.gov/expapi/verbs/mastered", Verb::Training(TrainingLevel::Certified)),
    ("http://id.tincanapi.com/verb/earned", Verb::Training(TrainingLevel::Certified)),
];
