//! Questions, answers and weights that change nothing.

use std::collections::{BTreeSet, HashMap};

use mognad::diagnostics::Code;
use mognad::evaluate::{Answers, Evaluation, Presence};
use mognad::exact::Rational;
use mognad::model::{ActionId, Answer, AreaId, Domain, Model, Question, QuestionId, ValueId};

use super::Case;
use super::random::Source;

/// All that a response comes to.
#[derive(PartialEq)]
struct Results {
    levels: Vec<Option<u32>>,
    values: Vec<Option<Rational>>,
    suggested: Vec<bool>,
    /// Free text, too.
    asked: Vec<bool>,
    scores: Vec<Option<Rational>>,
}

pub fn check(case: &Case<'_>) {
    let results: Vec<(&Answers, Results)> = case.all().map(|it| (it.answers(), results(it))).collect();
    let by_answers: HashMap<String, &Results> = results.iter().map(|(answers, its)| (key(answers), its)).collect();
    for (id, question) in (0..).map(QuestionId).zip(&case.model.questions) {
        let look = Look { case, id, question, by_answers: &by_answers };
        if !matches!(question.domain, Domain::Text) {
            look.at_question();
        }
    }
    weights(case, &results);
}

fn results(it: &Evaluation<'_>) -> Results {
    let model = it.model();
    let areas = || (0..model.areas.len() as u32).map(AreaId);
    let questions = (0..model.questions.len() as u32).map(QuestionId);
    Results {
        levels: areas().map(|id| it.level(id)).collect(),
        values: (0..model.values.len() as u32).map(|id| it.value(ValueId(id)).cloned()).collect(),
        suggested: (0..model.actions.len() as u32).map(|id| it.suggested(ActionId(id))).collect(),
        asked: questions.map(|id| !matches!(it.presence(id), Presence::Hidden | Presence::Outside)).collect(),
        scores: areas().map(|id| it.score(id).cloned()).collect(),
    }
}

fn key(answers: &Answers) -> String {
    format!("{:?} {:?}", answers.role, answers.given)
}

/// Where an area around has levels, a score is only the way to them.
fn scores_count(model: &Model, area: AreaId) -> bool {
    let its = &model.areas[area.0 as usize];
    its.adoption.is_none() && its.parent.is_none_or(|parent| scores_count(model, parent))
}

fn same(one: &Results, other: &Results, scores: bool) -> bool {
    let rest = one.levels == other.levels && one.values == other.values && one.suggested == other.suggested;
    rest && one.asked == other.asked && (!scores || one.scores == other.scores)
}

struct Look<'c, 'm> {
    case: &'c Case<'m>,
    id: QuestionId,
    question: &'c Question,
    by_answers: &'c HashMap<String, &'c Results>,
}

impl Look<'_, '_> {
    /// Whether any response comes to something else with another answer in place of the one it gives.
    fn matters(&self, other: &dyn Fn(&Answer) -> Option<Answer>) -> bool {
        let scores = scores_count(self.case.model, self.question.area);
        self.case.all().any(|it| {
            let Some(other) = it.answers().get(self.id).and_then(other) else { return false };
            let mut changed = it.answers().clone();
            changed.set(self.id, Some(other));
            // What is no possible response asks for something else.
            self.by_answers
                .get(&key(&changed))
                .is_none_or(|changed| !same(self.by_answers[&key(it.answers())], changed, scores))
        })
    }

    fn at_question(&self) {
        let (case, question) = (self.case, self.question);
        let is_asked = case.all().any(|it| it.presence(self.id) == Presence::Answered);
        let end =
            case.model.questions.iter().map(|other| other.span.start).filter(|at| *at > question.span.start).min();
        let within = mognad::source::Span { end: end.unwrap_or(u32::MAX), ..question.span };
        if !is_asked || case.says_within(&[Code::M0403, Code::M0407], within) {
            return;
        }
        let na = question.na.is_some().then_some(Answer::Na);
        let count = question.answer_count();
        let all: Vec<Answer> = (0..count).map(Answer::Index).chain(na).collect();
        let matters = all.iter().any(|other| self.matters(&|its| (its != other).then(|| other.clone())));
        let said = case.says(Code::M0415, question.span);
        if said && matters {
            case.complain(&format!("{} makes a difference", question.key));
        }
        let levels = [Code::M0302, Code::M0304, Code::M0307, Code::M0311, Code::M0213];
        if !said && !matters && !case.undecided && !case.says_any(&levels) && count <= 40 {
            case.complain(&format!("{} makes no difference", question.key));
        }
        if matters {
            self.at_answers();
        }
    }

    fn at_answers(&self) {
        let (case, question) = (self.case, self.question);
        // Behind a level that nobody reaches nothing can matter.
        let is_open =
            case.undecided || case.says_any(&[Code::M0302, Code::M0304, Code::M0307, Code::M0311, Code::M0213]);
        let options = case.model.options(question);
        let name = |at: u64| options[at as usize].name.as_str();
        match &question.domain {
            Domain::Choice(choice) => {
                let scale = &case.model.scales[choice.scale.0 as usize];
                let to = format!("to `{}` always", question.name);
                let of = scale.name.as_ref().map(|name| format!("of `{name}` always"));
                let said = |low: u64| {
                    case.of(Code::M0416).any(|finding| {
                        let at = finding.primary.as_ref().unwrap().span;
                        let its = (at == question.span && finding.message.contains(&to))
                            || (at == scale.span && of.as_ref().is_some_and(|of| finding.message.contains(of)));
                        let answers = finding.message.split(" to `").next().unwrap().split(" of `").next().unwrap();
                        let named: BTreeSet<&str> = answers.split('`').skip(1).step_by(2).collect();
                        its && named.contains(name(low)) && named.contains(name(low + 1))
                    })
                };
                for low in 0..u64::from(choice.count) - 1 {
                    let (one, other) = (Answer::Index(low), Answer::Index(low + 1));
                    let matters = self.matters(&|its| (*its == one).then(|| other.clone()))
                        || self.matters(&|its| (*its == other).then(|| one.clone()));
                    if said(low) == matters && (matters || !is_open) {
                        case.complain(&format!("{} and {} to {}: {matters}", name(low), name(low + 1), question.key));
                    }
                }
            }
            Domain::AnyOf(any) => {
                for option in 0..any.count {
                    let matters = self.matters(&|its| match its {
                        Answer::Index(set) => Some(Answer::Index(set ^ (1 << option))),
                        _ => None,
                    });
                    let message = format!("the option `{}` of `{}` makes", name(option.into()), question.name);
                    let said = case.of(Code::M0416).any(|finding| {
                        finding.primary.as_ref().unwrap().span == question.span && finding.message.starts_with(&message)
                    });
                    if said == matters && (matters || !is_open) {
                        case.complain(&format!("option {option} of {}: {matters}", question.key));
                    }
                }
            }
            Domain::Range(_) | Domain::Text => {}
        }
    }
}

/// A weight is taken out of the text: the rest says whether anything comes out otherwise.
fn weights(case: &Case<'_>, results: &[(&Answers, Results)]) {
    let text = &case.source.files[0].1;
    if text.contains("where weight") || case.undecided {
        return;
    }
    let questions = case.model.questions.iter().map(|its| (its.span, &its.weight, its.area));
    let areas = case.model.areas.iter().skip(1).map(|its| (its.span, &its.weight, its.parent.unwrap()));
    for (span, weight, around) in questions.chain(areas).filter(|(_, weight, _)| **weight != Rational::ONE) {
        let Some(other) = without_weight(case, span.end as usize) else { continue };
        let scores = scores_count(case.model, around);
        let otherwise =
            results.iter().any(|(answers, its)| !same(its, &self::results(&Evaluation::new(&other, answers)), scores));
        let said = case.says(Code::M0417, span);
        let else_said = case.says(Code::M0415, span)
            || case.says_any(&[Code::M0302, Code::M0304, Code::M0307, Code::M0311, Code::M0213])
            || case.said.iter().any(|said| said.primary.as_ref().is_some_and(|label| label.span == span));
        if said && otherwise || (!said && !otherwise && !else_said) {
            case.complain(&format!("weight {weight} at {span:?}: said {said}, differs {otherwise}"));
        }
    }
}

/// The model without the first weight behind this place.
fn without_weight(case: &Case<'_>, from: usize) -> Option<Model> {
    let text = &case.source.files[0].1;
    let rest = &text[from..];
    let at = rest.find("weight ")?;
    let next =
        ["question ", "area ", "action ", "weights ", "overall "].iter().filter_map(|word| rest.find(word)).min();
    if next.is_some_and(|next| next < at) {
        return None;
    }
    let end = at + "weight ".len();
    let size = rest[end..].find(|c: char| !(c.is_ascii_digit() || "./_".contains(c)))?;
    let mut files = case.source.files.clone();
    files[0].1 = format!("{}{}", &text[..from + at], &rest[end + size..]);
    Source { files }.compile().model
}
