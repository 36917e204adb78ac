//! A result in words, ready to be laid out: what the text, Markdown and HTML renderers share.

/// The result of one response in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The language, as in `lang` of HTML.
    pub language: String,
    /// The model.
    pub title: String,
    /// Who answered, and what else the response says about itself.
    pub about: Vec<Fact>,
    /// What to know before reading: unanswered questions, ranges.
    pub notices: Vec<String>,
    /// The whole first, then its areas, in the model's order.
    pub sections: Vec<Section>,
    /// What is suggested, in the order in which it should be read.
    pub advice: Vec<Advice>,
    /// Whether the model has suggestions for this respondent at all.
    pub advises: bool,
}

/// A label and what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The label.
    pub label: String,
    /// What stands beside it.
    pub value: String,
}

/// The result in an area.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// What it is called in results.
    pub key: String,
    /// Its title.
    pub title: String,
    /// 0 for the whole, 1 for the outermost areas.
    pub depth: usize,
    /// Its level, or the range of levels.
    pub level: Option<String>,
    /// Its score, or the range of scores.
    pub score: Option<String>,
    /// The level as a drawing.
    pub chart: Option<Chart>,
    /// How much is answered.
    pub completeness: Option<String>,
    /// What is worth knowing about the result: a sound range, nothing that counts.
    pub remarks: Vec<String>,
    /// Declared values.
    pub values: Vec<Fact>,
    /// What separates it from the next level.
    pub next: Option<Next>,
}

impl Section {
    /// Whether there is more to say than its place in the overview.
    pub fn has_details(&self) -> bool {
        !self.values.is_empty() || self.next.is_some() || !self.remarks.is_empty()
    }
}

/// What separates an area from its next level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// `To reach "Established"`.
    pub heading: String,
    /// All of it.
    pub missing: Vec<Missing>,
}

/// One thing that separates an area from a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What is missing.
    pub text: String,
    /// The author's condition.
    pub code: Option<String>,
    /// What of it does not hold.
    pub details: Vec<String>,
}

/// A suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What to do.
    pub title: String,
    /// How.
    pub guidance: Option<String>,
    /// Why it is suggested.
    pub because: Vec<String>,
    /// Effort, what it raises, what comes before it.
    pub facts: Vec<Fact>,
    /// Whether every way to answer the rest leads to it.
    pub certain: bool,
}

/// A result drawn as a bar: the score, or the level alone as steps of equal width. Places are shares of its width, for
/// drawing only.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Every level, lowest first; empty for a score without levels.
    pub steps: Vec<Step>,
    /// Where the thresholds lie, or where the steps meet.
    pub marks: Vec<f64>,
    /// How far the bar certainly reaches, and how far it may.
    pub fill: (f64, f64),
    /// Where the level ends, when the score is beyond it: a requirement holds the level back.
    pub held_at: Option<f64>,
}

/// A level in a drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its title.
    pub title: String,
    /// Its threshold: `from 25%`.
    pub bound: Option<String>,
    /// How it stands.
    pub reach: Reach,
}

/// How a level stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It is the level, or below it.
    Reached,
    /// It is the level.
    Current,
    /// It may be the level.
    Possible,
    /// It is out of reach with these answers.
    Beyond,
}
