//! What a missing answer counts as: the nearest policy wins, each state by itself.

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::exact::Rational;
use crate::model::{AreaId, Domain, OVERALL, PolicyOrigin, QuestionId, StandIn, StatePolicy};
use crate::syntax::ast::{self, AreaLine, Item, MissingState, ModelLine, QuestionLine, Treatment};

use super::checker::Checker;
use super::unknown::suggest;

impl<'t> Checker<'t> {
    /// Gives every question its policies.
    pub fn resolve_policies(&mut self) {
        let trees = self.trees;
        let model: Vec<&'t ast::Policy> = trees
            .iter()
            .flat_map(|(_, tree)| &tree.items)
            .filter_map(|item| match item {
                Item::Model(model) => Some(&model.lines),
                _ => None,
            })
            .flatten()
            .filter_map(|line| match line {
                ModelLine::Policy(policy) => Some(policy),
                _ => None,
            })
            .collect();
        self.stated_once(&model);
        let mut model = model;
        model.retain(|policy| self.names_an_option(OVERALL, policy));
        let mut areas: Vec<Vec<&'t ast::Policy>> =
            (0..self.area_sources.len()).map(|index| self.area_policies(AreaId(index as u32))).collect();
        for (index, policies) in areas.iter_mut().enumerate() {
            self.stated_once(policies);
            policies.retain(|policy| self.names_an_option(AreaId(index as u32), policy));
        }
        for index in 0..self.question_trees.len() {
            self.question_policies(QuestionId(index as u32), &areas, &model);
        }
    }

    /// Whether the option that an area or the model names is one of its questions' options. It must be one even where none
    /// of them can be in that state: a slip there would show only when one is added.
    fn names_an_option(&mut self, area: AreaId, policy: &'t ast::Policy) -> bool {
        let Treatment::Option(name) = &policy.treatment.node else { return true };
        let questions = self.questions_within(area);
        // Where parts are not known the option may be among them, unless it is a slip for a word of the language.
        let slip = nearest(name, ["lowest", "highest"]).is_some();
        if questions.is_empty() || self.is_lost(name) || (self.has_broken_parts(area) && !slip) {
            return true;
        }
        let mut known: Vec<&str> = Vec::new();
        for id in &questions {
            let Domain::Choice(choice) = &self.question(*id).domain else { continue };
            for option in &self.scale(choice.scale).options {
                if !known.contains(&option.name.as_str()) {
                    known.push(&option.name);
                }
            }
        }
        if known.contains(&name.as_str()) {
            return true;
        }
        known.extend(["lowest", "highest"]);
        let diagnostic = Diagnostic::new(Code::M0101, format!("no question here has the option `{name}`"))
            .at(policy.treatment.span, "an option of none of them");
        let diagnostic = suggest(diagnostic, name, policy.treatment.span, &known, "option");
        self.report(diagnostic);
        false
    }

    fn area_policies(&self, area: AreaId) -> Vec<&'t ast::Policy> {
        let lines: &'t [AreaLine] = self.area_sources.get(area.0 as usize).map_or(&[], |source| source.lines);
        lines
            .iter()
            .filter_map(|line| match line {
                AreaLine::Policy(policy) => Some(policy),
                _ => None,
            })
            .collect()
    }

    fn stated_once(&mut self, policies: &[&'t ast::Policy]) {
        let mut seen = Vec::new();
        for policy in policies {
            self.twice(&mut seen, keyword(policy.state.node), policy.state.span);
        }
    }

    fn question_policies(&mut self, id: QuestionId, areas: &[Vec<&'t ast::Policy>], model: &[&'t ast::Policy]) {
        let Some(tree) = self.question_trees.get(id.0 as usize).copied() else { return };
        let own: Vec<&'t ast::Policy> = tree
            .lines
            .iter()
            .filter_map(|line| match line {
                QuestionLine::Policy(policy) => Some(policy),
                _ => None,
            })
            .collect();
        self.stated_once(&own);
        self.policies_fit(id, tree, &own);
        let mut layers: Vec<(PolicyOrigin, &[&'t ast::Policy])> = vec![(PolicyOrigin::Question, &own)];
        let mut at = Some(self.question(id).area);
        while let Some(area) = at {
            layers.push((PolicyOrigin::Area(area), areas.get(area.0 as usize).map_or(&[], Vec::as_slice)));
            at = self.area(area).parent;
        }
        layers.push((PolicyOrigin::Model, model));
        let nearest = |state: MissingState| {
            layers.iter().find_map(|(origin, policies)| {
                policies.iter().find(|p| p.state.node == state).map(|policy| (*origin, *policy))
            })
        };
        // What an area or the model says reaches only the questions that can be in that state: an option that the others
        // do not have is no mistake. A worth of `na` is said at the answers, nearer than any area.
        let offers_na = self.question(id).na.as_ref().is_some_and(|na| na.points.is_none());
        let may_be_hidden = tree.lines.iter().any(|line| matches!(line, QuestionLine::AskWhen(..)));
        let reaches =
            |possible: bool| move |(origin, _): &(PolicyOrigin, _)| possible || *origin == PolicyOrigin::Question;
        let stated = [
            nearest(MissingState::Unanswered),
            nearest(MissingState::Na).filter(reaches(offers_na)),
            nearest(MissingState::Hidden).filter(reaches(may_be_hidden)),
        ];
        let [unanswered, na, hidden] =
            stated.map(|stated| stated.and_then(|(origin, policy)| self.policy(id, origin, policy)));
        self.edit_question(id, |question| {
            question.policies.unanswered = unanswered;
            question.policies.na = na;
            question.policies.hidden = hidden;
        });
    }

    /// A policy at a question must speak of a state that it can be in.
    fn policies_fit(&mut self, id: QuestionId, tree: &'t ast::Question, own: &[&'t ast::Policy]) {
        if tree.head.broken || self.unresolved.contains(&id) {
            return;
        }
        let asked_always = !tree.lines.iter().any(|line| matches!(line, QuestionLine::AskWhen(..)));
        for policy in own {
            let name = self.question(id).name.clone();
            let problem = match policy.state.node {
                MissingState::Na if self.question(id).na.is_none() => Some((
                    Code::M0405,
                    format!("`{name}` cannot be answered with `na`"),
                    "offer it, as in `answers … or na \"…\"`, or take this line away",
                )),
                MissingState::Na if self.question(id).na.as_ref().is_some_and(|na| na.points.is_some()) => Some((
                    Code::M0406,
                    format!("`na` of `{name}` has a worth of its own already"),
                    "keep the points at `na` or this line, not both",
                )),
                MissingState::Hidden if asked_always => Some((
                    Code::M0405,
                    format!("`{name}` is never hidden: it has no `ask when`"),
                    "take this line away",
                )),
                _ => None,
            };
            if let Some((code, message, help)) = problem {
                self.report(Diagnostic::new(code, message).at(policy.span, "has no effect").help(help));
            }
        }
    }

    fn policy(&mut self, id: QuestionId, origin: PolicyOrigin, policy: &'t ast::Policy) -> Option<StatePolicy> {
        let domain = &self.question(id).domain;
        if matches!(domain, Domain::Text) {
            return None;
        }
        let stand_in = match &policy.treatment.node {
            Treatment::LeftOut => StandIn::LeftOut,
            Treatment::Lowest => StandIn::Answer(self.extreme_answer(id, false)),
            Treatment::Highest => StandIn::Answer(self.extreme_answer(id, true)),
            Treatment::Option(name) => {
                let name = ast::Name::new(name.clone(), policy.treatment.span);
                let Domain::Choice(choice) = domain else {
                    self.report(
                        Diagnostic::new(
                            Code::M0405,
                            format!("`{}` is not answered with an option", self.question(id).name),
                        )
                        .at(policy.span, "names an option")
                        .also(self.question(id).span, "this question")
                        .help("write `lowest` or `highest`, or state the policy at the questions with that scale"),
                    );
                    return None;
                };
                StandIn::Answer(self.option_index(choice.scale, &name)?)
            }
        };
        Some(StatePolicy { stand_in, origin })
    }

    /// The answer with the lowest (first as written) or highest (last as written) worth; by order without points.
    pub fn extreme_answer(&self, id: QuestionId, highest: bool) -> u64 {
        let better = |new: &Rational, best: &Rational| if highest { new >= best } else { new < best };
        let pick = |worths: Vec<(u64, Rational)>| {
            let mut best: Option<(u64, Rational)> = None;
            for (index, worth) in worths {
                if best.as_ref().is_none_or(|(_, b)| better(&worth, b)) {
                    best = Some((index, worth));
                }
            }
            best.map_or(0, |(index, _)| index)
        };
        match &self.question(id).domain {
            Domain::Text => 0,
            Domain::Choice(choice) => {
                let options = &self.scale(choice.scale).options;
                let worth = |i: usize, points: &Option<Rational>| points.clone().unwrap_or(Rational::from(i as i64));
                pick(options.iter().enumerate().map(|(i, o)| (i as u64, worth(i, &o.points))).collect())
            }
            Domain::AnyOf(any) => {
                let options = self.scale(any.scale).options.iter().enumerate();
                let takes = |points: &Option<Rational>| match points {
                    None => highest,
                    Some(points) if highest => points.is_positive(),
                    Some(points) => points.is_negative(),
                };
                options
                    .filter(|(_, o)| takes(&o.points))
                    .fold(0, |set, (i, _)| set | 1u64.checked_shl(i as u32).unwrap_or(0))
            }
            Domain::Range(range) if range.points.is_empty() => match highest {
                true => range.count.saturating_sub(1),
                false => 0,
            },
            Domain::Range(range) => pick(
                range
                    .points
                    .iter()
                    .map(|rule| (if highest { rule.last } else { rule.first }, rule.points.clone()))
                    .collect(),
            ),
        }
    }
}

fn keyword(state: MissingState) -> &'static str {
    match state {
        MissingState::Unanswered => "unanswered",
        MissingState::Na => "na",
        MissingState::Hidden => "hidden",
    }
}
