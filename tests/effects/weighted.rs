//! Small models of areas in an overall score, alike but for their weights and thresholds.

use super::random::{Random, Source};

/// A question: its weight, how many answers it has, whether it may be not applicable.
#[derive(Debug, Clone)]
struct Question {
    weight: usize,
    answers: usize,
    na: bool,
}

#[derive(Debug, Clone)]
struct Area {
    weight: usize,
    threshold: usize,
    questions: Vec<Question>,
}

/// A model of the kind.
#[derive(Debug, Clone)]
pub struct Weighted {
    areas: Vec<Area>,
    thresholds: [usize; 2],
    gated: bool,
}

impl Weighted {
    pub fn random(random: &mut Random) -> Weighted {
        let count = random.between(3, 5);
        // An area of one question is no region of its own.
        let question = |random: &mut Random| Question {
            weight: random.between(1, 3),
            answers: if count > 3 { 2 } else { random.between(2, 3) },
            na: random.percent(10),
        };
        let area = |random: &mut Random| Area {
            weight: random.between(1, 3),
            threshold: 10 * random.between(2, 8),
            questions: (0..if random.percent(80) { 2 } else { 1 }).map(|_| question(random)).collect(),
        };
        Weighted {
            areas: (0..count).map(|_| area(random)).collect(),
            thresholds: [random.between(20, 50), random.between(51, 90)],
            gated: random.percent(60),
        }
    }

    /// With one to three edits: weights of areas and of questions, thresholds of areas and of the whole; some with new
    /// weights of all areas before.
    pub fn edited(&self, random: &mut Random) -> Weighted {
        let mut edited = self.clone();
        if random.percent(40) {
            edited.areas.iter_mut().for_each(|area| area.weight = random.between(1, 7));
        }
        for _ in 0..random.between(1, 3) {
            let at = random.below(edited.areas.len());
            let area = &mut edited.areas[at];
            match random.below(8) {
                0..=3 => area.weight = random.between(1, 5),
                4 | 5 => {
                    let question = random.below(area.questions.len());
                    area.questions[question].weight = random.between(1, 5);
                }
                6 => area.threshold = 10 * random.between(2, 8),
                _ => edited.thresholds = [random.between(20, 50), random.between(51, 90)],
            }
        }
        edited
    }

    pub fn source(&self) -> Source {
        let mut text = String::from("model m \"M\" { edition 1 }\n");
        text.push_str(
            "scale two { no 0 \"No\" yes 1 \"Yes\" }\nscale two_or_na { no 0 \"No\" yes 1 \"Yes\" na \"N\" }\n",
        );
        text.push_str("scale three { no 0 \"No\" some 1 \"Some\" yes 2 \"Yes\" }\n");
        text.push_str("scale three_or_na { no 0 \"No\" some 1 \"Some\" yes 2 \"Yes\" na \"N\" }\n");
        text.push_str("ladder steps { low \"Low\"\n middle \"Middle\" from 40%\n high \"High\" from 70% }\n");
        for (at, area) in self.areas.iter().enumerate() {
            text.push_str(&format!("area a{at} \"A\" {{\nweight {}\n", area.weight));
            text.push_str(&format!("levels steps {{ middle from {}%\n high from 90% }}\n", area.threshold));
            for (question, Question { weight, answers, na }) in area.questions.iter().enumerate() {
                let scale = if *answers == 2 { "two" } else { "three" };
                let na = if *na { "_or_na" } else { "" };
                text.push_str(&format!(
                    "question q{at}{question} \"Q\" {{\nanswers {scale}{na}\nweight {weight}\n}}\n"
                ));
            }
            text.push_str("}\n");
        }
        let gates = if self.gated {
            [" requires all(level of areas >= middle)", " requires any(level of areas >= high)"]
        } else {
            [""; 2]
        };
        let [middle, high] = self.thresholds;
        text.push_str(&format!(
            "overall {{\nlevels steps {{ middle from {middle}%{}\n high from {high}%{} }}\n",
            gates[0], gates[1]
        ));
        text.push_str("action a \"A\" { suggest when score >= 50% and level <= middle }\n}\n");
        Source { files: vec![("m.mognad".to_owned(), text)] }
    }
}
