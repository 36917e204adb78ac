//! The row evaluator: one response, read by the compiled model. This is what a model means.

use std::cell::{Cell, OnceCell};

use crate::exact::Rational;
use crate::model::{
    ActionId, Adoption, Answer, Area, AreaId, Bound, Domain, Gating, Model, Number, NumberId, Question, QuestionId,
    QuestionState, RoleId, Sign, StandIn, StatePolicy, Truth, TruthId, ValueId,
};

/// The answers of one respondent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The role; none in a model without roles.
    pub role: Option<RoleId>,
    /// One entry a question, in the model's order; none: unanswered (or not asked).
    pub given: Vec<Option<Answer>>,
}

impl Answers {
    /// No question answered.
    pub fn blank(model: &Model, role: Option<RoleId>) -> Answers {
        Answers { role, given: vec![None; model.questions.len()] }
    }

    /// What was given to a question.
    pub fn get(&self, question: QuestionId) -> Option<&Answer> {
        self.given.get(question.0 as usize).and_then(Option::as_ref)
    }

    /// Answers a question, or takes its answer back.
    pub fn set(&mut self, question: QuestionId, answer: Option<Answer>) {
        if let Some(slot) = self.given.get_mut(question.0 as usize) {
            *slot = answer;
        }
    }
}

/// How a question stands for a respondent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Not for this role.
    Outside,
    /// `ask when` does not hold.
    Hidden,
    /// Asked, but not answered.
    Unanswered,
    /// Not applicable.
    Na,
    /// Answered.
    Answered,
}

/// A response read by a model. Each number and condition is worked out when it is asked for, and once.
///
/// The compiler has proved that rules do not depend on each other in a circle, so that working them out ends.
pub struct Evaluation<'a> {
    model: &'a Model,
    answers: &'a Answers,
    /// What unanswered questions count as in one completion of the response; see [`Evaluation::completed`].
    completion: Option<&'a Answers>,
    effective: Vec<OnceCell<Option<u64>>>,
    numbers: Vec<OnceCell<Option<Rational>>>,
    truths: Vec<OnceCell<bool>>,
    empty: Vec<OnceCell<bool>>,
    levels: Vec<OnceCell<Option<u32>>>,
    /// How many numbers and conditions are being worked out, each for the one before it.
    depth: Cell<u32>,
}

impl<'a> Evaluation<'a> {
    /// Reads `answers` by `model`. What is unanswered and under no policy is left out;
    /// [`Outcome`](super::Outcome) gives the range of what is possible then.
    pub fn new(model: &'a Model, answers: &'a Answers) -> Evaluation<'a> {
        Evaluation {
            model,
            answers,
            completion: None,
            effective: vec![OnceCell::new(); model.questions.len()],
            numbers: vec![OnceCell::new(); model.numbers.len()],
            truths: vec![OnceCell::new(); model.truths.len()],
            empty: vec![OnceCell::new(); model.areas.len()],
            levels: vec![OnceCell::new(); model.areas.len()],
            depth: Cell::new(0),
        }
    }

    /// As [`new`](Self::new), where each unanswered question counts as what `completion` answers. `is answered` still
    /// sees that it is not.
    pub fn completed(model: &'a Model, answers: &'a Answers, completion: &'a Answers) -> Evaluation<'a> {
        Evaluation { completion: Some(completion), ..Evaluation::new(model, answers) }
    }

    /// The model that reads.
    pub fn model(&self) -> &'a Model {
        self.model
    }

    /// How a question stands for this respondent.
    pub fn presence(&self, id: QuestionId) -> Presence {
        let Some(question) = self.question(id) else { return Presence::Outside };
        if !question.roles.contains(self.answers.role) {
            return Presence::Outside;
        }
        if question.ask_when.is_some_and(|condition| !self.truth(condition)) {
            return Presence::Hidden;
        }
        match self.answers.get(id) {
            None => Presence::Unanswered,
            Some(Answer::Na) => Presence::Na,
            Some(Answer::Index(_) | Answer::Text(_)) => Presence::Answered,
        }
    }

    /// The answer that counts: the given one, or what its policy lets a missing one count as. None: it is left out.
    pub fn effective(&self, id: QuestionId) -> Option<u64> {
        *self.effective.get(id.0 as usize)?.get_or_init(|| self.work_out_effective(id))
    }

    fn work_out_effective(&self, id: QuestionId) -> Option<u64> {
        let question = self.question(id)?;
        match self.presence(id) {
            Presence::Outside => None,
            Presence::Hidden => stand_in(&question.policies.hidden),
            Presence::Na => stand_in(&question.policies.na),
            Presence::Answered => index(self.answers.get(id)),
            Presence::Unanswered if question.policies.unanswered.is_some() => stand_in(&question.policies.unanswered),
            Presence::Unanswered => match self.completion.and_then(|completion| completion.get(id)) {
                Some(Answer::Na) => stand_in(&question.policies.na),
                completed => index(completed),
            },
        }
    }

    /// The worth of the answer that counts; that of `na` where it has one of its own.
    pub fn points(&self, id: QuestionId) -> Option<Rational> {
        let question = self.question(id)?;
        if let Some(answer) = self.effective(id) {
            return worth(self.model, question, answer);
        }
        let completed_na = || {
            self.presence(id) == Presence::Unanswered
                && question.policies.unanswered.is_none()
                && self.completion.and_then(|completion| completion.get(id)) == Some(&Answer::Na)
        };
        match question.policies.na.is_none() && (self.presence(id) == Presence::Na || completed_na()) {
            true => question.na.as_ref().and_then(|na| na.points.clone()),
            false => None,
        }
    }

    /// The value of a number node; none when it has none.
    pub fn number(&self, id: NumberId) -> Option<&Rational> {
        let (memo, number) = (self.numbers.get(id.0 as usize)?, self.model.numbers.get(id.0 as usize)?);
        memo.get_or_init(|| self.deeper(|| self.work_out(number))).as_ref()
    }

    fn work_out(&self, number: &Number) -> Option<Rational> {
        match number {
            Number::Constant(value) => Some(value.clone()),
            Number::Points(question) => self.points(*question),
            Number::Share(question) => {
                let (low, high) = self.question(*question)?.bounds.as_ref()?;
                (&self.points(*question)? - low).checked_div(&(high - low))
            }
            Number::Given(question) => match &self.question(*question)?.domain {
                Domain::Range(range) => Some(range.value(self.effective(*question)?)),
                _ => None,
            },
            Number::Score(area) => self.score(*area).cloned(),
            Number::Level(area) => self.level(*area).map(|rank| Rational::from(i64::from(rank))),
            Number::Value(value) => self.value(*value).cloned(),
            Number::Linear { constant, terms } => terms
                .iter()
                .try_fold(constant.clone(), |sum, (factor, term)| Some(&sum + &(factor * self.number(*term)?))),
            Number::Sum(terms) => Some(self.weighted(terms).0),
            Number::Mean(terms) => {
                let (sum, weight) = self.weighted(terms);
                sum.checked_div(&weight)
            }
            Number::Min(terms) => terms.iter().filter_map(|term| self.number(*term)).min().cloned(),
            Number::Max(terms) => terms.iter().filter_map(|term| self.number(*term)).max().cloned(),
            Number::Round(inner, digits) => Some(self.number(*inner)?.round(*digits)),
            Number::Else(first, second) => self.number(*first).or_else(|| self.number(*second)).cloned(),
            Number::Case { lines, otherwise } => {
                let line = lines.iter().find(|(condition, _)| self.truth(*condition));
                self.number(line.map_or(*otherwise, |(_, number)| *number)).cloned()
            }
            Number::Count(conditions) => {
                Some(count(conditions.iter().filter(|condition| self.truth(**condition)).count()))
            }
            Number::Proportion(members) => {
                let present: Vec<_> = members.iter().filter(|(present, _)| self.truth(*present)).collect();
                let holding = present.iter().filter(|(_, holds)| self.truth(*holds)).count();
                count(holding).checked_div(&count(present.len()))
            }
        }
    }

    /// Sum and total weight of the terms that have a value.
    fn weighted(&self, terms: &[(Rational, NumberId)]) -> (Rational, Rational) {
        let (mut sum, mut total) = (Rational::ZERO, Rational::ZERO);
        for (weight, term) in terms {
            if let Some(value) = self.number(*term) {
                sum = &sum + &(weight * value);
                total = &total + weight;
            }
        }
        (sum, total)
    }

    /// Whether a condition holds.
    pub fn truth(&self, id: TruthId) -> bool {
        let (Some(memo), Some(truth)) = (self.truths.get(id.0 as usize), self.model.truths.get(id.0 as usize)) else {
            return false;
        };
        *memo.get_or_init(|| self.deeper(|| self.holds(truth)))
    }

    fn holds(&self, truth: &Truth) -> bool {
        match truth {
            Truth::Constant(value) => *value,
            Truth::And(parts) => parts.iter().all(|part| self.truth(*part)),
            Truth::Or(parts) => parts.iter().any(|part| self.truth(*part)),
            Truth::Compare(left, op, right) => match (self.number(*left), self.number(*right)) {
                (Some(left), Some(right)) => op.holds(left.cmp(right)),
                _ => false,
            },
            Truth::Answer(question, spans) => self
                .effective(*question)
                .is_some_and(|answer| spans.iter().any(|(first, last)| (*first..=*last).contains(&answer))),
            Truth::Has(question, option, sign) => {
                let has = |set: u64| set.checked_shr(*option).unwrap_or(0) & 1 == 1;
                self.effective(*question).is_some_and(|set| is(*sign, has(set)))
            }
            Truth::HasAtLeast(question, least, sign) => {
                self.effective(*question).is_some_and(|set| is(*sign, set.count_ones() >= *least))
            }
            Truth::State(question, state, sign) => is(*sign, self.in_state(*question, *state)),
            Truth::Present(number, sign) => is(*sign, self.number(*number).is_some()),
            Truth::Counts(question, sign) => is(*sign, self.effective(*question).is_some()),
            Truth::Suggested(action, sign) => is(*sign, self.suggested(*action)),
        }
    }

    fn in_state(&self, question: QuestionId, state: QuestionState) -> bool {
        match state {
            QuestionState::Answered => matches!(self.presence(question), Presence::Answered | Presence::Na),
            QuestionState::Unanswered => self.presence(question) == Presence::Unanswered,
            QuestionState::Na => self.presence(question) == Presence::Na,
            QuestionState::Hidden => self.presence(question) == Presence::Hidden,
        }
    }

    /// An area's score; none when it has none or nothing is left in it.
    pub fn score(&self, id: AreaId) -> Option<&Rational> {
        let number = self.area(id)?.score.as_ref()?.number;
        if self.nothing_left(id) { None } else { self.number(number) }
    }

    /// Whether the area has questions, but none of them counts for this respondent.
    pub fn nothing_left(&self, id: AreaId) -> bool {
        self.empty.get(id.0 as usize).is_some_and(|memo| {
            *memo.get_or_init(|| {
                let mut questions = self.model.questions_within(id).peekable();
                questions.peek().is_some() && questions.all(|q| self.effective(q).is_none() && self.points(q).is_none())
            })
        })
    }

    /// The rank of an area's level; none when it has none or nothing is left in it.
    pub fn level(&self, id: AreaId) -> Option<u32> {
        let (memo, area) = (self.levels.get(id.0 as usize)?, self.area(id)?);
        *memo.get_or_init(|| self.work_out_level(id, area))
    }

    fn work_out_level(&self, id: AreaId, area: &Area) -> Option<u32> {
        let adoption = area.adoption.as_ref()?;
        if self.nothing_left(id) {
            return None;
        }
        // Without the number that decides there is no level, not even the lowest.
        let decides_score = adoption.level.is_none() && adoption.rules.iter().any(|rule| rule.lower.is_some());
        if decides_score && self.score(id).is_none() {
            return None;
        }
        if let Some(level) = adoption.level {
            self.number(level)?;
        }
        let met = |rank: &usize| self.meets(id, adoption, *rank);
        let ranks = 1..adoption.rules.len();
        let rank = match adoption.gating {
            Gating::Cumulative => ranks.take_while(met).last(),
            Gating::Highest => ranks.filter(met).last(),
        };
        u32::try_from(rank.unwrap_or(0)).ok()
    }

    /// Whether a level's own bound and requirements hold, whatever the levels below it do.
    pub fn meets(&self, id: AreaId, adoption: &Adoption, rank: usize) -> bool {
        let Some(rule) = adoption.rules.get(rank) else { return false };
        self.reaches(id, adoption, rank)
            && rule.requires.iter().all(|r| !r.roles.contains(self.answers.role) || self.truth(r.condition))
    }

    /// Whether a level's lower bound holds; the area's `level` formula stands in its place.
    pub fn reaches(&self, id: AreaId, adoption: &Adoption, rank: usize) -> bool {
        if let Some(level) = adoption.level {
            return self.number(level).is_some_and(|level| *level >= count(rank));
        }
        match adoption.rules.get(rank).and_then(|rule| rule.lower.as_ref()) {
            Some(Bound { value, inclusive, .. }) => {
                self.score(id).is_some_and(|score| if *inclusive { score >= value } else { score > value })
            }
            None => true,
        }
    }

    /// A declared value; none when it has none.
    pub fn value(&self, id: ValueId) -> Option<&Rational> {
        self.number(self.model.values.get(id.0 as usize)?.number)
    }

    /// The respondent's role.
    pub fn role(&self) -> Option<RoleId> {
        self.answers.role
    }

    /// Whether an action is suggested to this respondent.
    pub fn suggested(&self, id: ActionId) -> bool {
        let action = self.model.actions.get(id.0 as usize);
        action.is_some_and(|action| action.roles.contains(self.answers.role) && self.truth(action.suggest_when))
    }

    /// One step down the graph. A look at the stack costs as much as many a step, so that one in eight takes it.
    fn deeper<T>(&self, step: impl FnOnce() -> T) -> T {
        let depth = self.depth.get();
        self.depth.set(depth.wrapping_add(1));
        let result = if depth & 7 == 7 { crate::model::deep(step) } else { step() };
        self.depth.set(depth);
        result
    }

    fn question(&self, id: QuestionId) -> Option<&'a Question> {
        self.model.questions.get(id.0 as usize)
    }

    fn area(&self, id: AreaId) -> Option<&'a Area> {
        self.model.areas.get(id.0 as usize)
    }
}

/// The worth of an answer; none where the question does not score.
pub fn worth(model: &Model, question: &Question, answer: u64) -> Option<Rational> {
    let options = |scale: crate::model::ScaleId| model.scales.get(scale.0 as usize).map(|scale| &scale.options);
    match &question.domain {
        Domain::Choice(choice) => options(choice.scale)?.get(usize::try_from(answer).ok()?)?.points.clone(),
        Domain::AnyOf(any) => {
            question.bounds.as_ref()?;
            let taken = options(any.scale)?.iter().enumerate().filter(|(i, _)| answer >> (i & 63) & 1 == 1);
            taken.map(|(_, option)| option.points.clone()).try_fold(Rational::ZERO, |sum, points| Some(&sum + &points?))
        }
        Domain::Range(range) => Some(range.points(answer)),
        Domain::Text => None,
    }
}

fn is(sign: Sign, holds: bool) -> bool {
    holds == (sign == Sign::Is)
}

fn stand_in(policy: &Option<StatePolicy>) -> Option<u64> {
    match policy {
        Some(StatePolicy { stand_in: StandIn::Answer(answer), .. }) => Some(*answer),
        Some(StatePolicy { stand_in: StandIn::LeftOut, .. }) | None => None,
    }
}

fn index(answer: Option<&Answer>) -> Option<u64> {
    match answer {
        Some(Answer::Index(index)) => Some(*index),
        Some(Answer::Na | Answer::Text(_)) | None => None,
    }
}

fn count(n: usize) -> Rational {
    Rational::from(i64::try_from(n).unwrap_or(i64::MAX))
}
