//! Better answers that lower a level, and `na` that pays better: both responses are shown, and are as it is said.

use mognad::diagnostics::Code;
use mognad::evaluate::{run_example, worth};
use mognad::model::{Answer, AreaId, Domain, Model, Question, QuestionId, StandIn};

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
    na_pays(case);
}

/// `na` against the highest answer of each question, and against the lowest of any one question.
fn na_pays(case: &Case<'_>) {
    let mut unsaid: Vec<(QuestionId, &Question)> = Vec::new();
    for (id, question) in (0..).map(QuestionId).zip(&case.model.questions) {
        let counts = question.policies.na.as_ref().is_some_and(|policy| matches!(policy.stand_in, StandIn::Answer(_)));
        let worthless = question.na.as_ref().is_some_and(|na| na.points.is_none());
        let (Some((lowest, highest)), true) = (ends(case.model, question), worthless && !counts) else { continue };
        let is_so = pays(case, id, highest);
        let said = case.says(Code::M0413, question.span);
        // A better answer that lowers a level is told instead.
        if said != is_so && !(is_so && case.says(Code::M0412, question.span)) && case.model.allows.is_empty() {
            case.complain(&format!("M0413 of {}: said {said}, so {is_so}", question.key));
        }
        if question.policies.na.is_none() {
            unsaid.push((id, question));
            if case.says(Code::M0414, question.span) && !pays(case, id, lowest) {
                case.complain(&format!("M0414 of {}", question.key));
            }
        }
    }
    let found = case.of(Code::M0414).count();
    let first = unsaid.iter().find(|(id, question)| pays(case, *id, ends(case.model, question).unwrap().0));
    if found != usize::from(first.is_some()) && case.model.allows.is_empty() {
        case.complain(&format!("M0414 is said {found} times, and is so of {:?}", first.map(|(_, its)| &its.key)));
    }
    let others = unsaid.len().saturating_sub(1);
    let tells = |note: &String| note.ends_with(&format!("for {others} more questions that offer it"));
    if others > 1 && case.of(Code::M0414).any(|finding| !finding.notes.iter().any(tells)) {
        case.complain(&format!("{others} more questions offer `na`"));
    }
}

/// The worst and the best answer; none where answers are not better or worse.
fn ends(model: &Model, question: &Question) -> Option<(u64, u64)> {
    let all: Vec<u64> = match &question.domain {
        Domain::Text => return None,
        Domain::Range(range) if range.points.is_empty() => return None,
        Domain::Range(range) => (0..range.count).collect(),
        Domain::Choice(choice) => (0..u64::from(choice.count)).collect(),
        Domain::AnyOf(_) if question.bounds.is_none() => return None,
        // Every option that costs, and every one that gains.
        Domain::AnyOf(_) => {
            let options = model.options(question).iter().enumerate();
            let signs = options.filter_map(|(at, option)| Some((at, option.points.as_ref()?)));
            return Some(signs.fold((0, 0), |(low, high), (at, points)| {
                let bit = 1 << at;
                (low | if points.is_negative() { bit } else { 0 }, high | if points.is_positive() { bit } else { 0 })
            }));
        }
    };
    let worths: Option<Vec<_>> = all.iter().map(|answer| Some((worth(model, question, *answer)?, *answer))).collect();
    match worths {
        // Ties go to the first as written, and to the last.
        Some(worths) => {
            let low = worths.iter().min_by(|(a, first), (b, second)| a.cmp(b).then(first.cmp(second)))?.1;
            Some((low, worths.iter().max()?.1))
        }
        None => Some((*all.first()?, *all.last()?)),
    }
}

/// Whether a level is higher with `na` than with an answer, everything else being as it was. Where nothing else in its
/// area is answered, `na` takes the area out, which is no better answer.
fn pays(case: &Case<'_>, id: QuestionId, answer: u64) -> bool {
    let home = case.model.questions[id.0 as usize].area;
    let is_scored = case.model.areas[home.0 as usize].score.is_some();
    case.roles.iter().any(|(_, all)| {
        let with = |answer: Answer| all.iter().filter(move |it| it.answers().get(id) == Some(&answer));
        with(Answer::Na).filter(|it| !is_scored || it.score(home).is_some()).any(|na| {
            with(Answer::Index(answer)).filter(|other| agree(na, other, id)).any(|other| {
                let mut areas = (0..case.model.areas.len() as u32).map(AreaId);
                areas.any(|area| matches!((na.level(area), other.level(area)), (Some(a), Some(b)) if a > b))
            })
        })
    })
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
    let id = (0..case.model.areas.len() as u32).map(AreaId).find(|id| case.path(*id).replace('`', "") == area);
    Some(case.rank(id.unwrap(), level.trim_matches('`')))
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
