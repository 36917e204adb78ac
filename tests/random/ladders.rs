//! Ladders: levels, thresholds, requirements that hold in every area that adopts them.

use super::Random;
use super::plan::{Carried, Exact, Ladder, Plan, Unit};
use super::words::{block, exact};

const LADDERS: [&str; 3] = ["trappa", "stege", "`levels`"];
const LEVELS: [&str; 6] = ["inledande", "utvecklande", "etablerad", "ledande", "`niva-1`", "mil2"];

impl Plan {
    pub fn write_ladders(&mut self) {
        let count = *self.random.pick(&[1, 1, 2]);
        for name in &LADDERS[..count] {
            let mut levels = LEVELS.to_vec();
            if self.random.percent(30) {
                self.random.shuffle(&mut levels);
            }
            levels.truncate(self.random.between(2, 4));
            let thresholds = match self.random.below(20) {
                0..13 => Some(Unit::Percent),
                13..16 => Some(Unit::Points),
                _ => None,
            };
            let score = match (thresholds, self.random.below(10)) {
                (Some(Unit::Percent), 0) => Some(Carried::MeanOfScores),
                (Some(Unit::Percent), 1) => Some(Carried::ShareAnswered),
                (Some(Unit::Points), 0..4) => Some(Carried::SumOfPoints),
                _ => None,
            };
            let mut requires = vec![vec![]];
            for level in &levels[1..] {
                let mut here = Vec::new();
                if thresholds.is_none() || self.random.percent(12) {
                    here.push(self.requirement_anywhere(thresholds, level));
                }
                if self.random.percent(5) {
                    here.push(self.requirement_anywhere(thresholds, level));
                }
                requires.push(here);
            }
            let gating = match self.random.below(8) {
                0 => Some("highest"),
                1 => Some("cumulative"),
                _ => None,
            };
            self.ladders.push(Ladder {
                name: (*name).to_owned(),
                levels: levels.into_iter().map(str::to_owned).collect(),
                thresholds,
                score,
                requires,
                bounds: vec![],
                lower: vec![],
                closed: self.random.percent(30),
                gating,
            });
        }
    }

    /// A requirement that has a meaning in every area.
    fn requirement_anywhere(&mut self, thresholds: Option<Unit>, level: &str) -> String {
        let named: Vec<usize> =
            (0..self.scales.len()).filter(|at| self.scales[*at].name.is_some() && !self.scales[*at].several).collect();
        let scale = *self.random.pick(&named);
        let option = self.random.pick(&self.scales[scale].options).0.clone();
        let scale = self.scales[scale].name.clone().unwrap();
        let condition = match (self.random.below(7), thresholds) {
            (0, Some(Unit::Percent)) => "score >= 10%".to_owned(),
            (0, Some(_)) => "score >= 1".to_owned(),
            (0 | 1, _) => format!("all(questions at {level} are met)"),
            (2, _) => format!("share(questions on {scale} >= {option}) >= 50%"),
            (3, _) => "count(questions are answered) >= 1".to_owned(),
            (4, _) => format!("not any(own questions on {scale} < {option})"),
            (5, _) => "all(questions are not na) or any(questions are hidden)".to_owned(),
            _ => format!("all(questions on {scale} >= {option})"),
        };
        let roles = if self.random.percent(25) { self.some_roles() } else { None };
        let roles = roles.map(|(_, text)| format!(" for {text}")).unwrap_or_default();
        format!("requires {condition}{roles}")
    }

    pub fn ladder_text(&mut self, at: usize) -> String {
        let mut lines = Vec::new();
        if let Some(gating) = self.ladders[at].gating {
            lines.push(format!("gating {gating}"));
        }
        if let Some(score) = self.ladders[at].score {
            lines.push(format!("score {}", carried_text(score)));
        }
        for rank in 0..self.ladders[at].levels.len() {
            let (text, notes) = (self.text(), self.notes_block());
            let ladder = &self.ladders[at];
            let bounds = match (ladder.bounds.get(rank), ladder.thresholds, rank) {
                (Some(bounds), ..) => bounds.clone(),
                // No area has adopted it.
                (None, Some(_), 1..) => format!(" from {rank}"),
                _ => String::new(),
            };
            let mut rules = ladder.requires[rank].clone();
            rules.insert(0, bounds.trim().to_owned());
            let rules = rules.join(" ");
            let rules = rules.trim();
            let gap = if rules.is_empty() { "" } else { " " };
            lines.push(format!("{}{text}{gap}{rules}{notes}", ladder.levels[rank]));
        }
        lines.extend(self.notes());
        let text = if self.random.percent(30) { self.text() } else { String::new() };
        block(&format!("ladder {}{text}", self.ladders[at].name), &lines)
    }

    /// Ascending thresholds inside the bounds of an area's score, as many as wanted; where it is known, scores that the
    /// area often has.
    fn thresholds(&mut self, area: usize, count: usize) -> Vec<Exact> {
        let (low, high) = self.areas[area].bounds;
        let inside = |candidate: &Exact| low < *candidate && *candidate <= high;
        let mut seen: Vec<Exact> = self.seen.get(&self.path(area)).cloned().unwrap_or_default();
        seen.retain(inside);
        self.random.shuffle(&mut seen);
        let mut even: Vec<Exact> = Vec::new();
        for parts in [2, 3, 4, 5, 10] {
            even.extend((1..parts).map(|part| low + (high - low) * exact(part, parts)));
        }
        if self.areas[area].score == Some(Unit::Points) && high - low >= exact(count as i128 + 1, 1) {
            even.iter_mut().for_each(|candidate| *candidate = candidate.round());
        }
        even.retain(inside);
        self.random.shuffle(&mut even);
        let mut chosen: Vec<Exact> = Vec::new();
        for candidate in seen.into_iter().chain(even) {
            if chosen.len() < count && !chosen.contains(&candidate) {
                chosen.push(candidate);
            }
        }
        if chosen.len() < count {
            chosen = (1..=count as i128).map(|part| low + (high - low) * exact(part, count as i128 + 1)).collect();
        }
        chosen.sort_unstable();
        chosen
    }

    /// New thresholds for an area with their texts. Nothing else depends on them, not even by chance.
    pub fn bands(&mut self, area: usize, ladder: usize, unit: Unit) -> (Vec<Exact>, Vec<String>) {
        let apart = Random::new(self.random.next());
        let rest = std::mem::replace(&mut self.random, apart);
        let lower = self.thresholds(area, self.ladders[ladder].levels.len() - 1);
        let texts = self.band_texts(&lower, self.areas[area].bounds.1, unit, self.ladders[ladder].closed);
        self.random = rest;
        (lower, texts)
    }

    /// The bounds of every level, as text.
    fn band_texts(&mut self, lower: &[Exact], high: Exact, unit: Unit, closed: bool) -> Vec<String> {
        let mut texts = Vec::new();
        for rank in 0..=lower.len() {
            let mut text = String::new();
            let begin = rank.checked_sub(1).map(|at| lower[at]);
            if let Some(begin) = begin {
                let exclusive = begin < high && self.random.percent(20);
                let word = if exclusive { "above" } else { "from" };
                text.push_str(&format!(" {word} {}", self.value_in(begin, unit)));
            }
            if closed && let Some(end) = lower.get(rank) {
                let begin = begin.unwrap_or(*end - exact(1, 1));
                // The next threshold may include its bound, so the band ends below it.
                let (word, end) = match self.random.percent(50) {
                    true => ("below", *end),
                    false => ("to", *end - (*end - begin) * exact(1, 4)),
                };
                text.push_str(&format!(" {word} {}", self.value_in(end, unit)));
            }
            texts.push(text);
        }
        texts
    }
}

pub fn carried_text(score: Carried) -> &'static str {
    match score {
        Carried::SumOfPoints => "sum(points of questions)",
        Carried::MeanOfScores => "mean(score of questions)",
        Carried::ShareAnswered => "share(questions are answered)",
    }
}
