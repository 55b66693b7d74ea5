//! What reps say of assets.

use talktrack::model::{Feedback, FeedbackReason, Rating, Text};

use crate::calendar::{HOUR, MINUTE, Moment};
use crate::nature::Nature;
use crate::settings::Refused;
use crate::story::Talk;
use crate::usage::Recorder;
use crate::words::{event, timed_id};

use FeedbackReason::{
    HardToFind, Objection, Outdated, PainPoint, Relevant, TooGeneric, WrongAudience,
};

/// How likely a rep is to say something, the lowest and highest rating, and the likely reasons.
fn opinion(nature: Nature) -> (f64, usize, usize, &'static [FeedbackReason]) {
    match nature {
        Nature::Helps | Nature::Reversal => (0.06, 4, 5, &[Relevant, PainPoint]),
        Nature::Hurts => (0.06, 2, 4, &[Objection, TooGeneric, Relevant]),
        Nature::Unknown => (0.12, 3, 5, &[HardToFind, Relevant]),
        Nature::NotChosen => (0.3, 1, 2, &[TooGeneric, WrongAudience]),
        Nature::TrainingGap => (0.06, 3, 4, &[PainPoint, Objection, Relevant]),
        Nature::Misfiled => (0.06, 3, 5, &[HardToFind, WrongAudience]),
        Nature::Superseded => (0.08, 1, 3, &[Outdated]),
        Nature::RepMade => (0.02, 4, 5, &[PainPoint]),
        _ => (0.04, 2, 5, &[Relevant, TooGeneric, PainPoint, Outdated]),
    }
}

/// What the rep who led `talk` says of `asset` after having used it at `at`, if anything.
pub(crate) fn record(
    recorder: &mut Recorder<'_>,
    talk: &Talk,
    asset: usize,
    at: Moment,
) -> Result<(), Refused> {
    let world = recorder.world;
    let collateral = &world.assets[asset];
    let (chance, low, high, reasons) = opinion(collateral.nature);
    if !recorder.dice.chance(chance) {
        return Ok(());
    }
    let later = recorder.dice.between(MINUTE, 8 * HOUR);
    let Some(time) = recorder.time(at + later)? else {
        return Ok(());
    };
    let stars = low + recorder.dice.below(high - low + 1);
    let rep = world.staff.people[talk.rep].key.clone();
    let mut said = Feedback::new(rep, collateral.key.clone());
    said.rating = recorder.dice.chance(0.9).then(|| Rating::new(stars as f64)).transpose()?;
    let reason = recorder.dice.pick(reasons);
    said.reason = recorder.dice.chance(0.8).then_some(reason);
    said.conversation = recorder.dice.chance(0.5).then_some(talk.conversation);
    if !world.settings.without_deals && recorder.dice.chance(0.3) {
        said.deal = Some(recorder.deal.clone());
    }
    if recorder.dice.chance(0.25) {
        said.note = Some(Text::new(note(reason))?);
    }
    let id = timed_id(time, &mut recorder.dice)?;
    recorder.events.push(event(&world.words.showroom, id, time, said));
    Ok(())
}

fn note(reason: FeedbackReason) -> &'static str {
    match reason {
        Relevant => "They asked me to send it on.",
        TooGeneric => "Could be about anybody.",
        Outdated => "The figures are two years old.",
        HardToFind => "A colleague had to tell me where it is.",
        WrongAudience => "Too technical for the people I meet.",
        Objection => "They picked on page three.",
        PainPoint => "Page two is exactly their problem.",
    }
}
