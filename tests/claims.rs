//! What the checker claims about all responses is true of those that are tried: comparisons that never or always hold,
//! requirements, questions and actions that are out of a role's reach.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, unused_imports, reason = "each test uses its part")]
#[path = "agreement/bridge.rs"]
mod bridge;
#[allow(dead_code, unused_imports, reason = "each test uses its part")]
mod naive;
#[path = "claims/places.rs"]
mod places;
#[allow(dead_code, unused_imports, reason = "each test uses its part")]
mod random;

use std::collections::BTreeMap;

use mognad::diagnostics::{Code, Diagnostic};
use mognad::evaluate::{Answers, Evaluation, Presence};
use mognad::model::{ActionId, Model, QuestionId, RoleId};
use mognad::syntax::{ast, parse};

use naive::{Reading, Tree, Verdict};
use places::{Placed, tests_in};
use random::{Random, Source, responses, setting};

/// The roles that a message names in this part of it.
fn roles_in(model: &Model, part: &str) -> Vec<RoleId> {
    let named = |(_, role): &(usize, &mognad::model::Role)| part.contains(&format!("`{}`", role.name));
    model.roles.iter().enumerate().filter(named).map(|(id, _)| RoleId(id as u32)).collect()
}

/// What a finding is about, a place each: a ladder's rules are read in every area that adopts it, and a finding there is
/// about at least one of them. For each, whether a complete response refutes the finding. Empty where it claims nothing
/// that a response could refute.
fn refuted(
    model: &Model,
    tests: &[Placed<'_>],
    reading: &Reading<'_>,
    answers: &Answers,
    finding: &Diagnostic,
) -> Vec<bool> {
    let Some(span) = finding.primary.as_ref().map(|label| label.span) else { return Vec::new() };
    let evaluation = Evaluation::new(model, answers);
    let concerned = |part: Option<&str>| {
        let named = roles_in(model, part.unwrap_or(""));
        named.iter().any(|role| answers.role == Some(*role))
    };
    match finding.code {
        Code::M0213 => {
            let wrong = if finding.message.contains("never") { Verdict::Yes } else { Verdict::No };
            // What is marked is the whole comparison, or only its right side.
            let meant = tests.iter().filter(|test| test.expr.span == span || test.right == Some(span));
            meant.map(|test| reading.verdict(test.expr, test.place) == wrong).collect()
        }
        Code::M0307 => {
            let adoptions = model.areas.iter().filter_map(|area| area.adoption.as_ref());
            let requirements = adoptions.flat_map(|adoption| &adoption.rules).flat_map(|rule| &rule.requires);
            let meant = requirements.filter(|requirement| requirement.span == span);
            let who = concerned(finding.message.split(" can never reach").next());
            meant.map(|requirement| who && evaluation.truth(requirement.condition)).collect()
        }
        Code::M0407 => {
            let meant = model.questions.iter().position(|question| question.span == span);
            let who = concerned(finding.message.split("asked of").nth(1));
            let presence = meant.map(|id| evaluation.presence(QuestionId(id as u32)));
            presence.map(|its| who && !matches!(its, Presence::Outside | Presence::Hidden)).into_iter().collect()
        }
        Code::M0502 => {
            let meant = model.actions.iter().position(|action| action.suggest_span == span);
            let who = concerned(finding.message.split("suggested to").nth(1));
            meant.map(|id| who && evaluation.suggested(ActionId(id as u32))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn findings_are_true_of_random_responses() {
    let count: u64 = setting("MOGNAD_RANDOM_MODELS", 400);
    let first: u64 = setting("MOGNAD_RANDOM_FIRST", 0);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for seed in first..first + count {
        let source = Source::random(seed);
        let compilation = source.compile();
        let Some(model) = compilation.model else { continue };
        let files: Vec<ast::File> = model.sources.iter().map(|(id, file)| parse(id, &file.text).tree).collect();
        let tree = Tree::new(&files);
        let tests = tests_in(&tree);
        let mut random = Random::new(seed);
        let tried: Vec<Answers> = (0..16).map(|_| responses::complete(&model, &mut random)).collect();
        for finding in &compilation.diagnostics {
            let mut places: Vec<bool> = Vec::new();
            for answers in &tried {
                let response = bridge::response(&model, answers, None);
                let refuted = refuted(&model, &tests, &Reading::new(&tree, &response), answers, finding);
                places.resize(refuted.len(), false);
                places.iter_mut().zip(refuted).for_each(|(known, here)| *known |= here);
            }
            if places.is_empty() {
                continue;
            }
            if places.iter().all(|refuted| *refuted) {
                let texts: Vec<&str> = source.files.iter().map(|(_, text)| text.as_str()).collect();
                let at = compilation.sources.slice(finding.primary.as_ref().unwrap().span);
                panic!("seed {seed}\n{}\n{} {} [{at}]", texts.join("\n----\n"), finding.code, finding.message);
            }
            *seen.entry(finding.code.to_string()).or_default() += 1;
        }
    }
    println!("findings that no response refuted: {seen:?}");
    assert!(seen.len() == 4, "some findings were never made");
}

#[test]
fn a_comparison_is_judged_as_it_is_written() {
    let text = "model m \"M\" { edition 1 language en }
area x \"X\" { question q \"Q\" { answers yes_no }
    value a \"A\" { 1 when not score < 0%, 0 otherwise }
    value b \"B\" { 1 when not score >= 0%, 0 otherwise } }";
    let source = Source { files: vec![("m.mognad".to_owned(), text.to_owned())] };
    let findings: Vec<String> = source.compile().diagnostics.into_iter().map(|finding| finding.message).collect();
    assert_eq!(findings, ["this comparison can never hold", "this comparison always holds"]);
}
