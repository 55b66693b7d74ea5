//! The page says what the questions say, about any company, and takes text as text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

mod companies;
mod read_back;

use companies::{company, hostile, nothing, one_use};
use read_back::{Shown, figures, tables};
use talktrack::analysis::{AnyAnswer, Value};
use talktrack::model::{
    Action, Asset, AssetKey, Event, Measure, Period, Rep, RepKey, Timestamp, Use,
};
use talktrack::{Scope, Tracker};
use talktrack_report::{Audit, AuditOptions, Language, Logo, Page, Reps, Section};

fn audit(tracker: &Tracker) -> Audit {
    Audit::of(tracker, &AuditOptions::new()).unwrap()
}

fn page(tracker: &Tracker) -> String {
    audit(tracker).to_html(&Page::new())
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn first_half() -> Scope {
    Scope::new().since_text("2026-01-01").unwrap().until_text("2026-07-01").unwrap()
}

/// As the page writes text.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '&' | '<' | '>' | '"' | '\'' => format!("&#{};", u32::from(letter)),
            other => other.to_string(),
        })
        .collect()
}

#[test]
fn titles_appear_as_text_whatever_is_in_them() {
    let (tracker, titles) = hostile();
    let page = page(&tracker.within(first_half()));
    for (key, title) in titles {
        assert!(page.contains(&escaped(&title)), "{key}: {title:.40}");
    }
    assert_eq!(page.matches("<script").count(), 1, "only the page's own");
}

#[test]
fn so_do_the_page_s_title_and_the_filters() {
    let tracker = nothing();
    let team = "</p><script>alert(1)</script>";
    tracker.put(Rep::new(RepKey::new("ada").unwrap()).team(team.parse().unwrap())).unwrap();
    let narrow = tracker.within(Scope::new().team(team.parse().unwrap()));
    let page = audit(&narrow).to_html(&Page::new().title("<b>\"Q3\" & 'more'</b>"));
    assert!(page.contains(&escaped("<b>\"Q3\" & 'more'</b>")));
    assert!(page.contains(&escaped(team)));
    assert_eq!(page.matches("<script").count(), 1);
}

#[test]
fn every_figure_of_a_table_is_the_one_that_the_question_gives() {
    let audit = audit(&company(120));
    let answers: Vec<_> = audit.tables();
    let page = audit.to_html(&Page::new());
    let mut compared = 0;
    for shown in tables(&page) {
        let Some(table) = answers.iter().find(|table| table.name == shown.name) else { continue };
        if shown.name != "relevance" {
            compared += same(&shown, &table.answer);
        }
    }
    assert!(compared > 500, "{compared} figures");
}

/// Finds each row that is shown among those of the answer, and says how many figures were compared.
fn same(shown: &Shown, answer: &AnyAnswer) -> usize {
    let place = |name: &String| {
        answer.table.columns.iter().position(|column| column.name == *name).unwrap()
    };
    let places: Vec<_> = shown.columns.iter().map(place).collect();
    for row in &shown.rows {
        let fits = |values: &Vec<Value>| {
            places.iter().zip(row).all(|(place, shown)| is(&values[*place], shown))
        };
        assert!(answer.table.rows.iter().any(fits), "{}: {row:?}", shown.name);
    }
    shown.rows.len() * places.len()
}

fn is(value: &Value, shown: &str) -> bool {
    match value {
        Value::Null => shown.is_empty(),
        Value::Text(text) => escaped(text) == shown,
        Value::Integer(number) => shown.parse() == Ok(*number),
        Value::Number(number) => shown.parse() == Ok(*number),
        Value::Time(at) => shown == at.to_string(),
        Value::Money(amount) => shown == amount.amount(),
        Value::Boolean(truth) => shown == truth.to_string(),
        Value::List(words) => shown == words.join(" "),
    }
}

#[test]
fn so_is_every_figure_of_the_first_screen() {
    let audit = audit(&company(120));
    let page = audit.to_html(&Page::new());
    let shown = figures(&page);
    let figure = |name: &str| shown.get(name).unwrap_or_else(|| panic!("{name} is not shown"));
    let rate = audit.unused.summary.unused_rate.value.unwrap();
    assert_eq!(figure("unused.unused_rate").parse(), Ok(rate));
    for period in [Period::Month, Period::Year] {
        let row = audit.scorecard.rows.iter();
        let row = row.clone().find(|row| row.measure == Measure::Succeeded && row.period == period);
        let name = format!("scorecard.succeeded.{}", period.as_str());
        assert_eq!(figure(&name).parse().ok(), row.unwrap().value.value);
    }
    for count in audit.relevance.summary.iter().filter(|count| count.assets > 0) {
        assert_eq!(
            figure(&format!("relevance.{}", count.verdict.as_str())).parse(),
            Ok(count.assets)
        );
    }
}

#[test]
fn the_table_of_verdicts_has_every_asset_once() {
    let audit = audit(&company(120));
    let page = audit.to_html(&Page::new());
    let shown = tables(&page).into_iter().find(|table| table.name == "relevance").unwrap();
    assert_eq!(shown.rows.len(), audit.relevance.rows.len());
    for row in &audit.relevance.rows {
        let line = shown.rows.iter().find(|line| line[0].contains(&*row.asset)).unwrap();
        assert_eq!(line[2], escaped(&row.reason));
        assert_eq!(line[3].replace(',', ""), row.occasions.to_string());
        assert_eq!(line[4].replace(',', ""), row.put_to_work.to_string());
    }
}

#[test]
fn five_thousand_assets_are_under_one_and_a_half_megabytes() {
    let page = page(&company(5_000));
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    assert_eq!(page.matches("<tr data-f").count(), 5_000);
}

#[test]
fn an_empty_ledger_is_told_how_to_begin() {
    let page = page(&nothing());
    assert!(page.contains("Nothing is recorded yet. Import your catalogue"));
    assert!(page.contains("No conversation is decided yet."));
    assert!(!page.contains("NaN"));
}

#[test]
fn one_use_of_something_unknown_asks_for_the_catalogue() {
    let page = page(&one_use());
    assert!(page.contains("Reps used 1 asset, and the catalogue knows none of them."));
}

#[test]
fn where_all_is_new_there_is_no_rate() {
    let tracker = nothing();
    for key in ["deck", "email"] {
        let asset = Asset::new(AssetKey::new(key).unwrap());
        tracker.put(asset.published_at(at("2026-06-20T00:00:00Z"))).unwrap();
    }
    let page = page(&tracker.within(first_half()));
    assert!(page.contains("all 2 assets were live for less than 30 days"));
    assert!(!page.contains("never touched</span>"));
}

#[test]
fn without_deals_uses_still_count_and_success_is_said_to_be_missing() {
    let tracker = nothing();
    let deck = AssetKey::new("deck").unwrap();
    tracker.put(Asset::new(deck.clone()).published_at(at("2026-01-01T00:00:00Z"))).unwrap();
    let used = Use::new(RepKey::new("ada").unwrap(), deck, Action::Shared);
    tracker.record(Event::new(at("2026-03-01T00:00:00Z"), used)).unwrap();
    let page = page(&tracker.within(first_half()));
    assert!(page.contains("Of 1 asset that was live for 30 days or more, none was never touched"));
    assert!(page.contains("No conversation on a deal is recorded"));
    assert!(page.contains("Too few decided conversations to compare"));
}

#[test]
fn reps_are_hidden_pseudonymous_or_named_as_asked() {
    let tracker = company(30);
    let key = tracker.ask(&talktrack::analysis::Adoption::new()).unwrap().rows[0].group.clone();
    let key = format!("value=\"{}\"", key.unwrap());
    let page =
        |reps| Audit::of(&tracker, &AuditOptions::new().reps(reps)).unwrap().to_html(&Page::new());
    assert!(
        !page(Reps::Hidden).contains(&key) && !page(Reps::Hidden).contains("data-table=\"reps\"")
    );
    assert!(!page(Reps::Pseudonyms).contains(&key) && page(Reps::Pseudonyms).contains(">Rep 1<"));
    assert!(page(Reps::Named).contains(&key));
}

#[test]
fn a_rep_who_was_asked_about_stays_out_of_the_page() {
    let tracker = one_use();
    let page = page(&tracker.within(Scope::new().rep(RepKey::new("ada").unwrap())));
    assert!(page.contains("--rep …") && !page.contains("ada"));
}

#[test]
fn sections_language_and_logo_are_as_asked() {
    let audit = audit(&company(30));
    let logo = Logo::new(b"\x89PNG\r\n").unwrap();
    let page = Page::new().section(Section::Trend).language(Language::German).logo(logo);
    let page = audit.to_html(&page);
    assert!(page.contains("id=\"trend\"") && !page.contains("id=\"verdicts\""));
    assert!(page.contains("Januar 20") && page.contains("\u{a0}%"));
    assert!(page.contains("src=\"data:image/png;base64,iVBORw0K\""));
}

#[test]
fn the_policy_names_what_the_page_holds_and_nothing_else() {
    use base64::Engine;
    use sha2::Digest;

    let page = page(&nothing());
    let hash = |open: &str, close: &str| {
        let text = page.split_once(open).unwrap().1.split_once(close).unwrap().0;
        base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text))
    };
    assert!(page.contains(&format!("style-src 'sha256-{}'", hash("<style>", "</style>"))));
    assert!(page.contains(&format!("script-src 'sha256-{}'", hash("<script>", "</script>"))));
    assert!(!page.contains("://") && !page.contains(" style=") && !page.contains(" onclick="));
}

#[test]
fn commands_ask_again_for_exactly_what_is_shown() {
    let tracker = nothing();
    let team = "North & South";
    tracker.put(Rep::new(RepKey::new("ada").unwrap()).team(team.parse().unwrap())).unwrap();
    let page = page(&tracker.within(first_half().team(team.parse().unwrap())));
    let command = "talktrack --db LEDGER unused --by kind --since 2026-01-01T00:00:00Z --until 2026-07-01T00:00:00Z --tz UTC --team &#39;North &#38; South&#39; --min-reps 3 --as-of 1";
    assert!(page.contains(command));
}

#[test]
fn a_small_page_reads_like_this() {
    let page = audit(&one_use()).to_html(&Page::new().section(Section::Consistency));
    let body = page.split_once("<header").unwrap().1.split_once("<script>").unwrap().0;
    insta::assert_snapshot!(body);
}
