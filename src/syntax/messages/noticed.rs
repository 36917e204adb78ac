//! Mistakes that a line can be read in spite of.

use super::super::rules::{Said, Source};
use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::source::Span;

/// What a rule noticed on its way.
pub(crate) fn said(source: Source<'_>, said: Said) -> Diagnostic {
    match said {
        Said::Reserved(span) => reserved(source, span),
        Said::ReservedOperand(span) if matches!(source.written(span), "weight" | "weights") => {
            let word = source.written(span);
            Diagnostic::new(Code::M0013, format!("`{word}` is a word of the language, and no value"))
                .at(span, "cannot stand in a formula")
                .help("leave it out: in `sum` and `mean` every question counts by its weight already")
        }
        Said::ReservedOperand(span) => reserved(source, span),
        Said::EqualsSign(span) => Diagnostic::new(Code::M0011, "`=` is written `==`")
            .at(span, "a comparison has two")
            .help("write `==`")
            .edit(span, "==", Applicability::Safe),
        Said::IsAnswer { test, negated, answer } => {
            let sign = if negated { "!=" } else { "==" };
            let before = source.text.get(..test.start as usize).unwrap_or("").trim_end();
            let word = before.rsplit([' ', '(', '\n', '\t']).next().unwrap_or("");
            let mended = format!("{word} {sign} {}", source.written(answer));
            Diagnostic::new(
                Code::M0011,
                format!("an answer is compared with `{sign}`, not with `{}`", source.written(test)),
            )
            .at(test, "asks for a state, such as `met` or `answered`")
            .help(format!("write `{}`", mended.trim()))
            .edit(test, sign, Applicability::Safe)
        }
        Said::MisspeltState { written, word } => {
            let message = format!("`{}` is no state that `is` asks for", source.written(written));
            Diagnostic::new(Code::M0011, message)
                .at(written, format!("did you mean `{word}`?"))
                .help(format!("write `{word}`"))
                .edit(written, word, Applicability::NeedsALook)
        }
        Said::AndBesideOr { and, or, runs } => {
            let diagnostic = Diagnostic::new(Code::M0014, "`and` beside `or` needs parentheses")
                .at(or, "`or` here")
                .also(and, "`and` here");
            let shown: Vec<String> = runs.iter().map(|run| format!("`({})`", source.written(*run))).collect();
            let shown = super::listed(&shown, "and");
            let diagnostic = match shown.contains('\n') || shown.len() > 150 {
                true => diagnostic.help("say what belongs together, as in `(a == yes and b == yes) or c == yes`"),
                false => diagnostic.help(format!("say what belongs together: write {shown}, if that is meant")),
            };
            runs.into_iter().fold(diagnostic, |d, run| {
                let (start, end) = (Span::new(run.file, run.start, run.start), Span::new(run.file, run.end, run.end));
                d.edit(start, "(", Applicability::NeedsALook).edit(end, ")", Applicability::NeedsALook)
            })
        }
        Said::Chain { whole, middle, second } => {
            let text = source.written(middle);
            let diagnostic =
                Diagnostic::new(Code::M0015, "comparisons do not chain").at(second, "the second comparison");
            match text.is_empty() {
                true => diagnostic.help("join two comparisons with `and`"),
                false => {
                    let before = source.written(Span::new(whole.file, whole.start, middle.end));
                    let after = source.written(Span::new(whole.file, second.start, whole.end));
                    let at = Span::new(second.file, second.start, second.start);
                    diagnostic.help(format!("write `{before} and {text} {after}`")).edit(
                        at,
                        format!("and {text} "),
                        Applicability::Safe,
                    )
                }
            }
        }
        Said::ZeroDivision(span) => Diagnostic::new(Code::M0204, format!("`{}` divides by zero", source.written(span)))
            .at(span, "has no value")
            .help("write a number other than zero after `/`"),
    }
}

/// A reserved word in the place of a name.
pub(crate) fn reserved(source: Source<'_>, span: Span) -> Diagnostic {
    let word = source.written(span);
    let states = ["met", "answered", "unanswered", "na", "hidden"];
    let help = match states.contains(&word) {
        true => format!(
            "write “`{word}`”, in backticks, or choose another name; a question is tested with `is`, as in `plan is {word}`"
        ),
        false => format!("write “`{word}`”, in backticks, or choose another name"),
    };
    Diagnostic::new(Code::M0013, format!("`{word}` is a word of the language, and cannot be a name as it is"))
        .at(span, "meant as a name")
        .help(help)
        .edit(span, format!("`{word}`"), Applicability::Safe)
}

/// The message about a reserved word as a name goes for the places where it is used.
pub(crate) fn used_reserved(source: Source<'_>, finding: &mut Diagnostic, places: &[Span]) {
    let before = |span: &Span| source.text.get(..span.start as usize).unwrap_or("");
    let line = |span: &Span| before(span).matches('\n').count().saturating_add(1);
    let declared = finding.primary.as_ref().map(|label| line(&label.span));
    let other = places.iter().map(line).filter(|line| Some(*line) != declared);
    let mut lines: Vec<String> = other.map(|line| line.to_string()).collect();
    lines.dedup();
    let more = lines.len() > 6;
    lines.truncate(6);
    if more {
        lines.push("further ones".to_owned());
    }
    let word = if lines.len() == 1 { "line" } else { "lines" };
    if !lines.is_empty() {
        let lines = super::listed(&lines, "and");
        finding.notes.push(format!("it is used on {word} {lines}: write it in the same way there"));
    }
    let word = finding.edits.first().map_or_else(String::new, |edit| edit.replacement.clone());
    for place in places {
        finding.edits.push(crate::diagnostics::Edit {
            span: *place,
            replacement: word.clone(),
            applicability: Applicability::Safe,
        });
    }
}
