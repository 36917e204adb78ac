//! Questions about all possible responses.

use super::algebra::{Cheapest, Costing, Count, Exists};
use super::bounds::{Searched, search};
use super::graph::{Graph, Node, Value, Variable, truth};
use super::known::Known;
use super::natural::Natural;
use super::plan::closure;
use super::senses::Sense;
use super::set::Set;
use super::walk::{Budget, Distribution, Insights, Undecided, Walks, Wanted};
use super::witness::Witness;
use crate::exact::Rational;

/// All possible responses, as variables and rules over them; answers are kept from one question to the next.
pub struct Space {
    /// The rules.
    pub graph: Graph,
    counts: Walks<Count>,
    cheapest: Walks<Cheapest>,
    /// What can be said where exact counts take too long: quickly, and more closely.
    quick: Walks<Count>,
    close: Walks<Count>,
}

/// The most states that a quick coarse walk keeps apart; a close one has more.
const COARSE: usize = 48;
const CLOSER: usize = 6;
/// A search that takes less than a walk would.
const FEW: u64 = 5_000;
/// An attempt that costs little.
const LITTLE: u64 = 50_000;

impl Default for Space {
    fn default() -> Space {
        Space::coarse(COARSE)
    }
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
    /// A space whose coarse walks keep at most about so many states apart: fewer are faster and say less.
    pub fn coarse(most: usize) -> Space {
        Space {
            graph: Graph::default(),
            counts: Walks::default(),
            cheapest: Walks::default(),
            quick: Walks::coarse(most),
            close: Walks::coarse(most.saturating_mul(CLOSER)),
        }
    }

    /// The same, but exact walks join areas along lines wherever they can, also where that saves nothing: to try it.
    pub fn along_lines(self) -> Space {
        Space { counts: Walks::along_lines(), cheapest: Walks::along_lines(), ..self }
    }

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
        let found = self.counts.distribution(&self.graph, targets, &aside, None, budget)?;
        let mut found: Vec<(Vec<Value>, Natural)> =
            found.into_iter().map(|(values, count)| (exactly(values), count)).collect();
        found.sort();
        Ok(found)
    }

    /// The cheapest response for each combination of values.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn cheapest_of(
        &mut self,
        targets: &[Node],
        budget: &mut Budget,
    ) -> Result<Vec<(Vec<Value>, Witness)>, Undecided> {
        let found = self.cheapest.distribution(&self.graph, targets, &[], None, budget)?;
        Ok(self.witnesses(found))
    }

    /// The cheapest response for combinations of values in which a pair of targets differs; some may be missing.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn cheapest_apart(
        &mut self,
        pairs: &[Node],
        budget: &mut Budget,
    ) -> Result<Vec<(Vec<Value>, Witness)>, Undecided> {
        let found = self.cheapest.where_apart(&self.graph, pairs, budget)?;
        Ok(self.witnesses(found))
    }

    fn witnesses(&self, found: Distribution<Costing>) -> Vec<(Vec<Value>, Witness)> {
        let witness = |(values, costing): (Vec<Known>, Costing)| {
            let answers = self.cheapest.algebra.answers(costing);
            (exactly(values), Witness { cost: costing.cost, answers, is_cheapest: true })
        };
        found.into_iter().map(witness).collect()
    }

    /// What matters to a node, and what holds beside its values: for questions, given as their variables, of which none
    /// decides whether another one is asked, and for conditions.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn insights(
        &mut self,
        target: Node,
        questions: &[Vec<Variable>],
        conditions: &[Node],
        budget: &mut Budget,
    ) -> Result<Insights, Undecided> {
        let mut support = self.graph.support(target).clone();
        conditions.iter().for_each(|condition| support.extend(self.graph.support(*condition)));
        let (all, _) = closure(&self.graph, &support);
        let its_own = self.graph.support(target);
        let aside = all.iter().filter(|id| !its_own.contains(*id));
        let aside: Vec<Variable> = aside.map(|id| Variable(u32::try_from(id).unwrap_or(u32::MAX))).collect();
        let wanted = Wanted { target, aside: &aside, questions, conditions };
        self.counts.insights(&self.graph, wanted, budget)
    }

    /// For how many responses a condition holds.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn count(&mut self, condition: Node, budget: &mut Budget) -> Result<Share, Undecided> {
        let mut shares = self.shares(condition, &[truth(true)], budget)?;
        shares.pop().ok_or(Undecided::Budget)
    }

    /// For how many responses a node has each of these values: exactly, or within proved bounds.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn shares(&mut self, node: Node, values: &[Value], budget: &mut Budget) -> Result<Vec<Share>, Undecided> {
        match budget.with_part(|part| self.distribution(&[node], part)) {
            Ok(found) => {
                let of = sum(found.iter().map(|(_, count)| count));
                let holding = |value: &Value| {
                    sum(found.iter().filter(|(its, _)| its.first() == Some(value)).map(|(_, count)| count))
                };
                let share = |holding: Natural| Share { at_least: holding.clone(), at_most: holding, of: of.clone() };
                Ok(values.iter().map(|value| share(holding(value))).collect())
            }
            Err(_) => self.bounds_of(node, values, budget),
        }
    }

    /// As [`shares`](Self::shares), where counting exactly has been tried: as close as the budget allows.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn bounds_of(&mut self, node: Node, values: &[Value], budget: &mut Budget) -> Result<Vec<Share>, Undecided> {
        let close = budget.with_part(|part| self.bounds(node, values, false, part));
        close.or_else(|_| self.coarse_shares(node, values, budget))
    }

    /// As [`count`](Self::count), but exactly or not at all.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn count_exactly(&mut self, condition: Node, budget: &mut Budget) -> Result<Share, Undecided> {
        let found = self.distribution(&[condition], budget)?;
        let holding = found.iter().filter(|(values, _)| values.first() == Some(&truth(true)));
        let holding = sum(holding.map(|(_, count)| count));
        Ok(Share { at_least: holding.clone(), at_most: holding, of: sum(found.iter().map(|(_, count)| count)) })
    }

    /// As [`shares`](Self::shares), but without an attempt to be exact or close.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn coarse_shares(
        &mut self,
        node: Node,
        values: &[Value],
        budget: &mut Budget,
    ) -> Result<Vec<Share>, Undecided> {
        self.bounds(node, values, true, budget)
    }

    fn bounds(
        &mut self,
        node: Node,
        values: &[Value],
        quick: bool,
        budget: &mut Budget,
    ) -> Result<Vec<Share>, Undecided> {
        let (all, aside) = closure(&self.graph, self.graph.support(node));
        let all: Vec<Variable> = all.iter().map(|id| Variable(u32::try_from(id).unwrap_or(u32::MAX))).collect();
        let everything = self.counts.distribution(&self.graph, &[Graph::ALWAYS], &all, None, budget)?;
        let of = sum(everything.iter().map(|(_, count)| count));
        let walks = if quick { &mut self.quick } else { &mut self.close };
        let found = walks.distribution(&self.graph, &[node], &aside, None, budget)?;
        // A coarse walk may count a response twice, but it leaves none out.
        let most = |which: &dyn Fn(&Known) -> bool| {
            sum(found.iter().filter(|(known, _)| known.first().is_some_and(which)).map(|(_, count)| count))
                .min(of.clone())
        };
        let shares = values.iter().map(|value| Share {
            at_least: of.minus(&most(&|known| known.may_differ(value))),
            at_most: most(&|known| known.may_be(value)),
            of: of.clone(),
        });
        Ok(shares.collect())
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
            size = size.times(&sum(found.iter().map(|(_, count)| count)));
        }
        Ok(size)
    }

    /// A response for which a condition holds, as answers to the variables that matter: the cheapest one where that can
    /// be told. None when there is no such response.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn witness(&mut self, condition: Node, budget: &mut Budget) -> Result<Option<Witness>, Undecided> {
        // What a walk leaves undecided, a search may find.
        let mut kept = budget.take(budget.left() / 3);
        let found = self.walked(condition, budget);
        let found = match found {
            Err(Undecided::Budget) => self.searched(condition, &mut kept),
            found => found,
        };
        budget.give_back(kept);
        found
    }

    /// As [`witness`](Self::witness), by a walk where all answers can be looked at.
    fn walked(&mut self, condition: Node, budget: &mut Budget) -> Result<Option<Witness>, Undecided> {
        let only = truth(true);
        let mut little = budget.take(LITTLE);
        let mut found = self.cheapest.distribution(&self.graph, &[condition], &[], Some(&only), &mut little);
        budget.give_back(little);
        if matches!(found, Err(Undecided::LongRange(_))) {
            return self.among_many(condition, budget);
        }
        // Most of what takes long is never: that is proved faster than looked for.
        for quick in [true, false] {
            if found.is_err() {
                let shares = budget.with_part(|part| self.bounds(condition, std::slice::from_ref(&only), quick, part));
                if shares.is_ok_and(|shares| shares.first().is_some_and(Share::is_none)) {
                    return Ok(None);
                }
            }
        }
        if found == Err(Undecided::Budget) {
            let exact =
                |part: &mut Budget| self.cheapest.distribution(&self.graph, &[condition], &[], Some(&only), part);
            found = budget.with_part(exact);
        }
        let found = found?;
        Ok(Witness::of(&self.cheapest, found))
    }

    /// As [`witness`](Self::witness), where a question has too many answers to look at them one by one.
    fn among_many(&mut self, condition: Node, budget: &mut Budget) -> Result<Option<Witness>, Undecided> {
        let found = budget.with_part(|part| self.searched(condition, part));
        if found == Ok(None) {
            return found;
        }
        // Where more of a number never changes its sense, the ends of a range are enough to find the cheapest.
        match budget.with_part(|part| self.cheapest(condition, part)) {
            Ok(cheapest) => Ok(cheapest),
            Err(_) if found.is_ok() => found,
            Err(_) => self.searched(condition, budget),
        }
    }

    /// Any response for which a condition holds, found by narrowing and halving what is left of the answers: it does not
    /// matter how many answers a question has.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn searched(&mut self, condition: Node, budget: &mut Budget) -> Result<Option<Witness>, Undecided> {
        let answers = match search(&mut self.graph, condition, budget)? {
            Searched::Nothing => return Ok(None),
            Searched::Found(answers) => answers,
        };
        let cost = |(variable, answer): &(Variable, u64)| self.graph.answers(*variable).cost.of(*answer);
        let cost = answers.iter().map(cost).fold(0, u64::saturating_add);
        Ok(Some(Witness { cost, answers, is_cheapest: cost == 0 }))
    }
}

/// The values, which an exact walk knows all.
fn exactly(values: Vec<Known>) -> Vec<Value> {
    let exactly = |known: Known| match known {
        Known::Exactly(value) => Some(value),
        Known::Within(_) | Known::Anything => None,
    };
    values.into_iter().filter_map(exactly).collect()
}

fn sum<'a>(counts: impl Iterator<Item = &'a Natural>) -> Natural {
    counts.fold(Natural::ZERO, |sum, count| sum.plus(count))
}

impl Space {
    /// As [`witness`](Self::witness), for one query alone: what cannot be the cheapest is dropped on the way.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn cheapest(&self, condition: Node, budget: &mut Budget) -> Result<Option<Witness>, Undecided> {
        let only = truth(true);
        let mut walks: Walks<Cheapest> = Walks::for_best(&self.graph, condition, Sense::UP);
        let found = walks.distribution(&self.graph, &[condition], &[], Some(&only), budget)?;
        Ok(Witness::of(&walks, found))
    }

    /// Whether there is a response for which a condition holds.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn exists(&mut self, condition: Node, budget: &mut Budget) -> Result<bool, Undecided> {
        // Most often one of the first responses that are tried shows it, or bounds rule it out.
        let mut few = budget.take(FEW);
        let found = search(&mut self.graph, condition, &mut few);
        budget.give_back(few);
        if let Ok(found) = found {
            return Ok(found != Searched::Nothing);
        }
        let only = truth(true);
        let mut walks: Walks<Exists> = Walks::for_best(&self.graph, condition, Sense::UP);
        let found = walks.distribution(&self.graph, &[condition], &[], Some(&only), budget)?;
        Ok(found.iter().any(|(values, ())| values.first() == Some(&Known::Exactly(only.clone()))))
    }

    /// The lowest and the highest value of a node, over the responses that give it one.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn extremes(&self, node: Node, budget: &mut Budget) -> Result<Option<(Rational, Rational)>, Undecided> {
        let mut end = |sense: Sense| {
            let mut walks: Walks<Exists> = Walks::for_best(&self.graph, node, sense);
            let found = walks.distribution(&self.graph, &[node], &[], None, budget)?;
            let value = |known: Known| if let Known::Exactly(value) = known { value } else { None };
            let values: Vec<Rational> =
                found.into_iter().filter_map(|(values, ())| value(values.into_iter().next()?)).collect();
            Ok(if sense == Sense::UP { values.into_iter().max() } else { values.into_iter().min() })
        };
        Ok(end(Sense::DOWN)?.zip(end(Sense::UP)?))
    }
}
