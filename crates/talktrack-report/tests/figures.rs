//! Every figure of the page is the one that the question gives: all of its tables, row by row and in
//! order, and all of its sentences are read back.
#![allow(clippy::unwrap_used, clippy::panic)] // this is test code

mod companies;
mod questions;
mod read_back;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use talktrack::Scope;
use talktrack::analysis::{AnyAnswer, Value};
use talktrack::model::{Conversation, Money};
use talktrack_report::{Audit, AuditOptions, Page};

use companies::{busy_company, nothing, one_use};
use read_back::{Cell, Shown};

/// What a table is to show: columns with their unit, and the rows in order.
struct Expected {
    columns: Vec<(String, &'static str)>,
    rows: Vec<Vec<Value>>,
}

/// The answers of one ledger, and the page that is to say the same.
struct Case {
    answers: BTreeMap<&'static str, AnyAnswer>,
    audit: Audit,
    page: String,
}

impl Case {
    fn of(tracker: &talktrack::Tracker) -> Self {
        let answers = questions::answers(tracker, &Scope::new()).into_iter().collect();
        let audit = Audit::of(tracker, &AuditOptions::new()).unwrap();
        let page = audit.to_html(&Page::new());
        Self { answers, audit, page }
    }

    fn rows(&self, name: &str) -> Vec<BTreeMap<&str, &Value>> {
        let table = &self.answers[name].table;
        let names = || table.columns.iter().map(|column| &*column.name);
        table.rows.iter().map(|row| names().zip(row).collect()).collect()
    }

    fn sum(&self, name: &str, column: &str) -> i64 {
        self.rows(name).iter().map(|row| whole(row[column])).sum()
    }

    fn summary(&self, name: &str) -> BTreeMap<&str, &Value> {
        let table = &self.answers[name].summary;
        let names = table.columns.iter().map(|column| &*column.name);
        names.zip(&table.rows[0]).collect()
    }

    /// What assets cost together, nothing of nothing.
    fn cost<'a>(&self, assets: impl Iterator<Item = &'a Value>) -> Option<Money> {
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
    fn expected(&self, name: &str) -> Expected {
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
const ORDER: [&str; 9] = [
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

fn whole(value: &Value) -> i64 {
    match value {
        Value::Integer(number) => *number,
        other => panic!("{other:?} is not a whole number"),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        _ => String::new(),
    }
}

/// Compares every row and every cell that a table shows.
fn assert_shows(shown: &Shown, expected: &Expected) {
    let name = &shown.name;
    let place = |column: &str| {
        let found = expected.columns.iter().position(|(name, _)| name == column);
        found.unwrap_or_else(|| panic!("{name} has no {column}"))
    };
    assert_eq!(shown.rows.len(), expected.rows.len(), "{name}");
    for (shown_row, row) in shown.rows.iter().zip(&expected.rows) {
        assert_eq!(shown_row.len(), shown.columns.len(), "{name}");
        for (cell, column) in shown_row.iter().zip(&shown.columns) {
            let is_title = name == "relevance" && column == "title";
            let of = if is_title && row[place("title")] == Value::Null { "asset" } else { column };
            let value = &row[place(of)];
            let unit = expected.columns[place(of)].1;
            assert!(says(cell, value, unit), "{name}, {column}: {cell:?} is not {value:?}");
            if is_title && row[place("title")] != row[place("asset")] && of == "title" {
                let key = cell.small.split(" · ").next().unwrap().trim();
                assert_eq!(key, escaped(&text(&row[place("asset")])), "{name}");
            }
            if let Some((low, high)) = cell.range.split_once(" to ") {
                for (end, read) in [("low", low), ("high", high)] {
                    let bound = number(&row[place(&format!("{column}_{end}"))]).unwrap();
                    assert!(reads(read, bound, unit), "{name}, {column}: {read} is not {bound}");
                }
            }
        }
    }
}

/// Whether a cell says a value: exactly where it is written so, and rounded where people read it.
fn says(cell: &Cell, value: &Value, unit: &str) -> bool {
    let is_exact = cell.exact.as_ref().is_none_or(|exact| *exact == escaped(&raw(value)));
    let read = &cell.read;
    is_exact
        && match value {
            Value::Integer(whole) => reads(read, *whole as f64, unit),
            Value::Number(number) => reads(read, *number, unit),
            Value::Money(cost) => {
                let whole = cost.amount().split('.').next().unwrap().to_owned();
                read_back::numbers(read) == [whole] && read.ends_with(cost.currency().as_str())
            }
            Value::Text(text) => {
                cell.exact.is_some() || *read == escaped(text) || *read == verdict(text)
            }
            Value::Null => cell.exact.is_some() || read.is_empty(),
            Value::Time(_) | Value::Boolean(_) | Value::List(_) => cell.exact.is_some(),
        }
}

/// Whether a number is read as this one: in percent or points where it is a share, rounded, with a mark
/// where it is not quite nothing or all.
fn reads(read: &str, number: f64, unit: &str) -> bool {
    let number = if read.ends_with('%') || unit == "share" { number * 100.0 } else { number };
    let digits = read.trim_end_matches('%').replace(',', "").replace('−', "-");
    let (bound, digits) = match digits.strip_prefix("&#60;").or(digits.strip_prefix("&lt;")) {
        Some(rest) => ("<", rest.to_owned()),
        None => match digits.strip_prefix("&#62;").or(digits.strip_prefix("&gt;")) {
            Some(rest) => (">", rest.to_owned()),
            None => ("", digits),
        },
    };
    let decimals = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let Ok(shown) = digits.parse::<f64>() else { return false };
    match bound {
        "<" => number < shown,
        ">" => number > shown,
        _ => (shown - number).abs() <= 0.5 / 10_f64.powi(decimals as i32) + 1e-9,
    }
}

/// A verdict as the page words it.
fn verdict(slug: &str) -> &str {
    match slug {
        "retired" => "No longer live",
        "too-new" => "Too new to say",
        "misfiled" => "Filed in the wrong place",
        "no-occasion" => "Hardly any occasion",
        "unknown" => "Reps do not know it",
        "training-gap" => "Only trained reps use it",
        "harmful" => "Goes with failure",
        "proven" => "Goes with success",
        "not-chosen" => "Known, but not chosen",
        "working" => "In good use",
        "unclear" => "Too little to say",
        _ => "",
    }
}

/// A value as machines read it.
fn raw(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Time(at) => at.to_string(),
        Value::Money(amount) => amount.amount(),
        Value::Boolean(truth) => truth.to_string(),
        Value::List(words) => words.join(" "),
    }
}

/// As the page writes text.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' | '<' | '>' | '"' | '\'' => escaped += &format!("&#{};", u32::from(letter)),
            other => escaped.push(other),
        }
    }
    escaped
}

#[test]
fn every_row_of_every_table_is_the_question_s_in_order() {
    let case = Case::of(&busy_company());
    let shown = read_back::tables(&case.page);
    // The whole answer on unused assets is in the other files; the page has it by kind.
    let mut names: Vec<_> = case.answers.keys().copied().filter(|name| *name != "unused").collect();
    names.extend(["verdicts-by-number", "grid"]);
    let mut found: Vec<_> = shown.iter().map(|table| &*table.name).collect();
    names.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, names);
    for table in &shown {
        let expected = case.expected(&table.name);
        assert!(!expected.rows.is_empty(), "{} shows nothing", table.name);
        assert_shows(table, &expected);
    }
}

#[test]
fn so_it_is_where_there_is_hardly_anything() {
    for tracker in [nothing(), one_use()] {
        let case = Case::of(&tracker);
        for table in &read_back::tables(&case.page) {
            assert_shows(table, &case.expected(&table.name));
        }
    }
}

#[test]
fn every_figure_of_the_first_screen_is_the_question_s() {
    let case = Case::of(&busy_company());
    let shown = read_back::figures(&case.page);
    let unused = case.summary("unused");
    let mut expected = BTreeMap::from([
        ("unused.unused_rate".to_owned(), raw(unused["unused_rate"])),
        ("unused.idle_rate".to_owned(), raw(unused["idle_rate"])),
        ("provenance.seq".to_owned(), case.answers["unused"].provenance.seq.to_string()),
    ]);
    for row in case.rows("scorecard") {
        let period = text(row["period"]);
        if text(row["measure"]) == "succeeded" && ["month", "year"].contains(&&*period) {
            expected.insert(format!("scorecard.succeeded.{period}"), raw(row["value"]));
            expected.insert(format!("scorecard.decided.{period}"), raw(row["n"]));
        }
    }
    let shown: BTreeMap<_, _> =
        shown.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(shown, expected);

    let [eligible, never, idle] = ["eligible", "unused", "idle"].map(|name| whole(unused[name]));
    let assets = case.rows("unused");
    let untouched = assets.iter().filter(|row| text(row["status"]) == "unused");
    let cost = case.cost(untouched.map(|row| row["asset"])).unwrap();
    let more = ["too_new", "uncatalogued"].map(|name| whole(unused[name])).into_iter();
    let mut sentences = vec![eligible, 30, never, idle - never, amount(cost), 65];
    sentences.extend(more.filter(|number| *number > 0));
    assert_eq!(read_back::sentences(&case.page), written(&sentences));
}

fn amount(cost: Money) -> i64 {
    cost.amount().split('.').next().unwrap().parse().unwrap()
}

fn written(numbers: &[i64]) -> Vec<String> {
    numbers.iter().map(ToString::to_string).collect()
}

#[test]
fn everything_to_do_stands_in_order_with_its_counts_and_costs() {
    let case = Case::of(&busy_company());
    let relevance = case.rows("relevance");
    let on_assets = |action: &str| {
        let rows = || relevance.iter().filter(|row| text(row["action"]) == action);
        let cost = case.cost(rows().map(|row| row["asset"])).map(amount);
        let n = rows().count() as i64;
        (n > 0).then(|| [n].into_iter().chain(cost).collect::<Vec<_>>())
    };
    let sides = &case.answers["agreements"].summary;
    let overdue = |side: &str| {
        let place =
            |name: &str| sides.columns.iter().position(|column| column.name == name).unwrap();
        let row = sides.rows.iter().find(|row| text(&row[place("answered_by")]) == side)?;
        Some(vec![whole(&row[place("overdue")])]).filter(|overdue| overdue[0] > 0)
    };
    let coverage = case.rows("coverage");
    let gap = coverage.iter().find(|row| whole(row["rank"]) == 1).map(|row| {
        let (held, assisted) = (whole(row["held"]), whole(row["assisted"]));
        vec![held - assisted, held, whole(row["live_assets"]), whole(row["used_assets"])]
    });
    let expected = [
        on_assets("review with reps, then rework"),
        overdue("marketing"),
        overdue("sales"),
        on_assets("replace"),
        on_assets("introduce"),
        on_assets("train"),
        on_assets("refile"),
        gap,
        on_assets("rework or retire"),
        on_assets("widen or retire"),
        on_assets("promote"),
    ];
    let expected: Vec<_> = expected.iter().flatten().map(|numbers| written(numbers)).collect();
    assert!(expected.len() > 5);
    assert_eq!(read_back::actions(&case.page), expected);
}

#[test]
fn every_sentence_above_a_table_has_the_question_s_figures() {
    let case = Case::of(&busy_company());
    let sum = |name: &str, column: &str| case.sum(name, column);
    let sums = |name: &str, columns: &[&str]| -> Vec<i64> {
        columns.iter().map(|column| case.sum(name, column)).collect()
    };
    let summary = |name: &str, columns: &[&str]| -> Vec<i64> {
        let summary = case.summary(name);
        columns.iter().map(|column| whole(summary[column])).collect()
    };
    let held = sum("coverage", "held");
    let outside = case.rows("matrix");
    let outside = outside.iter().filter(|row| *row["supported"] == Value::Boolean(false));
    let few = case.rows("effect");
    let few = few.iter().filter(|row| *row["adjusted"] == Value::Null).count() as i64;
    let [tested, rejected] = summary("effect", &["tested", "rejected"])[..] else { panic!() };
    let consistency =
        ["outdated", "after_end", "uncatalogued"].map(|name| sum("consistency", name));
    let mut matrix = vec![outside.map(|row| whole(row["uses"])).sum(), sum("matrix", "uses")];
    matrix.extend(summary("matrix", &["stated", "inferred", "unplaced"]));
    let leads: [(_, Vec<i64>); 5] = [
        ("funnel", sums("funnel", &["held", "assisted", "succeeded", "failed", "open"])),
        ("matrix", matrix),
        ("gaps", vec![held - sum("coverage", "assisted"), held]),
        ("consistency", vec![sum("consistency", "uses"), consistency.iter().sum()]),
        ("recommendations", summary("listening", &["recommended", "with_occasion", "followed"])),
    ];
    for (chapter, expected) in leads {
        let mut shown = read_back::lead(&case.page, chapter);
        if chapter == "recommendations" {
            let rate = number(case.summary("listening")["follow_rate"]).unwrap();
            assert!(reads(&format!("{}%", shown.pop().unwrap()), rate, "share"));
        }
        assert_eq!(shown, written(&expected), "{chapter}");
    }
    let effects = [written(&[tested, 10, 10, rejected]), vec!["0.05".into()], written(&[few])];
    assert_eq!(read_back::lead(&case.page, "effects"), effects.concat());
    let gini = number(case.summary("adoption")["gini"]).unwrap();
    assert_eq!(read_back::lead(&case.page, "teams")[0], format!("{gini:.2}"));
}

#[test]
fn the_picture_of_months_is_drawn_to_scale() {
    let case = Case::of(&busy_company());
    let rows = case.rows("trend");
    let rows = &rows[rows.len().saturating_sub(24)..];
    let most = rows.iter().map(|row| whole(row["held"])).max().unwrap() as f64;
    for class in ["held", "succeeded"] {
        let heights = read_back::bars(&case.page, class);
        assert_eq!(heights.len(), rows.len());
        for (height, row) in heights.iter().zip(rows) {
            assert!((height - whole(row[class]) as f64 / most * 120.0).abs() <= 0.051, "{class}");
        }
    }
}
