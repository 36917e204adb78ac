//! Responses whose score or level lies between those of two samples: where numbers of many answers are added up, trying
//! finds at once what a walk over all of them would take long to find.

use std::cmp::Ordering;

use super::condition::Condition;
use super::samples::extreme;
use crate::analyse::witness::asked_only;
use crate::evaluate::{Answers, Evaluation};
use crate::exact::{Compare, Rational};
use crate::model::{Answer, AreaId, Domain, Model, Question, QuestionId};

/// So many pairs of samples are tried.
const PAIRS: usize = 12;

/// A response that fulfils a condition on a score or a level, on the way from one sample to another, answer by answer.
pub(super) fn between(
    model: &Model,
    samples: &[(&Answers, &Evaluation<'_>)],
    condition: &Condition,
) -> Option<Answers> {
    let goals = goals(condition);
    if goals.is_empty() {
        return None;
    }
    let of = |side: Ordering| -> Vec<&Answers> {
        let its = samples.iter().filter(|(_, evaluation)| place(evaluation, &goals) == Some(side));
        its.map(|(answers, _)| *answers).take(PAIRS).collect()
    };
    let (below, above) = (of(Ordering::Less), of(Ordering::Greater));
    let pairs = below.iter().zip(&above).chain(below.iter().skip(1).zip(&above));
    pairs.take(PAIRS).find_map(|(low, high)| on_the_way(model, low, high, &goals, condition))
}

/// What a condition says of scores and levels.
fn goals(condition: &Condition) -> Vec<&Condition> {
    match condition {
        Condition::All(parts) => parts.iter().flat_map(goals).collect(),
        Condition::Score(..) | Condition::Level(..) => vec![condition],
        _ => Vec::new(),
    }
}

/// Whether a response lies below all goals, on them, or above; none where there is no telling.
fn place(evaluation: &Evaluation<'_>, goals: &[&Condition]) -> Option<Ordering> {
    let mut place = Ordering::Equal;
    for goal in goals {
        let (op, its) = match goal {
            Condition::Score(area, op, value) => (op, evaluation.score(*area)?.cmp(value)),
            Condition::Level(area, op, rank) => (op, evaluation.level(*area)?.cmp(rank)),
            _ => return None,
        };
        if op.holds(its) {
            continue;
        }
        let side = match (op, its) {
            (Compare::Greater | Compare::GreaterOrEqual, _) | (Compare::Equal, Ordering::Less) => Ordering::Less,
            (Compare::Less | Compare::LessOrEqual, _) | (Compare::Equal, Ordering::Greater) => Ordering::Greater,
            _ => return None,
        };
        if place != Ordering::Equal && place != side {
            return None;
        }
        place = side;
    }
    Some(place)
}

/// Two responses on the way from one to another that differ in one answer, as little as can be: the last one whose
/// score in an area lies below a threshold, and the first one that reaches it.
pub(super) fn edge(model: &Model, low: &Answers, high: &Answers, area: AreaId, threshold: &Rational) -> Vec<Answers> {
    let mut chosen = mixed(model, low, high);
    let reaches = |chosen: &[Option<Answer>]| {
        let answers = asked_only(model, low.role, chosen);
        let score = Evaluation::new(model, &answers).score(area).cloned();
        (score.is_some_and(|score| score >= *threshold), answers)
    };
    let (is_there, mut last) = reaches(&chosen);
    if is_there {
        return Vec::new();
    }
    for id in (0u32..).map(QuestionId).take(model.questions.len()) {
        let Some(to) = high.get(id) else { continue };
        let slot = id.0 as usize;
        let before = chosen.get(slot).cloned().flatten();
        set(&mut chosen, slot, to.clone());
        let (is_there, answers) = reaches(&chosen);
        if !is_there {
            last = answers;
            continue;
        }
        let mut first = answers;
        if let (Some(Answer::Index(from)), Answer::Index(to)) = (before, to) {
            let (mut under, mut over) = (from, *to);
            while under.abs_diff(over) > 1 {
                let middle = under.midpoint(over);
                set(&mut chosen, slot, Answer::Index(middle));
                match reaches(&chosen) {
                    (true, answers) => (over, first) = (middle, answers),
                    (false, answers) => (under, last) = (middle, answers),
                }
            }
        }
        return vec![last, first];
    }
    Vec::new()
}

/// One response, with answers of another and the lowest ones where it is not asked: more may be asked on the way.
fn mixed(model: &Model, one: &Answers, other: &Answers) -> Vec<Option<Answer>> {
    let lowest = |question: &Question| match question.domain {
        Domain::Text => None,
        _ => Some(Answer::Index(extreme(model, question, false))),
    };
    let given = one.given.iter().zip(&other.given).zip(&model.questions);
    given.map(|((one, other), question)| one.clone().or_else(|| other.clone()).or_else(|| lowest(question))).collect()
}

fn on_the_way(
    model: &Model,
    low: &Answers,
    high: &Answers,
    goals: &[&Condition],
    condition: &Condition,
) -> Option<Answers> {
    let mut chosen = mixed(model, low, high);
    let look = |chosen: &[Option<Answer>]| {
        let answers = asked_only(model, low.role, chosen);
        let evaluation = Evaluation::new(model, &answers);
        let place = place(&evaluation, goals);
        let found = condition.holds(&evaluation);
        (place, found.then_some(answers))
    };
    for id in (0u32..).map(QuestionId).take(model.questions.len()) {
        let Some(to) = high.get(id) else { continue };
        let slot = id.0 as usize;
        let before = chosen.get(slot).cloned().flatten();
        if before.as_ref() == Some(to) {
            continue;
        }
        set(&mut chosen, slot, to.clone());
        let (place, found) = look(&chosen);
        if found.is_some() {
            return found;
        }
        // The goal lies between the two answers: where it begins, and where it ends.
        if let (Some(Ordering::Greater | Ordering::Equal), Some(Answer::Index(from)), Answer::Index(to)) =
            (place, before, to)
        {
            for at_the_goal in [Ordering::Greater, Ordering::Less] {
                let (mut under, mut over) = (from, *to);
                while under.abs_diff(over) > 1 {
                    let middle = under.midpoint(over);
                    set(&mut chosen, slot, Answer::Index(middle));
                    let (place, found) = look(&chosen);
                    if found.is_some() {
                        return found;
                    }
                    match place.map(|place| place.then(at_the_goal)) {
                        Some(Ordering::Less) => under = middle,
                        Some(Ordering::Greater) => over = middle,
                        _ => break,
                    }
                }
                set(&mut chosen, slot, Answer::Index(under));
            }
        }
    }
    None
}

fn set(chosen: &mut [Option<Answer>], slot: usize, answer: Answer) {
    if let Some(place) = chosen.get_mut(slot) {
        *place = Some(answer);
    }
}
