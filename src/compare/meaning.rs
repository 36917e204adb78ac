//! Whether rules of two versions mean the same as text: with everything that is paired taken as one, and the order of
//! terms left aside. Scores, levels and values are names here; what stands behind them is compared where it is declared.

use std::cell::RefCell;
use std::collections::HashMap;

use super::pairing::{Pairing, pair_levels};
use super::pairs::{Numbered, Pairs};
use crate::exact::{Compare, Rational};
use crate::model::{
    ActionId, AreaId, Domain, LadderId, Model, Number, NumberId, QuestionId, QuestionState, RoleId, Roles, Sign, Truth,
    TruthId, Unit, ValueId, deep,
};

/// One of the two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    Old,
    New,
}

/// A piece of a rule, the same in both versions when it means the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Part {
    /// A rule that was seen before.
    Node(u32),
    /// A thing of a version: what is in both is of the new one.
    Thing(Side, usize),
    Number(Rational),
    /// A level by its ladder and rank.
    Level(Box<(Part, Part)>),
    Word(&'static str),
    Count(u64),
}

/// A number of a version, and what its constants mean.
type MeantNumber = (Side, NumberId, Option<Unit>);

/// Both versions, with what was seen of their rules.
pub(super) struct Meaning<'m> {
    pub old: &'m Model,
    pub new: &'m Model,
    pub pairing: &'m Pairing,
    /// For each ladder of the old version that is in the new one, its levels.
    levels: Vec<Option<Pairs<usize>>>,
    nodes: RefCell<HashMap<Vec<Part>, u32>>,
    numbers: RefCell<HashMap<MeantNumber, Part>>,
    truths: RefCell<HashMap<(Side, TruthId), Part>>,
}

impl<'m> Meaning<'m> {
    pub fn new(old: &'m Model, new: &'m Model, pairing: &'m Pairing) -> Meaning<'m> {
        let levels = old.ladders.iter().enumerate().map(|(at, ladder)| {
            let now = pairing.ladders.new_of(LadderId::numbered(at))?;
            Some(pair_levels(ladder, new.ladders.get(now.number())?))
        });
        Meaning {
            old,
            new,
            pairing,
            levels: levels.collect(),
            nodes: RefCell::default(),
            numbers: RefCell::default(),
            truths: RefCell::default(),
        }
    }

    pub fn model(&self, side: Side) -> &'m Model {
        match side {
            Side::Old => self.old,
            Side::New => self.new,
        }
    }

    pub fn same_truth(&self, old: TruthId, new: TruthId) -> bool {
        self.truth(Side::Old, old) == self.truth(Side::New, new)
    }

    pub fn same_number(&self, old: (NumberId, Option<Unit>), new: (NumberId, Option<Unit>)) -> bool {
        self.number(Side::Old, old.0, old.1) == self.number(Side::New, new.0, new.1)
    }

    fn thing<I: Numbered>(pairs: &Pairs<I>, side: Side, id: I) -> Part {
        match side {
            Side::New => Part::Thing(Side::New, id.number()),
            Side::Old => match pairs.new_of(id) {
                Some(new) => Part::Thing(Side::New, new.number()),
                None => Part::Thing(Side::Old, id.number()),
            },
        }
    }

    pub fn question(&self, side: Side, id: QuestionId) -> Part {
        Self::thing(&self.pairing.questions, side, id)
    }

    pub fn area(&self, side: Side, id: AreaId) -> Part {
        Self::thing(&self.pairing.areas, side, id)
    }

    fn value(&self, side: Side, id: ValueId) -> Part {
        Self::thing(&self.pairing.values, side, id)
    }

    pub fn action(&self, side: Side, id: ActionId) -> Part {
        Self::thing(&self.pairing.actions, side, id)
    }

    pub fn role(&self, side: Side, id: RoleId) -> Part {
        Self::thing(&self.pairing.roles, side, id)
    }

    /// A level of a ladder.
    pub fn level(&self, side: Side, ladder: LadderId, rank: usize) -> Part {
        let levels = self.levels.get(ladder.number()).and_then(Option::as_ref);
        let rank = match (side, levels) {
            (Side::Old, Some(levels)) => Self::thing(levels, side, rank),
            _ => Part::Thing(side, rank),
        };
        Part::Level(Box::new((Self::thing(&self.pairing.ladders, side, ladder), rank)))
    }

    /// The levels of a ladder that is in both versions.
    pub fn levels(&self, old: LadderId) -> Option<&Pairs<usize>> {
        self.levels.get(old.number()).and_then(Option::as_ref)
    }

    /// An answer of a question: a number by its value, options by name.
    pub fn answer(&self, side: Side, id: QuestionId, index: u64) -> Part {
        let question = self.model(side).questions.get(id.number());
        if let Some(Domain::Range(range)) = question.map(|question| &question.domain) {
            return Part::Number(range.value(index));
        }
        let there = match side {
            Side::New => Some(index),
            Side::Old => self.pairing.answers(id).and_then(|map| map.index(index)),
        };
        let side = if there.is_some() { Side::New } else { Side::Old };
        Part::Thing(side, usize::try_from(there.unwrap_or(index)).unwrap_or(usize::MAX))
    }

    fn option(&self, side: Side, id: QuestionId, bit: u32) -> Part {
        let bit = bit as usize;
        match (side, self.pairing.answers(id).and_then(|map| map.options())) {
            (Side::Old, Some(options)) => Self::thing(options, side, bit),
            _ => Part::Thing(side, bit),
        }
    }

    pub fn roles(&self, side: Side, roles: &Roles) -> Part {
        match roles {
            Roles::All => Part::Word("all"),
            Roles::Only(ids) => self.node("roles", sorted(ids.iter().map(|id| self.role(side, *id)))),
        }
    }

    /// The number of a rule with these parts.
    pub fn node(&self, tag: &'static str, mut parts: Vec<Part>) -> Part {
        parts.insert(0, Part::Word(tag));
        let mut nodes = self.nodes.borrow_mut();
        let next = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        Part::Node(*nodes.entry(parts).or_insert(next))
    }

    pub fn number(&self, side: Side, id: NumberId, unit: Option<Unit>) -> Part {
        let unit = self.model(side).unit_of(id).or(unit);
        if let Some(known) = self.numbers.borrow().get(&(side, id, unit)) {
            return known.clone();
        }
        let part = deep(|| match self.model(side).numbers.get(id.0 as usize) {
            Some(number) => self.number_node(side, number, unit),
            None => Part::Word("nothing"),
        });
        self.numbers.borrow_mut().insert((side, id, unit), part.clone());
        part
    }

    fn number_node(&self, side: Side, number: &Number, unit: Option<Unit>) -> Part {
        let inner = |id: &NumberId| self.number(side, *id, unit);
        let weighted = |terms: &[(Rational, NumberId)]| {
            sorted(terms.iter().map(|(weight, id)| {
                self.node("times", vec![Part::Number(weight.clone()), self.number(side, *id, unit)])
            }))
        };
        match number {
            Number::Constant(value) => match (unit, value.to_i64().and_then(|rank| usize::try_from(rank).ok())) {
                (Some(Unit::Level(ladder)), Some(rank)) => self.level(side, ladder, rank),
                _ => Part::Number(value.clone()),
            },
            Number::Points(id) => self.node("points", vec![self.question(side, *id)]),
            Number::Share(id) => self.node("share of", vec![self.question(side, *id)]),
            Number::Given(id) => self.node("given", vec![self.question(side, *id)]),
            Number::Score(id) => self.node("score", vec![self.area(side, *id)]),
            Number::Level(id) => self.node("level", vec![self.area(side, *id)]),
            Number::Value(id) => self.node("value", vec![self.value(side, *id)]),
            Number::Linear { constant, terms } => {
                let mut parts = weighted(terms);
                parts.push(Part::Number(constant.clone()));
                self.node("linear", parts)
            }
            Number::Sum(terms) => self.node("sum", weighted(terms)),
            Number::Mean(terms) => self.node("mean", weighted(terms)),
            Number::Min(ids) => self.node("min", sorted(ids.iter().map(inner))),
            Number::Max(ids) => self.node("max", sorted(ids.iter().map(inner))),
            Number::Round(id, digits) => self.node("round", vec![inner(id), Part::Count(u64::from(*digits))]),
            Number::Else(one, other) => self.node("else", vec![inner(one), inner(other)]),
            Number::Case { lines, otherwise } => {
                let lines = lines.iter().flat_map(|(when, then)| [self.truth(side, *when), inner(then)]);
                let parts = lines.chain([inner(otherwise)]).collect();
                self.node("case", parts)
            }
            Number::Count(ids) => self.node("count", sorted(ids.iter().map(|id| self.truth(side, *id)))),
            Number::Proportion(members) => {
                let member =
                    |(a, b): &(TruthId, TruthId)| self.node("member", vec![self.truth(side, *a), self.truth(side, *b)]);
                self.node("share", sorted(members.iter().map(member)))
            }
        }
    }

    pub fn truth(&self, side: Side, id: TruthId) -> Part {
        if let Some(known) = self.truths.borrow().get(&(side, id)) {
            return known.clone();
        }
        let part = deep(|| match self.model(side).truths.get(id.0 as usize) {
            Some(truth) => self.truth_node(side, truth),
            None => Part::Word("nothing"),
        });
        self.truths.borrow_mut().insert((side, id), part.clone());
        part
    }

    fn truth_node(&self, side: Side, truth: &Truth) -> Part {
        let all = |ids: &[TruthId]| sorted(ids.iter().map(|id| self.truth(side, *id)));
        match truth {
            Truth::Constant(true) => Part::Word("always"),
            Truth::Constant(false) => Part::Word("never"),
            Truth::And(ids) => self.node("and", all(ids)),
            Truth::Or(ids) => self.node("or", all(ids)),
            Truth::Compare(left, compare, right) => self.comparison(side, *left, *compare, *right),
            Truth::Answer(id, spans) => {
                let mut parts = vec![self.question(side, *id)];
                parts.extend(spans.iter().map(|span| self.span(side, *id, *span)));
                self.node("answer", parts)
            }
            Truth::Has(id, option, sign) => {
                let parts = vec![self.question(side, *id), self.option(side, *id, *option), word(*sign)];
                self.node("has", parts)
            }
            Truth::HasAtLeast(id, least, sign) => {
                let parts = vec![self.question(side, *id), Part::Count(u64::from(*least)), word(*sign)];
                self.node("has at least", parts)
            }
            Truth::State(id, state, sign) => {
                let state = match state {
                    QuestionState::Answered => "answered",
                    QuestionState::Unanswered => "unanswered",
                    QuestionState::Na => "na",
                    QuestionState::Hidden => "hidden",
                };
                self.node(state, vec![self.question(side, *id), word(*sign)])
            }
            Truth::Present(id, sign) => self.node("present", vec![self.number(side, *id, None), word(*sign)]),
            Truth::Counts(id, sign) => self.node("counts", vec![self.question(side, *id), word(*sign)]),
            Truth::Suggested(id, sign) => self.node("suggested", vec![self.action(side, *id), word(*sign)]),
        }
    }

    /// `a < b` and `b > a` are one comparison.
    fn comparison(&self, side: Side, left: NumberId, compare: Compare, right: NumberId) -> Part {
        let model = self.model(side);
        let unit = model.unit_of(left).or_else(|| model.unit_of(right));
        let (left, right) = (self.number(side, left, unit), self.number(side, right, unit));
        match compare {
            Compare::Equal | Compare::NotEqual => self.node(compare.sign(), sorted([left, right].into_iter())),
            Compare::Less | Compare::LessOrEqual => self.node(compare.sign(), vec![left, right]),
            Compare::Greater => self.node(Compare::Less.sign(), vec![right, left]),
            Compare::GreaterOrEqual => self.node(Compare::LessOrEqual.sign(), vec![right, left]),
        }
    }

    /// A span of answers as it is written: `>= some` is the same when an option was added at the end.
    fn span(&self, side: Side, id: QuestionId, (first, last): (u64, u64)) -> Part {
        let end = self.model(side).questions.get(id.number()).and_then(|question| question.last_answer());
        let answer = |index| self.answer(side, id, index);
        let is_end = end.is_some_and(|end| last >= end);
        match first {
            _ if first == last => self.node("==", vec![answer(first)]),
            0 if is_end => self.node("any", Vec::new()),
            0 => self.node("<=", vec![answer(last)]),
            _ if is_end => self.node(">=", vec![answer(first)]),
            _ => self.node("from to", vec![answer(first), answer(last)]),
        }
    }
}

pub(super) fn sorted(parts: impl Iterator<Item = Part>) -> Vec<Part> {
    let mut parts: Vec<Part> = parts.collect();
    parts.sort();
    parts
}

fn word(sign: Sign) -> Part {
    Part::Word(match sign {
        Sign::Is => "is",
        Sign::IsNot => "is not",
    })
}
