//! What is known of a model while it is written.

use std::collections::BTreeMap;

use num_rational::Ratio;

use super::{Random, Source};

pub type Exact = Ratio<i128>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Points,
    Percent,
    /// Of this ladder.
    Level(usize),
}

pub struct Scale {
    /// None for one that stands in a question.
    pub name: Option<String>,
    pub options: Vec<(String, Option<Exact>)>,
    /// `na`, and its worth.
    pub na: Option<Option<Exact>>,
    pub met: bool,
    /// Several options may be taken: a named scale is used in one of the two ways.
    pub several: bool,
    pub body: Vec<String>,
}

pub struct Ladder {
    pub name: String,
    pub levels: Vec<String>,
    /// The unit of its thresholds; none where only requirements decide.
    pub thresholds: Option<Unit>,
    /// The score that it carries.
    pub score: Option<Carried>,
    /// Lines after the bounds of each level.
    pub requires: Vec<Vec<String>>,
    /// The bounds of each level; empty until an area has adopted it.
    pub bounds: Vec<String>,
    pub lower: Vec<Exact>,
    pub closed: bool,
    pub gating: Option<&'static str>,
}

/// The scores that ladders carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    SumOfPoints,
    MeanOfScores,
    ShareAnswered,
}

pub enum Form {
    Choice(usize),
    AnyOf(usize),
    Range { first: Exact, step: Exact, count: i128 },
    Text,
}

pub struct Question {
    pub name: String,
    pub area: usize,
    pub form: Form,
    pub weight: Exact,
    pub roles: Option<Vec<usize>>,
    pub at: Option<String>,
    pub tags: Vec<String>,
    pub na: Option<Option<Exact>>,
    pub met: bool,
    pub worths: Option<(Exact, Exact)>,
    /// Whether it can be unanswered, not applicable without a worth, and hidden.
    pub states: [bool; 3],
    /// It has a policy of its own for unanswered, na and hidden.
    pub policies: [bool; 3],
    pub done: bool,
    pub lines: Vec<String>,
}

#[derive(Default)]
pub struct Area {
    pub name: String,
    pub parent: Option<usize>,
    pub weight: Option<Exact>,
    pub ladder: Option<usize>,
    pub score: Option<Unit>,
    /// Its score is the default one.
    pub plain: bool,
    /// It, or an area in it, is scored in points, so that the areas around it have no default score.
    pub no_default: bool,
    /// About the bounds of its score.
    pub bounds: (Exact, Exact),
    pub policies: [bool; 3],
    pub done: bool,
    pub lines: Vec<String>,
}

pub struct Value {
    pub name: String,
    pub area: usize,
    pub unit: Unit,
    pub bounds: (Exact, Exact),
    pub done: bool,
}

/// Where a formula or a condition stands.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub area: usize,
    pub question: Option<usize>,
    /// The area's own score and level may be used.
    pub score: bool,
    pub level: bool,
    pub suggestions: bool,
}

impl Place {
    pub fn of(area: usize) -> Place {
        Place { area, question: None, score: false, level: false, suggestions: false }
    }
}

pub struct Plan {
    pub random: Random,
    pub languages: Vec<&'static str>,
    pub roles: Vec<String>,
    pub scales: Vec<Scale>,
    pub ladders: Vec<Ladder>,
    pub areas: Vec<Area>,
    pub questions: Vec<Question>,
    pub values: Vec<Value>,
    pub actions: Vec<String>,
    /// Scores that areas had in a draft of the same model, by their dotted paths.
    pub seen: BTreeMap<String, Vec<Exact>>,
    /// For texts and names that must differ.
    pub counter: usize,
}

impl Plan {
    pub fn new(seed: u64, seen: BTreeMap<String, Vec<Exact>>) -> Plan {
        let mut random = Random::new(seed);
        let languages = match random.below(10) {
            0..6 => vec!["sv"],
            6 | 7 => vec!["en"],
            _ => vec!["sv", "en"],
        };
        let roles = match random.below(10) {
            0..4 => vec![],
            4..6 => vec!["larare"],
            6..9 => vec!["larare", "elev"],
            _ => vec!["larare", "elev", "`for`"],
        };
        Plan {
            random,
            languages,
            roles: roles.into_iter().map(str::to_owned).collect(),
            scales: vec![],
            ladders: vec![],
            areas: vec![],
            questions: vec![],
            values: vec![],
            actions: vec![],
            seen,
            counter: 0,
        }
    }

    /// Everything, in an order in which what is written depends only on what was written before.
    pub fn write(mut self) -> Source {
        self.write_scales();
        self.lay_out();
        self.write_ladders();
        self.choose_ladders();
        self.write_questions_and_areas(0);
        self.write_actions();
        let tail = self.properties_and_examples();
        self.assemble(tail)
    }

    fn assemble(mut self, mut tail: Vec<String>) -> Source {
        let mut library: Vec<String> = Vec::new();
        let mut items = vec![self.write_model()];
        for at in 0..self.scales.len() {
            let Some(text) = self.scale_text(at) else { continue };
            if self.random.percent(20) { library.push(text) } else { items.push(text) }
        }
        for at in 0..self.ladders.len() {
            let text = self.ladder_text(at);
            // A library knows no names of the model, so only ladders without conditions go there.
            let plain = self.ladders[at].requires.iter().all(Vec::is_empty) && self.ladders[at].score.is_none();
            if plain && self.random.percent(20) { library.push(text) } else { items.push(text) }
        }
        for area in 1..self.areas.len() {
            if self.areas[area].parent == Some(0) {
                let text = self.area_text(area);
                items.push(text);
            }
        }
        if !self.areas[0].lines.is_empty() {
            let text = self.overall_text();
            items.push(text);
        }
        items.append(&mut tail);
        if self.random.percent(30) {
            self.random.shuffle(&mut items);
        }
        let mut files = Vec::new();
        if !library.is_empty() {
            items.insert(0, "use \"gemensamt.mognad\"".to_owned());
        }
        files.push(("modell.mognad".to_owned(), items.join("\n\n") + "\n"));
        if !library.is_empty() {
            files.push(("gemensamt.mognad".to_owned(), library.join("\n\n") + "\n"));
        }
        Source { files }
    }

    pub fn children(&self, area: usize) -> Vec<usize> {
        (1..self.areas.len()).filter(|child| self.areas[*child].parent == Some(area)).collect()
    }

    pub fn own_questions(&self, area: usize) -> Vec<usize> {
        (0..self.questions.len()).filter(|question| self.questions[*question].area == area).collect()
    }

    pub fn inside(&self, inner: usize, outer: usize) -> bool {
        inner == outer || self.areas[inner].parent.is_some_and(|parent| self.inside(parent, outer))
    }

    /// The names of an area and those around it, as in a compiled model.
    pub fn path(&self, area: usize) -> String {
        let name = self.areas[area].name.trim_matches('`');
        match self.areas[area].parent {
            Some(parent) if parent != 0 => format!("{}.{name}", self.path(parent)),
            _ => name.to_owned(),
        }
    }

    /// The nearest ladder around.
    pub fn ladder_around(&self, area: usize) -> Option<usize> {
        self.areas[area].ladder.or_else(|| self.ladder_around(self.areas[area].parent?))
    }

    pub fn is_number(&self, question: usize) -> bool {
        matches!(self.questions[question].form, Form::Range { .. })
    }

    pub fn is_text(&self, question: usize) -> bool {
        matches!(self.questions[question].form, Form::Text)
    }

    pub fn has_share(&self, question: usize) -> bool {
        self.questions[question].worths.is_some_and(|(low, high)| low != high)
    }
}
