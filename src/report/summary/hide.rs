//! Which counts are shown, so that no small group can be read out of them.
//!
//! Groups form a tree: the whole, the groups of the first column, within each those of the second. A count that is shown
//! is the sum over all groups within, so who reads can subtract those that are shown from it. What is left is the sum of
//! those that are hidden. Therefore of each measure, under each count that is shown, the populations that are hidden
//! together are none or at least as many as the smallest that may be shown: where they are fewer, the smallest one that
//! is left is hidden too. Within what is hidden nothing is shown.

/// A node of the tree: its population of one measure, and the groups within.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// How many rows the measure is about.
    pub population: u64,
    /// It is hidden whatever its population: the group itself is, or a part from which the rest could be subtracted.
    pub forced: bool,
    /// The groups within; their populations add up to this one.
    pub within: Vec<Node>,
    /// Whether it is hidden.
    pub hidden: bool,
}

/// Decides what is hidden, from the whole down.
pub fn hide(root: &mut Node, least: u64) {
    root.hidden = is_small(root, least);
    within(root, least);
}

fn is_small(node: &Node, least: u64) -> bool {
    node.forced || (node.population > 0 && node.population < least)
}

fn within(node: &mut Node, least: u64) {
    if node.hidden {
        node.within.iter_mut().for_each(|inner| inner.hidden = true);
    } else {
        node.within.iter_mut().for_each(|inner| inner.hidden = is_small(inner, least));
        loop {
            let together = node.within.iter().filter(|inner| inner.hidden);
            let together = together.fold(0u64, |sum, inner| sum.saturating_add(inner.population));
            if together == 0 || together >= least {
                break;
            }
            let shown = node.within.iter_mut().filter(|inner| !inner.hidden && inner.population > 0);
            match shown.min_by_key(|inner| inner.population) {
                Some(smallest) => smallest.hidden = true,
                None => break,
            }
        }
    }
    node.within.iter_mut().for_each(|inner| within(inner, least));
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use super::{Node, hide};

    /// The prime that the attacker counts by.
    const P: u64 = 1_000_000_007;

    fn power(mut base: u64, mut exponent: u64) -> u64 {
        let mut result = 1;
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * base % P;
            }
            base = base * base % P;
            exponent >>= 1;
        }
        result
    }

    /// The leaves' populations, and which of them each count that is shown adds up.
    fn published(node: &Node, leaves: &mut Vec<u64>, shown: &mut Vec<Vec<usize>>) -> Vec<usize> {
        let own = if node.within.is_empty() {
            leaves.push(node.population);
            vec![leaves.len() - 1]
        } else {
            node.within.iter().flat_map(|inner| published(inner, leaves, shown)).collect()
        };
        if !node.hidden {
            shown.push(own.clone());
        }
        own
    }

    /// Rows in echelon form.
    fn reduce(rows: &mut Vec<Vec<u64>>, mut row: Vec<u64>) -> bool {
        for other in rows.iter() {
            let lead = other.iter().position(|n| *n != 0).unwrap();
            if row[lead] != 0 {
                let factor = row[lead] * power(other[lead], P - 2) % P;
                for (a, b) in row.iter_mut().zip(other) {
                    *a = (*a + P - factor * b % P) % P;
                }
            }
        }
        if row.iter().all(|n| *n == 0) {
            return false;
        }
        rows.push(row);
        true
    }

    struct Random(u64);

    impl Random {
        fn upto(&mut self, bound: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0 % (bound + 1)
        }
    }

    fn tree(random: &mut Random, depth: u64) -> Node {
        if depth == 0 {
            return Node { population: random.upto(12), ..Node::default() };
        }
        let within: Vec<Node> = (0..1 + random.upto(4)).map(|_| tree(random, depth - 1)).collect();
        let population = within.iter().map(|inner| inner.population).sum();
        Node { population, within, ..Node::default() }
    }

    #[test]
    fn an_attacker_who_adds_and_subtracts_finds_no_small_group() {
        let mut random = Random(88_172_645_463_325_252);
        let (mut hidden, mut tried) = (0, 0);
        for round in 0..400 {
            let mut root = tree(&mut random, 1 + round % 2);
            let least = 5;
            hide(&mut root, least);
            let (mut leaves, mut shown) = (Vec::new(), Vec::new());
            published(&root, &mut leaves, &mut shown);
            if leaves.len() > 14 {
                continue;
            }
            let mut rows: Vec<Vec<u64>> = Vec::new();
            for set in &shown {
                let row = (0..leaves.len()).map(|leaf| u64::from(set.contains(&leaf))).collect();
                reduce(&mut rows, row);
            }
            // Leaves without anybody are no secret.
            for leaf in (0..leaves.len()).filter(|leaf| leaves[*leaf] == 0) {
                reduce(&mut rows, (0..leaves.len()).map(|other| u64::from(other == leaf)).collect());
            }
            for set in 1u32..1 << leaves.len() {
                let inside = |leaf: usize| set >> leaf & 1 == 1;
                let population: u64 = (0..leaves.len()).filter(|leaf| inside(*leaf)).map(|leaf| leaves[leaf]).sum();
                if population == 0 || population >= least {
                    continue;
                }
                tried += 1;
                let row = (0..leaves.len()).map(|leaf| u64::from(inside(leaf))).collect();
                let mut rows = rows.clone();
                assert!(reduce(&mut rows, row), "{population} people can be told from {root:?}");
            }
            hidden += usize::from(shown.len() < leaves.len());
        }
        assert!(tried > 1000 && hidden > 100, "{tried} {hidden}");
    }

    #[test]
    fn large_groups_are_shown() {
        let leaf = |population| Node { population, ..Node::default() };
        let mut root = Node { population: 32, within: vec![leaf(3), leaf(12), leaf(9), leaf(8)], ..Node::default() };
        hide(&mut root, 5);
        let hidden: Vec<bool> = root.within.iter().map(|inner| inner.hidden).collect();
        assert_eq!(hidden, [true, false, false, true]);
        let mut root = Node { population: 24, within: vec![leaf(0), leaf(12), leaf(12)], ..Node::default() };
        hide(&mut root, 5);
        assert!(root.within.iter().all(|inner| !inner.hidden));
    }
}
