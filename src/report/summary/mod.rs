//! Many responses in one report: how many are at each level of each area, mean scores, what is suggested most, how much
//! is answered; in all and by group. Small groups are not shown, nor what they could be computed from.

mod drawn;
mod hide;
mod layout;
mod machine;
mod parts;
mod tables;

use std::collections::BTreeSet;

use crate::exact::Rational;
use crate::model::{ActionId, AreaId, Model, RoleId, Unit};
use crate::report::Words;
use crate::report::naming::Naming;
use crate::table::{Census, Counts, Measure, ROLE};
use hide::Node;

pub use machine::{SummaryAdvice, SummaryArea, SummaryDocument, SummaryGroup, SummaryLevel};

/// So many suggestions are told of each group.
const MOST_ADVICE: usize = 5;

/// Many responses in one report.
#[derive(Debug, Clone)]
pub struct Summary {
    language: String,
    model: String,
    title: String,
    by: Vec<String>,
    min_group: u64,
    rejected: u64,
    /// The areas that have scores or levels.
    areas: Vec<Area>,
    /// The whole, then each group before those within it.
    groups: Vec<Group>,
}

/// An area, as the model has it.
#[derive(Debug, Clone)]
struct Area {
    key: String,
    title: String,
    depth: usize,
    has_score: bool,
    has_questions: bool,
    /// For each level its name and its title.
    levels: Vec<(String, String)>,
}

/// Some of the responses.
#[derive(Debug, Clone)]
struct Group {
    /// What they have in common, column by column.
    path: Vec<String>,
    /// The same as it is shown: roles by their titles.
    titles: Vec<String>,
    rows: Told<u64>,
    /// What is told of each area.
    areas: Vec<InArea>,
    /// The actions that are suggested most.
    advice: Vec<Advice>,
}

/// A count that is told, or why it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told<T> {
    /// There is nothing to tell.
    Nothing,
    /// Too few responses.
    Hidden,
    /// It is told.
    Shown(T),
}

/// An area in a group.
#[derive(Debug, Clone)]
struct InArea {
    /// The mean score, over so many responses.
    mean: Told<(Rational, Unit, u64)>,
    /// How many are at each level.
    levels: Told<Vec<u64>>,
    /// How many are asked and have no level.
    without: Told<u64>,
    /// Questions that were answered, and asked.
    answers: Told<(u64, u64)>,
}

/// An action in a group.
#[derive(Debug, Clone)]
struct Advice {
    name: String,
    title: String,
    count: u64,
    /// How many could have been told it.
    among: u64,
}

/// A group with those within it.
struct Branch {
    path: Vec<String>,
    counts: Counts,
    within: Vec<Branch>,
    /// The measures that are hidden.
    hidden: BTreeSet<usize>,
}

/// A report on counted responses. Groups of less than `min_group` are not shown.
pub fn summary(
    model: &Model,
    census: &Census,
    groups: Vec<(Vec<String>, Counts)>,
    by: &[String],
    min_group: u64,
    rejected: u64,
    words: &Words,
) -> Summary {
    let naming = Naming::new(model, words);
    let mut root = branch(Vec::new(), groups, by.len());
    let measures: Vec<Measure> = census.measures().collect();
    for (place, parts) in parts::in_order(model, &measures) {
        let mut node = node(&root, place, &parts);
        hide::hide(&mut node, min_group);
        mark(&mut root, &node, place);
    }
    let mut all = Vec::new();
    let teller = Teller { model, census, naming: &naming, measures: &measures, by };
    let ids: Vec<AreaId> = teller.areas().collect();
    teller.collect(&root, &ids, &mut all);
    Summary {
        language: words.language().to_owned(),
        model: model.name.clone(),
        title: naming.model_title(),
        by: by.to_vec(),
        min_group,
        rejected,
        areas: ids.into_iter().filter_map(|id| teller.area(id)).collect(),
        groups: all,
    }
}

/// The groups that begin with `path`, `depth` columns to go.
fn branch(path: Vec<String>, groups: Vec<(Vec<String>, Counts)>, depth: usize) -> Branch {
    let mut counts = Counts::default();
    groups.iter().for_each(|(_, own)| counts.merge(own));
    let mut within: Vec<Branch> = Vec::new();
    if depth > 0 {
        let place = path.len();
        let mut parts: std::collections::BTreeMap<String, Vec<(Vec<String>, Counts)>> = Default::default();
        for (texts, counts) in groups {
            parts.entry(texts.get(place).cloned().unwrap_or_default()).or_default().push((texts, counts));
        }
        for (text, part) in parts {
            let mut own = path.clone();
            own.push(text);
            within.push(branch(own, part, depth.saturating_sub(1)));
        }
    }
    Branch { path, counts, within, hidden: BTreeSet::new() }
}

fn node(branch: &Branch, measure: usize, parts: &[usize]) -> Node {
    Node {
        population: branch.counts.populations.get(measure).copied().unwrap_or(0),
        forced: parts.iter().any(|part| branch.hidden.contains(part)),
        within: branch.within.iter().map(|inner| node(inner, measure, parts)).collect(),
        hidden: false,
    }
}

fn mark(branch: &mut Branch, node: &Node, measure: usize) {
    if node.hidden {
        branch.hidden.insert(measure);
    }
    branch.within.iter_mut().zip(&node.within).for_each(|(branch, node)| mark(branch, node, measure));
}

struct Teller<'a> {
    model: &'a Model,
    census: &'a Census,
    naming: &'a Naming<'a>,
    measures: &'a [Measure],
    by: &'a [String],
}

impl Teller<'_> {
    /// The areas that have scores or levels.
    fn areas(&self) -> impl Iterator<Item = AreaId> {
        let ids = (0..).map(AreaId).zip(&self.model.areas).map(|(id, _)| id);
        ids.filter(|id| self.place(Measure::Score(*id)).or(self.place(Measure::Levels(*id))).is_some())
    }

    fn area(&self, id: AreaId) -> Option<Area> {
        let area = self.model.areas.get(id.0 as usize)?;
        let ladder = area.adoption.as_ref().and_then(|adoption| self.model.ladders.get(adoption.ladder.0 as usize));
        let levels = ladder.map(|ladder| ladder.levels.as_slice()).unwrap_or_default();
        Some(Area {
            key: area.key.clone(),
            title: self.naming.area(id),
            depth: std::iter::successors(area.parent, |id| self.model.areas.get(id.0 as usize)?.parent).count(),
            has_score: self.place(Measure::Score(id)).is_some(),
            has_questions: self.place(Measure::Answers(id)).is_some(),
            levels: levels.iter().map(|level| (level.name.clone(), self.naming.level_title(level))).collect(),
        })
    }

    fn collect(&self, branch: &Branch, areas: &[AreaId], all: &mut Vec<Group>) {
        let rows = self.place(Measure::Rows);
        all.push(Group {
            path: branch.path.clone(),
            titles: branch.path.iter().zip(self.by).map(|(name, column)| self.title(column, name)).collect(),
            rows: rows.map_or(Told::Nothing, |place| self.told(branch, place, |population, _| population)),
            areas: areas.iter().map(|id| self.in_area(branch, *id)).collect(),
            advice: self.advice(branch),
        });
        branch.within.iter().for_each(|inner| self.collect(inner, areas, all));
    }

    /// A role by its title; what else there is stands for itself.
    fn title(&self, column: &str, name: &str) -> String {
        let mut roles = (0..).map(RoleId).zip(&self.model.roles);
        match roles.find(|(_, role)| column == ROLE && role.name == name) {
            Some((id, _)) => self.naming.role(id),
            None => name.to_owned(),
        }
    }

    fn place(&self, wanted: Measure) -> Option<usize> {
        self.measures.iter().position(|measure| *measure == wanted)
    }

    /// What is told of a measure.
    fn told<T>(&self, branch: &Branch, place: usize, tell: impl FnOnce(u64, &[i128]) -> T) -> Told<T> {
        let population = branch.counts.populations.get(place).copied().unwrap_or(0);
        match (branch.hidden.contains(&place), population) {
            (true, _) => Told::Hidden,
            (false, 0) => Told::Nothing,
            (false, _) => Told::Shown(tell(population, self.census.sums(&branch.counts, place))),
        }
    }

    fn in_area(&self, branch: &Branch, id: AreaId) -> InArea {
        let (score, levels, answers) =
            (self.place(Measure::Score(id)), self.place(Measure::Levels(id)), self.place(Measure::Answers(id)));
        let score_of = self.model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref());
        let unit = score_of.map_or(Unit::Points, |score| score.unit);
        let mean = score.map_or(Told::Nothing, |place| {
            self.told(branch, place, |population, sums| (mean(sums, population, unit), unit, population))
        });
        let at_levels = levels.map_or(Told::Nothing, |place| {
            self.told(branch, place, |_, sums| sums.iter().map(|sum| count(*sum)).collect())
        });
        let answered = answers.map_or(Told::Nothing, |place| {
            self.told(branch, place, |_, sums| {
                let sum = |at: usize| sums.get(at).copied().map_or(0, count);
                (sum(0), sum(1))
            })
        });
        InArea { mean, levels: at_levels, without: self.without(branch, levels, answers), answers: answered }
    }

    /// How many have no level of those that are asked anything; of all where the area has no questions. It tells nothing
    /// that the two counts do not.
    fn without(&self, branch: &Branch, levels: Option<usize>, answers: Option<usize>) -> Told<u64> {
        let (Some(levels), Some(asked)) = (levels, answers.or(self.place(Measure::Rows))) else { return Told::Nothing };
        let have = self.told(branch, levels, |population, _| population);
        match (self.told(branch, asked, |population, _| population), have) {
            (Told::Hidden, _) | (_, Told::Hidden) => Told::Hidden,
            (Told::Nothing, _) => Told::Nothing,
            (Told::Shown(asked), Told::Nothing) => Told::Shown(asked),
            (Told::Shown(asked), Told::Shown(have)) => Told::Shown(asked.saturating_sub(have)),
        }
    }

    fn advice(&self, branch: &Branch) -> Vec<Advice> {
        let mut advice = Vec::new();
        for (place, measure) in self.measures.iter().enumerate() {
            let Measure::Action(id) = measure else { continue };
            let told = self.told(branch, place, |among, sums| (sums.first().copied().map_or(0, count), among));
            if let Told::Shown((count, among)) = told
                && count > 0
            {
                advice.push(self.action(*id, count, among));
            }
        }
        // Those that are as frequent stay in the order of suggestions.
        advice.sort_by_key(|advice| std::cmp::Reverse(advice.count));
        advice.truncate(MOST_ADVICE);
        advice
    }

    fn action(&self, id: ActionId, count: u64, among: u64) -> Advice {
        let name = self.model.actions.get(id.0 as usize).map(|action| action.name.clone());
        Advice { name: name.unwrap_or_default(), title: self.naming.action(id), count, among }
    }
}

fn count(sum: i128) -> u64 {
    u64::try_from(sum).unwrap_or(0)
}

/// A mean of sums of millionths, a percentage as a fraction.
fn mean(sums: &[i128], population: u64, unit: Unit) -> Rational {
    let sum = Rational::parse(&sums.first().copied().unwrap_or(0).to_string()).unwrap_or_default();
    let shown = if unit == Unit::Percent { 100_000_000 } else { 1_000_000 };
    let divisor = &Rational::from(i64::try_from(population).unwrap_or(i64::MAX)) * &Rational::from(shown);
    sum.checked_div(&divisor).unwrap_or_default()
}

/// A part of a whole.
fn share(part: u64, whole: u64) -> Rational {
    let number = |count: u64| Rational::from(i64::try_from(count).unwrap_or(i64::MAX));
    number(part).checked_div(&number(whole)).unwrap_or_default()
}
