//! In which order a walk takes what a query depends on, and what it has to remember in between.
//!
//! A *unit* is a variable, or a whole region: an area is walked through by itself, from nothing, and what is remembered
//! of it is then joined to what is remembered of the areas before. That is why every memory of an
//! [`Automaton`](super::automaton::Automaton) can be joined to another one.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Graph, Node, Op, Region, Variable};
use super::set::Set;
use crate::exact::{Compare, Rational};

/// What is taken in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// A variable, with the leaves that read it.
    Variable(Variable, Vec<Node>),
    /// A region: its variables, and the nodes that it leaves something of.
    Region(Vec<Variable>, Vec<Node>),
}

/// A step of a walk.
#[derive(Debug, Clone)]
pub struct Step {
    /// What is taken.
    pub unit: Unit,
    /// The node that tells whether the variable is asked; none when it always is.
    pub asked: Option<Node>,
    /// What is remembered from the steps before.
    pub before: Vec<Node>,
    /// Nodes of which the first child becomes known here.
    pub fresh: Vec<Node>,
    /// Nodes that become known here, children first; not those that are known inside the region.
    pub known: Vec<Node>,
    /// Nodes that are still open afterwards, parents first.
    pub open: Vec<Node>,
    /// Whether something remembered afterwards can make something else idle.
    pub may_settle: bool,
    /// What has to be remembered afterwards.
    pub after: Vec<Node>,
}

/// The nodes of a query, shared by the plans of its regions.
#[derive(Debug)]
pub struct Query<'g> {
    pub(super) graph: &'g Graph,
    /// All nodes that are not constant, children first.
    pub(super) nodes: Vec<Node>,
    /// For each node of the graph, where those begin and end that wait for it, and as which child.
    waiting: Vec<(u32, u32)>,
    parents: Vec<(Node, u32)>,
    /// What is asked for.
    targets: Vec<Node>,
    /// The variables of each region and of all regions in it, in the order of the model.
    pub(super) members: FxHashMap<Region, Vec<Variable>>,
    /// The regions in each region, in the order of the model.
    pub(super) inner: FxHashMap<Region, Vec<Region>>,
    /// The nodes that tell whether a variable is asked.
    gates: FxHashSet<Node>,
}

impl<'g> Query<'g> {
    /// The query for `targets`; `aside` are further variables that multiply the counts.
    pub fn new(graph: &'g Graph, targets: &[Node], aside: &[Variable]) -> Query<'g> {
        let mut query = Query {
            graph,
            nodes: Vec::new(),
            waiting: vec![(0, 0); graph.len()],
            parents: Vec::new(),
            targets: targets.to_vec(),
            members: FxHashMap::default(),
            inner: FxHashMap::default(),
            gates: FxHashSet::default(),
        };
        let mut variables = Set::default();
        let mut seen = Set::default();
        let mut todo: Vec<Node> = targets.to_vec();
        for variable in aside {
            variables.insert(variable.0 as usize);
            todo.push(graph.when(*variable));
        }
        while let Some(node) = todo.pop() {
            if graph.as_constant(node).is_some() || seen.contains(node.0 as usize) {
                continue;
            }
            seen.insert(node.0 as usize);
            if let Op::Leaf(variable, _) = graph.op(node) {
                variables.insert(variable.0 as usize);
                todo.push(graph.when(*variable));
            }
            todo.extend(graph.children(node));
        }
        query.nodes = seen.iter().map(|id| Node(u32::try_from(id).unwrap_or(u32::MAX))).collect();
        query.find_parents();
        query.place(&variables);
        query
    }

    fn find_parents(&mut self) {
        let mut edges: Vec<(Node, Node, u32)> = Vec::new();
        for parent in &self.nodes {
            for (position, child) in (0u32..).zip(self.graph.children(*parent)) {
                if self.graph.as_constant(child).is_none() {
                    edges.push((child, *parent, position));
                }
            }
        }
        edges.sort_unstable();
        for (child, parent, position) in edges {
            let end = u32::try_from(self.parents.len()).unwrap_or(u32::MAX);
            let (start, past) = &mut self.waiting[child.0 as usize];
            if *past != end || *start == *past {
                *start = end;
            }
            *past = end.saturating_add(1);
            self.parents.push((parent, position));
        }
    }

    /// Puts the variables into their regions and all regions around these.
    fn place(&mut self, variables: &Set) {
        for id in variables.iter() {
            let variable = Variable(u32::try_from(id).unwrap_or(u32::MAX));
            self.gates.insert(self.graph.when(variable));
            let mut region = self.graph.region_of(variable);
            loop {
                self.members.entry(region).or_default().push(variable);
                let Some(around) = self.graph.around(region) else { break };
                let siblings = self.inner.entry(around).or_default();
                if !siblings.contains(&region) {
                    siblings.push(region);
                }
                region = around;
            }
        }
    }

    /// Who waits for a node, and as which child.
    pub fn parents(&self, node: Node) -> &[(Node, u32)] {
        let (start, past) = self.waiting.get(node.0 as usize).copied().unwrap_or((0, 0));
        self.parents.get(start as usize..past as usize).unwrap_or_default()
    }

    /// The numbers that a node is compared with.
    pub fn thresholds(&self, node: Node) -> impl Iterator<Item = Rational> + '_ {
        self.parents(node).iter().filter_map(move |(parent, _)| match self.graph.op(*parent) {
            Op::Compare(left, _, right) => {
                let other = if *left == node { *right } else { *left };
                self.graph.as_constant(other).cloned().flatten()
            }
            _ => None,
        })
    }

    /// The numbers that a node is compared with, and what is told apart: at least that much from less, and more from
    /// at most that much.
    pub fn cuts(&self, node: Node) -> Vec<(Rational, [bool; 2])> {
        let cut = |(parent, _): &(Node, u32)| {
            let Op::Compare(left, op, right) = self.graph.op(*parent) else { return None };
            let is_left = *left == node;
            let other = if is_left { *right } else { *left };
            let apart = match op {
                Compare::GreaterOrEqual | Compare::Less => [is_left, !is_left],
                Compare::Greater | Compare::LessOrEqual => [!is_left, is_left],
                Compare::Equal | Compare::NotEqual => [true, true],
            };
            Some((self.graph.as_constant(other).cloned().flatten()?, apart))
        };
        self.parents(node).iter().filter_map(cut).collect()
    }

    /// What is asked for.
    pub fn targets(&self) -> &[Node] {
        &self.targets
    }

    /// Whether a node is asked for.
    fn is_target(&self, node: Node) -> bool {
        self.targets.contains(&node)
    }

    /// Whether something besides its parents needs a node: the asker, or a variable.
    pub fn is_wanted(&self, node: Node) -> bool {
        self.targets.contains(&node) || self.gates.contains(&node)
    }

    /// All variables.
    pub fn variables(&self) -> Vec<Variable> {
        self.members.get(&Graph::WHOLE).cloned().unwrap_or_default()
    }
}

/// What is taken in one step, before it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its variables.
    pub variables: Vec<Variable>,
    /// Whether it is walked through by itself; else it is one variable.
    pub region: bool,
}

/// When a node becomes known, in steps of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Time {
    /// When the first child is.
    first: usize,
    /// When it is itself; none when not in this plan.
    known: Option<usize>,
    /// It is known inside a region.
    inside: bool,
}

/// A walk through some variables of a query.
pub fn plan(query: &Query<'_>, variables: &[Variable]) -> Vec<Step> {
    let mut parts = query.parts(variables);
    query.bundle(&mut parts);
    plan_parts(query, parts)
}

/// A walk through these parts in this order.
pub fn plan_parts(query: &Query<'_>, parts: Vec<Part>) -> Vec<Step> {
    let graph = query.graph;
    let mut at: FxHashMap<Variable, usize> = FxHashMap::default();
    for (step, part) in parts.iter().enumerate() {
        at.extend(part.variables.iter().map(|variable| (*variable, step)));
    }
    let times = times(query, &parts, &at);
    let gate = |part: &Part| {
        let when = part.variables.first().map(|variable| graph.when(*variable));
        when.filter(|when| !part.region && graph.as_constant(*when).is_none())
    };
    let mut gates: FxHashMap<Node, usize> = FxHashMap::default();
    for (step, part) in parts.iter().enumerate() {
        if let Some(when) = gate(part) {
            gates.insert(when, step);
        }
    }
    // A gate of a variable outside these is kept for it.
    let here = |variable: &Variable| at.contains_key(variable);
    for variable in query.variables().iter().filter(|variable| !here(variable)) {
        gates.insert(graph.when(*variable), usize::MAX);
    }
    let wanted_after =
        |node: Node, step: usize| query.is_target(node) || gates.get(&node).is_some_and(|gate| *gate > step);
    let mut begun: Vec<(Node, Time)> = query.nodes.iter().filter_map(|node| Some((*node, *times.get(node)?))).collect();
    begun.sort_unstable_by_key(|(node, _)| *node);
    let kept = |node: Node, time: &Time, step: usize| match time.known {
        Some(known) if known <= step => wanted_after(node, step),
        _ => time.first <= step,
    };
    let mut steps: Vec<Step> = Vec::with_capacity(parts.len());
    for (step, part) in parts.into_iter().enumerate() {
        let select = |wanted: &dyn Fn(Node, &Time) -> bool| -> Vec<Node> {
            begun.iter().filter(|(node, time)| wanted(*node, time)).map(|(node, _)| *node).collect()
        };
        let asked = gate(&part);
        let unit = match part.region {
            false => {
                let variable = part.variables.first().copied().unwrap_or(Variable(0));
                let leaves = select(&|node, _| matches!(graph.op(node), Op::Leaf(its, _) if *its == variable));
                Unit::Variable(variable, leaves)
            }
            true => {
                let leaves_something = |node: Node, time: &Time| match time.inside {
                    true => time.first == step && wanted_after(node, step),
                    false => graph
                        .children(node)
                        .iter()
                        .any(|child| times.get(child).is_some_and(|child| child.inside && child.first == step)),
                };
                Unit::Region(part.variables, select(&leaves_something))
            }
        };
        let mut open = select(&|_, time| time.known.is_none_or(|known| known > step));
        open.reverse();
        let after = select(&|node, time| kept(node, time, step));
        steps.push(Step {
            may_settle: after.len() > 1 && after.iter().any(|node| may_settle(graph, *node)),
            before: steps.last().map(|step| step.after.clone()).unwrap_or_default(),
            fresh: select(&|_, time| time.first == step && !time.inside),
            known: select(&|_, time| time.known == Some(step) && !time.inside),
            after,
            open,
            asked,
            unit,
        });
    }
    steps
}

/// Whether a node can be settled before all its children are known.
fn may_settle(graph: &Graph, node: Node) -> bool {
    matches!(graph.op(node), Op::And(_) | Op::Or(_) | Op::If(..) | Op::Else(..) | Op::Compare(..) | Op::Linear(..))
}

fn times(query: &Query<'_>, parts: &[Part], at: &FxHashMap<Variable, usize>) -> FxHashMap<Node, Time> {
    let graph = query.graph;
    let mut times: FxHashMap<Node, Time> = FxHashMap::default();
    for node in &query.nodes {
        let time = match graph.op(*node) {
            Op::Leaf(variable, _) => at.get(variable).map(|step| Time {
                first: *step,
                known: Some(*step),
                inside: parts.get(*step).is_some_and(|part| part.region),
            }),
            _ => {
                let children = graph.children(*node);
                let open = || children.iter().filter(|child| graph.as_constant(**child).is_none());
                let known: Vec<Option<Time>> = open().map(|child| times.get(child).copied()).collect();
                let first = known.iter().flatten().filter_map(|time| time.known).min();
                let all = known.iter().all(|time| time.is_some_and(|time| time.known.is_some()));
                let last = known.iter().flatten().filter_map(|time| time.known).max();
                let inside = all && known.iter().flatten().all(|time| time.inside && Some(time.first) == last);
                first.map(|first| Time { first, known: last.filter(|_| all), inside })
            }
        };
        if let Some(time) = time {
            times.insert(*node, time);
        }
    }
    times
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
