//! Shards of what relevance counts, merged in any order, equal the whole.

use proptest::prelude::*;

use super::usage::{PlacedFold, PlacedOnDeals, UsageFold};
use super::voices::{LookedFold, VoiceFold};
use crate::analysis::occasion::DealsFold;
use crate::analysis::{Life, View, shards};
use crate::common;
use crate::scope::Scope;

proptest! {
    #![proptest_config(shards::sample())]
    #[test]
    fn shards_merged_in_any_order_equal_the_whole(
        records in prop_oneof![common::records(60), common::sales::records(60)],
        wanted in proptest::collection::vec(any::<bool>(), 5),
        mut looked in proptest::collection::vec((0_u64..60, 0_i64..9_000), 0..20),
        cuts in proptest::collection::vec(0_u64..60, 0..6),
        seed in any::<u64>(),
    ) {
        let columns = shards::columns(records);
        let scope = Scope::new();
        let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
        let lives = Life::of_all(&view).unwrap();
        let usage = || UsageFold::new(&view, &lives);
        prop_assert!(shards::agree(&usage(), &columns, cuts.clone(), seed));
        let placement = view.placement().unwrap();
        let placed = PlacedFold { usage: usage(), placement, wanted: &wanted };
        prop_assert!(shards::agree(&placed, &columns, cuts.clone(), seed));
        let on_deals = PlacedOnDeals { view: &view, lives: &lives };
        let on_deals = DealsFold::new(&view, &on_deals).unwrap();
        let deals = cuts.iter().map(|cut| u32::try_from(cut / 10).unwrap()).collect();
        prop_assert!(shards::deals_agree(&on_deals, &columns, deals, seed));
        let voices = VoiceFold { view: &view };
        prop_assert!(shards::agree(&voices, &columns, cuts.clone(), seed));
        looked.sort_unstable();
        let fold = LookedFold { view: &view, looked: &looked };
        prop_assert!(shards::agree(&fold, &columns, cuts, seed));
    }
}
