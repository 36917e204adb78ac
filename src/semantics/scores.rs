//! Scores of areas, written or by default, and declared totals of weights.

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::exact::Rational;
use crate::model::{AreaId, Number, Score, Unit, deep};
use crate::syntax::ast::{AreaLine, BinaryOp, ExprKind, Formula, LadderLine};

use super::checker::{Checker, Progress, Rule, show};
use super::lower::{Place, Typed};
use super::selectors::Set;

impl<'t> Checker<'t> {
    /// The area, or the ladder that it adopts, writes its score.
    pub fn has_own_score(&self, area: AreaId) -> bool {
        self.score_line(area).is_some()
    }

    pub fn score_line(&self, area: AreaId) -> Option<&'t Formula> {
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
                // Its `score` may be among the lines that could not be read.
                None if this.has_broken_lines(area) => None,
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
        let diagnostic = Diagnostic::new(
            Code::M0208,
            format!("`{}` is scored in points, so it has no share in the score of `{}`", inner.name, outer.name),
        )
        .at(span, "in points")
        .note("without a `score` of its own an area takes the mean of its parts, each as a percentage");
        self.out_of(child, diagnostic)
            .help(format!("or say how `{}` is scored, as in `score mean(score of areas)`", outer.name))
    }

    /// Adds how the points of an area become a percentage.
    pub fn out_of(&self, area: AreaId, diagnostic: Diagnostic) -> Diagnostic {
        let most = self.area(area).score.as_ref().map(|score| self.bounds_of(score.number).1);
        let most = most.filter(Rational::is_positive).map_or("…".to_owned(), |most| show(&most, Unit::Points));
        let Some(Formula::Expr(expr)) = self.score_line(area) else {
            return diagnostic.help(format!("make percentages of the points, as in `… out of {most}`"));
        };
        let compound = matches!(expr.kind, ExprKind::Negate(_) | ExprKind::Else(..))
            || matches!(expr.kind, ExprKind::Binary(_, op, _) if matches!(op.node, BinaryOp::Add | BinaryOp::Subtract));
        let written = self.sources.slice(expr.span);
        let written = if compound { format!("({written})") } else { written.to_owned() };
        let mended = format!("{written} out of {most}");
        match mended.chars().count() <= 60 && !mended.contains('\n') && most != "…" {
            true => diagnostic.help(format!("make a percentage of the score: write `{mended}`")).edit(
                expr.span,
                mended,
                Applicability::NeedsALook,
            ),
            false => diagnostic.help(format!("make a percentage of the score, as in `… out of {most}`")),
        }
    }

    fn score_problem(&mut self, area: AreaId, problem: Diagnostic) {
        if let Some(source) = self.area_sources.get_mut(area.0 as usize) {
            source.score_problem = Some(problem);
        }
    }

    /// `weights … total`: held against the sum.
    pub fn check_totals(&mut self, area: AreaId) {
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
                .note(addition(&weights, &sum))
                .help("change a weight, or the total"),
            );
        }
    }
}

/// How weights add up: `2 + 3 + 1 = 6`. Of a long sum the first ones are shown, and how many more there are.
fn addition(weights: &[Rational], sum: &Rational) -> String {
    const SHOWN: usize = 12;
    let sum = show(sum, Unit::Points);
    let mut addends: Vec<String> = weights.iter().map(|weight| show(weight, Unit::Points)).collect();
    let more = addends.len().saturating_sub(SHOWN);
    if more > 1 {
        addends.truncate(SHOWN);
        addends.push(format!("… ({more} more)"));
    }
    match addends.as_slice() {
        [] => "there is no weight to add".to_owned(),
        [one] => format!("only one weight is added, {one}; one that is not written is 1"),
        addends => format!("{} = {sum}; a weight that is not written is 1", addends.join(" + ")),
    }
}
