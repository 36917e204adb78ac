//! Whether a response comes out differently with another answer to one question.

use std::ops::Range;

use super::crossings::Crossings;
use super::finder::Finder;
use super::outcomes::{Nearest, Outcome};
use super::steps::Step;
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::model::{Answer, Model, RoleId};

/// Whether a sample comes out differently with the other answer: of the samples at these places in the order of each
/// outcome.
pub fn shown_by_samples(
    finder: &Finder<'_>,
    role: Option<RoleId>,
    step: &Step,
    (kept, reveals): (&[Outcome], bool),
    places: Range<usize>,
    nearest: &mut Nearest,
) -> bool {
    let samples: Vec<(&Answers, &Evaluation<'_>)> = finder.samples(role).collect();
    let by_asking = kept.iter().any(|outcome| matches!(outcome, Outcome::Asked(_)));
    for outcome in kept {
        let order = nearest.order(finder, role, *outcome);
        for place in places.start..places.end.min(order.len()) {
            let sample = order.get(place).and_then(|number| samples.get(*number));
            let Some((answers, evaluation)) = sample else { continue };
            // Where others are asked with one answer and not with the other, that alone is told here.
            if by_asking && !matches!(outcome, Outcome::Asked(_)) {
                continue;
            }
            if shows(finder.model, answers, evaluation, step, *outcome, reveals) {
                // What shows one answer often shows the next one, too.
                if let Some(part) = order.get_mut(..=place) {
                    part.rotate_right(1);
                }
                return true;
            }
        }
    }
    false
}

/// Whether an outcome differs between a response with one answer and with the other.
fn shows(
    model: &Model,
    answers: &Answers,
    evaluation: &Evaluation<'_>,
    step: &Step,
    outcome: Outcome,
    reveals: bool,
) -> bool {
    if matches!(evaluation.presence(step.question), Presence::Hidden | Presence::Outside) {
        return false;
    }
    let given = answers.get(step.question);
    let answer = |answer: Option<u64>| match (step.option, given) {
        (None, _) => Some(answer.map_or(Answer::Na, Answer::Index)),
        (Some(option), Some(Answer::Index(set))) => {
            let bit = 1u64 << (option & 63);
            Some(Answer::Index(if answer == Some(1) { set | bit } else { set & !bit }))
        }
        (Some(_), _) => None,
    };
    let (Some(from), Some(to)) = (answer(step.from), answer(step.to)) else { return false };
    let is_given = |answer: &Answer| given == Some(answer);
    // With a third answer in the sample, others may be asked that it does not answer.
    if reveals && !is_given(&from) && !is_given(&to) {
        return false;
    }
    let with = |answer: Answer| {
        if is_given(&answer) {
            return outcome.of(evaluation);
        }
        let mut other: Answers = answers.clone();
        other.set(step.question, Some(answer));
        outcome.of(&Evaluation::new(model, &other))
    };
    with(from) != with(to)
}

/// Whether an outcome differs between two responses that lie on either side of a threshold.
pub fn shown_at_thresholds(
    finder: &mut Finder<'_>,
    role: Option<RoleId>,
    step: &Step,
    (kept, reveals): (&[Outcome], bool),
    crossings: &mut Crossings,
) -> bool {
    if kept.iter().any(|outcome| matches!(outcome, Outcome::Asked(_))) {
        return false;
    }
    let model = finder.model;
    // Where levels are the same on both sides, so is most that depends on them.
    let (levels, others): (Vec<Outcome>, Vec<Outcome>) =
        kept.iter().partition(|outcome| matches!(outcome, Outcome::Level(_)));
    levels.into_iter().chain(others).any(|outcome| {
        crossings.by_step(finder, (role, outcome), step, &|answers| {
            shows(model, answers, &Evaluation::new(model, answers), step, outcome, reveals)
        })
    })
}
