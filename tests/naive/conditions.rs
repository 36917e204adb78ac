//! Conditions. Where an answer is missing, neither a comparison nor its opposite holds.

use mognad::syntax::ast::{
    Expr, ExprKind, Path, Quantifier, Reference, ReferenceBase, Selection, State, Test, TestKind,
};

use super::answers::Presence;
use super::kinds::Kind;
use super::sets::{Members, compares};
use super::tree::Meaning;
use super::{Given, Place, Reading};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Yes,
    No,
    Neither,
}

impl Verdict {
    fn of(holds: bool) -> Verdict {
        if holds { Verdict::Yes } else { Verdict::No }
    }

    fn not(self) -> Verdict {
        match self {
            Verdict::Yes => Verdict::No,
            Verdict::No => Verdict::Yes,
            Verdict::Neither => Verdict::Neither,
        }
    }

    /// All of them: a single no decides.
    fn all(verdicts: &[Verdict]) -> Verdict {
        if verdicts.contains(&Verdict::No) {
            Verdict::No
        } else if verdicts.contains(&Verdict::Neither) {
            Verdict::Neither
        } else {
            Verdict::Yes
        }
    }

    fn any(verdicts: &[Verdict]) -> Verdict {
        let opposites: Vec<Verdict> = verdicts.iter().map(|verdict| verdict.not()).collect();
        Verdict::all(&opposites).not()
    }
}

impl<'t> Reading<'t> {
    pub fn holds(&self, condition: &'t Expr, place: Place) -> bool {
        self.verdict(condition, place) == Verdict::Yes
    }

    pub fn verdict(&self, condition: &'t Expr, place: Place) -> Verdict {
        let parts = |parts: &'t [Expr]| parts.iter().map(|part| self.verdict(part, place)).collect::<Vec<_>>();
        match &condition.kind {
            ExprKind::Paren(inner) => self.verdict(inner, place),
            ExprKind::Not(inner) => self.verdict(inner, place).not(),
            ExprKind::And(all) => Verdict::all(&parts(all)),
            ExprKind::Or(any) => Verdict::any(&parts(any)),
            ExprKind::Suggested(action) => Verdict::of(self.suggested(self.tree.action(action))),
            ExprKind::Quantified(op, selection, test) => {
                let verdicts = self.verdicts(selection, test.as_deref().expect("a test"), place);
                match op.node {
                    Quantifier::All => Verdict::all(&verdicts),
                    Quantifier::Any => Verdict::any(&verdicts),
                    other => panic!("{other:?} as a condition"),
                }
            }
            ExprKind::Test(left, test) => match self.question_meant(left, place) {
                Some(question) => self.question_test(question, test, place),
                None => self.number_test(left, test, place),
            },
            other => panic!("{other:?} as a condition"),
        }
    }

    /// The question that a bare name stands for.
    fn question_meant(&self, expr: &'t Expr, place: Place) -> Option<usize> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.question_meant(inner, place),
            ExprKind::Reference(Reference { base: ReferenceBase::Answer, attribute: None }) => place.question,
            ExprKind::Reference(Reference { base: ReferenceBase::Path(path), attribute: None }) => {
                self.question_named(path, place)
            }
            _ => None,
        }
    }

    fn question_named(&self, path: &'t Path, place: Place) -> Option<usize> {
        match self.tree.resolve(path, place.area) {
            Meaning::Question(question) => Some(question),
            _ => None,
        }
    }

    fn number_test(&self, left: &'t Expr, test: &'t Test, place: Place) -> Verdict {
        let TestKind::Compare(op, right) = &test.kind else { panic!("{test:?} of a number") };
        let ladder = match self.kind(left, place) {
            Some(Kind::Level(ladder)) => Some(ladder),
            _ => None,
        };
        match (self.number(left, place, ladder), self.number(right, place, ladder)) {
            (Some(left), Some(right)) => Verdict::of(compares(op.node, left.cmp(&right))),
            _ => Verdict::Neither,
        }
    }

    fn question_test(&self, id: usize, test: &'t Test, place: Place) -> Verdict {
        match &test.kind {
            TestKind::State { negated, state } => {
                let verdict = self.state(id, state.node);
                if *negated { verdict.not() } else { verdict }
            }
            TestKind::Has(option) => match self.answer(id) {
                Some(Given::Options(options)) => Verdict::of(options.contains(&option.node)),
                None => Verdict::Neither,
                Some(other) => panic!("{other:?} has {option:?}"),
            },
            TestKind::Compare(op, right) if self.is_number(id) => {
                match (self.answer(id), self.number(right, place, None)) {
                    (Some(Given::Number(left)), Some(right)) => Verdict::of(compares(op.node, left.cmp(&right))),
                    _ => Verdict::Neither,
                }
            }
            TestKind::Compare(op, right) => {
                let at = |question: usize| match self.answer(question) {
                    Some(Given::Option(name)) => self.option_at(question, &name),
                    None => None,
                    Some(other) => panic!("{other:?} compared"),
                };
                match (at(id), self.option_meant(id, right).or_else(|| at(self.question_meant(right, place)?))) {
                    (Some(left), Some(right)) => Verdict::of(compares(op.node, left.cmp(&right))),
                    _ => Verdict::Neither,
                }
            }
        }
    }

    /// An option is looked up in the scale of the question that it is compared with.
    fn option_meant(&self, id: usize, right: &'t Expr) -> Option<usize> {
        match &right.kind {
            ExprKind::Paren(inner) => self.option_meant(id, inner),
            ExprKind::Reference(Reference { base: ReferenceBase::Path(path), attribute: None }) => {
                match path.parts.as_slice() {
                    [name] => self.option_at(id, &name.node),
                    _ => None,
                }
            }
            other => panic!("compared with {other:?}"),
        }
    }

    /// The states see through any policy; `met` looks at what stands in.
    fn state(&self, id: usize, state: State) -> Verdict {
        let presence = self.presence(id);
        match state {
            State::Met => match self.answer(id) {
                Some(answer) => Verdict::of(self.is_met(id, &answer)),
                None => Verdict::Neither,
            },
            State::Answered => Verdict::of(matches!(presence, Presence::Answered | Presence::Na)),
            State::Unanswered => Verdict::of(presence == Presence::Unanswered),
            State::Na => Verdict::of(presence == Presence::Na),
            State::Hidden => Verdict::of(presence == Presence::Hidden),
        }
    }

    /// A test spread over a set: one verdict a member. Missing ones are not in the set.
    pub fn verdicts(&self, selection: &'t Selection, test: &'t Test, place: Place) -> Vec<Verdict> {
        if selection.attribute.is_some() {
            return self.number_verdicts(selection, test, place);
        }
        let Members::Questions(ids) = self.members(&selection.selector, place.area) else { panic!("areas tested") };
        let present = |id: &usize| match &test.kind {
            // Text is never judged, and not counted as answered either.
            TestKind::State { .. } if self.is_text(*id) => false,
            TestKind::State { state, .. } => match state.node {
                State::Met => self.answer(*id).is_some(),
                State::Hidden => self.presence(*id) != Presence::Outside,
                // Whether something is answered is a question only about what is asked.
                _ => !matches!(self.presence(*id), Presence::Outside | Presence::Hidden),
            },
            _ => self.answer(*id).is_some(),
        };
        ids.into_iter().filter(present).map(|id| self.question_test(id, test, place)).collect()
    }

    fn number_verdicts(&self, selection: &'t Selection, test: &'t Test, place: Place) -> Vec<Verdict> {
        let TestKind::Compare(op, right) = &test.kind else { panic!("{test:?} of numbers") };
        let ladder = match self.selection_kind(selection, place) {
            Some(Kind::Level(ladder)) => Some(ladder),
            _ => None,
        };
        let right = self.number(right, place, ladder);
        let numbers = self.numbers_of(selection, place).into_iter();
        let verdict = |number| match &right {
            Some(right) => Verdict::of(compares(op.node, Ord::cmp(&number, right))),
            None => Verdict::Neither,
        };
        numbers.map(|(_, number)| verdict(number)).collect()
    }
}
