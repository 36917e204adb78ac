//! Whether there is a response.

use std::collections::BTreeMap;

use super::{Algebra, Group, Joint};
use crate::analyse::graph::Variable;

/// Only whether there is a response.
#[derive(Debug, Default)]
pub struct Exists;

impl Algebra for Exists {
    type Item = ();
    type Row = ();

    fn one(&mut self) {}

    fn answered(&mut self, _: Variable, _: &Group) {}

    fn both(&mut self, (): &(), (): &()) {}

    fn or_both(&mut self, (): &mut (), (): &(), (): &()) {}

    fn cost(&self, (): &()) -> Option<u64> {
        Some(0)
    }

    fn row<'i>(&self, _: impl Iterator<Item = &'i ()>) {}

    fn stretch(&self, (): &(), _: usize, _: usize) {}

    fn products(&mut self, pairs: &[Joint<'_, ()>]) -> Vec<(i64, (), usize)> {
        let mut found: BTreeMap<i64, usize> = BTreeMap::new();
        for (at, pair) in pairs.iter().enumerate() {
            for one in pair.left {
                found.extend(pair.right.iter().map(|other| (one.place + other.place, at)));
            }
        }
        found.into_iter().map(|(place, pair)| (place, (), pair)).collect()
    }
}
