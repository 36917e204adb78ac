//! Printed bands of scores: upper bounds claim where a level ends, and thresholds that no score lands on.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::finder::{Exists, Finder};
use super::words;
use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::evaluate::Evaluation;
use crate::exact::{Compare, Rational};
use crate::model::{Adoption, AreaId, Bound, Model, RoleId};
use crate::source::Span;

/// Scores that are reached and that no band is for.
pub(super) fn find(finder: &mut Finder<'_>) {
    for (id, adoption) in banded(finder.model) {
        for rank in 0..adoption.rules.len() {
            gap(finder, id, adoption, rank);
        }
    }
    for end in shared_ends(finder.model) {
        shared_end(finder, &end);
    }
}

/// A score at which one band ends and the next one begins, by what is written.
struct SharedEnd<'m> {
    rank: usize,
    next: usize,
    upper: &'m Bound,
    lower: &'m Bound,
    /// The areas that have these bands.
    areas: Vec<(AreaId, &'m Adoption)>,
}

fn shared_ends(model: &Model) -> Vec<SharedEnd<'_>> {
    let mut found: Vec<SharedEnd<'_>> = Vec::new();
    for (id, adoption) in banded(model) {
        for (rank, rule) in adoption.rules.iter().enumerate() {
            let Some(upper) = rule.upper.as_ref().filter(|upper| upper.inclusive) else { continue };
            let above = adoption.rules.iter().enumerate().skip(rank + 1);
            let Some((next, lower)) = above.filter_map(|(rank, rule)| Some((rank, rule.lower.as_ref()?))).next() else {
                continue;
            };
            if !lower.inclusive || lower.value != upper.value {
                continue;
            }
            match found.iter_mut().find(|end| end.upper.span == upper.span && end.lower.span == lower.span) {
                Some(end) => end.areas.push((id, adoption)),
                None => found.push(SharedEnd { rank, next, upper, lower, areas: vec![(id, adoption)] }),
            }
        }
    }
    found
}

/// A score that lies in two bands.
fn shared_end(finder: &mut Finder<'_>, end: &SharedEnd<'_>) {
    let model = finder.model;
    let mut hit: Vec<(AreaId, Vec<Option<RoleId>>)> = Vec::new();
    for (id, _) in &end.areas {
        let on_it = Condition::Score(*id, Compare::Equal, end.upper.value.clone());
        let roles = possible(finder, *id, &on_it, |score| format!("lies on {score}, which two bands have"), end.upper);
        if !roles.is_empty() {
            hit.push((*id, roles));
        }
    }
    let (Some((id, roles)), Some((_, adoption))) = (hit.first(), end.areas.first()) else { return };
    let Some(role) = roles.first().copied() else { return };
    let levels = &model.ladders[adoption.ladder.0 as usize].levels;
    let name = |rank: usize| levels.get(rank).map_or("", |level| level.name.as_str());
    let (level, next) = (name(end.rank), name(end.next));
    let score = words::score(model, *id, &end.upper.value);
    let keys = super::listed(hit.iter().map(|(id, _)| model.areas[id.0 as usize].key.as_str()));
    let message = format!("the bands of `{level}` and `{next}` overlap: {score}, a score of {keys}, lies in both");
    let finding = Diagnostic::new(Code::M0303, message)
        .at(end.upper.span, format!("`{level}` ends here"))
        .also(end.lower.span, format!("`{next}` begins here"));
    let on_it = Condition::Score(*id, Compare::Equal, end.upper.value.clone());
    let finding = finder
        .evidence(finding, role, &on_it)
        .note(format!("where a level begins decides: such a score reaches `{next}`"))
        .help(format!("write `below {score}` where `{level}` ends"))
        .edit(end.upper.span, format!("below {score}"), Applicability::NeedsALook);
    finder.report(finding, Some(*id));
}

/// Thresholds that no response lands exactly on; one that several areas have is one finding.
pub(super) fn find_thresholds(finder: &mut Finder<'_>) {
    let mut untouched: BTreeMap<Span, Vec<(AreaId, &Bound)>> = BTreeMap::new();
    for (id, adoption) in banded(finder.model) {
        for lower in adoption.rules.iter().filter_map(|rule| rule.lower.as_ref()) {
            if is_untouched(finder, id, lower) {
                untouched.entry(lower.span).or_default().push((id, lower));
            }
        }
    }
    for places in untouched.into_values() {
        let Some((id, bound)) = places.first().copied() else { continue };
        let model = finder.model;
        let keys = super::listed(places.iter().map(|(id, _)| model.areas[id.0 as usize].key.as_str()));
        let value = words::score(model, id, &bound.value);
        let message = match value.starts_with("about") {
            true => format!("no score of {keys} lies on the threshold of {value}"),
            false => format!("no score of {keys} is exactly {value}"),
        };
        let mut diagnostic =
            Diagnostic::new(Code::M0316, message).at(bound.span, "no response lands on this threshold");
        if let (1, Some(next)) = (places.len(), just_above(finder, id, &bound.value)) {
            diagnostic = diagnostic.note(format!("the first score above it is {}", words::score(model, id, &next)));
        }
        finder.report(diagnostic, Some(id));
    }
}

/// The areas whose score decides the level: beside a `level` formula it does not.
fn banded(model: &Model) -> impl Iterator<Item = (AreaId, &Adoption)> {
    let areas = (0..).map(AreaId).zip(&model.areas);
    areas.filter_map(|(id, area)| Some((id, area.adoption.as_ref().filter(|adoption| adoption.level.is_none())?)))
}

/// A score above the upper bound of a level, and below the next level: the printed bands have no place for it.
fn gap(finder: &mut Finder<'_>, id: AreaId, adoption: &Adoption, rank: usize) {
    let model = finder.model;
    let Some(upper) = adoption.rules[rank].upper.as_ref() else { return };
    let next = adoption.rules.iter().enumerate().skip(rank + 1);
    let next = next.filter_map(|(rank, rule)| Some((rank, rule.lower.as_ref()?))).next();
    let over = if upper.inclusive { Compare::Greater } else { Compare::GreaterOrEqual };
    let mut between = vec![Condition::Score(id, over, upper.value.clone())];
    if let Some((_, next)) = next {
        let under = if next.inclusive { Compare::Less } else { Compare::LessOrEqual };
        between.push(Condition::Score(id, under, next.value.clone()));
    }
    let between = Condition::All(between);
    let roles = possible(finder, id, &between, |score| format!("lies above {score} and in no band"), upper);
    let Some(role) = roles.first().copied() else { return };
    let Some(shown) = finder.smallest(role, &between) else { return };
    let Some(score) = Evaluation::new(model, &shown.answers).score(id).cloned() else { return };
    let levels = &model.ladders[adoption.ladder.0 as usize].levels;
    let level = |rank: usize| levels.get(rank).map_or("", |level| level.name.as_str());
    let bounds: Vec<&Rational> = [&upper.value].into_iter().chain(next.map(|(_, next)| &next.value)).collect();
    let text = words::score_beside(model, id, &score, &bounds);
    let who = finder.who(&roles).map_or(String::new(), |who| format!(" by {who}"));
    let key = &model.areas[id.0 as usize].key;
    let score = match text.starts_with("about") {
        true => format!("a score of `{key}`, {text},"),
        false => format!("the score {text} of `{key}`"),
    };
    let mut diagnostic = Diagnostic::new(Code::M0313, format!("{score} is reached{who}, and no band is for it"))
        .at(upper.span, format!("`{}` is said to end here", level(rank)));
    let help = match next {
        Some((after, next)) => {
            diagnostic = diagnostic.also(next.span, format!("`{}` begins here", level(after)));
            let (word, value) = (if next.inclusive { "below" } else { "to" }, words::score(model, id, &next.value));
            format!("`{}` goes on to where `{}` begins: write `{word} {value}`", level(rank), level(after))
        }
        None => "no level is above it: take the upper bound away, or raise it".to_owned(),
    };
    diagnostic = finder.evidence(diagnostic, role, &between).help(help);
    finder.report(diagnostic, Some(id));
}

/// The roles that such a response is possible for.
fn possible(
    finder: &mut Finder<'_>,
    id: AreaId,
    condition: &Condition,
    what: impl Fn(String) -> String,
    bound: &Bound,
) -> Vec<Option<RoleId>> {
    let mut roles = Vec::new();
    for role in finder.roles() {
        match finder.exists(role, condition) {
            Exists::Yes(_) => roles.push(role),
            Exists::No => {}
            Exists::Undecided => {
                let score = words::score(finder.model, id, &bound.value);
                let (whose, key) = (finder.of_role(role), &finder.model.areas[id.0 as usize].key);
                finder.leave_open(bound.span, format!("whether a score{whose} in `{key}` {}", what(score)));
            }
        }
    }
    roles
}

/// Whether scores pass a threshold, and none is exactly on it.
fn is_untouched(finder: &mut Finder<'_>, id: AreaId, bound: &Bound) -> bool {
    let exactly = Condition::Score(id, Compare::Equal, bound.value.clone());
    let above = Condition::Score(id, Compare::Greater, bound.value.clone());
    let roles = finder.roles();
    // A threshold that is not even passed has a finding of its own.
    roles.iter().all(|role| finder.exists(*role, &exactly).is_no())
        && roles.iter().any(|role| finder.exists(*role, &above).is_yes())
}

/// The lowest score above a bound.
fn just_above(finder: &mut Finder<'_>, id: AreaId, bound: &Rational) -> Option<Rational> {
    let mut lowest: Option<Rational> = None;
    for role in finder.roles() {
        let found = finder.ask(role, |space, reading, budget| {
            let score = reading.score(&mut space.graph, id);
            let found = space.distribution(&[score], budget)?;
            Ok(found
                .into_iter()
                .filter_map(|(values, _)| values.into_iter().next().flatten())
                .filter(|s| s > bound)
                .min())
        })?;
        lowest = lowest.into_iter().chain(found.ok()?).min();
    }
    lowest
}
