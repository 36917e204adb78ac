//! A second reading of the language: it evaluates a response straight from the syntax tree.
//!
//! It is written from the language's page, not from the compiler: names are looked up in the tree each time, there is no
//! graph and no normal form, `not` turns a three-valued result around, and numbers are plain big rationals. It is as
//! slow and as simple as it likes. It takes for granted that the compiler accepts the model, and panics where it does
//! not understand one.

mod answers;
mod conditions;
mod kinds;
mod numbers;
mod results;
mod sets;
mod tree;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;

// Each test that shares this folder uses a part of it.
#[allow(unused_imports, reason = "shared by tests that use different parts")]
pub use {
    answers::Presence,
    conditions::Verdict,
    tree::{Meaning, Tree},
};

/// An exact number.
pub type Exact = BigRational;

/// An answer in the words of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// An option.
    Option(String),
    /// Any of several options.
    Options(BTreeSet<String>),
    /// A number.
    Number(Exact),
    /// Free text, whatever it says.
    Text,
    /// Not applicable.
    Na,
}

/// Who answers, and what. Questions are numbered in the order of the text.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The role's name.
    pub role: Option<String>,
    /// What was answered.
    pub given: BTreeMap<usize, Given>,
    /// What unanswered questions under no policy are taken to be answered with, for `is answered` and its like still
    /// not answered: one completion of the response.
    pub assumed: BTreeMap<usize, Given>,
}

/// Where a formula or a condition stands.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The area.
    pub area: usize,
    /// The question that `answer` means.
    pub question: Option<usize>,
}

/// One response, read by one model.
pub struct Reading<'t> {
    tree: &'t Tree<'t>,
    response: &'t Response,
    // What was worked out before; without this, chains of `ask when` take exponential time.
    presences: RefCell<BTreeMap<usize, Presence>>,
    scores: RefCell<BTreeMap<usize, Option<Exact>>>,
    levels: RefCell<BTreeMap<usize, Option<usize>>>,
}

impl<'t> Reading<'t> {
    pub fn new(tree: &'t Tree<'t>, response: &'t Response) -> Reading<'t> {
        Reading {
            tree,
            response,
            presences: RefCell::default(),
            scores: RefCell::default(),
            levels: RefCell::default(),
        }
    }
}
