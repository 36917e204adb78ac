//! A sum or a mean held against a number, part by part: whether another answer to one question can ever carry it over,
//! and by which answers to the others.
//!
//! A mean reaches a number when `Σ weight × (value − number)` reaches 0, whatever is missing: missing parts add nothing
//! to that. So each part adds one of a few whole numbers, and what all parts but one can add up to is a set of them.

use super::effects::Move;
use super::held::Held;
use super::intervals::Intervals;
use super::sums::Sums;
use crate::analyse::graph::{Graph, Node, Op, Value, Variable};
use crate::analyse::set::Set;
use crate::exact::{Compare, Rational};

/// The most ways in which the questions of a part can be answered.
const MOST_CHOICES: u64 = 256;

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

/// Questions that the same terms depend on.
#[derive(Debug)]
struct Part {
    group: Set,
    variables: Vec<Variable>,
    /// How many answers each variable has.
    counts: Vec<u64>,
    /// What each way to answer them adds; none where a need is not fulfilled. The first variable changes fastest.
    adds: Vec<Option<i64>>,
    /// A way for each number that the part can add.
    ways: Vec<usize>,
}

impl Threshold {
    /// Only responses that fulfil `needs` count, as far as these look at few questions each. None where its parts have
    /// too many answers to look at each, or may be added up in other ways.
    pub fn new(graph: &Graph, held: &Held, needs: &[(Node, bool)]) -> Option<Threshold> {
        let number = Added::new(graph, held)?;
        let mut groups: Vec<Set> = Vec::new();
        for (_, term) in &number.terms {
            unite(graph, &mut groups, graph.support(*term), u64::MAX);
        }
        let is_small = |group: &Set| ways(graph, group).is_some_and(|ways| ways <= MOST_CHOICES);
        if !groups.iter().all(is_small) {
            return None;
        }
        let looked_at = |(need, _): &&(Node, bool)| unite(graph, &mut groups, graph.support(*need), MOST_CHOICES);
        let needs: Vec<(Node, bool)> = needs.iter().filter(looked_at).copied().collect();
        let mut adds: Vec<(Part, Vec<Option<Rational>>)> = Vec::new();
        for group in &groups {
            adds.push(number.part(graph, group, &needs)?);
        }
        let scale = scale(adds.iter().flat_map(|(_, adds)| adds).flatten().chain([&number.goal]))?;
        let whole = |number: &Rational| (number * &scale).to_i64();
        let mut parts = Vec::new();
        for (part, its) in adds {
            let adds: Vec<Option<i64>> = its
                .iter()
                .map(|add| match add {
                    None => Some(None),
                    Some(add) => whole(add).map(Some),
                })
                .collect::<Option<_>>()?;
            parts.push(Part { adds, ..part }.with_ways());
        }
        let numbers = |part: &Part| part.ways.iter().filter_map(|way| part.adds[*way]).collect();
        let goal = whole(&number.goal)?;
        let sums = Sums::new(parts.iter().map(numbers).collect(), goal)?;
        Some(Threshold { op: held.op, added: number, scale, goal, parts, sums })
    }

    /// What a move turns.
    pub fn moved(&self, change: Move) -> Vec<Turn> {
        let its = |(at, part): (usize, &Part)| Some((at, part.place(change.variable)?));
        let Some((at, place)) = self.parts.iter().enumerate().find_map(its) else { return Vec::new() };
        self.parts[at].moves(at, place, change).collect()
    }

    /// What other weights of its terms turn, if these are all in one part.
    pub fn reweighted(&self, graph: &Graph, other: &Held) -> Option<Vec<Turn>> {
        let other = Added::new(graph, other)?;
        let terms = self.added.terms.iter().zip(&other.terms);
        let mut changed = terms.filter(|((weight, _), (other, _))| weight != other).map(|((_, term), _)| *term);
        let first = changed.next()?;
        let at = self.parts.iter().position(|part| graph.support(first).meets(&part.group))?;
        let part = &self.parts[at];
        if !changed.all(|term| graph.support(term).within(&part.group)) {
            return None;
        }
        let (_, adds) = other.part(graph, &part.group, &[])?;
        let turn = |(way, (before, after)): (usize, (&Option<i64>, Option<Rational>))| {
            Some(Turn { part: at, way, before: (*before)?, after: (&after? * &self.scale).to_i64()? })
        };
        Some(part.adds.iter().zip(adds).enumerate().filter_map(turn).collect())
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
                answers.extend(others.flat_map(|(_, (part, number))| part.answers(part.ways[number])));
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
        self.sums.is_exact() && !self.is_crossed(&self.moved(change), &mut |_| true)
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

impl Part {
    fn place(&self, variable: Variable) -> Option<usize> {
        self.variables.iter().position(|its| *its == variable)
    }

    /// The ways with the answer before a move, what they add, and what they add after it.
    fn moves(&self, part: usize, place: usize, change: Move) -> impl Iterator<Item = Turn> {
        let stride: u64 = self.counts[..place].iter().product();
        let (from, count) = (change.from, self.counts[place]);
        let ways = (0..self.adds.len()).filter(move |way| *way as u64 / stride % count == from);
        ways.filter_map(move |way| {
            let other = (way as u64 + change.to * stride).checked_sub(from * stride)?;
            let after = (*self.adds.get(usize::try_from(other).ok()?)?)?;
            Some(Turn { part, way, before: self.adds[way]?, after })
        })
    }

    fn answers(&self, way: usize) -> Vec<(Variable, u64)> {
        let mut left = way as u64;
        let answer = |(variable, count): (&Variable, &u64)| {
            let answer = left % count;
            left /= count;
            (*variable, answer)
        };
        self.variables.iter().zip(&self.counts).map(answer).collect()
    }

    fn with_ways(mut self) -> Part {
        let ways = 0..self.adds.len();
        self.ways = ways.filter(|way| self.adds[*way].is_some()).collect();
        self.ways.sort_by_key(|way| (self.adds[*way], *way));
        self.ways.dedup_by_key(|way| self.adds[*way]);
        self
    }
}

/// What is added up: `Σ factor × (value − shift)` over terms.
#[derive(Debug)]
struct Added {
    terms: Vec<(Rational, Node)>,
    shift: Rational,
    /// Without one of its terms there is no sum.
    needs_all: bool,
    goal: Rational,
}

impl Added {
    fn new(graph: &Graph, held: &Held) -> Option<Added> {
        let (terms, shift, goal) = match graph.op(held.number) {
            Op::Mean(terms) if terms.iter().all(|(weight, _)| weight.is_positive()) => {
                (terms, held.value.clone(), Rational::ZERO)
            }
            Op::Sum(terms) => (terms, Rational::ZERO, held.value.clone()),
            Op::Linear(constant, terms) => (terms, Rational::ZERO, &held.value - constant),
            _ => return None,
        };
        let needs_all = matches!(graph.op(held.number), Op::Linear(..));
        Some(Added { terms: terms.clone(), shift, needs_all, goal })
    }

    /// The questions of a part, and what the ways to answer them add.
    fn part(&self, graph: &Graph, group: &Set, needs: &[(Node, bool)]) -> Option<(Part, Vec<Option<Rational>>)> {
        let variables: Vec<Variable> = variables(group).collect();
        let counts: Vec<u64> = variables.iter().map(|variable| count(graph, *variable)).collect();
        let within = |node: Node| !graph.support(node).is_empty() && graph.support(node).within(group);
        let is_free = group.is_empty();
        let terms = self.terms.iter().filter(|(_, term)| within(*term) || is_free && graph.support(*term).is_empty());
        let terms: Vec<&(Rational, Node)> = terms.collect();
        let needs: Vec<&(Node, bool)> = needs.iter().filter(|(need, _)| within(*need)).collect();
        let part = Part { group: group.clone(), variables, counts, adds: Vec::new(), ways: Vec::new() };
        let mut adds = Vec::new();
        for way in 0..usize::try_from(ways(graph, group)?).ok()? {
            let mut intervals = Intervals::default();
            for (variable, answer) in part.answers(way) {
                intervals.suppose_answered(variable, 1 << answer);
            }
            let mut is_needed = true;
            for (need, holds) in &needs {
                is_needed &= intervals.of(graph, *need).as_truth()? == *holds;
            }
            let mut sum = Some(Rational::ZERO).filter(|_| is_needed);
            for (factor, term) in &terms {
                match value(&mut intervals, graph, *term)? {
                    Some(value) => sum = sum.map(|sum| &sum + &(factor * &(&value - &self.shift))),
                    None if self.needs_all => sum = None,
                    None => {}
                }
            }
            adds.push(sum);
        }
        Some((part, adds))
    }
}

/// The value of a node that is settled.
fn value(intervals: &mut Intervals, graph: &Graph, node: Node) -> Option<Value> {
    let bounds = intervals.of(graph, node);
    match (bounds.lacks, bounds.may_lack) {
        (true, _) => Some(None),
        (false, true) => None,
        (false, false) => (bounds.low == bounds.high).then_some(Some(bounds.low)),
    }
}

/// Lets variables be in one group, with all groups that have one of them; false, and left as it was, where that group
/// would have more than so many ways to answer.
fn unite(graph: &Graph, groups: &mut Vec<Set>, variables: &Set, most: u64) -> bool {
    let mut all = variables.clone();
    groups.iter().filter(|group| group.meets(variables)).for_each(|group| all.extend(group));
    if most < u64::MAX && ways(graph, &all).is_none_or(|ways| ways > most) {
        return false;
    }
    groups.retain(|group| !group.meets(variables));
    groups.push(all);
    true
}

/// In how many ways these can be answered; none where one has very many answers.
fn ways(graph: &Graph, group: &Set) -> Option<u64> {
    variables(group)
        .try_fold(1u64, |ways, variable| ways.checked_mul(Some(count(graph, variable)).filter(|its| *its < 64)?))
}

fn variables(group: &Set) -> impl Iterator<Item = Variable> {
    group.iter().map(|id| Variable(u32::try_from(id).unwrap_or(u32::MAX)))
}

fn count(graph: &Graph, variable: Variable) -> u64 {
    let answers = graph.answers(variable);
    answers.count.saturating_add(u64::from(answers.na))
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
