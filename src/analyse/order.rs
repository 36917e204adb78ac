//! In which order the parts of a region are taken: what is plain first, what makes many states last.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Graph, Node, Op, Region, Variable};
use super::plan::{Part, Query};
use super::set::Set;
use crate::exact::Rational;
use crate::model::deep;

/// The work of a spot on a line, where looking something up on lines is 1.
const SPOT: f64 = 0.005;
/// So many parts are halved in the best way; further ones are joined to lines.
const HALVED: usize = 12;
/// Of more sums than these it is not looked at which grow in proportion.
const SUMS: usize = 16;

impl Query<'_> {
    /// What is taken one after the other inside a region.
    pub fn parts(&self, variables: &[Variable]) -> Vec<Part> {
        let mut parts = Vec::new();
        self.split(self.region_around(variables), variables.len(), &mut parts);
        // Of a bundle, the region around has others.
        parts.retain(|part| part.variables.iter().all(|variable| variables.binary_search(variable).is_ok()));
        self.in_order(parts)
    }

    /// What is taken inside a region, those together of which one decides whether another is asked.
    pub fn clusters(&self, variables: &[Variable]) -> Vec<Vec<Part>> {
        let mut clusters: Vec<(Set, Vec<Part>)> = Vec::new();
        for part in self.parts(variables) {
            let mut its = Set::default();
            for variable in &part.variables {
                its.insert(variable.0 as usize);
                its.extend(self.graph.support(self.graph.when(*variable)));
            }
            let mut joined = vec![];
            let mut rest = Vec::with_capacity(clusters.len());
            for (others, parts) in clusters {
                if others.meets(&its) {
                    its.extend(&others);
                    joined.extend(parts);
                } else {
                    rest.push((others, parts));
                }
            }
            joined.push(part);
            rest.push((its, joined));
            clusters = rest;
        }
        clusters.into_iter().map(|(_, parts)| self.in_order(parts)).collect()
    }

    /// The smallest region with all these variables, which are all of a region.
    fn region_around(&self, variables: &[Variable]) -> Region {
        let mut region = variables.first().map_or(Graph::WHOLE, |first| self.graph.region_of(*first));
        while self.members.get(&region).is_none_or(|members| members.len() < variables.len()) {
            let Some(around) = self.graph.around(region) else { break };
            region = around;
        }
        region
    }

    /// The variables and regions directly inside a region; a region that is not by itself is split further.
    fn split(&self, region: Region, whole: usize, parts: &mut Vec<Part>) {
        let members = self.members.get(&region).map_or(&[][..], Vec::as_slice);
        let direct = members.iter().filter(|variable| self.graph.region_of(**variable) == region);
        parts.extend(direct.map(|variable| Part { variables: vec![*variable], region: false }));
        for inner in self.inner.get(&region).into_iter().flatten() {
            let variables = self.members.get(inner).cloned().unwrap_or_default();
            if variables.len() > 1 && variables.len() < whole && self.is_by_itself(&variables) {
                parts.push(Part { variables, region: true });
            } else {
                deep(|| self.split(*inner, whole, parts));
            }
        }
    }

    /// Whether what is asked in a region depends on nothing outside.
    fn is_by_itself(&self, variables: &[Variable]) -> bool {
        let mut inside = Set::default();
        variables.iter().for_each(|variable| inside.insert(variable.0 as usize));
        variables.iter().all(|variable| self.graph.support(self.graph.when(*variable)).within(&inside))
    }

    /// How many rules of a region others wait for. Where two versions differ there are more, and it is better to
    /// have joined all else before.
    fn rules_left(&self, part: &Part) -> usize {
        if !part.region {
            return 0;
        }
        let inside = part.inside();
        let is_inside = |node: Node| self.graph.support(node).within(&inside);
        let waits = |node: &Node| self.parents(*node).iter().any(|(parent, _)| !is_inside(*parent));
        self.nodes.iter().filter(|node| is_inside(**node) && waits(node)).count()
    }

    /// Each part after those that decide whether it is asked.
    fn in_order(&self, mut rest: Vec<Part>) -> Vec<Part> {
        let apart = self.apart(&rest);
        let is_apart = |part: &Part| apart.iter().any(|its| its == part);
        rest.sort_by_cached_key(|part| (is_apart(part), self.rules_left(part), part.variables.first().copied()));
        let mut placed = Set::default();
        let mut order: Vec<Part> = Vec::with_capacity(rest.len());
        let mut all = Set::default();
        rest.iter().flat_map(|part| &part.variables).for_each(|variable| all.insert(variable.0 as usize));
        while !rest.is_empty() {
            let ready = rest.iter().position(|part| {
                part.region
                    || part.variables.iter().all(|variable| {
                        let when = self.graph.support(self.graph.when(*variable));
                        when.iter().all(|needed| placed.contains(needed) || !all.contains(needed))
                    })
            });
            // The compiler refuses circles, so one is always ready.
            let part = rest.remove(ready.unwrap_or(0));
            part.variables.iter().for_each(|variable| placed.insert(variable.0 as usize));
            order.push(part);
        }
        order
    }

    /// Takes the last parts as two where several of them are apart: each half is first joined by itself, so that neither
    /// has a part in the many sums of the other.
    pub fn bundle(&self, parts: &mut Vec<Part>) {
        let apart = self.apart(parts);
        let first = parts.len().saturating_sub(apart.len());
        if apart.len() < 2 || parts.iter().skip(first).any(|part| !apart.contains(part)) {
            return;
        }
        let last: Vec<Part> = parts.drain(first..).collect();
        let along = parts.iter().map(|part| part.variables.len()).sum();
        for half in self.halves(last, along) {
            let mut variables: Vec<Variable> = half.into_iter().flat_map(|part| part.variables).collect();
            variables.sort_unstable();
            parts.push(Part { variables, region: true });
        }
    }

    /// Parts that are joined to lines, and those that are looked up on these: so that both are about as much work.
    fn halves(&self, parts: Vec<Part>, along: usize) -> [Vec<Part>; 2] {
        let many: Vec<f64> = parts.iter().map(|part| self.how_many(part)).collect();
        let lines = values(along) * SPOT;
        let work = |chosen: &usize| {
            let product = |product: [f64; 2], (at, many): (usize, &f64)| match chosen >> at & 1 {
                0 => [product[0] * many, product[1]],
                _ => [product[0], product[1] * many],
            };
            let [joined, looked_up] = many.iter().enumerate().fold([1.0, 1.0], product);
            lines * joined + looked_up
        };
        let bits = u32::try_from(parts.len().min(HALVED)).unwrap_or(0);
        let choices = 1..(1usize << bits).saturating_sub(1);
        let best = choices.min_by(|one, other| work(one).total_cmp(&work(other))).unwrap_or(1);
        let (last, first): (Vec<_>, Vec<_>) =
            parts.into_iter().enumerate().partition(|(at, _)| *at < HALVED && best >> at & 1 == 1);
        [first, last].map(|half| half.into_iter().map(|(_, part)| part).collect())
    }

    /// About how many sums a part comes to: a score has about so many values, two scores of the same area more.
    fn how_many(&self, part: &Part) -> f64 {
        let own = self.fed(part).values().flatten().map(|(node, _)| *node).collect::<BTreeSet<Node>>();
        let sums = self.fed(part).len();
        let values = values(part.variables.len());
        if own.len() > 1 && own.len() >= sums { values.powf(1.5) } else { values }
    }

    /// Parts that let sums grow in another proportion than most do. Two versions of an overall score grow together
    /// over all areas but those of another weight.
    fn apart(&self, parts: &[Part]) -> Vec<Part> {
        let fed: Vec<(&Part, Fed)> =
            parts.iter().filter(|part| part.region).map(|part| (part, self.fed(part))).collect();
        let mut sums: Vec<Node> = fed.iter().flat_map(|(_, fed)| fed.keys().copied()).collect();
        sums.sort_unstable();
        sums.dedup();
        let mut apart: Vec<Part> = Vec::new();
        if sums.len() > SUMS {
            return apart;
        }
        for (at, one) in sums.iter().enumerate() {
            for other in sums.iter().skip(at.saturating_add(1)) {
                let both = fed.iter().filter_map(|(part, fed)| Some((*part, grows(fed.get(one), fed.get(other))?)));
                let both: Vec<(&Part, Option<Rational>)> = both.collect();
                let Some(usual) = usual(&both) else { continue };
                let others =
                    both.iter().filter(|(part, grows)| grows.as_ref() != Some(&usual) && !apart.contains(part));
                let others: Vec<Part> = others.map(|(part, _)| (*part).clone()).collect();
                apart.extend(others);
            }
        }
        apart
    }

    /// The sums outside a part that wait for rules in it: for which, and how much these weigh there.
    fn fed(&self, part: &Part) -> Fed {
        let inside = part.inside();
        let is_inside = |node: Node| self.graph.support(node).within(&inside);
        let mut fed = Fed::default();
        for node in self.nodes.iter().filter(|node| is_inside(**node)) {
            for (parent, position) in self.parents(*node).iter().filter(|(parent, _)| !is_inside(*parent)) {
                let (Op::Linear(_, terms) | Op::Sum(terms) | Op::Mean(terms)) = self.graph.op(*parent) else {
                    continue;
                };
                let factor = terms.get(*position as usize).map(|(factor, _)| factor.clone());
                fed.entry(*parent).or_default().push((*node, factor.unwrap_or_default()));
            }
        }
        fed
    }
}

/// By sum, what it waits for.
type Fed = BTreeMap<Node, Vec<(Node, Rational)>>;

impl Part {
    fn inside(&self) -> Set {
        let mut inside = Set::default();
        self.variables.iter().for_each(|variable| inside.insert(variable.0 as usize));
        inside
    }
}

/// How much one sum grows where another one grows by 1: none where neither does, none inside where that differs.
#[expect(clippy::option_option, reason = "two different things that are not there")]
fn grows(one: Option<&Vec<(Node, Rational)>>, other: Option<&Vec<(Node, Rational)>>) -> Option<Option<Rational>> {
    let (one, other) = match (one, other) {
        (None, None) => return None,
        (Some(one), Some(other)) if one.len() == other.len() => (one, other),
        _ => return Some(None),
    };
    let mut ratios = one.iter().zip(other).map(
        |((node, factor), (its_node, its_factor))| {
            if node == its_node { its_factor.checked_div(factor) } else { None }
        },
    );
    let first = ratios.next().flatten();
    Some(first.filter(|first| ratios.all(|ratio| ratio.as_ref() == Some(first))))
}

/// About how many values the score of so many questions has.
#[expect(clippy::cast_precision_loss, reason = "an estimate that decides no result")]
fn values(questions: usize) -> f64 {
    (questions as f64 * questions as f64).max(2.0)
}

/// How it grows in most parts; where it differs in all of them, in the largest.
fn usual(both: &[(&Part, Option<Rational>)]) -> Option<Rational> {
    let known = || both.iter().filter_map(|(part, grows)| Some((part, grows.as_ref()?)));
    let count = |ratio: &Rational| known().filter(|(_, grows)| *grows == ratio).count();
    let rank = |(part, ratio): &(&&Part, &Rational)| (count(ratio), part.variables.len());
    let mut usual: Option<(&&Part, &Rational)> = None;
    for one in known() {
        if usual.is_none_or(|most| rank(&one) > rank(&most)) {
            usual = Some(one);
        }
    }
    usual.map(|(_, ratio)| ratio.clone())
}
