//! The page of a city's schools: 12,000 generated teachers of 173 schools, always the same, and what `mognad score` tells
//! of them. `MOGNAD_BLESS=1 cargo test --test schools` writes it into the page.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, unused_imports, reason = "only numbers by chance are wanted")]
mod random;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use mognad::evaluate::{Answers, Evaluation, Presence};
use mognad::model::{Answer, Domain, Model, Question, QuestionId, RoleId};
use mognad::semantics::{Loader, compile};
use random::Random;

const MODEL: &str = "models/stockholm/it-strategi.mognad";
const PAGE: &str = "docs/guide/schools.md";
/// What the command prints stands behind it, up to the second area by school.
const MARK: &str = "<!-- what the command prints -->\n";
const SECOND: &str = "\n### 1 Digital competence\n";
const AREAS: usize = 18;
const TEACHERS: usize = 12_000;
const SCHOOLS: usize = 173;
/// Schools so small that nothing may be shown of them.
const TINY: [usize; 2] = [3, 4];

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        fs::read(path)
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// How many teachers each school has.
fn sizes(random: &mut Random) -> Vec<usize> {
    let mut sizes: Vec<usize> = (0..SCHOOLS - TINY.len()).map(|_| 20 + random.below(100)).collect();
    let wanted = TEACHERS - TINY.iter().sum::<usize>();
    // One more or one fewer, school by school, until all of them are there.
    for place in (0..sizes.len()).cycle() {
        let sum: usize = sizes.iter().sum();
        match sum.cmp(&wanted) {
            std::cmp::Ordering::Less => sizes[place] += 1,
            std::cmp::Ordering::Greater if sizes[place] > 10 => sizes[place] -= 1,
            std::cmp::Ordering::Greater => {}
            std::cmp::Ordering::Equal => break,
        }
    }
    sizes.extend(TINY);
    sizes
}

/// The table: a row a teacher, who answers what teachers are asked, in step with how far the school has come.
fn table(model: &Model) -> String {
    let mut random = Random::new(173);
    let role = model.roles.iter().position(|role| role.name == "larare").unwrap();
    let names: Vec<&str> = model.questions.iter().map(|question| question.key.as_str()).collect();
    let mut table = format!("school,role,{}\n", names.join(","));
    for (number, size) in sizes(&mut random).into_iter().enumerate() {
        let school = 25 + random.below(50);
        for _ in 0..size {
            let stage = school + random.below(30) - 15;
            let cells = cells(model, role, stage, &mut random);
            writeln!(table, "School {:03},larare,{}", number + 1, cells.join(",")).unwrap();
        }
    }
    table
}

/// One teacher's answers.
fn cells(model: &Model, role: usize, stage: usize, random: &mut Random) -> Vec<String> {
    let mut answers = Answers::blank(model, Some(RoleId(role as u32)));
    let ids = (0..).map(QuestionId).zip(&model.questions);
    let blank = Evaluation::new(model, &answers);
    let for_teachers = ids.clone().filter(|(id, _)| blank.presence(*id) != Presence::Outside);
    let for_teachers: Vec<(QuestionId, &Question)> = for_teachers.collect();
    for (id, question) in &for_teachers {
        // Now and then one is forgotten.
        let is_given = random.below(2000) > 0;
        answers.set(*id, is_given.then(|| answer(question, stage, random)));
    }
    // What is not asked is not answered, which may hide more.
    loop {
        let evaluation = Evaluation::new(model, &answers);
        let is_hidden = |id| evaluation.presence(id) == Presence::Hidden && answers.given[id.0 as usize].is_some();
        let hidden: Vec<QuestionId> = for_teachers.iter().map(|(id, _)| *id).filter(|id| is_hidden(*id)).collect();
        if hidden.is_empty() {
            return ids.map(|(id, question)| cell(model, question, answers.given[id.0 as usize].as_ref())).collect();
        }
        hidden.into_iter().for_each(|id| answers.set(id, None));
    }
}

/// An answer in step with how far the school has come.
fn answer(question: &Question, stage: usize, random: &mut Random) -> Answer {
    match &question.domain {
        Domain::Text => Answer::Text(String::from("more time")),
        _ => {
            let most = question.answer_count() - 1;
            Answer::Index((0..most).filter(|_| random.below(100) < stage).count() as u64)
        }
    }
}

/// An answer as a cell.
fn cell(model: &Model, question: &Question, answer: Option<&Answer>) -> String {
    match (answer, &question.domain) {
        (None, _) => String::new(),
        (Some(Answer::Text(text)), _) => text.clone(),
        (Some(Answer::Index(index)), Domain::Choice(choice)) => {
            model.scales[choice.scale.0 as usize].options[*index as usize].name.clone()
        }
        (Some(_), _) => panic!("`{}` is no choice", question.key),
    }
}

#[test]
fn the_page_of_schools_shows_what_is_printed() {
    let path = root().join(MODEL);
    let model = compile(path.to_str().unwrap(), root().to_str().unwrap(), &Disk).model.expect(MODEL);
    let folder = tempfile::tempdir().unwrap();
    let answers = folder.path().join("teachers.csv");
    fs::write(&answers, table(&model)).unwrap();
    let output = Command::new(assert_cmd::cargo::cargo_bin!("mognad"))
        .args(["score", MODEL, answers.to_str().unwrap(), "--by", "school", "--lang", "en", "--format", "markdown"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains("\n12,000 responses.\n"), "{printed}");
    let count = |begin: &str| printed.lines().filter(|line| line.starts_with(begin)).count();
    // Each area by school, and what is suggested in each.
    assert_eq!(count("### "), AREAS + 1);
    assert_eq!(count("| School 001 |"), AREAS + 1);
    assert_eq!(count("| School "), SCHOOLS * (AREAS + 1));
    assert_eq!(count("| School 172 | – | – | – | – | – | – | – | – |"), AREAS);
    // Now and then an answer is forgotten, so that not all of them are there.
    assert!(printed.contains("| &gt;99% |\n"), "{printed}");
    let (shown, _) = printed.split_once(SECOND).expect(SECOND);

    let page = fs::read_to_string(root().join(PAGE)).unwrap();
    let (before, on_page) = page.split_once(MARK).expect(MARK);
    if std::env::var_os("MOGNAD_BLESS").is_some() {
        fs::write(root().join(PAGE), format!("{before}{MARK}{shown}")).unwrap();
    } else {
        assert_eq!(on_page, shown, "`MOGNAD_BLESS=1 cargo test --test schools` writes what is printed");
    }
}
