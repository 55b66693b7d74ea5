//! Reads figures back from the page, as written in it.

use std::collections::BTreeMap;

/// A table as the page shows it, with the exact values.
pub(crate) struct Shown {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// All tables of a page.
pub(crate) fn tables(page: &str) -> Vec<Shown> {
    let starts = page.split("data-table=\"").skip(1);
    starts
        .map(|text| {
            let name = until(text, "\"");
            let table = until(text, "</table>");
            let (head, body) = table.split_once("<tbody>").unwrap();
            let columns =
                head.split("data-column=\"").skip(1).map(|text| until(text, "\"").to_owned());
            let rows =
                body.split("<tr").skip(1).map(|row| row.split("<td").skip(1).map(cell).collect());
            Shown { name: name.to_owned(), columns: columns.collect(), rows: rows.collect() }
        })
        .collect()
}

/// A cell's exact value, or its text where that is exact.
fn cell(text: &str) -> String {
    match text.split_once("<data value=\"") {
        Some((_, value)) => until(value, "\"").to_owned(),
        None => text.split_once('>').unwrap().1.trim_end().to_owned(),
    }
}

/// The figures outside of tables, by name.
pub(crate) fn figures(page: &str) -> BTreeMap<&str, &str> {
    let starts = page.split("<data").skip(1);
    let named = starts.filter_map(|text| {
        let tag = until(text, ">");
        let value = tag.split_once("value=\"")?.1;
        Some((until(tag.split_once("data-figure=\"")?.1, "\""), until(value, "\"")))
    });
    named.collect()
}

fn until<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or(text, |(before, _)| before)
}
