//! Models with responses, what the definition makes of them, and the queries for them.

use mognad::evaluate::{Answers, in_order};
use mognad::model::{ActionId, Answer, Domain, Model, Question, QuestionId};
use mognad::score::{Cell, Kind, Output, RowScorer};
use mognad::sql::{Dialect, Options, Query};

use crate::random::{Random, responses};

/// A model with responses.
pub struct Case {
    pub name: String,
    pub model: Model,
    /// The role (in a model with roles) and a text a question.
    pub rows: Vec<Vec<Option<String>>>,
    /// A text a result, or none where the row is refused.
    pub expected: Vec<Option<Vec<Option<String>>>>,
    pub separately: bool,
}

impl Case {
    /// Random responses: complete ones, incomplete ones, some with an answer to a hidden question, some with a text
    /// that is no answer.
    pub fn random(name: String, model: Model, seed: u64, count: usize) -> Case {
        let separately = seed.is_multiple_of(3);
        let outputs = Output::all(&model, separately);
        let scorer = RowScorer::new(&model, &outputs);
        let mut random = Random::new(seed);
        let (mut rows, mut expected) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let answers = match random.below(3) {
                0 => responses::partial(&model, &mut random),
                _ => responses::complete(&model, &mut random),
            };
            let mut row = cells(&model, &answers, &mut random);
            let mut is_wrong = false;
            if !model.questions.is_empty() && random.percent(8) {
                is_wrong = spoil(&model, &mut row, &mut random);
            }
            let result = scorer.score(&answers);
            let refused = is_wrong || result.misplaced.is_some();
            let cells = result.cells.iter().zip(&outputs).map(|(cell, output)| shown(&model, cell, output)).collect();
            expected.push((!refused).then_some(cells));
            rows.push(row);
        }
        Case { name, model, rows, expected, separately }
    }

    pub fn query(&self, dialect: Dialect) -> Result<Query, String> {
        let options =
            Options { dialect, table: "responses".into(), keep: vec!["id".into()], separately: self.separately };
        mognad::sql::compile(&self.model, &options).map_err(|diagnostic| {
            assert_eq!(diagnostic.code.to_string(), "M1001", "{}: {}", self.name, diagnostic.message);
            format!("{} ({})", diagnostic.message, diagnostic.notes.join("; "))
        })
    }

    /// The case as the script reads it.
    pub fn json(&self, query: &Query) -> String {
        let names: Vec<&str> = query.outputs.iter().map(|output| output.name.as_str()).collect();
        serde_json::json!({
            "name": self.name,
            "columns": self.columns(query),
            "rows": self.rows,
            "outputs": names,
            "expected": self.expected,
        })
        .to_string()
    }

    /// The columns of the table: `id`, the role, the questions.
    pub fn columns(&self, query: &Query) -> Vec<String> {
        let role = (!self.model.roles.is_empty()).then(|| "role".to_owned());
        ["id".to_owned()].into_iter().chain(role).chain(query.inputs.iter().cloned()).collect()
    }
}

/// The cells of a response: the role, then a text a question.
fn cells(model: &Model, answers: &Answers, random: &mut Random) -> Vec<Option<String>> {
    let role = answers.role.map(|role| model.roles[role.0 as usize].name.clone());
    let role = (!model.roles.is_empty()).then_some(role);
    let cell = |(id, question): (usize, &Question)| match answers.get(QuestionId(id as u32)) {
        // An empty text is no answer either.
        None => random.percent(20).then(String::new),
        Some(Answer::Na) => Some("na".to_owned()),
        Some(Answer::Text(text)) => Some(text.clone()),
        Some(Answer::Index(index)) => Some(written(model, question, *index)),
    };
    role.into_iter().chain(model.questions.iter().enumerate().map(cell).collect::<Vec<_>>()).collect()
}

fn written(model: &Model, question: &Question, answer: u64) -> String {
    let options = model.options(question);
    match &question.domain {
        Domain::Choice(_) => options[answer as usize].name.clone(),
        Domain::AnyOf(_) if answer == 0 => "nothing".to_owned(),
        Domain::AnyOf(_) => {
            let taken = options.iter().enumerate().filter(|(at, _)| answer >> at & 1 == 1);
            taken.map(|(_, option)| option.name.as_str()).collect::<Vec<_>>().join(";")
        }
        Domain::Range(range) => {
            let decimal = range.value(answer).to_decimal(12);
            let exact = mognad::exact::Rational::parse(&decimal) == Some(range.value(answer));
            if exact { decimal } else { range.value(answer).to_string() }
        }
        Domain::Text => "text".to_owned(),
    }
}

/// Puts something into a cell that is no answer there.
fn spoil(model: &Model, row: &mut [Option<String>], random: &mut Random) -> bool {
    let skip = usize::from(!model.roles.is_empty());
    let at = random.below(row.len());
    if at < skip {
        row[at] = random.percent(50).then(|| "nobody".to_owned());
        return true;
    }
    let question = &model.questions[at - skip];
    let text = match &question.domain {
        Domain::Text => return false,
        Domain::Choice(_) => random.pick(&["Inte", "inte ", "x", "0.0", "-2", "'"]),
        Domain::AnyOf(_) => random.pick(&["inte;inte", ";", "inte;", "x;inte", "inte,delvis", "%"]),
        Domain::Range(_) => {
            random.pick(&["4.", ".5", "-", "--1", "1e3", "1 ", "0x1", "999999999999999999999", "1.0000001", "1-2"])
        }
    };
    row[at] = Some((*text).to_owned());
    true
}

fn shown(model: &Model, cell: &Cell, output: &Output) -> Option<String> {
    match cell {
        Cell::Empty => None,
        Cell::Number(number) => Some(number.to_fixed(6)),
        Cell::Level(rank) => {
            let Kind::Level(ladder) = output.kind else { panic!("{} has levels", output.name) };
            model.ladders[ladder.0 as usize].levels.get(*rank as usize).map(|level| level.name.clone())
        }
        Cell::Count(count) => Some(count.to_string()),
        Cell::Actions(actions) => {
            let all = in_order(model, (0..model.actions.len()).map(|id| ActionId(id as u32)).collect());
            let names =
                all.iter().filter(|id| actions.contains(id)).map(|id| model.actions[id.0 as usize].name.clone());
            Some(names.collect::<Vec<_>>().join(";"))
        }
        Cell::Truth(truth) => Some(if *truth { "true" } else { "false" }.to_owned()),
    }
}
