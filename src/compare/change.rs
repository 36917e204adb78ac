//! What a change is.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Model;
use crate::source::Span;

/// One change between two versions, in the author's words.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// What it is called in a file of accepted changes: stable as long as the change is the same. Unique.
    pub key: String,
    /// What changed.
    pub subject: Subject,
    /// How.
    pub what: What,
    /// What it can do.
    pub class: Class,
    /// Whether a level is harder or easier to reach by this change, as far as it tells by itself.
    pub tendency: Option<Tendency>,
    /// Where it stands in the old version; none for what was added.
    pub old: Option<Place>,
    /// Where it stands in the new version; none for what was removed.
    pub new: Option<Place>,
    /// The places as spans.
    #[serde(skip)]
    pub spans: (Option<Span>, Option<Span>),
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Subject {
    /// A question, an area …
    pub kind: SubjectKind,
    /// Its name: today's, or the last one that it had.
    pub name: String,
    /// The areas that a change of a ladder is about; empty for everything else.
    pub areas: Vec<String>,
}

/// What can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// The model.
    Model,
    /// A role.
    Role,
    /// A scale.
    Scale,
    /// A ladder.
    Ladder,
    /// An area.
    Area,
    /// `overall`.
    Overall,
    /// A question.
    Question,
    /// A declared value.
    Value,
    /// An action.
    Action,
    /// A property.
    Property,
    /// An example.
    Example,
}

impl SubjectKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            SubjectKind::Model => "model",
            SubjectKind::Role => "role",
            SubjectKind::Scale => "scale",
            SubjectKind::Ladder => "ladder",
            SubjectKind::Area => "area",
            SubjectKind::Overall => "overall",
            SubjectKind::Question => "question",
            SubjectKind::Value => "value",
            SubjectKind::Action => "action",
            SubjectKind::Property => "property",
            SubjectKind::Example => "example",
        }
    }
}

/// How something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name, and `was` says so.
    Renamed {
        /// The name that it had.
        from: String,
    },
    /// It stands in another area, or elsewhere in the order where that means something.
    Moved {
        /// Where it stood.
        from: String,
        /// Where it stands.
        to: String,
    },
    /// Something about it changed.
    Changed {
        /// What about it.
        aspect: Aspect,
        /// Of which part: an option, a level, a language.
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<String>,
        /// What it was, in the language's notation; none when there was nothing.
        from: Option<String>,
        /// What it is; none when there is nothing.
        to: Option<String>,
    },
}

/// What about something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// What people read.
    Text,
    /// Earlier names, by which old responses are still read.
    Was,
    /// Its help text.
    Guidance,
    /// Its published number.
    Code,
    /// The unit of a range, a label.
    Unit,
    /// The version of the model.
    Version,
    /// The languages of the model.
    Languages,
    /// An option: added, removed or renamed.
    Option,
    /// A level: added, removed or renamed.
    Level,
    /// The order of options or levels.
    Order,
    /// The worth of an answer.
    Points,
    /// Whether not applicable can be answered, and what it is worth.
    Na,
    /// The possible answers: another scale, another range, another kind.
    Answers,
    /// Which answers count as fulfilled.
    Met,
    /// The weight.
    Weight,
    /// Who is asked, told or bound.
    For,
    /// The level that a question belongs to.
    At,
    /// The tags.
    Tags,
    /// When a question is asked.
    AskWhen,
    /// What an unanswered question counts as.
    Unanswered,
    /// What a question that does not apply counts as.
    NotApplicable,
    /// What a question that is not asked counts as.
    Hidden,
    /// The score.
    Score,
    /// The formula of a level.
    LevelFormula,
    /// The ladder of an area.
    Ladder,
    /// Whether a level needs all levels below it.
    Gating,
    /// The lower bound of a level.
    Threshold,
    /// The upper bound of a level, a claim.
    UpperBound,
    /// A requirement of a level.
    Requirement,
    /// The formula of a value.
    Formula,
    /// When an action is suggested.
    When,
    /// What an action raises.
    Raises,
    /// How much work an action is.
    Effort,
    /// Which action comes first.
    Priority,
    /// What comes before an action.
    After,
    /// The condition of a property.
    Condition,
    /// The role, the answers or the expectations of an example.
    Content,
}

impl Aspect {
    /// The word for it, as the language has it where it has one.
    pub fn word(self) -> &'static str {
        match self {
            Aspect::Text => "text",
            Aspect::Was => "was",
            Aspect::Guidance => "guidance",
            Aspect::Code => "code",
            Aspect::Unit => "unit",
            Aspect::Version => "version",
            Aspect::Languages => "languages",
            Aspect::Option => "option",
            Aspect::Level => "level",
            Aspect::Order => "order",
            Aspect::Points => "points",
            Aspect::Na => "na",
            Aspect::Answers => "answers",
            Aspect::Met => "met",
            Aspect::Weight => "weight",
            Aspect::For => "for",
            Aspect::At => "at",
            Aspect::Tags => "tagged",
            Aspect::AskWhen => "ask when",
            Aspect::Unanswered => "unanswered counts as",
            Aspect::NotApplicable => "na counts as",
            Aspect::Hidden => "hidden counts as",
            Aspect::Score => "score",
            Aspect::LevelFormula => "level formula",
            Aspect::Ladder => "levels",
            Aspect::Gating => "gating",
            Aspect::Threshold => "threshold",
            Aspect::UpperBound => "upper bound",
            Aspect::Requirement => "requirement",
            Aspect::Formula => "formula",
            Aspect::When => "suggest when",
            Aspect::Raises => "raises",
            Aspect::Effort => "effort",
            Aspect::Priority => "priority",
            Aspect::After => "after",
            Aspect::Condition => "condition",
            Aspect::Content => "content",
        }
    }
}

/// What a change can do, the gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// It changes what people read, and no result.
    TextOnly,
    /// It may change results.
    Results,
    /// It may change results, and old responses can be read, but lack an answer.
    Incomplete,
    /// It may change results, and an old response may be refused.
    Incompatible,
}

impl Class {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Class::TextOnly => "text only",
            Class::Results => "may change results",
            Class::Incomplete => "old responses lack an answer",
            Class::Incompatible => "old responses may be refused",
        }
    }
}

/// Which way a change points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tendency {
    /// A level is harder to reach, or as hard.
    Stricter,
    /// A level is easier to reach, or as easy.
    Easier,
}

/// A place in a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The file's path.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
}

impl Place {
    /// Where a span begins.
    pub(super) fn of(model: &Model, span: Span) -> Option<Place> {
        let file = model.sources.get(span.file)?;
        let at = model.sources.line_column(span.file, span.start);
        Some(Place { file: file.path.clone(), line: at.line, column: at.column })
    }
}
