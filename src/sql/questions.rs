//! Questions: which are asked, what is answered, and what missing answers count as.

use num_bigint::BigInt;

use super::builder::Builder;
use super::expression::{ColumnId, Expr};
use super::fraction::{Fraction, whole};
use super::steps::Place;
use crate::evaluate::worth;
use crate::exact::Rational;
use crate::model::{Domain, Model, Question, QuestionId, QuestionState, Roles, Sign, StandIn, StatePolicy, Truth};

/// The code of `na` in the step of answers.
pub(super) const NA: i64 = -1;
/// The code of what is no answer.
pub(super) const REFUSED: i64 = -2;

/// What is known of questions so far.
#[derive(Debug, Default)]
pub(super) struct Questions {
    /// The column of the role; none in a model without.
    pub role: Option<ColumnId>,
    /// The columns of answers as numbers, a question each.
    pub codes: Vec<ColumnId>,
    asked: Vec<Option<Expr>>,
    counted: Vec<Option<Expr>>,
}

impl Questions {
    pub fn new(role: Option<ColumnId>, codes: Vec<ColumnId>) -> Questions {
        let count = codes.len();
        Questions { role, codes, asked: vec![None; count], counted: vec![None; count] }
    }
}

impl Builder<'_> {
    pub fn question(&self, id: QuestionId) -> Option<&'_ Question> {
        self.model.questions.get(id.0 as usize)
    }

    /// The answer that was given, as a number.
    pub fn code(&self, id: QuestionId) -> Expr {
        self.questions.codes.get(id.0 as usize).map_or(Expr::Null, |column| Expr::Column(*column))
    }

    /// Whether the respondent has one of these roles; never `NULL` but where the role is refused.
    pub fn in_role(&self, roles: &Roles) -> Expr {
        let (Roles::Only(only), Some(column)) = (roles, self.questions.role) else {
            return Expr::Truth(matches!(roles, Roles::All));
        };
        if only.len() == self.model.roles.len() {
            return Expr::Truth(true);
        }
        let name =
            |id: &crate::model::RoleId| self.model.roles.get(id.0 as usize).map_or("", |role| role.name.as_str());
        let role = Box::new(Expr::Column(column));
        match only.as_slice() {
            [] => Expr::Truth(false),
            [one] => Expr::Compare(role, crate::exact::Compare::Equal, Box::new(Expr::text(name(one)))),
            several => Expr::Among(role, several.iter().map(|id| Expr::text(name(id))).collect()),
        }
    }

    /// Whether the respondent has none of these roles.
    pub fn in_other_role(&self, roles: &Roles) -> Expr {
        let all = (0..).map(crate::model::RoleId).zip(&self.model.roles).map(|(id, _)| id);
        match roles {
            Roles::All => Expr::Truth(false),
            Roles::Only(only) => self.in_role(&Roles::Only(all.filter(|id| !only.contains(id)).collect())),
        }
    }

    /// Whether a question is asked: for the role, and `ask when` holds.
    pub fn asked(&mut self, id: QuestionId) -> Expr {
        if let Some(Some(asked)) = self.questions.asked.get(id.0 as usize) {
            return asked.clone();
        }
        let Some(question) = self.model.questions.get(id.0 as usize) else { return Expr::Truth(false) };
        let in_role = self.in_role(&question.roles);
        let asked = match question.ask_when {
            None => in_role,
            Some(condition) => {
                let when = self.within(question.area, |builder| builder.truth(condition));
                let both = Expr::all(vec![in_role, when]);
                match both {
                    Expr::Truth(_) => both,
                    both => {
                        let expr = Expr::Coalesce(vec![both, Expr::Truth(false)]);
                        let note = format!("ask when {}", self.model.condition_notation(condition));
                        let name = format!("{} asked", question.key);
                        Expr::Column(self.steps.add(&name, Place::Asked, expr, vec![note]))
                    }
                }
            }
        };
        if let Some(slot) = self.questions.asked.get_mut(id.0 as usize) {
            *slot = Some(asked.clone());
        }
        asked
    }

    /// The answer that counts, as a number: what was given, or what its policy lets a missing one count as. Below 0 or
    /// `NULL` when nothing counts. In a row that is not refused only questions that are asked have answers.
    pub fn counted(&mut self, id: QuestionId) -> Expr {
        if let Some(Some(counted)) = self.questions.counted.get(id.0 as usize) {
            return counted.clone();
        }
        let Some(question) = self.model.questions.get(id.0 as usize) else { return Expr::Null };
        // A free text is in no set and has no worth.
        let code = if matches!(question.domain, Domain::Text) { Expr::Null } else { self.code(id) };
        let mut lines = Vec::new();
        let mut notes = Vec::new();
        if let (Some(stand_in), Some(_)) = (stand_in(&question.policies.hidden), question.ask_when) {
            let asked = self.asked(id);
            lines.push((Expr::all(vec![self.in_role(&question.roles), asked.fails()]), Expr::int(stand_in)));
            notes.push(format!("hidden counts as {}", shown(self.model, question, stand_in)));
        }
        if let (Some(stand_in), Some(_)) = (stand_in(&question.policies.na), &question.na) {
            lines.push((code.clone().equals(NA), Expr::int(stand_in)));
            notes.push(format!("na counts as {}", shown(self.model, question, stand_in)));
        }
        if let Some(stand_in) = stand_in(&question.policies.unanswered) {
            let asked = self.asked(id);
            lines.push((Expr::all(vec![code.clone().null(), asked]), Expr::int(stand_in)));
            notes.push(format!("unanswered counts as {}", shown(self.model, question, stand_in)));
        }
        let counted = match lines.is_empty() {
            true => code,
            false => {
                let expr = Expr::Case(lines, Box::new(code));
                let name = format!("{} counted", question.key);
                Expr::Column(self.steps.add(&name, Place::Asked, expr, vec![notes.join("; ")]))
            }
        };
        if let Some(slot) = self.questions.counted.get_mut(id.0 as usize) {
            *slot = Some(counted.clone());
        }
        counted
    }

    /// Whether the column of the counted answer may hold the code of `na`.
    fn may_be_na(&self, id: QuestionId) -> bool {
        self.question(id).is_some_and(|question| question.na.is_some() && stand_in(&question.policies.na).is_none())
    }

    /// The counted answer where it is one, else `NULL`.
    fn answer(&mut self, id: QuestionId) -> Expr {
        let counted = self.counted(id);
        match self.may_be_na(id) {
            true => Expr::NullIf(Box::new(counted), Box::new(Expr::int(NA))),
            false => counted,
        }
    }

    /// Whether a question counts; `NULL` where it does not.
    pub fn counts(&mut self, id: QuestionId) -> Expr {
        let counted = self.counted(id);
        match self.may_be_na(id) {
            true => Expr::compare(counted, crate::exact::Compare::GreaterOrEqual, Expr::int(0)),
            false => counted.not_null(),
        }
    }

    /// Whether a question gives points: `na` with a worth of its own does, too.
    pub fn gives_points(&mut self, id: QuestionId) -> Expr {
        match self.question(id) {
            Some(question) if question.bounds.is_none() || matches!(question.domain, Domain::Text) => {
                Expr::Truth(false)
            }
            Some(question) if na_worth(question).is_some() => self.counted(id).not_null(),
            _ => self.counts(id),
        }
    }

    /// What an answer gives: `value` of the worth, for every answer and for `na`.
    pub fn points(&mut self, id: QuestionId, value: &dyn Fn(&Rational) -> Rational) -> Fraction {
        let Some(question) = self.model.questions.get(id.0 as usize) else {
            return Fraction::constant(&Rational::ZERO);
        };
        let none = Fraction { top: Expr::Null, ..Fraction::constant(&Rational::ZERO) };
        let Some((low, high)) = &question.bounds else { return none };
        let bounds = (value(low), value(high));
        let na = na_worth(question).map(|worth| value(&worth));
        let answers = self.answer(id);
        let (top, fixed) = match &question.domain {
            Domain::Text => return none,
            Domain::Choice(choice) => {
                let worths: Option<Vec<Rational>> = (0..u64::from(choice.count))
                    .map(|answer| Some(value(&worth(self.model, question, answer)?)))
                    .collect();
                let Some(worths) = worths else { return none };
                let values: Vec<Rational> = worths.iter().cloned().chain(na.clone()).collect();
                let (numbers, fixed) = whole(&values);
                let (options, na) = numbers.split_at(worths.len().min(numbers.len()));
                (table(answers, self.counted(id), options, na.first()), fixed)
            }
            Domain::AnyOf(any) => {
                let single: Option<Vec<Rational>> =
                    (0..any.count).map(|option| worth(self.model, question, 1u64.checked_shl(option)?)).collect();
                let Some(single) = single else { return none };
                // Of a share of the bounds, what nothing chosen gives is no part of what each option adds.
                let nothing = value(&Rational::ZERO);
                let adds = single.iter().map(|worth| &value(worth) - &nothing);
                let values: Vec<Rational> = adds.chain([nothing.clone()]).chain(na.clone()).collect();
                let (numbers, fixed) = whole(&values);
                let counted = self.counted(id);
                let bit = |(at, number): (usize, &BigInt)| {
                    let taken = Expr::HasBit(Box::new(counted.clone()), u64::try_from(at).unwrap_or(0));
                    Expr::case(taken, Expr::Integer(number.clone()), Expr::int(0))
                };
                let mut terms: Vec<Expr> = numbers.iter().take(single.len()).enumerate().map(bit).collect();
                terms.extend(numbers.get(single.len()).cloned().map(Expr::Integer));
                let mut lines = Vec::new();
                if let Some(na) = numbers.get(single.len().saturating_add(1)) {
                    lines.push((counted.clone().equals(NA), Expr::Integer(na.clone())));
                }
                lines.push((self.counts(id), Expr::sum(terms)));
                (Expr::Case(lines, Box::new(Expr::Null)), fixed)
            }
            Domain::Range(range) if range.points.is_empty() => {
                let (first, next) = (value(&range.value(0)), value(&range.value(1)));
                let values: Vec<Rational> = [first.clone(), &next - &first].into_iter().chain(na.clone()).collect();
                let (numbers, fixed) = whole(&values);
                let number = |at: usize| numbers.get(at).cloned().unwrap_or_default();
                let largest = super::fraction::largest(&bounds, &fixed);
                let steps = BigInt::from(range.count);
                let (term, size) = self.product(answers, &steps, &number(1), &[]);
                let terms = vec![(term, size), (Expr::Integer(number(0)), num_traits::abs(number(0)).max(largest))];
                let (given, _) = self.sum(terms);
                let top = match numbers.get(2) {
                    None => given,
                    Some(na) => {
                        let is_na = self.counted(id).equals(NA);
                        Expr::Case(vec![(is_na, Expr::Integer(na.clone()))], Box::new(given))
                    }
                };
                (top, fixed)
            }
            Domain::Range(range) => {
                let values: Vec<Rational> =
                    range.points.iter().map(|rule| value(&rule.points)).chain(na.clone()).collect();
                let (numbers, fixed) = whole(&values);
                let counted = self.counted(id);
                let mut lines = Vec::new();
                if let (Some(_), Some(na)) = (&na, numbers.last()) {
                    lines.push((counted.clone().equals(NA), Expr::Integer(na.clone())));
                }
                for (rule, number) in range.points.iter().zip(&numbers) {
                    let within = Expr::Between(Box::new(counted.clone()), rule.first.into(), rule.last.into());
                    lines.push((within, Expr::Integer(number.clone())));
                }
                (Expr::Case(lines, Box::new(Expr::Null)), fixed)
            }
        };
        Fraction { top, fixed, varying: Vec::new(), bounds: hull(bounds, na) }
    }

    /// The number that a range question was answered with.
    pub fn given(&mut self, id: QuestionId) -> Fraction {
        let Some(Domain::Range(range)) = self.model.questions.get(id.0 as usize).map(|question| &question.domain)
        else {
            return Fraction { top: Expr::Null, ..Fraction::constant(&Rational::ZERO) };
        };
        let (numbers, fixed) = whole(&[range.value(0), range.step.clone()]);
        let number = |at: usize| numbers.get(at).cloned().unwrap_or_default();
        let answer = self.answer(id);
        let (term, size) = self.product(answer, &BigInt::from(range.count), &number(1), &[]);
        let (top, _) = self.sum(vec![(term, size), (Expr::Integer(number(0)), num_traits::abs(number(0)))]);
        Fraction { top, fixed, varying: Vec::new(), bounds: (range.value(0), range.last()) }
    }

    /// A condition on one question.
    pub fn question_truth(&mut self, truth: &Truth) -> Expr {
        match truth {
            Truth::Answer(id, spans) => {
                let last = self.question(*id).map_or(0, Question::answer_count).saturating_sub(1);
                let counted = self.counted(*id);
                within(counted, spans, last)
            }
            Truth::Has(id, option, sign) => {
                let has = Expr::HasBit(Box::new(self.counted(*id)), u64::from(*option));
                let has = if *sign == Sign::Is { has } else { has.fails() };
                Expr::all(vec![self.counts(*id), has])
            }
            Truth::HasAtLeast(id, least, sign) => {
                let options = match self.question(*id).map(|question| &question.domain) {
                    Some(Domain::AnyOf(any)) => any.count,
                    _ => 0,
                };
                let counted = self.counted(*id);
                let bit = |option| {
                    let taken = Expr::HasBit(Box::new(counted.clone()), u64::from(option));
                    Expr::case(taken, Expr::int(1), Expr::int(0))
                };
                let taken = Expr::sum((0..options).map(bit));
                let compare = match sign {
                    Sign::Is => crate::exact::Compare::GreaterOrEqual,
                    Sign::IsNot => crate::exact::Compare::Less,
                };
                Expr::all(vec![self.counts(*id), Expr::compare(taken, compare, Expr::int(*least))])
            }
            Truth::State(id, state, sign) => {
                let state = self.state(*id, *state);
                if *sign == Sign::Is { state } else { state.fails() }
            }
            Truth::Counts(id, sign) => {
                let counts = self.counts(*id);
                if *sign == Sign::Is { counts } else { counts.fails() }
            }
            _ => Expr::Truth(false),
        }
    }

    fn state(&mut self, id: QuestionId, state: QuestionState) -> Expr {
        let (asked, code) = (self.asked(id), self.code(id));
        match state {
            QuestionState::Answered => Expr::all(vec![asked, code.not_null()]),
            QuestionState::Unanswered => Expr::all(vec![asked, code.null()]),
            QuestionState::Na => Expr::all(vec![asked, code.equals(NA)]),
            QuestionState::Hidden => {
                let roles = self.question(id).map_or(Roles::All, |question| question.roles.clone());
                Expr::all(vec![self.in_role(&roles), asked.fails()])
            }
        }
    }
}

fn stand_in(policy: &Option<StatePolicy>) -> Option<u64> {
    match policy {
        Some(StatePolicy { stand_in: StandIn::Answer(answer), .. }) => Some(*answer),
        _ => None,
    }
}

/// The worth of `na`, where it has one of its own.
fn na_worth(question: &Question) -> Option<Rational> {
    let na = question.na.as_ref().filter(|_| question.policies.na.is_none());
    na.and_then(|na| na.points.clone())
}

fn shown(model: &Model, question: &Question, answer: u64) -> String {
    match &question.domain {
        Domain::Range(range) => crate::model::notation::decimal(&range.value(answer)),
        Domain::AnyOf(_) => {
            let taken = model.options(question).iter().enumerate().filter(|(at, _)| answer >> (at & 63) & 1 == 1);
            let names: Vec<&str> = taken.map(|(_, option)| option.name.as_str()).collect();
            if names.is_empty() { "nothing".to_owned() } else { names.join(" + ") }
        }
        _ => {
            let option = usize::try_from(answer).ok().and_then(|answer| model.options(question).get(answer));
            option.map_or_else(String::new, |option| option.name.clone())
        }
    }
}

/// What stands beside each answer: the answer itself where that is it, else a table.
fn table(answer: Expr, counted: Expr, options: &[BigInt], na: Option<&BigInt>) -> Expr {
    let step = match options {
        [first, second, ..] => second - first,
        _ => BigInt::from(0),
    };
    let steady = options.windows(2).all(|pair| matches!(pair, [one, next] if next - one == step));
    if let (true, None, Some(first)) = (steady && step != BigInt::from(0), na, options.first()) {
        return Expr::sum([answer.times(&step), Expr::Integer(first.clone())]);
    }
    let mut lines: Vec<(Expr, Expr)> = na.iter().map(|na| (Expr::int(NA), Expr::Integer((*na).clone()))).collect();
    lines.extend((0..).zip(options).map(|(at, number): (i64, _)| (Expr::int(at), Expr::Integer(number.clone()))));
    Expr::Lookup(Box::new(counted), lines, Box::new(Expr::Null))
}

/// Whether an answer lies in one of the spans. What is no answer lies below 0.
fn within(counted: Expr, spans: &[(u64, u64)], last: u64) -> Expr {
    let few: Option<Vec<u64>> = spans
        .iter()
        .map(|(first, end)| (end.saturating_sub(*first) < 3 && *end < last).then_some(*first..=*end))
        .collect::<Option<Vec<_>>>()
        .map(|spans| spans.into_iter().flatten().collect());
    match few.as_deref() {
        Some([]) => return Expr::Truth(false),
        Some([one]) => return Expr::compare(counted, crate::exact::Compare::Equal, Expr::int(*one)),
        Some(several) if several.len() <= 4 => {
            return Expr::Among(Box::new(counted), several.iter().map(|one| Expr::int(*one)).collect());
        }
        _ => {}
    }
    let span = |(first, end): &(u64, u64)| match (*first == *end, *end >= last) {
        (true, _) => Expr::compare(counted.clone(), crate::exact::Compare::Equal, Expr::int(*first)),
        (false, true) => Expr::compare(counted.clone(), crate::exact::Compare::GreaterOrEqual, Expr::int(*first)),
        (false, false) => Expr::Between(Box::new(counted.clone()), (*first).into(), (*end).into()),
    };
    Expr::any(spans.iter().map(span).collect())
}

fn hull((low, high): (Rational, Rational), also: Option<Rational>) -> (Rational, Rational) {
    match also {
        None => (low, high),
        Some(also) => (low.min(also.clone()), high.max(also)),
    }
}
