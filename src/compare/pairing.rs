//! What is the same in two versions of a model.

use super::answers::AnswerMap;
use super::pairs::{Named, Numbered, Pairs, pair_by_name};
use crate::evaluate::Answers;
use crate::model::{
    ActionId, AreaId, Domain, Ladder, LadderId, Model, OVERALL, Question, QuestionId, RoleId, ScaleId, Text, ValueId,
};
use crate::respond::find_question;

/// What is the same in two versions of a model: by name within the same parent, by earlier name (`was` in the new
/// version), and for areas, questions and values that moved elsewhere, by a name that is unique in both.
#[derive(Debug, Clone)]
pub struct Pairing {
    /// Roles.
    pub roles: Pairs<RoleId>,
    /// Scales by name; those in questions, and those that are called otherwise now, by the first question that uses both.
    pub scales: Pairs<ScaleId>,
    /// Ladders. Their levels: [`pair_levels`].
    pub ladders: Pairs<LadderId>,
    /// Areas; [`OVERALL`] is paired with itself.
    pub areas: Pairs<AreaId>,
    /// Questions, also those that moved to another area.
    pub questions: Pairs<QuestionId>,
    /// Declared values.
    pub values: Pairs<ValueId>,
    /// Actions.
    pub actions: Pairs<ActionId>,
    /// Properties, by their texts: they have no names.
    pub properties: Pairs<usize>,
    /// Examples, by their texts.
    pub examples: Pairs<usize>,
    /// For each question of the old version that is in the new one, its answers.
    answers: Vec<Option<AnswerMap>>,
}

impl Pairing {
    /// Pairs two versions.
    pub fn new(old: &Model, new: &Model) -> Pairing {
        let mut pairing = Pairing {
            roles: pair_all(&old.roles, &new.roles, |role| (&role.name, &role.was)),
            scales: Pairs::new(old.scales.len(), new.scales.len()),
            ladders: pair_all(&old.ladders, &new.ladders, |ladder| (&ladder.name, &ladder.was)),
            areas: pair_areas(old, new),
            questions: Pairs::new(old.questions.len(), new.questions.len()),
            values: Pairs::new(old.values.len(), new.values.len()),
            actions: pair_all(&old.actions, &new.actions, |action| (&action.name, &action.was)),
            properties: pair_texts(
                old.properties.iter().map(|property| &property.text),
                new.properties.iter().map(|property| &property.text),
            ),
            examples: pair_texts(
                old.examples.iter().map(|example| &example.text),
                new.examples.iter().map(|example| &example.text),
            ),
            answers: Vec::new(),
        };
        let questions = |model: &'_ Model| -> Vec<(AreaId, usize)> {
            model.questions.iter().enumerate().map(|(at, question)| (question.area, at)).collect()
        };
        pair_in_areas(&mut pairing.questions, &pairing.areas, &questions(old), &questions(new), |is_new, at| {
            let question = if is_new { new.questions.get(at) } else { old.questions.get(at) };
            question.map_or(("", &[]), |question| (question.name.as_str(), question.was.as_slice()))
        });
        let values = |model: &'_ Model| -> Vec<(AreaId, usize)> {
            model.values.iter().enumerate().map(|(at, value)| (value.area, at)).collect()
        };
        pair_in_areas(&mut pairing.values, &pairing.areas, &values(old), &values(new), |is_new, at| {
            let value = if is_new { new.values.get(at) } else { old.values.get(at) };
            value.map_or(("", &[]), |value| (value.name.as_str(), value.was.as_slice()))
        });
        pairing.answers = (0..old.questions.len())
            .map(|at| {
                let (before, now) = pairing.question(old, new, QuestionId::numbered(at))?;
                Some(AnswerMap::new(old, before, new, now))
            })
            .collect();
        pairing.pair_scales(old, new);
        pairing
    }

    /// A question of the old version in both.
    fn question<'m>(&self, old: &'m Model, new: &'m Model, id: QuestionId) -> Option<(&'m Question, &'m Question)> {
        let now = self.questions.new_of(id)?;
        Some((old.questions.get(id.number())?, new.questions.get(now.number())?))
    }

    fn pair_scales(&mut self, old: &Model, new: &Model) {
        fn named(model: &Model) -> Vec<Named<'_, ScaleId>> {
            let scales = model.scales.iter().enumerate();
            scales
                .filter_map(|(at, scale)| {
                    Some(Named { id: ScaleId::numbered(at), name: scale.name.as_deref()?, was: &[] })
                })
                .collect()
        }
        pair_by_name(&mut self.scales, &named(old), &named(new));
        for (before, now) in self.questions.both() {
            let scales = (
                old.questions.get(before.number()).and_then(scale_of),
                new.questions.get(now.number()).and_then(scale_of),
            );
            if let (Some(before), Some(now)) = scales {
                self.scales.pair(before, now);
            }
        }
    }

    /// What the answers to a question of the old version are in the new one; none when the question is gone.
    pub fn answers(&self, old: QuestionId) -> Option<&AnswerMap> {
        self.answers.get(old.number()).and_then(Option::as_ref)
    }

    /// The answers of a respondent to the old version as answers to the new one, and the questions whose answer is
    /// lost: the question, the answer or the role is gone.
    pub fn translate(&self, new: &Model, answers: &Answers) -> (Answers, Vec<QuestionId>) {
        let role = answers.role.and_then(|role| self.roles.new_of(role));
        let mut translated = Answers::blank(new, role);
        let mut lost = Vec::new();
        for (at, given) in answers.given.iter().enumerate() {
            let (id, Some(given)) = (QuestionId::numbered(at), given) else { continue };
            let answer = self.answers(id).and_then(|map| map.answer(given));
            match (self.questions.new_of(id), answer) {
                (Some(now), Some(answer)) => translated.set(now, Some(answer)),
                _ => lost.push(id),
            }
        }
        (translated, lost)
    }

    /// Whether every response to the old version can be read by the new one, as far as roles, questions and answers
    /// go: each is still there, under a name that a response may use. Whether a question is still asked of everybody
    /// is another matter.
    pub fn keeps_responses(&self, old: &Model, new: &Model) -> bool {
        let is_model = old.name == new.name || new.was.contains(&old.name);
        let roles = self.roles.removed().next().is_none() && (old.roles.is_empty() == new.roles.is_empty());
        is_model
            && roles
            && (0..old.questions.len())
                .map(QuestionId::numbered)
                .all(|id| self.answers(id).is_some_and(AnswerMap::is_total) && self.keeps_name(old, new, id))
    }

    /// The names that a question of the old version had before, as far as responses to it could use them.
    pub fn earlier_names(&self, old: &Model, id: QuestionId) -> Vec<String> {
        let Some(question) = old.questions.get(id.number()) else { return Vec::new() };
        question.was.iter().filter(|name| find_question(old, name) == Some(id)).cloned().collect()
    }

    /// Whether a response to the old version finds the question in the new one.
    pub fn keeps_name(&self, old: &Model, new: &Model, id: QuestionId) -> bool {
        self.question(old, new, id).is_some_and(|(before, now)| {
            before.key == now.key || find_question(new, &before.key) == self.questions.new_of(id)
        })
    }
}

/// The levels of two ladders, by their ranks: the same by name or earlier name.
pub fn pair_levels(old: &Ladder, new: &Ladder) -> Pairs<usize> {
    pair_all(&old.levels, &new.levels, |level| (&level.name, &level.was))
}

fn pair_all<T, I: Numbered>(old: &[T], new: &[T], name: impl Fn(&T) -> (&String, &Vec<String>)) -> Pairs<I> {
    let mut pairs = Pairs::new(old.len(), new.len());
    let named = |things: &'_ [T]| -> Vec<(usize, String, Vec<String>)> {
        things
            .iter()
            .enumerate()
            .map(|(at, thing)| {
                let (name, was) = name(thing);
                (at, name.clone(), was.clone())
            })
            .collect()
    };
    let (old, new) = (named(old), named(new));
    pair_by_name(&mut pairs, &names(&old), &names(&new));
    pairs
}

fn names<I: Numbered>(things: &[(usize, String, Vec<String>)]) -> Vec<Named<'_, I>> {
    things.iter().map(|(at, name, was)| Named { id: I::numbered(*at), name, was }).collect()
}

/// By text; of several with the same text the first with the first.
fn pair_texts<'m>(old: impl Iterator<Item = &'m Text>, new: impl Iterator<Item = &'m Text>) -> Pairs<usize> {
    let (old, new): (Vec<&Text>, Vec<&Text>) = (old.collect(), new.collect());
    let mut pairs = Pairs::new(old.len(), new.len());
    let in_one_language = |a: &Text, b: &Text| a.iter().any(|(language, text)| b.get(language) == Some(text));
    // A language that is declared as another one leaves its texts as they are.
    let in_any = |a: &Text, b: &Text| a.values().any(|text| b.values().any(|other| other == text));
    for exactness in 0..3 {
        for (at, text) in old.iter().enumerate() {
            let alike = |other: &Text| match exactness {
                0 => *text == other,
                1 => in_one_language(text, other),
                _ => in_any(text, other),
            };
            let mut free = (0..new.len()).filter(|now| pairs.new_of(at).is_none() && pairs.old_of(*now).is_none());
            if let Some(now) = free.find(|now| new.get(*now).is_some_and(|new| alike(new))) {
                pairs.pair(at, now);
            }
        }
    }
    pairs
}

fn scale_of(question: &Question) -> Option<ScaleId> {
    match &question.domain {
        Domain::Choice(choice) => Some(choice.scale),
        Domain::AnyOf(any_of) => Some(any_of.scale),
        Domain::Range(_) | Domain::Text => None,
    }
}

/// Areas from the outermost inwards; then those that moved, by a name that is unique among those left, and what is in
/// them.
fn pair_areas(old: &Model, new: &Model) -> Pairs<AreaId> {
    fn named<'m>(model: &'m Model, ids: impl Iterator<Item = AreaId>) -> Vec<Named<'m, AreaId>> {
        ids.filter_map(|id| {
            let area = model.areas.get(id.number())?;
            Some(Named { id, name: &area.name, was: &area.was })
        })
        .collect()
    }
    let mut pairs = Pairs::new(old.areas.len(), new.areas.len());
    pairs.pair(OVERALL, OVERALL);
    let within = |pairs: &mut Pairs<AreaId>| {
        // An area comes before its children, so that one pass reaches every depth.
        for at in 0..old.areas.len() {
            let before = AreaId::numbered(at);
            let Some(now) = pairs.new_of(before) else { continue };
            let children = |model: &Model, id: AreaId| {
                model.areas.get(id.number()).map(|area| area.areas.clone()).unwrap_or_default()
            };
            let (was, is) = (children(old, before), children(new, now));
            pair_by_name(pairs, &named(old, was.into_iter()), &named(new, is.into_iter()));
        }
    };
    within(&mut pairs);
    loop {
        let (left, come): (Vec<_>, Vec<_>) = (pairs.removed().collect(), pairs.added().collect());
        if !pair_by_name(&mut pairs, &named(old, left.into_iter()), &named(new, come.into_iter())) {
            return pairs;
        }
        within(&mut pairs);
    }
}

/// What stands in areas: within the same area, then wherever it moved, by a name that is unique among those left.
fn pair_in_areas<'m, I: Numbered>(
    pairs: &mut Pairs<I>,
    areas: &Pairs<AreaId>,
    old: &[(AreaId, usize)],
    new: &[(AreaId, usize)],
    name: impl Fn(bool, usize) -> (&'m str, &'m [String]),
) {
    let named = |is_new: bool, things: &[(AreaId, usize)], area: Option<AreaId>| -> Vec<Named<'m, I>> {
        let inside = things.iter().filter(|(around, _)| area.is_none_or(|area| area == *around));
        inside
            .map(|(_, at)| {
                let (name, was) = name(is_new, *at);
                Named { id: I::numbered(*at), name, was }
            })
            .collect()
    };
    for (before, now) in areas.both() {
        pair_by_name(pairs, &named(false, old, Some(before)), &named(true, new, Some(now)));
    }
    pair_by_name(pairs, &named(false, old, None), &named(true, new, None));
}
