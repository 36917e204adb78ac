//! A sum or a mean held against a number, part by part: whether another answer to one question can ever carry it over,
//! and by which answers to the others.
//!
//! A mean reaches a number when `Σ weight × (value − number)` reaches 0, whatever is missing: missing parts add nothing
//! to that. So each part adds one of a few whole numbers, and what all parts but one can add up to is a set of them.

use super::effects::Move;
use super::held::{self, Held};
use super::parts::{Added, Part, Tried};
use super::sums::Sums;
use crate::analyse::graph::{Graph, Node, Variable};
use crate::exact::{Compare, Rational};

/// See the module.
#[derive(Debug)]
pub struct Threshold {
    op: Compare,
    added: Added,
    /// What makes whole numbers of all that is added.
    scale: Rational,
    /// What the sum is held against.
    goal: i64,
    parts: Vec<Part>,
    /// For each part what each way to answer its questions adds; none where a need is not fulfilled.
    adds: Vec<Vec<Option<i64>>>,
    /// For each part a way for each number that it can add.
    ways: Vec<Vec<usize>>,
    sums: Sums,
}

/// A way to answer the questions of a part, what it adds, and what it may add instead.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    part: usize,
    way: usize,
    before: i64,
    after: i64,
}

impl Threshold {
    /// Only responses that fulfil `needs` count, as far as these look at few questions each. Where a part has too many
    /// answers to look at each, only those of responses that were `tried` are. None for what is added up in other ways.
    pub fn new(graph: &Graph, held: &Held, needs: &[(Node, bool)], tried: &Tried) -> Option<Threshold> {
        let added = Added::new(graph, held)?;
        let mut needs = needs.to_vec();
        let parts = added.parts(graph, &mut needs, tried)?;
        let all: Vec<Vec<Option<Rational>>> =
            parts.iter().map(|part| added.adds(graph, part, &needs)).collect::<Option<_>>()?;
        let scale = scale(all.iter().flatten().flatten().chain([&added.goal]))?;
        let whole = |number: &Rational| (number * &scale).to_i64();
        let goal = whole(&added.goal)?;
        let adds = all.iter().map(|adds| {
            let adds = adds.iter().map(|add| match add {
                None => Some(None),
                Some(add) => whole(add).map(Some),
            });
            adds.collect::<Option<Vec<Option<i64>>>>()
        });
        let adds: Vec<Vec<Option<i64>>> = adds.collect::<Option<_>>()?;
        let ways: Vec<Vec<usize>> = adds.iter().map(|adds| one_way_each(adds)).collect();
        let numbers = ways.iter().zip(&adds).map(|(ways, adds)| ways.iter().filter_map(|way| adds[*way]).collect());
        let sums = Sums::new(numbers.collect(), goal)?;
        Some(Threshold { op: held.op, added, scale, goal, parts, adds, ways, sums })
    }

    /// What a move turns.
    pub fn moved(&self, change: Move) -> Vec<Turn> {
        let moves = self.parts.iter().enumerate().flat_map(|(at, part)| {
            let moves = part.moves(change).into_iter();
            moves.map(move |(before, after)| (at, before, after))
        });
        let turn = |(at, way, other): (usize, usize, usize)| {
            let after = (*self.adds[at].get(other)?)?;
            Some(Turn { part: at, way, before: self.adds[at][way]?, after })
        };
        moves.filter_map(turn).collect()
    }

    /// What other weights of its terms turn, if these are all in one part.
    pub fn reweighted(&self, graph: &Graph, other: &Held) -> Option<Vec<Turn>> {
        let other = Added::new(graph, other)?;
        let terms = self.added.terms.iter().zip(&other.terms);
        let mut changed = terms.filter(|((weight, _), (other, _))| weight != other).map(|((_, term), _)| *term);
        let at = self.part_of(graph, changed.next()?)?;
        if !changed.all(|term| graph.support(term).within(&self.parts[at].group)) {
            return None;
        }
        let adds = other.adds(graph, &self.parts[at], &[])?;
        let turn = |(way, (before, after)): (usize, (&Option<i64>, Option<Rational>))| {
            Some(Turn { part: at, way, before: (*before)?, after: (&after? * &self.scale).to_i64()? })
        };
        Some(self.adds[at].iter().zip(adds).enumerate().filter_map(turn).collect())
    }

    /// The part that adds a term.
    pub fn part_of(&self, graph: &Graph, term: Node) -> Option<usize> {
        self.parts.iter().position(|part| graph.support(term).meets(&part.group))
    }

    /// The part with a variable, if not all its answers are looked at.
    pub fn large_part_of(&self, variable: Variable) -> Option<usize> {
        self.parts.iter().position(|part| !part.is_whole() && part.group.contains(variable.0 as usize))
    }

    /// What the one term of a part is held against when the other parts are answered like this: where it decides.
    pub fn within(&self, graph: &Graph, part: usize) -> Vec<(Vec<(Variable, u64)>, Held)> {
        let mut terms = self.added.terms_of(graph, &self.parts[part]);
        let (Some((factor, term)), None) = (terms.next(), terms.next()) else { return Vec::new() };
        let adds = || self.adds[part].iter().flatten().copied();
        let (Some(least), Some(most)) = (adds().min(), adds().max()) else { return Vec::new() };
        let third = (most - least) / 3;
        // Best so that it lies in the middle of what the part can add.
        let windows = [(least + third, most - third), (least + 1, least + third), (most - third, most)];
        let mut found = Vec::new();
        for (from, to) in windows {
            let Some(places) = self.sums.without(part, self.goal - to, self.goal - from) else { continue };
            let mut others = 0;
            let mut answers = Vec::new();
            for (at, place) in places.into_iter().enumerate().filter(|(at, _)| *at != part) {
                let way = self.ways[at][place];
                others += self.adds[at][way].unwrap_or(0);
                answers.extend(self.parts[at].answers(way));
            }
            let left = Rational::from(self.goal - others).checked_div(&(&self.scale * factor));
            let Some(value) = left.map(|left| &left + &self.added.shift) else { continue };
            let op = if factor.is_negative() { self.op.turned() } else { self.op };
            let inner = held::around(graph, (*term, op, value));
            found.extend(inner.into_iter().map(|inner| (answers.clone(), inner)));
        }
        found
    }

    /// Answers to its questions with which a turn carries the number over, one after the other until one is `shown`.
    pub fn is_crossed(&self, turns: &[Turn], shown: &mut dyn FnMut(Vec<(Variable, u64)>) -> bool) -> bool {
        let mut tried: Vec<(i64, i64)> = Vec::new();
        for Turn { part: at, way, before, after } in turns.iter().copied() {
            if before == after || tried.contains(&(before, after)) {
                continue;
            }
            tried.push((before, after));
            for (low, high) in self.between(before.min(after), before.max(after)) {
                let Some(others) = self.sums.without(at, low, high) else { continue };
                let mut answers: Vec<(Variable, u64)> = self.parts[at].answers(way);
                let others = self.parts.iter().zip(others).enumerate().filter(|(other, _)| *other != at);
                answers.extend(others.flat_map(|(other, (part, number))| part.answers(self.ways[other][number])));
                if shown(answers) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether it is proved that a move never carries the number over, where it has a value before and after. That is
    /// said only of thresholds without needs.
    pub fn is_never_crossed(&self, change: Move) -> bool {
        let is_whole = self.sums.is_exact() && self.parts.iter().all(Part::is_whole);
        is_whole && !self.is_crossed(&self.moved(change), &mut |_| true)
    }

    /// What the others add up to where it matters whether a part adds less or more: from the one to below the other.
    fn between(&self, less: i64, more: i64) -> Vec<(i64, i64)> {
        let (from, to) = (self.goal - more, self.goal - less);
        match self.op {
            Compare::GreaterOrEqual | Compare::Less => vec![(from, to)],
            Compare::Greater | Compare::LessOrEqual => vec![(from + 1, to + 1)],
            Compare::Equal | Compare::NotEqual => vec![(from, from + 1), (to, to + 1)],
        }
    }
}

/// For each number that is added a way to it.
fn one_way_each(adds: &[Option<i64>]) -> Vec<usize> {
    let mut ways: Vec<usize> = (0..adds.len()).filter(|way| adds[*way].is_some()).collect();
    ways.sort_by_key(|way| (adds[*way], *way));
    ways.dedup_by_key(|way| adds[*way]);
    ways
}

/// What makes whole numbers of these.
fn scale<'a>(numbers: impl Iterator<Item = &'a Rational>) -> Option<Rational> {
    let mut scale = Rational::ONE;
    for number in numbers {
        let scaled = number * &scale;
        if !scaled.is_integer() {
            let parts = Rational::from(num_rational::BigRational::from(scaled.to_big().denom().clone()));
            scale = &scale * &parts;
            scale.to_i64()?;
        }
    }
    Some(scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::leaf::{Cost, Leaf, Offered, Worth};

    const ANSWERS: u64 = 3;
    const NA: u64 = ANSWERS;
    const QUESTIONS: usize = 4;
    const OPS: [Compare; 6] = [
        Compare::GreaterOrEqual,
        Compare::Greater,
        Compare::LessOrEqual,
        Compare::Less,
        Compare::Equal,
        Compare::NotEqual,
    ];

    /// Some questions that are added up, each worth its answer's number of thirds; `na` is worth nothing.
    struct Case {
        graph: Graph,
        variables: Vec<Variable>,
        weights: Vec<Rational>,
        is_mean: bool,
        held: Held,
    }

    impl Case {
        fn new(weights: [i64; QUESTIONS], is_mean: bool, op: Compare, value: Rational) -> Case {
            let mut graph = Graph::default();
            let third = Rational::new(1, 3).unwrap();
            let mut add = || {
                let answers = Offered { count: ANSWERS, na: true, cost: Cost::AwayFrom(0) };
                let variable = graph.variable(Graph::WHOLE, answers, Graph::ALWAYS);
                let leaf = Leaf { worth: Worth::Steps(Rational::ZERO, third.clone()), na: None };
                (variable, graph.leaf(variable, leaf))
            };
            let (variables, leaves): (Vec<Variable>, Vec<Node>) = (0..QUESTIONS).map(|_| add()).unzip();
            let weights: Vec<Rational> = weights.into_iter().map(|weight| Rational::new(weight, 10).unwrap()).collect();
            let terms = weights.iter().cloned().zip(leaves).collect();
            let number = if is_mean { graph.mean(terms) } else { graph.sum(terms) };
            Case { graph, variables, weights, is_mean, held: Held { number, op, value, needs: Vec::new() } }
        }

        /// How the number compares for these answers; none where there is no number.
        fn holds(&self, answers: &[u64]) -> Option<bool> {
            let given = self.weights.iter().zip(answers).filter(|(_, answer)| **answer != NA);
            let (mut sum, mut total) = (Rational::ZERO, Rational::ZERO);
            for (weight, answer) in given {
                sum = &sum + &(weight * &Rational::new(i64::try_from(*answer).unwrap(), 3).unwrap());
                total = &total + weight;
            }
            let number = if self.is_mean { sum.checked_div(&total)? } else { sum };
            Some(self.held.op.holds(number.cmp(&self.held.value)))
        }

        /// Whether another answer to a question turns the comparison, whatever is answered to the others.
        fn turns(&self, place: usize, from: u64, to: u64) -> bool {
            let size = (NA + 1).pow(QUESTIONS as u32);
            (0..size).any(|way| {
                let mut answers: Vec<u64> =
                    (0..QUESTIONS as u32).map(|place| way / (NA + 1).pow(place) % (NA + 1)).collect();
                answers[place] = from;
                let before = self.holds(&answers);
                answers[place] = to;
                before.zip(self.holds(&answers)).is_some_and(|(before, after)| before != after)
            })
        }

        fn check(&self) -> usize {
            let threshold = Threshold::new(&self.graph, &self.held, &[], &[]).unwrap();
            let steps = (0..=NA).flat_map(|from| (0..=NA).map(move |to| (from, to))).filter(|(from, to)| from != to);
            let mut never = 0;
            for (place, (from, to)) in (0..QUESTIONS).flat_map(|place| steps.clone().map(move |step| (place, step))) {
                let change = Move { variable: self.variables[place], from, to };
                let what = format!("{:?} {:?} {} {place} {from} {to}", self.weights, self.held, self.is_mean);
                let is_never = threshold.is_never_crossed(change);
                never += usize::from(is_never);
                // Without an answer to anything a mean neither reaches a number nor misses it.
                let may_be_empty = self.is_mean && [from, to].contains(&NA);
                assert!(is_never != self.turns(place, from, to) || (may_be_empty && !is_never), "{what}");
                threshold.is_crossed(&threshold.moved(change), &mut |found| {
                    let of = |variable: &Variable| found.iter().find(|(its, _)| its == variable).unwrap().1;
                    let mut answers: Vec<u64> = self.variables.iter().map(of).collect();
                    assert_eq!(answers[place], from, "{what}");
                    let before = self.holds(&answers);
                    answers[place] = to;
                    let both = before.zip(self.holds(&answers));
                    assert!(both.map_or(may_be_empty, |(before, after)| before != after), "{what}");
                    false
                });
            }
            never
        }
    }

    #[test]
    fn a_threshold_is_crossed_where_some_answers_show_it_and_nowhere_else() {
        let mut never = 0;
        for weights in [[10, 10, 10, 10], [200, 200, 1, 10], [7, 13, 30, 1], [5, 40, 80, 3]] {
            for (value, op) in
                [(1, 4), (1, 3), (1, 2), (0, 1), (9, 10), (3, 1)].iter().flat_map(|value| OPS.map(|op| (value, op)))
            {
                let value = Rational::new(value.0, value.1).unwrap();
                never += Case::new(weights, true, op, value.clone()).check();
                never += Case::new(weights, false, op, value).check();
            }
        }
        assert!(never > 100, "{never}");
    }
}
