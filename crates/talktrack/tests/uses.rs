//! Uses that come as columns.

use talktrack::model::{Action, AssetKey, Ids, Keyed, RepKey, Timestamp, Uses};
use uuid::Uuid;

fn at(second: i64) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000 + second * 1_000_000).unwrap()
}

#[test]
fn columns_that_do_not_fit_together_are_refused() {
    let reps = || Keyed::new(vec![RepKey::new("ada").unwrap()], vec![0, 0]).unwrap();
    let assets = |codes| Keyed::new(vec![AssetKey::new("deck").unwrap()], codes);
    let said = |result: Result<Uses, talktrack::model::Invalid>| result.unwrap_err().to_string();
    let times = || vec![at(0), at(1)];
    assert_eq!(assets(vec![1]).unwrap_err().to_string(), "codes: name a key that is not there");
    let missing = Keyed::<AssetKey>::NONE;
    let without = assets(vec![0, missing]).unwrap();
    let two = vec![Action::Shared; 2];
    assert_eq!(
        said(Uses::new(times(), reps(), without, two.clone())),
        "asset: is missing in a row"
    );
    let short = assets(vec![0]).unwrap();
    assert_eq!(
        said(Uses::new(times(), reps(), short, two.clone())),
        "asset: has 1 rows, and there are 2 uses"
    );
    let uses = Uses::new(times(), reps(), assets(vec![0, 0]).unwrap(), two).unwrap();
    assert_eq!(
        said(uses.ids(Ids::Uuids(vec![Uuid::nil()]))),
        "id: has 1 rows, and there are 2 uses"
    );
}
