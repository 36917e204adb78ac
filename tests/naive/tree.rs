//! The tree, walked: areas, questions, values and actions in the order of the text, and what names mean.

use mognad::syntax::ast::{
    Action, AreaLine, File, Formula, Item, Ladder, LadderLine, LevelLine, Model, Path, Question, QuestionLine, Scale,
    ValueLine,
};

/// An area; number 0 is `overall`.
pub struct AreaNode<'t> {
    pub name: &'t str,
    pub parent: Option<usize>,
    pub lines: &'t [AreaLine],
}

pub struct QuestionNode<'t> {
    pub area: usize,
    pub tree: &'t Question,
}

pub struct ValueNode<'t> {
    pub area: usize,
    pub tree: &'t ValueLine,
}

pub struct ActionNode<'t> {
    pub area: usize,
    pub question: Option<usize>,
    pub tree: &'t Action,
}

/// What a name can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Area(usize),
    Question(usize),
    Value(usize),
}

/// A model's files, the outermost first.
pub struct Tree<'t> {
    files: &'t [File],
    pub areas: Vec<AreaNode<'t>>,
    pub questions: Vec<QuestionNode<'t>>,
    pub values: Vec<ValueNode<'t>>,
    pub actions: Vec<ActionNode<'t>>,
}

impl<'t> Tree<'t> {
    pub fn new(files: &'t [File]) -> Tree<'t> {
        let mut tree = Tree { files, areas: vec![], questions: vec![], values: vec![], actions: vec![] };
        let overall = tree.items().find_map(|item| match item {
            Item::Overall(overall) => Some(overall.lines.as_slice()),
            _ => None,
        });
        tree.area("overall", None, overall.unwrap_or(&[]));
        for item in files.iter().flat_map(|file| &file.items) {
            if let Item::Area(area) = item {
                tree.area(&area.head.name.as_ref().unwrap().node, Some(0), &area.lines);
            }
        }
        tree
    }

    fn area(&mut self, name: &'t str, parent: Option<usize>, lines: &'t [AreaLine]) {
        let id = self.areas.len();
        self.areas.push(AreaNode { name, parent, lines });
        for line in lines {
            match line {
                AreaLine::Area(area) => self.area(&area.head.name.as_ref().unwrap().node, Some(id), &area.lines),
                AreaLine::Question(question) => {
                    let number = self.questions.len();
                    self.questions.push(QuestionNode { area: id, tree: question });
                    for line in &question.lines {
                        if let QuestionLine::Action(action) = line {
                            self.actions.push(ActionNode { area: id, question: Some(number), tree: action });
                        }
                    }
                }
                AreaLine::Value(value) => self.values.push(ValueNode { area: id, tree: value }),
                AreaLine::Action(action) => self.actions.push(ActionNode { area: id, question: None, tree: action }),
                _ => {}
            }
        }
    }

    pub fn items(&self) -> impl Iterator<Item = &'t Item> + use<'t> {
        self.files.iter().flat_map(|file| &file.items)
    }

    pub fn model(&self) -> &'t Model {
        let mut models = self.items().filter_map(|item| match item {
            Item::Model(model) => Some(model),
            _ => None,
        });
        models.next().expect("a model")
    }

    pub fn scale(&self, name: &str) -> Option<&'t Scale> {
        self.items().find_map(|item| match item {
            Item::Scale(scale) if scale.head.name.as_ref()?.node == name => Some(scale),
            _ => None,
        })
    }

    fn ladder_named(&self, name: &str) -> &'t Ladder {
        let ladder = self.items().find_map(|item| match item {
            Item::Ladder(ladder) if ladder.head.name.as_ref()?.node == name => Some(ladder),
            _ => None,
        });
        ladder.unwrap_or_else(|| panic!("no ladder {name}"))
    }

    /// The ladder that an area adopts.
    pub fn ladder(&self, area: usize) -> Option<&'t Ladder> {
        self.areas[area].lines.iter().find_map(|line| match line {
            AreaLine::Levels { ladder, .. } => Some(self.ladder_named(&ladder.node)),
            _ => None,
        })
    }

    /// The score formula of an area, its own or its ladder's.
    pub fn score_formula(&self, area: usize) -> Option<&'t Formula> {
        let own = self.areas[area].lines.iter().find_map(|line| match line {
            AreaLine::Score(_, formula) => Some(formula),
            _ => None,
        });
        own.or_else(|| {
            self.ladder(area)?.lines.iter().find_map(|line| match line {
                LadderLine::Score(_, formula) => Some(formula),
                _ => None,
            })
        })
    }

    pub fn children(&self, area: usize) -> Vec<usize> {
        (0..self.areas.len()).filter(|id| self.areas[*id].parent == Some(area)).collect()
    }

    pub fn own_questions(&self, area: usize) -> Vec<usize> {
        (0..self.questions.len()).filter(|id| self.questions[*id].area == area).collect()
    }

    /// Whether `inner` is `outer` or lies in it at any depth.
    pub fn inside(&self, inner: usize, outer: usize) -> bool {
        inner == outer || self.areas[inner].parent.is_some_and(|parent| self.inside(parent, outer))
    }

    /// Everything with a name, and the area that it stands in.
    fn named(&self) -> Vec<(&'t str, usize, Meaning)> {
        let mut all = Vec::new();
        for (id, area) in self.areas.iter().enumerate() {
            if let Some(parent) = area.parent {
                all.push((area.name, parent, Meaning::Area(id)));
            }
        }
        for (id, question) in self.questions.iter().enumerate() {
            all.push((question.tree.head.name.as_ref().unwrap().node.as_str(), question.area, Meaning::Question(id)));
        }
        for (id, value) in self.values.iter().enumerate() {
            all.push((value.tree.head.name.as_ref().unwrap().node.as_str(), value.area, Meaning::Value(id)));
        }
        all
    }

    /// What a name means in an area: from the inside out, then anywhere in the model if it is unique.
    fn name(&self, name: &str, area: usize) -> Option<Meaning> {
        let named = self.named();
        let mut at = Some(area);
        while let Some(here) = at {
            if let Some((.., meaning)) = named.iter().find(|(its, home, _)| *its == name && *home == here) {
                return Some(*meaning);
            }
            at = self.areas[here].parent;
        }
        let anywhere: Vec<Meaning> = named.iter().filter(|(its, ..)| *its == name).map(|(.., m)| *m).collect();
        match anywhere.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// What a dotted name means in an area.
    pub fn find(&self, path: &Path, area: usize) -> Option<Meaning> {
        let mut meaning = self.name(&path.parts[0].node, area)?;
        for part in &path.parts[1..] {
            let Meaning::Area(outer) = meaning else { return None };
            let named = self.named();
            let direct = named.iter().find(|(name, home, _)| *name == part.node && *home == outer);
            let deep: Vec<_> =
                named.iter().filter(|(name, home, _)| *name == part.node && self.inside(*home, outer)).collect();
            meaning = match (direct, deep.as_slice()) {
                (Some(direct), _) => direct.2,
                (None, [one]) => one.2,
                _ => return None,
            };
        }
        Some(meaning)
    }

    pub fn resolve(&self, path: &Path, area: usize) -> Meaning {
        self.find(path, area).unwrap_or_else(|| panic!("{path:?} means nothing"))
    }

    pub fn action(&self, path: &Path) -> usize {
        let named = |action: &ActionNode<'t>| action.tree.head.name.as_ref().unwrap().node == path.parts[0].node;
        self.actions.iter().position(named).expect("an action")
    }
}

/// The levels of a ladder, lowest first.
pub fn levels(ladder: &Ladder) -> Vec<&LevelLine> {
    let levels = ladder.lines.iter().filter_map(|line| match line {
        LadderLine::Level(level) => Some(level),
        _ => None,
    });
    levels.collect()
}

/// The rank of a level of a ladder by its name.
pub fn rank(ladder: &Ladder, name: &str) -> Option<usize> {
    levels(ladder).iter().position(|level| level.name.node == name)
}
