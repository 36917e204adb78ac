//! What is said of a name that stands for nothing, or for something of another kind.

use crate::diagnostics::nearest;
use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::model::{QuestionId, ScaleId};
use crate::source::Span;
use crate::syntax::ast;

use super::checker::{Checker, Entity};

/// A list in a message names at most this many.
const SHOWN: usize = 12;

/// What a name is looked up as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Question,
    QuestionOrValue,
    Area,
    /// Whatever stands in an area; what stands behind the name says what it should be.
    Member(&'static str),
    Scale,
    Ladder,
    Role,
    Action,
}

impl Kind {
    /// Whether something in an area is of this kind.
    pub fn fits(self, entity: Entity) -> bool {
        match self {
            Kind::Question => matches!(entity, Entity::Question(_)),
            Kind::QuestionOrValue => !matches!(entity, Entity::Area(_)),
            Kind::Area => matches!(entity, Entity::Area(_)),
            Kind::Member(_) => true,
            Kind::Scale | Kind::Ladder | Kind::Role | Kind::Action => false,
        }
    }

    /// The words of the language that may stand where such a name may: what a name that is not declared may be meant for.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Kind::QuestionOrValue => &["level", "score"],
            Kind::Area | Kind::Member("area") => &["overall"],
            _ => &[],
        }
    }

    fn word(self, any_values: bool) -> &'static str {
        match self {
            Kind::QuestionOrValue if any_values => "question or value",
            Kind::Question | Kind::QuestionOrValue => "question",
            Kind::Area => "area",
            Kind::Member(word) => word,
            Kind::Scale => "scale",
            Kind::Ladder => "ladder",
            Kind::Role => "role",
            Kind::Action => "action",
        }
    }

    fn example(self, name: &str) -> String {
        match self {
            Kind::Question | Kind::QuestionOrValue => {
                format!("declare it, as in `question {name} \"…\" {{ answers yes_no }}`, or name another one")
            }
            Kind::Member(word) => format!("declare the {word}, or name another one"),
            Kind::Area => format!("declare it, as in `area {name} \"…\" {{ … }}`"),
            Kind::Scale => format!("declare it, as in `scale {name} \"…\" {{ … }}`, or write `yes_no`"),
            Kind::Ladder => format!("declare it, as in `ladder {name} \"…\" {{ … }}`"),
            Kind::Role => format!("declare the roles in the model, as in `roles {{ {name} \"…\" }}`"),
            Kind::Action => format!("declare it, as in `action {name} \"…\" {{ suggest when … }}`"),
        }
    }
}

/// `a` or `an`, and the word.
pub(super) fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
}

/// Names in a sentence: `` `a`, `b` and `c` ``, the first ones when there are many.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let shown = names.get(..SHOWN.min(names.len())).unwrap_or(&[]);
    match shown.split_last() {
        None => String::new(),
        Some((one, [])) => one.clone(),
        Some((last, first)) if shown.len() == names.len() => format!("{} and {last}", first.join(", ")),
        Some(_) => format!("{}, …", shown.join(", ")),
    }
}

/// Adds "did you mean" with its edit, or the list of what there is.
pub(super) fn suggest(diagnostic: Diagnostic, written: &str, span: Span, known: &[&str], what: &str) -> Diagnostic {
    match (nearest(written, known.iter().copied()), known) {
        (Some(name), _) => {
            diagnostic.help(format!("did you mean `{name}`?")).edit(span, name.to_owned(), Applicability::NeedsALook)
        }
        (None, []) => diagnostic,
        (None, [one]) => diagnostic.help(format!("the only {what} is `{one}`")),
        (None, known) => diagnostic.help(format!("the {what}s are {}", listed(known.iter().copied()))),
    }
}

impl Checker<'_> {
    /// Reports a name that stands for nothing of the kind that is wanted.
    pub fn unknown(&mut self, name: &ast::Name, wanted: Kind) {
        let shared = matches!(wanted, Kind::Scale | Kind::Ladder | Kind::Role);
        if self.is_lost(&name.node) || (shared && self.misses_files) {
            return;
        }
        let word = wanted.word(!self.model.values.is_empty());
        let known = self.names_of(wanted);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let diagnostic = match self.other_kind(&name.node, wanted) {
            Some((is, help)) => {
                let message = format!("`{}` is {is}, where {} belongs", name.node, with_article(word));
                let diagnostic = Diagnostic::new(Code::M0105, message).at(name.span, is);
                match help {
                    Some(help) => diagnostic.help(help),
                    None => self.name_another(diagnostic, &name.node, wanted, &known, word),
                }
            }
            None => {
                let message = format!("there is no {word} `{}`", name.node);
                let diagnostic = Diagnostic::new(Code::M0101, message).at(name.span, "not declared");
                let role = self.model.roles.first().map(|role| role.name.as_str());
                let candidates: Vec<&str> = known.iter().chain(wanted.words()).copied().collect();
                match nearest(&name.node, candidates.iter().copied()) {
                    _ if matches!(name.node.as_str(), "role" | "roll") && role.is_some() => diagnostic.help(format!(
                        "conditions do not ask for the role: write `for {}` where something holds for that role only",
                        role.unwrap_or_default()
                    )),
                    _ if matches!(name.node.as_str(), "true" | "false" | "sant" | "falskt") => diagnostic
                        .help("a condition asks for answers, scores or levels, as in `plan == yes` or `score >= 50%`"),
                    Some(_) => suggest(diagnostic, &name.node, name.span, &candidates, word),
                    None => self.name_another(diagnostic, &name.node, wanted, &known, word),
                }
            }
        };
        self.report(diagnostic);
    }

    /// What there is when there is little of it, else how it would be declared.
    fn name_another(&self, diagnostic: Diagnostic, name: &str, wanted: Kind, known: &[&str], word: &str) -> Diagnostic {
        match known {
            [] => diagnostic.help(wanted.example(name)),
            [one] => diagnostic.help(format!("the only {word} is `{one}`")),
            known if known.len() <= SHOWN => {
                let word = word.replace(" or ", "s and ");
                diagnostic.help(format!("the {word}s are {}", listed(known.iter().copied())))
            }
            _ => diagnostic.help(wanted.example(name)),
        }
    }

    /// The names of a kind, in the order of the text.
    fn names_of(&self, wanted: Kind) -> Vec<String> {
        let model = &self.model;
        let questions = || model.questions.iter().map(|q| q.name.clone());
        let values = || model.values.iter().map(|v| v.name.clone());
        let areas = || model.areas.iter().skip(1).map(|a| a.name.clone());
        let mut names: Vec<String> = match wanted {
            Kind::Question => questions().collect(),
            Kind::QuestionOrValue => questions().chain(values()).collect(),
            Kind::Area | Kind::Member("area") => areas().collect(),
            Kind::Member("question") => questions().collect(),
            Kind::Member(_) => values().chain(areas()).chain(questions()).collect(),
            Kind::Scale => model.scales.iter().filter_map(|s| s.name.clone()).collect(),
            Kind::Ladder => model.ladders.iter().map(|l| l.name.clone()).collect(),
            Kind::Role => model.roles.iter().map(|r| r.name.clone()).collect(),
            Kind::Action => model.actions.iter().map(|a| a.name.clone()).collect(),
        };
        // The built-in scale comes last.
        if wanted == Kind::Scale && !names.is_empty() {
            names.rotate_left(1);
        }
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// What else has that name, in words, and what to do about it.
    fn other_kind(&self, name: &str, wanted: Kind) -> Option<(&'static str, Option<String>)> {
        let global = matches!(wanted, Kind::Scale | Kind::Ladder | Kind::Role | Kind::Action);
        if global && let Some(entity) = self.by_name.get(name).and_then(|all| all.first()) {
            return Some((entity.word(), None));
        }
        let says = |help: String| (!global).then_some(help);
        if self.scale_names.contains_key(name) {
            return Some(("a scale", says(format!("all questions answered on it are `questions on {name}`"))));
        }
        if self.ladder_names.contains_key(name) {
            return Some(("a ladder", says("the level of an area is `level` inside it, else `….level`".to_owned())));
        }
        if self.role_names.contains_key(name) {
            return Some(("a role", says(format!("write `for {name}` where something holds for that role only"))));
        }
        if self.action_names.contains_key(name) {
            return Some(("an action", says(format!("`suggested({name})` tells whether it is suggested"))));
        }
        if wanted == Kind::Area {
            return None;
        }
        if self.model.ladders.iter().any(|l| l.levels.iter().any(|level| level.name == name)) {
            return Some(("a level", says(format!("compare a level with it, as in `level >= {name}`"))));
        }
        let scale = self.model.scales.iter().position(|s| s.options.iter().any(|o| o.name == name))?;
        let scale = ScaleId(u32::try_from(scale).unwrap_or(u32::MAX));
        let mut questions = (0..self.model.questions.len()).map(|id| QuestionId(id as u32));
        let question = questions.find(|id| self.scale_of(*id) == Some(scale));
        let question = question.map_or("…", |id| self.question(id).name.as_str());
        Some(("an option", says(format!("an option stands behind its question, as in `{question} == {name}`"))))
    }
}
