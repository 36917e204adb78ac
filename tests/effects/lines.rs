//! Both versions' levels and suggestions together, with areas joined along lines wherever that can be done.

use std::collections::BTreeMap;

use mognad::analyse::{Budget, Graph, Node, Space, Union, Value};
use mognad::compare::Numbered;
use mognad::evaluate::Evaluation;
use mognad::exact::Rational;
use mognad::model::RoleId;

use super::responses::{Pair, Versions};

/// How often a pair of values comes out, and what the smallest response to it costs.
type Outcomes = BTreeMap<Vec<Value>, (Rational, u64)>;

/// Every count and every smallest response is that of all responses one by one.
pub fn hold(
    place: &str,
    versions: Versions<'_>,
    roles: (Option<RoleId>, Option<RoleId>),
    pairs: &[Pair],
    both: &[(Evaluation<'_>, Evaluation<'_>)],
) {
    let mut space = Space::default().along_lines();
    let mut union = Union::new(&mut space.graph, (versions.old, versions.new), versions.pairing, roles);
    let rank = |rank: Option<u32>| rank.map(|rank| Rational::from(i64::from(rank)));
    for (before, now) in versions.pairing.areas.both() {
        let nodes = [union.old.level(&mut space.graph, before), union.new.level(&mut space.graph, now)];
        let values = both.iter().map(|(was, is)| vec![rank(was.level(before)), rank(is.level(now))]);
        let area = &versions.new.areas[now.number()].key;
        assert_eq!(found(&mut space, nodes), by_row(pairs, values), "{place}, area {area}");
    }
    let truth = |holds: bool| Some(Rational::from(i64::from(holds)));
    for (before, now) in versions.pairing.actions.both() {
        let nodes = [union.old.suggested(&mut space.graph, before), union.new.suggested(&mut space.graph, now)];
        let values = both.iter().map(|(was, is)| vec![truth(was.suggested(before)), truth(is.suggested(now))]);
        let action = &versions.new.actions[now.number()].name;
        assert_eq!(found(&mut space, nodes), by_row(pairs, values), "{place}, action {action}");
    }
}

fn found(space: &mut Space, nodes: [Node; 2]) -> Outcomes {
    let counts = space.distribution(&nodes, &mut Budget::steps(10_000_000)).unwrap();
    let smallest = space.cheapest_of(&nodes, &mut Budget::steps(10_000_000)).unwrap();
    let number = |text: String| Rational::parse(&text).unwrap();
    let all = counts.iter().fold(Rational::ZERO, |sum, (_, count)| &sum + &number(count.to_string()));
    let outcome = |(values, count): &(Vec<Value>, _)| {
        let (_, witness) = smallest.iter().find(|(its, _)| its == values).unwrap();
        let count: &mognad::analyse::Natural = count;
        (values.clone(), (number(count.to_string()).checked_div(&all).unwrap(), witness.cost))
    };
    assert_eq!(counts.len(), smallest.len());
    let apart = space.cheapest_apart(&nodes, &mut Budget::steps(10_000_000)).unwrap();
    for (values, witness) in smallest.iter().filter(|(values, _)| values[0] != values[1]) {
        let (_, its) = apart.iter().find(|(its, _)| its == values).unwrap();
        assert_eq!(its.cost, witness.cost);
    }
    counts.iter().map(outcome).collect()
}

fn by_row(pairs: &[Pair], values: impl Iterator<Item = Vec<Value>>) -> Outcomes {
    let one = Rational::new(1, i64::try_from(pairs.len()).unwrap()).unwrap();
    let mut outcomes = Outcomes::new();
    for (values, pair) in values.zip(pairs) {
        let (share, least) = outcomes.entry(values).or_insert((Rational::ZERO, u64::MAX));
        *share = &*share + &one;
        *least = pair.cost.min(*least);
    }
    outcomes
}
