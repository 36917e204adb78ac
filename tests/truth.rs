//! Every finding of the analysis that can be true or false is held against all possible responses to random models, one
//! by one, in both directions: what is said is so, and what is so is said, unless it is undecided or said otherwise.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    dead_code,
    reason = "a test fails by panicking"
)]

#[path = "truth/actions.rs"]
mod actions;
#[path = "truth/differences.rs"]
mod differences;
#[path = "truth/levels.rs"]
mod levels;
#[path = "truth/order.rs"]
mod order;
#[path = "truth/pairs.rs"]
mod pairs;
#[path = "truth/properties.rs"]
mod properties;
mod random;
#[path = "truth/small.rs"]
mod small;

use mognad::analyse::findings::{CODES, Options, find};
use mognad::diagnostics::{Code, Diagnostic};
use mognad::evaluate::{Answers, Evaluation};
use mognad::model::{AreaId, Model, OVERALL, RoleId};
use mognad::source::Span;
use random::possible::possible;
use random::{Source, setting};

/// Models with more possible responses a role than this are left out.
const MOST: usize = 1000;

/// A possible response, evaluated.
struct It<'m> {
    answers: &'m Answers,
    evaluation: Evaluation<'m>,
}

impl<'m> It<'m> {
    fn answers(&self) -> &'m Answers {
        self.answers
    }
}

impl<'m> std::ops::Deref for It<'m> {
    type Target = Evaluation<'m>;

    fn deref(&self) -> &Evaluation<'m> {
        &self.evaluation
    }
}

/// A model, everything that can be answered to it, and what is said of it.
struct Case<'m> {
    seed: u64,
    source: &'m Source,
    model: &'m Model,
    /// By role: all its possible responses, evaluated.
    roles: Vec<(Option<RoleId>, Vec<It<'m>>)>,
    answers: &'m [(Option<RoleId>, Vec<Answers>)],
    /// Before the analysis and by it.
    said: Vec<Diagnostic>,
    undecided: bool,
}

impl<'m> Case<'m> {
    fn all(&self) -> impl Iterator<Item = &It<'m>> {
        self.roles.iter().flat_map(|(_, evaluations)| evaluations)
    }

    fn of(&self, code: Code) -> impl Iterator<Item = &Diagnostic> {
        self.said.iter().filter(move |said| said.code == code)
    }

    fn says(&self, code: Code, span: Span) -> bool {
        self.of(code).any(|said| said.primary.as_ref().is_some_and(|label| label.span == span))
    }

    /// Whether something of these is said of the model, or was perhaps argued away.
    fn says_any(&self, codes: &[Code]) -> bool {
        !self.model.allows.is_empty() || self.said.iter().any(|said| codes.contains(&said.code))
    }

    /// Whether something was said before the analysis of a comparison, or of a set, that stands here.
    fn says_within(&self, codes: &[Code], span: Span) -> bool {
        !self.model.allows.is_empty()
            || self.said.iter().filter(|said| codes.contains(&said.code)).any(|said| {
                let its = said.primary.as_ref().unwrap().span;
                its.file == span.file && span.start <= its.start && its.end <= span.end
            })
    }

    /// Complains of a finding that is missing or wrong, with the model.
    fn complain(&self, what: &str) -> ! {
        let said: Vec<String> =
            self.said.iter().map(|its| format!("{} {} {:?}", its.code, its.message, its.notes)).collect();
        panic!("seed {}: {what}\n{said:#?}", self.seed)
    }

    /// The text of a rule.
    fn text(&self, span: Span) -> &str {
        self.model.sources.slice(span)
    }

    fn area(&self, key: &str) -> AreaId {
        AreaId(self.model.areas.iter().position(|area| area.key == key).unwrap() as u32)
    }

    /// The rank of a level of an area.
    fn rank(&self, area: AreaId, level: &str) -> u32 {
        let adoption = self.model.areas[area.0 as usize].adoption.as_ref().unwrap();
        let levels = &self.model.ladders[adoption.ladder.0 as usize].levels;
        levels.iter().position(|its| its.name == level).unwrap() as u32
    }

    /// The roles that a message names, or all of them.
    fn named(&self, text: &str) -> Vec<Option<RoleId>> {
        let all = self.roles.iter().map(|(role, _)| *role);
        let named: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
        if named.is_empty() {
            return all.collect();
        }
        all.filter(|role| named.contains(&self.model.roles[role.unwrap().0 as usize].name.as_str())).collect()
    }

    /// A name as it is written, in backticks where it is needed or not.
    fn word(&self, name: &str) -> String {
        format!("`{name}`")
    }

    /// What an area is called in the model, with all areas around it.
    fn path(&self, id: AreaId) -> String {
        if id == OVERALL {
            return "overall".to_owned();
        }
        let area = &self.model.areas[id.0 as usize];
        let name = self.word(&area.name);
        match area.parent.filter(|parent| *parent != OVERALL) {
            None => name,
            Some(parent) => format!("{}.{name}", self.path(parent)),
        }
    }

    fn evaluations(&self, role: Option<RoleId>) -> &[It<'m>] {
        &self.roles.iter().find(|(its, _)| *its == role).unwrap().1
    }
}

/// Tells which model it was when the analysis itself panics.
struct Looked<'s>(u64, &'s Source);

impl Drop for Looked<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}:\n{}", self.0, self.1.files[0].1);
        }
    }
}

/// How often each code was said, and how often nothing was to be said although it might have been.
#[derive(Default)]
struct Tally(std::collections::BTreeMap<String, usize>);

#[test]
fn what_is_said_is_so_and_what_is_so_is_said() {
    let count = setting("MOGNAD_RANDOM_MODELS", 300);
    let first = setting("MOGNAD_SEED", 2_000_000);
    let mut tally = Tally::default();
    let mut looked_at = 0;
    for seed in first..first + count {
        let source = if seed % 2 == 0 { Source::random(seed) } else { small::small(seed) };
        let _looked = Looked(seed, &source);
        let compilation = source.compile();
        let Some(model) = compilation.model else { continue };
        let Some(answers) = everything(&model) else { continue };
        looked_at += 1;
        let roles = answers.iter().map(|(role, answers)| {
            (
                *role,
                answers.iter().map(|answers| It { answers, evaluation: Evaluation::new(&model, answers) }).collect(),
            )
        });
        let mut said = compilation.diagnostics;
        let options = Options { steps: 1_000_000, information: true, said: &said, ..Options::default() };
        let found = find(&model, &options);
        let undecided = found.iter().any(|finding| finding.code == Code::M0714);
        for finding in &found {
            *tally.0.entry(finding.code.to_string()).or_default() += 1;
        }
        let roles = roles.collect();
        said.extend(found);
        let case = Case { seed, source: &source, model: &model, roles, answers: &answers, said, undecided };
        levels::check(&case);
        actions::check(&case);
        order::check(&case);
        pairs::check(&case);
        differences::check(&case);
        properties::check(&case);
    }
    println!("{looked_at} models: {:?}", tally.0);
    assert!(looked_at * 4 > count, "{looked_at} models");
    for code in CODES.iter().filter(|code| !ELSEWHERE.contains(code)) {
        assert!(tally.0.contains_key(&code.to_string()), "{code} is never said");
    }
}

/// What is left undecided is a matter of the budget.
const ELSEWHERE: [Code; 1] = [Code::M0714];

/// Every possible response of each role; none when there are many.
fn everything(model: &Model) -> Option<Vec<(Option<RoleId>, Vec<Answers>)>> {
    model.respondents().into_iter().map(|role| Some((role, possible(model, role, MOST)?))).collect()
}
