//! In which order the parts of a region are taken: what is plain first, what makes many states last.

use std::collections::BTreeMap;

use super::graph::{Graph, Node, Op, Region, Variable};
use super::plan::{Part, Query};
use super::set::Set;
use crate::exact::Rational;
use crate::model::deep;

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

    /// Takes the last parts as one where several of them are apart: what comes of them is then joined at once to all
    /// that goes along, and has no part in the many sums of that.
    pub fn bundle(&self, parts: &mut Vec<Part>) {
        let apart = self.apart(parts);
        let first = parts.len().saturating_sub(apart.len());
        if apart.len() < 2 || parts.iter().skip(first).any(|part| !apart.contains(part)) {
            return;
        }
        let bundled = parts.drain(first..);
        let mut variables: Vec<Variable> = bundled.flat_map(|part| part.variables).collect();
        variables.sort_unstable();
        parts.push(Part { variables, region: true });
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

/// How it grows in most parts, and in two at least.
fn usual(both: &[(&Part, Option<Rational>)]) -> Option<Rational> {
    let count = |ratio: &Rational| both.iter().filter(|(_, grows)| grows.as_ref() == Some(ratio)).count();
    let mut usual: Option<(usize, &Rational)> = None;
    for ratio in both.iter().filter_map(|(_, grows)| grows.as_ref()) {
        let count = count(ratio);
        if usual.is_none_or(|(most, _)| count > most) {
            usual = Some((count, ratio));
        }
    }
    usual.filter(|(count, _)| *count > 1).map(|(_, ratio)| ratio.clone())
}
