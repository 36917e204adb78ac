//! A node while its children become known one by one: what has to be remembered of those that are.
//!
//! Equal memories are one number, so that the walk compares and stores numbers only, and works out each step once.

use rustc_hash::FxHashMap;

use super::graph::{Graph, Node, Op};
use super::known::{ANYTHING, Bounds, FALSE, Known, MAYBE, NONE, TRUE, Values, compare};
use crate::exact::{Compare, Rational};

/// The number of a value in [`Values`], or of a memory in an [`Automaton`].
pub type Id = u32;

/// The value of a node that nothing asks for any more.
pub const IDLE: Id = u32::MAX;
/// A child that is not known yet.
const OPEN: Id = u32::MAX - 1;

/// What is remembered of the children that are known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Memory {
    /// The sum of those that have a value, at least and at most, and their weight.
    Total(Rational, Rational, Rational),
    /// One has none, and so the whole; a comparison does not hold.
    Nothing,
    /// Nothing is known of one, and so of the whole.
    Lost,
    /// The best one, at least and at most.
    Best(Option<(Rational, Rational)>),
    /// Whether all hold, or any.
    Holds(bool),
    /// All or any may hold or not.
    Unsure,
    /// Each by itself.
    Parts([Id; 3]),
}

enum Kind {
    Linear(Rational, Vec<Rational>),
    Sum(Vec<Rational>),
    Mean(Vec<Rational>),
    Min,
    Max,
    And,
    Or,
    If,
    Else,
    Compare(Compare),
    Round(u32),
    Not,
    Present,
    /// Known at once: it comes from outside.
    Given,
}

/// A node while its children become known.
pub struct Automaton {
    kind: Kind,
    memories: Vec<Memory>,
    ids: FxHashMap<Memory, Id>,
    steps: FxHashMap<(Id, u32, Id), Id>,
    ends: FxHashMap<Id, Id>,
    joins: FxHashMap<(Id, Id), Id>,
    start: Id,
    /// The constant terms of a sum or mean, which are added at the end, so that parts of it can be added up.
    fixed: (Rational, Rational),
}

impl Automaton {
    /// A node, its constant children known.
    pub fn new(graph: &Graph, node: Node, values: &mut Values) -> Automaton {
        let factors = |terms: &[(Rational, Node)]| terms.iter().map(|(factor, _)| factor.clone()).collect();
        let nothing = || Memory::Total(Rational::ZERO, Rational::ZERO, Rational::ZERO);
        let parts = || Memory::Parts([OPEN; 3]);
        let (kind, memory) = match graph.op(node) {
            Op::Constant(_) | Op::Leaf(..) => (Kind::Given, Memory::Nothing),
            Op::Linear(constant, terms) => (Kind::Linear(constant.clone(), factors(terms)), nothing()),
            Op::Sum(terms) => (Kind::Sum(factors(terms)), nothing()),
            Op::Mean(terms) => (Kind::Mean(factors(terms)), nothing()),
            Op::Min(_) => (Kind::Min, Memory::Best(None)),
            Op::Max(_) => (Kind::Max, Memory::Best(None)),
            Op::And(_) => (Kind::And, Memory::Holds(true)),
            Op::Or(_) => (Kind::Or, Memory::Holds(false)),
            Op::If(..) => (Kind::If, parts()),
            Op::Else(..) => (Kind::Else, parts()),
            Op::Compare(_, op, _) => (Kind::Compare(*op), parts()),
            Op::Round(_, digits) => (Kind::Round(*digits), parts()),
            Op::Not(_) => (Kind::Not, parts()),
            Op::Present(_) => (Kind::Present, parts()),
        };
        let mut automaton = Automaton::with(kind, memory);
        let mut start = automaton.start;
        for (position, child) in (0u32..).zip(graph.children(node)) {
            if let Some(value) = graph.as_constant(child) {
                let id = values.exactly(value);
                start = automaton.step(values, start, position, id);
            }
        }
        match automaton.memories.get(start as usize) {
            Some(Memory::Total(sum, _, weight)) => automaton.fixed = (sum.clone(), weight.clone()),
            _ => automaton.start = start,
        }
        automaton
    }

    fn with(kind: Kind, memory: Memory) -> Automaton {
        let mut automaton = Automaton {
            kind,
            memories: Vec::new(),
            ids: FxHashMap::default(),
            steps: FxHashMap::default(),
            ends: FxHashMap::default(),
            joins: FxHashMap::default(),
            start: 0,
            fixed: (Rational::ZERO, Rational::ZERO),
        };
        automaton.start = automaton.id(memory);
        automaton
    }

    /// What is remembered before any child is known but the constants.
    pub fn start(&self) -> Id {
        self.start
    }

    fn id(&mut self, memory: Memory) -> Id {
        if let Some(id) = self.ids.get(&memory) {
            return *id;
        }
        let id = Id::try_from(self.memories.len()).unwrap_or(OPEN);
        self.memories.push(memory.clone());
        self.ids.insert(memory, id);
        id
    }

    /// What is remembered once the child at `position` is known.
    pub fn step(&mut self, values: &Values, memory: Id, position: u32, value: Id) -> Id {
        if memory == IDLE || self.is_settled(memory, position) {
            return memory;
        }
        if value == IDLE {
            return IDLE;
        }
        if let Some(next) = self.steps.get(&(memory, position, value)) {
            return *next;
        }
        let next = self.next(values, memory, position, value);
        let id = self.id(next);
        self.steps.insert((memory, position, value), id);
        id
    }

    fn next(&self, values: &Values, memory: Id, position: u32, value: Id) -> Memory {
        let place = position as usize;
        let memory = self.memories.get(memory as usize).unwrap_or(&Memory::Nothing);
        let known = values.get(value);
        match (&self.kind, memory, known.bounds()) {
            (_, Memory::Lost, _) => Memory::Lost,
            (Kind::Compare(_), _, _) if value == NONE => Memory::Nothing,
            (Kind::And, Memory::Holds(_) | Memory::Unsure, _) => match value {
                FALSE | NONE => Memory::Holds(false),
                TRUE => memory.clone(),
                _ => Memory::Unsure,
            },
            (Kind::Or, Memory::Holds(_) | Memory::Unsure, _) => match value {
                TRUE => Memory::Holds(true),
                FALSE | NONE => memory.clone(),
                _ => Memory::Unsure,
            },
            (kind, Memory::Parts(parts), _) => {
                let mut parts = *parts;
                if let Some(part) = parts.get_mut(place) {
                    *part = value;
                }
                Memory::Parts(forget(kind, parts))
            }
            _ if *known == Known::Anything => Memory::Lost,
            (Kind::Linear(..), _, None) => Memory::Nothing,
            (Kind::Linear(_, factors) | Kind::Sum(factors) | Kind::Mean(factors), Memory::Total(..), Some(number)) => {
                let factor = factors.get(place).cloned().unwrap_or_default();
                total(&self.kind, memory, &factor, &number)
            }
            (Kind::Min, Memory::Best(best), Some(number)) => Memory::Best(Some(match best {
                Some((low, high)) => (low.min(&number.low).clone(), high.min(&number.high).clone()),
                None => (number.low, number.high),
            })),
            (Kind::Max, Memory::Best(best), Some(number)) => Memory::Best(Some(match best {
                Some((low, high)) => (low.max(&number.low).clone(), high.max(&number.high).clone()),
                None => (number.low, number.high),
            })),
            (_, memory, _) => memory.clone(),
        }
    }

    /// What is remembered of the children that either memory knows.
    pub fn join(&mut self, a: Id, b: Id) -> Id {
        if a == IDLE || b == IDLE {
            return IDLE;
        }
        if a == self.start {
            return b;
        }
        if b == self.start {
            return a;
        }
        if let Some(joint) = self.joins.get(&(a, b)) {
            return *joint;
        }
        let nothing = &Memory::Nothing;
        let (first, second) =
            (self.memories.get(a as usize).unwrap_or(nothing), self.memories.get(b as usize).unwrap_or(nothing));
        let joint = match (&self.kind, first, second) {
            (_, Memory::Nothing, _) | (_, _, Memory::Nothing) => Memory::Nothing,
            (_, Memory::Lost, _) | (_, _, Memory::Lost) => Memory::Lost,
            (_, Memory::Total(low, high, weight), Memory::Total(more, most, heavier)) => {
                Memory::Total(low + more, high + most, weight + heavier)
            }
            (_, Memory::Best(None), best) | (_, best, Memory::Best(None)) => best.clone(),
            (kind, Memory::Best(Some((low, high))), Memory::Best(Some((its_low, its_high)))) => {
                let best = if matches!(kind, Kind::Min) { Rational::min } else { Rational::max };
                Memory::Best(Some((best(low.clone(), its_low.clone()), best(high.clone(), its_high.clone()))))
            }
            (Kind::And, Memory::Holds(false), _) | (Kind::And, _, Memory::Holds(false)) => Memory::Holds(false),
            (Kind::Or, Memory::Holds(true), _) | (Kind::Or, _, Memory::Holds(true)) => Memory::Holds(true),
            (_, Memory::Unsure, _) | (_, _, Memory::Unsure) => Memory::Unsure,
            (kind, Memory::Parts(first), Memory::Parts(second)) => {
                let mut parts = *first;
                for (part, other) in parts.iter_mut().zip(second) {
                    // What is idle for one stays idle, what one knows is known.
                    if *other == IDLE || *part == OPEN {
                        *part = *other;
                    }
                }
                Memory::Parts(forget(kind, parts))
            }
            (_, memory, _) => memory.clone(),
        };
        let joint = self.id(joint);
        self.joins.insert((a, b), joint);
        joint
    }

    /// Whether the child at `position` changes nothing any more.
    pub fn is_settled(&self, memory: Id, position: u32) -> bool {
        match (&self.kind, self.memories.get(memory as usize)) {
            (Kind::And, Some(Memory::Holds(false))) | (Kind::Or, Some(Memory::Holds(true))) => true,
            (_, Some(Memory::Nothing)) => true,
            (_, Some(Memory::Parts(parts))) => parts.get(position as usize) == Some(&IDLE),
            _ => false,
        }
    }

    /// The value that the node will have whatever comes; none when that is open.
    pub fn foregone(&self, memory: Id) -> Option<Id> {
        match (&self.kind, self.memories.get(memory as usize)) {
            (Kind::And, Some(Memory::Holds(false))) => Some(FALSE),
            (Kind::Or, Some(Memory::Holds(true))) => Some(TRUE),
            (Kind::Linear(..), Some(Memory::Nothing)) => Some(NONE),
            (Kind::Compare(_), Some(Memory::Nothing)) => Some(FALSE),
            _ => None,
        }
    }

    /// What is remembered as a number of which more gives no less of the value, with what else has to be the same.
    pub fn scalar(&self, memory: Id) -> Option<(Rational, Rational)> {
        match self.memories.get(memory as usize)? {
            Memory::Total(low, high, weight) if low == high => Some((low.clone(), weight.clone())),
            Memory::Best(Some((low, high))) if low == high => Some((low.clone(), Rational::ZERO)),
            Memory::Holds(holds) => Some((if *holds { Rational::ONE } else { Rational::ZERO }, Rational::ZERO)),
            _ => None,
        }
    }

    /// The value once all children are known.
    pub fn end(&mut self, values: &mut Values, memory: Id) -> Id {
        if memory == IDLE {
            return IDLE;
        }
        if let Some(value) = self.ends.get(&memory) {
            return *value;
        }
        let value = self.value(values, memory);
        self.ends.insert(memory, value);
        value
    }

    fn value(&self, values: &mut Values, memory: Id) -> Id {
        let memory = self.memories.get(memory as usize).unwrap_or(&Memory::Nothing);
        let holds = |holds: Option<bool>| match holds {
            Some(true) => TRUE,
            Some(false) => FALSE,
            None => MAYBE,
        };
        let (fixed, fixed_weight) = &self.fixed;
        match (&self.kind, memory) {
            (_, Memory::Lost) => ANYTHING,
            (Kind::Linear(constant, _), Memory::Total(low, high, _)) => {
                values.id(&Known::between(constant + low, constant + high))
            }
            (Kind::Sum(_), Memory::Total(low, high, _)) => values.id(&Known::between(fixed + low, fixed + high)),
            (Kind::Mean(_), Memory::Total(low, high, weight)) => {
                let weight = weight + fixed_weight;
                match (fixed + low).checked_div(&weight).zip((fixed + high).checked_div(&weight)) {
                    Some((low, high)) if weight.is_negative() => values.id(&Known::between(high, low)),
                    Some((low, high)) => values.id(&Known::between(low, high)),
                    None => NONE,
                }
            }
            (_, Memory::Best(Some((low, high)))) => values.id(&Known::between(low.clone(), high.clone())),
            (_, Memory::Best(None)) => NONE,
            (_, Memory::Holds(value)) => holds(Some(*value)),
            (_, Memory::Unsure) => MAYBE,
            (Kind::If, Memory::Parts([condition, then, otherwise])) => match *condition {
                TRUE => *then,
                MAYBE | ANYTHING if then != otherwise => {
                    match (values.get(*then).bounds(), values.get(*otherwise).bounds()) {
                        (Some(a), Some(b)) => values.id(&Known::between(a.low.min(b.low), a.high.max(b.high))),
                        _ => ANYTHING,
                    }
                }
                _ => *otherwise,
            },
            (Kind::Else, Memory::Parts([first, second, _])) => match *first {
                NONE => *second,
                ANYTHING => ANYTHING,
                first => first,
            },
            (Kind::Compare(op), Memory::Parts([left, right, _])) => {
                match (values.get(*left).bounds(), values.get(*right).bounds()) {
                    (Some(left), Some(right)) => holds(compare(&left, *op, &right)),
                    _ => MAYBE,
                }
            }
            // Without a value on one side it does not hold, whatever stands on the other.
            (Kind::Compare(_), Memory::Nothing) => FALSE,
            (Kind::Round(digits), Memory::Parts([inner, ..])) => match values.get(*inner).bounds() {
                Some(Bounds { low, high, .. }) => values.id(&Known::between(low.round(*digits), high.round(*digits))),
                None => *inner,
            },
            (Kind::Not, Memory::Parts([inner, ..])) => match *inner {
                TRUE => FALSE,
                MAYBE | ANYTHING => MAYBE,
                _ => TRUE,
            },
            (Kind::Present, Memory::Parts([inner, ..])) => match *inner {
                NONE => FALSE,
                ANYTHING => MAYBE,
                _ => TRUE,
            },
            _ => NONE,
        }
    }

    /// The sum of a memory, at least and at most, and its weight; none where it is no sum.
    pub fn as_total(&self, memory: Id) -> Option<(&Rational, &Rational, &Rational)> {
        match self.memories.get(memory as usize) {
            Some(Memory::Total(low, high, weight)) => Some((low, high, weight)),
            _ => None,
        }
    }

    /// The memory of a sum and its weight.
    pub fn with_total(&mut self, sum: Rational, weight: Rational) -> Id {
        self.id(Memory::Total(sum.clone(), sum, weight))
    }

    /// The sum, of this weight, at which the value is `value`; none where it never is or the node is no sum.
    pub fn sum_at(&self, weight: &Rational, value: &Rational) -> Option<Rational> {
        let (fixed, fixed_weight) = &self.fixed;
        match &self.kind {
            Kind::Linear(constant, _) => Some(value - constant),
            Kind::Sum(_) => Some(value - fixed),
            Kind::Mean(_) => {
                let weight = weight + fixed_weight;
                (!weight.is_zero()).then(|| &(value * &weight) - fixed)
            }
            _ => None,
        }
    }

    /// A memory around two of sums of the same weight.
    pub fn around(&mut self, a: Id, b: Id) -> Id {
        match (self.as_total(a), self.as_total(b)) {
            (Some((low, high, weight)), Some((its_low, its_high, _))) => {
                let around = Memory::Total(low.min(its_low).clone(), high.max(its_high).clone(), weight.clone());
                self.id(around)
            }
            _ => a,
        }
    }
}

fn total(kind: &Kind, memory: &Memory, factor: &Rational, number: &Bounds) -> Memory {
    let Memory::Total(low, high, weight) = memory else { return memory.clone() };
    let (mut more, mut most) = (factor * &number.low, factor * &number.high);
    if factor.is_negative() {
        std::mem::swap(&mut more, &mut most);
    }
    let weight = if matches!(kind, Kind::Mean(_)) { weight + factor } else { weight.clone() };
    Memory::Total(low + &more, high + &most, weight)
}

/// Forgets what no longer matters, so that more memories are the same.
fn forget(kind: &Kind, [first, second, third]: [Id; 3]) -> [Id; 3] {
    match kind {
        Kind::If if first == TRUE => [first, second, IDLE],
        Kind::If if first == FALSE => [first, IDLE, third],
        Kind::Else if first != OPEN && first != NONE && first != ANYTHING => [first, IDLE, third],
        _ => [first, second, third],
    }
}
