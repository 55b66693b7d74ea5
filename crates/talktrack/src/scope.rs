//! What is being asked about: a span of time and which part of the company.

use crate::error::{Error, Result};
use crate::ledger::Seq;
use crate::model::{
    Action, Conversation, Conversations, Invalid, RepKey, Tags, TimeReading, Timestamp, Word, Zone,
};

/// A scope: which facts and which assets a question is about. Empty filters let everything through;
/// several values of one filter are alternatives.
///
/// ```
/// use talktrack::Scope;
/// let scope = Scope::new().zone("Europe/Berlin".parse()?).since_text("2026-07-01")?.team("EMEA".parse()?);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scope {
    pub(crate) zone: Zone,
    pub(crate) since: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) teams: Vec<Word>,
    pub(crate) regions: Vec<Word>,
    pub(crate) reps: Vec<RepKey>,
    pub(crate) kinds: Vec<Word>,
    pub(crate) asset_tags: Tags,
    pub(crate) deal_tags: Tags,
    pub(crate) conversations: Conversations,
    pub(crate) actions: Vec<Action>,
    pub(crate) min_reps: u32,
    pub(crate) as_of: Option<Seq>,
}

impl Scope {
    /// Everything there is, in UTC.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time zone in which dates are read and days are cut. Set it before reading dates.
    pub fn zone(mut self, zone: Zone) -> Self {
        self.zone = zone;
        self
    }

    /// From this moment on; from the first event unless given.
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }

    /// Before this moment; just after the last event unless given.
    pub fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }

    /// From a date or time in the scope's zone on.
    pub fn since_text(self, text: &str) -> Result<Self, Invalid> {
        let since = self.read(text).map_err(|invalid| invalid.in_field("since"))?;
        Ok(self.since(since))
    }

    /// Before a date or time in the scope's zone: `2026-10-01` leaves that day out.
    pub fn until_text(self, text: &str) -> Result<Self, Invalid> {
        let until = self.read(text).map_err(|invalid| invalid.in_field("until"))?;
        Ok(self.until(until))
    }

    fn read(&self, text: &str) -> Result<Timestamp, Invalid> {
        TimeReading::strict().zone(self.zone).read(text)
    }

    /// Only what reps of this team do.
    pub fn team(mut self, team: Word) -> Self {
        self.teams.push(team);
        self
    }

    /// Only what reps of this region do.
    pub fn region(mut self, region: Word) -> Self {
        self.regions.push(region);
        self
    }

    /// Only what this rep does.
    pub fn rep(mut self, rep: RepKey) -> Self {
        self.reps.push(rep);
        self
    }

    /// Only assets of this kind.
    pub fn kind(mut self, kind: Word) -> Self {
        self.kinds.push(kind);
        self
    }

    /// Only assets with this value of this tag.
    pub fn asset_tag(mut self, key: &str, value: &str) -> Result<Self, Invalid> {
        self.asset_tags.insert(key, value)?;
        Ok(self)
    }

    /// Only facts on deals with this value of this tag.
    pub fn deal_tag(mut self, key: &str, value: &str) -> Result<Self, Invalid> {
        self.deal_tags.insert(key, value)?;
        Ok(self)
    }

    /// Only what takes place in this conversation: uses that are placed in it, stated or inferred, and
    /// conversations of this kind.
    pub fn conversation(mut self, conversation: Conversation) -> Self {
        self.conversations = self.conversations.with(conversation);
        self
    }

    /// Only uses with this action.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Groups of fewer reps than this are merged into `other`, which is left out if it is still
    /// smaller. 1 unless given.
    pub fn min_reps(mut self, min_reps: u32) -> Self {
        self.min_reps = min_reps;
        self
    }

    /// As the ledger was after the write `seq`: what was recorded, put or retracted later is unknown.
    /// Any analysis gives again what it gave then.
    pub fn as_of(mut self, seq: Seq) -> Self {
        self.as_of = Some(seq);
        self
    }

    /// The filters as options of the command, such as `("team", "EMEA")`: so that a figure can be asked for
    /// again. Reps are named; whoever passes the options on may leave those out.
    ///
    /// ```
    /// let scope = talktrack::Scope::new().team("EMEA".parse()?).min_reps(3);
    /// let options = scope.as_options();
    /// assert_eq!(options, [("team", "EMEA".to_owned()), ("min-reps", "3".to_owned())]);
    /// # Ok::<(), talktrack::model::Invalid>(())
    /// ```
    pub fn as_options(&self) -> Vec<(&'static str, String)> {
        fn each<'a, T: ToString + 'a>(
            name: &'static str,
            values: impl IntoIterator<Item = T> + 'a,
        ) -> impl Iterator<Item = (&'static str, String)> + 'a {
            values.into_iter().map(move |value| (name, value.to_string()))
        }
        fn tags(tags: &Tags) -> impl Iterator<Item = String> {
            tags.iter().map(|(key, value)| format!("{key}={value}"))
        }
        each("team", &self.teams)
            .chain(each("region", &self.regions))
            .chain(each("rep", &self.reps))
            .chain(each("kind", &self.kinds))
            .chain(each("tag", tags(&self.asset_tags)))
            .chain(each("deal-tag", tags(&self.deal_tags)))
            .chain(each("conversation", self.conversations.iter()))
            .chain(each("action", &self.actions))
            .chain(each("min-reps", (self.min_reps > 1).then_some(self.min_reps)))
            .collect()
    }

    /// The filters in words, for whoever reads the answer.
    pub(crate) fn filters(&self) -> Vec<String> {
        fn listed<T: ToString>(name: &str, values: &[T]) -> Option<String> {
            let values: Vec<_> = values.iter().map(ToString::to_string).collect();
            (!values.is_empty()).then(|| format!("{name}: {}", values.join(", ")))
        }
        fn tags(name: &str, tags: &Tags) -> Option<String> {
            let tags: Vec<_> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
            listed(name, &tags)
        }
        let filters = [
            listed("team", &self.teams),
            listed("region", &self.regions),
            // Which reps is the asker's business; an answer that is passed on names none.
            (!self.reps.is_empty()).then(|| format!("reps: {}", self.reps.len())),
            listed("kind", &self.kinds),
            tags("asset tags", &self.asset_tags),
            tags("deal tags", &self.deal_tags),
            listed("conversation", &self.conversations.iter().collect::<Vec<_>>()),
            listed("action", &self.actions),
        ];
        filters.into_iter().flatten().collect()
    }

    /// The span of time, given the first and the last event; an empty ledger has an empty span.
    pub(crate) fn span(&self, extent: Option<(Timestamp, Timestamp)>) -> Result<Span> {
        let first = extent.map(|(first, _)| first);
        let after_last = extent.map(|(_, last)| {
            Timestamp::from_micros(last.micros() + 1).unwrap_or(Timestamp::LATEST)
        });
        let since = self.since.or(first).or(self.until).unwrap_or(Timestamp::EPOCH);
        let until = self.until.or(after_last.map(|end| end.max(since))).unwrap_or(since);
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since >= until
        {
            return Err(Error::Invalid(Invalid::new("until", "is not after since")));
        }
        Ok(Span { since, until: until.max(since), zone: self.zone })
    }
}

/// A span of time: from `since` on, before `until`; and the zone its dates are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// The first moment.
    pub since: Timestamp,
    /// The first moment after it.
    pub until: Timestamp,
    /// The zone in which days are cut.
    #[serde(with = "zone_name")]
    pub zone: Zone,
}

impl Span {
    /// The first microsecond, and the first one after.
    pub const fn micros(&self) -> (i64, i64) {
        (self.since.micros(), self.until.micros())
    }

    /// Whether `at` lies in the span.
    pub fn contains(&self, at: i64) -> bool {
        (self.since.micros()..self.until.micros()).contains(&at)
    }
}

mod zone_name {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::model::Zone;

    #[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
    pub(super) fn serialize<S: Serializer>(zone: &Zone, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(zone)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Zone, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
