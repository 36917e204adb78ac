//! What changes lead to, over all possible responses: walks over both versions at once, each role in a thread.
//!
//! Rules that are the same in both versions are the same node, and nothing is worked out for them.

use std::panic::resume_unwind;

use super::both::{Both, Exists, PART, SMALL_PART};
use super::effects::{ActionEffect, Effects, LevelEffect, LevelMove, ResultEffect, ResultKind, Shown, Witness};
use super::level_moves::LevelMoves;
use super::pairing::Pairing;
use super::pairs::Numbered;
use super::replay::Way;
use super::results::{Numbers, rank, results};
use super::together::{Outcome, of};
use crate::analyse::findings::given;
use crate::analyse::{Graph, Natural, Node, Undecided, Value, Witness as Found};
use crate::evaluate::{Answers, Evaluation};
use crate::exact::{Compare, Rational};
use crate::model::{ActionId, AreaId, Model, RoleId};

/// What the changes between two versions lead to, each role by itself. What takes more than `steps` for a role is left
/// undecided.
pub fn effects(old: &Model, new: &Model, pairing: &Pairing, steps: u64) -> Effects {
    let roles = roles(old, new, pairing);
    let mut effects = Effects { notes: notes(old, new, pairing, &roles), ..Effects::default() };
    let results = results(old, new, pairing);
    let of_role = |role| of_role((old, new), pairing, role, &results, steps);
    let found: Vec<(Effects, Vec<Open>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = roles.iter().map(|role| scope.spawn(|| of_role(*role))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let mut open = Vec::new();
    for (its, its_open) in found {
        effects.levels.extend(its.levels);
        effects.actions.extend(its.actions);
        effects.results.extend(its.results);
        let new_notes = its.notes.into_iter().filter(|note| !effects.notes.contains(note)).collect::<Vec<_>>();
        effects.notes.extend(new_notes);
        open.extend(its_open);
    }
    effects.undecided = left_open(&open);
    // What is the same thing stands together, role after role.
    effects.levels.sort_by_key(|effect| new.areas.iter().position(|area| area.key == effect.area));
    let gone = pairing.actions.removed().filter_map(|id| old.actions.get(id.number()));
    let actions: Vec<&str> = new.actions.iter().chain(gone).map(|action| action.name.as_str()).collect();
    effects.actions.sort_by_key(|effect| actions.iter().position(|name| *name == effect.action));
    let is_of = |effect: &ResultEffect, its: &Numbers| (effect.kind, &effect.name) == (its.kind, &its.name);
    effects.results.sort_by_key(|effect| results.iter().position(|its| is_of(effect, its)));
    effects
}

/// What the changes lead to for one role, and what could not be decided.
fn of_role(
    models: (&Model, &Model),
    pairing: &Pairing,
    roles: (Option<RoleId>, Option<RoleId>),
    results: &[Numbers],
    steps: u64,
) -> (Effects, Vec<Open>) {
    let (mut effects, mut left) = (Effects::default(), steps);
    let mut one = Both::new(models, pairing, roles);
    one.note_circles(&mut effects);
    let areas: Vec<(AreaId, AreaId)> = pairing.areas.both().collect();
    let gone = pairing.actions.removed().map(|id| (Some(id), None));
    let actions: Vec<(Option<ActionId>, Option<ActionId>)> = (0..models.1.actions.len())
        .map(|at| (pairing.actions.old_of(ActionId::numbered(at)), Some(ActionId::numbered(at))))
        .chain(gone)
        .collect();
    one.gather(&areas, &actions);
    // Areas from the innermost outwards: what is worked out for them serves those around them.
    for areas in areas.iter().rev() {
        one.level(*areas, &mut left, &mut effects);
    }
    for actions in &actions {
        one.action(*actions, &mut left, &mut effects);
    }
    for results in results {
        one.result(results, &mut left, &mut effects);
    }
    (effects, one.open)
}

/// Each role in both versions. A model without roles has one respondent, who is compared with each role of the other.
fn roles(old: &Model, new: &Model, pairing: &Pairing) -> Vec<(Option<RoleId>, Option<RoleId>)> {
    let all = |model: &Model| (0..model.roles.len()).map(|at| Some(RoleId::numbered(at))).collect::<Vec<_>>();
    match (old.roles.is_empty(), new.roles.is_empty()) {
        (true, true) => vec![(None, None)],
        (true, false) => all(new).into_iter().map(|role| (None, role)).collect(),
        (false, true) => all(old).into_iter().map(|role| (role, None)).collect(),
        (false, false) => pairing.roles.both().map(|(old, new)| (Some(old), Some(new))).collect(),
    }
}

fn notes(old: &Model, new: &Model, pairing: &Pairing, roles: &[(Option<RoleId>, Option<RoleId>)]) -> Vec<String> {
    let mut notes = Vec::new();
    let (mut partly, mut apart) = (Vec::new(), Vec::new());
    for (before, now) in pairing.questions.both() {
        let (Some(map), Some(question)) = (pairing.answers(before), new.questions.get(now.number())) else { continue };
        match map.common() {
            super::Common::Nothing => apart.push(question.key.as_str()),
            super::Common::Text => {}
            _ if map.is_same_set() => {}
            _ => partly.push(question.key.as_str()),
        }
    }
    if !partly.is_empty() {
        notes.push(format!("counted over the answers that both versions have, at {}", listed(&partly)));
    }
    if !apart.is_empty() {
        notes.push(format!(
            "no answer is in both versions, each counts as a question of its own, at {}",
            listed(&apart)
        ));
    }
    if roles.is_empty() {
        notes.push("no role is in both versions: nothing is counted".to_owned());
    } else if old.roles.is_empty() != new.roles.is_empty() {
        notes.push("one version has roles: each is compared with everybody of the other".to_owned());
    }
    notes
}

/// `` `a`, `b` and `c` ``, the first few.
fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    match (names.len().saturating_sub(shown.len()), shown.split_last()) {
        (0, Some((last, []))) => last.clone(),
        (0, Some((last, first))) => format!("{} and {last}", first.join(", ")),
        (more, _) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What could not be decided.
pub(super) struct Open {
    what: &'static str,
    name: String,
    why: &'static str,
}

/// What could not be decided, the same of several things in one sentence.
fn left_open(all: &[Open]) -> Vec<String> {
    let mut groups: Vec<((&str, &str), Vec<&str>)> = Vec::new();
    for open in all {
        let at = groups.iter().position(|(group, _)| *group == (open.what, open.why));
        match at.and_then(|at| groups.get_mut(at)) {
            None => groups.push(((open.what, open.why), vec![&open.name])),
            Some((_, names)) if names.contains(&open.name.as_str()) => {}
            Some((_, names)) => names.push(&open.name),
        }
    }
    groups.iter().map(|((what, why), names)| format!("{what} {}: {why}", listed(names))).collect()
}

impl Both<'_> {
    fn note_circles(&self, effects: &mut Effects) {
        for (old, new) in &self.union.asked_of_all {
            let now = new.and_then(|id| self.new.questions.get(id.number()));
            let Some(question) = now.or_else(|| self.old.questions.get((*old)?.number())) else { continue };
            let note = format!(
                "`{}` is counted as asked of everybody: each version asks by what the other asks first",
                question.key
            );
            if !effects.notes.contains(&note) {
                effects.notes.push(note);
            }
        }
    }

    fn level(&mut self, areas: (AreaId, AreaId), left: &mut u64, effects: &mut Effects) {
        let (old, new) = (self.old, self.new);
        let Some(moves) = LevelMoves::new(old, new, areas) else { return };
        let nodes = self.levels(areas);
        if nodes.0 == nodes.1 && moves.is_same() {
            return;
        }
        let Some(area) = new.areas.get(areas.1.number()) else { return };
        let mut effect = LevelEffect {
            area: area.key.clone(),
            role: self.role.clone(),
            before: Vec::new(),
            now: Vec::new(),
            matrix: Vec::new(),
            up: None,
            down: None,
            otherwise: None,
            rises: None,
            falls: None,
            changes: None,
        };
        let counted = self.outcomes(nodes, left);
        if let Ok(found) = &counted {
            count(&mut effect, &moves, found);
        }
        for way in [Way::Up, Way::Down, Way::Otherwise] {
            let share = match way {
                Way::Up => &effect.up,
                Way::Down => &effect.down,
                Way::Otherwise => &effect.otherwise,
            };
            if share.as_ref().is_some_and(Rational::is_zero) {
                continue;
            }
            let levels = |before: &Evaluation<'_>, now: &Evaluation<'_>| (rank(before, areas.0), rank(now, areas.1));
            let is_it = |before: &Evaluation<'_>, now: &Evaluation<'_>| {
                let (before, now) = levels(before, now);
                moves.way(&before, &now) == Some(way)
            };
            let is_way = |outcome: &&Outcome| moves.way(&outcome.values.0, &outcome.values.1) == Some(way);
            let smallest = counted.as_ref().ok().and_then(|found| of(found.iter().filter(is_way)).1);
            let found = match smallest {
                Some(witness) => self.confirmed(witness, is_it),
                None => {
                    let node = moves.moves(&mut self.space.graph, nodes, way);
                    self.smallest(node, left, SMALL_PART, is_it)
                }
            };
            let tried = match &found {
                Exists::Undecided(_) => self.tried(is_it),
                _ => None,
            };
            let (share, witness) = match way {
                Way::Up => (&mut effect.up, &mut effect.rises),
                Way::Down => (&mut effect.down, &mut effect.falls),
                Way::Otherwise => (&mut effect.otherwise, &mut effect.changes),
            };
            let smallest = matches!(found, Exists::Yes(..));
            match (found, tried) {
                (Exists::No, _) => *share = Some(Rational::ZERO),
                (Exists::Undecided(_), None) => {}
                (Exists::Yes(before, now), _) | (_, Some((before, now))) => {
                    let (was, is) = levels(&Evaluation::new(old, &before), &Evaluation::new(new, &now));
                    *witness = Some(Witness {
                        given: given(new, &now),
                        given_before: differs(old, &before, new, &now),
                        from: moves.before(&was),
                        to: moves.now(&is),
                        smallest,
                    });
                }
            }
        }
        let states = [Way::Up, Way::Down, Way::Otherwise].map(|way| effect.moves(way));
        if states == [Some(false); 3] {
            return;
        }
        if let Err(why) = counted {
            let what = if states.contains(&None) { "how levels move in" } else { "how often levels move in" };
            self.leave_open(what, &area.key, why);
        }
        effects.levels.push(effect);
    }

    fn leave_open(&mut self, what: &'static str, name: &str, why: Undecided) {
        let why = match why {
            Undecided::LongRange(_) => "a question has too many answers",
            Undecided::Budget => "too many possible responses differ",
        };
        self.open.push(Open { what, name: name.to_owned(), why });
    }

    fn action(&mut self, (before, now): (Option<ActionId>, Option<ActionId>), left: &mut u64, effects: &mut Effects) {
        let (was, is) = self.suggestions((before, now));
        let action = now.and_then(|id| self.new.actions.get(id.number()));
        let action = action.or_else(|| self.old.actions.get(before?.number()));
        let (false, Some(action)) = (was == is, action) else { return };
        let found = match self.outcomes((was, is), left) {
            Ok(found) => found,
            Err(why) => return self.leave_open("who is suggested", &action.name, why),
        };
        let (all, _) = of(found.iter());
        let yes = Some(Rational::ONE);
        let which = |holds: &dyn Fn(bool, bool) -> bool| {
            let holds = |outcome: &&Outcome| holds(outcome.values.0 == yes, outcome.values.1 == yes);
            let (count, smallest) = of(found.iter().filter(holds));
            (count.share_of(&all).unwrap_or_default(), smallest)
        };
        let (gained, gains) = which(&|was, is| is && !was);
        let (lost, loses) = which(&|was, is| was && !is);
        if gained.is_zero() && lost.is_zero() {
            return;
        }
        let (nodes, actions) = ((was, is), (before, now));
        effects.actions.push(ActionEffect {
            action: action.name.clone(),
            role: self.role.clone(),
            before: which(&|was, _| was).0,
            now: which(&|_, is| is).0,
            gains: if gained.is_zero() { None } else { self.shown(gains, nodes, actions, (false, true), left) },
            loses: if lost.is_zero() { None } else { self.shown(loses, nodes, actions, (true, false), left) },
            gained,
            lost,
        });
    }

    /// The smallest response to which an action is suggested in one version and not in the other.
    fn shown(
        &mut self,
        smallest: Option<&Found>,
        (was, is): (Node, Node),
        (before, now): (Option<ActionId>, Option<ActionId>),
        wanted: (bool, bool),
        left: &mut u64,
    ) -> Option<Shown> {
        let suggested =
            |evaluation: &Evaluation<'_>, id: Option<ActionId>| id.is_some_and(|id| evaluation.suggested(id));
        let is_it =
            |old: &Evaluation<'_>, new: &Evaluation<'_>| (suggested(old, before), suggested(new, now)) == wanted;
        let found = match smallest {
            Some(witness) => self.confirmed(witness, is_it),
            None => {
                let graph = &mut self.space.graph;
                let signed =
                    |graph: &mut Graph, node: Node, holds: bool| if holds { node } else { graph.negation(node) };
                let parts = [signed(graph, was, wanted.0), signed(graph, is, wanted.1)];
                let node = graph.and(parts);
                self.smallest(node, left, SMALL_PART, is_it)
            }
        };
        let smallest = matches!(found, Exists::Yes(..));
        let (old, new) = match found {
            Exists::Yes(old, new) => (old, new),
            Exists::No | Exists::Undecided(_) => self.tried(is_it)?,
        };
        Some(Shown { smallest, given: given(self.new, &new), given_before: differs(self.old, &old, self.new, &new) })
    }

    fn result(&mut self, numbers: &Numbers, left: &mut u64, effects: &mut Effects) {
        let graph = &mut self.space.graph;
        let nothing = graph.constant(None);
        let was = numbers.old.map_or(nothing, |number| number.node(&mut self.union.old, graph));
        let is = numbers.new.map_or(nothing, |number| number.node(&mut self.union.new, graph));
        if was == is {
            return;
        }
        let values = |before: &Evaluation<'_>, now: &Evaluation<'_>| {
            (numbers.old.and_then(|number| number.of(before)), numbers.new.and_then(|number| number.of(now)))
        };
        let differ = |before: &Evaluation<'_>, now: &Evaluation<'_>| {
            let (before, now) = values(before, now);
            before != now
        };
        let graph = &mut self.space.graph;
        let same = graph.compare(was, Compare::Equal, is);
        let (had, has) = (graph.has_value(was), graph.has_value(is));
        let any = graph.or([had, has]);
        let other = graph.negation(same);
        let differs = graph.and([any, other]);
        let mut found = self.smallest(differs, left, SMALL_PART, differ);
        let mut tried = None;
        if matches!(found, Exists::Undecided(_)) {
            // Most often a response for which a level moves shows it.
            tried = self.tried(differ);
            if tried.is_none() {
                found = self.smallest(differs, left, PART, differ);
            }
        }
        match (found, tried) {
            (Exists::No, _) => {}
            (Exists::Undecided(why), None) => {
                let what = match numbers.kind {
                    ResultKind::Score => "whether the score changes of",
                    ResultKind::Level => "whether a level comes or goes in",
                    ResultKind::Value => "whether the value changes of",
                };
                self.leave_open(what, &numbers.name, why);
            }
            (Exists::Yes(before, now), _) | (_, Some((before, now))) => {
                let (from, to) = values(&Evaluation::new(self.old, &before), &Evaluation::new(self.new, &now));
                effects.results.push(ResultEffect {
                    kind: numbers.kind,
                    name: numbers.name.clone(),
                    role: self.role.clone(),
                    given: given(self.new, &now),
                    from,
                    to,
                });
            }
        }
    }
}

/// The answers to the old version, where they are not said in the same words.
fn differs(old: &Model, before: &Answers, new: &Model, now: &Answers) -> Option<String> {
    let text = given(old, before);
    (text != given(new, now)).then_some(text)
}

/// Fills in the matrix and its sums.
fn count(effect: &mut LevelEffect, moves: &LevelMoves<'_>, found: &[Outcome]) {
    let (all, _) = of(found.iter());
    let mut sums = [Natural::ZERO, Natural::ZERO, Natural::ZERO];
    let (mut before, mut now): (Vec<&Value>, Vec<&Value>) = (Vec::new(), Vec::new());
    for Outcome { values: (was, is), count, .. } in found {
        before.push(was);
        now.push(is);
        let way = moves.way(was, is);
        let sum = match way {
            Some(Way::Up) => sums.get_mut(0),
            Some(Way::Down) => sums.get_mut(1),
            Some(Way::Otherwise) => sums.get_mut(2),
            None => None,
        };
        if let Some(sum) = sum {
            *sum = sum.plus(count);
        }
        let (those, _) = of(found.iter().filter(|outcome| outcome.values.0 == *was));
        effect.matrix.push(LevelMove {
            from: moves.before(was),
            to: moves.now(is),
            way,
            share: count.share_of(&all).unwrap_or_default(),
            of_those: count.share_of(&those).unwrap_or_default(),
        });
    }
    for ranks in [&mut before, &mut now] {
        ranks.sort();
        ranks.dedup();
    }
    effect.before = before.into_iter().map(|rank| moves.before(rank)).collect();
    effect.now = now.into_iter().map(|rank| moves.now(rank)).collect();
    let [up, down, otherwise] = sums.map(|sum| sum.share_of(&all));
    (effect.up, effect.down, effect.otherwise) = (up, down, otherwise);
}
