//! Reads a page back, as written in it: one reader for all tables, figures and sentences.
#![allow(clippy::unwrap_used, clippy::panic)] // this is test code

mod compare;

use std::collections::BTreeMap;

pub(crate) use self::compare::{assert_shows, raw, reads};

/// A table as the page shows it.
pub(crate) struct Shown {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A cell: the exact value where it is written beside what is read, and what is read.
#[derive(Debug)]
pub(crate) struct Cell {
    pub(crate) exact: Option<String>,
    pub(crate) read: String,
    /// The interval.
    pub(crate) range: String,
    /// What stands below in small letters.
    pub(crate) small: String,
}

/// All tables of a page.
pub(crate) fn tables(page: &str) -> Vec<Shown> {
    let starts = page.split("data-table=\"").skip(1);
    starts
        .map(|text| {
            let name = until(text, "\"");
            let table = until(text, "</table>");
            let (head, body) = table.split_once("<tbody").unwrap();
            let columns =
                head.split("data-column=\"").skip(1).map(|text| until(text, "\"").to_owned());
            let rows = body.split("<tr").skip(1).map(row);
            Shown { name: name.to_owned(), columns: columns.collect(), rows: rows.collect() }
        })
        .collect()
}

fn row(text: &str) -> Vec<Cell> {
    text.replace("<th scope=\"row\"", "<td").split("<td").skip(1).map(cell).collect()
}

fn cell(text: &str) -> Cell {
    let (_, text) = text.split_once('>').unwrap();
    let exact = text.split_once("<data value=\"").map(|(_, value)| until(value, "\"").to_owned());
    let read = match text.split_once("<data") {
        Some((_, data)) => until(data.split_once('>').unwrap().1, "</data>"),
        None => until(text, "<"),
    };
    let between = |open: &str| match text.split_once(open) {
        Some((_, text)) => until(text, "<").to_owned(),
        None => String::new(),
    };
    Cell {
        exact,
        read: read.trim_end().to_owned(),
        range: between("<span class=\"range\">"),
        small: between("<small>"),
    }
}

/// The figures outside of tables, by name, as exactly as they are written.
pub(crate) fn figures(page: &str) -> BTreeMap<&str, &str> {
    let starts = page.split("<data").skip(1);
    let named = starts.filter_map(|text| {
        let tag = until(text, ">");
        let value = tag.split_once("value=\"")?.1;
        Some((until(tag.split_once("data-figure=\"")?.1, "\""), until(value, "\"")))
    });
    named.collect()
}

/// The numbers in the first sentences of a chapter.
pub(crate) fn lead(page: &str, chapter: &str) -> Vec<String> {
    let (_, chapter) = page.split_once(&format!("id=\"{chapter}\"")).unwrap();
    numbers(until(chapter.split_once("<p class=\"lead\">").unwrap().1, "</p>"))
}

/// The numbers in the sentences of the first screen on what goes unused.
pub(crate) fn sentences(page: &str) -> Vec<String> {
    let (_, sentences) = page.split_once("</svg>").unwrap();
    numbers(&until(sentences, "</section>").replace("<p>", "").replace("</p>", " "))
}

/// The numbers in each thing to do, with its reason.
pub(crate) fn actions(page: &str) -> Vec<Vec<String>> {
    let all = page.split_once("id=\"first-todo-title\"").unwrap().1;
    let all = until(all, "id=\"first-shared-title\"");
    let whats = all.split("<strong dir=\"auto\">").skip(1);
    whats
        .map(|text| {
            let why = text.split_once("<span class=\"because\">").unwrap().1;
            numbers(&format!("{} {}", until(text, "</strong>"), until(why, "</span>")))
        })
        .collect()
}

/// How high the bars of the picture of months are.
pub(crate) fn bars(page: &str, class: &str) -> Vec<f64> {
    let open = format!("<rect class=\"{class}");
    let bars = page.split(&open).skip(1);
    bars.map(|bar| until(bar.split_once(" height=\"").unwrap().1, "\"").parse().unwrap()).collect()
}

/// The numbers in a text, without the marks between thousands.
pub(crate) fn numbers(text: &str) -> Vec<String> {
    let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
    let words = text.split(|letter: char| !is_part(letter));
    let trimmed = words.map(|word| word.trim_matches(['.', ',']).replace(',', ""));
    trimmed.filter(|word| !word.is_empty()).collect()
}

fn until<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or(text, |(before, _)| before)
}
