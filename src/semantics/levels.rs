//! Scores, levels, thresholds, requirements and values of areas.

use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Adoption, AreaId, Gating, LadderId, LevelRule, QuestionId, Requirement, Unit, ValueId};
use crate::source::Span;
use crate::syntax::ast::{self, AreaLine, BoundKind, Formula, LadderLine, LevelLine, LevelsLine};

use super::checker::{Checker, Rule};
use super::lower::Place;

impl<'t> Checker<'t> {
    /// Lowers what areas say: conditions of questions, scores, values, levels, declared totals.
    pub fn lower_areas(&mut self) {
        for index in 0..self.area_sources.len() {
            self.adopt(AreaId(index as u32));
        }
        for index in 0..self.question_trees.len() {
            self.lower_ask_when(QuestionId(index as u32));
        }
        for index in 0..self.area_sources.len() {
            self.lower_score(AreaId(index as u32));
        }
        for index in 0..self.value_sources.len() {
            self.lower_value(ValueId(index as u32));
        }
        for index in 0..self.area_sources.len() {
            self.lower_levels(AreaId(index as u32));
        }
        // A score that was meant to be a percentage has no share above either; that need not be said as well.
        let told = std::mem::take(&mut self.told_points);
        self.diagnostics.retain(|finding| {
            let place = finding.primary.as_ref().map(|label| label.span);
            finding.code != Code::M0208 || place.is_none_or(|place| !told.contains(&place))
        });
        // Inner areas come after the ones around them.
        for index in (0..self.area_sources.len()).rev() {
            self.check_totals(AreaId(index as u32));
        }
    }

    pub fn lines(&self, area: AreaId) -> &'t [AreaLine] {
        self.area_sources.get(area.0 as usize).map_or(&[], |source| source.lines)
    }

    pub fn levels_line(&self, area: AreaId) -> Option<(Span, &'t ast::Name, &'t [LevelsLine])> {
        self.lines(area).iter().find_map(|line| match line {
            AreaLine::Levels { keyword, ladder, lines } => Some((*keyword, ladder, lines.as_slice())),
            _ => None,
        })
    }

    /// Finds the ladder that an area adopts; an `allow` in the ladder holds for the area, too.
    fn adopt(&mut self, area: AreaId) {
        let Some((_, name, _)) = self.levels_line(area) else { return };
        let ladder = self.resolve_ladder(name);
        if let Some(source) = self.area_sources.get_mut(area.0 as usize) {
            source.ladder = ladder;
        }
        let Some(tree) = ladder.and_then(|id| self.ladder_sources.get(id.0 as usize)).map(|source| source.tree) else {
            return;
        };
        let Some(scope) = self.area_sources.get(area.0 as usize).and_then(|s| s.head).map(|head| head.span) else {
            return;
        };
        for allow in &mut self.allows {
            if allow.span.file == tree.head.span.file
                && tree.head.span.start <= allow.span.start
                && allow.span.end <= tree.head.span.end
            {
                allow.scopes.push(scope);
            }
        }
    }

    fn lower_ask_when(&mut self, id: QuestionId) {
        let Some(tree) = self.question_trees.get(id.0 as usize).copied() else { return };
        let place = Place { area: self.question(id).area, question: Some(id), suggestions: false };
        let condition = tree.lines.iter().find_map(|line| match line {
            ast::QuestionLine::AskWhen(_, condition) => Some(condition),
            _ => None,
        });
        let Some(condition) = condition else { return };
        let truth = self.within(Some(Rule::AskWhen(id)), |this| this.condition(condition, place));
        self.edit_question(id, |question| question.ask_when = truth);
    }

    fn lower_levels(&mut self, area: AreaId) {
        let formula = self.lines(area).iter().find_map(|line| match line {
            AreaLine::Level(keyword, formula) => Some((*keyword, formula)),
            _ => None,
        });
        let ladder = self.area_sources.get(area.0 as usize).and_then(|source| source.ladder);
        let (Some((keyword, _, overrides)), Some(ladder)) = (self.levels_line(area), ladder) else {
            if let (Some((keyword, _)), false) = (formula, self.adopts_unknown(area)) {
                let name = self.area(area).name.clone();
                self.report(
                    Diagnostic::new(Code::M0210, format!("`{name}` has a `level`, but no ladder"))
                        .at(keyword, "a level of which ladder?")
                        .help(format!("adopt the ladder first, as in `levels {}`", self.some_ladder())),
                );
            }
            return;
        };
        let level = formula.and_then(|(_, formula)| self.level_formula(area, ladder, formula));
        let level_span = formula.map(|(_, formula)| match formula {
            Formula::Expr(expr) => expr.span,
            Formula::Lines { span, .. } => *span,
        });
        let Some(tree) = self.ladder_sources.get(ladder.0 as usize).map(|source| source.tree) else { return };
        let mut gating = Gating::Cumulative;
        let mut seen = Vec::new();
        for line in &tree.lines {
            if let LadderLine::Gating(keyword, written) = line
                && !self.twice(&mut seen, "gating", *keyword)
            {
                gating = gating_of(written.node);
            }
        }
        let mut rules = vec![LevelRule::default(); self.ladder(ladder).levels.len()];
        for line in &tree.lines {
            if let LadderLine::Level(line) = line {
                self.level_rules(area, ladder, line, &mut rules, false);
            }
        }
        let mut seen = Vec::new();
        let mut overridden: Vec<(u32, Span)> = Vec::new();
        for line in overrides {
            match line {
                LevelsLine::Gating(keyword, written) => {
                    if !self.twice(&mut seen, "gating", *keyword) {
                        gating = gating_of(written.node);
                    }
                }
                LevelsLine::Level(line) => self.override_level(area, ladder, line, &mut rules, &mut overridden),
            }
        }
        self.bound_units(area, ladder);
        let adoption = Adoption { ladder, gating, level, level_span, rules, span: keyword };
        if formula.is_none() {
            self.lower_bounds_present(area, ladder, &adoption);
        }
        if let Some(area) = self.model.areas.get_mut(area.0 as usize) {
            area.adoption = Some(adoption);
        }
    }

    fn override_level(
        &mut self,
        area: AreaId,
        ladder: LadderId,
        line: &'t LevelLine,
        rules: &mut [LevelRule],
        overridden: &mut Vec<(u32, Span)>,
    ) {
        let Some(rank) = self.level_rank(ladder, &line.name) else { return };
        if let Some((_, first)) = overridden.iter().find(|(r, _)| *r == rank) {
            let first = *first;
            self.report(
                Diagnostic::new(Code::M0111, format!("the level `{}` is given twice", line.name.node))
                    .at(line.name.span, "again here")
                    .also(first, "first given here")
                    .help("put all its rules behind one of them"),
            );
            return;
        }
        overridden.push((rank, line.name.span));
        if let Some(text) = &line.text {
            self.report(
                Diagnostic::new(Code::M0210, "a level's text stands in its ladder")
                    .at(text.span, "not here")
                    .also(self.ladder(ladder).span, "the ladder")
                    .help("take it away, or write it in the ladder"),
            );
        }
        self.notes(line.notes.iter(), line.span);
        self.level_rules(area, ladder, line, rules, true);
    }

    /// Reads the bounds and requirements of one line. An override replaces the bounds and adds requirements.
    fn level_rules(
        &mut self,
        area: AreaId,
        ladder: LadderId,
        line: &'t LevelLine,
        rules: &mut [LevelRule],
        overriding: bool,
    ) {
        let Some(rank) = self.ladder(ladder).levels.iter().position(|level| level.name == line.name.node) else {
            return;
        };
        let [mut lower, mut upper] = self.written_bounds(line);
        let mut requires = Vec::new();
        for rule in &line.rules {
            match rule {
                ast::LevelRule::Bound { .. } => {}
                ast::LevelRule::Requires { condition, roles, .. } => {
                    let roles = self.roles(roles);
                    let place = Place::in_area(area);
                    let truth = self.within(Some(Rule::Level(area)), |this| this.condition(condition, place));
                    match (truth, roles) {
                        (Some(condition_id), Some(roles)) => {
                            requires.push(Requirement { condition: condition_id, roles, span: condition.span });
                        }
                        _ => {
                            self.doubtful_levels.insert((area, rank));
                        }
                    }
                }
            }
        }
        if rank == 0 && (lower.is_some() || line.rules.iter().any(|r| matches!(r, ast::LevelRule::Requires { .. }))) {
            self.rule_on_lowest(ladder, line);
            return;
        }
        if !overriding {
            // A threshold that the area replaces may be in another unit than the area's score.
            let (begins, ends) = self.own_bounds(area, &line.name.node);
            lower = lower.filter(|_| !begins);
            upper = upper.filter(|_| !begins && !ends);
        }
        let lower = lower.and_then(|written| self.bound(area, written));
        let upper = upper.and_then(|written| self.bound(area, written));
        let Some(rule) = rules.get_mut(rank) else { return };
        if !overriding || lower.is_some() || upper.is_some() {
            rule.lower = lower.or(if overriding { rule.lower.take() } else { None });
            rule.upper = upper;
        }
        rule.requires.extend(requires);
    }

    /// Whether an area says itself where a level of its ladder begins, and where it ends.
    fn own_bounds(&self, area: AreaId, level: &str) -> (bool, bool) {
        let lines = self.levels_line(area).map_or(&[][..], |(_, _, lines)| lines);
        let own = lines.iter().find_map(|line| match line {
            LevelsLine::Level(line) if line.name.node == level => Some(line),
            _ => None,
        });
        let mut bounds = (false, false);
        for rule in own.iter().flat_map(|line| &line.rules) {
            if let ast::LevelRule::Bound { kind, .. } = rule {
                match kind.node {
                    BoundKind::From | BoundKind::Above => bounds.0 = true,
                    BoundKind::To | BoundKind::Below => bounds.1 = true,
                }
            }
        }
        bounds
    }

    fn level_formula(
        &mut self,
        area: AreaId,
        ladder: LadderId,
        formula: &'t Formula,
    ) -> Option<crate::model::NumberId> {
        let (number, unit) =
            self.within(Some(Rule::Level(area)), |this| this.formula(formula, Place::in_area(area), Some(ladder)))?;
        if unit == Unit::Level(ladder) {
            return Some(number);
        }
        let span = match formula {
            Formula::Expr(expr) => expr.span,
            Formula::Lines { span, .. } => *span,
        };
        let name = self.ladder(ladder).name.clone();
        let diagnostic = match unit {
            Unit::Level(other) => {
                let other = self.ladder(other).name.clone();
                Diagnostic::new(Code::M0205, format!("`level` gives a level of `{other}`, not of `{name}`"))
                    .at(span, format!("a level of `{other}`"))
                    .help("adopt the same ladder here and there")
            }
            unit => {
                let what = if unit == Unit::Percent { "a percentage" } else { "a number" };
                Diagnostic::new(Code::M0201, format!("`level` must give a level of `{name}`, and this is {what}"))
                    .at(span, what)
                    .help("write it as `score`: the thresholds of the ladder then give the level")
                    .help("or take a level, as in `level min(level of areas)`")
            }
        };
        let diagnostic = match self.levels_line(area) {
            Some((keyword, ladder, _)) => diagnostic.also(keyword.to(ladder.span), "the ladder of this area"),
            None => diagnostic,
        };
        self.report(diagnostic);
        None
    }
}

fn gating_of(gating: ast::Gating) -> Gating {
    match gating {
        ast::Gating::Cumulative => Gating::Cumulative,
        ast::Gating::Highest => Gating::Highest,
    }
}
