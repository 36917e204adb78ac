//! The checker's state, and the order of its passes.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diagnostics::{Code, Diagnostic};
use crate::model::{
    ActionId, AreaId, Domain, FORMAT_VERSION, LadderId, Model, NumberId, Question, QuestionId, RoleId, Roles, ScaleId,
    Unit, ValueId,
};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast;

use super::constants::Comparison;
use super::files::Loaded;
use super::graph::Graph;

/// Checks the trees of a model (or of a library) and compiles them.
pub(super) fn check(loaded: &Loaded, library: bool) -> (Model, Vec<Diagnostic>) {
    let sources = &loaded.sources;
    let mut checker = Checker::new(&loaded.trees, sources, library);
    (checker.misses_files, checker.uses) = (loaded.misses_files, &loaded.uses);
    checker.declare();
    checker.resolve_questions();
    checker.resolve_policies();
    checker.lower_areas();
    checker.check_ladders();
    checker.lower_actions();
    checker.lower_properties();
    let acyclic = checker.find_cycles();
    if acyclic {
        checker.find_bounds();
        checker.check_thresholds();
        checker.check_roles();
    }
    checker.claims = true;
    checker.lower_examples();
    checker.check_earlier_names();
    checker.find_unused();
    checker.merge_repeats();
    checker.apply_allows();
    let numbers = std::mem::take(&mut checker.graph.numbers);
    let truths = std::mem::take(&mut checker.graph.truths);
    checker.model.numbers = numbers;
    checker.model.truths = truths;
    checker.model.sources = sources.clone();
    (checker.model, checker.diagnostics)
}

/// What a name can stand for in a condition or a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Entity {
    Question(QuestionId),
    Area(AreaId),
    Value(ValueId),
}

/// A rule that depends on others: what circles are found among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Rule {
    AskWhen(QuestionId),
    Score(AreaId),
    Level(AreaId),
    Value(ValueId),
    Action(ActionId),
}

/// How far the unit of a score or value is known; it is worked out when first asked for.
#[derive(Debug, Clone)]
pub(super) enum Progress {
    Untouched,
    Open,
    /// None: there is none, or it is wrong and was reported.
    Done(Option<(NumberId, Unit)>),
}

/// A scale while it is checked.
pub(super) struct ScaleSource<'t> {
    pub na: Option<&'t ast::NaLine>,
    /// The first option that counts as fulfilled.
    pub met: Option<u64>,
    /// Its `met from` is wrong, which was reported.
    pub met_is_wrong: bool,
    pub used: bool,
    pub broken: bool,
    /// Where each option is declared.
    pub option_spans: Vec<Span>,
}

/// A ladder while it is checked.
pub(super) struct LadderSource<'t> {
    pub tree: &'t ast::Ladder,
    pub used: bool,
    /// Its levels are not all known, which was reported.
    pub broken: bool,
}

/// An area while it is checked; `overall` has no tree when it is not declared.
pub(super) struct AreaSource<'t> {
    pub head: Option<&'t ast::Head>,
    pub lines: &'t [ast::AreaLine],
    /// The ladder that it adopts.
    pub ladder: Option<LadderId>,
    pub score: Progress,
    /// Why it has no default score; told when somebody asks for the score.
    pub score_problem: Option<Diagnostic>,
}

/// A value while it is checked.
pub(super) struct ValueSource<'t> {
    pub tree: &'t ast::ValueLine,
    pub number: Progress,
}

/// An `allow`, and where it silences.
pub(super) struct Allow {
    pub code: Code,
    pub span: Span,
    pub scopes: Vec<Span>,
}

/// Everything the passes share. `'t` is the trees' lifetime.
pub(super) struct Checker<'t> {
    pub trees: &'t [(FileId, ast::File)],
    pub sources: &'t Sources,
    /// The files hold no model, only what others use.
    pub library: bool,
    pub model: Model,
    pub graph: Graph,
    pub diagnostics: Vec<Diagnostic>,
    reported: HashSet<(Code, Option<Span>)>,
    /// Names in text that could not be read: not reported as unknown.
    pub lost_names: BTreeSet<String>,
    pub scale_sources: Vec<ScaleSource<'t>>,
    pub ladder_sources: Vec<LadderSource<'t>>,
    pub area_sources: Vec<AreaSource<'t>>,
    pub question_trees: Vec<&'t ast::Question>,
    /// Questions whose answers are not known, because that was wrong and was reported.
    pub unresolved: BTreeSet<QuestionId>,
    /// Questions of which something else was wrong and reported, so that sets may miss them.
    pub doubtful: BTreeSet<QuestionId>,
    /// Levels of areas of which a requirement was wrong and reported.
    pub doubtful_levels: BTreeSet<(AreaId, usize)>,
    /// Actions of which it is not known when, or for whom, they are suggested; that was reported.
    pub doubtful_actions: BTreeSet<ActionId>,
    /// Areas with nothing in them, which was reported.
    pub doubtful_areas: BTreeSet<AreaId>,
    /// Where a file is used, and which one.
    pub uses: &'t [(Span, FileId)],
    /// A used file was not read, which was reported: what it shares is not known.
    pub misses_files: bool,
    /// `roles` names none, which was reported.
    pub empty_roles: bool,
    /// Which languages the model speaks is doubtful, which was reported.
    pub doubtful_languages: bool,
    pub value_sources: Vec<ValueSource<'t>>,
    pub action_trees: Vec<&'t ast::Action>,
    pub scale_names: HashMap<String, ScaleId>,
    pub ladder_names: HashMap<String, LadderId>,
    pub role_names: HashMap<String, RoleId>,
    /// Where each role is declared.
    pub role_spans: Vec<Span>,
    pub action_names: HashMap<String, ActionId>,
    /// What stands directly in an area, by name.
    pub members: HashMap<(AreaId, String), (Entity, Span)>,
    /// Everything with that name.
    pub by_name: HashMap<String, Vec<Entity>>,
    /// Every `allow`.
    pub allows: Vec<Allow>,
    /// What each rule refers to, and where.
    pub dependencies: Vec<(Rule, Rule, Span)>,
    /// The rule whose expression is being lowered.
    pub current: Option<Rule>,
    /// Comparisons of a number with a constant, to be held against the bounds.
    pub comparisons: Vec<Comparison>,
    /// Areas whose declared total of weights is wrong, and by how much.
    pub totals_off: Vec<(AreaId, crate::exact::Rational)>,
    /// Whether a number has a value for every response, as far as asked.
    pub always: RefCell<HashMap<NumberId, bool>>,
    /// What is lowered claims something: that it always holds is no finding.
    pub claims: bool,
    /// Areas of which it was said that they have no score.
    pub told_scoreless: BTreeSet<AreaId>,
    /// Scores in points of which it was said that they do not fit thresholds in percent.
    pub told_points: Vec<Span>,
    /// Thresholds of the area at hand in another unit than its score.
    pub wrong_bounds: Vec<&'t ast::Value>,
    /// Tags that some question carries.
    pub tags: BTreeSet<String>,
}

impl<'t> Checker<'t> {
    fn new(trees: &'t [(FileId, ast::File)], sources: &'t Sources, library: bool) -> Checker<'t> {
        let lost_names = trees.iter().flat_map(|(_, tree)| tree.lost_names.iter().cloned()).collect();
        Checker {
            trees,
            sources,
            library,
            model: empty_model(),
            graph: Graph::default(),
            diagnostics: Vec::new(),
            reported: HashSet::new(),
            lost_names,
            scale_sources: Vec::new(),
            ladder_sources: Vec::new(),
            area_sources: Vec::new(),
            question_trees: Vec::new(),
            unresolved: BTreeSet::new(),
            doubtful: BTreeSet::new(),
            doubtful_levels: BTreeSet::new(),
            doubtful_actions: BTreeSet::new(),
            doubtful_areas: BTreeSet::new(),
            uses: &[],
            misses_files: false,
            empty_roles: false,
            doubtful_languages: false,
            value_sources: Vec::new(),
            action_trees: Vec::new(),
            scale_names: HashMap::new(),
            ladder_names: HashMap::new(),
            role_names: HashMap::new(),
            role_spans: Vec::new(),
            action_names: HashMap::new(),
            members: HashMap::new(),
            by_name: HashMap::new(),
            allows: Vec::new(),
            dependencies: Vec::new(),
            current: None,
            comparisons: Vec::new(),
            totals_off: Vec::new(),
            always: RefCell::new(HashMap::new()),
            claims: false,
            told_scoreless: BTreeSet::new(),
            told_points: Vec::new(),
            wrong_bounds: Vec::new(),
            tags: BTreeSet::new(),
        }
    }

    /// Takes a finding, once a code and place: what a ladder says is checked for each area that adopts it, and one
    /// mistake gives one message.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let place = diagnostic.primary.as_ref().map(|label| label.span);
        if self.reported.insert((diagnostic.code, place)) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The rule being lowered refers to `target` at `span`.
    pub fn depend(&mut self, target: Rule, span: Span) {
        if let Some(current) = self.current {
            self.dependencies.push((current, target, span));
        }
    }

    /// Runs `lower` as the expression of `rule`.
    pub fn within<T>(&mut self, rule: Option<Rule>, lower: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.current, rule);
        let result = lower(self);
        self.current = outer;
        result
    }

    /// The area with number `id`: ids are made by [`declare`](super::declare), so it is there.
    pub fn area(&self, id: AreaId) -> &crate::model::Area {
        #[expect(clippy::indexing_slicing, reason = "ids are made when areas are declared")]
        &self.model.areas[id.0 as usize]
    }

    /// The question with number `id`: ids are made by [`declare`](super::declare), so it is there.
    pub fn question(&self, id: QuestionId) -> &Question {
        #[expect(clippy::indexing_slicing, reason = "ids are made when questions are declared")]
        &self.model.questions[id.0 as usize]
    }

    /// The ladder with number `id`.
    pub fn ladder(&self, id: LadderId) -> &crate::model::Ladder {
        #[expect(clippy::indexing_slicing, reason = "ids are made when ladders are declared")]
        &self.model.ladders[id.0 as usize]
    }

    /// The scale with number `id`.
    pub fn scale(&self, id: ScaleId) -> &crate::model::Scale {
        #[expect(clippy::indexing_slicing, reason = "ids are made when scales are declared")]
        &self.model.scales[id.0 as usize]
    }

    /// The scale of a question that is answered with one or several options.
    pub fn scale_of(&self, question: QuestionId) -> Option<ScaleId> {
        match &self.question(question).domain {
            Domain::Choice(choice) => Some(choice.scale),
            Domain::AnyOf(any) => Some(any.scale),
            Domain::Range(_) | Domain::Text => None,
        }
    }

    /// The names of roles as the author wrote them, for messages.
    pub fn role_list(&self, roles: &Roles) -> String {
        match roles {
            Roles::All => "everybody".to_owned(),
            Roles::Only(ids) => {
                let names = ids.iter().filter_map(|id| self.model.roles.get(id.0 as usize));
                and_list(names.map(|role| format!("`{}`", role.name)).collect())
            }
        }
    }

    /// Every respondent's role: each role, or none alone in a model without roles.
    pub fn respondents(&self) -> Vec<Option<RoleId>> {
        self.model.respondents()
    }

    /// The number of a score, for the reader: `62.5%` or `12`.
    pub fn show(&self, value: &crate::exact::Rational, unit: Unit) -> String {
        show(value, unit)
    }
}

/// A number in its unit as an author would write it: `62.5%`, `12`, `1/3`.
pub(super) fn show(value: &crate::exact::Rational, unit: Unit) -> String {
    let (scaled, sign) = match unit {
        Unit::Percent => (value * &crate::exact::Rational::from(100), "%"),
        Unit::Points | Unit::Level(_) => (value.clone(), ""),
    };
    let decimal = scaled.to_decimal(6);
    match crate::exact::Rational::parse(&decimal) {
        Some(back) if back == scaled => format!("{}{sign}", grouped(&decimal)),
        _ => format!("{scaled}{sign}"),
    }
}

/// Digits in groups of three, as authors write long numbers: `11_000_000`.
fn grouped(decimal: &str) -> String {
    let (whole, fraction) = decimal.split_once('.').map_or((decimal, None), |(whole, rest)| (whole, Some(rest)));
    let digits = whole.chars().filter(char::is_ascii_digit).count();
    let mut result = String::new();
    let mut left = digits;
    for c in whole.chars() {
        if c.is_ascii_digit() {
            if left != digits && left.is_multiple_of(3) && digits > 4 {
                result.push('_');
            }
            left = left.saturating_sub(1);
        }
        result.push(c);
    }
    match fraction {
        Some(fraction) => format!("{result}.{fraction}"),
        None => result,
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn and_list(mut words: Vec<String>) -> String {
    match words.pop() {
        None => String::new(),
        Some(last) if words.is_empty() => last,
        Some(last) => format!("{} and {last}", words.join(", ")),
    }
}

fn empty_model() -> Model {
    Model {
        format: FORMAT_VERSION,
        name: String::new(),
        text: Default::default(),
        guidance: Default::default(),
        code: None,
        was: Vec::new(),
        version: None,
        languages: Vec::new(),
        roles: Vec::new(),
        scales: Vec::new(),
        ladders: Vec::new(),
        questions: Vec::new(),
        areas: Vec::new(),
        values: Vec::new(),
        actions: Vec::new(),
        properties: Vec::new(),
        examples: Vec::new(),
        numbers: Vec::new(),
        truths: Vec::new(),
        allows: Vec::new(),
        sources: Sources::new(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn digits_are_grouped() {
        for (plain, shown) in [("1", "1"), ("1000", "1000"), ("10000", "10_000"), ("-1234567.5", "-1_234_567.5")] {
            assert_eq!(super::grouped(plain), shown);
        }
    }
}
