//! Every question, asked of facts in many places, against the same question asked of one ledger.

use crate::common;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::common::{advice, promises, sales};
use proptest::prelude::*;
use talktrack::analysis::{
    Adoption, AdoptionBy, Agreements, AnyAnswer, Attribution, Consistency, Coverage, Effect,
    FirstUse, FirstUseUnit, Funnel, Lifecycle, Listening, Matrix, Question, Recommend, Relevance,
    Scorecard, Trend, Unused, Value, View,
};
use talktrack::columns::{
    Base, Columns, Identity, Piece, Reached, Reads, Relay, Share, Step, Tallies, Unpacked,
};
use talktrack::ledger::chunk::{Field, Packed};
use talktrack::ledger::sqlite::SqliteLedger;
use talktrack::ledger::{Ledger, Name, Names, Recording, Submission};
use talktrack::model::{
    Conversation, Event, EventKind, Fact, Flat, Record, Source, TimeReading, Timestamp,
};
use talktrack::{Scope, Tracker};

const MANY: [EventKind; 4] =
    [EventKind::Use, EventKind::Engagement, EventKind::Outcome, EventKind::Stage];

/// Events of one kind.
#[derive(Debug)]
struct Events {
    kind: EventKind,
    all: Vec<Event>,
    /// The columns that it has; all of them, if none is named.
    fields: Option<BTreeSet<Field>>,
}

impl Piece for Events {
    fn kind(&self) -> EventKind {
        self.kind
    }

    fn facts(&self) -> usize {
        self.all.len()
    }

    fn times(&self) -> talktrack::Result<Option<(Timestamp, Timestamp)>> {
        let times = || self.all.iter().map(Event::at);
        Ok(times().min().zip(times().max()))
    }

    fn columns(
        &self,
        base: &Base,
        fields: &[Field],
        visit: &mut dyn FnMut(&Unpacked),
    ) -> talktrack::Result<()> {
        let value = |event: &Event, field: Field| {
            let row = Flat::of_event(event);
            let number = |name, text: Option<&str>| {
                text.map_or(Packed::NONE, |text| i64::from(base.number(name, text).unwrap()) + 1)
            };
            match field {
                Field::At => event.at().micros(),
                _ if self.fields.as_ref().is_some_and(|own| !own.contains(&field)) => Packed::NONE,
                Field::Rep => number(Name::Rep, row.rep),
                Field::Asset => number(Name::Asset, row.asset),
                Field::Deal => number(Name::Deal, row.deal),
                Field::Word => number(Name::Word, row.word),
                Field::Conversation => {
                    row.conversation.map_or(Packed::NONE, |one| one.code().into())
                }
                Field::Code => row.code.map_or(Packed::NONE, i64::from),
                Field::Number => row.number.unwrap_or(Packed::NONE),
                _ => Packed::NONE,
            }
        };
        let column =
            |field: &Field| (*field, self.all.iter().map(|event| value(event, *field)).collect());
        visit(&fields.iter().map(column).collect::<Vec<_>>());
        Ok(())
    }

    fn identity(&self, row: usize) -> talktrack::Result<Option<Identity>> {
        Ok(Some(identity(&self.all[row])))
    }

    fn reference(&self, row: usize) -> talktrack::Result<Option<Identity>> {
        let own = self.all[row].source();
        let point = self.all[row].fact().reference();
        Ok(point.map(|to| (source(to.source.as_ref(), own), to.id.to_string())))
    }
}

fn source(named: Option<&Source>, own: &Source) -> String {
    named.unwrap_or(own).to_string()
}

fn identity(event: &Event) -> Identity {
    (event.source().to_string(), event.id().unwrap().to_string())
}

/// The ledger in as many places as there are `seeds` for.
struct Spread {
    base: Arc<Base>,
    many: Vec<Event>,
    places: u32,
}

impl Spread {
    fn of(whole: &Tracker, places: u32) -> Self {
        let (mut few, mut many) = (Vec::new(), Vec::new());
        whole
            .records(|_, record| {
                match record {
                    Record::Event(event) if MANY.contains(&event.fact().kind()) => many.push(event),
                    other => few.push(other),
                }
                Ok(())
            })
            .unwrap();
        let ledger = SqliteLedger::in_memory().unwrap();
        ledger.record_all(&mut Submission::number_all(few), Recording::plain()).unwrap();
        let ledger: Arc<dyn Ledger> = Arc::new(ledger);
        let plain = Base::load(&ledger, "test", &Names::default()).unwrap();
        let mut unknown: Names<BTreeSet<String>> = Names::default();
        for event in &many {
            let row = Flat::of_event(event);
            let names = [
                (Name::Rep, row.rep),
                (Name::Asset, row.asset),
                (Name::Deal, row.deal),
                (Name::Word, row.word),
            ];
            for (name, text) in names {
                unknown[name].extend(
                    text.filter(|text| plain.number(name, text).is_none()).map(str::to_owned),
                );
            }
        }
        let mut more: Names<Vec<String>> = Names::default();
        for name in Name::ALL {
            more[name] = unknown[name].iter().cloned().collect();
        }
        Self { base: Arc::new(Base::load(&ledger, "test", &more).unwrap()), many, places }
    }

    /// Some of the events, those of each kind by themselves; of them what is read.
    fn pieces(
        &self,
        reads: Option<&Reads>,
        wanted: impl Fn(usize, &Event) -> bool,
    ) -> Vec<Box<dyn Piece>> {
        let of_kind = |kind: EventKind| -> Option<Box<dyn Piece>> {
            let fields = match reads {
                Some(reads) => Some(reads.0.get(&kind)?.clone()),
                None => None,
            };
            let own = self.many.iter().enumerate();
            let own =
                own.filter(|(place, event)| event.fact().kind() == kind && wanted(*place, event));
            let all: Vec<_> = own.map(|(_, event)| event.clone()).collect();
            (!all.is_empty()).then(|| -> Box<dyn Piece> { Box::new(Events { kind, all, fields }) })
        };
        MANY.into_iter().filter_map(of_kind).collect()
    }

    /// The place of an event: that of its deal; of an engagement, that of its use.
    fn place(&self, event: &Event) -> u32 {
        let event = match event.fact() {
            Fact::Engagement(engagement) => {
                let to = &engagement.used;
                let to = (source(to.source.as_ref(), event.source()), to.id.to_string());
                let is_it =
                    |other: &&Event| other.fact().kind() == EventKind::Use && identity(other) == to;
                self.many.iter().find(is_it).unwrap_or(event)
            }
            _ => event,
        };
        let deal = Flat::of_event(event).deal.map(|deal| self.base.number(Name::Deal, deal));
        Share::place(deal.flatten(), event.id().unwrap().as_str(), self.places)
    }

    fn columns(&self, plan: &Reached) -> Vec<Columns> {
        let place = |number: u32| {
            if plan.together {
                let pieces = self.pieces(None, |_, event| self.place(event) == number);
                return self.base.with(pieces, Share::Deals { place: number, of: self.places });
            }
            let turn = |place: usize, _: &Event| place % self.places as usize == number as usize;
            let pieces = self.pieces(Some(&plan.reads), turn);
            let share = if number == 0 { Share::All } else { Share::Nothing };
            self.base.with(pieces, share)
        };
        (0..self.places).map(|number| place(number).unwrap()).collect()
    }

    fn ask<Q: Question>(&self, question: &Q, scope: &Scope) -> talktrack::Result<AnyAnswer> {
        let outline = self.base.outline(self.many.len() as u64);
        let mut known = Tallies::new();
        loop {
            let shared = Arc::new(known.clone());
            let step = |columns: &Columns, step: Step| {
                let relay = Arc::new(Relay::new(Arc::clone(&shared), step));
                let columns = columns.relayed(Arc::clone(&relay));
                let view = View::new(&columns, scope, columns.state().clone());
                (view.and_then(|view| question.answer(&view)), relay.reached())
            };
            let (answer, plan) = step(&outline, Step::Plan);
            if plan.tallies.is_empty() {
                return answer.map(AnyAnswer::from);
            }
            let places = self.columns(&plan);
            let several = places.iter().map(|place| step(place, Step::Fold).1.tallies).collect();
            known.extend(step(&outline, Step::Merge(several)).1.tallies);
        }
    }
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            (one - other).abs() <= 1e-12 * one.abs().max(1.0)
        }
        _ => one == other,
    }
}

fn check<Q: Question>(whole: &Tracker, spread: &Spread, question: &Q) {
    let scope = whole.scope();
    let expected = whole.ask(question).map(AnyAnswer::from);
    let answer = spread.ask(question, scope);
    let (expected, answer) = match (expected, answer) {
        (Ok(expected), Ok(answer)) => (expected, answer),
        (expected, answer) => {
            let message = |one: talktrack::Result<AnyAnswer>| one.err().map(|it| it.to_string());
            assert_eq!(message(expected), message(answer));
            return;
        }
    };
    assert_eq!(expected.span, answer.span);
    for (expected, answer) in
        [(&expected.table, &answer.table), (&expected.summary, &answer.summary)]
    {
        assert_eq!(expected.columns, answer.columns);
        let rows = |table: &talktrack::analysis::Table| table.rows.len();
        assert_eq!(rows(expected), rows(answer), "{expected:#?} {answer:#?}");
        for (expected, answer) in expected.rows.iter().zip(&answer.rows) {
            let all = expected.iter().zip(answer).all(|(one, other)| same(one, other));
            assert!(all, "{expected:?}\n{answer:?}");
        }
    }
}

fn check_all(records: Vec<Record>, places: u32, scope: Scope) {
    let whole = Tracker::in_memory().unwrap();
    whole.record_all(records).unwrap();
    let whole = whole.within(scope);
    let spread = &Spread::of(&whole, places);
    check(&whole, spread, &Unused::new());
    check(&whole, spread, &Relevance::new().min_occasions(1));
    check(&whole, spread, &Matrix);
    check(&whole, spread, &Coverage::new());
    check(&whole, spread, &Adoption::new());
    check(&whole, spread, &Adoption::new().by(AdoptionBy::Team));
    check(&whole, spread, &FirstUse::new());
    check(&whole, spread, &FirstUse::new().unit(FirstUseUnit::Introduction));
    check(&whole, spread, &Consistency::new());
    check(&whole, spread, &Lifecycle::new());
    check(&whole, spread, &Trend::new());
    check(&whole, spread, &Funnel::new());
    check(&whole, spread, &Effect::new());
    check(&whole, spread, &Attribution::new());
    check(&whole, spread, &Listening::new());
    check(&whole, spread, &Agreements::new());
    check(&whole, spread, &Scorecard::new());
    check(&whole, spread, &Recommend::new(Conversation::RelevantMeeting));
}

fn scopes() -> impl Strategy<Value = Scope> {
    let meeting = || Scope::new().conversation(Conversation::RelevantMeeting);
    let spring = Scope::new().since_text("2026-02-01").unwrap().until_text("2026-03-15").unwrap();
    prop_oneof![3 => Just(Scope::new()), 1 => Just(meeting()), 1 => Just(spring)]
}

#[test]
fn what_buyers_looked_at_is_found_in_the_place_where_it_is() {
    // Two places, as deals are even or odd; in one of them buyers look at the first use, in the other at the last.
    let assets = ["deck", "case", "roi", "mail"].into_iter().enumerate();
    let uses = assets.map(|(number, asset)| {
        format!(
            r#"{{"type":"asset","at":"2026-01-01T00:00:00Z","key":"{asset}"}}
{{"type":"use","id":"u{number}","at":"2026-01-02T00:00:00Z","rep":"ada","asset":"{asset}","action":"shared","deal":"d{number}"}}"#
        )
    });
    let looks = [1, 2].map(|number| {
        format!(
            r#"{{"type":"engagement","id":"e{number}","at":"2026-01-03T00:00:00Z","use":"u{number}","seconds":{number}}}"#
        )
    });
    let lines = uses.chain(looks).collect::<Vec<_>>().join("\n");
    let read = |line| Record::from_json(line, &TimeReading::strict()).unwrap();
    let whole = Tracker::in_memory().unwrap();
    assert_eq!(whole.record_all(lines.lines().map(read).collect::<Vec<_>>()).unwrap().rejected, 0);
    let spread = Spread::of(&whole, 2);
    check(&whole, &spread, &Relevance::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn any_ledger(records in common::records(60), places in 1_u32..5, scope in scopes()) {
        check_all(records, places, scope);
    }

    #[test]
    fn one_of_deals(records in sales::records(60), places in 1_u32..5, scope in scopes()) {
        check_all(records, places, scope);
    }

    #[test]
    fn one_of_advice(records in advice::records(60), places in 1_u32..5, scope in scopes()) {
        check_all(records, places, scope);
    }

    #[test]
    fn one_of_promises(records in promises::records(60), places in 1_u32..5, scope in scopes()) {
        check_all(records, places, scope);
    }
}
