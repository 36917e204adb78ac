//! A survey in words, ready to be laid out.

use super::super::page::Fact;

/// A survey in words.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyPage {
    /// The language, as in `lang` of HTML.
    pub language: String,
    /// The model.
    pub title: String,
    /// How many responses there are, the version.
    pub about: Vec<Fact>,
    /// What to know before reading.
    pub notices: Vec<String>,
    /// How the responses spread: a group a ladder.
    pub spread: Vec<LadderGroup>,
    /// What each question weighs: a group a role.
    pub weights: Vec<WeightGroup>,
    /// What is suggested at each level: a group a role and ladder.
    pub advice: Vec<LadderGroup>,
    /// Properties.
    pub properties: Vec<PropertyRow>,
}

/// Areas on the same ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct LadderGroup {
    /// The role, where the group is about one.
    pub role: Option<String>,
    /// The levels, lowest first.
    pub levels: Vec<String>,
    /// A row an area, or an area and a role.
    pub rows: Vec<LadderRow>,
}

/// An area over the levels of its ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct LadderRow {
    /// The area.
    pub title: String,
    /// 0 for the whole, 1 for the outermost areas.
    pub depth: usize,
    /// The role; none where it is the same for all of them.
    pub role: Option<String>,
    /// A cell a level.
    pub cells: Vec<Cell>,
    /// The share without a level, where there is one.
    pub without: Option<Cell>,
}

/// A share, or actions with the share that gets none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// What stands there.
    pub text: String,
    /// A remark to it: the share that gets no suggestion.
    pub remark: Option<String>,
    /// The least that it is, and the most; for drawing only.
    pub extent: (f64, f64),
}

/// What questions weigh to a role.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightGroup {
    /// The role; none in a model without roles.
    pub role: Option<String>,
    /// Whether the whole has levels.
    pub overall: bool,
    /// The questions, the weightiest first.
    pub rows: Vec<WeightRow>,
    /// Questions that never change a level.
    pub idle: Vec<String>,
}

/// What a question weighs.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightRow {
    /// The question.
    pub title: String,
    /// How often it decides the level of the whole, where that depends on it.
    pub overall: Option<Cell>,
    /// How often it decides the level of an area: the area, and the share.
    pub areas: Vec<(String, Cell)>,
}

/// A property and its verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyRow {
    /// What it says.
    pub title: String,
    /// Its condition, as written, with `always` or `never` before it.
    pub condition: String,
    /// Its verdicts, those of several roles together where they are the same.
    pub verdicts: Vec<VerdictRow>,
}

/// A verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictRow {
    /// Whom it is about; none for everybody.
    pub role: Option<String>,
    /// How it stands.
    pub stands: Stands,
    /// In words.
    pub text: String,
    /// A response that breaks it, what it is called and as an `example` gives it.
    pub breaks_it: Option<(String, String)>,
}

/// How a property stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Proved.
    Proved,
    /// Broken.
    Broken,
    /// Not decided.
    Open,
}
