//! Every figure of the page is the one that the question gives: all of its tables, row by row and in
//! order, and all of its sentences are read back.
#![allow(clippy::unwrap_used, clippy::panic)] // this is test code

mod companies;
mod expected;
mod questions;
mod read_back;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use talktrack::analysis::Value;

use companies::{busy_company, nothing, one_use};
use expected::{Case, amount, number, text, whole};
use read_back::{assert_shows, raw, reads};

/// A company with enough of everything; made once.
fn busy() -> &'static Case {
    static CASE: LazyLock<Case> = LazyLock::new(|| Case::of(&busy_company()));
    &CASE
}

#[test]
fn every_row_of_every_table_is_the_question_s_in_order() {
    let case = busy();
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
    let case = busy();
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

fn written(numbers: &[i64]) -> Vec<String> {
    numbers.iter().map(ToString::to_string).collect()
}

#[test]
fn everything_to_do_stands_in_order_with_its_counts_and_costs() {
    let case = busy();
    let relevance = case.rows("relevance");
    let on_assets = |action: &str| {
        let rows = || relevance.iter().filter(|row| text(row["action"]) == action);
        let cost = case.cost(rows().map(|row| row["asset"])).map(amount);
        let n = i64::try_from(rows().count()).unwrap();
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
    let case = busy();
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
    let few = few.iter().filter(|row| *row["adjusted"] == Value::Null).count();
    let few = i64::try_from(few).unwrap();
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
    let case = busy();
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

#[test]
fn what_is_left_out_is_counted() {
    let case = busy();
    let matrix = case.rows("matrix");
    let outside = matrix.iter().filter(|row| *row["supported"] == Value::Boolean(false)).count();
    let effect = case.rows("effect");
    let known = effect.iter().filter(|row| *row["adjusted"] != Value::Null).count();
    for (which, of, question) in [("first", outside, "matrix"), ("surest", known, "effect")] {
        assert!(of > 20, "{question} leaves nothing out");
        let said = format!("The {which} 20 of {of}; \u{201c}talktrack {question}\u{201d}");
        assert!(case.page.contains(&said), "{said}");
    }
}
