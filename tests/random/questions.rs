//! Scales and questions.

use super::names::Thing;
use super::plan::{Exact, Form, Place, Plan, Scale};
use super::words::{STATES, block, exact};

const OPTIONS: [&str; 9] = ["inte", "delvis", "mycket", "helt", "`0`", "`100`", "karta", "tavla", "`met`"];
const TAGS: [&str; 3] = ["kritisk", "snabb", "`t-1`"];

impl Plan {
    /// `yes_no` and the named scales.
    pub fn write_scales(&mut self) {
        self.scales.push(Scale {
            name: Some("yes_no".into()),
            options: vec![("no".into(), Some(exact(0, 1))), ("yes".into(), Some(exact(1, 1)))],
            na: None,
            met: true,
            several: false,
            body: vec![],
        });
        let mut names = ["skattning", "omfattning", "`scale`"];
        self.random.shuffle(&mut names);
        let count = self.random.between(1, 3);
        for name in &names[..count] {
            let options = self.random.between(2, 4);
            let mut scale = self.scale(Some((*name).to_owned()), options);
            scale.several = self.random.percent(20);
            self.scales.push(scale);
        }
    }

    fn points(&mut self, count: usize) -> Vec<Option<Exact>> {
        let count = count as i128;
        let steps = |first: i128, step: i128, of: i128| (0..count).map(|at| exact(first + at * step, of)).collect();
        let mut points: Vec<Exact> = match self.random.below(12) {
            0..4 => steps(0, 1, 1),
            4 => steps(0, 5, 1),
            5 => steps(0, 1, 5),
            6 => steps(1, 1, 3),
            7 => steps(0, 1, 7),
            8 => steps(-5, 5, 1),
            9 => (0..count).map(|at| exact(at.min(1), 1)).collect(),
            10 => return vec![None; count as usize],
            _ => steps(0, 1, 2),
        };
        if self.random.percent(10) {
            self.random.shuffle(&mut points);
        }
        points.into_iter().map(Some).collect()
    }

    fn scale(&mut self, name: Option<String>, count: usize) -> Scale {
        let mut names = OPTIONS.to_vec();
        if name.is_none() || self.random.percent(50) {
            self.random.shuffle(&mut names);
        }
        let points = self.points(count);
        let scored = points.iter().any(Option::is_some);
        let options: Vec<(String, Option<Exact>)> =
            names.iter().take(count).map(|name| (*name).to_owned()).zip(points).collect();
        let mut body = Vec::new();
        for (name, points) in &options {
            let points = points.map(|points| format!(" {}", self.value(points))).unwrap_or_default();
            let (text, notes) = (self.text(), self.notes_block());
            body.push(format!("{name}{points}{text}{notes}"));
        }
        let na = self.random.percent(25).then(|| self.na(scored));
        if let Some(worth) = na {
            let line = self.na_line(worth);
            body.push(line);
        }
        let met = self.random.percent(60);
        if met {
            let from = self.random.below(count);
            body.push(format!("met from {}", options[from].0));
        }
        if name.is_some() {
            body.extend(self.notes());
        }
        Scale { name, options, na, met, several: false, body }
    }

    /// The worth of `na`: mostly none.
    fn na(&mut self, scored: bool) -> Option<Exact> {
        if scored && self.random.percent(25) { Some(exact(self.random.below(3) as i128, 1)) } else { None }
    }

    fn na_line(&mut self, worth: Option<Exact>) -> String {
        let worth = worth.map(|worth| format!(" {}", self.value(worth))).unwrap_or_default();
        format!("na{worth}{}", self.text())
    }

    /// A named scale as text; none for the one that is built in and those that stand in questions.
    pub fn scale_text(&mut self, at: usize) -> Option<String> {
        let name = self.scales[at].name.clone().filter(|name| name != "yes_no")?;
        let text = if self.random.percent(30) { self.text() } else { String::new() };
        Some(block(&format!("scale {name}{text}"), &self.scales[at].body))
    }

    /// Writes a question; the ones before it and the areas that are done can decide whether it is asked.
    pub fn write_question(&mut self, id: usize, scored: bool) {
        let area = self.questions[id].area;
        let mut lines = Vec::new();
        self.answers(id, scored, &mut lines);
        if let Some(weight) = self.weight() {
            self.questions[id].weight = weight;
            lines.push(format!("weight {}", self.value(weight)));
        }
        if self.random.percent(25)
            && let Some((roles, text)) = self.some_roles()
        {
            self.questions[id].roles = Some(roles);
            lines.push(format!("for {text}"));
        }
        if self.questions[id].met
            && self.random.percent(35)
            && let Some(ladder) = self.ladder_around(area)
        {
            let level = self.random.pick(&self.ladders[ladder].levels).clone();
            lines.push(format!("at {level}"));
            self.questions[id].at = Some(level);
        }
        if self.random.percent(20) {
            let tag = (*self.random.pick(&TAGS)).to_owned();
            lines.push(format!("tagged {tag}"));
            self.questions[id].tags.push(tag);
        }
        let asked_when = self.random.percent(35).then(|| self.ask_when(id)).flatten();
        lines.extend(asked_when.iter().map(|condition| format!("ask when {condition}")));
        let offers_na = self.questions[id].na == Some(None);
        self.questions[id].states = [true, offers_na, asked_when.is_some()];
        for (state, percent) in [(0, 8), (1, 15), (2, 20)] {
            let possible = self.questions[id].states[state];
            if possible && self.random.percent(percent) {
                let mut treatment = self.treatment().to_owned();
                if let Form::Choice(scale) = self.questions[id].form
                    && self.random.percent(35)
                {
                    treatment = format!("counts as {}", self.random.pick(&self.scales[scale].options).0);
                }
                self.questions[id].policies[state] = true;
                lines.push(format!("{} {treatment}", STATES[state]));
            }
        }
        lines.extend(self.notes());
        self.questions[id].lines = self.shuffled(lines);
        self.questions[id].done = true;
    }

    fn ask_when(&mut self, id: usize) -> Option<String> {
        let area = self.questions[id].area;
        let before: Vec<usize> = self.own_questions(area).into_iter().filter(|q| self.questions[*q].done).collect();
        // Mostly a chain: asked when the one before was answered in a certain way.
        if let Some(last) = before.last()
            && self.random.percent(60)
        {
            return self.question_condition(*last, &Place::of(area));
        }
        self.condition(&Place::of(area), 1).map(|condition| condition.text)
    }

    fn answers(&mut self, id: usize, scored: bool, lines: &mut Vec<String>) {
        let form = if scored { 0 } else { self.random.below(20) };
        let mut or_na = None;
        let mut may_offer = true;
        let written = match form {
            0..10 => {
                let fitting: Vec<usize> = (0..self.scales.len())
                    .filter(|at| {
                        let scale = &self.scales[*at];
                        scale.name.is_some() && !scale.several && (!scored || differs(scale))
                    })
                    .collect();
                let scale = *self.random.pick(&fitting);
                self.take_scale(id, Form::Choice(scale));
                may_offer = self.scales[scale].na.is_none();
                self.scales[scale].name.clone().unwrap()
            }
            10 | 11 => {
                let options = self.random.between(2, 5);
                let scale = self.scale(None, options);
                let text = format!("{{ {} }}", scale.body.join(" "));
                may_offer = scale.na.is_none();
                self.scales.push(scale);
                self.take_scale(id, Form::Choice(self.scales.len() - 1));
                text
            }
            12 => {
                let fitting: Vec<usize> = (0..self.scales.len()).filter(|at| self.scales[*at].several).collect();
                let Some(scale) = fitting.first().copied() else { return self.answers(id, scored, lines) };
                self.take_scale(id, Form::AnyOf(scale));
                may_offer = self.scales[scale].na.is_none();
                format!("any of {}", self.scales[scale].name.clone().unwrap())
            }
            13 | 14 => {
                let options = self.random.between(1, 3);
                let mut scale = self.scale(None, options);
                scale.body.retain(|line| !line.starts_with("met from"));
                let text = format!("any of {{ {} }}", scale.body.join(" "));
                may_offer = scale.na.is_none();
                self.scales.push(scale);
                self.take_scale(id, Form::AnyOf(self.scales.len() - 1));
                text
            }
            15..19 => self.range(id, lines),
            _ => {
                may_offer = false;
                "text".to_owned()
            }
        };
        if may_offer && self.random.percent(15) {
            let worth = self.na(self.questions[id].worths.is_some());
            or_na = Some(worth);
            self.questions[id].na = Some(worth);
        }
        if let (Some(Some(worth)), Some((low, high))) = (self.questions[id].na, self.questions[id].worths) {
            self.questions[id].worths = Some((low.min(worth), high.max(worth)));
        }
        let or_na = or_na.map(|worth| format!(" or {}", self.na_line(worth))).unwrap_or_default();
        lines.insert(0, format!("answers {written}{or_na}"));
        self.met(id, lines);
    }

    fn take_scale(&mut self, id: usize, form: Form) {
        let (scale, several) = match &form {
            Form::Choice(scale) => (&self.scales[*scale], false),
            Form::AnyOf(scale) => (&self.scales[*scale], true),
            _ => return,
        };
        let points: Option<Vec<Exact>> = scale.options.iter().map(|(_, points)| *points).collect();
        let zero = exact(0, 1);
        let question = &mut self.questions[id];
        question.worths = points.as_ref().map(|points| match several {
            true => (points.iter().filter(|p| **p < zero).sum(), points.iter().filter(|p| **p > zero).sum()),
            false => (*points.iter().min().unwrap(), *points.iter().max().unwrap()),
        });
        question.na = scale.na;
        question.met = scale.met && !several;
        question.form = form;
    }

    fn range(&mut self, id: usize, lines: &mut Vec<String>) -> String {
        let ranges: [(Exact, Exact, i128); 9] = [
            (exact(1, 1), exact(1, 1), 5),
            (exact(0, 1), exact(1, 1), 11),
            (exact(0, 1), exact(5, 2), 5),
            (exact(1, 1), exact(1, 10), 31),
            (exact(-2, 1), exact(1, 1), 5),
            (exact(1, 3), exact(1, 3), 6),
            (exact(0, 1), exact(50, 1), 3),
            (exact(1, 1), exact(1, 1), 30),
            (exact(1, 1), exact(1, 1), 100_000_000),
        ];
        let (first, step, count) = ranges[self.random.below(ranges.len())];
        let last = first + step * (count - 1);
        let (from, to) = (self.value(first), self.value(last));
        let step_text = match step == exact(1, 1) && self.random.percent(80) {
            true => String::new(),
            false => format!(" step {}", self.value(step)),
        };
        let unit = match self.random.below(3) {
            0 => " \"kr\"".to_owned(),
            1 => self.text(),
            _ => String::new(),
        };
        self.questions[id].form = Form::Range { first, step, count };
        self.questions[id].worths = Some((first, last));
        if self.random.percent(50) {
            let (text, worths) = self.range_points(first, step, count);
            lines.push(text);
            self.questions[id].worths = Some((*worths.iter().min().unwrap(), *worths.iter().max().unwrap()));
        }
        format!("{from} to {to}{step_text}{unit}")
    }

    /// Lines of points, each of which holds for some number.
    fn range_points(&mut self, first: Exact, step: Exact, count: i128) -> (String, Vec<Exact>) {
        let cuts = self.random.between(1, 2.min(count as usize - 1));
        // Positions after which the next line begins.
        let mut positions: Vec<i128> = Vec::new();
        while positions.len() < cuts {
            let at = self.random.upto((count - 1).min(40) as u64) as i128;
            if !positions.contains(&at) {
                positions.push(at);
            }
        }
        positions.sort_unstable();
        let rising = self.random.percent(50);
        if !rising {
            positions.reverse();
        }
        let mut worths: Vec<Exact> = (0..=cuts as i128).map(|at| exact(at, 1)).collect();
        match self.random.below(4) {
            0 => worths.iter_mut().for_each(|worth| *worth *= exact(1, 3)),
            1 => worths.reverse(),
            2 => self.random.shuffle(&mut worths),
            _ => {}
        }
        let mut parts = Vec::new();
        for (at, position) in positions.iter().enumerate() {
            let (here, next) = (first + step * *position, first + step * (*position + 1));
            let (word, bound) = match (rising, self.random.percent(50)) {
                (true, true) => ("up to", here),
                (true, false) => ("below", next),
                (false, true) => ("from", next),
                (false, false) => ("above", here),
            };
            let (worth, bound) = (self.value(worths[at]), self.value(bound));
            parts.push(format!("{worth} {word} {bound}"));
        }
        let last = *worths.last().unwrap();
        let rest = match self.random.below(4) {
            0 if rising => format!("up to {}", self.value(first + step * count)),
            0 => format!("from {}", self.value(first)),
            _ => "otherwise".to_owned(),
        };
        parts.push(format!("{} {rest}", self.value(last)));
        let comma = if self.random.percent(20) { "," } else { "" };
        (format!("points {{ {}{comma} }}", parts.join(", ")), worths)
    }

    /// `met from`, where the scale does not say it, or says it otherwise.
    fn met(&mut self, id: usize, lines: &mut Vec<String>) {
        if !self.random.percent(if self.questions[id].met { 10 } else { 35 }) {
            return;
        }
        let up_to = self.random.percent(30);
        let word = if up_to { "up to" } else { "from" };
        let bound = match self.questions[id].form {
            Form::Choice(scale) => self.random.pick(&self.scales[scale].options).0.clone(),
            Form::AnyOf(scale) => {
                let most = self.scales[scale].options.len();
                lines.push(format!("met from {}", self.random.between(1, most)));
                self.questions[id].met = true;
                return;
            }
            Form::Range { first, step, count } => {
                let at = self.random.upto(count.min(40) as u64) as i128;
                self.value(first + step * at)
            }
            Form::Text => return,
        };
        lines.push(format!("met {word} {bound}"));
        self.questions[id].met = true;
    }

    pub fn question_text(&mut self, id: usize) -> String {
        let text = self.text();
        let head = format!("question {}{text}", self.questions[id].name);
        block(&head, &self.questions[id].lines)
    }

    /// A question that is done, and what it is called here.
    pub fn some_question(&mut self, area: usize, fits: impl Fn(&Plan, usize) -> bool) -> Option<(usize, String)> {
        let fitting: Vec<usize> =
            (0..self.questions.len()).filter(|id| self.questions[*id].done && fits(self, *id)).collect();
        if fitting.is_empty() {
            return None;
        }
        let id = *self.random.pick(&fitting);
        Some((id, self.spell(Thing::Question(id), area)?))
    }
}

fn differs(scale: &Scale) -> bool {
    let first = scale.options.first().and_then(|(_, points)| *points);
    first.is_some() && scale.options.iter().any(|(_, points)| *points != first)
}
