//! A comparison as a whole: what changed, what it leads to, and whether it may.

use schemars::JsonSchema;
use serde::Serialize;

use super::accept::{Accepted, not_there};
use super::change::{Aspect, Change, Class, What};
use super::changes::changes;
use super::effects::{Effects, LevelEffect};
use super::pairing::Pairing;
use super::replay::{Replay, Way};
use super::summary::summary;
use super::words;
use crate::diagnostics::Diagnostic;
use crate::model::Model;

/// The version of the JSON form; another one when a program that reads it would have to change.
pub const FORMAT: u32 = 1;

/// Two versions, of one model or of a folder of models.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "Comparison")]
pub struct Comparison {
    /// The version of this form.
    pub format: u32,
    /// Models that only the new version has.
    pub added: Vec<String>,
    /// Models that only the old version has.
    pub removed: Vec<String>,
    /// Models in both versions.
    pub models: Vec<ModelComparison>,
}

/// Two versions of a model.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ModelComparison {
    /// Its name.
    pub name: String,
    /// The old version, as the model states it.
    pub old_version: Option<String>,
    /// The new version, as the model states it.
    pub new_version: Option<String>,
    /// What changed, counted.
    pub summary: String,
    /// What the changes can do at worst.
    pub class: Class,
    /// What changed.
    pub changes: Vec<ReportedChange>,
    /// What the changes lead to over all possible responses; none when that was not worked out.
    pub effects: Option<Effects>,
    /// What they lead to for stored responses; none when none were given.
    pub replay: Option<Replay>,
    /// What was required, and whether it holds.
    pub requirements: Vec<Judgement>,
}

/// A change, and whether it is intended.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReportedChange {
    /// The change.
    #[serde(flatten)]
    pub change: Change,
    /// The code that explains it, as `M0801`; none for a change of texts.
    pub code: Option<String>,
    /// Why it is accepted; none when it is not.
    pub accepted: Option<String>,
}

/// What can be required of a new version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// No result changes.
    SameResults,
    /// No level rises.
    NoEasier,
    /// No level falls.
    NoHarder,
    /// Every response to the old version can be read by the new one.
    Compatible,
}

impl Requirement {
    /// As it is written after `--require`.
    pub fn word(self) -> &'static str {
        match self {
            Requirement::SameResults => "same-results",
            Requirement::NoEasier => "no-easier",
            Requirement::NoHarder => "no-harder",
            Requirement::Compatible => "compatible",
        }
    }
}

/// Whether a requirement holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Judgement {
    /// What is required.
    pub requirement: Requirement,
    /// Whether it holds.
    pub verdict: Holds,
    /// Why, in one sentence.
    pub reason: String,
}

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It is not known.
    Undecided,
}

impl ModelComparison {
    /// Compares two versions of a model.
    pub fn new(old: &Model, new: &Model, pairing: &Pairing) -> ModelComparison {
        let changes = changes(old, new, pairing);
        ModelComparison {
            name: new.name.clone(),
            old_version: old.version.clone(),
            new_version: new.version.clone(),
            summary: summary(&changes),
            class: changes.iter().map(|change| change.class).max().unwrap_or(Class::TextOnly),
            changes: changes
                .into_iter()
                .map(|change| {
                    let code = super::findings::code(&change).map(|code| code.to_string());
                    ReportedChange { change, code, accepted: None }
                })
                .collect(),
            effects: None,
            replay: None,
            requirements: Vec::new(),
        }
    }

    /// Marks the changes that are intended.
    pub fn accept(&mut self, accepted: &[Accepted]) {
        for change in &mut self.changes {
            let intended = accepted.iter().find(|accepted| {
                accepted.change == change.change.key && accepted.model.as_ref().is_none_or(|model| *model == self.name)
            });
            change.accepted = intended.map(|accepted| accepted.reason.clone());
        }
    }

    /// Judges a requirement. What is accepted does not count against it.
    pub fn require(&mut self, requirement: Requirement) {
        let (verdict, reason) = self.judge(requirement);
        self.requirements.push(Judgement { requirement, verdict, reason });
    }

    fn judge(&self, requirement: Requirement) -> (Holds, String) {
        let open = |class: Class| {
            let changes = self.changes.iter().filter(|change| change.accepted.is_none());
            changes.filter(move |change| change.change.class >= class).count()
        };
        if requirement == Requirement::Compatible {
            return match open(Class::Incompatible) {
                0 if self.class == Class::Incompatible => {
                    (Holds::Yes, "every change that may refuse old responses is accepted".to_owned())
                }
                0 => (Holds::Yes, "every response to the old version can be read".to_owned()),
                count => (Holds::No, format!("{} may refuse old responses", super::summary::counted(count, "change"))),
            };
        }
        if open(Class::Results) == 0 {
            return (Holds::Yes, "no change that may change results is left".to_owned());
        }
        let Some(effects) = &self.effects else {
            let count = super::summary::counted(open(Class::Results), "change");
            return (Holds::Undecided, format!("{count} may change results, and what they lead to is not worked out"));
        };
        match broken(effects, requirement) {
            Some(reason) => (Holds::No, reason),
            None => match open_for(effects, requirement).or_else(|| self.beyond_responses(requirement)) {
                Some(why) => (Holds::Undecided, why),
                None if effects.notes.is_empty() => (Holds::Yes, "proved over all possible responses".to_owned()),
                None => (Holds::Yes, "proved over the possible responses that both versions have".to_owned()),
            },
        }
    }
}

impl ModelComparison {
    /// Whether a change that is not accepted is about this.
    pub(super) fn changes_aspect(&self, wanted: Aspect) -> bool {
        let mut open = self.changes.iter().filter(|change| change.accepted.is_none());
        open.any(|change| matches!(change.change.what, What::Changed { aspect, .. } if aspect == wanted))
    }

    /// What responses in which everything is answered do not show.
    fn beyond_responses(&self, requirement: Requirement) -> Option<String> {
        if self.changes_aspect(Aspect::Unanswered) {
            return Some(
                "complete responses allow it, and what an unanswered question counts as has changed".to_owned(),
            );
        }
        (requirement == Requirement::SameResults && self.changes_aspect(Aspect::Priority))
            .then(|| "suggestions stay, and may come in another order".to_owned())
    }
}

/// What breaks a requirement, in a sentence.
fn broken(effects: &Effects, requirement: Requirement) -> Option<String> {
    let (way, verb) = match requirement {
        Requirement::NoEasier => (Way::Up, "rises"),
        Requirement::NoHarder => (Way::Down, "falls"),
        Requirement::SameResults | Requirement::Compatible => {
            let levels = effects
                .levels
                .iter()
                .find(|effect| [Way::Up, Way::Down, Way::Otherwise].iter().any(|way| effect.moves(*way) == Some(true)));
            let level = levels.map(|effect| format!("the level of {} changes", words::place(effect)));
            let result = || effects.results.first();
            return level
                .or_else(|| {
                    let action = effects.actions.first()?;
                    Some(format!("the action {} is suggested to others", action.action))
                })
                .or_else(|| result().map(|result| format!("the {} of {} changes", result.kind.word(), result.name)));
        }
    };
    let rises = effects.levels.iter().find(|effect| effect.moves(way) == Some(true));
    let has = |end: fn(&(Option<String>, Option<String>)) -> bool| {
        effects.levels.iter().find(move |effect| effect.strays().iter().any(end))
    };
    let share = |effect: &LevelEffect| {
        let share = if way == Way::Up { &effect.up } else { &effect.down };
        share.as_ref().map_or_else(
            || format!("the level of {} {verb} for some responses", words::place(effect)),
            |share| {
                let share = words::percent(share);
                format!("the level of {} {verb} for {share} of the possible responses", words::place(effect))
            },
        )
    };
    rises.map(share).or_else(|| match way {
        Way::Up => has(|(from, _)| from.is_none())
            .map(|effect| format!("{} gets a level where it had none", words::place(effect))),
        _ => {
            has(|(_, to)| to.is_none()).map(|effect| format!("{} has no level where it had one", words::place(effect)))
        }
    })
}

/// Why a requirement that nothing breaks is not proved; none when it is.
fn open_for(effects: &Effects, requirement: Requirement) -> Option<String> {
    let first = || effects.undecided.first().map(|why| format!("it is not decided {why}"));
    let way = match requirement {
        Requirement::NoEasier => Way::Up,
        Requirement::NoHarder => Way::Down,
        Requirement::SameResults | Requirement::Compatible => return first(),
    };
    let open = |effect: &&LevelEffect| effect.moves(way).is_none() || effect.moves(Way::Otherwise).is_none();
    if effects.levels.iter().any(|effect| open(&effect)) {
        return first().or_else(|| Some("it is not decided how levels move".to_owned()));
    }
    let other =
        effects.levels.iter().find(|effect| effect.strays().iter().any(|(from, to)| from.is_some() && to.is_some()));
    other.map(|effect| format!("{} gets levels that are neither higher nor lower than before", words::place(effect)))
}

impl Comparison {
    /// A comparison of nothing yet.
    pub fn new() -> Comparison {
        Comparison { format: FORMAT, added: Vec::new(), removed: Vec::new(), models: Vec::new() }
    }

    /// `M0808` for each accepted change that no model has.
    pub fn stale(&self, accepted: &[Accepted]) -> Vec<Diagnostic> {
        let keys = |accepted: &Accepted| -> Vec<&str> {
            let models =
                self.models.iter().filter(|model| accepted.model.as_ref().is_none_or(|name| *name == model.name));
            models.flat_map(|model| &model.changes).map(|change| change.change.key.as_str()).collect()
        };
        let stale = accepted.iter().filter(|accepted| !keys(accepted).contains(&accepted.change.as_str()));
        stale.map(|accepted| not_there(accepted, keys(accepted).into_iter())).collect()
    }

    /// Every requirement of every model.
    pub fn judgements(&self) -> impl Iterator<Item = &Judgement> {
        self.models.iter().flat_map(|model| &model.requirements)
    }
}

impl Default for Comparison {
    fn default() -> Comparison {
        Comparison::new()
    }
}
