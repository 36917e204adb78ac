//! Questions about all possible responses.

use super::algebra::{Cheapest, Count};
use super::graph::{Graph, Node, Value, Variable, truth};
use super::natural::Natural;
use super::plan::closure;
use super::reading::{Reading, Slot};
use super::set::Set;
use super::walk::{Budget, Undecided, Walks};
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::exact::Rational;
use crate::model::{Answer, Domain, Model, QuestionId, RoleId};

/// All possible responses, as variables and rules over them; answers are kept from one question to the next.
#[derive(Default)]
pub struct Space {
    /// The rules.
    pub graph: Graph,
    counts: Walks<Count>,
    cheapest: Walks<Cheapest>,
}

/// How many of the possible responses: exactly, or between two proved bounds where counting would take too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// At least so many.
    pub at_least: Natural,
    /// At most so many.
    pub at_most: Natural,
    /// Of so many.
    pub of: Natural,
}

impl Share {
    /// Whether it is an exact count.
    pub fn is_exact(&self) -> bool {
        self.at_least == self.at_most
    }

    /// As numbers from 0 to 1, the lower and the upper bound; none where there are no responses.
    pub fn ratios(&self) -> Option<(Rational, Rational)> {
        Some((self.at_least.share_of(&self.of)?, self.at_most.share_of(&self.of)?))
    }

    /// Whether it is surely none of them.
    pub fn is_none(&self) -> bool {
        self.at_most.is_zero()
    }

    /// Whether it is surely all of them.
    pub fn is_all(&self) -> bool {
        self.at_least == self.of
    }
}

impl Space {
    /// How many responses lead to each combination of values. Counts are over the questions that matter to the
    /// targets; what does not matter multiplies all of them alike.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn distribution(
        &mut self,
        targets: &[Node],
        budget: &mut Budget,
    ) -> Result<Vec<(Vec<Value>, Natural)>, Undecided> {
        let mut support = Set::default();
        for target in targets {
            support.extend(self.graph.support(*target));
        }
        let (_, aside) = closure(&self.graph, &support);
        self.counts.distribution(&self.graph, targets, &aside, None, budget)
    }

    /// For how many responses a condition holds.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn count(&mut self, condition: Node, budget: &mut Budget) -> Result<Share, Undecided> {
        let (mut holding, mut of) = (Natural::ZERO, Natural::ZERO);
        for (values, count) in self.distribution(&[condition], budget)? {
            of = of.plus(&count);
            if values.first() == Some(&truth(true)) {
                holding = holding.plus(&count);
            }
        }
        Ok(Share { at_least: holding.clone(), at_most: holding, of })
    }

    /// How many possible responses there are.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn size(&mut self, budget: &mut Budget) -> Result<Natural, Undecided> {
        let mut size = Natural::ONE;
        let mut seen = Set::default();
        for variable in self.graph.variables() {
            if seen.contains(variable.0 as usize) {
                continue;
            }
            let mut support = Set::default();
            support.insert(variable.0 as usize);
            support.extend(self.graph.support(self.graph.when(variable)));
            let (together, _) = closure(&self.graph, &support);
            seen.extend(&together);
            let together: Vec<Variable> =
                together.iter().map(|id| Variable(u32::try_from(id).unwrap_or(u32::MAX))).collect();
            let found = self.counts.distribution(&self.graph, &[Graph::ALWAYS], &together, None, budget)?;
            size = size.times(&found.iter().fold(Natural::ZERO, |sum, (_, count)| sum.plus(count)));
        }
        Ok(size)
    }

    /// The cheapest response for which a condition holds, as answers to the variables that matter; none when there is
    /// no such response.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn witness(&mut self, condition: Node, budget: &mut Budget) -> Result<Option<Witness>, Undecided> {
        let only = truth(true);
        let found = self.cheapest.distribution(&self.graph, &[condition], &[], Some(&only), budget)?;
        let costing = found.into_iter().find(|(values, _)| values.first() == Some(&only)).map(|(_, costing)| costing);
        Ok(costing.map(|costing| Witness { cost: costing.cost, answers: self.cheapest.algebra.answers(costing) }))
    }
}

/// A response that shows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// What it costs: the number of answers away from their lowest, where nothing else was said.
    pub cost: u64,
    /// The answers that matter.
    pub answers: Vec<(Variable, u64)>,
}

/// The whole response of a witness: what does not matter is answered with the lowest.
pub fn response(reading: &Reading<'_>, witness: &Witness) -> Answers {
    let model = reading.model();
    let ids = || (0..u32::try_from(model.questions.len()).unwrap_or(u32::MAX)).map(QuestionId);
    let chosen: Vec<Option<Answer>> = ids().map(|id| answer(reading, id, witness)).collect();
    asked_only(model, reading.role(), &chosen)
}

/// The possible response with these answers to the questions that they let be asked.
pub(super) fn asked_only(model: &Model, role: Option<RoleId>, chosen: &[Option<Answer>]) -> Answers {
    let ids = || (0..u32::try_from(model.questions.len()).unwrap_or(u32::MAX)).map(QuestionId);
    let mut answers = Answers::blank(model, role);
    // Each round settles at least the questions that depend only on settled ones.
    for _ in 0..=model.questions.len() {
        let mut next = Answers::blank(model, role);
        let evaluation = Evaluation::new(model, &answers);
        for (id, answer) in ids().zip(chosen) {
            if !matches!(evaluation.presence(id), Presence::Outside | Presence::Hidden) {
                next.set(id, answer.clone());
            }
        }
        if next == answers {
            break;
        }
        answers = next;
    }
    answers
}

fn answer(reading: &Reading<'_>, id: QuestionId, witness: &Witness) -> Option<Answer> {
    let question = reading.model().questions.get(id.0 as usize)?;
    let of = |variable: &Variable| witness.answers.iter().find(|(its, _)| its == variable).map(|(_, answer)| *answer);
    let count = super::reading::answer_count(question);
    let lowest = || reading.lowest(question);
    match reading.known_slot(id) {
        Some(Slot::One(variable)) => Some(match of(variable) {
            Some(answer) if answer >= count => Answer::Na,
            Some(answer) => Answer::Index(answer),
            None => Answer::Index(lowest()),
        }),
        Some(Slot::Options(state, options)) => {
            if state.as_ref().and_then(of) == Some(1) {
                return Some(Answer::Na);
            }
            let taken = options.iter().enumerate().map(|(option, variable)| {
                let lowest = u64::from(reading.costs_points(question, u32::try_from(option).unwrap_or(0)));
                of(variable).unwrap_or(lowest) << (option & 63)
            });
            Some(Answer::Index(taken.sum()))
        }
        Some(Slot::Fixed(Some(answer))) => Some(Answer::Index(*answer)),
        Some(Slot::Fixed(None)) => Some(Answer::Na),
        Some(Slot::Never) | None => match question.domain {
            Domain::Text => None,
            _ => Some(Answer::Index(lowest())),
        },
    }
}
