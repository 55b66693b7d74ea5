//! What the catalogue says of an asset beside what matters to the simulation.

use talktrack::model::{Asset, Conversation, Conversations, Currency, Money, Tags, Text, Word};

use crate::assets::{Collateral, Fit};
use crate::calendar::{Calendar, calendar_days};
use crate::dice::Dice;
use crate::lives::Ending;
use crate::names::{
    CAMPAIGNS, INDUSTRIES, INDUSTRIES_WITHOUT_DEALS, OWNERS, PERSONAS, PRODUCTS, SEGMENTS, TOPICS,
    title,
};
use crate::nature::Nature;
use crate::settings::Refused;

/// A kind of asset, and what one costs, from and to, in euros.
const KINDS: [(&str, usize, usize); 8] = [
    ("case-study", 3_000, 9_000),
    ("battle-card", 500, 2_000),
    ("deck", 1_000, 6_000),
    ("email", 100, 500),
    ("roi-calculator", 4_000, 15_000),
    ("one-pager", 400, 2_000),
    ("video", 6_000, 25_000),
    ("white-paper", 4_000, 14_000),
];

/// Which kinds suit which conversation: positions in [`KINDS`].
const SUITING: [[usize; 4]; 5] =
    [[7, 5, 2, 6], [3, 5, 6, 0], [2, 1, 6, 0], [0, 2, 7, 1], [4, 0, 1, 2]];

/// What an asset is about.
pub(crate) struct Topic {
    pub(crate) kind: &'static str,
    cost: usize,
    title: String,
}

impl Topic {
    pub(crate) fn draw(supports: Conversations, fit: Fit, nature: Nature, dice: &mut Dice) -> Self {
        let first = supports.iter().next().unwrap_or(Conversation::RelevantMeeting);
        let suiting = &SUITING[usize::from(first.code()) - 1];
        let (kind, least, most) = KINDS[dice.pick(suiting)];
        let industry = industry(fit).unwrap_or_else(|| dice.pick(&INDUSTRIES));
        let product = fit.product.map_or_else(|| dice.pick(&PRODUCTS), |product| PRODUCTS[product]);
        let title = title(kind, dice.pick(&TOPICS), industry, product, dice.below(100));
        let cost = if nature == Nature::RepMade { 0 } else { least + dice.below(most - least) };
        Self { kind, cost, title }
    }
}

fn industry(fit: Fit) -> Option<&'static str> {
    // Positions beyond the list name industries in which the company has no deals.
    let without_deals = |position: usize| {
        INDUSTRIES_WITHOUT_DEALS[(position - INDUSTRIES.len()) % INDUSTRIES_WITHOUT_DEALS.len()]
    };
    fit.industry.map(|position| {
        INDUSTRIES.get(position).copied().unwrap_or_else(|| without_deals(position))
    })
}

/// What the catalogue says of an asset.
#[derive(Debug, Clone)]
pub(crate) struct Description {
    pub(crate) title: Text,
    link: Text,
    pub(crate) tailorable: bool,
    /// Whether the catalogue does not say when it was published.
    undated: bool,
    /// In how many days of the calendar after the end of the watch it expires, if it does.
    expires_after: Option<i64>,
    pub(crate) kind: Word,
    tags: Tags,
    campaign: Option<Word>,
    owner: Word,
    cost: Option<Money>,
}

impl Description {
    pub(crate) fn draw(
        key: &str,
        topic: &Topic,
        fit: Fit,
        nature: Nature,
        dice: &mut Dice,
    ) -> Result<Self, Refused> {
        let mut tags = Tags::new();
        if let Some(segment) = fit.segment {
            tags = tags.with("segment", SEGMENTS[segment])?;
        }
        if let Some(industry) = industry(fit) {
            tags = tags.with("industry", industry)?;
        }
        if let Some(product) = fit.product {
            tags = tags.with("product", PRODUCTS[product])?;
        }
        if dice.chance(0.3) {
            tags = tags.with("persona", dice.pick(&PERSONAS))?;
        }
        let euro: Currency = "EUR".parse()?;
        let cents = i64::try_from(topic.cost).unwrap_or_default() * 100;
        let cost = dice.chance(0.92).then(|| Money::from_minor(cents, euro)).transpose()?;
        Ok(Self {
            title: Text::new(topic.title.as_str())?,
            link: link(key)?,
            tailorable: dice.chance(0.35),
            undated: nature == Nature::Neutral && dice.chance(0.05),
            expires_after: dice.chance(0.06).then(|| dice.between(30, 400)),
            kind: Word::new(topic.kind)?,
            tags,
            campaign: dice.chance(0.6).then(|| Word::new(dice.pick(&CAMPAIGNS))).transpose()?,
            owner: Word::new(dice.pick(&OWNERS))?,
            cost,
        })
    }
}

impl Description {
    /// What is said of an asset with `key` that takes the place of this one.
    pub(crate) fn succeeded_by(&self, key: &str) -> Result<Self, Refused> {
        let title = Text::new(format!("{}, new edition", self.title.as_str()))?;
        Ok(Self { title, link: link(key)?, undated: false, ..self.clone() })
    }
}

fn link(key: &str) -> Result<Text, Refused> {
    Ok(Text::new(format!("https://content.example/{key}"))?)
}

impl Collateral {
    /// The entry of the catalogue as it was first put, in its first version.
    pub(crate) fn first_entry(&self, calendar: &Calendar) -> Result<Asset, Refused> {
        let said = &self.description;
        let mut asset = Asset::new(self.key.clone())
            .supports(self.supports)
            .tags(said.tags.clone())
            .tailorable(said.tailorable)
            .title(said.title.clone())
            .kind(said.kind.clone())
            .owner(said.owner.clone())
            .link(said.link.clone());
        asset.campaign.clone_from(&said.campaign);
        asset.cost = said.cost;
        asset.version = self.versions.first().map(|(_, version)| version.clone());
        if !said.undated {
            asset.published_at = Some(calendar.time(self.published, 0)?);
        }
        // An expiry is printed on it from the start; retirement and replacement come later.
        let later = said.expires_after.map(|days| calendar.horizon + calendar_days(days));
        let expires = match self.ending {
            Some((at, Ending::Expired)) => Some(at),
            Some(_) => None,
            None => later,
        };
        asset.expires_at = expires.map(|at| calendar.time(at, 0)).transpose()?;
        Ok(asset)
    }
}
