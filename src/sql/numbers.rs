//! Numbers of the graph as fractions.

use std::collections::BTreeSet;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Zero};

use super::builder::Builder;
use super::expression::Expr;
use super::fraction::{Common, Fraction, largest, whole, whole_weights};
use super::known::{Reading, Sure};
use super::round::rounded;
use super::steps::Place;
use crate::exact::Rational;
use crate::model::{Number, NumberId, ValueId, deep};

/// So many different total weights of a changing set are told apart.
const MOST_WEIGHTS: usize = 20_000;

/// A member of a set that a mean is taken over.
struct Member {
    fraction: Fraction,
    /// Whether it is in the set; `NULL` when not.
    present: Expr,
    /// Whether that is so for everybody.
    always: bool,
}

impl Builder<'_> {
    /// A number of the graph. What is used once stands where it is used, what is used more often has a column.
    pub fn number(&mut self, id: NumberId) -> Fraction {
        if let Some(Some(known)) = self.numbers.get(id.0 as usize) {
            return known.clone();
        }
        let fraction = deep(|| self.lower(id));
        let fraction = if self.uses.number_once(id) { fraction } else { self.named(id, fraction) };
        if let Some(slot) = self.numbers.get_mut(id.0 as usize) {
            *slot = Some(fraction.clone());
        }
        fraction
    }

    /// A number that is read several times: short, or in a column.
    fn short(&mut self, id: NumberId) -> Fraction {
        let fraction = self.number(id);
        let fraction = match self.is_leaf(id) {
            true => fraction,
            false => self.named(id, fraction),
        };
        if let Some(slot) = self.numbers.get_mut(id.0 as usize) {
            *slot = Some(fraction.clone());
        }
        fraction
    }

    fn is_leaf(&self, id: NumberId) -> bool {
        matches!(
            self.model.numbers.get(id.0 as usize),
            Some(Number::Points(_) | Number::Share(_) | Number::Given(_) | Number::Constant(_))
        )
    }

    fn named(&mut self, id: NumberId, fraction: Fraction) -> Fraction {
        if self.is_leaf(id) {
            return fraction;
        }
        let kind = match self.model.numbers.get(id.0 as usize) {
            Some(Number::Sum(_)) => "sum",
            Some(Number::Mean(_)) => "mean",
            Some(Number::Min(_)) => "least",
            Some(Number::Max(_)) => "greatest",
            Some(Number::Round(..)) => "rounded",
            Some(Number::Count(_)) => "count",
            Some(Number::Proportion(_)) => "share",
            _ => "number",
        };
        let name = format!("{} {kind}", self.area_key(self.here));
        let note = self.model.number_notation(id, self.model.unit_of(id));
        self.in_column(&name, fraction, Some(note))
    }

    /// A declared value, in a column of its name.
    pub fn value(&mut self, id: ValueId) -> Fraction {
        let Some(value) = self.model.values.get(id.0 as usize) else { return Fraction::constant(&Rational::ZERO) };
        self.within(value.area, |builder| {
            let fraction = builder.number(value.number);
            let note =
                format!("value {} {}", value.name, builder.model.number_notation(value.number, Some(value.unit)));
            let fraction = builder.in_column(&value.key, fraction, Some(note));
            if let Some(slot) = builder.numbers.get_mut(value.number.0 as usize) {
                *slot = Some(fraction.clone());
            }
            fraction
        })
    }

    fn lower(&mut self, id: NumberId) -> Fraction {
        let reading = self.askers.number_reading(id);
        let Some(number) = self.model.numbers.get(id.0 as usize) else { return Fraction::constant(&Rational::ZERO) };
        match number {
            Number::Constant(value) => Fraction::constant(value),
            Number::Points(question) => self.points(*question, &Rational::clone),
            Number::Share(question) => self.share(*question),
            Number::Given(question) => self.given(*question),
            Number::Score(area) => self.score(*area),
            Number::Level(area) => self.level_number(*area),
            Number::Value(value) => self.value(*value),
            Number::Linear { constant, terms } => self.linear(constant, terms),
            Number::Sum(terms) => self.total(terms, reading),
            Number::Mean(terms) => {
                let members = terms.iter().map(|(_, term)| self.member(*term, reading)).collect();
                let known =
                    |one: &mut super::known::Known<'_>| terms.iter().map(|(_, term)| one.number(*term)).collect();
                let sure: Vec<Vec<Sure>> = self.known(reading).iter_mut().map(known).collect();
                let weights: Vec<Rational> = terms.iter().map(|(weight, _)| weight.clone()).collect();
                self.mean(&weights, members, &sure)
            }
            Number::Min(terms) => self.extreme(terms, true),
            Number::Max(terms) => self.extreme(terms, false),
            Number::Round(inner, digits) => {
                let inner = self.short(*inner);
                rounded(self, &inner, &Rational::ONE, *digits)
            }
            Number::Else(one, other) => {
                let (one, other) = (self.number(*one), self.number(*other));
                let common = Common::of([&one, &other]);
                let bounds = hull([&one, &other]);
                let top = match (self.over(&common, &one), self.over(&common, &other)) {
                    (Expr::Null, one) | (one, Expr::Null) => one,
                    (one, other) => Expr::Coalesce(vec![one, other]),
                };
                Fraction { top, fixed: common.fixed, varying: common.varying, bounds }
            }
            Number::Case { lines, otherwise } => {
                let conditions: Vec<Expr> = lines.iter().map(|(when, _)| self.truth(*when)).collect();
                let values: Vec<Fraction> =
                    lines.iter().map(|(_, then)| *then).chain([*otherwise]).map(|id| self.number(id)).collect();
                let common = Common::of(&values);
                let bounds = hull(&values);
                let mut tops: Vec<Expr> = values.iter().map(|value| self.over(&common, value)).collect();
                let otherwise = Box::new(tops.pop().unwrap_or(Expr::Null));
                let top = match *otherwise == Expr::Null && tops.iter().all(|top| *top == Expr::Null) {
                    true => Expr::Null,
                    false => Expr::Case(conditions.into_iter().zip(tops).collect(), otherwise),
                };
                Fraction { top, fixed: common.fixed, varying: common.varying, bounds }
            }
            Number::Count(conditions) => {
                let one = |builder: &mut Self, id| Expr::case(builder.truth(id), Expr::int(1), Expr::int(0));
                let terms: Vec<Expr> = conditions.iter().map(|id| one(self, *id)).collect();
                let most = i64::try_from(conditions.len()).unwrap_or(i64::MAX);
                let bounds = (Rational::ZERO, Rational::from(most));
                Fraction { top: Expr::sum(terms), fixed: BigInt::one(), varying: Vec::new(), bounds }
            }
            Number::Proportion(members) => {
                let known = |one: &mut super::known::Known<'_>| members.iter().map(|(p, _)| one.truth(*p)).collect();
                let sure: Vec<Vec<Sure>> = self.known(reading).iter_mut().map(known).collect();
                let member = |builder: &mut Self, at: usize, present, holds| {
                    let (present, holds) = (builder.truth(present), builder.truth(holds));
                    let always = sure.iter().all(|role| role.get(at) == Some(&Sure::Always));
                    let both = if always { holds } else { Expr::all(vec![present.clone(), holds]) };
                    let top = Expr::case(both, Expr::int(1), Expr::int(0));
                    let bounds = (Rational::ZERO, Rational::ONE);
                    let fraction = Fraction { top, fixed: BigInt::one(), varying: Vec::new(), bounds };
                    Member { fraction, present, always }
                };
                let all = members.iter().enumerate().map(|(at, (p, h))| member(self, at, *p, *h)).collect();
                self.mean(&vec![Rational::ONE; members.len()], all, &sure)
            }
        }
    }

    fn share(&mut self, id: crate::model::QuestionId) -> Fraction {
        let bounds = self.question(id).and_then(|question| question.bounds.clone());
        match bounds {
            Some((low, high)) if low != high => {
                let width = &high - &low;
                self.points(id, &|worth| (worth - &low).checked_div(&width).unwrap_or_default())
            }
            _ => Fraction { top: Expr::Null, ..Fraction::constant(&Rational::ZERO) },
        }
    }

    /// The top of a fraction over a common denominator.
    fn over(&mut self, common: &Common, fraction: &Fraction) -> Expr {
        self.weighted(common, fraction, &BigInt::one()).0
    }

    /// The same with a weight, and its size.
    fn weighted(&mut self, common: &Common, fraction: &Fraction, weight: &BigInt) -> (Expr, BigInt) {
        let (factor, parts) = common.lacking(fraction);
        self.product(fraction.top.clone(), &fraction.largest_top(), &(factor * weight), &parts)
    }

    fn linear(&mut self, constant: &Rational, terms: &[(Rational, NumberId)]) -> Fraction {
        let values: Vec<Fraction> = terms.iter().map(|(_, term)| self.number(*term)).collect();
        let factors: Vec<Rational> = terms.iter().map(|(factor, _)| factor.clone()).chain([constant.clone()]).collect();
        let (factors, fixed) = whole(&factors);
        let mut common = Common::of(&values);
        let mut all: Vec<(Expr, BigInt)> =
            values.iter().zip(&factors).map(|(value, factor)| self.weighted(&common, value, factor)).collect();
        if let Some(constant) = factors.last().filter(|constant| !constant.is_zero()) {
            let one = Fraction::constant(&Rational::ONE);
            all.push(self.weighted(&common, &one, constant));
        }
        let mut bounds = (constant.clone(), constant.clone());
        for ((factor, _), value) in terms.iter().zip(&values) {
            let (low, high) = scaled(factor, &value.bounds);
            bounds = (&bounds.0 + &low, &bounds.1 + &high);
        }
        let (top, _) = self.sum(all);
        common.fixed *= fixed;
        Fraction { top, fixed: common.fixed, varying: common.varying, bounds }
    }

    /// A sum over what is there.
    fn total(&mut self, terms: &[(Rational, NumberId)], reading: Reading) -> Fraction {
        let values: Vec<Fraction> = terms.iter().map(|(_, term)| self.number(*term)).collect();
        let weights: Vec<Rational> = terms.iter().map(|(weight, _)| weight.clone()).collect();
        let (weights, fixed) = whole(&weights);
        let mut common = Common::of(&values);
        let (mut all, mut bounds) = (Vec::new(), (Rational::ZERO, Rational::ZERO));
        for ((value, weight), (factor, term)) in values.iter().zip(&weights).zip(terms) {
            let (top, size) = self.weighted(&common, value, weight);
            let (mut low, mut high) = scaled(factor, &value.bounds);
            let always = self.always(*term, reading);
            if !always {
                (low, high) = (low.min(Rational::ZERO), high.max(Rational::ZERO));
            }
            all.push((if always { top } else { top.or_zero() }, size));
            bounds = (&bounds.0 + &low, &bounds.1 + &high);
        }
        let (top, _) = self.sum(all);
        common.fixed *= fixed;
        Fraction { top, fixed: common.fixed, varying: common.varying, bounds }
    }

    fn member(&mut self, id: NumberId, reading: Reading) -> Member {
        let always = self.always(id, reading);
        let fraction = if always { self.number(id) } else { self.short(id) };
        let present = match self.model.numbers.get(id.0 as usize) {
            Some(Number::Points(question) | Number::Share(question)) => self.gives_points(*question),
            Some(Number::Given(question)) => self.counts(*question),
            _ => fraction.top.clone().not_null(),
        };
        Member { fraction, present, always }
    }

    /// The weighted mean of who is there. The total weight is below; where it changes, everything is brought over a
    /// multiple of all that it can be, unless that is too large.
    fn mean(&mut self, weights: &[Rational], mut members: Vec<Member>, sure: &[Vec<Sure>]) -> Fraction {
        if members.iter().all(|member| member.fraction.top == Expr::Null) {
            return Fraction { top: Expr::Null, ..Fraction::constant(&Rational::ZERO) };
        }
        if members.len() == 1 {
            let Member { fraction, present, always } = members.remove(0);
            let top = if always || can_be_null(&fraction.top) {
                fraction.top
            } else {
                Expr::case(present, fraction.top, Expr::Null)
            };
            return Fraction { top, ..fraction };
        }
        let weights = whole_weights(weights);
        let common = Common::of(members.iter().map(|member| &member.fraction));
        let bounds = hull(members.iter().map(|member| &member.fraction));
        let mut all = Vec::new();
        for (member, weight) in members.iter().zip(&weights) {
            let (top, size) = self.weighted(&common, &member.fraction, weight);
            all.push((if member.always { top } else { top.or_zero() }, size));
        }
        let (sum, size) = self.sum(all);
        let totals = totals(&weights, sure);
        let most: BigInt = weights.iter().sum();
        let nobody = totals.as_ref().is_none_or(|totals| totals.contains(&BigInt::zero()));
        let somebody = || match nobody {
            false => Expr::Truth(true),
            true => Expr::any(members.iter().map(|member| member.present.clone()).collect()),
        };
        let multiple = totals.as_ref().map(|totals| {
            totals.iter().filter(|total| !total.is_zero()).fold(BigInt::one(), |multiple, total| multiple.lcm(total))
        });
        let alone = totals.as_ref().is_some_and(|totals| totals.iter().filter(|total| !total.is_zero()).count() <= 1);
        match multiple {
            Some(multiple) if alone => {
                let top = Expr::case(somebody(), sum, Expr::Null);
                Fraction { top, fixed: &common.fixed * multiple, varying: common.varying, bounds }
            }
            Some(multiple) if multiple <= self.limit => {
                let weight = Expr::NullIf(Box::new(weight_there(&weights, &members)), Box::new(Expr::int(0)));
                let width = self.steps.width_of(&Expr::Integer(multiple.clone())).max(self.steps.width_of(&weight));
                let share = Expr::Quotient(width, Box::new(Expr::Integer(multiple.clone())), Box::new(weight));
                let top_size = largest(&bounds, &(common.largest() * &multiple));
                let needed = self.fit(&top_size.max(size.clone()));
                let top = Expr::Product(vec![self.widened(sum, needed), share]);
                Fraction { top, fixed: &common.fixed * multiple, varying: common.varying, bounds }
            }
            _ => {
                // Where nothing is there, the top is `NULL`, and what is below must not be 0.
                let there = weight_there(&weights, &members);
                let there = match members.iter().any(|member| member.always) {
                    true => there,
                    false => Expr::Coalesce(vec![Expr::NullIf(Box::new(there), Box::new(Expr::int(0))), Expr::int(1)]),
                };
                self.fit(&most);
                let name = format!("{} weight", self.area_key(self.here));
                let note = "the weight of what counts".to_owned();
                let column = self.steps.add(&name, Place::Area(self.here), there, vec![note]);
                let top = Expr::case(somebody(), sum, Expr::Null);
                let mut varying = common.varying;
                varying.push((Expr::Column(column), most));
                Fraction { top, fixed: common.fixed, varying, bounds }
            }
        }
    }

    fn extreme(&mut self, terms: &[NumberId], least: bool) -> Fraction {
        let values: Vec<Fraction> =
            terms.iter().map(|id| self.number(*id)).filter(|value| value.top != Expr::Null).collect();
        if values.is_empty() {
            return Fraction { top: Expr::Null, ..Fraction::constant(&Rational::ZERO) };
        }
        let common = Common::of(&values);
        let bounds = hull(&values);
        let tops: Vec<Expr> = values.iter().map(|value| self.over(&common, value)).collect();
        // Beyond every value, a refused row's included.
        let end = (largest(&bounds, &common.largest()) + BigInt::one()) * 7;
        let top = match (<[Expr; 1]>::try_from(tops), least) {
            (Ok([one]), _) => one,
            (Err(tops), true) => Expr::Least(tops, end),
            (Err(tops), false) => Expr::Greatest(tops, -end),
        };
        Fraction { top, fixed: common.fixed, varying: common.varying, bounds }
    }
}

/// Every total weight that who is there can have, over all roles; none when they are too many.
fn totals(weights: &[BigInt], sure: &[Vec<Sure>]) -> Option<BTreeSet<BigInt>> {
    let mut all = BTreeSet::new();
    for role in sure {
        let mut totals = BTreeSet::from([BigInt::zero()]);
        for (weight, sure) in weights.iter().zip(role) {
            totals = match sure {
                Sure::Never => totals,
                Sure::Always => totals.iter().map(|total| total + weight).collect(),
                Sure::Maybe => totals.iter().flat_map(|total| [total.clone(), total + weight]).collect(),
            };
            if totals.len() > MOST_WEIGHTS {
                return None;
            }
        }
        all.extend(totals);
    }
    Some(all)
}

/// Whether a top is `NULL` by itself where there is no number: only what stands for a condition is not.
fn can_be_null(top: &Expr) -> bool {
    !matches!(top, Expr::Case(..) | Expr::Integer(_))
}

/// The weight of who is there.
fn weight_there(weights: &[BigInt], members: &[Member]) -> Expr {
    let always: BigInt = weights.iter().zip(members).filter(|(_, m)| m.always).map(|(weight, _)| weight).sum();
    let maybe = weights.iter().zip(members).filter(|(_, member)| !member.always);
    let terms = maybe
        .map(|(weight, member)| Expr::case(member.present.clone(), Expr::Integer(weight.clone()), Expr::int(0)))
        .chain([Expr::Integer(always)]);
    Expr::sum(terms)
}

fn scaled(factor: &Rational, (low, high): &(Rational, Rational)) -> (Rational, Rational) {
    let (one, other) = (factor * low, factor * high);
    if one <= other { (one, other) } else { (other, one) }
}

/// The smallest interval around all of them.
fn hull<'f>(all: impl IntoIterator<Item = &'f Fraction>) -> (Rational, Rational) {
    let bounds = all.into_iter().map(|fraction| fraction.bounds.clone());
    bounds.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))).unwrap_or_default()
}
