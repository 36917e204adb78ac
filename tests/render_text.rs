//! Findings as text: boxed, plain, wide and narrow.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use insta::assert_snapshot;
use mognad::diagnostics::render::{self, TextStyle};
use mognad::diagnostics::{Applicability, Code, Diagnostic};
use mognad::source::{FileId, Sources, Span};

const WIDE: TextStyle = TextStyle { color: false, plain: false, width: 100 };
const NARROW: TextStyle = TextStyle { color: false, plain: false, width: 60 };
const PLAIN: TextStyle = TextStyle { color: false, plain: true, width: 40 };

const LADDER: &str = "\
ladder trappa {
    inledande \"Inledande\"
    etablerad \"Etablerad – på väg\" from 50%
    ledande \"Ledande\" from 80%
}

area kompetens {
    levels trappa {
        ledande requires plan == no
    }
    question plan \"Det finns en plan för kompetensutveckling som följs upp varje termin av rektor\" { answers yes_no  for skolledare }
}
";

fn ladder() -> (Sources, FileId) {
    let mut sources = Sources::new();
    let file = sources.add("it-strategi.mognad", LADDER);
    (sources, file)
}

/// The span of the `number`th time that `part` stands in the file.
fn span(sources: &Sources, file: FileId, part: &str, number: usize) -> Span {
    let (start, text) = sources.get(file).unwrap().text.match_indices(part).nth(number).unwrap();
    let start = u32::try_from(start).unwrap();
    Span::new(file, start, start.saturating_add(u32::try_from(text.len()).unwrap()))
}

fn unreachable_level(sources: &Sources, file: FileId) -> Diagnostic {
    Diagnostic::new(Code::M0302, "level `ledande` can never be reached")
        .at(span(sources, file, "ledande", 1), "the level")
        .also(span(sources, file, "from 80%", 0), "needs a score of at least 80%")
        .also(span(sources, file, "plan == no", 0), "with this, the score is at most 75%")
        .note("proved over all 4 294 967 296 responses; the closest scores 75% and has\n  malbild helt, plan no")
        .help("lower the threshold to 75%, or drop the requirement")
}

#[test]
fn labels_notes_and_help() {
    let (sources, file) = ladder();
    assert_snapshot!(render::text(&[unreachable_level(&sources, file)], &sources, WIDE));
}

#[test]
fn the_same_in_plain_lines() {
    let (sources, file) = ladder();
    assert_snapshot!(render::text(&[unreachable_level(&sources, file)], &sources, PLAIN));
}

#[test]
fn long_messages_and_long_lines_are_broken() {
    let (sources, file) = ladder();
    let diagnostic = Diagnostic::new(
        Code::M0307,
        "the requirement of level `ledande` can never be met by teachers, because the question `plan` is asked of school leaders only",
    )
    .at(span(&sources, file, "skolledare", 0), "the question is for school leaders only, so teachers have no answer here")
    .also(span(&sources, file, "question plan", 0), "this question")
    .also(span(&sources, file, "plan == no", 0), "a requirement that binds every role, teachers included, as long as nobody says `for`")
    .note("a name demands an answer: without one neither the comparison nor its opposite holds, so the level stays out of reach")
    .help("write `for skolledare` after the requirement, so that it binds school leaders only");
    assert_snapshot!(render::text(&[diagnostic], &sources, NARROW));
}

#[test]
fn a_finding_without_a_place() {
    let diagnostic =
        Diagnostic::new(Code::M0020, "cannot read `x.mognad`: there is no such file").help("look at the name");
    assert_snapshot!(render::text(&[diagnostic], &Sources::new(), WIDE), @r"
    error[M0020]: cannot read `x.mognad`: there is no such file
      help: look at the name
    ");
}

#[test]
fn labels_in_two_files() {
    let (mut sources, file) = ladder();
    let other = sources.add("skalor.mognad", "// åäö åäö åäö\nscale skattning { nej \"Nej\" ja \"Ja\" }\n");
    let diagnostic = Diagnostic::new(Code::M0102, "`skattning` is declared twice")
        .at(span(&sources, file, "trappa", 0), "here")
        .also(span(&sources, other, "skattning", 0), "and here");
    assert_snapshot!(render::text(&[diagnostic], &sources, WIDE));
}

#[test]
fn a_label_over_several_lines() {
    let (sources, file) = ladder();
    let mut all = span(&sources, file, "ladder trappa {", 0);
    all.end = span(&sources, file, "}", 0).end;
    let diagnostic = Diagnostic::new(Code::M0306, "no level has a threshold").at(all, "this ladder");
    assert_snapshot!(render::text(&[diagnostic], &sources, WIDE));
}

#[test]
fn edits_in_words() {
    let (sources, file) = ladder();
    let at = |part, number| span(&sources, file, part, number);
    let end = |span: Span| Span::new(file, span.end, span.end);
    let start = |span: Span| Span::new(file, span.start, span.start);
    let safe = Applicability::Safe;
    let finding = || Diagnostic::new(Code::M0202, "a finding").at(at("50%", 0), "");
    let cases = [
        finding().edit(at("50%", 0), "50", safe),
        finding().edit(at("from", 0), "above", safe),
        finding().edit(at("80%", 0), "75%", Applicability::NeedsALook),
        finding().edit(end(at("50", 0)), "0", safe),
        finding().edit(end(at("50%", 0)), " requires plan == yes", safe),
        finding().edit(start(at("from", 0)), "guidance \"…\" ", safe),
        finding().edit(at(" – på väg", 0), "", safe),
        finding().edit(start(at("50%", 0)), "(", safe).edit(end(at("50%", 0)), ")", safe),
        finding().edit(end(at("50%", 0)), "\n    starkt \"Starkt\" from 60%\n", safe),
        finding().help("write `75%` to mend it").edit(at("50%", 0), "75%", safe),
        finding().edit(at("trappa", 0), "`at`", safe),
    ];
    let text = render::text(&cases, &sources, PLAIN);
    let help: Vec<&str> = text.lines().filter(|l| l.starts_with("  help") || l.starts_with("    ")).collect();
    assert_snapshot!(help.join("\n"));
}

#[test]
fn nothing_in_a_file_acts_on_the_terminal() {
    let mut sources = Sources::new();
    let file = sources.add("a\u{1b}[31m.mognad", "scale \u{202e}a\u{1b}[2J\u{2028}b {\r\n  x \"y\"\r\n}\r\n");
    let diagnostic = Diagnostic::new(Code::M0006, "a \u{1b}[31mred\u{7} message").at(Span::new(file, 6, 12), "a\rb");
    for style in [WIDE, PLAIN] {
        let text = render::text(std::slice::from_ref(&diagnostic), &sources, style);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        assert!(!text.contains('\u{202e}'));
    }
    assert_snapshot!(render::text(&[diagnostic], &sources, WIDE));
}

#[test]
fn colours_change_no_character() {
    let (sources, file) = ladder();
    let diagnostic = unreachable_level(&sources, file);
    let plain = render::text(std::slice::from_ref(&diagnostic), &sources, NARROW);
    let coloured = render::text(&[diagnostic], &sources, TextStyle { color: true, ..NARROW });
    assert!(coloured.contains("\u{1b}["));
    let bare = anstream::adapter::strip_str(&coloured).to_string();
    assert_eq!(bare.lines().map(str::trim_end).collect::<Vec<_>>(), plain.lines().collect::<Vec<_>>());
}
