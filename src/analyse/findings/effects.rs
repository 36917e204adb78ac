//! What changing one answer can do to the results, as far as the rules themselves tell: it settles most questions about
//! better answers before any response is looked at.

use rustc_hash::FxHashMap;

use super::held;
use super::threshold::Threshold;
use crate::analyse::bounds::{Bounds, Intervals};
use crate::analyse::graph::{Graph, Node, Op, Value, Variable};
use crate::exact::Compare;
use crate::model::deep;

/// One answer given instead of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// What is answered otherwise.
    pub variable: Variable,
    /// The answer before.
    pub from: u64,
    /// The answer after.
    pub to: u64,
}

/// What a move can do to a node. What is not said cannot happen; what is said need not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effect {
    /// Its value can rise; a condition can begin to hold.
    pub rises: bool,
    /// Its value can fall; a condition can cease to hold.
    pub falls: bool,
    /// It can get a value where it had none.
    pub appears: bool,
    /// It can lose its value.
    pub vanishes: bool,
}

impl Effect {
    /// Nothing can happen.
    pub const NONE: Effect = Effect { rises: false, falls: false, appears: false, vanishes: false };

    fn with(self, other: Effect) -> Effect {
        Effect {
            rises: self.rises || other.rises,
            falls: self.falls || other.falls,
            appears: self.appears || other.appears,
            vanishes: self.vanishes || other.vanishes,
        }
    }

    fn upside_down(self) -> Effect {
        Effect { rises: self.falls, falls: self.rises, ..self }
    }

    /// The same where it has a value before and after.
    #[must_use]
    pub fn without_presence(self) -> Effect {
        Effect { appears: false, vanishes: false, ..self }
    }
}

/// Reads effects off a graph; the bounds of nodes are kept from one move to the next.
#[derive(Debug, Default)]
pub struct Effects {
    bounds: Intervals,
    /// What is held against numbers, where that is looked at part by part.
    thresholds: Option<FxHashMap<Node, Option<Threshold>>>,
}

impl Effects {
    /// Effects that look at what may be added up exactly, not only at its bounds.
    pub fn exact() -> Effects {
        Effects { thresholds: Some(FxHashMap::default()), ..Effects::default() }
    }

    /// What each of these moves, any of which may be made, can do to a node.
    pub fn of(&mut self, graph: &Graph, change: Move, node: Node, known: &mut FxHashMap<Node, Effect>) -> Effect {
        if !graph.support(node).contains(change.variable.0 as usize) {
            return Effect::NONE;
        }
        if let Some(effect) = known.get(&node) {
            return *effect;
        }
        let only = depends_only_on(graph, change.variable, node);
        let effect = match only.then(|| settled(graph, change, node)).flatten() {
            Some(effect) => effect,
            None => deep(|| self.work_out(graph, change, node, known)),
        };
        known.insert(node, effect);
        effect
    }

    fn work_out(&mut self, graph: &Graph, change: Move, node: Node, known: &mut FxHashMap<Node, Effect>) -> Effect {
        let op = graph.op(node).clone();
        let mut of = |this: &mut Self, node: Node| this.of(graph, change, node, known);
        match op {
            Op::Constant(_) => Effect::NONE,
            Op::Leaf(variable, leaf) if variable == change.variable => {
                let count = graph.answers(variable).count;
                jump(&leaf.of(change.from, count), &leaf.of(change.to, count))
            }
            // Where it is asked it is answered as before; the condition around it says where that is.
            Op::Leaf(..) => Effect::NONE,
            Op::Linear(_, terms) => {
                let mut all = Effect::NONE;
                for (factor, term) in terms {
                    let effect = of(self, term);
                    all = all.with(if factor.is_negative() { effect.upside_down() } else { effect });
                }
                all
            }
            Op::Sum(terms) => {
                let mut all = Effect::NONE;
                for (weight, term) in terms {
                    let effect = of(self, term);
                    if effect == Effect::NONE {
                        continue;
                    }
                    let (low, high) = self.bounds_of(graph, change, term).times(&weight);
                    let turned = if weight.is_negative() { effect.upside_down() } else { effect };
                    all = all.with(turned.without_presence());
                    all.rises |= (effect.appears && high.is_positive()) || (effect.vanishes && low.is_negative());
                    all.falls |= (effect.appears && low.is_negative()) || (effect.vanishes && high.is_positive());
                }
                all
            }
            Op::Mean(terms) => {
                let terms: Vec<Node> = terms.into_iter().map(|(_, term)| term).collect();
                let effects: Vec<Effect> = terms.iter().map(|term| of(self, *term)).collect();
                self.among(graph, change, &terms, &effects, Among::Mean)
            }
            Op::Min(terms) => {
                let effects: Vec<Effect> = terms.iter().map(|term| of(self, *term)).collect();
                self.among(graph, change, &terms, &effects, Among::Min)
            }
            Op::Max(terms) => {
                let effects: Vec<Effect> = terms.iter().map(|term| of(self, *term)).collect();
                self.among(graph, change, &terms, &effects, Among::Max)
            }
            Op::Round(inner, _) => of(self, inner),
            Op::Else(first, second) => {
                let (effect, other) = (of(self, first), of(self, second));
                let (before, after) = (self.bounds_of(graph, change, second), self.bounds_of(graph, change, first));
                let mut all = effect.without_presence();
                if self.bounds_of(graph, change, first).may_lack {
                    all = all.with(other);
                }
                if effect.appears {
                    all = all.with(replaced(&before, &after));
                }
                if effect.vanishes {
                    all = all.with(replaced(&after, &before));
                }
                all
            }
            Op::If(condition, then, otherwise) => {
                let turns = of(self, condition);
                let mut all = of(self, then).with(of(self, otherwise));
                if turns.rises {
                    all = all.with(self.turned(graph, change, otherwise, then));
                }
                if turns.falls {
                    all = all.with(self.turned(graph, change, then, otherwise));
                }
                all
            }
            Op::And(parts) | Op::Or(parts) => {
                parts.into_iter().fold(Effect::NONE, |all, part| all.with(of(self, part)))
            }
            Op::Not(inner) => of(self, inner).upside_down(),
            Op::Compare(left, op, right) => {
                let (left, right) = (of(self, left), of(self, right).upside_down());
                let both = left.with(right);
                let (up, down) = match op {
                    Compare::Greater | Compare::GreaterOrEqual => (both.rises, both.falls),
                    Compare::Less | Compare::LessOrEqual => (both.falls, both.rises),
                    Compare::Equal | Compare::NotEqual => (both.rises || both.falls, both.rises || both.falls),
                };
                let turns = (up || down) && !self.is_never_crossed(graph, change, node);
                Effect { rises: (up && turns) || both.appears, falls: (down && turns) || both.vanishes, ..Effect::NONE }
            }
            Op::Present(inner) => {
                let effect = of(self, inner);
                Effect { rises: effect.appears, falls: effect.vanishes, ..Effect::NONE }
            }
        }
    }

    /// Whether a comparison is surely the same before and after, where both sides have a value.
    fn is_never_crossed(&mut self, graph: &Graph, change: Move, comparison: Node) -> bool {
        let Some(thresholds) = &mut self.thresholds else { return false };
        let anew = || Threshold::new(graph, &held::directly(graph, comparison)?, &[], &[]);
        let threshold = thresholds.entry(comparison).or_insert_with(anew);
        threshold.as_ref().is_some_and(|threshold| threshold.is_never_crossed(change))
    }

    /// What happens to a mean, the smallest or the largest of terms.
    fn among(&mut self, graph: &Graph, change: Move, terms: &[Node], effects: &[Effect], kind: Among) -> Effect {
        let mut all = Effect::NONE;
        for (at, (term, effect)) in terms.iter().zip(effects).enumerate() {
            if *effect == Effect::NONE {
                continue;
            }
            all = all.with(effect.without_presence());
            if !effect.appears && !effect.vanishes {
                continue;
            }
            let mut others: Option<Bounds> = None;
            let mut alone = true;
            for (other, node) in terms.iter().enumerate().filter(|(other, _)| *other != at) {
                let bounds = self.bounds_of(graph, change, *node);
                // Another one that changes may be missing before, or after.
                alone &= bounds.may_lack || effects.get(other).is_some_and(|effect| effect.appears || effect.vanishes);
                others = Some(match others {
                    None => bounds,
                    Some(hull) => hull.either(bounds),
                });
            }
            all.appears |= alone && effect.appears;
            all.vanishes |= alone && effect.vanishes;
            let Some(others) = others.filter(|others| !others.lacks) else { continue };
            let its = self.bounds_of(graph, change, *term);
            let (above, below) = (its.high > others.low, its.low < others.high);
            let (up, down) = match kind {
                Among::Mean => (above, below),
                Among::Min => (false, below),
                Among::Max => (above, false),
            };
            all.rises |= (effect.appears && up) || (effect.vanishes && down);
            all.falls |= (effect.appears && down) || (effect.vanishes && up);
        }
        all
    }

    /// One node takes the place of another one.
    fn turned(&mut self, graph: &Graph, change: Move, before: Node, after: Node) -> Effect {
        let effect = replaced(&self.bounds_of(graph, change, before), &self.bounds_of(graph, change, after));
        let is_better = !effect.falls && !effect.vanishes && !effect.appears;
        if is_better || change.from.max(change.to) >= 63 {
            return effect;
        }
        // What seems worse may not be so with just this answer before, and just that one after.
        let before = with_answer(graph, change.variable, change.from, before);
        replaced(&before, &with_answer(graph, change.variable, change.to, after))
    }

    /// The bounds of a node before and after a move.
    fn bounds_of(&mut self, graph: &Graph, change: Move, node: Node) -> Bounds {
        match graph.op(node) {
            Op::Leaf(variable, leaf) if *variable == change.variable => {
                let count = graph.answers(*variable).count;
                Bounds::over([leaf.of(change.from, count), leaf.of(change.to, count)])
            }
            Op::Constant(_) => self.bounds.of(graph, node),
            // What follows from this answer alone, as whether it fulfils something, is what it is before or after.
            _ if change.from.max(change.to) < 63 && depends_only_on(graph, change.variable, node) => {
                let [before, after] =
                    [change.from, change.to].map(|answer| with_answer(graph, change.variable, answer, node));
                before.either(after)
            }
            _ => self.bounds.of(graph, node),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Among {
    Mean,
    Min,
    Max,
}

fn jump(from: &Value, to: &Value) -> Effect {
    match (from, to) {
        (None, None) => Effect::NONE,
        (None, Some(_)) => Effect { appears: true, ..Effect::NONE },
        (Some(_), None) => Effect { vanishes: true, ..Effect::NONE },
        (Some(from), Some(to)) => Effect { rises: to > from, falls: to < from, ..Effect::NONE },
    }
}

/// The effect on a node that depends on this answer alone, exactly; none where that cannot be told.
pub fn settled(graph: &Graph, change: Move, node: Node) -> Option<Effect> {
    if change.from.max(change.to) >= 63 {
        return None;
    }
    let value = |answer: u64| {
        let bounds = with_answer(graph, change.variable, answer, node);
        match (bounds.lacks, bounds.may_lack) {
            (true, _) => Some(None),
            (false, true) => None,
            (false, false) => (bounds.low == bounds.high).then_some(Some(bounds.low)),
        }
    };
    Some(jump(&value(change.from)?, &value(change.to)?))
}

/// The bounds of a node where a variable is answered like this, with one of its first answers.
fn with_answer(graph: &Graph, variable: Variable, answer: u64, node: Node) -> Bounds {
    let mut intervals = Intervals::default();
    intervals.suppose_answered(variable, 1 << answer);
    intervals.of(graph, node)
}

/// Whether a node depends on no other variable.
fn depends_only_on(graph: &Graph, variable: Variable, node: Node) -> bool {
    graph.support(node).iter().all(|its| its == variable.0 as usize)
}

/// One value takes the place of another one.
fn replaced(before: &Bounds, after: &Bounds) -> Effect {
    let both = !before.lacks && !after.lacks;
    Effect {
        rises: both && after.high > before.low,
        falls: both && after.low < before.high,
        appears: before.may_lack && !after.lacks,
        vanishes: after.may_lack && !before.lacks,
    }
}
