//! One state of a walk, and what a step makes of it.

use std::borrow::Cow;

use super::automaton::{Automaton, IDLE, Id};
use super::graph::{Graph, Node};
use super::known::{ANYTHING, Known, MAYBE, TRUE, Values};
use super::plan::{Query, Step, Unit};

/// The memory of one state, unpacked: by node.
pub struct Run<'q, 'g> {
    query: &'q Query<'g>,
    memory: Vec<Id>,
    wanted: Vec<bool>,
    key: Vec<Id>,
    /// Where a value that lies on both sides of a threshold has still to be taken as lying on the other side: the node
    /// among those that become known, its value, and the memory before it.
    branches: Vec<(usize, Id, Vec<Id>)>,
}

/// Which outcomes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// Those for which this node may have this value.
    Value(Id, Node),
    /// Those for which the targets, which are pairs, may not all be the same within each pair.
    Apart,
}

/// What is kept of a node in `automata`; it was prepared before.
pub fn automaton(automata: &mut [Option<Automaton>], node: Node) -> Option<&mut Automaton> {
    automata.get_mut(node.0 as usize).and_then(Option::as_mut)
}

impl<'q, 'g> Run<'q, 'g> {
    pub fn new(graph: &Graph, query: &'q Query<'g>) -> Run<'q, 'g> {
        Run {
            query,
            memory: vec![0; graph.len()],
            wanted: vec![true; graph.len()],
            key: Vec::new(),
            branches: Vec::new(),
        }
    }

    /// Whether the variable of a step is asked; none where a coarse walk cannot tell.
    pub fn asked(&self, step: &Step, state: &[Id]) -> Option<bool> {
        let Some(gate) = step.asked else { return Some(true) };
        let at = step.before.binary_search(&gate).ok();
        match at.and_then(|at| state.get(at)) {
            Some(&(MAYBE | ANYTHING)) => None,
            known => Some(known == Some(&TRUE)),
        }
    }

    /// Goes back to a state.
    pub fn load(&mut self, step: &Step, state: &[Id], automata: &[Option<Automaton>]) {
        for (node, memory) in step.before.iter().zip(state) {
            self.memory[node.0 as usize] = *memory;
        }
        for node in &step.fresh {
            let start = automata.get(node.0 as usize).and_then(Option::as_ref).map_or(0, Automaton::start);
            self.memory[node.0 as usize] = start;
        }
    }

    /// Remembers what a step brings.
    pub fn bring(&mut self, step: &Step, ids: &[Id], automata: &mut [Option<Automaton>]) {
        match &step.unit {
            Unit::Variable(_, leaves) => {
                for (leaf, value) in leaves.iter().zip(ids) {
                    self.memory[leaf.0 as usize] = *value;
                }
            }
            Unit::Region(_, nodes) => {
                for (node, memory) in nodes.iter().zip(ids) {
                    let place = node.0 as usize;
                    let begun = step.before.binary_search(node).is_ok();
                    self.memory[place] = match automaton(automata, *node) {
                        Some(automaton) if begun => automaton.join(self.memory[place], *memory),
                        _ => *memory,
                    };
                }
            }
        }
    }

    /// Lets the nodes of a step become known, from the one at `start` on, and forgets what no longer matters.
    pub fn take(&mut self, step: &Step, start: usize, automata: &mut [Option<Automaton>], values: &mut Values) {
        for (at, node) in step.known.iter().enumerate().skip(start) {
            let place = node.0 as usize;
            let is_given = matches!(&step.unit, Unit::Variable(_, leaves) if leaves.contains(node));
            if !is_given && let Some(automaton) = automaton(automata, *node) {
                self.memory[place] = automaton.end(values, self.memory[place]);
                self.cut(at, *node, values);
            }
            self.tell_parents(*node, automata, values);
        }
        self.forget(step, automata);
    }

    fn tell_parents(&mut self, node: Node, automata: &mut [Option<Automaton>], values: &Values) {
        let value = self.memory[node.0 as usize];
        for (parent, position) in self.query.parents(node) {
            if let Some(automaton) = automaton(automata, *parent) {
                let memory = &mut self.memory[parent.0 as usize];
                *memory = automaton.step(values, *memory, *position, value);
            }
        }
    }

    /// A value that lies on both sides of a threshold is taken as lying on one side after the other.
    fn cut(&mut self, at: usize, node: Node, values: &mut Values) {
        let place = node.0 as usize;
        let Known::Within(bounds) = values.get(self.memory[place]).clone() else { return };
        let pieces = self.query.thresholds(node).find_map(|threshold| bounds.cut(&threshold));
        let Some(pieces) = pieces else { return };
        let mut pieces = pieces.into_iter().flatten();
        let first = pieces.next();
        for piece in pieces {
            let id = values.id(&piece);
            self.branches.push((at, id, self.memory.clone()));
        }
        if let Some(first) = first {
            self.memory[place] = values.id(&first);
            // What is left may lie on both sides of another threshold.
            self.cut(at, node, values);
        }
    }

    /// Goes back to the last value that was cut, and takes its next piece; from where to go on, none when all are taken.
    pub fn back(&mut self, step: &Step, automata: &mut [Option<Automaton>], values: &mut Values) -> Option<usize> {
        let (at, piece, memory) = self.branches.pop()?;
        let node = *step.known.get(at)?;
        self.memory = memory;
        self.memory[node.0 as usize] = piece;
        self.cut(at, node, values);
        self.tell_parents(node, automata, values);
        at.checked_add(1)
    }

    /// A node that nothing waits for any more is idle.
    fn forget(&mut self, step: &Step, automata: &[Option<Automaton>]) {
        if !step.may_settle {
            return;
        }
        for node in &step.open {
            let has_begun = |node: &Node| step.after.binary_search(node).is_ok();
            let waits = |(parent, position): &(Node, u32)| {
                let memory = self.memory[parent.0 as usize];
                let is_settled = || {
                    let automaton = automata.get(parent.0 as usize).and_then(Option::as_ref);
                    memory == IDLE || automaton.is_some_and(|automaton| automaton.is_settled(memory, *position))
                };
                self.wanted[parent.0 as usize] && !(has_begun(parent) && is_settled())
            };
            let wanted = self.query.is_wanted(*node) || self.query.parents(*node).iter().any(waits);
            self.wanted[node.0 as usize] = wanted;
            if !wanted && has_begun(node) {
                self.memory[node.0 as usize] = IDLE;
            }
        }
    }

    /// Whether what is wanted is surely not so.
    pub fn misses(&self, step: &Step, only: Only, automata: &[Option<Automaton>], values: &Values) -> bool {
        let target = match only {
            Only::Value(_, target) => target,
            Only::Apart => {
                let mut pairs = self.query.targets().chunks_exact(2);
                return pairs.all(|pair| match pair {
                    [one, other] if one == other => true,
                    [one, other] => {
                        let one = self.known(step, *one, values);
                        one.is_some() && one == self.known(step, *other, values)
                    }
                    _ => false,
                });
            }
        };
        let Only::Value(only, _) = only else { return false };
        if step.after.binary_search(&target).is_err() {
            return false;
        }
        let memory = self.memory[target.0 as usize];
        if step.open.contains(&target) {
            let automaton = automata.get(target.0 as usize).and_then(Option::as_ref);
            return automaton.and_then(|automaton| automaton.foregone(memory)).is_some_and(|value| value != only);
        }
        memory != only
    }

    /// What is known of a node after a step; none where it is open.
    fn known<'v>(&self, step: &Step, node: Node, values: &'v Values) -> Option<Cow<'v, Known>> {
        if let Some(value) = self.query.graph.as_constant(node) {
            return Some(Cow::Owned(Known::Exactly(value.clone())));
        }
        let is_known = step.after.binary_search(&node).is_ok() && !step.open.contains(&node);
        is_known.then(|| Cow::Borrowed(values.get(self.memory[node.0 as usize])))
    }

    pub fn key(&mut self, step: &Step) -> &[Id] {
        self.key.clear();
        self.key.extend(step.after.iter().map(|node| self.memory[node.0 as usize]));
        &self.key
    }
}
