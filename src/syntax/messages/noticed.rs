//! Mistakes that a line can be read in spite of.

use super::super::rules::{Said, Source};
use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::source::Span;

/// What a rule noticed on its way.
pub(crate) fn said(source: Source<'_>, said: Said) -> Diagnostic {
    match said {
        Said::Reserved(span) => reserved(source, span),
        Said::EqualsSign(span) => Diagnostic::new(Code::M0011, "`=` is written `==`")
            .at(span, "a comparison has two")
            .help("write `==`")
            .edit(span, "==", Applicability::Safe),
        Said::AndBesideOr { and, or, runs } => {
            let diagnostic = Diagnostic::new(Code::M0014, "`and` beside `or` needs parentheses")
                .at(or, "`or` here")
                .also(and, "`and` here")
                .help("say what belongs together, as in `(a == yes and b == yes) or c == yes`");
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
            "put it in backticks, or choose another name; a question is tested with `is`, as in `plan is {word}`"
        ),
        false => "put it in backticks, or choose another name".to_owned(),
    };
    Diagnostic::new(Code::M0013, format!("`{word}` is a word of the language, and cannot be a name as it is"))
        .at(span, "meant as a name")
        .help(help)
        .edit(span, format!("`{word}`"), Applicability::Safe)
}
