//! A response exactly on a threshold gets the level, for every weighting; doubles and decimals with 28 digits would miss it,
//! or give it away.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, reason = "each test uses its part")]
#[path = "random/rng.rs"]
mod rng;

use std::cmp::Ordering;
use std::io;

use mognad::evaluate::{Answers, Evaluation};
use mognad::model::{Answer, AreaId, Model};
use mognad::semantics::{Loader, compile};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use rng::Random;

struct Text(String);

impl Loader for Text {
    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Ok(self.0.as_bytes().to_vec())
    }
}

fn model(text: String) -> Model {
    let text = Text(text);
    let compilation = compile("m.mognad", "", &text);
    compilation.model.unwrap_or_else(|| panic!("{}\n{:?}", text.0, compilation.diagnostics))
}

/// Answers by the options' indices, in the order of the questions.
fn answers(model: &Model, indices: &[u64]) -> Answers {
    let mut answers = Answers::blank(model, None);
    answers.given = indices.iter().map(|index| Some(Answer::Index(*index))).collect();
    answers
}

/// The level of an area by its name: none below the first.
fn level(model: &Model, answers: &Answers, area: &str) -> String {
    let id = model.areas.iter().position(|its| its.key == area).unwrap();
    let rank = Evaluation::new(model, answers).level(AreaId(id as u32)).unwrap();
    let ladder = model.areas[id].adoption.as_ref().unwrap().ladder;
    model.ladders[ladder.0 as usize].levels[rank as usize].name.clone()
}

fn exact(text: &str) -> BigRational {
    mognad::exact::Rational::parse(text).unwrap().to_big()
}

/// A kind of number to calculate scores with.
trait Arithmetic: Clone {
    fn from(exact: &BigRational) -> Self;
    fn add(&self, other: &Self) -> Self;
    fn times(&self, other: &Self) -> Self;
    fn divided(&self, other: &Self) -> Self;
    fn order(&self, other: &Self) -> Ordering;
}

impl Arithmetic for BigRational {
    fn from(exact: &BigRational) -> Self {
        exact.clone()
    }
    fn add(&self, other: &Self) -> Self {
        self + other
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn divided(&self, other: &Self) -> Self {
        self / other
    }
    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl Arithmetic for f64 {
    fn from(exact: &BigRational) -> Self {
        exact.to_f64().unwrap()
    }
    fn add(&self, other: &Self) -> Self {
        self + other
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn divided(&self, other: &Self) -> Self {
        self / other
    }
    fn order(&self, other: &Self) -> Ordering {
        self.total_cmp(other)
    }
}

/// A decimal number with 28 places: a whole number of 10^-28, every result rounded half away from zero.
#[derive(Clone)]
struct Decimal(BigInt);

fn unit() -> BigInt {
    BigInt::from(10).pow(28)
}

fn rounded(number: &BigRational) -> BigInt {
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    let magnitude = (number.abs() + half).floor().to_integer();
    if number.is_negative() { -magnitude } else { magnitude }
}

impl Arithmetic for Decimal {
    fn from(exact: &BigRational) -> Self {
        Decimal(rounded(&(exact * unit())))
    }
    fn add(&self, other: &Self) -> Self {
        Decimal(&self.0 + &other.0)
    }
    fn times(&self, other: &Self) -> Self {
        Decimal(rounded(&BigRational::new(&self.0 * &other.0, unit())))
    }
    fn divided(&self, other: &Self) -> Self {
        Decimal(rounded(&BigRational::new(&self.0 * unit(), other.0.clone())))
    }
    fn order(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

fn sum<N: Arithmetic>(numbers: &[N]) -> N {
    numbers.iter().fold(N::from(&BigRational::zero()), |sum, number| sum.add(number))
}

/// A mean with equal weights.
fn mean<N: Arithmetic>(numbers: &[N]) -> N {
    sum(numbers).divided(&N::from(&BigRational::from_integer(BigInt::from(numbers.len()))))
}

fn of<N: Arithmetic>(texts: &[&str]) -> Vec<N> {
    texts.iter().map(|text| N::from(&exact(text))).collect()
}

/// Areas whose score is the mean of points, added up; the threshold is 1.
fn means_added(parts: &[&[&str]]) -> Model {
    let mut text = "model m \"M\" { edition 1 language en }
ladder steps { low \"Low\" high \"High\" from 1 }
overall { levels steps score sum(score of areas) }\n"
        .to_owned();
    for (at, points) in parts.iter().enumerate() {
        text.push_str(&format!("area part_{at} \"Part\" {{ score mean(points of questions)\n"));
        for (number, points) in points.iter().enumerate() {
            // The second option is the one that is taken.
            text.push_str(&format!(
                "question q_{at}_{number} \"Q\" {{ answers {{ other -1 \"Other\" taken {points} \"Taken\" }} }}\n"
            ));
        }
        text.push_str("}\n");
    }
    model(text)
}

fn added<N: Arithmetic>(parts: &[&[&str]]) -> Ordering {
    let means: Vec<N> = parts.iter().map(|points| mean(&of::<N>(points))).collect();
    sum(&means).order(&N::from(&BigRational::one()))
}

#[test]
fn means_that_add_up_to_the_threshold() {
    // Parts, and what doubles and decimals make of the comparison with 1.
    let cases: [(&[&[&str]], Ordering, Ordering); 6] = [
        // A team that a spreadsheet robs of its level.
        (&[&["1", "0.2", "0"], &["0.5", "0"], &["0.5", "0.2"]], Ordering::Less, Ordering::Equal),
        (&[&["1", "0", "0"], &["1", "0", "0"], &["1", "0", "0"]], Ordering::Equal, Ordering::Less),
        (
            &[&["1", "1", "0"], &["1", "0", "0", "0", "0", "0"], &["1", "0", "0", "0", "0", "0"]],
            Ordering::Less,
            Ordering::Greater,
        ),
        (&[&["1", "0", "0", "0", "0", "0", "0"] as &[&str]; 7], Ordering::Less, Ordering::Greater),
        (&[&["0.1", "0.2", "0.3"], &["0.6", "0.7", "0.8"], &["0.1"]], Ordering::Less, Ordering::Equal),
        (&[&["0.9", "0.8", "0.7"], &["0.2"]], Ordering::Greater, Ordering::Equal),
    ];
    let mut wrong = (0, 0);
    for (parts, doubles, decimals) in cases {
        assert_eq!(added::<BigRational>(parts), Ordering::Equal, "{parts:?} do not add up");
        println!("{parts:?}: doubles {:?}, decimals {:?}", added::<f64>(parts), added::<Decimal>(parts));
        assert_eq!(added::<f64>(parts), doubles, "{parts:?} in doubles");
        assert_eq!(added::<Decimal>(parts), decimals, "{parts:?} in decimals");
        wrong.0 += usize::from(doubles != Ordering::Equal);
        wrong.1 += usize::from(decimals != Ordering::Equal);
        let model = means_added(parts);
        let answers = answers(&model, &vec![1; model.questions.len()]);
        assert_eq!(level(&model, &answers, "overall"), "high", "{parts:?}");
    }
    println!("doubles err in {}, decimals in {} of {}", wrong.0, wrong.1, cases.len());
}

/// Weighted questions: the weight, the points of all options, the index of the one that is taken.
struct Weighted {
    questions: Vec<(BigRational, Vec<BigRational>, usize)>,
}

impl Weighted {
    fn random(random: &mut Random) -> Weighted {
        let count = random.between(2, 7);
        let scales: [&[&str]; 6] = [
            &["0", "1"],
            &["0", "1", "2", "3"],
            &["0", "0.2", "0.5", "1"],
            &["1", "2", "3", "4", "5"],
            &["0", "1/3", "1"],
            &["-5", "0", "10"],
        ];
        let kind = random.below(6);
        let questions = (0..count).map(|_| {
            let points: Vec<BigRational> = random.pick(&scales).iter().map(|text| exact(text)).collect();
            let taken = random.below(points.len());
            (weight(kind, random), points, taken)
        });
        Weighted { questions: questions.collect() }
    }

    /// The weighted mean of the answers, each as the share of its own range.
    fn score<N: Arithmetic>(&self) -> N {
        let mut total = N::from(&BigRational::zero());
        let mut weights = total.clone();
        for (weight, points, taken) in &self.questions {
            let (low, high) = (points.iter().min().unwrap(), points.iter().max().unwrap());
            let width = N::from(&(high - low));
            let share = N::from(&(&points[*taken] - low)).divided(&width);
            total = total.add(&N::from(weight).times(&share));
            weights = weights.add(&N::from(weight));
        }
        total.divided(&weights)
    }

    /// Areas with the same score: `from` the threshold, `above` it, and from a little more.
    fn model(&self, threshold: &BigRational) -> Model {
        let percent = |number: &BigRational| {
            let number = number * BigInt::from(100);
            format!("{}/{}%", number.numer(), number.denom())
        };
        let little = BigRational::new(BigInt::one(), threshold.denom() * BigInt::from(10).pow(16));
        let little_more = threshold + little;
        let mut text = format!(
            "model m \"M\" {{ edition 1 language en }}
ladder steps {{ low \"Low\" high \"High\" }}
area on_it \"On it\" {{ score x.score levels steps {{ high from {} }} }}
area above_it \"Above it\" {{ score x.score levels steps {{ high above {} }} }}
area more \"A little more\" {{ score x.score levels steps {{ high from {} }} }}
area x \"X\" {{\n",
            percent(threshold),
            percent(threshold),
            percent(&little_more)
        );
        for (at, (weight, points, _)) in self.questions.iter().enumerate() {
            let options: Vec<String> = points
                .iter()
                .enumerate()
                .map(|(number, points)| format!("o_{number} {} \"O\"", shown(points)))
                .collect();
            text.push_str(&format!(
                "question q_{at} \"Q\" {{ weight {} answers {{ {} }} }}\n",
                shown(weight),
                options.join(" ")
            ));
        }
        model(text + "}\n")
    }
}

fn shown(number: &BigRational) -> String {
    if number.is_integer() { number.numer().to_string() } else { format!("{}/{}", number.numer(), number.denom()) }
}

fn weight(kind: usize, random: &mut Random) -> BigRational {
    let mut number = |first: usize, last: usize| BigInt::from(random.between(first, last));
    match kind {
        0 => BigRational::from_integer(number(1, 10)),
        1 => BigRational::new(number(1, 30), BigInt::from(10)),
        2 => BigRational::new(number(1, 9), BigInt::from(3)),
        3 => BigRational::new(number(1, 20), BigInt::from(7)),
        4 => BigRational::new(number(1, 999), BigInt::from(100)),
        // Forty digits.
        _ => {
            let digits: String = (0..40).map(|_| char::from(b'1' + number(0, 8).to_u8().unwrap())).collect();
            exact(&digits)
        }
    }
}

#[test]
fn every_weighting_gives_the_level() {
    let mut random = Random::new(7);
    let (mut tried, mut doubles, mut decimals) = (0, 0, 0);
    while tried < 300 {
        let weighted = Weighted::random(&mut random);
        let threshold = weighted.score::<BigRational>();
        if threshold.is_zero() || threshold.is_one() {
            continue;
        }
        tried += 1;
        doubles += usize::from(weighted.score::<f64>().order(&<f64 as Arithmetic>::from(&threshold)).is_ne());
        decimals += usize::from(weighted.score::<Decimal>().order(&<Decimal as Arithmetic>::from(&threshold)).is_ne());
        let model = weighted.model(&threshold);
        let taken: Vec<u64> = weighted.questions.iter().map(|(.., taken)| *taken as u64).collect();
        let answers = answers(&model, &taken);
        let levels = ["on_it", "above_it", "more"].map(|area| level(&model, &answers, area));
        assert_eq!(levels, ["high", "low", "low"], "{}", shown(&threshold));
    }
    println!("of {tried} weightings, doubles miss {doubles} thresholds and decimals {decimals}");
    assert!(doubles >= 100 && decimals >= 10, "{doubles} {decimals}");
}

#[test]
fn half_is_rounded_away_from_zero() {
    // In doubles 2.675 lies below itself, and so does 1.005.
    assert_eq!(format!("{:.2} {:.2}", 2.675_f64, 1.005_f64), "2.67 1.00");
    let model = model(
        "model m \"M\" { edition 1 language en }
ladder steps { low \"Low\" middle \"Middle\" from 1.01 high \"High\" from 2.68 }
area one \"One\" { score round(points_of_q, 2) levels steps value points_of_q \"P\" q.points / 1000
    question q \"Q\" { answers 0 to 3000 } }
area part \"Part\" { score round(r.points out of 8, 0) levels halves
    question r \"R\" { answers 0 to 8 } }
ladder halves { low \"Low\" middle \"Middle\" from 13% high \"High\" from 38% }
"
        .to_owned(),
    );
    for (points, eighths, one, share) in [
        (1004, 0, "low", "low"),
        (1005, 1, "middle", "middle"),
        (2674, 2, "middle", "middle"),
        (2675, 3, "high", "high"),
    ] {
        let answers = answers(&model, &[points, eighths]);
        assert_eq!(
            (level(&model, &answers, "one"), level(&model, &answers, "part")),
            (one.to_owned(), share.to_owned())
        );
    }
}
