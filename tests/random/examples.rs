//! Actions, properties and examples.

use super::names::Thing;
use super::plan::{Form, Place, Plan, Unit};
use super::words::block;

impl Plan {
    /// Actions in areas, in `overall` and in questions; everything that they look at is written by now.
    pub fn write_actions(&mut self) {
        for area in 0..self.areas.len() {
            if self.random.percent(if area == 0 { 15 } else { 40 }) {
                let place = self.finished(area, None);
                if let Some(text) = self.action(&place) {
                    self.areas[area].lines.push(text);
                }
            }
        }
        for question in 0..self.questions.len() {
            if self.random.percent(12) {
                let place = self.finished(self.questions[question].area, Some(question));
                if let Some(text) = self.action(&place) {
                    self.questions[question].lines.push(text);
                }
            }
        }
    }

    fn finished(&self, area: usize, question: Option<usize>) -> Place {
        let area_of = &self.areas[area];
        Place { area, question, score: area_of.score.is_some(), level: area_of.ladder.is_some(), suggestions: true }
    }

    fn action(&mut self, place: &Place) -> Option<String> {
        let mut lines = vec![format!("suggest when {}", self.condition(place, 2)?.text)];
        if self.random.percent(30)
            && let Some((_, roles)) = self.some_roles()
        {
            lines.push(format!("for {roles}"));
        }
        for _ in 0..2 {
            if self.random.percent(35)
                && let Some(line) = self.raises(place)
            {
                lines.push(line);
            }
        }
        if self.random.percent(50) {
            lines.push(format!("effort {}", self.random.between(1, 3)));
        }
        if self.random.percent(50) {
            lines.push(format!("priority {}", self.random.between(1, 3)));
        }
        if !self.actions.is_empty() && self.random.percent(40) {
            lines.push(format!("after {}", self.random.pick(&self.actions)));
        }
        if self.random.percent(15) {
            lines.push("tagged kurs, `t-1`".to_owned());
        }
        lines.extend(self.notes());
        let lines = self.shuffled(lines);
        let name = format!("gör_{}", self.next());
        let text = self.text();
        self.actions.push(name.clone());
        Some(block(&format!("action {name}{text}"), &lines))
    }

    fn raises(&mut self, place: &Place) -> Option<String> {
        let (id, name) = match place.question {
            Some(id) if !self.is_text(id) => (id, "answer".to_owned()),
            _ => self.some_question(place.area, |plan, id| !plan.is_text(id))?,
        };
        let to = match self.questions[id].form {
            Form::Choice(scale) => self.random.pick(&self.scales[scale].options).0.clone(),
            Form::Range { first, step, count } => self.value(first + step * (count - 1)),
            Form::AnyOf(_) | Form::Text => String::new(),
        };
        Some(match to.is_empty() || self.random.percent(40) {
            true => format!("raises {name}"),
            false => format!("raises {name} to {to}"),
        })
    }

    pub fn properties_and_examples(&mut self) -> Vec<String> {
        let mut items = Vec::new();
        let place = Place { score: false, level: false, ..self.finished(0, None) };
        for _ in 0..2 {
            if self.random.percent(30)
                && let Some(condition) = self.condition(&place, 2)
            {
                let (word, text) = (*self.random.pick(&["always", "never"]), self.text());
                let mut lines = vec![condition.text];
                if self.random.percent(20) {
                    lines.insert(0, "code \"P1\"".to_owned());
                }
                items.push(block(&format!("{word}{text}"), &lines));
            }
        }
        let examples = *self.random.pick(&[0, 1, 1, 2]);
        for _ in 0..examples {
            let example = self.example(&place);
            items.push(example);
        }
        items
    }

    fn example(&mut self, place: &Place) -> String {
        let mut lines = Vec::new();
        let mut role = None;
        if !self.roles.is_empty() {
            let at = self.random.below(self.roles.len());
            role = Some(at);
            lines.push(format!("as {}", self.roles[at]));
        }
        let mut given = Vec::new();
        let missing = *self.random.pick(&[20, 50, 70]);
        for id in 0..self.questions.len() {
            let asked = self.questions[id].roles.as_ref().is_none_or(|roles| role.is_some_and(|r| roles.contains(&r)));
            if !asked || self.random.percent(missing) {
                continue;
            }
            if let Some(name) = self.spell(Thing::Question(id), 0) {
                let answer = self.given_answer(id);
                given.push(format!("{name} {answer}"));
            }
        }
        if self.random.percent(60) {
            given.push(format!("others {}", self.random.pick(&["lowest", "highest", "na", "unanswered"])));
        }
        if !given.is_empty() {
            let comma = if self.random.percent(10) { "," } else { "" };
            lines.push(format!("given {}{comma}", given.join(", ")));
        }
        let expectations = self.random.between(1, 3);
        for _ in 0..expectations {
            if let Some(condition) = self.condition(place, 1) {
                lines.push(format!("expect {}", condition.text));
            }
        }
        lines.extend(self.notes());
        let number = self.next();
        let lines = self.shuffled(lines);
        block(&format!("example \"exempel {number}\""), &lines)
    }

    fn given_answer(&mut self, id: usize) -> String {
        if self.questions[id].na.is_some() && self.random.percent(15) {
            return "na".to_owned();
        }
        if self.random.percent(4) {
            return "unanswered".to_owned();
        }
        match self.questions[id].form {
            Form::Choice(scale) => self.random.pick(&self.scales[scale].options).0.clone(),
            Form::AnyOf(scale) => {
                let taken: Vec<String> = self.scales[scale]
                    .options
                    .clone()
                    .into_iter()
                    .filter(|_| self.random.percent(50))
                    .map(|(name, _)| name)
                    .collect();
                if taken.is_empty() { "nothing".to_owned() } else { taken.join(" + ") }
            }
            Form::Range { first, step, count } => {
                let at = self.random.upto(count as u64) as i128;
                self.value_in(first + step * at, Unit::Points)
            }
            Form::Text => "\"ord\"".to_owned(),
        }
    }
}
