//! What changes lead to against brute force: on pairs of random small models every share and every witness is the same
//! as over all responses to both versions by the row evaluator.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    dead_code,
    unused_imports,
    reason = "tests"
)]

#[path = "effects/edits.rs"]
mod edits;
#[path = "effects/lines.rs"]
mod lines;
#[path = "comparison/mutate.rs"]
mod mutate;
mod random;
#[path = "effects/responses.rs"]
mod responses;
#[path = "effects/weighted.rs"]
mod weighted;

use std::collections::BTreeMap;

use edits::Edit;
use mognad::analyse::{Budget, Graph, Space, Union};
use mognad::compare::{Effects, Numbered, Pairing, ResultKind, Way, effects, pair_levels};
use mognad::diagnostics::Code;
use mognad::evaluate::{Evaluation, run_example};
use mognad::exact::{Compare, Rational};
use mognad::model::{AreaId, Ladder, Model, RoleId};
use random::{Random, Source, setting};
use responses::{Pair, Versions, possible};
use weighted::Weighted;

/// The most responses that are tried one by one.
const MOST: usize = 1200;

#[derive(Debug, Default)]
struct Tally {
    pairs: u64,
    responses: u64,
    levels: u64,
    moved: u64,
    witnesses: u64,
    actions: u64,
    results: u64,
    undecided: u64,
}

/// An edit as an author might make it, to one of the files.
fn edited(source: &Source, random: &mut Random) -> Option<Source> {
    let mut files = source.files.clone();
    let at = random.below(files.len());
    for _ in 0..=random.below(3) {
        files[at].1 = mutate::mutated(&files[at].1, random)?;
    }
    Some(Source { files })
}

#[test]
fn what_edits_lead_to_is_that_of_brute_force() {
    let (first, count) = (setting("MOGNAD_RANDOM_FIRST", 0), setting("MOGNAD_RANDOM_MODELS", 120));
    let mut tally = Tally::default();
    let mut seed = first;
    while tally.pairs < count {
        let source = Source::random(seed);
        let mut random = Random::new(seed);
        if let Some(old) = source.compile().model {
            for _ in 0..3 {
                let Some(edited) = edited(&source, &mut random) else { continue };
                let Some(new) = edited.compile().model else { continue };
                hold(&format!("seed {seed}"), (&old, &new), Some(&edited), &mut tally);
            }
        }
        seed += 1;
    }
    println!("{tally:?}");
    assert!(tally.moved > 20 && tally.witnesses > 20 && tally.actions > 5 && tally.results > 20, "{tally:?}");
    assert_eq!(tally.undecided, 0, "{tally:?}");
}

/// Edits to declarations: each kind of them is tried until it was held often enough.
#[test]
fn what_each_kind_of_edit_leads_to_is_that_of_brute_force() {
    let (first, count) = (setting("MOGNAD_RANDOM_FIRST", 0), setting("MOGNAD_RANDOM_MODELS", 100));
    for kind in Edit::ALL {
        let mut tally = Tally::default();
        let mut seed = first;
        while tally.pairs * 8 < count {
            let source = Source::random(seed);
            let mut random = Random::new(seed);
            let mut files = source.files.clone();
            let at = random.below(files.len());
            let place = format!("{kind:?} of seed {seed}");
            seed += 1;
            assert!(seed < first + 200 * count, "{kind:?}: {tally:?}");
            let Some(text) = kind.of(&files[at].1, &mut random) else { continue };
            files[at].1 = text;
            let edited = Source { files };
            let Some((old, new)) = source.compile().model.zip(edited.compile().model) else { continue };
            hold(&place, (&old, &new), Some(&edited), &mut tally);
        }
        println!("{kind:?}: {tally:?}");
        assert!(tally.moved + tally.actions + tally.results > 0 && tally.undecided == 0, "{kind:?}: {tally:?}");
    }
}

/// Sums of two versions that do not grow in proportion: other weights of areas and questions, with other thresholds.
#[test]
fn what_other_weights_lead_to_is_that_of_brute_force() {
    let (first, count) = (setting("MOGNAD_RANDOM_FIRST", 0), setting("MOGNAD_RANDOM_MODELS", 120));
    let mut tally = Tally::default();
    let mut seed = first;
    while tally.pairs < count {
        let mut random = Random::new(seed);
        let model = Weighted::random(&mut random);
        let edited = model.edited(&mut random);
        let [old, new] = [&model, &edited].map(|model| model.source().compile());
        let (Some(old), Some(new)) = (&old.model, &new.model) else { panic!("seed {seed}: {:?}", new.diagnostics) };
        hold(&format!("weights of seed {seed}"), (old, new), Some(&edited.source()), &mut tally);
        seed += 1;
    }
    println!("{tally:?}");
    assert!(tally.moved * 3 > count && tally.actions * 3 > count && tally.undecided == 0, "{tally:?}");
}

/// Two models that have little in common: questions and areas come and go.
#[test]
fn what_other_models_lead_to_is_that_of_brute_force() {
    let (first, count) = (setting("MOGNAD_RANDOM_FIRST", 0), setting("MOGNAD_RANDOM_MODELS", 40));
    let mut tally = Tally::default();
    let mut last: Option<Model> = None;
    let mut seed = first;
    while tally.pairs < count && seed < first + 40 * count {
        let source = Source::random(seed);
        seed += 1;
        let Some(new) = source.compile().model else { continue };
        if let Some(old) = last.replace(new.clone()) {
            hold(&format!("seed {}", seed - 1), (&old, &new), Some(&source), &mut tally);
        }
    }
    println!("{tally:?}");
    assert!(tally.pairs >= 10 && tally.undecided == 0, "{tally:?}");
}

fn roles(old: &Model, new: &Model, pairing: &Pairing) -> Vec<(Option<RoleId>, Option<RoleId>)> {
    match (old.roles.is_empty(), new.roles.is_empty()) {
        (true, true) => vec![(None, None)],
        (true, false) => (0..new.roles.len()).map(|at| (None, Some(RoleId::numbered(at)))).collect(),
        (false, true) => (0..old.roles.len()).map(|at| (Some(RoleId::numbered(at)), None)).collect(),
        (false, false) => pairing.roles.both().map(|(old, new)| (Some(old), Some(new))).collect(),
    }
}

fn hold(place: &str, (old, new): (&Model, &Model), source: Option<&Source>, tally: &mut Tally) {
    let pairing = Pairing::new(old, new);
    let versions = Versions { old, new, pairing: &pairing };
    let roles = roles(old, new, &pairing);
    let pairs: Option<Vec<Vec<Pair>>> = roles.iter().map(|roles| possible(versions, *roles, MOST)).collect();
    let Some(pairs) = pairs else { return };
    let found = effects(old, new, &pairing, 20_000_000);
    tally.undecided += found.undecided.len() as u64;
    tally.pairs += 1;
    for (roles, pairs) in roles.iter().zip(&pairs) {
        tally.responses += pairs.len() as u64;
        let name = roles.1.map(|role| new.roles[role.number()].name.clone());
        let name = name.or_else(|| Some(old.roles[roles.0?.number()].name.clone()));
        let place = format!("{place}, role {name:?}");
        let both: Vec<(Evaluation<'_>, Evaluation<'_>)> =
            pairs.iter().map(|pair| (Evaluation::new(old, &pair.old), Evaluation::new(new, &pair.new))).collect();
        hold_levels(&place, versions, &name, &both, &found, tally);
        hold_actions(&place, versions, &name, &both, &found, tally);
        hold_results(&place, versions, &name, &both, &found, tally);
        hold_smallest(&place, versions, *roles, pairs, &both);
        lines::hold(&place, versions, *roles, pairs, &both);
    }
    if let Some(source) = source {
        hold_examples(place, source, &found);
    }
}

fn share(count: usize, of: usize) -> Rational {
    Rational::new(count as i64, of as i64).unwrap()
}

fn ladder(model: &Model, area: AreaId) -> Option<&Ladder> {
    Some(&model.ladders[model.areas[area.number()].adoption.as_ref()?.ladder.number()])
}

fn hold_levels(
    place: &str,
    versions: Versions<'_>,
    role: &Option<String>,
    both: &[(Evaluation<'_>, Evaluation<'_>)],
    found: &Effects,
    tally: &mut Tally,
) {
    for (before, now) in versions.pairing.areas.both() {
        let ladders = (ladder(versions.old, before), ladder(versions.new, now));
        let name = |ladder: Option<&Ladder>, rank: Option<u32>| Some(ladder?.levels[rank? as usize].name.clone());
        // A level that both ladders have is ranked by the new one.
        let rank = |rank: Option<u32>| {
            let pairs = pair_levels(ladders.0?, ladders.1?);
            pairs.new_of(rank? as usize)
        };
        let mut matrix: BTreeMap<(Option<String>, Option<String>), usize> = BTreeMap::new();
        let (mut up, mut down, mut stay, mut open) = (0, 0, 0, 0);
        for (was, is) in both {
            let (was, is) = (was.level(before), is.level(now));
            *matrix.entry((name(ladders.0, was), name(ladders.1, is))).or_default() += 1;
            match (was, is) {
                (None, None) => stay += 1,
                (Some(_), Some(is)) => match rank(was) {
                    Some(was) if was < is as usize => up += 1,
                    Some(was) if was > is as usize => down += 1,
                    Some(_) => stay += 1,
                    None => open += 1,
                },
                _ => {}
            }
        }
        let area = &versions.new.areas[now.number()].key;
        let place = format!("{place}, area {area}");
        tally.levels += 1;
        let effect = found.levels.iter().find(|effect| effect.area == *area && effect.role == *role);
        let Some(effect) = effect else {
            assert_eq!(stay + open, both.len(), "{place}: no change is found");
            continue;
        };
        tally.moved += 1;
        let of = both.len();
        let shown: BTreeMap<(Option<String>, Option<String>), Rational> =
            effect.matrix.iter().map(|cell| ((cell.from.clone(), cell.to.clone()), cell.share.clone())).collect();
        let expected = matrix.iter().map(|(cell, count)| (cell.clone(), share(*count, of))).collect();
        assert_eq!(shown, expected, "{place}");
        for cell in &effect.matrix {
            let those: usize = matrix.iter().filter(|((from, _), _)| *from == cell.from).map(|(_, count)| count).sum();
            let count = matrix[&(cell.from.clone(), cell.to.clone())];
            assert_eq!(cell.of_those, share(count, those), "{place}");
        }
        if open == 0 {
            assert_eq!((&effect.up, &effect.down), (&Some(share(up, of)), &Some(share(down, of))), "{place}");
        }
        for (share, witness) in
            [(&effect.up, &effect.rises), (&effect.down, &effect.falls), (&effect.otherwise, &effect.changes)]
        {
            assert_eq!(share.as_ref().unwrap().is_positive(), witness.is_some(), "{place}");
            tally.witnesses += u64::from(witness.is_some());
        }
    }
}

fn hold_actions(
    place: &str,
    versions: Versions<'_>,
    role: &Option<String>,
    both: &[(Evaluation<'_>, Evaluation<'_>)],
    found: &Effects,
    tally: &mut Tally,
) {
    let pairs = versions.pairing.actions.both().map(|(a, b)| (Some(a), Some(b)));
    let gone = versions.pairing.actions.removed().map(|a| (Some(a), None));
    let come = versions.pairing.actions.added().map(|b| (None, Some(b)));
    for (before, now) in pairs.chain(gone).chain(come) {
        let seen: Vec<(bool, bool)> = both
            .iter()
            .map(|(was, is)| (before.is_some_and(|id| was.suggested(id)), now.is_some_and(|id| is.suggested(id))))
            .collect();
        let name = match now {
            Some(id) => &versions.new.actions[id.number()].name,
            None => &versions.old.actions[before.unwrap().number()].name,
        };
        let number =
            |which: fn(&(bool, bool)) -> bool| share(seen.iter().filter(|pair| which(pair)).count(), both.len());
        let expected = [number(|s| s.0), number(|s| s.1), number(|s| s.1 && !s.0), number(|s| s.0 && !s.1)];
        // An action that is gone and one that came may have the same name.
        let mut effects = found.actions.iter().filter(|effect| effect.action == *name && effect.role == *role);
        if expected[2].is_zero() && expected[3].is_zero() {
            continue;
        }
        tally.actions += 1;
        let is_it = |effect: &mognad::compare::ActionEffect| {
            [&effect.before, &effect.now, &effect.gained, &effect.lost] == expected.each_ref()
        };
        assert!(effects.any(is_it), "{place}, action {name}: {expected:?}");
    }
    let changed = found.actions.iter().filter(|effect| effect.role == *role);
    assert!(changed.into_iter().all(|effect| effect.gained.is_positive() || effect.lost.is_positive()), "{place}");
}

fn hold_results(
    place: &str,
    versions: Versions<'_>,
    role: &Option<String>,
    both: &[(Evaluation<'_>, Evaluation<'_>)],
    found: &Effects,
    tally: &mut Tally,
) {
    let is_found = |kind: ResultKind, name: &str| {
        found.results.iter().any(|result| result.kind == kind && result.name == name && result.role == *role)
    };
    for (before, now) in versions.pairing.areas.both() {
        let changes = both.iter().any(|(was, is)| was.score(before) != is.score(now));
        let name = &versions.new.areas[now.number()].key;
        tally.results += u64::from(changes);
        assert_eq!(is_found(ResultKind::Score, name), changes, "{place}, score {name}");
    }
    for (before, now) in versions.pairing.values.both() {
        let changes = both.iter().any(|(was, is)| was.value(before) != is.value(now));
        let name = &versions.new.values[now.number()].key;
        assert_eq!(is_found(ResultKind::Value, name), changes, "{place}, value {name}");
    }
}

/// The smallest response whose level falls is one of the responses, and none is smaller.
fn hold_smallest(
    place: &str,
    versions: Versions<'_>,
    roles: (Option<RoleId>, Option<RoleId>),
    pairs: &[Pair],
    both: &[(Evaluation<'_>, Evaluation<'_>)],
) {
    let mut space = Space::default();
    let mut union = Union::new(&mut space.graph, (versions.old, versions.new), versions.pairing, roles);
    let size = space.size(&mut Budget::steps(1_000_000)).unwrap();
    assert_eq!(size.to_string(), pairs.len().to_string(), "{place}: {pairs:#?}");
    for (before, now) in versions.pairing.areas.both() {
        let levels = (union.old.level(&mut space.graph, before), union.new.level(&mut space.graph, now));
        let falls = space.graph.compare(levels.0, Compare::Greater, levels.1);
        let least = pairs
            .iter()
            .zip(both)
            .filter(|(_, (was, is))| was.level(before).zip(is.level(now)).is_some_and(|(was, is)| was > is));
        let least = least.map(|(pair, _)| pair.cost).min();
        let witness = space.witness(falls, &mut Budget::steps(1_000_000)).unwrap();
        assert_eq!(witness.as_ref().map(|witness| witness.cost), least, "{place}, area {}", now.0);
        if let Some(witness) = witness {
            let (old, new) = union.responses(&space.graph, &witness);
            let cost = witness.cost;
            assert!(pairs.contains(&Pair { old, new, cost }), "{place}, area {}", now.0);
        }
    }
}

/// What is shown holds as an example of the new version.
fn hold_examples(place: &str, source: &Source, found: &Effects) {
    let mut examples = String::new();
    for effect in &found.levels {
        for witness in effect.rises.iter().chain(&effect.falls) {
            let level = witness.to.as_ref().unwrap();
            let area = &effect.area;
            let number = examples.lines().count();
            examples
                .push_str(&format!("example \"w{number}\" {{ {} expect {area}.level == {level} }}\n", witness.given));
        }
    }
    let mut files = source.files.clone();
    files[0].1.push_str(&examples);
    let compilation = Source { files }.compile();
    let Some(model) = compilation.model else {
        // Names that need backticks are written with them in responses, not in the names of areas and levels here.
        assert!(examples.is_empty() || compilation.diagnostics.iter().any(|d| d.is_error()), "{place}");
        println!("{place}: {}", compilation.diagnostics.iter().find(|d| d.is_error()).unwrap().message);
        return;
    };
    let is_shown = |text: &str| text.strip_prefix('w').is_some_and(|number| number.parse::<u32>().is_ok());
    for example in model.examples.iter().filter(|example| example.text.iter().any(|(_, text)| is_shown(text))) {
        // A property of the model that it breaks is another matter.
        let broken = run_example(&model, example).diagnostics(&model, example);
        assert!(broken.iter().all(|found| found.code == Code::M0705), "{place}: {examples} {broken:?}");
    }
}
