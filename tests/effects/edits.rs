//! One edit to a declaration, as an author makes it.

use mognad::source::{FileId, Span};
use mognad::syntax::ast::{Area, AreaLine, Item, Question, QuestionLine};
use mognad::syntax::{Kind, parse, tokens};

use super::random::Random;

/// What is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    Weight,
    Threshold,
    QuestionAdded,
    QuestionGone,
    ActionAdded,
    ActionGone,
    Gate,
}

impl Edit {
    pub const ALL: [Edit; 7] = [
        Edit::Weight,
        Edit::Threshold,
        Edit::QuestionAdded,
        Edit::QuestionGone,
        Edit::ActionAdded,
        Edit::ActionGone,
        Edit::Gate,
    ];

    /// The text after the edit; none where there is nothing of the kind.
    pub fn of(self, text: &str, random: &mut Random) -> Option<String> {
        let found = Found::in_text(text);
        let question =
            |random: &mut Random| (!found.questions.is_empty()).then(|| random.pick(&found.questions).clone());
        match self {
            Edit::Weight if random.percent(50) => {
                let questions = found.questions.iter().map(|(_, span)| *span);
                let all: Vec<Span> = found.areas.iter().copied().chain(questions).collect();
                let weight = format!("weight {}", random.between(2, 4));
                (!all.is_empty()).then(|| with_line(text, random.pick(&all), &weight))
            }
            Edit::Weight => other_number(text, &["weight"], random),
            Edit::Threshold => other_number(text, &["from", "above", "to", "below"], random),
            Edit::QuestionAdded => {
                let (_, before) = question(random)?;
                let added =
                    format!("question tillagd \"Q\" {{\n answers yes_no\n weight {}\n}}\n", random.between(1, 3));
                Some(inserted(text, before.start as usize, &added))
            }
            Edit::QuestionGone => Some(without(text, &question(random)?.1)),
            Edit::ActionAdded => {
                let (name, _) = question(random)?;
                let conditions = [format!("{name}.points > 0"), "score >= 40%".to_owned(), "score < 1".to_owned()];
                let added = format!("action tillagd \"A\" {{\n suggest when {}\n}}", random.pick(&conditions));
                (!found.areas.is_empty()).then(|| with_line(text, random.pick(&found.areas), &added))
            }
            Edit::ActionGone => (!found.actions.is_empty()).then(|| without(text, random.pick(&found.actions))),
            Edit::Gate => {
                let ((name, _), (_, asked)) = (question(random)?, question(random)?);
                Some(with_line(text, &asked, &format!("ask when {name}.points > 0")))
            }
        }
    }
}

/// Where declarations stand.
#[derive(Default)]
struct Found {
    areas: Vec<Span>,
    questions: Vec<(String, Span)>,
    actions: Vec<Span>,
}

impl Found {
    fn in_text(text: &str) -> Found {
        let mut found = Found::default();
        for item in &parse(FileId(0), text).tree.items {
            match item {
                Item::Area(area) => found.area(text, area),
                Item::Overall(overall) => found.lines(text, &overall.lines),
                _ => {}
            }
        }
        found
    }

    fn area(&mut self, text: &str, area: &Area) {
        self.areas.push(area.head.span);
        self.lines(text, &area.lines);
    }

    fn lines(&mut self, text: &str, lines: &[AreaLine]) {
        for line in lines {
            match line {
                AreaLine::Area(inner) => self.area(text, inner),
                AreaLine::Question(question) => self.question(text, question),
                AreaLine::Action(action) => self.actions.push(action.head.span),
                _ => {}
            }
        }
    }

    fn question(&mut self, text: &str, question: &Question) {
        let name = question.head.name.as_ref().map(|name| text[name.span.range()].to_owned());
        self.questions.push((name.unwrap_or_default(), question.head.span));
        let actions = question.lines.iter().filter_map(|line| match line {
            QuestionLine::Action(action) => Some(action.head.span),
            _ => None,
        });
        self.actions.extend(actions);
    }
}

fn inserted(text: &str, at: usize, added: &str) -> String {
    format!("{}{added}{}", &text[..at], &text[at..])
}

fn without(text: &str, span: &Span) -> String {
    format!("{}{}", &text[..span.start as usize], &text[span.end as usize..])
}

/// With a line at the end of a declaration.
fn with_line(text: &str, span: &Span, line: &str) -> String {
    inserted(text, span.end as usize - 1, &format!("\n{line}\n"))
}

/// With another number behind one of these words.
fn other_number(text: &str, words: &[&str], random: &mut Random) -> Option<String> {
    let tokens = tokens(FileId(0), text);
    let word = |at: usize| &text[tokens[at].span.range()];
    let behind = |at: &usize| tokens[*at].kind == Kind::Number && words.contains(&word(*at - 1));
    let all: Vec<(usize, i64)> =
        (1..tokens.len()).filter(behind).filter_map(|at| Some((at, word(at).parse().ok()?))).collect();
    if all.is_empty() {
        return None;
    }
    let (at, number) = *random.pick(&all);
    let other = (number + *random.pick(&[-10, -5, -1, 1, 2, 5, 10])).max(1);
    let span = tokens[at].span;
    Some(format!("{}{other}{}", &text[..span.start as usize], &text[span.end as usize..]))
}
