//! The shortest way from a response to a level: the better answers, or the actions, that reach it.
//!
//! What may become of the response is read as possible responses whose answers cost what it takes to come there; the
//! cheapest one that has the level is the way.

mod effort;
mod hindrance;
mod scale;
mod steps;

use std::collections::BTreeSet;

use super::graph::{Graph, Node};
use super::reading::{Reading, Slot};
use super::space::Space;
use super::walk::{Budget, Undecided};
use super::witness::{Witness, asked_only};
use crate::evaluate::{Answers, Evaluation, Presence, in_order as in_order_of_reading};
use crate::exact::{Compare, Rational};
use crate::model::{ActionId, Answer, AreaId, Model, QuestionId, Rule};

use effort::Heeded;

pub use hindrance::Hindrance;

/// A level that is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// In which area.
    pub area: AreaId,
    /// Its rank.
    pub rank: u32,
}

/// What is to be as little as possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The steps on the scales of the questions.
    Steps,
    /// The effort of the actions.
    Effort,
}

/// How a level can be reached.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// Like this; there is nothing less.
    Found(Route),
    /// Not at all.
    OutOfReach(Hindrance),
    /// It would take too much work to find out.
    Undecided,
}

/// The shortest way to a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The steps, or the effort.
    pub cost: u64,
    /// The response at its end.
    pub answers: Answers,
    /// Answers that become better, in the order of the text.
    pub improved: Vec<Improvement>,
    /// Unanswered questions that matter, for which the lowest answer is enough.
    pub lowest: Vec<QuestionId>,
    /// Questions that only become asked, and for which any answer will do.
    pub any: Vec<QuestionId>,
    /// The actions to take, in order.
    pub actions: Vec<ActionId>,
}

/// An answer that becomes better.
#[derive(Debug, Clone, PartialEq)]
pub struct Improvement {
    /// To which question.
    pub question: QuestionId,
    /// The answer given; none: it is unanswered, or becomes asked.
    pub from: Option<Answer>,
    /// The better one.
    pub to: Answer,
    /// How many steps there are between them.
    pub steps: u64,
    /// The actions to take that bring it there; none: it remains to be done without.
    pub actions: Vec<ActionId>,
}

/// The shortest way from a response to a level.
pub fn way(model: &Model, answers: &Answers, goal: Goal, by: By, budget: &mut Budget) -> Way {
    let mut space = Space::default();
    let with_actions = |space: &mut Space, heeded| {
        let (reading, actions) = effort::reading(&mut space.graph, model, answers, heeded);
        Walker { reading, actions: Some(actions) }
    };
    let mut walker = match by {
        By::Steps => Walker { reading: steps::reading(&mut space.graph, model, answers), actions: None },
        By::Effort => with_actions(&mut space, Heeded::InAreas),
    };
    let node = walker.reaches(&mut space.graph, goal);
    let found = match &walker.actions {
        Some(actions) => actions.least(&mut space, model, node, budget),
        None => space.cheapest(node, budget),
    };
    match found {
        Err(Undecided::Budget | Undecided::LongRange(_)) => Way::Undecided,
        Ok(None) => {
            // What stands in the way is looked for where all is heeded.
            if walker.actions.as_ref().is_some_and(|actions| !actions.is_strict()) {
                space = Space::default();
                walker = with_actions(&mut space, Heeded::All);
            }
            Way::OutOfReach(hindrance::of(&mut space, &mut walker, answers, goal, budget))
        }
        Ok(Some(witness)) => match walker.route(&space.graph, answers, goal, &witness) {
            Some(route) => Way::Found(route),
            None => Way::Undecided,
        },
    }
}

struct Walker<'m> {
    reading: Reading<'m>,
    actions: Option<effort::Actions>,
}

impl Walker<'_> {
    /// Whether an area has a level or a higher one.
    fn reaches(&mut self, graph: &mut Graph, goal: Goal) -> Node {
        let level = self.reading.level(graph, goal.area);
        let rank = graph.constant(Some(Rational::from(i64::from(goal.rank))));
        graph.compare(level, Compare::GreaterOrEqual, rank)
    }

    /// The way that a witness shows, walked by the row evaluator; none if it did not lead there.
    fn route(&self, graph: &Graph, answers: &Answers, goal: Goal, witness: &Witness) -> Option<Route> {
        let model = self.reading.model();
        let (chosen, taken) = match &self.actions {
            None => (steps::chosen(graph, &self.reading, answers, witness), None),
            Some(actions) => {
                let taken = actions.of(model, witness);
                (effort::chosen(&self.reading, answers, &taken), Some(taken))
            }
        };
        let after = asked_only(model, answers.role, &chosen);
        let reached = Evaluation::new(model, &after).level(goal.area)?;
        if reached < goal.rank {
            return None;
        }
        let mut route = changes(model, answers, goal, after);
        route.cost = match &taken {
            None => steps::steps(witness),
            Some(_) => effort::total(witness),
        };
        let by_steps: u64 = route.improved.iter().map(|improvement| improvement.steps).fold(0, u64::saturating_add);
        if taken.is_none() && by_steps != route.cost {
            return None;
        }
        route.actions = in_order_of_reading(
            model,
            match taken {
                Some(taken) => taken,
                None => actions_for(model, answers, &route.improved),
            },
        );
        for improvement in &mut route.improved {
            let raising = route.actions.iter().copied().filter(|id| raises(model, *id, answers, improvement));
            improvement.actions = raising.collect();
        }
        Some(route)
    }
}

/// What is different at the end of the way.
fn changes(model: &Model, answers: &Answers, goal: Goal, after: Answers) -> Route {
    let matters = model.questions_behind([Rule::Area(goal.area)]);
    let (mut improved, mut lowest, mut any) = (Vec::new(), Vec::new(), Vec::new());
    let as_it_is = Evaluation::new(model, answers);
    for (id, question) in in_text_order(model).zip(&model.questions) {
        let (from, Some(to)) = (answers.get(id), after.get(id)) else { continue };
        if from == Some(to) {
            continue;
        }
        let steps = scale::Places::new(model, question).steps(model, from, to);
        if from.is_some() || steps > 0 {
            improved.push(Improvement {
                question: id,
                from: from.cloned(),
                to: to.clone(),
                steps,
                actions: Vec::new(),
            });
        } else if matters.contains(&id) {
            lowest.push(id);
        } else if as_it_is.presence(id) == Presence::Hidden {
            any.push(id);
        }
    }
    Route { cost: 0, answers: after, improved, lowest, any, actions: Vec::new() }
}

/// Actions that bring the better answers, as few as come by taking the first that does in the order of reading; and
/// what they come after.
fn actions_for(model: &Model, answers: &Answers, improved: &[Improvement]) -> Vec<ActionId> {
    let for_role = (0..).map(ActionId).zip(&model.actions).filter(|(_, action)| action.roles.contains(answers.role));
    let known = in_order_of_reading(model, for_role.map(|(id, _)| id).collect());
    let mut taken: Vec<ActionId> = Vec::new();
    for improvement in improved {
        let brings = |id: &&ActionId| raises(model, **id, answers, improvement);
        if !taken.iter().any(|id| brings(&id)) {
            taken.extend(known.iter().find(brings));
        }
    }
    let mut at = 0;
    while let Some(id) = taken.get(at).copied() {
        let after = model.actions.get(id.0 as usize).map_or(&[][..], |action| &action.after);
        let missing = after.iter().filter(|id| known.contains(id) && !taken.contains(id));
        let missing: Vec<ActionId> = missing.copied().collect();
        taken.extend(missing);
        at += 1;
    }
    taken
}

/// Whether an action brings a better answer, or one that is better still.
fn raises(model: &Model, id: ActionId, answers: &Answers, improvement: &Improvement) -> bool {
    let Some(question) = model.questions.get(improvement.question.0 as usize) else { return false };
    let Answer::Index(wanted) = &improvement.to else { return false };
    let places = scale::Places::new(model, question);
    let raises = model.actions.get(id.0 as usize).map_or(&[][..], |action| &action.raises);
    raises.iter().filter(|raises| raises.question == improvement.question).any(|raises| {
        let to = raises.to.unwrap_or_else(|| places.best(model, answers.get(improvement.question)));
        places.place(to) >= places.place(*wanted)
    })
}

/// The questions, each after those that decide whether it is asked.
fn in_order(model: &Model) -> Vec<QuestionId> {
    let ids: BTreeSet<QuestionId> = in_text_order(model).collect();
    model.in_order_of_asking(&ids)
}

fn in_text_order(model: &Model) -> impl Iterator<Item = QuestionId> + use<> {
    (0..u32::try_from(model.questions.len()).unwrap_or(u32::MAX)).map(QuestionId)
}

/// A free text stays as it is.
fn text(given: Option<&Answer>) -> Slot {
    match given {
        Some(Answer::Na) => Slot::Fixed(None),
        Some(_) => Slot::Fixed(Some(0)),
        None => Slot::Never,
    }
}
