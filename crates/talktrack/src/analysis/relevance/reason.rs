//! Why a verdict was given, in a sentence that both sides can act on.

use super::verdict::{Action, Known, Verdict};
use crate::model::{Conversation, Timestamp};

impl Known<'_> {
    /// The sentence for a verdict; `ended` is when the asset's life ended.
    pub(super) fn reason(&self, verdict: Verdict, ended: Option<Timestamp>) -> String {
        let reach = self.reach;
        let used = self.usage.put_to_work;
        match verdict {
            Verdict::Retired => self.retired(ended),
            Verdict::TooNew => {
                format!("live for {}: too new to say", count(self.live_days as u64, "day"))
            }
            Verdict::Misfiled => self.misfiled(),
            Verdict::NoOccasion => self.no_occasion(),
            Verdict::Unknown => format!("{}: {}", self.who_knew(), self.introduce()),
            Verdict::TrainingGap => format!(
                "{} of {} with an occasion were trained; they put it to work in {} of their occasions, the others in {}: train the others",
                reach.trained,
                count(reach.reps, "rep"),
                percent(reach.of_trained.share()),
                percent(reach.of_others.share()),
            ),
            Verdict::Harmful => format!(
                "goes with failure: {}: review it with the reps who use it, then rework it",
                self.compared("less")
            ),
            Verdict::Proven => {
                format!("goes with success: {}: promote it", self.compared("more"))
            }
            Verdict::NotChosen => format!(
                "{} knew it and had an occasion, {} put it to work, in {} of {} they had after they knew it: rework or retire it",
                count(reach.aware, "rep"),
                or_none(self.aware_users),
                or_none(self.touched_after()),
                count(reach.after.iter().map(|(_, all)| all).sum(), "occasion"),
            ),
            Verdict::Working => {
                format!("put to work {} by {}: keep it", times(used), count(self.users, "rep"))
            }
            Verdict::Unclear => format!(
                "{}; it was put to work {}: too few to say, wait",
                self.who_knew(),
                times(used)
            ),
        }
    }

    fn touched_after(&self) -> u64 {
        self.reach.after.iter().map(|(touched, _)| touched).sum()
    }

    fn retired(&self, ended: Option<Timestamp>) -> String {
        let end = ended.map_or_else(
            || "not live at the end of the scope".to_owned(),
            |at| format!("ended on {}", at.to_utc().date_naive()),
        );
        match self.usage.after_end {
            0 => end,
            after => format!("{end}, and put to work {} since: replace it", times(after)),
        }
    }

    fn misfiled(&self) -> String {
        let (outside, placed) = self.outside;
        let by = count(self.outside_by_rep.len() as u64, "rep");
        let most = self.usage.placed.iter().max().copied().unwrap_or_default();
        let place = self.usage.placed.iter().position(|uses| *uses == most);
        let conversation = place.and_then(|place| Conversation::ALL.get(place));
        let title = conversation.map_or("", |one| one.title());
        format!(
            "{outside} of {} by {by} were in conversations it is not filed under: file it under {title}",
            count(placed, "use")
        )
    }

    fn no_occasion(&self) -> String {
        let found = format!(
            "{} it was made for in {}",
            count(self.reach.occasions, "conversation"),
            count(self.live_days as u64, "day")
        );
        match self.action(Verdict::NoOccasion) {
            Some(Action::WidenOrRetire) => {
                format!("{found}: make it fit more conversations, or retire it")
            }
            _ => format!("{found}: too few to say, wait"),
        }
    }

    /// "42 of 60 reps had an occasion; 3 knew it, all 3 used it".
    fn who_knew(&self) -> String {
        let reach = self.reach;
        let had = format!("{} of {} had an occasion", reach.reps, count(self.reps, "rep"));
        match (reach.aware, self.aware_users) {
            (0, _) => format!("{had}; none of them knew it"),
            (1, 1) => format!("{had}; 1 knew it and used it"),
            (1, _) => format!("{had}; 1 knew it and did not use it"),
            (aware, 0) => format!("{had}; {aware} knew it, none of them used it"),
            (aware, users) if aware == users => {
                format!("{had}; {aware} knew it, all {aware} used it")
            }
            (aware, users) => format!("{had}; {aware} knew it, {users} of them used it"),
        }
    }

    fn introduce(&self) -> &'static str {
        if self.reach.aware == 0 { "introduce it" } else { "introduce it to the others" }
    }

    fn compared(&self, direction: &str) -> String {
        let Some(finding) = self.finding else { return String::new() };
        let points = (finding.adjusted().value.unwrap_or_default() * 100.0).abs();
        format!(
            "{} with it succeeded {points:.0} points {direction} often than comparable ones among {} without it (association, not cause)",
            count(finding.comparison.treated, "conversation"),
            finding.comparison.untreated,
        )
    }
}

fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn times(number: u64) -> String {
    match number {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

fn or_none(number: u64) -> String {
    if number == 0 { "none".to_owned() } else { number.to_string() }
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}
