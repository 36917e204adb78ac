//! Answers beside each other that always come to the same.

use super::finder::Finder;
use super::listed;
use super::steps::Step;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::evaluate::worth;
use crate::model::{Domain, Model, Question, QuestionId, ScaleId, Unit};

/// An answer and the next one, which come to the same.
#[derive(Debug, Clone, Copy)]
pub struct Alike {
    /// From the one to the other.
    pub step: Step,
    /// Whether a score moves, but never far enough.
    pub moves: bool,
}

/// Says which answers come to the same: of a scale where that is so for all its questions, else of each question.
pub fn say(finder: &mut Finder<'_>, found: &[(QuestionId, Vec<Alike>)]) {
    let model = finder.model;
    let mut of_scales: Vec<(ScaleId, Vec<u64>)> = Vec::new();
    for (number, scale) in (0u32..).zip(&model.scales) {
        let id = ScaleId(number);
        let users: Vec<(QuestionId, &Question)> = (0u32..)
            .map(QuestionId)
            .zip(&model.questions)
            .filter(|(_, question)| scale_of(question) == Some(id))
            .collect();
        let (Some((_, first)), true) = (users.first(), users.len() > 1 && scale.name.is_some()) else { continue };
        let all = 0..u64::try_from(scale.options.len()).unwrap_or(0);
        let of = |user: &QuestionId, from: u64| {
            let mut steps = found.iter().filter(|(id, _)| id == user).flat_map(|(_, steps)| steps);
            steps.find(|alike| alike.leads_from(from)).copied()
        };
        let in_all = |from: &u64| users.iter().all(|(user, _)| of(user, *from).is_some());
        let common: Vec<u64> = all.filter(in_all).collect();
        for run in runs(&common) {
            let what = format!("of `{}`", scale.name.as_deref().unwrap_or_default());
            let moves =
                users.iter().any(|(user, _)| run.iter().any(|from| of(user, *from).is_some_and(|its| its.moves)));
            let finding = of_run(model, first, (&run, moves), &what);
            let finding = finding.at(scale.span, format!("so it is for all {} questions on this scale", users.len()));
            finder.report(finding, None);
        }
        of_scales.push((id, common));
    }
    for (id, steps) in found {
        let Some(question) = model.questions.get(id.0 as usize) else { continue };
        let said = of_scales.iter().find(|(scale, _)| Some(*scale) == scale_of(question)).map(|(_, common)| common);
        for alike in steps.iter().filter(|alike| alike.step.option.is_some()) {
            finder.report(of_option(model, question, alike), Some(question.area));
        }
        let single = steps.iter().filter(|alike| alike.step.option.is_none()).filter_map(|alike| alike.step.from);
        let single: Vec<u64> = single.filter(|from| said.is_none_or(|said| !said.contains(from))).collect();
        for run in runs(&single) {
            let moves = steps.iter().any(|alike| alike.moves && run.iter().any(|from| alike.leads_from(*from)));
            let finding = of_run(model, question, (&run, moves), &format!("to `{}`", question.name));
            let finding = finding.at(question.span, "whichever of them is given");
            finder.report(finding, Some(question.area));
        }
    }
}

fn scale_of(question: &Question) -> Option<ScaleId> {
    match &question.domain {
        Domain::Choice(choice) => Some(choice.scale),
        _ => None,
    }
}

impl Alike {
    /// Whether it leads from this answer to the next one.
    fn leads_from(&self, from: u64) -> bool {
        self.step.option.is_none() && self.step.from == Some(from)
    }
}

/// Answers in a row, from each of which a step leads to the next one, together with where the last one leads.
fn runs(from: &[u64]) -> Vec<Vec<u64>> {
    let runs = from.chunk_by(|one, next| one.saturating_add(1) == *next);
    runs.map(|run| run.iter().copied().chain(run.last().map(|last| last.saturating_add(1))).collect()).collect()
}

fn of_run(model: &Model, question: &Question, (run, moves): (&[u64], bool), what: &str) -> Diagnostic {
    let options = model.options(question);
    let option = |answer: &u64| usize::try_from(*answer).ok().and_then(|at| options.get(at));
    let names = listed(run.iter().filter_map(option).map(|option| option.name.as_str()));
    let mut finding = Diagnostic::new(Code::M0416, format!("the answers {names} {what} always come to the same"));
    if !moves {
        // A reader may want to know more than the model needs.
        finding.severity = Severity::Info;
        return finding
            .note("no rule tells them apart")
            .help("that may be meant; else give them different points, or a rule that looks at one of them");
    }
    let worths = run.iter().filter_map(|answer| worth(model, question, *answer));
    let mut worths: Vec<String> = worths.map(|worth| model.value_notation(&worth, Some(Unit::Points))).collect();
    let last = worths.pop().unwrap_or_default();
    let worths = format!("{} and {last}", worths.join(", "));
    finding
        .note(format!(
            "proved over all possible responses: worth {worths}, which never changes a level, a value or a suggestion"
        ))
        .help("let one answer stand for them, put their points further apart, or let a rule look at one of them")
}

fn of_option(model: &Model, question: &Question, alike: &Alike) -> Diagnostic {
    let option = alike.step.option.and_then(|option| model.options(question).get(option as usize));
    let name = option.map_or("", |option| option.name.as_str());
    let message = format!("the option `{name}` of `{}` makes no difference", question.name);
    let mut finding = Diagnostic::new(Code::M0416, message).at(question.span, "taken or not, it comes to the same");
    let counts = option.and_then(|option| option.points.as_ref()).is_some_and(|points| !points.is_zero());
    if !alike.moves || !counts {
        finding.severity = Severity::Info;
        return finding
            .note("it is worth nothing, or no rule looks at it")
            .help("that may be meant; else give it points, or a rule");
    }
    finding
        .note("proved over all possible responses: no level, no value and no suggestion ever depends on it")
        .help("give it more points or a rule of its own, or take it away")
}
