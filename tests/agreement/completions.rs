//! Incomplete responses: an outcome holds for every completion, tried one by one.

use mognad::evaluate::{Answers, Evaluation, Extent, MAX_COMPLETIONS, Outcome};
use mognad::exact::Rational;
use mognad::model::{ActionId, Answer, AreaId, Domain, Model, QuestionId, ValueId};

use crate::bridge;
use crate::compare::Both;
use crate::naive::Reading;
use crate::random::{Random, responses};

/// The questions that leave a response open.
pub fn open(both: &Both<'_>, answers: &Answers) -> Vec<QuestionId> {
    let response = bridge::response(both.model, answers, None);
    let naive = Reading::new(both.tree, &response);
    (0..both.model.questions.len()).filter(|id| naive.is_open(*id)).map(|id| QuestionId(id as u32)).collect()
}

/// How many ways there are to answer these questions.
pub fn count(model: &Model, open: &[QuestionId]) -> u64 {
    let ways = |id: &QuestionId| {
        let question = &model.questions[id.0 as usize];
        responses::count(question) + u64::from(question.na.is_some())
    };
    open.iter().map(ways).fold(1, u64::saturating_mul)
}

/// All ways to answer these questions, also those that stay hidden: what they are answered with changes nothing.
pub fn all(model: &Model, answers: &Answers, open: &[QuestionId], each: &mut dyn FnMut(&Answers)) {
    fn walk(model: &Model, open: &[QuestionId], completion: &mut Answers, each: &mut dyn FnMut(&Answers)) {
        let Some((id, rest)) = open.split_first() else { return each(completion) };
        let question = &model.questions[id.0 as usize];
        for index in 0..responses::count(question) {
            completion.set(*id, Some(Answer::Index(index)));
            walk(model, rest, completion, each);
        }
        if question.na.is_some() {
            completion.set(*id, Some(Answer::Na));
            walk(model, rest, completion, each);
        }
        completion.set(*id, None);
    }
    walk(model, open, &mut Answers::blank(model, answers.role), each);
}

/// One way, at random; often all questions at one end.
pub fn some(model: &Model, answers: &Answers, open: &[QuestionId], random: &mut Random) -> Answers {
    let mut completion = Answers::blank(model, answers.role);
    let end = random.below(4);
    for id in open {
        let question = &model.questions[id.0 as usize];
        let answer = match (end, &question.domain) {
            (_, Domain::Text) => continue,
            (0, _) => Answer::Index(0),
            (1, _) => Answer::Index(responses::count(question) - 1),
            _ => responses::answer(question, random),
        };
        completion.set(*id, Some(answer));
    }
    completion
}

/// The results of one completion, in one order: scores, levels, values, suggestions.
pub type Row = Vec<Option<Rational>>;

pub fn naive_row(both: &Both<'_>, answers: &Answers, completion: &Answers) -> Row {
    let response = bridge::response(both.model, answers, Some(completion));
    let naive = Reading::new(both.tree, &response);
    let whole = |number: usize| Rational::from(number as i64);
    let areas = 0..both.model.areas.len();
    let scores = areas.clone().map(|id| naive.score(id).map(Rational::from));
    let levels = areas.map(|id| naive.level(id).map(whole));
    let values = (0..both.model.values.len()).map(|id| naive.value(id).map(Rational::from));
    let actions = (0..both.model.actions.len()).map(|id| Some(whole(usize::from(naive.suggested(id)))));
    scores.chain(levels).chain(values).chain(actions).collect()
}

pub fn evaluated_row(model: &Model, answers: &Answers, completion: &Answers) -> Row {
    let evaluation = Evaluation::completed(model, answers, completion);
    let whole = |number: u32| Rational::from(i64::from(number));
    let areas = 0..model.areas.len() as u32;
    let scores = areas.clone().map(|id| evaluation.score(AreaId(id)).cloned());
    let levels = areas.map(|id| evaluation.level(AreaId(id)).map(whole));
    let values = (0..model.values.len() as u32).map(|id| evaluation.value(ValueId(id)).cloned());
    let actions = (0..model.actions.len() as u32).map(|id| Some(whole(u32::from(evaluation.suggested(ActionId(id))))));
    scores.chain(levels).chain(values).chain(actions).collect()
}

/// The same of an outcome. Where an area has no score or no levels at all, the extent is that of nothing.
pub fn extents(model: &Model, outcome: &Outcome) -> Vec<Extent> {
    let nothing = || Extent { bounds: None, may_be_none: true, exact: true };
    let scores = outcome.areas.iter().map(|area| area.score.clone().unwrap_or_else(nothing));
    let levels = outcome.areas.iter().map(|area| area.level.clone().unwrap_or_else(nothing));
    let values = outcome.values.iter().map(|value| value.number.clone());
    let actions = (0..model.actions.len() as u32).map(|id| {
        let suggestion = outcome.suggestions.iter().find(|suggestion| suggestion.action == ActionId(id));
        let truth = |holds: bool| Rational::from(i64::from(holds));
        let bounds = (truth(suggestion.is_some_and(|s| s.certain)), truth(suggestion.is_some()));
        // A suggestion does not say whether it is exact.
        Extent { exact: bounds.0 == bounds.1, bounds: Some(bounds), may_be_none: false }
    });
    scores.chain(levels).chain(values).chain(actions).collect()
}

/// Whether an extent allows for a value.
pub fn contains(extent: &Extent, value: &Option<Rational>) -> bool {
    match (value, &extent.bounds) {
        (None, _) => extent.may_be_none,
        (Some(value), Some((low, high))) => low <= value && value <= high,
        (Some(_), None) => false,
    }
}

/// The smallest extent around values.
#[derive(Default, Clone)]
pub struct Seen {
    bounds: Option<(Rational, Rational)>,
    none: bool,
}

impl Seen {
    pub fn add(&mut self, value: &Option<Rational>) {
        match (value, self.bounds.take()) {
            (None, bounds) => (self.bounds, self.none) = (bounds, true),
            (Some(value), None) => self.bounds = Some((value.clone(), value.clone())),
            (Some(value), Some((low, high))) => {
                self.bounds = Some((low.min(value.clone()), high.max(value.clone())));
            }
        }
    }

    pub fn is(&self, extent: &Extent) -> bool {
        self.bounds == extent.bounds && self.none == extent.may_be_none
    }

    pub fn shown(&self) -> String {
        format!("{:?}, may be none: {}", self.bounds, self.none)
    }
}

/// With few completions an extent is exactly what they span. Returns what is wrong.
pub fn few(both: &Both<'_>, answers: &Answers, open: &[QuestionId]) -> Vec<String> {
    let outcome = Outcome::of(both.model, answers);
    let extents = extents(both.model, &outcome);
    let mut seen = vec![Seen::default(); extents.len()];
    all(both.model, answers, open, &mut |completion| {
        for (seen, value) in seen.iter_mut().zip(naive_row(both, answers, completion)) {
            seen.add(&value);
        }
    });
    let actions = both.model.actions.len();
    let mut wrong = both.outcome_differences(answers, &outcome);
    for (at, (extent, seen)) in extents.iter().zip(&seen).enumerate() {
        let exact = extent.exact || at >= extents.len() - actions;
        if !exact || !seen.is(extent) {
            wrong.push(format!("result {at}: {extent:?}, but {}", seen.shown()));
        }
    }
    wrong
}

/// With many completions an extent contains all of them, and is reached where it says so. Returns what is wrong, and how
/// many extents were open and exact.
pub fn many(both: &Both<'_>, answers: &Answers, open: &[QuestionId], random: &mut Random) -> (Vec<String>, usize) {
    let outcome = Outcome::of(both.model, answers);
    let extents = extents(both.model, &outcome);
    let mut wrong = both.outcome_differences(answers, &outcome);
    let check = |row: Row, wrong: &mut Vec<String>| {
        for (at, (extent, value)) in extents.iter().zip(&row).enumerate() {
            if !contains(extent, value) && wrong.len() < 5 {
                wrong.push(format!("result {at}: {extent:?} does not contain {value:?}"));
            }
        }
    };
    for _ in 0..20 {
        let completion = some(both.model, answers, open, random);
        check(naive_row(both, answers, &completion), &mut wrong);
    }
    let mut reached = 0;
    if count(both.model, open) <= 3 * MAX_COMPLETIONS {
        let mut seen = vec![Seen::default(); extents.len()];
        all(both.model, answers, open, &mut |completion| {
            let row = evaluated_row(both.model, answers, completion);
            seen.iter_mut().zip(&row).for_each(|(seen, value)| seen.add(value));
            check(row, &mut wrong);
        });
        for (at, (extent, seen)) in extents.iter().zip(&seen).enumerate() {
            let open = extent.bounds.as_ref().is_some_and(|(low, high)| low != high);
            reached += usize::from(extent.exact && open);
            if extent.exact && !seen.is(extent) && at < extents.len() - both.model.actions.len() {
                wrong.push(format!("result {at} is not exact: {extent:?}, but {}", seen.shown()));
            }
        }
    }
    (wrong, reached)
}
