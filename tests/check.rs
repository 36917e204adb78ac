//! What the checker says of wrong models.
//!
//! Each file in `tests/check/one` has one mistake, which its name tells, and gets one finding; each in
//! `tests/check/several` has several, and the number at the end of its name is how many findings it gets.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use insta::assert_snapshot;
use mognad::diagnostics::render::{self, TextStyle};
use mognad::diagnostics::{Code, Diagnostic};
use mognad::evaluate::{Answers, Evaluation};
use mognad::model::{Answer, QuestionId, ValueId};
use mognad::semantics::{Compilation, Loader, compile};

const STYLE: TextStyle = TextStyle { color: false, plain: false, width: 100 };

/// Files that only the test knows.
struct Memory(BTreeMap<String, String>);

impl Loader for Memory {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn compiled(files: &[(&str, &str)]) -> Compilation {
    let memory = Memory(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect());
    compile(files.first().unwrap().0, "", &memory)
}

fn rendered(compilation: &Compilation) -> String {
    render::text(&compilation.diagnostics, &compilation.sources, STYLE)
}

fn findings_of(text: &str) -> Vec<Diagnostic> {
    compiled(&[("model.mognad", text)]).diagnostics
}

#[test]
fn an_area_in_points_gives_a_ladder_in_percent_thresholds_of_its_own() {
    let model = |own: &str| {
        format!(
            "model m \"M\" {{ edition 1 language en }}
             ladder steps {{ low \"Low\"  mid \"Mid\" above 30%  high \"High\" from 70% }}
             area one \"One\" {{ levels steps
                 question a \"A\" {{ answers yes_no }}
                 question b \"B\" {{ answers yes_no }} }}
             area two \"Two\" {{ levels steps {own} score sum(points of questions)
                 question c \"C\" {{ answers yes_no }}
                 question d \"D\" {{ answers yes_no }} }}
             example \"\" {{ given a yes, b yes, c yes, d no  expect two.level == mid }}"
        )
    };
    assert_eq!(findings_of(&model("{ mid from 1  high above 1 }")), []);
    // What is not replaced is still a percentage.
    let codes: Vec<Code> = findings_of(&model("{ mid from 1 }")).iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::M0202]);
}

fn codes(findings: &[Diagnostic]) -> Vec<Code> {
    findings.iter().map(|finding| finding.code).collect()
}

fn file(path: &Path) -> (String, Compilation) {
    let text = std::fs::read_to_string(path).unwrap();
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let compilation = compiled(&[(&format!("{name}.mognad"), &text)]);
    (name, compilation)
}

/// Compiles every model of a folder and pins what is said; `number` tells from a file's name how many findings it gets.
fn corpus(folder: &str, number: impl Fn(&str) -> usize) {
    let mut wrong = Vec::new();
    insta::with_settings!({ snapshot_path => format!("check/{folder}"), prepend_module_to_snapshot => false }, {
        insta::glob!("check", &format!("{folder}/*.mognad"), |path| {
            let (name, compilation) = file(path);
            let findings = &compilation.diagnostics;
            let rejected = findings.iter().any(Diagnostic::is_error);
            if findings.len() != number(&name) || compilation.model.is_some() == rejected {
                wrong.push(name);
            }
            assert_snapshot!("says", rendered(&compilation));
        });
    });
    assert!(wrong.is_empty(), "another number of findings than they should have: {wrong:#?}");
}

#[test]
fn one_mistake_gives_one_finding() {
    corpus("one", |_| 1);
}

#[test]
fn several_mistakes_give_as_many_findings() {
    corpus("several", |name| name.rsplit('-').next().unwrap().parse().unwrap());
}

/// The mistakes of one file, one after the other: what is said of one does not depend on the others.
#[test]
fn findings_come_in_the_order_of_the_text() {
    let text = std::fs::read_to_string("tests/check/several/ten-mistakes-10.mognad").unwrap();
    let places: Vec<u32> = findings_of(&text).iter().map(|f| f.primary.as_ref().unwrap().span.start).collect();
    assert!(places.is_sorted(), "{places:?}");
}

const MODEL: &str = "model m \"M\" { edition 1 language sv }\n";
const LIBRARY: &str =
    "scale skala \"S\" { nej 0 \"Nej\" ja 1 \"Ja\" }\nladder trappa \"T\" { lag \"L\" hog \"H\" from 50% }\n";
const AREA: &str = "area a \"A\" { levels trappa question q \"Q\" { answers skala } }\n";

fn using(path: &str) -> String {
    format!("use \"{path}\"\n{MODEL}{AREA}")
}

/// Used files: their paths and texts.
type Files = Vec<(&'static str, String)>;

#[test]
fn used_files() {
    let of_its_own = format!("{MODEL}{LIBRARY}{AREA}");
    let with_an_area = format!("{LIBRARY}area b \"B\" {{ question r \"R\" {{ answers skala }} }}\n");
    let wrong = format!("{LIBRARY}scale fel \"F\" {{ a 0 \"A\" }}\n");
    let unreadable = LIBRARY.replace("ja 1", "ja 1 2 ) ja");
    let circle = [("a.mognad", format!("use \"b.mognad\"\n{LIBRARY}")), ("b.mognad", "use \"c.mognad\"\n".to_owned())];
    let chain = "use \"deeper/b.mognad\"\n".to_owned();
    let twice = format!("use \"a.mognad\"\n{}", using("a.mognad"));
    let idle = format!("use \"a.mognad\"\n{MODEL}area a \"A\" {{ question q \"Q\" {{ answers yes_no }} }}\n");
    let both = format!("{}{LIBRARY}", using("a.mognad"));
    let cases: Vec<(&str, &str, String, Files)> = vec![
        ("all is well", "m.mognad", using("a.mognad"), vec![("a.mognad", LIBRARY.to_owned())]),
        (
            "beside the model, by way of a folder",
            "m.mognad",
            using("x/../a.mognad"),
            vec![("a.mognad", LIBRARY.into())],
        ),
        (
            "in a folder, which uses another",
            "m.mognad",
            using("x/a.mognad"),
            vec![("x/a.mognad", chain), ("x/deeper/b.mognad", LIBRARY.to_owned())],
        ),
        ("not there", "m.mognad", using("a.mognad"), vec![]),
        ("outside the root", "x/m.mognad", using("../../a.mognad"), vec![]),
        ("from the root of the disk", "m.mognad", using("/a.mognad"), vec![]),
        ("from a drive", "m.mognad", using("C:/a.mognad"), vec![]),
        ("from home", "m.mognad", using("~/a.mognad"), vec![]),
        ("with backslashes", "m.mognad", using("x\\\\a.mognad"), vec![]),
        ("from the network", "m.mognad", using("https://example.org/a.mognad"), vec![]),
        ("itself", "m.mognad", using("m.mognad"), vec![]),
        ("a circle of three", "m.mognad", using("a.mognad"), {
            let mut files = circle.to_vec();
            files.push(("c.mognad", "use \"a.mognad\"\n".to_owned()));
            files
        }),
        (
            "a circle through the model",
            "m.mognad",
            using("a.mognad"),
            vec![("a.mognad", format!("use \"m.mognad\"\n{LIBRARY}"))],
        ),
        ("a model of its own", "m.mognad", using("a.mognad"), vec![("a.mognad", of_its_own)]),
        ("with an area", "m.mognad", using("a.mognad"), vec![("a.mognad", with_an_area)]),
        ("with a mistake", "m.mognad", using("a.mognad"), vec![("a.mognad", wrong)]),
        ("with text that cannot be read", "m.mognad", using("a.mognad"), vec![("a.mognad", unreadable)]),
        ("used twice", "m.mognad", twice, vec![("a.mognad", LIBRARY.to_owned())]),
        ("of which nothing is used", "m.mognad", idle, vec![("a.mognad", LIBRARY.to_owned())]),
        ("that declares the same", "m.mognad", both, vec![("a.mognad", LIBRARY.to_owned())]),
    ];
    let mut all = String::new();
    for (name, path, text, others) in cases {
        let mut files = vec![(path, text.as_str())];
        files.extend(others.iter().map(|(path, text)| (*path, text.as_str())));
        writeln!(all, "=== {name}\n{}", rendered(&compiled(&files))).unwrap();
    }
    assert_snapshot!(all);
}

/// `count` values, each made from the next one; the last one from `end`.
fn chain(count: usize, end: &str) -> String {
    let mut text = format!("{MODEL}area a \"A\" {{\n    question q \"Q\" {{ answers 0 to 5 }}\n");
    for i in 0..count {
        let next = if i + 1 == count { end.to_owned() } else { format!("v{}", i + 1) };
        writeln!(text, "    value v{i} \"V\" {next} + q.points").unwrap();
    }
    text.push_str("}\n");
    text
}

#[test]
fn a_long_chain_of_values_is_no_mistake() {
    let compilation = compiled(&[("m.mognad", &chain(1000, "1"))]);
    assert!(compilation.diagnostics.is_empty(), "{}", rendered(&compilation));
    let model = compilation.model.unwrap();
    // 1000 times the points of the question, and one.
    assert_eq!(model.values.first().unwrap().bounds.1.to_string(), "5001");
    let mut answers = Answers::blank(&model, None);
    answers.set(QuestionId(0), Some(Answer::Index(3)));
    let evaluation = Evaluation::new(&model, &answers);
    assert_eq!(evaluation.value(ValueId(0)).unwrap().to_string(), "3001");
}

#[test]
fn a_mistake_at_the_end_of_a_chain_is_said_once() {
    let compilation = compiled(&[("m.mognad", &chain(1000, "unknown"))]);
    assert_eq!(codes(&compilation.diagnostics), [Code::M0101]);
}

#[test]
fn circles_of_any_length_are_said_once_and_shortly() {
    for length in [1, 2, 3, 5, 6, 7, 100, 1000] {
        let compilation = compiled(&[("m.mognad", &chain(length, "v0"))]);
        assert_eq!(codes(&compilation.diagnostics), [Code::M0110], "{length}");
        let finding = compilation.diagnostics.first().unwrap();
        assert!(finding.message.len() < 300 && finding.secondary.len() < 6, "{length}: {}", finding.message);
    }
}

#[test]
fn circles_that_share_a_rule_are_told_apart() {
    let text = format!(
        "{MODEL}area a \"A\" {{
    question q \"Q\" {{ answers 0 to 5 }}
    value x \"X\" y + z
    value y \"Y\" x + q.points
    value z \"Z\" x - q.points
}}
"
    );
    let compilation = compiled(&[("m.mognad", &text)]);
    assert_snapshot!(rendered(&compilation));
}

#[test]
fn large_models_are_checked_quickly() {
    let mut text = format!("{MODEL}{LIBRARY}");
    for area in 0..100 {
        writeln!(text, "area a{area} \"A\" {{\n    levels trappa").unwrap();
        for question in 0..50 {
            writeln!(text, "    question q{question} \"Q\" {{ answers skala  ask when q{question}x == ja }}").unwrap();
            writeln!(text, "    question q{question}x \"Q\" {{ answers skala }}").unwrap();
        }
        text.push_str("}\n");
    }
    text.push_str("overall { levels trappa }\nnever \"x\" { all(questions >= ja) and q7 == nej }\n");
    let compilation = compiled(&[("m.mognad", &text)]);
    // In a hundred areas the name could mean a hundred questions.
    assert_eq!(codes(&compilation.diagnostics), [Code::M0103], "{}", rendered(&compilation));
}

#[test]
fn areas_nest_deeply() {
    let mut text = format!("{MODEL}{LIBRARY}");
    for depth in 0..60 {
        write!(text, "area a{depth} \"A\" {{ levels trappa ").unwrap();
    }
    text.push_str("question q \"Q\" { answers skala }");
    text.push_str(&"}".repeat(60));
    let compilation = compiled(&[("m.mognad", &text)]);
    assert!(compilation.diagnostics.is_empty(), "{}", rendered(&compilation));
}
