//! Changes by which a question is asked otherwise though its `ask when` is as it was: something behind it changed.
//! An answer that was given to it may be refused then.

use std::collections::BTreeSet;

use super::change::{Aspect, Change, Class, SubjectKind, What};
use super::differ::Differ;
use super::pairs::Numbered;
use super::questions::scale_of;
use crate::model::{Number, NumberId, QuestionId, Rule, Truth, TruthId};

/// What the conditions under which questions are asked look at.
#[derive(Default)]
struct Behind {
    /// Questions, by whatever way.
    questions: BTreeSet<QuestionId>,
    /// Scores, levels, values or points: many rules can change these.
    is_deep: bool,
    /// Whether an action is suggested.
    sees_actions: bool,
}

impl Differ<'_> {
    /// Raises the class of such changes.
    pub fn asked_otherwise(&mut self) {
        let conditions: Vec<TruthId> = self
            .pairing
            .questions
            .both()
            .filter_map(|(_, now)| self.new.questions.get(now.number())?.ask_when)
            .collect();
        if conditions.is_empty() {
            return;
        }
        let mut behind = Behind {
            questions: self.new.questions_behind(conditions.iter().map(|id| Rule::Truth(*id))),
            ..Behind::default()
        };
        let mut todo = conditions;
        let hidden = behind.questions.iter().filter_map(|id| self.new.questions.get(id.number())?.ask_when);
        todo.extend(hidden);
        self.look(todo, &mut behind);
        let raised: Vec<bool> = self.changes.iter().map(|change| self.plays_a_part(change, &behind)).collect();
        for (change, raised) in self.changes.iter_mut().zip(raised) {
            if raised {
                change.class = Class::Incompatible;
            }
        }
    }

    fn look(&self, mut todo: Vec<TruthId>, behind: &mut Behind) {
        let mut seen: BTreeSet<TruthId> = BTreeSet::new();
        let is_constant = |id: NumberId| matches!(self.new.numbers.get(id.0 as usize), Some(Number::Constant(_)));
        while let Some(id) = todo.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.new.truths.get(id.0 as usize) {
                Some(Truth::And(ids) | Truth::Or(ids)) => todo.extend(ids),
                Some(Truth::Compare(left, _, right)) => {
                    behind.is_deep |= !is_constant(*left) || !is_constant(*right);
                }
                Some(Truth::Present(number, _)) => behind.is_deep |= !is_constant(*number),
                Some(Truth::Suggested(action, _)) => {
                    behind.sees_actions = true;
                    todo.extend(self.new.actions.get(action.number()).map(|action| action.suggest_when));
                }
                _ => {}
            }
        }
    }

    fn plays_a_part(&self, change: &Change, behind: &Behind) -> bool {
        if change.class < Class::Results {
            return false;
        }
        if change.subject.kind == SubjectKind::Action {
            return behind.sees_actions;
        }
        if behind.is_deep {
            return true;
        }
        // A condition on answers alone sees what a missing one counts as, whether it was asked for, and the order.
        let What::Changed { aspect, .. } = &change.what else { return false };
        let of_answers = matches!(
            aspect,
            Aspect::Unanswered | Aspect::NotApplicable | Aspect::Hidden | Aspect::For | Aspect::AskWhen | Aspect::Order
        );
        // A rule of an area reaches the questions in it.
        let within = match change.subject.kind {
            SubjectKind::Area => self.new.areas.iter().find(|area| area.key == change.subject.name),
            _ => None,
        };
        let is_reached = |id: &&QuestionId| within.is_none_or(|area| (area.within.0..area.within.1).contains(&id.0));
        let reached = behind.questions.iter().filter(is_reached);
        let mut questions = reached.filter_map(|id| self.new.questions.get(id.number()));
        let is_behind = match change.subject.kind {
            SubjectKind::Question => questions.any(|question| question.key == change.subject.name),
            SubjectKind::Scale => questions.any(|question| {
                let scale = scale_of(question).and_then(|scale| self.new.scales.get(scale.number()));
                scale.is_some_and(|scale| scale.name.as_deref() == Some(&change.subject.name))
            }),
            // A policy of the model or of an area counts where the state can occur.
            _ => match aspect {
                Aspect::Hidden => questions.any(|question| question.ask_when.is_some()),
                Aspect::NotApplicable => questions.any(|question| question.na.is_some()),
                _ => questions.next().is_some(),
            },
        };
        of_answers && is_behind
    }
}
