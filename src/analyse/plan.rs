//! In which order a walk takes what a query depends on, and what it has to remember in between.
//!
//! A *unit* is a variable, or a node through which alone everything below it is seen: its table is worked out once, by
//! a walk of its own. Units are taken in the order in which the rules name them, so that an area is closed before the
//! next one is opened.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Graph, Node, Op, Variable};
use super::set::Set;
use crate::model::deep;

/// What is taken in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// A variable.
    Variable(Variable),
    /// A node by its table. The variables only multiply its counts: whether they are asked depends on what is below it.
    Table(Node, Vec<Variable>),
}

/// A step of a walk. Nodes are meant by their places in [`Plan::nodes`].
#[derive(Debug, Clone)]
pub struct Step {
    /// What is taken.
    pub unit: Unit,
    /// Whether the variable is asked; none when it always is.
    pub asked: Option<usize>,
    /// What is remembered from the steps before.
    pub before: Vec<usize>,
    /// Nodes that the unit gives the values of: the leaves of the variable, or the node of the table.
    pub given: Vec<usize>,
    /// Nodes of which the first child becomes known here.
    pub fresh: Vec<usize>,
    /// Nodes that become known here, children first, those given included.
    pub known: Vec<usize>,
    /// Nodes that are still open afterwards, parents first.
    pub open: Vec<usize>,
    /// What has to be remembered afterwards.
    pub after: Vec<usize>,
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The nodes that take part, children first.
    pub nodes: Vec<Node>,
    /// For each node those that wait for it, and as which child.
    pub parents: Vec<Vec<(usize, u32)>>,
    /// The steps.
    pub steps: Vec<Step>,
    /// The nodes that are asked for; none for a constant.
    pub targets: Vec<Option<usize>>,
    /// For each node whether it tells if a variable is asked.
    pub is_gate: Vec<bool>,
}

/// A node or a variable: what edges lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Item {
    Node(Node),
    Variable(Variable),
}

struct Planner<'g> {
    graph: &'g Graph,
    /// How many edges lead to each item.
    edges: FxHashMap<Item, u32>,
    aside: Vec<Variable>,
    units: Vec<Unit>,
    seen: FxHashSet<Item>,
    inner: Vec<Node>,
}

impl Plan {
    /// Plans a walk for `targets`; `aside` are further variables that multiply the counts.
    pub fn new(graph: &Graph, targets: &[Node], aside: &[Variable]) -> Plan {
        let mut planner = Planner {
            graph,
            edges: FxHashMap::default(),
            aside: aside.to_vec(),
            units: Vec::new(),
            seen: FxHashSet::default(),
            inner: Vec::new(),
        };
        let roots: Vec<Item> =
            targets.iter().map(|n| Item::Node(*n)).chain(aside.iter().map(|v| Item::Variable(*v))).collect();
        planner.edges = count_edges(graph, &roots);
        for target in targets {
            // A target is asked for from outside, and so never hides what is below it from another target.
            planner.visit(*target, targets.len() > 1);
        }
        for variable in std::mem::take(&mut planner.aside) {
            planner.visit_variable(variable);
        }
        planner.finish(targets)
    }
}

/// How many edges lead to each item from those that can be reached from `roots`, and from outside to these.
fn count_edges(graph: &Graph, roots: &[Item]) -> FxHashMap<Item, u32> {
    let mut edges: FxHashMap<Item, u32> = FxHashMap::default();
    let mut todo = roots.to_vec();
    while let Some(item) = todo.pop() {
        let count = edges.entry(item).or_insert(0);
        *count += 1;
        if *count == 1 {
            todo.extend(below(graph, item));
        }
    }
    edges
}

fn below(graph: &Graph, item: Item) -> Vec<Item> {
    let open = |node: &Node| graph.as_constant(*node).is_none();
    match item {
        Item::Node(node) => match graph.op(node) {
            Op::Leaf(variable, _) => vec![Item::Variable(*variable)],
            _ => graph.children(node).into_iter().filter(open).map(Item::Node).collect(),
        },
        Item::Variable(variable) => Some(graph.when(variable)).filter(open).map(Item::Node).into_iter().collect(),
    }
}

impl Planner<'_> {
    fn visit(&mut self, node: Node, may_be_table: bool) {
        if self.graph.as_constant(node).is_some() || !self.seen.insert(Item::Node(node)) {
            return;
        }
        if let Op::Leaf(variable, _) = self.graph.op(node) {
            self.inner.push(node);
            return self.visit_variable(*variable);
        }
        if may_be_table && let Some(aside) = self.stands_alone(node) {
            self.aside.retain(|variable| !aside.contains(variable));
            self.inner.push(node);
            self.units.push(Unit::Table(node, aside));
            return;
        }
        for child in self.graph.children(node) {
            deep(|| self.visit(child, true));
        }
        self.inner.push(node);
    }

    fn visit_variable(&mut self, variable: Variable) {
        if self.seen.insert(Item::Variable(variable)) {
            self.visit(self.graph.when(variable), true);
            self.units.push(Unit::Variable(variable));
        }
    }

    /// Whether everything below a node is seen through it alone. Then the variables set aside that only depend on what
    /// is below it.
    fn stands_alone(&self, node: Node) -> Option<Vec<Variable>> {
        let support = self.graph.support(node);
        if support.iter().take(2).count() < 2 {
            return None;
        }
        let hangs = |variable: &&Variable| {
            let when = self.graph.support(self.graph.when(**variable));
            when.within(support) && !when.is_empty() && !support.contains(variable.0 as usize)
        };
        let aside: Vec<Variable> = self.aside.iter().filter(hangs).copied().collect();
        let roots: Vec<Item> =
            std::iter::once(Item::Node(node)).chain(aside.iter().map(|v| Item::Variable(*v))).collect();
        let inside = count_edges(self.graph, &roots);
        let alone = inside.iter().all(|(item, count)| {
            *item == Item::Node(node) || (self.edges.get(item) == Some(count) && !self.seen.contains(item))
        });
        alone.then_some(aside)
    }

    fn finish(mut self, targets: &[Node]) -> Plan {
        self.inner.sort_unstable();
        let nodes = self.inner;
        let place: FxHashMap<Node, usize> = nodes.iter().enumerate().map(|(place, node)| (*node, place)).collect();
        let tables: FxHashSet<Node> = self.units.iter().filter_map(table).collect();
        let mut parents: Vec<Vec<(usize, u32)>> = vec![Vec::new(); nodes.len()];
        for (parent, node) in nodes.iter().enumerate().filter(|(_, node)| !tables.contains(node)) {
            for (position, child) in (0u32..).zip(self.graph.children(*node)) {
                if let Some(child) = place.get(&child) {
                    parents[*child].push((parent, position));
                }
            }
        }
        let times = Times::new(self.graph, &nodes, &place, &self.units, &tables);
        let targets: Vec<Option<usize>> = targets.iter().map(|target| place.get(target).copied()).collect();
        let gates = gates(self.graph, &self.units, &place);
        let kept = |at: usize, node: usize| {
            let open = times.first[node] <= at && times.known[node] > at;
            let known = times.known[node] <= at;
            let wanted = targets.contains(&Some(node)) || gates.iter().any(|(gate, step)| *gate == node && *step > at);
            open || (known && wanted)
        };
        let mut steps: Vec<Step> = Vec::with_capacity(self.units.len());
        for (at, unit) in self.units.into_iter().enumerate() {
            let known: Vec<usize> = (0..nodes.len()).filter(|node| times.known[*node] == at).collect();
            steps.push(Step {
                asked: gates.iter().find(|(_, step)| *step == at).map(|(gate, _)| *gate),
                before: steps.last().map(|step| step.after.clone()).unwrap_or_default(),
                given: known.iter().copied().filter(|node| is_given(self.graph, nodes[*node], &tables)).collect(),
                fresh: (0..nodes.len()).filter(|node| times.first[*node] == at).collect(),
                open: (0..nodes.len()).rev().filter(|node| times.known[*node] > at).collect(),
                after: (0..nodes.len()).filter(|node| kept(at, *node)).collect(),
                known,
                unit,
            });
        }
        let mut is_gate = vec![false; nodes.len()];
        for (gate, _) in &gates {
            is_gate[*gate] = true;
        }
        Plan { nodes, parents, steps, targets, is_gate }
    }
}

fn table(unit: &Unit) -> Option<Node> {
    match unit {
        Unit::Table(node, _) => Some(*node),
        Unit::Variable(_) => None,
    }
}

fn is_given(graph: &Graph, node: Node, tables: &FxHashSet<Node>) -> bool {
    tables.contains(&node) || matches!(graph.op(node), Op::Leaf(..))
}

/// The nodes that tell whether variables are asked, each with the step that needs it.
fn gates(graph: &Graph, units: &[Unit], place: &FxHashMap<Node, usize>) -> Vec<(usize, usize)> {
    let gate = |(at, unit): (usize, &Unit)| match unit {
        Unit::Variable(variable) => Some((*place.get(&graph.when(*variable))?, at)),
        Unit::Table(..) => None,
    };
    units.iter().enumerate().filter_map(gate).collect()
}

/// At which step the first child of each node is known, and at which one the node itself.
struct Times {
    first: Vec<usize>,
    known: Vec<usize>,
}

impl Times {
    fn new(
        graph: &Graph,
        nodes: &[Node],
        place: &FxHashMap<Node, usize>,
        units: &[Unit],
        tables: &FxHashSet<Node>,
    ) -> Times {
        let mut at: FxHashMap<Item, usize> = FxHashMap::default();
        for (step, unit) in units.iter().enumerate() {
            match unit {
                Unit::Variable(variable) => at.insert(Item::Variable(*variable), step),
                Unit::Table(node, _) => at.insert(Item::Node(*node), step),
            };
        }
        let mut times = Times { first: Vec::with_capacity(nodes.len()), known: Vec::with_capacity(nodes.len()) };
        for node in nodes {
            let (first, known) = match graph.op(*node) {
                Op::Leaf(variable, _) => {
                    let step = at.get(&Item::Variable(*variable)).copied().unwrap_or(0);
                    (step, step)
                }
                _ if tables.contains(node) => {
                    let step = at.get(&Item::Node(*node)).copied().unwrap_or(0);
                    (step, step)
                }
                _ => {
                    let children = graph.children(*node);
                    let known = || children.iter().filter_map(|child| Some(times.known[*place.get(child)?]));
                    (known().min().unwrap_or(0), known().max().unwrap_or(0))
                }
            };
            times.first.push(first);
            times.known.push(known);
        }
        times
    }
}

/// The variables that a count over `support` has to look at: with each variable whether it is asked, and whatever is
/// asked because of it. The second list holds those that no rule in question reads.
pub fn closure(graph: &Graph, support: &Set) -> (Set, Vec<Variable>) {
    let mut all = support.clone();
    loop {
        let mut grown = false;
        for variable in graph.variables() {
            let when = graph.support(graph.when(variable));
            if !all.contains(variable.0 as usize) && when.meets(&all) {
                all.insert(variable.0 as usize);
                all.extend(when);
                grown = true;
            }
        }
        if !grown {
            break;
        }
    }
    let aside = all.iter().filter(|variable| !support.contains(*variable));
    let aside = aside.map(|variable| Variable(u32::try_from(variable).unwrap_or(u32::MAX))).collect();
    (all, aside)
}
