//! What a walk carries along: counts, or the cheapest response.

use super::graph::Variable;
use super::natural::Natural;

/// What a walk carries: one for doing nothing, products for answering several variables, sums for alternatives.
pub trait Algebra {
    /// What it carries.
    type Item: Clone;
    /// Nothing was answered yet.
    fn one(&mut self) -> Self::Item;
    /// This variable was answered with one of a group of answers: how many they are, and the cheapest of them.
    fn answered(&mut self, variable: Variable, group: &Group) -> Self::Item;
    /// Both.
    fn both(&mut self, a: &Self::Item, b: &Self::Item) -> Self::Item;
    /// What it costs, where the cheapest is wanted.
    fn cost(&self, _: &Self::Item) -> Option<u64> {
        None
    }
    /// As a count, where counts are carried.
    fn as_count(_: &Self::Item) -> Option<&Natural> {
        None
    }
    /// What is carried for so many, where counts are.
    fn from_count(_: Natural) -> Option<Self::Item> {
        None
    }
    /// Adds the alternative that both `a` and `b` happened.
    fn or_both(&mut self, item: &mut Self::Item, a: &Self::Item, b: &Self::Item);
}

/// Answers that are the same to all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// How many they are.
    pub size: u64,
    /// The cheapest of them.
    pub cheapest: u64,
    /// What that one costs.
    pub cost: u64,
}

/// Counts responses.
#[derive(Debug, Default)]
pub struct Count;

impl Algebra for Count {
    type Item = Natural;

    fn one(&mut self) -> Natural {
        Natural::ONE
    }

    fn answered(&mut self, _: Variable, group: &Group) -> Natural {
        Natural::from(group.size)
    }

    fn both(&mut self, a: &Natural, b: &Natural) -> Natural {
        a.times(b)
    }

    fn or_both(&mut self, item: &mut Natural, a: &Natural, b: &Natural) {
        *item = item.plus(&a.times(b));
    }

    fn as_count(item: &Natural) -> Option<&Natural> {
        Some(item)
    }

    fn from_count(count: Natural) -> Option<Natural> {
        Some(count)
    }
}

/// Only whether there is a response.
#[derive(Debug, Default)]
pub struct Exists;

impl Algebra for Exists {
    type Item = ();

    fn one(&mut self) {}

    fn answered(&mut self, _: Variable, _: &Group) {}

    fn both(&mut self, (): &(), (): &()) {}

    fn or_both(&mut self, (): &mut (), (): &(), (): &()) {}

    fn cost(&self, (): &()) -> Option<u64> {
        Some(0)
    }
}

/// Finds the cheapest response.
#[derive(Debug, Default)]
pub struct Cheapest {
    links: Vec<Link>,
}

#[derive(Debug, Clone, Copy)]
enum Link {
    Answered(Variable, u64),
    Both(u32, u32),
}

/// A response and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Costing {
    /// What it costs.
    pub cost: u64,
    /// Where it is written down; none when nothing was answered.
    link: Option<u32>,
}

impl Cheapest {
    /// The answers of a response.
    pub fn answers(&self, costing: Costing) -> Vec<(Variable, u64)> {
        let mut answers = Vec::new();
        let mut todo: Vec<u32> = costing.link.into_iter().collect();
        while let Some(link) = todo.pop() {
            match self.links.get(link as usize) {
                Some(Link::Answered(variable, answer)) => answers.push((*variable, *answer)),
                Some(Link::Both(a, b)) => todo.extend([*b, *a]),
                None => {}
            }
        }
        answers
    }

    fn link(&mut self, link: Link) -> Option<u32> {
        let id = u32::try_from(self.links.len()).ok()?;
        self.links.push(link);
        Some(id)
    }
}

impl Algebra for Cheapest {
    type Item = Costing;

    fn one(&mut self) -> Costing {
        Costing { cost: 0, link: None }
    }

    fn answered(&mut self, variable: Variable, group: &Group) -> Costing {
        Costing { cost: group.cost, link: self.link(Link::Answered(variable, group.cheapest)) }
    }

    fn both(&mut self, a: &Costing, b: &Costing) -> Costing {
        let link = match (a.link, b.link) {
            (Some(a), Some(b)) => self.link(Link::Both(a, b)),
            (link, None) | (None, link) => link,
        };
        Costing { cost: a.cost.saturating_add(b.cost), link }
    }

    fn cost(&self, item: &Costing) -> Option<u64> {
        Some(item.cost)
    }

    fn or_both(&mut self, item: &mut Costing, a: &Costing, b: &Costing) {
        if a.cost.saturating_add(b.cost) < item.cost {
            *item = self.both(a, b);
        }
    }
}
