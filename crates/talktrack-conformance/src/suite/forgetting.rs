//! Forgetting a person: nothing of them stays, nothing of the figures goes, and nothing brings them back.

mod known;

use proptest::prelude::*;
use talktrack::analysis::{AnyAnswer, By, Unused};
use talktrack::ledger::{QuarantineFilter, Seq};
use talktrack::model::{Entry, Put, Record, Rep, RepKey};
use talktrack::{Error, Scope, Tracker};

use self::known::{Known, TRACES, holds, records, refused, rep};
use super::{assert_sound, export, read};
use crate::common;
use crate::store::{Fresh, Store};

/// The answers of a tracker, with nothing of where they come from.
fn answers(tracker: &Tracker) -> Vec<(String, String)> {
    let shown = |answer: AnyAnswer| {
        (format!("{:?}", answer.table.rows), format!("{:?}", answer.summary.rows))
    };
    let mut all = vec![shown(tracker.ask(&Unused::new()).unwrap().into())];
    for by in [By::Kind, By::Team, By::Campaign] {
        all.push(shown(tracker.ask(&Unused::new().by(by)).unwrap().into()));
    }
    for team in ["EMEA", "APAC"] {
        let team = tracker.within(Scope::new().team(team.parse().unwrap()));
        if let Ok(answer) = team.ask(&Unused::new()) {
            all.push(shown(answer.into()));
        }
    }
    all
}

/// The same answers where the title of the deck named the person.
fn without_title(answers: Vec<(String, String)>) -> Vec<(String, String)> {
    let title = |text: String| text.replace("Zora Quillfeather", "(forgotten)");
    answers.into_iter().map(|(rows, summary)| (title(rows), title(summary))).collect()
}

pub fn nothing_of_the_person_stays_in_any_byte_and_figures_stay<S: Store>() {
    let company = Known::<S>::new();
    let stored = company.store.bytes().to_ascii_lowercase();
    let found = TRACES.iter().all(|trace| holds(&stored, trace));
    assert!(stored.is_empty() || found, "they are looked for in the right place");
    let before = (answers(&company), company.state().unwrap());
    let forgotten = company.forget(&rep()).unwrap();
    assert!(
        !forgotten.already && forgotten.events > 200 && forgotten.versions == 5,
        "{forgotten:?}"
    );
    assert_eq!(forgotten.quarantined, 7);
    company.assert_no_trace();
    assert_eq!(answers(&company), without_title(before.0));
    let state = company.state().unwrap();
    assert_eq!(state.seq, Seq::from(before.1.seq.get() + 1), "it is itself recorded");
    assert_eq!((state.generation, before.1.generation), (1, 0));
    assert_ne!(state.digest, before.1.digest);
    assert_sound(&company);
    let provenance = company.ask(&Unused::new()).unwrap().provenance;
    assert_eq!((provenance.generation, provenance.digest), (1, state.digest));
    // The text of others stays, and so does what was refused and names nobody.
    let notes = export(&company).iter().filter(|line| line.contains("my own note")).count();
    assert_eq!(notes, 1);
    let kept = company.quarantine(QuarantineFilter::Open).unwrap();
    let texts: Vec<_> = kept.iter().filter_map(|row| row.raw.clone()).collect();
    assert_eq!(texts, [b"nobody,special".to_vec()]);
}

pub fn importing_again_brings_nobody_back_and_records_nothing<S: Store>() {
    let company = Known::<S>::new();
    let old = Known::<S>::new();
    company.forget(&rep()).unwrap();
    let state = company.state().unwrap();
    let rows = company.quarantine(QuarantineFilter::All).unwrap().len();
    for tracker in [company.clone(), company.store.tracker()] {
        let again = tracker.record_all(records()).unwrap();
        assert_eq!((again.recorded, again.rejections), (0, vec![]), "the export");
        let reversed: Vec<_> = records().into_iter().rev().collect();
        let again = tracker.record_all(reversed).unwrap();
        assert_eq!((again.recorded, again.rejections), (0, vec![]), "the export, backwards");
        let merged = tracker.merge(&old, |_| ()).unwrap();
        assert_eq!((merged.recorded, merged.rejections), (0, vec![]), "the old ledger");
        tracker.submit(refused(), false).unwrap();
        assert_eq!(tracker.quarantine(QuarantineFilter::All).unwrap().len(), rows);
        company.assert_no_trace();
    }
    assert_eq!(company.state().unwrap(), state);
    assert_sound(&company);
}

pub fn what_is_new_about_the_person_is_recorded_under_the_pseudonym<S: Store>() {
    let company = Known::<S>::new();
    company.forget(&rep()).unwrap();
    let lines = r#"{"type":"use","id":"n1","at":"2026-03-09T09:00:00Z","rep":"zora.quillfeather@example.com","asset":"deck","action":"shared"}
{"type":"use","id":"zora.quillfeather@example.com:n2","at":"2026-03-09T09:00:00Z","rep":"zora.quillfeather@example.com","asset":"deck","action":"shared"}
{"type":"engagement","id":"n3","at":"2026-03-09T10:00:00Z","use":"zora.quillfeather@example.com:n2"}
{"type":"feedback","at":"2026-03-09T09:00:00Z","rep":"zora.quillfeather@example.com","asset":"deck","note":"marzipan"}
{"type":"answer","id":"n4","at":"2026-03-09T09:00:00Z","ask":"ask-1","ask_source":"crm","result":"declined","note":"marzipan"}
{"type":"rep","key":"zora.quillfeather@example.com","at":"2026-03-09T00:00:00Z","name":"Zora Quillfeather","team":"DACH"}
{"type":"asset","key":"new","at":"2026-03-09T00:00:00Z","owner":"zora quillfeather","title":"As Zora Quillfeather likes it"}
{"type":"deal","key":"d9","at":"2026-03-09T00:00:00Z","owner":"zora.quillfeather@example.com"}"#;
    let new: Vec<_> = lines.lines().map(read).collect();
    let receipt = company.record_all(new.clone()).unwrap();
    assert_eq!((receipt.recorded, receipt.rejected), (8, 0));
    assert_eq!(company.record_all(new.clone()).unwrap().duplicates, 8);
    assert_eq!(company.store.tracker().record_all(new).unwrap().duplicates, 8);
    // Rows of another file that are refused, by a later process.
    let mut rows = refused();
    for row in &mut rows {
        row.line += 100;
    }
    let later = company.store.tracker();
    let before = later.quarantine(QuarantineFilter::All).unwrap().len();
    assert_eq!(later.submit(rows, false).unwrap().rejected, 7);
    assert_eq!(later.quarantine(QuarantineFilter::All).unwrap().len(), before + 7);
    company.assert_no_trace();
    assert_sound(&later);
}

pub fn earlier_writes_give_the_figures_they_gave<S: Store>() {
    let company = Known::<S>::new();
    let now = company.state().unwrap().seq.get();
    let moments = [3, 12, 400, 2_000, now].map(Seq::from);
    let then = |seq: Seq| answers(&company.within(Scope::new().as_of(seq)));
    let before: Vec<_> = moments.into_iter().map(then).map(without_title).collect();
    company.forget(&rep()).unwrap();
    let after: Vec<_> = moments.into_iter().map(then).collect();
    assert_eq!(before, after);
    let answer = company.within(Scope::new().as_of(moments[2])).ask(&Unused::new()).unwrap();
    assert_eq!((answer.provenance.seq, answer.provenance.generation), (moments[2], 1));
}

pub fn an_opening_from_before_sees_the_pseudonym<S: Store>() {
    let company = Known::<S>::new();
    let other = company.store.tracker();
    let looking =
        company.store.open_read_only().map_or_else(|| other.clone(), Tracker::over_shared);
    let of_person = || Scope::new().rep(rep());
    // Both have read the names, and the other one has also written them.
    looking.within(of_person()).ask(&Unused::new()).unwrap();
    other.within(of_person()).ask(&Unused::new()).unwrap();
    let usage = r#"{"type":"use","id":"o1","at":"2026-03-09T09:00:00Z","rep":"zora.quillfeather@example.com","asset":"deck","action":"shared"}"#;
    assert_eq!(other.record_all([read(usage)]).unwrap().recorded, 1);
    let before = without_title(answers(&looking));
    company.forget(&rep()).unwrap();
    for tracker in [&other, &looking] {
        assert_eq!(answers(tracker), before);
        let gone = tracker.within(of_person()).ask(&Unused::new()).unwrap_err();
        assert!(matches!(gone, Error::NotFound(_)), "{gone}");
    }
    assert_eq!(other.record_all([read(usage)]).unwrap().duplicates, 1);
    company.assert_no_trace();
}

pub fn nobody_can_be_asked_about_by_pseudonym<S: Store>() {
    let company = Known::<S>::new();
    company.forget(&rep()).unwrap();
    let mut pseudonyms = std::collections::BTreeSet::new();
    company
        .records(|_, record| {
            if let Record::Put(Put { entry: Entry::Rep(rep), .. }) = record {
                pseudonyms.insert(rep.key);
            }
            Ok(())
        })
        .unwrap();
    pseudonyms.retain(|key| key.as_str().starts_with("forgotten-"));
    assert_eq!(pseudonyms.len(), 1);
    let scope = Scope::new().rep(pseudonyms.pop_first().unwrap());
    assert!(matches!(company.within(scope).ask(&Unused::new()), Err(Error::NotFound(_))));
}

pub fn nobody_unknown_is_forgotten_and_the_message_does_not_say_whom<S: Store>() {
    let company = Known::<S>::new();
    let state = company.state().unwrap();
    let error = company.forget(&RepKey::new("yan@example.com").unwrap()).unwrap_err();
    assert!(matches!(error, Error::NotFound(_)));
    assert!(!error.to_string().contains("yan"), "{error}");
    assert_eq!(company.state().unwrap(), state);
}

pub fn somebody_whom_only_refused_rows_name_is_forgotten_too<S: Store>() {
    let company = Known(Fresh::<S>::new());
    company.submit(refused().into_iter().take(1), false).unwrap();
    let forgotten = company.forget(&rep()).unwrap();
    assert_eq!((forgotten.events, forgotten.quarantined, forgotten.names_kept), (0, 1, 0));
    company.submit(refused().into_iter().take(1), false).unwrap();
    company.assert_no_trace();
    assert_sound(&company);
}

pub fn who_was_forgotten_is_forgotten_again_without_a_change<S: Store>() {
    let company = Known::<S>::new();
    let first = company.forget(&rep()).unwrap();
    let state = company.state().unwrap();
    let again = company.forget(&rep()).unwrap();
    assert!(again.already && again.generation == first.generation, "{again:?}");
    assert_eq!(company.state().unwrap(), state);
}

pub fn names_of_other_things_stay_and_are_counted<S: Store>() {
    let tracker = Fresh::<S>::new();
    let lines = r#"{"type":"use","at":"2026-03-01T09:30:00Z","rep":"zora.quillfeather@example.com","asset":"deck of zora.quillfeather@example.com","action":"shared","deal":"zora.quillfeather@example.com"}
{"type":"use","at":"2026-03-01T09:30:00Z","rep":"bob","asset":"deck","action":"shared","deal":"d1"}"#;
    tracker.record_all(lines.lines().map(read)).unwrap();
    assert_eq!(tracker.forget(&rep()).unwrap().names_kept, 2);
    assert_eq!(tracker.record_all(lines.lines().map(read)).unwrap().duplicates, 2);
}

pub fn two_people_are_forgotten_one_after_the_other<S: Store>() {
    let company = Known::<S>::new();
    let before = answers(&company);
    company.forget(&rep()).unwrap();
    let second = company.forget(&RepKey::new("bob").unwrap()).unwrap();
    assert_eq!(second.generation, 2);
    assert_eq!(answers(&company), without_title(before));
    let again = company.record_all(records()).unwrap();
    assert_eq!((again.recorded, again.rejections), (0, vec![]));
    company.assert_no_trace();
    assert_sound(&company);
}

pub fn versions_that_begin_together_keep_their_order<S: Store>() {
    // Among many pairs, recomputed contents change the order of half.
    for number in 0..12 {
        let tracker = Fresh::<S>::new();
        tracker.record_all(records()).unwrap();
        for (name, team) in [("One", "EMEA"), ("Two", "APAC")] {
            let rep = Rep::new(rep()).name(format!("{name} {number}").parse().unwrap());
            let rep = rep.team(team.parse().unwrap());
            tracker.put(Put::at(rep, "2026-03-01T00:00:00Z".parse().unwrap())).unwrap();
        }
        let before = without_title(answers(&tracker));
        tracker.forget(&rep()).unwrap();
        assert_eq!(answers(&tracker), before, "{number}");
    }
}

/// The generated reps have names that generated assets have for a title.
fn without_names(answers: Vec<(String, String)>) -> Vec<(String, String)> {
    let names = [r"two\nlines", r#"say \"hi\""#, "<b>ü</b> ✓", "O'Neill; --"];
    let neutral =
        |text: String| names.iter().fold(text, |text, name| text.replace(name, "(forgotten)"));
    answers.into_iter().map(|(rows, summary)| (neutral(rows), neutral(summary))).collect()
}

/// Whatever the ledger: the figures stay, recording it again records nothing, and it is sound.
pub fn any_ledger_forgets_anybody<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE / 2), |(
        records in common::records(60),
        who in proptest::sample::select(common::REPS),
    )| {
        let tracker = Fresh::<S>::new();
        let receipt = tracker.record_all(records.clone()).unwrap();
        let half = Scope::new().as_of(Seq::from(tracker.state().unwrap().seq.get() / 2));
        let both = || {
            let half = tracker.within(half.clone());
            [&tracker, &half].map(|tracker: &Tracker| without_names(answers(tracker)))
        };
        let before = both();
        match tracker.forget(&RepKey::new(who).unwrap()) {
            Err(Error::NotFound(_)) => return Ok(()),
            forgotten => { forgotten.unwrap(); }
        }
        prop_assert_eq!(both(), before);
        prop_assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
        let digest = tracker.state().unwrap().digest;
        let again = tracker.record_all(records).unwrap();
        prop_assert_eq!((again.recorded, again.rejected), (0, receipt.rejected));
        prop_assert_eq!(tracker.state().unwrap().digest, digest);
    });
}

/// Rows that come together are severed like rows that come by themselves: an answer may follow its ask in
/// the same batch, and one that is refused is kept without its text.
pub fn a_batch_is_severed_row_by_row<S: Store>() {
    let kept = [1, 100].map(|size| {
        let company = Known::<S>::new();
        company.forget(&rep()).unwrap();
        let key = rep();
        let key = serde_json::to_string(key.as_str()).unwrap();
        let mut lines: Vec<_> = (0..6)
            .map(|n| format!(r#"{{"type":"use","id":"other-{n}","at":"2026-05-01T00:00:00Z","rep":"bo","asset":"deck","action":"shared"}}"#))
            .collect();
        lines.push(format!(r#"{{"type":"ask","id":"late-ask","at":"2026-05-02T00:00:00Z","kind":"collateral","asked_by":"sales","rep":{key}}}"#));
        lines.push(r#"{"type":"answer","id":"late-answer","at":"2026-05-03T00:00:00Z","ask":"late-ask","result":"delivered","note":"as you wished, dear"}"#.into());
        // In conflict with the first.
        lines.push(format!(r#"{{"type":"use","id":"other-0","at":"2026-05-01T00:00:00Z","rep":{key},"asset":"deck","action":"opened"}}"#));
        let records: Vec<_> = lines.iter().map(|line| read(line)).collect();
        for batch in records.chunks(size) {
            company.record_all(batch.to_vec()).unwrap();
        }
        let rows = company.quarantine(QuarantineFilter::All).unwrap();
        let last = rows.into_iter().last().unwrap();
        let said = export(&company);
        let notes = said.iter().filter(|line| line.contains("as you wished")).count();
        company.assert_no_trace();
        (notes, last.raw, last.length, last.hash)
    });
    assert_eq!((kept[0].0, &kept[0].1), (0, &None), "nothing is kept of the note and of the text");
    assert_eq!(kept[0], kept[1], "together as one by one");
}
