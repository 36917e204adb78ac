//! Whether two texts say the same: the same tree, wherever its parts stand, and the same comments.

use std::collections::BTreeSet;

use crate::exact::{Compare, Rational};
use crate::source::{FileId, Span, Spanned};
use crate::syntax::ast::*;
use crate::syntax::{self, Kind};

/// Whether `formatted` says what the text with this tree says.
pub(super) fn same(file: FileId, text: &str, mut tree: File, formatted: &str) -> bool {
    let mut parsed = syntax::parse(file, formatted);
    if !parsed.diagnostics.is_empty() && syntax::parse(file, text).diagnostics.is_empty() {
        return false;
    }
    tree.forget_places();
    parsed.tree.forget_places();
    tree == parsed.tree && comments(file, text).eq(comments(file, formatted))
}

/// The comments of a text in order.
fn comments(file: FileId, text: &str) -> impl Iterator<Item = &str> {
    let tokens = syntax::tokens(file, text);
    tokens.into_iter().filter(|t| t.kind == Kind::Comment).map(|t| text.get(t.span.range()).unwrap_or("").trim_end())
}

/// Sets every span in a part of the tree to the same value, so that `==` compares what was written alone.
trait ForgetPlaces {
    fn forget_places(&mut self);
}

impl ForgetPlaces for Span {
    fn forget_places(&mut self) {
        *self = Span::default();
    }
}

impl<T: ForgetPlaces> ForgetPlaces for Spanned<T> {
    fn forget_places(&mut self) {
        self.node.forget_places();
        self.span.forget_places();
    }
}

impl<T: ForgetPlaces> ForgetPlaces for Vec<T> {
    fn forget_places(&mut self) {
        self.iter_mut().for_each(T::forget_places);
    }
}

impl<T: ForgetPlaces> ForgetPlaces for Option<T> {
    fn forget_places(&mut self) {
        self.iter_mut().for_each(T::forget_places);
    }
}

impl<T: ForgetPlaces> ForgetPlaces for Box<T> {
    fn forget_places(&mut self) {
        self.as_mut().forget_places();
    }
}

impl<A: ForgetPlaces, B: ForgetPlaces> ForgetPlaces for (A, B) {
    fn forget_places(&mut self) {
        self.0.forget_places();
        self.1.forget_places();
    }
}

/// Types without a place.
macro_rules! placeless {
    ($($type:ty)*) => {
        $(impl ForgetPlaces for $type {
            fn forget_places(&mut self) {}
        })*
    };
}

/// Structs, with all their fields: one that is forgotten here does not compile.
macro_rules! structs {
    ($($type:ident { $($field:ident)* })*) => {
        $(impl ForgetPlaces for $type {
            fn forget_places(&mut self) {
                let $type { $($field),* } = self;
                $($field.forget_places();)*
            }
        })*
    };
}

/// Enums, with all their variants.
macro_rules! enums {
    ($($type:ident { $($variant:ident $(($($value:ident)*))? $({ $($field:ident)* })?)* })*) => {
        $(impl ForgetPlaces for $type {
            fn forget_places(&mut self) {
                match self {
                    $($type::$variant $(($($value),*))? $({ $($field),* })? => {
                        $($($value.forget_places();)*)?
                        $($($field.forget_places();)*)?
                    })*
                }
            }
        })*
    };
}

placeless! {
    bool String BTreeSet<String> Rational Compare Gating BoundKind MissingState Treatment OthersAnswer Attribute
    BinaryOp Aggregate Quantifier SelectorBase State
}

structs! {
    File { items lost_names }
    Head { keyword name text span broken }
    Text { entries span }
    TextEntry { language string }
    Value { number percent span }
    Path { parts span }
    Use { keyword path }
    Note { kind span }
    Model { head lines }
    Role { name text notes }
    Scale { head body }
    ScaleBody { lines span }
    OptionLine { name points text notes }
    NaLine { keyword points text }
    Ladder { head lines }
    LevelLine { name text rules notes span }
    Area { head lines }
    Overall { head lines }
    ValueLine { head formula notes }
    Question { head lines }
    Answers { kind or_na span }
    PointsLine { points when span }
    MetLine { keyword up_to bound span }
    Policy { state treatment span }
    Action { head lines }
    Property { head never condition notes }
    Example { head lines }
    Expr { kind span }
    Reference { base attribute }
    Selection { attribute selector span }
    Selector { base filters span }
    Test { kind span }
}

enums! {
    Item { Use(a) Model(a) Scale(a) Ladder(a) Area(a) Overall(a) Property(a) Example(a) }
    NoteKind { Code(a) Guidance(a) Was(a) Allow { code reason } }
    ModelLine { Edition(a b) Version(a b) Language(a b) Roles(a b) Policy(a) Note(a) }
    ScaleLine { Option(a) Na(a) MetFrom(a b) Note(a) }
    LadderLine { Score(a b) Gating(a b) Level(a) Note(a) }
    LevelRule { Bound { kind value } Requires { keyword condition roles } }
    AreaLine {
        Levels { keyword ladder lines } Level(a b) Score(a b) Weights { keyword selector total } Value(a) Weight(a b)
        Policy(a) Area(a) Question(a) Action(a) Note(a)
    }
    LevelsLine { Gating(a b) Level(a) }
    QuestionLine {
        Answers(a b) Points(a b) Met(a) Weight(a b) For(a b) At(a b) Tagged(a b) AskWhen(a b) Policy(a) Action(a) Note(a)
    }
    AnswersKind { Scale(a) Inline(a) AnyOf(a) AnyOfInline(a) Range { first last step unit } Text }
    PointsWhen { UpTo(a) Below(a) From(a) Above(a) Otherwise(a) }
    Operand { Name(a) Value(a) }
    ActionLine {
        SuggestWhen(a b) Raises { keyword target to } Effort(a b) Priority(a b) After(a b) For(a b) Tagged(a b) Note(a)
    }
    RaisesTarget { Path(a) Answer(a) }
    ExampleLine { As(a b) Given(a b) Expect(a b) Note(a) }
    Given { Answer { question answer } Others { keyword answer } }
    GivenAnswer { Options(a) Number(a) Text(a) Na Nothing Unanswered }
    Formula { Expr(a) Lines { lines otherwise span } }
    ExprKind {
        Number(a) Reference(a) Suggested(a) Negate(a) Binary(a b c) Else(a b) Round(a b) AggregateSet(a b)
        AggregateList(a b) Quantified(a b c) Test(a b) Not(a) And(a) Or(a) Paren(a) Broken
    }
    ReferenceBase { Path(a) Overall(a) Own Answer }
    Filter { In(a) At(a) Tagged(a) On(a) For(a) Except(a) WhereWeight(a b) }
    TestKind { Compare(a b) State { negated state } Has(a) }
}
