//! What a role can never do because its questions are not for that role.

use crate::diagnostics::{Code, Diagnostic};
use crate::model::{
    ActionId, AreaId, Number, NumberId, QuestionId, QuestionState, RoleId, Roles, Sign, Truth, TruthId,
};

use super::checker::Checker;

impl Checker<'_> {
    /// Requirements, `ask when` and `suggest when` that a role can never fulfil.
    pub fn check_roles(&mut self) {
        if self.model.roles.is_empty() {
            return;
        }
        for index in 0..self.model.areas.len() {
            self.check_requirements(AreaId(index as u32));
        }
        for index in 0..self.model.questions.len() {
            self.check_ask_when(QuestionId(index as u32));
        }
        for index in 0..self.model.actions.len() {
            let id = ActionId(index as u32);
            if !self.doubtful_actions.contains(&id) {
                self.check_action(id);
            }
        }
    }

    fn check_requirements(&mut self, area: AreaId) {
        let Some(adoption) = self.area(area).adoption.clone() else { return };
        for (rank, rule) in adoption.rules.iter().enumerate() {
            for requirement in &rule.requires {
                let blocked: Vec<RoleId> = self
                    .respondents()
                    .into_iter()
                    .flatten()
                    .filter(|role| requirement.roles.contains(Some(*role)) && self.is_asked(area, *role))
                    .filter(|role| self.settled(requirement.condition, *role) == Some(false))
                    .collect();
                if blocked.is_empty() {
                    continue;
                }
                let who = self.role_list(&Roles::Only(blocked.clone()));
                let level =
                    self.ladder(adoption.ladder).levels.get(rank).map_or(String::new(), |level| level.name.clone());
                let others = self.roles_except(&blocked);
                let mut diagnostic = Diagnostic::new(
                    Code::M0307,
                    format!("{who} can never reach `{level}` in `{}`: this requirement asks for answers that they are not asked for", self.area(area).name),
                )
                .at(requirement.span, format!("never holds for {who}"));
                for question in self.outside_questions(requirement.condition, &blocked).into_iter().take(3) {
                    let question = self.question(question);
                    diagnostic =
                        diagnostic.also(question.span, format!("is for {} only", self.role_list(&question.roles)));
                }
                diagnostic = match others {
                    Some(others) => diagnostic.help(format!("let it bind only who is asked: write `… for {others}`")),
                    None => diagnostic.help("ask them the question, too, or take the requirement away"),
                };
                self.report(diagnostic);
            }
        }
    }

    fn check_ask_when(&mut self, id: QuestionId) {
        // Whom it is for may be in a line that could not be read.
        if self.question_trees.get(id.0 as usize).is_some_and(|tree| tree.head.broken) {
            return;
        }
        let question = self.question(id).clone();
        let Some(condition) = question.ask_when else { return };
        let blocked: Vec<RoleId> = self
            .respondents()
            .into_iter()
            .flatten()
            .filter(|role| question.roles.contains(Some(*role)) && self.settled(condition, *role) == Some(false))
            .collect();
        if blocked.is_empty() {
            return;
        }
        let who = self.role_list(&Roles::Only(blocked.clone()));
        let mut diagnostic = Diagnostic::new(Code::M0407, format!("`{}` is never asked of {who}", question.name))
            .at(question.span, format!("its `ask when` never holds for {who}"))
            .help("ask them what the condition needs, too, or take them out of the question's `for`");
        for other in self.outside_questions(condition, &blocked).into_iter().take(3) {
            let other = self.question(other);
            diagnostic = diagnostic.also(other.span, format!("is for {} only", self.role_list(&other.roles)));
        }
        self.report(diagnostic);
    }

    fn check_action(&mut self, id: ActionId) {
        if self.action_trees.get(id.0 as usize).is_some_and(|tree| tree.head.broken) {
            return;
        }
        let Some(action) = self.model.actions.get(id.0 as usize).cloned() else { return };
        let roles: Vec<RoleId> =
            self.respondents().into_iter().flatten().filter(|role| action.roles.contains(Some(*role))).collect();
        let blocked: Vec<RoleId> =
            roles.iter().copied().filter(|role| self.settled(action.suggest_when, *role) == Some(false)).collect();
        if !blocked.is_empty() {
            let who = self.role_list(&Roles::Only(blocked.clone()));
            let mut diagnostic =
                Diagnostic::new(Code::M0502, format!("the action `{}` is never suggested to {who}", action.name))
                    .at(action.suggest_span, format!("never holds for {who}"));
            for other in self.outside_questions(action.suggest_when, &blocked).into_iter().take(3) {
                let other = self.question(other);
                diagnostic = diagnostic.also(other.span, format!("is for {} only", self.role_list(&other.roles)));
            }
            let rest: Vec<RoleId> = roles.iter().copied().filter(|role| !blocked.contains(role)).collect();
            diagnostic = match rest.is_empty() {
                true => diagnostic.help("ask them what the condition needs, too, or take the action away"),
                false => {
                    let names = self.role_list(&Roles::Only(rest)).replace('`', "").replace(" and ", ", ");
                    diagnostic.help(format!("say for whom it is: write `for {names}`"))
                }
            };
            self.report(diagnostic);
        }
        for raises in &action.raises {
            let question = self.question(raises.question).clone();
            let unasked: Vec<RoleId> = roles
                .iter()
                .copied()
                .filter(|role| !blocked.contains(role) && !question.roles.contains(Some(*role)))
                .collect();
            // An action may well work for others; it is wrong only when it can raise nothing for anybody it is for.
            if unasked.len() == roles.len() && !roles.is_empty() {
                let who = self.role_list(&Roles::Only(unasked));
                self.report(
                    Diagnostic::new(
                        Code::M0501,
                        format!("the action `{}` raises `{}`, which {who} is never asked", action.name, question.name),
                    )
                    .at(raises.span, format!("not asked of {who}"))
                    .also(question.span, format!("is for {} only", self.role_list(&question.roles)))
                    .help("raise a question of that role, or suggest the action to another one"),
                );
            }
        }
    }

    /// The roles that are not among `blocked`, as a `for` list.
    fn roles_except(&self, blocked: &[RoleId]) -> Option<String> {
        let rest: Vec<String> = self
            .respondents()
            .into_iter()
            .flatten()
            .filter(|role| !blocked.contains(role))
            .filter_map(|role| self.model.roles.get(role.0 as usize).map(|role| role.name.clone()))
            .collect();
        (!rest.is_empty()).then(|| rest.join(", "))
    }

    fn is_asked(&self, area: AreaId, role: RoleId) -> bool {
        self.questions_within(area).iter().any(|q| self.question(*q).roles.contains(Some(role)))
    }

    /// The questions of a condition that none of these roles is asked.
    fn outside_questions(&self, id: TruthId, roles: &[RoleId]) -> Vec<QuestionId> {
        let mut found: Vec<QuestionId> = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let question = match self.graph.get_truth(id) {
                Truth::And(parts) | Truth::Or(parts) => {
                    open.extend(parts.iter().rev());
                    None
                }
                Truth::Answer(q, _) | Truth::Has(q, ..) | Truth::HasAtLeast(q, ..) | Truth::State(q, ..) => Some(*q),
                Truth::Compare(left, ..) => match self.graph.get(*left) {
                    Number::Points(q) | Number::Given(q) | Number::Share(q) => Some(*q),
                    _ => None,
                },
                _ => None,
            };
            if let Some(question) = question
                && roles.iter().any(|role| !self.question(question).roles.contains(Some(*role)))
                && !found.contains(&question)
            {
                found.push(question);
            }
        }
        found
    }

    /// What the condition is for a role whatever is answered, as far as the roles of the questions tell.
    fn settled(&self, id: TruthId, role: RoleId) -> Option<bool> {
        let outside = |question: QuestionId| !self.question(question).roles.contains(Some(role));
        match self.graph.get_truth(id) {
            Truth::Constant(value) => Some(*value),
            Truth::And(parts) => {
                let parts: Vec<Option<bool>> = parts.iter().map(|part| self.settled(*part, role)).collect();
                match parts {
                    parts if parts.contains(&Some(false)) => Some(false),
                    parts if parts.iter().all(|part| *part == Some(true)) => Some(true),
                    _ => None,
                }
            }
            Truth::Or(parts) => {
                let parts: Vec<Option<bool>> = parts.iter().map(|part| self.settled(*part, role)).collect();
                match parts {
                    parts if parts.contains(&Some(true)) => Some(true),
                    parts if parts.iter().all(|part| *part == Some(false)) => Some(false),
                    _ => None,
                }
            }
            Truth::Answer(question, _) | Truth::Has(question, ..) | Truth::HasAtLeast(question, ..) => {
                outside(*question).then_some(false)
            }
            Truth::State(question, QuestionState::Answered | QuestionState::Unanswered, sign)
            | Truth::State(question, QuestionState::Na | QuestionState::Hidden, sign)
            | Truth::Counts(question, sign) => outside(*question).then_some(*sign == Sign::IsNot),
            Truth::Compare(left, _, right) => {
                (self.never_has_value(*left, role) || self.never_has_value(*right, role)).then_some(false)
            }
            Truth::Present(number, sign) => self.never_has_value(*number, role).then_some(*sign == Sign::IsNot),
            Truth::Suggested(action, sign) => {
                let action = self.model.actions.get(action.0 as usize)?;
                (!action.roles.contains(Some(role))).then_some(*sign == Sign::IsNot)
            }
        }
    }

    /// Whether a number has no value for anybody in this role.
    fn never_has_value(&self, id: NumberId, role: RoleId) -> bool {
        match self.graph.get(id) {
            Number::Points(q) | Number::Share(q) | Number::Given(q) => !self.question(*q).roles.contains(Some(role)),
            Number::Score(area) | Number::Level(area) => {
                !self.questions_within(*area).is_empty() && !self.is_asked(*area, role)
            }
            Number::Linear { terms, .. } => terms.iter().any(|(_, term)| self.never_has_value(*term, role)),
            Number::Mean(terms) => terms.iter().all(|(_, term)| self.never_has_value(*term, role)),
            Number::Min(terms) | Number::Max(terms) => terms.iter().all(|term| self.never_has_value(*term, role)),
            Number::Round(inner, _) => self.never_has_value(*inner, role),
            Number::Else(a, b) => self.never_has_value(*a, role) && self.never_has_value(*b, role),
            Number::Constant(_)
            | Number::Sum(_)
            | Number::Value(_)
            | Number::Case { .. }
            | Number::Count(_)
            | Number::Proportion(_) => false,
        }
    }
}
