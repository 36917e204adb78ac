//! The cells: completeness, what is refused, what is open, and what is shown.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::Builder;
use super::expression::{ColumnId, Expr};
use super::questions::REFUSED;
use super::round::millionths;
use super::steps::Place;
use crate::evaluate::{Query, in_order};
use crate::exact::{Compare, Rational};
use crate::model::{ActionId, AreaId, Domain, Model, QuestionId, Text, Unit};
use crate::score::{Content, Kind, Output};

/// How the last column is called: the question whose answer is refused.
pub(super) const REFUSED_NAME: &str = "refused";

/// The text of something in the model's first language, on one line; none where it has none.
pub(super) fn text(model: &Model, text: &Text) -> Option<String> {
    let first = model.languages.first().and_then(|language| text.get(language));
    first.or_else(|| text.values().next()).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What hides a cell.
#[derive(Debug, Clone)]
struct Hidden {
    /// The column that tells what is refused.
    refused: ColumnId,
    /// For each set of questions, whether one is open.
    open: BTreeMap<BTreeSet<QuestionId>, Expr>,
}

impl Builder<'_> {
    /// Works out everything that is shown: the cells in order, and the column that tells what is refused.
    pub fn cells(&mut self, outputs: &[Output]) -> (Vec<Expr>, Expr) {
        // From the inside out, so that columns stand in that order.
        for id in self.inside_out() {
            self.score(id);
            self.level(id);
        }
        for (id, _) in (0..).map(ActionId).zip(&self.model.actions) {
            self.suggested(id);
        }
        let hidden = self.hidden(outputs);
        let cells = outputs.iter().map(|output| self.cell(output, &hidden)).collect();
        (cells, Expr::Column(hidden.refused))
    }

    fn inside_out(&self) -> Vec<AreaId> {
        // Every area comes before its children.
        (0..).map(AreaId).zip(&self.model.areas).map(|(id, _)| id).collect::<Vec<_>>().into_iter().rev().collect()
    }

    /// How many questions of an area are answered, and how many are asked; free text apart.
    pub fn completeness(&mut self, id: AreaId) -> (Expr, Expr) {
        let Some(area) = self.model.areas.get(id.0 as usize) else { return (Expr::int(0), Expr::int(0)) };
        if let Some(known) = self.complete_counts.get(&id) {
            return known.clone();
        }
        let (mut answered, mut asked, mut always) = (Vec::new(), Vec::new(), 0i64);
        for child in &area.areas {
            let (inner_answered, inner_asked) = self.completeness(*child);
            answered.push(inner_answered);
            match inner_asked {
                Expr::Integer(number) => always = always.saturating_add(i64::try_from(number).unwrap_or(0)),
                inner => asked.push(inner),
            }
        }
        for question in &area.questions {
            if self.is_text(*question) {
                continue;
            }
            answered.push(Expr::case(self.code(*question).not_null(), Expr::int(1), Expr::int(0)));
            match self.asked(*question) {
                Expr::Truth(true) => always = always.saturating_add(1),
                when => asked.push(Expr::case(when, Expr::int(1), Expr::int(0))),
            }
        }
        let is_empty = area.within.0 == area.within.1;
        asked.push(Expr::int(always));
        let column = |builder: &mut Self, what: &str, terms: Vec<Expr>| match Expr::sum(terms) {
            Expr::Integer(number) => Expr::Integer(number),
            _ if is_empty => Expr::int(0),
            expr => Expr::Column(builder.steps.add(&format!("{}.{what}", area.key), Place::Area(id), expr, Vec::new())),
        };
        let counts = (column(self, "answered", answered), column(self, "asked", asked));
        self.complete_counts.insert(id, counts.clone());
        counts
    }

    fn is_text(&self, id: QuestionId) -> bool {
        self.question(id).is_none_or(|question| matches!(question.domain, Domain::Text))
    }

    /// Whether a question that is not answered leaves open what depends on it.
    fn leaves_open(&self, id: QuestionId) -> bool {
        self.question(id).is_some_and(|question| question.policies.unanswered.is_none()) && !self.is_text(id)
    }

    /// What a content depends on, as far as it can be open.
    fn behind(&self, content: Content) -> BTreeSet<QuestionId> {
        let query = match content {
            Content::Score(area) => Query::Score(area),
            Content::Level(area) => Query::Level(area),
            Content::Value(value) => Query::Value(value),
            Content::Suggested(action) => Query::Action(action),
            Content::Answered(_) | Content::Asked(_) | Content::Suggestions => return BTreeSet::new(),
        };
        let behind = self.model.questions_behind(query.rules(self.model));
        behind.into_iter().filter(|id| self.leaves_open(*id)).collect()
    }

    /// What is refused, and what may be open, each told once.
    fn hidden(&mut self, outputs: &[Output]) -> Hidden {
        let mut wanted: Vec<(BTreeSet<QuestionId>, String)> = Vec::new();
        for output in outputs {
            match output.content {
                Content::Suggestions => wanted.extend(self.actions().into_iter().map(|id| {
                    let name = self.model.actions.get(id.0 as usize).map_or("", |action| action.name.as_str());
                    (self.behind(Content::Suggested(id)), name.to_owned())
                })),
                content => wanted.push((self.behind(content), output.name.clone())),
            }
        }
        let mut uses: BTreeMap<&BTreeSet<QuestionId>, u32> = BTreeMap::new();
        for (set, _) in &wanted {
            let uses = uses.entry(set).or_default();
            *uses = uses.saturating_add(1);
        }
        // Completeness tells of an area whether something in it is open, if no policy stands in for missing answers.
        let areas: Vec<(AreaId, BTreeSet<QuestionId>)> = (0..)
            .map(AreaId)
            .zip(&self.model.areas)
            .map(|(id, _)| (id, self.model.questions_within(id).filter(|q| !self.is_text(*q)).collect::<BTreeSet<_>>()))
            .filter(|(_, set)| set.len() > 1 && set.iter().all(|id| self.leaves_open(*id)))
            .collect();
        let mut open: BTreeMap<BTreeSet<QuestionId>, Expr> = BTreeMap::new();
        for (set, name) in &wanted {
            if open.contains_key(set) {
                continue;
            }
            let (mut rest, mut parts) = (set.clone(), Vec::new());
            loop {
                let covered = |inner: &BTreeSet<QuestionId>| inner.intersection(&rest).count();
                let fitting = areas.iter().filter(|(_, inner)| inner.is_subset(set) && covered(inner) > 1);
                let Some((id, inner)) = fitting.max_by_key(|(_, inner)| covered(inner)) else { break };
                let (answered, asked) = self.completeness(*id);
                parts.push(Expr::compare(answered, Compare::Less, asked));
                rest = rest.difference(inner).copied().collect();
            }
            for id in &rest {
                let asked = self.asked(*id);
                parts.push(Expr::all(vec![asked, self.code(*id).null()]));
            }
            let several = parts.len() > 1 && uses.get(set).is_some_and(|uses| *uses > 1);
            let mut expr = Expr::any(parts);
            if several {
                let note = "whether an answer that this needs is missing".to_owned();
                let name = format!("{name} open");
                expr = Expr::Column(self.steps.add(&name, Place::Complete, expr, vec![note]));
            }
            open.insert(set.clone(), expr);
        }
        Hidden { refused: self.refused(), open }
    }

    /// The first answer that is none of its question's, else the first to a question that is not asked.
    fn refused(&mut self) -> ColumnId {
        let mut lines = Vec::new();
        if let Some(role) = self.questions.role {
            lines.push((Expr::Column(role).null(), Expr::text("role")));
        }
        let questions: Vec<(QuestionId, &str, bool)> = (0..)
            .map(QuestionId)
            .zip(&self.model.questions)
            .map(|(id, question)| (id, question.key.as_str(), matches!(question.domain, Domain::Text)))
            .collect();
        for (id, key, is_text) in &questions {
            if !is_text {
                lines.push((self.code(*id).equals(REFUSED), Expr::text(*key)));
            }
        }
        for (id, key, _) in &questions {
            let asked = self.asked(*id);
            let misplaced = Expr::all(vec![asked.fails(), self.code(*id).not_null()]);
            if misplaced != Expr::Truth(false) {
                lines.push((misplaced, Expr::text(*key)));
            }
        }
        let note = "the first question whose answer is none of its own, or that is not asked".to_owned();
        self.steps.add(REFUSED_NAME, Place::Complete, Expr::Case(lines, Box::new(Expr::Null)), vec![note])
    }

    fn actions(&self) -> Vec<ActionId> {
        in_order(self.model, (0..).map(ActionId).zip(&self.model.actions).map(|(id, _)| id).collect())
    }

    fn cell(&mut self, output: &Output, hidden: &Hidden) -> Expr {
        let is_refused = Expr::Column(hidden.refused).not_null();
        let behind = self.behind(output.content);
        let open = hidden.open.get(&behind).cloned().unwrap_or(Expr::Truth(false));
        let shown = |cell: Expr| Expr::case(Expr::any(vec![is_refused.clone(), open.clone()]), Expr::Null, cell);
        match output.content {
            Content::Score(id) => {
                let score = self.score(id);
                let unit = self.model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref()).map(|s| s.unit);
                let cell = self.within(id, |builder| builder.decimal(&output.name, &score, unit));
                shown(cell)
            }
            Content::Value(id) => {
                let (value, declared) = (self.value(id), self.model.values.get(id.0 as usize));
                let area = declared.map_or(crate::model::OVERALL, |value| value.area);
                let cell = match output.kind {
                    Kind::Level(_) => {
                        let names = self.level_names(output.kind);
                        let line = |(rank, name): (i64, String)| {
                            let constant = super::fraction::Fraction::constant(&Rational::from(rank));
                            (self.compare(&value, Compare::Equal, &constant), Expr::Text(name))
                        };
                        match value.top {
                            Expr::Null => Expr::Null,
                            _ => Expr::Case((0i64..).zip(names).map(line).collect(), Box::new(Expr::Null)),
                        }
                    }
                    _ => self.within(area, |builder| {
                        builder.decimal(&output.name, &value, declared.map(|value| value.unit))
                    }),
                };
                shown(cell)
            }
            Content::Level(id) => {
                let lines =
                    (0i64..).zip(self.level_names(output.kind)).map(|(rank, name)| (Expr::int(rank), Expr::Text(name)));
                let lines = lines.collect();
                match self.level(id) {
                    Expr::Null => Expr::Null,
                    level => shown(Expr::Lookup(Box::new(level), lines, Box::new(Expr::Null))),
                }
            }
            Content::Answered(id) => shown(self.completeness(id).0),
            Content::Asked(id) => shown(self.completeness(id).1),
            Content::Suggestions => {
                let mut parts = Vec::new();
                for id in self.actions() {
                    let name = self.model.actions.get(id.0 as usize).map_or("", |action| action.name.as_str());
                    let open = hidden.open.get(&self.behind(Content::Suggested(id))).cloned();
                    let suggested = Expr::all(vec![self.suggested(id), closed(open.unwrap_or(Expr::Truth(false)))]);
                    parts.push(Expr::case(suggested, Expr::text(format!(";{name}")), Expr::text("")));
                }
                shown(Expr::Part(Box::new(Expr::Concat(parts)), Box::new(Expr::int(2)), None))
            }
            Content::Suggested(id) => {
                let roles = self.model.actions.get(id.0 as usize).map_or(crate::model::Roles::All, |a| a.roles.clone());
                let other = self.in_other_role(&roles);
                let suggested = match self.suggested(id) {
                    Expr::Truth(truth) => Expr::Truth(truth),
                    suggested => Expr::Coalesce(vec![suggested, Expr::Truth(false)]),
                };
                let lines = vec![(is_refused, Expr::Null), (other, Expr::Truth(false)), (open, Expr::Null)];
                let lines = lines.into_iter().filter(|(condition, _)| *condition != Expr::Truth(false)).collect();
                Expr::Case(lines, Box::new(suggested))
            }
        }
    }

    /// A number with six decimals; a percentage as a number of percent.
    fn decimal(&mut self, name: &str, number: &super::fraction::Fraction, unit: Option<Unit>) -> Expr {
        if number.top == Expr::Null {
            return Expr::Null;
        }
        let factor = if unit == Some(Unit::Percent) { Rational::from(100) } else { Rational::ONE };
        let (shown, size) = millionths(self, number, &factor);
        let column = self.steps.add(&format!("{name} rounded"), Place::Rounded, shown, Vec::new());
        self.shown_number(Expr::Column(column), &size)
    }

    fn level_names(&self, kind: Kind) -> Vec<String> {
        let Kind::Level(ladder) = kind else { return Vec::new() };
        let ladder = self.model.ladders.get(ladder.0 as usize);
        ladder.map_or_else(Vec::new, |ladder| ladder.levels.iter().map(|level| level.name.clone()).collect())
    }
}

/// Nothing is open. How many are answered and asked is always known, so that a comparison of the two can be turned.
fn closed(open: Expr) -> Expr {
    match open {
        Expr::Compare(answered, Compare::Less, asked) => Expr::Compare(answered, Compare::GreaterOrEqual, asked),
        other => other.fails(),
    }
}
