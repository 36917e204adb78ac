//! What a question's answer is, what stands in for a missing one, and what it is worth.

use std::collections::BTreeSet;

use num_traits::{One, Signed, Zero};

use mognad::syntax::ast::{
    Answers, AnswersKind, AreaLine, MetLine, MissingState, ModelLine, NaLine, Operand, OptionLine, Path, PointsWhen,
    Policy, Question, QuestionLine, ScaleBody, ScaleLine, Treatment, Value,
};

use super::{Exact, Given, Place, Reading};

/// How a question stands for a respondent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    Outside,
    Hidden,
    Unanswered,
    Na,
    Answered,
}

/// The kinds of answers.
enum Form {
    One(Vec<Choice>),
    Several(Vec<Choice>),
    Number { first: Exact, last: Exact, step: Exact },
    Text,
}

#[derive(Clone)]
pub struct Choice {
    pub name: String,
    pub points: Option<Exact>,
}

impl<'t> Reading<'t> {
    pub(super) fn question(&self, id: usize) -> &'t Question {
        self.tree.questions[id].tree
    }

    fn answers(&self, id: usize) -> &'t Answers {
        let answers = self.question(id).lines.iter().find_map(|line| match line {
            QuestionLine::Answers(_, answers) => Some(answers),
            _ => None,
        });
        answers.expect("answers")
    }

    fn scale_body(&self, id: usize) -> Option<&'t ScaleBody> {
        match &self.answers(id).kind {
            AnswersKind::Scale(name) | AnswersKind::AnyOf(name) => self.tree.scale(&name.node).map(|scale| &scale.body),
            AnswersKind::Inline(body) | AnswersKind::AnyOfInline(body) => Some(body),
            AnswersKind::Range { .. } | AnswersKind::Text => None,
        }
    }

    fn form(&self, id: usize) -> Form {
        let options = || match self.scale_body(id) {
            Some(body) => options(body),
            // The one scale that is built in.
            None => vec![
                Choice { name: "no".into(), points: Some(Exact::zero()) },
                Choice { name: "yes".into(), points: Some(Exact::one()) },
            ],
        };
        match &self.answers(id).kind {
            AnswersKind::Scale(_) | AnswersKind::Inline(_) => Form::One(options()),
            AnswersKind::AnyOf(_) | AnswersKind::AnyOfInline(_) => Form::Several(options()),
            AnswersKind::Range { first, last, step, .. } => Form::Number {
                first: exact(first),
                last: exact(last),
                step: step.as_ref().map_or_else(Exact::one, exact),
            },
            AnswersKind::Text => Form::Text,
        }
    }

    pub fn is_text(&self, id: usize) -> bool {
        matches!(self.form(id), Form::Text)
    }

    pub fn takes_several(&self, id: usize) -> bool {
        matches!(self.form(id), Form::Several(_))
    }

    pub fn is_number(&self, id: usize) -> bool {
        matches!(self.form(id), Form::Number { .. })
    }

    /// The options of a question in order.
    pub fn options(&self, id: usize) -> Vec<Choice> {
        match self.form(id) {
            Form::One(options) | Form::Several(options) => options,
            Form::Number { .. } | Form::Text => vec![],
        }
    }

    fn na(&self, id: usize) -> Option<&'t NaLine> {
        let in_scale = self.scale_body(id).and_then(|body| {
            body.lines.iter().find_map(|line| match line {
                ScaleLine::Na(na) => Some(na),
                _ => None,
            })
        });
        self.answers(id).or_na.as_ref().or(in_scale)
    }

    pub fn offers_na(&self, id: usize) -> bool {
        self.na(id).is_some()
    }

    fn na_worth(&self, id: usize) -> Option<Exact> {
        self.na(id)?.points.as_ref().map(exact)
    }

    /// Whether a `for` binds the respondent.
    pub(super) fn is_for(&self, roles: &[Path]) -> bool {
        let role = self.response.role.as_deref();
        roles.is_empty() || roles.iter().any(|path| Some(path.parts[0].node.as_str()) == role)
    }

    pub fn presence(&self, id: usize) -> Presence {
        if let Some(known) = self.presences.borrow().get(&id) {
            return *known;
        }
        let presence = self.find_presence(id);
        self.presences.borrow_mut().insert(id, presence);
        presence
    }

    fn find_presence(&self, id: usize) -> Presence {
        for line in &self.question(id).lines {
            if let QuestionLine::For(_, roles) = line
                && !self.is_for(roles)
            {
                return Presence::Outside;
            }
        }
        let place = Place { area: self.tree.questions[id].area, question: Some(id) };
        for line in &self.question(id).lines {
            if let QuestionLine::AskWhen(_, condition) = line
                && !self.holds(condition, place)
            {
                return Presence::Hidden;
            }
        }
        match self.response.given.get(&id) {
            None => Presence::Unanswered,
            Some(Given::Na) => Presence::Na,
            Some(_) => Presence::Answered,
        }
    }

    /// The nearest policy: the question's, then that of the areas from the inside out, then the model's.
    fn policy(&self, id: usize, state: MissingState) -> Option<&'t Treatment> {
        if self.is_text(id) {
            return None;
        }
        let speaks = |policy: &'t Policy| (policy.state.node == state).then_some(&policy.treatment.node);
        let own = self.question(id).lines.iter().find_map(|line| match line {
            QuestionLine::Policy(policy) => speaks(policy),
            _ => None,
        });
        if own.is_some() {
            return own;
        }
        // A worth of `na` stands at the answers, which is nearer than any area.
        if state == MissingState::Na && self.na_worth(id).is_some() {
            return None;
        }
        let mut at = Some(self.tree.questions[id].area);
        while let Some(area) = at {
            let here = self.tree.areas[area].lines.iter().find_map(|line| match line {
                AreaLine::Policy(policy) => speaks(policy),
                _ => None,
            });
            if here.is_some() {
                return here;
            }
            at = self.tree.areas[area].parent;
        }
        self.tree.model().lines.iter().find_map(|line| match line {
            ModelLine::Policy(policy) => speaks(policy),
            _ => None,
        })
    }

    /// Whether an unanswered question leaves open what depends on it.
    pub fn is_open(&self, id: usize) -> bool {
        let presence = self.presence(id);
        presence != Presence::Outside
            && !self.response.given.contains_key(&id)
            && !self.is_text(id)
            && self.policy(id, MissingState::Unanswered).is_none()
    }

    /// The answer that counts in comparisons: the given one, or the one that stands in for a missing one.
    pub fn answer(&self, id: usize) -> Option<Given> {
        match self.presence(id) {
            Presence::Outside => None,
            Presence::Hidden => self.stand_in(id, MissingState::Hidden),
            Presence::Na => self.stand_in(id, MissingState::Na),
            Presence::Answered => self.response.given.get(&id).cloned().filter(|given| *given != Given::Text),
            Presence::Unanswered if self.policy(id, MissingState::Unanswered).is_some() => {
                self.stand_in(id, MissingState::Unanswered)
            }
            Presence::Unanswered => match self.response.assumed.get(&id) {
                Some(Given::Na) => self.stand_in(id, MissingState::Na),
                other => other.cloned(),
            },
        }
    }

    fn stand_in(&self, id: usize, state: MissingState) -> Option<Given> {
        match self.policy(id, state)? {
            Treatment::LeftOut => None,
            Treatment::Lowest => Some(self.extreme(id, false)),
            Treatment::Highest => Some(self.extreme(id, true)),
            Treatment::Option(name) => Some(Given::Option(name.clone())),
        }
    }

    /// The answer with the lowest worth, as written first, or with the highest, as written last.
    pub fn extreme(&self, id: usize, highest: bool) -> Given {
        match self.form(id) {
            Form::One(options) => {
                let worth = |at: usize| {
                    options[at].points.clone().unwrap_or_else(|| Exact::from_integer(num_bigint::BigInt::from(at)))
                };
                let best = (0..options.len()).map(worth).reduce(|a, b| if highest { a.max(b) } else { a.min(b) });
                let mut fitting = (0..options.len()).filter(|at| Some(worth(*at)) == best);
                let at = if highest { fitting.next_back() } else { fitting.next() };
                Given::Option(options[at.unwrap()].name.clone())
            }
            Form::Several(options) => {
                let takes = |option: &&Choice| match &option.points {
                    None => highest,
                    Some(points) => {
                        if highest {
                            points.is_positive()
                        } else {
                            points.is_negative()
                        }
                    }
                };
                Given::Options(options.iter().filter(takes).map(|option| option.name.clone()).collect())
            }
            Form::Number { .. } => {
                let numbers = self.telling_numbers(id);
                let worth = |number: &Exact| self.worth(id, &Given::Number(number.clone())).unwrap();
                let best = numbers.iter().map(worth).reduce(|a, b| if highest { a.max(b) } else { a.min(b) });
                let mut fitting = numbers.iter().filter(|number| Some(worth(number)) == best);
                let number = if highest { fitting.next_back() } else { fitting.next() };
                Given::Number(number.unwrap().clone())
            }
            Form::Text => Given::Text,
        }
    }

    /// Numbers of a range, ascending, among them the first and the last that any line of `points` holds for.
    fn telling_numbers(&self, id: usize) -> Vec<Exact> {
        let Form::Number { first, last, step } = self.form(id) else { return vec![] };
        let mut numbers = BTreeSet::from([first.clone(), last.clone()]);
        for line in self.points_lines(id) {
            let at = match &line.when {
                PointsWhen::UpTo(value) | PointsWhen::Below(value) => exact(value),
                PointsWhen::From(value) | PointsWhen::Above(value) => exact(value),
                PointsWhen::Otherwise(_) => continue,
            };
            let below = ((at - &first) / &step).floor() * &step + &first;
            numbers.extend([&below - &step, &below + &step, below]);
        }
        numbers.into_iter().filter(|number| first <= *number && *number <= last).collect()
    }

    fn points_lines(&self, id: usize) -> &'t [mognad::syntax::ast::PointsLine] {
        let lines = self.question(id).lines.iter().find_map(|line| match line {
            QuestionLine::Points(_, lines) => Some(lines.as_slice()),
            _ => None,
        });
        lines.unwrap_or(&[])
    }

    /// What an answer is worth; none where the question gives no points.
    pub fn worth(&self, id: usize, answer: &Given) -> Option<Exact> {
        let options = self.options(id);
        match answer {
            Given::Option(name) => options.iter().find(|option| option.name == *name)?.points.clone(),
            Given::Options(names) => {
                let all: Option<Vec<(String, Exact)>> =
                    options.into_iter().map(|option| Some((option.name, option.points?))).collect();
                Some(all?.into_iter().filter(|(name, _)| names.contains(name)).map(|(_, points)| points).sum())
            }
            Given::Number(number) => {
                let lines = self.points_lines(id);
                if lines.is_empty() {
                    return Some(number.clone());
                }
                let line = lines.iter().find(|line| match &line.when {
                    PointsWhen::UpTo(value) => *number <= exact(value),
                    PointsWhen::Below(value) => *number < exact(value),
                    PointsWhen::From(value) => *number >= exact(value),
                    PointsWhen::Above(value) => *number > exact(value),
                    PointsWhen::Otherwise(_) => true,
                });
                Some(exact(&line.expect("a line for every number").points))
            }
            Given::Text | Given::Na => None,
        }
    }

    /// The points of a question in scores: its answer's, or those of `na`.
    pub fn points(&self, id: usize) -> Option<Exact> {
        if let Some(answer) = self.answer(id) {
            return self.worth(id, &answer);
        }
        let is_na = match self.presence(id) {
            Presence::Na => true,
            Presence::Unanswered => {
                self.policy(id, MissingState::Unanswered).is_none()
                    && self.response.assumed.get(&id) == Some(&Given::Na)
            }
            _ => false,
        };
        if is_na && self.policy(id, MissingState::Na).is_none() { self.na_worth(id) } else { None }
    }

    /// Lowest and highest worth, that of `na` included; none where the question gives no points.
    pub fn worths(&self, id: usize) -> Option<(Exact, Exact)> {
        let mut all: Vec<Exact> = match self.form(id) {
            Form::Text => return None,
            Form::One(options) => options.into_iter().map(|option| option.points).collect::<Option<_>>()?,
            Form::Several(_) | Form::Number { .. } => {
                vec![self.worth(id, &self.extreme(id, false))?, self.worth(id, &self.extreme(id, true))?]
            }
        };
        all.extend(self.na_worth(id));
        Some((all.iter().min()?.clone(), all.iter().max()?.clone()))
    }

    /// Whether the answers are worth different things: only then has the question a share.
    pub fn has_share(&self, id: usize) -> bool {
        self.worths(id).is_some_and(|(low, high)| low != high)
    }

    pub fn share(&self, id: usize) -> Option<Exact> {
        let (low, high) = self.worths(id)?;
        Some((self.points(id)? - &low) / (high - low))
    }

    /// Whether an answer counts as fulfilled.
    pub fn is_met(&self, id: usize, answer: &Given) -> bool {
        let written = self.question(id).lines.iter().find_map(|line| match line {
            QuestionLine::Met(met) => Some(met),
            _ => None,
        });
        let at = |name: &str| self.option_at(id, name).unwrap();
        match (written, answer) {
            (Some(MetLine { up_to, bound: Operand::Name(name), .. }), Given::Option(option)) => match up_to {
                true => at(option) <= at(&name.node),
                false => at(option) >= at(&name.node),
            },
            (Some(MetLine { up_to, bound: Operand::Value(value), .. }), Given::Number(number)) => match up_to {
                true => *number <= exact(value),
                false => *number >= exact(value),
            },
            (Some(MetLine { bound: Operand::Value(value), .. }), Given::Options(options)) => {
                Exact::from_integer(num_bigint::BigInt::from(options.len())) >= exact(value)
            }
            (None, Given::Option(option)) => {
                let from = match self.scale_body(id) {
                    None => "yes".to_owned(),
                    Some(body) => {
                        let from = body.lines.iter().find_map(|line| match line {
                            ScaleLine::MetFrom(_, name) => Some(name.node.clone()),
                            _ => None,
                        });
                        from.expect("met from")
                    }
                };
                at(option) >= at(&from)
            }
            (met, answer) => panic!("met on {met:?} with {answer:?}"),
        }
    }

    /// Where an option stands among the options of its question.
    pub fn option_at(&self, id: usize, name: &str) -> Option<usize> {
        self.options(id).iter().position(|option| option.name == name)
    }

    /// The worth counts in some score, or the answer in some comparison.
    pub fn counts(&self, id: usize) -> bool {
        self.answer(id).is_some() || self.points(id).is_some()
    }
}

fn options(body: &ScaleBody) -> Vec<Choice> {
    let option = |line: &OptionLine| Choice { name: line.name.node.clone(), points: line.points.as_ref().map(exact) };
    let options = body.lines.iter().filter_map(|line| match line {
        ScaleLine::Option(line) => Some(option(line)),
        _ => None,
    });
    options.collect()
}

/// A literal as a big rational.
pub fn exact(value: &Value) -> Exact {
    value.number.to_big()
}
