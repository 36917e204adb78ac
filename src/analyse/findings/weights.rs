//! Weights that could as well be 1: every result of every possible response would be the same.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::crossings::Crossings;
use super::finder::Finder;
use super::influence::UNREACHED;
use super::outcomes::{Nearest, Outcome, differ};
use super::within;
use crate::analyse::bounds;
use crate::analyse::{Node, Set};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::evaluate::{Answers, Evaluation};
use crate::exact::Rational;
use crate::model::{AreaId, Model, Number, NumberId, OVERALL, QuestionId, RoleId, Rule};
use crate::source::Span;

/// So many samples are tried for each outcome before all are.
const FIRST: usize = 8;

/// What a weight is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weighted {
    Question(QuestionId),
    Area(AreaId),
}

/// What comes of a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// No sum and no mean counts it.
    Uncounted,
    /// It is counted in scores alone, and no level, value or suggestion follows from them.
    Unread,
    /// With 1 in its place everything would be the same.
    InVain,
    /// Something would not.
    Matters,
    /// That takes too much work.
    Open,
}

/// Looks at every weight that is not 1.
pub(super) fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    let weighted = weighted(model);
    if weighted.is_empty() {
        return;
    }
    let (mut nearest, mut crossings) = (Nearest::default(), Crossings::default());
    let mut behind = Behind::default();
    let mut otherwise = model.clone();
    for its in weighted {
        let (name, span, weight) = its.facts(model);
        // What nothing depends on at all was said of the question.
        if finder.has_found(Code::M0415, span) || finder.said().iter().any(|said| is_about(said, span)) {
            continue;
        }
        let replaced = its.count_as_one(model, &mut otherwise);
        let verdict = match replaced.is_empty() {
            true => Verdict::Uncounted,
            false => {
                let outcomes = behind.outcomes(model, its.around(model), &replaced);
                verdict(finder, &outcomes, &otherwise, (&mut nearest, &mut crossings))
            }
        };
        for (at, number) in replaced {
            otherwise.numbers[at] = number;
        }
        match verdict {
            Verdict::Matters => {}
            Verdict::Open => finder.leave_open(span, format!("whether the weight of `{name}` ever matters")),
            // Behind a level that nobody reaches nothing can matter: that is said of the level.
            Verdict::InVain if finder.has_any(&UNREACHED) => {}
            Verdict::Uncounted | Verdict::Unread | Verdict::InVain => say(finder, its, (name, span, weight), verdict),
        }
    }
}

fn is_about(said: &Diagnostic, span: Span) -> bool {
    said.primary.as_ref().is_some_and(|label| within(label.span, span))
}

fn weighted(model: &Model) -> Vec<Weighted> {
    let questions = (0u32..).map(QuestionId).zip(&model.questions);
    let questions = questions.filter(|(_, question)| question.weight != Rational::ONE);
    let areas = (0u32..).map(AreaId).zip(&model.areas);
    let areas = areas.filter(|(id, area)| *id != OVERALL && area.weight != Rational::ONE);
    questions.map(|(id, _)| Weighted::Question(id)).chain(areas.map(|(id, _)| Weighted::Area(id))).collect()
}

impl Weighted {
    fn facts(self, model: &Model) -> (&str, Span, Rational) {
        let question = |id: QuestionId| model.questions.get(id.0 as usize);
        let facts = match self {
            Weighted::Question(id) => question(id).map(|its| (its.name.as_str(), its.span, its.weight.clone())),
            Weighted::Area(id) => {
                model.areas.get(id.0 as usize).map(|its| (its.name.as_str(), its.span, its.weight.clone()))
            }
        };
        facts.unwrap_or_default()
    }

    /// The area in whose score it counts.
    fn around(self, model: &Model) -> AreaId {
        let around = match self {
            Weighted::Question(id) => model.questions.get(id.0 as usize).map(|question| question.area),
            Weighted::Area(id) => model.areas.get(id.0 as usize).and_then(|area| area.parent),
        };
        around.unwrap_or(OVERALL)
    }

    /// Lets it weigh 1 in every sum and mean that counts it; these, as they were.
    fn count_as_one(self, model: &Model, otherwise: &mut Model) -> Vec<(usize, Number)> {
        let (_, _, weight) = self.facts(model);
        let mut replaced = Vec::new();
        for (at, number) in otherwise.numbers.iter_mut().enumerate() {
            let (Number::Sum(terms) | Number::Mean(terms)) = number else { continue };
            let counts = |(its, term): &(Rational, NumberId)| {
                let term = model.numbers.get(term.0 as usize);
                *its == weight && term.is_some_and(|term| self.is_counted_by(model, term))
            };
            if terms.iter().any(counts) {
                replaced.extend(model.numbers.get(at).map(|number| (at, number.clone())));
                terms.iter_mut().filter(|term| counts(term)).for_each(|(its, _)| *its = Rational::ONE);
            }
        }
        replaced
    }

    fn is_counted_by(self, model: &Model, term: &Number) -> bool {
        match (self, term) {
            (Weighted::Question(id), Number::Points(its) | Number::Share(its) | Number::Given(its)) => id == *its,
            (Weighted::Area(id), Number::Score(its) | Number::Level(its)) => id == *its,
            (Weighted::Area(id), Number::Value(its)) => {
                model.values.get(its.0 as usize).is_some_and(|value| value.area == id)
            }
            _ => false,
        }
    }
}

/// On which numbers outcomes depend, kept once worked out.
#[derive(Debug, Default)]
struct Behind(FxHashMap<Outcome, Set>);

impl Behind {
    /// The outcomes that depend on one of these numbers, levels first.
    fn outcomes(&mut self, model: &Model, around: AreaId, replaced: &[(usize, Number)]) -> Vec<Outcome> {
        let mut outcomes = Outcome::all(model, around);
        outcomes.retain(|outcome| {
            let numbers = self.0.entry(*outcome).or_insert_with(|| numbers_behind(model, *outcome));
            replaced.iter().any(|(at, _)| numbers.contains(*at))
        });
        outcomes.sort_by_key(|outcome| !matches!(outcome, Outcome::Level(_)));
        outcomes
    }
}

fn numbers_behind(model: &Model, outcome: Outcome) -> Set {
    let mut numbers = Set::default();
    for rule in model.rules_behind(outcome.rule(model)) {
        if let Rule::Number(id) = rule {
            numbers.insert(id.0 as usize);
        }
    }
    numbers
}

/// Whether anything comes out otherwise in the other model.
fn verdict(
    finder: &mut Finder<'_>,
    outcomes: &[Outcome],
    otherwise: &Model,
    (nearest, crossings): (&mut Nearest, &mut Crossings),
) -> Verdict {
    let model = finder.model;
    let mut verdict = Verdict::Unread;
    for role in finder.roles() {
        let count = finder.samples(role).count();
        let mut others: Vec<Option<Evaluation<'_>>> = (0..count).map(|_| None).collect();
        for outcome in outcomes {
            let differ = |answers: &Answers| {
                outcome.of(&Evaluation::new(model, answers)) != outcome.of(&Evaluation::new(otherwise, answers))
            };
            if shown_by_samples(finder, (role, *outcome), otherwise, 0..FIRST, (&mut others, nearest))
                || crossings.by_weight(finder, (role, *outcome), otherwise, &differ)
            {
                return Verdict::Matters;
            }
        }
        let Some(changed) = changed(finder, role, otherwise, outcomes) else { continue };
        for outcome in &changed {
            if shown_by_samples(finder, (role, *outcome), otherwise, FIRST..count, (&mut others, nearest)) {
                return Verdict::Matters;
            }
        }
        if verdict == Verdict::Unread && !changed.is_empty() {
            verdict = Verdict::InVain;
        }
        for outcome in changed {
            let found = finder.ask(role, |space, reading, budget| {
                let mut other = reading.reweighted(otherwise);
                let before = outcome.node(reading, &mut space.graph);
                let after = outcome.node(&mut other, &mut space.graph);
                let condition = differ(&mut space.graph, before, after);
                if bounds::is_impossible(&mut space.graph, condition) {
                    return Ok(false);
                }
                Ok(space.witness(condition, budget)?.is_some())
            });
            match found {
                Some(Ok(true)) => return Verdict::Matters,
                Some(Ok(false)) | None => {}
                Some(Err(_)) => verdict = Verdict::Open,
            }
        }
    }
    verdict
}

/// The outcomes whose rules are no longer the same.
fn changed(
    finder: &mut Finder<'_>,
    role: Option<RoleId>,
    otherwise: &Model,
    outcomes: &[Outcome],
) -> Option<Vec<Outcome>> {
    let found = finder.ask(role, |space, reading, _| {
        let mut other = reading.reweighted(otherwise);
        let mut differs = |outcome: &&Outcome| {
            let node: Node = outcome.node(reading, &mut space.graph);
            node != outcome.node(&mut other, &mut space.graph)
        };
        Ok(outcomes.iter().filter(&mut differs).copied().collect())
    });
    found?.ok()
}

/// Whether the samples at these places in the order of an outcome show that it differs.
fn shown_by_samples<'a>(
    finder: &Finder<'a>,
    (role, outcome): (Option<RoleId>, Outcome),
    otherwise: &'a Model,
    places: Range<usize>,
    (others, nearest): (&mut [Option<Evaluation<'a>>], &mut Nearest),
) -> bool {
    let samples: Vec<_> = finder.samples(role).collect();
    let order = nearest.order(finder, role, outcome);
    let order = order.get(places.start..places.end.min(order.len())).unwrap_or_default();
    order.iter().any(|number| match (samples.get(*number), others.get_mut(*number)) {
        (Some((answers, evaluation)), Some(other)) => {
            let other = other.get_or_insert_with(|| Evaluation::new(otherwise, answers));
            outcome.of(evaluation) != outcome.of(other)
        }
        _ => false,
    })
}

fn say(finder: &mut Finder<'_>, its: Weighted, (name, span, weight): (&str, Span, Rational), verdict: Verdict) {
    let model = finder.model;
    let weight = model.value_notation(&weight, None);
    let what = if verdict == Verdict::Unread { "decides" } else { "changes" };
    let mut finding = Diagnostic::new(Code::M0417, format!("the weight of `{name}` {what} nothing"));
    let around = its.around(model);
    let formula = model.areas.get(around.0 as usize).and_then(|area| area.score.as_ref()?.span);
    let mut finding = match verdict {
        Verdict::Uncounted => finding
            .at(span, format!("no sum and no mean counts {weight}"))
            .help("take the weight away, or let a formula count it: `sum` and `mean` do; `min`, `max`, `count` and `share` do not"),
        Verdict::Unread => {
            // The score stands in reports.
            finding.severity = Severity::Info;
            finding
                .at(span, format!("{weight} counts in a score"))
                .note("no level, no value and no suggestion follows from that score")
                .help("that may be meant; else take the weight away, or let the level follow from the score")
        }
        _ => finding
            .at(span, format!("{weight} or 1, it comes to the same"))
            .note("proved over all possible responses: if it weighed 1, every level, value and suggestion would be the same")
            .help("take the weight away, or give one that decides something"),
    };
    if let Some(formula) = formula {
        finding = finding.also(formula, "the score");
    }
    finder.report(finding, Some(around));
}
