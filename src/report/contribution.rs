//! What one question gives to the scores around it.

use std::collections::HashMap;

use super::Words;
use super::compose::Composer;
use super::explain::Explanation;
use crate::evaluate::Presence;
use crate::exact::Rational;
use crate::model::{AreaId, Number, NumberId, QuestionId, Rule, Unit};

/// What a question gives to a number.
#[derive(Debug, Clone, PartialEq)]
enum Gives {
    /// Nothing: it is not in it.
    Nothing,
    /// This much of it: the number is that and what the others give.
    Part(Rational),
    /// It decides in a way that has no part of its own: the lowest, a condition, a rounded number.
    ByFormula,
}

impl Gives {
    fn plus(self, other: Gives) -> Gives {
        match (self, other) {
            (Gives::ByFormula, _) | (_, Gives::ByFormula) => Gives::ByFormula,
            (Gives::Nothing, other) | (other, Gives::Nothing) => other,
            (Gives::Part(one), Gives::Part(other)) => Gives::Part(&one + &other),
        }
    }

    fn times(self, factor: &Rational) -> Gives {
        match self {
            Gives::Part(part) => Gives::Part(&part * factor),
            other => other,
        }
    }
}

impl Composer<'_> {
    /// A question's answer, its worth, and what it gives to the score of its area and of the areas around that one.
    pub(super) fn question_in_scores(&self, id: QuestionId) -> Explanation {
        let mut explanation = self.question_derivation(id);
        let Some(question) = self.naming.model.questions.get(id.0 as usize) else { return explanation };
        let words = self.naming.words;
        let counts = self.evaluation.effective(id).is_some() || self.evaluation.points(id).is_some();
        if !counts {
            let answered = self.evaluation.presence(id) == Presence::Answered;
            explanation.notes.extend(answered.then(|| words.say("explain-no-points")));
            return explanation;
        }
        // What a missing answer counts as comes before what that is worth.
        let at = explanation.notes.len().min(1);
        explanation.notes.insert(at, self.worth_words(id).unwrap_or_else(|| words.say("explain-no-points")));
        let parent = |id: &AreaId| self.naming.model.areas.get(id.0 as usize)?.parent;
        let mut gives = HashMap::new();
        for area in std::iter::successors(Some(question.area), parent) {
            explanation.parts.extend(self.in_score_of(area, id, &mut gives));
        }
        if explanation.parts.is_empty() {
            explanation.notes.push(words.say("explain-in-no-score"));
        }
        explanation
    }

    fn in_score_of(
        &self,
        area: AreaId,
        question: QuestionId,
        gives: &mut HashMap<NumberId, Gives>,
    ) -> Option<Explanation> {
        let words = self.naming.words;
        let score = self.naming.model.areas.get(area.0 as usize)?.score.as_ref()?;
        self.evaluation.score(area)?;
        let given = self.gives(score.number, question, gives);
        if given == Gives::Nothing {
            return None;
        }
        // The score alone: what else it comes from is another explanation.
        let mut explanation = Explanation { parts: Vec::new(), notes: Vec::new(), ..self.score_derivation(area) };
        if let Some(extent) = self.outcome.areas.get(area.0 as usize).and_then(|outcome| outcome.score.as_ref())
            && extent.known().is_none()
        {
            explanation.notes.push(self.open_words(extent, score.unit));
        }
        let Gives::Part(part) = given else {
            explanation.notes.push(words.say("explain-by-formula"));
            return Some(explanation);
        };
        explanation.notes.extend(self.weight_words(score.number, question));
        let mut from = Explanation::new(words.say("explain-from-question"));
        from.is = Some(match score.unit {
            Unit::Percent => words.percentage_points(&part),
            unit => words.number(&part, unit),
        });
        from.rounded = Words::is_rounded(&part, score.unit);
        from.exact = Some(part);
        explanation.parts.push(from);
        Some(explanation)
    }

    /// The weight of a question in the mean or the sum that a score is.
    fn weight_words(&self, score: NumberId, question: QuestionId) -> Option<String> {
        let words = self.naming.words;
        let (message, terms) = match self.naming.model.numbers.get(score.0 as usize)? {
            Number::Mean(terms) => ("explain-weight", terms),
            Number::Sum(terms) => ("explain-weight-in-sum", terms),
            _ => return None,
        };
        let (weight, _) = terms.iter().find(|(_, id)| {
            let node = self.naming.model.numbers.get(id.0 as usize);
            matches!(node, Some(Number::Points(of) | Number::Share(of) | Number::Given(of)) if *of == question)
        })?;
        let counted = terms.iter().filter(|(_, id)| self.evaluation.number(*id).is_some());
        let total = counted.fold(Rational::ZERO, |total, (weight, _)| &total + weight);
        let (weight, total) = (words.written_exactly(weight), words.written_exactly(&total));
        Some(words.with(message, &[("weight", weight.into()), ("total", total.into())]))
    }

    /// What `question` gives to a number with these answers.
    fn gives(&self, id: NumberId, question: QuestionId, known: &mut HashMap<NumberId, Gives>) -> Gives {
        if let Some(gives) = known.get(&id) {
            return gives.clone();
        }
        let gives = crate::model::deep(|| self.work_out_gives(id, question, known));
        known.insert(id, gives.clone());
        gives
    }

    fn work_out_gives(&self, id: NumberId, question: QuestionId, known: &mut HashMap<NumberId, Gives>) -> Gives {
        let model = self.naming.model;
        let Some(node) = model.numbers.get(id.0 as usize) else { return Gives::Nothing };
        let Some(number) = self.evaluation.number(id) else { return Gives::Nothing };
        let depends = |rules: &[Rule]| model.questions_behind(rules.iter().copied()).contains(&question);
        let by_formula = |depends: bool| if depends { Gives::ByFormula } else { Gives::Nothing };
        let mut weighted = |terms: &[(Rational, NumberId)]| {
            let counted = terms.iter().filter(|(_, term)| self.evaluation.number(*term).is_some());
            counted.fold((Gives::Nothing, Rational::ZERO), |(gives, weights), (weight, term)| {
                (gives.plus(self.gives(*term, question, known).times(weight)), &weights + weight)
            })
        };
        match node {
            Number::Points(of) | Number::Share(of) | Number::Given(of) if *of == question => {
                Gives::Part(number.clone())
            }
            Number::Constant(_) | Number::Points(_) | Number::Share(_) | Number::Given(_) => Gives::Nothing,
            Number::Score(area) => match model.areas.get(area.0 as usize).and_then(|area| area.score.as_ref()) {
                Some(score) => self.gives(score.number, question, known),
                None => Gives::Nothing,
            },
            Number::Value(value) => match model.values.get(value.0 as usize) {
                Some(value) => self.gives(value.number, question, known),
                None => Gives::Nothing,
            },
            Number::Linear { terms, .. } | Number::Sum(terms) => weighted(terms).0,
            Number::Mean(terms) => {
                let (gives, weights) = weighted(terms);
                gives.times(&Rational::ONE.checked_div(&weights).unwrap_or_default())
            }
            Number::Else(first, second) => {
                let taken = if self.evaluation.number(*first).is_some() { first } else { second };
                self.gives(*taken, question, known)
            }
            Number::Case { lines, otherwise } => {
                let taken = lines.iter().position(|(when, _)| self.evaluation.truth(*when));
                let asked = lines.iter().take(taken.map_or(lines.len(), |at| at.saturating_add(1)));
                match depends(&asked.map(|(when, _)| Rule::Truth(*when)).collect::<Vec<_>>()) {
                    true => Gives::ByFormula,
                    false => {
                        let number = taken.and_then(|at| lines.get(at)).map_or(*otherwise, |(_, then)| *then);
                        self.gives(number, question, known)
                    }
                }
            }
            Number::Round(..)
            | Number::Level(_)
            | Number::Min(_)
            | Number::Max(_)
            | Number::Count(_)
            | Number::Proportion(_) => by_formula(depends(&[Rule::Number(id)])),
        }
    }
}
