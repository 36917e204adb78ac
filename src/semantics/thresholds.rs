//! Where levels begin: thresholds in the unit of the score, none on the lowest level, one on each other.

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::exact::Rational;
use crate::model::{Adoption, AreaId, Bound, LadderId, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, BoundKind, Formula, LadderLine, LevelLine, LevelsLine};

use super::bands::Written;
use super::checker::{Checker, Rule, show};
use super::unknown::listed;

impl<'t> Checker<'t> {
    pub fn rule_on_lowest(&mut self, ladder: LadderId, line: &'t LevelLine) {
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
    pub fn bound(&mut self, area: AreaId, written: Written<'t>) -> Option<Bound> {
        let Written { value, span, .. } = written;
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
        Some(written.bound())
    }

    /// Thresholds in another unit than the score: one finding for all of them.
    pub fn bound_units(&mut self, area: AreaId, ladder: LadderId) {
        let wrong = std::mem::take(&mut self.wrong_bounds);
        let Some((first, others)) = wrong.split_first() else { return };
        let percent = !first.percent;
        let (unit, is, are) = match percent {
            true => ("percent", "a plain number", "plain numbers"),
            false => ("points", "a percentage", "percentages"),
        };
        let these =
            if others.is_empty() { format!("this threshold is {is}") } else { format!("these thresholds are {are}") };
        let adopters: Vec<AreaId> = (0..self.area_sources.len())
            .map(|index| AreaId(index as u32))
            .filter(|id| self.area_sources.get(id.0 as usize).is_some_and(|source| source.ladder == Some(ladder)))
            .collect();
        let in_ladder = self.ladder_sources.get(ladder.0 as usize).is_some_and(|source| {
            let span = source.tree.head.span;
            span.file == first.span.file && span.start <= first.span.start && first.span.end <= span.end
        });
        let shared = in_ladder && adopters.len() > 1;
        let alike = adopters.iter().all(|id| match self.lower_score(*id) {
            Some((_, unit)) => (unit == Unit::Percent) == percent,
            None => false,
        });
        let differs = |unit: Unit| (unit == Unit::Percent) != percent;
        let others_differ = adopters.iter().any(|id| self.lower_score(*id).is_some_and(|(_, unit)| differs(unit)));
        let scored = match shared && alike {
            true => format!("the areas with the ladder `{}` are scored", self.ladder(ladder).name),
            false => format!("`{}` is scored", self.area(area).name),
        };
        let mut diagnostic =
            Diagnostic::new(Code::M0202, format!("{scored} in {unit}, but {these}")).at(first.span, is);
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
        if percent {
            diagnostic = match shared && others_differ {
                // Mending the ladder would break the others.
                true => diagnostic.help(format!(
                    "give the area thresholds of its own, as in `levels {} {{ … }}`",
                    self.ladder(ladder).name
                )),
                false => self.in_percent_each(diagnostic, &wrong),
            };
        } else {
            self.told_points.extend(score);
            diagnostic = self.out_of(area, diagnostic).help("or write the thresholds in points");
        }
        self.report(diagnostic);
    }

    /// The edits that make percentages of thresholds: `50`, or `0.5`, becomes `50%`.
    fn in_percent_each(&self, mut diagnostic: Diagnostic, wrong: &[&ast::Value]) -> Diagnostic {
        let shares = wrong.iter().all(|value| value.number <= Rational::ONE);
        let mended: Vec<(Span, String)> = wrong
            .iter()
            .map(|value| match shares {
                true => (value.span, show(&value.number, Unit::Percent)),
                false => (value.span, format!("{}%", show(&value.number, Unit::Points))),
            })
            .collect();
        let line = |span: Span| self.sources.line_column(span.file, span.start).line;
        // Several edits in one line are put into words as one.
        let joined = mended.len() > 1
            && mended.windows(2).all(|pair| match pair {
                [(a, _), (b, _)] => line(*a) == line(*b),
                _ => true,
            });
        if !joined {
            let texts = listed(mended.iter().map(|(_, text)| text.as_str()));
            diagnostic = diagnostic.help(format!("write {texts}"));
        }
        for (span, text) in mended {
            diagnostic = diagnostic.edit(span, text, Applicability::NeedsALook);
        }
        diagnostic
    }

    /// Without a `level` formula every level but the lowest needs a threshold or a requirement.
    pub fn lower_bounds_present(&mut self, area: AreaId, ladder: LadderId, adoption: &Adoption) {
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
}
