//! A result to its page: every sentence of it.

use super::Words;
use super::naming::Naming;
use super::page::{Advice, Fact, Missing, Next, Page, Section};
use crate::evaluate::{AreaOutcome, Evaluation, Extent, MissingForLevel, NextLevel, Outcome, Suggestion};
use crate::exact::Rational;
use crate::model::{Action, Area, Model, Number, OVERALL, TruthId, Unit};
use crate::respond::Response;

/// Longer lists of what is missing are cut; the JSON has all of it.
const MAX_DETAILS: usize = 12;

/// Writes the page of one response.
pub fn page(model: &Model, response: &Response, outcome: &Outcome, words: &Words) -> Page {
    Composer::new(model, response, outcome, words).page()
}

pub(super) struct Composer<'a> {
    pub naming: Naming<'a>,
    pub response: &'a Response,
    pub outcome: &'a Outcome,
    pub evaluation: Evaluation<'a>,
}

impl<'a> Composer<'a> {
    pub fn new(model: &'a Model, response: &'a Response, outcome: &'a Outcome, words: &'a Words) -> Composer<'a> {
        let evaluation = Evaluation::new(model, &response.answers);
        Composer { naming: Naming::new(model, words), response, outcome, evaluation }
    }

    fn page(&self) -> Page {
        let model = self.naming.model;
        let sections: Vec<Section> = model
            .areas
            .iter()
            .zip(&self.outcome.areas)
            .filter_map(|(area, outcome)| self.section(area, outcome))
            .collect();
        let role = self.response.answers.role;
        Page {
            language: self.naming.words.language().to_owned(),
            title: self.naming.model_title(),
            about: self.about(),
            notices: self.notices(),
            sections,
            advice: self.outcome.suggestions.iter().filter_map(|suggestion| self.advice(suggestion)).collect(),
            advises: model.actions.iter().any(|action| action.roles.contains(role)),
        }
    }

    fn about(&self) -> Vec<Fact> {
        let words = self.naming.words;
        let fact = |label: String, value: String| Fact { label, value };
        let mut facts = Vec::new();
        if let Some(role) = self.response.answers.role {
            facts.push(fact(words.say("role"), self.naming.role(role)));
        }
        for (key, value) in &self.response.metadata {
            facts.push(fact(key.clone(), value.shown()));
        }
        if let Some(version) = &self.naming.model.version {
            facts.push(fact(words.say("version"), version.clone()));
        }
        if let Some(overall) = self.outcome.areas.get(OVERALL.0 as usize) {
            facts.push(fact(words.say("answered"), self.completeness(overall)));
        }
        facts
    }

    fn notices(&self) -> Vec<String> {
        let words = self.naming.words;
        let mut notices = Vec::new();
        let open = self
            .outcome
            .areas
            .first()
            .map_or(0, |overall| overall.completeness.asked.saturating_sub(overall.completeness.answered));
        let extents = || {
            let areas = self.outcome.areas.iter().flat_map(|area| area.score.iter().chain(&area.level));
            areas.chain(self.outcome.values.iter().map(|value| &value.number))
        };
        if open > 0 {
            let depends = extents().any(|extent| extent.known().is_none());
            let message = if depends { "notice-open-range" } else { "notice-open" };
            notices.push(words.with(message, &[("count", open.into())]));
        }
        if extents().any(|extent| !extent.exact) {
            notices.push(words.say("notice-sound"));
        }
        notices
    }

    pub fn completeness(&self, outcome: &AreaOutcome) -> String {
        let done = outcome.completeness;
        self.naming.words.with("completeness", &[("answered", done.answered.into()), ("asked", done.asked.into())])
    }

    /// The section of an area; none for the whole where nothing is declared about it.
    fn section(&self, area: &Area, outcome: &AreaOutcome) -> Option<Section> {
        let is_overall = area.parent.is_none();
        let values = self.values(area);
        if is_overall && area.score.is_none() && area.adoption.is_none() && values.is_empty() {
            return None;
        }
        let score = match (&area.score, &outcome.score) {
            (Some(score), Some(extent)) => Some(self.extent(extent, score.unit, &thresholds(area))),
            _ => None,
        };
        let level = self.level(area, outcome);
        let words = self.naming.words;
        let mut remarks = Vec::new();
        if outcome.nothing_left {
            remarks.push(words.say("nothing-left"));
        }
        let shown = !outcome.nothing_left;
        Some(Section {
            key: area.key.clone(),
            title: self.naming.area_title(area),
            depth: self.depth(area),
            level: level.filter(|_| shown),
            score: score.filter(|_| shown),
            chart: if shown { super::chart::chart(&self.naming, area, outcome) } else { None },
            completeness: (outcome.completeness.asked > 0).then(|| self.completeness(outcome)),
            remarks,
            values,
            next: outcome.next.as_ref().and_then(|next| self.next(area, next)),
        })
    }

    fn depth(&self, area: &Area) -> usize {
        let parents = std::iter::successors(area.parent, |id| self.naming.model.areas.get(id.0 as usize)?.parent);
        parents.count()
    }

    pub fn level(&self, area: &Area, outcome: &AreaOutcome) -> Option<String> {
        let (adoption, extent) = (area.adoption.as_ref()?, outcome.level.as_ref()?);
        Some(self.extent(extent, Unit::Level(adoption.ladder), &[]))
    }

    /// A number, or the range of numbers, in words.
    pub fn extent(&self, extent: &Extent, unit: Unit, marks: &[&Rational]) -> String {
        let words = self.naming.words;
        let shown = |number: &Rational| match unit {
            Unit::Level(ladder) => match number.to_i64().and_then(|rank| u32::try_from(rank).ok()) {
                Some(rank) => self.naming.level(ladder, rank),
                None => words.decimal(number, &[]),
            },
            _ => words.number_beside(number, unit, marks),
        };
        let none = match unit {
            Unit::Level(_) => "no-level",
            _ => "no-value",
        };
        let Some((lowest, highest)) = &extent.bounds else { return words.say(none) };
        let (low, high) = (shown(lowest), shown(highest));
        let range = match lowest == highest {
            true => low,
            false => {
                let message = if extent.exact { "between" } else { "somewhere-between" };
                words.with(message, &[("low", low.into()), ("high", high.into())])
            }
        };
        match extent.may_be_none {
            true => words.or(&[range, words.say(none)]),
            false => range,
        }
    }

    fn values(&self, area: &Area) -> Vec<Fact> {
        let value = |id: &crate::model::ValueId| {
            let value = self.naming.model.values.get(id.0 as usize)?;
            let outcome = self.outcome.values.get(id.0 as usize)?;
            let name = self.naming.named(None, &value.text, &value.name);
            Some(Fact { label: name, value: self.extent(&outcome.number, value.unit, &[]) })
        };
        area.values.iter().filter_map(value).collect()
    }

    pub fn next(&self, area: &Area, next: &NextLevel) -> Option<Next> {
        let ladder = area.adoption.as_ref()?.ladder;
        let level = self.naming.words.quoted(&self.naming.level(ladder, next.rank));
        let missing = next.missing.iter().filter_map(|missing| self.missing(area, next.rank, missing)).collect();
        Some(Next { heading: self.naming.words.with("next", &[("level", level.into())]), missing })
    }

    pub fn missing(&self, area: &Area, next: u32, missing: &MissingForLevel) -> Option<Missing> {
        let words = self.naming.words;
        let adoption = area.adoption.as_ref()?;
        let plain = |text: String| Missing { text, code: None, details: Vec::new() };
        match missing {
            MissingForLevel::Score { bound, score, unit } => {
                let threshold = self.naming.amount(&bound.value, Some(*unit));
                let bound_words = |inclusive, exclusive| if bound.inclusive { inclusive } else { exclusive };
                let Some(score) = score else {
                    let message = bound_words("missing-score-none", "missing-score-above-none");
                    return Some(plain(words.with(message, &[("threshold", threshold.into())])));
                };
                let message = bound_words("missing-score", "missing-score-above");
                let now = words.number_beside(score, *unit, &[&bound.value]);
                let mut text = words.with(message, &[("threshold", threshold.into()), ("score", now.into())]);
                if score < &bound.value {
                    let lacks = words.missing(score, &bound.value, *unit);
                    text = words.with("missing-lacks", &[("text", text.into()), ("missing", lacks.into())]);
                }
                Some(plain(text))
            }
            MissingForLevel::Formula { rank } => {
                let given = match rank {
                    Some(rank) => words.quoted(&self.naming.level(adoption.ladder, *rank)),
                    None => words.say("no-level"),
                };
                let code = adoption.level_span.map(|span| one_line(self.naming.model.sources.slice(span)));
                Some(Missing {
                    text: words.with("missing-formula", &[("level", given.into())]),
                    code: code.filter(|code| !code.is_empty()),
                    details: adoption.level.map_or_else(Vec::new, |formula| self.held_back(formula, next)),
                })
            }
            MissingForLevel::Requirement { rank, index, unmet } => {
                let requirement = adoption.rules.get(*rank as usize)?.requires.get(*index)?;
                let level = words.quoted(&self.naming.level(adoption.ladder, *rank));
                let code = one_line(self.naming.model.sources.slice(requirement.span));
                Some(Missing {
                    text: words.with("missing-requirement", &[("level", level.into())]),
                    code: (!code.is_empty()).then_some(code),
                    details: self.cut(&self.telling(unmet), |composer, leaf| composer.unmet(leaf)),
                })
            }
        }
    }

    /// The areas whose level holds back a level that is the lowest of theirs.
    fn held_back(&self, formula: crate::model::NumberId, next: u32) -> Vec<String> {
        let Some(Number::Min(ids)) = self.naming.model.numbers.get(formula.0 as usize) else { return Vec::new() };
        let mut details = Vec::new();
        for id in ids {
            if let Some(Number::Level(area)) = self.naming.model.numbers.get(id.0 as usize)
                && let Some(rank) = self.evaluation.level(*area)
                && rank < next
                && let Some(unit) = self.naming.model.unit_of(*id)
            {
                let level = self.naming.amount(&Rational::from(i64::from(rank)), Some(unit));
                let area = self.naming.number_words(*id, None);
                let text = self.naming.words.with("compare-equal", &[("left", area.into()), ("right", level.into())]);
                details.push(text);
            }
        }
        details
    }

    fn cut(&self, leaves: &[TruthId], text: impl Fn(&Self, TruthId) -> String) -> Vec<String> {
        let more = leaves.len().saturating_sub(MAX_DETAILS);
        let mut texts: Vec<String> = leaves.iter().take(MAX_DETAILS).map(|leaf| text(self, *leaf)).collect();
        if more > 0 {
            texts.push(self.naming.words.with("more", &[("count", more.into())]));
        }
        texts
    }

    fn advice(&self, suggestion: &Suggestion) -> Option<Advice> {
        let action = self.naming.model.actions.get(suggestion.action.0 as usize)?;
        Some(Advice {
            title: self.naming.action(suggestion.action),
            guidance: self.naming.words.text(&action.guidance).map(one_line),
            because: self.cut(&self.telling(&suggestion.reasons), |composer, leaf| composer.fact(leaf)),
            facts: self.advice_facts(action, &suggestion.reasons),
            certain: suggestion.certain,
        })
    }

    fn advice_facts(&self, action: &Action, reasons: &[TruthId]) -> Vec<Fact> {
        let words = self.naming.words;
        let mut facts = Vec::new();
        if let Some(area) = self.naming.model.areas.get(action.area.0 as usize).filter(|area| area.parent.is_some()) {
            facts.push(Fact { label: words.say("area"), value: self.naming.area_title(area) });
        }
        if let Some(effort) = action.effort {
            facts.push(Fact { label: words.say("effort"), value: effort.to_string() });
        }
        for raises in &action.raises {
            let Some(question) = self.naming.model.questions.get(raises.question.0 as usize) else { continue };
            let title = words.quoted(&self.naming.question_title(question));
            // The reason may have named the question already.
            let named = reasons.iter().any(|leaf| self.is_answer_to(*leaf, raises.question));
            let value = match raises.to.map(|to| self.naming.answer(question, to)) {
                Some(answer) if named => words.with("raises-answer-to", &[("answer", answer.into())]),
                Some(answer) => words.with("raises-to", &[("question", title.into()), ("answer", answer.into())]),
                None if named => continue,
                None => title,
            };
            facts.push(Fact { label: words.say("raises"), value });
        }
        let suggested = |id: &&crate::model::ActionId| self.outcome.suggestions.iter().any(|s| s.action == **id);
        let after: Vec<String> =
            action.after.iter().filter(suggested).map(|id| words.quoted(&self.naming.action(*id))).collect();
        if !after.is_empty() {
            facts.push(Fact { label: words.say("after"), value: words.and(&after) });
        }
        facts
    }
}

/// The thresholds of an area's levels.
pub(super) fn thresholds(area: &Area) -> Vec<&Rational> {
    let rules = area.adoption.iter().flat_map(|adoption| &adoption.rules);
    rules.filter_map(|rule| rule.lower.as_ref()).map(|bound| &bound.value).collect()
}

/// A text in one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
