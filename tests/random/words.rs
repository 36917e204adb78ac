//! Texts, literals, notes and blocks.

use num_traits::Signed;

use super::plan::{Exact, Plan, Unit};

/// A declaration with its lines between braces; without lines the block is left out.
pub fn block(head: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return head.to_owned();
    }
    let mut text = format!("{head} {{\n");
    for line in lines.iter().flat_map(|line| line.lines()) {
        text.push_str(&format!("    {line}\n"));
    }
    text + "}"
}

pub fn exact(numerator: i128, denominator: i128) -> Exact {
    Exact::new(numerator, denominator)
}

/// The number as a decimal, where it has one of at most six places.
fn decimal(number: Exact) -> Option<String> {
    let scaled = number.abs() * 1_000_000;
    if !scaled.is_integer() {
        return None;
    }
    let (whole, rest) = (scaled.to_integer() / 1_000_000, scaled.to_integer() % 1_000_000);
    let sign = if number.is_negative() { "-" } else { "" };
    Some(match rest {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{}", format!("{rest:06}").trim_end_matches('0')),
    })
}

impl Plan {
    pub fn next(&mut self) -> usize {
        self.counter += 1;
        self.counter
    }

    /// A number where the grammar has `value`.
    pub fn value(&mut self, number: Exact) -> String {
        let fraction = format!("{}/{}", number.numer(), number.denom());
        match decimal(number) {
            Some(_) if !number.is_integer() && self.random.percent(20) => fraction,
            Some(text) if number >= exact(1000, 1) && self.random.percent(50) => {
                let (head, tail) = text.split_at(text.find('.').unwrap_or(text.len()) - 3);
                format!("{head}_{tail}")
            }
            Some(text) => text,
            None => fraction,
        }
    }

    pub fn value_in(&mut self, number: Exact, unit: Unit) -> String {
        match unit {
            Unit::Percent => self.value(number * 100) + "%",
            _ => self.value(number),
        }
    }

    /// A number that is not negative, where the grammar has an expression; whether it binds as a product does.
    pub fn literal(&mut self, number: Exact, unit: Unit) -> (String, bool) {
        let (shown, sign) = match unit {
            Unit::Percent => (number * 100, "%"),
            _ => (number, ""),
        };
        match decimal(shown) {
            Some(text) => (text + sign, false),
            None => (format!("{}{sign} / {}", shown.numer(), shown.denom()), true),
        }
    }

    /// A text for the reader, with a blank before it; sometimes none, where none is needed.
    pub fn text(&mut self) -> String {
        let number = self.next();
        let words = match self.random.below(8) {
            0 => format!("Säg \\\"ja\\\" {number}"),
            1 => format!("<b>&amp; {number}</b>"),
            2 => format!("En rad\\ntill {number}"),
            _ => format!("Text {number}"),
        };
        match self.languages.as_slice() {
            [sv, en] if self.random.percent(80) => format!(" {sv}: \"{words}\" {en}: \"{words} too\""),
            [one] if self.random.percent(10) => format!(" {one}: \"{words}\""),
            _ => format!(" \"{words}\""),
        }
    }

    /// Lines that any declaration may carry.
    pub fn notes(&mut self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.random.percent(6) {
            notes.push(format!("code \"{}.{}\"", self.random.below(9), self.random.below(9)));
        }
        if self.random.percent(6) {
            notes.push(format!("guidance{}", self.text()));
        }
        if self.random.percent(4) {
            let (one, two) = (self.next(), self.next());
            notes.push(format!("was gammalt_{one}, gammalt_{two}"));
        }
        if self.random.percent(3) {
            let code = *self.random.pick(&["M0104", "M0213", "M0403", "M0212"]);
            notes.push(format!("allow {code} \"prövat\""));
        }
        notes
    }

    /// The same between braces on one line, for what has no other block.
    pub fn notes_block(&mut self) -> String {
        let notes = self.notes();
        if notes.is_empty() { String::new() } else { format!(" {{ {} }}", notes.join(" ")) }
    }

    /// Lines that stand in any order.
    pub fn shuffled(&mut self, mut lines: Vec<String>) -> Vec<String> {
        if self.random.percent(60) {
            self.random.shuffle(&mut lines);
        }
        if self.random.percent(5) {
            lines.insert(0, "// en kommentar".to_owned());
        }
        lines
    }

    /// A `for` line with some of the roles, and the roles.
    pub fn some_roles(&mut self) -> Option<(Vec<usize>, String)> {
        if self.roles.is_empty() {
            return None;
        }
        let count = if self.roles.len() == 1 || self.random.percent(70) { 1 } else { 2 };
        let mut roles: Vec<usize> = (0..self.roles.len()).collect();
        self.random.shuffle(&mut roles);
        roles.truncate(count);
        let names: Vec<&str> = roles.iter().map(|role| self.roles[*role].as_str()).collect();
        let text = names.join(", ");
        Some((roles, text))
    }

    /// A weight other than one, sometimes.
    pub fn weight(&mut self) -> Option<Exact> {
        let weights = [(2, 1), (3, 1), (1, 2), (3, 2), (1, 3), (2, 7), (1, 5), (10, 1)].map(|(n, d)| exact(n, d));
        if self.random.percent(35) { Some(*self.random.pick(&weights)) } else { None }
    }

    /// A policy for a state, without an option.
    pub fn treatment(&mut self) -> &'static str {
        self.random.pick::<&str>(&["counts as lowest", "counts as lowest", "counts as highest", "left out"])
    }
}

pub const STATES: [&str; 3] = ["unanswered", "na", "hidden"];
