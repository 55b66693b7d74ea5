//! The loop closes: what is recommended is recorded, a rep follows it, `listening` shows that, and the next
//! recommendation knows how it went.

use talktrack::analysis::{Listening, ListeningBy, Recommend, RecommendRow};
use talktrack::model::{
    Action, Asset, Audience, Conversation, Conversations, DealKey, Event, EventId, Outcome,
    OutcomeResult, Put, Record, Rep, RepKey, Timestamp, Use,
};
use talktrack::{Scope, Tracker};

const MEETING: Conversation = Conversation::RelevantMeeting;

fn at(text: &str) -> Timestamp {
    format!("{text}T09:00:00Z").parse().unwrap()
}

fn used(rep: &str, asset: &str, deal: &str, when: &str) -> Record {
    let used = Use::new(rep.parse().unwrap(), asset.parse().unwrap(), Action::Presented);
    let used = used.conversation(MEETING).deal(deal.parse().unwrap());
    Event::new(at(when), used).with_id(EventId::new(format!("use {rep} {deal}")).unwrap()).into()
}

fn decided(rep: &str, deal: &str, result: OutcomeResult, when: &str) -> Record {
    let outcome = Outcome::new(deal.parse().unwrap(), MEETING, result).rep(rep.parse().unwrap());
    Event::new(at(when), outcome).with_id(EventId::new(format!("end of {deal}")).unwrap()).into()
}

/// Ada and Bob in a team, three assets for meetings, and two meetings in February in which the deck was used.
fn company() -> Tracker {
    let tracker = Tracker::in_memory().unwrap();
    let mut records: Vec<Record> = Vec::new();
    let january = at("2026-01-01");
    for key in ["deck", "case", "card"] {
        let supports = Conversations::NONE.with(MEETING);
        let asset = Asset::new(key.parse().unwrap()).supports(supports).published_at(january);
        records.push(Put::at(asset, january).into());
    }
    for key in ["ada", "bob"] {
        let rep = Rep::new(RepKey::new(key).unwrap()).team("EMEA".parse().unwrap());
        records.push(Put::at(rep, january).into());
    }
    for deal in ["d1", "d2"] {
        records.push(used("ada", "deck", deal, "2026-02-02"));
        records.push(decided("ada", deal, OutcomeResult::Succeeded, "2026-02-09"));
    }
    assert_eq!(tracker.record_all(records).unwrap().rejected, 0);
    tracker
}

fn until(tracker: &Tracker, text: &str) -> Tracker {
    tracker.within(Scope::new().until(at(text)))
}

fn names(rows: &[RecommendRow]) -> Vec<&str> {
    rows.iter().map(|row| &*row.asset).collect()
}

#[test]
fn advice_is_given_recorded_followed_seen_and_learnt_from() {
    let tracker = company();
    let question = Recommend::new(MEETING).top(2).explore(Some(7));
    let march = until(&tracker, "2026-03-01");
    let advice = march.ask(&question).unwrap();
    let again = march.ask(&question).unwrap();
    assert_eq!(advice.rows, again.rows, "the same seed gives the same advice");
    let [first, second] = names(&advice.rows)[..] else { panic!("two were asked for") };

    let team = Audience::Team("EMEA".parse().unwrap());
    let sent = advice.as_events(&team, at("2026-03-02"), None, None).unwrap();
    assert_eq!(tracker.record_all(sent.clone()).unwrap().recorded, 2);
    assert_eq!(tracker.record_all(sent).unwrap().duplicates, 2, "sending it again adds nothing");
    let counts = |by: ListeningBy| -> Vec<(String, [u64; 3])> {
        let answer = until(&tracker, "2026-03-20").ask(&Listening::new().by(by)).unwrap();
        let row = answer.rows.into_iter().map(|row| {
            let name = row.group.map_or(String::new(), |group| group.to_string());
            (name, [row.recommended, row.with_occasion, row.followed])
        });
        row.collect()
    };
    assert_eq!(counts(ListeningBy::Team), [("EMEA".into(), [4, 0, 0])], "nobody had an occasion");

    // Ada follows the first of the two in her next meeting; Bob holds one without anything.
    let ended = [
        used("ada", first, "d3", "2026-03-04"),
        decided("ada", "d3", OutcomeResult::Succeeded, "2026-03-05"),
        decided("bob", "d4", OutcomeResult::Failed, "2026-03-10"),
    ];
    assert_eq!(tracker.record_all(ended).unwrap().recorded, 3);
    assert_eq!(counts(ListeningBy::Team), [("EMEA".into(), [4, 4, 1])]);
    assert_eq!(
        counts(ListeningBy::Rep),
        [("ada".into(), [2, 2, 1]), ("bob".into(), [2, 2, 0])],
        "Ada used one of the two, Bob neither"
    );
    let mut by_asset = vec![(first.to_owned(), [2, 2, 1]), (second.to_owned(), [2, 2, 0])];
    by_asset.sort();
    assert_eq!(counts(ListeningBy::Asset), by_asset);
    let all = until(&tracker, "2026-03-20").ask(&Listening::new()).unwrap().summary;
    assert_eq!((all.follow_rate.value, all.success_followed), (Some(0.25), Some(1.0)));

    let n = |rows: &[RecommendRow]| rows.iter().find(|row| &*row.asset == first).unwrap().n;
    let next = until(&tracker, "2026-03-20").ask(&Recommend::new(MEETING)).unwrap();
    assert_eq!(n(&next.rows), n(&advice.rows) + 1, "the next advice knows how it went");
}

#[test]
fn advice_on_one_deal_to_one_rep_closes_the_loop_too() {
    let tracker = company();
    let advice = until(&tracker, "2026-03-01").ask(&Recommend::new(MEETING).top(1)).unwrap();
    assert_eq!(names(&advice.rows), ["deck"], "the only one that is known to help");
    let deal: DealKey = "d3".parse().unwrap();
    let (ada, lapse) = (Audience::Rep("ada".parse().unwrap()), Some(at("2026-03-09")));
    let sent = advice.as_events(&ada, at("2026-03-02"), Some(&deal), lapse).unwrap();
    tracker.record_all(sent).unwrap();
    let followed = |deal: &str, when: &str| {
        tracker.record_all([used("ada", "deck", deal, when)]).unwrap();
        until(&tracker, "2026-03-20").ask(&Listening::new()).unwrap().summary.followed
    };
    assert_eq!(followed("d5", "2026-03-12"), 0, "it had lapsed");
    assert_eq!(followed("d3", "2026-03-04"), 1);
}
