//! The table of responses: texts to numbers. What is no answer of its question is told apart.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::Signed;

use super::builder::Builder;
use super::expression::{ColumnId, Expr, Width};
use super::names::Names;
use super::questions::{NA, Questions, REFUSED};
use super::results::text;
use super::steps::Place;
use crate::exact::{Compare, Rational};
use crate::model::{Domain, Model, Question, Range, ScaleOption};

/// What the column of the role is called.
const ROLE: &str = "role";
/// How an empty choice is written.
const NOTHING: &str = "nothing";
/// Numbers between which there is no decimal number are listed, if they are no more than this.
const MOST_LISTED: u64 = 1_000;
/// Whole digits that a number may have.
const DIGITS: usize = 15;

/// What the columns of the table are called.
#[derive(Debug, Clone)]
pub(super) struct Inputs {
    /// The column of each question.
    pub questions: Vec<String>,
    /// The columns that are passed on.
    pub kept: Vec<(String, ColumnId)>,
}

impl Builder<'_> {
    /// Reads the table: the columns that are passed on, the role, and every answer as a number.
    pub fn read(&mut self, keep: &[String]) -> Inputs {
        let kept: Vec<(String, ColumnId)> = keep
            .iter()
            .map(|name| {
                let column = self.steps.add(name, Place::Answers, Expr::Kept(name.clone()), Vec::new());
                (name.clone(), column)
            })
            .collect();
        let mut names = Names::new(self.dialect.name_rule());
        let role = (!self.model.roles.is_empty()).then(|| {
            names.take(ROLE);
            let mut lines = Vec::new();
            for role in &self.model.roles {
                let all = std::iter::once(&role.name).chain(&role.was);
                lines.extend(all.map(|name| (Expr::text(name), Expr::text(&role.name))));
            }
            let expr = Expr::Lookup(Box::new(Expr::Input(ROLE.to_owned())), lines, Box::new(Expr::Null));
            self.steps.add(ROLE, Place::Answers, expr, vec!["who answers".to_owned()])
        });
        let mut inputs = Vec::new();
        let mut codes = Vec::new();
        for question in &self.model.questions {
            let input = names.take(&question.key);
            let expr = self.reading(question, &input);
            let mut notes: Vec<String> = text(self.model, &question.text).into_iter().collect();
            if input != question.key {
                notes.push(format!("the answers to `{}` stand in the column `{input}`", question.key));
            }
            codes.push(self.steps.add(&question.key, Place::Answers, expr, notes));
            inputs.push(input);
        }
        self.questions = Questions::new(role, codes);
        Inputs { questions: inputs, kept }
    }

    /// The answer of a question as a number.
    fn reading(&mut self, question: &Question, input: &str) -> Expr {
        let cell = Expr::Input(input.to_owned());
        let options = self.model.options(question);
        let mut lines = vec![(Expr::text(""), Expr::Null)];
        if question.na.is_some() && !options.iter().any(|option| option.name == "na") {
            lines.push((Expr::text("na"), Expr::int(NA)));
        }
        match &question.domain {
            Domain::Text => {
                let empty = Expr::compare(cell.clone(), Compare::Equal, Expr::text(""));
                let mut cases = vec![(empty, Expr::Null)];
                if question.na.is_some() {
                    let na = Expr::compare(cell, Compare::Equal, Expr::text("na"));
                    cases.push((na, Expr::int(NA)));
                }
                Expr::Case(cases, Box::new(Expr::int(0)))
            }
            Domain::Choice(_) => {
                lines.extend(spellings(options).into_iter().map(|(name, at)| (Expr::text(name), Expr::int(at))));
                Expr::Lookup(Box::new(cell), lines, Box::new(Expr::int(REFUSED)))
            }
            Domain::AnyOf(_) => {
                if !options.iter().any(|option| option.name == NOTHING) {
                    lines.push((Expr::text(NOTHING), Expr::int(0)));
                }
                let chosen = self.chosen(question, &cell, options);
                Expr::Lookup(Box::new(cell), lines, Box::new(chosen))
            }
            Domain::Range(range) => match decimals(range) {
                Some(decimals) => {
                    let steps = self.steps_of(question, &cell, range, decimals);
                    Expr::Lookup(Box::new(cell), lines, Box::new(steps))
                }
                None => {
                    let listed = (0..range.count.min(MOST_LISTED))
                        .map(|step| (Expr::text(crate::model::notation::decimal(&range.value(step))), Expr::int(step)));
                    lines.extend(listed);
                    Expr::Lookup(Box::new(cell), lines, Box::new(Expr::int(REFUSED)))
                }
            },
        }
    }

    /// The options of a list: each adds its bit, and together they are as long as the list, so that nothing else is in
    /// it and nothing twice.
    fn chosen(&mut self, question: &Question, cell: &Expr, options: &[ScaleOption]) -> Expr {
        let list = Expr::Concat(vec![Expr::text(";"), cell.clone(), Expr::text(";")]);
        let name = format!("{} list", question.key);
        let list = Expr::Column(self.steps.add(&name, Place::Texts, list, Vec::new()));
        let (mut bits, mut lengths) = (Vec::new(), vec![Expr::int(1)]);
        for (at, option) in options.iter().enumerate() {
            let has = |name: &String| {
                let place = Expr::Place(Box::new(list.clone()), Box::new(Expr::text(format!(";{name};"))));
                Expr::compare(place, Compare::Greater, Expr::int(0))
            };
            let names: Vec<&String> = std::iter::once(&option.name).chain(unused(&option.was, options)).collect();
            let bit = 1i64.checked_shl(u32::try_from(at).unwrap_or(63)).unwrap_or(0);
            bits.push(Expr::case(
                Expr::any(names.iter().map(|name| has(name)).collect()),
                Expr::int(bit),
                Expr::int(0),
            ));
            lengths.extend(names.iter().map(|name| {
                let length = i64::try_from(name.chars().count()).unwrap_or(0).saturating_add(1);
                Expr::case(has(name), Expr::int(length), Expr::int(0))
            }));
        }
        let whole = Expr::compare(Expr::Length(Box::new(list.clone())), Compare::Equal, Expr::sum(lengths));
        Expr::Case(vec![(whole, Expr::sum(bits))], Box::new(Expr::int(REFUSED)))
    }

    /// The number of steps from the first number of a range to the one that was given, by whole numbers alone.
    fn steps_of(&mut self, question: &Question, cell: &Expr, range: &Range, decimals: u32) -> Expr {
        let (first, step, last) =
            (scaled(&range.first, decimals), scaled(&range.step, decimals), scaled(&range.last(), decimals));
        let signed = first.is_negative();
        let key = &question.key;
        let minus = Expr::compare(
            Expr::Part(Box::new(cell.clone()), Box::new(Expr::int(1)), Some(Box::new(Expr::int(1)))),
            Compare::Equal,
            Expr::text("-"),
        );
        let digits = match signed {
            false => cell.clone(),
            true => {
                let rest = Expr::Part(Box::new(cell.clone()), Box::new(Expr::int(2)), None);
                let rest = Expr::case(minus.clone(), rest, cell.clone());
                Expr::Column(self.steps.add(&format!("{key} digits"), Place::Texts, rest, Vec::new()))
            }
        };
        // `4.50` is 4 and 5, `4` is 4 and nothing.
        let pointed = Expr::Concat(vec![digits.clone(), Expr::text(".")]);
        let point = Expr::Place(Box::new(pointed), Box::new(Expr::text(".")));
        let point = Expr::Column(self.steps.add(&format!("{key} point"), Place::Texts, point, Vec::new()));
        let before = Expr::Sum(vec![point.clone(), Expr::int(-1)]);
        let whole = Expr::Part(Box::new(digits.clone()), Box::new(Expr::int(1)), Some(Box::new(before)));
        let behind = Expr::Part(Box::new(digits.clone()), Box::new(Expr::Sum(vec![point, Expr::int(1)])), None);
        let whole = Expr::Column(self.steps.add(&format!("{key} whole"), Place::Texts, whole, Vec::new()));
        let note = format!("`{key}` is read digit by digit, so that nothing is rounded");
        let behind = Expr::Trimmed(Box::new(behind), false);
        let behind = Expr::Column(self.steps.add(&format!("{key} decimals"), Place::Texts, behind, vec![note]));
        let zeros = "0".repeat(usize::try_from(decimals).unwrap_or(0));
        let padded = match decimals {
            0 => whole.clone(),
            _ => {
                let padded = Expr::Concat(vec![behind.clone(), Expr::text(zeros)]);
                let padded = Expr::Part(Box::new(padded), Box::new(Expr::int(1)), Some(Box::new(Expr::int(decimals))));
                Expr::Concat(vec![whole.clone(), padded])
            }
        };
        let all = Expr::Concat(vec![whole.clone(), behind.clone()]);
        let not_longer = |text: &Expr, most: usize| {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            Expr::compare(Expr::Length(Box::new(text.clone())), Compare::LessOrEqual, Expr::int(most))
        };
        let ends_in_point = Expr::compare(
            Expr::Part(
                Box::new(cell.clone()),
                Box::new(Expr::Length(Box::new(cell.clone()))),
                Some(Box::new(Expr::int(1))),
            ),
            Compare::Equal,
            Expr::text("."),
        );
        let readable = Expr::all(vec![
            Expr::Digits(Box::new(all)),
            Expr::compare(whole.clone(), Compare::NotEqual, Expr::text("")),
            not_longer(&whole, DIGITS),
            not_longer(&behind, usize::try_from(decimals).unwrap_or(0)),
            ends_in_point.fails(),
        ]);
        let number = Expr::ToNumber(Width::Long, Box::new(padded));
        let number = match signed {
            false => number,
            true => Expr::Product(vec![number, Expr::case(minus, Expr::int(-1), Expr::int(1))]),
        };
        let unit = BigInt::from(10).pow(decimals);
        let name = if decimals == 0 { format!("{key} number") } else { format!("{key} * {unit}") };
        let number = Expr::case(readable, number, Expr::Null);
        let number = Expr::Column(self.steps.add(&name, Place::Texts, number, Vec::new()));
        let beyond = match &first {
            zero if *zero == BigInt::from(0) => number.clone(),
            first => Expr::Sum(vec![number.clone(), Expr::Integer(-first)]),
        };
        let mut within = vec![Expr::Between(Box::new(number), first, last)];
        let mut steps = beyond.clone();
        if step != BigInt::from(1) {
            within.push(Expr::Remainder(Box::new(beyond.clone()), Box::new(Expr::Integer(step.clone()))).equals(0));
            steps = Expr::Quotient(Width::Long, Box::new(beyond), Box::new(Expr::Integer(step)));
        }
        Expr::Case(vec![(Expr::all(within), steps)], Box::new(Expr::int(REFUSED)))
    }
}

/// A range whose numbers cannot be written as decimals, of which there are too many to list.
pub(super) fn unlistable(model: &Model) -> Option<&Question> {
    model.questions.iter().find(|question| match &question.domain {
        Domain::Range(range) => decimals(range).is_none() && range.count > MOST_LISTED,
        _ => false,
    })
}

/// How many decimals the numbers of a range have; none where they are no decimal numbers, or have very many digits.
fn decimals(range: &Range) -> Option<u32> {
    let fits = |decimals: &u32| {
        let unit = Rational::from(num_rational::BigRational::from_integer(BigInt::from(10).pow(*decimals)));
        let whole = |number: &Rational| (number * &unit).is_integer();
        whole(&range.first) && whole(&range.step)
    };
    let decimals = (0..=6).find(fits)?;
    let largest = scaled(&range.first, decimals).abs().max(scaled(&range.last(), decimals).abs());
    (largest < BigInt::from(10).pow(15)).then_some(decimals)
}

/// A number times a power of ten.
fn scaled(number: &Rational, decimals: u32) -> BigInt {
    (number.to_big() * BigInt::from(10).pow(decimals)).to_integer()
}

/// Earlier names that no option has today.
fn unused<'o>(was: &'o [String], options: &'o [ScaleOption]) -> impl Iterator<Item = &'o String> {
    was.iter().filter(|name| !options.iter().any(|option| option.name == **name))
}

/// Every name of every option, today's first, with its place.
fn spellings(options: &[ScaleOption]) -> Vec<(String, i64)> {
    let mut all: BTreeMap<String, i64> = BTreeMap::new();
    let mut order = Vec::new();
    let places = || (0i64..).zip(options);
    let today = places().map(|(at, option)| (&option.name, at));
    let earlier = places().flat_map(|(at, option)| option.was.iter().map(move |was| (was, at)));
    for (name, at) in today.chain(earlier) {
        if all.insert(name.clone(), at).is_none() {
            order.push((name.clone(), at));
        }
    }
    order
}
