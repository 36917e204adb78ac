//! Levels that responses pass and none has: whoever reaches them reaches the next one, too.

use std::collections::BTreeSet;

use super::condition::Condition;
use super::evidence::level_name;
use super::finder::{Exists, Finder};
use super::unreachable::levels_of_number;
use super::{listed, words};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::exact::{Compare, Rational};
use crate::model::{Adoption, Area, AreaId, LadderId, RoleId, Rule};

/// Levels of an area that are passed, each by the role with the first response that shows it.
struct Passed<'m> {
    id: AreaId,
    area: &'m Area,
    adoption: &'m Adoption,
    ranks: Vec<(u32, Option<RoleId>)>,
}

/// Looks at every level of every area.
pub(super) fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    let (mut found, mut results): (Vec<Passed<'_>>, BTreeSet<(LadderId, u32)>) = (Vec::new(), BTreeSet::new());
    let ids = 0..u32::try_from(model.areas.len()).unwrap_or(u32::MAX);
    // The inner areas first: what follows from them is not said again.
    for (id, area) in ids.map(AreaId).zip(&model.areas).rev() {
        let Some(adoption) = &area.adoption else { continue };
        // Where nothing is asked nobody can be anywhere else.
        if model.questions_behind([Rule::Area(id)]).is_empty() {
            continue;
        }
        let mut ranks = Vec::new();
        for rank in 0..u32::try_from(adoption.rules.len()).unwrap_or(u32::MAX).saturating_sub(1) {
            match passed(finder, id, adoption, rank) {
                None => {
                    results.insert((adoption.ladder, rank));
                }
                Some(role) => ranks.push((rank, role)),
            }
        }
        // That the lowest answers reach more than the lowest level is said by itself.
        let without_evidence = finder.has_found(Code::M0314, adoption.span);
        ranks.retain(|(rank, _)| *rank > 0 || !without_evidence);
        if !ranks.is_empty() {
            found.push(Passed { id, area, adoption, ranks });
        }
    }
    for passed in &found {
        let inner = passed.adoption.level.map(|level| levels_of_number(model, level)).unwrap_or_default();
        if !found.iter().any(|other| inner.contains(&other.id)) {
            say(finder, passed, &results);
        }
    }
}

/// Whether a level is passed and nobody's: a role that passes it. None, too, for a level that nobody reaches, and where
/// that is not decided.
fn passed(finder: &mut Finder<'_>, id: AreaId, adoption: &Adoption, rank: u32) -> Option<Option<RoleId>> {
    let mut beyond = None;
    for role in finder.roles() {
        match finder.exists(role, &Condition::Level(id, Compare::Equal, rank)) {
            Exists::Yes(_) => return None,
            Exists::Undecided => {
                let level = level_name(finder.model, id, rank);
                finder.leave_open(adoption.span, format!("whether {level} is ever the result"));
                return None;
            }
            Exists::No => {}
        }
        if beyond.is_none() {
            let requirements = adoption.rules.get(rank as usize).into_iter().flat_map(|rule| &rule.requires);
            let requirements = requirements.filter(|requirement| requirement.roles.contains(role));
            let needs = requirements.map(|requirement| Condition::Truth(requirement.condition));
            let own = [Condition::Level(id, Compare::Greater, rank), Condition::Reaches(id, rank)];
            let reaches_both = Condition::All(own.into_iter().chain(needs).collect());
            beyond = finder.exists(role, &reaches_both).is_yes().then_some(role);
        }
    }
    beyond
}

fn say(finder: &mut Finder<'_>, passed: &Passed<'_>, results: &BTreeSet<(LadderId, u32)>) {
    let model = finder.model;
    let Passed { id, area, adoption, ranks } = passed;
    let levels = model.ladders.get(adoption.ladder.0 as usize).map_or(&[][..], |ladder| &ladder.levels);
    let level = |rank: u32| levels.get(rank as usize).map_or("", |level| level.name.as_str());
    let names = listed(ranks.iter().map(|(rank, _)| level(*rank)));
    let (what, them) = match ranks.len() {
        1 => (format!("level {names} of `{}` is passed and never the result", area.key), "it"),
        _ => (format!("levels {names} of `{}` are passed and never the result", area.key), "them"),
    };
    let mut finding = Diagnostic::new(Code::M0312, what).at(adoption.span, format!("no response has {them}"));
    for (rank, _) in ranks.iter().take(2) {
        let rule = adoption.rules.get(*rank as usize);
        let next = adoption.rules.get(*rank as usize + 1);
        let bounds = [rule, next].map(|rule| rule.and_then(|rule| rule.lower.as_ref()));
        if adoption.level.is_none() {
            if let [Some(lower), _] = bounds {
                finding = finding.also(lower.span, format!("whoever reaches `{}` …", level(*rank)));
            }
            if let [_, Some(lower)] = bounds {
                finding = finding.also(lower.span, format!("… reaches `{}`, too", level(rank + 1)));
            }
        }
        for requirement in next.into_iter().flat_map(|rule| &rule.requires).take(2) {
            finding = finding.also(requirement.span, "keeps nobody back");
        }
    }
    if let Some(span) = adoption.level_span {
        finding = finding.also(span, "this decides the level");
    }
    finding = finding.note(format!("proved over all possible responses: whoever reaches {them} goes beyond {them}"));
    let Some((rank, role)) = ranks.first().copied() else { return };
    finding = finder.evidence(finding, role, &Condition::Level(*id, Compare::Greater, rank));
    if let Some(jump) = jump(finder, passed, rank) {
        finding = finding.note(jump);
    }
    let is_nowhere = |(rank, _): &(u32, Option<RoleId>)| !results.contains(&(adoption.ladder, *rank));
    finding = if ranks.iter().any(is_nowhere) {
        finding.help(match adoption.level {
            None => format!("move a threshold, or ask more of `{}`, so that some stay at {names}", level(rank + 1)),
            Some(_) => {
                format!("let the formula of `{}` give {names} to somebody, or leave it out of the ladder", area.key)
            }
        })
    } else {
        // The ladder is made for areas with more questions.
        finding.severity = Severity::Info;
        finding.help(format!("that may be as it is: elsewhere {names} can be the result"))
    };
    finder.report(finding, Some(*id));
}

/// The two scores between which the level lies, where scores decide.
fn jump(finder: &mut Finder<'_>, passed: &Passed<'_>, rank: u32) -> Option<String> {
    let Passed { id, adoption, .. } = passed;
    let lower = adoption.rules.get(rank as usize)?.lower.as_ref().filter(|_| adoption.level.is_none())?;
    let next = adoption.rules.get(rank as usize + 1)?.lower.as_ref()?;
    let (mut below, mut above): (Option<Rational>, Option<Rational>) = (None, None);
    for role in finder.roles() {
        let scores = finder.ask(role, |space, reading, budget| {
            let score = reading.score(&mut space.graph, *id);
            space.distribution(&[score], budget)
        })?;
        let scores = scores.ok()?.into_iter().filter_map(|(values, _)| values.into_iter().next().flatten());
        for score in scores {
            if score < lower.value {
                below = below.into_iter().chain([score]).max();
            } else if score >= next.value {
                above = above.into_iter().chain([score]).min();
            } else if score > lower.value {
                return None;
            }
        }
    }
    let said = |score: &Rational| words::score_beside(finder.model, *id, score, &[&lower.value, &next.value]);
    Some(format!("from {} the next score is {}", said(&below?), said(&above?)))
}
