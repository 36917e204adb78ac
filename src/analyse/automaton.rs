//! A node while its children become known one by one: what has to be remembered of those that are.
//!
//! Equal memories are one number, so that the walk compares and stores numbers only, and works out each step once.

use rustc_hash::FxHashMap;

use super::graph::{Graph, Node, Op, Value, truth};
use crate::exact::{Compare, Rational};

/// The number of a value in [`Values`], or of a memory in an [`Automaton`].
pub type Id = u32;

/// The value of a node that nothing asks for any more.
pub const IDLE: Id = u32::MAX;
/// A child that is not known yet.
const OPEN: Id = u32::MAX - 1;

/// Values by number.
#[derive(Debug, Clone)]
pub struct Values {
    list: Vec<Value>,
    ids: FxHashMap<Value, Id>,
}

/// The number of *does not hold*, and of zero.
pub const FALSE: Id = 0;
/// The number of *holds*, and of one.
pub const TRUE: Id = 1;
/// The number of *none*.
pub const NONE: Id = 2;

impl Default for Values {
    fn default() -> Values {
        let mut values = Values { list: Vec::new(), ids: FxHashMap::default() };
        for value in [truth(false), truth(true), None] {
            values.id(&value);
        }
        values
    }
}

impl Values {
    /// The number of a value.
    pub fn id(&mut self, value: &Value) -> Id {
        if let Some(id) = self.ids.get(value) {
            return *id;
        }
        let id = Id::try_from(self.list.len()).unwrap_or(OPEN);
        self.list.push(value.clone());
        self.ids.insert(value.clone(), id);
        id
    }

    /// The value of a number.
    pub fn get(&self, id: Id) -> &Value {
        self.list.get(id as usize).unwrap_or(&None)
    }
}

/// What is remembered of the children that are known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Memory {
    /// The sum and weight of those that have a value.
    Total(Rational, Rational),
    /// One has none, and so the whole.
    Nothing,
    /// The best one.
    Best(Value),
    /// Whether all hold, or any.
    Holds(bool),
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
        let nothing = || Memory::Total(Rational::ZERO, Rational::ZERO);
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
                let id = values.id(value);
                start = automaton.step(values, start, position, id);
            }
        }
        match automaton.memories.get(start as usize) {
            Some(Memory::Total(sum, weight)) => automaton.fixed = (sum.clone(), weight.clone()),
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
        let number = values.get(value);
        match (&self.kind, memory, number) {
            (Kind::Linear(..), _, None) => Memory::Nothing,
            (Kind::Linear(_, factors), Memory::Total(sum, weight), Some(number)) => {
                let factor = factors.get(place).cloned().unwrap_or_default();
                Memory::Total(sum + &(&factor * number), weight.clone())
            }
            (Kind::Sum(weights), Memory::Total(sum, weight), Some(number)) => {
                let factor = weights.get(place).cloned().unwrap_or_default();
                Memory::Total(sum + &(&factor * number), weight.clone())
            }
            (Kind::Mean(weights), Memory::Total(sum, weight), Some(number)) => {
                let factor = weights.get(place).cloned().unwrap_or_default();
                Memory::Total(sum + &(&factor * number), weight + &factor)
            }
            (Kind::Min, Memory::Best(best), Some(number)) => {
                let best = best.as_ref().filter(|best| *best <= number).unwrap_or(number);
                Memory::Best(Some(best.clone()))
            }
            (Kind::Max, Memory::Best(best), Some(number)) => {
                let best = best.as_ref().filter(|best| *best >= number).unwrap_or(number);
                Memory::Best(Some(best.clone()))
            }
            (Kind::And, Memory::Holds(all), _) => Memory::Holds(*all && value == TRUE),
            (Kind::Or, Memory::Holds(any), _) => Memory::Holds(*any || value == TRUE),
            (kind, Memory::Parts(parts), _) => {
                let mut parts = *parts;
                if let Some(part) = parts.get_mut(place) {
                    *part = value;
                }
                Memory::Parts(forget(kind, parts))
            }
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
            (_, Memory::Total(sum, weight), Memory::Total(more, heavier)) => {
                Memory::Total(sum + more, weight + heavier)
            }
            (Kind::Min, Memory::Best(first), Memory::Best(second)) => {
                Memory::Best(first.iter().chain(second).min().cloned())
            }
            (_, Memory::Best(first), Memory::Best(second)) => Memory::Best(first.iter().chain(second).max().cloned()),
            (Kind::And, Memory::Holds(first), Memory::Holds(second)) => Memory::Holds(*first && *second),
            (_, Memory::Holds(first), Memory::Holds(second)) => Memory::Holds(*first || *second),
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
            _ => Memory::Nothing,
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
        let holds = |holds: bool| if holds { TRUE } else { FALSE };
        match (&self.kind, memory) {
            (Kind::Linear(constant, _), Memory::Total(sum, _)) => values.id(&Some(constant + sum)),
            (Kind::Sum(_), Memory::Total(sum, _)) => values.id(&Some(sum + &self.fixed.0)),
            (Kind::Mean(_), Memory::Total(sum, weight)) => {
                values.id(&(sum + &self.fixed.0).checked_div(&(weight + &self.fixed.1)))
            }
            (_, Memory::Best(best)) => values.id(best),
            (_, Memory::Holds(value)) => holds(*value),
            (Kind::If, Memory::Parts([condition, then, otherwise])) => {
                if *condition == TRUE {
                    *then
                } else {
                    *otherwise
                }
            }
            (Kind::Else, Memory::Parts([first, second, _])) => {
                if *first == NONE {
                    *second
                } else {
                    *first
                }
            }
            (Kind::Compare(op), Memory::Parts([left, right, _])) => match (values.get(*left), values.get(*right)) {
                (Some(left), Some(right)) => holds(op.holds(left.cmp(right))),
                _ => FALSE,
            },
            (Kind::Round(digits), Memory::Parts([inner, ..])) => {
                let rounded = values.get(*inner).as_ref().map(|value| value.round(*digits));
                values.id(&rounded)
            }
            (Kind::Not, Memory::Parts([inner, ..])) => holds(*inner != TRUE),
            (Kind::Present, Memory::Parts([inner, ..])) => holds(*inner != NONE),
            _ => NONE,
        }
    }
}

/// Forgets what no longer matters, so that more memories are the same.
fn forget(kind: &Kind, [first, second, third]: [Id; 3]) -> [Id; 3] {
    match kind {
        Kind::If if first == TRUE => [first, second, IDLE],
        Kind::If if first == FALSE => [first, IDLE, third],
        Kind::Else if first != OPEN && first != NONE => [first, IDLE, third],
        // Without a value on one side it does not hold, whatever stands on the other.
        Kind::Compare(_) if first == NONE => [NONE, IDLE, third],
        Kind::Compare(_) if second == NONE => [IDLE, NONE, third],
        _ => [first, second, third],
    }
}
