//! The tree: what the author wrote, in the order in which it was written, with its places.
//!
//! A tree exists for every input. What could not be read is left out, the declaration around it has
//! `broken` set, and the names in the text that was skipped are in [`File::lost_names`], so that nothing
//! after the parser complains about what only the syntax error hides.

mod formula;

use std::collections::BTreeSet;

use crate::exact::Rational;
use crate::source::{Span, Spanned};

pub use formula::*;

/// A name as written, without backticks, in NFC.
pub type Name = Spanned<String>;

/// One source file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct File {
    /// The declarations in order.
    pub items: Vec<Item>,
    /// Names that occur in text which could not be read.
    pub lost_names: BTreeSet<String>,
}

/// A declaration at the top of a file.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each variant is explained at its struct")]
pub enum Item {
    Use(Use),
    Model(Model),
    Scale(Scale),
    Ladder(Ladder),
    Area(Area),
    Overall(Overall),
    Property(Property),
    Example(Example),
}

/// What every declaration has: its keyword, its name, its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The keyword that opens the declaration.
    pub keyword: Span,
    /// The name; absent only where the syntax has none (or it could not be read).
    pub name: Option<Name>,
    /// The text; absent when not written.
    pub text: Option<Text>,
    /// From the keyword to the closing brace or the last token.
    pub span: Span,
    /// Something in it could not be read.
    pub broken: bool,
}

/// A text in one or several languages.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// One entry without language, or one entry a language.
    pub entries: Vec<TextEntry>,
    /// All of it.
    pub span: Span,
}

/// One language's text.
#[derive(Debug, Clone, PartialEq)]
pub struct TextEntry {
    /// `sv` in `sv: "…"`; none for a bare string.
    pub language: Option<Name>,
    /// The text with its escapes resolved.
    pub string: Spanned<String>,
}

/// A literal number: `-1`, `7/15`, `25%`.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The exact number; `25%` has 1/4 here.
    pub number: Rational,
    /// It was written with `%`.
    pub percent: bool,
    /// Where.
    pub span: Span,
}

/// A dotted name.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Its parts, at least one.
    pub parts: Vec<Name>,
    /// All of it.
    pub span: Span,
}

/// `use "file"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// The keyword.
    pub keyword: Span,
    /// The path as written.
    pub path: Spanned<String>,
}

/// What any declaration may carry.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Which note.
    pub kind: NoteKind,
    /// All of it.
    pub span: Span,
}

/// The kinds of [`Note`].
#[derive(Debug, Clone, PartialEq)]
pub enum NoteKind {
    /// `code "3.1.1"`: a published number.
    Code(Spanned<String>),
    /// `guidance "…"`: the help text.
    Guidance(Text),
    /// `was old_name`: earlier names.
    Was(Vec<Path>),
    /// `allow M0507 "reason"`.
    Allow {
        /// The code as written.
        code: Name,
        /// The reason.
        reason: Spanned<String>,
    },
}

/// `model name "text" { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Keyword, name, text.
    pub head: Head,
    /// Its lines in order.
    pub lines: Vec<ModelLine>,
}

/// A line of a model declaration; the span is the keyword's.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum ModelLine {
    Edition(Span, Value),
    Version(Span, Spanned<String>),
    Language(Span, Vec<Path>),
    Roles(Span, Vec<Role>),
    Policy(Policy),
    Note(Note),
}

/// A role.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its name.
    pub name: Name,
    /// Its text.
    pub text: Option<Text>,
    /// Its notes.
    pub notes: Vec<Note>,
}

/// `scale name { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// Keyword, name, text.
    pub head: Head,
    /// The body.
    pub body: ScaleBody,
}

/// The part of a scale between its braces; also stands in a question's `answers { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleBody {
    /// Its lines in order.
    pub lines: Vec<ScaleLine>,
    /// With the braces.
    pub span: Span,
}

/// A line of a scale.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum ScaleLine {
    Option(OptionLine),
    Na(NaLine),
    /// `met from name`; the span is the keyword's.
    MetFrom(Span, Name),
    Note(Note),
}

/// An option of a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionLine {
    /// Its name.
    pub name: Name,
    /// Its worth.
    pub points: Option<Value>,
    /// Its text.
    pub text: Option<Text>,
    /// Its notes.
    pub notes: Vec<Note>,
}

/// `na 1 "…"`.
#[derive(Debug, Clone, PartialEq)]
pub struct NaLine {
    /// The word `na`.
    pub keyword: Span,
    /// Its worth.
    pub points: Option<Value>,
    /// Its text.
    pub text: Option<Text>,
}

/// `ladder name { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// Keyword, name, text.
    pub head: Head,
    /// Its lines in order.
    pub lines: Vec<LadderLine>,
}

/// A line of a ladder; the spans are the keywords'.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum LadderLine {
    Score(Span, Formula),
    Gating(Span, Spanned<Gating>),
    Level(LevelLine),
    Note(Note),
}

/// Whether a level needs all levels below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gating {
    /// A level counts only if all below it are met.
    Cumulative,
    /// The highest level whose own conditions are met counts.
    Highest,
}

/// A level in a ladder, or an override of it where the ladder is adopted.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelLine {
    /// Its name.
    pub name: Name,
    /// Its text.
    pub text: Option<Text>,
    /// Bounds and requirements in order.
    pub rules: Vec<LevelRule>,
    /// Its notes.
    pub notes: Vec<Note>,
    /// All of it.
    pub span: Span,
}

/// A bound or a requirement of a level.
#[derive(Debug, Clone, PartialEq)]
pub enum LevelRule {
    /// `from 25%`, `above 1`, `to 49%`, `below 2`.
    Bound {
        /// Which word.
        kind: Spanned<BoundKind>,
        /// The threshold.
        value: Value,
    },
    /// `requires COND for ROLE`.
    Requires {
        /// The keyword.
        keyword: Span,
        /// The condition.
        condition: Expr,
        /// The roles that it binds; empty for all.
        roles: Vec<Path>,
    },
}

/// The four words for a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundKind {
    /// At least.
    From,
    /// More than.
    Above,
    /// At most.
    To,
    /// Less than.
    Below,
}

/// `area name "text" { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Keyword, name, text.
    pub head: Head,
    /// Its lines in order.
    pub lines: Vec<AreaLine>,
}

/// `overall { … }`; its lines hold no weight, area or question.
#[derive(Debug, Clone, PartialEq)]
pub struct Overall {
    /// Keyword and text.
    pub head: Head,
    /// Its lines in order.
    pub lines: Vec<AreaLine>,
}

/// A line of an area; the spans are the keywords'.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum AreaLine {
    Levels { keyword: Span, ladder: Name, lines: Vec<LevelsLine> },
    Level(Span, Formula),
    Score(Span, Formula),
    Weights { keyword: Span, selector: Option<Selector>, total: Value },
    Value(ValueLine),
    Weight(Span, Value),
    Policy(Policy),
    Area(Area),
    Question(Question),
    Action(Action),
    Note(Note),
}

/// A line where a ladder is adopted.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum LevelsLine {
    Gating(Span, Spanned<Gating>),
    Level(LevelLine),
}

/// `value name "text" EXPR`.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueLine {
    /// Keyword, name, text.
    pub head: Head,
    /// What it is.
    pub formula: Formula,
    /// Its notes.
    pub notes: Vec<Note>,
}

/// `question name "text" { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Keyword, name, text.
    pub head: Head,
    /// Its lines in order.
    pub lines: Vec<QuestionLine>,
}

/// A line of a question; the spans are the keywords'.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum QuestionLine {
    Answers(Span, Answers),
    Points(Span, Vec<PointsLine>),
    Met(MetLine),
    Weight(Span, Value),
    For(Span, Vec<Path>),
    At(Span, Name),
    Tagged(Span, Vec<Path>),
    AskWhen(Span, Expr),
    Policy(Policy),
    Action(Action),
    Note(Note),
}

/// What a question takes as an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    /// Which form.
    pub kind: AnswersKind,
    /// `or na "…"`.
    pub or_na: Option<NaLine>,
    /// All of it, without the keyword.
    pub span: Span,
}

/// The forms of [`Answers`].
#[derive(Debug, Clone, PartialEq)]
pub enum AnswersKind {
    /// A named scale.
    Scale(Name),
    /// A scale of its own.
    Inline(ScaleBody),
    /// `any of name`.
    AnyOf(Name),
    /// `any of { … }`.
    AnyOfInline(ScaleBody),
    /// `1 to 30 step 0.1 "elever"`.
    Range {
        /// First value.
        first: Value,
        /// Last value.
        last: Value,
        /// Step; one when not written.
        step: Option<Value>,
        /// The unit.
        unit: Option<Text>,
    },
    /// Free text.
    Text,
}

/// A line of `points { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct PointsLine {
    /// The worth.
    pub points: Value,
    /// For which answers.
    pub when: PointsWhen,
    /// All of it.
    pub span: Span,
}

/// For which numbers a line of `points` holds.
#[derive(Debug, Clone, PartialEq)]
pub enum PointsWhen {
    /// `up to 3`: at most.
    UpTo(Value),
    /// `below 3`: less than.
    Below(Value),
    /// `from 3`: at least.
    From(Value),
    /// `above 3`: more than.
    Above(Value),
    /// All that are left.
    Otherwise(Span),
}

/// `met from mycket`, `met up to 3`.
#[derive(Debug, Clone, PartialEq)]
pub struct MetLine {
    /// The word `met`.
    pub keyword: Span,
    /// `up to` instead of `from`.
    pub up_to: bool,
    /// An option or a number.
    pub bound: Operand,
    /// All of it.
    pub span: Span,
}

/// An option's name or a number.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// An option.
    Name(Name),
    /// A number.
    Value(Value),
}

/// `na counts as highest`, `hidden left out`.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Which state.
    pub state: Spanned<MissingState>,
    /// What it counts as.
    pub treatment: Spanned<Treatment>,
    /// All of it.
    pub span: Span,
}

/// The states that a policy speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum MissingState {
    Unanswered,
    Na,
    Hidden,
}

/// What a missing answer counts as.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum Treatment {
    Lowest,
    Highest,
    Option(String),
    LeftOut,
}

/// `action name "text" { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Keyword, name, text.
    pub head: Head,
    /// Its lines in order.
    pub lines: Vec<ActionLine>,
}

/// A line of an action; the spans are the keywords'.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum ActionLine {
    SuggestWhen(Span, Expr),
    Raises { keyword: Span, target: RaisesTarget, to: Option<Operand> },
    Effort(Span, Value),
    Priority(Span, Value),
    After(Span, Vec<Path>),
    For(Span, Vec<Path>),
    Tagged(Span, Vec<Path>),
    Note(Note),
}

/// What an action raises.
#[derive(Debug, Clone, PartialEq)]
pub enum RaisesTarget {
    /// A question.
    Path(Path),
    /// The question that the action stands in.
    Answer(Span),
}

/// `always "…" { … }` or `never "…" { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// Keyword and text.
    pub head: Head,
    /// `never`.
    pub never: bool,
    /// The condition; none when it could not be read.
    pub condition: Option<Expr>,
    /// Notes before the condition.
    pub notes: Vec<Note>,
}

/// `example "…" { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Keyword and text.
    pub head: Head,
    /// Its lines in order.
    pub lines: Vec<ExampleLine>,
}

/// A line of an example; the spans are the keywords'.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum ExampleLine {
    As(Span, Name),
    Given(Span, Vec<Given>),
    Expect(Span, Expr),
    Note(Note),
}

/// One answer in an example, or the rest of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A question's answer.
    Answer {
        /// The question.
        question: Path,
        /// Its answer.
        answer: Spanned<GivenAnswer>,
    },
    /// All that are not named.
    Others {
        /// The word `others`.
        keyword: Span,
        /// What they are.
        answer: Spanned<OthersAnswer>,
    },
}

/// An answer as an example gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum GivenAnswer {
    /// `karta + tavla`, or one option.
    Options(Vec<Name>),
    /// A number.
    Number(Value),
    /// Free text.
    Text(String),
    /// Not applicable.
    Na,
    /// No option of `any of`.
    Nothing,
    /// No answer.
    Unanswered,
}

/// What the questions that are not named are answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum OthersAnswer {
    Lowest,
    Highest,
    Na,
    Unanswered,
}
