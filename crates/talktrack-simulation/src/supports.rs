//! Which conversations an asset is filed under, and in which it is used.

use talktrack::model::{Conversation, Conversations};

use crate::dice::Dice;
use crate::nature::Nature;

use Conversation::{DefinitionOfSuccess, PointOfView, RelevantMeeting, RightPeople, TangibleValue};

/// Where a verdict needs many occasions, an asset serves at least two conversations, of which one
/// is early, because every conversation is held less often than the one before.
const BROAD: [&[Conversation]; 6] = [
    &[PointOfView, RightPeople],
    &[RightPeople, RelevantMeeting],
    &[PointOfView, RelevantMeeting],
    &[RelevantMeeting, DefinitionOfSuccess],
    &[RightPeople, DefinitionOfSuccess],
    &[RelevantMeeting, DefinitionOfSuccess, TangibleValue],
];

fn set(members: &[Conversation]) -> Conversations {
    members.iter().copied().collect()
}

/// The conversations it is filed under, and those it is used in.
pub(crate) fn draw(nature: Nature, nth: usize, dice: &mut Dice) -> (Conversations, Conversations) {
    let broad = set(BROAD[nth % BROAD.len()]);
    match nature {
        Nature::Misfiled => misfiled(dice),
        // Rep-made content is filed nowhere.
        Nature::RepMade => (Conversations::NONE, some(dice)),
        // A few are filed under nothing, which means that they are for everything.
        Nature::Neutral if dice.chance(0.06) => (Conversations::NONE, some(dice)),
        Nature::Neutral | Nature::Forgotten | Nature::Superseded | Nature::NoOccasion => {
            same(some(dice))
        }
        _ => same(broad),
    }
}

fn same(conversations: Conversations) -> (Conversations, Conversations) {
    (conversations, conversations)
}

/// One, two or three conversations.
fn some(dice: &mut Dice) -> Conversations {
    let wanted = 1 + dice.weighted(&[0.35, 0.5, 0.15]);
    let mut all = Conversation::ALL.to_vec();
    dice.shuffle(&mut all);
    set(&all[..wanted])
}

/// Filed under one conversation, used in another that is held at least as often.
fn misfiled(dice: &mut Dice) -> (Conversations, Conversations) {
    let filed = 1 + dice.below(Conversation::ALL.len() - 1);
    let used = dice.below(filed.min(3));
    (set(&[Conversation::ALL[filed]]), set(&[Conversation::ALL[used]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Purpose;

    #[test]
    fn only_what_is_misfiled_is_used_elsewhere() {
        let mut dice = Dice::new(1, Purpose::Mix, 0);
        for nature in Nature::ALL {
            for nth in 0..50 {
                let (supports, home) = draw(nature, nth, &mut dice);
                let inside = home.iter().filter(|used| supports.contains(*used)).count();
                assert!(!home.is_empty());
                if nature == Nature::Misfiled {
                    assert_eq!((inside, supports.is_empty()), (0, false));
                } else {
                    assert!(supports.is_empty() || supports == home, "{nature}");
                }
            }
        }
    }
}
