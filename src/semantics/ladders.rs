//! Ladders: their levels, the lowest first.

use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Ladder, LadderId, Level};
use crate::syntax::ast;

use super::checker::{Checker, LadderSource};

impl<'t> Checker<'t> {
    pub fn declare_ladder(&mut self, ladder: &'t ast::Ladder) {
        let Some(name) = &ladder.head.name else { return };
        let first = self.ladder_names.get(&name.node).map(|id| self.ladder(*id).span);
        if self.declared_twice("ladder", name, first) {
            self.lose(ladder.head.span);
            return;
        }
        let text = self.text(ladder.head.text.as_ref());
        let notes = self.notes(
            ladder.lines.iter().filter_map(|line| match line {
                ast::LadderLine::Note(note) => Some(note),
                _ => None,
            }),
            ladder.head.span,
        );
        let mut levels: Vec<Level> = Vec::new();
        for line in &ladder.lines {
            let ast::LadderLine::Level(line) = line else { continue };
            let first = levels.iter().find(|level| level.name == line.name.node).map(|level| level.span);
            if self.declared_twice("level", &line.name, first) {
                continue;
            }
            let text = self.text(line.text.as_ref());
            let notes = self.notes(line.notes.iter(), line.span);
            levels.push(Level {
                name: line.name.node.clone(),
                text,
                guidance: notes.guidance,
                code: notes.code,
                was: notes.was,
                span: line.name.span,
            });
        }
        let too_few = levels.len() < 2 && !ladder.head.broken;
        if too_few {
            self.report(
                Diagnostic::new(Code::M0117, format!("the ladder `{}` has fewer than two levels", name.node))
                    .at(name.span, "needs at least two levels")
                    .help("name the levels from the lowest to the highest, each on its line"),
            );
        }
        let upside_down = !too_few && self.is_upside_down(ladder, name);
        let id = LadderId(self.model.ladders.len() as u32);
        self.ladder_names.insert(name.node.clone(), id);
        self.ladder_sources.push(LadderSource {
            tree: ladder,
            used: false,
            broken: ladder.head.broken || too_few || upside_down,
        });
        self.model.ladders.push(Ladder { name: name.node.clone(), text, levels, was: notes.was, span: name.span });
    }

    /// Levels that are written from the highest to the lowest: one finding instead of one a level.
    fn is_upside_down(&mut self, ladder: &'t ast::Ladder, name: &ast::Name) -> bool {
        let lines: Vec<&'t ast::LevelLine> = ladder
            .lines
            .iter()
            .filter_map(|line| match line {
                ast::LadderLine::Level(level) => Some(level),
                _ => None,
            })
            .collect();
        let bounds: Vec<&'t ast::Value> = lines.iter().filter_map(|line| lower_bound(line)).collect();
        let falls = bounds.windows(2).all(|pair| matches!(pair, [a, b] if a.number > b.number));
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return false };
        // Without a threshold on the first level two that fall may as well be swapped.
        let enough = if lower_bound(first).is_some() { 2 } else { 3 };
        if bounds.len() < enough || !falls {
            return false;
        }
        self.report(
            Diagnostic::new(
                Code::M0301,
                format!("the levels of `{}` are written from the highest to the lowest", name.node),
            )
            .at(name.span, "its thresholds fall")
            .also(first.name.span, "the highest one comes first")
            .help(format!("turn the levels round, so that `{}` comes first", last.name.node)),
        );
        true
    }
}

/// Where a level begins.
fn lower_bound(line: &ast::LevelLine) -> Option<&ast::Value> {
    line.rules.iter().find_map(|rule| match rule {
        ast::LevelRule::Bound { kind, value } if matches!(kind.node, ast::BoundKind::From | ast::BoundKind::Above) => {
            Some(value)
        }
        _ => None,
    })
}
