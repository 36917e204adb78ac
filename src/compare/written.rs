//! How a rule is written: its tokens, with today's names for what was renamed.
//!
//! A rule over a set changes its graph when a question is added anywhere in the set. Its author wrote nothing then, so
//! that the added question is the change, and not the rule.

use std::collections::{BTreeMap, BTreeSet};

use super::pairing::{Pairing, pair_levels};
use super::pairs::{Numbered, Pairs};
use crate::model::{LadderId, Model};
use crate::source::Span;
use crate::syntax::{Kind, tokens};

/// The texts of two versions.
pub(super) struct Written<'m> {
    old: &'m Model,
    new: &'m Model,
    /// Names that mean one thing each, where that was renamed.
    renamed: BTreeMap<&'m str, &'m str>,
}

impl<'m> Written<'m> {
    pub fn new(old: &'m Model, new: &'m Model, pairing: &Pairing) -> Written<'m> {
        let mut renamed: BTreeMap<&str, &str> = BTreeMap::new();
        pairs(&pairing.roles, &old.roles, &new.roles, |role| &role.name, &mut renamed);
        pairs(&pairing.ladders, &old.ladders, &new.ladders, |ladder| &ladder.name, &mut renamed);
        pairs(&pairing.areas, &old.areas, &new.areas, |area| &area.name, &mut renamed);
        pairs(&pairing.questions, &old.questions, &new.questions, |question| &question.name, &mut renamed);
        pairs(&pairing.values, &old.values, &new.values, |value| &value.name, &mut renamed);
        pairs(&pairing.actions, &old.actions, &new.actions, |action| &action.name, &mut renamed);
        for (before, now) in pairing.ladders.both() {
            if let (Some(before), Some(now)) = (old.ladders.get(before.number()), new.ladders.get(now.number())) {
                pairs(&pair_levels(before, now), &before.levels, &now.levels, |level| &level.name, &mut renamed);
            }
        }
        for (before, now) in pairing.questions.both() {
            let options = pairing.answers(before).and_then(|answers| answers.options());
            let questions = (old.questions.get(before.number()), new.questions.get(now.number()));
            if let (Some(options), (Some(before), Some(now))) = (options, questions) {
                pairs(options, old.options(before), new.options(now), |option| &option.name, &mut renamed);
            }
        }
        let (once_before, once_now) = (names_used_once(old), names_used_once(new));
        renamed.retain(|from, to| once_before.contains(from) && once_now.contains(to));
        Written { old, new, renamed }
    }

    /// Whether two rules are written alike.
    pub fn same(&self, old: Span, new: Span) -> bool {
        let rename = |word: String| self.renamed.get(word.as_str()).map_or(word, |name| (*name).to_owned());
        let before: Vec<String> = words(self.old, old).into_iter().map(rename).collect();
        !before.is_empty() && before == words(self.new, new)
    }
}

fn pairs<'m, T, I: Numbered>(
    pairs: &Pairs<I>,
    old: &'m [T],
    new: &'m [T],
    name: impl Fn(&'m T) -> &'m String,
    renamed: &mut BTreeMap<&'m str, &'m str>,
) {
    for (before, now) in pairs.both() {
        if let (Some(before), Some(now)) = (old.get(before.number()), new.get(now.number()))
            && name(before) != name(now)
        {
            renamed.insert(name(before), name(now));
        }
    }
}

/// Names that only one thing in the model has.
fn names_used_once(model: &Model) -> BTreeSet<&str> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let things = model.roles.iter().map(|role| &role.name);
    let things = things.chain(model.areas.iter().map(|area| &area.name));
    let things = things.chain(
        model
            .ladders
            .iter()
            .flat_map(|ladder| std::iter::once(&ladder.name).chain(ladder.levels.iter().map(|level| &level.name))),
    );
    let things = things.chain(model.questions.iter().map(|question| &question.name));
    let things = things.chain(model.questions.iter().flat_map(|question| &question.tags));
    let things = things.chain(model.values.iter().map(|value| &value.name));
    let things = things.chain(model.actions.iter().map(|action| &action.name));
    let things = things.chain(
        model.scales.iter().flat_map(|scale| scale.name.iter().chain(scale.options.iter().map(|option| &option.name))),
    );
    for name in things {
        let count = count.entry(name.as_str()).or_default();
        *count = count.saturating_add(1);
    }
    count.into_iter().filter(|(_, count)| *count == 1).map(|(name, _)| name).collect()
}

/// A rule as its author wrote it, on one line and without comments; `otherwise` where the text is not there.
pub(super) fn wording(model: &Model, span: Span, otherwise: impl FnOnce() -> String) -> String {
    let text = model.sources.get(span.file).and_then(|file| file.text.get(span.range())).unwrap_or("");
    let mut written = String::with_capacity(text.len());
    let mut end = None;
    for token in tokens(span.file, text).into_iter().filter(|token| token.kind != Kind::Comment) {
        if end.is_some_and(|end| end < token.span.start) {
            written.push(' ');
        }
        written.push_str(text.get(token.span.range()).unwrap_or(""));
        end = Some(token.span.end);
    }
    if written.is_empty() { otherwise() } else { written }
}

/// The words of a span; none when the text is not there.
fn words(model: &Model, span: Span) -> Vec<String> {
    let text = model.sources.get(span.file).and_then(|file| file.text.get(span.range())).unwrap_or("");
    tokens(span.file, text)
        .into_iter()
        .filter(|token| token.kind != Kind::Comment)
        .map(|token| text.get(token.span.range()).unwrap_or("").trim_matches('`').to_owned())
        .collect()
}

/// The ladder that a place stands in, as far as the order of declarations tells: none when it stands in an area.
pub(super) fn ladder_around(model: &Model, place: Span) -> Option<LadderId> {
    let before = |span: Span| (span.file == place.file && span.start <= place.start).then_some(span.start);
    let ladders = model.ladders.iter().enumerate().filter_map(|(at, ladder)| Some((before(ladder.span)?, Some(at))));
    let areas = model.areas.iter().flat_map(|area| [Some(area.span), area.adoption.as_ref().map(|a| a.span)]);
    let others = areas.flatten().chain(model.questions.iter().map(|question| question.span));
    let others = others.chain(model.scales.iter().map(|scale| scale.span));
    let nearest = ladders.chain(others.filter_map(|span| Some((before(span)?, None)))).max()?;
    nearest.1.map(LadderId::numbered)
}
