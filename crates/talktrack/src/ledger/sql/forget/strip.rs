//! What a record says once a person is taken out of it.
//!
//! Forgetting and recording use this same code, so that what is stored and what arrives again agree.

use super::finder::{Finder, GAP, IN_CATALOGUE, IN_NOTES, StandIn};
use crate::error::Result;
use crate::model::{Asset, Attributes, Audience, Deal, Entry, Fact, Rep, RepKey, Tags, Text, Word};

/// What a search asked for, where that is forgotten: a search without a query is none.
const FORGOTTEN_QUERY: &str = "forgotten";

/// The rep that a fact names.
pub(in super::super) fn rep_of(fact: &mut Fact) -> Option<&mut RepKey> {
    match fact {
        Fact::Use(usage) => Some(&mut usage.rep),
        Fact::Training(training) => Some(&mut training.rep),
        Fact::Feedback(feedback) => Some(&mut feedback.rep),
        Fact::Search(search) => Some(&mut search.rep),
        Fact::Outcome(outcome) => outcome.rep.as_mut(),
        Fact::Ask(ask) => ask.rep.as_mut(),
        Fact::Recommendation(recommendation) => match &mut recommendation.audience {
            Audience::Rep(rep) => Some(rep),
            Audience::Team(_) | Audience::Everyone => None,
        },
        Fact::Engagement(_) | Fact::Stage(_) | Fact::Answer(_) | Fact::Retraction(_) => None,
    }
}

/// Which texts of a fact go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Texts {
    /// Those that mention a person.
    Mentioning,
    /// All: they are the person's own, or were written to them.
    All,
}

/// Takes people out of the texts of `fact`, and says whether there was anything to take.
pub(in super::super) fn texts(
    fact: &mut Fact,
    texts: Texts,
    finder: &mut dyn Finder,
) -> Result<bool> {
    let mut strip = Strip { texts, finder, changed: false };
    match fact {
        Fact::Use(usage) => {
            strip.word(&mut usage.account)?;
            strip.word(&mut usage.contact)?;
            strip.word(&mut usage.channel)?;
        }
        Fact::Engagement(engagement) => strip.word(&mut engagement.contact)?,
        Fact::Ask(ask) => {
            strip.text(&mut ask.note)?;
            strip.tags(&mut ask.tags)?;
        }
        Fact::Answer(answer) => strip.text(&mut answer.note)?,
        Fact::Feedback(feedback) => strip.text(&mut feedback.note)?,
        Fact::Search(search) => {
            strip.query(&mut search.query)?;
            strip.tags(&mut search.tags)?;
        }
        Fact::Retraction(retraction) => strip.text(&mut retraction.reason)?,
        Fact::Outcome(_) | Fact::Stage(_) | Fact::Training(_) | Fact::Recommendation(_) => {}
    }
    Ok(strip.changed)
}

/// What an event still carries: all of it, or nothing where that is the person's own or mentions them.
pub(in super::super) fn attributes(
    carried: &Attributes,
    texts: Texts,
    finder: &mut dyn Finder,
) -> Result<Attributes> {
    let strip = &mut Strip { texts, finder, changed: false };
    for (_, value) in carried.iter() {
        let said = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if strip.goes(&said)? {
            return Ok(Attributes::new());
        }
    }
    Ok(carried.clone())
}

struct Strip<'f> {
    texts: Texts,
    finder: &'f mut dyn Finder,
    changed: bool,
}

impl Strip<'_> {
    fn goes(&mut self, text: &str) -> Result<bool> {
        Ok(self.texts == Texts::All || !self.finder.find(text, IN_NOTES)?.is_empty())
    }

    fn text(&mut self, text: &mut Option<Text>) -> Result<()> {
        if let Some(said) = text
            && self.goes(said.as_str())?
        {
            *text = None;
            self.changed = true;
        }
        Ok(())
    }

    fn query(&mut self, query: &mut Text) -> Result<()> {
        if query.as_str() != FORGOTTEN_QUERY && self.goes(query.as_str())? {
            *query = Text::new(FORGOTTEN_QUERY)?;
            self.changed = true;
        }
        Ok(())
    }

    fn word(&mut self, word: &mut Option<Word>) -> Result<()> {
        if let Some(said) = word
            && let Some(other) = self.finder.word(said, IN_CATALOGUE)?
        {
            *word = Some(other);
            self.changed = true;
        }
        Ok(())
    }

    fn tags(&mut self, all: &mut Tags) -> Result<()> {
        if let Some(other) = tags(all, self.finder)? {
            *all = other;
            self.changed = true;
        }
        Ok(())
    }
}

fn tags(all: &Tags, finder: &mut dyn Finder) -> Result<Option<Tags>> {
    let (mut kept, mut changed) = (Tags::new(), false);
    for (key, value) in all.iter() {
        let value = Word::new(value)?;
        let other = finder.word(&value, IN_CATALOGUE)?;
        changed |= other.is_some();
        kept = kept.with(key, other.unwrap_or(value).as_str())?;
    }
    Ok(changed.then_some(kept))
}

/// Takes people out of a catalogue entry, and says whether there was anything to take.
pub(in super::super) fn entry(entry: &mut Entry, finder: &mut dyn Finder) -> Result<bool> {
    match entry {
        Entry::Rep(rep) => self_of(rep, finder),
        Entry::Deal(deal) => deal_of(deal, finder),
        Entry::Asset(asset) => asset_of(asset, finder),
        // What both teams agreed names stages, kinds of asks and teams, not people.
        Entry::Stage(_) | Entry::Agreement(_) | Entry::Target(_) => Ok(false),
    }
}

fn self_of(rep: &mut Rep, finder: &mut dyn Finder) -> Result<bool> {
    let Some(pseudonym) = finder.rep(rep.key.as_str())? else { return Ok(false) };
    rep.key = pseudonym;
    rep.name = None;
    Ok(true)
}

fn deal_of(deal: &mut Deal, finder: &mut dyn Finder) -> Result<bool> {
    let mut changed = catalogue_word(&mut deal.account, finder)?;
    if let Some(owner) = &deal.owner
        && let Some(pseudonym) = finder.rep(owner.as_str())?
    {
        deal.owner = Some(pseudonym);
        changed = true;
    }
    changed |= catalogue_tags(&mut deal.tags, finder)?;
    Ok(changed)
}

fn asset_of(asset: &mut Asset, finder: &mut dyn Finder) -> Result<bool> {
    let mut changed = catalogue_word(&mut asset.owner, finder)?;
    changed |= catalogue_word(&mut asset.campaign, finder)?;
    changed |= catalogue_text(&mut asset.title, finder)?;
    changed |= catalogue_text(&mut asset.link, finder)?;
    changed |= catalogue_tags(&mut asset.tags, finder)?;
    Ok(changed)
}

fn catalogue_word(word: &mut Option<Word>, finder: &mut dyn Finder) -> Result<bool> {
    let Some(said) = word else { return Ok(false) };
    let Some(other) = finder.word(said, IN_CATALOGUE)? else { return Ok(false) };
    *word = Some(other);
    Ok(true)
}

fn catalogue_tags(all: &mut Tags, finder: &mut dyn Finder) -> Result<bool> {
    let Some(other) = tags(all, finder)? else { return Ok(false) };
    *all = other;
    Ok(true)
}

fn catalogue_text(text: &mut Option<Text>, finder: &mut dyn Finder) -> Result<bool> {
    let Some(said) = text else { return Ok(false) };
    let Some(other) = finder.without(said.as_str(), IN_CATALOGUE, StandIn::Gap)? else {
        return Ok(false);
    };
    *text = Some(Text::new(other).or_else(|_| Text::new(GAP))?);
    Ok(true)
}
