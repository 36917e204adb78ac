//! Better answers that lower a level, and `na` that pays better: both responses are shown, and are as it is said.

use mognad::diagnostics::Code;
use mognad::evaluate::{run_example, worth};
use mognad::model::{Answer, AreaId, Domain, Model, OVERALL, Question, QuestionId};

use super::random::Source;
use super::{Case, It};

pub fn check(case: &Case<'_>) {
    for code in [Code::M0412, Code::M0413, Code::M0414] {
        for finding in case.of(code) {
            let shown: Vec<u32> = finding.notes.iter().filter_map(|note| level_of(case, note)).collect();
            let [before, after] = shown.as_slice() else { case.complain(&finding.message) };
            if before <= after {
                case.complain(&finding.message);
            }
        }
    }
    if case.undecided || case.answers.iter().any(|(_, answers)| answers.len() > 200) {
        return;
    }
    for (id, question) in (0..).map(QuestionId).zip(&case.model.questions) {
        for (from, to) in improvements(case.model, question) {
            if !case.says(Code::M0412, question.span)
                && let Some(area) = lowers(case, id, from, to)
            {
                case.complain(&format!("{} from {from} to {to} lowers area {}", question.key, area.0));
            }
        }
    }
}

/// The rank that a note claims for a response, which has it: "`a.level == low`: `given …`".
fn level_of(case: &Case<'_>, note: &str) -> Option<u32> {
    let (claim, given) = note.split_once("`: `")?;
    let (claim, given) = (claim.strip_prefix('`')?, given.strip_suffix('`')?);
    let mut files = case.source.files.clone();
    files[0].1.push_str(&format!("\nexample \"what is shown\" {{ {given} expect {claim} }}\n"));
    let compilation = Source { files }.compile();
    let Some(model) = compilation.model else { case.complain(&format!("{note}\n{:#?}", compilation.diagnostics)) };
    let outcome = run_example(&model, model.examples.last().unwrap());
    if !outcome.unfulfilled.is_empty() || !outcome.not_asked.is_empty() {
        case.complain(note);
    }
    let (area, level) = claim.split_once(".level == ")?;
    let area = area.replace('`', "");
    let id = (0..case.model.areas.len() as u32).map(AreaId).find(|id| path(case.model, *id) == area);
    Some(case.rank(id.unwrap(), level.trim_matches('`')))
}

fn path(model: &Model, id: AreaId) -> String {
    let area = &model.areas[id.0 as usize];
    match area.parent.filter(|parent| *parent != OVERALL) {
        None => area.name.clone(),
        Some(parent) => format!("{}.{}", path(model, parent), area.name),
    }
}

/// From each answer of a choice to those of the next higher worth, or to the next one.
fn improvements(model: &Model, question: &Question) -> Vec<(u64, u64)> {
    let Domain::Choice(choice) = &question.domain else { return Vec::new() };
    let answers = 0..u64::from(choice.count);
    let worths: Vec<_> = answers.clone().map(|answer| worth(model, question, answer)).collect();
    if worths.iter().any(Option::is_none) {
        return answers.clone().zip(answers.skip(1)).collect();
    }
    let mut found = Vec::new();
    for (from, low) in (0u64..).zip(&worths) {
        let next = worths.iter().filter(|worth| *worth > low).min();
        found.extend((0u64..).zip(&worths).filter(|(_, worth)| Some(*worth) == next).map(|(to, _)| (from, to)));
    }
    found
}

/// An area whose level falls with another answer, everything else being as it was that both are asked.
fn lowers(case: &Case<'_>, id: QuestionId, from: u64, to: u64) -> Option<AreaId> {
    for (_, evaluations) in &case.roles {
        let with =
            |answer: u64| evaluations.iter().filter(move |it| it.answers().get(id) == Some(&Answer::Index(answer)));
        for before in with(from) {
            for after in with(to).filter(|after| agree(before, after, id)) {
                let falls =
                    |area: &AreaId| matches!((before.level(*area), after.level(*area)), (Some(a), Some(b)) if a > b);
                let mut areas = (0..case.model.areas.len() as u32).map(AreaId).filter(|area| !is_told(case, *area));
                if let Some(area) = areas.find(falls) {
                    return Some(area);
                }
            }
        }
    }
    None
}

/// A level that the lowest answers reach is told by itself, and so it is for the areas around.
fn is_told(case: &Case<'_>, outer: AreaId) -> bool {
    let areas = (0..).map(AreaId).zip(&case.model.areas);
    areas.into_iter().any(|(id, area)| {
        let around = case.model.areas[outer.0 as usize].within;
        let is_within = id == outer || (around.0 <= area.within.0 && area.within.1 <= around.1);
        is_within && area.adoption.as_ref().is_some_and(|adoption| case.says(Code::M0314, adoption.span))
    })
}

fn agree(one: &It<'_>, other: &It<'_>, except: QuestionId) -> bool {
    let pairs = one.answers().given.iter().zip(&other.answers().given).enumerate();
    pairs
        .into_iter()
        .all(|(at, (one, other))| at == except.0 as usize || one.is_none() || other.is_none() || one == other)
}
