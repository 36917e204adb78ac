//! Levels that are not reached, passed or reached without evidence; bands; requirements.

use std::collections::BTreeSet;

use mognad::analyse::findings::Condition;
use mognad::diagnostics::Code;
use mognad::evaluate::{Answers, Evaluation, Presence, run_example};
use mognad::exact::Rational;
use mognad::model::{Adoption, Area, AreaId, Gating, Model, RoleId, Rule};
use mognad::source::Span;

use super::{Case, It};

/// What stands in the way of levels is said of one of them.
const UNREACHED: [Code; 6] = [Code::M0304, Code::M0311, Code::M0307, Code::M0302, Code::M0212, Code::M0213];

fn adopting(model: &Model) -> impl Iterator<Item = (AreaId, &Area, &Adoption)> {
    let areas = (0..).map(AreaId).zip(&model.areas);
    areas.filter_map(|(id, area)| Some((id, area, area.adoption.as_ref()?)))
}

pub fn check(case: &Case<'_>) {
    unreached(case);
    passed(case);
    gaps(case);
    shared_ends(case);
    without_evidence(case);
    blank(case);
    thresholds(case);
    requirements(case);
}

fn unreached(case: &Case<'_>) {
    for code in [Code::M0304, Code::M0311] {
        for finding in case.of(code).filter(|finding| finding.message.contains("evel `")) {
            let (who, what) = match finding.message.split_once(" can never reach level ") {
                Some((who, what)) => (who, what),
                None => ("", finding.message.as_str()),
            };
            let names: Vec<&str> = what.split('`').collect();
            let area = case.area(names[3]);
            let rank = case.rank(area, names[1]);
            for role in case.named(who) {
                if case.evaluations(role).iter().any(|it| it.level(area) == Some(rank)) {
                    case.complain(&finding.message);
                }
            }
        }
    }
    if case.undecided || case.says_any(&UNREACHED) {
        return;
    }
    for (id, area, adoption) in adopting(case.model) {
        for (_, evaluations) in &case.roles {
            let highest = evaluations.iter().filter_map(|it| it.level(id)).max();
            if highest.is_some_and(|highest| (highest as usize) + 1 < adoption.rules.len()) {
                case.complain(&format!("a level above {highest:?} of {} is not reached", area.key));
            }
        }
    }
}

fn passed(case: &Case<'_>) {
    let mut said: BTreeSet<(AreaId, u32)> = BTreeSet::new();
    for finding in case.of(Code::M0312) {
        let (levels, area) = finding.message.split_once(" of `").unwrap();
        let area = case.area(area.split('`').next().unwrap());
        said.extend(levels.split('`').skip(1).step_by(2).map(|level| (area, case.rank(area, level))));
    }
    for (id, area, adoption) in adopting(case.model) {
        let without_evidence = case.says(Code::M0314, adoption.span);
        let asks = !case.model.questions_behind([Rule::Area(id)]).is_empty();
        for rank in 0..adoption.rules.len() as u32 - 1 {
            let is_result = case.all().any(|it| it.level(id) == Some(rank));
            let meets = |it: &It<'_>| {
                let requires = &adoption.rules[rank as usize].requires;
                let mut bound = requires.iter().filter(|its| its.roles.contains(it.answers().role));
                it.reaches(id, adoption, rank as usize) && bound.all(|its| it.truth(its.condition))
            };
            let is_passed = !is_result && case.all().any(|it| it.level(id) > Some(rank) && meets(it));
            if said.contains(&(id, rank)) {
                if !is_passed {
                    case.complain(&format!("level {rank} of {} is not passed", area.key));
                }
            } else if is_passed
                && asks
                && !case.undecided
                && (rank > 0 || !without_evidence)
                && adoption.level.is_none()
            {
                case.complain(&format!("level {rank} of {} is passed", area.key));
            }
        }
    }
}

/// Where the score decides, each level with the one that follows.
fn bands(model: &Model) -> impl Iterator<Item = (AreaId, &Area, &Adoption, usize)> {
    let scored = adopting(model).filter(|(_, _, adoption)| adoption.level.is_none());
    scored.flat_map(|(id, area, adoption)| (0..adoption.rules.len()).map(move |rank| (id, area, adoption, rank)))
}

fn gaps(case: &Case<'_>) {
    for (id, area, adoption, rank) in bands(case.model) {
        let Some(upper) = &adoption.rules[rank].upper else { continue };
        let next = adoption.rules[rank + 1..].iter().find_map(|rule| rule.lower.as_ref());
        let beyond = |score: &Rational| score > &upper.value || (score == &upper.value && !upper.inclusive);
        let before =
            |score: &Rational| next.is_none_or(|next| score < &next.value || (score == &next.value && !next.inclusive));
        let is_so = case.all().any(|it| it.score(id).is_some_and(|score| beyond(score) && before(score)));
        let of = format!("of `{}`", area.key);
        let said = case
            .of(Code::M0313)
            .any(|finding| finding.primary.as_ref().unwrap().span == upper.span && finding.message.contains(&of));
        if said != is_so && !(is_so && case.undecided) {
            case.complain(&format!("M0313 of {} at {rank}: said {said}, so {is_so}", area.key));
        }
    }
}

fn shared_ends(case: &Case<'_>) {
    let mut ends: BTreeSet<Span> = BTreeSet::new();
    let mut hit: BTreeSet<Span> = BTreeSet::new();
    for (id, _, adoption, rank) in bands(case.model) {
        let Some(upper) = adoption.rules[rank].upper.as_ref().filter(|upper| upper.inclusive) else { continue };
        let next = adoption.rules[rank + 1..].iter().find_map(|rule| rule.lower.as_ref());
        if next.is_some_and(|next| next.inclusive && next.value == upper.value) {
            ends.insert(upper.span);
            if case.all().any(|it| it.score(id) == Some(&upper.value)) {
                hit.insert(upper.span);
            }
        }
    }
    for span in ends {
        let (said, is_so) = (case.says(Code::M0303, span), hit.contains(&span));
        if said != is_so && !(is_so && case.undecided) {
            case.complain(&format!("M0303 at {span:?}: said {said}, so {is_so}"));
        }
    }
}

fn without_evidence(case: &Case<'_>) {
    for (id, area, adoption) in adopting(case.model) {
        let behind: Vec<Condition> =
            case.model.questions_behind([Rule::Area(id)]).into_iter().map(Condition::Lowest).collect();
        if behind.is_empty() {
            continue;
        }
        let lowest = case.all().filter(|it| behind.iter().all(|lowest| lowest.holds(it)));
        let highest = lowest.filter_map(|it| it.level(id)).max().filter(|rank| *rank > 0);
        let finding = case.of(Code::M0314).find(|said| said.primary.as_ref().unwrap().span == adoption.span);
        let said = finding.map(|finding| case.rank(id, finding.message.split('`').nth(1).unwrap()));
        if said != highest && !case.undecided {
            case.complain(&format!("M0314 of {}: said {said:?}, so {highest:?}", area.key));
        }
    }
}

/// What a response without an answer reaches, where a policy says for every question behind it what that counts as.
fn blank(case: &Case<'_>) {
    for (role, _) in &case.roles {
        let answers = Answers::blank(case.model, *role);
        let it = Evaluation::new(case.model, &answers);
        for (id, _, adoption) in adopting(case.model) {
            let behind = case.model.questions_behind([Rule::Area(id)]);
            let mut open = behind.iter().filter(|question| {
                it.presence(**question) == Presence::Unanswered
                    && case.model.questions[question.0 as usize].policies.unanswered.is_none()
            });
            let reached = it.level(id).filter(|rank| *rank > 0 && open.next().is_none());
            let name = role.map_or(String::new(), |role| format!(" of `{}`", case.model.roles[role.0 as usize].name));
            let begins = format!("a response{name} without any answer is at level `");
            let mut findings = case.of(Code::M0317);
            let finding = findings.find(|finding| {
                finding.primary.as_ref().unwrap().span == adoption.span && finding.message.starts_with(&begins)
            });
            let said = finding.map(|finding| case.rank(id, finding.message[begins.len()..].split('`').next().unwrap()));
            if said != reached && case.model.allows.is_empty() {
                case.complain(&format!(
                    "M0317 of {}: said {said:?}, so {reached:?}",
                    case.model.areas[id.0 as usize].key
                ));
            }
            if let Some(rank) = said {
                expects(case, *role, id, rank);
            }
        }
    }
}

/// An example that answers nothing has the level, whatever it could still answer.
fn expects(case: &Case<'_>, role: Option<RoleId>, id: AreaId, rank: u32) {
    let role = role.map_or(String::new(), |role| format!("as {} ", case.word(&case.model.roles[role.0 as usize].name)));
    let adoption = case.model.areas[id.0 as usize].adoption.as_ref().unwrap();
    let level = case.word(&case.model.ladders[adoption.ladder.0 as usize].levels[rank as usize].name);
    let expect = format!("{}.level == {level}", case.path(id));
    let mut files = case.source.files.clone();
    files[0].1.push_str(&format!("\nexample \"blank\" {{ {role}given others unanswered expect {expect} }}\n"));
    let compilation = super::Source { files }.compile();
    let Some(model) = compilation.model else { case.complain(&format!("{expect}\n{:#?}", compilation.diagnostics)) };
    if !run_example(&model, model.examples.last().unwrap()).unfulfilled.is_empty() {
        case.complain(&format!("{expect} does not hold of a blank response"));
    }
}

fn thresholds(case: &Case<'_>) {
    let (mut all, mut untouched): (BTreeSet<Span>, BTreeSet<Span>) = (BTreeSet::new(), BTreeSet::new());
    for (id, _, adoption, rank) in bands(case.model) {
        let Some(lower) = &adoption.rules[rank].lower else { continue };
        all.insert(lower.span);
        let on_it = case.all().any(|it| it.score(id) == Some(&lower.value));
        if !on_it && case.all().any(|it| it.score(id) > Some(&lower.value)) {
            untouched.insert(lower.span);
        }
    }
    for span in all {
        let (said, is_so) = (case.says(Code::M0316, span), untouched.contains(&span));
        if said != is_so && !(is_so && case.undecided) {
            case.complain(&format!("M0316 at {span:?}: said {said}, so {is_so}"));
        }
    }
}

/// The levels that all responses have without some requirements.
fn levels_without(case: &Case<'_>, without: &BTreeSet<(AreaId, usize, usize)>) -> Vec<Vec<Option<u32>>> {
    let mut model = case.model.clone();
    for (id, rank, number) in without.iter().rev() {
        model.areas[id.0 as usize].adoption.as_mut().unwrap().rules[*rank].requires.remove(*number);
    }
    let ids: Vec<AreaId> = adopting(case.model).map(|(id, _, _)| id).collect();
    let answers = case.answers.iter().flat_map(|(_, answers)| answers);
    let levels = answers.map(|answers| {
        let evaluation = Evaluation::new(&model, answers);
        ids.iter().map(|id| evaluation.level(*id)).collect()
    });
    levels.collect()
}

fn requirements(case: &Case<'_>) {
    let mut said: BTreeSet<(AreaId, usize, usize)> = BTreeSet::new();
    let mut others: Vec<(AreaId, usize, usize)> = Vec::new();
    for (id, area, adoption) in adopting(case.model) {
        for (rank, rule) in adoption.rules.iter().enumerate() {
            for (number, requirement) in rule.requires.iter().enumerate() {
                let place = (id, rank, number);
                let of = format!("of `{}` never decides", area.key);
                let its = case.of(Code::M0315).any(|finding| {
                    finding.primary.as_ref().unwrap().span == requirement.span && finding.message.ends_with(&of)
                });
                if its {
                    said.insert(place);
                } else if adoption.gating == Gating::Cumulative
                    && !case.text(requirement.span).contains("answered")
                    && !case.says_within(&[Code::M0212, Code::M0213], requirement.span)
                {
                    others.push(place);
                }
            }
        }
    }
    let so_far = levels_without(case, &BTreeSet::new());
    if !said.is_empty() && levels_without(case, &said) != so_far {
        case.complain("a requirement that never decides does");
    }
    if case.undecided {
        return;
    }
    for place in others {
        let without: BTreeSet<_> = said.iter().copied().chain([place]).collect();
        let levels = levels_without(case, &without);
        let (id, rank, number) = place;
        let at = adopting(case.model).position(|(its, _, _)| its == id).unwrap();
        // A requirement of a level that nobody whom it binds would reach without it decides nothing, and is not said.
        let roles = &case.model.areas[id.0 as usize].adoption.as_ref().unwrap().rules[rank].requires[number].roles;
        let answers = case.answers.iter().flat_map(|(role, answers)| answers.iter().map(move |_| *role));
        let reached = levels
            .iter()
            .zip(answers)
            .any(|(levels, role)| roles.contains(role) && levels[at].is_some_and(|level| level as usize >= rank));
        if reached && levels == so_far {
            case.complain(&format!("requirement {number} of level {rank} of area {} never decides", id.0));
        }
    }
}
