//! What verdicts, actions, measures and remarks are called where people read them.

use talktrack::analysis::{Advice, Verdict};
use talktrack::model::{Conversation, Measure, Period, Side};

/// A verdict in a few words.
pub(super) const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Retired => "No longer live",
        Verdict::TooNew => "Too new to say",
        Verdict::Misfiled => "Filed in the wrong place",
        Verdict::NoOccasion => "Hardly any occasion",
        Verdict::Unknown => "Reps do not know it",
        Verdict::TrainingGap => "Only trained reps use it",
        Verdict::Harmful => "Goes with failure",
        Verdict::Proven => "Goes with success",
        Verdict::NotChosen => "Known, but not chosen",
        Verdict::Working => "In good use",
        Verdict::Unclear => "Too little to say",
    }
}

/// An action as an instruction; `n` is how many assets it is about, as written.
pub(super) fn action(advice: Advice, n: &str, is_one: bool) -> String {
    let assets = if is_one { "asset" } else { "assets" };
    let them = if is_one { "it" } else { "them" };
    match advice {
        Advice::Replace => format!("Point reps away from {n} {assets} that ended"),
        Advice::Wait => format!("Wait before judging {n} {assets}"),
        Advice::Refile => format!("File {n} {assets} where reps use {them}"),
        Advice::WidenOrRetire => format!("Widen or retire {n} {assets} without occasion"),
        Advice::Introduce => format!("Introduce {n} {assets} that reps do not know"),
        Advice::Train => format!("Train more reps on {n} {assets}"),
        Advice::ReviewThenRework => format!("Review {n} {assets} with reps, then rework {them}"),
        Advice::Promote => format!("Promote {n} {assets}"),
        Advice::ReworkOrRetire => format!("Rework or retire {n} {assets} that reps pass over"),
        Advice::Keep => format!("Keep {n} {assets}"),
    }
}

/// What a measure of the scorecard is.
pub(super) const fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Succeeded => "Successful conversations",
        Measure::AssistedRate => "Conversations with help from content",
        Measure::FollowRate => "Recommendations followed",
        Measure::AttainmentMarketing => "Marketing answers in time",
        Measure::AttainmentSales => "Sales answers in time",
        Measure::CurrentShare => "Uses of the current version",
        Measure::OpenAsks => "Asks still open",
        Measure::UnusedRate => "Assets never used",
        Measure::IdleRate => "Assets never put to work",
    }
}

/// Whether a measure is a count rather than a share.
pub(super) const fn is_count(measure: Measure) -> bool {
    matches!(measure, Measure::Succeeded | Measure::OpenAsks)
}

/// What a period of the scorecard is.
pub(super) const fn period(period: Period) -> &'static str {
    match period {
        Period::Week => "Last complete week",
        Period::Month => "Last complete month",
        Period::Quarter => "Last 91 days",
        Period::Year => "Last 365 days",
    }
}

/// Who asks, or answers.
pub(super) const fn side(side: Side) -> &'static str {
    match side {
        Side::Marketing => "Marketing",
        Side::Sales => "Sales",
    }
}

/// A word of a vocabulary as people read it; other text as it is.
pub(super) fn text(column: &str, text: &str) -> String {
    match column {
        "conversation" => {
            text.parse().map_or_else(|_| text.to_owned(), |known: Conversation| title(known))
        }
        "measure" => {
            text.parse().map_or_else(|_| text.to_owned(), |known| measure(known).to_owned())
        }
        "period" => text.parse().map_or_else(|_| text.to_owned(), |known| period(known).to_owned()),
        "answered_by" => {
            text.parse().map_or_else(|_| text.to_owned(), |known| side(known).to_owned())
        }
        _ => text.to_owned(),
    }
}

/// A conversation with its number.
pub(super) fn title(conversation: Conversation) -> String {
    format!("{}. {}", conversation.code(), conversation.title())
}

/// A remark beside a figure.
pub(super) fn flag(flag: &str) -> &str {
    match flag {
        "too few" => "too few to say",
        "few-reps" => "few reps",
        "undated" => "start not known",
        "sign" => "changes sign when like is compared with like",
        "time-unknown" => "early and late uses cannot be told apart",
        other => other,
    }
}
