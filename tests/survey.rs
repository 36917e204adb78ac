//! The survey against brute force: on random small models the spread over levels and the weight of questions are those
//! over all possible responses by the row evaluator.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    dead_code,
    reason = "tests"
)]

mod random;

use std::collections::{BTreeMap, BTreeSet};

use mognad::analyse::{Part, RoleSurvey, SurveyOptions, Verdict, survey};
use mognad::diagnostics::render::TextStyle;
use mognad::evaluate::{Answers, Evaluation, Presence};
use mognad::exact::Rational;
use mognad::model::{Answer, AreaId, Model, QuestionId, RoleId, Rule};
use mognad::report::{Words, survey_page};
use mognad::semantics::{Loader, compile};
use random::possible::{answers_of, in_order, possible};
use random::{Source, setting};

/// The most responses that are tried one by one.
const MOST: usize = 80;

#[derive(Debug, Default)]
struct Tally {
    models: u64,
    levels: u64,
    weights: u64,
    between: u64,
    of_revealing: u64,
    suggestions: u64,
    properties: u64,
    undecided: u64,
}

#[test]
fn the_survey_is_that_of_brute_force() {
    let (first, count) = (setting("MOGNAD_RANDOM_FIRST", 0), setting("MOGNAD_RANDOM_MODELS", 25));
    let mut tally = Tally::default();
    let mut seed = first;
    while tally.models < count {
        if let Some(model) = Source::random(seed).compile().model {
            hold(seed, &model, &mut tally);
        }
        seed += 1;
    }
    println!("{tally:?}");
    assert!(tally.undecided * 50 <= tally.weights + tally.levels, "{tally:?}");
    assert!(tally.between * 20 >= tally.weights && tally.of_revealing * 100 >= tally.weights, "{tally:?}");
}

/// The model of the guide's page.
/// The text of the only file.
struct Only<'t>(&'t str);

impl Loader for Only<'_> {
    fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
        Ok(self.0.as_bytes().to_vec())
    }
}

fn compiled(text: &str) -> Model {
    compile("tools.mognad", "", &Only(text)).model.unwrap()
}

fn guide() -> Model {
    let (_, rest) = include_str!("../docs/guide/analyse.md").split_once("```mognad file=tools.mognad\n").unwrap();
    compiled(rest.split_once("```").unwrap().0)
}

#[test]
fn it_fits_its_schema() {
    let survey = survey(&guide(), &SurveyOptions::new(None, 1_000));
    let validator = jsonschema::validator_for(&schemars::schema_for!(mognad::analyse::Survey).to_value()).unwrap();
    let json = serde_json::to_value(&survey).unwrap();
    let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn a_number_that_enters_no_level_never_changes_one() {
    let text = "model tender \"Tender\" { edition 1 language en }
        ladder grade { low \"Low\" high \"High\" from 50% }
        area quality \"Quality\" { levels grade question plan \"Plan\" { answers yes_no } }
        area cost \"Cost\" {
            question price \"Price\" { answers 1 to 100_000_000 }
            value compared \"Compared\" price - quality.plan.points
        }
        overall { levels grade score quality.score }";
    let survey = survey(&compiled(text), &SurveyOptions::new(None, 1_000));
    let price = survey.roles[0].questions.iter().find(|question| question.question == "price").unwrap();
    assert!(price.levels.iter().all(|level| level.share.is_none()), "{price:?}");
}

#[test]
fn in_words_and_drawn() {
    let model = guide();
    let words = Words::new("sv", "en");
    let page = |milliseconds| {
        let survey = survey(&model, &SurveyOptions::new(None, milliseconds));
        survey_page(&model, &survey, &words)
    };
    let style = TextStyle { color: false, plain: false, width: 100 };
    insta::assert_snapshot!("survey", page(1_000).text(&words, style));
    insta::assert_snapshot!("survey_plain", page(1_000).text(&words, TextStyle { plain: true, ..style }));
    insta::assert_snapshot!("survey_markdown", page(1_000).markdown(&words));
    // Without a budget nothing is decided, and the report says so.
    insta::assert_snapshot!("survey_undecided", page(0).text(&words, style));
    let html = page(1_000).html(&words);
    let (head, rest) = html.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    insta::assert_snapshot!("survey_html", format!("{head}\n{body}").replace("><", ">\n<"));
}

fn ratio(part: u64, whole: u64) -> Rational {
    Rational::new(part as i64, whole as i64).unwrap()
}

impl Tally {
    fn same(&mut self, part: &Part, expected: &Rational, place: &str) {
        match part {
            Part::Exactly(found) => assert_eq!(found.exact, *expected, "{place}"),
            Part::Between(least, most) => {
                assert!(least.exact <= *expected && *expected <= most.exact, "{place}: {expected}");
            }
            Part::Undecided(_) => self.undecided += 1,
        }
    }
}

fn hold(seed: u64, model: &Model, tally: &mut Tally) {
    let found = survey(model, &SurveyOptions { role: None, steps: 20_000_000 });
    let mut small = false;
    for of_role in &found.roles {
        let Some(responses) = possible(model, of_role.id, MOST) else { continue };
        small = true;
        let place = format!("seed {seed}, role {:?}", of_role.role);
        assert_eq!(of_role.responses, Some(responses.len().to_string()), "{place}");
        let evaluations: Vec<Evaluation<'_>> =
            responses.iter().map(|answers| Evaluation::new(model, answers)).collect();
        spread(of_role, &evaluations, &place, tally);
        suggestions(model, of_role, &evaluations, &place, tally);
        properties(model, of_role, &evaluations, &place, tally);
        for question in &of_role.questions {
            for change in &question.levels {
                let place = format!("{place}, {} in {}", question.question, change.area);
                let Some(expected) = weight(model, of_role.id, question.id, change.id) else { continue };
                tally.weights += 1;
                tally.between += u64::from(!expected.is_zero() && expected != Rational::ONE);
                tally.of_revealing += u64::from(reveals(model, question.id));
                tally.same(&change.share, &expected, &place);
            }
        }
    }
    tally.models += u64::from(small);
}

fn spread(of_role: &RoleSurvey, evaluations: &[Evaluation<'_>], place: &str, tally: &mut Tally) {
    for area in &of_role.areas {
        let mut by_row: BTreeMap<Option<u32>, u64> = BTreeMap::new();
        for evaluation in evaluations {
            *by_row.entry(evaluation.level(area.id)).or_default() += 1;
        }
        let share = |rank: Option<u32>| ratio(by_row.get(&rank).copied().unwrap_or(0), evaluations.len() as u64);
        for level in &area.levels {
            tally.levels += 1;
            tally.same(&level.share, &share(Some(level.rank)), &format!("{place}, {} {}", area.area, level.level));
        }
        tally.same(&area.without_level, &share(None), &format!("{place}, {} without level", area.area));
    }
}

fn suggestions(model: &Model, of_role: &RoleSurvey, evaluations: &[Evaluation<'_>], place: &str, tally: &mut Tally) {
    for area in &of_role.suggestions {
        let within = |mut inner: AreaId| loop {
            match model.areas[inner.0 as usize].parent {
                _ if inner == area.id => return true,
                None => return false,
                Some(parent) => inner = parent,
            }
        };
        let of_area: Vec<usize> = (0..model.actions.len()).filter(|id| within(model.actions[*id].area)).collect();
        for level in &area.levels {
            let place = format!("{place}, suggestions of {} at {}", area.area, level.level);
            let at: Vec<&Evaluation<'_>> =
                evaluations.iter().filter(|evaluation| evaluation.level(area.id) == Some(level.rank)).collect();
            let mut expected: BTreeMap<String, u64> = BTreeMap::new();
            let mut without = 0;
            for evaluation in &at {
                let suggested = of_area.iter().filter(|id| evaluation.suggested(mognad::model::ActionId(**id as u32)));
                let mut any = false;
                for id in suggested {
                    any = true;
                    *expected.entry(model.actions[*id].name.clone()).or_default() += 1;
                }
                without += u64::from(!any);
            }
            tally.suggestions += expected.len() as u64;
            let names: BTreeSet<&String> = level.actions.iter().map(|action| &action.action).collect();
            if level.open.is_empty() {
                assert_eq!(names, expected.keys().collect(), "{place}");
            }
            for action in &level.actions {
                tally.same(&action.share, &ratio(expected[&action.action], at.len() as u64), &place);
            }
            match &level.without {
                None => assert!(at.is_empty(), "{place}"),
                Some(share) => tally.same(share, &ratio(without, at.len() as u64), &place),
            }
        }
    }
}

fn properties(model: &Model, of_role: &RoleSurvey, evaluations: &[Evaluation<'_>], place: &str, tally: &mut Tally) {
    for found in &of_role.properties {
        let property = &model.properties[found.property];
        let breaks = evaluations.iter().filter(|evaluation| evaluation.truth(property.condition) == property.never);
        let count = breaks.count() as u64;
        tally.properties += 1;
        match &found.verdict {
            Verdict::Proved => assert_eq!(count, 0, "{place}, {}", found.condition),
            Verdict::Broken(broken) => {
                tally.same(&broken.share, &ratio(count, evaluations.len() as u64), &format!("{place}, {broken:?}"));
                assert!(count > 0, "{place}, {broken:?}");
            }
            Verdict::Undecided(_) => tally.undecided += 1,
        }
    }
}

fn reveals(model: &Model, id: QuestionId) -> bool {
    let decides =
        |question: &mognad::model::Question| model.questions_behind(question.ask_when.map(Rule::Truth)).contains(&id);
    model.questions.iter().any(decides)
}

/// For how large a share of the responses some other answer to this question alone leads to another level. A response
/// has an answer to each question that is asked with some answer to this one.
fn weight(model: &Model, role: Option<RoleId>, id: QuestionId, area: AreaId) -> Option<Rational> {
    if random::responses::count(&model.questions[id.0 as usize]) > 64 {
        return None;
    }
    let all = answers_of(model, id);
    let mut found = (0, 0);
    let mut chosen = vec![None; model.questions.len()];
    let order = in_order(model);
    let mut left = 80;
    extend(model, role, id, area, &all, &order, &order, &mut chosen, &mut found, &mut left);
    (left > 0).then(|| ratio(found.0, found.1))
}

/// The responses with each answer to `id`; of the other questions those that are asked are as chosen.
fn with_each(
    model: &Model,
    role: Option<RoleId>,
    id: QuestionId,
    all: &[Option<Answer>],
    chosen: &[Option<Answer>],
    order: &[QuestionId],
) -> Vec<Answers> {
    let with = |answer: &Option<Answer>| {
        let mut answers = Answers::blank(model, role);
        for question in order {
            if Evaluation::new(model, &answers).presence(*question) == Presence::Unanswered {
                let given = if *question == id { answer.clone() } else { chosen[question.0 as usize].clone() };
                answers.set(*question, given);
            }
        }
        answers
    };
    all.iter().map(with).collect()
}

#[expect(clippy::too_many_arguments, reason = "a test")]
fn extend(
    model: &Model,
    role: Option<RoleId>,
    id: QuestionId,
    area: AreaId,
    all: &[Option<Answer>],
    order: &[QuestionId],
    rest: &[QuestionId],
    chosen: &mut Vec<Option<Answer>>,
    found: &mut (u64, u64),
    left: &mut u64,
) {
    if *left == 0 {
        return;
    }
    let responses = with_each(model, role, id, all, chosen, order);
    let Some((next, rest)) = rest.split_first() else {
        *left -= 1;
        let evaluations = responses.iter().map(|answers| Evaluation::new(model, answers));
        let (mut asked, mut levels) = (false, BTreeSet::new());
        for evaluation in evaluations {
            asked |= !matches!(evaluation.presence(id), Presence::Outside | Presence::Hidden);
            levels.insert(evaluation.level(area));
        }
        // Each of the answers makes a response of its own.
        let many = if asked { all.len() as u64 } else { 1 };
        found.0 += if asked && levels.len() > 1 { many } else { 0 };
        found.1 += many;
        return;
    };
    let is_open = |answers: &Answers| Evaluation::new(model, answers).presence(*next) == Presence::Unanswered;
    if *next == id || !responses.iter().any(is_open) {
        extend(model, role, id, area, all, order, rest, chosen, found, left);
        return;
    }
    for answer in answers_of(model, *next) {
        chosen[next.0 as usize] = answer;
        extend(model, role, id, area, all, order, rest, chosen, found, left);
    }
    chosen[next.0 as usize] = None;
}
