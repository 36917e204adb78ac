//! Texts and languages, and the notes that any declaration may carry.

use unic_langid::LanguageIdentifier;

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::model::Text;
use crate::source::Span;
use crate::syntax::ast::{self, NoteKind};

use super::checker::{Allow, Checker};

/// What the notes of a declaration say.
#[derive(Default)]
pub(super) struct Notes {
    pub code: Option<String>,
    pub guidance: Text,
    pub was: Vec<String>,
}

impl<'t> Checker<'t> {
    /// Takes the model's `language` lines; without one the model speaks the language of its first labelled text, or
    /// `en`.
    pub fn declare_languages(&mut self, lines: &'t [ast::ModelLine]) {
        let languages = lines.iter().filter(|line| matches!(line, ast::ModelLine::Language(..))).count();
        // Which of several lines is meant is not known.
        self.doubtful_languages |= languages > 1;
        for line in lines {
            let ast::ModelLine::Language(_, names) = line else { continue };
            for path in names {
                let Some(name) = path.parts.first() else { continue };
                if name.node.parse::<LanguageIdentifier>().is_err() || name.node.len() > 3 || path.parts.len() > 1 {
                    self.doubtful_languages = true;
                    self.report(
                        Diagnostic::new(Code::M0603, format!("`{}` is not the code of a language", name.node))
                            .at(path.span, "not a language code")
                            .help("write the two letters of ISO 639, as in `language sv, en`"),
                    );
                } else if self.model.languages.contains(&name.node) {
                    self.report(
                        Diagnostic::new(Code::M0111, format!("the language `{}` is given twice", name.node))
                            .at(path.span, "again here")
                            .help("take one of them away"),
                    );
                } else {
                    self.model.languages.push(name.node.clone());
                }
            }
        }
        if self.model.languages.is_empty() {
            self.model.languages.push("en".to_owned());
        }
    }

    /// The text in the model's languages; a bare string is in the first one.
    pub fn text(&mut self, text: Option<&'t ast::Text>) -> Text {
        let Some(text) = text else { return Text::new() };
        let first = self.model.languages.first().cloned().unwrap_or_default();
        let mut result = Text::new();
        for entry in &text.entries {
            let language = match &entry.language {
                None => first.clone(),
                Some(name) if self.model.languages.contains(&name.node) => name.node.clone(),
                // Which languages are needed only the model that uses a library says.
                Some(name) if self.library => name.node.clone(),
                Some(name) => {
                    // A library may speak more languages than the model that uses it.
                    if self.in_outermost_file(text.span) && !self.doubtful_languages {
                        self.undeclared_language(name);
                    }
                    continue;
                }
            };
            if result.insert(language.clone(), entry.string.node.clone()).is_some() {
                self.report(
                    Diagnostic::new(Code::M0111, format!("the text is given twice in `{language}`"))
                        .at(entry.string.span, "again here")
                        .help("keep one of them"),
                );
            }
        }
        if !self.library {
            self.missing_languages(text.span, &result);
        }
        result
    }

    fn in_outermost_file(&self, span: Span) -> bool {
        self.trees.first().is_some_and(|(file, _)| *file == span.file)
    }

    fn undeclared_language(&mut self, name: &ast::Name) {
        let declared = self.model.languages.join(", ");
        self.report(
            Diagnostic::new(Code::M0602, format!("the model does not have the language `{}`", name.node))
                .at(name.span, "not among the model's languages")
                .help(format!(
                    "declare it: write `language {declared}, {}` in the model, or remove this text",
                    name.node
                )),
        );
    }

    fn missing_languages(&mut self, span: Span, text: &Text) {
        let missing: Vec<String> =
            self.model.languages.iter().filter(|l| !text.contains_key(*l)).map(|l| format!("`{l}`")).collect();
        if missing.is_empty() || self.doubtful_languages {
            return;
        }
        let first = self.model.languages.first().cloned().unwrap_or_default();
        let bare = text.len() == 1 && text.contains_key(&first) && !self.sources.slice(span).starts_with(&first);
        let mut diagnostic = Diagnostic::new(Code::M0601, format!("this text is missing in {}", missing.join(" and ")))
            .at(span, format!("no {} text", missing.join(" or ")));
        diagnostic = match bare {
            true => diagnostic.help(format!(
                "name the language of each text: write `{first}: … {}`",
                missing.iter().map(|m| format!("{}: \"…\"", m.trim_matches('`'))).collect::<Vec<_>>().join(" ")
            )),
            false => diagnostic.help(format!(
                "add {}",
                missing.iter().map(|m| format!("`{}: \"…\"`", m.trim_matches('`'))).collect::<Vec<_>>().join(" and ")
            )),
        };
        self.report(diagnostic);
    }

    /// Warns when what a respondent or reader must see has no text.
    pub fn need_text(&mut self, what: &str, head: &'t ast::Head) {
        if let (Some(name), None, false) = (&head.name, &head.text, head.broken) {
            self.report(
                Diagnostic::new(Code::M0604, format!("the {what} `{}` has no text", name.node))
                    .at(name.span, "the reader would see only this name")
                    .help(format!("write the text behind the name, as in `{what} {} \"…\"`", name.node)),
            );
        }
    }

    /// Reads notes; `scope` is where an `allow` among them silences.
    pub fn notes(&mut self, notes: impl Iterator<Item = &'t ast::Note>, scope: Span) -> Notes {
        let mut result = Notes::default();
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for note in notes {
            let keyword = match &note.kind {
                NoteKind::Code(_) => "code",
                NoteKind::Guidance(_) => "guidance",
                NoteKind::Was(_) | NoteKind::Allow { .. } => "",
            };
            if !keyword.is_empty() && self.twice(&mut seen, keyword, note.span) {
                continue;
            }
            match &note.kind {
                NoteKind::Code(code) => result.code = Some(code.node.clone()),
                NoteKind::Guidance(text) => result.guidance = self.text(Some(text)),
                NoteKind::Was(paths) => {
                    let names =
                        paths.iter().map(|p| p.parts.iter().map(|n| n.node.as_str()).collect::<Vec<_>>().join("."));
                    result.was.extend(names);
                }
                NoteKind::Allow { code, reason } => self.declare_allow(code, reason, scope),
            }
        }
        result
    }

    /// Reports a line that may stand once and stands again; `seen` holds the keywords so far.
    pub fn twice(&mut self, seen: &mut Vec<(&'static str, Span)>, keyword: &'static str, span: Span) -> bool {
        match seen.iter().find(|(k, _)| *k == keyword) {
            Some((_, first)) => {
                self.report(
                    Diagnostic::new(Code::M0111, format!("`{keyword}` is given twice"))
                        .at(span, "again here")
                        .also(*first, "first given here")
                        .help(match keyword {
                            "for" => "name all roles in one line, as in `for teacher, head`",
                            "language" => "name all languages in one line, as in `language sv, en`",
                            "roles" => "put all roles between one pair of braces",
                            "ask when" | "suggest when" => "join the conditions with `and` or `or`",
                            _ => "keep one of them",
                        }),
                );
                true
            }
            None => {
                seen.push((keyword, span));
                false
            }
        }
    }

    fn declare_allow(&mut self, code: &ast::Name, reason: &ast::Name, scope: Span) {
        let known = Code::parse(&code.node);
        let severity = known.map(Code::severity);
        match (known, severity) {
            (None, _) => {
                let diagnostic = Diagnostic::new(Code::M0115, format!("there is no code `{}`", code.node))
                    .at(code.span, "not a code of this version");
                let diagnostic = match Code::parse(&code.node.to_uppercase()) {
                    Some(meant) => {
                        // What it was meant to silence is not said as well.
                        self.allows.push(Allow { code: meant, span: code.span, scopes: vec![scope] });
                        Self::replace(diagnostic.help(format!("write `{meant}`")), code.span, meant.to_string())
                    }
                    None => diagnostic.help("the code stands in brackets before each finding, as in `warning[M0407]`"),
                };
                self.report(diagnostic);
            }
            (Some(known), Some(crate::diagnostics::Severity::Error)) => self.report(
                Diagnostic::new(Code::M0115, format!("`{known}` is an error, which cannot be allowed"))
                    .at(code.span, "only warnings can be silenced")
                    .help("mend what it reports, and take this line away"),
            ),
            (Some(known), _) => {
                if reason.node.trim().is_empty() {
                    self.report(
                        Diagnostic::new(Code::M0115, format!("`allow {known}` gives no reason"))
                            .at(reason.span, "the reason is empty")
                            .help("say why the finding is right to be ignored here"),
                    );
                }
                self.allows.push(Allow { code: known, span: code.span, scopes: vec![scope] });
            }
        }
    }

    /// An edit that puts `text` in the place of `span`, which says what the author meant.
    pub fn replace(diagnostic: Diagnostic, span: Span, text: impl Into<String>) -> Diagnostic {
        diagnostic.edit(span, text, Applicability::Safe)
    }
}
