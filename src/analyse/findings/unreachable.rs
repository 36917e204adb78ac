//! Levels that no response of a role has, and why.

use std::collections::{BTreeMap, HashSet};

use super::condition::Condition;
use super::finder::{Exists, Finder, Shown};
use super::samples::extreme;
use super::words;
use crate::diagnostics::{Code, Diagnostic};
use crate::exact::{Compare, Rational};
use crate::model::{
    Adoption, AreaId, Domain, Gating, Model, Number, NumberId, Requirement, RoleId, Rule, Truth, TruthId,
};

/// What a level needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    /// Its lower bound, or the formula in its place.
    Bound(usize),
    /// A requirement of a level, by its number there.
    Requirement(usize, usize),
}

/// Why a level is never reached: needs that exclude each other, none of which could go.
type Core = Vec<Need>;

/// A part of a rule.
/// The areas whose levels a rule looks at.
fn levels_in(model: &Model, mut parts: Vec<Rule>) -> Vec<AreaId> {
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    while let Some(part) = parts.pop() {
        if !seen.insert(part) {
            continue;
        }
        match part {
            Rule::Truth(id) => match model.truths.get(id.0 as usize) {
                // Whether there is a level is another matter.
                Some(Truth::Present(..)) | None => {}
                Some(truth) => parts.extend(truth.parts()),
            },
            Rule::Number(id) => match model.numbers.get(id.0 as usize) {
                Some(Number::Level(area)) => found.push(*area),
                Some(Number::Value(value)) => {
                    parts.extend(model.values.get(value.0 as usize).map(|value| Rule::Number(value.number)));
                }
                Some(Number::Proportion(members)) => {
                    parts.extend(members.iter().map(|(_, id)| Rule::Truth(*id)));
                }
                Some(number) => parts.extend(number.parts()),
                None => {}
            },
            Rule::Question(_) | Rule::Area(_) => {}
        }
    }
    found
}

/// The areas whose levels a number follows from.
pub(super) fn levels_of_number(model: &Model, number: NumberId) -> Vec<AreaId> {
    levels_in(model, vec![Rule::Number(number)])
}

/// The levels that can never be reached.
pub(super) fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    // The inner areas first: what stands in their way is said once, and not again of the areas that follow from them.
    let mut told: Vec<AreaId> = Vec::new();
    let ids = 0..u32::try_from(model.areas.len()).unwrap_or(u32::MAX);
    for (area, id) in model.areas.iter().zip(ids).rev() {
        if let Some(adoption) = &area.adoption
            && (Levels { model, id: AreaId(id), adoption }).find(finder, &told)
        {
            told.push(AreaId(id));
        }
    }
}

/// An area with its levels.
struct Levels<'m> {
    model: &'m Model,
    id: AreaId,
    adoption: &'m Adoption,
}

impl<'m> Levels<'m> {
    /// Whether some level is not reached.
    fn find(&self, finder: &mut Finder<'m>, told: &[AreaId]) -> bool {
        let mut unreached: BTreeMap<(usize, Core), Vec<Option<RoleId>>> = BTreeMap::new();
        let (mut bound, mut without) = (Vec::new(), Vec::new());
        for role in finder.roles() {
            if finder.exists(role, &Condition::HasLevel(self.id)).is_no() {
                without.push(role);
                continue;
            }
            bound.push(role);
            for rank in 1..self.adoption.rules.len() {
                let needs = self.needs(rank, role);
                match finder.exists(role, &self.condition(&needs)) {
                    Exists::Yes(_) => {}
                    Exists::Undecided => {
                        finder.leave_open(
                            self.adoption.span,
                            format!("whether a response{} reaches {}", finder.of_role(role), self.name(rank)),
                        );
                    }
                    Exists::No => {
                        let core = self.core(finder, role, needs);
                        unreached.entry((rank, core)).or_default().push(role);
                        // The levels above need this one too.
                        if self.adoption.gating == Gating::Cumulative || self.adoption.level.is_some() {
                            break;
                        }
                    }
                }
            }
        }
        // Whoever is asked nothing here is meant to have no level.
        if !bound.is_empty() {
            without.retain(|role| self.asks(*role));
        }
        let some = !unreached.is_empty() || !without.is_empty();
        if !without.is_empty() {
            self.report_without(finder, &without, bound.is_empty());
        }
        for ((rank, core), roles) in unreached {
            if self.follows_from(&core, told) {
                continue;
            }
            if self.requirements(&core).any(|requirement| finder.was_said(Code::M0307, requirement.span)) {
                continue;
            }
            let everybody = roles.len() == bound.len();
            self.report(finder, rank, &core, &roles, everybody);
        }
        some
    }

    /// Whether a role is asked something here that scores or decides.
    fn asks(&self, role: Option<RoleId>) -> bool {
        let mut questions =
            self.model.questions_within(self.id).filter_map(|id| self.model.questions.get(id.0 as usize));
        questions.any(|question| question.roles.contains(role) && !matches!(question.domain, Domain::Text))
    }

    /// Nobody, or not these roles, ever has a level here.
    fn report_without(&self, finder: &mut Finder<'m>, roles: &[Option<RoleId>], everybody: bool) {
        let key = &self.model.areas[self.id.0 as usize].key;
        let who = if everybody { None } else { finder.who(roles) };
        let diagnostic = match &who {
            None => Diagnostic::new(Code::M0304, format!("`{key}` never has a level")),
            Some(who) => Diagnostic::new(Code::M0311, format!("{who} never has a level of `{key}`")),
        };
        let mut diagnostic = diagnostic.at(self.adoption.span, "no response has one of these");
        if let Some(span) = self.adoption.level_span {
            diagnostic = diagnostic.also(span, "this decides the level, and is always without a value");
        }
        let help = match (self.adoption.level_span, who) {
            (Some(_), _) => "let the formula have a value: `else` gives what is without one another",
            (None, Some(_)) => "ask them a question that counts here, or let the areas around leave it out",
            (None, None) => "an area has a level where a question of its own or of an area in it counts: give it one",
        };
        let proof = self.proof(finder, roles, None);
        finder.report(diagnostic.note(proof).help(help), Some(self.id));
    }

    /// Whether the needs look at the level of an area that does not reach all of its own.
    fn follows_from(&self, core: &Core, told: &[AreaId]) -> bool {
        let formula = self.adoption.level.filter(|_| core.iter().any(|need| matches!(need, Need::Bound(_))));
        let mut parts: Vec<Rule> = formula.map(Rule::Number).into_iter().collect();
        parts.extend(self.requirements(core).map(|requirement| Rule::Truth(requirement.condition)));
        levels_in(self.model, parts).iter().any(|area| told.contains(area))
    }

    /// Everything that a level needs of a role.
    fn needs(&self, rank: usize, role: Option<RoleId>) -> Vec<Need> {
        let first = if self.adoption.gating == Gating::Cumulative { 1 } else { rank };
        let mut needs = vec![Need::Bound(rank)];
        for (rank, rule) in self.adoption.rules.iter().enumerate().take(rank + 1).skip(first) {
            let binding = rule.requires.iter().enumerate().filter(|(_, requirement)| requirement.roles.contains(role));
            needs.extend(binding.map(|(number, _)| Need::Requirement(rank, number)));
        }
        needs
    }

    fn condition(&self, needs: &[Need]) -> Condition {
        let part = |need: &Need| match *need {
            Need::Bound(rank) => Condition::Reaches(self.id, u32::try_from(rank).unwrap_or(u32::MAX)),
            Need::Requirement(rank, number) => Condition::Truth(self.adoption.rules[rank].requires[number].condition),
        };
        let parts = [Condition::HasLevel(self.id)].into_iter().chain(needs.iter().map(part));
        Condition::All(parts.collect())
    }

    /// The needs without those that could go, and it would still be impossible.
    fn core(&self, finder: &mut Finder<'m>, role: Option<RoleId>, mut needs: Vec<Need>) -> Core {
        let mut at = 0;
        while at < needs.len() {
            let need = needs.remove(at);
            if !finder.exists(role, &self.condition(&needs)).is_no() {
                needs.insert(at, need);
                at += 1;
            }
        }
        needs
    }

    fn requirements(&self, core: &Core) -> impl Iterator<Item = &'m Requirement> {
        let rules = &self.adoption.rules;
        core.iter().filter_map(move |need| match *need {
            Need::Bound(_) => None,
            Need::Requirement(rank, number) => Some(&rules[rank].requires[number]),
        })
    }

    fn report(&self, finder: &mut Finder<'m>, rank: usize, core: &Core, roles: &[Option<RoleId>], everybody: bool) {
        let area = &self.model.areas[self.id.0 as usize];
        let ladder = &self.model.ladders[self.adoption.ladder.0 as usize];
        let name = self.name(rank);
        let who = if everybody { None } else { finder.who(roles) };
        let mut diagnostic = match &who {
            None => Diagnostic::new(Code::M0304, format!("{name} can never be reached")),
            Some(who) => Diagnostic::new(Code::M0311, format!("{who} can never reach {name}")),
        };
        let adopters = self.model.areas.iter().filter_map(|area| area.adoption.as_ref());
        let shared = adopters.filter(|adoption| adoption.ladder == self.adoption.ladder).count() > 1;
        let place = if shared { self.adoption.span } else { ladder.levels[rank].span };
        diagnostic = diagnostic.at(
            place,
            match (&who, shared) {
                (None, false) => "no response reaches this level".to_owned(),
                (None, true) => format!("no response reaches `{}` here", ladder.levels[rank].name),
                (Some(who), _) => format!("no response of {who} reaches it"),
            },
        );
        let gates: Vec<Need> = core.iter().copied().filter(|need| matches!(need, Need::Requirement(..))).collect();
        let bound = core.contains(&Need::Bound(rank));
        let lower = self.adoption.rules[rank].lower.as_ref().filter(|_| self.adoption.level.is_none());
        let mut nearest = None;
        if let (true, Some(lower)) = (bound, lower) {
            let at_least = if lower.inclusive { "at least" } else { "more than" };
            let score = self.score_text(&lower.value);
            diagnostic = diagnostic.also(lower.span, format!("needs a score of {at_least} {score}"));
            nearest = self.nearest(finder, roles, &gates);
        }
        if let (true, Some(span)) = (bound, self.adoption.level_span) {
            diagnostic = diagnostic.also(span, "this decides the level");
        }
        let most = nearest.as_ref().map(|(score, _)| self.score_text(score));
        for requirement in self.requirements(core) {
            let label = match (&most, gates.len()) {
                (Some(most), 1) => format!("with this, the score is at most {most}"),
                (Some(most), _) => format!("with these requirements, the score is at most {most}"),
                (None, 1) if bound => "and this is needed too".to_owned(),
                (None, 1) => "this never holds".to_owned(),
                (None, _) => "these exclude each other".to_owned(),
            };
            diagnostic = diagnostic.also(requirement.span, label);
        }
        diagnostic = diagnostic.note(self.proof(finder, roles, nearest.as_ref()));
        let threshold = nearest.as_ref().and_then(|(score, _)| self.threshold_for(rank, score));
        let lower_it = threshold.map(|threshold| match lower {
            // A score is not above itself.
            Some(lower) if !lower.inclusive => format!("let the level begin `from {threshold}`"),
            _ => format!("lower the threshold to {threshold}"),
        });
        diagnostic = match (lower_it, gates.len()) {
            (Some(lower_it), 0) => diagnostic.help(lower_it),
            (Some(lower_it), 1) if self.requirements(core).any(|its| wants_less(self.model, its.condition)) => {
                diagnostic
                    .help(format!("turn the requirement round, if the opposite is meant; else {lower_it}, or drop it"))
            }
            (Some(lower_it), 1) => diagnostic.help(format!("{lower_it}, or drop the requirement")),
            (Some(lower_it), _) => diagnostic.help(format!("{lower_it}, or drop one of the requirements")),
            (None, 0) if lower.is_some() => diagnostic.help("take the level away, or let answers give more points"),
            (None, 0) => {
                diagnostic.help(format!("let the formula of `{}` reach this level, or take the level away", area.name))
            }
            (None, 1) if !bound => diagnostic.help("mend the requirement, or drop it"),
            (None, 1) if lower.is_none() => diagnostic.help("drop the requirement, or mend the formula"),
            (None, 1) if self.requirements(core).any(|its| wants_less(self.model, its.condition)) => {
                diagnostic.help("turn the requirement round, if the opposite is meant; else drop it")
            }
            (None, 1) => diagnostic.help("drop the requirement: it rules the threshold out"),
            (None, _) if self.requirements(core).any(|its| wants_less(self.model, its.condition)) => {
                diagnostic.help("turn one of the requirements round, if the opposite is meant; else drop one of them")
            }
            (None, _) => diagnostic.help("drop one of the requirements"),
        };
        if self.adoption.gating == Gating::Cumulative && rank + 1 < self.adoption.rules.len() {
            diagnostic = diagnostic.note("the levels above it need it too, so they are never reached either");
        }
        finder.report(diagnostic, Some(self.id));
    }

    /// The highest score that a response with these requirements has, and the smallest response that has it.
    fn nearest(
        &self,
        finder: &mut Finder<'m>,
        roles: &[Option<RoleId>],
        gates: &[Need],
    ) -> Option<(Rational, Option<Shown>)> {
        let condition = self.condition(gates);
        let mut best: Option<(Rational, Option<RoleId>)> = None;
        for role in roles {
            let highest = finder.ask(*role, |space, reading, budget| {
                let holds = condition.node(reading, &mut space.graph);
                let (score, none) = (reading.score(&mut space.graph, self.id), space.graph.constant(None));
                let score = space.graph.when_holds(holds, score, none);
                let found = space.distribution(&[score], budget)?;
                Ok(found.into_iter().filter_map(|(values, _)| values.into_iter().next().flatten()).max())
            });
            let highest = highest?.ok()??;
            if best.as_ref().is_none_or(|(score, _)| highest > *score) {
                best = Some((highest, *role));
            }
        }
        let (score, role) = best?;
        let has = Condition::Score(self.id, Compare::Equal, score.clone());
        let shown = finder.smallest(role, &Condition::All(vec![condition, has]));
        Some((score, shown))
    }

    fn proof(
        &self,
        finder: &mut Finder<'m>,
        roles: &[Option<RoleId>],
        nearest: Option<&(Rational, Option<Shown>)>,
    ) -> String {
        let sizes = roles.iter().map(|role| finder.ask(*role, |space, _, budget| space.size(budget))?.ok());
        let size: Option<Vec<_>> = sizes.collect();
        let size = size.and_then(|sizes| sizes.into_iter().reduce(|a, b| a.plus(&b)));
        let proof = match size {
            Some(size) => match words::grouped(&size.to_string()) {
                about if about.contains('^') => format!("proved over all possible responses, about {about}"),
                size => format!("proved over all {size} possible responses"),
            },
            None => "proved over all possible responses".to_owned(),
        };
        match nearest {
            Some((score, Some(shown))) => format!(
                "{proof}; the closest scores {}: `{}`",
                self.score_text(score),
                words::given(self.model, &shown.answers)
            ),
            _ => proof,
        }
    }

    fn score_text(&self, score: &Rational) -> String {
        words::score(self.model, self.id, score)
    }

    /// A threshold for a level that the nearest score reaches, above those of the levels below.
    fn threshold_for(&self, rank: usize, nearest: &Rational) -> Option<String> {
        let below = self.adoption.rules.iter().take(rank).filter_map(|rule| rule.lower.as_ref());
        let floor = below.map(|bound| bound.value.clone()).max().unwrap_or_default();
        words::threshold_for(self.model, self.id, nearest, &floor)
    }

    /// "level `leading` of `competence`".
    fn name(&self, rank: usize) -> String {
        let ladder = &self.model.ladders[self.adoption.ladder.0 as usize];
        format!("level `{}` of `{}`", ladder.levels[rank].name, self.model.areas[self.id.0 as usize].key)
    }
}

/// Whether a condition rules out the highest answer to a question, or a high level or score: perhaps the opposite is
/// meant.
fn wants_less(model: &Model, condition: TruthId) -> bool {
    match model.truths.get(condition.0 as usize) {
        Some(Truth::And(parts) | Truth::Or(parts)) => parts.iter().any(|part| wants_less(model, *part)),
        Some(Truth::Answer(id, spans)) => model.questions.get(id.0 as usize).is_some_and(|question| {
            let highest = extreme(model, question, true);
            !spans.iter().any(|(first, last)| (*first..=*last).contains(&highest))
        }),
        Some(Truth::Compare(_, Compare::Less | Compare::LessOrEqual, right)) => {
            matches!(model.numbers.get(right.0 as usize), Some(Number::Constant(_)))
        }
        _ => false,
    }
}
