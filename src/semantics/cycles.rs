//! Circles among rules: `ask when`, scores, levels, values and actions.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Code, Diagnostic};
use crate::model::{AreaId, Gating};
use crate::source::Span;

use super::checker::{Checker, Rule};

/// A message names, and shows, at most this many rules of a circle.
const SHOWN: usize = 4;

impl Checker<'_> {
    /// Reports each circle once. True when there is none, so that later passes may walk the graph.
    pub fn find_cycles(&mut self) -> bool {
        let mut edges: BTreeMap<Rule, BTreeMap<Rule, Span>> = BTreeMap::new();
        self.depend_on_what_is_left();
        for (from, to, span) in &self.dependencies {
            edges.entry(*from).or_default().entry(*to).or_insert(*span);
        }
        let mut done: BTreeSet<Rule> = BTreeSet::new();
        let mut cycles: Vec<Vec<(Rule, Span)>> = Vec::new();
        for start in edges.keys() {
            if !done.contains(start) {
                walk(*start, &edges, &mut done, &mut cycles);
            }
        }
        for cycle in &cycles {
            self.report_cycle(cycle);
        }
        cycles.is_empty()
    }

    /// An area of which no question counts has no score and no level: so both need to know which of its questions are
    /// asked, also those that no formula names.
    fn depend_on_what_is_left(&mut self) {
        for (number, area) in self.model.areas.iter().enumerate() {
            let id = AreaId(u32::try_from(number).unwrap_or(u32::MAX));
            let rules = [area.score.as_ref().map(|_| Rule::Score(id)), area.adoption.as_ref().map(|_| Rule::Level(id))];
            for question in self.model.questions_within(id) {
                let asked =
                    self.model.questions.get(question.0 as usize).filter(|question| question.ask_when.is_some());
                let Some(span) = asked.map(|question| question.span) else { continue };
                let needs = |rule| (rule, Rule::AskWhen(question), span);
                self.dependencies.extend(rules.into_iter().flatten().map(needs));
            }
        }
    }

    /// `cycle`: the rules, each with the place where it refers to the next one.
    fn report_cycle(&mut self, cycle: &[(Rule, Span)]) {
        let Some((first, span)) = cycle.first() else { return };
        let next = |i: usize| cycle.get(i.saturating_add(1)).or(cycle.first()).map(|(rule, _)| *rule);
        let name = |rule: Rule| self.rule_name(rule);
        let message = match cycle {
            [(Rule::AskWhen(_), _)] => format!("{} depends on its own answer", name(*first)),
            [_] => format!("{} depends on itself", name(*first)),
            [_, (second, _)] => {
                format!("{} and {} depend on each other", name(*first), name(*second))
            }
            _ => {
                let shown: Vec<String> = cycle.iter().skip(1).take(SHOWN).map(|(rule, _)| name(*rule)).collect();
                let end = match cycle.len().saturating_sub(SHOWN).saturating_sub(1) {
                    0 => format!("that on {} again", name(*first)),
                    more => format!("and so on over {more} more, back to {}", name(*first)),
                };
                format!("{} depends on {}, {end}", name(*first), shown.join(", that on "))
            }
        };
        let label = |i: usize| match next(i) {
            Some(Rule::AskWhen(_)) if cycle.len() == 1 => "its own answer".to_owned(),
            Some(rule @ Rule::AskWhen(_)) => format!("needs to know {}", name(rule)),
            Some(rule) => format!("needs {}", name(rule)),
            None => String::new(),
        };
        let mut diagnostic = Diagnostic::new(Code::M0110, message).at(*span, label(0));
        for (i, (_, span)) in cycle.iter().enumerate().skip(1).take(SHOWN) {
            diagnostic = diagnostic.also(*span, label(i));
        }
        diagnostic = match cycle {
            [(Rule::Level(area), _)] if self.is_cumulative(*area) => {
                diagnostic.help("take it away: a level counts only where every level below it is reached, too")
            }
            [(Rule::AskWhen(_), _)] => diagnostic.help("name another question: this one has no answer yet"),
            _ => diagnostic.help("take one of these references away, so that something is known first"),
        };
        self.report(diagnostic);
    }

    fn is_cumulative(&self, area: AreaId) -> bool {
        self.area(area).adoption.as_ref().is_some_and(|adoption| adoption.gating == Gating::Cumulative)
    }

    fn rule_name(&self, rule: Rule) -> String {
        match rule {
            Rule::AskWhen(id) => format!("whether `{}` is asked", self.question(id).name),
            Rule::Score(id) => format!("the score of `{}`", self.area(id).name),
            Rule::Level(id) => format!("the level of `{}`", self.area(id).name),
            Rule::Value(id) => {
                let value = self.model.values.get(id.0 as usize);
                format!("the value `{}`", value.map_or("", |v| v.name.as_str()))
            }
            Rule::Action(id) => {
                let action = self.model.actions.get(id.0 as usize);
                format!("the action `{}`", action.map_or("", |a| a.name.as_str()))
            }
        }
    }
}

/// A rule, its targets still to visit, and the span of the reference that is followed.
type Step = (Rule, Vec<(Rule, Span)>, Span);

/// Depth-first walk without recursion: models may chain thousands of rules.
fn walk(
    start: Rule,
    edges: &BTreeMap<Rule, BTreeMap<Rule, Span>>,
    done: &mut BTreeSet<Rule>,
    cycles: &mut Vec<Vec<(Rule, Span)>>,
) {
    let targets = |rule: Rule| -> Vec<(Rule, Span)> {
        edges.get(&rule).map(|t| t.iter().map(|(to, span)| (*to, *span)).collect()).unwrap_or_default()
    };
    let mut path: Vec<Step> = vec![(start, targets(start), Span::default())];
    let mut on_path: BTreeSet<Rule> = BTreeSet::from([start]);
    while let Some((rule, rest, followed)) = path.last_mut() {
        let Some((next, span)) = rest.pop() else {
            done.insert(*rule);
            on_path.remove(rule);
            path.pop();
            continue;
        };
        *followed = span;
        if on_path.contains(&next) {
            let cycle: Vec<(Rule, Span)> =
                path.iter().skip_while(|(rule, ..)| *rule != next).map(|(rule, _, span)| (*rule, *span)).collect();
            cycles.push(cycle);
        } else if !done.contains(&next) {
            on_path.insert(next);
            path.push((next, targets(next), Span::default()));
        }
    }
}
