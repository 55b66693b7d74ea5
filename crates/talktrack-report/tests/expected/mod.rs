//! What a page is to show, from what the questions answer.
#![allow(clippy::unwrap_used, clippy::panic)] // this is test code

use std::cmp::Reverse;
use std::collections::BTreeMap;

use talktrack::analysis::{AnyAnswer, Value};
use talktrack::model::{Conversation, Money};
use talktrack::{Scope, Tracker};
use talktrack_report::{Audit, AuditOptions, Page};

use super::questions;

/// What a table is to show: columns with their unit, and the rows in order.
pub(crate) struct Expected {
    pub(crate) columns: Vec<(String, &'static str)>,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// The answers of one ledger, and the page that is to say the same.
pub(crate) struct Case {
    pub(crate) answers: BTreeMap<&'static str, AnyAnswer>,
    pub(crate) audit: Audit,
    pub(crate) page: String,
}

impl Case {
    pub(crate) fn of(tracker: &Tracker) -> Self {
        let answers = questions::answers(tracker, &Scope::new()).into_iter().collect();
        let audit = Audit::of(tracker, &AuditOptions::new()).unwrap();
        let page = audit.to_html(&Page::new());
        Self { answers, audit, page }
    }

    pub(crate) fn rows(&self, name: &str) -> Vec<BTreeMap<&str, &Value>> {
        let table = &self.answers[name].table;
        let names = || table.columns.iter().map(|column| &*column.name);
        table.rows.iter().map(|row| names().zip(row).collect()).collect()
    }

    pub(crate) fn sum(&self, name: &str, column: &str) -> i64 {
        self.rows(name).iter().map(|row| whole(row[column])).sum()
    }

    pub(crate) fn summary(&self, name: &str) -> BTreeMap<&str, &Value> {
        let table = &self.answers[name].summary;
        let names = table.columns.iter().map(|column| &*column.name);
        names.zip(&table.rows[0]).collect()
    }

    /// What assets cost together, nothing of nothing.
    pub(crate) fn cost<'a>(&self, assets: impl Iterator<Item = &'a Value>) -> Option<Money> {
        let all = self.rows("unused");
        let costs: BTreeMap<String, &Value> =
            all.iter().map(|row| (text(row["asset"]), row["cost"])).collect();
        let known = assets.filter_map(|asset| match costs.get(&text(asset)) {
            Some(Value::Money(cost)) => Some(*cost),
            _ => None,
        });
        known.reduce(|one, other| {
            Money::from_minor(one.minor() + other.minor(), one.currency()).unwrap()
        })
    }

    /// What a table of the page is to show of its answer.
    pub(crate) fn expected(&self, name: &str) -> Expected {
        const MOST: usize = 20;
        match name {
            "verdicts-by-number" => return self.verdicts(),
            "grid" => return self.grid(),
            _ => {}
        }
        let table = &self.answers[name].table;
        let mut columns: Vec<_> =
            table.columns.iter().map(|column| (column.name.to_string(), column.unit)).collect();
        let place = |name: &str| columns.iter().position(|column| column.0 == name).unwrap();
        let mut rows = table.rows.clone();
        match name {
            "matrix" => {
                rows.retain(|row| row[place("supported")] == Value::Boolean(false));
                rows.sort_by_key(|row| Reverse(whole(&row[place("uses")])));
                rows.truncate(MOST);
            }
            "coverage" => {
                rows.sort_by_key(|row| whole(&row[place("rank")]));
                rows.truncate(MOST);
            }
            "effect" => {
                let number = |row: &[Value], name| number(&row[place(name)]);
                rows.retain(|row| number(row, "adjusted").is_some());
                rows.sort_by(|one, other| {
                    let q = |row: &[Value]| number(row, "q").unwrap_or(1.0);
                    q(one).total_cmp(&q(other))
                });
                rows.truncate(MOST);
                rows.sort_by(|one, other| {
                    number(other, "adjusted").unwrap().total_cmp(&number(one, "adjusted").unwrap())
                });
            }
            "relevance" => {
                let order = |row: &Vec<Value>| {
                    let action = text(&row[place("action")]);
                    ORDER.iter().position(|one| *one == action).unwrap_or(ORDER.len())
                };
                rows.sort_by_key(order);
                for row in &mut rows {
                    let cost = self.cost([&row[place("asset")]].into_iter());
                    row.push(cost.map_or(Value::Null, Value::Money));
                }
                columns.push(("cost".to_owned(), ""));
            }
            _ => {}
        }
        Expected { columns, rows }
    }

    /// Verdicts, the most frequent first, with what their assets cost.
    fn verdicts(&self) -> Expected {
        let relevance = self.rows("relevance");
        let summary = &self.answers["relevance"].summary;
        let mut rows: Vec<_> = summary.rows.iter().filter(|row| whole(&row[1]) > 0).collect();
        rows.sort_by_key(|row| Reverse(whole(&row[1])));
        let cost = |verdict: &Value| {
            let fits = relevance.iter().filter(|row| row["verdict"] == verdict);
            self.cost(fits.map(|row| row["asset"])).map_or(Value::Null, Value::Money)
        };
        let rows = rows.iter().map(|row| vec![row[0].clone(), row[1].clone(), cost(&row[0])]);
        let columns = ["verdict", "assets", "cost"].map(|name| (name.to_owned(), ""));
        Expected { columns: columns.into(), rows: rows.collect() }
    }

    /// Uses by what assets were made for and by where they were put to work.
    fn grid(&self) -> Expected {
        let matrix = self.rows("matrix");
        let made_for = |asset: &Value, row: Option<Conversation>| {
            let known = self.audit.assets.get(&*text(asset));
            let supports = known.map(|asset| asset.supports).unwrap_or_default();
            row.map_or(supports.is_empty(), |one| supports.contains(one))
        };
        let all = || Conversation::ALL.iter().copied();
        let rows = all().map(Some).chain([None]).map(|row| {
            let label = row.map_or("None in particular".to_owned(), |one| {
                format!("{}. {}", one.code(), one.title())
            });
            let cells = all().map(|used_in| {
                let here =
                    matrix.iter().filter(|cell| text(cell["conversation"]) == used_in.as_str());
                let fits = here.filter(|cell| made_for(cell["asset"], row));
                Value::Integer(fits.map(|cell| whole(cell["uses"])).sum())
            });
            [Value::Text(label.into())].into_iter().chain(cells).collect()
        });
        let columns = ["made_for", "1", "2", "3", "4", "5"].map(|name| (name.to_owned(), ""));
        Expected { columns: columns.into(), rows: rows.collect() }
    }
}

/// What to do, in the order in which the page advises it.
pub(crate) const ORDER: [&str; 9] = [
    "review with reps, then rework",
    "replace",
    "introduce",
    "train",
    "refile",
    "rework or retire",
    "widen or retire",
    "promote",
    "keep",
];

pub(crate) fn whole(value: &Value) -> i64 {
    match value {
        Value::Integer(number) => *number,
        other => panic!("{other:?} is not a whole number"),
    }
}

pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        _ => String::new(),
    }
}

pub(crate) fn amount(cost: Money) -> i64 {
    cost.amount().split('.').next().unwrap().parse().unwrap()
}
