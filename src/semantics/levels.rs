//! Scores, levels, thresholds, requirements and values of areas.

use crate::diagnostics::{Code, Diagnostic};
use crate::exact::Rational;
use crate::model::{
    Adoption, AreaId, Bound, Gating, LadderId, LevelRule, Number, OVERALL, QuestionId, Requirement, Score, Unit,
    ValueId, deep,
};
use crate::source::Span;
use crate::syntax::ast::{self, AreaLine, BoundKind, Formula, LadderLine, LevelLine, LevelsLine};

use super::checker::{Checker, Progress, Rule, show};
use super::lower::{Place, Typed};
use super::selectors::Set;
use super::unknown::listed;

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
        // Inner areas come after the ones around them.
        for index in (0..self.area_sources.len()).rev() {
            self.check_totals(AreaId(index as u32));
        }
    }

    fn lines(&self, area: AreaId) -> &'t [AreaLine] {
        self.area_sources.get(area.0 as usize).map_or(&[], |source| source.lines)
    }

    fn levels_line(&self, area: AreaId) -> Option<(Span, &'t ast::Name, &'t [LevelsLine])> {
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

    /// The area names a ladder that is not known: reported there, and nowhere else.
    pub fn adopts_unknown(&self, area: AreaId) -> bool {
        self.levels_line(area).is_some()
    }

    /// Something in the declaration could not be read.
    pub fn is_broken(&self, area: AreaId) -> bool {
        self.doubtful_areas.contains(&area)
            || self.area_sources.get(area.0 as usize).and_then(|source| source.head).is_some_and(|head| head.broken)
    }

    /// Something of the question is wrong, and was reported: its answers, or which sets it is in.
    pub fn is_doubtful(&self, question: QuestionId) -> bool {
        let scale = self.scale_of(question).and_then(|scale| self.scale_sources.get(scale.0 as usize));
        self.unresolved.contains(&question)
            || self.doubtful.contains(&question)
            || scale.is_some_and(|scale| scale.broken)
            || self.question_trees.get(question.0 as usize).is_some_and(|tree| tree.head.broken)
    }

    /// Something in the area, at any depth, could not be read.
    pub fn has_broken_parts(&self, area: AreaId) -> bool {
        self.is_broken(area)
            || self.questions_within(area).iter().any(|q| self.is_doubtful(*q))
            || self.area(area).areas.iter().any(|child| self.has_broken_parts(*child))
            || (area == OVERALL && !self.lost_names.is_empty())
    }

    /// The area, or the ladder that it adopts, writes its score.
    pub fn has_own_score(&self, area: AreaId) -> bool {
        self.score_line(area).is_some()
    }

    fn score_line(&self, area: AreaId) -> Option<&'t Formula> {
        let own = self.lines(area).iter().find_map(|line| match line {
            AreaLine::Score(_, formula) => Some(formula),
            _ => None,
        });
        let source = self.area_sources.get(area.0 as usize)?;
        own.or_else(|| {
            let ladder = self.ladder_sources.get(source.ladder?.0 as usize)?.tree;
            ladder.lines.iter().find_map(|line| match line {
                LadderLine::Score(_, formula) => Some(formula),
                _ => None,
            })
        })
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

    /// An area's score, lowered when first asked for. None: it has none (see `score_problem`), it is wrong, or it is
    /// in a circle with itself.
    pub fn lower_score(&mut self, area: AreaId) -> Typed {
        let source = self.area_sources.get_mut(area.0 as usize)?;
        match std::mem::replace(&mut source.score, Progress::Open) {
            Progress::Done(done) => {
                source.score = Progress::Done(done);
                return done;
            }
            Progress::Open => return None,
            Progress::Untouched => {}
        }
        let formula = self.score_line(area);
        let done = self.within(Some(Rule::Score(area)), |this| {
            deep(|| match formula {
                Some(formula) => this.written_score(area, formula),
                None => this.default_score(area),
            })
        });
        if let Some(source) = self.area_sources.get_mut(area.0 as usize) {
            source.score = Progress::Done(done);
        }
        let span = formula.map(|formula| match formula {
            Formula::Expr(expr) => expr.span,
            Formula::Lines { span, .. } => *span,
        });
        if let (Some((number, unit)), Some(area)) = (done, self.model.areas.get_mut(area.0 as usize)) {
            area.score = Some(Score { number, unit, bounds: (Rational::ZERO, Rational::ZERO), span });
        }
        done
    }

    fn written_score(&mut self, area: AreaId, formula: &'t Formula) -> Typed {
        let (number, unit) = self.formula(formula, Place::in_area(area), None)?;
        if let Unit::Level(_) = unit {
            let span = match formula {
                Formula::Expr(expr) => expr.span,
                Formula::Lines { span, .. } => *span,
            };
            self.report(
                Diagnostic::new(Code::M0201, "a score is a number or a percentage, not a level")
                    .at(span, "a level")
                    .help("write it as `level` instead of `score`"),
            );
            return None;
        }
        Some((number, unit))
    }

    /// The weighted mean of the children, each as the share of its own range.
    fn default_score(&mut self, area: AreaId) -> Typed {
        let mut terms = Vec::new();
        for id in self.area(area).questions.clone() {
            if self.discriminates(id) {
                let (weight, span) = (self.question(id).weight.clone(), self.question(id).span);
                self.depend(Rule::AskWhen(id), span);
                terms.push((weight, self.graph.number(Number::Share(id))));
            }
        }
        for child in self.area(area).areas.clone() {
            let (weight, span) = (self.area(child).weight.clone(), self.area(child).span);
            self.depend(Rule::Score(child), span);
            match self.lower_score(child) {
                Some((_, Unit::Percent)) => terms.push((weight, self.graph.number(Number::Score(child)))),
                Some(_) => {
                    let problem = self.points_among_shares(area, child);
                    self.score_problem(area, problem);
                    return None;
                }
                None => {
                    let source = self.area_sources.get(child.0 as usize)?;
                    if let Some(problem) = source.score_problem.clone() {
                        self.score_problem(area, problem);
                        return None;
                    }
                }
            }
        }
        match terms.is_empty() {
            true => None,
            false => Some((self.graph.number(Number::Mean(terms)), Unit::Percent)),
        }
    }

    fn points_among_shares(&self, area: AreaId, child: AreaId) -> Diagnostic {
        let (outer, inner) = (self.area(area), self.area(child));
        let span = self.score_line(child).map_or(inner.span, |formula| match formula {
            Formula::Expr(expr) => expr.span,
            Formula::Lines { span, .. } => *span,
        });
        let written = self.sources.slice(span);
        let simple = self.score_line(child).is_some() && written.len() <= 40 && !written.contains(['\n', '{']);
        let written = if simple { written } else { "…" };
        Diagnostic::new(
            Code::M0208,
            format!("`{}` is scored in points, so it has no share in the score of `{}`", inner.name, outer.name),
        )
        .at(span, "in points")
        .note("without a `score` of its own an area takes the mean of its parts, each as a percentage")
        .help(format!(
            "make a percentage of it, as in `score {written} out of 12`, where 12 is the most that can be reached"
        ))
        .help(format!("or say how `{}` is scored, as in `score mean(score of areas)`", outer.name))
    }

    fn score_problem(&mut self, area: AreaId, problem: Diagnostic) {
        if let Some(source) = self.area_sources.get_mut(area.0 as usize) {
            source.score_problem = Some(problem);
        }
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
        let (mut lower, mut upper) = (None, None);
        let mut requires = Vec::new();
        for rule in &line.rules {
            match rule {
                ast::LevelRule::Bound { kind, value } => {
                    let slot = match kind.node {
                        BoundKind::From | BoundKind::Above => &mut lower,
                        BoundKind::To | BoundKind::Below => &mut upper,
                    };
                    if let Some((_, _, first)) = slot {
                        let first = *first;
                        let end = match kind.node {
                            BoundKind::From | BoundKind::Above => "begins",
                            BoundKind::To | BoundKind::Below => "ends",
                        };
                        self.report(
                            Diagnostic::new(Code::M0111, format!("`{}` {end} at two scores", line.name.node))
                                .at(kind.span.to(value.span), "again here")
                                .also(first, "first given here")
                                .help("keep one of them"),
                        );
                        continue;
                    }
                    *slot = Some((kind.node, value, kind.span.to(value.span)));
                }
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
        let lower = lower.and_then(|(kind, value, span)| self.bound(area, kind, value, span));
        let upper = upper.and_then(|(kind, value, span)| self.bound(area, kind, value, span));
        let Some(rule) = rules.get_mut(rank) else { return };
        if !overriding || lower.is_some() || upper.is_some() {
            rule.lower = lower.or(if overriding { rule.lower.take() } else { None });
            rule.upper = upper;
        }
        rule.requires.extend(requires);
    }

    fn rule_on_lowest(&mut self, ladder: LadderId, line: &'t LevelLine) {
        if self.ladder_sources.get(ladder.0 as usize).is_some_and(|source| source.broken) {
            return;
        }
        let rule = line.rules.iter().find_map(|rule| match rule {
            ast::LevelRule::Bound { kind, value } if matches!(kind.node, BoundKind::From | BoundKind::Above) => {
                Some(("a threshold", kind.span.to(value.span)))
            }
            ast::LevelRule::Requires { keyword, condition, .. } => Some(("a requirement", keyword.to(condition.span))),
            ast::LevelRule::Bound { .. } => None,
        });
        let Some((what, span)) = rule else { return };
        self.report(
            Diagnostic::new(Code::M0305, format!("the lowest level, `{}`, has {what}", line.name.node))
                .at(span, "the lowest level is reached by everybody")
                .note("whoever reaches no higher level is at the lowest one")
                .help("take it away, or put another level below"),
        );
    }

    /// A threshold, held against the unit of the area's score.
    fn bound(&mut self, area: AreaId, kind: BoundKind, value: &'t ast::Value, span: Span) -> Option<Bound> {
        let score = self.within(Some(Rule::Level(area)), |this| match this.lower_score(area) {
            Some(score) => {
                this.depend(Rule::Score(area), span);
                Some(score)
            }
            None => {
                if this.has_own_score(area) || this.is_broken(area) {
                    return None;
                }
                this.depend(Rule::Score(area), span);
                let problem = this.area_sources.get(area.0 as usize).and_then(|source| source.score_problem.clone());
                let name = this.area(area).name.clone();
                match problem {
                    Some(problem) => this.report(problem.also(span, "the score is needed for this threshold")),
                    None if this.has_broken_parts(area) => {}
                    None if !this.told_scoreless.insert(area) => {}
                    None => {
                        // Once for all thresholds of the area.
                        let place = this.levels_line(area).map_or(span, |(keyword, ladder, _)| keyword.to(ladder.span));
                        this.report(
                            Diagnostic::new(
                                Code::M0308,
                                format!("`{name}` has thresholds, but nothing in it gives points"),
                            )
                            .at(place, "brings thresholds along")
                            .also(span, "of which score?")
                            .help("give the answers to its questions points, or write its `score`")
                            .help("or take a ladder whose levels have `requires …` instead of thresholds"),
                        );
                    }
                }
                None
            }
        });
        let (_, unit) = score?;
        let percent = unit == Unit::Percent;
        if percent != value.percent {
            self.wrong_bounds.push(value);
            return None;
        }
        let inclusive = matches!(kind, BoundKind::From | BoundKind::To);
        Some(Bound { value: value.number.clone(), inclusive, span })
    }

    /// Thresholds in another unit than the score: one finding for all of them.
    fn bound_units(&mut self, area: AreaId, ladder: LadderId) {
        let wrong = std::mem::take(&mut self.wrong_bounds);
        let Some((first, others)) = wrong.split_first() else { return };
        let name = self.area(area).name.clone();
        let percent = !first.percent;
        let (unit, is, are) = match percent {
            true => ("percent", "a plain number", "plain numbers"),
            false => ("points", "a percentage", "percentages"),
        };
        let these =
            if others.is_empty() { format!("this threshold is {is}") } else { format!("these thresholds are {are}") };
        let mut diagnostic =
            Diagnostic::new(Code::M0202, format!("`{name}` is scored in {unit}, but {these}")).at(first.span, is);
        for other in others {
            diagnostic = diagnostic.also(other.span, is);
        }
        let score = self.score_line(area).map(|formula| match formula {
            Formula::Expr(expr) => expr.span,
            Formula::Lines { span, .. } => *span,
        });
        if let Some(score) = score {
            diagnostic = diagnostic.also(score, "its score");
        }
        if !percent {
            let written = score.map_or("", |score| self.sources.slice(score));
            let written = if written.len() <= 40 && !written.contains(['\n', '{']) { written } else { "…" };
            diagnostic = diagnostic
                .help(format!("make a percentage of the score, as in `score {written} out of 12`, where 12 is the most that can be reached"));
        }
        let adopters = self.area_sources.iter().filter(|source| source.ladder == Some(ladder)).count();
        let in_ladder = self.ladder_sources.get(ladder.0 as usize).is_some_and(|source| {
            let span = source.tree.head.span;
            span.file == first.span.file && span.start <= first.span.start && first.span.end <= span.end
        });
        if adopters > 1 && in_ladder {
            // Mending the ladder would break the others.
            diagnostic = diagnostic.help(match percent {
                true => format!(
                    "or give the area thresholds of its own, as in `levels {} {{ … }}`",
                    self.ladder(ladder).name
                ),
                false => format!("or give the area a ladder with thresholds in {unit}"),
            });
            self.report(diagnostic);
            return;
        }
        let all_shares = wrong.iter().all(|value| value.number <= Rational::ONE);
        let mended: Vec<(Span, String)> = wrong
            .iter()
            .map(|value| {
                let hundred = &value.number * &Rational::from(100);
                let text = match (percent, all_shares) {
                    (true, true) => format!("{}%", show(&hundred, Unit::Points)),
                    (true, false) => format!("{}%", show(&value.number, Unit::Points)),
                    (false, _) => show(&hundred, Unit::Points),
                };
                (value.span, text)
            })
            .collect();
        let texts = listed(mended.iter().map(|(_, text)| text.as_str()));
        let line = |span: Span| self.sources.line_column(span.file, span.start).line;
        // Several edits in one line are put into words as one.
        let joined = mended.len() > 1
            && mended.windows(2).all(|pair| match pair {
                [(a, _), (b, _)] => line(*a) == line(*b),
                _ => true,
            });
        if !joined {
            diagnostic = diagnostic.help(format!("{}write {texts}", if percent { "" } else { "or " }));
        }
        for (span, text) in mended {
            diagnostic = diagnostic.edit(span, text, crate::diagnostics::Applicability::NeedsALook);
        }
        self.report(diagnostic);
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

    /// Without a `level` formula every level but the lowest needs a threshold or a requirement.
    fn lower_bounds_present(&mut self, area: AreaId, ladder: LadderId, adoption: &Adoption) {
        let tree = self.ladder_sources.get(ladder.0 as usize).map(|source| source.tree);
        if self.is_broken(area) || self.ladder_sources.get(ladder.0 as usize).is_some_and(|source| source.broken) {
            return;
        }
        let mut silent: Vec<(&str, Span)> = Vec::new();
        for (rank, rule) in adoption.rules.iter().enumerate().skip(1) {
            let written = |lines: &[ast::LevelRule]| !lines.is_empty();
            let Some(level) = self.ladder(ladder).levels.get(rank) else { continue };
            let in_ladder = tree.is_some_and(|tree| {
                tree.lines
                    .iter()
                    .any(|l| matches!(l, LadderLine::Level(l) if l.name.node == level.name && written(&l.rules)))
            });
            let in_area = self.levels_line(area).is_some_and(|(_, _, lines)| {
                lines
                    .iter()
                    .any(|l| matches!(l, LevelsLine::Level(l) if l.name.node == level.name && written(&l.rules)))
            });
            if rule.lower.is_none() && rule.requires.is_empty() && !in_ladder && !in_area {
                silent.push((level.name.as_str(), level.span));
            }
        }
        let found = self.ladder(ladder);
        let name = &self.area(area).name;
        let findings: Vec<Diagnostic> = match silent.as_slice() {
            // One mistake: the ladder is a list of names.
            [(second, _), _, ..] if silent.len() == found.levels.len().saturating_sub(1) => {
                let message = format!("nothing says when the levels of `{}` are reached in `{name}`", found.name);
                let help = format!("give them thresholds, as in `{second} \"…\" from 50%`, or give the area a `level`");
                vec![
                    Diagnostic::new(Code::M0306, message)
                        .at(found.span, "neither thresholds nor requirements")
                        .help(help),
                ]
            }
            silent => silent
                .iter()
                .map(|(level, span)| {
                    Diagnostic::new(Code::M0306, format!("nothing says when `{level}` is reached in `{name}`"))
                        .at(*span, "neither threshold nor requirement")
                        .help(format!("give it a threshold, as in `{level} \"…\" from 50%`, or `requires …`"))
                })
                .collect(),
        };
        for finding in findings {
            self.report(finding.also(adoption.span, "adopted here"));
        }
    }

    /// `weights … total`: held against the sum.
    fn check_totals(&mut self, area: AreaId) {
        for line in self.lines(area) {
            let AreaLine::Weights { keyword, selector, total } = line else { continue };
            if total.percent {
                self.weight(total);
                continue;
            }
            let set = match selector {
                Some(selector) => match self.select(selector, area) {
                    Some(set) => set,
                    None => continue,
                },
                None => Set::Questions(self.area(area).questions.clone()),
            };
            let mut weights: Vec<Rational> = match &set {
                // The weight of a question that never scores means nothing.
                Set::Questions(questions) => {
                    let scoring = questions.iter().filter(|q| self.question(**q).bounds.is_some());
                    scoring.map(|q| self.question(*q).weight.clone()).collect()
                }
                Set::Areas(areas) => areas.iter().map(|a| self.area(*a).weight.clone()).collect(),
            };
            if selector.is_none() {
                weights.extend(self.area(area).areas.iter().map(|a| self.area(*a).weight.clone()));
            }
            let sum = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
            if sum == total.number || self.has_broken_parts(area) {
                continue;
            }
            let difference = &total.number - &sum;
            // One wrong weight puts the totals around it out by as much: the innermost is reported.
            if self.totals_off.iter().any(|(inner, off)| *off == difference && self.is_inside(*inner, area)) {
                continue;
            }
            self.totals_off.push((area, difference.clone()));
            let direction = if difference.is_negative() { "too much" } else { "too little" };
            let amount = if difference.is_negative() { -difference } else { difference };
            self.report(
                Diagnostic::new(
                    Code::M0309,
                    format!(
                        "the weights add up to {}, not to `{}`",
                        show(&sum, Unit::Points),
                        self.sources.slice(total.span)
                    ),
                )
                .at(keyword.to(total.span), format!("{} {direction}", show(&amount, Unit::Points)))
                .note(match weights.len() {
                    1 => "only one weight is added; one that is not written is 1".to_owned(),
                    all => format!("{all} weights are added; one that is not written is 1"),
                })
                .help("change a weight, or the total"),
            );
        }
    }
}

fn gating_of(gating: ast::Gating) -> Gating {
    match gating {
        ast::Gating::Cumulative => Gating::Cumulative,
        ast::Gating::Highest => Gating::Highest,
    }
}
