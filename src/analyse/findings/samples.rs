//! A few hundred possible responses of a role, always the same: most of what can be, one of them shows.

use super::condition::Condition;
use super::land;
use crate::analyse::witness::asked_only;
use crate::evaluate::{Answers, Evaluation, Presence, worth};
use crate::model::{Answer, AreaId, Domain, Model, Question, QuestionId, RoleId, Rule};

/// So often a response is tried with lower answers.
const TRIES: usize = 400;

/// A question with more answers than this is not tried out by lot.
const LONG: u64 = 1000;
/// So many thresholds of an area are looked at.
const THRESHOLDS: usize = 8;

/// So many responses are drawn by lot.
const DRAWN: u64 = 120;

/// The samples of each role; of everybody in a model without roles.
pub(super) fn by_role(model: &Model) -> Vec<(Option<RoleId>, Vec<Answers>)> {
    model.respondents().into_iter().map(|role| (role, samples(model, role))).collect()
}

/// The samples of one role.
pub(super) fn samples(model: &Model, role: Option<RoleId>) -> Vec<Answers> {
    let mut found = Vec::new();
    let mut add = |choose: &mut dyn FnMut(&Question) -> Option<Answer>| {
        // Free text, which never scores, is left open.
        let mut answer = |question: &Question| choose(question).filter(|_| !matches!(question.domain, Domain::Text));
        let chosen: Vec<Option<Answer>> = model.questions.iter().map(&mut answer).collect();
        found.push(asked_only(model, role, &chosen));
    };
    let lowest = |question: &Question| Some(Answer::Index(extreme(model, question, false)));
    let highest = |question: &Question| Some(Answer::Index(extreme(model, question, true)));
    add(&mut |question| lowest(question));
    add(&mut |question| highest(question));
    for (nth, thousandths) in [(0u64, 500u64), (1, 250), (2, 750), (3, 0), (4, 1000), (5, 900), (6, 100)] {
        add(&mut |question| Some(Answer::Index(at(question, thousandths))));
        if nth == 0 {
            add(&mut |question| if question.na.is_some() { Some(Answer::Na) } else { lowest(question) });
        }
    }
    // One area is different from all others.
    if model.areas.len() > 2 {
        for area in model.areas.iter().skip(1) {
            let within = |question: &Question| {
                let at = model.areas.get(question.area.0 as usize).map(|area| area.within);
                at.is_some_and(|(first, last)| area.within.0 <= first && last <= area.within.1)
            };
            add(&mut |question| if within(question) { highest(question) } else { lowest(question) });
            add(&mut |question| if within(question) { lowest(question) } else { highest(question) });
        }
    }
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for nth in 0..DRAWN {
        let leaning = nth % 4;
        add(&mut |question| {
            if question.na.is_some() && random.below(12) == 0 {
                return Some(Answer::Na);
            }
            let extreme = |highest| Some(Answer::Index(self::extreme(model, question, highest)));
            match (leaning, random.below(10)) {
                (1, 0..=7) => extreme(true),
                (2, 0..=7) => extreme(false),
                (3, 0..=3) => extreme(true),
                (3, 4..=7) => extreme(false),
                _ => Some(Answer::Index(random.below(count(question)))),
            }
        });
    }
    examples(model, role, &mut found);
    edges(model, &mut found);
    found
}

/// Beside each threshold, where questions have very many answers: by lot nothing comes near it.
fn edges(model: &Model, found: &mut Vec<Answers>) {
    let is_long = |question: &Question| matches!(&question.domain, Domain::Range(range) if range.points.is_empty() && range.count > LONG);
    if !model.questions.iter().any(is_long) {
        return;
    }
    let adds_up = |id: AreaId| {
        let behind = model.questions_behind([Rule::Area(id)]);
        behind.iter().filter_map(|id| model.questions.get(id.0 as usize)).any(is_long)
    };
    let [lowest, highest, ..] = found.as_slice() else { return };
    let mut beside = Vec::new();
    for (id, area) in (0u32..).map(AreaId).zip(&model.areas) {
        let Some(adoption) = area.adoption.as_ref().filter(|adoption| adoption.level.is_none()) else { continue };
        if !adds_up(id) {
            continue;
        }
        for lower in adoption.rules.iter().filter_map(|rule| rule.lower.as_ref()).take(THRESHOLDS) {
            beside.extend(land::edge(model, lowest, highest, id, &lower.value));
        }
    }
    found.extend(beside);
}

/// A response that fulfils a condition, with fewer answers away from their lowest: as far as some tries lead.
pub(super) fn lowered(model: &Model, answers: &Answers, condition: &Condition) -> Answers {
    let lowest = |question: &Question| Some(Answer::Index(extreme(model, question, false)));
    let lowest: Vec<Option<Answer>> = model.questions.iter().map(lowest).collect();
    // What is revealed on the way is answered with the lowest.
    let given = answers.given.iter().zip(&lowest).zip(&model.questions);
    let mut chosen: Vec<Option<Answer>> = given
        .map(|((given, lowest), question)| {
            given.clone().or_else(|| lowest.clone().filter(|_| !matches!(question.domain, Domain::Text)))
        })
        .collect();
    let mut found = answers.clone();
    let mut tries = TRIES;
    let mut size = chosen.len().div_ceil(2);
    while size > 0 {
        for start in (0..chosen.len()).step_by(size) {
            let end = start.saturating_add(size).min(chosen.len());
            let (mut lower, mut is_lower) = (chosen.clone(), false);
            for ((answer, lowest), _) in lower.iter_mut().zip(&lowest).zip(0..end).skip(start) {
                is_lower |= answer.is_some() && answer != lowest;
                *answer = answer.is_some().then(|| lowest.clone()).flatten();
            }
            if !is_lower {
                continue;
            }
            if tries == 0 {
                return found;
            }
            tries -= 1;
            let response = asked_only(model, answers.role, &lower);
            if condition.holds(&Evaluation::new(model, &response)) {
                (chosen, found) = (lower, response);
            }
        }
        size = if size > 1 { size.div_ceil(2) } else { 0 };
    }
    found
}

/// The author's own examples, where they answer everything: they stand where something happens.
fn examples(model: &Model, role: Option<RoleId>, found: &mut Vec<Answers>) {
    for example in model.examples.iter().filter(|example| example.role == role) {
        let mut chosen: Vec<Option<Answer>> = vec![None; model.questions.len()];
        for given in &example.answers {
            if let Some(slot) = chosen.get_mut(given.question.0 as usize) {
                *slot = Some(given.answer.clone()).filter(|answer| !matches!(answer, Answer::Text(_)));
            }
        }
        let answers = asked_only(model, role, &chosen);
        let evaluation = Evaluation::new(model, &answers);
        let ids = (0u32..).map(QuestionId).zip(&model.questions);
        let open = |(id, question): (QuestionId, &Question)| {
            evaluation.presence(id) == Presence::Unanswered && !matches!(question.domain, Domain::Text)
        };
        if !ids.into_iter().any(open) {
            found.push(answers);
        }
    }
}

/// The answer of the lowest or highest worth, as `others lowest` and `others highest` of an example take it.
pub(super) fn extreme(model: &Model, question: &Question, highest: bool) -> u64 {
    let worth = |answer: &u64| worth(model, question, *answer);
    let pick = |answers: &mut dyn Iterator<Item = u64>| {
        let answer = match highest {
            true => answers.max_by(|a, b| worth(a).cmp(&worth(b))),
            false => answers.min_by(|a, b| worth(a).cmp(&worth(b))),
        };
        answer.unwrap_or(0)
    };
    match &question.domain {
        Domain::Text => 0,
        Domain::Choice(choice) => {
            let last = u64::from(choice.count.saturating_sub(1));
            match model.options(question).iter().any(|option| option.points.is_some()) {
                true => pick(&mut (0..=last)),
                false => {
                    if highest {
                        last
                    } else {
                        0
                    }
                }
            }
        }
        Domain::AnyOf(_) => model.options(question).iter().enumerate().fold(0, |set, (option, its)| {
            let takes = match &its.points {
                None => highest,
                Some(points) if highest => points.is_positive(),
                Some(points) => points.is_negative(),
            };
            if takes { set | 1u64 << (option & 63) } else { set }
        }),
        Domain::Range(range) if range.points.is_empty() => {
            if highest {
                range.count.saturating_sub(1)
            } else {
                0
            }
        }
        Domain::Range(range) => pick(&mut range.points.iter().map(|rule| if highest { rule.last } else { rule.first })),
    }
}

/// The answer that lies this far on the way from the first to the last.
fn at(question: &Question, thousandths: u64) -> u64 {
    let last = count(question).saturating_sub(1);
    last / 1000 * thousandths + last % 1000 * thousandths / 1000
}

/// How many answers a question has, `na` apart.
fn count(question: &Question) -> u64 {
    question.last_answer().map_or(1, |last| last.saturating_add(1))
}

/// A xorshift generator: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end.max(1)
    }
}
