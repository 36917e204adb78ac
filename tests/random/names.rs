//! Areas, questions and values get their names before anything is written, so that a reference can be spelled in a way
//! that means what it should.

use super::plan::{Area, Exact, Form, Plan, Question, Unit, Value};

const AREAS: [&str; 8] = ["kompetens", "infrastruktur", "ledning", "utrustning", "stöd", "`area`", "vardag", "grund"];
const INNER: [&str; 5] = ["mål", "uppföljning", "nät", "`2.1`", "personal"];
const QUESTIONS: [&str; 14] = [
    "plan",
    "plan_följs",
    "malbild",
    "budget",
    "ansvar",
    "tid",
    "`level`",
    "`1.2`",
    "elever",
    "verktyg",
    "helt",
    "stödperson",
    "q_7",
    "ägare",
];
const VALUES: [&str; 5] = ["avdrag", "pris", "summa", "`points`", "mått"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Area(usize),
    Question(usize),
    Value(usize),
}

impl Plan {
    /// The areas with their questions and values, all nameless but for where they stand.
    pub fn lay_out(&mut self) {
        self.areas.push(Area { name: "overall".into(), ..Area::default() });
        let tops = self.random.between(1, 3);
        let mut names = AREAS.to_vec();
        self.random.shuffle(&mut names);
        for name in names.into_iter().take(tops) {
            self.lay_out_area(name.to_owned(), 0, 1);
        }
        self.lay_out_values(0, 30);
    }

    fn lay_out_area(&mut self, name: String, parent: usize, depth: u32) {
        let area = self.areas.len();
        let weight = self.weight();
        self.areas.push(Area { name, parent: Some(parent), weight, ..Area::default() });
        let inner = match depth {
            1 => *self.random.pick(&[0, 0, 0, 1, 2]),
            2 => *self.random.pick(&[0, 0, 0, 1]),
            _ => 0,
        };
        let few = if inner == 0 { 1 } else { 0 };
        let questions = self.random.between(few, 4);
        let mut names = QUESTIONS.to_vec();
        self.random.shuffle(&mut names);
        for name in names.iter().take(questions) {
            self.questions.push(Question {
                name: (*name).to_owned(),
                area,
                form: Form::Text,
                weight: Exact::from_integer(1),
                roles: None,
                at: None,
                tags: vec![],
                na: None,
                met: false,
                worths: None,
                states: [true, false, false],
                policies: [false; 3],
                done: false,
                lines: vec![],
            });
        }
        self.lay_out_values(area, 25);
        let mut names = INNER.to_vec();
        self.random.shuffle(&mut names);
        for name in names.into_iter().take(inner) {
            self.lay_out_area(name.to_owned(), area, depth + 1);
        }
    }

    fn lay_out_values(&mut self, area: usize, percent: u64) {
        let start = self.random.below(VALUES.len());
        for at in 0..2 {
            if self.random.percent(percent) {
                let name = VALUES[(start + at) % VALUES.len()].to_owned();
                let bounds = (Exact::from_integer(0), Exact::from_integer(0));
                self.values.push(Value { name, area, unit: Unit::Points, bounds, done: false });
            }
        }
    }

    fn named(&self) -> Vec<(&str, usize, Thing)> {
        let areas =
            self.areas.iter().enumerate().filter_map(|(id, a)| Some((a.name.as_str(), a.parent?, Thing::Area(id))));
        let questions = self.questions.iter().enumerate().map(|(id, q)| (q.name.as_str(), q.area, Thing::Question(id)));
        let values = self.values.iter().enumerate().map(|(id, v)| (v.name.as_str(), v.area, Thing::Value(id)));
        areas.chain(questions).chain(values).collect()
    }

    fn meaning(&self, parts: &[&str], area: usize) -> Option<Thing> {
        let named = self.named();
        let mut at = Some(area);
        let mut meaning = None;
        while let (None, Some(here)) = (meaning, at) {
            meaning = named.iter().find(|(name, home, _)| *name == parts[0] && *home == here).map(|(.., thing)| *thing);
            at = self.areas[here].parent;
        }
        if meaning.is_none() {
            let all: Vec<_> = named.iter().filter(|(name, ..)| *name == parts[0]).collect();
            meaning = if let [one] = all.as_slice() { Some(one.2) } else { None };
        }
        for part in &parts[1..] {
            let Thing::Area(outer) = meaning? else { return None };
            let inside: Vec<_> =
                named.iter().filter(|(name, home, _)| name == part && self.inside(*home, outer)).collect();
            meaning = match (inside.iter().find(|(_, home, _)| *home == outer), inside.as_slice()) {
                (Some(direct), _) => Some(direct.2),
                (None, [one]) => Some(one.2),
                _ => None,
            };
        }
        meaning
    }

    /// One of the ways to call a thing from an area.
    pub fn spell(&mut self, thing: Thing, area: usize) -> Option<String> {
        let (name, home) = match thing {
            Thing::Area(id) => (self.areas[id].name.clone(), self.areas[id].parent?),
            Thing::Question(id) => (self.questions[id].name.clone(), self.questions[id].area),
            Thing::Value(id) => (self.values[id].name.clone(), self.values[id].area),
        };
        let mut path = vec![name.clone()];
        let mut at = home;
        while at != 0 {
            path.insert(0, self.areas[at].name.clone());
            at = self.areas[at].parent.unwrap_or(0);
        }
        let mut ways = vec![vec![name.clone()], path.clone()];
        if path.len() > 2 {
            ways.push(path[path.len() - 2..].to_vec());
            ways.push(vec![path[0].clone(), name]);
        }
        ways.retain(|way| {
            let parts: Vec<&str> = way.iter().map(String::as_str).collect();
            self.meaning(&parts, area) == Some(thing)
        });
        let short = ways.first().filter(|way| way.len() == 1).cloned();
        match short {
            Some(way) if self.random.percent(70) => Some(way.concat()),
            _ if ways.is_empty() => None,
            _ => Some(self.random.pick(&ways).join(".")),
        }
    }
}
