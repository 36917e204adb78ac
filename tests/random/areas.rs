//! Areas and `overall`: scores, values, levels, policies; and the model's own lines.

use num_traits::Zero;

use super::numbers::{Number, aggregated};
use super::plan::{Carried, Exact, Form, Place, Plan, Unit};
use super::words::{STATES, block, exact};

impl Plan {
    /// Which area adopts which ladder: questions say `at` which level they are, so this comes first.
    pub fn choose_ladders(&mut self) {
        for area in 0..self.areas.len() {
            if self.random.percent(if area == 0 { 50 } else { 70 }) {
                self.areas[area].ladder = Some(self.random.below(self.ladders.len()));
            }
        }
    }

    /// Writes an area with all that is in it.
    pub fn write_questions_and_areas(&mut self, area: usize) {
        let inner_first = self.random.percent(50);
        if inner_first {
            self.write_children(area);
        }
        // What has thresholds needs something that scores.
        let needs = self.areas[area].ladder.is_some_and(|ladder| self.ladders[ladder].thresholds.is_some());
        for (at, question) in self.own_questions(area).into_iter().enumerate() {
            let scored = at == 0 && (needs || self.random.percent(70));
            self.write_question(question, scored);
        }
        if !inner_first {
            self.write_children(area);
        }
        let mut lines = Vec::new();
        if let Some(weight) = self.areas[area].weight {
            lines.push(format!("weight {}", self.value(weight)));
        }
        let (before, after): (Vec<usize>, Vec<usize>) = self.own_values(area).into_iter().partition(|id| id % 2 == 0);
        for value in before {
            self.write_value(value, Place::of(area), &mut lines);
        }
        self.write_score(area, &mut lines);
        let scored = Place { score: self.areas[area].score.is_some(), ..Place::of(area) };
        if self.areas[area].ladder.is_some() {
            self.write_levels(area, &scored, &mut lines);
        }
        let levelled = Place { level: self.areas[area].ladder.is_some(), ..scored };
        for value in after {
            self.write_value(value, levelled, &mut lines);
        }
        self.write_area_policies(area, &mut lines);
        self.write_totals(area, &mut lines);
        if area != 0 || !lines.is_empty() {
            lines.extend(self.notes());
        }
        self.areas[area].lines = lines;
        self.areas[area].done = true;
    }

    fn write_children(&mut self, area: usize) {
        for child in self.children(area) {
            self.write_questions_and_areas(child);
        }
    }

    fn own_values(&self, area: usize) -> Vec<usize> {
        (0..self.values.len()).filter(|id| self.values[*id].area == area).collect()
    }

    fn write_value(&mut self, id: usize, place: Place, lines: &mut Vec<String>) {
        let ladder = self.areas[place.area].ladder.filter(|_| self.random.percent(20));
        let unit = match (ladder, self.random.percent(60)) {
            (Some(ladder), _) => Unit::Level(ladder),
            (None, true) => Unit::Points,
            (None, false) => Unit::Percent,
        };
        let made = match unit {
            Unit::Level(ladder) => {
                self.level_formula(ladder, &place).map(|text| (unit, text, (Exact::zero(), Exact::zero())))
            }
            _ => self.formula(unit, &place, 2).map(|number| (unit, number.text, number.bounds)),
        };
        let (unit, text, bounds) = made.unwrap_or((Unit::Points, "1".to_owned(), (exact(1, 1), exact(1, 1))));
        let (words, notes) = (self.text(), self.notes_block());
        let value = &mut self.values[id];
        (value.unit, value.bounds, value.done) = (unit, bounds, true);
        lines.push(format!("value {}{words} {text}{notes}", value.name));
    }

    fn write_score(&mut self, area: usize, lines: &mut Vec<String>) {
        let ladder = self.areas[area].ladder;
        let needed = ladder.and_then(|ladder| self.ladders[ladder].thresholds);
        let carried = ladder.and_then(|ladder| self.ladders[ladder].score);
        if let Some(carried) = carried {
            match self.carried_bounds(area, carried).filter(|_| self.random.percent(75)) {
                Some(bounds) => {
                    self.areas[area].score = needed;
                    self.areas[area].bounds = bounds;
                }
                None => self.write_own_score(area, needed.unwrap_or(Unit::Percent), lines),
            }
            return;
        }
        let blocked = |child: &usize| self.areas[*child].score == Some(Unit::Points) || self.areas[*child].no_default;
        let no_default = self.children(area).iter().any(blocked);
        let parts = self.own_questions(area).into_iter().any(|id| self.has_share(id))
            || self.children(area).into_iter().any(|child| self.areas[child].score.is_some());
        let default = parts && !no_default;
        let unit = match (needed, self.random.percent(30)) {
            (Some(unit), _) => unit,
            (None, true) => Unit::Points,
            (None, false) => Unit::Percent,
        };
        let keeps_default = default && unit == Unit::Percent && self.random.percent(70);
        if keeps_default || needed.is_none() && self.random.percent(50) {
            self.areas[area].no_default = no_default;
            if default {
                self.areas[area].score = Some(Unit::Percent);
                self.areas[area].plain = true;
                self.areas[area].bounds = (exact(0, 1), exact(1, 1));
            }
            return;
        }
        self.write_own_score(area, unit, lines);
    }

    fn write_own_score(&mut self, area: usize, unit: Unit, lines: &mut Vec<String>) {
        let mut made = None;
        for _ in 0..6 {
            let depth = *self.random.pick(&[0, 1, 2]);
            made = self.formula(unit, &Place::of(area), depth).filter(|number| number.bounds.0 < number.bounds.1);
            if made.is_some() {
                break;
            }
        }
        let made = made.unwrap_or_else(|| {
            let counted = (0..self.questions.len())
                .filter(|id| self.inside(self.questions[*id].area, area) && !self.is_text(*id))
                .count();
            let (word, high) = if unit == Unit::Points { ("count", counted) } else { ("share", 1) };
            let bounds = (exact(0, 1), exact(high as i128, 1));
            Number {
                text: format!("{word}(questions are answered)"),
                binding: super::numbers::Binding::Primary,
                bounds,
            }
        });
        lines.push(format!("score {}", made.text));
        self.areas[area].score = Some(unit);
        self.areas[area].bounds = made.bounds;
    }

    /// The bounds of a score that a ladder carries; none where it has no meaning.
    fn carried_bounds(&self, area: usize, carried: Carried) -> Option<(Exact, Exact)> {
        let inner = (0..self.questions.len()).filter(|id| self.inside(self.questions[*id].area, area));
        let terms: Vec<(Exact, (Exact, Exact))> = inner
            .filter(|id| carried != Carried::MeanOfScores || self.has_share(*id))
            .filter_map(|id| Some((self.questions[id].weight, self.questions[id].worths?)))
            .collect();
        let share = (exact(0, 1), exact(1, 1));
        match carried {
            Carried::ShareAnswered => Some(share),
            Carried::MeanOfScores => (!terms.is_empty()).then_some(share),
            Carried::SumOfPoints => Some(aggregated("sum", &terms)).filter(|(low, high)| low < high),
        }
    }

    fn write_levels(&mut self, area: usize, place: &Place, lines: &mut Vec<String>) {
        let Some(ladder) = self.areas[area].ladder else { return };
        let count = self.ladders[ladder].levels.len();
        let mut rules: Vec<String> = vec![String::new(); count];
        if let Some(unit) = self.ladders[ladder].thresholds {
            let (low, high) = self.areas[area].bounds;
            let (lower, texts) = self.bands(area, ladder, unit);
            let overrides = self.random.percent(40);
            let fits = self.ladders[ladder].lower.iter().all(|threshold| low <= *threshold && *threshold < high);
            if self.ladders[ladder].bounds.is_empty() {
                self.ladders[ladder].bounds = texts;
                self.ladders[ladder].lower = lower;
            } else if !fits || overrides {
                rules = texts;
            }
        }
        for rule in &mut rules[1..] {
            if self.random.percent(18)
                && let Some(condition) = self.condition(place, 1)
            {
                let roles = if self.random.percent(25) { self.some_roles() } else { None };
                let roles = roles.map(|(_, text)| format!(" for {text}")).unwrap_or_default();
                rule.push_str(&format!(" requires {}{roles}", condition.text));
            }
        }
        let mut inner = Vec::new();
        if self.random.percent(15) {
            inner.push(format!("gating {}", self.random.pick(&["cumulative", "highest"])));
        }
        for (rank, rule) in rules.iter().enumerate() {
            if !rule.is_empty() {
                inner.push(format!("{}{rule}", self.ladders[ladder].levels[rank]));
            }
        }
        lines.push(block(&format!("levels {}", self.ladders[ladder].name), &inner));
        if self.random.percent(if area == 0 { 30 } else { 12 })
            && let Some(text) = self.level_formula(ladder, place)
        {
            lines.push(format!("level {text}"));
        }
    }

    /// A formula for a level, in which the ladder's levels stand by their bare names.
    fn level_formula(&mut self, ladder: usize, place: &Place) -> Option<String> {
        let levels = self.ladders[ladder].levels.clone();
        if self.random.percent(60)
            && let Some(number) = self.number(Unit::Level(ladder), place, 2)
        {
            return Some(number.text);
        }
        let when = self.condition(place, 1)?.text;
        let (one, other) = (self.random.pick(&levels).clone(), self.random.pick(&levels).clone());
        Some(format!("{{ {one} when {when}, {other} otherwise }}"))
    }

    /// Policies of an area; one that names an option must fit all the questions that it reaches.
    fn write_area_policies(&mut self, area: usize, lines: &mut Vec<String>) {
        for (state, percent) in [(0, 7), (1, 8), (2, 8)] {
            if !self.random.percent(percent) {
                continue;
            }
            let treatment = self.wide_treatment(area, state);
            self.areas[area].policies[state] = true;
            lines.push(format!("{} {treatment}", STATES[state]));
        }
    }

    /// What a policy of an area says; an option, where all questions that it reaches have it.
    fn wide_treatment(&mut self, area: usize, state: usize) -> String {
        let reached: Vec<usize> = (0..self.questions.len())
            .filter(|id| self.inside(self.questions[*id].area, area) && !self.is_text(*id))
            .filter(|id| self.questions[*id].states[state] && !self.questions[*id].policies[state])
            .filter(|id| !self.has_nearer_policy(self.questions[*id].area, area, state))
            .collect();
        let scales: Option<Vec<usize>> = reached
            .iter()
            .map(|id| match self.questions[*id].form {
                Form::Choice(scale) => Some(scale),
                _ => None,
            })
            .collect();
        let option = scales.and_then(|scales| {
            let mut options = self.scales[*scales.first()?].options.iter().map(|(name, _)| name);
            let everywhere = |name: &&String| {
                scales.iter().all(|scale| self.scales[*scale].options.iter().any(|(other, _)| other == *name))
            };
            options.rfind(everywhere).cloned()
        });
        match option {
            Some(option) if self.random.percent(60) => format!("counts as {option}"),
            _ => self.treatment().to_owned(),
        }
    }

    fn has_nearer_policy(&self, from: usize, outer: usize, state: usize) -> bool {
        from != outer
            && (self.areas[from].policies[state]
                || self.areas[from].parent.is_some_and(|parent| self.has_nearer_policy(parent, outer, state)))
    }

    fn write_totals(&mut self, area: usize, lines: &mut Vec<String>) {
        if !self.random.percent(8) {
            return;
        }
        if self.random.percent(50) {
            let questions = self.scoring_weights(&self.own_questions(area));
            let areas: Exact = self.children(area).iter().map(|id| self.area_weight(*id)).sum();
            lines.push(format!("weights total {}", self.value(questions + areas)));
        } else if let Some((set, members)) = self.questions_set(area) {
            let total = self.scoring_weights(&members);
            lines.push(format!("weights of {set} total {}", self.value(total)));
        } else if let Some((set, members)) = self.areas_set(area) {
            let total: Exact = members.iter().map(|id| self.area_weight(*id)).sum();
            lines.push(format!("weights of {set} total {}", self.value(total)));
        }
    }

    /// The weights of those that give points.
    fn scoring_weights(&self, questions: &[usize]) -> Exact {
        let scoring = questions.iter().filter(|id| self.questions[**id].worths.is_some());
        scoring.map(|id| self.questions[*id].weight).sum()
    }

    pub fn area_text(&mut self, area: usize) -> String {
        let mut lines = self.areas[area].lines.clone();
        let mut parts = Vec::new();
        for question in self.own_questions(area) {
            let text = self.question_text(question);
            parts.push(text);
        }
        for child in self.children(area) {
            let text = self.area_text(child);
            parts.push(text);
        }
        if self.random.percent(50) {
            self.random.shuffle(&mut parts);
        }
        lines.extend(parts);
        let lines = self.shuffled(lines);
        let text = self.text();
        block(&format!("area {}{text}", self.areas[area].name), &lines)
    }

    pub fn overall_text(&mut self) -> String {
        let lines = self.areas[0].lines.clone();
        let lines = self.shuffled(lines);
        let text = if self.random.percent(20) { self.text() } else { String::new() };
        block(&format!("overall{text}"), &lines)
    }

    pub fn write_model(&mut self) -> String {
        let mut lines = vec!["edition 1".to_owned(), format!("language {}", self.languages.join(", "))];
        if self.random.percent(40) {
            lines.push("version \"2014.1\"".to_owned());
        }
        if !self.roles.is_empty() {
            let mut roles = Vec::new();
            for role in self.roles.clone() {
                let (text, notes) = (self.text(), self.notes_block());
                roles.push(format!("{role}{text}{notes}"));
            }
            lines.push(block("roles", &roles));
        }
        for (state, percent) in [(0, 8), (1, 10), (2, 10)] {
            if self.random.percent(percent) {
                // Nothing stands between the model and `overall`, whose policy is nearer.
                let treatment = match self.areas[0].policies[state] {
                    true => self.treatment().to_owned(),
                    false => self.wide_treatment(0, state),
                };
                lines.push(format!("{} {treatment}", STATES[state]));
            }
        }
        lines.extend(self.notes());
        let lines = self.shuffled(lines);
        let text = self.text();
        block(&format!("model modell{text}"), &lines)
    }
}
