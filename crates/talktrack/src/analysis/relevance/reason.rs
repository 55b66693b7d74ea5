//! Why a verdict was given, in a sentence that both sides can act on.

use super::verdict::{Advice, Known, Verdict};
use crate::model::{Conversation, Timestamp};

impl Known<'_> {
    /// The sentence for a verdict.
    pub(super) fn reason(&self, verdict: Verdict) -> String {
        match verdict {
            Verdict::Retired => self.retired(),
            Verdict::TooNew => format!("live for {}: too new to say, wait", self.live_for()),
            Verdict::Misfiled => self.misfiled(),
            Verdict::NoOccasion => self.no_occasion(),
            Verdict::Unknown => format!("{}: {}", self.who_knew(), self.introduce()),
            Verdict::TrainingGap => self.training_gap(),
            Verdict::Harmful => format!(
                "goes with failure: {}: review it with the reps who use it, then rework it",
                self.compared("less")
            ),
            Verdict::Proven => format!("goes with success: {}: promote it", self.compared("more")),
            Verdict::NotChosen => self.not_chosen(),
            Verdict::Working => format!(
                "put to work {} by {}: keep it",
                times(self.usage.put_to_work),
                count(self.users, "rep")
            ),
            Verdict::Unclear => self.unclear(),
        }
    }

    fn live_for(&self) -> String {
        match self.live_days.floor() {
            0.0 => "less than a day".to_owned(),
            1.0 => "1 day".to_owned(),
            days => format!("{days} days"),
        }
    }

    fn retired(&self) -> String {
        let until = self.scope.until.micros();
        let ended = self.end.filter(|end| *end < until);
        let after = self.usage.after_end;
        match ended {
            Some(end) if after > 0 => format!(
                "ended on {}, and put to work {} since: point reps to what takes its place",
                self.day(end),
                times(after)
            ),
            Some(end) => format!("ended on {}", self.day(end)),
            None if self.born >= until => {
                format!(
                    "not live before {}, after the time that was asked about",
                    self.day(self.born)
                )
            }
            None => "not live at the end of the time that was asked about".to_owned(),
        }
    }

    /// The day of a moment, in the scope's time zone.
    fn day(&self, at: i64) -> String {
        let shown = Timestamp::from_micros(at).map(|at| at.written_in(self.scope.zone));
        shown.map_or_else(|_| "an unknown day".to_owned(), |at| at.chars().take(10).collect())
    }

    fn misfiled(&self) -> String {
        let (outside, placed) = self.outside;
        let uses = |one: &&Conversation| self.usage.placed[usize::from(one.code()) - 1];
        let elsewhere = Conversation::ALL.iter().filter(|one| !self.supports.contains(**one));
        // Of equal ones the first.
        let most = elsewhere.rev().max_by_key(uses).map_or("", |one| one.title());
        format!(
            "{outside} of {} by {} were in conversations it is not filed under: file it under \"{most}\"",
            count(placed, "use"),
            count(self.outside_by_rep.len() as u64, "rep"),
        )
    }

    fn no_occasion(&self) -> String {
        let occasions = match self.reach.occasions {
            0 => "no conversations".to_owned(),
            some => count(some, "conversation"),
        };
        let then = match self.advice(Verdict::NoOccasion) {
            Some(Advice::WidenOrRetire) => "make it fit more conversations, or retire it",
            _ => "too few to say, wait",
        };
        format!("{occasions} that it fits in {}: {then}", self.live_for())
    }

    fn training_gap(&self) -> String {
        format!(
            "{} of {} with an occasion were trained; they put it to work in {} of their occasions since, the others in {} of theirs: train the others",
            self.reach.trained,
            count(self.reach.reps, "rep"),
            percent(self.reach.of_trained.share()),
            percent(self.reach.of_others.share()),
        )
    }

    fn not_chosen(&self) -> String {
        let (touched, occasions) = self.reach.after.sum();
        let knew = count(self.reach.aware, "rep");
        let since = count(occasions, "occasion");
        if self.reach.users == 0 {
            return format!(
                "{knew} knew it and had an occasion; none of them put it to work: rework or retire it"
            );
        }
        format!(
            "{knew} knew it and had an occasion; {} of them put it to work, in {touched} of {since} since ({} is typical): rework or retire it",
            self.reach.users,
            percent(self.typical),
        )
    }

    fn unclear(&self) -> String {
        let used = match self.usage.put_to_work {
            0 => "it was not put to work".to_owned(),
            some => format!("it was put to work {} by {}", times(some), count(self.users, "rep")),
        };
        format!("{}; {used}: too few to say, wait", self.who_knew())
    }

    /// "42 of 60 reps had an occasion; 3 knew it, all 3 used it".
    fn who_knew(&self) -> String {
        let reach = self.reach;
        let had = format!("{} of {} had an occasion", reach.reps, count(self.reps, "rep"));
        match (reach.aware, self.reach.users) {
            (0, _) => format!("{had}; none of them knew it"),
            (1, 0) => format!("{had}; 1 knew it and did not use it"),
            (1, _) => format!("{had}; 1 knew it and used it"),
            (aware, 0) => format!("{had}; {aware} knew it, none of them used it"),
            (2, 2) => format!("{had}; 2 knew it, both used it"),
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
        let difference = finding.adjusted().value.unwrap_or_default().abs();
        let points = match (difference * 100.0).round() {
            0.0 => "less than 1 point".to_owned(),
            1.0 => "1 point".to_owned(),
            many => format!("{many} points"),
        };
        format!(
            "{} with it succeeded {points} {direction} often than comparable ones among {} without it (association, not cause)",
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
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

fn percent(share: f64) -> String {
    if 0.0 < share && share < 0.005 {
        "less than 1%".to_owned()
    } else {
        format!("{:.0}%", share * 100.0)
    }
}
