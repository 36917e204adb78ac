//! Whether a response exists where ranges are long: what the search for one says is held against all possible responses
//! of models with ranges of some hundred answers, one by one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    dead_code,
    reason = "a test fails by panicking"
)]

mod random;

use std::io;

use mognad::analyse::findings::Condition;
use mognad::analyse::{Budget, Reading, Space, response};
use mognad::evaluate::{Answers, Evaluation};
use mognad::model::Model;
use mognad::semantics::{Loader, compile};
use random::possible::possible;
use random::setting;

struct Text(String);

impl Loader for Text {
    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Ok(self.0.clone().into_bytes())
    }
}

fn compiled(text: &str) -> Model {
    let compilation = compile("model.mognad", "", &Text(text.to_owned()));
    compilation.model.unwrap_or_else(|| panic!("{text}\n{:#?}", compilation.diagnostics))
}

/// A xorshift generator.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }

    fn number(&mut self) -> String {
        let number = self.below(1200) as f64 / 4.0 - 60.0;
        if self.below(3) == 0 { format!("{}", number.floor()) } else { format!("{number}") }
    }
}

/// Two areas with a long range each, and a few answers beside; twelve conditions on them.
fn source(draw: &mut Draw) -> String {
    let price = format!(
        "answers {}{} {}",
        draw.one(&["1 to 100", "-40 to 90", "0 to 210 step 3", "5 to 40 step 0.5"]),
        draw.one(&["", " or na \"None\""]),
        draw.one(&["", "na left out"]),
    );
    let price = if price.contains("or na") { price } else { price.replace("na left out", "") };
    let points =
        draw.one(&["", "", "points { 10 up to 3, 7/3 below 50, -2 otherwise }", "points { 1 below 20, 5 otherwise }"]);
    let extra =
        format!("answers {} {points}", draw.one(&["0 to 80", "0 to 35 step 0.5", "2 to 202 step 2.5", "0 to 66"]));
    let when = draw.one(&["", "ask when q == yes", "ask when q == no hidden counts as lowest"]);
    let scores = [
        "100 - price - 3 * extra.points",
        "sum(price.points, 2 * extra.points)",
        "6 * price + 4 * extra.points else 7",
        "max(price.points, extra.points) else 3",
        "{ 2 * extra.points when q == yes, price.points otherwise }",
        "round(price.points * 1/3 + extra.points, 1)",
        "mean(price.points, extra.points, extra.points)",
        "min(price.points, 40) - extra.points",
    ];
    let (first, second) = (draw.one(&scores), draw.one(&scores));
    let numbers = ["a.score", "b.score", "price.points", "extra.points", "a.score + b.score", "a.score - 2 * b.score"];
    let mut conditions = String::new();
    for number in 0..12 {
        let mut part = || {
            let other = if draw.below(4) == 0 { draw.one(&numbers).to_owned() } else { draw.number() };
            format!("{} {} {other}", draw.one(&numbers), draw.one(&["==", "!=", "<", "<=", ">", ">=", "=="]))
        };
        let all = match number % 4 {
            0 | 1 => part(),
            2 => format!("{} and {}", part(), part()),
            _ => format!("{} and ({} or q == no) and {}", part(), part(), part()),
        };
        conditions += &format!("never \"{number}\" {{ {all} }}\n");
    }
    format!(
        "model m \"M\" {{ edition 1 language en }}
        area a \"A\" {{ score {first} question price \"P\" {{ {price} }} question q \"Q\" {{ answers yes_no }} }}
        area b \"B\" {{ score {second} question extra \"E\" {{ {extra} {when} }} }}
        {conditions}"
    )
}

/// Where the search says that there is none, there is none; what it finds is there.
#[test]
fn what_is_found_or_ruled_out_is_so_one_by_one() {
    let count = setting("MOGNAD_RANDOM_MODELS", 60);
    let (mut decided, mut open, mut read) = ([0, 0], 0, 0);
    for seed in 0..count {
        let text = source(&mut Draw(0x9E37_79B9_7F4A_7C15 ^ ((seed + 1) * 7919)));
        let Some(model) = compile("model.mognad", "", &Text(text.clone())).model else { continue };
        read += 1;
        let responses = possible(&model, None, 100_000).unwrap();
        let evaluations: Vec<Evaluation<'_>> = responses.iter().map(|its| Evaluation::new(&model, its)).collect();
        for (number, property) in model.properties.iter().enumerate() {
            let condition = Condition::Truth(property.condition);
            let exists = evaluations.iter().any(|evaluation| condition.holds(evaluation));
            match searched(&model, &condition, 200_000) {
                Err(()) => open += 1,
                Ok(found) => {
                    assert_eq!(found.is_some(), exists, "seed {seed}, never {number} of\n{text}");
                    let holds = |answers: &Answers| condition.holds(&Evaluation::new(&model, answers));
                    assert!(found.as_ref().is_none_or(holds), "seed {seed}, never {number}: {found:?}\n{text}");
                    assert!(found.is_none_or(|found| responses.contains(&found)), "seed {seed}, never {number}");
                    decided[usize::from(exists)] += 1;
                }
            }
        }
    }
    assert!(read * 4 > count * 3, "{read} models");
    let all = decided[0] + decided[1] + open;
    assert!(decided[0] * 10 > all && decided[1] * 10 > all && open * 50 < all, "{decided:?} decided, {open} open");
}

fn searched(model: &Model, condition: &Condition, steps: u64) -> Result<Option<Answers>, ()> {
    let mut space = Space::default();
    let mut reading = Reading::new(&mut space.graph, model, None);
    let node = condition.node(&mut reading, &mut space.graph);
    let found = space.searched(node, &mut Budget::steps(steps)).map_err(|_| ())?;
    Ok(found.map(|witness| response(&reading, &witness)))
}
