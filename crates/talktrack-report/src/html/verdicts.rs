//! The table of all assets, which can be searched, sorted and filtered.

use std::collections::{BTreeMap, BTreeSet};

use talktrack::analysis::RelevanceRow;
use talktrack::model::Asset;

use super::language::Language;
use super::words;
use super::{actions, costs};
use crate::audit::Audit;

pub(super) struct Verdicts {
    pub(super) filters: Vec<Filter>,
    pub(super) rows: Vec<Line>,
    pub(super) total: String,
    pub(super) has_cost: bool,
}

/// A choice among values; each has a number, which the rows that have it name.
pub(super) struct Filter {
    pub(super) name: String,
    pub(super) choices: Vec<(usize, String)>,
}

pub(super) struct Line {
    pub(super) asset: String,
    pub(super) title: Option<String>,
    pub(super) kind: String,
    pub(super) verdict: &'static str,
    pub(super) reason: String,
    pub(super) occasions: String,
    pub(super) put_to_work: String,
    pub(super) cost: String,
    pub(super) facets: String,
}

/// A tag with more values than this is a name of its own for every asset, not something to filter by.
const MOST_CHOICES: usize = 200;

pub(super) fn of(audit: &Audit, language: Language) -> Verdicts {
    let mut facets = Facets::default();
    let mut lines: Vec<_> = audit
        .relevance
        .rows
        .iter()
        .map(|row| (row, facets.of(row, audit.assets.get(&row.asset))))
        .collect();
    // What to do first stands first.
    lines.sort_by_key(|(row, _)| actions::rank(row.action));
    let (filters, numbers) = facets.number();
    let rows = lines.into_iter().map(|(row, facets)| Line {
        asset: row.asset.to_string(),
        title: row.title.as_deref().filter(|title| *title != &*row.asset).map(str::to_owned),
        kind: audit
            .assets
            .get(&row.asset)
            .and_then(|asset| asset.kind.as_ref())
            .map_or_else(String::new, ToString::to_string),
        verdict: words::verdict(row.verdict),
        reason: row.reason.to_string(),
        occasions: language.count(row.occasions),
        put_to_work: language.count(row.put_to_work),
        cost: costs::of(audit, &row.asset).map_or_else(String::new, |cost| language.money(cost)),
        facets: facets
            .iter()
            .filter_map(|facet| numbers.get(facet))
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" "),
    });
    Verdicts {
        filters,
        rows: rows.collect(),
        total: language.count(audit.relevance.rows.len() as u64),
        has_cost: audit.assets.values().any(|asset| asset.cost.is_some()),
    }
}

/// What rows can be filtered by: the name of a filter and one of its values.
type Facet = (String, String);

#[derive(Default)]
struct Facets {
    /// By filter, in the order in which they are shown.
    seen: BTreeMap<(usize, String), BTreeSet<String>>,
}

impl Facets {
    fn of(&mut self, row: &RelevanceRow, asset: Option<&Asset>) -> Vec<Facet> {
        let mut facets = vec![self.add(0, "Verdict", words::verdict(row.verdict))];
        let Some(asset) = asset else { return facets };
        facets.extend(asset.kind.as_ref().map(|kind| self.add(1, "Kind", kind.as_str())));
        facets.extend(asset.supports.iter().map(|one| self.add(2, "Made for", &words::title(one))));
        facets.extend(asset.owner.as_ref().map(|owner| self.add(3, "Owner", owner.as_str())));
        facets.extend(asset.tags.iter().map(|(key, value)| self.add(4, key, value)));
        facets
    }

    fn add(&mut self, order: usize, name: &str, value: &str) -> Facet {
        self.seen.entry((order, name.to_owned())).or_default().insert(value.to_owned());
        (name.to_owned(), value.to_owned())
    }

    /// The filters, and the number of each value. What has one value, or a great many, is no filter.
    fn number(self) -> (Vec<Filter>, BTreeMap<Facet, usize>) {
        let mut numbers = BTreeMap::new();
        let mut filters = Vec::new();
        for ((_, name), values) in self.seen {
            if !(2..=MOST_CHOICES).contains(&values.len()) {
                continue;
            }
            let mut choices = Vec::new();
            for value in values {
                let number = numbers.len();
                numbers.insert((name.clone(), value.clone()), number);
                choices.push((number, value));
            }
            filters.push(Filter { name, choices });
        }
        (filters, numbers)
    }
}
