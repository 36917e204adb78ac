//! The members of a set.

use std::cmp::Ordering;

use mognad::exact::Compare;
use mognad::syntax::ast::{
    Answers, AnswersKind, Attribute, Filter, QuestionLine, Selection, Selector, SelectorBase, Value,
};

use super::answers::exact;
use super::kinds::Scored;
use super::tree::Meaning;
use super::{Exact, Place, Reading};

pub enum Members {
    Questions(Vec<usize>),
    Areas(Vec<usize>),
}

impl<'t> Reading<'t> {
    /// What a selector selects, whatever the answers are.
    pub fn members(&self, selector: &'t Selector, area: usize) -> Members {
        let below = |ids: usize| (0..ids).filter(|id| *id != area && self.tree.inside(*id, area)).collect();
        let mut members = match selector.base {
            SelectorBase::Questions => Members::Questions(
                (0..self.tree.questions.len())
                    .filter(|id| self.tree.inside(self.tree.questions[*id].area, area))
                    .collect(),
            ),
            SelectorBase::OwnQuestions => Members::Questions(self.tree.own_questions(area)),
            SelectorBase::Areas => Members::Areas(self.tree.children(area)),
            SelectorBase::AllAreas => Members::Areas(below(self.tree.areas.len())),
        };
        for filter in &selector.filters {
            match &mut members {
                Members::Questions(ids) => ids.retain(|id| self.keeps_question(&filter.node, *id, area)),
                Members::Areas(ids) => ids.retain(|id| self.keeps_area(&filter.node, *id, area)),
            }
        }
        members
    }

    fn keeps_question(&self, filter: &'t Filter, id: usize, area: usize) -> bool {
        let lines = &self.question(id).lines;
        match filter {
            Filter::In(path) => match self.tree.resolve(path, area) {
                Meaning::Area(outer) => self.tree.inside(self.tree.questions[id].area, outer),
                other => panic!("in {other:?}"),
            },
            Filter::At(level) => {
                lines.iter().any(|line| matches!(line, QuestionLine::At(_, at) if at.node == level.node))
            }
            Filter::Tagged(tag) => lines.iter().any(|line| match line {
                QuestionLine::Tagged(_, tags) => tags.iter().any(|path| path.parts[0].node == tag.node),
                _ => false,
            }),
            Filter::On(scale) => lines.iter().any(|line| match line {
                QuestionLine::Answers(_, Answers { kind: AnswersKind::Scale(name) | AnswersKind::AnyOf(name), .. }) => {
                    name.node == scale.node
                }
                _ => false,
            }),
            Filter::For(role) => lines.iter().all(|line| match line {
                QuestionLine::For(_, roles) => roles.iter().any(|path| path.parts[0].node == role.node),
                _ => true,
            }),
            Filter::Except(paths) => !paths.iter().any(|path| self.tree.resolve(path, area) == Meaning::Question(id)),
            Filter::WhereWeight(op, value) => weighs(&self.question_weight(id), op.node, value),
        }
    }

    fn keeps_area(&self, filter: &'t Filter, id: usize, area: usize) -> bool {
        match filter {
            Filter::In(path) => match self.tree.resolve(path, area) {
                Meaning::Area(outer) => id != outer && self.tree.inside(id, outer),
                other => panic!("in {other:?}"),
            },
            Filter::Except(paths) => !paths.iter().any(|path| self.tree.resolve(path, area) == Meaning::Area(id)),
            Filter::WhereWeight(op, value) => weighs(&self.area_weight(id), op.node, value),
            other => panic!("areas narrowed by {other:?}"),
        }
    }

    /// The weights and numbers of a set, of those members only that can have one and do have one.
    pub fn numbers_of(&self, selection: &'t Selection, place: Place) -> Vec<(Exact, Exact)> {
        let attribute = selection.attribute.as_ref().expect("an attribute").node;
        let rank = |rank: usize| Exact::from_integer(num_bigint::BigInt::from(rank));
        let number = |weight: Exact, number: Option<Exact>| number.map(|number| (weight, number));
        match self.members(&selection.selector, place.area) {
            Members::Questions(ids) => ids
                .into_iter()
                .filter_map(|id| {
                    let value = match attribute {
                        Attribute::Points => self.points(id),
                        Attribute::Score if self.has_share(id) => self.share(id),
                        Attribute::Score => None,
                        Attribute::Level => panic!("levels of questions"),
                    };
                    number(self.question_weight(id), value)
                })
                .collect(),
            Members::Areas(ids) => ids
                .into_iter()
                .filter_map(|id| {
                    let value = match attribute {
                        Attribute::Score if matches!(self.scored(id), Scored::As(_)) => self.score(id),
                        Attribute::Score => None,
                        Attribute::Level => self.level(id).map(rank),
                        Attribute::Points => panic!("points of areas"),
                    };
                    number(self.area_weight(id), value)
                })
                .collect(),
        }
    }
}

fn weighs(weight: &Exact, op: Compare, value: &Value) -> bool {
    compares(op, weight.cmp(&exact(value)))
}

pub fn compares(op: Compare, ordering: Ordering) -> bool {
    match op {
        Compare::Equal => ordering == Ordering::Equal,
        Compare::NotEqual => ordering != Ordering::Equal,
        Compare::Less => ordering == Ordering::Less,
        Compare::LessOrEqual => ordering != Ordering::Greater,
        Compare::Greater => ordering == Ordering::Greater,
        Compare::GreaterOrEqual => ordering != Ordering::Less,
    }
}
