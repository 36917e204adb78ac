//! A cell of a table to an answer: the rules of a response file, where a text is all there is.

use super::answer;
use super::document::{Node, Written};
use super::number::exact;
use super::refusal::Refusal;
use crate::exact::Rational;
use crate::model::{Answer, Domain, Model, Question};
use crate::source::Span;

/// The choice of no option, in a cell that cannot hold an empty list.
const NOTHING: &str = "nothing";

/// How the answers to a choice are written in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// By the names of the options.
    Names,
    /// By what they are worth.
    Points,
}

/// Reads the answer in a cell; none in an empty one. Several options stand between semicolons; `nothing` is the choice
/// of none of them.
///
/// # Errors
/// Why it is no answer.
pub fn cell(model: &Model, question: &Question, text: &str, notation: Notation) -> Result<Option<Answer>, Refusal> {
    let options = model.options(question);
    let is_option = |name: &str| options.iter().any(|option| option.name == name);
    let written = match &question.domain {
        _ if text.is_empty() => return Ok(None),
        Domain::Choice(_) if notation == Notation::Points && text != "na" => return worth(model, question, text),
        Domain::AnyOf(_) if text == NOTHING && !is_option(NOTHING) => Written::List(Vec::new()),
        Domain::AnyOf(_) if text == "na" && !is_option("na") => Written::Text(text.to_owned()),
        Domain::AnyOf(_) => {
            let names = text.split(';').map(str::trim);
            Written::List(names.map(|name| Node::new(Written::Text(name.to_owned()), Span::default())).collect())
        }
        Domain::Range(_) if text == "na" => Written::Text(text.to_owned()),
        Domain::Range(_) if text.contains('/') && Rational::parse(text).is_some() => Written::Text(text.to_owned()),
        Domain::Range(_) => Written::Number(text.to_owned()),
        Domain::Choice(_) | Domain::Text => Written::Text(text.to_owned()),
    };
    answer::read(model, question, &Node::new(written, Span::default())).map_err(first)
}

/// Reads the options that were chosen, from a list.
///
/// # Errors
/// Why it is no answer.
pub fn list_cell<'a>(
    model: &Model,
    question: &Question,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<Option<Answer>, Refusal> {
    let nodes = names.into_iter().map(|name| Node::new(Written::Text(name.to_owned()), Span::default())).collect();
    answer::read(model, question, &Node::new(Written::List(nodes), Span::default())).map_err(first)
}

/// The option of this worth.
fn worth(model: &Model, question: &Question, text: &str) -> Result<Option<Answer>, Refusal> {
    let other = || Refusal::OtherWorth { text: text.to_owned() };
    let number = exact(text).map_err(|_| other())?;
    let place = model.options(question).iter().position(|option| option.points.as_ref() == Some(&number));
    match place.and_then(|place| u64::try_from(place).ok()) {
        Some(place) => Ok(Some(Answer::Index(place))),
        None => Err(other()),
    }
}

fn first(refused: Vec<answer::Refused>) -> Refusal {
    let first = refused.into_iter().next().map(|refused| refused.why);
    first.unwrap_or(Refusal::OtherKind { kind: "something else", instead: None })
}

/// The question that a column is called after, by any of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// This one.
    One(crate::model::QuestionId),
    /// One of several, by their keys.
    Several(Vec<String>),
    /// None.
    None,
}

/// The names of questions, for the columns of tables.
#[derive(Debug)]
pub struct QuestionNames<'a>(super::keys::Keys<'a>);

impl<'a> QuestionNames<'a> {
    /// The names of the questions of a model.
    pub fn new(model: &'a Model) -> QuestionNames<'a> {
        QuestionNames(super::keys::Keys::new(model))
    }

    /// Which question has this name.
    pub fn find(&self, name: &str) -> Named {
        use super::keys::Found;
        match self.0.find(name) {
            Found::One(id) => Named::One(id),
            Found::Several(keys) => Named::Several(keys.into_iter().map(str::to_owned).collect()),
            Found::None(_) => Named::None,
        }
    }
}
