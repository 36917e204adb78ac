//! Scales: options, their worth, `met from`, `na`.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic};
use crate::exact::Rational;
use crate::model::{Scale, ScaleId, ScaleOption, Text};
use crate::source::Span;
use crate::syntax::ast::{self, ScaleLine};

use super::checker::{Checker, ScaleSource};

/// The built-in scale.
pub(super) const YES_NO: ScaleId = ScaleId(0);

impl<'t> Checker<'t> {
    /// `yes_no`, in the languages that it has words for.
    pub fn declare_builtin_scale(&mut self) {
        let words = |sv: &str, en: &str| -> Text {
            let known = self.model.languages.iter().filter_map(|l| match l.as_str() {
                "sv" => Some((l.clone(), sv.to_owned())),
                "en" => Some((l.clone(), en.to_owned())),
                _ => None,
            });
            known.collect()
        };
        let option = |name: &str, points: Rational, text: Text| ScaleOption {
            name: name.to_owned(),
            text,
            points: Some(points),
            was: Vec::new(),
            code: None,
            guidance: Text::new(),
        };
        let options =
            vec![option("no", Rational::ZERO, words("Nej", "No")), option("yes", Rational::ONE, words("Ja", "Yes"))];
        self.scale_names.insert("yes_no".to_owned(), YES_NO);
        self.scale_sources.push(ScaleSource {
            na: None,
            met: Some(1),
            met_is_wrong: false,
            used: true,
            broken: false,
            option_spans: Vec::new(),
        });
        self.model.scales.push(Scale {
            name: Some("yes_no".to_owned()),
            text: Text::new(),
            options,
            span: Span::default(),
        });
    }

    /// A named scale.
    pub fn declare_scale(&mut self, tree: &'t ast::Scale) {
        let Some(name) = &tree.head.name else { return };
        let first = self.scale_names.get(&name.node).copied();
        if first == Some(YES_NO) {
            self.lose(tree.head.span);
            self.report(
                Diagnostic::new(Code::M0102, "the scale `yes_no` is built in")
                    .at(name.span, "declared again here")
                    .note("it has the options `no` worth 0 and `yes` worth 1")
                    .help("give this scale another name, or use the one that is built in"),
            );
            return;
        }
        let first = first.map(|id| self.scale(id).span);
        if self.declared_twice("scale", name, first) {
            self.lose(tree.head.span);
            return;
        }
        let id = self.scale_body(&tree.body, Some(name), tree.head.span, tree.head.broken, 2);
        if let Some(text) = &tree.head.text {
            let text = self.text(Some(text));
            if let Some(scale) = self.model.scales.get_mut(id.0 as usize) {
                scale.text = text;
            }
        }
        self.scale_names.insert(name.node.clone(), id);
    }

    /// A scale's body, named or in a question, with at least `fewest` options.
    pub fn scale_body(
        &mut self,
        body: &'t ast::ScaleBody,
        name: Option<&'t ast::Name>,
        scope: Span,
        broken: bool,
        fewest: usize,
    ) -> ScaleId {
        let mut options: Vec<ScaleOption> = Vec::new();
        let mut option_spans: Vec<Span> = Vec::new();
        let mut spans: HashMap<&str, Span> = HashMap::new();
        let mut without_points: Option<&ast::Name> = None;
        let mut seen = Vec::new();
        let (mut na, mut met) = (None, None);
        let notes = body.lines.iter().filter_map(|line| match line {
            ScaleLine::Note(note) => Some(note),
            _ => None,
        });
        self.notes(notes, scope);
        for line in &body.lines {
            match line {
                ScaleLine::Option(line) => {
                    if self.declared_twice("option", &line.name, spans.insert(&line.name.node, line.name.span)) {
                        continue;
                    }
                    if let (None, None) = (&line.points, without_points) {
                        without_points = Some(&line.name);
                    }
                    let points = line.points.as_ref().map(|value| self.points(value));
                    let text = self.text(line.text.as_ref());
                    let notes = self.notes(line.notes.iter(), line.name.span);
                    option_spans.push(line.name.span);
                    options.push(ScaleOption {
                        name: line.name.node.clone(),
                        text,
                        points,
                        was: notes.was,
                        code: notes.code,
                        guidance: notes.guidance,
                    });
                }
                ScaleLine::Na(line) => {
                    if !self.twice(&mut seen, "na", line.keyword) {
                        na = Some(line);
                    }
                }
                ScaleLine::MetFrom(keyword, option) => {
                    if !self.twice(&mut seen, "met", *keyword) {
                        met = Some(option);
                    }
                }
                ScaleLine::Note(_) => {}
            }
        }
        let id = self.next_scale();
        let span = name.map_or(body.span, |n| n.span);
        if let (Some(without), true) = (without_points, options.iter().any(|o| o.points.is_some()) && !broken) {
            self.report(
                Diagnostic::new(Code::M0404, format!("the option `{}` has no points, but others have", without.node))
                    .at(without.span, "no points")
                    .help("give every option points, or none where the scale shall not score"),
            );
        }
        if options.len() < fewest && !broken {
            let what = match (name, options.first()) {
                (Some(name), None) => format!("the scale `{}` has no options", name.node),
                (Some(name), Some(one)) => format!("the scale `{}` has only one option, `{}`", name.node, one.name),
                (None, None) => "there are no options to answer with".to_owned(),
                (None, Some(one)) => format!("there is only one option to answer with, `{}`", one.name),
            };
            self.report(
                Diagnostic::new(Code::M0408, what)
                    .at(span, if fewest == 1 { "needs options" } else { "needs at least two options" })
                    .help("name the options, lowest first, each with its points and its text"),
            );
        }
        self.model.scales.push(Scale { name: name.map(|n| n.node.clone()), text: Text::new(), options, span });
        self.scale_sources.push(ScaleSource {
            na,
            met: None,
            met_is_wrong: false,
            used: name.is_none(),
            broken,
            option_spans,
        });
        let wanted = met.is_some();
        let met = met.and_then(|option| self.option_index(id, option));
        if let Some(source) = self.scale_sources.get_mut(id.0 as usize) {
            source.met = met;
            source.met_is_wrong = wanted && met.is_none();
        }
        id
    }

    /// The worth of an option, in points.
    pub fn points(&mut self, value: &ast::Value) -> Rational {
        if value.percent {
            let bare = self.sources.slice(value.span).trim_end_matches('%').trim().to_owned();
            let diagnostic = Diagnostic::new(Code::M0202, "an answer is worth points, not a percentage")
                .at(value.span, "a percentage")
                .help(format!(
                    "write `{bare}`; in a score each answer counts as the share of its question's range anyway"
                ));
            self.report(Self::replace(diagnostic, value.span, bare));
        }
        value.number.clone()
    }

    /// The index of an option; an unknown one is reported with what was meant.
    pub fn option_index(&mut self, scale: ScaleId, option: &ast::Name) -> Option<u64> {
        let scale_ref = self.scale(scale);
        if let Some(index) = scale_ref.options.iter().position(|o| o.name == option.node) {
            return u64::try_from(index).ok();
        }
        if self.is_lost(&option.node) || self.scale_sources.get(scale.0 as usize).is_some_and(|s| s.broken) {
            return None;
        }
        let names: Vec<&str> = scale_ref.options.iter().map(|o| o.name.as_str()).collect();
        let what = match &scale_ref.name {
            Some(name) => format!("the scale `{name}` has no option `{}`", option.node),
            None => format!("there is no option `{}` among these answers", option.node),
        };
        let mut diagnostic = Diagnostic::new(Code::M0101, what).at(option.span, "not one of its options");
        if scale != YES_NO {
            diagnostic = diagnostic.also(scale_ref.span, "the options are declared here");
        }
        let truth = match option.node.to_lowercase().as_str() {
            "true" | "ja" | "sant" => Some("yes"),
            "false" | "nej" | "falskt" => Some("no"),
            _ => None,
        };
        if let (Some(meant), true) = (truth, scale == YES_NO) {
            diagnostic = diagnostic.help(format!("write `{meant}`"));
            self.report(Self::replace(diagnostic, option.span, meant));
            return None;
        }
        let elsewhere = self.model.scales.iter().find(|s| s.options.iter().any(|o| o.name == option.node));
        if let Some(other) = elsewhere.and_then(|scale| scale.name.as_ref()) {
            diagnostic = diagnostic.note(format!("`{}` is an option of the scale `{other}`", option.node));
        }
        let diagnostic = super::unknown::suggest(diagnostic, &option.node, option.span, &names, "option");
        self.report(diagnostic);
        None
    }
}
