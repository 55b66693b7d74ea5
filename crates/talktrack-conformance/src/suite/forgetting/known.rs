//! A company in which one rep left traces everywhere.

use std::sync::Arc;

use talktrack::ledger::{Origin, QuarantineFilter, Raw, Submission};
use talktrack::model::{Invalid, Record, RepKey};

use super::super::{export, read};
use crate::store::{Fresh, Store};

const KEY: &str = "zora.quillfeather@example.com";
/// What must be nowhere afterwards: key, names as they are and as JSON and CSV escape them, notes.
pub(super) const TRACES: &[&str] = &[
    KEY,
    "Quillfeather",
    "Zora \"Zo\" Ünver",
    r#"Zora \"Zo\" Ünver"#,
    r#"Zora ""Zo"" Ünver"#,
    "xylophone",
    "quagmire",
    "marzipan",
];

pub(super) fn rep() -> RepKey {
    RepKey::new(KEY).unwrap()
}

/// A company in which one rep left traces everywhere.
pub(super) fn records() -> Vec<Record> {
    let mut lines = r#"{"type":"asset","key":"deck","at":"2026-01-01T00:00:00Z","title":"Deck by Zora Quillfeather","kind":"deck","owner":"ZORA.quillfeather@example.com","published_at":"2026-01-01T00:00:00Z","tags":{"author":"Zora Quillfeather"}}
{"type":"asset","key":"case","at":"2026-01-01T00:00:00Z","owner":"Zora Quillfeather","link":"https://example.com/~zora.quillfeather@example.com/case"}
{"type":"asset","key":"roi","at":"2026-01-01T00:00:00Z","owner":"bob"}
{"type":"rep","key":"zora.quillfeather@example.com","at":"2026-01-01T00:00:00Z","name":"Zora Quillfeather","team":"EMEA"}
{"type":"rep","key":"zora.quillfeather@example.com","at":"2026-02-01T00:00:00Z","name":"Zora \"Zo\" Ünver","team":"APAC","region":"north"}
{"type":"rep","key":"bob","at":"2026-01-01T00:00:00Z","name":"Bob","team":"EMEA"}
{"type":"deal","key":"d1","at":"2026-01-01T00:00:00Z","owner":"zora.quillfeather@example.com","account":"Acme"}
{"type":"deal","key":"d2","at":"2026-01-01T00:00:00Z","owner":"bob"}
{"type":"feedback","at":"2026-03-01T09:00:00Z","rep":"zora.quillfeather@example.com","asset":"deck","rating":2,"note":"a xylophone\nof \"words\""}
{"type":"ask","id":"ask-1","source":"crm","at":"2026-03-01T09:00:00Z","kind":"collateral","asked_by":"sales","rep":"zora.quillfeather@example.com","note":"quagmire please"}
{"type":"answer","id":"ans-1","at":"2026-03-02T09:00:00Z","ask":"ask-1","ask_source":"crm","result":"delivered","asset":"case","note":"marzipan as you wished"}
{"type":"search","at":"2026-03-01T09:00:00Z","rep":"zora.quillfeather@example.com","query":"xylophone deck","hits":3}
{"type":"feedback","id":"bobs","at":"2026-03-01T09:00:00Z","rep":"bob","asset":"deck","note":"zora quillfeather showed me","reason":"relevant"}
{"type":"feedback","at":"2026-03-01T10:00:00Z","rep":"bob","asset":"deck","note":"Ask Zora \"Zo\" Ünver.","rating":4}
{"type":"feedback","at":"2026-03-01T11:00:00Z","rep":"bob","asset":"deck","note":"my own note"}
{"type":"outcome","at":"2026-03-03T09:00:00Z","deal":"d1","conversation":"relevant-meeting","result":"succeeded","rep":"zora.quillfeather@example.com"}
{"type":"recommendation","at":"2026-03-03T09:00:00Z","asset":"roi","rep":"zora.quillfeather@example.com"}
{"type":"training","at":"2026-03-03T09:00:00Z","asset":"roi","rep":"zora.quillfeather@example.com","level":"trained"}
{"type":"use","id":"zora.quillfeather@example.com-1","source":"portal","at":"2026-03-03T09:00:00Z","asset":"deck","rep":"zora.quillfeather@example.com","action":"shared","contact":"kim"}
{"type":"use","id":"7zora.quillfeather@example.com7","source":"portal","at":"2026-03-03T09:30:00Z","asset":"deck","rep":"zora.quillfeather@example.com","action":"shared"}
{"type":"engagement","id":"seen:zora.quillfeather@example.com","source":"portal","at":"2026-03-04T09:00:00Z","use":"zora.quillfeather@example.com-1","seconds":12.5,"contact":"Zora Quillfeather"}
{"type":"engagement","id":"seen-2","source":"tracker","at":"2026-03-04T09:00:00Z","use":"gone-zora.quillfeather@example.com-9","use_source":"portal"}
{"type":"retraction","id":"r1","source":"portal","at":"2026-03-05T09:00:00Z","event":"7zora.quillfeather@example.com7","reason":"Zora Quillfeather pressed twice"}"#
        .lines()
        .map(read)
        .collect::<Vec<_>>();
    // Thousands of uses in an order that splits pages, with ids and without.
    let mut scattered: u64 = 7;
    for number in 0..4_000 {
        scattered = scattered
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let rep = if scattered >> 60 == 0 { KEY } else { "bob" };
        let asset = ["deck", "case", "roi"][(scattered >> 40) as usize % 3];
        let (hour, minute) = (scattered >> 20 & 15, scattered >> 30 & 31);
        let id = match number % 3 {
            0 => format!(r#""id":"{}","#, uuid(scattered)),
            1 => format!(r#""id":"u{number}","#),
            _ => String::new(),
        };
        let id = if rep == KEY && number % 3 == 0 && number % 2 == 0 { String::new() } else { id };
        lines.push(read(&format!(
            r#"{{"type":"use",{id}"source":"portal","at":"2026-03-{:02}T{hour:02}:{minute:02}:{:02}Z","rep":"{rep}","asset":"{asset}","action":"shared","channel":"mail"}}"#,
            1 + number % 28,
            number % 60
        )));
    }
    lines
}

fn uuid(number: u64) -> String {
    let hex = format!("{number:016x}");
    format!("{}-{}-4{}-8000-{:012x}", &hex[..8], &hex[8..12], &hex[13..16], number % 0xffff_ffff)
}

/// Rows that were refused: they name the person in their text, their reason, their file.
pub(super) fn refused() -> Vec<Submission> {
    let row = |name: &str, context: &str, line, raw: &str, reason: &str| Submission {
        origin: Arc::new(Origin {
            name: name.into(),
            format: "csv".into(),
            context: context.into(),
        }),
        line,
        raw: Raw::Whole(raw.as_bytes().to_vec()),
        content: Err(Invalid::new("rep", reason.to_owned())),
        replays: None,
    };
    let mapping = r#"{"times":{},"mapping":"rep = \"zora.quillfeather@example.com\"","header":["Zora Quillfeather"]}"#;
    vec![
        row("a.csv", "{}", 1, "x,zora.quillfeather@example.com,xylophone", "is empty"),
        row("a.csv", "{}", 2, r#"x,"Zora ""Zo"" Ünver",y"#, "is empty"),
        row("a.csv", "{}", 3, r#"{"note":"by Zora \"Zo\" \u00dcnver"}"#, "is empty"),
        row("a.csv", "{}", 4, "x,y,z", "\"Zora Quillfeather\" is not known"),
        row("a.csv", "{}", 5, "nobody,special", "is empty"),
        row("zora.quillfeather@example.com.csv", "{}", 1, "quagmire,1", "is empty"),
        row("b.csv", mapping, 1, "marzipan,2", "is empty"),
    ]
}

/// A ledger of this company.
pub(super) struct Known<S>(pub(super) Fresh<S>);

impl<S: Store> Known<S> {
    pub(super) fn new() -> Self {
        let tracker = Fresh::<S>::new();
        for batch in records().chunks(700) {
            assert_eq!(tracker.record_all(batch.to_vec()).unwrap().rejected, 0);
        }
        tracker.submit(refused(), false).unwrap();
        // A conflict: the same id says something else.
        let conflict = r#"{"type":"feedback","id":"bobs","at":"2026-03-01T09:00:00Z","rep":"bob","asset":"deck","note":"by Zora Quillfeather"}"#;
        assert_eq!(tracker.record_all([read(conflict)]).unwrap().rejected, 1);
        Self(tracker)
    }

    /// Everything that can be seen of it, from outside and through the public door.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let kept = self.0.quarantine(QuarantineFilter::All).unwrap();
        let shown = |row: &talktrack::ledger::Quarantined| {
            let text = row.raw.clone().unwrap_or_default();
            format!("{:?} {} {}\n", row.origin, row.reason, String::from_utf8_lossy(&text))
        };
        let refused: String = kept.iter().map(shown).collect();
        let mut bytes = self.0.store.bytes();
        bytes.extend_from_slice(export(&self.0).join("\n").as_bytes());
        bytes.extend_from_slice(refused.as_bytes());
        bytes.make_ascii_lowercase();
        bytes
    }

    pub(super) fn assert_no_trace(&self) {
        let bytes = self.bytes();
        for trace in TRACES {
            assert!(!holds(&bytes, trace), "{trace}");
        }
    }
}

impl<S> std::ops::Deref for Known<S> {
    type Target = Fresh<S>;
    fn deref(&self) -> &Fresh<S> {
        &self.0
    }
}

/// Whether bytes in lower case hold a trace.
pub(super) fn holds(bytes: &[u8], trace: &str) -> bool {
    let trace = trace.to_ascii_lowercase();
    bytes.windows(trace.len()).any(|window| window == trace.as_bytes())
}
