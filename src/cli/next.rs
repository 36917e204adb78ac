//! `mognad next`: the shortest way to a level.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mognad::analyse::Budget;
use mognad::analyse::next::{By, Goal, way};
use mognad::diagnostics::nearest;
use mognad::evaluate::Outcome;
use mognad::model::{AreaId, Model, OVERALL};
use mognad::report::{self, Aim, WayVerdict};

use super::responses::{listed, quoted, words};
use super::{Console, Failure, Verdict};

/// How much work the search may take: a few seconds.
const EFFORT: u64 = 10_000_000;

/// Find the shortest way to the next level
///
/// The fewest steps of better answers that reach it, or the least effort of actions that do; what to do, in order. Exit
/// code 1 when nothing reaches it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mognad next strategy.mognad school.toml
  mognad next strategy.mognad school.toml --area competence --level leading --by effort")]
pub struct Next {
    /// The model, as text or compiled; `-` for standard input
    model: PathBuf,
    /// A response as TOML or JSON; `-` for standard input
    response: PathBuf,
    /// The area whose level is meant [default: overall, or the only area with levels]
    #[arg(long, value_name = "AREA")]
    area: Option<String>,
    /// The level to reach [default: the next one]
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// What is to be as little as possible
    #[arg(long, value_name = "WHAT", default_value = "steps")]
    by: Least,
    /// How the way is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The language: `sv`, `en` or another one of the model [default: the model's first]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Least {
    /// The steps of better answers on their scales
    Steps,
    /// The effort of the actions that raise answers
    Effort,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

impl Next {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let model = console.load_model(&self.model)?;
        let words = words(&model, self.lang.as_deref())?;
        let area = area(&model, self.area.as_deref())?;
        let wanted = self.level.as_deref().map(|name| rank(&model, area, name)).transpose()?;
        let responses = console.load_responses(&model, std::slice::from_ref(&self.response))?;
        let Some(evaluated) = responses.first() else { return Err(Failure::Said) };
        let by = match self.by {
            Least::Steps => By::Steps,
            Least::Effort => By::Effort,
        };
        let aim = match goal(&model, &evaluated.2, area, wanted) {
            Ok(goal) => {
                let way = way(&model, &evaluated.1.answers, goal, by, &mut Budget::steps(EFFORT));
                Aim::Level(goal, way)
            }
            Err(aim) => aim,
        };
        let Some(found) = report::way(&model, evaluated, by, &aim, &words) else { return Err(Failure::Said) };
        let text = match self.format {
            Format::Text => found.to_text(&words, console.style()),
            Format::Markdown => found.to_markdown(&words),
            Format::Json => {
                let mut text = serde_json::to_string_pretty(&found)
                    .map_err(|error| Failure::new(format!("cannot write the way as JSON: {error}")))?;
                text.push('\n');
                text
            }
        };
        console.data(&text)?;
        Ok(match found.verdict {
            WayVerdict::Found | WayVerdict::There => Verdict::Done,
            WayVerdict::AtTop | WayVerdict::OutOfReach => Verdict::Against,
            WayVerdict::Undecided => Verdict::Undecided,
        })
    }
}

/// The level that is meant, or why there is nothing to look for.
fn goal(model: &Model, outcome: &Outcome, area: AreaId, wanted: Option<u32>) -> Result<Goal, Aim> {
    let extent = outcome.areas.get(area.0 as usize).and_then(|area| area.level.as_ref());
    let lowest = extent.and_then(|extent| extent.bounds.as_ref()).and_then(|(lowest, _)| lowest.to_i64());
    let lowest = lowest.and_then(|rank| u32::try_from(rank).ok());
    // Only what every completion reaches is reached.
    let sure = lowest.filter(|_| extent.is_some_and(|extent| !extent.may_be_none));
    match wanted {
        Some(rank) if sure.is_some_and(|sure| sure >= rank) => Err(Aim::There(Goal { area, rank })),
        Some(rank) => Ok(Goal { area, rank }),
        None => {
            let count = levels(model, area).len();
            let next = lowest.map_or(0, |rank| rank.saturating_add(1));
            match usize::try_from(next).is_ok_and(|next| next < count) {
                true => Ok(Goal { area, rank: next }),
                false => {
                    sure.map_or_else(|| Ok(Goal { area, rank: next.saturating_sub(1) }), |_| Err(Aim::AboveTop(area)))
                }
            }
        }
    }
}

fn levels(model: &Model, area: AreaId) -> &[mognad::model::Level] {
    let adoption = model.areas.get(area.0 as usize).and_then(|area| area.adoption.as_ref());
    let ladder = adoption.and_then(|adoption| model.ladders.get(adoption.ladder.0 as usize));
    ladder.map_or(&[], |ladder| &ladder.levels)
}

/// The area whose level is meant.
fn area(model: &Model, name: Option<&str>) -> Result<AreaId, Failure> {
    let with_levels: Vec<(AreaId, &str)> = (0..)
        .map(AreaId)
        .zip(&model.areas)
        .filter(|(_, area)| area.adoption.is_some())
        .map(|(id, area)| (id, area.key.as_str()))
        .collect();
    let keys: Vec<&str> = with_levels.iter().map(|(_, key)| *key).collect();
    let has = |failure: Failure| match keys.as_slice() {
        [] => failure.help("no area of the model has levels"),
        keys => failure.help(format!("levels are had by {}", listed(keys))),
    };
    let Some(name) = name else {
        return match with_levels.as_slice() {
            [(OVERALL, _), ..] | [_] => with_levels.first().map(|(id, _)| *id).ok_or(Failure::Said),
            [] => Err(Failure::new("the model has no levels to reach")),
            _ => Err(has(Failure::new("the model as a whole has no levels: say which area is meant with `--area`"))),
        };
    };
    match with_levels.iter().find(|(_, key)| *key == name) {
        Some((id, _)) => Ok(*id),
        None if model.areas.iter().any(|area| area.key == name) => {
            Err(has(Failure::new(format!("the area `{name}` has no levels"))))
        }
        None => {
            let failure = Failure::new(format!("the model has no area `{name}`"));
            Err(match nearest(name, keys.iter().copied()) {
                Some(meant) => failure.help(format!("did you mean `{meant}`?")),
                None => has(failure),
            })
        }
    }
}

/// The rank of a level of an area.
fn rank(model: &Model, area: AreaId, name: &str) -> Result<u32, Failure> {
    let levels = levels(model, area);
    let names: Vec<&str> = levels.iter().map(|level| level.name.as_str()).collect();
    match (0u32..).zip(&names).find(|(_, its)| **its == name) {
        Some((rank, _)) => Ok(rank),
        None => {
            let key = model.areas.get(area.0 as usize).map_or("", |area| area.key.as_str());
            let failure = Failure::new(format!("`{key}` has no level `{name}`"));
            Err(match nearest(name, names.iter().copied()) {
                Some(meant) => failure.help(format!("did you mean `{meant}`?")),
                None => failure.help(format!("its levels are {}, the lowest first", quoted(&names))),
            })
        }
    }
}
