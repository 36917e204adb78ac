//! Results in words: every format, in both languages, for whole and incomplete responses.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use insta::assert_snapshot;
use mognad::diagnostics::render::TextStyle;
use mognad::evaluate::Outcome;
use mognad::model::Model;
use mognad::report::{self, Evaluated, SortBy, Target, Words};
use mognad::respond::{Format, Reader};
use mognad::semantics::{Loader, compile};
use mognad::source::{FileId, Sources};

const STYLE: TextStyle = TextStyle { color: false, plain: false, width: 100 };
const NARROW: TextStyle = TextStyle { width: 60, ..STYLE };
const PLAIN: TextStyle = TextStyle { plain: true, ..STYLE };

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn folder(name: &str) -> String {
    format!("{}/tests/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn model() -> Model {
    compile(&format!("{}/skola.mognad", folder("responses")), &folder("responses"), &Disk).model.unwrap()
}

/// A model of one text.
fn model_of(text: &'static str) -> Model {
    struct One(&'static str);
    impl Loader for One {
        fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
            Ok(self.0.into())
        }
    }
    compile("m.mognad", "", &One(text)).model.unwrap()
}

fn evaluated(model: &Model, name: &str) -> Evaluated {
    let text = std::fs::read_to_string(format!("{}/{name}", folder("reports"))).unwrap();
    evaluated_text(model, name, &text)
}

fn evaluated_text(model: &Model, name: &str, text: &str) -> Evaluated {
    let mut sources = Sources::new();
    sources.add(name, text);
    let reading = Reader::new(model).read(FileId(0), text, Format::of(name, text));
    assert!(reading.diagnostics.iter().all(|d| !d.is_error()), "{:?}", reading.diagnostics);
    let response = reading.response.unwrap();
    let outcome = Outcome::of(model, &response.answers);
    (name.to_owned(), response, outcome)
}

fn text(name: &str, language: &str, style: TextStyle) -> String {
    let model = model();
    let (_, response, outcome) = evaluated(&model, name);
    let words = Words::new(language, "sv");
    report::text(&report::page(&model, &response, &outcome, &words), &words, style)
}

fn explained(name: &str, target: &str, language: &str) -> String {
    let model = model();
    let (_, response, outcome) = evaluated(&model, name);
    let words = Words::new(language, "sv");
    let target = Target::parse(&model, target).unwrap();
    report::tree(&[report::explain(&model, &response, &outcome, target, &words)], &words, STYLE)
}

#[test]
fn a_whole_response() {
    assert_snapshot!("whole_sv", text("skolledare.toml", "sv", STYLE));
    assert_snapshot!("whole_en", text("skolledare.toml", "en", STYLE));
}

#[test]
fn an_incomplete_response_gives_what_is_still_possible() {
    assert_snapshot!(text("larare.toml", "sv", STYLE));
}

#[test]
fn at_the_top_nothing_is_missing() {
    assert_snapshot!(text("hogst.json", "sv", STYLE));
}

#[test]
fn a_narrow_terminal_and_plain_lines() {
    assert_snapshot!("narrow", text("skolledare.toml", "sv", NARROW));
    assert_snapshot!("plain", text("skolledare.toml", "sv", PLAIN));
}

#[test]
fn colours_are_only_bold_and_faint() {
    let coloured = text("skolledare.toml", "sv", TextStyle { color: true, ..STYLE });
    let codes: std::collections::BTreeSet<&str> =
        coloured.split('\u{1b}').skip(1).map(|rest| rest.split('m').next().unwrap()).collect();
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["[0", "[1", "[2"]);
}

#[test]
fn as_markdown_and_html() {
    let model = model();
    let (_, response, outcome) = evaluated(&model, "skolledare.toml");
    let words = Words::new("sv", "sv");
    let page = report::page(&model, &response, &outcome, &words);
    assert_snapshot!("markdown", report::markdown(&page, &words));
    let html = report::html(&page, &words);
    // The style sheet is in its own file.
    let (head, rest) = html.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    assert_snapshot!("html", format!("{head}\n{body}").replace("><", ">\n<"));
}

/// A model whose ladder has thresholds, but whose areas have a formula for their level.
const FORMULAS: &str = "model tools \"Tools\" { edition 1 language en }
    ladder steps { starting \"Starting\"  going \"Going\" from 50%  leading \"Leading\" from 80% }
    ladder wishes { none \"None\"  some \"Some\"  many \"Many\" }
    area scored \"Scored\" {
        levels steps
        level { leading when one == yes, starting otherwise }
        question one \"One\" { answers yes_no }
        question two \"Two\" { answers yes_no  weight 3 }
    }
    area plain \"Plain\" {
        levels wishes
        level { some when wish == more, none otherwise }
        question wish \"Wish\" { answers { less \"Less\"  more \"More\" } }
    }";

#[test]
fn where_a_formula_gives_the_level_the_bar_is_the_score_without_thresholds() {
    let model = model_of(FORMULAS);
    let answers = "model = 'tools'\n[answers]\none = 'yes'\ntwo = 'no'\nwish = 'more'\n";
    let (_, response, outcome) = evaluated_text(&model, "r.toml", answers);
    let words = Words::new("en", "en");
    let page = report::page(&model, &response, &outcome, &words);
    let charts: Vec<_> = page.sections.iter().filter_map(|section| section.chart.as_ref()).collect();
    assert_eq!((charts[1].fill, charts[1].marks.as_slice()), ((0.25, 0.25), &[][..]));
    // Where there is no score, the bar is the level: the second of three.
    assert_eq!((charts[2].fill, charts[2].marks.len()), ((2.0 / 3.0, 2.0 / 3.0), 2));
    assert_snapshot!("formulas", report::text(&page, &words, STYLE));
}

#[test]
fn as_json_that_fits_its_schema() {
    let model = model();
    let names = ["skolledare.toml", "larare.toml", "hogst.json"];
    let all: Vec<Evaluated> = names.iter().map(|name| evaluated(&model, name)).collect();
    let schema = schemars::schema_for!(report::Results).to_value();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for language in ["sv", "en"] {
        let results = report::results(&model, &all, &Words::new(language, "sv"));
        let value = serde_json::to_value(&results).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
    }
    let one = report::results(&model, &all[..1], &Words::new("sv", "sv"));
    assert_snapshot!("json", serde_json::to_string_pretty(&one).unwrap());
}

#[test]
fn responses_fit_their_schema() {
    let validator = jsonschema::validator_for(&mognad::respond::schema()).unwrap();
    let text = std::fs::read_to_string(format!("{}/hogst.json", folder("reports"))).unwrap();
    assert!(validator.is_valid(&serde_json::from_str(&text).unwrap()));
    for name in ["skolledare.toml", "larare.toml"] {
        let text = std::fs::read_to_string(format!("{}/{name}", folder("reports"))).unwrap();
        let value: toml::Value = toml::from_str(&text).unwrap();
        assert!(validator.is_valid(&serde_json::to_value(value).unwrap()), "{name}");
    }
    assert!(!validator.is_valid(&serde_json::json!({ "model": "skola", "answers": [] })));
    assert!(!validator.is_valid(&serde_json::json!({ "answers": {} })));
}

#[test]
fn several_responses_are_a_table() {
    let model = model();
    let names = ["larare.toml", "skolledare.toml", "hogst.json"];
    let mut all: Vec<Evaluated> = names.iter().map(|name| evaluated(&model, name)).collect();
    let words = Words::new("sv", "sv");
    let order = |all: &[Evaluated]| all.iter().map(|(name, ..)| name.clone()).collect::<Vec<_>>();
    let table = report::table(&model, &all, &[], &words);
    assert_snapshot!("table", table.text(&words, TextStyle { width: 140, ..STYLE }));
    assert_snapshot!("table_narrow", table.text(&words, NARROW));
    assert_snapshot!("table_markdown", table.markdown(&words));
    SortBy::parse(&model, "bidrag").unwrap().sort(&mut all);
    // A grant that is still open comes after those that are known.
    assert_eq!(order(&all), ["skolledare.toml", "hogst.json", "larare.toml"]);
    SortBy::parse(&model, "bidrag:desc").unwrap().sort(&mut all);
    assert_eq!(order(&all), ["hogst.json", "skolledare.toml", "larare.toml"]);
    SortBy::parse(&model, "overall.level:asc").unwrap().sort(&mut all);
    assert_eq!(order(&all)[1], "hogst.json");
    // What they are sorted by is shown: the score beside the level, an inner area of its own.
    let by = ["kompetens", "natet.level", "bidrag"].map(|name| SortBy::parse(&model, name).unwrap());
    let sorted = report::table(&model, &all, &by, &words);
    assert_snapshot!("table_sorted", sorted.text(&words, TextStyle { width: 160, ..STYLE }));
    let unknown = SortBy::parse(&model, "bidragg").unwrap_err();
    assert_eq!((unknown.name.as_str(), unknown.meant.as_deref()), ("bidragg", Some("bidrag")));
}

#[test]
fn missing_numbers_come_last_in_both_directions_and_equal_ones_stay() {
    let text = "model price \"Price\" { edition 1 language en }
        area price \"Price\" { score sum(points of questions)
            question offer \"Offer\" { answers 1 to 9 or na \"No offer\" } }";
    let model = model_of(text);
    let offer = |name: &str, offer: &str| {
        evaluated_text(&model, name, &format!("model = 'price'\n[answers]\noffer = {offer}\n"))
    };
    let mut all = vec![offer("a", "5"), offer("b", "'na'"), offer("c", "3"), offer("d", "5"), offer("e", "9")];
    let order = |all: &[Evaluated]| all.iter().map(|(name, ..)| name.as_str()).collect::<String>();
    SortBy::parse(&model, "price").unwrap().sort(&mut all);
    assert_eq!(order(&all), "cadeb");
    SortBy::parse(&model, "price.score:desc").unwrap().sort(&mut all);
    assert_eq!(order(&all), "eadcb");
}

#[test]
fn an_area_in_which_only_a_free_text_is_open_says_that_nothing_counts() {
    let model = model_of(
        "model m \"M\" { edition 1 language en  roles { head \"Head\"  staff \"Staff\" } }
         area money \"Money\" {
             question plan \"Plan\" { answers yes_no  for head }
             question comment \"Comment\" { answers text } }
         area rooms \"Rooms\" { question big \"Big\" { answers yes_no } }",
    );
    let text = "model = 'm'\nrole = 'staff'\n[answers]\nbig = 'yes'\n";
    let (_, response, outcome) = evaluated_text(&model, "r.toml", text);
    let words = Words::new("en", "en");
    assert_snapshot!("only_text_open", report::text(&report::page(&model, &response, &outcome, &words), &words, STYLE));
}

#[test]
fn a_template_says_the_guidance_of_an_outer_area_once_before_its_first_question() {
    let model = model_of(
        "model m \"M\" { edition 1 language en }
         area outer \"Outer\" { guidance \"What visitors notice.\"
             area one \"One\" { guidance \"The first.\"  question a \"A\" { answers yes_no } }
             area two \"Two\" { question b \"B\" { answers yes_no } } }",
    );
    let (_, response, _) = evaluated_text(&model, "r.toml", "model = 'm'\n[answers]\n");
    let template = report::template(&model, &response, &Words::new("en", "en"));
    assert!(template.contains("# == Outer / One ==\n# What visitors notice.\n# The first.\n\n# A\n"), "{template}");
    assert!(template.contains("# == Outer / Two ==\n\n# B\n"), "{template}");
}

#[test]
fn levels_scores_values_and_suggestions_are_explained() {
    assert_snapshot!("explain_level", explained("skolledare.toml", "kompetens", "sv"));
    assert_snapshot!("explain_overall", explained("skolledare.toml", "overall", "en"));
    assert_snapshot!("explain_value", explained("larare.toml", "bidrag", "sv"));
    assert_snapshot!("explain_action", explained("skolledare.toml", "mat_natet", "sv"));
    assert_snapshot!("explain_hidden", explained("skolledare.toml", "foljs", "sv"));
    assert_snapshot!("explain_outside", explained("larare.toml", "ta_fram_plan", "sv"));
}

#[test]
fn a_question_is_explained_with_its_worth_and_what_it_gives_to_every_score_around_it() {
    assert_snapshot!("explain_inner", explained("skolledare.toml", "natet.stod", "en"));
    assert_snapshot!("explain_several", explained("skolledare.toml", "verktyg", "sv"));
    assert_snapshot!("explain_na", explained("skolledare.toml", "support.stod", "sv"));
    assert_snapshot!("explain_free_text", explained("skolledare.toml", "anteckning", "en"));
    assert_snapshot!("explain_unanswered", explained("larare.toml", "verktyg", "sv"));
    assert_snapshot!("explain_incomplete", explained("larare.toml", "malbild", "sv"));
}

#[test]
fn a_question_without_a_share_of_its_own_is_said_to_count_in_the_formula() {
    let model = model_of(
        "model rules \"Rules\" { edition 1 language en  unanswered counts as lowest }
         scale agree { no 0 \"No\"  partly 1 \"Partly\"  yes 4 \"Yes\" }
         area weakest \"Weakest\" { score min(points of questions) out of 4
             question one \"One\" { answers agree }
             question two \"Two\" { answers agree } }
         area sums \"Sums\" { score { 0 when gate == no, sum(points of questions on agree) otherwise }
             question gate \"Gate\" { answers yes_no }
             question three \"Three\" { answers agree  weight 3 }
             question four \"Four\" { answers agree  weight 0.5 } }
         area free \"Free\" { question five \"Five\" { answers { a \"A\"  b \"B\" } } }
         overall { score weakest.score }",
    );
    let text = "model = 'rules'\n[answers]\none = 'partly'\ntwo = 'yes'\ngate = 'yes'\nthree = 'partly'\nfive = 'a'\n";
    let (_, response, outcome) = evaluated_text(&model, "r.toml", text);
    let words = Words::new("en", "en");
    let explained = ["one", "gate", "three", "four", "five"]
        .map(|name| report::explain(&model, &response, &outcome, Target::parse(&model, name).unwrap(), &words));
    assert_snapshot!("explain_shares", report::tree(&explained, &words, STYLE));
}

#[test]
fn explanations_are_found_by_every_name() {
    let model = model();
    for name in ["overall", "overall.level", "natet.score", "bidrag", "malbild", "natet.stod", "fortbildningsplan"] {
        assert!(Target::parse(&model, name).is_ok(), "{name}");
    }
    assert_eq!(Target::parse(&model, "kompetenz"), Err(Some("kompetens".to_owned())));
}
