//! Responses as tables, in the ways that people and programs write them.

use mognad::evaluate::Answers;
use mognad::exact::Rational;
use mognad::model::{Answer, Domain, Model, Question};

use super::random::Random;

/// How CSV is written.
#[derive(Debug, Clone, Copy)]
pub struct Quirks {
    delimiter: char,
    line_end: &'static str,
    mark: bool,
    quotes: u64,
    last_end: bool,
}

impl Default for Quirks {
    fn default() -> Quirks {
        Quirks { delimiter: ',', line_end: "\n", mark: false, quotes: 0, last_end: true }
    }
}

impl Quirks {
    pub fn random(random: &mut Random) -> Quirks {
        Quirks {
            delimiter: *random.pick(&[',', ';', '\t']),
            line_end: if random.percent(50) { "\n" } else { "\r\n" },
            mark: random.percent(30),
            quotes: *random.pick(&[0, 20, 100]),
            last_end: random.percent(70),
        }
    }

    fn cell(self, text: &str, random: &mut Random) -> String {
        let special = text.contains([self.delimiter, '"', '\n', '\r']);
        match special || random.percent(self.quotes) {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text.to_owned(),
        }
    }
}

fn number(value: &Rational) -> String {
    let decimal = value.to_decimal(12);
    if Rational::parse(&decimal).as_ref() == Some(value) { decimal } else { value.to_string() }
}

/// The names of what was answered; one but for `any of`.
fn names(model: &Model, question: &Question, answer: &Answer) -> Vec<String> {
    match (answer, &question.domain) {
        (Answer::Na, _) => vec!["na".to_owned()],
        (Answer::Text(_), _) | (_, Domain::Text) => vec!["free, \"text\"\nof two lines; å".to_owned()],
        (Answer::Index(index), Domain::Choice(_)) => vec![model.options(question)[*index as usize].name.clone()],
        (Answer::Index(index), Domain::Range(range)) => vec![number(&range.value(*index))],
        (Answer::Index(bits), Domain::AnyOf(_)) => {
            let options = model.options(question).iter().enumerate();
            options.filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, option)| option.name.clone()).collect()
        }
    }
}

/// CSV, with the columns in a random order, the role first and the number of the row after it.
pub fn csv(model: &Model, responses: &[Answers], from: usize, quirks: Quirks, random: &mut Random) -> Vec<u8> {
    let mut order: Vec<usize> = (0..model.questions.len()).collect();
    random.shuffle(&mut order);
    let mut lines = Vec::new();
    let mut header: Vec<String> = Vec::new();
    if !model.roles.is_empty() {
        header.push("role".to_owned());
    }
    header.push("row".to_owned());
    header.extend(order.iter().map(|place| model.questions[*place].key.clone()));
    lines.push(header);
    for (row, answers) in responses.iter().enumerate() {
        let mut cells = Vec::new();
        if let Some(role) = answers.role {
            cells.push(model.roles[role.0 as usize].name.clone());
        }
        cells.push((from + row).to_string());
        for place in &order {
            let question = &model.questions[*place];
            cells.push(match &answers.given[*place] {
                None => String::new(),
                Some(answer) => match names(model, question, answer) {
                    names if names.is_empty() => "nothing".to_owned(),
                    names => names.join(if random.percent(50) { ";" } else { "; " }),
                },
            });
        }
        lines.push(cells);
    }
    let lines = lines.iter().map(|cells| {
        let cells: Vec<String> = cells.iter().map(|cell| quirks.cell(cell, random)).collect();
        cells.join(&quirks.delimiter.to_string())
    });
    let mut text = lines.collect::<Vec<_>>().join(quirks.line_end);
    if quirks.last_end {
        text.push_str(quirks.line_end);
    }
    if quirks.mark { format!("\u{feff}{text}").into_bytes() } else { text.into_bytes() }
}

/// JSON lines: numbers as numbers, several options as lists, nothing as `null` or not at all.
pub fn json_lines(model: &Model, responses: &[Answers], random: &mut Random) -> Vec<u8> {
    let text = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
    let mut lines = String::new();
    for (row, answers) in responses.iter().enumerate() {
        let mut fields = Vec::new();
        if let Some(role) = answers.role {
            fields.push(format!("\"role\": {}", text(&model.roles[role.0 as usize].name)));
        }
        fields.push(format!("\"row\":{row}"));
        for (question, answer) in model.questions.iter().zip(&answers.given) {
            let key = text(&question.key);
            let Some(answer) = answer else {
                if random.percent(50) {
                    fields.push(format!("{key}: null"));
                }
                continue;
            };
            let names = names(model, question, answer);
            fields.push(match (&question.domain, answer) {
                (Domain::AnyOf(_), Answer::Index(_)) => {
                    let names: Vec<String> = names.iter().map(|name| text(name)).collect();
                    format!("{key}:[{}]", names.join(" , "))
                }
                (Domain::Range(_), Answer::Index(_)) if !names[0].contains('/') => format!("{key}: {}", names[0]),
                _ => format!("{key}:{}", text(&names[0])),
            });
        }
        lines.push_str(&format!("{{{}}}\n", fields.join(", ")));
    }
    lines.into_bytes()
}

/// A line of JSON as the cells of CSV.
pub fn plain(line: &str) -> String {
    let value: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
    // The order of the fields and the digits of the numbers are those of the line.
    let raw: Vec<(usize, String)> = value
        .iter()
        .map(|(key, value)| {
            let at = line.find(&format!("{}:", serde_json::Value::String(key.clone()))).unwrap();
            let cell = match value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Array(items) => {
                    items.iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join(";")
                }
                serde_json::Value::Number(_) => {
                    let start = at + serde_json::Value::String(key.clone()).to_string().len() + 1;
                    line[start..].split([',', '}']).next().unwrap().to_owned()
                }
                other => other.to_string(),
            };
            (at, cell)
        })
        .collect();
    let mut raw = raw;
    raw.sort();
    raw.into_iter().map(|(_, cell)| cell).collect::<Vec<_>>().join(",")
}
