//! Formulas, with about the bounds of what they give.

use num_traits::Signed;

use super::names::Thing;
use super::plan::{Exact, Form, Place, Plan, Unit};
use super::words::exact;

/// How tightly a formula binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    Else,
    Sum,
    Product,
    Unary,
    Primary,
}

#[derive(Debug, Clone)]
pub struct Number {
    pub text: String,
    pub binding: Binding,
    pub bounds: (Exact, Exact),
}

impl Number {
    fn primary(text: String, bounds: (Exact, Exact)) -> Number {
        Number { text, binding: Binding::Primary, bounds }
    }
}

/// A list of terms with their weights and bounds, for the bounds of an aggregate.
type Terms = Vec<(Exact, (Exact, Exact))>;

impl Plan {
    /// A formula: one expression, or lines with conditions.
    pub fn formula(&mut self, unit: Unit, place: &Place, depth: u32) -> Option<Number> {
        if !self.random.percent(15) {
            return self.number(unit, place, depth);
        }
        let mut lines = Vec::new();
        let mut bounds: Option<(Exact, Exact)> = None;
        let count = self.random.between(1, 2);
        for last in (0..=count).rev() {
            let number = self.number(unit, place, depth.saturating_sub(1))?;
            bounds = Some(match bounds {
                Some((low, high)) => (low.min(number.bounds.0), high.max(number.bounds.1)),
                None => number.bounds,
            });
            let when = match last {
                0 => "otherwise".to_owned(),
                _ => format!("when {}", self.condition(place, 1)?.text),
            };
            lines.push(format!("{} {when}", number.text));
        }
        let comma = if self.random.percent(20) { "," } else { "" };
        Some(Number::primary(format!("{{ {}{comma} }}", lines.join(", ")), bounds?))
    }

    /// In parentheses where it binds less tightly than needed, and sometimes where it does not.
    pub fn bound(&mut self, number: &Number, needed: Binding) -> String {
        match number.binding < needed || self.random.percent(5) {
            true => format!("({})", number.text),
            false => number.text.clone(),
        }
    }

    pub fn number(&mut self, unit: Unit, place: &Place, depth: u32) -> Option<Number> {
        for _ in 0..8 {
            let made = match unit {
                Unit::Level(ladder) => self.level_number(ladder, place, depth),
                _ if depth == 0 || self.random.percent(45) => self.simple_number(unit, place),
                _ => self.composed_number(unit, place, depth - 1),
            };
            if made.is_some() {
                return made;
            }
        }
        match unit {
            Unit::Level(_) => None,
            _ => Some(self.some_literal(unit)),
        }
    }

    fn some_literal(&mut self, unit: Unit) -> Number {
        let numbers = match unit {
            Unit::Percent => [(0, 1), (1, 4), (1, 2), (1, 3), (4, 5), (1, 1)],
            _ => [(0, 1), (1, 1), (2, 1), (5, 2), (10, 1), (7, 15)],
        };
        let (numerator, denominator) = *self.random.pick(&numbers);
        let number = exact(numerator, denominator);
        let (text, product) = self.literal(number, unit);
        Number { text, binding: if product { Binding::Product } else { Binding::Primary }, bounds: (number, number) }
    }

    /// Something that depends on answers.
    fn simple_number(&mut self, unit: Unit, place: &Place) -> Option<Number> {
        let area = place.area;
        let percent = unit == Unit::Percent;
        match self.random.below(12) {
            0..4 => self.aggregate(unit, place),
            4 => {
                let (text, members) = self.tested_set(place)?;
                let bounds =
                    if percent { (exact(0, 1), exact(1, 1)) } else { (exact(0, 1), exact(members as i128, 1)) };
                let word = if percent { "share" } else { "count" };
                Some(Number::primary(format!("{word}({text})"), bounds))
            }
            5 | 6 => {
                let (id, mut text) = match place.question {
                    Some(id) if self.questions[id].done && self.random.percent(60) => (id, "answer".to_owned()),
                    _ => self.some_question(area, |plan, id| plan.questions[id].worths.is_some())?,
                };
                let bounds = self.questions[id].worths?;
                if percent {
                    if !self.has_share(id) || text == "answer" {
                        return None;
                    }
                    text.push_str(".score");
                    return Some(Number::primary(text, (exact(0, 1), exact(1, 1))));
                }
                if let Form::Range { first, step, count } = self.questions[id].form
                    && self.random.percent(50)
                {
                    return Some(Number::primary(text, (first, first + step * (count - 1))));
                }
                text.push_str(".points");
                Some(Number::primary(text, bounds))
            }
            7 => {
                let fitting: Vec<usize> = (0..self.values.len())
                    .filter(|id| self.values[*id].done && self.values[*id].unit == unit)
                    .collect();
                let id = *fitting.get(self.random.below(fitting.len().max(1)))?;
                let text = match self.values[id].area == 0 && self.random.percent(40) {
                    true => format!("overall.{}", self.values[id].name),
                    false => self.spell(Thing::Value(id), area)?,
                };
                Some(Number::primary(text, self.values[id].bounds))
            }
            8 if place.score && self.areas[area].score == Some(unit) => {
                Some(Number::primary("score".to_owned(), self.areas[area].bounds))
            }
            8..11 => {
                let fitting: Vec<usize> = (0..self.areas.len())
                    .filter(|id| self.areas[*id].done && self.areas[*id].score == Some(unit))
                    .collect();
                let id = *fitting.get(self.random.below(fitting.len().max(1)))?;
                let name = self.area_called(id, area)?;
                Some(Number::primary(format!("{name}.score"), self.areas[id].bounds))
            }
            _ => Some(self.some_literal(unit)),
        }
    }

    /// What an area that is done is called.
    pub fn area_called(&mut self, id: usize, area: usize) -> Option<String> {
        if id == 0 {
            return Some("overall".to_owned());
        }
        match self.random.percent(12) {
            true => Some(format!("overall.{}", self.spell(Thing::Area(id), 0)?)),
            false => self.spell(Thing::Area(id), area),
        }
    }

    /// `sum`, `mean`, `min` or `max` of a set.
    fn aggregate(&mut self, unit: Unit, place: &Place) -> Option<Number> {
        let (selection, terms) = self.numbers_set(unit, place.area)?;
        let words = if terms.is_empty() { ["sum", "sum", "sum", "mean"] } else { ["sum", "mean", "min", "max"] };
        let mut word = *self.random.pick(&words);
        if unit == Unit::Percent && word == "sum" && self.random.percent(70) {
            word = "mean";
        }
        Some(Number::primary(format!("{word}({selection})"), aggregated(word, &terms)))
    }

    /// `points of questions` and its like.
    pub fn numbers_set(&mut self, unit: Unit, area: usize) -> Option<(String, Terms)> {
        if self.random.percent(25) && !matches!(unit, Unit::Level(_)) {
            let (set, members) = self.areas_set(area)?;
            let scored: Vec<usize> = members.iter().copied().filter(|id| self.areas[*id].score.is_some()).collect();
            let fits = !scored.is_empty()
                && scored.iter().all(|id| self.areas[*id].score == Some(unit))
                && members.iter().all(|id| self.areas[*id].score.is_some() || !self.areas[*id].no_default);
            let terms = scored.iter().map(|id| (self.area_weight(*id), self.areas[*id].bounds)).collect();
            return fits.then(|| (format!("score of {set}"), terms));
        }
        let (set, members) = self.questions_set(area)?;
        let percent = unit == Unit::Percent;
        let fitting: Vec<usize> = members
            .iter()
            .copied()
            .filter(|id| if percent { self.has_share(*id) } else { self.questions[*id].worths.is_some() })
            .collect();
        if fitting.is_empty() && !(members.is_empty() && self.random.percent(20)) {
            return None;
        }
        let terms = fitting.iter().map(|id| {
            let question = &self.questions[*id];
            let bounds = if percent { (exact(0, 1), exact(1, 1)) } else { question.worths.unwrap() };
            (question.weight, bounds)
        });
        let terms = terms.collect();
        Some((format!("{} of {set}", if percent { "score" } else { "points" }), terms))
    }

    fn composed_number(&mut self, unit: Unit, place: &Place, depth: u32) -> Option<Number> {
        let percent = unit == Unit::Percent;
        let constants = [exact(2, 1), exact(1, 2), exact(3, 1), exact(10, 1), exact(1, 3)];
        let constant = *self.random.pick(&constants);
        let constant_text = |plan: &mut Plan| {
            let (text, product) = plan.literal(constant, Unit::Points);
            if product { format!("({text})") } else { text }
        };
        match self.random.below(12) {
            0 | 1 => {
                let (a, b) = (self.number(unit, place, depth)?, self.number(unit, place, depth)?);
                let plus = self.random.percent(60);
                let bounds = match plus {
                    true => (a.bounds.0 + b.bounds.0, a.bounds.1 + b.bounds.1),
                    false => (a.bounds.0 - b.bounds.1, a.bounds.1 - b.bounds.0),
                };
                let (left, right) = (self.bound(&a, Binding::Sum), self.bound(&b, Binding::Product));
                let text = format!("{left} {} {right}", if plus { "+" } else { "-" });
                Some(Number { text, binding: Binding::Sum, bounds })
            }
            2 => {
                let a = self.number(unit, place, depth)?;
                let bounds = (-a.bounds.1, -a.bounds.0);
                Some(Number { text: format!("-{}", self.bound(&a, Binding::Primary)), binding: Binding::Unary, bounds })
            }
            3 | 4 => {
                let a = self.number(unit, place, depth)?;
                let factor = constant_text(self);
                match self.random.below(3) {
                    0 => {
                        let text = format!("{factor} * {}", self.bound(&a, Binding::Unary));
                        Some(Number { text, binding: Binding::Product, bounds: scaled(a.bounds, constant) })
                    }
                    1 => {
                        let text = format!("{} * {factor}", self.bound(&a, Binding::Product));
                        Some(Number { text, binding: Binding::Product, bounds: scaled(a.bounds, constant) })
                    }
                    _ => {
                        let text = format!("{} / {factor}", self.bound(&a, Binding::Product));
                        Some(Number { text, binding: Binding::Product, bounds: scaled(a.bounds, constant.recip()) })
                    }
                }
            }
            5 | 6 if percent => {
                let a = self.number(Unit::Points, place, depth)?;
                let top = a.bounds.1.abs().max(a.bounds.0.abs()).ceil().max(exact(1, 1));
                let text =
                    format!("{} out of {}", self.bound(&a, Binding::Product), self.value(top).replace('/', " / "));
                Some(Number { text, binding: Binding::Product, bounds: scaled(a.bounds, top.recip()) })
            }
            5 if !percent => {
                let a = self.number(Unit::Percent, place, depth)?;
                let text = format!("{} of {}", self.bound(&a, Binding::Product), constant_text(self));
                Some(Number { text, binding: Binding::Product, bounds: scaled(a.bounds, constant) })
            }
            6 => {
                let a = self.number(Unit::Points, place, depth)?;
                let part = exact(self.random.between(1, 9) as i128, 10);
                let text = format!("{} of {}", self.literal(part, Unit::Percent).0, self.bound(&a, Binding::Unary));
                Some(Number { text, binding: Binding::Product, bounds: scaled(a.bounds, part) })
            }
            7 | 8 => {
                let a = self.number(unit, place, depth)?;
                let digits = self.random.below(3);
                Some(Number::primary(format!("round({}, {digits})", a.text), a.bounds))
            }
            9 => {
                let (a, b) = (self.number(unit, place, depth)?, self.number(unit, place, 0)?);
                let (first, second) = (self.bound(&a, Binding::Sum), self.bound(&b, Binding::Sum));
                Some(Number { text: format!("{first} else {second}"), binding: Binding::Else, bounds: a.bounds })
            }
            10 => {
                let count = self.random.between(1, 3);
                let all: Option<Vec<Number>> = (0..count).map(|_| self.number(unit, place, depth.min(1))).collect();
                let all = all?;
                let word = *self.random.pick(&["sum", "mean", "min", "max"]);
                let terms: Terms = all.iter().map(|number| (exact(1, 1), number.bounds)).collect();
                let texts: Vec<&str> = all.iter().map(|number| number.text.as_str()).collect();
                Some(Number::primary(format!("{word}({})", texts.join(", ")), aggregated(word, &terms)))
            }
            _ => {
                let a = self.number(unit, place, depth)?;
                Some(Number::primary(format!("({})", a.text), a.bounds))
            }
        }
    }

    /// A level of a ladder; bare names where the ladder is known from what stands around.
    fn level_number(&mut self, ladder: usize, place: &Place, depth: u32) -> Option<Number> {
        let top = exact(self.ladders[ladder].levels.len() as i128 - 1, 1);
        let bounds = (exact(0, 1), top);
        match self.random.below(7) {
            0 if place.level && self.areas[place.area].ladder == Some(ladder) => {
                Some(Number::primary("level".to_owned(), bounds))
            }
            0 | 1 => {
                let fitting: Vec<usize> = (0..self.areas.len())
                    .filter(|id| self.areas[*id].done && self.areas[*id].ladder == Some(ladder))
                    .collect();
                let id = *fitting.get(self.random.below(fitting.len().max(1)))?;
                let name = self.area_called(id, place.area)?;
                Some(Number::primary(format!("{name}.level"), bounds))
            }
            2 | 3 => {
                let selection = self.levels_set(ladder, place.area)?;
                let word = *self.random.pick(&["min", "max"]);
                Some(Number::primary(format!("{word}({selection})"), bounds))
            }
            4 if depth > 0 => {
                let (a, b) =
                    (self.level_number(ladder, place, depth - 1)?, self.level_number(ladder, place, depth - 1)?);
                let word = *self.random.pick(&["min", "max"]);
                Some(Number::primary(format!("{word}({}, {})", a.text, b.text), bounds))
            }
            5 if depth > 0 => {
                let a = self.level_number(ladder, place, depth - 1)?;
                let name = self.random.pick(&self.ladders[ladder].levels).clone();
                let text = format!("{} else {name}", self.bound(&a, Binding::Sum));
                Some(Number { text, binding: Binding::Else, bounds })
            }
            _ => None,
        }
    }

    /// `level of areas`, where all the levels are of one ladder.
    pub fn levels_set(&mut self, ladder: usize, area: usize) -> Option<String> {
        let (set, members) = self.areas_set(area)?;
        let ladders: Vec<usize> = members.iter().filter_map(|id| self.areas[*id].ladder).collect();
        let fits = !ladders.is_empty() && ladders.iter().all(|its| *its == ladder);
        fits.then(|| format!("level of {set}"))
    }
}

fn scaled((low, high): (Exact, Exact), factor: Exact) -> (Exact, Exact) {
    if factor.is_negative() { (high * factor, low * factor) } else { (low * factor, high * factor) }
}

/// The bounds of an aggregate whose members are all there.
pub fn aggregated(word: &str, terms: &Terms) -> (Exact, Exact) {
    let zero = exact(0, 1);
    let sum = |at: fn(&(Exact, Exact)) -> Exact| terms.iter().map(|(weight, bounds)| *weight * at(bounds)).sum();
    let (low, high): (Exact, Exact) = (sum(|bounds| bounds.0), sum(|bounds| bounds.1));
    let weights: Exact = terms.iter().map(|(weight, _)| *weight).sum();
    let lows = || terms.iter().map(|(_, bounds)| bounds.0);
    let highs = || terms.iter().map(|(_, bounds)| bounds.1);
    match word {
        _ if terms.is_empty() => (zero, zero),
        "sum" => (low, high),
        "mean" => (low / weights, high / weights),
        "min" => (lows().min().unwrap(), highs().min().unwrap()),
        _ => (lows().max().unwrap(), highs().max().unwrap()),
    }
}
