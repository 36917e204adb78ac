//! Whatever stands in a model or a response is shown, never acted upon: not as HTML, not as Markdown, not by a terminal.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use mognad::analyse::SurveyOptions;
use mognad::diagnostics::render::TextStyle;
use mognad::evaluate::Outcome;
use mognad::model::Model;
use mognad::report::{self, Evaluated, Target, Words};
use mognad::respond::{Format, Reader};
use mognad::semantics::{Loader, compile};
use mognad::source::{FileId, Sources};
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Markup of every kind. The number tells the fields apart.
fn hostile(number: usize) -> String {
    format!(
        "<script>alert({number})</script> & <img src=x onerror=alert(1)> \"quoted\" 'x' **bold** _it_ `code` [a](http://e.x) \
         ![i](http://e.x/i.png) http://e.x www.e.x a@b.se | cell ~~s~~ # h \u{202e}turned\u{1b}[31mred"
    )
}

/// The field as a string of a model.
fn text(number: usize) -> String {
    // Characters that turn the direction or steer a terminal cannot stand in a model at all.
    let text = hostile(number).replace(['\u{202e}', '\u{1b}'], "");
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

struct Memory(String);

impl Loader for Memory {
    fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
        Ok(self.0.clone().into_bytes())
    }
}

fn model() -> Model {
    let mut number = 0;
    let source = "model m TEXT { edition 1 version TEXT language en guidance TEXT
            roles { r TEXT { guidance TEXT } } }
        scale s TEXT { low 0 TEXT { code TEXT guidance TEXT } high 1 TEXT }
        ladder l TEXT { one TEXT two TEXT from 50% three TEXT from 80% { code TEXT guidance TEXT } }
        area a TEXT { code TEXT guidance TEXT
            levels l { two requires q == high three requires p == high }
            question q TEXT { code TEXT guidance TEXT answers s }
            question p TEXT { answers s }
            question n TEXT { answers 1 to 9 TEXT }
            question t TEXT { answers text }
            question w TEXT { answers any of { x 1 TEXT y 2 TEXT } }
            question z TEXT { answers s or na TEXT }
            action act TEXT { code TEXT guidance TEXT suggest when q == low and n >= 2 raises q to high effort 1 }
            action then TEXT { suggest when level < three and w has x and score < 90% after act }
            value v TEXT score of 10 }
        overall TEXT { levels l level min(level of areas) value o TEXT sum(points of questions)
        }
        never TEXT { overall.level == three and w has x }";
    let source: String = source
        .split("TEXT")
        .enumerate()
        .map(|(index, part)| match index {
            0 => part.to_owned(),
            _ => {
                number += 1;
                format!("{}{part}", text(number))
            }
        })
        .collect();
    let compilation = compile("m.mognad", "", &Memory(source));
    let errors: Vec<_> = compilation.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    compilation.model.unwrap()
}

fn evaluated(model: &Model) -> Evaluated {
    let hostile = |number| serde_json::Value::String(hostile(number));
    let response = serde_json::json!({
        "model": "m", "version": hostile(90), "role": "r",
        "answers": { "q": "low", "p": "low", "n": 5, "t": hostile(91), "w": ["x", "y"], "z": "na" },
        "metadata": { hostile(92).as_str().unwrap(): hostile(93), "b": [hostile(94), { hostile(95).as_str().unwrap(): 1 }] }
    });
    let response = response.to_string();
    let mut sources = Sources::new();
    sources.add("r.json", response.as_str());
    let reading = Reader::new(model).read(FileId(0), &response, Format::Json);
    let response = reading.response.unwrap_or_else(|| panic!("{:?}", reading.diagnostics));
    let outcome = Outcome::of(model, &response.answers);
    (format!("{}.json", self::hostile(96)), response, outcome)
}

/// Every page that has texts of the model or the response in it.
fn pages(format: &str) -> Vec<String> {
    let model = model();
    let words = Words::new("en", "en");
    let (name, response, outcome) = evaluated(&model);
    let page = report::page(&model, &response, &outcome, &words);
    let mut blank = response.clone();
    blank.answers.given[0] = None;
    let open = Outcome::of(&model, &blank.answers);
    let incomplete = report::page(&model, &blank, &open, &words);
    let twice = [(name.clone(), response.clone(), outcome.clone()), (name, response, outcome)];
    let table = report::table(&model, &twice, &[], &words);
    let style = TextStyle { color: false, plain: false, width: 160 };
    let survey = mognad::analyse::survey(&model, &SurveyOptions::new(None, 1_000));
    let surveyed = report::survey_page(&model, &survey, &words);
    match format {
        "html" => vec![
            report::html(&page, &words),
            report::html(&incomplete, &words),
            table.html(&words),
            surveyed.html(&words),
        ],
        "markdown" => {
            vec![
                report::markdown(&page, &words),
                report::markdown(&incomplete, &words),
                table.markdown(&words),
                surveyed.markdown(&words),
            ]
        }
        _ => {
            let (_, response, outcome) = &twice[0];
            let explained = ["a", "v", "t", "act", "then"]
                .map(|name| report::explain(&model, response, outcome, Target::parse(&model, name).unwrap(), &words));
            vec![
                report::text(&page, &words, style),
                report::text(&incomplete, &words, style),
                table.text(&words, style),
                surveyed.text(&words, style),
                report::tree(&explained, &words, style),
                report::template(&model, response, &words),
            ]
        }
    }
}

#[test]
fn html_has_no_element_and_no_attribute_but_the_reports_own() {
    let elements = [
        "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "header", "main", "section", "div", "span", "p",
        "h1", "h2", "h3", "dl", "dt", "dd", "ol", "ul", "li", "i", "b", "code", "table", "thead", "tbody", "tr", "th",
        "td",
    ];
    let attributes = [
        "html",
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "style",
        "role",
        "aria-label",
        "tabindex",
        "scope",
        "data-label",
    ];
    for page in pages("html") {
        let (before, rest) = page.split_once("<style>").unwrap();
        let (_, after) = rest.split_once("</style>").unwrap();
        for tag in format!("{before}{after}").split('<').skip(1) {
            let (tag, _) = tag.split_once('>').unwrap();
            let name = tag.trim_start_matches('/').split_whitespace().next().unwrap();
            assert!(elements.contains(&name), "<{tag}>");
            // An attribute's value is in double quotation marks; what is outside of them is names.
            let names: String = tag.split('"').step_by(2).skip(usize::from(name == tag)).collect();
            for attribute in names.split([' ', '=']).skip(1).filter(|name| !name.is_empty() && *name != "/") {
                assert!(attributes.contains(&attribute), "<{tag}>: {attribute}");
            }
        }
        for wanted in ["src=", "href=", "url(", "@import", "<script", "onerror=alert(1)>"] {
            assert!(!page.contains(&format!("{wanted}\"")) && !page.contains(&format!("{wanted}'")), "{wanted}");
        }
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
        assert!(page.contains("default-src 'none'"));
    }
}

#[test]
fn markdown_has_no_element_but_the_reports_own() {
    for page in pages("markdown") {
        let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        let mut shown = String::new();
        for event in Parser::new_ext(&page, options) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => panic!("{html}"),
                Event::Start(
                    Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough | Tag::FootnoteDefinition(_),
                ) => {
                    panic!("{event:?} in\n{page}")
                }
                Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) => panic!("{event:?}"),
                Event::Text(text) | Event::Code(text) => shown.push_str(&text),
                Event::SoftBreak | Event::End(_) => shown.push(' '),
                _ => {}
            }
        }
        assert!(shown.contains(
            "<script>alert(1)</script> & <img src=x onerror=alert(1)> \"quoted\" 'x' **bold** _it_ `code` [a]"
        ));
        // GitHub makes links of bare addresses.
        assert_eq!(page.matches("://").count(), page.matches("\\://").count());
        assert!(!page.contains("www.e"));
    }
}

#[test]
fn nothing_steers_a_terminal() {
    for page in pages("text").into_iter().chain(pages("markdown")) {
        assert!(!page.contains(['\u{1b}', '\u{202e}']), "{page}");
    }
}
