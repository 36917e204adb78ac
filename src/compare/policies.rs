//! What changed about missing answers. A policy of an area or of the model is told there, and once.

use std::collections::BTreeSet;

use super::change::{Aspect, Class, SubjectKind, What};
use super::differ::{About, Differ};
use super::meaning::{Part, Side};
use super::pairs::Numbered;
use crate::evaluate::worth;
use crate::model::{Model, PolicyOrigin, Question, QuestionId, StandIn, StatePolicies, StatePolicy};

impl Differ<'_> {
    pub fn policies(&mut self) {
        let (pairing, old, new) = (self.pairing, self.old, self.new);
        let mut told: BTreeSet<(SubjectKind, String, Aspect)> = BTreeSet::new();
        for (before, now) in pairing.questions.both() {
            let (Some(was), Some(is)) = (old.questions.get(before.number()), new.questions.get(now.number())) else {
                continue;
            };
            let moved = pairing.areas.new_of(was.area) != Some(is.area);
            for (aspect, state) in STATES {
                let (from, to) = (state(&was.policies), state(&is.policies));
                // Where a question offers no `na`, nothing is said of it.
                if self.stand_in(Side::Old, before, from) == self.stand_in(Side::New, now, to)
                    || na_came(aspect, was, is)
                {
                    continue;
                }
                let about = self.origin(was, is, (from, to), moved);
                if told.insert((about.kind, about.name.clone(), aspect)) {
                    let at_question = about.kind == SubjectKind::Question;
                    let texts = (words(old, was, from, at_question), words(new, is, to, at_question));
                    let what = What::Changed { aspect, of: None, from: texts.0, to: texts.1 };
                    self.push(&about, what, Class::Results, None);
                }
            }
        }
    }

    fn stand_in(&self, side: Side, id: QuestionId, policy: Option<&StatePolicy>) -> Option<Part> {
        Some(match policy?.stand_in {
            StandIn::LeftOut => Part::Word("left out"),
            StandIn::Answer(answer) => self.meaning.answer(side, id, answer),
        })
    }

    /// Where the policy stands, or stood.
    fn origin(
        &self,
        old: &Question,
        new: &Question,
        (from, to): (Option<&StatePolicy>, Option<&StatePolicy>),
        moved: bool,
    ) -> About {
        let area = |model: &Model, area: crate::model::AreaId| {
            model.areas.get(area.number()).map(|area| (area.key.clone(), area.span, area.parent.is_none()))
        };
        let origin = match (to, from) {
            _ if moved => None,
            (Some(policy), _) => Some((self.new, policy.origin)),
            (None, Some(policy)) => Some((self.old, policy.origin)),
            (None, None) => None,
        };
        match origin {
            Some((_, PolicyOrigin::Model)) => About::new(SubjectKind::Model, &self.new.name, None, None),
            Some((model, PolicyOrigin::Area(id))) => match area(model, id) {
                Some((key, _, is_overall)) => {
                    let kind = if is_overall { SubjectKind::Overall } else { SubjectKind::Area };
                    About::new(kind, &key, None, None)
                }
                None => About::new(SubjectKind::Model, &self.new.name, None, None),
            },
            Some((_, PolicyOrigin::Question)) | None => {
                About::new(SubjectKind::Question, &new.key, Some(old.span), Some(new.span))
            }
        }
    }
}

type State = fn(&StatePolicies) -> Option<&StatePolicy>;

const STATES: [(Aspect, State); 3] = [
    (Aspect::Unanswered, |policies| policies.unanswered.as_ref()),
    (Aspect::NotApplicable, |policies| policies.na.as_ref()),
    (Aspect::Hidden, |policies| policies.hidden.as_ref()),
];

/// The state came or went with `na` or `ask when`: that is the change.
fn na_came(aspect: Aspect, old: &Question, new: &Question) -> bool {
    match aspect {
        Aspect::NotApplicable => old.na.is_some() != new.na.is_some(),
        Aspect::Hidden => old.ask_when.is_some() != new.ask_when.is_some(),
        _ => false,
    }
}

/// What a state counts as: away from the question by its place on the scale.
fn words(model: &Model, question: &Question, policy: Option<&StatePolicy>, at_question: bool) -> Option<String> {
    let answer = match policy?.stand_in {
        StandIn::LeftOut => return Some("left out".to_owned()),
        StandIn::Answer(answer) => answer,
    };
    let worth = worth(model, question, answer);
    Some(match (&question.bounds, worth) {
        (Some((low, _)), Some(worth)) if !at_question && worth == *low => "lowest".to_owned(),
        (Some((_, high)), Some(worth)) if !at_question && worth == *high => "highest".to_owned(),
        _ => model.answer_notation(question, answer),
    })
}
