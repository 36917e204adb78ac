//! Random models of one area, made for what seldom comes about by chance: actions that come after others, `na` beside
//! points that are worth more than others, policies for what is not answered.

use super::random::{Random, Source};

const LEVELS: [&str; 4] = ["low", "middle", "high", "top"];

/// The model of a seed.
pub fn small(seed: u64) -> Source {
    let mut random = Random::new(seed);
    let levels = random.between(3, 4);
    let questions = random.between(2, 4);
    let several: Vec<bool> = (0..questions).map(|_| random.percent(15)).collect();
    let mut lines: Vec<String> = vec![format!("levels steps {}", requirements(&mut random, levels, &several))];
    lines.extend(score(&mut random));
    for policy in ["unanswered", "na", "hidden"] {
        if random.percent(25) {
            let treatment = random.pick(&["counts as lowest", "counts as highest", "counts as lowest", "left out"]);
            lines.push(format!("{policy} {treatment}"));
        }
    }
    for (number, several) in several.iter().enumerate() {
        lines.push(question(&mut random, number, *several));
    }
    let actions = random.between(2, 4);
    for number in 0..actions {
        lines.push(action(&mut random, number, levels, &several));
    }
    let roles = if random.percent(30) { " roles { one \"One\" other \"Other\" }" } else { "" };
    let gating = random.pick(&["", "gating highest", ""]).to_string();
    let ladder: Vec<String> = (0..levels).map(|rank| level(&mut random, rank, levels)).collect();
    let text = format!(
        "model small \"Small\" {{ edition 1 language en{roles} }}\n\nladder steps {{\n    {gating}\n    {}\n}}\n\narea a \"A\" {{\n    {}\n}}\n",
        ladder.join("\n    "),
        lines.join("\n    ")
    );
    Source { files: vec![("small.mognad".to_owned(), text)] }
}

fn level(random: &mut Random, rank: usize, levels: usize) -> String {
    let bounds = ["", "1", "2", "7/2"];
    let lower = if rank == 0 { String::new() } else { format!(" from {}", bounds[rank]) };
    let upper = match rank + 1 < levels && random.percent(15) {
        true => format!(" {} {}", random.pick(&["to", "to", "below"]), bounds[rank + 1]),
        false => String::new(),
    };
    format!("{} \"Level\"{lower}{upper}", LEVELS[rank])
}

/// The thresholds are in points; an area may have more of them.
fn requirements(random: &mut Random, levels: usize, several: &[bool]) -> String {
    let mut lines = Vec::new();
    for level in &LEVELS[1..levels] {
        if random.percent(30) {
            lines.push(format!("{level} requires {}", answer(random, several)));
        }
    }
    if lines.is_empty() { String::new() } else { format!("{{ {} }}", lines.join(" ")) }
}

fn score(random: &mut Random) -> Option<String> {
    let formulas = [
        "mean(points of questions)",
        "sum(points of questions)",
        "max(points of questions)",
        "round(mean(points of questions), 1)",
        "4 - mean(points of questions)",
        "{ 0 when q0.points < 1, mean(points of questions) otherwise }",
    ];
    let weights = [40, 20, 10, 10, 10, 10];
    let mut drawn = random.below(100);
    for (formula, weight) in formulas.iter().zip(weights) {
        if drawn < weight {
            return Some(format!("score {formula}"));
        }
        drawn -= weight;
    }
    None
}

fn question(random: &mut Random, number: usize, several: bool) -> String {
    let mut points = || [0, 1, 2, 3, 5][random.below(5)];
    let (first, second, third) = (points(), points(), points());
    let scale = match several {
        true => format!("any of {{ x {first} \"X\" y {second} \"Y\" z -1 \"Z\" }}"),
        false => format!("{{ x {first} \"X\" y {second} \"Y\" z {third} \"Z\" }}"),
    };
    let na = ["or na \"Not applicable\"", "or na \"Not applicable\"", ""][random.below(3)];
    let when = match number > 0 && random.percent(25) {
        true => format!(" ask when q{} is answered and q0.points >= {}", number - 1, random.below(3)),
        false => String::new(),
    };
    let own = if random.percent(15) { " unanswered counts as highest" } else { "" };
    let whose = if random.percent(10) { " weight 2" } else { "" };
    format!("question q{number} \"Question {number}\" {{ answers {scale} {na}{when}{own}{whose} }}")
}

fn action(random: &mut Random, number: usize, levels: usize, several: &[bool]) -> String {
    let level = LEVELS[random.below(levels)];
    let by_level = format!("level {} {level}", random.pick(&["==", "<=", "<", ">", "=="]));
    let when = match random.below(10) {
        0..6 => by_level,
        6 | 7 => answer(random, several),
        _ => format!("{by_level} and {}", answer(random, several)),
    };
    let mut lines = vec![format!("suggest when {when}")];
    for _ in 0..random.below(3) {
        let question = random.below(several.len());
        let to = match several[question] || random.percent(30) {
            true => String::new(),
            false => format!(" to {}", random.pick(&["x", "y", "z"])),
        };
        let line = format!("raises q{question}{to}");
        if !lines.iter().any(|other| other.starts_with(&line[..9])) {
            lines.push(line);
        }
    }
    // Only earlier ones, so that there is no circle.
    let mut after: Vec<String> = (0..number).filter(|_| random.percent(60)).map(|other| format!("do{other}")).collect();
    random.shuffle(&mut after);
    if !after.is_empty() {
        lines.push(format!("after {}", after.join(", ")));
    }
    format!("action do{number} \"Do {number}\" {{ {} }}", lines.join(" "))
}

/// A condition on one answer.
fn answer(random: &mut Random, several: &[bool]) -> String {
    let question = random.below(several.len());
    let option = random.pick(&["x", "y", "z"]);
    match several[question] {
        true => format!("q{question} has {option}"),
        false => format!("q{question} {} {option}", random.pick(&["==", "!=", ">=", "<"])),
    }
}
