//! The rules of a model for one role, over variables: what the walk works on.
//!
//! Two versions of a model, or one model with an answer fixed, are nodes of the same graph over the same variables;
//! whatever they have in common is the same node.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::leaf::{Leaf, Offered};
use super::set::Set;
use crate::exact::{Compare, Rational};
use crate::model::deep;

/// A number or none; a condition is 1 or 0.
pub type Value = Option<Rational>;

/// A node of a [`Graph`]; children have smaller numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node(pub(super) u32);

/// A variable of a [`Graph`]: something that is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Variable(pub(super) u32);

/// A part of a model: variables that are closed before others are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(pub(super) u32);

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// Always this.
    Constant(Value),
    /// What a variable was answered with; none where it is not asked.
    Leaf(Variable, Leaf),
    /// `constant + Σ factor × term`; none when any term is none.
    Linear(Rational, Vec<(Rational, Node)>),
    /// `Σ weight × term` over the terms that have a value.
    Sum(Vec<(Rational, Node)>),
    /// `Σ weight × term / Σ weight` over the terms that have a value; none over nothing.
    Mean(Vec<(Rational, Node)>),
    /// The smallest of the terms that have a value.
    Min(Vec<Node>),
    /// The largest of the terms that have a value.
    Max(Vec<Node>),
    /// Rounded half away from zero to this many decimals.
    Round(Node, u32),
    /// The first, or the second where the first is none.
    Else(Node, Node),
    /// The second where the first holds, the third where not.
    If(Node, Node, Node),
    /// All hold.
    And(Vec<Node>),
    /// At least one holds.
    Or(Vec<Node>),
    /// Does not hold.
    Not(Node),
    /// Both have a value, and they compare like this.
    Compare(Node, Compare, Node),
    /// It has a value.
    Present(Node),
}

/// Variables and nodes. Equal nodes are one node.
#[derive(Debug, Clone)]
pub struct Graph {
    ops: Vec<Op>,
    supports: Vec<Set>,
    known: HashMap<Op, Node, rustc_hash::FxBuildHasher>,
    /// For nodes that were asked, the node that tells whether they have a value.
    present: FxHashMap<Node, Node>,
    variables: Vec<Asked>,
    /// The region around each region; none around the whole.
    regions: Vec<Option<Region>>,
}

#[derive(Debug, Clone)]
struct Asked {
    answers: Offered,
    when: Node,
    region: Region,
}

impl Default for Graph {
    fn default() -> Graph {
        let mut graph = Graph {
            ops: Vec::new(),
            supports: Vec::new(),
            known: FxHashMap::default(),
            present: FxHashMap::default(),
            variables: Vec::new(),
            regions: vec![None],
        };
        graph.add(Op::Constant(Some(Rational::ZERO)));
        graph.add(Op::Constant(Some(Rational::ONE)));
        graph
    }
}

/// The truth value as a number.
pub(super) fn truth(holds: bool) -> Value {
    Some(if holds { Rational::ONE } else { Rational::ZERO })
}

impl Graph {
    /// Never.
    pub const NEVER: Node = Node(0);
    /// Always.
    pub const ALWAYS: Node = Node(1);

    /// The whole.
    pub const WHOLE: Region = Region(0);

    /// A new region inside another one.
    pub fn region(&mut self, around: Region) -> Region {
        let region = Region(u32::try_from(self.regions.len()).unwrap_or(u32::MAX));
        self.regions.push(Some(around));
        region
    }

    /// The region around a region.
    pub fn around(&self, region: Region) -> Option<Region> {
        self.regions.get(region.0 as usize).copied().flatten()
    }

    /// A new variable, asked when `when` holds.
    pub fn variable(&mut self, region: Region, answers: Offered, when: Node) -> Variable {
        let variable = Variable(u32::try_from(self.variables.len()).unwrap_or(u32::MAX));
        self.variables.push(Asked { answers, when, region });
        variable
    }

    /// The region of a variable.
    pub fn region_of(&self, variable: Variable) -> Region {
        self.variables[variable.0 as usize].region
    }

    /// How many variables there are.
    pub fn variable_count(&self) -> usize {
        self.variables.len()
    }

    /// Every variable.
    pub fn variables(&self) -> impl Iterator<Item = Variable> + use<> {
        (0..u32::try_from(self.variables.len()).unwrap_or(u32::MAX)).map(Variable)
    }

    /// What can be answered.
    pub fn answers(&self, variable: Variable) -> &Offered {
        &self.variables[variable.0 as usize].answers
    }

    /// When it is asked.
    pub fn when(&self, variable: Variable) -> Node {
        self.variables[variable.0 as usize].when
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.ops.len()
    }

    /// What a node is.
    pub fn op(&self, node: Node) -> &Op {
        &self.ops[node.0 as usize]
    }

    /// The variables that a node depends on, by whatever way.
    pub fn support(&self, node: Node) -> &Set {
        &self.supports[node.0 as usize]
    }

    /// The value of a node that is constant.
    pub fn as_constant(&self, node: Node) -> Option<&Value> {
        match self.op(node) {
            Op::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it always holds, or never; none when that depends.
    pub fn as_truth(&self, node: Node) -> Option<bool> {
        match node {
            Graph::NEVER => Some(false),
            Graph::ALWAYS => Some(true),
            _ => None,
        }
    }

    /// The nodes that a node is worked out from; a leaf's variable is not among them.
    pub fn children(&self, node: Node) -> Vec<Node> {
        match self.op(node) {
            Op::Constant(_) | Op::Leaf(..) => Vec::new(),
            Op::Linear(_, terms) | Op::Sum(terms) | Op::Mean(terms) => terms.iter().map(|(_, term)| *term).collect(),
            Op::Min(terms) | Op::Max(terms) | Op::And(terms) | Op::Or(terms) => terms.clone(),
            Op::Round(node, _) | Op::Not(node) | Op::Present(node) => vec![*node],
            Op::Else(a, b) | Op::Compare(a, _, b) => vec![*a, *b],
            Op::If(a, b, c) => vec![*a, *b, *c],
        }
    }

    pub(super) fn add(&mut self, op: Op) -> Node {
        if let Some(node) = self.known.get(&op) {
            return *node;
        }
        let node = Node(u32::try_from(self.ops.len()).unwrap_or(u32::MAX));
        self.ops.push(op.clone());
        let mut support = Set::default();
        if let Op::Leaf(variable, _) = &op {
            support.insert(variable.0 as usize);
            support.extend(self.support(self.when(*variable)));
        }
        for child in self.children(node) {
            support.extend(&self.supports[child.0 as usize]);
        }
        self.supports.push(support);
        self.known.insert(op, node);
        node
    }

    /// A constant.
    pub fn constant(&mut self, value: Value) -> Node {
        self.add(Op::Constant(value))
    }

    /// A condition that always holds, or never.
    pub fn truth(&mut self, holds: bool) -> Node {
        if holds { Graph::ALWAYS } else { Graph::NEVER }
    }

    /// What a variable was answered with. It is read only where the variable is asked.
    pub fn leaf(&mut self, variable: Variable, leaf: Leaf) -> Node {
        match leaf.same(self.answers(variable)) {
            Some(value) => self.constant(value),
            None => self.add(Op::Leaf(variable, leaf)),
        }
    }

    /// See [`Op::Linear`].
    pub fn linear(&mut self, mut constant: Rational, terms: Vec<(Rational, Node)>) -> Node {
        let mut rest: Vec<(Rational, Node)> = Vec::new();
        for (factor, term) in terms {
            match self.as_constant(term) {
                Some(Some(value)) => constant = &constant + &(&factor * value),
                Some(None) => return self.constant(None),
                None => rest.push((factor, term)),
            }
        }
        match rest.as_slice() {
            [] => self.constant(Some(constant)),
            [(factor, term)] if constant.is_zero() && *factor == Rational::ONE => *term,
            _ => self.add(Op::Linear(constant, rest)),
        }
    }

    /// See [`Op::Sum`].
    pub fn sum(&mut self, terms: Vec<(Rational, Node)>) -> Node {
        let constant = |node: Node| self.as_constant(node);
        if terms.iter().all(|(_, term)| constant(*term).is_some()) {
            let present = terms.iter().filter_map(|(weight, term)| Some(weight * constant(*term)?.as_ref()?));
            let sum = present.fold(Rational::ZERO, |sum, value| &sum + &value);
            return self.constant(Some(sum));
        }
        let terms = terms.into_iter().filter(|(_, term)| constant(*term) != Some(&None)).collect();
        self.add(Op::Sum(terms))
    }

    /// See [`Op::Mean`].
    pub fn mean(&mut self, terms: Vec<(Rational, Node)>) -> Node {
        let terms: Vec<(Rational, Node)> =
            terms.into_iter().filter(|(_, term)| self.as_constant(*term) != Some(&None)).collect();
        let known: Option<Vec<(&Rational, &Rational)>> =
            terms.iter().map(|(weight, term)| Some((weight, self.as_constant(*term)?.as_ref()?))).collect();
        if let Some(known) = known {
            let sum = known.iter().fold(Rational::ZERO, |sum, (weight, value)| &sum + &(*weight * *value));
            let weight = known.iter().fold(Rational::ZERO, |sum, (weight, _)| &sum + weight);
            return self.constant(sum.checked_div(&weight));
        }
        match terms.as_slice() {
            [(weight, term)] if !weight.is_zero() => *term,
            _ => self.add(Op::Mean(terms)),
        }
    }

    /// See [`Op::Min`].
    pub fn min(&mut self, terms: Vec<Node>) -> Node {
        let terms = self.present(terms);
        let known: Option<Vec<&Value>> = terms.iter().map(|term| self.as_constant(*term)).collect();
        match (terms.as_slice(), known) {
            ([term], _) => *term,
            (_, Some(known)) => {
                let value = known.into_iter().flatten().min().cloned();
                self.constant(value)
            }
            _ => self.add(Op::Min(terms)),
        }
    }

    /// See [`Op::Max`].
    pub fn max(&mut self, terms: Vec<Node>) -> Node {
        let terms = self.present(terms);
        let known: Option<Vec<&Value>> = terms.iter().map(|term| self.as_constant(*term)).collect();
        match (terms.as_slice(), known) {
            ([term], _) => *term,
            (_, Some(known)) => {
                let value = known.into_iter().flatten().max().cloned();
                self.constant(value)
            }
            _ => self.add(Op::Max(terms)),
        }
    }

    /// The terms that can have a value, each once.
    fn present(&self, mut terms: Vec<Node>) -> Vec<Node> {
        terms.retain(|term| self.as_constant(*term) != Some(&None));
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// See [`Op::Round`].
    pub fn round(&mut self, node: Node, digits: u32) -> Node {
        match self.as_constant(node) {
            Some(value) => {
                let value = value.as_ref().map(|value| value.round(digits));
                self.constant(value)
            }
            None => self.add(Op::Round(node, digits)),
        }
    }

    /// See [`Op::Else`].
    pub fn or_else(&mut self, first: Node, second: Node) -> Node {
        match self.as_constant(first) {
            Some(Some(_)) => first,
            Some(None) => second,
            None if self.as_constant(second) == Some(&None) => first,
            None => self.add(Op::Else(first, second)),
        }
    }

    /// See [`Op::If`].
    pub fn when_holds(&mut self, condition: Node, then: Node, otherwise: Node) -> Node {
        match self.as_truth(condition) {
            Some(true) => then,
            Some(false) => otherwise,
            None if then == otherwise => then,
            None if then == Graph::ALWAYS && otherwise == Graph::NEVER => condition,
            None => self.add(Op::If(condition, then, otherwise)),
        }
    }

    /// See [`Op::And`].
    pub fn and(&mut self, parts: impl IntoIterator<Item = Node>) -> Node {
        let mut rest: Vec<Node> = Vec::new();
        for part in parts {
            match self.op(part) {
                _ if part == Graph::ALWAYS => {}
                _ if part == Graph::NEVER => return Graph::NEVER,
                Op::And(inner) => rest.extend(inner),
                _ => rest.push(part),
            }
        }
        rest.sort_unstable();
        rest.dedup();
        match rest.as_slice() {
            [] => Graph::ALWAYS,
            [part] => *part,
            _ => self.add(Op::And(rest)),
        }
    }

    /// See [`Op::Or`].
    pub fn or(&mut self, parts: impl IntoIterator<Item = Node>) -> Node {
        let mut rest: Vec<Node> = Vec::new();
        for part in parts {
            match self.op(part) {
                _ if part == Graph::NEVER => {}
                _ if part == Graph::ALWAYS => return Graph::ALWAYS,
                Op::Or(inner) => rest.extend(inner),
                _ => rest.push(part),
            }
        }
        rest.sort_unstable();
        rest.dedup();
        match rest.as_slice() {
            [] => Graph::NEVER,
            [part] => *part,
            _ => self.add(Op::Or(rest)),
        }
    }

    /// See [`Op::Not`].
    pub fn negation(&mut self, node: Node) -> Node {
        match self.op(node) {
            _ if node == Graph::ALWAYS => Graph::NEVER,
            _ if node == Graph::NEVER => Graph::ALWAYS,
            Op::Not(inner) => *inner,
            _ => self.add(Op::Not(node)),
        }
    }

    /// See [`Op::Present`].
    pub fn has_value(&mut self, node: Node) -> Node {
        if let Some(present) = self.present.get(&node) {
            return *present;
        }
        let present = deep(|| self.find_presence(node));
        self.present.insert(node, present);
        present
    }

    fn find_presence(&mut self, node: Node) -> Node {
        let all = |graph: &mut Graph, nodes: Vec<Node>| -> Vec<Node> {
            nodes.into_iter().map(|node| graph.has_value(node)).collect()
        };
        match self.op(node).clone() {
            Op::Constant(value) => self.truth(value.is_some()),
            // So that a long range need not be looked at number by number.
            Op::Leaf(variable, leaf) => self.leaf(variable, leaf.presence()),
            Op::Linear(_, terms) => {
                let parts = all(self, terms.into_iter().map(|(_, term)| term).collect());
                self.and(parts)
            }
            Op::Mean(terms) if terms.iter().all(|(weight, _)| weight.is_positive()) => {
                let parts = all(self, terms.into_iter().map(|(_, term)| term).collect());
                self.or(parts)
            }
            Op::Min(terms) | Op::Max(terms) => {
                let parts = all(self, terms);
                self.or(parts)
            }
            Op::Round(inner, _) => self.has_value(inner),
            Op::Else(first, second) => {
                let parts = all(self, vec![first, second]);
                self.or(parts)
            }
            Op::If(condition, then, otherwise) => {
                let (then, otherwise) = (self.has_value(then), self.has_value(otherwise));
                self.when_holds(condition, then, otherwise)
            }
            Op::Mean(_) => self.add(Op::Present(node)),
            Op::Sum(_) | Op::And(_) | Op::Or(_) | Op::Not(_) | Op::Compare(..) | Op::Present(_) => Graph::ALWAYS,
        }
    }
}
