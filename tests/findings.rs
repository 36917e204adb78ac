//! What the analysis of all possible responses says of models.
//!
//! Each file in `tests/check/possible` has mistakes that only all possible responses together show, or none although it
//! looks like it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    dead_code,
    reason = "a test fails by panicking"
)]

#[path = "../benches/generate.rs"]
mod generate;
mod random;

use std::io;
use std::path::Path;

use insta::assert_snapshot;
use mognad::analyse::findings::{Condition, Options, find, is_impossible};
use mognad::analyse::{Budget, Reading, Space, response};
use mognad::diagnostics::render::{self, TextStyle};
use mognad::diagnostics::{self, Code, Diagnostic, Severity};
use mognad::evaluate::{Answers, Evaluation, run_example};
use mognad::exact::Compare;
use mognad::model::{ActionId, AreaId, Model, QuestionId, TruthId};
use mognad::semantics::{Compilation, Loader, compile};
use random::possible::possible;
use random::{Source, setting};

const STYLE: TextStyle = TextStyle { color: false, plain: false, width: 100 };

struct Text(String);

impl Loader for Text {
    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Ok(self.0.clone().into_bytes())
    }
}

fn compiled(text: &str) -> Compilation {
    compile("model.mognad", "", &Text(text.to_owned()))
}

fn found(model: &Model, said: &[Diagnostic]) -> Vec<Diagnostic> {
    find(model, &Options { information: true, said, ..Options::default() })
}

/// The responses that a finding shows, as an example gives them.
fn shown(findings: &[Diagnostic]) -> Vec<String> {
    let notes = findings.iter().flat_map(|finding| &finding.notes);
    let quoted = notes.flat_map(|note| {
        let at = note.find(": `as ").or_else(|| note.find(": `given "))?;
        note[at + 3..].strip_suffix('`')
    });
    quoted.map(str::to_owned).collect()
}

#[test]
fn all_possible_responses_show_what_is_wrong() {
    let with = |path: &Path| std::fs::read_to_string(path).unwrap();
    insta::with_settings!({ snapshot_path => "check/possible", prepend_module_to_snapshot => false }, {
        insta::glob!("check/possible/*.mognad", |path| {
            let text = with(path);
            let compilation = compiled(&text);
            let model = compilation.model.unwrap();
            let mut findings = compilation.diagnostics;
            let more = found(&model, &findings);
            // Each response that is shown is one that an example can give.
            for (number, given) in shown(&more).iter().enumerate() {
                let compilation = compiled(&format!("{text}\nexample \"shown {number}\" {{ {given} }}\n"));
                let model = compilation.model.unwrap_or_else(|| {
                    panic!("{given}:\n{}", render::text(&compilation.diagnostics, &compilation.sources, STYLE))
                });
                let outcome = run_example(&model, model.examples.last().unwrap());
                assert!(outcome.not_asked.is_empty(), "{given}");
            }
            findings.extend(more);
            diagnostics::sort(&mut findings);
            assert_snapshot!("says", render::text(&findings, &compilation.sources, STYLE));
        });
    });
}

/// What is measured is right: its text, its rules, its example; one of the two over all possible responses, too.
#[test]
fn models_for_measuring_have_no_findings() {
    for (text, is_sound) in [(generate::model(45), false), (generate::sound(12), true)] {
        let compilation = compiled(&text);
        let mut findings = compilation.diagnostics;
        let model = compilation.model.unwrap();
        if is_sound {
            findings.extend(find(&model, &Options { said: &findings, ..Options::default() }));
            findings.retain(|finding| finding.severity != Severity::Info);
        }
        assert_eq!(render::text(&findings, &compilation.sources, STYLE), "");
        assert!(model.examples.iter().all(|example| run_example(&model, example).unfulfilled.is_empty()));
    }
}

/// Every possible response of everybody; none when there are many.
fn everything(model: &Model) -> Option<Vec<Answers>> {
    let all: Option<Vec<Vec<Answers>>> =
        model.respondents().into_iter().map(|role| possible(model, role, 1500)).collect();
    Some(all?.concat())
}

/// What is said of random models is so for every possible response, one by one, and what is shown can be pasted.
#[test]
fn findings_are_true() {
    let count = setting("MOGNAD_RANDOM_MODELS", 60);
    let (mut told, mut seed) = (0, 0);
    for _ in 0..count {
        let mut source = Source::random(seed);
        seed += 1;
        let Some(model) = source.compile().model else { continue };
        let options = Options { steps: 100_000, information: true, ..Options::default() };
        let findings = find(&model, &options);
        let text = source.files[0].1.clone();
        for given in shown(&findings) {
            source.files[0].1 = format!("{text}\nexample \"what is shown\" {{ {given} }}\n");
            let compilation = source.compile();
            let pasted = compilation.model.unwrap_or_else(|| {
                let errors: Vec<Diagnostic> =
                    compilation.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
                panic!("seed {seed}: {given}\n{}", render::text(&errors, &compilation.sources, STYLE))
            });
            assert!(run_example(&pasted, pasted.examples.last().unwrap()).not_asked.is_empty(), "{seed}: {given}");
        }
        let Some(responses) = everything(&model) else { continue };
        let evaluations: Vec<Evaluation<'_>> =
            responses.iter().map(|answers| Evaluation::new(&model, answers)).collect();
        for finding in &findings {
            let span = finding.primary.as_ref().map(|label| label.span);
            told += 1;
            match finding.code {
                Code::M0706 | Code::M0707 => {
                    let property = model.properties.iter().find(|property| Some(property.span) == span).unwrap();
                    let broken = evaluations.iter().any(|it| it.truth(property.condition) == property.never);
                    assert_eq!(broken, finding.code == Code::M0706, "seed {seed}: {}", finding.message);
                }
                Code::M0304 => {
                    let (area, rank) = level(&model, &finding.message);
                    let above = |it: &Evaluation<'_>| it.level(area).is_some_and(|level| level == rank);
                    assert!(!evaluations.iter().any(above), "seed {seed}: {}", finding.message);
                }
                Code::M0314 => {
                    let (area, rank) = level(&model, &finding.message);
                    assert!(evaluations.iter().any(|it| it.level(area) >= Some(rank)), "{seed}: {}", finding.message);
                }
                _ => {}
            }
        }
    }
    assert!(told > count / 2, "{told} findings");
}

/// Whoever says no to one of forty questions has no mean of 99.9%, whatever else does not apply: no walk is needed.
#[test]
fn a_mean_is_bounded_by_what_is_there_for_sure() {
    let questions: Vec<String> =
        (0..40).map(|n| format!("question q{n} \"Q\" {{ answers degree weight {}.{} }}", n % 7 + 1, n % 10)).collect();
    let text = format!(
        "model m \"M\" {{ edition 1 language en }}
        scale degree {{ no 0 \"No\" partly 1 \"In part\" fully 3 \"Fully\" na \"Not applicable\" }}
        ladder steps {{ starting \"Starting\" leading \"Leading\" from 99.9% }}
        area a \"A\" {{ levels steps {} }}
        never \"leading with a no\" {{ a.level == leading and q5 == no }}",
        questions.join(" ")
    );
    let model = compiled(&text).model.unwrap();
    let found = find(&model, &Options { steps: 0, ..Options::default() });
    assert!(found.iter().any(|finding| finding.code == Code::M0707));
}

/// Each answer and each weight of forty questions decides something at a threshold, whatever does not apply: that needs
/// no walk, however few of so many responses show it.
#[test]
fn responses_beside_thresholds_are_found_among_many() {
    let questions: Vec<String> = (0..40)
        .map(|n| format!("question q{n} \"Q\" {{ answers degree weight {}.{} }}", n * 7 % 10, n * 3 % 10 + 1))
        .collect();
    for (from, score) in [
        ("25%", ""),
        ("30", "score sum(points of questions)"),
        ("1.25", "score round(mean(points of questions), 2)"),
        ("0.5", "score { 0 when q3 == no, mean(points of questions) otherwise }"),
    ] {
        let text = format!(
            "model m \"M\" {{ edition 1 language en na left out }}
            scale degree {{ no 0 \"No\" partly 1 \"Partly\" fully 3 \"Fully\" na \"Not applicable\" }}
            ladder steps {{ starting \"Starting\" growing \"Growing\" from {from} }}
            area a \"A\" {{ levels steps {{ growing requires q7 >= partly }} {score} {} }}",
            questions.join(" ")
        );
        let compilation = compiled(&text);
        let model = compilation.model.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics));
        let found = find(&model, &Options { steps: 200_000, ..Options::default() });
        let is_about = |finding: &&Diagnostic| match finding.code {
            Code::M0415 | Code::M0416 | Code::M0417 => true,
            // Of something else too little may be known.
            Code::M0714 => finding.message.contains("matters") || finding.message.contains("difference"),
            _ => false,
        };
        let found: Vec<&Diagnostic> = found.iter().filter(is_about).collect();
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// Where only the whole has levels, each answer, each weight of a question and each of an area still decides something.
#[test]
fn responses_beside_thresholds_of_the_whole_are_found() {
    let area = |area: usize| {
        let questions: Vec<String> = (0..12)
            .map(|n| format!("question q{n} \"Q\" {{ answers degree weight {} }}", (area + n) % 4 + 1))
            .collect();
        format!("area a{area} \"A\" {{ weight {} {} }}", area % 3 + 1, questions.join(" "))
    };
    let areas: Vec<String> = (0..6).map(area).collect();
    let text = format!(
        "model m \"M\" {{ edition 1 language en na left out }}
        scale degree {{ no 0 \"No\" partly 1 \"Partly\" fully 3 \"Fully\" na \"Not applicable\" }}
        ladder steps {{ starting \"Starting\" growing \"Growing\" from 25% leading \"Leading\" from 80% }}
        {}
        overall {{ levels steps }}",
        areas.join(" ")
    );
    let model = compiled(&text).model.unwrap();
    let found = find(&model, &Options { steps: 0, ..Options::default() });
    let of = |code: Code| found.iter().filter(|finding| finding.code == code).count();
    assert_eq!([Code::M0415, Code::M0416, Code::M0417].map(of), [0, 0, 0], "{found:#?}");
    let open =
        found.iter().flat_map(|finding| finding.secondary.iter().map(|label| &label.message).chain([&finding.message]));
    let open: Vec<&String> = open.filter(|open| open.contains("matters") || open.contains("difference")).collect();
    assert!(open.is_empty(), "{open:#?}");
}

/// Whether a better answer always pays is told from the rules where scores round, count what is met, or go by cases.
#[test]
fn that_better_answers_pay_needs_no_walk() {
    let questions = |area: usize| -> String {
        let question = |n: usize| format!("question q{area}_{n} \"Q\" {{ answers degree weight {} }}\n", n % 4 + 1);
        (0..20).map(question).collect()
    };
    for (from, score, overall) in [
        ("25%", "score round(mean(points of questions) out of 3, 2)", ""),
        ("1.5", "score { 0 when q@_3 == no, mean(points of questions) otherwise }", "score mean(score of areas)"),
        ("25%", "score share(questions are met)", ""),
        ("25%", "", "score share(questions are met)"),
    ] {
        let area = |area: usize| {
            let score = score.replace('@', &area.to_string());
            format!("area a{area} \"A\" {{ levels steps {score} {} }}\n", questions(area))
        };
        let text = format!(
            "model m \"M\" {{ edition 1 language en na left out }}
            scale degree {{ no 0 \"No\" partly 1 \"Partly\" fully 3 \"Fully\" na \"Not applicable\" met from partly }}
            ladder steps {{ starting \"Starting\" growing \"Growing\" from {from} }}
            {} overall {{ levels steps {overall} }}",
            (0..5).map(area).collect::<String>()
        );
        let compilation = compiled(&text);
        let model = compilation.model.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics));
        let found = find(&model, &Options { steps: 0, ..Options::default() });
        let open = found.iter().filter(|finding| finding.code == Code::M0714);
        let open: Vec<&str> = open
            .flat_map(|finding| finding.secondary.iter().map(|label| &label.message).chain([&finding.message]))
            .map(String::as_str)
            .filter(|open| open.contains("pays"))
            .collect();
        assert!(open.is_empty(), "{score} {overall}: {open:#?}");
    }
}

/// What is missing at several levels is told in the order of the ladder, not of their names.
#[test]
fn levels_stand_in_the_order_of_their_ladder() {
    let text = "model m \"M\" { edition 1 language en }
        ladder steps { starting \"Starting\" growing \"Growing\" from 1 leading \"Leading\" from 2 best \"Best\" from 3 }
        area a \"A\" {
            levels steps  score sum(points of questions)
            question q \"Q\" { answers 0 to 3 step 1 \"things\" }
            action act \"Act\" { suggest when level == best }
        }";
    let compilation = compiled(text);
    let mut findings = find(&compilation.model.unwrap(), &Options::default());
    findings.extend(compilation.diagnostics);
    diagnostics::sort(&mut findings);
    let missing = findings.iter().filter(|finding| finding.code == Code::M0507);
    let levels: Vec<&str> = missing.map(|finding| finding.message.split('`').nth(1).unwrap()).collect();
    assert_eq!(levels, ["starting", "growing", "leading"]);
}

/// A role of a random model, with all its possible responses.
struct Respondent<'m> {
    seed: u64,
    model: &'m Model,
    space: Space,
    reading: Reading<'m>,
    responses: &'m [Answers],
    evaluations: Vec<Evaluation<'m>>,
}

/// Looks at every role of random models that has few possible responses.
fn of_random_models(count: u64, first: u64, mut look: impl FnMut(Respondent<'_>)) {
    for seed in first..first + count {
        let Some(model) = Source::random(seed).compile().model else { continue };
        for role in model.respondents() {
            let Some(responses) = possible(&model, role, 1500) else { continue };
            let evaluations = responses.iter().map(|answers| Evaluation::new(&model, answers)).collect();
            let mut space = Space::default();
            let reading = Reading::new(&mut space.graph, &model, role);
            look(Respondent { seed, model: &model, space, reading, responses: &responses, evaluations });
        }
    }
}

/// What bounds alone rule out is fulfilled by no possible response, one by one.
#[test]
fn what_bounds_rule_out_is_impossible() {
    let count = setting("MOGNAD_RANDOM_MODELS", 60);
    let mut ruled_out = 0;
    of_random_models(count, 1_000_000, |mut its| {
        for condition in conditions(its.model) {
            let node = condition.node(&mut its.reading, &mut its.space.graph);
            if is_impossible(&mut its.space.graph, node) {
                ruled_out += 1;
                let counter = its.evaluations.iter().find(|evaluation| condition.holds(evaluation));
                assert!(counter.is_none(), "seed {}: {condition:?}", its.seed);
            }
        }
    });
    assert!(ruled_out > 20 * count, "{ruled_out} conditions");
}

/// What a search finds is there, and where it says that there is nothing, nothing is, one by one.
#[test]
fn what_a_search_says_is_so() {
    let count = setting("MOGNAD_RANDOM_MODELS", 60);
    let (mut decided, mut open) = ([0, 0], 0);
    of_random_models(count, 2_000_000, |mut its| {
        for condition in conditions(its.model).into_iter().step_by(3) {
            let node = condition.node(&mut its.reading, &mut its.space.graph);
            let Ok(found) = its.space.searched(node, &mut Budget::steps(20_000)) else {
                open += 1;
                continue;
            };
            let exists = its.evaluations.iter().any(|evaluation| condition.holds(evaluation));
            assert_eq!(found.is_some(), exists, "seed {}: {condition:?}", its.seed);
            decided[usize::from(exists)] += 1;
            if let Some(witness) = found {
                let answers = response(&its.reading, &witness);
                assert!(condition.holds(&Evaluation::new(its.model, &answers)), "seed {}: {condition:?}", its.seed);
                assert!(its.responses.contains(&answers), "seed {}: {condition:?}", its.seed);
            }
        }
    });
    let all = decided[0] + decided[1] + open;
    assert!(decided.iter().all(|its| its * 10 > all) && open * 50 < all, "{decided:?} decided, {open} open");
}

/// Conditions of all kinds, and of each two that follow on each other both together.
fn conditions(model: &Model) -> Vec<Condition> {
    let mut found: Vec<Condition> = Vec::new();
    for (id, area) in (0..).map(AreaId).zip(&model.areas) {
        for (rank, rule) in (0..).zip(area.adoption.iter().flat_map(|adoption| &adoption.rules)) {
            found.extend([Compare::Equal, Compare::Greater, Compare::Less].map(|op| Condition::Level(id, op, rank)));
            let bound = rule.lower.as_ref().filter(|_| area.score.is_some());
            found.extend(bound.map(|bound| Condition::Score(id, Compare::Less, bound.value.clone())));
        }
    }
    found.extend((0..model.actions.len() as u32).map(|id| Condition::Suggested(ActionId(id))));
    found.extend((0..model.questions.len() as u32).map(|id| Condition::Asked(QuestionId(id))));
    found.extend((0..model.questions.len() as u32).map(|id| Condition::Lowest(QuestionId(id))));
    found.extend((0..model.truths.len() as u32).map(|id| Condition::Truth(TruthId(id))));
    let either = |condition: &Condition| [condition.clone(), condition.clone().negated()];
    let mut all: Vec<Condition> = found.iter().flat_map(either).collect();
    for (one, other) in found.iter().zip(found.iter().skip(1)) {
        for (one, other) in either(one).into_iter().zip(either(other)) {
            all.push(Condition::All(vec![one.clone(), other.clone()]));
            all.push(Condition::All(vec![one, other.negated()]));
        }
    }
    all
}

/// The level that a message names: "level `leading` of `competence` …".
fn level(model: &Model, message: &str) -> (AreaId, u32) {
    let names: Vec<&str> = message.split('`').collect();
    let area = model.areas.iter().position(|area| area.key == names[3]).unwrap();
    let ladder = &model.ladders[model.areas[area].adoption.as_ref().unwrap().ladder.0 as usize];
    let rank = ladder.levels.iter().position(|level| level.name == names[1]).unwrap();
    (AreaId(area as u32), rank as u32)
}
