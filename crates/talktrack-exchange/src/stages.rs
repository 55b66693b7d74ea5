//! What the stages of a CRM may mean, by their names: a proposal for people, never a fact.

use talktrack::Tracker;
use talktrack::model::{Conversation, StageMeaning};

use crate::error::Error;

use Conversation::{DefinitionOfSuccess, PointOfView, RelevantMeeting, RightPeople, TangibleValue};
use StageMeaning::{Lost, Won};

/// Parts of names, the first of which that a name holds decides: `disqualified` before `qualified`.
const PARTS: [(&str, StageMeaning); 27] = [
    ("lost", Lost),
    ("disqualif", Lost),
    ("abandon", Lost),
    ("won", Won),
    ("contract", StageMeaning::Conversation(TangibleValue)),
    ("negotiat", StageMeaning::Conversation(TangibleValue)),
    ("proposal", StageMeaning::Conversation(TangibleValue)),
    ("quote", StageMeaning::Conversation(TangibleValue)),
    ("procurement", StageMeaning::Conversation(TangibleValue)),
    ("commit", StageMeaning::Conversation(TangibleValue)),
    ("proposition", StageMeaning::Conversation(DefinitionOfSuccess)),
    ("perception", StageMeaning::Conversation(DefinitionOfSuccess)),
    ("decision", StageMeaning::Conversation(DefinitionOfSuccess)),
    ("evaluat", StageMeaning::Conversation(DefinitionOfSuccess)),
    ("solution", StageMeaning::Conversation(DefinitionOfSuccess)),
    ("demo", StageMeaning::Conversation(RelevantMeeting)),
    ("presentation", StageMeaning::Conversation(RelevantMeeting)),
    ("meeting", StageMeaning::Conversation(RelevantMeeting)),
    ("discover", StageMeaning::Conversation(RelevantMeeting)),
    ("analysis", StageMeaning::Conversation(RelevantMeeting)),
    ("engag", StageMeaning::Conversation(RelevantMeeting)),
    ("qualif", StageMeaning::Conversation(RightPeople)),
    ("prospect", StageMeaning::Conversation(RightPeople)),
    ("appointment", StageMeaning::Conversation(RightPeople)),
    ("connect", StageMeaning::Conversation(RightPeople)),
    ("research", StageMeaning::Conversation(PointOfView)),
    ("lead", StageMeaning::Conversation(PointOfView)),
];

/// What a stage with this name may mean, if the name tells. It is a guess for people to check: nothing is
/// ever mapped by it.
///
/// ```
/// use talktrack_exchange::propose_stage;
/// let proposed = |name| propose_stage(name).map(|meaning| meaning.to_string());
/// assert_eq!(proposed("Qualification").as_deref(), Some("right-people"));
/// assert_eq!(proposed("closedwon").as_deref(), Some("won"));
/// assert_eq!(proposed("Stage 3"), None);
/// ```
pub fn propose_stage(name: &str) -> Option<StageMeaning> {
    let name = name.to_lowercase();
    PARTS.iter().find(|(part, _)| name.contains(part)).map(|(_, meaning)| *meaning)
}

/// The stages that deals entered and no stage map covers, each with what it may mean.
///
/// # Errors
/// If the ledger cannot be read.
pub fn propose_stages(tracker: &Tracker) -> Result<Vec<(String, Option<StageMeaning>)>, Error> {
    let unmapped = tracker.unmapped_stages(&tracker.stages_entered()?)?;
    let proposed = |stage: String| {
        let meaning = propose_stage(&stage);
        (stage, meaning)
    };
    Ok(unmapped.into_iter().map(proposed).collect())
}
