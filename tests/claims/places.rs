//! Every comparison in a tree, with the places where it is read.

use mognad::source::Span;
use mognad::syntax::ast::{
    ActionLine, AreaLine, ExampleLine, Expr, ExprKind, Formula, Item, LadderLine, LevelLine, LevelRule, LevelsLine,
    QuestionLine, TestKind,
};

use crate::naive::{Place, Tree};

/// A comparison where it is read.
pub struct Placed<'t> {
    pub expr: &'t Expr,
    /// The span of its right side.
    pub right: Option<Span>,
    pub place: Place,
}

pub fn tests_in<'t>(tree: &Tree<'t>) -> Vec<Placed<'t>> {
    let mut found = Found(Vec::new());
    for (area, node) in tree.areas.iter().enumerate() {
        let place = Place { area, question: None };
        for line in node.lines {
            match line {
                AreaLine::Score(_, formula) | AreaLine::Level(_, formula) => found.formula(formula, place),
                AreaLine::Value(value) => found.formula(&value.formula, place),
                AreaLine::Levels { lines, .. } => {
                    for line in lines {
                        if let LevelsLine::Level(level) = line {
                            found.level(level, place);
                        }
                    }
                }
                _ => {}
            }
        }
        for line in tree.ladder(area).into_iter().flat_map(|ladder| &ladder.lines) {
            match line {
                LadderLine::Level(level) => found.level(level, place),
                LadderLine::Score(_, formula) => found.formula(formula, place),
                _ => {}
            }
        }
    }
    for (id, node) in tree.questions.iter().enumerate() {
        for line in &node.tree.lines {
            if let QuestionLine::AskWhen(_, condition) = line {
                found.expr(condition, Place { area: node.area, question: Some(id) });
            }
        }
    }
    for node in &tree.actions {
        for line in &node.tree.lines {
            if let ActionLine::SuggestWhen(_, condition) = line {
                found.expr(condition, Place { area: node.area, question: node.question });
            }
        }
    }
    let outside = Place { area: 0, question: None };
    for item in tree.items() {
        match item {
            Item::Property(property) => property.condition.iter().for_each(|condition| found.expr(condition, outside)),
            Item::Example(example) => {
                for line in &example.lines {
                    if let ExampleLine::Expect(_, condition) = line {
                        found.expr(condition, outside);
                    }
                }
            }
            _ => {}
        }
    }
    found.0
}

struct Found<'t>(Vec<Placed<'t>>);

impl<'t> Found<'t> {
    fn level(&mut self, level: &'t LevelLine, place: Place) {
        for rule in &level.rules {
            if let LevelRule::Requires { condition, .. } = rule {
                self.expr(condition, place);
            }
        }
    }

    fn formula(&mut self, formula: &'t Formula, place: Place) {
        match formula {
            Formula::Expr(expr) => self.expr(expr, place),
            Formula::Lines { lines, otherwise, .. } => {
                lines.iter().flat_map(|(value, when)| [value, when]).for_each(|expr| self.expr(expr, place));
                self.expr(otherwise, place);
            }
        }
    }

    fn expr(&mut self, expr: &'t Expr, place: Place) {
        match &expr.kind {
            ExprKind::Test(left, test) => {
                self.expr(left, place);
                let right = match &test.kind {
                    TestKind::Compare(_, right) => {
                        self.expr(right, place);
                        Some(right.span)
                    }
                    _ => None,
                };
                self.0.push(Placed { expr, right, place });
            }
            ExprKind::Negate(inner) | ExprKind::Round(inner, _) | ExprKind::Not(inner) | ExprKind::Paren(inner) => {
                self.expr(inner, place);
            }
            ExprKind::Binary(one, _, other) | ExprKind::Else(one, other) => {
                self.expr(one, place);
                self.expr(other, place);
            }
            ExprKind::AggregateList(_, parts) | ExprKind::And(parts) | ExprKind::Or(parts) => {
                parts.iter().for_each(|part| self.expr(part, place));
            }
            ExprKind::Quantified(_, _, test) => {
                if let Some(TestKind::Compare(_, right)) = test.as_ref().map(|test| &test.kind) {
                    self.expr(right, place);
                }
            }
            ExprKind::Number(_)
            | ExprKind::Reference(_)
            | ExprKind::Suggested(_)
            | ExprKind::AggregateSet(..)
            | ExprKind::Broken => {}
        }
    }
}
