//! Sets of questions and areas, and who is in them.

use super::names::Thing;
use super::plan::{Exact, Form, Plan};

const SIGNS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

impl Plan {
    pub fn sign(&mut self) -> &'static str {
        self.random.pick::<&str>(&SIGNS)
    }

    /// A set of questions that are all done.
    pub fn questions_set(&mut self, area: usize) -> Option<(String, Vec<usize>)> {
        let own = self.random.percent(30);
        let mut text = if own { "own questions" } else { "questions" }.to_owned();
        let mut members = match own {
            true => self.own_questions(area),
            false => (0..self.questions.len()).filter(|q| self.inside(self.questions[*q].area, area)).collect(),
        };
        let filters = *self.random.pick(&[0, 0, 1, 1, 2]);
        for _ in 0..filters {
            let filter = self.question_filter(area, &mut members)?;
            text.push(' ');
            text.push_str(&filter);
        }
        members.iter().all(|member| self.questions[*member].done).then_some((text, members))
    }

    fn question_filter(&mut self, area: usize, members: &mut Vec<usize>) -> Option<String> {
        // What is not written yet may fit later.
        let written = members.iter().all(|member| self.questions[*member].done);
        match if written { self.random.below(8) } else { 0 } {
            0 => {
                let areas: Vec<usize> = (1..self.areas.len()).filter(|inner| self.inside(*inner, area)).collect();
                let outer = *areas.get(self.random.below(areas.len().max(1)))?;
                members.retain(|member| self.inside(self.questions[*member].area, outer));
                Some(format!("in {}", self.spell(Thing::Area(outer), area)?))
            }
            1 => {
                let level = self.some(members, |plan, id| plan.questions[id].at.clone())?;
                members.retain(|member| self.questions[*member].at.as_ref() == Some(&level));
                Some(format!("at {level}"))
            }
            2 => {
                let tag = self.some(members, |plan, id| plan.questions[id].tags.first().cloned())?;
                members.retain(|member| self.questions[*member].tags.contains(&tag));
                Some(format!("tagged {tag}"))
            }
            3 | 4 => {
                let scale = self.some(members, |plan, id| plan.named_scale(id))?;
                members.retain(|member| self.named_scale(*member).as_ref() == Some(&scale));
                Some(format!("on {scale}"))
            }
            5 => {
                let role = *self.some_roles()?.0.first()?;
                members.retain(|member| self.questions[*member].roles.as_ref().is_none_or(|all| all.contains(&role)));
                Some(format!("for {}", self.roles[role]))
            }
            6 => {
                let first = self.some(members, |_, id| Some(id))?;
                let mut out = vec![first];
                if self.random.percent(20) {
                    out.extend(self.some(members, |_, id| (id != first).then_some(id)));
                }
                members.retain(|member| !out.contains(member));
                let names: Option<Vec<String>> =
                    out.into_iter().map(|id| self.spell(Thing::Question(id), area)).collect();
                Some(format!("except {}", names?.join(", ")))
            }
            _ => {
                let (sign, weight) = (self.sign(), Exact::new(self.random.between(1, 3) as i128, 1));
                members.retain(|member| weighs(self.questions[*member].weight, sign, weight));
                Some(format!("where weight {sign} {}", self.value(weight)))
            }
        }
    }

    /// Something that a random member has.
    fn some<T>(&mut self, members: &[usize], of: impl Fn(&Plan, usize) -> Option<T>) -> Option<T> {
        let mut all: Vec<T> = members.iter().filter_map(|member| of(self, *member)).collect();
        if all.is_empty() { None } else { Some(all.swap_remove(self.random.below(all.len()))) }
    }

    fn named_scale(&self, question: usize) -> Option<String> {
        match self.questions[question].form {
            Form::Choice(scale) | Form::AnyOf(scale) => self.scales[scale].name.clone(),
            _ => None,
        }
    }

    /// A set of areas that are all done.
    pub fn areas_set(&mut self, area: usize) -> Option<(String, Vec<usize>)> {
        let all = self.random.percent(30);
        let mut text = if all { "all areas" } else { "areas" }.to_owned();
        let mut members: Vec<usize> = match all {
            true => (1..self.areas.len()).filter(|inner| *inner != area && self.inside(*inner, area)).collect(),
            false => self.children(area),
        };
        if members.is_empty() && self.random.percent(80) {
            return None;
        }
        if self.random.percent(30) {
            let filter = match self.random.below(3) {
                0 => {
                    let outer = self.some(&members, |_, id| Some(id))?;
                    members.retain(|member| *member != outer && self.inside(*member, outer));
                    format!("in {}", self.spell(Thing::Area(outer), area)?)
                }
                1 => {
                    let out = self.some(&members, |_, id| Some(id))?;
                    members.retain(|member| *member != out);
                    format!("except {}", self.spell(Thing::Area(out), area)?)
                }
                _ => {
                    let (sign, weight) = (self.sign(), Exact::new(self.random.between(1, 3) as i128, 1));
                    members.retain(|member| weighs(self.area_weight(*member), sign, weight));
                    format!("where weight {sign} {}", self.value(weight))
                }
            };
            text = format!("{text} {filter}");
        }
        members.iter().all(|member| self.areas[*member].done).then_some((text, members))
    }

    pub fn area_weight(&self, area: usize) -> Exact {
        self.areas[area].weight.unwrap_or_else(|| Exact::from_integer(1))
    }
}

fn weighs(weight: Exact, sign: &str, value: Exact) -> bool {
    match sign {
        "==" => weight == value,
        "!=" => weight != value,
        "<" => weight < value,
        "<=" => weight <= value,
        ">" => weight > value,
        _ => weight >= value,
    }
}
