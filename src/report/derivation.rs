//! Numbers and conditions taken apart, down to the answers.

use super::Words;
use super::compose::Composer;
use super::explain::Explanation;
use crate::evaluate::Presence;
use crate::exact::Rational;
use crate::model::{
    AreaId, Number, NumberId, PolicyOrigin, Question, QuestionId, StandIn, StatePolicy, Truth, TruthId, Unit,
};

impl Composer<'_> {
    /// An area's score.
    pub(super) fn score_derivation(&self, id: AreaId) -> Explanation {
        let words = self.naming.words;
        let about = words.with("number-score", &[("area", words.quoted(&self.naming.area(id)).into())]);
        let Some(area) = self.naming.model.areas.get(id.0 as usize) else { return Explanation::new(about) };
        let Some(score) = &area.score else { return Explanation::new(about) };
        let mut explanation = self.number_derivation(score.number, Some(score.unit));
        explanation.about = about;
        let thresholds = super::compose::thresholds(area);
        let now = self.evaluation.score(id);
        explanation.is = Some(match now {
            Some(now) => words.number_beside(now, score.unit, &thresholds),
            None => words.say("no-value"),
        });
        explanation.rounded = now.is_some_and(|now| Words::is_rounded(now, score.unit));
        explanation.exact = now.cloned();
        explanation.rule = self.rule(score.span);
        if score.span.is_none() {
            // The mean has said how it is worked out, unless nothing is left of it.
            let arithmetic = explanation.notes.pop();
            let default =
                |arithmetic: String| words.with("explain-default-score", &[("arithmetic", arithmetic.into())]);
            explanation.notes.extend(arithmetic.map(default));
        }
        if self.outcome.areas.get(id.0 as usize).is_some_and(|outcome| outcome.nothing_left) {
            explanation.notes.push(words.say("nothing-left"));
        }
        explanation
    }

    /// A number and the numbers that it comes from.
    pub(super) fn number_derivation(&self, id: NumberId, unit: Option<Unit>) -> Explanation {
        let words = self.naming.words;
        let model = self.naming.model;
        let unit = model.unit_of(id).or(unit);
        let Some(node) = model.numbers.get(id.0 as usize) else { return Explanation::new("…") };
        let mut explanation = match node {
            Number::Score(area) => return self.score_derivation(*area),
            Number::Level(area) => return self.level_derivation(*area),
            Number::Points(question) | Number::Share(question) | Number::Given(question) => self.worth(*question, node),
            Number::Constant(number) => Explanation::new(self.naming.amount(number, unit)),
            Number::Value(value) => {
                let mut explanation = Explanation::new(words.quoted(&self.naming.value(*value)));
                if let Some(value) = model.values.get(value.0 as usize) {
                    explanation.rule = self.rule(Some(value.span));
                    explanation.parts = self.number_derivation(value.number, Some(value.unit)).parts;
                }
                explanation
            }
            Number::Linear { constant, terms } => self.linear(constant, terms, unit),
            Number::Sum(terms) => self.weighted("explain-sum", terms, unit),
            Number::Mean(terms) => {
                let mut mean = self.weighted("explain-mean", terms, unit);
                mean.notes.extend(self.mean_arithmetic(terms));
                mean
            }
            Number::Min(ids) => self.several("explain-min", ids, unit),
            Number::Max(ids) => self.several("explain-max", ids, unit),
            Number::Round(inner, digits) => {
                let mut explanation = Explanation::new(words.with("explain-round", &[("count", (*digits).into())]));
                explanation.parts.push(self.number_derivation(*inner, unit));
                explanation
            }
            Number::Else(one, other) => {
                let mut explanation = Explanation::new(words.say("explain-else"));
                explanation.parts.push(self.number_derivation(*one, unit));
                if self.evaluation.number(*one).is_none() {
                    explanation.parts.push(self.number_derivation(*other, unit));
                }
                explanation
            }
            Number::Case { lines, otherwise } => self.case(lines, *otherwise, unit),
            Number::Count(truths) => {
                let mut explanation = Explanation::new(words.say("explain-count"));
                explanation.parts = truths.iter().map(|id| self.truth_derivation(*id)).collect();
                explanation
            }
            Number::Proportion(members) => {
                let mut explanation = Explanation::new(words.say("explain-share"));
                for (counts, holds) in members {
                    let mut part = self.truth_derivation(*holds);
                    part.left_out = !self.evaluation.truth(*counts);
                    explanation.parts.push(part);
                }
                explanation
            }
        };
        let number = self.evaluation.number(id);
        if !matches!(node, Number::Constant(_)) {
            explanation.is = Some(match (number, unit) {
                (None, _) => words.say("no-value"),
                (Some(number), Some(Unit::Level(_))) => self.naming.amount(number, unit),
                (Some(number), unit) => words.number(number, unit.unwrap_or(Unit::Points)),
            });
        }
        explanation.left_out =
            number.is_none() && matches!(node, Number::Points(_) | Number::Share(_) | Number::Given(_));
        explanation.rounded = number.is_some_and(|number| Words::is_rounded(number, unit.unwrap_or(Unit::Points)));
        explanation.exact = number.cloned();
        explanation
    }

    /// What the answer of a question is worth.
    fn worth(&self, id: QuestionId, node: &Number) -> Explanation {
        let words = self.naming.words;
        let mut explanation = self.question_derivation(id);
        let answer = explanation.is.take().unwrap_or_default();
        let about = words.with("compare-equal", &[("left", explanation.about.into()), ("right", answer.into())]);
        explanation.about = about;
        if matches!(node, Number::Share(_)) {
            explanation.notes.extend(self.worth_words(id));
        }
        explanation
    }

    /// The worth of the answer that counts, between the lowest and the highest; none without points.
    pub(super) fn worth_words(&self, id: QuestionId) -> Option<String> {
        let words = self.naming.words;
        let (low, high) = self.naming.model.questions.get(id.0 as usize)?.bounds.as_ref()?;
        let points = self.evaluation.points(id)?;
        let exactly = |number: &Rational| words.written_exactly(number).into();
        Some(
            words
                .with("explain-worth", &[("points", exactly(&points)), ("low", exactly(low)), ("high", exactly(high))]),
        )
    }

    /// A question's answer, or its state and the policy for it.
    pub(super) fn question_derivation(&self, id: QuestionId) -> Explanation {
        let words = self.naming.words;
        let mut explanation = Explanation::new(words.quoted(&self.naming.question(id)));
        let Some(question) = self.naming.model.questions.get(id.0 as usize) else { return explanation };
        let given = self.response.answers.given.get(id.0 as usize).and_then(Option::as_ref);
        let presence = self.evaluation.presence(id);
        let (state, policy) = match presence {
            Presence::Answered => {
                explanation.is = given.map(|answer| self.naming.given(question, answer));
                return explanation;
            }
            Presence::Na => (self.naming.na(question), question.policies.na.as_ref()),
            Presence::Unanswered => (words.say("state-unanswered"), question.policies.unanswered.as_ref()),
            Presence::Hidden => (words.say("state-hidden"), question.policies.hidden.as_ref()),
            Presence::Outside => {
                explanation.is = Some(words.say("state-outside"));
                explanation
                    .notes
                    .push(words.with("explain-for", &[("roles", self.naming.roles(&question.roles).into())]));
                return explanation;
            }
        };
        explanation.is = Some(state);
        explanation.notes.push(self.policy(question, presence, policy));
        if let (Presence::Hidden, Some(condition)) = (presence, question.ask_when) {
            let condition = self.naming.subordinate().clause(condition);
            explanation.notes.push(words.with("explain-asked-when", &[("condition", condition.into())]));
        }
        explanation
    }

    /// What a missing answer counts as, and who said so.
    fn policy(&self, question: &Question, presence: Presence, policy: Option<&StatePolicy>) -> String {
        let words = self.naming.words;
        let Some(policy) = policy else {
            let own_worth = question.na.as_ref().and_then(|na| na.points.as_ref()).filter(|_| presence == Presence::Na);
            return match own_worth {
                Some(points) => words.with("policy-worth", &[("points", words.written_exactly(points).into())]),
                None if presence == Presence::Unanswered => words.say("policy-open"),
                None => words.say("policy-default"),
            };
        };
        let origin = match policy.origin {
            PolicyOrigin::Question => words.say("origin-question"),
            PolicyOrigin::Area(area) => {
                words.with("origin-area", &[("area", words.quoted(&self.naming.area(area)).into())])
            }
            PolicyOrigin::Model => words.say("origin-model"),
        };
        match policy.stand_in {
            StandIn::LeftOut => words.with("policy-left-out", &[("origin", origin.into())]),
            StandIn::Answer(index) => {
                let answer = self.naming.answer(question, index);
                words.with("policy-counts-as", &[("answer", answer.into()), ("origin", origin.into())])
            }
        }
    }

    fn linear(&self, constant: &Rational, terms: &[(Rational, NumberId)], unit: Option<Unit>) -> Explanation {
        let mut explanation = Explanation::new(self.naming.words.say("explain-sum"));
        if !constant.is_zero() {
            explanation.parts.push(Explanation::new(self.naming.amount(constant, unit)));
        }
        for (factor, id) in terms {
            let mut part = self.number_derivation(*id, unit);
            part.weight = (*factor != Rational::ONE).then(|| factor.clone());
            explanation.parts.push(part);
        }
        explanation
    }

    fn weighted(&self, message: &str, terms: &[(Rational, NumberId)], unit: Option<Unit>) -> Explanation {
        let mut explanation = Explanation::new(self.naming.words.say(message));
        let weighs = terms.iter().any(|(weight, _)| *weight != Rational::ONE);
        for (weight, id) in terms {
            let mut part = self.number_derivation(*id, unit);
            part.weight = weighs.then(|| weight.clone());
            part.left_out = self.evaluation.number(*id).is_none();
            explanation.parts.push(part);
        }
        explanation
    }

    /// `sum of weight × value / sum of weights`, over what counts.
    fn mean_arithmetic(&self, terms: &[(Rational, NumberId)]) -> Option<String> {
        let words = self.naming.words;
        let (mut total, mut weights, mut left_out) = (Rational::ZERO, Rational::ZERO, 0u64);
        for (weight, id) in terms {
            match self.evaluation.number(*id) {
                Some(number) => {
                    total = &total + &(weight * number);
                    weights = &weights + weight;
                }
                None => left_out = left_out.saturating_add(1),
            }
        }
        let (total, weights) = (words.written_exactly(&total), words.written_exactly(&weights));
        (weights != "0").then(|| {
            words.with(
                "explain-mean-of",
                &[("total", total.into()), ("weights", weights.into()), ("left-out", left_out.into())],
            )
        })
    }

    fn several(&self, message: &str, ids: &[NumberId], unit: Option<Unit>) -> Explanation {
        let mut explanation = Explanation::new(self.naming.words.say(message));
        for id in ids {
            let mut part = self.number_derivation(*id, unit);
            part.left_out = self.evaluation.number(*id).is_none();
            explanation.parts.push(part);
        }
        explanation
    }

    /// The first line that holds, with the lines before it that do not.
    fn case(&self, lines: &[(TruthId, NumberId)], otherwise: NumberId, unit: Option<Unit>) -> Explanation {
        let mut explanation = Explanation::new(self.naming.words.say("explain-case"));
        for (when, then) in lines {
            explanation.parts.push(self.truth_derivation(*when));
            if self.evaluation.truth(*when) {
                explanation.parts.push(self.number_derivation(*then, unit));
                return explanation;
            }
        }
        explanation.parts.push(self.number_derivation(otherwise, unit));
        explanation
    }

    /// A condition and its parts, each with whether it holds and what is the case.
    pub(super) fn truth_derivation(&self, id: TruthId) -> Explanation {
        let words = self.naming.words;
        let mut explanation = match self.naming.model.truths.get(id.0 as usize) {
            // A comparison with its guard is told as the comparison.
            Some(Truth::And(ids) | Truth::Or(ids)) if ids.len() > 1 && self.telling(ids).len() == 1 => {
                let telling = self.telling(ids);
                let only = telling.first().map(|only| self.truth_derivation(*only));
                let mut only = only.unwrap_or_else(|| Explanation::new(""));
                if self.is_left_out(ids) {
                    (only.left_out, only.holds) = (true, None);
                    return only;
                }
                only
            }
            Some(Truth::And(ids)) => {
                let mut all = Explanation::new(words.say("explain-all"));
                all.parts = ids.iter().map(|id| self.truth_derivation(*id)).collect();
                all
            }
            Some(Truth::Or(ids)) => {
                let mut one = Explanation::new(words.say("explain-any"));
                one.parts = ids.iter().map(|id| self.truth_derivation(*id)).collect();
                one
            }
            _ => Explanation::new(self.unmet(id)),
        };
        explanation.holds = Some(self.evaluation.truth(id));
        explanation
    }
}
