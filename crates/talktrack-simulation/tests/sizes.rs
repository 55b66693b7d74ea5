//! Companies of any size, told in bounded memory.

use talktrack::model::Fact;
use talktrack_simulation::{Company, Settings};

#[test]
fn timing() {
    let t = std::time::Instant::now();
    let c = Company::new(&Settings::default()).unwrap();
    eprintln!("new {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let n = c.records().count();
    eprintln!("records {n} {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let n = c.records().map(|r| serde_json::to_string(&r).unwrap().len()).sum::<usize>();
    eprintln!("json {n} {:?}", t.elapsed());
    for (s, w) in [
        (Settings::default().uses(10_000), 10_000),
        (Settings::default().uses(1_000_000), 1_000_000),
        (Settings::default().uses(1_000_000).deals(10_000), 1_000_000),
        (Settings::default().uses(10_000).deals(4_000), 10_000),
    ] {
        let t = std::time::Instant::now();
        let c = Company::new(&s).unwrap();
        eprintln!("new {:?} {}", t.elapsed(), c.truth().deals);
        let u = c.events().filter(|e| matches!(e.fact(), Fact::Use(_))).count();
        eprintln!("uses {u} of {w} {:?}", t.elapsed());
    }
}
