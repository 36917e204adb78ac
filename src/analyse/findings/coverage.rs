//! Levels at which a respondent is left without a suggestion.

use super::condition::Condition;
use super::finder::{Exists, Finder};
use super::words::{given, ratio};
use crate::analyse::bounds::{Bounds, Intervals};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::exact::{Compare, Rational};
use crate::model::{ActionId, Adoption, Area, AreaId, Gating, Model, Number, OVERALL, RoleId, Truth, TruthId};

/// Some who are told nothing.
struct Hole {
    area: AreaId,
    rank: u32,
    role: Option<RoleId>,
    actions: Vec<ActionId>,
    at_level: Condition,
    /// At the level, and none of the actions is suggested.
    told_nothing: Condition,
}

/// Looks at every area with levels, the inner ones first: what is missing in an inner area is not said again of the
/// outer one.
pub fn find(finder: &mut Finder<'_>) {
    let mut holes = Vec::new();
    for role in finder.roles() {
        holes.extend(of_role(finder, role));
    }
    // The same of several roles is one finding.
    holes.sort_by_key(|hole| (hole.area, hole.rank));
    for same in holes.chunk_by(|one, other| (one.area, one.rank) == (other.area, other.rank)) {
        say(finder, same);
    }
}

fn of_role(finder: &mut Finder<'_>, role: Option<RoleId>) -> Vec<Hole> {
    let model = finder.model;
    let ids = (0..u32::try_from(model.areas.len()).unwrap_or(u32::MAX)).map(AreaId);
    let (mut holes, mut covered): (Vec<Hole>, Vec<AreaId>) = (Vec::new(), Vec::new());
    for (id, area) in ids.zip(&model.areas).rev() {
        let Some(adoption) = &area.adoption else { continue };
        let actions = actions_within(model, id, role);
        let top = u32::try_from(adoption.rules.len()).unwrap_or(u32::MAX).saturating_sub(1);
        if actions.is_empty() {
            continue;
        }
        let (mut low, mut is_covered) = (None, true);
        for rank in 0..top {
            let covers = |action: &ActionId| {
                let when = model.actions.get(action.0 as usize).map(|action| action.suggest_when);
                when.is_some_and(|when| follows(model, id, rank, when))
            };
            if actions.iter().any(covers) {
                continue;
            }
            // With nothing to suggest in the inner areas, they are at the top: that may settle it.
            if rank < *low.get_or_insert_with(|| lowest_above(finder, role, id, &covered, &actions)) {
                continue;
            }
            let at_level = Condition::Level(id, Compare::Equal, rank);
            let none = Condition::Any(actions.iter().map(|action| Condition::Suggested(*action)).collect()).negated();
            let inner = holes.iter().filter(|hole| is_within(model, hole.area, id));
            let known: Vec<Condition> = inner.map(|hole| hole.told_nothing.clone().negated()).collect();
            let told_nothing = Condition::All([at_level.clone(), none].into_iter().chain(known).collect());
            match finder.exists(role, &told_nothing) {
                Exists::No => {}
                Exists::Undecided => {
                    let (name, to) = (level_name(model, area, rank), finder.to_role(role));
                    let what = format!("whether at `{name}` of `{}` a suggestion always comes{to}", area.name);
                    finder.leave_open(adoption.span, what);
                    is_covered = false;
                }
                Exists::Yes(_) => {
                    is_covered = false;
                    holes.push(Hole { area: id, rank, role, actions: actions.clone(), at_level, told_nothing });
                }
            }
        }
        if is_covered {
            covered.push(id);
        }
    }
    holes
}

/// The lowest rank that an area can have when nothing is suggested in it: all areas in it where a suggestion always comes
/// below the highest level are there, or have no level.
fn lowest_above(
    finder: &mut Finder<'_>,
    role: Option<RoleId>,
    id: AreaId,
    covered: &[AreaId],
    actions: &[ActionId],
) -> u32 {
    let model = finder.model;
    let found = finder.ask(role, |space, reading, _| {
        let mut intervals = Intervals::default();
        for action in actions {
            let suggested = reading.suggested(&mut space.graph, *action);
            intervals.suppose_not(&space.graph, suggested);
        }
        for inner in covered.iter().filter(|inner| is_within(model, **inner, id)) {
            let Some(adoption) = model.areas.get(inner.0 as usize).and_then(|area| area.adoption.as_ref()) else {
                continue;
            };
            let (level, score) = (reading.level(&mut space.graph, *inner), reading.score(&mut space.graph, *inner));
            let top = Rational::from(i64::try_from(adoption.rules.len()).unwrap_or(i64::MAX).saturating_sub(1));
            let bounds = Intervals::default().of(&space.graph, level);
            if !bounds.lacks && space.graph.as_constant(level).is_none() {
                // With a level for sure, at the top all that it requires holds.
                for requirement in required(adoption, role).filter(|_| !bounds.may_lack) {
                    let condition = reading.truth(&mut space.graph, requirement);
                    intervals.suppose_holds(&space.graph, condition);
                }
                intervals.suppose(level, Bounds { low: top.clone(), high: top, ..bounds });
            }
            let bound = adoption.rules.last().and_then(|rule| rule.lower.as_ref()).filter(|_| adoption.level.is_none());
            let bounds = Intervals::default().of(&space.graph, score);
            if let (Some(bound), false) = (bound, space.graph.as_constant(score).is_some()) {
                intervals.suppose(score, Bounds { low: bound.value.clone().max(bounds.low.clone()), ..bounds });
            }
        }
        let level = reading.level(&mut space.graph, id);
        Ok(intervals.of(&space.graph, level).low)
    });
    let low = found.and_then(Result::ok).and_then(|low| low.to_i64());
    low.and_then(|low| u32::try_from(low).ok()).unwrap_or(0)
}

/// What the highest level needs of a role.
fn required(adoption: &Adoption, role: Option<RoleId>) -> impl Iterator<Item = TruthId> {
    let below = match adoption.gating {
        Gating::Cumulative => 0,
        Gating::Highest => adoption.rules.len().saturating_sub(1),
    };
    let requirements = adoption.rules.iter().skip(below).flat_map(|rule| &rule.requires);
    requirements.filter(move |requirement| requirement.roles.contains(role)).map(|requirement| requirement.condition)
}

fn level_name<'m>(model: &'m Model, area: &Area, rank: u32) -> &'m str {
    let ladder = area.adoption.as_ref().and_then(|adoption| model.ladders.get(adoption.ladder.0 as usize));
    ladder.and_then(|ladder| ladder.levels.get(rank as usize)).map_or("", |level| level.name.as_str())
}

fn say(finder: &mut Finder<'_>, holes: &[Hole]) {
    let model = finder.model;
    let Some(first) = holes.first() else { return };
    let Some(area) = model.areas.get(first.area.0 as usize) else { return };
    let Some(adoption) = &area.adoption else { return };
    let level = level_name(model, area, first.rank);
    let place = if first.area == OVERALL { "overall".to_owned() } else { format!("of `{}`", area.name) };
    let mut notes = Vec::new();
    let mut nobody = true;
    for hole in holes {
        let shown = finder.smallest(hole.role, &hole.told_nothing);
        let share = finder.conditional(hole.role, &hole.told_nothing, &hole.at_level);
        nobody &= share == Some(Rational::ONE);
        let example = shown.map(|shown| {
            let which = if shown.smallest { "the smallest" } else { "one of them" };
            format!("{which}: `{}`", given(model, &shown.answers))
        });
        let share = share.map(|share| format!("{} of the possible responses at this level", ratio(&share)));
        notes.push([share, example].into_iter().flatten().collect::<Vec<String>>().join("; "));
    }
    let roles: Vec<Option<RoleId>> = holes.iter().map(|hole| hole.role).collect();
    let whose = match (roles.len(), finder.who(&roles)) {
        (_, None) => String::new(),
        (1, Some(names)) => format!(" in the role {names}"),
        (_, Some(names)) => format!(" in the roles {names}"),
    };
    let message = match nobody {
        true => format!("nobody{whose} at level `{level}` {place} gets a suggestion"),
        false => format!("some{whose} at level `{level}` {place} get no suggestion"),
    };
    let mut finding =
        Diagnostic::new(Code::M0507, message).at(adoption.span, format!("at `{level}`, no action need be suggested"));
    for action in first.actions.iter().filter_map(|action| model.actions.get(action.0 as usize)).take(2) {
        finding = finding.also(action.suggest_span, format!("does not always hold at `{level}`"));
    }
    for note in notes.into_iter().filter(|note| !note.is_empty()) {
        finding = finding.note(note);
    }
    // Who only answers single answers with actions has promised nothing for a level.
    if !first.actions.iter().any(|action| goes_by_level(model, *action, first.area)) {
        finding.severity = Severity::Info;
    }
    let help = format!(
        "add an action for them, as with `suggest when level == {level}`, or let one of the conditions hold there"
    );
    finder.report(finding.help(help), Some(first.area));
}

/// Whether an action is suggested by the level or the score of an area.
fn goes_by_level(model: &Model, action: ActionId, area: AreaId) -> bool {
    let mut open: Vec<TruthId> =
        model.actions.get(action.0 as usize).map(|action| action.suggest_when).into_iter().collect();
    while let Some(id) = open.pop() {
        match model.truths.get(id.0 as usize) {
            Some(Truth::And(parts) | Truth::Or(parts)) => open.extend(parts),
            Some(Truth::Compare(left, _, right)) => {
                let number = |id: &crate::model::NumberId| model.numbers.get(id.0 as usize);
                let its = [left, right].into_iter().filter_map(number);
                if its.into_iter().any(|number| *number == Number::Level(area) || *number == Number::Score(area)) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// The actions of an area at any depth that a role may be told.
fn actions_within(model: &Model, area: AreaId, role: Option<RoleId>) -> Vec<ActionId> {
    let actions = (0u32..).map(ActionId).zip(&model.actions);
    let fits = actions.filter(|(_, action)| action.roles.contains(role) && is_within(model, action.area, area));
    fits.map(|(id, _)| id).collect()
}

fn is_within(model: &Model, inner: AreaId, outer: AreaId) -> bool {
    let mut at = Some(inner);
    while let Some(area) = at {
        if area == outer {
            return true;
        }
        at = model.areas.get(area.0 as usize).and_then(|area| area.parent);
    }
    false
}

/// Whether a condition surely holds when an area is at a level: most actions ask for just that.
fn follows(model: &Model, area: AreaId, rank: u32, condition: TruthId) -> bool {
    match model.truths.get(condition.0 as usize) {
        Some(Truth::Constant(holds)) => *holds,
        Some(Truth::And(parts)) => parts.iter().all(|part| follows(model, area, rank, *part)),
        Some(Truth::Or(parts)) => parts.iter().any(|part| follows(model, area, rank, *part)),
        Some(Truth::Compare(left, op, right)) => {
            let number = |id: &crate::model::NumberId| model.numbers.get(id.0 as usize);
            match (number(left), number(right)) {
                (Some(Number::Level(its)), Some(Number::Constant(value))) if *its == area => {
                    op.holds(Rational::from(i64::from(rank)).cmp(value))
                }
                _ => false,
            }
        }
        _ => false,
    }
}
